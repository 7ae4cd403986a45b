/*
 * Open outcomes of what is made of sequences: counts, sums, the least, the first, places.
 *
 * Responsible for: what elements that may be none, and of which the value is open, leave of the
 * result. Where the steps run out, or a stage is not followed, anything of its form is open.
 * Refuses to know: where the elements come from (bounds_walk.c).
 */
#include "bounds_walk.h"

/* What has been found so far. outcomes: of what has been gone through, the gravest counting. value:
 * the values that are possible; sure: whether there surely is an element. */
typedef struct tally {
    qn_taker taker;
    qn_case *c;
    const qn_row_instruction *row;
    uint32_t element;
    qn_form form;
    uint8_t outcomes;
    bool sure;
    bool may_be_wanted;
    bool may_be_other;
    bool is_wanted;
    qn_open value;
    qn_open best;
    qn_ends sum;
    qn_open_count count;
} tally;

static tally *tally_of(qn_taker *taker)
{
    return (tally *)(void *)taker;
}

/* The statuses of an element that is one. */
static void weigh(tally *t, const qn_open_element *element, uint8_t outcomes)
{
    uint8_t with =
        qn_outcomes_gravest(t->outcomes, qn_outcomes_gravest(element->presence, outcomes));
    t->outcomes = element->may_lack ? t->outcomes | with : with;
}

static qn_open element_of(const tally *t)
{
    return qn_bounds_operand(t->c, t->element, t->form);
}

/* ---- counting */

static bool take_count(qn_taker *taker, const qn_open_element *element)
{
    tally *t = tally_of(taker);
    weigh(t, element, QN_OPEN_KNOWN);
    qn_open_count_add(&t->count, element);
    return true;
}

/* Of values only what is graver than none matters. */
static bool take_gathered(qn_taker *taker, const qn_open_element *element)
{
    tally *t = tally_of(taker);
    uint8_t outcomes = qn_bounds_open(t->c, t->element).outcomes;
    if ((outcomes & QN_OPEN_NONE) != 0) {
        outcomes = (uint8_t)((outcomes & ~QN_OPEN_NONE) | QN_OPEN_KNOWN);
    }
    weigh(t, element, outcomes);
    qn_open_count_add(&t->count, element);
    return true;
}

static qn_open end_count(tally *t)
{
    int64_t limit = t->c->tables->sequence[t->row->a].limit;
    int64_t sure = t->count.sure < limit ? t->count.sure : limit;
    return qn_open_integers(sure, t->count.possible < limit ? t->count.possible : limit);
}

/* A list whose elements are open is none that could be shown, however many they are. */
static qn_open end_gathered(tally *t)
{
    qn_open out = end_count(t);
    out.has_low = !qn_open_is_value(&out);
    return out;
}

/* ---- sums */

/* Takes an end so many times; what has no room is no end. */
static void times(qn_end *end, int64_t count)
{
    int side = qn_rational_sign(end->v) < 0 ? -1 : 1;
    if (end->inf == 0 &&
        qn_rational_mul(end->v, qn_rational_from_i64(count), &end->v) != QN_ARITH_OK) {
        end->inf = side;
    }
}

/* What may be no element counts as nothing or as itself. */
static bool take_total(qn_taker *taker, const qn_open_element *element)
{
    tally *t = tally_of(taker);
    qn_open value = element_of(t);
    weigh(t, element, value.outcomes);
    if ((value.outcomes & element->presence & QN_OPEN_KNOWN) == 0) {
        return true;
    }
    if (element->may_lack) {
        qn_open nothing = qn_open_integers(0, 0);
        value.outcomes = QN_OPEN_KNOWN;
        qn_open_join(&value, &nothing);
    }
    qn_ends ends = qn_open_ends(&value);
    times(&ends.low, element->times);
    times(&ends.high, element->times);
    qn_end_add(&t->sum.low, &ends.low, -1);
    qn_end_add(&t->sum.high, &ends.high, 1);
    return true;
}

static qn_open end_total(tally *t)
{
    return qn_open_interval(&t->sum);
}

/* ---- any and all */

static int64_t wanted_of(const tally *t)
{
    return qn_instruction_op(t->row) == OP_ANY;
}

/* One that surely is there and is wanted decides; what is not wanted counts for nothing. */
static bool take_wanted(qn_taker *taker, const qn_open_element *element)
{
    tally *t = tally_of(taker);
    qn_open value = element_of(t);
    bool may_be = qn_open_may_be(&value, wanted_of(t));
    bool may_not = qn_open_may_be(&value, !wanted_of(t));
    uint8_t counted = qn_open_statuses(&value) | (may_be ? QN_OPEN_KNOWN : 0);
    uint8_t found = qn_outcomes_gravest(element->presence, counted);
    if (counted == 0) {
        return true;
    }
    if (!element->may_lack && !may_not && found == QN_OPEN_KNOWN) {
        t->is_wanted = true;
        return false;
    }
    t->may_be_wanted = t->may_be_wanted || (found & QN_OPEN_KNOWN) != 0;
    t->may_be_other = t->may_be_other && (element->may_lack || may_not);
    t->outcomes |= found & (uint8_t)~QN_OPEN_KNOWN;
    return true;
}

/* The statuses of other elements count only where none decides. */
static qn_open end_wanted(tally *t, uint8_t ends)
{
    bool may_end = (ends & QN_OPEN_KNOWN) != 0;
    bool wanted = t->is_wanted || t->may_be_wanted;
    bool other = !t->is_wanted && t->may_be_other && may_end;
    qn_open out =
        wanted_of(t) != 0 ? qn_open_boolean(wanted, other) : qn_open_boolean(other, wanted);
    out.outcomes &= QN_OPEN_KNOWN;
    if (!t->is_wanted) {
        out.outcomes |= t->outcomes & (uint8_t)~QN_OPEN_KNOWN;
    }
    out.outcomes |= ends & (uint8_t)~QN_OPEN_KNOWN;
    return out;
}

/* ---- the least and the greatest */

static bool take_best(qn_taker *taker, const qn_open_element *element)
{
    tally *t = tally_of(taker);
    qn_open value = element_of(t);
    weigh(t, element, value.outcomes);
    if ((value.outcomes & element->presence & QN_OPEN_KNOWN) == 0) {
        return true;
    }
    qn_open_join(&t->value, &value);
    if (!element->may_lack && t->sure) {
        t->best = qn_open_extreme(&t->best, &value, qn_instruction_op(t->row) == OP_MOST);
    } else if (!element->may_lack) {
        t->best = value;
        t->sure = true;
    }
    return true;
}

/* Not worse than the best of those that surely are there. */
static qn_open end_best(tally *t)
{
    qn_open out = t->value;
    bool least = qn_instruction_op(t->row) == OP_LEAST;
    if (t->sure && least) {
        out.has_high = t->best.has_high;
        out.high = t->best.high;
    } else if (t->sure) {
        out.has_low = t->best.has_low;
        out.low = t->best.low;
    }
    out.outcomes = QN_OPEN_KNOWN;
    if ((t->value.outcomes & QN_OPEN_KNOWN) == 0) {
        out.outcomes = QN_OPEN_NONE;
    } else if (!t->sure) {
        out.outcomes |= QN_OPEN_NONE;
    }
    return out;
}

/* ---- the first and the last */

static bool take_head(qn_taker *taker, const qn_open_element *element)
{
    tally *t = tally_of(taker);
    qn_open value = element_of(t);
    value.outcomes = qn_outcomes_gravest(value.outcomes, element->presence);
    qn_open_join(&t->value, &value);
    t->sure = !element->may_lack;
    return !t->sure;
}

static qn_open end_head(tally *t, uint8_t ends)
{
    qn_open out = t->value;
    out.outcomes |= ends & (uint8_t)~QN_OPEN_KNOWN;
    if (!t->sure && (ends & QN_OPEN_KNOWN) != 0) {
        out.outcomes |= QN_OPEN_NONE;
    }
    return out;
}

/* What comes before one that surely is the last so far has no part in it. */
static bool take_tail(qn_taker *taker, const qn_open_element *element)
{
    tally *t = tally_of(taker);
    qn_open value = element_of(t);
    value.outcomes = qn_outcomes_gravest(value.outcomes, element->presence);
    if (!element->may_lack && element->presence == QN_OPEN_KNOWN) {
        t->value = value;
    } else {
        qn_open_join(&t->value, &value);
    }
    return true;
}

/* ---- what is carried, and places */

static bool take_carried(qn_taker *taker, const qn_open_element *element)
{
    weigh(tally_of(taker), element, QN_OPEN_KNOWN);
    return true;
}

static bool take_place(qn_taker *taker, const qn_open_element *element)
{
    tally *t = tally_of(taker);
    qn_open value = element_of(t);
    qn_open sought = qn_bounds_operand(t->c, t->row->b, t->form);
    uint8_t found = qn_outcomes_gravest(element->presence, value.outcomes);
    bool may_be = (found & QN_OPEN_KNOWN) != 0 && qn_open_may_equal(&value, &sought);
    bool must_be =
        !element->may_lack && found == QN_OPEN_KNOWN && !qn_open_may_differ(&value, &sought);
    t->outcomes |= found & (uint8_t)~QN_OPEN_KNOWN;
    if (may_be) {
        qn_open place = qn_open_integers(t->count.sure + 1, t->count.possible + element->times);
        if (must_be) {
            place = qn_open_integers(t->count.sure + 1, t->count.possible + 1);
        }
        qn_open_join(&t->value, &place);
    }
    qn_open_count_add(&t->count, element);
    t->sure = must_be;
    return !must_be;
}

static qn_open end_place(tally *t, uint8_t ends)
{
    qn_open out = t->value;
    uint8_t sought = qn_bounds_operand(t->c, t->row->b, t->form).outcomes;
    if (!t->sure && (ends & QN_OPEN_KNOWN) != 0) {
        out.outcomes |= QN_OPEN_NONE;
    }
    out.outcomes |= (t->outcomes | ends) & (uint8_t)~QN_OPEN_KNOWN;
    out.outcomes |= sought & (uint8_t)~QN_OPEN_KNOWN;
    return out;
}

/* ---- all operations */

typedef bool taking(qn_taker *taker, const qn_open_element *element);

static taking *taking_of(qn_op op)
{
    switch (op) {
    case OP_COUNT:
        return take_count;
    case OP_GATHER:
        return take_gathered;
    case OP_TOTAL:
        return take_total;
    case OP_ANY:
    case OP_ALL:
        return take_wanted;
    case OP_LEAST:
    case OP_MOST:
        return take_best;
    case OP_HEAD:
        return take_head;
    case OP_TAIL:
        return take_tail;
    case OP_FOLD:
        return take_carried;
    default:
        return take_place;
    }
}

/* Whether the result depends on the order of the elements. */
static bool minds_order(qn_op op)
{
    return op == OP_HEAD || op == OP_TAIL || op == OP_FOLD || op == OP_PLACE;
}

/* The result with what it has from all that was gone through, and from what may have ended it. */
static qn_open with_statuses(qn_open out, uint8_t gone, uint8_t ends)
{
    out.outcomes = qn_outcomes_gravest(out.outcomes, qn_outcomes_gravest(gone, ends));
    return out;
}

static qn_open end_of(tally *t, uint8_t ends)
{
    switch (qn_instruction_op(t->row)) {
    case OP_COUNT:
        return with_statuses(end_count(t), t->outcomes, ends);
    case OP_GATHER:
        return with_statuses(end_gathered(t), t->outcomes, ends);
    case OP_TOTAL:
        return with_statuses(end_total(t), t->outcomes, ends);
    case OP_ANY:
    case OP_ALL:
        return end_wanted(t, ends);
    case OP_LEAST:
    case OP_MOST:
        return with_statuses(end_best(t), t->outcomes, ends);
    case OP_HEAD:
        return end_head(t, ends);
    case OP_TAIL:
        return with_statuses(t->value, QN_OPEN_KNOWN, ends);
    case OP_FOLD:
        return with_statuses(qn_bounds_operand(t->c, t->row->b, (qn_form)t->value.form),
                             t->outcomes, ends);
    default:
        return end_place(t, ends);
    }
}

/* Anything at all: more than this nobody knows where the steps ran out. */
static qn_open not_followed(const tally *t, qn_form form)
{
    qn_open out = qn_bounds_anything(form);
    qn_op op = qn_instruction_op(t->row);
    if (op == OP_ANY || op == OP_ALL) {
        out = qn_open_boolean(true, true);
    } else if (op == OP_COUNT || op == OP_GATHER || op == OP_PLACE) {
        out = qn_open_integers(op == OP_PLACE, t->c->tables->sequence[t->row->a].limit);
    }
    out.outcomes = QN_OPEN_KNOWN | QN_OPEN_NONE | QN_OPEN_CONFLICT | QN_OPEN_FAILED;
    return out;
}

qn_open qn_bounds_sequence(qn_case *c, const qn_row_instruction *i, uint32_t reg)
{
    qn_form form = (qn_form)c->bounds->form[reg];
    uint32_t element = c->tables->sequence[i->a].out;
    qn_op op = qn_instruction_op(i);
    tally t = {.taker = {.take = taking_of(op)},
               .c = c,
               .row = i,
               .element = element,
               .form = (qn_form)c->bounds->form[op == OP_HEAD || op == OP_TAIL ? reg : element],
               .outcomes = QN_OPEN_KNOWN,
               .may_be_other = true,
               .value = qn_open_empty(form),
               .sum = {.low = qn_end_integer(0), .high = qn_end_integer(0)}};
    if (op == OP_TAIL) {
        t.value = qn_open_status(form, QN_NONE);
    } else if (op == OP_PLACE) {
        t.value = qn_open_empty(QN_FORM_NUMBER);
    } else if (op == OP_LEAST || op == OP_MOST) {
        t.form = QN_FORM_NUMBER;
        t.value = qn_open_empty(QN_FORM_NUMBER);
    } else if (op == OP_TOTAL || op == OP_ANY || op == OP_ALL) {
        t.form = QN_FORM_NUMBER;
    }
    uint8_t ends = qn_bounds_walk(c, i->a, minds_order(op), &t.taker);
    return qn_bounds_is_spent(c) ? not_followed(&t, form) : end_of(&t, ends);
}
