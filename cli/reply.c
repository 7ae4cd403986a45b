/*
 * Replies as values of facts. See reply.h.
 */
#include "reply.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "facts.h"

/* A word for yes or no, and the language of labels in which it is one; "" for all of them. */
typedef struct yes_word {
    const char *language;
    const char *word;
    bool yes;
} yes_word;

static const yes_word yes_words[] = {
    {"", "y", true},       {"", "n", false},       {"", "yes", true},   {"", "no", false},
    {"az", "bəli", true},  {"az", "hə", true},     {"az", "b", true},   {"az", "h", true},
    {"az", "xeyr", false}, {"az", "yox", false},   {"az", "x", false},  {"tr", "evet", true},
    {"tr", "e", true},     {"tr", "hayır", false}, {"tr", "h", false},  {"ru", "да", true},
    {"ru", "д", true},     {"ru", "нет", false},   {"ru", "н", false},  {"de", "ja", true},
    {"de", "j", true},     {"de", "nein", false},  {"fr", "oui", true}, {"fr", "o", true},
    {"fr", "non", false},
};

const char *qn_reply_fact_name(const qn_view *view, int32_t fact)
{
    return fact == QN_TODAY ? "today"
                            : qn_view_name(view, qn_program_fact_info(view->program, fact).name);
}

bool qn_reply_find_row(const qn_view *view, int32_t fact, int32_t *declared, qn_row_field *row)
{
    *declared = fact == QN_TODAY ? -1 : qn_case_declared(view->c, fact);
    return qn_program_declared(view->program, *declared, row);
}

qn_kind qn_reply_kind(const qn_view *view, int32_t fact)
{
    return fact == QN_TODAY
               ? QN_KIND_DATE
               : qn_program_fact_info(view->program, qn_case_declared(view->c, fact)).kind;
}

/* Is it the word of that length? Letters of ASCII may be large or small. */
static bool is_word(const char *word, const char *text, size_t length)
{
    return strlen(word) == length && strncasecmp(word, text, length) == 0;
}

/* Takes the spaces off both ends. */
static void trim(const char **text, size_t *length)
{
    while (*length > 0 && ((*text)[0] == ' ' || (*text)[0] == '\t')) {
        ++*text;
        --*length;
    }
    while (*length > 0 && ((*text)[*length - 1] == ' ' || (*text)[*length - 1] == '\t')) {
        --*length;
    }
}

bool qn_reply_is_yes_or_no(const qn_view *view, const char *text, size_t length, bool *yes)
{
    const char *language = view->language ? view->language : "";
    trim(&text, &length);
    for (size_t i = 0; i < sizeof yes_words / sizeof yes_words[0]; i++) {
        bool spoken = !yes_words[i].language[0] || strcmp(yes_words[i].language, language) == 0;
        if (spoken && is_word(yes_words[i].word, text, length)) {
            *yes = yes_words[i].yes;
            return true;
        }
    }
    return false;
}

/* Puts `yes` or `no` for a word that means it, else the text. */
static void put_yes_no(qn_page *out, const qn_view *view, const char *text, size_t length)
{
    bool yes = false;
    if (qn_reply_is_yes_or_no(view, text, length, &yes)) {
        qn_page_put(out, yes ? "yes" : "no");
    } else {
        qn_page_add(out, text, length);
    }
}

/* Puts the name of the value that a text means: its number in the list from 1, its label or its
 * name; a text that means none is put as it is. */
static void put_choice(qn_page *out, const qn_view *view, int32_t fact, const char *text,
                       size_t length)
{
    qn_row_field row = {0};
    int32_t declared;
    qn_reply_find_row(view, fact, &declared, &row);
    int32_t count = qn_program_fact_info(view->program, declared).choice_count;
    for (int32_t i = 0; i < count; i++) {
        char number[16];
        snprintf(number, sizeof number, "%d", i + 1);
        const char *name = qn_program_fact_choice(view->program, declared, i);
        const char *label = qn_view_choice(view, row.type, name);
        if (is_word(number, text, length) || is_word(name, text, length) ||
            is_word(label, text, length)) {
            qn_page_put(out, name);
            return;
        }
    }
    qn_page_add(out, text, length);
}

/* Puts the names of what stands between commas. A label that has a comma in it must be named by its
 * number. */
static void put_choices(qn_page *out, const qn_view *view, int32_t fact, const char *text,
                        size_t length)
{
    const char *end = text + length;
    while (text < end) {
        const char *comma = memchr(text, ',', (size_t)(end - text));
        const char *item = text;
        size_t width = (size_t)((comma ? comma : end) - text);
        trim(&item, &width);
        qn_page_put(out, out->length ? ", " : "");
        put_choice(out, view, fact, item, width);
        text = comma ? comma + 1 : end;
    }
}

/* Gives a text that the library reads. */
static bool give(const qn_view *view, int32_t fact, const char *text, size_t length, qn_page *wrong)
{
    qn_status status = qn_facts_give_text(view->c, view->program, fact, text, length);
    wrong->out_of_memory |= status == QN_NO_MEMORY;
    if (status != QN_OK) {
        qn_page_shown(wrong,
                      status == QN_NO_MEMORY ? "out of memory" : qn_case_error(view->c)->text);
    }
    return status == QN_OK;
}

bool qn_reply_give(const qn_view *view, int32_t fact, const char *text, size_t length,
                   qn_page *wrong)
{
    qn_page words = {0};
    qn_kind kind = qn_reply_kind(view, fact);
    trim(&text, &length);
    if (kind == QN_KIND_BOOLEAN) {
        put_yes_no(&words, view, text, length);
    } else if (kind == QN_KIND_CHOICE) {
        put_choice(&words, view, fact, text, length);
    } else if (kind == QN_KIND_SET) {
        put_choices(&words, view, fact, text, length);
    } else {
        qn_page_add(&words, text, length);
    }
    const char *string = qn_page_string(&words);
    bool good = give(view, fact, string, words.length, wrong);
    qn_page_end(&words, wrong);
    return good;
}

bool qn_reply_give_default(const qn_view *view, int32_t fact, qn_page *wrong)
{
    size_t length = 0;
    bool good = false;
    qn_row_field row;
    int32_t declared;
    if (!qn_reply_find_row(view, fact, &declared, &row) || row.preset == QN_NONE_INDEX) {
        return false;
    }
    if (view->t->constant[row.preset].status == QN_NONE) {
        return qn_case_set_none(view->c, fact) == QN_OK;
    }
    qn_program_fact_default(view->program, declared, NULL, 0, &length);
    char *text = malloc(length + 1);
    if (!text) {
        wrong->out_of_memory = true;
        return false;
    }
    if (qn_program_fact_default(view->program, declared, text, length + 1, NULL) == QN_OK) {
        good = qn_case_set_text(view->c, fact, text, length) == QN_OK;
    }
    free(text);
    return good;
}

bool qn_reply_is_choice(const qn_view *view, int32_t fact, const char *text)
{
    int32_t declared = fact == QN_TODAY ? -1 : qn_case_declared(view->c, fact);
    int32_t count = qn_program_fact_info(view->program, declared).choice_count;
    for (int32_t i = 0; i < count; i++) {
        if (strcmp(qn_program_fact_choice(view->program, declared, i), text) == 0) {
            return true;
        }
    }
    return false;
}
