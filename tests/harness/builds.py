"""Every variant builds, and without a word: gcc, gcc with the sanitizers, clang. All of them write the same images."""
import hashlib
import os
import subprocess

import command

VARIANTS = {
    "gcc": ["all", "build/rows", "build/reference", "build/bytes", "amalgamation", "build/man/libqanun.3", "build/man/libqanunc.3"],
    "gcc with sanitizers": ["SANITIZE=1", "all", "unit"],
    "clang": ["CC=clang", "all", "unit"],
}


COMMANDS = ("build/qanun", "build/asan/qanun", "build/clang/qanun")
PROGRAMS = ("rules/az/payslip.qn", "rules/az/labour/vacation.qn", "stdlib/calendars.qn")


def same_images(report):
    """What each variant writes of a program, byte for byte, and the hash that it tells."""
    for path in PROGRAMS:
        images = set()
        for qanun in COMMANDS:
            status, out, err = command.call(["build", path, "-o", "build/same.qnb"], os.path.join(command.ROOT, qanun))
            with open("build/same.qnb", "rb") as file:
                image = file.read()
            images.add(image)
            report.equal(f"builds: what {qanun} says of the image of {path}",
                         f"0 build/same.qnb: {len(image)} bytes, SHA-256 {hashlib.sha256(image).hexdigest()}\n",
                         f"{status} {out}{err}")
        report.check(f"builds: one image of {path}", len(images) == 1, f"{len(images)} different images")


def run(report):
    for name, arguments in VARIANTS.items():
        line = ["make", "-s", "-k", f"-j{os.cpu_count()}", *arguments]
        done = subprocess.run(line, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              check=False)
        report.check(f"builds with {name}", done.returncode == 0 and not done.stdout, done.stdout)
    same_images(report)
