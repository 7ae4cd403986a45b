"""`qanun test --suggest`: what it writes parses, passes and covers what was missing, and of each part
of a condition the pair of cases in which it alone decides is one. What is said to be in no case is
tried in all of them. Nothing that was written counts as confirmed."""
import itertools
import json
import os
import re
import shutil
import xml.etree.ElementTree as xml

import command

WORK = "build/suggestions"
LAW = "az/labour/vacation.qn"
FACTS = ("a", "b", "c")

# A condition of three parts, and what it is, by itself.
CONDITION = """fact a : yes/no
fact b : yes/no
fact c : yes/no
held : yes/no = a and (b or not c)
paid : AZN
    base 10
    when a and (b or not c) → 20
"""

# Nothing below can be above forty, or late; all else can be.
NEVER = """fact contract_hours : hours in 0..=60
fact nights : integer in 0..=3
week : hours = the lesser of contract_hours and 40 hours
overtime : AZN
    base 0
    when week > 40 hours → 50
    when nights = 3 and week >= 40 hours → 5
"""

# Each form of a value that an example may have to give or to expect.
FORMS = """choice color = red, green
entity child
    birth_date : date
    disabled   : yes/no = no
fact name     : text
fact day      : date in 2020-01-01..=2030-12-31
fact share    : percent in 0%..=100%
fact spell    : period
fact children : list of child up to 5
fact colors   : set of color
fact insured  : yes/no over time
law LC = "A code"
named  : text = if name = "say \\"so\\"" then "it's \\"so\\"" else name
young  : integer = count of children where disabled
late   : yes/no = length of spell >= 3 days and colors has red
raised : AZN
    base 0
    when insured → 10
    when share >= 12.5% and day > 2024-02-29 → 20.50
kids : list of date = each c in children where c.disabled : c.birth_date
forbid young > 2   [LC 7]
require raised <= 15   "too much"   [LC 8]
"""

# Rows that want lists of several elements, whose field has a step.
LONG = """entity child
    age : years in 0..=30
fact children : list of child up to 10
young = count of children where age < 18
grant : AZN
    base 0
    young
        2 → 20
        3 → 60
        4 → 100
        5.. → 150
"""


def write(name, text):
    path = f"{WORK}/{name}"
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as out:
        out.write(text)
    return path


def without_examples(text):
    """A rule file without its examples."""
    kept, inside = [], False
    for line in text.splitlines():
        inside = line.startswith("example ") or (inside and (not line or line.startswith(" ")))
        if not inside:
            kept.append(line)
    return "\n".join(kept) + "\n"


def suggest(path):
    status, out, err = command.call(["test", "--suggest", path], qanun=command.NORMAL)
    return status, out, err


def tried(path, *words):
    """What `test` says of a file, as JSON."""
    _, out, err = command.call(["test", *words, "--format", "json", path], qanun=command.NORMAL)
    try:
        return json.loads(out)
    except ValueError:
        return {"examples": [], "wrong": out + err}


def missing(path):
    found = tried(path, "--coverage").get("coverage", {"items": [{"kind": "nothing", "text": "", "missing": ["all"]}]})
    return [(one["kind"], one["text"], one["missing"]) for one in found["items"] if one["missing"]]


def check_law(report):
    """The vacation law without an example comes to full coverage by what is written alone."""
    shutil.rmtree(f"{WORK}/rules", ignore_errors=True)
    shutil.copytree("rules", f"{WORK}/rules")
    path = f"{WORK}/rules/{LAW}"
    with open(path, encoding="utf-8") as text:
        whole = text.read()
    bare = without_examples(whole)
    report.check("nothing is left of its examples", "expect" not in bare and len(bare) > 5000)
    with open(path, "w", encoding="utf-8") as out:
        out.write(bare)
    report.check("without an example much is missing", len(missing(path)) > 100, missing(path)[:5])
    status, out, err = suggest(path)
    beside = path.replace(".qn", ".qnt")
    with open(beside, "w", encoding="utf-8") as kept:
        kept.write(out)
    report.equal("all of it has a case", (0, "0 parts without a case"), (status, err.split(", ")[1]))
    report.equal("all is covered", [], missing(path))
    outcome = tried(path)
    written = len(re.findall("^    expect unconfirmed ", out, re.M))
    report.equal("all that was written passes, and none is confirmed", (0, 0, written),
                 (outcome["passed"], outcome["failed"], outcome["unconfirmed"]))
    report.check("every expectation is marked", written == len(re.findall("^    expect ", out, re.M)) > 50, written)
    status, _, err = command.call(["check", path], qanun=command.NORMAL)
    report.equal("nothing is given to no purpose", (0, ""), (status, err))
    status, formatted, _ = command.call(["fmt", "--stdout", beside], qanun=command.NORMAL)
    report.equal("in the one form of a rule file", out.rstrip("\n"), formatted.rstrip("\n"))
    status, again, err = suggest(path)
    report.equal("behind that nothing is missing", (0, ""), (status, again))
    with open(beside, "w", encoding="utf-8") as kept:
        kept.write(out.replace("expect unconfirmed ", "expect "))
    outcome = tried(path)
    report.equal("a word makes them confirmed", (written, 0, 0),
                 (outcome["passed"], outcome["failed"], outcome["unconfirmed"]))


def completions(case):
    """The cases that one may be in which not everything is given."""
    rest = [name for name in FACTS if name not in case]
    return [{**case, **dict(zip(rest, sides))} for sides in itertools.product((False, True), repeat=len(rest))]


def held(case):
    return case["a"] and (case["b"] or not case["c"])


def check_pairs(report):
    """Of each part there are two cases in which turning it alone turns the whole: tried apart."""
    path = write("condition.qn", CONDITION)
    _, out, _ = suggest(path)
    cases = []
    for given in re.findall(r"^example .*\n    given (.*)\n", out, re.M):
        case = dict(re.findall(r"(\w) = (yes|no)", given))
        cases.append({name: case.get(name) == "yes" for name in FACTS if name in case})
    for name in FACTS:
        sides = {case[name] for case in cases if name in case
                 and all(held(whole) != held({**whole, name: not whole[name]}) for whole in completions(case))}
        report.equal(f"`{name}` alone decides both ways", {True, False}, sides)
    with open(path, "a", encoding="utf-8") as text:
        text.write("\n" + out)
    report.equal("all of the condition is covered", [], missing(path))


def check_never(report):
    """What is said to be in no case is in none of them; all else has an example."""
    path = write("never.qn", NEVER)
    status, out, _ = suggest(path)
    with open(path, "a", encoding="utf-8") as text:
        text.write("\n" + out)
    outcome = tried(path, "--coverage")
    found = outcome["coverage"]
    never = {(one["kind"], one["text"], part) for one in found["items"] for part in one["never"]}
    report.equal("all else is covered", (0, []), (status, missing(path)))
    report.equal("told apart", True, ("band edges", "week up to and including 40 hours", "just above") in never)
    report.equal("counted by their number, and in no percentage", (len(never), 100.0), (found["never"], found["percent"]))
    weeks = {min(hours, 40) for hours in range(61)}
    report.check("no week is above forty", max(weeks) == 40 and len(never) >= 2, never)
    _, text, _ = command.call(["test", "--coverage", path], qanun=command.NORMAL)
    report.check("in words", f"not counted: {len(never)}, proved to be in no case" in text
                 and "proved: no case can show it" in text, text)
    _, page, _ = command.call(["test", "--coverage", "--format", "html", path], qanun=command.NORMAL)
    report.check("on the page", f"<p>Not counted: {len(never)}, proved to be in no case.</p>" in page
                 and f"{outcome['unconfirmed']} of the expectations are unconfirmed." in page)


BARRED = """fact resident : yes/no
fact emission : integer in 0..=400
fee : AZN
    only when resident "only residents have permits"
    base 20
    emission
        100..=250 → +10
        over 250  → +60
"""


def check_values(report):
    """Where a value shows a part none does not: with that, an edge would be tested in vain."""
    path = write("barred.qn", BARRED)
    write("barred.qnt", "")
    _, out, _ = suggest(path)
    told = re.findall(r'example "(.*)"\n(?:    (?:on|given) .*\n)+    expect unconfirmed none', out)
    report.equal("none is what a gate gives, and nothing else", ["fee: `only when resident` applied"], told)
    write("barred.qnt", out.replace("unconfirmed ", ""))
    text = command.call(["test", "--mutate", path])[1]
    report.check("all mutants are noticed then", "100.0%" in text, text)


def check_forms(report):
    """Texts, dates, rates, times, sets, records, lists and duties are written so that they pass."""
    path = write("forms.qn", FORMS)
    status, out, err = suggest(path)
    report.equal("all forms", (0, "0 parts without a case"), (status, err.split(", ")[1]))
    with open(path, "a", encoding="utf-8") as text:
        text.write("\n" + out)
    outcome = tried(path)
    report.equal("they pass", (0, True), (outcome["failed"], outcome["unconfirmed"] > 5))
    report.equal("all is covered", [], missing(path))


def check_long_lists(report):
    """A row for five children has an example, and ages that are whole years."""
    path = write("long.qn", LONG)
    status, out, err = suggest(path)
    report.equal("lists of four and of five", (0, "0 parts without a case"), (status, err.split(", ")[1]))
    report.equal("and no parts of years", [], re.findall(r"years \d+ months", out))


def check_marks(report):
    """What is unconfirmed is counted apart in every form, and fails as any other does."""
    path = write("marks.qn", 'fact n : integer in 0..=9\ntwice = n + n\nlaw LC = "x"\nrequire n < 9   [LC 1]\n'
                 'example "marks"\n    given n = 2\n    expect twice = 4\n    expect unconfirmed twice = 6 given n = 3\n'
                 "    expect unconfirmed unknown twice given n = unknown\n    expect unconfirmed met [LC 1]\n"
                 "    expect unconfirmed twice = 5\n")
    outcome = tried(path)
    report.equal("JSON", (1, 1, 3), (outcome["passed"], outcome["failed"], outcome["unconfirmed"]))
    report.equal("JSON, one by one", [False, True, True, True, False],
                 [one.get("unconfirmed", False) for one in outcome["examples"]])
    status, text, _ = command.call(["test", path])
    report.equal("text", (1, "1 passed, 1 failed, 3 unconfirmed"), (status, text.splitlines()[-1]))
    _, tap, _ = command.call(["test", "--format", "tap", path])
    report.equal("TAP", (3, 1), (len(re.findall("^ok .* # SKIP unconfirmed$", tap, re.M)),
                                 len(re.findall("^not ok ", tap, re.M))))
    _, junit, _ = command.call(["test", "--format", "junit", path])
    suites = xml.fromstring(junit)
    report.equal("JUnit", ("5", "1", "3", 3), (suites.get("tests"), suites.get("failures"), suites.get("skipped"),
                                              len(list(suites.iter("skipped")))))
    name = write("name.qn", 'fact unconfirmed : integer = 1\nfact n : integer\nall_of_it = unconfirmed + n\n'
                 'example "a name elsewhere"\n    given n = 1\n    expect all_of_it = 3 given unconfirmed = 2\n'
                 "    expect unconfirmed all_of_it = 2\n")
    _, text, _ = command.call(["test", name])
    report.equal("a name elsewhere", "1 passed, 0 failed, 1 unconfirmed\n", text)


def check_words(report):
    """Words that do not go together are refused, with what to do."""
    path = write("marks_again.qn", "a = 1\n")
    for words in itertools.chain(itertools.combinations(("--suggest", "--coverage", "--mutate"), 2),
                                 (("--suggest", "--format", "json"), ("--suggest", "--filter", "x"),
                                  ("--mutate", "--format", "tap"), ("--mutate", "--watch"), ("--accepted",),
                                  ("--suggest", "--fail-under", "5"))):
        status, out, err = command.call(["test", *words, path])
        report.check(" ".join(words), status == 2 and out == "" and "see `qanun test --help`" in err, err)


def run(report):
    os.makedirs(WORK, exist_ok=True)
    check_law(report)
    check_pairs(report)
    check_never(report)
    check_values(report)
    check_forms(report)
    check_long_lists(report)
    check_marks(report)
    check_words(report)
