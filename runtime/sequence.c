/*
 * See sequence.h. Here are the stages that give each element as it comes.
 */
#include "sequence.h"
#include "seldom.h"

#include "date.h"
#include "period.h"
#include "sequence_stage.h"

/* The statuses of the registers a and b that a stage reads when it is begun, absent ones aside. */
static bool operands_are_known(const qn_going *g)
{
    const uint8_t *status = g->c->status;
    uint8_t worst = g->row->a == QN_NONE_INDEX ? QN_KNOWN : status[g->row->a];
    if (g->row->b != QN_NONE_INDEX) {
        worst = gravest(worst, status[g->row->b]);
    }
    return worst == QN_KNOWN || qn_going_stop(g, worst);
}

static int64_t integer_at(const qn_going *g, uint32_t reg)
{
    return g->c->slot[reg].i;
}

/* A list lies in cells of the case; what else is called one is an error. */
static bool begin_list(const qn_going *g)
{
    if (!operands_are_known(g)) {
        return false;
    }
    qn_list list = qn_list_unpack(integer_at(g, g->row->a));
    if (!qn_cells_have(&g->c->cells, list.first, list.count)) {
        return qn_going_fail(g, QN_ERROR_OVERFLOW);
    }
    g->stage->next = list.first;
    g->stage->end = (int64_t)list.first + list.count;
    return true;
}

static bool next_cell(const qn_going *g)
{
    return g->stage->next < g->stage->end && qn_going_put_cell(g, (uint32_t)g->stage->next++);
}

static bool next_given(const qn_going *g)
{
    if (g->stage->next >= g->row->entry_count) {
        return false;
    }
    qn_case_copy(g->c, qn_going_entry(g, (uint32_t)g->stage->next++), g->row->out);
    return true;
}

/* mark: the last number has been given, behind which there may be none. */
QN_SELDOM static void begin_numbers(const qn_going *g)
{
    if (operands_are_known(g)) {
        g->stage->next = integer_at(g, g->row->a);
        g->stage->end = integer_at(g, g->row->b);
        g->stage->mark = g->stage->next > g->stage->end;
    }
}

QN_SELDOM static bool next_number(const qn_going *g)
{
    if (g->stage->mark != 0) {
        return false;
    }
    qn_case_put_integer(g->c, g->row->out, g->stage->next);
    g->stage->mark = g->stage->next == g->stage->end;
    g->stage->next += g->stage->mark == 0;
    return true;
}

QN_SELDOM static void begin_days(const qn_going *g)
{
    if (operands_are_known(g)) {
        qn_period period = qn_period_unpack(integer_at(g, g->row->a));
        g->stage->next = period.first;
        g->stage->end = period.last;
    }
}

/* A period without an end has days that no calendar has. */
QN_SELDOM static bool next_day(const qn_going *g)
{
    if (g->stage->next > g->stage->end) {
        return false;
    }
    if (!qn_date_is_valid(g->stage->next)) {
        return qn_going_fail(g, QN_ERROR_DATE_RANGE);
    }
    qn_case_put_integer(g->c, g->row->out, g->stage->next++);
    return true;
}

/* aside: the periods of the chain that are still to come. */
QN_SELDOM static void begin_chained(const qn_going *g)
{
    if (!operands_are_known(g)) {
        return;
    }
    g->stage->aside = integer_at(g, g->row->a);
    g->stage->next = 0;
    g->stage->end = -1;
    qn_list list = qn_list_unpack(g->stage->aside);
    if (list.count > g->c->program->most_periods ||
        !qn_cells_have(&g->c->cells, list.first, list.count)) {
        (void)qn_going_fail(g, QN_ERROR_OVERFLOW);
    }
}

QN_SELDOM static bool next_chained(const qn_going *g)
{
    while (g->stage->next > g->stage->end) {
        qn_list left = qn_list_unpack(g->stage->aside);
        if (left.count == 0) {
            return false;
        }
        if (g->c->cells.status[left.first] != QN_KNOWN ||
            g->c->cells.class_[left.first] != QN_CLASS_I) {
            return qn_going_fail(g, QN_ERROR_OVERFLOW);
        }
        qn_period period = qn_period_unpack(g->c->cells.slot[left.first].i);
        g->stage->next = period.first;
        g->stage->end = period.last;
        g->c->steps++;
        g->stage->aside = qn_list_pack((qn_list){.first = left.first + 1, .count = left.count - 1});
    }
    return next_day(g);
}

/* The number of the element that was pulled, from 0. Behind one that may be absent it is undecided:
 * mark is the gravest status of all before. */
static void put_number(const qn_going *g, uint8_t presence)
{
    if (g->row->entry_count > 0) {
        const qn_slot number = {.i = g->stage->next};
        qn_case_put(g->c, qn_going_entry(g, 0), g->stage->mark, &number);
    }
    g->stage->next++;
    g->stage->mark = gravest(g->stage->mark, presence);
}

/* What is surely not wanted is passed over, whatever else there is to say of it. */
static bool next_each(const qn_going *g, uint8_t *presence)
{
    qn_case *c = g->c;
    while (qn_going_pull(g, presence)) {
        put_number(g, *presence);
        qn_going_run_region(g);
        if (g->row->a != QN_NONE_INDEX) {
            uint8_t status = c->status[g->row->a];
            if (status == QN_KNOWN && c->slot[g->row->a].i == 0) {
                continue;
            }
            *presence = gravest(*presence, status);
        }
        qn_case_copy(c, g->row->b == QN_NONE_INDEX ? qn_going_source_out(g) : g->row->b,
                     g->row->out);
        return true;
    }
    return false;
}

/* mark: 0 between elements of the source, else 1 + the presence of the one whose inner elements are
 * given. What is undecided within it leaves all that follows undecided. */
QN_SELDOM static bool next_nested(const qn_going *g, uint8_t *presence)
{
    qn_stage *stage = g->stage;
    for (;;) {
        if (stage->mark != 0) {
            uint8_t outer = (uint8_t)(stage->mark - 1);
            if (qn_sequence_next(g->c, g->row->inner, presence)) {
                *presence = gravest(*presence, outer);
                qn_case_copy(g->c, g->c->tables->sequence[g->row->inner].out, g->row->out);
                return true;
            }
            stage->mark = 0;
            qn_going_take_end(g, g->row->inner);
            if (stage->status != QN_KNOWN) {
                stage->status = gravest(stage->status, outer);
                return false;
            }
        }
        if (!qn_going_pull(g, presence)) {
            return false;
        }
        stage->mark = (uint8_t)(1 + *presence);
        qn_going_run_region(g);
        (void)qn_sequence_begin(g->c, g->row->inner);
    }
}

/* False where it is not known of how many elements. */
static bool begin_count(const qn_going *g)
{
    g->stage->end = integer_at(g, g->row->a);
    return operands_are_known(g);
}

/* An element that must surely be one, as places are counted. */
static bool pull_sure(const qn_going *g)
{
    uint8_t presence = QN_KNOWN;
    return qn_going_pull(g, &presence) && (presence == QN_KNOWN || qn_going_stop(g, presence));
}

/* What lies behind the last one is not asked for. */
static bool next_first(const qn_going *g)
{
    if (g->stage->next >= g->stage->end || !pull_sure(g)) {
        return false;
    }
    g->stage->next++;
    qn_case_copy(g->c, qn_going_source_out(g), g->row->out);
    return true;
}

QN_SELDOM static bool next_rest(const qn_going *g, uint8_t *presence)
{
    for (; g->stage->next < g->stage->end; g->stage->next++) {
        if (!pull_sure(g)) {
            return false;
        }
    }
    if (!qn_going_pull(g, presence)) {
        return false;
    }
    qn_case_copy(g->c, qn_going_source_out(g), g->row->out);
    return true;
}

/* The words of an entry of a CARRY. */
enum { CARRIED, CARRIED_FIRST, CARRIED_NEXT, CARRIED_WIDTH };

QN_SELDOM static void begin_carry(const qn_going *g)
{
    for (uint32_t i = 0; i < g->row->entry_count; i += CARRIED_WIDTH) {
        qn_case_copy(g->c, qn_going_entry(g, i + CARRIED_FIRST), qn_going_entry(g, i + CARRIED));
    }
}

typedef struct carried {
    qn_slot slot[QN_CARRIED_MAX];
    uint8_t status[QN_CARRIED_MAX];
} carried;

/* What stands in one word of every entry. */
static void read_carried(const qn_going *g, uint32_t word, carried *all)
{
    uint32_t count = g->row->entry_count / CARRIED_WIDTH;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t reg = qn_going_entry(g, i * CARRIED_WIDTH + word);
        all->slot[i] = g->c->slot[reg];
        all->status[i] = g->c->status[reg];
    }
}

static void put_carried(const qn_going *g, const carried *all)
{
    uint32_t count = g->row->entry_count / CARRIED_WIDTH;
    for (uint32_t i = 0; i < count; i++) {
        qn_case_put(g->c, qn_going_entry(g, i * CARRIED_WIDTH + CARRIED), all->status[i],
                    &all->slot[i]);
    }
}

/* All that is carried moves at once: what one becomes may be what another was. */
static void move_on(const qn_going *g)
{
    carried next;
    read_carried(g, CARRIED_NEXT, &next);
    put_carried(g, &next);
    qn_case_copy(g->c, g->row->b, g->row->out);
}

QN_SELDOM static bool next_carry(const qn_going *g)
{
    if (!pull_sure(g)) {
        return false;
    }
    qn_going_run_region(g);
    if (g->c->held == g->stage && g->stage->given == g->c->held_given) {
        carried before;
        read_carried(g, CARRIED, &before);
        move_on(g);
        put_carried(g, &before);
    } else {
        move_on(g);
    }
    return true;
}

/* next: the row of SEQ that was chosen, -1 for none. */
QN_SELDOM static void begin_choice(const qn_going *g)
{
    g->stage->next = -1;
    if (!operands_are_known(g)) {
        return;
    }
    int64_t chosen = integer_at(g, g->row->a);
    if (chosen >= 0 && chosen < g->row->entry_count) {
        uint32_t seq = qn_going_entry(g, (uint32_t)chosen);
        g->stage->next = seq;
        (void)qn_sequence_begin(g->c, seq);
        qn_going_take_end(g, seq);
    }
}

QN_SELDOM static bool next_choice(const qn_going *g, uint8_t *presence)
{
    if (g->stage->next < 0) {
        return false;
    }
    uint32_t seq = (uint32_t)g->stage->next;
    if (!qn_sequence_next(g->c, seq, presence)) {
        qn_going_take_end(g, seq);
        return false;
    }
    qn_case_copy(g->c, g->c->tables->sequence[seq].out, g->row->out);
    return true;
}

/* The element before is kept in the stage's cell, since whoever takes an element may write over its
 * register. mark: the status of what came before where that may be no element. */
QN_SELDOM static bool next_before(const qn_going *g, uint8_t *presence)
{
    qn_case *c = g->c;
    const uint32_t cell = g->row->first_cell;
    const uint32_t before = qn_going_entry(g, 0);
    if (!qn_going_pull(g, presence)) {
        return false;
    }
    if (g->stage->mark != QN_KNOWN) {
        qn_case_put(c, before, g->stage->mark, NULL);
    } else if (!qn_cell_fits(c, cell, qn_class_at(c, before))) {
        return qn_going_fail(g, QN_ERROR_OVERFLOW);
    } else {
        qn_case_put(c, before, c->cells.status[cell], &c->cells.slot[cell]);
    }
    g->stage->mark = *presence;
    qn_cell_keep(c, cell, qn_going_source_out(g));
    qn_case_copy(c, qn_going_source_out(g), g->row->out);
    return true;
}

/* What each kind does before the first element; the status of the stage says whether it can. */
static void begin_kind(const qn_going *g)
{
    switch ((qn_sequence_kind)g->row->kind) {
    case QN_SEQ_LIST:
        (void)begin_list(g);
        break;
    case QN_SEQ_NUMBERS:
        begin_numbers(g);
        break;
    case QN_SEQ_DAYS:
        begin_days(g);
        break;
    case QN_SEQ_CHAINED:
        begin_chained(g);
        break;
    case QN_SEQ_PARTS:
        if (operands_are_known(g)) {
            qn_parts_begin(g);
        }
        break;
    case QN_SEQ_FIRST:
    case QN_SEQ_REST:
        (void)begin_count(g);
        break;
    case QN_SEQ_LAST:
        if (begin_count(g)) {
            qn_last_begin(g);
        }
        break;
    case QN_SEQ_SORTED:
        qn_sorted_begin(g);
        break;
    case QN_SEQ_DISTINCT:
        qn_distinct_begin(g);
        break;
    case QN_SEQ_CHAINS:
        if (operands_are_known(g)) {
            qn_chains_begin(g);
        }
        break;
    case QN_SEQ_CHOICE:
        begin_choice(g);
        break;
    case QN_SEQ_BEFORE:
        g->stage->mark = QN_NONE;
        break;
    case QN_SEQ_SPLIT:
        if (operands_are_known(g)) {
            qn_split_begin(g);
        }
        break;
    case QN_SEQ_GIVEN:
    case QN_SEQ_EACH:
    case QN_SEQ_NESTED:
    case QN_SEQ_CARRY:
    case QN_SEQ_KIND_COUNT:
    default:
        break;
    }
}

uint8_t qn_sequence_begin(qn_case *c, uint32_t seq)
{
    qn_going g = qn_going_at(c, seq);
    *g.stage = (qn_stage){.status = QN_KNOWN};
    if (c->program->is_sound[seq] == 0) {
        (void)qn_going_stop(&g, QN_UNKNOWN);
        return QN_UNKNOWN;
    }
    c->steps++;
    if (c->depth == 0) { /* from outside */
        c->walk_steps = QN_WORK_STEPS_MAX;
    }
    if (g.row->kind == QN_SEQ_CARRY) { /* what there is if nothing can be gone through, too */
        begin_carry(&g);
    }
    if (g.row->source != QN_NONE_INDEX && qn_sequence_begin(c, g.row->source) != QN_KNOWN) {
        qn_going_take_end(&g, g.row->source);
        return g.stage->status;
    }
    begin_kind(&g);
    return g.stage->status;
}

static bool next_of_kind(const qn_going *g, uint8_t *presence)
{
    switch ((qn_sequence_kind)g->row->kind) {
    case QN_SEQ_LIST:
        return next_cell(g);
    case QN_SEQ_GIVEN:
        return next_given(g);
    case QN_SEQ_NUMBERS:
        return next_number(g);
    case QN_SEQ_DAYS:
        return next_day(g);
    case QN_SEQ_CHAINED:
        return next_chained(g);
    case QN_SEQ_PARTS:
        return qn_parts_next(g);
    case QN_SEQ_EACH:
        return next_each(g, presence);
    case QN_SEQ_NESTED:
        return next_nested(g, presence);
    case QN_SEQ_FIRST:
        return next_first(g);
    case QN_SEQ_REST:
        return next_rest(g, presence);
    case QN_SEQ_LAST:
        return qn_last_next(g);
    case QN_SEQ_SORTED:
        return qn_sorted_next(g);
    case QN_SEQ_DISTINCT:
        return qn_distinct_next(g);
    case QN_SEQ_CHAINS:
        return qn_chains_next(g);
    case QN_SEQ_CARRY:
        return next_carry(g);
    case QN_SEQ_CHOICE:
        return next_choice(g, presence);
    case QN_SEQ_BEFORE:
        return next_before(g, presence);
    case QN_SEQ_SPLIT:
    case QN_SEQ_KIND_COUNT:
    default:
        return qn_split_next(g);
    }
}

bool qn_sequence_next(qn_case *c, uint32_t seq, uint8_t *presence)
{
    qn_going g = qn_going_at(c, seq);
    *presence = QN_KNOWN;
    if (g.stage->status != QN_KNOWN || !next_of_kind(&g, presence)) {
        return false;
    }
    if (g.stage->given == g.row->limit) {
        return qn_going_fail(&g, QN_ERROR_TOO_MANY_STEPS);
    }
    c->steps++;
    g.stage->given++;
    return true;
}
