/*
 * Programs: loading one, and what may be asked of it without a case.
 *
 * Responsible for: the life of a program, its names and kinds, and the meaning of constants.
 * Refuses to know: the layout of an image (image.c), what makes a program sound (verify.c), how
 * values are worded (value.c).
 */
#include "program.h"

#include <stdlib.h>
#include <string.h>

#include "direct.h"
#include "profile.h"

#define WORD_OF(x) #x
#define WORD(x) WORD_OF(x)

const char *qn_version(void)
{
    return WORD(QN_VERSION_MAJOR) "." WORD(QN_VERSION_MINOR) "." WORD(QN_VERSION_PATCH);
}

int32_t qn_version_number(void)
{
    return QN_VERSION_NUMBER;
}

/* The kinds of a first operand that opcodes.def names, with yes for a sequence. */
#define OPERAND_NO false
#define OPERAND_I false
#define OPERAND_W false
#define OPERAND_Q false
#define OPERAND_X false
#define OPERAND_N false
#define OPERAND_LIST false
#define OPERAND_COUNT false
#define OPERAND_RG false
#define OPERAND_SQ true
static const bool goes_through[QN_OP_COUNT] = {
#define QN_OP(name, a, b, c, result, synopsis, sentence) [OP_##name] = OPERAND_##a,
#include "opcodes.def"
#undef QN_OP
};

bool qn_goes_through(qn_op op)
{
    return goes_through[op];
}

/* The allocator for those who name none. */
static void *library_allocate(void *block, size_t new_size)
{
    if (new_size == 0) {
        free(block);
        return NULL;
    }
    return realloc(block, new_size);
}

void *qn_memory_take(const qn_options *options, size_t size)
{
    if (options != NULL && options->allocate != NULL) {
        return options->allocate(options->context, NULL, 0, size);
    }
    return library_allocate(NULL, size);
}

void qn_memory_free(const qn_options *options, void *block, size_t size)
{
    if (block == NULL) {
        return;
    }
    if (options != NULL && options->allocate != NULL) {
        (void)options->allocate(options->context, block, size, 0);
        return;
    }
    (void)library_allocate(block, 0);
}

/* Numbers of more than 32 bits stand in several fields, the low words first. */
static uint64_t join_words(uint32_t low, uint32_t high)
{
    return (uint64_t)high << 32 | low;
}

static qn_wide join_wide(uint32_t w0, uint32_t w1, uint32_t w2, uint32_t w3)
{
    return (qn_wide){.lo = join_words(w0, w1), .hi = (int64_t)join_words(w2, w3)};
}

qn_slot qn_constant_slot(const qn_row_constant *row)
{
    qn_slot slot = {.q = {.den = {.lo = 1}}};
    if (row->status != QN_KNOWN) {
        return slot;
    }
    slot.w = join_wide(row->w0, row->w1, row->w2, row->w3);
    if (row->class_ == QN_CLASS_I) {
        slot.i = (int64_t)join_words(row->w0, row->w1);
    } else if (row->class_ == QN_CLASS_Q) {
        slot.q.den = join_wide(row->w4, row->w5, row->w6, row->w7);
    }
    return slot;
}

void qn_constant_set(qn_row_constant *row, qn_class c, qn_slot value)
{
    uint64_t word[4] = {0};
    row->class_ = c;
    if (c == QN_CLASS_I) {
        word[0] = (uint64_t)value.i;
    } else {
        word[0] = value.w.lo;
        word[1] = (uint64_t)value.w.hi;
    }
    if (c == QN_CLASS_Q) {
        word[2] = value.q.den.lo;
        word[3] = (uint64_t)value.q.den.hi;
    }
    row->w0 = (uint32_t)word[0];
    row->w1 = (uint32_t)(word[0] >> 32);
    row->w2 = (uint32_t)word[1];
    row->w3 = (uint32_t)(word[1] >> 32);
    row->w4 = (uint32_t)word[2];
    row->w5 = (uint32_t)(word[2] >> 32);
    row->w6 = (uint32_t)word[3];
    row->w7 = (uint32_t)(word[3] >> 32);
}

qn_rational qn_slot_rational(qn_slot slot, qn_class c)
{
    switch (c) {
    case QN_CLASS_I:
        return qn_rational_from_i64(slot.i);
    case QN_CLASS_W:
        return qn_rational_from_wide(slot.w);
    case QN_CLASS_Q:
    default:
        return slot.q;
    }
}

qn_status qn_program_load(const void *bytes, size_t length, const qn_options *options,
                          qn_program **out, qn_error *error)
{
    uint32_t too_long;
    return qn_program_load_measured(bytes, length, options, out, error, &too_long);
}

/* Prepares a program, if its cases then are not larger than they may be. */
static qn_status prepare(qn_program *program, qn_error *error)
{
    qn_error too_large;
    qn_status status = qn_direct_make(program);
    if (status != QN_OK && error != NULL) {
        error->code = status;
        (void)strcpy(error->text, "there is not enough memory to prepare the program");
    }
    if (status == QN_OK && qn_limits_check_program(program, &too_large) != QN_OK) {
        qn_direct_free(program);
    }
    return status;
}

qn_status qn_program_load_measured(const void *bytes, size_t length, const qn_options *options,
                                   qn_program **out, qn_error *error, uint32_t *too_long)
{
    *too_long = QN_NONE_INDEX;
    if (bytes == NULL || out == NULL) {
        return QN_MISUSE;
    }
    *out = NULL;
    qn_program *program = NULL;
    qn_status status = qn_limits_check_image(length, options, error);
    if (status == QN_OK) {
        status = qn_image_read(bytes, length, options, &program, error);
    }
    if (status != QN_OK) {
        return status;
    }
    status = qn_verify(program, error, too_long);
    if (status == QN_OK) {
        status = qn_limits_check_program(program, error);
    }
    if (status == QN_OK) {
        status = prepare(program, error);
    }
    if (status != QN_OK) {
        qn_program_free(program);
        return status;
    }
    *out = program;
    return QN_OK;
}

void qn_program_free(qn_program *program)
{
    if (program != NULL) {
        qn_options options = program->options;
        qn_direct_free(program);
        qn_memory_free(&options, program, program->size);
    }
}

const qn_tables *qn_program_tables(const qn_program *program)
{
    return &program->tables;
}

int32_t qn_program_fact_count(const qn_program *program)
{
    return program == NULL ? 0 : (int32_t)program->tables.fact_count;
}

int32_t qn_program_rule_count(const qn_program *program)
{
    return program == NULL ? 0 : (int32_t)program->tables.rule_count;
}

int32_t qn_program_fact(const qn_program *program, const char *name)
{
    if (program == NULL || name == NULL) {
        return -1;
    }
    const qn_tables *t = &program->tables;
    for (uint32_t i = 0; i < t->fact_count; i++) {
        if (strcmp(qn_tables_string(t, t->fact[i].name), name) == 0) {
            return (int32_t)i;
        }
    }
    return strcmp(name, "today") == 0 ? QN_TODAY : -1;
}

int32_t qn_program_rule(const qn_program *program, const char *name)
{
    if (program == NULL || name == NULL) {
        return -1;
    }
    const qn_tables *t = &program->tables;
    for (uint32_t i = 0; i < t->rule_count; i++) {
        if (strcmp(qn_tables_string(t, t->rule[i].name), name) == 0) {
            return (int32_t)i;
        }
    }
    return -1;
}

bool qn_program_declared(const qn_program *program, int32_t declared, qn_row_field *out)
{
    if (program == NULL || declared < 0) {
        return false;
    }
    const qn_tables *t = &program->tables;
    uint32_t number = (uint32_t)declared;
    if (number >= QN_FIELD && number - QN_FIELD < t->field_count) {
        *out = t->field[number - QN_FIELD];
        return true;
    }
    if (number >= t->fact_count) {
        return false;
    }
    const qn_row_fact *fact = &t->fact[number];
    *out = (qn_row_field){.name = fact->name,
                          .type = fact->type,
                          .low = fact->low,
                          .high = fact->high,
                          .preset = fact->preset,
                          .step = fact->step,
                          .flags = fact->flags,
                          .question = fact->question};
    return true;
}

/* The unit of a number; what is none has another use for the word. */
static const char *type_unit(const qn_tables *t, uint32_t type)
{
    return t->type[type].kind <= QN_KIND_QUANTITY ? qn_tables_string(t, t->type[type].unit) : "";
}

qn_rule_info qn_program_rule_info(const qn_program *program, int32_t rule)
{
    if (rule < 0 || rule >= qn_program_rule_count(program)) {
        return (qn_rule_info){.kind = QN_KIND_COUNT};
    }
    const qn_tables *t = &program->tables;
    const qn_row_rule *row = &t->rule[rule];
    return (qn_rule_info){.name = qn_tables_string(t, row->name),
                          .unit = type_unit(t, row->type),
                          .kind = (qn_kind)t->type[row->type].kind,
                          .is_hidden = (row->flags & QN_RULE_HIDDEN) != 0};
}

/* The choice of a fact or a field that is a choice or a set, or NULL. */
static const qn_row_choice *fact_choice(const qn_program *program, int32_t declared)
{
    qn_row_field row;
    if (!qn_program_declared(program, declared, &row)) {
        return NULL;
    }
    uint32_t choice = program->tables.type[row.type].choice;
    return choice == QN_NONE_INDEX ? NULL : &program->tables.choice[choice];
}

const char *qn_program_fact_choice(const qn_program *program, int32_t fact, int32_t value)
{
    const qn_row_choice *choice = fact_choice(program, fact);
    if (choice == NULL || value < 0 || (uint32_t)value >= choice->count) {
        return NULL;
    }
    const qn_tables *t = &program->tables;
    return qn_tables_string(t, t->choice_value[choice->first + (uint32_t)value].name);
}

/* Whether a fact is given with the days from which its values hold. */
static bool is_over_time(const qn_program *program, int32_t fact)
{
    return (uint32_t)fact < program->tables.fact_count &&
           program->tables.fact[fact].history != QN_NONE_INDEX;
}

/* The type by which something is given as a list, or NULL. */
static const qn_row_type *list_type(const qn_program *program, int32_t declared, uint32_t own)
{
    const qn_tables *t = &program->tables;
    bool over_time = is_over_time(program, declared);
    const qn_row_type *type = &t->type[over_time ? t->fact[declared].history : own];
    return type->kind == QN_KIND_LIST ? type : NULL;
}

qn_fact_info qn_program_fact_info(const qn_program *program, int32_t declared)
{
    qn_row_field row;
    if (!qn_program_declared(program, declared, &row)) {
        return (qn_fact_info){.kind = QN_KIND_COUNT, .element = -1};
    }
    const qn_tables *t = &program->tables;
    const qn_row_type *type = &t->type[row.type];
    const qn_row_choice *choice = fact_choice(program, declared);
    const qn_row_type *list = list_type(program, declared, row.type);
    return (qn_fact_info){
        .name = qn_tables_string(t, row.name),
        .unit = type_unit(t, row.type),
        .question = qn_tables_string(t, row.question),
        .kind = (qn_kind)type->kind,
        .choice_count = choice == NULL ? 0 : (int32_t)choice->count,
        .field_count = type->kind == QN_KIND_RECORD ? (int32_t)type->field_count : 0,
        .element = list == NULL ? -1 : (int32_t)(QN_FIELD + list->first_field),
        .limit = list == NULL ? 0 : (int32_t)list->limit,
        .may_be_none = (row.flags & QN_FACT_MAY_BE_NONE) != 0,
        .is_over_time = is_over_time(program, declared),
    };
}

int32_t qn_program_field(const qn_program *program, int32_t declared, int32_t index)
{
    qn_row_field row;
    if (!qn_program_declared(program, declared, &row)) {
        return -1;
    }
    const qn_row_type *type = &program->tables.type[row.type];
    if (type->kind != QN_KIND_RECORD || index < 0 || (uint32_t)index >= type->field_count) {
        return -1;
    }
    return (int32_t)(QN_FIELD + type->first_field + (uint32_t)index);
}
