/*
 * reading.c - rules read otherwise than everybody reads them: on a date that is computed, with
 * facts changed, for an element of a list.
 *
 * A reading is what is different: a date, values of facts, elements. A rule that depends on none of
 * them is the one that all share. Any other is taken into the code of the rule that reads it, once
 * for each reading and each place from which its registers can be seen, and so is what it uses in
 * turn. Dates that stand still, a constant or a fact, are order.c's.
 *
 * What the readings mean is spec/semantics.md, chapter 13.
 */
#include "stream.h"

#include <string.h>

typedef struct change {
    const struct change *outer;
    const qn_decl *fact;
    qn_operand value;
} change;

typedef struct element {
    const struct element *outer;
    const qn_each *each;
    qn_local local;
} element;

/* A rule that has been taken in. loop: the number of the loop, or remembered reading, in which it
 * stands, 0 for none; region: that of the loop alone, for whose elements it is the same. */
typedef struct taken {
    const struct taken *next;
    const qn_decl *decl;
    uint32_t loop;
    uint32_t region;
    qn_instance *instance;
} taken;

struct qn_reading {
    qn_reading *next; /* among those of one host */
    const qn_instance *host;
    qn_operand today;
    const change *changes;
    const element *elements;
    const taken *taken;
};

/* ---- making readings */

static bool same_value(const qn_operand *x, const qn_operand *y)
{
    if (x->constant || y->constant)
        return x->constant && y->constant && qn_rational_equal(x->low, y->low);
    return x->reg == y->reg && x->list == y->list;
}

static bool same_changes(const change *a, const change *b)
{
    while (a && b && a->fact == b->fact && same_value(&a->value, &b->value)) {
        a = a->outer;
        b = b->outer;
    }
    return a == b;
}

static bool same_elements(const element *a, const element *b)
{
    while (a && b && a->each == b->each && same_value(&a->local.value, &b->local.value)) {
        a = a->outer;
        b = b->outer;
    }
    return a == b;
}

/* The reading that says so, made if it is new. Readings are few. */
static const qn_reading *reading_of(qn_scope *s, const qn_reading *wanted)
{
    qn_compiler *c = s->c;
    qn_instance *host = qn_host(s->instance);
    for (qn_reading *r = c->readings; r; r = r->next)
        if (r->host == host && same_value(&r->today, &wanted->today) &&
            same_changes(r->changes, wanted->changes) &&
            same_elements(r->elements, wanted->elements))
            return r;
    qn_reading *r = qn_arena_take(&c->scratch, sizeof *r);
    if (!r)
        return NULL;
    *r = *wanted;
    r->taken = NULL;
    r->host = host;
    r->next = c->readings;
    c->readings = r;
    return r;
}

/* What a scope reads with: its own reading, or its date alone. */
static qn_reading reading_here(const qn_scope *s)
{
    if (s->reading)
        return *s->reading;
    return (qn_reading){.today = s->today};
}

const qn_reading *qn_reading_on(qn_scope *s, const qn_operand *day)
{
    qn_reading r = reading_here(s);
    r.today = *day;
    return reading_of(s, &r);
}

const qn_reading *qn_reading_with(qn_scope *s, const qn_reading *base, qn_decl *fact,
                                  const qn_operand *value)
{
    qn_reading r = base ? *base : reading_here(s);
    change *more = qn_arena_take(&s->c->scratch, sizeof *more);
    if (!more)
        return NULL;
    *more = (change){r.changes, fact, *value};
    r.changes = more;
    return reading_of(s, &r);
}

const qn_reading *qn_reading_for(qn_scope *s, qn_each *each, const qn_local *local)
{
    qn_reading r = reading_here(s);
    element *more = qn_arena_take(&s->c->scratch, sizeof *more);
    if (!more)
        return NULL;
    *more = (element){r.elements, each, *local};
    r.elements = more;
    return reading_of(s, &r);
}

const qn_operand *qn_reading_change(const qn_reading *reading, const qn_decl *fact)
{
    const change *k = reading ? reading->changes : NULL;
    while (k && k->fact != fact)
        k = k->outer;
    return k ? &k->value : NULL;
}

const qn_local *qn_reading_element(const qn_reading *reading, const qn_each *each)
{
    const element *k = reading ? reading->elements : NULL;
    while (k && k->each != each)
        k = k->outer;
    return k ? &k->local : NULL;
}

const qn_operand *qn_reading_today(const qn_reading *reading)
{
    return &reading->today;
}

/* ---- what a rule depends on */

static bool looks_at(const qn_instance *instance, const change *changes)
{
    for (const change *k = changes; k; k = k->outer)
        for (uint32_t i = 0; i < instance->facts.count; i++)
            if (k->fact->ready && ((const uint32_t *)instance->facts.rows)[i] == k->fact->index)
                return true;
    return false;
}

/* Puts the rules among the entries of a list on the stack. */
static void push_rows(qn_builder *b, qn_growing *stack, uint32_t first, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        uint32_t row = QN_ROW(b, entry, first + i)->value;
        qn_append(b, stack, sizeof row, &row);
    }
}

/* Whether a rule, or one that it uses, looks at a fact that is changed. A rule is visited once, so
 * that the walk is no longer than the program. */
static bool is_changed(qn_compiler *c, const qn_instance *instance, const change *changes)
{
    qn_builder *b = &c->builder;
    qn_growing stack = {.kept = true};
    bool found = false;
    uint32_t row = instance->row, walk = ++c->last_walk;
    if (changes)
        qn_append(b, &stack, sizeof row, &row);
    while (stack.count && !found && !b->failed) {
        row = ((uint32_t *)stack.rows)[--stack.count];
        qn_instance *next = ((qn_instance **)c->owners.rows)[row];
        if (next->visited == walk)
            continue;
        next->visited = walk;
        found = looks_at(next, changes);
        const qn_row_rule *rule = QN_ROW(b, rule, row);
        push_rows(b, &stack, rule->first_use, rule->use_count);
        push_rows(b, &stack, rule->first_need, rule->need_count);
    }
    qn_growing_clear(b, &stack, sizeof row);
    return found;
}

/* The date of decision as everybody reads it. */
static bool is_plain_today(const qn_operand *x)
{
    return !x->constant && x->reg == QN_REG_TODAY;
}

/* True for a date that can be read wherever a rule is: a constant, a fact, the date of decision. */
static bool stands_still(const qn_operand *x)
{
    return x->constant || is_plain_today(x) || (x->reg & QN_REG_MASK) == QN_REG_FACT;
}

/* ---- taking in */

static qn_instance *find_taken(const qn_compiler *c, const qn_reading *reading, const qn_decl *decl)
{
    const taken *t = reading->taken;
    while (t && (t->decl != decl || !qn_loop_is_open(c, t->loop)))
        t = t->next;
    return t ? t->instance : NULL;
}

static uint32_t number_of(const qn_open_loop *loop)
{
    return loop ? loop->number : 0;
}

static const qn_open_loop *without_memos(const qn_open_loop *loop)
{
    while (loop && loop->is_memo)
        loop = loop->outer;
    return loop;
}

/* The rule that was taken in first for the same elements, though its registers are not seen here:
 * explanations tell it once. */
static uint32_t same_before(const qn_compiler *c, const qn_reading *reading, const qn_decl *decl)
{
    uint32_t row = QN_NONE_INDEX;
    for (const taken *t = reading->taken; t; t = t->next)
        if (t->decl == decl && qn_loop_is_open(c, t->region))
            row = t->instance->row;
    return row;
}

/* The elements that a rule within `for each` can name, the innermost first. */
static const qn_local *element_locals(qn_scope *s, const qn_reading *reading, const qn_each *each)
{
    const qn_local *local = each ? qn_reading_element(reading, each) : NULL;
    qn_local *copy = local ? qn_arena_take(&s->c->scratch, sizeof *copy) : NULL;
    if (!copy)
        return NULL;
    *copy = *local;
    copy->outer = element_locals(s, reading, each->outer);
    return copy;
}

static qn_scope scope_within(qn_scope *s, qn_decl *decl, const qn_reading *reading,
                             qn_instance *instance)
{
    return (qn_scope){.c = s->c,
                      .module = decl->module,
                      .instance = instance,
                      .today = reading->today,
                      .locals = element_locals(s, reading, decl->each),
                      .reading = reading,
                      .numbers = s->numbers,
                      .months = decl->module->months,
                      .quiet = s->quiet || !decl->each || decl->said,
                      .depth = s->depth + 1,
                      .rule_row = instance ? instance->row : s->rule_row,
                      .clause_row = QN_NONE_INDEX};
}

/* Whether there is room for one more; says so once where there is not. */
static bool may_take_in(qn_scope *s, const qn_node *at)
{
    if (s->depth < QN_NESTING_MAX && s->c->inlined < QN_INLINED_MAX)
        return true;
    if (!s->c->builder.too_large)
        qn_report_at(s->c, QN_Q0909, at->span, 0);
    s->c->builder.too_large = true;
    return false;
}

/* Compiles the body of a rule where it is read on another day in a loop: what it is on a day is
 * remembered, if it differs in nothing but the day. */
static qn_operand remembered_body(qn_scope *s, qn_decl *decl, qn_scope *inner, qn_instance *own)
{
    const qn_reading *reading = inner->reading;
    qn_operand base = qn_base_today(s->c);
    bool plain = !decl->each && !reading->changes && !reading->elements;
    qn_open_memo memo = {.begun = false};
    const qn_instance *instance = plain ? qn_instance_get(s, decl, &base, NULL, decl->node) : NULL;
    if (instance)
        qn_memo_begin(s, instance, &reading->today, &memo);
    qn_operand result = qn_body(inner, decl->node, own);
    if (instance)
        qn_memo_end(s, instance, &memo, &result);
    return result;
}

/* Compiles the body of a rule where it is read. Its mistakes have been said where it stands, but
 * for those that only this reading makes. */
static qn_instance *take_in(qn_scope *s, qn_decl *decl, const qn_reading *reading,
                            const qn_node *at)
{
    qn_compiler *c = s->c;
    if (decl->failed || !may_take_in(s, at))
        return NULL;
    qn_instance *instance = qn_instance_inline(s, decl, &reading->today);
    if (!instance)
        return NULL;
    QN_ROW(&c->builder, rule, instance->row)->same = same_before(c, reading, decl);
    uint32_t first = c->builder.instruction.count, blame = c->builder.blame;
    uint32_t said = c->diagnostics.error_count;
    qn_scope inner = scope_within(s, decl, reading, instance);
    c->inlined++;
    c->nesting++;
    instance->busy = true;
    c->builder.blame = QN_NONE_INDEX;
    /* Code that is only checked has no clauses that could be shown. */
    qn_instance *own = c->builder.current ? instance : NULL;
    instance->result = remembered_body(s, decl, &inner, own);
    if (inner.quiet && !s->quiet && qn_is_failed(&instance->result) &&
        said == c->diagnostics.error_count) {
        inner.quiet = false;
        instance->result = qn_body(&inner, decl->node, own);
    }
    c->builder.blame = blame;
    decl->said = true;
    instance->busy = false;
    c->nesting--;
    instance->failed = qn_is_failed(&instance->result);
    qn_instance_close(c, instance, first);
    taken *entry = qn_arena_take(&c->arena, sizeof *entry);
    if (!entry)
        return NULL;
    *entry = (taken){reading->taken, decl, number_of(c->loop), number_of(without_memos(c->loop)),
                     instance};
    ((qn_reading *)reading)->taken = entry;
    return instance;
}

/* The instance of a rule in a reading; NULL, with a message, where there is none. */
static qn_instance *instance_in(qn_scope *s, qn_decl *decl, const qn_reading *reading,
                                const qn_node *at)
{
    qn_compiler *c = s->c;
    if (!decl->each) {
        qn_operand base = qn_base_today(c);
        qn_instance *plain = qn_instance_get(s, decl, &base, NULL, at);
        bool changed = plain && is_changed(c, plain, reading->changes);
        if (!plain || plain->failed)
            return NULL;
        if (!changed && (!plain->dated || is_plain_today(&reading->today)))
            return plain;
        if (!changed && stands_still(&reading->today))
            return qn_instance_get(s, decl, &reading->today, NULL, at);
    }
    qn_instance *found = find_taken(c, reading, decl);
    if (found && found->busy) {
        qn_report_at(c, QN_Q0507, decl->node->kid[AST_RULE_NAME]->span, 2, decl->name, decl->name);
        return NULL;
    }
    /* What failed without a word is understood once more where something can be said. */
    bool is_mute = found && found->failed && !s->quiet && !qn_has_mistakes(c);
    return found && !is_mute ? found : take_in(s, decl, reading, at);
}

/* Whether the instance is the one that all share, on the date of decision. */
static bool is_shared(const qn_instance *instance)
{
    return !instance->host && is_plain_today(&instance->today);
}

/* A rule of elements that is a list for each of them: says so once. */
static qn_operand list_of_lists(qn_scope *s, qn_decl *decl)
{
    if (!decl->failed)
        qn_report_at(s->c, QN_Q0939, decl->node->kid[AST_RULE_NAME]->span, 1, decl->name);
    decl->failed = true;
    return qn_failed(s);
}

qn_operand qn_read(qn_scope *s, qn_decl *decl, const qn_reading *reading, const qn_node *at)
{
    qn_instance *instance = reading ? instance_in(s, decl, reading, at) : NULL;
    if (!instance || instance->failed)
        return qn_failed(s);
    if (instance->result.type->kind == QN_KIND_LIST)
        return decl->each ? list_of_lists(s, decl)
                          : qn_read_list(s, decl, is_shared(instance) ? NULL : reading, at);
    qn_uses(s, instance);
    if (s->leaves)
        qn_leaf_add(s, qn_public_name(s->c, decl), &instance->result, QN_NONE_INDEX, instance->row,
                    "");
    return instance->result;
}

qn_operand qn_read_in(qn_scope *s, qn_decl *decl, const qn_node *at)
{
    bool bound = !decl->each || qn_reading_element(s->reading, decl->each);
    return bound ? qn_read(s, decl, s->reading, at) : qn_read_list(s, decl, s->reading, at);
}

qn_operand qn_read_list(qn_scope *s, qn_decl *decl, const qn_reading *reading, const qn_node *at)
{
    qn_recipe *recipe = qn_arena_take(&s->c->arena, sizeof *recipe);
    qn_operand base = qn_base_today(s->c);
    const qn_instance *plain = qn_instance_get(s, decl, &base, NULL, at);
    if (!recipe || !plain || plain->failed)
        return qn_failed(s);
    qn_mentions(s, plain);
    qn_reading here = reading_here(s);
    *recipe = (qn_recipe){.scope = scope_within(s, decl, reading ? reading : &here, s->instance),
                          .node = decl->node,
                          .each = decl->each ? decl : NULL,
                          .body = true};
    /* As everybody reads it, its records are the same for all, whatever loops are round it. */
    bool shared = !reading && !decl->each && (!plain->dated || is_plain_today(&here.today));
    if (shared)
        recipe->scope.numbers = NULL;
    recipe->scope.stored = shared ? &((qn_instance *)plain)->stored : qn_stored_new(s);
    recipe->scope.reading = reading;
    recipe->scope.rule_row = s->rule_row;
    recipe->scope.clause_row = s->clause_row;
    qn_operand list = {.type = plain->result.type,
                       .reg = QN_NONE_INDEX,
                       .den = qn_wide_from_i64(1),
                       .may = plain->result.may,
                       .list = recipe};
    return list;
}

/* ---- facts changed, and over time */

/* A value that lies outside the range of the fact that it stands for is an error of the case. */
qn_operand qn_within_range(qn_scope *s, const qn_node *at, qn_operand x, const qn_operand *fact)
{
    qn_builder *b = &s->c->builder;
    if (!qn_type_is_number(fact->type) && fact->type->kind != QN_KIND_DATE)
        return x;
    bool inside = x.has_low && x.has_high && qn_rational_cmp(x.low, fact->low) >= 0 &&
                  qn_rational_cmp(x.high, fact->high) <= 0;
    if (inside || !fact->has_low || !fact->has_high)
        return x;
    qn_operand low = qn_number(b, x.type, fact->low), high = qn_number(b, x.type, fact->high);
    qn_operand above = qn_compare(b, s->c->boolean, QN_AT_MOST, &low, &x);
    qn_operand below = qn_compare(b, s->c->boolean, QN_AT_MOST, &x, &high);
    qn_operand holds = qn_and(b, &above, &below);
    uint32_t blame = qn_blame(s, at), site = b->blame;
    b->blame = blame;
    QN_ROW(b, site, site)->code = 415;
    qn_operand refused = qn_status_constant(b, x.type, QN_FAILED, site);
    qn_operand r = qn_select(b, &holds, &x, &refused);
    r.has_low = r.has_high = true;
    r.low = fact->low;
    r.high = fact->high;
    r.grain = x.grain;
    return r;
}

/* One `FACT = E` of a `with`. */
static const qn_reading *with_one(qn_scope *s, const qn_reading *reading, const qn_node *binding)
{
    const qn_node *name = binding->kid[AST_BINDING_NAME], *node = binding->kid[AST_BINDING_VALUE];
    qn_decl *decl = qn_find(s->module, name);
    if (!decl || decl->kind != QN_DECL_FACT) {
        qn_report(s, QN_Q0920, name, 1, qn_dotted_text(s->c, name));
        return NULL;
    }
    const qn_operand *fact = qn_fact_operand(s->c, decl);
    qn_operand x = qn_failed(s);
    if (decl->failed)
        return NULL;
    if (node->kind == AST_UNKNOWN || node->kind == AST_NONE) {
        uint32_t blame = qn_blame(s, binding), site = s->c->builder.blame;
        s->c->builder.blame = blame;
        if (node->kind == AST_UNKNOWN || !(fact->may & QN_MAY_BE_NONE)) {
            qn_report(s, QN_Q0616, node, 2, decl->name, "it must be a value here");
            return NULL;
        }
        x = qn_status_constant(&s->c->builder, fact->type, QN_NONE, site);
    } else {
        qn_scope in = *s;
        in.stored = s->stored ? s->stored : qn_stored_new(s);
        x = qn_formula(&in, node, fact->type);
        if (!(fact->may & QN_MAY_BE_NONE))
            x = qn_present(s, x, node);
        x = qn_give(&in, x, fact->type, node);
        if (!qn_is_failed(&x) && !x.list)
            x = qn_within_range(s, node, x, fact);
    }
    return qn_is_failed(&x) ? NULL : qn_reading_with(s, reading, decl, &x);
}

qn_operand qn_formula_with(qn_scope *s, const qn_node *node)
{
    const qn_node *value = node->kid[AST_WITH_VALUE], *bindings = node->kid[AST_WITH_BINDINGS];
    const qn_node *name = value->kind == AST_ON ? value->kid[AST_ON_VALUE] : value;
    const qn_reading *reading = s->reading;
    qn_decl *decl = qn_find(s->module, name);
    if (s->constant || !decl || decl->kind != QN_DECL_RULE) {
        if (s->constant)
            qn_report(s, QN_Q0610, node, 0);
        else if (!decl || decl->kind != QN_DECL_MISSING)
            qn_report(s, QN_Q0921, name, 1, qn_dotted_text(s->c, name));
        return qn_failed(s);
    }
    if (value->kind == AST_ON) {
        const qn_node *date = value->kid[AST_ON_DATE];
        qn_operand day = qn_present(s, qn_formula(s, date, s->c->date), date);
        day = qn_give(s, day, s->c->date, date);
        reading = qn_is_failed(&day) ? NULL : qn_reading_on(s, &day);
        if (!reading)
            return qn_failed(s);
    }
    for (uint32_t i = 0; i < bindings->count; i++) {
        reading = with_one(s, reading, bindings->kid[i]);
        if (!reading)
            return qn_failed(s);
    }
    return qn_read(s, decl, reading, node);
}

qn_operand qn_fact_on(qn_scope *s, qn_decl *decl, const qn_operand *day, const qn_node *at)
{
    qn_builder *b = &s->c->builder;
    const qn_operand *fact = qn_fact_operand(s->c, decl),
                     *changed = qn_reading_change(s->reading, decl);
    if (decl->failed || qn_is_failed(day))
        return qn_failed(s);
    if (changed)
        return *changed;
    qn_class class_ = fact->class_;
    uint32_t rest = decl->preset != QN_NONE_INDEX ? decl->preset : qn_constant_unknown(b, class_);
    uint32_t reg = qn_register(b, day, QN_CLASS_I, qn_wide_from_i64(1));
    uint32_t blame = qn_blame(s, at);
    qn_operand x = *fact;
    x.reg = qn_emit(b, OP_AT, (unsigned)class_, reg, fact->reg, rest);
    x.may |= day->may;
    b->blame = blame;
    return x;
}

/* ---- for each */

/* A local that lasts as long as readings do. */
static const qn_local *kept_local(qn_scope *s, const qn_local *local)
{
    qn_local *copy = qn_arena_take(&s->c->arena, sizeof *copy);
    if (copy)
        *copy = *local;
    return copy;
}

bool qn_each_stream(qn_scope *s, qn_each *each, qn_stream *out, qn_local *local)
{
    const qn_node *node = each->node;
    if (!qn_drawn_from(s, node->kid[AST_FOR_EACH_NAME]->text, node->kid[AST_FOR_EACH_SEQUENCE],
                       node->kid[AST_FOR_EACH_ITEMS], out, local))
        return false;
    each->element = out->element.type;
    return true;
}

/* The value for each element of the loops on the way, the outermost last: one loop in another; or,
 * of breakers, the elements themselves for which it is no. */
static bool each_value(qn_scope *s, qn_decl *decl, qn_each *const *way, uint32_t depth,
                       bool breakers, const qn_node *at, qn_stream *out)
{
    qn_local local;
    qn_stream source, inner;
    qn_open_loop loop;
    if (!qn_each_stream(s, way[depth - 1], &source, &local))
        return false;
    const qn_local *kept = kept_local(s, &local);
    qn_numbered number = {s->numbers, *local.position, source.limit};
    qn_loop_open(s, &loop);
    qn_scope in = *s;
    in.leaves = NULL;
    in.numbers = &number;
    in.locals = kept;
    in.reading = kept ? qn_reading_for(s, way[depth - 1], kept) : NULL;
    if (in.reading && depth > 1) {
        bool sound = each_value(&in, decl, way, depth - 1, breakers, at, &inner);
        uint32_t region = qn_loop_close(s, &loop);
        return sound && qn_nest(s, at, &source, region, &inner, out);
    }
    qn_operand x = in.reading ? qn_read(&in, decl, in.reading, at) : qn_failed(s);
    if (!breakers)
        return qn_map(s, at, &source, &loop, local.position, NULL, &x, out);
    qn_operand broken = qn_is_failed(&x) ? x : qn_not(&s->c->builder, &x);
    return qn_map(s, at, &source, &loop, local.position, &broken, &source.element, out);
}

static bool each_stream(qn_scope *s, qn_decl *decl, bool breakers, const qn_node *at,
                        qn_stream *out)
{
    qn_each *way[QN_NESTING_MAX];
    uint32_t depth = 0;
    for (qn_each *each = decl->each; each && depth < QN_NESTING_MAX; each = each->outer)
        if (!qn_reading_element(s->reading, each))
            way[depth++] = each;
    return depth && each_value(s, decl, way, depth, breakers, at, out);
}

bool qn_each_rule_stream(qn_scope *s, qn_decl *decl, const qn_node *at, qn_stream *out)
{
    return each_stream(s, decl, false, at, out);
}

bool qn_each_breaker_stream(qn_scope *s, qn_decl *decl, const qn_node *at, qn_stream *out)
{
    return each_stream(s, decl, true, at, out);
}
