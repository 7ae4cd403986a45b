/*
 * Checks a program that was read from bytes which may be hostile.
 *
 * Responsible for: everything that the rest of the runtime trusts: indexes, spans, strings,
 * numbers, the classes of operands, the shapes of lists, regions, and that a rule reads only what
 * it and the rules that it needs compute. One pass over each table, without recursion. Refuses to
 * know: whether the program means anything. A sound program may be nonsense.
 */
#include "verify.h"
#include "cells.h"
#include "date.h"
#include "recall.h"
#include "schedule.h"
#include "steps.h"
#include "value.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Kinds of fields of tables.def. */
typedef enum field_kind {
    FIELD_NUM,
    FIELD_ENUM,
    FIELD_STR,
    FIELD_ROW,
    FIELD_OPT,
    FIELD_SPAN,
    FIELD_COUNT,
    FIELD_CON,
    FIELD_CONOPT,
    FIELD_REG,
    FIELD_REGOPT
} field_kind;

/* of: the limit of an ENUM, the table of a ROW, OPT or SPAN. */
typedef struct field_shape {
    uint8_t kind;
    uint8_t of;
} field_shape;

#define NUM                                                                                        \
    {                                                                                              \
        FIELD_NUM, 0                                                                               \
    }
#define ENUM(n)                                                                                    \
    {                                                                                              \
        FIELD_ENUM, (n)                                                                            \
    }
#define STR                                                                                        \
    {                                                                                              \
        FIELD_STR, 0                                                                               \
    }
#define ROW(T)                                                                                     \
    {                                                                                              \
        FIELD_ROW, QN_TABLE_##T                                                                    \
    }
#define OPT(T)                                                                                     \
    {                                                                                              \
        FIELD_OPT, QN_TABLE_##T                                                                    \
    }
#define SPAN(T)                                                                                    \
    {                                                                                              \
        FIELD_SPAN, QN_TABLE_##T                                                                   \
    }
#define COUNT                                                                                      \
    {                                                                                              \
        FIELD_COUNT, 0                                                                             \
    }
#define CON                                                                                        \
    {                                                                                              \
        FIELD_CON, 0                                                                               \
    }
#define CONOPT                                                                                     \
    {                                                                                              \
        FIELD_CONOPT, 0                                                                            \
    }
#define REG                                                                                        \
    {                                                                                              \
        FIELD_REG, 0                                                                               \
    }
#define REGOPT                                                                                     \
    {                                                                                              \
        FIELD_REGOPT, 0                                                                            \
    }
#define F(field, kind) kind,

/* The fields of each table, as name##_fields. */
#define QN_TABLE(TABLE, name, fields) static const field_shape name##_fields[] = {fields};
#include "tables.def"
#undef QN_TABLE

static const field_shape *const shapes_of_fields[QN_TABLE_COUNT] = {
#define QN_TABLE(TABLE, name, fields) name##_fields,
#include "tables.def"
#undef QN_TABLE
};

static const char *const table_names[QN_TABLE_COUNT] = {
#define QN_TABLE(TABLE, name, fields) #TABLE,
#include "tables.def"
#undef QN_TABLE
};

#undef F
#undef NUM
#undef ENUM
#undef STR
#undef ROW
#undef OPT
#undef SPAN
#undef COUNT
#undef CON
#undef CONOPT
#undef REG
#undef REGOPT

/* Lists may share their entries, which keeps tables small; but not so often that looking at all
 * lists, here and in one run of all rules, is no longer linear in the size of the program. */
#define QN_LIST_SHARING_MAX 64
#define QN_LIST_ENTRIES_FREE 100000

bool qn_verify_take(const qn_verifier *v, uint64_t count)
{
    if (count > *v->entries_left) {
        return false;
    }
    *v->entries_left -= count;
    return true;
}

bool qn_verify_refuse(const qn_verifier *v, const char *what, const char *where, uint32_t row)
{
    if (v->error != NULL) {
        v->error->code = QN_BAD_IMAGE;
        (void)snprintf(v->error->text, sizeof v->error->text,
                       "the compiled program is not sound: %s (%s %lu)", what, where,
                       (unsigned long)row);
    }
    return false;
}

/* Written so that first + count, which may have no 32 bits, is never computed. */
static bool span_fits(uint32_t first, uint32_t count, uint32_t limit)
{
    return first <= limit && count <= limit - first;
}

static uint32_t table_count(const qn_tables *t, uint32_t table)
{
    uint32_t count = 0;
    (void)qn_tables_rows(t, (qn_table)table, &count);
    return count;
}

/* Whether a field has a value that its kind allows. `next` is the field behind it, for spans. */
static bool field_fits(const qn_tables *t, field_shape shape, uint32_t value, uint32_t next)
{
    switch ((field_kind)shape.kind) {
    case FIELD_ENUM:
        return value < shape.of;
    case FIELD_STR:
        return value < t->string_count;
    case FIELD_ROW:
        return value < table_count(t, shape.of);
    case FIELD_OPT:
        return value == QN_NONE_INDEX || value < table_count(t, shape.of);
    case FIELD_SPAN:
        return span_fits(value, next, table_count(t, shape.of));
    case FIELD_CON:
        return value < t->constant_count;
    case FIELD_CONOPT:
        return value == QN_NONE_INDEX || value < t->constant_count;
    case FIELD_REG:
        return value < qn_tables_register_count(t);
    case FIELD_REGOPT:
        return value == QN_NONE_INDEX || value < qn_tables_register_count(t);
    case FIELD_NUM:
    case FIELD_COUNT:
    default:
        return true;
    }
}

/* The pass that every table gets. What it lets through may be used as an index from here on;
 * whether the row that it leads to makes sense is for the checks behind. */
static bool check_fields(const qn_verifier *v, qn_table table)
{
    uint32_t count = 0;
    const uint32_t *row = qn_tables_rows(v->t, table, &count);
    uint32_t width = qn_table_width(table);
    for (uint32_t i = 0; i < count; i++, row += width) {
        for (uint32_t f = 0; f < width; f++) {
            uint32_t next = f + 1 < width ? row[f + 1] : 0;
            if (!field_fits(v->t, shapes_of_fields[table][f], row[f], next)) {
                return qn_verify_refuse(v, "a field is out of range", table_names[table], i);
            }
        }
    }
    return true;
}

/* Bytes of the UTF-8 sequence at the place, 0 if it is none (RFC 3629: shortest form, no
 * surrogates, up to U+10FFFF). NUL is none. */
static size_t utf8_length(const unsigned char *at, size_t left)
{
    unsigned char lead = at[0];
    if (lead < 0x80) {
        return lead != 0;
    }
    size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4 || left < length) {
        return 0;
    }
    unsigned char low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    unsigned char high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    if (at[1] < low || at[1] > high) {
        return 0;
    }
    for (size_t i = 2; i < length; i++) {
        if ((at[i] & 0xc0) != 0x80) {
            return 0;
        }
    }
    return length;
}

/* Whether eight bytes are all ASCII and none of them NUL, as most are: the highest bit of a byte is
 * left where it was set, or, borrowed, where the byte was 0. */
static bool are_ascii(const unsigned char *at)
{
    uint64_t eight = 0;
    memcpy(&eight, at, sizeof eight);
    return ((eight | (eight - 0x0101010101010101U)) & 0x8080808080808080U) == 0;
}

/* Whether a string can be shown to people, and compared byte by byte, without a second look. */
static bool is_utf8(const char *text, size_t length)
{
    const unsigned char *at = (const unsigned char *)text;
    for (size_t i = 0; i < length;) {
        bool plain = length - i >= 8 && are_ascii(at + i);
        size_t step = plain ? 8 : utf8_length(at + i, length - i);
        if (step == 0) {
            return false;
        }
        i += step;
    }
    return true;
}

/* Strings lie one behind the other, each ends in its only NUL, and the first is empty. */
static bool check_strings(const qn_verifier *v, size_t text_length)
{
    const qn_tables *t = v->t;
    if (t->string_count == 0 || t->string[0] != 0 || t->string[t->string_count] != text_length) {
        return qn_verify_refuse(v, "the strings do not fill the text", "string", 0);
    }
    for (uint32_t i = 0; i < t->string_count; i++) {
        if (t->string[i + 1] <= t->string[i] || t->string[i + 1] > text_length) {
            return qn_verify_refuse(v, "a string lies outside the text", "string", i);
        }
        size_t length = qn_tables_string_length(t, i);
        const char *text = qn_tables_string(t, i);
        if (text[length] != 0 || !is_utf8(text, length)) {
            return qn_verify_refuse(v, "a string is not UTF-8", "string", i);
        }
    }
    return qn_tables_string_length(t, 0) == 0 ||
           qn_verify_refuse(v, "string 0 has text", "string", 0);
}

/* The range of 128-bit numbers is symmetric, so that one pattern stands for none. */
static bool is_wide(qn_wide value)
{
    return value.hi != INT64_MIN || value.lo != 0;
}

/* Known constants are numbers as arithmetic needs them. The slot of another status is made by
 * qn_constant_slot and needs no look: a ratio there is 0/1. */
static bool check_constants(const qn_verifier *v)
{
    for (uint32_t i = 0; i < v->t->constant_count; i++) {
        const qn_row_constant *row = &v->t->constant[i];
        qn_slot slot = qn_constant_slot(row);
        bool sound = false;
        if (row->class_ == QN_CLASS_I) {
            sound = slot.i != INT64_MIN;
        } else if (row->class_ == QN_CLASS_W) {
            sound = is_wide(slot.w);
        } else {
            sound = is_wide(slot.q.num) && is_wide(slot.q.den) && qn_rational_is_valid(slot.q);
        }
        if (!sound) {
            return qn_verify_refuse(v, "a constant is no number in lowest terms", "CONST", i);
        }
        v->program->class_of[i] = (uint8_t)row->class_;
    }
    return true;
}

/* A constant that is known and of that class. */
static bool is_known_constant(const qn_verifier *v, uint32_t reg, uint32_t wanted)
{
    return v->t->constant[reg].status == QN_KNOWN && qn_verify_class(v, reg) == wanted;
}

/* A constant that is a known number above zero, of any class. */
static bool is_positive(const qn_verifier *v, uint32_t reg)
{
    const qn_row_constant *row = &v->t->constant[reg];
    qn_rational number = qn_slot_rational(qn_constant_slot(row), (qn_class)row->class_);
    return row->status == QN_KNOWN && qn_rational_sign(number) > 0;
}

/* A type leads from registers to units and back, so that nothing on that way may be zero. What is
 * no number lies in class I: an index, a mask or a day. */
static bool check_types(const qn_verifier *v)
{
    const qn_tables *t = v->t;
    for (uint32_t i = 0; i < t->type_count; i++) {
        const qn_row_type *row = &t->type[i];
        bool named = row->kind == QN_KIND_CHOICE || row->kind == QN_KIND_SET;
        bool sound = is_positive(v, row->den) && is_positive(v, row->factor_num) &&
                     is_positive(v, row->factor_den) &&
                     (row->decimals <= 126 || row->decimals == 255) &&
                     (!named || row->choice != QN_NONE_INDEX) &&
                     (row->kind <= QN_KIND_QUANTITY || row->class_ == QN_CLASS_I);
        if (sound && row->kind == QN_KIND_SET) {
            sound = t->choice[row->choice].count <= 64;
        } else if (sound && row->kind == QN_KIND_LIST) {
            sound = row->field_count == 1 && row->limit >= 1;
        }
        if (!sound || !qn_type_prepare(v->program, i)) {
            return qn_verify_refuse(v, "a type has no grid, unit or values", "TYPE", i);
        }
    }
    return true;
}

/* An absent constant, or one of the type's class; known if it must be. */
static bool constant_fits(const qn_verifier *v, uint32_t reg, uint32_t type, bool known)
{
    if (reg == QN_NONE_INDEX) {
        return true;
    }
    uint32_t wanted = v->t->type[type].class_;
    return qn_verify_class(v, reg) == wanted && (!known || is_known_constant(v, reg, wanted));
}

/* What facts and fields have in common: everything that the row refers to is held against values of
 * its type later on, so that it must have its class. */
static bool declaration_fits(const qn_verifier *v, uint32_t type, uint32_t low, uint32_t high,
                             uint32_t preset, uint32_t step)
{
    return constant_fits(v, low, type, true) && constant_fits(v, high, type, true) &&
           constant_fits(v, preset, type, false) &&
           (preset == QN_NONE_INDEX || v->t->constant[preset].status <= QN_UNKNOWN) &&
           is_known_constant(v, step, QN_CLASS_Q) &&
           qn_rational_sign(qn_constant_slot(&v->t->constant[step]).q) >= 0;
}

/* The register of a fact over time holds a list. */
static bool check_facts(const qn_verifier *v)
{
    const qn_tables *t = v->t;
    for (uint32_t i = 0; i < t->fact_count; i++) {
        const qn_row_fact *row = &t->fact[i];
        if (!declaration_fits(v, row->type, row->low, row->high, row->preset, row->step)) {
            return qn_verify_refuse(v, "a fact has a range, default or step of another type",
                                    "FACT", i);
        }
        v->program->class_of[qn_tables_first_fact(t) + i] =
            row->history == QN_NONE_INDEX ? (uint8_t)t->type[row->type].class_ : QN_CLASS_I;
        if (row->history == QN_NONE_INDEX) {
            qn_row_field declared;
            (void)qn_program_declared(v->program, (int32_t)i, &declared);
            qn_door_prepare(v->program, i, &declared);
        }
    }
    v->program->class_of[qn_tables_today(t)] = QN_CLASS_I;
    return true;
}

static bool check_list_fields(const qn_verifier *v)
{
    for (uint32_t i = 0; i < v->t->field_count; i++) {
        const qn_row_field *row = &v->t->field[i];
        if (!declaration_fits(v, row->type, row->low, row->high, row->preset, row->step)) {
            return qn_verify_refuse(v, "a field has a range, default or step of another type",
                                    "FIELD", i);
        }
        qn_door_prepare(v->program, v->t->fact_count + i, row);
    }
    return true;
}

static bool is_inline(const qn_row_rule *rule)
{
    return (rule->flags & QN_RULE_INLINE) != 0;
}

/* Says who owns each instruction; the ranges of rules do not overlap. */
static bool own_code(const qn_verifier *v)
{
    const qn_tables *t = v->t;
    for (uint32_t i = 0; i < t->instruction_count; i++) {
        v->owner[i] = QN_NONE_INDEX;
    }
    for (uint32_t r = 0; r < t->rule_count; r++) {
        v->seen[r] = 0;
        const qn_row_rule *rule = &t->rule[r];
        for (uint32_t i = 0; i < rule->code_count && !is_inline(rule); i++) {
            if (v->owner[rule->first_code + i] != QN_NONE_INDEX) {
                return qn_verify_refuse(v, "an instruction belongs to two rules", "RULE", r);
            }
            v->owner[rule->first_code + i] = r;
        }
    }
    return true;
}

/* Marks the rules that the rule needs: they are listed once, and their code lies before its own. */
bool qn_verify_needs(const qn_verifier *v, uint32_t r)
{
    const qn_tables *t = v->t;
    const qn_row_rule *rule = &t->rule[r];
    if (!qn_verify_take(v, rule->need_count)) {
        return qn_verify_refuse(v, "the lists of needed rules are too long", "RULE", r);
    }
    for (uint32_t i = 0; i < rule->need_count; i++) {
        uint32_t need = t->entry[rule->first_need + i].value;
        if (need >= t->rule_count || need == r || v->seen[need] == r + 1 ||
            is_inline(&t->rule[need]) || t->rule[need].first_code > rule->first_code ||
            t->rule[need].code_count > rule->first_code - t->rule[need].first_code) {
            return qn_verify_refuse(v, "the rules that a rule needs are out of order", "RULE", r);
        }
        v->seen[need] = r + 1;
    }
    return true;
}

/* The instructions of one rule, in order, each of which may count on those before it. All rules
 * that it needs have been looked at, since their code lies before its own. */
static bool check_rule_code(qn_verifier *v, uint32_t r)
{
    const qn_row_rule *rule = &v->t->rule[r];
    if (!qn_verify_needs(v, r)) {
        return false;
    }
    v->open_count = 0;
    for (uint32_t i = 0; i < rule->code_count; i++) {
        if (!qn_verify_instruction(v, rule->first_code + i, r)) {
            return false;
        }
    }
    uint32_t end = rule->first_code + rule->code_count;
    return v->open_count == 0 || v->open[0].end <= end ||
           qn_verify_refuse(v, "a region reaches out of its rule", "RULE", r);
}

/* The rule in whose code all of an inline one lies. */
static bool find_around(const qn_verifier *v, const qn_row_rule *rule, uint32_t *out)
{
    if (rule->first_code >= v->t->instruction_count || rule->need_count != 0 ||
        !qn_verify_take(v, rule->code_count)) {
        return false;
    }
    *out = v->owner[rule->first_code];
    for (uint32_t i = 0; i < rule->code_count; i++) {
        if (v->owner[rule->first_code + i] != *out) {
            return false;
        }
    }
    return true;
}

/* Whether something outside the code may look at the register for the rule. For an inline one
 * `around` is the rule around it, else QN_NONE_INDEX; its needs are not marked. */
static bool is_visible(const qn_verifier *v, uint32_t rule, uint32_t around, uint32_t reg)
{
    if (around != QN_NONE_INDEX) {
        return reg == QN_NONE_INDEX || qn_verify_reaches(v, around, reg);
    }
    return reg == QN_NONE_INDEX ||
           (qn_verify_may_read(v, rule, reg) &&
            (v->program->class_of[reg] & (QN_REGISTER_INSIDE | QN_REGISTER_PASSED)) == 0);
}

/* What limits have left can be read as a number of its type. */
static bool has_limited_type(const qn_verifier *v, const qn_row_rule *rule)
{
    return rule->limited == QN_NONE_INDEX ||
           (rule->limited_type != QN_NONE_INDEX &&
            qn_verify_class(v, rule->limited) == v->t->type[rule->limited_type].class_);
}

/* The lists that a rule names rules and clauses by, and its result. Its needs are marked. */
static bool check_rule_rest(const qn_verifier *v, uint32_t r)
{
    const qn_tables *t = v->t;
    const qn_row_rule *rule = &t->rule[r];
    uint32_t around = QN_NONE_INDEX;
    bool sound =
        (!is_inline(rule) || find_around(v, rule, &around)) &&
        is_visible(v, r, around, rule->result) && is_visible(v, r, around, rule->on) &&
        qn_verify_class(v, rule->result) == t->type[rule->type].class_ &&
        (rule->on == QN_NONE_INDEX || qn_verify_class(v, rule->on) == QN_CLASS_I) &&
        is_visible(v, r, around, rule->limited) && has_limited_type(v, rule) &&
        qn_verify_take(v, (uint64_t)rule->use_count + rule->read_count + rule->clause_count);
    for (uint32_t i = 0; i < rule->use_count && sound; i++) {
        sound = t->entry[rule->first_use + i].value < t->rule_count;
    }
    for (uint32_t i = 0; i < rule->read_count && sound; i++) {
        sound = t->entry[rule->first_read + i].value < t->fact_count;
    }
    for (uint32_t i = 0; i < rule->clause_count && sound; i++) {
        const qn_row_clause *clause = &t->clause[rule->first_clause + i];
        sound = clause->rule == r && is_visible(v, r, around, clause->condition) &&
                is_visible(v, r, around, clause->chosen) &&
                is_visible(v, r, around, clause->value) && qn_verify_take(v, clause->leaf_count);
        for (uint32_t k = 0; k < clause->leaf_count && sound; k++) {
            sound = is_visible(v, r, around, t->leaf[clause->first_leaf + k].reg);
        }
    }
    return sound || qn_verify_refuse(v, "a rule shows what it does not have", "RULE", r);
}

/* The order in which rules must be looked at: that of their code, since a rule may read only rules
 * whose code lies before its own. Rules without code need no class of their own. Fills `owner` of
 * the qn_verifier; false where code lies out of order. */
static bool check_rules(qn_verifier *v)
{
    const qn_tables *t = v->t;
    uint32_t end = 0;
    for (uint32_t i = 0; i < t->instruction_count; i++) {
        uint32_t r = v->owner[i];
        if (r == QN_NONE_INDEX) {
            return qn_verify_refuse(v, "an instruction belongs to no rule", "CODE", i);
        }
        if (i >= end) {
            if (!check_rule_code(v, r)) {
                return false;
            }
            end = t->rule[r].first_code + t->rule[r].code_count;
        }
    }
    for (uint32_t r = 0; r < t->rule_count; r++) {
        v->seen[r] = 0;
    }
    for (uint32_t r = 0; r < t->rule_count; r++) {
        if (!qn_verify_needs(v, r) || !check_rule_rest(v, r)) {
            return false;
        }
    }
    return true;
}

/* Cells first … first + count - 1 are the program's. False where there would be too many. */
static bool has_cells(const qn_verifier *v, uint64_t first, uint64_t count)
{
    if (first > QN_CELLS_MAX || count > QN_CELLS_MAX - first) {
        return false;
    }
    if (first + count > v->program->cell_count) {
        v->program->cell_count = (uint32_t)(first + count);
    }
    return true;
}

/* The facts of each memo are facts, and there are not too many of either. */
static bool check_memos(const qn_verifier *v)
{
    const qn_tables *t = v->t;
    bool sound = t->memo_count <= QN_MEMOS_MAX;
    for (uint32_t i = 0; i < t->memo_count && sound; i++) {
        sound = qn_verify_take(v, t->memo[i].fact_count);
        for (uint32_t k = 0; k < t->memo[i].fact_count && sound; k++) {
            sound = t->entry[t->memo[i].first_fact + k].value < t->fact_count;
        }
    }
    return sound || qn_verify_refuse(v, "a memo depends on what is no fact", "MEMO", 0);
}

/* The cells that an instruction writes by its list, whose shape has been checked. */
static bool instruction_has_cells(const qn_verifier *v, const qn_row_instruction *row)
{
    const qn_row_entry *entry = v->t->entry;
    switch (qn_instruction_op(row)) {
    case OP_STORE: /* the row, rows, first cell, values */
        return has_cells(v, entry[row->a + 2].value, (uint64_t)entry[row->a + 1].value * row->b);
    case OP_APPEND: /* first cell, most elements */
        return has_cells(v, entry[row->c].value, entry[row->c + 1].value);
    default:
        return true;
    }
}

/* What lies in cells from the beginning are constants, since a case copies it when it is made. */
static bool check_data(const qn_verifier *v)
{
    const qn_tables *t = v->t;
    for (uint32_t i = 0; i < t->data_count; i++) {
        bool sound = qn_verify_take(v, t->data[i].entry_count);
        for (uint32_t k = 0; k < t->data[i].entry_count && sound; k++) {
            sound = t->entry[t->data[i].first_entry + k].value < t->constant_count;
        }
        if (!sound) {
            return qn_verify_refuse(v, "what lies in cells is no constant", "DATA", i);
        }
    }
    return true;
}

/* Counts the cells of every case, of which each list, stage and instruction has its own. */
static bool check_cells(const qn_verifier *v)
{
    const qn_tables *t = v->t;
    bool sound = true;
    v->program->cell_count = 0;
    for (uint32_t i = 0; i < t->fact_count && sound; i++) {
        sound = has_cells(v, t->fact[i].first_cell, t->fact[i].cell_count);
    }
    for (uint32_t i = 0; i < t->data_count && sound; i++) {
        sound = has_cells(v, t->data[i].first_cell, t->data[i].entry_count);
    }
    for (uint32_t i = 0; i < t->sequence_count && sound; i++) {
        sound = has_cells(v, t->sequence[i].first_cell, t->sequence[i].cell_count);
    }
    for (uint32_t i = 0; i < t->instruction_count && sound; i++) {
        sound = instruction_has_cells(v, &t->instruction[i]);
    }
    return sound || qn_verify_refuse(v, "there are too many cells", "PROGRAM", 0);
}

/* What a clause overrides it with are clauses; what it cites are strings; its value has its type.
 */
static bool check_clauses(const qn_verifier *v)
{
    const qn_tables *t = v->t;
    for (uint32_t i = 0; i < t->clause_count; i++) {
        const qn_row_clause *row = &t->clause[i];
        bool sound =
            (row->condition == QN_NONE_INDEX || qn_verify_class(v, row->condition) == QN_CLASS_I) &&
            (row->chosen == QN_NONE_INDEX || qn_verify_class(v, row->chosen) == QN_CLASS_I) &&
            (row->value == QN_NONE_INDEX || row->type == QN_NONE_INDEX ||
             qn_verify_class(v, row->value) == t->type[row->type].class_) &&
            qn_verify_take(v, (uint64_t)row->over_count + row->cite_count);
        for (uint32_t k = 0; k < row->over_count && sound; k++) {
            sound = t->entry[row->first_over + k].value < t->clause_count;
        }
        for (uint32_t k = 0; k < row->cite_count && sound; k++) {
            sound = t->entry[row->first_cite + k].value < t->string_count;
        }
        if (!sound) {
            return qn_verify_refuse(v, "a clause has a value of another type", "CLAUSE", i);
        }
    }
    for (uint32_t i = 0; i < t->leaf_count; i++) {
        if (qn_verify_class(v, t->leaf[i].reg) != t->type[t->leaf[i].type].class_) {
            return qn_verify_refuse(v, "a condition looks at a value of another type", "LEAF", i);
        }
    }
    return true;
}

/* An absent constant, or a known one of class I that is a date. */
static bool is_date(const qn_verifier *v, uint32_t reg)
{
    return reg == QN_NONE_INDEX || (is_known_constant(v, reg, QN_CLASS_I) &&
                                    qn_date_is_valid(qn_constant_slot(&v->t->constant[reg]).i));
}

/* A tolerance is a number like the value that it belongs to; what is cited are strings. */
static bool check_expected_reasons(const qn_verifier *v, const qn_row_expectation *row)
{
    const qn_tables *t = v->t;
    bool sound =
        row->tolerance == QN_NONE_INDEX ||
        (row->status == QN_KNOWN && t->constant[row->tolerance].status == QN_KNOWN &&
         t->constant[row->tolerance].class_ == QN_CLASS_Q &&
         t->type[row->type].kind <= QN_KIND_QUANTITY && t->type[row->type].class_ == QN_CLASS_Q);
    sound = sound && qn_verify_take(v, row->because_count);
    for (uint32_t i = 0; i < row->because_count && sound; i++) {
        sound = t->entry[row->first_because + i].value < t->string_count;
    }
    return sound;
}

/* What `qanun test` and warnings about reviewed dates read: dates that are dates, and values of
 * the types of what they are given to or compared with. */
static bool check_examples(const qn_verifier *v)
{
    const qn_tables *t = v->t;
    for (uint32_t i = 0; i < t->source_count; i++) {
        if (!is_date(v, t->source[i].reviewed_from) || !is_date(v, t->source[i].reviewed_until)) {
            return qn_verify_refuse(v, "a date of review is no date", "SOURCE", i);
        }
    }
    for (uint32_t i = 0; i < t->example_count; i++) {
        if (!is_date(v, t->example[i].on)) {
            return qn_verify_refuse(v, "the date of an example is no date", "EXAMPLE", i);
        }
    }
    for (uint32_t i = 0; i < t->given_count; i++) {
        const qn_row_given *row = &t->given[i];
        if (!constant_fits(v, row->value, t->fact[row->fact].type, false)) {
            return qn_verify_refuse(v, "a given value is of another type", "GIVEN", i);
        }
    }
    for (uint32_t i = 0; i < t->expectation_count; i++) {
        const qn_row_expectation *row = &t->expectation[i];
        if (row->status == QN_KNOWN && (row->value == QN_NONE_INDEX || row->type == QN_NONE_INDEX ||
                                        !constant_fits(v, row->value, row->type, true))) {
            return qn_verify_refuse(v, "an expected value is of another type", "EXPECT", i);
        }
        if (!check_expected_reasons(v, row)) {
            return qn_verify_refuse(v, "an expectation has no sound tolerance or reason", "EXPECT",
                                    i);
        }
    }
    return true;
}

/* All checks, in the order in which each may trust those before it. */
static bool check_all(qn_verifier *v, size_t text_length)
{
    const qn_tables *t = v->t;
    for (qn_table table = 0; table < QN_TABLE_COUNT; table++) {
        if (!check_fields(v, table)) {
            return false;
        }
    }
    if (t->place_count != t->instruction_count) {
        return qn_verify_refuse(v, "there is not one place for each instruction", "PLACE", 0);
    }
    if (t->fact_count > INT32_MAX || t->rule_count > INT32_MAX) {
        return qn_verify_refuse(v, "there are too many facts or rules", "RULE", 0);
    }
    return check_strings(v, text_length) && check_constants(v) && check_types(v) &&
           check_facts(v) && check_list_fields(v) && own_code(v) && qn_verify_regions(v) &&
           qn_verify_stages(v) && check_rules(v) && qn_verify_sequences(v) && check_data(v) &&
           check_cells(v) && check_memos(v) && check_clauses(v) && check_examples(v);
}

/* *too_long: the first instruction of a rule whose only fault is that it takes too many steps. */
static bool check_steps(const qn_verifier *v, qn_cost *costs, uint32_t *too_long)
{
    uint32_t where = 0;
    switch (qn_steps_count(v->program, v->owner, costs, &where)) {
    case QN_STEPS_TOO_DEEP:
        return qn_verify_refuse(v, "what goes through lists is nested too deeply", "CODE", where);
    case QN_STEPS_TOO_MANY:
        *too_long = where;
        return qn_verify_refuse(v, "a rule would take too many steps", "CODE", where);
    case QN_STEPS_OK:
    default:
        return true;
    }
}

qn_status qn_verify(qn_program *program, qn_error *error, uint32_t *too_long)
{
    const qn_tables *t = &program->tables;
    size_t costs = (size_t)t->instruction_count + t->sequence_count;
    size_t words =
        2 * (size_t)t->instruction_count + t->rule_count + 1 + 2 * (size_t)t->sequence_count;
    size_t size = costs * sizeof(qn_cost) + words * sizeof(uint32_t);
    qn_cost *scratch = qn_memory_take(&program->options, size);
    if (scratch == NULL) {
        if (error != NULL) {
            error->code = QN_NO_MEMORY;
            (void)snprintf(error->text, sizeof error->text, "%s",
                           "there is not enough memory to check the program");
        }
        return QN_NO_MEMORY;
    }
    uint64_t entries = (uint64_t)t->entry_count + t->sequence_count + t->instruction_count +
                       t->clause_count + t->leaf_count + t->rule_count;
    uint32_t *owner = (uint32_t *)(void *)(scratch + costs);
    uint64_t entries_left = entries * QN_LIST_SHARING_MAX + QN_LIST_ENTRIES_FREE;
    qn_verifier v = {.program = program,
                     .t = t,
                     .owner = owner,
                     .scope = owner + t->instruction_count,
                     .seen = owner + 2 * (size_t)t->instruction_count,
                     .home = owner + words - 2 * (size_t)t->sequence_count,
                     .last = owner + words - t->sequence_count,
                     .entries_left = &entries_left,
                     .error = error};
    bool sound = check_all(&v, (size_t)((const char *)program->class_of - t->text)) &&
                 check_steps(&v, scratch, too_long);
    if (sound) {
        qn_schedule_make(program, v.owner, v.seen);
    }
    qn_memory_free(&program->options, scratch, size);
    return sound ? QN_OK : QN_BAD_IMAGE;
}
