"""Nothing is quadratic in the input: what is four times as large takes far less than sixteen times as long.

Every measure is the processor time of the command that is delivered, the least of a few runs, of an input and of one
four times as large; what a run takes whatever its input is only makes the ratio smaller. Times themselves prove
nothing. That a row is found in a time that hardly grows with its table is the unit test test_lookup's.
"""
import os
import resource
import subprocess

import command

WORK = os.path.join(command.ROOT, "build", "growth")
TIMES = 4  # so many times as large is the second input
MOST = 9  # linear would be 4, and quadratic 16
RUNS = 3
PATIENCE = 300  # seconds, for one run

FACTS = """fact key   : integer in 0..=99_999_999
fact place : one of city, village
fact grade : integer in 0..=9
"""


def band(rows):
    yield "banded : integer\n    key\n"
    for i in range(rows):
        yield f"        {i * 10}..{'' if i == rows - 1 else (i + 1) * 10} → {i * 7919 % 1000}\n"


def one_column(rows):
    yield "listed : integer\n    table key\n"
    for i in range(rows):
        yield f"          {i * 10}, {i * 10 + 3}..={i * 10 + 5} → {i * 7919 % 1000}\n"
    yield "          any → 1000\n"


def three_columns(rows):
    yield "mixed : integer\n    table place | key | grade\n"
    for i in range(rows):
        yield (f"          {'village' if i % 2 else 'city'} | {i // 4 * 10} | {'5..=9' if i // 2 % 2 else '0..=4'}"
               f" → {i * 7919 % 1000}\n")
    yield "          any | any | any → 1000\n"


def without_order(rows):
    """Two rows that hold are a conflict, so that ranges stay as they are; every third has dates, too."""
    yield "apart : integer\n    base 0\n    table unique key\n"
    for i in range(rows):
        yield f"          {i * 10}..={i * 10 + 4} → {i * 7919 % 1000}{' from 2020-01-01' if i % 3 == 0 else ''}\n"


def write(name, parts):
    path = os.path.join(WORK, name)
    with open(path, "w", encoding="utf-8") as out:
        out.writelines(parts)
    return path


def law(name, lines):
    """As the benchmarks write one: institutions with facts, bands, conditions and amounts."""
    done = subprocess.run(["awk", "-v", f"lines={lines}", "-f", "bench/law.awk"], cwd=command.ROOT,
                          stdout=subprocess.PIPE, check=True)
    return write(name, done.stdout.decode())


def keys(name, rows):
    return write(name, ["id,key,place,grade\n"]
                 + [f"{i},{i * 7 % 100_000},{'city' if i % 3 else 'village'},{i % 10}\n" for i in range(rows)])


def spent(arguments):
    """Seconds of the processor that the command takes; None where it fails."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([command.NORMAL, *arguments], cwd=command.ROOT, env=command.ENVIRONMENT,
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=PATIENCE, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    took = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return took if done.returncode == 0 else None


def grows(name, small, large):
    """Runs the two commands by turns; one check."""
    times = [[], []]
    for _ in range(RUNS):
        for kept, arguments in zip(times, (small, large)):
            kept.append(spent(arguments))
    if None in times[0] + times[1]:
        return [(f"growth of {name}", False, "the command fails: " + " ".join(small))]
    least, most = min(times[0]), min(times[1])
    ratio = most / max(least, 0.001)
    return [(f"growth of {name}", ratio < MOST, f"{least:.3f} s, and {most:.3f} s of {TIMES} times as much: {ratio:.1f}")]


def build(kind, rows):
    """Compiling tables of one kind."""
    paths = [write(f"{kind.__name__}_{n}.qn", [FACTS, *kind(n)]) for n in (rows, TIMES * rows)]
    return grows(f"build: {kind.__name__}", *(["build", path, "--output", path + "b"] for path in paths))


def check_table(kind, rows):
    paths = [write(f"{kind.__name__}_{n}.qn", [FACTS, *kind(n)]) for n in (rows, TIMES * rows)]
    return grows(f"check: {kind.__name__}", *(["check", path] for path in paths))


def check_law(lines):
    paths = [law(f"law_{n}.qn", n) for n in (lines, TIMES * lines)]
    return grows("check: law", *(["check", path] for path in paths))


def batch(kind, table, rows):
    path = write(f"batch_{kind.__name__}.qn", [FACTS, *kind(table)])
    given = [keys(f"keys_{n}.csv", n) for n in (rows, TIMES * rows)]
    return grows(f"batch: {kind.__name__}", *(
        ["batch", path, "--facts", facts, "--key", "id", "--on", "2026-06-01", "--threads", "1", "--ignore", "all",
         "--output", facts + ".out"] for facts in given))


def batch_table(kind, table, rows):
    """Rows take hardly longer where the table is larger, but it has to be compiled."""
    facts = keys(f"keys_{rows}.csv", rows)
    paths = [write(f"batch_{kind.__name__}_{n}.qn", [FACTS, *kind(n)]) for n in (table, TIMES * table)]
    return grows(f"batch over a larger table: {kind.__name__}", *(
        ["batch", path, "--facts", facts, "--key", "id", "--on", "2026-06-01", "--threads", "1", "--ignore", "all",
         "--output", facts + ".out"] for path in paths))


def run(report):
    os.makedirs(WORK, exist_ok=True)

    def check(found):
        for one in found:
            report.check(*one)

    tables = (band, one_column, three_columns, without_order)
    for kind in tables:
        check(build(kind, 4000))
    for kind in (band, one_column, three_columns):
        check(check_table(kind, 3000))
    check(check_law(5000))
    for kind in (band, three_columns):
        check(batch(kind, 500, 60000))
        check(batch_table(kind, 1000, 20000))
