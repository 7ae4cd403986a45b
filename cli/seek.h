/*
 * Cases for what no example has come to: one that covers a part of an item, or the proof that none
 * can.
 *
 * Responsible for which rule is asked, for what must be so in such a case, and for finding it by
 * the machine and by the prover. Refuses to know: how a case is written, and who wants it.
 */
#ifndef QN_CLI_SEEK_H
#define QN_CLI_SEEK_H

#include "coverage.h"
#include "quest.h"

/* One program with its coverage; zeroed, none. asked: for each rule the one that an expectation can
 * name to show it, or QN_NONE_INDEX. before: what was seen of each item, and alone, while a case is
 * looked at. hand: the rule that the worlds are about. texts: those
 * of the worlds that are no reply's of a search. witness: the case that was found last; its
 * rule is evaluated in the case of the worlds. */
typedef struct qn_seek {
    const qn_program *program;
    const qn_tables *t;
    qn_coverage *coverage;
    const bool *barred;
    qn_worlds worlds;
    qn_edges edges;
    uint32_t *asked;
    unsigned *before;
    uint8_t *matters;
    uint32_t hand;
    size_t texts;
    bool has_prover;
    int64_t first_day;
    int64_t last_day;
    qn_witness witness;
} qn_seek;

/* The coverage must have looked at all examples. believable: cases lie about the days that the
 * files were reviewed for; else on any day, so that what is proved is proved of all. barred: one a
 * fact, those that no case is to give; or NULL. It must outlive the seek. False out of memory;
 * either way the caller ends with qn_seek_clear. */
bool qn_seek_init(qn_seek *seek, const qn_rules *rules, qn_coverage *coverage, bool believable,
                  const bool *barred);
void qn_seek_clear(qn_seek *seek);

/* Finds a case that shows a part of an item; with `alone` one in which this part of a condition
 * decides it alone. If there is one, the answer is a value, else none, if there is such a one.
 * *rule: whose answer shows it. */
bool qn_seek_find(qn_seek *seek, uint32_t item, unsigned part, bool alone, uint32_t *rule);

/* Marks the parts, not seen yet, that the prover shows to be in no case. */
void qn_seek_mark_never(qn_seek *seek);

#endif
