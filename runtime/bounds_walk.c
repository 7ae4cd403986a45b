/*
 * See bounds_walk.h. Here are the stages that give each element as it comes.
 */
#include "bounds_walk.h"

#include "date.h"
#include "sequence.h"
#include "sequence_stage.h"

/* ---- steps and registers */

bool qn_bounds_is_spent(const qn_case *c)
{
    return c->bounds->steps_left == 0;
}

bool qn_bounds_spend(qn_case *c, uint64_t steps)
{
    c->bounds->work += steps;
    c->bounds->steps_left -= steps < c->bounds->steps_left ? steps : c->bounds->steps_left;
    return c->bounds->steps_left > 0;
}

void qn_bounds_copy(qn_case *c, uint32_t from, uint32_t to)
{
    if (from == to) {
        return;
    }
    if (c->status[from] != QN_UNKNOWN) {
        qn_case_put(c, to, c->status[from], &c->slot[from]);
        return;
    }
    qn_open open = qn_bounds_operand(c, from, (qn_form)c->bounds->form[to]);
    qn_bounds_put(c, to, &open);
}

void qn_bounds_run(qn_case *c, uint32_t first, uint32_t count)
{
    uint64_t before = c->steps;
    qn_vm_run(c, first, count);
    if (qn_bounds_spend(c, c->steps - before + count)) {
        qn_bounds_look_at(c, first, count);
    }
}

/* ---- what stages share */

bool qn_stage_emit(qn_open_stage *s, int64_t times, uint8_t presence, bool may_lack)
{
    const qn_open_element element = {.times = times, .presence = presence, .may_lack = may_lack};
    if (times <= 0) {
        return true;
    }
    if (!qn_bounds_spend(s->c, 1)) {
        return false;
    }
    s->stopped = !s->to->take(s->to, &element);
    return !s->stopped && !qn_bounds_is_spent(s->c);
}

bool qn_stage_may_end(qn_open_stage *s, uint8_t outcomes)
{
    s->ends |= outcomes & (uint8_t)~QN_OPEN_KNOWN;
    if ((outcomes & QN_OPEN_KNOWN) == 0) {
        s->ends &= (uint8_t)~QN_OPEN_KNOWN;
        return false;
    }
    return true;
}

void qn_stage_run_region(qn_open_stage *s)
{
    qn_onlooker *onlooker = s->c->bounds->onlooker;
    if (s->row->region == QN_NONE_INDEX) {
        return;
    }
    const qn_row_region *region = &s->c->tables->region[s->row->region];
    s->c->bounds->onlooker = NULL;
    qn_bounds_run(s->c, region->first, region->count);
    if (onlooker != NULL && !qn_bounds_is_spent(s->c)) {
        onlooker->region(onlooker, s->seq);
    }
    s->c->bounds->onlooker = onlooker;
}

void qn_stage_pull(qn_open_stage *s, bool ordered,
                   bool (*take)(qn_taker *taker, const qn_open_element *element))
{
    s->taker.take = take;
    (void)qn_stage_may_end(s, qn_bounds_walk(s->c, s->row->source, ordered, &s->taker));
}

uint32_t qn_stage_source_out(const qn_open_stage *s)
{
    return s->c->tables->sequence[s->row->source].out;
}

void qn_open_count_add(qn_open_count *count, const qn_open_element *element)
{
    count->sure += element->may_lack ? 0 : element->times;
    count->possible += element->times;
}

static uint32_t entry(const qn_open_stage *s, uint32_t index)
{
    return s->c->tables->entry[s->row->first_entry + index].value;
}

static int64_t lesser(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t greater(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* ---- where elements come from */

/* The field that declares the elements of the list in a register that is a fact, or was read from a
 * field; QN_NONE_INDEX for others. */
static uint32_t element_field(const qn_case *c, uint32_t reg)
{
    const qn_tables *t = c->tables;
    uint32_t first = qn_tables_first_result(t);
    uint32_t type = QN_NONE_INDEX;
    uint32_t number = qn_tables_fact_in(t, reg);
    if (number != QN_NONE_INDEX) {
        const qn_row_fact *fact = &t->fact[number];
        type = fact->history == QN_NONE_INDEX ? fact->type : fact->history;
    } else if (reg >= first && qn_instruction_op(&t->instruction[reg - first]) == OP_LOAD &&
               t->instruction[reg - first].c != QN_NONE_INDEX) {
        type = t->field[t->instruction[reg - first].c].type;
    }
    bool is_list = type != QN_NONE_INDEX && t->type[type].kind == QN_KIND_LIST;
    return is_list ? t->type[type].first_field : QN_NONE_INDEX;
}

/* Elements of a list that is not known: as many as it may have, each what its field says. */
static void unknown_list(qn_open_stage *s)
{
    qn_form form = (qn_form)s->c->bounds->form[s->row->out];
    uint32_t field = element_field(s->c, s->row->a);
    qn_open open = field == QN_NONE_INDEX ? qn_bounds_anything(form)
                                          : qn_bounds_declared_field(s->c, field, form);
    qn_bounds_put(s->c, s->row->out, &open);
    (void)qn_stage_emit(s, s->row->limit, QN_OPEN_KNOWN, true);
}

static void walk_list(qn_open_stage *s)
{
    qn_case *c = s->c;
    qn_form form = (qn_form)c->bounds->form[s->row->out];
    if (!qn_stage_may_end(s, qn_bounds_number(c, s->row->a).outcomes)) {
        return;
    }
    if (c->status[s->row->a] != QN_KNOWN) {
        unknown_list(s);
        return;
    }
    qn_list list = qn_list_unpack(c->slot[s->row->a].i);
    if (!qn_cells_have(&c->cells, list.first, list.count)) {
        (void)qn_stage_may_end(s, QN_OPEN_FAILED);
        return;
    }
    for (uint32_t i = list.first; i < list.first + list.count; i++) {
        if (!qn_cell_fits(c, i, qn_class_at(c, s->row->out))) {
            (void)qn_stage_may_end(s, QN_OPEN_FAILED);
            return;
        }
        qn_open open = qn_bounds_cell(c, i, form);
        qn_bounds_put(c, s->row->out, &open);
        if (!qn_stage_emit(s, 1, QN_OPEN_KNOWN, false)) {
            return;
        }
    }
}

static void walk_given(qn_open_stage *s)
{
    for (uint32_t i = 0; i < s->row->entry_count; i++) {
        qn_bounds_copy(s->c, entry(s, i), s->row->out);
        if (!qn_stage_emit(s, 1, QN_OPEN_KNOWN, false)) {
            return;
        }
    }
}

/* The whole numbers of a range whose ends are open: one by one if they are not too many, else as
 * many alike. Those between the ends that lie innermost surely are there. */
static void walk_range(qn_open_stage *s, const qn_open_whole *from, const qn_open_whole *to)
{
    bool is_short = from->has_low && to->has_high &&
                    (to->high - from->low < QN_BOUNDS_RANGE_MAX || (from->single && to->single));
    if (is_short) {
        for (int64_t n = from->low; n <= to->high; n++) {
            bool sure = from->has_high && to->has_low && n >= from->high && n <= to->low;
            qn_case_put_integer(s->c, s->row->out, n);
            if (!qn_stage_emit(s, 1, QN_OPEN_KNOWN, !sure)) {
                return;
            }
        }
        return;
    }
    const qn_open_whole ends = {
        .low = from->low, .high = to->high, .has_low = from->has_low, .has_high = to->has_high};
    int64_t sure = from->has_high && to->has_low ? to->low - from->high + 1 : 0;
    int64_t possible = from->has_low && to->has_high ? to->high - from->low + 1 : s->row->limit;
    qn_open open = qn_open_numbers(ends);
    sure = lesser(greater(sure, 0), s->row->limit);
    possible = greater(sure, lesser(possible, s->row->limit));
    qn_bounds_put(s->c, s->row->out, &open);
    if (qn_stage_emit(s, sure, QN_OPEN_KNOWN, false)) {
        qn_bounds_put(s->c, s->row->out, &open);
        (void)qn_stage_emit(s, possible - sure, QN_OPEN_KNOWN, true);
    }
}

static void walk_numbers(qn_open_stage *s)
{
    qn_open a = qn_bounds_number(s->c, s->row->a);
    qn_open b = qn_bounds_number(s->c, s->row->b);
    const int64_t most = INT64_MAX / 4;
    if (qn_stage_may_end(s, qn_outcomes_gravest(a.outcomes, b.outcomes))) {
        qn_open_whole from = qn_open_whole_of(&a, -most, most);
        qn_open_whole to = qn_open_whole_of(&b, -most, most);
        walk_range(s, &from, &to);
    }
}

/* A period without an end runs out of days, which is not foreseen. */
static void walk_days(qn_open_stage *s)
{
    qn_open_period period = qn_bounds_period(s->c, s->row->a);
    if (qn_stage_may_end(s, period.outcomes)) {
        period.last.has_high = period.last.has_high && !period.may_be_endless;
        walk_range(s, &period.first, &period.last);
    }
}

/* ---- one element after the other */

/* A stage that numbers its elements. mark: what the elements before leave of the number. */
typedef struct each_stage {
    qn_open_stage s;
    uint8_t mark;
} each_stage;

static void put_number(each_stage *e, const qn_open_element *element)
{
    qn_open_stage *s = &e->s;
    if (s->row->entry_count > 0) {
        qn_open number = qn_open_integers(s->before.sure, s->before.possible + element->times - 1);
        number.outcomes = e->mark;
        qn_bounds_put(s->c, entry(s, 0), &number);
    }
    uint8_t after = qn_outcomes_gravest(e->mark, element->presence);
    e->mark = element->may_lack ? e->mark | after : after;
    qn_open_count_add(&s->before, element);
}

/* What is surely not wanted is passed over, whatever else there is to say of it. */
static bool take_each(qn_taker *taker, const qn_open_element *element)
{
    each_stage *e = (each_stage *)(void *)taker;
    qn_open_stage *s = &e->s;
    uint8_t presence = element->presence;
    bool may_lack = element->may_lack;
    put_number(e, element);
    qn_stage_run_region(s);
    if (s->row->a != QN_NONE_INDEX) {
        qn_open wanted = qn_bounds_number(s->c, s->row->a);
        bool may_be = qn_open_may_be(&wanted, 1);
        uint8_t of_wanted = qn_open_statuses(&wanted) | (may_be ? QN_OPEN_KNOWN : 0);
        may_lack = may_lack || qn_open_may_be(&wanted, 0);
        if (of_wanted == 0) {
            return true;
        }
        presence = qn_outcomes_gravest(presence, of_wanted);
    }
    qn_bounds_copy(s->c, s->row->b == QN_NONE_INDEX ? qn_stage_source_out(s) : s->row->b,
                   s->row->out);
    return qn_stage_emit(s, element->times, presence, may_lack);
}

static uint8_t walk_each(qn_open_stage *s)
{
    each_stage e = {.s = *s, .mark = QN_OPEN_KNOWN};
    bool ordered = s->ordered || s->row->entry_count > 0;
    qn_stage_pull(&e.s, ordered, take_each);
    return e.s.ends;
}

/* Elements that are counted; no sequence gives as many. */
#define TIMES_MAX INT64_C(1000000000000)

/* Elements of an inner sequence, taken with what is known of the outer element. */
typedef struct inner_taker {
    qn_taker taker;
    qn_open_stage *s;
    uint32_t out;
    int64_t times;
    uint8_t presence;
    bool may_lack;
} inner_taker;

static bool take_inner(qn_taker *taker, const qn_open_element *element)
{
    inner_taker *inner = (inner_taker *)(void *)taker;
    qn_bounds_copy(inner->s->c, inner->out, inner->s->row->out);
    int64_t times = lesser(element->times, TIMES_MAX / inner->times) * inner->times;
    return qn_stage_emit(inner->s, times, qn_outcomes_gravest(element->presence, inner->presence),
                         element->may_lack || inner->may_lack);
}

/* The elements of a sequence as those of the stage, as far as they are there at all. */
static bool walk_inner(qn_open_stage *s, uint32_t seq, const qn_open_element *outer, int64_t times)
{
    inner_taker inner = {.taker = {.take = take_inner},
                         .s = s,
                         .out = s->c->tables->sequence[seq].out,
                         .times = times,
                         .presence = outer->presence,
                         .may_lack = outer->may_lack};
    uint8_t ends = qn_bounds_walk(s->c, seq, s->ordered, &inner.taker);
    if (ends != QN_OPEN_KNOWN) {
        ends = qn_outcomes_gravest(ends, outer->presence);
        ends |= outer->may_lack ? QN_OPEN_KNOWN : 0;
    }
    return qn_stage_may_end(s, ends) && !s->stopped && !qn_bounds_is_spent(s->c);
}

/* Where the order is no matter, what is alike need not be gone through more than once. */
static bool take_outer(qn_taker *taker, const qn_open_element *element)
{
    qn_open_stage *s = (qn_open_stage *)(void *)taker;
    bool at_once = !s->ordered;
    int64_t rounds = at_once ? 1 : element->times;
    for (int64_t i = 0; i < rounds; i++) {
        qn_stage_run_region(s);
        if (!walk_inner(s, s->row->inner, element, at_once ? element->times : 1)) {
            return false;
        }
    }
    return true;
}

bool qn_stage_count(qn_open_stage *s, const qn_open_element *element, bool surely)
{
    bool must = surely && !element->may_lack;
    return qn_stage_may_end(s, must ? element->presence : element->presence | QN_OPEN_KNOWN);
}

/* FIRST and REST: between so many and so many elements. */
typedef struct cut_stage {
    qn_open_stage s;
    int64_t least;
    int64_t most;
} cut_stage;

static bool take_first(qn_taker *taker, const qn_open_element *element)
{
    cut_stage *cut = (cut_stage *)(void *)taker;
    qn_open_stage *s = &cut->s;
    int64_t possible = lesser(element->times, cut->most - s->before.sure);
    int64_t sure = element->may_lack ? 0 : lesser(element->times, cut->least - s->before.possible);
    if (possible <= 0 || !qn_stage_count(s, element, s->before.possible < cut->least)) {
        return false;
    }
    sure = greater(sure, 0);
    qn_open_count_add(&s->before, element);
    uint32_t from = qn_stage_source_out(s);
    qn_bounds_copy(s->c, from, s->row->out);
    if (!qn_stage_emit(s, sure, QN_OPEN_KNOWN, false)) {
        return false;
    }
    qn_bounds_copy(s->c, from, s->row->out);
    return qn_stage_emit(s, possible - sure, QN_OPEN_KNOWN, true) && s->before.sure < cut->most;
}

/* What lies behind them has a presence of its own. */
static bool take_rest(qn_taker *taker, const qn_open_element *element)
{
    cut_stage *cut = (cut_stage *)(void *)taker;
    qn_open_stage *s = &cut->s;
    int64_t times = element->times;
    bool may_count = s->before.sure < cut->most;
    if (may_count && !qn_stage_count(s, element, s->before.possible < cut->least)) {
        return false;
    }
    int64_t possible = greater(0, lesser(times, s->before.possible + times - cut->least));
    int64_t sure =
        element->may_lack ? 0 : greater(0, lesser(times, s->before.sure + times - cut->most));
    qn_open_count_add(&s->before, element);
    uint32_t from = qn_stage_source_out(s);
    qn_bounds_copy(s->c, from, s->row->out);
    if (!qn_stage_emit(s, possible - sure, element->presence, true)) {
        return false;
    }
    qn_bounds_copy(s->c, from, s->row->out);
    return qn_stage_emit(s, sure, element->presence, false);
}

/* A number of elements below 0 is none. */
static uint8_t walk_cut(qn_open_stage *s,
                        bool (*take)(qn_taker *taker, const qn_open_element *element))
{
    qn_open count = qn_bounds_number(s->c, s->row->a);
    qn_open_whole ends = qn_open_whole_of(&count, 0, UINT32_MAX);
    cut_stage cut = {.s = *s,
                     .least = ends.has_low ? ends.low : 0,
                     .most = ends.has_high ? ends.high : UINT32_MAX};
    if (qn_stage_may_end(&cut.s, count.outcomes)) {
        qn_stage_pull(&cut.s, true, take);
    }
    return cut.s.ends;
}

/* BEFORE: what the element before can be. */
typedef struct before_stage {
    qn_open_stage s;
    qn_open last;
} before_stage;

static bool take_before(qn_taker *taker, const qn_open_element *element)
{
    before_stage *before = (before_stage *)(void *)taker;
    qn_open_stage *s = &before->s;
    qn_form form = (qn_form)before->last.form;
    qn_open now = qn_bounds_operand(s->c, qn_stage_source_out(s), form);
    if (element->presence != QN_OPEN_KNOWN) {
        now.outcomes = qn_outcomes_gravest(now.outcomes, element->presence);
    }
    if (element->times > 1) {
        qn_open_join(&before->last, &now);
    }
    qn_bounds_put(s->c, entry(s, 0), &before->last);
    if (element->may_lack) {
        qn_open_join(&before->last, &now);
    } else {
        before->last = now;
    }
    qn_bounds_copy(s->c, qn_stage_source_out(s), s->row->out);
    return qn_stage_emit(s, element->times, element->presence, element->may_lack);
}

static uint8_t walk_before(qn_open_stage *s)
{
    qn_form form = (qn_form)s->c->bounds->form[entry(s, 0)];
    before_stage before = {.s = *s, .last = qn_open_status(form, QN_NONE)};
    qn_stage_pull(&before.s, true, take_before);
    return before.s.ends;
}

/* ---- what is carried */

enum { CARRIED, CARRIED_FIRST, CARRIED_NEXT, CARRIED_WIDTH };

/* Rounds over elements that are alike until what is carried is taken to be anything. */
#define ROUNDS_MAX 200

/* The outcomes of all that is carried, taken from or put into its registers. */
typedef struct carried {
    qn_open value[QN_CARRIED_MAX];
    uint32_t count;
} carried;

static qn_form carried_form(const qn_open_stage *s, uint32_t i)
{
    return (qn_form)s->c->bounds->form[entry(s, i * CARRIED_WIDTH + CARRIED)];
}

static void read_carried(const qn_open_stage *s, uint32_t which, carried *out)
{
    out->count = s->row->entry_count / CARRIED_WIDTH;
    for (uint32_t i = 0; i < out->count; i++) {
        out->value[i] =
            qn_bounds_operand(s->c, entry(s, i * CARRIED_WIDTH + which), carried_form(s, i));
    }
}

static void put_carried(const qn_open_stage *s, const carried *in)
{
    for (uint32_t i = 0; i < in->count; i++) {
        qn_bounds_put(s->c, entry(s, i * CARRIED_WIDTH + CARRIED), &in->value[i]);
    }
}

static bool same_open(const qn_open *a, const qn_open *b)
{
    return a->outcomes == b->outcomes &&
           ((a->outcomes & QN_OPEN_KNOWN) == 0 ||
            (a->mask == b->mask && a->low_bits == b->low_bits &&
             a->may_be_endless == b->may_be_endless && a->has_day == b->has_day &&
             qn_open_cmp(a, QN_LOW, b, QN_LOW) == 0 && qn_open_cmp(a, QN_HIGH, b, QN_HIGH) == 0));
}

/* What is carried after an element; whether that is something else than before. */
static bool move_on(const qn_open_stage *s, bool may_lack)
{
    carried before;
    carried after;
    bool moved = false;
    read_carried(s, CARRIED, &before);
    read_carried(s, CARRIED_NEXT, &after);
    for (uint32_t i = 0; i < after.count; i++) {
        if (may_lack) {
            qn_open_join(&after.value[i], &before.value[i]);
        }
        moved = moved || !same_open(&before.value[i], &after.value[i]);
    }
    put_carried(s, &after);
    return moved;
}

static void carry_anything(const qn_open_stage *s)
{
    for (uint32_t i = 0; i < s->row->entry_count / CARRIED_WIDTH; i++) {
        qn_open any = qn_bounds_anything(carried_form(s, i));
        qn_bounds_put(s->c, entry(s, i * CARRIED_WIDTH + CARRIED), &any);
    }
}

static bool take_carry(qn_taker *taker, const qn_open_element *element)
{
    qn_open_stage *s = (qn_open_stage *)(void *)taker;
    if (!qn_stage_count(s, element, true)) {
        return false;
    }
    for (int64_t i = 0; i < element->times; i++) {
        if (i == ROUNDS_MAX) {
            carry_anything(s);
        }
        qn_stage_run_region(s);
        bool moved = move_on(s, element->may_lack);
        qn_bounds_copy(s->c, s->row->b, s->row->out);
        bool alike = !moved || i >= ROUNDS_MAX;
        if (!qn_stage_emit(s, alike ? element->times - i : 1, QN_OPEN_KNOWN, element->may_lack)) {
            return false;
        }
        if (alike) {
            if (moved) {
                carry_anything(s);
            }
            break;
        }
    }
    return true;
}

static void walk_carry(qn_open_stage *s)
{
    carried first;
    read_carried(s, CARRIED_FIRST, &first);
    put_carried(s, &first);
    qn_stage_pull(s, true, take_carry);
}

/* ---- one of several */

/* What can be chosen one by one: the elements of each, which may all be none. */
static void walk_choice(qn_open_stage *s)
{
    qn_open chosen = qn_bounds_operand(s->c, s->row->a, (qn_form)s->c->bounds->form[s->row->a]);
    if (!qn_stage_may_end(s, chosen.outcomes)) {
        return;
    }
    bool single = qn_open_is_value(&chosen);
    const qn_open_element outer = {.times = 1, .presence = QN_OPEN_KNOWN, .may_lack = !single};
    for (uint32_t i = 0; i < s->row->entry_count; i++) {
        bool may_be = chosen.form == QN_FORM_ROW ? qn_bounds_row_is_open(s->c, s->row->a, i)
                                                 : qn_open_may_be(&chosen, i);
        if (may_be && !walk_inner(s, entry(s, i), &outer, 1)) {
            return;
        }
    }
}

/* ---- all kinds */

static uint8_t walk_kind(qn_open_stage *s)
{
    switch ((qn_sequence_kind)s->row->kind) {
    case QN_SEQ_LIST:
        walk_list(s);
        break;
    case QN_SEQ_GIVEN:
        walk_given(s);
        break;
    case QN_SEQ_NUMBERS:
        walk_numbers(s);
        break;
    case QN_SEQ_DAYS:
        walk_days(s);
        break;
    case QN_SEQ_CHAINED:
        qn_stage_chained(s);
        break;
    case QN_SEQ_PARTS:
        qn_stage_parts(s);
        break;
    case QN_SEQ_EACH:
        return walk_each(s);
    case QN_SEQ_NESTED:
        qn_stage_pull(s, s->ordered, take_outer);
        break;
    case QN_SEQ_FIRST:
        return walk_cut(s, take_first);
    case QN_SEQ_REST:
        return walk_cut(s, take_rest);
    case QN_SEQ_LAST:
        qn_stage_last(s);
        break;
    case QN_SEQ_SORTED:
        qn_stage_sorted(s);
        break;
    case QN_SEQ_DISTINCT:
        qn_stage_distinct(s);
        break;
    case QN_SEQ_CHAINS:
        qn_stage_chains(s);
        break;
    case QN_SEQ_CARRY:
        walk_carry(s);
        break;
    case QN_SEQ_CHOICE:
        walk_choice(s);
        break;
    case QN_SEQ_BEFORE:
        return walk_before(s);
    case QN_SEQ_SPLIT:
    case QN_SEQ_KIND_COUNT:
    default:
        qn_stage_split(s);
        break;
    }
    return s->ends;
}

uint8_t qn_bounds_walk(qn_case *c, uint32_t seq, bool ordered, qn_taker *to)
{
    qn_open_stage s = {.c = c,
                       .row = &c->tables->sequence[seq],
                       .seq = seq,
                       .to = to,
                       .ordered = ordered,
                       .ends = QN_OPEN_KNOWN};
    if (!qn_bounds_spend(c, 1)) {
        return QN_OPEN_KNOWN;
    }
    if (c->depth++ == 0) {
        c->walk_steps = QN_WORK_STEPS_MAX;
    }
    uint8_t ends = walk_kind(&s);
    c->depth--;
    return ends;
}
