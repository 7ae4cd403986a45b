"""The law replayed over invented employees: nothing has moved against what is kept under tests/rules/kept; and the
driver tests/rules/replay itself: it sees what moves, keeps nothing without a reason, and adds up what it was told."""
import collections
import importlib.machinery
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile

import command
import corpus

DRIVER = os.path.join(command.ROOT, "tests", "rules", "replay")
CHECKED = os.path.join(command.ROOT, "build", "asan", "replay")
DAY = "2025-10-01"
FEW = ("facts.qn", "laws.qn", "person.qn", "labour/service.qn", "labour/vacation.qn")  # enough for a small law

# Facts that rules read and people do not have, each with the reason.
NOT_GIVEN = {
    "what a convention of the ILO asks of a state, not what an employee has":
        "annual_leave convention declared_minimum_age holidays_count_as_leave leave_after_birth maternity_benefit_share "
        "maternity_leave minimum_age minimum_age_hazardous_work normal_weekly_hours notice_or_pay_in_lieu one_part_of_leave "
        "service_before_leave wages_at_regular_intervals wages_wholly_in_kind weekly_rest",
}

# Rules that are known for nobody on any of the dates, each with the reason.
RARE = "it is known for one in several hundred, and not among the first: kept/all has it"
NEVER_KNOWN = {
    RARE: ["labour/study_leave doctoral_study_leave", "labour/study_leave longest_diploma_leave",
           "rights_audit change_notice_kept"],
    "its time is over or has not come": ["labour/contract longest_fixed_term", "labour/severance wage_kept_for",
                                         "minimum_wage minimum_wage_in_old_manats"],
    "the law gives none, and the rule says so": ["labour/overtime time_off_for_overtime",
                                                 "labour/sick_leave longest_sickness"],
    "no source shows it, and the rule refuses": ["labour/liability injury_lump_sum",
                                                 "labour/liability injury_monthly_payment"],
    "no rule can judge it, and the rule says why": [f"ilo_check computed_{convention}" for convention in (
        "C029", "C087", "C098", "C100", "C105", "C111", "C131", "C144", "C155")],
}


def load():
    """The driver as a module; it has no ending, since people call it."""
    loader = importlib.machinery.SourceFileLoader("replay", DRIVER)
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("replay", loader))
    loader.exec_module(module)
    return module


def call(*words):
    done = subprocess.run([sys.executable, DRIVER, *words], cwd=command.ROOT, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


def check_facts(report, driver):
    """A fact that a rule reads is given to somebody, or is listed above."""
    done = subprocess.run([driver.REPLAY, "facts", "rules/az"], cwd=command.ROOT, capture_output=True, text=True, check=True)
    given = set().union(*(driver.people.person(number, DAY) for number in range(1, 1001)))
    listed = set(" ".join(NOT_GIVEN.values()).split())
    missing, needless = set(done.stdout.split()) - given - listed, listed & given
    report.check("replays: people have every fact that a rule reads", not missing,
                 f"invent them in tests/rules/people, or list them in NOT_GIVEN: {' '.join(sorted(missing))}")
    report.check("replays: what is listed as not given is not", not needless, " ".join(sorted(needless)))


def check_people(report, driver):
    """The same number is the same person, whatever order a set has in this run of Python."""
    told = [subprocess.run([sys.executable, "-B", "-m", "people", "7", DAY], cwd=os.path.dirname(DRIVER), capture_output=True,
                           text=True, check=True, env={**os.environ, "PYTHONHASHSEED": seed}).stdout for seed in "12"]
    report.equal("replays: a person is the same on every run", *told)
    report.check("replays: people differ", len({driver.people.line(number, DAY) for number in range(1, 101)}) == 100)


def check_ranges(report, driver):
    """On the first date, which reaches back farthest, no day of anybody lies outside the range of its fact, be the
    fact a day, a period or a list of them."""
    declared = re.findall(r"^fact (\w+)\s*: (?:list of )?(?:date|period)\b[^\"]* in (\d{4}-\d\d-\d\d)\.\.=(\d{4}-\d\d-\d\d)",
                          "".join(corpus.read(os.path.join(command.ROOT, path)) for path in corpus.FACTS), re.M)
    within = {name: (low, high) for name, low, high in declared}
    report.check("replays: facts with ranges of days are found", len(within) > 50, str(within))
    outside = [f"{number}: {name} = {value}" for number in range(1, driver.ALL + 1)
               for name, value in driver.people.person(number, driver.DATES[0]).items() if name in within
               for day in re.findall(r"\d{4}-\d\d-\d\d", value) if not within[name][0] <= day <= within[name][1]]
    report.equal("replays: every day is in its range", [], outside)


def digest(words, number):
    """FNV-1a of an answer and of the person whom it was given to, as replay.c has it."""
    found = 14695981039346656037
    for byte in words.encode() + number.to_bytes(8, "little"):
        found = (found ^ byte) * 1099511628211 % 2**64
    return found


def check_sums(report, driver):
    """Totals are those of all answers, and the same where they were added up over parts of the people."""
    rules = os.path.join(command.ROOT, "rules", "az", "labour")
    whole, parts, counted = driver.Totals(), driver.Totals(), {}
    whole.add(DAY, driver.ask("totals", rules, DAY, 1, 40)[0], 0)
    for first in (1, 21):
        parts.add(DAY, driver.ask("totals", rules, DAY, first, 20)[0], 0)
    report.check("replays: parts add up to the whole", whole.questions == parts.questions)
    for line in driver.ask("answers", rules, DAY, 1, 40)[0]:
        (number, name), words = line.split(" = ", 1)[0].split(" ", 1), line.split(" = ", 1)[1]
        counted[DAY, name] = (counted.get((DAY, name), 0) + digest(words, int(number))) % 2**64
    wrong = [name for name, of in whole.questions.items() if counted.get(name) != of[2]]
    report.check("replays: totals are those of every answer", not wrong and len(counted) == len(whole.questions), wrong)


def check_memory(report, driver):
    """Under the sanitizers the same comes out."""
    crowd = "".join(driver.people.line(number, DAY) for number in (2, 3))
    for verb in ("totals", "answers", "facts"):
        words = [verb, "rules/az/labour/vacation.qn", *([] if verb == "facts" else [DAY, "2"])]
        fast, checked = (subprocess.run([path, *words], input=crowd, cwd=command.ROOT, env=command.ENVIRONMENT,
                                        capture_output=True, text=True, check=False) for path in (driver.REPLAY, CHECKED))
        report.check(f"replays: {verb} is clean", (checked.returncode, checked.stdout) == (0, fast.stdout), checked.stderr)


def check_driver(report):
    """A small law is kept, changed by one figure, and accepted again."""
    with tempfile.TemporaryDirectory() as work:
        rules = os.path.join(work, "az")
        for name in FEW:
            os.makedirs(os.path.dirname(os.path.join(rules, name)), exist_ok=True)
            shutil.copy(os.path.join(command.ROOT, "rules", "az", name), os.path.join(rules, name))
        words = ("--rules", rules, "--kept", os.path.join(work, "kept"), "--people", "40")
        report.check("replays: nothing kept is a change", call(*words)[0] == 1)
        for reason in ("", "  "):
            status, _, err = call(*words, "--accept", reason)
            report.check("replays: --accept needs a reason", status == 2 and "needs the reason" in err, err)
        report.check("replays: nothing was kept without one", not os.path.exists(os.path.join(work, "kept")))
        call(*words, "--accept", "the beginning")
        status, out, err = call(*words)
        report.check("replays: what was kept is found again", (status, out) == (0, "nothing has moved\n"), out + err)
        path = os.path.join(rules, "labour", "vacation.qn")
        with open(path, encoding="utf-8") as file:
            text = file.read()
        with open(path, "w", encoding="utf-8") as file:
            file.write(text.replace("base 21 ", "base 22 ", 1))
        status, out, err = call(*words)
        seen = f"{DAY} labour/vacation base_vacation\n" in out and "conditions_vacation" not in out
        report.check("replays: one figure in a copy of the law is seen", status == 1 and seen and "--accept" in out, out + err)
        call(*words, "--accept", "a day more")
        with open(os.path.join(work, "kept", "REASONS.md"), encoding="utf-8") as file:
            reasons = file.read()
        report.check("replays: the reason is kept", reasons.endswith("figures moved)\n") and "* a day more (" in reasons, reasons)
        report.equal("replays: and the figures with it", (0, "nothing has moved\n"), call(*words)[:2])
        report.check("replays: other people are seen", "people" in call(*words[:-1], "41")[1])


def counted(driver, folder):
    """How often each question has each status, on all dates together, in a folder of figures."""
    counts = collections.defaultdict(collections.Counter)
    for day in driver.DATES:
        for line in corpus.read(os.path.join(os.path.dirname(DRIVER), folder, f"{day}.txt")).splitlines():
            name, statuses, _, _ = driver.TOTAL.fullmatch(line).groups()
            statuses = statuses.split()
            counts[name].update(dict(zip(statuses[::2], map(int, statuses[1::2]))))
    return counts


def check_kept(report, driver):
    """What is kept has no conflict, and each rule but those listed above is known for somebody."""
    counts, of_all = counted(driver, "kept"), counted(driver, "kept/all")
    report.check("replays: what is rare is known for somebody of all", all(of_all[name]["known"] for name in NEVER_KNOWN[RARE]))
    # A duty, which has its words behind a file's name, is as unknown as the rules that it asks.
    never = {name for name, of in counts.items() if not of["known"] and '"' not in name}
    listed = {name for names in NEVER_KNOWN.values() for name in names}
    report.equal("replays: rules are known for somebody, but for NEVER_KNOWN", sorted(listed), sorted(never))
    report.equal("replays: no rule is in conflict", [], [name for name, of in counts.items() if of["conflict"]])


def run(report):
    driver = load()
    check_facts(report, driver)
    check_people(report, driver)
    check_ranges(report, driver)
    check_sums(report, driver)
    check_memory(report, driver)
    check_driver(report)
    check_kept(report, driver)
    status, out, err = call()
    report.check("replays: nothing has moved", status == 0, out + err)
