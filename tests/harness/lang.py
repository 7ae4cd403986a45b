"""Programs of tests/lang with the cases beside them, each decided in three ways: from the source
with facts in a JSON file, from the built image with facts on the command line, and from the source
as `qanun fmt` writes it."""
import glob
import os

import cases
import command

WORK = os.path.join(command.ROOT, "build", "lang")


def files():
    """The programs that have cases; parts without are modules that others use."""
    return sorted(path for path in glob.glob("tests/lang/**/*.qn", recursive=True)
                  if os.path.exists(path[:-3] + ".cases"))


def prepare(path, report):
    """Builds the image and the formatted source of a program; returns their paths.

    Formatting twice must change nothing more.
    """
    stem = os.path.join(WORK, os.path.basename(path)[:-3])
    status, _, err = command.call(["build", path, "-o", stem + ".qnb"])
    report.check(f"{path}: builds", status == 0, err)
    status, once, err = command.call(["fmt", path])
    with open(stem + ".qn", "w", encoding="utf-8") as out:
        out.write(once)
    report.check(f"{path}: is formatted", status == 0 and once != "", err)
    again = command.call(["fmt", stem + ".qn"])[1]
    report.equal(f"{path}: formatting twice changes nothing", once, again)
    return stem


def decide_three_ways(job):
    """All results of one case; the facts file is left in the work folder."""
    path, stem, number, case = job
    facts = f"{stem}.{number}.json"
    with open(facts, "w", encoding="utf-8") as out:
        out.write(cases.facts_json(case))
    return (cases.decide(case, path, "source", facts)
            + cases.decide(case, stem + ".qnb", "image")
            + cases.decide(case, stem + ".qn", "formatted", facts))


def run(report):
    os.makedirs(WORK, exist_ok=True)
    jobs = []
    for path in files():
        stem = prepare(path, report)
        jobs += [(path, stem, number, case)
                 for number, case in enumerate(cases.read_file(path[:-3] + ".cases"))]
    report.every(jobs, decide_three_ways)
