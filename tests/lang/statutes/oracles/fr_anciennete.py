"""Seniority less absences, and the compensation of a dismissal, with exact fractions: cases of fr_anciennete.

Written from the Code, apart from the program that is tested. Prints case lines.
"""
import calendar
from datetime import date, timedelta
from fractions import Fraction as F
from math import floor

FULL = ("maternite", "accident_du_travail", "presence_parentale", "parental_temps_partiel")
ONE = timedelta(days=1)


def later(day, months):
    """The day so many months later, the last of the month where it is too short."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def result(first, last, absences, pay, fault=False):
    """Months of seniority and the compensation, or the reasons why there is none."""
    first, last = date.fromisoformat(first), date.fromisoformat(last)
    lost = 0
    for cause, a, b in absences:
        a, b = max(first, date.fromisoformat(a)), min(last, date.fromisoformat(b))
        days = max(0, (b - a).days + 1)
        lost += 0 if cause in FULL else days // 2 if cause == "parental_temps_plein" else days
    begins = first + timedelta(days=lost)
    months = 0
    while begins <= last and later(begins, months + 1) <= last + ONE:
        months += 1
    reasons = ["moins de huit mois d'ancienneté"] * (months < 8) + ["faute grave ou lourde"] * fault
    if reasons:
        return months, "is none: " + "; ".join(sorted(reasons))
    due = F(min(months, 120), 48) + F(max(months - 120, 0), 36)
    return months, f"= {float(F(floor(due * F(pay) * 100 + F(1, 2)), 100)):.2f} EUR"


PUBLISHED = [("2011-10-01", "2024-09-30", [], "1500", 156, "5250.00"), ("2019-10-01", "2024-09-30", [], "2000", 60, "2500.00")]
COMPUTED = [
    # Eight months and a day less.
    ("2024-01-15", "2024-09-14", [], "2000"), ("2024-01-15", "2024-09-13", [], "2000"),
    # Ten years, and a month more.
    ("2014-01-01", "2023-12-31", [], "2000"), ("2014-01-01", "2024-01-31", [], "2000"),
    # What is assimilated to work takes nothing away.
    ("2014-01-01", "2023-12-31", [("maternite", "2016-03-01", "2016-06-20")], "2000"),
    ("2014-01-01", "2023-12-31", [("accident_du_travail", "2016-03-01", "2018-06-20")], "2000"),
    ("2014-01-01", "2023-12-31", [("presence_parentale", "2016-03-01", "2016-12-31")], "2000"),
    ("2014-01-01", "2023-12-31", [("parental_temps_partiel", "2016-01-01", "2017-12-31")], "2000"),
    # A full-time parental leave of two years counts for one; an odd day is not taken away.
    ("2010-01-01", "2020-12-31", [("parental_temps_plein", "2013-01-01", "2014-12-31")], "2400"),
    ("2010-01-01", "2020-12-31", [("parental_temps_plein", "2013-01-01", "2015-01-01")], "2400"),
    ("2010-01-01", "2020-12-31", [("parental_temps_plein", "2013-01-01", "2015-01-02")], "2400"),
    # What does not count is taken away to the day.
    ("2014-01-01", "2024-01-31", [("maladie", "2020-01-01", "2020-01-31")], "2000"),
    ("2014-01-01", "2024-01-31", [("maladie", "2020-01-01", "2020-02-01")], "2000"),
    ("2014-01-01", "2023-12-31", [("sabbatique", "2018-01-01", "2018-12-31")], "2000"),
    ("2014-01-01", "2023-12-31", [("sans_solde", "2018-05-01", "2018-05-01")], "2000"),
    ("2014-01-01", "2023-12-31", [("greve", "2018-05-01", "2018-05-03"), ("maladie", "2019-01-01", "2019-02-25")], "2000"),
    ("2014-01-01", "2023-12-31", [("maladie", "2015-01-01", "2015-12-31"), ("maternite", "2016-01-01", "2016-04-30"),
                                  ("parental_temps_plein", "2016-05-01", "2017-04-30"), ("sans_solde", "2020-06-01", "2020-08-31")], "1985.50"),
    # Absences before, across and after the contract; one that swallows it.
    ("2020-01-01", "2023-12-31", [("maladie", "2019-06-01", "2019-12-31")], "2000"),
    ("2020-01-01", "2023-12-31", [("maladie", "2019-06-01", "2020-01-31")], "2000"),
    ("2020-01-01", "2023-12-31", [("maladie", "2023-12-01", "2024-03-31")], "2000"),
    ("2023-01-01", "2023-12-31", [("sans_solde", "2023-01-01", "2023-12-31")], "2000"),
    ("2023-01-01", "2023-12-31", [("maladie", "2023-02-01", "2023-05-31")], "2000"),
    ("2023-01-01", "2023-12-31", [("maladie", "2023-02-01", "2023-06-01")], "2000"),
]


def line(first, last, absences, pay, months, says, fault=""):
    """One case."""
    shown = ", ".join(f"{{motif: {c}, debut: {a}, fin: {b}}}" for c, a, b in absences)
    return (f"on {last} | contrat = {{start: {first}, end: {last}}}, absences = [{shown}], salaire = {pay}{fault}"
            f" | anciennete = {months} months; indemnite {says}")


def main():
    print("# claloi.info: thirteen years; alexia.fr: five years.")
    for first, last, absences, pay, months, says in PUBLISHED:
        assert result(first, last, absences, pay) == (months, f"= {says} EUR")
        print(line(first, last, absences, pay, months, f"= {says} EUR"))
    print("# Computed apart (oracles/fr_anciennete.py).")
    for first, last, absences, pay in COMPUTED:
        print(line(first, last, absences, pay, *result(first, last, absences, pay)))
    for first, last, absences, pay in (COMPUTED[0], COMPUTED[1]):
        print(line(first, last, absences, pay, *result(first, last, absences, pay, True), ", faute_grave = yes"))


if __name__ == "__main__":
    main()
