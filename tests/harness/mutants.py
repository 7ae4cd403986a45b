"""`qanun test --mutate`: the slips that it makes are those of spec/mutants.md, those that no example
notices are told with a case that shows it, and those that change nothing are not counted. Slips of a
small law are made here, too, by hand, and tried one by one."""
import json
import os
import re
import subprocess

import command
import schema

WORK = "build/mutants"
SCHEMAS = schema.Schema(os.path.join(command.ROOT, "spec"))

LAW = """law LC = "Labour Code"
fact seniority : years in 0..=60
fact wage      : AZN in 0..=5000
fact founder   : yes/no = no
fact veteran   : yes/no = no
notice : calendar days
    base 30                                [LC 1]
    seniority                              [LC 2]
        5..10 → +10
        10..  → +20
    usual: when founder → 60               [LC 3]
    when founder and veteran → 75 overrides usual   [LC 4]
    at most 90 from 2020-01-01             [LC 5]
tax : AZN
    base wage * 10%                        [LC 6]
    when wage < 200 AZN → 0                [LC 7]
    rounded to 0.01
free : yes/no = not founder and wage <= 100 AZN
require wage >= 10 AZN   [LC 8]   "too little"
"""

EXAMPLES = """
example "bands"
    on 2026-01-01
    expect notice = 30 given seniority = 4
    expect notice = 40 given seniority = 5
    expect notice = 40 given seniority = 9
    expect notice = 50 given seniority = 10
    expect notice = 80 given seniority = 10, founder = yes
"""

# Slips that these examples notice, or do not, each made here by hand; and some that are no rules, or
# change no answer.
NOTICED = (("5..10 → +10\n        10..", "5..11 → +10\n        11.."), ("base 30  ", "base 31  "),
           ("→ +20", "→ +21"), ("when founder → 60", "when founder → 61"),
           ("when founder and veteran", "when founder or veteran"))
MISSED = (("10%", "11%"), ("wage < 200", "wage <= 200"),
          ("wage < 200 AZN", "wage < 201 AZN"), ("at most 90 from 2020-01-01", "at most 90 from 2021-01-01"),
          ("at most 90", "at most 91"), ("rounded to 0.01", "rounded down to 0.01"), ("→ 75 overrides usual", "→ 75"),
          ("not founder and", "not founder or"), ("not founder", "founder"), ("<= 100 AZN", "< 100 AZN"),
          ("wage >= 10 AZN", "wage > 10 AZN"))


def write(name, text):
    with open(f"{WORK}/{name}", "w", encoding="utf-8") as out:
        out.write(text)
    return f"{WORK}/{name}"


def mutate(path, *words, qanun=command.NORMAL):
    """What is said of the mutants of a file, as JSON."""
    status, out, err = command.call(["test", "--mutate", "--format", "json", *words, path], qanun=qanun)
    try:
        return status, json.loads(out), err
    except ValueError:
        return status, {"diagnostics": [], "files": [], "mutants": {"percent": None}, "wrong": out}, err


def words_of(found):
    """What no example notices, in the words of the messages."""
    return [re.sub(r"^the examples would not notice if ", "", one["message"]) for one in found["diagnostics"]
            if one["code"] == "Q0370"]


def answer(path, rule, words):
    """The answer of `run` for a case as a message has it."""
    facts = re.split(r", (?=\w+ = |on )", words)
    arguments = ["--on", "2026-06-01"]
    for fact in facts:
        if fact.startswith("on "):
            arguments = ["--on", fact[3:]]
    for fact in facts:
        if " = " in fact:
            arguments += ["--fact", fact.replace(" = ", "=")]
    _, out, err = command.call(["run", path, rule, *arguments], qanun=command.NORMAL)
    return out.strip() or err


def check_slips(report):
    """Each slip that is made by hand is told, or noticed, as trying it says."""
    path = write("law.qn", LAW + EXAMPLES)
    _, found, _ = mutate(path)
    _, out, _ = command.call(["test", "--mutate", "--format", "json", path], qanun=command.NORMAL)
    wrong, _ = SCHEMAS.wrong("mutants.schema.json", command.parse(out))
    report.equal("the schema", [], wrong)
    said = words_of(found)
    for before, after in NOTICED + MISSED:
        slip = write("slip.qn", LAW.replace(before, after, 1) + EXAMPLES)
        _, out, _ = command.call(["test", slip], qanun=command.NORMAL)
        passes = ", 0 failed" in out
        report.equal(f"{after.strip()}: noticed as it is tried", (before, after) in MISSED, passes)
    for piece in ("`and` became `or` in `not founder and wage <= 100 AZN`", "`10%` became `11%` in LC 6",
                  "`<` became `<=` in `wage < 200 AZN` in LC 7", "`200 AZN` became `201 AZN` in LC 7",
                  "`2020-01-01` became `2021-01-01` in LC 5", "`90` became `91` in LC 5",
                  "`overrides usual` were left out in LC 4", "`not` were left out in `not founder`",
                  "`>=` became `>` in `wage >= 10 AZN`", "`to` became `down to` in `rounded to 0.01`",
                  "`when founder and veteran → 75` were left out in LC 4"):
        report.check(f"told: {piece}", any(one.startswith(piece) for one in said), "\n".join(said))
    for piece in ("`10` became `11`", "`30` became", "`20` became", "`60` became", "`5..10"):
        report.check(f"not told: {piece}", not any(one.startswith(piece) for one in said), "\n".join(said))
    total = found["mutants"]
    report.equal("the sum", (len(said), total["percent"]),
                 (total["survived"], int(total["noticed"] * 1000 / (total["noticed"] + total["survived"])) / 10))
    for one in found["diagnostics"]:
        case, rest = one.get("example", ": ").split(": ", 1)
        known = re.match(r"(\w+) is (.*), with the slip (.*)$", rest)
        if known:
            report.equal(f"the case of {one['message'][30:70]}", f"{known[1]} = {known[2]}",
                         answer(path, known[1], case))
            report.check("with the slip it is another", known[2] != known[3], rest)


def check_marks(report):
    """What is unconfirmed notices nothing until the word is taken away."""
    more = "    expect unconfirmed tax = 20 given wage = 200\n"
    _, before, _ = mutate(write("marks.qn", LAW + EXAMPLES))
    _, marked, _ = mutate(write("marks.qn", LAW + EXAMPLES + more))
    _, confirmed, _ = mutate(write("marks.qn", LAW + EXAMPLES + more.replace("unconfirmed ", "")))
    report.equal("marked it notices nothing", before["mutants"], marked["mutants"])
    report.check("confirmed it does", confirmed["mutants"]["noticed"] > before["mutants"]["noticed"], confirmed["mutants"])
    report.check("among them the comparison", not any("`<` became" in one for one in words_of(confirmed)))


def check_duties(report):
    """Nor does an expectation that calls a duty, which cannot be compiled where the duty is left out."""
    law = LAW + 'require wage <= 900   [LC 9]   "too much pay"\n'
    for call in ('"too much pay"', "[LC 9]"):
        more = f"    expect unconfirmed breached {call} given wage = 901\n"
        _, marked, _ = mutate(write("duty.qn", law + EXAMPLES + more))
        _, confirmed, _ = mutate(write("duty.qn", law + EXAMPLES + more.replace("unconfirmed ", "")))
        gone = "`require wage <= 900` were left out"
        report.check(f"marked it does not notice that the duty is gone: {call}",
                     any(gone in one for one in words_of(marked)), words_of(marked))
        report.check(f"confirmed it does: {call}", not any(gone in one for one in words_of(confirmed)), words_of(confirmed))


def check_accepted(report):
    """A line accepts what is above it, and no more; one that nothing needs is told, by nobody else."""
    accepting = LAW.replace("    at most 90 from 2020-01-01             [LC 5]\n",
                            "    at most 90 from 2020-01-01             [LC 5]\n"
                            '    accept Q0370 because "no notice is so long"\n')
    path = write("accepted.qn", accepting + EXAMPLES)
    _, found, _ = mutate(path)
    report.equal("what is accepted", {13}, {one["line"] for one in found.get("accepted", [])})
    report.equal("is counted", found["mutants"]["accepted"], len(found.get("accepted", [])))
    report.check("and is not told", not any(one["line"] == 13 for one in found["diagnostics"]))
    _, plain, _ = command.call(["test", "--mutate", path], qanun=command.NORMAL)
    _, listed, _ = command.call(["test", "--mutate", "--accepted", path], qanun=command.NORMAL)
    report.check("--accepted lists it", "accepted[Q0370]" in listed and "no notice is so long" in listed
                 and "no notice is so long" not in plain, listed)
    idle = LAW.replace("        10..  → +20\n", '        10..  → +20\n        accept Q0370 because "idle"\n')
    path = write("idle.qn", idle + EXAMPLES)
    _, found, _ = mutate(path)
    report.equal("one that nothing needs", ["Q0360"], [one["code"] for one in found["diagnostics"] if one["line"] == 11])
    status, out, err = command.call(["check", path], qanun=command.NORMAL)
    report.check("check says nothing of it", status == 0 and "Q0360" not in out + err, out + err)


def check_equal(report):
    """What answers every case as the rules do is not counted."""
    path = write("equal.qn", """fact n : integer in 0..=9
small : yes/no = n < 20 and n >= 0
capped : integer
    base n
    at most 9
example "all of them"
    expect small = yes given n = 0
    expect capped = 9 given n = 9
    expect capped = 0 given n = 0
""")
    _, found, _ = mutate(path)
    report.check("slips without an effect", found["mutants"]["equal"] >= 4, found["mutants"])
    report.equal("are not told", [], [one for one in words_of(found) if "at most" in one or "`20`" in one])


def check_kept(report):
    """The second run says the same, and so do many at once; a changed example is seen."""
    path = write("kept.qn", LAW + EXAMPLES)
    first = command.call(["test", "--mutate", path, "--jobs", "1"], qanun=command.NORMAL)
    again = command.call(["test", "--mutate", path, "--jobs", "1"], qanun=command.NORMAL)
    report.equal("what is kept", first, again)
    bare = dict(command.ENVIRONMENT, XDG_CACHE_HOME="/nowhere")
    done = subprocess.run([command.NORMAL, "test", "--mutate", path, "--jobs", "5"], env=bare, capture_output=True,
                          timeout=command.PATIENCE, check=False)
    report.equal("nothing kept, and many at once", first[1], done.stdout.decode())
    beside = write("kept.qnt", 'example "more"\n    expect tax = 20 given wage = 200\n')
    more = command.call(["test", "--mutate", path], qanun=command.NORMAL)
    report.check("examples that come", more[1] != first[1], more[1])
    os.remove(beside)
    report.equal("and go", first[1], command.call(["test", "--mutate", path], qanun=command.NORMAL)[1])


def check_words(report):
    """--fail-under, rules that are mistaken, and an image."""
    path = write("words.qn", LAW + EXAMPLES)
    _, found, _ = mutate(path)
    percent = found["mutants"]["percent"]
    report.equal("as much as there is", 0, mutate(path, "--fail-under", str(percent))[0])
    status, _, err = mutate(path, "--fail-under", str(round(percent + 0.1, 1)))
    report.check("more than there is", status == 1 and "of the mutants are noticed" in err, err)
    status, out, _ = command.call(["test", "--mutate", write("wrong.qn", "a = b\n")])
    report.check("mistaken rules", status == 1 and "error[" in out, out)
    command.call(["build", path, "-o", f"{WORK}/words.qnb"])
    status, out, _ = command.call(["test", "--mutate", f"{WORK}/words.qnb"])
    report.check("an image", status == 1 and "no text" in out, out)
    status, out, _ = command.call(["test", "--mutate", write("none.qn", 'fact n : integer\na = n\n')])
    report.equal("nothing to slip on", (0, f"{WORK}/none.qn: 0 of 0 mutants noticed, 100.0%\n"), (status, out))
    _, out, _ = command.call(["test", "--mutate", path, f"{WORK}/none.qn"])
    report.check("the last line is that of all", re.search(r"^\d+ of \d+ mutants noticed, [\d.]+%.*\n\Z", out, re.M), out[-300:])
    checked = command.call(["test", "--mutate", path], qanun=command.CHECKED)
    report.equal("under the sanitizers, too", command.call(["test", "--mutate", path], qanun=command.NORMAL)[1], checked[1])


def check_law(report):
    """The law's own examples notice nearly all, and no slip that survives is without a reason."""
    _, found, err = mutate("rules/az/labour/vacation.qn")
    report.check("at least 95 of 100", (found["mutants"]["percent"] or 0) >= 95, str(found["mutants"]) + err)
    report.check("of many", found["mutants"].get("noticed", 0) > 100)
    for law in ("vacation", "severance", "overtime", "rest_days"):
        _, found, err = mutate(f"rules/az/labour/{law}.qn")
        counts = found["mutants"]
        report.check(f"what survives in {law} is accepted with its reason", 0 < counts.get("survived", 0) == counts.get("accepted"), str(counts) + err)


def run(report):
    os.makedirs(WORK, exist_ok=True)
    check_slips(report)
    check_marks(report)
    check_duties(report)
    check_accepted(report)
    check_equal(report)
    check_kept(report)
    check_words(report)
    check_law(report)
