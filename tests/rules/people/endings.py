"""How employment begins and ends: probation, notice, dismissal, unemployment, pension, death."""
import datetime

from .chance import days, manats, months_on

GROUNDS = dict(end_of_term=10, resignation=26, liquidation=8, staff_reduction=16, unfit_for_post=4, breach_of_duty=8,
               failed_probation=4, age_limit=3, changed_conditions=6, owner_change=3, conscription=3,
               reinstated_predecessor=1, long_incapacity=3, court_sentence=1, declared_incapacity=1, death=2,
               returned_conscript=1, agreed_in_contract=3)
REASONS = dict(without_reason=50, old_age_pension=8, disability_pension=4, admission_to_study=6, new_residence=8,
               new_employer=16, sexual_harassment=2, other_reason_by_law=6)
MOTIVES = dict(lawful_reason=90, diabetes=3, multiple_sclerosis=2, union_membership=3, party_membership=2)
DECEASED = ("insured_worker", "labour_pensioner", "civil_service_lifetime_allowance", "old_age_allowance",
            "disability_allowance", "disabled_child_allowance", "survivor_allowance", "unemployment_payee")
HIRING = ("by_competition", "first_job_in_profession", "elected_paid_office", "agreed_without_probation")


def probation(p):
    """Three in four of the newly hired, one in six of the others; some are ill meanwhile."""
    c = p.chance
    if c.once_in(12):
        p.give(hiring_cases=[c.one_of(*HIRING)])
    if not (c.below(4) if p.months < 6 else c.once_in(6)):
        return
    end = c.one_of(months_on(p.hired, 3), months_on(p.hired, 1), months_on(p.hired, 4), p.hired + days(14))
    if end.year >= 1990:  # what was agreed before is in no file any more
        p.give(probation_end=end)
    if c.once_in(4):
        first = c.day(p.hired, 0, 60)
        absence = (first, first + days(c.between(0, 20)))
        if first.year >= 1990:
            p.give(probation_absences=[absence])


def ending(p):
    """One in three is asked about the end of the job."""
    c = p.chance
    p.give(union_member=c.once_in(3))
    p.ground = c.weighed(**GROUNDS) if c.once_in(3) else None
    if not p.ground:
        return
    p.give(termination_ground=p.ground, notice_date=c.one_of(p.day, c.day(p.day, 70)), agrees_to_pay_in_lieu=c.once_in(2),
           promised_severance=c.one_of(0, 0, 0, 0, 1, 3), dismissal_motive=c.weighed(**MOTIVES),
           registered_within_a_month=bool(c.below(3)), last_day_of_work=p.day, union_has_agreed=c.once_in(2))
    if c.once_in(3):
        p.give(new_job_date=c.day(p.day, 0, 120))
    if c.once_in(4):
        p.give(absent_for=[c.one_of("sick_leave", "vacation_leave", "business_trip", "collective_bargaining")])
    if p.ground == "resignation" or c.once_in(4):
        p.resign()


def settlement(p):
    c = p.chance
    if p.ground:
        p.give(paid_at_the_end=manats(c, 0, 4000), paid_for_unused_leave=manats(c, 0, 1500), settled_on=c.day(p.day, 2, 9))


def unemployment(p):
    """Most of the dismissed register; fixed terms are mostly insured throughout."""
    c = p.chance
    if p.ground in ("liquidation", "staff_reduction", "end_of_term") and c.below(6) or c.once_in(50):
        p.give(registered_unemployed_on=c.day(p.day, 0, 60), insured_months_of_last_24=c.one_of(24, 24, 20, 13, 12, 6),
               fixed_term_months_of_last_36=c.one_of(36, 35, 34, 30, 29, 10))


def pension(p):
    """The capital is known of those who are near the age; some have just what the least pension needs."""
    c = p.chance
    if p.age >= 55 or p.disabled:
        p.give(pension_capital=c.one_of(manats(c, 0, 90000), 23040, 28800, 40320, 46080, 46079))


def death(p):
    c = p.chance
    if p.ground == "death":
        p.give(deceased_was=["insured_worker", *c.some_of(6, *DECEASED[1:])])
    elif c.once_in(20):
        p.give(deceased_was=c.some_of(4, *DECEASED))


def pensioner(p):
    """What was drawn before: some at just the least pension."""
    c = p.chance
    if p.age >= 55 or p.disabled:
        p.give(pension_of_last_december=c.one_of(manats(c, 320, 1500), 320, 500))


def return_to_work(p):
    """Of some whose fixed term ended while they were away it is noted when they were back."""
    end, c = p.facts.get("contract_end"), p.chance
    if isinstance(end, datetime.date) and end.year > 1990 and c.once_in(3):
        p.give(back_at_work_on=c.day(end, 20, 60))


PARTS = (probation, ending, settlement, unemployment, pension, death)
