"""The test programs that ask the library much in little time, linked against a shared library that can be
exchanged: for its mutants (tests/mutants) and for counters of what is reached (tests/coverage). Knows which
of them is near to which file, and nothing of what is done with them."""
import concurrent.futures
import glob
import os
import re
import subprocess
import sys

import command
import fuzz
import kept_cases
import machines
import reference

# Unit programs that ask the library long, and of which files alone they are asked.
LONG = {
    "test_months": r"date|schedule|kernels|bounds_date",
    "test_bounds_random": r"bounds|range|recall|ways|profile",
    "test_interview": r"bounds|range|ways|causes",
    "test_promise": r"range|rational|steps",
    "test_diff": r"range|rational|steps",
    "test_date": r"date|schedule|value|decimal",
    "test_rational": r"rational|wide|decimal|kernels|vm",
    "test_elements": r"elements|batch|sequence|members|kernels|direct|vm|case",
}
# Those of the compiler, the prover and the command; and one that is a minute long, of which `verdicts` has a part.
APART = {"test_symbolic", "test_image", "test_accept", "test_beside", "test_chart", "test_format", "test_json", "test_parse",
         "test_tally"}
ROWS = (("workload", 60, 1), ("workload", 60, 3), ("payslip", 12, 2), ("lists_aggregates", 40, 1), ("step16", 20, 3),
        ("records_as_elements", 12, 1), ("periods_unknown", 30, 1), ("pro_rata", 30, 2), ("step06_numbers", 40, 3))


# How the random programs are shared out, and how many cases each is asked for.
PARTS, RANDOM_CASES = 4, 12
# Of how large images how many mutants are made.
ODD_BYTES, ODD_MUTANTS = 12000, 6000
# Of which the columns are asked too, beside the random programs.
COLUMNS = ("rules/az/*/*.qn", "stdlib/*.qn")
# What asks the columns of several images.
EACH_TWICE = 'for image in "$@"; do "$0" "$image" 12 2 && "$0" "$image" 12 3 || exit 1; done'


class Program:
    """One to run: its words, whether what it prints must be the same, of which files it is asked."""

    def __init__(self, name, words, compares=False, files="", near=""):
        self.name, self.words, self.compares = name, words, compares
        self.files, self.near = files, near
        self.wanted, self.seconds = None, 0.0

    def fits(self, stem):
        return re.search(self.files, stem) is not None

    def is_near(self, stem):
        return bool(self.near) and stem.startswith(self.near)


def link(target, sources, libraries):
    """A program against the exchangeable library."""
    done = subprocess.run(["gcc", "-std=c11", "-O1", "-w", "-D_POSIX_C_SOURCE=200809L", "-Iruntime", "-Icompiler", *sources,
                           *libraries, "-pthread", "-o", target], text=True, capture_output=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{target}: {done.stderr}")
    return target


def unit_programs(work, everything):
    """Those of tests/unit that look at the library; on demand also those that take long."""
    shared = [path for path in glob.glob("build/obj/tests/unit/*.o") if not os.path.basename(path).startswith("test_")]
    libraries = ["build/libcli.a", "build/libqanuna.a", "build/libqanunc.a", f"-L{work}/base", "-lqanun", "-lz3", "-l:libnettle.a",
                 "-lcunit", "-lgmp", "-ljansson", "-lutf8proc"]
    names = [os.path.basename(path)[:-2] for path in sorted(glob.glob("build/obj/tests/unit/test_*.o"))]
    names = [name for name in names if name not in APART or (everything and name == "test_image")]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda name: link(f"{work}/{name}", [f"build/obj/tests/unit/{name}.o", *shared], libraries), names))
    return [Program(name, [f"{work}/{name}"], files=LONG.get(name, ""), near=name[5:].split("_")[0]) for name in names]


def reference_jobs(work, everything):
    """What the reference is asked: programs of tests/lang with their cases; on demand more cases of them, the pages,
    the law and random programs as well. The paths of the lists."""
    parts = {"lang": reference.jobs_of(reference.programs_of_lang(), 4 if everything else 0)}
    if everything:
        os.makedirs(reference.WORK, exist_ok=True)
        parts["pages"] = reference.jobs_of(reference.programs_of_pages(), 4)
        parts["law"] = reference.jobs_of_law()
        programs = [(path, []) for path in reference.random_programs(reference.SEEDS[:30])]
        parts.update({f"random {k}": reference.jobs_of(programs[k::PARTS], RANDOM_CASES) for k in range(PARTS)})
    for name, lines in parts.items():
        with open(f"{work}/{name}.jobs", "w", encoding="utf-8") as out:
            out.write("\n".join(lines) + "\n")
    return {name: f"{work}/{name}.jobs" for name in parts}


def written_for_rows(work):
    """{name: image} of the programs of tests/columns."""
    found = {}
    for path in sorted(glob.glob("tests/columns/*.qn")):
        name = os.path.basename(path)[:-3]
        found[name] = f"{work}/{name}.qnb"
        status, _, said = command.call(["build", path, "-o", found[name]], command.NORMAL)
        if status != 0:
            raise RuntimeError(said)
    return found


def command_libraries(work):
    """What the command is linked with."""
    return ["build/libcli.a", "build/libqanuna.a", "build/libqanunc.a", f"-L{work}/base", "-lqanun", "-lz3",
            *(f"-l:lib{name}.a" for name in ("nettle", "utf8proc", "edit", "tinfo", "bsd", "md"))]


def odd_images(work):
    """Images that no compiler writes and the verifier takes, asked for everything: mutants of those of tests/lang, as the
    suite `fuzz` has them under the sanitizers."""
    shared = [path for path in glob.glob("build/obj/tests/fuzz/*.o")
              if not os.path.basename(path).startswith(("target_", "bytes"))]
    target = link(f"{work}/odd", ["build/obj/tests/fuzz/target_image.o", *shared], command_libraries(work))
    images = [path for path in fuzz.build_images().values() if os.path.getsize(path) < ODD_BYTES]
    return [Program(f"odd images, {k}", [target, "--mutants", str(ODD_MUTANTS), *images[k::PARTS]]) for k in range(PARTS)]


def kept_explanations(work):
    """The commands of tests/explain, of which the suite `explanations` holds each to what is kept."""
    target = link(f"{work}/qanun", ["build/obj/cli/main.o"], command_libraries(work))
    line = """case "$LD_LIBRARY_PATH" in /*) ;; *) export LD_LIBRARY_PATH="$PWD/$LD_LIBRARY_PATH" ;; esac
cd tests/explain && for args in *.args; do eval "\"$0\" $(cat "$args")"; done; true"""
    return Program("kept explanations", ["/bin/sh", "-c", line, os.path.abspath(target)], True, near=("teller", "trace", "ways"))


def cases_of_lang(work):
    """The cases of tests/lang, which the suite `lang` decides, asked of a server beside the command."""
    link(f"{work}/serve", ["build/obj/tests/serve/serve.o"], command_libraries(work))
    kept_cases.build(f"{work}/cases")
    asked = ["tests/harness/kept_cases.py", os.path.abspath(f"{work}/qanun"), f"{work}/cases"]
    # Where the sanitizers are loaded before all, what Python itself does not give back is no finding.
    words = ["env", "ASAN_OPTIONS=detect_leaks=0", sys.executable, *asked]
    return Program("cases of lang", words, near=("causes", "trace", "case"))


def rows_of_all(work, rows):
    """Columns of the law, the standard library and random programs, in one program for each."""
    found = []
    folders = {pattern: sorted(glob.glob(pattern)) for pattern in COLUMNS}
    for name, paths in (*folders.items(), ("random programs", reference.random_programs(reference.SEEDS[:30]))):
        images = [f"{work}/{path.replace('/', '_')}b" for path in paths]
        images = [image for path, image in zip(paths, images)
                  if command.call(["build", path, "-o", image], command.NORMAL)[0] == 0]
        found.append(Program(f"rows of {name}", ["/bin/sh", "-c", EACH_TWICE, rows, *images], True, near="batch"))
    return found


def build(work, everything=False):
    """All programs, linked against the library in the folder `base` of the work."""
    library = [f"-L{work}/base", "-lqanun"]
    answers = link(f"{work}/answers", machines.ANSWERS, library)
    verdicts = link(f"{work}/verdicts", machines.VERDICTS, library)
    rows = link(f"{work}/rows", ["tests/columns/rows.c"], library)
    judge = link(f"{work}/reference", glob.glob("build/obj/tests/reference/*.o"),
                 ["build/libqanunc.a", *library, "-lgmp", "-lutf8proc"])
    found = unit_programs(work, everything)
    jobs = reference_jobs(work, everything)
    found += [Program("answers", [answers, *machines.QUESTIONS, *machines.kept_images()], True),
              Program("verdicts", [verdicts, *machines.verdict_words()], True, r"verify|image|program|tables|steps|texts|profile"),
              Program("told", [answers, *machines.TOLD_QUESTIONS, *machines.told_images()], True),
              kept_explanations(work), cases_of_lang(work),
              *(Program(f"reference of {name}", [judge, path], True) for name, path in jobs.items())]
    found += [Program(f"rows of {name}, {seed}", [rows, f"{machines.KEPT}/{name}.qnb", str(count), str(seed)], True, near="batch")
              for name, count, seed in ROWS]
    found += rows_of_all(work, rows) + odd_images(work) if everything else []
    found += [Program(f"rows of {name}, {seed}", [rows, image, "200", str(seed)], True, near="batch")
              for name, image in written_for_rows(work).items() for seed in (1, 3)]
    found.append(Program("rows of kept images", ["/bin/sh", "-c", EACH_TWICE, rows, *machines.kept_images()], True, near="direct"))
    return found
