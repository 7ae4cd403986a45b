#!/usr/bin/env python3
"""Makes a program small on which the reference and the product disagree.

    tests/random/shrink.py PROGRAM 'on 2026-06-01' 'fact f0=3' …

The case is what `build/reference` prints behind DIFFERS. Leaves out declarations, clauses and facts
of the case, one after the other, as long as the two still disagree, and prints what is left.
"""
import os
import subprocess
import sys
import tempfile

TOOL = os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))),
                    "build", "reference")


def disagree(lines, case, folder):
    """Whether the program of these lines compiles and the two differ in the case."""
    path, jobs = os.path.join(folder, "small.qn"), os.path.join(folder, "jobs")
    with open(path, "w", encoding="utf-8") as out:
        out.write("\n".join(lines) + "\n")
    with open(jobs, "w", encoding="utf-8") as out:
        out.write("\n".join([f"program {path}", "case it", *case]) + "\n")
    done = subprocess.run([TOOL, jobs], capture_output=True, text=True, check=False)
    return "DIFFERS" in done.stdout


def depth(line):
    return len(line) - len(line.lstrip())


def block_end(lines, at):
    """Behind the line and all that is indented below it."""
    end = at + 1
    while end < len(lines) and (not lines[end].strip() or depth(lines[end]) > depth(lines[at])):
        end += 1
    return end


def without_one(items, ends, still):
    """Leaves out one item, or a block of them, after the other; whether any could go."""
    shrunk, at = False, len(items) - 1
    while at >= 0:
        rest = items[:at] + items[ends(items, at):]
        if still(rest):
            items[:] = rest
            shrunk = True
        at -= 1
        at = min(at, len(items) - 1)
    return shrunk


def shrink(lines, case, folder):
    """Until nothing more can go."""
    going = True
    while going:
        going = without_one(lines, block_end, lambda rest: disagree(rest, case, folder))
        going |= without_one(case, lambda _, at: at + 1, lambda rest: disagree(lines, rest, folder))


def main(arguments):
    if not arguments:
        print(__doc__)
        return 2
    with open(arguments[0], encoding="utf-8") as text:
        lines = text.read().splitlines()
    case = list(arguments[1:])
    with tempfile.TemporaryDirectory() as folder:
        if not disagree(lines, case, folder):
            print("they agree")
            return 1
        shrink(lines, case, folder)
    print("\n".join(lines))
    print("\n".join(f"# {line}" for line in case))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
