"""`qanun batch`: every row is what `run` says of it, whatever the threads, the order and the form of the rows; what is
wrong with a row is told with its row, column, value and reason, and spoils no other; and no end leaves half a file."""
import csv
import io
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time

import command

WORK = os.path.join(command.ROOT, "build", "batches")
PEOPLE = os.path.join(command.ROOT, "tests", "rules")
LAW = "rules/az/entitlements.qn"
DAYS = ("2025-10-01", "2019-03-15")
EMPLOYEES = 120

LEAVE = """fact seniority : years in 0..=80
fact category : one of clerk, executive = clerk
entity child
    age : years in 0..=60
    disabled : yes/no = no
fact children : list of child
fact wage : AZN
fact salary : AZN over time
fact said : text
vacation : calendar days
    base 21
    category executive → 30
    seniority
        5..10 → +2
        10..  → +4
    when count of children where age < 14 >= 2 → +2
third : AZN = wage / 3
ratio : number = wage / (seniority * 1 AZN per year)
bonus : AZN
    only when category is executive "no executive"
    base 100
paid : AZN = salary
echo : text = said
ages : years = sum of children.age
eldest : years = (first of children).age
"""
HEAD = "row,column,value,reason"


def path(name):
    return os.path.join(WORK, name)


def write(name, text):
    with open(path(name), "wb") as out:
        out.write(text if isinstance(text, bytes) else text.encode())
    return path(name)


def call(*words, given=None, qanun=command.CHECKED):
    return command.call(["batch", *words], qanun=qanun, given=given)


def leave(text, *words, rules=("vacation",), name="rows.csv"):
    """A batch of leave.qn over the text of a file: (exit status, output, what is told)."""
    return call(path("leave.qn"), *rules, "--facts", write(name, text), "--on", "2023-06-01", *words)


# ---- every row is what run says

def people():
    """Facts of employees as words, each on either day."""
    sys.path.insert(0, PEOPLE)
    from people import person
    return [(day, dict(person(number, day))) for number in range(1, EMPLOYEES // 2 + 1) for day in DAYS]


def numbered(employees):
    return [(number, one) for number, one in enumerate(employees)]


def as_csv(employees):
    """A column for each fact that anybody has."""
    names = sorted(set().union(*(facts for _, (_, facts) in employees)))
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(["id", "on", *names])
    for number, (day, facts) in employees:
        table.writerow([number, day, *(str(facts.get(name, "")) for name in names)])
    return out.getvalue()


def results(text):
    """The results of JSON Lines by key, with each digit."""
    lines = [command.parse(line) for line in text.splitlines()]
    return {line["id"]: line["results"] for line in lines}


def run_one(known, facts, day):
    words = [word for name, value in facts.items() if name in known for word in ("--fact", f"{name}={value}")]
    _, out, err = command.call(["run", LAW, *words, "--on", day, "--format", "json"], command.NORMAL)
    return command.parse(out).get("results", out) if out else err


LISTED = ("days_of_annual_leave", "wage_after_tax", "days_of_maternity_leave", "pay_for_annual_leave", "severance_pay",
          "share_of_sick_pay", "maternity_leave_begins", "working_day", "age", "vacation")


def check_law_both_ways(report, file):
    """The law, many employees at once and each by itself."""
    words = ("--facts", file, "--key", "id", "--ignore", "all")
    for law, rules in (("rules/az/payslip.qn", ()), ("rules/az/payslip.qn", ("net_wage", "income_tax")), (LAW, LISTED)):
        both_ways(report, f"{law} {' '.join(rules[:2])}", law, *rules, *words)
        both_ways(report, f"{law} {' '.join(rules[:2])} as JSON", law, *rules, *words, "--format", "jsonl")


def check_law(report):
    """The law for invented employees, row by row against `run`."""
    employees = numbered(people())
    listing = command.call(["dis", LAW], command.NORMAL)[1]
    known = set(re.findall(r"^  r\d+ +(\w+)\b", listing[listing.index("\nfacts\n"):listing.index("\nrule ")], re.M))
    file = write("people.csv", as_csv(employees))
    words = (LAW, "--facts", file, "--key", "id", "--ignore", "all", "--format", "jsonl")
    status, out, err = call(*words, "--threads", "1", qanun=command.NORMAL)
    report.equal("the law: every row is taken", (0, ""), (status, err))
    got = results(out)
    report.equal("the law: a row for each", sorted(str(number) for number, _ in employees), sorted(got))

    def one(item):
        number, (day, facts) = item
        want = run_one(known, facts, day)
        return [(f"the law: employee {number} on {day}", want == got.get(str(number)),
                 f"want {str(want)[:1500]}\ngot {str(got.get(str(number)))[:1500]}")]

    report.every(employees, one)
    check_law_both_ways(report, file)
    report.equal("the law: two hands say the same", out, call(*words, "--threads", "2", qanun=command.NORMAL)[1])
    random.Random(3).shuffle(employees)
    write("shuffled.csv", as_csv(employees))
    mixed = call(LAW, "--facts", path("shuffled.csv"), *words[3:], "--threads", "3", qanun=command.NORMAL)[1]
    report.equal("the law: in another order each is the same", got, results(mixed))
    report.equal("the law: in the order of the rows", [str(number) for number, _ in employees],
                 [command.parse(line)["id"] for line in mixed.splitlines()])


def check_blocks(report):
    """More rows than a block has, one at a time in between."""
    rows = [f"{number},{number % 81},{'executive' if number % 7 == 0 else ''}" for number in range(60000)]
    text = "id,seniority,category\n" + "\n".join(rows) + "\n"
    def days(number):
        years = number % 81
        return (30 if number % 7 == 0 else 21) + (4 if years >= 10 else 2 if years >= 5 else 0)

    want = "id,vacation\n" + "".join(f"{number},{days(number)}\n" for number in range(60000))
    for threads in ("1", "2", "7"):
        status, out, err = call(path("leave.qn"), "vacation", "--facts", write("many.csv", text), "--on", "2023-06-01", "--key", "id",
                                "--fact", "children=[]", "--threads", threads, qanun=command.NORMAL)
        report.check(f"blocks with {threads} hands", (status, err) == (0, "") and out == want, (status, err, out[:200]))


# ---- many rows at once

WAYS = """fact seniority : years in 0..=80
fact category : one of clerk, executive, none_of_these = clerk
fact wage : AZN in 0..=1_000_000
fact share : percent in 0%..=100%
fact ratio : number
fact born : date in 1900-01-01..=2030-12-31
fact works_on : set of weekday
fact abroad : yes/no = no
fact age : months
fact bonus : AZN or none
fact said : text = ""
entity child
    age : years in 0..=60
    disabled : yes/no = no
    allowance : AZN
    kin : one of own, adopted = own
fact children : list of child up to 9
fact shifts : list of hours up to 5
vacation : calendar days
    base 21
    category executive → 30
    seniority
        5..10 → +2
        10..  → +4
    when count of children where age < 14 >= 2 → +2
third : AZN = wage / 3
part : AZN = wage * share
exactly : number = ratio / 8
tenfold : percent = share / 10
rest : AZN = wage - 1000
next_day : date = born + 1 day
weeks_on : date = today + 7 days
starts = if abroad then 22:00 else 06:30
kind = category
is_far = abroad and category is executive
grown : years = seniority + 1 year
with_bonus : AZN
    only when category is executive "no executive"
    base bonus otherwise 1 AZN
per_year : AZN = wage / (seniority / 1 year)
young : integer = count of children where age < 14 and not disabled
allowances : AZN = sum of each c in children : c.allowance
own_ones : integer = count of children where kin is own
longest : hours = (highest of shifts) otherwise 0 hours
works_late : yes/no = works_on has saturday
"""
# Of each column what it may say in the plain way, and what in another.
CELLS = {
    "seniority": (("0", "7", "80", "12", "-0", "007"), ("7 years", "81", "-1", "6.5", "7.0", "1e1", "6 years 6 months", "+5", "7years")),
    "category": (("clerk", "executive", "none_of_these"), ("boss", "none", "unknown", "Clerk", "executive ", "clerkclerkclerkclerk")),
    "wage": (("1000", "0.01", "999999.99", "12.5", "1000000", "1234567.8", "000000000012.50"), ("1000 AZN", "0.001", "1_000", "-5", "1.5e3",
             "12.", ".5", "1,5", "0x10", "99999999999999999999", "1000000.01", "5 USD", "1..2", "12.50000000000000000000")),
    "share": (("0", "12.5", "100", "33.3333"), ("12%", "12 %", "100.5", "0.00001", "12 percent")),
    "ratio": (("1", "0.125", "-12.0625", "123456789.5", "7"), ("0.0000001", "1e-3", "3/4", "1234567890123456789012", "-", "1_0.5")),
    "born": (("1985-03-12", "2000-02-29", "1999-12-31"), ("1985-3-12", "1899-12-31", "2023-02-29", "12.03.1985", "0000-01-01", "1985-03-12T00")),
    "works_on": (("saturday", "sunday"), ("[saturday, sunday]", "(empty)", "[]", "someday", "saturday,sunday")),
    "abroad": (("yes", "no", "true", "false"), ("Yes", "1", "none", "unknown", "y")),
    "age": (("12", "800"), ("2 years", "1.5", "12 months")),
    "bonus": (("5", "7.25"), ("none", "unknown", "none ")),
    "said": (("",), ("a", " ", '"a"', "none")),
    "on": (("2023-06-01", "2024-02-29", "1999-01-01"), ("yesterday", "2023-02-30", "unknown")),
    "id": (("7", "a", "key of many bytes, which go on and on", "ab;c", "9999999999999999999999"), (" x ", "a\rb", "\u0259", "x\x00y", "q'")),
    "on_paper": (("", "x", "anything"), (" ", "\t")),
}
# Of elements of a second file the same.
FIELDS = {
    "age": (("3", "13", "60", ""), ("61", "3 years", "x", "-1", " 4", "none")),
    "disabled": (("yes", "no", "", "true"), ("Yes", "unknown", "0")),
    "allowance": (("10", "0.05", "1234.56"), ("1.005", "5 AZN", "-")),
    "kin": (("own", "adopted", ""), ("cousin", "own ")),
    "value": (("8", "7.5", "0.25"), ("8 hours", "", "x", "90 minutes")),
}
OTHER = ("", " ", "\t", "none", "unknown", "x" * 300, "\u0259\u0131", "\x00", "5\r", "1\n2", '"', '""', "5;5", "5,5", "\ufeff", "'", "-", ".")


def quoted(random, text, separator):
    """A cell of CSV, right, or now and then not quite."""
    if any(sign in text for sign in ('"', "\n", separator)) and random.random() < 0.9 or random.random() < 0.08:
        text = '"' + text.replace('"', '""' if random.random() < 0.9 else '"') + '"'
    return random.choice(("", " ", "\t")) + text + random.choice(("", " ")) if random.random() < 0.04 else text


def hostile_rows(random, names, count, separator, comma, wrong):
    """Text of CSV of which each cell is wrong with some probability."""
    lines = [separator.join(names)]
    for _ in range(count):
        cells = []
        for name in names:
            kind = random.random()
            text = "" if kind < 0.1 else random.choice(OTHER) if kind < 0.1 + wrong / 3 else random.choice(CELLS[name][kind < 0.1 + wrong])
            if comma and kind > 0.2:
                text = text.replace(".", ",")
            cells.append(quoted(random, text, separator))
        if random.random() < wrong / 5:
            cells = random.choice((cells[:-1], cells + ["1"], [""], cells[:1], [], ["", ""]))
        lines.append(separator.join(cells))
    end = random.choice(("\n", "\n", "\r\n"))
    return end.join(lines) + random.choice((end, end, ""))


def elements(random, name, keys, wrong):
    """A second file for a list, with rows of these keys and of others, in any order."""
    names = ["id", "value"] if name == "shifts" else ["id", *random.sample(["age", "disabled", "allowance", "kin"], random.randint(1, 4))]
    random.shuffle(names)
    lines = [";".join(names)]
    for _ in range(random.choice((0, 5, 200, 3000))):
        cells = [random.choice(keys) if field == "id" else random.choice(FIELDS[field][random.random() < wrong]) for field in names]
        lines.append(";".join(quoted(random, cell, ";") if random.random() < 0.2 and '"' not in cell else cell for cell in cells))
    return write(name + ".csv", "\n".join(lines) + random.choice(("\n", "")))


def both_ways(report, name, *words, given=None):
    """Many rows at once are what each is by itself."""
    want = call(*words, "--one-by-one", "--threads", "1", given=given, qanun=command.NORMAL)
    for threads, qanun in (("1", command.CHECKED), ("3", command.NORMAL)):
        got = call(*words, "--threads", threads, given=given, qanun=qanun)
        report.check(f"both ways: {name} with {threads} hands", want == got,
                     next((f"want {a}\ngot {b}" for a, b in zip("\n".join(map(str, want)).splitlines(), "\n".join(map(str, got)).splitlines())
                           if a != b), "another length"))
    return want


def check_ways(report):
    """Invented rows of every kind of fact, many of them wrong, both ways."""
    law = write("ways.qn", WAYS)
    randomly = random.Random(11)
    rules = re.findall(r"^(\w+) *[:=]", WAYS, re.M)
    answered = 0
    for number in range(40):
        wrong = (0, 0.02, 0.3)[number % 3]
        separator = ";" if number % 4 == 3 else ","
        comma = separator == ";"
        names = randomly.sample(sorted(CELLS), randomly.randint(2, len(CELLS)))
        text = hostile_rows(randomly, names, randomly.choice((3, 40, 300, 2500)), separator, comma, wrong)
        rows = write("ways.csv", text.encode("utf-8"))
        words = [law, *sorted(randomly.sample(rules, randomly.randint(1, len(rules)))), "--facts", rows, "--ignore", "on_paper", "--rejected", path("ways.rejected")]
        words += ["--key", "id"] if "id" in names and number % 5 else ["--ignore", "id"]
        words += ["--on", "2023-06-01"] if "on" not in names or number % 2 else []
        words += ["--decimal", "comma"] if comma else []
        words += ["--format", "jsonl"] if number % 3 == 1 else []
        words += [] if "abroad" in names else ["--fact", "abroad=yes"]
        want = both_ways(report, f"rows {number}", *words)
        answered += want[1].count("\n")
    report.check("both ways: most rows are answered", answered > 12000, answered)


def check_ways_joined(report):
    """The same with elements of second files."""
    law = write("ways.qn", WAYS)
    randomly = random.Random(12)
    rules = re.findall(r"^(\w+) *[:=]", WAYS, re.M)
    keys = [str(number) for number in range(1, 700)] + ["a key of more than sixteen bytes", "\u0259", "seven b", "k"]
    answered = 0
    for number in range(20):
        wrong = (0, 0.02, 0.3)[number % 3]
        names = ["id", "category", "seniority"]
        text = hostile_rows(randomly, names, randomly.choice((3, 40, 2500)), ",", False, wrong / 4)
        lines = text.split("\n")
        lines[1:] = [randomly.choice(keys) + line[line.index(","):] if line.count(",") == 2 else line for line in lines[1:]]
        tables = [word for name in ("children", "shifts") if randomly.random() < 0.8
                  for word in ("--table", f"{name}={elements(randomly, name, keys + ['not there'], wrong)}")]
        asked = ["young", "allowances", "own_ones", "longest", "vacation"] if number % 4 else sorted(randomly.sample(rules, 8))
        want = both_ways(report, f"elements {number}", law, *asked, "--facts", write("ways.csv", "\n".join(lines)), "--key", "id",
                         *tables, "--on", "2023-06-01", "--rejected", path("ways.rejected"), *(["--format", "jsonl"] if number % 2 else []))
        answered += want[1].count("\n")
    report.check("both ways: rows with elements are answered", answered > 5000, answered)


# Of each member of a line what it may say in the plain way, as JSON, and what in another.
MEMBERS = {
    "seniority": (("0", "7", "80", '"12"'), ("007", '"7 years"', "81", "-1", "6.5", "7.0", "1e1", "null", '" 7 "', "true", "-", "1.", "+1")),
    "category": (('"clerk"', '"executive"', '"none_of_these"'), ('"boss"', '"none"', '"unknown"', '" clerk"', "null", '"cl\\u0065rk"', '""', "5")),
    "wage": (("1000", "0.01", '"999999.99"', "12.5", "1000000"), ('"1000 AZN"', "0.001", '"1_000"', "-5", "1.5e3", "12.", ".5", "1.2.3", "-0", "[1]")),
    "share": (("0", "12.5", "100"), ('"12%"', "100.5", "33.33333")),
    "ratio": (("1", "0.125", "-12.0625", "123456789.5"), ("0.0000001", '"3/4"', "-", "--1", "1234567890123456789012")),
    "born": (('"1985-03-12"', '"2000-02-29"'), ('"1985-3-12"', '"1899-12-31"', '"2023-02-29"', "1985", '" 1985-03-12"')),
    "works_on": (('["saturday"]', "[]", '["saturday", "sunday"]', '[ "monday","monday" ]'), ('"saturday"', '"unknown"', '["someday"]', '["monday",]', "[5]")),
    "abroad": (("true", "false", '"yes"', '"no"'), ("null", '"Yes"', "1", "True", '"unknown"')),
    "age": (("12", "800"), ('"2 years"', "1.5")),
    "bonus": (("5", "7.25"), ("null", '"none"', '"unknown"')),
    "on": (('"2023-06-01"', '"2024-02-29"'), ('"yesterday"', '"2023-02-30"', '"unknown"', "null", "2023")),
    "id": (("7", '"a"', '"key of many bytes"', "-1.5", '"a b"'), ("null", '""', '"\u0259"', '" x "', '"a,b"', '"q\\"r"', "[1]", "true", "01", "1.2.3", '"\\n"', "1e5")),
    "children": (('[{"age": 3}, {"age": 9, "disabled": true, "allowance": 10.5}]', "[]", '[{"kin": "adopted", "age": 13}]', "[{}]", '[ {"age":1} ,{"age":2},{"age":3} ]'),
                 ('[{"age": 61}]', '[{"shoe": 1}]', '[{"age": 1, "age": 2}]', "[3]", "null", '[{"age": null}]', '["x"]', '[{"age": 3},]', '"[]"', "{}",
                  "[" + ", ".join(['{"age": 3}'] * 11) + "]", '[{"age": "3 years"}]')),
    "shifts": (("[8, 7.5]", "[]", '["8"]', "[0.25,1,2,3,4]"), ("[1,2,3,4,5,6]", '["8 hours"]', "[null]", "8", "[[1]]", "[1 2]", '["unknown"]')),
    "said": ((), ('"x"', '""')),
    "shoe": ((), ("1", "{}")),
}
LINES = ("", " ", "\t\r", "[]", "{}", "null", "{", "}", '{"id": 1', '{"id": 1}}', '{"id": 1} x', '{"id" 1}', "{'id': 1}", '{"id": 1,}', "\ufeff{}", '{"": 1}',
         '{"id": 1, "id": 2}', '{"seniority": 7, "seniority": 7}', "\x00", '{"id": "\x01"}', "[" * 70, '{"id": 1, "seniority": }')


def hostile_lines(random, count, wrong):
    lines = []
    names = random.sample(sorted(MEMBERS), random.randint(2, len(MEMBERS)))
    for _ in range(count):
        members = []
        for name in names:
            good, bad = MEMBERS[name]
            values = bad if not good or random.random() < wrong else good
            if random.random() < (0.9 if good else wrong):
                space = random.choice(("", " ", "", "\t"))
                members.append(f'"{name}"{space}:{random.choice(("", " "))}{random.choice(values)}')
        if random.random() < 0.2:
            random.shuffle(members)
        line = "{" + random.choice((", ", ",", " ,")).join(members) + "}" + random.choice(("", "", " ", "\r"))
        lines.append(random.choice(LINES) if random.random() < wrong / 3 else line)
    text = ("\n".join(lines) + random.choice(("\n", ""))).encode()
    return text.replace("\u0259".encode(), b"\xc9") if random.random() < 0.1 else text


def check_ways_of_lines(report):
    """Lines of JSON both ways."""
    law = write("ways.qn", WAYS)
    randomly = random.Random(13)
    rules = re.findall(r"^(\w+) *[:=]", WAYS, re.M)
    answered = 0
    for number in range(40):
        wrong = (0, 0.02, 0.2)[number % 3]
        rows = write("ways.jsonl", hostile_lines(randomly, randomly.choice((3, 40, 300, 4000)), wrong))
        words = [law, *sorted(randomly.sample(rules, randomly.randint(1, len(rules)))), "--facts", rows, "--rejected", path("ways.rejected")]
        words += ["--key", "id"] if number % 2 else ["--key", "seniority"] if number % 5 == 0 else []
        words += ["--on", "2023-06-01"] if number % 7 else []
        words += ["--format", "csv"] if number % 4 < 2 else []
        words += ["--fact", "abroad=yes"] if number % 6 == 0 else []
        answered += both_ways(report, f"lines {number}", *words)[1].count("\n")
    report.check("both ways: most lines are answered", answered > 6000, answered)


# ---- forms of rows

PLAIN = "id,seniority\na,7\nb,12\n"
ANSWER = "id,vacation\na,23\nb,25\n"
FORMS = (
    ("a byte-order mark", "\ufeff" + PLAIN, ()),
    ("ends of lines of another system", PLAIN.replace("\n", "\r\n"), ()),
    ("no end of the last line", PLAIN[:-1], ()),
    ("empty lines", "id,seniority\n\na,7\n\n\nb,12\n\n", ()),
    ("lines of nothing but separators", "id,seniority\n,\na,7\n,,,\nb,12\r\n,\r\n,\n,,", ()),
    ("blanks around values", "id,seniority\na, 7 \nb,\t12\n", ()),
    ("quotation marks", '"id","seniority"\n"a","7"\n"b",12\n', ()),
    ("semicolons", PLAIN.replace(",", ";"), ()),
    ("tabs", PLAIN.replace(",", "\t"), ()),
    ("a unit", "id,seniority\na,7 years\nb,12 years\n", ()),
    ("columns in another order", "seniority,id\n7,a\n12,b\n", ()),
    ("a column that is no matter", "id,shoe,seniority\na,44,7\nb,45,12\n", ("--ignore", "shoe")),
    ("columns that are no facts", "id,shoe,seniority,hat\na,44,7,6\nb,45,12,5\n", ("--ignore", "all")),
    ("blanks around keys", "id,seniority\n a,7\nb ,12\n", ()),
    ("a column that is left aside twice", "id,shoe,shoe,seniority\na,1,2,7\nb,1,2,12\n", ("--ignore", "shoe")),
    ("empty columns of a spreadsheet", "id,seniority,,\na,7,,\nb,12,,\n", ("--ignore", "all")),
    ("a fact that is left aside", "id,seniority,category\na,7,executive\nb,12,clerk\n", ("--ignore", "category")),
)


def check_forms(report):
    for name, text, words in FORMS:
        want = ANSWER
        if "\t" in text.split("\n")[0]:
            want = ANSWER.replace(",", "\t")
        if ";" in text.split("\n")[0]:
            want = ANSWER.replace(",", ";")
        report.equal(f"rows: {name}", (0, want, ""),
                     leave(text, "--key", "id", "--fact", "children=[]", *words))
    report.equal("rows: from standard input", (0, ANSWER, ""),
                 call(path("leave.qn"), "vacation", "--facts", "-", "--key", "id", "--on", "2023-06-01", "--fact",
                      "children=[]", given=PLAIN.encode()))
    report.equal("rows: their numbers where there is no key", (0, "row,vacation\n2,23\n3,25\n", ""),
                 leave("seniority\n7\n12\n", "--fact", "children=[]"))
    status, out, err = leave('id,wage,said\n1,"1,50","a ""b"",\nc"\n2,-3,x\n', "--key", "id", "--decimal", "comma",
                             rules=("third", "echo"))
    report.equal("rows: decimal commas, and a text of two lines",
                 (0, 'id,third,echo\n1,0.50,"a ""b"",\nc"\n2,-1.00,x\n', ""), (status, out, err))
    status, out, err = leave("id;wage\n1;1.234,50\n2;7,5\n", "--key", "id", "--decimal", "comma", rules=("third",))
    report.equal("rows: a point beside a decimal comma", (1, "id;third\n2;2.50\n"), (status, out))
    report.check("rows: why it is refused", "2,wage,\"1.234,50\",\"a point stands in it" in err, err)
    status, out, err = leave("id;salary\n1;900,5 from 2020-01-01, 1200,25 from 2023-06-01\n2;900 from 2020-01-01,7 from 2023-06-02\n"
                             "3;900.5 from 2020-01-01\n4;1,200,5\n5; 7,5 AZN \n", "--key", "id", "--decimal", "comma", rules=("paid",))
    report.equal("rows: decimal commas beside others", (1, "id;paid\n1;1200.25\n2;900.00\n5;7.50\n"), (status, out))
    report.check("rows: what is no decimal comma", "4,salary,900.5 from 2020-01-01,\"a point" in err
                 and "5,salary," in err, err)
    law = write("sums.qn", "fact sums : list of AZN\nfact names : list of text\ntotal : AZN = sum of sums\nlisted = names\n")
    sums = write("sums.csv", 'sums;names\n[1,5, 2];"[""a1,2b"", c]"\n')
    report.equal("rows: decimal commas in lists", (0, 'row;total;listed\n2;3.50;"[""a1,2b"", ""c""]"\n', ""),
                 call(law, "--facts", sums, "--decimal", "comma", "--on", "2023-06-01"))
    report.equal("rows: space around what is no text", (0, "id,vacation\n1,34\n", ""),
                 leave("id,seniority,category\n1, 12 ,\texecutive \n", "--key", "id", "--fact", "children= [] "))


def check_answers(report):
    """What is not known is told by its status, and what is no finite decimal as it is."""
    status, out, err = leave(
        "id,seniority,category,wage\n1,3,clerk,10\n2,,executive,\n3,0,executive,5\n4,none,clerk,1\n5,unknown,,1\n", "--key", "id",
        "--fact", "children=[]", rules=("vacation", "bonus", "ratio"))
    report.equal("answers", (1, "id,vacation,bonus,ratio\n1,21,none,error Q0403\n2,unknown,100.00,unknown\n3,30,100.00,"
                             "error Q0402\n5,unknown,none,unknown\n"), (status, out))
    report.check("answers: what cannot be none", "5,seniority,none," in err, err)
    report.equal("strict", 3, leave(PLAIN, "--key", "id", "--strict")[0])
    report.equal("not strict", 0, leave(PLAIN, "--key", "id")[0])
    lines = leave("id,seniority\n1,7\n", "--key", "id", "--fact", "children=[]", "--format", "jsonl")[1]
    run = command.call(["run", path("leave.qn"), "vacation", "--fact", "seniority=7", "--fact", "children=[]", "--on",
                        "2023-06-01", "--format", "json"])[1]
    report.equal("answers in JSON are those of run", command.parse(run)["results"], command.parse(lines)["results"])


# ---- what is wrong

WRONG = (
    ("a wrong value", "id,seniority\n1,twelve\n2,7\n", "2,seniority,twelve,"),
    ("out of range", "id,seniority\n1,81\n2,7\n", "2,seniority,81,"),
    ("too few cells", "id,seniority\n1\n2,7\n", "2,,,it has more or fewer cells"),
    ("too many cells", "id,seniority\n1,2,3\n2,7\n", "2,,,it has more or fewer cells"),
    ("a stray quotation mark", 'id,seniority\n1,5"\n2,7\n', "2,,,a quotation mark"),
    ("text behind a quotation mark", 'id,seniority\n"1"x,5\n2,7\n', "2,,,there is text"),
    ("a wrong choice", "id,category,seniority\n1,boss,5\n2,,7\n", "2,category,boss,"),
    ("two quotation marks at the end", 'id,seniority\n1,5""\n2,7\n', "2,,,a quotation mark"),
    ("no key", "id,seniority\n,7\n2,7\n", "2,id,,the row has no key"),
    ("a byte that is no text", b"id,seniority\n1,\xff\xfe\n2,7\n", "2,seniority,"),
    ("a byte that ends no text", b"id,seniority\n1,5\x006\n2,7\n",
     "2,seniority,5?6,seniority: '5?6' is not such a number; expected years in 0..=80"),
    ("a text of another coding", b"id,said,seniority\n1,\xe9,7\n2,a,7\n", "these bytes are not UTF-8"),
    ("a number that is too long", "id,seniority\n1,1e400\n2,7\n", "2,seniority,1e400,seniority: '1e400' has too many digits"),
    ("a day that is none", "id,on,seniority\n1,today,7\n2,,7\n", "2,on,today,\"today: 'today' is not a date, as 2023-06-01;"),
    ("no day that exists", "id,on,seniority\n1,2023-02-29,7\n2,,7\n",
     "2,on,2023-02-29,today: '2023-02-29' is a day that does not exist;"),
    ("a day that nobody knows", "id,on,seniority\n1,unknown,7\n2,,7\n", "the row says that its date of decision is unknown"),
)
WRONG_LINES = (
    ("each member that is wrong", '{"seniority": 81, "category": "boss", "id": 1}', ("1,seniority,81,", "1,category,")),
    ("a name with a byte of 0", r'{"id": 1, "seniority\u0000": 5}', ("1,seniority,,it is no fact of these rules",)),
    ("a day that is no text", '{"id": 1, "on": 20230601}', ('1,on,20230601,"it is to be a date, as ""2023-06-01""',)),
    ("two days", '{"id": 1, "today": "2023-06-01", "on": "2023-06-01"}', ("`on` and `today` are both the date",)),
)


def check_wrong(report):
    for name, text, line in WRONG:
        status, out, err = leave(text, "--key", "id", "--fact", "children=[]")
        report.equal(f"wrong: {name}: the others go on", (1, "id,vacation\n2,23\n"), (status, out))
        report.check(f"wrong: {name}: it is told", HEAD in err and line in err and "1 rejected" in err, err)
    for name, line, told in WRONG_LINES:
        for words in ((), ("--one-by-one",)):
            status, out, err = leave(line + '\n{"id": 2, "seniority": 7}\n', "--key", "id", "--fact", "children=[]", "--format",
                                     "csv", *words, name="wrong.jsonl")
            report.equal(f"wrong: {name}: the others go on", (1, "id,vacation\n2,23\n"), (status, out))
            report.check(f"wrong: {name}: it is told", all(each in err for each in told) and "1 rejected" in err, err)
    status, out, err = leave("id,seniority\n1,7\n2,x\n3,9\n", "--key", "id", "--fact", "children=[]", "-o", path("out.csv"))
    report.equal("wrong: in a file of its own", (1, "", "1 rejected, see %s.rejected\n" % path("out.csv")), (status, out, err))
    told = list(csv.DictReader(open(path("out.csv.rejected"), encoding="utf-8")))
    report.equal("wrong: as a table", [("3", "seniority", "x")], [(one["row"], one["column"], one["value"]) for one in told])
    report.equal("wrong: the results", "id,vacation\n1,23\n3,23\n", open(path("out.csv"), encoding="utf-8").read())
    leave("id,seniority\n1,x\n", "--key", "id", "-o", path("other.csv"), "--rejected", path("elsewhere.csv"))
    report.check("wrong: where it is wanted", os.path.exists(path("elsewhere.csv")))
    rows = "".join(f"{number},x\n" for number in range(50))
    _, _, err = leave("id,seniority\n" + rows, "--key", "id")
    report.check("wrong: twenty lines are told", err.count(",seniority,x,") == 20 and "… and 30 more" in err and
                 "50 rejected" in err, err)


REFUSED = (
    ("a column that is no fact", "id,senority\n1,2\n", ("--key", "id"), 1, "did you mean `seniority`?"),
    ("a head that is not closed", 'id,seniority,"a\n1,7,\n', ("--key", "id"), 1, "the head cannot be read: a quotation mark"),
    ("text behind a quotation mark of the head", '"id"x,seniority\n1,7\n', ("--key", "id"), 1, "the head cannot be read"),
    ("a byte 0 in the head", "id,seniority\0z\n1,7\n", ("--key", "id"), 1, "a byte of it is 0"),
    ("an empty head", "\nid,seniority\n1,7\n", ("--key", "id"), 1, "it is an empty line"),
    ("two sources of a list", "id,seniority,children\n1,7,[]\n", ("--key", "id", "--table", "children=kids.csv"), 2, "two sources"),
    ("two columns of a name", "id,seniority,seniority\n1,2,3\n", ("--key", "id"), 1,
     "two columns are called `seniority`\n  help: give one of them another name"),
    ("two columns of the day", "id,on,today\n1,2023-06-01,2023-06-02\n", ("--key", "id"), 1,
     "the column `today` is the date of decision, and so is another one"),
    ("no such key", PLAIN, ("--key", "name"), 1, "no column `name`, which --key names\n  help: the columns are id, "),
    ("text in UTF-16", PLAIN.encode("utf-16"), ("--key", "id"), 1, "rows.csv: it is text in UTF-16; save it as UTF-8"),
    ("the same without a mark", PLAIN.encode("utf-16-be"), ("--key", "id"), 1, "it is text in UTF-16"),
    ("a spreadsheet", b"PK\x03\x04\x14\x00", ("--key", "id"), 1, "save it as CSV"),
    ("a hint for spreadsheets", "sep=;\r\n" + PLAIN.replace(",", ";"), ("--key", "id"), 1, "first line is a hint for spreadsheets"),
    ("lines of old computers", PLAIN.replace("\n", "\r"), ("--key", "id"), 1, "carriage returns alone"),
    ("elements in UTF-16", PLAIN, ("--key", "id", "--table", "children=wide.csv"), 1, "wide.csv: it is text in UTF-16"),
    ("an empty file", "", ("--key", "id"), 1, "it is empty"),
    ("a fact that is a column", PLAIN, ("--key", "id", "--fact", "seniority=3"), 2, "there is a column `seniority`"),
    ("a bad number of threads", PLAIN, ("--threads", "many"), 2, "--threads takes"),
    ("a table without a key", "seniority\n1\n", ("--table", "children=x.csv"), 2, "--key"),
    ("a table of no list", PLAIN, ("--key", "id", "--table", "seniority=x.csv"), 2, "--table takes"),
    ("a table that is not there", PLAIN, ("--key", "id", "--table", "children=/none.csv"), 1, "cannot be read"),
    ("results that cannot be written", PLAIN, ("--key", "id", "-o", "/none/out.csv"), 1, "/none/out.csv"),
)


def check_refused(report):
    write("kids.csv", "id,age\n1,3\n")
    write("wide.csv", "id,age\n1,3\n".encode("utf-16"))
    for name, text, words, want, told in REFUSED:
        words = [word.replace("kids.csv", path("kids.csv")).replace("wide.csv", path("wide.csv")) for word in words]
        status, out, err = leave(text, *words)
        report.check(f"refused: {name}", status == want and out == "" and told in err, (status, out, err))
    status, _, err = call(path("leave.qn"))
    report.check("refused: no rows", status == 2 and "--facts FILE" in err, err)
    status, _, err = call(path("leave.qn"), "--facts", "/none.csv")
    report.check("refused: no such file", status == 1 and "/none.csv" in err, err)


# ---- lists

def check_many_keys(report):
    """Elements of many keys, together and apart, are those of their case, in the order of their file."""
    randomly = random.Random(8)
    for name, keys, count in (("few to each", 3000, 7000), ("one to each", 12287, 12288), ("many to each", 40, 300)):
        rows = [(randomly.randrange(keys), randomly.randrange(61)) for _ in range(count)]
        if name == "few to each":
            rows.sort(key=lambda row: (row[0] % 7, row[0] if row[0] % 2 else 0))
        given = {}
        for key, age in rows:
            given.setdefault(key, []).append(age)
        children = write("many_keys.csv", "id,age\n" + "".join(f"{key},{age}\n" for key, age in rows))
        text = "id\n" + "".join(f"{key}\n" for key in range(keys + 50))
        expected = "id,ages,eldest\n" + "".join(
            f"{key},{sum(given.get(key, []))},{given[key][0] if key in given else 'none'}\n" for key in range(keys + 50))
        for words in ((), ("--one-by-one",)):
            report.equal(f"keys: {name} {words}", (0, expected, ""),
                         leave(text, "--key", "id", "--table", f"children={children}", *words, rules=("ages", "eldest")))


def check_joined(report):
    people_rows = "id,seniority\n1,7\n2,7\n3,7\n4,7\n"
    children = "age,id,disabled\n5,1,\n3,2,yes\n7,1,no\n\n9,77,\n4,2,\n99,3,\n"
    status, out, err = leave(people_rows, "--key", "id", "--table", f"children={write('children.csv', children)}")
    report.equal("joined", (1, "id,vacation\n1,25\n2,25\n4,23\n"), (status, out))
    report.check("joined: the element that is wrong", "4,children[1].age,99," in err, err)
    report.check("joined: whose key is nobody's", "1 row of" in err and "belongs to no row" in err, err)
    report.equal("joined: blanks around keys", (0, "id,vacation\n7,27\n", ""),
                 leave("id,seniority\n7 ,12\n", "--key", "id", "--table",
                       "children=" + write("blanks.csv", "id;age\n 7;3\n7 ;4\n")))
    many = write("many_children.csv", "id,age\n" + "1,3\n" * 3000)
    status, _, err = leave("id,seniority\n1,7\n", "--key", "id", "--table", f"children={many}")
    report.check("joined: rows of a rejected row are somebody's", status == 1 and "belong" not in err, err)
    no_day = write("no_day.csv", "id,value\n1,3\n")
    status, _, err = leave("id\n1\n", "--key", "id", "--table", f"salary={no_day}", rules=("paid",))
    report.check("joined: over time without a day", status == 1 and "no column `from`" in err, err)
    nested = '{"id": 1, "seniority": 7, "children": [{"age": 5}, {"age": 7}]}\n{"id": "x", "seniority": 7, "children": []}\n'
    report.equal("nested", (0, "id,vacation\n1,25\nx,23\n", ""),
                 leave(nested, "--key", "id", "--format", "csv", name="rows.jsonl"))
    salaries = write("salary.csv", "id,from,value\n1,2020-01-01,900\n1,2023-01-01,1000.50\n2,2024-01-01,5\n")
    report.equal("facts over time", (0, "id,paid\n1,1000.50\n2,unknown\n", ""),
                 leave("id\n1\n2\n", "--key", "id", "--table", f"salary={salaries}", rules=("paid",)))
    for name, text, told in (("no key", "age\n3\n", "no column `id`"), ("no field", "id,agee\n1,3\n", "did you mean `age`"),
                             ("empty", "", "it is empty"), ("a stray mark", 'id,age\n1,"3"4\n', "row 2 cannot be read"),
                             ("a mark that is not closed", 'id,age\n1,"3\n2,4\n', "row 2 cannot be read"),
                             ("a short row", "id,age\n1\n", "row 2 cannot be read"), ("an empty key", "id,age\n,3\n", "it has no key")):
        status, _, err = leave(people_rows, "--key", "id", "--table", f"children={write('bad.csv', text)}")
        report.check(f"joined: {name}", status == 1 and told in err, err)


def check_lines(report):
    rows = ('{"id": 1, "seniority": 7}\n\nxx\n[1]\n{"id": 2, "seniority": "12 years", "on": "2023-06-01"}\n'
            '{"id": 3, "shoe": 4}\n{"id": 4, "seniority": 90}\n{"id": 5, "seniority": 7, "seniority": 8}\n')
    status, out, err = leave(rows, "--key", "id", "--fact", "children=[]", "--format", "csv", name="rows.jsonl")
    report.equal("lines: the good ones", (1, "id,vacation\n1,23\n2,25\n"), (status, out))
    same = leave('{"id": "a", "seniority": 12}\n{"id": "b"}\n', "--key", "id", "--fact", "seniority=3", "--fact", "children=[]",
                 "--format", "csv", name="rows.jsonl")
    report.equal("lines: a fact that is the same for every row", (1, "id,vacation\nb,21\n"), same[:2])
    for key in ("", '"id": null, ', '"id": [1], ', '"id": "", '):
        report.equal(f"lines: no key: {key}", (1, "id,vacation\n"),
                     leave("{" + key + '"seniority": 7}\n', "--key", "id", "--format", "csv", name="rows.jsonl")[:2])
    told = [line.split(",")[:2] for line in err.splitlines()[1:6]]
    report.equal("lines: the others", [["3", ""], ["4", ""], ["6", "shoe"], ["7", "seniority"], ["8", ""]], told)


# ---- ends

def check_days(report):
    """A day for each row, and for those that have none."""
    text = "id,on,seniority\na,2023-06-01,7\nb,,7\n"
    law = write("day.qn", "fact seniority : years\nday : date = today\n")
    file = write("days.csv", text)
    status, out, err = call(law, "day", "--facts", file, "--key", "id")
    report.equal("days: a row without one is rejected", (1, "id,day\na,2023-06-01\n"), (status, out))
    report.check("days: and that is told", "3,on,,\"the row has no date" in err, err)
    report.equal("days: the rest has that of the command", (0, "id,day\na,2023-06-01\nb,2020-01-01\n", ""),
                 call(law, "day", "--facts", file, "--key", "id", "--on", "2020-01-01"))
    report.equal("days: one that is the key, too", (0, "on,day\n2023-06-01,2023-06-01\n", ""),
                 call(law, "day", "--facts", write("key.csv", "on\n2023-06-01\n"), "--key", "on"))


def check_files(report):
    """Links stay links, old rejections go, and no file is two things."""
    write("target.csv", "old\n")
    os.symlink("target.csv", path("link.csv"))
    leave(PLAIN, "--key", "id", "--fact", "children=[]", "-o", path("link.csv"))
    report.equal("files: a link stays one", (True, ANSWER), (os.path.islink(path("link.csv")), open(path("target.csv"), encoding="utf-8").read()))
    leave("id,seniority\n1,x\n", "--key", "id", "-o", path("twice.csv"))
    was = os.path.exists(path("twice.csv.rejected"))
    leave(PLAIN, "--key", "id", "-o", path("twice.csv"))
    report.equal("files: what was rejected before goes", (True, False), (was, os.path.exists(path("twice.csv.rejected"))))
    for name, words in (("the results", ("-o", path("same.csv"), "--rejected", path("same.csv"))),
                        ("the rows", ("-o", path("same.csv"), "--rejected", path("rows.csv")))):
        status, _, err = leave(PLAIN, "--key", "id", *words)
        report.check(f"files: rejected rows are not {name}", status == 2 and "file of their own" in err, err)
    with open(path("stdout.csv"), "wb") as out:
        subprocess.run([command.CHECKED, "batch", path("leave.qn"), "vacation", "--facts", write("rows.csv", PLAIN), "--key", "id",
                        "--on", "2023-06-01", "--fact", "children=[]", "-o", "/dev/stdout"], stdout=out, env=command.ENVIRONMENT,
                       check=False)
    report.equal("files: a name of standard output", ANSWER, open(path("stdout.csv"), encoding="utf-8").read())


def check_cut(report):
    """A second file that somebody cuts short while it is read."""
    kids = path("cut.csv")
    write("kept.csv", "what was there\n")
    for words in ((), ("--one-by-one",)):
        write("cut.csv", "id,age\n" + "".join(f"{number},{number % 20}\n" for number in range(200000)))
        process = subprocess.Popen([command.CHECKED, "batch", path("leave.qn"), "vacation", "--facts", "-", "--key", "id", "--on", "2023-06-01",
                                    "--table", f"children={kids}", "-o", path("kept.csv"), *words], stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=command.ENVIRONMENT)
        process.stdin.write(b"id,seniority\n" + b"1,7\n" * 80000)  # more than a block, so that it begins
        process.stdin.flush()
        for _ in range(400):
            if any(".part" in name for name in os.listdir(WORK)):
                break
            time.sleep(0.05)
        os.truncate(kids, 10)  # its rows are indexed by now
        rows = "".join(f"{number},7\n" for number in range(200000))
        _, err = process.communicate(rows.encode(), timeout=120)
        report.check(f"a second file that is cut short {words}", process.returncode == 1 and b"cut.csv: it was cut short while it was read" in err,
                     (process.returncode, err))
    report.equal("a second file that is cut short leaves the old file", "what was there\n", open(path("kept.csv"), encoding="utf-8").read())


def check_ends(report):
    write("kept.csv", "what was there\n")
    status, _, err = leave(PLAIN, "--key", "id", "-o", "/dev/full")
    report.check("a full disk", status == 1 and "/dev/full" in err, (status, err))
    status, _, _ = leave("id,senority\n1,2\n", "--key", "id", "-o", path("kept.csv"))
    report.equal("what is refused leaves the old file", (1, "what was there\n"),
                 (status, open(path("kept.csv"), encoding="utf-8").read()))
    for number in (signal.SIGINT, signal.SIGTERM):
        process = subprocess.Popen([command.NORMAL, "batch", path("leave.qn"), "vacation", "--facts", "-", "--from", "csv",
                                    "--key", "id", "--on", "2023-06-01", "-o", path("kept.csv")], stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        process.stdin.write(b"id,seniority\n" + b"1,7\n" * 400000)
        process.stdin.flush()
        for _ in range(200):
            if any(".part" in name for name in os.listdir(WORK)):
                break
            time.sleep(0.05)
        process.send_signal(number)  # while it waits for more
        process.wait(timeout=60)
        report.equal(f"signal {number}: ends by it", -number, process.returncode)
        report.equal(f"signal {number}: the old file stays", "what was there\n", open(path("kept.csv"), encoding="utf-8").read())
    report.equal("no half file is left", [], [name for name in os.listdir(WORK) if ".part" in name])


def run(report):
    shutil.rmtree(WORK, ignore_errors=True)
    os.makedirs(WORK)
    write("leave.qn", LEAVE)
    check_forms(report)
    check_answers(report)
    check_wrong(report)
    check_refused(report)
    check_joined(report)
    check_many_keys(report)
    check_lines(report)
    check_days(report)
    check_files(report)
    check_cut(report)
    check_ends(report)
    check_blocks(report)
    check_ways(report)
    check_ways_joined(report)
    check_ways_of_lines(report)
    check_law(report)
