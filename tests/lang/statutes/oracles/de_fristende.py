"""The end of a period under BGB §§ 187 to 193 in Berlin: cases of de_fristende.

Written from the Code, apart from the program that is tested; Easter by the rule of Gauss. Prints case lines.
"""
import calendar
from datetime import date, timedelta

DAY = timedelta(days=1)


def easter(year):
    """Easter Sunday (Gauss, for 1900 to 2099)."""
    a, b, c = year % 19, year % 4, year % 7
    d = (19 * a + 24) % 30
    e = (2 * b + 4 * c + 6 * d + 5) % 7
    day = 22 + d + e
    if d == 29 and e == 6 or d == 28 and e == 6 and a > 10:
        day -= 7
    return date(year, 3, 1) + (day - 1) * DAY


def works(day):
    """Is it neither Saturday, Sunday nor a holiday?"""
    moving = [easter(day.year) + n * DAY for n in (-2, 1, 39, 50)]
    fixed = [(1, 1), (5, 1), (10, 3), (12, 25), (12, 26)] + ([(3, 8)] if day >= date(2019, 1, 30) else [])
    return day.weekday() < 5 and (day.month, day.day) not in fixed and day not in moving


def result(event, count, unit):
    """The last day, before and after § 193."""
    event = date.fromisoformat(event)
    if unit == "monate":
        year, month = divmod(event.year * 12 + event.month - 1 + count, 12)
        last = date(year, month + 1, min(event.day, calendar.monthrange(year, month + 1)[1]))
    else:
        last = event + count * (7 if unit == "wochen" else 1) * DAY
    moved = last
    while not works(moved):
        moved += DAY
    return last, moved


COMPUTED = [
    ("2025-03-03", 1, "tage"), ("2025-03-07", 1, "tage"), ("2025-03-06", 2, "tage"), ("2025-03-03", 2, "wochen"), ("2025-03-08", 1, "wochen"),
    # Good Friday to Easter Monday; Ascension and Whit Monday; the eve of the holidays of December.
    ("2025-04-17", 1, "tage"), ("2025-04-16", 1, "tage"), ("2025-05-15", 2, "wochen"), ("2025-05-14", 15, "tage"), ("2025-06-02", 7, "tage"),
    ("2025-12-23", 1, "tage"), ("2025-12-24", 1, "tage"), ("2025-12-18", 1, "wochen"), ("2025-12-26", 6, "tage"),
    # The eighth of March before and after it became a holiday, on working days.
    ("2018-03-07", 1, "tage"), ("2019-03-07", 1, "tage"), ("2022-03-07", 1, "tage"), ("2024-03-07", 1, "tage"),
    # Months that are too short; leap years.
    ("2025-01-31", 1, "monate"), ("2024-01-31", 1, "monate"), ("2025-01-30", 1, "monate"), ("2025-01-28", 1, "monate"),
    ("2025-03-31", 1, "monate"), ("2024-02-29", 12, "monate"), ("2025-08-31", 6, "monate"), ("2025-07-03", 3, "monate"),
    # 1 May on a Thursday and the days around it; over the turn of the year.
    ("2025-04-01", 1, "monate"), ("2025-04-30", 1, "tage"), ("2025-11-30", 1, "monate"), ("2026-03-20", 2, "wochen"), ("2027-03-12", 2, "wochen"),
]


def main():
    for event, count, unit in COMPUTED:
        last, moved = result(event, count, unit)
        print(f"on {event} | ereignis = {event}, dauer = {count}, einheit = {unit} | ablauf = {last}; fristende = {moved}")
    print("on 2025-04-17 | ereignis = 2025-04-17, dauer = 1, einheit = tage, werktags = no | fristende = 2025-04-18")
    print("on 2025-04-17 | ereignis = 2025-04-17, einheit = tage | fristende is unknown")


if __name__ == "__main__":
    main()
