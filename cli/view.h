/*
 * A case as it is shown: its program, and the language of its names.
 *
 * Responsible for the labels that a program gives its names. Knows nothing of what is said of them.
 */
#ifndef QN_CLI_VIEW_H
#define QN_CLI_VIEW_H

#include "date.h"
#include "page.h"
#include "program.h"
#include "qanun.h"

typedef struct qn_view {
    const qn_program *program;
    const qn_tables *t; /* of the program */
    qn_case *c;
    const char *language;           /* of `labels`; NULL shows names as they are written */
    struct qn_narrowing *narrowing; /* proves bounds; NULL shows those of the language */
    bool is_open;                   /* explanations show the elements of what is gone through */
} qn_view;

/* The label of a name in the language of the view, or the name. */
const char *qn_view_name(const qn_view *view, const char *name);

/* The same for a value of a choice, whose label is written CHOICE.VALUE. */
const char *qn_view_choice(const qn_view *view, uint32_t type, const char *value);

/* The question of a fact: that of its label in the language of the view, or its own; "" where there
 * is none. */
const char *qn_view_question(const qn_view *view, uint32_t fact);

/* The same for what the elements of a list are, by the number of its declaration: the name of their
 * entity, "" where they are of none; and for a field of theirs its name, whose label is written
 * ENTITY.FIELD, and its question. */
const char *qn_view_entity(const qn_view *view, int32_t element);
const char *qn_view_field(const qn_view *view, int32_t element, int32_t field);
const char *qn_view_field_question(const qn_view *view, int32_t element, int32_t field);

/* Whether a case was given a fact, so that it is not its default. */
bool qn_view_is_given(const qn_case *c, int32_t fact);

/* The day on which a rule is read that stands for `RULE on D`. False for other rules, and where the
 * day is not known. */
bool qn_view_rule_day(const qn_view *view, uint32_t rule, qn_day *out);

/* Does the program have labels in that language? If not, what languages there are is put. */
bool qn_view_has_language(const qn_tables *t, const char *language, qn_page *languages);

#endif
