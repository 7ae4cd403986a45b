/*
 * See assemble.h.
 */
#include "assemble.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "date.h"

/* A new row of a table, stopping the test program where there is no room. */
static uint32_t grow(uint32_t *count, uint32_t by)
{
    if (by > ASSEMBLE_ROWS - *count) {
        fprintf(stderr, "assemble: a table is full\n");
        exit(1);
    }
    uint32_t row = *count;
    *count += by;
    return row;
}

void assemble_begin(assembler *a, uint32_t constants)
{
    memset(a, 0, sizeof *a);
#define QN_TABLE(TABLE, name, fields) a->tables.name = a->name##_rows;
#include "tables.def"
#undef QN_TABLE
    a->tables.text = a->text;
    a->tables.string = a->string;
    (void)assemble_string(a, "");
    (void)grow(&a->tables.constant_count, constants);
    for (uint32_t i = 0; i < constants; i++) {
        a->constant_rows[i].site = QN_NONE_INDEX;
    }
}

uint32_t assemble_string(assembler *a, const char *text)
{
    qn_tables *t = &a->tables;
    for (uint32_t i = 0; i < t->string_count; i++) {
        if (strcmp(qn_tables_string(t, i), text) == 0) {
            return i;
        }
    }
    uint32_t row = grow(&t->string_count, 1);
    size_t size = strlen(text) + 1;
    if (size > ASSEMBLE_TEXT - a->string[row]) {
        fprintf(stderr, "assemble: the text is full\n");
        exit(1);
    }
    memcpy(a->text + a->string[row], text, size);
    a->string[row + 1] = a->string[row] + (uint32_t)size;
    return row;
}

static uint32_t put_constant(assembler *a, qn_class c, qn_slot value)
{
    if (a->constants_used == a->tables.constant_count) {
        fprintf(stderr, "assemble: the constants are used up\n");
        exit(1);
    }
    qn_constant_set(&a->constant_rows[a->constants_used], c, value);
    return a->constants_used++;
}

uint32_t assemble_int(assembler *a, int64_t value)
{
    return put_constant(a, QN_CLASS_I, (qn_slot){.i = value});
}

uint32_t assemble_wide(assembler *a, int64_t value)
{
    return put_constant(a, QN_CLASS_W, (qn_slot){.w = qn_wide_from_i64(value)});
}

uint32_t assemble_ratio(assembler *a, int64_t num, int64_t den)
{
    qn_slot slot;
    (void)qn_rational_make(qn_wide_from_i64(num), qn_wide_from_i64(den), &slot.q);
    return put_constant(a, QN_CLASS_Q, slot);
}

uint32_t assemble_day(assembler *a, int year, int month, int day)
{
    qn_day number = 0;
    CHECK(qn_date_from_ymd(year, month, day, &number) == QN_DATE_OK);
    return assemble_int(a, number);
}

static uint32_t put_site(assembler *a, uint32_t code, const char *reason)
{
    uint32_t row = grow(&a->tables.site_count, 1);
    a->site_rows[row] = (qn_row_site){.code = code,
                                      .reason = assemble_string(a, reason),
                                      .rule = QN_NONE_INDEX,
                                      .clause = QN_NONE_INDEX,
                                      .source = QN_NONE_INDEX};
    return row;
}

uint32_t assemble_status(assembler *a, qn_class c, qn_answer status, uint32_t code,
                         const char *reason)
{
    uint32_t reg = put_constant(a, c, (qn_slot){.q = {.den = {.lo = 1}}});
    a->constant_rows[reg].status = status;
    a->constant_rows[reg].site = put_site(a, code, reason);
    return reg;
}

static uint32_t put_type(assembler *a, const qn_row_type *type)
{
    uint32_t row = grow(&a->tables.type_count, 1);
    a->type_rows[row] = *type;
    return row;
}

uint32_t assemble_type(assembler *a, qn_kind kind, qn_class c, int64_t den, int64_t factor_num,
                       const char *unit)
{
    qn_row_type type = {.kind = kind,
                        .class_ = c,
                        .den = assemble_wide(a, den),
                        .factor_num = assemble_wide(a, factor_num),
                        .factor_den = assemble_wide(a, kind == QN_KIND_PERCENT ? 100 : 1),
                        .unit = assemble_string(a, unit),
                        .decimals = strcmp(unit, "AZN") == 0 ? 2 : 255,
                        .choice = QN_NONE_INDEX};
    return put_type(a, &type);
}

uint32_t assemble_choice(assembler *a, qn_kind kind, const char *name, const char *const *values,
                         uint32_t count)
{
    uint32_t first = grow(&a->tables.choice_value_count, count);
    for (uint32_t i = 0; i < count; i++) {
        a->choice_value_rows[first + i].name = assemble_string(a, values[i]);
    }
    uint32_t choice = grow(&a->tables.choice_count, 1);
    a->choice_rows[choice] =
        (qn_row_choice){.name = assemble_string(a, name), .first = first, .count = count};
    uint32_t type = assemble_type(a, kind, QN_CLASS_I, 1, 1, "");
    a->type_rows[type].choice = choice;
    return type;
}

uint32_t assemble_fact(assembler *a, const char *name, uint32_t type, uint32_t low, uint32_t high,
                       uint32_t preset, uint32_t step)
{
    uint32_t row = grow(&a->tables.fact_count, 1);
    a->fact_rows[row] = (qn_row_fact){.history = QN_NONE_INDEX,
                                      .name = assemble_string(a, name),
                                      .type = type,
                                      .low = low,
                                      .high = high,
                                      .preset = preset,
                                      .step = step,
                                      .source = QN_NONE_INDEX};
    return qn_tables_first_fact(&a->tables) + row;
}

uint32_t assemble_field(assembler *a, const char *name, uint32_t type, uint32_t low, uint32_t high,
                        uint32_t preset, uint32_t step)
{
    uint32_t row = grow(&a->tables.field_count, 1);
    a->field_rows[row] = (qn_row_field){.name = assemble_string(a, name),
                                        .type = type,
                                        .low = low,
                                        .high = high,
                                        .preset = preset,
                                        .step = step};
    return row;
}

uint32_t assemble_record(assembler *a, const char *entity, uint32_t first_field, uint32_t count)
{
    uint32_t type = assemble_type(a, QN_KIND_RECORD, QN_CLASS_I, 1, 1, entity);
    a->type_rows[type].first_field = first_field;
    a->type_rows[type].field_count = count;
    return type;
}

uint32_t assemble_list_type(assembler *a, uint32_t element, uint32_t limit)
{
    uint32_t type = assemble_type(a, QN_KIND_LIST, QN_CLASS_I, 1, 1, "");
    a->type_rows[type].first_field = element;
    a->type_rows[type].field_count = 1;
    a->type_rows[type].limit = limit;
    return type;
}

void assemble_cells(assembler *a, uint32_t fact, uint32_t count)
{
    qn_row_fact *row = &a->fact_rows[fact - qn_tables_first_fact(&a->tables)];
    row->first_cell = a->cells_used;
    row->cell_count = count;
    a->cells_used += count;
}

uint32_t assemble_rule(assembler *a, const char *name, uint32_t type, const uint32_t *needs,
                       uint32_t need_count)
{
    uint32_t row = grow(&a->tables.rule_count, 1);
    a->rule_rows[row] = (qn_row_rule){.name = assemble_string(a, name),
                                      .type = type,
                                      .first_code = a->tables.instruction_count,
                                      .first_need = assemble_list(a, needs, need_count),
                                      .need_count = need_count,
                                      .on = QN_NONE_INDEX,
                                      .same = QN_NONE_INDEX,
                                      .limited = QN_NONE_INDEX,
                                      .limited_type = QN_NONE_INDEX,
                                      .source = QN_NONE_INDEX};
    return row;
}

uint32_t assemble_op(assembler *a, qn_op op, uint32_t aux, uint32_t x, uint32_t y, uint32_t z)
{
    uint32_t row = grow(&a->tables.instruction_count, 1);
    uint32_t reg = qn_tables_first_result(&a->tables) + row;
    a->instruction_rows[row] =
        (qn_row_instruction){.word = (uint32_t)op | aux << 16, .a = x, .b = y, .c = z};
    a->place_rows[grow(&a->tables.place_count, 1)].site = QN_NONE_INDEX;
    qn_row_rule *rule = &a->rule_rows[a->tables.rule_count - 1];
    rule->code_count++;
    rule->result = reg;
    return reg;
}

uint32_t assemble_list(assembler *a, const uint32_t *words, uint32_t count)
{
    uint32_t first = grow(&a->tables.entry_count, count);
    for (uint32_t i = 0; i < count; i++) {
        a->entry_rows[first + i].value = words[i];
    }
    return first;
}

uint32_t assemble_region(assembler *a, uint32_t first_register, uint32_t result)
{
    uint32_t first = first_register - qn_tables_first_result(&a->tables);
    uint32_t row = grow(&a->tables.region_count, 1);
    a->region_rows[row] = (qn_row_region){
        .first = first, .count = a->tables.instruction_count - first, .result = result};
    return row;
}

unsigned char *assemble_image(const assembler *a, size_t *length)
{
    unsigned char *bytes = NULL;
    *length = 0;
    CHECK(qn_image_write(&a->tables, NULL, &bytes, length) == QN_OK);
    return bytes;
}

qn_program *assemble_load(const assembler *a)
{
    size_t length = 0;
    unsigned char *bytes = assemble_image(a, &length);
    qn_program *program = NULL;
    qn_error error = {.text = ""};
    const qn_options options = {.preparation = QN_PREPARE_NOTHING};
    (void)qn_program_load(bytes, length, &options, &program, &error);
    CHECK_TEXT(error.text, "");
    free(bytes);
    return program;
}
