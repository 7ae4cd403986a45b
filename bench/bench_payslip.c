/*
 * From gross to net: rules/az/payslip.qn, with the tax and the contributions that it uses, beside
 * the same law by hand.
 *
 * Usage: bench_payslip IMAGE. Checks a million employees of a fixed seed on dates from 2017 to
 * 2034, then measures others of them, all on 1 June 2026.
 */
#include <stdio.h>
#include <stdlib.h>

#include "measure.h"
#include "one_case.h"
#include "payslip.h"

#define EMPLOYEES 1000000
#define SEED 20260601
#define MEASURED_ON 20260601

typedef struct wage_text {
    char bytes[15];
    uint8_t length;
} wage_text;

typedef struct payroll {
    payslip_employee *row;
    wage_text *wage;
} payroll;

static void by_hand(const void *people, size_t count, int64_t *out)
{
    const payroll *p = people;
    for (size_t i = 0; i < count; i++, out += 3) {
        payslip found = payslip_of(&p->row[i]);
        out[0] = found.income_tax;
        out[1] = found.net_wage;
        out[2] = found.employer_cost;
    }
}

static void on(const void *people, size_t i, int *year, int *month, int *day)
{
    int date = ((const payroll *)people)->row[i].date;
    *year = date / 10000;
    *month = date / 100 % 100;
    *day = date % 100;
}

static bool give(qn_case *c, const int32_t *fact, const void *people, size_t i)
{
    const payroll *p = people;
    const payslip_employee *e = &p->row[i];
    return qn_case_set_choice(c, fact[0], payslip_sectors[e->sector]) == QN_OK &&
           qn_case_set_decimal(c, fact[1], p->wage[i].bytes, p->wage[i].length) == QN_OK &&
           qn_case_set_boolean(c, fact[2], e->main_job) == QN_OK;
}

/* The first and the last day of a month, or one between, from 2017 to 2034. */
static int random_date(uint64_t *state)
{
    static const int days[] = {1, 15, 28};
    return (2017 + measure_pick(state, 18)) * 10000 + (1 + measure_pick(state, 12)) * 100 +
           days[measure_pick(state, 3)];
}

/* Wages around each limit and up to the highest that is allowed. */
static int64_t random_wage(uint64_t *state)
{
    static const int64_t limits[] = {20000, 250000, 800000};
    switch (measure_pick(state, 20)) {
    case 0:
        return measure_pick(state, 100000001);
    case 1:
        return limits[measure_pick(state, 3)] + measure_pick(state, 5) - 2;
    default:
        return 20000 + measure_pick(state, 900000);
    }
}

/* The persons that are measured have one date and no sector whose law was not seen. */
static bool make_payroll(payroll *p, bool measured)
{
    uint64_t state = SEED;
    p->row = calloc(EMPLOYEES, sizeof *p->row);
    p->wage = calloc(EMPLOYEES, sizeof *p->wage);
    if (p->row == NULL || p->wage == NULL) {
        return false;
    }
    for (size_t i = 0; i < EMPLOYEES; i++) {
        p->row[i] = (payslip_employee){
            .gross = random_wage(&state),
            .date = measured ? MEASURED_ON : random_date(&state),
            .sector = (uint8_t)measure_pick(&state, measured ? TECH_PARK : PAY_SECTORS),
            .main_job = measure_pick(&state, 10) != 0};
        p->wage[i].length =
            (uint8_t)snprintf(p->wage[i].bytes, sizeof p->wage[i].bytes, "%d.%02d",
                              (int)(p->row[i].gross / 100), (int)(p->row[i].gross % 100));
    }
    return true;
}

static bool run(const char *image, bool measured)
{
    payroll p = {0};
    const one_case_job job = {.fact = {"sector", "gross_wage", "main_job"},
                              .rule = {"income_tax", "net_wage", "employer_cost"},
                              .open = "gross_wage",
                              .people = &p,
                              .count = EMPLOYEES,
                              .give = give,
                              .by_hand = by_hand,
                              .on = on};
    bool done = make_payroll(&p, measured) && one_case_check(&job, image) &&
                (!measured || one_case_measure(&job, image, "payslip"));
    free(p.row);
    free(p.wage);
    return done;
}

int main(int count, char **arguments)
{
    if (count != 2) {
        fputs("usage: bench_payslip IMAGE\n", stderr);
        return 2;
    }
    return run(arguments[1], false) && run(arguments[1], true) ? 0 : 1;
}
