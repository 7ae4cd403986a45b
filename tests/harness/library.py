"""What libqanun is made of: what it imports and exports, no floating point, the folders' arrows;
and that a stranger's program builds against what `make install` copies. Asks nm, objdump and the
Makefile's own compile lines."""
import glob
import os
import re
import shlex
import subprocess

import command

SHARED, STATIC = "build/libqanun.so", "build/libqanun.a"
VARIANTS = (SHARED, "build/clang/libqanun.so", "build/asan/libqanun.so")

# Vector moves, blends and logic are used for integers too; arithmetic, comparison and conversion of
# floating point are not.
FLOATING = re.compile(
    r"v?(add|sub|mul|div|sqrt|min|max|cmp[a-z_]*|u?comi|round|rcp|rsqrt|hadd|hsub|addsub|dp)"
    r"[sp][sdh]$|v?cvt|vf[n]?m|f(?!s$|xsave|xrstor)[a-z]")

# Folder of the including file, a header that it must not see, one that it must.
ARROWS = (
    ("runtime", "compiler", "runtime"),
    ("runtime", "cli", "runtime"),
    ("compiler", "cli", "runtime"),
    ("compiler", "cli", "compiler"),
    ("runtime", "analysis", "runtime"),
    ("compiler", "analysis", "compiler"),
    ("analysis", "cli", "compiler"),
)


EXAMPLE = """\
leave: known, 30 days
allowance: none, none
  the family earns enough
bonus: unknown, unknown
  hired
bonus: known, 215.04 AZN
"""


def output(*line):
    """Standard output of a program that must succeed. Raises RuntimeError with what it said."""
    done = subprocess.run(line, text=True, capture_output=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(line)}: exit {done.returncode}\n{done.stderr}")
    return done.stdout


def symbols(*arguments):
    """The last word of each line of nm that has one, without the version behind an @."""
    lines = output("nm", *arguments).splitlines()
    return sorted({line.split()[-1].split("@")[0] for line in lines if len(line.split()) > 1})


def check_names(report):
    """Imports against the kept list; exports against the prefix, in both forms of the library."""
    with open("tests/library/imports.txt", encoding="utf-8") as text:
        allowed = {line.strip() for line in text if line.strip() and line[0] != "#"}
    inside = set(symbols("--defined-only", "--extern-only", STATIC))
    for name in symbols("-D", "--undefined-only", SHARED):
        report.check(f"libqanun.so may import {name}", name in allowed, "not in the kept list")
    for name in set(symbols("--undefined-only", STATIC)) - inside:
        report.check(f"libqanun.a may import {name}", name in allowed, "not in the kept list")
    exported = symbols("-D", "--defined-only", SHARED)
    report.check("libqanun.so exports something", exported != [])
    for name in exported:
        report.check(f"libqanun.so exports {name}", name.startswith("qn_"), "no qn_ before it")
    for name in inside:
        report.check(f"libqanun.a defines {name}", name.startswith("qn_"), "no qn_ before it")


def check_no_floating_point(report):
    """The mnemonic of every instruction. The list is that of x86-64; elsewhere it says so."""
    if os.uname().machine != "x86_64":
        print("library    floating point is looked for on x86-64 only")
        return
    report.check("the check knows floating point",
                 all(map(FLOATING.match, ("mulsd", "vaddps", "cvttsd2si", "fldt", "ucomiss")))
                 and not any(map(FLOATING.match, ("movups", "xorps", "vblendvpd", "paddd", "cmpsb",
                                                  "vpaddd", "mulq", "cmp", "sub", "divq", "fs"))))
    pattern = re.compile(r"^\s*[0-9a-f]+:\t[^\t\n]*\t(\S+)(.*)", re.M)
    for variant in VARIANTS:
        words = [match.groups() for match in pattern.finditer(output("objdump", "-d", variant))]
        found = [" ".join(word) for word in words if FLOATING.match(word[0])]
        report.check(f"{variant} has instructions", len(words) > 10000, f"{len(words)}")
        report.check(f"{variant} has no floating point", not found, "\n".join(found))


def compile_line(folder):
    """The Makefile's line for a file of this folder, as words after `&&`."""
    source = sorted(glob.glob(f"{folder}/*.c"))[0]
    target = "build/obj/" + source[:-2] + ".o"
    printed = output("make", "-n", "-W", source, target)
    line = next(line for line in printed.splitlines() if f"-c {source}" in line)
    return shlex.split(line.split("&&")[-1]), source, target


def compiles(folder, header):
    """Does a file that includes only this header compile with the flags of that folder?"""
    line, source, target = compile_line(folder)
    planted = "build/arrows.c"
    with open(planted, "w", encoding="utf-8") as text:
        text.write(f'#include "{header}"\nint qn_planted(void);\n'
                   "int qn_planted(void)\n{\n    return 0;\n}\n")
    line = [{source: planted, target: "build/arrows.o"}.get(word, word) for word in line]
    return subprocess.run(line, capture_output=True, check=False).returncode == 0


def check_arrows(report):
    """A header against the arrows must not be found; one along them must."""
    for folder, forbidden, allowed in ARROWS:
        for owner, want in ((forbidden, False), (allowed, True)):
            header = os.path.basename(sorted(glob.glob(f"{owner}/*.h"))[0])
            verb = "sees" if want else "cannot see"
            report.check(f"{folder} {verb} {owner}/{header}", compiles(folder, header) == want)
    sources = [path for folder in ("runtime", "compiler", "grammar", "analysis", "cli")
               for path in glob.glob(folder + "/*.[chry]*")]
    for path in sources:
        with open(path, encoding="utf-8") as text:
            found = re.findall(r'^\s*#\s*include\s+"[^"]*/[^"]*"', text.read(), re.M)
        report.check(f"{path} includes by name, not by path", not found, "\n".join(found))


def check_install(report):
    """A program outside, in C99, linked both ways."""
    prefix = os.path.join(command.ROOT, "build", "prefix")
    output("make", "-s", "install", f"PREFIX={prefix}")
    with open("spec/example.c", encoding="utf-8") as text, open("build/example.qn", "w", encoding="utf-8") as rules:
        rules.writelines(line + "\n" for line in re.findall(r"^ \*     (.*)", text.read(), re.M))
    output(f"{prefix}/bin/qanun", "build", "build/example.qn", "-o", "build/example.qnb")
    strict = ("-Wall", "-Wextra", "-Wpedantic", "-Werror", f"-I{prefix}/include")
    for name, library in (("shared", ["-lqanun"]), ("static", ["-l:libqanun.a"])):
        output("gcc", "-std=c99", *strict, "spec/example.c", "-o", "build/example",
               f"-L{prefix}/lib", f"-Wl,-rpath,{prefix}/lib", *library)
        report.equal(f"the program of the manual's page, {name}", EXAMPLE, output("build/example", "build/example.qnb"))
    with open(f"{prefix}/share/man/man3/libqanun.3", encoding="utf-8") as page:
        report.check("the page shows it", "qn_case_item(c, children, 1, \"age\"), 20)" in page.read())


def run(report):
    check_install(report)
    check_names(report)
    check_no_floating_point(report)
    check_arrows(report)
