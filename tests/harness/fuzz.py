"""The targets of tests/fuzz without a fuzzer: all that was ever found, the corpora, and so many mutants of
them, the same each time, under the sanitizers; and hostile images by the byte, with the build for use, since
there are millions of them. What was counted is added to build/trust/fuzz.jsonl."""
import glob
import os
import re
import subprocess
import time

import command
import trust

HERE = "tests/fuzz"
WORK = "build/fuzz/images"
PATIENCE = 900  # seconds

# Mutants of each file of a corpus.
MUTANTS = {"text": 60, "image": 25, "facts": 400, "receipt": 400, "together": 400}

# Small images of which every byte is tried, and of all others each so many-th mutant.
SMALL = ("first_value_behind_a_condition", "step05_sets", "step10_inverse")
EVERY, EVERY_CHECKED = 4001, 40009


def build_images():
    """An image of each program of tests/lang that is one; their paths by name."""
    os.makedirs(WORK, exist_ok=True)
    made = {}
    for source in sorted(glob.glob("tests/lang/*.qn")):
        name = os.path.basename(source)[:-3]
        path = f"{WORK}/{name}.qnb"
        if command.call(["build", source, "-o", path], command.NORMAL)[0] == 0:
            made[name] = path
    return made


def corpus(target, images):
    """What the mutants of a target are made from."""
    if target == "image":
        return [images[name] for name in sorted(images) if os.path.getsize(images[name]) < 6000][::3]
    if target == "text":
        return sorted(glob.glob("tests/lang/*.qn"))[::3]
    return sorted(glob.glob(f"{HERE}/corpus/{target}/*"))


def run_program(line):
    """(whether it ended well, inputs or mutants that it counted, sound ones, what it printed)."""
    done = subprocess.run(line, env=command.ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          timeout=PATIENCE, check=False)
    said = done.stdout.decode("utf-8", "backslashreplace")
    counts = [int(n) for n in re.findall(r"^(\d+) (?:inputs|mutants)", said, re.M)]
    sound = [int(n) for n in re.findall(r"(\d+) sound$", said, re.M)]
    return done.returncode == 0, sum(counts), sum(sound), said


def replay(job):
    """One target over files, or their mutants."""
    name, line = job
    good, count, _, said = run_program(line)
    return [(f"fuzz: {name}", good and count > 0, said[-3000:])], count


def jobs(images):
    for target, mutants in MUTANTS.items():
        program = f"build/asan/fuzz/{target}"
        for path in sorted(glob.glob(f"{HERE}/found/{target}/*")):
            yield f"{target}: found: {os.path.basename(path)}", [program, path]
        files = corpus(target, images)
        yield f"{target}: the corpus", [program, *files]
        yield f"{target}: mutants", [program, "--mutants", str(mutants), *files]


def try_bytes(report, images):
    """Hostile images, byte by byte; how many there were."""
    small = [images[name] for name in SMALL]
    rest = [path for path in images.values() if path not in small]
    total = 0
    for what, line in (("each byte of small images", ["build/bytes", *small]),
                       ("bytes of all images", ["build/bytes", "--every", str(EVERY), *rest]),
                       ("bytes of all images, under the sanitizers",
                        ["build/asan/bytes", "--every", str(EVERY_CHECKED), *small, *rest])):
        good, count, sound, said = run_program(line)
        wrong = re.findall(r"^(?!\d+ mutants).*", said, re.M)
        report.check(f"fuzz: {what}", good and 0 < sound < count, "\n".join(wrong)[-3000:])
        total += count
    report.check("fuzz: enough hostile images", total >= 2_000_000, f"{total}")
    return total


def run(report):
    images = build_images()
    began, inputs, failed = time.monotonic(), 0, report.failed
    for job in jobs(images):
        found, count = replay(job)
        inputs += count
        for one in found:
            report.check(*one)
    trust.count("fuzz", "P2", "mutants of fuzz targets", inputs, time.monotonic() - began, "0..", report.failed - failed)
    began, failed = time.monotonic(), report.failed
    mutants = try_bytes(report, images)
    trust.count("fuzz", "P2", "hostile images", mutants, time.monotonic() - began, "every byte", report.failed - failed)
    report.count(mutants, 0)
