"""Small edits of rule files, chosen by a fixed seed: a figure by one, a bound, a comparison, `or` for
`and`, a date by a day or a year, a clause left out.

Knows the shape of a rule file and nothing of what an edit does to the law.
"""
import datetime
import hashlib
import re

import corpus

SEED = "one figure, one comparison, one date or one clause"
# What nothing is edited in: strings, citations, comments.
MASKED = re.compile(r'"(?:[^"\\]|\\.)*"|\[[A-Z][^\]]*\]|#.*')
DATE = r"\d{4}-\d\d-\d\d"
HEADS = ("fact", "choice", "group", "entity", "data", "unit", "law", "use", "reviewed", "months",
         "working", "example", "labels", "for", "require", "forbid", "currency", "define", "#")


def masked(line):
    """The line with a blank in the place of each character that is no rule."""
    return MASKED.sub(lambda found: " " * len(found[0]), line)


def put(line, found, text):
    """The line with another text in the place of what was found in it."""
    return line[:found.start()] + text + line[found.end():]


def figures(line):
    """Each figure that is no part of a date or a name, one larger in its last digit."""
    for found in re.finditer(rf"{DATE}|(?<![\w.])\d[\d_]*(?:\.\d+)?(?![\w-])", masked(line)):
        if "-" not in found[0]:
            bare = found[0].replace("_", "")
            digits = len(bare.partition(".")[2])
            larger = str(int(bare.replace(".", "")) + 1).rjust(digits + 1, "0")
            yield put(line, found, larger[:-digits] + "." + larger[-digits:] if digits else larger)


def swaps(pairs):
    """An editor that puts one word of a pair in the place of the other."""
    other = dict(pairs) | {b: a for a, b in pairs}
    words = sorted(other, key=len, reverse=True)
    pattern = re.compile("|".join(rf"(?<!\S){re.escape(w)}(?!\S)" if w[0].isalpha() or w[0] in "<>"
                                  else re.escape(w) for w in words))

    def edit(line):
        for found in pattern.finditer(masked(line)):
            yield put(line, found, other[found[0]])
    return edit


def dates(line):
    """Each day from which or until which something holds, a day and a year later."""
    for found in re.finditer(rf"(?<=from ){DATE}|(?<=until ){DATE}", masked(line)):
        day = datetime.date.fromisoformat(found[0])
        yield put(line, found, str(day + datetime.timedelta(days=1)))
        yield put(line, found, f"{day.year + 1}{found[0][4:]}")


def omissions(line):
    """The line left out, if it is a clause."""
    if line.startswith(" ") and re.search(r"→|only when|at least|at most|rounded|\bbase\b", masked(line)):
        yield ""


KINDS = {
    "figure": figures,
    "bound": swaps([("..=", "..")]),
    "comparison": swaps([("<", "<="), (">", ">=")]),
    "connective": swaps([("or", "and")]),
    "date": dates,
    "clause": omissions,
}

# Edits that change nothing: the kind, the file, a part of the line, and why.
SCALE = "a scale gives the same on either side of a limit"
NOTHING = (
    ("bound", "contributions.qn", "..200 → 3%", SCALE),
    ("bound", "contributions.qn", "..200 → 22%", SCALE),
    ("bound", "contributions.qn", "..200     → 22%", SCALE),
    ("bound", "contributions.qn", "200..8000 → 15%", SCALE),
    ("bound", "contributions.qn", "..8000 → 2%", SCALE),
    ("bound", "contributions.qn", "..2500 → 2%", SCALE),
    ("bound", "wage_tax.qn", "2500..8000     | 10%", SCALE),
    ("bound", "wage_tax.qn", "..2500         | 3%", SCALE),
    ("bound", "wage_tax.qn", "..8000 → 0%", SCALE),
    ("bound", "wage_tax.qn", "..2500 → 14%", SCALE),
    ("bound", "contributions.qn", "..8000 → 1%", SCALE),
    ("bound", "minors.qn", "| ..16 | female", "a row above has sixteen"),
    ("bound", "minors.qn", "| ..16 | male", "a row above has sixteen"),
    ("bound", "ilo_check.qn", "each a in 14..=24", "the lowest age is found before the last"),
    ("comparison", "overtime.qn", "age_on(birth_date, today) in 3..14", "who was born today is not three"),
    ("figure", "pensions.qn", "record_for_disability otherwise 0 months",
     "where there is no such record there is no pension"),
    ("clause", "conventions.qn", "from 1992-05-12 → error", "no value is an error as well"),
)

# Edits that change what is said of the elements of a list, of which no case is found yet.
HARD = (
    ("comparison", "person.qn", "disabled_children_under_18"),
)


class Edit:
    """One line of a file, numbered from 0, and what stands in its place."""

    def __init__(self, kind, path, rule, number, line, text):
        self.kind, self.path, self.rule = kind, path, rule
        self.number, self.line, self.text = number, line, text

    def __str__(self):
        return f"{self.path}:{self.number + 1}: {self.line.strip()} => {self.text.strip()}"

    def rank(self):
        """Where the edit stands among all, whatever becomes of other lines of the corpus."""
        told = f"{SEED} {self.kind} {self.path} {self.line} {self.text}"
        return hashlib.sha256(told.encode()).hexdigest()

    def reason(self):
        """Why it changes nothing, or None."""
        return next((why for kind, file, part, why in NOTHING if self.is_of(kind, file, part)), None)

    def is_hard(self):
        """Whether it may be left undecided."""
        return any(self.is_of(*one) for one in HARD)

    def is_of(self, kind, file, part):
        return kind == self.kind and self.path.endswith("/" + file) and part in self.line

    def apply(self):
        """The text of the file after it."""
        lines = corpus.read(self.path).split("\n")
        lines[self.number:self.number + 1] = [self.text] if self.text else []
        return "\n".join(lines)


def rule_lines(path):
    """The lines of a file that are part of a rule: (number, line, name of the rule)."""
    rule = None
    for number, line in enumerate(corpus.read(path).split("\n")):
        if line[:1] not in ("", " "):
            head = corpus.DECLARED.match(line)
            rule = head["name"] if head and line.split()[0] not in HEADS else None
        if rule and line.strip():
            yield number, line, rule


def candidates(paths):
    """All edits of the files, by their kind, each kind in the order of the seed."""
    found = {kind: [] for kind in KINDS}
    for path in paths:
        for number, line, rule in rule_lines(path):
            for kind, editor in KINDS.items():
                found[kind] += [Edit(kind, path, rule, number, line, text) for text in editor(line)]
    return {kind: sorted(edits, key=Edit.rank) for kind, edits in found.items()}
