"""Tables at random: `check` finds of their rows and columns just what trying every case finds, with
the smallest case; and each case, run, is what the finding says. The seeds are fixed."""
import json
import os
import re
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


def run(report):
    os.makedirs(WORK, exist_ok=True)
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
