"""Annual leave of starters and leavers with exact fractions: cases of uk_leave_accrual.

Written from the Regulations, apart from the program that is tested. Prints case lines; those that gov.uk publishes
are compared with what it says.
"""
import calendar
from datetime import date, timedelta
from fractions import Fraction as F
from math import ceil


def later(day, months):
    """The day so many months later, the last of the month where it is too short."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def result(begins, joined, leaving, days_a_week):
    """The leave in days."""
    begins = date.fromisoformat(begins)
    end = later(begins, 12) - timedelta(days=1)
    full = min(F(days_a_week) * F(56, 10), F(28))
    first = date.fromisoformat(joined) if joined else begins
    last = date.fromisoformat(leaving) if leaving else end
    if leaving:
        return F(ceil(full * ((last - first).days + 1) / ((end - begins).days + 1) * 10), 10)
    if joined:
        begun = next(n for n in range(13) if later(first, n) > end)
        return F(ceil(full * begun / 12 * 2), 2)
    return full


# gov.uk: leave year, joined, leaving, days a week, leave.
PUBLISHED = [
    ("2019-01-01", None, None, "5", "28"), ("2019-01-01", None, None, "6", "28"), ("2019-01-01", None, None, "3.5", "19.6"),
    ("2019-01-01", None, None, "2", "11.2"), ("2019-01-01", None, None, "1", "5.6"), ("2019-01-01", None, None, "0.5", "2.8"),
    ("2019-01-01", "2019-06-01", None, "5", "16.5"), ("2019-04-01", "2019-11-23", None, "3", "7"),
    ("2019-01-01", "2019-11-14", None, "6", "5"), ("2020-01-01", "2020-06-01", None, "5", "16.5"),
    ("2020-04-01", "2020-11-23", None, "3", "7"), ("2020-08-01", "2021-02-09", None, "3", "8.5"),
    ("2019-05-01", "2019-09-23", None, "5", "19"), ("2019-07-01", "2020-02-13", None, "1", "2.5"),
    ("2018-04-01", "2018-10-28", None, "1", "3"), ("2018-06-06", "2019-05-10", None, "2", "1"),
    ("2020-03-01", "2020-03-03", None, "4", "22.5"),
    ("2019-01-01", None, "2019-06-01", "5", "11.7"), ("2018-04-01", None, "2018-11-23", "3", "11"),
    ("2020-01-01", None, "2020-06-01", "5", "11.8"), ("2019-04-01", None, "2019-11-23", "3", "10.9"),
    ("2020-01-01", None, "2020-08-22", "6", "18"), ("2020-05-01", None, "2020-10-20", "5", "13.3"),
    ("2019-12-01", None, "2020-06-18", "6", "15.4"), ("2019-06-01", None, "2020-03-17", "7", "22.3"),
    ("2019-03-01", None, "2019-09-06", "6", "14.6"), ("2018-02-01", None, "2018-05-05", "3", "4.4"),
    ("2019-11-01", None, "2020-06-04", "4", "13.3"),
    ("2019-01-20", "2019-01-20", "2019-07-18", "5", "13.9"), ("2018-11-23", "2018-11-23", "2019-04-07", "3", "6.3"),
    ("2018-08-22", "2018-08-22", "2019-07-31", "6", "26.4"), ("2020-01-20", "2020-01-20", "2020-07-18", "5", "13.9"),
    ("2019-11-23", "2019-11-23", "2020-04-07", "3", "6.3"), ("2019-08-09", "2019-08-09", "2020-01-01", "2", "4.5"),
    ("2019-11-01", "2019-11-01", "2020-05-27", "6", "16"), ("2019-10-04", "2019-10-04", "2020-06-23", "6", "20.2"),
]
COMPUTED = [
    # The day on which another month begins, and the day before.
    ("2025-01-01", "2025-03-01", None, "5"), ("2025-01-01", "2025-02-28", None, "5"), ("2025-04-06", "2025-10-06", None, "5"),
    ("2025-04-06", "2025-10-05", None, "5"), ("2025-01-01", "2025-12-31", None, "5"), ("2025-01-01", "2025-01-01", None, "4.5"),
    ("2025-01-01", "2025-01-31", None, "3"), ("2024-01-01", None, "2024-12-31", "5"), ("2025-01-01", None, "2025-01-01", "5"),
    ("2025-01-01", "2025-03-15", "2025-09-14", "2.5"),
]


def main():
    for title, rows in (("# gov.uk (the tests of its calculator).", PUBLISHED),
                        ("# Computed apart (oracles/uk_leave_accrual.py).", [(*row, None) for row in COMPUTED])):
        print(title)
        for begins, joined, leaving, days_a_week, says in rows:
            got = result(begins, joined, leaving, days_a_week)
            assert says is None or got == F(says), (begins, joined, leaving, days_a_week, got)
            facts = f"leave_year_begins = {begins}, joined = {joined or 'none'}, leaving = {leaving or 'none'}"
            print(f"on {begins} | {facts}, days_a_week = {days_a_week} | leave = {float(got):g} days")


if __name__ == "__main__":
    main()
