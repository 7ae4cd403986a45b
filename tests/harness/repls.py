"""Sessions of `qanun repl`: what is typed, and what comes of it, on a pipe and on a terminal."""
import os
import random
import select
import subprocess

import command

WORK = "build/repls"
LEAVE = "tests/lang/step02.qn"

# Lines that are typed, and what is printed: on standard output, and a part of standard error.
SESSIONS = {
    "the tour's first line": (
        "fact seniority : years\nvacation base 21 days; seniority 5..10 → +2\nseniority = 9\nvacation\n",
        "vacation = 23 days\n", "the computer's date"),
    "a fact is given, given anew, and taken away": (
        "on 2023-06-01\nfact x : years in 0..=9 = 2\nx\nx = 4\nx\nx = 10\nx\nx = unknown\nx\n",
        "it = 2 years\nit = 4 years\nit = 4 years\nit   unknown: between 0 and 9 years\n"
        "     still needed: x\n", "'10' is out of range"),
    "a block ends with an empty line": (
        "on 2023-06-01\nfact x : years\nr : AZN\n    base 1\n    when x > 3 years → 2\n\nx = 4\nr\n",
        "r = 2.00 AZN\n", ""),
    "a block ends with a line that is not indented": (
        "on 2023-06-01\nr : AZN\n    base 1\nr\n", "r = 1.00 AZN\n", ""),
    "indented lines go on with the definition before": (
        "on 2023-06-01\nr base 1 AZN\n    at least 5\n\nr\n", "r = 5.00 AZN\n", ""),
    "a line that is open goes on": (
        "on 2023-06-01\nfact c : one of a,\n    b\n\nr : integer = (1 +\n2)\n\nc = b\nr\nc\n",
        "r = 3\nit = b\n", ""),
    "a name is defined anew": (
        "on 2023-06-01\nr = 1\nr\nr = 2\nr\nr base 3 days; at least 7\nr\nlist\n",
        "r = 1\nr = 2\nr = 7 days\nr base 3 days; at least 7\n", ""),
    "a fact becomes a rule": (
        "on 2023-06-01\nfact x : years\nr : years = x\nx = 3\nx : years = 5 years\nr\nx\n",
        "r = 5 years\nx = 5 years\n", "x is not given any more"),
    "a mistake leaves everything as it was": (
        "on 2023-06-01\nr base 1 AZN\nr base 2 yers\nr\nfact r : yers\nr\nr\n    nonsense here\n\nr\n",
        "r = 1.00 AZN\nr = 1.00 AZN\nr = 1.00 AZN\nr = 1.00 AZN\n", "`yers` is not a unit"),
    "a formula": (
        "on 2023-06-01\n2 * 3\n21 days + 2\nif yes then 1 AZN else 2 AZN\nit = 5\nit\nit + 1\n1 day + 1 year\n",
        "it = 6\nit = 23 days\nit = 1.00 AZN\nit = 5\nit_ = 6\n", "days and years cannot be added"),
    "what is no question and no definition": (
        "on 2023-06-01\nnothing_here\nr = 1 +\n\non yesterday\nload /no/such/file\nsave /no/such/folder/file\nexplain\n)\n",
        "", "`nothing_here` is not known"),
    "the last answer is explained": (
        "on 2023-06-01\nfact x : years = 7\nr base 21 days; x 5.. → +2\nr\nexplain\nr * 2\nexplain\n",
        "r = 23 days\nr = 23 days\n  21  base\n  +2  x 7 years is in 5.., by default\n"
        "it = 46 days\nit = 46 days\n  46  r * 2\n  r = 23 days\n    21  base\n"
        "    +2  x 7 years is in 5.., by default\n", ""),
    "facts are listed": (
        "fact x : years\nfact y : yes/no = no\nx = 3\nfacts\non 2023-06-01\nfacts\n",
        "x = 3 years\ny = no, by default\nx = 3 years\ny = no, by default\ndecided on 2023-06-01\n", ""),
    "the end": ("quit\n2 * 2\n", "", ""),
    "nothing": ("", "", ""),
}


def said(typed, *arguments, qanun=command.CHECKED):
    data = typed if isinstance(typed, bytes) else typed.encode()
    return command.call(["repl", *arguments], qanun, given=data)


def check_sessions(report):
    for name, (typed, want, part) in SESSIONS.items():
        status, out, err = said(typed)
        report.check(f"repl: {name}", (status, out) == (0, want) and part in err,
                     f"exit {status}\n{out}\n---\n{err}")


def check_files(report):
    """Definitions come from files and go to files, and are then what they were."""
    path = f"{WORK}/saved.qn"
    status, out, _ = said(f"save {path}\n", LEAVE)
    with open(LEAVE, encoding="utf-8") as one, open(path, encoding="utf-8") as other:
        report.equal("repl: a file is saved as it was read", (0, "", one.read()),
                     (status, out, other.read()))
    facts = "on 2023-06-01\nseniority = 12\ncategory = executive\nvacation\n"
    want = "vacation = 34 calendar days\n"
    report.equal("repl: a file of the command line", (0, want), said(facts, LEAVE)[:2])
    report.equal("repl: a file that is loaded", (0, want), said(f"load {LEAVE}\n{facts}")[:2])
    report.equal("repl: a rule of the file is defined anew", (0, want + "vacation = 1 days\n"),
                 said(facts + "vacation = 1 day\nvacation\n", LEAVE)[:2])
    for file in ("no_such_file.qn", "tests/errors/band/dash_for_dots.qn"):
        status, out, err = said("1 + 1\n", file)
        report.check(f"repl {file}", status == 1 and out == "" and file in err, f"{status} {err}")
    command.call(["build", LEAVE, "-o", f"{WORK}/image.qnb"])
    status, _, err = said(f"load {WORK}/image.qnb\n")
    report.check("repl: an image is not loaded", status == 0 and "an image has no text" in err, err)


def check_corpus(report):
    """Every law survives being taken apart into its definitions."""
    for folder, _, names in os.walk("rules"):
        for name in sorted(names):
            path = os.path.join(folder, name)
            if name.endswith(".qn"):
                status, out, err = said("list\n", path, qanun=command.NORMAL)
                with open(path, encoding="utf-8") as text:
                    report.check(f"repl: {path}", status == 0 and out == text.read(), err[-500:])


def check_nonsense(report):
    """Lines of pieces of the language in any order are answered, in both verbs."""
    draw = random.Random(11)
    pieces = ["fact", "x", "base", ":", "=", "→", "(", ")", "[", "5..", '"', "\\", "+2", "days", "\t",
              "    ", "\n", "\n\n", "explain\n", "x = 3\n", "list\n", "facts\n", ";", "when", "#", "\0",
              "\xff", "məzuniyyət", "{", "on", "load", "labels az", "?", "back\n", "unknown\n", "<\n"]
    for number in range(60):
        typed = " ".join(draw.choice(pieces) for _ in range(draw.randint(1, 60)))
        data = typed.encode("latin-1", "ignore") if number % 3 == 0 else typed.encode()
        status, _, err = said("fact x : years\n".encode() + data)
        report.check(f"repl: nonsense {number}", status == 0, f"{status}\n{typed!r}\n{err[-800:]}")
        status, _, err = command.call(["ask", LEAVE, "--on", "2023-06-01"], given=data)
        report.check(f"ask: nonsense {number}", status == 0, f"{status}\n{typed!r}\n{err[-800:]}")


def typed_on_terminal(ahead, *keys):
    """The status and output where keys are typed, some before the program runs, and the others each
    behind a prompt; None without a terminal."""
    ends = command.terminal("repl on a terminal")
    if not ends:
        return None
    primary, secondary = ends
    os.write(primary, ahead.encode())
    process = subprocess.Popen([command.CHECKED, "repl"], stdin=secondary, stderr=secondary,
                               stdout=subprocess.PIPE, cwd=command.ROOT,
                               env=dict(command.ENVIRONMENT, TERM="xterm"))
    os.close(secondary)
    for some in keys:
        seen = b""
        while not seen.endswith(b"> ") and select.select([primary], [], [], 20)[0]:
            seen += os.read(primary, 4096)
        os.write(primary, some.encode())
    try:
        while select.select([primary], [], [], 20)[0] and os.read(primary, 4096):
            pass
    except OSError:
        pass  # the other side was closed
    out = process.communicate(timeout=60)[0].decode()
    os.close(primary)
    return process.returncode, out


def check_terminal(report):
    """On a terminal, too; Ctrl-D ends, also when it is typed ahead, before there is a prompt."""
    lines = ("on 2023-06-01\r", "məzuniyyət base 21 days\r", "məzuniyyət\r", "\x04")
    for name, keys in (("line by line", ("", *lines)), ("typed ahead", ("".join(lines),))):
        for _ in range(5):
            done = typed_on_terminal(*keys)
            report.check(f"repl: a terminal, {name}", done in (None, (0, "məzuniyyət = 21 days\n")), str(done))


def run(report):
    os.makedirs(WORK, exist_ok=True)
    check_sessions(report)
    check_files(report)
    check_corpus(report)
    check_nonsense(report)
    check_terminal(report)
