#!/usr/bin/env python3
"""Runs the fuzzers for as long as one likes.

    tests/fuzz/soak.py MINUTES [TARGET...]

Builds the targets for libFuzzer, and for AFL++, where a compiler for them is installed, gives each target its
part of the time, and adds what was counted to build/trust/fuzz.jsonl. The exit status is 1 if anything was
found; each find lies in build/fuzzed/finds.
"""
import glob
import os
import re
import shutil
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tests", "harness"))
sys.dont_write_bytecode = True

import command  # noqa: E402
import fuzz  # noqa: E402
import trust  # noqa: E402

WORK = "build/fuzzed"
FINDS = f"{WORK}/finds"
PROBE = "#include <stddef.h>\nint LLVMFuzzerTestOneInput(const unsigned char *d, size_t n);\n" \
        "int LLVMFuzzerTestOneInput(const unsigned char *d, size_t n) { return d && n ? 0 : 0; }\n"


def has_libfuzzer(compiler):
    """Whether the compiler is there and has the library of libFuzzer."""
    if shutil.which(compiler) is None:
        return False
    line = [compiler, "-fsanitize=fuzzer,address,undefined", "-x", "c", "-", "-o", f"{WORK}/probe"]
    return subprocess.run(line, input=PROBE.encode(), capture_output=True, check=False).returncode == 0


def build(compiler, kind):
    line = ["make", "-s", "-j2", f"CC={compiler}", f"FUZZER={kind}", "CFLAGS=-w", "targets"]
    return subprocess.run(line, check=False).returncode == 0


def seeds(target):
    """The folder in which the corpus of a target grows."""
    folder = f"{WORK}/corpus/{target}"
    os.makedirs(folder, exist_ok=True)
    files = fuzz.corpus(target, fuzz.build_images() if target == "image" else {})
    for path in [*files, *glob.glob(f"{fuzz.HERE}/found/{target}/*")]:
        shutil.copy(path, folder)
    return folder


def by_libfuzzer(target, seconds):
    """(inputs, finds)."""
    line = [f"build/libfuzzer/fuzz/{target}", f"-max_total_time={seconds}", "-timeout=20", "-rss_limit_mb=3000", "-max_len=16384",
            f"-artifact_prefix={FINDS}/{target}-", "-print_final_stats=1", seeds(target)]
    before = set(os.listdir(FINDS))
    done = subprocess.run(line, capture_output=True, env=command.ENVIRONMENT, check=False)
    said = done.stderr.decode("utf-8", "backslashreplace")
    count = re.search(r"number_of_executed_units:\s*(\d+)", said)
    found = sorted(set(os.listdir(FINDS)) - before)
    if found:
        print(f"FOUND {target}: {FINDS}/{found[0]}\n{said[-3000:]}", flush=True)
    return int(count[1]) if count else 0, len(found)


def by_afl(target, seconds):
    """(inputs, finds); AFL++ changes bytes, without the mutators of the targets."""
    out = f"{WORK}/afl/{target}"
    shutil.rmtree(out, ignore_errors=True)
    os.makedirs(os.path.dirname(out), exist_ok=True)
    environment = dict(command.ENVIRONMENT, AFL_NO_UI="1", AFL_SKIP_CPUFREQ="1", AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES="1",
                       AFL_NO_AFFINITY="1", ASAN_OPTIONS="abort_on_error=1:symbolize=0:detect_leaks=0:quarantine_size_mb=16")
    line = ["afl-fuzz", "-V", str(seconds), "-t", "5000", "-i", seeds(target), "-o", out, "--", f"build/afl/fuzz/{target}", "@@"]
    done = subprocess.run(line, capture_output=True, env=environment, check=False)
    statistics = f"{out}/default/fuzzer_stats"
    if not os.path.exists(statistics):
        print(f"AFL++ did not run: {(done.stdout + done.stderr)[-600:].decode('utf-8', 'backslashreplace')}", flush=True)
        return 0, 0
    with open(statistics, encoding="utf-8") as lines:
        numbers = dict(re.findall(r"^(\w+)\s*: (\d+)$", lines.read(), re.M))
    for path in glob.glob(f"{out}/default/crashes/id*"):
        shutil.copy(path, f"{FINDS}/{target}-afl-{os.path.basename(path)[:9].replace(':', '')}")
        print(f"FOUND {target}: {path}", flush=True)
    return int(numbers.get("execs_done", 0)), int(numbers.get("saved_crashes", 0))


def machines():
    """The fuzzers that can be built here: name and function."""
    compiler = next((name for name in ("clang", "clang-19", "clang-14") if has_libfuzzer(name)), None)
    if compiler is None:
        print("skipped: libFuzzer: no clang with libclang-rt is installed")
    elif build(compiler, "libfuzzer"):
        yield "libFuzzer", by_libfuzzer
    if shutil.which("afl-clang-fast") is None or shutil.which("afl-fuzz") is None:
        print("skipped: AFL++: it is not installed")
    elif build("afl-clang-fast", "afl"):
        yield "AFL++", by_afl


def main(arguments):
    os.chdir(ROOT)
    os.makedirs(FINDS, exist_ok=True)
    targets = arguments[1:] or list(fuzz.MUTANTS)
    pairs = [(machine, work, target) for machine, work in machines() for target in targets]
    each = int(60 * float(arguments[0] if arguments else 1) / max(1, len(pairs)))
    found = 0
    for machine, work, target in pairs:
        began = time.monotonic()
        count, finds = work(target, max(5, each))
        trust.count("fuzz", "P2", f"{machine}, target {target}", count, time.monotonic() - began, "", finds)
        print(f"{machine} {target}: {count} inputs, {finds} finds", flush=True)
        found += finds
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
