"""Duties: what `qanun audit` finds, in text and JSON, what `run --owed` adds up, and what becomes
of plausible mistakes."""
import os
import re
import shlex

import command
import schema

WORK = "build/audits"
HOURS = "tests/lang/step17.qn"
RIGHTS = "rules/az/rights_audit.qn"
TREATIES = "rules/az/ilo_check.qn"
ON = ["--on", "2026-06-01"]
SCHEMAS = schema.Schema(os.path.join(command.ROOT, "spec"))

# Facts of the program of step 17, and what is found of its three duties: m(et), b(reached),
# u(nknown); behind that the places of the shifts that break the third, and of how many.
CASES = (
    ('{"daily_hours": 8, "shifts": []}', "mmm", [], 0),
    ('{"daily_hours": 8.5, "shifts": []}', "bmm", [], 0),
    ('{"daily_hours": 9, "summed_accounting": true, "shifts": []}', "mmm", [], 0),
    ('{"shifts": []}', "umm", [], 0),
    ('{"summed_accounting": true}', "mmu", [], None),
    ('{"daily_hours": 8, "overtime_today": 3, "shifts": []}', "mmm", [], 0),
    ('{"daily_hours": 8, "overtime_today": 3, "hazardous": true, "shifts": []}', "mbm", [], 0),
    ('{"daily_hours": 8, "overtime_today": 2, "hazardous": true, "shifts": []}', "mmm", [], 0),
    ('{"daily_hours": 8, "shifts": [{"day": "2026-05-05", "extra": 3},'
     ' {"day": "2026-05-04", "extra": 2}, {"day": "2026-05-06", "extra": 1.5}]}',
     "mmb", ["shifts[1]", "shifts[3]"], 3),
    ('{"daily_hours": 8, "shifts": [{"day": "2026-05-04", "extra": 4}, {"day": "2026-05-05"}]}',
     "mmm", [], 2),
    ('{"daily_hours": 8, "shifts": [{"day": "2026-05-04", "extra": 5},'
     ' {"day": "2026-05-06", "extra": "unknown"}]}', "mmb", ["shifts[1]"], 2),
    ('{"daily_hours": 8, "overtime_today": "unknown", "shifts": []}', "mmm", [], 0),
    ('{"daily_hours": 8, "overtime_today": "unknown", "hazardous": true, "shifts": []}', "mum",
     [], 0),
)
FINDINGS = {"m": "met", "b": "breached", "u": "unknown"}

OWED = """law LC = "Labour Code"
fact service : months
wage  : AZN owed by employer to employee = 10.10 AZN     [LC 1]
bonus : AZN owed by employer to employee                 [LC 2]
    base 5
    service 10.. → +1
merit : AZN owed by employer to employee                 [LC 3]
    only when service > 100   "too short"
    base 1
tax   : AZN owed by employer to state = 3.5              [LC 4]
fine  : USD owed by employee to employer = 1             [LC 5]
free  = 3                                                [LC 6]
"""


# The month of a girl of sixteen whose employer breaks most of the law (tests/rules/inspection_breached.json),
# duty by duty; behind a duty on a list, the elements that break it.
BROKEN = {
    "consent_of_a_parent": [], "work_open_to_the_minor": [], "medically_examined": [],
    "terms_are_complete": [], "probation_is_allowed": [], "agreed_week_within_limit": [],
    "day_within_limit": [2], "week_within_limit": [5], "rest_day_in_the_week": [7],
    "rest_before_is_long_enough": [5], "day_off_has_a_ground": [6, 7],
    "overtime_within_two_days": [3], "overtime_within_the_shift": [3],
    "overtime_has_a_ground": [3], "overtime_may_be_asked": [3], "night_work_may_be_asked": [4],
    "day_off_may_be_asked": [6, 7], "day_off_is_in_the_pay": [6, 7],
    "close_to_the_payment_before": ["2026-06-30"], "minimum_wage_is_paid": [],
    "overtime_is_paid": [], "paid_on_time": [], "delay_is_paid": [], "deductions_within_limit": [],
    "wage_in_money": [], "leave_is_long_enough": [], "leave_is_paid_in_time": [],
    "resignation_not_held_up": [], "union_work_unpunished": [], "documents_are_free": [],
    "wages_are_free": [],
}
# What the law of 2026 makes of each convention that the report names: the numbers behind m(et), b(reached), e(rror).
REPORT = {"met": {47, 106, 132, 138, 103, 183, 95, 182}, "breached": {138},
          "error": {29, 87, 98, 100, 105, 111, 131, 144, 155}}


def write(name, text):
    path = f"{WORK}/{name}"
    with open(path, "w", encoding="utf-8") as out:
        out.write(text)
    return path


def audit(path, facts, *more):
    """The audit of a case whose facts are JSON text."""
    given = write("facts.json", facts)
    return command.call(["audit", path, "--facts", given, *ON, *more])


def fits(report, name, file, text):
    """The JSON fits a schema of spec/."""
    wrong = SCHEMAS.wrong(file, command.parse(text))[0]
    report.check(f"{name}: fits {file}", wrong == [], "\n".join(wrong[:5]) + "\n" + text)


def check_findings(report):
    """Each case: the findings in the order of the file, the totals, the elements, the status."""
    for facts, want, places, of in CASES:
        status, out, err = audit(HOURS, facts, "--format", "json")
        name = f"audit {facts}"
        try:
            found = command.parse(out)
        except ValueError:
            report.check(name, False, out + err)
            continue
        fits(report, name, "audit.schema.json", out)
        got = [duty["status"] for duty in found["duties"]]
        report.equal(name, [FINDINGS[letter] for letter in want], got)
        report.equal(f"{name}: totals", [str(want.count(letter)) for letter in "mbu"],
                     [found[FINDINGS[letter]] for letter in "mbu"])
        each = found["duties"][2]
        report.equal(f"{name}: elements", (places, None if of is None else str(of)),
                     ([one["place"] for one in each["breakers"]], each.get("of")))
        report.equal(f"{name}: exit", 1 if "b" in want else 0, status)
        strict = audit(HOURS, facts, "--strict")[0]
        report.equal(f"{name}: strict", 1 if "b" in want else 3 if "u" in want else 0, strict)


def check_form(report):
    """What is said of a duty: message, articles, note, place, what is needed, which elements."""
    _, out, _ = audit(HOURS, CASES[8][0])
    report.equal("audit as text", """\
met       the working day is longer than the law allows
          require daily_hours <= 8 hours   LC 89.2   tests/lang/step17.qn:5
met       too much overtime in hazardous work
          forbid overtime_today > 2 hours   LC 99.4   tests/lang/step17.qn:6
breached  more than four hours in two working days in a row
          forbid s.extra + ((previous of s).extra otherwise 0 hours) > 4 hours   LC 100.1   \
tests/lang/step17.qn:13
          2 of 3 break it:
            shifts[1]: day 2026-05-05, extra 3 hours
            shifts[3]: day 2026-05-06, extra 1.5 hours
2 met, 1 breached, 0 unknown
""", out)
    _, out, _ = audit(HOURS, CASES[10][0])
    report.check("what is not decided of a list", "at least 1 of 2 breaks it:" in out, out)
    _, out, _ = audit(HOURS, CASES[3][0], "--explain")
    report.check("what is needed, and why", "still needed: daily_hours\n          "
                 "summed_accounting is no, by default; daily_hours is unknown\n" in out, out)
    found = command.parse(audit(HOURS, CASES[1][0], "--format", "json", "--explain")[1])
    report.check("why, as JSON", found["facts"] and len(found["explanation"]) >= 3, found)
    report.equal("a duty as JSON", {
        "duty": "require daily_hours <= 8 hours", "status": "breached",
        "breach": "the working day is longer than the law allows", "cites": ["LC 89.2"],
        "file": HOURS, "line": "5"}, found["duties"][0])


def inspect(report, name, *facts):
    """The duties of an inspection in June 2026: each with its status and the elements that break it."""
    status, out, err = command.call(["audit", RIGHTS, *facts, "--on", "2026-06-30", "--format", "json"])
    report.check(f"inspection {name}: answers", status in (0, 1) and not err, out + err)
    duties = {}
    for duty in command.parse(out)["duties"]:
        rule = duty["duty"].removeprefix("require ").removesuffix(" otherwise yes")
        elements = [int(one["place"].split("[")[1][:-1]) if "place" in one else one["value"]
                    for one in duty.get("breakers", [])]
        duties[rule] = (duty["status"], elements)
    return status, duties


def check_rights(report):
    """An employee against whom nothing is done, one against whom much is, and one of whom nothing is known."""
    status, duties = inspect(report, "met", "--facts", "tests/rules/inspection_met.json")
    report.equal("inspection met: every duty", set(), {rule for rule in duties if duties[rule][0] != "met"})
    report.equal("inspection met: exit", 0, status)
    status, duties = inspect(report, "breached", "--facts", "tests/rules/inspection_breached.json")
    report.equal("inspection breached: which", BROKEN, {rule: places for rule, (found, places) in duties.items()
                                                        if found == "breached"})
    report.equal("inspection breached: the rest is met", {"met", "breached"},
                 {found for found, _ in duties.values()})
    report.equal("inspection breached: exit", 1, status)
    status, duties = inspect(report, "of nobody")
    report.equal("inspection of nobody: nothing is breached", {"met", "unknown"},
                 {found for found, _ in duties.values()})
    report.equal("inspection of nobody: exit", 0, status)


def check_treaties(report):
    """The national law against the conventions: what passes, what fails, what cannot be computed."""
    _, out, _ = command.call(["audit", TREATIES, *ON, "--format", "json"])
    found = {}
    for duty in command.parse(out)["duties"]:
        number = int(re.match(r"Convention (\d+)", duty["breach"]).group(1))
        found.setdefault(duty["status"], set()).add(number)
    report.equal("the report of 2026", REPORT, found)


def check_dates(report):
    """A duty that is not in force is met, and that is said; its note is told; a rule that it uses
    is explained; errors and conflicts are no breaches."""
    path = write("dates.qn", """fact a : integer = 0
broken : number = 9 / a rounded to 0.01
doubled : integer = 2 * a
require doubled <= 2  until 2026-01-16   note "repealed"   "too many"
forbid broken = 1
""")
    status, out, _ = audit(path, '{"a": 4}')
    report.equal("a duty of old law", f"""\
met       too many
          require doubled <= 2   {path}:4   note: repealed
          not in force on 2026-06-01: until 2026-01-16
met       forbid broken = 1   {path}:5
2 met, 0 breached, 0 unknown
""", out.replace("   \n", "\n"))
    report.equal("a duty of old law: exit", 0, status)
    status, out, _ = command.call(["audit", path, "--fact", "a=4", "--on", "2026-01-15",
                                   "--explain"])
    report.check("the same when it was in force", status == 1 and out.startswith("breached")
                 and "          doubled = 8\n" in out, out)
    status, out, _ = audit(path, "{}")
    report.check("an error", status == 0 and "error     forbid broken = 1" in out
                 and "error[Q0402]: division by zero" in out and "1 met, 0 breached, 0 unknown, 1 error" in out, out)
    out = audit(path, "{}", "--format", "json", "--explain")[1]
    found = command.parse(out)
    fits(report, "an error", "audit.schema.json", out)
    report.check("an error as JSON", found["duties"][1]["code"] == "Q0402"
                 and found["error"] == "1" and found["duties"][0]["applies"] is False, found)
    report.equal("an error under --strict", 3, audit(path, "{}", "--strict")[0])


def check_plausible(report):
    """A duty without a message, one with two exceptions, one of no elements."""
    path = write("plain.qn", """fact a : yes/no
fact b : yes/no = no
fact c : yes/no = no
fact many : list of integer up to 5
for each n in many
    forbid n > 3   "large"
require a unless b unless c
""")
    for facts, want in (('"a": false, ', "breached"), ('"a": false, "b": true, ', "met"),
                        ('"a": false, "c": true, ', "met"), ("", "unknown")):
        found = command.parse(audit(path, f'{{{facts}"many": []}}', "--format", "json")[1])
        report.equal(f"two exceptions {facts}", want, found["duties"][1]["status"])
        report.equal("none of no elements", ("met", [], "0"), tuple(
            found["duties"][0].get(name) for name in ("status", "breakers", "of")))
    _, out, _ = audit(path, '{"a": true, "many": [4, 1, 5]}')
    report.equal("elements that are no records", f"""\
breached  large
          forbid n > 3   {path}:6
          2 of 3 break it:
            4
            5
met       require a   {path}:7
1 met, 1 breached, 0 unknown
""", out)


def check_words(report):
    """The command: images, languages, files without duties, mistakes in what is typed."""
    image = f"{WORK}/hours.qnb"
    command.call(["build", HOURS, "-o", image])
    for way in ([], ["--format", "json"], ["--explain"]):
        report.equal(f"an image {way}", audit(HOURS, CASES[8][0], *way),
                     audit(image, CASES[8][0], *way))
    status, out, err = audit("tests/lang/step02.qn", "{}")
    report.check("no duty", status == 0 and out == "0 met, 0 breached, 0 unknown\n"
                 and "there is no duty" in err, out + err)
    for line, want in (("audit", 2), (f"audit {HOURS} {HOURS}", 2), (f"audit {HOURS} --on x", 2),
                       (f"audit {HOURS} --fact x", 2), (f"audit {HOURS} --lang az --on 2026-06-01", 2),
                       (f"audit {HOURS} --fact no=1 --on 2026-06-01", 1),
                       ("audit no_such_file.qn", 1), (f"audit {HOURS} --format html", 2)):
        status, out, err = command.call(shlex.split(line))
        report.check(line, status == want and out + err != "", f"{status} {out}{err}")
    status, out, _ = command.call(["run", HOURS, "--format", "json", *ON])
    report.equal("run lists no duty", {}, command.parse(out)["results"])


def check_owed(report):
    """Sums by payer, payee and unit; what is not known is in none of them and is named."""
    path = write("owed.qn", OWED)
    _, out, _ = command.call(["run", path, "--owed", "--fact", "service=12", *ON])
    report.check("sums", out.endswith("""\
owed by employer to employee: 16.10 AZN (wage, bonus)
owed by employer to state: 3.50 AZN (tax)
owed by employee to employer: 1.00 USD (fine)
owed by employer to employee, not in a sum: merit (none)
"""), out)
    out = command.call(["run", path, "--owed", "--format", "json", *ON])[1]
    found = command.parse(out)
    fits(report, "sums", "run.schema.json", out)
    for way in ([], ["tests/lang/step02.qn"], ["tests/errors/band/dash_for_dots.qn"]):
        out = command.call(["check", "--cost", "--format", "json", HOURS, *way])[1]
        fits(report, f"cost {way}", "check.schema.json", out)
    pair = {"payer": "employer", "payee": "employee"}
    report.equal("sums as JSON", {
        "sums": [{**pair, "value": "10.10", "unit": "AZN", "rules": ["wage"]},
                 {**pair, "payee": "state", "value": "3.50", "unit": "AZN", "rules": ["tax"]},
                 {"payer": "employee", "payee": "employer", "value": "1.00", "unit": "USD",
                  "rules": ["fine"]}],
        "left_out": [{**pair, "rule": "bonus", "status": "unknown"},
                     {**pair, "rule": "merit", "status": "unknown"}]}, found["owed"])
    _, out, _ = command.call(["run", path, "tax", "--owed", *ON])
    report.equal("of the rules that are asked",
                 "tax = 3.50 AZN\nowed by employer to state: 3.50 AZN (tax)\n", out)
    status, out, err = command.call(["run", path, "free", "--owed", *ON])
    report.check("nothing is owed", status == 0 and out == "free = 3\n" and "owed by A to B" in err,
                 out + err)
    _, out, _ = command.call(["run", path, "--owed", "--format", "html", *ON])
    report.check("sums on a page", "<p>owed by employer to state: 3.50 AZN (tax)</p>" in out, out)


def run(report):
    os.makedirs(WORK, exist_ok=True)
    check_findings(report)
    check_form(report)
    check_dates(report)
    check_plausible(report)
    check_words(report)
    check_owed(report)
    check_rights(report)
    check_treaties(report)
