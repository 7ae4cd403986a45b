"""The CUnit programs of tests/unit, under the sanitizers. Each says `N passed, N failed` last."""
import glob
import os
import re
import subprocess

import command

PATIENCE = 300  # seconds, for one program


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
        status, printed = run_program(name)
        totals = re.search(r"(\d+) passed, (\d+) failed\s*$", printed)
        counted.append(int(totals[1]) if totals else 0)
        whole = status == 0 and totals is not None and totals[2] == "0"
        return [(f"unit {name}", whole, f"exit {status}\n{printed[-3000:]}")]

    report.every(sorted(glob.glob("tests/unit/test_*.c")), check)
    report.count(sum(counted), 0)
