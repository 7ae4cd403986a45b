"""Interviews: that `qanun ask` asks what the interviewed know, says what `qanun run` says of the same
facts, and takes every kind of reply. The median that README.md names is measured by
tests/unit/test_interview.c with its argument, in the build without sanitizers."""
import json
import os
import random
import re
import select
import subprocess

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


def check_measure(report):
    """The thousand employees, and the median of README.md."""
    done = subprocess.run([MEASURE, "1000"], env=command.ENVIRONMENT, text=True, cwd=command.ROOT,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=600, check=False)
    totals = re.search(r"(\d+) passed, (\d+) failed\s*$", done.stdout)
    report.count(int(totals[1]) if totals else 0, 0)
    report.check("a thousand employees", done.returncode == 0 and totals and totals[2] == "0",
                 done.stdout[-3000:])
    print(done.stdout.splitlines()[0] if done.stdout else "")


def check_talk(report):
    """A whole interview: the same answer, explanation and all, as by the facts that it saves."""
    facts = f"{WORK}/facts.json"
    talk = Talk([LAW, "vacation", "-o", facts], ADULT)
    report.equal("the interview", 0, talk.status)
    report.check("nothing is asked twice", len(set(talk.asked)) == len(talk.asked), talk.asked)
    again = results([LAW, "vacation", "--on", ON, "--facts", facts])
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
        again = results([LAW, "vacation", *on, "--facts", facts])
        report.equal(f"interview {number}", (talk.status, talk.out), again[:2])
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


def check_lists(report):
    """A list and a period are typed as `--fact` takes them, and asked when all else is settled."""
    path, facts = f"{WORK}/lists.qn", f"{WORK}/lists.json"
    with open(path, "w", encoding="utf-8") as out:
        out.write("entity child\n    age : years\nfact children : list of child\nfact mother : yes/no\n"
                  "fact leave : period\n"
                  "r : integer = if mother then count of children where age < 14 years else 0\n"
                  "d : days = length of leave\n")
    answers = {"mother": "yes", "children": "[{age: 3}, {age: 14}]",
               "leave": "2024-01-01..2024-01-31"}
    talk = Talk([path, "r", "--on", ON, "-o", facts], answers)
    report.equal("a list", (["mother", "children"], "r = 1"), (talk.asked, talk.out.split("\n")[0]))
    report.equal("a list is saved", (0, talk.out),
                 results([path, "r", "--facts", facts, "--on", ON])[:2])
    status, _, err = said(["unknown"], path, "d", "--on", ON)
    report.check("a period", status == 0 and "leave (period)" in err, err)


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


def check_terminal(report):
    """On a terminal lines can be edited and recalled; Ctrl-D ends."""
    ends = command.terminal("ask on a terminal")
    if not ends:
        return
    primary, secondary = ends
    process = subprocess.Popen([command.CHECKED, "ask", LEAVE, "vacation", "--on", "2023-06-01"],
                               stdin=secondary, stderr=secondary, stdout=subprocess.PIPE,
                               cwd=command.ROOT, env=dict(command.ENVIRONMENT, TERM="xterm"))
    os.close(secondary)
    told = b""
    # A mistyped reply that is taken back letter by letter, one from the history, and the end.
    for prompt, reply in ((b"special_merit", b"nx\x7fo\r"), (b"category", b"executiv\x01\x05e\r"),
                          (b"seniority", b"99\r"), (b"seniority: 99", b"\x10\x7f\x7f12\r")):
        seen = b""
        while prompt not in seen and select.select([primary], [], [], 20)[0]:
            seen += os.read(primary, 4096)
        told += seen
        os.write(primary, reply)
    out = read_out(process, primary)
    report.check("a terminal", process.returncode == 0 and out.startswith("vacation = 34"),
                 out + told.decode("utf-8", "replace"))


def read_out(process, primary):
    """The results, while the terminal is read empty."""
    os.set_blocking(primary, False)
    while process.poll() is None:
        if select.select([primary], [], [], 0.2)[0]:
            try:
                os.read(primary, 4096)
            except OSError:
                break
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
    check_usage(report)
    check_terminal(report)
    check_measure(report)
