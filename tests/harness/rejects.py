"""Known defects planted in clean rows: the report of `qanun batch` names exactly those, each with its row, column, value
and what was expected; every other row is answered as if nothing were wrong elsewhere. CSV with commas, with semicolons
and decimal commas, JSON Lines, and tables of elements; all rows by themselves and many at once."""
import csv
import io
import json
import os
import random
import time

import command
import trust

WORK = os.path.join(command.ROOT, "build", "rejects")
SEED = 20260101

LAW = """fact seniority : years in 0..=80
fact pay : AZN in 0..=1000000
fact category : one of general, executive = general
fact merit : yes/no = no
fact hired : date in 1950-01-01..=2030-12-31
fact share : percent in 0..=100% = 50%
fact worked : hours in 0..=24 = 8
entity child
    age : integer in 0..=30
fact children : list of child up to 4
vacation : calendar days
    base 21
    category executive → 30
    seniority 5..10 → +2
    when merit → at least 46
double_pay : AZN = 2 * pay * share rounded to 0.01
served : yes/no = hired < 2020-02-29
late : yes/no = worked > 10 hours
young : integer = count of children where age < 14
"""
RULES = ("vacation", "double_pay", "served", "late")
COLUMNS = ("id", "seniority", "pay", "category", "merit", "hired", "share", "worked")
NUMBERS = ("seniority", "pay", "share", "worked")

# For each column what is wrong with it, and what the reason must say of what was expected.
DEFECTS = {
    "seniority": (("-1", "81", "80.1", "x", "7 days", "1e9", "0x7", "--1"), "years"),
    "pay": (("-0.01", "1000000.01", "10.005", "12 USD", "NaN", "1.2.3", "ten"), "AZN"),
    "category": (("boss", "Executive", "gen eral", "0"), "general, executive"),
    "merit": (("maybe", "2", "Yes"), "yes"),
    "hired": (("2021-02-29", "1949-12-31", "2031-01-01", "2020-13-01", "yesterday", "2020/01/01"), "date"),
    "share": (("100.5", "-1", "half", "60%%"), "percent|%"),
    "worked": (("24.01", "-1", "22:00", "noon"), "hours"),
}


def clean(chance, number):
    """A row that nothing is wrong with."""
    return {"id": f"p{number}", "seniority": str(chance.randrange(81)), "pay": f"{chance.randrange(100000000) / 100:.2f}",
            "category": chance.choice(("general", "executive", "")), "merit": chance.choice(("yes", "no", "")),
            "hired": f"{chance.randrange(1950, 2031)}-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}",
            "share": str(chance.randrange(101)), "worked": str(chance.randrange(25))}


def plant(chance, row):
    """Makes one thing wrong; (column, value, what must be said)."""
    column = chance.choice(list(DEFECTS))
    values, said = DEFECTS[column]
    row[column] = chance.choice(values)
    return column, row[column], said


def people(count, every, seed):
    """Rows, and by number from 0 what is wrong with some of them."""
    chance = random.Random(seed)
    rows, planted = [], {}
    for number in range(count):
        row = clean(chance, number)
        if number % every == every - 1:
            planted[number] = plant(chance, row)
        rows.append(row)
    return rows, planted


def write(name, text):
    path = os.path.join(WORK, name)
    with open(path, "w", encoding="utf-8", newline="") as out:
        out.write(text)
    return path


def as_csv(rows, separator=",", comma=False):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([row[column].replace(".", ",") if comma and column in NUMBERS else row[column] for column in COLUMNS])
    return out.getvalue()


def as_lines(rows):
    return "".join(json.dumps({name: value for name, value in row.items() if value != ""}) + "\n" for row in rows)


def batch(name, facts, *words, separator=","):
    """(status, results by key with decimal points, rejected as (row, column, value, reason), what is told beside)."""
    out, rejected = os.path.join(WORK, name + ".out"), os.path.join(WORK, name + ".rejected")
    for path in (out, rejected):
        if os.path.exists(path):
            os.remove(path)
    status, _, err = command.call(["batch", os.path.join(WORK, "law.qn"), *RULES, "--facts", facts, "--key", "id", "--on", "2026-06-01",
                                   "--format", "csv", "-o", out, "--rejected", rejected, *words], command.NORMAL)
    with open(out, encoding="utf-8", newline="") as text:
        results = {row["id"]: {rule: said.replace(",", ".") for rule, said in row.items()} for row in csv.DictReader(text, delimiter=separator)}
    told = []
    if os.path.exists(rejected):
        with open(rejected, encoding="utf-8", errors="surrogateescape", newline="") as text:
            told = [tuple(row) for row in csv.reader(text)][1:]
    return status, results, told, err


def matches(wanted, got, shown):
    """Whether a told line is what was planted: row, column, value, and a reason that says what was expected."""
    row, (column, value, said) = wanted
    return (got[0] == str(row) and got[1] == column and got[2] == shown(column, value)
            and any(word in got[3] for word in said.split("|")))


def compare(report, name, run, without, planted, first, shown=lambda column, value: value):
    """Holds a batch against what was planted, and its answers against those of the clean rows alone."""
    status, results, told, err = run
    wanted = sorted((number + first, what) for number, what in planted.items())
    report.check(f"rejects: {name}: as many as planted", status == 1 and len(told) == len(wanted), f"{status} {len(told)} {len(wanted)} {err[:500]}")
    wrong = [(want, got) for want, got in zip(wanted, told) if not matches(want, got, shown)]
    report.count(len(wanted) - len(wrong), len(wrong))
    report.check(f"rejects: {name}: exactly those", not wrong, "\n".join(map(str, wrong[:8])))
    report.check(f"rejects: {name}: the others are answered", results == without, f"{len(results)} {len(without)}")
    return len(wanted)


def check_people(report):
    rows, planted = people(9000, 2, SEED)
    sound = [row for number, row in enumerate(rows) if number not in planted]
    _, without, told, err = batch("clean", write("clean.csv", as_csv(sound)))
    report.check("rejects: nothing is wrong with the clean rows", not told and len(without) == len(sound), f"{told[:3]} {err}")
    count = 0
    for words in ((), ("--one-by-one",)):
        count += compare(report, f"commas {words}", batch("csv", write("rows.csv", as_csv(rows)), *words), without, planted, 2)
    count += compare(report, "JSON Lines", batch("lines", write("rows.jsonl", as_lines(rows))), without, planted, 1,
                     lambda column, value: json.dumps(value))
    swapped = batch("semicolons", write("semicolons.csv", as_csv(rows, ";", True)), "--decimal", "comma", separator=";")
    comma = lambda column, value: value.replace(".", ",") if column in NUMBERS else value  # noqa: E731
    count += compare(report, "semicolons", swapped, without, planted, 2, comma)
    return count


def check_tables(report):
    """Elements that are wrong reject the row that has them."""
    chance = random.Random(SEED + 1)
    rows = [clean(chance, number) for number in range(1500)]
    lines, planted = ["id,age"], {}
    for number, row in enumerate(rows):
        children = chance.randrange(1, 4)
        bad = chance.randrange(children) if number % 3 == 0 else -1
        for child in range(children):
            age = chance.choice(("31", "-1", "x", "3.5")) if child == bad else str(chance.randrange(31))
            if child == bad:
                planted[number] = (len(lines) + 1, f"children[{child + 1}].age", age)
            lines.append(f"{row['id']},{age}")
    table = write("children.csv", "\n".join(lines) + "\n")
    _, results, told, err = batch("tables", write("parents.csv", as_csv(rows)), "--table", f"children={table}")
    found = {(line[1], line[2]) for line in told}
    report.check("rejects: tables: as many as planted", len(told) == len(planted) == len(rows) - len(results), f"{len(told)} {len(planted)} {err}")
    wrong = [what for what in planted.values() if (what[1], what[2]) not in found]
    report.count(len(planted) - len(wrong), len(wrong))
    report.check("rejects: tables: exactly those", not wrong, f"{wrong[:5]} {told[:3]}")
    return len(planted)


def check_forms(report):
    """What is wrong with the form of a row, between rows that are sound."""
    sound = "p1,7,10,,,2020-01-01,,"
    for what, line, said in (("a cell too many", sound + ",9", "cells"), ("a cell too few", "p2,7,10", "cells"),
                             ("no UTF-8", "p3,7,10,\udcff,,2020-01-01,,", "expected one of"), ("no key", ",7,10,,,2020-01-01,,", "key")):
        text = (",".join(COLUMNS) + f"\n{sound}\n{line}\n{sound.replace('p1', 'p9')}\n").encode("utf-8", "surrogateescape")
        path = os.path.join(WORK, "form.csv")
        with open(path, "wb") as out:
            out.write(text)
        _, results, told, err = batch("form", path)
        right = [line[0] for line in told] == ["3"] and said in told[0][3] and sorted(results) == ["p1", "p9"]
        report.check(f"rejects: {what}", right, f"{told} {sorted(results)} {err}")


def run(report):
    os.makedirs(WORK, exist_ok=True)
    write("law.qn", LAW)
    began, failed = time.monotonic(), report.failed
    count = check_people(report) + check_tables(report)
    check_forms(report)
    report.check("rejects: enough", count >= 10_000, str(count))
    trust.count("rejects", "P7", "planted defects of rows", count, time.monotonic() - began, str(SEED), report.failed - failed)
