"""Invents employees: the facts of rules/az as a payroll office would have them, person by person.

    python3 -m people 17 2025-10-01         the facts of the seventeenth on that day; in the folder above this one
    python3 -m people 1..1000 2026-09-30    the first thousand as CSV, a column a fact, for `batch` and `replay`

A person is the same on every machine and in every version of Python: all chance comes from `Chance`, seeded by the
number. The same number on another day is the same situation there: as old, as long in the job, with a wage that
has as many minimum wages in it, so that two days differ by the law alone. The facts hang together: nobody is hired
as a child, mothers are women, sick notes end where a day can see them. What belongs to an event is given to those
to whom it happened. Each part of a life is one function.
"""
import csv
import datetime
import io

from . import endings, family, leave, pay, troubles, work
from .chance import Chance, months_on, text

SITUATIONS = ("working_time", "pay_of_the_month", "annual_leave", "birth_or_adoption", "care_of_a_child", "study",
              "unpaid_leave", "sickness", "end_of_employment", "unemployment", "retirement", "large_family")
# What an office forgets to note most often.
FORGOTTEN = ("birth_date", "sex", "children", "hire_date", "category", "sector", "gross_wage", "monthly_salary",
             "week_pattern", "month_wages", "insurance_record", "earlier_service_elsewhere", "contract_end", "pay_form",
             "disability", "norm_hours_of_month")


class Person:
    """A life that is being invented. Parts leave behind what later ones build on: born, hired, salary and others."""

    def __init__(self, number, day):
        self.chance = Chance(number)
        self.day = datetime.date.fromisoformat(day)
        self.facts = {}

    def give(self, **facts):
        self.facts.update(facts)

    def months_between(self, first, last):
        """Whole months, below nought where the first lies behind the last."""
        months = (last.year - first.year) * 12 + last.month - first.month
        return months - (months_on(first, months) > last)

    def months_since(self, day):
        return self.months_between(day, self.day)

    def years_since(self, day):
        return self.months_since(day) // 12

    def resign(self):
        c = self.chance
        written = c.day(self.day, 45)
        self.give(resignation_date=written, resignation_ground=c.weighed(**endings.REASONS), successor_notified=c.once_in(6))
        if c.once_in(2):
            self.give(wanted_last_day=c.day(written, 0, 50))


def questions(p):
    """One in ten asks about a few situations only."""
    if p.chance.once_in(10):
        p.give(situations=p.chance.some_of(3, *SITUATIONS))


def gaps(p):
    """Of one in twelve the office does not know something."""
    if p.chance.once_in(12):
        p.give(**{name: "unknown" for name in p.chance.some_of(8, *FORGOTTEN)})


# What was thought of later stands last, so that it takes no chance away from what was there.
PARTS = (*family.PARTS, *work.PARTS, *pay.PARTS, *leave.PARTS, *endings.PARTS, *troubles.PARTS, questions, gaps,
         work.days_off, endings.pensioner, endings.return_to_work)


def person(number, day):
    """The facts of one person, name to value as the command takes it."""
    p = Person(number, day)
    for part in PARTS:
        part(p)
    return {name: text(value) for name, value in p.facts.items()}


def line(number, day):
    """The same as tests/rules/replay reads it."""
    return "\t".join(f"{name}={value}" for name, value in person(number, day).items()) + "\n"


def table(first, last, day):
    """Persons as CSV, with a column `id` and one for each fact that any of them has."""
    crowd = {number: person(number, day) for number in range(first, last + 1)}
    names = sorted(set().union(*crowd.values()))
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(["id", *names])
    for number, one in crowd.items():
        rows.writerow([number, *(one.get(name, "") for name in names)])
    return out.getvalue()
