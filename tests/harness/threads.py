"""One program, many threads: ThreadSanitizer watches eight of them evaluate, explain and answer batches of
the same program, each with cases of its own. It finds nothing, and all threads have the same hash, which is
that of one thread alone. tests/columns answers parts of one batch side by side. Knows no rule."""
import os
import subprocess
import time

import machines

THREADS = 8
# A million evaluations of programs that are quickly answered, and a few cases of all.
MANY = ("exactness", "workload", "base_none", "step06_numbers", "calendars", "pay_periods", "step14_weeks")
MANY_CASES, MANY_ROWS = 800, 300
FEW_CASES, FEW_ROWS = 1, 8
LEAST = 1000000
ROWS = (("workload", 60), ("step16", 12), ("lists_aggregates", 20))
WATCHED = machines.Build("here", "threads", ["gcc", "-O1", "-g", "-fsanitize=thread"], [], "objdump")
ENVIRONMENT = dict(os.environ, TSAN_OPTIONS="exitcode=66:halt_on_error=1", LC_ALL="C")


def programs():
    """`answers` and `rows` with the library, all of it watched."""
    library = machines.compile_all(WATCHED, "library", sorted(machines.glob.glob("runtime/*.c")), ["runtime"])
    asks = machines.compile_all(WATCHED, "answers", machines.ANSWERS, ["runtime"])
    rows = machines.compile_all(WATCHED, "rows", ["tests/columns/rows.c"], ["runtime"])
    return machines.link(WATCHED, "answers", [*asks, *library]), machines.link(WATCHED, "rows", [*rows, *library])


def call(words):
    done = subprocess.run(words, text=True, capture_output=True, env=ENVIRONMENT, timeout=machines.PATIENCE, check=False)
    return done.returncode, done.stdout, done.stderr


def path_of(name):
    return f"{machines.KEPT}/{name}.qnb"


def shared(report, answers, images, cases, rows):
    """Evaluations of eight threads; their hashes are those of one."""
    status, out, said = call([*answers, str(cases), str(rows), "1", str(THREADS), *images])
    report.check(f"threads: {THREADS} of {len(images)} programs", status == 0, f"exit {status}\n{said[:3000]}")
    few = [line.split() for line in out.splitlines()]
    alone = call([f"{machines.WORK}/native-build/answers", str(cases), str(rows), "1", "1", *images])[1]
    wanted = [line.split() for line in alone.splitlines()]
    report.equal("threads: the hashes of one thread alone", [(line[0], line[4]) for line in wanted],
                 [(line[0], line[4]) for line in few])
    return sum(int(line[2]) for line in few)


def run(report):
    began = time.monotonic()
    os.makedirs(machines.WORK, exist_ok=True)
    machines.native("build/libqanun.a")
    answers, rows = programs()
    failed = report.failed
    count = shared(report, answers, [path_of(name) for name in MANY], MANY_CASES, MANY_ROWS)
    count += shared(report, answers, machines.kept_images(), FEW_CASES, FEW_ROWS)
    for name, number in ROWS:
        status, _, said = call([*rows, path_of(name), str(number), "1"])
        report.check(f"threads: parts of a batch of {name} side by side", status == 0, f"exit {status}\n{said[:3000]}")
    report.check("threads: a million evaluations", count >= LEAST, f"{count}")
    machines.note("P10", "ThreadSanitizer, 8 threads", count, time.monotonic() - began, report.failed - failed)
