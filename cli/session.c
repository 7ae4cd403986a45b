/*
 * Definitions, facts, and their program. See session.h.
 */
#include "session.h"

#include <stdlib.h>
#include <string.h>

#include "date.h"
#include "facts.h"

/* The name of a rule that stands for a formula, unless a definition has it. */
#define FORMULA_NAME "it"

/* Definitions in the making. */
typedef struct list {
    qn_definition *row;
    size_t count;
    bool out_of_memory;
} list;

static char *copy(const char *text, size_t length)
{
    char *made = malloc(length + 1);
    if (made) {
        memcpy(made, text, length);
        made[length] = '\0';
    }
    return made;
}

static void clear_list(list *x)
{
    for (size_t i = 0; i < x->count; i++) {
        free(x->row[i].key);
        free(x->row[i].text);
    }
    free(x->row);
    *x = (list){0};
}

static void clear_program(qn_session *session)
{
    qn_case_free(session->view.c);
    qn_rules_clear(&session->rules);
    session->view = (qn_view){0};
}

void qn_session_clear(qn_session *session)
{
    list all = {.row = session->definition, .count = session->count};
    clear_list(&all);
    for (size_t i = 0; i < session->given_count; i++) {
        free(session->given[i].name);
        free(session->given[i].text);
    }
    free(session->given);
    clear_program(session);
    *session = (qn_session){0};
}

/* ---- definitions */

/* The length of the word at the start of a text. */
static size_t word_length(const char *text)
{
    return strcspn(text, " \t\r\n:=(;");
}

static bool begins_with(const char *text, const char *word)
{
    return word_length(text) == strlen(word) && strncmp(text, word, strlen(word)) == 0;
}

/* Whether a line promises something, and is no rule named `always` or `never`. */
static bool is_promise(const char *line)
{
    const char *next = line + word_length(line);
    next += strspn(next, " \t");
    bool word = begins_with(line, "always") || begins_with(line, "never");
    return word && *next != ':' && *next != '=';
}

/* What a definition defines, from its first line: names of facts, choices, groups, functions,
 * entities, lists and rules take each other's place; laws, units, labels and the like have names of
 * their own; what has no name, a duty, a promise, an example or an acceptance, is its whole first
 * line. */
static char *make_key(const char *line)
{
    static const char *const named[] = {"fact", "choice", "group", "define", "entity", "data"};
    size_t length = strcspn(line, "\r\n");
    for (size_t i = 0; i < sizeof named / sizeof named[0]; i++) {
        if (begins_with(line, named[i])) {
            const char *name = line + strlen(named[i]);
            name += strspn(name, " \t");
            return copy(name, word_length(name));
        }
    }
    if (begins_with(line, "reviewed")) {
        return copy(line, strlen("reviewed"));
    }
    if (begins_with(line, "law") || begins_with(line, "unit") || begins_with(line, "currency") ||
        begins_with(line, "labels") || begins_with(line, "use")) {
        size_t word = word_length(line);
        size_t gap = word + strspn(line + word, " \t");
        return copy(line, gap + word_length(line + gap));
    }
    if (begins_with(line, "example") || begins_with(line, "qanun") || begins_with(line, "for") ||
        begins_with(line, "require") || begins_with(line, "forbid") || is_promise(line) ||
        (begins_with(line, "accept") && strstr(line, " because "))) {
        return copy(line, length);
    }
    return copy(line, word_length(line));
}

/* Puts a definition in the place of the one with its key that was there before the text that it is
 * of, or behind all. */
static void put_definition(list *x, const char *text, size_t length, const char *head)
{
    char *key = make_key(head);
    char *whole = copy(text, length);
    size_t at = 0;
    while (key && at < x->count && (x->row[at].is_new || strcmp(x->row[at].key, key) != 0)) {
        at++;
    }
    if (key && whole && at == x->count) {
        qn_definition *grown = realloc(x->row, (x->count + 1) * sizeof *grown);
        if (grown) {
            x->row = grown;
            x->row[x->count++] = (qn_definition){0};
        }
    }
    if (!key || !whole || at == x->count) {
        free(key);
        free(whole);
        x->out_of_memory = true;
        return;
    }
    free(x->row[at].key);
    free(x->row[at].text);
    x->row[at] = (qn_definition){key, whole, true};
}

/* Is it a line on which a definition can begin? */
static bool is_head(const char *line)
{
    return *line && !strchr(" \t\r\n#)]}", *line);
}

/* Puts each definition of a text: it goes from the comments before its first line to those before
 * the next. */
static void put_text(list *x, const char *text)
{
    const char *begin = text;
    const char *head = NULL;
    const char *behind = text; /* behind the last line that is no comment and not empty */
    for (const char *line = text; *line;) {
        const char *next = line + strcspn(line, "\n");
        next += *next == '\n';
        if (is_head(line)) {
            if (head) {
                put_definition(x, begin, (size_t)(behind - begin), head);
                begin = behind;
            }
            head = line;
        }
        if (line[strspn(line, " \t\r")] != '\n' && line[0] != '#') {
            behind = next;
        }
        line = next;
    }
    if (head) {
        put_definition(x, begin, strlen(begin), head);
    }
}

/* The definitions of the session, copied. */
static list copy_definitions(const qn_session *session)
{
    list made = {.row = calloc(session->count + 1, sizeof *made.row)};
    made.out_of_memory = !made.row;
    for (size_t i = 0; made.row && i < session->count; i++) {
        const qn_definition *old = &session->definition[i];
        made.row[i] = (qn_definition){copy(old->key, strlen(old->key)),
                                      copy(old->text, strlen(old->text)), false};
        made.count = i + 1;
        made.out_of_memory |= !made.row[i].key || !made.row[i].text;
    }
    return made;
}

/* All texts, each with the end of its last line. */
static void put_all(const qn_definition *row, size_t count, qn_page *page)
{
    for (size_t i = 0; i < count; i++) {
        size_t length = strlen(row[i].text);
        qn_page_add(page, row[i].text, length);
        if (length == 0 || row[i].text[length - 1] != '\n') {
            qn_page_put(page, "\n");
        }
    }
}

void qn_session_put_text(const qn_session *session, qn_page *page)
{
    put_all(session->definition, session->count, page);
}

bool qn_session_has(const qn_session *session, const char *key)
{
    size_t i = 0;
    while (i < session->count && strcmp(session->definition[i].key, key) != 0) {
        i++;
    }
    return i < session->count;
}

/* ---- the program */

/* Compiles a text. Messages go to the page, but not those of which there were as many before. */
static bool compile(qn_session *session, qn_page *text, qn_page *page, bool colour, qn_rules *rules,
                    size_t *findings)
{
    qn_page found = {0};
    qn_sink sink = {.page = &found, .colour = colour};
    const char *bytes = qn_page_string(text);
    bool good = qn_rules_load_text(session->path, bytes, text->length, &sink, rules);
    *findings = sink.errors + sink.warnings;
    if (!good || *findings > session->findings) {
        qn_page_add(page, found.bytes, found.length);
    }
    qn_page_end(&found, page);
    page->out_of_memory |= text->out_of_memory || rules->no_memory;
    return good && !text->out_of_memory;
}

/* Opens a case of a program, with the given facts and the day. A fact that the program does not
 * have any more, or that takes other values now, is told and left out; forget: also in the session.
 */
static bool open_case(qn_session *session, const qn_rules *rules, qn_view *view, qn_page *page,
                      bool forget)
{
    *view = (qn_view){.program = rules->program, .t = rules->tables};
    view->c = qn_case_new(rules->program);
    if (!view->c) {
        page->out_of_memory = true;
        return false;
    }
    if (session->has_day) {
        qn_ymd on = qn_date_to_ymd(session->day);
        qn_case_set_date(view->c, QN_TODAY, on.year, on.month, on.day);
    }
    for (size_t i = 0; i < session->given_count;) {
        qn_given *given = &session->given[i];
        int32_t fact = qn_program_fact(rules->program, given->name);
        qn_status status = fact < 0 ? QN_MISUSE
                                    : qn_facts_give_text(view->c, rules->program, fact, given->text,
                                                         strlen(given->text));
        if (status == QN_OK) {
            i++;
            continue;
        }
        if (status == QN_NO_MEMORY) {
            page->out_of_memory = true;
            return false;
        }
        if (!forget) {
            i++;
            continue;
        }
        qn_page_format(page, "%s is not given any more\n", given->name);
        free(given->name);
        free(given->text);
        *given = session->given[--session->given_count];
    }
    return true;
}

bool qn_session_define(qn_session *session, const char *text, qn_page *page, bool colour)
{
    list made = copy_definitions(session);
    qn_page whole = {0};
    qn_rules rules = {0};
    qn_view view = {0};
    size_t findings = 0;
    if (!made.out_of_memory) {
        put_text(&made, text);
    }
    if (!made.out_of_memory) {
        put_all(made.row, made.count, &whole);
    }
    page->out_of_memory |= made.out_of_memory;
    bool good = !made.out_of_memory && compile(session, &whole, page, colour, &rules, &findings) &&
                open_case(session, &rules, &view, page, true);
    qn_page_end(&whole, page);
    if (!good) {
        clear_list(&made);
        qn_case_free(view.c);
        qn_rules_clear(&rules);
        return false;
    }
    list old = {.row = session->definition, .count = session->count};
    clear_list(&old);
    clear_program(session);
    session->definition = made.row;
    session->count = made.count;
    session->rules = rules;
    session->view = view;
    session->findings = findings;
    return true;
}

bool qn_session_ask(qn_session *session, const char *formula, qn_rules *rules, qn_view *view,
                    int32_t *rule, qn_page *page, bool colour)
{
    qn_page whole = {0};
    qn_page name = {0};
    size_t findings = 0;
    qn_page_put(&name, FORMULA_NAME);
    while (!name.out_of_memory && qn_session_has(session, qn_page_string(&name))) {
        qn_page_put(&name, "_");
    }
    qn_session_put_text(session, &whole);
    qn_page_format(&whole, "%s = %s\n", qn_page_string(&name), formula);
    bool good = compile(session, &whole, page, colour, rules, &findings);
    if (good) {
        *rule = qn_program_rule(rules->program, qn_page_string(&name));
        good = *rule >= 0 && open_case(session, rules, view, page, false);
    }
    if (!good) {
        qn_case_free(view->c);
        view->c = NULL;
        qn_rules_clear(rules);
    }
    qn_page_end(&whole, page);
    qn_page_end(&name, page);
    return good;
}

/* ---- facts */

/* Keeps what was given, in the place of what was given before. */
static void keep(qn_session *session, const char *name, const char *text, qn_page *wrong)
{
    qn_given made = {copy(name, strlen(name)), copy(text, strlen(text))};
    size_t at = 0;
    while (at < session->given_count && strcmp(session->given[at].name, name) != 0) {
        at++;
    }
    if (at == session->given_count) {
        qn_given *grown = realloc(session->given, (at + 1) * sizeof *grown);
        if (grown) {
            session->given = grown;
            session->given[session->given_count++] = (qn_given){0};
        }
    }
    if (!made.name || !made.text || at == session->given_count) {
        free(made.name);
        free(made.text);
        wrong->out_of_memory = true;
        return;
    }
    free(session->given[at].name);
    free(session->given[at].text);
    session->given[at] = made;
}

bool qn_session_give(qn_session *session, const char *name, const char *text, qn_page *wrong)
{
    int32_t fact = qn_program_fact(session->view.program, name);
    if (fact < 0) {
        qn_page_format(wrong, "there is no fact `%s`", name);
        return false;
    }
    qn_status status =
        qn_facts_give_text(session->view.c, session->view.program, fact, text, strlen(text));
    wrong->out_of_memory |= status == QN_NO_MEMORY;
    if (status != QN_OK) {
        qn_page_shown(wrong, status == QN_NO_MEMORY ? "out of memory"
                                                    : qn_case_error(session->view.c)->text);
        return false;
    }
    keep(session, name, text, wrong);
    return true;
}

bool qn_session_decide_on(qn_session *session, const char *text)
{
    qn_day day;
    if (qn_date_parse(text, strlen(text), &day, NULL) != QN_DATE_OK) {
        return false;
    }
    session->has_day = true;
    session->day = day;
    return qn_case_set_text(session->view.c, QN_TODAY, text, strlen(text)) == QN_OK;
}
