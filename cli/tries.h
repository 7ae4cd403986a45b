/*
 * What is tried for a fact before it is asked: answers that stand for all answers.
 *
 * Responsible for choosing them: each value of a choice, both of yes/no; of numbers and dates the
 * ends of the range and what lies at and around the constants of the program, where a band can
 * begin or end. Knows nothing of a case, nor of what comes of an answer.
 */
#ifndef QN_CLI_TRIES_H
#define QN_CLI_TRIES_H

#include "page.h"
#include "program.h"
#include "qanun.h"

/* All the tries of a fact weigh about as much as this together. */
enum { QN_TRIES_WEIGHT = 1 << 16 };

/* An answer as text, at an offset of the texts. */
typedef struct qn_try {
    size_t text;
    size_t length;
    uint32_t weight; /* for how much of all answers it stands */
} qn_try;

/* Zeroed, there are none. Sorted as the values are. */
typedef struct qn_tries {
    qn_page texts; /* NUL-terminated, one behind the other */
    qn_try *row;
    size_t count;
    size_t room;
} qn_tries;

/* Finds the tries of a fact, or of QN_TODAY. False where memory is out. Either way the caller ends
 * with qn_tries_clear. */
bool qn_tries_make(const qn_program *program, int32_t fact, qn_tries *out);
void qn_tries_clear(qn_tries *tries);

/* The text of a try; good as long as the tries are. */
const char *qn_tries_text(const qn_tries *tries, size_t index);

#endif
