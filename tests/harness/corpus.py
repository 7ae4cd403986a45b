"""Reads the files of rules/ as text: what each declares, line by line, and what its examples expect.

Knows the shape of a rule file and nothing of what a rule means; the compiler knows that."""
import datetime
import re

# The files of the corpus that ask and decide nothing, and those that have no rules at all.
FACTS = tuple(f"rules/az/{name}.qn" for name in ("facts", "labour/facts", "month", "social_insurance/facts", "inspection"))
WITHOUT_RULES = (*FACTS, "rules/az/laws.qn")
DECLARED = re.compile(r"(?:(?:fact|choice|group|entity|data|define|unit|law)\s+)?"
                      r"(?P<name>[\w ]*?\w)\s*(?=[:=(]|of\s|$)")
DUTY = re.compile(r"\s*(?:\w+:\s*)?(?:require|forbid)\b")
PROMISE = re.compile(r"(?:always|never)\s+[^\s:=]")
OTHER = ("fact", "choice", "group", "entity", "data", "define", "unit", "law", "use", "reviewed",
         "months", "working", "example", "labels", "for", "require", "forbid", "currency")
GOES_ON = re.compile(r"(,|[-+*/=]| :|\b(and|or|not|of|then|else))$")
CITATION = re.compile(r"\[[A-Z]")
GIVES = re.compile(r"→ *\S|^\s*(?:\w+: )?(?:base|otherwise|at least|at most)\b")


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def spaced(text):
    """The text with each stretch of white space as one space."""
    return re.sub(r"\s+", " ", text).strip()


def bare(line):
    """The line without its comment and without what stands in quotation marks."""
    return re.sub(r"#.*", "", re.sub(r'"(?:[^"\\]|\\.)*"', '""', line)).rstrip()


def without_comment(line):
    """The line up to a comment; a # in quotation marks begins none."""
    return re.match(r'(?:"(?:[^"\\]|\\.)*"|[^"#])*', line)[0].rstrip()


def logical_lines(text):
    """The lines of a file; one that ends inside a bracket, in a comma or in an operator has the next joined."""
    held = ""
    for line in text.splitlines():
        line = held + line
        told = bare(line)
        opened = sum(told.count(c) for c in "([{") - sum(told.count(c) for c in ")]}")
        if told and (opened > 0 or GOES_ON.search(told)):
            held = without_comment(line) + " "
            continue
        held = ""
        yield line


def blocks(path):
    """What a file declares: each name with its lines. All duties are one block, named `duty`;
    promises are in none."""
    found, name = {"duty": []}, None
    for line in logical_lines(read(path)):
        if line[:1] not in ("", " ", "#"):
            head = not (DUTY.match(line) or PROMISE.match(line)) and DECLARED.match(line)
            name = head and head["name"]
            if name:
                found.setdefault(name, [])
        if DUTY.match(line):
            found["duty"].append(spaced(line))
        elif name:
            found[name].append(spaced(line))
    return found


def rules(path):
    """The lines of each rule that a file declares on its own, outside `for each`."""
    return {name: lines for name, lines in blocks(path).items()
            if lines and name != "duty" and lines[0].split()[0] not in OTHER}


def uncited(path):
    """The lines of rules that give, change or limit a value and have no citation, on themselves or on a line
    that they stand under. A gate says in its own words why there is nothing."""
    found, above = [], []
    for line in logical_lines(read(path)):
        told = bare(line)
        if not told:
            continue
        depth = len(line) - len(line.lstrip())
        above = [one for one in above if one[0] < depth]
        if above and above[0][1] is None:
            continue
        if depth == 0:
            is_rule = (DECLARED.match(line) and not (DUTY.match(line) or PROMISE.match(line))
                       and line.split()[0] not in OTHER)
            above = [(depth, bool(CITATION.search(told)) if is_rule else None)]
            gives = is_rule and " = " in told
        else:
            above.append((depth, bool(CITATION.search(told))))
            gives = GIVES.search(told)
        if gives and not any(cited for _, cited in above):
            found.append(spaced(line))
    return found


def expectations(path):
    """What the examples of a file expect: (rule, day of decision or None) for each line."""
    found, day = [], None
    for line in logical_lines(read(path)):
        line = bare(line).strip()
        if line.startswith("example"):
            day = None
        on = re.match(r"on (\d{4}-\d\d-\d\d)", line)
        if on:
            day = datetime.date.fromisoformat(on[1])
        rule = re.match(r"expect (?:(?:unconfirmed|unknown|none|conflict|error) )*(?!(?:met|breached|unknown|none|conflict|error)\b)(\w+)", line)
        if rule:
            found.append((rule[1], day))
    return found


def days_of_change(lines):
    """The days on which something begins or ends in the lines of a rule, those in citations left out."""
    told = [re.sub(r"\[[^\]]*\]", "", bare(line)) for line in lines]
    return {datetime.date.fromisoformat(day)
            for line in told for day in re.findall(r"\b(?:from|until) (\d{4}-\d\d-\d\d)", line)}
