/*
 * Open outcomes of bands: which rows can hold a subject that is an interval or a choice of values.
 *
 * Responsible for: ranges with open and closed ends, the entries that hold parts of a range between
 * them, and so the rows that are open (spec/unknown.md, rows under one subject).
 * Refuses to know: what the rows give (bounds_rows.c).
 */
#include "bounds_open.h"

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

/* On a grid of whole numbers every cut lies just before one, so that neighbours touch. Rounding to
 * a whole number always has room, the number behind it may have none. */
static void put_on_grid(cut *c)
{
    qn_rational one = qn_rational_from_i64(1);
    qn_rational v;
    if (c->at.inf != 0) {
        return;
    }
    (void)qn_rational_round(c->at.v, one, c->behind ? QN_ROUND_DOWN : QN_ROUND_UP, &v);
    if (!c->behind || qn_rational_add(v, one, &v) == QN_ARITH_OK) {
        *c = (cut){.at = {.v = v}};
    }
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
typedef struct band {
    const qn_case *c;
    const qn_row_entry *list;
    uint32_t count;
    bool whole;
    bool first_match;
    bool sorted;
} band;

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
    return b->list[entry * QN_BAND_WIDTH + field].value;
}

/* An entry that every subject lies in, whatever its status. */
static bool is_unbounded(const band *b, uint32_t entry)
{
    return band_field(b, entry, QN_BAND_LOW) == QN_NONE_INDEX &&
           band_field(b, entry, QN_BAND_HIGH) == QN_NONE_INDEX;
}

static cut make_cut(const band *b, const qn_end *at, bool behind)
{
    cut c = {.at = *at, .behind = behind};
    if (b->whole) {
        put_on_grid(&c);
    }
    return c;
}

/* Nothing is below the one and above the other. */
static const cut bottom = {.at = {.inf = -1}};
static const cut top = {.at = {.inf = 1}};

/* A bound that may have no value bounds nothing, and its entry holds nothing for sure; where it can
 * have none, its entry is no row, and stands in the way of others as if the bound were absent. */
static void read_low(const band *b, uint32_t reg, bool excluded, band_entry *e)
{
    e->widest.low = e->sure.low = bottom;
    if (reg == QN_NONE_INDEX) {
        return;
    }
    qn_open low = qn_bounds_number(b->c, reg);
    e->statuses |= qn_open_statuses(&low);
    e->may_yes = (low.outcomes & QN_OPEN_KNOWN) != 0;
    e->sure.low = (low.outcomes & QN_OPEN_KNOWN) != 0 ? top : bottom;
    if (low.outcomes == QN_OPEN_KNOWN) {
        qn_ends ends = qn_open_ends(&low);
        e->widest.low = make_cut(b, &ends.low, excluded);
        e->sure.low = make_cut(b, &ends.high, excluded);
    }
}

static void read_high(const band *b, uint32_t reg, bool included, band_entry *e)
{
    e->widest.high = e->sure.high = top;
    if (reg == QN_NONE_INDEX) {
        return;
    }
    qn_open high = qn_bounds_number(b->c, reg);
    e->statuses |= qn_open_statuses(&high);
    e->may_yes = e->may_yes && (high.outcomes & QN_OPEN_KNOWN) != 0;
    e->sure.high = (high.outcomes & QN_OPEN_KNOWN) != 0 ? bottom : top;
    if (high.outcomes == QN_OPEN_KNOWN) {
        qn_ends ends = qn_open_ends(&high);
        e->widest.high = make_cut(b, &ends.high, included);
        e->sure.high = make_cut(b, &ends.low, included);
    }
}

static band_entry read_entry(const band *b, uint32_t entry)
{
    band_entry e = {.row = band_field(b, entry, QN_BAND_ROW), .may_yes = true};
    uint32_t flags = band_field(b, entry, QN_BAND_FLAGS);
    uint32_t condition = band_field(b, entry, QN_BAND_CONDITION);
    read_low(b, band_field(b, entry, QN_BAND_LOW), (flags & QN_BAND_LOW_EXCLUDED) != 0, &e);
    read_high(b, band_field(b, entry, QN_BAND_HIGH), (flags & QN_BAND_HIGH_INCLUDED) != 0, &e);
    if (condition != QN_NONE_INDEX) {
        qn_open open = qn_bounds_number(b->c, condition);
        e.may_yes = e.may_yes && qn_open_may_be(&open, 1);
        e.may_no = qn_open_may_be(&open, 0);
        e.statuses |= qn_open_statuses(&open);
        e.statuses = qn_open_must_be(&open, 0) ? 0 : e.statuses;
    }
    return e;
}

/* Who is kept from having its say: entry `self` of a row, or QN_NONE_INDEX for no row at all.
 * status: not the row is in question but the status that its condition can have. */
typedef struct claim {
    uint32_t self;
    uint32_t row;
    bool status;
} claim;

/* Whether entry `other` stands in the way wherever both hold. One whose condition cannot be no
 * does; but a status gives way only to a yes before it. */
static bool entry_blocks(const band *b, uint32_t other, const band_entry *e, const claim *of)
{
    if (e->may_no) {
        return false;
    }
    if (of->status) {
        return e->may_yes && e->statuses == 0 && other < of->self;
    }
    return of->self == QN_NONE_INDEX ||
           (e->row != of->row && (!b->first_match || other < of->self));
}

/* Whether the entries that stand in the way hold the range completely between them. Walks along the
 * range and starts again while that gets it further. */
static bool range_is_blocked(const band *b, range r, const claim *of)
{
    bool moved = true;
    while (moved && !range_is_empty(&r)) {
        moved = false;
        for (uint32_t k = 0; k < b->count && !range_is_empty(&r); k++) {
            band_entry e = read_entry(b, k);
            if (entry_blocks(b, k, &e, of) && cut_cmp(&e.sure.low, &r.low) <= 0 &&
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

/* What the entry adds for the values of the subject that it may hold. */
static void entry_over(const band *b, uint32_t k, const band_entry *e, const range *held,
                       qn_open_rows *out)
{
    const claim row = {.self = k, .row = e->row};
    const claim status = {.self = k, .row = e->row, .status = true};
    bool blocked = !b->sorted && range_is_blocked(b, *held, &row);
    if (b->first_match && e->statuses != 0 && range_is_blocked(b, *held, &status)) {
        return;
    }
    out->outcomes |= e->statuses;
    if (e->may_yes && !blocked) {
        out->flag[qn_open_row_flag(e->row, out->count)] = 1;
        out->outcomes |= QN_OPEN_KNOWN;
    }
    if (e->may_yes && !b->sorted && !b->first_match && entry_may_clash(b, k, e, held)) {
        out->outcomes |= QN_OPEN_CONFLICT;
    }
}

/* Marks the rows that some value of the subject can lead to, and adds the statuses. */
static void band_over(const band *b, const range *subject, qn_open_rows *out)
{
    for (uint32_t k = 0; k < b->count; k++) {
        band_entry e = read_entry(b, k);
        range held = range_meet(subject, &e.widest);
        if (!range_is_empty(&held)) {
            entry_over(b, k, &e, &held, out);
        }
    }
    const claim no_row = {.self = QN_NONE_INDEX};
    if (!range_is_blocked(b, *subject, &no_row)) {
        out->flag[0] = 1;
        out->outcomes |= QN_OPEN_KNOWN;
    }
}

static range subject_range(const band *b, const qn_open *subject)
{
    qn_ends ends = qn_open_ends(subject);
    return (range){.low = make_cut(b, &ends.low, false), .high = make_cut(b, &ends.high, true)};
}

static void band_over_choices(const band *b, uint64_t mask, qn_open_rows *out)
{
    for (int64_t v = 0; v < 64; v++) {
        if ((mask >> v & 1) != 0) {
            qn_open value = qn_open_integers(v, v);
            range one = subject_range(b, &value);
            band_over(b, &one, out);
        }
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
static void band_over_statuses(const band *b, uint8_t statuses, qn_open_rows *out)
{
    bool may_be_none = true;
    uint32_t unasked = 0;
    for (uint32_t k = 0; k < b->count; k++) {
        band_entry e = read_entry(b, k);
        bool unbounded = is_unbounded(b, k);
        if (unbounded && e.may_yes) {
            out->outcomes |=
                QN_OPEN_KNOWN | (unasked++ > 0 && !b->first_match ? QN_OPEN_CONFLICT : 0);
            out->flag[qn_open_row_flag(e.row, out->count)] = 1;
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

void qn_bounds_band(const qn_case *c, const qn_row_instruction *i, qn_open_rows *out)
{
    band b = read_band(c, i);
    qn_open subject = read_subject(c, i);
    if (qn_open_statuses(&subject) != 0) {
        band_over_statuses(&b, qn_open_statuses(&subject), out);
    }
    if ((subject.outcomes & QN_OPEN_KNOWN) != 0 && subject.form == QN_FORM_CHOICE) {
        band_over_choices(&b, subject.mask, out);
    } else if ((subject.outcomes & QN_OPEN_KNOWN) != 0) {
        range all = subject_range(&b, &subject);
        band_over(&b, &all, out);
    }
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
        out.may = is_unbounded(&b, entry);
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
