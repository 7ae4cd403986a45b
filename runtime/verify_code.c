/*
 * The half of the verifier that looks at instructions: operands, numbers, lists and regions.
 *
 * Responsible for: that an instruction reads only what has been computed before it, of the class
 * that it wants, and that its lists have the shape that its row in opcodes.def describes.
 * Refuses to know: the other tables, and what the instructions compute.
 */
#include "cells.h"
#include "date.h"
#include "verify.h"

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
    OPERAND_RG,
    OPERAND_SQ
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

bool qn_verify_may_read(const qn_verifier *v, uint32_t rule, uint32_t reg)
{
    uint32_t first = qn_tables_first_result(v->t);
    if (reg < first) {
        return true;
    }
    uint32_t owner = v->owner[reg - first];
    return owner != QN_NONE_INDEX && (owner == rule || v->seen[owner] == rule + 1);
}

/* Whether a register of a region is read from that region, or from one that lies in it; or one that
 * may be passed over by the KEEP, BAND, FIRST or ONE behind it. */
static bool is_in_scope(const qn_verifier *v, uint32_t reg)
{
    uint32_t scope = v->scope[reg - qn_tables_first_result(v->t)];
    if (scope != QN_NONE_INDEX && scope == v->recalled) {
        return true;
    }
    for (uint32_t i = 0; i < v->open_count; i++) {
        if (v->open[i].first == scope) {
            return true;
        }
    }
    return false;
}

/* A register that stands before `own`, has the class, and is no other region's. */
static bool operand_fits(const qn_verifier *v, uint32_t own, uint32_t rule, uint32_t reg,
                         uint32_t wanted)
{
    if (reg >= own || qn_verify_class(v, reg) != wanted || !qn_verify_may_read(v, rule, reg)) {
        return false;
    }
    return (v->program->class_of[reg] & (QN_REGISTER_INSIDE | QN_REGISTER_PASSED)) == 0 ||
           is_in_scope(v, reg);
}

/* The list of an instruction, `count` entries of `width` words, lies in the pool. */
static const qn_row_entry *find_list(const qn_verifier *v, uint32_t first, uint32_t count,
                                     uint32_t width)
{
    uint32_t limit = v->t->entry_count;
    if (first > limit || count > (limit - first) / width ||
        !qn_verify_take(v, (uint64_t)count * width)) {
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

/* A run of registers that the instruction may read, all of one class. */
static bool registers_fit(const qn_verifier *v, const subject *s, const qn_row_entry *list,
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
static bool entry_is_sorted(const qn_verifier *v, const qn_row_entry *entry, bool first, bool last)
{
    uint32_t low = entry[0].value;
    uint32_t high = entry[1].value;
    if ((low == QN_NONE_INDEX && !first) || (high == QN_NONE_INDEX && !last)) {
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

static qn_rational constant_number(const qn_verifier *v, uint32_t reg)
{
    const qn_row_constant *row = &v->t->constant[reg];
    return qn_slot_rational(qn_constant_slot(row), (qn_class)row->class_);
}

/* Whether `next` begins behind `entry`, and `entry` itself does not end before it begins. */
static bool entries_are_apart(const qn_verifier *v, const qn_row_entry *entry,
                              const qn_row_entry *next)
{
    int order =
        qn_rational_cmp(constant_number(v, entry[1].value), constant_number(v, next[0].value));
    bool both = (entry[2].value & QN_BAND_HIGH_INCLUDED) != 0 &&
                (next[2].value & QN_BAND_LOW_EXCLUDED) == 0;
    return order < 0 || (order == 0 && !both);
}

/* An entry whose end lies before its beginning would mislead the search for the entry behind it. */
static bool entry_is_forward(const qn_verifier *v, const qn_row_entry *entry)
{
    return entry[0].value == QN_NONE_INDEX || entry[1].value == QN_NONE_INDEX ||
           qn_rational_cmp(constant_number(v, entry[0].value),
                           constant_number(v, entry[1].value)) <= 0;
}

/* What lets the machine look for the entry, or piece, by halves. Checked on the exact numbers,
 * whatever their class, once all bounds are known to be numbers; linear, since each entry is held
 * against the next only. */
static bool band_is_sorted(const qn_verifier *v, const qn_row_entry *list, uint32_t count)
{
    bool sound = true;
    for (uint32_t i = 0; i < count && sound; i++) {
        sound = entry_is_sorted(v, list + (size_t)i * BAND_WIDTH, i == 0, i + 1 == count);
    }
    for (uint32_t i = 0; i < count && sound; i++, list += BAND_WIDTH) {
        sound = entry_is_forward(v, list) &&
                (i + 1 == count || entries_are_apart(v, list, list + BAND_WIDTH));
    }
    return sound;
}

static bool has_no_conditions(const qn_row_entry *list, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (list[(size_t)i * BAND_WIDTH + 4].value != QN_NONE_INDEX) {
            return false;
        }
    }
    return true;
}

/* Entries of five words: two bounds and a condition, each a register or absent, flags and a row.
 * The row is not held against a list: a PICK that it leads astray takes its last entry. */
static bool band_fits(const qn_verifier *v, const subject *s)
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
    return (s->aux & QN_AUX_SORTED) == 0 ||
           (has_no_conditions(list, count) && band_is_sorted(v, list, count));
}

/* Whether bounds are registers of the class, or absent. */
static bool ends_fit(const qn_verifier *v, const subject *s, const qn_row_entry *entry,
                     uint32_t wanted)
{
    for (uint32_t k = QN_LOOKUP_LOW; k <= QN_LOOKUP_HIGH; k++) {
        if (entry[k].value != QN_NONE_INDEX &&
            !operand_fits(v, s->own, s->rule, entry[k].value, wanted)) {
            return false;
        }
    }
    return true;
}

/* Names of rows: there are such rows, and they rise. */
static bool names_fit(const qn_row_entry *name, uint32_t count, uint32_t rows)
{
    for (uint32_t i = 0; i < count; i++) {
        if (name[i].value >= rows || (i > 0 && name[i].value <= name[i - 1].value)) {
            return false;
        }
    }
    return true;
}

/* The pieces of an index lie apart, and each begins to name where the one before it ends. */
static bool pieces_fit(const qn_verifier *v, const subject *s, const qn_row_entry *head)
{
    const qn_row_entry *piece = head + QN_LOOKUP_HEAD;
    uint32_t count = head[QN_LOOKUP_PIECES].value;
    const qn_row_entry *name = piece + (size_t)count * QN_LOOKUP_PIECE_WIDTH;
    uint32_t named = 0;
    for (uint32_t i = 0; i < count; i++) {
        const qn_row_entry *one = piece + (size_t)i * QN_LOOKUP_PIECE_WIDTH;
        uint32_t end = one[QN_LOOKUP_TO].value;
        if (!ends_fit(v, s, one, head[QN_LOOKUP_CLASS].value) ||
            one[QN_LOOKUP_FLAGS].value > (QN_BAND_LOW_EXCLUDED | QN_BAND_HIGH_INCLUDED) ||
            one[QN_LOOKUP_FROM].value != named || end < named ||
            end > head[QN_LOOKUP_NAMES].value ||
            !names_fit(name + named, end - named, head[QN_LOOKUP_ROWS].value)) {
            return false;
        }
        named = end;
    }
    return named == head[QN_LOOKUP_NAMES].value && band_is_sorted(v, piece, count) &&
           names_fit(name + named, head[QN_LOOKUP_EVERYWHERE].value, head[QN_LOOKUP_ROWS].value);
}

/* The tests of an index: those of a row stand behind those of the row before it. */
static bool tests_fit(const qn_verifier *v, const subject *s, const qn_row_entry *head,
                      const qn_row_entry *first)
{
    const qn_row_entry *test = first + head[QN_LOOKUP_ROWS].value + 1;
    uint32_t count = head[QN_LOOKUP_TESTS].value;
    for (uint32_t i = 0; i < head[QN_LOOKUP_ROWS].value; i++) {
        if (first[i].value > first[i + 1].value) {
            return false;
        }
    }
    for (uint32_t i = 0; i < count; i++, test += QN_LOOKUP_TEST_WIDTH) {
        uint32_t flags = test[QN_LOOKUP_FLAGS].value;
        uint32_t wanted = flags >> QN_LOOKUP_CLASS_SHIFT & QN_AUX_CLASS;
        if (flags >= 2 * QN_LOOKUP_OR_NEXT || wanted > QN_CLASS_Q ||
            !ends_fit(v, s, test, wanted) ||
            !operand_fits(v, s->own, s->rule, test[QN_LOOKUP_OF].value, wanted)) {
            return false;
        }
    }
    return first[0].value == 0 && first[head[QN_LOOKUP_ROWS].value].value == count;
}

/* The parts of an index fill its list. */
static bool index_fits(const qn_verifier *v, const subject *s)
{
    const qn_row_entry *head = find_list(v, s->row->a, s->row->b, 1);
    if (head == NULL || s->row->b < QN_LOOKUP_HEAD) {
        return false;
    }
    uint64_t before = (uint64_t)head[QN_LOOKUP_PIECES].value * QN_LOOKUP_PIECE_WIDTH +
                      head[QN_LOOKUP_NAMES].value + head[QN_LOOKUP_EVERYWHERE].value;
    uint64_t words = QN_LOOKUP_HEAD + before + head[QN_LOOKUP_ROWS].value + 1 +
                     (uint64_t)head[QN_LOOKUP_TESTS].value * QN_LOOKUP_TEST_WIDTH;
    return words == s->row->b && head[QN_LOOKUP_ROWS].value <= INT32_MAX &&
           head[QN_LOOKUP_CLASS].value <= QN_CLASS_Q &&
           operand_fits(v, s->own, s->rule, head[QN_LOOKUP_SUBJECT].value,
                        head[QN_LOOKUP_CLASS].value) &&
           pieces_fit(v, s, head) && tests_fit(v, s, head, head + QN_LOOKUP_HEAD + before);
}

/* default, count times (condition, value), the number of pairs, pairs (overriding, overridden). */
static bool resolve_fits(const qn_verifier *v, const subject *s)
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
static bool gates_fit(const qn_verifier *v, const subject *s)
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
static bool list_fits(const qn_verifier *v, const subject *s, uint32_t first, uint32_t count,
                      uint32_t wanted)
{
    const qn_row_entry *list = find_list(v, first, count, 1);
    return list != NULL && count <= INT32_MAX && registers_fit(v, s, list, count, wanted);
}

enum { STORE_ROW, STORE_ROWS, STORE_CELL, STORE_VALUES };

/* The register of the row, how many rows, their first cell, then values of any class. */
static bool store_fits(const qn_verifier *v, const subject *s)
{
    uint32_t count = s->row->b;
    if (count > INT32_MAX) {
        return false;
    }
    const qn_row_entry *list = find_list(v, s->row->a, STORE_VALUES + count, 1);
    if (list == NULL || list[STORE_ROWS].value == 0 ||
        !operand_fits(v, s->own, s->rule, list[STORE_ROW].value, QN_CLASS_I)) {
        return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        uint32_t reg = list[STORE_VALUES + i].value;
        if (reg >= s->own || !operand_fits(v, s->own, s->rule, reg, qn_verify_class(v, reg))) {
            return false;
        }
    }
    return true;
}

/* The lists of those operations that have one. */
static bool lists_fit(const qn_verifier *v, const subject *s)
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
    case OP_STORE:
        return store_fits(v, s);
    case OP_LOOKUP:
        return index_fits(v, s);
    case OP_APPEND:
        return find_list(v, s->row->c, 2, 1) != NULL;
    default:
        return true;
    }
}

/* The numbers that stand in instructions. */
static bool numbers_fit(const qn_verifier *v, const subject *s)
{
    const qn_row_instruction *row = s->row;
    switch (s->op) {
    case OP_ROUND_I:
    case OP_ROUND_W:
    case OP_ROUND_Q:
        return row->b <= QN_ROUND_TOWARD_ZERO;
    case OP_DATE_SPAN:
        return row->c <= 1 || row->c == 12;
    case OP_DATE_PART:
        return row->b <= 4;
    case OP_DATE_EDGE:
        return row->b <= 5;
    case OP_DATE_SEEK:
        return row->b >= QN_MONDAY && row->b <= QN_SUNDAY && row->c <= 2;
    case OP_WORK_SEEK:
    case OP_PERIOD_PART:
    case OP_CHAIN_PART:
        return row->b <= 2;
    case OP_PERIOD:
    case OP_COVERS:
        return row->c <= 2;
    case OP_LOAD:
        return row->b < QN_CELLS_MAX && (row->c == QN_NONE_INDEX || row->c < v->t->field_count);
    case OP_REGION:
        return row->a >= 1; /* that there are so many was seen when it was entered */
    case OP_RECALL:
        return row->b < v->t->memo_count;
    case OP_KEEP:
        return row->c < v->t->memo_count && v->t->memo[row->c].class_ == (s->aux & QN_AUX_CLASS);
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

/* The region of a WORK_ operation: whole, before it, known to its rule, with the day in front and a
 * yes/no as its result. */
static bool region_fits(const qn_verifier *v, const subject *s, uint32_t index)
{
    uint32_t base = qn_tables_first_result(v->t);
    if (index >= v->t->region_count) {
        return false;
    }
    const qn_row_region *region = &v->t->region[index];
    uint32_t first = base + region->first;
    return first < s->own && s->own - first >= region->count &&
           qn_verify_may_read(v, s->rule, first) &&
           qn_instruction_op(&v->t->instruction[region->first]) == OP_PARAM &&
           qn_verify_class(v, first) == QN_CLASS_I &&
           v->scope[region->result - base] == region->first &&
           qn_verify_class(v, region->result) == QN_CLASS_I;
}

/* The sequence of an instruction: one that is known to it, with elements of the class that it
 * wants. */
static bool sequence_fits(const qn_verifier *v, const subject *s, uint32_t index)
{
    if (index >= v->t->sequence_count || !qn_verify_may_use(v, index, s->own, s->rule)) {
        return false;
    }
    uint32_t element = qn_verify_class(v, v->t->sequence[index].out);
    switch (s->op) {
    case OP_COUNT:
    case OP_GATHER:
        return true;
    case OP_ANY:
    case OP_ALL:
        return element == QN_CLASS_I;
    case OP_FOLD:
        return v->t->sequence[index].kind == QN_SEQ_CARRY;
    default:
        return element == (s->aux & QN_AUX_CLASS);
    }
}

/* Each operand by the kind that opcodes.def gives it. Lists and numbers have checks of their own.
 */
static bool operands_fit(const qn_verifier *v, const subject *s)
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
        } else if (kind == OPERAND_SQ) {
            fits = sequence_fits(v, s, value[i]);
        }
        if (!fits) {
            return false;
        }
    }
    return true;
}

/* Leaves the regions and readings that end before the instruction. */
static void leave_regions(qn_verifier *v, const subject *s)
{
    v->recalled = QN_NONE_INDEX;
    while (v->open_count > 0 && v->open[v->open_count - 1].end <= s->index) {
        const qn_open_region *left = &v->open[--v->open_count];
        qn_op by = qn_instruction_op(&v->t->instruction[left->first - 1]);
        bool passes = by == OP_RECALL || by == OP_LOOKUP;
        if (passes && left->end == s->index) {
            v->recalled = left->first;
        }
    }
}

/* Enters the region, or reading, that the instruction opens: they lie in one another only so deep.
 */
static bool enter_region(qn_verifier *v, const subject *s, uint32_t count)
{
    uint32_t room = v->open_count > 0 ? v->open[v->open_count - 1].end : v->t->instruction_count;
    if (count > room - s->index - 1 || v->open_count == QN_REGION_DEPTH_MAX) {
        return false;
    }
    v->open[v->open_count++] = (qn_open_region){.first = s->index + 1, .end = s->index + 1 + count};
    return true;
}

/* A reading that is passed over ends with the KEEP that gets its value instead: of the same rule,
 * in the same region, of the same day and memo. Nobody else reads what was passed over. */
static bool ends_with_keep(const qn_verifier *v, const subject *s)
{
    uint32_t room = v->open_count > 0 ? v->open[v->open_count - 1].end : v->t->instruction_count;
    uint32_t count = s->row->c;
    if (count == 0 || count >= room - s->index - 1) {
        return false;
    }
    const qn_row_instruction *keep = s->row + 1 + count;
    return qn_instruction_op(keep) == OP_KEEP && keep->b == s->row->a && keep->c == s->row->b &&
           v->owner[s->index + 1 + count] == s->rule;
}

/* What is passed over where a row is found by an index ends with the instruction that chooses the
 * row: of the same rule, and in the same region. */
static bool ends_with_choice(const qn_verifier *v, const subject *s)
{
    uint32_t room = v->open_count > 0 ? v->open[v->open_count - 1].end : v->t->instruction_count;
    uint32_t count = s->row->c;
    if (room - s->index < 2 || count > room - s->index - 2 ||
        v->owner[s->index + 1 + count] != s->rule) {
        return false;
    }
    qn_op op = qn_instruction_op(s->row + 1 + count);
    return op == OP_BAND || op == OP_FIRST || op == OP_ONE;
}

static bool step_region(qn_verifier *v, const subject *s)
{
    leave_regions(v, s);
    v->scope[s->index] = v->open_count == 0 ? QN_NONE_INDEX : v->open[v->open_count - 1].first;
    switch (s->op) {
    case OP_REGION:
        return enter_region(v, s, s->row->a);
    case OP_RECALL:
        return ends_with_keep(v, s) && enter_region(v, s, s->row->c);
    case OP_LOOKUP:
        return ends_with_choice(v, s) && (s->row->c == 0 || enter_region(v, s, s->row->c));
    default:
        return true;
    }
}

/* Where the instruction stands: in a region or reading, behind a LOOKUP. That which opens one
 * stands outside. */
static uint32_t scope_flags(const qn_verifier *v, uint32_t index)
{
    uint32_t flags = 0;
    for (uint32_t i = 0; i < v->open_count; i++) {
        uint32_t first = v->open[i].first;
        bool looks_up = qn_instruction_op(&v->t->instruction[first - 1]) == OP_LOOKUP;
        if (first <= index) {
            flags |= looks_up ? QN_REGISTER_PASSED : QN_REGISTER_INSIDE;
        }
    }
    return flags;
}

bool qn_verify_instruction(qn_verifier *v, uint32_t index, uint32_t rule)
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
        return qn_verify_refuse(v, "an operand does not fit its operation", "CODE", index);
    }
    uint32_t result = shapes_of_ops[s.op].result;
    uint32_t known = result == OPERAND_X ? s.aux & QN_AUX_CLASS : result;
    v->program->class_of[s.own] = (uint8_t)(known | scope_flags(v, index));
    return true;
}
