/*
 * The machine: see vm.h. Here are dispatch and what operations do with statuses; the numbers come
 * from kernels.h.
 */
#include "vm.h"

#include "kernels.h"
#include "settle.h"
#include "vm_sequence.h"

/* For operations that are long: called, they leave the dispatch its registers. */
#define QN_APART __attribute__((noinline))

/* Where the registers of a case lie; the code trusts what verify.c has checked. */
typedef struct machine {
    qn_case *c;
    const qn_tables *t;
    qn_slot *slot;
    uint8_t *status;
} machine;

/* The outcome of a question: a status, and with QN_KNOWN yes or no. */
typedef struct verdict {
    uint8_t status;
    bool yes;
} verdict;

static inline qn_class class_of(const qn_row_instruction *row)
{
    return (qn_class)(qn_instruction_aux(row) & QN_AUX_CLASS);
}

/* A value into another register. What was written as 8 bytes a moment ago and is read as 32 makes
 * the processor wait, so no more is moved than the class has. */
static inline void move(qn_class c, const qn_slot *from, qn_slot *out)
{
    if (__builtin_expect(c == QN_CLASS_I, 1)) {
        out->i = from->i;
    } else {
        *out = *from;
    }
}

/* The answer of another register of the instruction's class, status and all: what was chosen. The
 * rest has no part in it. */
static inline uint8_t copy(const machine *m, const qn_row_instruction *row, uint32_t from,
                           qn_slot *out)
{
    uint8_t status = m->status[from];
    if (__builtin_expect(status != QN_KNOWN, 0)) {
        return pass_on(status, out);
    }
    move(class_of(row), &m->slot[from], out);
    return QN_KNOWN;
}

/* A register of class I as a question. `yes` means something only with QN_KNOWN. */
static inline verdict ask(const machine *m, uint32_t reg)
{
    return (verdict){.status = m->status[reg], .yes = m->slot[reg].i != 0};
}

/* Both, with three values: a known no decides. */
static inline verdict both(verdict a, verdict b)
{
    if ((a.status == QN_KNOWN && !a.yes) || (b.status == QN_KNOWN && !b.yes)) {
        return (verdict){.status = QN_KNOWN, .yes = false};
    }
    return (verdict){.status = in_doubt(a.status, b.status), .yes = true};
}

/* Whether both are, as is nearly always so. QN_KNOWN is 0. */
static inline bool are_known(const machine *m, uint32_t a, uint32_t b)
{
    return __builtin_expect((m->status[a] | m->status[b]) == QN_KNOWN, 1);
}

/* Law 5 of the language: `no and X` is no, even where X is an error, on either side. */
static inline uint8_t run_and(const machine *m, const qn_row_instruction *row, qn_slot *out)
{
    if (are_known(m, row->a, row->b)) {
        out->i = (m->slot[row->a].i != 0) & (m->slot[row->b].i != 0);
        return QN_KNOWN;
    }
    out->i = 0; /* what is known of one and not of the other is a no */
    return both(ask(m, row->a), ask(m, row->b)).status;
}

static inline uint8_t run_or(const machine *m, const qn_row_instruction *row, qn_slot *out)
{
    if (are_known(m, row->a, row->b)) {
        out->i = (m->slot[row->a].i != 0) | (m->slot[row->b].i != 0);
        return QN_KNOWN;
    }
    verdict a = ask(m, row->a);
    verdict b = ask(m, row->b);
    if ((a.status == QN_KNOWN && a.yes) || (b.status == QN_KNOWN && b.yes)) {
        out->i = 1;
        return QN_KNOWN;
    }
    return pass_on(in_doubt(a.status, b.status), out);
}

/* A branch not taken counts for nothing, so that `if x = 0 then 0 else 1 / x` is no division by
 * zero. */
static inline uint8_t run_select(const machine *m, const qn_row_instruction *row, qn_slot *out)
{
    verdict condition = ask(m, row->a);
    if (__builtin_expect(condition.status != QN_KNOWN, 0)) {
        return pass_on(condition.status, out);
    }
    return copy(m, row, condition.yes ? row->b : row->c, out);
}

/* Only a none is replaced: an unknown value might still come, and a conflict or an error stays. */
QN_APART static uint8_t run_otherwise(const machine *m, const qn_row_instruction *row, qn_slot *out)
{
    return copy(m, row, m->status[row->a] == QN_NONE ? row->b : row->a, out);
}

/* Known values and nones answer the question; other statuses are not yet either of them. */
static uint8_t run_is_none(const machine *m, const qn_row_instruction *row, qn_slot *out)
{
    uint8_t status = m->status[row->a];
    out->i = status == QN_NONE;
    return status <= QN_NONE ? QN_KNOWN : status;
}

/* Two ways to round a day that a month does not have. Where they lead to different answers, the
 * rule had to say which it means. */
QN_APART static uint8_t run_agree(const machine *m, const qn_row_instruction *row, qn_slot *out)
{
    uint8_t status = gravest(m->status[row->a], m->status[row->b]);
    if (status != QN_KNOWN) {
        return pass_on(status, out);
    }
    out->i = m->slot[row->a].i;
    return settle(out->i == m->slot[row->b].i ? 0 : QN_ERROR_NO_SUCH_DATE, out);
}

/* What looking through rows has found so far. row: the first that holds, -1 for none. open_row: the
 * one row that is undecided, -1 for none, -2 for several. */
typedef struct search {
    int64_t row;
    int64_t open_row;
    uint8_t open_status;
    bool clash;
} search;

/* Takes one row into account. The same row may come several times: one for each value that it
 * names. */
static inline void note(search *s, int64_t row, verdict found)
{
    if (found.status != QN_KNOWN) {
        s->open_row = s->open_row == -1 || s->open_row == row ? row : -2;
        s->open_status = in_doubt(s->open_status, found.status);
    } else if (found.yes && s->row < 0) {
        s->row = row;
    } else if (found.yes && s->row != row) {
        s->clash = true;
    }
}

/* Two rows that hold are a conflict; an undecided row leaves the choice open unless it is the one
 * that holds anyway. */
static uint8_t conclude(const search *s, qn_slot *out)
{
    if (s->clash) {
        return pass_on(QN_CONFLICT, out);
    }
    if (s->open_status != QN_KNOWN && s->open_row != s->row) {
        return pass_on(s->open_status, out);
    }
    out->i = s->row;
    return QN_KNOWN;
}

enum { BAND_LOW, BAND_HIGH, BAND_FLAGS, BAND_ROW, BAND_CONDITION, BAND_WIDTH };

/* Entries of a band that are faster counted through than searched. */
#define SHORT_BAND 8

/* Whether the value in register x lies on the right side of a bound, or there is no bound. */
static verdict above_low(const machine *m, qn_class c, uint32_t x, const qn_row_entry *entry)
{
    uint32_t low = entry[BAND_LOW].value;
    if (low == QN_NONE_INDEX) {
        return (verdict){.status = QN_KNOWN, .yes = true};
    }
    verdict found = {.status = gravest(m->status[x], m->status[low])};
    if (found.status == QN_KNOWN) {
        int order = qn_slot_cmp(c, &m->slot[x], &m->slot[low]);
        found.yes =
            order > 0 || (order == 0 && (entry[BAND_FLAGS].value & QN_BAND_LOW_EXCLUDED) == 0);
    }
    return found;
}

static verdict below_high(const machine *m, qn_class c, uint32_t x, const qn_row_entry *entry)
{
    uint32_t high = entry[BAND_HIGH].value;
    if (high == QN_NONE_INDEX) {
        return (verdict){.status = QN_KNOWN, .yes = true};
    }
    verdict found = {.status = gravest(m->status[x], m->status[high])};
    if (found.status == QN_KNOWN) {
        int order = qn_slot_cmp(c, &m->slot[x], &m->slot[high]);
        found.yes =
            order < 0 || (order == 0 && (entry[BAND_FLAGS].value & QN_BAND_HIGH_INCLUDED) != 0);
    }
    return found;
}

/* The range and the condition of an entry are weighed like `and`: what is surely outside the
 * range is out, whatever becomes of the condition. */
static verdict entry_holds(const machine *m, qn_class c, uint32_t x, const qn_row_entry *entry)
{
    verdict found = both(above_low(m, c, x, entry), below_high(m, c, x, entry));
    uint32_t condition = entry[BAND_CONDITION].value;
    return condition == QN_NONE_INDEX ? found : both(found, ask(m, condition));
}

/* Whether an entry that has an end, of integers, ends before x. */
static inline bool ends_before(const machine *m, const qn_row_entry *entry, int64_t x)
{
    int64_t end = m->slot[entry[BAND_HIGH].value].i;
    return (x > end) | ((x == end) & ((entry[BAND_FLAGS].value & QN_BAND_HIGH_INCLUDED) == 0));
}

/* How many of `count` sorted entries of integers, which all have an end, end before x. Decides
 * without branches, and sends for both entries that may be the next to be looked at. */
static uint32_t count_before(const machine *m, int64_t x, const qn_row_entry *list, uint32_t count)
{
    uint32_t first = 0;
    while (count > 0) {
        uint32_t half = count / 2;
        uint32_t rest = count - half - 1;
        uint32_t middle = first + half;
        __builtin_prefetch(list + ((size_t)first + half / 2) * BAND_WIDTH);
        __builtin_prefetch(list + ((size_t)middle + 1 + rest / 2) * BAND_WIDTH);
        bool before = ends_before(m, list + (size_t)middle * BAND_WIDTH, x);
        first = before ? middle + 1 : first;
        count = before ? rest : half;
    }
    return first;
}

/* The first of `count` sorted entries that does not end before the value; `count` if all do. Only
 * the last can be without an end. */
static uint32_t seek_sorted(const machine *m, qn_class c, uint32_t x, const qn_row_entry *list,
                            uint32_t count)
{
    uint32_t first = 0;
    if (c == QN_CLASS_I && count > 0) {
        first = count_before(m, m->slot[x].i, list, count - 1);
        bool is_last = first == count - 1;
        const qn_row_entry *last = list + (size_t)first * BAND_WIDTH;
        return is_last && !below_high(m, c, x, last).yes ? count : first;
    }
    while (count > 0) {
        uint32_t half = count / 2;
        if (below_high(m, c, x, list + ((size_t)first + half) * BAND_WIDTH).yes) {
            count = half;
        } else {
            first += half + 1;
            count -= half + 1;
        }
    }
    return first;
}

/* The integer in a register, or, where a bound is absent, another that it is held against. */
static inline int64_t bound_or(const qn_slot *slot, uint32_t reg, uint32_t instead)
{
    return slot[reg == QN_NONE_INDEX ? instead : reg].i;
}

/* Few sorted entries of integers: counts those that end before the value instead of stopping at the
 * one that does not, and decides without branches, as where a value falls is what a processor
 * cannot guess. Only the last entry can be without an end. */
QN_APART static uint8_t run_short_band(const machine *m, const qn_row_instruction *row,
                                       qn_slot *out)
{
    const qn_row_entry *e = m->t->entry + row->b;
    const qn_row_entry *last = e + (size_t)(row->c - 1) * BAND_WIDTH;
    const qn_slot *slot = m->slot;
    int64_t x = slot[row->a].i;
    size_t before = 0;
    for (const qn_row_entry *k = e; k < last; k += BAND_WIDTH) {
        int64_t end = slot[k[BAND_HIGH].value].i;
        before += (x > end) | ((x == end) & ((k[BAND_FLAGS].value & QN_BAND_HIGH_INCLUDED) == 0));
    }
    e += before * BAND_WIDTH;
    uint32_t low = e[BAND_LOW].value;
    uint32_t high = e[BAND_HIGH].value;
    uint32_t flags = e[BAND_FLAGS].value;
    int64_t from = bound_or(slot, low, row->a);
    int64_t to = bound_or(slot, high, row->a);
    bool above =
        (x > from) | (low == QN_NONE_INDEX) | ((x == from) & ((flags & QN_BAND_LOW_EXCLUDED) == 0));
    bool below =
        (x < to) | (high == QN_NONE_INDEX) | ((x == to) & ((flags & QN_BAND_HIGH_INCLUDED) != 0));
    int64_t none = -(int64_t) !(above & below); /* -1, all bits set, where no entry holds */
    out->i = (int64_t)e[BAND_ROW].value | none;
    return QN_KNOWN;
}

/* All entries in order, or, where they are sorted and the value is known, only the one that can
 * hold. */
QN_APART static uint8_t run_band(const machine *m, const qn_row_instruction *row, qn_slot *out)
{
    uint32_t aux = qn_instruction_aux(row);
    qn_class c = (qn_class)(aux & QN_AUX_CLASS);
    const qn_row_entry *entry = m->t->entry + row->b;
    uint32_t i = 0;
    uint32_t end = row->c;
    search s = {.row = -1, .open_row = -1};
    if ((aux & QN_AUX_SORTED) != 0 && m->status[row->a] == QN_KNOWN) {
        if (c == QN_CLASS_I && end > 0 && end <= SHORT_BAND) {
            return run_short_band(m, row, out);
        }
        i = seek_sorted(m, c, row->a, entry, end);
        end = i < end ? i + 1 : end;
    }
    for (; i < end; i++) {
        const qn_row_entry *e = entry + (size_t)i * BAND_WIDTH;
        note(&s, e[BAND_ROW].value, entry_holds(m, c, row->a, e));
        if (s.row >= 0 && (aux & QN_AUX_FIRST_MATCH) != 0) {
            break;
        }
    }
    return conclude(&s, out);
}

QN_APART static uint8_t run_first(const machine *m, const qn_row_instruction *row, qn_slot *out)
{
    const qn_row_entry *list = m->t->entry + row->b;
    search s = {.row = -1, .open_row = -1};
    for (uint32_t i = 0; i < row->c && s.row < 0; i++) {
        note(&s, i, ask(m, list[i].value));
    }
    return conclude(&s, out);
}

/* All conditions are looked at: a second yes is a conflict, which law 3 wants found in any order.
 */
QN_APART static uint8_t run_one(const machine *m, const qn_row_instruction *row, qn_slot *out)
{
    const qn_row_entry *list = m->t->entry + row->b;
    search s = {.row = -1, .open_row = -1};
    for (uint32_t i = 0; i < row->c; i++) {
        note(&s, i, ask(m, list[i].value));
    }
    return conclude(&s, out);
}

/* Whether a row holds, by the tests of an index. */
static verdict row_holds(const machine *m, const qn_row_entry *test, uint32_t count)
{
    verdict all = {.status = QN_KNOWN, .yes = true};
    verdict either = {.status = QN_KNOWN, .yes = false};
    for (uint32_t i = 0; i < count; i++, test += QN_LOOKUP_TEST_WIDTH) {
        uint32_t flags = test[QN_LOOKUP_FLAGS].value;
        qn_class c = (qn_class)(flags >> QN_LOOKUP_CLASS_SHIFT & QN_AUX_CLASS);
        uint32_t x = test[QN_LOOKUP_OF].value;
        verdict one = both(above_low(m, c, x, test), below_high(m, c, x, test));
        bool decides = one.status == QN_KNOWN && one.yes;
        either.status = decides ? QN_KNOWN : gravest(either.status, one.status);
        either.yes = either.yes || decides;
        if (either.yes) {
            either.status = QN_KNOWN;
        }
        if ((flags & QN_LOOKUP_OR_NEXT) == 0) {
            all = both(all, either);
            either = (verdict){.status = QN_KNOWN, .yes = false};
        }
        if (all.status == QN_KNOWN && !all.yes) {
            break;
        }
    }
    return all;
}

/* The parts of the list of a LOOKUP. */
typedef struct index_parts {
    const qn_row_entry *head;
    const qn_row_entry *piece;
    const qn_row_entry *name;
    const qn_row_entry *first_test; /* of each row, and one more */
    const qn_row_entry *test;
} index_parts;

static index_parts parts_of(const machine *m, const qn_row_instruction *row)
{
    index_parts p = {.head = m->t->entry + row->a};
    p.piece = p.head + QN_LOOKUP_HEAD;
    p.name = p.piece + (size_t)p.head[QN_LOOKUP_PIECES].value * QN_LOOKUP_PIECE_WIDTH;
    p.first_test =
        p.name + p.head[QN_LOOKUP_NAMES].value + (size_t)p.head[QN_LOOKUP_EVERYWHERE].value;
    p.test = p.first_test + p.head[QN_LOOKUP_ROWS].value + 1;
    return p;
}

static void note_named(const machine *m, const index_parts *p, uint32_t row, search *s)
{
    uint32_t first = p->first_test[row].value;
    uint32_t count = p->first_test[row + 1].value - first;
    note(s, row, row_holds(m, p->test + (size_t)first * QN_LOOKUP_TEST_WIDTH, count));
}

/* The names of the piece that holds the subject, which is known. */
static const qn_row_entry *find_names(const machine *m, const index_parts *p, uint32_t *count)
{
    uint32_t x = p->head[QN_LOOKUP_SUBJECT].value;
    uint32_t pieces = p->head[QN_LOOKUP_PIECES].value;
    qn_class c = (qn_class)p->head[QN_LOOKUP_CLASS].value;
    uint32_t found = seek_sorted(m, c, x, p->piece, pieces);
    const qn_row_entry *piece = p->piece + (size_t)found * QN_LOOKUP_PIECE_WIDTH;
    *count = 0;
    if (found == pieces || !above_low(m, c, x, piece).yes) {
        return p->name;
    }
    *count = piece[QN_LOOKUP_TO].value - piece[QN_LOOKUP_FROM].value;
    return p->name + piece[QN_LOOKUP_FROM].value;
}

/*
 * The row, by the index: weighed in their order are the rows that the subject leaves, and those
 * that do not ask for it. Only a row that is sure counts, and only where no reason will be asked
 * for, so that nobody misses what was passed over.
 */
QN_APART static bool look_up(const machine *m, const qn_row_instruction *row, qn_slot *out)
{
    const qn_row_instruction *choice = row + 1 + row->c;
    bool first_wins = qn_instruction_op(choice) == OP_FIRST ||
                      (qn_instruction_aux(choice) & QN_AUX_FIRST_MATCH) != 0;
    index_parts p = parts_of(m, row);
    search s = {.row = -1, .open_row = -1};
    uint32_t left = 0;
    if (!m->c->is_recalling || m->status[p.head[QN_LOOKUP_SUBJECT].value] != QN_KNOWN) {
        return false;
    }
    const qn_row_entry *name = find_names(m, &p, &left);
    const qn_row_entry *other = p.name + p.head[QN_LOOKUP_NAMES].value;
    uint32_t others = p.head[QN_LOOKUP_EVERYWHERE].value;
    while ((left > 0 || others > 0) && !(first_wins && s.row >= 0)) {
        bool is_other = left == 0 || (others > 0 && other->value < name->value);
        note_named(m, &p, is_other ? other->value : name->value, &s);
        other += is_other;
        others -= is_other;
        name += !is_other;
        left -= !is_other;
    }
    return conclude(&s, out) == QN_KNOWN;
}

/* The value that stands beside the row; the last one for no row, and for what is no row of the
 * list. */
static inline uint8_t run_pick(const machine *m, const qn_row_instruction *row, qn_slot *out)
{
    if (m->status[row->a] != QN_KNOWN) {
        return pass_on(m->status[row->a], out);
    }
    int64_t chosen = m->slot[row->a].i;
    int64_t last = (int64_t)row->c - 1;
    if (chosen < 0 || chosen > last) {
        chosen = last;
    }
    return copy(m, row, m->t->entry[row->b + (uint32_t)chosen].value, out);
}

/* The list of a RESOLVE. mark: one byte a clause, not 0 where another overrides it. */
typedef struct resolution {
    const qn_row_entry *list;
    uint32_t count;
    qn_class c;
    uint8_t *mark;
} resolution;

static uint32_t condition_of(const resolution *r, uint32_t clause)
{
    return r->list[1 + 2 * (size_t)clause].value;
}

static uint32_t value_of(const resolution *r, uint32_t clause)
{
    return r->list[2 + 2 * (size_t)clause].value;
}

/* Marks the clauses that one which applies overrides. */
static void mark_overridden(const machine *m, const resolution *r)
{
    const qn_row_entry *pairs = r->list + 1 + 2 * (size_t)r->count;
    uint32_t count = pairs[0].value;
    for (uint32_t i = 0; i < r->count; i++) {
        r->mark[i] = 0;
    }
    for (uint32_t i = 0; i < count; i++) {
        verdict applies = ask(m, condition_of(r, pairs[1 + 2 * (size_t)i].value));
        if (applies.status == QN_KNOWN && applies.yes) {
            r->mark[pairs[2 + 2 * (size_t)i].value] = 1;
        }
    }
}

/* Whether two registers are the same answer: equal known values, or both none. */
static bool is_same(const machine *m, qn_class c, uint32_t a, uint32_t b)
{
    if (m->status[a] != m->status[b]) {
        return false;
    }
    return m->status[a] != QN_KNOWN || qn_slot_cmp(c, &m->slot[a], &m->slot[b]) == 0;
}

/*
 * The clause that applies where all conditions are known and at most one is yes, which is the
 * common case: QN_NONE_INDEX for none of them. Looks at all without branches, as which of them
 * holds is what a processor cannot guess. False where clauses have to be weighed against each
 * other.
 */
static bool find_only(const machine *m, const resolution *r, uint32_t *out)
{
    uint32_t found = QN_NONE_INDEX;
    uint32_t count = 0;
    uint8_t statuses = QN_KNOWN;
    for (uint32_t i = 0; i < r->count; i++) {
        uint32_t condition = condition_of(r, i);
        bool yes = m->slot[condition].i != 0;
        statuses |= m->status[condition];
        found = yes ? value_of(r, i) : found;
        count += yes;
    }
    uint32_t pairs = r->list[1 + 2 * (size_t)r->count].value;
    *out = found;
    return statuses == QN_KNOWN && (count == 0 || (count == 1 && pairs == 0));
}

/*
 * The value of a rule with exceptions. Overridden clauses are out, decided or not. If a condition
 * of the others is undecided, so is the result; else one value is left, the default, or several, of
 * which a status graver than none wins, and which otherwise must be the same.
 */
QN_APART static uint8_t run_resolve(const machine *m, const qn_row_instruction *row, qn_slot *out)
{
    resolution r = {
        .list = m->t->entry + row->b, .count = row->c, .c = class_of(row), .mark = m->c->mark};
    uint32_t left = QN_NONE_INDEX;
    uint8_t open = QN_KNOWN;
    uint8_t worst = QN_KNOWN;
    bool differ = false;
    if (find_only(m, &r, &left)) {
        return copy(m, row, left == QN_NONE_INDEX ? r.list[0].value : left, out);
    }
    left = QN_NONE_INDEX;
    mark_overridden(m, &r);
    for (uint32_t i = 0; i < r.count; i++) {
        verdict applies = ask(m, condition_of(&r, i));
        if (r.mark[i] != 0 || (applies.status == QN_KNOWN && !applies.yes)) {
            continue;
        }
        open = in_doubt(open, applies.status);
        if (applies.status != QN_KNOWN) {
            continue;
        }
        uint32_t value = value_of(&r, i);
        worst = gravest(worst, m->status[value]);
        differ = differ || (left != QN_NONE_INDEX && !is_same(m, r.c, left, value));
        left = left == QN_NONE_INDEX ? value : left;
    }
    if (open != QN_KNOWN) {
        return pass_on(open, out);
    }
    if (worst > QN_NONE || differ) {
        return pass_on(worst > QN_NONE ? worst : (uint8_t)QN_CONFLICT, out);
    }
    return copy(m, row, left == QN_NONE_INDEX ? r.list[0].value : left, out);
}

/* A value behind gates, each a condition and the none of its reason: a gate that is known to be
 * shut decides, whatever the others are. */
QN_APART static uint8_t run_gates(const machine *m, const qn_row_instruction *row, qn_slot *out)
{
    const qn_row_entry *list = m->t->entry + row->b;
    uint8_t worst = QN_KNOWN;
    for (uint32_t i = 0; i < row->c; i++) {
        verdict open = ask(m, list[2 * (size_t)i].value);
        if (open.status == QN_KNOWN && !open.yes) {
            return pass_on(QN_NONE, out);
        }
        worst = in_doubt(worst, open.status);
    }
    return worst == QN_KNOWN ? copy(m, row, row->a, out) : pass_on(worst, out);
}

/* What is made of a value that may be none, to which nothing is added then. */
QN_APART static uint8_t run_unless_none(const machine *m, const qn_row_instruction *row,
                                        qn_slot *out)
{
    uint8_t a = m->status[row->a];
    if (a == QN_NONE || a == QN_UNKNOWN) { /* which may come to be none */
        return pass_on(a, out);
    }
    uint8_t worst = gravest(a, m->status[row->b]);
    return worst == QN_KNOWN ? copy(m, row, row->b, out) : pass_on(worst, out);
}

/* The higher (sign 1) or lower (-1) of two limits, each of which may be none. */
QN_APART static uint8_t run_limits(const machine *m, const qn_row_instruction *row, int sign,
                                   qn_slot *out)
{
    uint8_t a = m->status[row->a];
    uint8_t b = m->status[row->b];
    uint8_t worst = gravest(a, b);
    if (worst > QN_NONE) {
        return pass_on(worst, out);
    }
    if (worst == QN_NONE) {
        return copy(m, row, a == QN_NONE ? row->b : row->a, out);
    }
    qn_class c = class_of(row);
    int order = qn_slot_cmp(c, &m->slot[row->a], &m->slot[row->b]);
    return copy(m, row, order * sign >= 0 ? row->a : row->b, out);
}

/* A value between a floor b and a cap c. */
QN_APART static uint8_t run_limit(const machine *m, const qn_row_instruction *row, qn_slot *out)
{
    qn_class c = class_of(row);
    bool floored = m->status[row->b] != QN_NONE;
    bool capped = m->status[row->c] != QN_NONE;
    uint8_t worst = m->status[row->a];
    if (worst == QN_NONE) {
        return pass_on(QN_NONE, out);
    }
    worst = floored ? gravest(worst, m->status[row->b]) : worst;
    worst = capped ? gravest(worst, m->status[row->c]) : worst;
    if (worst != QN_KNOWN) {
        return pass_on(worst, out);
    }
    const qn_slot *slot = m->slot;
    if (floored && capped && qn_slot_cmp(c, &slot[row->b], &slot[row->c]) > 0) {
        return pass_on(QN_CONFLICT, out);
    }
    if (floored && qn_slot_cmp(c, &slot[row->a], &slot[row->b]) < 0) {
        return copy(m, row, row->b, out);
    }
    if (capped && qn_slot_cmp(c, &slot[row->a], &slot[row->c]) > 0) {
        return copy(m, row, row->c, out);
    }
    return copy(m, row, row->a, out);
}

/* A walk over days that asks a region of each. */
typedef struct walk {
    const machine *m;
    const qn_row_region *region;
    uint64_t cost; /* of a day, off what all walks in regions have together; else 0 */
    uint32_t days_left;
} walk;

/* The days that are allowed are counted off before the first is looked at: they do not depend on
 * what the days turn out to be. All walks that are made while one sequence is gone through have
 * their steps together. */
static walk begin_walk(const machine *m, uint32_t index, const qn_slot *out)
{
    bool inside = (m->c->program->class_of[out - m->slot] & QN_REGISTER_INSIDE) != 0;
    uint64_t cost = m->c->program->region_steps[index];
    uint64_t days = (inside ? m->c->walk_steps : QN_WORK_STEPS_MAX) / cost;
    return (walk){.m = m,
                  .region = &m->t->region[index],
                  .cost = inside ? cost : 0,
                  .days_left = days < QN_WORK_DAYS_MAX ? (uint32_t)days : QN_WORK_DAYS_MAX};
}

/* Whether the day is a working day; an error, as a status and *error, where that cannot be told. */
static verdict is_working(walk *w, int64_t day, uint32_t *error)
{
    const machine *m = w->m;
    uint32_t param = qn_tables_first_result(m->t) + w->region->first;
    if (!qn_date_is_valid(day) || w->days_left == 0) {
        *error = qn_date_is_valid(day) ? QN_ERROR_TOO_MANY_STEPS : QN_ERROR_DATE_RANGE;
        return (verdict){.status = QN_FAILED};
    }
    w->days_left--;
    m->c->walk_steps -= w->cost;
    m->slot[param].i = day;
    m->status[param] = QN_KNOWN;
    qn_vm_run(m->c, w->region->first + 1, w->region->count - 1);
    return ask(m, w->region->result);
}

/* What a walk that could not go on leaves in its register. */
static uint8_t stop_walk(verdict found, uint32_t error, qn_slot *out)
{
    return error != 0 ? settle(error, out) : pass_on(found.status, out);
}

/* The day on which the `left`-th working day falls, from `day` on (that day included) in steps of 1
 * or -1. */
static uint8_t walk_to(walk *w, int64_t day, int step, int64_t left, qn_slot *out)
{
    uint32_t error = 0;
    for (;; day += step) {
        verdict found = is_working(w, day, &error);
        if (found.status != QN_KNOWN) {
            return stop_walk(found, error, out);
        }
        left -= found.yes;
        if (left == 0) {
            out->i = day;
            return QN_KNOWN;
        }
    }
}

/* The date itself does not count: one working day after a Friday is the Monday. */
static uint8_t run_work_add(walk *w, int64_t date, int64_t days, qn_slot *out)
{
    if (!qn_date_is_valid(date) || days < -QN_SPAN_MAX || days > QN_SPAN_MAX) {
        return settle(QN_ERROR_DATE_RANGE, out);
    }
    if (days == 0) {
        out->i = date;
        return QN_KNOWN;
    }
    return days > 0 ? walk_to(w, date + 1, 1, days, out) : walk_to(w, date - 1, -1, -days, out);
}

static uint8_t run_work_seek(walk *w, int64_t date, uint32_t direction, qn_slot *out)
{
    if (!qn_date_is_valid(date)) {
        return settle(QN_ERROR_DATE_RANGE, out);
    }
    bool back = direction == QN_SEEK_THROUGH;
    return walk_to(w, direction == QN_SEEK_AFTER ? date + 1 : date, back ? -1 : 1, 1, out);
}

/* The earlier of the two dates counts and the later does not, whichever way they are asked for,
 * so that the count from B to A is minus that from A to B. */
static uint8_t run_work_count(walk *w, int64_t from, int64_t to, qn_slot *out)
{
    if (!qn_date_is_valid(from) || !qn_date_is_valid(to)) {
        return settle(QN_ERROR_DATE_RANGE, out);
    }
    int64_t day = from < to ? from : to;
    int64_t end = from < to ? to : from;
    int64_t count = 0;
    uint32_t error = 0;
    for (; day < end; day++) {
        verdict found = is_working(w, day, &error);
        if (found.status != QN_KNOWN) {
            return stop_walk(found, error, out);
        }
        count += found.yes;
    }
    out->i = from < to ? count : -count;
    return QN_KNOWN;
}

/* The three operations that run a region. Such a region runs none of them, and how deep sequences
 * run in one another is checked, so that qn_vm_run is entered only so often from here. */
QN_APART static uint8_t run_work(const machine *m, const qn_row_instruction *row, qn_op op,
                                 qn_slot *out)
{
    uint8_t status = m->status[row->a];
    if (op != OP_WORK_SEEK) {
        status = gravest(status, m->status[row->b]);
    }
    if (status != QN_KNOWN) {
        return pass_on(status, out);
    }
    walk w = begin_walk(m, row->c, out);
    int64_t a = m->slot[row->a].i;
    if (op == OP_WORK_SEEK) {
        return run_work_seek(&w, a, row->b, out);
    }
    int64_t b = m->slot[row->b].i;
    return op == OP_WORK_ADD ? run_work_add(&w, a, b, out) : run_work_count(&w, a, b, out);
}

/* The rounding operations, whose operands stand partly in a list. */
QN_APART static uint8_t run_round(const machine *m, const qn_row_instruction *row, qn_op op,
                                  qn_slot *out)
{
    const qn_row_entry *list = m->t->entry + row->c;
    uint32_t by = list[0].value;
    uint32_t over = list[1].value;
    uint32_t step = list[2].value;
    const qn_slot *s = m->slot;
    uint8_t status = gravest(gravest(m->status[row->a], m->status[by]),
                             gravest(m->status[over], m->status[step]));
    if (status != QN_KNOWN) {
        return pass_on(status, out);
    }
    qn_rounding mode = (qn_rounding)row->b;
    if (op == OP_ROUND_I) {
        return settle(qn_kernel_round_i(s[row->a].i, s[by].i, s[over].i, s[step].i, mode, &out->i),
                      out);
    }
    return settle(qn_kernel_round_w(s[row->a].w, s[by].w, s[over].w, s[step].w, mode, &out->w),
                  out);
}

/* The lesser (sign 1) or greater (-1) of two that are no integers of 64 bits. */
QN_APART static uint32_t choose_wide(qn_class c, const qn_slot *a, const qn_slot *b, int sign,
                                     qn_slot *out)
{
    *out = qn_slot_cmp(c, a, b) * sign <= 0 ? *a : *b;
    return 0;
}

/* The lesser or greater of two. */
static inline uint32_t choose(qn_class c, const qn_slot *a, const qn_slot *b, int sign,
                              qn_slot *out)
{
    if (__builtin_expect(c != QN_CLASS_I, 0)) {
        return choose_wide(c, a, b, sign, out);
    }
    int64_t low = a->i < b->i ? a->i : b->i;
    int64_t high = a->i < b->i ? b->i : a->i;
    out->i = sign > 0 ? low : high;
    return 0;
}

/* Results of type integer are not rounded in silence. */
QN_APART static uint32_t keep_whole(qn_rational value, qn_slot *out)
{
    out->q = value;
    return qn_rational_is_integer(value) ? 0 : QN_ERROR_NOT_WHOLE;
}

/* Puts what the memo has for the day into the register of the KEEP, if anything may be recalled. */
static inline bool recall(const machine *m, const qn_row_instruction *row, uint8_t *status,
                          qn_slot *out)
{
    return m->c->is_recalling && m->status[row->a] == QN_KNOWN &&
           qn_recall(&m->c->memo[row->b], (qn_class)m->t->memo[row->b].class_, m->slot[row->a].i,
                     status, out);
}

/* The answer of a reading goes on as it is. */
static inline uint8_t run_keep(const machine *m, const qn_row_instruction *row, qn_slot *out)
{
    uint8_t status = copy(m, row, row->a, out);
    if (m->c->is_recalling && m->status[row->b] == QN_KNOWN) {
        qn_recall_keep(&m->c->memo[row->c], class_of(row), m->slot[row->b].i, status, out);
    }
    return status;
}

/* Without an error, for kernels that have none. */
static inline uint32_t put_i(int64_t value, qn_slot *out)
{
    out->i = value;
    return 0;
}

static inline uint32_t put_w(qn_wide value, qn_slot *out)
{
    out->w = value;
    return 0;
}

/* Those of vm_sequence.c, which are called as rarely as they are long. */
QN_APART static uint8_t run_period(const machine *m, const qn_row_instruction *row, qn_slot *out)
{
    return qn_vm_run_period(m->c, row, out);
}

QN_APART static uint8_t run_cells(const machine *m, const qn_row_instruction *row, qn_slot *out)
{
    return qn_vm_run_cells(m->c, row, out);
}

QN_APART static uint8_t run_sequence(const machine *m, const qn_row_instruction *row, qn_slot *out)
{
    return qn_vm_go_through(m->c, row, out);
}

/* One case of the dispatch: the kernel runs if all registers that it reads are known, as they
 * nearly always are. QN_KNOWN is 0, so that statuses can be asked all at once. */
#define CASE_ALL(name, statuses, worst, kernel)                                                    \
    case OP_##name:                                                                                \
        if (__builtin_expect((statuses) != QN_KNOWN, 0)) {                                         \
            state = pass_on((worst), out);                                                         \
        } else {                                                                                   \
            state = settle((kernel), out);                                                         \
        }                                                                                          \
        break;
#define CASE_1(name, kernel) CASE_ALL(name, status[row->a], status[row->a], kernel)
#define CASE_2(name, kernel)                                                                       \
    CASE_ALL(name, status[row->a] | status[row->b], gravest(status[row->a], status[row->b]), kernel)
#define CASE_3(name, kernel)                                                                       \
    CASE_ALL(name, status[row->a] | status[row->b] | status[row->c],                               \
             gravest(gravest(status[row->a], status[row->b]), status[row->c]), kernel)
/* One case with rules of its own for statuses. */
#define CASE(name, call)                                                                           \
    case OP_##name:                                                                                \
        state = (call);                                                                            \
        break;
#define A slot[row->a]
#define B slot[row->b]
#define C slot[row->c]
#define X class_of(row)
#define MODE ((qn_months)(qn_instruction_aux(row) >> QN_AUX_MODE_SHIFT))
#define Q_FROM_W(value) qn_rational_from_wide(value)

void qn_vm_run(qn_case *c, uint32_t first, uint32_t count)
{
    const qn_stretch stretch = {.first = first, .count = count};
    qn_vm_run_stretches(c, &stretch, 1);
}

void qn_vm_run_stretches(qn_case *c, const qn_stretch *stretch, uint32_t stretches)
{
    const machine m = {.c = c, .t = c->tables, .slot = c->slot, .status = c->status};
    qn_slot *const slot = c->slot;
    uint8_t *const status = c->status;
    const uint32_t base = qn_tables_first_result(c->tables);
    const qn_row_instruction *const code = c->tables->instruction;
    for (; stretches > 0; stretches--, stretch++) {
        c->steps += stretch->count;
        const qn_row_instruction *row = code + stretch->first;
        const qn_row_instruction *const end = row + stretch->count;
        qn_slot *out = slot + base + stretch->first;
        uint8_t *own = status + base + stretch->first;
        for (; row < end; row++, out++, own++) {
            uint8_t state = QN_KNOWN;
            const qn_op op = qn_instruction_op(row);
            switch (op) {
                CASE_1(WIDEN, put_w(qn_wide_from_i64(A.i), out))
                CASE_2(RATIO_I,
                       qn_kernel_arith(qn_rational_make(qn_wide_from_i64(A.i), B.w, &out->q)))
                CASE_2(RATIO_W, qn_kernel_arith(qn_rational_make(A.w, B.w, &out->q)))
                CASE_2(GRID_I, qn_kernel_grid_i(A.q, B.w, &out->i))
                CASE_2(GRID_W, qn_kernel_grid_w(A.q, B.w, &out->w))
                CASE_2(ADD_I, qn_kernel_add_i(A.i, B.i, &out->i))
                CASE_2(SUB_I, qn_kernel_sub_i(A.i, B.i, &out->i))
                CASE_2(MUL_I, qn_kernel_mul_i(A.i, B.i, &out->i))
                CASE_2(ADD_W, qn_kernel_fits(qn_wide_add(A.w, B.w, &out->w)))
                CASE_2(SUB_W, qn_kernel_fits(qn_wide_sub(A.w, B.w, &out->w)))
                CASE_2(MUL_W, qn_kernel_fits(qn_wide_mul(A.w, B.w, &out->w)))
                CASE_2(ADD_Q, qn_kernel_arith(qn_rational_add(A.q, B.q, &out->q)))
                CASE_2(SUB_Q, qn_kernel_arith(qn_rational_sub(A.q, B.q, &out->q)))
                CASE_2(MUL_Q, qn_kernel_arith(qn_rational_mul(A.q, B.q, &out->q)))
                CASE_2(DIV_Q, qn_kernel_arith(qn_rational_div(A.q, B.q, &out->q)))
                CASE_1(NEG, qn_kernel_negate(X, &A, out))
                CASE_1(ABS, qn_kernel_absolute(X, &A, out))
                CASE_2(MIN, choose(X, &A, &B, 1, out))
                CASE_2(MAX, choose(X, &A, &B, -1, out))
                CASE(ROUND_I, run_round(&m, row, op, out))
                CASE(ROUND_W, run_round(&m, row, op, out))
            case OP_ROUND_Q:
                state = gravest(status[row->a], status[row->c]);
                state = state == QN_KNOWN ? settle(qn_kernel_arith(qn_rational_round(
                                                       A.q, C.q, (qn_rounding)row->b, &out->q)),
                                                   out)
                                          : pass_on(state, out);
                break;
                CASE_1(WHOLE, keep_whole(A.q, out))
                CASE_2(EQ_I, put_i(A.i == B.i, out))
                CASE_2(LT_I, put_i(A.i < B.i, out))
                CASE_2(LE_I, put_i(A.i <= B.i, out))
                CASE_2(EQ_W, put_i(qn_wide_equal(A.w, B.w), out))
                CASE_2(LT_W, put_i(qn_wide_cmp(A.w, B.w) < 0, out))
                CASE_2(LE_W, put_i(qn_wide_cmp(A.w, B.w) <= 0, out))
                CASE_2(EQ_Q, put_i(qn_rational_equal(A.q, B.q), out))
                CASE_2(LT_Q, put_i(qn_rational_cmp(A.q, B.q) < 0, out))
                CASE_2(LE_Q, put_i(qn_rational_cmp(A.q, B.q) <= 0, out))
                CASE(AND, run_and(&m, row, out))
                CASE(OR, run_or(&m, row, out))
                CASE_1(NOT, put_i(A.i == 0, out))
                CASE_2(HAS, put_i((A.i & B.i) != 0, out))
                CASE(SELECT, run_select(&m, row, out))
                CASE(OTHERWISE, run_otherwise(&m, row, out))
                CASE(IS_NONE, run_is_none(&m, row, out))
                CASE(AGREE, run_agree(&m, row, out))
                CASE(BAND, run_band(&m, row, out))
                CASE(FIRST, run_first(&m, row, out))
                CASE(ONE, run_one(&m, row, out))
                CASE_1(ROW_IS, put_i(A.i == (int64_t)row->b, out))
                CASE_1(IS_ROW, put_i(A.i >= 0, out))
                CASE(PICK, run_pick(&m, row, out))
                CASE(RESOLVE, run_resolve(&m, row, out))
                CASE(GATES, run_gates(&m, row, out))
                CASE(UNLESS_NONE, run_unless_none(&m, row, out))
                CASE(HIGHER, run_limits(&m, row, 1, out))
                CASE(LOWER, run_limits(&m, row, -1, out))
                CASE(LIMIT, run_limit(&m, row, out))
                CASE_3(DATE_MAKE, qn_kernel_date_make(A.i, B.i, C.i, &out->i))
                CASE_2(DATE_DAYS, qn_kernel_date_days(A.i, B.i, &out->i))
                CASE_2(DATE_MONTHS, qn_kernel_date_months(A.i, B.i, MODE, &out->i))
                CASE_2(DATE_SPAN, qn_kernel_date_span(A.i, B.i, row->c, MODE, &out->i))
                CASE_1(DATE_PART, qn_kernel_date_part(A.i, row->b, &out->i))
                CASE_1(DATE_EDGE, qn_kernel_date_edge(A.i, row->b, &out->i))
                CASE_1(DATE_SEEK, qn_kernel_date_seek(A.i, row->b, row->c, &out->i))
                CASE(WORK_ADD, run_work(&m, row, op, out))
                CASE(WORK_SEEK, run_work(&m, row, op, out))
                CASE(WORK_COUNT, run_work(&m, row, op, out))
            case OP_PERIOD:
            case OP_PERIOD_PART:
            case OP_SHARED:
            case OP_COVERS:
                state = run_period(&m, row, out);
                break;
            case OP_LOAD:
            case OP_STORE:
            case OP_APPEND:
            case OP_AT:
            case OP_CHAIN_PART:
                state = run_cells(&m, row, out);
                break;
            case OP_COUNT:
            case OP_TOTAL:
            case OP_ANY:
            case OP_ALL:
            case OP_LEAST:
            case OP_MOST:
            case OP_HEAD:
            case OP_TAIL:
            case OP_FOLD:
            case OP_PLACE:
            case OP_GATHER:
                state = run_sequence(&m, row, out);
                break;
            case OP_REGION:
                out->i = 0;
                *own = QN_KNOWN;
                out += row->a;
                own += row->a;
                row += row->a;
                continue;
            case OP_RECALL:
                out->i = 0;
                if (recall(&m, row, own + 1 + row->c, out + 1 + row->c)) {
                    c->steps -= row->c + 1;
                    *own = QN_KNOWN;
                    state = own[1 + row->c]; /* of the KEEP */
                    out += row->c + 1;
                    own += row->c + 1;
                    row += row->c + 1;
                }
                break;
            case OP_LOOKUP:
                out->i = 0;
                if (look_up(&m, row, out + 1 + row->c)) {
                    c->steps -= row->c + 1;
                    *own = QN_KNOWN;
                    out += row->c + 1;
                    own += row->c + 1;
                    row += row->c + 1;
                }
                break;
                CASE(KEEP, run_keep(&m, row, out))
            case OP_PARAM:
                state = *own;
                break;
            case QN_OP_COUNT:
            default:
                /* The verifier has refused what is no operation. */
                __builtin_unreachable();
            }
            *own = state;
        }
    }
}
