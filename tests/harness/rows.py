"""Batches over columns against cases, row by row: tests/columns invents rows for each program of the corpus and of the
standard library, for the edges of tests/columns/edges.qn, and for a hundred thousand employees; a million are asked by
tests/random/soak.py. Knows no rule."""
import glob
import os
import re
import subprocess

import command

WORK = os.path.join("build", "rows_of")
CHECKED = os.path.join("build", "asan", "rows")
NORMAL = os.path.join("build", "rows")
# What each program is asked: the program that asks, how many rows, and their seed. Under the sanitizers a row takes
# ten times as long, so that the many are for the build for use.
ASKED = ((CHECKED, 20, 1), (NORMAL, 60, 2), (NORMAL, 60, 3), (NORMAL, 60, 4))
MANY = (("bench/workload.qn", 150000), ("rules/az/payslip.qn", 5000))
PATIENCE = 600  # seconds, for one program
# Rules that look at many days of many periods, of which a row takes some milliseconds: what part of the rows they get.
SLOW = {"tests/columns/much.qn": 6, "rules/az/entitlements.qn": 12, "rules/az/labour/rest_days.qn": 4, "rules/az/labour/working_time.qn": 6,
        "rules/az/rights_audit.qn": 4, "rules/az/social_insurance/earnings.qn": 6,
        "rules/az/social_insurance/maternity_benefit.qn": 12, "rules/az/social_insurance/sick_pay.qn": 10}


def image(path):
    """The image of a program, or None where it has mistakes."""
    out = os.path.join(WORK, path.replace("/", "_") + "b")
    status, _, _ = command.call(["build", path, "-o", out], command.NORMAL)
    return out if status == 0 else None


def compare(program, path, rows, seed):
    """(whether all answers were the same, how many were compared, what was said)."""
    done = subprocess.run([program, path, str(rows), str(seed)], env=command.ENVIRONMENT, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=PATIENCE, check=False)
    found = re.match(r"(\d+) answers", done.stdout)
    return done.returncode == 0 and found is not None, int(found[1]) if found else 0, done.stdout


def programs():
    """The programs of the law, of the standard library and of tests/columns."""
    return sorted(path for pattern in ("rules/**/*.qn", "stdlib/*.qn", "bench/workload.qn", "tests/columns/*.qn")
                  for path in glob.glob(pattern, recursive=True))


def run(report):
    os.makedirs(WORK, exist_ok=True)
    counted = []

    def check(path):
        built = image(path)
        if built is None:
            return [(f"rows {path}", False, "it does not build")]
        results = []
        for program, rows, seed in ASKED:
            same, count, said = compare(program, built, max(rows // SLOW.get(path, 1), 3), seed)
            counted.append(count)
            results.append((f"rows {path}, seed {seed}", same, said))
        return results

    report.every(programs(), check)
    for path, rows in MANY:
        same, count, said = compare(NORMAL, image(path), rows, 1)
        counted.append(count)
        report.check(f"rows {path}, {rows} rows", same, said)
    report.count(sum(counted), 0)
