"""Batches over columns against cases, row by row: tests/columns invents rows for each program of the corpus and of the
standard library, for the edges of tests/columns/edges.qn, and for a hundred thousand employees; a million are asked by
tests/random/soak.py. Holds besides of how many kernels and steps the kept images and the programs of tests/columns are,
and which rules are answered alone, against tests/columns/kept: a short cut that is lost changes no answer, and no test
may look at the clock. `tests/harness/rows.py --keep` writes that file. Knows no rule."""
import glob
import os
import re
import subprocess
import sys

import command
import machines

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

KEPT = os.path.join("tests", "columns", "kept")
# Of how many rows, and of which seeds, it is kept what the kept images and the programs of tests/columns became.
SHAPED = ((12, 2), (12, 3))


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


def shapes():
    """{line of what is asked: what it became, without what depends on the processor}."""
    images = {path: path for path in machines.kept_images()}
    images.update({path: image(path) for path in sorted(glob.glob("tests/columns/*.qn"))})
    found = {}
    for path, built in images.items():
        for rows, seed in SHAPED:
            _, _, said = compare(NORMAL, built, rows, seed)
            found[f"{path} {rows} {seed}"] = re.sub(r"^\d+ answers, ", "", said).strip().replace("\n", ", ")
    return found


def kept_shapes():
    with open(KEPT, encoding="utf-8") as lines:
        return dict(line.rstrip("\n").split(": ", 1) for line in lines if line[0] != "#")


def keep():
    """Writes what all became, for after a person has read what changed."""
    os.makedirs(WORK, exist_ok=True)
    with open(KEPT, "w", encoding="utf-8") as out:
        out.write("# What batches and direct ways are made of, by program, rows and seed: `tests/harness/rows.py --keep`\n"
                  "# writes it.\n")
        out.writelines(f"{asked}: {became}\n" for asked, became in shapes().items())


def check_shapes(report):
    found, kept = shapes(), kept_shapes()
    for asked in sorted(found.keys() | kept.keys()):
        became, was = found.get(asked, "nothing"), kept.get(asked, "nothing")
        report.check(f"rows {asked}", became == was, f"is {became}; was {was}: see tests/harness/rows.py")


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
    check_shapes(report)


if __name__ == "__main__":
    os.chdir(command.ROOT)
    sys.dont_write_bytecode = True
    if sys.argv[1:] != ["--keep"]:
        sys.exit("tests/harness/rows.py --keep")
    keep()
