"""Reads and decides cases: facts in, results out. Knows the notation and nothing of the files.

A line of a `.cases` file is

    on 2023-06-01 | seniority = 12, category = executive | vacation = 34 calendar days

Facts are separated by commas, results by semicolons; `on DATE |` may be left out. A result is
`NAME = VALUE` with its unit, to the last character, or a status with or without its detail:

    vacation is unknown            vacation is unknown: needs seniority
    vacation is unknown in 21..26  vacation is unknown in 21..: needs seniority
    vacation is none: reason       vacation is error: text of the message
    vacation is error: Q0412       vacation is conflict

A list is written as after `--fact`, `[{age: 3}, {age: 9}]`, without its brackets in the cell of a
table; a period `2026-02-02 through 2026-02-06` or `{start: 2026-02-02, end: 2026-02-06}`, a fact
over time `[900 from 2024-01-01, 1200 from 2026-03-15]`. A result that is a period, a record or a
list is written the same way, a period with `through`. A `;` in front of what is no result belongs
to the reasons before it.

The place behind the message of an error, `(leave.qn:9)`, may be left out. Behind `in` stand the
bounds, all that there are, as JSON has them.
"""
import json
import re

import command


class Case:
    """One line: a date or None, the facts as (name, text), the results as (name, text)."""

    def __init__(self, where, on, facts, results):
        self.where, self.on, self.facts, self.results = where, on, facts, results


def split(text, mark):
    """Splits at a mark that is outside brackets and quotes; drops empty parts."""
    parts, depth, quoted, begin = [], 0, False, 0
    for i, c in enumerate(text):
        if c == '"':
            quoted = not quoted
        elif not quoted:
            depth += (c in "[{(") - (c in "]})")
            if c == mark and depth == 0:
                parts.append(text[begin:i])
                begin = i + 1
    parts.append(text[begin:])
    return [part.strip() for part in parts if part.strip()]


def read_line(line, where):
    """One line of a .cases file to a Case. Raises ValueError."""
    fields = [field.strip() for field in line.split("|")]
    on = None
    if fields[0].startswith("on "):
        on = fields.pop(0)[3:].strip()
    if len(fields) != 2:
        raise ValueError(f"{where}: want `[on DATE |] facts | results`")
    facts = [tuple(part.strip() for part in one.split("=", 1)) for one in split(fields[0], ",")]
    results = []
    for one in split(fields[1], ";"):
        if results and not re.match(r"\S+ (=|is) ", one):  # several reasons have `;` between them
            results[-1] = (results[-1][0], f"{results[-1][1]}; {one}")
            continue
        name, rest = one.split(None, 1)
        results.append((name, rest))
    return Case(where, on, facts, results)


def read_file(path):
    """All cases of a file; `#` begins a comment line."""
    with open(path, encoding="utf-8") as lines:
        return [read_line(line.strip(), f"{path}:{number}")
                for number, line in enumerate(lines, 1)
                if line.strip() and not line.lstrip().startswith("#")]


def json_text(value):
    """A fact as a case writes it to JSON text; digits stay as they stand."""
    if re.fullmatch(r"-?\d+(\.\d+)?", value):
        return value
    if value in ("yes", "no", "none"):
        return {"yes": "true", "no": "false", "none": "null"}[value]
    period = re.fullmatch(r"(\S+) (?:through (\S+)|onwards)", value)
    if period and re.fullmatch(r"[\d-]+", period[1]):
        return f'{{"start": {json.dumps(period[1])}, "end": {json.dumps(period[2])}}}'
    entry = re.fullmatch(r"(.+) from (\d{4}-\d\d-\d\d)", value)
    if entry:
        return f'{{"from": {json.dumps(entry[2])}, "value": {json_text(entry[1])}}}'
    if value.startswith("["):
        return "[" + ", ".join(map(json_text, split(value[1:-1], ","))) + "]"
    if value.startswith("{"):
        fields = (one.split(":", 1) for one in split(value[1:-1], ","))
        return "{" + ", ".join(f"{json.dumps(k.strip())}: {json_text(v.strip())}"
                               for k, v in fields) + "}"
    return json.dumps(value.strip('"'))


def fact_json(value):
    """A fact as JSON text, which may be a list without its brackets."""
    period = re.fullmatch(r"\{start: [^,{}]+, end: [^,{}]+\}", value)
    bare = value and not period and value[0] not in '["' and (
        len(split(value, ",")) > 1 or re.search(r"} *$| from \d{4}-\d\d-\d\d$", value))
    return json_text(f"[{value}]" if bare else value)


def facts_json(case):
    """The facts of a case as one JSON object."""
    return "{" + ", ".join(f"{json.dumps(k)}: {fact_json(v)}" for k, v in case.facts) + "}"


def arguments(case, program, facts_file=None):
    """The command line of a case: facts from the file, or each as --fact."""
    names = list(dict.fromkeys(name for name, _ in case.results))
    line = ["run", program, *names, "--format", "json"]
    if facts_file:
        line += ["--facts", facts_file]
    else:
        for name, value in case.facts:
            line += ["--fact", f"{name}={value}"]
    return line + ["--on", case.on or "2026-06-01"]


def shown_bounds(result):
    """The bounds of what is unknown: "21..26", ".." where there are none."""
    return f"{result.get('low', '')}..{result.get('high', '')}"


def agrees(want, result):
    """Is the result the wanted one: value to the character, status, and detail where given?"""
    got = command.shown(result)
    bounds = re.match(r"is unknown in (\S+?)(?=:|$)", want)
    if bounds and bounds[1] != shown_bounds(result):
        return False
    want = want.replace(f" in {bounds[1]}", "", 1) if bounds else want
    if want == got:
        return True
    if want.startswith("is error: Q"):
        return result.get("status") == "error" and want == "is error: " + str(result.get("code"))
    if want.startswith("is error:") and re.fullmatch(re.escape(want) + r" \([^()]*:\d+\)", got):
        return True
    return want.startswith("is ") and ":" not in want and got.startswith(want + ":")


def decide(case, program, way, facts_file=None, qanun=command.CHECKED):
    """Runs one case; returns a list of (name, right, detail), one a result."""
    line = arguments(case, program, facts_file)
    status, out, err = command.call(line, qanun)
    name = f"{case.where} ({way})"
    try:
        results = command.parse(out)["results"]
    except (ValueError, KeyError, TypeError):
        return [(name, False, f"no results, exit {status}\n{err or out}")]
    found = []
    for rule, want in case.results:
        result = results.get(rule, {"status": "missing"})
        right = command.healthy(status) and agrees(want, result)
        got = command.shown(result)
        if got.startswith("is unknown"):
            got = f"is unknown in {shown_bounds(result)}{got[len('is unknown'):]}"
        found.append((f"{name}: {rule}", right, f"want {want}\ngot  {got}"))
    return found
