"""What two versions of a law answer differently: what `qanun diff` prints, to the letter, for the pairs of
tests/diff; that each case it shows is one, and no smaller one is; that rules written in another way are
proved to be the same, and edits of one figure, one bound, one date or one clause are found.

A pair is tests/diff/NAME/ with `expected`: what the command prints, then a line `exit N`. The command is
`diff old.qn new.qn`, or the line in `args`, run in the folder.
"""
import glob
import os
import shlex
import shutil
import subprocess

import command
import edits
import rewritings
import schema
import witness

FOLDER = os.path.join(command.ROOT, "tests", "diff")
WORK = os.path.join(command.ROOT, "build", "diffs")
SCHEMAS = schema.Schema(os.path.join(command.ROOT, "spec"))
SCHEMA = "diff.schema.json"
BEFORE, AFTER = "article_116_undated/old.qn", "article_116_undated/new.qn"


def names():
    """All pairs, as folders below tests/."""
    return sorted(os.path.join("diff", name) for name in os.listdir(FOLDER))


def command_line(name):
    """The arguments of a pair."""
    path = os.path.join(command.ROOT, "tests", name, "args")
    if not os.path.exists(path):
        return ["diff", "old.qn", "new.qn"]
    with open(path, encoding="utf-8") as text:
        return shlex.split(text.read())


def said(name, *more):
    """Runs a pair; returns (status, all that was printed and the exit line)."""
    folder = os.path.join(command.ROOT, "tests", name)
    status, out, err = command.call([*command_line(name), *more], folder=folder)
    return status, f"{out}{err}exit {status}\n"


def decide(name):
    """One pair: the text, and what its JSON form shows."""
    status, got = said(name)
    with open(os.path.join(command.ROOT, "tests", name, "expected"), encoding="utf-8") as text:
        want = text.read()
    found = [(name, command.healthy(status) and got == want, f"want:\n{want}\ngot:\n{got}")]
    if " differs" in got and "--rename" not in command_line(name):
        found += decide_cases(name)
    return found


def told(old, new, *more, folder=command.ROOT, qanun=command.NORMAL):
    """The rules of a comparison as JSON; None where a file does not compile."""
    _, out, err = command.call(["diff", old, new, "--format", "json", *more], qanun, folder)
    return None if err else command.parse(out)["rules"]


def results_of(rules):
    """What became of each rule and each duty."""
    return {one.get("rule") or one["duty"]: one["result"] for one in rules if "rule" in one or "duty" in one}


def wrong_form(rules):
    """What keeps the JSON of a comparison from fitting its schema."""
    return SCHEMAS.wrong(SCHEMA, {"rules": rules})[0]


def finding(path, duty, way):
    """What the audit of a case says of a duty: met or breached; None where there is no such duty."""
    facts, day = witness.read_case(way["case"])
    words = [f"--fact={fact}={value}" for fact, value in facts.items()]
    _, out, err = command.call(["audit", path, *words, "--on", day or witness.ANY_DAY, "--format", "json"])
    duties = command.parse(out)["duties"] if not err else ()
    return next((one["status"] for one in duties if one["duty"].startswith(duty)), None)


def decide_duty(name, one, new):
    """The new law audits each case as is told of the duty."""
    want = {"yes": "met", "no": "breached"}
    return [(f"{name}: {one['duty']}: {way['case']}", finding(new, one["duty"], way) == want[way["after"]],
             f"told {way['after']}, and audit finds {finding(new, one['duty'], way)}") for way in one["ways"]]


def decide_cases(name):
    """The cases of a pair, given to `run` in both versions."""
    _, before, after = command_line(name)[:3]
    folder = os.path.join(command.ROOT, "tests", name)
    rules = told(before, after, folder=folder)
    found = [(f"{name}: fits {SCHEMA}", wrong_form(rules) == [], "\n".join(wrong_form(rules)))]
    for one in rules:
        if one.get("result") == "different" and "rule" in one:
            place = os.path.dirname(one.get("file", "")), os.path.basename(one.get("file", ""))
            versions = [witness.Version("+".join(os.path.join(folder, part, *place).rstrip("/")
                                                 for part in path.split("+")))
                        for path in (before, after)]
            found += decide_ways(name, witness.Shown(one, *versions))
    return found


def decide_ways(name, shown, asked=True):
    """Each way of a rule that is told: confirmed by `run`, and its case the smallest where that is said."""
    wrong = [shown.confirm(way if asked else {**way, "smallest": False}) for way in shown.ways]
    return [(f"{name}: {shown.rule}: {way['case'] or 'no fact'}", not one, one)
            for way, one in zip(shown.ways, wrong)]


def check_article_116(report):
    """The proposal changes seniority = 15 and everything above 20, and nothing else."""
    for args in (["old.qn", "old.qn+new.qn"], ["../article_116_undated/old.qn", "../article_116_undated/new.qn"]):
        rules = {one["rule"]: one for one in told(*args, folder=os.path.join(FOLDER, "article_116"))}
        ways = [(way["case"].partition(", on")[0], way["before"], way["after"])
                for way in rules["seniority_vacation"]["ways"]]
        report.equal(f"article 116 by {args[1]}",
                     [("seniority = 15 years", "4 calendar days", "6 calendar days"),
                      ("seniority = 21 years", "6 calendar days", "8 calendar days")], ways)
        report.equal(f"article 116 by {args[1]}: that is all", (True, "same", "different"),
                     (rules["seniority_vacation"]["complete"], rules["base_vacation"]["result"],
                      rules["vacation"]["result"]))


def check_schema(report):
    """The JSON of every pair fits, mistakes included, and no part of the schema is idle."""
    used = set()
    for name in names():
        words = [word for word in command_line(name) if word not in ("--format", "json")]
        status, out, _ = command.call([*words, "--format", "json"],
                                      folder=os.path.join(command.ROOT, "tests", name))
        if status == 2:
            continue
        wrong, parts = SCHEMAS.wrong(SCHEMA, command.parse(out))
        used |= parts
        report.check(f"{name} as JSON fits {SCHEMA}", not wrong, "\n".join(wrong[:5]) + "\n" + out)
    for pointer, part in schema.parts(SCHEMAS.file(SCHEMA), f"{SCHEMA}#"):
        report.check(f"schema: {pointer} is closed", schema.is_closed(part))
        for choice in schema.choices(part, pointer):
            report.check(f"schema: {choice} occurs", choice in used or set(part) <= schema.PLAIN, "no pair shows it")


# ---- images, revisions, mistakes

def check_images(report):
    """An image stands for its source; no reform is laid over one."""
    image = f"{WORK}/leave.qnb"
    command.call(["build", BEFORE, "-o", image], folder=FOLDER)
    for old, new in ((BEFORE, AFTER), (AFTER, BEFORE)):
        of_image = [image if path == BEFORE else path for path in (old, new)]
        report.equal(f"an image in the place of {BEFORE}: {old}, {new}",
                     command.call(["diff", old, new], folder=FOLDER),
                     command.call(["diff", *of_image], folder=FOLDER))
    status, out, err = command.call(["diff", image, f"{image}+article_116/new.qn"], folder=FOLDER)
    report.check("a reform over an image", status == 1 and "cannot be laid over an image" in err, out + err)


def make_repository():
    """A repository with a law in its first commit and a changed one in its second."""
    shutil.rmtree(f"{WORK}/repository", ignore_errors=True)
    os.makedirs(f"{WORK}/repository/law")
    for source in (BEFORE, AFTER):
        shutil.copy(os.path.join(FOLDER, source), f"{WORK}/repository/law/leave.qn")
        for words in (["init", "-q"], ["add", "."],
                      ["-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-q", "-m", "law"]):
            subprocess.run(["git", *words], cwd=f"{WORK}/repository", check=True)
    return f"{WORK}/repository"


def check_revisions(report):
    """A file or a folder as a revision has it; nothing is left behind of it."""
    folder = make_repository()
    os.makedirs(f"{WORK}/thrown_away", exist_ok=True)
    environment = dict(command.ENVIRONMENT, TMPDIR=f"{WORK}/thrown_away")

    def said_there(*words):
        done = subprocess.run([command.CHECKED, "diff", *words], cwd=folder, env=environment,
                              capture_output=True, text=True, check=False)
        return done.returncode, done.stdout, done.stderr

    want = command.call(["diff", BEFORE, AFTER], folder=FOLDER)
    report.check("the pair differs", "15 years" in want[1], want)
    for words in (("HEAD~1:law/leave.qn", "HEAD:law/leave.qn"), ("HEAD~1:law/leave.qn", "law/leave.qn")):
        report.equal(f"revisions {words}", want, said_there(*words))
    status, out, err = said_there("HEAD~1:law", "law")
    report.equal("folders of a revision", (0, f"leave.qn:\n{want[1]}", ""), (status, out, err))
    status, out, err = said_there("HEAD:law/leave.qn", "law/leave.qn", "--fail-on-change")
    report.check("the same revision", status == 0 and "the same for every case" in out, out + err)
    for words in (("HEAD~7:law/leave.qn", "law/leave.qn"), ("HEAD:law/none.qn", "law/leave.qn"),
                  ("--output=x:law/leave.qn", "law/leave.qn")):
        status, out, err = said_there(*words)
        report.check(f"no such revision {words}", status in (1, 2) and out == "" and err, f"{status} {out}{err}")
    report.equal("revisions leave nothing behind", [], os.listdir(f"{WORK}/thrown_away"))


def check_words(report):
    """What is typed: statuses, and what is said of mistakes."""
    for line, want in (("diff", 2), (f"diff {BEFORE}", 2), (f"diff {BEFORE} {AFTER} {AFTER}", 2),
                       (f"diff {BEFORE} {AFTER} --format html", 2), (f"diff {BEFORE} {AFTER} --on 2026-01-01", 2),
                       (f"diff {BEFORE} {AFTER} --rename", 2), (f"diff {BEFORE} {AFTER} --rename =b", 2),
                       (f"diff {BEFORE} no_such_file.qn", 1), (f"diff {BEFORE} folders", 1),
                       (f"diff {BEFORE} mistaken/new.qn", 1), (f"diff {BEFORE} {AFTER}", 0),
                       (f"diff {BEFORE} {AFTER} --fail-on-change", 1),
                       (f"diff {BEFORE} {BEFORE} --fail-on-change", 0)):
        status, out, err = command.call(shlex.split(line), folder=FOLDER)
        report.check(line, status == want and out + err != "", f"{status} {out}{err}")


# ---- the corpus

CORPUS = f"{WORK}/corpus"
# What comes out as different is told by `run` for each edit of each kind.
EACH = 10
# Rules of which one comparison takes as long as a dozen others: the calendar of the working days and what
# goes through it day by day, and those that hang on the age of the employee or on many dates in many ways.
LONG = (("rules/az/labour/rest_days.qn", None), ("rules/az/social_insurance/sick_pay.qn", None),
        ("rules/az/labour/vacation.qn", "base_vacation"), ("rules/az/labour/working_time.qn", "weekly_limit"),
        ("rules/az/labour/women.qn", "admission_on_days_off_and_trips"), ("rules/az/labour/contract.qn", "indefinite_from"),
        ("rules/az/labour/contract.qn", "contract_status"), ("rules/az/labour/vacation.qn", "counted_service_from"))
WITHOUT_RULES = ("rules/az/facts.qn", "rules/az/laws.qn")


def candidates():
    """The edits of the corpus that are tried, by their kind, each kind in its order."""
    paths = [path for path in sorted(glob.glob("rules/**/*.qn", recursive=True)) if path not in WITHOUT_RULES]
    return {kind: [one for one in found if not {(one.path, None), (one.path, one.rule)} & set(LONG)]
            for kind, found in edits.candidates(paths).items()}


def make_corpus():
    """A folder from which the modules of rules/ are found."""
    shutil.rmtree(CORPUS, ignore_errors=True)
    os.makedirs(CORPUS)
    for name in ("az", "ilo"):
        os.symlink(os.path.join(command.ROOT, "rules", name), f"{CORPUS}/{name}")


def put(name, path, text):
    """A file of the corpus with another text."""
    os.makedirs(f"{CORPUS}/{name}")
    new = f"{CORPUS}/{name}/{os.path.basename(path)}"
    with open(new, "w", encoding="utf-8") as out:
        out.write(text)
    return new


def image(path, name):
    """The image of a file, or None where it does not compile."""
    made = f"{CORPUS}/{name}.qnb"
    return made if command.call(["build", path, "-o", made], command.NORMAL)[0] == 0 else None


def decide_rewriting(row):
    """Every rule is the same, but those that rest on lists of what was rewritten: nothing is found there."""
    one = rewritings.Rewriting(row)
    text = one.apply()
    if text is None:
        return [(f"{one.name}: {one.path} has the rule", False, "the corpus says something else by now")]
    rules = told(one.path, put(one.name.replace(" ", "_"), one.path, text))
    if rules is None:
        return [(f"{one.name}: compiles", False, one.path)]
    wrong = [f"{rule} is {result}" for rule, result in results_of(rules).items() if result != "same"
             and not (result == "new" and rule in one.added)
             and not (result == "not decided" and rule in rewritings.OPEN)]
    return [(f"{one.name}: every rule of {one.path} is the same", not wrong, "\n".join(wrong))]


def chosen_edits():
    """The first edits of each kind that compile and change something, and those before them that change
    nothing or are hard: (name, edit, file, image before, image after)."""
    found, others = [], []
    for kind, of_kind in candidates().items():
        count = 0
        for number, edit in enumerate(of_kind):
            if count == EACH:
                break
            name = f"{kind}_{number}"
            new = put(name, edit.path, edit.apply())
            images = image(edit.path, f"{name}/old"), image(new, f"{name}/new")
            if images[1] is None:
                continue
            is_other = bool(edit.reason() or edit.is_hard())
            (others if is_other else found).append((name, edit, new, *images))
            count += not is_other
    return found, others


def decide_edit(item):
    """The rule that was edited is different, and each case that is shown is one; of that rule, the
    smallest."""
    name, edit, new, old_image, new_image = item
    rules = told(edit.path, new)
    versions = witness.Version(old_image), witness.Version(new_image)
    found = [(f"{edit}: fits {SCHEMA}", not wrong_form(rules), "\n".join(wrong_form(rules)))]
    results = results_of(rules)
    found.append((f"{edit}", results.get(edit.rule) == "different", results.get(edit.rule)))
    for one in rules:
        if "rule" in one and one["result"] == "different":
            found += decide_ways(str(edit), witness.Shown(one, *versions), one["rule"] == edit.rule)
    return found


def decide_other(item):
    """An edit that changes nothing is never told as a difference; one that is hard is never told as none."""
    _, edit, new, *_ = item
    results = results_of(told(edit.path, new))
    if edit.is_hard():
        return [(f"{edit}: is not the same", results.get(edit.rule) in ("different", "not decided"), results)]
    wrong = [rule for rule in results if results[rule] not in ("same", "not decided")]
    return [(f"{edit}: changes nothing, {edit.reason()}", not wrong, wrong)]


def check_corpus(report):
    """Rules in another form, and edits."""
    make_corpus()
    found, others = chosen_edits()
    report.check("sixty edits", len(found) == EACH * len(edits.KINDS), len(found))
    report.every(found, decide_edit)
    report.every(others, decide_other)
    report.check("twenty rewritings", len(rewritings.REWRITINGS) >= 20, len(rewritings.REWRITINGS))
    report.every(rewritings.REWRITINGS, decide_rewriting)


def run(report):
    shutil.rmtree(WORK, ignore_errors=True)
    os.makedirs(WORK)
    report.every(names(), decide)
    check_article_116(report)
    check_schema(report)
    check_images(report)
    check_revisions(report)
    check_words(report)
    check_corpus(report)


def accept(chosen):
    """Writes what the named pairs say now as expected; `diff` stands for all."""
    for name in names():
        if any(name == one or name.startswith(one + "/") for one in chosen):
            status, got = said(name)
            if not command.healthy(status):
                print(f"{name}: exit {status}, not accepted\n{got}")
                continue
            with open(os.path.join(command.ROOT, "tests", name, "expected"), "w", encoding="utf-8") as out:
                out.write(got)
            print(f"--- {name}\n{got}", end="")
    return 0
