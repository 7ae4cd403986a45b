/*
 * ast.c - building, comparing and showing syntax nodes.
 *
 * Everything about single kinds comes from ast.def; this file treats all kinds alike.
 */
#include "ast.h"

#include <string.h>

typedef struct kind_row {
    const char *name;
    const char *words;
    uint32_t parts;
} kind_row;

static const kind_row kind_rows[AST_KIND_COUNT] = {
    {"INVALID", "nothing", 0},
#define QN_NODE(kind, words, parts) {#kind, words, parts},
#define QN_SLOT(kind, index, part)
#include "ast.def"
#undef QN_NODE
#undef QN_SLOT
};

enum { SLOTS_MAX = 6 };

static const char *const slot_names[AST_KIND_COUNT][SLOTS_MAX] = {
#define QN_NODE(kind, words, parts)
#define QN_SLOT(kind, index, part) [AST_##kind][index] = #part,
#include "ast.def"
#undef QN_NODE
#undef QN_SLOT
};

static const char *const variant_names[QN_VARIANT_COUNT] = {"",
#define QN_VARIANT(name) #name,
                                                            QN_VARIANTS(QN_VARIANT)
#undef QN_VARIANT
};

_Static_assert(AST_KIND_COUNT <= UINT8_MAX, "a kind fits in a byte");
_Static_assert(QN_VARIANT_COUNT <= UINT8_MAX, "a variant fits in a byte");

const char *qn_node_words(qn_node_kind kind)
{
    return kind_rows[kind].words;
}

const char *qn_node_kind_name(qn_node_kind kind)
{
    return kind_rows[kind].name;
}

/* Lists and chains have no named parts, so that an index beyond the named ones is normal. */
const char *qn_node_part_name(qn_node_kind kind, uint32_t index)
{
    if (index >= SLOTS_MAX || slot_names[kind][index] == NULL) {
        return "";
    }
    return slot_names[kind][index];
}

const char *qn_variant_name(qn_variant variant)
{
    return variant_names[variant];
}

/* An empty node of a kind with room for `capacity` parts, and for so many bytes behind them. */
static inline qn_node *take_node(qn_arena *arena, qn_node_kind kind, unsigned op, qn_span span,
                                 uint32_t capacity, size_t bytes)
{
    size_t parts = (size_t)capacity * sizeof(qn_node *);
    qn_node *node = qn_arena_take(arena, sizeof(qn_node) + parts + bytes);
    if (node != NULL) {
        node->kind = (uint8_t)kind;
        node->op = (uint8_t)op;
        node->depth = 1;
        node->span = span;
        node->text = "";
    }
    return node;
}

/* Keeps `depth` right when `part` comes under `node`; it stops counting at the largest value. */
static void deepen(qn_node *node, const qn_node *part)
{
    if (part != NULL && part->depth >= node->depth && part->depth < UINT16_MAX) {
        node->depth = (uint16_t)(part->depth + 1);
    }
}

/* Nodes with free count have room for the next power of two of parts. */
static uint32_t capacity_for(uint32_t count)
{
    uint32_t capacity = 1;
    while (capacity < count) {
        capacity *= 2;
    }
    return capacity;
}

qn_node *qn_node_new(qn_arena *arena, qn_node_kind kind, unsigned op, qn_span span, uint32_t count,
                     qn_node *const kids[])
{
    bool is_free = kind_rows[kind].parts == QN_MANY;
    qn_node *node = take_node(arena, kind, op, span, is_free ? capacity_for(count) : count, 0);
    if (node == NULL) {
        return NULL;
    }
    node->count = count;
    for (uint32_t i = 0; i < count; i++) {
        node->kid[i] = kids[i];
        deepen(node, kids[i]);
    }
    return node;
}

/*
 * The text is copied, so that a tree can outlive the source and a name can be handed to functions
 * that want a NUL at its end.
 */
qn_node *qn_node_leaf(qn_arena *arena, qn_node_kind kind, unsigned op, qn_span span,
                      const char *text, uint32_t length)
{
    uint32_t capacity = kind_rows[kind].parts == QN_MANY ? 1 : 0;
    qn_node *node = take_node(arena, kind, op, span, capacity, (size_t)length + 1);
    if (node == NULL) {
        return NULL;
    }
    char *copy = (char *)(node->kid + capacity);
    if (length > 0) {
        memcpy(copy, text, length);
    }
    node->text = copy;
    node->length = length;
    return node;
}

/* A copy of a full list with room for twice as many parts. */
static qn_node *enlarge(qn_arena *arena, const qn_node *list)
{
    if (list->count > UINT32_MAX / 4) {
        return qn_arena_refuse(arena);
    }
    qn_node *larger =
        take_node(arena, (qn_node_kind)list->kind, list->op, list->span, list->count * 2, 0);
    if (larger != NULL) {
        memcpy(larger, list, sizeof(qn_node) + list->count * sizeof(qn_node *));
    }
    return larger;
}

/*
 * The count alone tells whether there is room: it is full exactly when it is a power of two. So a
 * node needs no field for its capacity.
 */
qn_node *qn_node_append(qn_arena *arena, qn_node *list, qn_node *part)
{
    if (list == NULL || part == NULL) {
        return NULL;
    }
    if (list->count > 0 && (list->count & (list->count - 1)) == 0) {
        list = enlarge(arena, list);
        if (list == NULL) {
            return NULL;
        }
    }
    if (list->count == 0) {
        list->span = part->span;
    } else {
        list->span.end = part->span.end;
    }
    list->kid[list->count++] = part;
    deepen(list, part);
    return list;
}

/*
 * The walks below keep the way down as a stack of frames, so that they need no recursion and no
 * memory but this.
 */
typedef struct pair {
    const qn_node *left;
    const qn_node *right;
    uint32_t next; /* the part to look at next */
} pair;

/* Compares two nodes without their parts; two that are absent are the same. */
static bool is_same_node(const qn_node *left, const qn_node *right)
{
    if (left == NULL || right == NULL) {
        return left == right;
    }
    return left->kind == right->kind && left->op == right->op && left->count == right->count &&
           left->length == right->length && memcmp(left->text, right->text, left->length) == 0;
}

/* Goes through both trees at once, and stops at the first difference. */
bool qn_node_equal(const qn_node *left, const qn_node *right)
{
    pair stack[QN_AST_DEPTH_MAX + 2];
    size_t depth = 0;
    if (!is_same_node(left, right)) {
        return false;
    }
    if (left == NULL) {
        return true;
    }
    stack[depth++] = (pair){left, right, 0};
    while (depth > 0) {
        pair *top = &stack[depth - 1];
        if (top->next == top->left->count) {
            depth--;
            continue;
        }
        const qn_node *a = top->left->kid[top->next];
        const qn_node *b = top->right->kid[top->next++];
        if (!is_same_node(a, b)) {
            return false;
        }
        if (a != NULL && depth < sizeof stack / sizeof stack[0]) {
            stack[depth++] = (pair){a, b, 0};
        }
    }
    return true;
}

/* Text that grows in the arena; `bytes` is NULL once memory is out. */
typedef struct text {
    qn_arena *arena;
    char *bytes;
    size_t length;
    size_t capacity;
} text;

/* Appends bytes; once memory is out, nothing more happens. One byte stays free for the NUL. */
static void write_bytes(text *out, const char *bytes, size_t length)
{
    if (out->bytes == NULL) {
        return;
    }
    if (length + 1 > out->capacity - out->length) {
        size_t capacity = out->capacity * 2 + length;
        out->bytes = qn_arena_grow(out->arena, out->bytes, out->capacity, capacity);
        if (out->bytes == NULL) {
            return;
        }
        out->capacity = capacity;
    }
    memcpy(out->bytes + out->length, bytes, length);
    out->length += length;
}

static void write_text(text *out, const char *string)
{
    write_bytes(out, string, strlen(string));
}

/* The bits of a range in the words of the language: "over" excludes the low end. */
static void write_range_bits(text *out, unsigned bits)
{
    write_text(out, (bits & QN_LOW_EXCLUDED) != 0 ? " over" : " from");
    write_text(out, (bits & QN_HIGH_INCLUDED) != 0 ? " through" : " under");
}

/* One line: the indentation, the name of the part, the kind, the variant, the text. */
static void write_node(text *out, const char *part, const qn_node *node, size_t depth)
{
    for (size_t i = 0; i < depth; i++) {
        write_text(out, "  ");
    }
    if (part[0] != '\0') {
        write_text(out, part);
        write_text(out, ": ");
    }
    write_text(out, kind_rows[node->kind].name);
    if (node->kind == AST_RANGE) {
        write_range_bits(out, node->op);
    } else if (node->op != AST_OP_PLAIN) {
        write_text(out, " ");
        write_text(out, variant_names[node->op]);
    }
    if (node->length > 0) {
        write_text(out, " '");
        write_bytes(out, node->text, node->length);
        write_text(out, "'");
    }
    write_text(out, "\n");
}

typedef struct frame {
    const qn_node *node;
    uint32_t next;
} frame;

/* Goes down before it goes on, so that parts stand below their node. */
char *qn_node_dump(qn_arena *arena, const qn_node *node)
{
    frame stack[QN_AST_DEPTH_MAX + 2];
    size_t depth = 0;
    text out = {arena, qn_arena_take(arena, 256), 0, 256};
    if (node != NULL) {
        write_node(&out, "", node, 0);
        stack[depth++] = (frame){node, 0};
    }
    while (depth > 0) {
        frame *top = &stack[depth - 1];
        if (top->next == top->node->count) {
            depth--;
            continue;
        }
        const qn_node *kid = top->node->kid[top->next];
        const char *part = qn_node_part_name((qn_node_kind)top->node->kind, top->next++);
        if (kid != NULL && depth < sizeof stack / sizeof stack[0]) {
            write_node(&out, part, kid, depth);
            stack[depth++] = (frame){kid, 0};
        }
    }
    if (out.bytes != NULL) {
        out.bytes[out.length] = '\0';
    }
    return out.bytes;
}
