"""Runs the qanun command and reads its JSON. Knows the exit statuses and where the builds lie."""
import json
import os
import pty
import subprocess

import served

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
NORMAL = os.path.join(ROOT, "build", "qanun")
CHECKED = os.path.join(ROOT, "build", "asan", "qanun")
CLANG = os.path.join(ROOT, "build", "clang", "qanun")

# An exit status that no verb has, so that a report of the sanitizers is never taken for an answer.
SANITIZER_STATUS = 99
# What was given back is kept from use for 16 megabytes, not 256: memory that is used again at once is in the cache,
# and a third of the time of some programs was spent in asking for pages.
ENVIRONMENT = dict(
    os.environ,
    LC_ALL="C",
    XDG_CACHE_HOME=os.path.join(ROOT, "build", "cache"),
    ASAN_OPTIONS=f"exitcode={SANITIZER_STATUS}:detect_leaks=1:quarantine_size_mb=16",
    UBSAN_OPTIONS=f"exitcode={SANITIZER_STATUS}",
)
PATIENCE = 240  # seconds: far more than anything needs beside other suites, for a hang to end the test


class Digits(str):
    """A JSON number exactly as it was written, so that no digit passes through a double."""


def call(arguments, qanun=CHECKED, folder=ROOT, given=None):
    """Runs the command; returns (exit status, standard output, standard error) as text.

    A signal gives a negative status. Bytes that are not UTF-8 are shown, not lost.
    """
    server = served.server_of(qanun)
    if server and len(given or b"") <= served.MOST_INPUT:
        status, out, err = served.call(server, arguments, folder, given, ENVIRONMENT, PATIENCE)
    else:
        done = subprocess.run([qanun, *arguments], cwd=folder, input=given, env=ENVIRONMENT,
                              capture_output=True, timeout=PATIENCE, check=False)
        status, out, err = done.returncode, done.stdout, done.stderr
    return status, out.decode("utf-8", "backslashreplace"), err.decode("utf-8", "backslashreplace")


def healthy(status):
    """Is this one of the statuses that the command promises, and no crash?"""
    return status in (0, 1, 2, 3)


def parse(text):
    """JSON text to values, with numbers as Digits. Raises ValueError."""
    return json.loads(text, parse_float=Digits, parse_int=Digits)


def compact(value):
    """A JSON value as a case writes it: 34, yes, [a, b], {start: 2026-01-01}."""
    if value is True or value is False:
        return "yes" if value else "no"
    if value is None:
        return "none"
    if isinstance(value, list):
        return "[" + ", ".join(map(compact, value)) + "]"
    if isinstance(value, dict) and set(value) == {"start", "end"}:
        return f"{value['start']} " + (f"through {value['end']}" if value["end"] else "onwards")
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k}: {compact(v)}" for k, v in value.items()) + "}"
    return str(value)


def shown(result):
    """One entry of `results` as a case writes it: "= 34 calendar days", "is none: reason"."""
    status = result.get("status")
    if status == "known":
        unit = result.get("unit", "") if isinstance(result.get("value"), Digits) else ""
        gap = "" if unit in ("", "%") else " "
        return "= " + compact(result.get("value")) + gap + unit
    detail = {
        "none": lambda: result.get("reason", ""),
        "error": lambda: result.get("message", ""),
        "unknown": lambda: "needs " + ", ".join(result.get("needs", [])),
        "conflict": lambda: compact(result.get("clauses", [])),
    }.get(status, lambda: compact(result))
    return f"is {status}: {detail()}"


def terminal(what):
    """Both ends of a terminal, or None, said by name, on a machine that has none to give."""
    try:
        return pty.openpty()
    except OSError as missing:
        print(f"skipped: {what}: {missing}", flush=True)
        return None
