/*
 * stages.c - the rows of SEQ and the loops behind them. See stream.h.
 *
 * Knows what a stage needs (cells, registers, a limit), and nothing of the words of the language.
 */
#include "stream.h"

#include <string.h>

#include "sequence.h"

static const qn_wide one = {.lo = 1, .hi = 0};

/* ---- loops */

bool qn_loop_is_open(const qn_compiler *c, uint32_t number)
{
    const qn_open_loop *l = c->loop;
    while (l && l->number != number)
        l = l->outer;
    return number == 0 || l != NULL;
}

void qn_loop_open(qn_scope *s, qn_open_loop *loop)
{
    qn_builder *b = &s->c->builder;
    *loop = (qn_open_loop){.outer = s->c->loop,
                           .number = ++s->c->last_loop,
                           .skip = qn_emit_new(b, OP_REGION, 0, 0, 0, 0),
                           .epoch = b->epoch};
    loop->first = b->instruction.count;
    b->epoch = ++b->last_epoch;
    s->c->loop = loop;
}

uint32_t qn_loop_close(qn_scope *s, qn_open_loop *loop)
{
    qn_builder *b = &s->c->builder;
    b->epoch = loop->epoch;
    s->c->loop = loop->outer;
    uint32_t count = qn_builder_own_count(b, loop->first);
    if (b->failed)
        return QN_NONE_INDEX;
    if (!count && b->instruction.count == loop->first) {
        qn_emit_undo(b);
        return QN_NONE_INDEX;
    }
    if (!count) /* only other rules have been compiled meanwhile */
        qn_emit_new(b, OP_PARAM, 0, 0, 0, 0);
    count = count ? count : 1;
    QN_ROW(b, instruction, loop->skip)->a = count;
    qn_row_region row = {.first = loop->first, .count = count, .result = loop->first};
    for (uint32_t i = loop->first; i < b->owner.count; i++)
        if (((uint32_t *)b->owner.rows)[i] == b->current) {
            row.first = row.result = i;
            break;
        }
    return QN_APPEND(b, region, &row);
}

/* ---- registers */

uint32_t qn_whole_reg(qn_scope *s, const qn_operand *x)
{
    return qn_register(&s->c->builder, x, QN_CLASS_I, one);
}

qn_operand qn_parameter(qn_scope *s, const qn_operand *x)
{
    qn_operand r = *x;
    if (r.constant || r.none_constant) {
        qn_operand settled = *x;
        qn_settle(&s->c->builder, &settled);
        r.class_ = settled.class_;
    }
    r.constant = r.none_constant = r.relative = false;
    r.list = NULL;
    r.reg = qn_emit_new(&s->c->builder, OP_PARAM, (unsigned)r.class_, 0, 0, 0);
    return r;
}

qn_operand qn_counter(qn_scope *s, int64_t low, int64_t high)
{
    uint32_t reg = qn_emit_new(&s->c->builder, OP_PARAM, QN_CLASS_I, 0, 0, 0);
    return qn_whole_register(s->c->integer, reg, low, high, 0);
}

/* ---- rows */

qn_row_sequence qn_stage_row(qn_scope *s, qn_sequence_kind kind, const qn_node *at, uint32_t limit)
{
    return (qn_row_sequence){.kind = kind,
                             .source = QN_NONE_INDEX,
                             .inner = QN_NONE_INDEX,
                             .region = QN_NONE_INDEX,
                             .a = QN_NONE_INDEX,
                             .b = QN_NONE_INDEX,
                             .limit = limit,
                             .type = QN_NONE_INDEX,
                             .text = qn_string(&s->c->builder, qn_node_source(s->c, at, 120)),
                             .rule = s->rule_row,
                             .clause = s->clause_row};
}

/* Cells that a stage of that kind sets aside. */
static uint64_t cells_of_stage(const qn_row_sequence *row, const qn_builder *b)
{
    switch ((qn_sequence_kind)row->kind) {
    case QN_SEQ_LAST:
        return row->limit;
    case QN_SEQ_SORTED:
    case QN_SEQ_SPLIT:
        return (uint64_t)row->limit * 4;
    case QN_SEQ_DISTINCT:
        return (uint64_t)row->limit * 2;
    case QN_SEQ_CHAINS:
        return (uint64_t)QN_ROW(b, sequence, row->source)->limit * 2;
    case QN_SEQ_BEFORE:
        return 1;
    default:
        return 0;
    }
}

/* Says so, once, where a stage stands in too many loops. */
static void check_depth(qn_scope *s, const qn_node *at)
{
    qn_compiler *c = s->c;
    uint32_t depth = 0;
    for (const qn_open_loop *l = c->loop; l; l = l->outer)
        depth++;
    if (depth < QN_REGION_DEPTH_MAX)
        return;
    if (!c->incomplete)
        qn_report_at(c, QN_Q0902, at->span, 0);
    c->incomplete = true;
}

uint32_t qn_stage_add(qn_scope *s, const qn_node *at, qn_row_sequence *row, const qn_operand *out)
{
    qn_builder *b = &s->c->builder;
    check_depth(s, at);
    qn_operand shown = *out;
    qn_settle(b, &shown);
    uint64_t cells = b->current ? cells_of_stage(row, b) : 0; /* owner 0's is only checked */
    row->out = shown.reg;
    row->type = qn_type_row(b, shown.type, shown.class_, shown.den);
    row->first_cell = qn_cells_take(s, at, cells);
    row->cell_count = (uint32_t)cells;
    return qn_sequence_add(b, row);
}

bool qn_map(qn_scope *s, const qn_node *at, const qn_stream *source, qn_open_loop *loop,
            const qn_operand *number, const qn_operand *where, const qn_operand *value,
            qn_stream *out)
{
    qn_builder *b = &s->c->builder;
    qn_operand x = *value;
    qn_settle(b, &x);
    x.constant = x.none_constant = x.relative = false;
    x.list = NULL;
    uint32_t holds = where && !qn_is_yes(where) ? qn_whole_reg(s, where) : QN_NONE_INDEX;
    uint32_t region = qn_loop_close(s, loop);
    *out = *source;
    out->element = x;
    if (qn_is_failed(value) || (where && qn_is_failed(where)))
        return false;
    /* One register may be twice the number on half the grid: then the stage says so. */
    bool same = x.reg == source->element.reg && x.type == source->element.type &&
                qn_wide_equal(x.den, source->element.den);
    if (region == QN_NONE_INDEX && holds == QN_NONE_INDEX && same)
        return true;
    uint32_t found = x.reg;
    /* What is found inside the loop is handed out in a register that all can read. */
    if (!(x.reg & QN_REG_MASK) && x.reg >= loop->first)
        x = qn_parameter(s, &x);
    out->element = x;
    qn_row_sequence row = qn_stage_row(s, QN_SEQ_EACH, at, source->limit);
    row.source = source->seq;
    row.region = region;
    row.a = holds;
    row.b = found;
    row.first_entry = number ? qn_pool(b, &number->reg, 1) : 0;
    row.entry_count = number ? 1 : 0;
    out->seq = qn_stage_add(s, at, &row, &x);
    return true;
}

/* The product of two limits, as far as it can be counted. */
static uint32_t times(uint32_t a, uint32_t b)
{
    uint64_t product = (uint64_t)a * b;
    return product > UINT32_MAX / 2 ? UINT32_MAX / 2 : (uint32_t)product;
}

bool qn_nest(qn_scope *s, const qn_node *at, const qn_stream *source, uint32_t region,
             const qn_stream *inner, qn_stream *out)
{
    /* Chains of one list have no day in common: their days are those of one span. */
    bool apart = inner->chain && inner->chain == source->element.reg;
    uint32_t limit = apart ? inner->limit : times(source->limit, inner->limit);
    qn_row_sequence row = qn_stage_row(s, QN_SEQ_NESTED, at, limit);
    row.source = source->seq;
    row.inner = inner->seq;
    row.region = region;
    *out = *inner;
    out->chain = 0;
    out->limit = row.limit;
    out->element = qn_parameter(s, &inner->element);
    out->seq = qn_stage_add(s, at, &row, &out->element);
    return true;
}

bool qn_convert(qn_scope *s, const qn_node *at, const qn_type *type, const qn_operand *like,
                qn_stream *io)
{
    qn_stream source = *io;
    qn_open_loop loop;
    qn_numbered count = {.outer = s->numbers, .limit = source.limit};
    qn_scope in = *s;
    bool stored = qn_becomes_element(source.element.type, type);
    if (stored) { /* each in cells of its own */
        count.number = qn_counter(s, 0, source.limit ? source.limit - 1 : 0);
        in.numbers = &count;
    }
    qn_loop_open(s, &loop);
    qn_operand x = qn_give(&in, source.element, type, at);
    if (like && !qn_is_failed(&x)) {
        x.reg = qn_register(&s->c->builder, &x, like->class_, like->den);
        x.class_ = like->class_;
        x.den = like->den;
        x.constant = x.none_constant = false;
    }
    return qn_map(s, at, &source, &loop, stored ? &count.number : NULL, NULL, &x, io);
}
