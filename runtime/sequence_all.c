/*
 * The stages that see all elements before they give the first, or remember those that they gave.
 *
 * Responsible for: what they set aside in their cells (the table SEQ in tables.def says how many),
 * sorting, chains, shares. Nothing is allocated.
 * Refuses to know: where elements come from.
 */
#include "kernels.h"
#include "period.h"
#include "sequence_stage.h"

/* Sorting works on areas of as many cells as elements fit: the values, what they are sorted by, and
 * two for their order. */
enum { AREA_VALUE, AREA_KEY, AREA_ORDER, AREA_OTHER, AREA_COUNT };

static uint32_t room_of(const qn_going *g)
{
    return g->row->cell_count / AREA_COUNT;
}

static uint32_t area(const qn_going *g, uint32_t which)
{
    return g->row->first_cell + which * room_of(g);
}

/* Takes all elements with what `key` holds then, a register or QN_NONE_INDEX for themselves, which
 * must be decided. The number of elements goes to `end`. At an error it ends, since nothing is
 * graver, and the registers then hold what failed. */
static bool collect(const qn_going *g, uint32_t key)
{
    qn_case *c = g->c;
    uint32_t source = qn_going_source_out(g);
    uint32_t count = 0;
    uint8_t worst = QN_KNOWN;
    uint8_t presence = QN_KNOWN;
    key = key == QN_NONE_INDEX ? source : key;
    while (worst != QN_FAILED && qn_going_pull(g, &presence)) {
        if (count == room_of(g)) {
            return qn_going_fail(g, QN_ERROR_TOO_MANY_STEPS);
        }
        qn_going_run_region(g);
        worst = gravest(worst, gravest(presence, c->status[key]));
        qn_cell_keep(c, area(g, AREA_VALUE) + count, source);
        qn_cell_keep(c, area(g, AREA_KEY) + count, key);
        count++;
    }
    g->stage->end = count;
    if (worst > g->stage->status) {
        return qn_going_stop(g, worst);
    }
    return g->stage->status == QN_KNOWN;
}

/* What is sorted: keys, and cells of numbers of elements. sign: 1 ascending, -1 descending. */
typedef struct sorting {
    qn_slot *slot;
    uint32_t key;
    qn_class class_;
    int sign;
} sorting;

static bool comes_first(const sorting *s, int64_t a, int64_t b)
{
    return qn_slot_cmp(s->class_, &s->slot[s->key + (uint32_t)a], &s->slot[s->key + (uint32_t)b]) *
               s->sign <=
           0;
}

/* Merges the stretches [low, middle) and [middle, high) of one area into another; equal ones stay
 * in their order. */
static void merge(const sorting *s, uint32_t from, uint32_t to, uint32_t low, uint32_t middle,
                  uint32_t high)
{
    uint32_t a = low;
    uint32_t b = middle;
    for (uint32_t k = low; k < high; k++) {
        bool left =
            b == high || (a < middle && comes_first(s, s->slot[from + a].i, s->slot[from + b].i));
        s->slot[to + k].i = s->slot[from + (left ? a++ : b++)].i;
    }
}

static uint32_t lesser(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

/* Merge sort from the bottom: stable, and n log n steps whatever the elements are. The order is in
 * AREA_ORDER afterwards. */
static void sort(const qn_going *g, qn_class class_, int sign)
{
    const sorting s = {
        .slot = g->c->cells.slot, .key = area(g, AREA_KEY), .class_ = class_, .sign = sign};
    uint32_t from = area(g, AREA_ORDER);
    uint32_t to = area(g, AREA_OTHER);
    uint32_t count = (uint32_t)g->stage->end;
    for (uint32_t i = 0; i < count; i++) {
        s.slot[from + i].i = i;
    }
    for (uint32_t width = 1; width < count; width *= 2) {
        for (uint32_t low = 0; low < count; low += 2 * width) {
            merge(&s, from, to, low, lesser(low + width, count), lesser(low + 2 * width, count));
        }
        uint32_t merged = to;
        to = from;
        from = merged;
    }
    for (uint32_t i = 0; i < count && from != area(g, AREA_ORDER); i++) {
        s.slot[area(g, AREA_ORDER) + i].i = s.slot[from + i].i;
    }
}

void qn_sorted_begin(const qn_going *g)
{
    uint32_t key = g->row->b == QN_NONE_INDEX ? qn_going_source_out(g) : g->row->b;
    if (collect(g, g->row->b)) {
        sort(g, qn_class_at(g->c, key), (g->row->flags & QN_SEQ_BACKWARDS) != 0 ? -1 : 1);
    }
}

/* The number of an element among those collected; another case of hostile cells that overlap. */
static bool element_at(const qn_going *g, uint32_t place, uint32_t *out)
{
    int64_t element = g->c->cells.slot[area(g, AREA_ORDER) + place].i;
    *out = (uint32_t)element;
    return (element >= 0 && element < g->stage->end) || qn_going_fail(g, QN_ERROR_OVERFLOW);
}

bool qn_sorted_next(const qn_going *g)
{
    uint32_t element = 0;
    return g->stage->next < g->stage->end && element_at(g, (uint32_t)g->stage->next++, &element) &&
           qn_going_put_cell(g, area(g, AREA_VALUE) + element);
}

/* The last ones are kept in a ring. aside: its length; next: the oldest. */
void qn_last_begin(const qn_going *g)
{
    qn_case *c = g->c;
    int64_t wanted = g->stage->end > 0 ? g->stage->end : 0;
    int64_t ring = wanted < g->row->cell_count ? wanted : g->row->cell_count;
    int64_t count = 0;
    uint8_t worst = QN_KNOWN;
    uint8_t presence = QN_KNOWN;
    while (qn_going_pull(g, &presence)) {
        worst = gravest(worst, presence);
        if (count >= ring && ring < wanted) {
            (void)qn_going_fail(g, QN_ERROR_TOO_MANY_STEPS);
            return;
        }
        if (ring > 0) {
            qn_cell_keep(c, g->row->first_cell + (uint32_t)(count % ring), qn_going_source_out(g));
        }
        count++;
    }
    if (worst > g->stage->status) {
        (void)qn_going_stop(g, worst);
        return;
    }
    g->stage->aside = ring;
    g->stage->next = count > ring ? count - ring : 0;
    g->stage->end = count;
}

bool qn_last_next(const qn_going *g)
{
    if (g->stage->next >= g->stage->end) { /* as it always is where none is kept */
        return false;
    }
    int64_t place = g->stage->next++ % g->stage->aside;
    return qn_going_put_cell(g, g->row->first_cell + (uint32_t)place);
}

/* Shares are counted in steps b: as many as fit each, and one more for the largest remainders until
 * none is left. The remainders are the keys. */
static uint32_t share_out(const qn_going *g, qn_rational all, qn_rational *left)
{
    qn_slot *slot = g->c->cells.slot;
    qn_rational one = qn_rational_from_i64(1);
    qn_rational steps;
    uint32_t error =
        qn_kernel_arith(qn_rational_div(g->c->slot[g->row->a].q, g->c->slot[g->row->b].q, &steps));
    if (error == 0 && !qn_rational_is_integer(steps)) {
        return QN_ERROR_NOT_WHOLE;
    }
    *left = steps;
    for (uint32_t i = 0; i < (uint32_t)g->stage->end && error == 0; i++) {
        qn_rational *value = &slot[area(g, AREA_VALUE) + i].q;
        qn_rational *rest = &slot[area(g, AREA_KEY) + i].q;
        qn_rational exact;
        qn_arith state = qn_rational_mul(steps, *value, &exact);
        state = state == QN_ARITH_OK ? qn_rational_div(exact, all, &exact) : state;
        state = state == QN_ARITH_OK ? qn_rational_round(exact, one, QN_ROUND_DOWN, value) : state;
        state = state == QN_ARITH_OK ? qn_rational_sub(exact, *value, rest) : state;
        state = state == QN_ARITH_OK ? qn_rational_sub(*left, *value, left) : state;
        error = qn_kernel_arith(state);
    }
    return error;
}

/* Gives what is left over, and turns steps into amounts. Only shares that are
 * not whole get one more, of which there are more than is left; each is at most half of the
 * greatest number, so that one more has room. */
static void give_rest(const qn_going *g, qn_rational left)
{
    qn_slot *slot = g->c->cells.slot;
    qn_arith state = QN_ARITH_OK;
    sort(g, QN_CLASS_Q, -1);
    for (int64_t i = 0; i < g->stage->end && qn_rational_sign(left) > 0; i++) {
        qn_rational one = qn_rational_from_i64(1);
        int64_t element = slot[area(g, AREA_ORDER) + (uint32_t)i].i;
        qn_rational *value = &slot[area(g, AREA_VALUE) + (uint32_t)element].q;
        (void)qn_rational_add(*value, one, value);
        (void)qn_rational_sub(left, one, &left);
    }
    for (uint32_t i = 0; i < (uint32_t)g->stage->end && state == QN_ARITH_OK; i++) {
        qn_rational *value = &slot[area(g, AREA_VALUE) + i].q;
        state = qn_rational_mul(*value, g->c->slot[g->row->b].q, value);
    }
    (void)qn_going_settle(g, qn_kernel_arith(state));
}

/* Something to share needs someone to have it: the sum of the elements must not be zero. */
void qn_split_begin(const qn_going *g)
{
    qn_rational all = qn_rational_from_i64(0);
    qn_rational left = all;
    if (!collect(g, QN_NONE_INDEX)) {
        return;
    }
    if (qn_rational_sign(g->c->slot[g->row->b].q) <= 0) {
        (void)qn_going_fail(g, QN_ERROR_ZERO_DIVISOR);
        return;
    }
    for (uint32_t i = 0; i < (uint32_t)g->stage->end; i++) {
        qn_rational value = g->c->cells.slot[area(g, AREA_VALUE) + i].q;
        if (!qn_going_settle(g, qn_kernel_arith(qn_rational_add(all, value, &all)))) {
            return;
        }
    }
    if (g->stage->end > 0 && qn_going_settle(g, share_out(g, all, &left))) {
        give_rest(g, left);
    }
}

bool qn_split_next(const qn_going *g)
{
    return g->stage->next < g->stage->end &&
           qn_going_put_cell(g, area(g, AREA_VALUE) + (uint32_t)g->stage->next++);
}

/* Half of the cells of CHAINS are for periods, the others for sorting them. */
static bool collect_periods(const qn_going *g, uint32_t *out)
{
    qn_case *c = g->c;
    uint32_t source = qn_going_source_out(g);
    uint32_t count = 0;
    uint8_t worst = QN_KNOWN;
    uint8_t presence = QN_KNOWN;
    while (qn_going_pull(g, &presence)) {
        worst = gravest(worst, gravest(presence, c->status[source]));
        qn_period period = qn_period_unpack(c->slot[source].i);
        if (worst != QN_KNOWN || period.first > period.last) {
            continue;
        }
        if (count == g->row->cell_count / 2) {
            return qn_going_fail(g, QN_ERROR_TOO_MANY_STEPS);
        }
        qn_cell_keep_integer(c, g->row->first_cell + count++, c->slot[source].i);
    }
    *out = count;
    if (worst > g->stage->status) {
        return qn_going_stop(g, worst);
    }
    return g->stage->status == QN_KNOWN;
}

/* Merge sort of periods by their first days, then their last: packed, they are in that order. */
static void sort_periods(const qn_going *g, uint32_t count)
{
    qn_slot *from = g->c->cells.slot + g->row->first_cell;
    qn_slot *to = from + g->row->cell_count / 2;
    qn_slot *first = from;
    for (uint32_t width = 1; width < count; width *= 2) {
        for (uint32_t low = 0; low < count; low += 2 * width) {
            uint32_t middle = lesser(low + width, count);
            uint32_t high = lesser(low + 2 * width, count);
            uint32_t a = low;
            uint32_t b = middle;
            for (uint32_t k = low; k < high; k++) {
                bool left = b == high || (a < middle && from[a].i <= from[b].i);
                to[k].i = from[left ? a++ : b++].i;
            }
        }
        qn_slot *merged = to;
        to = from;
        from = merged;
    }
    for (uint32_t i = 0; i < count && from != first; i++) {
        first[i].i = from[i].i;
    }
}

static qn_period period_at(const qn_going *g, int64_t place)
{
    return qn_period_unpack(g->c->cells.slot[g->row->first_cell + (uint32_t)place].i);
}

/* Makes one of those that touch or overlap, so that each day is in one; how many are left. */
static uint32_t join_periods(const qn_going *g, uint32_t count)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < count; i++) {
        qn_period next = period_at(g, i);
        qn_period last = kept == 0 ? next : period_at(g, kept - 1);
        if (kept > 0 && next.first <= (int64_t)last.last + 1) {
            last.last = next.last > last.last ? next.last : last.last;
            qn_cell_keep_integer(g->c, g->row->first_cell + kept - 1, qn_period_pack(last));
        } else {
            qn_cell_keep_integer(g->c, g->row->first_cell + kept++, qn_period_pack(next));
        }
    }
    return kept;
}

/* aside: the longest gap within a chain. */
void qn_chains_begin(const qn_going *g)
{
    uint32_t count = 0;
    g->stage->aside = g->row->a == QN_NONE_INDEX ? 0 : g->c->slot[g->row->a].i;
    if (collect_periods(g, &count)) {
        sort_periods(g, count);
        g->stage->end = join_periods(g, count);
    }
}

bool qn_chains_next(const qn_going *g)
{
    qn_stage *stage = g->stage;
    int64_t first = stage->next;
    if (first >= stage->end) {
        return false;
    }
    int64_t last = first;
    while (last + 1 < stage->end &&
           (int64_t)period_at(g, last + 1).first - period_at(g, last).last - 1 <= stage->aside) {
        last++;
    }
    stage->next = last + 1;
    const qn_list chain = {.first = g->row->first_cell + (uint32_t)first,
                           .count = (uint32_t)(last - first + 1)};
    qn_case_put_integer(g->c, g->row->out, qn_list_pack(chain));
    return true;
}

/* The values that were given lie in a hash table with open addresses, at most half full, as at most
 * `limit` of them are. An empty place has a cell that is not known. */
void qn_distinct_begin(const qn_going *g)
{
    for (uint32_t i = 0; i < g->row->cell_count; i++) {
        g->c->cells.status[g->row->first_cell + i] = QN_UNKNOWN;
    }
}

static uint64_t stir(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * 0x9E3779B97F4A7C15U;
    return hash ^ hash >> 29;
}

static uint64_t hash_of(qn_class class_, const qn_slot *slot)
{
    if (class_ == QN_CLASS_I) {
        return stir(1, (uint64_t)slot->i);
    }
    uint64_t hash = stir(stir(1, slot->w.lo), (uint64_t)slot->w.hi);
    return class_ == QN_CLASS_W ? hash : stir(stir(hash, slot->q.den.lo), (uint64_t)slot->q.den.hi);
}

/* Puts the value of a register where it belongs. False where it was there. A stage that may give
 * nothing need have no cells; whoever counts what it gives says so. */
static bool remember(const qn_going *g, uint32_t reg)
{
    qn_case *c = g->c;
    qn_class class_ = qn_class_at(c, reg);
    if (g->row->cell_count == 0) {
        return true;
    }
    uint64_t place = hash_of(class_, &c->slot[reg]) % g->row->cell_count;
    for (uint32_t left = g->row->cell_count; left > 0; left--) {
        uint32_t cell = g->row->first_cell + (uint32_t)place;
        if (c->cells.status[cell] != QN_KNOWN) {
            qn_cell_keep(c, cell, reg);
            return true;
        }
        if (c->cells.class_[cell] == class_ &&
            qn_slot_cmp(class_, &c->cells.slot[cell], &c->slot[reg]) == 0) {
            return false;
        }
        place = place + 1 == g->row->cell_count ? 0 : place + 1;
    }
    return true;
}

bool qn_distinct_next(const qn_going *g)
{
    uint32_t source = qn_going_source_out(g);
    uint8_t presence = QN_KNOWN;
    while (qn_going_pull(g, &presence)) {
        uint8_t status = gravest(presence, g->c->status[source]);
        if (status != QN_KNOWN) {
            return qn_going_stop(g, status);
        }
        if (remember(g, source)) {
            qn_case_copy(g->c, source, g->row->out);
            return true;
        }
    }
    return false;
}
