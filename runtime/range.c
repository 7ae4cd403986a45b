/*
 * What may be given for a fact, in words: for messages, questions and lists of facts.
 *
 * Responsible for: "years in 0..=80", "one of state, private", and the text of a default.
 * Refuses to know: how a value is checked against it (given.c).
 */
#include "program.h"
#include "value.h"

#include <string.h>

static void add_choice(qn_text *text, const qn_tables *t, uint32_t choice)
{
    const qn_row_choice *row = &t->choice[choice];
    for (uint32_t i = 0; i < row->count; i++) {
        qn_text_add_string(text, i == 0 ? "" : ", ");
        qn_text_add_string(text, qn_tables_string(t, t->choice_value[row->first + i].name));
    }
}

/* A constant of the type; numbers without their unit. */
static void add_constant(qn_text *text, const qn_program *program, uint32_t type, uint32_t reg)
{
    char buffer[QN_VALUE_TEXT_SIZE];
    const qn_row_constant *row = &program->tables.constant[reg];
    qn_value value;
    qn_value_make(program, type, (qn_answer)row->status, qn_constant_slot(row), &value);
    if (qn_value_decimal(&value, buffer, sizeof buffer, NULL) != QN_OK) {
        (void)qn_value_text(&value, buffer, sizeof buffer, NULL);
    }
    qn_text_add_string(text, buffer);
}

/* Both ends are allowed values, hence `..=`; an open end is left out as in a program. */
static void add_bounds(qn_text *text, const qn_program *program, const qn_row_fact *fact)
{
    if (fact->low == QN_NONE_INDEX && fact->high == QN_NONE_INDEX) {
        return;
    }
    qn_text_add_string(text, " in ");
    if (fact->low != QN_NONE_INDEX) {
        add_constant(text, program, fact->type, fact->low);
    }
    qn_text_add_string(text, "..");
    if (fact->high != QN_NONE_INDEX) {
        qn_text_add_string(text, "=");
        add_constant(text, program, fact->type, fact->high);
    }
}

/* The type as a program would declare it. */
static void add_type(qn_text *text, const qn_tables *t, uint32_t type)
{
    static const char *const names[QN_KIND_COUNT] = {
        [QN_KIND_NUMBER] = "number",  [QN_KIND_INTEGER] = "integer", [QN_KIND_PERCENT] = "percent",
        [QN_KIND_QUANTITY] = "",      [QN_KIND_BOOLEAN] = "yes/no",  [QN_KIND_DATE] = "date",
        [QN_KIND_CHOICE] = "one of ", [QN_KIND_SET] = "set of ",     [QN_KIND_TEXT] = "text",
        [QN_KIND_CLOCK] = "time"};
    const qn_row_type *row = &t->type[type];
    qn_text_add_string(text, names[row->kind]);
    if (row->kind == QN_KIND_QUANTITY) {
        qn_text_add_string(text, qn_tables_string(t, row->unit));
    } else if (row->kind == QN_KIND_CHOICE || row->kind == QN_KIND_SET) {
        add_choice(text, t, row->choice);
    }
}

static const qn_row_fact *find_fact(const qn_program *program, int32_t fact)
{
    return fact >= 0 && fact < qn_program_fact_count(program) ? &program->tables.fact[fact] : NULL;
}

qn_status qn_program_fact_range(const qn_program *program, int32_t fact, char *buffer, size_t size,
                                size_t *length)
{
    const qn_row_fact *row = find_fact(program, fact);
    if (row == NULL || (buffer == NULL && size > 0)) {
        return QN_MISUSE;
    }
    qn_text text = {.buffer = buffer, .size = size};
    add_type(&text, &program->tables, row->type);
    add_bounds(&text, program, row);
    if ((row->flags & QN_FACT_MAY_BE_NONE) != 0) {
        qn_text_add_string(&text, " or none");
    }
    return qn_text_end(&text, length);
}

qn_status qn_program_fact_default(const qn_program *program, int32_t fact, char *buffer,
                                  size_t size, size_t *length)
{
    const qn_row_fact *row = find_fact(program, fact);
    if (row == NULL || (buffer == NULL && size > 0)) {
        return QN_MISUSE;
    }
    if (row->preset == QN_NONE_INDEX) {
        qn_text text = {.buffer = buffer, .size = size};
        return qn_text_end(&text, length);
    }
    const qn_row_constant *preset = &program->tables.constant[row->preset];
    qn_value value;
    qn_value_make(program, row->type, (qn_answer)preset->status, qn_constant_slot(preset), &value);
    return qn_value_text(&value, buffer, size, length);
}
