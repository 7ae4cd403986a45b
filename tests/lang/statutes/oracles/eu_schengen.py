"""Ninety days in any 180, day by day: cases of eu_schengen.

Written from the Regulation, apart from the program that is tested. Prints case lines; published ones are compared.
"""
from datetime import date, timedelta

DAY = timedelta(days=1)


def days(spans):
    """All days of some spans, each once, in order."""
    found = set()
    for a, b in spans:
        a, b = date.fromisoformat(a), date.fromisoformat(b)
        found |= {a + n * DAY for n in range((b - a).days + 1)}
    return sorted(found)


def used(stayed, day):
    """Days of stay in the 180 days that end with the day."""
    return sum(day - 179 * DAY <= d <= day for d in stayed)


def longest(stayed, entry):
    """How many days a stay from the entry on can last."""
    stayed, last = [d for d in stayed if d < entry], entry
    while used(stayed + [entry + n * DAY for n in range((last - entry).days + 1)], last) <= 90 and (last - entry).days < 90:
        last += DAY
    return (last - entry).days


def results(on, stays, entry=None):
    """All results of a case as it writes them."""
    on, stayed = date.fromisoformat(on), days(stays)
    now = used(stayed, on)
    over = [d for d in stayed if used(stayed, d) > 90]
    out = [f"used = {now}", f"left = {max(0, 90 - now)}", f"excess = {max(0, now - 90)}",
           f"days_overstayed = {sum(d <= on for d in over)}"]
    out.append(f"first_overstay = {over[0]}" if over and over[0] <= on else "first_overstay is none")
    out.append(f"longest_stay = {longest(stayed, date.fromisoformat(entry))}" if entry else "longest_stay is none: no entry is planned")
    return out


FOUR = [("2013-06-01", "2013-07-13"), ("2013-08-15", "2013-09-30"), ("2014-01-01", "2014-01-30")]
FIVE = [("2013-09-01", "2013-09-30"), ("2014-02-21", "2014-04-20"), ("2014-05-01", "2014-06-09")]
SIX = [("2013-06-28", "2013-08-09"), ("2013-09-19", "2014-03-01")]
PUBLISHED = [
    ("2014-01-30", FOUR, None, "days_overstayed = 0"), ("2014-01-01", FOUR[:2], "2014-01-01", "longest_stay = 90"),
    ("2014-06-09", FIVE, None, "excess = 9"), ("2014-06-09", FIVE, None, "days_overstayed = 9"),
    ("2014-08-30", FIVE, "2014-08-30", "longest_stay = 50"), ("2014-03-01", SIX, None, "excess = 74"),
]
COMPUTED = [
    # Ninety days and ninety-one in one stay; the same in two.
    ("2025-03-31", [("2025-01-01", "2025-03-31")], None), ("2025-04-01", [("2025-01-01", "2025-04-01")], None),
    ("2025-05-15", [("2025-01-01", "2025-02-14"), ("2025-04-01", "2025-05-15")], None),
    ("2025-05-16", [("2025-01-01", "2025-02-14"), ("2025-04-01", "2025-05-16")], None),
    # Out for ninety days in a row: ninety new ones; out for eighty-nine: one must wait.
    ("2025-06-30", [("2025-01-01", "2025-03-31")], "2025-06-30"), ("2025-06-29", [("2025-01-01", "2025-03-31")], "2025-06-29"),
    ("2025-06-28", [("2025-01-01", "2025-03-31")], "2025-06-28"), ("2025-04-01", [("2025-01-01", "2025-03-31")], "2025-04-01"),
    # The first day of the window leaves it.
    ("2025-06-29", [("2025-01-01", "2025-01-10")], None), ("2025-06-30", [("2025-01-01", "2025-01-10")], None),
    # Exit and new entry on one day, and an exit that is a day of stay.
    ("2025-03-31", [("2025-01-01", "2025-02-10"), ("2025-02-10", "2025-03-31")], None),
    ("2025-02-01", [("2025-01-31", "2025-01-31")], None), ("2025-03-01", [("2025-01-05", "2025-01-20"), ("2025-01-10", "2025-01-25")], None),
    # A stay that goes on after the day of the check; short stays that recur.
    ("2025-03-01", [("2025-01-01", "2025-06-30")], None), ("2025-06-30", [("2025-01-01", "2025-06-30")], None),
    ("2025-12-31", [("2025-01-01", "2025-01-20"), ("2025-03-01", "2025-03-20"), ("2025-05-01", "2025-05-20"),
                    ("2025-07-01", "2025-07-20"), ("2025-09-01", "2025-09-20"), ("2025-11-01", "2025-11-20")], "2026-01-05"),
    # A leap day within the window; nothing at all.
    ("2024-03-31", [("2024-01-01", "2024-03-31")], None), ("2024-03-30", [("2024-01-01", "2024-03-30")], None),
    ("2025-01-01", [], "2025-01-01"), ("2025-01-01", [], None),
]


def line(on, stays, entry, outs):
    """One case."""
    shown = ", ".join(f"{{start: {a}, end: {b}}}" for a, b in stays)
    planned = f", entry = {entry}" if entry else ""
    return f"on {on} | stays = [{shown}]{planned} | " + "; ".join(outs)


def main():
    print("# Examples of the State Secretariat for Migration.")
    for on, stays, entry, says in PUBLISHED:
        assert says in results(on, stays, entry), (on, says, results(on, stays, entry))
        print(line(on, stays, entry, [says]))
    print("# Computed apart (oracles/eu_schengen.py).")
    for on, stays, entry in COMPUTED:
        print(line(on, stays, entry, results(on, stays, entry)))


if __name__ == "__main__":
    main()
