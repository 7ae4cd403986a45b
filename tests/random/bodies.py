"""The value of a rule from its flat clauses, and what bands, tables and scales answer.

Written from spec/semantics.md, chapters 8 to 11, and spec/unknown.md, sections 2 and 3.
"""
from fractions import Fraction

import answers
from answers import ABSENT, CLASH, KNOWN, NONE, UNKNOWN, error, gravest, known, undecided

BEGIN, END = -1, answers.LAST_DAY + 1

VALUE_KINDS = ("base", "exception", "otherwise")


class Clause:
    """One flat clause: kind, formula (a function of the case), conditions, interval, row, label."""

    def __init__(self, kind, value, conditions=(), since=BEGIN, until=END, band=None, row=None):
        self.kind = kind
        self.value = value
        self.conditions = list(conditions)
        self.since = since
        self.until = until
        self.band = band
        self.row = row
        self.overriders = []
        self.rounds_itself = False

    def applies(self, case):
        found = in_force(case, self.since, self.until)
        for condition in self.conditions:
            found = answers.both(case, found, condition(case))
        if self.band is not None:
            row = self.band.row(case)
            mine = known(row.value == self.row) if row.status == KNOWN else row
            found = answers.both(case, found, mine)
        return found

    def stands(self, case):
        found = self.applies(case)
        for other in self.overriders:
            found = answers.both(case, found, answers.negated(other.applies(case)))
        return found


def in_force(case, since, until):
    if since <= BEGIN and until >= END:
        return known(True)
    if case.today.status != KNOWN:
        return case.today
    return known(since <= case.today.value < until)


class Row:
    """matches: a function of the case whether the subjects fit; the row counts from `since` on."""

    def __init__(self, matches, conditions=(), since=BEGIN, until=END):
        self.matches = matches
        self.conditions = list(conditions)
        self.since = since
        self.until = until

    def holds(self, case):
        found = answers.both(case, in_force(case, self.since, self.until), self.matches(case))
        for condition in self.conditions:
            found = answers.both(case, found, condition(case))
        return found


class Band:
    """Rows that exclude each other, or of which the first counts; -1 is the otherwise row."""

    def __init__(self, rows, first=False):
        self.rows = rows
        self.first = first

    def row(self, case):
        doubts, sure = [], []
        for index, row in enumerate(self.rows):
            holds = row.holds(case)
            if holds.is_yes():
                sure.append(index)
                if self.first:
                    break
            elif holds.status != KNOWN:
                doubts.append(holds)
        if len(sure) > 1:
            return CLASH
        if doubts:
            return undecided(case, doubts)
        return known(sure[0] if sure else -1)


class Body:
    """All clauses of a rule; `coin` rounds at the end, `integer` must be whole."""

    def __init__(self, clauses, coin=None, integer=False, several=None):
        self.clauses = clauses
        self.coin = coin
        self.integer = integer
        self.several = several
        for clause in clauses:
            clause.overriders = self.all_overriders(clause)
        always = any(not c.conditions for c in self.of("round"))
        self.by_clause = bool(coin) and not self.of("add", "multiply") and not always and any(
            c.rounds_itself for c in self.of(*VALUE_KINDS))
        if self.by_clause:
            for clause in clauses:
                self.round_alone(clause)

    @staticmethod
    def all_overriders(clause):
        """Overriding is transitive."""
        found, new = [], list(clause.overriders)
        while new:
            over = new.pop()
            if over not in found:
                found.append(over)
                new += over.overriders
        return found

    def round_alone(self, clause):
        """Rounds to the coin what a clause gives that does not round itself."""
        plain = clause.value
        if clause.kind in VALUE_KINDS + ("floor", "cap") and not clause.rounds_itself and (
                plain not in (absent, refused)):
            clause.value = lambda case: self.alone(case, plain(case))

    def alone(self, case, value):
        """What a clause gives that does not round itself: to the coin, unless a rounding stands."""
        for clause in self.of("round"):
            stands = clause.stands(case)
            if stands.is_yes():
                return value
            if stands.status != KNOWN:
                return value if value.status == NONE else gravest(case, [stands, value])
        return self.to_coin(case, value)

    def to_coin(self, case, value):
        if value.status == NONE:
            return value
        return answers.lifted(case, [value], lambda x: answers.rounded(x, "", self.coin))

    def of(self, *kinds):
        return [c for c in self.clauses if c.kind in kinds]

    def value(self, case):
        gate = self.gate(case)
        if gate.status == KNOWN:
            return self.behind_gates(case)
        self.look_through(case)
        return gate

    def look_through(self, case):
        """Evaluates every clause: of an answer that is open, each may mask something."""
        for clause in self.clauses:
            clause.applies(case)
            if clause.kind != "round":
                clause.value(case)

    def gate(self, case):
        found = known(True)
        for clause in self.of("gate"):
            idle = answers.negated(clause.applies(case))
            found = answers.both(case, found, answers.either(case, clause.value(case), idle))
        return ABSENT if found.is_no() else found

    def can_be_none(self):
        """Whether a clause gives none: to what is still unknown then, nothing may come to be added."""
        return any(c.value is absent for c in self.of(*VALUE_KINDS))

    def behind_gates(self, case):
        value = self.first_value(case)
        if value.status == NONE or (value.status == UNKNOWN and self.can_be_none()):
            return value
        value = self.added(case, value)
        value = self.limited(case, value)
        value = self.rounded(case, value)
        if self.integer and value.status == KNOWN:
            value = answers.whole(value.value)
        return value

    # -- the value

    def first_value(self, case):
        exceptions = self.of("exception")
        applied = [(c, self.candidate(case, c)) for c in exceptions]
        if self.several:
            return self.extreme(case, applied)
        out = {id(c) for c in exceptions if any(o.applies(case).is_yes() for o in c.overriders)}
        applied = [(c, a) for c, a in applied if id(c) not in out]
        doubts = [a for c, a in applied if a.status != KNOWN]
        if doubts:
            self.look_through(case)
            return undecided(case, doubts)
        found = [c.value(case) for c, a in applied if a.is_yes()]
        return self.agreed(case, found) if found else self.default(case)

    @staticmethod
    def candidate(case, clause):
        """Does an exception apply, and no clause of another kind that overrides it?"""
        found = clause.applies(case)
        for other in clause.overriders:
            if other.kind != "exception":
                found = answers.both(case, found, answers.negated(other.applies(case)))
        return found

    @staticmethod
    def agreed(case, found):
        if len(found) == 1:
            return found[0]
        if any(f.status >= UNKNOWN for f in found):
            return gravest(case, found)
        if all(f.status == NONE for f in found):
            return ABSENT
        if any(f.status == NONE for f in found) or len({f.value for f in found}) > 1:
            return CLASH
        return found[0]

    def extreme(self, case, applied):
        doubts = [a for _, a in applied if a.status != KNOWN]
        found = [c.value(case) for c, a in applied if a.is_yes()]
        worse = [f for f in found if f.status >= UNKNOWN]
        if doubts or worse:
            return undecided(case, doubts + worse)
        if not found:
            return self.default(case)
        some = [f.value for f in found if f.status == KNOWN]
        if not some:
            return ABSENT
        return known(max(some) if self.several == "largest" else min(some))

    def default(self, case):
        standing = [(c, c.stands(case)) for c in self.of("base")]
        doubts = [s for _, s in standing if s.status != KNOWN]
        sure = [c for c, s in standing if s.is_yes()]
        if len(sure) > 1:
            return CLASH
        if doubts:
            return undecided(case, doubts)
        return sure[0].value(case) if sure else self.fallback(case)

    def fallback(self, case):
        for clause in self.of("otherwise"):
            stands = clause.stands(case)
            if stands.status != KNOWN:
                return stands
            if stands.is_yes():
                return clause.value(case)
        if not self.of(*VALUE_KINDS):
            return known(Fraction(0))
        return self.no_value(case)

    def no_value(self, case):
        spans = []
        for c in self.of("base") or self.of(*VALUE_KINDS):
            row = c.band.rows[c.row] if c.band is not None and c.row >= 0 else None
            spans.append((max(c.since, row.since) if row else c.since,
                          min(c.until, row.until) if row else c.until))
        begin, end = min(s[0] for s in spans), max(s[1] for s in spans)
        inside = in_force(case, begin, end)
        if inside.status != KNOWN:
            return inside
        return error("Q0404" if inside.value else "Q0405")

    # -- what is done with it

    def added(self, case, value):
        for kind, work in (("add", lambda x, y: answers.number(x + y)),
                           ("multiply", lambda x, y: answers.number(x * y))):
            for clause in self.of(kind):
                stands = clause.stands(case)
                operand = clause.value(case) if not stands.is_no() else None
                operand = stands if stands.status != KNOWN else operand
                if not stands.is_no():
                    value = answers.lifted(case, [value, operand], work)
        return value

    def limits(self, case, kind):
        """The limits that stand, without those that are none; undecided ones as their status."""
        found = []
        for clause in self.of(kind):
            stands = clause.stands(case)
            limit = clause.value(case) if stands.is_yes() else stands
            if not stands.is_no() and limit.status != NONE:
                found.append(limit)
        return found

    def limited(self, case, value):
        floors, caps = self.limits(case, "floor"), self.limits(case, "cap")
        worse = gravest(case, [value] + floors + caps)
        if worse:
            return worse
        floor = max((f.value for f in floors), default=None)
        cap = min((c.value for c in caps), default=None)
        if floor is not None and cap is not None and cap < floor:
            return CLASH
        found = value.value
        if floor is not None:
            found = max(found, floor)
        if cap is not None:
            found = min(found, cap)
        return known(found)

    def rounded(self, case, value):
        for clause in self.of("round"):
            stands = clause.stands(case)
            if stands.is_yes():
                return clause.value(case, value)
            if stands.status != KNOWN:
                return gravest(case, [stands, value])
        if not self.coin or self.by_clause:
            return value
        return self.to_coin(case, value)


def absent(case):
    """The effect `none`."""
    return ABSENT


def refused(case):
    """The effect `error`."""
    return error("Q0412")


def scale(case, kind, x, rows, roundings):
    """rows: (low, excluded, high or None, included, rate), all in base units, in their order;
    roundings: functions of the case and an answer."""
    if x.status != KNOWN:
        return x
    low, excluded, high, included, _ = rows[-1]
    if x.value < 0 or (high is not None and (x.value > high or (x.value == high and not included))):
        return error("Q0406")
    if kind == "whole":
        reached = [r for r in rows if (r[0] < x.value if r[1] else r[0] <= x.value)]
        rate = (reached[-1] if reached else rows[0])[4](case)
        return finish(case, answers.lifted(case, [rate], lambda r: answers.number(x.value * r)),
                      roundings)
    total = None
    for low, excluded, high, _, rate in rows:
        rate = rate(case)
        if kind == "amounts":
            there = low < x.value if excluded else low <= x.value
            part = rate if there else known(Fraction(0))
        else:
            inside = max(Fraction(0), x.value - low)
            if high is not None:
                inside = min(inside, high - low)
            part = answers.lifted(case, [rate], lambda r, i=inside: answers.number(i * r))
        part = finish(case, part, roundings)
        total = part if total is None else answers.lifted(
            case, [total, part], lambda a, b: answers.number(a + b))
    return total


def finish(case, value, roundings):
    """What a summand of a scale becomes by the roundings behind the subject."""
    for rounding in roundings:
        value = rounding(case, value)
    return value
