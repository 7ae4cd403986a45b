"""Defects that `qanun check` must find. Each slip of `defects` is planted into a copy of one file of rules/, in a
tree of links to all others: it is told at its place, with its code, and nothing is told that is not so. A case that
is told is given to `run` or to `audit`, and shows what the finding says.

Knows how a slip is planted and what the machine must answer; what slips authors make, `defects` knows.
"""
import os
import re
import shutil

import command
import corpus
import defects
import witness

WORK = os.path.join(command.ROOT, "build", "plants")
KINDS = 40  # at the least
NOT_SHOWN = " (not shown to be the smallest case)"
EVERY_CASE, BY_DEFAULT = "every case", "all facts as they are by default"
PROMISE, ABSENT, UNKNOWN_FACT = "Q0350", "Q0705", "Q0421"
OF_FACTS = re.compile(r"\w+ = |on \d")
REFUSED = "a case with what is no fact"
MOVES = re.compile(r"(\w+) (?:rises|falls) from (.*?) to (.*?)(?:, and |$)")
IS = re.compile(r"(\w+) is (.*?)(?:, and |$)")


# ---- planting

def tree(folder, path):
    """A folder like rules/ with links in the place of all files but one."""
    source = "rules"
    for part in path.split("/"):
        os.makedirs(folder)
        for name in os.listdir(source):
            if name != part:
                os.symlink(os.path.join(command.ROOT, source, name), f"{folder}/{name}")
        source, folder = f"{source}/{part}", f"{folder}/{part}"


def plant(name, defect):
    """The file with the defect, in a tree of its own; None where the corpus has the text no more, or twice."""
    text = corpus.read(f"rules/{defect.file}")
    if text.count(defect.old) != 1:
        return None
    tree(f"{WORK}/{name}", defect.file)
    path = f"{WORK}/{name}/{defect.file}"
    with open(path, "w", encoding="utf-8") as out:
        out.write(text.replace(defect.old, defect.new))
    return path


def place(defect, text):
    """The line, from 1, on which the defect must be told: that of `at`, which stands there once, or the first
    that was changed."""
    if defect.at:
        return text.count("\n", 0, text.index(defect.at)) + 1 if text.count(defect.at) == 1 else None
    pairs = zip(corpus.read(f"rules/{defect.file}").split("\n"), text.split("\n"))
    return next(number for number, (old, new) in enumerate(pairs, 1) if old != new)


def rule_at(text, line):
    """The name of the rule around a line."""
    heads = [above for above in text.split("\n")[:line] if above[:1] not in ("", " ", "#")]
    return corpus.DECLARED.match(heads[-1])["name"]


# ---- what is told

def findings(path):
    """What `check` tells of a file, and what it cannot read."""
    _, out, err = command.call(["check", "--format", "json", path], command.NORMAL)
    return command.parse(out)["diagnostics"] if out else [], err


def lines(finding, path):
    """The lines of the file that a finding points at."""
    return {int(one["line"]) for one in (finding, *finding.get("labels", ())) if one["file"] == path}


# ---- what is so

def bare(case):
    """A case without what is said of it; nothing where each is one."""
    case = case.replace(NOT_SHOWN, "")
    return "" if case in (EVERY_CASE, BY_DEFAULT) else case


def read(case):
    """The facts of a case and its day, or None."""
    return witness.read_case(bare(case))


def answer(path, verb, rules, case):
    """What a verb answers in a case; where it tells of no fact first, what it says of a wrong one."""
    if bare(case) and not OF_FACTS.match(case):
        return {"diagnostics": [{"code": UNKNOWN_FACT}]}
    facts, day = read(case)
    words = [f"--fact={name}={value}" for name, value in facts.items()]
    _, out, err = command.call([verb, path, *rules, *words, "--on", day or witness.ANY_DAY, "--format", "json"],
                               command.NORMAL)
    return command.parse(out) if out else {"diagnostics": [{"code": "", "message": err}]}


def length(path, rule, case):
    """How many elements the list of a rule has in a case."""
    return f"{len(answer(path, 'run', [rule], case)['results'][rule]['value'])}{defects.ELEMENTS}"


def is_refused(got):
    return any(one["code"] == UNKNOWN_FACT for one in got.get("diagnostics", ()))


def shown(path, rule, case):
    """What became of a rule in a case: its value, or the name of its status."""
    got = answer(path, "run", [rule], case)
    if rule not in got.get("results", ()):
        return REFUSED if is_refused(got) else got.get("diagnostics", f"no rule {rule}")
    return witness.told(got["results"][rule])


def duties(path, case, at):
    """Whether of the duties on some lines at least one is breached in a case."""
    found = answer(path, "audit", [], case).get("duties", ())
    told = {one["status"] for one in found if one["file"] == path and int(one["line"]) in at}
    return defects.BREACHED if defects.BREACHED in told else told


def same(one, other):
    return witness.bare(str(one)) == witness.bare(str(other))


def claims(finding):
    """What a broken promise tells: each of its cases, and the names that have values in it."""
    cases = finding.get("example", "").split("; and ")
    moves = MOVES.findall(finding["message"])
    if moves:
        return [(case, [(name, ends[i]) for name, *ends in moves]) for i, case in enumerate(cases)]
    return [(cases[0], IS.findall(finding["message"].partition(": ")[2]))]


def wrong_promise(path, finding):
    """What is told of a broken promise and `run` answers otherwise, or None."""
    for case, values in claims(finding):
        for name, value in values or [("", "nothing is told of it")]:
            got = read(case)[0].get(name) or shown(path, name, case)
            if not same(got, value):
                return f"told {name} is {value}, and run gives {got} in {case}"
    return None


def wrong_case(path, defect, finding):
    """What the case that is told shows, where it is not what the finding says; None where it is. A case that
    names what is no fact of the program stands for one that has it: one is given with the defect."""
    if finding["code"] == PROMISE:
        return wrong_promise(path, finding)
    text = corpus.read(path)
    at = lines(finding, path)
    # No program comes of what forgets a none: the rule that is none stands in the law as it is.
    law = f"rules/{defect.file}" if finding["code"] == ABSENT else path

    def show(case):
        if defect.shows == defects.BREACHED:
            return duties(path, case, at)
        rule = defect.rule or rule_at(text, min(at))
        return length(law, rule, case) if defect.shows.endswith(defects.ELEMENTS) else shown(law, rule, case)

    case = finding.get("example", "") if not defect.given or "example" in finding else defect.given
    got = show(case)
    if got == REFUSED and defect.given:
        case = defect.given
        got = show(case)
    return None if same(got, defect.shows) else f"{case}: {got} and not {defect.shows}"


# ---- the suite

def decide(item):
    """One defect: that it is told where it is, that nothing else is, and what its case shows."""
    number, defect = item
    name = f"{defect.kind}, {defect.file}, {number}"
    path = plant(number, defect)
    if path is None:
        return [(f"{name}: is planted", False, "the corpus says something else by now")]
    told, err = findings(path)
    line = place(defect, corpus.read(path))
    here = [one for one in told if one["code"] == defect.code and line in lines(one, path)]
    others = [one for one in told if one not in here]
    found = [(f"{name}: is told as {defect.code} on line {line}", here and not err, f"{told}{err}"),
             (f"{name}: nothing else is told", {one["code"] for one in others} == set(defect.also), others)]
    if here and (defect.shows is not None or defect.code == PROMISE):
        wrong = wrong_case(path, defect, here[0])
        found.append((f"{name}: the case shows it", not wrong, wrong))
    if here and "run" in here[0]:
        facts, day = read(here[0]["example"])
        words = [word for name, value in facts.items() for word in ("--fact", f"{name}={value}")]
        words += ["--on", day] if day else []
        found.append((f"{name}: its words are the case", here[0]["run"] == words, here[0]))
    if here and defect.shows is None and defect.code != PROMISE:
        found.append((f"{name}: no case is told", "example" not in here[0], here[0]))
    return found


def run(report):
    shutil.rmtree(WORK, ignore_errors=True)
    os.makedirs(WORK)
    kinds = {one.kind for one in defects.DEFECTS}
    report.check(f"{KINDS} kinds of defect", len(kinds) >= KINDS, len(kinds))
    report.equal("the law as it is: nothing is told", ([], ""), findings("rules"))
    report.every(enumerate(defects.DEFECTS), decide)
