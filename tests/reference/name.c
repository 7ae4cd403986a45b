/*
 * What a name in a formula stands for (chapter 4 of spec/semantics.md), and rules that are read for
 * elements (chapter 10 of spec/language.md).
 */
#include "reference.h"

#include <string.h>

/* ---- rules of elements */

/* The elements that a `for each` goes through, once for each reading. */
static const sequence *each_sequence(const each *e, reading *r)
{
    const void *key = e->node;
    const sequence *all = map_get(&r->memo, key);
    if (all == NULL) {
        scope s = {.module = e->module,
                   .months = e->module->months,
                   .names = r->elements,
                   .generator = e->node->kid[AST_FOR_EACH_NAME]->text,
                   .reading = r,
                   .law = r->today};
        all = sequence_of(e->node->kid[AST_FOR_EACH_SEQUENCE], &s);
        map_put(&r->memo, key, (void *)(uintptr_t)all);
    }
    return all;
}

/* The names of a `for each` and of those round it, with their types alone. */
const binding *each_names(const each *e)
{
    if (e == NULL) {
        return NULL;
    }
    scope s = {.module = e->module, .months = e->module->months, .names = each_names(e->outer)};
    binding *b = NEW(binding);
    b->next = s.names;
    b->name = e->node->kid[AST_FOR_EACH_NAME]->text;
    b->each = e;
    s.generator = b->name;
    b->type = type_element(e->node->kid[AST_FOR_EACH_SEQUENCE], &s);
    return b;
}

static const type *each_type(const each *e)
{
    const type *t = map_get(&the_program->types, e);
    if (t == NULL) {
        bool before = pool_keep(true);
        t = each_names(e)->type;
        map_put(&the_program->types, e, (void *)(uintptr_t)t);
        (void)pool_keep(before);
    }
    return t;
}

static const binding *bind_element(const each *e, const binding *outer, const sequence *all,
                                   size_t i)
{
    binding *b = NEW(binding);
    *b = (binding){
        outer, e->node->kid[AST_FOR_EACH_NAME]->text, each_type(e), all->at[i].value, all, i, e};
    return b;
}

static const binding *element_of(const each *e, const reading *r)
{
    for (const binding *b = r->elements; b != NULL; b = b->next) {
        if (b->each == e) {
            return b;
        }
    }
    return NULL;
}

/* The values of a rule for all elements of its `for each`, those of outer ones first. */
static void read_all(decl *rule, const each *e, const each *target, reading *r, sequence *out,
                     val presence)
{
    const each *here = target;
    while (here->outer != e) {
        here = here->outer;
    }
    const sequence *all = each_sequence(here, r);
    for (size_t i = 0; i < all->count; i++) {
        val there = graver(presence, all->at[i].presence);
        const binding *b = bind_element(here, r->elements, all, i);
        reading *inner = case_reading(r->today, r->changes, b);
        if (here != target) {
            read_all(rule, here, target, inner, out, there);
        } else {
            sequence_add(out, rule_value(rule, inner), there);
        }
    }
    out->end = graver(out->end, all->end);
}

val rule_read(decl *rule, const scope *s)
{
    reading *r = s->reading;
    if (rule->each == NULL) {
        return rule_value(rule, case_reading(r->today, r->changes, NULL));
    }
    const binding *own = element_of(rule->each, r);
    if (own != NULL) {
        return rule_value(rule, case_reading(r->today, r->changes, own));
    }
    sequence *out = sequence_new(0);
    const each *outer = rule->each->outer;
    while (outer != NULL && element_of(outer, r) == NULL) {
        outer = outer->outer;
    }
    reading *from = case_reading(r->today, r->changes, outer != NULL ? element_of(outer, r) : NULL);
    read_all(rule, outer, rule->each, from, out, NULL);
    return known_list(out);
}

/* A duty of elements is met if each of them meets it; one that surely breaks it decides. */
val duty_value(decl *duty, scope *s)
{
    val v = rule_read(duty, s), doubt = NULL;
    if (duty->each == NULL) {
        return v;
    }
    doubt = v->list->end;
    for (size_t i = 0; i < v->list->count; i++) {
        val one = v->list->at[i].value, presence = v->list->at[i].presence;
        if (is_no(one) && presence == NULL) {
            return one;
        }
        if (!is_yes(one)) {
            doubt = graver(graver(doubt, one), presence);
        }
    }
    return doubt != NULL ? doubt : known_yes(true);
}

/* A rule of a `for each` over the entity of a record. */
static decl *element_rule(const type *t, const char *name, const scope *s)
{
    (void)s;
    for (module *m = the_program->modules; m != NULL; m = m->next) {
        for (decl *d = m->decls; d != NULL; d = d->next) {
            if (d->each != NULL && strcmp(d->name, name) == 0) {
                const type *et = each_type(d->each);
                if (et != NULL && et->entity == t->entity && t->entity != NULL) {
                    return d;
                }
            }
        }
    }
    return NULL;
}

/* Where an element stands in what its `for each` goes through; that alone, where it does not. */
static const binding *element_binding(const each *e, val element, reading *r)
{
    const sequence *all = each_sequence(e, r);
    for (size_t i = 0; i < all->count; i++) {
        if (all->at[i].value == element) {
            return bind_element(e, r->elements, all, i);
        }
    }
    sequence *alone = sequence_new(1);
    sequence_add(alone, element, NULL);
    return bind_element(e, r->elements, alone, 0);
}

val field_of(val record, const type *t, const char *name, const scope *s)
{
    if (record->status != IS_KNOWN) {
        return record;
    }
    for (int i = 0; i < t->fields; i++) {
        if (strcmp(t->field[i].name, name) == 0) {
            return record->field[i];
        }
    }
    decl *rule = element_rule(t, name, s);
    if (rule == NULL) {
        return error_of(0, name);
    }
    const each *outer = rule->each->outer;
    const binding *round = outer != NULL ? element_of(outer, s->reading) : NULL;
    reading *r = case_reading(s->reading->today, s->reading->changes, round);
    const binding *b = element_binding(rule->each, record, r);
    return rule_value(rule, case_reading(r->today, r->changes, b));
}

const type *type_field_of(const type *t, const char *name, const scope *s)
{
    if (t == NULL || t->kind != K_RECORD) {
        return NULL;
    }
    const field *f = type_field(t, name);
    if (f != NULL) {
        return f->type;
    }
    decl *rule = element_rule(t, name, s);
    return rule != NULL ? rule_type(rule) : NULL;
}

/* ---- data */

static val data_cell(const decl *data, const field *f, const qn_node *row, scope *s)
{
    const qn_node *columns = data->node->kid[AST_DATA_COLUMNS];
    for (uint32_t i = 0; i < columns->count; i++) {
        const qn_node *cell = row->kid[AST_DATA_ROW_CELLS]->kid[i];
        if (strcmp(columns->kid[i]->text, f->name) == 0) {
            return cell->kind == AST_NONE ? none_for(NULL) : eval_as(cell, f->type, s);
        }
    }
    const qn_node *list = f->node->kid[AST_FACT_DEFAULT];
    scope own = {.module = f->module, .months = f->module->months};
    return list == NULL                     ? unknown_for(f->name)
           : list->kid[0]->kind == AST_NONE ? none_for(NULL)
                                            : eval_as(list->kid[0], f->type, &own);
}

static const type *data_type(const decl *data)
{
    return entity_type(find_dotted(data->module, data->node->kid[AST_DATA_ENTITY]));
}

static val data_value(decl *data)
{
    val kept = map_get(&the_program->declared, data);
    if (kept != NULL) {
        return kept;
    }
    bool before = pool_keep(true);
    const type *t = data_type(data);
    const qn_node *rows = data->node->kid[AST_DATA_ROWS];
    scope s = {.module = data->module, .months = data->module->months};
    sequence *list = sequence_new(rows->count);
    for (uint32_t i = 0; i < rows->count; i++) {
        struct value *v = NEW(struct value);
        v->kind = K_RECORD;
        v->record = t;
        v->identity = v;
        v->field = NEW_ARRAY(val, t->fields);
        for (int k = 0; k < t->fields; k++) {
            v->field[k] = data_cell(data, &t->field[k], rows->kid[i], &s);
        }
        sequence_add(list, v, NULL);
    }
    kept = known_list(list);
    map_put(&the_program->declared, data, (void *)(uintptr_t)kept);
    (void)pool_keep(before);
    return kept;
}

/* ---- groups */

/* The values whose lines hold on the day that decides which law it is. */
val group_mask(const decl *group, const scope *s)
{
    decl *of = find_dotted(group->module, group->node->kid[AST_GROUP_CHOICE]);
    const qn_node *lines = group->node->kid[AST_GROUP_LINES];
    const qn_node *values = of->node->kid[AST_CHOICE_VALUES];
    uint64_t mask = 0;
    for (uint32_t i = 0; i < lines->count; i++) {
        const qn_node *names = lines->kid[i]->kid[AST_GROUP_LINE_NAMES];
        const qn_node *trailers = lines->kid[i]->kid[AST_GROUP_LINE_TRAILERS];
        for (uint32_t k = 0; k < trailers->count; k++) {
            bool is_from = trailers->kid[k]->kind == AST_FROM;
            if (!is_from && trailers->kid[k]->kind != AST_UNTIL) {
                continue;
            }
            if (s->reading->today->status != IS_KNOWN) {
                return s->reading->today;
            }
            scope own = *s;
            long day = eval(trailers->kid[k]->kid[0], &own)->day, today = s->reading->today->day;
            if (is_from ? today < day : today >= day) {
                names = NULL;
                break;
            }
        }
        for (uint32_t k = 0; names != NULL && k < names->count; k++) {
            for (uint32_t v = 0; v < values->count; v++) {
                const char *name = values->kid[v]->kid[AST_CHOICE_VALUE_NAME]->text;
                mask |= (uint64_t)(strcmp(name, names->kid[k]->text) == 0) << v;
            }
        }
    }
    return known_mask(mask);
}

/* ---- names */

static const binding *bound(const qn_node *n, const scope *s, bool *is_field)
{
    for (const binding *b = s->names; b != NULL && n->kind == AST_NAME; b = b->next) {
        *is_field = b->name == NULL;
        if (b->name != NULL ? strcmp(b->name, n->text) == 0
                            : type_field_of(b->type, n->text, s) != NULL) {
            return b;
        }
    }
    return NULL;
}

/* A rule of elements is one value inside its `for each`, and a list outside. */
static const type *rule_type_seen(decl *rule, const scope *s)
{
    const type *t = rule_type(rule);
    for (const binding *b = s->names; rule->each != NULL && b != NULL; b = b->next) {
        if (b->each == rule->each) {
            return t;
        }
    }
    return rule->each == NULL ? t : type_list(t);
}

static const type *decl_type(decl *d, const scope *s)
{
    switch (d->kind) {
    case D_FACT:
        return fact_type(d);
    case D_RULE:
        return rule_type_seen(d, s);
    case D_DATA:
        return type_list(data_type(d));
    default:
        return NULL;
    }
}

static val decl_value(decl *d, scope *s)
{
    switch (d->kind) {
    case D_FACT:
        return fact_value(d, s->reading, s->reading->today);
    case D_RULE:
        return rule_read(d, s);
    case D_DATA:
        return data_value(d);
    case D_GROUP:
        return group_mask(d, s);
    default:
        return error_of(0, d->name);
    }
}

static bool is_wanted_value(const qn_node *n, const type *wanted)
{
    return wanted != NULL && (wanted->kind == K_CHOICE || wanted->kind == K_SET) &&
           n->kind == AST_NAME && choice_find(wanted->choice, n->text) >= 0;
}

/* What the file, or another that it names, declares by a name that no binding takes. */
static decl *find_declared(const qn_node *n, const scope *s)
{
    const qn_node *root = n;
    while (root->kind == AST_DOT) {
        root = root->kid[AST_DOT_OF];
    }
    bool is_field;
    if (root->kind != AST_NAME || (root != n && bound(root, s, &is_field) != NULL)) {
        return NULL;
    }
    return find_dotted(s->module, n);
}

/* Looked up once for each place in which the name stands. */
static decl *declared(const qn_node *n, const scope *s)
{
    static decl nothing;
    decl *d = the_program->is_giving ? NULL : map_get(&the_program->names, n);
    if (d == NULL) {
        bool before = pool_keep(!the_program->is_giving);
        d = find_declared(n, s);
        if (!the_program->is_giving) {
            map_put(&the_program->names, n, d != NULL ? d : &nothing);
        }
        (void)pool_keep(before);
    }
    return d == &nothing ? NULL : d;
}

const type *type_name(const qn_node *n, const type *wanted, scope *s)
{
    bool is_field = false;
    const binding *b = bound(n, s, &is_field);
    if (b != NULL) {
        return is_field ? type_field_of(b->type, n->text, s) : b->type;
    }
    if (is_wanted_value(n, wanted)) {
        return wanted;
    }
    decl *d = declared(n, s);
    if (d != NULL || n->kind == AST_NAME) {
        return d != NULL ? decl_type(d, s) : NULL;
    }
    const type *of = type_of(n->kid[AST_DOT_OF], s);
    const char *name = n->kid[AST_DOT_NAME]->text;
    if (of != NULL && of->kind == K_LIST) {
        const type *t = type_field_of(of->element, name, s);
        return t == NULL || t->kind == K_LIST ? t : type_list(t);
    }
    return type_field_of(of, name, s);
}

/* The field of each element; of a field that is a list, its elements one after the other. */
static val list_field(val list, const type *t, const char *name, const scope *s)
{
    if (list->status != IS_KNOWN) {
        return list;
    }
    sequence *out = sequence_new(list->list->count);
    bool is_list = type_field_of(t->element, name, s)->kind == K_LIST;
    for (size_t i = 0; i < list->list->count && out->end == NULL; i++) {
        val v = field_of(list->list->at[i].value, t->element, name, s);
        val presence = list->list->at[i].presence;
        if (!is_list) {
            sequence_add(out, v, presence);
            continue;
        }
        if (v->status != IS_KNOWN) {
            out->end = v;
            break;
        }
        for (size_t k = 0; k < v->list->count; k++) {
            sequence_add(out, v->list->at[k].value, graver(presence, v->list->at[k].presence));
        }
        out->end = v->list->end;
    }
    out->end = graver(out->end, list->list->end);
    out->begin = list->list->begin;
    return known_list(out);
}

val eval_name(const qn_node *n, const type *wanted, scope *s)
{
    bool is_field = false;
    const binding *b = bound(n, s, &is_field);
    if (b != NULL) {
        return is_field ? field_of(b->value, b->type, n->text, s) : b->value;
    }
    if (is_wanted_value(n, wanted)) {
        long at = choice_find(wanted->choice, n->text);
        return wanted->kind == K_SET ? known_mask(1ull << at) : known_day(K_CHOICE, at);
    }
    decl *d = declared(n, s);
    if (d != NULL) {
        return decl_value(d, s);
    }
    if (n->kind == AST_NAME) {
        return error_of(0, n->text);
    }
    const type *of = type_of(n->kid[AST_DOT_OF], s);
    val v = eval(n->kid[AST_DOT_OF], s);
    const char *name = n->kid[AST_DOT_NAME]->text;
    return of->kind == K_LIST ? list_field(v, of, name, s) : field_of(v, of, name, s);
}
