"""Statutory maternity pay, week by week, with exact fractions: cases of uk_statutory_maternity_pay.

Written from the Act and the regulations, apart from the program that is tested. Prints case lines.
"""
from datetime import date, timedelta
from fractions import Fraction as F
from math import ceil

LIMITS = {"2011-04-06": 102, "2012-04-06": 107, "2013-04-06": 109, "2014-04-06": 111, "2015-04-06": 112,
          "2017-04-06": 113, "2018-04-06": 116, "2019-04-06": 118, "2020-04-06": 120, "2022-04-06": 123,
          "2025-04-06": 125, "2026-04-06": 129}
RATES = {"2012-04-01": "135.45", "2013-04-07": "136.78", "2014-04-06": "138.18", "2015-04-05": "139.58",
         "2017-04-02": "140.98", "2018-04-01": "145.18", "2019-04-07": "148.68", "2020-04-05": "151.20",
         "2021-04-04": "151.97", "2022-04-03": "156.66", "2023-04-02": "172.48", "2024-04-07": "184.03",
         "2025-04-06": "187.18", "2026-04-05": "194.32"}


def in_force(table, day):
    """The value of the last date in the table that is not after the day."""
    return F([value for start, value in sorted(table.items()) if date.fromisoformat(start) <= day][-1])


def pence_up(amount):
    """The amount in whole pence, a fraction of a penny rounded up."""
    return F(ceil(amount * 100), 100)


def result(due, since, begins, earnings):
    """The pay of the whole period, or the reasons why there is none; with the last week's pay."""
    due, since, begins = map(date.fromisoformat, (due, since, begins))
    earnings = F(earnings)
    sunday = due - timedelta(days=(due.weekday() + 1) % 7)
    qualifying_end = sunday - timedelta(weeks=15) + timedelta(days=6)
    reasons = []
    if since > qualifying_end - timedelta(weeks=25):
        reasons.append("fewer than 26 weeks of employment up to the qualifying week")
    if earnings < in_force(LIMITS, qualifying_end):
        reasons.append("earnings below the lower earnings limit")
    if begins < sunday - timedelta(weeks=11):
        reasons.append("before the eleventh week before the expected week")
    weeks = []
    for n in range(39):
        day = begins + timedelta(weeks=n)
        higher = earnings * 90 / 100
        weeks.append(pence_up(higher if n < 6 else min(higher, in_force(RATES, day))))
    if reasons:
        return "is none: " + "; ".join(sorted(reasons)), weeks[-1]
    return f"= {float(sum(weeks)):.2f} GBP", weeks[-1]


CASES = [
    # The employment that is just long enough, and a day less.
    ("2012-07-18", "2011-10-15", "2012-05-01", "300"), ("2012-07-18", "2011-10-16", "2012-05-01", "300"),
    ("2012-09-14", "2011-12-10", "2012-08-12", "300"), ("2012-09-14", "2011-12-11", "2012-08-12", "300"),
    # The earliest start, and the day before.
    ("2012-09-14", "2010-01-01", "2012-06-24", "250"), ("2012-09-14", "2010-01-01", "2012-06-23", "250"),
    # The limit of the qualifying week, in both years.
    ("2013-08-10", "2010-01-01", "2013-07-28", "108.99"), ("2013-08-10", "2010-01-01", "2013-07-28", "109"),
    ("2013-07-13", "2010-01-01", "2013-07-01", "107"), ("2013-07-13", "2010-01-01", "2013-07-01", "106.99"),
    # The rate that changes within the period, the first week at the new rate a Sunday, a Monday and a Saturday.
    ("2024-02-01", "2020-01-01", "2024-01-14", "400"), ("2024-02-01", "2020-01-01", "2024-01-15", "400"),
    ("2024-02-01", "2020-01-01", "2024-01-13", "400"), ("2025-01-20", "2020-01-01", "2025-01-05", "207.97"),
    ("2025-01-20", "2020-01-01", "2025-01-05", "207.98"), ("2025-01-20", "2020-01-01", "2025-01-05", "204.48"),
    ("2026-01-20", "2020-01-01", "2026-01-04", "1000.01"), ("2026-05-20", "2020-01-01", "2026-05-03", "215.91"),
    # Both faults at once, and all three.
    ("2026-08-20", "2026-02-01", "2026-08-01", "100"), ("2026-08-20", "2026-05-01", "2026-04-01", "100"),
]


def main():
    for due, since, begins, earnings in CASES:
        pay, last = result(due, since, begins, earnings)
        facts = f"due = {due}, employed_since = {since}, pay_begins = {begins}, earnings = {earnings}"
        print(f"on {begins} | {facts} | maternity_pay {pay}; last_payment = {float(last):.2f} GBP")


if __name__ == "__main__":
    main()
