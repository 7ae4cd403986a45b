/*
 * The part of the verifier that looks at regions and sequences.
 *
 * Responsible for: that a stage has what its kind needs, of the right class and before whoever goes
 * through it; that it is used from one place only, so that nobody begins it anew while it is gone
 * through; and that it has the cells that it sets values aside in.
 * Refuses to know: how long it takes (steps.c), and instructions.
 */
#include "cells.h"
#include "date.h"
#include "verify.h"

/* What a register or another part of a stage may be. Behind the classes: of the class of the
 * stage's own elements. */
typedef enum part_shape { PART_NO, PART_MAY, PART_MUST } part_shape;
enum { CLASS_OUT = QN_CLASS_Q + 1, CLASS_ANY };

/* What a row of each kind has. cells: how many for each element up to its limit. */
typedef struct stage_shape {
    uint8_t source;
    uint8_t inner;
    uint8_t region;
    uint8_t a;
    uint8_t a_class;
    uint8_t b;
    uint8_t b_class;
    uint8_t out_class;
    uint8_t cells;
} stage_shape;

#define I QN_CLASS_I
#define Q QN_CLASS_Q
#define NO PART_NO
#define MAY PART_MAY
#define MUST PART_MUST
#define OUT CLASS_OUT
#define ANY CLASS_ANY
static const stage_shape shapes[QN_SEQ_KIND_COUNT] = {
    [QN_SEQ_LIST] = {NO, NO, NO, MUST, I, NO, I, ANY, 0},
    [QN_SEQ_GIVEN] = {NO, NO, NO, NO, I, NO, I, ANY, 0},
    [QN_SEQ_NUMBERS] = {NO, NO, NO, MUST, I, MUST, I, I, 0},
    [QN_SEQ_DAYS] = {NO, NO, NO, MUST, I, NO, I, I, 0},
    [QN_SEQ_CHAINED] = {NO, NO, NO, MUST, I, NO, I, I, 0},
    [QN_SEQ_PARTS] = {NO, NO, NO, MUST, I, NO, I, I, 0},
    [QN_SEQ_EACH] = {MUST, NO, MAY, MAY, I, MAY, OUT, ANY, 0},
    [QN_SEQ_NESTED] = {MUST, MUST, MAY, NO, I, NO, I, ANY, 0},
    [QN_SEQ_FIRST] = {MUST, NO, NO, MUST, I, NO, I, ANY, 0},
    [QN_SEQ_REST] = {MUST, NO, NO, MUST, I, NO, I, ANY, 0},
    [QN_SEQ_LAST] = {MUST, NO, NO, MUST, I, NO, I, ANY, 1},
    [QN_SEQ_SORTED] = {MUST, NO, MAY, NO, I, MAY, ANY, ANY, 4},
    [QN_SEQ_DISTINCT] = {MUST, NO, NO, NO, I, NO, I, ANY, 2},
    [QN_SEQ_CHAINS] = {MUST, NO, NO, MAY, I, NO, I, I, 2},
    [QN_SEQ_CARRY] = {MUST, NO, MAY, NO, I, MUST, OUT, ANY, 0},
    [QN_SEQ_CHOICE] = {NO, NO, NO, MUST, I, NO, I, ANY, 0},
    [QN_SEQ_BEFORE] = {MUST, NO, NO, NO, I, NO, I, ANY, 0},
    [QN_SEQ_SPLIT] = {MUST, NO, NO, MUST, Q, MUST, Q, Q, 4},
};
#undef I
#undef Q
#undef NO
#undef MAY
#undef MUST
#undef OUT
#undef ANY

static bool part_fits(uint32_t shape, uint32_t part)
{
    return shape == PART_MAY || (part != QN_NONE_INDEX) == (shape == PART_MUST);
}

/* The numbers in a row: units of parts, and how many entries there are. */
static bool row_fits(const qn_row_sequence *row)
{
    switch ((qn_sequence_kind)row->kind) {
    case QN_SEQ_PARTS:
        return (row->flags & QN_SEQ_UNIT) < QN_PART_UNIT_COUNT &&
               (row->flags >> QN_SEQ_MONTHS_SHIFT) <= QN_MONTHS_UP;
    case QN_SEQ_EACH:
        return row->entry_count <= 1;
    case QN_SEQ_CARRY:
        return row->entry_count % 3 == 0 && row->entry_count <= 3 * QN_CARRIED_MAX;
    case QN_SEQ_BEFORE:
        return row->entry_count == 1 && row->cell_count >= 1;
    default:
        return true;
    }
}

/* Each region of the table is one that a REGION instruction opens, and has its result. */
bool qn_verify_regions(const qn_verifier *v)
{
    const qn_tables *t = v->t;
    for (uint32_t i = 0; i < t->region_count; i++) {
        const qn_row_region *region = &t->region[i];
        uint32_t first = region->first;
        bool sound = first >= 1 && first < t->instruction_count &&
                     region->count <= t->instruction_count - first &&
                     t->instruction[first - 1].word == OP_REGION &&
                     t->instruction[first - 1].a == region->count;
        uint32_t reg = qn_tables_first_result(t) + first;
        if (!sound || region->result < reg || region->result - reg >= region->count) {
            return qn_verify_refuse(v, "a region is not as its instructions say", "REGION", i);
        }
    }
    return true;
}

static void reach(uint32_t *last, uint32_t reg)
{
    if (reg != QN_NONE_INDEX && reg > *last) {
        *last = reg;
    }
}

/* The last register that a stage has to do with, its source and inner among them, which stand
 * before it. False where one does not. */
static bool find_last(const qn_verifier *v, uint32_t seq, uint32_t *last)
{
    const qn_tables *t = v->t;
    const qn_row_sequence *row = &t->sequence[seq];
    *last = row->out;
    reach(last, row->a);
    reach(last, row->b);
    if (row->region != QN_NONE_INDEX) {
        const qn_row_region *region = &t->region[row->region];
        reach(last, qn_tables_first_result(t) + region->first + region->count - 1);
    }
    const uint32_t rows[2] = {row->source, row->inner};
    for (int i = 0; i < 2; i++) {
        if (rows[i] != QN_NONE_INDEX) {
            if (rows[i] >= seq) {
                return false;
            }
            reach(last, v->last[rows[i]]);
        }
    }
    for (uint32_t i = 0; i < row->entry_count; i++) {
        uint32_t entry = t->entry[row->first_entry + i].value;
        if (row->kind == QN_SEQ_CHOICE) {
            if (entry >= seq) {
                return false;
            }
            reach(last, v->last[entry]);
        } else {
            reach(last, entry);
        }
    }
    return true;
}

bool qn_verify_stages(const qn_verifier *v)
{
    const qn_tables *t = v->t;
    if ((uint64_t)t->instruction_count + t->rule_count + t->sequence_count >= QN_NONE_INDEX) {
        return qn_verify_refuse(v, "there are too many sequences", "SEQ", 0);
    }
    for (uint32_t i = 0; i < v->t->sequence_count; i++) {
        const qn_row_sequence *row = &v->t->sequence[i];
        const stage_shape *shape = &shapes[row->kind];
        v->home[i] = QN_NONE_INDEX;
        if (!qn_verify_take(v, row->entry_count) || !part_fits(shape->source, row->source) ||
            !part_fits(shape->inner, row->inner) || !part_fits(shape->region, row->region) ||
            !part_fits(shape->a, row->a) || !part_fits(shape->b, row->b) || !row_fits(row) ||
            row->cell_count / (shape->cells == 0 ? 1U : shape->cells) <
                (shape->cells == 0 ? 0 : row->limit) ||
            !find_last(v, i, &v->last[i])) {
            return qn_verify_refuse(v, "a stage has not what its kind needs", "SEQ", i);
        }
    }
    return true;
}

/* The place of users that stand in no region. */
static uint32_t home_of_rule(const qn_verifier *v, uint32_t rule)
{
    return v->t->instruction_count + rule;
}

static bool settle_in(const qn_verifier *v, uint32_t seq, uint32_t home)
{
    if (v->home[seq] == QN_NONE_INDEX) {
        v->home[seq] = home;
    }
    return v->home[seq] == home;
}

bool qn_verify_may_use(const qn_verifier *v, uint32_t seq, uint32_t own, uint32_t rule)
{
    uint32_t scope = v->scope[own - qn_tables_first_result(v->t)];
    return v->last[seq] < own &&
           settle_in(v, seq, scope == QN_NONE_INDEX ? home_of_rule(v, rule) : scope);
}

/* A stage that is looked at: the rule in whose code it is used, its home there, and the first
 * instruction of its own region. */
typedef struct stage {
    const qn_row_sequence *row;
    uint32_t rule;
    uint32_t home;
    uint32_t own;
} stage;

/* The home of what a NESTED without a region goes through: nobody else may use it. */
static uint32_t home_of_nested(const qn_verifier *v, uint32_t seq)
{
    return v->t->instruction_count + v->t->rule_count + seq;
}

static stage stage_at(const qn_verifier *v, uint32_t seq)
{
    const qn_row_sequence *row = &v->t->sequence[seq];
    uint32_t home = v->home[seq];
    while (home >= home_of_nested(v, 0)) {
        home = v->home[home - home_of_nested(v, 0)];
    }
    bool inside = home < v->t->instruction_count;
    return (stage){.row = row,
                   .rule = inside ? v->owner[home] : home - v->t->instruction_count,
                   .home = inside ? home : QN_NONE_INDEX,
                   .own = row->region == QN_NONE_INDEX ? QN_NONE_INDEX
                                                       : v->t->region[row->region].first};
}

/* Sources, and what may be chosen, are used from where the stage is; what is nested from its
 * region. */
static bool pass_home_on(const qn_verifier *v, uint32_t seq)
{
    stage s = stage_at(v, seq);
    bool sound = s.row->source == QN_NONE_INDEX || settle_in(v, s.row->source, v->home[seq]);
    if (s.row->inner != QN_NONE_INDEX) {
        sound = sound &&
                settle_in(v, s.row->inner, s.own == QN_NONE_INDEX ? home_of_nested(v, seq) : s.own);
    }
    for (uint32_t i = 0; s.row->kind == QN_SEQ_CHOICE && i < s.row->entry_count; i++) {
        sound = sound && settle_in(v, v->t->entry[s.row->first_entry + i].value, v->home[seq]);
    }
    return sound;
}

/* Whether a rule is another or needs it. */
static bool reaches_rule(const qn_verifier *v, uint32_t rule, uint32_t other)
{
    const qn_row_rule *row = &v->t->rule[rule];
    if (rule == other) {
        return true;
    }
    if (!qn_verify_take(v, row->need_count)) {
        return false;
    }
    for (uint32_t i = 0; i < row->need_count; i++) {
        if (v->t->entry[row->first_need + i].value == other) {
            return true;
        }
    }
    return false;
}

bool qn_verify_reaches(const qn_verifier *v, uint32_t rule, uint32_t reg)
{
    uint32_t first = qn_tables_first_result(v->t);
    return reg < first || reaches_rule(v, rule, v->owner[reg - first]);
}

/* Whether a region is `scope` or lies around it; QN_NONE_INDEX lies around all. */
static bool lies_around(const qn_verifier *v, uint32_t region, uint32_t scope)
{
    while (scope != QN_NONE_INDEX && scope != region) {
        scope = v->scope[scope - 1]; /* of the REGION in front of it */
    }
    return scope == region;
}

/* Whether the stage may read a register: one of its home, or of its own region. */
static bool may_read(const qn_verifier *v, const stage *s, uint32_t reg)
{
    uint32_t first = qn_tables_first_result(v->t);
    if (reg < first) {
        return true;
    }
    uint32_t scope = v->scope[reg - first];
    if (v->owner[reg - first] != s->rule) {
        return scope == QN_NONE_INDEX && reaches_rule(v, s->rule, v->owner[reg - first]);
    }
    return lies_around(v, scope, s->home) ||
           (s->own != QN_NONE_INDEX && lies_around(v, scope, s->own));
}

/* Whether it may write it: one that nobody else writes. */
static bool may_write(const qn_verifier *v, const stage *s, uint32_t reg)
{
    uint32_t first = qn_tables_first_result(v->t);
    return reg >= first && may_read(v, s, reg) && v->owner[reg - first] == s->rule &&
           qn_instruction_op(&v->t->instruction[reg - first]) == OP_PARAM;
}

/* A register is absent, or the stage may read it and it has the class. */
static bool reads(const qn_verifier *v, const stage *s, uint32_t reg, uint32_t wanted)
{
    if (reg == QN_NONE_INDEX) {
        return true;
    }
    uint32_t class_ = qn_verify_class(v, reg);
    uint32_t own = qn_verify_class(v, s->row->out);
    return may_read(v, s, reg) &&
           (wanted == CLASS_ANY || class_ == (wanted == CLASS_OUT ? own : wanted));
}

/* The register of the elements: the stage's own, or that of who gives them. */
static bool out_fits(const qn_verifier *v, const stage *s)
{
    const qn_row_sequence *row = s->row;
    const stage_shape *shape = &shapes[row->kind];
    uint32_t class_ = qn_verify_class(v, row->out);
    bool found = (shape->b_class == CLASS_OUT && row->out == row->b) || may_write(v, s, row->out);
    if (shape->out_class != CLASS_ANY && class_ != shape->out_class) {
        return false;
    }
    if (row->source != QN_NONE_INDEX) {
        uint32_t source = v->t->sequence[row->source].out;
        bool same = row->kind != QN_SEQ_NESTED &&
                    (row->kind != QN_SEQ_EACH || row->b == QN_NONE_INDEX) &&
                    row->kind != QN_SEQ_CARRY;
        found = found || row->out == source;
        if (same && qn_verify_class(v, source) != class_) {
            return false;
        }
    }
    if (row->inner != QN_NONE_INDEX) {
        uint32_t inner = v->t->sequence[row->inner].out;
        return qn_verify_class(v, inner) == class_ &&
               (row->out == inner || may_write(v, s, row->out));
    }
    return found;
}

static bool entry_fits(const qn_verifier *v, const stage *s, uint32_t index)
{
    uint32_t entry = v->t->entry[s->row->first_entry + index].value;
    switch ((qn_sequence_kind)s->row->kind) {
    case QN_SEQ_GIVEN:
        return entry != QN_NONE_INDEX && reads(v, s, entry, CLASS_OUT);
    case QN_SEQ_EACH:
        return entry != QN_NONE_INDEX && may_write(v, s, entry) &&
               qn_verify_class(v, entry) == QN_CLASS_I;
    case QN_SEQ_BEFORE:
        return entry != QN_NONE_INDEX && may_write(v, s, entry) &&
               qn_verify_class(v, entry) == qn_verify_class(v, s->row->out);
    case QN_SEQ_CARRY: {
        uint32_t carried = v->t->entry[s->row->first_entry + index - index % 3].value;
        return entry != QN_NONE_INDEX && carried != QN_NONE_INDEX &&
               (index % 3 != 0 || may_write(v, s, entry)) &&
               reads(v, s, entry, qn_verify_class(v, carried));
    }
    case QN_SEQ_CHOICE:
        return qn_verify_class(v, v->t->sequence[entry].out) == qn_verify_class(v, s->row->out);
    default:
        return true;
    }
}

/* The region of a stage stands where the stage is used, or further out. */
static bool region_fits(const qn_verifier *v, const stage *s)
{
    return s->own == QN_NONE_INDEX ||
           (v->owner[s->own] == s->rule && lies_around(v, v->scope[s->own - 1], s->home));
}

static bool sequence_fits(const qn_verifier *v, uint32_t seq)
{
    stage s = stage_at(v, seq);
    const stage_shape *shape = &shapes[s.row->kind];
    bool sound = qn_verify_take(v, s.row->entry_count) && region_fits(v, &s) &&
                 reads(v, &s, s.row->a, shape->a_class) && reads(v, &s, s.row->b, shape->b_class) &&
                 out_fits(v, &s);
    for (uint32_t i = 0; i < s.row->entry_count && sound; i++) {
        sound = entry_fits(v, &s, i);
    }
    return sound;
}

/* From the last on, since who uses a sequence stands behind it. */
bool qn_verify_sequences(const qn_verifier *v)
{
    v->program->most_periods = 0;
    for (uint32_t i = v->t->sequence_count; i > 0; i--) {
        const qn_row_sequence *row = &v->t->sequence[i - 1];
        if (v->home[i - 1] == QN_NONE_INDEX) {
            continue;
        }
        v->program->is_sound[i - 1] = 1;
        if (row->kind == QN_SEQ_CHAINS && row->cell_count / 2 > v->program->most_periods) {
            v->program->most_periods = row->cell_count / 2;
        }
        if (!pass_home_on(v, i - 1) || !sequence_fits(v, i - 1)) {
            return qn_verify_refuse(v, "a stage reads or writes what it may not", "SEQ", i - 1);
        }
    }
    return true;
}
