/*
 * Days of leave and pay of a month: workload.qn beside the same rules by hand, one case at a time.
 *
 * Usage: bench_leave IMAGE. Checks a million employees of a fixed seed, then measures.
 */
#include <stdio.h>
#include <stdlib.h>

#include "measure.h"
#include "one_case.h"
#include "ordinary.h"

#define EMPLOYEES 1000000

/* A gross wage as text, written before anything is measured. */
typedef struct wage_text {
    char bytes[15];
    uint8_t length;
} wage_text;

typedef struct payroll {
    employees e;
    ordinary_employee *row;
    wage_text *wage;
} payroll;

/* In hundredths, the days as well; a few rows at a time, for the answers are copied. */
static void by_hand(const void *people, size_t count, int64_t *out)
{
    const payroll *p = people;
    ordinary_answer answer[64];
    for (size_t first = 0; first < count; first += 64) {
        size_t some = count - first < 64 ? count - first : 64;
        ordinary_answers(p->row + first, some, EMPLOYEES_ON, answer);
        for (size_t i = 0; i < some; i++, out += 4) {
            out[0] = answer[i].leave * 100;
            out[1] = answer[i].employee_part;
            out[2] = answer[i].employer_part;
            out[3] = answer[i].net;
        }
    }
}

static void on(const void *people, size_t i, int *year, int *month, int *day)
{
    (void)people;
    (void)i;
    *year = EMPLOYEES_ON / 10000;
    *month = EMPLOYEES_ON / 100 % 100;
    *day = EMPLOYEES_ON % 100;
}

static bool give_children(qn_case *c, int32_t fact, const ordinary_employee *e)
{
    bool given = qn_case_set_list(c, fact, e->children) == QN_OK;
    for (size_t k = 0; k < e->children && given; k++) {
        int32_t age = qn_case_item(c, fact, k, "age");
        int32_t disabled = qn_case_item(c, fact, k, "disabled");
        given = qn_case_set_integer(c, age, e->child[k].age) == QN_OK &&
                qn_case_set_boolean(c, disabled, e->child[k].disabled) == QN_OK;
    }
    return given;
}

static bool give(qn_case *c, const int32_t *fact, const void *people, size_t i)
{
    const payroll *p = people;
    const ordinary_employee *e = &p->row[i];
    return qn_case_set_integer(c, fact[0], e->seniority) == QN_OK &&
           qn_case_set_choice(c, fact[1], employee_posts[e->post]) == QN_OK &&
           qn_case_set_boolean(c, fact[2], e->woman) == QN_OK &&
           qn_case_set_boolean(c, fact[3], e->single_parent) == QN_OK &&
           give_children(c, fact[4], e) &&
           qn_case_set_choice(c, fact[5], employee_sectors[e->sector]) == QN_OK &&
           qn_case_set_decimal(c, fact[6], p->wage[i].bytes, p->wage[i].length) == QN_OK;
}

static bool make_payroll(payroll *p)
{
    p->row = calloc(EMPLOYEES, sizeof *p->row);
    p->wage = calloc(EMPLOYEES, sizeof *p->wage);
    if (p->row == NULL || p->wage == NULL || !employees_make(&p->e, EMPLOYEES)) {
        return false;
    }
    for (size_t i = 0; i < EMPLOYEES; i++) {
        p->row[i] = ordinary_row(&p->e, i);
        p->wage[i].length =
            (uint8_t)snprintf(p->wage[i].bytes, sizeof p->wage[i].bytes, "%d.%02d",
                              (int)(p->row[i].gross / 100), (int)(p->row[i].gross % 100));
    }
    return true;
}

int main(int count, char **arguments)
{
    payroll p = {0};
    if (count != 2 || !make_payroll(&p)) {
        fputs("usage: bench_leave IMAGE\n", stderr);
        return 2;
    }
    const one_case_job job = {
        .fact = {"seniority", "post", "woman", "single_parent", "children", "sector", "gross"},
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
    employees_free(&p.e);
    return measured ? 0 : 1;
}
