/*
 * Examples of a program. See example.h.
 */
#include "example.h"

#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "case.h"
#include "date.h"
#include "explain_list.h"
#include "value.h"

/* The value of a constant of some type. */
static qn_value constant_value(const qn_view *view, uint32_t type, uint32_t reg)
{
    const qn_row_constant *row = &view->t->constant[reg];
    const qn_slot slot = qn_constant_slot(row);
    qn_value value;
    qn_case_value(view->c, type, (qn_answer)row->status, &slot, &value);
    return value;
}

/* Gives a fact a set. */
static qn_status give_set(qn_case *c, int32_t fact, const qn_value *value)
{
    size_t count = 0;
    size_t held = 0;
    while (qn_value_choice(value, (int32_t)count)) {
        count++;
    }
    const char **names = calloc(count + 1, sizeof *names);
    if (!names) {
        return QN_NO_MEMORY;
    }
    for (size_t i = 0; i < count; i++) {
        bool has = false;
        if (qn_value_has(value, (int32_t)i, &has) == QN_OK && has) {
            names[held++] = qn_value_choice(value, (int32_t)i);
        }
    }
    qn_status status = qn_case_set_set(c, fact, names, held);
    free(names);
    return status;
}

/* Gives a fact the constant that the example has for it; one value for a fact over time means
 * always. */
static qn_status give(const qn_view *view, const qn_row_given *given)
{
    int32_t fact = (int32_t)given->fact;
    if (given->value == QN_NONE_INDEX) {
        return qn_case_set_unknown(view->c, fact);
    }
    qn_value value = constant_value(view, view->t->fact[given->fact].type, given->value);
    if (value.status == QN_NONE) {
        return qn_case_set_none(view->c, fact);
    }
    if (value.kind == QN_KIND_SET) {
        return give_set(view->c, fact, &value);
    }
    qn_page text = {0};
    qn_answer_put_value(&text, view, &value);
    const char *string = qn_page_string(&text);
    qn_status status =
        text.out_of_memory ? QN_NO_MEMORY : qn_case_set_text(view->c, fact, string, strlen(string));
    qn_page_clear(&text);
    return status;
}

void qn_example_put_given(qn_page *page, const qn_view *view, const qn_row_given *given)
{
    if (given->value == QN_NONE_INDEX) {
        qn_page_put(page, qn_answer_status_name(QN_UNKNOWN));
        return;
    }
    qn_value value = constant_value(view, view->t->fact[given->fact].type, given->value);
    qn_answer_put_value(page, view, &value);
}

/* Gives some rows of GIVEN; stops at the first that is refused. */
static qn_status give_all(const qn_view *view, uint32_t first, uint32_t count)
{
    qn_status status = QN_OK;
    for (uint32_t i = 0; status == QN_OK && i < count; i++) {
        status = give(view, &view->t->given[first + i]);
    }
    return status;
}

/* The date of the example; without one it is unknown, so that no test changes with the calendar. */
static qn_status give_date(const qn_view *view, uint32_t reg)
{
    if (reg == QN_NONE_INDEX) {
        return qn_case_set_unknown(view->c, QN_TODAY);
    }
    const qn_row_constant *row = &view->t->constant[reg];
    qn_ymd on = qn_date_to_ymd((qn_day)qn_constant_slot(row).i);
    return qn_case_set_date(view->c, QN_TODAY, on.year, on.month, on.day);
}

/* Numbers are compared exactly and with their unit, all else by its text. */
static bool is_same_value(const qn_view *view, const qn_value *a, const qn_value *b,
                          bool *no_memory)
{
    char left[QN_VALUE_TEXT_SIZE];
    char right[QN_VALUE_TEXT_SIZE];
    if (strcmp(a->unit, b->unit) == 0 && qn_value_fraction(a, left, sizeof left, NULL) == QN_OK &&
        qn_value_fraction(b, right, sizeof right, NULL) == QN_OK) {
        return strcmp(left, right) == 0;
    }
    qn_page first = {0};
    qn_page second = {0};
    qn_answer_put_value(&first, view, a);
    qn_answer_put_value(&second, view, b);
    bool same = strcmp(qn_page_string(&first), qn_page_string(&second)) == 0;
    *no_memory = first.out_of_memory || second.out_of_memory;
    qn_page_clear(&first);
    qn_page_clear(&second);
    return same;
}

/* A number as a ratio in its base unit: what is held counts steps of a grid. */
static bool read_ratio(const qn_view *view, uint32_t type, const qn_slot *slot, qn_rational *out)
{
    const qn_row_type *row = &view->t->type[type];
    qn_rational grid = qn_slot_rational(qn_constant_slot(&view->t->constant[row->den]),
                                        (qn_class)view->t->constant[row->den].class_);
    return qn_rational_div(qn_slot_rational(*slot, (qn_class)row->class_), grid, out) ==
           QN_ARITH_OK;
}

/* Is a number as near to the one that is expected as the expectation says? */
static bool is_near(const qn_view *view, const qn_row_expectation *expected)
{
    const qn_row_rule *rule = &view->t->rule[expected->rule];
    const qn_slot wanted = qn_constant_slot(&view->t->constant[expected->value]);
    const qn_slot allowed = qn_constant_slot(&view->t->constant[expected->tolerance]);
    qn_rational want;
    qn_rational within;
    qn_rational got;
    qn_rational off;
    if (!read_ratio(view, expected->type, &wanted, &want) ||
        !read_ratio(view, expected->type, &allowed, &within) ||
        !read_ratio(view, rule->type, &view->c->slot[rule->result], &got) ||
        qn_rational_sub(got, want, &off) != QN_ARITH_OK) {
        return false;
    }
    if (qn_rational_sign(off) < 0) {
        return qn_rational_sub(want, got, &off) == QN_ARITH_OK && qn_rational_cmp(off, within) <= 0;
    }
    return qn_rational_cmp(off, within) <= 0;
}

/* Does the answer have the status that is expected, and the value where there is one? */
static bool is_expected(const qn_view *view, const qn_row_expectation *expected,
                        const qn_value *got, bool *no_memory)
{
    if ((uint32_t)got->status != expected->status) {
        return false;
    }
    if (got->status != QN_KNOWN || expected->value == QN_NONE_INDEX ||
        expected->type == QN_NONE_INDEX) {
        return true;
    }
    qn_value want = constant_value(view, expected->type, expected->value);
    if (is_same_value(view, &want, got, no_memory)) {
        return true;
    }
    return expected->tolerance != QN_NONE_INDEX && strcmp(want.unit, got->unit) == 0 &&
           is_near(view, expected);
}

/* Is the reason the one that is expected? It is what stands behind the status where an answer is
 * told, or all its causes, of an unknown answer the facts that are still needed. */
static bool has_reason(const qn_view *view, const qn_row_expectation *expected, const qn_value *got,
                       bool *no_memory)
{
    const char *wanted = qn_tables_string(view->t, expected->text);
    const char *between = got->status == QN_UNKNOWN    ? ", "
                          : got->status == QN_CONFLICT ? " and "
                                                       : "; ";
    qn_page causes = {0};
    qn_page told = {0};
    const char *cause = qn_case_cause(view->c, (int32_t)expected->rule, 0);
    for (int32_t i = 0; cause; cause = qn_case_cause(view->c, (int32_t)expected->rule, ++i)) {
        qn_page_format(&causes, "%s%s", i > 0 ? between : "", cause);
    }
    qn_answer_put_outcome(&told, view, expected->rule, got);
    const char *behind = strstr(qn_page_string(&told), ": ");
    bool same =
        strcmp(qn_page_string(&causes), wanted) == 0 || (behind && strcmp(behind + 2, wanted) == 0);
    *no_memory |= causes.out_of_memory || told.out_of_memory;
    qn_page_clear(&causes);
    qn_page_clear(&told);
    return same;
}

/* The places that clauses with a part in an answer cite, and whether one is among them. */
typedef struct search {
    const qn_tables *t;
    const char *place;
    bool found;
} search;

/* Is a place the one that is looked for, or a part of it? LC 116 has LC 116.1 and LC 116(a), but
 * neither LC 116-1 nor LC 1160. */
static bool is_within(const char *place, const char *outer)
{
    size_t length = strlen(outer);
    return strncmp(place, outer, length) == 0 && (place[length] == '\0' || place[length] == '.' ||
                                                  place[length] == '(' || place[length] == ' ');
}

/* Looks at the citations of one clause. */
static void look_at(void *self, const qn_told_clause *told)
{
    search *s = self;
    bool has_part = told->trace.fate == QN_FATE_APPLIED || told->trace.fate == QN_FATE_FAILED;
    for (uint32_t i = 0; has_part && i < told->row->cite_count; i++) {
        uint32_t cite = s->t->entry[told->row->first_cite + i].value;
        s->found |= is_within(qn_tables_string(s->t, cite), s->place);
    }
}

static void look_at_sequence(void *self, const qn_step *sequence)
{
    (void)self;
    (void)sequence;
}

static void look_at_element(void *self, const qn_step *element)
{
    (void)self;
    (void)element;
}

/* The first place that is expected to be cited and is not; QN_NONE_INDEX where all are. */
static uint32_t find_uncited(const qn_view *view, const qn_row_expectation *expected)
{
    static const qn_listener listener = {
        .clause = look_at, .sequence = look_at_sequence, .element = look_at_element};
    for (uint32_t i = 0; i < expected->because_count; i++) {
        uint32_t string = view->t->entry[expected->first_because + i].value;
        search s = {view->t, qn_tables_string(view->t, string), false};
        qn_explain_walk(view, &expected->rule, 1, &listener, &s);
        if (!s.found) {
            return string;
        }
    }
    return QN_NONE_INDEX;
}

qn_tried qn_example_try(const qn_view *view, const qn_row_example *example,
                        const qn_row_expectation *expected)
{
    qn_tried tried = {.not_because = QN_NONE_INDEX};
    qn_case_reset(view->c);
    qn_status status = give_date(view, example->on);
    if (status == QN_OK) {
        status = give_all(view, example->first_given, example->given_count);
    }
    if (status == QN_OK) {
        status = give_all(view, expected->first_given, expected->given_count);
    }
    if (status != QN_OK) {
        tried.no_memory = status == QN_NO_MEMORY;
        tried.bad_fact = !tried.no_memory;
        return tried;
    }
    qn_eval(view->c, (int32_t)expected->rule, &tried.value);
    tried.passed = is_expected(view, expected, &tried.value, &tried.no_memory);
    if (tried.passed && expected->text != 0) {
        tried.other_reason = !has_reason(view, expected, &tried.value, &tried.no_memory);
    }
    if (tried.passed) {
        tried.not_because = find_uncited(view, expected);
    }
    tried.passed = tried.passed && !tried.other_reason && tried.not_because == QN_NONE_INDEX;
    return tried;
}

const qn_row_duty *qn_example_duty(const qn_tables *t, const qn_row_expectation *expected)
{
    for (uint32_t i = 0; i < t->duty_count; i++) {
        if (t->duty[i].rule == expected->rule) {
            return &t->duty[i];
        }
    }
    return NULL;
}

const char *qn_example_called(const qn_tables *t, const qn_row_expectation *expected)
{
    const qn_row_duty *duty = qn_example_duty(t, expected);
    uint32_t name = t->rule[expected->rule].name;
    return qn_tables_string(t, !duty ? name : duty->message ? duty->message : duty->text);
}

/* "34 calendar days", "within 1 (the table is cut)". */
static void put_value(qn_page *page, const qn_view *view, const qn_row_expectation *expected)
{
    qn_value want = constant_value(view, expected->type, expected->value);
    bool met = false;
    if (qn_example_duty(view->t, expected) && qn_value_boolean(&want, &met) == QN_OK) {
        qn_page_put(page, met ? "met" : "breached");
        return;
    }
    qn_answer_put_value(page, view, &want);
    if (expected->tolerance != QN_NONE_INDEX) {
        want = constant_value(view, expected->type, expected->tolerance);
        qn_page_put(page, " within ");
        qn_answer_put_value(page, view, &want);
        qn_page_put(page, " (");
        qn_page_shown(page, qn_tables_string(view->t, expected->why));
        qn_page_put(page, ")");
    }
}

void qn_example_put_expected(qn_page *page, const qn_view *view, const qn_row_expectation *expected)
{
    if (expected->status == QN_KNOWN && expected->value != QN_NONE_INDEX &&
        expected->type != QN_NONE_INDEX) {
        put_value(page, view, expected);
    } else {
        qn_page_put(page, qn_answer_status_name((qn_answer)expected->status));
    }
    if (expected->text != 0) {
        qn_page_put(page, ": ");
        qn_page_shown(page, qn_tables_string(view->t, expected->text));
    }
    for (uint32_t i = 0; i < expected->because_count; i++) {
        uint32_t place = view->t->entry[expected->first_because + i].value;
        qn_page_put(page, i == 0 ? ", because " : "; ");
        qn_page_shown(page, qn_tables_string(view->t, place));
    }
}
