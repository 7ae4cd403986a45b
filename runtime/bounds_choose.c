/*
 * Open outcomes of choosing: branches, bands, tables, clauses, gates.
 *
 * Responsible for: which rows, branches and clauses can still be the one, and what they give
 * together. What cannot be chosen has no part in the result.
 * Refuses to know: how numbers are computed.
 */
#include "bounds_open.h"
#include "vm.h"

static uint8_t statuses_of(const qn_open *open)
{
    return open->outcomes & (uint8_t)~QN_OPEN_KNOWN;
}

/* A place before or behind a number, so that open and closed ends of ranges compare alike. */
typedef struct cut {
    qn_end at;
    bool behind;
} cut;

static int cut_cmp(const cut *a, const cut *b)
{
    int order = qn_end_cmp(&a->at, &b->at);
    return order != 0 || a->at.inf != 0 ? order : (int)a->behind - (int)b->behind;
}

/* On a grid of whole numbers every cut lies just before one, so that neighbours touch. */
static cut cut_on_grid(cut c)
{
    qn_rational one = qn_rational_from_i64(1);
    qn_rational v = c.at.v;
    if (c.at.inf != 0) {
        return c;
    }
    bool fits =
        qn_rational_round(v, one, c.behind ? QN_ROUND_DOWN : QN_ROUND_UP, &v) == QN_ARITH_OK &&
        (!c.behind || qn_rational_add(v, one, &v) == QN_ARITH_OK);
    return fits ? (cut){.at = {.v = v}} : c;
}

typedef struct range {
    cut low;
    cut high;
} range;

static bool range_is_empty(const range *r)
{
    return cut_cmp(&r->low, &r->high) >= 0;
}

static range range_meet(const range *a, const range *b)
{
    return (range){.low = cut_cmp(&a->low, &b->low) >= 0 ? a->low : b->low,
                   .high = cut_cmp(&a->high, &b->high) <= 0 ? a->high : b->high};
}

/* The entries of a BAND instruction. whole: the subject lies on a grid of whole numbers. */
enum { BAND_LOW, BAND_HIGH, BAND_FLAGS, BAND_ROW, BAND_CONDITION, BAND_WIDTH };

typedef struct band {
    const qn_case *c;
    const qn_row_entry *list;
    uint32_t count;
    bool whole;
    bool first_match;
    bool sorted;
} band;

/* The rows that are open, a flag each and the first for none, and the statuses. */
typedef struct band_rows {
    uint8_t *flag;
    uint32_t count;
    uint8_t outcomes;
} band_rows;

/* widest: what an entry may hold; sure: what it holds wherever its own bounds lie. */
typedef struct band_entry {
    range widest;
    range sure;
    uint32_t row;
    bool may_yes;
    bool may_no;
    uint8_t statuses;
} band_entry;

static uint32_t band_field(const band *b, uint32_t entry, uint32_t field)
{
    return b->list[entry * BAND_WIDTH + field].value;
}

static cut make_cut(const band *b, qn_end at, bool behind)
{
    cut c = {.at = at, .behind = behind};
    return b->whole ? cut_on_grid(c) : c;
}

/* Nothing is below the one and above the other. */
static const cut bottom = {.at = {.inf = -1}};
static const cut top = {.at = {.inf = 1}};

/* A bound that may have no value bounds nothing, and what it bounds is held for sure nowhere. */
static void read_low(const band *b, uint32_t reg, bool excluded, band_entry *e)
{
    e->widest.low = e->sure.low = bottom;
    if (reg == QN_NONE_INDEX) {
        return;
    }
    qn_open low = qn_bounds_number(b->c, reg);
    e->statuses |= statuses_of(&low);
    e->sure.low = top;
    if (low.outcomes == QN_OPEN_KNOWN) {
        e->widest.low = make_cut(b, qn_open_low(&low), excluded);
        e->sure.low = make_cut(b, qn_open_high(&low), excluded);
    }
}

static void read_high(const band *b, uint32_t reg, bool included, band_entry *e)
{
    e->widest.high = e->sure.high = top;
    if (reg == QN_NONE_INDEX) {
        return;
    }
    qn_open high = qn_bounds_number(b->c, reg);
    e->statuses |= statuses_of(&high);
    e->sure.high = bottom;
    if (high.outcomes == QN_OPEN_KNOWN) {
        e->widest.high = make_cut(b, qn_open_high(&high), included);
        e->sure.high = make_cut(b, qn_open_low(&high), included);
    }
}

static band_entry read_entry(const band *b, uint32_t entry)
{
    band_entry e = {.row = band_field(b, entry, BAND_ROW), .may_yes = true};
    uint32_t flags = band_field(b, entry, BAND_FLAGS);
    uint32_t condition = band_field(b, entry, BAND_CONDITION);
    read_low(b, band_field(b, entry, BAND_LOW), (flags & QN_BAND_LOW_EXCLUDED) != 0, &e);
    read_high(b, band_field(b, entry, BAND_HIGH), (flags & QN_BAND_HIGH_INCLUDED) != 0, &e);
    if (condition != QN_NONE_INDEX) {
        qn_open open = qn_bounds_number(b->c, condition);
        e.may_yes = qn_open_may_be(&open, 1);
        e.may_no = qn_open_may_be(&open, 0);
        e.statuses |= open.outcomes & (uint8_t)~QN_OPEN_KNOWN;
    }
    return e;
}

/* Whether entry `other` keeps entry `self` (QN_NONE_INDEX: no row at all) from being the answer
 * wherever both hold. An entry whose condition cannot be no always has its say. */
static bool entry_blocks(const band *b, uint32_t other, const band_entry *e, uint32_t self,
                         uint32_t self_row)
{
    if (e->may_no) {
        return false;
    }
    return self == QN_NONE_INDEX || (e->row != self_row && (!b->first_match || other < self));
}

/* Whether the entries that block `self` hold the range completely between them. Walks along the
 * range and starts again while that gets it further. */
static bool range_is_blocked(const band *b, range r, uint32_t self, uint32_t self_row)
{
    bool moved = true;
    while (moved && !range_is_empty(&r)) {
        moved = false;
        for (uint32_t k = 0; k < b->count && !range_is_empty(&r); k++) {
            band_entry e = read_entry(b, k);
            if (entry_blocks(b, k, &e, self, self_row) && cut_cmp(&e.sure.low, &r.low) <= 0 &&
                cut_cmp(&e.sure.high, &r.low) > 0) {
                r.low = e.sure.high;
                moved = true;
            }
        }
    }
    return range_is_empty(&r);
}

/* Whether another row may hold a value that this entry may hold too. */
static bool entry_may_clash(const band *b, uint32_t self, const band_entry *e, const range *held)
{
    for (uint32_t k = 0; k < self; k++) {
        band_entry other = read_entry(b, k);
        range both = range_meet(held, &other.widest);
        if (other.may_yes && other.row != e->row && !range_is_empty(&both)) {
            return true;
        }
    }
    return false;
}

/* Where the flag of a row stands. Rows far beyond the number of entries share the last. */
static uint32_t row_flag(int64_t row, uint32_t flags)
{
    return row + 1 < (int64_t)flags ? (uint32_t)(row + 1) : flags - 1;
}

/* What the entry adds for the values of the subject that it may hold. */
static void entry_over(const band *b, uint32_t k, const band_entry *e, const range *held,
                       band_rows *out)
{
    bool blocked = !b->sorted && range_is_blocked(b, *held, k, e->row);
    if (b->first_match && blocked) {
        return;
    }
    out->outcomes |= e->statuses;
    if (e->may_yes && !blocked) {
        out->flag[row_flag(e->row, out->count)] = 1;
        out->outcomes |= QN_OPEN_KNOWN;
    }
    if (e->may_yes && !b->sorted && !b->first_match && entry_may_clash(b, k, e, held)) {
        out->outcomes |= QN_OPEN_CONFLICT;
    }
}

/* Marks the rows that some value of the subject can lead to, and adds the statuses. */
static void band_over(const band *b, const range *subject, band_rows *out)
{
    for (uint32_t k = 0; k < b->count; k++) {
        band_entry e = read_entry(b, k);
        range held = range_meet(subject, &e.widest);
        if (!range_is_empty(&held)) {
            entry_over(b, k, &e, &held, out);
        }
    }
    if (!range_is_blocked(b, *subject, QN_NONE_INDEX, 0)) {
        out->flag[0] = 1;
        out->outcomes |= QN_OPEN_KNOWN;
    }
}

static range subject_range(const band *b, const qn_open *subject)
{
    return (range){.low = make_cut(b, qn_open_low(subject), false),
                   .high = make_cut(b, qn_open_high(subject), true)};
}

static void band_over_choices(const band *b, uint64_t mask, band_rows *out)
{
    for (int64_t v = 0; v < 64; v++) {
        if ((mask >> v & 1) != 0) {
            qn_open value = qn_open_integers(v, v);
            range one = subject_range(b, &value);
            band_over(b, &one, out);
        }
    }
}

/* A register that holds a row: the interval from the first to the last that is marked. */
static qn_open rows_result(const band_rows *rows)
{
    int64_t first = INT64_MAX;
    int64_t last = -1;
    for (uint32_t k = 0; k < rows->count; k++) {
        if (rows->flag[k] != 0) {
            last = (int64_t)k - 1;
            first = first == INT64_MAX ? last : first;
        }
    }
    qn_open out = qn_open_integers(first, last);
    out.form = QN_FORM_ROW;
    out.outcomes = rows->outcomes;
    return out;
}

static band_rows clear_rows(const qn_case *c, uint32_t reg)
{
    const qn_bounds *b = c->bounds;
    band_rows rows = {.flag = b->rows + b->row_first[reg],
                      .count = b->row_first[reg + 1] - b->row_first[reg]};
    for (uint32_t k = 0; k < rows.count; k++) {
        rows.flag[k] = 0;
    }
    return rows;
}

uint32_t qn_bounds_row_count(const qn_tables *t, const qn_row_instruction *i)
{
    uint32_t count = 1;
    switch (qn_instruction_op(i)) {
    case OP_FIRST:
    case OP_ONE:
        return i->c + 1;
    case OP_BAND:
        for (uint32_t k = 0; k < i->c; k++) {
            uint32_t row = t->entry[i->b + k * BAND_WIDTH + BAND_ROW].value;
            count = row + 2 > count ? row + 2 : count;
        }
        return count > 4 * i->c + 2 ? 4 * i->c + 2 : count;
    default:
        return 0;
    }
}

static band read_band(const qn_case *c, const qn_row_instruction *i)
{
    uint32_t aux = qn_instruction_aux(i);
    return (band){.c = c,
                  .list = c->tables->entry + i->b,
                  .count = i->c,
                  .whole = (aux & QN_AUX_CLASS) != QN_CLASS_Q,
                  .first_match = (aux & QN_AUX_FIRST_MATCH) != 0,
                  .sorted = (aux & QN_AUX_SORTED) != 0};
}

/* The subject of a band as an interval, or as a choice. */
static qn_open read_subject(const qn_case *c, const qn_row_instruction *i)
{
    bool is_choice = c->bounds->form[i->a] == QN_FORM_CHOICE;
    return qn_bounds_operand(c, i->a, is_choice ? QN_FORM_CHOICE : QN_FORM_NUMBER);
}

/* What a subject without a value leads to: its status, unless no entry is asked about it. An entry
 * whose condition is no asks nothing, nor does one without bounds. */
static void band_over_statuses(const band *b, uint8_t statuses, band_rows *out)
{
    bool may_be_none = true;
    for (uint32_t k = 0; k < b->count; k++) {
        band_entry e = read_entry(b, k);
        bool unbounded = band_field(b, k, BAND_LOW) == QN_NONE_INDEX &&
                         band_field(b, k, BAND_HIGH) == QN_NONE_INDEX;
        if (unbounded && e.may_yes) {
            out->flag[row_flag(e.row, out->count)] = 1;
            out->outcomes |= QN_OPEN_KNOWN;
        }
        uint8_t asked = e.statuses | (e.may_yes && !unbounded ? QN_OPEN_KNOWN : 0);
        out->outcomes |= unbounded ? e.statuses : qn_outcomes_gravest(statuses, asked);
        may_be_none = may_be_none && e.may_no;
    }
    if (may_be_none) {
        out->flag[0] = 1;
        out->outcomes |= QN_OPEN_KNOWN;
    }
}

static qn_open choose_band(const qn_case *c, const qn_row_instruction *i, uint32_t reg)
{
    band b = read_band(c, i);
    band_rows rows = clear_rows(c, reg);
    qn_open subject = read_subject(c, i);
    if (statuses_of(&subject) != 0) {
        band_over_statuses(&b, statuses_of(&subject), &rows);
    }
    if ((subject.outcomes & QN_OPEN_KNOWN) != 0 && subject.form == QN_FORM_CHOICE) {
        band_over_choices(&b, subject.mask, &rows);
    } else if ((subject.outcomes & QN_OPEN_KNOWN) != 0) {
        range all = subject_range(&b, &subject);
        band_over(&b, &all, &rows);
    }
    return rows_result(&rows);
}

static bool range_is_inside(const range *inner, const range *outer)
{
    return cut_cmp(&outer->low, &inner->low) <= 0 && cut_cmp(&inner->high, &outer->high) <= 0;
}

/* Adds what one interval of the subject says: whether it can lie in the range, and out of it. */
static void hold_over(const band *b, const band_entry *e, const qn_open *subject, qn_holding *out)
{
    range all = subject_range(b, subject);
    range held = range_meet(&all, &e->widest);
    out->may = out->may || !range_is_empty(&held);
    out->must = out->must && range_is_inside(&all, &e->sure);
}

qn_holding qn_bounds_band_holds(const qn_case *c, const qn_row_instruction *i, uint32_t entry)
{
    band b = read_band(c, i);
    band_entry e = read_entry(&b, entry);
    qn_open subject = read_subject(c, i);
    qn_holding out = {.may = false, .must = subject.outcomes == QN_OPEN_KNOWN};
    if ((subject.outcomes & QN_OPEN_KNOWN) == 0) {
        return out;
    }
    if (subject.form != QN_FORM_CHOICE) {
        hold_over(&b, &e, &subject, &out);
        return out;
    }
    for (int64_t v = 0; v < 64; v++) {
        if ((subject.mask >> v & 1) != 0) {
            qn_open one = qn_open_integers(v, v);
            hold_over(&b, &e, &one, &out);
        }
    }
    return out;
}

/* Rows up to the first whose condition can be nothing but yes. prefix: the gravest status that the
 * conditions passed so far can have between them. */
static qn_open choose_first(const qn_case *c, const qn_row_instruction *i, uint32_t reg)
{
    band_rows rows = clear_rows(c, reg);
    uint8_t prefix = QN_OPEN_KNOWN;
    for (uint32_t k = 0; k < i->c && prefix != 0; k++) {
        qn_open open = qn_bounds_number(c, c->tables->entry[i->b + k].value);
        uint8_t passing = open.outcomes & (uint8_t)~QN_OPEN_KNOWN;
        if (qn_open_may_be(&open, 1)) {
            rows.flag[k + 1] = (prefix & QN_OPEN_KNOWN) != 0;
            rows.outcomes |= prefix;
        }
        passing |= qn_open_may_be(&open, 0) ? QN_OPEN_KNOWN : 0;
        prefix = qn_outcomes_gravest(prefix, passing);
    }
    rows.flag[0] = (prefix & QN_OPEN_KNOWN) != 0;
    rows.outcomes |= prefix;
    return rows_result(&rows);
}

/* Counts of the conditions of a ONE: those that may be yes, must be yes, and cannot be no. */
typedef struct tally {
    uint32_t may;
    uint32_t must;
    uint32_t firm;
    uint8_t statuses;
} tally;

static tally count_conditions(const qn_case *c, const qn_row_instruction *i)
{
    tally n = {0};
    for (uint32_t k = 0; k < i->c; k++) {
        qn_open open = qn_bounds_number(c, c->tables->entry[i->b + k].value);
        n.may += qn_open_may_be(&open, 1);
        n.must += qn_open_must_be(&open, 1);
        n.firm += !qn_open_may_be(&open, 0);
        n.statuses |= open.outcomes & (uint8_t)~QN_OPEN_KNOWN;
    }
    return n;
}

/* A row is open if all other conditions may be no. */
static qn_open choose_one(const qn_case *c, const qn_row_instruction *i, uint32_t reg)
{
    band_rows rows = clear_rows(c, reg);
    tally n = count_conditions(c, i);
    if (n.must > 1) {
        return qn_open_status(QN_FORM_ROW, QN_CONFLICT);
    }
    rows.outcomes = n.statuses | (n.may > 1 ? QN_OPEN_CONFLICT : 0);
    for (uint32_t k = 0; k < i->c; k++) {
        qn_open open = qn_bounds_number(c, c->tables->entry[i->b + k].value);
        uint32_t others = n.firm - (qn_open_may_be(&open, 0) ? 0 : 1);
        rows.flag[k + 1] = qn_open_may_be(&open, 1) && others == 0;
        rows.outcomes |= rows.flag[k + 1] != 0 ? QN_OPEN_KNOWN : 0;
    }
    rows.flag[0] = n.firm == 0;
    rows.outcomes |= rows.flag[0] != 0 ? QN_OPEN_KNOWN : 0;
    return rows_result(&rows);
}

bool qn_bounds_row_is_open(const qn_case *c, uint32_t reg, int64_t row)
{
    const qn_bounds *b = c->bounds;
    qn_open open = qn_bounds_open(c, reg);
    if (!qn_open_may_be(&open, row)) {
        return false;
    }
    if (c->status[reg] != QN_UNKNOWN || b->form[reg] != QN_FORM_ROW) {
        return true;
    }
    uint32_t flags = b->row_first[reg + 1] - b->row_first[reg];
    return b->rows[b->row_first[reg] + row_flag(row, flags)] != 0;
}

static qn_open row_test(const qn_case *c, const qn_row_instruction *i)
{
    qn_open open = qn_bounds_open(c, i->a);
    bool is_row = qn_instruction_op(i) == OP_IS_ROW;
    bool may_yes = false;
    bool may_no = false;
    if ((open.outcomes & QN_OPEN_KNOWN) != 0) {
        qn_end low = qn_open_low(&open);
        qn_end high = qn_open_high(&open);
        qn_end row = qn_end_integer(is_row ? -1 : (int64_t)i->b);
        bool hit = qn_bounds_row_is_open(c, i->a, is_row ? -1 : (int64_t)i->b);
        bool miss = qn_end_cmp(&low, &row) < 0 || qn_end_cmp(&high, &row) > 0;
        may_yes = is_row ? miss : hit;
        may_no = is_row ? hit : miss;
    }
    qn_open out = qn_open_boolean(may_yes, may_no);
    out.outcomes |= statuses_of(&open);
    return out;
}

static qn_open pick(const qn_case *c, const qn_row_instruction *i, qn_form form)
{
    const qn_row_entry *list = c->tables->entry + i->b;
    qn_open row = qn_bounds_open(c, i->a);
    qn_open out = qn_open_empty(form);
    for (uint32_t k = 0; k < i->c; k++) {
        int64_t which = k + 1 < i->c ? (int64_t)k : -1;
        if (qn_bounds_row_is_open(c, i->a, which)) {
            qn_open value = qn_bounds_operand(c, list[k].value, form);
            qn_open_join(&out, &value);
        }
    }
    out.outcomes |= statuses_of(&row);
    return out;
}

static qn_open choose_branch(const qn_case *c, const qn_row_instruction *i, qn_form form)
{
    qn_open condition = qn_bounds_number(c, i->a);
    qn_open out = qn_open_empty(form);
    if (qn_open_may_be(&condition, 1)) {
        qn_open yes = qn_bounds_operand(c, i->b, form);
        qn_open_join(&out, &yes);
    }
    if (qn_open_may_be(&condition, 0)) {
        qn_open no = qn_bounds_operand(c, i->c, form);
        qn_open_join(&out, &no);
    }
    out.outcomes |= statuses_of(&condition);
    return out;
}

static qn_open otherwise(const qn_case *c, const qn_row_instruction *i, qn_form form)
{
    qn_open out = qn_bounds_operand(c, i->a, form);
    if ((out.outcomes & QN_OPEN_NONE) != 0) {
        qn_open instead = qn_bounds_operand(c, i->b, form);
        out.outcomes &= (uint8_t)~QN_OPEN_NONE;
        qn_open_join(&out, &instead);
    }
    return out;
}

static qn_open is_none(const qn_case *c, const qn_row_instruction *i)
{
    qn_open a = qn_bounds_open(c, i->a);
    qn_open out =
        qn_open_boolean((a.outcomes & QN_OPEN_NONE) != 0, (a.outcomes & QN_OPEN_KNOWN) != 0);
    out.outcomes |= a.outcomes & (QN_OPEN_CONFLICT | QN_OPEN_FAILED);
    return out;
}

/* Two computations of one day, by different roundings: where they can differ it may not exist. */
static qn_open agree(const qn_case *c, const qn_row_instruction *i)
{
    qn_open a = qn_bounds_number(c, i->a);
    qn_open b = qn_bounds_number(c, i->b);
    uint8_t operands = qn_outcomes_gravest(a.outcomes, b.outcomes);
    qn_open out = a;
    out.outcomes = operands;
    if ((operands & QN_OPEN_KNOWN) == 0) {
        return out;
    }
    if (!qn_open_may_equal(&a, &b)) {
        out.outcomes &= (uint8_t)~QN_OPEN_KNOWN;
    }
    if (qn_open_may_differ(&a, &b)) {
        out.outcomes |= QN_OPEN_FAILED;
        out.code = QN_ERROR_NO_SUCH_DATE;
    }
    return out;
}

/* A none where any gate may be shut, and nothing else where one must be. */
static qn_open gates(const qn_case *c, const qn_row_instruction *i, qn_form form)
{
    const qn_row_entry *list = c->tables->entry + i->b;
    qn_open out = qn_bounds_operand(c, i->a, form);
    uint8_t open_gates = QN_OPEN_KNOWN;
    bool may_shut = false;
    for (uint32_t k = 0; k < i->c; k++) {
        qn_open gate = qn_bounds_number(c, list[2 * k].value);
        uint8_t passing = statuses_of(&gate);
        passing |= qn_open_may_be(&gate, 1) ? QN_OPEN_KNOWN : 0;
        may_shut = may_shut || qn_open_may_be(&gate, 0);
        open_gates = qn_outcomes_gravest(open_gates, passing);
    }
    uint8_t passed = (open_gates & QN_OPEN_KNOWN) != 0 ? out.outcomes : 0;
    out.outcomes = passed | (open_gates & (uint8_t)~QN_OPEN_KNOWN);
    out.outcomes |= may_shut ? QN_OPEN_NONE : 0;
    return out;
}

static qn_open unless_none(const qn_case *c, const qn_row_instruction *i, qn_form form)
{
    qn_open a = qn_bounds_operand(c, i->a, form);
    qn_open out = qn_bounds_operand(c, i->b, form);
    uint8_t rest = qn_outcomes_gravest(a.outcomes & (uint8_t)~QN_OPEN_NONE, out.outcomes);
    out.outcomes = rest | (a.outcomes & QN_OPEN_NONE);
    return out;
}

/* The list of a RESOLVE: default, (condition, value) of each clause, the pairs of overriding. */
typedef struct clauses {
    const qn_case *c;
    const qn_row_entry *list;
    uint32_t count;
    const qn_row_entry *pairs;
    uint32_t pair_count;
    qn_form form;
} clauses;

static clauses read_clauses(const qn_case *c, const qn_row_instruction *i, qn_form form)
{
    const qn_row_entry *list = c->tables->entry + i->b;
    return (clauses){.c = c,
                     .list = list,
                     .count = i->c,
                     .pairs = list + 2 + 2 * (size_t)i->c,
                     .pair_count = list[1 + 2 * (size_t)i->c].value,
                     .form = form};
}

static qn_open clause_condition(const clauses *s, uint32_t k)
{
    return qn_bounds_number(s->c, s->list[1 + 2 * k].value);
}

static qn_open clause_value(const clauses *s, uint32_t k)
{
    return qn_bounds_operand(s->c, s->list[2 + 2 * k].value, s->form);
}

static bool clause_may_apply(const clauses *s, uint32_t k)
{
    qn_open condition = clause_condition(s, k);
    return qn_open_may_be(&condition, 1);
}

static bool clause_must_apply(const clauses *s, uint32_t k)
{
    qn_open condition = clause_condition(s, k);
    return qn_open_must_be(&condition, 1);
}

static bool clause_overrides(const clauses *s, uint32_t over, uint32_t under)
{
    for (uint32_t k = 0; k < s->pair_count; k++) {
        if (s->pairs[2 * k].value == over && s->pairs[2 * k + 1].value == under) {
            return true;
        }
    }
    return false;
}

/* Whether a clause that overrides this one applies: surely, or possibly. */
static bool clause_is_overridden(const clauses *s, uint32_t under, bool surely)
{
    for (uint32_t k = 0; k < s->pair_count; k++) {
        uint32_t over = s->pairs[2 * k].value;
        if (s->pairs[2 * k + 1].value == under &&
            (surely ? clause_must_apply(s, over) : clause_may_apply(s, over))) {
            return true;
        }
    }
    return false;
}

static bool values_may_differ(const qn_open *a, const qn_open *b)
{
    uint8_t both = a->outcomes & b->outcomes & QN_OPEN_KNOWN;
    bool mixed = (a->outcomes & QN_OPEN_KNOWN && b->outcomes & QN_OPEN_NONE) ||
                 (a->outcomes & QN_OPEN_NONE && b->outcomes & QN_OPEN_KNOWN);
    return mixed || (both != 0 && qn_open_may_differ(a, b));
}

/* Whether two values can stand side by side with another outcome than the conflict between them. */
static bool values_may_agree(const qn_open *a, const qn_open *b)
{
    uint8_t both = a->outcomes & b->outcomes;
    uint8_t either = a->outcomes | b->outcomes;
    return (either & (QN_OPEN_CONFLICT | QN_OPEN_FAILED)) != 0 || (both & QN_OPEN_NONE) != 0 ||
           ((both & QN_OPEN_KNOWN) != 0 && qn_open_may_equal(a, b));
}

/* Two clauses that both apply meet unless one overrides the other. */
static bool clauses_meet(const clauses *s, uint32_t a, uint32_t b)
{
    return a != b && !clause_overrides(s, a, b) && !clause_overrides(s, b, a);
}

/* Whether some clause that surely stays contradicts this one, so that it cannot be the answer. */
static bool clause_is_hopeless(const clauses *s, uint32_t self)
{
    qn_open value = clause_value(s, self);
    for (uint32_t k = 0; k < s->count; k++) {
        if (clauses_meet(s, self, k) && clause_must_apply(s, k) &&
            !clause_is_overridden(s, k, false)) {
            qn_open other = clause_value(s, k);
            if (!values_may_agree(&value, &other)) {
                return true;
            }
        }
    }
    return false;
}

static bool clause_may_conflict(const clauses *s, uint32_t self)
{
    qn_open value = clause_value(s, self);
    for (uint32_t k = 0; k < self; k++) {
        if (clauses_meet(s, self, k) && clause_may_apply(s, k) &&
            !clause_is_overridden(s, k, true)) {
            qn_open other = clause_value(s, k);
            if (values_may_differ(&value, &other)) {
                return true;
            }
        }
    }
    return false;
}

/* The gravest statuses of the conditions that count, with known where a decision can be reached. */
static uint8_t condition_statuses(const clauses *s, bool *may_be_default)
{
    uint8_t statuses = QN_OPEN_KNOWN;
    *may_be_default = true;
    for (uint32_t k = 0; k < s->count; k++) {
        qn_open condition = clause_condition(s, k);
        *may_be_default = *may_be_default && qn_open_may_be(&condition, 0);
        if (!clause_is_overridden(s, k, true)) {
            bool escapes = clause_is_overridden(s, k, false);
            statuses =
                qn_outcomes_gravest(statuses, condition.outcomes | (escapes ? QN_OPEN_KNOWN : 0));
        }
    }
    return statuses;
}

static qn_open resolve(const clauses *s)
{
    bool may_be_default;
    uint8_t statuses = condition_statuses(s, &may_be_default);
    qn_open out = qn_open_empty(s->form);
    if ((statuses & QN_OPEN_KNOWN) != 0 && may_be_default) {
        qn_open value = qn_bounds_operand(s->c, s->list[0].value, s->form);
        qn_open_join(&out, &value);
    }
    for (uint32_t k = 0; k < s->count && (statuses & QN_OPEN_KNOWN) != 0; k++) {
        if (!clause_may_apply(s, k) || clause_is_overridden(s, k, true)) {
            continue;
        }
        qn_open value = clause_value(s, k);
        if (!clause_is_hopeless(s, k)) {
            qn_open_join(&out, &value);
        }
        out.outcomes |= clause_may_conflict(s, k) ? QN_OPEN_CONFLICT : 0;
    }
    out.outcomes |= (uint8_t)(statuses & ~QN_OPEN_KNOWN);
    return out;
}

qn_open qn_bounds_choose(const qn_case *c, const qn_row_instruction *i, uint32_t reg)
{
    qn_form form = (qn_form)c->bounds->form[reg];
    clauses s;
    switch (qn_instruction_op(i)) {
    case OP_SELECT:
        return choose_branch(c, i, form);
    case OP_OTHERWISE:
        return otherwise(c, i, form);
    case OP_IS_NONE:
        return is_none(c, i);
    case OP_AGREE:
        return agree(c, i);
    case OP_BAND:
        return choose_band(c, i, reg);
    case OP_FIRST:
        return choose_first(c, i, reg);
    case OP_ONE:
        return choose_one(c, i, reg);
    case OP_ROW_IS:
    case OP_IS_ROW:
        return row_test(c, i);
    case OP_PICK:
        return pick(c, i, form);
    case OP_GATES:
        return gates(c, i, form);
    case OP_UNLESS_NONE:
        return unless_none(c, i, form);
    default:
        s = read_clauses(c, i, form);
        return resolve(&s);
    }
}
