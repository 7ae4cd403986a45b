"""The standard library: every file is clean, without warnings, in its one form, and its examples hold;
what it says of many days is held against the calendar of Python, and Easter against other algorithms.

A question is a formula over a day or a year; one program asks it of all of them, in a rule that is
a list, so that a thousand answers cost one run."""
import datetime
import glob
import os

import command

WORK = os.path.join("build", "standard")
DAY = datetime.timedelta(days=1)
SUNDAY = 6

# Two spans of days whose every day is asked about: a leap year lies in each, the end of a century in one.
SPANS = (("1899-01-01", "1901-06-30"), ("2023-06-01", "2025-06-30"))


def western(year):
    """Easter by the algorithm of Meeus, Jones and Butcher, which knows no epacts."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    i = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * i) // 451
    n = h + i - 7 * m + 114
    return datetime.date(year, n // 31, n % 31 + 1)


def orthodox(year):
    """Easter of the Julian calendar by the algorithm of Meeus, then by the Julian day number."""
    d = (19 * (year % 19) + 15) % 30
    e = (2 * (year % 4) + 4 * (year % 7) - d + 34) % 7
    n = d + e + 114
    month, day = n // 31, n % 31 + 1
    y, m = year + 4800, month - 3
    number = day + (153 * m + 2) // 5 + 365 * y + y // 4 - 32083
    return datetime.date.fromordinal(number - 1721425)


def month_end(day):
    """The last day of the month of the day."""
    return (day.replace(day=28) + 4 * DAY).replace(day=1) - DAY


def shifted(day, months):
    """The first day of the month that lies so many months from that of the day."""
    number = day.year * 12 + day.month - 1 + months
    return datetime.date(number // 12, number % 12 + 1, 1)


def back_to(day, weekday):
    """The last day not after it that has the weekday, by looking at one after another."""
    while day.weekday() != weekday:
        day -= DAY
    return day


def nth(day, count, weekday):
    """The count-th such weekday of the month, by looking at one after another, or None."""
    found = [day.replace(day=k) for k in range(1, month_end(day).day + 1)
             if day.replace(day=k).weekday() == weekday]
    return found[count - 1] if count <= len(found) else None


def tax_start(day):
    """The 6 April on or before the day."""
    start = day.replace(month=4, day=6)
    return start if start <= day else start.replace(year=day.year - 1)


def age(born, day, by_february):
    """Completed years, by looking at each anniversary."""
    years = 0
    while True:
        year = born.year + years + 1
        if (born.month, born.day) == (2, 29) and month_end(datetime.date(year, 2, 1)).day == 28:
            then = datetime.date(year, 2, 28) if by_february else datetime.date(year, 3, 1)
        else:
            then = born.replace(year=year)
        if then > day:
            return years
        years += 1


def thirty(a, b):
    """Days of 30E/360, by their definition."""
    return (b.year - a.year) * 360 + (b.month - a.month) * 30 + min(b.day, 30) - min(a.day, 30)


def completed(start, day):
    """Months of the period from start through the day, by counting up."""
    months = 0
    while True:
        first = shifted(start, months + 1)
        then = first.replace(day=min(start.day, month_end(first).day))
        if then > day + DAY:
            return months
        months += 1


BORN = datetime.date(1892, 2, 29)
ANCHOR = datetime.date(2026, 1, 5)
START = datetime.date(1898, 10, 31)

# module, formula over the day d, what Python says of a day
OF_DAYS = [
    ("calendars", "first_day_of_quarter(d)", lambda d: shifted(d, -((d.month - 1) % 3))),
    ("calendars", "last_day_of_quarter(d)", lambda d: shifted(d, 3 - (d.month - 1) % 3) - DAY),
    ("calendars", "first_day_of_half_year(d)", lambda d: shifted(d, -((d.month - 1) % 6))),
    ("calendars", "last_day_of_half_year(d)", lambda d: shifted(d, 6 - (d.month - 1) % 6) - DAY),
    ("calendars", "days_in_month(d)", lambda d: month_end(d).day),
    ("calendars", "days_in_year(d)", lambda d: d.replace(month=12, day=31).timetuple().tm_yday),
    ("calendars", "day_of_year(d)", lambda d: d.timetuple().tm_yday),
    ("calendars", "weekday_number(weekday of d)", lambda d: d.isoweekday()),
    ("calendars", "year_of_week(d)", lambda d: d.isocalendar()[0]),
    ("calendars", "first_day_of_week_number(year_of_week(d), week of d)", lambda d: back_to(d, 0)),
    ("calendars", "first_weekday_from(tuesday, d)", lambda d: back_to(d + 6 * DAY, 1)),
    ("calendars", "last_weekday_through(weekday of (d + 3 days), d)", lambda d: d - 4 * DAY),
    ("calendars", "nth_weekday(1, sunday, d)", lambda d: nth(d, 1, SUNDAY)),
    ("calendars", "nth_weekday(4, thursday, d)", lambda d: nth(d, 4, 3)),
    ("calendars", "last_weekday_of_month(friday, d)", lambda d: back_to(month_end(d), 4)),
    ("calendars", "weekdays_in_month(friday, d)", lambda d: 5 if nth(d, 5, 4) else 4),
    ("ages", f"age_on({BORN}, d)", lambda d: age(BORN, d, False)),
    ("ages", f"age_by_february({BORN}, d)", lambda d: age(BORN, d, True)),
    ("ages", f"age_on_the_eve({BORN}, d)", lambda d: age(BORN, d + DAY, False)),
    ("pay_periods", "start of week_from(sunday, d)", lambda d: back_to(d, SUNDAY)),
    ("pay_periods", "end of week_from(wednesday, d)", lambda d: back_to(d, 2) + 6 * DAY),
    ("pay_periods", f"start of fortnight({ANCHOR}, d)", lambda d: d - (d - ANCHOR).days % 14 * DAY),
    ("pay_periods", f"end of four_weeks({ANCHOR}, d)", lambda d: d + (27 - (d - ANCHOR).days % 28) * DAY),
    ("pay_periods", "start of half_month(d)", lambda d: d.replace(day=1 if d.day < 16 else 16)),
    ("pay_periods", "end of half_month(d)", lambda d: d.replace(day=15) if d.day < 16 else month_end(d)),
    ("pay_periods", "start of month_from(21, d)",
     lambda d: (d if d.day >= 21 else shifted(d, -1)).replace(day=21)),
    ("pay_periods", "pay_day(31, d)", month_end),
    ("pay_periods", "pay_day_before_rest(31, d)",
     lambda d: max(k for k in (month_end(d) - n * DAY for n in range(3)) if k.weekday() < 5)),
    ("pay_periods", "start of tax_year(d)", tax_start),
    ("pay_periods", "tax_month(d)",
     lambda d: (d.month - 4 - (d.day < 6)) % 12 + 1),
    ("pay_periods", "tax_week(d)", lambda d: (d - tax_start(d)).days // 7 + 1),
    ("pro_rata", f"days_30_360({START}, d)", lambda d: thirty(START, d)),
    ("pro_rata", f"months_completed({START} through d)", lambda d: completed(START, d)),
    ("pro_rata", f"calendar_months_touched({START} through d)",
     lambda d: (d.year - START.year) * 12 + d.month - START.month + 1),
    ("seniority", "service_days([d through d + 9 days, d + 5 days through d + 19 days])", lambda d: 20),
]

# formula over the year y, what Python says of a year, the years
OF_YEARS = [
    ("easter_sunday(y)", western, (1583, 1900)),
    ("easter_sunday(y)", western, (1900, 2200)),
    ("easter_sunday(y)", western, (2200, 2500)),
    ("orthodox_easter_sunday(y)", orthodox, (1900, 2200)),
    ("is_leap_year(y)", lambda y: datetime.date(y, 12, 31).timetuple().tm_yday == 366, (1890, 2110)),
    ("weeks_in_year(y)", lambda y: datetime.date(y, 12, 28).isocalendar()[1], (1890, 2110)),
]


def plain(value):
    """What Python says, as JSON writes it."""
    return value.isoformat() if isinstance(value, datetime.date) else value


def ask(name, text):
    """Writes a program with one rule, `answers`, and runs it; what it says, and the messages."""
    path = os.path.join(WORK, name + ".qn")
    with open(path, "w", encoding="utf-8") as out:
        out.write(text)
    _, out, err = command.call(["run", path, "answers", "--format", "json", "--on", "2026-06-01"])
    try:
        return command.parse(out)["results"]["answers"].get("value"), out + err
    except (ValueError, KeyError, TypeError):
        return None, out + err


def compare(name, text, things, wanted):
    """One question of many things: names the first that has another answer."""
    got, told = ask(name, text)
    if not isinstance(got, list) or len(got) != len(things):
        return [(f"{name}: {text}", False, told[:2000])]
    wrong = [f"{thing}: want {plain(wanted(thing))}, got {one}"
             for thing, one in zip(things, got) if str(plain(wanted(thing))) != str(one)]
    return [(f"{name}: {text}", not wrong, "\n".join(wrong[:5]))]


def of_days(job):
    """A question about each day of a span."""
    number, (module, formula, wanted), (first, last) = job
    called = [word for word in names_of(module) if word + "(" in formula]
    text = (f"use {module} ({', '.join(called)})\n"
            f"answers = each d in days of ({first} through {last}) : {formula}\n")
    begin, end = map(datetime.date.fromisoformat, (first, last))
    days = [begin + n * DAY for n in range((end - begin).days + 1)]
    return compare(f"days_{number}_{first}", text, days, wanted)


def of_years(job):
    """A question about each year of a span."""
    number, (formula, wanted, (first, end)) = job
    text = (f"use calendars ({formula.split('(')[0]})\n"
            f"answers = each y in {first}..={end - 1} : {formula}\n")
    return compare(f"years_{number}", text, list(range(first, end)), wanted)


def names_of(module):
    """The definitions of a module."""
    with open(f"stdlib/{module}.qn", encoding="utf-8") as text:
        return [line[7:].split("(")[0] for line in text if line.startswith("define ")]


def decide(path):
    """What one file of the library must satisfy."""
    status, out, err = command.call(["check", path])
    found = [(f"{path}: check is clean", status == 0 and "warning" not in out + err, out + err)]
    with open(path, encoding="utf-8") as text:
        if "\nexample " in text.read():
            status, out, err = command.call(["test", path])
            found.append((f"{path}: examples hold", status == 0, out + err))
    status, out, err = command.call(["fmt", "--check", path])
    return found + [(f"{path}: is in its one form", status == 0, out + err)]


def check_page(report):
    """Every definition has its place on the page."""
    with open("spec/stdlib.md", encoding="utf-8") as text:
        page = text.read()
    for module in sorted(os.path.basename(path)[:-3] for path in glob.glob("stdlib/*.qn")):
        missing = [name for name in names_of(module) if f"`{name}" not in page]
        report.check(f"stdlib.md: {module}", not missing, f"not on the page: {missing}")


def run(report):
    os.makedirs(WORK, exist_ok=True)
    check_page(report)
    report.every(sorted(glob.glob("stdlib/*.qn")), decide)
    report.every([(number, question, span) for number, question in enumerate(OF_DAYS)
                  for span in SPANS], of_days)
    report.every(list(enumerate(OF_YEARS)), of_years)
