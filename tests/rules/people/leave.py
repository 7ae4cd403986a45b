"""Leave: how the vacation of the year is granted, study, unpaid leave, what is unused."""
from .chance import days, manats, months_on

STUDIES = ("thesis_of_doctor_of_philosophy", "thesis_of_doctor_of_science", "doctoral_study", "textbook",
           "term_of_higher_education", "term_of_secondary_special_education", "term_of_evening_education",
           "state_examinations", "diploma_of_higher_education", "diploma_of_secondary_special_education",
           "vocational_school", "final_school_examinations")
FIRST_YEAR = ("beside_maternity_leave", "hired_within_three_months_after_military_service", "leave_at_the_main_job",
              "spouse_of_a_serviceman", "examinations_or_diploma", "wife_on_maternity_leave")
UNPAID = ("fought_in_an_army_at_war", "injured_in_defence", "child_with_hiv", "study_for_a_doctorate",
          "entrance_to_higher_education", "entrance_to_secondary_special_education", "first_use_of_an_invention",
          "sick_member_of_the_family", "family_household_or_social_matter")


def vacation(p):
    """Half go on leave on the day; the order and the pay come in time for most."""
    c = p.chance
    if p.years < 1 and c.once_in(3):
        p.give(first_year_grounds=[c.one_of(*FIRST_YEAR)])
    if c.once_in(2):
        return
    p.give(leave_days=c.one_of(7, 14, 21, 21, 30, 34, 42, 56), leave_order_date=c.day(p.day - days(3), 12),
           leave_payment_date=c.day(p.day - days(2), 6), next_pay_day=c.day(p.day, 0, 14))
    if c.once_in(5):
        p.give(agreed_payment_date=c.day(p.day, 10))
    if c.once_in(5):
        p.give(agreed_leave_start=c.one_of(p.day, p.day, c.day(p.day, 30, 30)))
    if c.once_in(3):
        p.give(leave_parts=c.one_of([14, 7], [21], [10, 11], [14, 14, 6], [28, 13]), split_is_wished=bool(c.below(8)),
               split_is_agreed=bool(c.below(8)))


def without_vacation(p):
    c = p.chance
    if c.once_in(20):
        p.give(leave_is_refused=c.once_in(2), years_without_leave=c.between(0, 3), ignores_the_schedule=c.once_in(2))
    if p.years and c.once_in(2):
        p.give(leave_began=c.day(p.day, 700))


def study(p):
    c = p.chance
    if c.once_in(6 if p.age < 35 else 14):
        p.give(study_occasion=c.one_of(*STUDIES), year_of_study=c.between(1, 6), study_certified=bool(c.below(6)),
               evening_study=c.once_in(5))


def unpaid(p):
    """Grounds that fit the family, and others that happen to anybody."""
    c = p.chance
    if not c.once_in(5):
        return
    grounds = c.some_of(8, *UNPAID)
    if p.youngest and p.years_since(p.youngest) < 4:
        grounds += c.some_of(2, "parent_of_a_chronically_ill_child", "child_under_16")
    if any(child.get("disabled") for child in p.children):
        grounds += c.some_of(2, "disabled_child", "employee_with_a_disabled_child")
    if not p.woman and p.youngest == p.day:
        grounds.append("wife_on_maternity_leave")
    if p.disabled:
        grounds.append("disability_of_the_employee")
    p.give(unpaid_grounds=grounds, employer_agrees=c.once_in(2), unpaid_days_taken=c.one_of(0, 0, 3, 7, 14),
           medical_opinion=c.once_in(2))


def away(p):
    """Candidates, and people on a trip of their other job."""
    c = p.chance
    if c.once_in(25):
        p.give(candidacy=(c.day(p.day, 40), c.day(p.day, 0, 60)))
    if c.once_in(25):
        p.give(other_job_trip=(p.day, c.day(p.day, 0, 20)))
    if c.once_in(20):
        p.give(voting_days=[c.day(p.day, 20, 40)])


def unused(p):
    c = p.chance
    if not c.once_in(4):
        return
    p.give(unused_base_days=c.one_of(0, 7, 14, 21, 30, 63), unused_additional_days=c.one_of(0, 0, 2, 6, 12),
           unused_child_days=c.one_of(0, 0, 2, 5))
    if c.once_in(3):
        p.give(leave_pay_of_the_year=manats(c, 100, 1500))


PARTS = (vacation, without_vacation, study, unpaid, away, unused)
