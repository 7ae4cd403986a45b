/*
 * The operations of the machine over formulas: ../runtime/vm.c says what each does to values, this
 * file what it does to all values at once. Sorted as in ../runtime/opcodes.def.
 */
#include "state.h"

#include "blank.h"
#include "kernels.h"
#include "stages.h"

/* More pairs of clauses, or more rows, than this are left open. */
enum { PAIRS_MAX = 40000, ROWS_MAX = 2000 };

static const qn_symbol *at(const qn_symbolic *s, uint32_t reg)
{
    return &s->symbol[reg];
}

static qn_class class_of(const qn_row_instruction *row)
{
    return (qn_class)(qn_instruction_aux(row) & QN_AUX_CLASS);
}

static qn_symbol choose(qn_symbolic *s, qn_term condition, const qn_symbol *yes,
                        const qn_symbol *no)
{
    bool is_set = yes->bit != NULL || no->bit != NULL;
    return qn_symbol_choose(&s->f, condition, yes, no, is_set ? qn_symbolic_bits(s) : NULL);
}

static qn_symbol status_alone(const qn_symbolic *s, qn_answer status)
{
    qn_symbol x = qn_symbol_number(&s->f, s->f.zero);
    x.none = status == QN_NONE ? s->f.yes : s->f.no;
    x.conflict = status == QN_CONFLICT ? s->f.yes : s->f.no;
    x.failed = status == QN_FAILED ? s->f.yes : s->f.no;
    return x;
}

/* A condition in every case: it is known and yes, it is known and no. */
typedef struct verdict {
    const qn_symbol *symbol;
    qn_term yes;
    qn_term no;
} verdict;

static verdict ask(const qn_symbolic *s, const qn_symbol *x)
{
    const qn_formulas *f = &s->f;
    qn_term known = qn_symbol_is_known(f, x);
    qn_term yes = qn_symbol_yes(f, x);
    return (verdict){x, qn_f_both(f, known, yes), qn_f_both(f, known, qn_f_opposite(f, yes))};
}

/* ---- numbers */

static qn_symbol sum(const qn_symbolic *s, const qn_symbol *x, const qn_symbol *y, bool minus)
{
    const qn_formulas *f = &s->f;
    qn_term under_x = qn_symbol_over(f, x);
    qn_term under_y = qn_symbol_over(f, y);
    qn_term a = qn_symbol_to_number(f, x);
    qn_term b = qn_symbol_to_number(f, y);
    qn_term under = under_x;
    if (under_x != under_y) {
        a = qn_f_times(f, a, under_y);
        b = qn_f_times(f, b, under_x);
        under = qn_f_times(f, under_x, under_y);
    }
    qn_term total = minus ? qn_f_minus(f, a, b) : qn_f_plus(f, a, b);
    return x->over != NULL ? qn_symbol_ratio(f, total, under) : qn_symbol_number(f, total);
}

static qn_symbol product(const qn_symbolic *s, const qn_symbol *x, const qn_symbol *y)
{
    const qn_formulas *f = &s->f;
    qn_term number = qn_f_times(f, qn_symbol_to_number(f, x), qn_symbol_to_number(f, y));
    if (x->over == NULL) {
        return qn_symbol_number(f, number);
    }
    return qn_symbol_ratio(f, number, qn_f_times(f, qn_symbol_over(f, x), qn_symbol_over(f, y)));
}

static qn_symbol ratio(const qn_symbolic *s, const qn_symbol *x, const qn_symbol *y)
{
    const qn_formulas *f = &s->f;
    qn_term by = qn_symbol_to_number(f, y);
    qn_term is_negative = qn_f_less(f, by, f->zero);
    qn_term size = qn_f_choose(f, is_negative, qn_f_minus(f, f->zero, by), by);
    qn_term number = qn_f_times(f, qn_symbol_to_number(f, x), qn_symbol_over(f, y));
    qn_term under = qn_f_times(f, qn_symbol_over(f, x), size);
    qn_symbol q = qn_symbol_ratio(
        f, qn_f_choose(f, is_negative, qn_f_minus(f, f->zero, number), number), under);
    return qn_symbol_failing(f, q, qn_f_same(f, by, f->zero));
}

static qn_symbol negated(const qn_symbolic *s, const qn_symbol *x)
{
    qn_symbol r =
        qn_symbol_number(&s->f, qn_f_minus(&s->f, s->f.zero, qn_symbol_to_number(&s->f, x)));
    r.over = x->over;
    return r;
}

static qn_symbol absolute(const qn_symbolic *s, const qn_symbol *x)
{
    const qn_formulas *f = &s->f;
    qn_term number = qn_symbol_to_number(f, x);
    qn_symbol r = qn_symbol_number(
        f, qn_f_choose(f, qn_f_less(f, number, f->zero), qn_f_minus(f, f->zero, number), number));
    r.over = x->over;
    return r;
}

/* round(a * m / d) * s */
static qn_symbol rounded_on_grid(const qn_symbolic *s, const qn_row_instruction *row)
{
    const qn_formulas *f = &s->f;
    const qn_row_entry *list = s->t->entry + row->c;
    qn_term part[3];
    for (int i = 0; i < 3; i++) {
        part[i] = qn_symbol_to_number(f, at(s, list[i].value));
    }
    qn_term over = qn_f_times(f, qn_symbol_to_number(f, at(s, row->a)), part[0]);
    return qn_symbol_number(f, qn_f_times(f, qn_f_rounded(f, over, part[1], row->b), part[2]));
}

/* round(a / c) * c, all of them ratios. */
static qn_symbol rounded_ratio(const qn_symbolic *s, const qn_row_instruction *row)
{
    const qn_formulas *f = &s->f;
    const qn_symbol *x = at(s, row->a);
    const qn_symbol *step = at(s, row->c);
    qn_term number = qn_f_times(f, qn_symbol_to_number(f, x), qn_symbol_over(f, step));
    qn_term under = qn_f_times(f, qn_symbol_over(f, x), qn_symbol_to_number(f, step));
    qn_term whole = qn_f_rounded(f, number, under, row->b);
    return qn_symbol_ratio(f, qn_f_times(f, whole, qn_symbol_to_number(f, step)),
                           qn_symbol_over(f, step));
}

static qn_symbol on_grid(const qn_symbolic *s, const qn_symbol *x, const qn_symbol *grid)
{
    const qn_formulas *f = &s->f;
    qn_term number = qn_f_times(f, qn_symbol_to_number(f, x), qn_symbol_to_number(f, grid));
    return qn_symbol_number(f, qn_f_quotient(f, number, qn_symbol_over(f, x)));
}

static qn_symbol whole(const qn_symbolic *s, const qn_symbol *x)
{
    const qn_formulas *f = &s->f;
    qn_term rest = qn_f_rest(f, qn_symbol_to_number(f, x), qn_symbol_over(f, x));
    qn_symbol r = qn_symbol_ratio(f, qn_symbol_to_number(f, x), qn_symbol_over(f, x));
    return qn_symbol_failing(f, r, qn_f_opposite(f, qn_f_same(f, rest, f->zero)));
}

/* What arithmetic gives for operands that are known. */
static qn_symbol arithmetic(qn_symbolic *s, const qn_row_instruction *row, qn_op op)
{
    const qn_formulas *f = &s->f;
    const qn_symbol *x = at(s, row->a);
    const qn_symbol *y = op == OP_NEG || op == OP_ABS || op == OP_WIDEN || op == OP_WHOLE ||
                                 (op >= OP_ROUND_I && op <= OP_ROUND_Q)
                             ? NULL
                             : at(s, row->b);
    switch (op) {
    case OP_WIDEN:
        return qn_symbol_number(f, qn_symbol_to_number(f, x));
    case OP_RATIO_I:
    case OP_RATIO_W:
        return qn_symbol_ratio(f, qn_symbol_to_number(f, x), qn_symbol_to_number(f, y));
    case OP_GRID_I:
    case OP_GRID_W:
        return on_grid(s, x, y);
    case OP_ADD_I:
    case OP_ADD_W:
    case OP_ADD_Q:
        return sum(s, x, y, false);
    case OP_SUB_I:
    case OP_SUB_W:
    case OP_SUB_Q:
        return sum(s, x, y, true);
    case OP_MUL_I:
    case OP_MUL_W:
    case OP_MUL_Q:
        return product(s, x, y);
    case OP_DIV_Q:
        return ratio(s, x, y);
    case OP_NEG:
        return negated(s, x);
    case OP_ABS:
        return absolute(s, x);
    case OP_MIN:
        return choose(s, qn_symbols_at_most(f, x, y), x, y);
    case OP_MAX:
        return choose(s, qn_symbols_at_most(f, y, x), x, y);
    case OP_ROUND_I:
    case OP_ROUND_W:
        return rounded_on_grid(s, row);
    case OP_ROUND_Q:
        return rounded_ratio(s, row);
    case OP_WHOLE:
    default:
        return whole(s, x);
    }
}

static qn_symbol comparison(const qn_symbolic *s, const qn_row_instruction *row, qn_op op)
{
    const qn_formulas *f = &s->f;
    const qn_symbol *x = at(s, row->a);
    const qn_symbol *y = at(s, row->b);
    switch (op) {
    case OP_EQ_I:
    case OP_EQ_W:
    case OP_EQ_Q:
        return qn_symbol_answer(f, qn_symbols_equal(f, x, y));
    case OP_LT_I:
    case OP_LT_W:
    case OP_LT_Q:
        return qn_symbol_answer(f, qn_symbols_less(f, x, y));
    default:
        return qn_symbol_answer(f, qn_symbols_at_most(f, x, y));
    }
}

/* ---- logic */

/* A known no decides an `and`, a known yes an `or`; else the gravest status, else the other. */
static qn_symbol connected(qn_symbolic *s, const qn_row_instruction *row, bool is_and)
{
    const qn_formulas *f = &s->f;
    verdict a = ask(s, at(s, row->a));
    verdict b = ask(s, at(s, row->b));
    qn_term decided = is_and ? qn_f_either(f, a.no, b.no) : qn_f_either(f, a.yes, b.yes);
    qn_symbol answer = qn_symbol_answer(f, is_and ? f->yes : f->no);
    answer = qn_symbol_graver(f, answer, a.symbol);
    answer = qn_symbol_graver(f, answer, b.symbol);
    qn_symbol sure = qn_symbol_answer(f, is_and ? f->no : f->yes);
    sure.exact = answer.exact;
    return choose(s, decided, &sure, &answer);
}

static qn_symbol has(const qn_symbolic *s, const qn_row_instruction *row)
{
    const qn_formulas *f = &s->f;
    qn_term any = f->no;
    for (uint32_t i = 0; i < QN_SET_MAX; i++) {
        any = qn_f_either(
            f, any,
            qn_f_both(f, qn_symbol_bit(f, at(s, row->a), i), qn_symbol_bit(f, at(s, row->b), i)));
    }
    return qn_symbol_answer(f, any);
}

/* ---- choosing */

static qn_symbol selected(qn_symbolic *s, const qn_row_instruction *row)
{
    const qn_symbol *condition = at(s, row->a);
    qn_symbol chosen = choose(s, qn_symbol_yes(&s->f, condition), at(s, row->b), at(s, row->c));
    qn_symbol stopped = qn_symbol_graver(&s->f, status_alone(s, QN_KNOWN), condition);
    qn_symbol r = choose(s, qn_symbol_is_known(&s->f, condition), &chosen, &stopped);
    r.exact = chosen.exact && condition->exact;
    return r;
}

static qn_symbol otherwise(qn_symbolic *s, const qn_row_instruction *row)
{
    const qn_symbol *x = at(s, row->a);
    return choose(s, x->none, at(s, row->b), x);
}

/* Known for a none, and for what is known; else as it is. */
static qn_symbol is_none(const qn_symbolic *s, const qn_row_instruction *row)
{
    const qn_symbol *x = at(s, row->a);
    qn_symbol r = qn_symbol_answer(&s->f, x->none);
    r.conflict = x->conflict;
    r.failed = x->failed;
    r.exact = x->exact;
    return r;
}

static qn_symbol agreeing(const qn_symbolic *s, const qn_row_instruction *row)
{
    const qn_symbol *x = at(s, row->a);
    qn_symbol r = qn_symbol_graver(&s->f, *x, at(s, row->b));
    return qn_symbol_failing(&s->f, r,
                             qn_f_opposite(&s->f, qn_symbols_equal(&s->f, x, at(s, row->b))));
}

/* Rows that are weighed against each other, in their order. first_wins: those behind one that holds
 * do not count. row: that holds, -1 for none. clash: two different rows hold. open_row: the one row
 * that is undecided, -1 for none, -2 for several; open: the gravest status of those. */
typedef struct weighing {
    qn_symbolic *s;
    bool first_wins;
    qn_term row;
    qn_term found;
    qn_term clash;
    qn_term open_row;
    qn_symbol open;
} weighing;

static weighing weighing_of(qn_symbolic *s, bool first_wins)
{
    const qn_formulas *f = &s->f;
    return (weighing){.s = s,
                      .first_wins = first_wins,
                      .row = qn_f_number(f, -1),
                      .found = f->no,
                      .clash = f->no,
                      .open_row = qn_f_number(f, -1),
                      .open = qn_symbol_number(f, f->zero)};
}

/* Takes an undecided row into account, where the condition holds. */
static void leave_open(weighing *w, qn_term number, qn_term undecided, const qn_symbol *holds)
{
    const qn_formulas *f = &w->s->f;
    bool exact = w->open.exact && holds->exact;
    qn_symbol status = choose(w->s, undecided, holds, &w->open);
    w->open = qn_symbol_graver(f, w->open, &status);
    w->open.exact = exact;
    qn_term alone = qn_f_either(f, qn_f_same(f, w->open_row, qn_f_number(f, -1)),
                                qn_f_same(f, w->open_row, number));
    qn_term next = qn_f_choose(f, alone, number, qn_f_number(f, -2));
    w->open_row = qn_f_choose(f, undecided, next, w->open_row);
}

/* Takes a row into account. */
static void weigh(weighing *w, uint32_t row, const qn_symbol *holds)
{
    const qn_formulas *f = &w->s->f;
    verdict v = ask(w->s, holds);
    qn_term number = qn_f_number(f, row);
    qn_term counts = w->first_wins ? qn_f_opposite(f, w->found) : f->yes;
    leave_open(w, number, qn_f_both(f, counts, qn_f_opposite(f, qn_symbol_is_known(f, holds))),
               holds);
    if (!w->first_wins) {
        qn_term other = qn_f_both(f, w->found, qn_f_opposite(f, qn_f_same(f, w->row, number)));
        w->clash = qn_f_either(f, w->clash, qn_f_both(f, v.yes, other));
    }
    w->row = qn_f_choose(f, qn_f_both(f, v.yes, qn_f_opposite(f, w->found)), number, w->row);
    w->found = qn_f_either(f, w->found, v.yes);
}

/* The row; undecided, unless the one undecided row is the one that holds anyway. */
static qn_symbol weighed(const weighing *w)
{
    const qn_formulas *f = &w->s->f;
    qn_symbol r = qn_symbol_number(f, w->row);
    qn_term is_open = qn_f_opposite(f, qn_f_either(f, qn_f_same(f, w->open_row, qn_f_number(f, -1)),
                                                   qn_f_same(f, w->open_row, w->row)));
    qn_term open = qn_f_both(f, is_open, qn_f_opposite(f, w->clash));
    r.conflict = qn_f_either(f, w->clash, qn_f_both(f, open, w->open.conflict));
    r.failed = qn_f_both(f, open, w->open.failed);
    r.none = qn_f_both(f, open, w->open.none);
    r.exact = w->open.exact;
    return r;
}

enum { BAND_LOW, BAND_HIGH, BAND_FLAGS, BAND_ROW, BAND_CONDITION, BAND_WIDTH };

/* One side of a range as a yes/no with the statuses of what is compared. */
static qn_symbol side(const qn_symbolic *s, const qn_symbol *x, uint32_t reg, bool is_low,
                      bool included)
{
    const qn_formulas *f = &s->f;
    if (reg == QN_NONE_INDEX) {
        return qn_symbol_answer(f, f->yes);
    }
    const qn_symbol *end = at(s, reg);
    const qn_symbol *less = is_low ? end : x;
    const qn_symbol *more = is_low ? x : end;
    qn_term holds = included ? qn_symbols_at_most(f, less, more) : qn_symbols_less(f, less, more);
    qn_symbol r = qn_symbol_answer(f, holds);
    r = qn_symbol_graver(f, r, x);
    return qn_symbol_graver(f, r, end);
}

/* `and` of two yes/no. */
static qn_symbol both_hold(qn_symbolic *s, const qn_symbol *x, const qn_symbol *y)
{
    const qn_formulas *f = &s->f;
    verdict a = ask(s, x);
    verdict b = ask(s, y);
    qn_symbol open = qn_symbol_graver(f, qn_symbol_answer(f, f->yes), x);
    open = qn_symbol_graver(f, open, y);
    qn_symbol no = qn_symbol_answer(f, f->no);
    no.exact = open.exact;
    return choose(s, qn_f_either(f, a.no, b.no), &no, &open);
}

/* Whether x lies within one side of an entry, as far as x is known. */
static qn_term is_within(const qn_symbolic *s, const qn_symbol *x, const qn_row_entry *e,
                         bool is_low)
{
    const qn_formulas *f = &s->f;
    uint32_t reg = e[is_low ? BAND_LOW : BAND_HIGH].value;
    if (reg == QN_NONE_INDEX) {
        return f->yes;
    }
    uint32_t flags = e[BAND_FLAGS].value;
    bool included =
        is_low ? (flags & QN_BAND_LOW_EXCLUDED) == 0 : (flags & QN_BAND_HIGH_INCLUDED) != 0;
    const qn_symbol *end = at(s, reg);
    const qn_symbol *less = is_low ? end : x;
    const qn_symbol *more = is_low ? x : end;
    return included ? qn_symbols_at_most(f, less, more) : qn_symbols_less(f, less, more);
}

/* The row of sorted entries that x lies in: as the machine does, by halves, so that the formula is
 * as deep as the logarithm of their number. */
static qn_term sorted_row(const qn_symbolic *s, const qn_symbol *x, const qn_row_entry *e,
                          uint32_t count)
{
    const qn_formulas *f = &s->f;
    if (count == 1) {
        qn_term holds = qn_f_both(f, is_within(s, x, e, true), is_within(s, x, e, false));
        return qn_f_choose(f, holds, qn_f_number(f, e[BAND_ROW].value), qn_f_number(f, -1));
    }
    uint32_t half = count / 2;
    const qn_row_entry *middle = e + (size_t)half * BAND_WIDTH;
    return qn_f_choose(f, is_within(s, x, middle, true), sorted_row(s, x, middle, count - half),
                       sorted_row(s, x, e, half));
}

/* Sorted entries that the prover takes one after the other: it gets further with few so. */
enum { SHORT_BAND = 24 };

static qn_symbol band(qn_symbolic *s, const qn_row_instruction *row)
{
    uint32_t aux = qn_instruction_aux(row);
    const qn_row_entry *entry = s->t->entry + row->b;
    if ((aux & QN_AUX_SORTED) != 0 && row->c > SHORT_BAND) {
        const qn_symbol *x = at(s, row->a);
        qn_symbol found = qn_symbol_number(&s->f, sorted_row(s, x, entry, row->c));
        return qn_symbol_graver(&s->f, found, x);
    }
    weighing w = weighing_of(s, (aux & (QN_AUX_FIRST_MATCH | QN_AUX_SORTED)) != 0);
    for (uint32_t i = 0; i < row->c; i++) {
        const qn_row_entry *e = entry + (size_t)i * BAND_WIDTH;
        const qn_symbol *x = at(s, row->a);
        uint32_t flags = e[BAND_FLAGS].value;
        qn_symbol low = side(s, x, e[BAND_LOW].value, true, (flags & QN_BAND_LOW_EXCLUDED) == 0);
        qn_symbol high =
            side(s, x, e[BAND_HIGH].value, false, (flags & QN_BAND_HIGH_INCLUDED) != 0);
        qn_symbol holds = both_hold(s, &low, &high);
        if (e[BAND_CONDITION].value != QN_NONE_INDEX) {
            holds = both_hold(s, &holds, at(s, e[BAND_CONDITION].value));
        }
        weigh(&w, e[BAND_ROW].value, &holds);
    }
    return weighed(&w);
}

static qn_symbol rows(qn_symbolic *s, const qn_row_instruction *row, bool first_wins)
{
    const qn_row_entry *list = s->t->entry + row->b;
    weighing w = weighing_of(s, first_wins);
    for (uint32_t i = 0; i < row->c; i++) {
        weigh(&w, i, at(s, list[i].value));
    }
    return weighed(&w);
}

static qn_symbol row_is(const qn_symbolic *s, const qn_row_instruction *row, qn_op op)
{
    const qn_formulas *f = &s->f;
    qn_term chosen = qn_symbol_to_number(f, at(s, row->a));
    qn_term is = op == OP_ROW_IS ? qn_f_same(f, chosen, qn_f_number(f, row->b))
                                 : qn_f_at_most(f, f->zero, chosen);
    return qn_symbol_graver(f, qn_symbol_answer(f, is), at(s, row->a));
}

/* The value beside the row; the last for none, and beyond. */
static qn_symbol picked(qn_symbolic *s, const qn_row_instruction *row)
{
    const qn_formulas *f = &s->f;
    const qn_symbol *chosen = at(s, row->a);
    const qn_row_entry *list = s->t->entry + row->b;
    qn_term number = qn_symbol_to_number(f, chosen);
    qn_symbol r = *at(s, list[row->c - 1].value);
    bool exact = r.exact && chosen->exact;
    for (uint32_t i = row->c - 1; i-- > 0;) {
        const qn_symbol *value = at(s, list[i].value);
        r = choose(s, qn_f_same(f, number, qn_f_number(f, i)), value, &r);
        exact = exact && value->exact;
    }
    qn_symbol stopped = qn_symbol_graver(f, status_alone(s, QN_KNOWN), chosen);
    r = choose(s, qn_symbol_is_known(f, chosen), &r, &stopped);
    r.exact = exact;
    return r;
}

/* The clauses of a RESOLVE: which of them are left when those that override have been heard. */
typedef struct resolution {
    qn_symbolic *s;
    const qn_row_entry *list;
    uint32_t count;
} resolution;

static const qn_symbol *condition_of(const resolution *r, uint32_t i)
{
    return at(r->s, r->list[1 + 2 * (size_t)i].value);
}

static const qn_symbol *value_of(const resolution *r, uint32_t i)
{
    return at(r->s, r->list[2 + 2 * (size_t)i].value);
}

static qn_term is_overridden(const resolution *r, uint32_t clause)
{
    const qn_formulas *f = &r->s->f;
    const qn_row_entry *pairs = r->list + 1 + 2 * (size_t)r->count;
    qn_term out = f->no;
    for (uint32_t i = 0; i < pairs[0].value; i++) {
        if (pairs[2 + 2 * (size_t)i].value == clause) {
            out =
                qn_f_either(f, out, ask(r->s, condition_of(r, pairs[1 + 2 * (size_t)i].value)).yes);
        }
    }
    return out;
}

/* What is found while clauses are heard one after the other. */
typedef struct hearing {
    qn_symbol value; /* of the first that applies, else the default */
    qn_symbol open;  /* the gravest status of an undecided condition */
    qn_symbol worst; /* and of a value that applies */
    qn_term found;
    qn_term differ;
    bool exact;
} hearing;

static void hear(const resolution *r, hearing *h, uint32_t i)
{
    const qn_formulas *f = &r->s->f;
    const qn_symbol *condition = condition_of(r, i);
    const qn_symbol *value = value_of(r, i);
    qn_term stays = qn_f_opposite(f, is_overridden(r, i));
    qn_term applies = qn_f_both(f, stays, ask(r->s, condition).yes);
    qn_term is_open = qn_f_both(f, stays, qn_f_opposite(f, qn_symbol_is_known(f, condition)));
    qn_symbol status = choose(r->s, is_open, condition, &h->open);
    h->open = qn_symbol_graver(f, h->open, &status);
    status = choose(r->s, applies, value, &h->worst);
    h->worst = qn_symbol_graver(f, h->worst, &status);
    qn_term other = qn_f_opposite(f, qn_symbols_agree(f, &h->value, value));
    h->differ = qn_f_either(f, h->differ, qn_f_both(f, qn_f_both(f, applies, h->found), other));
    qn_term is_first = qn_f_both(f, applies, qn_f_opposite(f, h->found));
    h->value = choose(r->s, is_first, value, &h->value);
    h->found = qn_f_either(f, h->found, applies);
    h->exact = h->exact && condition->exact && value->exact;
}

static qn_symbol resolved(qn_symbolic *s, const qn_row_instruction *row)
{
    const qn_formulas *f = &s->f;
    const qn_row_entry *list = s->t->entry + row->b;
    resolution r = {s, list, row->c};
    hearing h = {.value = *at(s, list[0].value),
                 .open = status_alone(s, QN_KNOWN),
                 .worst = status_alone(s, QN_KNOWN),
                 .found = f->no,
                 .differ = f->no,
                 .exact = at(s, list[0].value)->exact};
    uint32_t pairs = list[1 + 2 * (size_t)row->c].value;
    if ((uint64_t)row->c * (pairs + 1) > PAIRS_MAX) {
        return qn_symbol_any(f, class_of(row));
    }
    for (uint32_t i = 0; i < row->c; i++) {
        hear(&r, &h, i);
    }
    qn_term worse = qn_f_either(f, h.worst.conflict, h.worst.failed);
    qn_symbol conflict = status_alone(s, QN_CONFLICT);
    qn_symbol out = choose(s, h.differ, &conflict, &h.value);
    out = choose(s, worse, &h.worst, &out);
    qn_term open = qn_f_opposite(f, qn_symbol_is_known(f, &h.open));
    out = choose(s, open, &h.open, &out);
    out.exact = h.exact;
    return out;
}

static qn_symbol gated(qn_symbolic *s, const qn_row_instruction *row)
{
    const qn_formulas *f = &s->f;
    const qn_row_entry *list = s->t->entry + row->b;
    qn_term shut = f->no;
    qn_symbol open = status_alone(s, QN_KNOWN);
    for (uint32_t i = 0; i < row->c; i++) {
        const qn_symbol *gate = at(s, list[2 * (size_t)i].value);
        shut = qn_f_either(f, shut, ask(s, gate).no);
        open = qn_symbol_graver(f, open, gate);
    }
    qn_symbol none = status_alone(s, QN_NONE);
    qn_symbol r = choose(s, qn_symbol_is_known(f, &open), at(s, row->a), &open);
    r = choose(s, shut, &none, &r);
    r.exact = open.exact && at(s, row->a)->exact;
    return r;
}

static qn_symbol unless_none(qn_symbolic *s, const qn_row_instruction *row)
{
    const qn_symbol *x = at(s, row->a);
    qn_symbol made = qn_symbol_graver(&s->f, *at(s, row->b), x);
    qn_symbol none = status_alone(s, QN_NONE);
    none.exact = made.exact;
    qn_symbol r = choose(s, x->none, &none, &made);
    r.exact = made.exact;
    return r;
}

/* ---- floors and caps */

static qn_symbol limits(qn_symbolic *s, const qn_row_instruction *row, bool higher)
{
    const qn_formulas *f = &s->f;
    const qn_symbol *x = at(s, row->a);
    const qn_symbol *y = at(s, row->b);
    qn_term takes_x = higher ? qn_symbols_at_most(f, y, x) : qn_symbols_at_most(f, x, y);
    qn_symbol both = choose(s, takes_x, x, y);
    qn_symbol one = choose(s, y->none, x, &both);
    qn_symbol r = choose(s, x->none, y, &one);
    qn_symbol grave = qn_symbol_graver(f, *x, y);
    r = choose(s, qn_f_either(f, grave.conflict, grave.failed), &grave, &r);
    r.exact = grave.exact;
    return r;
}

static qn_symbol limited(qn_symbolic *s, const qn_row_instruction *row)
{
    const qn_formulas *f = &s->f;
    const qn_symbol *x = at(s, row->a);
    const qn_symbol *floor = at(s, row->b);
    const qn_symbol *cap = at(s, row->c);
    qn_term floored = qn_f_opposite(f, floor->none);
    qn_term capped = qn_f_opposite(f, cap->none);
    qn_term crossed = qn_f_both(f, qn_f_both(f, floored, capped), qn_symbols_less(f, cap, floor));
    qn_symbol conflict = status_alone(s, QN_CONFLICT);
    qn_symbol r = choose(s, qn_f_both(f, capped, qn_symbols_less(f, cap, x)), cap, x);
    r = choose(s, qn_f_both(f, floored, qn_symbols_less(f, x, floor)), floor, &r);
    r = choose(s, crossed, &conflict, &r);
    qn_symbol under = choose(s, floor->none, x, floor);
    qn_symbol over = choose(s, cap->none, x, cap);
    qn_symbol grave = qn_symbol_graver(f, qn_symbol_graver(f, *x, &under), &over);
    r = choose(s, qn_symbol_is_known(f, &grave), &r, &grave);
    r = choose(s, x->none, x, &r);
    r.exact = x->exact && floor->exact && cap->exact;
    return r;
}

/* ---- dates */

/* A number that must be a day, else the operation fails. */
static qn_symbol a_day(const qn_symbolic *s, qn_term day)
{
    const qn_formulas *f = &s->f;
    qn_symbol r = qn_symbol_number(f, day);
    return qn_symbol_failing(f, r, qn_f_opposite(f, qn_f_between(f, day, QN_DAY_MIN, QN_DAY_MAX)));
}

static qn_symbol made_date(qn_symbolic *s, const qn_row_instruction *row)
{
    const qn_formulas *f = &s->f;
    qn_term year = qn_symbol_to_number(f, at(s, row->a));
    qn_term month = qn_symbol_to_number(f, at(s, row->b));
    qn_term day = qn_symbol_to_number(f, at(s, row->c));
    qn_term length = qn_days_in_month(&s->proof->calendar, year, month);
    qn_term exists =
        qn_f_both(f, qn_f_both(f, qn_f_between(f, year, 1, 9999), qn_f_between(f, month, 1, 12)),
                  qn_f_both(f, qn_f_at_most(f, f->one, day), qn_f_at_most(f, day, length)));
    qn_symbol r = qn_symbol_number(f, qn_day_of_parts(&s->proof->calendar, year, month, day));
    return qn_symbol_failing(f, r, qn_f_opposite(f, exists));
}

static qn_symbol date_after_months(qn_symbolic *s, const qn_row_instruction *row)
{
    const qn_formulas *f = &s->f;
    qn_months mode = (qn_months)(qn_instruction_aux(row) >> QN_AUX_MODE_SHIFT);
    qn_term missing;
    qn_term day = qn_day_after_months(&s->proof->calendar, qn_symbol_to_number(f, at(s, row->a)),
                                      qn_symbol_to_number(f, at(s, row->b)), mode, &missing);
    qn_symbol r = a_day(s, day);
    return mode == QN_MONTHS_STRICT ? qn_symbol_failing(f, r, missing) : r;
}

/* Months, or for a span the months and the days over. */
static qn_symbol date_span(qn_symbolic *s, const qn_row_instruction *row)
{
    const qn_formulas *f = &s->f;
    qn_months mode = (qn_months)(qn_instruction_aux(row) >> QN_AUX_MODE_SHIFT);
    qn_term undecided;
    qn_calendar *calendar = &s->proof->calendar;
    qn_term from = qn_symbol_to_number(f, at(s, row->a));
    qn_term to = qn_symbol_to_number(f, at(s, row->b));
    qn_term number = row->c == 0
                         ? qn_months_and_days(calendar, from, to, mode, &undecided)
                         : qn_completed_months(calendar, from, to, row->c, mode, &undecided);
    return qn_symbol_failing(f, qn_symbol_number(f, number), undecided);
}

static qn_symbol date_part(qn_symbolic *s, const qn_row_instruction *row)
{
    const qn_formulas *f = &s->f;
    qn_term day = qn_symbol_to_number(f, at(s, row->a));
    if (row->b == QN_PART_WEEK) {
        return qn_symbol_any(f, QN_CLASS_I);
    }
    if (row->b == QN_PART_WEEKDAY) {
        return qn_symbol_number(f, qn_day_weekday(&s->proof->calendar, day));
    }
    qn_parts_of_day parts = qn_day_parts(&s->proof->calendar, day);
    const qn_term part[3] = {parts.year, parts.month, parts.day};
    return qn_symbol_number(f, part[row->b]);
}

static qn_symbol date_edge(qn_symbolic *s, const qn_row_instruction *row)
{
    const qn_formulas *f = &s->f;
    qn_term day = qn_symbol_to_number(f, at(s, row->a));
    qn_term into_week = qn_f_minus(f, qn_day_weekday(&s->proof->calendar, day), f->one);
    qn_term monday = qn_f_minus(f, day, into_week);
    if (row->b >= QN_EDGE_WEEK_FIRST) {
        return row->b == QN_EDGE_WEEK_FIRST
                   ? qn_symbol_number(f, monday)
                   : a_day(s, qn_f_plus(f, monday, qn_f_number(f, QN_SUNDAY - QN_MONDAY)));
    }
    qn_parts_of_day parts = qn_day_parts(&s->proof->calendar, day);
    bool is_year = row->b >= 2;
    bool is_last = row->b % 2 != 0;
    qn_term month = !is_year ? parts.month : qn_f_number(f, is_last ? 12 : 1);
    qn_term last = qn_days_in_month(&s->proof->calendar, parts.year, month);
    return qn_symbol_number(
        f, qn_day_of_parts(&s->proof->calendar, parts.year, month, is_last ? last : f->one));
}

/* The nearest day with a weekday: so many days ahead or back, modulo 7. */
static qn_symbol date_seek(qn_symbolic *s, const qn_row_instruction *row)
{
    const qn_formulas *f = &s->f;
    qn_term day = qn_symbol_to_number(f, at(s, row->a));
    qn_term week = qn_f_number(f, 7);
    qn_term from = row->c == QN_SEEK_AFTER ? qn_f_plus(f, day, f->one) : day;
    qn_term ahead =
        qn_f_minus(f, qn_f_number(f, row->b), qn_day_weekday(&s->proof->calendar, from));
    if (row->c == QN_SEEK_THROUGH) {
        qn_term back = qn_f_rest(f, qn_f_minus(f, f->zero, ahead), week);
        return a_day(s, qn_f_minus(f, from, back));
    }
    return a_day(s, qn_f_plus(f, from, qn_f_rest(f, ahead, week)));
}

static qn_symbol date_of(qn_symbolic *s, const qn_row_instruction *row, qn_op op)
{
    const qn_formulas *f = &s->f;
    switch (op) {
    case OP_DATE_MAKE:
        return made_date(s, row);
    case OP_DATE_DAYS:
        return a_day(s, qn_f_plus(f, qn_symbol_to_number(f, at(s, row->a)),
                                  qn_symbol_to_number(f, at(s, row->b))));
    case OP_DATE_MONTHS:
        return date_after_months(s, row);
    case OP_DATE_SPAN:
        return date_span(s, row);
    case OP_DATE_PART:
        return date_part(s, row);
    case OP_DATE_EDGE:
        return date_edge(s, row);
    default:
        return date_seek(s, row);
    }
}

/* ---- what is left open */

/* The number of a symbol lies on one side of an end. */
static void require_end(qn_symbolic *s, const qn_symbol *x, qn_rational end, bool is_low)
{
    const qn_formulas *f = &s->f;
    qn_term number = qn_f_times(f, qn_symbol_to_number(f, x), qn_f_number_wide(f, end.den));
    qn_term limit = qn_f_times(f, qn_symbol_over(f, x), qn_f_number_wide(f, end.num));
    qn_symbolic_require(s,
                        is_low ? qn_f_at_most(f, limit, number) : qn_f_at_most(f, number, limit));
}

/* The statuses and the ends that the machine's bounds leave, where nothing is known of a case. */
static void take_bounds(qn_symbolic *s, uint32_t reg, qn_symbol *io)
{
    qn_open open = qn_blank_open(*s->blank, s->rule, reg);
    io->none = (open.outcomes & QN_OPEN_NONE) != 0 ? io->none : s->f.no;
    io->conflict = (open.outcomes & QN_OPEN_CONFLICT) != 0 ? io->conflict : s->f.no;
    qn_op op = qn_instruction_op(&s->t->instruction[reg - qn_tables_first_result(s->t)]);
    bool may_leave = op == OP_WORK_ADD || op == OP_WORK_SEEK; /* the calendar, unforeseen */
    io->failed = may_leave || (open.outcomes & QN_OPEN_FAILED) != 0 ? io->failed : s->f.no;
    bool has_number = (open.outcomes & QN_OPEN_KNOWN) != 0 && open.form == QN_FORM_NUMBER;
    if (has_number && open.has_low) {
        require_end(s, io, open.low, true);
    }
    if (has_number && open.has_high) {
        require_end(s, io, open.high, false);
    }
}

/* Any value of any status, as far as bounds leave it open. What is run by others, in loops, is not
 * followed there. */
static qn_symbol within_bounds(qn_symbolic *s, uint32_t reg)
{
    qn_symbol x = qn_symbol_any(&s->f, (qn_class)(s->program->class_of[reg] & QN_REGISTER_CLASS));
    if (s->blank != NULL && *s->blank == NULL) {
        *s->blank = qn_blank_make(s->program);
        s->proof->out_of_memory |= *s->blank == NULL;
    }
    if (s->blank != NULL && *s->blank != NULL &&
        (s->program->class_of[reg] & QN_REGISTER_INSIDE) == 0) {
        take_bounds(s, reg, &x);
    }
    return x;
}

/* ---- elements of lists */

static qn_symbol parameter(qn_symbolic *s, uint32_t reg)
{
    const qn_row_field *element = qn_element_field(s->t, reg);
    return element != NULL
               ? qn_symbolic_given(s, element)
               : qn_symbol_any(&s->f, (qn_class)(s->program->class_of[reg] & QN_REGISTER_CLASS));
}

/* A field of what was given has the values that are declared for it; one of what a rule has made
 * may have any. */
static qn_symbol loaded(qn_symbolic *s, const qn_row_instruction *row)
{
    const qn_row_field *field = qn_loaded_field(s->t, row);
    return field != NULL ? qn_symbolic_given(s, field) : qn_symbol_any(&s->f, class_of(row));
}

/* ---- all */

/* How many of a, b and c are registers whose statuses go through; 0 for what is none of these. */
static uint32_t plain_operands(qn_op op)
{
    switch (op) {
    case OP_WIDEN:
    case OP_NEG:
    case OP_ABS:
    case OP_ROUND_I:
    case OP_ROUND_W:
    case OP_WHOLE:
    case OP_NOT:
    case OP_DATE_PART:
    case OP_DATE_EDGE:
    case OP_DATE_SEEK:
        return 1;
    case OP_DATE_MAKE:
        return 3;
    default:
        return (op >= OP_RATIO_I && op <= OP_LE_Q) || op == OP_HAS ||
                       (op >= OP_DATE_DAYS && op <= OP_DATE_SPAN)
                   ? 2
                   : 0;
    }
}

/* Computes what is known and passes statuses on. */
static qn_symbol plain(qn_symbolic *s, const qn_row_instruction *row, qn_op op, uint32_t operands)
{
    const uint32_t reg[3] = {row->a, op == OP_ROUND_Q ? row->c : row->b, row->c};
    qn_symbol r;
    if (op <= OP_WHOLE) {
        r = arithmetic(s, row, op);
    } else if (op <= OP_LE_Q) {
        r = comparison(s, row, op);
    } else if (op == OP_NOT) {
        r = qn_symbol_answer(&s->f, qn_f_opposite(&s->f, qn_symbol_yes(&s->f, at(s, row->a))));
    } else if (op == OP_HAS) {
        r = has(s, row);
    } else {
        r = date_of(s, row, op);
    }
    qn_symbol statuses = qn_symbol_number(&s->f, s->f.zero);
    for (uint32_t i = 0; i < operands; i++) {
        statuses = qn_symbol_graver(&s->f, statuses, at(s, reg[i]));
    }
    /* What failed by itself did so only where all was known. */
    qn_term known = qn_symbol_is_known(&s->f, &statuses);
    r.failed = qn_f_either(&s->f, statuses.failed, qn_f_both(&s->f, known, r.failed));
    r.conflict = qn_f_either(&s->f, statuses.conflict, qn_f_both(&s->f, known, r.conflict));
    r.none = qn_f_either(&s->f, statuses.none, qn_f_both(&s->f, known, r.none));
    r.exact = r.exact && statuses.exact;
    return r;
}

qn_symbol qn_symbolic_operation(qn_symbolic *s, const qn_row_instruction *row, uint32_t reg)
{
    qn_op op = qn_instruction_op(row);
    uint32_t operands = plain_operands(op);
    if (operands > 0) {
        return plain(s, row, op, operands);
    }
    if ((op == OP_BAND || op == OP_FIRST || op == OP_ONE || op == OP_PICK || op == OP_RESOLVE) &&
        row->c > ROWS_MAX) {
        bool is_value = op == OP_PICK || op == OP_RESOLVE;
        return qn_symbol_any(&s->f, is_value ? class_of(row) : QN_CLASS_I);
    }
    switch (op) {
    case OP_AND:
    case OP_OR:
        return connected(s, row, op == OP_AND);
    case OP_SELECT:
        return selected(s, row);
    case OP_OTHERWISE:
        return otherwise(s, row);
    case OP_IS_NONE:
        return is_none(s, row);
    case OP_AGREE:
        return agreeing(s, row);
    case OP_BAND:
        return band(s, row);
    case OP_FIRST:
    case OP_ONE:
        return rows(s, row, op == OP_FIRST);
    case OP_ROW_IS:
    case OP_IS_ROW:
        return row_is(s, row, op);
    case OP_PICK:
        return picked(s, row);
    case OP_RESOLVE:
        return resolved(s, row);
    case OP_GATES:
        return gated(s, row);
    case OP_UNLESS_NONE:
        return unless_none(s, row);
    case OP_HIGHER:
    case OP_LOWER:
        return limits(s, row, op == OP_HIGHER);
    case OP_LIMIT:
        return limited(s, row);
    case OP_KEEP:
        return *at(s, row->a);
    case OP_REGION:
    case OP_RECALL:
    case OP_LOOKUP:
        return qn_symbol_number(&s->f, s->f.zero);
    case OP_PARAM:
        return parameter(s, reg);
    case OP_LOAD:
        return loaded(s, row);
    default: /* lists, periods, working days */
        return within_bounds(s, reg);
    }
}
