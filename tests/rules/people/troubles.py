"""What befalls some: sickness, breaches of discipline, disputes, accidents, strikes, inspections."""
import datetime

from .chance import days, manats, months_on

CAUSES = dict(illness_or_injury=86, occupational_accident_or_disease=6, self_harm=1, feigned_illness=1, own_crime=1,
              court_ordered_treatment=2, uninsured_period=3)
STRIKERS = dict(other_post=70, legislative_official=4, executive_official=6, court_official=4, law_enforcement_official=6,
                convict=4, employer_side=6)
SERVICES = dict(no_essential_service=76, hospital=6, electricity_supply=4, water_supply=3, telephone=2,
                air_traffic_control=3, rail_traffic_control=3, fire_service=3)
CLAIMS = ("claim_before_commission", "money_or_damage_claim", "life_or_health_claim", "other_claim",
          "employer_damage_claim", "employer_other_claim")
FIRST_NOTES = datetime.date(2018, 1, 1)


def spell(chance, last, longest):
    """A period of so many days at most that ends on a day."""
    return (last - days(chance.below(longest)), last)


def sickness(p):
    """One in six has sick notes: one, or two that touch, or with weeks between; one in thirty of them is ill long."""
    c = p.chance
    if not c.once_in(6):
        return
    last = spell(c, c.day(p.day, 20, 15), 200 if c.once_in(30) else 24)
    notes = [last]
    if c.once_in(3):
        notes.insert(0, spell(c, last[0] - days(c.one_of(1, 1, 20, 60)), 10))
    notes = [note for note in notes if note[0] >= FIRST_NOTES]
    p.give(sick_notes=notes, incapacity_cause=c.weighed(**CAUSES))
    if c.once_in(20):
        p.give(full_sick_pay_groups=[c.one_of("injured_in_afghanistan", "injured_in_january_1990",
                                              "other_group_of_the_regulation")])


def on_benefit(p):
    c = p.chance
    if c.once_in(10):
        p.give(days_on_benefit=[spell(c, c.day(p.day, 400, -40), 120)])


def discipline(p):
    """The breach, its discovery, the penalty; the day may lie before, in and after the time for it."""
    c = p.chance
    if not c.once_in(8):
        return
    found = c.day(p.day, 50)
    offence = found - days(c.one_of(0, 0, 5, 30, 170, 182, 400, 700))
    p.give(offence_date=offence, discovery_date=found, found_by_audit=c.once_in(5), penalty_date=c.day(p.day, 200),
           explanation_requested=bool(c.below(10)), penalties_for_offence=c.one_of(1, 1, 1, 1, 2),
           fine_in_collective_agreement=c.once_in(2))
    if c.once_in(4):
        p.give(absences_since_discovery=[(found, found + days(c.between(1, 30)))])
    if c.once_in(6):
        p.give(criminal_proceedings=[(offence + days(1), offence + days(c.between(2, 90)))])
    if c.once_in(4):
        p.give(penalty_lifted=c.day(p.day, 60, 30))


def dispute(p):
    c = p.chance
    if not c.once_in(8):
        return
    known = c.one_of(c.day(p.day, 420), months_on(p.day, -1), months_on(p.day, -3), months_on(p.day, -12))
    p.give(claim_kind=c.one_of(*CLAIMS), violation_known_on=known, good_reason_for_delay=c.once_in(4))
    if c.once_in(3):
        p.give(commission_decision=known + days(c.between(5, 40)))


def accident(p):
    c = p.chance
    if not c.once_in(15):
        return
    p.give(injury_fault=c.one_of("employer_not_at_fault", "employer_partly_at_fault", "employer_wholly_at_fault"),
           accident_insured=c.once_in(2), injury_loss=manats(c, 100, 9000), treatment_cost=manats(c, 0, 3000),
           benefit_cost=manats(c, 0, 800), further_cost=manats(c, 0, 500))


def strike(p):
    c = p.chance
    if not c.once_in(8):
        return
    p.give(strike_post=c.weighed(**STRIKERS), service_sector=c.weighed(**SERVICES), political_strike=c.once_in(20),
           martial_law_or_emergency=c.once_in(25), talks_failed=c.once_in(2), strike_hours=c.one_of(0, 1, 2),
           arbitrators=c.between(0, 6), state_share=f"{c.one_of(0, 30, 50, 51, 100)}%",
           lockout_ground=c.one_of("no_lockout_ground", "demands_beyond_means", "unlawful_strike_continues",
                                   "strike_incited_by_competitor"))
    if c.once_in(2):
        p.give(strike_announced_on=c.day(p.day, 30), strike_began=c.day(p.day, 15))
    if c.once_in(4):
        p.give(lockout_announced_on=c.day(p.day, 25), lockout_began=c.day(p.day, 12))


def worked_day(p, day):
    """A line of the time sheet."""
    c = p.chance
    over = c.one_of(0, 0, 0, 0, 0, 1, 2, 3)
    line = {"day": day, "worked": (7 if p.six_days else 8) + over, "overtime": over,
            "at_night": c.one_of(0, 0, 0, 0, 2, 4), "rest_day_of_schedule": c.once_in(12), "agreed": bool(c.below(5))}
    return {**line, "reason": c.one_of("no_ground", "unfinished_work", "absent_replacement")} if over else line


def inspection(p):
    """One in eight is inspected: the time sheet of the week up to the day, the pay slip, and signs of force. Of the
    others there is no time sheet to speak of, and of few it is not known."""
    c = p.chance
    if not c.once_in(8):
        p.give(worked_days=[] if c.below(40) else "unknown")
        return
    week = [p.day - days(back) for back in range(c.between(3, 9), -1, -1)]
    sheet = [worked_day(p, day) for day in week if day.weekday() < (6 if p.six_days else 5) or c.once_in(4)]
    p.give(worked_days=sheet,
           additions_to_pay=manats(c, 0, 300), paid_for_overtime=manats(c, 0, 400), paid_for_nights=manats(c, 0, 150),
           paid_for_rest_days=manats(c, 0, 300), paid_for_delay=manats(c, 0, 50), kept_from_wage=manats(c, 0, 300),
           punished_for_the_union=c.once_in(20), documents_kept_back=c.once_in(30), wages_withheld=c.once_in(30),
           work_under_threat=c.once_in(60))


PARTS = (sickness, on_benefit, discipline, dispute, accident, strike, inspection)
