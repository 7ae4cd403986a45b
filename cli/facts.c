/*
 * Facts from outside into a case. See facts.h.
 */
#include "facts.h"

#include <stdlib.h>
#include <string.h>

#include "diagnostic.h"
#include "files.h"
#include "json.h"
#include "value.h"

static const char *const given_names[] = {"null",   "false",  "true",     "a number",
                                          "a text", "a list", "an object"};

/* Where a fact comes from, and where findings go. */
typedef struct giver {
    const qn_program *program;
    qn_case *c;
    qn_sink *sink;
    const char *file; /* as findings name it */
    const char *bytes;
    size_t length;
    bool json;
    qn_cursor cursor;       /* in the bytes */
    qn_report_label opener; /* of a list or object that is not closed; its text is NULL if none */
} giver;

/* Adds a finding whose message and help are the code's, with the two texts for {0} and {1}. Always
 * false. */
static bool add_finding(giver *g, size_t at, size_t width, qn_code code, const char *first,
                        const char *second)
{
    const char *arguments[] = {first, second};
    const qn_diagnostic filled = {.code = code, .argument_count = 2, .argument = arguments};
    const qn_diagnostic_row *row = qn_diagnostic_row_get(code);
    qn_arena arena;
    if (qn_sink_skip(g->sink)) {
        return false;
    }
    qn_arena_init(&arena, NULL, NULL);
    const char *message = qn_diagnostic_fill(&filled, row->message, &arena);
    const char *help = qn_diagnostic_fill(&filled, row->help, &arena);
    qn_report report = {.code = row->name,
                        .message = message ? message : "out of memory",
                        .help = help ? help : "",
                        .example = ""};
    report.spot = qn_spot_find(g->file, g->bytes, g->length, at, at + width, &g->cursor);
    report.spot.is_word = !g->json;
    report.label = &g->opener;
    report.label_count = g->opener.text != NULL;
    qn_sink_add(g->sink, &report);
    qn_arena_clear(&arena);
    return false;
}

/* What to write for a fact of that kind, in JSON and on the command line. */
static void put_how(giver *g, int32_t fact, qn_page *help)
{
    static const char *const in_json[QN_KIND_COUNT] = {
        [QN_KIND_NUMBER] = "a number, as in 1.5",
        [QN_KIND_INTEGER] = "a whole number, as in 12",
        [QN_KIND_PERCENT] = "how many per cent, as in 22.5",
        [QN_KIND_BOOLEAN] = "true or false",
        [QN_KIND_DATE] = "a date as \"2023-06-01\"",
        [QN_KIND_CHOICE] = "one of its names in quotation marks",
        [QN_KIND_SET] = "a list of names, as in [\"one\", \"another\"]",
        [QN_KIND_TEXT] = "a text in quotation marks",
        [QN_KIND_CLOCK] = "a time of day as \"22:00\"",
    };
    static const char *const in_words[QN_KIND_COUNT] = {
        [QN_KIND_NUMBER] = "a number, as in 1.5",
        [QN_KIND_INTEGER] = "a whole number, as in 12",
        [QN_KIND_PERCENT] = "how many per cent, as in 22.5",
        [QN_KIND_BOOLEAN] = "yes or no",
        [QN_KIND_DATE] = "a date as 2023-06-01",
        [QN_KIND_CHOICE] = "one of its names",
        [QN_KIND_SET] = "names with commas between them",
        [QN_KIND_TEXT] = "a text",
        [QN_KIND_CLOCK] = "a time of day as 22:00",
    };
    qn_kind kind = qn_program_fact_kind(g->program, fact);
    if (kind == QN_KIND_QUANTITY) {
        qn_page_format(help, "write a number of %s, as in 12",
                       qn_program_fact_unit(g->program, fact));
    } else {
        qn_page_format(help, "write %s", (g->json ? in_json : in_words)[kind]);
    }
}

/* Says that a fact takes other values than a list, an object or the like. */
static bool refuse_kind(giver *g, int32_t fact, size_t at, size_t width, const char *given)
{
    char range[QN_VALUE_TEXT_SIZE * 2];
    qn_page message = {0};
    qn_page help = {0};
    if (qn_program_fact_range(g->program, fact, range, sizeof range, NULL) != QN_OK) {
        range[0] = '\0';
    }
    qn_page_format(&message, "the fact `%s` takes %s, not %s",
                   qn_program_fact_name(g->program, fact),
                   range[0] ? range : "another kind of value", given);
    put_how(g, fact, &help);
    add_finding(g, at, width, QN_Q0423, qn_page_string(&message), qn_page_string(&help));
    qn_page_end(&message, g->sink->page);
    qn_page_end(&help, g->sink->page);
    return false;
}

/* Has the value the form that the fact takes, so that only its size or its digits are wrong? */
static bool has_form(giver *g, int32_t fact, size_t at, size_t width)
{
    const qn_tables *t = qn_program_tables(g->program);
    const char *text = g->bytes + at;
    qn_rational number;
    if (width >= 2 && g->json && text[0] == '"') {
        text++;
        width -= 2;
    }
    return qn_program_fact_kind(g->program, fact) <= QN_KIND_QUANTITY &&
           qn_type_parse_number(t, t->fact[fact].type, text, width, &number);
}

/* Passes on what the library said of a value. */
static bool check_given(giver *g, int32_t fact, qn_status status, size_t at, size_t width)
{
    if (status == QN_OK) {
        return true;
    }
    qn_page help = {0};
    if (has_form(g, fact, at, width)) {
        qn_page_put(&help, "give a value that it takes, or leave the fact out: then it is unknown");
    } else {
        put_how(g, fact, &help);
    }
    const char *text = status == QN_NO_MEMORY ? "out of memory" : qn_case_error(g->c)->text;
    add_finding(g, at, width, QN_Q0423, text, qn_page_string(&help));
    qn_page_end(&help, g->sink->page);
    return false;
}

/* The facts there are, as help for a name that is none of them. */
static void put_fact_names(giver *g, qn_page *help)
{
    enum { NAMES_SHOWN = 20 };
    int32_t count = qn_program_fact_count(g->program);
    qn_page_put(help, count ? "the facts are " : "these rules have no facts");
    for (int32_t i = 0; i < count && i < NAMES_SHOWN; i++) {
        qn_page_format(help, "%s%s", i ? ", " : "", qn_program_fact_name(g->program, i));
    }
    if (count > NAMES_SHOWN) {
        qn_page_format(help, " and %d more", count - NAMES_SHOWN);
    }
}

/* The fact of that name in *out. False, with a finding at the name, where there is none. */
static bool find_fact(giver *g, const char *name, size_t length, size_t at, size_t width,
                      int32_t *out)
{
    bool whole = strlen(name) == length;
    *out = whole ? qn_program_fact(g->program, name) : -1;
    if (*out >= 0) {
        return true;
    }
    qn_page help = {0};
    if (*out == QN_TODAY) {
        qn_page_put(&help, "give the date of decision with --on");
    } else {
        put_fact_names(g, &help);
    }
    add_finding(g, at, width, QN_Q0421, name, qn_page_string(&help));
    qn_page_end(&help, g->sink->page);
    return false;
}

/* Gives a set from a list of names. */
static bool give_list(giver *g, const qn_json *json, const qn_json_node *list, int32_t fact)
{
    const char **names = calloc(list->count ? list->count : 1, sizeof *names);
    if (!names) {
        return check_given(g, fact, QN_NO_MEMORY, list->at, list->width);
    }
    bool good = true;
    const qn_json_node *element = list + 1;
    for (uint32_t i = 0; good && i < list->count; i++) {
        names[i] = element->text;
        if (element->kind != QN_JSON_STRING || strlen(element->text) != element->length) {
            good = refuse_kind(g, fact, element->at, element->width, given_names[element->kind]);
        }
        element = json->node + element->end;
    }
    if (good) {
        qn_status status = qn_case_set_set(g->c, fact, names, list->count);
        good = check_given(g, fact, status, list->at, list->width);
    }
    free(names);
    return good;
}

/* Gives one JSON value to a fact. Amounts go over as the text that they are. */
static bool give_value(giver *g, const qn_json *json, const qn_json_node *node, int32_t fact)
{
    qn_kind kind = qn_program_fact_kind(g->program, fact);
    bool number = kind <= QN_KIND_QUANTITY;
    qn_status status;
    if (node->kind == QN_JSON_NULL) {
        status = qn_case_set_none(g->c, fact);
    } else if (node->kind == QN_JSON_NUMBER && number) {
        status = qn_case_set_decimal(g->c, fact, node->text, node->length);
    } else if (node->kind == QN_JSON_STRING &&
               (kind != QN_KIND_SET || strcmp(node->text, "unknown") == 0)) {
        status = qn_case_set_text(g->c, fact, node->text, node->length);
    } else if ((node->kind == QN_JSON_TRUE || node->kind == QN_JSON_FALSE) &&
               kind == QN_KIND_BOOLEAN) {
        status = qn_case_set_boolean(g->c, fact, node->kind == QN_JSON_TRUE);
    } else if (node->kind == QN_JSON_LIST && kind == QN_KIND_SET) {
        return give_list(g, json, node, fact);
    } else {
        return refuse_kind(g, fact, node->at, node->width, given_names[node->kind]);
    }
    return check_given(g, fact, status, node->at, node->width);
}

/* Gives each member of the object; goes on behind one that is refused. */
static bool give_object(giver *g, const qn_json *json)
{
    static const char help[] = "write {\"name\": value, …}, one pair a fact";
    const qn_json_node *node = json->node;
    if (node->kind != QN_JSON_OBJECT) {
        return add_finding(g, node->at, node->width, QN_Q0420, "the facts are one object", help);
    }
    bool good = true;
    for (uint32_t i = 1; i < json->count; i = json->node[i].end) {
        int32_t fact;
        node = &json->node[i];
        /* The name as it is written lies between its quotation marks. */
        good &= find_fact(g, node->name, node->name_length, node->name_at, node->name_length + 2,
                          &fact) &&
                give_value(g, json, node, fact);
    }
    return good;
}

/* A finding about text that is not JSON, with the list or object that is open there. */
static void add_form_finding(giver *g, const qn_json_error *error)
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
    add_finding(g, error->at, 1, QN_Q0420, error->message, help);
    g->opener.text = NULL;
}

/* Gives the facts of a JSON file. */
static bool give_file(giver *g, const char *path)
{
    char *bytes;
    const char *wrong = qn_file_read(path, QN_JSON_SIZE_MAX, &bytes, &g->length);
    if (wrong) {
        qn_page message = {0};
        qn_page_format(&message, "cannot be read: %s", wrong);
        qn_sink_add_file(g->sink, path, qn_page_string(&message), "");
        qn_page_end(&message, g->sink->page);
        return false;
    }
    g->file = path;
    g->bytes = bytes;
    g->json = true;
    qn_json json;
    qn_json_error error;
    qn_json_status status = qn_json_read(bytes, g->length, &json, &error);
    bool good = false;
    if (status == QN_JSON_OK) {
        good = give_object(g, &json);
        qn_json_clear(&json);
    } else if (status == QN_JSON_BAD) {
        add_form_finding(g, &error);
    } else {
        qn_sink_add_file(g->sink, path, "out of memory", "");
    }
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

qn_status qn_facts_give_text(qn_case *c, const qn_program *program, int32_t fact, const char *text,
                             size_t length)
{
    qn_kind kind = fact == QN_TODAY ? QN_KIND_DATE : qn_program_fact_kind(program, fact);
    if (kind == QN_KIND_SET) {
        strip(&text, &length, '[', ']');
    } else if (kind == QN_KIND_TEXT) {
        strip(&text, &length, '"', '"');
    }
    return length == 0 && kind == QN_KIND_SET ? qn_case_set_set(c, fact, NULL, 0)
                                              : qn_case_set_text(c, fact, text, length);
}

/* Gives NAME=VALUE. */
static bool give_word(giver *g, const char *word, char *name, size_t name_length)
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
    if (!find_fact(g, name, name_length, 0, name_length, &fact)) {
        return false;
    }
    qn_status status = qn_facts_give_text(g->c, g->program, fact, value, length);
    return check_given(g, fact, status, name_length + 1, strlen(word) - name_length - 1);
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
static bool give_words(giver *g, const qn_args *args)
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
            good = add_finding(g, 0, name_length, QN_Q0422, name, "");
        }
        free(name);
    }
    return good;
}

bool qn_facts_give(const qn_program *program, qn_case *c, const qn_args *args, qn_sink *sink)
{
    giver g = {.program = program, .c = c, .sink = sink};
    const char *path = qn_args_value(args, QN_OPTION_FACTS);
    bool good = !path || give_file(&g, path);
    return give_words(&g, args) && good;
}
