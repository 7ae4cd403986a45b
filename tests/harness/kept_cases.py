"""The cases of tests/lang from images that are built already, by one command: the first that is answered otherwise is
printed, and ends it. Knows what the suite `lang` knows, and nothing of who asks.

    tests/harness/kept_cases.py QANUN FOLDER"""
import os
import sys

import cases
import command
import lang


def image_of(path, folder):
    """Where the image of a program lies."""
    return os.path.join(folder, path.replace("/", "_") + "b")


def build(folder):
    """Builds the images by the plain command."""
    os.makedirs(folder, exist_ok=True)
    for path in lang.with_cases():
        status, _, said = command.call(["build", path, "-o", image_of(path, folder)], command.NORMAL)
        if status != 0:
            raise RuntimeError(said)


def first_wrong(qanun, folder):
    """What is wrong of the first answer that is, or None."""
    for path, beside in lang.with_cases().items():
        for case in cases.read_file(beside):
            for name, right, detail in cases.decide(case, image_of(path, folder), "image", qanun=qanun):
                if not right:
                    return f"{name}\n{detail}"
    return None


if __name__ == "__main__":
    os.chdir(command.ROOT)
    sys.exit(first_wrong(*sys.argv[1:]))
