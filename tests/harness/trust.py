"""Figures for build/trust.json: what a machine of the tests has counted, for which promise. Each suite writes
lines of its own to build/trust/NAME.jsonl; one line a machine and run, so that runs add up."""
import json
import os
import re
import subprocess

import command

FOLDER = os.path.join(command.ROOT, "build", "trust")


def count(name, promise, machine, number, seconds, seeds="", found=0):
    """Adds a line: of which promise, by what, how many, in what time, from which seeds, and how many were wrong."""
    os.makedirs(FOLDER, exist_ok=True)
    line = {"promise": promise, "machine": machine, "count": number, "seconds": round(seconds, 1), "seeds": seeds, "found": found}
    with open(os.path.join(FOLDER, name + ".jsonl"), "a", encoding="utf-8") as out:
        out.write(json.dumps(line) + "\n")


# ---- the suite: the page of the figures is that of the files it is made from

def fields(path):
    """Lines of fields between bars."""
    with open(os.path.join(command.ROOT, path), encoding="utf-8") as text:
        return [[part.strip() for part in line.split(" | ")] for line in text if line.strip() and line[0] != "#"]


def has_commit(commit):
    """Is there such a commit? Where the history is not there nothing can be said."""
    done = subprocess.run(["git", "cat-file", "-t", commit], cwd=command.ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip() == "commit"


def has_history():
    done = subprocess.run(["git", "rev-parse", "--is-shallow-repository"], cwd=command.ROOT, capture_output=True, text=True,
                          check=False)
    return done.returncode == 0 and done.stdout.strip() == "false"


def run(report):
    done = subprocess.run(["tests/tools/trust"], cwd=command.ROOT, capture_output=True, text=True, check=False)
    report.check("trust: spec/trust.md is current", done.returncode == 0, done.stdout + done.stderr)
    with_history = has_history()
    for machine, what, commit, test in fields("tests/trust/found"):
        report.check(f"trust: {test} is there", os.path.exists(os.path.join(command.ROOT, test)), what)
        if with_history:
            report.check(f"trust: {commit} is there", has_commit(commit), f"{machine}: {what}")
    with open(os.path.join(command.ROOT, "tests", "run"), encoding="utf-8") as driver:
        suites = driver.read().split("def ", 1)[0]
    promises = fields("tests/trust/promises")
    report.check("trust: every promise", [p[0] for p in promises] == [f"P{i}" for i in range(1, 15)], promises)
    for promise, _, how in promises:
        for name in re.findall(r"`([a-z]+)`", how):
            report.check(f"trust: {promise} is tested by a suite {name}", re.search(rf"\b{name}\b", suites), how)
