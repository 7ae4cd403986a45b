/*
 * aloud.h - a piece of a rule file, read aloud: the words in which its signs are said.
 *
 * Responsible for the wording of single tokens where they stand: `>=` is "is at least", `5..10` is
 * "5 to under 10", `2026-01-16` is "16 January 2026", `w.days` is "w’s days". It knows nothing of
 * what names stand for, and nothing of pages.
 */
#ifndef QN_ALOUD_H
#define QN_ALOUD_H

#include "parse.h"

typedef enum qn_aloud {
    QN_ALOUD_WORD,  /* as it is said */
    QN_ALOUD_NAME,  /* a name, as it is written */
    QN_ALOUD_QUOTED /* what stands in quotation marks, without them */
} qn_aloud;

/* Takes the next bytes, which are said behind a space where there is `gap`. */
typedef void qn_aloud_put(void *self, qn_aloud what, bool gap, const char *bytes, size_t length);

/* Reads tokens of a source aloud, from one to before another. Citations, notes, comments and line
 * ends are passed over. */
void qn_read_aloud(const qn_source *source, const qn_token *token, uint32_t from, uint32_t to,
                   qn_aloud_put *put, void *self);

/* Whether a token is a name, be it one that is a word of the language elsewhere. */
bool qn_token_is_name(const qn_token *token);

/* The first token that does not begin before an offset. */
uint32_t qn_token_at(const qn_token *token, uint32_t count, uint32_t offset);

/* "January" of 1; "" of what is no month. */
const char *qn_month_name(unsigned month);

#endif
