"""What every verb promises beside its answer: exit statuses, which stream is written, the form of
the JSON, images in place of sources, equal bytes from every build, and errors in writing."""
import glob
import os
import re
import shlex
import shutil
import subprocess

import command
import sarif

WORK = "build/verbs"
LEAVE = "tests/lang/step02.qn"
IMAGE = f"{WORK}/leave.qnb"
ON = "--on 2023-06-01"

# What is typed behind `qanun`, and the exit status.
STATUSES = (
    (f"run {LEAVE} vacation --fact seniority=12 --fact category=executive {ON}", 0),
    (f"run {LEAVE} vacation --fact seniority=12 --fact category=executive {ON} --strict", 0),
    (f"run {LEAVE} vacation --fact category=executive {ON}", 0),
    (f"run {LEAVE} vacation --fact category=executive {ON} --strict", 3),
    (f"run tests/lang/step03.qn sick_share --fact insured=5 {ON} --strict", 3),
    (f"run tests/lang/step09.qn --fact days_per_week=6 --fact weekly_quota=30 {ON} --strict", 3),
    (f"run tests/lang/step04_conflicts.qn unsettled --fact a=yes --fact b=yes {ON} --strict", 3),
    (f"run tests/errors/band/dash_for_dots.qn {ON}", 1),
    (f"run {LEAVE} vacation --fact seniority=81 {ON}", 1),
    (f"run {LEAVE} vacation --facts no_such_file.json {ON}", 1),
    ("run no_such_file.qn", 1),
    ("run tests", 1),
    (f"check {LEAVE}", 0),
    ("check rules", 0),
    (f"check {LEAVE} tests/lang/step03.qn", 0),
    (f"check {LEAVE} tests/errors/band/dash_for_dots.qn", 1),
    ("test tests/lang/step20.qn", 0),
    ("test tests/errors/example/wrong_value.qn", 1),
    (f"build {LEAVE} -o {WORK}/again.qnb", 0),
    (f"build {LEAVE} -o {WORK}/no/such/folder.qnb", 1),
    (f"build {LEAVE} -o ./{LEAVE}", 2),
    (f"build {LEAVE}+tests/lang/_none.qn -o {LEAVE}", 2),
    (f"run {LEAVE} {ON} --receipt {LEAVE}", 2),
    (f"run {LEAVE} {ON} --facts tests/README.md --receipt tests/README.md", 2),
    (f"sweep {LEAVE} vacation --over seniority {ON} --svg {LEAVE}", 2),
    (f"batch {LEAVE} --facts tests/README.md {ON} -o tests/README.md", 2),
    (f"batch {LEAVE} --facts {LEAVE} --table a=tests/README.md {ON} --rejected tests/README.md", 2),
    (f"replay {LEAVE} {LEAVE} --facts tests/README.md --html tests/README.md", 2),
    (f"dis {LEAVE}", 0),
    (f"fmt --stdout {LEAVE}", 0),
    ("fmt --stdout tests/errors/band/dash_for_dots.qn", 1),
    ("explain", 0),
    ("explain Q0301 q0402 0501", 0),
    ("explain Q9999", 2),
    ("explain word", 2),
    ("help", 0),
    ("help run", 0),
    ("help rum", 2),
    ("--version", 0),
    ("--help", 0),
    ("", 2),
    ("rum", 2),
    ("run", 2),
    (f"run {LEAVE} --no-such-option", 2),
    (f"run {LEAVE} --format yaml", 2),
    (f"run {LEAVE} --on yesterday", 2),
    (f"run {LEAVE} --fact", 2),
    (f"build {LEAVE} --on 2023-06-01", 2),
    (f"run {LEAVE} {ON} {ON}", 2),
    (f"run {LEAVE} vacation --needs", 0),
    (f"run {LEAVE} no_rule --needs", 2),
    (f"run {LEAVE} --needs --format json", 2),
)


def said(line, qanun=command.CHECKED):
    """Runs a line as it is typed."""
    return command.call(shlex.split(line), qanun)


def check_statuses(report):
    """Each line's status; what failed says why on one of the two streams."""
    for line, want in STATUSES:
        status, out, err = said(line)
        report.check(f"qanun {line}", status == want and out + err != "",
                     f"want exit {want}, got {status}\n{out}{err}")


def check_streams(report):
    """Results go to standard output; the date that was taken, and mistakes, to standard error."""
    facts = "vacation --fact seniority=12 --fact category=executive"
    _, dated, nothing = said(f"run {LEAVE} {facts} {ON}")
    report.equal("nothing on standard error when all is given", "", nothing)
    _, undated, told = said(f"run {LEAVE} {facts}")
    report.equal("the same answer", dated, undated)
    report.check("a date that was not given is told", re.search(r"\d{4}-\d\d-\d\d", told), told)
    _, _, told = said(f"run {LEAVE} --fact seniority=81")
    report.check("no date is told where nothing is decided", "--on" not in told, told)
    status, out, told = said(f"test {LEAVE}")
    report.check("nothing to test is said", status == 0 and "no example" in told, out + told)
    _, out, err = said("rum")
    report.check("a wrong verb is named on standard error", out == "" and "rum" in err, out + err)
    _, out, _ = said("--version")
    with open("runtime/qanun.h", encoding="utf-8") as text:
        parts = re.findall(r"#define QN_VERSION_\w+ (\d+)", text.read())
    report.check("the version is the library's", ".".join(parts) in out, out)


def check_json(report):
    """The shape of an answer, and every rule where none is named."""
    facts = f"--fact seniority=12 --fact category=executive {ON} --format json"
    answer = command.parse(said(f"run {LEAVE} vacation base_vacation {facts}")[1])
    value = {"status": "known", "unit": "calendar days"}
    report.equal("an answer as JSON", {"on": "2023-06-01", "results": {
        "vacation": {**value, "value": "34"}, "base_vacation": {**value, "value": "30"}}}, answer)
    every = command.parse(said(f"run {LEAVE} {facts}")[1])
    report.equal("every rule", ["base_vacation", "seniority_vacation", "vacation"],
                 sorted(every["results"]))


def check_reviewed(report):
    """A decision outside the reviewed dates has its answer and a warning; inside there is none."""
    line = "run tests/lang/step07_time.qn pieces --format json --on "
    inside, outside = (command.parse(said(line + day)[1]) for day in ("2024-01-01", "2027-01-01"))
    report.equal("the same answer", inside["results"], outside["results"])
    report.check("a warning outside", outside.get("warnings"), outside)
    report.check("no warning inside", "warnings" not in inside, inside)


def check_images(report):
    """An image stands for its source, and is the same bytes from every build and every time."""
    said(f"build {LEAVE} -o {IMAGE}")
    for line in (f"run %s vacation --fact seniority=12 --fact category=executive {ON}",
                 f"run %s --fact category=executive {ON} --format json", "dis %s"):
        report.equal(f"{line % 'a source or its image'}", said(line % LEAVE), said(line % IMAGE))
    report.check("dis shows code", len(said(f"dis {IMAGE}")[1].splitlines()) > 10)
    bytes_of = []
    for build in ("build/qanun", "build/asan/qanun", "build/clang/qanun"):
        said(f"build {LEAVE} -o {WORK}/one.qnb", os.path.join(command.ROOT, build))
        with open(f"{WORK}/one.qnb", "rb") as image:
            bytes_of.append(image.read())
    report.check("every build writes the same image", bytes_of[0] and len(set(bytes_of)) == 1,
                 [len(one) for one in bytes_of])


def check_image_to_output(report):
    """`-o -` writes the image and nothing else, and what goes wrong there is said."""
    qanun, path = shlex.quote(command.CHECKED), f"{WORK}/piped.qnb"
    status, _, err = shell(f"{qanun} build {LEAVE} -o - > {path} && cmp {path} {IMAGE}")
    report.check("-o - is standard output", status == 0 and not os.path.exists("-"), err)
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run([command.CHECKED, "build", LEAVE, "-o", "/dev/stdout"], stdout=writer,
                          stderr=subprocess.PIPE, text=True, env=command.ENVIRONMENT, check=False)
    os.close(writer)
    report.check("a reader that has gone is named",
                 done.returncode == 1 and re.search(r"written: \w", done.stderr), done.stderr)


def check_tap(report):
    """A name cannot make its failure a TODO, nor a line of its own; a file that is not there is a failure."""
    path = f"{WORK}/todo.qn"
    with open(path, "w", encoding="utf-8") as out:
        out.write('a = 1\nexample "# TODO \\\\"\n    expect a = 2\n')
    status, out, _ = said(f"test --format tap {path} 'no such\nfile.qn'")
    lines = [line for line in out.splitlines() if line[0] != "#"]
    report.equal("TAP", (1, ["TAP version 13", f"not ok 1 - {path}:3:5 \\# TODO \\\\: a",
                             "not ok 2 - no such\ufffdfile.qn: this file cannot be tested", "1..2"]),
                 (status, lines))


def check_formatting_in_place(report):
    """A file in another form is named by --check, then written, and then it is in the one form."""
    path = f"{WORK}/untidy.qn"
    with open(path, "w", encoding="utf-8") as out:
        out.write("fact age:years\nfee base 5;age 18..->+2\n")
    status, out, err = said(f"fmt --check {path}")
    report.check("fmt --check names the file", status == 1 and path in out + err, out + err)
    report.equal("fmt writes it", 0, said(f"fmt {path}")[0])
    report.equal("fmt --check is content", 0, said(f"fmt --check {path}")[0])
    with open(path, encoding="utf-8") as text:
        report.equal("the one form", "fact age : years\nfee base 5; age 18.. → +2\n", text.read())
    with open(path, "w", encoding="utf-8") as out:
        out.write("fact age:yeers-\n")
    report.equal("a file with mistakes is left alone", 1, said(f"fmt {path}")[0])
    with open(path, encoding="utf-8") as text:
        report.equal("every byte of it", "fact age:yeers-\n", text.read())


def use_many(files):
    """A program of so many files, each of which uses the next."""
    folder = f"{WORK}/files_{files}"
    os.makedirs(folder, exist_ok=True)
    for i in range(files):
        with open(f"{folder}/m{i}.qn", "w", encoding="utf-8") as out:
            out.write(f"use m{i + 1}\nvalue : integer = m{i + 1}.value + 1\n"
                      if i + 1 < files else "value : integer = 1\n")
    return f"{folder}/m0.qn"


def check_many_files(report):
    """A program has up to a thousand files; the next one is refused, in one message."""
    status, out, err = said(f"run {use_many(1000)} value {ON}")
    report.equal("1000 files", (0, "value = 1000"), (status, (out + err).strip()))
    status, out, err = said(f"check {use_many(1001)}")
    report.check("1001 files", status == 1 and (out + err).count("error[") == 1
                 and "m999.qn:1:5: error[Q0914]: the module `m1000`" in out + err, out + err)


def check_full_device(report):
    """What cannot be written is an error, and is said."""
    status, _, err = said(f"build {LEAVE} -o /dev/full")
    report.check("an image that cannot be written", status == 1 and err != "", f"{status} {err}")
    for line in (f"run {LEAVE} {ON}", f"fmt --stdout {LEAVE}", "--help", f"check {LEAVE}"):
        status, _, err = shell(f"{shlex.quote(command.CHECKED)} {line} > /dev/full")
        report.check(f"qanun {line} > /dev/full", status == 1 and err != "", f"{status} {err}")


def shell(line):
    """Runs a line of the shell; returns what command.call returns."""
    return command.call(["-c", line], "/bin/sh")


def check_kept(report):
    """A clean result of several files is found again, and not where anything that was read has changed."""
    folder, cache = os.path.abspath(f"{WORK}/kept"), os.path.abspath(f"{WORK}/cache")
    shutil.rmtree(folder, ignore_errors=True)
    shutil.rmtree(cache, ignore_errors=True)
    os.makedirs(folder)

    def write(name, text):
        with open(f"{folder}/{name}", "w", encoding="utf-8") as out:
            out.write(text)

    def check(**environment):
        done = subprocess.run([command.CHECKED, "check", "."], cwd=folder, capture_output=True, text=True, check=False,
                              env={**command.ENVIRONMENT, "XDG_CACHE_HOME": cache, **environment})
        return done.returncode, done.stdout + done.stderr

    write("rates.qn", "rate : integer = 3\nalways rate > 2\n")
    write("pay.qn", "use rates (rate)\npay : integer = rate * 2\nmore : integer = pay + 1\n")
    clean = (0, "./pay.qn: ok, 2 rules\n./rates.qn: ok, 1 rule, 1 promise proved\n")
    report.equal("check: clean", clean, check())
    kept = [f"{cache}/qanun/{name}" for name in os.listdir(f"{cache}/qanun")]
    report.equal("check: one result is kept", 1, len(kept))
    report.equal("check: found again", clean, check())
    with open(kept[0], encoding="utf-8") as text:
        told = text.read()
    for name, other in (("cut", told[:len(told) // 2]), ("empty", ""), ("another command's", "x" + told),
                        ("no text", "\0" * 99), ("without its end", told.replace("end\n", ""))):
        with open(kept[0], "w", encoding="utf-8") as out:
            out.write(other)
        report.equal(f"check: a kept result that is {name}", clean, check())
    with open(kept[0], "w", encoding="utf-8") as out:
        out.write(re.sub(r"^2$", "7", told, flags=re.M))
    report.check("check: what is kept is what is told", "7 rules" in check()[1], check()[1])
    write("rates.qn", "rate : date = 2026-01-01\n")
    status, said = check()
    report.check("check: a file that is used has changed", status == 1 and "pay.qn:2" in said, said)
    write("rates.qn", "rate : integer = 3\nalways rate > 3\n")
    status, said = check()
    report.check("check: a promise that does not hold", status == 1 and "rates.qn:2:1: error[Q0350]" in said, said)
    write("rates.qn", "rate : integer = 3\nother : integer = 4\nalways rate > 2\n")
    report.equal("check: clean again", (0, clean[1].replace("1 rule,", "2 rules,")), check())
    done = subprocess.run(["bash", "-c", f"{command.CHECKED} check <(echo 'a : integer = 1') <(echo 'b : integer = c')"],
                          capture_output=True, text=True, check=False, env=command.ENVIRONMENT)
    report.check("check: pipes are read once", ": ok, 1 rule" in done.stdout and "Q0501" in done.stdout, done.stdout)
    report.equal("check: nowhere to keep it", (0, clean[1].replace("1 rule,", "2 rules,")),
                 check(XDG_CACHE_HOME="", HOME=""))
    report.equal("check: a folder that is none", (0, clean[1].replace("1 rule,", "2 rules,")),
                 check(XDG_CACHE_HOME="/dev/null"))


def check_kept_acceptances(report):
    """A file whose findings are accepted is clean; an acceptance that is not needed is not."""
    folder, cache = os.path.abspath(f"{WORK}/accepted"), os.path.abspath(f"{WORK}/cache")
    shutil.rmtree(folder, ignore_errors=True)
    shutil.rmtree(cache, ignore_errors=True)
    os.makedirs(folder)

    def write(last):
        with open(f"{folder}/notice.qn", "w", encoding="utf-8") as out:
            out.write(NOTICE.replace("25..", f"{last}.."))

    def check(*more):
        done = subprocess.run([command.CHECKED, "check", ".", *more], cwd=folder, capture_output=True, text=True,
                              check=False, env={**command.ENVIRONMENT, "XDG_CACHE_HOME": cache})
        return done.returncode, done.stdout + done.stderr

    with open(f"{folder}/pay.qn", "w", encoding="utf-8") as out:
        out.write("pay : integer = 3\n")
    write(25)
    clean = (0, "./notice.qn: ok, 1 rule\n./pay.qn: ok, 1 rule\n")
    for when in ("is clean", "is clean again"):
        report.equal(f"accepted: {when}", clean, check())
        accepted = command.parse(check("--format", "json")[1])
        report.equal(f"accepted: {when}, in JSON", [], accepted["diagnostics"])
        report.equal(f"accepted: {when}, with its reason", ["Order 12"],
                     [one["reason"] for one in accepted["accepted"]])
        report.check(f"accepted: {when}, and listed", check("--accepted")[1].endswith("\n1 accepted\n"))
    report.equal("accepted: the result is kept", 1, len(os.listdir(f"{cache}/qanun")))
    write(20)
    for when in ("found", "found again"):
        status, told = check()
        report.check(f"accepted: what accepts nothing is {when}",
                     status == 0 and told.count("[Q0360]") == 1 and "notice.qn: no errors" in told, told)
    report.check("accepted: nothing is, in JSON", "accepted" not in command.parse(check("--format", "json")[1]))
    report.equal("accepted: nothing is, in a list", check(), check("--accepted"))


NOTICE = """\
fact seniority : years in 0..=60
notice : days
    accept Q0307 because "Order 12"
    base 30
    seniority
        5..20 → +10
        25..  → +20
"""


SCALE = """\
fact sum_of_fees : AZN in 0..=10000
fee : AZN
    scale sum_of_fees
        ..200  → 1%
        300..  → 2%
    accept Q0306 because "the fee begins anew"
"""


def check_accepted_error(report):
    """An error that was accepted is none."""
    path = f"{WORK}/fee.qn"
    for text, status in ((SCALE, 0), (SCALE.replace("    accept", "#"), 1)):
        with open(path, "w", encoding="utf-8") as out:
            out.write(text)
        report.equal(f"accepted: an error, exit {status}", status, said(f"check {path}")[0])


def check_accepted_reform(report):
    """An acceptance of a law is judged by the law alone, one of a reform with it."""
    law, reform = f"{WORK}/law.qn", f"{WORK}/reform.qn"
    with open(law, "w", encoding="utf-8") as out:
        out.write(NOTICE)
    with open(reform, "w", encoding="utf-8") as out:
        out.write('reform "no more"\n    amends notice from 2027-01-01\n'
                  '        accept Q0307 because "as before"\n        seniority\n'
                  '            5..20 → +10\n            25..  → +30\n')
    report.equal("accepted: the law", (0, f"{law}: ok, 1 rule\n", ""), said(f"check {law}"))
    both = said(f"check {law}+{reform}")
    report.check("accepted: the reform", both[0] == 0 and ": ok" in both[1], both)
    with open(reform, "w", encoding="utf-8") as out:
        out.write('reform "no more"\n    amends notice from 2000-01-01\n'
                  '        accept Q0307 because "there is none"\n        seniority\n'
                  '            5.. → +10\n')
    told = said(f"check {law}+{reform}")[1]
    report.check("accepted: in vain in the reform", told.count("[Q0360]") == 1 and f"{reform}:3:9" in told, told)


def check_sarif(report):
    """SARIF logs are as the standard has them, and say what JSON says."""
    cases = "tests/errors/finding"
    # Without the cases of bands and results, of which the prover takes ten seconds to leave some undecided.
    kinds = " ".join(sorted(set(glob.glob("tests/errors/*/")) - {"tests/errors/band/", "tests/errors/result/", f"{cases}/"}))
    for files in (f"{cases}/accepted.qn", f"{cases}/accepted_in_vain.qn {cases}/accepted_wrongly.qn", f"{cases}/no.qn",
                  "tests/errors/band/dash_for_dots.qn", LEAVE, f"--cost {LEAVE}", kinds, "reforms",
                  os.path.abspath(f"{cases}/accepted.qn")):
        # Of many files each is checked under the sanitizers by the suite errors.
        qanun = command.NORMAL if files in (kinds, "reforms") else command.CHECKED
        status, out, err = said(f"check --format sarif {files}", qanun)
        plain_status, plain, _ = said(f"check --format json {files}", qanun)
        report.equal(f"SARIF of {files}: the status", plain_status, status)
        log, found = command.parse(out), command.parse(plain)
        report.equal(f"SARIF of {files}", [], sarif.Log(log).wrong)
        results = log["runs"][0]["results"]
        for kind, accepted in (("diagnostics", False), ("accepted", True)):
            report.equal(f"SARIF of {files}: {kind}",
                         [(one.get("code"), one["severity"], one.get("line"), one.get("column"), one.get("reason"))
                          for one in found.get(kind, ())],
                         [(one.get("ruleId"), one["level"], *start(one), *reasons(one))
                          for one in results if bool(one["suppressions"]) == accepted])
        report.equal(f"SARIF of {files}: the cost", found.get("cost"),
                     log["runs"][0].get("properties", {}).get("cost"))


def start(result):
    """Where a result begins."""
    region = result["locations"][0]["physicalLocation"].get("region", {})
    return region.get("startLine"), region.get("startColumn")


def reasons(result):
    """Why it was accepted, or None."""
    return [one["justification"] for one in result["suppressions"]] or [None]


def check_sarif_texts(report):
    """Each part of a finding has its place; paths become URIs."""
    folder = os.path.abspath(f"{WORK}/sarif of ə")
    os.makedirs(folder, exist_ok=True)
    with open(f"{folder}/a%:b.qn", "w", encoding="utf-8") as out:
        out.write(NOTICE.replace("accept Q0307", "accept Q0301").replace("25..", "19..") + SCALE)
    done = subprocess.run([command.CHECKED, "check", "--format", "sarif", "a%:b.qn"], cwd=folder, capture_output=True,
                          text=True, check=False, env=command.ENVIRONMENT)
    results = {one["ruleId"]: one for one in command.parse(done.stdout)["runs"][0]["results"]}
    report.check("SARIF: what is accepted is there", {"Q0301", "Q0306"} <= set(results), done.stdout)
    result = results["Q0301"]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    report.equal("SARIF: a path is escaped", "a%25%3Ab.qn", uri)
    report.equal("SARIF: the message", "two rows of this band overlap\nfor example: seniority = 19 years\n"
                 "help: write 5..19 if 19 belongs to the second row only", result["message"]["text"])
    report.equal("SARIF: a further place", ["this one too"],
                 [one["message"]["text"] for one in result["relatedLocations"]])
    report.equal("SARIF: the line that accepts it", "3",
                 result["suppressions"][0]["location"]["physicalLocation"]["region"]["startLine"])
    done = subprocess.run([command.CHECKED, "check", "--format", "sarif", folder], capture_output=True, text=True,
                          check=False, env=command.ENVIRONMENT)
    report.check("SARIF: an absolute path", "file:///" in done.stdout and "sarif%20of%20%C9%99/" in done.stdout,
                 done.stdout[:600])
    _, out, _ = said("check --format sarif tests/errors/finding/accepted_in_vain.qn")
    mended = [one for one in command.parse(out)["runs"][0]["results"] if "fixes" in one]
    change = mended[0]["fixes"][0]["artifactChanges"][0]["replacements"][0]
    report.equal("SARIF: a fix takes the whole line away",
                 ({"startLine": "5", "startColumn": "1", "endLine": "6", "endColumn": "1"}, ""),
                 (change["deletedRegion"], change["insertedContent"]["text"]))


# Files of which a command may need only a part: what is asked of all.qn, and how it is answered, by
# what stands in rest.qn.
ALL = """use part (rate)
use rest (other)
fact wage : AZN in 0..=5000
pay : AZN = wage * rate
more : AZN = other * 2
"""
PART = """rate : percent = 10%
example "a list in lines"
    on 2023-06-01
    expect rate = 10%
labels az
    rate = "dərəcə"
"""
REST = """fact bonus : AZN in 0..=900
other : AZN = bonus
example "what closes a bracket is not indented" # a comment, and "more
    given bonus = (
1
)
    expect other = 1
example "a line that goes on",
"""


def check_named_rules(report):
    """Named rules are answered by what they need: as before, whatever stands in the files they use."""
    folder = f"{WORK}/named"
    os.makedirs(folder, exist_ok=True)

    def asked(line, **texts):
        for name, text in {"all": ALL, "part": PART, "rest": REST.split("example", 1)[0], **texts}.items():
            with open(f"{folder}/{name}.qn", "w", encoding="utf-8") as out:
                out.write(text)
        status, out, err = said(f"run {folder}/all.qn {line} {ON}")
        return status, out + err

    pay = (0, "pay = 100.00 AZN\n")
    report.equal("a named rule", pay, asked("pay --fact wage=1000"))
    report.equal("a fact that another rule looks at", pay, asked("pay --fact wage=1000 --fact bonus=5"))
    report.equal("a rule that uses another file", (0, "more = 10.00 AZN\n"), asked("more --fact bonus=5"))
    report.equal("the rule of another file", (0, "other = 5.00 AZN\n"), asked("other --fact bonus=5"))
    report.equal("labels of a file that is used", pay, asked("pay --fact wage=1000 --lang az"))
    report.equal("an example in lines that are not indented", pay,
                 asked("pay --fact wage=1000", rest=REST.rsplit("example", 1)[0]))
    report.equal("what is wrong where nobody looks", pay,
                 asked("pay --fact wage=1000", rest=REST.replace("= bonus", "= bonus + 1 day").split("example", 1)[0]))
    mistaken = ALL.replace("other * 2", "wage") + 'example "a"\n    expect nothing_such = 1\n'
    report.equal("a mistake in an example", pay, asked("pay --fact wage=1000", all=mistaken))
    report.check("a mistake in an example is left to check", "error[Q0501" in said(f"check {folder}/all.qn")[1], "")
    report.equal("labels of the file", pay, asked("pay --fact wage=1000", all=ALL + 'labels az\n    nothing_such = "a"\n'))
    for name, code, texts in (
            ("a mistake in what is used", "Q0602", {"part": PART.replace("= 10%", "= yes", 1)}),
            ("a mistake in another rule of the file", "Q0501", {"all": ALL + "third = unheard_of\n"}),
            ("a name twice", "Q0502", {"all": ALL + "pay : AZN = 3\n"}),
            ("a file that is not there", "Q0905", {"all": "use nowhere (x)\n" + ALL}),
            ("a name that a file has not", "Q0907", {"all": ALL.replace("(other)", "(others)")}),
            ("a form that is wrong in a file that is used", "Q02", {"rest": "other : AZN = = 3\n"}),
            ("an example of it that does not end", "Q02", {"rest": REST}),
            ("an example of the file that does not end", "Q02", {"all": ALL + REST.rsplit("\n", 2)[1] + "\n"})):
        status, out = asked("pay --fact wage=1000", **texts)
        report.check(f"named rules: {name}", status == 1 and f"error[{code}" in out, out)
    line = 'a : integer = 1\nexample "x"\n    given bonus = 1,\nb = 2\n    expect a = 1\n'
    report.equal("a line of an example that goes on in the first column", pay,
                 asked("pay --fact wage=1000", rest="fact bonus : AZN\nother : AZN = bonus\n" + line))


def run(report):
    os.makedirs(WORK, exist_ok=True)
    check_named_rules(report)
    check_kept(report)
    check_kept_acceptances(report)
    check_accepted_error(report)
    check_accepted_reform(report)
    check_sarif(report)
    check_sarif_texts(report)
    check_statuses(report)
    check_streams(report)
    check_json(report)
    check_reviewed(report)
    check_images(report)
    check_image_to_output(report)
    check_tap(report)
    check_formatting_in_place(report)
    check_many_files(report)
    check_full_device(report)
