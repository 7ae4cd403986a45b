/*
 * The pages of a site. See web_pages.h.
 */
#include "web_pages.h"

#include <stdlib.h>
#include <string.h>

#include "coverage_out.h"
#include "html.h"
#include "web_law.h"
#include "web_style.h"

/* An entry that is used, by the number of its file and its own, and the one that uses it. */
typedef struct use {
    uint32_t of[2];
    uint32_t by[2];
} use;

/* An entry in the register. */
typedef struct line {
    const qn_web_file *file;
    const qn_web_entry *entry;
} line;

typedef struct maker {
    qn_web_frame frame;
    const qn_web *site;
    qn_web_places places;
    use *use;
    size_t uses;
} maker;

static const qn_web_entry *entry_of(const qn_web_file *file, uint32_t entry)
{
    return &((const qn_web_entry *)file->entries.row)[entry];
}

/* ---- who uses what */

/* The entry of a file that declares a rule or a fact; the number of its entries where it has none.
 */
static uint32_t find_entry(const qn_web_file *file, const char *name, bool is_fact)
{
    uint32_t i = 0;
    while (i < file->entries.count &&
           ((entry_of(file, i)->kind == QN_WEB_FACT) != is_fact ||
            strcmp(qn_web_text(file, entry_of(file, i)->name), name) != 0)) {
        i++;
    }
    return i;
}

static int compare_uses(const void *a, const void *b)
{
    const uint32_t *x = a;
    const uint32_t *y = b;
    int order = 0;
    for (size_t i = 0; order == 0 && i < sizeof(use) / sizeof *x; i++) {
        order = (x[i] > y[i]) - (x[i] < y[i]);
    }
    return order;
}

/* How many uses there can be. */
static size_t count_edges(const qn_web *site)
{
    size_t count = 1;
    for (size_t i = 0; i < site->paths.count; i++) {
        count += site->file[i].edges.count;
    }
    return count;
}

/* Finds all uses of what is declared in the site. */
static bool find_uses(maker *m)
{
    const qn_web *site = m->site;
    m->use = calloc(count_edges(site), sizeof *m->use);
    for (uint32_t i = 0; m->use && i < site->paths.count; i++) {
        const qn_web_file *file = &site->file[i];
        for (uint32_t k = 0; k < file->edges.count; k++) {
            const qn_web_edge *edge = &((const qn_web_edge *)file->edges.row)[k];
            const qn_web_file *of = qn_web_find(site, qn_web_text(file, edge->path));
            uint32_t entry = of ? find_entry(of, qn_web_text(file, edge->name), edge->to_fact) : 0;
            if (of && entry < of->entries.count) {
                m->use[m->uses++] = (use){{(uint32_t)(of - site->file), entry}, {i, edge->from}};
            }
        }
    }
    if (m->uses > 0) {
        qsort(m->use, m->uses, sizeof *m->use, compare_uses);
    }
    return m->use != NULL;
}

/* The first use that does not stand before one. */
static size_t find_use(const maker *m, const use *wanted)
{
    size_t low = 0;
    size_t high = m->uses;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_uses(&m->use[middle], wanted) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* The way to an entry: of a fact to its page, unless a place on the page of its file is meant. */
static void put_way(qn_page *page, const qn_web_file *file, const qn_web_entry *entry)
{
    qn_page_put(page, "<a href=\"");
    qn_page_put(page, qn_web_text(file, entry->page));
    if (entry->kind != QN_WEB_FACT) {
        qn_page_put(page, "#");
        qn_web_put_link(page, qn_web_text(file, entry->id));
    }
    qn_page_put(page, "\">");
    qn_html_put(page, qn_web_text(file, entry->title));
    qn_page_put(page, "</a>");
}

/* Whoever uses an entry. */
static void put_users(qn_page *page, const maker *m, uint32_t file, uint32_t entry)
{
    const use wanted = {{file, entry}, {0, 0}};
    const char *between = "<p class=\"links\"><b>Used by</b> ";
    for (size_t i = find_use(m, &wanted);
         i < m->uses && m->use[i].of[0] == file && m->use[i].of[1] == entry; i++) {
        const qn_web_file *user = &m->site->file[m->use[i].by[0]];
        qn_page_put(page, between);
        put_way(page, user, entry_of(user, m->use[i].by[1]));
        between = ", ";
    }
    qn_page_put(page, between[0] == ',' ? "</p>\n" : "");
}

/* ---- the page of a file */

/* "rules/az/labour", the folder above a file. */
static void put_folder(qn_page *page, const char *stem)
{
    const char *slash = strrchr(stem, '/');
    qn_page words = {0};
    qn_page_add(&words, stem, slash ? (size_t)(slash - stem) : 0);
    qn_html_put_words(page, &words);
}

static void put_percent(qn_page *page, const qn_coverage_sum *sum)
{
    unsigned tenths = qn_coverage_tenths(sum->covered[QN_COVER_KINDS], sum->of[QN_COVER_KINDS]);
    qn_page_format(page, "%u.%u%%", tenths / 10, tenths % 10);
}

/* How much of the file its examples cover. */
static void put_summary(qn_page *page, const maker *m, uint32_t number)
{
    const qn_web_file *file = &m->site->file[number];
    qn_coverage_sum sum = {.of = {0}};
    qn_coverage_add(&sum, &m->site->suite.file[number].coverage);
    qn_page_format(page, "<p class=\"meta\">%u rule%s, %zu example%s", file->rules,
                   file->rules == 1 ? "" : "s", m->site->suite.file[number].trials.count,
                   m->site->suite.file[number].trials.count == 1 ? "" : "s");
    if (sum.of[QN_COVER_KINDS] > 0) {
        qn_page_put(page, ", which cover ");
        put_percent(page, &sum);
        qn_page_put(page, " of the law here");
    }
    qn_page_put(page, ". <code>");
    qn_html_put(page, file->path);
    qn_page_put(page, "</code></p>\n");
}

/* The way to each part of the page. */
static void put_contents(qn_page *page, const qn_web_file *file)
{
    qn_page_put(page, "<nav class=\"contents\" aria-label=\"On this page\"><ul>\n");
    for (uint32_t i = 0; i < file->entries.count; i++) {
        const qn_web_entry *entry = entry_of(file, i);
        qn_page_put(page, "<li><a href=\"#");
        qn_web_put_link(page, qn_web_text(file, entry->id));
        qn_page_put(page, "\">");
        qn_html_put(page, qn_web_text(file, entry->title));
        qn_page_put(page, "</a></li>\n");
    }
    qn_page_put(page, "</ul></nav>\n");
}

/* The body, with who uses each entry where that belongs. */
static void put_body(qn_page *page, const maker *m, uint32_t number)
{
    const qn_web_file *file = &m->site->file[number];
    size_t at = 0;
    for (uint32_t i = 0; i < file->entries.count; i++) {
        size_t mark = entry_of(file, i)->mark;
        if (mark > at) {
            qn_page_add(page, file->body.bytes + at, mark - at);
            put_users(page, m, number, i);
            at = mark;
        }
    }
    qn_page_add(page, file->body.bytes + at, file->body.length - at);
}

static bool put_file(maker *m, uint32_t number)
{
    const qn_web_file *file = &m->site->file[number];
    qn_page *page = &m->frame.page;
    qn_page above = {0};
    qn_page path = {0};
    qn_page_put(&above, "<p class=\"kicker\">");
    put_folder(&above, file->stem);
    qn_page_put(&above, "</p>\n");
    qn_web_begin_page(&m->frame, qn_web_text(file, file->title), qn_page_string(&above));
    qn_page_put(page, qn_web_text(file, file->about));
    put_summary(page, m, number);
    if (file->entries.count > 0) {
        put_contents(page, file);
    }
    put_body(page, m, number);
    qn_page_format(&path, "rules/%s.html", file->stem);
    bool good = qn_web_end_page(&m->frame, qn_page_string(&path));
    qn_page_end(&path, page);
    qn_page_end(&above, page);
    return good;
}

/* ---- the page of a fact */

static bool put_fact(maker *m, uint32_t number, uint32_t index)
{
    const qn_web_file *file = &m->site->file[number];
    const qn_web_entry *entry = entry_of(file, index);
    qn_page *page = &m->frame.page;
    qn_page path = {0};
    qn_web_begin_page(&m->frame, qn_web_text(file, entry->title), "<p class=\"kicker\">Fact</p>\n");
    qn_page_put(page, "<p class=\"meta\"><code>");
    qn_html_put(page, qn_web_text(file, entry->name));
    qn_page_format(page, "</code>%s%s</p>\n", entry->label ? " · " : "",
                   qn_web_text(file, entry->label));
    qn_page_add(page, file->facts.bytes + entry->begin, entry->end - entry->begin);
    put_users(page, m, number, index);
    qn_page_format(&path, "facts/%s/%s.html", file->stem, qn_web_text(file, entry->name));
    bool good = qn_web_end_page(&m->frame, qn_page_string(&path));
    qn_page_end(&path, page);
    return good;
}

static bool put_files(maker *m)
{
    bool good = true;
    for (uint32_t i = 0; good && i < m->site->paths.count; i++) {
        const qn_web_file *file = &m->site->file[i];
        good = put_file(m, i);
        for (uint32_t k = 0; good && k < file->entries.count; k++) {
            good = entry_of(file, k)->kind != QN_WEB_FACT || put_fact(m, i, k);
        }
    }
    return good;
}

/* ---- contents */

static void put_law_list(maker *m)
{
    qn_page *page = &m->frame.page;
    const qn_web_places *places = &m->places;
    if (places->count == 0) {
        return;
    }
    qn_page_put(page, "<section>\n<h2>Laws by article</h2>\n<table class=\"laws\"><thead><tr><th "
                      "scope=\"col\">Law"
                      "</th><th scope=\"col\">Cited as</th><th scope=\"col\" class=\"number\">"
                      "Articles</th></tr></thead>\n<tbody>\n");
    for (size_t at = 0; at < places->count;) {
        size_t end = qn_web_law_end(places, at);
        qn_page_put(page, "<tr><th scope=\"row\"><a href=\"" QN_WEB_ROOT);
        qn_web_put_link(page, places->row[at].slug);
        qn_page_put(page, "\">");
        qn_html_put(page, places->row[at].title);
        qn_page_put(page, "</a></th><td>");
        qn_html_put(page, places->row[at].law);
        qn_page_format(page, "</td><td class=\"number\">%zu</td></tr>\n",
                       qn_web_article_count(places, at, end));
        at = end;
    }
    qn_page_put(page, "</tbody></table>\n</section>\n");
}

/* The bytes of the folder of a file. */
static size_t folder_length(const char *stem)
{
    const char *slash = strrchr(stem, '/');
    return slash ? (size_t)(slash - stem) : 0;
}

static void put_file_line(qn_page *page, const qn_web_file *file)
{
    qn_page address = {0};
    qn_web_put_rules_page(&address, file->stem);
    qn_page_format(page, "<li><a href=\"%s\">", qn_page_string(&address));
    qn_html_put(page, qn_web_text(file, file->title));
    qn_page_format(page, "</a> <span class=\"dim\">%u rule%s</span>%s</li>\n", file->rules,
                   file->rules == 1 ? "" : "s", qn_web_text(file, file->about));
    qn_page_end(&address, page);
}

/* The files, by folder. */
static void put_file_list(maker *m)
{
    qn_page *page = &m->frame.page;
    const char *last = NULL;
    for (size_t i = 0; i < m->site->paths.count; i++) {
        const qn_web_file *file = &m->site->file[i];
        size_t length = folder_length(file->stem);
        bool is_new =
            !last || folder_length(last) != length || strncmp(last, file->stem, length) != 0;
        if (is_new) {
            qn_page_put(page, last ? "</ul>\n</section>\n" : "");
            qn_page_put(page, "<section>\n<h2>Rules");
            qn_page_put(page, length > 0 ? " in " : "");
            put_folder(page, file->stem);
            qn_page_put(page, "</h2>\n<ul class=\"files\">\n");
        }
        put_file_line(page, file);
        last = file->stem;
    }
    qn_page_put(page, last ? "</ul>\n</section>\n" : "");
}

static bool put_index(maker *m)
{
    qn_page *page = &m->frame.page;
    qn_coverage_sum sum = {.of = {0}};
    uint32_t rules = 0;
    size_t examples = 0;
    for (size_t i = 0; i < m->site->paths.count; i++) {
        qn_coverage_add(&sum, &m->site->suite.file[i].coverage);
        rules += m->site->file[i].rules;
        examples += m->site->suite.file[i].trials.count;
    }
    qn_web_begin_page(&m->frame, m->site->title, "");
    qn_page_format(
        page,
        "<p class=\"lead\">The law as rules that can be read and calculated: each clause "
        "with its article, in plain words and as it is written, with charts, examples "
        "and its history.</p>\n<p class=\"meta\">%zu file%s, %u rule%s, %zu example%s",
        m->site->paths.count, m->site->paths.count == 1 ? "" : "s", rules, rules == 1 ? "" : "s",
        examples, examples == 1 ? "" : "s");
    if (sum.of[QN_COVER_KINDS] > 0) {
        qn_page_put(page, ", which cover ");
        put_percent(page, &sum);
        qn_page_put(page, " of the law");
    }
    qn_page_put(page, ".</p>\n");
    put_law_list(m);
    put_file_list(m);
    return qn_web_end_page(&m->frame, "index.html");
}

/* ---- the register */

static int compare_lines(const void *a, const void *b)
{
    const line *x = a;
    const line *y = b;
    int order =
        strcmp(qn_web_text(x->file, x->entry->title), qn_web_text(y->file, y->entry->title));
    order = order == 0 ? strcmp(x->file->path, y->file->path) : order;
    return order == 0 ? (x->entry > y->entry) - (x->entry < y->entry) : order;
}

static void put_line(qn_page *page, const line *row)
{
    static const char *const kinds[] = {"rule", "fact", "duty", "promise", "declaration"};
    qn_page_put(page, "<li>");
    put_way(page, row->file, row->entry);
    qn_page_format(page, " <span class=\"dim\">%s in ", kinds[row->entry->kind]);
    qn_html_put(page, row->file->stem);
    qn_page_format(page, "</span> %s %s</li>\n", qn_web_text(row->file, row->entry->label),
                   qn_web_text(row->file, row->entry->about));
}

/* All entries by their titles; from malloc, NULL out of memory. */
static line *list_lines(const qn_web *site, size_t *count)
{
    size_t room = 1;
    for (size_t i = 0; i < site->paths.count; i++) {
        room += site->file[i].entries.count;
    }
    line *list = calloc(room, sizeof *list);
    *count = 0;
    for (size_t i = 0; list && i < site->paths.count; i++) {
        for (uint32_t k = 0; k < site->file[i].entries.count; k++) {
            list[(*count)++] = (line){&site->file[i], entry_of(&site->file[i], k)};
        }
    }
    if (list && *count > 0) {
        qsort(list, *count, sizeof *list, compare_lines);
    }
    return list;
}

/* An article in the register. */
static void put_article_line(qn_page *page, const qn_web_place *place)
{
    qn_page_put(page, "<li><a href=\"" QN_WEB_ROOT);
    qn_web_put_link(page, place->slug);
    qn_page_put(page, "#");
    qn_web_put_link(page, place->id);
    qn_page_put(page, "\">");
    qn_html_put(page, place->law);
    qn_page_put(page, place->law[0] ? " " : "");
    qn_html_put(page, place->article);
    qn_page_put(page, "</a> <span class=\"dim\">article</span></li>\n");
}

static bool put_register(maker *m)
{
    size_t count;
    line *list = list_lines(m->site, &count);
    qn_page *page = &m->frame.page;
    qn_web_begin_page(&m->frame, "Register", "");
    qn_page_put(page,
                "<p>Every rule, fact, declaration and article, by its name.</p>\n"
                "<p id=\"page-found\" role=\"status\"></p>\n"
                "<section>\n<h2>Rules, facts and declarations</h2>\n<ul class=\"register\">\n");
    for (size_t i = 0; list && i < count; i++) {
        put_line(page, &list[i]);
    }
    qn_page_put(page, "</ul>\n</section>\n<section>\n<h2>Articles</h2>\n<ul class=\"register\">\n");
    for (size_t at = 0; at < m->places.count; at = qn_web_article_end(&m->places, at)) {
        put_article_line(page, &m->places.row[at]);
    }
    qn_page_put(page, "</ul>\n</section>\n");
    page->out_of_memory |= !list;
    free(list);
    return qn_web_end_page(&m->frame, "search.html");
}

/* ---- open points */

static void put_point(qn_page *page, const qn_web_file *file, const qn_web_point *point)
{
    qn_page address = {0};
    qn_web_put_rules_page(&address, file->stem);
    if (point->id) {
        qn_page_put(&address, "#");
        qn_web_put_link(&address, qn_web_text(file, point->id));
    }
    qn_page_format(page, "<li><a href=\"%s\">", qn_page_string(&address));
    qn_html_put(page, qn_web_text(file, file->title));
    qn_page_put(page, ": ");
    qn_html_put(page, qn_web_text(file, point->where));
    qn_page_format(page, "</a> %s</li>\n", qn_web_text(file, point->text));
    qn_page_end(&address, page);
}

static void put_points(qn_page *page, const qn_web *site, qn_web_point_kind kind, const char *title,
                       const char *nothing)
{
    bool any = false;
    qn_page_format(page, "<section>\n<h2>%s</h2>\n", title);
    for (size_t i = 0; i < site->paths.count; i++) {
        const qn_web_file *file = &site->file[i];
        for (uint32_t k = 0; k < file->points.count; k++) {
            const qn_web_point *point = &((const qn_web_point *)file->points.row)[k];
            if (point->kind == kind) {
                qn_page_put(page, any ? "" : "<ul class=\"points\">\n");
                put_point(page, file, point);
                any = true;
            }
        }
    }
    qn_page_format(page, any ? "</ul>\n</section>\n" : "<p>%s</p>\n</section>\n", nothing);
}

static bool put_open(maker *m)
{
    static const char *const words[QN_WEB_POINTS][2] = {
        {"Contradictions", "No example expects that clauses contradict each other."},
        {"Findings", "The compiler has found nothing that is not accepted."},
        {"Where the law is not settled", "No clause says so."},
        {"Findings that were accepted", "None was."},
        {"Notes", "There are none."}};
    qn_web_begin_page(&m->frame, "Notes and open points", "");
    qn_page_put(&m->frame.page,
                "<p>What the authors of the rules leave open, note or accept.</p>\n");
    for (size_t i = 0; i < QN_WEB_POINTS; i++) {
        put_points(&m->frame.page, m->site, (qn_web_point_kind)i, words[i][0], words[i][1]);
    }
    return qn_web_end_page(&m->frame, "open.html");
}

/* ---- all */

/* A file that is no page. */
static bool put_other(maker *m, const char *path, void (*put)(qn_page *page))
{
    qn_page *page = &m->frame.page;
    page->length = 0;
    put(page);
    return !page->out_of_memory && m->frame.take(m->frame.self, path, page->bytes, page->length);
}

bool qn_web_put_pages(const qn_web *site, qn_web_take *take, void *self)
{
    maker m = {.frame = {.site = site, .take = take, .self = self}, .site = site};
    bool good = qn_web_places_find(site, &m.places) && find_uses(&m) && put_index(&m) &&
                put_register(&m) && put_open(&m) && put_files(&m) &&
                qn_web_put_laws(&m.frame, &m.places) &&
                put_other(&m, "style.css", qn_web_put_style) &&
                put_other(&m, "search.js", qn_web_put_script);
    free(m.use);
    qn_web_places_clear(&m.places);
    qn_page_clear(&m.frame.page);
    return good;
}
