/*
 * Slips: small, believable ways in which a law could have been written down wrongly.
 *
 * Responsible for: finding them in the tree of a rule file, as changes of its text and in words.
 * Refuses to know: what a slip does to answers, and whether anybody would notice.
 */
#ifndef QN_ANALYSIS_SLIPS_H
#define QN_ANALYSIS_SLIPS_H

#include "arena.h"
#include "ast.h"
#include "source.h"

/* Bytes of the source, and what stands there instead. */
typedef struct qn_edit {
    qn_span span;
    const char *with;
} qn_edit;

/* span: what it is about, in the source. words: "`10 years` became `11 years`", "`at most 135` were
 * left out". edit: in the order of the source, none over another. hides_name: what is left out can
 * be called by examples, which then cannot be compiled. */
typedef struct qn_slip {
    qn_span span;
    const char *words;
    const qn_edit *edit;
    uint32_t edits;
    bool hides_name;
} qn_slip;

typedef struct qn_slips {
    const qn_slip *slip;
    uint32_t count;
} qn_slips;

/* All slips in the rules of a file, in the order of its text. All of them are in the arena. False
 * out of memory. */
bool qn_slips_find(qn_arena *arena, const qn_source *source, const qn_node *file, qn_slips *out);

/* The text of the source with a slip in it, in the arena; NULL out of memory. */
char *qn_slip_text(qn_arena *arena, const qn_source *source, const qn_slip *slip, size_t *length);

#endif
