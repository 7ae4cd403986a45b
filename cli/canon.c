/*
 * The canonical form of JSON. See canon.h.
 */
#include "canon.h"

#include <stdlib.h>
#include <string.h>

/* A list or an object that has been begun. */
typedef struct frame {
    const qn_json_node *node;
    uint32_t put;                /* how many of its values have been */
    uint32_t next;               /* of a list, its next element */
    const qn_json_node **member; /* of an object, sorted */
} frame;

/* The frames: as many as the reader lets stand inside each other. sorted: room for the members of
 * all objects that are open, of which `used` are taken. */
typedef struct writer {
    qn_page *page;
    const qn_json *json;
    frame open[QN_JSON_DEPTH_MAX];
    size_t depth;
    const qn_json_node **sorted;
    size_t used;
} writer;

static int compare_names(const void *a, const void *b)
{
    const qn_json_node *x = *(const qn_json_node *const *)a;
    const qn_json_node *y = *(const qn_json_node *const *)b;
    uint32_t common = x->name_length < y->name_length ? x->name_length : y->name_length;
    int order = memcmp(x->name, y->name, common);
    return order != 0 ? order
                      : (x->name_length > y->name_length) - (x->name_length < y->name_length);
}

/* The members of an object in the order in which they are put. */
static const qn_json_node **sort_members(writer *w, const qn_json_node *object)
{
    const qn_json_node **member = w->sorted + w->used;
    const qn_json_node *at = object + 1;
    for (uint32_t i = 0; i < object->count; i++) {
        member[i] = at;
        at = w->json->node + at->end;
    }
    w->used += object->count;
    qsort(member, object->count, sizeof(const qn_json_node *), compare_names);
    return member;
}

/* Puts a value; of a list or an object its beginning, and opens it. */
static void begin(writer *w, const qn_json_node *node)
{
    static const char *const words[] = {
        [QN_JSON_NULL] = "null", [QN_JSON_FALSE] = "false", [QN_JSON_TRUE] = "true"};
    bool is_object = node->kind == QN_JSON_OBJECT;
    if (is_object || node->kind == QN_JSON_LIST) {
        qn_page_put(w->page, is_object ? "{" : "[");
        w->open[w->depth++] = (frame){.node = node,
                                      .next = (uint32_t)(node - w->json->node) + 1,
                                      .member = is_object ? sort_members(w, node) : NULL};
    } else if (node->kind == QN_JSON_STRING) {
        qn_page_json(w->page, node->text, node->length);
    } else if (node->kind == QN_JSON_NUMBER) {
        qn_page_add(w->page, node->text, node->length);
    } else {
        qn_page_put(w->page, words[node->kind]);
    }
}

/* Goes on with the innermost list or object: its next value, or its end. */
static void go_on(writer *w)
{
    frame *top = &w->open[w->depth - 1];
    bool is_object = top->node->kind == QN_JSON_OBJECT;
    if (top->put == top->node->count) {
        qn_page_put(w->page, is_object ? "}" : "]");
        w->used -= is_object ? top->node->count : 0;
        w->depth--;
        return;
    }
    qn_page_put(w->page, top->put > 0 ? "," : "");
    const qn_json_node *node = is_object ? top->member[top->put] : w->json->node + top->next;
    top->put++;
    top->next = node->end;
    if (is_object) {
        qn_page_json(w->page, node->name, node->name_length);
        qn_page_put(w->page, ":");
    }
    begin(w, node);
}

void qn_canon_put(qn_page *page, const qn_json *json, uint32_t value)
{
    writer w = {.page = page, .json = json};
    w.sorted = malloc(json->count * sizeof(const qn_json_node *));
    if (!w.sorted) {
        page->out_of_memory = true;
        return;
    }
    begin(&w, &json->node[value]);
    while (w.depth > 0) {
        go_on(&w);
    }
    free(w.sorted);
}
