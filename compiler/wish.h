/*
 * wish.h - what conditions ask of facts and of the date, as intervals: the cases in which they hold
 * for sure.
 *
 * Only what can be seen at once is read: facts held against constants, which are free of each
 * other, joined by `and`, `not` and by standing in one block. A list of wishes that could be read
 * is exact: a case that has for each fact a value that is wished for makes all of it hold.
 */
#ifndef QN_WISH_H
#define QN_WISH_H

#include "clause.h"
#include "interval.h"

/* The values of which a fact must have one; of the date of decision for no fact. */
typedef struct qn_wish {
    qn_decl *fact;
    qn_interval *list; /* in order, none of them empty */
    uint32_t count;
} qn_wish;

typedef struct qn_wishes {
    qn_scope *s;
    qn_growing list; /* qn_wish */
} qn_wishes;

/* Each adds to the wishes. False where something else is asked for than values of facts, or what
 * cannot be together: then nothing can be said of the list. */
bool qn_wish_condition(qn_wishes *w, const qn_node *condition, bool yes);
bool qn_wish_holdings(qn_wishes *w, const qn_holding *holds);
bool qn_wish_row(qn_wishes *w, const qn_band *band, uint32_t row);
bool qn_wish_days(qn_wishes *w, int64_t from, int64_t until);
bool qn_wish_all(qn_wishes *w, const qn_wishes *other);

/* The same for the opposite of what one holding asks, its own part alone, and of what stands in a
 * row; where it cannot be added, the wishes stay as they were. */
bool qn_wish_not(qn_wishes *w, const qn_holding *h);
bool qn_wish_not_row(qn_wishes *w, const qn_band *band, uint32_t row);

/* "ill = yes, age = 18, on 2020-01-01": the smallest case that has all that is wished for. */
const char *qn_wish_case(const qn_wishes *w);

#endif
