"""Receipts: what `run --receipt` writes is verified by `verify` and by the program of spec/receipts.md,
whatever the case is; what is changed in it is found, with its place, whether or not the digest was made
anew; and no file of a stranger brings the command down."""
import glob
import hashlib
import json
import os
import random
import re
import shlex
import shutil

import command
import corpus
import explanations
import schema

WORK = "build/receipts"
SCHEMAS = schema.Schema(os.path.join(command.ROOT, "spec"))
LEAVE = "tests/lang/step02.qn"
CASE = ["vacation", "base_vacation", "--fact", "seniority=12", "--fact", "category=executive",
        "--on", "2023-06-01"]

# Programs and cases whose results have each status, warnings, sums of what is owed, lists and periods.
STATUSES = (
    f"{LEAVE} --fact category=executive --on 2023-06-01",
    "tests/lang/step03.qn sick_share --fact insured=5 --on 2023-06-01",
    "tests/lang/step09.qn --fact days_per_week=6 --fact weekly_quota=30 --on 2023-06-01",
    "tests/lang/step04_conflicts.qn unsettled --fact a=yes --fact b=yes --on 2023-06-01",
    "tests/lang/step07_time.qn pieces --on 2027-01-01",
    "rules/az/payslip.qn --owed --on 2026-06-01",
    f"{LEAVE} --fact seniority=unknown --fact special_merit=unknown --on 2023-06-01",
)


def with_program():
    """The check that spec/receipts.md shows, as a function of a value: its canonical form. Of an object that
    schema.parse gives once for all its equals it is made once."""
    page = corpus.read("spec/receipts.md")
    program = re.search(r"^```python\n(.*?)^```", page, re.M | re.S)[1]
    names = {}
    exec(program.split("receipt = json.load", 1)[0], names)  # pylint: disable=exec-used
    names["Number"], of_page = NUMBER, names["canonical"]

    def canonical(value):
        if not isinstance(value, schema.Node):
            return of_page(value)
        if value.form is None:
            value.form = of_page(value)
        return value.form

    names["canonical"] = canonical  # which it calls for what it holds, too
    return canonical


NUMBER = command.Digits
CANONICAL = with_program()


def load(text):
    """Values that may be changed."""
    return json.loads(text, parse_int=NUMBER, parse_float=NUMBER)


def digest(record):
    return hashlib.sha256(CANONICAL(record).encode()).hexdigest()


def lay_out(value):
    """JSON of another layout, and no digit lost."""
    if isinstance(value, dict):
        return "{\n" + ",\n".join(json.dumps(name, ensure_ascii=True) + " :\t" + lay_out(one)
                                  for name, one in reversed(list(value.items()))) + "}"
    if isinstance(value, list):
        return "[ " + " ,\r\n".join(map(lay_out, value)) + "]"
    return value if isinstance(value, NUMBER) else json.dumps(value, ensure_ascii=True)


def write(name, text):
    path = f"{WORK}/{name}"
    with open(path, "w" if isinstance(text, str) else "wb",
              **({"encoding": "utf-8"} if isinstance(text, str) else {})) as out:
        out.write(text)
    return path


def read(path):
    with open(path, encoding="utf-8") as text:
        return text.read()


# ---- honest ones

def honest_cases():
    """(name, folder, words behind `run`): cases of each kind, and examples of every rule file."""
    for line in STATUSES:
        yield line, command.ROOT, ["run", *shlex.split(line)]
    for name, folder, line, whole in explanations.of_examples():
        if whole:
            yield name, folder, line
    for name, folder, line, _ in explanations.of_kept():
        yield name, folder, line
    for number, (name, folder, line, _) in enumerate(explanations.of_cases()):
        if number % 30 == 0:
            yield name, folder, line


def check_honest(job):
    """Two receipts of one case are the same bytes, fit the schema, have the digest that spec/ says, and
    are verified; laid out anew they still are. The sanitizers watch those of each status, and each third of the others."""
    number, (name, folder, line) = job
    qanun = command.CHECKED if number < len(STATUSES) or number % 3 == 0 else command.CLANG
    path, again = (os.path.join(command.ROOT, WORK, f"{number}{end}.json") for end in ("", "b"))
    status, plain, _ = command.call(line, command.NORMAL, folder)
    told, out, err = command.call([*line, "--receipt", path], qanun, folder)
    if not os.path.exists(path):
        return [(f"{name}: a receipt, or none as there is no answer", status != 0, out + err)]
    command.call([*line, "--receipt", again], command.NORMAL, folder)
    found = [(f"{name}: the same answer", (status, plain) == (told, out), out + err)]
    text = read(path)
    found.append((f"{name}: the same bytes twice", text == read(again), ""))
    receipt = schema.parse(text)
    found.append((f"{name}: the digest of the record", receipt["sha256"] == digest(receipt["record"]),
                  text[:400]))
    wrong, _ = SCHEMAS.wrong("receipt.schema.json", receipt)
    found.append((f"{name}: fits receipt.schema.json", wrong == [], "\n".join(wrong[:5])))
    status, out, err = command.call(["verify", path], qanun, folder)
    found.append((f"{name}: verified", status == 0 and ": verified: " in out, out + err))
    if number % 5 == 0:
        with open(again, "w", encoding="utf-8") as other:
            other.write("\ufeff" + lay_out(receipt))
        status, out, err = command.call(["verify", again], command.NORMAL, folder)
        found.append((f"{name}: verified in another layout", status == 0, out + err))
    os.remove(path)
    os.remove(again)
    return found


# ---- changed ones

def leaves(value, at=()):
    """The places of all values that hold no other, and of lists and objects that are empty."""
    items = value.items() if isinstance(value, dict) else enumerate(value) \
        if isinstance(value, list) else ()
    found = [place for name, one in items for place in leaves(one, at + (name,))]
    return found or [at]


def changed(value):
    """Another value of the same type."""
    if isinstance(value, NUMBER):
        return NUMBER(str(int(float(value)) + 1))
    if isinstance(value, bool):
        return not value
    if re.fullmatch(r"\d{4}-\d\d-\d\d", str(value)):
        return "2023-06-02"
    return value + "x" if isinstance(value, str) else ["x"]


def altered(receipt, place, forges):
    """The receipt with one value of its record changed, and with a digest for it if it is forged."""
    copy = load(lay_out(receipt))
    at = copy["record"]
    for step in place[:-1]:
        at = at[step]
    at[place[-1]] = changed(at[place[-1]])
    if forges:
        copy["sha256"] = digest(copy["record"])
    return lay_out(copy)


def check_place(job):
    """One value changed: found by the digest, and by the replay even where the digest is made anew, which the sanitizers
    watch. The version, and the path of rules that are named, decide nothing."""
    number, receipt, place = job
    name = "receipt with another " + ".".join(map(str, place))
    path = write(f"place{number}.json", altered(receipt, place, False))
    status, out, err = command.call(["verify", path, LEAVE], command.CLANG)
    found = [(f"{name}: its digest shows it",
              status == 1 and "is not as it was written" in out, out + err)
             ] if place != ("receipt",) else []
    write(f"place{number}.json", altered(receipt, place, True))
    status, out, err = command.call(["verify", path, LEAVE])
    if place == ("qanun",):
        right = status == 0 and "written by qanun 0.1.0x" in out
    elif place == ("program", "file"):
        right = status == 0
    elif place == ("program", "sha256"):
        right = status == 1 and "is not the program that decided" in out
    elif place == ("receipt",):
        right = status == 1 and "form of receipts" in out
    elif place == ("program", "format"):
        right = status == 1 and "program.format" in out
    elif place[0] in ("rules", "given"):
        right = status == 1 and "error" in out
    else:
        last = place[-1] if isinstance(place[-1], str) else place[-2]
        right = status == 1 and "when it is decided again" in out and str(last) in out
    found.append((f"{name}: a digest made anew does not help", right, f"exit {status}\n{out}{err}"))
    os.remove(path)
    return found


def check_changed(report, receipt):
    places = leaves(receipt["record"])
    report.check("a receipt has many values", len(places) > 60, places)
    report.every([(number, receipt, place) for number, place in enumerate(places)], check_place)
    for place, word in ((("answer", "results", "vacation"), "results"), (("answer", "facts", 0), "facts"),
                        (("answer", "explanation", 1), "explanation"), (("given", "seniority"), "`unknown` when")):
        copy = load(lay_out(receipt))
        at = copy["record"]
        for step in place[:-1]:
            at = at[step]
        del at[place[-1]]
        copy["sha256"] = digest(copy["record"])
        status, out, _ = command.call(["verify", write("less.json", lay_out(copy)), LEAVE])
        report.check(f"{place} left out is found", status == 1 and word in out, out)
    copy = load(lay_out(receipt))
    copy["record"]["answer"]["more"] = "x"
    copy["sha256"] = digest(copy["record"])
    status, out, _ = command.call(["verify", write("more.json", lay_out(copy)), LEAVE])
    report.check("a member too many is found", status == 1 and "answer.more" in out, out)


# ---- programs

def check_programs(report, path):
    """The image stands for its rules; another program is told, and which results it gives otherwise."""
    image = f"{WORK}/leave.qnb"
    command.call(["build", LEAVE, "-o", image])
    status, out, _ = command.call(["verify", path, image])
    report.check("verified by the image", status == 0, out)
    shutil.copy(LEAVE, f"{WORK}/moved.qn")
    status, out, _ = command.call(["verify", path, f"{WORK}/moved.qn"])
    report.check("the same rules elsewhere are another program",
                 status == 1 and "is not the program" in out and out.endswith("1 error\n"), out)
    other = write("other.qn", corpus.read(LEAVE).replace("→ 30", "→ 32"))
    status, out, _ = command.call(["verify", path, other])
    report.check("what another program gives otherwise is told",
                 status == 1 and "answer.results.vacation.value` is 34" in out and "is 30" in out
                 and "and 36" in out and "answer.explanation" not in out, out)
    other = write("other.qn", "fact seniority : years in 0..=80\nfee : AZN = 5\n")
    status, out, _ = command.call(["verify", path, other])
    report.check("a program without the rule", status == 1 and "no rule of this name" in out, out)
    status, out, _ = command.call(["verify", path, f"{WORK}/none.qn"])
    report.check("a program that is not there", status == 1 and "cannot be read" in out, out)
    with open(image, "rb") as whole:
        old = bytearray(whole.read())
    old[4] += 1
    status, out, _ = command.call(["verify", path, write("old.qnb", bytes(old))])
    report.check("an image of another version", status == 1 and "another version" in out, out)
    reformed = ["tests/explain/amended.qn+tests/explain/_bill.qn", "--fact", "seniority=7", "--fact",
                "disabled=yes", "--on", "2026-07-01"]
    laid = f"{WORK}/laid.json"
    command.call(["run", *reformed, "--receipt", laid])
    status, out, err = command.call(["verify", laid])
    report.check("a law with a reform is verified", status == 0, out + err)
    typed = f"{WORK}/typed.json"
    command.call(["run", "-", "--on", "2026-07-01", "--receipt", typed], given=b"fee : AZN = 5\n")
    status, out, _ = command.call(["verify", typed])
    report.check("rules that came from no file", status == 1 and "name the rules" in out, out)
    for place in ("/dev/zero", "/dev/tty", "-", "", WORK, f"{WORK}/none.qn"):
        forged = load(read(path))
        forged["record"]["program"]["file"] = place
        forged["sha256"] = digest(forged["record"])
        status, out, _ = command.call(["verify", write("forged.json", lay_out(forged))])
        report.check(f"a receipt that names {place}", status == 1 and "no file of this name" in out, out)


def check_machine_form(report, path, receipt):
    """What `verify --format json` prints fits its schema."""
    for given, want in ((path, True), (write("bad.json", altered(receipt, ("on",), True)), False)):
        status, out, err = command.call(["verify", given, LEAVE, "--format", "json"])
        wrong, _ = SCHEMAS.wrong("verify.schema.json", schema.parse(out))
        report.check("fits verify.schema.json", wrong == [], "\n".join(wrong) + out)
        report.check("says whether it is verified",
                     json.loads(out)["verified"] is want and status == (0 if want else 1), out + err)


# ---- hostile ones

def damaged(text, receipt):
    """Files that somebody may hand over as a receipt."""
    data = text.encode()
    yield b""
    yield from (data[:end] for end in range(1, len(data), max(1, len(data) // 40)))
    chance = random.Random(7)
    for _ in range(60):
        bad = bytearray(data)
        for _ in range(chance.randrange(1, 6)):
            bad[chance.randrange(len(bad))] = chance.randrange(256)
        yield bytes(bad)
    yield b"[" * 100000
    yield b'{"sha256": "", "record": ' + b'{"a": ' * 62 + b"1" + b"}" * 63
    yield b'{"sha256": "x", "record": {"receipt": 1, "receipt": 1}}'
    yield b'{"sha256": "\\u0000", "record": {"receipt": 1e0}}'
    yield data.replace(b"seniority", b"seniority\\u0000")
    yield data.replace(b"vacation", b"vacation\\u0000")
    yield data.replace(b'"tests/lang', b'"\\u0000tests/lang')
    for name in receipt["record"]:
        for other in ("null", "7", '"x"', "[]", "{}", '["x"]', '{"x": {}}', "[[[]]]"):
            copy = dict(receipt["record"])
            copy[name] = load(other)
            yield lay_out({"sha256": digest(copy), "record": copy}).encode()
        copy = dict(receipt["record"])
        del copy[name]
        yield lay_out({"sha256": digest(copy), "record": copy}).encode()


def check_hostile(report, text, receipt):
    def attack(job):
        number, data = job
        path = write(f"hostile{number}.json", data)
        same = False  # but for the version, which decides nothing
        try:
            record = load(data.decode("utf-8-sig"))["record"]
            same = CANONICAL({**record, "qanun": "0.1.0"}) == CANONICAL(receipt["record"])
        except (ValueError, KeyError, TypeError, RecursionError):
            pass
        status, out, err = command.call(["verify", path, LEAVE])
        os.remove(path)
        return [(f"hostile receipt {number}", status == 1 and "error" in out or same,
                 f"exit {status}\n{out[:600]}{err[:600]}")]
    report.every(list(enumerate(damaged(text, receipt))), attack)


# ---- writing

def check_writing(report):
    """A receipt that cannot be written keeps the answer back; an old one stays as it was."""
    for path in ("/dev/full", f"{WORK}/no/such/folder.json", WORK):
        status, out, err = command.call(["run", LEAVE, *CASE, "--receipt", path])
        report.check(f"no receipt in {path}, no answer", status == 1 and out == "" and "receipt" in err,
                     out + err)
    status, out, _ = command.call(["run", LEAVE, *CASE, "--format", "json", "--receipt", "/dev/full"])
    report.check("said in JSON, too", status == 1 and json.loads(out)["diagnostics"], out)
    old = write("old.json", "old")
    command.call(["run", LEAVE, *CASE, "--fact", "seniority=99", "--receipt", old])
    report.equal("no answer, no receipt", "old", read(old))
    report.check("nothing is left beside", not glob.glob(f"{WORK}/old.json?*"), os.listdir(WORK))
    for words in (["--receipt", "-"], ["--receipt="], ["--receipt", old, "--needs"],
                  ["--receipt", old, "--receipt", old]):
        status, out, err = command.call(["run", LEAVE, *CASE, *words])
        report.check(f"run {' '.join(words)} is refused", status == 2 and out == "" and err, out + err)
    for words in ([], ["a", "b", "c"], [old, "--on", "2023-06-01"]):
        report.check(f"verify {' '.join(words)} is refused", command.call(["verify", *words])[0] == 2)
    status, out, _ = command.call(["verify", f"{WORK}/none.json"])
    report.check("a receipt that is not there", status == 1 and "cannot be read" in out, out)


def run(report):
    shutil.rmtree(WORK, ignore_errors=True)
    os.makedirs(WORK)
    path = f"{WORK}/leave.json"
    command.call(["run", LEAVE, *CASE, "--receipt", path])
    text = read(path)
    receipt = load(text)
    report.every(list(enumerate(honest_cases())), check_honest)
    check_changed(report, receipt)
    check_programs(report, path)
    check_machine_form(report, path, receipt)
    check_hostile(report, text, receipt)
    check_writing(report)
