/*
 * formula.c - formulas: what each means, which unit it has, and the instructions that find it.
 * Dates are in formula_date.c; how numbers are held is the builder's business.
 *
 * A formula is understood and emitted in one walk. A mistake is reported once, where it stands;
 * what depends on it has the failed type and stays silent.
 *
 * What each formula means is spec/semantics.md, chapters 3 to 6 and 13; what can be none is
 * chapter 3. Depth is bounded by the parser for trees, and by QN_NESTING_MAX for definitions
 * within one another.
 */
#include "compilation.h"
#include "stream.h"

#include <string.h>

#include "date.h"
#include "decimal.h"

qn_operand qn_failed(const qn_scope *s)
{
    return qn_integer(&s->c->builder, s->c->unknown, 0);
}

bool qn_is_failed(const qn_operand *x)
{
    return x->type->failed;
}

/* Constants have no site: what is wrong with them is said when the program is compiled. Returns
 * the site that was blamed before, to be put back by the caller. */
uint32_t qn_blame(qn_scope *s, const qn_node *node)
{
    qn_builder *b = &s->c->builder;
    uint32_t old = b->blame;
    const qn_module *module = qn_module_of(s->c, node->span);
    if (s->constant || !module)
        return old;
    qn_position at = qn_source_position(&module->source, node->span.begin);
    qn_row_site row = {.what = qn_string(b, qn_node_source(s->c, node, 120)),
                       .rule = s->rule_row,
                       .clause = s->clause_row,
                       .source = module->row,
                       .line = at.line,
                       .column = at.column};
    b->blame = qn_site_add(b, &row);
    return old;
}

/* A formula as a message shows it. */
static const char *short_text(qn_scope *s, const qn_node *node)
{
    return qn_node_source(s->c, node, 60);
}

/* A value of the type, as an example for people; of a record, which has no short form, dots. */
static const char *some_value(qn_scope *s, const qn_type *type)
{
    switch (type->kind) {
    case QN_KIND_BOOLEAN:
        return "no";
    case QN_KIND_DATE:
        return "today";
    case QN_KIND_CHOICE:
        return qn_choice_name(s->c, type, 0);
    case QN_KIND_TEXT:
        return "\"\"";
    case QN_KIND_CLOCK:
        return "00:00";
    case QN_KIND_PERIOD:
    case QN_KIND_CHAIN:
        return "(today through today)";
    case QN_KIND_SET:
    case QN_KIND_LIST:
        return "[]";
    default:
        return qn_type_is_number(type) ? "0" : "…";
    }
}

void qn_report_absence(qn_scope *s, const qn_type *type, const qn_node *at)
{
    qn_report(s, QN_Q0705, at, 2, short_text(s, at), some_value(s, type));
}

/* An error of the case stands in for what is none, at a site of its own, so that a case can be
 * sought that comes to it. */
static qn_operand presumed(qn_scope *s, const qn_operand *x, const qn_node *at)
{
    qn_builder *b = &s->c->builder;
    uint32_t blame = qn_blame(s, at), site = b->blame;
    b->blame = blame;
    QN_ROW(b, site, site)->code = QN_PRESUMED_CODE;
    qn_operand refused = qn_status_constant(b, x->type, QN_FAILED, site);
    qn_operand r = qn_otherwise(b, x, &refused);
    r.type = x->type;
    return r;
}

qn_operand qn_present(qn_scope *s, qn_operand x, const qn_node *at)
{
    if (!(x.may & QN_MAY_BE_NONE) || qn_is_failed(&x))
        return x;
    if (s->c->options->presumes && !s->constant && !x.list)
        return presumed(s, &x, at);
    qn_report_absence(s, x.type, at);
    return qn_failed(s);
}

/* ---- literals */

/* Whether a text is the figures of a whole number of 64 bits, as nearly all numbers are. */
static bool is_short_whole(const char *text, uint32_t length, int64_t *out)
{
    enum { FIGURES_MAX = 18 };
    *out = 0;
    for (uint32_t i = 0; i < length && length <= FIGURES_MAX; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        *out = *out * 10 + (text[i] - '0');
    }
    return length > 0 && length <= FIGURES_MAX;
}

qn_rational qn_number_of_text(qn_scope *s, const qn_node *node)
{
    qn_decimal decimal;
    int64_t whole;
    if (is_short_whole(node->text, node->length, &whole))
        return qn_rational_from_i64(whole);
    if (qn_decimal_parse(node->text, node->length, QN_DECIMAL_GROUPS, &decimal) == QN_DECIMAL_OK)
        return decimal.value;
    qn_report(s, QN_Q0607, node, 0);
    return qn_rational_from_i64(0);
}

/* 60% is held as 3/5. */
static qn_operand percentage(qn_scope *s, const qn_node *node)
{
    qn_rational value = qn_number_of_text(s, node);
    qn_rational_mul(value, s->c->percent->factor, &value);
    return qn_number(&s->c->builder, s->c->percent, value);
}

/* What the builder returns has the type of its first operand; what it means is decided here. */
static qn_operand with_type(qn_operand x, const qn_type *type)
{
    x.type = type;
    return x;
}

/* The value of a constant in a unit, for messages; "" where it is none. */
static const char *bare_text(qn_scope *s, const qn_operand *x)
{
    char text[QN_DECIMAL_TEXT_SIZE];
    if (!x->constant || !qn_decimal_format(x->low, 0, text, sizeof text, NULL))
        return "…";
    return qn_arena_format(&s->c->scratch, "%s", text);
}

/* What to write for a figure where a percentage is wanted: 14% for 14; for a fraction, 0.14, both
 * that can be meant; for the 1 of a sum, `1 - rate`, the whole. */
static const char *as_percentage(qn_scope *s, const qn_operand *x, bool in_sum)
{
    const qn_rational whole = qn_rational_from_i64(1), hundred = qn_rational_from_i64(100);
    const char *text = bare_text(s, x);
    qn_operand times = {.constant = true};
    if (!x->constant)
        return qn_arena_format(&s->c->scratch, "%s%%", text);
    bool is_part =
        qn_rational_cmp(x->low, whole) < 0 && qn_rational_cmp(x->low, qn_rational_from_i64(-1)) > 0;
    if (in_sum && qn_rational_equal(x->low, whole))
        return "100%";
    if (is_part && qn_rational_mul(x->low, hundred, &times.low) == QN_ARITH_OK)
        return qn_arena_format(&s->c->scratch, "%s%%, or %s%% if so little is meant",
                               bare_text(s, &times), text);
    return qn_arena_format(&s->c->scratch, "%s%%", text);
}

/* Whether a figure is written as `1.500`, or `1.000`: with as many signs behind its point as stand
 * in a group, the last of which says nothing. */
static bool looks_grouped(const char *text, size_t length, bool is_amount)
{
    const char *point = memchr(text, '.', length);
    size_t whole = point ? (size_t)(point - text) : length;
    if (whole > 3 || length - whole != 4 || *text == '0')
        return false;
    return is_amount ? text[length - 1] == '0' : memcmp(point, ".000", 4) == 0;
}

/* Tells of 1.500 for an amount, which is one and a half: where the point groups figures, a law
 * means 1500 by it. Coins have two decimals or other ones, but nobody writes a third that is 0. */
static void find_grouped(qn_scope *s, const qn_node *at, const qn_type *type)
{
    bool is_amount = qn_type_is_amount(type);
    bool is_wide =
        is_amount && qn_rational_cmp(type->coin, (qn_rational){.num = qn_wide_from_i64(1),
                                                               .den = qn_wide_from_i64(100)}) < 0;
    if (at->kind != AST_NUMBER || is_wide || (!is_amount && type->kind != QN_KIND_INTEGER) ||
        !looks_grouped(at->text, at->length, is_amount))
        return;
    const char *point = memchr(at->text, '.', at->length);
    int whole = (int)(point - at->text);
    const char *grouped = qn_arena_format(&s->c->arena, "%.*s_%.3s", whole, at->text, point + 1);
    qn_report(s, QN_Q0326, at, 3, at->text, grouped ? grouped : "",
              bare_text(s, &(qn_operand){.constant = true, .low = qn_number_of_text(s, at)}));
}

/* A bare number takes a unit. */
static qn_operand in_unit(qn_scope *s, const qn_operand *x, const qn_type *type, const qn_node *at)
{
    if (x->none_constant)
        return with_type(*x, type);
    find_grouped(s, at, type);
    qn_builder *b = &s->c->builder;
    qn_rational whole;
    if (x->constant && qn_rational_mul(x->low, type->factor, &whole) == QN_ARITH_OK)
        return qn_number(b, type, whole);
    qn_operand factor = qn_number(b, type, type->factor);
    return with_type(qn_multiply(b, x, &factor), type);
}

bool qn_bare_value(const qn_type *type, const qn_node *node, qn_rational *out)
{
    int64_t whole;
    return node->kind == AST_NUMBER && qn_type_is_number(type) && type->kind != QN_KIND_PERCENT &&
           !type->failed && is_short_whole(node->text, node->length, &whole) &&
           qn_rational_mul(qn_rational_from_i64(whole), type->factor, out) == QN_ARITH_OK;
}

/* `AMOUNT UNIT`. The amount may be a formula in brackets, but not one that has a unit already. */
static qn_operand quantity(qn_scope *s, const qn_node *node)
{
    const qn_type *type = qn_type_of_measure(s, node->kid[AST_QUANTITY_MEASURE]);
    qn_operand x = qn_formula(s, node->kid[AST_QUANTITY_VALUE], NULL);
    if (type->failed || qn_is_failed(&x))
        return qn_failed(s);
    if (!qn_type_is_plain(x.type)) {
        qn_report(s, QN_Q0606, node->kid[AST_QUANTITY_VALUE], 2, qn_type_words(s->c, x.type),
                  "a unit stands behind a plain number");
        return qn_failed(s);
    }
    return in_unit(s, &x, type, node->kid[AST_QUANTITY_VALUE]);
}

/* `64 years 6 months`: the sum of both parts, in the unit of the first. Parts of two dimensions
 * have a sum only when they are added to a date (formula_date.c). */
static qn_operand duration(qn_scope *s, const qn_node *node)
{
    qn_operand x = qn_formula(s, node->kid[AST_DURATION_FIRST], NULL);
    qn_operand y = qn_formula(s, node->kid[AST_DURATION_SECOND], NULL);
    if (qn_is_failed(&x) || qn_is_failed(&y))
        return qn_failed(s);
    if (!qn_dimension_equal(&x.type->dimension, &y.type->dimension)) {
        qn_report(s, QN_Q0612, node, 0);
        return qn_failed(s);
    }
    return qn_add(&s->c->builder, &x, &y);
}

/* Two figures of a text. */
static int32_t two_figures(const char *text)
{
    return (text[0] - '0') * 10 + (text[1] - '0');
}

/* The lexer lets only days through that there are, written as YYYY-MM-DD. */
static qn_day day_of_text(const char *text)
{
    qn_day day = 0;
    (void)qn_date_from_ymd(two_figures(text) * 100 + two_figures(text + 2), two_figures(text + 5),
                           two_figures(text + 8), &day);
    return day;
}

static qn_operand date_literal(qn_scope *s, const qn_node *node)
{
    return qn_integer(&s->c->builder, s->c->date, day_of_text(node->text));
}

/* The lexer lets only HH:MM through. */
static qn_operand clock_literal(qn_scope *s, const qn_node *node)
{
    int64_t hours = two_figures(node->text), minutes = two_figures(node->text + 3);
    return qn_integer(&s->c->builder, s->c->clock, hours * 60 + minutes);
}

/* ---- giving a value to a place */

/* What people call a type where it is held against another: of two lists, what is in them. */
static const char *words_beside(qn_scope *s, const qn_type *type, const qn_type *other)
{
    const char *words = qn_type_words(s->c, type);
    if (type->kind == QN_KIND_LIST && other->kind == QN_KIND_LIST && !type->element->failed)
        words = qn_arena_format(&s->c->scratch, "a list in which each is %s",
                                qn_type_words(s->c, type->element));
    return words ? words : "";
}

/* What to say of two records `{…}` that are of two types: the first field in which they differ. */
static const char *other_field(qn_scope *s, const qn_type *wanted, const qn_type *found)
{
    const char *help = "write the same fields, in the same order";
    const qn_record *a = wanted->record, *b = found->record;
    for (uint32_t i = 0; i < a->count && i < b->count; i++) {
        const qn_type *x = a->field[i].value.type, *y = b->field[i].value.type;
        if (x == y || strcmp(a->field[i].name, b->field[i].name) != 0)
            continue;
        help = qn_arena_format(&s->c->scratch,
                               "its field `%s` is %s here, and %s there: give both one type",
                               b->field[i].name, qn_type_words(s->c, y), qn_type_words(s->c, x));
        break;
    }
    return help ? help : "";
}

/* Reports a value that does not fit the type to which it is given; returns the failed one. */
static qn_operand mismatch(qn_scope *s, const qn_operand *x, const qn_type *type, const qn_node *at)
{
    const char *help = "change the value, or the type of what it is given to";
    if (qn_type_is_amount(type) && x->type->kind == QN_KIND_PERCENT)
        help = "write of what it is a share, `50% * wage`; a clause that multiplies is `→ * 50%`";
    else if (qn_type_is_amount(type) &&
             (x->type->kind == QN_KIND_NUMBER || x->type->kind == QN_KIND_INTEGER))
        help = qn_arena_format(&s->c->arena, "write the unit behind a figure in it, as 5 %s",
                               type->unit);
    else if (qn_type_is_number(type) && qn_type_is_number(x->type))
        help = "change the unit, or the type of what it is given to";
    else if (type->kind == QN_KIND_RECORD && x->type->kind == QN_KIND_RECORD &&
             !x->type->record->name)
        help = other_field(s, type, x->type);
    else if (qn_is_span(x))
        help = "leave the type out, or write `years from A to B` for completed years";
    else if (type->kind == QN_KIND_SPAN)
        help = "an exact span is only compared: ask a rule such as `NAME > 15 years`";
    else if (type->kind == QN_KIND_CHOICE && x->type->kind == QN_KIND_TEXT)
        help = "write a value of a choice without quotation marks";
    else if (type->kind == QN_KIND_DATE)
        help = "write a date as 2023-06-01";
    else if (type->kind == QN_KIND_LIST && x->type->kind != QN_KIND_LIST)
        help = "write a list in brackets: [A, B]";
    qn_report(s, QN_Q0602, at, 3, words_beside(s, type, x->type), words_beside(s, x->type, type),
              help);
    return qn_failed(s);
}

/* Gives a number to a type of numbers, as spec/semantics.md, chapter 3 says: a bare one takes
 * the unit, any other must have the same dimension. 0 is 0 as a percentage too. */
static qn_operand give_number(qn_scope *s, qn_operand x, const qn_type *type, const qn_node *at)
{
    bool zero = x.constant && qn_rational_is_zero(x.low);
    if (x.type->bare) {
        if (type->kind == QN_KIND_PERCENT && !zero) {
            qn_report(s, QN_Q0603, at, 1, as_percentage(s, &x, false));
            return qn_failed(s);
        }
        return in_unit(s, &x, type, at);
    }
    if (!qn_dimension_equal(&x.type->dimension, &type->dimension))
        return mismatch(s, &x, type, at);
    return with_type(x, type);
}

/* A list has the elements that are wanted, or they are given to the wanted type as it is gone
 * through. */
static qn_operand give_list(qn_scope *s, qn_operand x, const qn_type *type, const qn_node *at)
{
    if (x.type->element == type->element)
        return x;
    qn_operand element = {
        .type = x.type->element, .den = qn_wide_from_i64(1), .site = QN_NONE_INDEX};
    bool number = qn_type_is_number(type->element) && qn_type_is_number(element.type) &&
                  (element.type->bare ||
                   qn_dimension_equal(&element.type->dimension, &type->element->dimension));
    if (!number && !qn_becomes_element(element.type, type->element))
        return mismatch(s, &x, type, at);
    qn_recipe *recipe = qn_arena_take(&s->c->arena, sizeof *recipe);
    qn_operand *held = x.list ? NULL : qn_arena_take(&s->c->arena, sizeof *held);
    if (!recipe || (!x.list && !held))
        return qn_failed(s);
    if (held)
        *held = x;
    *recipe = x.list ? *x.list : (qn_recipe){.scope = *s, .node = at, .held = held};
    recipe->element = type->element;
    recipe->given_at = at;
    x.list = recipe;
    x.type = qn_list_type(s->c, type->element, x.type->limit);
    return x;
}

/* A none or an error has no number, and takes any type. */
qn_operand qn_give(qn_scope *s, qn_operand x, const qn_type *type, const qn_node *at)
{
    if (qn_is_failed(&x) || type->failed)
        return qn_failed(s);
    if (x.none_constant)
        return with_type(x, type);
    if (qn_type_is_number(type) && qn_type_is_number(x.type))
        return give_number(s, x, type, at);
    if (x.type->kind == QN_KIND_CHAIN && type->kind == QN_KIND_PERIOD)
        return qn_chain_as_period(s, &x);
    if (x.type->kind != type->kind)
        return mismatch(s, &x, type, at);
    if (type->kind == QN_KIND_LIST)
        return give_list(s, x, type, at);
    if (qn_becomes_element(x.type, type))
        return qn_as_element(s, &x, type, at);
    if (type->kind == QN_KIND_RECORD && x.type != type)
        return mismatch(s, &x, type, at);
    if ((type->kind == QN_KIND_CHOICE || type->kind == QN_KIND_SET) &&
        x.type->choice != type->choice)
        return mismatch(s, &x, type, at);
    return with_type(x, type);
}

/* A whole figure with its unit, where that is one of the same dimension; the failed value where
 * the unit is none, which has been said. */
static bool plain_quantity(qn_scope *s, const qn_type *type, const qn_node *node, qn_operand *out)
{
    const qn_node *figure = node->kid[AST_QUANTITY_VALUE];
    qn_rational value;
    if (!qn_type_is_number(type) || figure->kind != AST_NUMBER)
        return false;
    const qn_type *unit = qn_type_of_measure(s, node->kid[AST_QUANTITY_MEASURE]);
    if (unit->failed) {
        *out = qn_failed(s);
        return true;
    }
    if (unit->bare || !qn_dimension_equal(&unit->dimension, &type->dimension) ||
        !qn_bare_value(unit, figure, &value))
        return false;
    *out = qn_number(&s->c->builder, type, value);
    return true;
}

/* A figure, a quantity, a day, yes or no where such a type is wanted: nearly all constants. False
 * for what has to be understood as a formula. */
static bool plain_constant(qn_scope *s, const qn_type *type, const qn_node *node, qn_operand *out)
{
    bool is_day = node->kind == AST_DATE && type->kind == QN_KIND_DATE;
    bool is_answer =
        (node->kind == AST_YES || node->kind == AST_NO) && type->kind == QN_KIND_BOOLEAN;
    qn_rational value;
    if (type->failed)
        return false;
    if (node->kind == AST_QUANTITY)
        return plain_quantity(s, type, node, out);
    if (is_day || is_answer)
        value = qn_rational_from_i64(is_day ? day_of_text(node->text) : node->kind == AST_YES);
    else if (!qn_bare_value(type, node, &value))
        return false;
    *out = qn_number(&s->c->builder, type, value);
    return true;
}

/* What is not constant has been reported where it stands, if it names a fact or a rule; anything
 * else that does not fold is reported here. */
qn_operand qn_constant_formula(qn_scope *s, const qn_node *node, const qn_type *type)
{
    bool was = s->constant;
    qn_operand x;
    if (plain_constant(s, type, node, &x))
        return x;
    s->constant = true;
    x = qn_give(s, qn_formula(s, node, type), type, node);
    s->constant = was;
    if (!x.constant && !qn_is_failed(&x)) {
        qn_report(s, QN_Q0610, node, 0);
        return qn_failed(s);
    }
    return x;
}

bool qn_fixed_date(qn_scope *s, const qn_node *node, int64_t *out)
{
    if (node->kind == AST_DATE) {
        *out = day_of_text(node->text);
        return true;
    }
    qn_operand x = qn_constant_formula(s, node, s->c->date);
    if (qn_is_failed(&x))
        return false;
    *out = qn_wide_to_i64(x.low.num);
    return true;
}

/* ---- bringing two numbers together */

/* Two operands that are numbers; false where one of them is mistaken, with a message unless it
 * has one. */
static bool both_numbers(qn_scope *s, const qn_operand *x, const qn_operand *y, const qn_node *left,
                         const qn_node *right, const char *help)
{
    if (qn_is_failed(x) || qn_is_failed(y))
        return false;
    if (!qn_type_is_number(x->type)) {
        qn_report(s, QN_Q0606, left, 2, qn_type_words(s->c, x->type), help);
        return false;
    }
    if (!qn_type_is_number(y->type)) {
        qn_report(s, QN_Q0606, right, 2, qn_type_words(s->c, y->type), help);
        return false;
    }
    return true;
}

/* Gives a bare number the unit of the other side. */
static bool bare_meets(qn_scope *s, qn_operand *bare, const qn_type *type, const qn_node *at,
                       const char *verb)
{
    if (type->kind == QN_KIND_PERCENT && !(bare->constant && qn_rational_is_zero(bare->low))) {
        qn_report(s, QN_Q0603, at, 1, as_percentage(s, bare, !strcmp(verb, "added")));
        return false;
    }
    *bare = in_unit(s, bare, type, at);
    return true;
}

/* Whether one side is a percentage and the other is not. */
static bool mixes_percent(const qn_operand *x, const qn_operand *y)
{
    return (x->type->kind == QN_KIND_PERCENT) != (y->type->kind == QN_KIND_PERCENT);
}

/* Brings two numbers to one unit for what `verb` says; false, with a message, where they have none
 * in common. */
static bool same_unit(qn_scope *s, qn_operand *x, qn_operand *y, const qn_node *left,
                      const qn_node *right, const char *verb)
{
    if (x->type->bare && y->type->bare)
        return true;
    if (x->type->bare)
        return bare_meets(s, x, y->type, left, verb);
    if (y->type->bare)
        return bare_meets(s, y, x->type, right, verb);
    bool equal = qn_dimension_equal(&x->type->dimension, &y->type->dimension);
    if (mixes_percent(x, y) && (!equal || !strcmp(verb, "added"))) {
        const qn_operand *other = x->type->kind == QN_KIND_PERCENT ? y : x;
        qn_report(s, QN_Q0604, x->type->kind == QN_KIND_PERCENT ? left : right, 1,
                  qn_type_words(s->c, other->type));
        return false;
    }
    if (!equal)
        qn_report(s, QN_Q0601, right, 4, qn_type_words(s->c, x->type), qn_type_words(s->c, y->type),
                  verb, "give both the same unit");
    return equal;
}

/* ---- sums and products */

/* One term of a sum. A date decides that the term is a duration, before that is understood. */
static qn_operand add_term(qn_scope *s, const qn_node *whole, qn_operand x, const qn_node *term)
{
    const qn_node *left = whole->kid[0];
    const qn_node *right = term->kid[AST_TERM_VALUE];
    int sign = term->op == AST_OP_SUBTRACT ? -1 : 1;
    if (x.type->kind == QN_KIND_DATE)
        return qn_date_plus(s, whole, x, right, sign);
    qn_operand y = qn_formula(s, right, x.type);
    x = qn_present(s, x, left);
    y = qn_present(s, y, right);
    if (!both_numbers(s, &x, &y, left, right, "add and subtract numbers of one unit") ||
        !same_unit(s, &x, &y, left, right, "added"))
        return qn_failed(s);
    qn_operand sum =
        sign < 0 ? qn_subtract(&s->c->builder, &x, &y) : qn_add(&s->c->builder, &x, &y);
    sum.type = x.type->kind == QN_KIND_INTEGER && y.type->kind != QN_KIND_INTEGER ? y.type : x.type;
    return sum;
}

/* `the lesser of a and b * c` reaches to b or to the product: readers differ, so brackets must say
 * it. */
static bool reach_is_clear(qn_scope *s, const qn_node *chain)
{
    const qn_source *source = qn_source_of(s->c, chain->span);
    for (uint32_t i = 0; i + 1 < chain->count; i++) {
        const qn_node *part = i ? chain->kid[i]->kid[AST_TERM_VALUE] : chain->kid[0];
        if (part->kind != AST_CHOOSE || !source || source->bytes[part->span.begin] == '(')
            continue;
        qn_report(s, QN_Q0714, chain, 1, part->op == AST_OP_GREATER ? "greater" : "lesser");
        return false;
    }
    return true;
}

/* A sum or a product: its first part, and its terms from left to right. What fails is the whole
 * chain, which is blamed. */
static qn_operand chain(qn_scope *s, const qn_node *node, const qn_type *wanted,
                        qn_operand (*take)(qn_scope *, const qn_node *, qn_operand,
                                           const qn_node *))
{
    qn_operand x = qn_formula(s, node->kid[0], wanted);
    uint32_t blame = qn_blame(s, node);
    if (!reach_is_clear(s, node))
        return qn_failed(s);
    for (uint32_t i = 1; i < node->count && !qn_is_failed(&x); i++)
        x = take(s, node, x, node->kid[i]);
    s->c->builder.blame = blame;
    return x;
}

/* The type of a product or quotient. */
static const qn_type *product_type(qn_scope *s, const qn_type *x, const qn_type *y, int sign)
{
    qn_dimension d;
    if (x->bare && y->bare)
        return x;
    if (!qn_dimension_multiply(&x->dimension, &y->dimension, sign, &d))
        return s->c->unknown;
    /* Beside a plain number a quantity keeps its unit as it is written. */
    bool x_alone = qn_type_is_plain(y) && y->kind != QN_KIND_QUANTITY;
    bool y_alone = qn_type_is_plain(x) && x->kind != QN_KIND_QUANTITY && sign > 0;
    if (d.count == 0) {
        bool percent = sign > 0 && (x->kind == QN_KIND_PERCENT || y->kind == QN_KIND_PERCENT);
        bool whole = sign > 0 && (x->kind == QN_KIND_INTEGER || x->bare) &&
                     (y->kind == QN_KIND_INTEGER || y->bare);
        if (sign < 0 && x->kind == QN_KIND_PERCENT && y->kind != QN_KIND_PERCENT && x_alone)
            percent = true;
        return percent ? s->c->percent : whole ? s->c->integer : s->c->number;
    }
    if (x_alone && !x->exact)
        return x;
    if (y_alone && !y->exact)
        return y;
    return qn_type_of_dimension(s, &d);
}

/* A figure and its unit without brackets round them, which would belong to its place. */
static bool is_bare_quantity(const qn_node *node)
{
    return node->kind == AST_QUANTITY && node->kid[AST_QUANTITY_VALUE]->kind == AST_NUMBER &&
           node->span.begin == node->kid[AST_QUANTITY_VALUE]->span.begin;
}

/* One factor or divisor. */
static qn_operand multiply_term(qn_scope *s, const qn_node *whole, qn_operand x,
                                const qn_node *term)
{
    const qn_node *left = whole->kid[0];
    const qn_node *right = term->kid[AST_TERM_VALUE];
    qn_builder *b = &s->c->builder;
    bool divide = term->op == AST_OP_DIVIDE;
    /* 1/5 month is 1 / (5 month) to the grammar, and a fifth of a month to a reader. */
    if (divide && left->kind == AST_NUMBER && whole->count == 2 && is_bare_quantity(right)) {
        qn_report(s, QN_Q0618, whole, 3, left->text, right->kid[AST_QUANTITY_VALUE]->text,
                  short_text(s, right->kid[AST_QUANTITY_MEASURE]));
        return qn_failed(s);
    }
    qn_operand y = qn_present(s, qn_formula(s, right, NULL), right);
    x = qn_present(s, x, left);
    if (!both_numbers(s, &x, &y, left, right, "multiply and divide numbers"))
        return qn_failed(s);
    const qn_type *type = product_type(s, x.type, y.type, divide ? -1 : 1);
    qn_operand product = divide ? qn_divide(b, &x, &y) : qn_multiply(b, &x, &y);
    return with_type(product, type);
}

/* A number that is always there, for an operation on one. */
static qn_operand a_number(qn_scope *s, const qn_node *value, const qn_type *wanted)
{
    qn_operand x = qn_present(s, qn_formula(s, value, wanted), value);
    if (qn_is_failed(&x) || qn_type_is_number(x.type))
        return x;
    qn_report(s, QN_Q0606, value, 2, qn_type_words(s->c, x.type), "write a number");
    return qn_failed(s);
}

static qn_operand negation(qn_scope *s, const qn_node *node, const qn_type *wanted)
{
    qn_operand x = a_number(s, node->kid[AST_NEGATE_VALUE], wanted);
    return qn_is_failed(&x) ? x : with_type(qn_negate(&s->c->builder, &x), x.type);
}

static qn_rounding rounding_of(const qn_node *node)
{
    switch (node->op) {
    case AST_OP_HALF_EVEN:
        return QN_ROUND_HALF_EVEN;
    case AST_OP_UP:
        return QN_ROUND_UP;
    case AST_OP_DOWN:
        return QN_ROUND_DOWN;
    case AST_OP_TOWARD_ZERO:
        return QN_ROUND_TOWARD_ZERO;
    default:
        return QN_ROUND_HALF_AWAY;
    }
}

/* An amount that is rounded to 2, 3 or 4: so many decimals are meant more often than multiples. */
static void find_decimals(qn_scope *s, const qn_operand *x, const qn_node *step)
{
    static const char *const steps[] = {"0.01", "0.001", "0.0001"};
    char digit = *step->text;
    if (step->length == 1 && digit >= '2' && digit <= '4' && qn_type_is_amount(x->type))
        qn_report(s, QN_Q0347, step, 2, step->text, steps[digit - '2']);
}

/* Rounds x in the unit in which it is written. */
qn_operand qn_rounded(qn_scope *s, qn_operand x, const qn_node *node)
{
    const qn_node *written = node->kid[AST_ROUNDED_STEP];
    qn_rational step = qn_number_of_text(s, written);
    if (qn_is_failed(&x))
        return x;
    if (!qn_type_is_number(x.type)) {
        qn_report(s, QN_Q0606, node, 2, qn_type_words(s->c, x.type), "round a number");
        return qn_failed(s);
    }
    if (qn_rational_sign(step) <= 0) {
        qn_report(s, QN_Q0615, written, 0);
        return qn_failed(s);
    }
    find_decimals(s, &x, written);
    if (qn_rational_mul(step, x.type->factor, &step) != QN_ARITH_OK) {
        qn_report(s, QN_Q0607, written, 0);
        return qn_failed(s);
    }
    const qn_node *source = node->kid[AST_ROUNDED_VALUE];
    bool is_name = source && (source->kind == AST_NAME || source->kind == AST_DOT);
    qn_find_rounded_twice(s, node, is_name ? source : NULL, &x, rounding_of(node), step);
    uint32_t blame = qn_blame(s, node);
    qn_operand r = qn_round(&s->c->builder, &x, rounding_of(node), step);
    s->c->builder.blame = blame;
    return with_type(r, x.type);
}

/* ---- comparisons */

/* Whether something that may come of a formula is a name that nothing declares: a value of the
 * choice of the other side, then. Its depth is bounded by the parser. */
static bool is_loose(const qn_scope *s, const qn_node *node)
{
    if (node->kind == AST_IF)
        return is_loose(s, node->kid[AST_IF_THEN]) || is_loose(s, node->kid[AST_IF_ELSE]);
    if (node->kind == AST_OTHERWISE)
        return is_loose(s, node->kid[AST_OTHERWISE_VALUE]) ||
               is_loose(s, node->kid[AST_OTHERWISE_FALLBACK]);
    return node->kind == AST_NAME && !qn_module_find(s->module, node->text);
}

/* Both sides of a comparison; names that are not known alone are understood by the other side. */
static void two_sides(qn_scope *s, const qn_node *left, const qn_node *right, qn_operand *x,
                      qn_operand *y)
{
    if (is_loose(s, left) && !is_loose(s, right)) {
        *y = qn_side(s, right, NULL);
        *x = qn_formula(s, left, y->type);
    } else {
        *x = qn_side(s, left, NULL);
        *y = qn_side(s, right, x->type);
    }
}

/* What is known by where it lies: whether two of them lie in one place says nothing of what they
 * hold. An element of an entity is the same as another if it is that element. */
static bool is_made_of_parts(const qn_type *type)
{
    return type->kind == QN_KIND_LIST || type->kind == QN_KIND_CHAIN ||
           (type->kind == QN_KIND_RECORD && !type->record->name);
}

/* Says what to compare instead of two lists, records or chains. */
static void report_parts(qn_scope *s, const qn_operand *x, const qn_operand *y, const qn_node *at)
{
    const char *help = x->type->kind == QN_KIND_RECORD
                           ? "compare a field of both, such as `a.start = b.start`"
                       : x->type->kind == QN_KIND_CHAIN
                           ? "compare their first and last days: `start of A`, `end of A`"
                           : "compare how many they have, `count of A`, or their elements";
    qn_report(s, QN_Q0601, at, 4, qn_type_words(s->c, x->type), qn_type_words(s->c, y->type),
              "compared", help);
}

/* Brings two values together so that they can be compared; false, with a message, where that
 * cannot be. */
static bool comparable(qn_scope *s, qn_operand *x, qn_operand *y, const qn_node *left,
                       const qn_node *right)
{
    if (qn_is_failed(x) || qn_is_failed(y))
        return false;
    if (qn_type_is_number(x->type) && qn_type_is_number(y->type))
        return same_unit(s, x, y, left, right, "compared");
    bool named = x->type->kind == QN_KIND_CHOICE || x->type->kind == QN_KIND_SET;
    bool same = x->type->kind == y->type->kind && (!named || x->type->choice == y->type->choice);
    bool quoted = right->kind == AST_STRING && x->type->kind == QN_KIND_CHOICE;
    if (!same)
        qn_report(s, QN_Q0601, right, 4, qn_type_words(s->c, x->type), qn_type_words(s->c, y->type),
                  "compared",
                  quoted ? "write the value without quotation marks" : "compare like with like");
    if (same && is_made_of_parts(x->type)) {
        report_parts(s, x, y, right);
        return false;
    }
    return same;
}

/* What has no order is compared for equality only: chapter 16. */
static bool has_order(const qn_type *type)
{
    return qn_type_is_number(type) || type->kind == QN_KIND_DATE || type->kind == QN_KIND_CLOCK;
}

qn_operand qn_relate(qn_scope *s, int op, const qn_operand *x, const qn_operand *y)
{
    qn_builder *b = &s->c->builder;
    const qn_type *type = s->c->boolean;
    qn_operand r;
    switch (op) {
    case AST_OP_LESS:
        return qn_compare(b, type, QN_LESS_THAN, x, y);
    case AST_OP_LESS_EQUAL:
        return qn_compare(b, type, QN_AT_MOST, x, y);
    case AST_OP_GREATER:
        return qn_compare(b, type, QN_LESS_THAN, y, x);
    case AST_OP_GREATER_EQUAL:
        return qn_compare(b, type, QN_AT_MOST, y, x);
    case AST_OP_NOT_EQUAL:
    case AST_OP_IS_NOT:
        r = qn_compare(b, type, QN_EQUAL_TO, x, y);
        return qn_not(b, &r);
    default:
        return qn_compare(b, type, QN_EQUAL_TO, x, y);
    }
}

/* Two values with an order where one is asked for; what has none is compared for equality. */
/* `x is equal to 5`, whose end the grammar takes for a period from `equal` to 5. */
static bool is_equal_to(qn_scope *s, const qn_node *node)
{
    const qn_node *period = node->kid[AST_COMPARE_RIGHT];
    bool compares = (node->op == AST_OP_IS || node->op == AST_OP_IS_NOT) &&
                    period->kind == AST_PERIOD && period->op == AST_OP_TO;
    const qn_node *word = compares ? period->kid[AST_PERIOD_START] : NULL;
    if (!word || word->kind != AST_NAME || strcmp(word->text, "equal") != 0 ||
        qn_find(s->module, word))
        return false;
    bool is_not = node->op == AST_OP_IS_NOT;
    qn_report(s, QN_Q0232, word, 2, is_not ? "is not equal to" : "is equal to", is_not ? "≠" : "=");
    return true;
}

static qn_operand comparison(qn_scope *s, const qn_node *node)
{
    const qn_node *left = node->kid[AST_COMPARE_LEFT], *right = node->kid[AST_COMPARE_RIGHT];
    qn_operand x, y;
    if (is_equal_to(s, node))
        return qn_failed(s);
    two_sides(s, left, right, &x, &y);
    if (qn_is_span(&x) || qn_is_span(&y))
        return qn_compare_span(s, node, &x, &y);
    x = qn_present(s, x, left);
    y = qn_present(s, y, right);
    if (node->op == AST_OP_OVERLAPS)
        return qn_covers(s, &x, &y, true, node);
    if (!comparable(s, &x, &y, left, right))
        return qn_failed(s);
    bool ordered = node->op == AST_OP_LESS || node->op == AST_OP_LESS_EQUAL ||
                   node->op == AST_OP_GREATER || node->op == AST_OP_GREATER_EQUAL;
    if (ordered && !has_order(x.type)) {
        qn_report(s, QN_Q0606, left, 2, qn_type_words(s->c, x.type), "compare it with = or `is`");
        return qn_failed(s);
    }
    return qn_relate(s, node->op, &x, &y);
}

/* ---- ranges and lists of values */

qn_operand qn_range_end(qn_scope *s, const qn_operand *subject, const qn_node *end)
{
    qn_rational bare;
    if (qn_bare_value(subject->type, end, &bare))
        return qn_number(&s->c->builder, subject->type->bare ? s->c->bare : subject->type, bare);
    qn_operand value = qn_present(s, qn_formula(s, end, subject->type), end);
    /* A copy, since the subject stays as it is for its other ends. */
    qn_operand x = *subject;
    if (!comparable(s, &x, &value, end, end))
        return qn_failed(s);
    return value;
}

/* Whether a value lies in a range; an end that is left out is no limit. Either end may be in or
 * out. */
static qn_operand in_range(qn_scope *s, const qn_operand *x, const qn_node *range)
{
    qn_builder *b = &s->c->builder;
    qn_operand r = qn_integer(b, s->c->boolean, 1), end, side;
    if (!has_order(x->type)) {
        qn_report(s, QN_Q0606, range, 2, qn_type_words(s->c, x->type),
                  "list the values, with commas between");
        return qn_failed(s);
    }
    if (range->kid[AST_RANGE_LOW]) {
        end = qn_range_end(s, x, range->kid[AST_RANGE_LOW]);
        if (qn_is_failed(&end))
            return end;
        r = qn_relate(s, range->op & QN_LOW_EXCLUDED ? AST_OP_GREATER : AST_OP_GREATER_EQUAL, x,
                      &end);
    }
    if (range->kid[AST_RANGE_HIGH]) {
        end = qn_range_end(s, x, range->kid[AST_RANGE_HIGH]);
        if (qn_is_failed(&end))
            return end;
        side =
            qn_relate(s, range->op & QN_HIGH_INCLUDED ? AST_OP_LESS_EQUAL : AST_OP_LESS, x, &end);
        r = qn_and(b, &r, &side);
    }
    return r;
}

/* The mask of a group of a choice on the date of the scope: SELECTs over its dated lines. */
static qn_operand group_mask(qn_scope *s, qn_decl *group);

/* The group of that name; NULL for any other thing, which is then understood as a value. */
static qn_decl *group_named(const qn_scope *s, const qn_node *node)
{
    qn_decl *decl = qn_find(s->module, node);
    return decl && decl->kind == QN_DECL_GROUP ? decl : NULL;
}

/* 1 shifted by the number of a value: a set of one. */
static qn_operand mask_of_choice(qn_scope *s, const qn_operand *x)
{
    qn_builder *b = &s->c->builder;
    const qn_row_choice *row = QN_ROW(b, choice, x->type->choice);
    uint32_t count = row->count;
    if (x->none_constant)
        return *x;
    if (x->constant)
        return qn_integer(b, x->type, INT64_C(1) << qn_wide_to_i64(x->low.num));
    qn_operand *masks = qn_arena_take_array(&s->c->scratch, count + 1, sizeof *masks);
    qn_operand **list = qn_arena_take_array(&s->c->scratch, count + 1, sizeof *list);
    if (!masks || !list || count > 62)
        return qn_failed(s);
    for (uint32_t i = 0; i <= count; i++) {
        masks[i] = qn_integer(b, x->type, i < count ? INT64_C(1) << i : 0);
        list[i] = &masks[i];
    }
    return qn_pick(b, x, list, count + 1);
}

/* Whether two sets have a value in common: whether their masks have a bit. */
static qn_operand has_mask(qn_scope *s, const qn_operand *set, qn_operand mask)
{
    qn_builder *b = &s->c->builder;
    qn_wide one = qn_wide_from_i64(1);
    if (set->constant && mask.constant)
        return qn_integer(b, s->c->boolean,
                          (qn_wide_to_i64(set->low.num) & qn_wide_to_i64(mask.low.num)) != 0);
    uint32_t left = qn_register(b, set, QN_CLASS_I, one);
    uint32_t right = qn_register(b, &mask, QN_CLASS_I, one);
    return qn_whole_register(s->c->boolean, qn_emit(b, OP_HAS, 0, left, right, 0), 0, 1,
                             set->may | mask.may);
}

qn_operand qn_holds_value(qn_scope *s, const qn_operand *set, const qn_operand *value)
{
    return has_mask(s, set, mask_of_choice(s, value));
}

/* Whether a choice or a set meets one value: a value of the choice, a group, a set. */
static qn_operand meets(qn_scope *s, const qn_operand *x, const qn_node *value)
{
    qn_decl *group = group_named(s, value);
    const qn_type *element = x->type;
    qn_operand mask, set = *x;
    if (x->type->kind == QN_KIND_SET) {
        qn_type plain = *x->type;
        plain.kind = QN_KIND_CHOICE;
        element = qn_type_new(s->c, &plain);
    }
    if (group) {
        mask = group_mask(s, group);
        if (qn_is_failed(&mask) || mask.type->choice != x->type->choice) {
            if (!qn_is_failed(&mask))
                mismatch(s, &mask, x->type, value);
            return qn_failed(s);
        }
    } else {
        mask = qn_present(s, qn_formula(s, value, element), value);
        if (mask.type->kind != QN_KIND_SET) {
            mask = qn_give(s, mask, element, value);
            if (qn_is_failed(&mask))
                return mask;
            if (x->type->kind == QN_KIND_CHOICE)
                return qn_compare(&s->c->builder, s->c->boolean, QN_EQUAL_TO, x, &mask);
            mask = mask_of_choice(s, &mask);
        }
    }
    if (x->type->kind == QN_KIND_CHOICE)
        set = mask_of_choice(s, x);
    return qn_is_failed(&mask) ? mask : has_mask(s, &set, mask);
}

/* A range asks by its comparisons, a value of a choice or set by belonging to it, anything else
 * by equality. */
qn_operand qn_matches(qn_scope *s, const qn_operand *x, const qn_node *value)
{
    if (qn_is_failed(x))
        return *x;
    if (qn_is_span(x))
        return qn_span_matches(s, x, value);
    if (value->kind == AST_RANGE)
        return in_range(s, x, value);
    if (x->type->kind == QN_KIND_CHOICE || x->type->kind == QN_KIND_SET)
        return meets(s, x, value);
    qn_operand y = qn_present(s, qn_formula(s, value, x->type), value), left = *x;
    if (!comparable(s, &left, &y, value, value))
        return qn_failed(s);
    return qn_relate(s, AST_OP_EQUAL, &left, &y);
}

qn_operand qn_matches_any(qn_scope *s, const qn_operand *x, const qn_node *list)
{
    qn_operand r = qn_integer(&s->c->builder, s->c->boolean, 0);
    for (uint32_t i = 0; i < list->count; i++) {
        qn_operand one = qn_matches(s, x, list->kid[i]);
        if (qn_is_failed(&one))
            return one;
        r = qn_or(&s->c->builder, &r, &one);
    }
    return r;
}

/* Whether a name may be a value of a choice here: spec/semantics.md, chapter 4. */
static bool wants_choice(const qn_type *wanted)
{
    return wanted && (wanted->kind == QN_KIND_CHOICE || wanted->kind == QN_KIND_SET) &&
           !wanted->failed;
}

/* x in a period, among the elements of a list, or equal to the one value. */
static qn_operand within(qn_scope *s, const qn_operand *x, const qn_node *set)
{
    if (set->kind == AST_DOT && qn_is_data_field(s, set))
        return qn_in_data(s, x, set);
    if (qn_is_sequence_node(set))
        return qn_is_element(s, x, set);
    if (set->kind == AST_NAME || set->kind == AST_DOT || set->kind == AST_PERIOD ||
        set->kind == AST_CALL || set->kind == AST_ON || set->kind == AST_WITH) {
        qn_operand value = qn_formula(s, set, x->type);
        if (qn_is_failed(&value))
            return value;
        if (value.type->kind == QN_KIND_LIST)
            return qn_is_element(s, x, set);
        value = qn_present(s, value, set);
        if (value.type->kind == QN_KIND_PERIOD)
            return qn_covers(s, &value, x, false, set);
    }
    return qn_matches(s, x, set);
}

/* `x in …`: a range, a list, a group or a set. */
static qn_operand membership(qn_scope *s, const qn_node *node)
{
    const qn_node *value = node->kid[AST_IN_VALUE], *set = node->kid[AST_IN_SET];
    qn_operand x = qn_side(s, value, NULL);
    if (qn_is_span(&x))
        return qn_span_in(s, &x, node);
    x = qn_present(s, x, value);
    if (qn_is_failed(&x))
        return x;
    qn_operand r;
    if (set->kind == AST_LIST)
        r = qn_matches_any(s, &x, set);
    else if (set->kind == AST_RANGE || wants_choice(x.type))
        r = qn_matches(s, &x, set);
    else
        r = within(s, &x, set);
    return node->op == AST_OP_NOT_IN && !qn_is_failed(&r) ? qn_not(&s->c->builder, &r) : r;
}

/* `p has …`: any of the days and periods. */
static qn_operand period_has(qn_scope *s, const qn_operand *p, const qn_node *values)
{
    qn_operand r = qn_integer(&s->c->builder, s->c->boolean, 0);
    for (uint32_t i = 0; i < values->count; i++) {
        qn_operand x = qn_present(s, qn_formula(s, values->kid[i], s->c->date), values->kid[i]);
        x = qn_covers(s, p, &x, false, values->kid[i]);
        if (qn_is_failed(&x))
            return x;
        r = qn_or(&s->c->builder, &r, &x);
    }
    return r;
}

/* `s has …`: any of the values, where s must be a set, or a period. */
static qn_operand holding(qn_scope *s, const qn_node *node)
{
    const qn_node *set = node->kid[AST_HAS_SET];
    qn_operand x = qn_present(s, qn_formula(s, set, NULL), set);
    if (qn_is_failed(&x))
        return x;
    if (x.type->kind == QN_KIND_PERIOD)
        return period_has(s, &x, node->kid[AST_HAS_VALUES]);
    if (x.type->kind != QN_KIND_SET) {
        qn_report(s, QN_Q0602, set, 3, "a set", qn_type_words(s->c, x.type),
                  "`has` asks whether a set holds a value; of a choice ask with `is` or `in`");
        return qn_failed(s);
    }
    return qn_matches_any(s, &x, node->kid[AST_HAS_VALUES]);
}

/* ---- groups */

/* The dates of a line of a group; false where one is mistaken. */
static bool line_interval(qn_scope *s, const qn_node *line, int64_t *from, int64_t *until)
{
    const qn_node *trailers = line->kid[AST_GROUP_LINE_TRAILERS];
    *from = INT64_MIN;
    *until = INT64_MAX;
    for (uint32_t i = 0; i < trailers->count; i++) {
        const qn_node *t = trailers->kid[i];
        if (t->kind == AST_FROM && !qn_fixed_date(s, t->kid[0], from))
            return false;
        if (t->kind == AST_UNTIL && !qn_fixed_date(s, t->kid[0], until))
            return false;
    }
    return true;
}

/* today in [from, until) */
qn_operand qn_in_force(qn_scope *s, int64_t from, int64_t until)
{
    qn_builder *b = &s->c->builder;
    qn_operand r = qn_integer(b, s->c->boolean, 1), day, side;
    const qn_operand *now = s->law_day ? s->law_day : &s->today;
    if ((from != INT64_MIN || until != INT64_MAX) && !s->law_day)
        qn_note_date(s);
    if (from != INT64_MIN) {
        day = qn_integer(b, s->c->date, from);
        r = qn_compare(b, s->c->boolean, QN_AT_MOST, &day, now);
    }
    if (until != INT64_MAX) {
        day = qn_integer(b, s->c->date, until);
        side = qn_compare(b, s->c->boolean, QN_LESS_THAN, now, &day);
        r = qn_and(b, &r, &side);
    }
    return r;
}

/* The values of a line as bits; reports names that are no values. */
static int64_t line_mask(qn_scope *s, const qn_type *choice, const qn_node *names)
{
    int64_t mask = 0;
    for (uint32_t i = 0; i < names->count; i++) {
        int64_t value = qn_choice_value(s->c, choice, names->kid[i]->text);
        if (value < 0)
            qn_report(s, QN_Q0505, names->kid[i], 2, names->kid[i]->text,
                      qn_choice_words(s->c, choice));
        else
            mask |= INT64_C(1) << value;
    }
    return mask;
}

/* Whether a value belongs to a group on the date of the scope: whether any line that names it is
 * in force. Lines may name a value twice, so that they are gone through value by value, not line
 * by line. */
static qn_operand group_value_in(qn_scope *s, qn_scope *at, const qn_node *lines,
                                 const qn_type *choice, int64_t value)
{
    qn_operand r = qn_integer(&s->c->builder, s->c->boolean, 0);
    for (uint32_t i = 0; i < lines->count; i++) {
        const qn_node *names = lines->kid[i]->kid[AST_GROUP_LINE_NAMES];
        int64_t from, until;
        bool named = false;
        for (uint32_t k = 0; k < names->count; k++)
            named = named || qn_choice_value(s->c, choice, names->kid[k]->text) == value;
        if (!named || !line_interval(at, lines->kid[i], &from, &until))
            continue;
        qn_operand holds = qn_in_force(s, from, until);
        r = qn_or(&s->c->builder, &r, &holds);
    }
    return r;
}

/* The values of a group as a set. Mistakes are reported the first time only. Each value has a
 * bit of its own, so that a sum is the union. */
static qn_operand group_mask(qn_scope *s, qn_decl *group)
{
    qn_scope at = {.c = s->c, .module = group->module, .constant = true, .quiet = group->ready};
    const qn_node *choice_name = group->node->kid[AST_GROUP_CHOICE];
    const qn_node *lines = group->node->kid[AST_GROUP_LINES];
    qn_decl *decl = qn_find(group->module, choice_name);
    if (!decl || decl->kind != QN_DECL_CHOICE) {
        qn_report_unknown(&at, choice_name);
        group->ready = true;
        return qn_failed(s);
    }
    qn_builder *b = &s->c->builder;
    const qn_type *choice = qn_decl_choice(s->c, decl);
    int64_t mentioned = 0;
    for (uint32_t i = 0; i < lines->count; i++)
        mentioned |= line_mask(&at, choice, lines->kid[i]->kid[AST_GROUP_LINE_NAMES]);
    group->ready = at.quiet = true;
    qn_type set = *choice;
    set.kind = QN_KIND_SET;
    qn_operand r = qn_integer(b, qn_type_new(s->c, &set), 0), none = r;
    for (int64_t value = 0; value < 62; value++) {
        if (!(mentioned >> value & 1))
            continue;
        qn_operand holds = group_value_in(s, &at, lines, choice, value);
        qn_operand bit = qn_integer(b, r.type, INT64_C(1) << value);
        bit = qn_select(b, &holds, &bit, &none);
        r = with_type(qn_add(b, &r, &bit), r.type);
    }
    return r;
}

void qn_group_check(qn_scope *s, qn_decl *group)
{
    if (!group->ready)
        group_mask(s, group);
}

/* ---- names */

const qn_local *qn_local_find(const qn_scope *s, const char *name)
{
    const qn_local *local = s->locals;
    while (local && (!local->name || strcmp(local->name, name) != 0))
        local = local->outer;
    return local;
}

/* Whether a local is what the name means: its own name, or that of a field of the element whose
 * fields are named alone. */
static bool is_meant(const qn_local *local, const char *name)
{
    return local->name ? !strcmp(local->name, name)
                       : qn_record_find(local->value.type, name) != NULL;
}

/* The number of a value as a constant of the choice; `found` says whether the choice has it. */
static qn_operand choice_constant(qn_scope *s, const qn_type *wanted, const char *name, bool *found)
{
    qn_type plain = *wanted;
    plain.kind = QN_KIND_CHOICE;
    int64_t value = qn_choice_value(s->c, wanted, name);
    *found = value >= 0;
    return qn_integer(&s->c->builder,
                      wanted->kind == QN_KIND_CHOICE ? wanted : qn_type_new(s->c, &plain), value);
}

/* One message for a name, however often it is used. */
static void report_unknown(qn_scope *s, const qn_node *node)
{
    qn_report_unknown(s, node);
    if (node->kind == AST_NAME)
        qn_declare_missing(s->c, s->module, node);
}

/* A name that is not declared: a value of the choice that is wanted, a day of the week, a mistake.
 */
static qn_operand loose_name(qn_scope *s, const qn_node *node, const qn_type *wanted)
{
    const char *name = qn_dotted_text(s->c, node);
    bool found = false;
    qn_operand x = qn_failed(s);
    if (wants_choice(wanted)) {
        x = choice_constant(s, wanted, name, &found);
        if (found)
            return x;
        qn_report(s, QN_Q0505, node, 2, name, qn_choice_words(s->c, wanted));
        return qn_failed(s);
    }
    if (!s->quiet)
        report_unknown(s, node);
    return x;
}

static const char *decl_words(const qn_decl *decl)
{
    return qn_node_words((qn_node_kind)decl->node->kind);
}

/* What to do with a name that is no value. */
static const char *decl_help(const qn_decl *decl)
{
    return decl->kind == QN_DECL_DEFINE   ? "call it with its arguments in brackets"
           : decl->kind == QN_DECL_GROUP  ? "ask `SET has GROUP` or `CHOICE in GROUP`"
           : decl->kind == QN_DECL_MODULE ? "name what is meant: module.name"
                                          : "name a fact or a rule";
}

/* A fact, noted as looked at; its row is made when it is first met. */
static qn_operand fact_value(qn_scope *s, qn_decl *decl, const qn_node *at)
{
    const qn_operand *x = qn_fact_operand(s->c, decl);
    const qn_operand *changed = qn_reading_change(s->reading, decl);
    qn_operand dated;
    if (decl->failed)
        return qn_failed(s);
    qn_note_fact(s, decl);
    if (changed)
        x = changed;
    else if (decl->over_time) {
        qn_note_date(s);
        dated = qn_fact_on(s, decl, &s->today, at);
        x = &dated;
    }
    if (x->list)
        return *x;
    if (s->leaves)
        qn_leaf_add(s, qn_public_name(s->c, decl), x, decl->index, QN_NONE_INDEX, "");
    return *x;
}

/* What a rule gives on a date, noted as used and as looked at. `carrier` computes that date, where
 * it has to be computed. */
static qn_operand rule_value(qn_scope *s, qn_decl *decl, const qn_operand *today,
                             const qn_instance *carrier, const qn_node *at)
{
    if (decl->each || s->reading)
        return qn_read_in(s, decl, at);
    const qn_instance *instance = qn_instance_get(s, decl, today, carrier, at);
    if (!instance || instance->failed)
        return qn_failed(s);
    if (instance->result.type->kind == QN_KIND_LIST)
        return qn_read_list(s, decl, NULL, at);
    qn_uses(s, instance);
    if (s->leaves)
        qn_leaf_add(s, qn_public_name(s->c, decl), &instance->result, QN_NONE_INDEX, instance->row,
                    "");
    return instance->result;
}

const qn_local *qn_leftmost_local(const qn_scope *s, const qn_node *node)
{
    const qn_local *local = s->locals;
    while (node->kind == AST_DOT)
        node = node->kid[AST_DOT_OF];
    if (node->kind != AST_NAME)
        return NULL;
    while (local && !is_meant(local, node->text))
        local = local->outer;
    return local;
}

/* What a local stands for, or a field of the element that a `where` or `sorted by` is about: the
 * innermost counts. False where the name is neither. */
static bool of_local(qn_scope *s, const qn_node *node, qn_operand *out)
{
    const qn_local *local = s->locals;
    if (node->kind == AST_DOT) {
        if (!qn_leftmost_local(s, node))
            return false;
        qn_operand x = qn_formula(s, node->kid[AST_DOT_OF], NULL);
        *out = x.type->kind == QN_KIND_LIST ? qn_list_formula(s, node, NULL)
                                            : qn_field_of(s, &x, node->kid[AST_DOT_NAME]);
        return true;
    }
    if (node->kind != AST_NAME)
        return false;
    for (; local; local = local->outer) {
        if (local->name && !strcmp(local->name, node->text)) {
            *out = local->value;
            return true;
        }
        if (!local->name && (qn_record_find(local->value.type, node->text) ||
                             qn_is_rule_of(s, &local->value, node->text))) {
            *out = qn_field_of(s, &local->value, node);
            return true;
        }
    }
    return false;
}

/* `x.field` where x is a formula: a field of a record, or of each element of a list. */
static qn_operand field_of_value(qn_scope *s, const qn_node *node)
{
    const qn_node *of = node->kid[AST_DOT_OF];
    qn_decl *outer = qn_find(s->module, of);
    bool nowhere = !outer && of->kind == AST_NAME && !s->locals;
    if (nowhere || (outer && outer->kind == QN_DECL_MODULE))
        return loose_name(s, node, NULL);
    if (qn_is_sequence_node(of))
        return qn_list_formula(s, node, NULL);
    qn_operand x = qn_formula(s, of, NULL);
    if (qn_is_failed(&x))
        return x;
    return x.type->kind == QN_KIND_LIST ? qn_list_formula(s, node, NULL)
                                        : qn_field_of(s, &x, node->kid[AST_DOT_NAME]);
}

/* A constant list; one without years holds no days that could be gone through. */
static qn_operand data_value(qn_scope *s, qn_decl *decl, const qn_node *at)
{
    const qn_operand *x = qn_data_operand(s->c, decl);
    if (!decl->failed && decl->node->op == AST_OP_EACH) {
        qn_report(s, QN_Q0933, at, 1, decl->name);
        return qn_failed(s);
    }
    return *x;
}

/* Warns of the name of a fact or rule in a `where` whose element, which has a name, has a field of
 * that name, too. Where the field is asked there as well, both are meant. */
static void find_field_left_out(qn_scope *s, const qn_node *node)
{
    if (!s->filtered || s->quiet || node->kind != AST_NAME ||
        s->filtered->value.type->kind != QN_KIND_RECORD ||
        !qn_record_find(s->filtered->value.type, node->text))
        return;
    const char *field = qn_arena_format(&s->c->scratch, "%s.%s", s->filtered->name, node->text);
    if (field && !strstr(qn_node_source(s->c, s->filter, 4096), field))
        qn_report(s, QN_Q0328, node, 2, node->text, field);
}

/* A name, looked up in the order of spec/semantics.md, chapter 4: parameters, values of the
 * choice that is wanted, facts and rules. */
static qn_operand value_of_name(qn_scope *s, const qn_node *node, const qn_type *wanted)
{
    qn_operand value;
    if (of_local(s, node, &value))
        return value;
    qn_decl *decl = qn_find(s->module, node);
    if (!decl && node->kind == AST_DOT)
        return field_of_value(s, node);
    if (wants_choice(wanted) && node->kind == AST_NAME) {
        bool found;
        value = choice_constant(s, wanted, node->text, &found);
        if (found)
            return value;
    }
    if (!decl)
        return loose_name(s, node, wanted);
    if (decl->kind == QN_DECL_MISSING)
        return qn_failed(s);
    if (decl->kind == QN_DECL_DATA)
        return data_value(s, decl, node);
    if (decl->kind != QN_DECL_FACT && decl->kind != QN_DECL_RULE) {
        qn_report(s, QN_Q0503, node, 3, decl->name, decl_words(decl), decl_help(decl));
        return qn_failed(s);
    }
    if (s->constant) {
        qn_report(s, QN_Q0610, node, 0);
        return qn_failed(s);
    }
    find_field_left_out(s, node);
    const qn_instance *carrier = s->instance ? s->instance->carrier : NULL;
    return decl->kind == QN_DECL_FACT ? fact_value(s, decl, node)
                                      : rule_value(s, decl, &s->today, carrier, node);
}

/* Behind a condition that asks whether it is there, what a name stands for is. */
static qn_operand name(qn_scope *s, const qn_node *node, const qn_type *wanted)
{
    qn_operand x = value_of_name(s, node, wanted);
    if (x.may & QN_MAY_BE_NONE && !x.none_constant && !x.list && qn_is_presumed(s, node))
        x.may &= (uint8_t)~QN_MAY_BE_NONE;
    return x;
}

/* The date of decision, or the D of `RULE on D`. */
static qn_operand today(qn_scope *s, const qn_node *node)
{
    if (s->constant) {
        qn_report(s, QN_Q0610, node, 0);
        return qn_failed(s);
    }
    qn_note_date(s);
    if (s->leaves)
        qn_leaf_add(s, "today", &s->today, QN_NONE_INDEX, QN_NONE_INDEX, "");
    return s->today;
}

/* `FACT on D`, of a fact over time. */
static qn_operand fact_on_date(qn_scope *s, qn_decl *decl, const qn_node *node)
{
    const qn_node *date = node->kid[AST_ON_DATE];
    const qn_operand *fact = qn_fact_operand(s->c, decl);
    if (!decl->failed && !decl->over_time) {
        qn_report(s, QN_Q0934, node, 1, decl->name);
        return qn_failed(s);
    }
    (void)fact;
    qn_note_fact(s, decl);
    qn_operand day = qn_present(s, qn_formula(s, date, s->c->date), date);
    day = qn_give(s, day, s->c->date, date);
    return decl->failed ? qn_failed(s) : qn_fact_on(s, decl, &day, node);
}

/* A date of a reading that is found where the rule is read: in a loop, in a definition, or in a
 * reading. */
static qn_operand read_here(qn_scope *s, qn_decl *decl, const qn_node *node)
{
    const qn_node *date = node->kid[AST_ON_DATE];
    qn_operand day = qn_present(s, qn_formula(s, date, s->c->date), date);
    day = qn_give(s, day, s->c->date, date);
    if (qn_is_failed(&day))
        return day;
    const qn_reading *reading = qn_reading_on(s, &day);
    return reading ? qn_read(s, decl, reading, node) : qn_failed(s);
}

/* True for a date that can be read wherever a rule is: a constant, a fact, the date of decision. */
static bool is_everywhere(const qn_operand *x)
{
    return x->constant || (x->reg & QN_REG_MASK) == QN_REG_FACT || x->reg == QN_REG_TODAY;
}

/*
 * The D of `RULE on D`. A date that has to be computed gets a hidden rule of its own, since both
 * this rule and the one that is read need it.
 */
static qn_operand reading_date(qn_scope *s, const qn_node *date, const qn_instance **carrier)
{
    qn_scope inner = *s;
    qn_instance *hidden = qn_instance_hidden(s, "date");
    uint32_t owner = s->c->builder.current, epoch = s->c->builder.epoch;
    *carrier = NULL;
    if (!hidden)
        return qn_failed(s);
    inner.instance = hidden;
    inner.leaves = NULL; /* what the date is made of is looked at there */
    inner.rule_row = hidden->row;
    inner.clause_row = QN_NONE_INDEX;
    qn_instance_enter(s->c, hidden);
    qn_operand day = qn_present(&inner, qn_formula(&inner, date, s->c->date), date);
    day = qn_give(&inner, day, s->c->date, date);
    s->c->builder.current = owner;
    s->c->builder.epoch = epoch;
    hidden->result = day;
    hidden->failed = qn_is_failed(&day);
    qn_instance_finish(s->c, hidden);
    if (!is_everywhere(&day))
        *carrier = hidden;
    if (hidden->dated && s->instance)
        s->instance->dated = true;
    qn_note_facts_of(s, hidden); /* which nobody needs where the date is a register of everybody */
    return day;
}

/* Whether a rule is a list, which has no one register that could be read. */
static bool is_list_rule(qn_scope *s, qn_decl *decl)
{
    qn_operand base = qn_base_today(s->c);
    const qn_instance *plain = qn_instance_get(s, decl, &base, NULL, decl->node);
    return plain && !plain->failed && plain->result.type->kind == QN_KIND_LIST;
}

/* `RULE on D`: the rule as if the case were decided on D. */
static qn_operand on_date(qn_scope *s, const qn_node *node)
{
    const qn_node *value = node->kid[AST_ON_VALUE], *date = node->kid[AST_ON_DATE];
    qn_decl *decl = qn_find(s->module, value);
    if (decl && decl->kind == QN_DECL_FACT && !s->constant)
        return fact_on_date(s, decl, node);
    if (!decl || decl->kind != QN_DECL_RULE) {
        if (!decl)
            qn_report_unknown(s, value);
        else if (decl->kind != QN_DECL_MISSING)
            qn_report(s, QN_Q0503, value, 3, decl->name, decl_words(decl),
                      "only a rule can be read on another date");
        return qn_failed(s);
    }
    if (s->constant) {
        qn_report(s, QN_Q0610, node, 0);
        return qn_failed(s);
    }
    if (s->locals || s->reading || s->c->loop || decl->each || is_list_rule(s, decl))
        return read_here(s, decl, node);
    const qn_instance *carrier;
    qn_operand day = reading_date(s, date, &carrier);
    return qn_is_failed(&day) ? day : rule_value(s, decl, &day, carrier, node);
}

/* ---- choosing */

/* Brings the two results of a choice to one type. */
static bool one_type(qn_scope *s, qn_operand *x, qn_operand *y, const qn_node *left,
                     const qn_node *right)
{
    if (qn_is_failed(x) || qn_is_failed(y))
        return false;
    if (qn_type_is_number(x->type) && qn_type_is_number(y->type))
        return same_unit(s, x, y, left, right, "given by one formula");
    if (qn_becomes_element(x->type, y->type))
        *x = qn_give(s, *x, y->type, left);
    *y = qn_give(s, *y, x->type, right);
    return !qn_is_failed(x) && !qn_is_failed(y);
}

/* Whether a choice between two values is one between sequences: lists that are gone through, or
 * that lie in cells in different ways. */
static bool chooses_list(const qn_operand *x, const qn_operand *y)
{
    if (qn_is_failed(x) || qn_is_failed(y) || x->type->kind != QN_KIND_LIST ||
        y->type->kind != QN_KIND_LIST)
        return false;
    return x->list || y->list || x->type != y->type;
}

/* `if C then A else B`. The first side tells the second which choice is meant, unless the place
 * does. */
static qn_operand conditional(qn_scope *s, const qn_node *node, const qn_type *wanted)
{
    const qn_node *left = node->kid[AST_IF_THEN], *right = node->kid[AST_IF_ELSE];
    const qn_node *asked = node->kid[AST_IF_CONDITION];
    qn_operand condition = qn_condition(s, asked);
    qn_scope then = *s, otherwise = *s;
    qn_presume(&then, asked, true);
    qn_presume(&otherwise, asked, false);
    qn_operand x = qn_formula(&then, left, wanted);
    qn_operand y = qn_formula(&otherwise, right, wanted || qn_is_failed(&x) ? wanted : x.type);
    if (!qn_is_failed(&condition) && chooses_list(&x, &y))
        return qn_list_choice(s, node, &condition, &x, &y);
    if (qn_is_failed(&condition) || !one_type(s, &x, &y, left, right))
        return qn_failed(s);
    return with_type(qn_select(&s->c->builder, &condition, &x, &y), x.type);
}

/* `A otherwise B`: here A may be none, in a gate also where another gate asks for it. */
static qn_operand fallback(qn_scope *s, const qn_node *node, const qn_type *wanted)
{
    const qn_node *left = node->kid[AST_OTHERWISE_VALUE];
    const qn_node *right = node->kid[AST_OTHERWISE_FALLBACK];
    qn_scope first = *s;
    first.falls_back = true;
    qn_operand x = qn_formula(&first, left, wanted);
    qn_operand y = qn_formula(s, right, x.type->failed ? wanted : x.type);
    if (chooses_list(&x, &y))
        return qn_list_otherwise(s, node, &x, &y);
    if (!one_type(s, &x, &y, left, right))
        return qn_failed(s);
    return with_type(qn_otherwise(&s->c->builder, &x, &y), x.type);
}

/* The lesser or greater of what there is so far and one value more. */
static qn_operand extreme_with(qn_scope *s, qn_operand x, const qn_node *left, const qn_node *right,
                               bool greater)
{
    qn_operand y = qn_present(s, qn_formula(s, right, x.type), right);
    if (qn_is_failed(&x) || qn_is_failed(&y) || !one_type(s, &x, &y, left, right))
        return qn_failed(s);
    if (!has_order(x.type)) {
        qn_report(s, QN_Q0606, left, 2, qn_type_words(s->c, x.type), "compare numbers or dates");
        return qn_failed(s);
    }
    qn_operand r = greater ? qn_greater(&s->c->builder, &x, &y) : qn_lesser(&s->c->builder, &x, &y);
    return with_type(r, x.type);
}

/* `the lesser of a and b`, `min(a, b)`, and the greater. */
static qn_operand lesser_or_greater(qn_scope *s, const qn_node *left, const qn_node *right,
                                    bool greater)
{
    qn_operand x = qn_present(s, qn_formula(s, left, NULL), left);
    return extreme_with(s, x, left, right, greater);
}

/* min and max of more than two. */
static qn_operand extreme_of_all(qn_scope *s, const qn_node *arguments, bool greater)
{
    qn_operand x = qn_present(s, qn_formula(s, arguments->kid[0], NULL), arguments->kid[0]);
    for (uint32_t i = 1; i < arguments->count && !qn_is_failed(&x); i++)
        x = extreme_with(s, x, arguments->kid[0], arguments->kid[i], greater);
    return x;
}

/* ---- calls */

/* "1 argument", "2 arguments" */
static const char *count_words(qn_compiler *c, uint32_t count, const char *one)
{
    const char *text = qn_arena_format(&c->scratch, "%u %s%s", count, one, count == 1 ? "" : "s");
    return text ? text : "";
}

/* Whether a call has as many arguments as it needs; a message shows the pattern of such a call. */
static bool argument_count(qn_scope *s, const qn_node *node, uint32_t wanted, const char *pattern)
{
    uint32_t count = node->kid[AST_CALL_ARGUMENTS]->count;
    if (count == wanted)
        return true;
    qn_report(s, QN_Q0504, node, 4, qn_dotted_text(s->c, node->kid[AST_CALL_NAME]),
              count_words(s->c, wanted, "argument"), count_words(s->c, count, "argument"), pattern);
    return false;
}

static qn_operand absolute(qn_scope *s, const qn_node *value)
{
    qn_operand x = a_number(s, value, NULL);
    return qn_is_failed(&x) ? x : with_type(qn_absolute(&s->c->builder, &x), x.type);
}

/* Functions of the language; a declaration of the file goes before them. */
static qn_operand built_in(qn_scope *s, const qn_node *node, const qn_type *wanted)
{
    const char *called = qn_dotted_text(s->c, node->kid[AST_CALL_NAME]);
    const qn_node *arguments = node->kid[AST_CALL_ARGUMENTS];
    bool lesser = !strcmp(called, "min"), greater = !strcmp(called, "max");
    if ((lesser || greater) && arguments->count > 2)
        return extreme_of_all(s, arguments, greater);
    if (lesser || greater)
        return argument_count(s, node, 2, lesser ? "min(a, b)" : "max(a, b)")
                   ? lesser_or_greater(s, arguments->kid[0], arguments->kid[1], greater)
                   : qn_failed(s);
    if (!strcmp(called, "abs"))
        return argument_count(s, node, 1, "abs(a)") ? absolute(s, arguments->kid[0]) : qn_failed(s);
    if (!strcmp(called, "date"))
        return argument_count(s, node, 3, "date(year, month, day)")
                   ? qn_formula_date(s, node, wanted)
                   : qn_failed(s);
    qn_report(s, QN_Q0508, node->kid[AST_CALL_NAME], 1, called);
    return qn_failed(s);
}

/* name(a, b): how a definition is called. */
static const char *call_pattern(qn_scope *s, const qn_decl *decl)
{
    const qn_node *parameters = decl->node->kid[AST_DEFINE_PARAMETERS];
    const char *text = decl->name;
    for (uint32_t i = 0; i < parameters->count && text; i++)
        text = qn_arena_format(&s->c->scratch, "%s%s%s", text, i ? ", " : "(",
                               parameters->kid[i]->kid[AST_PARAMETER_NAME]->text);
    text = text ? qn_arena_format(&s->c->scratch, "%s)", text) : NULL;
    return text ? text : "";
}

/* The mistakes of a body have been said where it stands, but for those that only these arguments
 * make: it is understood once more to say them. */
static qn_operand body_with_arguments(qn_scope *s, qn_scope *inner, const qn_decl *decl)
{
    uint32_t said = s->c->diagnostics.error_count;
    qn_operand x = qn_body(inner, decl->node, NULL);
    if (!qn_is_failed(&x) || s->quiet || said != s->c->diagnostics.error_count)
        return x;
    inner->quiet = false;
    return qn_body(inner, decl->node, NULL);
}

/* Understands an argument where the call stands, gives it to the type of its parameter, and lets
 * the body know it by that name. False where it is mistaken; the other arguments are still
 * understood. */
static bool bind_argument(qn_scope *s, qn_scope *inner, const qn_node *parameter,
                          const qn_node *value)
{
    qn_scope there = {.c = s->c, .module = inner->module, .constant = true, .quiet = true};
    const char *called = parameter->kid[AST_PARAMETER_NAME]->text;
    const qn_node *type_node = parameter->kid[AST_PARAMETER_TYPE];
    const qn_type *type = qn_type_of_node(&there, type_node, called);
    qn_local *local = qn_arena_take(&s->c->scratch, sizeof *local);
    qn_scope in = *s;
    in.stored = s->stored ? s->stored : qn_stored_new(s);
    qn_operand x = qn_formula(&in, value, type);
    if (type_node->kind != AST_TYPE_OR_NONE)
        x = qn_present(s, x, value);
    x = qn_give(&in, x, type, value);
    if (!local || qn_is_failed(&x))
        return false;
    *local = (qn_local){.outer = inner->locals, .name = called, .value = x};
    inner->locals = local;
    return true;
}

/* A definition that is a list is gone through where the list is, with the same arguments. */
static qn_operand list_of_call(qn_scope *s, const qn_scope *inner, const qn_decl *decl,
                               const qn_operand *value)
{
    qn_recipe *recipe = qn_arena_take(&s->c->arena, sizeof *recipe);
    if (!recipe)
        return qn_failed(s);
    *recipe = (qn_recipe){.scope = *inner, .node = decl->node, .body = true};
    recipe->scope.stored = qn_stored_new(s);
    return (qn_operand){.type = value->type,
                        .reg = QN_NONE_INDEX,
                        .den = qn_wide_from_i64(1),
                        .may = value->may,
                        .list = recipe};
}

/* Takes a definition in: its body, with its parameters standing for the arguments. */
static qn_operand call_define(qn_scope *s, const qn_node *node, qn_decl *decl)
{
    const qn_node *parameters = decl->node->kid[AST_DEFINE_PARAMETERS];
    const qn_node *arguments = node->kid[AST_CALL_ARGUMENTS];
    if (!argument_count(s, node, parameters->count, call_pattern(s, decl)))
        return qn_failed(s);
    if (decl->failed || s->depth >= QN_NESTING_MAX || s->c->inlined >= QN_INLINED_MAX) {
        if (!decl->failed && !s->c->builder.too_large)
            qn_report_at(s->c, QN_Q0909, node->span, 0);
        s->c->builder.too_large = true;
        return qn_failed(s);
    }
    qn_scope inner = {.c = s->c,
                      .module = decl->module,
                      .instance = s->instance,
                      .today = s->today,
                      .months = decl->module->months,
                      .constant = s->constant,
                      .quiet = true,
                      .reading = s->reading,
                      .numbers = s->numbers,
                      .depth = s->depth + 1,
                      .rule_row = s->rule_row,
                      .clause_row = s->clause_row};
    bool sound = true;
    for (uint32_t i = 0; i < parameters->count; i++)
        sound = bind_argument(s, &inner, parameters->kid[i], arguments->kid[i]) && sound;
    s->c->inlined++;
    qn_operand x = sound ? body_with_arguments(s, &inner, decl) : qn_failed(s);
    return qn_is_failed(&x) || x.type->kind != QN_KIND_LIST ? x : list_of_call(s, &inner, decl, &x);
}

/* A call is a definition's, or one of the language's functions. */
static qn_operand call(qn_scope *s, const qn_node *node, const qn_type *wanted)
{
    qn_decl *decl = qn_find(s->module, node->kid[AST_CALL_NAME]);
    if (!decl)
        return built_in(s, node, wanted);
    if (decl->kind == QN_DECL_DEFINE)
        return call_define(s, node, decl);
    if (decl->kind != QN_DECL_MISSING)
        qn_report(s, QN_Q0508, node->kid[AST_CALL_NAME], 1, decl->name);
    return qn_failed(s);
}

/* ---- logic */

/* `and` and `or` of all parts. Every part is understood, whatever is wrong with the others. */
static qn_operand logic(qn_scope *s, const qn_node *node)
{
    bool is_and = node->kind == AST_AND;
    const qn_node *first = node->kid[0];
    const qn_local *list = first->kind == AST_NAME ? qn_local_find(s, first->text) : NULL;
    if (is_and && list && list->grows)
        return qn_append_to_list(s, node, list);
    qn_scope inner = *s;
    qn_operand r = qn_integer(&s->c->builder, s->c->boolean, is_and);
    bool sound = true;
    for (uint32_t i = 0; i < node->count; i++) {
        qn_operand x = qn_condition(&inner, node->kid[i]);
        qn_presume(&inner, node->kid[i], is_and);
        if (qn_is_failed(&x))
            sound = false;
        else
            r = is_and ? qn_and(&s->c->builder, &r, &x) : qn_or(&s->c->builder, &r, &x);
    }
    return sound ? r : qn_failed(s);
}

qn_operand qn_condition(qn_scope *s, const qn_node *node)
{
    qn_operand x = qn_formula(s, node, s->c->boolean);
    if (qn_is_failed(&x))
        return x;
    if (qn_is_span(&x)) {
        qn_report(s, QN_Q0614, node, 0);
        return qn_failed(s);
    }
    if (x.type->kind != QN_KIND_BOOLEAN) {
        qn_report(s, QN_Q0605, node, 2, qn_type_words(s->c, x.type), short_text(s, node));
        return qn_failed(s);
    }
    return qn_present(s, x, node);
}

/* Here a value may be none, and is asked about it. */
static qn_operand is_none(qn_scope *s, const qn_node *node)
{
    qn_operand x = qn_formula(s, node->kid[AST_IS_NONE_VALUE], NULL);
    if (x.list)
        x = qn_list_presence(s, &x, node->kid[AST_IS_NONE_VALUE]);
    if (qn_is_failed(&x))
        return x;
    qn_operand r = qn_is_none(&s->c->builder, s->c->boolean, &x);
    return node->op == AST_OP_IS_NOT ? qn_not(&s->c->builder, &r) : r;
}

static bool wants_set(const qn_type *wanted)
{
    return wanted && wanted->kind == QN_KIND_SET;
}

/* A list of values of a choice is a set where one is wanted. */
static qn_operand set_value(qn_scope *s, const qn_node *node, const qn_type *wanted)
{
    const qn_node *items = node->kid[AST_LIST_VALUE_ITEMS];
    int64_t mask = 0;
    qn_type element = *wanted;
    element.kind = QN_KIND_CHOICE;
    for (uint32_t i = 0; i < items->count; i++) {
        qn_operand value = qn_constant_formula(s, items->kid[i], qn_type_new(s->c, &element));
        if (qn_is_failed(&value))
            return value;
        mask |= INT64_C(1) << qn_wide_to_i64(value.low.num);
    }
    return qn_integer(&s->c->builder, wanted, mask);
}

/* A text is the number of its string. */
static qn_operand text_value(qn_scope *s, const qn_node *node)
{
    return qn_integer(&s->c->builder, s->c->text,
                      qn_string_n(&s->c->builder, node->text, node->length));
}

/* One case for each kind of formula. `wanted` is handed on only where the part stands at the
 * same place as the whole. */
qn_operand qn_formula(qn_scope *s, const qn_node *node, const qn_type *wanted)
{
    qn_scope plain;
    if (s->elements) { /* they are of the sequence round it */
        plain = *s;
        plain.elements = NULL;
        s = &plain;
    }
    if (node->kind == AST_LIST_VALUE && wants_set(wanted))
        return set_value(s, node, wanted);
    if (qn_is_sequence_node(node))
        return qn_list_formula(s, node, wanted);
    switch (node->kind) {
    case AST_NUMBER:
        return qn_number(&s->c->builder, s->c->bare, qn_number_of_text(s, node));
    case AST_PERCENT:
        return percentage(s, node);
    case AST_QUANTITY:
        return quantity(s, node);
    case AST_DURATION:
        return duration(s, node);
    case AST_DATE:
        return date_literal(s, node);
    case AST_CLOCK:
        return clock_literal(s, node);
    case AST_STRING:
        return text_value(s, node);
    case AST_YES:
    case AST_NO:
        return qn_integer(&s->c->builder, s->c->boolean, node->kind == AST_YES);
    case AST_TODAY:
        return today(s, node);
    case AST_NAME:
    case AST_DOT:
        return name(s, node, wanted);
    case AST_RECORD:
        return qn_is_entity(wanted) && !s->constant ? qn_element_value(s, node, wanted)
                                                    : qn_record_value(s, node);
    case AST_AGGREGATE:
    case AST_RANK:
    case AST_CARRY:
    case AST_PICK:
        return qn_formula_list(s, node);
    case AST_WITH:
        return qn_formula_with(s, node);
    case AST_SUM:
        return chain(s, node, wanted, add_term);
    case AST_PRODUCT:
        return chain(s, node, NULL, multiply_term);
    case AST_NEGATE:
        return negation(s, node, wanted);
    case AST_AND:
    case AST_OR:
        return logic(s, node);
    case AST_NOT: {
        qn_operand x = qn_condition(s, node->kid[AST_NOT_VALUE]);
        return qn_is_failed(&x) ? x : qn_not(&s->c->builder, &x);
    }
    case AST_COMPARE:
        return comparison(s, node);
    case AST_IS_NONE:
        return is_none(s, node);
    case AST_IN:
        return membership(s, node);
    case AST_HAS:
        return holding(s, node);
    case AST_IF:
        return conditional(s, node, wanted);
    case AST_OTHERWISE:
        return fallback(s, node, wanted);
    case AST_ROUNDED:
        return qn_rounded(s, qn_formula(s, node->kid[AST_ROUNDED_VALUE], wanted), node);
    case AST_CALL:
        return call(s, node, wanted);
    case AST_ON:
        return on_date(s, node);
    case AST_INVERSE:
        return qn_inverse(s, node);
    case AST_CHOOSE:
        return lesser_or_greater(s, node->kid[AST_CHOOSE_LEFT], node->kid[AST_CHOOSE_RIGHT],
                                 node->op == AST_OP_GREATER);
    default:
        return qn_formula_date(s, node, wanted);
    }
}
