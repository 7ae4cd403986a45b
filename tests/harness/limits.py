"""Each limit of the language, at one less, at exactly it, and at one more: the table of spec/language.md, section 22,
row by row, and those of the command. What is within is answered; what is beyond is refused by the code that names the
limit, or, at run time, by the error or the message that does."""
import json
import os
import re
import shutil
from collections import namedtuple

import command

WORK = os.path.join(command.ROOT, "build", "limits")
SPEC = "spec/language.md"

# row: what the table calls it; most: the limit; make(n): the program's text, or a dictionary of files; beyond: a regular
# expression for what is said beyond it, or a function of n and what is said; words: what the verb is given behind the file, a function of n, or None for
# `build`, which asks nothing about all cases.
Limit = namedtuple("Limit", "row most make beyond words", defaults=(None,))

AROUND = 7  # nodes around a formula and within it that lie inside one another beside its operators


def rule(formula, kind="number"):
    return f"value : {kind} = {formula}\n"


def given(**facts):
    """Words of `run` that give facts as JSON, whatever the size."""
    return json.dumps(facts)


def commented(size):
    """A file of so many bytes."""
    line = "#" + "x" * 1022 + "\n"
    head = rule("1")
    rest = size - len(head)
    return head + line * (rest // len(line)) + "#" * (rest % len(line))


def blocks(depth):
    """So many blocks inside one another: that of the rule and those of conditions."""
    lines = ["fact here : yes/no", "value : number", "    base 0"]
    lines += [" " * (4 * i) + "when here" for i in range(1, depth)]
    return "\n".join([*lines, " " * (4 * depth) + "→ 1", ""])


def modules(files):
    made = {f"m{i}.qn": f"v{i} : number = {i}\n" for i in range(1, files)}
    made["main.qn"] = "".join(f"use m{i}\n" for i in range(1, files)) + rule("1")
    return made


def choices(count):
    return ("choice many = " + ", ".join(f"v{i}" for i in range(count)) + "\nfact held : set of many\n"
            + rule("held has v0", "yes/no"))


def readings(depth):
    lines = ["r0 : date = today"] + [f"r{i} : date = r{i - 1} on (today + {i} days)" for i in range(1, depth + 1)]
    return "\n".join([*lines, ""])


def definitions(depth):
    lines = ["define f1(x : number) : number = x + 1"]
    lines += [f"define f{i}(x : number) : number = f{i - 1}(x) + 1" for i in range(2, depth + 1)]
    return "\n".join([*lines, rule(f"f{depth}(1)")])


def taken_in(count):
    return "fact x : number in 0..=10\ndefine f(a : number) : number = a + x\n" + rule(" + ".join(["f(x)"] * count))


def lists_in_lists(depth):
    """A list of lists of … of texts."""
    lines = []
    for i in range(depth - 1, 0, -1):
        lines += [f"entity e{i}", "    inner : list of " + (f"e{i + 1}" if i < depth - 1 else "text") + " up to 1"]
    return "\n".join([*lines, "fact all_of : list of " + ("e1" if depth > 1 else "text") + " up to 1",
                      rule("count of all_of", "integer")])


def carried(count):
    names = [f"c{i}" for i in range(count)]
    return rule(f"carry {', '.join(f'{n} = 0' for n in names)} through n in 1..=3 : {{{', '.join(f'{n}: {n} + 1' for n in names)}}}"
                ).replace("value : number", "value")


def loops(depth):
    inner = " + ".join(f"x{i}" for i in range(depth))
    for i in range(depth - 1, -1, -1):
        inner = f"(sum of each x{i} in 1..=1 : {inner})"
    return rule(inner, "integer")


def units(count):
    lines = [f"unit u{i}" for i in range(count)]
    return "\n".join([*lines, "value = " + " * ".join(f"1 u{i}" for i in range(count)), ""])


def mistakes(count):
    return "".join(f"r{i} : number = nothing{i}\n" for i in range(count))


LIST = "fact jobs : list of integer up to 5\n" + rule("count of jobs", "integer")
USUAL = "fact jobs : list of integer\n" + rule("count of jobs", "integer")
OVER_TIME = "fact pay : integer over time in 0..=9999\n" + rule("pay on 2020-01-01", "integer")
WORKED = ("fact days_of : calendar days in 0..=900000\nworking day d = weekday of d not in (saturday, sunday)\n"
          "value : working days = working days from 0001-01-01 to (0001-01-01 + days_of)\n")


def entries(count):
    return [{"from": f"{1 + i // 12:04}-{i % 12 + 1:02}-01", "value": i} for i in range(count)]


LIMITS = (
    Limit("a file", 64 << 20, commented, "Q0901"),
    Limit("a name", 256, lambda n: "a" * n + " : number = 1\n", "Q0903"),
    Limit("a text, a citation, a figure", 65536, lambda n: 'value : text = "' + "a" * n + '"\n', "Q0904"),
    Limit("a text, a citation, a figure", 65536, lambda n: "value : number\n    base 1 [" + "a" * n + "]\n", "Q0904"),
    Limit("blocks inside one another", 100, blocks, "Q0902"),
    Limit("brackets inside one another", 256, lambda n: rule("(" * n + "1" + ")" * n), "Q0902"),
    Limit("a syntax tree", 1000, lambda n: rule("not " * (n - AROUND) + "yes", "yes/no"), "Q0902"),
    Limit("files of a program, with those of the standard library that it uses", 1000, modules, "Q0914"),
    Limit("values of a choice that is used as a set or in a group", 62, choices, "Q0912"),
    Limit("`RULE on D` inside `RULE on D`", 64, readings, "Q0911"),
    Limit("definitions, and rules read for elements, with other facts or on days that are computed, taken in", 64, definitions, "Q0909"),
    Limit("definitions, and rules read for elements, with other facts or on days that are computed, taken in", 20000, taken_in, "Q0909"),
    Limit("a list", 5, lambda n: LIST, "too many", lambda n: given(jobs=[1] * n)),
    Limit("a list", 100, lambda n: USUAL, "too many", lambda n: given(jobs=[1] * n)),
    Limit("values of a fact over time", 1000, lambda n: OVER_TIME, "too many", lambda n: given(pay=entries(n))),
    Limit("lists within lists", 8, lists_in_lists, "Q0902"),
    Limit("what all lists of a program can hold, with what `sorted by`, `distinct`, `chains of`, `split` and `last n of` set aside",
          4000000, lambda n: f"fact l : list of integer up to {n}\n" + rule("count of l", "integer"), "Q091[56]"),
    Limit("names carried by one `carry`", 16, carried, "Q0931"),
    Limit("numbers gone through by `a..b`", 2000000, lambda n: rule(f"sum of each i in 1..={n} : 1", "integer"), "Q0922"),
    Limit("loops within loops", 24, loops, "Q0902"),
    Limit("units multiplied in one type", 6, units, "Q0"),
    Limit("a number", 2**127 - 1, lambda n: rule(f"{n - 1 - n % 2} + {1 + n % 2}"), "overflow|Q04|Q01", lambda n: given()),
    Limit("dates", 3652058, lambda n: rule(f"0001-01-01 + {n} days", "date"), "Q0408", lambda n: given()),
    Limit("working days looked at by one operator", 400000, lambda n: WORKED, "too many steps", lambda n: given(days_of=n)),
    Limit("messages of one run", 200, mistakes, lambda n, text: f"nothing{n - 1}`" not in text),
)

# What has no edge that one more of anything crosses, and where it is tested.
ELSEWHERE = {
    "elements that one rule goes through, all lists as long as they may be": "tests/errors, Q0937",
    "a date without a range, where days are gone through": "a range that is taken, and not a limit that is crossed",
}


def write(folder, made):
    for name, text in (made if isinstance(made, dict) else {"main.qn": made}).items():
        with open(os.path.join(folder, name), "w", encoding="utf-8") as out:
            out.write(text)


def said(limit, number):
    """What the command says at so many: (exit status, text)."""
    folder = os.path.join(WORK, "at")
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    write(folder, limit.make(number))
    words = ["build", "main.qn", "-o", "main.qnb"]
    if limit.words:
        write(folder, {"facts.json": limit.words(number)})
        words = ["run", "main.qn", "value", "--facts", "facts.json", "--on", "2026-06-01", "--format", "json"]
    status, out, err = command.call(words, command.NORMAL, folder)
    return status, out + err


def edge(limit):
    found = []
    for number in (limit.most - 1, limit.most, limit.most + 1):
        status, text = said(limit, number)
        refused = limit.beyond(number, text) if callable(limit.beyond) else re.search(limit.beyond, text) is not None
        healthy = command.healthy(status)
        right = healthy and refused == (number > limit.most)
        found.append((f"limits: {limit.row}: {number}", right, f"exit {status}\n{text[:600]}"))
    return found


def rows_of_page():
    """The first cells of the table in the page."""
    with open(SPEC, encoding="utf-8") as page:
        section = page.read().split("## 22 Limits")[1].split("\n## ")[0]
    return [match for match in re.findall(r"^\| (.+?) \| .+ \|$", section, re.M)]


def run(report):
    for row in rows_of_page():
        report.check(f"limits: {row}: is tried", row in ELSEWHERE or any(limit.row == row for limit in LIMITS), "nothing tries it")
    for limit in LIMITS:
        for one in edge(limit):
            report.check(*one)
