#!/usr/bin/env python3
"""Mutants of runtime/: changes one token of the library at a time, and asks which tests notice it.

    tests/mutants/run.py [--sample N] [--seed N] [--minutes N] [-j N] [--again] [--only REGEX] [--thorough]

Takes N mutants by chance (--sample 0: all), builds each into a shared library that all test programs
are linked against, and runs them, those first that have noticed most in that file, until one fails.
What came of each is kept in build/runtime_mutants/results.jsonl: what was tried before and has not
changed since is not tried again, but survivors with --again. With --minutes it ends in time and goes
on from there next time. A mutant that gives the same instructions is none. With --thorough survivors
are built once more, under the sanitizers, and more programs run, as in the suites: for those that
write where they may not, and what only long tests meet. Survivors that no test can notice stand in
tests/mutants/explained with the reason, and are counted apart.

Knows how to build and to run, and nothing of what is changed (sites.py)."""
import argparse
import concurrent.futures
import json
import os
import random
import re
import resource
import shutil
import subprocess
import sys
import threading
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path[:0] = [os.path.join(ROOT, "tests", "mutants"), os.path.join(ROOT, "tests", "harness")]
sys.dont_write_bytecode = True

import linked  # noqa: E402
import sites  # noqa: E402

WORK = "build/runtime_mutants"
RESULTS = f"{WORK}/results.jsonl"
EXPLAINED = "tests/mutants/explained"
COMPILER = "gcc"
FLAGS = ["-std=c11", "-O2", "-fPIC", "-w", "-Iruntime"]
TRIES = 2  # a program that looks at the clock can fail once without a reason
MEMORY = 6 << 30  # bytes that a test program may have with a mutant in it
SANITIZERS = "-fsanitize=address,undefined"


def preloaded():
    """The sanitizers' library, which programs that are not built with it must begin with."""
    done = subprocess.run([COMPILER, "-print-file-name=libasan.so"], text=True, capture_output=True, check=True)
    return done.stdout.strip()


class Build:
    """One way to build the library and to run programs with it, in a folder of its own; `objects` are {source: object}
    without a mutant."""

    def __init__(self, folder, flags, environment, limits):
        self.folder, self.flags, self.limits = f"{WORK}/{folder}", flags, limits
        self.environment = dict(os.environ, LC_ALL="C", **environment)
        self.objects = {}

    def compile_file(self, source, target):
        """Compiles a file that stands for one of runtime/; what was wrong, or None."""
        done = subprocess.run([COMPILER, *FLAGS, *self.flags, "-c", source, "-o", target], text=True,
                              capture_output=True, check=False)
        return done.stderr if done.returncode != 0 else None

    def link(self, objects, target):
        subprocess.run([COMPILER, "-shared", *self.flags, *objects, "-o", target], check=True)

    def make(self):
        """Builds the library without a mutant."""
        os.makedirs(self.folder, exist_ok=True)
        paths = sorted({mutant.path for mutant in sites.all_mutants()} |
                       {os.path.join("runtime", name) for name in os.listdir("runtime") if name.endswith(".c")})
        self.objects = {path: f"{self.folder}/{os.path.basename(path)[:-2]}.o" for path in paths}
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            wrong = [said for said in pool.map(lambda path: self.compile_file(path, self.objects[path]), paths) if said]
        if wrong:
            sys.exit("".join(wrong))
        self.link(self.objects.values(), f"{self.folder}/libqanun.so")

    def with_mutant(self, mutant, folder):
        """Makes the library with a mutant, in a folder; what it is instead: 'invalid', 'same', or None."""
        source = os.path.join(folder, os.path.basename(mutant.path))
        target = source[:-2] + ".o"
        with open(source, "w", encoding="utf-8") as out:
            out.write(sites.apply(mutant))
        wrong = self.compile_file(source, target)
        os.remove(source)
        if wrong is not None:
            return "invalid"
        with open(target, "rb") as new, open(self.objects[mutant.path], "rb") as old:
            if new.read() == old.read():
                return "same"
        self.link([target if path == mutant.path else o for path, o in self.objects.items()], f"{folder}/libqanun.so")
        return None


def plain_build():
    return Build("base", [], {}, [f"--as={MEMORY}"])


def checked_build():
    return Build("checked", [SANITIZERS, "-fno-sanitize-recover=all"], {"LD_PRELOAD": preloaded()}, [])


def run_program(program, build, library, seconds):
    """(what it came to, processor time), with bounds so that a mutant that goes round ends."""
    began = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = dict(build.environment, LD_LIBRARY_PATH=library)
    words = ["prlimit", f"--cpu={seconds}", *build.limits, "--core=0", *program.words]
    try:
        done = subprocess.run(words, env=environment, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, check=False, timeout=30 * seconds + 60)
        outcome = (done.returncode, done.stdout if program.compares else b"")
    except subprocess.TimeoutExpired:
        outcome = (None, b"")
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return outcome, ended.ru_utime + ended.ru_stime - began.ru_utime - began.ru_stime


def measure(found, build):
    """What each program says without a mutant, and how long it takes; without those that fail."""
    well = []
    for program in found:
        for _ in range(TRIES):
            program.wanted, program.seconds = run_program(program, build, build.folder, 300)
            if program.wanted[0] == 0:
                well.append(program)
                break
        else:
            print(f"passed over: {program.name} fails without a mutant", flush=True)
    print(f"{len(well)} programs, {sum(program.seconds for program in well):.1f} s of processor time for all", flush=True)
    return well


class Tally:
    """How often each program has noticed a mutant of each file, over all runs."""

    def __init__(self):
        self.lock = threading.Lock()
        self.noticed = {}

    def add(self, path, name):
        with self.lock:
            counts = self.noticed.setdefault(path, {})
            counts[name] = counts.get(name, 0) + 1

    def order(self, path, found):
        """Those first that have noticed most for their time."""
        with self.lock:
            counts = dict(self.noticed.get(path, {}))
        stem = os.path.basename(path)[:-2]
        fitting = [p for p in found if p.fits(stem)]
        return sorted(fitting, key=lambda p: -(counts.get(p.name, 0) + 0.05 + 2 * p.is_near(stem)) / (p.seconds + 0.01))


def notices(program, build, library):
    """Whether a program says otherwise with this library; also a second time, but where it was ended."""
    seconds = int(4 * program.seconds) + 3
    for _ in range(TRIES):
        outcome, _ = run_program(program, build, library, seconds)
        if outcome == program.wanted:
            return False
        if outcome[0] is None or outcome[0] < 0:
            return True
    return True


def try_mutant(mutant, build, found, tally):
    """One record of what came of a mutant."""
    folder = f"{WORK}/{threading.current_thread().name}"
    os.makedirs(folder, exist_ok=True)
    record = {"key": mutant.key, "name": mutant.name, "shown": sites.shown(mutant)}
    outcome = build.with_mutant(mutant, folder)
    if outcome is not None:
        return dict(record, outcome=outcome)
    for program in tally.order(mutant.path, found):
        if notices(program, build, folder):
            tally.add(mutant.path, program.name)
            return dict(record, outcome="noticed", by=program.name)
    return dict(record, outcome="survived")


def read_results():
    """The last record of each key."""
    results = {}
    if os.path.exists(RESULTS):
        with open(RESULTS, encoding="utf-8") as lines:
            for line in lines:
                record = json.loads(line)
                results[record["key"]] = record
    return results


def read_explained():
    """{key: reason} of the kept survivors; a line is `KEY REASON`, and # begins a comment."""
    with open(EXPLAINED, encoding="utf-8") as lines:
        found = [line.split(None, 1) for line in lines if line.strip() and line[0] != "#"]
    return {key: reason.strip() for key, reason in found}


def choose(arguments):
    """The sample."""
    population = [m for m in sites.all_mutants() if re.search(arguments.only, m.name)]
    if arguments.sample and arguments.sample < len(population):
        population = random.Random(arguments.seed).sample(population, arguments.sample)
    return population


def try_all(pending, arguments, build, everything, results):
    """Tries what is pending until the time is over; adds to the results on disk."""
    if not pending:
        return
    build.make()
    found = measure(linked.build(WORK, everything), build)
    tally, ends = Tally(), time.monotonic() + 60 * arguments.minutes
    for record in results.values():
        if record["outcome"] == "noticed":
            tally.add(record["name"].split(":")[0], record["by"])

    def work(mutant):
        return None if time.monotonic() > ends else try_mutant(mutant, build, found, tally)

    with open(RESULTS, "a", encoding="utf-8") as out, \
            concurrent.futures.ThreadPoolExecutor(arguments.jobs, "job") as pool:
        for record in pool.map(work, pending):
            if record is not None:
                record["thorough"] = everything
                results[record["key"]] = record
                out.write(json.dumps(record) + "\n")
                out.flush()
    for name in os.listdir(WORK):
        if name.startswith("job_"):
            shutil.rmtree(f"{WORK}/{name}", ignore_errors=True)


def summary(population, results, explained):
    """Prints the survivors and the figure; how many there are of each, as a dictionary."""
    counts = dict.fromkeys(("noticed", "survived", "explained", "same", "invalid", "untried"), 0)
    for mutant in population:
        outcome = results.get(mutant.key, {}).get("outcome", "untried")
        outcome = "explained" if outcome == "survived" and mutant.key in explained else outcome
        counts[outcome] += 1
        if outcome == "survived":
            print(f"survived {mutant.key} {sites.shown(mutant)}")
    tried = counts["noticed"] + counts["survived"]
    share = 100 * counts["noticed"] / tried if tried else 0
    print(f"{counts['noticed']} of {tried} noticed, {share:.1f} %; {counts['explained']} explained, {counts['same']} with "
          f"the same instructions, {counts['invalid']} that do not compile, {counts['untried']} not tried")
    return counts


def note_figure(counts, arguments, seconds):
    """A line for build/trust."""
    os.makedirs("build/trust", exist_ok=True)
    with open("build/trust/runtime_mutants.jsonl", "a", encoding="utf-8") as out:
        line = {"promise": "P13", "machine": "mutants of runtime/", "count": counts["noticed"] + counts["survived"],
                "seconds": round(seconds), "seeds": str(arguments.seed), "found": counts["survived"]}
        out.write(json.dumps(line) + "\n")


def main(words):
    parser = argparse.ArgumentParser(usage=__doc__.split("\n\n")[1].strip())
    parser.add_argument("--sample", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=1e6)
    parser.add_argument("-j", "--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--again", action="store_true")
    parser.add_argument("--thorough", action="store_true")
    parser.add_argument("--only", default="")
    parser.add_argument("--at-least", type=float, default=0)
    arguments = parser.parse_args(words)
    os.chdir(ROOT)
    began = time.monotonic()
    os.makedirs(WORK, exist_ok=True)
    results, explained = read_results(), read_explained()
    population = choose(arguments)
    again = {"survived"} if arguments.again else set()
    try_all([m for m in population if m.key not in results or results[m.key]["outcome"] in again], arguments, plain_build(),
            False, results)
    if arguments.thorough:
        left = [m for m in population if results.get(m.key, {}).get("outcome") == "survived" and m.key not in explained and
                (arguments.again or not results[m.key].get("thorough"))]
        if left:
            plain_build().make()  # which all programs are linked against
        try_all(left, arguments, checked_build(), True, results)
    counts = summary(population, results, explained)
    note_figure(counts, arguments, time.monotonic() - began)
    tried = counts["noticed"] + counts["survived"]
    return 0 if tried and 100 * counts["noticed"] >= arguments.at_least * tried else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
