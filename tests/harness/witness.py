"""The cases that `qanun diff` shows, given to `qanun run`: that both versions answer what is told, and
that no smaller case shows the difference in the same way.

Knows how a case is written and what makes one smaller than another; nothing of how it was found.
"""
import datetime
import re

import command

ANY_DAY = "2026-06-01"  # where the day is no matter
FIRST_DAY = "0001-01-01"
UNKNOWN = "unknown"
# What became of a clause whose condition holds and that no other clause overrides.
HOLDS = ("applied", "replaced", "no effect")


def parts(text):
    """The text cut at each `, ` that stands in no bracket and no string."""
    found, depth, quoted = [""], 0, False
    for i, c in enumerate(text):
        quoted ^= c == '"' and text[i - 1:i] != "\\"
        depth += 0 if quoted else (c in "[{(") - (c in "]})")
        if c == "," and depth == 0 and not quoted and text[i + 1:i + 2] == " ":
            found.append("")
        else:
            found[-1] += c
    return [one.strip() for one in found]


def read_case(text):
    """The facts of a case, as they are written, and its day or None. A value of a set or a period over
    time may have a comma itself: what begins with no name goes on with the part before it."""
    facts, day, name = {}, None, None
    for part in parts(text) if text else ():
        given = re.fullmatch(r"(\w+) = (.*)", part, re.S)
        dated = re.fullmatch(r"on (\d{4}-\d\d-\d\d)", part)
        if dated:
            day = dated[1]
        elif given:
            name = given[1]
            facts[name] = given[2]
        else:
            facts[name] += f", {part}"
    return facts, day


class Version:
    """One of two programs, as an image or a rule file, with the facts that it does not know."""

    def __init__(self, path):
        self.path, self.missing = path, set()

    def run(self, rules, facts, day):
        """The whole answer as JSON; None where the facts are refused. A fact that the program does not
        have is left out: it cannot matter there."""
        words = [f"--fact={name}={value}" for name, value in facts.items() if name not in self.missing]
        _, out, err = command.call(["run", self.path, *rules, *words, "--on", day or ANY_DAY,
                                    "--explain", "--format", "json"], qanun=command.NORMAL)
        answer = command.parse(out) if out else {"diagnostics": [{"message": err}]}
        if "results" in answer:
            return answer
        strange = [re.fullmatch(r"there is no fact `(\w+)`", one["message"]) for one in answer["diagnostics"]]
        if not all(strange):
            return None
        self.missing |= {one[1] for one in strange}
        return self.run(rules, facts, day)


def told(result):
    """A result as `diff` tells it: its value, or the name of its status."""
    value = result.get("value")
    if isinstance(value, dict) and set(value) == {"start", "end"} and (value["end"] or "9") < value["start"]:
        return "no days"
    return command.shown(result)[2:] if result["status"] == "known" else result["status"]


def bare(text):
    """Without what `diff` tells of a value and JSON leaves out: units in lists and records."""
    return re.sub(r"(?<=\d)( [A-Za-z][A-Za-z ]*|%)|[\"']", "", text)


def plain(text):
    """A value inside a list or a record stands without its unit."""
    return bare(text) if text[:1] in "[{" else text


def applying(answer, rule, lines):
    """Which clauses of a rule that begin on one of the lines apply."""
    for one in answer["explanation"]:
        if one["rule"] == rule and not one.get("own_reading"):
            return {clause["line"] for clause in one["clauses"]
                    if clause["fate"] in HOLDS and clause["line"] in lines}
    return set()


def is_open(answer):
    """Whether a rule or a fact on the way to the answer is unknown."""
    return any(one.get("status") == UNKNOWN for one in (*answer["explanation"], *answer["facts"]))


class Shown:
    """A rule that differs between two versions, and the ways in which it is said to."""

    def __init__(self, difference, old, new):
        self.rule, self.ways, self.versions = difference["rule"], difference["ways"], (old, new)
        self.lines = [{c["line"] for way in self.ways for c in way[side]} for side in ("replaced", "by")]
        self.through = sorted({rule for way in self.ways for rule in way["through"]})

    def ask(self, facts, day):
        """Both answers, or None where one version refuses the facts or does not know the answer."""
        rules = [self.rule, *self.through]
        answers = [version.run(rules, facts, day) for version in self.versions]
        if None in answers or any(a["results"][self.rule]["status"] == UNKNOWN for a in answers):
            return None
        return answers

    def differs(self, answers, rule):
        """Whether they give the rule different answers. Why there is none, or an error, is no matter."""
        results = [answer["results"][rule] for answer in answers]
        return told(results[0]) != told(results[1])

    def way(self, answers):
        """What tells one way from another: the clauses that apply, and the rules used that differ."""
        return (*(applying(a, self.rule, lines) for a, lines in zip(answers, self.lines)),
                {rule for rule in self.through if self.differs(answers, rule)})

    def confirm(self, way):
        """What is wrong with one way that was told, or None."""
        facts, day = read_case(way["case"])
        answers = self.ask(facts, day)
        if answers is None:
            return "the case is refused, or its answer not known"
        got = [plain(told(answer["results"][self.rule])) for answer in answers]
        want = [plain(way["before"]), plain(way["after"])]
        if got != want:
            return f"told {want}, and run gives {got}"
        if not self.differs(answers, self.rule):
            return f"both answer {got[0]}"
        return self.not_smallest(way, facts, day, self.way(answers)) if way["smallest"] else None

    def not_smallest(self, way, facts, day, shown):
        """A smaller case that shows the same difference, or None. One is no case where something that
        the answer rests on is not known, though bounds settle the answer."""
        for smaller, on in smaller_cases(facts, day):
            answers = self.ask(smaller, on)
            if (answers and self.differs(answers, self.rule) and self.way(answers) == shown
                    and not any(is_open(answer) for answer in answers)):
                return f"smaller: {smaller} on {on}, where the case is {way['case']}"
        return None


def nearer(value):
    """The value one step nearer to 0, or None: a day earlier, `no` for `yes`."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return None if value == FIRST_DAY else str(datetime.date.fromisoformat(value) - datetime.timedelta(days=1))
    if value == "yes":
        return "no"
    number = re.match(r"(-?)(\d+)(\.\d+)?", value)
    if number is None or number.end() < len(value) and value[number.end()] not in " %":
        return None
    sign, whole, rest = number[1], number[2], number[3] or ""
    digits = int(whole + rest[1:])
    if digits == 0:
        return None
    told_digits = str(digits - 1).rjust(len(rest) or 1, "0")
    cut = len(told_digits) - len(rest[1:])
    return sign + told_digits[:cut] + ("." + told_digits[cut:] if rest else "") + value[number.end():]


def smaller_cases(facts, day):
    """Cases that stand before one in the order of cases: a fact less, or one step nearer to 0."""
    if day and day != FIRST_DAY:
        yield facts, str(datetime.date.fromisoformat(day) - datetime.timedelta(days=1))
    for name, value in facts.items():
        others = {other: facts[other] for other in facts if other != name}
        yield others, day
        less = nearer(value)
        if less:
            yield {**others, name: less}, day
