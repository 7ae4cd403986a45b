"""Answers over the Arrow interfaces for pyarrow, Polars, pandas and DuckDB, which come from the Python
package index into an environment below build/; what cannot be had is skipped by name. The checks are
those of tests/arrow/frames.py, which runs in that environment with the shared library."""
import json
import os
import subprocess
import sys

import command

WORK = os.path.join(command.ROOT, "build", "arrow")
PYTHON = os.path.join(WORK, "environment", "bin", "python")
# In versions that the suite knows, so that it says the same on another day.
MODULES = {"pyarrow": "26.0.1", "polars": "2.1.0", "pandas": "3.1.1", "duckdb": "2.0.0"}
LIBRARY = os.path.join("build", "libqanun.so")
PATIENCE = 600  # seconds, for one package


def skip(what, why):
    """Says so where everybody sees it."""
    last = why.strip().splitlines()[-1:] or ["no reason was given"]
    print(f"skipped: arrow: {what}: {last[0]}", flush=True)


def call(*line):
    """(whether it succeeded, what it said)."""
    try:
        done = subprocess.run(line, capture_output=True, text=True, timeout=PATIENCE, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return False, str(error)
    return done.returncode == 0, done.stdout + done.stderr


def prepare():
    """The modules that can be had, in an environment that is kept."""
    made, said = (True, "") if os.path.exists(PYTHON) else call(
        sys.executable, "-m", "venv", os.path.join(WORK, "environment"))
    if not made:
        skip("all of it", said)
        return []
    found = []
    for module, version in MODULES.items():
        here, said = call(PYTHON, "-c", f"import {module} as m; assert m.__version__ == '{version}'")
        if not here:
            here, said = call(PYTHON, "-m", "pip", "install", "--quiet", "--retries", "1",
                              "--disable-pip-version-check", "--only-binary", ":all:",
                              f"{module}=={version}")
        if here:
            found.append(module)
        else:
            skip(module, said)
    if found and "pyarrow" not in found:
        skip(", ".join(found), "they are compared by means of pyarrow, which is not here")
        return []
    return found


def check_frames(report, module, image):
    """The checks of one module; each says by itself what it is."""
    line = [PYTHON, "tests/arrow/frames.py", LIBRARY, command.NORMAL, image, WORK, module]
    done = subprocess.run(line, capture_output=True, text=True, timeout=PATIENCE, check=False)
    for said in done.stdout.splitlines():
        report.check(*json.loads(said))
    report.check(f"{module}: goes to its end", done.returncode == 0, done.stderr)


def run(report):
    os.makedirs(WORK, exist_ok=True)
    image = os.path.join(WORK, "family.qnb")
    status, _, err = command.call(["build", "tests/arrow/family.qn", "-o", image], qanun=command.NORMAL)
    report.check("arrow: the law is compiled", status == 0, err)
    for module in prepare():
        check_frames(report, module, image)
