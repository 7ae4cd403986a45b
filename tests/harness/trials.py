"""`qanun test`: its forms say the same, files may be tried side by side, a change is seen, and what is
said to be covered is what the examples show."""
import json
import os
import re
import select
import subprocess
import time
import xml.etree.ElementTree as xml

import command
import webpage

WORK = "build/trials"
FAILS = "tests/errors/example/_fails.qn"

# A bonus with each kind of what can be covered, and its examples below.
BONUS = """law LC = "Labour Code"
fact seniority : years in 0..=80
fact merit     : yes/no = no
fact wage      : AZN in 0..=1000
bonus : AZN
    only when seniority >= 1   "too short"          [LC 1]
    base 100                                        [LC 1.1]
    usual: when merit → 110                         [LC 1.2]
    when merit and seniority >= 20 → 150            [LC 1.3]  overrides usual
    seniority                                       [LC 2]
        5..10 → +20
        10..  → +40
    at most 160 from 2020-01-01
tax : AZN
    scale wage
        ..200 → 3%
        200.. → 10%
require seniority <= 60   [LC 5]   "too old"
"""

# What is covered, by kind, with no example, and with each of these added.
STEPS = (
    ("", {"clauses": 0, "rows": 0, "conditions": 0, "band edges": 0, "dates": 0, "duties": 0,
          "articles": 0}),
    ("    expect bonus = 100 given seniority = 4\n",
     {"clauses": 5, "rows": 0, "conditions": 2, "band edges": 1, "dates": 1, "duties": 0,
      "articles": 1}),
    ("    expect bonus = 120 given seniority = 5\n",
     {"clauses": 5, "rows": 1, "conditions": 2, "band edges": 2, "dates": 1, "duties": 0,
      "articles": 2}),
    ("    expect bonus = 160 given seniority = 20, merit = yes\n",
     {"clauses": 9, "rows": 2, "conditions": 4, "band edges": 3, "dates": 1, "duties": 0,
      "articles": 3}),
    ("    expect none bonus given seniority = 0\n",
     {"clauses": 10, "rows": 2, "conditions": 4, "band edges": 4, "dates": 1, "duties": 0,
      "articles": 4}),
    ("    expect tax = 6 given wage = 200\n",
     {"clauses": 11, "rows": 2, "conditions": 4, "band edges": 5, "dates": 1, "duties": 0,
      "articles": 4}),
    ("    expect breached \"too old\" given seniority = 61\n",
     {"clauses": 11, "rows": 2, "conditions": 4, "band edges": 6, "dates": 1, "duties": 1,
      "articles": 5}),
)


def write(name, text):
    with open(f"{WORK}/{name}", "w", encoding="utf-8") as out:
        out.write(text)
    return f"{WORK}/{name}"


def check_forms(report):
    """The same expectations in each form, with the same outcome."""
    _, text, _ = command.call(["test", FAILS])
    status, out, _ = command.call(["test", "--format", "junit", FAILS])
    suites = xml.fromstring(out)
    _, kept, _ = command.call(["test", "--format", "json", FAILS])
    result = json.loads(kept)
    outcomes = [case.find("failure") is None for case in suites.iter("testcase")]
    report.equal("outcomes of JUnit and JSON", [one["passed"] for one in result["examples"]], outcomes)
    report.equal("totals", (1, str(len(outcomes)), str(outcomes.count(False)), str(result["failed"])),
                 (status, suites.get("tests"), suites.get("failures"), suites.get("failures")))
    told = [case.find("failure").text for case in suites.iter("testcase") if case.find("failure") is not None]
    report.equal("what is told of failures", [one["why"] for one in result["examples"] if not one["passed"]], told)
    report.check("as text, too", all(why in text for why in told), text)


def check_side_by_side(report):
    """However many files at once, the same bytes; a filter leaves the others out."""
    alone = command.call(["test", "--jobs", "1", "--format", "tap", "rules/az/labour"])
    many = command.call(["test", "--jobs", "7", "--format", "tap", "rules/az/labour"])
    report.equal("files side by side", alone, many)
    _, out, _ = command.call(["test", "--filter", "too old to work", "--format", "json", FAILS])
    report.equal("a filter by duty", ["too old to work"] * 3,
                 [one["rule"] for one in json.loads(out)["examples"]])
    status, out, err = command.call(["test", "--filter", "no such", FAILS])
    report.equal("a filter that fits nothing", (0, "0 passed, 0 failed\n"), (status, out))
    report.check("is told", "no example has that" in err, err)


def read_until(stream, end, patience=20):
    """What a stream says up to some words, or so far."""
    text, limit = "", time.monotonic() + patience
    while end not in text and time.monotonic() < limit:
        if select.select([stream], [], [], 0.2)[0]:
            text += os.read(stream.fileno(), 65536).decode()
    return text


def check_watch(report):
    """A changed rule, and a changed file of cases that it uses, are seen."""
    rules = write("watched.qn", "fact n : integer\na = n + 1\nexamples from watched.csv\n")
    write("watched.csv", "n,a\n1,2\n")
    with subprocess.Popen([command.CHECKED, "test", "--watch", rules], stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL) as running:
        first = read_until(running.stdout, "1 passed, 0 failed\n")
        write("watched.csv", "n,a\n1,2\n2,2\n")
        second = read_until(running.stdout, "1 passed, 1 failed\n")
        write("watched.qn", "fact n : integer\na = 2 + 0 * n\nexamples from watched.csv\n")
        third = read_until(running.stdout, "2 passed, 0 failed\n")
        running.terminate()
    report.check("the first run", first.endswith("1 passed, 0 failed\n"), first)
    report.check("cases that change", second.endswith("1 passed, 1 failed\n"), second)
    report.check("rules that change", third.endswith("2 passed, 0 failed\n"), third)


def covered(path):
    """The coverage of a file, as JSON has it."""
    _, out, err = command.call(["test", "--coverage", "--format", "json", path])
    try:
        return json.loads(out)["coverage"]
    except ValueError:
        return {"kinds": [], "items": [], "wrong": out + err}


def check_steps(report):
    """Each example covers what it shows and nothing else."""
    lines = ""
    for step, want in STEPS:
        lines += step
        example = f'example "steps"\n    on 2020-01-01\n{lines}' if lines else ""
        found = covered(write("bonus.qn", BONUS + example))
        got = {one["kind"]: one["covered"] for one in found["kinds"]}
        missing = [(one["kind"], one["text"], one["missing"]) for one in found["items"] if one["missing"]]
        report.check(f"covered with {step.strip() or 'nothing'}", got == want, f"want {want}\ngot  {got}\n{missing}")


def check_whole(report):
    """With both sides of all of it, all is covered, and --fail-under has nothing to say."""
    path = write("whole.qn", BONUS + """
example "both sides of all"
    on 2020-01-01
    seniority | merit | wage   | bonus | tax | "too old"
    0         |       |        | none  |     |
    1         |       | 200.00 | 100   | 6   |
    4         |       | 199.99 | 100   | 6   |
    5         |       |        | 120   |     |
    9         |       |        | 120   |     |
    10        |       |        | 140   |     |
    19        | yes   |        | 150   |     |
    20        | yes   |        | 160   |     |
    60        |       |        | 140   |     | met
    61        |       |        | 140   |     | breached

example "the day before"
    on 2019-12-31
    expect bonus = 190 given seniority = 20, merit = yes
""")
    found = covered(path)
    missing = [(one["kind"], one["text"], one["missing"]) for one in found["items"] if one["missing"]]
    report.equal("all is covered", [], missing)
    status, _, err = command.call(["test", "--fail-under", "100", path])
    report.equal("--fail-under 100", (0, ""), (status, err))
    status, _, err = command.call(["test", "--fail-under", "99.5", f"{WORK}/bonus.qn"])
    report.check("--fail-under 99.5", status == 1 and "99.5% is asked" in err, err)
    status, _, _ = command.call(["test", "--fail-under", "101", path])
    report.equal("--fail-under 101", 2, status)
    status, _, _ = command.call(["test", "--format", "html", path])
    report.equal("a page of nothing", 2, status)


# What a condition asks of other rules, be it on another day, and a row of one figure.
ASKING = """fact n   : integer in 0..=99
fact off : yes/no = no
free : yes/no
    from 2020-01-01 → n < 3 or off
small : yes/no = n < 10
both : yes/no = small and (free on (today + 1 day))
height : integer
    n
        ..5       → 0
        7         → 1
        otherwise → 2
"""


def check_places(report):
    """What another rule answers is one part of a condition; a figure is counted where it is written."""
    found = covered(write("asking.qn", ASKING + 'example "one"\n    on 2026-06-01\n    expect both = yes given n = 2\n'))
    items = [(one["kind"], one["line"], one["text"]) for one in found["items"]]
    report.equal("edges", [(4, "n from 3"), (5, "n from 10"), (9, "n from 5")],
                 sorted((line, text) for kind, line, text in items if kind == "band edges"))
    report.equal("parts", [(4, "n < 3"), (4, "off"), (6, "free"), (6, "small")],
                 sorted((line, text) for kind, line, text in items if kind == "conditions"))


OPEN = """fact n : integer in 0..=10
r : AZN
    base 25
    when n > 20 → +35
    at most 90
"""


def check_limits(report):
    """A cap of a value that is found by its bounds alone is seen neither to limit nor not to."""
    for given, want in (("", []), (" given n = 3", ["not applied"])):
        path = write("open.qn", OPEN + f'example "one"\n    expect r = 25{given}\n')
        caps = [one["covered"] for one in covered(path)["items"] if one["text"].startswith("at most")]
        report.equal(f"a cap{given}", [want], caps)
        _, out, _ = command.call(["test", "--coverage", path])
        report.check(f"a cap{given}, in words", "always applied" not in out, out)


def check_marks(report):
    """The file stands in the terminal and on the page as it is, with marks and what is missing."""
    path = write("bonus.qn", BONUS + 'example "one"\n    on 2020-01-01\n    expect bonus = 120 given seniority = 5\n')
    _, out, _ = command.call(["test", "--coverage", path])
    shown = re.findall(r"^.{7} \|(?: (.*)|)$", out, re.M)
    lines = [line for line in shown if not line.startswith(" ^ ")]
    with open(path, encoding="utf-8") as text:
        report.equal("the file in the terminal", text.read().splitlines(), lines)
    report.check("a mark of some", re.search(r"^~ +11 \|         5..10", out, re.M), out)
    report.check("a mark of none", re.search(r"^- +12 \|         10..", out, re.M), out)
    status, page, _ = command.call(["test", "--coverage", "--format", "html", path])
    report.equal("the page", (0, []), (status, webpage.Page(page).wrong))
    report.check("says what is missing", "never breached" in page, page[-2000:])


def run(report):
    os.makedirs(WORK, exist_ok=True)
    check_forms(report)
    check_side_by_side(report)
    check_watch(report)
    check_steps(report)
    check_whole(report)
    check_places(report)
    check_limits(report)
    check_marks(report)
