"""Where the C code of runtime/ can be changed by one token, and into what: the mutants.

Knows how the code is written, as clang-format leaves it, and nothing of how a mutant is tried. A
mutant is one place and one other text for it, of a kind: a comparison moved to its edge or turned
round, `&&` and `||` exchanged, a condition turned into its contrary, a one added or left out, a sum
made a difference, a return value made another."""
import glob
import hashlib
import re
from collections import namedtuple

# name is "file:line:column:kind"; at and end are offsets into the file's text; key stays the same while the
# lines around the place do, wherever they move.
Mutant = namedtuple("Mutant", "name path line kind at end old new key")

COMPARISONS = {" < ": " <= ", " <= ": " < ", " > ": " >= ", " >= ": " > ", " == ": " != ", " != ": " == "}
LOGIC = {" && ": " || ", " || ": " && "}
SUMS = {" + ": " - ", " - ": " + "}
RETURNS = {"true": "false", "false": "true", "QN_OK": "QN_MISUSE", "QN_MISUSE": "QN_OK", "QN_BAD_VALUE": "QN_OK",
           "QN_NO_MEMORY": "QN_OK", "QN_BAD_IMAGE": "QN_OK", "QN_OVER_LIMIT": "QN_OK", "QN_NO_ROOM": "QN_OK",
           "0": "1", "NULL": None}
KINDS = ("comparison", "contrary", "logic", "condition", "one", "sum", "return")


def masked(text):
    """The text with all that is no code (comments, strings, lines of the preprocessor) as blanks."""
    def blank(match):
        return re.sub(r"[^\n]", " ", match.group())
    text = re.sub(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', blank, text, flags=re.S)
    return re.sub(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", blank, text, flags=re.M)


def body_of_condition(code, opening):
    """The offset of the parenthesis that closes the one at `opening`."""
    depth = 0
    for at in range(opening, len(code)):
        depth += {"(": 1, ")": -1}.get(code[at], 0)
        if depth == 0:
            return at
    return opening


def tokens_of(code):
    """(kind, at, end, new) of every mutant of masked code."""
    for match in re.finditer(r" (?:<=|>=|==|!=|<|>) (?!\n)", code):
        token = match.group()
        yield "comparison", match.start(), match.end(), COMPARISONS[token]
        if token in (" < ", " >= "):
            yield "contrary", match.start(), match.end(), " >= " if token == " < " else " < "
        if token in (" > ", " <= "):
            yield "contrary", match.start(), match.end(), " <= " if token == " > " else " > "
    for match in re.finditer(r" (?:&&|\|\|)(?=[ \n])", code):
        yield "logic", match.start(), match.end(), LOGIC[match.group() + " "][:-1]
    for match in re.finditer(r"\b(?:if|while) \(", code):
        closing = body_of_condition(code, match.end() - 1)
        yield "condition", match.end(), closing, "not"
    for match in re.finditer(r" [+-] 1(?=[;,)\] ])", code):
        yield "one", match.start(), match.end(), ""
    for match in re.finditer(r"(?<=[\w)\]]) [+-] (?!1[;,)\] ])(?=[\w(])", code):
        yield "sum", match.start(), match.end(), SUMS[match.group()]
    for match in re.finditer(r"\breturn (\w+);", code):
        new = RETURNS.get(match[1])
        if new is not None:
            yield "return", match.start(1), match.end(1), new


def key_of(path, text, at, end, kind, new):
    """Of the line before, the line itself and the one behind, and of the place in it."""
    begin = text.rfind("\n", 0, at) + 1
    before = text.rfind("\n", 0, max(begin - 1, 0)) + 1
    after = text.find("\n", text.find("\n", end) + 1)
    return f"{path}\0{kind}\0{at - begin}\0{new}\0{text[before:after]}"


def mutants_of(path):
    """All mutants of a file, in the order of their places."""
    with open(path, encoding="utf-8") as file:
        text = file.read()
    found, seen = [], {}
    for kind, at, end, new in sorted(tokens_of(masked(text)), key=lambda t: (t[1], KINDS.index(t[0]))):
        old = text[at:end]
        line = text.count("\n", 0, at) + 1
        column = at - text.rfind("\n", 0, at)
        new = f"!({old})" if new == "not" else new
        place = key_of(path, text, at, end, kind, new)
        seen[place] = seen.get(place, 0) + 1
        key = hashlib.sha256(f"{place}\0{seen[place]}".encode()).hexdigest()[:16]
        found.append(Mutant(f"{path}:{line}:{column}:{kind}", path, line, kind, at, end, old, new, key))
    return found


def all_mutants(folder="runtime"):
    return [m for path in sorted(glob.glob(f"{folder}/*.c")) for m in mutants_of(path)]


def apply(mutant):
    """The text of the file with the mutant in it."""
    with open(mutant.path, encoding="utf-8") as file:
        text = file.read()
    return text[:mutant.at] + mutant.new + text[mutant.end:]


def shown(mutant):
    """The place, what became what, and the line as it is then."""
    text = apply(mutant)
    begin = text.rfind("\n", 0, mutant.at) + 1
    lines = text[begin:text.find("\n", mutant.at + len(mutant.new))].strip()
    return f"{mutant.path}:{mutant.line}: {mutant.old.strip() or mutant.old!r} became " \
           f"{mutant.new.strip() or 'nothing'}: {' '.join(lines.split())}"
