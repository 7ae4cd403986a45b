/*
 * ast.h - the syntax tree of a rule file: uniform nodes, their kinds and parts from ast.def.
 *
 * Responsible for the shape of nodes, for building them, and for showing and comparing them. It
 * knows what was written and nothing of what it means: names are not looked up, units not checked.
 *
 * The depth of a tree is at most QN_AST_DEPTH_MAX, so that a walk may recurse. Long chains are one
 * flat node (SUM, PRODUCT, AND, OR, LIST, MEASURE); everything else has a few parts.
 */
#ifndef QN_AST_H
#define QN_AST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "diagnostic.h"

#define QN_MANY UINT32_MAX
enum { QN_AST_DEPTH_MAX = 1000 };

/* The kinds: AST_LIST, AST_FILE, AST_RULE … */
typedef enum qn_node_kind {
    AST_INVALID, /* no node has it */
#define QN_NODE(kind, words, parts) AST_##kind,
#define QN_SLOT(kind, index, part)
#include "ast.def"
#undef QN_NODE
#undef QN_SLOT
    AST_KIND_COUNT
} qn_node_kind;

/* The parts: AST_RULE_NAME = 0, AST_RULE_TYPE = 1 …, an index into qn_node.kid. */
enum {
#define QN_NODE(kind, words, parts)
#define QN_SLOT(kind, index, part) AST_##kind##_##part = (index),
#include "ast.def"
#undef QN_NODE
#undef QN_SLOT
    AST_SLOT_END = QN_AST_DEPTH_MAX
};

/* The variants that `op` tells apart; ast.def says which kinds use which. The rows are kept as they
 * are: clang-format would move them at every run. */
/* clang-format off */
#define QN_VARIANTS(X)                                                                             \
    X(VALUE) X(ADD) X(SUBTRACT) X(MULTIPLY) X(DIVIDE) X(AT_LEAST) X(AT_MOST) X(NONE) X(ERROR)      \
    X(UNKNOWN) X(CONFLICT) X(ROUNDED) X(LARGEST) X(SMALLEST) X(BASE) X(EQUAL) X(NOT_EQUAL)         \
    X(LESS) X(LESS_EQUAL) X(GREATER) X(GREATER_EQUAL) X(IS) X(IS_NOT) X(IN) X(NOT_IN)              \
    X(OVERLAPS) X(LESSER) X(HALF_AWAY) X(HALF_EVEN) X(UP) X(DOWN) X(TOWARD_ZERO) X(UNIQUE)         \
    X(AMOUNTS) X(WHOLE) X(EXACT) X(CALENDAR) X(WORKING) X(EACH) X(REQUIRE) X(FORBID) X(ALWAYS) X(NEVER) X(RISES) X(FALLS) X(COUNT)      \
    X(SUM) X(LOWEST) X(HIGHEST) X(AVERAGE) X(ANY) X(ALL) X(FIRST) X(LAST) X(DESCENDING)            \
    X(DISTINCT) X(POSITION) X(PREVIOUS) X(START) X(END) X(LENGTH) X(DAYS) X(WEEKS) X(MONTHS)       \
    X(YEARS) X(HOURS) X(MINUTES) X(WORKING_DAYS) X(TIME) X(DAY) X(WEEK) X(MONTH) X(YEAR) X(HOUR)   \
    X(MINUTE) X(WEEKDAY) X(THROUGH) X(TO) X(ONWARDS) X(FROM) X(AFTER) X(BRACKETED) X(MET) X(BREACHED)
/* clang-format on */

/* AST_OP_VALUE, AST_OP_ADD … */
typedef enum qn_variant {
    AST_OP_PLAIN, /* 0: the kind has no variants, or this is the common one */
#define QN_VARIANT(name) AST_OP_##name,
    QN_VARIANTS(QN_VARIANT)
#undef QN_VARIANT
        QN_VARIANT_COUNT
} qn_variant;

/* The `op` of a RANGE is the sum of these. Without them the low end is in and the high one out. */
enum { QN_LOW_EXCLUDED = 1, QN_HIGH_INCLUDED = 2 };

/*
 * The span covers the source text of the node exactly, brackets round a formula included. A list
 * that is empty has an empty span where it would stand. `text` is NUL-terminated and owned by the
 * arena, "" where a kind has none.
 */
typedef struct qn_node qn_node;
struct qn_node {
    uint8_t kind;   /* qn_node_kind */
    uint8_t op;     /* qn_variant, or the bits of a range */
    uint16_t depth; /* 1 for a leaf, else one more than the deepest part */
    uint32_t count; /* parts in kid[] */
    qn_span span;
    uint32_t length; /* bytes of text */
    const char *text;
    qn_node *kid[]; /* NULL where an optional part is absent */
};

/* What people call a kind, with its article: "a rule". */
const char *qn_node_words(qn_node_kind kind);

/* The name of a kind in ast.def: "RULE". */
const char *qn_node_kind_name(qn_node_kind kind);

/* The name of a part: "TYPE" for (AST_RULE, 1); "" for the parts of lists and chains. */
const char *qn_node_part_name(qn_node_kind kind, uint32_t index);

/* The name of a variant: "AT_LEAST"; "" for AST_OP_PLAIN. */
const char *qn_variant_name(qn_variant variant);

/*
 * A node with `count` parts, copied from `kids`. The count must be that of the kind. NULL when
 * memory is out.
 */
qn_node *qn_node_new(qn_arena *arena, qn_node_kind kind, unsigned op, qn_span span, uint32_t count,
                     qn_node *const kids[]);

/* A leaf with a copy of `length` bytes of text. NULL when memory is out. */
qn_node *qn_node_leaf(qn_arena *arena, qn_node_kind kind, unsigned op, qn_span span,
                      const char *text, uint32_t length);

/*
 * Appends to a node with free count (a LIST or a chain) and returns it: the same, or a larger copy
 * that takes its place. A list of n takes time in proportion to n. The span grows to cover the new
 * part. NULL when memory is out or either is NULL.
 */
qn_node *qn_node_append(qn_arena *arena, qn_node *list, qn_node *part);

/*
 * True if both say the same: kinds, variants, texts and parts alike, spans aside. A formatter must
 * keep this; so must nobody else care for brackets that change nothing.
 */
bool qn_node_equal(const qn_node *left, const qn_node *right);

/*
 * The tree as text for tests, one node a line, parts indented and named. Owned by the arena;
 * NULL when memory is out.
 */
char *qn_node_dump(qn_arena *arena, const qn_node *node);

#endif
