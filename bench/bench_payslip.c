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

#define EMPLOYEES 1000000
#define SEED 20260601
#define MEASURED_ON 20260601

enum { STATE, OIL_GAS, PRIVATE_NON_OIL, TECH_PARK, SECTORS };

static const char *const sector_names[] = {"state", "oil_gas", "private_non_oil", "tech_park"};

/* A row: money in hundredths, the date as the number 20260601. */
typedef struct employee {
    int64_t gross;
    int32_t date;
    uint8_t sector;
    bool main_job;
} employee;

typedef struct wage_text {
    char bytes[15];
    uint8_t length;
} wage_text;

typedef struct payroll {
    employee *row;
    wage_text *wage;
} payroll;

/* amount * rate / 10000, half up; nothing is negative. Rates are in hundredths of a percent. */
static inline int64_t share(int64_t product)
{
    return (product + 5000) / 10000;
}

/* One rate up to the limit and another for what lies above it. */
static inline int64_t two_rates(int64_t amount, int64_t limit, int low, int high)
{
    return amount <= limit ? share(amount * low) : share(limit * low + (amount - limit) * high);
}

static inline int64_t three_rates(int64_t amount, const int *rates)
{
    if (amount <= 800000) {
        return two_rates(amount, 250000, rates[0], rates[1]);
    }
    return share(250000 * (int64_t)rates[0] + 550000 * (int64_t)rates[1] +
                 (amount - 800000) * (int64_t)rates[2]);
}

static inline int64_t taxable_wage(const employee *e)
{
    int64_t exempt = 0;
    if (e->main_job && e->gross <= 250000) {
        exempt = e->date < 20180101 ? 15500 : e->date < 20190101 ? 17300 : 20000;
    }
    return e->gross > exempt ? e->gross - exempt : 0;
}

static int64_t private_tax(int date, int64_t taxable)
{
    static const int rates[3][3] = {{300, 1000, 1400}, {500, 1000, 1400}, {700, 1000, 1400}};
    if (date < 20260101) {
        return two_rates(taxable, 800000, 0, 1400);
    }
    return three_rates(taxable, rates[date < 20270101 ? 0 : date < 20280101 ? 1 : 2]);
}

/* ONE_CASE_ERROR where no rate is known. */
static inline int64_t income_tax(const employee *e)
{
    int64_t taxable = taxable_wage(e);
    if (e->sector == PRIVATE_NON_OIL && e->date >= 20190101) {
        return private_tax(e->date, taxable);
    }
    if (e->sector == TECH_PARK && e->date >= 20190101) {
        if (e->date < 20230101 || e->date >= 20330101) {
            return ONE_CASE_ERROR;
        }
        return e->date < 20260101 ? two_rates(taxable, 800000, 0, 500) : share(taxable * 500);
    }
    return two_rates(taxable, 250000, 1400, 2500);
}

static inline int64_t employee_insurance(const employee *e)
{
    if (e->sector == PRIVATE_NON_OIL && e->date >= 20190101) {
        return two_rates(e->gross, 20000, 300, 1000);
    }
    return share(e->gross * 300);
}

static inline int64_t employer_insurance(const employee *e)
{
    if (e->sector != PRIVATE_NON_OIL || e->date < 20190101) {
        return share(e->gross * 2200);
    }
    if (e->date < 20260101 || e->gross <= 800000) {
        return two_rates(e->gross, 20000, 2200, 1500);
    }
    return share(20000 * 2200 + 780000 * (int64_t)1500 + (e->gross - 800000) * 1100);
}

static inline int64_t unemployment_insurance(const employee *e)
{
    return e->date < 20180101 ? 0 : share(e->gross * 50);
}

static inline int64_t medical_insurance(const employee *e)
{
    if (e->date < 20210101) {
        return 0;
    }
    if (e->sector == PRIVATE_NON_OIL && e->date < 20220101) {
        return two_rates(e->gross, 800000, 100, 50);
    }
    if (e->sector == PRIVATE_NON_OIL && e->date >= 20260101) {
        return two_rates(e->gross, 250000, 200, 50);
    }
    return two_rates(e->gross, 800000, 200, 50);
}

/* Income tax, net wage and employer's cost of one employee. */
static inline void pay(const employee *e, int64_t *out)
{
    out[0] = income_tax(e);
    if (e->sector == TECH_PARK && e->date >= 20190101) {
        out[1] = ONE_CASE_ERROR;
        out[2] = ONE_CASE_ERROR;
        return;
    }
    int64_t both = unemployment_insurance(e) + medical_insurance(e);
    out[1] = e->gross - out[0] - (employee_insurance(e) + both);
    out[2] = e->gross + employer_insurance(e) + both;
}

static void by_hand(const void *people, size_t count, int64_t *out)
{
    const payroll *p = people;
    for (size_t i = 0; i < count; i++) {
        pay(&p->row[i], out + 3 * i);
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
    const employee *e = &p->row[i];
    return qn_case_set_choice(c, fact[0], sector_names[e->sector]) == QN_OK &&
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
        p->row[i] =
            (employee){.gross = random_wage(&state),
                       .date = measured ? MEASURED_ON : random_date(&state),
                       .sector = (uint8_t)measure_pick(&state, measured ? TECH_PARK : SECTORS),
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
