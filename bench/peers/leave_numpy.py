"""workload.qn with numpy, a population at a time: 64-bit integers, and floats as most have money.

Usage: python leave_numpy.py FOLDER ROWS. Prints lines as bench/peers/README.md has them.
"""
import sys
import time

import numpy as np

import people

REPETITIONS = 5
TEACHER, WAR_VETERAN, STATE_OR_OIL = 1, 3, 0
MINIMUM_WAGES = ((20220101, 30000), (20230101, 34500), (20250101, 40000))


def minimum_wage(date):
    """In hundredths."""
    return max((wage for since, wage in MINIMUM_WAGES if date >= since), default=0)


def leave(p):
    base = np.where(p.post == TEACHER, 30, 21)
    seniority = np.select([p.seniority >= 15, p.seniority >= 10, p.seniority >= 5], [6, 4, 2], 0)
    under_14 = np.bincount(p.parent, weights=p.age < 14, minlength=p.rows)
    disabled = np.bincount(p.parent, weights=p.disabled & (p.age < 16), minlength=p.rows) > 0
    parent = (p.woman != 0) | (p.single_parent != 0)
    child = np.select([(under_14 >= 3) | disabled, under_14 == 2], [5, 2], 0) * parent
    days = base + seniority + child
    return np.where(p.post == WAR_VETERAN, np.maximum(days, 46), days)


def pay_in_cents(p):
    def divide(a, b):
        return (a + b // 2) // b

    wage = p.gross
    insured = np.maximum(wage, minimum_wage(people.ON))
    whole = p.sector == STATE_OR_OIL
    employee = np.where(whole | (wage <= 20000), divide(wage * 3, 100),
                        600 + divide((wage - 20000) * 10, 100)) + divide(wage * 5, 1000)
    employer = np.where(whole | (insured <= 20000), divide(insured * 22, 100),
                        4400 + divide((insured - 20000) * 15, 100)) + divide(insured * 5, 1000)
    return employee, employer, wage - employee


def pay_in_floats(p):
    wage = p.manats
    insured = np.maximum(wage, minimum_wage(people.ON) / 100)
    whole = p.sector == STATE_OR_OIL
    employee = np.round(np.where(whole | (wage <= 200), wage * .03, 6 + (wage - 200) * .10), 2)
    employee = employee + np.round(wage * .005, 2)
    employer = np.round(np.where(whole | (insured <= 200), insured * .22,
                                 44 + (insured - 200) * .15), 2)
    employer = employer + np.round(insured * .005, 2)
    return employee, employer, wage - employee


def measure(label, p, pay, to_cents):
    times = []
    for _ in range(REPETITIONS):
        begun = time.process_time_ns()
        days = leave(p)
        employee, employer, net = pay(p)
        times.append(time.process_time_ns() - begun)
    answers = [days, *(to_cents(x) for x in (employee, employer, net))]
    people.report(label, f"numpy {np.__version__}", p, times, answers)


population = people.Population(sys.argv[1], int(sys.argv[2]))
measure("numpy, 64-bit integers", population, pay_in_cents, lambda x: x)
measure("numpy, floats", population, pay_in_floats, lambda x: np.rint(x * 100).astype(np.int64))
