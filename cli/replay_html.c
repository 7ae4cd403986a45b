/*
 * A replay as a page of HTML with charts, which needs nothing but itself. See replay_show.h.
 */
#include <inttypes.h>
#include <string.h>

#include "answer.h"
#include "chart.h"
#include "html.h"
#include "replay_show.h"

enum {
    BANDS_OF_CHANGE = 40,
    BANDS_OF_COST = 24,
    BANDS_OF_CURVE = 300,
    WAYS_SHOWN = 200, /* of one rule; --format json has all */
    BAR_UNITS = 100,
    GREY = 7
};

static void put_count(qn_page *page, uint64_t number)
{
    char text[32];
    qn_page_put(page, qn_course_grouped(number, text));
}

/* Escaped words in an element. */
static void put_element(qn_page *page, const char *before, const char *words, const char *after)
{
    qn_page_put(page, before);
    qn_html_put(page, words);
    qn_page_put(page, after);
}

static void put_count_cell(qn_page *page, uint64_t number)
{
    qn_page_put(page, "<td class=\"n\">");
    put_count(page, number);
    qn_page_put(page, "</td>");
}

static void put_number_cell(qn_page *page, const qn_replay_rule *rule, bool is_known,
                            qn_rational value, bool with_sign)
{
    qn_page_put(page, "<td class=\"n\">");
    if (rule->is_number) {
        qn_replay_put_number(page, rule, is_known, value, with_sign);
    }
    qn_page_put(page, "</td>");
}

/* The heads of a table; those behind the first `lefts` stand over numbers. */
static void begin_table(qn_page *page, const char *caption, const char *const *head, size_t count,
                        size_t lefts)
{
    put_element(page, "<div class=\"wide\" tabindex=\"0\"><table>\n<caption>", caption,
                "</caption>\n<thead><tr>");
    for (size_t i = 0; i < count; i++) {
        put_element(page, i < lefts ? "<th scope=\"col\">" : "<th scope=\"col\" class=\"n\">",
                    head[i], "</th>");
    }
    qn_page_put(page, "</tr></thead>\n<tbody>\n");
}

static void end_table(qn_page *page)
{
    qn_page_put(page, "</tbody>\n</table></div>\n");
}

static void put_figure_cells(qn_page *page, const qn_replay_rule *rule, const qn_tally_sum *sum)
{
    qn_replay_figures f;
    qn_replay_figure(rule, sum, &f);
    put_count_cell(page, sum->changed);
    if (rule->is_number) {
        put_count_cell(page, sum->gain);
        put_count_cell(page, sum->lose);
    } else {
        qn_page_put(page, "<td></td><td></td>");
    }
    put_number_cell(page, rule, f.is_known[0], f.before, false);
    put_number_cell(page, rule, f.is_known[1], f.after, false);
    put_number_cell(page, rule, f.is_known[2], f.change, true);
}

/* ---- what stands at the top */

static void begin_figure(qn_page *page, const char *name)
{
    put_element(page, "<div><dt>", name, "</dt><dd>");
}

static void end_figure(qn_page *page)
{
    qn_page_put(page, "</dd></div>\n");
}

static void put_count_figure(qn_page *page, const char *name, uint64_t number)
{
    begin_figure(page, name);
    put_count(page, number);
    end_figure(page);
}

static void put_top(qn_page *page, const qn_replay *replay)
{
    const qn_args *args = replay->run[0].args;
    qn_page day = {0};
    qn_replay_put_day(&day, replay);
    put_element(page, "<h1>What the change does", qn_page_string(&day), "</h1>\n");
    qn_page_end(&day, page);
    put_element(page, "<p class=\"place\">Before: <code>", args->operand[0], "</code><br>\n");
    put_element(page, "After: <code>", args->operand[1], "</code></p>\n");
    qn_page_put(page, "<dl class=\"figures\">\n");
    put_count_figure(page, "rows", replay->tally.rows);
    put_count_figure(page, "rows that change", replay->tally.changed);
    put_count_figure(page, "rows rejected", replay->rows.course.rejected);
    qn_page_put(page, "</dl>\n");
}

/* All rules that change, with a link to each. */
static void put_rules(qn_page *page, const qn_replay *replay)
{
    static const char *const head[] = {
        "rule", "rows that change", "gain", "lose", "before", "after", "change"};
    size_t same = 0;
    begin_table(page, "Sums over the rows in which both answers are known", head, 7, 1);
    for (size_t i = 0; i < replay->rules; i++) {
        const qn_replay_rule *rule = &replay->rule[i];
        qn_tally_sum sum;
        qn_page words = {0};
        if (!qn_replay_changes(replay, i)) {
            same++;
            continue;
        }
        qn_tally_total(&replay->tally, i, &sum);
        qn_replay_put_rule(&words, rule);
        qn_page_format(page, "<tr><th scope=\"row\"><a href=\"#rule-%zu\">", i);
        qn_html_put_words(page, &words);
        qn_page_put(page, "</a></th>");
        put_figure_cells(page, rule, &sum);
        qn_page_put(page, "</tr>\n");
    }
    end_table(page);
    if (same > 0) {
        qn_page_format(page, "<p>%zu rule%s the same in every row.</p>\n", same,
                       same == 1 ? " is" : "s are");
    }
}

static void put_lone(qn_page *page, const qn_replay *replay)
{
    static const char *const why[] = {" is there no more.", " is new.",
                                      " gives another kind of value."};
    for (size_t i = 0; i < replay->lones; i++) {
        put_element(page, "<p class=\"warning\"><code>", replay->lone[i].name, "</code>");
        qn_page_format(page, "%s</p>\n", why[replay->lone[i].apart]);
    }
}

/* ---- charts */

/* A chart of a rule, with the words that belong to it. */
typedef struct drawing {
    qn_chart chart;
    qn_chart_series series[2];
    qn_page id;
    qn_page rule;
    qn_page description;
} drawing;

static void begin_chart(drawing *d, qn_page *page, const qn_replay *replay, size_t index,
                        const char *name)
{
    qn_page_put(page, "<figure>");
    qn_page_format(&d->id, "%s-%zu", name, index);
    qn_replay_put_rule(&d->rule, &replay->rule[index]);
    d->chart.page = page;
    d->chart.id = qn_page_string(&d->id);
    d->chart.series = d->series;
    d->chart.description = qn_page_string(&d->description);
    qn_chart_begin(&d->chart);
}

static void end_chart(drawing *d)
{
    qn_page *page = d->chart.page;
    qn_chart_end(&d->chart);
    qn_page_put(page, "</figure>\n");
    qn_page_end(&d->id, page);
    qn_page_end(&d->rule, page);
    qn_page_end(&d->description, page);
}

/* Where a band begins, in the unit of the rule. */
static qn_rational edge_of(const qn_replay_rule *rule, const qn_bands *bands, int64_t at)
{
    qn_rational width = qn_sums_number(qn_bands_width(bands), rule->decimals);
    qn_rational out = qn_rational_from_i64(0);
    (void)qn_rational_mul(width, qn_rational_from_i64(at), &out);
    return out;
}

/* The axis along bands, from the first to the end of the last; with room on both sides of few, so
 * that a single one is a column and not a wall. */
static qn_chart_axis axis_of(const qn_replay_rule *rule, const qn_bands *bands, const char *title)
{
    enum { FEW = 3 };
    int64_t first = bands->band[0].at;
    int64_t end = bands->band[bands->count - 1].at + 1;
    int64_t beside = end - first < FEW;
    return (qn_chart_axis){.title = title,
                           .low = edge_of(rule, bands, first - beside),
                           .high = edge_of(rule, bands, end + beside)};
}

/* The height of a band: its rows, or what the change of these comes to. */
static qn_rational height_of(const qn_replay_rule *rule, const qn_band *band, bool is_cost)
{
    qn_rational out = qn_rational_from_wide(qn_wide_from_u64(band->count));
    if (is_cost) {
        qn_amount sum = {.on = band->sum};
        (void)qn_amount_value(&sum, rule->decimals, &out);
    }
    return out;
}

/* Widens an axis from zero to the heights of all bands. */
static void widen(qn_chart_axis *y, const qn_replay_rule *rule, const qn_bands *bands, bool is_cost)
{
    y->low = y->high = qn_rational_from_i64(0);
    for (size_t i = 0; i < bands->count; i++) {
        qn_rational height = height_of(rule, &bands->band[i], is_cost);
        y->low = qn_rational_cmp(height, y->low) < 0 ? height : y->low;
        y->high = qn_rational_cmp(height, y->high) > 0 ? height : y->high;
    }
}

/* What the bands say, for those who do not see them. */
static void describe(qn_page *page, const qn_replay_rule *rule, const qn_bands *bands, bool is_cost)
{
    for (size_t i = 0; i < bands->count; i++) {
        qn_page_put(page, i > 0 ? "; from " : "From ");
        qn_replay_put_number(page, rule, true, edge_of(rule, bands, bands->band[i].at), false);
        qn_page_put(page, " on ");
        if (is_cost) {
            qn_replay_put_number(page, rule, true, height_of(rule, &bands->band[i], true), true);
        } else {
            put_count(page, bands->band[i].count);
            qn_page_put(page, bands->band[i].count == 1 ? " row" : " rows");
        }
    }
    qn_page_put(page, ".");
}

static void put_bars(qn_page *page, const qn_replay *replay, size_t index, const qn_bands *bands,
                     bool is_cost)
{
    const qn_replay_rule *rule = &replay->rule[index];
    qn_page title = {0};
    drawing d = {.series = {{.name = is_cost ? "change, added up" : "rows", .colour = is_cost}}};
    qn_replay_put_rule(&title, rule);
    d.chart.title = is_cost ? "What it comes to, by the answer before" : "How the change is spread";
    d.chart.x = axis_of(rule, bands, is_cost ? "answer before" : "change");
    d.chart.y = (qn_chart_axis){.title = is_cost ? qn_page_string(&title) : "rows",
                                .scale = is_cost ? QN_SCALE_NUMBERS : QN_SCALE_WHOLE};
    widen(&d.chart.y, rule, bands, is_cost);
    d.chart.series_count = 1;
    describe(&d.description, rule, bands, is_cost);
    begin_chart(&d, page, replay, index, is_cost ? "cost" : "spread");
    for (size_t i = 0; i < bands->count; i++) {
        int64_t at = bands->band[i].at;
        qn_chart_bar(&d.chart, 0, edge_of(rule, bands, at), edge_of(rule, bands, at + 1),
                     height_of(rule, &bands->band[i], is_cost));
    }
    end_chart(&d);
    qn_page_end(&title, page);
}

/* A line through the answers from the least to the largest, over the share of rows. */
static void put_curve(drawing *d, size_t series, const qn_replay_rule *rule, const qn_bands *bands)
{
    uint64_t all = 0;
    uint64_t before = 0;
    qn_chart_point point[2 * BANDS_OF_CURVE + 4];
    size_t count = 0;
    for (size_t i = 0; i < bands->count; i++) {
        all += bands->band[i].count;
    }
    for (size_t i = 0; i < bands->count && count + 2 <= sizeof point / sizeof *point; i++) {
        qn_rational y = edge_of(rule, bands, bands->band[i].at);
        for (int end = 0; end < 2; end++) {
            qn_rational x = qn_rational_from_i64(0);
            (void)qn_rational_make(qn_wide_from_u64(before * 100), qn_wide_from_u64(all), &x);
            point[count++] = (qn_chart_point){x, y};
            before += end == 0 ? bands->band[i].count : 0;
        }
    }
    qn_chart_line(&d->chart, series, point, count);
}

static void put_curves(qn_page *page, const qn_replay *replay, size_t index)
{
    const qn_replay_rule *rule = &replay->rule[index];
    const qn_bands *bands[] = {&replay->tally.rule[index].before, &replay->tally.rule[index].after};
    drawing d = {.series = {{.name = "before", .colour = GREY, .is_former = true},
                            {.name = "after", .colour = 0}}};
    qn_page title = {0};
    qn_replay_put_rule(&title, rule);
    d.chart.title = "Before and after, of the rows that change";
    d.chart.x = (qn_chart_axis){.title = "share of these rows, from the least answer, %",
                                .high = qn_rational_from_i64(100),
                                .low = qn_rational_from_i64(0),
                                .scale = QN_SCALE_WHOLE};
    d.chart.y = axis_of(rule, bands[0], qn_page_string(&title));
    qn_chart_axis other = axis_of(rule, bands[1], "");
    d.chart.y.low = qn_rational_cmp(other.low, d.chart.y.low) < 0 ? other.low : d.chart.y.low;
    d.chart.y.high = qn_rational_cmp(other.high, d.chart.y.high) > 0 ? other.high : d.chart.y.high;
    d.chart.series_count = 2;
    qn_page_put(&d.description, "The answers in rising order, before and after the change.");
    begin_chart(&d, page, replay, index, "curve");
    put_curve(&d, 1, rule, bands[1]);
    put_curve(&d, 0, rule, bands[0]);
    end_chart(&d);
    qn_page_end(&title, page);
}

static void put_charts(qn_page *page, qn_replay *replay, size_t index)
{
    qn_tally_rule *tally = &replay->tally.rule[index];
    if (tally->change.count == 0 || tally->before.count == 0 || tally->after.count == 0) {
        return;
    }
    qn_page_put(page, "<div class=\"charts\">\n");
    qn_bands_sort(&tally->change, BANDS_OF_CHANGE);
    qn_bands_sort(&tally->before, BANDS_OF_CURVE);
    qn_bands_sort(&tally->after, BANDS_OF_CURVE);
    put_bars(page, replay, index, &tally->change, false);
    put_curves(page, replay, index);
    qn_bands_sort(&tally->before, BANDS_OF_COST);
    put_bars(page, replay, index, &tally->before, true);
    qn_page_put(page, "</div>\n");
}

/* ---- one rule */

/* What it comes to, in large figures. */
static void put_figures(qn_page *page, const qn_replay *replay, size_t index)
{
    static const char *const names[] = {"", "change a month", "change a year"};
    const qn_replay_rule *rule = &replay->rule[index];
    qn_tally_sum sum;
    qn_replay_figures f;
    qn_tally_total(&replay->tally, index, &sum);
    qn_replay_figure(rule, &sum, &f);
    qn_page_put(page, "<dl class=\"figures\">\n");
    put_count_figure(page, "rows that change", sum.changed);
    if (rule->is_number) {
        put_count_figure(page, "gain", sum.gain);
        put_count_figure(page, "lose", sum.lose);
    }
    if (rule->is_number && rule->per == QN_PER_ONCE) {
        begin_figure(page, "change, added up");
        qn_replay_put_number(page, rule, f.is_known[2], f.change, true);
        end_figure(page);
    }
    for (int per = QN_PER_MONTH; rule->is_number && f.is_known[2] && per <= QN_PER_YEAR; per++) {
        qn_rational value;
        if (qn_replay_convert(rule, (qn_replay_per)per, f.change, &value)) {
            begin_figure(page, names[per]);
            qn_replay_put_number(page, rule, true, value, true);
            end_figure(page);
        }
    }
    qn_page_put(page, "</dl>\n");
}

static void put_statuses(qn_page *page, const qn_replay *replay, size_t index)
{
    const qn_replay_rule *rule = &replay->rule[index];
    const qn_tally_rule *tally = &replay->tally.rule[index];
    static const char *const head[] = {"before", "after", "rows", "known sum"};
    bool any = false;
    for (int i = 0; i < QN_REPLAY_STATUSES; i++) {
        for (int k = 0; k < QN_REPLAY_STATUSES; k++) {
            if (i == k || tally->status[i][k] == 0) {
                continue;
            }
            if (!any) {
                begin_table(page, "Rows whose answer has another status, which are in no sum above",
                            head, 4, 2);
            }
            qn_rational had = qn_rational_from_i64(0);
            bool is_known = qn_amount_value(&tally->had[i][k], rule->decimals, &had);
            qn_page_format(page, "<tr><td>%s</td><td>%s</td>", qn_answer_status_name((qn_answer)i),
                           qn_answer_status_name((qn_answer)k));
            put_count_cell(page, tally->status[i][k]);
            put_number_cell(page, rule, is_known, had, false);
            qn_page_put(page, "</tr>\n");
            any = true;
        }
    }
    if (any) {
        end_table(page);
    }
}

/* The largest change of a group, whatever its sign. */
static qn_rational largest_of(const qn_replay *replay, size_t index)
{
    qn_rational most = qn_rational_from_i64(0);
    for (size_t i = 0; i < replay->tally.groups; i++) {
        qn_replay_figures f;
        qn_replay_figure(&replay->rule[index], &replay->tally.group[i].sum[index], &f);
        qn_rational size = qn_rational_abs(f.change);
        most = f.is_known[2] && qn_rational_cmp(size, most) > 0 ? size : most;
    }
    return most;
}

/* A bar as long as a change is among all. */
static void put_bar(qn_page *page, qn_rational change, qn_rational most)
{
    qn_rational part = qn_rational_from_i64(0);
    int64_t length = 0;
    if (!qn_rational_is_zero(most) && qn_rational_div(qn_rational_abs(change), most, &part) == 0 &&
        qn_rational_mul(part, qn_rational_from_i64(BAR_UNITS), &part) == QN_ARITH_OK) {
        (void)qn_sums_floor(part, 0, &length);
    }
    qn_page_format(page,
                   "<td><svg class=\"bar\" viewBox=\"0 0 100 12\" preserveAspectRatio=\"none\" "
                   "aria-hidden=\"true\"><rect width=\"%" PRId64 "\" height=\"12\"/></svg></td>",
                   length);
}

static void put_groups(qn_page *page, const qn_replay *replay, size_t index)
{
    static const char *const more[] = {"rows",  "rows that change", "gain", "lose", "before",
                                       "after", "change",           ""};
    enum { MORE = sizeof more / sizeof *more };
    const qn_replay_rule *rule = &replay->rule[index];
    const char *head[QN_REPLAY_BY_MAX + MORE];
    qn_rational most = largest_of(replay, index);
    if (replay->bys == 0) {
        return;
    }
    for (size_t i = 0; i < replay->bys; i++) {
        head[i] = replay->by[i].name;
    }
    memcpy(head + replay->bys, more, sizeof more);
    begin_table(page, "By group", head, replay->bys + MORE, replay->bys);
    for (size_t i = 0; i < replay->tally.groups; i++) {
        const qn_tally_group *group = &replay->tally.group[i];
        qn_replay_figures f;
        qn_page_put(page, "<tr>");
        for (size_t k = 0; k < replay->bys; k++) {
            put_element(page, "<th scope=\"row\">", group->label[k], "</th>");
        }
        put_count_cell(page, group->rows);
        put_figure_cells(page, rule, &group->sum[index]);
        qn_replay_figure(rule, &group->sum[index], &f);
        put_bar(page, f.change, most);
        qn_page_put(page, "</tr>\n");
    }
    end_table(page);
}

/* The clauses of a way that one version has. */
static void put_clauses(qn_page *page, const qn_replay *replay, const qn_tally_way *way, int world)
{
    const char *between = "";
    qn_page_put(page, "<td class=\"clause\">");
    for (uint32_t i = 0; i < way->clauses; i++) {
        if ((int)(way->clause[i] % 2) == world) {
            qn_page words = {0};
            qn_replay_put_clause(&words, replay, way->clause[i]);
            qn_page_put(page, between);
            put_element(page, "<span class=\"place\">",
                        qn_replay_clause_rule(replay, way->clause[i]), "</span><br><code>");
            qn_html_put_words(page, &words);
            qn_page_put(page, "</code>");
            between = "<br>";
        }
    }
    qn_page_put(page, "</td>");
}

static void put_ways(qn_page *page, const qn_replay *replay, size_t index)
{
    static const char *const head[] = {"no more", "instead", "for example", "rows", "change"};
    const qn_replay_rule *rule = &replay->rule[index];
    const qn_tally_rule *tally = &replay->tally.rule[index];
    if (tally->has_too_many_ways) {
        qn_page_put(page, "<p>The clauses change in too many ways to be listed.</p>\n");
        return;
    }
    begin_table(page, "By which clauses", head, 5, 3);
    for (size_t i = 0; i < tally->ways && i < WAYS_SHOWN; i++) {
        const qn_tally_way *way = &tally->way[i];
        qn_rational change = qn_rational_from_i64(0);
        bool is_known = qn_amount_value(&way->change, rule->decimals, &change);
        qn_page_put(page, "<tr>");
        if (way->clauses == 0) {
            qn_page_put(page,
                        "<td colspan=\"2\">the same clauses apply; they give something else</td>");
        } else {
            put_clauses(page, replay, way, 0);
            put_clauses(page, replay, way, 1);
        }
        put_element(page, "<td>", way->key, "</td>");
        put_count_cell(page, way->rows);
        put_number_cell(page, rule, is_known, change, true);
        qn_page_put(page, "</tr>\n");
    }
    end_table(page);
    if (tally->ways > WAYS_SHOWN) {
        qn_page_format(page, "<p>… and %zu more ways.</p>\n", tally->ways - WAYS_SHOWN);
    }
}

static void put_most(qn_page *page, const qn_replay *replay, size_t index)
{
    static const char *const head[] = {"row", "group", "before", "after", "change"};
    const qn_replay_rule *rule = &replay->rule[index];
    const qn_tally_rule *tally = &replay->tally.rule[index];
    const char *const few[] = {head[0], head[2], head[3], head[4]};
    bool has_groups = replay->bys > 0;
    if (tally->mosts == 0) {
        return;
    }
    begin_table(page, "Most affected", has_groups ? head : few, has_groups ? 5 : 4,
                has_groups ? 2 : 1);
    for (size_t i = 0; i < tally->mosts; i++) {
        const qn_tally_row *row = &tally->most[i];
        put_element(page, "<tr><th scope=\"row\">", row->key, "</th>");
        if (has_groups) {
            put_element(page, "<td>", row->group, "</td>");
        }
        put_element(page, "<td class=\"n\">", row->before, "</td>");
        put_element(page, "<td class=\"n\">", row->after, "</td>");
        put_number_cell(page, rule, true, row->change, true);
        qn_page_put(page, "</tr>\n");
    }
    end_table(page);
}

static void put_rule(qn_page *page, qn_replay *replay, size_t index)
{
    qn_page words = {0};
    if (!qn_replay_changes(replay, index)) {
        return;
    }
    qn_replay_put_rule(&words, &replay->rule[index]);
    qn_page_format(page, "<section id=\"rule-%zu\">\n<h2>", index);
    qn_html_put_words(page, &words);
    qn_page_put(page, "</h2>\n");
    put_figures(page, replay, index);
    put_charts(page, replay, index);
    put_statuses(page, replay, index);
    put_groups(page, replay, index);
    put_ways(page, replay, index);
    put_most(page, replay, index);
    qn_page_put(page, "</section>\n");
}

void qn_replay_put_html(qn_page *page, qn_replay *replay)
{
    qn_html_begin(page, "What the change does");
    qn_page_put(page, "<main>\n");
    put_top(page, replay);
    put_lone(page, replay);
    if (replay->tally.changed > 0) {
        put_rules(page, replay);
    } else {
        qn_page_put(page, "<p>Every rule is the same in every row.</p>\n");
    }
    for (size_t i = 0; i < replay->rules; i++) {
        put_rule(page, replay, i);
    }
    qn_page_put(page, "</main>\n");
    qn_html_end(page);
}
