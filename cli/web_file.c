/*
 * The page of one file. See web_file.h.
 */
#include "web_file.h"

#include <stdlib.h>
#include <string.h>

#include "accept.h"
#include "compilation.h"
#include "findings.h"
#include "html.h"
#include "literate.h"
#include "markdown.h"
#include "web_clause.h"
#include "web_rule.h"

/* A walk over a file. told: up to which byte it has been put; chunk: pieces of text so far. plain:
 * declarations without a section of their own, which are shown together. */
typedef struct walk {
    qn_web_reader x;
    uint32_t told;
    uint32_t chunk;
    qn_span plain;
    bool has_heading;
} walk;

/* ---- comments */

static bool put_address(void *self, qn_page *page, const char *address);

/* Adds a comment line without its sign, and without dashes before the name of a part. */
static void add_comment_line(qn_page *text, const walk *w, const qn_token *token)
{
    const char *bytes = w->x.source->bytes + token->span.begin;
    size_t length = token->span.end - token->span.begin;
    size_t skip = length > 1 && bytes[1] == ' ' ? 2 : 1;
    bool names_part = skip + 1 < length && memcmp(bytes + skip, "--", 2) == 0;
    while (names_part && skip < length && (bytes[skip] == '-' || bytes[skip] == ' ')) {
        skip++;
    }
    qn_page_add(text, bytes + skip, length > skip ? length - skip : 0);
    qn_page_put(text, "\n");
}

/* Line ends between two places. */
static uint32_t lines_between(const walk *w, uint32_t begin, uint32_t end)
{
    uint32_t lines = 0;
    for (uint32_t i = begin; i < end; i++) {
        lines += w->x.source->bytes[i] == '\n';
    }
    return lines;
}

/* The comments between two places; one: only those that stand together first. Where what was put
 * ends. */
static uint32_t put_comments(qn_page *page, walk *w, uint32_t begin, uint32_t end, bool one)
{
    qn_page text = {0};
    uint32_t last = begin;
    uint32_t i = qn_token_at(w->x.token, w->x.token_count, begin);
    for (; i < w->x.token_count && w->x.token[i].span.begin < end; i++) {
        const qn_token *token = &w->x.token[i];
        if (token->class != QN_TOKEN_COMMENT) {
            continue;
        }
        bool is_apart = text.length > 0 && lines_between(w, last, token->span.begin) > 1;
        if (is_apart && one) {
            break;
        }
        qn_page_put(&text, is_apart ? "\n" : "");
        add_comment_line(&text, w, token);
        last = token->span.end;
    }
    if (text.length > 0) {
        const qn_markdown how = {put_address, w, true};
        qn_page_put(page, "<div class=\"comment\">");
        (void)qn_markdown_put(page, &how, text.bytes, text.length);
        qn_page_put(page, "</div>\n");
    }
    qn_page_end(&text, page);
    return last;
}

/* ---- the text of a file of Markdown */

/* Resolves "../leave.qn.md" against the folder of a path: "az/leave.qn.md"; from malloc. */
static char *resolve(const char *path, const char *address)
{
    const char *slash = strrchr(path, '/');
    size_t folder = slash ? (size_t)(slash - path) + 1 : 0;
    size_t length = strcspn(address, "#");
    char *out = malloc(folder + length + 1);
    if (!out) {
        return NULL;
    }
    while (length >= 2 && strncmp(address, "./", 2) == 0) {
        address += 2;
        length -= 2;
    }
    while (length >= 3 && folder > 0 && strncmp(address, "../", 3) == 0) {
        address += 3;
        length -= 3;
        folder--;
        while (folder > 0 && path[folder - 1] != '/') {
            folder--;
        }
    }
    memcpy(out, path, folder);
    memcpy(out + folder, address, length);
    out[folder + length] = '\0';
    return out;
}

/* Links lead to pages of the web, to letters, and to files of the site. */
static bool put_address(void *self, qn_page *page, const char *address)
{
    static const char *const schemes[] = {"https://", "http://", "mailto:"};
    const walk *w = self;
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
        if (strncmp(address, schemes[i], strlen(schemes[i])) == 0) {
            qn_html_put(page, address);
            return true;
        }
    }
    char *path = resolve(w->x.file->path, address);
    const qn_web_file *file = path ? qn_web_find(w->x.site, path) : NULL;
    page->out_of_memory |= !path;
    if (file) {
        qn_web_put_rules_page(page, file->stem);
    }
    free(path);
    return file != NULL;
}

/* The heading below which what has none stands. */
static void put_heading(walk *w)
{
    if (!w->has_heading) {
        qn_page_put(&w->x.file->body, "<h2>Rules</h2>\n");
        w->has_heading = true;
    }
}

/* Puts a piece of the text, on the page and for the pages of laws. */
static void put_text(walk *w, uint32_t begin, uint32_t end)
{
    qn_web_file *file = w->x.file;
    qn_markdown on_page = {put_address, w, false};
    qn_markdown flat = {put_address, w, true};
    qn_page made = {0};
    const char *bytes = w->x.source->bytes;
    bool heads = qn_markdown_put(&made, &on_page, bytes + begin, end - begin);
    qn_web_chunk *chunk = qn_web_add(file, &file->chunks, sizeof *chunk);
    if (made.length > 0 && !heads) {
        put_heading(w);
    }
    w->has_heading |= heads;
    if (made.length > 0) {
        qn_page_put(&file->body, "<div class=\"law\">\n");
        qn_page_add(&file->body, made.bytes, made.length);
        qn_page_put(&file->body, "</div>\n");
    }
    if (chunk) {
        chunk->begin = file->prose.length;
        (void)qn_markdown_put(&file->prose, &flat, bytes + begin, end - begin);
        chunk->end = file->prose.length;
    }
    w->chunk++;
    qn_page_end(&made, &file->body);
}

/* The last byte before a place, from another on, that ends a line. */
static uint32_t line_begin(const walk *w, uint32_t at)
{
    while (at > 0 && w->x.source->bytes[at - 1] != '\n') {
        at--;
    }
    return at;
}

/* Puts all text that stands before a place: what lies between the blocks of rules, without their
 * fences. */
static void put_texts(walk *w, uint32_t until)
{
    const qn_source *source = w->x.source;
    uint32_t begin = source->first;
    for (uint32_t i = 0; i <= source->block_count && source->block; i++) {
        bool is_last = i == source->block_count;
        uint32_t opening = is_last ? source->length : source->block[i].begin;
        uint32_t end = is_last ? source->length : line_begin(w, opening > 0 ? opening - 1 : 0);
        if (begin >= w->told && end <= until && begin <= end) {
            put_text(w, begin, end);
            w->told = is_last ? UINT32_MAX : opening;
        }
        if (!is_last) {
            uint32_t close = source->block[i].end;
            while (close < source->length && source->bytes[close] != '\n') {
                close++;
            }
            begin = close < source->length ? close + 1 : close;
        }
    }
}

/* ---- declarations */

/* Shows what has no section of its own, as it is written. */
static void end_plain(walk *w)
{
    qn_page *page = &w->x.file->body;
    if (w->plain.end > w->plain.begin) {
        put_heading(w);
        qn_page_put(page, "<div class=\"plain\">\n");
        qn_web_put_code(page, &w->x, w->plain);
        qn_page_put(page, "</div>\n");
    }
    w->plain = (qn_span){0};
}

static void add_plain(walk *w, const qn_node *item)
{
    if (w->plain.end == 0) {
        w->plain = item->span;
    }
    w->plain.end = item->span.end;
}

/* A choice, a group, an entity, data: its name, what stands above it, and the code. */
static void put_declaration(walk *w, const qn_node *item, const char *comment)
{
    qn_page *page = &w->x.file->body;
    if (!qn_web_add_entry(&w->x, QN_WEB_OTHER, item->kid[0]->text)) {
        return;
    }
    qn_web_begin_section(&w->x, "other");
    qn_page_put(page, comment);
    qn_web_put_code(page, &w->x, item->span);
    qn_page_put(page, "</section>\n");
}

/* What the library writes of a fact: what may be given, or what holds where nothing is. */
static void put_of_fact(qn_page *page, const qn_web_reader *x, int32_t fact, const char *term,
                        qn_status (*write)(const qn_program *, int32_t, char *, size_t, size_t *))
{
    size_t length = 0;
    (void)write(x->rules->program, fact, NULL, 0, &length);
    char *text = length > 0 ? malloc(length + 1) : NULL;
    if (text && write(x->rules->program, fact, text, length + 1, NULL) == QN_OK) {
        qn_page_format(page, "<dt>%s</dt><dd>", term);
        qn_html_put(page, text);
        qn_page_put(page, "</dd>\n");
    }
    page->out_of_memory |= length > 0 && !text;
    free(text);
}

/* The values of a choice, with their labels. */
static void put_values(qn_page *page, const qn_web_reader *x, uint32_t fact)
{
    const qn_row_type *type = &x->t->type[x->t->fact[fact].type];
    if (type->choice == QN_NONE_INDEX || type->kind == QN_KIND_LIST) {
        return;
    }
    const qn_row_choice *choice = &x->t->choice[type->choice];
    qn_page_put(page, "<dt>Its values</dt><dd><ul>\n");
    for (uint32_t i = 0; i < choice->count; i++) {
        const char *name = qn_tables_string(x->t, x->t->choice_value[choice->first + i].name);
        qn_page words = {0};
        qn_web_put_spaced(&words, name, strlen(name), false);
        qn_page_put(page, "<li>");
        qn_html_put_words(page, &words);
        qn_page_put(page, "</li>\n");
    }
    qn_page_put(page, "</ul></dd>\n");
}

/* The page of a fact, but for who uses it. */
static void put_fact_page(walk *w, qn_web_entry *entry, uint32_t fact, const qn_node *item,
                          const char *comment)
{
    qn_web_file *file = w->x.file;
    qn_page *page = &file->facts;
    entry->begin = page->length;
    qn_page_put(page, comment);
    if (entry->about) {
        qn_page_format(page, "<p class=\"question\">%s</p>\n", qn_web_text(file, entry->about));
    }
    qn_page_put(page, "<dl>\n");
    if (fact != QN_NONE_INDEX) {
        put_of_fact(page, &w->x, (int32_t)fact, "What may be given", qn_program_fact_range);
        put_of_fact(page, &w->x, (int32_t)fact, "If it is not given", qn_program_fact_default);
        put_values(page, &w->x, fact);
    }
    qn_page_put(page, "<dt>Declared in</dt><dd><a href=\"");
    qn_web_put_rules_page(page, file->stem);
    qn_page_put(page, "#");
    qn_web_put_link(page, item->kid[0]->text);
    qn_page_put(page, "\">");
    qn_html_put(page, file->path);
    qn_page_put(page, "</a></dd>\n</dl>\n<h2>As written</h2>\n");
    qn_web_put_code(page, &w->x, item->span);
    entry->end = page->length;
}

/* A fact: a section on the page of its file, and a page of its own. */
static void put_fact(walk *w, const qn_node *item, const char *comment)
{
    qn_page *page = &w->x.file->body;
    qn_page address = {0};
    qn_page question = {0};
    int32_t fact = qn_program_fact(w->x.rules->program, item->kid[0]->text);
    qn_web_entry *entry = qn_web_add_entry(&w->x, QN_WEB_FACT, item->kid[0]->text);
    if (!entry) {
        return;
    }
    if (item->kid[AST_FACT_QUESTION]) {
        qn_html_put(&question, item->kid[AST_FACT_QUESTION]->text);
    }
    entry->about = qn_web_keep_page(w->x.file, &question);
    qn_web_put_fact_page(&address, w->x.file->stem, item->kid[0]->text);
    qn_web_begin_section(&w->x, "other");
    qn_page_put(page, comment);
    qn_page_format(page,
                   "<p>%s</p>\n<p class=\"links\"><a href=\"%s\">All about this fact</a></p>\n",
                   qn_web_text(w->x.file, entry->about), qn_page_string(&address));
    qn_web_put_code(page, &w->x, item->span);
    qn_page_put(page, "</section>\n");
    entry->page = qn_web_keep_page(w->x.file, &address);
    put_fact_page(w, entry, fact < 0 ? QN_NONE_INDEX : (uint32_t)fact, item, comment);
}

/* ---- items */

static void put_item(walk *w, const qn_node *item, const char *each, const char *comment);

/* The rules of a `for each`, with its line in words. */
static void put_for_each(walk *w, const qn_node *item, const char *outer, const char *comment)
{
    const qn_node *items = item->kid[AST_FOR_EACH_ITEMS];
    qn_page each = {0};
    qn_page words = {0};
    qn_web_put_spaced(&words, item->kid[AST_FOR_EACH_NAME]->text,
                      strlen(item->kid[AST_FOR_EACH_NAME]->text), false);
    qn_page_format(&each, "%s%sfor each ", outer, outer[0] ? ", " : "");
    qn_html_put_words(&each, &words);
    qn_page_put(&each, " in ");
    qn_web_put_words(&each, &w->x, item->kid[AST_FOR_EACH_SEQUENCE]->span);
    qn_page_put(&w->x.file->body, items->count > 1 ? comment : "");
    for (uint32_t i = 0; i < items->count; i++) {
        put_item(w, items->kid[i], qn_page_string(&each), items->count > 1 ? "" : comment);
    }
    qn_page_end(&each, &w->x.file->body);
}

/* Whether an item has no section: examples and labels stand with what they are about. */
static bool is_plain(const qn_node *item)
{
    return item->kind != AST_EXAMPLE && item->kind != AST_EXAMPLES && item->kind != AST_LABELS;
}

static void put_item(walk *w, const qn_node *item, const char *each, const char *comment)
{
    switch (item->kind) {
    case AST_RULE:
    case AST_DEFINE:
        qn_web_put_rule(&w->x, item, each, comment, w->chunk);
        break;
    case AST_DUTY:
    case AST_PROMISE:
        qn_web_put_duty(&w->x, item, comment, w->chunk);
        break;
    case AST_FOR_EACH:
        put_for_each(w, item, each, comment);
        break;
    case AST_FACT:
        put_fact(w, item, comment);
        break;
    case AST_CHOICE:
    case AST_GROUP:
    case AST_ENTITY:
    case AST_DATA:
    case AST_UNIT:
    case AST_CURRENCY:
        put_declaration(w, item, comment);
        break;
    default:
        break;
    }
}

static bool has_section(const qn_node *item)
{
    static const uint8_t kinds[] = {AST_RULE,     AST_DEFINE, AST_DUTY,   AST_PROMISE,
                                    AST_FOR_EACH, AST_FACT,   AST_CHOICE, AST_GROUP,
                                    AST_ENTITY,   AST_DATA,   AST_UNIT,   AST_CURRENCY};
    return memchr(kinds, item->kind, sizeof kinds) != NULL;
}

/* The first paragraph of a file that is no Markdown says what it is about. */
static uint32_t put_about(walk *w, uint32_t until)
{
    qn_page about = {0};
    uint32_t end = w->x.source->first;
    if (!w->x.source->block) {
        end = put_comments(&about, w, end, until, true);
    }
    w->x.file->about = qn_web_keep_page(w->x.file, &about);
    return end;
}

/* All that the file holds, in its order. */
static void put_items(walk *w)
{
    const qn_node *items = w->x.tree->kid[AST_FILE_ITEMS];
    uint32_t first = items->count > 0 ? items->kid[0]->span.begin : w->x.source->length;
    uint32_t end = put_about(w, first);
    for (uint32_t i = 0; i < items->count; i++) {
        const qn_node *item = items->kid[i];
        qn_page comment = {0};
        if (!has_section(item)) {
            if (is_plain(item)) {
                add_plain(w, item);
            }
            end = item->span.end;
            continue;
        }
        end_plain(w);
        put_texts(w, item->span.begin);
        (void)put_comments(&comment, w, end, item->span.begin, false);
        put_heading(w);
        put_item(w, item, "", qn_page_string(&comment));
        qn_page_end(&comment, &w->x.file->body);
        end = item->span.end;
    }
    end_plain(w);
    put_texts(w, UINT32_MAX);
}

/* ---- what is open */

static void add_point(walk *w, qn_web_point_kind kind, const char *code, const char *text,
                      uint32_t line)
{
    qn_page page = {0};
    qn_page where = {0};
    qn_page_format(&page, "<code>%s</code> ", code);
    qn_html_put(&page, text);
    qn_page_format(&where, "line %u", line);
    qn_web_point point = {.kind = kind,
                          .where = qn_web_keep_page(w->x.file, &where),
                          .text = qn_web_keep_page(w->x.file, &page)};
    qn_web_point *row = qn_web_add(w->x.file, &w->x.file->points, sizeof *row);
    if (row) {
        *row = point;
    }
}

/* What was accepted, with the reason, and what the compiler finds without a proof. */
static void find_points(walk *w)
{
    qn_compilation *made = w->x.rules->compilation;
    const qn_acceptance *accepted;
    qn_message message;
    for (size_t i = 0; (accepted = qn_compilation_acceptance(made, i)) != NULL; i++) {
        if (accepted->span.source == w->x.source->id) {
            add_point(w, QN_WEB_ACCEPTED, accepted->written, accepted->reason,
                      qn_web_place(&w->x, accepted->span).line);
        }
    }
    for (size_t i = 0; qn_compilation_message(made, i, &message) == QN_OK; i++) {
        if (strcmp(message.path, w->x.source->name) == 0) {
            add_point(w, QN_WEB_FINDING, message.code, message.text, message.line);
        }
    }
}

/* ---- the file */

/* Its laws, and the days for which it was checked. */
static void find_laws(walk *w)
{
    const qn_tables *t = w->x.t;
    for (uint32_t i = 0; i < t->law_count; i++) {
        size_t *law = qn_web_add(w->x.file, &w->x.file->laws, 2 * sizeof *law);
        if (law) {
            law[0] = qn_web_keep(w->x.file, qn_tables_string(t, t->law[i].key));
            law[1] = qn_web_keep(w->x.file, qn_tables_string(t, t->law[i].title));
        }
    }
}

static void put_reviewed(walk *w)
{
    uint32_t source = qn_web_source(&w->x);
    const qn_row_source *row = source == QN_NONE_INDEX ? NULL : &w->x.t->source[source];
    qn_page *page = &w->x.file->body;
    if (!row || row->reviewed_until == QN_NONE_INDEX) {
        return;
    }
    qn_page_put(page, "<p class=\"meta\">Checked against its sources for the days ");
    if (row->reviewed_from != QN_NONE_INDEX) {
        qn_page_put(page, "from ");
        qn_web_put_day(page, qn_constant_slot(&w->x.t->constant[row->reviewed_from]).i);
        qn_page_put(page, " ");
    }
    qn_page_put(page, "until ");
    qn_web_put_day(page, qn_constant_slot(&w->x.t->constant[row->reviewed_until]).i);
    qn_page_put(page, ".</p>\n");
}

/* "Vacation": the last part of its place. */
static void name_file(qn_web_file *file)
{
    const char *slash = strrchr(file->stem, '/');
    const char *last = slash ? slash + 1 : file->stem;
    qn_page title = {0};
    qn_web_put_spaced(&title, last, strlen(last), true);
    file->title = qn_web_keep_page(file, &title);
}

void qn_web_file_find(const qn_web *site, qn_web_file *file, const qn_suite_file *tested,
                      const qn_rules *rules)
{
    walk w = {.chunk = 0};
    name_file(file);
    if (qn_web_reader_init(&w.x, site, file, tested, rules)) {
        find_laws(&w);
        put_reviewed(&w);
        put_items(&w);
        find_points(&w);
    } else {
        file->out_of_memory = true;
    }
    qn_web_reader_clear(&w.x);
}
