"""Gives every input of tests/hostile/inputs.py to the command.

With the normal build each must be answered, by a result or a message, within the limits below; the
time is that of the processor, with slack, so that a busy machine fails no test. With the checked
build it must be answered without a report of the sanitizers.
"""
import os
import re
import subprocess
import sys
import time

import command

sys.path.insert(0, os.path.join(command.ROOT, "tests", "hostile"))
import inputs  # noqa: E402

WORK = os.path.join(command.ROOT, "build", "hostile")
SLACK = 3
SECONDS, MEGABYTES = 0.1, 64
LARGE_SECONDS, LARGE_MEGABYTES = 1.5, 1024


def measured(arguments, qanun):
    """Runs a command; returns (status, all it printed, processor seconds, megabytes)."""
    shown = os.path.join(WORK, f"out.{os.getpid()}.{time.monotonic_ns()}")
    with open(shown, "wb") as out:
        process = subprocess.Popen([qanun, *arguments], stdout=out, stderr=out,
                                   stdin=subprocess.DEVNULL, env=command.ENVIRONMENT)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    with open(shown, "rb") as out:
        text = out.read(200_000).decode("utf-8", "backslashreplace")
    os.remove(shown)
    return process.returncode, text, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def place(one, number):
    """Writes an input into the work folder; returns the command line."""
    ending = {"program": "qn", "facts": "json", "image": "qnb"}[one.what]
    path = os.path.join(WORK, f"{number}.{ending}")
    with open(path, "wb") as out:
        for part in one.content() if callable(one.content) else [one.content]:
            out.write(part)
    if one.what == "facts":
        return ["run", os.path.join(WORK, "facts.qn"), *one.arguments, "--facts", path]
    return ["run", path, *one.arguments, "--on", "2026-06-01"]


def decide(job):
    """One input, with both builds."""
    number, one = job
    line = place(one, number)
    status, text, seconds, megabytes = measured(line, command.NORMAL)
    most = LARGE_SECONDS if one.large else SECONDS
    room = LARGE_MEGABYTES if one.large else MEGABYTES
    found = [
        (f"hostile: {one.name}: is answered", command.healthy(status) and text.strip() != "",
         f"exit {status}\n{text[:2000]}"),
        (f"hostile: {one.name}: says {one.answer}", re.search(one.answer, text), text[:2000]),
        (f"hostile: {one.name}: in time", seconds <= most * SLACK, f"{seconds:.2f} s"),
        (f"hostile: {one.name}: in memory", megabytes <= room, f"{megabytes:.0f} MB"),
    ]
    if not one.large:
        status, text, _, _ = measured(line, command.CHECKED)
        found.append((f"hostile: {one.name}: without a fault", command.healthy(status),
                      f"exit {status}\n{text[:3000]}"))
    return found


def run(report):
    os.makedirs(WORK, exist_ok=True)
    program = os.path.join(WORK, "facts.qn")
    with open(program, "wb") as out:
        out.write(inputs.FACTS_PROGRAM)
    jobs = [*inputs.programs(), *inputs.facts()]
    image = os.path.join(WORK, "facts.qnb")
    status, _, err = command.call(["build", program, "-o", image])
    report.check("hostile: an image to damage", status == 0, err)
    if status == 0:
        with open(image, "rb") as bytes_of_image:
            jobs += inputs.images(bytes_of_image.read())
    report.every(enumerate(jobs), decide)
