"""Carry forward of unused pension annual allowance, year by year: cases of uk_pension_carry_forward.

Written from the Act and HMRC's manual, apart from the program that is tested: unused amounts are kept by year and
taken from the earliest. Prints case lines.
"""


def result(inputs, first, outside=()):
    """Charge of the last year, charges in all, and what the next year can take over."""
    unused, charges = {}, [0]
    for n, paid in enumerate(inputs):
        year = first + n
        allowance = 60000 if year >= 2023 else 40000
        over = paid - allowance
        for earlier in range(year - 3, year):
            used = max(0, min(over, unused.get(earlier, 0)))
            unused[earlier] = unused.get(earlier, 0) - used
            over -= used
        charges.append(max(0, over))
        unused[year] = max(0, allowance - paid) if year not in outside else 0
    last = first + len(inputs)
    return charges[-1], sum(charges), sum(unused.get(y, 0) for y in range(last - 3, last)), last


LIAM = [7000, 70000, 25000, 45000]
COMPUTED = [
    # The allowance to the penny's edge; nothing before it.
    ([40000], 2019), ([40001], 2019), ([39999], 2019), ([60000], 2023), ([60001], 2023), ([0], 2022), ([0], 2023), ([], 2024),
    # Three years and no more; the fourth is lost.
    ([0, 0, 0], 2017), ([0, 0, 0, 0], 2017), ([0, 0, 0, 160000], 2017), ([0, 0, 0, 160001], 2017), ([0, 0, 0, 0, 160001], 2017),
    # The earliest first: what is used of it is not lost, what is not used of it is.
    ([10000, 20000, 30000, 65000, 40000], 2017), ([10000, 20000, 30000, 65000, 75000], 2017),
    ([10000, 20000, 30000, 70000, 65000], 2017), ([30000, 10000, 40000, 45000, 69000, 41000], 2017),
    # The higher allowance of 2023 with unused amounts of the lower one.
    ([0, 0, 0, 180000], 2020), ([0, 0, 0, 180001], 2020), ([20000, 20000, 20000, 100000, 60001], 2020),
    ([40000, 40000, 40000, 200000, 0, 0], 2020),
]
OUTSIDE = [([0, 0, 0, 120000], 2017, (2017,)), ([0, 0, 0, 120001], 2017, (2017,)), (LIAM, 2019, (2019,))]


def line(inputs, first, outside=()):
    """One case, decided on the first day of the year that follows."""
    charge, in_all, forward, last = result(inputs, first, outside)
    years = ", ".join(f"{{begins: {first + n}-04-06, input: {paid}" + (", member: no}" if first + n in outside else "}")
                      for n, paid in enumerate(inputs))
    available = forward + (60000 if last >= 2023 else 40000)
    return (f"on {last}-04-06 | tax_years = [{years}] | chargeable = {charge}.00 GBP; charged_in_all = {in_all}.00 GBP; "
            f"carried_forward = {forward}.00 GBP; available = {available}.00 GBP")


def main():
    print("# aegon.co.uk: Liam, after each year.")
    for n, says in enumerate((33000, 3000, 18000, 13000), 1):
        assert result(LIAM[:n], 2019)[1:3] == (0, says)
        print(line(LIAM[:n], 2019))
    assert result([*LIAM, 73000], 2019)[0] == 0
    print(line([*LIAM, 73000], 2019))
    print(line([*LIAM, 73001], 2019))
    print("# Computed apart (oracles/uk_pension_carry_forward.py).")
    for inputs, first in COMPUTED:
        print(line(inputs, first))
    print("# Not a member in the first year.")
    for case in OUTSIDE:
        print(line(*case))


if __name__ == "__main__":
    main()
