/*
 * Generalising a case. See region.h.
 */
#include "region.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "date.h"
#include "value.h"

/* What is asked of one input: nothing, or that it lies from low to high, or that it is none. */
typedef struct demand {
    bool is_free;
    bool is_none;
    int64_t low;
    int64_t high;
    int64_t least; /* what its range allows */
    int64_t most;
    int64_t step; /* only multiples of it can be given */
} demand;

typedef struct region {
    qn_worlds *w;
    qn_claim claim;
    qn_claim assumed;
    demand *demand; /* one an input, and one for the date */
    bool is_open;   /* the prover could not tell somewhere: it may hold further out */
    uint64_t work;
} region;

static uint32_t register_of(const region *r, uint32_t input)
{
    const qn_tables *t = &r->w->program[0]->tables;
    if (input == r->w->inputs) {
        return qn_tables_today(t);
    }
    const qn_input *in = &r->w->input[input];
    return qn_tables_first_fact(&r->w->program[in->home]->tables) + in->fact[in->home];
}

static qn_symbolic *symbolic_of(const region *r, uint32_t input)
{
    return r->w->symbolic[input == r->w->inputs ? 0 : r->w->input[input].home];
}

static qn_claim demanded(const region *r, uint32_t input)
{
    const demand *d = &r->demand[input];
    qn_symbolic *s = symbolic_of(r, input);
    uint32_t reg = register_of(r, input);
    if (d->is_free) {
        return qn_claim_always(s);
    }
    if (d->is_none) {
        return qn_claim_status(s, reg, QN_NONE);
    }
    qn_claim low =
        d->low > d->least ? qn_claim_at_least(s, reg, d->low) : qn_claim_status(s, reg, QN_KNOWN);
    return d->high < d->most ? qn_claim_both(s, low, qn_claim_at_most(s, reg, d->high)) : low;
}

/* Whether what is claimed holds in all cases that are as demanded. */
static bool holds(region *r)
{
    qn_symbolic *s = r->w->symbolic[0];
    qn_claim all = qn_claim_both(s, r->assumed, qn_claim_not(s, r->claim));
    for (uint32_t i = 0; i <= r->w->inputs; i++) {
        all = qn_claim_both(s, all, demanded(r, i));
    }
    qn_decision found = qn_worlds_ask(r->w, all, r->work);
    r->is_open |= found == QN_NOT_DECIDED;
    return found == QN_NEVER;
}

/* ---- the case as demands */

static int64_t range_end(const qn_tables *t, uint32_t reg, int64_t otherwise)
{
    if (reg == QN_NONE_INDEX) {
        return otherwise;
    }
    const qn_row_constant *row = &t->constant[reg];
    qn_rational end = qn_slot_rational(qn_constant_slot(row), (qn_class)row->class_);
    return qn_rational_is_integer(end) && qn_wide_fits_i64(end.num) ? qn_wide_to_i64(end.num)
                                                                    : otherwise;
}

/* The step of a fact on the grid of its type; 1 where every number of the grid may be given. */
static int64_t step_of(const qn_program *p, const qn_row_fact *row)
{
    qn_rational step = qn_constant_slot(&p->tables.constant[row->step]).q;
    bool good = qn_rational_mul(step, p->scale[row->type], &step) == QN_ARITH_OK &&
                qn_rational_is_integer(step) && qn_wide_fits_i64(step.num);
    int64_t whole = good ? qn_wide_to_i64(step.num) : 1;
    return whole > 0 ? whole : 1;
}

/* What an input is in the case; free where it is nothing that can be demanded. */
static demand demand_of(const qn_worlds *w, uint32_t input, const qn_reply *reply)
{
    const qn_input *in = &w->input[input];
    const qn_tables *t = &w->program[in->home]->tables;
    const qn_row_fact *row = &t->fact[in->fact[in->home]];
    const qn_row_type *type = &t->type[row->type];
    demand d = {.is_free = !in->is_plain,
                .least = range_end(t, row->low, INT64_MIN),
                .most = range_end(t, row->high, INT64_MAX),
                .step = qn_kind_is_number(type->kind) ? step_of(w->program[in->home], row) : 1};
    if (type->kind == QN_KIND_BOOLEAN || type->kind == QN_KIND_CHOICE) {
        d.least = -1; /* there is nothing to widen */
        d.most = INT64_MAX;
    }
    if (reply->status == QN_KNOWN) {
        d.low = d.high = reply->value;
    } else if (reply->status == QN_NONE) {
        d.is_none = true;
    } else if (row->preset == QN_NONE_INDEX) {
        d.is_free = true;
    } else if (t->constant[row->preset].status == QN_KNOWN) {
        d.low = d.high = range_end(t, row->preset, 0);
    } else {
        d.is_none = true;
    }
    return d;
}

static void demand_case(region *r, const qn_witness *witness, const uint8_t *matters)
{
    const qn_reply *day = &witness->reply[r->w->inputs];
    for (uint32_t i = 0; i < r->w->inputs; i++) {
        r->demand[i] = demand_of(r->w, i, &witness->reply[i]);
        r->demand[i].is_free |= matters[i] == 0;
    }
    r->demand[r->w->inputs] = (demand){.is_free = day->status != QN_KNOWN,
                                       .low = day->value,
                                       .high = day->value,
                                       .least = r->w->first_day,
                                       .most = r->w->last_day,
                                       .step = 1};
}

/* ---- dropping and widening */

/* Inputs that have their defaults are dropped first: what is away from them is more telling. */
static void drop(region *r, const qn_witness *witness)
{
    for (int pass = 0; pass < 2; pass++) {
        for (uint32_t i = r->w->inputs + 1; i-- > 0;) {
            bool is_given = witness->reply[i].status != QN_UNKNOWN;
            if (r->demand[i].is_free || is_given != (pass == 1)) {
                continue;
            }
            r->demand[i].is_free = true;
            r->demand[i].is_free = holds(r);
        }
    }
}

static bool is_ordered(const region *r, uint32_t input)
{
    if (input == r->w->inputs) {
        return true;
    }
    const qn_input *in = &r->w->input[input];
    const qn_tables *t = &r->w->program[in->home]->tables;
    uint32_t kind = t->type[t->fact[in->fact[in->home]].type].kind;
    return kind != QN_KIND_BOOLEAN && kind != QN_KIND_CHOICE;
}

/* Moves one end as far out as it holds; the further out, the less can hold. */
static void widen(region *r, int64_t *end, int64_t limit)
{
    int64_t good = *end;
    int64_t bad = limit;
    *end = limit;
    if (good == limit || holds(r)) {
        return;
    }
    /* Ends without a limit are looked for in ever larger steps. */
    int64_t step = 1;
    int sign = limit > good ? 1 : -1;
    while ((limit == INT64_MAX || limit == INT64_MIN) && step < INT64_MAX / 4) {
        *end = good + sign * step;
        if (!holds(r)) {
            bad = *end;
            break;
        }
        good = *end;
        step *= 2;
    }
    while (good + sign != bad && bad != INT64_MAX && bad != INT64_MIN) {
        *end = good + (bad - good) / 2;
        if (holds(r)) {
            good = *end;
        } else {
            bad = *end;
        }
    }
    *end = good;
}

/* Brings the ends to values that can be given; the case lies between them. */
static void snap(demand *d)
{
    int64_t over = d->low % d->step;
    if (d->low > d->least && over != 0) {
        d->low += over > 0 ? d->step - over : -over;
    }
    over = d->high % d->step;
    if (d->high < d->most && over != 0) {
        d->high -= over > 0 ? over : d->step + over;
    }
}

static void widen_all(region *r)
{
    for (uint32_t i = r->w->inputs + 1; i-- > 0;) {
        demand *d = &r->demand[i];
        if (!d->is_free && !d->is_none && is_ordered(r, i)) {
            widen(r, &d->low, d->least);
            widen(r, &d->high, d->most);
            snap(d);
        }
    }
}

/* ---- words */

typedef struct words {
    char *text;
    size_t length;
    bool out_of_memory;
} words;

static void say(words *out, const char *a, const char *b, const char *c)
{
    bool is_first = out->length == 0 || out->text[out->length - 1] == ' ';
    const char *parts[4] = {is_first ? "" : ", ", a, b, c};
    for (int i = 0; i < 4; i++) {
        size_t more = strlen(parts[i]);
        char *grown = realloc(out->text, out->length + more + 1);
        if (grown == NULL) {
            out->out_of_memory = true;
            return;
        }
        out->text = grown;
        memcpy(out->text + out->length, parts[i], more + 1);
        out->length += more;
    }
}

static void say_day(words *out, const demand *d)
{
    char from[QN_DATE_TEXT_SIZE];
    char to[QN_DATE_TEXT_SIZE];
    qn_date_format((qn_day)d->low, from);
    qn_date_format((qn_day)d->high, to);
    if (d->low > d->least && d->high < d->most) {
        char both[2 * QN_DATE_TEXT_SIZE + 16];
        (void)snprintf(both, sizeof both, "%s through %s", from, to);
        say(out, d->low == d->high ? "on " : "from ", d->low == d->high ? from : both, "");
    } else if (d->low > d->least) {
        say(out, "from ", from, "");
    } else if (d->high < d->most) {
        say(out, "through ", to, "");
    }
}

static void say_number(words *out, const region *r, uint32_t input, const demand *d)
{
    char low[400];
    char high[400];
    char both[900];
    const qn_reply first = {.status = QN_KNOWN, .value = d->low};
    const qn_reply last = {.status = QN_KNOWN, .value = d->high};
    const char *name = r->w->input[input].name;
    bool has_low = d->low > d->least;
    bool has_high = d->high < d->most;
    qn_worlds_reply_text(r->w, input, &first, low, sizeof low);
    qn_worlds_reply_text(r->w, input, &last, high, sizeof high);
    if (d->low == d->high || !is_ordered(r, input)) {
        say(out, name, " = ", low);
    } else if (has_low && has_high) {
        (void)snprintf(both, sizeof both, "%s through %s", low, high);
        say(out, name, " from ", both);
    } else if (has_low) {
        (void)snprintf(both, sizeof both, "%s or more", low);
        say(out, name, " ", both);
    } else if (has_high) {
        (void)snprintf(both, sizeof both, "%s or less", high);
        say(out, name, " ", both);
    } else {
        say(out, name, " is given", "");
    }
}

static char *tell(const region *r)
{
    words out = {0};
    if (r->is_open) {
        say(&out, "at least ", "", "");
    }
    size_t before = out.length;
    for (uint32_t i = 0; i < r->w->inputs; i++) {
        const demand *d = &r->demand[i];
        if (!d->is_free && d->is_none) {
            say(&out, r->w->input[i].name, " is none", "");
        } else if (!d->is_free) {
            say_number(&out, r, i, d);
        }
    }
    if (!r->demand[r->w->inputs].is_free) {
        say_day(&out, &r->demand[r->w->inputs]);
    }
    if (out.length == before) {
        say(&out, "always", "", "");
    }
    if (out.out_of_memory) {
        free(out.text);
        out.text = NULL;
    }
    return out.text;
}

char *qn_region_text(qn_worlds *w, qn_claim claim, qn_claim assumed, const qn_witness *witness,
                     const uint8_t *matters, uint64_t work, int64_t *first_day)
{
    region r = {.w = w, .claim = claim, .assumed = assumed, .work = work};
    char *text = NULL;
    *first_day = INT64_MIN;
    r.demand = calloc((size_t)w->inputs + 1, sizeof *r.demand);
    if (r.demand == NULL || w->symbolic[0] == NULL) {
        free(r.demand);
        return NULL;
    }
    demand_case(&r, witness, matters);
    if (holds(&r)) {
        drop(&r, witness);
        widen_all(&r);
        text = tell(&r);
        const demand *day = &r.demand[w->inputs];
        *first_day = !day->is_free && day->low > day->least ? day->low : INT64_MIN;
    }
    free(r.demand);
    return text;
}
