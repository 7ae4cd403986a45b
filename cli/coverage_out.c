/*
 * Coverage as people and programs read it. See coverage_out.h.
 */
#include "coverage_out.h"

#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "html.h"

enum { ALL = QN_COVER_KINDS, NUMBER_WIDTH = 6 };

/* ---- the figure */

void qn_coverage_add(qn_coverage_sum *sum, const qn_coverage *coverage)
{
    for (uint32_t i = 0; i < coverage->count; i++) {
        const qn_cover_item *item = &coverage->item[i];
        unsigned of = qn_cover_size(qn_cover_counted(item));
        sum->covered[item->kind] += qn_cover_size(item->seen);
        sum->of[item->kind] += of;
        sum->covered[ALL] += qn_cover_size(item->seen);
        sum->of[ALL] += of;
        sum->never += qn_cover_size(item->never);
    }
}

unsigned qn_coverage_tenths(unsigned covered, unsigned of)
{
    return of == 0 ? 1000 : (unsigned)((uint64_t)covered * 1000 / of);
}

static qn_coverage_sum sum_of(const qn_covered_file *file, size_t count)
{
    qn_coverage_sum sum = {.never = 0};
    for (size_t i = 0; i < count; i++) {
        qn_coverage_add(&sum, file[i].coverage);
    }
    return sum;
}

static void put_percent(qn_page *page, unsigned covered, unsigned of)
{
    unsigned tenths = qn_coverage_tenths(covered, of);
    qn_page_format(page, "%u.%u", tenths / 10, tenths % 10);
}

static const char *kind_name(unsigned kind)
{
    return kind == ALL ? "all" : qn_cover_kind_name((qn_cover_kind)kind);
}

/* ---- what is missing, in words */

/* "never applied", "no example just below seniority from 5 years": one part of an item. */
static void put_missing(qn_page *page, const qn_coverage *coverage, const qn_cover_item *item,
                        unsigned part)
{
    const char *text = qn_coverage_text(coverage, item->text);
    const char *name = qn_cover_part_name(item->kind, part);
    bool is_always;
    switch (item->kind) {
    case QN_COVER_CLAUSE:
    case QN_COVER_ROW:
        is_always = part == 2 && (item->seen & 1) != 0;
        qn_page_put(page, is_always ? "always applied" : "never ");
        qn_page_put(page, is_always ? "" : name);
        break;
    case QN_COVER_CONDITION:
        qn_page_format(page, "`%s` never %s", text, name);
        break;
    case QN_COVER_EDGE:
        qn_page_format(page, "no example %s `%s`", name, text);
        break;
    case QN_COVER_DATE:
        qn_page_format(page, part == 1 ? "no example on the day before %s" : "no example on %s",
                       text);
        break;
    case QN_COVER_DUTY:
        qn_page_format(page, "never %s", name);
        break;
    case QN_COVER_ARTICLE:
    case QN_COVER_KINDS:
        qn_page_format(page, "[%s] never applied", text);
        break;
    }
}

/* Some parts of an item that are missing, each behind what is there of them already. */
static void put_parts_missing(qn_page *page, size_t before, const qn_coverage *coverage,
                              const qn_cover_item *item, unsigned parts, const char *proved)
{
    for (unsigned part = 1; part < 1U << QN_COVER_PARTS; part <<= 1) {
        if ((parts & part) != 0) {
            qn_page_put(page, page->length > before ? "; " : "");
            put_missing(page, coverage, item, part);
            qn_page_put(page, proved);
        }
    }
}

void qn_coverage_put_missing(qn_page *page, const qn_coverage *coverage, const qn_cover_item *item)
{
    put_parts_missing(page, page->length, coverage, item, qn_cover_counted(item) & ~item->seen, "");
}

/* All that is missing of the items of one line. */
static void put_all_missing(qn_page *page, const qn_coverage *coverage, const uint32_t *item,
                            uint32_t count)
{
    const size_t before = page->length;
    for (uint32_t i = 0; i < count; i++) {
        const qn_cover_item *row = &coverage->item[item[i]];
        put_parts_missing(page, before, coverage, row, qn_cover_counted(row) & ~row->seen, "");
        put_parts_missing(page, before, coverage, row, row->never, ", proved: no case can show it");
    }
}

/* ---- files by their lines */

/* The items of a file, by line; `file` is one of the names that items have. */
typedef struct listing {
    const qn_coverage *coverage;
    const char *file;
    uint32_t *item;
    uint32_t count;
} listing;

/* Puts the items of a listing in the order of lines; in one line they keep the order in which they
 * were found. A file has few lines that are out of order, so that insertion is quick. */
static void sort_by_line(listing *x)
{
    for (uint32_t i = 1; i < x->count; i++) {
        uint32_t item = x->item[i];
        uint32_t k = i;
        for (; k > 0 && x->coverage->item[x->item[k - 1]].line > x->coverage->item[item].line;
             k--) {
            x->item[k] = x->item[k - 1];
        }
        x->item[k] = item;
    }
}

/* The items of one file; false out of memory. */
static bool list_items(listing *x)
{
    x->item = malloc(((size_t)x->coverage->count + 1) * sizeof *x->item);
    for (uint32_t i = 0; x->item && i < x->coverage->count; i++) {
        if (strcmp(qn_coverage_text(x->coverage, x->coverage->item[i].file), x->file) == 0) {
            x->item[x->count++] = i;
        }
    }
    if (x->item) {
        sort_by_line(x);
    }
    return x->item != NULL;
}

/* Is an item the first of its file? Then the file has not been listed yet. */
static bool opens_file(const qn_coverage *coverage, uint32_t item)
{
    const char *file = qn_coverage_text(coverage, coverage->item[item].file);
    for (uint32_t i = 0; i < item; i++) {
        if (strcmp(qn_coverage_text(coverage, coverage->item[i].file), file) == 0) {
            return false;
        }
    }
    return true;
}

/* '+' all parts are covered, '~' some, '-' none; ' ' where there is nothing. */
static char mark_of(const qn_coverage *coverage, const uint32_t *item, uint32_t count)
{
    unsigned covered = 0;
    unsigned of = 0;
    for (uint32_t i = 0; i < count; i++) {
        covered += qn_cover_size(coverage->item[item[i]].seen);
        of += qn_cover_size(qn_cover_counted(&coverage->item[item[i]]));
    }
    return of == 0 ? ' ' : covered == of ? '+' : covered > 0 ? '~' : '-';
}

/* Who is told of the lines of a file, and of what is missing in them. */
typedef void put_line(qn_page *page, char mark, uint32_t line, const char *text, size_t length,
                      const char *missing);

/* Goes through a file line by line. What cannot be read again has its items alone. */
static void put_file(qn_page *page, listing *x, put_line *put)
{
    char *bytes = NULL;
    size_t length = 0;
    qn_page missing = {0};
    const char *wrong = qn_file_read(x->file, QN_FILE_SOURCE_MAX, &bytes, &length);
    bool has_text = wrong == NULL;
    uint32_t at = 0;
    uint32_t line = 1;
    page->out_of_memory |= wrong == qn_file_no_memory;
    for (size_t begin = 0; has_text && begin < length; line++) {
        const char *end = memchr(bytes + begin, '\n', length - begin);
        size_t size = end ? (size_t)(end - bytes) - begin : length - begin;
        uint32_t count = 0;
        while (at + count < x->count && x->coverage->item[x->item[at + count]].line <= line) {
            count++;
        }
        missing.length = 0;
        put_all_missing(&missing, x->coverage, &x->item[at], count);
        put(page, mark_of(x->coverage, &x->item[at], count), line, bytes + begin,
            size > 0 && bytes[begin + size - 1] == '\r' ? size - 1 : size,
            qn_page_string(&missing));
        at += count;
        begin += size + 1;
    }
    for (; at < x->count; at++) {
        const qn_cover_item *item = &x->coverage->item[x->item[at]];
        const char *text = qn_coverage_text(x->coverage, item->text);
        missing.length = 0;
        put_all_missing(&missing, x->coverage, &x->item[at], 1);
        put(page, mark_of(x->coverage, &x->item[at], 1), item->line, text, strlen(text),
            qn_page_string(&missing));
    }
    page->out_of_memory |= missing.out_of_memory;
    qn_page_clear(&missing);
    free(bytes);
}

/* All files of a program that have items, the one that was named first. */
static void put_files(qn_page *page, const qn_coverage *coverage, put_line *put,
                      void (*begin)(qn_page *page, const char *file), void (*end)(qn_page *page))
{
    for (uint32_t i = 0; i < coverage->count; i++) {
        if (!opens_file(coverage, i)) {
            continue;
        }
        listing x = {.coverage = coverage,
                     .file = qn_coverage_text(coverage, coverage->item[i].file)};
        page->out_of_memory |= !list_items(&x);
        if (x.item) {
            begin(page, x.file);
            put_file(page, &x, put);
            end(page);
        }
        free(x.item);
    }
}

/* ---- text */

static void begin_text(qn_page *page, const char *file)
{
    qn_page_shown(page, file);
    qn_page_put(page, "\n");
}

static void end_text(qn_page *page)
{
    qn_page_put(page, "\n");
}

static void put_text_line(qn_page *page, char mark, uint32_t line, const char *text, size_t length,
                          const char *missing)
{
    qn_page words = {0};
    qn_page_add(&words, text, length);
    qn_page_format(page, "%c%*u |%s", mark, NUMBER_WIDTH, line, length > 0 ? " " : "");
    qn_page_shown(page, qn_page_string(&words));
    qn_page_put(page, "\n");
    if (missing[0]) {
        qn_page_format(page, " %*s |  ^ ", NUMBER_WIDTH, "");
        qn_page_shown(page, missing);
        qn_page_put(page, "\n");
    }
    page->out_of_memory |= words.out_of_memory;
    qn_page_clear(&words);
}

/* One line of a table: a name, and how much of it is covered. */
static void put_text_row(qn_page *page, const char *name, unsigned covered, unsigned of,
                         size_t width)
{
    qn_page percent = {0};
    put_percent(&percent, covered, of);
    qn_page_column(page, name, width);
    qn_page_format(page, "%7u of %6u %6s%%\n", covered, of, qn_page_string(&percent));
    page->out_of_memory |= percent.out_of_memory;
    qn_page_clear(&percent);
}

void qn_coverage_put_text(qn_page *page, const qn_covered_file *file, size_t count)
{
    qn_coverage_sum sum = sum_of(file, count);
    size_t width = 0;
    for (size_t i = 0; i < count; i++) {
        width = qn_page_width(file[i].path) > width ? qn_page_width(file[i].path) : width;
    }
    if (count == 1) {
        put_files(page, file->coverage, put_text_line, begin_text, end_text);
    }
    for (size_t i = 0; count > 1 && i < count; i++) {
        qn_coverage_sum own = sum_of(&file[i], 1);
        put_text_row(page, file[i].path, own.covered[ALL], own.of[ALL], width);
    }
    qn_page_put(page, count > 1 ? "\n" : "");
    for (unsigned kind = 0; kind <= ALL; kind++) {
        put_text_row(page, kind_name(kind), sum.covered[kind], sum.of[kind], 10);
    }
    if (sum.never > 0) {
        qn_page_format(page, "not counted: %u, proved to be in no case\n", sum.never);
    }
}

/* ---- JSON */

/* The names of parts as a list. */
static void put_parts(qn_page *page, const qn_cover_item *item, unsigned parts)
{
    const char *between = "";
    qn_page_put(page, "[");
    for (unsigned part = 1; part < 1U << QN_COVER_PARTS; part <<= 1) {
        if ((parts & part) != 0) {
            qn_page_format(page, "%s\"%s\"", between, qn_cover_part_name(item->kind, part));
            between = ", ";
        }
    }
    qn_page_put(page, "]");
}

static void put_json_item(qn_page *page, const qn_coverage *coverage, const qn_cover_item *item)
{
    qn_page_format(page, "{\"kind\": \"%s\", \"file\": ", qn_cover_kind_name(item->kind));
    qn_page_json_string(page, qn_coverage_text(coverage, item->file));
    qn_page_format(page, ", \"line\": %u, \"column\": %u, \"text\": ", item->line, item->column);
    qn_page_json_string(page, qn_coverage_text(coverage, item->text));
    qn_page_put(page, ", \"covered\": ");
    put_parts(page, item, item->seen);
    qn_page_put(page, ", \"missing\": ");
    put_parts(page, item, qn_cover_counted(item) & ~item->seen);
    qn_page_put(page, ", \"never\": ");
    put_parts(page, item, item->never);
    qn_page_put(page, "}");
}

void qn_coverage_put_json(qn_page *page, const qn_covered_file *file, size_t count)
{
    qn_coverage_sum sum = sum_of(file, count);
    const char *between = "\n   ";
    qn_page_format(page,
                   "\"coverage\": {\"covered\": %u, \"of\": %u, \"percent\": ", sum.covered[ALL],
                   sum.of[ALL]);
    put_percent(page, sum.covered[ALL], sum.of[ALL]);
    qn_page_format(page, ", \"never\": %u,\n  \"kinds\": [", sum.never);
    for (unsigned kind = 0; kind < ALL; kind++) {
        qn_page_format(page, "%s{\"kind\": \"%s\", \"covered\": %u, \"of\": %u}",
                       kind > 0 ? ", " : "", kind_name(kind), sum.covered[kind], sum.of[kind]);
    }
    qn_page_put(page, "],\n  \"items\": [");
    for (size_t i = 0; i < count; i++) {
        for (uint32_t k = 0; k < file[i].coverage->count; k++) {
            qn_page_put(page, between);
            put_json_item(page, file[i].coverage, &file[i].coverage->item[k]);
            between = ",\n   ";
        }
    }
    qn_page_put(page, "]},\n ");
}

/* ---- HTML */

static void begin_html(qn_page *page, const char *file)
{
    qn_page_put(page, "<details open>\n<summary><h2>");
    qn_html_put(page, file);
    qn_page_put(page, "</h2></summary>\n<table class=\"source\">\n<thead><tr><th scope=\"col\">"
                      "Covered</th><th scope=\"col\">Line</th><th scope=\"col\">Rule file</th>"
                      "</tr></thead>\n<tbody>\n");
}

static void end_html(qn_page *page)
{
    qn_page_put(page, "</tbody>\n</table>\n</details>\n");
}

/* The mark is a sign and a word: colour alone tells nobody anything. */
static void put_html_line(qn_page *page, char mark, uint32_t line, const char *text, size_t length,
                          const char *missing)
{
    const char *word = mark == '+' ? "all" : mark == '~' ? "some" : mark == '-' ? "none" : "";
    qn_page words = {0};
    qn_page_add(&words, text, length);
    qn_page_format(page, "<tr%s%s%s><td>", word[0] ? " class=\"" : "", word, word[0] ? "\"" : "");
    if (word[0]) {
        qn_page_format(page, "%c %s", mark, word);
    }
    qn_page_format(page, "</td><td>%u</td><td><code>", line);
    qn_html_put(page, qn_page_string(&words));
    qn_page_put(page, "</code>");
    if (missing[0]) {
        qn_page_put(page, "<p class=\"warning\">");
        qn_html_put(page, missing);
        qn_page_put(page, "</p>");
    }
    qn_page_put(page, "</td></tr>\n");
    page->out_of_memory |= words.out_of_memory;
    qn_page_clear(&words);
}

static void put_html_row(qn_page *page, const char *name, unsigned covered, unsigned of)
{
    qn_page_put(page, "<tr><th scope=\"row\">");
    qn_html_put(page, name);
    qn_page_format(page, "</th><td>%u</td><td>%u</td><td>", covered, of);
    put_percent(page, covered, of);
    qn_page_put(page, "%</td></tr>\n");
}

static void begin_html_table(qn_page *page, const char *caption, const char *what)
{
    qn_page_format(page,
                   "<table>\n<caption>%s</caption>\n<thead><tr><th scope=\"col\">%s</th><th "
                   "scope=\"col\">Covered</th><th scope=\"col\">Of</th><th scope=\"col\">Per cent"
                   "</th></tr></thead>\n<tbody>\n",
                   caption, what);
}

void qn_coverage_put_html(qn_page *page, const qn_covered_file *file, size_t count,
                          size_t unconfirmed)
{
    qn_coverage_sum sum = sum_of(file, count);
    qn_html_begin(page, "Coverage of law");
    qn_page_put(page, "<main>\n<h1>Coverage of law</h1>\n<p>How much of the law the examples of "
                      "its own file have come to: + all, ~ some, - none of what begins in a "
                      "line.</p>\n");
    begin_html_table(page, "By kind", "Kind");
    for (unsigned kind = 0; kind <= ALL; kind++) {
        put_html_row(page, kind_name(kind), sum.covered[kind], sum.of[kind]);
    }
    qn_page_put(page, "</tbody>\n</table>\n");
    if (sum.never > 0) {
        qn_page_format(page, "<p>Not counted: %u, proved to be in no case.</p>\n", sum.never);
    }
    if (unconfirmed > 0) {
        qn_page_format(page, "<p class=\"warning\">%zu of the expectations are unconfirmed.</p>\n",
                       unconfirmed);
    }
    if (count > 1) {
        begin_html_table(page, "By file", "File");
    }
    for (size_t i = 0; count > 1 && i < count; i++) {
        qn_coverage_sum own = sum_of(&file[i], 1);
        put_html_row(page, file[i].path, own.covered[ALL], own.of[ALL]);
    }
    qn_page_put(page, count > 1 ? "</tbody>\n</table>\n" : "");
    for (size_t i = 0; i < count; i++) {
        put_files(page, file[i].coverage, put_html_line, begin_html, end_html);
    }
    qn_page_put(page, "</main>\n");
    qn_html_end(page);
}
