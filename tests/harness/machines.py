#!/usr/bin/env python3
"""The library on other machines, by other compilers: tests/machines asks programs for everything that the
library tells of invented cases, and of images that somebody has changed, and hashes it. All builds give
the hashes that are kept beside the images: those of this machine, and for s390x, which is big-endian, and
arm of 32 bits, under qemu-user. There the compiler must write the same images, too. A few builds are
tried; `make machines` tries every level of optimization, with char signed and unsigned, by gcc and clang, and
`tests/harness/machines.py s390x-clang-O3-fsigned-char` those that are named. What is not installed is skipped by name."""
import concurrent.futures
import glob
import os
import re
import shutil
import struct
import subprocess
import sys
import time
from collections import namedtuple

import command

WORK = "build/machines"
KEPT = "tests/machines/kept"
HASHES = "tests/machines/hashes"
ANSWERS = sorted(glob.glob("tests/machines/answers/*.c"))
VERDICTS = ["tests/machines/verdicts/verdicts.c"]
IMAGES = sorted(glob.glob("tests/machines/compiler/[iu]*.c"))
LETTERS = "tests/machines/compiler/letters.c"
QUESTIONS = ["4", "24", "1", "1"]  # cases, rows, seed, threads
# Of many more programs, which are built anew, more cases: what is told of them is kept for this machine alone.
TOLD_QUESTIONS = ["40", "24", "5", "1"]
TOLD = sorted(glob.glob("tests/lang/*.qn")) + sorted(glob.glob("tests/columns/*.qn"))
STRIDE = "19"
CHANGED = ("workload", "step16", "periods_unknown", "lists_aggregates", "step18_sequences", "span_bands")
# What the compiler compiles on every machine: a third of the programs of tests/lang, which have all operations, and the law.
TEXTS = sorted(glob.glob("tests/lang/*.qn"))[::3] + ["bench/workload.qn", "rules/az/payslip.qn"]
PATIENCE = 600

# What one build is: `words` compile, `starts` stands before a program of another machine.
Build = namedtuple("Build", "machine name words starts dumps")
# By machine: gcc, what clang is told, what runs its programs, what shows its instructions.
MACHINES = {
    "s390x": ("s390x-linux-gnu-gcc", "--target=s390x-linux-gnu", "qemu-s390x-static", "s390x-linux-gnu-objdump"),
    "armhf": ("arm-linux-gnueabihf-gcc", "--target=arm-linux-gnueabihf", "qemu-arm-static", "arm-linux-gnueabihf-objdump"),
}
CHARS = ("-fsigned-char", "-funsigned-char")
# Compiler, level and char of those that are tried every time; both machines have an unsigned char by themselves.
USUAL = {"s390x": [("gcc", "-O1", "-fsigned-char")], "armhf": [("gcc", "-O1", "-funsigned-char")]}
EVERY = [(compiler, level, char) for compiler in ("gcc", "clang") for level in ("-O0", "-O1", "-O2", "-O3") for char in CHARS]

# Instructions that calculate with floating point, or compare or convert it.
FLOATING = {
    "armhf": re.compile(r"v(add|sub|n?mul|n?ml[as]|fn?m[as]|div|sqrt|cmpe?|cvt\w*|rint\w*|max|min|abs|neg)(\w\w)?\..*f(16|32|64)"),
    "s390x": re.compile(r"(?!slbr$)(a|s|m|d|c|k|sq|ma|ms|md|mx|lt|lc|ln|lp|ld|lx|le|fi|th|tb|ced|cd|cx|ce|cf|cg|cl|cu|cs)[edxfgl]*br?a?$"),
}


def kept_images():
    return sorted(glob.glob(f"{KEPT}/*.qnb"))


def told_images():
    """Images of the programs of which more is kept, built by the command; those that are no programs alone are left out."""
    os.makedirs(f"{WORK}/told", exist_ok=True)
    images = [f"{WORK}/told/{path.replace('/', '_')}b" for path in TOLD]
    return [image for path, image in zip(TOLD, images) if command.call(["build", path, "-o", image], command.NORMAL)[0] == 0]


def verdict_words():
    return [STRIDE, *(f"{KEPT}/{name}.qnb" for name in CHANGED)]


def run_words(words):
    """(exit status, standard output, standard error); both as text."""
    done = subprocess.run(words, text=True, capture_output=True, timeout=PATIENCE, env=command.ENVIRONMENT, check=False)
    return done.returncode, done.stdout, done.stderr


def installed(machine, compiler):
    """The words that compile for a machine and what runs its programs, or None and what is missing."""
    gcc, target, runs, dumps = MACHINES[machine]
    needed = [gcc, runs] + ([] if compiler == "gcc" else ["clang"])  # clang takes the libraries of gcc
    missing = [name for name in needed if shutil.which(name) is None]
    words = [gcc] if compiler == "gcc" else ["clang", target]
    return (None, missing) if missing else (Build(machine, "", words, [runs], dumps), [])


def name_of(machine, compiler, level, char):
    return f"{machine}-{compiler}{level}{char}"


def choices_of(names):
    """Those of EVERY that have one of the names; all where there is none."""
    known = {name_of(machine, *one): (machine, one) for machine in MACHINES for one in EVERY}
    wrong = sorted(set(names) - set(known))
    if wrong:
        sys.exit(f"no such build: {' '.join(wrong)}\nbuilds: {' '.join(known)}")
    wanted = [known[name] for name in names or known]
    return {machine: [one for at, one in wanted if at == machine] for machine in MACHINES}


def builds_of(choices):
    """The builds for other machines; says by name which are skipped."""
    for machine, wanted in choices.items():
        for compiler, level, char in wanted:
            build, missing = installed(machine, compiler)
            if build is None:
                print(f"skipped: machines: {machine} by {compiler}: no {', '.join(missing)}", flush=True)
                continue
            yield build._replace(name=name_of(machine, compiler, level, char), words=[*build.words, level, char])


def is_current(target, sources):
    """Whether a file is there and younger than all that it is made of."""
    headers = glob.glob("runtime/*.[hd]*") + glob.glob("tests/machines/*/*.h") + glob.glob("compiler/*.[hd]*")
    return os.path.exists(target) and all(os.path.getmtime(path) < os.path.getmtime(target) for path in [*sources, *headers])


def compile_all(build, folder, sources, includes):
    """Objects of the sources, in a folder of the build; those that are current are left."""
    place = f"{WORK}/{build.name}/{folder}.objects"
    os.makedirs(place, exist_ok=True)

    def one(source):
        target = f"{place}/{os.path.basename(source)[:-2]}.o"
        if not is_current(target, [source]):
            status, _, said = run_words([*build.words, "-std=c11", "-w", "-D_DEFAULT_SOURCE", *(f"-I{path}" for path in includes), "-c", source,
                                         "-o", target])
            if status != 0:
                raise RuntimeError(f"{source}: {said}")
        return target

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(one, sources))


def link(build, name, objects):
    target = f"{WORK}/{build.name}/{name}"
    static = ["-static"] if build.starts else []
    status, _, said = run_words([*build.words, *static, *objects, "-pthread", "-o", target])
    if status != 0:
        raise RuntimeError(said)
    return [*build.starts, target]


def write_letters():
    """What stands in for utf8proc on other machines, from the library of this one."""
    os.makedirs(f"{WORK}/letters", exist_ok=True)
    program = f"{WORK}/letters/letters"
    subprocess.run(["gcc", "-std=c11", LETTERS, "-lutf8proc", "-o", program], check=True)
    for name, words in (("letters.h", [program]), ("categories.h", [program, "categories"])):
        content = run_words(words)[1]
        if not os.path.exists(f"{WORK}/letters/{name}") or open(f"{WORK}/letters/{name}", encoding="utf-8").read() != content:
            with open(f"{WORK}/letters/{name}", "w", encoding="utf-8") as out:
                out.write(content)


def read_hashes():
    """{what: the lines that are kept of it}."""
    with open(HASHES, encoding="utf-8") as lines:
        kept = [line.rstrip("\n").split(" ", 1) for line in lines if line[0] not in "#\n"]
    return {what: "".join(line + "\n" for name, line in kept if name == what) for what in ("answers", "verdicts", "told")}


def questions(answers, verdicts, with_told):
    """What is asked, and of whom: {what: words}."""
    asked = {"answers": [*answers, *QUESTIONS, *kept_images()], "verdicts": [*verdicts, *verdict_words()]}
    return {**asked, "told": [*answers, *TOLD_QUESTIONS, *told_images()]} if with_told else asked


def ask(name, answers, verdicts, with_told=False):
    """What a build says to the kept questions, against what is kept: (name, right, detail) for each."""
    for what, words in questions(answers, verdicts, with_told).items():
        status, out, said = run_words(words)
        wanted = read_hashes()[what].splitlines()
        differing = [line for line in out.splitlines() if line not in wanted]
        yield (f"machines: {what} of {name}", status == 0 and out.splitlines() == wanted,
               f"exit {status}\n{said}" + "\n".join(differing or ["want " + " | ".join(wanted[:3])])
               + "\nwhere that is meant: tests/harness/machines.py --keep, and read what changed")


def native(library):
    """The programs of this machine, with a library that is built already."""
    name = "native-" + os.path.dirname(library).replace("/", "-")
    flags = ["-fsanitize=address,undefined"] if "asan" in library else []
    build = Build("here", name, ["gcc", "-O2", *flags], [], "objdump")
    return (name, link(build, "answers", [*compile_all(build, "answers", ANSWERS, ["runtime"]), library]),
            link(build, "verdicts", [*compile_all(build, "verdicts", VERDICTS, ["runtime"]), library]))


def check_compiler(build, library, report):
    """The images and messages of the compiler there are those of the compiler here."""
    write_letters()
    include = ["tests/machines/compiler", f"{WORK}/letters", "compiler", "runtime", "build/gen"]
    sources = sorted(glob.glob("compiler/*.c")) + [f"build/gen/{name}.c" for name in ("lexer", "parser", "sound", "standard")]
    objects = compile_all(build, "compiler", sources, include) + compile_all(build, "images", IMAGES, include)
    here = Build("here", "native-build", ["gcc", "-O2"], [], "objdump")
    own = compile_all(here, "images", ["tests/machines/compiler/images.c"], ["compiler", "runtime"])
    wanted = run_words([*link(here, "images", [*own, "build/libqanunc.a", "build/libqanun.a", "-lutf8proc"]), *TEXTS])
    report.check("machines: the images of this machine", wanted[0] == 0 and wanted[1].count("\n") == len(TEXTS), wanted[2])
    got = run_words([*link(build, "images", [*objects, *library]), *TEXTS])
    differing = [line for line in got[1].splitlines() if line not in wanted[1].splitlines()]
    report.check(f"machines: {len(TEXTS)} programs compiled on {build.name} to the same images", got == wanted,
                 "\n".join(differing) + got[2])


def check_floating(build, report):
    """No arithmetic of floating point in the library's objects for another machine."""
    if shutil.which(build.dumps) is None:
        print(f"skipped: machines: no {build.dumps}", flush=True)
        return
    known = {"armhf": ("vadd.f64", "vcvt.f64.s32", "vcmpe.f32"), "s390x": ("adbr", "cdfbr", "meebr", "cfdbra")}[build.machine]
    others = {"armhf": ("vadd.i32", "vmov.f64", "vldr"), "s390x": ("br", "ar", "slbr", "mlgr", "clgr", "ldr", "cgr")}[build.machine]
    pattern = FLOATING[build.machine]
    report.check(f"machines: floating point of {build.machine} is known", all(map(pattern.match, known))
                 and not any(map(pattern.match, others)), "the pattern")
    out = run_words([build.dumps, "-d", *sorted(glob.glob(f"{WORK}/{build.name}/library.objects/*.o"))])[1]
    words = [line.split("\t")[2] for line in out.splitlines() if line.count("\t") >= 2]
    found = sorted({word for word in words if pattern.match(word.strip())})
    report.check(f"machines: no floating point in the library of {build.name}", len(words) > 1000 and not found, " ".join(found))


def check_build(build, report, with_compiler):
    """Builds for a machine and asks there. Returns how many things were compared."""
    began = time.monotonic()
    library = compile_all(build, "library", sorted(glob.glob("runtime/*.c")), ["runtime"])
    answers = link(build, "answers", [*compile_all(build, "answers", ANSWERS, ["runtime"]), *library])
    verdicts = link(build, "verdicts", [*compile_all(build, "verdicts", VERDICTS, ["runtime"]), *library])
    found = list(ask(build.name, answers, verdicts))
    for one in found:
        report.check(*one)
    check_floating(build, report)
    if with_compiler:
        check_compiler(build, library, report)
    note("P4", build.name, sum(int(line.split()[2]) for line in read_hashes()["answers"].splitlines()),
         time.monotonic() - began, sum(not right for _, right, _ in found))


def note(promise, machine, count, seconds, found):
    """A line of figures for build/trust."""
    os.makedirs("build/trust", exist_ok=True)
    with open("build/trust/machines.jsonl", "a", encoding="utf-8") as out:
        out.write(f'{{"promise": "{promise}", "machine": "{machine}", "count": {count}, "seconds": {seconds:.1f}, '
                  f'"seeds": "{QUESTIONS[2]}", "found": {found}}}\n')


def check_versions(answers, report):
    """An image of another layout is refused by name."""
    with open(kept_images()[0], "rb") as file:
        image = bytearray(file.read())
    image[4:8] = struct.pack("<I", struct.unpack("<I", image[4:8])[0] + 1)
    with open(f"{WORK}/newer.qnb", "wb") as out:
        out.write(image)
    status, _, said = run_words([*answers, *QUESTIONS, f"{WORK}/newer.qnb"])
    report.check("machines: an image of another version is refused by name",
                 status == 1 and "compiled by another version" in said, f"exit {status}\n{said}")


def run_here(report):
    """The builds of this machine."""
    for library in ("build/libqanun.a", "build/clang/libqanun.a", "build/asan/libqanun.a"):
        name, answers, verdicts = native(library)
        for one in ask(name, answers, verdicts, "asan" not in library):
            report.check(*one)
        if library == "build/libqanun.a":
            check_versions(answers, report)


def check_others(report, choices):
    for number, build in enumerate(builds_of(choices or USUAL)):
        check_build(build, report, choices is not None or number == 0)


def run(report, choices=None):
    os.makedirs(WORK, exist_ok=True)
    run_here(report)
    check_others(report, choices)


def keep():
    """Writes what the build of this machine says as kept, for after a person has read what changed."""
    _, answers, verdicts = native("build/libqanun.a")
    with open(HASHES, "w", encoding="utf-8") as out:
        out.write("# What tests/machines says of the kept images, on every machine: `tests/harness/machines.py --keep`\n"
                  "# writes it. Of answers: hash, cases, evaluations, things hashed; of verdicts: hash, tried, accepted;\n"
                  "# told: as answers, of the programs of tests/lang and tests/columns, and on this machine only.\n")
        for what, words in questions(answers, verdicts, True).items():
            status, said, wrong = run_words(words)
            if status != 0:
                sys.exit(wrong)
            out.writelines(f"{what} {line}\n" for line in said.splitlines())


if __name__ == "__main__":
    os.chdir(command.ROOT)
    sys.dont_write_bytecode = True
    if sys.argv[1:] == ["--keep"]:
        keep()
    else:
        import report as reports
        counts = reports.Report()
        asked = check_others if sys.argv[1:] else run
        counts.suite("machines", lambda one: asked(one, choices_of(sys.argv[1:])))
        sys.exit(counts.finish())
