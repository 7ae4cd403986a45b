/*
 * A rule along one fact. See sweep.h.
 */
#include "sweep.h"

#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "case.h"
#include "date.h"
#include "edges.h"
#include "facts.h"
#include "trace.h"
#include "used.h"
#include "value.h"

enum {
    STEPS_MAX =
        20000000,       /* of the machine, for the values of all series that are asked one by one */
    STEPS_LEAST = 300,  /* what an answer counts as at least */
    ALL_MAX = 20000,    /* values of a series that are asked one by one at most, */
    ALL_LEAST = 400,    /* and so many are, whatever they cost */
    ROUND_MAX = 500,    /* round values where not all are asked */
    POINTS_MAX = 10000, /* of one series: no more are looked for, */
    COARSE_MAX = 200,   /* nor more than this where few are asked */
    LONG_RUN = 3,       /* so many equal answers are no chance, */
    LONGER = 4,         /* times as long as those beside them, */
    LONG_PART = 100,    /* if they are such a part of all */
    RUNS_MAX = 40       /* more steps than this are a curve */
};

/* ---- the axis */

int64_t qn_sweep_value(const qn_sweep_axis *axis, uint64_t at)
{
    qn_day day = 0;
    if (axis->months == 0) {
        return axis->low + (int64_t)at * axis->step;
    }
    (void)qn_date_add_months((qn_day)axis->low, (int64_t)at * axis->months, QN_MONTHS_DOWN, &day);
    return day;
}

uint64_t qn_sweep_find(const qn_sweep_axis *axis, int64_t value)
{
    uint64_t low = 0;
    uint64_t high = axis->count - 1;
    while (low < high) {
        uint64_t middle = high - (high - low) / 2;
        if (qn_sweep_value(axis, middle) <= value) {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    return low;
}

bool qn_sweep_make_value(const qn_sweep *s, uint64_t at, qn_value *out)
{
    const qn_run *r = &s->run[s->axis.home];
    int64_t number = qn_sweep_value(&s->axis, at);
    qn_slot slot = {.i = number};
    if (s->axis.type == QN_NONE_INDEX) {
        return false;
    }
    if (r->rules.tables->type[s->axis.type].class_ == QN_CLASS_W) {
        slot.w = qn_wide_from_i64(number);
    } else if (r->rules.tables->type[s->axis.type].class_ == QN_CLASS_Q) {
        slot.q = qn_rational_from_i64(number);
    }
    qn_value_make(r->rules.program, s->axis.type, QN_KNOWN, slot, out);
    return true;
}

void qn_sweep_value_text(const qn_sweep *s, uint64_t at, char text[QN_VALUE_TEXT_SIZE])
{
    qn_value value;
    if (!qn_sweep_make_value(s, at, &value)) {
        qn_date_format((qn_day)qn_sweep_value(&s->axis, at), text);
    } else if (qn_value_text(&value, text, QN_VALUE_TEXT_SIZE, NULL) != QN_OK) {
        text[0] = '\0';
    }
}

/* ---- one answer */

/* FNV-1a, going on from another mark. */
static uint64_t mark_on(uint64_t mark, uint64_t number)
{
    for (int i = 0; i < 8; i++, number >>= 8) {
        mark = (mark ^ (number & 255)) * UINT64_C(1099511628211);
    }
    return mark;
}

/* Which clauses apply, in the rule and in all that it uses. */
static uint64_t find_mark(const qn_sweep *s, uint32_t world)
{
    qn_case *c = s->run[world].view.c;
    const qn_tables *t = s->run[world].rules.tables;
    uint64_t mark = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < s->used_count[world]; i++) {
        uint32_t used = s->used[world][i].rule;
        const qn_row_rule *row = &t->rule[used];
        qn_case_run(c, used);
        for (uint32_t k = 0; k < row->clause_count; k++) {
            qn_clause_fate fate = qn_trace_clause(c, row->first_clause + k).fate;
            if (fate != QN_FATE_NOT_APPLIED) {
                mark = mark_on(mark, (uint64_t)(row->first_clause + k) << 8 | (uint64_t)fate);
            }
        }
    }
    return mark;
}

/* Keeps a text that is ended, or has it that of the last point where it is the same. */
static size_t keep(qn_sweep *s, qn_page *text, size_t last, bool has_last)
{
    const char *string = qn_page_string(text);
    size_t at = s->texts.length;
    if (has_last && !s->texts.out_of_memory && strcmp(s->texts.bytes + last, string) == 0) {
        at = last;
    } else {
        qn_page_add(&s->texts, string, strlen(string) + 1);
    }
    qn_page_end(text, &s->texts);
    return at;
}

/* What is still needed: "needs category, seniority". */
static void put_needs(qn_page *page, const qn_view *view, uint32_t rule)
{
    const char *name;
    qn_page_put(page, "needs ");
    for (int32_t i = 0; (name = qn_case_cause(view->c, (int32_t)rule, i)) != NULL; i++) {
        qn_page_put(page, i > 0 ? ", " : "");
        qn_page_shown(page, qn_view_name(view, name));
    }
}

/* The short form: a number without its unit, or why there is none. */
static void put_cell(qn_page *page, const qn_view *view, uint32_t rule, const qn_value *value)
{
    if (value->status == QN_KNOWN) {
        qn_answer_put_number(page, view, value);
        return;
    }
    qn_answer_put_outcome(page, view, rule, value);
    if (value->status == QN_UNKNOWN) {
        qn_page_put(page, value->has_low || value->has_high ? "; " : ": ");
        put_needs(page, view, rule);
    }
}

/* The version does not take the value; it says what it takes. */
static void refuse(qn_sweep *s, const qn_run *r, int32_t fact, qn_sweep_point *out)
{
    qn_page cell = {0};
    char range[QN_VALUE_TEXT_SIZE] = "";
    out->status = QN_REFUSED;
    qn_page_put(&cell, "refused");
    if (fact != QN_TODAY &&
        qn_program_fact_range(r->rules.program, fact, range, sizeof range, NULL) == QN_OK) {
        qn_page_put(&cell, ": not in ");
        qn_page_shown(&cell, range);
    }
    out->cell = keep(s, &cell, 0, false);
    out->other = out->cell;
}

/* Adds the answer at a number on the axis, for the curve whose facts the case has. */
static void add_answer(qn_sweep *s, qn_sweep_series *series, uint64_t at)
{
    const qn_run *r = &s->run[series->world];
    int32_t fact = s->axis.fact[series->world];
    qn_sweep_point point = {.at = at};
    qn_value value;
    char text[QN_VALUE_TEXT_SIZE];
    if (series->count == series->room) {
        size_t room = series->room * 2 + 64;
        qn_sweep_point *grown = realloc(series->point, room * sizeof *grown);
        if (!grown) {
            s->out_of_memory = true;
            return;
        }
        series->point = grown;
        series->room = room;
    }
    const qn_sweep_point *last = series->count > 0 ? &series->point[series->count - 1] : NULL;
    qn_sweep_value_text(s, at, text);
    qn_status status =
        fact == -1 ? QN_OK
                   : qn_facts_give_text(r->view.c, r->rules.program, fact, text, strlen(text));
    if (status != QN_OK) {
        s->out_of_memory |= status == QN_NO_MEMORY;
        refuse(s, r, fact, &point);
    } else {
        uint32_t rule = (uint32_t)s->rule[series->world];
        qn_page cell = {0};
        (void)qn_eval(r->view.c, s->rule[series->world], &value);
        point.status = (int)value.status;
        point.has_place = value.status == QN_KNOWN && qn_answer_place(&value, &point.place);
        put_cell(&cell, &r->view, rule, &value);
        point.cell = keep(s, &cell, last ? last->cell : 0, last != NULL);
        if (s->put_other) {
            qn_page other = {0};
            s->put_other(&other, &r->view, rule, &value);
            point.other = keep(s, &other, last ? last->other : 0, last != NULL);
        }
        point.mark = find_mark(s, series->world);
    }
    series->point[series->count++] = point;
}

/* The same, as long as there are steps for it where few values are asked. */
static void ask(qn_sweep *s, qn_sweep_series *series, uint64_t at)
{
    const qn_case *c = s->run[series->world].view.c;
    uint64_t before = c->steps;
    if (s->is_cut) {
        return;
    }
    add_answer(s, series, at);
    uint64_t taken = c->steps - before;
    s->steps_left -= taken < s->steps_left ? taken : s->steps_left;
    s->is_cut = s->coarse > 0 && s->steps_left == 0;
}

/* Gives the case the facts of a curve. */
static void take_series(qn_sweep *s, const qn_sweep_series *series)
{
    const qn_run *r = &s->run[series->world];
    for (size_t i = 0; i < s->bys; i++) {
        int32_t fact = s->by[i].fact[series->world];
        const char *value = s->by[i].value[series->value[i]];
        if (fact != -1 && qn_facts_give_text(r->view.c, r->rules.program, fact, value,
                                             strlen(value)) == QN_NO_MEMORY) {
            s->out_of_memory = true;
        }
    }
}

/* ---- which values are asked */

static int compare_points(const void *a, const void *b)
{
    uint64_t x = ((const qn_sweep_point *)a)->at;
    uint64_t y = ((const qn_sweep_point *)b)->at;
    return (x > y) - (x < y);
}

/* Puts points in their order, of two at one place one. */
static void sort_points(qn_sweep_series *series)
{
    size_t kept = 0;
    if (series->count > 0) {
        qsort(series->point, series->count, sizeof *series->point, compare_points);
    }
    for (size_t i = 0; i < series->count; i++) {
        if (kept == 0 || series->point[kept - 1].at != series->point[i].at) {
            series->point[kept++] = series->point[i];
        }
    }
    series->count = kept;
}

bool qn_sweep_is_whole(const qn_sweep *s, const qn_sweep_series *series)
{
    return series->count == s->axis.count;
}

const qn_sweep_point *qn_sweep_point_at(const qn_sweep_series *series, uint64_t at)
{
    size_t low = 0;
    size_t high = series->count - 1;
    while (low < high) {
        size_t middle = high - (high - low) / 2;
        if (series->point[middle].at <= at) {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    return &series->point[low];
}

/* A step of 1, 2 or 5 times a power of ten values, of which there are at most so many. */
static uint64_t round_step(uint64_t count, uint64_t most)
{
    uint64_t step = 1;
    for (int i = 0; count / step > most; i++) {
        step = i % 3 == 1 ? step / 2 * 5 : step * 2;
    }
    return step;
}

/* The first number on the axis whose value is a multiple of so many steps. */
static uint64_t first_round(const qn_sweep_axis *axis, uint64_t step)
{
    if (axis->months != 0 || axis->type == QN_NONE_INDEX) {
        return 0;
    }
    int64_t whole = (int64_t)step * axis->step;
    int64_t over = axis->low % whole;
    over = over < 0 ? over + whole : over;
    int64_t off = over == 0 ? 0 : whole - over;
    return off % axis->step == 0 ? (uint64_t)(off / axis->step) : 0;
}

/* Asks at a number on the axis, unless that was done before the axis was narrowed. */
static void ask_new(qn_sweep *s, qn_sweep_series *series, uint64_t at)
{
    qn_sweep_series kept = *series;
    kept.count = series->kept;
    if (kept.count == 0 || qn_sweep_point_at(&kept, at)->at != at) {
        ask(s, series, at);
    }
}

/* Asks where the pieces of another curve begin, and just before: curves mostly change together. */
static void ask_beside(qn_sweep *s, qn_sweep_series *series, const qn_sweep_series *other)
{
    for (size_t i = 1; i < other->pieces; i++) {
        uint64_t at = other->point[other->piece[i].first].at;
        ask_new(s, series, at - 1);
        ask_new(s, series, at);
    }
}

/* Round values, both ends, and those at which the rules look. */
static void ask_some(qn_sweep *s, qn_sweep_series *series)
{
    uint64_t step = round_step(s->axis.count, s->coarse > 0 ? s->coarse : ROUND_MAX);
    ask_new(s, series, 0);
    for (uint64_t at = first_round(&s->axis, step); at < s->axis.count; at += step) {
        ask_new(s, series, at);
    }
    for (size_t i = 0; i < s->edges; i++) {
        ask_new(s, series, s->edge[i]);
    }
    ask_new(s, series, s->axis.count - 1);
    if (series > s->series) {
        ask_beside(s, series, series - 1);
    }
    sort_points(series);
}

static bool is_same_text(const qn_sweep *s, const qn_sweep_point *a, const qn_sweep_point *b)
{
    return a->status == b->status &&
           (a->cell == b->cell || strcmp(s->texts.bytes + a->cell, s->texts.bytes + b->cell) == 0);
}

/* Is the answer of a curve yes or no, or a choice, which one law gives some of the time? */
static bool is_verdict(const qn_sweep *s, const qn_sweep_series *series)
{
    const qn_tables *t = s->run[series->world].rules.tables;
    uint32_t kind = t->type[t->rule[s->rule[series->world]].type].kind;
    return kind == QN_KIND_BOOLEAN || kind == QN_KIND_CHOICE;
}

/* Whether two points have one law, and one verdict. */
static bool is_same_law(const qn_sweep *s, const qn_sweep_series *series, const qn_sweep_point *a,
                        const qn_sweep_point *b)
{
    return a->status == b->status && a->mark == b->mark &&
           (a->status != QN_KNOWN || !is_verdict(s, series) || is_same_text(s, a, b));
}

/* How many points of a series there are at most, beside those that were kept: no more are looked
 * for. */
static size_t points_max(const qn_sweep *s, const qn_sweep_series *series)
{
    return series->kept + (s->coarse > 0 ? COARSE_MAX : POINTS_MAX);
}

/* Whether one more point may be looked for. */
static bool may_look(const qn_sweep *s, const qn_sweep_series *series)
{
    return series->count < points_max(s, series) && !s->is_cut && !s->out_of_memory &&
           !s->texts.out_of_memory;
}

/* Looks for the very place between two points where the law, or the text, is another; the new
 * points stand behind the others. */
static void halve(qn_sweep *s, qn_sweep_series *series, size_t low, size_t high, bool by_text)
{
    while (series->point[high].at - series->point[low].at > 1 && may_look(s, series)) {
        const qn_sweep_point *a = &series->point[low];
        const qn_sweep_point *b = &series->point[high];
        uint64_t middle = a->at + (b->at - a->at) / 2;
        ask(s, series, middle);
        const qn_sweep_point *m = &series->point[series->count - 1];
        bool is_like_low = by_text ? is_same_text(s, &series->point[low], m)
                                   : is_same_law(s, series, &series->point[low], m);
        if (is_like_low) {
            low = series->count - 1;
        } else {
            high = series->count - 1;
        }
    }
    s->is_cut |= s->coarse > 0 && series->point[high].at - series->point[low].at > 1;
}

/* The same from the other side: where the text of the higher point begins. */
static void halve_back(qn_sweep *s, qn_sweep_series *series, size_t low, size_t high)
{
    while (series->point[high].at - series->point[low].at > 1 && may_look(s, series)) {
        uint64_t from = series->point[low].at;
        ask(s, series, from + (series->point[high].at - from) / 2);
        if (is_same_text(s, &series->point[high], &series->point[series->count - 1])) {
            high = series->count - 1;
        } else {
            low = series->count - 1;
        }
    }
    s->is_cut |= s->coarse > 0 && series->point[high].at - series->point[low].at > 1;
}

/* The last point with the text of the point i, going on from it. */
static size_t run_end(const qn_sweep *s, const qn_sweep_series *series, size_t i, size_t count)
{
    while (i + 1 < count && is_same_text(s, &series->point[i], &series->point[i + 1])) {
        i++;
    }
    return i;
}

/* How many values of the axis lie from one point to another. */
static uint64_t span(const qn_sweep_series *series, size_t first, size_t last)
{
    return series->point[last].at - series->point[first].at + 1;
}

/* Is an answer the same for so long that it is no chance of rounding: for a part of all values, and
 * far longer than the one before it and the one behind, which are 0 where there is none? */
static bool is_long(const qn_sweep *s, uint64_t length, uint64_t before, uint64_t behind)
{
    uint64_t least = s->axis.count / LONG_PART;
    return length >= (least > LONG_RUN ? least : LONG_RUN) && length >= LONGER * before &&
           length >= LONGER * behind;
}

/* Whether the places between points at which the law is another can be found with what is left,
 * where few values are asked: each takes as many halves as its gap has. */
static bool can_find_laws(const qn_sweep *s, const qn_sweep_series *series)
{
    size_t needed = 0;
    for (size_t i = 0; i + 1 < series->count; i++) {
        uint64_t gap = series->point[i + 1].at - series->point[i].at;
        for (; gap > 1 && !is_same_law(s, series, &series->point[i], &series->point[i + 1]);
             gap = (gap + 1) / 2) {
            needed++;
        }
    }
    return s->coarse == 0 || series->count + needed <= points_max(s, series);
}

/* Finds places where the law changes, over and over until there is no further one: a third law may
 * lie between two. */
static void find_laws(qn_sweep *s, qn_sweep_series *series)
{
    bool found = true;
    while (found && !s->out_of_memory && !s->texts.out_of_memory) {
        size_t count = series->count;
        s->is_cut |= !can_find_laws(s, series);
        for (size_t i = 0; i + 1 < count; i++) {
            if (!is_same_law(s, series, &series->point[i], &series->point[i + 1])) {
                halve(s, series, i, i + 1, false);
            }
        }
        found = series->count > count && may_look(s, series);
        sort_points(series);
    }
}

/* Finds places where an answer begins and ends that is the same for long. */
static void find_levels(qn_sweep *s, qn_sweep_series *series)
{
    size_t count = series->count;
    uint64_t before = 0;
    for (size_t i = 0; i < count && !s->texts.out_of_memory;) {
        size_t end = run_end(s, series, i, count);
        uint64_t behind =
            end + 1 < count ? span(series, end + 1, run_end(s, series, end + 1, count)) : 0;
        uint64_t length = span(series, i, end);
        if (is_long(s, length, before, behind)) {
            if (end + 1 < count) {
                halve(s, series, end, end + 1, true);
            }
            if (i > 0) {
                halve_back(s, series, i - 1, i);
            }
        }
        before = length;
        i = end + 1;
    }
    sort_points(series);
}

/* How many values are asked one by one: a number of steps of the machine, so that it is the same
 * everywhere. */
static uint64_t all_max(const qn_sweep *s, const qn_sweep_series *series)
{
    qn_case *c = s->run[series->world].view.c;
    uint64_t before = c->steps;
    qn_value value;
    char text[QN_VALUE_TEXT_SIZE];
    int32_t fact = s->axis.fact[series->world];
    if (s->coarse > 0) {
        return s->coarse;
    }
    qn_sweep_value_text(s, s->axis.count / 2, text);
    if (fact != -1) {
        (void)qn_facts_give_text(c, s->run[series->world].rules.program, fact, text, strlen(text));
    }
    (void)qn_eval(c, s->rule[series->world], &value);
    uint64_t steps = c->steps - before + STEPS_LEAST;
    uint64_t most = STEPS_MAX / steps / s->series_count;
    return most > ALL_MAX ? ALL_MAX : most < ALL_LEAST ? ALL_LEAST : most;
}

static void ask_series(qn_sweep *s, qn_sweep_series *series)
{
    take_series(s, series);
    if (s->axis.count > all_max(s, series)) {
        ask_some(s, series);
        find_laws(s, series);
        find_levels(s, series);
        return;
    }
    for (uint64_t at = 0; at < s->axis.count && !s->out_of_memory; at++) {
        ask_new(s, series, at);
    }
    sort_points(series);
}

/* ---- values at which the rules look */

static int compare_numbers(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a;
    uint64_t y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* Puts numbers in their order, of equal ones one; how many there are. */
static size_t sort_numbers(uint64_t *number, size_t count)
{
    size_t kept = 0;
    if (count > 0) {
        qsort(number, count, sizeof *number, compare_numbers);
    }
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || number[kept - 1] != number[i]) {
            number[kept++] = number[i];
        }
    }
    return kept;
}

/* Takes over the edges of the swept fact, each with the numbers before and behind it. */
static bool take_edges(qn_sweep *s, const qn_worlds *w, const qn_edges *edges)
{
    uint32_t input = w->inputs;
    for (uint32_t i = 0; s->axis.type != QN_NONE_INDEX && i < w->inputs; i++) {
        input = strcmp(w->input[i].name, s->axis.name) == 0 ? i : input;
    }
    bool is_date = s->axis.fact[s->axis.home] == QN_TODAY;
    if (input == w->inputs && !is_date) {
        return true;
    }
    const qn_edges_of_input *of = &edges->of[is_date ? w->inputs : input];
    s->edge = malloc((3 * (size_t)of->count + 1) * sizeof *s->edge);
    for (uint32_t i = 0; s->edge && i < of->count; i++) {
        uint64_t at = qn_sweep_find(&s->axis, of->value[i]);
        s->edge[s->edges++] = at > 0 ? at - 1 : 0;
        s->edge[s->edges++] = at;
        s->edge[s->edges++] = at + 1 < s->axis.count ? at + 1 : at;
    }
    s->edges = sort_numbers(s->edge, s->edges);
    return s->edge != NULL;
}

static bool find_edges(qn_sweep *s)
{
    qn_worlds w;
    qn_edges edges = {0};
    const qn_program *second = s->worlds > 1 ? s->run[1].rules.program : NULL;
    bool good =
        qn_worlds_init(&w, s->run[0].rules.program, second, NULL, 0, QN_DAY_MIN, QN_DAY_MAX);
    if (good) {
        good = qn_edges_init(&edges, &w) && take_edges(s, &w, &edges);
        qn_edges_clear(&edges);
    }
    qn_worlds_clear(&w);
    return good;
}

/* ---- pieces */

static bool is_known(const qn_sweep_point *point)
{
    return point->status == QN_KNOWN;
}

/* The last point of what is found in one way from i on, and how many runs of equal text it is. */
static size_t group_end(const qn_sweep *s, const qn_sweep_series *series, size_t i, size_t *runs)
{
    const qn_sweep_point *p = series->point;
    size_t end = run_end(s, series, i, series->count);
    *runs = 1;
    while (end + 1 < series->count && is_known(&p[end]) && is_known(&p[end + 1]) &&
           p[end].mark == p[end + 1].mark) {
        end = run_end(s, series, end + 1, series->count);
        ++*runs;
    }
    return end;
}

static void add_piece(qn_sweep_series *series, size_t first, size_t last, bool is_level)
{
    series->piece[series->pieces++] = (qn_sweep_piece){first, last, is_level};
}

/* Cuts what is found in one way: long runs of one text are level, what lies between them is a
 * curve; if most of it is runs of several, or it is yes or no or a choice, it is steps, and each
 * run is level. */
static void cut_group(const qn_sweep *s, qn_sweep_series *series, size_t first, size_t last,
                      size_t runs)
{
    bool is_steps =
        runs <= RUNS_MAX &&
        (is_verdict(s, series) || (qn_sweep_is_whole(s, series) && runs * 2 <= last - first + 1));
    size_t begun = first;
    uint64_t before = 0;
    for (size_t i = first; i <= last;) {
        size_t end = run_end(s, series, i, last + 1);
        uint64_t behind =
            end < last ? span(series, end + 1, run_end(s, series, end + 1, last + 1)) : 0;
        uint64_t length = span(series, i, end);
        if (runs == 1 || is_steps || is_long(s, length, before, behind)) {
            if (begun < i) {
                add_piece(series, begun, i - 1, begun + 1 == i);
            }
            add_piece(series, i, end, true);
            begun = end + 1;
        }
        before = length;
        i = end + 1;
    }
    if (begun <= last) {
        add_piece(series, begun, last, begun == last);
    }
}

/* Finds the pieces of a curve. */
static void find_pieces(qn_sweep *s, qn_sweep_series *series)
{
    free(series->piece);
    series->pieces = 0;
    series->piece = calloc(series->count + 1, sizeof *series->piece);
    if (!series->piece) {
        s->out_of_memory = true;
        return;
    }
    for (size_t i = 0; i < series->count;) {
        size_t runs;
        size_t end = group_end(s, series, i, &runs);
        cut_group(s, series, i, end, runs);
        i = end + 1;
    }
}

/* Notes where the pieces of all curves begin. */
static void find_borders(qn_sweep *s)
{
    size_t count = 1;
    for (size_t i = 0; i < s->series_count; i++) {
        count += s->series[i].pieces;
    }
    free(s->border);
    s->borders = 0;
    s->border = malloc(count * sizeof *s->border);
    if (!s->border) {
        s->out_of_memory = true;
        return;
    }
    for (size_t i = 0; i < s->series_count; i++) {
        const qn_sweep_series *series = &s->series[i];
        for (size_t k = 0; k < series->pieces; k++) {
            s->border[s->borders++] = series->point[series->piece[k].first].at;
        }
    }
    s->borders = sort_numbers(s->border, s->borders);
}

/* Asks each curve at the borders of all, and just before them. */
static void ask_borders(qn_sweep *s, qn_sweep_series *series)
{
    if (qn_sweep_is_whole(s, series) || s->series_count == 1) {
        return;
    }
    take_series(s, series);
    series->kept = series->count; /* what is there need not be asked again */
    for (size_t i = 0; i < s->borders; i++) {
        ask_new(s, series, s->border[i]);
        if (s->border[i] > 0) {
            ask_new(s, series, s->border[i] - 1);
        }
    }
    sort_points(series);
    find_pieces(s, series);
}

/* Asks all curves, and finds their pieces. */
static bool ask_all(qn_sweep *s)
{
    for (size_t i = 0; i < s->series_count && !s->out_of_memory && !s->is_cut; i++) {
        ask_series(s, &s->series[i]);
        if (!s->out_of_memory && !s->texts.out_of_memory) {
            find_pieces(s, &s->series[i]);
        }
    }
    s->out_of_memory |= s->texts.out_of_memory;
    if (!s->out_of_memory) {
        find_borders(s);
    }
    for (size_t i = 0; i < s->series_count && !s->out_of_memory && !s->is_cut; i++) {
        ask_borders(s, &s->series[i]);
        s->out_of_memory |= s->texts.out_of_memory;
    }
    return !s->out_of_memory;
}

bool qn_sweep_ask(qn_sweep *s)
{
    for (uint32_t i = 0; i < s->worlds; i++) {
        uint32_t rule = (uint32_t)s->rule[i];
        s->used_count[i] = qn_used_list(s->run[i].rules.tables, rule, &s->used[i]);
        s->out_of_memory |= !s->used[i];
    }
    s->out_of_memory |= s->coarse == 0 && !find_edges(s);
    return ask_all(s);
}

/* Keeps the points between two numbers, which are numbered from the first one on then. */
static void keep_part(qn_sweep_series *series, uint64_t low, uint64_t high)
{
    series->kept = 0;
    for (size_t i = 0; i < series->count; i++) {
        qn_sweep_point point = series->point[i];
        if (point.at >= low && point.at <= high) {
            point.at -= low;
            series->point[series->kept++] = point;
        }
    }
    series->count = series->kept;
}

bool qn_sweep_narrow(qn_sweep *s, uint64_t low, uint64_t high)
{
    if (s->axis.months != 0) {
        return true;
    }
    for (size_t i = 0; i < s->series_count; i++) {
        keep_part(&s->series[i], low, high);
    }
    s->axis.low = qn_sweep_value(&s->axis, low);
    s->axis.count = high - low + 1;
    s->edges = 0;
    return ask_all(s);
}

void qn_sweep_clear(qn_sweep *s)
{
    for (size_t i = 0; i < s->series_count; i++) {
        free(s->series[i].name);
        free(s->series[i].point);
        free(s->series[i].piece);
    }
    for (size_t i = 0; i < s->bys; i++) {
        for (size_t k = 0; k < s->by[i].count; k++) {
            free(s->by[i].value[k]);
        }
        free(s->by[i].value);
    }
    for (uint32_t i = 0; i < QN_SWEEP_WORLDS; i++) {
        free(s->used[i]);
        qn_run_clear(&s->run[i]);
    }
    free(s->edge);
    free(s->border);
    qn_page_clear(&s->texts);
}
