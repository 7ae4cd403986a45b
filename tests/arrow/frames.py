"""Data frames against `qanun batch`: a pyarrow table, a Polars and a pandas frame and a DuckDB query
go through the shared library by the Arrow interfaces, and come back as the same.

    frames.py LIBRARY QANUN IMAGE FOLDER MODULE…

Each line of what it prints is a check as JSON: [name, whether it is right, detail]. Run by
tests/harness/arrow.py with the python of an environment that has the modules. The library is called
by ctypes alone: what stands here is all that a binding needs.
"""
import csv
import ctypes
import datetime
import importlib
import json
import random
import subprocess
import sys
from ctypes import CFUNCTYPE, POINTER, Structure, byref, c_bool, c_char, c_char_p, c_int, c_int32
from ctypes import c_int64, c_size_t, c_void_p
from decimal import Decimal

KEEP, STATUSES = True, ("known", "none", "unknown", "conflict", "error", "refused")
DAYS = ("monday", "tuesday", "sunday")


# ---- the library


class Schema(Structure):
    pass


class Array(Structure):
    """struct ArrowArray."""


Array._fields_ = [("length", c_int64), ("null_count", c_int64), ("offset", c_int64),
                  ("n_buffers", c_int64), ("n_children", c_int64), ("buffers", POINTER(c_void_p)),
                  ("children", POINTER(POINTER(Array))), ("dictionary", POINTER(Array)),
                  ("release", c_void_p), ("private_data", c_void_p)]
CALL = CFUNCTYPE(c_int, c_void_p, c_void_p)
WORDS = CFUNCTYPE(c_char_p, c_void_p)
RELEASE = CFUNCTYPE(None, c_void_p)
ALLOCATE = CFUNCTYPE(c_void_p, c_void_p, c_void_p, c_size_t, c_size_t)


class Stream(Structure):
    """struct ArrowArrayStream."""
    _fields_ = [("get_schema", CALL), ("get_next", CALL), ("get_last_error", WORDS),
                ("release", c_void_p), ("private_data", c_void_p)]


class Error(Structure):
    """qn_error."""
    _fields_ = [("code", c_int), ("text", c_char * 400)]


class Memory(Structure):
    """qn_options."""
    _fields_ = [("allocate", ALLOCATE), ("context", c_void_p), ("profile", c_int),
                ("limits", c_int64 * 4)]


class Options(Structure):
    """qn_arrow_options."""
    _fields_ = [("rules", POINTER(c_int32)), ("rule_count", c_size_t), ("keys", POINTER(c_char_p)),
                ("key_count", c_size_t), ("others", c_int), ("keeps_refused", c_bool),
                ("no_status", c_bool)]


NAME = b"arrow_array_stream"
pointer_of = ctypes.pythonapi.PyCapsule_GetPointer
pointer_of.restype, pointer_of.argtypes = c_void_p, [ctypes.py_object, c_char_p]
new_capsule = ctypes.pythonapi.PyCapsule_New
new_capsule.restype, new_capsule.argtypes = ctypes.py_object, [c_void_p, c_char_p, c_void_p]
C = ctypes.CDLL(None)
C.realloc.restype, C.realloc.argtypes = c_void_p, [c_void_p, c_size_t]
C.free.argtypes = [c_void_p]


class Answers:
    """A stream of answers, for whoever takes __arrow_c_stream__."""

    def __init__(self):
        self.stream = Stream()

    def __arrow_c_stream__(self, requested_schema=None):
        return new_capsule(ctypes.addressof(self.stream), NAME, None)


class Rules:
    """A compiled program; a watched one counts the memory that it takes and notes where values lie.
    Python that is called back in the midst of an error would lose that error: others are not."""

    def __init__(self, library, image, is_watched=False):
        self.library = ctypes.CDLL(library)
        self.library.qn_case_new.restype = c_void_p
        self.is_watched, self.bytes, self.cases, self.seen = is_watched, 0, [], []
        self.allocate = ALLOCATE(self.take)
        self.program, error = c_void_p(), Error()
        with open(image, "rb") as file:
            content = file.read()
        memory = byref(Memory(allocate=self.allocate)) if is_watched else None
        status = self.library.qn_program_load(content, c_size_t(len(content)), memory,
                                              byref(self.program), byref(error))
        if status != 0:
            raise ValueError(error.text.decode())

    def take(self, _context, block, _old_size, new_size):
        """qn_options.allocate."""
        self.bytes += new_size
        return C.realloc(block, new_size) if new_size else C.free(block)

    def watched(self, stream):
        """The stream, as one that notes where the values of each column lie."""
        def get_next(_self, out):
            failure = stream.get_next(ctypes.addressof(stream), out)
            batch = Array.from_address(out)
            if failure == 0 and batch.release:
                self.seen.append([batch.children[i].contents.buffers[1]
                                  for i in range(batch.n_children)])
            return failure
        call = CALL(get_next)
        inner = CALL(lambda _self, out: stream.get_schema(ctypes.addressof(stream), out))
        words = WORDS(lambda _self: stream.get_last_error(ctypes.addressof(stream)))
        def release(address):
            RELEASE(stream.release)(ctypes.addressof(stream))
            Stream.from_address(address).release = None
        end = RELEASE(release)
        outer = Stream(inner, call, words, ctypes.cast(end, c_void_p), None)
        self.cases.append((stream, outer, inner, call, words, end))
        return outer

    def answer(self, frame, rules=(), keys=(), on=None, keeps_refused=KEEP):
        """The answers for the rows of whatever has __arrow_c_stream__."""
        capsule, answers, error = frame.__arrow_c_stream__(), Answers(), Error()
        given = Stream.from_address(pointer_of(capsule, NAME))
        given = self.watched(given) if self.is_watched else given
        c = c_void_p(self.library.qn_case_new(self.program))
        self.cases.append((c, capsule))
        if on:
            self.library.qn_case_set_text(c, c_int32(-2), on.encode(), c_size_t(len(on)))
        numbers = [self.library.qn_program_rule(self.program, rule.encode()) for rule in rules]
        options = Options((c_int32 * len(rules))(*numbers) if rules else None, len(rules),
                          (c_char_p * len(keys))(*[key.encode() for key in keys]), len(keys), 0,
                          keeps_refused, False)
        status = self.library.qn_eval_arrow_stream(c, byref(options), byref(given),
                                                   byref(answers.stream), byref(error))
        if status != 0:
            raise ValueError(error.text.decode())
        return answers


# ---- rows, with all that can be wrong with them


def make_rows(count):
    """Rows as dictionaries, None for what is not said; the same each time."""
    chance = random.Random(6)
    day = datetime.date(1990, 1, 1)

    def maybe(value):
        return None if chance.random() < 0.1 else value

    def child():
        return {"age": chance.choice((3, 9, 13, 14, 20, 30) + (31,) * (chance.random() < 0.01)),
                "disabled": maybe(chance.random() < 0.2)}
    return [{"id": f"p{i}",
             "income": maybe(Decimal(chance.choice((0, 10005, 150000, 99990, 6000010, 123456789)) +
                                     (chance.random() < 0.02)) / 1000),
             "members": maybe(chance.choice((1, 2, 3, 7, 20, 0))),
             "region": maybe(chance.choice(("city", "village", "distant_island", "city", "town")[
                 :5 if chance.random() < 0.02 else 4])),
             "single": maybe(chance.random() < 0.5),
             "since": maybe(day + datetime.timedelta(chance.randrange(20000))),
             "on": day + datetime.timedelta(chance.randrange(15000)),
             "children": maybe([child() for _ in range(chance.randrange(5))]),
             "marks": maybe([chance.randrange(11) for _ in range(chance.randrange(6))])}
            for i in range(count)]


def cell(value):
    """A value as a cell of CSV has it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "[" + ", ".join(map(cell, value)) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k}: {cell(v)}" for k, v in value.items() if v is not None) + "}"
    return str(value)


def by_command(qanun, image, folder, rows):
    """What `qanun batch` answers: for each key the cells of its row, none where it is rejected."""
    with open(f"{folder}/rows.csv", "w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(rows[0])
        out.writerows([[cell(value) for value in row.values()] for row in rows])
    done = subprocess.run([qanun, "batch", image, "--facts", f"{folder}/rows.csv", "--key", "id",
                           "-o", f"{folder}/answers.csv"], capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stderr)
    with open(f"{folder}/answers.csv", encoding="utf-8") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


def same(value, status, want, rule):
    """Whether an answer is what the command wrote."""
    if status != "known":
        return value is None and want.split(" ")[0] == status
    if isinstance(value, Decimal) or (isinstance(value, int) and not isinstance(value, bool)):
        if rule == "starts":
            return f"{value // 60:02}:{value % 60:02}" == want
        if rule == "free":
            return ", ".join(name for i, name in enumerate(DAYS) if value >> i & 1) == want
        return Decimal(value) == Decimal(want)
    return cell(value) == want


def compare(name, answers, want):
    """Each answer of a list of dictionaries against what the command wrote."""
    wrong, statuses = [], set()
    for row in answers:
        cells = want.get(row["id"])
        for rule in [key for key in row if key + ".status" in row]:
            status = row[rule + ".status"]
            statuses.add(status)
            right = (cells is None and row[rule] is None if status == "refused"
                     else cells is not None and same(row[rule], status, cells[rule], rule))
            if not right:
                wrong.append((row["id"], rule, status, row[rule], cells and cells[rule]))
    check(f"{name}: answers are those of qanun batch", answers and not wrong, wrong[:5])
    check(f"{name}: every status is met", statuses == set(STATUSES), statuses)


def check(name, right, detail=""):
    print(json.dumps([name, bool(right), str(detail)]), flush=True)


# ---- each of them


def table_of(rows, pa):
    child = pa.struct([("age", pa.int8()), ("disabled", pa.bool_())])
    types = {"id": pa.string(), "income": pa.decimal128(12, 3), "members": pa.int64(),
             "region": pa.dictionary(pa.int8(), pa.string()), "single": pa.bool_(),
             "since": pa.date32(), "on": pa.date32(), "children": pa.list_(child),
             "marks": pa.list_(pa.int64())}
    return pa.table({name: pa.array([row[name] for row in rows], kind)
                     for name, kind in types.items()})


def other_table_of(rows, pa):
    """The same in the types that are less usual."""
    said = {None: None, True: "yes", False: "no"}
    words = pa.dictionary(pa.int16(), pa.string())
    child = pa.struct([("disabled", words), ("age", pa.uint16())])
    children = [row["children"] and [dict(one, disabled=said[one["disabled"]])
                                     for one in row["children"]] for row in rows]
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    columns.update(single=[said[value] for value in columns["single"]], children=[
        row["children"] if not row["children"] else new for row, new in zip(rows, children)])
    types = {"id": pa.string(), "income": pa.decimal128(38, 6), "members": pa.uint64(),
             "region": pa.string_view(), "single": words, "since": pa.date64(), "on": pa.date64(),
             "children": pa.large_list(child), "marks": pa.list_(pa.decimal128(9, 1))}
    return pa.table({name: pa.array(columns[name], kind) for name, kind in types.items()})


BIG = 1000000
FEE = ("fee",)
# Of each row: the answer, its status, which row was refused; and the bits of what is null.
FEE_BYTES = 16 + 1 + 4 + 1


def big_columns(pa):
    """A table for which nothing needs to be written anew."""
    import numpy
    numbers = numpy.arange(BIG, dtype=numpy.int64)
    incomes = numpy.zeros(2 * BIG, dtype=numpy.int64)
    incomes[::2] = numbers % 100000
    decimals = pa.Array.from_buffers(pa.decimal128(12, 2), BIG, [None, pa.py_buffer(incomes)])
    return pa.table({"income": decimals, "members": pa.array(numbers % 20 + 1),
                     "since": pa.array((numbers % 20000).astype("int32"), pa.date32()),
                     "single": pa.array(numbers % 2 == 0),
                     "marks": pa.ListArray.from_arrays(pa.array(numpy.arange(BIG + 1, dtype="int32")),
                                                       pa.array(numbers % 11))})


def check_untouched(name, rules, frame, addresses, read):
    """The engine sees the values where the frame has them, and takes memory for answers alone.
    addresses: of columns, by their number; read: takes the answers, and sums them up."""
    rules.seen, rules.bytes = [], 0
    total = read(rules.answer(frame, rules=FEE, on="2026-01-01"))
    taken = rules.bytes
    want = sum(Decimal(i % 100000) / 100 + (1 if i % 2 == 0 else 0) for i in range(BIG))
    check(f"{name}: the sum is exact", total == want, (total, want))
    check(f"{name}: memory is taken for answers alone",
          taken < BIG * FEE_BYTES + (1 << 20), f"{taken / BIG} bytes a row")
    for column, address in addresses.items():
        check(f"{name}: column {column} is read where it lies",
              rules.seen and rules.seen[0][column] == address, (address, rules.seen[:1]))


def try_pyarrow(rules, watched, rows, want):
    import pyarrow as pa
    table = table_of(rows, pa)
    answers = pa.RecordBatchReader.from_stream(rules.answer(table, keys=["id"])).read_all()
    compare("pyarrow", answers.to_pylist(), want)
    field = answers.schema.field("per_member")
    check("pyarrow: money is a decimal with its unit", field.type == pa.decimal128(38, 2) and
          field.metadata == {b"unit": b"AZN"}, (field.type, field.metadata))
    slices = pa.Table.from_batches(table.slice(3, 1000).to_batches(max_chunksize=7))
    sliced = pa.RecordBatchReader.from_stream(rules.answer(slices, keys=["id"])).read_all()
    check("pyarrow: a slice in small batches is answered alike",
          sliced.to_pylist() == answers.slice(3, 1000).to_pylist())
    check("pyarrow: and comes back in as many",
          len(sliced.to_batches()) == len(slices.to_batches()), len(sliced.to_batches()))
    others = pa.RecordBatchReader.from_stream(rules.answer(other_table_of(rows, pa), keys=["id"]))
    check("pyarrow: other types of the same values are answered alike", others.read_all() == answers)
    try:
        pa.RecordBatchReader.from_stream(
            rules.answer(table, keys=["id"], keeps_refused=False)).read_all()
        check("pyarrow: a row that is refused ends the stream", False)
    except pa.ArrowInvalid as error:
        check("pyarrow: a row that is refused ends the stream, by its name",
              "column `" in str(error) and "expected" in str(error), error)
    try:
        rules.answer(pa.table({"income": [1.5]}))
        check("pyarrow: floating point is refused", False)
    except ValueError as error:
        check("pyarrow: floating point is refused", "float64" in str(error), error)
    big = big_columns(pa)
    check_untouched("pyarrow", watched, big,
                    {i: big.column(i).chunk(0).buffers()[1].address for i in range(5)},
                    lambda a: sum(pa.RecordBatchReader.from_stream(a).read_all()["fee"].to_pylist()))


def try_polars(rules, watched, rows, want):
    import polars as pl
    child = pl.Struct({"age": pl.Int16, "disabled": pl.Boolean})
    schema = {"id": pl.String, "income": pl.Decimal(12, 3), "members": pl.Int64,
              "region": pl.String, "single": pl.Boolean, "since": pl.Date, "on": pl.Date,
              "children": pl.List(child), "marks": pl.List(pl.Int32)}
    frame = pl.DataFrame(rows, schema=schema)
    compare("polars", pl.DataFrame(rules.answer(frame, keys=["id"])).to_dicts(), want)
    categories = frame.with_columns(pl.col("region").cast(pl.Categorical))
    compare("polars, categories",
            pl.DataFrame(rules.answer(categories, keys=["id"])).to_dicts(), want)
    numbers = pl.int_range(BIG, eager=True)
    big = pl.DataFrame({"income": (numbers % 100000).cast(pl.Decimal(12, 2)) / 100,
                        "members": numbers % 20 + 1, "single": numbers % 2 == 0},
                       schema_overrides={"income": pl.Decimal(12, 2)}).rechunk()
    check_untouched("polars", watched, big, {1: big["members"].to_numpy(allow_copy=False).ctypes.data},
                    lambda a: pl.DataFrame(a)["fee"].sum())


def try_pandas(rules, watched, rows, want):
    import pandas as pd
    import pyarrow as pa
    frame = table_of(rows, pa).to_pandas(types_mapper=pd.ArrowDtype)
    reader = pa.RecordBatchReader.from_stream(rules.answer(frame, keys=["id"]))
    got = reader.read_pandas(types_mapper=pd.ArrowDtype)
    check("pandas: answers come back as a frame", isinstance(got, pd.DataFrame) and
          len(got) == len(rows), got.dtypes)
    compare("pandas", [{name: None if value is pd.NA else value for name, value in row.items()}
                       for row in got.to_dict("records")], want)
    big = big_columns(pa)
    columns = {name: big[name].to_pandas() for name in ("members",)}
    frame = pd.DataFrame({"income": pd.Series(big["income"], dtype=pd.ArrowDtype(
        pa.decimal128(12, 2))), "members": columns["members"],
        "single": pd.Series(big["single"], dtype=pd.ArrowDtype(pa.bool_()))}, copy=False)
    check_untouched("pandas", watched, frame,
                    {0: big.column("income").chunk(0).buffers()[1].address,
                     1: frame["members"].to_numpy().ctypes.data},
                    lambda a: sum(pa.RecordBatchReader.from_stream(a).read_pandas()["fee"]))


def try_duckdb(rules, watched, rows, want):
    import duckdb
    import pyarrow as pa
    people = table_of(rows, pa)
    # A connection has one open result: what asks for answers is another one than what gives rows.
    with duckdb.connect() as giver, duckdb.connect() as taker:
        giver.execute("create type place as enum ('village', 'distant_island', 'town', 'city')")
        giver.execute("create table kept as select * replace (region::place as region) from people")
        answers = rules.answer(giver.sql("select * from kept order by id"), keys=["id"])
        result = taker.sql("select * from answers")
        names = result.columns
        compare("duckdb", [dict(zip(names, row)) for row in result.fetchall()], want)
        big = giver.sql(f"select ((i % 100000) / 100)::decimal(12, 2) as income, i % 20 + 1 as "
                        f"members, i % 2 = 0 as single from range({BIG}) t(i)")
        check_untouched("duckdb", watched, big, {},
                        lambda answers: taker.sql("select sum(fee) from answers").fetchall()[0][0])


def main(library, qanun, image, folder, *modules):
    rows = make_rows(5000)
    rules, watched = Rules(library, image), Rules(library, image, is_watched=True)
    want = by_command(qanun, image, folder, rows)
    for module in modules:
        importlib.import_module(module)
        globals()["try_" + module](rules, watched, rows, want)


if __name__ == "__main__":
    main(*sys.argv[1:])
