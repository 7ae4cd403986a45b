"""The bounds that `qanun check --cost` prints: every program of the tree has one for each of its
rules, and no run takes more steps, neither of a case of tests/lang nor of a random program."""
import glob
import os
import subprocess
import sys

import cases
import command

sys.path.insert(0, os.path.join(command.ROOT, "tests", "random"))

import answers  # noqa: E402
import generate  # noqa: E402

WORK = "build/cost"
COUNTER = "build/asan/unit/test_cost"
SEEDS = range(1, 41)
CASES = 3


def programs():
    """All programs of the tree that are meant to be sound."""
    return sorted(glob.glob("tests/lang/**/*.qn", recursive=True)
                  + glob.glob("rules/**/*.qn", recursive=True) + glob.glob("stdlib/*.qn"))


def printed(path):
    """A program has a bound of its own and one for each rule that `run` lists, as text and JSON."""
    _, out, _ = command.call(["check", "--cost", "--format", "json", path])
    text = command.call(["check", "--cost", path])[1]
    if not command.parse(out)["cost"]:
        alone = not text.split("error", 1)[0].endswith(": ") or "reform" not in path
        return [(f"{path}: check --cost", not alone, text)]
    cost = command.parse(out)["cost"][0]
    right = cost.get("file") == path and all(
        0 <= int(rule["steps"]) <= int(cost["steps"])
        and f"{int(rule['steps']):,}  {rule['rule']}\n" in text for rule in cost["rules"])
    return [(f"{path}: a bound for each rule", right, text)]


def counted(name, program, given):
    """Counts the steps of cases, each a date and a file of facts."""
    if not given:
        return []
    done = subprocess.run([COUNTER, program, *(word for one in given for word in one)], text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          env=command.ENVIRONMENT, timeout=command.PATIENCE, check=False)
    return [(f"{name}: within the bound", done.returncode == 0, done.stdout[-3000:])]


def write(path, text):
    with open(path, "w", encoding="utf-8") as out:
        out.write(text)
    return path


def of_cases(path):
    """The cases beside a program."""
    beside = path[:-3] + ".cases"
    stem = os.path.join(WORK, path.replace("/", "_"))
    return counted(path, path, [
        (case.on or "2026-06-01", write(f"{stem}.{number}.json", cases.facts_json(case)))
        for number, case in enumerate(cases.read_file(beside) if os.path.exists(beside) else ())])


def of_random(seed):
    """Cases of a random program, the last of them without two of its facts."""
    program = generate.Program(seed)
    path = write(f"{WORK}/{seed}.qn", program.text())
    given = []
    for number in range(CASES):
        facts, day = program.case(2 if number == CASES - 1 else 0)
        given.append((answers.written(day),
                      write(f"{path}.{number}.json", program.facts_json(facts))))
    return printed(path) + counted(path, path, given)


def run(report):
    os.makedirs(WORK, exist_ok=True)
    report.every(programs(), printed)
    report.every(sorted(glob.glob("tests/lang/**/*.qn", recursive=True)), of_cases)
    report.every(SEEDS, of_random)
