"""Partial leave under BUrlG §§ 3 to 5 with exact fractions: cases of de_teilurlaub.

Written from the statute, apart from the program that is tested. Prints case lines.
"""
import calendar
from datetime import date, timedelta
from fractions import Fraction as F
from math import floor


def later(day, months):
    """The day so many months later, the last of the month where it is too short."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def result(year, joined, left, full):
    """The leave of the year, as a case writes it, and the full months."""
    joined = date.fromisoformat(joined)
    left = date.fromisoformat(left) if left else date(2099, 12, 31)
    first, last = max(joined, date(year, 1, 1)), min(left, date(year, 12, 31))
    if first > last:
        return "is none: kein Arbeitsverhältnis in diesem Jahr", None
    months = max(n for n in range(13) if later(first, n) - timedelta(days=1) <= last)
    waited = later(joined, 6)
    leave = F(full)
    if waited > date(year, 12, 31) or left < waited or left < date(year, 7, 1):
        leave = F(full) * months / 12
        if leave - floor(leave) >= F(1, 2):
            leave = F(floor(leave) + 1)
    finite = leave.denominator in (1, 2, 4)
    return f"= {float(leave):g} working days" if finite else "is error: Q0403", months


PUBLISHED = [
    (2025, "2020-01-01", "2025-05-31", 30, "= 13 working days"), (2025, "2025-08-01", None, 30, "= 13 working days"),
    (2025, "2025-01-15", "2025-02-14", 24, "= 2 working days"), (2025, "2025-07-01", None, 24, "= 12 working days"),
    (2025, "2020-01-01", "2025-07-31", 24, "= 24 working days"),
]
COMPUTED = [
    # The waiting time that ends on 31 December and later; the year after.
    (2025, "2025-06-30", None, 24), (2025, "2025-07-02", None, 24), (2026, "2025-07-01", None, 24), (2026, "2025-12-15", None, 24),
    # Leaving on 30 June and on 1 July; before and after the waiting time.
    (2025, "2020-01-01", "2025-06-30", 24), (2025, "2020-01-01", "2025-07-01", 24), (2025, "2025-01-01", "2025-06-30", 24),
    (2025, "2025-01-02", "2025-07-01", 24), (2025, "2025-01-02", "2025-07-02", 24), (2025, "2025-03-01", "2025-08-31", 30),
    (2025, "2025-03-01", "2025-09-01", 30), (2025, "2025-03-02", "2025-09-01", 30),
    # A part of a month; fractions of a quarter, a half and three quarters.
    (2025, "2025-10-02", None, 24), (2025, "2025-10-31", None, 24), (2025, "2025-12-01", None, 27), (2025, "2025-11-01", None, 27),
    (2025, "2025-10-01", None, 27), (2025, "2025-09-01", None, 27), (2025, "2025-11-01", None, 20), (2025, "2025-12-01", None, 20),
    # No employment in the year.
    (2025, "2026-01-01", None, 24), (2025, "2020-01-01", "2024-12-31", 24),
]


def main():
    for title, rows in (("# Published examples.", PUBLISHED), ("# Computed apart (oracles/de_teilurlaub.py).", COMPUTED)):
        print(title)
        for year, joined, left, full, *says in rows:
            leave, months = result(year, joined, left, full)
            assert not says or says[0] == leave, (year, joined, left, leave)
            more = f"; volle_monate = {months}" if months is not None else ""
            print(f"on {year}-06-01 | jahr = {year}, eintritt = {joined}, austritt = {left or 'none'}, jahresurlaub = {full} | urlaub {leave}{more}")


if __name__ == "__main__":
    main()
