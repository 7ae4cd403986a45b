/*
 * What two programs say differently: rule by rule, for every case on every date.
 *
 * Responsible for: which rules are the same, which differ and in which ways, as data. Refuses to
 * know: files, and how a difference is printed.
 */
#ifndef QN_ANALYSIS_DIFF_H
#define QN_ANALYSIS_DIFF_H

#include "worlds.h"

typedef enum qn_sameness {
    QN_SAME,        /* proved: for every case on every date */
    QN_DIFFERENT,   /* in the ways that are told */
    QN_NOT_SETTLED, /* no difference found, and none ruled out */
    QN_ONLY_OLD,
    QN_ONLY_NEW,
    QN_OTHER_TYPE /* its answers are of another kind now */
} qn_sameness;

/* Rows of CLAUSE, or of RULE. */
typedef struct qn_rows {
    uint32_t *row;
    uint32_t count;
} qn_rows;

/*
 * One way in which a rule differs, shown by the smallest case. before, after: what the machine
 * answers there; of a status its name. replaced: clauses of the old rule that apply in the case and
 * that the new one does not have; by: clauses of the new rule. through: rules of the new program
 * that it uses and that answer differently there. where: the conditions under which it differs so,
 * or NULL where they could not be told.
 */
typedef struct qn_way {
    char *witness;
    bool is_smallest;
    char *before;
    char *after;
    qn_rows replaced;
    qn_rows by;
    qn_rows through;
    char *where;
    int64_t first_day; /* on which it differs so; INT64_MIN where the day is no matter */
} qn_way;

/* duty: of the new program, or the old one if the new one has it no more, a row of DUTY whose rule
 * it is; QN_NONE_INDEX for a rule. old_rule, new_rule: rows of RULE or QN_NONE_INDEX. has_more:
 * there may be ways that are not told. All belongs to the diff, and is gone when the call that
 * tells it returns. */
typedef struct qn_difference {
    const char *name;
    const char *old_name; /* of a duty: what it asked for in the old program, or NULL */
    qn_sameness sameness;
    uint32_t duty;
    uint32_t old_rule;
    uint32_t new_rule;
    const qn_way *way;
    size_t ways;
    bool has_more;
} qn_difference;

/* What may be given for a fact, and its default, "" where there is none; as text. NULL where the
 * program has no such fact. fact: its row in each program, or QN_NONE_INDEX. */
typedef struct qn_fact_change {
    const char *name;
    uint32_t fact[QN_WORLDS_MAX];
    const char *range[QN_WORLDS_MAX];
    const char *preset[QN_WORLDS_MAX];
} qn_fact_change;

/* tell_fact: NULL, or told of each fact that is not declared as it was. work: of one question to
 * the prover, tries: cases that the machine may try; 0 for the usual. is_brief: one way of the
 * first rule that differs is enough; it may be shown by a case that is not the smallest, and is not
 * told where else it is so. */
typedef struct qn_diff_options {
    const qn_rename *rename;
    size_t renames;
    uint64_t work;
    uint32_t tries;
    bool is_brief;
    void (*tell_fact)(void *context, const qn_fact_change *change);
} qn_diff_options;

/* Tells of each rule of the programs that is not hidden, and each duty, in the order of the new
 * program, those that are in the old one alone at the end. False out of memory. */
bool qn_diff(const qn_program *before, const qn_program *after, const qn_diff_options *options,
             void (*tell)(void *context, const qn_difference *difference), void *context);

/* Whether a program has a fact or a rule of that name, which can be renamed. */
bool qn_diff_has_name(const qn_program *program, const char *name);

#endif
