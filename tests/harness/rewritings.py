"""Rules of the corpus written in another way that says the same: by what, in which file, and the text that
stands in the place of another.

Whoever changes one of these rules changes its other form here.
"""
import re

import corpus

NEW_RULE = re.compile(r"^(years_over_the_declared_age)\b", re.M)

REWRITINGS = (
    ("a maximum for a floor", "rules/az/labour/overtime.qn",
     "    base hours_that_day - set_hours   [LC 99.1]\n    at least 0                        [LC 99.1]\n",
     "    base max(0 hours, hours_that_day - set_hours)   [LC 99.1]\n"),
    ("a condition for the rows of a choice", "rules/az/labour/overtime.qn",
     """    reason_for_overtime
        defence_or_disaster  → yes   [LC 99.2, 101.1(a)]
        public_utilities     → yes   [LC 101.1(b)]
        unfinished_work      → yes   [LC 101.1(c)]
        repair_of_mechanisms → yes   [LC 101.1(ç)]
        absent_replacement   → yes   [LC 101.1(d)]
        no_ground            → no    [LC 101.1]""",
     "    base reason_for_overtime is not no_ground"),
    ("a rule split into two", "rules/ilo/standards.qn",
     "declared_age_standard   : yes/no = minimum_age >= declared_minimum_age ",
     "years_over_the_declared_age : years = minimum_age - declared_minimum_age\n"
     "declared_age_standard   : yes/no = 0 years <= years_over_the_declared_age "),
    ("conditions for a band", "rules/az/labour/working_time.qn",
     "    age\n        ..16   → at most 24                                            [LC 91.2]\n"
     "        16..18 → at most 36                                            [LC 91.2]\n",
     "    when age < 18 and not (age < 16) → at most 36   [LC 91.2]\n"
     "    when not (age >= 16) → at most 24   [LC 91.2]\n"),
    ("a choice by if", "rules/az/labour/working_time.qn",
     """    age
        ..18 → length of (20:00 to 07:00)   [LC 254.2]
        18.. → length of (22:00 to 06:00)   [LC 97.1]
""",
     "    base if age >= 18 then 8 hours else 11 hours   [LC 97.1]\n"),
    ("a half taken to the other side", "rules/az/labour/working_time.qn",
     "shift_hours_at_night >= shift_hours / 2", "2 * shift_hours_at_night >= shift_hours"),
    ("not less for at least", "rules/az/labour/working_time.qn",
     "reduced_time : yes/no = weekly_limit < 40 ", "reduced_time : yes/no = not (weekly_limit >= 40) "),
    ("conditions joined", "rules/az/labour/working_time.qn",
     """    when part_time_advised → yes            [LC 94.3]
    when sex is female and pregnant → yes   [LC 245.1]
""",
     "    when pregnant and sex is not male or part_time_advised → yes   [LC 94.3]\n"),
    ("a scale by its steps", "rules/az/social_insurance/contributions.qn",
     """                ..200     → 22%
                200..8000 → 15%
                8000..    → 11%
""",
     """                ..100      → 22%
                100..200   → 22%
                200..8000  → 15%
                8000..9000 → 11%
                9000..     → 11%
"""),
    ("a formula for a scale", "rules/az/social_insurance/contributions.qn",
     "            scale gross_wage            [Social Insurance 14.4]",
     "            base if gross_wage < 200 then 3% * gross_wage else gross_wage / 10 - 14 AZN   [Social Insurance 14]",
     "\n                ..200 → 3%\n                200.. → 10%\n", "\n"),
    ("per cent for a fraction", "rules/az/social_insurance/contributions.qn",
     "    from 2018-01-01 → gross_wage * 0.5%\n", "    from 2018-01-01 → gross_wage / 200\n"),
    ("a formula for a scale of two steps", "rules/az/tax/wage_tax.qn",
     "    from 2013-01-01\n        scale taxable_wage                    [Tax Code 101.1; Law 509-IVQD]\n"
     "            ..2500 → 14%\n            2500.. → 25%\n",
     "    from 2013-01-01 → taxable_wage * 25% - 11% * (the lesser of taxable_wage and 2500 AZN)"
     "   [Tax Code 101.1; Law 509-IVQD]\n"),
    ("figures worked out", "rules/az/tax/wage_tax.qn",
     "    when main_job and yearly_income <= 30_000\n        from 2016-01-01 → 12 * 136 ",
     "    when not (yearly_income > 30_000) and main_job\n        from 2016-01-01 → 1_632 "),
    ("a scale with another unit of reading", "rules/az/tax/wage_tax.qn",
     "                ..8000 → 0%\n"
     "                accept Q0370 because \"a part of the wage without a rate bears no tax either: the row says it as the law does\"\n"
     "                8000.. → 5%\n",
     "                ..4000     → 0%\n                4000..8000 → 0%\n                8000..     → 5%\n"),
    ("rows of a table in another order", "rules/az/labour/minors.qn",
     "              beside_other_work           | 16.. | male   → 15            [LC 251.2(a)]\n"
     "              above_one_and_a_half_metres | 16.. | male   → 10            [LC 251.2(a)]\n"
     "              beside_other_work           | 16.. | female → 10            [LC 251.2(b)]\n",
     "              above_one_and_a_half_metres | 16.. | male   → 10            [LC 251.2(a)]\n"
     "              beside_other_work           | 16.. | female → 10            [LC 251.2(b)]\n"
     "              beside_other_work           | 16.. | male   → 15            [LC 251.2(a)]\n"),
    ("a rounding worked out", "rules/az/labour/minors.qn",
     "female → 10 / 3 rounded down to 0.01", "female → 3.33",
     "female → 5 / 3 rounded down to 0.01", "female → 4.98 / 3 rounded up to 0.01"),
    ("rows of a choice joined", "rules/az/labour/women.qn",
     "            above_one_and_a_half_metres → 10            [LC 241.4(b)]\n"
     "            all_day                     → 10            [LC 241.4(c)]\n",
     "            otherwise                   → 10            [LC 241.4(b)]\n"),
    ("unless for a condition", "rules/az/labour/women.qn",
     "    when conditions_closed_to_the_woman → yes from 2022-11-30 ",
     "    when sex is female or not (sex is female) → yes from 2022-11-30 "
     "unless not conditions_closed_to_the_woman "),
    ("what a condition names written out", "rules/az/labour/vacation.qn",
     "under_articles_118_to_121 : yes/no = post_with_set_length or",
     "under_articles_118_to_121 : yes/no = "
     "category in (stage_staff, teacher_or_research_head, preschool_or_boarding_staff, artistic_staff) or"),
    ("exceptions for rows", "rules/az/labour/vacation.qn",
     "        children_under_14   [LC 117.1]\n            2   → 2\n            3.. → 5\n",
     "        when children_under_14 > 1 and children_under_14 < 3 → 2   [LC 117.1]\n"
     "        when children_under_14 >= 3 → 5   [LC 117.1]\n"),
    ("a table for a table of two columns", "rules/az/social_insurance/pensions.qn",
     "          2020-07-01 | 62 years          | 65 years\n          2021-07-01 | 62 years 6 months | 65 years\n",
     "          2020-07-01 | 60 years 24 months | 65 years\n          2021-07-01 | 62.5 years | 65 years\n"),
    ("a rounding in its formula", "rules/az/social_insurance/pensions.qn",
     "    from 2026-01-01 → pension_of_last_december * 109.3% ",
     "    from 2026-01-01 → 1.093 * pension_of_last_december rounded to 0.01 "),
    ("bands by conditions, in another order", "rules/az/social_insurance/unemployment_payment.qn",
     "            ..5 years          → 50%\n            5 years..=10 years → 55% ",
     "            under 60 months    → 50%\n            60 months..121 months → 55% "),
    ("weeks as days", "rules/ilo/standards.qn",
     "maternity_leave >= 12 weeks and leave_after_birth >= 6 weeks ",
     "not (leave_after_birth < 42 days or maternity_leave < 84 days) "),
    ("a quotient taken to the other side", "rules/ilo/standards.qn",
     "maternity_benefit_share >= 200% / 3", "3 * maternity_benefit_share >= 200%"),
    ("an exception turned round", "rules/az/social_insurance/accident_insurance.qn",
     "    from 2010-11-25 → accident_rate_of_staff ",
     "    from 2010-11-25 → accident_rate_of_workers ",
     "    when manual_work\n        from 2010-11-25 → accident_rate_of_workers",
     "    when not manual_work\n        from 2010-11-25 → accident_rate_of_staff"),
    ("floor and cap as minimum and maximum", "rules/az/social_insurance/entrepreneur_contributions.qn",
     "    from 2026-01-01 → turnover * 2% ",
     "    from 2026-01-01 → max(minimum_wage * 15% * 1 month, min(turnover / 50, minimum_wage * 1 month)) "),
    ("a denial of a sum of conditions", "rules/az/labour/notice.qn",
     "today <= last_day_by_resignation and not successor_notified ",
     "not (successor_notified or last_day_by_resignation < today) "),
)

# What goes through a list or the days of a period for a rule that was rewritten, or divides one fact by
# another: that it is the same may stay undecided.
OPEN = ("hours_of_the_month", "hours_of_the_year", "hours_of_the_accounting_period", "salary_for_the_hours",
        "tax_of_all_jobs", "basic_unemployment_payment", "unemployment_payment")


class Rewriting:
    """A rule in another form: what it shows, the file, the texts, and the rules that only it has."""

    def __init__(self, row):
        self.name, self.path, *texts = row
        self.pairs = list(zip(texts[::2], texts[1::2]))
        self.added = {name for new in texts[1::2] for name in NEW_RULE.findall(new)}

    def apply(self):
        """The text of the file after it; None where the corpus says something else by now."""
        text = corpus.read(self.path)
        for old, new in self.pairs:
            if old not in text:
                return None
            text = text.replace(old, new, 1)
        return text
