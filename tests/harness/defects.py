"""Slips of authors, each planted into one file of rules/: a text that stands there once, and another in its place.

Knows what is wrong with each and what the machine answers where it shows; nothing of how `check` finds it. Whoever
changes one of these rules changes its slip here.
"""
import typing

CONFLICT, ERROR, NONE, UNKNOWN, BREACHED = "conflict", "error", "none", "unknown", "breached"
ELEMENTS = " elements"  # so many of them, of a list


class Defect(typing.NamedTuple):
    """One slip. `at` is a part of the line that is told, where that is not the first one that was changed. `shows`
    is what the machine answers in the case that is told: a status, a value, or None where no case is told, since it
    is so in all of them. `given` is such a case where the finding tells none, or tells it by a name that is no fact
    of the program; `rule` is what is asked, where it is not the one around the line. `also` are the codes of other
    findings that are true, and must be told as well."""
    kind: str
    file: str
    old: str
    new: str
    code: str
    shows: typing.Optional[str] = None
    at: str = ""
    given: str = ""
    rule: str = ""
    also: tuple = ()


def behind(line, added):
    """A line, and it with another behind it."""
    return line, f"{line}{added}"


LEAVE = "az/labour/vacation.qn"
WAGE = "az/minimum_wage.qn"
TAX = "az/tax/wage_tax.qn"
CONTRIBUTIONS = "az/social_insurance/contributions.qn"
TIME = "az/labour/working_time.qn"
OVERTIME = "az/labour/overtime.qn"
NOTICE = "az/labour/notice.qn"
SEVERANCE = "az/labour/severance.qn"
STUDY = "az/labour/study_leave.qn"
MATERNITY = "az/labour/maternity.qn"
CONTRACT = "az/labour/contract.qn"
MINORS = "az/labour/minors.qn"
PAY_DATES = "az/labour/pay_dates.qn"
PAY = "az/labour/pay.qn"
POSTS = "az/labour/combined_posts.qn"
DISCIPLINE = "az/labour/discipline.qn"
DISPUTES = "az/labour/disputes.qn"
WOMEN = "az/labour/women.qn"
DEDUCTIONS = "az/labour/deductions.qn"
ENTREPRENEUR = "az/social_insurance/entrepreneur_contributions.qn"
UNEMPLOYED = "az/social_insurance/unemployment_payment.qn"
BENEFIT = "az/social_insurance/maternity_benefit.qn"
ACCIDENTS = "az/social_insurance/accident_insurance.qn"
PENSIONS = "az/social_insurance/pensions.qn"
SICK = "az/social_insurance/sick_pay.qn"
FUNERAL = "az/social_insurance/funeral_allowance.qn"
FAMILY = "az/social_insurance/large_family_allowance.qn"
PARAMETERS = "az/social_insurance/parameters.qn"
MECHANICS = "az/labour/leave_mechanics.qn"
HOURLY = "az/labour/hourly_rate.qn"
NIGHT = "az/labour/night_and_shift_pay.qn"
HEAT = "az/labour/heat_and_cold.qn"
LATE = "az/labour/late_pay.qn"
PROBATION = "az/labour/probation.qn"
PATERNITY = "az/labour/paternity.qn"
PAYSLIP = "az/payslip.qn"
TREATIES = "az/ilo_check.qn"
STANDARDS = "ilo/standards.qn"

BANDS = (
    Defect("a closed range of service", LEAVE, "5 years..10 years ", "5 years..=10 years ", "Q0301", CONFLICT),
    Defect("closed ranges, as the article has them", LEAVE, "            5 years..10 years   → 2\n"
           "            10 years..=15 years → 4               note \"the Code says 5 to 10, 10 to 15 and more than 15: exactly "
           "10 and exactly 15 belong here\"\n            over 15 years       → 6\n",
           "            5 years..=10 years  → 2\n            10 years..=15 years → 4\n            15 years..          → 6\n",
           "Q0301", CONFLICT, also=("Q0301",)),
    Defect("a closed range of service", SEVERANCE, "1 year..5 years    → 1.4", "1 year..=5 years    → 1.4",
           "Q0301", CONFLICT),
    Defect("a closed range of service", NOTICE, "under 1 year       → 2", "..=1 year          → 2", "Q0301", CONFLICT),
    Defect("a closed range of children", LEAVE, "            2   → 2\n", "            2..=3 → 2\n", "Q0301", CONFLICT),
    Defect("a closed range of ages", TIME, "        ..18 → length", "        ..=18 → length", "Q0301", CONFLICT),
    Defect("a closed range of ages", LEAVE, "        ..16   → at least 42", "        ..=16   → at least 42", "Q0301",
           CONFLICT),
    Defect("a closed range of months", SICK, "        7..=9 ", "        6..=9 ", "Q0301", CONFLICT),
    Defect("a row that reaches into the next version of it", CONTRACT, "until 2010-02-13", "until 2011-02-13", "Q0323",
           ERROR, at="..15   | any                | any              | any                    → error",
           given="birth_date = 2000-01-01, on 2010-06-01"),
    Defect("one value of a choice in two rows", LEAVE, "            scientific_worker     → 30",
           "            medical_worker, scientific_worker → 28", "Q0301", CONFLICT),
    Defect("rows of one region that overlap for ten months", WAGE, *behind("currency AZM rounds to 1\n", """
choice wage_region = capital, elsewhere
fact region_of_work : wage_region   "Where is the work done?"

regional_minimum_wage : AZN per month   [LC 155]
    region_of_work
        capital   → 150 from 2018-01-01 until 2020-01-01
        capital   → 180 from 2019-03-01
        elsewhere → 130 from 2018-01-01
"""), "Q0301", CONFLICT, at="        capital   → 150"),
    Defect("a gap in the service", NOTICE, "1 year..5 years ", "1 year..4 years ", "Q0307", ERROR,
           at="        time from service_here_from", given="hire_date = 2016-06-01, on 2020-06-01"),
    Defect("a gap in the service", LEAVE, "10 years..=15 years → 4", "11 years..=15 years → 4", "Q0307",
           "0 calendar days", at="        time from counted",
           given="birth_date = 1980-01-01, category = general, hire_date = 2010-06-01, on 2020-06-01"),
    Defect("a gap between ages", LEAVE, "        16..18 → at least 35", "        17..18 → at least 35", "Q0307",
           "21 calendar days", at="        age\n",
           given="birth_date = 2004-06-01, category = general, on 2020-06-01"),
    Defect("a gap between months", SICK, "        7..=9 ", "        8..=9 ", "Q0307", ERROR, at="    month_of_incapacity\n",
           given="sick_notes = [2024-07-10 through 2024-07-20], on 2024-07-20"),
    Defect("a closed range that held until 2020", UNEMPLOYED, "..5 years          → 50%", "..=5 years         → 50%",
           "Q0301", CONFLICT),
    Defect("one value of a choice in two rows", ENTREPRENEUR, "sumgayit_or_ganja             → 90%",
           "sumgayit_or_ganja, other_city → 90%", "Q0301", CONFLICT),
)

SCALES = (
    Defect("an overlap in a scale", TAX, "            2500..8000 ", "            2000..8000 ", "Q0306", "86.00 AZN",
           given="gross_wage = 2400, sector = private_non_oil, on 2026-06-01"),
    Defect("a gap in a scale", TAX, "            2000.. → 30%", "            2500.. → 30%", "Q0306", "280.00 AZN",
           given="gross_wage = 2300, sector = state, on 2012-06-01"),
    Defect("a gap in a scale", CONTRIBUTIONS, "                200.. → 10%", "                300.. → 10%", "Q0306",
           "6.00 AZN"),
)

TABLES = (
    Defect("a row of a table left out", MATERNITY,
           "              any                 | 1            | yes             → 70    [LC 125.1]\n", "", "Q0308", ERROR,
           at="        table category "),
    Defect("the last row of a table left out", CONTRACT,
           "              any    | any                | any              | any                    → valid "
           "        [LC 42.3]\n", "", "Q0308", ERROR, at="        table age ",
           given="birth_date = 2000-01-01, on 2020-06-01"),
    Defect("a row of a table too narrow", MINORS, "all_day                     | 16.. | any ",
           "all_day                     | 16.. | male ", "Q0308", ERROR, at="        table carrying ",
           given="birth_date = 2003-06-01, carrying = all_day, sex = female, on 2020-06-01"),
    Defect("a row of a table too narrow", MINORS, "beside_other_work           | 16.. | male ",
           "beside_other_work           | 17.. | male ", "Q0308", ERROR, at="        table carrying ",
           given="birth_date = 2004-06-01, carrying = beside_other_work, sex = male, on 2020-06-01"),
    Defect("a row for a value that the fact cannot have", MATERNITY,
           "any                 | 1            | no ", "any                 | 0            | no ", "Q0308", ERROR,
           at="        table category ", also=("Q0313",)),
    Defect("rows that overlap where only one may fit", CONTRACT, "        table age ", "        table unique age ",
           "Q0309", CONFLICT, at="any    | yes                | any ", also=("Q0309",)),
    Defect("rows that overlap where only one may fit", STUDY, "        table study_occasion ",
           "        table unique study_occasion ", "Q0309", CONFLICT, at="term_of_higher_education            | ..=2 "),
    Defect("a row behind a wider one", STUDY, "term_of_higher_education            | ..=2 ",
           "term_of_higher_education            | ..=10", "Q0313", at="term_of_higher_education            | 3.. "),
    Defect("a row behind a wider one", MATERNITY, "any                 | 1            | yes ",
           "any                 | 1            | any ", "Q0313", at="any                 | 1            | no ",
           also=("Q0315",)),
    Defect("a row behind one that takes all", CONTRACT,
           "any    | any                | any              | yes ",
           "any    | any                | any              | any ", "Q0313", at="→ valid ", also=("Q0314",)),
    Defect("a column that changes nothing", CONTRACT,
           "yes                    → voidable      [LC 46.5]   note \"each party may call it void, or ask that the term be "
           "put in: then it holds from its first day\"\n", "yes                    → valid         [LC 42.3]\n",
           "Q0314", at="        table age "),
    Defect("a column that changes nothing", STUDY, """3..           → 40    [LC 124.3]
              term_of_secondary_special_education | ..=2          → 20    [LC 124.3]
""", """3..           → 30    [LC 124.3]
              term_of_secondary_special_education | ..=2          → 30    [LC 124.3]
""", "Q0314", at="        table study_occasion ", also=("Q0315",)),
    Defect("one figure for two rows", STUDY, "3..           → 40 ", "3..           → 30 ", "Q0315",
           at="term_of_higher_education            | ..=2"),
    Defect("one figure for two rows", ENTREPRENEUR, "other_city                    → 80%",
           "other_city                    → 90%", "Q0315", at="sumgayit_or_ganja "),
    Defect("one figure for two rows", MATERNITY, "| no              → 56    [LC 125.1]",
           "| no              → 70    [LC 125.1]", "Q0315", at="any                 | 1            | yes "),
    Defect("rows that overlap where only one may fit", MATERNITY, "        table category ",
           "        table unique category ", "Q0309", CONFLICT, at="agricultural_worker | 2..          | any ",
           also=("Q0309",)),
)

CONFLICTS = (
    Defect("an exception that overrides no more", LEAVE, " from 2009-05-17 overrides posts ", " from 2009-05-17 ",
           "Q0336", CONFLICT),
    Defect("an exception that overrides no more", NOTICE, "[LC 69.3]   overrides [LC 69.1, 69.2]\n", "[LC 69.3]\n",
           "Q0336", CONFLICT),
    Defect("an exception that overrides no more", PAY_DATES, "[LC 172.2]   overrides [LC 172.1]\n\nlongest",
           "[LC 172.2]\n\nlongest", "Q0311", CONFLICT),
    Defect("an exception that overrides no more", TIME, " overrides [LC 89.2] overrides [LC 90.3]",
           " overrides [LC 90.3]", "Q0311", CONFLICT),
    Defect("several exceptions, and not said which counts", FUNERAL,
           "    several apply → the largest                                   [Social Allowances; Labour Pensions 42]"
           "   note \"for a worker who drew a pension, one of the two is paid: the larger\"\n", "", "Q0336", CONFLICT,
           at="        social_allowance_recipient "),
    Defect("two exceptions that overlap for a year", DISCIPLINE, "until 2013-02-06\n", "until 2014-02-06\n", "Q0336",
           CONFLICT),
    Defect("two exceptions that overlap for a year", TAX, "from 2015-01-01 until 2016-01-01 → 140",
           "from 2015-01-01 until 2017-01-01 → 140", "Q0336", CONFLICT),
    Defect("a comparison turned round", POSTS, "when salary_of_that_post <= monthly_salary → none",
           "when salary_of_that_post >= monthly_salary → none", "Q0336", CONFLICT, also=("Q0338",)),
    Defect("or for and", PAY, "when hours_worked is not none → pay_for_hours(hours_worked)",
           "when hours_worked is none or hours_worked < norm_hours_of_month → "
           "pay_for_hours(hours_worked otherwise 0 hours)", "Q0336", CONFLICT, also=("Q0338",)),
    Defect("a clause copied with another value", STUDY,
           *behind("        study_occasion doctoral_study → monthly_wage_of_the_post   [LC 122.6]",
                   "\n        when evening_study → average_wage_of_article_177   [LC 123.2]"), "Q0311", CONFLICT,
           at="        when evening_study → average"),
    Defect("a clause copied with another value", UNEMPLOYED,
           *behind("    from 2019-11-13 → 6 ",
                   "  note \"as the minister said\"\n    when insured_months_of_last_24 >= 20 → 9 "),
           "Q0311", CONFLICT, at="    when insured_months"),
    Defect("a conflict through a rule that is used", NOTICE,
           *behind("    base resignation_notice_ends ",
                   "  [LC 69.5]\n    when may_leave_at_once and successor_notified → resignation_date "), "Q0336", CONFLICT,
           at="    when may_leave_at_once and successor"),
    Defect("a conflict through a rule that is used", LATE,
           *behind("    only when delay_by_employer  \"the delay is not the employer's fault\"   [LC 172.5]\n",
                   "    when days_of_delay > 30 days → late_wage   [LC 172.5]\n"
                   "    when late_wage > 1_000 and days_of_delay > 60 days → 2 * late_wage   [LC 172.5]\n"),
           "Q0336", CONFLICT),
    Defect("a floor above a cap", ENTREPRENEUR, "    at least minimum_wage * 1 month * 15% from",
           "    at least minimum_wage * 1 month * 150% from", "Q0336", CONFLICT),
    Defect("a floor above a cap", CONTRACT, *behind("    base sum of stay_extensions   [LC 10-1.2]\n",
                                                   "    at least 6 years              [LC 10-1.2]\n"),
           "Q0336", CONFLICT),
    Defect("an exception that overrides no more", TIME, "[LC 98.2]                 overrides child\n", "[LC 98.2]\n",
           "Q0336", CONFLICT),
    Defect("a clause copied with another value", DEDUCTIONS,
           *behind("    base 20%                                                              [LC 176.1]\n",
                   "    when any of wage_deductions where ground is alimony → 70%   [LC 176.3]\n"), "Q0336", CONFLICT,
           also=("Q0350",)),
    Defect("an exception that overrides no more, of each element", NIGHT, " overrides evening\n", "\n", "Q0336", CONFLICT,
           at="        evening: when", rule="shift_is"),
)

ERRORS = (
    Defect("a divisor that can be 0", OVERTIME, "(overtime_hours / norm_hours_of_month)",
           "(norm_hours_of_month / overtime_hours)", "Q0338", ERROR),
    Defect("a divisor that can be 0", WAGE, "(hours_worked / norm_hours_of_month)",
           "(norm_hours_of_month / hours_worked)", "Q0338", ERROR),
    Defect("a divisor that can be 0", TIME, "weekly_limit) / weekly_limit ", "weekly_limit) / main_job_hours ", "Q0338",
           ERROR),
    Defect("a divisor that can be 0", DISCIPLINE, "gross_wage / 4 rounded", "gross_wage / penalties_for_offence rounded",
           "Q0338", ERROR),
    Defect("a day that the month does not have", SICK, "date(year of incapacity_began, 10, 1)",
           "date(year of incapacity_began, 2, day of incapacity_began)", "Q0338", ERROR),
    Defect("a month without that day", POSTS, "\nmonths round down\n", "\n", "Q0338", ERROR,
           at="    base other_post_from + 3 months"),
    Defect("a value out of the range of a fact", CONTRIBUTIONS,
           *behind("# State social insurance.\n",
                   "\ncontributions_of_two : AZN = 2 * employee_social_insurance with (gross_wage = 2 * gross_wage)   "
                   "[Social Insurance 14]\n"), "Q0338", ERROR, at="contributions_of_two"),
    Defect("a value out of the range of a fact", PAYSLIP,
           *behind("# What the employee receives after", " what the contract adds.\n"
                   "net_wage_with_a_bonus : AZN = net_wage with (gross_wage = gross_wage + 100)   [LC 175.2(a)]\n\n"
                   "# What is left after"), "Q0338", ERROR, at="net_wage_with_a_bonus"),
    Defect("a month after December", POSTS,
           *behind("# The last day of the three months, which are counted from the day after the first.\n",
                   "month_after : date = date(year of other_post_from, month of other_post_from + 3, 1)   [LC 61.3]\n\n"),
           "Q0338", ERROR, at="month_after : date"),
    Defect("a period that ends before it begins", NOTICE,
           *behind("# Article 69: the employee resigns.\n",
                   "\nnotice_period : period = resignation_date to (wanted_last_day otherwise resignation_date + 1 month)   "
                   "[LC 69.1]\n"), "Q0338", ERROR, at="notice_period : period"),
    Defect("a value of a choice forgotten", WOMEN, "        overtime                         → overtime_admission\n", "",
           "Q0338", ERROR, at="admission_to_the_work_asked : admission"),
    Defect("a value of a choice forgotten", DISPUTES,
           "            other_claim             → claim_counts_from + 1 month    [LC 296.2, 8.2]\n", "", "Q0338", ERROR,
           at="claim_term_ends : date"),
    Defect("a comparison that leaves out one amount", POSTS, "when salary_of_that_post <= monthly_salary → none",
           "when salary_of_that_post < monthly_salary → none", "Q0338", ERROR, at="pay_for_the_other_post : AZN"),
    Defect("a month without that day", PROBATION, "\nmonths round down\n", "\n", "Q0338", ERROR,
           at="    from 1999-07-01 → hire_date + 3 months"),
    Defect("a base for some alone", DISCIPLINE, "        base prolonged(offence_date, offence_date + 6 months, ",
           "        when not found_by_audit and offence_date > 2000-01-01 → "
           "prolonged(offence_date, offence_date + 6 months, ", "Q0338", ERROR, at="time_from_offence : date"),
    Defect("none is forgotten where it cannot come", LEAVE,
           "(seniority_vacation otherwise 0 days)   [LC 136.2; CC", "seniority_vacation   [LC 136.2; CC", "Q0705"),
    Defect("an amount outside its scale", TAX, "                8000.. → 14%\n", "                8000..=100_000 → 14%\n",
           "Q0338", ERROR, at="            scale taxable_wage                [Tax Code 101.1-1]"),
    Defect("an amount outside its scale", CONTRIBUTIONS, "                2500.. → 0.5%",
           "                2500..20_000 → 0.5%", "Q0338", ERROR, at="            scale gross_wage   note \"as two reports"),
    Defect("a day outside the calendar", LATE, "from (late_wage_due_on + 1 year)   [LC 8.4",
           "from (late_wage_due_on + 8_000 years)   [LC 8.4", "Q0338", ERROR, at="claim_for_late_pay_until : date"),
    Defect("a day outside the calendar", LATE,
           *behind("# A claim to money goes to court", " for the employee.\n"
                   "paid_back_until : date = today + 1_000 * days_of_delay   [LC 172.5]\n\n# It goes there"), "Q0338", ERROR,
           at="paid_back_until : date"),
    Defect("a part of a whole number", FAMILY,
           *behind("# For each child, a month.\n",
                   "children_in_turn : integer = count of children / 2   [Social Allowances]\n\n"), "Q0338", ERROR,
           at="children_in_turn : integer"),
    Defect("a part of a whole number", CONTRIBUTIONS,
           *behind("# State social insurance.\n",
                   "\nparts_of_the_wage : integer = gross_wage / 1_000 AZN   [Social Insurance 14]\n"), "Q0338", ERROR,
           at="parts_of_the_wage : integer"),
    Defect("a part of a day", LATE,
           *behind("# A claim to money goes to court", " for the employee.\n"
                   "half_time : date = late_wage_due_on + days_of_delay / 2   [LC 172.5]\n\n# It goes there"), "Q0338",
           ERROR, at="half_time : date"),
    Defect("a number too long to be held", PAYSLIP,
           *behind("# What the employee receives after", " all.\n"
                   "ratio : number exact = gross_wage / 0.01 AZN   [LC 175.2(a)]\n\n"
                   "product : number exact = ratio * ratio * ratio * ratio * ratio   [LC 175.2(a)]\n\n"
                   "# What is left after"), "Q0338", ERROR, at="product : number"),
    Defect("an element out of the range of its field", FAMILY,
           *behind("# For each child, a month.\n", """entity spell_of_care
    years_of_care : years in 0..=20

spells : list of spell_of_care = each c in children : {years_of_care: years from c.birth_date to today}   [Social Allowances]

"""), "Q0338", ERROR, at="spells : list"),
    Defect("an element finer than the step of its field", FAMILY,
           *behind("# For each child, a month.\n", """entity spell_of_care
    weeks_of_care : number in 0..=2_000 step 1

spells : list of spell_of_care = each c in children : {weeks_of_care: days from 2000-01-01 to c.birth_date / 7 days}   [Social Allowances]

"""), "Q0338", ERROR, at="spells : list"),
    Defect("a list longer than its type says", PAY_DATES, "days_of_payment : list of date up to 30 =",
           "days_of_payment : list of date up to 3 =", "Q0346", f"4{ELEMENTS}"),
    Defect("a list longer than its type says", FAMILY,
           *behind("# For each child, a month.\n",
                   "born_in : list of integer up to 5 = each c in children : year of c.birth_date   [Social Allowances]\n\n"),
           "Q0346", f"6{ELEMENTS}", at="born_in : list"),
    Defect("a period without an end", NOTICE,
           *behind("# Article 69: the employee resigns.\n",
                   "\nafter_notice : period = if wanted_last_day is none then resignation_date onwards else "
                   "resignation_date through max(resignation_date, wanted_last_day)   [LC 69.1]\n\n"
                   "length_after_notice : days = length of after_notice   [LC 69.1]\n"), "Q0338", ERROR,
           at="length_after_notice : days"),
    Defect("a value of a choice forgotten", ENTREPRENEUR, "            village                       → 50%\n", "", "Q0338",
           ERROR, at="share_of_place : percent"),
)

ABSENCES = (
    Defect("none is forgotten", TAX, "- (tax_reduction otherwise 0 AZN) ", "- tax_reduction ", "Q0705", NONE,
           rule="tax_reduction"),
    Defect("none is forgotten", PAYSLIP, "employer_unemployment_insurance otherwise 0 AZN +",
           "employer_unemployment_insurance +", "Q0705", NONE, rule="employer_unemployment_insurance"),
    Defect("none is forgotten", ENTREPRENEUR, "* (share_of_field otherwise 0%) *", "* share_of_field *", "Q0705", NONE,
           rule="share_of_field"),
    Defect("none is forgotten", BENEFIT, "last_day_of_maternity_leave otherwise today ", "last_day_of_maternity_leave + 1 day ",
           "Q0705", NONE, rule="last_day_of_maternity_leave"),
    Defect("none is forgotten", PENSIONS, "record_for_disability otherwise 0 months ", "record_for_disability ", "Q0705", NONE,
           rule="record_for_disability"),
    Defect("a fact over time without its first day", WAGE,
           *behind("currency AZM rounds to 1\n", "\nfact wage_over_time : AZN over time in 0..=10_000   \"What is the wage?\"\n"
                   "fact contract_began : date in 1999-07-01..=2030-01-01   \"When did the contract begin?\"\n\n"
                   "wage_at_first : AZN = wage_over_time on contract_began   [LC 155]\n"), "Q0345", UNKNOWN,
           at="wage_at_first : AZN"),
    Defect("a fact over time without its first day", PROBATION,
           *behind("\nmonths round down\n", "\nfact post_over_time : one of clerk, manager over time   \"Which post?\"\n\n"
                   "was_manager : yes/no = post_over_time on hire_date is manager   [LC 51.1]\n"), "Q0345", UNKNOWN,
           at="was_manager : yes/no"),
)

CONDITIONS = (
    Defect("a condition that contradicts itself", TIME, "    when age < 18 → forbidden ",
           "    when age < 18 and age >= 65 → forbidden ", "Q0330"),
    Defect("a condition that contradicts itself", LATE, "    only when delay_by_employer  ",
           "    only when delay_by_employer and days_of_delay < 0 days  ", "Q0330"),
    Defect("a condition that contradicts a rule", LEAVE, "        when disabled → at least 42 ",
           "        when disabled and disability is no_disability → at least 42 ", "Q0330", also=("Q0350",)),
    Defect("a value that the fact cannot have", HEAT, "and temperature <= -10 and", "and temperature <= -100 and", "Q0330"),
    Defect("a value that the fact cannot have", HEAT, "and wind_force > 3 →", "and wind_force > 12 →", "Q0330"),
    Defect("a condition that contradicts its block", HEAT,
           "when work_place is unheated_building and cold_season and",
           "when work_place is unheated_building and work_place is open_air and", "Q0330", also=("Q0324",)),
    Defect("a clause on no day of its block", LEAVE, "→ at least 5 until 2008-06-13 ", "→ at least 5 until 1998-06-13 ",
           "Q0310"),
    Defect("a gate on no day of its block", UNEMPLOYED,
           *behind("\"insurance was paid for less than three years\"   [Unemployment Insurance 13.2]", "   from 2021-01-01"),
           "Q0310"),
    Defect("a row on no day of its block", UNEMPLOYED, "            over 10 years      → 60%\n",
           "            over 10 years      → 60%   until 2017-01-01\n", "Q0313",
           also=("Q0338",)),
    Defect("a condition that is always so", TIME, "    when part_time_advised → yes ",
           "    when part_time_advised or weekly_hours >= 0 → yes ", "Q0331"),
    Defect("a condition that is always so", HEAT, "    from 1999-07-01 → wind_force >= 6 ",
           "    base no   [LC 233.3]\n    when wind_force >= 0 → yes ", "Q0331", at="    when wind_force >= 0"),
    Defect("or for and", STUDY, "    only when not evening_study  \"since 2011 this leave is for those who study by "
           "correspondence\" from 2011-02-18   [LC 124.5",
           "    only when study_certified or not study_certified  \"since 2011\"   [LC 124.5", "Q0331"),
    Defect("a gate that keeps nobody out", BENEFIT, "    only when insurance_record >= 6 months ",
           "    only when insurance_record >= 0 months ", "Q0331"),
    Defect("a clause hidden by another", NOTICE, "    at_once: when may_leave_at_once and wanted_last_day is not none →",
           "    at_once: when wanted_last_day is not none →", "Q0332",
           at="    when wanted_last_day is not none → the greater", also=("Q0324",)),
    Defect("a clause hidden by another", OVERTIME,
           "    child: when has_the_guarantees_of_mothers and (child_from_3_to_14 or child_with_disability)\n",
           "    child: when age < 16\n", "Q0332", at="        until 2024-01-15 → by_consent ", also=("Q0332",)),
    Defect("a clause for those whom a gate keeps out", UNEMPLOYED,
           "    when termination_ground is end_of_term → registered_unemployed_on + 3 months",
           "    when termination_ground is end_of_term and registered_unemployed_on is none → today + 3 months", "Q0332"),
    Defect("an exception that is none", PAY_DATES, "    when pay_by_year → 1\n", "    when pay_by_year → 2\n", "Q0333"),
    Defect("an exception that is none", DEDUCTIONS, "ground is writ_of_execution → 50%",
           "ground is writ_of_execution → 20%", "Q0333"),
    Defect("an exception that is none", DISPUTES, "    when good_reason_for_delay → delay_may_be_excused",
           "    when good_reason_for_delay → too_late", "Q0333"),
    Defect("a floor below the base", PATERNITY, "    at least 0\n", "    at least -14\n", "Q0334"),
    Defect("a floor below the base", SEVERANCE, "    at least promised_severance ", "    at least 0 ", "Q0334",
           also=("Q0324",)),
    Defect("a cap that is never reached", TIME, "        16..18 → at most 36 ", "        16..18 → at most 46 ", "Q0335"),
    Defect("a cap that is never reached", ENTREPRENEUR, "    at most minimum_wage * 1 month from 2026-01-01 ",
           "    at most 3_000_000_000 from 2026-01-01 ", "Q0335"),
    Defect("two comparisons exchanged", DISCIPLINE, "    base today >= penalty_date and today <= penalty_ends ",
           "    base today <= penalty_date and today > penalty_ends ", "Q0343", at="penalty_in_force : yes/no"),
    Defect("a clause hidden by another, of each element", NIGHT, "s.at_night >= s.worked / 2 →", "s.at_night >= 0 hours →",
           "Q0332", at="        evening: when", also=("Q0330",)),
    Defect("a block for whom a gate keeps out", MINORS, "    when age < 16 and sex is female\n",
           "    when age >= 18 and sex is female\n", "Q0332", at="        only when employee_agrees"),
    Defect("a cap that is never reached", UNEMPLOYED, "    at most 20% ", "    at most 2000% ", "Q0335"),
)

DATES = (
    Defect("a month without a version", WAGE, "    from 2018-01-01 → 130 ", "    from 2018-01-01 until 2019-02-01 → 130 ",
           "Q0316", ERROR),
    Defect("a month without a version", PARAMETERS, "    from 2019-10-01 → 200 ",
           "    from 2019-10-01 until 2021-12-01 → 200 ", "Q0316", ERROR),
    Defect("two versions on one day", WAGE, "    from 2018-01-01 → 130 ", "    from 2018-01-01 until 2019-05-01 → 130 ",
           "Q0302", CONFLICT),
    Defect("two versions on one day", FUNERAL, "    from 2019-04-01 → 300 ", "    from 2019-04-01 until 2024-01-01 → 300 ",
           "Q0302", CONFLICT),
    Defect("two rows for one day", PENSIONS, "          2019-07-01 |", "          2018-07-01 |", "Q0313",
           at="          2018-07-01 | 61 years 6"),
    Defect("law that ends", FUNERAL, "    from 2025-07-01 → 600 ", "    from 2025-07-01 until 2026-01-01 → 600 ", "Q0321",
           ERROR),
    Defect("law that ends", WAGE, "    from 2025-01-01 → 400 ", "    from 2025-01-01 until 2026-01-01 → 400 ", "Q0321",
           ERROR),
    Defect("law that ends", UNEMPLOYED, "    from 2020-08-07 → 50% ", "    from 2020-08-07 until 2024-01-01 → 50% ",
           "Q0321", ERROR),
    Defect("a version before its parameters", ENTREPRENEUR,
           "share_of_field : percent         [Social Insurance 14]\n    from 2025-01-01\n",
           "share_of_field : percent         [Social Insurance 14]\n    from 2025-07-01\n", "Q0322", ERROR,
           at="    from 2025-01-01 → minimum_wage * 1 month * (share"),
    Defect("a version before its parameters", NOTICE, "    from 2017-06-18                  [LC 77.1",
           "    from 2017-09-18                  [LC 77.1", "Q0322", ERROR,
           at="    from 2017-06-18 → today + redundancy_notice", also=("Q0322",)),
    Defect("a version that ends before it begins", TIME, "            from 2008-05-16 → 1 ",
           "            from 2008-05-16 until 2008-05-16 → 1 ", "Q0801"),
    Defect("a version before its parameters", PENSIONS, "          2017-07-01 | 60 years 6 months | 63 years 6 months\n", "",
           "Q0322", ERROR, at="    from 2017-07-01 → time from birth_date to today >= retirement_age or"),
    Defect("a version before its parameters", HEAT, "    from 1999-07-01 → 45 ", "    from 2000-07-01 → 45 ", "Q0322", ERROR,
           at="        when work_place in (open_air, covered", rule="work_in_this_weather"),
)

USES = (
    Defect("a fact that nothing uses", FAMILY,
           *behind("# For each child, a month.\n",
                   "fact lives_in_the_country : yes/no   \"Does the mother live in the country?\"\n\n"), "Q0317",
           at="fact lives_in_the_country"),
    Defect("another fact in its place", STANDARDS, "yes/no = wages_at_regular_intervals ", "yes/no = not wages_wholly_in_kind ",
           "Q0317", at="fact wages_at_regular_intervals"),
    Defect("another fact in its place", STANDARDS, "yes/no = annual_leave >= 3 weeks ",
           "yes/no = maternity_leave >= 3 weeks ", "Q0317", at="fact annual_leave", also=("Q0324",)),
    Defect("a definition that nothing calls", SICK, "where is_paid_by_employer(d) : d\n",
           "where is_paid(d) and d < incapacity_began + 14 days : d\n", "Q0318", at="define is_paid_by_employer"),
    Defect("a definition that nothing calls", HOURLY,
           *behind("# The two rates as they are shown.",
                   " What is paid is in another file.\ndefine tariff_of(h : hours) : AZN exact = hourly_tariff * h   "
                   "[LC 157.4]\n\n#"), "Q0318", at="define tariff_of"),
    Defect("a definition that nothing calls", TREATIES,
           "define verdict_on(", "define verdict_if(kept : yes/no) : verdict = if kept then passes else fails\n\n"
                                  "define verdict_on(", "Q0318"),
    Defect("a figure without an article", LEAVE, "            artistic_staff              → 42          [LC 121]",
           "            artistic_staff              → 42", "Q0303"),
    Defect("a figure without an article", CONTRACT, "    from 1999-07-01 → 15   [LC 42.3, 46.4, 249.1]",
           "    from 1999-07-01 → 15", "Q0303"),
    Defect("a law that is not declared", LEAVE, "    base 0                                    [LC 116.1]",
           "    base 0                                    [LK 116.1]", "Q0304"),
    Defect("a law that is not declared", WAGE, "Order 2024-12-23", "Orders 2024-12-23", "Q0304"),
    Defect("one figure in two rules", UNEMPLOYED,
           "least_unemployment_payment : AZN = minimum_wage * 1 month   [Unemployment Insurance]",
           "least_payment_of_all : AZN = 400   [Unemployment Insurance 13.3]\n\n"
           "least_unemployment_payment : AZN = 400   [Unemployment Insurance 13.3]", "Q0319",
           at="least_unemployment_payment : AZN = 400"),
    Defect("one figure in two rules", TAX,
           *behind("# What is exempt in a low income from the main job.\n",
                   "exempt_part_of_a_year : AZN = 2_400   [Tax Code 102.1.6; Law 1356-VQD]\n\n"), "Q0319",
           at="        from 2019-01-01 → 2_400 "),
    Defect("a clause that stands twice", TAX, "    dependants 3.. → +20                                                  "
           "[Tax Code 102.5]       until 2013-01-01\n",
           "    dependants 3.. → +50                                                  "
           "[Tax Code 102.5; Law 509-IVQD]   from 2013-01-01\n", "Q0312", at=""),
    Defect("a clause that stands twice", TIME,
           *behind("    when day_before_holiday → -1 unless reduced_time            [LC 108.1]",
                   "\n    when day_before_holiday → -1 unless reduced_time   [LC 108.1]"), "Q0312"),
)

IDLE = (
    Defect("a fact that makes no difference", FAMILY,
           *behind("# For each child, a month.\n",
                   "fact in_the_country : yes/no   \"Does the mother live in the country?\"\n\n"
                   "amount_abroad : AZN per month = if in_the_country then large_family_amount else large_family_amount "
                   "  [Social Allowances]\n\n"), "Q0339", at="fact in_the_country"),
    Defect("a fact that makes no difference", FAMILY,
           *behind("# For each child, a month.\n",
                   "fact in_the_city : yes/no   \"Does the mother live in a city?\"\n\n"
                   "supplement : AZN per month   [Social Allowances]\n    base 10\n    when in_the_city → +0\n\n"),
           "Q0339", at="fact in_the_city"),
    Defect("a fact that makes no difference", WAGE,
           *behind("currency AZM rounds to 1\n",
                   "\nfact pages : integer in 1..=9   \"How many pages has the contract?\"\n\n"
                   "fee : AZN   [LC 155]\n    base 5\n    when pages > 20 → 8\n"), "Q0339", at="fact pages", also=("Q0330",)),
    Defect("a fact that makes no difference", STANDARDS, "yes/no = normal_weekly_hours <= 40 ",
           "yes/no = normal_weekly_hours <= 400 ", "Q0339", at="fact normal_weekly_hours"),
    Defect("a fact that makes no difference", STANDARDS, "yes/no = wages_at_regular_intervals ",
           "yes/no = wages_at_regular_intervals or not wages_at_regular_intervals ", "Q0339",
           at="fact wages_at_regular_intervals"),
)

DUTIES = (
    Defect("a duty that is never met", WAGE, "require monthly_salary >= minimum_wage * 1 month ",
           "require monthly_salary < 0 AZN ", "Q0340", BREACHED, given="monthly_salary = 500, on 2026-06-01"),
    Defect("a duty that is never met", DISCIPLINE, "forbid penalties_for_offence > 1 ",
           "forbid penalties_for_offence >= 0 ", "Q0340", BREACHED, given="penalties_for_offence = 1, on 2026-06-01"),
    Defect("a duty that is never met", STANDARDS, "yes/no = minimum_age >= 15 ",
           "yes/no = minimum_age >= 15 and minimum_age < 10 ", "Q0340", BREACHED, at="require minimum_age_standard",
           also=("Q0343",),
           given="minimum_age = 15, on 2026-06-01"),
    Defect("two duties that contradict each other", DISCIPLINE, "forbid penalties_for_offence > 1 ",
           "require penalties_for_offence > 1   [LC 186]\nforbid penalties_for_offence > 1 ", "Q0341", BREACHED,
           given="penalties_for_offence = 1, on 2026-06-01"),
    Defect("two duties that contradict each other", STANDARDS, "require hours_standard               [ILO 47(1)] ",
           "require normal_weekly_hours >= 48   [ILO 47(2)]\nrequire hours_standard               [ILO 47(1)] ", "Q0341",
           BREACHED, given="normal_weekly_hours = 44, on 2026-06-01"),
    Defect("require for forbid", STANDARDS, "require wages_in_money_standard      [ILO 95(4)]",
           "forbid wages_in_money_standard      [ILO 95(3)]\nrequire wages_in_money_standard      [ILO 95(4)]", "Q0341",
           BREACHED, given="wages_wholly_in_kind = yes, on 2026-06-01"),
    Defect("a duty for nobody", PAYSLIP, "when main_job   [LC 155.3]", "when main_job and not main_job   [LC 155.3]", "Q0342"),
)

FIGURES = (
    Defect("a value rounded twice", DISCIPLINE, "gross_wage / 4 rounded down to 0.01 ",
           "(gross_wage / 4 rounded to 0.01) rounded to 0.1 ", "Q0320"),
    Defect("a value rounded twice", ACCIDENTS,
           *behind("= gross_wage * accident_insurance_rate   [Accident Insurance; Cabinet 200]",
                   "\n\npremium_in_manats : AZN = accident_insurance rounded to 1   [Accident Insurance]"), "Q0320",
           at="premium_in_manats"),
    Defect("a value rounded twice", LATE,
           *behind("# A claim to money goes to court", ", in tens of manats.\n"
                   "claimed : AZN = late_wage * 1% * (days_of_delay / 1 day) rounded to 0.5   [LC 172.5]\n\n"
                   "shown : AZN = claimed rounded to 10   [LC 172.5]\n\n# It goes there"),
           "Q0320", at="shown : AZN = claimed"),
    Defect("a quotient without a last digit", CONTRACT,
           *behind("months round down\n", "\nthird_of_a_year : number = 1 / 3   [LC 45.1]\n"), "Q0305",
           at="third_of_a_year"),
    Defect("a quotient without a last digit", MINORS, "→ 10 / 3 rounded down to 0.01 ", "→ 10 / 3 ", "Q0305",
           at="heaviest_load_of_a_minor : kg"),
    Defect("a value rounded twice", HOURLY,
           *behind("# The two rates as they are shown.",
                   " What is paid is in another file.\nshown_rate : AZN = hourly_rate rounded to 0.01   [LC 157.4]\n\n#"),
           "Q0320", at="shown_rate"),
    Defect("a value rounded twice", PENSIONS, "    base pension_capital / 144 months   [Labour Pensions]",
           "    base pension_capital / 144 months rounded to 0.001   [Labour Pensions]", "Q0320",
           at="    rounded to 0.01                     note"),
)

PROMISES = (
    Defect("a promise that does not hold", LEAVE, "\n# The days for children do not depend",
           "\nalways base_vacation <= 46 days   [LC 120]\n\n# The days for children do not depend", "Q0350",
           at="always base_vacation <= 46"),
    Defect("a promise that does not hold", TIME, "24 hours when age < 16 ", "24 hours when age <= 16 ", "Q0350"),
    Defect("a promise that does not hold", UNEMPLOYED, "# The wording of 2018.",
           "always child_supplement <= 15%   [Unemployment Insurance]\n\n# The wording of 2018.", "Q0350",
           at="always child_supplement"),
    Defect("a promise that does not hold", WAGE, "# Each step on its first day",
           "always minimum_wage_for_time_worked >= 30   [LC 155]\n\n# Each step on its first day", "Q0350",
           at="always minimum_wage_for"),
    Defect("a promise from too early a day", PARAMETERS, "# Each step on its first day",
           "always minimum_pension >= 200 from 2019-04-01   [Labour Pensions 6-1]\n\n# Each step on its first day", "Q0350",
           at="always minimum_pension"),
    Defect("a promise that can be none", FUNERAL, "# The amounts, on the first day",
           "never funeral_allowance is none   [Labour Pensions 42]\n\n# The amounts, on the first day", "Q0350"),
    Defect("a promise that a rule breaks", TIME, "        ..16   → at most 24 ", "        ..15   → at most 24 ", "Q0350",
           at="always weekly_limit <= 24", also=("Q0307",)),
    Defect("a promise that a rule breaks", DEDUCTIONS, "ground is writ_of_execution → 50%",
           "ground is writ_of_execution → 70%", "Q0350", at="always deduction_limit <= 50%"),
    Defect("a promise that a rule breaks", MATERNITY, "    from 1999-07-01 → 70   [LC 125.1, 125.2]\n",
           "    from 1999-07-01 → 60   [LC 125.1, 125.2]\n", "Q0350", at="always (length_of"),
    Defect("a floor that protects nobody", LEAVE, "        when disabled → at least 42 ",
           "        when disabled → at least 21 ", "Q0350", at="always base_vacation >= 42 days when disabled"),
    Defect("more of the wage, and less is paid", CONTRIBUTIONS,
           *behind("    from 2008-01-01 → gross_wage * 3%   [Social Insurance 14]\n",
                   "    when gross_wage > 5_000 and sector is state → 100   [Social Insurance 14]\n"), "Q0350",
           at="always employee_social_insurance rises"),
    Defect("more is kept back than there is", PAYSLIP, "net_wage : AZN = pay_due - income_tax",
           "net_wage : AZN = pay_due + income_tax", "Q0350", at="always net_wage <= pay_due"),
    Defect("more of the wage, and less is paid", TAX, "    when main_job and income_of_the_month <= 2500\n",
           "    when main_job and income_of_the_month >= 2500\n", "Q0350", at="always income_tax rises"),
)

ACCEPTANCES = (
    Defect("an acceptance in vain", PAY_DATES, "    base 2                         note",
           "    accept Q0311 because \"who is paid by the year is paid once\"\n    base 2                         note", "Q0360"),
    Defect("an acceptance in vain", WAGE, *behind("minimum_wage : AZN per month   [LC 155]\n",
                                                 "    accept Q0316 because \"the orders were not all seen\"\n"), "Q0360",
           at="    accept Q0316"),
    Defect("an acceptance left out", UNEMPLOYED,
           "    accept Q0336 because \"the average wage of the country never lies below the minimum wage\"\n", "", "Q0336",
           CONFLICT, at="    at most average_wage_of_the_year_before "),
    Defect("an acceptance left out", PAY, "[LC 175.2(a)]\n    accept Q0338 because \"a tariff by which a month comes to "
           "more than a million manats is a slip\"\n", "[LC 175.2(a)]\n", "Q0338", ERROR, at="net_pay_of_the_month : AZN"),
    Defect("an acceptance of another finding", UNEMPLOYED, "    accept Q0336 because", "    accept Q0338 because", "Q0360",
           also=("Q0336",)),
    Defect("an acceptance of another finding", MECHANICS, "    accept Q0338 because", "    accept Q0336 because", "Q0360",
           also=("Q0338",)),
    Defect("an acceptance in vain", CONTRACT,
           *behind("stay_extended_by : months\n", "    accept Q0336 because \"five years are the most\"\n"), "Q0360",
           at="    accept Q0336"),
)

DEFECTS = (*BANDS, *SCALES, *TABLES, *CONFLICTS, *ERRORS, *ABSENCES, *CONDITIONS, *DATES, *USES, *IDLE, *DUTIES, *FIGURES, *PROMISES,
           *ACCEPTANCES)
