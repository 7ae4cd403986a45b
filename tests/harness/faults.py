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

LIST = ("entity child\n    name : text\n    age : years\n    away : period\n"
        "fact children : list of child up to 3\nfact w : yes/no\n"
        "r = count of children where age < 14\n")

# Enough to make the stacks of the parser grow.
DEEP = "a : number = " + "(" * 230 + "1" + ")" * 230 + "\n"

DUTIES = ("fact wage : AZN in 0..=1000\npay_due : AZN owed by employer to employee = wage\n"
          "require wage >= 345 AZN \"too little\"\n")

# A file of Markdown, and a reform of it.
TEXT = ("# One\n\n```qanun\nfact age : years\nfee : AZN\n    base 5\n```\n\nTwo\n\n"
        "```qanun\n    age\n        5..10 → +2\n        low: 10.. → +3\n```\n")
BILL = ("fact more : yes/no = no\nreform \"A bill\"\n    amends fee from 2026-07-01\n"
        "        base 6\n        age 5..10 → +4\n        when more → +1\n        repeals low\n")

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
    ("run", "rules.qn", "--facts", "facts.json", "--on", "2026-06-01", "--receipt", "saved.json"),
    ("verify", "receipt.json"),
    ("sweep", "rules.qn", "vacation", "--over", "seniority=0..4", "--by", "category", "--on",
     "2026-06-01", "--svg", "saved.svg"),
    ("sweep", "rules.qn", "rules.qnb", "vacation", "--over", "seniority=3..=4", "--on", "2026-06-01",
     "--csv", "--facts", "some.json"),
    ("run", "rules.qn", "--facts", "wrong.json", "--on", "2026-06-01"),
    ("run", "rules.qn", "vacation", "--fact", "seniority=7", "--on", "2026-06-01"),
    ("run", "rules.qn", "nothing"),
    ("run", "rules.qnb", "--facts", "facts.json", "--on", "2026-06-01"),
    ("test", "rules.qn"),
    ("test", "rules.qn", "--format", "tap"),
    ("test", ".", "--format", "json"),
    ("test", ".", "--format", "junit", "--jobs", "1"),
    ("test", "rules.qn", "--coverage"),
    ("test", "rules.qn", "--coverage", "--format", "json", "--jobs", "1"),
    ("test", "rules.qn", "--coverage", "--format", "html"),
    ("build", "rules.qn", "-o", "again.qnb"),
    ("dis", "rules.qn"),
    ("fmt", "--stdout", "rules.qn"),
    ("fmt", "--check", "."),
    ("run", "--help"),
    ("check", "laid/text.qn.md+laid/bill.qn"),
    ("run", "laid/text.qn.md+laid/bill.qn", "--fact", "age=7", "--on", "2026-08-01", "--explain"),
    ("fmt", "--stdout", "laid/text.qn.md"),
    ("check", "laid/lost.qn"),
    ("replay", "laid/text.qn.md", "laid/text.qn.md+laid/bill.qn", "fee", "--facts", "ages.csv", "--threads", "1", "--on", "2026-08-01",
     "--by", "more", "--csv", "saved.csv", "--html", "saved.html", "--baseline", "kept.json", "--accept", "why"),
    ("ask", "rules.qn", "vacation", "--on", "2026-06-01", "-o", "saved.json"),
    ("ask", "list.qn", "--on", "2026-06-01", "-o", "saved.json"),
    ("repl", "rules.qn"),
    ("batch", "rules.qn", "vacation", "no_rest", "--facts", "rows.csv", "--key", "id", "--on", "2026-06-01", "--threads", "1",
     "-o", "saved.csv", "--rejected", "saved.rejected"),
    ("batch", "rules.qn", "vacation", "--facts", "rows.csv", "--ignore", "all", "--on", "2026-06-01", "--threads", "2", "--one-by-one"),
    ("batch", "list.qn", "r", "--facts", "lists.csv", "--key", "id", "--table", "children=children.csv", "--on", "2026-06-01",
     "--threads", "1"),
    ("batch", "list.qn", "r", "--facts", "lists.jsonl", "--on", "2026-06-01", "--threads", "1", "--format", "jsonl"),
    ("doc", "laid/only", "-o", "site"),
    ("audit", "duties.qn", "--fact", "wage=200", "--on", "2026-06-01"),
    ("audit", "duties.qn", "--on", "2026-06-01", "--format", "json"),
    ("test", "duties.qn", "--suggest"),
    ("diff", "laid/text.qn.md", "laid/text.qn.md+laid/bill.qn", "--format", "json"),
    ("check", "rules.qn", "--format", "sarif"),
    ("check", "rules.qn", "--cost"),
    ("run", "duties.qn", "--needs"),
    ("run", "duties.qn", "--owed", "--fact", "wage=500", "--on", "2026-06-01"),
    ("explain", "Q0301"),
)

# What is typed to the verbs that read lines, of one file or of any.
TYPED = {"list.qn": b"yes\na,\"b\n3\n2020-01-01\n2020-01-31\n?\ny\nc\nback\nback\nn\nback\nno\n",
         "ask": b"?\nno\n2\nback\n3\n\n4\n5\n6\n7\n8\n",
         "repl": b"fact name : text\nname = somebody\nfee : AZN\n    base 5\n\nfee\nseniority = 7\n"
                 b"on 2026-06-01\nvacation\nexplain\nfee + 2 AZN\nfee = 1 day + 1 year\nfacts\nlist\n"}


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
    files = (("facts.json", FACTS), ("some.json", '{"category": "executive"}'), ("wrong.json", WRONG_FACTS), ("mistakes.qn", MISTAKES),
             ("deep.qn", DEEP), ("list.qn", LIST), ("laid/text.qn.md", TEXT), ("laid/bill.qn", BILL),
             ("duties.qn", DUTIES), ("laid/only/duties.qn", DUTIES), ("lists.csv", "id,w\n1,yes\n2,no\n"),
             ("children.csv", "id,name,age\n1,a,3\n1,b,20\n2,\"c\n,d\",x\n"),
             ("lists.jsonl", '{"w": true, "children": [{"name": "a", "age": 3}]}\n{"w": 7}\n'),
             ("rows.csv", "id,seniority,category\n1,7,executive\n2,90,general\n3,,boss\n"), ("ages.csv", "age,more\n7,\n12,yes\n3,no\n"), ("laid/lost.qn", "use tekst\nuse nothing_like_it\n"))
    os.makedirs(os.path.join(WORK, "laid", "only"))
    for name, text in files:
        with open(os.path.join(WORK, name), "w", encoding="utf-8") as out:
            out.write(text)
    status, _, err = command.call(["build", "rules.qn", "-o", "rules.qnb"], command.NORMAL, WORK)
    if status == 0:
        status, _, err = command.call(["run", "rules.qnb", "--facts", "facts.json", "--on", "2026-06-01",
                                       "--receipt", "receipt.json"], command.NORMAL, WORK)
    return None if status == 0 else err


def answer(line, **refused):
    """(status, standard output, standard error), all bytes, with the environment as given."""
    # Without memory the prover ends the process, whoever calls it: it is left out.
    environment = dict(command.ENVIRONMENT, LD_PRELOAD=PRELOADED, QANUN_PROVER="none", **refused)
    done = subprocess.run([command.NORMAL, *line], cwd=WORK, env=environment,
                          input=TYPED.get(line[1], TYPED.get(line[0], b"")), capture_output=True, timeout=command.PATIENCE,
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
