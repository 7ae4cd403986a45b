"""Statutory sick pay, day by day, with exact fractions: cases of uk_statutory_sick_pay.

Written from the Act, apart from the program that is tested. Prints case lines; those that gov.uk publishes are
compared with what it says.
"""
from datetime import date, timedelta
from fractions import Fraction as F
from math import ceil, floor

RATES = {"2010-04-06": "79.15", "2011-04-06": "81.60", "2012-04-06": "85.85", "2013-04-06": "86.70",
         "2014-04-06": "87.55", "2015-04-06": "88.45", "2017-04-06": "89.35", "2018-04-06": "92.05",
         "2019-04-06": "94.25", "2020-04-06": "95.85", "2021-04-06": "96.35", "2022-04-06": "99.35",
         "2023-04-06": "109.40", "2024-04-06": "116.75", "2025-04-06": "118.75", "2026-04-06": "123.25"}
LIMITS = {"2010-04-06": 97, "2011-04-06": 102, "2012-04-06": 107, "2013-04-06": 109, "2014-04-06": 111,
          "2015-04-06": 112, "2017-04-06": 113, "2018-04-06": 116, "2019-04-06": 118, "2020-04-06": 120,
          "2022-04-06": 123, "2025-04-06": 125, "2026-04-06": 0}
REFORM = date(2026, 4, 6)
NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAY = timedelta(days=1)


def in_force(table, day):
    """The value of the last date in the table that is not after the day."""
    return F([value for start, value in sorted(table.items()) if date.fromisoformat(start) <= day][-1])


def joined(spans, gap):
    """Spans in order, those with at most so many days between put into one group."""
    groups = []
    for span in sorted(spans):
        if groups and (span[0] - max(b for _, b in groups[-1])).days - 1 <= gap:
            groups[-1].append(span)
        else:
            groups.append([span])
    return groups


def result(absences, pattern, earnings):
    """Pay of the last period and the number of its days that are paid, or the reasons why there is none."""
    spans = [tuple(map(date.fromisoformat, span)) for span in absences]
    runs = [(group[0][0], max(b for _, b in group)) for group in joined(spans, 0)]
    periods = [(a, b) for a, b in runs if (b - a).days + 1 >= (1 if a >= REFORM else 4)]
    linked = joined(periods, 56)[-1] if periods else []
    days = [a + n * DAY for a, b in linked for n in range((b - a).days + 1)]
    days = [d for d in days if NAMES[d.weekday()] in pattern]
    began = linked[0][0] if linked else date(2026, 6, 1)
    reasons = []
    if not periods:
        reasons.append("no period of incapacity for work")
    if not days:
        reasons.append("no qualifying day")
    if F(earnings) < in_force(LIMITS, began):
        reasons.append("earnings below the lower earnings limit")
    paid = days[0 if began >= REFORM else 3:][:28 * len(pattern)]
    paid = [d for d in paid if periods[-1][0] <= d <= periods[-1][1]]
    weeks = {}
    for d in paid:
        rate = in_force(RATES, d)
        if d >= REFORM:
            rate = min(rate, F(earnings) * 80 / 100)
        daily = F(floor(rate / len(pattern) * 10000), 10000)
        sunday = d - timedelta(days=(d.weekday() + 1) % 7)
        weeks[sunday] = weeks.get(sunday, 0) + daily
    if reasons:
        return "is none: " + "; ".join(sorted(reasons)), len(paid)
    return f"= {float(sum(F(ceil(v * 100), 100) for v in weeks.values())):.2f} GBP", len(paid)


MON_FRI, EVERY = "MTWHF", "MTWHFSU"
LETTER = dict(zip("MTWHFSU", NAMES))

# What the tests of gov.uk say: absences, pattern, days paid, pay.
PUBLISHED = [
    ([("2012-09-01", "2012-09-07"), ("2012-10-01", "2012-10-07")], MON_FRI, 5, "85.85"),
    ([("2012-04-06", "2012-04-12")], "MTW", 0, "0.00"),
    ([("2012-04-06", "2012-12-06")], MON_FRI, 140, "2403.80"),
    ([("2012-04-06", "2012-12-06")], "TWH", 84, "2403.80"),
    ([("2012-03-26", "2012-04-13")], MON_FRI, 12, "200.94"),
    ([("2012-01-03", "2012-01-12"), ("2012-02-28", "2012-04-07")], "TWHF", 24, "490.67"),
    ([("2012-05-07", "2012-07-01"), ("2012-07-25", "2012-09-04")], "MWF", 18, "515.11"),
    ([("2012-11-23", "2012-12-31")], "SU", 9, "386.33"),
    ([("2011-09-28", "2012-03-19"), ("2012-03-29", "2012-05-06")], "MTWH", 16, "338.09"),
    ([("2011-09-05", "2012-03-21"), ("2012-03-29", "2012-05-06")], "MTWH", 0, "0.00"),
    ([("2012-08-28", "2012-10-06")], "W", 3, "257.55"),
    ([("2011-09-05", "2012-03-20"), ("2012-03-29", "2012-04-10")], "MTWH", 1, "20.40"),
    ([("2013-03-26", "2013-04-12")], "TWH", 6, "172.55"),
    ([("2013-01-07", "2013-05-03")], "MTWH", 65, "1398.47"),
    ([("2012-12-01", "2012-12-28"), ("2013-01-07", "2013-05-03")], "WS", 33, "1419.93"),
    ([("2012-09-21", "2012-12-28"), ("2013-01-07", "2013-05-03")], "TWH", 45, "1289.45"),
    ([("2014-06-01", "2014-06-14"), ("2014-07-10", "2014-07-20")], MON_FRI, 7, "122.57"),
]
AFTER = [([("2026-04-13", "2026-04-17")], MON_FRI, "250", 5, "123.25"),
         ([("2026-04-13", "2026-04-17")], MON_FRI, "112.50", 5, "90.00")]

COMPUTED = [
    # Three days are no period and four are one; a weekend that is not worked counts, and a broken run does not.
    ([("2025-03-03", "2025-03-05")], MON_FRI, "500"), ([("2025-03-03", "2025-03-06")], MON_FRI, "500"),
    ([("2025-02-27", "2025-02-28"), ("2025-03-01", "2025-03-04")], MON_FRI, "500"),
    ([("2025-02-26", "2025-02-28"), ("2025-03-03", "2025-03-05")], MON_FRI, "500"),
    # Eight weeks between two periods, and eight weeks and a day.
    ([("2025-01-06", "2025-01-10"), ("2025-03-08", "2025-03-14")], MON_FRI, "500"),
    ([("2025-01-06", "2025-01-10"), ("2025-03-09", "2025-03-14")], MON_FRI, "500"),
    # A short absence between two periods links nothing.
    ([("2025-01-06", "2025-01-10"), ("2025-02-20", "2025-02-21"), ("2025-03-10", "2025-03-14")], MON_FRI, "500"),
    # The limit, on its day.
    ([("2025-04-07", "2025-04-18")], EVERY, "124.99"), ([("2025-04-07", "2025-04-18")], EVERY, "125"),
    ([("2025-04-05", "2025-04-18")], EVERY, "123"), ([("2025-04-05", "2025-04-18")], EVERY, "122.99"),
    # The reform: waiting days, the limit and the four days are gone.
    ([("2026-03-30", "2026-04-03")], MON_FRI, "500"), ([("2026-04-06", "2026-04-06")], MON_FRI, "500"),
    ([("2026-04-06", "2026-04-08")], "MTW", "50"), ([("2026-04-06", "2026-04-10")], MON_FRI, "154.06"),
    ([("2026-04-06", "2026-04-10")], MON_FRI, "154.07"),
    ([], MON_FRI, "500"), ([("2025-06-02", "2025-06-06")], "U", "500"),
]


def line(absences, pattern, earnings, pay, paid):
    """One case."""
    spans = ", ".join(f"{{start: {a}, end: {b}}}" for a, b in absences)
    pattern = ", ".join(LETTER[c] for c in pattern)
    return (f"on 2026-06-01 | absences = [{spans}], qualifying_days = [{pattern}], earnings = {earnings}"
            f" | sick_pay {pay}; days_paid = {paid}")


def main():
    print("# gov.uk (the tests of its calculator).")
    for absences, pattern, paid, pay in PUBLISHED:
        got = result(absences, [LETTER[c] for c in pattern], "400")
        assert got == (f"= {pay} GBP", paid), (absences, got)
        print(line(absences, pattern, "400", f"= {pay} GBP", paid))
    for absences, pattern, earnings, paid, pay in AFTER:
        got = result(absences, [LETTER[c] for c in pattern], earnings)
        assert got == (f"= {pay} GBP", paid), (absences, got)
        print(line(absences, pattern, earnings, f"= {pay} GBP", paid))
    print("# Computed apart (oracles/uk_statutory_sick_pay.py).")
    for absences, pattern, earnings in COMPUTED:
        print(line(absences, pattern, earnings, *result(absences, [LETTER[c] for c in pattern], earnings)))


if __name__ == "__main__":
    main()
