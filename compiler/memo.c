/*
 * memo.c - readings of rules on days that are remembered, so that they are computed once for each
 * day and not once for each time that somebody asks.
 *
 * Responsible for: which readings are worth it and may be, and the two instructions round their
 * code. Refuses to know: how a rule is read (reading.c), and when a memo is out of date
 * (runtime/recall.h).
 *
 * A reading that differs from the rule in nothing but the day is a matter of the day and of the
 * facts that the rule and what it uses look at: whoever reads it, they can share one memo. Its code
 * is like that of a loop, for its registers are seen in it alone.
 */
#include "compiler.h"

#include "recall.h"

/* Fewer instructions than these, those of all rules used among them, are not set apart: code
 * between RECALL and KEEP shares nothing with what stands round it, and so makes the program
 * larger. Found by trying on the rules of Azerbaijan. */
enum { DEAR_AT_LEAST = 150 };

/* Loops and readings may lie in one another only so deep; the deepest are computed anew. */
enum { DEPTH_MAX = QN_REGION_DEPTH_MAX / 2 };

/* Whose values a row of MEMO has. Those on two grids are not the same numbers. */
typedef struct qn_memo_of {
    const struct qn_memo_of *next;
    const qn_decl *decl;
    qn_class class_;
    qn_wide den;
    uint32_t row;
} qn_memo_of;

/* What a reading of a rule would take in: the rule and all that it uses, each once. */
typedef struct extent {
    uint32_t code;
    bool is_long;
    bool walks;
    qn_growing facts;
} extent;

static void add_row(qn_builder *b, qn_growing *list, uint32_t row)
{
    for (uint32_t i = 0; i < list->count; i++)
        if (((uint32_t *)list->rows)[i] == row)
            return;
    qn_append(b, list, sizeof row, &row);
}

static void add_instance(qn_builder *b, const qn_instance *instance, extent *of)
{
    of->code += instance->code;
    of->is_long = of->is_long || instance->is_long;
    of->walks = of->walks || instance->walks;
    for (uint32_t i = 0; i < instance->facts.count; i++)
        add_row(b, &of->facts, ((const uint32_t *)instance->facts.rows)[i]);
}

static void push_rows(qn_builder *b, qn_growing *stack, uint32_t first, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        uint32_t row = QN_ROW(b, entry, first + i)->value;
        qn_append(b, stack, sizeof row, &row);
    }
}

static extent extent_of(qn_compiler *c, const qn_instance *instance)
{
    qn_builder *b = &c->builder;
    extent of = {0};
    qn_growing stack = {.kept = true};
    uint32_t row = instance->row, walk = ++c->last_walk;
    qn_append(b, &stack, sizeof row, &row);
    while (stack.count && !b->failed) {
        row = ((uint32_t *)stack.rows)[--stack.count];
        qn_instance *next = ((qn_instance **)c->owners.rows)[row];
        if (next->visited == walk)
            continue;
        next->visited = walk;
        add_instance(b, next, &of);
        const qn_row_rule *rule = QN_ROW(b, rule, row);
        push_rows(b, &stack, rule->first_use, rule->use_count);
        push_rows(b, &stack, rule->first_need, rule->need_count);
    }
    qn_growing_clear(b, &stack, sizeof row);
    return of;
}

/* What lies in cells is not the memo's: others write there. */
static bool is_plain_value(const qn_type *type)
{
    return qn_type_is_number(type) || type->kind == QN_KIND_BOOLEAN || type->kind == QN_KIND_DATE ||
           type->kind == QN_KIND_CHOICE || type->kind == QN_KIND_SET;
}

static uint32_t depth_of_loops(const qn_compiler *c)
{
    uint32_t depth = 0;
    for (const qn_open_loop *l = c->loop; l; l = l->outer)
        depth++;
    return depth;
}

/* Walks over working days have a number of steps together, which what is recalled would not use
 * up: then an answer would hang on what was asked before. */
static bool is_worth_it(qn_compiler *c, const qn_instance *plain)
{
    const qn_builder *b = &c->builder;
    uint32_t depth = depth_of_loops(c);
    if (!b->current || depth == 0 || depth > DEPTH_MAX || b->memo.count >= QN_MEMOS_MAX / 4 ||
        plain->failed || !is_plain_value(plain->result.type))
        return false;
    extent of = extent_of(c, plain);
    return !of.walks && (of.is_long || of.code >= DEAR_AT_LEAST);
}

void qn_memo_begin(qn_scope *s, const qn_instance *plain, const qn_operand *day, qn_open_memo *memo)
{
    qn_builder *b = &s->c->builder;
    qn_operand settled = *day;
    *memo = (qn_open_memo){.begun = is_worth_it(s->c, plain)};
    if (!memo->begun)
        return;
    qn_settle(b, &settled);
    memo->day = settled.reg;
    memo->loop = (qn_open_loop){.outer = s->c->loop,
                                .number = ++s->c->last_loop,
                                .skip = qn_emit_new(b, OP_RECALL, 0, settled.reg, 0, 0),
                                .epoch = b->epoch,
                                .is_memo = true};
    memo->loop.first = b->instruction.count;
    b->epoch = ++b->last_epoch;
    s->c->loop = &memo->loop;
}

static bool is_of(const qn_memo_of *m, const qn_decl *decl, const qn_operand *x)
{
    return m->decl == decl && m->class_ == x->class_ && qn_wide_equal(m->den, x->den);
}

/* The row of the memo, made if nobody has read the rule in this class yet. */
static uint32_t memo_row(qn_compiler *c, const qn_instance *plain, const qn_operand *x)
{
    qn_builder *b = &c->builder;
    const qn_memo_of *m = c->memos;
    while (m && !is_of(m, plain->decl, x))
        m = m->next;
    if (m)
        return m->row;
    qn_memo_of *made = qn_arena_take(&c->arena, sizeof *made);
    if (!made)
        return 0;
    extent of = extent_of(c, plain);
    qn_row_memo row = {.class_ = (uint32_t)x->class_,
                       .first_fact = qn_pool(b, of.facts.rows, of.facts.count),
                       .fact_count = of.facts.count};
    *made = (qn_memo_of){c->memos, plain->decl, x->class_, x->den, QN_APPEND(b, memo, &row)};
    c->memos = made;
    return made->row;
}

void qn_memo_end(qn_scope *s, const qn_instance *plain, qn_open_memo *memo, qn_operand *result)
{
    qn_builder *b = &s->c->builder;
    if (!memo->begun)
        return;
    b->epoch = memo->loop.epoch;
    s->c->loop = memo->loop.outer;
    if (qn_is_failed(result) || b->failed)
        return;
    qn_operand x = *result;
    qn_settle(b, &x);
    uint32_t count = qn_builder_own_count(b, memo->loop.first);
    if (!count && b->instruction.count == memo->loop.first) {
        qn_emit_undo(b);
        return;
    }
    if (!count) /* only other rules have been compiled meanwhile */
        qn_emit_new(b, OP_PARAM, 0, 0, 0, 0);
    count = count ? count : 1;
    uint32_t row = memo_row(s->c, plain, &x);
    QN_ROW(b, instruction, memo->loop.skip)->b = row;
    QN_ROW(b, instruction, memo->loop.skip)->c = count;
    uint32_t kept = qn_emit_new(b, OP_KEEP, (unsigned)x.class_, x.reg, memo->day, row);
    if (!result->constant && !result->none_constant)
        result->reg = kept;
}
