/*
 * A program of somebody who makes every mistake: NULL, numbers out of range, functions for other
 * kinds. Each call must refuse it with the status that the header says. Exits with the line of the
 * first that does not.
 */
#include <qanun.h>
#include <stdio.h>
#include <string.h>

#define REFUSED(call) EXPECT((call) == QN_MISUSE)
#define EXPECT(condition)                                                                          \
    if (!(condition)) {                                                                            \
        fprintf(stderr, "line %d: %s\n", __LINE__, #condition);                                    \
        return 1;                                                                                  \
    }

static unsigned char bytes[1 << 20];

static int ask_nothing(void)
{
    EXPECT(qn_program_fact_count(NULL) == 0 && qn_program_rule_count(NULL) == 0);
    EXPECT(qn_program_fact(NULL, "x") == -1 && qn_program_rule(NULL, "x") == -1);
    EXPECT(qn_program_fact_info(NULL, 0).name == NULL);
    EXPECT(qn_program_fact_info(NULL, 0).kind == QN_KIND_COUNT);
    EXPECT(qn_program_rule_info(NULL, 0).name == NULL);
    EXPECT(qn_program_fact_choice(NULL, 0, 0) == NULL && qn_program_field(NULL, 0, 0) == -1);
    REFUSED(qn_program_fact_range(NULL, 0, NULL, 0, NULL));
    REFUSED(qn_program_fact_default(NULL, 0, NULL, 0, NULL));
    EXPECT(qn_case_new(NULL) == NULL && qn_case_error(NULL) == NULL);
    EXPECT(qn_case_declared(NULL, 0) == -1);
    EXPECT(qn_case_item(NULL, 0, 0, NULL) == -1 && qn_case_cause(NULL, 0, 0) == NULL);
    qn_case_reset(NULL);
    qn_case_free(NULL);
    qn_program_free(NULL);
    return 0;
}

static qn_telling hear(void *context, const qn_step *step)
{
    (void)context;
    return step->kind == QN_STEP_RULE ? QN_TELL_ON : QN_TELL_PAST;
}

static int give_nothing(void)
{
    REFUSED(qn_explain(NULL, NULL, 0, hear, NULL));
    REFUSED(qn_case_set_integer(NULL, 0, 1));
    REFUSED(qn_case_set_decimal(NULL, 0, "1", 1));
    REFUSED(qn_case_set_boolean(NULL, 0, true));
    REFUSED(qn_case_set_date(NULL, 0, 2026, 1, 1));
    REFUSED(qn_case_set_choice(NULL, 0, "x"));
    REFUSED(qn_case_set_set(NULL, 0, NULL, 0));
    REFUSED(qn_case_set_text(NULL, 0, "x", 1));
    REFUSED(qn_case_set_period(NULL, 0, 2026, 1, 1, 0, 0, 0));
    REFUSED(qn_case_set_list(NULL, 0, 0));
    REFUSED(qn_case_set_none(NULL, 0));
    REFUSED(qn_case_set_unknown(NULL, 0));
    REFUSED(qn_case_clear(NULL, 0));
    REFUSED(qn_case_place_name(NULL, 0, NULL, 0, NULL));
    return 0;
}

static int read_nothing(void)
{
    int n;
    bool yes;
    int64_t whole;
    qn_value value;
    struct ArrowArrayStream stream;
    REFUSED(qn_eval(NULL, 0, &value));
    REFUSED(qn_case_fact(NULL, 0, &value));
    REFUSED(qn_value_text(NULL, NULL, 0, NULL));
    REFUSED(qn_value_decimal(NULL, NULL, 0, NULL));
    REFUSED(qn_value_fraction(NULL, NULL, 0, NULL));
    REFUSED(qn_value_bound(NULL, QN_LOW, &value));
    REFUSED(qn_value_integer(NULL, &whole));
    REFUSED(qn_value_boolean(NULL, &yes));
    REFUSED(qn_value_date(NULL, &n, &n, &n));
    REFUSED(qn_value_period(NULL, &n, &n, &n, &yes, &n, &n, &n));
    REFUSED(qn_value_field(NULL, 0, &value));
    REFUSED(qn_value_each(NULL, NULL, NULL));
    REFUSED(qn_value_has(NULL, 0, &yes));
    REFUSED(qn_eval_arrow_stream(NULL, NULL, NULL, NULL, NULL));
    REFUSED(qn_eval_arrow_stream(NULL, NULL, NULL, &stream, NULL));
    EXPECT(stream.release == NULL);
    EXPECT(qn_value_field_name(NULL, 0) == NULL && qn_value_choice(NULL, 0) == NULL);
    EXPECT(qn_value_count(NULL) == 0);
    return 0;
}

/* A case that is there, and all that is wrong with what it is asked: fact 0 is a number. */
static int mistake(qn_case *c, const qn_program *program)
{
    static const int32_t numbers[] = {-1, 99999, INT32_MAX, INT32_MIN};
    const int32_t first = 0;
    qn_value value;
    bool yes;
    int64_t whole;
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        int32_t no = numbers[i];
        REFUSED(qn_eval(c, no, &value));
        REFUSED(qn_explain(c, &no, 1, hear, NULL));
        REFUSED(qn_case_fact(c, no, &value));
        REFUSED(qn_case_set_integer(c, no, 1));
        REFUSED(qn_case_set_text(c, no, "1", 1));
        REFUSED(qn_case_set_list(c, no, 1));
        REFUSED(qn_case_clear(c, no));
        REFUSED(qn_program_fact_range(program, no, NULL, 0, NULL));
        EXPECT(qn_case_cause(c, no, 0) == NULL && qn_case_cause(c, 0, no) == NULL);
        EXPECT(qn_program_fact_info(program, no).name == NULL);
        EXPECT(qn_program_rule_info(program, no).name == NULL);
        EXPECT(qn_case_item(c, no, 0, "x") == -1 && qn_case_declared(c, no) == -1);
        EXPECT(qn_program_field(program, no, 0) == -1);
    }
    REFUSED(qn_eval(c, 0, NULL));
    REFUSED(qn_explain(c, &first, 1, NULL, NULL));
    REFUSED(qn_explain(c, NULL, 1, hear, NULL));
    EXPECT(qn_explain(c, NULL, 0, hear, NULL) == QN_OK);
    REFUSED(qn_case_set_text(c, 0, NULL, 1));
    REFUSED(qn_case_set_decimal(c, 0, NULL, 1));
    REFUSED(qn_case_set_choice(c, 0, NULL));
    EXPECT(qn_case_set_boolean(c, 0, true) == QN_BAD_VALUE);
    EXPECT(qn_case_set_date(c, 0, 2026, 1, 1) == QN_BAD_VALUE);
    EXPECT(qn_case_set_integer(c, 0, 12) == QN_OK && qn_case_fact(c, 0, &value) == QN_OK);
    REFUSED(qn_value_boolean(&value, &yes));
    REFUSED(qn_value_field(&value, 0, &value));
    REFUSED(qn_value_text(&value, NULL, 1, NULL));
    REFUSED(qn_value_integer(&value, NULL));
    EXPECT(qn_value_integer(&value, &whole) == QN_OK && whole == 12);
    return 0;
}

int main(int count, char **word)
{
    qn_program *program = NULL;
    qn_case *c = NULL;
    FILE *image = count == 2 ? fopen(word[1], "rb") : NULL;
    size_t length = image != NULL ? fread(bytes, 1, sizeof bytes, image) : 0;
    REFUSED(qn_program_load(NULL, length, NULL, &program, NULL));
    REFUSED(qn_program_load(bytes, length, NULL, NULL, NULL));
    EXPECT(qn_program_load("QNB", 3, NULL, &program, NULL) == QN_BAD_IMAGE && program == NULL);
    EXPECT(qn_program_load(bytes, length, NULL, &program, NULL) == QN_OK);
    REFUSED(qn_case_new_with(program, NULL, NULL));
    REFUSED(qn_case_new_with(NULL, NULL, &c));
    EXPECT((c = qn_case_new(program)) != NULL);
    EXPECT(ask_nothing() == 0 && give_nothing() == 0 && read_nothing() == 0);
    EXPECT(mistake(c, program) == 0);
    qn_case_free(c);
    qn_program_free(program);
    return 0;
}
