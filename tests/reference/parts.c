/*
 * The parts of periods, and chains: chapters 17.4 and 17.5 of spec/semantics.md.
 */
#include "reference.h"

#include <stdlib.h>
#include <string.h>

enum { NO_SUCH_DATE = 407, TOO_MANY_STEPS = 410, NO_END = 414, PARTS_MOST = 80000 };

/* ---- days */

static void add_days(sequence *out, long first, long last)
{
    for (long day = first; day <= last; day++) {
        sequence_add(out, known_day(K_DATE, day), NULL);
    }
}

/* Without an end they are more than any list may have. */
static void days_of(sequence *out, val p, const char *text)
{
    if (p->kind == K_CHAIN) {
        for (size_t i = 0; i < p->list->count; i++) {
            days_of(out, p->list->at[i].value, text);
        }
        return;
    }
    long far = p->day + PARTS_MOST;
    bool is_cut = p->is_open || p->last > far;
    add_days(out, p->day, !is_cut ? p->last : far < LAST_DAY ? far : LAST_DAY);
    if (p->is_open) {
        out->end = error_of(TOO_MANY_STEPS, text);
    }
}

/* ---- weeks, months and years, counted from the first day */

typedef struct cut {
    int op; /* AST_OP_WEEKS, _MONTHS, _YEARS */
    int mode;
    bool whole_only;
    const char *text;
} cut;

/* Where the k-th part begins: a day that the calendar may not have is rounded both ways. */
static int beginning(const cut *c, long first, long k, long *low, long *high)
{
    if (c->op == AST_OP_WEEKS) {
        *low = *high = first + 7 * k;
        return 0;
    }
    long months = c->op == AST_OP_YEARS ? 12 * k : k;
    int wrong = day_add_months(first, months, c->mode == 0 ? AST_OP_DOWN : c->mode, low);
    int again = day_add_months(first, months, c->mode == 0 ? AST_OP_UP : c->mode, high);
    return wrong != 0 ? wrong : again;
}

static void parts_forward(sequence *out, const cut *c, val p)
{
    long begin = p->day;
    for (long k = 1; k <= PARTS_MOST && (p->is_open || begin <= p->last); k++) {
        long low = LAST_DAY + 1, high = LAST_DAY + 1;
        if (beginning(c, p->day, k, &low, &high) != 0) {
            low = high = LAST_DAY + 1;
        }
        /* The day is missing: it matters if the period has it, or a day behind it. */
        bool reaches = p->is_open || p->last >= low;
        bool doubtful = c->whole_only && !p->is_open && p->last >= low - 1;
        if (low != high && (reaches || doubtful)) {
            reach(REACHED_PARTS_REFUSED);
            out->end = error_of(NO_SUCH_DATE, c->text);
            return;
        }
        bool is_whole = p->is_open || p->last >= low - 1;
        long last = is_whole ? low - 1 : p->last;
        reach(is_whole ? REACHED_PARTS_WHOLE : REACHED_PARTS_CUT);
        if (is_whole || !c->whole_only) {
            sequence_add(out, known_period(begin, last, false), NULL);
        }
        begin = low;
        if (begin > LAST_DAY) {
            break;
        }
    }
    if (p->is_open) {
        out->end = error_of(TOO_MANY_STEPS, c->text);
    }
}

static void parts_back(sequence *out, const cut *c, val p)
{
    if (p->is_open) {
        out->end = error_of(NO_END, c->text);
        return;
    }
    long end = p->last;
    for (long k = 1; k <= PARTS_MOST; k++) {
        long low = 0, high = 0;
        if (beginning(c, p->last + 1, -k, &low, &high) != 0) {
            return;
        }
        if (low != high && high >= p->day) {
            out->end = error_of(NO_SUCH_DATE, c->text);
            return;
        }
        if (low < p->day || end < p->day) {
            return;
        }
        reach(REACHED_PARTS_BACK);
        sequence_add(out, known_period(low, end, false), NULL);
        end = low - 1;
    }
}

static void weeks_starting(sequence *out, val p, long weekday, const char *text)
{
    long begin = p->day;
    for (long k = 0; k < PARTS_MOST && (p->is_open || begin <= p->last) && begin <= LAST_DAY; k++) {
        long next = begin + 1;
        while (next % 7 != weekday) {
            next++;
        }
        bool is_cut = !p->is_open && p->last < next - 1;
        sequence_add(out, known_period(begin, is_cut ? p->last : next - 1, false), NULL);
        begin = next;
    }
    if (p->is_open) {
        out->end = error_of(TOO_MANY_STEPS, text);
    }
}

sequence *parts_of(const qn_node *n, scope *s)
{
    bool is_back = n->kind == AST_COUNTED_BACK;
    const qn_node *units = is_back ? n->kid[AST_COUNTED_BACK_UNITS] : n;
    const char *text = source_text(s->module, n);
    val p = eval(units->kid[AST_UNITS_OF_PERIOD], s);
    sequence *out = sequence_new(0);
    const cut c = {units->op, s->months, units->kind == AST_COMPLETE_UNITS_OF, text};
    if (p->status != IS_KNOWN) {
        out->begin = out->end = p;
        return out;
    }
    bool is_empty = !p->is_open && p->last < p->day;
    const qn_node *starting =
        units->kind == AST_UNITS_OF ? units->kid[AST_UNITS_OF_STARTING] : NULL;
    if (units->op == AST_OP_DAYS) {
        days_of(out, p, text);
    } else if (is_empty) {
        return out;
    } else if (starting != NULL) {
        weeks_starting(out, p, choice_find(type_weekday()->choice, starting->text), text);
    } else if (is_back) {
        parts_back(out, &c, p);
    } else {
        parts_forward(out, &c, p);
    }
    return out;
}

/* ---- chains */

static int period_order(const void *a, const void *b)
{
    return compare_values(((const ref_element *)a)->value, ((const ref_element *)b)->value);
}

static val chain_of(const sequence *periods)
{
    struct value *v = NEW(struct value);
    const struct value *last = periods->at[periods->count - 1].value;
    v->kind = K_CHAIN;
    v->day = periods->at[0].value->day;
    v->last = last->last;
    v->is_open = last->is_open;
    v->list = periods;
    return v;
}

/* The periods that have days, in order, those that meet made one. */
static sequence *merged(const sequence *periods)
{
    sequence *sorted = sequence_new(periods->count), *out = sequence_new(periods->count);
    for (size_t i = 0; i < periods->count; i++) {
        val p = periods->at[i].value;
        if (p->is_open || p->last >= p->day) {
            sequence_add(sorted, p, NULL);
        }
    }
    qsort(sorted->at, sorted->count, sizeof *sorted->at, period_order);
    for (size_t i = 0; i < sorted->count; i++) {
        val p = sorted->at[i].value, before = out->count > 0 ? out->at[out->count - 1].value : NULL;
        if (before == NULL || (!before->is_open && p->day > before->last + 1)) {
            sequence_add(out, p, NULL);
            continue;
        }
        bool is_open = before->is_open || p->is_open;
        reach(REACHED_CHAIN_JOINED);
        long last = p->last > before->last ? p->last : before->last;
        out->at[out->count - 1].value = known_period(before->day, last, is_open);
    }
    return out;
}

sequence *chains_of(const sequence *periods, long across)
{
    sequence *all = merged(periods), *out = sequence_new(all->count), *links = NULL;
    for (size_t i = 0; i < all->count; i++) {
        val p = all->at[i].value, before = i > 0 ? all->at[i - 1].value : NULL;
        bool is_far = before != NULL && p->day - before->last - 1 > across;
        if (before != NULL && !is_far) {
            reach(REACHED_CHAIN_ACROSS);
        }
        if (before == NULL || is_far) {
            if (links != NULL) {
                sequence_add(out, chain_of(links), NULL);
            }
            links = sequence_new(0);
        }
        sequence_add(links, p, NULL);
    }
    if (links != NULL) {
        sequence_add(out, chain_of(links), NULL);
    }
    return out;
}
