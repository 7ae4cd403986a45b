/*
 * What a case remembers of rules that were read on days: the memos of its program.
 *
 * A reading of a rule on a day depends on the day and on facts alone, so that it is computed once
 * for each day while those facts stay as they are, whoever asks. What has no value is kept, too, as
 * its status: that a rule has nothing to say of a day is the commonest answer of all.
 *
 * Responsible for: where memos lie in a case, when they are out of date, keeping and recalling.
 * Refuses to know: how a reading is computed, and when the machine may recall at all (case.c).
 */
#ifndef QN_RUNTIME_RECALL_H
#define QN_RUNTIME_RECALL_H

#include "program.h"

/* Days that one memo holds: a day has one place, and takes it from whichever day has it. A power of
 * two, nearly three years. */
#define QN_MEMO_DAYS 1024

/* The most memos that a program may have. */
#define QN_MEMOS_MAX 1000

/* stamp: of each place the epoch in which it was filled, above the status and the day; 0 where it
 * never was. value: of the class of the memo, a qn_slot wide only where that is no integer. */
typedef struct qn_memo {
    uint64_t *stamp;
    union {
        int64_t *i;
        qn_slot *slot;
    } value;
    qn_slot *fact;   /* the facts that the memo depends on, as they were, */
    uint8_t *status; /* and their statuses */
    uint32_t epoch;
} qn_memo;

/* Bytes of all memos of a case, SIZE_MAX where that cannot be counted. */
size_t qn_recall_size(const qn_tables *tables);

/* Lays empty memos out in `memory`, which has qn_recall_size bytes, all 0, is aligned like qn_slot,
 * and stays the caller's. */
qn_memo *qn_recall_place(const qn_tables *tables, void *memory);

/* To be called before anything is evaluated after facts changed: what depended on them is
 * forgotten, the rest is not. */
void qn_recall_refresh(qn_case *c);

/* Days have so many bits of a stamp, the status four above them. */
enum { QN_MEMO_DAY_BITS = 24 };
#define QN_MEMO_STATUS_MASK ((uint64_t)0xf << QN_MEMO_DAY_BITS)

/* The stamp of a day that is known in the present epoch, or 0 for what is no day. */
static inline uint64_t qn_memo_stamp(const qn_memo *memo, int64_t day)
{
    bool fits = day >= 0 && day < (int64_t)1 << QN_MEMO_DAY_BITS;
    return fits ? (uint64_t)memo->epoch << 32 | (uint64_t)day : 0;
}

/* Puts what the memo has for a day into `out` and its status; false where it has nothing. Without a
 * value there is a 0, as where an operand has none. */
static inline bool qn_recall(const qn_memo *memo, qn_class class_, int64_t day, uint8_t *status,
                             qn_slot *out)
{
    uint64_t stamp = qn_memo_stamp(memo, day);
    uint32_t at = (uint32_t)day % QN_MEMO_DAYS;
    uint64_t found = memo->stamp[at];
    if (stamp == 0 || (found & ~QN_MEMO_STATUS_MASK) != stamp) {
        return false;
    }
    *status = (uint8_t)((found & QN_MEMO_STATUS_MASK) >> QN_MEMO_DAY_BITS);
    if (class_ == QN_CLASS_I) {
        out->i = memo->value.i[at];
    } else if (*status == QN_KNOWN) {
        *out = memo->value.slot[at];
    } else {
        out->i = 0;
    }
    return true;
}

static inline void qn_recall_keep(qn_memo *memo, qn_class class_, int64_t day, uint8_t status,
                                  const qn_slot *value)
{
    uint64_t stamp = qn_memo_stamp(memo, day);
    uint32_t at = (uint32_t)day % QN_MEMO_DAYS;
    if (stamp == 0) {
        return;
    }
    memo->stamp[at] = stamp | (uint64_t)status << QN_MEMO_DAY_BITS;
    if (class_ == QN_CLASS_I) {
        memo->value.i[at] = value->i;
    } else if (status == QN_KNOWN) {
        memo->value.slot[at] = *value;
    }
}

#endif
