"""French family allowances with exact fractions: cases of fr_allocations_familiales.

Written from the Code, apart from the program that is tested. Prints case lines; published figures are compared.
"""
from datetime import date
from fractions import Fraction as F
from math import floor

BMAF = {"2019-04-01": "413.16", "2020-04-01": "414.40", "2021-04-01": "414.81", "2022-04-01": "422.28",
        "2023-04-01": "445.93", "2024-04-01": "466.44"}
SMIC = {"2020-01-01": "10.15", "2021-01-01": "10.25", "2021-10-01": "10.48", "2022-01-01": "10.57",
        "2022-05-01": "10.85", "2022-08-01": "11.07", "2023-01-01": "11.27", "2023-05-01": "11.52", "2024-01-01": "11.65",
        "2024-11-01": "11.88"}
CEILINGS = {2020: (57759, 80831, 5775), 2021: (58279, 81558, 5827), 2023: (59330, 83029, 5932), 2024: (62474, 87430, 6246)}


def in_force(table, day):
    """The value of the last date in the table that is not after the day."""
    return F([v for start, v in sorted(table.items()) if date.fromisoformat(start) <= day][-1])


def cents(amount):
    """The amount in whole cents, a half away from zero (no amount here is negative)."""
    return F(floor(amount * 100 + F(1, 2)), 100)


def result(on, children, means):
    """Gross and net for children (born, pay, shared)."""
    on, means = date.fromisoformat(on), F(means)
    base, pay_limit = in_force(BMAF, on), cents(in_force(SMIC, on) * 55 / 100 * 169)
    kids = []
    for born, pay, shared in children:
        b = date.fromisoformat(born)
        age = on.year - b.year - ((on.month, on.day) < (b.month, b.day))
        kids.append((b, age, F(pay), F(1, 2) if shared else F(1)))
    count = sorted(k for k in kids if k[1] < 16 or k[1] < 20 and k[2] <= pay_limit)
    n = len(count)
    first, second, more = CEILINGS[on.year]
    first, second = first + n * more, second + n * more
    half = 1 if means <= first else 2 if means <= second else 4
    lump_rate = {1: F("0.20234"), 2: F("0.10117"), 4: F("0.05059")}[half]
    due = extra = F(0)
    if n >= 2:
        whole = cents(base * F(32, 100) / half) + (n - 2) * cents(base * F(41, 100) / half)
        due = cents(whole * sum(k[3] for k in count) / n)
        one = cents(base * F(16, 100) / half)
        extra = cents(sum((one * k[3] for i, k in enumerate(count) if k[1] >= 14 and (n >= 3 or i > 0)), F(0)))
    lumps = sum(1 for k in kids if k[1] == 20 and k[2] <= pay_limit and n + 1 >= 3)
    lump = cents(base * lump_rate * lumps)
    ceiling = {1: None, 2: first, 4: second}[half]
    tail = cents(max(F(0), (ceiling + 12 * (due + extra) - means) / 12)) if ceiling else F(0)
    gross = due + extra + lump + tail
    return gross, gross - F(floor(gross * F(5, 1000) * 100), 100)


CATALA = [
    ("2020-05-01", [("2007-01-01", 0, 0), ("2009-01-01", 0, 0), ("2000-01-01", 0, 0)], 30000, "216.46"),
    ("2020-05-01", [("2007-01-01", 0, 0), ("2003-01-01", 400, 1)], 67250, "99.46"),
    ("2020-05-01", [("2007-01-01", 0, 0)], 30000, "0.00"),
    ("2021-01-01", [("2004-01-01", 0, 0), ("2005-01-01", 0, 0)], 69945, "197.90"),
    ("2020-04-20", [("2003-02-22", 0, 0), ("2013-09-30", 300, 1)], 30000, "99.46"),
    ("2021-12-31", [("2003-02-22", 0, 0), ("2013-09-30", 300, 0), ("2007-04-16", 0, 0)], 30000, "435.55"),
]
TWO, THREE = [("2015-01-01", 0, 0), ("2018-01-01", 0, 0)], [("2015-01-01", 0, 0), ("2018-01-01", 0, 0), ("2020-01-01", 0, 0)]
OLD = [("2005-01-01", 0, 0), ("2008-01-01", 0, 0)]
CAF = [  # net; the third tranche far above its ceiling, for the complement to be over
    ("2024-04-01", TWO, 74966, "148.52"), ("2024-04-01", TWO, 90000, "74.26"), ("2024-04-01", TWO, 120000, "37.14"),
    ("2024-04-01", THREE, 81212, "338.80"), ("2024-04-01", THREE, 90000, "169.40"), ("2024-04-01", THREE, 120000, "84.71"),
    ("2023-04-01", TWO, 71194, "141.99"), ("2023-04-01", TWO, 90000, "71.00"), ("2023-04-01", TWO, 120000, "35.50"),
]
COMPUTED = [
    # A ceiling, a euro above it, the end of the complement.
    ("2024-05-01", TWO, 74967), ("2024-05-01", TWO, 75861), ("2024-05-01", TWO, 75862), ("2024-05-01", TWO, 99922),
    ("2024-05-01", TWO, 99923), ("2024-05-01", THREE, 106168), ("2024-05-01", THREE, 106169),
    # Fourteen on the day and the day before; of two children the elder has no increase, of three she has.
    ("2024-05-01", [("2008-06-01", 0, 0), ("2010-05-01", 0, 0)], 30000), ("2024-05-01", [("2008-06-01", 0, 0), ("2010-05-02", 0, 0)], 30000),
    ("2024-05-01", [("2008-06-01", 0, 0), ("2012-05-02", 0, 0)], 30000),
    ("2024-05-01", [("2008-06-01", 0, 0), ("2012-05-02", 0, 0), ("2014-05-02", 0, 0)], 30000),
    # Twenty on the day and the day before; pay at its ceiling and above it; sixteen.
    ("2024-05-01", [("2004-05-01", 0, 0), *TWO], 30000), ("2024-05-01", [("2004-05-02", 0, 0), *TWO], 30000),
    ("2024-05-01", [("2003-05-01", 0, 0), *TWO], 30000),
    ("2024-05-01", [("2006-05-01", "1082.87", 0), *TWO], 30000), ("2024-05-01", [("2006-05-01", "1082.88", 0), *TWO], 30000),
    ("2024-05-01", [("2008-05-02", 5000, 0), *TWO], 30000), ("2024-05-01", [("2008-05-01", 5000, 0), *TWO], 30000),
    # Shared custody of all, of one of three, and with the increase.
    ("2024-05-01", [("2015-01-01", 0, 1), ("2018-01-01", 0, 1)], 30000), ("2024-05-01", [("2009-01-01", 0, 1), *TWO], 30000),
    # The base changes in April; other years.
    ("2024-03-31", TWO, 30000), ("2023-03-31", THREE, 30000), ("2021-03-31", OLD, 30000), ("2021-04-01", OLD, 30000),
    ("2024-05-01", [], 0),
]


def line(on, children, means, gross, net):
    """One case."""
    kids = ", ".join(f"{{ne_le: {b}" + (f", remuneration: {p}" if F(p) else "") + (", alternee: yes" if s else "") + "}"
                     for b, p, s in children)
    return f"on {on} | enfants = [{kids}], ressources = {means} | brut = {float(gross):.2f} EUR; net = {float(net):.2f} EUR"


def main():
    print("# Tests of catala-examples.")
    for on, children, means, says in CATALA:
        got = result(on, children, means)
        assert got[0] == F(says), (on, children, float(got[0]))
        print(line(on, children, means, *got))
    print("# What the CAF published, net of CRDS.")
    for on, children, means, says in CAF:
        got = result(on, children, means)
        assert got[1] == F(says), (on, children, float(got[1]))
        print(line(on, children, means, *got))
    print("# Computed apart (oracles/fr_allocations_familiales.py).")
    for on, children, means in COMPUTED:
        print(line(on, children, means, *result(on, children, means)))


if __name__ == "__main__":
    main()
