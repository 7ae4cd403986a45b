"""Programs of tests/lang with the cases beside them, each decided in four ways: from the source
with facts in a JSON file, from the built image with facts on the command line, from the source as
`qanun fmt` writes it, and from the source with its declarations and clauses in the reverse order,
which changes nothing. A program's own examples must hold too.

Of a file that is Markdown the reversed form is a plain one, of its blocks alone. The cases of
LAW+REFORM.cases are decided by LAW.qn with REFORM.qn laid over it; a reform alone is formatted only."""
import glob
import os
import re

import cases
import command

# The formatted and the reversed programs, in the folders of the sources; images and facts beside.
WORK = "build/lang/formatted"
REVERSED = "build/lang/reversed"

# What opens a block in which lines have their order: rows, and the sentences of an example.
ORDERED = ("table", "scale", "amounts", "whole", "example", "labels", "data")


def files():
    """All files; those without cases are modules that others use, or reforms."""
    return sorted(path for ending in ("qn", "qn.md")
                  for path in glob.glob(f"tests/lang/**/*.{ending}", recursive=True))


def laid():
    """Programs with reforms, `LAW.qn+REFORM.qn`, one for each LAW+REFORM.cases."""
    found = []
    for path in sorted(glob.glob("tests/lang/**/*+*.cases", recursive=True)):
        folder, stems = os.path.dirname(path), os.path.basename(path)[:-6].split("+")
        plain = [os.path.join(folder, stem + ".qn") for stem in stems]
        found.append("+".join(one if os.path.exists(one) else one + ".md" for one in plain))
    return found


def reforms():
    """The files that are laid over others."""
    return {one for path in laid() for one in path.split("+")[1:]}


def stem_of(path):
    """The path of the cases of a program, without their ending."""
    stems = [one.removesuffix(".md").removesuffix(".qn") for one in path.split("+")]
    return "+".join([stems[0]] + [os.path.basename(one) for one in stems[1:]])


def with_cases():
    """{path of a program: path of its cases}, of those that have some."""
    found = {path: stem_of(path) + ".cases" for path in files() + laid()}
    return {path: beside for path, beside in found.items() if os.path.exists(beside)}


def copy_of(path, work=WORK):
    """Where the formatted or the reversed program goes; a reversed one is never Markdown."""
    copies = [os.path.join(work, os.path.relpath(one, "tests/lang")) for one in path.split("+")]
    return "+".join(one.removesuffix(".md") if work == REVERSED else one for one in copies)


def image_of(path):
    """Where the image goes."""
    return os.path.join(WORK, os.path.relpath(stem_of(path), "tests/lang")) + ".qnb"


def rules_of(path):
    """The lines of a file that are rules: of Markdown those of its blocks."""
    with open(path, encoding="utf-8") as text:
        lines = text.readlines()
    if not path.endswith(".md"):
        return lines
    found, fence, hidden = [], None, False
    for line in lines:
        opens = re.match(r" {0,3}(`{3,}|~{3,})\s*(\S*)", line)
        hidden = hidden or (fence is None and line.startswith("<!--"))
        if hidden:
            hidden = "-->" not in line
            continue
        if fence is None and opens:
            fence = (opens[1], opens[2] == "qanun", line.index(opens[1]))
        elif fence is not None and line.strip().startswith(fence[0]) and not line.strip(" `~\r\n"):
            fence = None
        elif fence is not None and fence[1]:
            found.append(line[min(fence[2], len(line) - len(line.lstrip(" "))):])
    return found


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


def joined(lines):
    """A line that begins with `where` or stands behind one that ends in it, as a part of the one above."""
    found = []
    for line in lines:
        open_line = found and re.search(r"(\bwhere|\band|:)\s*$", found[-1]) and " where" in found[-1]
        if line.strip() and found and (line.strip().split()[0] == "where" or open_line):
            found[-1] = found[-1].rstrip("\n") + " " + line.strip() + "\n"
        elif line.strip() and not (line.strip().startswith("#") and line.startswith(" ")):
            found.append(line)
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
    lines = rules_of(path)
    copy = copy_of(path, REVERSED)
    os.makedirs(os.path.dirname(copy), exist_ok=True)
    with open(copy, "w", encoding="utf-8") as out:
        out.writelines(reversed_lines(joined(lines)))


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
    return found if path in reforms() else found + build(path)


def build(path):
    """Builds one program, and tries its examples."""
    image = image_of(path)
    if os.path.exists(image):
        os.remove(image)
    status, _, err = command.call(["build", path, "-o", image])
    found = [(f"{path}: builds", status == 0, err)]
    if any("example " in "".join(rules_of(one)) for one in path.split("+")):
        status, out, err = command.call(["test", path])
        found.append((f"{path}: examples hold", status == 0, out + err))
    return found


def decide_four_ways(job):
    """All results of one case; the facts file is left beside the formatted program. The sanitizers watch the source, and
    the image in the first case of each program; both compilers get their share of what follows the same code."""
    path, number, case = job
    image = image_of(path)
    facts = f"{image}.{number}.json"
    with open(facts, "w", encoding="utf-8") as out:
        out.write(cases.facts_json(case))
    return (cases.decide(case, path, "source", facts)
            + cases.decide(case, image, "image", qanun=command.CLANG if number else command.CHECKED)
            + cases.decide(case, copy_of(path), "formatted", facts, command.NORMAL)
            + cases.decide(case, copy_of(path, REVERSED), "reversed", facts, command.NORMAL))


def run(report):
    report.every(files(), prepare)
    report.every(laid(), build)
    jobs = []
    for path, beside in with_cases().items():
        if os.path.exists(image_of(path)):
            jobs += [(path, number, case) for number, case in enumerate(cases.read_file(beside))]
    report.every(jobs, decide_four_ways)
