"""The substantial presence test with exact fractions: cases of us_substantial_presence.

Written from the Code, apart from the program that is tested. Prints case lines.
"""
from datetime import date, timedelta
from fractions import Fraction as F


def days(spans):
    """All days of some spans, each once."""
    found = set()
    for a, b in spans:
        a, b = date.fromisoformat(a), date.fromisoformat(b)
        found |= {a + timedelta(days=n) for n in range((b - a).days + 1)}
    return found


def result(year, stays, excluded=(), abroad=False, card=False):
    """The days of the three years, their weighted sum, the test, and residence with its first day."""
    present = days(stays) - days(excluded)
    now, before, second = (sum(d.year == year - n for d in present) for n in range(3))
    total = now + F(before, 3) + F(second, 6)
    meets = now >= 31 and total >= 183
    resident = meets and not (now < 183 and abroad and not card)
    return now, total, meets, resident, min(d for d in present if d.year == year) if resident else None


def lasting(first, count):
    """A span of so many days from the first."""
    return first, (date.fromisoformat(first) + timedelta(days=count - 1)).isoformat()


def three(now, before, second):
    """Stays of so many days in 2025, 2024 and 2023."""
    return [lasting(f"{y}-02-01", n) for y, n in ((2025, now), (2024, before), (2023, second)) if n]


PUBLISHED = [
    (2013, [lasting("2011-02-01", 120), lasting("2012-02-01", 120), lasting("2013-02-01", 120)], F(180), False),
    (2014, [lasting("2012-01-15", 261), lasting("2013-01-15", 168), lasting("2014-01-15", 84)], F("183.5"), True),
]
COMPUTED = [
    # The 31 days; a sum of exactly 183 and a sixth less.
    (2025, three(30, 330, 300)), (2025, three(31, 330, 300)), (2025, three(122, 122, 122)), (2025, three(122, 122, 121)),
    (2025, three(121, 123, 126)), (2025, three(121, 123, 125)), (2025, three(183, 0, 0)), (2025, three(182, 0, 0)),
    (2025, three(182, 3, 0)), (2025, three(182, 2, 2)), (2025, three(182, 2, 1)), (2025, three(0, 300, 300)),
    # Stays across the turn of the year; overlapping notes count once; a day of arrival and departure is a day.
    (2025, [("2024-11-01", "2025-06-15")]), (2025, [("2023-07-01", "2025-01-31")]), (2025, [("2023-07-01", "2025-01-30")]),
    (2025, [("2025-01-01", "2025-04-30"), ("2025-04-30", "2025-07-02")]), (2025, [("2025-01-01", "2025-04-30"), ("2025-04-15", "2025-07-01")]),
    # A leap day.
    (2024, [("2024-01-01", "2024-07-01")]), (2025, [("2025-01-01", "2025-07-01")]),
    # Excluded days, and more of them than stays.
    (2025, three(200, 0, 0), [("2025-02-01", "2025-02-17")]), (2025, three(200, 0, 0), [("2025-02-01", "2025-02-18")]),
    (2025, three(200, 0, 0), [("2024-01-01", "2025-12-31")]),
    # A closer connection, lost with 183 days and with an application.
    (2025, three(182, 12, 0), (), True), (2025, three(183, 12, 0), (), True), (2025, three(182, 12, 0), (), True, True),
    (2025, []),
]


def line(year, stays, excluded=(), abroad=False, card=False):
    """One case. A sum that is no finite decimal is left out."""
    def shown(spans):
        return "[" + ", ".join(f"{{start: {a}, end: {b}}}" for a, b in spans) + "]"
    now, total, meets, resident, starts = result(year, stays, excluded, abroad, card)
    facts = f"tax_year = {year}, stays = {shown(stays)}"
    facts += f", excluded = {shown(excluded)}" if excluded else ""
    facts += ", closer_abroad = yes" if abroad else ""
    facts += ", green_card_sought = yes" if card else ""
    says = {True: "yes", False: "no"}
    results = [f"this_year = {now}", f"meets_test = {says[meets]}", f"resident = {says[resident]}"]
    if total.denominator in (1, 2):
        results.append(f"sum_of_days = {float(total):g}")
    results.append(f"residency_starts = {starts}" if starts else "residency_starts is none")
    return f"on {year}-12-31 | {facts} | " + "; ".join(results)


def main():
    print("# Published examples.")
    for year, stays, total, meets in PUBLISHED:
        assert result(year, stays)[1:3] == (total, meets)
        print(line(year, stays))
    print("# Computed apart (oracles/us_substantial_presence.py).")
    for case in COMPUTED:
        print(line(*case))


if __name__ == "__main__":
    main()
