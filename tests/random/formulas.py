"""Random well-typed formulas, each with its text and the function that answers it.

Knows types, units and the facts and rules that a formula may name; what the operators answer
stands in answers.py.
"""
from fractions import Fraction

import answers
from answers import NONE, known, lifted, number


class Type:
    """A type of numbers: its text, its dimension, the factor of its unit in base units."""

    def __init__(self, text, dimension, factor=1, coin=None, decimals=4, exact=False):
        self.text = text
        self.dimension = dimension
        self.factor = Fraction(factor)
        self.coin = coin
        self.decimals = decimals
        self.exact = exact
        self.percent = text == "percent"


NUMBER = Type("number", "")
INTEGER = Type("integer", "", decimals=0)
PERCENT = Type("percent", "", Fraction(1, 100))
AZN = Type("AZN", "AZN", coin=Fraction(1, 100), decimals=2)
AZN_EXACT = Type("AZN exact", "AZN", decimals=2, exact=True)
XTS = Type("XTS", "XTS", coin=Fraction(1, 20), decimals=2)
YEARS = Type("years", "month", 12, decimals=0)
MONTHS = Type("months", "month", decimals=0)
WEEKS = Type("weeks", "day", 7, decimals=0)
DAYS = Type("days", "day", decimals=0)
WORKING = Type("working days", "working", decimals=0)
HOURS = Type("hours", "minute", 60, decimals=2)
MINUTES = Type("minutes", "minute", decimals=2)
PER_MONTH = Type("AZN per month", "AZN/month")
PER_HOUR = Type("AZN per hour", "AZN/minute", Fraction(1, 60))
BARE = Type("", "")

NUMBERS = (NUMBER, INTEGER, PERCENT, AZN, AZN_EXACT, XTS, YEARS, MONTHS, WEEKS, DAYS, WORKING,
           HOURS, MINUTES, PER_MONTH, PER_HOUR)
PLAIN = (NUMBER, INTEGER)
# What two types of different dimensions give when they are multiplied or divided.
PRODUCTS = {"AZN": (PER_MONTH, MONTHS, YEARS, PER_HOUR, HOURS, MINUTES)}

BOOLEAN, DATE, CHOICE, SET = "yes/no", "date", "shade", "set of shade"
SHADES = ("red", "green", "blue", "grey")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
STEPS = ("0.01", "1", "0.5", "0.1", "10", "0.0001", "0.05", "3", "0.0000001", "100", "0.25",
         "0.75", "7")
ROUNDINGS = ("", "half even", "up", "down", "toward zero")


class Formula:
    """text; answer(case); the type, which is BARE for figures; can it be none, is it a constant."""

    def __init__(self, text, answer, kind, can_be_none=False, constant=None):
        self.text = text
        self.answer = answer
        self.kind = kind
        self.can_be_none = can_be_none
        self.constant = constant
        self.rounding = False

    @property
    def bare(self):
        return self.kind is BARE


def decimal_text(value):
    """A finite decimal as figures of a program; negative ones with their sign."""
    sign, value, digits = "-" if value < 0 else "", abs(value), 0
    while (value * 10**digits).denominator != 1:
        digits += 1
    figures = str((value * 10**digits).numerator).rjust(digits + 1, "0")
    return sign + figures[:len(figures) - digits] + ("." + figures[-digits:] if digits else "")


def met(x, y):
    """Both answers as they meet: a bare number takes the unit of the other. And the type."""
    if x.bare == y.bare:
        return x.answer, y.answer, x.kind
    if x.bare:
        return scaled(x, y.kind), y.answer, y.kind
    return x.answer, scaled(y, x.kind), x.kind


def scaled(x, kind):
    """The answer of x where it is given to a type."""
    if not x.bare or kind.factor == 1:
        return x.answer
    return lambda case: lifted(case, [x.answer(case)], lambda v: number(v * kind.factor))


class Maker:
    """Makes formulas from the facts and rules of one program."""

    def __init__(self, random):
        self.random = random
        self.names = []  # Formulas of facts and rules
        self.defines = []  # (name, parameter types, function of answers)
        self.figures = []  # figures of the program in base units with their dimension
        self.months_mode = None
        self.law_of_day = True  # RULE on D may be written here

    # -- help

    def any(self, items):
        return self.random.choice(items)

    def chance(self, share):
        return self.random.random() < share

    def named(self, fits):
        return [n for n in self.names if fits(n)]

    def magnitude(self):
        return self.any((1, 1, 5, 10, 10, 100, 1000, 10**6, 10**12, 10**20)
                        if self.chance(0.25) else (1, 3, 10, 12, 50, 100, 1000))

    def value(self, kind, low=None):
        """A figure in the unit of a type."""
        size = self.magnitude()
        digits = self.any((0, 0, 0, 1, 2, kind.decimals)) if kind.decimals else 0
        digits = min(digits, kind.decimals)
        figure = Fraction(self.random.randint(0, size * 10**digits), 10**digits)
        return figure if low is None else max(figure, low)

    def literal(self, kind, value=None):
        """A constant of a type, its text in brackets if it is more than one word."""
        value = self.value(kind) if value is None else value
        self.figures.append((kind.dimension, value * kind.factor))
        figure = decimal_text(abs(value))
        if kind is BARE or kind in PLAIN:
            text, kind = figure, BARE
        elif kind.percent:
            text = figure + "%"
        elif kind is YEARS and value > 0 and self.chance(0.3):
            months = self.random.randint(1, 11)
            text, value = f"({figure} years {months} months)", value + Fraction(months, 12)
        else:
            text = f"({figure} {kind.text.replace(' exact', '')})"
            kind = AZN if kind is AZN_EXACT else kind
        base = value * kind.factor
        if value < 0:
            text = f"(-{text})"
        return Formula(text, lambda case: known(base), kind, constant=base)

    # -- numbers

    def number(self, dimension, depth, percent=False):
        """A formula that is never none: of a dimension, or a percentage or plain number for ""."""
        ways = [self.leaf] if depth <= 0 else [
            self.leaf, self.sum, self.sum, self.product, self.product, self.quotient, self.quotient,
            self.size, self.extreme, self.branch, self.instead, self.rounding, self.special]
        for _ in range(20):
            found = self.any(ways)(dimension, depth - 1, percent)
            if found is not None:
                return found
        return self.leaf(dimension, depth, percent)

    def is_number(self, n, dimension, percent):
        return (isinstance(n.kind, Type) and n.kind.dimension == dimension
                and n.kind.percent == percent)

    def leaf(self, dimension, depth, percent):
        found = self.named(lambda n: self.is_number(n, dimension, percent) and not n.can_be_none)
        if found and self.chance(0.75):
            chosen = self.any(found)
            if chosen.on and self.law_of_day and self.chance(0.15):
                return self.on_day(chosen)
            return chosen
        kinds = [k for k in NUMBERS if k.dimension == dimension and k.percent == percent]
        return self.literal(self.any(kinds))

    def on_day(self, rule):
        """RULE on D."""
        day = self.date(1)
        text = f"({rule.text} on ({day.text}))"
        return Formula(text, lambda case: rule.on(case, day.answer(case)), rule.kind,
                       rule.can_be_none)

    def operand(self, dimension, depth, percent):
        """What may stand beside a number that is not bare: also a bare figure."""
        if not percent and dimension and self.chance(0.15):
            return self.literal(BARE, self.value(INTEGER))
        return self.number(dimension, depth, percent)

    def sum(self, dimension, depth, percent):
        x, y = self.number(dimension, depth, percent), self.operand(dimension, depth, percent)
        op = self.any("+-")
        left, right, kind = met(x, y)
        sign = 1 if op == "+" else -1
        if kind is INTEGER:
            kind = NUMBER
        return Formula(f"({x.text} {op} {y.text})", lambda case: lifted(
            case, [left(case), right(case)], lambda a, b: number(a + sign * b)), kind)

    def product(self, dimension, depth, percent):
        """Of a plain number or a percentage and another; or of two units that give this one."""
        if dimension in PRODUCTS and self.chance(0.4):
            i = self.any((0, 3))
            rate = self.number(PRODUCTS[dimension][i].dimension, depth)
            time = self.number(PRODUCTS[dimension][i + 1].dimension, depth)
            return self.times(rate, time, AZN)
        if percent:
            x, y = self.number("", depth, True), self.number("", depth, self.chance(0.5))
            kind = PERCENT
        elif dimension:
            x, y = self.number(dimension, depth), self.number("", depth, self.chance(0.5))
            kind = x.kind
        else:
            x, y = self.number("", depth), self.number("", depth)
            kind = self.plain_product(x, y)
        kind = AZN if kind is AZN_EXACT else kind
        return self.times(x, y, kind) if self.chance(0.5) else self.times(y, x, kind)

    @staticmethod
    def plain_product(x, y):
        if x.bare and y.bare:
            return BARE
        whole = all(f.bare or f.kind is INTEGER for f in (x, y))
        return INTEGER if whole else NUMBER

    @staticmethod
    def times(x, y, kind):
        return Formula(f"({x.text} * {y.text})", lambda case: lifted(
            case, [x.answer(case), y.answer(case)], lambda a, b: number(a * b)), kind)

    def quotient(self, dimension, depth, percent):
        if percent:
            x, y, kind = self.number("", depth, True), self.number("", depth), PERCENT
        elif dimension == "" and self.chance(0.4):
            other = self.any(("AZN", "month", "day", "minute"))
            x, y, kind = self.number(other, depth), self.number(other, depth), NUMBER
        elif dimension == "AZN/month" and self.chance(0.5):
            x, y, kind = self.number("AZN", depth), self.number("month", depth), PER_MONTH
        elif dimension == "AZN/minute" and self.chance(0.5):
            x, y, kind = self.number("AZN", depth), self.number("minute", depth), PER_HOUR
        else:
            x, y = self.number(dimension, depth), self.number("", depth, self.chance(0.3))
            kind = x.kind if dimension else BARE if x.bare and y.bare else NUMBER
        kind = AZN if kind is AZN_EXACT else kind
        return Formula(f"({x.text} / {y.text})", lambda case: lifted(
            case, [x.answer(case), y.answer(case)], answers.divide), kind)

    def size(self, dimension, depth, percent):
        x = self.number(dimension, depth, percent)
        if self.chance(0.5):
            return Formula(f"abs({x.text})", lambda case: lifted(
                case, [x.answer(case)], lambda v: known(abs(v))), x.kind)
        return Formula(f"(-{x.text})", lambda case: lifted(
            case, [x.answer(case)], lambda v: known(-v)), x.kind)

    def extreme(self, dimension, depth, percent):
        x, y = self.number(dimension, depth, percent), self.operand(dimension, depth, percent)
        left, right, kind = met(x, y)
        word = self.any(("min", "max"))
        pick = min if word == "min" else max
        words = {"min": "the lesser", "max": "the greater"}
        text = (f"{word}({x.text}, {y.text})" if self.chance(0.7)
                else f"({words[word]} of {x.text} and {y.text})")
        return Formula(text, lambda case: lifted(
            case, [left(case), right(case)], lambda a, b: known(pick(a, b))), kind)

    def branch(self, dimension, depth, percent):
        x, y = self.number(dimension, depth, percent), self.operand(dimension, depth, percent)
        condition = self.condition(depth)
        left, right, kind = met(x, y)

        def answer(case):
            holds = condition.answer(case)
            if holds.status != answers.KNOWN:
                left(case), right(case)  # they may mask something
                return holds
            return left(case) if holds.value else right(case)
        return Formula(f"(if {condition.text} then {x.text} else {y.text})", answer, kind)

    def instead(self, dimension, depth, percent):
        """A otherwise B."""
        found = self.named(lambda n: self.is_number(n, dimension, percent) and n.can_be_none)
        if not found:
            return None
        x, y = self.any(found), self.operand(dimension, depth, percent)
        left, right, kind = met(x, y)

        def answer(case):
            value = left(case)
            return right(case) if value.status == NONE else value
        return Formula(f"({x.text} otherwise {y.text})", answer, kind)

    def rounding(self, dimension, depth, percent):
        return self.rounding_of(self.number(dimension, depth, percent))

    def rounding_of(self, x):
        """x rounded, in the unit that x is written in."""
        words, text, answer = self.rounding_words(x.kind.factor)
        found = Formula(f"({x.text}{words})", lambda case: answer(case, x.answer(case)), x.kind)
        found.rounding = True
        return found

    def rounding_words(self, factor):
        """`rounded M to S`, and what it makes of an answer."""
        mode = self.any(ROUNDINGS)
        step = self.any(STEPS)
        size = Fraction(step) * factor
        text = f"rounded {mode} to {step}" if mode else f"rounded to {step}"
        return " " + text, text, lambda case, value: value if value.status == NONE else lifted(
            case, [value], lambda v: answers.rounded(v, mode, size))

    def special(self, dimension, depth, percent):
        """Numbers from dates, spans of the clock and definitions."""
        found = [d for d in self.defines
                 if d[1].dimension == dimension and d[1].percent == percent]
        if found and self.chance(0.5):
            return self.call(self.any(found), depth)
        if dimension == "" and not percent:
            return self.date_part(depth)
        if dimension in ("month", "day", "working"):
            return self.span(dimension, depth)
        return self.clock() if dimension == "minute" else None

    def call(self, define, depth):
        name, kind, parameters, answer = define
        given = [self.number(p.dimension, depth, p.percent) for p in parameters]
        values = [scaled(g, p) for g, p in zip(given, parameters)]
        text = f"{name}({', '.join(g.text for g in given)})"
        return Formula(text, lambda case: answer(case, [v(case) for v in values]), kind)

    def date_part(self, depth):
        x = self.date(depth)
        part = self.any(("year", "month", "day", "week"))

        def work(day):
            named = dict(zip(("year", "month", "day"), answers.parts(day)))
            return known(Fraction(named.get(part, answers.week_number(day))))
        return Formula(f"({part} of {x.text})", lambda case: lifted(
            case, [x.answer(case)], work), INTEGER)

    def span(self, dimension, depth):
        x, y = self.date(depth), self.date(depth)
        mode = self.months_mode
        word, kind, work = {
            "month": self.any((
                ("months", MONTHS, lambda a, b: answers.completed(a, b, 1, mode)),
                ("years", YEARS, lambda a, b: twelve(answers.completed(a, b, 12, mode))))),
            "day": self.any((
                ("days", DAYS, lambda a, b: known(Fraction(b - a))),
                ("weeks", WEEKS, lambda a, b: known(Fraction(answers.cut(b - a, 7) * 7))))),
            "working": ("working days", WORKING, answers.working_between),
        }[dimension]
        return Formula(f"({word} from {x.text} to {y.text})", lambda case: lifted(
            case, [x.answer(case), y.answer(case)], work), kind)

    def clock(self):
        def time():
            minute = self.random.randint(0, 1440)
            return minute, "%02d:%02d" % divmod(minute, 60)

        def span():
            (a, first), (b, last) = time(), time()
            return (a, (b - a) % 1440 if b < a else b - a), f"({first} to {last})"
        (a, long), text = span()
        if self.chance(0.4):
            words = self.any((f"length of {text}", f"hours from {text[1:-1]}"))
            return Formula(f"({words})", lambda case: known(Fraction(long)), HOURS)
        (b, wide), other = span()
        common = sum(max(0, min(a + long, b + wide + k) - max(a, b + k)) for k in (-1440, 0, 1440))
        return Formula(f"(overlap of {text} and {other})", lambda case: known(Fraction(common)),
                       HOURS)

    # -- yes and no

    def condition(self, depth):
        ways = [self.truth] if depth <= 0 else [
            self.truth, self.comparison, self.comparison, self.in_range, self.logic, self.logic,
            self.logic, self.opposite, self.of_dates, self.of_dates, self.of_choice, self.of_set,
            self.absence, self.exact_span]
        for _ in range(20):
            found = self.any(ways)(depth - 1)
            if found is not None:
                return found
        return self.truth(0)

    def truth(self, depth):
        found = self.named(lambda n: n.kind is BOOLEAN and not n.can_be_none)
        if found and self.chance(0.9):
            return self.any(found)
        value = self.chance(0.5)
        return Formula("yes" if value else "no", lambda case: known(value), BOOLEAN)

    def some_dimension(self):
        return self.any(("", "", "%", "AZN", "AZN", "month", "day", "minute", "AZN/month"))

    def comparison(self, depth):
        d = self.some_dimension()
        x = self.number(d.strip("%"), depth, d == "%")
        if d == "%" and not self.chance(0.6):
            found = self.named(lambda n: n.kind in PLAIN and not n.can_be_none)
            if not found:
                return None
            y = self.any(found)
        else:
            y = self.operand(d.strip("%"), depth, d == "%")
        op = self.any(sorted(answers.COMPARE))
        left, right, _ = met(x, y)
        work = answers.COMPARE[op]
        return Formula(f"({x.text} {op} {y.text})", lambda case: lifted(
            case, [left(case), right(case)], lambda a, b: known(work(a, b))), BOOLEAN)

    def range_of(self, low, high, kind):
        """The text of a range of figures in a unit, and whether a value lies in it."""
        form = self.random.randrange(8)
        a, b = decimal_text(low) + ("%" if kind.percent else ""), decimal_text(high) + (
            "%" if kind.percent else "")
        low, high = low * kind.factor, high * kind.factor
        self.figures += [(kind.dimension, low), (kind.dimension, high)]
        return ((f"{a}..{b}", lambda v: low <= v < high),
                (f"{a}..={b}", lambda v: low <= v <= high),
                (f"{a}..", lambda v: low <= v), (f"..{b}", lambda v: v < high),
                (f"..={b}", lambda v: v <= high), (f"over {a}", lambda v: v > low),
                (f"under {b}", lambda v: v < high),
                (f"over {a}..={b}", lambda v: low < v <= high))[form]

    def ends(self, kind):
        low, high = sorted((self.value(kind), self.value(kind)))
        return low, high + (low == high)

    def in_range(self, depth):
        found = self.named(lambda n: isinstance(n.kind, Type) and not n.can_be_none)
        if not found:
            return None
        x = self.any(found)
        text, inside = self.range_of(*self.ends(x.kind), x.kind)
        word = self.any(("in", "not in"))
        yes = word == "in"
        return Formula(f"({x.text} {word} {text})", lambda case: lifted(
            case, [x.answer(case)], lambda v: known(inside(v) == yes)), BOOLEAN)

    def logic(self, depth):
        x, y = self.condition(depth), self.condition(depth)
        word = self.any(("and", "or"))
        work = answers.both if word == "and" else answers.either
        return Formula(f"({x.text} {word} {y.text})",
                       lambda case: work(case, x.answer(case), y.answer(case)), BOOLEAN)

    def opposite(self, depth):
        x = self.condition(depth)
        return Formula(f"(not {x.text})", lambda case: answers.negated(x.answer(case)), BOOLEAN)

    def of_dates(self, depth):
        x, y = self.date(depth), self.date(depth)
        op = self.any(sorted(answers.COMPARE))
        return Formula(f"({x.text} {op} {y.text})", lambda case: lifted(
            case, [x.answer(case), y.answer(case)], lambda a, b: known(answers.COMPARE[op](a, b))),
            BOOLEAN)

    def of_choice(self, depth):
        found = self.named(lambda n: n.kind is CHOICE and not n.can_be_none)
        if self.chance(0.3):
            x, values = self.date(depth), self.random.sample(WEEKDAYS, 2)
            return Formula(f"((weekday of {x.text}) in ({', '.join(values)}))", lambda case: lifted(
                case, [x.answer(case)], lambda d: known(WEEKDAYS[answers.weekday(d)] in values)),
                BOOLEAN)
        if not found:
            return None
        x, values = self.any(found), self.random.sample(SHADES, self.random.randint(1, 3))
        text = (f"({x.text} is {values[0]})" if len(values) == 1
                else f"({x.text} in ({', '.join(values)}))")
        return Formula(text, lambda case: lifted(
            case, [x.answer(case)], lambda v: known(v in values)), BOOLEAN)

    def of_set(self, depth):
        found = self.named(lambda n: n.kind is SET)
        if not found:
            return None
        x, values = self.any(found), self.random.sample(SHADES, self.random.randint(1, 2))
        return Formula(f"({x.text} has ({', '.join(values)}))", lambda case: lifted(
            case, [x.answer(case)], lambda v: known(bool(v & set(values)))), BOOLEAN)

    def absence(self, depth):
        found = self.named(lambda n: n.can_be_none)
        if not found:
            return None
        x = self.any(found)

        def answer(case):
            value = x.answer(case)
            return known(value.status == NONE) if value.status <= NONE else value
        return Formula(f"({x.text} is none)", answer, BOOLEAN)

    def exact_span(self, depth):
        a, b = self.date(depth), self.date(depth)
        op = self.any(sorted(answers.COMPARE))
        unit, factor = self.any((("years", 12), ("months", 1), ("days", 0), ("weeks", 7)))
        count, mode = self.random.randint(0, 30), self.months_mode
        months = unit in ("years", "months")

        def work(x, y):
            if months:
                return answers.exact_span(x, y, op, Fraction(count * factor), mode)
            return known(answers.COMPARE[op](y - x, count * (factor or 1)))
        return Formula(f"(time from {a.text} to {b.text} {op} {count} {unit})", lambda case: lifted(
            case, [a.answer(case), b.answer(case)], work), BOOLEAN)

    # -- dates

    def date(self, depth):
        ways = [self.day] if depth <= 0 else [
            self.day, self.day, self.moved, self.moved, self.edge, self.searched, self.extreme_date,
            self.built]
        return self.any(ways)(depth - 1)

    def day(self, depth):
        found = self.named(lambda n: n.kind is DATE and not n.can_be_none)
        if found and self.chance(0.7):
            return self.any(found)
        if self.chance(0.2):
            return Formula("today", lambda case: case.today, DATE)
        day = self.random_day()
        self.figures.append((DATE, day))
        return Formula(answers.written(day), lambda case: known(day), DATE, constant=day)

    def random_day(self):
        day = answers.day_of(1990, 1, 1) + self.random.randrange(55 * 365)
        if self.chance(0.4):
            year, month, _ = answers.parts(day)
            day = answers.day_of(year, month, answers.length_of_month(year, month))
        return day

    def moved(self, depth):
        x, mode = self.date(depth), self.months_mode
        unit, months, factor = self.any((
            ("days", 0, 1), ("weeks", 0, 7), ("months", 1, 1), ("years", 1, 12),
            ("working days", 2, 1)))
        work = (answers.plus_days, lambda d, n: answers.plus_months(d, n, mode),
                answers.plus_working)[months]
        dimension = ("day", "month", "working")[months]
        facts = self.named(lambda n: n.small and n.kind.dimension == dimension)
        if facts and self.chance(0.5):
            n = self.any(facts)
        else:
            count = Fraction(self.random.randint(0, 40) * factor)
            n = Formula(f"{count / factor} {unit}", lambda case: known(count), None)
        sign, op = self.any(((1, "+"), (-1, "-")))

        def answer(case):
            whole = lifted(case, [n.answer(case)], answers.whole)
            return lifted(case, [x.answer(case), whole], lambda d, c: work(d, sign * c))
        return Formula(f"({x.text} {op} {n.text})", answer, DATE)

    def edge(self, depth):
        x = self.date(depth)
        end, span = self.any(("first", "last")), self.any(("month", "year", "week"))

        def work(day):
            if span == "week":
                monday = int(day) - answers.weekday(day)
                return answers.in_calendar(monday if end == "first" else monday + 6)
            year, month, _ = answers.parts(day)
            month = month if span == "month" else 1 if end == "first" else 12
            last = answers.length_of_month(year, month)
            return known(answers.day_of(year, month, 1 if end == "first" else last))
        return Formula(f"({end} day of {span} of {x.text})", lambda case: lifted(
            case, [x.answer(case)], work), DATE)

    def searched(self, depth):
        x = self.date(depth)
        name = self.any(WEEKDAYS + ("working day",) * 3)
        words, step, start = self.any((("first {} from", 1, 0), ("next {} after", 1, 1),
                                       ("last {} through", -1, 0)))

        def wanted(day):
            if name == "working day":
                return answers.is_working(day)
            return WEEKDAYS[answers.weekday(day)] == name
        return Formula(f"({words.format(name)} {x.text})", lambda case: lifted(
            case, [x.answer(case)], lambda d: answers.search(d, wanted, step, start)), DATE)

    def extreme_date(self, depth):
        x, y = self.date(depth), self.date(depth)
        word = self.any(("min", "max"))
        pick = min if word == "min" else max
        return Formula(f"{word}({x.text}, {y.text})", lambda case: lifted(
            case, [x.answer(case), y.answer(case)], lambda a, b: known(pick(a, b))), DATE)

    def built(self, depth):
        x = self.date(depth)
        month, dom = self.random.randint(1, 12), self.random.randint(1, 31)

        def work(day):
            year = answers.parts(day)[0]
            exists = dom <= answers.length_of_month(year, month)
            return known(answers.day_of(year, month, dom)) if exists else answers.error("Q0407")
        return Formula(f"date(year of {x.text}, {month}, {dom})", lambda case: lifted(
            case, [x.answer(case)], work), DATE)

    # -- any type

    def of_type(self, kind, depth):
        if kind is BOOLEAN:
            return self.condition(depth)
        if kind is DATE:
            return self.date(depth)
        if kind is CHOICE:
            found = self.named(lambda n: n.kind is CHOICE and not n.can_be_none)
            if found and self.chance(0.5):
                return self.any(found)
            value = self.any(SHADES)
            return Formula(value, lambda case: known(value), CHOICE)
        return self.number(kind.dimension, depth, kind.percent)


def twelve(months):
    """Years as months."""
    return known(months.value * 12) if months.status == answers.KNOWN else months


Formula.on = None
Formula.small = False
