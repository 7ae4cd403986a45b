#!/usr/bin/env python3
"""Random programs of rules, with random cases.

    tests/random/generate.py SEED    prints the program of a seed

Knows how declarations and clauses are written; formulas are those of formulas.py, what the clauses
of a rule give together stands in bodies.py.
"""
import json
import random
import sys
from fractions import Fraction

import answers
import bodies
import formulas
from answers import ABSENT, KNOWN, OPEN, known, lifted
from bodies import BEGIN, END, Band, Body, Clause, Row
from formulas import BOOLEAN, CHOICE, DATE, SET, SHADES, Formula, Type, decimal_text

HEAD = ["currency XTS rounds to 0.05", "choice shade = " + ", ".join(SHADES), ""]
# Lower and upper ends of facts, in their unit; None where there is no end.
RANGES = {
    "number": ((0, 1), (-5, 5), (None, None), (0, 10**18), (-10**30, 10**30), (0, None)),
    "integer": ((0, 10), (-10, 10), (None, None), (0, 10**18), (1, 9), (-10**36, 10**36)),
    "percent": ((0, 100), (None, None), (0, 300)),
    "AZN": ((0, 1000000), (None, None), (0, 100), (-1000, 1000), (0, 10**15), (0, 10**30)),
}
OTHERS = ((0, 60), (0, 1000), (None, None), (-20, 20), (0, 10**9))
FACT_TYPES = (formulas.NUMBER, formulas.INTEGER, formulas.PERCENT, formulas.AZN, formulas.AZN,
              formulas.XTS, formulas.YEARS, formulas.MONTHS, formulas.WEEKS, formulas.DAYS,
              formulas.WORKING, formulas.HOURS, formulas.MINUTES, formulas.PER_MONTH,
              formulas.PER_HOUR, BOOLEAN, BOOLEAN, DATE, DATE, CHOICE, SET)
RULE_TYPES = formulas.NUMBERS + (BOOLEAN, DATE, formulas.AZN, formulas.AZN, formulas.NUMBER)


class Fact:
    """A declaration, and the values that a case may give."""

    def __init__(self, name, kind, maker):
        self.name = name
        self.kind = kind
        self.random = maker.random
        self.low = self.high = None
        self.step = None
        self.or_none = self.random.random() < 0.12 and kind is not SET
        self.default = None
        text = kind.text if isinstance(kind, Type) else kind
        self.text = f"fact {name} : {text}"
        if isinstance(kind, Type):
            self.declare_number()
        elif kind is DATE and self.random.random() < 0.8:
            self.low, self.high = answers.day_of(1990, 1, 1), answers.day_of(2045, 12, 31)
            self.text += " in 1990-01-01..=2045-12-31"
        if self.or_none:
            self.text = self.text.replace(f": {text}", f": {text} or none", 1)
        if self.random.random() < 0.2:
            self.default = self.any_value([])
            self.text += " = " + self.shown(self.default)

    def declare_number(self):
        kind = self.kind
        self.low, self.high = self.random.choice(RANGES.get(kind.text, OTHERS))
        sign = "%" if kind.percent else ""
        self.step = Fraction(1, 10**kind.decimals)
        self.step = kind.coin if kind.coin and not kind.exact else self.step
        if self.low is not None:
            high = f"{self.high}{sign}" if self.high is not None else ""
            self.text += f" in {self.low}{sign}..{'=' if high else ''}{high}"
            if self.random.random() < 0.2:
                self.step = self.random.choice([Fraction(1, 4), Fraction(1, 100), Fraction(1, 2)])
                self.text += f" step {decimal_text(self.step)}"

    def shown(self, answer):
        """The value as a program writes it."""
        if answer.status != KNOWN:
            return "none"
        value = answer.value
        if isinstance(self.kind, Type):
            figure = decimal_text(value / self.kind.factor)
            return figure + ("%" if self.kind.percent else "")
        if self.kind is BOOLEAN:
            return "yes" if value else "no"
        if self.kind is DATE:
            return answers.written(value)
        return "[" + ", ".join(sorted(value)) + "]" if self.kind is SET else value

    def json(self, answer):
        if answer.status != KNOWN:
            return "null"
        if isinstance(self.kind, Type):
            return decimal_text(answer.value / self.kind.factor)
        if self.kind is BOOLEAN:
            return "true" if answer.value else "false"
        if self.kind is SET:
            return json.dumps(sorted(answer.value))
        return json.dumps(self.shown(answer))

    def any_value(self, figures):
        """A value, often an end of the range or beside a figure of the program."""
        r = self.random
        if self.or_none and r.random() < 0.4:
            return ABSENT
        if self.kind is BOOLEAN:
            return known(r.random() < 0.5)
        if self.kind is CHOICE:
            return known(r.choice(SHADES))
        if self.kind is SET:
            return known(frozenset(r.sample(SHADES, r.randint(0, 3))))
        if self.kind is DATE:
            return known(self.any_day(figures))
        return known(self.any_figure(figures) * self.kind.factor)

    def any_day(self, figures):
        near = [f for d, f in figures if d is DATE]
        if self.low is None and self.random.random() < 0.1:
            return self.random.choice([0, answers.LAST_DAY, 59, answers.LAST_DAY - 40])
        if near and self.random.random() < 0.5:
            day = int(self.random.choice(near)) + self.random.randint(-1, 1)
        else:
            day = answers.day_of(1990, 1, 1) + self.random.randrange(55 * 365)
            if self.random.random() < 0.3:
                year = answers.parts(day)[0]
                day = answers.day_of(year, *self.random.choice(
                    [(2, 28), (1, 31), (12, 31), (1, 1), (3, 1), (8, 31)]))
        if self.low is not None:
            day = min(max(day, self.low), self.high)
        return day

    def any_figure(self, figures):
        """In the unit of the fact."""
        r, step = self.random, self.step
        low = Fraction(self.low) if self.low is not None else None
        high = Fraction(self.high) if self.high is not None else None
        near = [f / self.kind.factor for d, f in figures if d == self.kind.dimension]
        way = r.random()
        if way < 0.35 and near:
            value = r.choice(near) + r.choice([-1, 0, 0, 1]) * step
        elif way < 0.5 and low is not None:
            value = low if high is None or r.random() < 0.5 else high
        elif way < 0.7 and high is not None:
            value = low + (high - low) * Fraction(r.randrange(10**6), 10**6)
        elif way < 0.85 and low is None:
            value = r.choice([1, -1]) * Fraction(r.randrange(10**r.choice([3, 9, 15])))
        elif way < 0.88 and self.kind.coin and high is None:
            value = Fraction(r.randrange(10**30))
        else:
            value = Fraction(r.randrange(30000), 100)
        if self.kind.text in ("years", "months", "weeks", "days", "working days"):
            value = max(min(value, Fraction(10**15)), -Fraction(10**15))
        value = (value / step).__floor__() * step
        if low is not None and value < low:
            value = low
        if high is not None and value > high:
            value = high
        return (value / step).__floor__() * step if low is None or low % step == 0 else low


class Rule(Formula):
    """A rule as what a formula may name: `on` evaluates it on another day."""

    def __init__(self, name, kind, value, can_be_none):
        super().__init__(name, lambda case: self.of_case(case), kind, can_be_none)
        self.value = value
        self.on = self.of_day
        self.lines = []

    def of_case(self, case):
        key = (self.text, case.today.status, case.today.value, case.today.codes)
        if key not in case.answers:
            case.answers[key] = self.value(case)
        return case.answers[key]

    def of_day(self, case, day):
        other = answers.Case(case.facts, day)
        other.answers = case.answers
        found = self.of_case(other)
        case.masked = case.masked or other.masked
        return found


class Program:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.maker = formulas.Maker(self.random)
        self.facts, self.rules, self.defines = [], [], []
        self.lines = list(HEAD)
        self.mode = self.random.choice([None, None, "down", "up"])
        self.maker.months_mode = self.mode
        if self.mode:
            self.lines.append(f"months round {self.mode}")
        for i in range(self.random.randint(8, 16)):
            self.add_fact(f"f{i}")
        for i in range(2):
            self.add_define(f"g{i}")
        for i in range(self.random.randint(15, 25)):
            self.add_rule(f"r{i}")

    def text(self, without=()):
        """The program, apart from the rules that are not wanted."""
        rules = [line for rule in self.rules if rule.text not in without for line in rule.lines]
        used = [line for name, lines in self.defines for line in lines
                if any(name + "(" in rule for rule in rules)]
        return "\n".join(self.lines + used + rules) + "\n"

    def add_fact(self, name):
        fact = Fact(name, self.random.choice(FACT_TYPES), self.maker)
        self.facts.append(fact)
        self.lines.append(fact.text)
        named = Formula(name, lambda case: case.facts[name], fact.kind, fact.or_none)
        named.small = (isinstance(fact.kind, Type) and fact.high is not None and fact.high <= 1000
                       and not fact.or_none)
        self.maker.names.append(named)

    def add_define(self, name):
        """A definition with one or two parameters, that uses nothing else."""
        m = self.maker
        kinds = [k for k in formulas.NUMBERS if not k.exact]
        parameters = [self.random.choice(kinds) for _ in range(self.random.randint(1, 2))]
        kind = self.random.choice([p for p in parameters] + [formulas.NUMBER])
        outside, m.names = m.names, []
        m.law_of_day, m.defines, defines = False, [], m.defines
        for i, p in enumerate(parameters):
            m.names.append(Formula(f"p{i}", lambda case, i=i: case.given[i], p))
        names = ", ".join(f"p{i} : {p.text}" for i, p in enumerate(parameters))
        clauses = Clauses(self, kind)
        clauses.fill()
        m.names, m.law_of_day, m.defines = outside, True, defines
        body = clauses.body()

        def answer(case, given):
            inner = answers.Case(case.facts, case.today)
            inner.given = given
            found = body.value(inner)
            case.masked = case.masked or inner.masked
            return found
        if clauses.can_be_none:
            return
        self.defines.append((name, [f"define {name}({names}) : {kind.text}"] + clauses.lines))
        m.defines.append((name, kind, parameters, answer))

    def add_rule(self, name):
        kind = self.random.choice(RULE_TYPES)
        m = self.maker
        m.months_mode = self.mode
        own = None
        if self.random.random() < 0.2:
            own = m.months_mode = self.random.choice(["down", "up"])
        clauses = Clauses(self, kind)
        clauses.fill()
        rule = Rule(name, kind, clauses.body().value, clauses.can_be_none)
        text = kind.text if isinstance(kind, Type) else kind
        rule.lines = [f"{name} : {text}"] + clauses.lines
        if own:
            rule.lines.append(f"    months round {own}")
        m.months_mode = self.mode
        self.rules.append(rule)
        m.names.append(rule)

    # -- cases

    def case(self, missing=0):
        """Facts to values, OPEN for so many that have no default; the date of decision."""
        facts = {f.name: f.any_value(self.maker.figures) for f in self.facts}
        open_ones = [f.name for f in self.facts if f.default is None]
        for name in self.random.sample(open_ones, min(missing, len(open_ones))):
            facts[name] = OPEN
        days = [f for d, f in self.maker.figures if d is DATE]
        day = (int(self.random.choice(days)) + self.random.randint(-1, 1)
               if days and self.random.random() < 0.5 else self.maker.random_day())
        return facts, day

    def completion(self, facts):
        return {f.name: f.any_value(self.maker.figures) if facts[f.name] is OPEN else facts[f.name]
                for f in self.facts}

    def facts_json(self, facts):
        return "{" + ", ".join(f'"{f.name}": {f.json(facts[f.name])}' for f in self.facts
                               if facts[f.name] is not OPEN) + "}"

    def decide(self, facts, day):
        """Rule names to answers, and whether something unknown was masked on the way."""
        found = {}
        for rule in self.rules:
            case = answers.Case(facts, known(day))
            found[rule.text] = (rule.answer(case), case)
        return found


class Clauses:
    """Makes the clauses of one rule, as lines and as flat clauses."""

    def __init__(self, program, kind):
        self.program = program
        self.maker = program.maker
        self.random = program.random
        self.kind = kind
        self.is_number = isinstance(kind, Type)
        self.lines = []
        self.flat = []
        self.labels = []
        self.can_be_none = False
        self.several = None

    def body(self):
        coin = self.kind.coin if self.is_number and not self.kind.exact else None
        return Body(self.flat, coin, self.kind is formulas.INTEGER, self.several)

    def chance(self, share):
        return self.random.random() < share

    # -- parts of lines

    def given(self, depth=None, kind=None):
        """A formula as a rule of the type takes it."""
        kind = kind or self.kind
        depth = self.random.choice((0, 1, 1, 2, 2, 3)) if depth is None else depth
        x = self.maker.of_type(kind, depth)
        if self.is_number and self.chance(0.2):
            x = self.maker.rounding_of(x)
        if self.is_number and x.constant is not None and kind.coin and (
                x.constant / kind.coin).denominator != 1:
            x = self.maker.literal(kind, Fraction(self.random.randint(0, 100)))
        if x.bare and kind.percent:
            x = self.maker.literal(kind)
        if self.is_number and kind is formulas.INTEGER and not self.chance(0.3):
            x = self.maker.literal(kind) if x.bare else x
        return x

    def value(self, x):
        return formulas.scaled(x, self.kind) if self.is_number else x.answer

    def condition(self):
        """(text, answer) of the left side `when C` or of a subject with values."""
        if self.chance(0.35):
            subject = self.subject()
            if subject:
                texts, matches = self.cell(subject)
                return f"{subject.text} {texts}", matches
        x = self.maker.condition(self.random.choice((0, 1, 1, 2)))
        return f"when {x.text}", x.answer

    def subject(self):
        found = self.maker.named(lambda n: not n.can_be_none and (
            isinstance(n.kind, Type) or n.kind in (DATE, CHOICE, SET, BOOLEAN)))
        return self.random.choice(found) if found else None

    def cell(self, subject, values=None):
        """The text of one cell or row below a subject, and a function that matches it."""
        kind = subject.kind
        if isinstance(kind, Type):
            texts, inside = [], []
            for _ in range(1 if values else self.random.choice((1, 1, 1, 2))):
                text, test = self.maker.range_of(*(values or self.maker.ends(kind)), kind)
                texts.append(text)
                inside.append(test)
            work = lambda v: known(any(test(v) for test in inside))
        elif kind is DATE:
            days = self.days()
            self.maker.figures += [(DATE, d) for d in days]
            texts = [answers.written(days[0]) + ".." + answers.written(days[1])]
            work = lambda v: known(days[0] <= v < days[1])
        elif kind is BOOLEAN:
            wanted = self.chance(0.5) if values is None else values
            texts = ["yes" if wanted else "no"]
            work = lambda v: known(v == wanted)
        else:
            texts = values or self.random.sample(SHADES, self.random.randint(1, 2))
            work = ((lambda v: known(bool(v & set(texts)))) if kind is SET
                    else lambda v: known(v in texts))
        return ", ".join(texts), lambda case: lifted(case, [subject.answer(case)], work)

    def effect(self, value_only=False):
        """(text, kind, function of the case, does it round itself)"""
        ways = ["value"] * 3
        if self.is_number and not value_only:
            ways += ["add", "add", "multiply", "floor", "cap"]
        if not value_only:
            ways += ["none", "error"] if self.chance(0.3) else []
        way = self.random.choice(ways)
        if way == "none":
            self.can_be_none = True
            return 'none "n"', "value", bodies.absent, False
        if way == "error":
            return 'error "e"', "value", bodies.refused, False
        if way == "multiply":
            x = self.maker.number("", 1, self.chance(0.6))
            return f"* {x.text}", "multiply", x.answer, False
        x = self.given()
        value = self.value(x)
        if way == "add":
            if self.chance(0.3):
                return f"-({x.text})", "add", self.minus(value), False
            return f"+{x.text}", "add", value, False
        text = {"floor": "at least ", "cap": "at most ", "value": ""}[way] + x.text
        if way == "value" and x.text.startswith("-"):
            text = f"({x.text})"
        return text, way, value, x.rounding

    @staticmethod
    def minus(value):
        return lambda case: lifted(case, [value(case)], lambda v: known(-v))

    def add(self, kind, value, conditions, since=BEGIN, until=END, band=None, row=None,
            rounds=False):
        if kind == "value":
            kind = "exception" if conditions or band is not None else "base"
        clause = Clause(kind, value, conditions, since, until, band, row)
        clause.rounds_itself = rounds
        self.flat.append(clause)
        return clause

    def days(self):
        """Two days, the earlier first."""
        a, b = sorted((self.maker.random_day(), self.maker.random_day()))
        return a, b + (a == b)

    def interval(self):
        """(text, since, until) behind a clause, mostly nothing."""
        if self.chance(0.85):
            return "", BEGIN, END
        a, b = self.days()
        self.maker.figures += [(DATE, a), (DATE, b)]
        return self.random.choice((
            (f" from {answers.written(a)}", a, END), (f" until {answers.written(b)}", BEGIN, b),
            (f" from {answers.written(a)} until {answers.written(b)}", a, b)))

    # -- lines

    def fill(self):
        depth = "    "
        if self.chance(0.35):
            x = self.given(self.random.choice((2, 3, 4)))
            self.lines.append(f"{depth}base {x.text}")
            self.add("value", self.value(x), [], rounds=x.rounding)
            return
        if self.chance(0.15):
            self.gate(depth)
        self.values(depth)
        for _ in range(self.random.choice((0, 1, 1, 2, 3))):
            self.random.choice((self.line, self.line, self.band, self.block, self.table))(depth, ())
        if self.is_number and self.chance(0.25):
            self.limit(depth)
        if self.is_number and self.chance(0.2):
            self.rounding(depth)
        if self.chance(0.1) and not self.several:
            self.apply_several(depth)
        if not any(c.kind in bodies.VALUE_KINDS + ("add",) for c in self.flat):
            x = self.given()
            self.lines.append(f"{depth}base {x.text}")
            self.add("value", self.value(x), [], rounds=x.rounding)

    def values(self, depth):
        """The base, or what stands in its place."""
        way = self.random.random()
        if way < 0.2 and self.is_number and self.scale(depth, ()):
            return
        if way < 0.4:
            self.timeline(depth)
        elif way < 0.85:
            x = self.given()
            text, since, until = self.interval()
            self.lines.append(f"{depth}base {x.text}{text}")
            self.add("value", self.value(x), [], since, until, rounds=x.rounding)
        else:
            self.table(depth, ())
        if self.chance(0.2):
            x = self.given()
            self.lines.append(f"{depth}otherwise → {x.text}")
            self.add("otherwise", self.value(x), [], rounds=x.rounding)

    def gate(self, depth):
        for _ in range(self.random.choice((1, 1, 2))):
            x = self.maker.condition(2)
            text, since, until = self.interval()
            self.lines.append(f'{depth}only when {x.text} "gate"{text}')
            self.add("gate", x.answer, [], since, until)
            self.can_be_none = True

    def line(self, depth, outer):
        """One clause with a condition, perhaps labelled, overriding, with `unless` or dates."""
        text, matches = self.condition()
        effect, kind, value, rounds = self.effect()
        conditions = list(outer) + [matches]
        tail, since, until = self.interval()
        if self.chance(0.15):
            x = self.maker.condition(1)
            tail = f" unless {x.text}" + tail
            conditions.append(lambda case: answers.negated(x.answer(case)))
        clause = self.add(kind, value, conditions, since, until, rounds=rounds)
        if self.labels and self.chance(0.4):
            label, under = self.random.choice(self.labels)
            tail += f" overrides {label}"
            self.override(clause, under)
        label = ""
        if self.chance(0.5):
            label = f"l{len(self.labels)}"
            self.labels.append((label, clause))
            label += ": "
        self.lines.append(f"{depth}{label}{text} → {effect}{tail}")

    @staticmethod
    def override(over, under):
        """Labels only look back, so that there is no circle."""
        under.overriders.append(over)

    def band(self, depth, outer):
        subject = self.subject()
        if subject is None or outer:
            return
        rows, lines = [], []
        band = Band(rows)
        for values in self.row_values(subject):
            text, matches = self.row_cell(subject, values)
            effect, kind, value, rounds = self.effect()
            tail, since, until = self.interval()
            conditions = []
            if self.chance(0.1):
                x = self.maker.condition(1)
                tail = f" unless {x.text}" + tail
                conditions.append(lambda case, x=x: answers.negated(x.answer(case)))
            rows.append(Row(matches, conditions, since, until))
            self.add(kind, value, [], band=band, row=len(rows) - 1, rounds=rounds)
            lines.append(f"{depth}    {text} → {effect}{tail}")
        if self.chance(0.4):
            effect, kind, value, rounds = self.effect()
            self.add(kind, value, [], band=band, row=-1, rounds=rounds)
            lines.append(f"{depth}    otherwise → {effect}")
        self.lines += [f"{depth}{subject.text}"] + lines

    def row_values(self, subject):
        """For numbers the ends of rows that do not meet; for choices the values of each row."""
        if isinstance(subject.kind, Type):
            count = self.random.randint(2, 5)
            ends = sorted({self.maker.value(subject.kind) for _ in range(count)})
            pairs = list(zip(ends, ends[1:]))
            return pairs or [self.maker.ends(subject.kind)]
        if subject.kind in (CHOICE, SET):
            names = self.random.sample(SHADES, self.random.randint(1, 4))
            return [names[:2], names[2:]] if len(names) > 2 else [[n] for n in names]
        return [self.chance(0.5)] if subject.kind is BOOLEAN else [None]

    def row_cell(self, subject, values):
        if not isinstance(subject.kind, Type):
            return self.cell(subject, values)
        kind, (low, high) = subject.kind, values
        sign = "%" if kind.percent else ""
        self.maker.figures += [(kind.dimension, e * kind.factor) for e in values]
        text = f"{decimal_text(low)}{sign}..{decimal_text(high)}{sign}"
        low, high = low * kind.factor, high * kind.factor
        return text, lambda case: lifted(case, [subject.answer(case)],
                                         lambda v: known(low <= v < high))

    def block(self, depth, outer):
        """`when C` with lines below it."""
        text, matches = self.condition()
        self.lines.append(f"{depth}{text}")
        inner = tuple(outer) + (matches,)
        for _ in range(self.random.randint(1, 2)):
            self.line(depth + "    ", inner)
        if self.is_number and self.chance(0.3):
            self.scale(depth + "    ", inner)

    def table(self, depth, outer):
        """Rows of several subjects, of which the first counts, or which exclude each other."""
        subjects = [self.subject() for _ in range(self.random.randint(1, 3))]
        if None in subjects or outer:
            return
        first = self.chance(0.7)
        rows = []
        band = Band(rows, first)
        self.lines.append(f"{depth}table {'' if first else 'unique '}"
                          + " | ".join(s.text for s in subjects))
        count = self.random.randint(1, 4)
        for i in range(count):
            cells = [("any", lambda case: known(True))
                     if self.chance(0.3) or (i == count - 1 and first and self.chance(0.6))
                     else self.cell(s) for s in subjects]
            matches = [c[1] for c in cells]
            rows.append(Row(lambda case, m=matches: self.all_of(case, m)))
            effect, kind, value, rounds = self.effect(value_only=self.chance(0.7))
            self.add(kind, value, [], band=band, row=i, rounds=rounds)
            self.lines.append(f"{depth}    " + " | ".join(c[0] for c in cells) + f" → {effect}")

    @staticmethod
    def all_of(case, matches):
        found = known(True)
        for match in matches:
            found = answers.both(case, found, match(case))
        return found

    def timeline(self, depth):
        """`from D → E` lines, each to the next; perhaps some of additions among them."""
        days = sorted({self.maker.random_day() for _ in range(self.random.randint(1, 4))})
        self.maker.figures += [(DATE, d) for d in days]
        for since, until in zip(days, days[1:] + [END]):
            if self.chance(0.1):
                self.can_be_none = True
                text, value, rounds = 'none "repealed"', bodies.absent, False
            else:
                x = self.given()
                text, value, rounds = x.text, self.value(x), x.rounding
            self.lines.append(f"{depth}from {answers.written(since)} → {text}")
            self.add("value", value, [], since, until, rounds=rounds)

    def scale(self, depth, outer):
        """A scale of any kind over a number with the dimension that the rule needs."""
        found = self.maker.named(lambda n: isinstance(n.kind, Type) and not n.can_be_none
                                 and n.kind.dimension == self.kind.dimension
                                 and n.kind.percent == self.kind.percent and not n.kind.percent)
        if not found:
            return False
        subject = self.random.choice(found)
        kind = self.random.choice(("marginal", "whole", "amounts"))
        ends = sorted({self.maker.value(subject.kind, Fraction(1, 100))
                       for _ in range(self.random.randint(1, 4))})
        ends = [e for e in ends if e > 0]
        words, rounding = "", []
        if self.chance(0.2) and kind != "amounts":
            word, _, work = self.maker.rounding_words(subject.kind.factor)
            words, rounding = word, [work]
        self.lines.append(f"{depth}{'' if kind == 'marginal' else kind + ' '}"
                          f"scale {subject.text}{words}")
        rows, open_end = [], self.chance(0.8)
        included = self.chance(0.2)
        for i, low in enumerate([Fraction(0)] + ends):
            high = ends[i] if i < len(ends) else None
            if high is None and not open_end:
                break
            rate = self.rate(kind)
            text = "" if i == 0 else ("over " if included else "") + decimal_text(low)
            text += ("..=" if included else "..") + decimal_text(high) if high is not None else ".."
            self.lines.append(f"{depth}    {text} → {rate.text}")
            f = subject.kind.factor
            rows.append((low * f, included and i > 0, high * f if high is not None else None,
                         included, formulas.scaled(rate, self.kind) if kind == "amounts"
                         else rate.answer))
            self.maker.figures.append((subject.kind.dimension, low * f))
        self.add("value", lambda case: self.scaled(case, kind, subject, rows, rounding), outer)
        return True

    @staticmethod
    def scaled(case, kind, subject, rows, rounding):
        return bodies.scale(case, kind, subject.answer(case), rows, rounding)

    def rate(self, kind):
        if kind == "amounts":
            return self.maker.literal(self.kind)
        facts = self.maker.named(lambda n: n.kind is formulas.PERCENT and not n.can_be_none
                                 and n.on is None)
        if facts and self.chance(0.2):
            return self.random.choice(facts)
        return self.maker.literal(formulas.PERCENT)

    def limit(self, depth):
        """A floor or cap that always applies, or both."""
        for word, kind in self.random.choice(((("at least", "floor"),), (("at most", "cap"),),
                                              (("at least", "floor"), ("at most", "cap")))):
            x = self.given(1)
            self.lines.append(f"{depth}{word} {x.text}")
            self.add(kind, self.value(x), [])

    def rounding(self, depth):
        _, text, work = self.maker.rounding_words(self.kind.factor)
        conditions, tail = [], ""
        if self.chance(0.3):
            x = self.maker.condition(1)
            tail = f" unless {x.text}"
            conditions.append(lambda case: answers.negated(x.answer(case)))
        self.lines.append(f"{depth}{text}{tail}")
        self.add("round", work, conditions)

    def apply_several(self, depth):
        """`several apply`, where no exception overrides another and no subject is a set."""
        if not self.is_number or self.labels or any(c.band for c in self.flat):
            return
        self.several = self.random.choice(("largest", "smallest"))
        self.lines.append(f"{depth}several apply → the {self.several}")


if __name__ == "__main__":
    print(Program(int(sys.argv[1])).text(), end="")
