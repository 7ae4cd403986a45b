/*
 * Checks a program that was read from bytes which may be hostile.
 *
 * Responsible for: everything that the rest of the runtime trusts: indexes, spans, strings,
 * numbers, the classes of operands, the shapes of lists, regions, and that a rule reads only what
 * it and the rules that it needs compute. One pass over each table, without recursion. Refuses to
 * know: whether the program means anything. A sound program may be nonsense.
 */
#include "date.h"
#include "program.h"
#include "value.h"

#include <stdio.h>
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
    field_kind kind;
    uint32_t of;
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

/* Kinds of operands of opcodes.def; the first three are qn_class. */
typedef enum operand_kind {
    OPERAND_I = QN_CLASS_I,
    OPERAND_W = QN_CLASS_W,
    OPERAND_Q = QN_CLASS_Q,
    OPERAND_X,
    OPERAND_N,
    OPERAND_NO,
    OPERAND_LIST,
    OPERAND_COUNT,
    OPERAND_RG
} operand_kind;

typedef struct op_shape {
    uint8_t operand[3];
    uint8_t result;
} op_shape;

static const op_shape shapes_of_ops[QN_OP_COUNT] = {
#define QN_OP(name, a, b, c, result, synopsis, sentence)                                           \
    {{OPERAND_##a, OPERAND_##b, OPERAND_##c}, OPERAND_##result},
#include "opcodes.def"
#undef QN_OP
};

/* The state of one verification. owner: of each instruction its rule or QN_NONE_INDEX. seen: of
 * each rule the last rule, plus one, that needs it. */
typedef struct verifier {
    qn_program *program;
    const qn_tables *t;
    uint32_t *owner;
    uint32_t *seen;
    uint32_t region_first; /* registers of the region that is being looked at, else 0 and 0 */
    uint32_t region_end;
    uint64_t *entries_left; /* of lists that may still be looked at */
    qn_error *error;
} verifier;

/* Lists may share their entries, which keeps tables small; but not so often that looking at all
 * lists, here and in one run of all rules, is no longer linear in the size of the program. */
#define QN_LIST_SHARING_MAX 64
#define QN_LIST_ENTRIES_FREE 100000

/* Takes entries off the number that may be looked at. False where there are not so many left. */
static bool take_entries(const verifier *v, uint64_t count)
{
    if (count > *v->entries_left) {
        return false;
    }
    *v->entries_left -= count;
    return true;
}

/* Remembers what is wrong; always false. */
static bool refuse(const verifier *v, const char *what, const char *where, uint32_t row)
{
    if (v->error != NULL) {
        v->error->code = QN_BAD_IMAGE;
        (void)snprintf(v->error->text, sizeof v->error->text,
                       "the compiled program is not sound: %s (%s %lu)", what, where,
                       (unsigned long)row);
    }
    return false;
}

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
    switch (shape.kind) {
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

static bool check_fields(const verifier *v, qn_table table)
{
    uint32_t count = 0;
    const uint32_t *row = qn_tables_rows(v->t, table, &count);
    uint32_t width = qn_table_width(table);
    for (uint32_t i = 0; i < count; i++, row += width) {
        for (uint32_t f = 0; f < width; f++) {
            uint32_t next = f + 1 < width ? row[f + 1] : 0;
            if (!field_fits(v->t, shapes_of_fields[table][f], row[f], next)) {
                return refuse(v, "a field is out of range", table_names[table], i);
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

static bool is_utf8(const char *text, size_t length)
{
    const unsigned char *at = (const unsigned char *)text;
    for (size_t i = 0; i < length;) {
        size_t step = utf8_length(at + i, length - i);
        if (step == 0) {
            return false;
        }
        i += step;
    }
    return true;
}

/* Strings lie one behind the other, each ends in its only NUL, and the first is empty. */
static bool check_strings(const verifier *v, size_t text_length)
{
    const qn_tables *t = v->t;
    if (t->string_count == 0 || t->string[0] != 0 || t->string[t->string_count] != text_length) {
        return refuse(v, "the strings do not fill the text", "string", 0);
    }
    for (uint32_t i = 0; i < t->string_count; i++) {
        if (t->string[i + 1] <= t->string[i] || t->string[i + 1] > text_length) {
            return refuse(v, "a string lies outside the text", "string", i);
        }
        size_t length = qn_tables_string_length(t, i);
        const char *text = qn_tables_string(t, i);
        if (text[length] != 0 || !is_utf8(text, length)) {
            return refuse(v, "a string is not UTF-8", "string", i);
        }
    }
    return qn_tables_string_length(t, 0) == 0 || refuse(v, "string 0 has text", "string", 0);
}

/* The range of 128-bit numbers is symmetric, so that one pattern stands for none. */
static bool is_wide(qn_wide value)
{
    return value.hi != INT64_MIN || value.lo != 0;
}

static bool check_constants(const verifier *v)
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
            return refuse(v, "a constant is no number in lowest terms", "CONST", i);
        }
        v->program->class_of[i] = (uint8_t)row->class_;
    }
    return true;
}

static uint32_t class_of(const verifier *v, uint32_t reg)
{
    return v->program->class_of[reg] & QN_REGISTER_CLASS;
}

/* A constant that is known and of that class. */
static bool is_known_constant(const verifier *v, uint32_t reg, uint32_t wanted)
{
    return v->t->constant[reg].status == QN_KNOWN && class_of(v, reg) == wanted;
}

/* A constant that is a known number above zero, of any class. */
static bool is_positive(const verifier *v, uint32_t reg)
{
    const qn_row_constant *row = &v->t->constant[reg];
    qn_rational number = qn_slot_rational(qn_constant_slot(row), (qn_class)row->class_);
    return row->status == QN_KNOWN && qn_rational_sign(number) > 0;
}

static bool check_types(const verifier *v)
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
        }
        if (!sound || !qn_type_prepare(v->program, i)) {
            return refuse(v, "a type has no grid, unit or values", "TYPE", i);
        }
    }
    return true;
}

/* An absent constant, or one of the type's class; known if it must be. */
static bool constant_fits(const verifier *v, uint32_t reg, uint32_t type, bool known)
{
    if (reg == QN_NONE_INDEX) {
        return true;
    }
    uint32_t wanted = v->t->type[type].class_;
    return class_of(v, reg) == wanted && (!known || is_known_constant(v, reg, wanted));
}

static bool check_facts(const verifier *v)
{
    const qn_tables *t = v->t;
    for (uint32_t i = 0; i < t->fact_count; i++) {
        const qn_row_fact *row = &t->fact[i];
        bool sound =
            constant_fits(v, row->low, row->type, true) &&
            constant_fits(v, row->high, row->type, true) &&
            constant_fits(v, row->preset, row->type, false) &&
            (row->preset == QN_NONE_INDEX || t->constant[row->preset].status <= QN_UNKNOWN) &&
            is_known_constant(v, row->step, QN_CLASS_Q) &&
            qn_rational_sign(qn_constant_slot(&t->constant[row->step]).q) >= 0;
        if (!sound) {
            return refuse(v, "a fact has a range, default or step of another type", "FACT", i);
        }
        v->program->class_of[qn_tables_first_fact(t) + i] = (uint8_t)t->type[row->type].class_;
        qn_fact_prepare(v->program, i);
    }
    v->program->class_of[qn_tables_today(t)] = QN_CLASS_I;
    return true;
}

/* Says who owns each instruction; the ranges of rules do not overlap. */
static bool own_code(const verifier *v)
{
    const qn_tables *t = v->t;
    for (uint32_t i = 0; i < t->instruction_count; i++) {
        v->owner[i] = QN_NONE_INDEX;
    }
    for (uint32_t r = 0; r < t->rule_count; r++) {
        v->seen[r] = 0;
        const qn_row_rule *rule = &t->rule[r];
        for (uint32_t i = 0; i < rule->code_count; i++) {
            if (v->owner[rule->first_code + i] != QN_NONE_INDEX) {
                return refuse(v, "an instruction belongs to two rules", "RULE", r);
            }
            v->owner[rule->first_code + i] = r;
        }
    }
    return true;
}

/* Whether code of the rule may read the register: a constant, a fact, today, its own or a needed
 * rule's. The rule's needs must have been marked in `seen`. */
static bool may_read(const verifier *v, uint32_t rule, uint32_t reg)
{
    uint32_t first = qn_tables_first_result(v->t);
    if (reg < first) {
        return true;
    }
    uint32_t owner = v->owner[reg - first];
    return owner != QN_NONE_INDEX && (owner == rule || v->seen[owner] == rule + 1);
}

/* A register that stands before `own`, has the class, and is no other region's. */
static bool operand_fits(const verifier *v, uint32_t own, uint32_t rule, uint32_t reg,
                         uint32_t wanted)
{
    if (reg >= own || class_of(v, reg) != wanted || !may_read(v, rule, reg)) {
        return false;
    }
    return (v->program->class_of[reg] & QN_REGISTER_INSIDE) == 0 ||
           (reg >= v->region_first && reg < v->region_end);
}

/* The list of an instruction, `count` entries of `width` words, lies in the pool. */
static const qn_row_entry *find_list(const verifier *v, uint32_t first, uint32_t count,
                                     uint32_t width)
{
    uint32_t limit = v->t->entry_count;
    if (first > limit || count > (limit - first) / width ||
        !take_entries(v, (uint64_t)count * width)) {
        return NULL;
    }
    return v->t->entry + first;
}

/* What is looked at: instruction `index` of `rule`, which writes the register `own`. */
typedef struct subject {
    const qn_row_instruction *row;
    qn_op op;
    uint32_t aux;
    uint32_t index;
    uint32_t own;
    uint32_t rule;
} subject;

static bool registers_fit(const verifier *v, const subject *s, const qn_row_entry *list,
                          uint32_t count, uint32_t wanted)
{
    for (uint32_t i = 0; i < count; i++) {
        if (!operand_fits(v, s->own, s->rule, list[i].value, wanted)) {
            return false;
        }
    }
    return true;
}

enum { BAND_WIDTH = 5 };

/* In a sorted band: does an entry begin where or after the one before it ends? Bounds are known
 * constants, only the first entry has no low, only the last no high. */
static bool entry_is_sorted(const verifier *v, const qn_row_entry *entry, bool first, bool last)
{
    uint32_t low = entry[0].value;
    uint32_t high = entry[1].value;
    if (entry[4].value != QN_NONE_INDEX || (low == QN_NONE_INDEX && !first) ||
        (high == QN_NONE_INDEX && !last)) {
        return false;
    }
    bool known = (low == QN_NONE_INDEX || low < v->t->constant_count) &&
                 (high == QN_NONE_INDEX || high < v->t->constant_count);
    if (!known || (low != QN_NONE_INDEX && v->t->constant[low].status != QN_KNOWN) ||
        (high != QN_NONE_INDEX && v->t->constant[high].status != QN_KNOWN)) {
        return false;
    }
    return true;
}

static qn_rational constant_number(const verifier *v, uint32_t reg)
{
    const qn_row_constant *row = &v->t->constant[reg];
    return qn_slot_rational(qn_constant_slot(row), (qn_class)row->class_);
}

/* Whether `next` begins behind `entry`, and `entry` itself does not end before it begins. */
static bool entries_are_apart(const verifier *v, const qn_row_entry *entry,
                              const qn_row_entry *next)
{
    int order =
        qn_rational_cmp(constant_number(v, entry[1].value), constant_number(v, next[0].value));
    bool both = (entry[2].value & QN_BAND_HIGH_INCLUDED) != 0 &&
                (next[2].value & QN_BAND_LOW_EXCLUDED) == 0;
    return order < 0 || (order == 0 && !both);
}

static bool entry_is_forward(const verifier *v, const qn_row_entry *entry)
{
    return entry[0].value == QN_NONE_INDEX || entry[1].value == QN_NONE_INDEX ||
           qn_rational_cmp(constant_number(v, entry[0].value),
                           constant_number(v, entry[1].value)) <= 0;
}

static bool band_is_sorted(const verifier *v, const qn_row_entry *list, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++, list += BAND_WIDTH) {
        bool last = i + 1 == count;
        if (!entry_is_sorted(v, list, i == 0, last) || !entry_is_forward(v, list) ||
            (!last && (list[BAND_WIDTH].value == QN_NONE_INDEX ||
                       !entries_are_apart(v, list, list + BAND_WIDTH)))) {
            return false;
        }
    }
    return true;
}

static bool band_fits(const verifier *v, const subject *s)
{
    uint32_t count = s->row->c;
    const qn_row_entry *list = find_list(v, s->row->b, count, BAND_WIDTH);
    if (list == NULL || count > INT32_MAX) {
        return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        const qn_row_entry *e = list + (size_t)i * BAND_WIDTH;
        bool sound =
            e[2].value <= (QN_BAND_LOW_EXCLUDED | QN_BAND_HIGH_INCLUDED) && e[3].value <= INT32_MAX;
        for (uint32_t k = 0; k < 2 && sound; k++) {
            sound = e[k].value == QN_NONE_INDEX ||
                    operand_fits(v, s->own, s->rule, e[k].value, s->aux & QN_AUX_CLASS);
        }
        if (!sound || (e[4].value != QN_NONE_INDEX &&
                       !operand_fits(v, s->own, s->rule, e[4].value, QN_CLASS_I))) {
            return false;
        }
    }
    return (s->aux & QN_AUX_SORTED) == 0 || band_is_sorted(v, list, count);
}

/* default, count times (condition, value), the number of pairs, pairs (overriding, overridden). */
static bool resolve_fits(const verifier *v, const subject *s)
{
    uint32_t count = s->row->c;
    uint32_t wanted = s->aux & QN_AUX_CLASS;
    if (count > v->t->entry_count / 2 || find_list(v, s->row->b, 2 * count + 2, 1) == NULL) {
        return false;
    }
    const qn_row_entry *list = v->t->entry + s->row->b;
    if (!operand_fits(v, s->own, s->rule, list[0].value, wanted)) {
        return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (!operand_fits(v, s->own, s->rule, list[1 + 2 * i].value, QN_CLASS_I) ||
            !operand_fits(v, s->own, s->rule, list[2 + 2 * i].value, wanted)) {
            return false;
        }
    }
    uint32_t pairs = list[1 + 2 * count].value;
    list = find_list(v, s->row->b + 2 * count + 2, pairs, 2);
    for (uint32_t i = 0; list != NULL && i < pairs; i++) {
        if (list[2 * i].value >= count || list[2 * i + 1].value >= count) {
            return false;
        }
    }
    if (count > v->program->most_clauses) {
        v->program->most_clauses = count;
    }
    return list != NULL;
}

/* Entries: a condition, a register of the instruction's class. */
static bool gates_fit(const verifier *v, const subject *s)
{
    const qn_row_entry *list = find_list(v, s->row->b, s->row->c, 2);
    for (uint32_t i = 0; list != NULL && i < s->row->c; i++) {
        const qn_row_entry *entry = list + 2 * (size_t)i;
        if (!operand_fits(v, s->own, s->rule, entry[0].value, QN_CLASS_I) ||
            !operand_fits(v, s->own, s->rule, entry[1].value, s->aux & QN_AUX_CLASS)) {
            return false;
        }
    }
    return list != NULL;
}

/* A list of registers of one class. */
static bool list_fits(const verifier *v, const subject *s, uint32_t first, uint32_t count,
                      uint32_t wanted)
{
    const qn_row_entry *list = find_list(v, first, count, 1);
    return list != NULL && count <= INT32_MAX && registers_fit(v, s, list, count, wanted);
}

/* The lists of those operations that have one. */
static bool lists_fit(const verifier *v, const subject *s)
{
    switch (s->op) {
    case OP_ROUND_I:
        return list_fits(v, s, s->row->c, 3, QN_CLASS_I);
    case OP_ROUND_W:
        return list_fits(v, s, s->row->c, 3, QN_CLASS_W);
    case OP_BAND:
        return band_fits(v, s);
    case OP_FIRST:
    case OP_ONE:
        return list_fits(v, s, s->row->b, s->row->c, QN_CLASS_I);
    case OP_PICK:
        return s->row->c >= 1 && list_fits(v, s, s->row->b, s->row->c, s->aux & QN_AUX_CLASS);
    case OP_RESOLVE:
        return resolve_fits(v, s);
    case OP_GATES:
        return gates_fit(v, s);
    default:
        return true;
    }
}

/* The numbers that stand in instructions. */
static bool numbers_fit(const verifier *v, const subject *s)
{
    const qn_row_instruction *row = s->row;
    switch (s->op) {
    case OP_ROUND_I:
    case OP_ROUND_W:
    case OP_ROUND_Q:
        return row->b <= QN_ROUND_TOWARD_ZERO;
    case OP_DATE_SPAN:
        return row->c == 1 || row->c == 12;
    case OP_DATE_PART:
    case OP_DATE_EDGE:
        return row->b <= 3;
    case OP_DATE_SEEK:
        return row->b >= QN_MONDAY && row->b <= QN_SUNDAY && row->c <= 2;
    case OP_WORK_SEEK:
        return row->b <= 2;
    case OP_REGION:
        return row->a >= 1 && row->a < v->t->instruction_count - s->index;
    default:
        return true;
    }
}

/* The bits of aux that mean something to the operation. */
static bool aux_fits(const subject *s)
{
    uint32_t above = s->aux & ~(uint32_t)QN_AUX_CLASS;
    if ((s->aux & QN_AUX_CLASS) > QN_CLASS_Q) {
        return false;
    }
    switch (s->op) {
    case OP_BAND:
        return (above & ~(uint32_t)(QN_AUX_FIRST_MATCH | QN_AUX_SORTED)) == 0;
    case OP_DATE_MONTHS:
    case OP_DATE_SPAN:
        return (above & (QN_AUX_FIRST_MATCH | QN_AUX_SORTED)) == 0 &&
               above >> QN_AUX_MODE_SHIFT <= QN_MONTHS_UP;
    default:
        return above == 0;
    }
}

/* The region of a WORK_ operation: whole, before it, known to its rule, and not its own. */
static bool region_fits(const verifier *v, const subject *s, uint32_t index)
{
    if (index >= v->t->region_count || v->region_end != 0) {
        return false;
    }
    const qn_row_region *region = &v->t->region[index];
    uint32_t first = qn_tables_first_result(v->t) + region->first;
    return first < s->own && s->own - first >= region->count && may_read(v, s->rule, first);
}

static bool operands_fit(const verifier *v, const subject *s)
{
    const uint32_t value[3] = {s->row->a, s->row->b, s->row->c};
    for (int i = 0; i < 3; i++) {
        bool fits = true;
        uint32_t kind = shapes_of_ops[s->op].operand[i];
        if (kind <= OPERAND_X) {
            uint32_t wanted = kind == OPERAND_X ? s->aux & QN_AUX_CLASS : kind;
            fits = operand_fits(v, s->own, s->rule, value[i], wanted);
        } else if (kind == OPERAND_NO) {
            fits = value[i] == 0;
        } else if (kind == OPERAND_RG) {
            fits = region_fits(v, s, value[i]);
        }
        if (!fits) {
            return false;
        }
    }
    return true;
}

/* Enters and leaves regions: REGION is followed by PARAM, which stands nowhere else, and they are
 * not nested. `region_end` is 0 outside. */
static bool step_region(verifier *v, const subject *s)
{
    if (v->region_end == s->own) {
        v->region_first = 0;
        v->region_end = 0;
    }
    bool begins = v->region_end != 0 && v->region_first == s->own;
    if ((s->op == OP_PARAM) != begins) {
        return false;
    }
    if (s->op == OP_REGION) {
        if (v->region_end != 0 || s->row->a >= v->t->instruction_count - s->index) {
            return false;
        }
        v->region_first = s->own + 1;
        v->region_end = s->own + 1 + s->row->a;
    }
    return true;
}

static bool check_instruction(verifier *v, uint32_t index, uint32_t rule)
{
    const qn_row_instruction *row = &v->t->instruction[index];
    subject s = {.row = row,
                 .op = qn_instruction_op(row),
                 .aux = qn_instruction_aux(row),
                 .index = index,
                 .own = qn_tables_first_result(v->t) + index,
                 .rule = rule};
    if ((row->word & 0xffff) >= QN_OP_COUNT || !aux_fits(&s) || !step_region(v, &s) ||
        !numbers_fit(v, &s) || !operands_fit(v, &s) || !lists_fit(v, &s)) {
        return refuse(v, "an operand does not fit its operation", "CODE", index);
    }
    uint32_t result = shapes_of_ops[s.op].result;
    uint32_t known = result == OPERAND_X ? s.aux & QN_AUX_CLASS : result;
    bool inside = s.own >= v->region_first && s.own < v->region_end;
    v->program->class_of[s.own] = (uint8_t)(known | (inside ? QN_REGISTER_INSIDE : 0U));
    return true;
}

/* Marks the rules that the rule needs: they are listed once, and their code lies before its own. */
static bool mark_needs(const verifier *v, uint32_t r)
{
    const qn_tables *t = v->t;
    const qn_row_rule *rule = &t->rule[r];
    if (!take_entries(v, rule->need_count)) {
        return refuse(v, "the lists of needed rules are too long", "RULE", r);
    }
    for (uint32_t i = 0; i < rule->need_count; i++) {
        uint32_t need = t->entry[rule->first_need + i].value;
        if (need >= t->rule_count || need == r || v->seen[need] == r + 1 ||
            t->rule[need].first_code > rule->first_code ||
            t->rule[need].code_count > rule->first_code - t->rule[need].first_code) {
            return refuse(v, "the rules that a rule needs are out of order", "RULE", r);
        }
        v->seen[need] = r + 1;
    }
    return true;
}

static bool check_rule_code(verifier *v, uint32_t r)
{
    const qn_row_rule *rule = &v->t->rule[r];
    if (!mark_needs(v, r)) {
        return false;
    }
    v->region_first = 0;
    v->region_end = 0;
    for (uint32_t i = 0; i < rule->code_count; i++) {
        if (!check_instruction(v, rule->first_code + i, r)) {
            return false;
        }
    }
    uint32_t end = qn_tables_first_result(v->t) + rule->first_code + rule->code_count;
    return v->region_end <= end || refuse(v, "a region reaches out of its rule", "RULE", r);
}

/* Whether something outside the code may look at the register for the rule. */
static bool is_visible(const verifier *v, uint32_t rule, uint32_t reg)
{
    return reg == QN_NONE_INDEX ||
           (may_read(v, rule, reg) && (v->program->class_of[reg] & QN_REGISTER_INSIDE) == 0);
}

/* The lists that a rule names rules and clauses by, and its result. Its needs are marked. */
static bool check_rule_rest(const verifier *v, uint32_t r)
{
    const qn_tables *t = v->t;
    const qn_row_rule *rule = &t->rule[r];
    bool sound = is_visible(v, r, rule->result) && is_visible(v, r, rule->on) &&
                 class_of(v, rule->result) == t->type[rule->type].class_ &&
                 (rule->on == QN_NONE_INDEX || class_of(v, rule->on) == QN_CLASS_I) &&
                 take_entries(v, (uint64_t)rule->use_count + rule->clause_count);
    for (uint32_t i = 0; i < rule->use_count && sound; i++) {
        sound = t->entry[rule->first_use + i].value < t->rule_count;
    }
    for (uint32_t i = 0; i < rule->clause_count && sound; i++) {
        const qn_row_clause *clause = &t->clause[rule->first_clause + i];
        sound = clause->rule == r && is_visible(v, r, clause->condition) &&
                is_visible(v, r, clause->chosen) && is_visible(v, r, clause->value) &&
                take_entries(v, clause->leaf_count);
        for (uint32_t k = 0; k < clause->leaf_count && sound; k++) {
            sound = is_visible(v, r, t->leaf[clause->first_leaf + k].reg);
        }
    }
    return sound || refuse(v, "a rule shows what it does not have", "RULE", r);
}

/* The order in which rules must be looked at: that of their code, since a rule may read only rules
 * whose code lies before its own. Rules without code need no class of their own. Fills `owner` of
 * the verifier; false where code lies out of order. */
static bool check_rules(verifier *v)
{
    const qn_tables *t = v->t;
    uint32_t end = 0;
    for (uint32_t i = 0; i < t->instruction_count; i++) {
        uint32_t r = v->owner[i];
        if (r == QN_NONE_INDEX) {
            return refuse(v, "an instruction belongs to no rule", "CODE", i);
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
        if (!mark_needs(v, r) || !check_rule_rest(v, r)) {
            return false;
        }
    }
    return true;
}

/* Each region of the table is one that a REGION instruction opens, with a yes/no of it as result.
 */
static bool check_regions(const verifier *v)
{
    const qn_tables *t = v->t;
    for (uint32_t i = 0; i < t->region_count; i++) {
        const qn_row_region *region = &t->region[i];
        uint32_t first = region->first;
        bool sound = first >= 1 && first < t->instruction_count &&
                     qn_instruction_op(&t->instruction[first]) == OP_PARAM &&
                     t->instruction[first - 1].a == region->count;
        uint32_t reg = qn_tables_first_result(t) + first;
        if (!sound || region->result < reg || region->result - reg >= region->count ||
            class_of(v, region->result) != QN_CLASS_I) {
            return refuse(v, "a region is not as its instructions say", "REGION", i);
        }
    }
    return true;
}

/* What a clause overrides it with are clauses; what it cites are strings; its value has its type.
 */
static bool check_clauses(const verifier *v)
{
    const qn_tables *t = v->t;
    for (uint32_t i = 0; i < t->clause_count; i++) {
        const qn_row_clause *row = &t->clause[i];
        bool sound =
            (row->condition == QN_NONE_INDEX || class_of(v, row->condition) == QN_CLASS_I) &&
            (row->value == QN_NONE_INDEX || row->type == QN_NONE_INDEX ||
             class_of(v, row->value) == t->type[row->type].class_) &&
            take_entries(v, (uint64_t)row->over_count + row->cite_count);
        for (uint32_t k = 0; k < row->over_count && sound; k++) {
            sound = t->entry[row->first_over + k].value < t->clause_count;
        }
        for (uint32_t k = 0; k < row->cite_count && sound; k++) {
            sound = t->entry[row->first_cite + k].value < t->string_count;
        }
        if (!sound) {
            return refuse(v, "a clause has a value of another type", "CLAUSE", i);
        }
    }
    for (uint32_t i = 0; i < t->leaf_count; i++) {
        if (class_of(v, t->leaf[i].reg) != t->type[t->leaf[i].type].class_) {
            return refuse(v, "a condition looks at a value of another type", "LEAF", i);
        }
    }
    return true;
}

/* An absent constant, or a known one of class I that is a date. */
static bool is_date(const verifier *v, uint32_t reg)
{
    return reg == QN_NONE_INDEX || (is_known_constant(v, reg, QN_CLASS_I) &&
                                    qn_date_is_valid(qn_constant_slot(&v->t->constant[reg]).i));
}

static bool check_examples(const verifier *v)
{
    const qn_tables *t = v->t;
    for (uint32_t i = 0; i < t->source_count; i++) {
        if (!is_date(v, t->source[i].reviewed_from) || !is_date(v, t->source[i].reviewed_until)) {
            return refuse(v, "a date of review is no date", "SOURCE", i);
        }
    }
    for (uint32_t i = 0; i < t->example_count; i++) {
        if (!is_date(v, t->example[i].on)) {
            return refuse(v, "the date of an example is no date", "EXAMPLE", i);
        }
    }
    for (uint32_t i = 0; i < t->given_count; i++) {
        const qn_row_given *row = &t->given[i];
        if (!constant_fits(v, row->value, t->fact[row->fact].type, false)) {
            return refuse(v, "a given value is of another type", "GIVEN", i);
        }
    }
    for (uint32_t i = 0; i < t->expectation_count; i++) {
        const qn_row_expectation *row = &t->expectation[i];
        if (row->status == QN_KNOWN && (row->value == QN_NONE_INDEX || row->type == QN_NONE_INDEX ||
                                        !constant_fits(v, row->value, row->type, true))) {
            return refuse(v, "an expected value is of another type", "EXPECT", i);
        }
    }
    return true;
}

/* All checks, in the order in which each may trust those before it. */
static bool check_all(verifier *v, size_t text_length)
{
    const qn_tables *t = v->t;
    for (qn_table table = 0; table < QN_TABLE_COUNT; table++) {
        if (!check_fields(v, table)) {
            return false;
        }
    }
    if (t->place_count != t->instruction_count) {
        return refuse(v, "there is not one place for each instruction", "PLACE", 0);
    }
    if (t->fact_count > INT32_MAX || t->rule_count > INT32_MAX) {
        return refuse(v, "there are too many facts or rules", "RULE", 0);
    }
    return check_strings(v, text_length) && check_constants(v) && check_types(v) &&
           check_facts(v) && own_code(v) && check_rules(v) && check_regions(v) &&
           check_clauses(v) && check_examples(v);
}

qn_status qn_verify(qn_program *program, qn_error *error)
{
    const qn_tables *t = &program->tables;
    size_t size = ((size_t)t->instruction_count + t->rule_count + 1) * sizeof(uint32_t);
    uint32_t *scratch = qn_memory_take(&program->options, size);
    if (scratch == NULL) {
        if (error != NULL) {
            error->code = QN_NO_MEMORY;
            (void)snprintf(error->text, sizeof error->text, "%s",
                           "there is not enough memory to check the program");
        }
        return QN_NO_MEMORY;
    }
    uint64_t entries = (uint64_t)t->entry_count + t->instruction_count + t->clause_count +
                       t->leaf_count + t->rule_count;
    uint64_t entries_left = entries * QN_LIST_SHARING_MAX + QN_LIST_ENTRIES_FREE;
    verifier v = {.program = program,
                  .t = t,
                  .owner = scratch,
                  .seen = scratch + t->instruction_count,
                  .entries_left = &entries_left,
                  .error = error};
    bool sound = check_all(&v, (size_t)((const char *)program->class_of - t->text));
    qn_memory_free(&program->options, scratch, size);
    return sound ? QN_OK : QN_BAD_IMAGE;
}
