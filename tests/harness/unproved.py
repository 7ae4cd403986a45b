"""The project without a prover: it builds, finds what needs none, and says what it cannot decide."""
import os
import shutil
import subprocess

import command

BUILD = os.path.join(command.ROOT, "build", "unproved")
QANUN = os.path.join(BUILD, "qanun")
WORK = os.path.join(command.ROOT, "build", "unproved", "files")

APART = """fact a : integer in 0..=100
fact b : integer in 0..=100
fee : AZN
    base 0
    when a + b > 50 → 1
    when a + b < 50 → 2
"""
BAND = "tests/errors/band/overlap.qn"
PROMISE = """fact wage : AZN in 0..=1000
fee = wage * 2
always fee <= wage + 1000 AZN
never fee > 1500 AZN
"""
OLD = "fact a : integer in 0..=100\nx : integer = a + a\ny : integer = a\nz : integer = a * 3\n"
NEW = "fact a : integer in 0..=100\nx : integer = 2 * a\ny : integer = a\nz : integer = a * 4\n"


def told(*words):
    done = subprocess.run([QANUN, *words], text=True, capture_output=True, check=False)
    return done.stdout + done.stderr


def write(name, text):
    os.makedirs(WORK, exist_ok=True)
    path = os.path.join(WORK, name)
    with open(path, "w", encoding="utf-8") as out:
        out.write(text)
    return path


def has(report, name, text, *parts):
    report.check(f"without a prover: {name}", all(part in text for part in parts), text)


def take_objects():
    """What is built with a prover and without one in the same way need not be compiled again."""
    shutil.rmtree(BUILD, ignore_errors=True)
    shutil.copytree(os.path.join(command.ROOT, "build", "obj"), os.path.join(BUILD, "obj"))


def run(report):
    take_objects()
    line = ["make", "-s", f"-j{os.cpu_count()}", f"O={os.path.relpath(BUILD, command.ROOT)}", "PROVER=", "all"]
    done = subprocess.run(line, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    report.check("builds without a prover", done.returncode == 0 and not done.stdout, done.stdout)
    if done.returncode != 0:
        return
    has(report, "what boxes find is found", told("check", BAND), "Q0301")
    has(report, "what is open is counted", told("check", write("apart.qn", APART)), "not decided")
    has(report, "what is open is listed, with the reason", told("check", "--undecided", f"{WORK}/apart.qn"), "Q0349",
        "a build without a prover")
    promise = told("check", write("promise.qn", PROMISE))
    has(report, "a promise is refuted by a case", promise, "Q0350", "wage = ")
    has(report, "a promise is not decided", promise, "Q0351", "a build without a prover")
    both = told("diff", write("old.qn", OLD), write("new.qn", NEW))
    has(report, "what is written in the same way is the same", both, "1 rule the same for every case")
    has(report, "a difference is shown by a case", both, "z: differs", "a = 1: 3 → 4")
    has(report, "what is written in another way is not decided", both, "x: not decided")
