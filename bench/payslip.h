/*
 * The pay of a month by hand: what rules/az/payslip.qn and the files that it uses say of an
 * employee, on dates from 2017 to 2034.
 *
 * Responsible for: answers equal to those of the rules. Refuses to know: payments beside the wage,
 * and grounds of tax reductions other than a disability.
 */
#ifndef QN_BENCH_PAYSLIP_H
#define QN_BENCH_PAYSLIP_H

#include <stdbool.h>
#include <stdint.h>

enum { STATE, OIL_GAS, PRIVATE_NON_OIL, TECH_PARK, PAY_SECTORS };

extern const char *const payslip_sectors[PAY_SECTORS];

/* Stands for the error of a rule: no rate is known. */
#define PAYSLIP_ERROR INT64_MIN

/* Money in hundredths, the date as the number 20260601. A reduction is one of 200 manats, as for a
 * disability of 61 per cent or more. */
typedef struct payslip_employee {
    int64_t gross;
    int32_t date;
    uint8_t sector;
    bool main_job;
    bool reduction;
} payslip_employee;

typedef struct payslip {
    int64_t income_tax;
    int64_t employee_contributions;
    int64_t net_wage;
    int64_t employer_contributions;
    int64_t employer_cost;
} payslip;

payslip payslip_of(const payslip_employee *e);

#endif
