/*
 * Examples of a program. See example.h.
 */
#include "example.h"

#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "case.h"
#include "date.h"
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
    return is_same_value(view, &want, got, no_memory);
}

qn_tried qn_example_try(const qn_view *view, const qn_row_example *example,
                        const qn_row_expectation *expected)
{
    qn_tried tried = {0};
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
    return tried;
}

void qn_example_put_expected(qn_page *page, const qn_view *view, const qn_row_expectation *expected)
{
    static const char *const names[] = {"known", "none", "unknown", "conflict", "error"};
    if (expected->status == QN_KNOWN && expected->value != QN_NONE_INDEX &&
        expected->type != QN_NONE_INDEX) {
        qn_value want = constant_value(view, expected->type, expected->value);
        qn_answer_put_value(page, view, &want);
        return;
    }
    qn_page_put(page, names[expected->status]);
}
