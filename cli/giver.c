/*
 * What is said of facts that are refused. See giver.h.
 */
#include "giver.h"

#include <string.h>

#include "date.h"
#include "utf8.h"
#include "value.h"

/* Why a name that looks the same is another one. */
#define OTHER_FORM                                                                                 \
    "it looks the same, but its letters are stored in another form of Unicode: type it anew, or "  \
    "save the text in the composed form, NFC"

/* Names of facts that a help shows. */
#define NAMES_SHOWN 20

bool qn_giver_find(qn_giver *g, size_t at, size_t width, qn_code code, const char *first,
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

/* What a value in a list or a record may look like. */
static const char *value_form(const qn_giver *g, int32_t declared)
{
    static const char *const in_json[QN_KIND_COUNT] = {
        [QN_KIND_BOOLEAN] = "true",
        [QN_KIND_DATE] = "\"2023-06-01\"",
        [QN_KIND_CHOICE] = "\"…\"",
        [QN_KIND_SET] = "[\"…\"]",
        [QN_KIND_TEXT] = "\"…\"",
        [QN_KIND_CLOCK] = "\"22:00\"",
        [QN_KIND_PERIOD] = "{\"start\": \"2026-02-02\", \"end\": \"2026-02-06\"}",
        [QN_KIND_LIST] = "[…]",
    };
    static const char *const in_words[QN_KIND_COUNT] = {
        [QN_KIND_BOOLEAN] = "yes",
        [QN_KIND_DATE] = "2023-06-01",
        [QN_KIND_CHOICE] = "…",
        [QN_KIND_SET] = "[…]",
        [QN_KIND_TEXT] = "\"…\"",
        [QN_KIND_CLOCK] = "22:00",
        [QN_KIND_PERIOD] = "2026-02-02 through 2026-02-06",
        [QN_KIND_LIST] = "[…]",
    };
    const char *form =
        (g->json ? in_json : in_words)[qn_program_fact_info(g->program, declared).kind];
    return form ? form : "12";
}

/* `{"age": …, "disabled": …}`, or `{age: …, disabled: …}` on the command line. */
static void put_record_form(const qn_giver *g, int32_t declared, qn_page *help)
{
    const char *mark = g->json ? "\"" : "";
    qn_page_put(help, "{");
    for (int32_t i = 0; i < qn_program_fact_info(g->program, declared).field_count; i++) {
        int32_t field = qn_program_field(g->program, declared, i);
        qn_page_format(help, "%s%s%s%s: %s", i ? ", " : "", mark,
                       qn_program_fact_info(g->program, field).name, mark, value_form(g, field));
    }
    qn_page_put(help, "}");
}

static void put_list_form(const qn_giver *g, int32_t declared, qn_page *help)
{
    int32_t element = qn_program_fact_info(g->program, declared).element;
    qn_page_put(help, "write [");
    if (qn_program_fact_info(g->program, element).kind == QN_KIND_RECORD) {
        put_record_form(g, element, help);
    } else {
        qn_page_put(help, value_form(g, element));
    }
    qn_page_put(help, ", …]");
}

/* What to write for a place, in JSON and on the command line. */
static void put_how(const qn_giver *g, int32_t place, qn_page *help)
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
        [QN_KIND_PERIOD] = "{\"start\": \"2026-02-02\", \"end\": \"2026-02-06\"}, with null for no "
                           "end",
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
        [QN_KIND_PERIOD] = "2026-02-02 through 2026-02-06, or 2026-02-02 onwards",
    };
    int32_t declared = qn_case_declared(g->c, place);
    qn_kind kind = qn_program_fact_info(g->program, declared).kind;
    if (qn_program_fact_info(g->program, declared).is_over_time) {
        qn_page_put(help, g->json
                              ? "write one value, or [{\"from\": \"2026-01-01\", \"value\": …}, …]"
                              : "write one value, or VALUE from 2026-01-01, VALUE from 2026-07-01");
    } else if (kind == QN_KIND_QUANTITY) {
        qn_page_format(help, "write a number of %s, as in 12",
                       qn_program_fact_info(g->program, declared).unit);
    } else if (kind == QN_KIND_LIST) {
        put_list_form(g, declared, help);
    } else if (kind == QN_KIND_RECORD) {
        qn_page_put(help, "write ");
        put_record_form(g, declared, help);
    } else {
        const char *how = (g->json ? in_json : in_words)[kind];
        qn_page_format(help, "write %s", how ? how : "another value");
    }
}

bool qn_giver_refuse(qn_giver *g, int32_t place, size_t at, size_t width, const char *given)
{
    char range[QN_VALUE_TEXT_SIZE * 2];
    char name[QN_VALUE_TEXT_SIZE];
    qn_page message = {0};
    qn_page help = {0};
    if (qn_program_fact_range(g->program, qn_case_declared(g->c, place), range, sizeof range,
                              NULL) != QN_OK) {
        range[0] = '\0';
    }
    (void)qn_case_place_name(g->c, place, name, sizeof name, NULL);
    bool fact = place < qn_program_fact_count(g->program);
    qn_page_format(&message, "%s`%s` takes %s, not %s", fact ? "the fact " : "", name,
                   range[0] ? range : "another kind of value", given);
    put_how(g, place, &help);
    qn_giver_find(g, at, width, QN_Q0423, qn_page_string(&message), qn_page_string(&help));
    qn_page_end(&message, g->sink->page);
    qn_page_end(&help, g->sink->page);
    return false;
}

/* Has the value the form that the place takes, so that only its size, its digits or its length are
 * wrong? */
static bool has_form(const qn_giver *g, int32_t place, size_t at, size_t width)
{
    const qn_tables *t = qn_program_tables(g->program);
    const char *text = g->bytes + at;
    qn_row_field row;
    qn_rational number;
    qn_day day;
    if (!qn_program_declared(g->program, qn_case_declared(g->c, place), &row)) {
        return false;
    }
    if (width >= 2 && g->json && text[0] == '"') {
        text++;
        width -= 2;
    }
    qn_kind kind = (qn_kind)t->type[row.type].kind;
    if (kind == QN_KIND_DATE) {
        return qn_date_parse(text, width, &day, NULL) == QN_DATE_OK;
    }
    if (kind == QN_KIND_LIST || kind == QN_KIND_PERIOD) {
        return g->json;
    }
    return kind <= QN_KIND_QUANTITY && qn_type_parse_number(t, row.type, text, width, &number);
}

bool qn_giver_check(qn_giver *g, int32_t place, qn_status status, size_t at, size_t width)
{
    if (status == QN_OK) {
        return true;
    }
    qn_page help = {0};
    if (!qn_utf8_is_composed(g->bytes + at, width)) {
        qn_page_put(&help, OTHER_FORM);
    } else if (has_form(g, place, at, width)) {
        qn_page_put(&help, "give a value that it takes, or leave the fact out: then it is unknown");
    } else {
        put_how(g, place, &help);
    }
    const char *text = status == QN_NO_MEMORY ? "out of memory" : qn_case_error(g->c)->text;
    qn_giver_find(g, at, width, QN_Q0423, text, qn_page_string(&help));
    qn_page_end(&help, g->sink->page);
    return false;
}

/* How many letters have to be left out, put in or changed to make one name of the other. Long names
 * are never near. */
static size_t distance(const char *a, const char *b)
{
    enum { LONGEST = 63 };
    size_t row[LONGEST + 1];
    size_t width = strlen(b);
    if (width > LONGEST || strlen(a) > LONGEST) {
        return LONGEST;
    }
    for (size_t k = 0; k <= width; k++) {
        row[k] = k;
    }
    for (size_t i = 0; a[i]; i++) {
        size_t corner = row[0];
        row[0] = i + 1;
        for (size_t k = 0; k < width; k++) {
            size_t change = corner + (a[i] != b[k]);
            size_t step = (row[k] < row[k + 1] ? row[k] : row[k + 1]) + 1;
            corner = row[k + 1];
            row[k + 1] = change < step ? change : step;
        }
    }
    return row[width];
}

/* Two letters in the wrong order are two changes. */
static bool is_near(const char *name, const char *other)
{
    size_t apart = distance(name, other);
    return apart <= 2 && apart < strlen(other);
}

void qn_giver_put_fields(const qn_giver *g, int32_t record, const char *name, qn_page *help)
{
    int32_t count = qn_program_fact_info(g->program, record).field_count;
    for (int32_t i = 0; i < count; i++) {
        const char *field =
            qn_program_fact_info(g->program, qn_program_field(g->program, record, i)).name;
        if (qn_utf8_is_form_of(name, field)) {
            qn_page_put(help, OTHER_FORM);
            return;
        }
        if (is_near(name, field)) {
            qn_page_format(help, "did you mean `%s`? ", field);
            break;
        }
    }
    qn_page_put(help, "its fields are ");
    for (int32_t i = 0; i < count; i++) {
        int32_t field = qn_program_field(g->program, record, i);
        qn_page_format(help, "%s%s", i ? ", " : "", qn_program_fact_info(g->program, field).name);
    }
}

void qn_giver_put_facts(const qn_giver *g, const char *name, qn_page *help)
{
    int32_t count = qn_program_fact_count(g->program);
    for (int32_t i = 0; i < count; i++) {
        if (qn_utf8_is_form_of(name, qn_program_fact_info(g->program, i).name)) {
            qn_page_put(help, OTHER_FORM);
            return;
        }
        if (is_near(name, qn_program_fact_info(g->program, i).name)) {
            qn_page_format(help, "did you mean `%s`? ", qn_program_fact_info(g->program, i).name);
            break;
        }
    }
    qn_page_put(help, count ? "the facts are " : "these rules have no facts");
    for (int32_t i = 0; i < count && i < NAMES_SHOWN; i++) {
        qn_page_format(help, "%s%s", i ? ", " : "", qn_program_fact_info(g->program, i).name);
    }
    if (count > NAMES_SHOWN) {
        qn_page_format(help, " and %d more; `qanun run FILE --needs` lists them",
                       count - NAMES_SHOWN);
    }
}
