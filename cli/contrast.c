/*
 * Where two JSON values differ. See contrast.h.
 */
#include "contrast.h"

#include <string.h>

/* Two lists or two objects that are gone through together. is_behind: all of the first have been
 * seen, and what only the second has is next. */
typedef struct pair {
    const qn_json_node *was;
    const qn_json_node *is;
    const qn_json_node *next;
    const qn_json_node
        *twin;     /* of lists: the element of the second that stands where `next` does */
    uint32_t left; /* to be seen yet, from `next` on */
    uint32_t number;
    size_t place; /* bytes of the place that are theirs */
    bool is_behind;
} pair;

typedef struct walker {
    const qn_json *first;
    const qn_json *second;
    qn_page place;
    pair open[QN_JSON_DEPTH_MAX];
    size_t depth;
    qn_contrast_visit *visit;
    void *context;
    bool goes_on;
} walker;

static const qn_json_node *find_member(const qn_json *json, const qn_json_node *object,
                                       const qn_json_node *like)
{
    const qn_json_node *member = object + 1;
    for (uint32_t i = 0; i < object->count; i++) {
        if (member->name_length == like->name_length &&
            memcmp(member->name, like->name, like->name_length) == 0) {
            return member;
        }
        member = json->node + member->end;
    }
    return NULL;
}

/* What an element is called by its members, or NULL. */
static const char *own_name(const qn_json_node *element)
{
    bool is_named = element->kind == QN_JSON_OBJECT && element->count > 0 &&
                    element[1].kind == QN_JSON_STRING &&
                    (strcmp(element[1].name, "rule") == 0 || strcmp(element[1].name, "name") == 0);
    return is_named ? element[1].text : NULL;
}

/* Adds what a value is called in the pair that holds it. */
static void put_step(walker *w, const pair *top, const qn_json_node *node)
{
    w->place.length = top->place;
    if (top->was->kind == QN_JSON_OBJECT) {
        qn_page_put(&w->place, top->place > 0 ? "." : "");
        qn_page_shown(&w->place, node->name);
    } else if (own_name(node)) {
        qn_page_put(&w->place, "[");
        qn_page_shown(&w->place, own_name(node));
        qn_page_put(&w->place, "]");
    } else {
        qn_page_format(&w->place, "[%u]", top->number);
    }
}

static void tell(walker *w, const qn_json_node *was, const qn_json_node *is,
                 const qn_json_node *holder)
{
    w->goes_on = w->visit(w->context, qn_page_string(&w->place), was, is, holder);
}

/* Compares two values at the place; lists and objects are opened. */
static void compare(walker *w, const qn_json_node *was, const qn_json_node *is)
{
    bool is_open = was->kind == QN_JSON_LIST || was->kind == QN_JSON_OBJECT;
    if (was->kind != is->kind) {
        tell(w, was, is, NULL);
    } else if (is_open) {
        w->open[w->depth++] = (pair){.was = was,
                                     .is = is,
                                     .next = was + 1,
                                     .twin = is + 1,
                                     .left = was->count,
                                     .place = w->place.length};
    } else if (was->length != is->length || memcmp(was->text, is->text, was->length) != 0) {
        tell(w, was, is, NULL);
    }
}

/* Begins with what only the second may have, or ends the pair. */
static void turn(walker *w, pair *top)
{
    if (top->is_behind) {
        w->depth--;
        return;
    }
    top->is_behind = true;
    top->next = top->is + 1;
    top->left = top->is->count;
    top->number = 0;
}

/* What stands in the other list or object where the node stands in its own, or NULL. */
static const qn_json_node *find_twin(walker *w, pair *top, const qn_json_node *node)
{
    const qn_json *other = top->is_behind ? w->first : w->second;
    const qn_json_node *there = top->is_behind ? top->was : top->is;
    if (there->kind == QN_JSON_OBJECT) {
        return find_member(other, there, node);
    }
    if (top->number > there->count || top->is_behind) {
        return top->number > there->count ? NULL : there;
    }
    const qn_json_node *twin = top->twin;
    top->twin = other->node + twin->end;
    return twin;
}

/* Goes on with the innermost pair. */
static void go_on(walker *w)
{
    pair *top = &w->open[w->depth - 1];
    if (top->left == 0) {
        turn(w, top);
        return;
    }
    const qn_json *own = top->is_behind ? w->second : w->first;
    const qn_json_node *node = top->next;
    top->next = own->node + node->end;
    top->left--;
    top->number++;
    put_step(w, top, node);
    const qn_json_node *twin = find_twin(w, top, node);
    if (twin && !top->is_behind) {
        compare(w, node, twin);
    } else if (!twin) {
        tell(w, top->is_behind ? NULL : node, top->is_behind ? node : NULL, top->was);
    }
}

bool qn_contrast(const qn_json *first, uint32_t was, const qn_json *second, uint32_t is,
                 qn_contrast_visit *visit, void *context)
{
    walker w = {
        .first = first, .second = second, .visit = visit, .context = context, .goes_on = true};
    compare(&w, &first->node[was], &second->node[is]);
    while (w.depth > 0 && w.goes_on) {
        go_on(&w);
    }
    bool good = !w.place.out_of_memory;
    qn_page_clear(&w.place);
    return good;
}
