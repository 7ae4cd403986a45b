"""Defects planted in the product are found. The list of tests/planted is up to date: what each is to change stands
once in its file, every part has some, and ten of the machine and the compiler are for the kept results to find. Two
of them are planted here, one of the machine and one of the compiler; `make planted` plants all.

Knows how the list is held against the tree; how a defect is planted, tests/planted/plant knows."""
import collections
import importlib.machinery
import importlib.util
import os
import re
import subprocess
import sys

import command

PLANT = os.path.join(command.ROOT, "tests", "planted", "plant")
# What is planted in every run of the tests: the kept results find them, and are the cheapest to ask.
FEW = ("half a coin is rounded down", "`>=` is `>`")


def load():
    """The driver as a module; it has no ending, since people call it."""
    loader = importlib.machinery.SourceFileLoader("plant", PLANT)
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("plant", loader))
    loader.exec_module(module)
    return module


def check_list(report, driver):
    found = driver.defects()
    with open(os.path.join(os.path.dirname(PLANT), "defects"), encoding="utf-8") as text:
        report.equal("planted: every entry of the list is read", len(re.findall(r"^\[", text.read(), re.M)), len(found))
    for one in found:
        report.equal(f"planted: {one.part}: {one.name}: its place in {one.path}", 1, one.places())
        report.check(f"planted: {one.part}: {one.name}: it changes something", one.old != one.new)
    parts = collections.Counter(one.part for one in found)
    report.check("planted: two of each part at least", all(parts[part] >= 2 for part in driver.PARTS), parts)
    kept = [one for one in found if "kept" in one.finders]
    report.check("planted: the kept results find ten", len(kept) >= 10, [one.name for one in kept])


def check_few(report):
    """They are found; and where nothing is planted nothing is found, since the same results are kept."""
    for name in FEW:
        done = subprocess.run([sys.executable, "-B", PLANT, name], cwd=command.ROOT, text=True, check=False,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        report.check(f"planted: {name}", done.returncode == 0 and "    found by kept" in done.stdout, done.stdout)


def run(report):
    check_list(report, load())
    check_few(report)
