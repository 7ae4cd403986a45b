/*
 * Charts as SVG. See chart.h.
 *
 * Lengths are tenths of a unit of the drawing, which is WIDTH units wide.
 */
#include "chart.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "chart_ticks.h"
#include "html.h"
#include "utf8.h"

enum {
    WIDTH = 8000,
    PLOT_HEIGHT = 3200,
    MARGIN = 160,
    RIGHT = 320,     /* where half of a label stands behind the end of the axis */
    LETTER = 68,     /* what a letter of a label takes, more or less */
    TITLE_AT = 280,  /* from the top, the line on which the title stands */
    LEGEND_AT = 540, /* its first line */
    LEGEND_LINE = 210,
    SWATCH = 300,      /* what stands before a name of the legend */
    BELOW = 720,       /* from the axis to the bar of the first lane */
    LANE_HEIGHT = 420, /* its name, and below that its bar */
    LANE_BAR = 200,
    COLOURS = 8
};

/* One unit of the drawing, and its tenth, as SVG writes them. */
static void put_length(qn_page *page, int64_t tenths)
{
    uint64_t size = tenths < 0 ? (uint64_t)-tenths : (uint64_t)tenths;
    qn_page_format(page, "%s%" PRIu64, tenths < 0 ? "-" : "", size / 10);
    if (size % 10 != 0) {
        qn_page_format(page, ".%" PRIu64, size % 10);
    }
}

/* " NAME="LENGTH"" */
static void put_at(qn_page *page, const char *name, int64_t tenths)
{
    qn_page_format(page, " %s=\"", name);
    put_length(page, tenths);
    qn_page_put(page, "\"");
}

/* How far a value lies along an axis that is so long. Beyond what numbers can say it is an end. */
static int64_t place(const qn_chart_axis *axis, qn_rational value, int64_t length)
{
    qn_rational part;
    qn_rational whole;
    bool good = qn_rational_sub(value, axis->low, &part) == QN_ARITH_OK &&
                qn_rational_sub(axis->high, axis->low, &whole) == QN_ARITH_OK &&
                qn_rational_div(part, whole, &part) == QN_ARITH_OK &&
                qn_rational_mul(part, qn_rational_from_i64(length), &part) == QN_ARITH_OK &&
                qn_rational_round(part, qn_rational_from_i64(1), QN_ROUND_HALF_AWAY, &part) ==
                    QN_ARITH_OK &&
                qn_wide_fits_i64(part.num);
    int64_t at =
        good ? qn_wide_to_i64(part.num) : (qn_rational_cmp(value, axis->low) > 0 ? length : 0);
    return at < 0 ? 0 : at > length ? length : at;
}

static int64_t plot_width(const qn_chart *c)
{
    return WIDTH - RIGHT - c->left;
}

static int64_t x_at(const qn_chart *c, qn_rational x)
{
    return c->left + place(&c->x, x, plot_width(c));
}

static int64_t y_at(const qn_chart *c, qn_rational y)
{
    return c->top + PLOT_HEIGHT - place(&c->y, y, PLOT_HEIGHT);
}

/* ---- the frame */

/* Colours by their class, on a light ground and on a dark one. Those of curves are told apart by
 * who sees few colours, and have three times the contrast that their ground has; lines differ in
 * their pattern, too. They stand here one by one since few programs but browsers know CSS
 * variables. */
typedef struct colour {
    const char *class;
    const char *property;
    const char *light;
    const char *dark;
} colour;

static const colour colours[] = {
    {"ground", "fill", "#fff", "#16181b"},      {"ink", "fill", "#1a1a1a", "#e8e8e8"},
    {"dim", "fill", "#5c5c5c", "#a8a8a8"},      {"grid", "stroke", "#dcdcdc", "#34383e"},
    {"axis", "stroke", "#5c5c5c", "#a8a8a8"},   {"none", "fill", "#fff", "#16181b"},
    {"unknown", "fill", "#dcdcdc", "#34383e"},  {"refused", "fill", "#dcdcdc", "#34383e"},
    {"conflict", "fill", "#f3cfb5", "#5c3a17"}, {"error", "fill", "#eec3c9", "#5c2a33"},
    {"s0", "stroke", "#0b4f9e", "#8fbfff"},     {"s1", "stroke", "#b34700", "#ffad66"},
    {"s2", "stroke", "#14713a", "#7fd69b"},     {"s3", "stroke", "#8a2a8a", "#e0a3e0"},
    {"s4", "stroke", "#6b5b00", "#d9c95c"},     {"s5", "stroke", "#0a6f7d", "#6fd0dd"},
    {"s6", "stroke", "#a31f34", "#ff9aa8"},     {"s7", "stroke", "#5f5f5f", "#b5b5b5"},
    {"f0", "fill", "#0b4f9e", "#8fbfff"},       {"f1", "fill", "#b34700", "#ffad66"},
    {"f2", "fill", "#14713a", "#7fd69b"},       {"f3", "fill", "#8a2a8a", "#e0a3e0"},
    {"f4", "fill", "#6b5b00", "#d9c95c"},       {"f5", "fill", "#0a6f7d", "#6fd0dd"},
    {"f6", "fill", "#a31f34", "#ff9aa8"},       {"f7", "fill", "#5f5f5f", "#b5b5b5"}};

static const char style[] =
    ".qn-chart text{font:12px system-ui,sans-serif}.qn-chart .head{font-size:16px;font-weight:600}"
    "\n.qn-chart .right{text-anchor:end}.qn-chart .middle{text-anchor:middle}\n"
    ".qn-chart .curve{fill:none;stroke-width:2.6;stroke-linejoin:round}"
    ".qn-chart .former{stroke-width:1.3}\n"
    ".qn-chart .k1{stroke-dasharray:9 3}.qn-chart .k2{stroke-dasharray:2 3}"
    ".qn-chart .k3{stroke-dasharray:9 3 2 3}.qn-chart rect.refused{stroke-dasharray:3 2}\n";

/* The colours for a ground; on paper it is light, whatever the screen is. */
static void put_colours(qn_chart *c, bool dark)
{
    for (size_t i = 0; i < sizeof colours / sizeof colours[0]; i++) {
        qn_page_format(c->page, ".qn-chart .%s{%s:%s}", colours[i].class, colours[i].property,
                       dark ? colours[i].dark : colours[i].light);
    }
}

static void put_style(qn_chart *c)
{
    qn_page_put(c->page, "<style>");
    qn_page_put(c->page, style);
    put_colours(c, false);
    qn_page_put(c->page, "\n@media screen and (prefers-color-scheme:dark){");
    put_colours(c, true);
    qn_page_put(c->page, "}</style>\n");
}

static void put_text(qn_chart *c, int64_t x, int64_t y, const char *class, const char *words)
{
    qn_page_put(c->page, "<text");
    put_at(c->page, "x", x);
    put_at(c->page, "y", y);
    qn_page_format(c->page, " class=\"%s\">", class);
    qn_html_put(c->page, words);
    qn_page_put(c->page, "</text>\n");
}

static void put_rule(qn_chart *c, int64_t x1, int64_t y1, int64_t x2, int64_t y2, const char *class)
{
    qn_page_put(c->page, "<line");
    put_at(c->page, "x1", x1);
    put_at(c->page, "y1", y1);
    put_at(c->page, "x2", x2);
    put_at(c->page, "y2", y2);
    qn_page_format(c->page, " class=\"%s\"/>\n", class);
}

/* " class="curve s1 k1"" */
static void put_class(qn_chart *c, size_t series)
{
    const qn_chart_series *s = &c->series[series];
    qn_page_format(c->page, " class=\"curve s%zu k%zu%s\"", s->colour % COLOURS,
                   s->colour % COLOURS % 4, s->is_former ? " former" : "");
}

static int64_t text_width(const char *words)
{
    return (int64_t)qn_page_width(words) * LETTER;
}

/* Goes through the places of the legend, and puts it where it `draws`; the lines that it takes. */
static int64_t lay_legend(qn_chart *c, bool draws)
{
    int64_t x = MARGIN;
    int64_t line = 0;
    for (size_t i = 0; i < c->series_count; i++) {
        int64_t taken = SWATCH + text_width(c->series[i].name) + MARGIN;
        if (x > MARGIN && x + taken > WIDTH) {
            x = MARGIN;
            line++;
        }
        int64_t y = LEGEND_AT + line * LEGEND_LINE;
        if (draws) {
            qn_page_put(c->page, "<path d=\"M");
            put_length(c->page, x);
            qn_page_put(c->page, " ");
            put_length(c->page, y - 40);
            qn_page_put(c->page, "h");
            put_length(c->page, SWATCH - 60);
            qn_page_put(c->page, "\"");
            put_class(c, i);
            qn_page_put(c->page, "/>\n");
            put_text(c, x + SWATCH, y, "ink", c->series[i].name);
        }
        x += taken;
    }
    return line + 1;
}

static void put_y_axis(qn_chart *c, const qn_ticks *ticks)
{
    for (size_t i = 0; i < ticks->count; i++) {
        int64_t y = y_at(c, ticks->tick[i].at);
        put_rule(c, c->left, y, WIDTH - RIGHT, y, "grid");
        put_text(c, c->left - 60, y + 40, "dim right", ticks->tick[i].label);
    }
    put_text(c, MARGIN, c->top - 110, "dim", c->y.title);
}

static void put_x_axis(qn_chart *c)
{
    qn_ticks ticks;
    int64_t y = c->top + PLOT_HEIGHT;
    qn_ticks_find(&c->x, &ticks);
    put_rule(c, c->left, y, WIDTH - RIGHT, y, "axis");
    for (size_t i = 0; i < ticks.count; i++) {
        int64_t x = x_at(c, ticks.tick[i].at);
        put_rule(c, x, y, x, y + 50, "axis");
        put_text(c, x, y + 190, "dim middle", ticks.tick[i].label);
    }
    put_text(c, c->left + plot_width(c) / 2, y + 400, "ink middle", c->x.title);
}

/* The names that the element has for those who do not see it. */
static void put_names(qn_chart *c)
{
    qn_page_format(c->page, "<title id=\"%s-title\">", c->id);
    qn_html_put(c->page, c->title);
    qn_page_format(c->page, "</title>\n<desc id=\"%s-desc\">", c->id);
    qn_html_put(c->page, c->description);
    qn_page_put(c->page, "</desc>\n");
}

/* Where the plot lies: below the legend, and right of the longest label of its axis. */
static void find_plot(qn_chart *c, const qn_ticks *ticks)
{
    int64_t longest = 0;
    for (size_t i = 0; i < ticks->count; i++) {
        int64_t width = text_width(ticks->tick[i].label);
        longest = width > longest ? width : longest;
    }
    c->left = MARGIN + 60 + (longest > WIDTH / 3 ? WIDTH / 3 : longest);
    c->top = LEGEND_AT + lay_legend(c, false) * LEGEND_LINE + 160;
}

void qn_chart_begin(qn_chart *c)
{
    qn_ticks ticks;
    qn_ticks_widen(&c->y);
    qn_ticks_frame(&c->x);
    qn_ticks_find(&c->y, &ticks);
    find_plot(c, &ticks);
    int64_t height = c->top + PLOT_HEIGHT + BELOW - 100 + (int64_t)c->lanes * LANE_HEIGHT;
    qn_page_format(c->page,
                   "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"qn-chart\" role=\"img\" "
                   "aria-labelledby=\"%s-title %s-desc\" viewBox=\"0 0 ",
                   c->id, c->id);
    put_length(c->page, WIDTH);
    qn_page_put(c->page, " ");
    put_length(c->page, height);
    qn_page_put(c->page, "\">\n");
    put_names(c);
    put_style(c);
    qn_page_put(c->page, "<rect class=\"ground\" width=\"100%\" height=\"100%\"/>\n");
    put_text(c, MARGIN, TITLE_AT, "ink head", c->title);
    lay_legend(c, true);
    put_y_axis(c, &ticks);
    put_x_axis(c);
}

void qn_chart_end(qn_chart *c)
{
    qn_page_put(c->page, "</svg>\n");
}

/* ---- what is drawn */

/* A place of the drawing behind a letter of a path. */
static void put_step(qn_chart *c, const char *letter, int64_t x, int64_t y)
{
    qn_page_put(c->page, letter);
    put_length(c->page, x);
    qn_page_put(c->page, " ");
    put_length(c->page, y);
}

static void put_dot(qn_chart *c, size_t series, int64_t x, int64_t y)
{
    const qn_chart_series *s = &c->series[series];
    qn_page_put(c->page, "<circle");
    put_at(c->page, "cx", x);
    put_at(c->page, "cy", y);
    qn_page_format(c->page, " r=\"%s\" class=\"f%zu\"/>\n", s->is_former ? "2" : "3.2",
                   s->colour % COLOURS);
}

void qn_chart_line(qn_chart *c, size_t series, const qn_chart_point *point, size_t count)
{
    if (count == 1) {
        put_dot(c, series, x_at(c, point[0].x), y_at(c, point[0].y));
    }
    if (count < 2) {
        return;
    }
    qn_page_put(c->page, "<path d=\"");
    for (size_t i = 0; i < count; i++) {
        put_step(c, i == 0 ? "M" : "L", x_at(c, point[i].x), y_at(c, point[i].y));
    }
    qn_page_put(c->page, "\"");
    put_class(c, series);
    qn_page_put(c->page, "/>\n");
}

void qn_chart_level(qn_chart *c, size_t series, qn_rational from, qn_rational to, qn_rational y)
{
    const qn_chart_point ends[] = {{from, y}, {to, y}};
    qn_chart_line(c, series, ends, qn_rational_cmp(from, to) < 0 ? 2 : 1);
}

void qn_chart_bar(qn_chart *c, size_t series, qn_rational from, qn_rational to, qn_rational y)
{
    int64_t left = x_at(c, from);
    int64_t right = x_at(c, to);
    int64_t zero = y_at(c, qn_rational_from_i64(0));
    int64_t end = y_at(c, y);
    qn_page_put(c->page, "<rect");
    put_at(c->page, "x", left);
    put_at(c->page, "y", end < zero ? end : zero);
    put_at(c->page, "width", right - left);
    put_at(c->page, "height", end < zero ? zero - end : end - zero);
    qn_page_format(c->page, " class=\"f%zu\"/>\n", c->series[series].colour % COLOURS);
}

/* Where the bar of a lane begins, from the top. */
static int64_t lane_at(const qn_chart *c, size_t lane)
{
    return c->top + PLOT_HEIGHT + BELOW + (int64_t)lane * LANE_HEIGHT;
}

/* As much of the words as there is room for, with a sign where there are more. */
static void put_fitting(qn_page *out, const char *words, int64_t room)
{
    size_t length = 0;
    bool fits = text_width(words) <= room;
    while (words[length] && (fits || room >= 2 * LETTER)) {
        qn_glyph glyph = qn_utf8_glyph(words + length, strlen(words + length));
        length += glyph.taken;
        room -= LETTER;
    }
    qn_page_add(out, words, length);
    qn_page_put(out, fits ? "" : "…");
}

void qn_chart_lane(qn_chart *c, size_t lane, const char *name)
{
    qn_page words = {0};
    put_fitting(&words, name, WIDTH - RIGHT - c->left);
    put_text(c, c->left, lane_at(c, lane) - 60, "dim", qn_page_string(&words));
    qn_page_end(&words, c->page);
}

bool qn_chart_gap_fits(const qn_chart *c, qn_rational from, qn_rational to, const char *words)
{
    return text_width(words) < x_at(c, to) - x_at(c, from) - 80;
}

void qn_chart_gap_put(qn_chart *c, size_t lane, qn_rational from, qn_rational to, qn_chart_gap gap,
                      const char *words)
{
    static const char *const classes[QN_GAP_COUNT] = {"none", "unknown", "conflict", "error",
                                                      "refused"};
    int64_t left = x_at(c, from);
    int64_t width = x_at(c, to) - left;
    int64_t y = lane_at(c, lane);
    width = width < 20 ? 20 : width;
    qn_page_put(c->page, "<g><title>");
    qn_html_put(c->page, words);
    qn_page_put(c->page, "</title><rect");
    put_at(c->page, "x", left);
    put_at(c->page, "y", y);
    put_at(c->page, "width", width);
    put_at(c->page, "height", LANE_BAR);
    qn_page_format(c->page, " class=\"axis %s\"/>", classes[gap]);
    const char *shown = qn_chart_gap_fits(c, from, to, words)   ? words
                        : text_width(classes[gap]) < width - 40 ? classes[gap]
                                                                : NULL;
    if (shown) {
        put_text(c, left + width / 2, y + 145, "ink middle", shown);
    }
    qn_page_put(c->page, "</g>\n");
}
