/*
 * Sequences and what is made of them: chapter 17 of spec/semantics.md, section 9 of
 * spec/unknown.md.
 */
#include "reference.h"

#include <stdlib.h>
#include <string.h>

enum { ZERO_DIVISOR = 402, NOT_WHOLE = 409, TOO_MANY_STEPS = 410, NOT_UNIQUE = 411, OUTSIDE = 406 };

/* ---- types */

/* Of the elements of what a name goes through. */
const type *type_element(const qn_node *n, scope *s)
{
    if (n->kind == AST_RANGE) {
        return type_integer();
    }
    const type *t = type_of(n, s);
    if (t == NULL || t->kind == K_LIST) {
        return t == NULL ? NULL : t->element;
    }
    type *one = NEW(type);
    *one = *t;
    one->kind = t->kind == K_SET ? K_CHOICE : t->kind;
    return one;
}

/* The scope in which the key of `sorted by`, or what stands behind `where`, is understood. */
static scope element_scope(scope *s, const type *t, val value, const sequence *through,
                           size_t index)
{
    scope inner =
        t != NULL && t->kind == K_RECORD ? scope_with(s, NULL, t, value, through, index) : *s;
    if (s->generator != NULL) {
        inner = scope_with(&inner, s->generator, t, value, through, index);
    }
    return inner;
}

static const type *each_type(const qn_node *n, scope *s)
{
    const qn_node *generators = n->kid[AST_EACH_GENERATORS];
    scope inner = *s;
    for (uint32_t i = 0; i < generators->count; i++) {
        const char *name = generators->kid[i]->kid[AST_GENERATOR_NAME]->text;
        scope source = inner;
        source.generator = name;
        const type *t = type_element(generators->kid[i]->kid[AST_GENERATOR_SEQUENCE], &source);
        inner = scope_with(&inner, name, t, NULL, NULL, 0);
    }
    return type_list(type_of(n->kid[AST_EACH_VALUE], &inner));
}

static const type *carried_type(const qn_node *a, scope *s)
{
    const type *t = type_of(a, s);
    return t != NULL && t->kind == K_NUMBER && t->is_bare ? type_number() : t;
}

static scope carry_scope(const qn_node *n, scope *s)
{
    const qn_node *carried = n->kid[AST_CARRY_CARRIED];
    const char *name = n->kid[AST_CARRY_NAME]->text;
    scope source = *s;
    source.generator = name;
    scope inner =
        scope_with(s, name, type_element(n->kid[AST_CARRY_SEQUENCE], &source), NULL, NULL, 0);
    for (uint32_t i = 0; i < carried->count; i++) {
        const qn_node *b = carried->kid[i];
        inner = scope_with(&inner, b->kid[AST_BINDING_NAME]->text,
                           carried_type(b->kid[AST_BINDING_VALUE], s), NULL, NULL, 0);
    }
    return inner;
}

/* One carried name is itself, several are a record. */
static const type *carry_type(const qn_node *n, scope *s)
{
    const qn_node *carried = n->kid[AST_CARRY_CARRIED];
    scope inner = carry_scope(n, s);
    const type *first = carried_type(carried->kid[0]->kid[AST_BINDING_VALUE], s);
    if (carried->count == 1) {
        bool is_empty = first->kind == K_LIST && first->element == NULL;
        return is_empty ? type_of(n->kid[AST_CARRY_VALUE], &inner) : first;
    }
    type *t = NEW(type);
    *t = *type_plain(K_RECORD);
    field *f = NEW_ARRAY(field, carried->count);
    for (uint32_t i = 0; i < carried->count; i++) {
        f[i].name = carried->kid[i]->kid[AST_BINDING_NAME]->text;
        f[i].type = carried_type(carried->kid[i]->kid[AST_BINDING_VALUE], s);
    }
    t->field = f;
    t->fields = (int)carried->count;
    return t;
}

static const type *parts_type(const qn_node *n)
{
    const qn_node *units = n->kind == AST_COUNTED_BACK ? n->kid[AST_COUNTED_BACK_UNITS] : n;
    return type_list(type_plain(units->op == AST_OP_DAYS ? K_DATE : K_PERIOD));
}

/* ---- sums of rates: through which unit of time does a sequence go? */

static const type *time_unit(int op)
{
    switch (op) {
    case AST_OP_DAYS:
        return type_unit(U_DAY, 1, "days");
    case AST_OP_WEEKS:
        return type_unit(U_DAY, 7, "weeks");
    case AST_OP_MONTHS:
        return type_unit(U_MONTH, 1, "months");
    case AST_OP_YEARS:
        return type_unit(U_MONTH, 12, "years");
    default:
        return NULL;
    }
}

static const type *unit_gone_through(const qn_node *n, const scope *s)
{
    switch (n->kind) {
    case AST_UNITS_OF:
    case AST_COMPLETE_UNITS_OF:
        return time_unit(n->op);
    case AST_COUNTED_BACK:
        return time_unit(n->kid[0]->op);
    case AST_PICK:
        return unit_gone_through(n->kid[AST_PICK_SEQUENCE], s);
    case AST_AFTER_FIRST:
    case AST_SORTED:
    case AST_PART:
        return unit_gone_through(n->kid[0], s);
    case AST_EACH: {
        const qn_node *all = n->kid[AST_EACH_GENERATORS];
        return unit_gone_through(all->kid[all->count - 1]->kid[AST_GENERATOR_SEQUENCE], s);
    }
    default:
        return NULL;
    }
}

/* The unit by which a sum of such elements is multiplied; NULL where they are no rates of it. */
static const type *rate_unit(const qn_node *sequence_node, const type *t, const scope *s)
{
    const type *unit =
        t == NULL || t->kind != K_NUMBER ? NULL : unit_gone_through(sequence_node, s);
    for (int i = 0; unit != NULL && i < t->dimensions; i++) {
        if (t->dimension[i].base == unit->dimension[0].base && t->dimension[i].power == -1) {
            return unit;
        }
    }
    return NULL;
}

static const type *aggregate_type(const qn_node *n, scope *s)
{
    if (n->op == AST_OP_ANY || n->op == AST_OP_ALL) {
        return type_plain(K_BOOLEAN);
    }
    if (n->op == AST_OP_COUNT) {
        return type_integer();
    }
    const qn_node *of = n->kid[AST_AGGREGATE_SEQUENCE];
    const type *t = type_element(of, s);
    if (n->op == AST_OP_SUM && rate_unit(of, t, s) != NULL) {
        return type_product(t, rate_unit(of, t, s), false);
    }
    bool is_plain = n->op == AST_OP_AVERAGE && t != NULL && (t->is_bare || t->is_integer);
    return is_plain ? type_number() : t;
}

const type *type_list_formula(const qn_node *n, scope *s)
{
    switch (n->kind) {
    case AST_RANGE:
        return type_list(type_integer());
    case AST_LIST_VALUE: {
        const qn_node *items = n->kid[AST_LIST_VALUE_ITEMS];
        const type *t = NULL;
        for (uint32_t i = 0; i < items->count; i++) {
            t = type_meet(t, type_of(items->kid[i], s));
        }
        return type_list(t);
    }
    case AST_UNITS_OF:
    case AST_COMPLETE_UNITS_OF:
    case AST_COUNTED_BACK:
        return parts_type(n);
    case AST_CHAINS:
        return type_list(type_plain(K_CHAIN));
    case AST_AGGREGATE:
        return aggregate_type(n, s);
    case AST_PICK: {
        const type *t = type_element(n->kid[AST_PICK_SEQUENCE], s);
        return n->kid[AST_PICK_COUNT] == NULL ? t : type_list(t);
    }
    case AST_AFTER_FIRST:
    case AST_SORTED:
        return type_list(type_element(n->kid[0], s));
    case AST_EACH:
        return each_type(n, s);
    case AST_CARRY:
        return n->op == AST_OP_EACH ? type_list(carry_type(n, s)) : carry_type(n, s);
    case AST_RANK:
        return type_integer();
    case AST_SPLIT:
        return type_list(type_of(n->kid[AST_SPLIT_TOTAL], s));
    case AST_INVERSE:
        return scale_subject_type(find_dotted(s->module, n->kid[AST_INVERSE_NAME]));
    default: /* a PART */
        return n->op == AST_OP_POSITION   ? type_integer()
               : n->op == AST_OP_PREVIOUS ? type_of(n->kid[0], s)
                                          : type_list(type_element(n->kid[0], s));
    }
}

/* ---- sources */

static sequence *ended(val why)
{
    sequence *s = sequence_new(0);
    s->begin = s->end = why;
    return s;
}

static sequence *numbers(const qn_node *n, scope *s)
{
    const char *text = source_text(s->module, n);
    val low = whole_number(eval(n->kid[AST_RANGE_LOW], s), text);
    val high = whole_number(eval(n->kid[AST_RANGE_HIGH], s), text), grave = graver(low, high);
    if (grave != NULL) {
        return ended(grave);
    }
    long from = number_long(low->number) + (n->op & QN_LOW_EXCLUDED ? 1 : 0);
    long to = number_long(high->number) - (n->op & QN_HIGH_INCLUDED ? 0 : 1);
    sequence *out = sequence_new(0);
    for (long i = from; i <= to && out->count < 2000000; i++) {
        sequence_add(out, known_number(number_of(i, 1)), NULL);
    }
    return out;
}

static sequence *of_value(val v)
{
    if (v->status != IS_KNOWN) {
        return ended(v);
    }
    sequence *out = sequence_new(0);
    if (v->kind == K_LIST) {
        *out = *v->list;
        return out;
    }
    for (long i = 0; i < 64; i++) {
        if (v->mask >> i & 1) {
            sequence_add(out, known_day(K_CHOICE, i), NULL);
        }
    }
    return out;
}

/* ---- stages */

/* Goes through one generator after the other; false where the end is not known. */
static bool go_through(const qn_node *n, uint32_t depth, scope *s, val presence, sequence *out)
{
    const qn_node *generators = n->kid[AST_EACH_GENERATORS], *where = n->kid[AST_EACH_WHERE];
    if (depth == generators->count) {
        val chosen = where != NULL ? eval(where, s) : known_yes(true);
        if (!is_no(chosen)) {
            val there = graver(presence, chosen->status != IS_KNOWN ? chosen : NULL);
            sequence_add(out, eval(n->kid[AST_EACH_VALUE], s), there);
        }
        return true;
    }
    const qn_node *generator = generators->kid[depth],
                  *source = generator->kid[AST_GENERATOR_SEQUENCE];
    const char *name = generator->kid[AST_GENERATOR_NAME]->text;
    scope keys = *s;
    keys.generator = name;
    const type *t = type_element(source, &keys);
    const sequence *all = sequence_of(source, &keys);
    out->begin = depth == 0 ? all->begin : out->begin;
    for (size_t i = 0; i < all->count; i++) {
        scope inner = scope_with(s, name, t, all->at[i].value, all, i);
        if (!go_through(n, depth + 1, &inner, graver(presence, all->at[i].presence), out)) {
            return false;
        }
    }
    /* of an element that may not be there, what its presence came to goes before a like failure */
    bool goes_before = all->end != NULL && presence != NULL && presence->status >= all->end->status;
    out->end = goes_before ? presence : all->end;
    return all->end == NULL;
}

static sequence *each_of(const qn_node *n, scope *s)
{
    sequence *out = sequence_new(0);
    (void)type_of(n, s);
    (void)go_through(n, 0, s, NULL, out);
    return out;
}

/* How many the first stage takes; the elements behind are not looked at. */
static val count_of(const qn_node *count, scope *s)
{
    return whole_number(eval(count, s), source_text(s->module, count));
}

/* Those from `skip` on, and before `stop` (-1 for no end). */
static sequence *between(const sequence *all, long skip, long stop)
{
    sequence *out = sequence_new(0);
    if (all->begin != NULL) {
        return ended(all->begin);
    }
    for (size_t i = 0; i < all->count; i++) {
        if (stop >= 0 && (long)i >= stop) {
            return out;
        }
        if (all->at[i].presence != NULL && (stop >= 0 || (long)i < skip)) {
            out->end = all->at[i].presence;
            return out;
        }
        if ((long)i >= skip) {
            sequence_add(out, all->at[i].value, all->at[i].presence);
        }
    }
    out->end = stop >= 0 && (long)all->count >= stop ? NULL : all->end;
    return out;
}

static sequence *last_of(const sequence *all, long n)
{
    val doubt = all->end;
    for (size_t i = 0; i < all->count; i++) {
        doubt = graver(doubt, all->at[i].presence);
    }
    long skip = (long)all->count - (n < 0 ? 0 : n);
    return doubt != NULL ? ended(doubt) : between(all, skip < 0 ? 0 : skip, -1);
}

static sequence *pick_of(const qn_node *n, scope *s)
{
    val count = count_of(n->kid[AST_PICK_COUNT], s);
    if (count->status != IS_KNOWN) {
        return ended(count);
    }
    long wanted = number_long(count->number);
    const sequence *all = sequence_of(n->kid[AST_PICK_SEQUENCE], s);
    return n->op == AST_OP_FIRST ? between(all, 0, wanted < 0 ? 0 : wanted) : last_of(all, wanted);
}

static sequence *after_first(const qn_node *n, scope *s)
{
    val count = count_of(n->kid[AST_AFTER_FIRST_COUNT], s);
    if (count->status != IS_KNOWN) {
        return ended(count);
    }
    long skip = number_long(count->number);
    return between(sequence_of(n->kid[0], s), skip < 0 ? 0 : skip, -1);
}

/* A stable sort by insertion. */
static void insert_sorted(ref_element *at, val *key, size_t i, bool descending)
{
    ref_element moved = at[i];
    val own = key[i];
    size_t k = i;
    while (k > 0 && (descending ? compare_values(key[k - 1], own) < 0
                                : compare_values(key[k - 1], own) > 0)) {
        at[k] = at[k - 1];
        key[k] = key[k - 1];
        k--;
    }
    at[k] = moved;
    key[k] = own;
}

static sequence *sorted(const qn_node *n, scope *s)
{
    const type *t = type_element(n->kid[0], s);
    const sequence *all = sequence_of(n->kid[0], s);
    val *key = NEW_ARRAY(val, all->count), doubt = all->end;
    sequence *out = sequence_new(all->count);
    for (size_t i = 0; i < all->count; i++) {
        scope inner = element_scope(s, t, all->at[i].value, all, i);
        key[i] = eval(n->kid[AST_SORTED_KEY], &inner);
        doubt = graver(graver(doubt, all->at[i].presence), key[i]);
        sequence_add(out, all->at[i].value, NULL);
    }
    for (size_t i = 0; doubt == NULL && i < out->count; i++) {
        insert_sorted(out->at, key, i, n->op == AST_OP_DESCENDING);
    }
    return doubt != NULL ? ended(doubt) : out;
}

static sequence *distinct(const qn_node *n, scope *s)
{
    const sequence *all = sequence_of(n->kid[0], s);
    sequence *out = sequence_new(0);
    out->begin = all->begin;
    for (size_t i = 0; i < all->count; i++) {
        val v = all->at[i].value, doubt = graver(all->at[i].presence, v);
        bool is_new = true;
        if (doubt != NULL) {
            out->end = doubt;
            return out;
        }
        for (size_t k = 0; k < out->count; k++) {
            is_new = is_new && !same_value(out->at[k].value, v);
        }
        if (is_new) {
            sequence_add(out, v, NULL);
        }
    }
    out->end = all->end;
    return out;
}

static val doubt_of(const sequence *all)
{
    val doubt = all->end;
    for (size_t i = 0; i < all->count; i++) {
        doubt = graver(graver(doubt, all->at[i].presence), all->at[i].value);
    }
    return doubt;
}

static sequence *chains(const qn_node *n, scope *s)
{
    const qn_node *across = n->kid[AST_CHAINS_ACROSS];
    const sequence *all = sequence_of(n->kid[AST_CHAINS_PERIODS], s);
    val gap = across != NULL ? eval_as(across, type_unit(U_DAY, 1, "days"), s)
                             : known_number(number_of(0, 1));
    gap = whole_number(gap, source_text(s->module, n));
    val doubt = graver(doubt_of(all), gap);
    return doubt != NULL ? ended(doubt) : chains_of(all, number_long(gap->number));
}

/* ---- carry */

static val bound_record(const type *t, val *value)
{
    struct value *v = NEW(struct value);
    v->kind = K_RECORD;
    v->record = t;
    v->identity = v;
    v->field = NEW_ARRAY(val, t->fields);
    memcpy(v->field, value, sizeof *value * (size_t)t->fields);
    return v;
}

/* The next values of what is carried: E itself, or the fields of E. */
static void carry_step(const qn_node *n, const type *t, scope *s, val *value, uint32_t count)
{
    val next = eval_as(n->kid[AST_CARRY_VALUE], t, s);
    for (uint32_t i = 0; i < count; i++) {
        value[i] = count == 1 || next->status != IS_KNOWN ? next : next->field[i];
    }
}

/* Stores every value on the way; the last one is what it ends with. */
static val carry(const qn_node *n, scope *s, sequence *way)
{
    const qn_node *carried = n->kid[AST_CARRY_CARRIED];
    const type *all_type = type_of(n, s);
    const type *t = n->op == AST_OP_EACH ? all_type->element : all_type;
    const char *name = n->kid[AST_CARRY_NAME]->text;
    val value[16];
    for (uint32_t i = 0; i < carried->count; i++) {
        const qn_node *a = carried->kid[i]->kid[AST_BINDING_VALUE];
        value[i] = eval_as(a, carried->count == 1 ? t : t->field[i].type, s);
    }
    scope keys = *s;
    keys.generator = name;
    const type *et = type_element(n->kid[AST_CARRY_SEQUENCE], &keys);
    const sequence *all = sequence_of(n->kid[AST_CARRY_SEQUENCE], &keys);
    way->end = all->end;
    way->begin = all->begin;
    for (size_t i = 0; i < all->count; i++) {
        if (all->at[i].presence != NULL) {
            way->end = all->at[i].presence;
            break;
        }
        scope inner = scope_with(s, name, et, all->at[i].value, all, i);
        for (uint32_t k = 0; k < carried->count; k++) {
            const type *kt = carried->count == 1 ? t : t->field[k].type;
            inner = scope_with(&inner, carried->kid[k]->kid[AST_BINDING_NAME]->text, kt, value[k],
                               NULL, 0);
        }
        carry_step(n, t, &inner, value, carried->count);
        sequence_add(way, carried->count == 1 ? value[0] : bound_record(t, value), NULL);
    }
    return carried->count == 1 ? value[0] : bound_record(t, value);
}

static val carry_end(const qn_node *n, scope *s)
{
    sequence *way = sequence_new(0);
    val v = carry(n, s, way), doubt = way->end;
    doubt = graver(doubt, v);
    return doubt != NULL ? doubt : v;
}

/* ---- split */

static void give_steps(ref_element *share, const number *rest, size_t count, long left)
{
    bool *served = NEW_ARRAY(bool, count);
    for (; left > 0; left--) {
        size_t best = count;
        for (size_t i = 0; i < count; i++) {
            if (!served[i] && (best == count || mpq_cmp(rest[i], rest[best]) > 0)) {
                best = i;
            }
        }
        if (best == count) {
            return;
        }
        served[best] = true;
        share[best].value = known_number(number_add(share[best].value->number, number_of(1, 1)));
    }
}

static sequence *shares(number total, number step, const val *weight, size_t count,
                        const char *text)
{
    number t = number_divide(total, step), sum = number_of(0, 1), given = number_of(0, 1);
    for (size_t i = 0; i < count; i++) {
        sum = number_add(sum, weight[i]->number);
    }
    if (!number_is_whole(t)) {
        return ended(error_of(NOT_WHOLE, text));
    }
    if (mpq_sgn(sum) == 0) {
        return ended(error_of(ZERO_DIVISOR, text));
    }
    sequence *out = sequence_new(count);
    number *rest = NEW_ARRAY(number, count);
    for (size_t i = 0; i < count; i++) {
        number exact = number_divide(number_multiply(t, weight[i]->number), sum);
        number whole = number_floor(exact);
        rest[i] = number_subtract(exact, whole);
        given = number_add(given, whole);
        sequence_add(out, known_number(whole), NULL);
    }
    give_steps(out->at, rest, count, number_long(number_subtract(t, given)));
    for (size_t i = 0; i < count; i++) {
        out->at[i].value = known_number(number_multiply(out->at[i].value->number, step));
    }
    return out;
}

static sequence *split(const qn_node *n, scope *s)
{
    const qn_node *over = n->kid[AST_SPLIT_SEQUENCE];
    const type *et = type_element(over, s), *t = type_of(n->kid[AST_SPLIT_TOTAL], s);
    const sequence *all = sequence_of(over, s);
    val total = eval(n->kid[AST_SPLIT_TOTAL], s), doubt = graver(all->end, total);
    val *weight = NEW_ARRAY(val, all->count);
    for (size_t i = 0; i < all->count; i++) {
        scope inner = element_scope(s, et, all->at[i].value, all, i);
        weight[i] = eval(n->kid[AST_SPLIT_KEY], &inner);
        doubt = graver(graver(doubt, weight[i]), all->at[i].presence);
    }
    if (doubt != NULL) {
        return ended(doubt);
    }
    if (all->count == 0) {
        return sequence_new(0);
    }
    number step = number_multiply(number_text(n->kid[AST_SPLIT_STEP]->text), t->factor);
    return shares(total->number, step, weight, all->count, source_text(s->module, n));
}

sequence *sequence_of(const qn_node *n, scope *s)
{
    switch (n->kind) {
    case AST_RANGE:
        return numbers(n, s);
    case AST_EACH:
        return each_of(n, s);
    case AST_PICK:
        return n->kid[AST_PICK_COUNT] != NULL ? pick_of(n, s) : of_value(eval(n, s));
    case AST_AFTER_FIRST:
        return after_first(n, s);
    case AST_SORTED:
        return sorted(n, s);
    case AST_PART:
        return n->op == AST_OP_DISTINCT ? distinct(n, s) : of_value(eval(n, s));
    case AST_UNITS_OF:
    case AST_COMPLETE_UNITS_OF:
    case AST_COUNTED_BACK:
        return parts_of(n, s);
    case AST_CHAINS:
        return chains(n, s);
    case AST_SPLIT:
        return split(n, s);
    case AST_LIST_VALUE:
        return of_value(eval_as(n, type_of(n, s), s));
    case AST_CARRY:
        if (n->op == AST_OP_EACH) {
            sequence *way = sequence_new(0);
            (void)carry(n, s, way);
            return way;
        }
        return of_value(eval(n, s));
    default:
        return of_value(eval(n, s));
    }
}

/* ---- aggregates */

/* The elements for which `where` is not a known no. Fields stand alone in it; of `L.f` they are
 * those of L. */
static const sequence *chosen(const qn_node *n, scope *s)
{
    const qn_node *of = n->kid[AST_AGGREGATE_SEQUENCE], *where = n->kid[AST_AGGREGATE_WHERE];
    const sequence *all = sequence_of(of, s);
    if (where == NULL) {
        return all;
    }
    bool is_dotted = of->kind == AST_DOT && type_of(of->kid[0], s) != NULL &&
                     type_of(of->kid[0], s)->kind == K_LIST;
    const qn_node *records = is_dotted ? of->kid[AST_DOT_OF] : of;
    const sequence *asked = is_dotted ? sequence_of(records, s) : all;
    const type *t = type_element(records, s);
    sequence *out = sequence_new(0);
    out->end = all->end;
    out->begin = all->begin;
    for (size_t i = 0; i < all->count; i++) {
        scope plain = *s;
        plain.generator = NULL;
        scope inner = element_scope(&plain, t, asked->at[i].value, asked, i);
        val c = eval(where, &inner);
        if (!is_no(c)) {
            val doubt = graver(all->at[i].presence, c->status != IS_KNOWN ? c : NULL);
            sequence_add(out, all->at[i].value, doubt);
        }
    }
    return out;
}

/* `any of L where C` asks C of the elements, `any of S` the elements themselves. */
static val any_or_all(const qn_node *n, scope *s)
{
    bool is_any = n->op == AST_OP_ANY;
    const qn_node *where = n->kid[AST_AGGREGATE_WHERE], *of = n->kid[AST_AGGREGATE_SEQUENCE];
    const sequence *all = sequence_of(of, s);
    const type *t = type_element(of, s);
    val doubt = all->end;
    for (size_t i = 0; i < all->count; i++) {
        scope plain = *s;
        plain.generator = NULL;
        scope inner = element_scope(&plain, t, all->at[i].value, all, i);
        val one = where != NULL ? eval(where, &inner) : all->at[i].value;
        bool decides = is_any ? is_yes(one) : is_no(one);
        if (decides && all->at[i].presence == NULL) {
            return known_yes(is_any);
        }
        if (one->status != IS_KNOWN || decides) {
            doubt = undecided(undecided(doubt, one), all->at[i].presence);
        }
    }
    return doubt != NULL ? doubt : known_yes(!is_any);
}

static val count_all(const sequence *all)
{
    val doubt = all->end;
    for (size_t i = 0; i < all->count; i++) {
        doubt = graver(doubt, all->at[i].presence);
    }
    return doubt != NULL ? doubt : known_number(number_of((long)all->count, 1));
}

static val sum_all(const sequence *all, const char *text)
{
    val sum = known_number(number_of(0, 1));
    for (size_t i = 0; i < all->count; i++) {
        sum = add_numbers(sum, all->at[i].value, AST_OP_ADD, text);
    }
    return sum;
}

static val extreme(const sequence *all, bool highest)
{
    val best = NULL;
    for (size_t i = 0; i < all->count; i++) {
        val v = all->at[i].value;
        bool better =
            best == NULL || (highest ? compare_values(v, best) > 0 : compare_values(v, best) < 0);
        best = better ? v : best;
    }
    return best;
}

static val aggregate(const qn_node *n, scope *s)
{
    const char *text = source_text(s->module, n);
    if (n->op == AST_OP_ANY || n->op == AST_OP_ALL) {
        return any_or_all(n, s);
    }
    const sequence *all = chosen(n, s);
    if (n->op == AST_OP_COUNT) {
        return count_all(all);
    }
    val doubt = doubt_of(all);
    if (n->op == AST_OP_SUM) {
        val sum = sum_all(all, text);
        const qn_node *of = n->kid[AST_AGGREGATE_SEQUENCE];
        const type *unit = rate_unit(of, type_element(of, s), s);
        bool is_rate = unit != NULL && doubt == NULL;
        doubt = graver(doubt, sum);
        return doubt != NULL ? doubt
               : is_rate     ? add_numbers(sum, known_number(unit->factor), AST_OP_MULTIPLY, text)
                             : sum;
    }
    if (doubt != NULL || all->count == 0) {
        return doubt != NULL ? doubt : none_for(text);
    }
    if (n->op == AST_OP_AVERAGE) {
        val count = known_number(number_of((long)all->count, 1));
        return add_numbers(sum_all(all, text), count, AST_OP_DIVIDE, text);
    }
    return extreme(all, n->op == AST_OP_HIGHEST);
}

/* `first of S`, `last of S`: one element, none if there is none. */
static val pick_one(const qn_node *n, scope *s)
{
    const sequence *all = sequence_of(n->kid[AST_PICK_SEQUENCE], s);
    const char *text = source_text(s->module, n);
    if (n->op == AST_OP_FIRST) {
        if (all->count == 0) {
            return all->end != NULL ? all->end : none_for(text);
        }
        val doubt = graver(all->at[0].presence, all->at[0].value);
        return doubt != NULL ? doubt : all->at[0].value;
    }
    val doubt = all->end;
    for (size_t i = all->count; i-- > 0;) {
        if (all->at[i].presence == NULL) {
            doubt = graver(doubt, all->at[i].value);
            return doubt != NULL ? doubt : all->at[i].value;
        }
        doubt = graver(doubt, all->at[i].presence);
    }
    return doubt != NULL ? doubt : none_for(text);
}

/* ---- places */

static const binding *binding_of(const qn_node *n, const scope *s)
{
    for (const binding *b = s->names; b != NULL; b = b->next) {
        if (b->name != NULL && n->kind == AST_NAME && strcmp(b->name, n->text) == 0) {
            return b;
        }
    }
    return NULL;
}

/* Why it is open whether the elements before one are there, or NULL. The place may be asked for at
 * each element: those that are surely there are passed over once. */
static val doubt_before(const binding *b)
{
    sequence *all = (sequence *)(uintptr_t)b->through;
    val doubt = NULL;
    while (all->sure < b->index && all->at[all->sure].presence == NULL) {
        all->sure++;
    }
    for (size_t i = all->sure; i < b->index; i++) {
        doubt = graver(doubt, all->at[i].presence);
    }
    return doubt;
}

static val place(const qn_node *n, scope *s)
{
    const binding *b = binding_of(n->kid[0], s);
    if (b == NULL || b->through == NULL) {
        return error_of(0, "a place of what is no element");
    }
    if (n->op == AST_OP_POSITION) {
        val doubt = doubt_before(b);
        return doubt != NULL ? doubt : known_number(number_of((long)b->index + 1, 1));
    }
    if (b->index == 0) {
        return none_for(source_text(s->module, n));
    }
    const ref_element *before = &b->through->at[b->index - 1];
    val doubt = doubt_before(b);
    return doubt != NULL ? doubt : before->value;
}

static val rank(const qn_node *n, scope *s)
{
    scope keys = *s;
    keys.generator = n->kid[AST_RANK_NAME]->text;
    val x = eval(n->kid[AST_RANK_NAME], s), doubt = NULL;
    const type *xt = type_of(n->kid[AST_RANK_NAME], s);
    const type *et = type_element(n->kid[AST_RANK_SEQUENCE], &keys);
    const sequence *all = sequence_of(n->kid[AST_RANK_SEQUENCE], &keys);
    const type *met = type_meet(xt, et);
    for (size_t i = 0; i < all->count; i++) {
        val same = xt->kind == K_RECORD ? known_yes(x->identity == all->at[i].value->identity)
                                        : compare(AST_OP_EQUAL, given_to(x, xt, met),
                                                  given_to(all->at[i].value, et, met));
        doubt = graver(graver(doubt, all->at[i].presence), same->status != IS_KNOWN ? same : NULL);
        if (is_yes(same)) {
            return doubt != NULL ? doubt : known_number(number_of((long)i + 1, 1));
        }
    }
    doubt = graver(doubt, all->end);
    return doubt != NULL ? doubt : none_for(source_text(s->module, n));
}

val eval_list(const qn_node *n, scope *s)
{
    switch (n->kind) {
    case AST_AGGREGATE:
        return aggregate(n, s);
    case AST_RANK:
        return rank(n, s);
    case AST_INVERSE:
        return eval_inverse(n, s);
    case AST_LIST_VALUE:
        return eval_as(n, type_of(n, s), s);
    case AST_PICK:
        return n->kid[AST_PICK_COUNT] == NULL ? pick_one(n, s) : known_list(sequence_of(n, s));
    case AST_CARRY:
        return n->op == AST_OP_EACH ? known_list(sequence_of(n, s)) : carry_end(n, s);
    case AST_PART:
        return n->op == AST_OP_DISTINCT ? known_list(sequence_of(n, s)) : place(n, s);
    default:
        return known_list(sequence_of(n, s));
    }
}
