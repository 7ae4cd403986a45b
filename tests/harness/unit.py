"""The CUnit programs of tests/unit, under the sanitizers. Each says `N passed, N failed` last."""
import glob
import os
import re
import subprocess
import time

import command
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


def run_program(name):
    """(exit status, or None and a word where there is none; what it printed)."""
    try:
        done = subprocess.run([f"build/asan/unit/{name}"], env=command.ENVIRONMENT, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=PATIENCE,
                              check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return None, str(error)
    return done.returncode, done.stdout


def run(report):
    counted = []

    def check(source):
        name = os.path.basename(source)[:-2]
        began = time.monotonic()
        status, printed = run_program(name)
        totals = re.search(r"(\d+) passed, (\d+) failed\s*$", printed)
        counted.append(int(totals[1]) if totals else 0)
        tell_figures(name, totals, time.monotonic() - began)
        whole = status == 0 and totals is not None and totals[2] == "0"
        return [(f"unit {name}", whole, f"exit {status}\n{printed[-3000:]}")]

    report.every(sorted(glob.glob("tests/unit/test_*.c")), check)
    report.count(sum(counted), 0)
