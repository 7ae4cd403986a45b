/*
 * See entitlements.h.
 */
#include "entitlements.h"

const char *const entitlement_rules[ENTITLEMENTS] = {
    "most_hours_a_week",    "most_hours_a_day",       "least_wage",
    "tax_on_the_wage",      "insurance_on_the_wage",  "wage_after_tax",
    "days_of_annual_leave", "annual_leave_from",      "dismissal_is_barred",
    "age_of_retirement",    "retirement_is_possible", "money_for_many_children"};

const int entitlement_decimals[ENTITLEMENTS] = {0, 0, 2, 2, 2, 2, 0, 0, 0, 1, 0, 2};

static bool is_leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int entitlements_month_length(int year, int month)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return lengths[month - 1] + (month == 2 && is_leap(year));
}

int32_t entitlements_day(int32_t date)
{
    int before = date / 10000 - 1;
    int days = 365 * before + before / 4 - before / 100 + before / 400;
    for (int month = 1; month < date / 100 % 100; month++) {
        days += entitlements_month_length(before + 1, month);
    }
    return days + date % 100 - 1 - 719162;
}

/* Full years of age, for a birthday of 29 February too: it has no part in this day. */
static int age_of(int32_t birth)
{
    return (ENTITLEMENTS_ON - birth) / 10000;
}

/* A date some months later or earlier. What has no such day is its last one, or where `up` the
 * first of the month after. */
static int32_t add_months(int32_t date, int months, bool up)
{
    int month = date / 10000 * 12 + date / 100 % 100 - 1 + months;
    int day = date % 100;
    int length = entitlements_month_length(month / 12, month % 12 + 1);
    if (day > length && up) {
        month++;
        day = 1;
    } else if (day > length) {
        day = length;
    }
    return month / 12 * 10000 + (month % 12 + 1) * 100 + day;
}

/* Children that are born and were so after the day `since`. */
static int children_since(const entitled *e, int32_t since)
{
    int found = 0;
    for (int i = 0; i < e->children; i++) {
        found += e->child[i].birth > since && e->child[i].birth <= ENTITLEMENTS_ON;
    }
    return found;
}

/* Under 18 months: born on a day that lies less than so far back; and likewise under three years.
 */
#define EIGHTEEN_MONTHS_AGO 20241201
#define THREE_YEARS_AGO 20230601

/* The whole length of the leave is set by post, age or disability. */
static bool has_set_length(const entitled *e)
{
    return e->category >= TEACHER_OR_RESEARCH_HEAD || age_of(e->birth) < 18 ||
           e->disability != NO_DISABILITY;
}

static int hours_a_week(const entitled *e)
{
    int age = age_of(e->birth);
    if (age < 16) {
        return 24;
    }
    if (age < 18 || e->disability >= FROM_61_TO_80) {
        return 36;
    }
    if (e->sex == FEMALE && (e->pregnant || children_since(e, EIGHTEEN_MONTHS_AGO) > 0)) {
        return 36;
    }
    return e->single_parent && children_since(e, THREE_YEARS_AGO) > 0 ? 36 : 40;
}

static int hours_a_day(const entitled *e, int week)
{
    if (e->week_pattern == FIVE_DAY_WEEK) {
        return 8;
    }
    return week == 40 ? 7 : week == 36 ? 6 : 4;
}

static int base_leave(const entitled *e)
{
    static const int of_post[CATEGORIES] = {21, 30, 30, 30, 30, 30, 30, 56, 42, 42, 35};
    int days = of_post[e->category];
    int age = age_of(e->birth);
    int least = age < 16 || e->disability != NO_DISABILITY ? 42 : age < 18 ? 35 : 0;
    return days > least ? days : least;
}

static int seniority_leave(const entitled *e)
{
    int32_t since = add_months(e->hire, -e->earlier_service, false);
    if (since < 20110601) {
        return 6;
    }
    return since <= 20160601 ? 4 : since <= 20210601 ? 2 : 0;
}

/* A child counts to the end of the year in which it becomes 14; with a disability until it is 18.
 */
static int child_leave(const entitled *e)
{
    int young = children_since(e, 20111231);
    if (e->sex != FEMALE && !e->single_parent) {
        return 0;
    }
    for (int i = 0; i < e->children; i++) {
        if (e->child[i].disabled && e->child[i].birth > 20080601) {
            return 5;
        }
    }
    return young >= 3 ? 5 : young == 2 ? 2 : 0;
}

static int annual_leave(const entitled *e)
{
    int days = base_leave(e);
    return has_set_length(e) ? days : days + seniority_leave(e) + child_leave(e);
}

/* None once six months are over; at once for minors and employees with a disability. */
static int32_t annual_leave_from(const entitled *e)
{
    int32_t from = add_months(e->hire, 6, true);
    if (from <= ENTITLEMENTS_ON) {
        return ENTITLEMENT_NONE;
    }
    bool at_once = age_of(e->birth) < 18 || e->disability != NO_DISABILITY;
    return entitlements_day(at_once ? e->hire : from);
}

static bool is_dismissal_barred(const entitled *e)
{
    if ((e->sex == FEMALE && e->pregnant) ||
        ((e->sex == FEMALE || e->single_parent) && children_since(e, THREE_YEARS_AGO) > 0)) {
        return true;
    }
    for (int i = 0; i < e->children; i++) {
        if (e->child[i].disabled && e->child[i].birth > 20080601) {
            return true;
        }
    }
    return false;
}

/* The record of 25 years or the capital of 144 pensions of 320 manats, at 65 or 64 and a half. */
static bool is_retirement_possible(const entitled *e)
{
    int32_t born_by = e->sex == FEMALE ? 19611201 : 19610601;
    return e->birth <= born_by && (e->pension_capital >= 144 * 32000 || e->insurance_record >= 300);
}

/* For a woman with more than five children of a year or more, for each that is under 18. */
static int32_t large_family(const entitled *e)
{
    int of_a_year = 0;
    int counted = 0;
    if (e->sex != FEMALE || e->children <= 5) {
        return ENTITLEMENT_NONE;
    }
    for (int i = 0; i < e->children; i++) {
        of_a_year += e->child[i].birth <= 20250601;
        counted += e->child[i].birth <= 20250601 && e->child[i].birth > 20080601;
    }
    return of_a_year > 5 && counted > 0 ? 14000 * counted : ENTITLEMENT_NONE;
}

payslip_employee entitled_pay(const entitled *e)
{
    return (payslip_employee){.gross = e->gross,
                              .date = ENTITLEMENTS_ON,
                              .sector = e->sector,
                              .main_job = e->main_job,
                              .reduction = e->disability >= FROM_61_TO_80 ||
                                           (e->disability == UP_TO_60 && age_of(e->birth) < 18)};
}

void entitlements_of(const entitled *e, int32_t out[ENTITLEMENTS])
{
    payslip_employee paid = entitled_pay(e);
    payslip pay = payslip_of(&paid);
    out[HOURS_A_WEEK] = hours_a_week(e);
    out[HOURS_A_DAY] = hours_a_day(e, out[HOURS_A_WEEK]);
    out[LEAST_WAGE] = 40000;
    out[TAX_ON_THE_WAGE] = (int32_t)pay.income_tax;
    out[INSURANCE_ON_THE_WAGE] = (int32_t)pay.employee_contributions;
    out[WAGE_AFTER_TAX] = (int32_t)pay.net_wage;
    out[ANNUAL_LEAVE] = annual_leave(e);
    out[ANNUAL_LEAVE_FROM] = annual_leave_from(e);
    out[DISMISSAL_IS_BARRED] = is_dismissal_barred(e);
    out[AGE_OF_RETIREMENT] = e->sex == FEMALE ? 645 : 650;
    out[RETIREMENT_IS_POSSIBLE] = is_retirement_possible(e);
    out[LARGE_FAMILY] = large_family(e);
}
