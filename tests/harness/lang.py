"""Programs of tests/lang with the cases beside them, each decided in four ways: from the source
with facts in a JSON file, from the built image with facts on the command line, from the source as
`qanun fmt` writes it, and from the source with its declarations and clauses in the reverse order,
which changes nothing. A program's own examples must hold too."""
import glob
import os

import cases
import command

# The formatted and the reversed programs, in the folders of the sources; images and facts beside.
WORK = "build/lang/formatted"
REVERSED = "build/lang/reversed"

# What opens a block in which lines have their order: rows, and the sentences of an example.
ORDERED = ("table", "scale", "amounts", "whole", "example", "labels", "data")


def files():
    """All programs; those without cases are modules that others use."""
    return sorted(glob.glob("tests/lang/**/*.qn", recursive=True))


def copy_of(path, work=WORK):
    """Where the formatted or the reversed program goes."""
    return os.path.join(work, os.path.relpath(path, "tests/lang"))


def blocks(lines):
    """Lines to blocks: each a line with the lines below it that are indented further."""
    found, depth = [], None
    for line in lines:
        indent = len(line) - len(line.lstrip())
        if line.strip() == "":
            continue
        if depth is None or indent <= depth:
            found.append([line])
            depth = indent
        else:
            found[-1].append(line)
    return found


def reversed_lines(lines):
    """The blocks in the reverse order, and the clauses inside them too, save where order counts."""
    out = []
    for block in reversed(blocks(lines)):
        body = block[1:] if block[0].split()[0] in ORDERED else reversed_lines(block[1:])
        out += [block[0], *body]
    return out


def reverse(path):
    """Writes the program with its declarations and clauses in the reverse order."""
    with open(path, encoding="utf-8") as text:
        lines = text.readlines()
    copy = copy_of(path, REVERSED)
    os.makedirs(os.path.dirname(copy), exist_ok=True)
    with open(copy, "w", encoding="utf-8") as out:
        out.writelines(reversed_lines(lines))


def prepare(path):
    """Formats, reverses and builds one program. Formatting twice must change nothing more."""
    reverse(path)
    copy = copy_of(path)
    os.makedirs(os.path.dirname(copy), exist_ok=True)
    status, once, err = command.call(["fmt", "--stdout", path])
    with open(copy, "w", encoding="utf-8") as out:
        out.write(once)
    again = command.call(["fmt", "--stdout", copy])[1]
    found = [(f"{path}: is formatted", status == 0 and once != "", err),
             (f"{path}: formatting twice changes nothing", once == again, again)]
    if os.path.exists(copy + "b"):
        os.remove(copy + "b")
    status, _, err = command.call(["build", path, "-o", copy + "b"])
    found.append((f"{path}: builds", status == 0, err))
    if "\nexample " in once:
        status, out, err = command.call(["test", path])
        found.append((f"{path}: examples hold", status == 0, out + err))
    return found


def decide_four_ways(job):
    """All results of one case; the facts file is left beside the formatted program."""
    path, number, case = job
    copy = copy_of(path)
    facts = f"{copy}.{number}.json"
    with open(facts, "w", encoding="utf-8") as out:
        out.write(cases.facts_json(case))
    return (cases.decide(case, path, "source", facts)
            + cases.decide(case, copy + "b", "image")
            + cases.decide(case, copy, "formatted", facts)
            + cases.decide(case, copy_of(path, REVERSED), "reversed", facts))


def run(report):
    report.every(files(), prepare)
    jobs = []
    for path in files():
        if os.path.exists(path[:-3] + ".cases") and os.path.exists(copy_of(path) + "b"):
            jobs += [(path, number, case)
                     for number, case in enumerate(cases.read_file(path[:-3] + ".cases"))]
    report.every(jobs, decide_four_ways)
