/*
 * What is asked of a program that the verifier let through, so that what it lets through wrongly
 * shows: under the sanitizers, or as a crash.
 *
 * Responsible for: reaching every public function that takes a program, a case or a value. Refuses
 * to know: whether the answers make sense, since a sound image may be nonsense.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

const qn_limits fuzz_limits = {.image_bytes = (size_t)1 << 22,
                               .case_bytes = (size_t)1 << 22,
                               .text_bytes = (size_t)1 << 16,
                               .rule_steps = 100000};

enum { ROWS = 3, COLUMNS_MAX = 48, RULES_MAX = 64, STEPS_MAX = 3000, CAUSES_MAX = 20 };

/* What is tried as text for a fact, whatever it is. */
static const char *const texts[] = {"7",
                                    "yes",
                                    "2024-02-29",
                                    "2026-01-05 through 2026-03-01",
                                    "22:30",
                                    "0.5",
                                    "[1, 2, 2]",
                                    "[2026-01-05 through 2026-01-09, 2026-01-10 onwards]",
                                    "900 from 2024-01-01, 1200 from 2026-03-15",
                                    "none",
                                    "-3",
                                    "100%"};

/* ---- facts */

/* What a fact, a field or an element is declared as. */
static void read_declaration(const qn_program *program, int32_t number)
{
    char text[QN_VALUE_TEXT_SIZE];
    qn_fact_info info = qn_program_fact_info(program, number);
    (void)qn_program_fact_range(program, number, text, sizeof text, NULL);
    (void)qn_program_fact_default(program, number, text, sizeof text, NULL);
    (void)qn_program_fact_choice(program, number, info.choice_count - 1);
    for (int32_t i = 0; i < info.field_count && i < 8; i++) {
        qn_fact_info field = qn_program_fact_info(program, qn_program_field(program, number, i));
        if (field.name == NULL) {
            fuzz_fail("a field has no declaration");
        }
    }
}

/* Gives a fact the first of the texts, from `first` on, that it takes. */
static void give_text(qn_case *c, int32_t fact, size_t first)
{
    enum { COUNT = sizeof texts / sizeof texts[0] };
    for (size_t i = 0; i < COUNT; i++) {
        const char *text = texts[(first + i) % COUNT];
        if (qn_case_set_text(c, fact, text, strlen(text)) == QN_OK) {
            return;
        }
    }
}

/* Gives a list two elements, and each of their fields something. */
static void give_list(const qn_program *program, qn_case *c, int32_t fact, const qn_fact_info *info)
{
    if (qn_case_set_list(c, fact, info->limit < 2 ? (size_t)info->limit : 2) != QN_OK) {
        return;
    }
    for (size_t index = 0; index < 2; index++) {
        for (int32_t i = 0; i < (info->field_count > 0 ? info->field_count : 1) && i < 8; i++) {
            int32_t field = qn_program_field(program, info->element, i);
            const char *name = qn_program_fact_info(program, field).name;
            int32_t item = qn_case_item(c, fact, index, info->field_count > 0 ? name : NULL);
            give_text(c, item, index);
        }
    }
}

static void give_facts(const qn_program *program, qn_case *c, size_t first)
{
    (void)qn_case_set_date(c, QN_TODAY, 2026, 2, 28);
    for (int32_t fact = 0; fact < qn_program_fact_count(program); fact++) {
        qn_fact_info info = qn_program_fact_info(program, fact);
        if (info.element >= 0 && !info.is_over_time && first % 2 == 1) {
            give_list(program, c, fact, &info);
        } else if (info.kind == QN_KIND_CHOICE && info.choice_count > 0) {
            (void)qn_case_set_choice(c, fact, qn_program_fact_choice(program, fact, 0));
        } else {
            give_text(c, fact, first + (size_t)fact);
        }
    }
}

/* ---- values */

static void read_value(const qn_value *value, int depth);

static void read_element(void *context, const qn_value *element)
{
    const int *depth = context;
    read_value(element, *depth);
}

/* What a value is made of. */
static void read_parts(const qn_value *value, int depth)
{
    qn_value part;
    for (int32_t i = 0; i < 8 && qn_value_field_name(value, i) != NULL; i++) {
        if (qn_value_field(value, i, &part) == QN_OK) {
            read_value(&part, depth + 1);
        }
    }
    int below = depth + 1;
    if (qn_value_count(value) <= 64) {
        (void)qn_value_each(value, read_element, &below);
    }
    for (int side = QN_LOW; side <= QN_HIGH; side++) {
        if (qn_value_bound(value, (qn_bound)side, &part) == QN_OK) {
            read_value(&part, depth + 1);
        }
    }
}

static void read_value(const qn_value *value, int depth)
{
    char text[QN_VALUE_TEXT_SIZE];
    int64_t number;
    bool answer;
    int day[6];
    if (depth > 3) {
        return;
    }
    (void)qn_value_text(value, text, sizeof text, NULL);
    (void)qn_value_decimal(value, text, sizeof text, NULL);
    (void)qn_value_fraction(value, text, sizeof text, NULL);
    (void)qn_value_integer(value, &number);
    (void)qn_value_boolean(value, &answer);
    (void)qn_value_date(value, &day[0], &day[1], &day[2]);
    (void)qn_value_period(value, &day[0], &day[1], &day[2], &answer, &day[3], &day[4], &day[5]);
    (void)qn_value_has(value, 1, &answer);
    (void)qn_value_choice(value, 0);
    read_parts(value, depth);
}

/* ---- one case */

static void ask(qn_case *c, int32_t rule)
{
    qn_value value;
    if (qn_eval(c, rule, &value) != QN_OK) {
        fuzz_fail("a rule gives no answer");
    }
    read_value(&value, 0);
    for (int32_t i = 0; i < CAUSES_MAX && qn_case_cause(c, rule, i) != NULL; i++) {
    }
}

static size_t length_of(const char *text)
{
    return text == NULL ? 0 : strlen(text);
}

/* A visitor of explanations that reads what each kind of step has. */
static qn_telling hear(void *context, const qn_step *step)
{
    size_t *left = context;
    size_t letters = length_of(step->text);
    switch (step->kind) {
    case QN_STEP_CLAUSE:
        letters += length_of(step->left) + length_of(step->label) + length_of(step->note);
        read_value(&step->value, 2);
        read_value(&step->from, 2);
        read_value(&step->until, 2);
        break;
    case QN_STEP_RULE:
        read_value(&step->value, 2);
        read_value(&step->on, 2);
        break;
    case QN_STEP_ELEMENT:
        read_value(&step->from, 2);
        read_value(&step->value, 2);
        break;
    case QN_STEP_READ:
        read_value(&step->value, 2);
        break;
    case QN_STEP_SEQUENCE:
        letters += length_of(step->label);
        read_value(&step->value, 2);
        read_value(&step->first, 2);
        read_value(&step->last, 2);
        break;
    case QN_STEP_CAUSE:
    case QN_STEP_CITATION:
    default:
        break;
    }
    return letters > SIZE_MAX / 2 || (*left)-- == 0 ? QN_TELL_NO_MORE : QN_TELL_ON;
}

static void explain(const qn_program *program, qn_case *c)
{
    int32_t rule[RULES_MAX];
    size_t count = 0;
    size_t left = STEPS_MAX;
    for (int32_t i = 0; i < qn_program_rule_count(program) && count < RULES_MAX; i++) {
        rule[count++] = i;
    }
    (void)qn_explain(c, rule, count, hear, &left);
}

static void ask_all(const qn_program *program, qn_case *c)
{
    for (int32_t rule = 0; rule < qn_program_rule_count(program); rule++) {
        ask(c, rule);
    }
}

/* ---- many cases */

/* Columns of three rows for all facts that can be such, and an answer of each rule in turn. */
typedef struct table {
    qn_column column[COLUMNS_MAX];
    size_t columns;
    int64_t answer[ROWS];
    uint8_t status[ROWS];
} table;

static const int64_t numbers[ROWS] = {0, 7, 730000};
static const int32_t ends[ROWS + 1] = {0, 1, 2, 3};

static void add_column(table *t, int32_t fact, int32_t list, qn_lane lane, const void *values)
{
    if (t->columns < COLUMNS_MAX) {
        t->column[t->columns++] =
            (qn_column){.fact = fact, .list = list, .lane = lane, .values = values};
    }
}

static bool is_scalar(const qn_fact_info *info)
{
    return info->element < 0 && info->kind <= QN_KIND_CLOCK && info->kind != QN_KIND_TEXT;
}

/* The columns of a list: where its elements begin, and what they have. */
static void add_list(table *t, const qn_program *program, int32_t fact, const qn_fact_info *info)
{
    add_column(t, fact, -1, QN_INT32, ends);
    qn_fact_info element = qn_program_fact_info(program, info->element);
    if (element.field_count == 0) {
        add_column(t, info->element, fact, QN_INT64, numbers);
    }
    for (int32_t i = 0; i < element.field_count && i < 8; i++) {
        int32_t field = qn_program_field(program, info->element, i);
        qn_fact_info declared = qn_program_fact_info(program, field);
        if (is_scalar(&declared)) {
            add_column(t, field, fact, QN_INT64, numbers);
        }
    }
}

static void add_columns(table *t, const qn_program *program)
{
    for (int32_t fact = 0; fact < qn_program_fact_count(program); fact++) {
        qn_fact_info info = qn_program_fact_info(program, fact);
        if (is_scalar(&info)) {
            add_column(t, fact, -1, QN_INT64, numbers);
        } else if (info.kind == QN_KIND_LIST && !info.is_over_time) {
            add_list(t, program, fact, &info);
        }
    }
}

static void ask_rows(const qn_program *program, qn_case *common)
{
    table t = {.columns = 0};
    add_columns(&t, program);
    for (int32_t rule = 0; rule < qn_program_rule_count(program); rule++) {
        qn_answers answers = {.rule = rule, .lane = QN_INT64, .values = t.answer};
        qn_batch *batch = NULL;
        answers.status = t.status;
        if (qn_batch_new(common, t.column, t.columns, &answers, 1, &batch, NULL) == QN_OK) {
            (void)qn_batch_eval(batch, t.column, &answers, ROWS, NULL, NULL);
            qn_batch_free(batch);
        }
    }
}

/* ---- all of it */

void fuzz_use(const qn_program *program, bool with_rows)
{
    for (int32_t fact = 0; fact < qn_program_fact_count(program); fact++) {
        read_declaration(program, fact);
    }
    qn_case *c = qn_case_new(program);
    if (c == NULL) {
        return;
    }
    ask_all(program, c);
    for (size_t round = 0; round < (with_rows ? 2 : 1); round++) {
        give_facts(program, c, round);
        ask_all(program, c);
        explain(program, c);
    }
    qn_case_reset(c);
    (void)qn_case_set_date(c, QN_TODAY, 2026, 2, 28);
    if (with_rows) {
        ask_rows(program, c);
    }
    qn_case_free(c);
}

qn_status fuzz_try_image(const uint8_t *image, size_t length, qn_preparation preparation,
                         bool with_rows)
{
    const qn_options options = {.limits = fuzz_limits, .preparation = preparation};
    qn_program *program = NULL;
    qn_error error;
    qn_status status = qn_program_load(image, length, &options, &program, &error);
    if ((status == QN_OK) != (program != NULL) || (status != QN_OK && error.text[0] == '\0')) {
        fuzz_fail("a load says one thing and does another");
    }
    if (status == QN_OK) {
        fuzz_use(program, with_rows);
        qn_program_free(program);
    }
    return status;
}

/* ---- two ways to one answer */

/* Whether two texts are the same, or both missing. */
static bool are_same(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

/* Says what was found of which rule, and aborts. */
static _Noreturn void fail_at(const qn_program *program, int32_t rule, const char *what)
{
    (void)fprintf(stderr, "rule `%s`: ", qn_program_rule_info(program, rule).name);
    fuzz_fail(what);
}

static void compare_rule(const qn_program *program, qn_case *one, qn_case *other, int32_t rule)
{
    char texts_of[2][QN_VALUE_TEXT_SIZE] = {"", ""};
    qn_value value[2];
    (void)qn_eval(one, rule, &value[0]);
    (void)qn_eval(other, rule, &value[1]);
    for (int i = 0; i < 2; i++) {
        (void)qn_value_text(&value[i], texts_of[i], sizeof texts_of[i], NULL);
    }
    if (value[0].status != value[1].status || value[0].error != value[1].error ||
        strcmp(texts_of[0], texts_of[1]) != 0) {
        (void)fprintf(stderr, "`%s` and `%s`; ", texts_of[0], texts_of[1]);
        fail_at(program, rule, "the direct way answers otherwise than the machine");
    }
    for (int32_t i = 0; i < CAUSES_MAX; i++) {
        const char *cause = qn_case_cause(one, rule, i);
        if (!are_same(cause, qn_case_cause(other, rule, i))) {
            fail_at(program, rule, "the direct way has other causes than the machine");
        }
        if (cause == NULL) {
            return;
        }
    }
}

void fuzz_compare(const qn_program *one, const qn_program *other)
{
    qn_case *c = qn_case_new(one);
    qn_case *d = qn_case_new(other);
    for (size_t round = 0; c != NULL && d != NULL && round < 3; round++) {
        for (int32_t rule = 0; rule < qn_program_rule_count(one); rule++) {
            /* What a hidden rule is, hangs on who reads it. */
            if (!qn_program_rule_info(one, rule).is_hidden) {
                compare_rule(one, c, d, rule);
            }
        }
        give_facts(one, c, round);
        give_facts(other, d, round);
    }
    qn_case_free(c);
    qn_case_free(d);
}
