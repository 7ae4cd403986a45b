"""Compensation for dismissal after full time and part time, with exact fractions: cases of fr_temps_partiel.

Written from the Code, apart from the program that is tested. Prints case lines.
"""
import calendar
from datetime import date, timedelta
from fractions import Fraction as F
from math import floor


def later(day, months):
    """The day so many months later, the last of the month where it is too short."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def result(first, last, rates, pay):
    """Months of seniority and the compensation."""
    first, last = date.fromisoformat(first), date.fromisoformat(last)

    def rate(day):
        return F([r for start, r in rates if date.fromisoformat(start) <= day][-1], 100)

    months = 0
    while later(first, months + 1) <= last + timedelta(days=1):
        months += 1
    if months < 8:
        return months, "is none: moins de huit mois d'ancienneté"
    due = F(min(months, 120), 48) + F(max(months - 120, 0), 36)
    shares = sum(rate(later(first, n)) for n in range(months))
    amount = due * F(pay) / rate(last) * shares / months
    return months, f"= {float(F(floor(amount * 100 + F(1, 2)), 100)):.2f} EUR"


FULL = [("2000-01-01", 100)]
PUBLISHED = [("2006-01-01", "2018-12-31", [("2006-01-01", 100), ("2015-01-01", 80)], "1312", 156, "5386.77")]
COMPUTED = [
    ("2014-01-01", "2023-12-31", FULL, "2000"), ("2014-01-01", "2024-01-31", FULL, "2000"), ("2011-01-01", "2023-12-31", FULL, "1500"),
    ("2024-01-15", "2024-09-14", FULL, "2000"), ("2024-01-15", "2024-09-13", FULL, "2000"),
    # Part time throughout is the same as its pay; a change in the first month and in the last.
    ("2014-01-01", "2023-12-31", [("2014-01-01", 50)], "1000"), ("2014-01-01", "2023-12-31", [("2014-01-01", 100), ("2023-12-01", 50)], "1000"),
    ("2014-01-01", "2023-12-31", [("2014-01-01", 100), ("2023-12-02", 50)], "1000"),
    ("2014-01-01", "2023-12-31", [("2014-01-01", 50), ("2014-02-01", 100)], "2000"),
    ("2014-01-01", "2023-12-31", [("2014-01-01", 50), ("2014-01-02", 100)], "2000"),
    # From part time to full time and back; five rates; a rate from before the contract, and after it.
    ("2010-03-15", "2024-03-14", [("2010-03-15", 60), ("2015-03-15", 100), ("2020-03-15", 80)], "1760"),
    ("2010-01-01", "2024-12-31", [("2010-01-01", 100), ("2013-01-01", 90), ("2016-01-01", 80), ("2019-01-01", 70), ("2022-01-01", 60)], "1200"),
    ("2010-01-01", "2019-12-31", [("2005-01-01", 80)], "1600"), ("2010-01-01", "2019-12-31", [("2005-01-01", 80), ("2020-01-01", 100)], "1600"),
    ("2010-01-01", "2019-12-31", [("2005-01-01", 80), ("2019-12-31", 100)], "2000"),
    ("2012-05-31", "2022-05-30", FULL, "1766.92"), ("2012-07-01", "2024-10-31", [("2012-07-01", 100), ("2024-10-01", 1)], "20"),
    ("2020-01-01", "2021-06-30", [("2020-01-01", 100), ("2020-10-01", 50)], "1000.50"), ("2019-01-01", "2019-12-31", [("2019-01-01", 40)], "700"),
    ("2000-01-01", "2024-12-31", [("2000-01-01", 100), ("2012-07-01", 50)], "1250"),
]


def line(first, last, rates, pay, months, says):
    """One case."""
    shown = ", ".join(f"{{from: {start}, value: {rate}}}" for start, rate in rates)
    return (f"on {last} | contrat = {{start: {first}, end: {last}}}, taux = [{shown}], salaire = {pay}"
            f" | anciennete = {months} months; indemnite {says}")


def main():
    print("# editions-tissot.fr: nine years of full time, four at four fifths.")
    for first, last, rates, pay, months, says in PUBLISHED:
        assert result(first, last, rates, pay) == (months, f"= {says} EUR")
        print(line(first, last, rates, pay, months, f"= {says} EUR"))
    print("# Computed apart (oracles/fr_temps_partiel.py).")
    for first, last, rates, pay in COMPUTED:
        print(line(first, last, rates, pay, *result(first, last, rates, pay)))


if __name__ == "__main__":
    main()
