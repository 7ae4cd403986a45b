/*
 * See ordinary.h.
 */
#include "ordinary.h"

ordinary_employee ordinary_row(const employees *e, size_t i)
{
    ordinary_employee row = {.gross = e->gross[i],
                             .seniority = e->seniority[i],
                             .post = e->post[i],
                             .sector = e->sector[i],
                             .woman = e->woman[i],
                             .single_parent = e->single_parent[i]};
    for (int32_t k = e->first_child[i]; k < e->first_child[i + 1]; k++) {
        row.child[row.children++] = (ordinary_child){e->age[k], e->disabled[k]};
    }
    return row;
}

/* a / b, half up; neither is negative. */
static inline int64_t divide(int64_t a, int64_t b)
{
    return (a + b / 2) / b;
}

/* In force on the date. */
static int64_t minimum_wage(int date)
{
    static const struct {
        int from;
        int64_t wage;
    } steps[] = {{20220101, 30000}, {20230101, 34500}, {20250101, 40000}};
    int64_t wage = 0;
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        wage = date >= steps[i].from ? steps[i].wage : wage;
    }
    return wage;
}

static inline int seniority_days(int seniority)
{
    if (seniority >= 15) {
        return 6;
    }
    if (seniority >= 10) {
        return 4;
    }
    return seniority >= 5 ? 2 : 0;
}

static inline int child_days(const ordinary_employee *e)
{
    int under_14 = 0;
    bool disabled = false;
    if (!e->woman && !e->single_parent) {
        return 0;
    }
    for (int k = 0; k < e->children; k++) {
        under_14 += e->child[k].age < 14;
        disabled = disabled || (e->child[k].disabled && e->child[k].age < 16);
    }
    if (under_14 >= 3 || disabled) {
        return 5;
    }
    return under_14 == 2 ? 2 : 0;
}

static inline int leave_of(const ordinary_employee *e)
{
    int days = e->post == TEACHER ? 30 : 21;
    days += seniority_days(e->seniority);
    days += child_days(e);
    if (e->post == WAR_VETERAN && days < 46) {
        days = 46;
    }
    return days;
}

static inline int64_t employee_insurance(int sector, int64_t gross)
{
    if (sector == STATE_OR_OIL || gross <= 20000) {
        return divide(gross * 3, 100);
    }
    return 600 + divide((gross - 20000) * 10, 100);
}

static inline int64_t employer_insurance(int sector, int64_t wage)
{
    if (sector == STATE_OR_OIL || wage <= 20000) {
        return divide(wage * 22, 100);
    }
    return 4400 + divide((wage - 20000) * 15, 100);
}

void ordinary_answers(const ordinary_employee *rows, size_t count, int date, ordinary_answer *out)
{
    for (size_t i = 0; i < count; i++) {
        const ordinary_employee *e = &rows[i];
        int64_t least = minimum_wage(date);
        int64_t insured = e->gross > least ? e->gross : least;
        out[i].leave = leave_of(e);
        out[i].employee_part = employee_insurance(e->sector, e->gross) + divide(e->gross * 5, 1000);
        out[i].employer_part = employer_insurance(e->sector, insured) + divide(insured * 5, 1000);
        out[i].net = e->gross - out[i].employee_part;
    }
}
