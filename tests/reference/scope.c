/*
 * Readings, scopes, and the facts of the case in hand. Chapter 13 of spec/semantics.md.
 */
#include "reference.h"

#include <stdlib.h>
#include <string.h>

ref_given the_case;

/* ---- readings */

static bool same_day(val a, val b)
{
    return a == b || (a->status == IS_KNOWN && b->status == IS_KNOWN && a->day == b->day);
}

static bool same_elements(const binding *a, const binding *b)
{
    while (a != NULL && b != NULL && a != b) {
        if (a->value != b->value || a->each != b->each || a->index != b->index) {
            return false;
        }
        a = a->next;
        b = b->next;
    }
    return a == b;
}

/* Two readings that are the same share their answers. */
reading *case_reading(val today, const change *changes, const binding *elements)
{
    const void *place = elements != NULL ? (const void *)elements->value : changes;
    uint32_t hash = (uint32_t)(((uintptr_t)place >> 4) + (uintptr_t)today->day * 7) % READINGS;
    for (reading *r = the_case.readings[hash]; r != NULL; r = r->next) {
        if (same_day(r->today, today) && r->changes == changes &&
            same_elements(r->elements, elements)) {
            return r;
        }
    }
    reading *r = NEW(reading);
    *r = (reading){
        .next = the_case.readings[hash], .today = today, .changes = changes, .elements = elements};
    the_case.readings[hash] = r;
    return r;
}

void case_reset(val today)
{
    forget_texts();
    the_case = (ref_given){.facts = {NULL, NULL, 0, 0}};
    the_case.first = case_reading(today, NULL, NULL);
}

/* ---- scopes */

/* A `months round` of the body, else that of the file. */
static int months_of(const decl *d)
{
    bool has_body = d->kind == D_RULE || d->kind == D_DEFINE;
    const qn_node *body = has_body ? d->node->kid[AST_RULE_BODY] : NULL;
    for (uint32_t i = 0; body != NULL && i < body->count; i++) {
        if (body->kid[i]->kind == AST_MONTHS_ROUND) {
            return body->kid[i]->op;
        }
    }
    return d->module->months;
}

/* For a rule of elements the names are those of its `for each`, which the reading has. */
scope scope_of(decl *d, reading *r)
{
    return (scope){.module = d->module,
                   .months = months_of(d),
                   .names = d->each != NULL && r != NULL ? r->elements : NULL,
                   .reading = r,
                   .law = r != NULL ? r->today : NULL};
}

scope scope_with(const scope *s, const char *name, const type *t, val value,
                 const sequence *through, size_t index)
{
    binding *b = NEW(binding);
    *b = (binding){s->names, name, t, value, through, index, NULL};
    scope inner = *s;
    inner.names = b;
    inner.generator = NULL;
    return inner;
}

/* ---- facts */

static const qn_node *default_of(const qn_node *fact)
{
    const qn_node *list = fact->kid[AST_FACT_DEFAULT];
    return list != NULL && list->count > 0 ? list : NULL;
}

static val written_default(const qn_node *list, const type *t, scope *s)
{
    if (list->kid[0]->kind == AST_NONE) {
        return none_for(NULL);
    }
    if (t->kind != K_SET) {
        return eval_as(list->kid[0], t, s);
    }
    if (list->kid[0]->kind == AST_LIST_VALUE) {
        return eval_as(list->kid[0], t, s);
    }
    uint64_t mask = 0;
    for (uint32_t i = 0; i < list->count; i++) {
        mask |= 1ull << choice_find(t->choice, list->kid[i]->text);
    }
    return known_mask(mask);
}

/* What stands for a fact, or a field, that is not given. */
static val default_value(const qn_node *node, const type *t, module *m, const char *name)
{
    bool is_field = node->kind == AST_FIELD;
    const qn_node *list = default_of(node);
    if (list == NULL) {
        return unknown_for(name);
    }
    scope s = {.module = m, .months = m->months};
    val v = written_default(list, t, &s);
    if (v->status != IS_NONE) {
        return v;
    }
    return none_for(is_field ? NULL : name);
}

static val entry_on(const decl *fact, const entry *entries, size_t count, val day)
{
    if (day->status != IS_KNOWN) {
        return day;
    }
    val found = NULL;
    for (size_t i = 0; i < count && entries[i].from <= day->day; i++) {
        found = entries[i].value;
    }
    return found != NULL ? found
                         : default_value(fact->node, fact_type((decl *)(uintptr_t)fact),
                                         fact->module, fact->name);
}

val fact_value(const decl *fact, reading *r, val day)
{
    for (const change *c = r->changes; c != NULL; c = c->next) {
        if (c->fact == fact) {
            return c->value;
        }
    }
    const entry *entries = map_get(&the_case.entries, fact);
    if (day->status != IS_KNOWN && fact_type((decl *)(uintptr_t)fact)->over_time) {
        return day;
    }
    if (entries != NULL) {
        size_t *count = map_get(&the_case.entry_count, fact);
        return entry_on(fact, entries, *count, day);
    }
    val v = map_get(&the_case.facts, fact);
    if (v == NULL) {
        v = default_value(fact->node, fact_type((decl *)(uintptr_t)fact), fact->module, fact->name);
        map_put(&the_case.facts, fact, (void *)(uintptr_t)v);
    }
    return v;
}

/* ---- facts from text */

/* The text as a formula of the language: lists and sets in brackets, texts in quotation marks. */
static const char *as_formula(const type *t, const char *text)
{
    bool is_many = t->kind == K_LIST || t->kind == K_SET;
    if (is_many && text[0] != '[') {
        return pool_format("[%s]", text);
    }
    return t->kind == K_TEXT && text[0] != '"' ? pool_format("\"%s\"", text) : text;
}

static const qn_node *parsed_formula(const type *t, const char *text)
{
    const char *file = pool_format("example \"given\"\n    given it = %s\n", as_formula(t, text));
    const qn_node *tree = parse_text(file);
    if (tree == NULL) {
        return NULL;
    }
    const qn_node *lines = tree->kid[AST_FILE_ITEMS]->kid[0]->kid[AST_EXAMPLE_LINES];
    return lines->kid[0]->kid[AST_GIVEN_BINDINGS]->kid[0]->kid[AST_BINDING_VALUE];
}

/* A record as it is given: what is left out has its default, or is unknown by the name of the list
 * and the field. */
static val given_value(const qn_node *n, const type *t, const char *name, scope *s);

static val given_record(const qn_node *n, const type *t, const char *name, scope *s)
{
    struct value *v = NEW(struct value);
    v->kind = K_RECORD;
    v->record = t;
    v->identity = v;
    v->field = NEW_ARRAY(val, t->fields);
    const qn_node *fields = n->kid[AST_RECORD_FIELDS];
    for (int i = 0; i < t->fields; i++) {
        const field *f = &t->field[i];
        const char *full = pool_format("%s.%s", name, f->name);
        v->field[i] = default_value(f->node, f->type, f->module, full);
        for (uint32_t k = 0; k < fields->count; k++) {
            if (strcmp(fields->kid[k]->kid[AST_BINDING_NAME]->text, f->name) == 0) {
                v->field[i] = given_value(fields->kid[k]->kid[AST_BINDING_VALUE], f->type, full, s);
            }
        }
    }
    return v;
}

/* `{start: 2026-02-02, end: 2026-02-06}`, as results write a period in JSON. */
static val given_period(const qn_node *n)
{
    const qn_node *fields = n->kid[AST_RECORD_FIELDS];
    long day[2] = {0, 0};
    bool is_open = false;
    for (uint32_t i = 0; i < fields->count; i++) {
        const qn_node *v = fields->kid[i]->kid[AST_BINDING_VALUE];
        bool is_end = strcmp(fields->kid[i]->kid[AST_BINDING_NAME]->text, "end") == 0;
        is_open = is_open || v->kind == AST_NONE;
        day[is_end] = v->kind == AST_DATE ? day_text(v->text) : 0;
    }
    return known_period(day[0], day[1], is_open);
}

static val given_list(const qn_node *n, const type *t, const char *name, scope *s)
{
    const qn_node *items = n->kid[AST_LIST_VALUE_ITEMS];
    sequence *list = sequence_new(items->count);
    for (uint32_t i = 0; i < items->count; i++) {
        sequence_add(list, given_value(items->kid[i], t->element, name, s), NULL);
    }
    return known_list(list);
}

static val given_value(const qn_node *n, const type *t, const char *name, scope *s)
{
    if (n->kind == AST_NONE) {
        return none_for(strchr(name, '.') != NULL ? NULL : name);
    }
    if (n->kind == AST_UNKNOWN) {
        return unknown_for(name);
    }
    if (t->kind == K_PERIOD && n->kind == AST_RECORD) {
        return given_period(n);
    }
    if (t->kind == K_TEXT && n->kind == AST_NAME) {
        return known_text(n->text);
    }
    if (t->kind == K_RECORD && n->kind == AST_RECORD) {
        return given_record(n, t, name, s);
    }
    if (t->kind == K_LIST && n->kind == AST_LIST_VALUE) {
        return given_list(n, t, name, s);
    }
    return eval_as(n, t, s);
}

static val value_from_text(const decl *fact, const type *t, const char *text)
{
    if (strcmp(text, "unknown") == 0) {
        return unknown_for(fact->name);
    }
    if (strcmp(text, "none") == 0) {
        return none_for(fact->name);
    }
    bool is_percent = t->kind == K_NUMBER && t->is_percent && strchr(text, '%') == NULL;
    const qn_node *n = parsed_formula(t, is_percent ? pool_format("%s%%", text) : text);
    scope s = {.module = fact->module, .months = fact->module->months};
    the_program->is_giving = true;
    val v = n == NULL ? NULL : given_value(n, t, fact->name, &s);
    the_program->is_giving = false;
    return v;
}

static int entry_order(const void *a, const void *b)
{
    const entry *x = a, *y = b;
    return (x->from > y->from) - (x->from < y->from);
}

/* `900 from 2024-01-01, 1200 from 2026-03-15` */
static bool give_entries(decl *fact, const char *text)
{
    size_t *count = NEW(size_t);
    entry *entries = NEW_ARRAY(entry, strlen(text) / 8 + 1);
    const char *at = text + (*text == '[');
    while (*at != '\0' && *at != ']') {
        const char *from = strstr(at, " from ");
        if (from == NULL || strlen(from) < 16) {
            return false;
        }
        const char *value = pool_format("%.*s", (int)(from - at), at);
        val v = value_from_text(fact, fact_type(fact), value);
        if (v == NULL) {
            return false;
        }
        entries[(*count)++] = (entry){day_text(from + 6), v};
        at = from + 16;
        at += strspn(at, ", ");
    }
    qsort(entries, *count, sizeof *entries, entry_order);
    map_put(&the_case.entries, fact, entries);
    map_put(&the_case.entry_count, fact, count);
    return true;
}

bool case_give(decl *fact, const char *text)
{
    const type *t = fact_type(fact);
    if (t->over_time && strstr(text, " from ") != NULL) {
        return give_entries(fact, text);
    }
    val v = value_from_text(fact, t, text);
    if (v != NULL) {
        map_put(&the_case.facts, fact, (void *)(uintptr_t)v);
    }
    return v != NULL;
}
