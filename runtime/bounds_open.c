/*
 * Open outcomes as values: making, joining and comparing them.
 *
 * Responsible for: intervals with ends that may be infinite, masks of choices and sets, and masks
 * of statuses. Refuses to know: programs, cases and operations.
 */
#include "bounds_open.h"
#include "period.h"

qn_open qn_open_empty(qn_form form)
{
    return (qn_open){.form = (uint8_t)form};
}

qn_open qn_open_any(qn_form form)
{
    qn_open open = {.form = (uint8_t)form, .outcomes = QN_OPEN_KNOWN, .mask = UINT64_MAX};
    if (form == QN_FORM_PERIOD || form == QN_FORM_CHAIN) {
        open.last_low = open.last_high = QN_LAST_ABSENT;
        open.may_be_endless = true;
        open.has_day = form == QN_FORM_CHAIN;
    }
    return open;
}

qn_open qn_open_status(qn_form form, qn_answer status)
{
    return (qn_open){.form = (uint8_t)form, .outcomes = (uint8_t)(1U << status)};
}

qn_open qn_open_failed(uint16_t code)
{
    return (qn_open){.outcomes = QN_OPEN_FAILED, .code = code};
}

static qn_rational slot_number(qn_class cls, qn_slot slot)
{
    switch (cls) {
    case QN_CLASS_I:
        return qn_rational_from_i64(slot.i);
    case QN_CLASS_W:
        return qn_rational_from_wide(slot.w);
    default:
        return slot.q;
    }
}

static qn_open one_period(qn_period period)
{
    qn_open open = qn_open_any(QN_FORM_PERIOD);
    open.low = open.high = qn_rational_from_i64(period.first);
    open.has_low = open.has_high = true;
    open.last_low = open.last_high = period.last;
    open.may_be_endless = period.last == QN_PERIOD_OPEN;
    open.has_day = period.first <= period.last;
    return open;
}

qn_open qn_open_value(qn_form form, qn_class cls, qn_slot slot)
{
    qn_open open = qn_open_any(form);
    if (form == QN_FORM_PERIOD) {
        open = one_period(qn_period_unpack(slot.i));
    } else if (form == QN_FORM_CHAIN) {
        return open; /* its days lie in cells, and are not looked at here */
    } else if (form == QN_FORM_CHOICE) {
        open.mask = slot.i >= 0 && slot.i < 64 ? (uint64_t)1 << slot.i : 0;
    } else if (form == QN_FORM_SET) {
        open.mask = open.low_bits = (uint64_t)slot.i;
    } else {
        open.low = open.high = slot_number(cls, slot);
        open.has_low = open.has_high = true;
    }
    return open;
}

qn_open qn_open_interval(const qn_ends *ends)
{
    qn_open open = qn_open_any(QN_FORM_NUMBER);
    open.has_low = ends->low.inf == 0;
    open.has_high = ends->high.inf == 0;
    open.low = ends->low.v;
    open.high = ends->high.v;
    return open;
}

qn_open qn_open_integers(int64_t low, int64_t high)
{
    const qn_ends ends = {.low = qn_end_integer(low), .high = qn_end_integer(high)};
    return qn_open_interval(&ends);
}

qn_open qn_open_boolean(bool may_yes, bool may_no)
{
    qn_open open = qn_open_integers(may_no ? 0 : 1, may_yes ? 1 : 0);
    if (!may_yes && !may_no) {
        open.outcomes = 0;
    }
    return open;
}

qn_ends qn_open_ends(const qn_open *open)
{
    return (qn_ends){.low = {.inf = open->has_low ? 0 : -1, .v = open->low},
                     .high = {.inf = open->has_high ? 0 : 1, .v = open->high}};
}

qn_end qn_end_integer(int64_t value)
{
    return (qn_end){.v = qn_rational_from_i64(value)};
}

int qn_end_cmp(const qn_end *a, const qn_end *b)
{
    if (a->inf != 0 || b->inf != 0) {
        return (a->inf > b->inf) - (a->inf < b->inf);
    }
    return qn_rational_cmp(a->v, b->v);
}

void qn_end_add(qn_end *sum, const qn_end *more, int side)
{
    if (sum->inf != 0 || more->inf != 0 ||
        qn_rational_add(sum->v, more->v, &sum->v) != QN_ARITH_OK) {
        sum->inf = side;
    }
}

/* The number at an end, or NULL; *inf as that of qn_end. */
static const qn_rational *number_at(const qn_open *open, qn_bound side, int *inf)
{
    bool is_low = side == QN_LOW;
    bool has = is_low ? open->has_low : open->has_high;
    *inf = has ? 0 : is_low ? -1 : 1;
    return has ? (is_low ? &open->low : &open->high) : NULL;
}

int qn_open_cmp(const qn_open *a, qn_bound of_a, const qn_open *b, qn_bound of_b)
{
    int inf_a = 0;
    int inf_b = 0;
    const qn_rational *left = number_at(a, of_a, &inf_a);
    const qn_rational *right = number_at(b, of_b, &inf_b);
    if (left == NULL || right == NULL) {
        return (inf_a > inf_b) - (inf_a < inf_b);
    }
    return qn_rational_cmp(*left, *right);
}

qn_open qn_open_extreme(const qn_open *a, const qn_open *b, bool greatest)
{
    qn_open out = qn_open_any(QN_FORM_NUMBER);
    const qn_open *low = (qn_open_cmp(a, QN_LOW, b, QN_LOW) > 0) == greatest ? a : b;
    const qn_open *high = (qn_open_cmp(a, QN_HIGH, b, QN_HIGH) > 0) == greatest ? a : b;
    out.low = low->low;
    out.has_low = low->has_low;
    out.high = high->high;
    out.has_high = high->has_high;
    return out;
}

/* The whole number next to an end, held between min and max. Rounding to one always has room. */
static int64_t whole_between(qn_rational end, qn_rounding mode, int64_t min, int64_t max)
{
    (void)qn_rational_round(end, qn_rational_from_i64(1), mode, &end);
    if (!qn_wide_fits_i64(end.num)) {
        return end.num.hi < 0 ? min : max;
    }
    int64_t whole = qn_wide_to_i64(end.num);
    return whole < min ? min : whole > max ? max : whole;
}

qn_open_whole qn_open_whole_of(const qn_open *a, int64_t min, int64_t max)
{
    return (qn_open_whole){.low = a->has_low ? whole_between(a->low, QN_ROUND_UP, min, max) : min,
                           .high =
                               a->has_high ? whole_between(a->high, QN_ROUND_DOWN, min, max) : max,
                           .has_low = a->has_low,
                           .has_high = a->has_high,
                           .single = qn_open_is_value(a)};
}

/* Days that may be absent, the lesser and the greater of them; one that is absent stays so. */
static int64_t lesser_day(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t greater_day(int64_t a, int64_t b)
{
    if (a == QN_LAST_ABSENT || b == QN_LAST_ABSENT) {
        return QN_LAST_ABSENT;
    }
    return a > b ? a : b;
}

static bool is_endless(const qn_open *period)
{
    return period->last_low == QN_PERIOD_OPEN;
}

/* The last day of one that surely has none says nothing of the last day of another. */
static void widen_last(qn_open *into, const qn_open *other)
{
    if (is_endless(into)) {
        into->last_high = other->last_high;
    } else if (!is_endless(other)) {
        into->last_high = greater_day(into->last_high, other->last_high);
    }
    into->last_low = lesser_day(into->last_low, other->last_low);
    into->may_be_endless = into->may_be_endless || other->may_be_endless;
    into->has_day = into->has_day && other->has_day;
}

static void widen(qn_open *into, const qn_open *other)
{
    if (qn_open_cmp(other, QN_LOW, into, QN_LOW) < 0) {
        into->low = other->low;
        into->has_low = other->has_low;
    }
    if (qn_open_cmp(other, QN_HIGH, into, QN_HIGH) > 0) {
        into->high = other->high;
        into->has_high = other->has_high;
    }
    if (into->form == QN_FORM_PERIOD || into->form == QN_FORM_CHAIN) {
        widen_last(into, other);
    } else {
        into->mask |= other->mask;
        into->low_bits &= other->low_bits;
    }
}

/* Of two different texts nothing in between is meant: any text is open. */
static void widen_text(qn_open *into, const qn_open *other)
{
    if (qn_open_may_differ(into, other)) {
        into->has_low = into->has_high = false;
    }
}

void qn_open_join(qn_open *into, const qn_open *other)
{
    uint8_t outcomes = into->outcomes | other->outcomes;
    uint16_t code = into->code != 0 ? into->code : other->code;
    if ((other->outcomes & QN_OPEN_KNOWN) != 0) {
        if ((into->outcomes & QN_OPEN_KNOWN) == 0) {
            uint8_t form = into->form;
            *into = *other;
            into->form = form;
        } else if (into->form == QN_FORM_TEXT) {
            widen_text(into, other);
        } else {
            widen(into, other);
        }
    }
    into->outcomes = outcomes;
    into->code = code;
}

/* The maxima of all pairs: every status of either that is not below the least of the other. */
uint8_t qn_outcomes_gravest(uint8_t a, uint8_t b)
{
    unsigned least_a = a & (0U - a);
    unsigned least_b = b & (0U - b);
    unsigned least = least_a > least_b ? least_a : least_b;
    if (least_a == 0 || least_b == 0) {
        return 0;
    }
    return (uint8_t)((a | b) & ~(least - 1));
}

static bool is_one_last(const qn_open *period)
{
    return period->last_low != QN_LAST_ABSENT && period->last_low == period->last_high &&
           (!period->may_be_endless || is_endless(period));
}

static bool is_one_number(const qn_open *open)
{
    return open->has_low && open->has_high && qn_rational_equal(open->low, open->high);
}

bool qn_open_is_value(const qn_open *open)
{
    switch ((qn_form)open->form) {
    case QN_FORM_CHAIN:
        return false;
    case QN_FORM_PERIOD:
        return is_one_last(open) && is_one_number(open);
    case QN_FORM_CHOICE:
        return open->mask != 0 && (open->mask & (open->mask - 1)) == 0;
    case QN_FORM_SET:
        return open->mask == open->low_bits;
    default:
        return is_one_number(open);
    }
}

bool qn_open_is_single(const qn_open *open)
{
    if (open->outcomes == QN_OPEN_KNOWN) {
        return qn_open_is_value(open);
    }
    return (open->outcomes & (open->outcomes - 1)) == 0;
}

static bool intervals_meet(const qn_open *a, const qn_open *b)
{
    return qn_open_cmp(a, QN_LOW, b, QN_HIGH) <= 0 && qn_open_cmp(b, QN_LOW, a, QN_HIGH) <= 0;
}

/* Both can be without an end, or end on one day. */
static bool lasts_meet(const qn_open *a, const qn_open *b)
{
    bool a_ends_before = a->last_high != QN_LAST_ABSENT && a->last_high < b->last_low;
    bool b_ends_before = b->last_high != QN_LAST_ABSENT && b->last_high < a->last_low;
    return (a->may_be_endless && b->may_be_endless) || (!a_ends_before && !b_ends_before);
}

bool qn_open_may_equal(const qn_open *a, const qn_open *b)
{
    switch ((qn_form)a->form) {
    case QN_FORM_PERIOD:
    case QN_FORM_CHAIN:
        return intervals_meet(a, b) && lasts_meet(a, b);
    case QN_FORM_CHOICE:
        return (a->mask & b->mask) != 0;
    case QN_FORM_SET:
        return (a->low_bits & ~b->mask) == 0 && (b->low_bits & ~a->mask) == 0;
    default:
        return intervals_meet(a, b);
    }
}

bool qn_open_may_differ(const qn_open *a, const qn_open *b)
{
    return !qn_open_is_value(a) || !qn_open_is_value(b) || !qn_open_may_equal(a, b);
}

bool qn_open_may_be(const qn_open *open, int64_t value)
{
    qn_open one = qn_open_value((qn_form)open->form, QN_CLASS_I, (qn_slot){.i = value});
    return (open->outcomes & QN_OPEN_KNOWN) != 0 && qn_open_may_equal(open, &one);
}

bool qn_open_must_be(const qn_open *open, int64_t value)
{
    return open->outcomes == QN_OPEN_KNOWN && qn_open_is_value(open) && qn_open_may_be(open, value);
}
