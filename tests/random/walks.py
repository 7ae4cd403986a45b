#!/usr/bin/env python3
"""Random programs about lists, periods and facts over time, with random cases.

    tests/random/walks.py SEED    prints the program of a seed

Knows how such formulas are written and what each says of a case; what the operators answer stands
in answers.py and sequences.py. The evaluator is asked of whole cases only: what is said of a case
that is not wholly known is compared with completions of it.
"""
import json
import random
import sys
from fractions import Fraction

import answers
import formulas
import sequences
from answers import ABSENT, KNOWN, NONE, error, gravest, known, lifted, number
from formulas import decimal_text
from sequences import Period, Record

MONEY, NUMBER, DAYS = "AZN", "number", "days"
BOOLEAN, DATE, PERIOD, CHOICE, CHAIN = "yes/no", "date", "period", "shade", "chain"
NUMBERS = (MONEY, NUMBER, DAYS)
SHADES = ("red", "green", "blue")
FIRST, LAST = answers.day_of(2024, 1, 1), answers.day_of(2024, 12, 31)
COIN = Fraction(1, 100)


class Open:
    """A fact or a field that is not given."""


OPEN = Open()


class Env:
    """Facts, the date of decision, and the names that are bound round a formula."""

    def __init__(self, facts, today, names=None, steps=None):
        self.facts = facts
        self.today = today
        self.names = names or {}
        self.masked = False

    def having(self, **names):
        return Env(self.facts, self.today, {**self.names, **names})

    def on(self, day):
        return Env(self.facts, day, self.names)

    def changed(self, **facts):
        return Env({**self.facts, **facts}, self.today, self.names)


class F:
    """A formula: its text, what it answers in an Env, its kind, whether it can be none."""

    def __init__(self, text, answer, kind, may=False, fields=None):
        self.text = text
        self.answer = answer
        self.kind = kind
        self.may = may
        self.fields = fields  # of a record: a list of Field


class Field:
    def __init__(self, name, kind, may=False, fields=None, element=None, low=None, high=None,
                 default=None, most=0):
        self.name, self.kind, self.may = name, kind, may
        self.fields = fields    # of an element that is a record
        self.element = element  # of a list: its kind
        self.low, self.high, self.default, self.most = low, high, default, most

    def declared(self):
        kind = self.kind
        if kind == "list":
            kind = f"list of {self.element} up to {self.most}"
        text = f"{self.name} : {kind}{' or none' if self.may else ''}"
        if self.low is not None:
            days = DATE in (self.kind, self.element) or PERIOD in (self.kind, self.element)
            show = answers.written if days else decimal_text
            text += f" in {show(self.low)}..={show(self.high)}"
        if self.default is not None:
            text += " = " + in_program(self.kind, self.default)
        return text


def in_program(kind, answer):
    if answer.status == NONE:
        return "none"
    if kind == BOOLEAN:
        return "yes" if answer.value else "no"
    if kind == DATE:
        return answers.written(answer.value)
    return answer.value if kind == CHOICE else decimal_text(answer.value)


def rounded_to_coin(answer):
    if answer.status != KNOWN:
        return answer
    return answers.rounded(answer.value, "", COIN)


class Program:
    def __init__(self, seed):
        self.random = random.Random(f"walks {seed}")
        self.names = 0
        self.lines = ["choice shade = " + ", ".join(SHADES)]
        self.mode = self.random.choice(["down", "up"])
        self.lines.append(f"months round {self.mode}")
        self.rules, self.scope, self.sources = [], [], []
        self.plain = []  # rules about the case, that may be read on other days
        self.readable = []
        self.facts = []
        self.declare()
        for i in range(self.random.randint(8, 14)):
            self.add_rule(f"r{i}")

    # -- help

    def any(self, items):
        return self.random.choice(items)

    def chance(self, share):
        return self.random.random() < share

    def new(self, stem):
        self.names += 1
        return f"{stem}{self.names}"

    def text(self, without=()):
        lines = [line for r in self.rules if r.name not in without for line in r.lines]
        return "\n".join(self.lines + lines) + "\n"

    # -- facts

    def a_field(self, name, kind, list_element=False):
        f = Field(name, kind)
        r = self.random
        if kind in NUMBERS and self.chance(0.8):
            f.low, f.high = r.choice([(0, 10), (0, 1000), (1, 5), (-5, 5)])
            f.low, f.high = Fraction(f.low), Fraction(f.high)
        if kind == DATE or kind == PERIOD and self.chance(0.7):
            f.low, f.high = FIRST, LAST
        if not list_element and kind != PERIOD and self.chance(0.15):
            f.may = True
        if not list_element and kind != PERIOD and self.chance(0.3):
            f.default = ABSENT if f.may and self.chance(0.5) else self.value(f, may=False)
        return f

    def declare(self):
        r = self.random
        sub = [self.a_field("v", NUMBER), self.a_field("w", DATE)]
        item = [self.a_field(n, k) for n, k in (
            ("a", MONEY), ("n", NUMBER), ("d", DATE), ("ok", BOOLEAN), ("c", CHOICE),
            ("p", PERIOD))]
        item.append(Field("parts", "list", element=MONEY, most=3))
        item.append(Field("subs", "list", element="sub", fields=sub, most=3))
        for name, fields in (("sub", sub), ("item", item)):
            self.lines += [f"entity {name}"] + ["    " + f.declared() for f in fields]
        self.facts = [self.a_field(n, k) for n, k in (
            ("x", MONEY), ("y", MONEY), ("k", NUMBER), ("flag", BOOLEAN), ("day1", DATE), ("day2", DATE),
            ("shade1", CHOICE), ("span", PERIOD))]
        self.facts += [
            Field("items", "list", element="item", fields=item, most=r.randint(3, 6)),
            Field("nums", "list", element=MONEY, most=r.randint(2, 5)),
            Field("dates", "list", element=DATE, most=4),
            self.any((Field("spans", "list", element=PERIOD, most=5),
                      Field("spans", "list", element=PERIOD, most=5, low=FIRST, high=LAST)))]
        self.over = [Field("pay", MONEY, default=self.any([None, known(Fraction(7))])),
                     Field("there", BOOLEAN, default=self.any([None, known(False)]))]
        self.lines += [f"fact {f.declared()}" for f in self.facts]
        for f in self.over:
            tail = "" if f.default is None else " = " + in_program(f.kind, f.default)
            self.lines.append(f"fact {f.name} : {f.kind} over time{tail}")
        for f in self.facts:
            get = lambda env, n=f.name: env.facts[n]
            if f.kind == "list":
                self.sources.append(F(f.name, get, f.element, fields=f.fields))
            else:
                self.scope.append(F(f.name, get, f.kind, f.may))
        for f in self.over:
            self.scope.append(F(f.name, lambda env, n=f.name: self.over_time(env, n, env.today),
                                f.kind))
        self.scope.append(F("today", lambda env: known(env.today), DATE))

    @staticmethod
    def over_time(env, name, day):
        found = env.facts[name][0]
        for since, value in env.facts[name][1]:
            if since <= day:
                found = value
        return found

    # -- values of a case

    def value(self, f, may=True):
        r = self.random
        if may and f.may and self.chance(0.4):
            return ABSENT
        kind = f.element if f.kind == "list" else f.kind
        if f.kind == "list":
            count = r.randint(0, f.most)
            inner = Field("", kind)
            return known([known(self.record(f.fields)) if f.fields else self.value(inner)
                          for _ in range(count)])
        if kind == BOOLEAN:
            return known(self.chance(0.5))
        if kind == CHOICE:
            return known(self.any(SHADES))
        if kind == DATE:
            return known(FIRST + r.randrange(60) if self.chance(0.7)
                         else r.randint(FIRST, LAST))
        if kind == PERIOD:
            first = FIRST + r.randrange(80)
            return known(Period(first, first + r.choice([0, 1, 3, 6, 10, 27, 28, 30, 31, 40, 70])))
        low, high = (f.low, f.high) if f.low is not None else (Fraction(0), Fraction(20))
        figure = low + (high - low) * Fraction(r.randrange(0, 11), 10)
        if kind == DAYS or kind == NUMBER and self.chance(0.7):
            figure = Fraction(figure.__floor__())
        return known((figure / COIN).__floor__() * COIN)

    def record(self, fields):
        return Record({f.name: f.default if f.default is not None and self.chance(0.5)
                       else self.value(f) for f in fields})

    def history(self, f):
        """(before the first day, [(day, value)]): from long ago, or from a day with a default."""
        days = sorted(self.random.sample(range(FIRST, FIRST + 70), self.random.randint(0, 3)))
        always = f.default is None or self.chance(0.3)
        days = ([answers.day_of(1900, 1, 1)] if always else []) + days
        days = days or [FIRST]
        return (f.default, [(d, self.value(f)) for d in days])

    def case(self, missing=0):
        facts = {f.name: self.value(f) for f in self.facts}
        facts.update({f.name: self.history(f) for f in self.over})
        for _ in range(missing):
            self.hide(facts)
        return facts, self.any([FIRST + 20, FIRST + 45, LAST, FIRST])

    def hide(self, facts):
        """Takes one fact or one field of an element away, that has no default."""
        f = self.any(self.facts)
        if f.name == "items" and self.chance(0.8) and facts["items"] is not OPEN:
            some = facts["items"].value
            if some:
                record = self.any(some).value
                field = self.any(f.fields)
                if field.default is None:
                    record.fields[field.name] = OPEN
        elif f.default is None:
            facts[f.name] = OPEN

    def completed(self, f, value):
        if value is OPEN:
            return self.value(f)
        if f.fields and value.status == KNOWN:
            return known([known(Record({g.name: self.completed(g, e.value.fields[g.name])
                                        for g in f.fields})) for e in value.value])
        return value

    def completion(self, facts):
        done = {f.name: self.completed(f, facts[f.name]) for f in self.facts}
        done.update({f.name: facts[f.name] for f in self.over})
        return done

    # -- facts as JSON

    def json_of(self, f, answer):
        if answer.status == NONE:
            return "null"
        v = answer.value
        if f.kind == "list":
            inner = Field("", f.element)
            return "[" + ", ".join(self.record_json(f.fields, e.value) if f.fields
                                   else self.json_of(inner, e) for e in v) + "]"
        if f.kind == BOOLEAN:
            return "true" if v else "false"
        if f.kind == DATE:
            return json.dumps(answers.written(v))
        if f.kind == PERIOD:
            return (f'{{"start": "{answers.written(v.first)}", '
                    f'"end": "{answers.written(v.last)}"}}')
        return json.dumps(v) if f.kind == CHOICE else decimal_text(v)

    def record_json(self, fields, record):
        return "{" + ", ".join(f'"{f.name}": {self.json_of(f, record.fields[f.name])}'
                               for f in fields if record.fields[f.name] is not OPEN) + "}"

    def facts_json(self, facts):
        parts = [f'"{f.name}": {self.json_of(f, facts[f.name])}' for f in self.facts
                 if facts[f.name] is not OPEN]
        for f in self.over:
            rows = ", ".join(f'{{"from": "{answers.written(d)}", "value": {self.json_of(f, v)}}}'
                             for d, v in facts[f.name][1])
            parts.append(f'"{f.name}": [{rows}]')
        return "{" + ", ".join(parts) + "}"

    def decide(self, facts, day):
        """What each rule answers."""
        return {r.name: r.answer(Env(facts, day)) for r in self.rules}

    # -- formulas

    def literal(self, kind):
        r = self.random
        figure = Fraction(r.choice([0, 1, 2, 3, 5, 10, 100])) + (
            Fraction(r.randint(0, 99), 100) if kind != DAYS and self.chance(0.3) else 0)
        if kind == MONEY:
            return F(f"{decimal_text(figure)} AZN", lambda env: known(figure), kind)
        if kind == DAYS:
            return F(f"{figure} days", lambda env: known(figure), kind)
        if kind == NUMBER:
            return F(decimal_text(figure), lambda env: known(figure), kind)
        if kind == BOOLEAN:
            v = self.chance(0.5)
            return F("yes" if v else "no", lambda env: known(v), kind)
        if kind == DATE:
            v = FIRST + r.randrange(90)
            return F(answers.written(v), lambda env: known(v), kind)
        if kind == CHOICE:
            v = self.any(SHADES)
            return F(v, lambda env: known(v), kind)
        a, b = sorted((FIRST + r.randrange(60), FIRST + r.randrange(90)))
        return F(f"({answers.written(a)} through {answers.written(b)})",
                 lambda env: known(Period(a, b)), PERIOD)

    def fields_of(self, x):
        """The fields of a record, as formulas."""
        for f in x.fields or ():
            if f.kind != "list":
                yield F(f"{x.text}.{f.name}", self.getter(x, f.name), f.kind, f.may)

    @staticmethod
    def getter(x, name):
        def answer(env):
            found = x.answer(env)
            return found.value.fields[name] if found.status == KNOWN else found
        return answer

    def inner_lists(self, scope):
        for x in scope:
            for f in x.fields or ():
                if f.kind == "list":
                    yield F(f"{x.text}.{f.name}", self.getter(x, f.name), f.element,
                            fields=f.fields)

    def leaves(self, kind, scope):
        found = []
        for x in scope:
            found += [x] if not x.fields else []
            found += self.fields_of(x)
        return [x for x in found if x.kind == kind]

    def present(self, x, depth, scope):
        """x with an `otherwise`, where it can be none."""
        if not x.may:
            return x
        y = self.formula(x.kind if x.kind != CHAIN else PERIOD, 0, scope)
        return F(f"({x.text} otherwise {y.text})",
                 lambda env: sequences.present(x.answer(env), lambda: y.answer(env)), x.kind)

    def formula(self, kind, depth, scope):
        """One that is never none."""
        return self.present(self.any_formula(kind, depth, scope), depth, scope)

    def any_formula(self, kind, depth, scope):
        if depth <= 0:
            found = self.leaves(kind, scope)
            # What is bound innermost is what a walk is about.
            if found and self.chance(0.85):
                return found[-1] if self.chance(0.3) else self.any(found)
            return self.literal(kind)
        ways = {MONEY: (self.sum, self.product, self.chosen, self.aggregate, self.aggregate,
                        self.carry, self.over_day, self.read_with, self.read_on, self.best,
                        self.of_element),
                NUMBER: (self.sum, self.product, self.chosen, self.aggregate, self.count,
                         self.count, self.carry, self.place, self.quotient, self.read_with,
                         self.of_element),
                DAYS: (self.sum, self.length, self.length, self.aggregate, self.chosen),
                BOOLEAN: (self.compare, self.compare, self.logic, self.quantified,
                          self.of_period, self.over_day, self.of_element, self.chosen),
                DATE: (self.edge, self.moved, self.best, self.of_element, self.chosen,
                       self.aggregate),
                PERIOD: (self.span, self.span, self.overlap, self.of_element),
                CHOICE: (self.chosen, self.of_element)}[kind]
        for _ in range(4):
            found = self.any(ways)(kind, depth - 1, scope)
            if found:
                return found
        return self.any_formula(kind, 0, scope)

    def lift(self, text, kind, work, *operands):
        return F(text, lambda env: lifted(env, [o.answer(env) for o in operands], work), kind)

    def sum(self, kind, depth, scope):
        x, y = self.formula(kind, depth, scope), self.formula(kind, depth, scope)
        op = self.any("+-")
        return self.lift(f"({x.text} {op} {y.text})", kind,
                         lambda a, b: number(a + b if op == "+" else a - b), x, y)

    def product(self, kind, depth, scope):
        x, y = self.formula(kind, depth, scope), self.formula(NUMBER, depth, scope)
        return self.lift(f"({x.text} * {y.text})", kind, lambda a, b: number(a * b), x, y)

    def quotient(self, kind, depth, scope):
        unit = self.any((MONEY, NUMBER))
        x, y = self.formula(unit, depth, scope), self.formula(unit, depth, scope)
        return self.lift(f"({x.text} / {y.text})", kind, answers.divide, x, y)

    def best(self, kind, depth, scope):
        x, y = self.formula(kind, depth, scope), self.formula(kind, depth, scope)
        word, work = self.any((("min", min), ("max", max)))
        return self.lift(f"{word}({x.text}, {y.text})", kind, lambda a, b: known(work(a, b)), x, y)

    def chosen(self, kind, depth, scope):
        c = self.formula(BOOLEAN, depth, scope)
        x, y = self.formula(kind, depth, scope), self.formula(kind, depth, scope)

        def answer(env):
            found = c.answer(env)
            if found.status != KNOWN:
                return found
            return (x if found.value else y).answer(env)
        return F(f"(if {c.text} then {x.text} else {y.text})", answer, kind)

    def compare(self, kind, depth, scope):
        of = self.any(NUMBERS + (DATE, CHOICE))
        x, y = self.formula(of, depth, scope), self.formula(of, min(depth, 0), scope)
        if of == CHOICE:  # which choice names alone belong to is not said
            leaves = [leaf for leaf in self.leaves(of, scope) if not leaf.may]
            if not leaves:
                return None
            y = self.any(leaves)
        op = self.any(("=",) if of == CHOICE else ("<", "<=", ">", ">=", "="))
        return self.lift(f"({x.text} {op} {y.text})", kind,
                         lambda a, b: known(answers.COMPARE[op](a, b)), x, y)

    def logic(self, kind, depth, scope):
        x, y = self.formula(BOOLEAN, depth, scope), self.formula(BOOLEAN, depth, scope)
        if self.chance(0.2):
            return F(f"(not {x.text})", lambda env: answers.negated(x.answer(env)), kind)
        word, work = self.any((("and", answers.both), ("or", answers.either)))
        return F(f"({x.text} {word} {y.text})",
                 lambda env: work(env, x.answer(env), y.answer(env)), kind)

    def moved(self, kind, depth, scope):
        x, n = self.formula(DATE, depth, scope), self.random.randint(0, 12)
        if self.chance(0.5):
            return self.lift(f"({x.text} + {n} days)", kind,
                             lambda a: answers.plus_days(a, Fraction(n)), x)
        return self.lift(f"({x.text} + {n} months)", kind,
                         lambda a: answers.plus_months(a, Fraction(n), self.mode), x)

    # -- periods

    def span(self, kind, depth, scope):
        x, y = self.formula(DATE, depth, scope), self.formula(DATE, depth, scope)
        word, work = self.any((("through", sequences.through), ("to", sequences.until)))
        if self.chance(0.7):  # mostly forwards
            n = self.random.choice([0, 1, 6, 7, 13, 30, 60, 100])
            z, y = x, F(f"({x.text} + {n} days)", None, DATE)
            return self.lift(f"({x.text} {word} {y.text})", kind, lambda a: work(a, a + n), z)
        return self.lift(f"({x.text} {word} {y.text})", kind, work, x, y)

    def overlap(self, kind, depth, scope):
        x, y = self.formula(PERIOD, depth, scope), self.formula(PERIOD, depth, scope)
        if self.chance(0.3):
            d = self.formula(DATE, 0, scope)
            y = self.lift(f"({d.text} onwards)", PERIOD, sequences.onwards, d)
        found = self.lift(f"(overlap of {x.text} and {y.text})", kind, sequences.shared, x, y)
        found.may = True
        return found

    def length(self, kind, depth, scope):
        x = self.formula(PERIOD, depth, scope)
        return self.lift(f"(length of {x.text})", kind, sequences.length, x)

    def edge(self, kind, depth, scope):
        x = self.formula(PERIOD, depth, scope)
        word, work = self.any((("start", sequences.start), ("end", sequences.end)))
        return self.lift(f"({word} of {x.text})", kind, work, x)

    def of_period(self, kind, depth, scope):
        x = self.formula(PERIOD, depth, scope)
        of, word, work = self.any(((DATE, "has", sequences.has_day),
                                   (PERIOD, "has", sequences.has_period),
                                   (PERIOD, "overlaps", sequences.overlaps)))
        y = self.formula(of, depth, scope)
        return self.lift(f"({x.text} {word} {y.text})", kind, work, x, y)

    # -- readings

    def over_day(self, kind, depth, scope):
        f = [f for f in self.over if f.kind == kind]
        if not f:
            return None
        day = self.formula(DATE, depth, scope)

        def answer(env):
            found = day.answer(env)
            return self.over_time(env, f[0].name, found.value) if found.status == KNOWN else found
        return F(f"({f[0].name} on ({day.text}))", answer, kind)

    def read_on(self, kind, depth, scope):
        rules = [r for r in self.readable if r.kind == kind]
        if not rules:
            return None
        rule, day = self.any(rules), self.formula(DATE, depth, scope)

        def answer(env):
            found = day.answer(env)
            if found.status != KNOWN:
                return found
            return rule.answer(Env(env.facts, found.value))
        return F(f"({rule.text} on ({day.text}))", answer, kind, rule.may)

    def read_with(self, kind, depth, scope):
        rules = [r for r in self.readable if r.kind == kind and "x" in r.uses]
        if not rules:
            return None
        rule, value = self.any(rules), self.formula(MONEY, depth, scope)
        fact = next(f for f in self.facts if f.name == "x")

        def answer(env):
            found = value.answer(env)
            if found.status == KNOWN and fact.low is not None and not (
                    fact.low <= found.value <= fact.high):
                found = error("Q0415")
            return rule.answer(Env({**env.facts, "x": found}, env.today))
        return F(f"({rule.text} with (x = {value.text}))", answer, kind, rule.may)

    # -- sequences: F whose kind is that of the elements, whose value is a list of answers

    def sequence(self, depth, scope, kind=None, records=False):
        """One whose elements have a kind, or any."""
        for _ in range(12):
            found = self.some_sequence(depth, scope)
            if (kind is None or found.kind == kind) and (not records or found.fields):
                return found
        return None

    def source(self, scope):
        found = self.sources + list(self.inner_lists(scope)) * 2
        return self.any(found)

    def some_sequence(self, depth, scope):
        if depth <= 0:
            return self.source(scope)
        way = self.any((self.source_of, self.days_of, self.parts, self.chained, self.each,
                        self.each, self.picked, self.picked, self.rest, self.sorted,
                        self.distinct, self.numbers, self.shares, self.each_carry))
        return way(depth - 1, scope) or self.source(scope)

    def source_of(self, depth, scope):
        return self.source(scope)

    def days_of(self, depth, scope):
        if self.chance(0.3):
            found = self.leaves(CHAIN, scope)
            if found:
                return self.lift(f"(days of {found[-1].text})", DATE, sequences.days_of, found[-1])
        x = self.formula(PERIOD, min(depth, 1), scope)
        return self.lift(f"(days of {x.text})", DATE, sequences.days_of, x)

    def parts(self, depth, scope):
        x = self.formula(PERIOD, min(depth, 1), scope)
        unit = self.any(("weeks", "months", "years"))
        complete = self.chance(0.4)
        weekday = self.random.randrange(7) if unit == "weeks" and not complete and (
            self.chance(0.5)) else None
        text = f"({'complete ' if complete else ''}{unit} of {x.text}"
        text += f" starting {formulas.WEEKDAYS[weekday]})" if weekday is not None else ")"
        return self.lift(text, PERIOD, lambda p: sequences.parts_of(
            p, unit, complete, False, weekday, self.mode), x)

    def chained(self, depth, scope):
        s = self.sequence(depth, scope, PERIOD)
        if not s:
            return None
        gap = self.any((None, 1, 3, 14))
        tail = "" if gap is None else f" across {gap} days"

        def answer(env):
            found = s.answer(env)
            if found.status != KNOWN:
                return found
            return gravest(env, found.value or [known(0)]) or sequences.chains(
                [e.value for e in found.value], gap or 0)
        return F(f"(chains of {s.text}{tail})", answer, CHAIN)

    def element(self, name, s):
        """The name that walks through a sequence, as a formula."""
        return F(name, lambda env: env.names[name], s.kind, False, s.fields)

    def walk(self, depth, scope, most=3):
        """(text, scope inside, rows): generators and where; rows(env) gives an Env an element."""
        count = self.any((1, 1, 1, 1, 2, 2, 3)[:4 + most])
        parts, inner = [], list(scope)
        for i in range(count):
            s = self.sequence(depth if i == 0 else min(depth, 0), inner)
            name = self.new("e")
            parts.append((name, s))
            inner.append(self.element(name, s))
        text = ", ".join(f"{n} in {s.text}" for n, s in parts)
        where = self.formula(BOOLEAN, min(depth, 1), inner) if self.chance(0.5) else None
        if where:
            text += f" where {where.text}"

        def rows(env, index=0):
            if index == len(parts):
                yield env, where.answer(env) if where else known(True)
                return
            name, s = parts[index]
            found = s.answer(env)
            if found.status != KNOWN:
                yield env, found
                return
            for i, e in enumerate(found.value):
                yield from rows(env.having(**{name: e, "#" + name: i, "@" + name: found.value}),
                                index + 1)
        return text, inner, rows

    @staticmethod
    def kept(env, rows, value):
        """The answers of all rows that count; the conditions that are no yes or no among them."""
        found = []
        for inner, where in rows(env):
            if where.status != KNOWN:
                found.append(where)
            elif where.value:
                found.append(value(inner))
        return found

    def each(self, depth, scope):
        text, inner, rows = self.walk(depth, scope)
        if self.chance(0.25):
            return self.each_record(text, inner, rows, depth)
        kind = self.any((MONEY, NUMBER, DATE, PERIOD, DAYS))
        value = self.formula(kind, min(depth, 1), inner)

        def answer(env):
            found, bad = [], []
            for e, where in rows(env):
                if where.status != KNOWN:
                    bad.append(where)
                elif where.value:
                    found.append(value.answer(e))
            return gravest(env, bad) if bad else known(found)
        return F(f"(each {text} : {value.text})", answer, kind)

    def each_record(self, text, inner, rows, depth):
        fields = [(n, self.formula(k, min(depth, 0), inner)) for n, k in (
            ("g", MONEY), ("h", NUMBER), ("i", DATE))]
        made = [Field(n, x.kind) for n, x in fields]

        def answer(env):
            found, bad = [], []
            for e, where in rows(env):
                if where.status != KNOWN:
                    bad.append(where)
                elif where.value:
                    found.append(known(Record({n: x.answer(e) for n, x in fields})))
            return gravest(env, bad) if bad else known(found)
        body = ", ".join(f"{n}: {x.text}" for n, x in fields)
        return F(f"(each {text} : {{{body}}})", answer, "record", fields=made)

    def cut(self, text, s, work):
        return F(text, lambda env: lifted(env, [s.answer(env)], lambda v: known(work(v))),
                 s.kind, False, s.fields)

    def picked(self, depth, scope):
        s, n = self.sequence(depth, scope), self.random.randint(0, 4)
        if self.chance(0.5):
            return self.cut(f"(first {n} of {s.text})", s, lambda v: v[:n])
        return self.cut(f"(last {n} of {s.text})", s, lambda v: v[max(0, len(v) - n):])

    def rest(self, depth, scope):
        s, n = self.sequence(depth, scope), self.random.randint(0, 3)
        return self.cut(f"({s.text} after first {n})", s, lambda v: v[n:])

    def sorted(self, depth, scope):
        s = self.sequence(depth, scope)
        if not s.fields:
            return None
        keys = [f for f in s.fields if f.kind in NUMBERS + (DATE,) and not f.may]
        if not keys:
            return None
        key, down = self.any(keys), self.chance(0.4)

        def answer(env):
            found = s.answer(env)
            if found.status != KNOWN:
                return found
            worse = gravest(env, found.value) if found.value else None
            keyed = [(e.value.fields[key.name], e) for e in (found.value if not worse else [])]
            worse = worse or (gravest(env, [k for k, _ in keyed]) if keyed else None)
            if worse:
                return worse
            keyed.sort(key=lambda pair: -pair[0].value if down else pair[0].value)
            return known([e for _, e in keyed])
        return F(f"({s.text} sorted by {key.name}{' descending' if down else ''})", answer, s.kind,
                 False, s.fields)

    def distinct(self, depth, scope):
        s = self.sequence(depth, scope)
        if s.fields or s.kind == CHAIN:
            return None

        def answer(env):
            found = s.answer(env)
            if found.status != KNOWN:
                return found
            worse = gravest(env, found.value) if found.value else None
            if worse:
                return worse
            seen = []
            for e in found.value:
                if e.value not in seen:
                    seen.append(e.value)
            return known([known(v) for v in seen])
        return F(f"(distinct {s.text})", answer, s.kind)

    def numbers(self, depth, scope):
        n = self.random.randint(0, 5)
        return None if n == 0 else F(f"(each {(name := self.new('e'))} in 1..={n} : {name})",
                                     lambda env: known([known(Fraction(i + 1)) for i in range(n)]),
                                     NUMBER)

    def shares(self, depth, scope):
        total = self.any([x for x in self.leaves(MONEY, self.scope) if not x.may] or
                         [self.literal(MONEY)])
        s = self.sequence(depth, scope, records=True)
        keys = [f for f in (s.fields if s else ()) if f.kind == NUMBER and not f.may
                and f.low is not None and f.low >= 0]
        if not keys:
            return None
        key, step = self.any(keys), self.any(("0.01", "1"))

        def answer(env):
            found, amount = s.answer(env), total.answer(env)
            if found.status != KNOWN:
                return gravest(env, [found, amount])
            weights = [e.value.fields[key.name] if e.status == KNOWN else e for e in found.value]
            return gravest(env, weights + [amount]) or sequences.split(
                amount.value, [w.value for w in weights], Fraction(step))
        return F(f"(split {total.text} over {s.text} by {key.name} to {step})", answer, MONEY)

    def carried(self, depth, scope):
        s = self.sequence(depth, scope)
        kind = self.any((MONEY, NUMBER))
        name, var = self.new("e"), self.new("b")
        first = self.formula(kind, 0, scope)
        inner = list(scope) + [self.element(name, s), F(var, lambda env: env.names[var], kind)]
        step = self.formula(kind, min(depth, 1), inner)
        if self.chance(0.5):
            plus = step
            step = F(f"({var} + {plus.text})", lambda env: lifted(
                env, [env.names[var], plus.answer(env)], lambda a, b: number(a + b)), kind)

        def way(env):
            found = s.answer(env)
            if found.status != KNOWN:
                return found, []
            now, steps = first.answer(env), []
            for i, e in enumerate(found.value):
                now = step.answer(env.having(**{name: e, "#" + name: i, "@" + name: found.value,
                                                var: now}))
                steps.append(now)
            return now, steps
        return f"carry {var} = {first.text} through {name} in {s.text} : {step.text}", kind, s, way

    def carry(self, kind, depth, scope):
        text, of, s, way = self.carried(depth, scope)
        return F(f"({text})", lambda env: way(env)[0], kind) if of == kind else None

    def each_carry(self, depth, scope):
        text, of, s, way = self.carried(depth, scope)

        def answer(env):
            found = s.answer(env)
            return known(way(env)[1]) if found.status == KNOWN else found
        return F(f"(each {text})", answer, of)

    # -- what is asked of sequences

    def count(self, kind, depth, scope):
        text, inner, rows = self.walk(depth, scope)
        name = text.split(" ")[0]

        def answer(env):
            found = self.kept(env, rows, lambda e: known(1))
            worse = gravest(env, found) if found else None
            return worse or known(Fraction(len(found)))
        return F(f"(count of each {text} : {name})", answer, kind)

    def aggregate(self, kind, depth, scope):
        words = {"sum": (sequences.total, False), "average": (sequences.average, True),
                 "lowest": (lambda c, v: sequences.extreme(c, v, min), True),
                 "highest": (lambda c, v: sequences.extreme(c, v, max), True)}
        word = self.any(("lowest", "highest") if kind == DATE else sorted(words))
        work, may = words[word]
        if self.chance(0.2):
            return self.of_fields(kind, depth, scope, word, work, may)
        text, inner, rows = self.walk(depth, scope)
        value = self.formula(kind, min(depth, 1), inner)
        return F(f"({word} of each {text} : {value.text})",
                 lambda env: work(env, self.kept(env, rows, value.answer)), kind, may)

    def bare_fields(self, s):
        """The fields of what a `where` looks at, under their plain names."""
        return [F(f.name, lambda env, n=f.name: env.names["."].value.fields[n], f.kind, f.may)
                for f in s.fields if f.kind != "list"]

    def of_fields(self, kind, depth, scope, word, work, may):
        """`sum of L.field where C`."""
        s = self.source(scope)
        fields = [f for f in s.fields or () if f.kind == kind and not f.may]
        if not fields:
            return None
        field = self.any(fields)
        hidden = [x for x in scope if x.text not in {f.name for f in s.fields}]
        where = self.formula(BOOLEAN, min(depth, 1), hidden + self.bare_fields(s))

        def answer(env):
            found = s.answer(env)
            if found.status != KNOWN:
                return found
            kept = []
            for e in found.value:
                holds = where.answer(env.having(**{".": e})) if e.status == KNOWN else e
                if holds.status != KNOWN:
                    kept.append(holds)
                elif holds.value:
                    kept.append(e.value.fields[field.name])
            return work(env, kept)
        return F(f"({word} of {s.text}.{field.name} where {where.text})", answer, kind, may)

    def quantified(self, kind, depth, scope):
        word, work = self.any((("any", sequences.any_of), ("all", sequences.all_of)))
        s = self.source(scope)
        if not s.fields or self.chance(0.4):
            text, inner, rows = self.walk(depth, scope)
            value = self.formula(BOOLEAN, min(depth, 1), inner)

            def each(env):
                """`no and X` is no: what cannot be one that counts matters to nobody."""
                for e, where in rows(env):
                    if e is env:  # the sequence itself has no elements to ask
                        yield where
                    elif word == "any":
                        yield answers.both(env, where, value.answer(e))
                    else:
                        yield answers.either(env, answers.negated(where), value.answer(e))
            return F(f"({word} of each {text} : {value.text})",
                     lambda env: work(env, each(env)), kind)
        hidden = [x for x in scope if x.text not in {f.name for f in s.fields}]
        where = self.formula(BOOLEAN, min(depth, 1), hidden + self.bare_fields(s))

        def answer(env):
            found = s.answer(env)
            if found.status != KNOWN:
                return found
            return work(env, [where.answer(env.having(**{".": e})) if e.status == KNOWN else e
                              for e in found.value])
        return F(f"({word} of {s.text} where {where.text})", answer, kind)

    def of_element(self, kind, depth, scope):
        """`first of L`, or a field of it."""
        word, at = self.any((("first", 0), ("last", -1)))
        s = self.sequence(depth, scope)
        field = None
        if s.fields:
            fields = [f for f in s.fields if f.kind == kind]
            if not fields:
                return None
            field = self.any(fields).name
        elif s.kind != kind:
            return None

        def answer(env):
            found = s.answer(env)
            if found.status != KNOWN:
                return found
            if not found.value:
                return ABSENT
            found = found.value[at]
            return found.value.fields[field] if field and found.status == KNOWN else found
        text = f"({word} of {s.text})" + (f".{field}" if field else "")
        return F(text, answer, kind, True)

    def place(self, kind, depth, scope):
        """The position of an element that is walked through."""
        names = [x for x in scope if x.text[0] == "e" and x.text[1:].isdigit()]
        if not names:
            return None
        name = self.any(names).text
        return F(f"(position of {name})", lambda env: known(Fraction(env.names["#" + name] + 1)),
                 kind)

    # -- rules

    def add_rule(self, name):
        if self.chance(0.2):
            self.add_each_rule(name)
            return
        kind = self.any((MONEY, MONEY, NUMBER, NUMBER, DAYS, BOOLEAN, DATE, PERIOD, "list"))
        if kind == "list":
            s = self.sequence(3, self.scope)
            if s.kind == "item" or s.kind == "sub":
                return
            self.rules.append(Rule(name, "list", s.answer, [f"{name} = {s.text}"], s.kind, s.fields))
            return
        x = self.any_formula(kind, self.random.randint(1, 3), self.scope)
        coin = kind == MONEY and self.chance(0.5)
        answer = (lambda env: rounded_to_coin(x.answer(env))) if coin else x.answer
        typed = f"{kind}{' exact' if kind == MONEY and not coin else ''}"
        rule = Rule(name, kind, answer, [f"{name} : {typed} = {x.text}"])
        rule.coin = coin
        self.rules.append(rule)
        reading = F(name, answer, kind, x.may)
        reading.uses = {"x"} if "x" in x.text.replace("(", " ").replace(",", " ").replace(
            ")", " ").split() else set()
        self.readable.append(reading)
        self.scope.insert(0, reading)

    def add_each_rule(self, name):
        """`for each e in L`, with one rule, and a sum of what it gives."""
        s = next(s for s in self.sources if s.text == "items")
        var = self.new("e")
        element = self.element(var, s)
        inner = list(self.scope) + [element]
        value, extra = self.formula(MONEY, 1, inner), self.formula(MONEY, 1, inner)
        when = self.formula(BOOLEAN, 1, inner)

        def own(env):
            found = value.answer(env)
            holds = when.answer(env)
            if found.status == KNOWN and holds.status == KNOWN:
                plus = extra.answer(env) if holds.value else known(Fraction(0))
                found = lifted(env, [found, plus], lambda a, b: number(a + b))
            else:
                found = gravest(env, [found, holds])
            return rounded_to_coin(found)

        def answer(env):
            found = s.answer(env)
            if found.status != KNOWN:
                return found
            return known([own(env.having(**{var: e, "#" + var: i, "@" + var: found.value}))
                          for i, e in enumerate(found.value)])
        lines = [f"for each {var} in items", f"    {name} : AZN", f"        base {value.text}",
                 f"        when {when.text} → +{extra.text}"]
        rule = Rule(name, "list", answer, lines, MONEY)
        rule.coin = True
        self.rules.append(rule)
        every = F(f"items.{name}", answer, MONEY)
        self.sources.append(every)
        self.scope.insert(0, F(f"(sum of items.{name})", lambda env: self.sum_of(env, answer(env)),
                               MONEY))

    @staticmethod
    def sum_of(env, found):
        return sequences.total(env, found.value) if found.status == KNOWN else found


class Rule:
    def __init__(self, name, kind, answer, lines, element=None, fields=None):
        self.name, self.kind, self.answer, self.lines = name, kind, answer, lines
        self.element, self.fields = element, fields
        self.coin = False


if __name__ == "__main__":
    print(Program(int(sys.argv[1])).text(), end="")
