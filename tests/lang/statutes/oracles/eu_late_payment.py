"""Interest on late payment day by day, with part payments and base rates that change: cases of eu_late_payment.

Written from the Directive, apart from the program that is tested. Prints case lines.
"""
import random
from datetime import date, timedelta
from fractions import Fraction

DAY = timedelta(days=1)


def coin(amount):
    """To the cent, a half upwards."""
    cents = (amount * 100 + Fraction(1, 2)).__floor__()
    return f"{cents // 100}.{cents % 100:02} EUR"


def rate_on(day, rates):
    """The base rate of the day, and eight points."""
    known = [rate for since, rate in sorted(rates) if since <= day]
    return (known[-1] if known else Fraction("-0.88")) + 8


def interest(invoice, due, paid, parts, rates):
    """What `interest` is: a value, or that there is none."""
    total, day = Fraction(0), due + DAY
    while day <= paid:
        open_sum = max(invoice - sum(amount for when, amount in parts if when <= day), 0)
        total += open_sum * max(rate_on(day, rates), 0) / 100 / (366 if day.year in (2020, 2024) else 365)
        day += DAY
    return "= " + coin(total) if paid > due else "is none: paid in time"


def main():
    """Days on both sides of leap years, of the day of payment, and of changes of the rate."""
    chance = random.Random(5)
    for _ in range(30):
        due = date(2020, 1, 1) + chance.randint(0, 1800) * DAY
        paid = due + chance.choice((0, 1, 2, 60, 400)) * DAY
        invoice = Fraction(chance.randint(0, 5_000_000), 100)
        parts = [(due + chance.randint(-3, 300) * DAY, chance.randint(1, 20000)) for _ in range(chance.randint(0, 3))]
        days = {date(2019, 1, 1) + chance.randint(0, 2500) * DAY for _ in range(chance.randint(0, 4))}
        rates = [(day, Fraction(chance.randint(-400, 900), 100)) for day in days]
        given = [f"invoice = {float(invoice):.2f}, due_on = {due}, paid_on = {paid}"]
        if parts:
            given.append("parts = [" + ", ".join(f"{{on_day: {when}, paid: {amount}}}" for when, amount in parts) + "]")
        if rates:
            given.append("base_rate = [" + ", ".join(f"{float(rate):.2f} from {since}" for since, rate in rates) + "]")
        print(f"on 2026-06-01 | {', '.join(given)} | interest {interest(invoice, due, paid, parts, rates)}")


if __name__ == "__main__":
    main()
