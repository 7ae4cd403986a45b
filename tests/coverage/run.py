#!/usr/bin/env python3
"""Which lines and conditions of runtime/ the tests reach: lines, branches and MC/DC, by clang-19.

    tests/coverage/run.py            measures, prints the figures, and compares with tests/coverage/open
    tests/coverage/run.py --keep     writes tests/coverage/open, where nothing in it has grown
    tests/coverage/run.py --again R  after a test was changed: runs only the programs whose name fits, and takes the
                                     rest from the last time (tests that are built anew, the library as it was)
    tests/coverage/run.py --show F   the places of a file that no test reaches

The library is built with clang's counters as a shared one, and the programs of tests/harness/linked.py
run against it. tests/coverage/open has for each file how many lines and conditions are still open;
neither may grow. tests/coverage/exclusions says of which of them it is known that no input reaches them,
and why; those are left out. MC/DC: a condition counts where it has been shown to decide by itself. What a
header has is compiled into several files; it is one decision, shown where one of them shows it."""
import concurrent.futures
import glob
import json
import os
import re
import shutil
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tests", "harness"))
sys.dont_write_bytecode = True

import linked  # noqa: E402

WORK = "build/coverage"
OPEN = "tests/coverage/open"
EXCLUSIONS = "tests/coverage/exclusions"
TOOLS = ("clang-19", "llvm-profdata-19", "llvm-cov-19")
FLAGS = ["-std=c11", "-O1", "-fPIC", "-w", "-Iruntime", "-fprofile-instr-generate", "-fcoverage-mapping",
         "-fcoverage-mcdc", "-fprofile-update=atomic"]
LIBRARY = f"{WORK}/base/libqanun.so"


def build():
    """The library with counters, and the programs."""
    os.makedirs(f"{WORK}/base", exist_ok=True)
    objects = {path: f"{WORK}/base/{os.path.basename(path)[:-2]}.o" for path in sorted(glob.glob("runtime/*.c"))}
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(lambda path: subprocess.run(["clang-19", *FLAGS, "-c", path, "-o", objects[path]], check=True),
                      objects))
    subprocess.run(["clang-19", "-shared", "-fprofile-instr-generate", *objects.values(), "-o", LIBRARY], check=True)
    return linked.build(WORK, everything=True)


def run_all(programs, wanted):
    """Runs those whose name fits; the names of those that fail."""
    def one(program):
        profile = re.sub(r"\W+", "_", program.name)
        for old in glob.glob(f"{WORK}/{profile}-*.profraw"):
            os.remove(old)
        environment = dict(os.environ, LD_LIBRARY_PATH=f"{WORK}/base", LC_ALL="C",
                           LLVM_PROFILE_FILE=os.path.join(ROOT, WORK, profile + "-%m.profraw"))
        done = subprocess.run(program.words, env=environment, capture_output=True, check=False)
        return program.name if done.returncode != 0 else None

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        chosen = [program for program in programs if re.search(wanted, program.name)]
        return [name for name in pool.map(one, chosen) if name is not None]


def read_exclusions():
    """{(file, kind, line, what)}: a line is `FILE KIND LINE-TEXT | reason`; KIND is line or condition."""
    found = {}
    with open(EXCLUSIONS, encoding="utf-8") as lines:
        for line in lines:
            if line.strip() and line[0] != "#":
                place, reason = line.rstrip("\n").split(" | ", 1)
                path, kind, text = place.split(" ", 2)
                found[path, kind, text] = reason
    return found


def lines_open(file, text):
    """Numbers of the lines of a file that no program reaches, by the segments that clang counts."""
    missing, current = set(), None
    segments = file["segments"]
    for at, (line, column, count, has_count, is_entry, is_gap) in enumerate(segments):
        end = segments[at + 1][0] if at + 1 < len(segments) else line
        current = has_count and not is_gap and count == 0
        if current:
            missing.update(range(line, end if segments[at + 1][1] == 1 else end + 1) if at + 1 < len(segments) else [line])
        del column, is_entry
    return sorted(number for number in missing if any(letter.isalnum() for letter in text[number - 1]))


def decisions(file):
    """[(line, [whether each condition of the decision is shown to decide by itself])], each decision once."""
    found = {}
    for *place, shown in file.get("mcdc_records", []):
        place = tuple(place[:4])
        found[place] = [a or b for a, b in zip(shown, found.get(place, [False] * len(shown)))]
    return [(place[0], shown) for place, shown in sorted(found.items())]


def conditions_open(file):
    """(line, which condition of the decision, from 1) of those that are not shown to decide by themselves."""
    return [(line, number) for line, shown in decisions(file) for number, covered in enumerate(shown, 1) if not covered]


def open_places(data):
    """{file: ({what: how much there is of it, of which so much is covered}, [line], [(line, condition)])} without
    what is excluded."""
    excluded, found = read_exclusions(), {}
    for file in data["data"][0]["files"]:
        path = os.path.relpath(file["filename"], ROOT)
        if not path.startswith("runtime/"):
            continue
        with open(path, encoding="utf-8") as source:
            text = source.read().split("\n")
        lines = [n for n in lines_open(file, text) if (path, "line", text[n - 1].strip()) not in excluded]
        conditions = [(n, c) for n, c in conditions_open(file)
                      if (path, f"condition-{c}", text[n - 1].strip()) not in excluded]
        of_all = sum(len(shown) for _, shown in decisions(file)) - len(conditions_open(file)) + len(conditions)
        summary = dict(file["summary"], mcdc={"count": of_all, "covered": of_all - len(conditions)})
        found[path] = (summary, lines, conditions)
    return found


def measure(again):
    """Builds, runs and reads what clang counted; with `again` only programs whose name fits."""
    if not again:
        shutil.rmtree(WORK, ignore_errors=True)
    failing = run_all(linked.build(WORK, everything=True) if again else build(), again)
    if failing:
        print("these fail, and count all the same:", *failing)
    subprocess.run(["llvm-profdata-19", "merge", *glob.glob(f"{WORK}/*.profraw"), "-o", f"{WORK}/all"], check=True)
    done = subprocess.run(["llvm-cov-19", "export", "-format=text", f"-instr-profile={WORK}/all", LIBRARY], text=True,
                          capture_output=True, check=True)
    with open(f"{WORK}/export.json", "w", encoding="utf-8") as out:
        out.write(done.stdout)


def read_open():
    if not os.path.exists(OPEN):
        return None
    with open(OPEN, encoding="utf-8") as lines:
        rows = [line.split() for line in lines if line.strip() and line[0] != "#"]
    return {path: (int(lines), int(conditions)) for path, lines, conditions in rows}


def share(found, what):
    """(covered, count) over all files."""
    return tuple(sum(summary[what][part] for summary, _, _ in found.values()) for part in ("covered", "count"))


def compare(found, kept):
    """The files in which more is open than was kept."""
    return [path for path, (_, lines, conditions) in found.items()
            if kept is not None and (len(lines) > kept.get(path, (0, 0))[0] or len(conditions) > kept.get(path, (0, 0))[1])]


def write_open(found):
    with open(OPEN, "w", encoding="utf-8") as out:
        out.write("# What no test reaches yet of each file of runtime/: lines, and conditions that are not shown to decide\n"
                  "# by themselves (MC/DC). tests/coverage/run.py --keep writes it; the numbers may only fall.\n")
        out.writelines(f"{path} {len(lines)} {len(conditions)}\n" for path, (_, lines, conditions) in sorted(found.items())
                       if lines or conditions)


def show(found, path):
    with open(path, encoding="utf-8") as source:
        text = source.read().split("\n")
    _, lines, conditions = found[path]
    for number in lines:
        print(f"{path}:{number}: line: {text[number - 1].strip()}")
    for number, condition in conditions:
        print(f"{path}:{number}: condition {condition}: {text[number - 1].strip()}")


def main(words):
    os.chdir(ROOT)
    missing = [name for name in TOOLS if shutil.which(name) is None]
    if missing:
        print("skipped: coverage: no", ", ".join(missing))
        return 0
    began = time.monotonic()
    if words[:1] != ["--show"]:
        measure(words[1] if words[:1] == ["--again"] else "")
    with open(f"{WORK}/export.json", encoding="utf-8") as text:
        found = open_places(json.load(text))
    if words[:1] == ["--show"]:
        for path in words[1:] or sorted(found):
            show(found, path)
        return 0
    for what in ("lines", "branches", "mcdc"):
        covered, count = share(found, what)
        print(f"{what:9} {covered} of {count}, {100 * covered / count:.2f} %")
    grown = compare(found, read_open())
    for path in grown:
        print(f"more is open than was kept: {path}: {len(found[path][1])} lines, {len(found[path][2])} conditions")
    if words == ["--keep"] and not grown:
        write_open(found)
    covered, count = share(found, "mcdc")
    os.makedirs("build/trust", exist_ok=True)
    with open("build/trust/coverage.jsonl", "a", encoding="utf-8") as out:
        out.write(json.dumps({"promise": "P13", "machine": "MC/DC of runtime/", "count": count, "found": count - covered,
                              "seconds": round(time.monotonic() - began), "seeds": ""}) + "\n")
    return 1 if grown else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
