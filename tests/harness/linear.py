"""Compiling takes a time linear in the text, whatever the text is: twice as much of it takes at most 2.1 times the steps
and the bytes. A row of a table is found in hardly more where the table has sixteen times the rows. All is counted, by
build/counted/steps, so that a busy machine changes nothing."""
import os
import subprocess

import command

WORK = os.path.join(command.ROOT, "build", "linear")
TOOL = os.path.join(command.ROOT, "build", "counted", "steps")
MOST = 2.1
PATIENCE = 300
ROWS_FEW, ROWS_MANY = 500, 8000


def many(line, head="", tail=""):
    """A kind of text: a head, a line for each number, a tail."""
    return lambda n: head + "".join(line.format(i=i, j=i + 1, k=i * 7919 % 10007) for i in range(n)) + tail


def one(left, repeated, right):
    """A kind of text with one long formula."""
    return lambda n: left + repeated * n + right


NUMBER = "fact n : integer in 0..=99_999_999\n"
KINDS = {
    "rules": (4000, many("r{i} : number = {k}\n")),
    "rules in a chain": (4000, many("r{j} : number = r{i} + 1\n", "r0 : number = 1\n")),
    "rules that go back": (4000, lambda n: "".join(f"r{n - i} : number = r{n - i - 1} + 1\n" for i in range(n)) + "r0 : number = 1\n"),
    "facts": (4000, many("fact f{i} : integer in 0..=9 = 1\n")),
    "clauses": (2000, many("    when n = {i} → {k}\n", NUMBER + "value : number\n    base 0\n", "    several apply → the largest\n")),
    "a band": (4000, many("        {i}..{j} → {k}\n", NUMBER + "value : number\n    base 0\n    n\n")),
    "a table": (4000, many("          {i} → {k}\n", NUMBER + "value : number\n    table n\n", "          any → 1\n")),
    "a sum": (8000, one("value : number = 1", " + 1", "\n")),
    "ands": (8000, one("value : yes/no = yes", " and yes", "\n")),
    "values of a choice": (4000, one("choice c = a", ", a", "\n")),
    "texts": (4000, many('t{i} : text = "word {k}"\n')),
    "citations": (4000, many("r{i} : number\n    base 1 [LC {i}]\n")),
    "definitions": (3000, many("define f{i}(x : number) : number = x + {i}\nr{i} : number = f{i}(2)\n")),
    "examples": (2000, many('example "e{i}"\n    given n = {i}\n    expect value = {i}\n', NUMBER + "value : integer = n\n")),
    "labels": (2000, many("r{i} : number = 1\n", "", "labels az\n    r1 = \"a\"\n")),
    "comments": (20000, many("# {k}\n")),
    "a comment": (400000, one("#", "x", "\n")),
    "a text": (30000, one('t : text = "', "x", '"\n')),
    "spaces": (400000, one("", " ", "\n")),
    "ends of lines": (400000, one("", "\n", "")),
    "semicolons": (40000, one("", ";", "\n")),
    "open brackets": (100000, one("value : number = ", "(", "\n")),
    "closing brackets": (100000, one("value : number = 1", ")", "\n")),
    "wrong lines": (10000, many("base base\n")),
    "names that are not there": (4000, many("r{i} : number = nothing{i}\n")),
    "names twice": (4000, many("r : number = 1\n")),
    "signs that mean nothing": (40000, one("", "? ", "\n")),
    "open texts": (10000, many('t{i} : text = "open\n')),
    "blocks that are not closed": (4000, many("r{i} : number\n    when\n")),
    "combining marks": (20000, one("a", "\u0301", " : number = 1\n")),
    "records": (1000, many("    f{i} : integer = 1\n", "entity e\n", "fact es : list of e up to 2\n")),
}


def write(name, text):
    path = os.path.join(WORK, name)
    with open(path, "w", encoding="utf-8") as out:
        out.write(text)
    return path


def count(paths, options=()):
    """(steps, bytes, what it came to) of each file, or None and what went wrong."""
    done = subprocess.run([TOOL, *options, *paths], capture_output=True, text=True, timeout=PATIENCE, check=False)
    lines = [line.split() for line in done.stdout.splitlines()]
    good = done.returncode == 0 and len(lines) == len(paths)
    return [(int(steps), int(asked), kind) for steps, asked, kind in lines] if good else None, done.stderr


def grows(item):
    name, (size, make) = item
    stem = name.replace(" ", "_")
    found, said = count([write(f"{stem}.{n}.qn", make(n)) for n in (size, 2 * size)])
    if found is None:
        return [(f"linear: {name}", False, said)]
    small, large = found
    checks = []
    for what, less, more in (("steps", small[0], large[0]), ("bytes", small[1], large[1])):
        checks.append((f"linear: {name}: {what}", more <= MOST * less, f"{less:,} and {more:,}: {more / max(less, 1):.2f} times, {small[2]}"))
    return checks


def finds(report):
    """A row of a table is found by halves, at its start and at its end, and where there is none for the number."""
    head = "fact n : integer in 0..=99_999_999\nfact b : yes/no = no\nvalue : number\n    table b | n\n"
    make = many("          no | {i} → {k}\n", head, "          any | any → 1\n")
    found, said = count([write(f"a_row.{n}.qn", make(n)) for n in (ROWS_FEW, ROWS_MANY)], ("--ask", str(ROWS_MANY + 1)))
    report.check("linear: rows are found", found and all(known == ROWS_MANY + 1 for _, known, _ in found), f"{found} {said}")
    if found:
        less, more = found[0][0], found[1][0]
        report.check("linear: a row of a table is found by halves", 0 < more <= 2 * less, f"{less:,} and {more:,} steps")


def run(report):
    os.makedirs(WORK, exist_ok=True)
    line = ["make", "-s", "COUNTED=1", "build/counted/steps"]
    built = subprocess.run(line, cwd=command.ROOT, capture_output=True, text=True, check=False)
    report.check("linear: the tool that counts is built", built.returncode == 0, built.stderr)
    if built.returncode == 0:
        report.every(list(KINDS.items()), grows)
        finds(report)
