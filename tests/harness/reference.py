"""The reference evaluator of tests/reference against the product, rule by rule and both ways: all
programs of tests/lang with their cases, those of the pages of spec/ with their tables, the files of
rules/ and stdlib/ with their examples, and random programs of tests/random with the same programs as
`qanun fmt` writes them. Each also with cases chosen at random, at the ends of what is declared.
The images of the random programs are written, read and asked in batches by tests/columns: all
kernels, blocks of several sizes, against the machine. What all programs together need not reach is
kept in tests/reference/unreached."""
import concurrent.futures
import glob
import os
import re
import subprocess
import sys
import time

import cases
import command
import docs
import lang
import rows
import trust

sys.path.insert(0, os.path.join(command.ROOT, "tests", "random"))

import generate  # noqa: E402
import walks  # noqa: E402

TOOL = "build/reference"
WORK = "build/referred"
SEEDS = range(5001, 5101)
ROWS = 24
CASES = 40  # at most, of each random program
STEPS = 300  # cases more of which the machine alone is asked, and its steps are counted
RUNS, ANSWERS = 1_000_000, 200_000  # as many as are promised, at least
# Random programs that are left out: what is not mended yet, and what the reference takes a minute for.
LEFT_OUT = {
    "walks5006": "four seconds for two cases", "walks5073": "a minute, for what completes three cases",
}
LAW = ["stdlib/*.qn", "rules/az/tax/*.qn", "rules/az/labour/vacation.qn"]
ALL_LAW = ["rules/**/*.qn", "rules/**/*.qn.md", "stdlib/*.qn"]
# Nodes and operations that no program of the tests has to reach, with the reason.
UNREACHED = "tests/reference/unreached"


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
        program = ""
        for number, match in enumerate(docs.FENCE.finditer(content)):
            kind, block, table = match.groups()
            if kind in ("console", "qanun-error"):
                continue
            program = block if kind == "qanun" else program + "\n" + block
            path = f"{WORK}/{page.replace('/', '_')}.{number}.qn"
            with open(path, "w", encoding="utf-8") as out:
                out.write(program)
            where = f"{page}:{content.count(chr(10), 0, match.start()) + 1}"
            yield path, docs.table_cases(table, program, where) if table.strip() else []


def jobs_of(programs, count):
    lines = []
    for path, found in programs:
        lines += [f"program {path}", "examples", f"random {count}"]
        for case in found:
            lines += job(case)
    return lines + ["reached"]


def jobs_of_law(patterns=LAW):
    """The standard library and some statutes; tests/random/soak.py takes all of rules/."""
    files = [path for pattern in patterns for path in sorted(glob.glob(pattern, recursive=True))]
    return ["own"] + jobs_of([(path, []) for path in files], 0)


def random_programs(seeds):
    """Writes the programs of seeds; their paths."""
    paths = []
    for seed in seeds:
        for kind, maker in (("rules", generate.Program), ("walks", walks.Program)):
            if f"{kind}{seed}" in LEFT_OUT:
                continue
            paths.append(f"{WORK}/{kind}{seed}.qn")
            with open(paths[-1], "w", encoding="utf-8") as out:
                out.write(maker(seed).text())
    return paths


def jobs_of_seeds(seeds, count):
    """Random programs, each also as `qanun fmt` writes it."""
    paths, counted = [], []
    for path in random_programs(seeds):
        counted += [f"program {path}", f"steps {STEPS}"]
        formatted = command.call(["fmt", "--stdout", path], command.NORMAL)[1]
        again = path.replace(".qn", ".fmt.qn")
        with open(again, "w", encoding="utf-8") as out:
            out.write(formatted)
        paths += [(path, []), (again, [])]
    return counted + jobs_of(paths, count)


def evaluate(part, seconds=None):
    """Runs the tool on the jobs of a part; its status, None where it takes longer, and its output."""
    name, lines = part
    with open(f"{WORK}/{name}.jobs", "w", encoding="utf-8") as out:
        out.write("\n".join(lines) + "\n")
    try:
        done = subprocess.run([TOOL, f"{WORK}/{name}.jobs"], capture_output=True, text=True, check=False, timeout=seconds)
    except subprocess.TimeoutExpired:
        return name, None, f"{name}: not within {seconds} s"
    return name, done.returncode, done.stdout + done.stderr


def batches(path):
    """The image of a random program, asked for rows; None where the program is refused."""
    image = f"{path}b"
    if command.call(["build", path, "-o", image], command.NORMAL)[0] != 0:
        return [(f"{path}: batches", os.path.exists(path), "it is not there")]
    found = [rows.compare(rows.NORMAL, image, ROWS, seed) for seed in (1, 3)]
    return [(f"{path}: batches", same, said) for same, _, said in found]


def reached(outputs):
    """What was reached, and how often."""
    counts = {}
    for text in outputs:
        for count, what in re.findall(r"^reached (\d+) (.*)$", text, re.M):
            counts[what] = counts.get(what, 0) + int(count)
    return counts


def unreached():
    """What need not be reached: lines `WHAT: reason`."""
    with open(UNREACHED, encoding="utf-8") as lines:
        return {line.split(":")[0].strip() for line in lines if line.strip() and line[0] != "#"}


def take(report, name, status, text):
    """Counts the answers of one part; a disagreement is shown with its case."""
    total = re.search(r"(\d+) programs .* (\d+) answers: .*; (\d+) disagreements", text)
    report.check(f"{name}: the tool ran", total and status in (0, 1), text[-2000:])
    if total:
        report.count(int(total[2]) - int(total[3]), int(total[3]))
    shown = re.findall(r"^(DIFFERS .*)\n(.*)$", text, re.M)
    for line, case in shown[:10]:
        print(f"FAILED {line[:600]}\n    {case[:1500]}", flush=True)


# What trust.json is told of the answers that were compared, beside those themselves: the promise, the machine, the words.
FIGURES = (("P1", "steps of answers", "within their steps"), ("P1", "steps of the machine alone", "runs"),
           ("P4", "answers of the machine and of the direct way", "ways"), ("P4", "explanations", "explained"), ("P4", "duties", "duties"),
           ("P4", "open cases completed", "completed"), ("P4", "answers of used cases and of new ones", "renewed"))


def tell_figures(texts, seconds):
    """What the parts have counted, for trust.json."""
    seeds = f"{SEEDS.start}..{SEEDS.stop - 1}"
    compared = {name: int((re.search(r"(\d+) answers", text) or [0, 0])[1]) for name, text in texts}
    found = sum(int(n) for _, text in texts for n in re.findall(r"(\d+) disagreements", text))
    trust.count("reference", "P4", "answers of random programs", compared.pop("random"), seconds, seeds, found)
    trust.count("reference", "P4", "answers of the corpus and the pages", sum(compared.values()), seconds, "", 0)
    for promise, machine, words in FIGURES:
        count = sum(int(n) for _, text in texts for n in re.findall(rf"(\d+) {words}", text))
        trust.count("reference", promise, machine, count, seconds, seeds, 0)


def run(report):
    os.makedirs(WORK, exist_ok=True)
    began = time.monotonic()
    parts = [("lang", jobs_of(programs_of_lang(), 3)), ("pages", jobs_of(programs_of_pages(), 3)),
             ("law", jobs_of_law()), ("random", jobs_of_seeds(SEEDS, CASES))]
    texts = []
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for name, status, text in pool.map(evaluate, parts):
            texts.append((name, text))
            take(report, name, status, text)
    for words, least in (("answers", ANSWERS), ("runs", RUNS)):
        count = int((re.search(rf"(\d+) {words}", dict(texts)["random"]) or [0, 0])[1])
        report.check(f"as many {words} of random programs as are promised", count >= least, f"{count} of {least}")
    report.every(random_programs(SEEDS), batches)
    tell_figures(texts, time.monotonic() - began)
    counts, allowed = reached(text for _, text in texts), unreached()
    for what, count in sorted(counts.items()):
        report.check(f"reached: {what}", count > 0 or what in allowed, "nothing in the tests reaches it")
        report.check(f"unreached: {what}", count == 0 or what not in allowed, f"it is reached: take it out of {UNREACHED}")
