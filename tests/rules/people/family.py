"""The person and the family: age, children, births, adoption, care."""
import datetime

from .chance import days, months_on, years_on

MERITS = ("wounded_in_defence", "national_hero", "independence_order", "award_for_defence", "disabled_in_defence",
          "disabled_on_20_january", "disabled_in_military_duty", "disabled_in_chernobyl_duty",
          "veteran_of_the_war_for_integrity", "serviceman_in_a_country_at_war", "highest_state_award")
AGES_THAT_MATTER = (15, 16, 18, 18, 60, 62, 63, 65)  # of employees, on the day itself


def birth(p):
    """From 15 to 70 years old; one in twelve has a birthday that matters on the day, one in forty was born on a 29 February."""
    c = p.chance
    born = c.day(p.day, 70 * 365, -15 * 366)
    if c.once_in(12):
        born = years_on(p.day, -c.one_of(*AGES_THAT_MATTER))
    elif c.once_in(40):
        born = datetime.date(max(born.year // 4 * 4, p.day.year // 4 * 4 - 68), 2, 29)
    p.born, p.woman = born, c.below(100) < 48
    p.age = p.years_since(born)
    p.give(birth_date=born, sex="female" if p.woman else "male")


def health(p):
    c = p.chance
    p.disabled = c.once_in(10)
    if not p.disabled:
        return
    p.give(disability=c.one_of("up_to_60_percent", "from_61_to_80_percent", "from_81_to_100_percent"))
    since = max(c.day(p.day, 9000), years_on(p.born, 1))
    p.give(disability_established_on=since, disability_coefficient=c.between(24, 144))


def merits(p):
    if p.chance.once_in(20):
        p.give(merits=[p.chance.one_of(*MERITS)])


def children(p):
    """None was born before a parent was 18; one family in eight has a birthday that matters on the day."""
    c = p.chance
    first, number = years_on(p.born, 18), int(c.weighed(**{"0": 30, "1": 22, "2": 26, "3": 12, "4": 4, "6": 4, "7": 2}))
    room = (p.day - first).days
    born = [c.day(p.day, min(room, 9500)) for _ in range(number)] if room > 0 else []
    if room > 0 and c.once_in(5):
        born.append(c.day(p.day, min(room, 500)))  # a baby
    if born and c.once_in(8):
        born[0] = max(years_on(p.day, -c.one_of(0, 1, 3, 14, 16, 18)), first)
    if born and p.woman and c.once_in(30):
        born.append(born[0])  # twins
    if p.woman and p.age > 30 and c.once_in(40):
        born += [years_on(p.day, -n) for n in range(2, min(p.age - 18, 18), 2)]
    p.children = [{"birth_date": day, "disabled": c.once_in(20)} for day in sorted(born)]
    p.youngest = max(born, default=None)


def household(p):
    c = p.chance
    p.single = bool(p.children) and c.once_in(8)
    if p.children:
        p.give(single_parent=p.single, guardian=c.once_in(30), targeted_assistance=c.once_in(12),
               all_children_alive=not c.once_in(20))
    if p.single:
        p.give(raises_preschool_child_alone=p.years_since(p.youngest) < 6)
    if p.children and p.age > 40:
        p.give(student_children=c.between(0, 2))
    if c.once_in(30):
        p.give(keeps_severely_disabled_relative=True)


def adoption(p):
    """One parent in twenty has adopted a child, mostly of a few weeks."""
    c = p.chance
    if not 20 <= p.age < 55 or not c.once_in(15):
        return
    taken = c.day(p.day, 120)
    born = taken - days(c.between(5, 59) if c.below(3) else c.between(60, 900))
    if c.once_in(10):
        born = months_on(taken, -2)
    p.children.append({"birth_date": born})
    p.give(adoptive_parent=True, taken_in_on=taken, taken_in_born=born)


def maternity(p):
    """Women who expect a child; of other parents the office knows the birth of the last one."""
    c = p.chance
    if p.woman and 18 <= p.age < 45 and c.once_in(9):
        p.give(pregnant=True, expected_birth=c.day(p.day, 3, 200))
    elif p.youngest and (p.woman or (p.day - p.youngest).days < 366):
        p.give(actual_birth=p.youngest, expected_birth=c.day(p.youngest, 15, 15))
        if c.once_in(6):
            p.give(difficult_birth=True)
        if sum(child["birth_date"] == p.youngest for child in p.children) > 1:
            p.give(born_at_once=2)
    if p.woman and "expected_birth" in p.facts and c.once_in(2):
        p.give(maternity_leave_granted=c.one_of(126, 140, 110))
    if p.woman and c.once_in(30):
        p.give(refused_for_pregnancy_or_child=True)


def paternity(p):
    if not p.woman and p.youngest and (p.day - p.youngest).days < 366:
        p.give(birth_certified=bool(p.chance.below(4)), paternity_days_taken=p.chance.one_of(0, 0, 5, 7, 14))


def care(p):
    """Whoever looks after the youngest child under three, mostly its mother, with the leave in one part or in two."""
    c = p.chance
    p.care = []
    if not p.youngest or p.youngest == p.day or p.years_since(p.youngest) >= 4 or not c.once_in(2 if p.woman else 8):
        return
    begins, third = p.youngest + days(57), years_on(p.youngest, 3)
    ends = c.day(third, 700, 3)
    middle = c.day(ends, 300)
    if begins < middle < ends - days(40) and c.once_in(2):
        p.care = [(begins, middle), (middle + days(c.one_of(1, 30)), ends)]
    elif begins < ends:
        p.care = [(begins, ends)]
    p.give(cared_child_born=p.youngest, care_leave_parts=p.care)
    if c.once_in(10):
        p.give(other_carer_on_leave=True)


def family(p):
    """The list of children is complete only now."""
    if p.children or not p.chance.once_in(2):
        p.give(children=p.children)


PARTS = (birth, health, merits, children, household, adoption, maternity, paternity, care, family)
