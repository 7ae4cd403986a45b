/*
 * The insides of the making of direct ways, for the two parts of it: which ways there are
 * (direct_make.c), and of which steps (direct_steps.c).
 */
#ifndef QN_RUNTIME_DIRECT_MAKE_H
#define QN_RUNTIME_DIRECT_MAKE_H

#include "batch_state.h"
#include "direct.h"

/* Numbers in a slot. */
#define QN_A_SLOT ((uint32_t)(sizeof(qn_slot) / sizeof(int64_t)))
/* Blocks of memory that the making holds, at most. */
#define QN_HELD_MAX 16

/* Rows of a table that grows. */
typedef struct qn_growing {
    unsigned char *row;
    size_t count;
    size_t room;
} qn_growing;

/* What is noted of a node. place: where its number stands, or QN_NONE_INDEX. owner: the rule on
 * whose own way it is made, + 1. needed: the last rule that needs it, + 1, and uses: by how many of
 * that rule's nodes it is read, parts: in how many of their steps it is done itself; made: the last
 * rule on whose way it is made, + 1. group: the last group of elements that needs it. behind:
 * of what elements have, the last node of rows that it is made of, + 1. */
typedef struct qn_node_mark {
    uint32_t place;
    uint32_t owner;
    uint32_t needed;
    uint32_t uses;
    uint32_t parts;
    uint32_t made;
    uint32_t group;
    uint32_t behind;
    bool is_dated;     /* follows from constants and the date of decision, and cannot fail */
    bool is_decidable; /* by a table: all that it reads has few numbers, or follows from such */
    bool is_computed;  /* that, and in the table of its reader */
    bool is_decided;   /* by a table of its own, for the rule in hand */
} qn_node_mark;

/* What is noted of a rule. needs: bits of the facts that its way reads. first_before, before_count:
 * those whose ways are gone before, in `before`. is_own: others that need it go its way first.
 * member: the last rule of which it is one that is run before, + 1; used, listed: the same of those
 * whose nodes are needed, and which stand in the list of ways. */
typedef struct qn_rule_mark {
    uint64_t needs;
    uint32_t first_own; /* the first of its own steps */
    uint32_t first_before;
    uint32_t before_count;
    bool is_own;
    bool walks; /* its steps go through a list */
    bool asks;  /* its code asks whether something is none */
    uint32_t member;
    uint32_t used;
    uint32_t listed;
} qn_rule_mark;

typedef struct qn_held {
    void *block;
    size_t size;
} qn_held;

typedef struct qn_maker {
    qn_program *program;
    const qn_tables *t;
    const qn_options *options;
    qn_graph graph;
    qn_batch batch;
    qn_range *range;
    qn_goal *goal;
    qn_node_mark *mark;
    qn_rule_mark *rule_mark;
    uint32_t *stack;
    int64_t *number_of; /* of nodes, while a table is filled in */
    uint32_t *needed;   /* nodes that the rule in hand needs, in their order */
    uint32_t needed_count;
    uint32_t rule;      /* the rule in hand, or, behind the last, what all have of the date alone */
    qn_direct_way *way; /* one a rule, and that of the date */
    uint32_t *first_step; /* of each */
    uint8_t *bit;
    uint64_t absent; /* bits of the facts that may be none */
    qn_growing step;
    qn_growing constant;
    qn_growing job;
    qn_growing number;
    qn_growing before;
    uint32_t first_place; /* of numbers that only steps know */
    uint32_t places;
    uint32_t groups;
    uint32_t decided; /* nodes that were computed for tables */
    uint32_t last;    /* where the last step has put its number, or QN_NONE_INDEX */
    qn_held held[QN_HELD_MAX];
    uint32_t held_count;
    bool failed; /* no memory */
} qn_maker;

/* Puts a row behind the others of a table; failed where there is no memory. */
void qn_maker_row(qn_maker *m, qn_growing *r, const void *row, size_t element);

/* Where the number of a node stands. */
uint32_t qn_maker_place(qn_maker *m, qn_node_id n);

/* A step as it is; which it is. One that finds a number can be made another for what stands before
 * it. */
size_t qn_maker_turn(qn_maker *m, qn_direct_step step);
void qn_maker_step(qn_maker *m, qn_direct_step step);

/* Puts a number, or bytes, behind the others that steps have; count: such that they are whole
 * numbers. */
void qn_maker_number(qn_maker *m, int64_t number);
void qn_maker_bytes(qn_maker *m, const uint8_t *bytes, size_t count);

/* Whether a node goes through a list, and the input that is that list. */
bool qn_is_over_list(const qn_node *n);
uint32_t qn_list_input(const qn_node *n);

/* Notes of what all elements need which node of rows stands last behind it. */
void qn_maker_look_behind(qn_maker *m);

/* Marks what the rule in hand needs for a node, as far as no rule has it that is gone before. */
void qn_maker_need(qn_maker *m, qn_node_id n);

/* Adds the steps of the nodes that are needed. */
void qn_maker_steps(qn_maker *m);

/* Whether something is one of the numbers from `first` on, `more` more, which wrap around. value:
 * what a sum gains if it is; of questions, whether what was found before is turned around. */
typedef struct qn_fold_term {
    qn_node_id asked;
    int64_t first;
    int64_t more;
    int64_t value;
} qn_fold_term;

#define QN_TERMS_MAX 32
#define QN_PARTS_MAX 64

/* A node that is done in one step with its parts, which are other nodes. */
typedef struct qn_fold {
    qn_direct_op op;
    uint16_t mode;
    qn_node_id a;
    qn_node_id b;
    int64_t x;
    int64_t y;
    uint32_t terms;
    uint32_t parts;
    qn_fold_term term[QN_TERMS_MAX];
    qn_node_id part[QN_PARTS_MAX];
} qn_fold;

/*
 * Decision tables (direct_decide.c). Finds first which nodes of the rule in hand could be in one;
 * then whether one of them is worth a table of its own, with what is computed in it as the parts of
 * the fold, and takes that from what can be done for a program; then adds the step.
 */
void qn_maker_look_for_decisions(qn_maker *m);
bool qn_maker_find_decision(qn_maker *m, qn_node_id id, qn_fold *out);
void qn_maker_decision(qn_maker *m, qn_node_id id, uint32_t out);

/* Whether an operand is computed in the table of who reads it, and not looked up there. */
bool qn_is_computed(const qn_maker *m, qn_node_id n);

/* How a node is done in one step with others, whose uses are known; false where it is not. */
bool qn_maker_fold(const qn_maker *m, qn_node_id id, qn_fold *out);

/* Numbers that something has, at most, if what follows from them is to be found in a table; and a
 * mask with all bits that any of a node's numbers has, and at least three, or QN_NO_MASK if it has
 * more, or such below 0. */
#define QN_FEW_NUMBERS 1024
#define QN_NO_MASK UINT64_MAX
uint64_t qn_mask_of(const qn_node *n);

/* Of 64 bits, whatever comes of it. */
static inline int64_t qn_sum_of(int64_t a, int64_t b)
{
    return (int64_t)((uint64_t)a + (uint64_t)b);
}

static inline int64_t qn_difference(int64_t a, int64_t b)
{
    return (int64_t)((uint64_t)a - (uint64_t)b);
}

static inline int64_t qn_product(int64_t a, int64_t b)
{
    return (int64_t)((uint64_t)a * (uint64_t)b);
}

/* Whether a node is yes or no. */
bool qn_is_question(const qn_node *n);

/* What a node is in whatever width. */
qn_node_id qn_in_any_width(const qn_maker *m, qn_node_id n);

/* Whether the node is made on the way of a rule that is gone before. */
bool qn_is_made_before(const qn_maker *m, qn_node_id n);

/* How many numbers BETWEEN asks for behind the first. */
int64_t qn_between_more(const qn_node *question);

/*
 * A division by a number as a multiplication, where what is divided is from 0 to high: a quotient
 * of n by d is (n * factor) >> (64 + shift), with factor = 2^(64 + shift) / d rounded up, which is
 * too great by less than d: exact for n * d below 2^64, and, where 2^shift is not much less than d,
 * for n below 2^62. The step gets the factor, what is added before, and the shift. False for a
 * number, or a rounding, of which there is none.
 */
bool qn_find_factor(const qn_node *n, int64_t high, qn_direct_step *step);

/* Whether a division is done like that, as the step then has it. */
bool qn_is_multiplied(const qn_maker *m, const qn_node *n, qn_direct_step *step);

#endif
