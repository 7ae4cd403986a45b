"""Every variant builds, and without a word: gcc, gcc with the sanitizers, clang. All of them write the same images."""
import hashlib
import os
import subprocess

import command
import served

VARIANTS = {
    "gcc": ["all", "build/serve", "build/rows", "build/reference", "build/bytes", "amalgamation", "build/man/libqanun.3", "build/man/libqanunc.3"],
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


# Lines for the server of tests/serve, with the standard input: each is answered as the command itself does.
LINES = (
    (["--version"], None), (["no such verb"], None), (["check", "-"], "a : integer = 1\nb : integer = c\n".encode()),
    (["run", "vacation.qn", "vacation", "--on", "2026-06-01", "--fact", "category=other"], None),
    (["run", "no file.qn"], b""), (["ask", "vacation.qn", "vacation", "--on", "2026-06-01"], b"?\n\n"),
)


def same_served(report):
    """A server answers as the command does, one line after the other, and the sanitizers see what goes wrong in it."""
    folder = os.path.join(command.ROOT, "rules", "az", "labour")
    for words, given in LINES:
        done = subprocess.run([command.CHECKED, *words], cwd=folder, input=given, env=command.ENVIRONMENT,
                              capture_output=True, check=False)
        report.equal(f"builds: {' '.join(words)}, served", (done.returncode, done.stdout.decode(), done.stderr.decode()),
                     command.call(words, folder=folder, given=given))
    report.check("builds: a server is asked", served.server_of(command.CHECKED) is not None)
    for fault, words in (("--leak", "LeakSanitizer: detected memory leaks"), ("--overrun", "heap-buffer-overflow")):
        status, _, err = command.call([fault])
        report.check(f"builds: {fault} is seen where it is served", status == command.SANITIZER_STATUS and words in err,
                     f"exit {status}\n{err}")


def run(report):
    for name, arguments in VARIANTS.items():
        line = ["make", "-s", "-k", f"-j{os.cpu_count()}", *arguments]
        done = subprocess.run(line, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              check=False)
        report.check(f"builds with {name}", done.returncode == 0 and not done.stdout, done.stdout)
    same_images(report)
    same_served(report)
