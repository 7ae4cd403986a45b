"""The CUnit programs of tests/unit, under the sanitizers. Each says `N passed, N failed` last. What tries fewer cases there
(CHECK_FEWER) is run by clang's build, too, with all of them."""
import glob
import os
import re
import subprocess
import time

import command
import corpus
import trust

PATIENCE = 300  # seconds, for one program


# What trust.json is told: the promise, and what each check of the program is one of.
FIGURES = {"test_rounding": ("P5", "roundings"), "test_date": ("P6", "days"), "test_months": ("P6", "months added and counted"),
           "test_format_random": ("P12", "checks of programs that were formatted and read again"),
           "test_faults": ("P3", "checks with requests for memory refused"), "test_limits": ("P11", "checks of limits")}


def tell_figures(name, totals, seconds):
    if name in FIGURES and totals:
        promise, what = FIGURES[name]
        trust.count("unit", promise, what, int(totals[1]), seconds, "", int(totals[2]))


def programs():
    """Each source with the build that runs it, those with the most cases first."""
    sources = sorted(glob.glob("tests/unit/test_*.c"))
    whole = [source for source in sources if "CHECK_FEWER" in corpus.read(source)]
    return [(source, "clang") for source in whole] + [(source, "asan") for source in sources]


def run_program(name, build):
    """(exit status, or None and a word where there is none; what it printed)."""
    try:
        done = subprocess.run([f"build/{build}/unit/{name}"], env=command.ENVIRONMENT, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=PATIENCE,
                              check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return None, str(error)
    return done.returncode, done.stdout


def run(report):
    counted = []
    told = programs()
    whole = {source for source, build in told if build == "clang"}

    def check(job):
        source, build = job
        name = os.path.basename(source)[:-2]
        began = time.monotonic()
        status, printed = run_program(name, build)
        totals = re.search(r"(\d+) passed, (\d+) failed\s*$", printed)
        counted.append(int(totals[1]) if totals else 0)
        if build == "clang" or source not in whole:
            tell_figures(name, totals, time.monotonic() - began)
        sound = status == 0 and totals is not None and totals[2] == "0"
        return [(f"unit {name}, {build}", sound, f"exit {status}\n{printed[-3000:]}")]

    report.every(told, check)
    report.count(sum(counted), 0)
