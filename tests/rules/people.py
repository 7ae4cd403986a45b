"""Invents employees: the facts of rules/az/facts.qn as a payroll office would have them, person by person.

    python3 people.py 17      the facts of the seventeenth

Person n is the same on every machine and in every version of Python: all chance comes from `Chance`, seeded
by the number. The facts hang together: nobody is hired as a child, mothers are women, wages grow with
service and with the minimum wage, children are younger than their parents.
"""
import datetime
import sys

MASK = (1 << 64) - 1


class Chance:
    """SplitMix64 (Steele, Lea, Flood 2014): a small generator whose every draw is the same everywhere."""

    def __init__(self, seed):
        self.state = seed * 0x9E3779B97F4A7C15 & MASK

    def bits(self):
        self.state = self.state + 0x9E3779B97F4A7C15 & MASK
        z = self.state
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 & MASK
        z = (z ^ z >> 27) * 0x94D049BB133111EB & MASK
        return z ^ z >> 31

    def below(self, n):
        return self.bits() % n

    def between(self, low, high):
        """A whole number from low through high."""
        return low + self.below(high - low + 1)

    def once_in(self, n):
        return self.below(n) == 0

    def one_of(self, *values):
        return values[self.below(len(values))]

    def weighed(self, **weights):
        """A name, as often as its weight says."""
        draw = self.below(sum(weights.values()))
        for name, weight in weights.items():
            draw -= weight
            if draw < 0:
                return name
        return None

    def some_of(self, once, *values):
        """A set: each value once in so many people."""
        return "[" + ", ".join(value for value in values if self.once_in(once)) + "]"


REFERENCE = datetime.date(2026, 9, 30)  # the day on which the payroll office is asked
POSTS = dict(general=50, manager_or_specialist=14, medical_worker=8, teacher_or_research_head=9,
             education_staff=4, education_head=2, preschool_or_boarding_staff=4, agricultural_worker=5,
             scientific_worker=2, artistic_staff=1, stage_staff=1)
SECTORS = dict(state=35, private_non_oil=50, oil_gas=12, tech_park=3)


def day_before(day, days):
    return day - datetime.timedelta(days=days)


def money(chance, low, high):
    """An amount in manats; three in four are whole."""
    coins = 0 if chance.below(4) else chance.below(100)
    return f"{chance.between(low, high)}.{coins:02}"


def children_of(chance, birth, number):
    """Records of children, none born before a parent was 18 or after the reference day."""
    first = day_before(birth, -18 * 366)
    room = (REFERENCE - first).days
    if room <= 0:
        return "[]"
    born = sorted(day_before(REFERENCE, chance.below(min(room, 9000))) for _ in range(number))
    return "[" + ", ".join(f"{{birth_date: {day}, disabled: {'yes' if chance.once_in(25) else 'no'}}}"
                           for day in born) + "]"


def wages(chance, wage):
    """The months before the reference day, with raises, gaps and odd coins."""
    months, month = [], datetime.date(2026, 8, 1)
    for _ in range(chance.between(0, 14)):
        worked = chance.between(18, 23) if chance.below(8) else chance.below(18)
        paid = wage * worked // 22 * 100 + chance.below(100)
        months.append(f"{{month: {month}, paid: {paid // 100}.{paid % 100:02}, working_days: {worked}, "
                      f"full_month: {'yes' if worked >= 18 else 'no'}}}")
        month = day_before(month, 1).replace(day=1)
    return "[" + ", ".join(reversed(months)) + "]"


def who(chance, facts):
    """The person and the family."""
    age_days = chance.between(15 * 366, 70 * 365)
    birth = day_before(REFERENCE, age_days)
    woman = chance.below(100) < 48
    count = int(chance.weighed(**{"0": 35, "1": 22, "2": 24, "3": 12, "4": 4, "5": 2, "7": 1}))
    facts["birth_date"] = birth
    facts["sex"] = "female" if woman else "male"
    facts["children"] = children_of(chance, birth, count)
    if count and chance.once_in(10):
        facts["single_parent"] = "yes"
    if count and chance.once_in(40):
        facts["adoptive_parent"] = "yes"
    if woman and 18 * 365 < age_days < 45 * 365 and chance.once_in(15):
        facts["pregnant"] = "yes"
    if chance.once_in(12):
        facts["disability"] = chance.one_of("up_to_60_percent", "from_61_to_80_percent", "from_81_to_100_percent")
    if chance.once_in(25):
        facts["merits"] = "[" + chance.one_of(
            "wounded_in_defence", "national_hero", "independence_order", "disabled_in_defence",
            "veteran_of_the_war_for_integrity", "highest_state_award") + "]"
    return birth


def career(chance, facts, birth):
    """The contract, its hours, and what was worked before it."""
    grown = day_before(birth, -15 * 366)
    days = max((REFERENCE - grown).days, 1)
    hired = day_before(REFERENCE, chance.below(min(days, 11000)))
    before = (hired - grown).days // 31
    facts["hire_date"] = hired
    facts["category"] = chance.weighed(**POSTS)
    facts["sector"] = chance.weighed(**SECTORS)
    if before > 0 and chance.below(3) > 0:
        here = chance.below(before + 1) if chance.once_in(8) else 0
        facts["earlier_service_here"] = here
        facts["earlier_service_elsewhere"] = chance.below(before - here + 1)
    if chance.once_in(6):
        facts["week_pattern"] = "six_day_week"
    if chance.once_in(6):
        facts["weekly_hours"] = chance.one_of(20, 24, 30, 36)
    if chance.once_in(15):
        facts["main_job"] = "no"
    if chance.once_in(5):
        facts["working_conditions"] = chance.some_of(3, "underground", "harmful", "hard", "high_strain",
                                                     "special_character")
    if chance.once_in(9):
        facts["contract_end"] = day_before(REFERENCE, chance.between(-900, 900))
    return (REFERENCE - hired).days // 365


def pay(chance, facts, years):
    """The salary, by service and chance, and the months before."""
    wage = chance.weighed(low=50, middle=38, high=12)
    low, high = {"low": (400, 900), "middle": (900, 3000), "high": (3000, 15000)}[wage]
    salary = chance.between(low, high) + 8 * years
    facts["monthly_salary"] = salary
    facts["gross_wage"] = money(chance, salary, salary + salary // 5)
    facts["pay_form"] = chance.weighed(monthly_salary=70, time_rate=20, piece_rate=10)
    facts["month_wages"] = wages(chance, salary)
    facts["insurance_record"] = 12 * years + chance.below(60)


def person(number):
    """The facts of one person, name to value as the command takes it."""
    chance, facts = Chance(number), {}
    birth = who(chance, facts)
    years = career(chance, facts, birth)
    pay(chance, facts, years)
    return facts


if __name__ == "__main__":
    for fact, value in person(int(sys.argv[1])).items():
        print(f"{fact}={value}")
