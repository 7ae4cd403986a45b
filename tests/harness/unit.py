"""The CUnit programs of tests/unit, under the sanitizers. Each says `N passed, N failed` last."""
import glob
import os
import re
import subprocess

import command

PATIENCE = 300  # seconds, for one program


def run(report):
    for source in sorted(glob.glob("tests/unit/test_*.c")):
        name = os.path.basename(source)[:-2]
        try:
            done = subprocess.run([f"build/asan/unit/{name}"], env=command.ENVIRONMENT, text=True,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                  timeout=PATIENCE, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            report.check(f"unit {name}", False, error)
            continue
        totals = re.search(r"(\d+) passed, (\d+) failed\s*$", done.stdout)
        if totals:
            report.count(int(totals[1]), 0)
        whole = done.returncode == 0 and totals is not None and totals[2] == "0"
        report.check(f"unit {name}", whole, f"exit {done.returncode}\n{done.stdout[-3000:]}")
