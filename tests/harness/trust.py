"""Figures for build/trust.json: what a machine of the tests has counted, for which promise. Each suite writes
lines of its own to build/trust/NAME.jsonl; one line a machine and run, so that runs add up."""
import json
import os

import command

FOLDER = os.path.join(command.ROOT, "build", "trust")


def count(name, promise, machine, number, seconds, seeds="", found=0):
    """Adds a line: of which promise, by what, how many, in what time, from which seeds, and how many were wrong."""
    os.makedirs(FOLDER, exist_ok=True)
    line = {"promise": promise, "machine": machine, "count": number, "seconds": round(seconds, 1), "seeds": seeds, "found": found}
    with open(os.path.join(FOLDER, name + ".jsonl"), "a", encoding="utf-8") as out:
        out.write(json.dumps(line) + "\n")
