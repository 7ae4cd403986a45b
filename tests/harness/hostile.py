"""Gives every input of tests/hostile/inputs.py to the command.

With the normal build each must be answered, by a result or a message, within the limits below; the
time is that of the processor, with slack, so that a busy machine fails no test. With the checked
build it must be answered without a report of the sanitizers.
"""
import itertools
import os
import re
import subprocess
import sys
import threading
import time

import command

sys.path.insert(0, os.path.join(command.ROOT, "tests", "hostile"))
import inputs  # noqa: E402

WORK = os.path.join(command.ROOT, "build", "hostile")
SLACK = 3
SECONDS, MEGABYTES = 0.1, 64
LARGE_SECONDS, LARGE_MEGABYTES = 1.5, 1024


# Keeps a fault of the normal build from taking the machine's memory: 4 GB of addresses.
LIMITED = ("/bin/sh", "-c", 'ulimit -v 4194304; exec "$0" "$@"')


def measured(arguments, qanun, launcher=()):
    """Runs a command; returns (status, all it printed, processor seconds, megabytes)."""
    shown = os.path.join(WORK, f"out.{os.getpid()}.{time.monotonic_ns()}")
    with open(shown, "wb") as out:
        process = subprocess.Popen([*launcher, qanun, *arguments], stdout=out, stderr=out,
                                   stdin=subprocess.DEVNULL, env=command.ENVIRONMENT)
        guard = threading.Timer(command.PATIENCE, process.kill)
        guard.start()
        _, status, used = os.wait4(process.pid, 0)
        guard.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
    with open(shown, "rb") as out:
        text = out.read(200_000).decode("utf-8", "backslashreplace")
    os.remove(shown)
    return process.returncode, text, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def placed(stem, groups):
    """Writes the inputs into the work folder and forgets their bytes, because a child's memory is
    counted from its parent's; returns (command line, input) of each."""
    return [(place(one, f"{stem}{number}"), one._replace(content=None))
            for number, one in enumerate(itertools.chain(*groups))]


def place(one, stem):
    """Writes an input into the work folder; returns the command line."""
    path = os.path.join(WORK, stem + "." + {"program": "qn", "facts": "json", "image": "qnb"}[one.what])
    with open(path, "wb") as out:
        for part in one.content() if callable(one.content) else [one.content]:
            out.write(part)
    if one.what == "facts":
        return ["run", os.path.join(WORK, "facts.qn"), *one.arguments, "--facts", path]
    return ["run", path, *one.arguments, "--on", "2026-06-01"]


def decide(job):
    """One input, with both builds."""
    line, one = job
    status, text, seconds, megabytes = measured(line, command.NORMAL, LIMITED)
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
    jobs = placed("input", [inputs.programs(), inputs.facts()])
    image = os.path.join(WORK, "facts.qnb")
    status, _, err = command.call(["build", program, "-o", image])
    report.check("hostile: an image to damage", status == 0, err)
    if status == 0:
        with open(image, "rb") as bytes_of_image:
            jobs += placed("image", [inputs.images(bytes_of_image.read())])
    report.every(jobs, decide)
