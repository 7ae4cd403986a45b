/*
 * Lists in columns: the elements of all rows of a block stand one behind the other, and what a
 * region does to one of them is done to all.
 *
 * Responsible for: which elements are in a sequence, surely or perhaps, and what is made of them,
 * as vm_sequence.c does it for one case. Only lists that are columns, and conditions on their
 * elements, are gone through so; other stages are hard.
 */
#include "batch_lower.h"

/* Numbers that are gone through one by one, at most. */
#define NUMBERS_MAX 16

/* A sequence in columns. in: which elements may be in it; doubt: why it is not sure that they are,
 * a status; element: what they are; status: of the list itself. */
typedef struct elements {
    bool is_there;
    uint32_t domain;
    uint32_t limit;
    qn_node_id in;
    qn_node_id doubt;
    qn_node_id status;
    qn_lowered element;
} elements;

static elements nothing(void)
{
    return (elements){.is_there = false};
}

/* The column in which the elements of a list have a field, or QN_NONE_INDEX. */
static uint32_t find_column(const qn_lowering *l, uint32_t list, uint32_t field)
{
    for (size_t i = 0; i < l->batch->input_count; i++) {
        const qn_way *way = &l->batch->input[i].way;
        if (way->list == list && way->field == field) {
            return (uint32_t)i;
        }
    }
    return QN_NONE_INDEX;
}

/* What an element has in a field, or is: its column, or its default. */
static qn_lowered read_field(qn_lowering *l, uint32_t list, uint32_t field)
{
    uint32_t column = find_column(l, list, field);
    uint32_t preset = l->t->field[field].preset;
    if (column != QN_NONE_INDEX) {
        return qn_lower_column(l, column, preset);
    }
    if (preset == QN_NONE_INDEX) {
        return qn_lowered_number(l, l->zero, qn_graph_const(l->g, QN_UNKNOWN));
    }
    return l->reg[preset]; /* constants are the first registers */
}

qn_lowered qn_lower_load(qn_lowering *l, const qn_row_instruction *row)
{
    const qn_lowered *record = &l->reg[row->a];
    if (record->form != QN_SHAPE_RECORD) {
        return qn_lowered_hard();
    }
    const qn_list_shape *shape = &l->batch->input[record->list].list.shape;
    if (row->b >= shape->field_count) {
        return qn_lowered_hard();
    }
    return read_field(l, record->list, shape->first_field + row->b);
}

/* A list that is the same in all rows: gone through only where it has no elements, or there is no
 * knowing which it has. */
static elements go_through_common(const qn_lowering *l, const qn_lowered *list)
{
    int64_t packed = 0;
    int64_t status = QN_KNOWN;
    bool is_common = list->form == QN_SHAPE_NUMBER &&
                     qn_graph_is_const(l->g, list->value, &packed) &&
                     qn_graph_is_const(l->g, list->status, &status);
    if (!is_common || (status == QN_KNOWN && qn_list_unpack(packed).count > 0)) {
        return nothing();
    }
    return (elements){.is_there = true,
                      .in = l->zero,
                      .doubt = l->zero,
                      .status = list->status,
                      .element = qn_lowered_number(l, l->zero, l->zero)};
}

/* A list whose elements are in hand, and those around it. */
typedef struct qn_open_list {
    const struct qn_open_list *around;
    uint32_t domain;
} open_list;

static bool is_open(const qn_lowering *l, uint32_t domain)
{
    const open_list *list = l->around;
    while (list != NULL && list->domain != domain) {
        list = list->around;
    }
    return list != NULL;
}

/* The elements of a list that is a column. Within the same list, what one element has and what
 * another has would stand in one column: that is left to the machine. */
static elements go_through_list(qn_lowering *l, const qn_row_sequence *row)
{
    const qn_lowered *list = &l->reg[row->a];
    if (list->form != QN_SHAPE_LIST) {
        return go_through_common(l, list);
    }
    if (is_open(l, 1 + list->list)) {
        return nothing();
    }
    const qn_list_shape *shape = &l->batch->input[list->list].list.shape;
    elements e = {.is_there = true,
                  .domain = 1 + list->list,
                  .limit = shape->limit,
                  .in = l->one,
                  .doubt = l->zero,
                  .status = list->status};
    if (shape->field_count > 0) {
        e.element = (qn_lowered){.form = QN_SHAPE_RECORD,
                                 .value = l->zero,
                                 .den = l->one,
                                 .status = l->zero,
                                 .list = list->list};
    } else {
        e.element = read_field(l, list->list, shape->element);
    }
    l->reg[row->out] = e.element;
    return e;
}

static elements go_through(qn_lowering *l, uint32_t seq, const elements *number);

/* What is surely not wanted is out, and who wants it or not may be in doubt. */
static elements go_through_each(qn_lowering *l, const qn_row_sequence *row, const elements *number)
{
    qn_graph *g = l->g;
    elements e = go_through(l, row->source, number);
    if (e.is_there && qn_graph_is(g, e.in, 0)) {
        return e;
    }
    bool are_all = e.is_there && qn_graph_is(g, e.in, 1) && qn_graph_is(g, e.doubt, QN_KNOWN);
    if (!e.is_there || (row->entry_count > 0 && !are_all)) {
        return nothing(); /* the number of an element behind one that may be none is in doubt */
    }
    if (row->entry_count > 0) {
        qn_node_id position =
            e.domain == 0 ? qn_graph_const(g, e.limit) : qn_graph_position(g, e.domain, e.limit);
        l->reg[l->t->entry[row->first_entry].value] = qn_lowered_number(l, position, l->zero);
    }
    if (row->region != QN_NONE_INDEX) {
        const qn_row_region *region = &l->t->region[row->region];
        const open_list in_hand = {.around = l->around, .domain = e.domain};
        l->around = &in_hand;
        qn_lower_code(l, region->first, region->count);
        l->around = in_hand.around;
    }
    if (row->a != QN_NONE_INDEX) {
        const qn_lowered *wanted = &l->reg[row->a];
        if (wanted->form != QN_SHAPE_NUMBER) {
            return nothing();
        }
        e.in = qn_graph_and(g, e.in, qn_graph_not(g, qn_lowered_is_no(l, wanted)));
        e.doubt = qn_graph_max(g, e.doubt, wanted->status);
    }
    e.element = row->b == QN_NONE_INDEX ? e.element : l->reg[row->b];
    l->reg[row->out] = e.element;
    e.is_there = e.in != QN_NONE_INDEX; /* which is there where the doubt is */
    return e;
}

/* number: what stands for the elements of a sequence of numbers, one of them; NULL where there is
 * none. */
static elements go_through(qn_lowering *l, uint32_t seq, const elements *number)
{
    const qn_row_sequence *row = &l->t->sequence[seq];
    switch ((qn_sequence_kind)row->kind) {
    case QN_SEQ_LIST:
        return go_through_list(l, row);
    case QN_SEQ_EACH:
        return go_through_each(l, row, number);
    case QN_SEQ_NUMBERS:
        if (number == NULL) {
            return nothing();
        }
        l->reg[row->out] = number->element;
        return *number;
    default:
        return nothing();
    }
}

/* The gravest of a status over the elements that are in. */
static qn_node_id worst_of(qn_lowering *l, const elements *e, qn_node_id status)
{
    if (e->domain == 0) {
        return qn_graph_select(l->g, e->in, status, l->zero);
    }
    return qn_graph_is(l->g, status, QN_KNOWN)
               ? l->zero
               : qn_graph_extreme(l->g, QN_COL_MOST, e->in, status, e->domain);
}

static qn_node_id count_of(qn_lowering *l, const elements *e, qn_node_id in)
{
    if (e->domain == 0) {
        return in;
    }
    return qn_graph_count(l->g, in, e->domain, e->limit);
}

static qn_lowered lower_count(qn_lowering *l, const elements *e)
{
    return qn_lowered_number(l, count_of(l, e, e->in),
                             qn_lowered_gravest(l, e->status, worst_of(l, e, e->doubt)));
}

/* The status of what is made of all elements. */
static qn_node_id status_of_all(qn_lowering *l, const elements *e)
{
    qn_node_id each = qn_lowered_gravest(l, e->doubt, e->element.status);
    return qn_lowered_gravest(l, e->status, worst_of(l, e, each));
}

static qn_lowered lower_total(qn_lowering *l, const elements *e)
{
    int64_t den = 0;
    if (!qn_graph_is_const(l->g, e->element.den, &den)) {
        return qn_lowered_hard();
    }
    qn_lowered out = qn_lowered_number(
        l, qn_graph_total(l->g, e->in, e->element.value, e->domain, e->limit), status_of_all(l, e));
    out.den = out.form == QN_SHAPE_HARD ? out.den : e->element.den;
    return out;
}

static qn_lowered lower_least(qn_lowering *l, const elements *e, qn_column_op op)
{
    qn_graph *g = l->g;
    int64_t den = 0;
    if (!qn_graph_is_const(g, e->element.den, &den)) {
        return qn_lowered_hard();
    }
    qn_node_id is_empty = qn_graph_eq(g, count_of(l, e, e->in), l->zero);
    qn_node_id status = status_of_all(l, e);
    qn_node_id none = qn_graph_select(g, is_empty, qn_graph_const(g, QN_NONE), l->zero);
    qn_lowered out =
        qn_lowered_number(l, qn_graph_extreme(g, op, e->in, e->element.value, e->domain),
                          qn_graph_select(g, qn_graph_eq(g, status, l->zero), none, status));
    out.den = out.form == QN_SHAPE_HARD ? out.den : e->element.den;
    return out;
}

/* The status of elements of which one alone can decide. */
static qn_node_id undecided_of(qn_lowering *l, const elements *e, qn_node_id open)
{
    qn_node_id worst = worst_of(l, e, open);
    if (qn_lowered_never_fails(l, open)) {
        return worst;
    }
    qn_node_id unknown = qn_graph_const(l->g, QN_UNKNOWN);
    qn_node_id has_unknown = worst_of(l, e, qn_graph_eq(l->g, open, unknown));
    return qn_graph_select(l->g, has_unknown, unknown, worst);
}

/* What surely is, and is `wanted`, decides; what surely is not, counts for nothing. */
static qn_lowered lower_any(qn_lowering *l, const elements *e, bool wanted)
{
    qn_graph *g = l->g;
    qn_node_id yes = qn_lowered_is_yes(l, &e->element);
    qn_node_id no = qn_lowered_is_no(l, &e->element);
    qn_node_id hit = qn_graph_and(g, e->in, wanted ? yes : no);
    qn_node_id sure = qn_graph_and(g, hit, qn_graph_eq(g, e->doubt, l->zero));
    qn_node_id is_decided = qn_graph_not(g, qn_graph_eq(g, count_of(l, e, sure), l->zero));
    qn_node_id open = qn_lowered_undecided(l, e->doubt, e->element.status);
    open = qn_graph_select(g, wanted ? no : yes, l->zero, open);
    qn_node_id status = qn_lowered_undecided(l, e->status, undecided_of(l, e, open));
    return qn_lowered_number(l, wanted ? is_decided : qn_graph_not(g, is_decided),
                             qn_graph_select(g, is_decided, l->zero, status));
}

/* What one of a few numbers that are the same in all rows makes of an ANY, ALL or COUNT. */
static qn_lowered lower_one_number(qn_lowering *l, const elements *e, qn_op op)
{
    if (!e->is_there || (op != OP_COUNT && e->element.form != QN_SHAPE_NUMBER)) {
        return qn_lowered_hard();
    }
    return op == OP_COUNT ? lower_count(l, e) : lower_any(l, e, op == OP_ANY);
}

/* Puts together what two of them make: a yes decides an ANY and a no an ALL, counts add up. */
static qn_lowered join_numbers(qn_lowering *l, const qn_lowered *a, const qn_lowered *b, qn_op op)
{
    if (a->form != QN_SHAPE_NUMBER || b->form != QN_SHAPE_NUMBER) {
        return qn_lowered_hard();
    }
    if (op == OP_ALL) {
        return qn_lowered_and(l, a, b);
    }
    if (op == OP_ANY) {
        return qn_lowered_or(l, a, b);
    }
    return qn_lowered_number(l, qn_graph_add(l->g, a->value, b->value),
                             qn_lowered_gravest(l, a->status, b->status));
}

/* The row of NUMBERS at the source of a chain of EACH, or NULL; from and to are the same in all
 * rows. */
static const qn_row_sequence *find_numbers(const qn_lowering *l, uint32_t seq, int64_t *from,
                                           int64_t *to)
{
    const qn_row_sequence *row = &l->t->sequence[seq];
    while (row->kind == QN_SEQ_EACH) {
        row = &l->t->sequence[row->source];
    }
    bool are_common = row->kind == QN_SEQ_NUMBERS && l->reg[row->a].form == QN_SHAPE_NUMBER &&
                      l->reg[row->b].form == QN_SHAPE_NUMBER &&
                      qn_graph_is(l->g, l->reg[row->a].status, QN_KNOWN) &&
                      qn_graph_is(l->g, l->reg[row->b].status, QN_KNOWN) &&
                      qn_graph_is_const(l->g, l->reg[row->a].value, from) &&
                      qn_graph_is_const(l->g, l->reg[row->b].value, to);
    return are_common && *to - *from < NUMBERS_MAX && *to<INT32_MAX && * from> INT32_MIN ? row
                                                                                         : NULL;
}

/* A few numbers, one after the other. */
static qn_lowered lower_numbers(qn_lowering *l, const qn_row_instruction *row, int64_t from,
                                int64_t to)
{
    qn_op op = qn_instruction_op(row);
    qn_lowered out = qn_lowered_number(l, op == OP_ALL ? l->one : l->zero, l->zero);
    for (int64_t i = from; i <= to; i++) {
        const elements number = {.is_there = true,
                                 .limit = (uint32_t)(i - from),
                                 .in = l->one,
                                 .doubt = l->zero,
                                 .status = l->zero,
                                 .element = qn_lowered_number(l, qn_graph_const(l->g, i), l->zero)};
        elements e = go_through(l, row->a, &number);
        qn_lowered one = lower_one_number(l, &e, op);
        out = join_numbers(l, &out, &one, op);
    }
    return out;
}

qn_lowered qn_lower_over(qn_lowering *l, const qn_row_instruction *row)
{
    int64_t from = 0;
    int64_t to = 0;
    qn_op op = qn_instruction_op(row);
    bool is_joined = op == OP_ANY || op == OP_ALL || op == OP_COUNT;
    if (is_joined && find_numbers(l, row->a, &from, &to) != NULL) {
        return lower_numbers(l, row, from, to);
    }
    elements e = go_through(l, row->a, NULL);
    if (!e.is_there || (op != OP_COUNT && e.element.form != QN_SHAPE_NUMBER)) {
        return qn_lowered_hard();
    }
    switch (op) {
    case OP_COUNT:
        return lower_count(l, &e);
    case OP_TOTAL:
        return lower_total(l, &e);
    case OP_ANY:
        return lower_any(l, &e, true);
    case OP_ALL:
        return lower_any(l, &e, false);
    case OP_LEAST:
        return lower_least(l, &e, QN_COL_LEAST);
    case OP_MOST:
    default:
        return lower_least(l, &e, QN_COL_MOST);
    }
}
