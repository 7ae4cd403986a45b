/*
 * A sweep as text, CSV and JSON. See sweep_show.h.
 */
#include "sweep_show.h"

#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "date.h"
#include "result.h"
#include "value.h"

enum {
    LINE = 60,     /* blocks of a line */
    ROWS_MAX = 60, /* of the table */
    LEVELS = 8
};

const char *qn_sweep_status_name(int status)
{
    return status == QN_REFUSED ? "refused" : qn_answer_status_name((qn_answer)status);
}

const char *qn_sweep_cell(const qn_sweep *s, const qn_sweep_point *point)
{
    return s->texts.bytes + point->cell;
}

static const qn_view *home_view(const qn_sweep *s)
{
    return &s->run[s->axis.home].view;
}

static const char *axis_unit(const qn_sweep *s)
{
    int32_t fact = s->axis.fact[s->axis.home];
    return fact == QN_TODAY || !qn_kind_is_number((uint32_t)s->axis.kind)
               ? ""
               : qn_program_fact_info(s->run[s->axis.home].rules.program, fact).unit;
}

void qn_sweep_put_value(qn_page *page, const qn_sweep *s, uint64_t at)
{
    char text[QN_VALUE_TEXT_SIZE];
    qn_value value;
    if (qn_sweep_make_value(s, at, &value)) {
        qn_answer_put_number(page, home_view(s), &value);
    } else {
        qn_sweep_value_text(s, at, text);
        qn_page_put(page, text);
    }
}

static void put_unit(qn_page *page, const char *unit)
{
    if (unit[0]) {
        qn_page_format(page, ", %s", unit);
    }
}

void qn_sweep_put_rule(qn_page *page, const qn_sweep *s)
{
    const qn_view *view = &s->run[s->worlds - 1].view;
    qn_page_shown(page, qn_view_name(view, s->rule_name));
    put_unit(page, qn_program_rule_info(view->program, s->rule[s->worlds - 1]).unit);
}

void qn_sweep_put_axis(qn_page *page, const qn_sweep *s)
{
    qn_page_shown(page, qn_view_name(home_view(s), s->axis.name));
    put_unit(page, axis_unit(s));
}

/* ---- a line of blocks */

/* The lowest and the highest place of all curves. False where there is none. */
static bool find_ends(const qn_sweep *s, qn_rational *low, qn_rational *high)
{
    bool any = false;
    for (size_t i = 0; i < s->series_count; i++) {
        for (size_t k = 0; k < s->series[i].count; k++) {
            const qn_sweep_point *point = &s->series[i].point[k];
            if (!point->has_place) {
                continue;
            }
            *low = !any || qn_rational_cmp(point->place, *low) < 0 ? point->place : *low;
            *high = !any || qn_rational_cmp(point->place, *high) > 0 ? point->place : *high;
            any = true;
        }
    }
    return any;
}

/* Which of LEVELS blocks shows a place. */
static int level(qn_rational place, qn_rational low, qn_rational high)
{
    qn_rational part;
    qn_rational whole;
    bool good =
        qn_rational_sub(place, low, &part) == QN_ARITH_OK &&
        qn_rational_sub(high, low, &whole) == QN_ARITH_OK &&
        qn_rational_div(part, whole, &part) == QN_ARITH_OK &&
        qn_rational_mul(part, qn_rational_from_i64(LEVELS - 1), &part) == QN_ARITH_OK &&
        qn_rational_round(part, qn_rational_from_i64(1), QN_ROUND_HALF_AWAY, &part) == QN_ARITH_OK;
    return good ? (int)part.num.lo : qn_rational_equal(low, high) ? LEVELS / 2 - 1 : 0;
}

/* What stands for an answer that is no value. */
static const char *sign_of(int status)
{
    static const char *const signs[] = {"·", "-", "?", "!", "x", "#"};
    return signs[status];
}

static void put_line(qn_page *page, const qn_sweep *s, const qn_sweep_series *series,
                     qn_rational low, qn_rational high)
{
    static const char *const blocks[LEVELS] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    uint64_t columns = s->axis.count < LINE ? s->axis.count : LINE;
    for (uint64_t i = 0; i < columns; i++) {
        uint64_t at = columns > 1 ? (s->axis.count - 1) / (columns - 1) * i +
                                        (s->axis.count - 1) % (columns - 1) * i / (columns - 1)
                                  : 0;
        const qn_sweep_point *point = qn_sweep_point_at(series, at);
        qn_page_put(page, point->has_place ? blocks[level(point->place, low, high)]
                                           : sign_of(point->status));
    }
}

/* The least and the greatest value of a curve as text, "21 to 27". */
static void put_span(qn_page *page, const qn_sweep *s, const qn_sweep_series *series)
{
    const qn_sweep_point *least = NULL;
    const qn_sweep_point *most = NULL;
    for (size_t i = 0; i < series->count; i++) {
        const qn_sweep_point *p = &series->point[i];
        if (p->has_place) {
            least = !least || qn_rational_cmp(p->place, least->place) < 0 ? p : least;
            most = !most || qn_rational_cmp(p->place, most->place) > 0 ? p : most;
        }
    }
    if (!least) {
        return;
    }
    qn_page_format(page, "  %s", qn_sweep_cell(s, least));
    if (!qn_rational_equal(least->place, most->place)) {
        qn_page_format(page, " to %s", qn_sweep_cell(s, most));
    }
}

/* Says what the signs in the lines stand for, if there are any. */
static void put_signs(qn_page *page, const qn_sweep *s)
{
    bool has[QN_REFUSED + 1] = {false};
    const char *before = "  ";
    for (size_t i = 0; i < s->series_count; i++) {
        for (size_t k = 0; k < s->series[i].count; k++) {
            has[s->series[i].point[k].status] = true;
        }
    }
    for (int i = QN_NONE; i <= QN_REFUSED; i++) {
        if (has[i]) {
            qn_page_format(page, "%s%s %s", before, sign_of(i), qn_sweep_status_name(i));
            before = ", ";
        }
    }
    qn_page_put(page, before[0] == ',' ? "\n" : "");
}

static void put_lines(qn_page *page, const qn_sweep *s)
{
    qn_rational low = qn_rational_from_i64(0);
    qn_rational high = low;
    size_t width = 0;
    if (!find_ends(s, &low, &high)) {
        return;
    }
    for (size_t i = 0; i < s->series_count; i++) {
        size_t name = qn_page_width(s->series[i].name);
        width = name > width ? name : width;
    }
    for (size_t i = 0; i < s->series_count; i++) {
        qn_page_column(page, s->series[i].name, width + 2);
        put_line(page, s, &s->series[i], low, high);
        put_span(page, s, &s->series[i]);
        qn_page_put(page, "\n");
    }
    put_signs(page, s);
    qn_page_put(page, "\n");
}

/* ---- the table of pieces */

/* Where the row ends: the last number on the axis before the next border. */
static uint64_t row_end(const qn_sweep *s, size_t row)
{
    return row + 1 < s->borders ? s->border[row + 1] - 1 : s->axis.count - 1;
}

/* `5..10`, `10`, or at the end `15..=40`. */
static void put_row_name(qn_page *page, const qn_sweep *s, size_t row)
{
    uint64_t first = s->border[row];
    uint64_t last = row_end(s, row);
    qn_sweep_put_value(page, s, first);
    if (last > first && row + 1 < s->borders) {
        qn_page_put(page, "..");
        qn_sweep_put_value(page, s, last + 1);
    } else if (last > first) {
        qn_page_put(page, "..=");
        qn_sweep_put_value(page, s, last);
    }
}

/* What a curve is between two numbers on the axis. */
static void put_row_cell(qn_page *page, const qn_sweep *s, const qn_sweep_series *series,
                         uint64_t first, uint64_t last)
{
    const qn_sweep_point *from = qn_sweep_point_at(series, first);
    const qn_sweep_point *to = qn_sweep_point_at(series, last);
    bool is_level = true;
    for (const qn_sweep_point *p = from; p <= to; p++) {
        is_level &= strcmp(qn_sweep_cell(s, p), qn_sweep_cell(s, from)) == 0;
    }
    qn_page_put(page, qn_sweep_cell(s, from));
    if (!is_level) {
        qn_page_format(page, " to %s", qn_sweep_cell(s, to));
    }
}

/* A table that is laid out: one page a cell, of so many columns. */
typedef struct grid {
    qn_page *cell;
    size_t rows;
    size_t columns;
} grid;

static void put_grid(qn_page *page, const grid *g)
{
    size_t width[QN_SWEEP_SERIES_MAX + 1] = {0};
    for (size_t i = 0; i < g->rows * g->columns; i++) {
        size_t cell = qn_page_width(qn_page_string(&g->cell[i]));
        size_t *column = &width[i % g->columns];
        *column = cell > *column ? cell : *column;
    }
    for (size_t i = 0; i < g->rows * g->columns; i++) {
        bool is_last = (i + 1) % g->columns == 0;
        if (is_last) {
            qn_page_put(page, qn_page_string(&g->cell[i]));
            qn_page_put(page, "\n");
        } else {
            qn_page_column(page, qn_page_string(&g->cell[i]), width[i % g->columns] + 2);
        }
    }
}

/* The first row: the axis, and the curves, each with its unit. */
static void fill_head(const qn_sweep *s, grid *g)
{
    qn_sweep_put_axis(&g->cell[0], s);
    for (size_t i = 0; i < s->series_count; i++) {
        if (s->series_count > 1) {
            qn_page_put(&g->cell[i + 1], s->series[i].name);
        } else {
            qn_sweep_put_rule(&g->cell[i + 1], s);
        }
    }
}

static void put_table(qn_page *page, const qn_sweep *s)
{
    size_t rows = s->borders > ROWS_MAX ? ROWS_MAX : s->borders;
    grid g = {.rows = rows + 1, .columns = s->series_count + 1};
    g.cell = calloc(g.rows * g.columns, sizeof *g.cell);
    if (!g.cell) {
        page->out_of_memory = true;
        return;
    }
    fill_head(s, &g);
    for (size_t row = 0; row < rows; row++) {
        qn_page *cell = &g.cell[(row + 1) * g.columns];
        put_row_name(cell, s, row);
        for (size_t i = 0; i < s->series_count; i++) {
            put_row_cell(&cell[i + 1], s, &s->series[i], s->border[row], row_end(s, row));
        }
    }
    put_grid(page, &g);
    if (rows < s->borders) {
        qn_page_format(page, "… and %zu more rows; --csv has all that was asked\n",
                       s->borders - rows);
    }
    for (size_t i = 0; i < g.rows * g.columns; i++) {
        qn_page_end(&g.cell[i], page);
    }
    free(g.cell);
}

/* Says what was asked, where that is not all. */
static void put_asked(qn_page *page, const qn_sweep *s)
{
    size_t least = s->series[0].count;
    bool is_whole = true;
    for (size_t i = 0; i < s->series_count; i++) {
        least = s->series[i].count < least ? s->series[i].count : least;
        is_whole &= qn_sweep_is_whole(s, &s->series[i]);
    }
    if (!is_whole) {
        qn_page_format(page,
                       "asked at %zu of %llu values: round ones, those that the rules look at, "
                       "and each\nplace between them where other clauses begin to apply\n",
                       least, (unsigned long long)s->axis.count);
    }
}

static void put_heading(qn_page *page, const qn_sweep *s)
{
    char on[QN_DATE_TEXT_SIZE];
    qn_sweep_put_rule(page, s);
    qn_page_put(page, " over ");
    qn_page_shown(page, qn_view_name(home_view(s), s->axis.name));
    if (s->axis.fact[s->axis.home] != QN_TODAY) {
        qn_date_format(s->run[0].on, on);
        qn_page_format(page, ", on %s", on);
    }
    qn_page_put(page, "\n\n");
}

void qn_sweep_put_text(qn_page *page, const qn_sweep *s)
{
    put_heading(page, s);
    put_lines(page, s);
    put_table(page, s);
    put_asked(page, s);
}

/* ---- CSV */

void qn_sweep_put_csv_value(qn_page *page, const qn_view *view, uint32_t rule,
                            const qn_value *value)
{
    char text[QN_VALUE_TEXT_SIZE];
    size_t length;
    (void)view;
    (void)rule;
    if (value->status != QN_KNOWN) {
        return;
    }
    if (qn_kind_is_number((uint32_t)value->kind) &&
        (qn_value_decimal(value, text, sizeof text, &length) == QN_OK ||
         qn_value_fraction(value, text, sizeof text, &length) == QN_OK)) {
        qn_page_add(page, text, length);
    } else {
        qn_answer_put_written(page, value);
    }
}

static void put_csv_cell(qn_page *page, const char *text, const char *before)
{
    qn_page_put(page, before);
    qn_result_put_cell(page, text, strlen(text), ',');
}

static void put_csv_value(qn_page *page, const qn_sweep *s, uint64_t at)
{
    qn_value value;
    qn_page text = {0};
    if (qn_sweep_make_value(s, at, &value)) {
        qn_sweep_put_csv_value(&text, NULL, 0, &value);
    } else {
        qn_sweep_put_value(&text, s, at);
    }
    put_csv_cell(page, qn_page_string(&text), "");
    qn_page_end(&text, page);
}

static const char *version_name(const qn_sweep_series *series)
{
    return series->world == 0 ? "old" : "new";
}

static void put_csv_head(qn_page *page, const qn_sweep *s)
{
    put_csv_cell(page, s->axis.name, "");
    for (size_t i = 0; i < s->bys; i++) {
        put_csv_cell(page, s->by[i].name, ",");
    }
    qn_page_put(page, s->worlds > 1 ? ",version" : "");
    put_csv_cell(page, s->rule_name, ",");
    qn_page_put(page, ",status,reason\n");
}

void qn_sweep_put_csv(qn_page *page, const qn_sweep *s)
{
    put_csv_head(page, s);
    for (size_t i = 0; i < s->series_count; i++) {
        const qn_sweep_series *series = &s->series[i];
        for (size_t k = 0; k < series->count; k++) {
            const qn_sweep_point *p = &series->point[k];
            bool is_known = p->status == QN_KNOWN;
            put_csv_value(page, s, p->at);
            for (size_t b = 0; b < s->bys; b++) {
                put_csv_cell(page, s->by[b].value[series->value[b]], ",");
            }
            if (s->worlds > 1) {
                put_csv_cell(page, version_name(series), ",");
            }
            put_csv_cell(page, is_known ? s->texts.bytes + p->other : "", ",");
            put_csv_cell(page, qn_sweep_status_name(p->status), ",");
            put_csv_cell(page, is_known ? "" : qn_sweep_cell(s, p), ",");
            qn_page_put(page, "\n");
        }
    }
}

/* ---- JSON */

void qn_sweep_put_json_value(qn_page *page, const qn_view *view, uint32_t rule,
                             const qn_value *value)
{
    qn_view plain = *view;
    plain.language = NULL; /* programs read names */
    qn_answer_put_json(page, &plain, rule, value);
}

static void put_json_at(qn_page *page, const qn_sweep *s, uint64_t at)
{
    qn_value value;
    char text[QN_VALUE_TEXT_SIZE];
    if (qn_sweep_make_value(s, at, &value)) {
        qn_answer_put_json_value(page, &value);
    } else {
        qn_sweep_value_text(s, at, text);
        qn_page_json_string(page, text);
    }
}

static void put_json_result(qn_page *page, const qn_sweep *s, const qn_sweep_point *point)
{
    if (point->status == QN_REFUSED) {
        qn_page_put(page, "{\"status\": \"refused\", \"message\": ");
        qn_page_json_string(page, qn_sweep_cell(s, point));
        qn_page_put(page, "}");
    } else {
        qn_page_put(page, s->texts.bytes + point->other);
    }
}

static void put_json_unit(qn_page *page, const char *unit)
{
    if (unit[0]) {
        qn_page_put(page, ", \"unit\": ");
        qn_page_json_string(page, unit);
    }
}

static void put_json_head(qn_page *page, const qn_sweep *s)
{
    char on[QN_DATE_TEXT_SIZE];
    const qn_view *view = &s->run[s->worlds - 1].view;
    qn_page_put(page, "{\"rule\": ");
    qn_page_json_string(page, s->rule_name);
    put_json_unit(page, qn_program_rule_info(view->program, s->rule[s->worlds - 1]).unit);
    if (s->axis.fact[s->axis.home] != QN_TODAY) {
        qn_date_format(s->run[0].on, on);
        qn_page_format(page, ",\n \"on\": \"%s\"", on);
    }
    qn_page_put(page, ",\n \"over\": {\"name\": ");
    qn_page_json_string(page, s->axis.name);
    put_json_unit(page, axis_unit(s));
    qn_page_put(page, ", \"from\": ");
    put_json_at(page, s, 0);
    qn_page_put(page, ", \"to\": ");
    put_json_at(page, s, s->axis.count - 1);
    qn_page_format(page, ", \"values\": %llu}", (unsigned long long)s->axis.count);
}

static void put_json_piece(qn_page *page, const qn_sweep *s, const qn_sweep_series *series,
                           const qn_sweep_piece *piece)
{
    qn_page_put(page, "{\"from\": ");
    put_json_at(page, s, series->point[piece->first].at);
    qn_page_put(page, ", \"to\": ");
    put_json_at(page, s, series->point[piece->last].at);
    qn_page_format(page, ", \"level\": %s, \"first\": ", piece->is_level ? "true" : "false");
    put_json_result(page, s, &series->point[piece->first]);
    if (!piece->is_level) {
        qn_page_put(page, ", \"last\": ");
        put_json_result(page, s, &series->point[piece->last]);
    }
    qn_page_put(page, "}");
}

static void put_json_series(qn_page *page, const qn_sweep *s, const qn_sweep_series *series)
{
    qn_page_put(page, "{\"by\": {");
    for (size_t i = 0; i < s->bys; i++) {
        qn_page_put(page, i > 0 ? ", " : "");
        qn_page_json_string(page, s->by[i].name);
        qn_page_put(page, ": ");
        qn_page_json_string(page, s->by[i].value[series->value[i]]);
    }
    qn_page_put(page, "}");
    if (s->worlds > 1) {
        qn_page_format(page, ", \"version\": \"%s\"", version_name(series));
    }
    qn_page_format(page, ", \"whole\": %s,\n   \"pieces\": [",
                   qn_sweep_is_whole(s, series) ? "true" : "false");
    for (size_t i = 0; i < series->pieces; i++) {
        qn_page_put(page, i > 0 ? ",\n     " : "\n     ");
        put_json_piece(page, s, series, &series->piece[i]);
    }
    qn_page_put(page, "],\n   \"points\": [");
    for (size_t i = 0; i < series->count; i++) {
        qn_page_put(page, i > 0 ? ",\n     {\"at\": " : "\n     {\"at\": ");
        put_json_at(page, s, series->point[i].at);
        qn_page_put(page, ", \"result\": ");
        put_json_result(page, s, &series->point[i]);
        qn_page_put(page, "}");
    }
    qn_page_put(page, "]}");
}

void qn_sweep_put_json(qn_page *page, const qn_sweep *s)
{
    put_json_head(page, s);
    qn_page_put(page, ",\n \"series\": [");
    for (size_t i = 0; i < s->series_count; i++) {
        qn_page_put(page, i > 0 ? ",\n  " : "\n  ");
        put_json_series(page, s, &s->series[i]);
    }
    qn_page_put(page, "]}\n");
}
