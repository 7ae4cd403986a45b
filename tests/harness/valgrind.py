"""Valgrind over what is built for use, without the sanitizers: not one error, and nothing left behind.

It sees what they do not: memory that is read before it was written, and the machine code that people run.
Knows which programs are representative, and nothing of what they answer but that they end well."""
import os
import shutil
import subprocess

import command

WORK = os.path.join(command.ROOT, "build", "valgrind")
FOUND = 97  # an exit status that none of the programs has
WATCHED = ("valgrind", "--quiet", f"--error-exitcode={FOUND}", "--leak-check=full", "--show-leak-kinds=all",
           "--errors-for-leak-kinds=all")
PATIENCE = 300

UNITS = ("test_arrow", "test_batch", "test_case", "test_direct", "test_given", "test_recall", "test_vm")
PAYSLIP = ("run", "rules/az/payslip.qn", "net_wage", "--fact", "sector=private_non_oil", "--on", "2026-06-01")
COMMANDS = (
    ("build", "tests/lang/step02.qn", "-o", f"{WORK}/step02.qnb"),
    (*PAYSLIP, "--fact", "gross_wage=3000", "--explain"),
    (*PAYSLIP, "--fact", "gross_wage=3000", "--explain", "--format", "json"),
    PAYSLIP,
    ("test", "rules/az/labour/vacation.qn"),
    ("batch", "rules/az/payslip.qn", "net_wage", "--facts", f"{WORK}/people.csv", "--on", "2026-06-01",
     "--rejected", f"{WORK}/rejected.csv"),
    ("batch", "rules/az/payslip.qn", "net_wage", "--facts", f"{WORK}/people.jsonl", "--on", "2026-06-01",
     "--threads", "2", "--format", "jsonl"),
)
SECTORS = ("private_non_oil", "state", "oil_gas")


def watch(line, given="", ends=(0,)):
    """A program under valgrind: (its words, whether it was clean and ended so, what was said)."""
    done = subprocess.run([*WATCHED, *line], input=given, env=command.ENVIRONMENT, text=True, cwd=command.ROOT,
                          capture_output=True, timeout=PATIENCE, check=False)
    return " ".join(line), done.returncode in ends, f"exit {done.returncode}\n{done.stderr}"


def write_people():
    """A few rows of each form, a known one, an open one and a wrong one among them."""
    wages = [345 + i * 7 for i in range(200)] + ["", "much"]
    with open(f"{WORK}/people.csv", "w", encoding="utf-8") as rows:
        rows.write("sector,gross_wage\n")
        rows.writelines(f"{SECTORS[i % 3]},{wage}\n" for i, wage in enumerate(wages))
    with open(f"{WORK}/people.jsonl", "w", encoding="utf-8") as rows:
        rows.writelines(f'{{"sector": "{SECTORS[i % 3]}", "gross_wage": {wage}}}\n'
                        for i, wage in enumerate(wages[:200]))


def examples():
    """The programs of examples/embed with the library as it is built, and how each is called."""
    image = f"{WORK}/payslip.qnb"
    subprocess.run(["build/qanun", "build", "rules/az/payslip.qn", "-o", image], check=True, capture_output=True)
    calls = {"one_case": ((image, "net_wage", "2026-06-01", "--why", "sector=private_non_oil", "gross_wage=3000"), ""),
             "payroll": ((image, "2026-06-01"), "Leyla private_non_oil 3000\nAysel state 10.005\nRauf state unknown\n"),
             "columns": ((image, "2026-06-01", "5000"), "")}
    for name, (arguments, given) in calls.items():
        place = f"{WORK}/{name}"
        subprocess.run(["gcc", "-std=c99", "-g", "-pthread", "-Iruntime", f"examples/embed/{name}.c",
                        "build/libqanun.a", "-o", place], check=True)
        yield (place, *arguments), given


def run(report):
    if shutil.which("valgrind") is None:
        print("skipped: valgrind: it is not here", flush=True)
        report.count(1, 0)  # a suite counts something
        return
    shutil.rmtree(WORK, ignore_errors=True)
    os.makedirs(WORK)
    write_people()
    jobs = [((f"build/clang/unit/{name}",), "") for name in UNITS]
    jobs += [(("build/qanun", *words), "") for words in COMMANDS]
    jobs += list(examples())
    report.every(jobs, lambda job: [watch(*job, ends=(0, 1) if "--rejected" in job[0] else (0,))])
