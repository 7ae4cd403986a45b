"""The job: hire, contract, post, hours, shifts, overtime, rest days worked, and what is asked of minors and mothers."""
import calendar
import datetime

from .chance import days, manats, months_on, years_on

POSTS = dict(general=46, manager_or_specialist=14, medical_worker=8, teacher_or_research_head=9, education_staff=4,
             education_head=2, preschool_or_boarding_staff=4, agricultural_worker=9, scientific_worker=2,
             artistic_staff=1, stage_staff=1)
SECTORS = dict(state=32, private_non_oil=53, oil_gas=12, tech_park=3)
CONDITIONS = ("underground", "harmful", "hard", "high_strain", "special_character")
OVERTIME = dict(no_ground=1, defence_or_disaster=1, public_utilities=2, unfinished_work=4, repair_of_mechanisms=3,
                absent_replacement=4)
CODE = datetime.date(1999, 7, 1)  # when the Labour Code came into force


def hire(p):
    """Not as a child; one in ten on an anniversary that matters, one in eight in the last months."""
    c = p.chance
    grown = years_on(p.born, 15)
    hired = max(c.day(p.day, 7500 if c.below(12) else 14000), grown)
    if c.once_in(8):
        hired = max(c.day(p.day, 120), grown)
    elif c.once_in(8):
        hired = max(years_on(p.day, -c.one_of(1, 5, 10, 15)), grown)
    p.hired, p.years, p.months = hired, p.years_since(hired), p.months_since(hired)
    p.give(hire_date=hired)


def service(p):
    """What was worked before, no longer than there was time; one in ten has exactly 5, 10 or 15 years in all."""
    c = p.chance
    room = p.months_between(years_on(p.born, 15), p.hired)
    here = c.below(room + 1) if room > 0 and c.once_in(8) else 0
    p.before = c.below(room - here + 1) if room > here and c.below(3) else 0
    full = 12 * c.one_of(5, 10, 15) - p.months - here
    if 0 <= full <= room - here and p.day == months_on(p.hired, p.months) and c.below(3):
        p.before = full
    p.give(earlier_service_here=here, earlier_service_elsewhere=p.before)


def contract(p):
    c = p.chance
    if c.once_in(6):
        p.give(contract_end=c.one_of(years_on(p.hired, c.between(1, 8)), years_on(p.hired, 5), months_on(p.hired, 6),
                                     months_on(p.hired, 2), c.day(p.day, 400, 900)))
    if p.age < 18:
        p.give(parental_consent=bool(c.below(6)))
    if c.once_in(40):
        p.give(essential_term_missing=True)
    if c.once_in(120):
        p.give(declared_incapable=True)


def post(p):
    """Schools are mostly of the state, fields mostly not."""
    c = p.chance
    p.category = c.weighed(**POSTS)
    p.sector = c.weighed(**SECTORS)
    if p.category.startswith(("education", "teacher", "preschool")) and c.below(6):
        p.sector = "state"
    if p.category == "agricultural_worker":
        p.sector = "private_non_oil"
        p.give(seasonal_work=c.once_in(3), season_months=c.between(1, 9))
    p.manual = p.category in ("general", "agricultural_worker") and c.once_in(2)
    p.give(category=p.category, sector=p.sector, manual_work=p.manual, accident_rate_of_staff=c.one_of("0.2%", "0.3%", "0.5%"))
    if p.manual:
        p.give(accident_rate_of_workers=c.one_of("0.4%", "0.8%", "1.25%", "2%"))


def budget(p):
    """Bodies paid from the state budget, whose staff may stay beyond 65 by leave only."""
    c = p.chance
    if p.sector == "state" and c.below(3):
        science = p.category in ("teacher_or_research_head", "scientific_worker") and c.once_in(2)
        p.give(budget_funding="budget_funded_science_or_university" if science else "budget_funded")
        if p.age >= 64:
            p.give(stay_extensions=[c.one_of(12, 12, 6, 18) for _ in range(c.below(7))],
                   special_public_service=c.once_in(6))


def conditions(p):
    """Works on the list of Article 115, for no longer than there is service."""
    c = p.chance
    p.conditions = c.some_of(3, *CONDITIONS) if p.manual or p.category == "medical_worker" or c.once_in(12) else []
    p.give(working_conditions=p.conditions)
    if p.conditions:
        p.give(listed_works=[{"list_days": c.one_of(6, 12, 18, 24, 36), "months_this_year": min(c.between(1, 12), p.months),
                              "months_in_all": c.one_of(p.months, p.months // 2, min(p.months, 6))}
                             for _ in range(c.between(1, 2))])


def hours(p):
    """The week; one in five works less than 40 hours, one in ten by summed accounting."""
    c = p.chance
    p.six_days = c.once_in(6)
    p.give(week_pattern="six_day_week" if p.six_days else "five_day_week")
    if c.once_in(5):
        p.give(weekly_hours=c.one_of(20, 24, 30, 36, 48))
    p.main_job = not c.once_in(14)
    p.give(main_job=p.main_job)
    if not p.main_job:
        p.give(main_job_hours=c.one_of(40, 40, 36, 20), weekly_hours=c.one_of(10, 18, 20, 24))
    if c.once_in(25):
        p.give(part_time_advised=True, part_time_refused=c.once_in(2))
    if c.once_in(10):
        first, length = p.day.replace(day=1), c.one_of(1, 1, 1, 3, 3, 6, 12)
        p.give(summed_accounting=True, accounting_period=(first, months_on(first, length) - days(1)))
    weekdays = sum(calendar.weekday(p.day.year, p.day.month, day + 1) < 5
                   for day in range(calendar.monthrange(p.day.year, p.day.month)[1]))
    p.norm = weekdays * 8 - c.one_of(0, 0, 1, 8, 9)
    p.give(norm_hours_of_month=p.norm)


def shifts(p):
    c = p.chance
    if not c.once_in(5):
        return
    length = c.one_of(6, 8, 8, 12)
    night = c.one_of(0, 2, length // 2, length // 2 + 1, min(8, length))
    p.give(shift_hours=length, shift_hours_at_night=night, several_shifts=bool(c.below(3)),
           worked_shifts=[{"worked": length, "at_night": c.one_of(0, 2, length // 2, min(8, length)),
                           "before_night_shift": c.once_in(3)} for _ in range(c.between(2, 15))])


def overtime(p):
    c = p.chance
    if not c.once_in(5):
        return
    p.give(reason_for_overtime=c.weighed(**OVERTIME), overtime_ordered=bool(c.below(8)), hours_that_day=c.between(6, 13),
           set_hours=7 if p.six_days else 8, overtime_on_the_working_day_before=c.one_of(0, 0, 1, 2, 3),
           overtime_hours=c.between(1, 40), overtime_piece_pay=manats(c, 0, 200))


def days_off(p):
    """Work on a rest day or a holiday, and a second job at the same harmful work."""
    c = p.chance
    if c.once_in(4):
        p.give(reason_for_work_on_a_day_off=c.weighed(**OVERTIME), works_through_days_off=c.once_in(3))
    if not p.main_job:
        p.give(same_harmful_work_in_both_jobs=c.once_in(5))


def rest_days(p):
    """Saturdays, Sundays and the days around the end of May and the New Year."""
    c = p.chance
    if not c.once_in(6):
        return
    first = p.day.replace(day=1) - days(c.one_of(0, 0, 4))
    free = [first + days(n) for n in range(28) if (first + days(n)).weekday() >= 5 or (first + days(n)).day == 28]
    p.give(rest_days_worked=[{"day": day, "above_norm": c.once_in(2), "day_off_instead": c.once_in(4),
                              "piece_pay": manats(c, 10, 60)} for day in free if c.once_in(3)])


def other_posts(p):
    c = p.chance
    if c.once_in(10):
        p.give(idle_hours=c.between(1, 80), idle_by_employee=c.once_in(8), idle_reported=bool(c.below(10)))
    if c.once_in(9):
        p.give(post_of_another=c.one_of("vacant_post", "post_of_an_absent_employee"), salary_of_that_post=manats(c, 400, 2500),
               other_post_from=c.day(p.day, 130))


def special_work(p):
    """Night, overtime, days off and trips are asked of many; minors, mothers and others have guarantees."""
    c = p.chance
    if c.once_in(4):
        p.give(special_work=c.one_of("night_work", "overtime", "work_on_a_day_off", "business_trip"),
               employee_agrees=bool(c.below(3)))
    if p.manual or p.age < 18:
        p.give(carrying=c.one_of("beside_other_work", "above_one_and_a_half_metres", "all_day"),
               employee_agrees=bool(c.below(3)))
    if c.once_in(8):
        p.give(physical_work=False)
    if p.woman and p.youngest and p.months_since(p.youngest) < 24:
        p.give(feeding_is_difficult=c.once_in(2))
    if p.woman and c.once_in(6):
        p.give(medical_opinion=True)
    if p.age < 18:
        p.give(closed_works=c.some_of(12, "night_club_bar_or_casino", "alcohol_or_toxic_goods", "narcotic_substances",
                                      "work_that_hinders_compulsory_schooling"))
        if c.below(4):
            p.give(last_examination=c.day(p.day, 500))


def weather(p):
    c = p.chance
    if not c.once_in(4):
        return
    place = c.one_of("open_air", "covered_without_cooling", "unheated_building", "other_work_place")
    cold = c.once_in(2)
    p.give(work_place=place, cold_season=cold, wind_force=c.between(0, 9), tariff_pay_of_the_stop=manats(c, 3, 60),
           temperature=c.one_of(c.between(-18, 16), 12, 14, -10) if cold else c.one_of(c.between(20, 46), 41, 45))


def conscript(p):
    c = p.chance
    if not p.woman and 19 <= p.age < 32 and c.once_in(5):
        p.give(worked_here_before_service=bool(c.below(4)), discharge_date=c.day(p.day, 150))


PARTS = (hire, service, contract, post, budget, conditions, hours, shifts, overtime, rest_days, other_posts, special_work,
         weather, conscript)
