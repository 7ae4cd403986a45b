"""The corpus under rules/: every file is clean, its examples hold, and formatting it is stable."""
import glob

import command


def decide(path):
    """What one file of the corpus must satisfy."""
    status, out, err = command.call(["check", path])
    found = [(f"{path}: check is clean", status == 0, out + err)]
    status, out, err = command.call(["test", path])
    found.append((f"{path}: examples hold", status == 0, out + err))
    once = command.call(["fmt", path])[1]
    again = command.call(["fmt", "-"], given=once.encode())[1]
    found.append((f"{path}: formatting twice changes nothing", once != "" and once == again, again))
    return found


def run(report):
    report.every(sorted(glob.glob("rules/**/*.qn", recursive=True)), decide)
