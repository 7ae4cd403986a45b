"""Sick pay in spells of four days and more, with three waiting days in all: cases of uk_sick_pay_spells.

Written from the Act, apart from the program that is tested; Easter by the rule of Gauss. Prints case lines.
"""
import random
from datetime import date, timedelta
from fractions import Fraction

DAY = timedelta(days=1)
NAMES = "mo tu we th fr sa su".split()
FIRST, LAST = date(2024, 1, 1), date(2025, 12, 31)


def easter(year):
    """Easter Sunday (Gauss, for 1900 to 2099)."""
    a, b, c = year % 19, year % 4, year % 7
    d = (19 * a + 24) % 30
    e = (2 * b + 4 * c + 6 * d + 5) % 7
    return date(year, 3, 22) + (d + e) * DAY


def is_holiday(day):
    """Is it one of the days that the program knows?"""
    moving = (easter(day.year) - 2 * DAY, easter(day.year) + DAY, date(2025, 5, 5), date(2025, 5, 26))
    return (day.month, day.day) in ((12, 25), (12, 26), (1, 1)) or day in moving


def spells(notes):
    """The days of illness in runs without a gap."""
    days = sorted({start + n * DAY for start, end in notes for n in range((end - start).days + 1)})
    runs = []
    for day in days:
        if runs and day - runs[-1][-1] == DAY:
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs


def coin(amount):
    """To the penny, a half upwards."""
    pennies = (amount * 100 + Fraction(1, 2)).__floor__()
    return f"{pennies // 100}.{pennies % 100:02} GBP"


def answer(notes, week, earnings, holidays_count):
    """What `pay` is: a value, or the status."""
    reasons = ["earns too little"] * (earnings < 123) + ["no qualifying day"] * (not week)
    if reasons:
        return "is none: " + "; ".join(reasons)
    due = [day for run in spells(notes) if len(run) >= 4 for day in run
           if NAMES[day.weekday()] in week and (holidays_count or not is_holiday(day))][3:]
    if any(day < date(2024, 4, 6) for day in due):
        return "is error: Q0405"
    rates = (Fraction("116.75") if day < date(2025, 4, 6) else Fraction("118.75") for day in due)
    return "= " + coin(sum(rate / len(week) for rate in rates))


def main():
    """Notes near Easter and the new rate, and anywhere."""
    chance = random.Random(3)
    for number in range(40):
        notes = []
        for _ in range(chance.randint(0, 5)):
            start = date(2025, 3, 20) + chance.randint(0, 70) * DAY if number % 3 else FIRST + chance.randint(60, 600) * DAY
            notes.append((start, min(start + chance.choice((0, 2, 3, 4, 20)) * DAY, LAST)))
        week = [name for name in NAMES if chance.random() < (0.1 if number % 10 == 9 else 0.7)]
        earnings, counts = chance.choice((Fraction("122.99"), Fraction(123), Fraction(500))), chance.random() < 0.5
        given = ", ".join(f"{start} through {end}" for start, end in notes)
        print(f"on 2026-01-01 | ill = [{given}], qualifying = [{', '.join(week)}], weekly_earnings = {float(earnings):.2f}, "
              f"bank_holidays_count = {'yes' if counts else 'no'} | pay {answer(notes, week, earnings, counts)}")


if __name__ == "__main__":
    main()
