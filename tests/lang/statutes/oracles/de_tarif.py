"""The tariff of EStG § 32a for 2025 and 2026 with exact fractions, for cases of de_lohnsteuer.

Prints case lines. Written from the statute, apart from the program that is tested.
"""
from fractions import Fraction as F
from math import floor

# Year: basic allowance, first zone (a, b), its end, second zone (a, b, c), its end, and the two linear zones.
TARIFFS = {
    2025: (12096, ("932.30", 1400), 17443, ("176.64", 2397, "1015.13"), 68480, "10911.92", "19246.67"),
    2026: (12348, ("914.51", 1400), 17799, ("173.10", 2397, "1034.87"), 69878, "11135.63", "19470.38"),
}


def tax(year, income):
    """The tax on an income of whole euros."""
    free, first, end_1, second, end_2, less_42, less_45 = TARIFFS[year]
    if income <= free:
        return 0
    if income <= end_1:
        y = F(income - free, 10000)
        return floor((F(first[0]) * y + first[1]) * y)
    if income <= end_2:
        z = F(income - end_1, 10000)
        return floor((F(second[0]) * z + second[1]) * z + F(second[2]))
    if income <= 277825:
        return floor(F(42, 100) * income - F(less_42))
    return floor(F(45, 100) * income - F(less_45))


def main():
    for year, on in ((2025, "2025-12-31"), (2026, "2026-01-01")):
        free, _, end_1, _, end_2, *_ = TARIFFS[year]
        for income in (free, free + 1, free + 500, end_1, end_1 + 1, 40000, end_2, end_2 + 1, 277825, 277826, 1000000):
            print(f"on {on} | einkommen = {income} | tarifliche_steuer = {tax(year, income)}.00 EUR")


if __name__ == "__main__":
    main()
