"""Statutory redundancy payment, year by year counted back, with exact fractions: cases of uk_redundancy_payment.

Written from the Act, apart from the program that is tested. Prints case lines; those that gov.uk publishes are
compared with what it says.
"""
from datetime import date, timedelta
from fractions import Fraction as F

LIMITS = {"2012-02-01": 430, "2013-02-01": 450, "2014-04-06": 464, "2015-04-06": 475, "2016-04-06": 479,
          "2017-04-06": 489, "2018-04-06": 508, "2019-04-06": 525, "2020-04-06": 538, "2021-04-06": 544,
          "2022-04-06": 571, "2023-04-06": 643, "2024-04-06": 700, "2025-04-06": 719, "2026-04-06": 751}


def result(first, last, born, pay):
    """The payment, or its reason; and the weeks due."""
    first, last, born = map(date.fromisoformat, (first, last, born))
    year_end, years, weeks = last + timedelta(days=1), 0, F(0)
    while year_end.replace(year=year_end.year - 1) >= first:
        year_start = year_end.replace(year=year_end.year - 1)
        age = year_start.year - born.year - ((year_start.month, year_start.day) < (born.month, born.day))
        years += 1
        if years <= 20:
            weeks += F(3, 2) if age >= 41 else 1 if age >= 22 else F(1, 2)
        year_end = year_start
    limit = [v for d, v in sorted(LIMITS.items()) if date.fromisoformat(d) <= last][-1]
    if years < 2:
        return "is none: less than two years of continuous employment", weeks
    return f"= {float(weeks * min(F(pay), limit)):.2f} GBP", weeks


# gov.uk: limit in force (by the relevant date), age then, years, pay, weeks, payment.
PUBLISHED = [
    ("2012-06-01", 45, 12, "350", "14", 4900), ("2012-06-01", 42, 22, "500", "20.5", 8815),
    ("2013-06-01", 42, 22, "500", "20.5", 9225), ("2012-06-01", 41, 4, "1500", "4", 1720),
    ("2012-06-01", 18, 3, "500", "1.5", 645), ("2013-06-01", 18, 3, "500", "1.5", 675),
    ("2012-06-01", 26, 11, "250", "7.5", 1875), ("2012-06-01", 32, 11, "420", "10.5", 4410),
    ("2013-06-01", 32, 11, "460", "10.5", 4725), ("2012-06-01", 34, 15, "386", "13.5", 5211),
    ("2012-06-01", 40, 20, "401", "19", 7619), ("2012-06-01", 48, 14, "381", "17.5", "6667.50"),
]

COMPUTED = [
    # One year, two years less a day, two years.
    ("2023-06-01", "2024-05-31", "1980-01-01", "500"), ("2022-06-02", "2024-05-31", "1980-01-01", "500"),
    ("2022-06-01", "2024-05-31", "1980-01-01", "500"),
    # The forty-first and the twenty-second birthday on the first day of a year and on the next.
    ("2020-06-01", "2024-05-31", "1981-06-01", "500"), ("2020-06-01", "2024-05-31", "1981-06-02", "500"),
    ("2020-06-01", "2024-05-31", "2000-06-01", "500"), ("2020-06-01", "2024-05-31", "2000-06-02", "500"),
    # The change of the limit, and pay at it.
    ("2014-04-06", "2024-04-05", "1960-01-01", "643.01"), ("2014-04-07", "2024-04-06", "1960-01-01", "643.01"),
    ("2014-04-07", "2024-04-06", "1960-01-01", "700"), ("2014-04-07", "2024-04-06", "1960-01-01", "700.01"),
    ("2016-04-06", "2026-04-05", "1990-07-01", "800"), ("2016-04-07", "2026-04-06", "1990-07-01", "800"),
    # Nineteen, twenty and more years; all three ages in one employment.
    ("2005-04-07", "2024-04-06", "1950-01-01", "333.33"), ("2004-04-07", "2024-04-06", "1950-01-01", "333.33"),
    ("1990-04-07", "2024-04-06", "1950-01-01", "333.33"), ("2004-04-07", "2024-04-06", "1983-01-01", "600"),
    ("2000-01-15", "2025-07-14", "1982-07-14", "719"), ("2000-01-15", "2025-07-14", "1982-07-15", "719"),
    ("2000-01-15", "2025-07-14", "1982-07-16", "719"),
]


def line(first, last, born, pay, payment, weeks):
    """One case."""
    shown = f"{float(weeks):g}"
    return (f"on {last} | employment = {{start: {first}, end: {last}}}, born = {born}, pay = {pay}"
            f" | redundancy_payment {payment}; weeks_due = {shown} weeks")


def main():
    print("# gov.uk (the tests of its calculator; it asks for the age, here a birthday in May).")
    for last, age, years, pay, weeks, payment in PUBLISHED:
        first = (date.fromisoformat(last) + timedelta(days=1)).replace(year=int(last[:4]) - years).isoformat()
        born = f"{int(last[:4]) - age}-05-15"
        got = result(first, last, born, pay)
        assert got == (f"= {float(payment):.2f} GBP", F(weeks)), (age, years, got)
        print(line(first, last, born, pay, *got))
    print("# Computed apart (oracles/uk_redundancy_payment.py).")
    for first, last, born, pay in COMPUTED:
        print(line(first, last, born, pay, *result(first, last, born, pay)))


if __name__ == "__main__":
    main()
