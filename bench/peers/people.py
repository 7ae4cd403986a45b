"""The employees of the reference workload for programs in Python, and how results are printed."""
import numpy as np

ON = 20230601
POSTS = ("general", "teacher", "hazardous", "war_veteran")
SECTORS = ("state_or_oil", "private")
ANSWERS = ("leave.u8", "employee_part.i32", "employer_part.i32", "net.i32")


def column(folder, name):
    return np.fromfile(f"{folder}/{name}", dtype=np.uint8 if name.endswith(".u8") else np.int32)


class Population:
    """The first employees as columns; `parent` is the employee of each child."""

    def __init__(self, folder, rows):
        self.folder, self.rows = folder, rows
        for name in ("seniority", "post", "woman", "single_parent", "sector"):
            setattr(self, name, column(folder, name + ".u8")[:rows])
        self.gross = column(folder, "gross.i32")[:rows].astype(np.int64)
        self.manats = self.gross / 100
        first_child = column(folder, "first_child.i32")[:rows + 1]
        self.parent = np.repeat(np.arange(rows, dtype=np.int32), np.diff(first_child))
        self.age = column(folder, "age.u8")[:first_child[rows]]
        self.disabled = column(folder, "disabled.u8")[:first_child[rows]] != 0


def sums_of(answers):
    """The five sums of days and cents; the same as employee_sums in C."""
    leave, employee, employer, net = (np.asarray(a, dtype=np.int64) for a in answers)
    weight = np.arange(len(leave), dtype=np.int64) % 97 + 1
    mixed = (leave + employee + 3 * employer + 7 * net) * weight
    return [int(x.sum()) for x in (leave, employee, employer, net, mixed)]


def wrong_of(folder, answers):
    """How many employees have another answer than the rules say."""
    wrong = np.zeros(len(answers[0]), dtype=bool)
    for name, found in zip(ANSWERS, answers):
        wrong |= column(folder, name)[:len(found)] != found
    return int(wrong.sum())


def print_line(label, version, rows, times, sums, wrong):
    middle = sorted(times)[len(times) // 2]
    print(label, version, rows, middle * 100 // rows, " ".join(map(str, sums)), wrong, sep="\t",
          flush=True)


def report(label, version, p, times, answers):
    """`times` in nanoseconds for all rows."""
    print_line(label, version, p.rows, times, sums_of(answers), wrong_of(p.folder, answers))
