"""Compares what `qanun run` says of random cases with what answers.py and bodies.py say.

Knows the form of an answer in JSON and what may be said of a case that is not wholly known.
"""
import json
import re
from fractions import Fraction

import answers
import formulas
from answers import CONFLICT, ERROR, KNOWN, NONE, UNKNOWN, known

STATUSES = {"known": KNOWN, "none": NONE, "unknown": UNKNOWN, "conflict": CONFLICT, "error": ERROR}
# Bounds do not foresee these: see spec/unknown.md, section 4.
UNFORESEEN = {"Q0401", "Q0408", "Q0410"}


class Figure(str):
    """A JSON number exactly as it was written."""


def parse(text):
    return json.loads(text, parse_float=Figure, parse_int=Figure)


def value_of(kind, written):
    """A value of an answer in base units, as answers.py holds it."""
    if isinstance(kind, formulas.Type):
        if isinstance(written, Figure):
            return Fraction(str(written)) * kind.factor
        fraction = re.match(r"-?\d+/\d+(?= |%|$)", written)
        if fraction:
            return Fraction(fraction[0]) * kind.factor
        two = re.fullmatch(r"(-?)(\d+) years ([\d./]+) months", written)
        if two is None:
            raise ValueError(f"{kind.text}: {written!r}")
        months = int(two[2]) * 12 + Fraction(two[3])
        return -months if two[1] else months
    if kind is formulas.DATE:
        return answers.day_of(*map(int, written.split("-")))
    return written


def unit_of(kind):
    if not isinstance(kind, formulas.Type) or kind in formulas.PLAIN:
        return None
    return "%" if kind.percent else kind.text.replace(" exact", "")


def finite(kind, answer):
    """The answer as a result that is asked for: a finite decimal that fits in its unit."""
    if answer.status != KNOWN or not isinstance(kind, formulas.Type):
        return answer
    whole_months = kind is formulas.YEARS and answers.is_finite(answer.value)
    shown = answers.number(answer.value / kind.factor)
    if shown.status == ERROR:
        return shown
    if whole_months or answers.is_finite(shown.value):
        return answer
    return answers.error("Q0403")


def said(kind, result):
    """A result as an answer."""
    status = STATUSES[result["status"]]
    if status == KNOWN:
        return known(value_of(kind, result["value"]))
    return answers.Answer(status, None, frozenset([result["code"]] if status == ERROR else []))


def differs(kind, expected, result):
    """Why a result is not the one expected, or None."""
    expected, got = finite(kind, expected), said(kind, result)
    if got.status != expected.status:
        return f"expected {expected}"
    if got.status == KNOWN:
        if got.value != expected.value:
            return f"expected {expected}"
        two_parts = kind is formulas.YEARS and not isinstance(result["value"], Figure)
        if not two_parts and result.get("unit") != unit_of(kind):
            return f"expected the unit {unit_of(kind)}"
    if got.status == ERROR and "; " not in result["message"] and got.codes - expected.codes:
        return f"expected {expected}"
    return None


def refuted(kind, result, completed):
    """Why one completion of the case does not agree with what is said of the case, or None."""
    got = said(kind, result)
    if completed.codes & UNFORESEEN:
        return None
    if got.status == ERROR and got.codes == {"Q0403"}:
        completed = finite(kind, completed)
    if got.status != UNKNOWN:
        if got.status != completed.status or (got.status == KNOWN and got.value != completed.value):
            return f"a completion gives {completed}"
        return None
    if completed.status != KNOWN:
        return None
    for end, sign in (("low", 1), ("high", -1)):
        if result.get(end, "overflow") == "overflow":
            continue
        if (completed.value - value_of(kind, result[end])) * sign < 0:
            return f"a completion gives {completed}, beyond {end}"
    return None


def check_case(program, run, missing, completions):
    """Runs one case; yields (rule, facts, day, why, result) for each disagreement."""
    facts, day = program.case(missing)
    results = run(program.facts_json(facts), answers.written(day))
    expected = program.decide(facts, day)
    completed = [program.completion(facts) for _ in range(completions if missing else 0)]
    decided = [program.decide(c, day) for c in completed]
    for rule in program.rules:
        result = results.get(rule.text)
        answer, case = expected[rule.text]
        if result is None:
            continue
        if answer.status != UNKNOWN:
            why = differs(rule.kind, answer, result)
            if why:
                yield rule, facts, day, why, result
            continue
        if case.masked:
            continue
        for full, found in zip(completed, decided):
            if found[rule.text][1].masked:
                continue
            why = refuted(rule.kind, result, found[rule.text][0])
            if why:
                yield rule, facts, day, why + " with " + program.facts_json(full), result
                break
