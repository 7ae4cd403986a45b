/*
 * One program, or two that are held against each other, and a case that both are in.
 *
 * Responsible for: facts of two programs as one input each; giving a case to the machine, and
 * telling it to people. Refuses to know: what is asked, and how a case is found.
 */
#ifndef QN_ANALYSIS_WORLDS_H
#define QN_ANALYSIS_WORLDS_H

#include "case.h"
#include "numbering.h"
#include "symbolic.h"

enum { QN_WORLDS_MAX = 2 };

/* What a case can be given: a fact, by its name. fact: its row in each program, or QN_NONE_INDEX.
 * home: the program in whose numbers its values are told. is_plain: its values are whole numbers on
 * its grid; others are told as text. has_two_defaults: then a case always says what it is, so that
 * it is one and the same in both. */
typedef struct qn_input {
    const char *name;
    uint32_t fact[QN_WORLDS_MAX];
    uint32_t home;
    bool is_plain;
    bool has_two_defaults;
} qn_input;

/* What is given: QN_KNOWN, QN_NONE, or QN_UNKNOWN where nothing is, so that the default stands.
 * text: of what is not plain, and lives as long as the worlds. */
typedef struct qn_reply {
    qn_answer status;
    int64_t value;
    const char *text;
} qn_reply;

/* A case: a reply to each input, in their order, and behind them the date of decision. */
typedef struct qn_witness {
    qn_reply *reply;
} qn_witness;

/* Facts and rules that have another name in the second program. */
typedef struct qn_rename {
    const char *from;
    const char *to;
} qn_rename;

/* input: in the order of their names. number, symbolic, c: one a program; number only where there
 * are two. blank: as for qn_symbolic_take_bounds, NULL until
 * then. symbolic is NULL without a prover. given: what the cases have been given, input by
 * input. */
typedef struct qn_worlds {
    uint32_t count;
    const qn_program *program[QN_WORLDS_MAX];
    qn_case *c[QN_WORLDS_MAX];
    qn_case *blank[QN_WORLDS_MAX];
    uint32_t *number[QN_WORLDS_MAX];
    uint32_t *united; /* one a register of the second: its number for a reason that was found */
    uint32_t *example[QN_WORLDS_MAX]; /* of each row of EXPECT */
    qn_symbolic *symbolic[QN_WORLDS_MAX];
    qn_numbering *numbering;
    qn_input *input;
    uint32_t inputs;
    uint32_t *input_of[QN_WORLDS_MAX]; /* of each fact */
    qn_witness given;
    qn_witness least; /* of each input, found once */
    bool is_given;
    char **text; /* of replies, one behind the other in blocks */
    size_t texts;
    size_t texts_room;
    struct qn_text_block *last_block;
    int64_t first_day;
    int64_t last_day;
    bool out_of_memory; /* something could not be tried */
    int64_t patience; /* what may yet be asked of the prover, in its own coin: see qn_worlds_ask */
} qn_worlds;

/* What a question costs; one that is not decided most. */
enum { QN_ASKED_COST = 1, QN_OPEN_COST = 40 };

/* The programs outlive the worlds; the second may be NULL. Dates of decision lie between the two
 * days. False out of memory; either way the caller ends with qn_worlds_clear. */
bool qn_worlds_init(qn_worlds *w, const qn_program *first, const qn_program *second,
                    const qn_rename *rename, size_t renames, int64_t first_day, int64_t last_day);
void qn_worlds_clear(qn_worlds *w);

/* What the prover leaves open lies within the machine's bounds from now on. Two programs that are
 * compared go without: what both leave open is one symbol, and questions are harder with bounds. */
void qn_worlds_take_bounds(qn_worlds *w);

/* What is asked from now on is about one rule, and some inputs alone, one byte each: see
 * qn_symbolic_focus. There is new patience for it. False
 * out of memory; nothing is done without a prover. */
bool qn_worlds_focus(qn_worlds *w, const uint8_t *matters);

/* Whether a claim can be so, as far as there is patience: a question beyond it is not decided. */
qn_decision qn_worlds_ask(qn_worlds *w, qn_claim claim, uint64_t work);

/* From now on a register of the second program has the same as one of the first in every case, for
 * a reason that cannot be seen. False out of memory. */
bool qn_worlds_unite(qn_worlds *w, uint32_t first, uint32_t second);

/* The row of a rule in the second program that a rule of the first is, or QN_NONE_INDEX. */
uint32_t qn_worlds_rule(const qn_worlds *w, const qn_rename *rename, size_t renames, uint32_t rule);

/* A case with room for all replies, in which nothing is given; NULL replies out of memory. */
qn_witness qn_witness_make(const qn_worlds *w);
void qn_witness_copy(const qn_worlds *w, qn_witness *to, const qn_witness *from);
void qn_witness_clear(qn_witness *witness);

/* Every input at what is nearest to nothing: its default where it has one, else the value nearest
 * to 0, `no`, the first of a choice, the empty list; the date is the first day. */
void qn_witness_be_least(qn_worlds *w, qn_witness *out);
qn_reply qn_worlds_least(qn_worlds *w, uint32_t input);

/* Whether an input, or what is behind the last of them, is one date. */
bool qn_worlds_is_date(const qn_worlds *w, uint32_t input);

/* What an example of a program gives for one of its expectations, a row of EXPECT, over what is
 * there; its date, too, if it has one. */
void qn_witness_take_example(qn_worlds *w, uint32_t world, uint32_t expectation, qn_witness *io);

/* Gives a case to the machine in each program. False where one of them cannot have it. */
bool qn_worlds_apply(qn_worlds *w, const qn_witness *witness);

/* The same of some inputs and the date; the others stay as they are, so that it costs what is
 * given, however many facts there are. */
bool qn_worlds_apply_some(qn_worlds *w, const qn_witness *witness, const uint32_t *some,
                          uint32_t count);

/* A text that lives as long as the worlds; NULL out of memory. */
const char *qn_worlds_keep_text(qn_worlds *w, const char *text);

/* Forgets all texts but the first so many, and what the cases were given: no reply may have one of
 * the others. */
void qn_worlds_forget_texts(qn_worlds *w, size_t first);

/* "seniority = 15 years, on 2026-07-01": what the case gives, in the order of the inputs. NULL out
 * of memory; the caller frees it. */
char *qn_worlds_text(qn_worlds *w, const qn_witness *witness);

/* The text of one reply, "15 years". In a buffer of the caller. */
void qn_worlds_reply_text(qn_worlds *w, uint32_t input, const qn_reply *reply, char *buffer,
                          size_t size);

#endif
