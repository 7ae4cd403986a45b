"""Interviews: that `qanun ask` asks what the interviewed know, says what `qanun run` says of the same
facts, and takes every kind of reply. The median that README.md names is measured by
tests/unit/test_interview.c with its argument, in the build without sanitizers."""
import json
import os
import random
import re
import select
import subprocess
import termios
import time

import command

WORK = "build/asks"
LAW = "rules/az/labour/vacation.qn"
LEAVE = "tests/lang/step02.qn"
MEASURE = "build/clang/unit/test_interview"
ON = "2024-06-03"
TWO = "[{birth_date: 2015-06-01}, {birth_date: 2017-06-01}]"
LISTED = "[{list_days: 8, months_this_year: 12, months_in_all: 40}]"
ADULT = {"category": "medical_worker", "birth_date": "1984-03-12", "disability": "no_disability",
         "merits": "", "hire_date": "2021-06-03", "earlier_service_here": "",
         "earlier_service_elsewhere": "9 years", "working_conditions": "harmful", "listed_works": LISTED,
         "sex": "male", "single_parent": "n", "adoptive_parent": "y", "children": TWO,
         "seasonal_work": "no", "season_months": "0", "today": ON}


class Talk:
    """One `qanun ask` whose questions are answered as they come."""

    def __init__(self, arguments, answers):
        self.asked, self.told = [], ""
        self.process = subprocess.Popen(
            [command.CHECKED, "ask", *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, cwd=command.ROOT, env=command.ENVIRONMENT)
        while (name := self.question()) is not None:
            self.asked.append(name)
            self.process.stdin.write((answers[name] + "\n").encode())
            self.process.stdin.flush()
        self.out, rest = (text.decode() for text in self.process.communicate(timeout=60))
        self.told += rest
        self.status = self.process.returncode

    def question(self):
        """Reads up to the next prompt; the name of the fact, or None where there are no more."""
        while True:
            piece = self.process.stderr.read1(4096).decode("utf-8", "replace")
            self.told += piece
            prompt = re.search(r"^(\w+)[^\n]*: $", self.told[self.told.rfind("\n") + 1:])
            if not piece or prompt:
                return prompt and piece and prompt[1] or None


def said(lines, *arguments, answers=""):
    """Asks with all the replies at hand; what command.call returns."""
    return command.call(["ask", *arguments], given="".join(line + "\n" for line in lines).encode())


def results(arguments):
    """What `qanun run` says."""
    return command.call(["run", *arguments, "--explain"])


BOUNDS = re.compile(r"unknown: between (\S+) and (\S+)")
OPEN = re.compile(r"unknown: (?:between .*|at (?:least|most) .*|.* or no value)$", re.M)


def bounds(text):
    """The pairs of ends of the lines of a text, by line."""
    return {number: [float(end) if re.fullmatch(r"-?[0-9.]+", end) else end for end in found.groups()]
            for number, line in enumerate(text.split("\n")) if (found := BOUNDS.search(line))}


def is_as_run(asked, ran):
    """Whether `ask` tells what `run` tells, with bounds as wide or narrower."""
    def bare(text):
        return [" ".join(line.split()) for line in OPEN.sub("unknown", text).split("\n")]

    narrow, wide = bounds(asked), bounds(ran)
    return bare(asked) == bare(ran) and all(
        number not in narrow or (low <= narrow[number][0] and narrow[number][1] <= high)
        for number, (low, high) in wide.items())


def check_measure(report):
    """Three hundred of the thousand employees of whom README.md tells; `make soak` asks all."""
    done = subprocess.run([MEASURE, "300"], env=command.ENVIRONMENT, text=True, cwd=command.ROOT,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=600, check=False)
    totals = re.search(r"(\d+) passed, (\d+) failed\s*$", done.stdout)
    report.count(int(totals[1]) if totals else 0, 0)
    report.check("three hundred employees", done.returncode == 0 and totals and totals[2] == "0",
                 done.stdout[-3000:])
    print(done.stdout.splitlines()[0] if done.stdout else "")


def check_talk(report):
    """A whole interview: the same answer, explanation and all, as by the facts that it saves."""
    facts = f"{WORK}/facts.json"
    talk = Talk([LAW, "vacation", "-o", facts], ADULT)
    report.equal("the interview", 0, talk.status)
    report.check("nothing is asked twice", len(set(talk.asked)) == len(talk.asked), talk.asked)
    again = results([LAW, "vacation", "--on", ON, "--lang", "en", "--facts", facts])
    report.equal("run --facts says the same", (0, talk.out), again[:2])
    line = re.search(r"^without questions: qanun (.*)$", talk.told, re.M)
    report.check("the command is told", line and f"--facts {facts}" in line[1], talk.told)
    saved = json.load(open(facts, encoding="utf-8"))
    report.equal("what was asked is saved", sorted(set(talk.asked) - {"today"}), sorted(saved))
    report.check("the interview says 44 days", talk.out.startswith("vacation = 44 "), talk.out)


def random_answers(draw):
    """An employee by chance, as replies."""
    def yes_no():
        return draw.choice(["yes", "no", "n", "unknown", ""])
    return {"category": str(draw.randint(1, 11)), "sex": draw.choice(["1", "2", "unknown"]),
            "birth_date": draw.choice(["2009-01-01", "2007-01-01", "1984-03-12", "unknown"]),
            "disability": draw.choice(["", "", "2", "unknown"]),
            "merits": draw.choice(["", "2", "national_hero, 3", "unknown", "[]"]),
            "hire_date": draw.choice(["2024-01-08", "2017-02-28", "2009-06-03", "unknown"]),
            "earlier_service_here": draw.choice(["0", "", "18"]),
            "earlier_service_elsewhere": draw.choice(["", "4 years 6 months", "unknown"]),
            "working_conditions": draw.choice(["", "harmful, 5", "4", "unknown"]),
            "listed_works": draw.choice([LISTED, "[]", "unknown"]),
            "children": draw.choice(["", TWO, "[{birth_date: 2008-06-01, disabled: yes}]", "unknown"]),
            "season_months": draw.choice(["5", "unknown"]), "today": draw.choice([ON, "1998-01-01"]),
            **{name: yes_no() for name in ("single_parent", "adoptive_parent", "seasonal_work")}}


def check_random(report):
    """Whatever is answered, and whatever is not known: what `run` says of the saved facts, and of
    the command that is told, is what the interview ends with."""
    draw = random.Random(7)
    for number in range(24):
        facts = f"{WORK}/random.json"
        answers = random_answers(draw)
        talk = Talk([LAW, "vacation", "-o", facts], answers)
        on = ["--on", answers["today"]] if "today" in talk.asked else []
        again = results([LAW, "vacation", *on, "--lang", "en", "--facts", facts])
        report.check(f"interview {number}", talk.status == again[0] and is_as_run(talk.out, again[1]),
                     f"asked {talk.out}\nran {again[1]}")
        report.check(f"interview {number}: asks what is open",
                     len(set(talk.asked)) == len(talk.asked), talk.asked)
    talk = Talk([LAW, "vacation"], ADULT)
    line = re.search(r"^without questions: (.*)$", talk.told, re.M)[1]
    path = os.path.dirname(command.CHECKED) + os.pathsep + os.environ["PATH"]
    done = subprocess.run(["bash", "-c", line + " --explain"], capture_output=True, text=True,
                          cwd=command.ROOT, env=dict(command.ENVIRONMENT, PATH=path), check=False)
    report.equal("the command that is told says the same", talk.out, done.stdout)


def check_replies(report):
    """Each kind of reply, and what is said of one that is no answer."""
    on = ("--on", "2023-06-01")
    status, out, err = said(["maybe", "", "nobody", "2", "81", "4.5", "12"], LEAVE, "vacation", *on)
    report.equal("bad replies are asked again", (0, True), (status, out.startswith("vacation = 34")))
    for text in ("special_merit: 'maybe' is neither yes nor no", "'nobody' is none of its values",
                 "'81' is out of range", "'4.5' is not a whole"):
        report.check(f"why it is refused: {text}", text in err, err)
    status, out, err = said(["no", "2", "back", "<", "<", "yes"], LEAVE, "vacation", *on)
    report.equal("back to the first question", (0, True),
                 (status, out.startswith("vacation = 46 ")))
    report.check("there is nothing before the first", "this is the first question" in err, err)
    status, out, err = said(["?", "no", "2", "12"], LEAVE, "vacation", *on)
    report.check("why", "vacation   unknown: between 21 and 52" in err and "[LC 120]" in err
                 and "yes: vacation = 46 calendar days" in err, err)
    status, out, _ = said(["no", "executive", "unknown"], LEAVE, "vacation", *on)
    report.check("unknown", status == 0 and "unknown: between 30 and 36" in out, out)
    report.equal("unknown is not settled", 3,
                 said(["no", "executive", "unknown"], LEAVE, "vacation", *on, "--strict")[0])
    for replies in (["no", "quit"], ["no"], [], ["quit"]):
        status, out, err = said(replies, LEAVE, "vacation", *on)
        report.check(f"{replies} ends the questions", status == 0 and "still needed" in out, err)
    status, out, err = said(["no", "2"], LEAVE, "vacation", "--fact", "seniority=12", *on)
    report.check("what is given is not asked", "seniority" not in err.split("without")[0], err)
    status, out, _ = said([], LEAVE, "vacation", "--fact", "special_merit=yes", *on)
    report.equal("nothing is left to ask", (0, True), (status, out.startswith("vacation = 46")))
    status, out, err = said(["unknown", "", "no", "2", "12"], LEAVE, "--fact", "seniority=unknown")
    report.check("a date is not asked for where none is needed", "today" not in err, err)


def check_kinds(report):
    """Replies for each kind of fact, with a label's language, and none."""
    path = f"{WORK}/kinds.qn"
    with open(path, "w", encoding="utf-8") as out:
        out.write('fact pay : AZN or none in 0..=1000\nfact day : date\nfact share : percent in 0%..=100%\n'
                  'fact name : text\nfact sure : yes/no\nchoice ground = war, birth\n'
                  'fact grounds : set of ground\n'
                  'r : number = (if pay is none then 1 else 2) + (if day > 2020-01-01 then 10 else 0) + '
                  '(if share > 50% then 100 else 0) + (if name = "Qan \\"un" then 1000 else 0) + '
                  '(if sure then 10000 else 0) + (if grounds has war then 100000 else 0)\n'
                  'labels az\n    sure = "əminsiniz"\n    ground.war = "müharibə, döyüş"\n'
                  '    ground.birth = "doğum"\n')
    answers = {"pay": "none", "day": "2021-02-03", "share": "60", "name": 'Qan "un', "sure": "y",
               "grounds": "1, 2"}
    facts = f"{WORK}/kinds.json"
    talk = Talk([path, "-o", facts], answers)
    report.equal("every kind", "r = 111111", talk.out.split("\n")[0])
    report.equal("every kind is saved", (0, talk.out), results([path, "--facts", facts, "--on", ON])[:2])
    talk = Talk([path], {**answers, "name": "x'y", "pay": "12.5", "grounds": "[]"})
    line = re.search(r"^without questions: qanun (.*)$", talk.told, re.M)[1]
    done = command.call(["-c", f"{command.CHECKED} {line} --explain --on {ON}"], "/bin/sh")
    report.equal("every kind is told", (0, talk.out), done[:2])
    answers |= {"əminsiniz": "bəli", "grounds": "doğum"}
    talk = Talk([path, "--lang", "az"], answers)
    report.equal("in another language", "r = 11111", talk.out.split("\n")[0])


LISTS = """entity child
    age : years in 0..=30 "How old is the child?"
    trade : craft
    name : text = "x"
    away : period
    marks : list of integer up to 2 = []
fact children : list of child up to 2 = [] "Which children?"
fact mother : yes/no
fact leave : period in 2020-01-01..=2029-12-31
fact gone : period
fact pays : list of AZN up to 3 in 0..=100
fact names : list of text up to 3
fact spells : list of period up to 2 or none
choice craft = baker, miner
fact trades : list of craft up to 3
r : integer = if mother then count of children where age < 14 years else 0
d : days = length of leave
g : days = length of gone
s : AZN = sum of pays
b : yes/no = "a, b" in names
t : integer = if spells is none then 9 else count of spells
m : integer = count of each x in trades where x = miner : x
labels az
    child = "uşaq"
    child.age = "yaş" "Uşaq neçə yaşındadır?"
    child.trade = "peşə"
    children = "uşaqlar" "Hansı uşaqlar?"
    craft.baker = "çörəkçi"
"""


def list_file():
    """The rules that the checks of lists ask."""
    path = f"{WORK}/lists.qn"
    with open(path, "w", encoding="utf-8") as out:
        out.write(LISTS)
    return path


def check_lists(report):
    """A list in one line is taken as `--fact` takes it."""
    path, facts = list_file(), f"{WORK}/lists.json"
    answers = {"mother": "yes", "children": "[{age: 3}, {age: 14}]"}
    talk = Talk([path, "r", "--on", ON, "-o", facts], answers)
    report.equal("a list", (["mother", "children"], "r = 1"), (talk.asked, talk.out.split("\n")[0]))
    report.check("it is told how many there are", "that is the whole list: 2 elements" in talk.told,
                 talk.told)
    report.equal("a list is saved", (0, talk.out),
                 results([path, "r", "--facts", facts, "--on", ON])[:2])


def steps(report, name, rule, lines, result, *says, options=()):
    """Asks about a rule of lists; the first line of the results, what must be said on the way, and
    that `run` says the same of the facts that are saved, and of the command that is told."""
    path, facts = list_file(), f"{WORK}/steps.json"
    status, out, err = said(lines, path, rule, "--on", ON, "-o", facts, *options)
    report.equal(name, (0, result), (status, out.split("\n")[0]))
    for text in says:
        report.check(f"{name}: {text}", text in err, err)
    again = results([path, rule, "--on", ON, "--facts", facts, *options])
    report.equal(f"{name}: run says the same", (0, out), again[:2])
    _, _, err = said(lines, path, rule, "--on", ON, *options)
    line = re.search(r"^without questions: qanun (.*)$", err, re.M)
    if line and not options:
        done = command.call(["-c", f"{command.CHECKED} {line[1]} --explain"], "/bin/sh")
        report.equal(f"{name}: the command says the same", (0, out), done[:2])


CHILD = ["3", "2", "", "2020-01-01", "none", ""]


def check_elements(report):
    """Lists of records, element by element, with the way back."""
    def child(*given):
        return ["yes", *given]
    steps(report, "one child", "r", child("y", *CHILD, "n"), "r = 1", "child 1: How old is the child?",
          "age (years in 0..=30): 3", "    1  baker", "children: is there another? (yes/no) [no]: n")
    steps(report, "two children fill the list", "r", child("y", *CHILD, "yes", *CHILD), "r = 2",
          "these rules take no more than 2")
    for word in ("no", "", "none", "[]", "n"):
        steps(report, f"no children: {word}", "r", child(word), "r = 0", "are there any? (yes/no) [no]")
    steps(report, "wrong fields are asked again", "r",
          child("y", "old", "31", "3", "smith", "1", 'a"b, c', "2020-02-30", "2020-01-01", "later",
                "2019-01-01", "2020-01-31", "1, x", "1, 2, 3", "1, 2", "maybe", "unknown", "no"),
          "r = 1", "children[1].age: 'old' is not such a number", "children[1].age: '31' is out of range",
          "children[1].trade: 'smith' is none of its values", "there is no such day",
          "write a day that exists", "ends before it begins", "children[1].marks[2]: 'x'",
          "'3 elements' are too many", "say yes or no")
    steps(report, "unknown fields", "r",
          child("y", "unknown", "unknown", "unknown", "", "unknown", "unknown", "no"),
          "r   unknown: between 0 and 1", "this text has a default")
    steps(report, "back from the first field", "r", child("y", "back", "no"), "r = 0")
    steps(report, "back to the question before", "r", child("<", "no"), "r = 0")
    steps(report, "back from the second child", "r", child("y", *CHILD, "y", "14", "back", "<", "no"),
          "r = 1")
    steps(report, "back from whether there is another", "r",
          child("y", *CHILD, *["back"] * 6, "20", *CHILD[1:], "no"), "r = 0")
    steps(report, "all in one line behind a way back", "r",
          child("y", "3", "back", "back", "{age: 3}, {age: 4}"), "r = 2", "that is the whole list: 2")
    steps(report, "one line that is refused", "r", child("{age: 3}, {age: 4}, {age: 5}", "no"), "r = 0",
          "'3 elements' are too many")
    steps(report, "in another language", "r", child("hə", *CHILD, "yox"), "r = 1",
          "uşaq 1: Uşaq neçə yaşındadır?", "    1  çörəkçi", "yaş (years in 0..=30): 3", "uşaqlar: is there another?",
          options=("--lang", "az"))
    steps(report, "why", "r", child("?", "y", "?", "3", *CHILD[1:4], "?", *CHILD[4:], "?", "no"), "r = 1",
          "in one line: list of child {age, trade, name, away, marks} up to 2, as {age: …, trade: …")


def check_broken_off(report):
    """Who leaves a list before it is whole has not said what is in it, and not its default."""
    for rest in ([], ["quit"], ["3"], ["3", "quit"], ["3", "2", "", "2020-01-01"],
                 [*CHILD], [*CHILD, "exit"], [*CHILD, "y", "3"]):
        steps(report, f"broken off behind {rest}", "r", ["yes", "y", *rest],
              "r   unknown: between 0 and 2")
    path = list_file()
    out = said(["yes"], path, "r", "--on", ON)[1]
    report.check("a list that was not begun has its default", out.startswith("r = 0"), out)


def check_plain(report):
    """Lists of plain values and of periods, and a period."""
    steps(report, "amounts", "s", ["y", "10", "200", "20.5", ""], "s = 30.50 AZN", "pays 1 (AZN in",
          "pays[2]: '200' is out of range", "an empty answer ends the list")
    steps(report, "as many amounts as there can be", "s", ["y", "1", "2", "3"], "s = 6.00 AZN",
          "these rules take no more than 3")
    steps(report, "back among amounts", "s", ["y", "1", "2", "<", "<", "<", "y", "5", ""], "s = 5.00 AZN")
    steps(report, "nothing is no first amount", "s", ["", "y", "", "7", ""], "s = 7.00 AZN",
          "there is no default: say yes, no or `unknown`",
          "there is no default: give a value, or say `unknown`")
    steps(report, "an amount that nobody knows", "s", ["y", "7", "unknown", ""],
          "s   unknown: between 7.00 and 107.00 AZN")
    steps(report, "the whole list is not known", "s", ["unknown"], "s   unknown: between 0.00 and 300.00 AZN")
    steps(report, "texts", "b", ["y", "unknown", "a", "a, b", ""], "b = yes", "a text in a list must be given")
    steps(report, "marks in texts", "b", ["y", 'x"\\', "yes", "a, b"], "b = yes")
    steps(report, "choices", "m", ["y", "2", "miner", "1"], "m = 2", "    1  baker")
    steps(report, "periods", "t", ["y", "2020-01-01", "none", "2021-01-01 through 2021-01-05"], "t = 2",
          "spells 1, first day (date): 2020-01-01", "spells 2, first day (date): 2021")
    steps(report, "back among periods", "t",
          ["y", "2020-01-01", "back", "2020-01-02", "2020-01-03", "2021-01-01", "<", "<", "2020-05-05",
           "none", ""], "t = 1")
    steps(report, "none", "t", ["none"], "t = 9", "(yes/no, or none)")
    steps(report, "no periods", "t", ["no"], "t = 0")
    steps(report, "a period", "d", ["2019-12-31", "2020-01-01", "2030-01-01", "2020-01-31"], "d = 31 days",
          "leave, first day (date in 2020-01-01..=2029-12-31): 2019-12-31", "is out of range",
          "leave, last day (date, or none if it goes on): 2020-01-31")
    steps(report, "a period in one line", "d", ["2024-01-01 to 2024-01-31"], "d = 30 days")
    steps(report, "a period back and forth", "d",
          ["back", "2020-01-01", "back", "back", "2021-01-01", "?", "2021-01-02"], "d = 2 days",
          "this is the first question")
    steps(report, "a period that nobody knows", "g", ["unknown"], "g   unknown: at least 1 days")
    steps(report, "an end that nobody knows", "g", ["2021-01-01", "unknown"], "g   unknown: at least 1 days")


def check_return(report):
    """From the fact behind a list one comes back to it as it was."""
    path = f"{WORK}/return.qn"
    entity = "entity child\n    age : years in 0..=30\n"
    facts = ["fact children : list of child up to 2\n", "fact pays : list of AZN up to 2\n"]
    rule = "r = (count of children where age < 14) + (count of pays)\n"
    one, two = ["yes", "3", "no"], ["yes", "3", "yes", "4"]
    for name, first, replies, result in (
            ("another", 0, [*one, "back", "yes", "4", "no"], 2),
            ("another field", 0, [*one, "back", "back", "20", "no", "no"], 0),
            ("none at all", 0, [*one, "back", "back", "back", "no", "no"], 0),
            ("a full list", 0, [*two, "back", "20", "no"], 1),
            ("a list in one line", 0, ["{age: 3}", "back", "no", "no"], 0),
            ("plain values", 1, ["yes", "1", "", "back", "2", "no"], 2),
            ("a value before", 1, ["yes", "1", "", "back", "back", "2", "", "no"], 1),
            ("no values", 1, ["yes", "1", "", "back", "back", "back", "no", "no"], 0),
            ("a full list of values", 1, ["yes", "1", "2", "back", "back", "2", "", "no"], 1)):
        with open(path, "w", encoding="utf-8") as out:
            out.write(entity + facts[first] + facts[1 - first] + rule)
        status, out, err = said(replies, path, "r", "--on", ON)
        report.equal(f"back to a list: {name}", (0, f"r = {result}"), (status, out.split("\n")[0]))
        report.check(f"back to a list: {name}: all is read", "still needed" not in out, err)


def check_summary(report):
    """Up to three results are explained; more are listed, and explained where that is wanted."""
    path = f"{WORK}/many.qn"
    with open(path, "w", encoding="utf-8") as out:
        out.write('fact a : yes/no\nfact b : yes/no\np : days\n    only when a "no a"\n    base 3\n'
                  "q = if b then 1 else 2\nr = 7\ns : integer\n    base 1\n    when a → 2\n")
    listed = "r = 7\ns = 1\nq   unknown: between 1 and 2\n    still needed: b\np   none: no a\n"
    status, out, err = said(["no", "unknown"], path, "--on", ON)
    report.equal("four results", (0, listed), (status, out))
    report.check("how to see why", "and why: the same with --explain" in err, err)
    status, out, err = said(["no", "unknown"], path, "--on", ON, "--explain")
    why = results([path, "p", "q", "r", "s", "--on", ON, "--fact", "a=no"])[1]
    report.equal("four results explained", (0, listed + "\n" + why), (status, out))
    report.check("nothing is left to tell", "and why" not in err, err)
    status, out, _ = said(["no", "unknown"], path, "p", "q", "r", "--on", ON)
    report.equal("three results", (0, results([path, "p", "q", "r", "--on", ON, "--fact", "a=no"])[1]),
                 (status, out))


def check_usage(report):
    """Standard input can only be one thing."""
    for line in (["-"], [LEAVE, "--facts", "-"], [LEAVE, "no_rule"], [LEAVE, "--on", "x"],
                 [LEAVE, "--lang", "xx"]):
        report.equal(f"ask {line}", 2, said([], *line)[0])
    report.equal("facts that are refused", 1, said([], LEAVE, "--fact", "seniority=81")[0])
    report.equal("facts that cannot be written", 1,
                 said(["yes"], LEAVE, "vacation", "--on", ON, "-o", "/dev/full")[0])
    status, out, _ = said(["yes"], LEAVE, "vacation", "--on", ON, "-o", "-")
    report.check("-o - writes behind the results",
                 status == 0 and out.endswith('{"special_merit": true}\n'), out)


def type_replies(arguments, replies):
    """Types each reply once its prompt is there, by a part of it, and the editor has the terminal,
    which is a little later; the status, the results, and what was shown. None where there is no
    terminal."""
    ends = command.terminal("ask on a terminal")
    if not ends:
        return None
    primary, secondary = ends
    process = subprocess.Popen([command.CHECKED, "ask", *arguments], stdin=secondary,
                               stderr=secondary, stdout=subprocess.PIPE, cwd=command.ROOT,
                               env=dict(command.ENVIRONMENT, TERM="xterm"))
    os.close(secondary)
    told = b""
    for prompt, reply in replies:
        seen = b""
        while not re.search(prompt + rb".*: ", seen, re.S) and select.select([primary], [], [], 20)[0]:
            seen += os.read(primary, 4096)
        told += seen
        latest = time.monotonic() + 20
        while termios.tcgetattr(primary)[3] & termios.ICANON and time.monotonic() < latest:
            time.sleep(0.005)
        os.write(primary, reply)
    out = read_out(process, primary)
    return process.returncode, out, told.decode("utf-8", "replace")


def check_terminal(report):
    """On a terminal lines can be edited and recalled; Ctrl-D ends."""
    # A mistyped reply that is taken back letter by letter, one from the history, and the end.
    done = type_replies([LEAVE, "vacation", "--on", "2023-06-01"],
                        ((b"special_merit", b"nx\x7fo\r"), (b"category", b"executiv\x01\x05e\r"),
                         (b"seniority", b"99\r"), (rb"out of range.*seniority \(", b"\x10\x7f\x7f12\r")))
    if done:
        report.check("a terminal", done[0] == 0 and done[1].startswith("vacation = 34"),
                     done[1] + done[2])
    # A list, with the reply to a field recalled for the next element; and Ctrl-D within one.
    begin = ((b"mother", b"yes\r"), (b"are there any", b"yes\r"), (rb"age \(", b"3\r"))
    rest = ((b"trade", b"2\r"), (b"name", b"\r"), (b"first day", b"2020-01-01\r"),
            (b"last day", b"none\r"), (b"marks", b"\r"), (b"is there another", b"yes\r"),
            (rb"age \(", b"\x04"))
    options = [list_file(), "r", "--on", ON]
    done = type_replies(options, (*begin, *rest))
    if done:
        report.check("a list broken off on a terminal", done[0] == 0 and "child 2: How old" in done[2]
                     and done[1].startswith("r   unknown: between 0 and 2"), done[1] + done[2])
        whole = (*rest[:-2], (b"is there another", b"\r"))
        done = type_replies(options, (*begin, *whole))
        report.check("a list on a terminal", done[0] == 0 and done[1].startswith("r = 1"),
                     done[1] + done[2])


def read_out(process, primary):
    """The results, while the terminal is read empty."""
    os.set_blocking(primary, False)
    latest = time.monotonic() + command.PATIENCE
    while process.poll() is None and time.monotonic() < latest:
        if select.select([primary], [], [], 0.2)[0]:
            try:
                os.read(primary, 4096)
            except OSError:
                break
    if process.poll() is None:
        process.kill()
    out = process.communicate(timeout=60)[0].decode()
    os.close(primary)
    return out


def run(report):
    os.makedirs(WORK, exist_ok=True)
    check_talk(report)
    check_random(report)
    check_replies(report)
    check_kinds(report)
    check_lists(report)
    check_elements(report)
    check_broken_off(report)
    check_plain(report)
    check_return(report)
    check_summary(report)
    check_usage(report)
    check_terminal(report)
    check_measure(report)
