/*
 * The law of Azerbaijan for many employees at once: payslip.qn and entitlements.qn over columns,
 * beside the same law by hand.
 *
 * Usage: bench_corpus PAYSLIP_IMAGE ENTITLEMENTS_IMAGE ROWS. Checks every answer of every employee,
 * then prints hundredths of nanoseconds an employee.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "entitlements.h"
#include "measure.h"
#include "qanun.h"

#define SEED 20260601
enum { COLUMNS_MOST = 20, ANSWERS_MOST = ENTITLEMENTS, TIMES_LEAST = 3, TIMES_MOST = 15 };
enum { PAYSLIP_RULES = 5 };
/* Repeats until this has passed. */
#define TIME_ENOUGH 1000000000

/* The employees as rows and as columns; dates in columns are days since 1970-01-01. */
typedef struct staff {
    size_t count;
    entitled *row;
    int32_t *birth, *hire, *gross, *capital, *first_child, *child_birth;
    uint16_t *earlier, *record;
    uint8_t *sex, *disability, *category, *sector, *week_pattern;
    uint8_t *single_parent, *pregnant, *main_job, *child_disabled;
} staff;

static const char *const payslip_rules[PAYSLIP_RULES] = {
    "income_tax", "employee_contributions", "net_wage", "employer_contributions", "employer_cost"};

/* ---- the employees */

static int32_t random_date(uint64_t *state, int from, int to)
{
    int year = from + measure_pick(state, to - from + 1);
    int month = 1 + measure_pick(state, 12);
    int day = 1 + measure_pick(state, entitlements_month_length(year, month));
    return year * 10000 + month * 100 + day;
}

/* Of no day after the date of decision. */
static int32_t random_past(uint64_t *state, int from)
{
    int32_t date = random_date(state, from, ENTITLEMENTS_ON / 10000);
    return date > ENTITLEMENTS_ON ? date - 10000 : date;
}

static int32_t random_wage(uint64_t *state)
{
    static const int32_t limits[] = {20000, 250000, 800000};
    switch (measure_pick(state, 20)) {
    case 0:
        return measure_pick(state, 100000001);
    case 1:
        return limits[measure_pick(state, 3)] + measure_pick(state, 5) - 2;
    default:
        return 40000 + measure_pick(state, 700000);
    }
}

static entitled random_employee(uint64_t *state)
{
    entitled e = {.gross = random_wage(state),
                  .pension_capital = measure_pick(state, 10000000),
                  .birth = measure_pick(state, 50) == 0 ? random_date(state, 2008, 2011)
                                                        : random_date(state, 1955, 2007),
                  .hire = random_past(state, 1995),
                  .earlier_service = measure_pick(state, 3) == 0 ? measure_pick(state, 200) : 0,
                  .insurance_record = measure_pick(state, 480),
                  .sex = (uint8_t)measure_pick(state, 2),
                  .category = (uint8_t)(measure_pick(state, 2) ? measure_pick(state, CATEGORIES)
                                                               : GENERAL_POST),
                  .sector = (uint8_t)measure_pick(state, TECH_PARK),
                  .week_pattern = measure_pick(state, 5) == 0,
                  .single_parent = measure_pick(state, 20) == 0,
                  .main_job = measure_pick(state, 10) != 0};
    e.disability = (uint8_t)(measure_pick(state, 20) == 0 ? measure_pick(state, DISABILITIES) : 0);
    e.pregnant = e.sex == FEMALE && measure_pick(state, 30) == 0;
    e.children = (uint8_t)(measure_pick(state, 10) == 0 ? measure_pick(state, ENTITLED_CHILDREN + 1)
                                                        : measure_pick(state, 4));
    for (int k = 0; k < e.children; k++) {
        e.child[k] = (entitled_child){random_past(state, 1998), measure_pick(state, 40) == 0};
    }
    return e;
}

/* Row i, written into the columns. */
static void spread(staff *s, size_t i)
{
    const entitled *e = &s->row[i];
    int32_t child = s->first_child[i];
    s->birth[i] = entitlements_day(e->birth);
    s->hire[i] = entitlements_day(e->hire);
    s->gross[i] = (int32_t)e->gross;
    s->capital[i] = (int32_t)e->pension_capital;
    s->earlier[i] = (uint16_t)e->earlier_service;
    s->record[i] = (uint16_t)e->insurance_record;
    s->sex[i] = e->sex;
    s->disability[i] = e->disability;
    s->category[i] = e->category;
    s->sector[i] = e->sector;
    s->week_pattern[i] = e->week_pattern;
    s->single_parent[i] = e->single_parent;
    s->pregnant[i] = e->pregnant;
    s->main_job[i] = e->main_job;
    for (int k = 0; k < e->children; k++, child++) {
        s->child_birth[child] = entitlements_day(e->child[k].birth);
        s->child_disabled[child] = e->child[k].disabled;
    }
    s->first_child[i + 1] = child;
}

static void *room(size_t count, size_t size, bool *there)
{
    void *bytes = calloc(count, size);
    *there = *there && bytes != NULL;
    return bytes;
}

static bool make_staff(staff *s, size_t n)
{
    uint64_t state = SEED;
    bool there = true;
    size_t children = n * ENTITLED_CHILDREN;
    *s = (staff){.count = n,
                 .row = room(n, sizeof *s->row, &there),
                 .birth = room(n, 4, &there),
                 .hire = room(n, 4, &there),
                 .gross = room(n, 4, &there),
                 .capital = room(n, 4, &there),
                 .first_child = room(n + 1, 4, &there),
                 .child_birth = room(children, 4, &there),
                 .earlier = room(n, 2, &there),
                 .record = room(n, 2, &there),
                 .sex = room(n, 1, &there),
                 .disability = room(n, 1, &there),
                 .category = room(n, 1, &there),
                 .sector = room(n, 1, &there),
                 .week_pattern = room(n, 1, &there),
                 .single_parent = room(n, 1, &there),
                 .pregnant = room(n, 1, &there),
                 .main_job = room(n, 1, &there),
                 .child_disabled = room(children, 1, &there)};
    for (size_t i = 0; i < n && there; i++) {
        s->row[i] = random_employee(&state);
        spread(s, i);
    }
    return there;
}

/* ---- the two programs */

/* What is asked of a program, by its rules and by hand: `out` has a number for each rule, with
 * ENTITLEMENT_NONE for none. */
typedef struct job {
    const char *label;
    const char *image;
    const char *const *rules;
    const int *decimals;
    size_t rule_count;
    void (*by_hand)(const entitled *e, int32_t *out);
} job;

/* A program with its batch. */
typedef struct asked {
    const job *job;
    const staff *staff;
    qn_program *program;
    qn_case *common;
    qn_batch *batch;
    qn_column column[COLUMNS_MOST];
    size_t columns;
    qn_answers answer[ANSWERS_MOST];
    int32_t *values; /* of each rule a block of as many as there are employees */
    uint8_t *status;
} asked;

/* A column, where the program has the fact. */
static void add_column(asked *a, const char *name, qn_lane lane, int32_t decimals,
                       const void *values)
{
    int32_t fact = qn_program_fact(a->program, name);
    if (fact >= 0) {
        a->column[a->columns++] = (qn_column){
            .fact = fact, .list = -1, .lane = lane, .decimals = decimals, .values = values};
    }
}

/* The children, by the date of birth and the disability, which is the order in which they are
 * declared. */
static void add_children(asked *a)
{
    const staff *s = a->staff;
    int32_t list = qn_program_fact(a->program, "children");
    if (list < 0) {
        return;
    }
    int32_t child = qn_program_fact_info(a->program, list).element;
    add_column(a, "children", QN_INT32, 0, s->first_child);
    a->column[a->columns++] = (qn_column){.fact = qn_program_field(a->program, child, 0),
                                          .list = list,
                                          .lane = QN_INT32,
                                          .values = s->child_birth};
    a->column[a->columns++] = (qn_column){.fact = qn_program_field(a->program, child, 1),
                                          .list = list,
                                          .lane = QN_UINT8,
                                          .values = s->child_disabled};
}

static void add_columns(asked *a)
{
    const staff *s = a->staff;
    add_column(a, "birth_date", QN_INT32, 0, s->birth);
    add_column(a, "hire_date", QN_INT32, 0, s->hire);
    add_column(a, "gross_wage", QN_INT32, 2, s->gross);
    add_column(a, "pension_capital", QN_INT32, 2, s->capital);
    add_column(a, "earlier_service_elsewhere", QN_UINT16, 0, s->earlier);
    add_column(a, "insurance_record", QN_UINT16, 0, s->record);
    add_column(a, "sex", QN_UINT8, 0, s->sex);
    add_column(a, "disability", QN_UINT8, 0, s->disability);
    add_column(a, "category", QN_UINT8, 0, s->category);
    add_column(a, "sector", QN_UINT8, 0, s->sector);
    add_column(a, "week_pattern", QN_UINT8, 0, s->week_pattern);
    add_column(a, "single_parent", QN_UINT8, 0, s->single_parent);
    add_column(a, "pregnant", QN_UINT8, 0, s->pregnant);
    add_column(a, "main_job", QN_UINT8, 0, s->main_job);
    add_children(a);
}

static void add_answers(asked *a)
{
    const job *j = a->job;
    for (size_t k = 0; k < j->rule_count; k++) {
        a->answer[k] = (qn_answers){.rule = qn_program_rule(a->program, j->rules[k]),
                                    .lane = QN_INT32,
                                    .decimals = j->decimals[k],
                                    .values = a->values + k * a->staff->count,
                                    .status = a->status + k * a->staff->count};
    }
}

static bool load(asked *a)
{
    qn_error error;
    size_t length = 0;
    char *bytes = measure_read(a->job->image, &length);
    bool loaded =
        bytes != NULL && qn_program_load(bytes, length, NULL, &a->program, &error) == QN_OK;
    free(bytes);
    return loaded;
}

static bool begin(asked *a, const job *j, const staff *s)
{
    qn_error error = {0};
    *a = (asked){.job = j, .staff = s};
    a->values = measure_touched(j->rule_count * s->count * sizeof *a->values);
    a->status = measure_touched(j->rule_count * s->count);
    if (a->values == NULL || a->status == NULL || !load(a)) {
        return false;
    }
    a->common = qn_case_new(a->program);
    add_columns(a);
    add_answers(a);
    if (qn_case_set_date(a->common, QN_TODAY, ENTITLEMENTS_ON / 10000, ENTITLEMENTS_ON / 100 % 100,
                         ENTITLEMENTS_ON % 100) != QN_OK ||
        qn_batch_new(a->common, a->column, a->columns, a->answer, j->rule_count, &a->batch,
                     &error) != QN_OK) {
        fprintf(stderr, "no batch of %s: %s\n", j->label, error.text);
        return false;
    }
    return true;
}

static void end(asked *a)
{
    qn_batch_free(a->batch);
    qn_case_free(a->common);
    qn_program_free(a->program);
    free(a->values);
    free(a->status);
}

/* ---- checking and measuring */

static bool evaluate(asked *a)
{
    qn_error error = {0};
    if (qn_batch_eval(a->batch, a->column, a->answer, a->staff->count, NULL, &error) == QN_OK) {
        return true;
    }
    fprintf(stderr, "%s is not answered: %s\n", a->job->label, error.text);
    return false;
}

/* Whether an answer is the number that was found by hand. */
static bool is_equal(uint8_t status, int32_t value, int32_t by_hand)
{
    return by_hand == ENTITLEMENT_NONE ? status == QN_NONE : status == QN_KNOWN && value == by_hand;
}

static bool check(const asked *a)
{
    int32_t expected[ANSWERS_MOST];
    for (size_t i = 0; i < a->staff->count; i++) {
        a->job->by_hand(&a->staff->row[i], expected);
        for (size_t k = 0; k < a->job->rule_count; k++) {
            size_t at = k * a->staff->count + i;
            if (!is_equal(a->status[at], a->values[at], expected[k])) {
                fprintf(stderr, "employee %zu, %s: %d with status %d, by hand %d\n", i,
                        a->job->rules[k], a->values[at], a->status[at], expected[k]);
                return false;
            }
        }
    }
    return true;
}

/* One pass by hand; the sum keeps the compiler from leaving it out. */
static int64_t run_by_hand(const asked *a)
{
    static volatile int64_t sink;
    int32_t out[ANSWERS_MOST];
    int64_t sum = 0;
    int64_t begun = measure_spent();
    for (size_t i = 0; i < a->staff->count; i++) {
        a->job->by_hand(&a->staff->row[i], out);
        for (size_t k = 0; k < a->job->rule_count; k++) {
            sum += out[k];
        }
    }
    sink = sink + sum;
    return measure_spent() - begun;
}

static bool measure(asked *a)
{
    int64_t batch[TIMES_MOST];
    int64_t by_hand[TIMES_MOST];
    int64_t passed = 0;
    size_t times = 0;
    while (times < TIMES_MOST && (times < TIMES_LEAST || passed < TIME_ENOUGH)) {
        int64_t begun = measure_spent();
        if (!evaluate(a)) {
            return false;
        }
        batch[times] = measure_spent() - begun;
        passed += batch[times];
        by_hand[times++] = run_by_hand(a);
    }
    int64_t count = (int64_t)a->staff->count;
    measure_print_of(a->job->label, "by hand", measure_median(by_hand, times) * 100 / count);
    measure_print_of(a->job->label, "batch", measure_median(batch, times) * 100 / count);
    return true;
}

static bool run(const job *j, const staff *s)
{
    asked a;
    bool done = begin(&a, j, s) && evaluate(&a) && check(&a) && measure(&a);
    end(&a);
    return done;
}

static void pay_by_hand(const entitled *e, int32_t *out)
{
    payslip_employee paid = entitled_pay(e);
    payslip pay = payslip_of(&paid);
    out[0] = (int32_t)pay.income_tax;
    out[1] = (int32_t)pay.employee_contributions;
    out[2] = (int32_t)pay.net_wage;
    out[3] = (int32_t)pay.employer_contributions;
    out[4] = (int32_t)pay.employer_cost;
}

int main(int count, char **arguments)
{
    static const int coins[PAYSLIP_RULES] = {2, 2, 2, 2, 2};
    staff s;
    size_t rows = count != 4 ? 0 : strtoull(arguments[3], NULL, 10);
    if (rows == 0 || !make_staff(&s, rows)) {
        fputs("usage: bench_corpus PAYSLIP_IMAGE ENTITLEMENTS_IMAGE ROWS\n", stderr);
        return 2;
    }
    const job pay = {.label = "corpus payslip",
                     .image = arguments[1],
                     .rules = payslip_rules,
                     .decimals = coins,
                     .rule_count = PAYSLIP_RULES,
                     .by_hand = pay_by_hand};
    const job all = {.label = "corpus entitlements",
                     .image = arguments[2],
                     .rules = entitlement_rules,
                     .decimals = entitlement_decimals,
                     .rule_count = ENTITLEMENTS,
                     .by_hand = entitlements_of};
    return run(&pay, &s) && run(&all, &s) ? 0 : 1;
}
