/*
 * A sweep as a chart. See sweep_show.h.
 */
#include <stdlib.h>
#include <string.h>

#include "date.h"
#include "sweep_show.h"
#include "value.h"

enum {
    NAMES_MAX = 12,   /* names at an axis */
    NAME_LENGTH = 60, /* bytes: no further name is added to one that has more */
    TOLD_PIECES = 12, /* of one curve, in the description */
    LANE_NAME = 90    /* bytes: nothing is added to the name of a lane that has more */
};

/* A chart that is drawn. names: what stands at the upright axis, where that has names. */
typedef struct drawing {
    const qn_sweep *s;
    qn_chart chart;
    const char *name[NAMES_MAX];
    size_t names;
    bool is_named; /* what the names are the chart finds: the answers have no order of their own */
    qn_chart_series series[QN_SWEEP_SERIES_MAX]; /* the curves that are drawn, */
    size_t drawn[QN_SWEEP_SERIES_MAX];           /* the number that each has in the sweep, */
    qn_page called[QN_SWEEP_SERIES_MAX];         /* and what it is called */
    size_t drawns;
    qn_chart_point *point; /* of the line that is drawn */
    size_t count;
} drawing;

/* ---- the axes */

/* The place of a value on the axis that is swept, in the unit of its fact. */
static qn_rational x_of(const qn_sweep *s, uint64_t at)
{
    qn_rational x = qn_rational_from_i64(qn_sweep_value(&s->axis, at));
    if (qn_kind_is_number((uint32_t)s->axis.kind)) {
        (void)qn_type_decode(s->run[s->axis.home].rules.program, s->axis.type, x, &x);
    }
    return x;
}

static qn_chart_axis make_x(const qn_sweep *s)
{
    qn_chart_axis x = {.low = x_of(s, 0), .high = x_of(s, s->axis.count - 1)};
    bool is_whole = qn_rational_is_integer(x.low) && qn_rational_is_integer(x.high) &&
                    (s->axis.count < 2 || qn_rational_is_integer(x_of(s, 1)));
    x.scale = s->axis.kind == QN_KIND_DATE    ? QN_SCALE_DAYS
              : s->axis.kind == QN_KIND_CLOCK ? QN_SCALE_CLOCK
              : is_whole                      ? QN_SCALE_WHOLE
                                              : QN_SCALE_NUMBERS;
    return x;
}

/* The kind of the answers; that of the new version, where there are two. */
static qn_kind answer_kind(const qn_sweep *s)
{
    return qn_program_rule_info(s->run[s->worlds - 1].rules.program, s->rule[s->worlds - 1]).kind;
}

/* The number of a name at the axis, which is added where it is new; NAMES_MAX where there are too
 * many. */
static size_t find_name(drawing *d, const char *name)
{
    size_t i = 0;
    while (i < d->names && strcmp(d->name[i], name) != 0) {
        i++;
    }
    if (i == d->names && i < NAMES_MAX) {
        d->name[d->names++] = name;
    }
    return i;
}

/* Finds the names at the axis, in the order in which they are answered. False where there are too
 * many. */
static bool take_names(drawing *d)
{
    const qn_sweep *s = d->s;
    for (size_t i = 0; i < s->series_count; i++) {
        for (size_t k = 0; k < s->series[i].count; k++) {
            const qn_sweep_point *p = &s->series[i].point[k];
            if (p->status == QN_KNOWN && find_name(d, qn_sweep_cell(s, p)) == NAMES_MAX) {
                return false;
            }
        }
    }
    return true;
}

/* Widens an axis to the places of all answers. */
static void take_places(drawing *d, qn_chart_axis *y)
{
    bool any = false;
    bool is_whole = true;
    for (size_t i = 0; i < d->s->series_count; i++) {
        for (size_t k = 0; k < d->s->series[i].count; k++) {
            const qn_sweep_point *p = &d->s->series[i].point[k];
            if (!p->has_place) {
                continue;
            }
            y->low = !any || qn_rational_cmp(p->place, y->low) < 0 ? p->place : y->low;
            y->high = !any || qn_rational_cmp(p->place, y->high) > 0 ? p->place : y->high;
            is_whole &= qn_rational_is_integer(p->place);
            any = true;
        }
    }
    y->scale = answer_kind(d->s) == QN_KIND_DATE    ? QN_SCALE_DAYS
               : answer_kind(d->s) == QN_KIND_CLOCK ? QN_SCALE_CLOCK
               : is_whole                           ? QN_SCALE_WHOLE
                                                    : QN_SCALE_NUMBERS;
}

/* The least place of an answer with a name. */
static qn_rational name_place(const drawing *d, const char *name)
{
    for (size_t i = 0; i < d->s->series_count; i++) {
        for (size_t k = 0; k < d->s->series[i].count; k++) {
            const qn_sweep_point *p = &d->s->series[i].point[k];
            if (p->has_place && strcmp(qn_sweep_cell(d->s, p), name) == 0) {
                return p->place;
            }
        }
    }
    return qn_rational_from_i64(0);
}

/* Puts the values of a choice in the order in which it lists them. */
static void sort_names(drawing *d)
{
    for (size_t i = 1; i < d->names; i++) {
        const char *name = d->name[i];
        size_t at = i;
        for (; at > 0 && qn_rational_cmp(name_place(d, name), name_place(d, d->name[at - 1])) < 0;
             at--) {
            d->name[at] = d->name[at - 1];
        }
        d->name[at] = name;
    }
}

/* The upright axis. False where the answers cannot stand at one. */
static bool make_y(drawing *d, qn_chart_axis *y)
{
    qn_kind kind = answer_kind(d->s);
    bool is_plain =
        qn_kind_is_number((uint32_t)kind) || kind == QN_KIND_DATE || kind == QN_KIND_CLOCK;
    *y = (qn_chart_axis){.low = qn_rational_from_i64(0), .high = qn_rational_from_i64(0)};
    if (is_plain) {
        take_places(d, y);
        return true;
    }
    d->is_named = true;
    if (kind == QN_KIND_BOOLEAN) {
        (void)find_name(d, "no");
        (void)find_name(d, "yes");
    }
    y->scale = QN_SCALE_NAMES;
    bool good = take_names(d);
    if (good && kind == QN_KIND_CHOICE) {
        sort_names(d);
    }
    y->name = d->name;
    y->names = d->names;
    return good;
}

static qn_rational y_of(drawing *d, const qn_sweep_point *point)
{
    return d->is_named ? qn_rational_from_i64((int64_t)find_name(d, qn_sweep_cell(d->s, point)))
                       : point->place;
}

/* ---- what is said of it */

/* Each curve piece by piece, for those who do not see it. */
static void put_description(qn_page *page, const qn_sweep *s)
{
    for (size_t i = 0; i < s->series_count; i++) {
        const qn_sweep_series *series = &s->series[i];
        qn_page_format(page, "%s%s: ", i > 0 ? ". " : "", series->name);
        for (size_t k = 0; k < series->pieces && k < TOLD_PIECES; k++) {
            const qn_sweep_piece *piece = &series->piece[k];
            qn_page_format(page, "%sfrom ", k > 0 ? "; " : "");
            qn_sweep_put_value(page, s, series->point[piece->first].at);
            qn_page_format(page, " on %s", qn_sweep_cell(s, &series->point[piece->first]));
            if (!piece->is_level) {
                qn_page_format(page, " to %s", qn_sweep_cell(s, &series->point[piece->last]));
            }
        }
        qn_page_put(page, series->pieces > TOLD_PIECES ? "; and so on" : "");
    }
    qn_page_put(page, ".");
}

static void put_title(qn_page *page, const qn_sweep *s)
{
    char on[QN_DATE_TEXT_SIZE];
    const qn_view *view = &s->run[s->axis.home].view;
    qn_page_put(page, qn_view_name(&s->run[s->worlds - 1].view, s->rule_name));
    qn_page_put(page, " over ");
    qn_page_put(page, qn_view_name(view, s->axis.name));
    if (s->axis.fact[s->axis.home] != QN_TODAY) {
        qn_date_format(s->run[0].on, on);
        qn_page_format(page, ", on %s", on);
    }
}

/* ---- curves */

/* Ends the line that is drawn. */
static void end_line(drawing *d, size_t series)
{
    qn_chart_line(&d->chart, series, d->point, d->count);
    d->count = 0;
}

static void add_point(drawing *d, qn_rational x, qn_rational y)
{
    bool is_there = d->count > 0 && qn_rational_equal(d->point[d->count - 1].x, x) &&
                    qn_rational_equal(d->point[d->count - 1].y, y);
    d->count -= is_there;
    d->point[d->count++] = (qn_chart_point){x, y};
}

/* Where a piece ends on the drawing: where the next one begins. */
static qn_rational piece_end(const drawing *d, const qn_sweep_series *series, size_t piece)
{
    const qn_sweep_piece *at = &series->piece[piece];
    size_t end = piece + 1 < series->pieces ? series->piece[piece + 1].first : at->last;
    return x_of(d->s, series->point[end].at);
}

/* Draws a curve; it is broken where there is no value. */
static void draw_series(drawing *d, size_t index)
{
    const qn_sweep_series *series = &d->s->series[d->drawn[index]];
    for (size_t k = 0; k < series->pieces; k++) {
        const qn_sweep_piece *piece = &series->piece[k];
        if (series->point[piece->first].status != QN_KNOWN) {
            end_line(d, index);
            continue;
        }
        for (size_t i = piece->first; i <= (piece->is_level ? piece->first : piece->last); i++) {
            const qn_sweep_point *p = &series->point[i];
            add_point(d, x_of(d->s, p->at), y_of(d, p));
        }
        if (piece->is_level) {
            add_point(d, piece_end(d, series, k), y_of(d, &series->point[piece->first]));
        }
    }
    end_line(d, index);
}

static bool has_gap(const qn_sweep_series *series)
{
    bool has = false;
    for (size_t k = 0; k < series->pieces; k++) {
        has |= series->point[series->piece[k].first].status != QN_KNOWN;
    }
    return has;
}

/* The name of a lane, and in words those of its gaps that are too short for theirs. */
static void put_lane_name(drawing *d, size_t index, size_t lane)
{
    const qn_sweep_series *series = &d->s->series[d->drawn[index]];
    bool is_one = d->s->series_count == 1;
    qn_page name = {0};
    qn_page_format(&name, "%s%sno value", is_one ? "" : d->series[index].name, is_one ? "" : ": ");
    for (size_t k = 0; k < series->pieces && name.length < LANE_NAME; k++) {
        const qn_sweep_point *p = &series->point[series->piece[k].first];
        const char *words = qn_sweep_cell(d->s, p);
        if (p->status != QN_KNOWN &&
            !qn_chart_gap_fits(&d->chart, x_of(d->s, p->at), piece_end(d, series, k), words)) {
            qn_page_put(&name, ", from ");
            qn_sweep_put_value(&name, d->s, p->at);
            qn_page_format(&name, " on %s", words);
        }
    }
    qn_chart_lane(&d->chart, lane, qn_page_string(&name));
    qn_page_end(&name, d->chart.page);
}

/* Says in a lane where a curve has no value, and why. */
static void draw_gaps(drawing *d, size_t index, size_t lane)
{
    static const qn_chart_gap gaps[] = {[QN_NONE] = QN_GAP_NONE,
                                        [QN_UNKNOWN] = QN_GAP_UNKNOWN,
                                        [QN_CONFLICT] = QN_GAP_CONFLICT,
                                        [QN_FAILED] = QN_GAP_ERROR,
                                        [QN_REFUSED] = QN_GAP_REFUSED};
    const qn_sweep_series *series = &d->s->series[d->drawn[index]];
    put_lane_name(d, index, lane);
    for (size_t k = 0; k < series->pieces; k++) {
        const qn_sweep_point *p = &series->point[series->piece[k].first];
        if (p->status != QN_KNOWN) {
            qn_chart_gap_put(&d->chart, lane, x_of(d->s, p->at), piece_end(d, series, k),
                             gaps[p->status], qn_sweep_cell(d->s, p));
        }
    }
}

/* Do two points say the same of the same value? */
static bool is_same_point(const qn_sweep *s, const qn_sweep_point *a, const qn_sweep_point *b)
{
    return a->at == b->at && a->status == b->status &&
           strcmp(qn_sweep_cell(s, a), qn_sweep_cell(s, b)) == 0;
}

/* Are two curves of one version the same piece by piece? */
static bool is_same_curve(const qn_sweep *s, const qn_sweep_series *a, const qn_sweep_series *b)
{
    bool same = a->world == b->world && a->pieces == b->pieces;
    for (size_t k = 0; same && k < a->pieces; k++) {
        const qn_sweep_piece *x = &a->piece[k];
        const qn_sweep_piece *y = &b->piece[k];
        same = x->is_level == y->is_level &&
               is_same_point(s, &a->point[x->first], &b->point[y->first]) &&
               is_same_point(s, &a->point[x->last], &b->point[y->last]);
    }
    return same;
}

/* Adds to a curve that is drawn the name of one that is the same. */
static void join_name(qn_page *called, const char *name)
{
    bool is_told = called->length < NAME_LENGTH;
    bool is_ended = called->length > 4 && memcmp(called->bytes + called->length - 3, "…", 3) == 0;
    if (called->length > 0 && !is_ended) {
        qn_page_put(called, is_told ? "; " : "; …");
    }
    qn_page_put(called, is_told ? name : "");
}

/* Which curves are drawn: of those that are the same the first, under the names of all. Each set of
 * values has its colour; of two versions alone the old one is grey. */
static void make_series(drawing *d)
{
    enum { GREY = 7 };
    const qn_sweep *s = d->s;
    for (size_t i = 0; i < s->series_count; i++) {
        size_t k = 0;
        while (k < d->drawns && !is_same_curve(s, &s->series[d->drawn[k]], &s->series[i])) {
            k++;
        }
        join_name(&d->called[k], s->series[i].name);
        if (k < d->drawns) {
            continue;
        }
        bool is_former = s->worlds > 1 && s->series[i].world == 0;
        bool is_grey = is_former && s->series_count == 2;
        d->series[k] =
            (qn_chart_series){.colour = is_grey ? GREY : i / s->worlds, .is_former = is_former};
        d->chart.lanes += has_gap(&s->series[i]);
        d->drawn[d->drawns++] = i;
    }
    for (size_t k = 0; k < d->drawns; k++) {
        d->series[k].name = qn_page_string(&d->called[k]);
    }
    d->chart.series_count = d->drawns;
}

/* Draws all; the newer version first, so that the thinner old one can be seen upon it. */
static void draw(drawing *d)
{
    size_t lane = 0;
    qn_chart_begin(&d->chart);
    for (uint32_t world = d->s->worlds; world-- > 0;) {
        for (size_t k = 0; k < d->drawns; k++) {
            if (d->s->series[d->drawn[k]].world == world) {
                draw_series(d, k);
            }
        }
    }
    for (size_t k = 0; k < d->drawns; k++) {
        if (has_gap(&d->s->series[d->drawn[k]])) {
            draw_gaps(d, k, lane++);
        }
    }
    qn_chart_end(&d->chart);
}

bool qn_sweep_put_chart(qn_page *page, const qn_sweep *s, const char *id)
{
    qn_page text[4] = {{0}}; /* title, description, and the titles of the axes */
    drawing d = {.s = s, .chart = {.page = page, .id = id, .series = d.series}};
    size_t most = 0;
    for (size_t i = 0; i < s->series_count; i++) {
        most = s->series[i].count > most ? s->series[i].count : most;
    }
    d.point = malloc((3 * most + 2) * sizeof *d.point);
    bool good = d.point && make_y(&d, &d.chart.y);
    page->out_of_memory |= !d.point;
    if (good) {
        d.chart.x = make_x(s);
        put_title(&text[0], s);
        put_description(&text[1], s);
        qn_sweep_put_axis(&text[2], s);
        qn_sweep_put_rule(&text[3], s);
        d.chart.title = qn_page_string(&text[0]);
        d.chart.description = qn_page_string(&text[1]);
        d.chart.x.title = qn_page_string(&text[2]);
        d.chart.y.title = qn_page_string(&text[3]);
        make_series(&d);
        draw(&d);
    }
    for (size_t i = 0; i < 4; i++) {
        qn_page_end(&text[i], page);
    }
    for (size_t k = 0; k < QN_SWEEP_SERIES_MAX; k++) {
        qn_page_end(&d.called[k], page);
    }
    free(d.point);
    return good;
}
