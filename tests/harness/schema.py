"""Holds JSON values against the schemas of spec/: the part of JSON Schema (draft 2020-12) that they
use, and a refusal of every keyword beyond it, so that none is passed over in silence.

Numbers are command.Digits, so that their form can be judged too. Knows nothing of Qanun.
"""
import json
import os
import re

from command import Digits

# Keywords that judge nothing.
PLAIN = {"$schema", "$defs", "title", "description"}
KINDS = {"object": dict, "array": list, "boolean": bool, "string": str, "null": type(None)}
SINGLES_MAX = 200_000  # of which it is kept what came of them
DECIMAL = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?")


def is_type(value, name):
    """Is the value of that type? A number is an exact decimal without an exponent."""
    if name in ("number", "integer"):
        return (isinstance(value, Digits) and DECIMAL.fullmatch(value) is not None
                and (name == "number" or "." not in value))
    return isinstance(value, KINDS[name]) and not isinstance(value, Digits)


class Node(dict):
    """An object that is not changed. Equal ones of a text are one, and what was found of it is kept: explanations
    tell the same of many rules, a receipt of 5 megabytes a few thousand different things."""
    __slots__ = "judged", "form"

    def __init__(self, members):
        super().__init__(members)
        self.judged = {}  # what came of it, by the pointer of a schema
        self.form = None  # what another made of it


def identity(value):
    """What is equal for values that are equal, where equal objects are one."""
    if isinstance(value, list):
        return tuple(map(identity, value))
    return id(value) if isinstance(value, Node) else (value.__class__, value)


def parse(text):
    """JSON text to values that are not changed, with numbers as Digits. A member that stands twice would hide one of its
    values, and is an error. Raises ValueError."""
    known = {}

    def object_of(members):
        key = tuple([(name, identity(value)) for name, value in members])
        if key not in known:
            known[key] = found = Node(members)
            if len(found) != len(members):
                raise ValueError(f"a member stands twice: {[name for name, _ in members]}")
        return known[key]

    return json.loads(text, parse_float=Digits, parse_int=Digits, object_pairs_hook=object_of)


class Outcome:
    """What came of one schema and one value: what is wrong, which members and items were judged,
    and which parts of the schema had a say."""
    __slots__ = "wrong", "judged", "used"

    def __init__(self, wrong=()):
        self.wrong, self.judged, self.used = list(wrong), set(), set()

    def take(self, other, judged=True):
        """Adds what came of a part of the schema; judged: it was about the same value."""
        if other.wrong:
            self.wrong += other.wrong
        self.used |= other.used
        if judged:
            self.judged |= other.judged


class Schema:
    """The schemas of a folder. A pointer names a part of one: run.schema.json#/$defs/rule."""

    def __init__(self, folder):
        self.folder, self.files, self.plans = folder, {}, {}
        self.judged = {}  # what came of single values that fit, by the pointer, the class and the value

    def file(self, name):
        if name not in self.files:
            with open(os.path.join(self.folder, name), encoding="utf-8") as text:
                self.files[name] = json.load(text)
        return self.files[name]

    def part(self, pointer):
        """The schema at a pointer."""
        name, _, path = pointer.partition("#")
        found = self.file(name)
        for step in path.split("/")[1:]:
            found = found[int(step) if isinstance(found, list) else step]
        return found

    def wrong(self, name, value):
        """What keeps the value from fitting the schema of a file, as texts; and what was used."""
        outcome = self.judge(f"{name}#", value, "")
        return outcome.wrong, outcome.used

    def plan(self, pointer):
        """The schema at a pointer, and what judges by it, unevaluatedProperties last. It is asked for thousands of times."""
        if pointer not in self.plans:
            schema = self.part(pointer)
            keys = () if isinstance(schema, bool) else schema
            for key in keys:
                if key not in PLAIN and key not in JUDGES:
                    raise ValueError(f"{pointer}: the keyword {key} is not known here")
            self.plans[pointer] = schema, [judge for key, judge in JUDGES.items() if key in keys]
        return self.plans[pointer]

    def judge(self, pointer, value, at):
        """Judges the value that stands at `at` by the schema at the pointer; of equal parts of a text the first, for all."""
        is_node = isinstance(value, Node)
        if not is_node and isinstance(value, (dict, list)):
            return self.judge_new(pointer, value, at)
        known = value.judged if is_node else self.judged
        key = pointer if is_node else (pointer, value.__class__, value)
        found = known.get(key)
        if found is None:
            found = self.judge_new(pointer, value, at)
            if is_node or (not found.wrong and len(known) < SINGLES_MAX):
                known[key] = found
        return found

    def judge_new(self, pointer, value, at):
        schema, judges = self.plan(pointer)
        if isinstance(schema, bool):
            return Outcome([] if schema else [f"{at}: nothing may stand here"])
        outcome = Outcome()
        if judges:
            outcome.used.add(pointer)
        for judge in judges:
            judge(self, pointer, schema, value, at, outcome)
        return outcome


def judge_ref(x, pointer, schema, value, at, outcome):
    there = schema["$ref"]
    name = pointer.partition("#")[0]
    whole = name + there if there[0] == "#" else there if "#" in there else there + "#"
    outcome.take(x.judge(whole, value, at))


def judge_type(_, __, schema, value, at, outcome):
    names = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if not any(is_type(value, name) for name in names):
        outcome.wrong.append(f"{at}: {value!r} is no {' or '.join(names)}")


def judge_const(_, pointer, schema, value, at, outcome):
    outcome.used.add(pointer + "/const")
    if value is not schema["const"] and (isinstance(schema["const"], bool)
                                         or value != schema["const"]):
        outcome.wrong.append(f"{at}: {value!r} is not {schema['const']!r}")


def judge_enum(_, pointer, schema, value, at, outcome):
    if isinstance(value, Digits) or value not in schema["enum"]:
        outcome.wrong.append(f"{at}: {value!r} is none of {schema['enum']}")
    else:
        outcome.used.add(f"{pointer}/enum/{schema['enum'].index(value)}")


def judge_pattern(_, __, schema, value, at, outcome):
    if isinstance(value, str) and not re.search(schema["pattern"], value):
        outcome.wrong.append(f"{at}: {value!r} does not match {schema['pattern']}")


def judge_minimum(_, __, schema, value, at, outcome):
    if isinstance(value, Digits) and float(value) < schema["minimum"]:
        outcome.wrong.append(f"{at}: {value} is below {schema['minimum']}")


def judge_items(x, pointer, _, value, at, outcome):
    for i, item in enumerate(value if isinstance(value, list) else ()):
        outcome.take(x.judge(pointer + "/items", item, f"{at}/{i}"), False)


def judge_min_items(_, __, schema, value, at, outcome):
    if isinstance(value, list) and len(value) < schema["minItems"]:
        outcome.wrong.append(f"{at}: fewer than {schema['minItems']} items")


def judge_properties(x, pointer, schema, value, at, outcome):
    for name in schema["properties"]:
        if isinstance(value, dict) and name in value:
            outcome.judged.add(name)
            outcome.take(x.judge(f"{pointer}/properties/{name}", value[name], f"{at}/{name}"),
                         False)


def judge_required(_, __, schema, value, at, outcome):
    outcome.wrong += [f"{at}: {name} is missing" for name in schema["required"]
                      if isinstance(value, dict) and name not in value]


def judge_dependent(_, __, schema, value, at, outcome):
    for name, others in schema["dependentRequired"].items():
        outcome.wrong += [f"{at}: {name} without {other}" for other in others
                          if isinstance(value, dict) and name in value and other not in value]


def judge_rest(key):
    """additionalProperties looks at the properties beside it, unevaluatedProperties at all."""
    def judge(x, pointer, schema, value, at, outcome):
        known = set(schema.get("properties", ())) if key[0] == "a" else set(outcome.judged)
        for name in value if isinstance(value, dict) else ():
            if name not in known:
                outcome.judged.add(name)
                outcome.take(x.judge(f"{pointer}/{key}", value[name], f"{at}/{name}"), False)
    return judge


def judge_all(x, pointer, schema, value, at, outcome):
    for i in range(len(schema["allOf"])):
        outcome.take(x.judge(f"{pointer}/allOf/{i}", value, at))


def judge_any(x, pointer, schema, value, at, outcome):
    found = [x.judge(f"{pointer}/anyOf/{i}", value, at) for i in range(len(schema["anyOf"]))]
    for one in found:
        if not one.wrong:
            outcome.take(one)
    if all(one.wrong for one in found):
        outcome.wrong.append(f"{at}: fits none of {pointer}/anyOf: {found[0].wrong[0]}")


def judge_one(x, pointer, schema, value, at, outcome):
    found = [x.judge(f"{pointer}/oneOf/{i}", value, at) for i in range(len(schema["oneOf"]))]
    fitting = [one for one in found if not one.wrong]
    if len(fitting) == 1:
        outcome.take(fitting[0])
        return
    outcome.wrong.append(f"{at}: fits {len(fitting)} of {pointer}/oneOf:"
                         f" {'; '.join(one.wrong[0] for one in found if one.wrong)}")


JUDGES = {
    "$ref": judge_ref, "type": judge_type, "const": judge_const, "enum": judge_enum,
    "pattern": judge_pattern, "minimum": judge_minimum, "items": judge_items,
    "minItems": judge_min_items, "properties": judge_properties, "required": judge_required,
    "dependentRequired": judge_dependent, "additionalProperties": judge_rest("additionalProperties"),
    "allOf": judge_all, "anyOf": judge_any, "oneOf": judge_one,
    "unevaluatedProperties": judge_rest("unevaluatedProperties"),
}


def parts(schema, pointer):
    """Every part of a schema that is a schema itself, with its pointer."""
    yield pointer, schema
    if isinstance(schema, bool):
        return
    for key in ("properties", "$defs"):
        for name, part in schema.get(key, {}).items():
            yield from parts(part, f"{pointer}/{key}/{name}")
    for key in ("allOf", "anyOf", "oneOf"):
        for i, part in enumerate(schema.get(key, ())):
            yield from parts(part, f"{pointer}/{key}/{i}")
    for key in ("items", "additionalProperties", "unevaluatedProperties"):
        if key in schema:
            yield from parts(schema[key], f"{pointer}/{key}")


def is_closed(part):
    """An object must say what becomes of members that it does not name."""
    return (isinstance(part, bool) or part.get("type") != "object"
            or "additionalProperties" in part or part.get("unevaluatedProperties") is False)


def choices(part, pointer):
    """What must have been used for the part to be needed: itself, and each word of an enum."""
    if isinstance(part, bool):
        return []
    return [pointer] + [f"{pointer}/enum/{i}" for i in range(len(part.get("enum", ())))]
