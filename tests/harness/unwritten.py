"""Memory that is read before it was written: MemorySanitizer watches the library, and all that asks it,
without any other library, so that what it says is true. Skipped by name where clang cannot do it."""
import os
import shutil
import subprocess
import time

import machines

ENVIRONMENT = dict(os.environ, MSAN_OPTIONS="exit_code=77", LC_ALL="C")
ROWS = (("workload", 40), ("lists_aggregates", 20), ("records_as_elements", 6), ("periods_unknown", 12))
# clang 14 of Debian comes without the sanitizer's library, which libclang-rt-19-dev has.
CLANG = "clang-19" if shutil.which("clang-19") else "clang"
WATCHED = machines.Build("here", "unwritten", [CLANG, "-O1", "-g", "-fsanitize=memory", "-fno-omit-frame-pointer"], [],
                         "objdump")


def can_watch():
    """Whether clang is there with what the sanitizer needs."""
    probe = f"{machines.WORK}/probe.c"
    with open(probe, "w", encoding="utf-8") as out:
        out.write("int main(void)\n{\n    return 0;\n}\n")
    return shutil.which(CLANG) is not None and machines.run_words([*WATCHED.words, probe, "-o", probe[:-2]])[0] == 0


def call(words):
    done = subprocess.run(words, text=True, capture_output=True, env=ENVIRONMENT, timeout=machines.PATIENCE, check=False)
    return done.returncode, done.stderr


def run(report):
    os.makedirs(machines.WORK, exist_ok=True)
    if not can_watch():
        print("skipped: unwritten: no clang with MemorySanitizer", flush=True)
        report.count(1, 0)  # a suite counts something
        return
    began, failed = time.monotonic(), report.failed
    library = machines.compile_all(WATCHED, "library", sorted(machines.glob.glob("runtime/*.c")), ["runtime"])

    def program(name, sources):
        return machines.link(WATCHED, name, [*machines.compile_all(WATCHED, name, sources, ["runtime"]), *library])

    kept = machines.kept_images()
    jobs = [("answers", [*program("answers", machines.ANSWERS), *machines.QUESTIONS, *kept]),
            ("verdicts", [*program("verdicts", machines.VERDICTS), "31", *machines.verdict_words()[1:]])]
    rows = program("rows", ["tests/columns/rows.c"])
    jobs += [(f"rows of {name}", [*rows, f"{machines.KEPT}/{name}.qnb", str(count), "1"]) for name, count in ROWS]
    for name, words in jobs:
        status, said = call(words)
        report.check(f"unwritten: {name}", status == 0, f"exit {status}\n{said[:3000]}")
    machines.note("P2", "MemorySanitizer", len(kept), time.monotonic() - began, report.failed - failed)
