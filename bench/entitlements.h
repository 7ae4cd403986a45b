/*
 * What an employee is entitled to on 1 June 2026, by hand: twelve of the questions of
 * rules/az/entitlements.qn, with the law that they rest on.
 *
 * Responsible for: answers equal to those of the rules on that one day, which lets much of the law
 * fall away. Refuses to know: the facts that most employees never give, such as merits, working
 * conditions and seasonal work.
 */
#ifndef QN_BENCH_ENTITLEMENTS_H
#define QN_BENCH_ENTITLEMENTS_H

#include "payslip.h"

/* The date of decision, a Monday. */
#define ENTITLEMENTS_ON 20260601

enum { FEMALE, MALE };
enum { NO_DISABILITY, UP_TO_60, FROM_61_TO_80, FROM_81_TO_100, DISABILITIES };
enum { FIVE_DAY_WEEK, SIX_DAY_WEEK };
enum {
    GENERAL_POST,
    AGRICULTURAL_WORKER,
    MANAGER_OR_SPECIALIST,
    EDUCATION_HEAD,
    EDUCATION_STAFF,
    SCIENTIFIC_WORKER,
    MEDICAL_WORKER,
    TEACHER_OR_RESEARCH_HEAD,
    PRESCHOOL_OR_BOARDING_STAFF,
    ARTISTIC_STAFF,
    STAGE_STAFF,
    CATEGORIES
};

enum { ENTITLED_CHILDREN = 8 };

typedef struct entitled_child {
    int32_t birth;
    bool disabled;
} entitled_child;

/* Dates are numbers as 20260601, money is in hundredths, spans are in months. */
typedef struct entitled {
    int64_t gross;
    int64_t pension_capital;
    int32_t birth;
    int32_t hire;
    int32_t earlier_service;
    int32_t insurance_record;
    uint8_t sex;
    uint8_t disability;
    uint8_t category;
    uint8_t sector;
    uint8_t week_pattern;
    bool single_parent;
    bool pregnant;
    bool main_job;
    uint8_t children;
    entitled_child child[ENTITLED_CHILDREN];
} entitled;

/* The questions, in the order of the answers. Hours and days are whole; money is in hundredths, yes
 * is 1, a date days since 1970-01-01, the age of retirement in tenths of a year. */
enum {
    HOURS_A_WEEK,
    HOURS_A_DAY,
    LEAST_WAGE,
    TAX_ON_THE_WAGE,
    INSURANCE_ON_THE_WAGE,
    WAGE_AFTER_TAX,
    ANNUAL_LEAVE,
    ANNUAL_LEAVE_FROM,
    DISMISSAL_IS_BARRED,
    AGE_OF_RETIREMENT,
    RETIREMENT_IS_POSSIBLE,
    LARGE_FAMILY,
    ENTITLEMENTS
};

/* The name of each question in the rules, and with how many decimals it is answered. */
extern const char *const entitlement_rules[ENTITLEMENTS];
extern const int entitlement_decimals[ENTITLEMENTS];

/* Stands for an answer that is none. */
#define ENTITLEMENT_NONE INT32_MIN

void entitlements_of(const entitled *e, int32_t out[ENTITLEMENTS]);

/* The pay of the same employee. */
payslip_employee entitled_pay(const entitled *e);

/* Days since 1970-01-01 of a date as 20260601. */
int32_t entitlements_day(int32_t date);

/* How many days a month has. */
int entitlements_month_length(int year, int month);

#endif
