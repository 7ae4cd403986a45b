/*
 * What is owed. See owed.h.
 */
#include "owed.h"

#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "decimal.h"
#include "value.h"

/* A payer, a payee, a unit, and what is owed in all. members: rules whose amounts are in it, by
 * their place among those that are asked. */
typedef struct sum {
    const qn_row_rule *like; /* the first of them, which has the names */
    const char *unit;
    qn_rational total;
    size_t places; /* digits that are written behind the point */
    bool too_large;
} sum;

/* group: for each rule that is asked the number of its sum, or LEFT_OUT, or NOT_OWED. */
typedef struct owed {
    const qn_view *view;
    const uint32_t *rules;
    const qn_value *values;
    size_t count;
    size_t *group;
    sum *sums;
    size_t sum_count;
    bool any;
} owed;

#define NOT_OWED ((size_t)-1)
#define LEFT_OUT ((size_t)-2)

static const qn_row_rule *rule_at(const owed *x, size_t index)
{
    return &x->view->t->rule[x->rules[index]];
}

/* An amount is added up while its list is gone through: false as soon as something is none. */
typedef struct amount {
    const char *unit;
    qn_decimal total;
    bool good;
} amount;

static void add_amount(void *context, const qn_value *value)
{
    amount *a = context;
    char text[QN_VALUE_TEXT_SIZE];
    size_t length;
    qn_decimal read;
    a->good = a->good && value->status == QN_KNOWN && value->kind == QN_KIND_QUANTITY &&
              qn_value_decimal(value, text, sizeof text, &length) == QN_OK &&
              qn_decimal_parse(text, length, 0, &read) == QN_DECIMAL_OK &&
              qn_rational_add(a->total.value, read.value, &a->total.value) == QN_ARITH_OK;
    if (a->good) {
        a->unit = value->unit;
        a->total.places = read.places > a->total.places ? read.places : a->total.places;
    }
}

/* The amount of a result, or that of all elements of a list. Not good where there is none. */
static amount read_amount(const qn_value *value)
{
    amount a = {.unit = "", .total = {.value = qn_rational_from_i64(0)}, .good = true};
    if (value->status == QN_KNOWN && value->kind == QN_KIND_LIST) {
        a.good = qn_value_each(value, add_amount, &a) == QN_OK && a.good;
    } else {
        add_amount(&a, value);
    }
    return a;
}

/* The sum of that payer, payee and unit, made if there is none yet. */
static size_t find_sum(owed *x, const qn_row_rule *rule, const char *unit)
{
    const qn_tables *t = x->view->t;
    for (size_t i = 0; i < x->sum_count; i++) {
        const sum *s = &x->sums[i];
        if (strcmp(qn_tables_string(t, s->like->payer), qn_tables_string(t, rule->payer)) == 0 &&
            strcmp(qn_tables_string(t, s->like->payee), qn_tables_string(t, rule->payee)) == 0 &&
            strcmp(s->unit, unit) == 0) {
            return i;
        }
    }
    x->sums[x->sum_count] = (sum){.like = rule, .unit = unit, .total = qn_rational_from_i64(0)};
    return x->sum_count++;
}

/* Puts a rule into its sum, or leaves it out of all. */
static void add_rule(owed *x, size_t index)
{
    const qn_row_rule *rule = rule_at(x, index);
    x->group[index] = NOT_OWED;
    if (qn_tables_string(x->view->t, rule->payer)[0] == '\0') {
        return;
    }
    amount a = read_amount(&x->values[index]);
    x->any = true;
    x->group[index] = LEFT_OUT;
    if (a.good) {
        x->group[index] = find_sum(x, rule, a.unit);
        sum *s = &x->sums[x->group[index]];
        s->too_large |= qn_rational_add(s->total, a.total.value, &s->total) != QN_ARITH_OK;
        s->places = a.total.places > s->places ? a.total.places : s->places;
    }
}

/* Adds up. False when memory is out; the caller ends with clear either way. */
static bool add_up(owed *x)
{
    x->group = calloc(x->count + 1, sizeof *x->group);
    x->sums = calloc(x->count + 1, sizeof *x->sums);
    for (size_t i = 0; x->group && x->sums && i < x->count; i++) {
        add_rule(x, i);
    }
    return x->group && x->sums;
}

static void clear(owed *x)
{
    free(x->group);
    free(x->sums);
}

/* "employer", in the language of the view. */
static const char *party(const owed *x, uint32_t string)
{
    return qn_view_name(x->view, qn_tables_string(x->view->t, string));
}

static void put_parties(const owed *x, qn_page *page, const qn_row_rule *rule)
{
    qn_page_put(page, "owed by ");
    qn_page_shown(page, party(x, rule->payer));
    qn_page_put(page, " to ");
    qn_page_shown(page, party(x, rule->payee));
}

void qn_owed_put_parties(qn_page *page, const qn_view *view, uint32_t rule, size_t indent)
{
    const owed x = {.view = view};
    const qn_row_rule *row = &view->t->rule[rule];
    if (qn_tables_string(view->t, row->payer)[0]) {
        qn_page_pad(page, (long)indent);
        put_parties(&x, page, row);
        qn_page_put(page, "\n");
    }
}

/* Puts the total. False, and nothing put, where it has no room in a number. */
static bool put_total(qn_page *page, const sum *s)
{
    char text[QN_DECIMAL_TEXT_SIZE];
    bool good = !s->too_large && qn_decimal_format(s->total, s->places, text, sizeof text, NULL);
    qn_page_put(page, good ? text : "");
    return good;
}

static void put_sum(const owed *x, qn_page *page, size_t number)
{
    const sum *s = &x->sums[number];
    const char *before = " (";
    put_parties(x, page, s->like);
    qn_page_put(page, ": ");
    if (put_total(page, s)) {
        qn_page_format(page, " %s", s->unit);
    } else {
        qn_page_format(page, "more %s than a number can hold", s->unit);
    }
    for (size_t i = 0; i < x->count; i++) {
        if (x->group[i] == number) {
            qn_page_put(page, before);
            qn_answer_put_name(page, x->view, x->rules[i]);
            before = ", ";
        }
    }
    qn_page_put(page, ")\n");
}

/* Why a rule is in no sum: its status, or that it is no amount. */
static const char *reason(const qn_value *value)
{
    return value->status == QN_KNOWN ? "no amount" : qn_answer_status_name(value->status);
}

bool qn_owed_put_text(qn_page *page, const qn_view *view, const uint32_t *rules,
                      const qn_value *values, size_t count)
{
    owed x = {.view = view, .rules = rules, .values = values, .count = count};
    page->out_of_memory |= !add_up(&x);
    for (size_t i = 0; i < x.sum_count; i++) {
        put_sum(&x, page, i);
    }
    for (size_t i = 0; x.any && i < count; i++) {
        if (x.group[i] == LEFT_OUT) {
            put_parties(&x, page, rule_at(&x, i));
            qn_page_put(page, ", not in a sum: ");
            qn_answer_put_name(page, view, rules[i]);
            qn_page_format(page, " (%s)\n", reason(&values[i]));
        }
    }
    clear(&x);
    return x.any;
}

/* The members `payer` and `payee`. */
static void put_json_parties(const owed *x, qn_page *page, const qn_row_rule *rule)
{
    qn_page_put(page, "{\"payer\": ");
    qn_page_json_string(page, qn_tables_string(x->view->t, rule->payer));
    qn_page_put(page, ", \"payee\": ");
    qn_page_json_string(page, qn_tables_string(x->view->t, rule->payee));
}

static void put_json_rule(const owed *x, qn_page *page, size_t index)
{
    qn_page_json_string(page,
                        qn_program_rule_info(x->view->program, (int32_t)x->rules[index]).name);
}

static void put_json_sum(const owed *x, qn_page *page, size_t number)
{
    const sum *s = &x->sums[number];
    const char *before = ", \"rules\": [";
    put_json_parties(x, page, s->like);
    qn_page_put(page, ", \"value\": ");
    qn_page_put(page, put_total(page, s) ? "" : "null");
    qn_page_put(page, ", \"unit\": ");
    qn_page_json_string(page, s->unit);
    for (size_t i = 0; i < x->count; i++) {
        if (x->group[i] == number) {
            qn_page_put(page, before);
            put_json_rule(x, page, i);
            before = ", ";
        }
    }
    qn_page_put(page, "]}");
}

void qn_owed_put_json(qn_page *page, const qn_view *view, const uint32_t *rules,
                      const qn_value *values, size_t count)
{
    owed x = {.view = view, .rules = rules, .values = values, .count = count};
    const char *before = "\n  ";
    page->out_of_memory |= !add_up(&x);
    qn_page_put(page, "{\"sums\": [");
    for (size_t i = 0; i < x.sum_count; i++) {
        qn_page_put(page, i ? ",\n  " : "\n  ");
        put_json_sum(&x, page, i);
    }
    qn_page_put(page, "], \"left_out\": [");
    for (size_t i = 0; x.any && i < count; i++) {
        if (x.group[i] == LEFT_OUT) {
            qn_page_put(page, before);
            put_json_parties(&x, page, rule_at(&x, i));
            qn_page_put(page, ", \"rule\": ");
            put_json_rule(&x, page, i);
            qn_page_format(page, ", \"status\": \"%s\"}", qn_answer_status_name(values[i].status));
            before = ",\n  ";
        }
    }
    qn_page_put(page, "]}");
    clear(&x);
}
