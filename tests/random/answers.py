"""What the operators of the language answer: exact numbers, dates and the five statuses.

Written from spec/semantics.md and spec/unknown.md alone, with fractions and ordinals of days, so
that it shares nothing with the machine that it is compared with. Knows neither programs nor text.
"""
import calendar
import datetime
from fractions import Fraction

KNOWN, NONE, UNKNOWN, CONFLICT, ERROR = range(5)
LARGEST = 2**127 - 1
LAST_DAY = 3652058


class Answer:
    """A status, the value where it is known, and the codes where it is an error."""

    __slots__ = ("status", "value", "codes")

    def __init__(self, status, value=None, codes=frozenset()):
        self.status = status
        self.value = value
        self.codes = codes

    def __repr__(self):
        name = ("known", "none", "unknown", "conflict", "error")[self.status]
        return f"{name}({self.value if self.status == KNOWN else ', '.join(sorted(self.codes))})"

    def is_yes(self):
        return self.status == KNOWN and self.value is True

    def is_no(self):
        return self.status == KNOWN and self.value is False


def known(value):
    return Answer(KNOWN, value)


def error(code):
    return Answer(ERROR, None, frozenset([code]))


ABSENT = Answer(NONE)
OPEN = Answer(UNKNOWN)
CLASH = Answer(CONFLICT)


class Case:
    """Facts by name, the date of decision, and what the rules answered so far.

    `masked` is set where an error or a conflict went before something unknown: what is then said
    is final, although some completion of the case might answer otherwise.
    """

    def __init__(self, facts, today):
        self.facts = facts
        self.today = today
        self.answers = {}
        self.masked = False


def gravest(case, operands):
    """The operands' common status where it is not known, else None."""
    status = max(o.status for o in operands)
    if status == KNOWN:
        return None
    if status > UNKNOWN and any(o.status == UNKNOWN for o in operands):
        case.masked = True
    codes = frozenset().union(*(o.codes for o in operands if o.status == status))
    return Answer(status, None, codes)


def undecided(case, operands):
    """The same where one of them alone can decide: while one is unknown, the others may not count."""
    return OPEN if any(o.status == UNKNOWN for o in operands) else gravest(case, operands)


def number(value):
    """A result of arithmetic, or the overflow."""
    if abs(value.numerator) > LARGEST or value.denominator > LARGEST:
        return error("Q0401")
    return known(value)


def lifted(case, operands, work):
    """The operator `work` on known values; it returns an Answer."""
    return gravest(case, operands) or work(*(o.value for o in operands))


def divide(x, y):
    return error("Q0402") if y == 0 else number(x / y)


def whole(x):
    return number(x) if x.denominator == 1 else error("Q0409")


def both(case, x, y):
    if x.is_no() or y.is_no():
        return known(False)
    return undecided(case, [x, y]) or known(True)


def either(case, x, y):
    if x.is_yes() or y.is_yes():
        return known(True)
    return undecided(case, [x, y]) or known(False)


def negated(x):
    return known(not x.value) if x.status == KNOWN else x


def rounded(x, mode, step):
    """x to a multiple of the step, both in base units."""
    t = x / step
    low = t.numerator // t.denominator
    half = t - low
    if mode == "up":
        n = low + (half > 0)
    elif mode == "down":
        n = low
    elif mode == "toward zero":
        n = low + (t < 0 and half > 0)
    elif half != Fraction(1, 2):
        n = low + (half > Fraction(1, 2))
    elif mode == "half even":
        n = low + low % 2
    else:
        n = low + (t > 0)
    return number(step * n)


def is_finite(x):
    """Has the fraction a finite decimal?"""
    d = x.denominator
    for p in (2, 5):
        while d % p == 0:
            d //= p
    return d == 1


# Dates are days from 0001-01-01, which is 0.

def parts(day):
    d = datetime.date.fromordinal(int(day) + 1)
    return d.year, d.month, d.day


def day_of(year, month, day):
    return datetime.date(year, month, day).toordinal() - 1


def written(day):
    return "%04d-%02d-%02d" % parts(day)


def length_of_month(year, month):
    return calendar.monthrange(year, month)[1]


def in_calendar(day):
    return known(day) if 0 <= day <= LAST_DAY else error("Q0408")


def plus_days(day, n):
    if n.denominator != 1:
        return error("Q0409")
    return in_calendar(day + int(n))


def plus_months(day, n, mode):
    """mode is "down", "up" or None, which refuses a day that is missing."""
    if n.denominator != 1:
        return error("Q0409")
    year, month, dom = parts(day)
    year, month = divmod(year * 12 + month - 1 + int(n), 12)
    if not 1 <= year <= 9999:
        return error("Q0408")
    last = length_of_month(year, month + 1)
    if dom <= last:
        return known(day_of(year, month + 1, dom))
    if mode is None:
        return error("Q0407")
    return in_calendar(day_of(year, month + 1, last) + (mode == "up"))


def completed_months(a, b, mode):
    if b < a:
        return -completed_months(b, a, mode)
    (y, m, _), (year, month, _) = parts(a), parts(b)
    count = (year - y) * 12 + month - m
    moved = plus_months(a, Fraction(count), mode)
    return count if moved.status == KNOWN and moved.value <= b else count - 1


def cut(n, d):
    """n / d without its fraction."""
    return -(-n // d) if n < 0 else n // d


def completed(a, b, months, mode):
    """Completed spans of so many months, counted; the error where the roundings differ."""
    counts = {cut(completed_months(a, b, m), months) for m in ([mode] if mode else ["down", "up"])}
    return known(Fraction(counts.pop())) if len(counts) == 1 else error("Q0407")


COMPARE = {
    "=": lambda x, y: x == y, "≠": lambda x, y: x != y, "<": lambda x, y: x < y,
    "<=": lambda x, y: x <= y, ">": lambda x, y: x > y, ">=": lambda x, y: x >= y,
}


def exact_span(a, b, op, months, mode):
    """`time from a to b OP n months`."""
    found = set()
    for m in [mode] if mode else ["down", "up"]:
        end = plus_months(a, months, m)
        if end.status != KNOWN:
            return end
        found.add(COMPARE[op](b, end.value))
    return known(found.pop()) if len(found) == 1 else error("Q0407")


def weekday(day):
    return int(day) % 7


def week_number(day):
    return datetime.date.fromordinal(int(day) + 1).isocalendar()[1]


def search(day, wanted, step, start):
    """The next day in a direction for which wanted(day) holds, beginning `start` days away."""
    day = int(day) + start * step
    while 0 <= day <= LAST_DAY:
        if wanted(day):
            return known(day)
        day += step
    return error("Q0408")


def is_working(day):
    return int(day) % 7 < 5


def plus_working(day, n):
    if n.denominator != 1:
        return error("Q0409")
    step, left, day = (1 if n > 0 else -1), abs(int(n)), int(day)
    while left:
        day += step
        if not 0 <= day <= LAST_DAY:
            return error("Q0408")
        left -= is_working(day)
    return known(day)


def working_between(a, b):
    if abs(b - a) > 400000:
        return error("Q0410")
    low, high = min(a, b), max(a, b)
    count = sum(is_working(d) for d in range(int(low), int(high)))
    return known(Fraction(count if b >= a else -count))
