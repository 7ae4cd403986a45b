"""The pay: salary, months before, pay days, deductions, tax, insurance, other jobs."""
from .chance import Money, days, manats, months_on

# The minimum wage of each year of the replay, and about what the country earned in the year before.
MINIMUM = {2018: 130, 2019: 180, 2021: 250, 2023: 345, 2025: 400, 2026: 400}
AVERAGE = {2018: 528, 2019: 545, 2021: 708, 2023: 839, 2025: 1011, 2026: 1090}
TAX_GROUNDS = ("family_of_a_martyr", "hero_of_the_patriotic_war", "war_disabled", "war_disabled_of_third_group",
               "widowed_by_a_fallen_fighter", "child_of_a_fallen_fighter", "war_veteran", "radiation_sickness",
               "carer_of_a_disabled_person", "parent_of_a_fallen_fighter", "serviceman_sent_to_war_abroad",
               "reservist_in_training", "displaced_person", "family_of_a_victim_of_20_january",
               "child_of_a_victim_of_20_january", "hero_of_socialist_labour", "family_of_a_fallen_civil_servant")
DEDUCTIONS = dict(employers_order=4, employees_consent=3, trade_union_dues=6, writ_of_execution=4, alimony=4,
                  damage_to_health=1, loss_of_breadwinner=1, damage_by_crime=1, correctional_work=1)
PAYMENTS = ("sick_pay", "staff_reduction_payment", "liquidation_payment", "payment_to_heirs", "state_benefit",
            "alimony_received")


def salary(p):
    """In measures of the minimum wage; one in twelve earns exactly an amount at which a scale turns."""
    c = p.chance
    low, high = {"low": (100, 220), "middle": (220, 800), "high": (800, 4000)}[c.weighed(low=45, middle=43, high=12)]
    least = MINIMUM[p.day.year]
    p.salary = max(c.between(least * low // 100, least * high // 100) + 4 * p.years, least)
    if c.once_in(12):
        p.salary = max(c.one_of(200, 250, 2500, 8000, 2501, 8001, least), least // 2)
        p.give(gross_wage=Money(p.salary * 100))
    else:
        p.give(gross_wage=manats(c, p.salary, p.salary + p.salary // 5))
    if c.once_in(40):
        p.salary = least * 3 // 4
    p.give(monthly_salary=p.salary)


def form(p):
    """By the month, by time or by the piece; one in eight did not work the whole month."""
    c = p.chance
    p.form = c.weighed(monthly_salary=68, time_rate=22, piece_rate=10)
    p.give(pay_form=p.form)
    if p.form != "monthly_salary":
        p.give(hourly_tariff=Money(p.salary * 100 // p.norm), daily_tariff=Money(p.salary * 800 // p.norm))
    if c.once_in(8):
        p.give(hours_worked=c.between(8, p.norm))


def month_of_wage(p, month, paid):
    """One month: on care leave nothing, else all its days or, once in nine, fewer."""
    away = any(first <= month <= last for first, last in p.care)
    worked = 0 if away else p.chance.between(19, 23) if p.chance.below(9) else p.chance.below(19)
    full = worked >= 19
    amount = Money(paid * (100 if full else worked * 100 // 22) + (p.chance.below(100) if worked else 0))
    return {"month": month, "paid": amount, "working_days": worked, "full_month": full, "kept_from_work": away}


def months_before(p):
    """The months since the hire, a year back for most, two or five for some, the present one for the newly hired."""
    c = p.chance
    number = c.weighed(one=70, two=10, five=3, few=14, none=3)
    number = {"one": c.between(12, 14), "two": c.between(24, 26), "five": 60, "few": c.between(0, 11), "none": 0}[number]
    first = p.day.replace(day=1)
    number = min(number, max(p.months_between(p.hired.replace(day=1), first), 0))
    months = [months_on(first, -back) for back in range(number, 0, -1)]
    if p.months < 2:
        months.append(first)
    p.give(month_wages=[month_of_wage(p, month, max(p.salary * (100 - (p.day.year - month.year) * 7) // 100, 50))
                        for month in months[-60:]])


def other_jobs(p):
    c = p.chance
    first = p.day.replace(day=1)
    if c.once_in(10):
        second = c.between(100, 900)
        p.give(jobs=[{"wage": Money(p.salary * 100), "main": True, "private_non_oil": p.sector == "private_non_oil"},
                     {"wage": manats(c, 100, 9000), "main": False, "private_non_oil": c.once_in(2)}],
               other_job_wages=[{"month": months_on(first, -back), "paid": second, "working_days": c.between(8, 22)}
                                for back in range(c.between(1, 14), 0, -1)])
    if p.form != "piece_rate" and c.once_in(2):
        p.give(yearly_income=Money(p.salary * 1200 if c.below(8) else 3000000))


def record(p):
    """For how long insurance was paid; one in eight exactly as long as a bound of the law."""
    c = p.chance
    p.record = max(p.months + p.before - c.below(20), 0)
    if c.once_in(8):
        p.record = min(c.one_of(6, 12, 36, 60, 96, 120, 144, 300), max((p.age - 15) * 12, 0))
    p.give(insurance_record=p.record)
    if c.below(6):
        p.give(average_wage_of_the_last_year=AVERAGE[p.day.year])


def pay_days(p):
    """Twice a month, some late, some once a month; one in twelve waits for a wage."""
    c = p.chance
    first, after = p.day.replace(day=1), c.between(2, 12)
    if c.once_in(2):
        step = c.one_of(0, 0, 1, 3)
        paid = [months_on(first, back) + days(day + (c.below(5) if step == 3 else 0))
                for back in (-2, -1, 0) for day in ((after,) if step == 1 else (after, after + 15))]
        p.give(pay_days=paid, agreed_pay_days=[first + days(after), first + days(after + 15)])
    if c.once_in(15):
        p.give(other_pay_periods=c.once_in(2), pay_by_year=c.once_in(3))
    if c.once_in(10):
        due = c.day(p.day, 400)
        p.give(late_wage=manats(c, 50, 2000), late_wage_due_on=due, delay_by_employer=bool(c.below(6)),
               pay_dispute=c.once_in(6))
        if c.once_in(2):
            p.give(late_wage_paid_on=c.day(p.day, 0, 20))


def deductions(p):
    c = p.chance
    if c.once_in(4):
        p.give(wage_deductions=[{"ground": c.weighed(**DEDUCTIONS), "amount": manats(c, 5, p.salary // 3)}
                                for _ in range(c.between(1, 3))])
    if c.once_in(20):
        p.give(pay_in_kind=manats(c, 10, p.salary // 3), pay_in_kind_agreed=bool(c.below(4)), goods_out_of_bounds=c.once_in(10))


def tax(p):
    c = p.chance
    if c.once_in(8):
        p.give(tax_grounds=[c.one_of(*TAX_GROUNDS) for _ in range(c.one_of(1, 1, 2))])
    if p.children and c.once_in(3):
        p.give(dependants=c.between(0, 6))
    if c.once_in(8):
        p.give(other_payments=[{"kind": c.one_of(*PAYMENTS), "amount": manats(c, 20, 3000)} for _ in range(c.between(1, 2))])


def without_wage(p):
    """Some have a trade of their own beside the job, some have lost work, some draw a pension."""
    c = p.chance
    if c.once_in(8):
        p.give(trade=c.one_of("construction", "other_trade"), turnover=manats(c, 0, 40000),
               place_of_trade=c.one_of("baku", "sumgayit_or_ganja", "other_city", "district_centre_or_settlement", "village"))
    if c.once_in(15):
        p.give(without_work=True)
    if p.age >= 60 and c.once_in(2):
        p.give(draws_pension=True)


PARTS = (salary, form, months_before, other_jobs, record, pay_days, deductions, tax, without_wage)
