/*
 * What may be given for a fact, in words: for messages, questions and lists of facts.
 *
 * Responsible for: "years in 0..=80", "one of state, private", and the text of a default.
 * Refuses to know: how a value is checked against it (given.c).
 */
#include "date.h"
#include "program.h"
#include "value.h"

#include <stdio.h>
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

/* A bound of a period is a day. */
static void add_day(qn_text *text, const qn_tables *t, uint32_t reg)
{
    char day[QN_DATE_TEXT_SIZE] = "";
    int64_t number = qn_constant_slot(&t->constant[reg]).i;
    if (qn_date_is_valid(number)) {
        qn_date_format((qn_day)number, day);
    }
    qn_text_add_string(text, day);
}

static void add_bound(qn_text *text, const qn_program *program, uint32_t type, uint32_t reg)
{
    if (program->tables.type[type].kind == QN_KIND_PERIOD) {
        add_day(text, &program->tables, reg);
    } else {
        add_constant(text, program, type, reg);
    }
}

/* Both ends are allowed values, hence `..=`; an open end is left out as in a program. */
static void add_bounds(qn_text *text, const qn_program *program, const qn_row_field *declared)
{
    if (declared->low == QN_NONE_INDEX && declared->high == QN_NONE_INDEX) {
        return;
    }
    qn_text_add_string(text, " in ");
    if (declared->low != QN_NONE_INDEX) {
        add_bound(text, program, declared->type, declared->low);
    }
    qn_text_add_string(text, "..");
    if (declared->high != QN_NONE_INDEX) {
        qn_text_add_string(text, "=");
        add_bound(text, program, declared->type, declared->high);
    }
}

/* The name of an entity, or its fields where it has none. */
static void add_record(qn_text *text, const qn_tables *t, const qn_row_type *record)
{
    const char *name = qn_tables_string(t, record->unit);
    qn_text_add_string(text, name);
    qn_text_add_string(text, name[0] == 0 ? "{" : " {");
    for (uint32_t i = 0; i < record->field_count; i++) {
        qn_text_add_string(text, i == 0 ? "" : ", ");
        qn_text_add_string(text, qn_tables_string(t, t->field[record->first_field + i].name));
    }
    qn_text_add_string(text, "}");
}

/* The type as a program would declare it, but for lists. */
static void add_type(qn_text *text, const qn_tables *t, uint32_t type)
{
    static const char *const names[QN_KIND_COUNT] = {
        [QN_KIND_NUMBER] = "number",  [QN_KIND_INTEGER] = "integer", [QN_KIND_PERCENT] = "percent",
        [QN_KIND_QUANTITY] = "",      [QN_KIND_BOOLEAN] = "yes/no",  [QN_KIND_DATE] = "date",
        [QN_KIND_CHOICE] = "one of ", [QN_KIND_SET] = "set of ",     [QN_KIND_TEXT] = "text",
        [QN_KIND_CLOCK] = "time",     [QN_KIND_PERIOD] = "period",   [QN_KIND_CHAIN] = "chain",
        [QN_KIND_RECORD] = "",        [QN_KIND_LIST] = "list of ",   [QN_KIND_SPAN] = "span"};
    const qn_row_type *row = &t->type[type];
    qn_text_add_string(text, names[row->kind]);
    if (row->kind == QN_KIND_QUANTITY) {
        qn_text_add_string(text, qn_tables_string(t, row->unit));
    } else if (row->kind == QN_KIND_CHOICE || row->kind == QN_KIND_SET) {
        add_choice(text, t, row->choice);
    } else if (row->kind == QN_KIND_RECORD) {
        add_record(text, t, row);
    }
}

/* Type, range and absence of what is declared. */
static void add_declared(qn_text *text, const qn_program *program, const qn_row_field *declared)
{
    add_type(text, &program->tables, declared->type);
    if (program->tables.type[declared->type].kind != QN_KIND_LIST) {
        add_bounds(text, program, declared);
    }
    if ((declared->flags & QN_FACT_MAY_BE_NONE) != 0) {
        qn_text_add_string(text, " or none");
    }
}

/* "list of child {age, disabled} up to 20". Elements that are lists are not described further. */
static void add_list(qn_text *text, const qn_program *program, const qn_row_field *declared)
{
    const qn_row_type *list = &program->tables.type[declared->type];
    char limit[24];
    qn_text_add_string(text, "list of ");
    add_declared(text, program, &program->tables.field[list->first_field]);
    (void)snprintf(limit, sizeof limit, " up to %lu", (unsigned long)list->limit);
    qn_text_add_string(text, limit);
    if ((declared->flags & QN_FACT_MAY_BE_NONE) != 0) {
        qn_text_add_string(text, " or none");
    }
}

/* Whether a fact is given with the days from which its values hold. */
static bool is_over_time(const qn_program *program, int32_t declared)
{
    return (uint32_t)declared < program->tables.fact_count &&
           program->tables.fact[declared].history != QN_NONE_INDEX;
}

qn_status qn_program_fact_range(const qn_program *program, int32_t declared, char *buffer,
                                size_t size, size_t *length)
{
    qn_row_field row;
    if (!qn_program_declared(program, declared, &row) || (buffer == NULL && size > 0)) {
        return QN_MISUSE;
    }
    qn_text text = {.buffer = buffer, .size = size};
    if (program->tables.type[row.type].kind == QN_KIND_LIST) {
        add_list(&text, program, &row);
    } else {
        add_declared(&text, program, &row);
    }
    qn_text_add_string(&text, is_over_time(program, declared) ? " over time" : "");
    return qn_text_end(&text, length);
}

qn_status qn_program_fact_default(const qn_program *program, int32_t declared, char *buffer,
                                  size_t size, size_t *length)
{
    qn_row_field row;
    if (!qn_program_declared(program, declared, &row) || (buffer == NULL && size > 0)) {
        return QN_MISUSE;
    }
    if (row.preset == QN_NONE_INDEX) {
        qn_text text = {.buffer = buffer, .size = size};
        return qn_text_end(&text, length);
    }
    const qn_row_constant *preset = &program->tables.constant[row.preset];
    qn_value value;
    qn_value_make(program, row.type, (qn_answer)preset->status, qn_constant_slot(preset), &value);
    return qn_value_text(&value, buffer, size, length);
}
