/*
 * diagnostic.h - what the compiler has to say about a program, as data.
 *
 * Responsible for collecting messages with their code, place, labels and arguments. It renders no
 * text and writes nowhere: a command turns a diagnostic into text or JSON, in any language, with
 * the templates of diagnostics.def.
 */
#ifndef QN_DIAGNOSTIC_H
#define QN_DIAGNOSTIC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "qanun_compile.h"

/* A piece of a source text: bytes begin..end, the end excluded. An empty one marks a spot. */
typedef struct qn_span {
    uint32_t source; /* qn_source.id */
    uint32_t begin;
    uint32_t end;
} qn_span;

typedef enum qn_code {
#define QN_DIAGNOSTIC(code, severity, message, help, explanation) QN_##code,
#define QN_LABEL(name, message)
#include "diagnostics.def"
#undef QN_DIAGNOSTIC
#undef QN_LABEL
    QN_CODE_COUNT
} qn_code;

/* What is written beside a further place that a message shows. */
typedef enum qn_label_text {
#define QN_DIAGNOSTIC(code, severity, message, help, explanation)
#define QN_LABEL(name, message) QN_LABEL_##name,
#include "diagnostics.def"
#undef QN_DIAGNOSTIC
#undef QN_LABEL
    QN_LABEL_COUNT
} qn_label_text;

/* The row of diagnostics.def of a code. `help` may be "", and {n} stands for argument n. */
typedef struct qn_diagnostic_row {
    const char *name; /* "Q0101" */
    qn_severity severity;
    const char *message;
    const char *help;
    const char *explanation; /* what `qanun explain` tells */
} qn_diagnostic_row;

typedef struct qn_label {
    struct qn_label *next;
    qn_span span;
    qn_label_text text; /* its template may use the arguments of the diagnostic */
} qn_label;

/* A change that would mend the program: the span is replaced by the text. */
typedef struct qn_fix {
    struct qn_fix *next;
    qn_span span;
    const char *replacement;
} qn_fix;

typedef struct qn_diagnostic {
    struct qn_diagnostic *next;
    qn_arena *arena; /* that of the list, for labels and fixes */
    qn_code code;
    qn_severity severity;
    qn_span span;
    uint32_t argument_count;
    const char *const *argument; /* NUL-terminated, owned by the arena */
    qn_label *label;             /* in the order in which they were added */
    qn_fix *fix;
    const char *example; /* a concrete case, "seniority = 10 years", or NULL */
    bool is_shown;       /* the machine has run the example, and it shows what the message says */
    const struct qn_acceptance *acceptance; /* of a finding that was accepted, or NULL */
} qn_diagnostic;

/* In the order of adding; a command sorts by place before it shows them. What is accepted stands in
 * a list of its own, and counts as nothing. */
typedef struct qn_diagnostics {
    qn_arena *arena;
    qn_diagnostic *first;
    qn_diagnostic *last;
    qn_diagnostic *first_accepted;
    qn_diagnostic *last_accepted;
    const struct qn_acceptances *acceptances; /* accept.h; or NULL: nothing is accepted */
    uint32_t accepted_count;
    uint32_t error_count;
    uint32_t warning_count;
    uint32_t note_count;
    uint32_t limit;     /* messages of each severity that are kept; later ones are only counted */
    bool out_of_memory; /* a message was lost; the arena is exhausted too */
} qn_diagnostics;

enum { QN_DIAGNOSTIC_LIMIT = 200, QN_ARGUMENT_MAX = 16 };

/* Starts an empty list whose messages live in the arena. */
void qn_diagnostics_init(qn_diagnostics *list, qn_arena *arena);

/* Whether errors are only counted by now, so that nobody need look for the best help. */
bool qn_diagnostics_are_full(const qn_diagnostics *list);

/*
 * Adds a message. The `argc` strings are copied; too long ones (over 400 bytes) are cut at a
 * character with "…". Returns the message, to be given labels, or NULL when it was not kept (out of
 * memory, or beyond the limit); the functions below accept that NULL, so nobody need ask.
 */
qn_diagnostic *qn_diagnostic_add(qn_diagnostics *list, qn_code code, qn_span span, uint32_t argc,
                                 const char *const argv[]);

/* Shows a further place beside the message. */
void qn_diagnostic_label(qn_diagnostic *diagnostic, qn_span span, qn_label_text text);

/* Offers a change that an editor can apply. The replacement is copied. */
void qn_diagnostic_fix(qn_diagnostic *diagnostic, qn_span span, const char *replacement);

/* Shows a concrete case. The text is copied. */
void qn_diagnostic_example(qn_diagnostic *diagnostic, const char *example);

/* The row of a code; never NULL. */
const qn_diagnostic_row *qn_diagnostic_row_get(qn_code code);

/* The code named "Q0101" (case matters); false if there is none. */
bool qn_diagnostic_find(const char *name, qn_code *out);

/* The template of a label; never NULL. */
const char *qn_label_template(qn_label_text text);

/*
 * Writes a template with {0}, {1} … replaced by the arguments of the diagnostic into the arena.
 * "{{" is a brace. NULL when memory is out.
 */
char *qn_diagnostic_fill(const qn_diagnostic *diagnostic, const char *template_text,
                         qn_arena *arena);

#endif
