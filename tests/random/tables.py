"""Tables at random, on columns so short that every case can be tried: which rows never apply, which
overlap, which cases no row covers, which columns decide nothing, and the smallest case of each.

Written from spec/language.md alone: the compiler finds the same by cutting lines into pieces."""
import datetime
import itertools
import random

FIRST_DAY = datetime.date(2020, 1, 1)
REVIEWED = range(2, 9)     # days from the first one on
ALL_DAYS = range(-3, 15)   # beyond every date of a row
YES_NO = ["no", "yes"]
CHOICE = ["x", "y", "z"]


def day(number):
    return (FIRST_DAY + datetime.timedelta(days=number)).isoformat()


class Row:
    """What the cells ask, on which days it is in force, and what it gives."""

    def __init__(self, cells, start, end, value):
        self.texts = [text for text, _ in cells]
        self.values = [values for _, values in cells]
        self.start, self.end, self.value = start, end, value

    def holds(self, point, today):
        in_force = ((self.start is None or today >= self.start)
                    and (self.end is None or today < self.end))
        return in_force and all(v in values for v, values in zip(point, self.values))

    def text(self):
        return (" | ".join(self.texts) + f" → {self.value}"
                + (f" from {day(self.start)}" if self.start is not None else "")
                + (f" until {day(self.end)}" if self.end is not None else ""))


class Table:
    """A program with one table, and every case of it."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        low, high = self.random.choice([(-3, 4), (0, 6), (2, 7)])
        self.low, self.high = low, high
        self.domain = {"a": list(range(low, high + 1)), "b": CHOICE, "c": YES_NO,
                       "d": [day(i) for i in range(5)]}
        self.preset = {name: self.random.choice(self.domain[name]) for name in "abc"
                       if self.random.random() < 0.5}
        self.columns = self.random.sample("abcd", self.random.randint(1, 4))
        self.is_unique = self.random.random() < 0.35
        dates = self.random.random() < 0.4
        self.rows = [self.row(dates) for _ in range(self.random.randint(1, 6))]
        self.is_dated = any(r.start is not None or r.end is not None for r in self.rows)
        self.days = ALL_DAYS if self.is_dated else [0]
        self.points = list(itertools.product(*[self.domain[name] for name in self.columns]))

    def row(self, dates):
        start = end = None
        if dates and self.random.random() < 0.6:
            first, last = sorted(self.random.sample(range(12), 2))
            kind = self.random.random()
            start = first if kind < 0.7 else None
            end = last if kind > 0.35 else None
        return Row([self.cell(name) for name in self.columns], start, end,
                   self.random.randint(1, 3))

    def cell(self, name):
        """A cell as it is written, and the values that it holds."""
        domain = self.domain[name]
        if self.random.random() < 0.3:
            return "any", set(domain)
        if name == "b":
            values = self.random.sample(domain, self.random.randint(1, 2))
            return ", ".join(values), set(values)
        if name == "c":
            value = self.random.choice(domain)
            return value, {value}
        if name == "d":
            low, high = sorted(self.random.sample(range(6), 2))
            return f"{day(low)}..{day(high)}", {v for v in domain if day(low) <= v < day(high)}
        low, high = sorted(self.random.sample(range(self.low - 1, self.high + 2), 2))
        text, holds = self.random.choice([
            (f"{low}..{high}", lambda v: low <= v < high),
            (f"{low}..={high}", lambda v: low <= v <= high),
            (f"over {low}", lambda v: v > low),
            (f"..{high}", lambda v: v < high),
            (f"{low}, {high}", lambda v: v in (low, high)),
            (f"over {low}..={high}", lambda v: low < v <= high)])
        return text, {v for v in domain if holds(v)}

    def text(self):
        def preset(name):
            return f" = {self.preset[name]}" if name in self.preset else ""
        lines = [f"reviewed from {day(REVIEWED.start)} until {day(REVIEWED.stop)}",
                 f"fact a : integer in {self.low}..={self.high}{preset('a')}",
                 f"fact b : one of x, y, z{preset('b')}",
                 f"fact c : yes/no{preset('c')}",
                 f"fact d : date in {day(0)}..={day(4)}",
                 "used = if c and b is x and d > 2020-01-01 then a else 1",
                 "fee : AZN",
                 f"    table {'unique ' if self.is_unique else ''}{' | '.join(self.columns)}"]
        return "\n".join(lines + ["          " + row.text() for row in self.rows]) + "\n"

    TABLE_LINE = 8

    # ---- cases

    def nearness(self, name, value):
        if name == "a":
            return (abs(value), value < 0)
        return self.domain[name].index(value)

    def size(self, point, today):
        """Cases in the order of spec/language.md."""
        named = sorted(zip(self.columns, point))
        away = sum(self.preset.get(name) != value for name, value in named)
        return (away, today, [self.nearness(name, value) for name, value in named])

    def smallest(self, found):
        """The smallest of some cases, of those on days that are reviewed where there are such; None
        for a day beyond those that are tried."""
        usual = [c for c in found if not self.is_dated or c[1] in REVIEWED] or found
        point, today = min(usual, key=lambda c: self.size(*c))
        return None if self.is_dated and today not in REVIEWED else (point, today)

    def every(self, holds):
        return [(point, today) for point in self.points for today in self.days
                if holds(point, today)]

    def outcome(self, point, today):
        for row in self.rows:
            if row.holds(point, today):
                return row.value
        return None

    # ---- what is to be found: code, line or column, the smallest case

    def holes(self):
        days = [0]
        if self.is_dated:
            starts = [ALL_DAYS.start if r.start is None else r.start for r in self.rows]
            ends = [ALL_DAYS.stop if r.end is None else r.end for r in self.rows]
            days = [d for d in REVIEWED if min(starts) <= d < max(ends)]
        open_cases = [(point, today) for point in self.points for today in days
                      if not any(row.holds(point, today) for row in self.rows)]
        return [("Q0308", self.TABLE_LINE, self.smallest(open_cases))] if open_cases else []

    def overlaps(self):
        for y, later in enumerate(self.rows):
            for x, earlier in enumerate(self.rows[:y]):
                both = self.every(lambda p, d: earlier.holds(p, d) and later.holds(p, d))
                if both:
                    yield "Q0309", self.TABLE_LINE + 1 + x, self.smallest(both)
                    break

    def idle_rows(self):
        for y, row in enumerate(self.rows):
            own = self.every(row.holds)
            before = [] if self.is_unique else self.rows[:y]
            if all(any(r.holds(*case) for r in before) for case in own):
                yield "Q0313", self.TABLE_LINE + 1 + y, None

    def idle_columns(self):
        for i, name in enumerate(self.columns):
            if len(self.rows) > 1 and all(
                    len({self.outcome(p[:i] + (v,) + p[i + 1:], d)
                         for v in self.domain[name]}) == 1
                    for p in self.points for d in self.days):
                yield "Q0314", name, None

    def findings(self):
        found = self.holes() + list(self.idle_rows())
        return found + list(self.overlaps() if self.is_unique else self.idle_columns())

    def words(self, case):
        point, today = case
        facts = ", ".join(f"{name} = {value}" for name, value in zip(self.columns, point))
        return facts + (f", on {day(today)}" if self.is_dated else "")
