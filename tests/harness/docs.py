"""Runs what the pages show: README.md, spec/ and the pages beside the rules and the reforms.

    ```qanun          a program that must compile; a table that follows holds its cases
    ```qanun more     goes on with the program above it on the page
    ```qanun-error    a program that must not compile
    ```console        `$ COMMAND` lines with exactly what they print
    ```c              a file of the commands, if it begins with `/* NAME.c */`; they find the library
                      installed

A program that begins with `# NAME.qn` is a file of the commands on its page, which are run beside
it; those of other pages are run at the top of the project. A column of a table is a fact if the program declares it, `on` is the date, the others are results.
"""
import glob
import os
import re
import shlex
import subprocess

import cases
import command
import package

VERBS = ("check", "run", "verify", "audit", "ask", "repl", "test", "sweep", "diff", "doc", "build", "dis", "fmt")
WORK = os.path.join(command.ROOT, "build", "docs")
FENCE = re.compile(r"^```(qanun more|qanun-error|qanun|console)\n(.*?)^```\n(\n*(?:\|[^\n]*\n)*)",
                   re.M | re.S)


def pages():
    """Pages for people; a rule file that is Markdown is a program as a whole."""
    found = ["README.md", *sorted(glob.glob("spec/*.md")),
             *sorted(glob.glob("rules/**/*.md", recursive=True)), "reforms/README.md",
             *sorted(glob.glob("tests/**/*.md", recursive=True))]
    return [page for page in found if not page.endswith(".qn.md")]


def table_cases(table, program, where):
    """The rows of a table as cases: header, rule line, then one case a row."""
    rows = [[re.sub(r"^`([^`]*)`$", r"\1", cell.strip())
             for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
            for line in table.strip().splitlines()]
    facts = set(re.findall(r"^fact\s+(\w+)", program, re.M))
    found = []
    for number, row in enumerate(rows[2:], 1):
        case = cases.Case(f"{where} row {number}", None, [], [])
        for name, cell in zip(rows[0], row):
            if name == "on":
                case.on = cell
            elif name in facts:
                if cell:
                    case.facts.append((name, cell))
            else:
                case.results.append((name, result_text(cell)))
        found.append(case)
    return found


def result_text(cell):
    """A result as a table shows it, in the notation of cases: "none: reason" is a status."""
    status = re.match(r"(none|unknown|conflict|error)(:|$)", cell)
    return ("is " if status else "= ") + cell


def check_program(report, where, program, must_compile, conflicts=False):
    """Writes the program and compiles it; returns its path. A conflict that is shown on purpose is
    found, and nothing else."""
    path = os.path.join(WORK, re.sub(r"\W+", "_", where) + ".qn")
    with open(path, "w", encoding="utf-8") as out:
        out.write(program)
    status, out, err = command.call(["check", path])
    if must_compile:
        errors = set(re.findall(r"error\[(Q\d+)\]", out))
        good = errors == {"Q0311"} if conflicts and errors else status == 0
        report.check(f"{where} compiles", good, out + err)
    else:
        report.check(f"{where} is refused", status == 1, f"exit {status}\n{out}{err}")
    return path


def c_programs(content):
    """The C files of a page, with their names."""
    return re.findall(r"^```c\n(/\* (\w+\.c) \*/\n.*?)^```", content, re.M | re.S)


def folder_of(page, content):
    """Where the commands of a page are run: beside the programs that it names, if there are any."""
    files = [*re.findall(r"^```qanun(?:-error)?\n(# (\w+\.qn)\n.*?)^```", content, re.M | re.S),
             *c_programs(content)]
    if not files:
        return command.ROOT
    folder = os.path.join(WORK, re.sub(r"\W+", "_", page))
    os.makedirs(folder, exist_ok=True)
    for program, name in files:
        with open(os.path.join(folder, name), "w", encoding="utf-8") as out:
            out.write(program)
    for name in ("bootstrap", "rules", "reforms"):
        if not os.path.lexists(os.path.join(folder, name)):
            os.symlink(os.path.join(command.ROOT, name), os.path.join(folder, name))
    return folder


def check_console(report, where, text, folder, environment):
    """Each command of the block against the lines below it."""
    path = os.path.join(command.ROOT, "build") + os.pathsep + os.environ["PATH"]
    for part in re.split(r"^\$ ", text, flags=re.M)[1:]:
        line, want = (part + "\n").split("\n", 1)
        while line.endswith("\\"):
            rest, want = want.split("\n", 1)
            line = line[:-1] + rest
        done = subprocess.run(["bash", "-c", line], cwd=folder, env=dict(environment, PATH=path, LC_ALL="C"),
                              text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              timeout=command.PATIENCE, check=False)
        got = done.stdout.strip("\n")
        report.check(f"{where}: {line}", got == want.strip("\n"), f"want\n{want}\ngot\n{got}")


def check_page(report, page):
    """Every fenced block of one page, in order."""
    with open(page, encoding="utf-8") as text:
        content = text.read()
    program, folder, environment = "", folder_of(page, content), os.environ
    if c_programs(content):
        package.install()
        environment = package.WITH_LIBRARY
    for match in FENCE.finditer(content):
        kind, block, table = match.groups()
        where = f"{page}:{content.count(chr(10), 0, match.start()) + 1}"
        if kind == "console":
            check_console(report, where, block, folder, environment)
            continue
        if kind == "qanun-error":
            check_program(report, where, block, False)
            continue
        program = block if kind == "qanun" else program + "\n" + block
        path = check_program(report, where, program, True, "conflict" in table)
        for case in table_cases(table, program, where) if table.strip() else []:
            for one in cases.decide(case, path, "page"):
                report.check(*one)


def check_help(report):
    """Each verb's help succeeds, and the examples in it do what they say: the programs that `check`
    and `test` show are one file, that of `diff` is a reform of it, and each command is run beside them."""
    status, out, err = command.call(["--help"])
    report.check("qanun --help", status == 0, err)
    folder, told = os.path.join(WORK, "help"), {}
    os.makedirs(folder, exist_ok=True)
    for verb in VERBS:
        report.check(f"qanun --help names {verb}", re.search(rf"^\s+{verb}\b", out, re.M), out)
        status, told[verb], err = command.call([verb, "--help"])
        report.check(f"qanun {verb} --help", status == 0, err)
    shown = {verb: re.findall(r"^    (.*)$|^$", text, re.M) for verb, text in told.items()}
    with open(os.path.join(folder, "leave.qn"), "w", encoding="utf-8") as program:
        program.writelines(line + "\n" for line in shown["check"] + shown["test"]
                           if "qanun " not in line)
    with open(os.path.join(folder, "proposal.qn"), "w", encoding="utf-8") as reform:
        reform.writelines(line + "\n" for line in shown["diff"] if "qanun " not in line)
    with open(os.path.join(folder, "hours.qn"), "w", encoding="utf-8") as program:
        program.writelines(line + "\n" for line in told["audit"].split("    qanun audit", 1)[0]
                           .split("as hours.qn\n", 1)[1].replace("    ", "").splitlines()
                           if line not in ("", "say"))
    for verb in VERBS:
        lines = [line for line in shown[verb] if f"qanun {verb} " in line]
        report.check(f"qanun {verb} --help shows an example", lines, told[verb])
        for line in lines:
            check_example(report, line, told[verb], folder)


def check_example(report, line, told, folder):
    """One command of a help text; what the text says that it prints must be what it prints."""
    path = os.path.dirname(command.CHECKED) + os.pathsep + os.environ["PATH"]
    done = subprocess.run(["bash", "-c", line], cwd=folder, env=dict(command.ENVIRONMENT, PATH=path),
                          capture_output=True, text=True, timeout=command.PATIENCE, check=False)
    report.check(f"help: {line}", done.returncode == 0, done.stdout + done.stderr)
    behind = told[told.index(line) + len(line):]
    said = re.match(r"\n\n(?:It )?prints(?: `([^`]*)`|\n\n((?:    .*\n|\n)+))", behind)
    if said:
        want = said[1] or re.sub(r"^    ", "", said[2], flags=re.M).strip()
        report.equal(f"help: what {line} prints", want, done.stdout.strip())


def run(report):
    os.makedirs(WORK, exist_ok=True)
    check_help(report)
    for page in pages():
        check_page(report, page)
