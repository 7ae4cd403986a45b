/*
 * Definitions and facts that are typed one after the other, and the program that they make.
 *
 * Responsible for: definitions by name, so that a new one takes the place of the old; the program
 * of all of them; facts that outlive a change of it. What does not compile changes nothing. Knows
 * nothing of prompts and of commands.
 */
#ifndef QN_CLI_SESSION_H
#define QN_CLI_SESSION_H

#include <stdbool.h>

#include "io.h"
#include "rules.h"
#include "view.h"

/* A definition with the comments before it, as it was typed, with the end of each line. */
typedef struct qn_definition {
    char *key; /* what it defines: one that is typed takes the place of an older one of the same key
                */
    char *text;
    bool is_new; /* of the text that is being put: nothing else of it takes its place */
} qn_definition;

/* A fact that was given: its name, and the text of its value. */
typedef struct qn_given {
    char *name;
    char *text;
} qn_given;

/* Zeroed but for the path, it is empty; it must be opened with qn_session_define of nothing. */
typedef struct qn_session {
    const char *path; /* by which messages call the definitions; modules are looked for beside it */
    qn_definition *definition;
    size_t count;
    qn_given *given;
    size_t given_count;
    size_t findings; /* of the program: those that were there before are not shown again */
    qn_rules rules;
    qn_view view; /* with the case, in which the given facts are */
    bool has_day;
    qn_day day; /* of the decisions */
} qn_session;

void qn_session_clear(qn_session *session);

/* Takes a text with definitions. False where the whole does not compile: then the page has the
 * compiler's messages, and the session is as it was. */
bool qn_session_define(qn_session *session, const char *text, qn_page *page, bool colour);

/* All definitions, in their order. */
void qn_session_put_text(const qn_session *session, qn_page *page);

/* Gives a fact. False, with the reason, where there is no such fact or it does not take the value.
 */
bool qn_session_give(qn_session *session, const char *name, const char *text, qn_page *wrong);

/* Takes a date as the day of the decisions. False where the text is none. */
bool qn_session_decide_on(qn_session *session, const char *text);

/* Compiles the definitions and a formula as one more rule; *rule is its number. On success the
 * caller ends `rules` and the case of `view` himself. Messages as above. */
bool qn_session_ask(qn_session *session, const char *formula, qn_rules *rules, qn_view *view,
                    int32_t *rule, qn_page *page, bool colour);

/* Does a definition have that key? */
bool qn_session_has(const qn_session *session, const char *key);

#endif
