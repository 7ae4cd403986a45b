"""Invents employees: the facts of rules/az/facts.qn as a payroll office would have them, person by person.

    python3 -m people 17      the facts of the seventeenth; in the folder above this one

Person n is the same on every machine and in every version of Python: all chance comes from `Chance`, seeded by
the number. The office is asked on one of six days, in turn, and what happens to a person happens around that day.
The facts hang together: nobody is hired as a child, mothers are women, wages grow with service and with the
minimum wage. What belongs to an event is given to those to whom it happened. Each part of a life is one function.
"""
import datetime

from . import endings, family, leave, pay, troubles, work
from .chance import Chance, months_on, text

DAYS = tuple(map(datetime.date.fromisoformat,
                 ("2018-06-01", "2019-06-03", "2021-09-01", "2023-06-01", "2025-10-01", "2026-06-01")))
SITUATIONS = ("working_time", "pay_of_the_month", "annual_leave", "birth_or_adoption", "care_of_a_child", "study",
              "unpaid_leave", "sickness", "end_of_employment", "unemployment", "retirement", "large_family")
# What an office forgets to note most often.
FORGOTTEN = ("birth_date", "sex", "children", "hire_date", "category", "sector", "gross_wage", "monthly_salary",
             "week_pattern", "month_wages", "insurance_record", "earlier_service_elsewhere", "contract_end", "pay_form",
             "disability", "norm_hours_of_month")


class Person:
    """A life that is being invented. Parts leave behind what later ones build on: born, hired, salary and others."""

    def __init__(self, number):
        self.chance = Chance(number)
        self.day = DAYS[number % len(DAYS)]
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


PARTS = (*family.PARTS, *work.PARTS, *pay.PARTS, *leave.PARTS, *endings.PARTS, *troubles.PARTS, questions, gaps)


def person(number):
    """The facts of one person, name to value as the command takes it."""
    p = Person(number)
    for part in PARTS:
        part(p)
    return {name: text(value) for name, value in p.facts.items()}


def line(number):
    """The same as tests/rules/replay reads it."""
    return "\t".join(f"{name}={value}" for name, value in person(number).items()) + "\n"
