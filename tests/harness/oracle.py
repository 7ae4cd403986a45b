"""Random programs and cases, answered by the command and by the evaluator of tests/random: status,
exact value, unit and code of each rule must be the same; where facts are left out, what is said
must hold however the case is completed. The seeds are fixed. Formulas and clauses are those of
generate.py, lists, periods and facts over time those of walks.py."""
import os
import sys

import command

sys.path.insert(0, os.path.join(command.ROOT, "tests", "random"))

import answers  # noqa: E402
import compare  # noqa: E402
import generate  # noqa: E402
import walks  # noqa: E402
import weigh  # noqa: E402

WORK = "build/random"
SEEDS = range(1, 151)
WALKS = range(1, 121)
MISSING = (0, 0, 2, 4)  # the facts left out of each case of a program
COMPLETIONS = 4


def run_case(path, number, facts, day):
    """The results of all rules; None if the command refuses the program or the facts."""
    given = f"{path}.{number}.json"
    with open(given, "w", encoding="utf-8") as out:
        out.write(facts)
    status, out, err = command.call(
        ["run", path, "--facts", given, "--on", day, "--format", "json"], command.NORMAL)
    if status != 0:
        raise ValueError(f"status {status}: {out} {err}")
    return compare.parse(out)["results"]


def decide(seed):
    """One program: one check for each of its cases."""
    program = generate.Program(seed)
    path = f"{WORK}/{seed}.qn"
    with open(path, "w", encoding="utf-8") as out:
        out.write(program.text())
    found = []
    for number, missing in enumerate(MISSING):
        name = f"{path} {path}.{number}.json"
        try:
            wrong = [f"{rule.text} on {answers.written(day)}: {why}\ngot {result}"
                     for rule, _, day, why, result in compare.check_case(
                         program, lambda f, d, n=number: run_case(path, n, f, d), missing,
                         COMPLETIONS)]
        except ValueError as error:
            wrong = [str(error)]
        found.append((name, not wrong, "\n".join(wrong)))
    return found


def walk(seed):
    """The same for a program about lists."""
    program = walks.Program(seed)
    path = f"{WORK}/walk{seed}.qn"
    with open(path, "w", encoding="utf-8") as out:
        out.write(program.text())
    found = []
    for number, missing in enumerate(MISSING):
        name = f"{path} {path}.{number}.json"
        try:
            wrong = [f"{rule.name}: {why}\ngot {result}" for rule, why, result in weigh.check_case(
                program, lambda f, d, n=number: run_case(path, n, f, d), missing, COMPLETIONS)]
        except ValueError as error:
            wrong = [str(error)]
        found.append((name, not wrong, "\n".join(wrong)))
    return found


def run(report):
    os.makedirs(WORK, exist_ok=True)
    report.every(SEEDS, decide)
    report.every(WALKS, walk)
