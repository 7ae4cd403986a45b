/*
 * order.c - rules behind what they use, and rules as instances: one for each date on which a rule
 * is read. The order makes compiling a rule shallow however long the chain of rules is; circles are
 * found here, with their names.
 *
 * Both walks are bounded: the one over declarations keeps its own stack, the one over a body goes
 * as deep as the parser lets a tree be, and rules that are read on other dates within one another
 * may be nested QN_NESTING_MAX deep. Dates are spec/semantics.md, chapter 13.
 */
#include "stream.h"

#include <string.h>

#include "decimal.h"

/* A step of the walk: a declaration, and how far its references have been followed. */
typedef struct visit {
    qn_decl *decl;
    qn_decl **refs;
    uint32_t count, next;
} visit;

/* ---- what a body refers to */

typedef struct collector {
    qn_compiler *c;
    qn_module *module;
    const qn_node *parameters;
    const struct binder *binders;
    bool in_element; /* the fields of an element can be named alone */
    qn_growing refs; /* pointers to declarations */
} collector;

/* A name that stands for an element, or for what is carried, within a formula. */
typedef struct binder {
    const struct binder *outer;
    const char *name;
} binder;

/* Whether an entity of the file has a field of that name. */
static bool is_field(const qn_module *module, const char *name)
{
    for (const qn_decl *d = module->first; d; d = d->next) {
        const qn_node *fields = d->kind == QN_DECL_ENTITY ? d->node->kid[AST_ENTITY_FIELDS] : NULL;
        for (uint32_t i = 0; fields && i < fields->count; i++)
            if (!strcmp(fields->kid[i]->kid[AST_FIELD_NAME]->text, name))
                return true;
    }
    return false;
}

static bool is_parameter(const collector *k, const qn_node *name)
{
    for (uint32_t i = 0; k->parameters && i < k->parameters->count; i++)
        if (!strcmp(k->parameters->kid[i]->kid[AST_PARAMETER_NAME]->text, name->text))
            return true;
    for (const binder *b = k->binders; b; b = b->outer)
        if (!strcmp(b->name, name->text))
            return true;
    return k->in_element && is_field(k->module, name->text);
}

/* Whether a list of values, of a choice or of `one of`, has that name. */
static bool lists_name(const qn_node *values, const char *name)
{
    for (uint32_t i = 0; i < values->count; i++) {
        const qn_node *value = values->kid[i];
        const qn_node *own = value->kind == AST_CHOICE_VALUE ? value->kid[0] : value;
        if (own->kind == AST_NAME && !strcmp(own->text, name))
            return true;
    }
    return false;
}

/* True if some choice of the file has a value of that name, a fact's `one of` among them. */
static bool is_choice_value(const collector *k, const char *name)
{
    for (const qn_decl *d = k->module->first; d; d = d->next) {
        const qn_node *type = d->kind == QN_DECL_FACT ? d->node->kid[AST_FACT_TYPE] : NULL;
        if (d->kind == QN_DECL_CHOICE && lists_name(d->node->kid[AST_CHOICE_VALUES], name))
            return true;
        if (type && type->kind == AST_TYPE_ONE_OF &&
            lists_name(type->kid[AST_TYPE_ONE_OF_VALUES], name))
            return true;
    }
    return false;
}

/* How the names in a part of a node are understood. */
typedef enum part_role {
    PART_ORDINARY,
    PART_NAMES_ITSELF, /* a label, or what stands behind the dot in `tax.rate`: no rule, though it
                          may be spelled like one */
    PART_HOLDS_VALUES, /* is held against something: a value of a choice goes before the rule of
                          that name */
    PART_OF_ELEMENT    /* with the fields of an element */
} part_role;

static part_role role_if(bool holds, part_role role)
{
    return holds ? role : PART_ORDINARY;
}

static part_role role_in_compare(const qn_node *node)
{
    return role_if(node->op == AST_OP_IS || node->op == AST_OP_IS_NOT || node->op == AST_OP_EQUAL ||
                       node->op == AST_OP_NOT_EQUAL,
                   PART_HOLDS_VALUES);
}

static part_role role_of(const qn_node *node, uint32_t part)
{
    switch (node->kind) {
    case AST_OVERRIDES:
        return PART_NAMES_ITSELF;
    case AST_DOT:
        return role_if(part == AST_DOT_NAME, PART_NAMES_ITSELF);
    case AST_BINDING:
        return role_if(part == AST_BINDING_NAME, PART_NAMES_ITSELF);
    case AST_GENERATOR:
        return role_if(part == AST_GENERATOR_NAME, PART_NAMES_ITSELF);
    case AST_CLAUSE:
        return role_if(part == AST_CLAUSE_LABEL, PART_NAMES_ITSELF);
    case AST_BLOCK:
        return role_if(part == AST_BLOCK_LABEL, PART_NAMES_ITSELF);
    case AST_SCALE:
        return role_if(part == AST_SCALE_LABEL, PART_NAMES_ITSELF);
    case AST_TABLE:
        return role_if(part == AST_TABLE_LABEL, PART_NAMES_ITSELF);
    case AST_LEFT_MATCH:
        return role_if(part == AST_LEFT_MATCH_VALUES, PART_HOLDS_VALUES);
    case AST_TABLE_ROW:
        return role_if(part == AST_TABLE_ROW_CELLS, PART_HOLDS_VALUES);
    case AST_COMPARE:
        return role_in_compare(node);
    case AST_IN:
        return role_if(part == AST_IN_SET, PART_HOLDS_VALUES);
    case AST_HAS:
        return role_if(part == AST_HAS_VALUES, PART_HOLDS_VALUES);
    case AST_AGGREGATE:
        return role_if(part == AST_AGGREGATE_WHERE, PART_OF_ELEMENT);
    case AST_SORTED:
        return role_if(part == AST_SORTED_KEY, PART_OF_ELEMENT);
    case AST_SPLIT:
        return role_if(part == AST_SPLIT_KEY, PART_OF_ELEMENT);
    default:
        return PART_ORDINARY;
    }
}

static void collect(collector *k, const qn_node *node);

static const qn_node *leftmost(const qn_node *node)
{
    while (node->kind == AST_DOT)
        node = node->kid[AST_DOT_OF];
    return node;
}

/* What a name stands for; of `children.grant`, the rule for each of the children. */
static qn_decl *reference(const collector *k, const qn_node *node)
{
    qn_decl *decl = qn_find(k->module, node);
    if (decl || node->kind != AST_DOT)
        return decl;
    decl = qn_module_find(k->module, node->kid[AST_DOT_NAME]->text);
    return decl && decl->each ? decl : NULL;
}

/* What stands where values may stand: a value, or a list of them, or of lists in the cells of a
 * row. */
static void collect_values(collector *k, const qn_node *node)
{
    if (node && node->kind == AST_LIST)
        for (uint32_t i = 0; i < node->count; i++)
            collect_values(k, node->kid[i]);
    else if (node && (node->kind != AST_NAME || !is_choice_value(k, node->text)))
        collect(k, node);
}

/* What stands behind the generators of an `each`, from the one of that number on, knows them. */
static void collect_each(collector *k, const qn_node *node, uint32_t number)
{
    const qn_node *generators = node->kid[AST_EACH_GENERATORS];
    if (number == generators->count) {
        collect(k, node->kid[AST_EACH_WHERE]);
        collect(k, node->kid[AST_EACH_VALUE]);
        return;
    }
    const qn_node *generator = generators->kid[number];
    collect(k, generator->kid[AST_GENERATOR_SEQUENCE]);
    binder name = {k->binders, generator->kid[AST_GENERATOR_NAME]->text};
    k->binders = &name;
    collect_each(k, node, number + 1);
    k->binders = name.outer;
}

/* The body of a `carry` knows what is carried and what goes through the sequence. */
static void collect_carry(collector *k, const qn_node *node, uint32_t number)
{
    const qn_node *carried = node->kid[AST_CARRY_CARRIED];
    bool last = number == carried->count;
    binder name = {k->binders, last ? node->kid[AST_CARRY_NAME]->text
                                    : carried->kid[number]->kid[AST_BINDING_NAME]->text};
    if (!last)
        collect(k, carried->kid[number]->kid[AST_BINDING_VALUE]);
    else
        collect(k, node->kid[AST_CARRY_SEQUENCE]);
    k->binders = &name;
    if (last)
        collect(k, node->kid[AST_CARRY_VALUE]);
    else
        collect_carry(k, node, number + 1);
    k->binders = name.outer;
}

/* Notes the rule or definition that a name stands for. */
static void collect_name(collector *k, const qn_node *node)
{
    qn_decl *decl = is_parameter(k, leftmost(node)) ? NULL : reference(k, node);
    if (decl && (decl->kind == QN_DECL_RULE || decl->kind == QN_DECL_DEFINE))
        qn_append(&k->c->builder, &k->refs, sizeof decl, &decl);
}

static void collect_part(collector *k, const qn_node *node, uint32_t part)
{
    bool was = k->in_element;
    switch (role_of(node, part)) {
    case PART_NAMES_ITSELF:
        break;
    case PART_HOLDS_VALUES:
        collect_values(k, node->kid[part]);
        break;
    case PART_OF_ELEMENT:
        k->in_element = true;
        collect(k, node->kid[part]);
        k->in_element = was;
        break;
    case PART_ORDINARY:
        collect(k, node->kid[part]);
    }
}

/* The depth of a tree is bounded (QN_AST_DEPTH_MAX), so this may recurse. */
static void collect(collector *k, const qn_node *node)
{
    if (!node || (node->count == 0 && node->kind != AST_NAME))
        return;
    if (node->kind == AST_EACH) {
        collect_each(k, node, 0);
        return;
    }
    if (node->kind == AST_CARRY) {
        collect_carry(k, node, 0);
        return;
    }
    if (node->kind == AST_NAME || node->kind == AST_DOT)
        collect_name(k, node);
    for (uint32_t i = 0; i < node->count; i++)
        collect_part(k, node, i);
}

/* The day of an `as of`. */
static void collect_type(collector *k, const qn_node *type)
{
    for (; type->kind == AST_TYPE_AS_OF || type->kind == AST_TYPE_OWED ||
           type->kind == AST_TYPE_OR_NONE;
         type = type->kid[0])
        if (type->kind == AST_TYPE_AS_OF)
            collect(k, type->kid[AST_TYPE_AS_OF_DATE]);
}

/* Begins a declaration: collects what its body names, and marks it as on the way, so that
 * whoever meets it again has found a circle. Parameters hide names. */
static visit visit_new(qn_compiler *c, qn_decl *decl)
{
    collector k = {.c = c, .module = decl->module};
    if (decl->kind == QN_DECL_DEFINE)
        k.parameters = decl->node->kid[AST_DEFINE_PARAMETERS];
    binder names[QN_NESTING_MAX];
    uint32_t depth = 0;
    for (const qn_each *each = decl->each; each && depth < QN_NESTING_MAX; each = each->outer) {
        collect(&k, each->node->kid[AST_FOR_EACH_SEQUENCE]);
        names[depth] = (binder){k.binders, each->node->kid[AST_FOR_EACH_NAME]->text};
        k.binders = &names[depth++];
    }
    if (decl->node->kid[AST_RULE_TYPE])
        collect_type(&k, decl->node->kid[AST_RULE_TYPE]);
    collect(&k, decl->node->kid[AST_RULE_BODY]);
    k.binders = NULL;
    decl->state = 1;
    return (visit){.decl = decl, .refs = k.refs.rows, .count = k.refs.count};
}

/* ---- circles */

/* Reports a circle by the names on it, from the declaration that was met again. All of them
 * fail, so that none is compiled and none is reported a second time. */
static void report_circle(qn_compiler *c, const visit *stack, uint32_t depth, qn_decl *decl)
{
    uint32_t begin = depth;
    const char *words = decl->name;
    while (begin && stack[begin - 1].decl != decl)
        begin--;
    for (uint32_t i = begin; i < depth && words && strlen(words) < 300; i++)
        words = qn_arena_format(&c->arena, "%s → %s", words, stack[i].decl->name);
    if (words)
        words = qn_arena_format(&c->arena, "%s → %s", words, decl->name);
    qn_report_at(c, QN_Q0507, decl->node->kid[0]->span, 2, decl->name, words ? words : "");
    for (uint32_t i = begin ? begin - 1 : 0; i < depth; i++)
        stack[i].decl->failed = true;
}

/* ---- the walk */

/* Whether what is met on the way is left out with all that uses it. In a program for some rules
 * only, what they use is in order before the rest of the file is looked at. */
static bool is_left_out(const qn_compiler *c, const qn_decl *decl, bool asked)
{
    return decl->left_out ||
           (c->is_narrow && !asked && decl->state == 0 && !qn_is_own(c, decl->module));
}

/* Ends a declaration: behind all that it uses, or left out. */
static void order_end(qn_compiler *c, qn_decl *decl)
{
    decl->state = 2;
    if (!decl->left_out)
        qn_append(&c->builder, &c->sequence, sizeof decl, &decl);
}

/* Appends everything that a declaration uses, and then itself, to the sequence. The stack holds
 * the way from the root; memory for the references of a body is the scratch arena's. `asked`: it is
 * wanted whatever it uses. */
static void order_from(qn_compiler *c, qn_decl *root, bool asked)
{
    qn_growing stack = {0};
    visit first = visit_new(c, root);
    qn_append(&c->builder, &stack, sizeof first, &first);
    while (stack.count && !qn_is_out_of_memory(c)) {
        visit *top = &((visit *)stack.rows)[stack.count - 1];
        if (top->next == top->count) {
            qn_decl *done = top->decl;
            order_end(c, done);
            if (--stack.count)
                top[-1].decl->left_out = top[-1].decl->left_out || done->left_out;
            continue;
        }
        qn_decl *next = top->refs[top->next++];
        if (is_left_out(c, next, asked)) {
            top->decl->left_out = true;
            continue;
        }
        if (next->state == 1 && !next->failed)
            report_circle(c, stack.rows, stack.count, next);
        if (next->state != 0)
            continue;
        visit inner = visit_new(c, next);
        qn_append(&c->builder, &stack, sizeof inner, &inner);
    }
    qn_arena_reset(&c->scratch);
}

/* What the condition of a working day names is used by every rule that asks for working days. */
static void order_working_day(qn_compiler *c, qn_module *m)
{
    collector k = {.c = c, .module = m, .refs.kept = true};
    collect(&k, m->working_day->kid[AST_WORKING_DAY_WHEN]);
    for (uint32_t i = 0; i < k.refs.count && !c->builder.failed; i++) {
        qn_decl *decl = ((qn_decl **)k.refs.rows)[i];
        if (decl->state == 0)
            order_from(c, decl, true);
    }
    qn_growing_clear(&c->builder, &k.refs, sizeof(qn_decl *));
}

static void order_file(qn_compiler *c, const qn_module *m)
{
    for (qn_decl *d = m->first; d && !qn_is_out_of_memory(c); d = d->next)
        if ((d->kind == QN_DECL_RULE || d->kind == QN_DECL_DEFINE) && d->state == 0)
            order_from(c, d, false);
}

/* The rule of the first file that has a name, or NULL. */
static qn_decl *asked_rule(const qn_compiler *c, const char *name)
{
    qn_decl *decl = qn_module_find(c->main, name);
    return decl && decl->kind == QN_DECL_RULE && decl->module == c->main ? decl : NULL;
}

/* The rules that are asked, with what they use. */
static void order_asked(qn_compiler *c)
{
    const qn_compile_options *options = c->options;
    c->is_narrow = c->may_be_narrow;
    for (size_t i = 0; i < options->asked_count && c->is_narrow; i++)
        c->is_narrow = asked_rule(c, options->asked[i]) != NULL;
    for (size_t i = 0; i < options->asked_count && c->is_narrow; i++) {
        qn_decl *decl = asked_rule(c, options->asked[i]);
        if (decl->state == 0)
            order_from(c, decl, true);
    }
}

void qn_order_all(qn_compiler *c)
{
    order_asked(c);
    for (qn_module *m = c->modules; m; m = m->next)
        if (m->working_day)
            order_working_day(c, m);
    for (qn_module *m = c->modules; m; m = m->next)
        if (qn_is_looked_at(c, m))
            order_file(c, m);
    for (qn_module *m = c->modules; m; m = m->next)
        for (qn_decl *d = m->first; d && !qn_is_out_of_memory(c); d = d->next)
            if (d->amended && d->state == 0) /* though nobody may use it */
                order_from(c, d, true);
}

/* ---- instances */

qn_instance *qn_host(qn_instance *instance)
{
    while (instance && instance->host)
        instance = instance->host;
    return instance;
}

void qn_note_date(qn_scope *s)
{
    qn_instance *host = qn_host(s->instance);
    if (host && !s->today.constant && s->today.reg == host->today.reg)
        host->dated = true;
}

/* Adds a row once. The lists are short: they hold what one rule names. */
static void note_row(qn_compiler *c, qn_growing *list, uint32_t row)
{
    const uint32_t *rows = list->rows;
    for (uint32_t i = 0; i < list->count; i++)
        if (rows[i] == row)
            return;
    qn_append(&c->builder, list, sizeof row, &row);
}

void qn_needs(qn_compiler *c, qn_instance *user, const qn_instance *used)
{
    note_row(c, &user->needs, used->row);
    if (used->source)
        note_row(c, &user->needs, used->source->row);
    /* Who compares a span reads its dates, which other rules may have found. */
    for (uint32_t i = 0; used->result.length && i < used->needs.count; i++)
        note_row(c, &user->needs, ((const uint32_t *)used->needs.rows)[i]);
}

void qn_mentions(qn_scope *s, const qn_instance *used)
{
    if (s->instance && s->instance->row != used->row)
        note_row(s->c, &s->instance->uses, used->row);
    if (s->instance && used->dated)
        qn_host(s->instance)->dated = true;
}

void qn_note_fact(qn_scope *s, const qn_decl *decl)
{
    if (s->instance)
        note_row(s->c, &s->instance->facts, decl->index);
    if (s->instance && s->instance->host)
        note_row(s->c, &qn_host(s->instance)->facts, decl->index);
}

void qn_note_facts_of(qn_scope *s, const qn_instance *used)
{
    for (uint32_t i = 0; s->instance && i < used->facts.count; i++) {
        uint32_t row = ((const uint32_t *)used->facts.rows)[i];
        note_row(s->c, &s->instance->facts, row);
        if (s->instance->host)
            note_row(s->c, &qn_host(s->instance)->facts, row);
    }
}

/* What is taken in is a part of its host, and needs nothing but what that needs. */
void qn_uses(qn_scope *s, const qn_instance *used)
{
    if (!s->instance)
        return;
    qn_mentions(s, used);
    if (!used->host)
        qn_needs(s->c, qn_host(s->instance), used);
}

void qn_leaf_add(qn_scope *s, const char *name, const qn_operand *x, uint32_t fact, uint32_t rule,
                 const char *row)
{
    qn_builder *b = &s->c->builder;
    /* The register of a constant is made for the leaf alone: the operand itself is not changed. */
    qn_operand settled = *x;
    qn_settle(b, &settled);
    qn_row_leaf leaf = {.name = qn_string(b, name),
                        .reg = settled.reg,
                        .type = qn_type_row(b, x->type, settled.class_, settled.den),
                        .fact = fact,
                        .rule = rule,
                        .row = qn_string(b, row)};
    for (uint32_t i = 0; i < s->leaves->count; i++)
        if (!memcmp(&((qn_row_leaf *)s->leaves->rows)[i], &leaf, sizeof leaf))
            return;
    qn_append(b, s->leaves, sizeof leaf, &leaf);
}

void qn_instance_enter(qn_compiler *c, qn_instance *instance)
{
    c->builder.current = instance->owner;
    c->builder.epoch = ++c->builder.last_epoch;
}

/* Moves a list of rows out of the scratch arena, which is given back when a rule is done, while
 * other rules still ask what this one uses. */
static void keep_rows(qn_compiler *c, qn_growing *list)
{
    uint32_t *kept = qn_arena_take_array(&c->arena, list->count + 1, sizeof *kept);
    if (!kept)
        return;
    if (list->count)
        memcpy(kept, list->rows, list->count * sizeof *kept);
    list->rows = kept;
    list->capacity = list->count;
}

static void keep_lists(qn_compiler *c, qn_instance *instance)
{
    keep_rows(c, &instance->uses);
    keep_rows(c, &instance->needs);
    keep_rows(c, &instance->facts);
}

/* An instance with its own number as an owner of instructions, and a row of the table of rules.
 * A hidden one has no declaration. NULL out of memory. */
static qn_instance *instance_new(qn_compiler *c, qn_decl *decl, const qn_operand *today,
                                 const char *name, const qn_node *at)
{
    qn_instance *instance = qn_arena_take(&c->arena, sizeof *instance);
    if (!instance)
        return NULL;
    qn_append(&c->builder, &c->owners, sizeof instance, &instance);
    *instance = (qn_instance){.decl = decl,
                              .today = *today,
                              .law_day = QN_NONE_INDEX,
                              .owner = ++c->next_owner,
                              .region = QN_NONE_INDEX};
    const qn_source *source = qn_source_of(c, at->span);
    qn_position place = source ? qn_source_position(source, at->span.begin) : (qn_position){0, 0};
    qn_row_rule row = {.name = qn_string(&c->builder, name),
                       .on = QN_NONE_INDEX,
                       .same = QN_NONE_INDEX,
                       .limited = QN_NONE_INDEX,
                       .limited_type = QN_NONE_INDEX,
                       .source = QN_NONE_INDEX,
                       .line = place.line,
                       .column = place.column};
    instance->row = QN_APPEND(&c->builder, rule, &row);
    return instance;
}

qn_instance *qn_instance_inline(qn_scope *s, qn_decl *decl, const qn_operand *today)
{
    qn_compiler *c = s->c;
    qn_instance *instance =
        instance_new(c, decl, today, qn_public_name(c, decl), decl->node->kid[AST_RULE_NAME]);
    if (!instance)
        return NULL;
    qn_row_rule *row = QN_ROW(&c->builder, rule, instance->row);
    row->source = decl->module->row;
    row->flags = QN_RULE_HIDDEN | QN_RULE_INLINE;
    instance->host = qn_host(s->instance);
    instance->carrier = s->instance ? s->instance->carrier : NULL;
    return instance;
}

/* Whether an instruction may be taken back: it begins a loop, or a reading that is remembered. */
static bool may_go(const qn_row_instruction *i)
{
    uint32_t op = i->word & 0xffff;
    return op == OP_REGION || op == OP_RECALL;
}

/* An instruction of the rule that is being compiled, which stays; made where it has none yet, since
 * what is taken in has its place within the code of its host. */
static uint32_t any_instruction(qn_builder *b)
{
    uint32_t i = b->instruction.count;
    if (!b->current) /* it is not kept */
        return QN_NONE_INDEX;
    while (i > 0 && (((uint32_t *)b->owner.rows)[i - 1] != b->current ||
                     may_go(QN_ROW(b, instruction, i - 1))))
        i--;
    return i ? i - 1 : qn_emit_new(b, OP_PARAM, QN_CLASS_I, 0, 0, 0);
}

/* The day on which a rule is read that is taken in, where that is not the day of decision. */
static uint32_t day_of_reading(qn_builder *b, const qn_instance *instance)
{
    qn_operand day = instance->today;
    if (!b->current || (!day.constant && day.reg == QN_REG_TODAY))
        return QN_NONE_INDEX;
    qn_settle(b, &day);
    return day.reg;
}

void qn_instance_close(qn_compiler *c, qn_instance *instance, uint32_t first)
{
    qn_builder *b = &c->builder;
    qn_operand *x = &instance->result;
    qn_settle(b, x);
    uint32_t type = qn_type_row(b, x->type, x->class_, x->den);
    uint32_t uses = qn_pool(b, instance->uses.rows, instance->uses.count);
    uint32_t on = day_of_reading(b, instance);
    if (qn_is_out_of_memory(c))
        return;
    uint32_t count = b->current ? qn_builder_own_count(b, first) : 0;
    uint32_t result = b->current ? x->reg : qn_constant_unknown(b, x->class_);
    while (count && ((uint32_t *)b->owner.rows)[first] != b->current)
        first++;
    uint32_t place = count ? first : any_instruction(b);
    qn_row_rule *row = QN_ROW(b, rule, instance->row);
    row->type = type;
    row->result = result;
    row->first_code = place;
    row->code_count = count;
    row->on = on;
    row->first_use = uses;
    row->use_count = instance->uses.count;
    keep_lists(c, instance);
    instance->done = true;
}

qn_instance *qn_instance_hidden(qn_scope *s, const char *name)
{
    qn_node *at = (qn_node *)s->module->file;
    qn_instance *instance = instance_new(s->c, NULL, &s->today, name, at);
    if (!instance)
        return NULL;
    QN_ROW(&s->c->builder, rule, instance->row)->flags = QN_RULE_HIDDEN;
    instance->carrier = s->instance ? s->instance->carrier : NULL;
    if (instance->carrier)
        qn_needs(s->c, instance, instance->carrier);
    return instance;
}

/* What was needed to compile one rule goes, with its readings. */
static void reset_scratch(qn_compiler *c)
{
    qn_arena_reset(&c->scratch);
    qn_builder_end_sharing(&c->builder);
    c->readings = NULL;
}

/* Notes what can be said of the price of an instance: its instructions lie from `first` on. */
static void note_price(qn_builder *b, qn_instance *instance, uint32_t first)
{
    const uint32_t *owner = b->owner.rows;
    for (uint32_t i = first; i < b->owner.count; i++) {
        qn_op op = (qn_op)(QN_ROW(b, instruction, i)->word & 0xffff);
        if (owner[i] != instance->owner)
            continue;
        instance->code++;
        instance->is_long = instance->is_long || qn_goes_through(op);
        instance->walks =
            instance->walks || op == OP_WORK_ADD || op == OP_WORK_SEEK || op == OP_WORK_COUNT;
    }
}

void qn_instance_finish(qn_compiler *c, qn_instance *instance)
{
    qn_builder *b = &c->builder;
    qn_operand *x = &instance->result;
    qn_settle(b, x);
    qn_row_rule *row = QN_ROW(b, rule, instance->row);
    uint32_t type = qn_type_row(b, x->type, x->class_, x->den);
    uint32_t uses = qn_pool(b, instance->uses.rows, instance->uses.count);
    uint32_t needs = qn_pool(b, instance->needs.rows, instance->needs.count);
    if (qn_is_out_of_memory(c)) /* its rows may not be there */
        return;
    /* A rule that only passes on what another gives has that one's register. */
    if (!(x->reg & QN_REG_MASK) && ((uint32_t *)b->owner.rows)[x->reg] != instance->owner)
        instance->source =
            ((qn_instance **)c->owners.rows)[((uint32_t *)b->owner.rows)[x->reg] - 1];
    row = QN_ROW(b, rule, instance->row);
    row->type = type;
    row->result = x->reg;
    row->first_use = uses;
    row->use_count = instance->uses.count;
    row->first_need = needs;
    row->need_count = instance->needs.count;
    keep_lists(c, instance);
    instance->done = true;
    qn_append(b, &c->order, sizeof instance, &instance);
}

/* Whether two dates are the same whatever the case: one constant, or one register. Two formulas
 * with equal results are not found out; they give two instances. */
static bool same_date(const qn_operand *x, const qn_operand *y)
{
    if (x->constant || y->constant)
        return x->constant && y->constant && qn_rational_equal(x->low, y->low);
    return x->reg == y->reg;
}

/* The unit in which a result must be a finite decimal: that in which it is written, but the month
 * for years, which are given in two parts. */
static qn_rational finite_in(const qn_type *type)
{
    return strcmp(type->unit, "years") == 0 ? qn_rational_from_i64(1) : type->factor;
}

/* A rule of this file whose result may have no finite decimal in its unit. One that says `exact`
 * has been written to be a fraction, for other rules to use. */
static void warn_of_quotient(qn_compiler *c, const qn_instance *instance)
{
    const qn_operand *x = &instance->result;
    const qn_decl *decl = instance->decl;
    if (!qn_is_own(c, decl->module) || instance->today.reg != QN_REG_TODAY || instance->failed ||
        decl->promise || !qn_type_is_number(x->type) || x->type->exact)
        return;
    if (!qn_grain_is_finite(&x->grain, finite_in(x->type)))
        qn_report_at(c, QN_Q0305, decl->node->kid[AST_RULE_NAME]->span, 1, decl->name);
}

static qn_instance *instance_find(const qn_decl *decl, const qn_operand *today);

/* A rule in a `for each` is the list of its values; a duty there is kept if it is for all. */
static qn_operand each_result(qn_scope *s, qn_decl *decl)
{
    qn_stream stream;
    if (!qn_each_rule_stream(s, decl, decl->node, &stream))
        return qn_failed(s);
    return decl->duty ? qn_all_of_stream(s, &stream, decl->node)
                      : qn_gather_stream(s, &stream, decl->node);
}

/* The elements that break a duty, as a hidden rule; QN_NONE_INDEX where it is about none. */
static uint32_t breakers_of(qn_compiler *c, qn_decl *decl)
{
    qn_scope s = {.c = c,
                  .module = decl->module,
                  .today = qn_base_today(c),
                  .quiet = true,
                  .months = decl->module->months,
                  .clause_row = QN_NONE_INDEX};
    qn_instance *hidden = decl->each ? qn_instance_hidden(&s, "breakers") : NULL;
    qn_stream stream;
    if (!hidden)
        return QN_NONE_INDEX;
    hidden->duty = decl;
    s.instance = hidden;
    s.rule_row = hidden->row;
    qn_instance_enter(c, hidden);
    c->nesting++;
    bool sound = qn_each_breaker_stream(&s, decl, decl->node, &stream);
    hidden->result = sound ? qn_gather_stream(&s, &stream, decl->node) : qn_failed(&s);
    c->nesting--;
    hidden->failed = !sound;
    qn_instance_finish(c, hidden);
    return hidden->row;
}

/* The duties of a file, in its order. */
static void duty_rows(qn_compiler *c, const qn_module *m)
{
    for (qn_decl *d = m->first; d && !qn_is_out_of_memory(c); d = d->next) {
        qn_operand base = qn_base_today(c);
        const qn_instance *instance = d->duty ? instance_find(d, &base) : NULL;
        if (!instance || instance->failed)
            continue;
        qn_position at = qn_source_position(&d->module->source, d->duty->span.begin);
        qn_row_duty row = {.rule = instance->row,
                           .breakers = breakers_of(c, d),
                           .kind = d->duty->op == AST_OP_FORBID,
                           .message = qn_string(&c->builder, qn_duty_message(d->duty)),
                           .text = qn_string(&c->builder, qn_duty_text(c, d->duty)),
                           .source = d->module->row,
                           .line = at.line,
                           .column = at.column};
        QN_APPEND(&c->builder, duty, &row);
    }
    reset_scratch(c);
}

/* Compiles the body of a rule on its date. A reading on another date stays quiet, since the
 * plain rule reports its mistakes; a mistake that only this date makes is found by understanding
 * the body again. What was being emitted is put aside and taken up behind it. */
static void compile_instance(qn_compiler *c, qn_instance *instance)
{
    qn_decl *decl = instance->decl;
    qn_builder *b = &c->builder;
    uint32_t owner = b->current, epoch = b->epoch, blame = b->blame;
    qn_scope s = {.c = c,
                  .module = decl->module,
                  .instance = instance,
                  .today = instance->today,
                  .months = decl->module->months,
                  .quiet = instance->today.reg != QN_REG_TODAY,
                  .rule_row = instance->row,
                  .clause_row = QN_NONE_INDEX};
    const qn_open_loop *loop = c->loop;
    uint32_t first = b->instruction.count;
    qn_instance_enter(c, instance);
    b->blame = QN_NONE_INDEX;
    c->loop = NULL;
    c->nesting++;
    instance->busy = true;
    instance->result = decl->failed ? qn_failed(&s)
                       : decl->each ? each_result(&s, decl)
                                    : qn_body(&s, decl->node, instance);
    if (s.quiet && qn_is_failed(&instance->result) && !qn_has_mistakes(c)) {
        s.quiet = false; /* a mistake that only this date makes */
        instance->result = qn_body(&s, decl->node, instance);
    }
    c->nesting--;
    instance->busy = false;
    instance->failed = qn_is_failed(&instance->result);
    c->incomplete = c->incomplete || instance->failed;
    warn_of_quotient(c, instance);
    note_price(b, instance, first);
    qn_instance_finish(c, instance);
    if (instance->law_day != QN_NONE_INDEX && instance->today.reg == QN_REG_TODAY)
        QN_ROW(b, rule, instance->row)->on = instance->law_day;
    b->current = owner;
    b->epoch = epoch;
    b->blame = blame;
    c->loop = loop;
    if (!c->nesting)
        reset_scratch(c);
}

/* `base` is the reading on the date of decision. A rule of another file is not listed, but can
 * be asked for; a reading on another date can not, and its row says which date that is. */
static void mark_row(qn_compiler *c, const qn_instance *instance, bool base)
{
    qn_row_rule *row = QN_ROW(&c->builder, rule, instance->row);
    row->source = instance->decl->module->row;
    bool own = qn_is_own(c, instance->decl->module);
    bool named = !instance->decl->duty && !instance->decl->promise;
    row->flags &= QN_RULE_LARGEST | QN_RULE_SMALLEST;
    row->flags |= !base || !named ? QN_RULE_HIDDEN : !own ? QN_RULE_IMPORTED : 0;
    for (const qn_node *type = instance->decl->node->kid[AST_RULE_TYPE];
         type && (type->kind == AST_TYPE_OWED || type->kind == AST_TYPE_AS_OF ||
                  type->kind == AST_TYPE_OR_NONE);
         type = type->kid[0])
        if (type->kind == AST_TYPE_OWED) {
            uint32_t payer = qn_string(&c->builder, type->kid[AST_TYPE_OWED_PAYER]->text);
            uint32_t payee = qn_string(&c->builder, type->kid[AST_TYPE_OWED_PAYEE]->text);
            row = QN_ROW(&c->builder, rule, instance->row);
            row->payer = payer;
            row->payee = payee;
        }
    row = QN_ROW(&c->builder, rule, instance->row);
    if (!base) {
        qn_operand day = instance->today;
        qn_settle(&c->builder, &day);
        QN_ROW(&c->builder, rule, instance->row)->on = day.reg;
    }
}

/* The date of decision, as every rule sees it that is not read on another date. */
qn_operand qn_base_today(const qn_compiler *c)
{
    return (qn_operand){.type = c->date,
                        .reg = QN_REG_TODAY,
                        .class_ = QN_CLASS_I,
                        .has_low = true,
                        .has_high = true,
                        .den = qn_wide_from_i64(1),
                        .low = qn_rational_from_i64(0),
                        .high = qn_rational_from_i64(3652058)};
}

/* A new instance, not compiled yet, among those of its declaration. */
static qn_instance *instance_make(qn_compiler *c, qn_decl *decl, const qn_operand *today, bool base)
{
    qn_instance *instance =
        instance_new(c, decl, today, qn_public_name(c, decl), decl->node->kid[AST_RULE_NAME]);
    if (!instance)
        return NULL;
    instance->next = decl->instance;
    decl->instance = instance;
    mark_row(c, instance, base);
    return instance;
}

static qn_instance *instance_find(const qn_decl *decl, const qn_operand *today)
{
    qn_instance *i = decl->instance;
    while (i && !same_date(&i->today, today))
        i = i->next;
    return i;
}

const qn_instance *qn_instance_of(const qn_compiler *c, const qn_decl *decl)
{
    qn_operand base = qn_base_today(c);
    return instance_find(decl, &base);
}

qn_instance *qn_instance_get(qn_scope *s, qn_decl *decl, const qn_operand *today,
                             const qn_instance *carrier, const qn_node *at)
{
    qn_compiler *c = s->c;
    qn_operand base = qn_base_today(c);
    qn_instance *plain = instance_find(decl, &base), *found = instance_find(decl, today);
    if (!plain && decl->kind == QN_DECL_RULE)
        plain = instance_make(c, decl, &base, true);
    if (plain && plain->busy) { /* a circle through a name that looked like a value of a choice */
        qn_report_at(c, QN_Q0507, decl->node->kid[AST_RULE_NAME]->span, 2, decl->name, decl->name);
        return NULL;
    }
    if (plain && !plain->done)
        compile_instance(c, plain);
    /* A rule that never looks at the date is the same on every date. */
    if (plain && !plain->dated)
        return plain;
    if (same_date(today, &base))
        return plain;
    if (!found) {
        if (c->nesting > QN_NESTING_MAX) {
            if (!c->too_deep)
                qn_report_at(c, QN_Q0911, at->span, 0);
            c->too_deep = true;
            return NULL;
        }
        /* It is listed among the instances before it is compiled, so that it is met again as
         * itself. */
        found = instance_make(c, decl, today, false);
        if (!found)
            return NULL;
        found->carrier = carrier;
        if (carrier)
            qn_needs(c, found, carrier);
        compile_instance(c, found);
    }
    return found && found->done ? found : NULL;
}

/* ---- all rules */

/* The surroundings of what is understood for its mistakes alone: what it emits belongs to owner 0,
 * whose instructions are left out of the program. */
static qn_scope scope_to_check(qn_compiler *c, qn_module *module)
{
    c->builder.current = 0;
    c->builder.epoch = ++c->builder.last_epoch;
    return (qn_scope){.c = c,
                      .module = module,
                      .today = qn_base_today(c),
                      .months = module->months,
                      .rule_row = QN_NONE_INDEX,
                      .clause_row = QN_NONE_INDEX};
}

/* What may be anything of a parameter's type. */
static qn_operand any_argument(qn_scope *s, const qn_type *type)
{
    qn_operand x = qn_base_today(s->c);
    if (!qn_type_is_number(type)) {
        x = qn_any_of(s, type);
        x.reg = QN_REG_TODAY;
    }
    x.type = type;
    x.any = qn_type_is_number(type);
    return x;
}

/* A definition that nobody calls is understood once all the same, for its mistakes. */
static void check_define(qn_compiler *c, qn_decl *decl)
{
    const qn_node *parameters = decl->node->kid[AST_DEFINE_PARAMETERS];
    qn_scope s = scope_to_check(c, decl->module);
    for (uint32_t i = 0; i < parameters->count; i++) {
        const qn_node *parameter = parameters->kid[i];
        qn_local *local = qn_arena_take(&c->arena, sizeof *local);
        if (!local)
            return;
        const char *name = parameter->kid[AST_PARAMETER_NAME]->text;
        const qn_type *type = qn_type_of_node(&s, parameter->kid[AST_PARAMETER_TYPE], name);
        *local = (qn_local){.outer = s.locals, .name = name, .value = any_argument(&s, type)};
        decl->failed = decl->failed || type->failed;
        s.locals = local;
    }
    if (!decl->failed) {
        qn_operand x = qn_body(&s, decl->node, NULL);
        decl->failed = qn_is_failed(&x);
    }
}

/* Groups of a file and its working day are understood once, though nobody may ask for them. */
static void check_rest(qn_compiler *c, qn_module *m)
{
    qn_scope s = scope_to_check(c, m);
    c->nesting++;
    for (qn_decl *d = m->first; d; d = d->next)
        if (d->kind == QN_DECL_GROUP)
            qn_group_check(&s, d);
    if (m->working_day && !m->working_day_said)
        qn_working_day_check(&s);
    c->nesting--;
    reset_scratch(c);
}

/* The rows of a file's rules stand in its order. */
static void make_rows(qn_compiler *c, const qn_module *m)
{
    qn_operand base = qn_base_today(c);
    for (qn_decl *d = m->first; d; d = d->next)
        if (d->kind == QN_DECL_RULE && !d->left_out)
            instance_make(c, d, &base, true);
}

/* A rule that failed without a word is named, so that nobody is left without a reason. */
static void name_what_failed(qn_compiler *c)
{
    qn_instance **order = c->order.rows;
    if (qn_is_out_of_memory(c) || qn_has_mistakes(c))
        return;
    for (uint32_t i = 0; i < c->order.count; i++) {
        const qn_decl *decl = order[i]->decl ? order[i]->decl : order[i]->duty;
        if (!order[i]->failed || !decl)
            continue;
        qn_report_at(c, QN_Q0908, decl->node->kid[AST_RULE_NAME]->span, 1,
                     qn_arena_format(&c->arena, "what `%s` is asked for", decl->name));
        return;
    }
}

void qn_compile_rules(qn_compiler *c)
{
    qn_operand base = qn_base_today(c);
    qn_scope s = {.c = c, .module = c->main, .today = base};
    qn_decl **sequence = c->sequence.rows;
    for (qn_module *m = c->modules; m; m = m->next)
        if (qn_is_looked_at(c, m))
            make_rows(c, m);
    for (uint32_t i = 0; i < c->sequence.count && !qn_is_out_of_memory(c); i++) {
        if (sequence[i]->kind == QN_DECL_DEFINE) {
            c->nesting++; /* rules that it uses must not reset the scratch under it */
            check_define(c, sequence[i]);
            c->nesting--;
            reset_scratch(c);
        } else
            qn_instance_get(&s, sequence[i], &base, NULL, sequence[i]->node);
    }
    for (qn_module *m = c->modules; m; m = m->next)
        if (qn_is_looked_at(c, m)) {
            duty_rows(c, m);
            qn_compile_promises(c, m);
            check_rest(c, m);
        }
    name_what_failed(c);
}
