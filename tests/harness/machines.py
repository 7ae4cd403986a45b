"""The library on other machines, by other compilers: tests/machines asks programs for everything the
library tells of invented cases, and of images that somebody has changed, and hashes it. All builds
must give the hashes that are kept, for s390x, which is big-endian, and 32-bit arm, under qemu-user.
What is not installed is skipped by name."""
import glob

KEPT = "tests/machines/kept"
HASHES = "tests/machines/hashes"
ANSWERS = sorted(glob.glob("tests/machines/answers/*.c"))
VERDICTS = ["tests/machines/verdicts/verdicts.c"]
QUESTIONS = ["12", "60", "1", "1"]  # cases, rows, seed, threads
STRIDE = "3"
CHANGED = ("workload", "step16", "periods_unknown", "lists_aggregates", "step18_sequences", "span_bands")


def kept_images():
    return sorted(glob.glob(f"{KEPT}/*.qnb"))


def verdict_words():
    return [STRIDE, *(f"{KEPT}/{name}.qnb" for name in CHANGED)]
