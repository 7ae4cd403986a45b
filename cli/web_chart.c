/*
 * Charts of rules. See web_chart.h.
 */
#include "web_chart.h"

#include <stdlib.h>
#include <string.h>

#include "case.h"
#include "example.h"
#include "html.h"
#include "sweep_read.h"
#include "sweep_show.h"
#include "used.h"

enum {
    CHARTS_MAX = 2,
    EXAMPLES_TRIED = 3, /* until there is something to see */
    CURVES_MAX = 6,     /* values of a choice that have a curve each */
    FACTS_TRIED = 6,    /* facts that are looked at for one rule */
    POINTS_MOST = 100,  /* round values of a fact with more, */
    POINTS_LEAST = 8,
    STEPS_MAX = 300000,   /* of the machine, for which there are so many values */
    STEPS_RULE = 8000000, /* and for all charts of a rule */
    PIECES_MAX = 40       /* more say nothing to anybody */
};

/* What charts of one rule are made from. */
typedef struct drawer {
    const qn_web_reader *x;
    uint32_t rule;
    const char *id;
    const qn_row_example *example;
    const qn_row_expectation *expected;
    uint32_t fact[FACTS_TRIED];
    size_t facts;
    uint32_t choice; /* each value of this fact has a curve of its own, or QN_NONE_INDEX */
    uint64_t steps_left;
} drawer;

/* ---- the case */

/* The example of the rule with a known answer and a day that has so many such before it. */
static bool find_example(drawer *d, size_t before)
{
    const qn_tables *t = d->x->t;
    for (uint32_t i = 0; i < t->example_count; i++) {
        const qn_row_example *example = &t->example[i];
        for (uint32_t k = 0; k < example->expect_count; k++) {
            const qn_row_expectation *expected = &t->expectation[example->first_expect + k];
            bool is_good = expected->rule == d->rule && expected->status == QN_KNOWN &&
                           example->on != QN_NONE_INDEX;
            if (is_good && before-- == 0) {
                d->example = example;
                d->expected = expected;
                return true;
            }
        }
    }
    return false;
}

/* ---- the facts */

/* Whether values of the fact lie on a line with two ends. */
static bool is_on_line(const qn_tables *t, uint32_t fact)
{
    const qn_row_fact *row = &t->fact[fact];
    uint32_t kind = t->type[row->type].kind;
    bool counts = kind <= QN_KIND_QUANTITY || kind == QN_KIND_DATE || kind == QN_KIND_CLOCK;
    return counts && row->history == QN_NONE_INDEX && row->low != QN_NONE_INDEX &&
           row->high != QN_NONE_INDEX;
}

/* Takes a fact that the rule reads; is_own: itself. */
static void take_fact(drawer *d, uint32_t fact, bool is_own)
{
    const qn_row_type *type = &d->x->t->type[d->x->t->fact[fact].type];
    bool is_choice = type->kind == QN_KIND_CHOICE && type->choice != QN_NONE_INDEX &&
                     d->x->t->choice[type->choice].count <= CURVES_MAX;
    if (is_own && is_choice && d->choice == QN_NONE_INDEX) {
        d->choice = fact;
    }
    for (size_t i = 0; i < d->facts; i++) {
        if (d->fact[i] == fact) {
            return;
        }
    }
    if (d->facts < FACTS_TRIED && is_on_line(d->x->t, fact)) {
        d->fact[d->facts++] = fact;
    }
}

/* The main facts: those that the rule itself reads, then those of the rules that it uses, the
 * nearest first. */
static bool find_facts(drawer *d)
{
    const qn_tables *t = d->x->t;
    qn_used *used;
    size_t count = qn_used_list(t, d->rule, &used);
    for (size_t i = 0; used && i < count; i++) {
        const qn_row_rule *rule = &t->rule[used[i].rule];
        for (uint32_t k = 0; k < rule->read_count && d->facts < FACTS_TRIED; k++) {
            take_fact(d, t->entry[rule->first_read + k].value, i == 0);
        }
    }
    const bool good = used != NULL;
    free(used);
    return good;
}

/* ---- a chart */

/* Puts the case of the example into words, below the chart. */
static void put_caption(qn_page *page, const drawer *d)
{
    qn_page name = {0};
    qn_page_put(&name, qn_tables_string(d->x->t, d->example->name));
    qn_page_put(page, "<figcaption>All else as in the example “");
    qn_html_put_words(page, &name);
    qn_page_put(page, "”.</figcaption></figure>\n");
}

/* Does the answer change along the line, and not all the time? */
static bool is_telling(const qn_sweep *s)
{
    bool tells = false;
    for (size_t i = 0; i < s->series_count; i++) {
        const qn_sweep_series *series = &s->series[i];
        tells |= series->pieces > 1 || (series->pieces == 1 && !series->piece[0].is_level);
    }
    return tells && s->borders <= PIECES_MAX;
}

/* The name of a fact. */
static const char *name_of(const drawer *d, uint32_t fact)
{
    return qn_tables_string(d->x->t, d->x->t->fact[fact].name);
}

/* How many values are asked, by what one of them takes. */
static uint32_t points_for(uint64_t steps)
{
    uint64_t points = STEPS_MAX / (steps + 1);
    return points > POINTS_MOST    ? POINTS_MOST
           : points < POINTS_LEAST ? POINTS_LEAST
                                   : (uint32_t)points;
}

/* Asks along a fact; words: as behind --over. False where that cannot be, or memory is out. What is
 * swept must not be given while the words are read. */
static bool ask(qn_sweep *s, const drawer *d, qn_io *io, const char *words)
{
    qn_run *r = &s->run[0];
    r->verb = "doc";
    r->io = io;
    r->view = d->x->view;
    r->rules = *d->x->rules;
    r->on = (qn_day)qn_constant_slot(&d->x->t->constant[d->example->on]).i;
    s->worlds = 1;
    s->rule[0] = (int32_t)d->rule;
    s->rule_name = qn_tables_string(d->x->t, d->x->t->rule[d->rule].name);
    qn_case_reset(r->view.c);
    bool good =
        qn_sweep_read_over(s, words) == QN_EXIT_OK &&
        (d->choice == QN_NONE_INDEX || qn_sweep_read_by(s, name_of(d, d->choice)) == QN_EXIT_OK) &&
        qn_sweep_make_series(s) == QN_EXIT_OK;
    uint64_t before = r->view.c->steps;
    (void)qn_example_try(&r->view, d->example, d->expected);
    s->coarse = points_for(r->view.c->steps - before);
    s->steps_left = d->steps_left;
    return good && qn_sweep_ask(s);
}

/* Ends a sweep, but for the program and the case, which are the reader's. */
static void end(qn_sweep *s)
{
    s->run[0] = (qn_run){0};
    qn_sweep_clear(s);
    memset(s, 0, sizeof *s);
}

/* Where something changes along the line, with as much beside it that it can be seen; false where
 * that is most of the line. */
static bool find_part(const qn_sweep *s, uint64_t *low, uint64_t *high)
{
    uint64_t first = s->axis.count;
    uint64_t last = 0;
    for (size_t i = 0; i < s->borders; i++) {
        first = s->border[i] > 0 && s->border[i] < first ? s->border[i] : first;
        last = s->border[i] > last ? s->border[i] : last;
    }
    if (first > last) {
        return false;
    }
    uint64_t beside = last > first ? last - first : s->axis.count / 20 + 1;
    *low = first > 2 * beside ? first - beside : 0;
    beside = (last - *low) / 3 + 1;
    *high = last + beside < s->axis.count ? last + beside : s->axis.count - 1;
    return (*high - *low) / 3 < s->axis.count / 5;
}

/* Looks closer at the part of the line where something changes. */
static bool look_closer(qn_sweep *s)
{
    uint64_t low;
    uint64_t high;
    return !find_part(s, &low, &high) || qn_sweep_narrow(s, low, high);
}

/* The chart along one fact; false, and nothing put, where there is nothing to see. */
static bool put_chart(qn_page *page, drawer *d, uint32_t fact, size_t number)
{
    qn_sweep *s = calloc(1, sizeof *s);
    qn_io io = {0};
    qn_page id = {0};
    qn_page chart = {0};
    page->out_of_memory |= !s;
    if (!s) {
        return false;
    }
    qn_web_put_slug(&id, d->id);
    qn_page_format(&id, ".chart.%zu", number);
    bool good = ask(s, d, &io, name_of(d, fact)) && !s->is_cut && is_telling(s) && look_closer(s) &&
                !s->is_cut && qn_sweep_put_chart(&chart, s, qn_page_string(&id));
    if (good) {
        qn_page_put(page, "<figure>");
        qn_page_add(page, chart.bytes, chart.length);
        put_caption(page, d);
    }
    d->steps_left = s->steps_left;
    page->out_of_memory |= s->out_of_memory || io.err.out_of_memory;
    qn_page_end(&chart, page);
    qn_page_end(&id, page);
    qn_page_clear(&io.err);
    end(s);
    free(s);
    return good;
}

void qn_web_put_charts(qn_page *page, const qn_web_reader *x, uint32_t rule, const char *id)
{
    drawer d = {.x = x, .rule = rule, .id = id, .choice = QN_NONE_INDEX, .steps_left = STEPS_RULE};
    size_t drawn = 0;
    uint32_t kind = x->t->type[x->t->rule[rule].type].kind;
    bool counts = kind <= QN_KIND_CHOICE || kind == QN_KIND_CLOCK;
    if (!counts || !find_example(&d, 0)) {
        return;
    }
    page->out_of_memory |= !find_facts(&d);
    for (size_t k = 0; k < EXAMPLES_TRIED && drawn == 0 && find_example(&d, k); k++) {
        for (size_t i = 0; i < d.facts && drawn < CHARTS_MAX && d.steps_left > 0; i++) {
            drawn += put_chart(page, &d, d.fact[i], drawn + 1);
        }
    }
}
