/*
 * Pieces of a rule file as code and in words. See web_code.h.
 */
#include "web_code.h"

#include <stdlib.h>
#include <string.h>

#include "compilation.h"
#include "html.h"

/* ---- names */

const char *qn_web_bare(const char *name)
{
    const char *point = strrchr(name, '.');
    return point ? point + 1 : name;
}

static int compare_names(const void *a, const void *b)
{
    const qn_web_name *x = a;
    const qn_web_name *y = b;
    int order = strcmp(x->name, y->name);
    return order != 0 ? order : (x->path > y->path) - (x->path < y->path);
}

static const char *path_of(const qn_web_reader *x, uint32_t source)
{
    return source == QN_NONE_INDEX ? "" : qn_tables_string(x->t, x->t->source[source].name);
}

static void add_name(qn_web_reader *x, const char *name, const char *path, bool is_fact)
{
    x->name[x->names++] = (qn_web_name){name, path, is_fact};
}

/* The name that an item of the file declares; NULL where it declares none. */
static const char *declared_name(const qn_node *item)
{
    static const uint8_t kinds[] = {AST_CHOICE, AST_GROUP, AST_ENTITY,  AST_DATA,
                                    AST_DEFINE, AST_UNIT,  AST_CURRENCY};
    for (size_t i = 0; i < sizeof kinds; i++) {
        if (item->kind == kinds[i]) {
            return item->kid[0]->text;
        }
    }
    return NULL;
}

/* Finds what names stand for: rules and facts of the program, and what else the file declares. */
static bool find_names(qn_web_reader *x)
{
    const qn_tables *t = x->t;
    const qn_node *items = x->tree->kid[AST_FILE_ITEMS];
    size_t room = (size_t)t->rule_count + t->fact_count + items->count + 1;
    x->name = calloc(room, sizeof *x->name);
    if (!x->name) {
        return false;
    }
    for (uint32_t i = 0; i < t->rule_count; i++) {
        if ((t->rule[i].flags & (QN_RULE_HIDDEN | QN_RULE_INLINE)) == 0) {
            add_name(x, qn_tables_string(t, t->rule[i].name), path_of(x, t->rule[i].source), false);
        }
    }
    for (uint32_t i = 0; i < t->fact_count; i++) {
        add_name(x, qn_tables_string(t, t->fact[i].name), path_of(x, t->fact[i].source), true);
    }
    for (uint32_t i = 0; i < items->count; i++) {
        const char *name = declared_name(items->kid[i]);
        if (name) {
            add_name(x, name, x->file->path, false);
        }
    }
    qsort(x->name, x->names, sizeof *x->name, compare_names);
    return true;
}

/* What a name stands for, or NULL. */
static const qn_web_name *find_name(const qn_web_reader *x, const char *bytes, size_t length)
{
    uint32_t low = 0;
    uint32_t high = x->names;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = strncmp(x->name[middle].name, bytes, length);
        order = order == 0 ? x->name[middle].name[length] != '\0' : order;
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    bool found = low < x->names && strncmp(x->name[low].name, bytes, length) == 0 &&
                 x->name[low].name[length] == '\0';
    return found ? &x->name[low] : NULL;
}

/* ---- what is at hand */

bool qn_web_reader_init(qn_web_reader *x, const qn_web *site, qn_web_file *file,
                        const qn_suite_file *tested, const qn_rules *rules)
{
    qn_diagnostics none;
    *x = (qn_web_reader){.site = site,
                         .file = file,
                         .tested = tested,
                         .rules = rules,
                         .t = rules->tables,
                         .view = {.program = rules->program, .t = rules->tables}};
    qn_arena_init(&x->arena, NULL, NULL);
    qn_diagnostics_init(&none, &x->arena);
    x->view.c = qn_case_new(rules->program);
    x->source = rules->compilation ? qn_compilation_source(rules->compilation, 0) : NULL;
    return x->view.c && x->source &&
           qn_lex_all(&x->arena, x->source, &none, &x->token, &x->token_count) &&
           (x->tree = qn_parse(&x->arena, x->source, &none)) != NULL && find_names(x);
}

void qn_web_reader_clear(qn_web_reader *x)
{
    qn_case_free(x->view.c);
    free(x->name);
    qn_arena_clear(&x->arena);
}

qn_position qn_web_place(const qn_web_reader *x, qn_span span)
{
    return qn_source_position(x->source, span.begin);
}

uint32_t qn_web_source(const qn_web_reader *x)
{
    for (uint32_t i = 0; i < x->t->source_count; i++) {
        if (strcmp(path_of(x, i), x->source->name) == 0) {
            return i;
        }
    }
    return QN_NONE_INDEX;
}

/* ---- links */

/* Begins a link to what a name stands for; false where there is no such place in the site. */
static bool begin_link(qn_page *page, const qn_web *site, const char *path, const char *name,
                       bool is_fact)
{
    const qn_web_file *file = qn_web_find(site, path);
    name = qn_web_bare(name);
    if (!file) {
        return false;
    }
    qn_page_put(page, "<a href=\"");
    if (is_fact) {
        qn_web_put_fact_page(page, file->stem, name);
    } else {
        qn_web_put_rules_page(page, file->stem);
        qn_page_put(page, "#");
        qn_web_put_link(page, name);
    }
    qn_page_put(page, "\">");
    return true;
}

void qn_web_put_declared(qn_page *page, const qn_web *site, const char *path, const char *name,
                         bool is_fact)
{
    bool linked = begin_link(page, site, path, name, is_fact);
    qn_page words = {0};
    name = qn_web_bare(name);
    qn_web_put_spaced(&words, name, strlen(name), false);
    qn_html_put_words(page, &words);
    qn_page_put(page, linked ? "</a>" : "");
}

/* Puts bytes of the source as text. */
static void put_bytes(qn_page *page, const char *bytes, size_t length)
{
    qn_page words = {0};
    qn_page_add(&words, bytes, length);
    qn_html_put_words(page, &words);
}

/* ---- code */

static const char *class_of(const qn_token *token)
{
    switch (token->class) {
    case QN_TOKEN_WORD:
        return "k";
    case QN_TOKEN_NUMBER:
        return "n";
    case QN_TOKEN_STRING:
        return "s";
    case QN_TOKEN_CITATION:
        return "c";
    case QN_TOKEN_COMMENT:
        return "o";
    default:
        return NULL;
    }
}

static void put_token(qn_page *page, const qn_web_reader *x, const qn_token *token)
{
    const char *bytes = x->source->bytes + token->span.begin;
    size_t length = token->span.end - token->span.begin;
    const char *class = class_of(token);
    if (qn_token_is_name(token)) {
        const qn_web_name *name = find_name(x, bytes, length);
        bool linked = name && begin_link(page, x->site, name->path, name->name, name->is_fact);
        put_bytes(page, bytes, length);
        qn_page_put(page, linked ? "</a>" : "");
    } else if (class) {
        qn_page_format(page, "<span class=\"%s\">", class);
        put_bytes(page, bytes, length);
        qn_page_put(page, "</span>");
    } else {
        put_bytes(page, bytes, length);
    }
}

/* What stands between two tokens: spaces, or line ends, of which two at most are shown, and the
 * spaces before the next line as far as they are more than `margin`. */
static void put_gap(qn_page *page, const qn_web_reader *x, uint32_t begin, uint32_t end,
                    uint32_t margin)
{
    uint32_t lines = 0;
    uint32_t spaces = 0;
    for (uint32_t i = begin; i < end; i++) {
        bool is_end = x->source->code[i] == '\n';
        lines += is_end;
        spaces = is_end ? 0 : spaces + (x->source->code[i] == ' ');
    }
    qn_page_put(page, lines > 1 ? "\n\n" : lines == 1 ? "\n" : "");
    spaces = lines == 0 ? spaces : spaces > margin ? spaces - margin : 0;
    qn_page_pad(page, (long)spaces);
}

/* Spaces before the line in which an offset lies. */
static uint32_t margin_of(const qn_web_reader *x, uint32_t offset)
{
    uint32_t begin = offset;
    while (begin > 0 && x->source->code[begin - 1] != '\n') {
        begin--;
    }
    return offset - begin;
}

void qn_web_put_code(qn_page *page, const qn_web_reader *x, qn_span span)
{
    uint32_t margin = margin_of(x, span.begin);
    uint32_t end = span.begin;
    qn_page_put(page, "<pre tabindex=\"0\"><code>");
    for (uint32_t i = qn_token_at(x->token, x->token_count, span.begin);
         i < x->token_count && x->token[i].span.begin < span.end; i++) {
        const qn_token *token = &x->token[i];
        if (token->span.end > token->span.begin && token->class != QN_TOKEN_NEWLINE &&
            token->class != QN_TOKEN_WRAP && token->class != QN_TOKEN_BLANK) {
            put_gap(page, x, end, token->span.begin, margin);
            put_token(page, x, token);
            end = token->span.end;
        }
    }
    qn_page_put(page, "</code></pre>\n");
}

/* ---- words */

typedef struct talker {
    qn_page *page;
    const qn_web_reader *x;
} talker;

/* A qn_aloud_put. */
static void put_said(void *self, qn_aloud what, bool gap, const char *bytes, size_t length)
{
    talker *w = self;
    qn_page words = {0};
    qn_page_put(w->page, gap ? " " : "");
    if (what == QN_ALOUD_NAME) {
        const qn_web_name *name = find_name(w->x, bytes, length);
        bool linked =
            name && begin_link(w->page, w->x->site, name->path, name->name, name->is_fact);
        qn_web_put_spaced(&words, bytes, length, false);
        qn_html_put_words(w->page, &words);
        qn_page_put(w->page, linked ? "</a>" : "");
    } else {
        qn_page_put(w->page, what == QN_ALOUD_QUOTED ? "“" : "");
        put_bytes(w->page, bytes, length);
        qn_page_put(w->page, what == QN_ALOUD_QUOTED ? "”" : "");
    }
}

void qn_web_put_words(qn_page *page, const qn_web_reader *x, qn_span span)
{
    talker w = {page, x};
    uint32_t from = qn_token_at(x->token, x->token_count, span.begin);
    uint32_t to = qn_token_at(x->token, x->token_count, span.end);
    qn_read_aloud(x->source, x->token, from, to, put_said, &w);
}
