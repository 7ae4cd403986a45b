/*
 * Types and units: chapters 1 to 3 of spec/semantics.md, and what the types of formulas are.
 */
#include "reference.h"

#include <stdlib.h>
#include <string.h>

/* ---- making types */

const type *type_plain(ref_kind kind)
{
    type *t = NEW(type);
    t->kind = kind;
    t->factor = number_of(1, 1);
    t->unit = "";
    return t;
}

const type *type_number(void)
{
    return type_plain(K_NUMBER);
}

static type *type_copy(const type *t)
{
    type *copy = NEW(type);
    *copy = *t;
    return copy;
}

const type *type_integer(void)
{
    type *t = type_copy(type_number());
    t->is_integer = true;
    return t;
}

const type *type_percent(void)
{
    type *t = type_copy(type_number());
    t->is_percent = true;
    t->factor = number_of(1, 100);
    t->unit = "%";
    return t;
}

const type *type_bare(void)
{
    type *t = type_copy(type_number());
    t->is_bare = true;
    return t;
}

const type *type_list(const type *element)
{
    type *t = type_copy(type_plain(K_LIST));
    t->element = element;
    return t;
}

const type *type_unit(int base, long factor, const char *name)
{
    type *t = type_copy(type_number());
    t->dimension[0].base = base;
    t->dimension[0].power = 1;
    t->dimensions = 1;
    t->factor = number_of(factor, 1);
    t->unit = name;
    return t;
}

static const type *type_choice(const choice *c, ref_kind kind)
{
    type *t = type_copy(type_plain(kind));
    t->choice = c;
    return t;
}

int choice_find(const choice *c, const char *name)
{
    for (int i = 0; i < c->count; i++) {
        if (strcmp(c->name[i], name) == 0) {
            return i;
        }
    }
    return -1;
}

const type *type_weekday(void)
{
    static const char *names[] = {"monday", "tuesday",  "wednesday", "thursday",
                                  "friday", "saturday", "sunday"};
    static const choice weekday = {names, 7};
    return type_choice(&weekday, K_CHOICE);
}

bool type_is_plain(const type *t)
{
    return t->dimensions == 0;
}

const field *type_field(const type *t, const char *name)
{
    for (int i = 0; i < t->fields; i++) {
        if (strcmp(t->field[i].name, name) == 0) {
            return &t->field[i];
        }
    }
    return NULL;
}

/* ---- products */

static const char *base_word(int base, bool is_one)
{
    static const char *many[] = {"months", "calendar days", "working days", "minutes"};
    static const char *one[] = {"month", "calendar day", "working day", "minute"};
    if (base == U_MINUTE) {
        return is_one ? "hour" : "hours";
    }
    return base >= U_DECLARED ? the_program->base_name[base] : is_one ? one[base] : many[base];
}

/* A unit of base units under their usual names; hours stand for minutes. */
static void name_unit(type *t)
{
    const char *above = "", *below = "";
    t->factor = number_of(1, 1);
    for (int i = 0; i < t->dimensions; i++) {
        int power = t->dimension[i].power, base = t->dimension[i].base;
        for (int k = 0; k < abs(power); k++) {
            number hour = number_of(base == U_MINUTE ? 60 : 1, 1);
            t->factor =
                power > 0 ? number_multiply(t->factor, hour) : number_divide(t->factor, hour);
            const char *word = base_word(base, power < 0);
            if (power > 0) {
                above = pool_format("%s%s%s", above, *above != '\0' ? " " : "", word);
            } else {
                below = pool_format("%s per %s", below, word);
            }
        }
    }
    t->unit = pool_format("%s%s", *above != '\0' ? above : "1", below);
}

static void add_dimension(type *t, int base, int power)
{
    int at = 0;
    while (at < t->dimensions && t->dimension[at].base < base) {
        at++;
    }
    if (at == t->dimensions || t->dimension[at].base != base) {
        memmove(&t->dimension[at + 1], &t->dimension[at],
                sizeof *t->dimension * (size_t)(t->dimensions - at));
        t->dimension[at].base = base;
        t->dimension[at].power = 0;
        t->dimensions++;
    }
    t->dimension[at].power += power;
    if (t->dimension[at].power == 0) {
        t->dimensions--;
        memmove(&t->dimension[at], &t->dimension[at + 1],
                sizeof *t->dimension * (size_t)(t->dimensions - at));
    }
}

/* The coin of an amount in a currency. */
static number coin_of(const type *t)
{
    bool is_currency =
        t->dimensions == 1 && t->dimension[0].power == 1 && t->dimension[0].base >= U_DECLARED;
    const char *name = is_currency ? the_program->base_name[t->dimension[0].base] : NULL;
    for (const module *m = the_program->modules; name != NULL && m != NULL; m = m->next) {
        for (const decl *d = m->decls; d != NULL; d = d->next) {
            if (d->kind == D_CURRENCY && d->base == t->dimension[0].base) {
                return number_text(d->node->kid[AST_CURRENCY_STEP]->text);
            }
        }
    }
    return NULL;
}

static const type *plain_product(const type *a, const type *b, bool divides)
{
    if (a->is_bare && b->is_bare) {
        return type_bare();
    }
    bool percent = divides ? a->is_percent && !b->is_percent : a->is_percent || b->is_percent;
    bool whole = !divides && (a->is_integer || a->is_bare) && (b->is_integer || b->is_bare);
    return percent ? type_percent() : whole ? type_integer() : type_number();
}

const type *type_product(const type *a, const type *b, bool divides)
{
    type *t = type_copy(a);
    for (int i = 0; i < b->dimensions; i++) {
        add_dimension(t, b->dimension[i].base,
                      divides ? -b->dimension[i].power : b->dimension[i].power);
    }
    t->is_bare = t->is_percent = t->is_integer = t->is_exact = false;
    if (t->dimensions == 0) {
        return plain_product(a, b, divides);
    }
    if (type_is_plain(b)) {
        t->unit = a->unit;
        return t;
    }
    if (type_is_plain(a) && !divides) {
        t = type_copy(b);
        t->is_exact = false;
        return t;
    }
    name_unit(t);
    t->coin = coin_of(t);
    return t;
}

/* Where one of two says more of what its elements or its fields are, that counts. */
static bool says_less(const type *a, const type *b)
{
    if (a->kind == K_NUMBER) {
        return a->is_bare;
    }
    if (a->kind == K_RECORD) {
        return a->entity == NULL && b->kind == K_RECORD && b->entity != NULL;
    }
    bool lists = a->kind == K_LIST && b->kind == K_LIST && b->element != NULL;
    return lists && (a->element == NULL || says_less(a->element, b->element));
}

const type *type_meet(const type *a, const type *b)
{
    if (a == NULL || b == NULL) {
        return a == NULL ? b : a;
    }
    return says_less(a, b) ? b : a;
}

/* ---- units as they are written */

/* The unit of one word; singular words are those behind `per`. */
static const type *word_type(const qn_node *word, module *m)
{
    static const struct {
        const char *stem;
        int base;
        long factor;
    } units[] = {{"month", U_MONTH, 1}, {"year", U_MONTH, 12},   {"day", U_DAY, 1},
                 {"week", U_DAY, 7},    {"minute", U_MINUTE, 1}, {"hour", U_MINUTE, 60}};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        size_t length = strlen(units[i].stem);
        if (strncmp(word->text, units[i].stem, length) == 0 &&
            (word->text[length] == '\0' || strcmp(word->text + length, "s") == 0)) {
            int base = word->op == AST_OP_WORKING ? U_WORKING_DAY : units[i].base;
            return type_unit(base, units[i].factor, word->text);
        }
    }
    const char *dot = strrchr(word->text, '.');
    decl *d = module_find(m, word->text);
    if (dot != NULL) {
        decl *outer = module_find(m, pool_format("%.*s", (int)(dot - word->text), word->text));
        d = outer != NULL && outer->kind == D_MODULE ? module_find(outer->target, dot + 1) : NULL;
    }
    d = d != NULL ? d : standard_currency(word->text);
    if (d == NULL || (d->kind != D_UNIT && d->kind != D_CURRENCY)) {
        return NULL;
    }
    type *t = type_copy(type_unit(d->base, 1, word->text));
    t->coin = coin_of(t);
    return t;
}

/* A unit behind `per` as it is written; the first is in the plural: 1 day is written 1 days. */
static const char *word_text(const qn_node *word, bool is_first, const type *t)
{
    bool is_time = t->dimension[0].base < U_DECLARED && word->text[strlen(word->text) - 1] != 's';
    const char *prefix = word->op == AST_OP_CALENDAR  ? "calendar "
                         : word->op == AST_OP_WORKING ? "working "
                                                      : "";
    return pool_format("%s%s%s", prefix, word->text, is_first && is_time ? "s" : "");
}

const type *type_measure(const qn_node *node, module *m)
{
    const type *first = word_type(node->kid[0], m);
    if (first == NULL) {
        return NULL;
    }
    type *t = type_copy(first);
    t->unit = word_text(node->kid[0], true, first);
    for (uint32_t i = 1; i < node->count; i++) {
        const type *by = word_type(node->kid[i], m);
        for (int k = 0; k < by->dimensions; k++) {
            add_dimension(t, by->dimension[k].base, -by->dimension[k].power);
        }
        t->factor = number_divide(t->factor, by->factor);
        t->unit = pool_format("%s per %s", t->unit, word_text(node->kid[i], false, by));
        t->coin = NULL;
    }
    return t;
}

/* ---- types as they are written */

static const choice *choice_of_names(const qn_node *names, bool has_titles)
{
    choice *c = NEW(choice);
    c->name = NEW_ARRAY(const char *, names->count);
    for (uint32_t i = 0; i < names->count; i++) {
        const qn_node *name =
            has_titles ? names->kid[i]->kid[AST_CHOICE_VALUE_NAME] : names->kid[i];
        c->name[c->count++] = name->text;
    }
    return c;
}

static const choice *declared_choice(decl *d)
{
    if (d->choice == NULL) {
        bool before = pool_keep(true);
        d->choice = choice_of_names(d->node->kid[AST_CHOICE_VALUES], true);
        (void)pool_keep(before);
    }
    return d->choice;
}

const type *entity_type(decl *d)
{
    if (d->type != NULL) {
        return d->type;
    }
    bool before = pool_keep(true);
    const qn_node *fields = d->node->kid[AST_ENTITY_FIELDS];
    field *f = NEW_ARRAY(field, fields->count);
    for (uint32_t i = 0; i < fields->count; i++) {
        const qn_node *node = fields->kid[i];
        const type *t = type_written(node->kid[AST_FIELD_TYPE], d->module);
        f[i] = (field){node->kid[AST_FIELD_NAME]->text, t, node, d->module};
    }
    type *t = type_copy(type_plain(K_RECORD));
    t->entity = d;
    t->field = f;
    t->fields = (int)fields->count;
    d->type = t;
    (void)pool_keep(before);
    return t;
}

static const type *named_type(const qn_node *measure, module *m)
{
    static const struct {
        const char *name;
        ref_kind kind;
    } plain[] = {{"date", K_DATE}, {"text", K_TEXT}, {"period", K_PERIOD}, {"number", K_NUMBER}};
    const char *name = measure->kid[0]->text;
    decl *d = module_find(m, name);
    const char *dot = strrchr(name, '.');
    if (dot != NULL) {
        decl *outer = module_find(m, pool_format("%.*s", (int)(dot - name), name));
        d = outer != NULL && outer->kind == D_MODULE ? module_find(outer->target, dot + 1) : NULL;
    }
    if (d != NULL && d->kind == D_ENTITY) {
        return entity_type(d);
    }
    if (d != NULL && d->kind == D_CHOICE) {
        return type_choice(declared_choice(d), K_CHOICE);
    }
    for (size_t i = 0; d == NULL && i < sizeof plain / sizeof *plain; i++) {
        if (strcmp(plain[i].name, name) == 0) {
            return type_plain(plain[i].kind);
        }
    }
    return strcmp(name, "weekday") == 0   ? type_weekday()
           : strcmp(name, "percent") == 0 ? type_percent()
           : strcmp(name, "integer") == 0 ? type_integer()
                                          : NULL;
}

static const type *measure_type(const qn_node *node, module *m)
{
    const qn_node *measure = node->kid[AST_TYPE_MEASURE_MEASURE];
    const type *t = measure->count == 1 && measure->kid[0]->op == 0 ? named_type(measure, m) : NULL;
    t = t != NULL ? t : type_measure(measure, m);
    if (t == NULL || node->op != AST_OP_EXACT) {
        return t;
    }
    type *exact = type_copy(t);
    exact->is_exact = true;
    return exact;
}

static const type *set_type(const qn_node *node, module *m)
{
    decl *d = find_dotted(m, node->kid[AST_TYPE_SET_CHOICE]);
    const choice *c = d != NULL ? declared_choice(d) : type_weekday()->choice;
    return type_choice(c, K_SET);
}

static const type *make_written(const qn_node *node, module *m)
{
    type *t = NULL;
    switch (node->kind) {
    case AST_TYPE_MEASURE:
        return measure_type(node, m);
    case AST_TYPE_YES_NO:
        return type_plain(K_BOOLEAN);
    case AST_TYPE_ONE_OF:
        return type_choice(choice_of_names(node->kid[AST_TYPE_ONE_OF_VALUES], false), K_CHOICE);
    case AST_TYPE_LIST:
        return type_list(type_written(node->kid[AST_TYPE_LIST_ELEMENT], m));
    case AST_TYPE_SET:
        return set_type(node, m);
    case AST_TYPE_OVER_TIME:
        t = type_copy(type_written(node->kid[0], m));
        t->over_time = true;
        return t;
    case AST_TYPE_OR_NONE:
        t = type_copy(type_written(node->kid[0], m));
        t->or_none = true;
        return t;
    default:
        return type_written(node->kid[0], m); /* as of, owed by */
    }
}

const type *type_written(const qn_node *node, module *m)
{
    const type *t = map_get(&the_program->declared, node);
    if (t == NULL) {
        bool before = pool_keep(true);
        t = make_written(node, m);
        map_put(&the_program->declared, node, (void *)(uintptr_t)t);
        (void)pool_keep(before);
    }
    return t;
}

const type *fact_type(decl *fact)
{
    return type_written(fact->node->kid[AST_FACT_TYPE], fact->module);
}
