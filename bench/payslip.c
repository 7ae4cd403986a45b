/*
 * See payslip.h.
 */
#include "payslip.h"

const char *const payslip_sectors[PAY_SECTORS] = {"state", "oil_gas", "private_non_oil",
                                                  "tech_park"};

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

static inline int64_t taxable_wage(const payslip_employee *e)
{
    int64_t exempt = 0;
    if (e->main_job && e->gross <= 250000) {
        exempt = e->date < 20180101 ? 15500 : e->date < 20190101 ? 17300 : 20000;
    }
    exempt += e->main_job && e->reduction ? 20000 : 0;
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

/* PAYSLIP_ERROR where no rate is known. */
static inline int64_t income_tax(const payslip_employee *e)
{
    int64_t taxable = taxable_wage(e);
    if (e->sector == PRIVATE_NON_OIL && e->date >= 20190101) {
        return private_tax(e->date, taxable);
    }
    if (e->sector == TECH_PARK && e->date >= 20190101) {
        if (e->date < 20230101 || e->date >= 20330101) {
            return PAYSLIP_ERROR;
        }
        return e->date < 20260101 ? two_rates(taxable, 800000, 0, 500) : share(taxable * 500);
    }
    return two_rates(taxable, 250000, 1400, 2500);
}

static inline int64_t employee_insurance(const payslip_employee *e)
{
    if (e->sector == PRIVATE_NON_OIL && e->date >= 20190101) {
        return two_rates(e->gross, 20000, 300, 1000);
    }
    return share(e->gross * 300);
}

static inline int64_t employer_insurance(const payslip_employee *e)
{
    if (e->sector != PRIVATE_NON_OIL || e->date < 20190101) {
        return share(e->gross * 2200);
    }
    if (e->date < 20260101 || e->gross <= 800000) {
        return two_rates(e->gross, 20000, 2200, 1500);
    }
    return share(20000 * 2200 + 780000 * (int64_t)1500 + (e->gross - 800000) * 1100);
}

static inline int64_t unemployment_insurance(const payslip_employee *e)
{
    return e->date < 20180101 ? 0 : share(e->gross * 50);
}

static inline int64_t medical_insurance(const payslip_employee *e)
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

payslip payslip_of(const payslip_employee *e)
{
    payslip out = {PAYSLIP_ERROR, PAYSLIP_ERROR, PAYSLIP_ERROR, PAYSLIP_ERROR, PAYSLIP_ERROR};
    out.income_tax = income_tax(e);
    if (e->sector == TECH_PARK && e->date >= 20190101) {
        return out;
    }
    int64_t both = unemployment_insurance(e) + medical_insurance(e);
    out.employee_contributions = employee_insurance(e) + both;
    out.employer_contributions = employer_insurance(e) + both;
    out.net_wage = e->gross - out.income_tax - out.employee_contributions;
    out.employer_cost = e->gross + out.employer_contributions;
    return out;
}
