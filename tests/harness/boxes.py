"""Tables at random: `check` finds of their rows and columns just what trying every case finds, with
the smallest case; and each case, run, is what the finding says. The seeds are fixed. Where boxes and
examples settle all, no prover is begun."""
import json
import os
import re
import subprocess
import sys

import command

sys.path.insert(0, os.path.join(command.ROOT, "tests", "random"))

import tables  # noqa: E402

WORK = "build/boxes"
SEEDS = range(1, 201)
CODES = ("Q0308", "Q0309", "Q0313", "Q0314")
STATUS = {"Q0308": "error", "Q0309": "conflict"}


def said(path):
    """What `check` finds: code, line or column, case."""
    _, out, _ = command.call(["check", "--format", "json", path], command.NORMAL)
    found = []
    for one in json.loads(out)["diagnostics"]:
        if one["code"] in CODES:
            column = re.search("`(.*)`", one["message"])
            found.append((one["code"], column.group(1) if column else one["line"],
                          one.get("example")))
    return found


def differences(table, found):
    """What is said and is not so, and what is so and is not said. A case that lies on a day which
    is not tried is not compared."""
    rest, missing = list(found), []
    for code, place, case in table.findings():
        words = table.words(case) if case else None
        like = [f for f in rest if f[:2] == (code, place) and words in (None, f[2])]
        if like:
            rest.remove(like[0])
        else:
            missing.append((code, place, words))
    return rest, missing


def status_of(path, example):
    """What `fee` is for a case as it is told."""
    arguments = ["run", path, "fee", "--format", "json"]
    for part in example.split(", "):
        arguments += ["--on", part[3:]] if part.startswith("on ") else [
            "--fact", part.replace(" = ", "=")]
    _, out, _ = command.call(arguments, command.NORMAL)
    return json.loads(out)["results"]["fee"]["status"]


SETTLED = """fact seniority : years in 0..=80
vacation : days
    base 21
    seniority
        5..10 → +2
        10..  → +4
example "four, seven and ten years"
    on 2024-01-01
    expect vacation = 21 days given seniority = 4
    expect vacation = 23 days given seniority = 7
    expect vacation = 25 days given seniority = 10
"""
ASKED = SETTLED + """always vacation <= 25 days
"""
# Pages of memory: the command alone touches some 300, a prover 4,000 more.
PAGES = 1500


def touched(name, text):
    """How many pages of memory `check` touches of a program, which it finds sound."""
    path = f"{WORK}/{name}.qn"
    with open(path, "w", encoding="utf-8") as out:
        out.write(text)
    process = subprocess.Popen([command.NORMAL, "check", path], stdout=subprocess.DEVNULL,
                               env=command.ENVIRONMENT)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return used.ru_minflt if process.returncode == 0 else -1


def unasked(report):
    """The prover is begun for a promise, and not before something is asked."""
    pages = touched("settled", SETTLED)
    report.check("settled without a prover", 0 < pages < PAGES, f"{pages} pages")
    pages = touched("asked", ASKED)
    report.check("a promise is put to the prover", pages > PAGES, f"{pages} pages")


def run(report):
    os.makedirs(WORK, exist_ok=True)
    unasked(report)
    for seed in SEEDS:
        table = tables.Table(seed)
        path = f"{WORK}/{seed}.qn"
        with open(path, "w", encoding="utf-8") as out:
            out.write(table.text())
        found = said(path)
        rest, missing = differences(table, found)
        report.check(f"table {seed}", not rest and not missing,
                     f"{table.text()}not so: {rest}\nnot said: {missing}")
        for code, place, example in found:
            if code in STATUS:
                report.check(f"table {seed}: {code} in line {place}",
                             status_of(path, example) == STATUS[code], table.text() + example)
