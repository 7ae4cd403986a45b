"""Explanations as JSON and as HTML, over every program that has cases, examples or an explanation
that is kept: the JSON fits the schemas of spec/ to the member, leads from every number down to
facts and articles, and the page of HTML is sound and says all that the text form says."""
import copy
import fractions
import functools
import glob
import os
import re
import shlex

import cases
import command
import corpus
import errors
import forms
import lang
import schema
import webpage

WORK = "build/explanations"
LONG = 500_000  # characters: an explanation beyond is parsed, and no more
A_NAME = re.compile(r"[^\W\d]\w*(?:\.\w+)*")


# ---- which commands are tried: (name, folder, arguments of `run` without a format, whether as a
# page too)

def of_cases():
    """The cases of tests/lang, each with the rules that it names; as a page those whose rules have
    other statuses than those of the cases above."""
    for path in lang.files():
        seen = set()
        for case in cases.read_file(path[:-3] + ".cases") if os.path.exists(path[:-3] + ".cases") \
                else ():
            line = cases.arguments(case, path)
            at = line.index("--format")
            statuses = tuple((name, want.split(":")[0].split(" in ")[0] if want[0] == "i" else "known")
                             for name, want in case.results)
            yield case.where, command.ROOT, line[:at] + line[at + 2:], statuses not in seen
            seen.add(statuses)


def of_kept():
    """The commands of tests/explain."""
    for path in sorted(glob.glob("tests/explain/*.args")):
        with open(path, encoding="utf-8") as text:
            line = [word for word in shlex.split(text.read()) if word != "--explain"]
        if "--format" in line:
            at = line.index("--format")
            line = line[:at] + line[at + 2:]
        yield path, os.path.dirname(os.path.abspath(path)), line, True


def examples(path):
    """The lines of each example of a file, those that go on in the next joined."""
    found = None
    for line in corpus.logical_lines(corpus.read(path)):
        if line.startswith("example "):
            found = []
        elif found is not None and line.startswith(" "):
            found.append(corpus.without_comment(line))
        elif found is not None:
            yield found
            found = None


def of_examples():
    """Examples of rules/, the first of each file and every twenty-fifth behind it, each asked for the first
    rules that it expects something of, and once more without its last fact, so that something is unknown."""
    for path in sorted(glob.glob("rules/**/*.qn", recursive=True)):
        for number, lines in enumerate(examples(path), 1):
            if number > 1 and number % 25 != 0:
                continue
            block = "\n".join(lines)
            on = re.search(r"^\s+on (\S+)", block, re.M)
            given = {}
            for facts in re.findall(r"^\s+given (.*)", block, re.M):
                given.update(tuple(part.strip() for part in one.split("=", 1))
                             for one in cases.split(facts, ","))
            asked = list(dict.fromkeys(re.findall(
                r"^\s+expect (?:(?:unconfirmed|unknown|none|conflict|error) )*(?!(?:met|breached|unknown|none|conflict|error)\b)(\w+)", block, re.M)))[:3]
            if not asked:
                continue  # it tells of duties alone, which `run` does not answer
            known = {name: value for name, value in given.items() if value != "unknown"}
            for some in {tuple(known.items()), tuple(known.items())[:-1]}:
                line = ["run", path, *asked, "--on", on[1] if on else "2026-06-01"]
                for name, value in some:
                    line += ["--fact", f"{name}={value}"]
                name = f"{path} example {number}, {len(some)} facts"
                yield name, command.ROOT, line, number == 1


# ---- what must hold of each

def shown_name(rule):
    """A rule as `uses` names it."""
    return rule["rule"] + (f" on {rule['on']}" if "on" in rule else "")


def sequences(holder):
    """What a rule, a clause or an element goes through, and what its elements do in turn."""
    for clause in holder.get("clauses", ()):
        yield from sequences(clause)
    for sequence in holder.get("sequences", ()):
        yield sequence
        for element in sequence.get("elements", ()):
            for rule in element.get("rules", ()):
                yield from sequences(rule)
            yield from sequences(element)


def elements(holder):
    return [element for sequence in sequences(holder) for element in sequence.get("elements", ())]


def all_rules(answer):
    """The rules that are explained, and those of elements."""
    for rule in answer["explanation"]:
        yield rule
        for element in elements(rule):
            yield from element.get("rules", ())


def is_cut(rule):
    """Are there more elements than are told, and with them the rules that they read?"""
    return any(int(sequence.get("left_out", 0)) for sequence in sequences(rule))


def miscounted(answer):
    """Sequences whose numbers do not agree with their elements, as texts."""
    found = []
    for rule in answer["explanation"]:
        for sequence in sequences(rule):
            told = sequence.get("elements", [])
            count, numbers = int(sequence["count"]), [int(one["number"]) for one in told]
            bare = [{key: one[key] for key in ("value", "unit", "status") if key in one}
                    for one in told]
            good = (count == len(told) + int(sequence.get("left_out", 0))
                    and numbers == list(range(1, len(told) + 1))
                    and int(sequence.get("of", count)) >= count
                    and ("first" in sequence) == (count > 0)
                    and (not told or bare[0] == sequence["first"])
                    and (not told or len(told) < count or bare[-1] == sequence["last"])
                    and int(sequence.get("undecided", 0)) >=
                    sum("undecided" in one for one in told))
            if "sum" in sequence and len(told) == count and all(
                    "/" not in str(one["value"]) and str(one["value"])[:1] in "-0123456789"
                    and " " not in str(one["value"]) for one in (*bare, sequence["sum"])):
                total = sum(fractions.Fraction(str(one["value"])) for one in bare)
                good = good and total == fractions.Fraction(str(sequence["sum"]["value"]))
            if not good:
                found.append(f"{shown_name(rule)}: {sequence['text']}: {sequence['count']}")
    return found


def loose_ends(answer):
    """Where a number of the explanation leads nowhere, as texts."""
    rules = {shown_name(rule) for rule in all_rules(answer)}
    facts = {fact["name"] for fact in answer["facts"]}
    cited = " ; ".join(cite for rule in all_rules(answer) for clause in rule["clauses"]
                       for cite in clause.get("cites", ()))
    found = [f"{name} is not explained" for name in answer["results"] if name not in rules]
    found += [f"the law {law['law']} is not cited" for law in answer["laws"]
              if law["law"] not in cited]
    found += [f"{fact} is read by nobody" for fact in facts
              if not any(fact in rule.get("facts", ()) for rule in all_rules(answer))]
    found += miscounted(answer)
    for rule in all_rules(answer):
        at = shown_name(rule)
        reads = set(rule.get("facts", ()))
        leads = {name.split(" on ")[0] for name in rule["uses"]} | reads | {"today"}
        found += [f"{at} uses {name}, which is not explained"
                  for name in rule["uses"] if name not in rules and not is_cut(rule)]
        found += [f"{at} reads {name}, which is not told" for name in reads - facts]
        found += [f"{at} names {name} and does not read it" for name in named(rule)
                  if name in facts - reads
                  and not any(name in other.get("facts", ()) for other in all_rules(answer)
                              if shown_name(other) in rule["uses"])]
        found += [f"{at}: {leaf['name']} leads nowhere" for clause in rule["clauses"]
                  for leaf in clause.get("because", ())
                  # A span without a name is told by its text; its dates are read by the rule.
                  if leaf["name"] not in leads and not leaf["name"].startswith("time from ")
                  and "changed" not in leaf
                  and not ("." in leaf["name"] and "own_reading" in rule)]  # a field of the element
        if rule["status"] == "known":
            found += ungrounded(at, rule)
    return found


@functools.cache
def record_fields():
    """The fields of the records of rules/: behind `where` such a name is the element's own."""
    return {line.split(" :")[0] for path in glob.glob("rules/**/*.qn", recursive=True)
            for lines in corpus.blocks(path).values() if lines and lines[0].startswith("entity ")
            for line in lines[1:]}


def named(rule):
    """The names in the clauses that applied. In a rule of another module they are short, and a fact
    that is changed for a reading of its own is not read, nor one that has the name of a field."""
    return [name for clause in rule["clauses"]
            if clause["fate"] == "applied" and "." not in rule["rule"] and "own_reading" not in rule
            for side in (clause.get("left", ""), clause.get("text", ""))
            for head, behind in [unchanged(side).partition(" where ")[::2]]
            for name in A_NAME.findall(head)
            + [own for own in A_NAME.findall(behind) if own not in record_fields()]]


def unchanged(side):
    """Without the facts that a `with` changes: they are not read."""
    return re.sub(r"((?:\bwith \(|,)\s*)\w+ =", r"\1", side)


def ungrounded(at, rule):
    """Of a known result: some clause must have given it, or may have, where all that may give the
    same. Additions alone begin with 0."""
    given = any(clause["fate"] in ("applied", "undecided") and clause["kind"] != "gate"
                for clause in rule["clauses"])
    given = given or "sequences" in rule
    zero = all(clause["kind"] == "addition" for clause in rule["clauses"]) and is_zero(rule)
    return [] if given or zero else [f"{at} is known and no clause applied"]


def is_zero(held):
    """Is it a 0, with whatever digits?"""
    return re.fullmatch(r"-?0(\.0+)?", str(held.get("value"))) is not None


def uncited(answer):
    """Figures of the law without an article: an applied clause that reads nothing and is not zero."""
    return [f"{shown_name(rule)}: {clause.get('text')}" for rule in all_rules(answer)
            for clause in rule["clauses"]
            if clause["fate"] == "applied" and clause["kind"] != "gate" and "cites" not in clause
            and not rule["uses"] and "facts" not in rule
            and not is_zero(clause)]


def fields(text):
    """What the text form says, cut at its columns, without the brackets around what is aside. The
    units in the head of a table stand in the page beside each value."""
    head = False
    for line in text.splitlines():
        line = re.sub(r", [^,]*?(?=  |$)", "", line) if head else line
        head = line.endswith(" =")
        for field in re.split(r"\s{2,}", line.replace(" note: ", "  ").strip()):
            yield [" ".join(form.split()) for form in
                   (field, field.lstrip("("), field.removesuffix(")"), field.lstrip("(")[:-1])]


def missing(page, text, answer, labelled):
    """What the text form or the JSON says and the page does not. Behind a label the page has the name, too."""
    found = [said[0] for said in fields(text)
             if not any(all(part in page.text for part in (form.split(" = ") if labelled else [form]))
                        for form in said)]
    rules = list(all_rules(answer))
    opened = [sequence for rule in answer["explanation"] for sequence in sequences(rule)]
    below = sum(1 for rule in rules for clause in rule["clauses"]
                for _ in clause.get("sequences", ()))
    rows = sum(len(rule["clauses"]) for rule in rules) + len(answer["results"]) + len(answer["facts"])
    rows += below
    tables = (1 + (len(answer["facts"]) > 0) + sum(1 for rule in rules if rule["clauses"]))
    for tag, want in (("details", len(rules) + len(opened)), ("table", tables), ("tr", rows + tables),
                      ("dt", len(answer["laws"])), ("li", len(answer.get("warnings", ()))
                       + sum(len(one.get("elements", ())) for one in opened))):
        if page.count.get(tag, 0) != want:
            found.append(f"{page.count.get(tag, 0)} <{tag}>, want {want}")
    said = [word for rule in rules for clause in rule["clauses"]
            for word in (*clause.get("cites", ()), clause.get("note", ""), clause.get("label", ""))]
    said += [law["title"] for law in answer["laws"]] + answer.get("warnings", [])
    return found + [word for word in said if " ".join(word.split()) not in page.text]


def decide(job, used):
    """One command in its forms; without why only the first one of its program, which the sanitizers watch, as JSON and as
    a page; they watch the same program and other mixtures of statuses in the suites `lang` and `fuzz`."""
    (name, folder, line, as_page), first = job
    qanun = command.CHECKED if first else command.CLANG
    _, out, err = command.call([*line, "--explain", "--format", "json"], qanun, folder)
    if len(out) > LONG:
        return [(f"{name}: is answered", "explanation" in schema.parse(out), err)]
    found = [forms.fits(f"{name} as JSON", out, forms.RUN, used)]
    if not found[0][1] or "diagnostics" in out[:20]:
        return found + [(f"{name}: is answered", False, out + err)]
    answer = schema.parse(out)
    if first:
        bare = command.call([*line, "--format", "json"], folder=folder)[1]
        found.append(forms.fits(f"{name} as JSON without why", bare, forms.RUN, used))
        told = {key: answer[key] for key in answer if key not in ("facts", "laws", "explanation")}
        found.append((f"{name}: the same with and without why", told == schema.parse(bare), out))
    loose = loose_ends(answer)
    found.append((f"{name}: leads to facts and rules", loose == [], "\n".join(loose) + "\n" + out))
    if line[1].startswith("rules/"):
        bare = uncited(answer)
        found.append((f"{name}: leads to articles", bare == [], bare))
    return found + (decide_page(name, folder, line, answer, qanun) if as_page else [])


def decide_page(name, folder, line, answer, qanun):
    """The page of a command against its other forms."""
    text = command.call([*line, "--explain", "--open"], command.NORMAL, folder)[1]
    status, page, err = command.call([*line, "--explain", "--format", "html"], qanun, folder)
    read = webpage.Page(page)
    lost = missing(read, text, answer, "--lang" in line)
    return [(f"{name}: the page is sound", status == 0 and read.wrong == [],
             f"exit {status}: {read.wrong}\n{err}"),
            (f"{name}: the page says all", lost == [], "\n".join(lost))]


# ---- findings

def decide_findings(name, used):
    """A case of tests/errors in JSON: what run says in place of an answer. What check says is looked at in the suite
    `errors`, where the sanitizers watch too."""
    line = errors.command_line(name)
    folder = os.path.join(errors.FOLDER, os.path.dirname(name))
    if line[0] != "run" or "--format" in line:
        return []
    status, out, err = command.call([*line, "--format", "json"], command.NORMAL, folder)
    if status == 2:  # the command was wrong
        return []
    found = [forms.fits(f"{name} as JSON", out, forms.RUN, used)]
    if status == 1:
        status, out, err = command.call([*line, "--format", "html"], folder=folder)
        found.append((f"{name}: no page", out == "" and "error" in err, out + err))
    return found


# ---- the schemas themselves

def places(value):
    """Every object and every list inside a value, with the value that has it."""
    yield value
    for part in value.values() if isinstance(value, dict) else value:
        if isinstance(part, (dict, list)):
            yield from places(part)


def spoilt(value):
    """The value with one thing wrong, in every place in turn: (what, value)."""
    for i, place in enumerate(places(value)):
        if isinstance(place, dict):
            for name in (*place, "not_in_the_schema"):
                other = copy.deepcopy(value)
                list(places(other))[i][name] = None
                yield f"{name} is null", other
        elif place:
            other = copy.deepcopy(value)
            list(places(other))[i].append(None)
            yield "null in a list", other


def check_teeth(report):
    """No object may have a member that is not named, nor null anywhere, and each is refused."""
    line = ("run tests/explain/leave.qn vacation --fact category=executive --explain"
            " --format json --on 2023-06-01")
    answer = command.parse(command.call(shlex.split(line))[1])
    report.equal("schema: the sound answer", [], forms.SCHEMAS.wrong(forms.RUN, answer)[0])
    for what, other in spoilt(answer):
        report.check(f"schema: {what} is refused", forms.SCHEMAS.wrong(forms.RUN, other)[0] != [])
    for gone in ("facts", "laws", "explanation", "on", "results"):
        other = {key: value for key, value in answer.items() if key != gone}
        report.check(f"schema: {gone} is missed", forms.SCHEMAS.wrong(forms.RUN, other)[0] != [])
    for text in ("1e3", "01", "1.", "-"):
        other = copy.deepcopy(answer)
        other["results"]["vacation"]["low"] = command.Digits(text)
        report.check(f"schema: {text} is no decimal", forms.SCHEMAS.wrong(forms.RUN, other)[0] != [])


# ---- pages

BROKEN = (
    ("<p>", "<p><b>", "an element that is not closed"),
    ("</main>", "", "an end that is missing"),
    ('href="#rule-2"', 'href="#rule-99"', "a link to nothing"),
    ('href="#rule-2"', 'href="https://example.org"', "a link that leads out"),
    ("<main>", "<main><script>1</script>", "a script"),
    ("<main>", '<main onclick="1">', "an attribute that runs"),
    ("<main>", "<main>a & b", "an ampersand"),
    ("<main>", "<main>\x07", "a control character"),
    ("<main>", '<main id="why">', "an id that stands twice"),
    ('<th scope="row">', "<th>", "a heading without scope"),
    ("<style>", "<style>@import 'x';", "a style that loads"),
    ("<!DOCTYPE html>\n", "", "no document type"),
)


def check_page_reader(report):
    """What is broken in a page is found."""
    line = ("run tests/explain/leave.qn vacation --fact category=executive --explain"
            " --format html --on 2023-06-01")
    page = command.call(shlex.split(line))[1]
    report.equal("page: the sound one", [], webpage.Page(page).wrong)
    for old, new, what in BROKEN:
        report.check(f"page: {what} is found",
                     old in page and webpage.Page(page.replace(old, new, 1)).wrong != [])
    report.equal("page: no script and no address", [],
                 re.findall(r"<script|https?:|//|javascript:", page))


MARKUP = """law LC = "The <b>Code</b> & 'more'"
fact name : text          "Who is it? <script>alert(1)</script>"
fact age  : years in 0..=80
labels az
    age = "yaş <i>"  "Neçə & yaş?"
    fee = "</code>haqq"
fee : AZN
    base 4                        [LC 1 <x>]
    when name = "a<b>&"  → 3      [LC 2]    note "less & <less>"
years_left : years = 80 years - age
"""
NAME = "<i>\"&'\x07\x1b[31m</td>&amp;"


def check_markup(report):
    """Nothing that a law, a fact, a note or a label says becomes markup."""
    path = f"{WORK}/markup.qn"
    with open(path, "w", encoding="utf-8") as out:
        out.write(MARKUP)
    line = ["run", path, "--fact", f"name={NAME}", "--on", "2026-01-01", "--explain", "--format",
            "html"]
    for more, words in (((), ("years_left unknown: between 0 and 80 years",)),
                        (("--lang", "az"), ("yaş <i> age", "Neçə & yaş?", "</code>haqq fee = 4.00 AZN"))):
        status, page, err = command.call([*line, *more])
        read = webpage.Page(page)
        report.check(f"markup {more}: a sound page", status == 0 and read.wrong == [],
                     f"{status} {read.wrong} {err}")
        shown = re.sub(r"[\x00-\x1f]", "\ufffd", NAME)
        for word in (*words, shown, "The <b>Code</b> & 'more'", "less & <less>",
                     "Who is it? <script>alert(1)</script>"):
            report.check(f"markup {more}: {word}", word in read.text, read.text)


def check_forms(report):
    """Without --explain a page has the results alone; a warning stands on it; images give it too."""
    line = "run tests/lang/step07_time.qn pieces --on 2027-01-01 --format html"
    read = webpage.Page(command.call(shlex.split(line))[1])
    report.check("page: results alone", read.wrong == [] and read.count.get("details", 0) == 0
                 and read.count["table"] == 1, f"{read.wrong} {read.count}")
    report.check("page: the warning", "Warning: 2027-01-01 lies outside" in read.text, read.text)
    source = "run %s vacation --fact seniority=12 --on 2023-06-01 --explain --format html"
    command.call(["build", "tests/explain/leave.qn", "-o", f"{WORK}/leave.qnb"])
    pages = [command.call(shlex.split(source % path))[1].replace(path, "FILE")
             for path in ("tests/explain/leave.qn", f"{WORK}/leave.qnb")]
    places_of = [re.sub(r"FILE|tests/explain/leave.qn", "", page) for page in pages]
    report.check("page: the same of an image", places_of[0] == places_of[1] and pages[0],
                 pages[1][-500:])


def check_deep(report):
    """A long chain of rules is cut where it is told, and the page is sound all the same."""
    path = f"{WORK}/deep.qn"
    with open(path, "w", encoding="utf-8") as out:
        out.write("".join(f"r{i} : integer = r{i + 1} + 1\n" for i in range(400))
                  + "r400 : integer = 1\n")
    line = ["run", path, "r0", "--on", "2026-01-01", "--explain", "--format", "html"]
    read = webpage.Page(command.call(line)[1])
    report.check("page: a deep chain", read.wrong == [] and read.count["details"] > 100
                 and "r0 = 401" in read.text, f"{read.wrong[:3]} {read.count}")
    read = webpage.Page(command.call([*line[:2], *line[3:]])[1])
    report.check("page: every rule of it", read.wrong == [] and read.count["details"] == 401,
                 f"{read.wrong[:3]} {read.count}")


def run(report):
    os.makedirs(WORK, exist_ok=True)
    used = set()
    jobs, seen = [], set()
    for job in (*of_cases(), *of_kept(), *of_examples()):
        jobs.append((job, job[2][1] not in seen))
        seen.add(job[2][1])
    report.every(jobs, lambda job: decide(job, used))
    report.every(errors.names(), lambda name: decide_findings(name, used))
    check_teeth(report)
    forms.check_closed(report, forms.RUN, used)
    check_page_reader(report)
    check_markup(report)
    check_forms(report)
    check_deep(report)
