"""What the command says, to the letter: the messages about bad programs and bad facts of
tests/errors, and the explanations of tests/explain.

A case NAME is NAME.qn with NAME.expected beside it: what the command prints, then a line
`exit N`. The command is `check NAME.qn`, or the line in NAME.args, run in the folder of the case.
Every code of compiler/diagnostics.def and runtime/errors.def must occur somewhere.
"""
import glob
import os
import re
import shlex

import command
import forms

FOLDER = os.path.join(command.ROOT, "tests")
KINDS = ("errors", "explain")


def names():
    """All cases, as paths below tests/ without an ending. A module that a case uses begins with _."""
    found = [path for kind in KINDS for ending in ("qn", "args")
             for path in glob.glob(f"{FOLDER}/{kind}/**/*.{ending}", recursive=True)]
    return sorted({os.path.relpath(os.path.splitext(path)[0], FOLDER) for path in found
                   if not os.path.basename(path).startswith("_")})


def command_line(name):
    """The arguments of a case."""
    path = os.path.join(FOLDER, name + ".args")
    if not os.path.exists(path):
        return ["check", os.path.basename(name) + ".qn"]
    with open(path, encoding="utf-8") as text:
        return shlex.split(text.read())


def said(name):
    """Runs a case; returns (status, all that was printed and the exit line)."""
    folder = os.path.join(FOLDER, os.path.dirname(name))
    status, out, err = command.call(command_line(name), folder=folder)
    return status, f"{out}{err}exit {status}\n"


def expected(name):
    """The kept text of a case, or None."""
    try:
        with open(os.path.join(FOLDER, name + ".expected"), encoding="utf-8") as text:
            return text.read()
    except FileNotFoundError:
        return None


def firsts(found):
    """The first case of each folder."""
    return set({os.path.dirname(name): name for name in reversed(found)}.values())


def decide(name, is_first, used):
    """One case as text, and whether its JSON form fits its schema and names the same codes. What is found is the same for
    both, and JSON is written in one place: there the sanitizers watch the first case of each folder."""
    status, got = said(name)
    want = expected(name)
    found = [(name, command.healthy(status) and got == want,
              f"want:\n{want}\ngot:\n{got}")]
    line = command_line(name)
    if line[0] == "check" and "--format" not in line:
        found += same_in_json(name, line, got, command.CHECKED if is_first else command.CLANG, used)
    return found


def same_in_json(name, line, text, qanun, used):
    """The codes of the text form, in order, against those of the JSON form, and that against its schema."""
    folder = os.path.join(FOLDER, os.path.dirname(name))
    _, out, err = command.call(line + ["--format", "json"], qanun, folder)
    codes = re.findall(r"^\S.*(?<!accepted)\[(Q\d{4})\]", text, re.M)
    try:
        got = [one["code"] for one in command.parse(out)["diagnostics"] if one.get("code")]
    except (ValueError, KeyError, TypeError):
        got = f"no JSON: {out}{err}"
    return [(f"{name} as JSON", codes == got, f"want {codes}\ngot  {got}"),
            forms.fits(f"{name} as JSON", out, forms.CHECK, used)]


def all_codes():
    """The codes of both tables of messages, the compiler's and that of results."""
    with open(os.path.join(command.ROOT, "compiler", "diagnostics.def"), encoding="utf-8") as rows:
        found = re.findall(r"^QN_DIAGNOSTIC\(\s*(Q\d{4})", rows.read(), re.M)
    with open(os.path.join(command.ROOT, "runtime", "errors.def"), encoding="utf-8") as rows:
        found += [f"Q{int(number):04}" for number in re.findall(r"^QN_ERROR\((\d+)", rows.read(), re.M)]
    return sorted(set(found))


def all_texts():
    """What the cases show; some messages are for inputs too large to keep, and stand with those
    that make them: the hostile inputs, and the thousand files among the checks of the verbs."""
    texts = [expected(name) or "" for name in names()]
    for made in ("hostile/inputs.py", "harness/verbs.py"):
        with open(os.path.join(FOLDER, made), encoding="utf-8") as text:
            texts.append(text.read())
    return "".join(texts)


def run(report):
    found = names()
    first, used = firsts(found), set()
    report.every(found, lambda name: decide(name, name in first, used))
    forms.check_closed(report, forms.CHECK, used)
    shown = all_texts()
    for code in all_codes():
        report.check(f"errors: {code} has a case", code in shown, "nothing in the tests shows it")


def accept(chosen):
    """Writes the .expected files of the named cases; a folder's name stands for all in it."""
    for name in names():
        if any(name == one or name.startswith(one + "/") for one in chosen):
            status, got = said(name)
            if not command.healthy(status):
                print(f"{name}: exit {status}, not accepted\n{got}")
                continue
            with open(os.path.join(FOLDER, name + ".expected"), "w", encoding="utf-8") as out:
                out.write(got)
            print(f"--- {name}\n{got}", end="")
    return 0
