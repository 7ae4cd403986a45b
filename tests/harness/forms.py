"""The JSON forms of the command against the schemas of spec/: whether an output fits, and whether the outputs of a suite
use every part of a schema. Knows the names of the schemas, and nothing of what they say."""
import os
import re

import command
import schema

SCHEMAS = schema.Schema(os.path.join(command.ROOT, "spec"))
RUN, CHECK = "run.schema.json", "check.schema.json"


def fits(name, text, file, used):
    """The JSON fits; what it used of the schema is noted."""
    try:
        wrong, parts = SCHEMAS.wrong(file, schema.parse(text))
    except ValueError as error:
        wrong, parts = [str(error)], set()
    used |= parts
    return (f"{name}: fits {file}", wrong == [], "\n".join(wrong[:5]) + "\n" + text[:2000])


def check_closed(report, file, used):
    """Every object of the schema is closed, and every part of it is used by some output."""
    for pointer, part in schema.parts(SCHEMAS.file(file), file + "#"):
        report.check(f"schema: {pointer} is closed", schema.is_closed(part))
        for choice in schema.choices(part, pointer):
            if re.search(r"/(owed|cost)(/|$)", choice):
                continue  # audits.py holds these to their outputs
            report.check(f"schema: {choice} occurs", choice in used or is_frame(part),
                         "no output of the tests has it")


def is_frame(part):
    """A part that only holds definitions judges nothing."""
    return not set(part) - schema.PLAIN
