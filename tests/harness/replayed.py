"""`qanun replay`: both versions over the rows of a file. Each figure is computed apart, from the answers of `batch` to
either version and by awk over the rows that it writes; what is unknown, none, a conflict or an error is in no sum; the
threads, the way of the rows and their form make no difference; a kept file notices what moves; and no end leaves half
a file."""
import collections
import csv
import decimal
import fractions
import io
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as tree

import command
import schema
import webpage

WORK = os.path.join(command.ROOT, "build", "replayed")
SCHEMAS = schema.Schema(os.path.join(command.ROOT, "spec"))
LAW = "rules/az/labour/vacation.qn"
PROPOSAL = LAW + "+reforms/commissioner_2026_article_116.qn"
RIGHTS = "rules/az/entitlements.qn"
WAGE = RIGHTS + "+reforms/minimum_wage_500.qn"
EMPLOYEES = 1000
STATUSES = ("none", "unknown", "conflict", "error")

OLD = """fact seniority : years in 0..=80
fact sector : one of state, private = private
fact wage : AZN in 0..=100000
fact proved : yes/no = yes
bonus : AZN
    only when proved "no proof"
    base 0
    seniority
        5..10 → +20
        10..  → +40
pay : AZN = wage + (bonus otherwise 0 AZN)
third : years = seniority + 4 months
grade : one of low, high = if wage > 1000 then high else low
since : date = 2020-01-01
gone : AZN = 1
other : AZN = 1
"""
NEW = """fact seniority : years in 0..=60
fact sector : one of state, private = private
fact wage : AZN in 0..=100000
fact proved : yes/no = yes
fact bold : yes/no = no
bonus : AZN
    only when proved "no proof"
    base 0
    seniority
        5..10  → +20
        10..15 → +40
        15..   → +70
    when bold → +1
pay : AZN = wage + (bonus otherwise 0 AZN)
third : years = seniority + 5 months
grade : one of high, low = if wage > 900 then high else low
since : date = 2020-01-01
fresh : AZN = 1
other : percent = 1%
"""
ROWS = """id,seniority,sector,wage,proved,bold
a,4,state,500,,
b,15,state,1000.50,,
c,20,private,2000,,yes
d,,private,1000,,
e,12,,950,no,
f,70,state,1,,
g,six,state,1,,
h,16,state,900,,
"""


def path(name):
    return os.path.join(WORK, name)


def write(name, text):
    with open(path(name), "wb") as out:
        out.write(text if isinstance(text, bytes) else text.encode())
    return path(name)


def read(name):
    with open(path(name), encoding="utf-8") as file:
        return file.read()


def call(*words, given=None, qanun=command.CHECKED):
    return command.call(["replay", *words], qanun=qanun, given=given)


def small(*words, rows="rows.csv", versions=("old.qn", "new.qn"), rules=(), given=None):
    return call(*map(path, versions), *rules, "--facts", path(rows) if rows != "-" else "-", "--key", "id", "--on", "2026-06-01",
                *words, given=given)


def exact(text):
    return fractions.Fraction(str(text))


# ---- small

TEXT = """5 rows on 2026-06-01: 2 changed
  rule         rows changed   gain   lose   before    after   change
  bonus, AZN              2      2      0    80.00   141.00   +61.00

bonus, AZN
  sector    rows   rows changed   gain   lose   before   after   change
  state        2              1      1      0    40.00   70.00   +30.00
  private      3              1      1      0    40.00   71.00   +31.00
  1 row, +30.00, the first is b
    no more  10.. → +40
    instead  15.. → +70
  1 row, +31.00, the first is c
    no more  10.. → +40
    instead  15.. → +70
    instead  when bold → +1
  most affected             before   after   change
  c               private    40.00   71.00   +31.00
  b               state      40.00   70.00   +30.00
"""


def check_text(report):
    rows = "".join(line + "\n" for line in ROWS.splitlines() if line[0] in "iabcde")
    write("few.csv", rows)
    status, out, err = small("--by", "sector", rows="few.csv", rules=("bonus",))
    report.equal("text: as it is shown", (0, TEXT, ""), (status, out, err))
    status, out, _ = small("--by", "wage=900,1000", "--format", "json", rows="few.csv", rules=("bonus",))
    groups = [(group["by"]["wage"], group["rows"]) for group in command.parse(out)["rules"][0]["groups"]]
    report.equal("bands of a number", [("below 900", "1"), ("900..1000", "1"), ("1000 and more", "3")], groups)
    for by in (("--by", "sector,wage=900,1000"), ("--by", "sector", "--by", "wage=900,1000"), ("--by", "sector, wage=900, 1000")):
        status, out, _ = small(*by, "--format", "json", rows="few.csv", rules=("bonus",))
        groups = [(group["by"]["sector"], group["by"]["wage"]) for group in command.parse(out)["rules"][0]["groups"]]
        report.check(f"values and bands at once: {by}", ("state", "1000 and more") in groups and len(groups) > 2, groups)
    status, out, _ = small("--by", "wage=1000,sector", "--format", "json", rows="few.csv", rules=("bonus",))
    report.equal("a fact behind bands", ["wage", "sector"], list(command.parse(out)["rules"][0]["groups"][0]["by"]))
    status, out, _ = small("--per", "month", rows="few.csv", rules=("bonus",))
    report.check("for a month and for a year", "bonus: +61.00 a month, +732.00 a year" in out, out)
    status, out, _ = small("--per", "year", rows="few.csv", rules=("bonus",))
    report.check("a year's amount for a month", "bonus: ≈ +5.08 a month, +61.00 a year" in out, out)
    status, out, err = small("--fail-on-change", rows="few.csv", rules=("bonus",))
    report.equal("--fail-on-change: rows change", 1, status)
    status, out, err = small("--fail-on-change", rows="few.csv", rules=("since",))
    report.equal("--fail-on-change: none does", (0, ""), (status, err))


def check_all_rules(report):
    """All rules, rows that are refused by both and by one, and rules that are not compared."""
    status, out, err = small("--csv", path("out.csv"), "--format", "json")
    told = command.parse(out)
    rules = {rule["rule"]: rule for rule in told["rules"]}
    report.equal("refused rows are an exit of 1", 1, status)
    report.equal("refused rows are counted", ("6", "2"), (told["rows"], told["rejected"]))
    lines = read("out.csv.rejected").splitlines()
    report.check("and told, by which version if only the new one does", len(lines) == 3 and lines[0] == "row,column,value,reason" and
                 lines[1].startswith("7,seniority,70,in the new version: ") and lines[2].startswith("8,seniority,six,seniority: "), str(lines))
    report.equal("rules of one version", [("fresh", "new"), ("gone", "gone"), ("other", "another type")],
                 sorted((one["rule"], one["result"]) for one in told["not_compared"]))
    report.equal("a fraction is exact", fractions.Fraction(5, 12), exact(rules["third"]["change"]))
    report.equal("a choice by its names", ("2", "6"), (rules["grade"]["changed"], rules["grade"]["known"]))
    report.equal("a status is none of the others", {("known", "known"): "4", ("none", "none"): "1", ("unknown", "unknown"): "1"},
                 {(one["before"], one["after"]): one["rows"] for one in rules["bonus"]["statuses"]})
    report.equal("no sum has what is not known", ("4", "120.00", "211.00"),
                 tuple(rules["bonus"][name] for name in ("known", "before", "after")))
    report.check("the same rule is there without ways", "ways" not in rules["since"] and rules["since"]["changed"] == "0")
    with open(path("out.csv"), encoding="utf-8") as file:
        lines = [line for line in csv.DictReader(file) if line["rule"] == "grade"]
    report.equal("a row that changes", [("d", "low", "high", ""), ("e", "low", "high", "")], [(line["id"], line["before"], line["after"], line["change"]) for line in lines])


def check_statuses(report):
    """Each status may become each other one."""
    write("some.qn", "fact a : integer in 0..=9\nx : number\n    when a = 0 → 1\n    when a <= 1 → 1\n    when a = 2 → 1 / (a - 2)\n"
                     "    when a = 3 → 1\n    when a = 4 → 4\n")
    write("more.qn", "fact a : integer in 0..=9\nx : number\n    when a = 1 → 1 / (a - 1)\n    when a = 2 → 2\n    when a = 3 → 1\n"
                     "    only when a ≠ 4 \"not four\"\n")
    write("four.csv", "id,a\n" + "".join(f"{n},{n if n < 5 else ''}\n" for n in range(6)))
    status, out, err = call(path("some.qn"), path("more.qn"), "--facts", path("four.csv"), "--key", "id", "--on", "2026-06-01",
                            "--format", "json")
    report.equal("statuses: it runs", (0, ""), (status, err))
    rule = command.parse(out)["rules"][0]
    got = {(one["before"], one["after"]): (one["rows"], one.get("had")) for one in rule["statuses"]}
    report.equal("statuses: each is its own", {("known", "known"): ("1", None), ("known", "none"): ("1", "4"), ("known", "error"): ("2", "2"),
                                                ("error", "known"): ("1", "2"), ("unknown", "unknown"): ("1", None)}, got)
    report.equal("statuses: rows that change", ("4", "1", "1", "1"),
                 tuple(rule[name] for name in ("changed", "known", "before", "after")))


def check_forms(report):
    """JSON Lines, decimal commas, images, standard input, one by one: the same."""
    want = small("--format", "json", "--csv", path("want.csv"), rows="few.csv")
    few = list(csv.DictReader(io.StringIO(read("few.csv"))))
    def value(name, text):
        return {"yes": "true", "no": "false"}.get(text, text if name in ("seniority", "wage") else f'"{text}"')
    write("few.jsonl", "".join("{" + ", ".join(f'"{name}": {value(name, text)}' for name, text in row.items() if text) + "}\n" for row in few))
    write("few.txt", read("few.csv").replace(",", ";").replace("1000.50", "1000,50"))
    for name in ("old", "new"):
        command.call(["build", path(f"{name}.qn"), "-o", path(f"{name}.qnb")])
    def without(text):
        return re.sub(r'"(old|new)": "[^"]*", ', "", text, count=2)
    for name, words, more in (("JSON Lines", (), {"rows": "few.jsonl"}), ("decimal commas", ("--decimal", "comma"), {"rows": "few.txt"}),
                              ("images", (), {"rows": "few.csv", "versions": ("old.qnb", "new.qnb")}),
                              ("one by one", ("--one-by-one",), {"rows": "few.csv"}), ("one thread", ("--threads", "1"), {"rows": "few.csv"}),
                              ("standard input", (), {"rows": "-", "given": read("few.csv").encode()})):
        status, out, _ = small("--format", "json", "--csv", path("got.csv"), *words, **more)
        if name == "decimal commas":
            out, wanted = (re.sub(r'"digest": "[^"]*"', "", text) for text in (out, want[1]))
        else:
            wanted = want[1]
        report.equal(f"{name}: the same figures", (want[0], without(wanted)), (status, without(out)))
        report.equal(f"{name}: the same rows", read("want.csv").replace(",", ";") if name == "decimal commas" else read("want.csv"), read("got.csv"))


def check_lists(report):
    """Elements in a second file, one field of which only one version has."""
    law = "entity child\n    age : years in 0..=60\nfact children : list of child\nleave : calendar days\n    base 0\n"
    write("kids_old.qn", law + "    when count of children where age < 14 >= 2 → 2\n")
    write("kids_new.qn", law.replace("0..=60\n", "0..=60\n    ill : yes/no = no\n") +
          "    when count of children where age < 14 >= 2 → 3\n    when any of children where ill → 3\n")
    write("kids.csv", "id,age,ill\n1,3,\n1,5,\n2,20,yes\n2,30,yes\n")
    write("parents.csv", "id\n1\n2\n3\n")
    status, out, err = call(path("kids_old.qn"), path("kids_new.qn"), "--facts", path("parents.csv"), "--key", "id", "--table",
                            f"children={path('kids.csv')}", "--on", "2026-06-01", "--csv", "-")
    report.equal("lists of a second file", (0, "id,rule,before,after,change\n1,leave,2,3,1\n2,leave,0,3,3\n", ""), (status, out, err))


# ---- the law

def people():
    """A file of invented employees."""
    sys.path.insert(0, os.path.join(command.ROOT, "tests", "rules"))
    from people import table
    return write("people.csv", table(1, EMPLOYEES, "2026-09-30"))


def batch(law, rules, file):
    status, out, err = command.call(["batch", law, *rules, "--facts", file, "--key", "id", "--ignore", "all", "--on", "2027-01-01"],
                                    command.NORMAL)
    return list(csv.DictReader(io.StringIO(out))) if status == 0 else err


def is_known(text):
    return text.split(" ")[0] not in STATUSES


def figures(old, new, rule, chosen):
    """What replay should say of a rule, over the rows that are chosen."""
    found = collections.Counter()
    sums = collections.defaultdict(fractions.Fraction)
    for row, (was, now) in enumerate(zip(old, new)):
        if not chosen(row):
            continue
        a, b = was[rule], now[rule]
        both = is_known(a) and is_known(b)
        changes = exact(a) != exact(b) if both else a.split(" ")[0] != b.split(" ")[0]
        found["changed"] += changes
        found["known"] += both
        if both:
            sums["before"] += exact(a)
            sums["after"] += exact(b)
            found["gain"] += exact(b) > exact(a)
            found["lose"] += exact(b) < exact(a)
            sums["gained"] += max(exact(b) - exact(a), 0)
    return {**{name: found[name] for name in ("changed", "known", "gain", "lose")}, **{name: sums[name] for name in ("before", "after", "gained")}}


def told_figures(told):
    return {**{name: int(told[name]) for name in ("changed", "known", "gain", "lose")},
            **{name: exact(told[name]) for name in ("before", "after", "gained")}}


def check_awk(report, name, told, file):
    """The sums of the rows that are written, by a program that knows nothing of ours."""
    done = subprocess.run(["awk", "-F,", "NR > 1 && $NF != \"\" {n[$(NF-3)]++; s[$(NF-3)] += $NF * 100} "
                           "END {for (r in n) printf \"%s %d %.0f\\n\", r, n[r], s[r]}", file], capture_output=True, text=True, check=True)
    got = {line.split()[0]: tuple(map(int, line.split()[1:])) for line in done.stdout.splitlines()}
    want = {rule["rule"]: (int(rule["gain"]) + int(rule["lose"]), int(exact(rule["change"]) * 100)) for rule in told["rules"]
            if int(rule["gain"]) + int(rule["lose"]) > 0}
    report.equal(f"{name}: awk over the rows says the same", want, got)


def check_ways(report, name, rule):
    """The ways of a rule add up to it."""
    report.equal(f"{name}, {rule['rule']}: ways add up to rows", int(rule["changed"]), sum(int(way["rows"]) for way in rule.get("ways", [])))
    report.equal(f"{name}, {rule['rule']}: ways add up to the change", exact(rule["change"]),
                 sum((exact(way["change"]) for way in rule.get("ways", [])), fractions.Fraction()))


def check_page(report, name, file, told):
    text = read(file)
    page = webpage.Page(re.sub(r"<svg.*?</svg>", "", text, flags=re.S))
    report.equal(f"{name}: the page is in order", [], page.wrong)
    drawings = re.findall(r"<svg.*?</svg>", text, flags=re.S)
    for drawing in drawings:
        tree.fromstring(drawing)
    changed = [rule for rule in told["rules"] if int(rule["changed"]) > 0]
    charts = [drawing for drawing in drawings if "qn-chart" in drawing]
    report.equal(f"{name}: three charts a rule", 3 * len(changed), len(charts))
    ids = re.findall(r'id="([^"]*)"', text)
    report.equal(f"{name}: no id twice", len(set(ids)), len(ids))
    report.check(f"{name}: the page needs nothing else", not re.search(r"<(script|link|img|iframe)|(src|href)=\"(?!#)", text))
    for rule in changed:
        shown = f"{decimal.Decimal(str(rule['after'])):,}"
        report.check(f"{name}: the page has the sum of {rule['rule']}", shown in text, shown)


def check_law(report, name, old, new, rules, by):
    """A proposal over invented employees: JSON, rows and page against `batch`."""
    file = path("people.csv")
    words = (old, new, *rules, "--facts", file, "--key", "id", "--ignore", "all", "--on", "2027-01-01", "--by", by, "--per", "month")
    status, out, err = call(*words, "--format", "json", "--csv", path("law.csv"), "--html", path("law.html"), qanun=command.NORMAL)
    report.equal(f"{name}: it runs", (0, ""), (status, err))
    told = command.parse(out)
    wrong, _ = SCHEMAS.wrong("replay.schema.json", schema.parse(out))
    report.equal(f"{name}: fits replay.schema.json", [], wrong[:4])
    was, now = batch(old, rules, file), batch(new, rules, file)
    with open(file, encoding="utf-8") as rows:
        facts = list(csv.DictReader(rows))
    report.equal(f"{name}: rows that change", len({row for row in range(len(was)) for rule in rules if
                 (is_known(was[row][rule]) or is_known(now[row][rule])) and was[row][rule] != now[row][rule]}), int(told["changed"]))
    for rule in told["rules"]:
        report.equal(f"{name}: {rule['rule']} is what batch says of both", figures(was, now, rule["rule"], lambda row: True), told_figures(rule))
        report.equal(f"{name}: {rule['rule']} a year", exact(rule["change"]) * 12, exact(rule.get("change_per_year", exact(rule["change"]) * 12)))
        check_ways(report, name, rule)
        for group in rule.get("groups", []):
            label = group["by"][by]
            report.equal(f"{name}: {rule['rule']} of {label}", figures(
                was, now, rule["rule"], lambda row: (facts[row][by] or "unknown") == label), told_figures(group))
        most = sorted(((abs(exact(b[rule["rule"]]) - exact(a[rule["rule"]])), -row) for row, (a, b) in enumerate(zip(was, now))
                       if is_known(a[rule["rule"]]) and is_known(b[rule["rule"]]) and a[rule["rule"]] != b[rule["rule"]]), reverse=True)[:20]
        report.equal(f"{name}: the most affected of {rule['rule']}", [str(1 - row) for _, row in most],
                     [row["key"] for row in rule.get("most", [])])
    check_awk(report, name, told, path("law.csv"))
    check_page(report, name, "law.html", told)
    again = call(*words, "--format", "json", "--csv", path("again.csv"), "--threads", "1", "--one-by-one", qanun=command.NORMAL)
    report.equal(f"{name}: one by one is the same", (status, out, read("law.csv")), (again[0], again[1], read("again.csv")))


# ---- clauses

def check_clauses(report):
    """Whose clauses changed an answer, also through rules that it uses; those that do not matter are not told."""
    write("deep_old.qn", "law A = \"An Act\"\nfact a : integer in 0..=9\nleast : number\n    from 2020-01-01 → 4 [A 1]\n"
                         "quiet : number\n    when a > 5 → 1\n    otherwise → 2\n"
                         "middle : number = least * 2 [A 2]\ntop : number\n    base middle [A 3]\n    when a > 3 → at most 7 [A 4]\n"
                         "side : number = quiet + 0 * a\neverything : number = top + side\n")
    write("deep_new.qn", read("deep_old.qn").replace("→ 4", "→ 3"))
    write("a.csv", "a\n1\n5\n")
    status, out, err = call(path("deep_old.qn"), path("deep_new.qn"), "everything", "--facts", path("a.csv"), "--on", "2026-06-01", "--format", "json")
    report.equal("clauses: it runs", (0, ""), (status, err))
    ways = command.parse(out)["rules"][0]["ways"]
    report.equal("clauses: those of the rules below that change", [
        (["least"], ["least"], "2"), (["least", "top"], ["least"], "3")],
        sorted(([c["rule"] for c in way["replaced"]], [c["rule"] for c in way["by"]], way["first"]) for way in ways))
    write("open_old.qn", "fact a : integer in 1..=3\nfact b : yes/no\nx : number\n    when a > 0 → at least 5\n    base 5\n    when b → 5\n")
    write("open_new.qn", read("open_old.qn").replace("base 5", "base 6").replace("b → 5", "b → 6"))
    write("none.csv", "a,b\n1,\n")
    out = call(path("open_old.qn"), path("open_new.qn"), "--facts", path("none.csv"), "--on", "2026-06-01")[1]
    report.check("clauses: those too that may apply where a fact is unknown", "no more  when b → 5" in out and "instead  when b → 6" in out, out)


# ---- what is kept

def check_baseline(report):
    kept = path("kept.json")
    words = ("--baseline", kept)
    status, _, err = small(*words, rows="few.csv")
    report.check("a baseline that is not there fails", status == 1 and "there are no figures yet; --accept REASON" in err, err)
    report.equal("and writes nothing", False, os.path.exists(kept))
    status, _, err = small(*words, "--accept", "the first figures", rows="few.csv")
    report.equal("it is kept with a reason", (0, "", ["the first figures"]), (status, err, command.parse(read("kept.json"))["reasons"]))
    report.equal("the same figures are in order", (0, ""), small(*words, rows="few.csv")[::2])
    command.call(["build", path("old.qn"), "-o", path("moved.qnb")])
    report.equal("wherever the version lies", (0, ""), small(*words, rows="few.csv", versions=("moved.qnb", "new.qn"))[::2])
    write("fewer.csv", read("few.csv").replace("c,20", "c,4"))
    before = read("kept.json")
    status, _, err = small(*words, rows="fewer.csv")
    report.check("figures that moved are told", status == 1 and "→" in err and "have moved since" in err , err)
    report.equal("and not kept", before, read("kept.json"))
    status, _, err = small(*words, "--accept", "c is \"younger\"", rows="fewer.csv")
    report.equal("until they are accepted", (0, ["the first figures", "c is \"younger\""]), (status, command.parse(read("kept.json"))["reasons"]))
    report.equal("then they are in order", 0, small(*words, rows="fewer.csv")[0])
    write("swapped.csv", read("fewer.csv").replace("\na,4,state,500", "\nA,4,state,500").replace("\nb,15", "\nB,15"))
    status, _, err = small(*words, rows="swapped.csv")
    report.check("a row that is called otherwise moves the digest", status == 1 and "digest: " in err, err)
    for name, text in (("empty", ""), ("no JSON", "{"), ("another", "[1]"), ("another form", '{"form": "2", "reasons": [], "replay": {}}')):
        write("kept.json", text)
        status, _, err = small(*words, rows="few.csv")
        report.check(f"a baseline that is {name}", status == 1 and "keeps no figures of a replay" in err, err)
        status, _, err = small(*words, "--accept", "why", rows="few.csv")
        report.equal(f"a baseline that is {name} is not written over", (1, text), (status, read("kept.json")))
    os.remove(kept)
    for reason in ("", "  "):
        report.equal("a reason says something", 2, small(*words, "--accept", reason, rows="few.csv")[0])
    report.equal("a reason needs a file", 2, small("--accept", "why", rows="few.csv")[0])


# ---- what is wrong

def check_wrong(report):
    for name, words, want in (
            ("no rows", (path("old.qn"), path("new.qn")), "give `--facts FILE`"),
            ("no such rule", (path("old.qn"), path("new.qn"), "nothing", "--facts", path("few.csv")), "neither version has a rule `nothing`"),
            ("a rule that is new", (path("old.qn"), path("new.qn"), "fresh", "--facts", path("few.csv")), "is new"),
            ("a rule that is gone", (path("old.qn"), path("new.qn"), "gone", "--facts", path("few.csv")), "is there no more"),
            ("another kind", (path("old.qn"), path("new.qn"), "other", "--facts", path("few.csv")), "another kind of value"),
            ("no such fact", (path("old.qn"), path("new.qn"), "--facts", path("few.csv"), "--by", "nothing"), "there is none called `nothing`"),
            ("five facts", (path("old.qn"), path("new.qn"), "--facts", path("few.csv"), "--by", "wage,wage,wage,wage,wage"), "four facts at most"),
            ("bands of a choice", (path("old.qn"), path("new.qn"), "--facts", path("few.csv"), "--by", "sector=1,2"), "bands"),
            ("bands that fall", (path("old.qn"), path("new.qn"), "--facts", path("few.csv"), "--by", "wage=2,1"), "rising"),
            ("bands of words", (path("old.qn"), path("new.qn"), "--facts", path("few.csv"), "--by", "wage=x"), "rising"),
            ("threads", (path("old.qn"), path("new.qn"), "--facts", path("few.csv"), "--threads", "0"), "from 1 to 64"),
            ("per week", (path("old.qn"), path("new.qn"), "--facts", path("few.csv"), "--per", "week"), "--per takes month|year")):
        status, out, err = call(*words)
        report.check(f"{name} is told", status == 2 and want in err and out == "", f"{status} {err}")
    for name, text, want in (
            ("an empty file", "", "it is empty, and has no head"), ("a column of neither version", "id,senority\na,1\n", "the column `senority` is no fact"),
            ("no key", "seniority\n1\n", "there is no column `id`"), ("two columns of one name", "id,wage,wage\n1,2,3\n", "two columns"),
            ("a NUL", b"id,wa\x00ge\n1,2\n", "a byte of it is 0")):
        write("wrong.csv", text)
        status, out, err = small(rows="wrong.csv")
        report.check(f"{name} is told", status == 1 and want in err and out == "", f"{status} {err}")
    status, out, err = small(rows="nowhere.csv")
    report.check("a file that is not there is told", status == 1 and "No such file" in err, err)
    status, out, err = small(versions=("nowhere.qn", "new.qn"), rows="few.csv")
    report.check("a version that is not there is told", status == 1 and "cannot be read" in err, err)
    status, out, err = call(WORK, path("new.qn"), "--facts", path("few.csv"))
    report.check("a folder is told", status == 1 and "it is a folder" in err and "name the file in it" in err, err)
    write("head.csv", "id,wage\n")
    status, out, err = small(rows="head.csv", rules=("pay",))
    report.equal("a head alone", (0, "0 rows on 2026-06-01: 0 changed\n  1 rule is the same in every row\n", ""), (status, out, err))
    write("bad.csv", "id,wage\n" + "".join(f"{n},x\n" for n in range(30)))
    status, out, err = small(rows="bad.csv", rules=("pay",))
    report.check("rows that are all wrong", status == 1 and "30 rejected" in err and "… and 10 more" in err and out.startswith("0 rows"), out + err)
    write("many.csv", "id,wage\n" + "".join(f"{n},{n}\n" for n in range(1500)))
    status, out, err = small("--by", "wage", "--html", path("many.html"), rows="many.csv", rules=("pay",))
    report.check("too many groups", status == 1 and "more than 1000 groups" in err and not os.path.exists(path("many.html")), err)
    status, out, err = small("--by", "wage", rows="many.csv", rules=("pay",))
    report.equal("whatever the threads", 1, status)


def check_ends(report):
    """Full disks and signals."""
    for option in ("--csv", "--html", "--baseline"):
        more = ("--accept", "why") if option == "--baseline" else ()
        status, _, err = small(option, "/dev/full", *more, rows="few.csv")
        report.check(f"{option} to a full disk", status == 1 and "No space left" in err, f"{status} {err}")
        status, _, err = small(option, "/nowhere/at/all", *more, rows="few.csv")
        report.check(f"{option} into no folder", status == 1 and "No such file" in err, f"{status} {err}")
    write("there.csv", "what was there\n")
    small("--csv", path("there.csv"), "--html", "/dev/full", rows="few.csv")
    report.check("a report that cannot be written", read("there.csv") in ("what was there\n", read("want.csv")))
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        write("there.csv", "what was there\n")
        process = subprocess.Popen([command.NORMAL, "replay", path("old.qn"), path("new.qn"), "--facts", "-", "--key", "id", "--on",
                                    "2026-06-01", "--csv", path("there.csv"), "--html", path("there.html")], stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   preexec_fn=lambda: signal.signal(number, signal.SIG_DFL))  # which a shell may ignore
        process.stdin.write(ROWS.splitlines(True)[0].encode() + b"c,20,private,2000,,yes\n" * 100000)
        process.stdin.flush()
        for _ in range(200):
            if any(".part" in name for name in os.listdir(WORK)):
                break
            time.sleep(0.05)
        process.send_signal(number)
        process.wait(timeout=60)
        report.equal(f"signal {number}: ends by it, and says nothing", (-number, b""), (process.returncode, process.stdout.read()))
        report.equal(f"signal {number}: the old file stays", "what was there\n", read("there.csv"))
    report.equal("no half file is left", [], [name for name in os.listdir(WORK) if ".part" in name or name == "there.html"])


def check_many(report):
    """More rows than a block has: figures by arithmetic, whatever the threads."""
    count = 60000
    write("long.csv", "id,seniority,wage,bold\n" + "".join(f"{n},{n % 41},{n % 1000}.50,{'yes' if n % 7 == 0 else 'no'}\n" for n in range(count)))
    texts = []
    for threads in ("1", "3"):
        status, out, err = small("--format", "json", "--csv", path(f"long{threads}.csv"), "--threads", threads, rows="long.csv", rules=("pay", "bonus"))
        report.equal(f"{threads} threads: it runs", (0, ""), (status, err))
        texts.append((out, read(f"long{threads}.csv")))
    report.equal("many rows: the threads make no difference", texts[0], texts[1])
    told = command.parse(texts[0][0])
    want = sum((30 if n % 41 >= 15 else 0) + (1 if n % 7 == 0 else 0) for n in range(count))
    changed = sum(n % 41 >= 15 or n % 7 == 0 for n in range(count))
    for rule in told["rules"]:
        report.equal(f"many rows: {rule['rule']}", (str(changed), exact(want)), (rule["changed"], exact(rule["change"])))
        report.equal(f"many rows: the ways of {rule['rule']}", sorted([
            sum(n % 41 >= 15 and n % 7 != 0 for n in range(count)), sum(n % 41 >= 15 and n % 7 == 0 for n in range(count)),
            sum(n % 41 < 10 and n % 7 == 0 for n in range(count)), sum(10 <= n % 41 < 15 and n % 7 == 0 for n in range(count))]), sorted(int(way["rows"]) for way in rule["ways"]))


def check_revision(report):
    status, out, err = call(f"HEAD:{LAW}", LAW, "vacation", "--facts", path("people.csv"), "--key", "id", "--ignore", "all", "--on", "2026-09-30",
                            "--fail-on-change", qanun=command.NORMAL)
    report.check("a revision is a version", status in (0, 1) and "1,000 rows on 2026-09-30" in out, out + err)


def check_pipeline(report):
    """The pipeline of examples/pipeline, in order and with something wrong for each of its steps."""
    folder = path("pipeline")
    shutil.copytree(os.path.join(command.ROOT, "examples", "pipeline"), folder)
    with open(os.path.join(folder, "leave.qn"), encoding="utf-8") as file:
        law = file.read()

    def go(name, text, *more, **environment):
        with open(os.path.join(folder, "leave.qn"), "w", encoding="utf-8") as out:
            out.write(text)
        done = subprocess.run(["./regression.sh", "leave.qn", "law_in_force.qn", "people.csv", "kept.json", *more], cwd=folder,
                              env={**command.ENVIRONMENT, "QANUN": command.NORMAL, **environment}, capture_output=True, text=True, check=False)
        last = (done.stderr or done.stdout).strip().split("\n")[-1]
        return done.returncode, last, name

    report.equal("pipeline: all is well", (0, "all is well", ""), go("", law))
    for name, text, environment in (
            ("check", law.replace("over 15", "over 14"), {}), ("test", law.replace("vacation = 23 given seniority = 9", "vacation = 24 given seniority = 9"), {}),
            ("coverage", law.replace("    expect vacation = 25 given seniority = 15\n", ""), {}), ("diff", law, {"REWORDING": "1"}),
            ("replay", law.replace("over 15 → +6", "over 15 → +7").replace("vacation = 27", "vacation = 28"), {})):
        report.equal(f"pipeline: {name} fails", (1, f"failed: {name}", name), go(name, text, **environment))
    moved = law.replace("over 15 → +6", "over 15 → +7").replace("vacation = 27", "vacation = 28")
    report.equal("pipeline: figures are accepted with a reason", 0, go("", moved, "--accept", "seven")[0])
    report.equal("pipeline: and are kept", 0, go("", "# One more line\n" + moved)[0])
    report.equal("pipeline: a wrong command", 2, subprocess.run(["./regression.sh"], cwd=folder, capture_output=True, check=False).returncode)


def check_help(report):
    """The example of the help does what it says."""
    text = command.call(["replay", "--help"])[1]
    lines = [line.strip() for line in text.splitlines() if line.startswith("    ")]
    report.equal("help: an example", 2, len(lines))
    shutil.copy(os.path.join(command.ROOT, "examples", "pipeline", "leave.qn"), path("leave.qn"))
    write("proposal.qn", 'reform "Three days"\n    amends vacation from 2027-01-01\n        seniority 5..10 → +3\n')
    done = subprocess.run(["bash", "-c", "\n".join(lines)], cwd=WORK, capture_output=True, text=True, check=False,
                          env={**command.ENVIRONMENT, "PATH": os.path.dirname(command.NORMAL) + os.pathsep + os.environ["PATH"]})
    report.equal("help: it runs", (0, ""), (done.returncode, done.stderr))


def run(report):
    shutil.rmtree(WORK, ignore_errors=True)
    os.makedirs(WORK)
    write("old.qn", OLD)
    write("new.qn", NEW)
    write("rows.csv", ROWS)
    check_text(report)
    check_all_rules(report)
    check_statuses(report)
    check_forms(report)
    check_lists(report)
    check_clauses(report)
    check_baseline(report)
    check_wrong(report)
    check_ends(report)
    check_many(report)
    check_pipeline(report)
    check_help(report)
    people()
    check_law(report, "Article 116", LAW, PROPOSAL, ("seniority_vacation", "vacation"), "sector")
    check_law(report, "a minimum wage of 500", RIGHTS, WAGE, ("money_while_unemployed", "unemployment_payment", "least_wage"), "sector")
    check_revision(report)
