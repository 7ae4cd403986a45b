/*
 * Pages of laws. See web_law.h.
 */
#include "web_law.h"

#include <stdlib.h>
#include <string.h>

#include "html.h"
#include "web_cite.h"

static const qn_web_clause *clause_of(const qn_web *site, const qn_web_place *place)
{
    return &((const qn_web_clause *)site->file[place->file].clauses.row)[place->clause];
}

/* ---- in order */

/* Texts by their letters, but numbers in them by their size: 9 before 10, 116.2 before 116.10. */
static int compare_numbered(const char *a, const char *b)
{
    while (*a && *b) {
        size_t x = strspn(a, "0123456789");
        size_t y = strspn(b, "0123456789");
        int order = x > 0 && y > 0 ? (x > y) - (x < y) : 0;
        order = order == 0 && x > 0 && y > 0 ? strncmp(a, b, x) : order;
        if (order == 0 && (x == 0 || y == 0)) {
            order = (unsigned char)*a - (unsigned char)*b;
            x = y = 1;
        }
        if (order != 0) {
            return order;
        }
        a += x;
        b += y;
    }
    return (*a != '\0') - (*b != '\0');
}

static int compare_articles(const qn_web_place *x, const qn_web_place *y)
{
    int order = strcmp(x->slug, y->slug);
    order = order == 0 ? compare_numbered(x->article, y->article) : order;
    return order == 0 ? strcmp(x->article, y->article) : order;
}

static int compare_places(const void *a, const void *b)
{
    const qn_web_place *x = a;
    const qn_web_place *y = b;
    int order = compare_articles(x, y);
    order = order == 0 ? (x->file > y->file) - (x->file < y->file) : order;
    return order == 0 ? (x->clause > y->clause) - (x->clause < y->clause) : order;
}

size_t qn_web_law_end(const qn_web_places *places, size_t at)
{
    size_t end = at;
    while (end < places->count && strcmp(places->row[end].slug, places->row[at].slug) == 0) {
        end++;
    }
    return end;
}

size_t qn_web_article_end(const qn_web_places *places, size_t at)
{
    size_t end = at;
    while (end < places->count && compare_articles(&places->row[end], &places->row[at]) == 0) {
        end++;
    }
    return end;
}

size_t qn_web_article_count(const qn_web_places *places, size_t from, size_t to)
{
    size_t count = 0;
    for (; from < to; from = qn_web_article_end(places, from)) {
        count++;
    }
    return count;
}

/* ---- finding */

/* Keeps bytes with a NUL behind them; where they begin. */
static size_t keep(qn_web_places *places, qn_page *text)
{
    size_t at = places->words.length;
    qn_page_add(&places->words, text->bytes, text->length);
    qn_page_add(&places->words, "", 1);
    qn_page_end(text, &places->words);
    return at;
}

static size_t keep_bytes(qn_web_places *places, const char *bytes, size_t length)
{
    qn_page text = {0};
    qn_page_add(&text, bytes, length);
    return keep(places, &text);
}

/* The title of a law in a file. */
static const char *title_of(const qn_web_file *file, const qn_web_cited *cited)
{
    const size_t(*law)[2] = file->laws.row;
    for (uint32_t i = 0; i < file->laws.count && cited->law_length > 0; i++) {
        const char *key = qn_web_text(file, law[i][0]);
        if (strlen(key) == cited->law_length && strncmp(key, cited->law, cited->law_length) == 0) {
            return qn_web_text(file, law[i][1]);
        }
    }
    return "Other sources";
}

/* Adds a place. Its texts are places in the words until all are there, and cannot move any more. */
static void add_place(qn_web_places *places, const qn_web_file *file, const qn_web_cited *cited,
                      uint32_t number, uint32_t clause, size_t (*at)[4])
{
    qn_page slug = {0};
    qn_page id = {0};
    qn_web_put_law_page(&slug, cited);
    qn_web_put_article_id(&id, cited);
    size_t *to = at[places->count];
    to[0] = keep(places, &slug);
    to[1] = keep(places, &id);
    to[2] = keep_bytes(places, cited->law, cited->law_length);
    to[3] = keep_bytes(places, cited->article, cited->length);
    places->row[places->count++] =
        (qn_web_place){.title = title_of(file, cited), .file = number, .clause = clause};
}

/* How many places there can be at most: one for each comma of each citation, and one more. */
static size_t count_places(const qn_web *site)
{
    size_t count = 1;
    for (size_t i = 0; i < site->paths.count; i++) {
        const qn_web_file *file = &site->file[i];
        for (uint32_t k = 0; k < file->clauses.count; k++) {
            const qn_web_clause *clause = &((const qn_web_clause *)file->clauses.row)[k];
            const char *cite = file->words.bytes + clause->cites;
            for (uint32_t c = 0; c < clause->cite_count; c++, cite += strlen(cite) + 1) {
                count++;
                for (const char *comma = cite; (comma = strchr(comma, ',')) != NULL; comma++) {
                    count++;
                }
            }
        }
    }
    return count;
}

static void find_in_file(qn_web_places *places, const qn_web *site, uint32_t number,
                         size_t (*at)[4])
{
    const qn_web_file *file = &site->file[number];
    for (uint32_t k = 0; k < file->clauses.count; k++) {
        const qn_web_clause *clause = &((const qn_web_clause *)file->clauses.row)[k];
        const char *cite = file->words.bytes + clause->cites;
        for (uint32_t c = 0; c < clause->cite_count; c++, cite += strlen(cite) + 1) {
            qn_web_cited cited = qn_web_cite_first(file, cite);
            add_place(places, file, &cited, number, k, at);
            while (cited.next) {
                qn_web_cite_next(&cited);
                add_place(places, file, &cited, number, k, at);
            }
        }
    }
}

bool qn_web_places_find(const qn_web *site, qn_web_places *out)
{
    size_t room = count_places(site);
    size_t(*at)[4] = malloc(room * sizeof *at);
    *out = (qn_web_places){.row = calloc(room, sizeof *out->row)};
    for (uint32_t i = 0; at && out->row && i < site->paths.count; i++) {
        find_in_file(out, site, i, at);
    }
    bool good = at && out->row && !out->words.out_of_memory;
    for (size_t i = 0; good && i < out->count; i++) {
        out->row[i].slug = out->words.bytes + at[i][0];
        out->row[i].id = out->words.bytes + at[i][1];
        out->row[i].law = out->words.bytes + at[i][2];
        out->row[i].article = out->words.bytes + at[i][3];
    }
    if (good && out->count > 0) {
        qsort(out->row, out->count, sizeof *out->row, compare_places);
    }
    free(at);
    return good;
}

void qn_web_places_clear(qn_web_places *places)
{
    free(places->row);
    qn_page_clear(&places->words);
}

/* ---- an article */

/* The text of the law above the clauses of an article, each piece once. */
static void put_texts(qn_page *page, const qn_web *site, const qn_web_places *places, size_t from,
                      size_t to)
{
    uint32_t last_file = UINT32_MAX;
    uint32_t last_chunk = 0;
    for (; from < to; from++) {
        const qn_web_place *place = &places->row[from];
        const qn_web_file *file = &site->file[place->file];
        uint32_t number = clause_of(site, place)->chunk;
        bool is_told = place->file == last_file && number <= last_chunk;
        if (number == 0 || number > file->chunks.count || is_told) {
            continue;
        }
        const qn_web_chunk *chunk = &((const qn_web_chunk *)file->chunks.row)[number - 1];
        if (chunk->end > chunk->begin) {
            qn_page_put(page, "<div class=\"law\">\n");
            qn_page_add(page, file->prose.bytes + chunk->begin, chunk->end - chunk->begin);
            qn_page_put(page, "</div>\n");
        }
        last_file = place->file;
        last_chunk = number;
    }
}

/* A clause that carries it: its rule, and what it says. */
static void put_clause(qn_page *page, const qn_web *site, const qn_web_place *place)
{
    const qn_web_file *file = &site->file[place->file];
    const qn_web_clause *clause = clause_of(site, place);
    const qn_web_entry *entry = &((const qn_web_entry *)file->entries.row)[clause->entry];
    qn_page_put(page, "<tr><th scope=\"row\"><a href=\"");
    qn_page_put(page, qn_web_text(file, entry->page));
    qn_page_put(page, "#");
    qn_web_put_link(page, qn_web_text(file, clause->id));
    qn_page_put(page, "\">");
    qn_html_put(page, qn_web_text(file, entry->title));
    qn_page_format(page, "</a></th><td>%s</td><td>%s", qn_web_text(file, clause->when),
                   qn_web_text(file, clause->then));
    if (clause->dates) {
        qn_page_format(page, " <span class=\"note\">%s</span>", qn_web_text(file, clause->dates));
    }
    qn_page_put(page, "</td></tr>\n");
}

/* "Article 116.1" where it begins with a figure, and what it is called else. */
static void put_article_title(qn_page *page, const qn_web_place *place)
{
    bool is_number = place->article[0] >= '0' && place->article[0] <= '9';
    bool is_short = strspn(place->article, "0123456789.-()abcdefghijklmnopqrstuvwxyz") > 0 &&
                    strlen(place->article) < 9 && !strpbrk(place->article, "IVX");
    qn_page_put(page, is_number && is_short ? "Article " : "");
    qn_html_put(page, place->article[0] ? place->article : "As a whole");
}

/* Whether an address was taken by the article before: two that differ in signs alone. */
static bool is_taken(const qn_web_places *places, size_t law, size_t at)
{
    for (size_t i = law; i < at; i++) {
        if (strcmp(places->row[i].id, places->row[at].id) == 0) {
            return true;
        }
    }
    return false;
}

static void put_article(qn_page *page, const qn_web *site, const qn_web_places *places, size_t law,
                        size_t from, size_t to)
{
    const qn_web_place *place = &places->row[from];
    bool has_id = !is_taken(places, law, from);
    qn_page_put(page, "<section class=\"article\"");
    if (has_id) {
        qn_page_put(page, " id=\"");
        qn_html_put(page, place->id);
        qn_page_put(page, "\"");
    }
    qn_page_put(page, ">\n<h2>");
    put_article_title(page, place);
    qn_page_put(page, " <a class=\"here\" href=\"#");
    qn_web_put_link(page, place->id);
    qn_page_put(page, "\" aria-label=\"Link to ");
    put_article_title(page, place);
    qn_page_put(page, "\">#</a></h2>\n");
    put_texts(page, site, places, from, to);
    qn_page_put(page, "<table><thead><tr><th scope=\"col\">Rule</th><th scope=\"col\">When</th>"
                      "<th scope=\"col\">Then</th></tr></thead>\n<tbody>\n");
    for (; from < to; from++) {
        bool is_same = from > 0 && places->row[from - 1].clause == places->row[from].clause &&
                       places->row[from - 1].file == places->row[from].file &&
                       compare_articles(&places->row[from - 1], &places->row[from]) == 0;
        if (!is_same) {
            put_clause(page, site, &places->row[from]);
        }
    }
    qn_page_put(page, "</tbody></table>\n</section>\n");
}

/* ---- a law */

/* The way to each article. */
static void put_contents(qn_page *page, const qn_web_places *places, size_t from, size_t to)
{
    qn_page_put(page, "<nav class=\"contents articles\" aria-label=\"Articles\"><ul>\n");
    for (; from < to; from = qn_web_article_end(places, from)) {
        const qn_web_place *place = &places->row[from];
        qn_page_put(page, "<li><a href=\"#");
        qn_web_put_link(page, place->id);
        qn_page_put(page, "\">");
        qn_html_put(page, place->article[0] ? place->article : "As a whole");
        qn_page_put(page, "</a></li>\n");
    }
    qn_page_put(page, "</ul></nav>\n");
}

static bool put_law(qn_web_frame *frame, const qn_web_places *places, size_t from, size_t to)
{
    const qn_web_place *law = &places->row[from];
    qn_page above = {0};
    if (law->law[0]) {
        qn_page_put(&above, "<p class=\"kicker\">Cited as ");
        qn_html_put(&above, law->law);
        qn_page_put(&above, "</p>\n");
    }
    qn_web_begin_page(frame, law->title, qn_page_string(&above));
    put_contents(&frame->page, places, from, to);
    for (size_t at = from; at < to;) {
        size_t end = qn_web_article_end(places, at);
        put_article(&frame->page, frame->site, places, from, at, end);
        at = end;
    }
    qn_page_end(&above, &frame->page);
    return qn_web_end_page(frame, law->slug);
}

bool qn_web_put_laws(qn_web_frame *frame, const qn_web_places *places)
{
    bool good = true;
    for (size_t at = 0; good && at < places->count;) {
        size_t end = qn_web_law_end(places, at);
        good = put_law(frame, places, at, end);
        at = end;
    }
    return good;
}
