"""Every variant builds, and without a word: gcc, gcc with the sanitizers, clang."""
import os
import subprocess

VARIANTS = {
    "gcc": ["all"],
    "gcc with sanitizers": ["SANITIZE=1", "all", "unit"],
    "clang": ["CC=clang", "all", "unit"],
}


def run(report):
    for name, arguments in VARIANTS.items():
        line = ["make", "-s", "-k", f"-j{os.cpu_count()}", *arguments]
        done = subprocess.run(line, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              check=False)
        report.check(f"builds with {name}", done.returncode == 0 and not done.stdout, done.stdout)
