#!/usr/bin/env python3
"""Random programs, and the law, against the reference for as long as one likes.

    tests/random/soak.py MINUTES [-j PROCESSES]

Goes on behind the seeds of the last run, on all processors, and adds what it counted to build/soak.json after
each batch of seeds, so that runs add up and one that is stopped loses little; and at its end to
build/trust/soak.jsonl. What differs is printed with its case, made small, and kept in build/finds. Needs
what is built, and no compiler.
"""
import argparse
import concurrent.futures
import glob
import json
import os
import re
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tests", "harness"))
sys.dont_write_bytecode = True

import reference  # noqa: E402
import rows  # noqa: E402
import shrink  # noqa: E402
import trust  # noqa: E402

RECORD = "build/soak.json"
FINDS = "build/finds"
FIRST_SEED = 100000  # behind those of the suite
BATCH = 10
CASES = 300
# Programs of which the machine and the direct way are asked alone, which is a thousand times as fast as the evaluator.
WAYS, WAYS_CASES, FIRST_WAYS = 200, 20, 1000000
# Rows that are invented of a file of the law, and programs of which many are.
ROWS = 600
MANY = (("bench/workload.qn", 1000000), ("rules/az/payslip.qn", 100000))
SMALL_AT_MOST = 5  # finds of one batch that are made small
SECONDS = 300  # for a batch: now and then the evaluator goes through loops in loops by the million
COUNTED = re.compile(r"(\d+) programs .*?, (\d+) cases .*?, (\d+) answers: (\d+) known, (\d+) none, (\d+) unknown, "
                     r"(\d+) conflict, (\d+) error; (\d+) within their steps, (\d+) explained, (\d+) duties, (\d+) completed, "
                     r"(\d+) renewed, (\d+) runs, (\d+) ways; (\d+) disagreements")
NAMES = ("programs", "cases", "answers", "known", "none", "unknown", "conflict", "error", "steps", "explained", "duties",
         "completed", "renewed", "runs", "ways", "disagreements")
# What trust.json is told: the promise, the machine and which of the counts.
FIGURES = (("P4", "random programs, soaked", "cases"), ("P1", "steps of answers, soaked", "steps"),
           ("P1", "steps of the machine alone, soaked", "runs"),
           ("P4", "answers of the machine and of the direct way, soaked", "ways"),
           ("P4", "explanations, soaked", "explained"), ("P4", "open cases completed, soaked", "completed"),
           ("P4", "answers of used cases and of new ones, soaked", "renewed"),
           ("P4", "images in batches, soaked", "batches"), ("P4", "answers in batches, soaked", "rows"))


def recorded():
    """What all runs so far have counted."""
    found = {"next_seed": FIRST_SEED, "next_ways": FIRST_WAYS, "next_law": -1, "seconds": 0, "batches": 0, "rows": 0, **dict.fromkeys(NAMES, 0)}
    if os.path.exists(RECORD):
        with open(RECORD, encoding="utf-8") as text:
            found.update(json.load(text))
    return found


def keep(record):
    """Written beside and renamed: a run that is stopped leaves the last record."""
    with open(RECORD + ".new", "w", encoding="utf-8") as out:
        json.dump(record, out, indent=1)
    os.replace(RECORD + ".new", RECORD)


def case_lines(line):
    """The line that stands below DIFFERS as the lines of a case: `on D | fact = value | …`."""
    first, *facts = line.strip().split(" | ")
    return ([] if "unknown" in first else [first]) + [f"fact {fact}" for fact in facts]


def make_small(where, line):
    """A find as a file that is as small as can be; its path."""
    program = re.match(r"DIFFERS (\S+\.qn)", where)[1]
    with open(program, encoding="utf-8") as text:
        lines = text.read().splitlines()
    case = case_lines(line)
    with tempfile.TemporaryDirectory() as folder:
        if shrink.disagree(lines, case, folder):
            shrink.shrink(lines, case, folder)
    os.makedirs(FINDS, exist_ok=True)
    path = f"{FINDS}/{os.path.basename(program)}"
    with open(path, "w", encoding="utf-8") as out:
        out.write("\n".join([f"# {where[:500]}", *lines, *(f"# {one}" for one in case)]) + "\n")
    return path


def counted(name, lines):
    """What the tool counts of some jobs, and what differs, made small; None where the tool broke."""
    _, status, text = reference.evaluate((name, lines), SECONDS)
    found = COUNTED.search(text)
    if status is None:
        return dict.fromkeys((*NAMES, "batches"), 0), [f"passed over: {text}"]
    if found is None or status not in (0, 1):
        return None, [f"{name}: the tool broke, status {status}\n{text[-2000:]}"]
    said = [f"{where}\n{line}\nmade small: {make_small(where, line)}"
            for where, line in re.findall(r"^(DIFFERS .*)\n(.*)$", text, re.M)[:SMALL_AT_MOST]]
    return dict(zip(NAMES, map(int, found.groups())), batches=0), said


def soak_law(path):
    """A file of the law, with its examples."""
    return counted(f"soak_{path.replace('/', '_')}", reference.jobs_of_law([path]))


def soak_seeds(first):
    """A batch of seeds, their images in batches, too."""
    counts, said = counted(f"soak{first}", reference.jobs_of_seeds(range(first, first + BATCH), CASES))
    for path in reference.random_programs(range(first, first + BATCH)) if counts else ():
        for name, same, answer in reference.batches(path):
            counts["batches"] += 1
            if not same:
                said.append(f"DIFFERS {name}\n{answer}")
                counts["disagreements"] += 1
    return counts, said


def soak_ways(first):
    """Many programs, a few cases each: the machine and the direct way."""
    paths = reference.random_programs(range(first, first + WAYS))
    counts, said = counted(f"ways{first}", [line for path in paths for line in (f"program {path}", f"steps {WAYS_CASES}")])
    for path in paths:
        os.remove(path)
    return counts, said


def soak_rows(job):
    """Rows of a file of the law in batches, with a seed of their own."""
    path, count, seed = job
    counts, built = dict.fromkeys(NAMES, 0), rows.image(path)
    if built is None:
        return None, [f"{path}: it does not build"]
    same, answers, said = rows.compare(rows.NORMAL, built, count // rows.SLOW.get(path, 1), seed)
    counts.update(batches=0, rows=answers, disagreements=0 if same else 1)
    return counts, [] if same else [f"DIFFERS {path}, {count} rows, seed {seed}\n{said}"]


def tasks(record):
    """Batches of seeds, files of the law and rows of such files by turns, from where the last run ended."""
    law = sorted({path for pattern in reference.ALL_LAW for path in glob.glob(pattern, recursive=True)})
    asked = [*MANY, *((path, ROWS) for path in rows.programs())]
    while True:
        at, first = (record["next_law"] + 1) % len(law), record["next_seed"]
        record["next_law"], record["next_seed"] = at, first + BATCH
        yield soak_seeds, first
        record["next_ways"] += WAYS
        yield soak_ways, record["next_ways"] - WAYS
        yield soak_law, law[at]
        yield soak_rows, (*asked[first // BATCH % len(asked)], first)


def soak(record, jobs, end):
    """Tasks, as many at a time as there are processes, until the time is over; False if a tool broke."""
    sound, running, coming = True, set(), tasks(record)
    with concurrent.futures.ProcessPoolExecutor(jobs) as pool:
        while running or (sound and time.monotonic() < end):
            while sound and len(running) < jobs and time.monotonic() < end:
                running.add(pool.submit(*next(coming)))
            done, running = concurrent.futures.wait(running, return_when=concurrent.futures.FIRST_COMPLETED)
            for counts, said in (one.result() for one in done):
                for line in said:
                    print(line, flush=True)
                sound = sound and counts is not None
                for name, count in (counts or {}).items():
                    record[name] += count
            keep(record)
    return sound


def tell_figures(before, record, seconds):
    """What this run has counted, for trust.json."""
    seeds = f"{before['next_seed']}..{record['next_seed'] - 1}"
    found = record["disagreements"] - before["disagreements"]
    for number, (promise, machine, name) in enumerate(FIGURES):
        trust.count("soak", promise, machine, record[name] - before[name], seconds, seeds, 0 if number else found)


def main(arguments):
    parser = argparse.ArgumentParser(usage=__doc__.split("\n\n")[1].strip())
    parser.add_argument("minutes", type=float, nargs="?", default=1)
    parser.add_argument("-j", "--jobs", type=int, default=os.cpu_count())
    wish = parser.parse_args(arguments)
    os.chdir(ROOT)
    os.makedirs(reference.WORK, exist_ok=True)
    os.makedirs(rows.WORK, exist_ok=True)
    began, record = time.monotonic(), recorded()
    before = dict(record)
    sound = False
    try:
        sound = soak(record, max(wish.jobs, 1), began + 60 * wish.minutes)
    finally:
        record["seconds"] += round(time.monotonic() - began)
        keep(record)
        tell_figures(before, record, time.monotonic() - began)
    print(json.dumps(record))
    return 0 if sound and record["disagreements"] == before["disagreements"] else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
