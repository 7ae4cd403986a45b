"""A rule along one fact: every answer is that of `batch` for the same value, every place where the
answer jumps is the very one, whatever has no value is said in words, and the chart is sound SVG that
needs nothing but itself."""
import csv
import glob
import io
import json
import os
import random
import re
import shutil
import subprocess
import xml.etree.ElementTree as tree

import command
import schema

WORK = "build/sweeps"
SCHEMAS = schema.Schema(os.path.join(command.ROOT, "spec"))
LEAVE = "tests/lang/step02.qn"
WAGE = "rules/az/tax/wage_tax.qn"
SVG = "{http://www.w3.org/2000/svg}"

# Sweeps of the law and of programs that have each status: (name, file, rule, words).
SWEEPS = (
    (LEAVE, "vacation", ["--over", "seniority=0..40", "--by", "category", "--on", "2023-06-01"]),
    (LEAVE, "vacation", ["--over", "seniority", "--on", "2023-06-01", "--by", "special_merit",
                         "--fact", "category=general"]),
    (LEAVE, "vacation", ["--over", "seniority=3..=9", "--on", "2023-06-01"]),
    ("tests/lang/step03.qn", "sick_share", ["--over", "insured=0..200", "--by", "excluded_cause",
                                            "--on", "2025-06-01"]),
    (WAGE, "income_tax", ["--over", "gross_wage=0..=10000", "--by", "sector", "--fact",
                          "main_job=yes", "--on", "2026-06-01"]),
    (WAGE, "income_tax", ["--over", "date=2017-01-01..2034-01-01", "--by", "sector", "--fact",
                          "main_job=yes", "--fact", "gross_wage=3000"]),
    (WAGE, "income_tax", ["--over", "gross_wage=0..3000 step 0.5", "--by",
                          "sector=state,tech_park", "--fact", "main_job=yes", "--on", "2019-06-01"]),
    ("rules/az/payslip.qn", "paid_out", ["--over", "gross_wage=..=5000", "--fact", "main_job=yes",
                                         "--fact", "sector=private_non_oil", "--on", "2026-06-01"]),
    ("tests/lang/step07_time.qn", "pieces", ["--over", "date=2020-01-31..=2027-01-31 step 1 month"]),
    (f"{WORK}/all.qn", "grade", ["--over", "age=0..30", "--by", "sex", "--on", "2026-01-01"]),
    (f"{WORK}/all.qn", "is_due", ["--over", "age=0..30", "--by", "sex=man", "--on", "2026-01-01"]),
    (f"{WORK}/all.qn", "first_due", ["--over", "birth=2000-01-01..2000-07-01", "--on", "2026-01-01"]),
    (f"{WORK}/all.qn", "retires", ["--over", "age", "--on", "2026-01-01"]),
    (f"{WORK}/all.qn", "disputed", ["--over", "age=5..25", "--by", "sex", "--on", "2026-01-01"]),
    (f"{WORK}/all.qn", "part", ["--over", "share=0..=2", "--on", "2026-01-01"]),
    (f"{WORK}/all.qn", "paid", ["--over", "pay=0..100", "--on", "2026-01-01"]),
    (f"{WORK}/all.qn", "word", ["--over", "age=0..30", "--on", "2026-01-01"]),
    (f"{WORK}/all.qn", "names", ["--over", "age=0..30", "--on", "2026-01-01"]),
)

ALL = """fact age : years in 0..=80
fact sex : one of man, woman
fact birth : date in 1940-01-01..=2020-12-31
fact share : percent in 0%..=100%
fact pay : AZN per month over time in 0..=5000
grade : one of low, middle, high
    age
        ..5 → low
        5..20 → middle
        20.. → high
is_due : yes/no = age > 7 years and age < 12 years
first_due : date = first day of month of (birth + 6 years)
retires : years = 60 years + (age / 4)
disputed : AZN
    base 1
    when age > 10 → 5
    when sex is woman → 6
part : AZN = 1 AZN / (share / 1%)
paid : AZN per month = pay
word : text = if age > 5 then "<b>&\\"old\\"</b>" else "young]]>"
names = [age, age]
"""

CHANGED = ALL.replace("when age > 10 → 5", "when age > 12 → 7").replace("years in 0..=80", "years in 0..=20")

# What is refused, and a word that says why.
REFUSED = (
    ([LEAVE, "vacation"], 2, "--over"),
    ([LEAVE, "--over", "seniority"], 2, "usage"),
    ([LEAVE, "nothing", "--over", "seniority"], 2, "no rule"),
    ([LEAVE, "vacation", "--over", "nothing"], 2, "no fact"),
    ([LEAVE, "vacation", "--over", "seniority=5"], 2, "LOW..HIGH"),
    ([LEAVE, "vacation", "--over", "seniority=9..3"], 2, "no value between"),
    ([LEAVE, "vacation", "--over", "seniority=3..3"], 2, "no value between"),
    ([LEAVE, "vacation", "--over", "seniority=0..=81"], 2, "out of range"),
    ([LEAVE, "vacation", "--over", "seniority=a..b"], 2, "cannot go to"),
    ([LEAVE, "vacation", "--over", "seniority=0..9 step 0"], 2, "steps"),
    ([LEAVE, "vacation", "--over", "seniority=0..9 step x"], 2, "steps"),
    ([LEAVE, "vacation", "--over", "seniority=0..9 step -1"], 2, "steps"),
    ([LEAVE, "vacation", "--over", "category"], 2, "--by"),
    ([LEAVE, "vacation", "--over", "date"], 2, "from where to where"),
    ([LEAVE, "vacation", "--over", "date=2020-01-01..2020-02-01 step 1 fortnight"], 2, "months"),
    ([LEAVE, "vacation", "--over", "date=2020-01-01..2020-02-01", "--on", "2020-01-01"], 2, "--on"),
    ([LEAVE, "vacation", "--over", "seniority", "--fact", "seniority=3"], 2, "leave out"),
    ([LEAVE, "vacation", "--over", "seniority", "--by", "seniority=1"], 2, "another fact"),
    ([LEAVE, "vacation", "--over", "seniority", "--by", "category", "--by", "category"], 2, "another fact"),
    ([LEAVE, "vacation", "--over", "seniority", "--by", "category=boss"], 2, "boss"),
    ([LEAVE, "vacation", "--over", "seniority", "--by", "category=general",
      "--fact", "category=general"], 2, "leave out"),
    ([LEAVE, "vacation", "--over", "seniority=0..5 step 1", "--csv", "--format", "json"], 2, "--format"),
    ([LEAVE, LEAVE, "vacation", "--over", "seniority", "--facts", "-"], 2, "two versions"),
    ([LEAVE, "vacation", "--over", "seniority", "--fact", "category=boss"], 1, "boss"),
    ([LEAVE, f"{WORK}/all.qn", "vacation", "--over", "seniority"], 2, "new version"),
    (["no_such.qn", "vacation", "--over", "seniority"], 1, "cannot be read"),
    ([f"{WORK}/all.qn", "part", "--over", "share", "--by",
      "age=" + ",".join(map(str, range(25)))], 2, "24 curves"),
)


def sweep(words, qanun=command.CHECKED):
    return command.call(["sweep", *words], qanun)


def rows(text):
    return list(csv.reader(io.StringIO(text)))


# ---- the answers

def check_answers(job):
    """Each row of the CSV against `batch`, which is asked for the same values."""
    number, (path, rule, words) = job
    name = f"sweep {path} {rule} {' '.join(words)}"
    status, out, err = sweep([path, rule, *words, "--csv"])
    found = [(f"{name}: answers", status == 0, err)]
    table = rows(out)
    head = table[0]
    facts = ["on" if one == "date" else one for one in head[:head.index(rule)]]
    given = f"{WORK}/{number}.csv"
    with open(given, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(facts)
        writer.writerows(row[:len(facts)] for row in table[1:])
    rest = [word for i, word in enumerate(words)
            if not {"--over", "--by"} & set(words[max(0, i - 1):i + 1])]
    status, many, err = command.call(["batch", path, rule, "--facts", given, *rest], command.NORMAL)
    answers = rows(many)[1:]
    found.append((f"{name}: batch answers as many", len(answers) == len(table) - 1, err[:500]))
    for row, answer in zip(table[1:], answers):
        value, state, reason = row[-3:]
        want = value if state == "known" else answer[1] if state == "error" else state
        if answer[1] != want or (state == "known") != (reason == "") or (
                state == "error" and not answer[1].startswith("error")):
            found.append((f"{name}: at {row[0]}", False, f"{row} is not {answer}"))
            break
    return found + check_forms(name, number, path, rule, words, table)


def check_forms(name, number, path, rule, words, table):
    """JSON fits its schema and says what CSV says; the text has a row for each piece; the chart is
    sound, and each form is the same twice, and from every build."""
    _, out, _ = sweep([path, rule, *words, "--format", "json"])
    found = []
    wrong, _ = SCHEMAS.wrong("sweep.schema.json", schema.parse(out))
    found.append((f"{name}: fits sweep.schema.json", wrong == [], "\n".join(wrong[:4])))
    answer = schema.parse(out)
    points = [point["result"]["status"] for one in answer["series"] for point in one["points"]]
    found.append((f"{name}: JSON has the rows of CSV", points == [row[-2] for row in table[1:]], ""))
    for one in answer["series"]:
        at = [point["at"] for point in one["points"]]
        ends = [(at.index(piece["from"]), at.index(piece["to"])) for piece in one["pieces"]]
        joined = ends[0][0] == 0 and ends[-1][1] == len(at) - 1 and all(
            a[1] + 1 == b[0] for a, b in zip(ends, ends[1:]))
        found.append((f"{name}: pieces follow one another", joined, ends))
        for piece, (first, last) in zip(one["pieces"], ends):
            told = [point["result"] for point in one["points"][first:last + 1]]
            level = all(result == told[0] for result in told)
            found.append((f"{name}: a piece is level or not", piece["level"] == level, piece))
    found.append((f"{name}: the same in the other build",
                  out == sweep([path, rule, *words, "--format", "json"], command.NORMAL)[1], ""))
    return found + check_chart(name, number, path, rule, words, answer)


def check_chart(name, number, path, rule, words, answer):
    image = f"{WORK}/{number}.svg"
    if os.path.exists(image):
        os.remove(image)
    status, text, err = sweep([path, rule, *words, "--svg", image])
    if rule == "names":
        right = status == 1 and "cannot stand at an axis" in err and not os.path.exists(image)
        return [(f"{name}: lists have no chart, which is said", right, err)]
    found = [(f"{name}: text", status == 0 and " over " in text, text + err)]
    with open(image, encoding="utf-8") as file:
        drawn = file.read()
    found += [(f"{name}: {what}", right, drawn[:300]) for what, right in faults_of_chart(drawn)]
    statuses = {point["result"]["status"] for one in answer["series"] for point in one["points"]}
    for word in statuses - {"known"}:
        found.append((f"{name}: {word} is said in text and chart", word in text and word in drawn, text))
    found.append((f"{name}: standard output takes a chart",
                  sweep([path, rule, *words, "--svg", "-"])[1] == drawn, ""))
    return found


def faults_of_chart(drawn):
    """What must be so of every chart: (what, whether it is)."""
    root = tree.fromstring(drawn)
    width, height = map(float, root.get("viewBox").split()[2:])
    ids = [one.get("id") for one in root.iter() if one.get("id")]
    yield "is SVG", root.tag == SVG + "svg" and root.get("role") == "img"
    yield "has a title and a description", [one.tag for one in root][:2] == [SVG + "title", SVG + "desc"]
    yield "is named by them", root.get("aria-labelledby").split() == ids and len(set(ids)) == 2
    yield "says something there", all(root[i].text.strip() for i in (0, 1))
    yield "needs nothing else", not re.search(r"href|url\(|@import|<script|<image|<foreign|\son\w+=", drawn)
    yield "has a dark form, and none on paper", "@media screen and (prefers-color-scheme:dark)" in drawn
    numbers = [float(one) for tag in root.iter() for key in ("x", "x1", "x2", "cx")
               for one in [tag.get(key)] if one]
    heights = [float(one) for tag in root.iter() for key in ("y", "y1", "y2", "cy")
               for one in [tag.get(key)] if one]
    paths = [tuple(map(float, pair.split())) for tag in root.iter(SVG + "path")
             for pair in re.findall(r"[ML]([\d.]+ [\d.]+)", tag.get("d"))]
    inside = all(0 <= x <= width for x in numbers) and all(0 <= y <= height for y in heights)
    yield "lies in its frame", inside and all(0 <= x <= width and 0 <= y <= height for x, y in paths)
    marks = {tag.get("class", "") for tag in root.iter()} - {""}
    known = set(re.findall(r"\.qn-chart (?:\w+)?\.(\w+)\{", drawn)) | {"qn-chart", "k0"}
    yield "knows each of its classes", all(set(one.split()) <= known for one in marks)


# ---- where it jumps

def check_jumps(seed):
    """A law of random bands on an amount, some a coin wide, over a million values: the pieces are
    those of its bands."""
    chance = random.Random(seed)
    edges = sorted(chance.sample(range(1, 1000000), chance.randrange(2, 9)))
    for edge in list(edges)[:2]:
        if edge + 1 not in edges and edge + 1 < 1000000:
            edges = sorted(edges + [edge + 1])
    starts = [0, *edges]
    values = []
    for _ in starts:
        values.append(chance.choice([v for v in range(1, 9) if not values or v != values[-1]]))
    lines = [f"        {a // 100}.{a % 100:02}..{b // 100}.{b % 100:02} → {value}" if b else
             f"        {a // 100}.{a % 100:02}.. → {value}"
             for a, b, value in zip(starts, [*edges, None], values)]
    path = f"{WORK}/jumps{seed}.qn"
    with open(path, "w", encoding="utf-8") as out:
        out.write("fact wage : AZN in 0..=10000\nlevel : number\n    wage\n" + "\n".join(lines) + "\n")
    _, out, err = sweep([path, "level", "--over", "wage", "--on", "2026-01-01", "--format", "json"])
    pieces = json.loads(out, parse_float=str, parse_int=str)["series"][0]["pieces"]
    got = [(piece["from"], piece["first"]["value"], piece["level"]) for piece in pieces]
    want = [(f"{a // 100}.{a % 100:02}", str(value), True) for a, value in zip(starts, values)]
    return [(f"the jumps of the law {seed}", got == want, f"want {want}\ngot  {got}\n{err}")]


def check_derived(report):
    """Jumps that no rule names, since they come of a formula: found by halves, and exact."""
    path = f"{WORK}/derived.qn"
    with open(path, "w", encoding="utf-8") as out:
        out.write("fact wage : AZN in 0..=10000\n"
                  "level : AZN\n    base 0\n    when wage * 3.7% > 111.11 AZN → 5\n"
                  "    when wage / 7 > 999.99 AZN and wage < 20000 → +2\n"
                  "needle : AZN\n    base 1\n    when wage = 3333.33 AZN → 5\n"
                  "knee : AZN = if wage > 700.07 AZN then (wage - 700 AZN) * 3% else 0 AZN\n"
                  "slope : AZN\n    base 0\n    when wage > 200 → wage * 14%\n")
    _, out, _ = sweep([path, "level", "--over", "wage", "--on", "2026-01-01", "--format", "json"])
    # 111.11 / 3.7% = 3002.97…, and 7 * 999.99 = 6999.93
    pieces = json.loads(out, parse_float=str)["series"][0]["pieces"]
    report.equal("jumps of formulas", [("0.00", "0.00"), ("3002.98", "5.00"), ("6999.94", "7.00")],
                 [(piece["from"], piece["first"]["value"]) for piece in pieces])
    _, out, _ = sweep([path, "needle", "--over", "wage", "--on", "2026-01-01", "--format", "json"])
    pieces = json.loads(out, parse_float=str)["series"][0]["pieces"]
    report.equal("one value among a million", ["0.00", "3333.33", "3333.34"],
                 [piece["from"] for piece in pieces])
    _, out, _ = sweep([path, "knee", "--over", "wage", "--on", "2026-01-01"])
    # Half a coin of 3% is at 16.67 coins above 700.
    report.check("where a formula leaves the ground", re.search(r"^0\.00\.\.700\.17 +0\.00$", out, re.M), out)
    _, out, _ = sweep([path, "slope", "--over", "wage", "--on", "2026-01-01"])
    report.check("a slope is one row", re.search(r"^200\.01\.\.=10000\.00 +28\.00 to 1400\.00$", out, re.M)
                 and re.search(r"^0\.00\.\.200\.01 +0\.00$", out, re.M) and "asked at" in out, out)


# ---- versions

def check_versions(report):
    old, new = f"{WORK}/all.qn", f"{WORK}/changed.qn"
    words = ["disputed", "--over", "age=0..30", "--by", "sex=man", "--on", "2026-01-01"]
    status, out, err = sweep([old, new, *words])
    report.check("two versions beside each other", status == 0 and all(
        re.search(line, out, re.M) for line in (r"^11\.\.13 +5\.00 +1\.00$", r"^13\.\.21 +5\.00 +7\.00$",
                                                r"^21\.\.=29 +5\.00 +refused: ")), out + err)
    _, drawn, _ = sweep([old, new, *words, "--svg", "-"])
    report.check("in one chart", drawn.count('class="curve') >= 4 and "former" in drawn
                 and "refused" in drawn, drawn[:300])
    report.check("a sound one", all(right for _, right in faults_of_chart(drawn)),
                 [what for what, right in faults_of_chart(drawn) if not right])
    _, out, _ = sweep([old, new, *words, "--csv"])
    report.equal("CSV says which", ["old", "new"], list(dict.fromkeys(row[2] for row in rows(out)[1:])))
    command.call(["build", old, "-o", f"{WORK}/all.qnb"])
    report.equal("an image stands for its rules", sweep([old, new, *words]),
                 sweep([f"{WORK}/all.qnb", new, *words]))
    with open(f"{WORK}/bill.qn", "w", encoding="utf-8") as out:
        out.write('reform "A bill"\n    amends grade from 2026-01-01\n        age 20.. → middle\n')
    status, out, err = sweep([old, f"{old}+{WORK}/bill.qn", "grade", "--over", "age", "--on", "2027-01-01"])
    report.check("a reform", status == 0 and re.search(r"^20\.\.=80 +high +middle$", out, re.M), out + err)
    with open(f"{WORK}/more.qn", "w", encoding="utf-8") as file:
        file.write("fact more : AZN = 1\n" + ALL + "extra : AZN = more\n")
    words = ["grade", "--over", "age", "--on", "2026-01-01", "--fact", "more=5"]
    status, out, err = sweep([old, f"{WORK}/more.qn", *words])
    report.check("a fact that only one version has", status == 0, out + err)
    status, _, err = sweep([old, old, *words])
    report.check("one that neither has", status == 1 and "more" in err, err)
    if subprocess.run(["git", "rev-parse", "HEAD"], cwd=command.ROOT, capture_output=True,
                      check=False).returncode == 0:
        status, out, err = sweep([f"HEAD:{LEAVE}", LEAVE, "vacation", "--over", "seniority", "--fact",
                                  "category=general", "--on", "2023-06-01"])
        report.check("a revision", status == 0 and "old" in out, out + err)


# ---- what is written, and what is refused

def check_writing(report):
    words = [LEAVE, "vacation", "--over", "seniority", "--fact", "category=general", "--on", "2023-06-01"]
    for path in ("/dev/full", f"{WORK}/no/such/chart.svg"):
        status, out, err = sweep([*words, "--svg", path])
        report.check(f"no chart in {path}", status == 1 and "chart" in err and out == "", out + err)
    status, out, _ = sweep([*words, "--svg", "/dev/full", "--format", "json"])
    report.check("said in JSON, too", status == 1 and json.loads(out)["diagnostics"], out)
    report.check("nothing is left beside", not glob.glob(f"{WORK}/*.svg?*"), os.listdir(WORK))
    report.equal("a known answer everywhere", 0, sweep([*words, "--strict"])[0])
    report.equal("--strict tells one that is not", 3, sweep([*words[:4], "--on", "2023-06-01", "--strict"])[0])
    _, out, err = sweep([WAGE, "income_tax", "--over", "date=2026-01-01..=2027-01-01",
                         "--fact", "main_job=yes"])
    report.check("an end that is not reviewed is told", "2027-01-01 lies outside" in err and
                 "2026-01-01 lies" not in err, err)
    with open(f"{WORK}/labels.qn", "w", encoding="utf-8") as file:
        file.write("fact age : years in 0..=9\nfact kind : one of a, b\nfee : AZN\n    base 1\n    kind a → 2\n"
                   'labels az\n    age = "yaş"\n    kind.a = "birinci"\n    fee = "rüsum"\n')
    status, out, err = sweep([f"{WORK}/labels.qn", "fee", "--over", "age", "--by", "kind", "--on",
                              "2026-01-01", "--lang", "az"])
    report.check("labels", status == 0 and all(word in out for word in ("yaş", "birinci", "rüsum")), out + err)
    for words, want, why in REFUSED:
        status, out, err = sweep(words)
        report.check(f"sweep {' '.join(words)[:90]} is refused", status == want and why in err and out == "",
                     f"exit {status}\n{out[:300]}{err}")


def run(report):
    shutil.rmtree(WORK, ignore_errors=True)
    os.makedirs(WORK)
    for name, text in (("all.qn", ALL), ("changed.qn", CHANGED)):
        with open(f"{WORK}/{name}", "w", encoding="utf-8") as out:
            out.write(text)
    report.every(list(enumerate(SWEEPS)), check_answers)
    report.every(range(40), check_jumps)
    check_derived(report)
    check_versions(report)
    check_writing(report)
