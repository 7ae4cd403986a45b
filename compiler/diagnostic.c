/*
 * diagnostic.c - the lists of messages, and the table of their templates.
 */
#include "diagnostic.h"

#include <string.h>

#include "accept.h"

static const qn_diagnostic_row rows[QN_CODE_COUNT] = {
#define QN_DIAGNOSTIC(code, severity, message, help, explanation)                                  \
    {#code, severity, message, help, explanation},
#define QN_LABEL(name, message)
#include "diagnostics.def"
#undef QN_DIAGNOSTIC
#undef QN_LABEL
};

static const char *const label_templates[QN_LABEL_COUNT] = {
#define QN_DIAGNOSTIC(code, severity, message, help, explanation)
#define QN_LABEL(name, message) message,
#include "diagnostics.def"
#undef QN_DIAGNOSTIC
#undef QN_LABEL
};

enum { ARGUMENT_BYTES = 400 }; /* of one argument; longer ones are cut */

void qn_diagnostics_init(qn_diagnostics *list, qn_arena *arena)
{
    *list = (qn_diagnostics){.arena = arena, .limit = QN_DIAGNOSTIC_LIMIT};
}

const qn_diagnostic_row *qn_diagnostic_row_get(qn_code code)
{
    return &rows[code];
}

/* A linear search: it is asked once a run, by `qanun explain`. */
bool qn_diagnostic_find(const char *name, qn_code *out)
{
    for (int code = 0; code < QN_CODE_COUNT; code++) {
        if (strcmp(rows[code].name, name) == 0) {
            *out = (qn_code)code;
            return true;
        }
    }
    return false;
}

const char *qn_label_template(qn_label_text text)
{
    return label_templates[text];
}

/* A copy of an argument, cut at a character boundary where it is too long to show. */
static char *copy_argument(qn_arena *arena, const char *argument)
{
    size_t length = strlen(argument);
    if (length <= ARGUMENT_BYTES) {
        return qn_arena_copy(arena, argument, length);
    }
    size_t kept = ARGUMENT_BYTES;
    while (kept > 0 && ((unsigned char)argument[kept] & 0xc0) == 0x80) {
        kept--;
    }
    return qn_arena_format(arena, "%.*s\xe2\x80\xa6", (int)kept, argument);
}

/* Copies the arguments. NULL when memory is out. */
static const char *const *copy_arguments(qn_arena *arena, uint32_t argc, const char *const argv[])
{
    const char **copies = qn_arena_take_array(arena, argc, sizeof(char *));
    if (copies == NULL) {
        return NULL;
    }
    for (uint32_t i = 0; i < argc; i++) {
        copies[i] = copy_argument(arena, argv[i]);
        if (copies[i] == NULL) {
            return NULL;
        }
    }
    return copies;
}

bool qn_diagnostics_are_full(const qn_diagnostics *list)
{
    return list->error_count >= list->limit;
}

/* Counts the message and says whether it is to be kept. */
static bool is_kept(qn_diagnostics *list, qn_severity severity, bool is_accepted)
{
    uint32_t *counter = is_accepted              ? &list->accepted_count
                        : severity == QN_ERROR   ? &list->error_count
                        : severity == QN_WARNING ? &list->warning_count
                                                 : &list->note_count;
    return ++*counter <= list->limit;
}

/* Appends to a list. */
static void link_diagnostic(qn_diagnostic **first, qn_diagnostic **last, qn_diagnostic *diagnostic)
{
    if (*last == NULL) {
        *first = diagnostic;
    } else {
        (*last)->next = diagnostic;
    }
    *last = diagnostic;
}

/* Whether a message has been said of the same place: what is read in several ways is understood as
 * often, and mistaken in one. */
static bool is_said(const qn_diagnostic *first, qn_code code, qn_span span, uint32_t argc,
                    const char *const argv[])
{
    for (const qn_diagnostic *d = first; d != NULL; d = d->next) {
        bool same = d->code == code && d->span.source == span.source &&
                    d->span.begin == span.begin && d->span.end == span.end &&
                    d->argument_count == argc;
        for (uint32_t i = 0; same && i < argc; i++) {
            same = strcmp(d->argument[i], argv[i]) == 0;
        }
        if (same) {
            return true;
        }
    }
    return false;
}

/* The acceptance of a finding, or NULL. */
static const qn_acceptance *acceptance_of(const qn_diagnostics *list, qn_code code, qn_span span)
{
    return list->acceptances == NULL ? NULL : qn_acceptances_match(list->acceptances, code, span);
}

/* Counts before it keeps, so that the number of mistakes is right even where some are dropped. */
qn_diagnostic *qn_diagnostic_add(qn_diagnostics *list, qn_code code, qn_span span, uint32_t argc,
                                 const char *const argv[])
{
    if (argc > QN_ARGUMENT_MAX) {
        argc = QN_ARGUMENT_MAX;
    }
    if (is_said(list->first, code, span, argc, argv) ||
        is_said(list->first_accepted, code, span, argc, argv)) {
        return NULL;
    }
    const qn_acceptance *acceptance = acceptance_of(list, code, span);
    if (!is_kept(list, rows[code].severity, acceptance != NULL)) {
        return NULL;
    }
    qn_diagnostic *diagnostic = qn_arena_take(list->arena, sizeof *diagnostic);
    const char *const *arguments = copy_arguments(list->arena, argc, argv);
    if (diagnostic == NULL || arguments == NULL) {
        list->out_of_memory = true;
        return NULL;
    }
    *diagnostic = (qn_diagnostic){.arena = list->arena,
                                  .code = code,
                                  .severity = rows[code].severity,
                                  .span = span,
                                  .argument_count = argc,
                                  .argument = arguments,
                                  .acceptance = acceptance};
    if (acceptance != NULL) {
        link_diagnostic(&list->first_accepted, &list->last_accepted, diagnostic);
    } else {
        link_diagnostic(&list->first, &list->last, diagnostic);
    }
    return diagnostic;
}

/* Labels are few, so that walking to the end costs nothing. Losing one loses no message. */
void qn_diagnostic_label(qn_diagnostic *diagnostic, qn_span span, qn_label_text text)
{
    if (diagnostic == NULL) {
        return;
    }
    qn_label *label = qn_arena_take(diagnostic->arena, sizeof *label);
    if (label == NULL) {
        return;
    }
    *label = (qn_label){NULL, span, text};
    qn_label **end = &diagnostic->label;
    while (*end != NULL) {
        end = &(*end)->next;
    }
    *end = label;
}

void qn_diagnostic_fix(qn_diagnostic *diagnostic, qn_span span, const char *replacement)
{
    if (diagnostic == NULL) {
        return;
    }
    qn_fix *fix = qn_arena_take(diagnostic->arena, sizeof *fix);
    const char *copy = qn_arena_copy(diagnostic->arena, replacement, strlen(replacement));
    if (fix == NULL || copy == NULL) {
        return;
    }
    *fix = (qn_fix){NULL, span, copy};
    qn_fix **end = &diagnostic->fix;
    while (*end != NULL) {
        end = &(*end)->next;
    }
    *end = fix;
}

void qn_diagnostic_example(qn_diagnostic *diagnostic, const char *example)
{
    if (diagnostic != NULL) {
        diagnostic->example = qn_arena_copy(diagnostic->arena, example, strlen(example));
    }
}

/*
 * One step through a template: what the next piece is and how many bytes it takes up. {n} without
 * an argument n gives nothing.
 */
static size_t next_piece(const qn_diagnostic *diagnostic, const char *at, const char **piece,
                         size_t *length)
{
    if (at[0] == '{' && at[1] >= '0' && at[1] <= '9' && at[2] == '}') {
        unsigned index = (unsigned)(at[1] - '0');
        *piece = index < diagnostic->argument_count ? diagnostic->argument[index] : "";
        *length = strlen(*piece);
        return 3;
    }
    *piece = at;
    *length = 1;
    return at[0] == '{' && at[1] == '{' ? 2 : 1;
}

/* Measures first, then writes, with the same steps. */
char *qn_diagnostic_fill(const qn_diagnostic *diagnostic, const char *template_text,
                         qn_arena *arena)
{
    const char *piece = NULL;
    size_t length = 0;
    size_t total = 0;
    for (const char *at = template_text; *at != '\0'; total += length) {
        at += next_piece(diagnostic, at, &piece, &length);
    }
    char *out = qn_arena_take(arena, total + 1);
    if (out == NULL) {
        return NULL;
    }
    size_t used = 0;
    for (const char *at = template_text; *at != '\0'; used += length) {
        at += next_piece(diagnostic, at, &piece, &length);
        memcpy(out + used, piece, length);
    }
    return out;
}
