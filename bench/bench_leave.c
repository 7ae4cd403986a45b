/*
 * Days of leave and pay of a month: workload.qn beside the same rules by hand.
 *
 * Usage: bench_leave IMAGE. Checks a million employees of a fixed seed, then measures.
 */
#include <stdio.h>
#include <stdlib.h>

#include "measure.h"
#include "one_case.h"

#define EMPLOYEES 1000000
#define SEED 20230601

enum { GENERAL, TEACHER, HAZARDOUS, WAR_VETERAN, POSTS };
enum { STATE_OR_OIL, PRIVATE, SECTORS };

static const char *const post_names[] = {"general", "teacher", "hazardous", "war_veteran"};
static const char *const sector_names[] = {"state_or_oil", "private"};

/* A row: what the rules by hand read. Money is in hundredths. */
typedef struct employee {
    int64_t gross;
    int32_t seniority;
    int32_t children_under_14;
    uint8_t post;
    uint8_t sector;
    bool woman;
    bool single_parent;
    bool disabled_child;
} employee;

/* The same gross wage as text, written before anything is measured. */
typedef struct wage_text {
    char bytes[15];
    uint8_t length;
} wage_text;

typedef struct payroll {
    int date; /* 20230601 */
    employee *row;
    wage_text *wage;
} payroll;

/* a / b, half up; neither is negative. */
static inline int64_t divide(int64_t a, int64_t b)
{
    return (a + b / 2) / b;
}

/* In force on the date; looked up once a person, as a call that gets a date has to. */
static inline int64_t minimum_wage(int date)
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

static inline int64_t leave_of(const employee *e)
{
    int days = e->post == TEACHER ? 30 : 21;
    if (e->seniority >= 15) {
        days += 6;
    } else if (e->seniority >= 10) {
        days += 4;
    } else if (e->seniority >= 5) {
        days += 2;
    }
    if (e->woman || e->single_parent) {
        if (e->children_under_14 >= 3 || e->disabled_child) {
            days += 5;
        } else if (e->children_under_14 == 2) {
            days += 2;
        }
    }
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

static inline int64_t employer_insurance(int sector, int64_t gross)
{
    if (sector == STATE_OR_OIL || gross <= 20000) {
        return divide(gross * 22, 100);
    }
    return 4400 + divide((gross - 20000) * 15, 100);
}

static void by_hand(const void *people, size_t count, int64_t *out)
{
    const payroll *p = people;
    for (size_t i = 0; i < count; i++, out += 4) {
        const employee *e = &p->row[i];
        int64_t least = minimum_wage(p->date);
        int64_t insured = e->gross > least ? e->gross : least;
        int64_t part = employee_insurance(e->sector, e->gross) + divide(e->gross * 5, 1000);
        out[0] = leave_of(e) * 100;
        out[1] = part;
        out[2] = employer_insurance(e->sector, insured) + divide(insured * 5, 1000);
        out[3] = e->gross - part;
    }
}

static void on(const void *people, size_t i, int *year, int *month, int *day)
{
    int date = ((const payroll *)people)->date;
    (void)i;
    *year = date / 10000;
    *month = date / 100 % 100;
    *day = date % 100;
}

static bool give(qn_case *c, const int32_t *fact, const void *people, size_t i)
{
    const payroll *p = people;
    const employee *e = &p->row[i];
    return qn_case_set_integer(c, fact[0], e->seniority) == QN_OK &&
           qn_case_set_choice(c, fact[1], post_names[e->post]) == QN_OK &&
           qn_case_set_boolean(c, fact[2], e->woman) == QN_OK &&
           qn_case_set_boolean(c, fact[3], e->single_parent) == QN_OK &&
           qn_case_set_integer(c, fact[4], e->children_under_14) == QN_OK &&
           qn_case_set_boolean(c, fact[5], e->disabled_child) == QN_OK &&
           qn_case_set_choice(c, fact[6], sector_names[e->sector]) == QN_OK &&
           qn_case_set_decimal(c, fact[7], p->wage[i].bytes, p->wage[i].length) == QN_OK;
}

/* Wages are mostly small; one in fifty is anything up to the limit. */
static int64_t random_wage(uint64_t *state)
{
    return measure_pick(state, 50) == 0 ? measure_pick(state, 100000001)
                                        : 20000 + measure_pick(state, 400000);
}

static employee random_employee(uint64_t *state)
{
    int post = measure_pick(state, 20);
    return (employee){.gross = random_wage(state),
                      .seniority = measure_pick(state, 41),
                      .children_under_14 = measure_pick(state, 5),
                      .post = (uint8_t)(post < POSTS ? post : GENERAL),
                      .sector = (uint8_t)measure_pick(state, SECTORS),
                      .woman = measure_pick(state, 2) != 0,
                      .single_parent = measure_pick(state, 20) == 0,
                      .disabled_child = measure_pick(state, 30) == 0};
}

static bool make_payroll(payroll *p)
{
    uint64_t state = SEED;
    p->row = calloc(EMPLOYEES, sizeof *p->row);
    p->wage = calloc(EMPLOYEES, sizeof *p->wage);
    if (p->row == NULL || p->wage == NULL) {
        return false;
    }
    for (size_t i = 0; i < EMPLOYEES; i++) {
        p->row[i] = random_employee(&state);
        p->wage[i].length =
            (uint8_t)snprintf(p->wage[i].bytes, sizeof p->wage[i].bytes, "%d.%02d",
                              (int)(p->row[i].gross / 100), (int)(p->row[i].gross % 100));
    }
    return true;
}

int main(int count, char **arguments)
{
    payroll p = {.date = 20230601};
    if (count != 2 || !make_payroll(&p)) {
        fputs("usage: bench_leave IMAGE\n", stderr);
        return 2;
    }
    const one_case_job job = {.fact = {"seniority", "post", "woman", "single_parent",
                                       "children_under_14", "disabled_child", "sector", "gross"},
                              .rule = {"leave", "employee_part", "employer_part", "net"},
                              .open = "seniority",
                              .people = &p,
                              .count = EMPLOYEES,
                              .give = give,
                              .by_hand = by_hand,
                              .on = on};
    bool equal = one_case_check(&job, arguments[1]);
    bool measured = equal && one_case_measure(&job, arguments[1], "leave");
    free(p.row);
    free(p.wage);
    return measured ? 0 : 1;
}
