"""What lists, periods and what is made of them answer.

Written from the steps 8, 12, 15 and 16 of the language and spec/semantics.md alone. A sequence is a
Python list of answers; an element that is an error is one, until something asks for its value.
Knows neither programs nor text.
"""
import datetime
from fractions import Fraction

import answers
from answers import ABSENT, KNOWN, NONE, error, gravest, known, number

OPEN_END = 10**9
BACKWARDS, ENDLESS = "Q0413", "Q0414"


class Record:
    """An element with fields. Two records are the same element only if they are one object."""

    def __init__(self, fields):
        self.fields = fields


class Period:
    """First and last day; an empty one ends the day before it begins."""

    def __init__(self, first, last):
        self.first = int(first)
        self.last = int(last)

    def __eq__(self, other):
        return (self.first, self.last) == (other.first, other.last)

    def __hash__(self):
        return hash((self.first, self.last))

    def __repr__(self):
        return f"{self.first}..{self.last}"


class Chain(Period):
    """Periods that hang together; its days are theirs, each once."""

    def __init__(self, periods):
        super().__init__(periods[0].first, max(p.last for p in periods))
        self.days = sorted({d for p in periods for d in range(p.first, p.last + 1)})


def through(first, last):
    if last + 1 < first:
        return error(BACKWARDS)
    return known(Period(first, last))


def until(first, behind):
    return through(first, behind - 1)


def onwards(first):
    return known(Period(first, OPEN_END))


def start(period):
    return known(period.first)


def end(period):
    return error(ENDLESS) if period.last == OPEN_END else answers.in_calendar(period.last)


def length(period):
    if isinstance(period, Chain):
        return known(Fraction(len(period.days)))
    if period.last == OPEN_END:
        return error(ENDLESS)
    return known(Fraction(period.last - period.first + 1))


def has_day(period, day):
    return known(period.first <= day <= period.last)


def has_period(period, other):
    return known(other.last < other.first
                 or (period.first <= other.first and other.last <= period.last))


def shared(a, b):
    first, last = max(a.first, b.first), min(a.last, b.last)
    return known(Period(first, last)) if first <= last else ABSENT


def overlaps(a, b):
    return known(shared(a, b).status == KNOWN)


def days_of(period):
    if isinstance(period, Chain):
        return known([known(d) for d in period.days])
    if period.last == OPEN_END:
        return error(ENDLESS)
    return known([known(d) for d in range(period.first, period.last + 1)])


def parts_of(period, unit, complete=False, back=False, weekday=None, mode="down"):
    """The weeks, months or years of a period, in the order of time."""
    if period.last < period.first:
        return known([])
    if period.last == OPEN_END:
        return error(ENDLESS)
    behind, edges = period.last + 1, []
    sign = -1 if back else 1
    count, origin = 0, behind if back else period.first
    while True:
        if unit == "weeks" and weekday is not None:
            edge = edges[-1] if edges else origin
            edge += sign
            while edge % 7 != weekday:
                edge += sign
        elif unit == "weeks":
            edge = origin + sign * 7 * (count + 1)
        else:
            months = Fraction(sign * (count + 1) * (12 if unit == "years" else 1))
            moved = answers.plus_months(origin, months, mode)
            if moved.status != KNOWN:
                return moved
            edge = moved.value
        count += 1
        edges.append(edge)
        if edge <= period.first if back else edge >= behind:
            break
    found, here = [], origin
    for edge in edges:
        a, b = (edge, here) if back else (here, edge)
        whole = a >= period.first and b <= behind
        if unit == "weeks" and weekday is not None:
            whole = whole and b - a == 7
        a, b = max(a, period.first), min(b, behind)
        if whole or not complete:
            found.append(known(Period(a, b - 1)))
        here = edge
    return known(found[::-1] if back else found)


def chains(periods, gap=0):
    """Groups of periods between which lie at most so many days."""
    found = []
    for p in sorted((p for p in periods if p.last >= p.first), key=lambda p: (p.first, p.last)):
        if found and p.first - max(q.last for q in found[-1]) - 1 <= gap:
            found[-1].append(p)
        else:
            found.append([p])
    return known([known(Chain(group)) for group in found])


def values(case, elements):
    """The values of all elements, or the Answer that stands in their place."""
    worse = gravest(case, elements) if elements else None
    return worse, None if worse else [e.value for e in elements]


def total(case, elements):
    worse, found = values(case, elements)
    return worse or number(sum(found, Fraction(0)))


def average(case, elements):
    worse, found = values(case, elements)
    if worse:
        return worse
    return number(sum(found, Fraction(0)) / len(found)) if found else ABSENT


def extreme(case, elements, best):
    worse, found = values(case, elements)
    if worse:
        return worse
    return known(best(found)) if found else ABSENT


def any_of(case, conditions):
    found = known(False)
    for c in conditions:
        found = answers.either(case, found, c)
    return found


def all_of(case, conditions):
    found = known(True)
    for c in conditions:
        found = answers.both(case, found, c)
    return found


def split(amount, weights, step):
    """Shares by largest remainder, ties by position."""
    whole = sum(weights, Fraction(0))
    if not weights:
        return known([])
    if (amount / step).denominator != 1:
        return error("Q0409")  # no shares of whole steps add up to it
    if whole == 0:
        return error("Q0402")
    exact = [amount * w / whole for w in weights]
    shares = [(e / step).__floor__() * step for e in exact]
    left = int((amount - sum(shares)) / step)
    order = sorted(range(len(weights)), key=lambda i: (shares[i] - exact[i], i))
    for i in order[:left]:
        shares[i] += step
    return known([known(s) for s in shares])


def weekday_of(day):
    return datetime.date.fromordinal(int(day) + 1).weekday()


def present(found, otherwise):
    return otherwise() if found.status == NONE else found
