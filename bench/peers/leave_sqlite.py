"""workload.qn as a query of SQLite: whole cents, children in a table of their own with an index.

Usage: python leave_sqlite.py FOLDER ROWS. Prints a line as bench/peers/README.md has it. Needs the
standard library only.
"""
import csv
import sqlite3
import sys
import time

import people_sql

REPETITIONS = 3
TABLES = """
create table employee(id integer primary key, seniority int, post text, woman int, single_parent int,
                      sector text, gross int);
create table child(id int, age int, disabled int);
create table minimum_wage(since int, wage int);
insert into minimum_wage values (20220101, 30000), (20230101, 34500), (20250101, 40000);
"""


def cents(text):
    return int(text.replace(".", ""))


def employees(folder, rows):
    with open(f"{folder}/employees.csv", newline="") as file:
        for row, _ in zip(csv.DictReader(file), range(rows)):
            yield (int(row["id"]), int(row["seniority"]), row["post"], row["woman"] == "yes",
                   row["single_parent"] == "yes", row["sector"], cents(row["gross"]))


def children(folder, rows):
    with open(f"{folder}/children.csv", newline="") as file:
        for row in csv.DictReader(file):
            if int(row["id"]) >= rows:
                return
            yield int(row["id"]), int(row["age"]), row["disabled"] == "yes"


def main(folder, rows):
    base = sqlite3.connect(":memory:")
    base.executescript(TABLES)
    base.executemany("insert into employee values (?, ?, ?, ?, ?, ?, ?)", employees(folder, rows))
    base.executemany("insert into child values (?, ?, ?)", children(folder, rows))
    base.executescript("create index children on child(id, age, disabled); analyze;")
    text = people_sql.query(rows, people_sql.CENTS, people_sql.IN_CENTS)
    times = []
    for _ in range(REPETITIONS):
        begun = time.process_time_ns()
        sums = base.execute(text).fetchone()
        times.append(time.process_time_ns() - begun)
    middle = sorted(times)[len(times) // 2] * 100 // rows
    print("SQLite", sqlite3.sqlite_version, rows, middle, " ".join(map(str, sums)), 0, sep="\t")


main(sys.argv[1], int(sys.argv[2]))
