"""The corpus under rules/: every file is clean, its examples hold and are enough, it is in its one form
and built as rules/README.md says; and rules/az/COVERAGE.md is true. The reforms under reforms/, each laid
over the law that it names, are held to the same."""
import collections
import datetime
import glob
import re
import subprocess

import command
import corpus

ENOUGH = 5  # expectations of each rule, at the least
DAY = datetime.timedelta(days=1)


def decide(path, said):
    """What one file of the corpus must satisfy; what check says of it is kept in `said`."""
    status, out, err = command.call(["check", path])
    said[path] = out
    found = [(f"{path}: check is clean", status == 0 and not err, out + err)]
    if path not in corpus.WITHOUT_RULES:
        status, out, err = command.call(["test", path])
        found.append((f"{path}: examples hold", status == 0, out + err))
        found += told(path)
    status, out, err = command.call(["fmt", "--check", path])
    found.append((f"{path}: is in its one form", status == 0, out + err))
    found.append((f"{path}: begins with what it is for", corpus.read(path).startswith("# "), path))
    return found


def told(path):
    """That a file says until when it was reviewed, and that its examples are enough for each rule."""
    text, expected = corpus.read(path), collections.defaultdict(list)
    for name, day in corpus.expectations(path):
        expected[name].append(day)
    found = [(f"{path}: says until when it was reviewed", re.search(r"^reviewed .*until", text, re.M), ""),
             (f"{path}: every clause cites", corpus.uncited(path) == [], "\n".join(corpus.uncited(path)))]
    for name, lines in corpus.rules(path).items():
        found.append((f"{path}: {name} has examples", len(expected[name]) >= ENOUGH,
                      f"{len(expected[name])} expectations"))
        for day in sorted(corpus.days_of_change(lines)):
            sides = {day, day - DAY} & set(expected[name])
            found.append((f"{path}: {name} has examples on both sides of {day}", len(sides) == 2,
                          f"only on {', '.join(map(str, sides)) or 'neither'}"))
    return found


def decide_reform(path):
    """What a reform must satisfy, laid over its law; its examples stand on both sides of its days."""
    text, expected = corpus.read(path), set(corpus.expectations(path))
    law = re.search(r"^# Laid over (rules/[\w/]+\.qn)\b", text, re.M)
    found = [(f"{path}: names its law", law, "")]
    for verb, laid in (("check", True), ("test", True), ("fmt", False)):
        words = [verb, f"{law[1]}+{path}" if laid and law else path]
        status, out, err = command.call(words if laid else [*words, "--check"])
        found.append((f"{path}: {verb} is clean", status == 0 and (verb != "check" or not err), out + err))
    for name, day in re.findall(r"^    amends (\w+) from (\S+)", text, re.M):
        day = datetime.date.fromisoformat(day)
        found.append((f"{path}: {name} has examples on both sides of {day}",
                      {(name, day - DAY), (name, day)} <= expected, ""))
    return found


def check_facts(report):
    """Every fact is asked in plain words, within a range, and is declared once."""
    declared = collections.Counter()
    for path in sorted(glob.glob("rules/az/**/*.qn", recursive=True)):
        for name, lines in corpus.blocks(path).items():
            declared[name] += bool(lines) and lines[0].startswith("fact ")
            for line in lines:
                if line.startswith("fact ") or (path in corpus.FACTS and re.match(r"\w+ : ", line)):
                    report.check(f"{path}: {name} has a question", re.search(r'[?)]"$', line), line)
                    unbound = re.search(r": (date|integer|years|months|weeks|days|hours|AZN|percent|number)\b",
                                        line) and " in " not in line
                    report.check(f"{path}: {name} has a range", not unbound, line)
    report.equal("facts: each is declared once", [], [name for name, times in declared.items() if times > 1])


def check_coverage(report):
    done = subprocess.run(["tests/tools/coverage-page"], capture_output=True, text=True, check=False)
    report.check("rules/az/COVERAGE.md is true", done.returncode == 0, done.stdout + done.stderr)


def lines_of(said):
    """What check says, without the line of how many there are."""
    return [line for line in said.splitlines(True) if "about all cases" not in line]


def check_together(report, said):
    """Files that are checked together are told like each alone; one that is not clean hides in no crowd."""
    alone = [line for out in said.values() for line in lines_of(out)]
    together = lines_of(command.call(["check", *sorted(said)], command.CLANG)[1])
    report.equal("check: all files at once", sorted(alone), sorted(together))
    wrong = "tests/errors/band/dash_for_dots.qn"
    status, out, _ = command.call(["check", *sorted(said)[:5], wrong])
    report.check("check: one wrong file among others", status == 1 and command.call(["check", wrong])[1] in out, out)


def run(report):
    said = {}
    report.every(sorted(glob.glob("rules/**/*.qn", recursive=True)), lambda path: decide(path, said))
    check_together(report, said)
    report.every(sorted(glob.glob("reforms/*.qn")), decide_reform)
    check_facts(report)
    check_coverage(report)
