"""The corpus under rules/: every file is clean, its examples hold, and it is in its one form."""
import glob

import command


def decide(path):
    """What one file of the corpus must satisfy."""
    status, out, err = command.call(["check", path])
    found = [(f"{path}: check is clean", status == 0, out + err)]
    status, out, err = command.call(["test", path])
    found.append((f"{path}: examples hold", status == 0, out + err))
    status, out, err = command.call(["fmt", "--check", path])
    found.append((f"{path}: is in its one form", status == 0, out + err))
    return found


def run(report):
    report.every(sorted(glob.glob("rules/**/*.qn", recursive=True)), decide)
