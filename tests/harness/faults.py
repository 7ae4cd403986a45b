"""Refuses each request for memory of the command in turn, once and with all that follow.

Whatever is refused, the command says that memory is out and ends with 1, or it needed none of it
and answers as ever; it never crashes, and never writes half of a file. The requests within the
compiler are refused one by one in tests/unit/test_faults.c; here it asks for large blocks.
"""
import os
import shutil
import subprocess

import command

WORK = os.path.join(command.ROOT, "build", "faults")
PRELOADED = os.path.join(WORK, "refuse.so")
UNCHANGED = 8  # so many answers as ever in a row, and the requests are at their end
MOST = 2000

FACTS = '{"category": "executive", "seniority": 12, "rest": ["sunday", "saturday"]}'
WRONG_FACTS = '{"category": "boss", "seniority": -1, "rest": 4, "nobody": "x"}'
MISTAKES = ("a : days = b\nfact a : AZN\nfact n : months\n"
            "c : days\n    n\n        0..2 → 1\n        3..4 → 2\n")

# Enough to make the stacks of the parser grow.
DEEP = "a : number = " + "(" * 230 + "1" + ")" * 230 + "\n"

COMMANDS = (
    ("check", "rules.qn"),
    ("check", "mistakes.qn", "--format", "json"),
    ("check", "deep.qn"),
    ("check", "."),
    ("run", "rules.qn", "--facts", "facts.json", "--on", "2026-06-01", "--explain"),
    ("run", "rules.qn", "--facts", "facts.json", "--on", "2026-06-01", "--explain",
     "--format", "json"),
    ("run", "rules.qn", "--facts", "facts.json", "--on", "2026-06-01", "--explain",
     "--format", "html"),
    ("run", "rules.qn", "--facts", "wrong.json", "--on", "2026-06-01"),
    ("run", "rules.qn", "vacation", "--fact", "seniority=7", "--on", "2026-06-01"),
    ("run", "rules.qn", "nothing"),
    ("run", "rules.qnb", "--facts", "facts.json", "--on", "2026-06-01"),
    ("test", "rules.qn"),
    ("test", "rules.qn", "--format", "tap"),
    ("test", ".", "--format", "json"),
    ("build", "rules.qn", "-o", "again.qnb"),
    ("dis", "rules.qn"),
    ("fmt", "--stdout", "rules.qn"),
    ("fmt", "--check", "."),
    ("run", "--help"),
)


def prepare():
    """Builds what refuses, and writes the files; None or what went wrong."""
    shutil.rmtree(WORK, ignore_errors=True)
    os.makedirs(WORK)
    line = ["cc", "-std=c11", "-Wall", "-Wextra", "-Werror", "-O1", "-shared", "-fPIC",
            "tests/faults/refuse.c", "-o", PRELOADED]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        return done.stderr
    shutil.copy("tests/lang/step20.qn", os.path.join(WORK, "rules.qn"))
    files = (("facts.json", FACTS), ("wrong.json", WRONG_FACTS), ("mistakes.qn", MISTAKES),
             ("deep.qn", DEEP))
    for name, text in files:
        with open(os.path.join(WORK, name), "w", encoding="utf-8") as out:
            out.write(text)
    status, _, err = command.call(["build", "rules.qn", "-o", "rules.qnb"], command.NORMAL, WORK)
    return None if status == 0 else err


def answer(line, **refused):
    """(status, standard output, standard error), all bytes, with the environment as given."""
    environment = dict(command.ENVIRONMENT, LD_PRELOAD=PRELOADED, **refused)
    done = subprocess.run([command.NORMAL, *line], cwd=WORK, env=environment,
                          stdin=subprocess.DEVNULL, capture_output=True, timeout=command.PATIENCE,
                          check=False)
    return done.returncode, done.stdout, done.stderr


def walk(job):
    """One command line, and whether only one request at a time is refused."""
    line, once = job
    name = f"faults: {' '.join(line)}: request %d{'' if once else ' and all behind it'}"
    sound = answer(line)
    found, number, unchanged, said = [], 0, 0, 0
    while unchanged < UNCHANGED and number < MOST:
        got = answer(line, REFUSE_AT=str(number), **({"REFUSE_ONCE": "1"} if once else {}))
        told = got[0] == 1 and b"out of memory" in got[1] + got[2]
        unchanged = unchanged + 1 if got == sound else 0
        said += told
        found.append((name % number, told or got == sound,
                      f"exit {got[0]}\n{(got[1] + got[2])[-1000:]!r}"))
        number += 1
    found.append((name % number + " is the last", unchanged == UNCHANGED and said > 0,
                  f"{said} said it"))
    return found


def run(report):
    wrong = prepare()
    report.check("faults: is prepared", wrong is None, wrong)
    if wrong is None:
        report.every([(line, once) for line in COMMANDS for once in (False, True)], walk)
        left = [name for name in os.listdir(WORK) if name.endswith(".part")]
        report.check("faults: half a file is left nowhere", left == [], left)
