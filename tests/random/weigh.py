"""Compares what `qanun run` says of the programs of walks.py with what they answer.

Knows the form of an answer in JSON. Of a case that is not wholly known each completion must lie
within what is said; an error or a conflict that goes before what is unknown is final.
"""
import re
from fractions import Fraction

import answers
import walks
from answers import ERROR, KNOWN, NONE, known
from compare import Figure, STATUSES, UNFORESEEN

UNITS = {walks.MONEY: "AZN", walks.DAYS: "days", walks.NUMBER: None}


def day_of(written):
    return answers.day_of(*map(int, written.split("-")))


def number_of(written):
    """A figure, or a fraction that bounds have; None for anything else."""
    found = re.match(r"-?\d+(\.\d+|/\d+)?", str(written))
    return Fraction(found[0]) if found else None


def shown(kind, answer, fields=None):
    """A value as the command writes it, figures as fractions; None where it has no such form."""
    if answer.status == NONE:
        return None
    v = answer.value
    if kind in walks.NUMBERS:
        return Fraction(v)
    if kind == walks.DATE:
        return answers.written(v)
    if kind in (walks.PERIOD, walks.CHAIN):
        last = None if v.last == walks.sequences.OPEN_END else answers.written(v.last)
        return {"start": answers.written(v.first), "end": last}
    if fields:
        return {f.name: shown(f.kind, v.fields[f.name]) for f in fields}
    return v


def read(kind, value, fields=None):
    """The same of what was written."""
    if value is None:
        return None
    if kind in walks.NUMBERS:
        return number_of(value)
    if fields:
        return {f.name: read(f.kind, value.get(f.name)) for f in fields}
    return value


def is_whole(rule, value):
    """Is no field left out, as one is that is not known?"""
    return not rule.fields or all(f.name in e for e in value for f in rule.fields)


def inside(rule, element):
    """The answers in an element of a list."""
    if rule.fields and element.status == KNOWN:
        return list(element.value.fields.values())
    return [element]


def settled(rule, answer):
    """What a rule answers when it is asked for: with an end to its figures."""
    if answer.status != KNOWN:
        return answer
    if rule.kind == "list":
        leaves = [a for e in answer.value for a in inside(rule, e)]
        worse = [a for a in leaves if a.status > NONE]
        if worse:
            return answers.gravest(walks.Env({}, None), worse)
        return answer
    if rule.kind in walks.NUMBERS and not answers.is_finite(answer.value):
        return answers.error("Q0403")
    return answer


def differs(rule, answer, result):
    """Why a result is not the one expected, or None."""
    expected = settled(rule, answer)
    status = STATUSES[result["status"]]
    if status != expected.status:
        return f"expected {expected}"
    if status == ERROR:
        several = "; " in result["message"]
        return None if several or result["code"] in expected.codes else f"expected {expected}"
    if status != KNOWN:
        return None
    if rule.kind == "list":
        if any("/" in str(v) for v in flat(result["value"])):
            return None  # figures without an end are written as fractions
        if not is_whole(rule, result["value"]):
            return None
        want = [shown(rule.element, e, rule.fields) for e in expected.value]
        got = [read(rule.element, e, rule.fields) for e in result["value"]]
    else:
        want, got = shown(rule.kind, expected), read(rule.kind, result["value"])
        if result.get("unit") != UNITS.get(rule.kind):
            return f"expected the unit {UNITS.get(rule.kind)}"
    return None if want == got else f"expected {want}"


def flat(value):
    if isinstance(value, list):
        return [x for e in value for x in flat(e)]
    return [x for e in value.values() for x in flat(e)] if isinstance(value, dict) else [value]


def refuted(rule, result, completed):
    """Why a completion of the case does not agree with what is said of the case, or None."""
    status = STATUSES[result["status"]]
    if status in (ERROR, answers.CONFLICT) or completed.codes & UNFORESEEN:
        return None
    if status != answers.UNKNOWN:
        why = differs(rule, completed, result)
        return why and "a completion: " + why
    if not result["needs"] or "" in result["needs"]:
        return f"nothing is needed: {result['needs']}"
    if completed.status != KNOWN or rule.kind not in walks.NUMBERS + (walks.DATE,):
        return None
    for end, sign in (("low", 1), ("high", -1)):
        if result.get(end, "overflow") == "overflow":
            continue
        bound = day_of(result[end]) if rule.kind == walks.DATE else number_of(result[end])
        if (completed.value - bound) * sign < 0:
            return f"a completion gives {completed}, beyond {end}"
    return None


def check_case(program, run, missing, completions):
    """Runs one case; yields (rule, why, result) for each disagreement."""
    facts, day = program.case(missing)
    whole = facts if missing == 0 else program.completion(facts)
    results = run(program.facts_json(facts), answers.written(day))
    for turn in range(completions if missing else 1):
        whole = program.completion(facts) if missing else facts
        decided = program.decide(whole, day)
        for rule in program.rules:
            result = results.get(rule.name)
            if result is None:
                continue
            check = refuted if missing else differs
            args = (rule, result, decided[rule.name]) if missing else (
                rule, decided[rule.name], result)
            why = check(*args)
            if why:
                yield rule, why + (" with " + program.facts_json(whole) if missing else ""), result
