"""The library as a package: what `make install` writes, below a DESTDIR of the test, and what
strangers build with it by pkg-config. Knows no rule text but what the examples are run with."""
import os
import re
import shutil
import subprocess
from decimal import Decimal

import command

PREFIX = "/opt/qanun"
DESTDIR = os.path.join(command.ROOT, "build", "package")
STRANGERS = os.path.join(command.ROOT, "build", "strangers")
HERE = DESTDIR + PREFIX
HEADERS = (("runtime/qanun.h", "libqanun"), ("compiler/qanun_compile.h", "libqanunc"))
# A library below DESTDIR is found by pkg-config, and by programs that are linked with it.
WITH_LIBRARY = dict(os.environ, LD_LIBRARY_PATH=f"{HERE}/lib",
                    PKG_CONFIG_LIBDIR=f"{HERE}/lib/pkgconfig", PKG_CONFIG_SYSROOT_DIR=DESTDIR)
STRICT = ("-pedantic", "-Wall", "-Wextra", "-Werror")
FUNCTION = re.compile(r"\b(qn_[a-z0-9_]+)\(")


def output(*line, **more):
    """Standard output of a program that must succeed. Raises RuntimeError with what it said."""
    done = subprocess.run(line, text=True, capture_output=True, check=False, **more)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(line)}: exit {done.returncode}\n{done.stderr}")
    return done.stdout


def functions(header):
    """The names of the functions that a header declares, in their order."""
    with open(header, encoding="utf-8") as text:
        code = re.sub(r"/\*.*?\*/", "", text.read().replace("\\\n", ""), flags=re.S)
    return FUNCTION.findall(re.sub(r"^#.*", "", code, flags=re.M))


def version():
    """"0.1.0", as the header says it."""
    with open("runtime/qanun.h", encoding="utf-8") as text:
        return ".".join(re.findall(r"#define QN_VERSION_(?:MAJOR|MINOR|PATCH) (\d+)", text.read()))


def files(folder):
    """All files and links below a folder, as paths within it."""
    return sorted(os.path.relpath(os.path.join(place, name), folder)
                  for place, _, names in os.walk(folder) for name in names)


def install():
    shutil.rmtree(DESTDIR, ignore_errors=True)
    os.makedirs(STRANGERS, exist_ok=True)
    output("make", "-s", "install", f"DESTDIR={DESTDIR}", f"PREFIX={PREFIX}")


def check_files(report):
    """Each file that is promised, and no other; links that lead on within the folder."""
    number = version()
    major = "libqanun.so." + number.split(".", maxsplit=1)[0]
    pages = [name for header, page in HEADERS for name in [page, *functions(header)]]
    want = sorted(["bin/qanun", "include/qanun.h", "include/qanun_compile.h", "lib/libqanun.a",
                   "lib/libqanunc.a", "lib/libqanun.so", "lib/" + major,
                   "lib/libqanun.so." + number, "lib/pkgconfig/libqanun.pc",
                   "lib/pkgconfig/libqanunc.pc", "share/man/man1/qanun.1",
                   "share/bash-completion/completions/qanun",
                   *(f"share/man/man3/{name}.3" for name in set(pages))])
    report.equal("what is installed", want, files(HERE))
    report.equal("nothing beside it", len(want), len(files(DESTDIR)))
    report.equal("libqanun.so", major, os.readlink(f"{HERE}/lib/libqanun.so"))
    report.equal(major, "libqanun.so." + number, os.readlink(f"{HERE}/lib/{major}"))
    said = re.search(r"SONAME\s+(\S+)", output("objdump", "-p", f"{HERE}/lib/libqanun.so"))
    report.equal("the soname", major, said and said[1])
    told = output(f"{HERE}/bin/qanun", "--version").split()
    report.check("the command is of that version", number in told, told)


def check_uninstall(report):
    output("make", "-s", "uninstall", f"DESTDIR={DESTDIR}", f"PREFIX={PREFIX}")
    report.equal("what is left behind", [], files(DESTDIR))


def check_symbols(report):
    """Of each library only names that begin with qn_; of the shared one only those of the header."""
    for name in ("libqanun.a", "libqanunc.a"):
        lines = output("nm", "--defined-only", "--extern-only", f"{HERE}/lib/{name}").splitlines()
        defined = [line.split()[-1] for line in lines if len(line.split()) == 3]
        others = [symbol for symbol in defined if not symbol.startswith("qn_")]
        report.check(f"{name} defines something", defined)
        report.equal(f"{name} defines only qn_ names", [], others)
    lines = output("nm", "-D", "--defined-only", f"{HERE}/lib/libqanun.so").splitlines()
    report.equal("libqanun.so exports its header", sorted(functions("runtime/qanun.h")),
                 sorted(line.split()[-1] for line in lines))


def check_pages(report):
    """The pages of the manual: of the version, with every function, and with sound requests; that of
    the command with every verb."""
    number = version()
    requests = {".\\\"", ".TH", ".SH", ".PP", ".nf", ".fi", ".B", ".RS", ".RE", ".BR"}
    for header, name in HEADERS:
        with open(f"{HERE}/share/man/man3/{name}.3", encoding="utf-8") as text:
            page = text.read()
        report.check(f"{name}.3 is of this version", f'"Qanun {number}"' in page)
        missing = [one for one in functions(header) if one + "(" not in page]
        report.equal(f"{name}.3 has every function", [], missing)
        used = set(re.findall(r"^[.'][^\s]*", page, re.M))
        report.equal(f"{name}.3 has requests of the manual only", set(), used - requests)
        with open(f"{HERE}/share/man/man3/{functions(header)[0]}.3", encoding="utf-8") as text:
            report.equal(f"a function leads to {name}.3", f".so man3/{name}.3\n", text.read())
        if shutil.which("groff"):
            done = subprocess.run(["groff", "-man", "-ww", "-z", "-Tutf8", f"{name}.3"], text=True,
                                  cwd=f"{HERE}/share/man/man3", capture_output=True, check=False)
            report.equal(f"groff on {name}.3", "", done.stderr)
        else:
            print(f"package    groff is not here to read {name}.3")
    with open("spec/qanun.1", encoding="utf-8") as text:
        page = text.read()
    report.check("qanun.1 is of this version", f'"Qanun {number}"' in page)
    for verb in re.findall(r"^  (\w+)\s", output("build/qanun", "--help"), re.M):
        for place, mark in (("spec/qanun.1", rf"^\.B {verb}$"), ("cli/qanun.bash", rf"\b{verb}\b")):
            with open(place, encoding="utf-8") as text:
                report.check(f"{place} has {verb}", re.search(mark, text.read(), re.M))


def check_amalgamation(report):
    """One file, compiled by one call beside its header, without a warning; its object defines what
    the library exports, and a program that is linked with it gives the library's answer."""
    output("make", "-s", "amalgamation")
    folder = os.path.join(command.ROOT, "build", "amalgamation")
    report.equal("the amalgamation", ["qanun.c", "qanun.h"],
                 [name for name in files(folder) if name.startswith("qanun.") and name[-2:] != ".o"])
    output(f"{HERE}/bin/qanun", "build", "rules/az/payslip.qn", "-o", f"{folder}/payslip.qnb")
    program = os.path.join(command.ROOT, "examples", "embed", "payroll.c")
    for compiler in ("gcc", "clang"):
        done = subprocess.run([compiler, "-Wall", "-Wextra", "-c", "qanun.c"], cwd=folder, text=True,
                              capture_output=True, check=False)
        report.equal(f"{compiler} -c qanun.c", (0, ""), (done.returncode, done.stderr))
        visible = [line.split()[-1] for line in output("readelf", "-sW", f"{folder}/qanun.o").splitlines()
                   if re.search(r" GLOBAL DEFAULT +\d", line)]
        report.equal(f"{compiler}: what others see of it", sorted(functions("runtime/qanun.h")),
                     sorted(visible))
        output(compiler, "-std=c99", program, "qanun.o", "-I.", "-o", "payroll", cwd=folder)
        report.equal(f"{compiler}: an example with it", WAGES,
                     output("./payroll", "payslip.qnb", "2026-06-01", cwd=folder, input=EMPLOYEES))


def check_chapter(report):
    """spec/c-api.md has every function, and each status, answer and kind of the header."""
    with open("spec/c-api.md", encoding="utf-8") as text:
        page = text.read()
    with open("runtime/qanun.h", encoding="utf-8") as text:
        header = text.read()
    names = [name for path, _ in HEADERS for name in functions(path)]
    for kind in ("qn_status", "qn_answer", "qn_profile", "qn_clause_fate", "qn_step_kind",
                 "qn_telling"):
        inside = re.search(rf"typedef enum {kind} \{{(.*?)\}}", header, re.S)[1]
        names += re.findall(r"\bQN_[A-Z_]+", re.sub(r"/\*.*?\*/", "", inside, flags=re.S))
    report.equal("what spec/c-api.md does not name", [],
                 [name for name in names if not re.search(rf"\b{name}\b", page)])


def check_headers(report):
    """Both headers by themselves, in C99 and C++17 and to the letter; and how much there is to learn."""
    for header in ("qanun.h", "qanun_compile.h"):
        for compiler in ("gcc", "clang"):
            for language in (("c", "c99"), ("c++", "c++17")):
                if language[0] == "c++" and not shutil.which("g++") and compiler == "gcc":
                    continue  # bootstrap installs clang for C++, and no g++
                done = subprocess.run([compiler, "-x", language[0], "-std=" + language[1], "-pedantic",
                                       "-Wall", "-Wextra", "-Werror", "-fsyntax-only",
                                       f"-I{HERE}/include", "-"], text=True, capture_output=True,
                                      input=f"#include <{header}>\n", check=False)
                report.equal(f"{header}: {compiler} -std={language[1]}", (0, ""),
                             (done.returncode, done.stderr))
    names = [name for header, _ in HEADERS for name in functions(header)]
    report.check("the headers have functions", len(names) > 20, names)
    report.check("the headers have at most 60 functions", len(names) <= 60, len(names))
    report.equal("no function is declared twice", len(names), len(set(names)))


def flags(name):
    """What pkg-config says of a library below DESTDIR, as words."""
    return output("pkg-config", "--cflags", "--libs", name, env=WITH_LIBRARY).split()


def check_compiler(report):
    """A program that compiles rules itself, by pkg-config, in both languages."""
    want = ("law.qn:2:13: error[Q0501]: `wige` is not known here (did you mean `wage`? Else declare it "
            "with `fact wige : …`, write a rule of that name, or take it over with `use`)\n18.00 AZN\n")
    place = f"{STRANGERS}/compile"
    for compiler in (["gcc", "-std=c99"], ["clang", "-x", "c++", "-std=c++17"]):
        output(*compiler, *STRICT, "tests/library/compile.c", "-x", "none", "-o", place, *flags("libqanunc"))
        report.equal(f"{' '.join(compiler)}: the compiler as a library", want, output(place))


def version_fits(header_says):
    """Does the installed library fit a program with a header of that version?"""
    major, minor, patch = header_says
    program = ("#include <qanun.h>\n#undef QN_VERSION_MAJOR\n#undef QN_VERSION_MINOR\n"
               "#undef QN_VERSION_PATCH\n"
               f"#define QN_VERSION_MAJOR {major}\n#define QN_VERSION_MINOR {minor}\n"
               f"#define QN_VERSION_PATCH {patch}\nint main(void) {{ return !QN_VERSION_FITS(); }}\n")
    place = f"{STRANGERS}/version"
    output("gcc", "-x", "c", "-", "-x", "none", "-o", place, *flags("libqanun"), input=program)
    return subprocess.run([place], env=WITH_LIBRARY, check=False).returncode == 0


def check_version(report):
    major, minor, patch = map(int, version().split("."))
    for header_says, want in (((major, minor, patch), True), ((major, minor, patch + 1), False),
                              ((major, minor + 1, 0), False), ((major + 1, 0, 0), False)):
        report.equal(f"a program with the header of {header_says}", want, version_fits(header_says))


EMPLOYEES = """\
Leyla private_non_oil 3000
Kamran state unknown
Aysel state 10.005
Rauf tech_park 9000
"""
WAGES = """\
Leyla: 2521.50 AZN
Kamran: unknown: gross_wage
Aysel: refused: gross_wage: '10.005' is finer than 0.01; expected AZN in 0.00..=1000000.00
Rauf: error: the contributions of residents of technology parks were not seen
"""
OPEN_CASE = """\
net_wage = unknown, not below -249528.50 AZN, not above 1000000.00 AZN
  gross_wage: AZN in 0.00..=1000000.00
    What is the gross wage of the month?
"""
WHY = """\
employee_contributions = 353.50 AZN
  employee_contributions = 353.50 AZN
    line 22: employee_social_insurance + employee_unemployment_insurance otherwise 0 AZN + employee_medical_insurance otherwise 0 AZN = 353.50 AZN
      [Social Insurance 14]
      [Unemployment Insurance]
      [Medical Insurance]
    employee_social_insurance = 286.00 AZN
      line 15: scale gross_wage = 286.00 AZN
        [Social Insurance 14.4]
        sector is private_non_oil
    employee_unemployment_insurance = 15.00 AZN
      line 38: from 2018-01-01 -> gross_wage * 0.5% = 15.00 AZN
        [Unemployment Insurance]
    employee_medical_insurance = 52.50 AZN
      line 64: scale gross_wage = 52.50 AZN
        [Medical Insurance]
        sector is private_non_oil
"""


def sum_of_columns(image, rows):
    """What columns.c is to print, by `qanun batch` for the rows that differ from each other."""
    sectors, period = ("private_non_oil", "state", "oil_gas"), 3000
    table = "id,sector,gross_wage\n" + "".join(
        f"{i},{sectors[i % 3]},{Decimal(34500 + i % 1000 * 735) / 100 if i % 1000 != 999 else ''}\n"
        for i in range(period))
    found = output(f"{HERE}/bin/qanun", "batch", image, "net_wage", "--facts", "-", "--key", "id", "--on",
                   "2026-06-01", input=table)
    total = known = 0
    for line in found.splitlines()[1:]:
        row, wage = line.split(",")
        times = rows // period + (int(row) < rows % period)
        known += times if wage != "unknown" else 0
        total += Decimal(wage) * times if wage != "unknown" else 0
    return (f"{known} employees receive {total} AZN\n"
            f"unknown: {rows - known}, refused: 0, others: 0\n")


def build_example(source, compiler=("gcc", "-std=c99")):
    """A program of examples/embed, built as a stranger would. Returns its path."""
    place = os.path.join(STRANGERS, os.path.basename(source)[:-2])
    output(*compiler, *STRICT, "-pthread", source, "-x", "none", "-o", place, *flags("libqanun"))
    return place


def example(report, name, arguments, want, given=""):
    """Builds an example in C99 and in C++, and runs both with the installed library."""
    source = f"examples/embed/{name}.c"
    for compiler in (("gcc", "-std=c99"), ("clang", "-x", "c++", "-std=c++17")):
        done = subprocess.run([build_example(source, compiler), *arguments], text=True, input=given,
                              env=WITH_LIBRARY, capture_output=True, check=False)
        report.equal(f"{source} by {compiler[0]} {compiler[-1]}", want,
                     (done.returncode, done.stdout, done.stderr))


def check_examples(report):
    """The programs of examples/embed with the law of a pay slip; README shows the heart of one."""
    image = f"{STRANGERS}/payslip.qnb"
    output(f"{HERE}/bin/qanun", "build", "rules/az/payslip.qn", "-o", image)
    asked = (image, "net_wage", "2026-06-01", "sector=private_non_oil")
    example(report, "payroll", (image, "2026-06-01"), (0, WAGES, ""), EMPLOYEES)
    example(report, "one_case", (*asked, "gross_wage=3000"), (0, "net_wage = 2521.50 AZN\n", ""))
    example(report, "one_case", asked, (0, OPEN_CASE, ""))
    example(report, "one_case", (image, "employee_contributions", "2026-06-01", "--why", *asked[3:],
                                 "gross_wage=3000"), (0, WHY, ""))
    example(report, "one_case", (*asked, "gross=3000"), (1, "", "gross: there is no such fact\n"))
    example(report, "one_case", ("README.md", *asked[1:]),
            (1, "", "README.md: this is not a compiled program\n"))
    example(report, "columns", (image, "2026-06-01", "1000000"), (0, sum_of_columns(image, 1000000), ""))
    example(report, "columns", (image, "2026-06-01", "7"), (0, sum_of_columns(image, 7), ""))
    example(report, "columns", (image, "2026-06-31", "7"), (1, "", "today: '2026-06-31' is a day that does not exist; expected a date\n" * 2))
    with open("README.md", encoding="utf-8") as page, \
            open("examples/embed/payroll.c", encoding="utf-8") as text:
        shown = re.findall(r"^```c\n(.*?)^```", page.read(), re.M | re.S)
        program = text.read()
    report.check("README shows a part of it", shown and all(part in program for part in shown),
                 "\n".join(shown))


def check_misuse(report):
    """A program that makes every mistake, with the sanitizers: each is refused."""
    place = f"{STRANGERS}/misuse"
    output(f"{HERE}/bin/qanun", "build", "tests/lang/step02.qn", "-o", place + ".qnb")
    output("gcc", "-std=c99", *STRICT, "-g", "-fsanitize=address,undefined", f"-I{HERE}/include",
           "tests/library/misuse.c", "build/asan/libqanun.a", "-o", place)
    done = subprocess.run([place, place + ".qnb"], text=True, capture_output=True, check=False,
                          env=command.ENVIRONMENT)
    report.equal("every mistake is refused", (0, ""), (done.returncode, done.stderr))


def run(report):
    install()
    check_files(report)
    check_symbols(report)
    check_pages(report)
    check_chapter(report)
    check_headers(report)
    check_version(report)
    check_compiler(report)
    check_examples(report)
    check_misuse(report)
    check_amalgamation(report)
    check_uninstall(report)
