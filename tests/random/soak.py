#!/usr/bin/env python3
"""Random programs against the reference for as long as one likes.

    tests/random/soak.py MINUTES

Goes on behind the seeds of the last run and adds what it counted to build/soak.json, after each
batch of seeds, so that runs add up and one that is stopped loses little. What differs is printed
with its case, and its program stays in build/referred; shrink.py makes it small.
"""
import json
import os
import re
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tests", "harness"))
sys.dont_write_bytecode = True

import reference  # noqa: E402

RECORD = "build/soak.json"
FIRST_SEED = 100000  # behind those of the suite
BATCH = 20
CASES = 30
COUNTED = re.compile(r"(\d+) programs .*?, (\d+) cases .*?, (\d+) answers: (\d+) known, (\d+) none, (\d+) unknown, "
                     r"(\d+) conflict, (\d+) error; (\d+) within their steps, (\d+) explained, (\d+) duties, (\d+) completed; (\d+) disagreements")
NAMES = ("programs", "cases", "answers", "known", "none", "unknown", "conflict", "error", "steps", "explained", "duties",
         "completed", "disagreements")


def recorded():
    """What all runs so far have counted."""
    if not os.path.exists(RECORD):
        return {"next_seed": FIRST_SEED, "seconds": 0, **dict.fromkeys(NAMES, 0)}
    with open(RECORD, encoding="utf-8") as text:
        return json.load(text)


def keep(record):
    """Written beside and renamed: a run that is stopped leaves the last record."""
    with open(RECORD + ".new", "w", encoding="utf-8") as out:
        json.dump(record, out, indent=1)
    os.replace(RECORD + ".new", RECORD)


def soak_batch(record):
    """The next seeds; False if the tool broke."""
    began, first = time.monotonic(), record["next_seed"]
    lines = reference.jobs_of_seeds(range(first, first + BATCH), CASES)
    _, status, text = reference.evaluate((f"soak{os.getpid()}", lines))
    found = COUNTED.search(text)
    if found is None or status not in (0, 1):
        print(f"seeds from {first}: the tool broke, status {status}\n{text[-2000:]}")
        return False
    for line in re.findall(r"^DIFFERS .*\n.*$", text, re.M):
        print(line)
    for name, count in zip(NAMES, found.groups()):
        record[name] += int(count)
    for path in reference.random_programs(range(first, first + BATCH)):
        for name, same, said in reference.batches(path):
            record["batches"] = record.get("batches", 0) + 1
            if not same:
                print(f"DIFFERS {name}\n{said}")
                record["disagreements"] += 1
    record["next_seed"] += BATCH
    record["seconds"] += round(time.monotonic() - began)
    keep(record)
    return True


def take_law():
    """Every file of rules/, once; False where an answer differs."""
    _, status, text = reference.evaluate(("all_law", reference.jobs_of_law(reference.ALL_LAW)))
    for line in re.findall(r"^DIFFERS .*\n.*$", text, re.M):
        print(line)
    return status == 0


def main(arguments):
    os.chdir(ROOT)
    os.makedirs(reference.WORK, exist_ok=True)
    end = time.monotonic() + 60 * float(arguments[0] if arguments else 1)
    record = recorded()
    sound = take_law()
    while sound and time.monotonic() < end:
        sound = soak_batch(record)
    print(json.dumps(record))
    return 0 if sound and record["disagreements"] == 0 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
