/*
 * Formulas: what their types are, and what they come to. Chapters 3 and 5 of spec/semantics.md.
 * Dates are formula_date.c's, lists formula_list.c's, names name.c's.
 */
#include "reference.h"

#include <string.h>

enum { OVERFLOW = 401, ZERO_DIVISOR = 402, NOT_WHOLE = 409, OUT_OF_RANGE = 415, OFF_STEP = 416 };

/* ---- types */

static const type *sum_type(const qn_node *n, scope *s)
{
    const type *t = type_of(n->kid[0], s);
    for (uint32_t i = 1; i < n->count; i++) {
        t = type_meet(t, type_of(n->kid[i]->kid[AST_TERM_VALUE], s));
    }
    return t;
}

static const type *product_type(const qn_node *n, scope *s)
{
    const type *t = type_of(n->kid[0], s);
    for (uint32_t i = 1; i < n->count; i++) {
        const type *by = type_of(n->kid[i]->kid[AST_TERM_VALUE], s);
        t = type_product(t, by, n->kid[i]->op == AST_OP_DIVIDE);
    }
    return t;
}

static const type *call_type(const qn_node *n, scope *s)
{
    const qn_node *name = n->kid[AST_CALL_NAME], *arguments = n->kid[AST_CALL_ARGUMENTS];
    decl *d = find_dotted(s->module, name);
    if (d != NULL && d->kind == D_DEFINE) {
        return rule_type(d);
    }
    if (strcmp(name->text, "date") == 0) {
        return type_plain(K_DATE);
    }
    const type *t = type_of(arguments->kid[0], s);
    for (uint32_t i = 1; i < arguments->count; i++) {
        t = type_meet(t, type_of(arguments->kid[i], s));
    }
    return t;
}

static const type *record_type(const qn_node *n, scope *s)
{
    const qn_node *fields = n->kid[AST_RECORD_FIELDS];
    type *t = NEW(type);
    *t = *type_plain(K_RECORD);
    field *f = NEW_ARRAY(field, fields->count);
    for (uint32_t i = 0; i < fields->count; i++) {
        const qn_node *b = fields->kid[i];
        const type *of = type_of(b->kid[AST_BINDING_VALUE], s);
        f[i].name = b->kid[AST_BINDING_NAME]->text;
        f[i].type = of != NULL && of->kind == K_NUMBER && of->is_bare ? type_number() : of;
    }
    t->field = f;
    t->fields = (int)fields->count;
    return t;
}

static const type *find_type(const qn_node *n, scope *s)
{
    switch (n->kind) {
    case AST_NUMBER:
        return type_bare();
    case AST_PERCENT:
        return type_percent();
    case AST_STRING:
        return type_plain(K_TEXT);
    case AST_DATE:
    case AST_TODAY:
        return type_plain(K_DATE);
    case AST_CLOCK:
        return type_plain(K_CLOCK);
    case AST_QUANTITY:
        return type_measure(n->kid[AST_QUANTITY_MEASURE], s->module);
    case AST_DURATION:
        return type_of(n->kid[AST_DURATION_FIRST], s);
    case AST_SUM:
        return sum_type(n, s);
    case AST_PRODUCT:
        return product_type(n, s);
    case AST_YES:
    case AST_NO:
    case AST_OR:
    case AST_NOT:
    case AST_COMPARE:
    case AST_IS_NONE:
    case AST_IN:
    case AST_HAS:
        return type_plain(K_BOOLEAN);
    case AST_AND: {
        const type *first = type_of(n->kid[0], s);
        bool is_list = first != NULL && first->kind == K_LIST;
        return !is_list                 ? type_plain(K_BOOLEAN)
               : first->element != NULL ? first
                                        : type_list(type_of(n->kid[1], s));
    }
    case AST_NEGATE:
    case AST_ROUNDED:
    case AST_ON:
    case AST_WITH:
        return type_of(n->kid[0], s);
    case AST_IF:
        return type_meet(type_of(n->kid[AST_IF_THEN], s), type_of(n->kid[AST_IF_ELSE], s));
    case AST_OTHERWISE:
    case AST_CHOOSE:
        return type_meet(type_of(n->kid[0], s), type_of(n->kid[1], s));
    case AST_CALL:
        return call_type(n, s);
    case AST_RECORD:
        return record_type(n, s);
    case AST_INVERSE:
        return type_list_formula(n, s);
    default:
        return NULL;
    }
}

static bool is_of_dates(const qn_node *n)
{
    switch (n->kind) {
    case AST_PERIOD:
    case AST_SPAN:
    case AST_EDGE_DAY:
    case AST_DAY_SEARCH:
    case AST_OVERLAP:
        return true;
    case AST_PART:
        return n->op != AST_OP_DISTINCT && n->op != AST_OP_POSITION && n->op != AST_OP_PREVIOUS;
    default:
        return false;
    }
}

static bool is_of_lists(const qn_node *n)
{
    switch (n->kind) {
    case AST_PART:
    case AST_RANGE:
    case AST_LIST_VALUE:
    case AST_UNITS_OF:
    case AST_COMPLETE_UNITS_OF:
    case AST_COUNTED_BACK:
    case AST_CHAINS:
    case AST_AGGREGATE:
    case AST_PICK:
    case AST_AFTER_FIRST:
    case AST_SORTED:
    case AST_EACH:
    case AST_CARRY:
    case AST_RANK:
    case AST_SPLIT:
    case AST_INVERSE:
        return true;
    default:
        return false;
    }
}

const type *type_of(const qn_node *n, scope *s)
{
    if (n->kind == AST_NAME || n->kind == AST_DOT) {
        return type_name(n, NULL, s);
    }
    const type *t = map_get(&the_program->types, n);
    if (t != NULL) {
        return t;
    }
    bool before = pool_keep(!the_program->is_giving);
    t = is_of_dates(n)   ? type_date(n, s)
        : is_of_lists(n) ? type_list_formula(n, s)
                         : find_type(n, s);
    if (t != NULL && !the_program->is_giving) {
        map_put(&the_program->types, n, (void *)(uintptr_t)t);
    }
    (void)pool_keep(before);
    return t;
}

const type *type_wanted(const qn_node *n, const type *wanted, scope *s)
{
    bool is_name = n->kind == AST_NAME || n->kind == AST_DOT;
    return is_name ? type_name(n, wanted, s) : type_of(n, s);
}

/* ---- numbers */

static val checked(number n, const char *text)
{
    if (number_fits(n)) {
        return known_number(n);
    }
    reach(REACHED_OVERFLOW);
    return error_of(OVERFLOW, text);
}

val add_numbers(val a, val b, int op, const char *text)
{
    val grave = graver(a, b);
    if (grave != NULL) {
        return grave;
    }
    switch (op) {
    case AST_OP_SUBTRACT:
        return checked(number_subtract(a->number, b->number), text);
    case AST_OP_MULTIPLY:
        return checked(number_multiply(a->number, b->number), text);
    case AST_OP_DIVIDE:
        return mpq_sgn(b->number) == 0 ? error_of(ZERO_DIVISOR, text)
                                       : checked(number_divide(a->number, b->number), text);
    default:
        return checked(number_add(a->number, b->number), text);
    }
}

val whole_number(val v, const char *text)
{
    bool wrong = v->status == IS_KNOWN && !number_is_whole(v->number);
    return wrong ? error_of(NOT_WHOLE, text) : v;
}

static val eval_sum(const qn_node *n, scope *s)
{
    const char *text = source_text(s->module, n);
    const type *t = type_of(n->kid[0], s);
    val sum = eval(n->kid[0], s);
    for (uint32_t i = 1; i < n->count; i++) {
        const qn_node *term = n->kid[i]->kid[AST_TERM_VALUE];
        if (t->kind == K_DATE) {
            sum = add_to_date(term, n->kid[i]->op, sum, s);
            continue;
        }
        const type *met = type_meet(t, type_of(term, s));
        sum = add_numbers(given_to(sum, t, met), eval_as(term, met, s), n->kid[i]->op, text);
        t = met;
    }
    return sum;
}

static val eval_product(const qn_node *n, scope *s)
{
    const char *text = source_text(s->module, n);
    val product = eval(n->kid[0], s);
    for (uint32_t i = 1; i < n->count; i++) {
        product =
            add_numbers(product, eval(n->kid[i]->kid[AST_TERM_VALUE], s), n->kid[i]->op, text);
    }
    return product;
}

static val eval_quantity(const qn_node *n, scope *s)
{
    const type *t = type_measure(n->kid[AST_QUANTITY_MEASURE], s->module);
    return given_to(eval(n->kid[AST_QUANTITY_VALUE], s), type_bare(), t);
}

static val eval_rounded(const qn_node *n, scope *s)
{
    val v = eval(n->kid[AST_ROUNDED_VALUE], s);
    if (v->status != IS_KNOWN) {
        return v;
    }
    number step = number_multiply(number_text(n->kid[AST_ROUNDED_STEP]->text),
                                  type_of(n->kid[AST_ROUNDED_VALUE], s)->factor);
    return checked(number_round(v->number, n->op, step), source_text(s->module, n));
}

static val eval_negate(const qn_node *n, scope *s)
{
    val v = eval(n->kid[0], s);
    return v->status == IS_KNOWN ? known_number(number_subtract(number_of(0, 1), v->number)) : v;
}

static val lesser(val a, val b, bool greater)
{
    val grave = graver(a, b);
    if (grave != NULL) {
        return grave;
    }
    return (compare_values(a, b) > 0) == greater ? a : b;
}

/* ---- comparisons */

val compare(int op, val a, val b)
{
    val grave = graver(a, b);
    if (grave != NULL) {
        return grave;
    }
    switch (op) {
    case AST_OP_EQUAL:
    case AST_OP_IS:
        return known_yes(same_value(a, b));
    case AST_OP_NOT_EQUAL:
    case AST_OP_IS_NOT:
        return known_yes(!same_value(a, b));
    case AST_OP_LESS:
        return known_yes(compare_values(a, b) < 0);
    case AST_OP_LESS_EQUAL:
        return known_yes(compare_values(a, b) <= 0);
    case AST_OP_GREATER:
        return known_yes(compare_values(a, b) > 0);
    default:
        return known_yes(compare_values(a, b) >= 0);
    }
}

/* Both as the type in which they meet; false where neither has one. */
bool eval_two(const qn_node *a, const qn_node *b, scope *s, val *va, val *vb, const type **t)
{
    const type *ta = type_of(a, s), *tb = type_of(b, s);
    const type *met =
        type_meet(ta != NULL ? ta : type_wanted(a, tb, s), tb != NULL ? tb : type_wanted(b, ta, s));
    *t = met;
    *va = eval_as(a, met, s);
    *vb = eval_as(b, met, s);
    return met != NULL;
}

static val periods_overlap(val a, val b)
{
    val grave = graver(a, b);
    if (grave != NULL) {
        return grave;
    }
    bool a_has = a->is_open || a->last >= a->day, b_has = b->is_open || b->last >= b->day;
    return known_yes(a_has && b_has && (b->is_open || a->day <= b->last) &&
                     (a->is_open || b->day <= a->last));
}

static val eval_compare(const qn_node *n, scope *s)
{
    const qn_node *left = n->kid[AST_COMPARE_LEFT], *right = n->kid[AST_COMPARE_RIGHT];
    const type *tl = type_of(left, s), *tr = type_of(right, s);
    if (tl != NULL && tl->kind == K_SPAN) {
        return span_compare(eval(left, s), n->op, right, false, s);
    }
    if (tr != NULL && tr->kind == K_SPAN) {
        return span_compare(eval(right, s), n->op, left, true, s);
    }
    val a, b;
    const type *t;
    if (n->op == AST_OP_OVERLAPS) {
        const type *period = type_plain(K_PERIOD);
        return periods_overlap(eval_as(left, period, s), eval_as(right, period, s));
    }
    (void)eval_two(left, right, s, &a, &b, &t);
    return compare(n->op, a, b);
}

val eval_range(val x, const type *xt, const qn_node *range, scope *s)
{
    const qn_node *ends[2] = {range->kid[AST_RANGE_LOW], range->kid[AST_RANGE_HIGH]};
    const int ops[2] = {range->op & QN_LOW_EXCLUDED ? AST_OP_GREATER : AST_OP_GREATER_EQUAL,
                        range->op & QN_HIGH_INCLUDED ? AST_OP_LESS_EQUAL : AST_OP_LESS};
    val found = known_yes(true);
    for (int i = 0; i < 2; i++) {
        if (ends[i] == NULL) {
            continue;
        }
        if (xt->kind == K_SPAN) {
            found = both(found, span_compare(x, ops[i], ends[i], false, s));
            continue;
        }
        const type *met = type_meet(xt, type_of(ends[i], s));
        found = both(found, compare(ops[i], given_to(x, xt, met), eval_as(ends[i], met, s)));
    }
    return found;
}

/* A value, a set or a group as a set of the choice. */
static val mask_of(const qn_node *n, const type *t, scope *s)
{
    const type *own = type_of(n, s);
    bool is_value = n->kind == AST_NAME && own == NULL && choice_find(t->choice, n->text) >= 0;
    if (n->kind == AST_NAME || n->kind == AST_DOT) {
        decl *d = find_dotted(s->module, n);
        is_value = is_value || (n->kind == AST_NAME && choice_find(t->choice, n->text) >= 0);
        if (!is_value && d != NULL && d->kind == D_GROUP) {
            return group_mask(d, s);
        }
    }
    if (!is_value && own != NULL && own->kind == K_SET) {
        return eval(n, s);
    }
    if (n->kind == AST_LIST_VALUE) {
        type set = *t;
        set.kind = K_SET;
        return eval_as(n, &set, s);
    }
    type one = *t;
    one.kind = K_CHOICE;
    val v = eval_as(n, &one, s);
    return v->status == IS_KNOWN ? known_mask(1ull << v->day) : v;
}

/* A choice may have more values than fit into a set. */
static bool is_wanted_name(const qn_node *n, const type *choice_type)
{
    return n->kind == AST_NAME && choice_find(choice_type->choice, n->text) >= 0;
}

val eval_matches(val x, const type *xt, const qn_node *value, scope *s)
{
    if (value->kind == AST_RANGE) {
        return eval_range(x, xt, value, s);
    }
    if (xt->kind == K_SPAN) {
        return span_compare(x, AST_OP_EQUAL, value, false, s);
    }
    if (xt->kind == K_CHOICE && is_wanted_name(value, xt)) {
        return compare(AST_OP_EQUAL, x, eval_as(value, xt, s));
    }
    if (xt->kind == K_CHOICE || xt->kind == K_SET) {
        val mask = mask_of(value, xt, s), grave = graver(x, mask);
        if (grave != NULL) {
            return grave;
        }
        uint64_t own = xt->kind == K_SET ? x->mask : 1ull << x->day;
        return known_yes((own & mask->mask) != 0);
    }
    const type *met = type_meet(xt, type_of(value, s));
    return compare(AST_OP_EQUAL, given_to(x, xt, met), eval_as(value, met, s));
}

static val any_matches(val x, const type *xt, const qn_node *values, scope *s)
{
    val found = known_yes(false);
    for (uint32_t i = 0; i < values->count; i++) {
        found = either(found, eval_matches(x, xt, values->kid[i], s));
    }
    return found;
}

static val period_has(val p, const qn_node *n, scope *s)
{
    const type *t = type_of(n, s);
    val v = t->kind == K_DATE ? eval(n, s) : eval_as(n, type_plain(K_PERIOD), s);
    val grave = graver(p, v);
    if (grave != NULL) {
        return grave;
    }
    if (t->kind == K_DATE) {
        return known_yes(p->day <= v->day && (p->is_open || v->day <= p->last));
    }
    bool is_empty = !v->is_open && v->last < v->day;
    return known_yes(is_empty ||
                     (p->day <= v->day && (p->is_open || (!v->is_open && v->last <= p->last))));
}

/* Whether one of the elements is the value: yes if one surely there is. */
static val is_among(val x, const type *xt, const qn_node *list, scope *s)
{
    const type *et = type_element(list, s);
    const sequence *all = sequence_of(list, s);
    const type *met = type_meet(xt, et);
    val found = known_yes(false);
    for (size_t i = 0; i < all->count; i++) {
        val one = compare(AST_OP_EQUAL, given_to(x, xt, met), given_to(all->at[i].value, et, met));
        if (all->at[i].presence != NULL && !is_no(one)) {
            one = graver(one, all->at[i].presence);
        }
        found = either(found, one);
    }
    return all->end != NULL ? either(found, all->end) : found;
}

static bool is_each_year(const qn_node *n, const scope *s)
{
    decl *d = n->kind == AST_DOT ? find_dotted(s->module, n->kid[AST_DOT_OF]) : NULL;
    return d != NULL && d->kind == D_DATA && d->node->op == AST_OP_EACH;
}

static val data_cell_day(const qn_node *data, const qn_node *row, const char *column)
{
    const qn_node *columns = data->kid[AST_DATA_COLUMNS];
    for (uint32_t i = 0; i < columns->count; i++) {
        const qn_node *cell = row->kid[AST_DATA_ROW_CELLS]->kid[i];
        if (strcmp(columns->kid[i]->text, column) == 0 && cell->kind == AST_DATE) {
            return known_day(K_DATE, day_text(cell->text));
        }
    }
    return NULL;
}

/* Days without a year hold every year between `from` and `until` of their row. */
static bool row_has_day(const qn_node *data, const qn_node *row, const char *column, long day)
{
    const qn_node *columns = data->kid[AST_DATA_COLUMNS];
    val from = data_cell_day(data, row, "from"), until = data_cell_day(data, row, "until");
    if ((from != NULL && day < from->day) || (until != NULL && day >= until->day)) {
        return false;
    }
    for (uint32_t i = 0; i < columns->count; i++) {
        const qn_node *cell = row->kid[AST_DATA_ROW_CELLS]->kid[i];
        if (strcmp(columns->kid[i]->text, column) == 0 && cell->kind == AST_MONTH_DAY) {
            return strcmp(day_written(day) + 5, cell->text) == 0;
        }
    }
    return false;
}

static val in_each_year(val day, const qn_node *n, scope *s)
{
    const qn_node *data = find_dotted(s->module, n->kid[AST_DOT_OF])->node;
    const qn_node *rows = data->kid[AST_DATA_ROWS];
    if (day->status != IS_KNOWN) {
        return day;
    }
    for (uint32_t i = 0; i < rows->count; i++) {
        if (row_has_day(data, rows->kid[i], n->kid[AST_DOT_NAME]->text, day->day)) {
            return known_yes(true);
        }
    }
    return known_yes(false);
}

static val in_anything(const qn_node *value, const qn_node *set, scope *s)
{
    if (is_each_year(set, s)) {
        return in_each_year(eval(value, s), set, s);
    }
    const type *xt = type_of(value, s), *st = type_wanted(set, xt, s);
    val x = eval(value, s);
    if (set->kind == AST_RANGE) {
        return eval_range(x, xt, set, s);
    }
    if (set->kind == AST_LIST) {
        return any_matches(x, xt, set, s);
    }
    if (st != NULL && (st->kind == K_PERIOD || st->kind == K_CHAIN)) {
        return period_has(eval_as(set, type_plain(K_PERIOD), s), value, s);
    }
    bool is_list = st != NULL && st->kind == K_LIST;
    return is_list ? is_among(x, xt, set, s) : eval_matches(x, xt, set, s);
}

static val eval_has(const qn_node *n, scope *s)
{
    const qn_node *values = n->kid[AST_HAS_VALUES];
    const type *t = type_of(n->kid[AST_HAS_SET], s);
    if (t->kind != K_SET) {
        val p = eval_as(n->kid[AST_HAS_SET], type_plain(K_PERIOD), s);
        return period_has(p, values->kid[0], s);
    }
    return any_matches(eval(n->kid[AST_HAS_SET], s), t, values, s);
}

/* ---- logic and branches */

static val eval_and(const qn_node *n, scope *s)
{
    val found = eval(n->kid[0], s);
    for (uint32_t i = 1; i < n->count; i++) {
        val next = eval(n->kid[i], s);
        found = n->kind == AST_AND ? both(found, next) : either(found, next);
    }
    return found;
}

/* `L and x`: the list with x behind it. */
static val eval_append(const qn_node *n, scope *s)
{
    const type *t = type_of(n, s);
    val list = eval(n->kid[0], s);
    if (list->status != IS_KNOWN) {
        return list;
    }
    sequence *longer = sequence_new(list->list->count + n->count);
    for (size_t i = 0; i < list->list->count; i++) {
        sequence_add(longer, list->list->at[i].value, list->list->at[i].presence);
    }
    for (uint32_t i = 1; i < n->count; i++) {
        sequence_add(longer, eval_as(n->kid[i], t->element, s), NULL);
    }
    longer->end = list->list->end;
    return known_list(longer);
}

static val eval_if(const qn_node *n, const type *t, scope *s)
{
    val condition = eval(n->kid[AST_IF_CONDITION], s);
    if (condition->status != IS_KNOWN) {
        if (looks_at_all) {
            (void)eval_as(n->kid[AST_IF_THEN], t, s);
            (void)eval_as(n->kid[AST_IF_ELSE], t, s);
        }
        return condition;
    }
    return eval_as(n->kid[is_yes(condition) ? AST_IF_THEN : AST_IF_ELSE], t, s);
}

static val eval_otherwise(const qn_node *n, const type *t, scope *s)
{
    val v = eval_as(n->kid[AST_OTHERWISE_VALUE], t, s);
    bool looks = v->status == IS_NONE || (looks_at_all && v->status == IS_UNKNOWN);
    val fallback = looks ? eval_as(n->kid[AST_OTHERWISE_FALLBACK], t, s) : NULL;
    return v->status == IS_NONE ? fallback : v;
}

static val eval_is_none(const qn_node *n, scope *s)
{
    val v = eval(n->kid[AST_IS_NONE_VALUE], s);
    if (v->status != IS_KNOWN && v->status != IS_NONE) {
        return v;
    }
    return known_yes((v->status == IS_NONE) == (n->op == AST_OP_IS));
}

/* ---- calls */

static val call_date(const qn_node *arguments, const char *text, scope *s)
{
    val part[3];
    for (int i = 0; i < 3; i++) {
        part[i] = whole_number(eval(arguments->kid[i], s), text);
    }
    val grave = gravest(part, 3);
    if (grave != NULL) {
        return grave;
    }
    long y = number_long(part[0]->number), m = number_long(part[1]->number);
    long d = number_long(part[2]->number);
    bool is_there = y >= 1 && y <= 9999 && m >= 1 && m <= 12 && d >= 1 && d <= month_length(y, m);
    return is_there ? known_day(K_DATE, day_of(y, m, d)) : error_of(407, text);
}

static val eval_call(const qn_node *n, scope *s)
{
    const qn_node *name = n->kid[AST_CALL_NAME], *arguments = n->kid[AST_CALL_ARGUMENTS];
    decl *d = find_dotted(s->module, name);
    if (d != NULL && d->kind == D_DEFINE) {
        return call_value(d, arguments, s);
    }
    if (strcmp(name->text, "date") == 0) {
        return call_date(arguments, source_text(s->module, n), s);
    }
    if (strcmp(name->text, "abs") == 0) {
        val v = eval(arguments->kid[0], s);
        bool below = v->status == IS_KNOWN && mpq_sgn(v->number) < 0;
        return below ? known_number(number_subtract(number_of(0, 1), v->number)) : v;
    }
    const type *t = call_type(n, s);
    val found = eval_as(arguments->kid[0], t, s);
    for (uint32_t i = 1; i < arguments->count; i++) {
        found = lesser(found, eval_as(arguments->kid[i], t, s), strcmp(name->text, "max") == 0);
    }
    return found;
}

static val eval_choose(const qn_node *n, scope *s)
{
    val a, b;
    const type *t;
    (void)eval_two(n->kid[0], n->kid[1], s, &a, &b, &t);
    return lesser(a, b, n->op == AST_OP_GREATER);
}

/* ---- readings */

static val eval_on(const qn_node *n, scope *s)
{
    val day = eval(n->kid[AST_ON_DATE], s);
    scope inner = *s;
    inner.reading = case_reading(day, s->reading->changes, s->reading->elements);
    return eval(n->kid[AST_ON_VALUE], &inner);
}

static bool is_in_range(val v, const type *t, const qn_node *range, module *m)
{
    scope s = {.module = m, .months = m->months};
    if (v->kind != K_PERIOD) {
        return is_yes(eval_range(v, t, range, &s));
    }
    const type *date = type_plain(K_DATE);
    bool ends = v->is_open || is_yes(eval_range(known_day(K_DATE, v->last), date, range, &s));
    return ends && is_yes(eval_range(known_day(K_DATE, v->day), date, range, &s));
}

/* A value that a formula gives to a fact lies in its range. */
static val within_range(val v, const type *t, const qn_node *fact, module *m, const char *text)
{
    const qn_node *range = fact->kid[AST_FACT_RANGE];
    if (v->status != IS_KNOWN || range == NULL || t->kind == K_RECORD) {
        return v;
    }
    if (t->kind != K_LIST) {
        return is_in_range(v, t, range, m) ? v : error_of(OUT_OF_RANGE, text);
    }
    sequence *list = sequence_new(v->list->count);
    for (size_t i = 0; i < v->list->count; i++) {
        val one = v->list->at[i].value;
        bool wrong = one->status == IS_KNOWN && !is_in_range(one, t->element, range, m);
        sequence_add(list, wrong ? error_of(OUT_OF_RANGE, text) : one, v->list->at[i].presence);
    }
    list->end = v->list->end;
    return known_list(list);
}

static val eval_with(const qn_node *n, scope *s)
{
    const change *changes = s->reading->changes;
    const qn_node *bindings = n->kid[AST_WITH_BINDINGS];
    for (uint32_t i = 0; i < bindings->count; i++) {
        decl *fact = find_dotted(s->module, bindings->kid[i]->kid[AST_BINDING_NAME]);
        const qn_node *e = bindings->kid[i]->kid[AST_BINDING_VALUE];
        change *c = NEW(change);
        c->next = changes;
        c->fact = fact;
        c->value = e->kind == AST_NONE ? none_for(fact->name) : eval_as(e, fact_type(fact), s);
        c->value = within_range(c->value, fact_type(fact), fact->node, fact->module,
                                source_text(s->module, e));
        changes = c;
    }
    scope inner = *s;
    inner.reading = case_reading(s->reading->today, changes, s->reading->elements);
    return eval(n->kid[AST_WITH_VALUE], &inner);
}

/* ---- giving to a type */

static val set_of_values(const qn_node *n, const type *t, scope *s)
{
    const qn_node *items = n->kid[AST_LIST_VALUE_ITEMS];
    uint64_t mask = 0;
    for (uint32_t i = 0; i < items->count; i++) {
        val one = mask_of(items->kid[i], t, s);
        if (one->status != IS_KNOWN) {
            return one;
        }
        mask |= one->mask;
    }
    return known_mask(mask);
}

/* A field of a written element: in the range, on the step, an amount rounded to the coin. */
static val settled_field(val v, const field *f, const char *text)
{
    const type *t = f->type;
    v = v->status == IS_KNOWN && t->kind == K_NUMBER && t->coin != NULL
            ? known_number(number_round(v->number, AST_OP_HALF_AWAY, t->coin))
            : v;
    v = within_range(v, t, f->node, f->module, text);
    if (v->status != IS_KNOWN || t->kind != K_NUMBER || t->coin != NULL) {
        return v;
    }
    const qn_node *written = f->node->kid[AST_FACT_STEP];
    bool is_whole = t->is_integer || (t->dimensions == 1 && t->dimension[0].base < U_MINUTE &&
                                      t->dimension[0].power == 1);
    bool is_fine = t->is_percent || type_is_plain(t) || t->dimensions > 1;
    number step = written != NULL ? number_text(written->text)
                  : is_whole      ? number_of(1, 1)
                                  : number_of(1, is_fine ? 10000 : 100);
    number steps = number_divide(v->number, number_multiply(step, t->factor));
    return number_is_whole(steps) ? v : error_of(OFF_STEP, text);
}

static val default_field(const field *f)
{
    scope s = {.module = f->module, .months = f->module->months};
    const qn_node *list = f->node->kid[AST_FACT_DEFAULT];
    if (list == NULL || list->count == 0) {
        return unknown_for(f->name);
    }
    if (list->kid[0]->kind == AST_NONE) {
        return none_for(NULL);
    }
    if (f->type->kind == K_SET && list->kid[0]->kind != AST_LIST_VALUE) {
        uint64_t mask = 0;
        for (uint32_t i = 0; i < list->count; i++) {
            mask |= 1ull << choice_find(f->type->choice, list->kid[i]->text);
        }
        return known_mask(mask);
    }
    return eval_as(list->kid[0], f->type, &s);
}

static struct value *record_new(const type *t)
{
    struct value *v = NEW(struct value);
    v->kind = K_RECORD;
    v->record = t;
    v->identity = v;
    v->field = NEW_ARRAY(val, t->fields);
    return v;
}

/* `{field: E, …}`, of an entity or of the fields that it names. */
static val eval_record(const qn_node *n, const type *t, scope *s)
{
    const qn_node *fields = n->kid[AST_RECORD_FIELDS];
    struct value *v = record_new(t);
    for (int i = 0; i < t->fields; i++) {
        const field *f = &t->field[i];
        v->field[i] = f->node != NULL ? default_field(f) : NULL;
        for (uint32_t k = 0; k < fields->count; k++) {
            const qn_node *e = fields->kid[k]->kid[AST_BINDING_VALUE];
            if (strcmp(fields->kid[k]->kid[AST_BINDING_NAME]->text, f->name) == 0) {
                val given = e->kind == AST_NONE ? none_for(NULL) : eval_as(e, f->type, s);
                v->field[i] =
                    f->node != NULL ? settled_field(given, f, source_text(s->module, e)) : given;
            }
        }
    }
    return v;
}

/* A record `{…}` that was made without saying of what becomes an element. */
static val record_to_entity(val v, const type *to)
{
    struct value *element = record_new(to);
    for (int i = 0; i < to->fields; i++) {
        const field *f = &to->field[i];
        element->field[i] = default_field(f);
        for (int k = 0; k < v->record->fields; k++) {
            const field *own = &v->record->field[k];
            if (strcmp(own->name, f->name) == 0) {
                element->field[i] =
                    settled_field(given_to(v->field[k], own->type, f->type), f, f->name);
            }
        }
    }
    return element;
}

static val list_to(val v, const type *from, const type *to)
{
    if (from->element == NULL || to->element == NULL) {
        return v;
    }
    sequence *list = sequence_new(v->list->count);
    for (size_t i = 0; i < v->list->count; i++) {
        sequence_add(list, given_to(v->list->at[i].value, from->element, to->element),
                     v->list->at[i].presence);
    }
    list->end = v->list->end;
    return known_list(list);
}

val given_to(val v, const type *from, const type *to)
{
    if (v->status != IS_KNOWN || from == NULL || to == NULL || from == to) {
        return v;
    }
    if (from->kind == K_NUMBER && to->kind == K_NUMBER && from->is_bare && !to->is_bare) {
        return known_number(number_multiply(v->number, to->factor));
    }
    if (from->kind == K_CHAIN && to->kind == K_PERIOD) {
        return known_period(v->day, v->last, v->is_open);
    }
    if (from->kind == K_RECORD && to->kind == K_RECORD && to->entity != NULL &&
        v->record->entity == NULL) {
        return record_to_entity(v, to);
    }
    return from->kind == K_LIST && to->kind == K_LIST ? list_to(v, from, to) : v;
}

static val list_as(const qn_node *n, const type *t, scope *s)
{
    const qn_node *items = n->kid[AST_LIST_VALUE_ITEMS];
    sequence *list = sequence_new(items->count);
    for (uint32_t i = 0; i < items->count; i++) {
        const qn_node *item = items->kid[i];
        val v = t->element != NULL ? eval_as(item, t->element, s) : eval(item, s);
        sequence_add(list, v, NULL);
    }
    return known_list(list);
}

val eval_as(const qn_node *n, const type *t, scope *s)
{
    if (t == NULL) {
        return eval(n, s);
    }
    switch (n->kind) {
    case AST_NAME:
        if (t->kind == K_CHOICE || t->kind == K_SET) {
            return eval_name(n, t, s);
        }
        break;
    case AST_LIST_VALUE:
        return t->kind == K_SET ? set_of_values(n, t, s) : list_as(n, t, s);
    case AST_RECORD:
        if (t->kind == K_RECORD) {
            return eval_record(n, t, s);
        }
        break;
    case AST_IF: /* the sides of numbers meet first */
        if (t->kind != K_NUMBER) {
            return eval_if(n, t, s);
        }
        break;
    case AST_OTHERWISE:
        if (t->kind != K_NUMBER) {
            return eval_otherwise(n, t, s);
        }
        break;
    default:
        break;
    }
    return given_to(eval(n, s), type_of(n, s), t);
}

val eval(const qn_node *n, scope *s)
{
    if (is_of_dates(n)) {
        return eval_date(n, s);
    }
    if (is_of_lists(n)) {
        return eval_list(n, s);
    }
    switch (n->kind) {
    case AST_NAME:
    case AST_DOT:
        return eval_name(n, NULL, s);
    case AST_NUMBER:
        return known_number(number_text(n->text));
    case AST_PERCENT:
        return known_number(number_multiply(number_text(n->text), number_of(1, 100)));
    case AST_DATE:
        return known_day(K_DATE, day_text(n->text));
    case AST_CLOCK:
        return known_day(K_CLOCK, 60 * (10 * (n->text[0] - '0') + n->text[1] - '0') +
                                      10 * (n->text[3] - '0') + n->text[4] - '0');
    case AST_STRING:
        return known_text(n->text);
    case AST_YES:
        return known_yes(true);
    case AST_NO:
        return known_yes(false);
    case AST_TODAY:
        return s->reading->today;
    case AST_NONE:
        return none_for(NULL);
    case AST_QUANTITY:
        return eval_quantity(n, s);
    case AST_DURATION:
        return add_numbers(eval(n->kid[0], s), eval(n->kid[1], s), AST_OP_ADD, "");
    case AST_RECORD:
        return eval_record(n, type_of(n, s), s);
    case AST_SUM:
        return eval_sum(n, s);
    case AST_PRODUCT:
        return eval_product(n, s);
    case AST_AND:
        return type_of(n, s)->kind == K_LIST ? eval_append(n, s) : eval_and(n, s);
    case AST_OR:
        return eval_and(n, s);
    case AST_NEGATE:
        return eval_negate(n, s);
    case AST_NOT:
        return negated(eval(n->kid[0], s));
    case AST_COMPARE:
        return eval_compare(n, s);
    case AST_IS_NONE:
        return eval_is_none(n, s);
    case AST_IN: {
        val found = in_anything(n->kid[AST_IN_VALUE], n->kid[AST_IN_SET], s);
        return n->op == AST_OP_NOT_IN ? negated(found) : found;
    }
    case AST_HAS:
        return eval_has(n, s);
    case AST_IF:
        return eval_if(n, type_of(n, s), s);
    case AST_OTHERWISE:
        return eval_otherwise(n, type_of(n, s), s);
    case AST_ROUNDED:
        return eval_rounded(n, s);
    case AST_CALL:
        return eval_call(n, s);
    case AST_ON:
        return eval_on(n, s);
    case AST_WITH:
        return eval_with(n, s);
    case AST_CHOOSE:
        return eval_choose(n, s);
    default:
        return error_of(
            0, pool_format("the reference does not know %s", qn_node_words((qn_node_kind)n->kind)));
    }
}
