"""The reference evaluator of tests/reference against the product, rule by rule: every program of
tests/lang with its cases, every program of the pages of spec/ with its tables, and every file of
rules/ and stdlib/ with the cases of its examples."""
import glob
import os

import cases
import command
import docs
import lang

TOOL = "build/reference"
WORK = "build/reference.work"


def job(case):
    """The lines of one case."""
    lines = [f"case {case.where}", f"on {case.on or '2026-06-01'}"]
    return lines + [f"fact {name}={value}" for name, value in case.facts]


def programs_of_lang():
    """Programs of tests/lang with the cases beside them."""
    for path in lang.files():
        beside = lang.stem_of(path) + ".cases"
        if os.path.exists(beside):
            yield path, cases.read_file(beside)


def programs_of_pages():
    """Programs of the pages with the tables below them."""
    for page in docs.pages():
        with open(page, encoding="utf-8") as text:
            content = text.read()
        program, number = "", 0
        for match in docs.FENCE.finditer(content):
            kind, block, table = match.groups()
            if kind == "console" or kind == "qanun-error":
                continue
            program = block if kind == "qanun" else program + "\n" + block
            number += 1
            path = f"{WORK}/{page.replace('/', '_')}.{number}.qn"
            with open(path, "w", encoding="utf-8") as out:
                out.write(program)
            where = f"{page}:{content.count(chr(10), 0, match.start()) + 1}"
            yield path, docs.table_cases(table, program, where) if table.strip() else []


def main():
    os.makedirs(WORK, exist_ok=True)
    lines = []
    for path, found in list(programs_of_lang()) + list(programs_of_pages()):
        lines += [f"program {path}", "examples", "random 20"]
        for case in found:
            lines += job(case)
    for path in sorted(glob.glob("rules/**/*.qn", recursive=True) + glob.glob("rules/**/*.qn.md", recursive=True) + glob.glob("stdlib/*.qn")):
        lines += [f"program {path}", "examples", "random 20"]
    with open(f"{WORK}/jobs", "w", encoding="utf-8") as out:
        out.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
