"""What leave.sql needs to be asked of a database: the amounts as whole cents, and the five sums."""
import pathlib

CENTS = {
    "EMPLOYEE_PART": "(case when sector = 'state_or_oil' or gross <= 20000 then (gross * 3 + 50) DIV 100 "
                     "else 600 + ((gross - 20000) * 10 + 50) DIV 100 end) + (gross * 5 + 500) DIV 1000",
    "EMPLOYER_PART": "(case when sector = 'state_or_oil' or insured <= 20000 then (insured * 22 + 50) "
                     "DIV 100 else 4400 + ((insured - 20000) * 15 + 50) DIV 100 end) + "
                     "(insured * 5 + 500) DIV 1000"}
DECIMALS = {
    "EMPLOYEE_PART": "(case when sector = 'state_or_oil' or gross <= 200 then round(gross * 0.03, 2) "
                     "else 6 + round((gross - 200) * 0.10, 2) end) + round(gross * 0.005, 2)",
    "EMPLOYER_PART": "(case when sector = 'state_or_oil' or insured <= 200 then round(insured * 0.22, 2) "
                     "else 44 + round((insured - 200) * 0.15, 2) end) + round(insured * 0.005, 2)"}

SUMS = """select sum(leave), sum(e), sum(r), sum(n), sum((leave + e + 3 * r + 7 * n) * (id % 97 + 1))
from (select id, leave, {e} as e, {r} as r, {n} as n from answer)"""
IN_CENTS = SUMS.format(e="cast(employee_part as bigint)", r="cast(employer_part as bigint)",
                       n="cast(gross - employee_part as bigint)")
IN_DECIMALS = SUMS.format(e="(employee_part * 100)::bigint", r="(employer_part * 100)::bigint",
                          n="((gross - employee_part) * 100)::bigint")


def query(rows, amounts, sums, div="/"):
    """The whole query; `div` is how the database divides whole numbers."""
    text = pathlib.Path(__file__).with_name("leave.sql").read_text() + sums
    for name, formula in amounts.items():
        text = text.replace(name, formula.replace("DIV", div), 1)
    return text.replace("$below", str(rows))
