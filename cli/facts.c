/*
 * Facts from outside into a case. See facts.h.
 */
#include "facts.h"

#include <stdlib.h>
#include <string.h>

#include "facts_json.h"
#include "files.h"
#include "giver.h"
#include "utf8.h"

/* Has the other version of the law the fact, and this one not? */
static bool is_passed_over(const qn_giver *g, const char *name, size_t length)
{
    return g->beside && strlen(name) == length && qn_program_fact(g->program, name) == -1 &&
           qn_program_fact(g->beside, name) >= 0;
}

/* The fact of that name in *out. False, with a finding at the name, where there is none. */
static bool find_fact(qn_giver *g, const char *name, size_t length, size_t at, size_t width,
                      int32_t *out)
{
    bool whole = strlen(name) == length;
    *out = whole ? qn_program_fact(g->program, name) : -1;
    if (*out >= 0) {
        return true;
    }
    if (qn_sink_skip(g->sink)) { /* the help is the most work */
        return false;
    }
    qn_page help = {0};
    if (*out == QN_TODAY) {
        qn_page_put(&help, "give the date of decision with --on");
    } else {
        qn_giver_put_facts(g, name, &help);
    }
    qn_giver_find(g, at, width, QN_Q0421, name, qn_page_string(&help));
    qn_page_end(&help, g->sink->page);
    return false;
}

bool qn_facts_give_object(qn_giver *g, const qn_json *json, uint32_t object)
{
    static const char help[] = "write {\"name\": value, …}, one pair a fact";
    const qn_json_node *node = &json->node[object];
    uint32_t end = node->end;
    if (node->kind != QN_JSON_OBJECT) {
        return qn_giver_find(g, node->at, node->width, QN_Q0420, "the facts are one object", help);
    }
    bool good = true;
    for (uint32_t i = object + 1; i < end; i = json->node[i].end) {
        int32_t fact;
        node = &json->node[i];
        if (is_passed_over(g, node->name, node->name_length)) {
            continue;
        }
        /* The name as it is written lies between its quotation marks. */
        good &= find_fact(g, node->name, node->name_length, node->name_at, node->name_length + 2,
                          &fact) &&
                qn_json_give(g, json, node, fact);
    }
    return good;
}

/* A finding about text that is not JSON, with the list or object that is open there. */
static void add_form_finding(qn_giver *g, const qn_json_error *error)
{
    qn_cursor cursor = {0};
    bool open = error->opened != SIZE_MAX;
    const char *help = error->help;
    if (open) {
        help = g->bytes[error->opened] == '{' ? "write `,` before the next pair, or `}` to close"
                                              : "write `,` before the next value, or `]` to close";
        g->opener.text = "begins here";
        g->opener.spot =
            qn_spot_find(g->file, g->bytes, g->length, error->opened, error->opened + 1, &cursor);
    }
    qn_giver_find(g, error->at, 1, QN_Q0420, error->message, help);
    g->opener.text = NULL;
}

bool qn_facts_read(qn_giver *g, const char *path, char **bytes, qn_json *json)
{
    const char *wrong = qn_file_read(path, QN_JSON_SIZE_MAX, bytes, &g->length);
    if (wrong) {
        qn_page message = {0};
        qn_page_format(&message, "cannot be read: %s", wrong);
        qn_sink_add_file(g->sink, path, qn_page_string(&message), "");
        qn_page_end(&message, g->sink->page);
        return false;
    }
    g->file = path;
    g->bytes = *bytes;
    g->json = true;
    qn_json_error error;
    qn_json_status status = qn_json_read(*bytes, g->length, json, &error);
    if (status == QN_JSON_OK) {
        return true;
    }
    if (status == QN_JSON_BAD) {
        add_form_finding(g, &error);
    } else {
        qn_sink_add_file(g->sink, path, "out of memory", "");
    }
    free(*bytes);
    *bytes = NULL;
    return false;
}

/* Gives the facts of a JSON file. */
static bool give_file(qn_giver *g, const char *path)
{
    char *bytes;
    qn_json json;
    if (!qn_facts_read(g, path, &bytes, &json)) {
        return false;
    }
    bool good = qn_facts_give_object(g, &json, 0);
    qn_json_clear(&json);
    free(bytes);
    return good;
}

/* Takes an opening and a closing sign off both ends of a text that has them. */
static void strip(const char **text, size_t *length, char opening, char closing)
{
    if (*length >= 2 && (*text)[0] == opening && (*text)[*length - 1] == closing) {
        *text += 1;
        *length -= 2;
    }
}

static bool is_space(char sign)
{
    return sign == ' ' || sign == '\t';
}

/* Takes the space off both ends of a text. */
static void trim(const char **text, size_t *length)
{
    while (*length > 0 && is_space(**text)) {
        *text += 1;
        *length -= 1;
    }
    while (*length > 0 && is_space((*text)[*length - 1])) {
        *length -= 1;
    }
}

qn_status qn_facts_give_text(qn_case *c, const qn_program *program, int32_t fact, const char *text,
                             size_t length)
{
    qn_kind kind = fact == QN_TODAY ? QN_KIND_DATE
                                    : qn_program_fact_info(program, qn_case_declared(c, fact)).kind;
    if (kind != QN_KIND_TEXT) {
        trim(&text, &length);
    }
    if (kind == QN_KIND_SET) {
        strip(&text, &length, '[', ']');
    } else if (kind == QN_KIND_TEXT) {
        strip(&text, &length, '"', '"');
    }
    return length == 0 && kind == QN_KIND_SET ? qn_case_set_set(c, fact, NULL, 0)
                                              : qn_case_set_text(c, fact, text, length);
}

/* How many figures a text begins with. */
static size_t figures_of(const char *text)
{
    return strspn(text, "0123456789");
}

/*
 * Says of an amount, or a whole number, that was typed as `1.500` that it has been read as one and
 * a half: as many signs stand behind the point as in a group of figures, the last of which is 0.
 * Forms for machines have nothing beside the answer.
 */
static void warn_of_point(const qn_giver *g, int32_t fact, const char *name, const char *text)
{
    qn_kind kind = qn_program_fact_info(g->program, fact).kind;
    size_t whole = figures_of(text);
    const char *point = text + whole;
    bool is_counted = kind == QN_KIND_INTEGER || kind == QN_KIND_QUANTITY;
    if (g->sink->form == QN_SINK_TEXT && is_counted && whole >= 1 && whole <= 3 && *text != '0' &&
        *point == '.' && figures_of(point + 1) == 3 && point[3] == '0' &&
        (point[4] == '\0' || point[4] == ' ')) {
        qn_page_format(
            g->sink->page,
            "qanun: %s is %.*s.%.2s: the point is the decimal sign; a thousand is 1_000\n", name,
            (int)whole, text, point + 1);
    }
}

/* Gives NAME=VALUE. */
static bool give_word(qn_giver *g, const char *word, char *name, size_t name_length)
{
    const char *value = word + name_length + 1;
    size_t length = strlen(value);
    int32_t fact;
    g->file = "--fact";
    g->bytes = word;
    g->length = strlen(word);
    g->json = false;
    g->cursor = (qn_cursor){0};
    memcpy(name, word, name_length);
    name[name_length] = '\0';
    if (is_passed_over(g, name, name_length)) {
        return true;
    }
    if (!find_fact(g, name, name_length, 0, name_length, &fact)) {
        return false;
    }
    if (qn_utf8_check(value, length) != length) {
        return qn_giver_refuse(g, fact, name_length + 1, length, "bytes that are not UTF-8");
    }
    qn_status status = qn_facts_give_text(g->c, g->program, fact, value, length);
    if (status == QN_OK) {
        warn_of_point(g, fact, name, value);
    }
    return qn_giver_check(g, fact, status, name_length + 1, strlen(word) - name_length - 1);
}

/* True if an earlier --fact names the same fact: then which of them holds nobody can know. */
static bool is_repeated(const qn_args *args, size_t index, size_t name_length)
{
    for (size_t i = 0; i < index; i++) {
        if (args->option[i].name == QN_OPTION_FACT &&
            strncmp(args->option[i].value, args->option[index].value, name_length + 1) == 0) {
            return true;
        }
    }
    return false;
}

/* Gives the facts of the command line, in their order. */
static bool give_words(qn_giver *g, const qn_args *args)
{
    bool good = true;
    for (size_t i = 0; i < args->option_count; i++) {
        const char *word = args->option[i].value;
        if (args->option[i].name != QN_OPTION_FACT) {
            continue;
        }
        size_t name_length = strcspn(word, "=");
        char *name = malloc(name_length + 1);
        if (!name) {
            qn_sink_add_file(g->sink, "--fact", "out of memory", "");
            return false;
        }
        good &= give_word(g, word, name, name_length);
        if (is_repeated(args, i, name_length)) {
            good = qn_giver_find(g, 0, name_length, QN_Q0422, name, "");
        }
        free(name);
    }
    return good;
}

bool qn_facts_give_beside(const qn_program *program, const qn_program *other, qn_case *c,
                          const qn_args *args, qn_sink *sink)
{
    qn_giver g = {.program = program, .beside = other, .c = c, .sink = sink};
    const char *path = qn_args_value(args, QN_OPTION_FACTS);
    bool good = !path || give_file(&g, path);
    return give_words(&g, args) && good;
}

bool qn_facts_give(const qn_program *program, qn_case *c, const qn_args *args, qn_sink *sink)
{
    return qn_facts_give_beside(program, NULL, c, args, sink);
}
