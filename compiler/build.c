/*
 * build.c - the constructors behind the actions of the grammar.
 */
#include "build.h"

#include <string.h>

#include "parse.h"

#define KIDS(...)                                                                                  \
    (uint32_t)(sizeof((qn_node *[]){__VA_ARGS__}) / sizeof(qn_node *)), (qn_node *const[])         \
    {                                                                                              \
        __VA_ARGS__                                                                                \
    }

/* ---- spans */

qn_span qn_build_join(qn_span first, qn_span last)
{
    if (qn_build_is_empty(last)) {
        return first;
    }
    return qn_build_is_empty(first) ? last : (qn_span){first.source, first.begin, last.end};
}

/* The place of a part that may be absent. */
static qn_span span_of(const qn_node *node)
{
    return node == NULL ? (qn_span){0, 0, 0} : node->span;
}

static qn_span span_between(const qn_node *first, const qn_node *last)
{
    return qn_build_join(span_of(first), span_of(last));
}

/* ---- nodes and lists */

/* Says once per file that a tree is too deep. It is not used then, so that a walk may recurse. */
static qn_node *check_depth(qn_builder *b, qn_node *node)
{
    if (node != NULL && node->depth > QN_AST_DEPTH_MAX && !b->is_too_deep) {
        b->is_too_deep = true;
        qn_diagnostic_add(b->diagnostics, QN_Q0902, node->span, 0, NULL);
    }
    return node;
}

qn_node *qn_build_node(qn_builder *b, qn_node_kind kind, unsigned op, qn_span span, uint32_t count,
                       qn_node *const kids[])
{
    return check_depth(b, qn_node_new(b->arena, kind, op, span, count, kids));
}

qn_node *qn_build_leaf(qn_builder *b, qn_node_kind kind, unsigned op, qn_span span)
{
    return qn_node_new(b->arena, kind, op, span, 0, NULL);
}

/* The text comes from the source, since keywords carry no value. */
qn_node *qn_build_word(qn_builder *b, qn_span span)
{
    return qn_node_leaf(b->arena, AST_NAME, 0, span, b->source->bytes + span.begin,
                        span.end - span.begin);
}

/* Leaves are made by the lexer before anybody knows what they stand for, so they change kind. */
qn_node *qn_build_recast(qn_node *leaf, qn_node_kind kind, qn_span span)
{
    if (leaf != NULL) {
        leaf->kind = (uint8_t)kind;
        leaf->op = AST_OP_PLAIN;
        leaf->span = span;
    }
    return leaf;
}

qn_node *qn_build_qualified(qn_node *unit, unsigned op, qn_span span)
{
    unit = qn_build_recast(unit, AST_MEASURE_WORD, span);
    if (unit != NULL) {
        unit->op = (uint8_t)op;
    }
    return unit;
}

unsigned qn_build_op(const qn_node *leaf)
{
    return leaf == NULL ? AST_OP_PLAIN : leaf->op;
}

/* The bound keeps the cost of joining many words in proportion to the text. */
qn_node *qn_build_joined(qn_builder *b, qn_node *left, const char *between, const qn_node *right)
{
    if (left == NULL || right == NULL) {
        return NULL;
    }
    qn_span span = span_between(left, right);
    if (left->length + right->length > QN_NAME_MAX) {
        qn_diagnostic_add(b->diagnostics, QN_Q0903, span, 0, NULL);
        return NULL;
    }
    char *text = qn_arena_format(b->arena, "%s%s%s", left->text, between, right->text);
    if (text == NULL) {
        return NULL;
    }
    return qn_node_leaf(b->arena, (qn_node_kind)left->kind, left->op, span, text,
                        (uint32_t)strlen(text));
}

qn_node *qn_build_list(qn_builder *b, qn_span span, qn_node *part)
{
    qn_node *list = qn_node_new(b->arena, AST_LIST, 0, span, 0, NULL);
    return part == NULL ? list : qn_node_append(b->arena, list, part);
}

/* Depth is looked at here too, since a list gets deeper with its parts. */
qn_node *qn_build_append(qn_builder *b, qn_node *list, qn_node *part)
{
    return part == NULL ? list : check_depth(b, qn_node_append(b->arena, list, part));
}

qn_node *qn_build_concat(qn_builder *b, qn_node *list, const qn_node *more)
{
    for (uint32_t i = 0; more != NULL && i < more->count; i++) {
        list = qn_build_append(b, list, more->kid[i]);
    }
    return list;
}

qn_node *qn_build_prepend(qn_builder *b, qn_node *part, const qn_node *list, qn_span span)
{
    qn_node *whole = qn_build_concat(b, qn_build_list(b, span, part), list);
    if (whole != NULL) {
        whole->span = span;
    }
    return whole;
}

qn_node *qn_build_accepted(qn_builder *b, qn_node *accept)
{
    if (b->acceptances == NULL && accept != NULL) {
        b->acceptances = qn_build_list(b, accept->span, NULL);
    }
    b->acceptances = qn_build_append(b, b->acceptances, accept);
    return NULL;
}

/* ---- formulas */

/* Whether `part` can be taken into the chain `left`: of its kind, and not closed by a bracket. */
static bool is_open_chain(const qn_node *left, qn_node_kind kind)
{
    return left != NULL && left->kind == kind && left->op != AST_OP_BRACKETED;
}

qn_node *qn_build_chain(qn_builder *b, qn_node_kind kind, qn_node *left, qn_node *right)
{
    if (is_open_chain(left, kind)) {
        return qn_build_append(b, left, right);
    }
    return qn_build_node(b, kind, 0, span_between(left, right), KIDS(left, right));
}

/* Every term but the first carries its operator; a - b + c is one flat SUM. */
qn_node *qn_build_term(qn_builder *b, qn_node_kind kind, unsigned op, qn_node *left, qn_node *right,
                       qn_span sign)
{
    qn_node *term =
        qn_build_node(b, AST_TERM, op, qn_build_join(sign, span_of(right)), KIDS(right));
    return qn_build_chain(b, kind, left, term);
}

qn_node *qn_build_bracketed(qn_node *node, qn_span span)
{
    if (node != NULL) {
        node->span = span;
        if (node->kind == AST_SUM || node->kind == AST_PRODUCT || node->kind == AST_AND ||
            node->kind == AST_OR) {
            node->op = AST_OP_BRACKETED;
        }
    }
    return node;
}

/* Fills in the parts that a node was built without, and keeps its depth. */
static qn_node *fill(qn_node *node, uint32_t slot, qn_node *part, qn_span span)
{
    if (node != NULL) {
        node->kid[slot] = part;
        node->span = span;
        if (part != NULL && part->depth >= node->depth && part->depth < UINT16_MAX) {
            node->depth = (uint16_t)(part->depth + 1);
        }
    }
    return node;
}

qn_node *qn_build_rounded(qn_node *rounding, qn_node *value, qn_span span)
{
    return fill(rounding, AST_ROUNDED_VALUE, value, span);
}

/* Writes out a number as it stands, for messages. */
static const char *words_of(const qn_node *node)
{
    return node == NULL ? "" : node->text;
}

/* `percent` is a type and no unit: with a number it can only mean the sign. */
qn_node *qn_build_quantity(qn_builder *b, qn_node *number, qn_node *measure, qn_span span)
{
    if (measure != NULL && measure->count == 1 && strcmp(measure->kid[0]->text, "percent") == 0) {
        const char *text = words_of(number);
        qn_diagnostic *diagnostic = qn_diagnostic_add(b->diagnostics, QN_Q0211, span, 1, &text);
        const char *mended = qn_arena_format(b->arena, "%s%%", text);
        qn_diagnostic_fix(diagnostic, span, mended == NULL ? "" : mended);
    }
    return qn_build_node(b, AST_QUANTITY, 0, span, KIDS(number, measure));
}

/* A number with a unit of one word. */
static qn_node *simple_quantity(qn_builder *b, qn_node *number, qn_node *unit)
{
    qn_node *measure = qn_build_node(b, AST_MEASURE, 0, span_of(unit), KIDS(unit));
    return qn_build_node(b, AST_QUANTITY, 0, span_between(number, unit), KIDS(number, measure));
}

qn_node *qn_build_duration(qn_builder *b, qn_node *first, qn_node *first_unit, qn_node *second,
                           qn_node *second_unit, qn_span span)
{
    return qn_build_node(
        b, AST_DURATION, 0, span,
        KIDS(simple_quantity(b, first, first_unit), simple_quantity(b, second, second_unit)));
}

/* A number, with or without a unit: what the ends of a band look like. */
static bool is_figure(const qn_node *node)
{
    return node != NULL &&
           (node->kind == AST_NUMBER || node->kind == AST_QUANTITY || node->kind == AST_PERCENT);
}

/* The source text of a node, for messages. */
static const char *source_text(qn_builder *b, const qn_node *node)
{
    qn_span span = span_of(node);
    const char *text =
        qn_arena_copy(b->arena, b->source->bytes + span.begin, span.end - span.begin);
    return text == NULL ? "" : text;
}

/* Says that low and high are not joined by ".." but by something else. */
static void report_band(qn_builder *b, const qn_node *value, const char *found, const qn_node *low,
                        const qn_node *high)
{
    const char *mended =
        qn_arena_format(b->arena, "%s..%s", source_text(b, low), source_text(b, high));
    const char *arguments[] = {found, mended == NULL ? "" : mended};
    qn_diagnostic *diagnostic =
        qn_diagnostic_add(b->diagnostics, QN_Q0210, value->span, 2, arguments);
    qn_diagnostic_fix(diagnostic, value->span, arguments[1]);
}

/* Explains `5-10` and `5 to 10`, which the grammar would take for a difference and a period. */
qn_node *qn_build_band_value(qn_builder *b, qn_node *value)
{
    if (value == NULL || value->count != 2) {
        return value;
    }
    const qn_node *low = value->kid[0];
    const qn_node *high = value->kid[1];
    if (value->kind == AST_PERIOD && is_figure(low) && is_figure(high)) {
        report_band(b, value, value->op == AST_OP_TO ? "`to`" : "`through`", low, high);
    } else if (value->kind == AST_SUM && value->op != AST_OP_BRACKETED && is_figure(low) &&
               high != NULL && high->op == AST_OP_SUBTRACT && is_figure(high->kid[0])) {
        report_band(b, value, "a minus sign", low, high->kid[0]);
    }
    return value;
}

qn_node *qn_build_aggregate(qn_node *aggregated, unsigned op, qn_span span)
{
    if (aggregated != NULL) {
        aggregated->op = (uint8_t)op;
        aggregated->span = span;
    }
    return aggregated;
}

qn_node *qn_build_carry_each(qn_node *carry, qn_span span)
{
    return qn_build_aggregate(carry, AST_OP_EACH, span);
}

/* `S after first N sorted by K` sorts before it counts. */
qn_node *qn_build_sorted_rest(qn_builder *b, qn_node *sequence, qn_node *count, unsigned op,
                              qn_node *key, qn_span span)
{
    qn_node *sorted = qn_build_node(b, AST_SORTED, op, span, KIDS(sequence, key));
    return qn_build_node(b, AST_AFTER_FIRST, 0, span, KIDS(sorted, count));
}

qn_node *qn_build_edge_day(qn_builder *b, unsigned op, qn_node *unit, qn_node *value, qn_span span)
{
    unit = qn_build_recast(unit, AST_MEASURE_WORD, span_of(unit));
    return qn_build_node(b, AST_EDGE_DAY, op, span, KIDS(unit, value));
}

/* Only days can be working ones. */
qn_node *qn_build_working_span(qn_builder *b, unsigned unit, qn_span unit_span, qn_node *from,
                               qn_node *to, qn_span span)
{
    if (unit != AST_OP_DAYS) {
        const char *arguments[] = {source_text(b, &(qn_node){.span = unit_span}),
                                   "a span of working days", "`days`"};
        qn_diagnostic_add(b->diagnostics, QN_Q0201, unit_span, 3, arguments);
    }
    return qn_build_node(b, AST_SPAN, AST_OP_WORKING_DAYS, span, KIDS(from, to));
}

qn_node *qn_build_counted_back(qn_builder *b, unsigned op, qn_node *period, qn_span first,
                               qn_span last, qn_span span)
{
    qn_node *units =
        qn_build_node(b, AST_COMPLETE_UNITS_OF, op, qn_build_join(first, last), KIDS(period));
    return qn_build_node(b, AST_COUNTED_BACK, 0, span, KIDS(units));
}

/* ---- types */

qn_node *qn_build_over_time_or_none(qn_builder *b, qn_node *type, qn_span time, qn_span span)
{
    qn_node *over =
        qn_build_node(b, AST_TYPE_OVER_TIME, 0, qn_build_join(span_of(type), time), KIDS(type));
    return qn_build_node(b, AST_TYPE_OR_NONE, 0, span, KIDS(over));
}

/* ---- rules and clauses */

/* A formula that begins with a minus sign is added, sign and all. */
qn_node *qn_build_effect(qn_builder *b, qn_node *formula, qn_span span)
{
    bool is_signed = !qn_build_is_empty(span) && b->source->bytes[span.begin] == '-';
    return qn_build_node(b, AST_EFFECT, is_signed ? AST_OP_ADD : AST_OP_VALUE, span, KIDS(formula));
}

/* A clause without a label, which is put in later. */
static qn_node *clause(qn_builder *b, qn_node *left, qn_node *effect, qn_node *trailers,
                       qn_span span)
{
    return qn_build_node(b, AST_CLAUSE, 0, span, KIDS(NULL, left, effect, trailers));
}

qn_node *qn_build_left_when(qn_builder *b, qn_node *condition, qn_span word)
{
    return qn_build_node(b, AST_LEFT_WHEN, 0, qn_build_join(word, span_of(condition)),
                         KIDS(condition));
}

qn_node *qn_build_left_match(qn_builder *b, qn_node *subject, qn_node *values)
{
    qn_span span = subject == NULL ? span_of(values) : span_between(subject, values);
    return qn_build_node(b, AST_LEFT_MATCH, 0, span, KIDS(subject, values));
}

qn_node *qn_build_base(qn_builder *b, qn_span word, qn_node *effect, qn_node *trailers,
                       qn_span span)
{
    return clause(b, qn_build_leaf(b, AST_LEFT_BASE, 0, word), effect, trailers, span);
}

qn_node *qn_build_dated_base(qn_builder *b, qn_node *interval, qn_node *effect, qn_node *trailers,
                             qn_span span)
{
    if (interval != NULL) {
        interval->op = AST_OP_BASE;
    }
    return clause(b, interval, effect, trailers, span);
}

qn_node *qn_build_only_when(qn_builder *b, qn_node *condition, qn_node *trailers, qn_span word,
                            qn_span span)
{
    qn_node *left = qn_build_node(b, AST_LEFT_ONLY_WHEN, 0, qn_build_join(word, span_of(condition)),
                                  KIDS(condition));
    return clause(b, left, NULL, trailers, span);
}

/* The left side is empty and stands before the effect. */
qn_node *qn_build_always(qn_builder *b, qn_node *effect, qn_node *trailers, qn_span span)
{
    qn_span before = {span.source, span.begin, span.begin};
    return clause(b, qn_build_leaf(b, AST_LEFT_ALWAYS, 0, before), effect, trailers, span);
}

qn_node *qn_build_bound(qn_builder *b, unsigned op, qn_span word, qn_node *formula,
                        qn_node *trailers, qn_span span)
{
    qn_span place = qn_build_join(word, span_of(formula));
    return qn_build_always(b, qn_build_node(b, AST_EFFECT, op, place, KIDS(formula)), trailers,
                           span);
}

qn_node *qn_build_several(qn_builder *b, unsigned op, qn_span several, qn_span apply, qn_span which,
                          qn_node *trailers, qn_span span)
{
    qn_node *left = qn_build_leaf(b, AST_LEFT_SEVERAL, 0, qn_build_join(several, apply));
    qn_node *effect = qn_build_node(b, AST_EFFECT, op, which, KIDS(NULL));
    return clause(b, left, effect, trailers, span);
}

/* The label is the first part of a clause, a block, a table and a scale alike. */
qn_node *qn_build_labelled(qn_node *clause_or_block, qn_node *label, qn_span span)
{
    return fill(clause_or_block, AST_CLAUSE_LABEL, label, span);
}

qn_node *qn_build_block(qn_node *block, qn_node *body, qn_span span)
{
    return fill(block, AST_BLOCK_BODY, body, span);
}

/* The citations of a clause that heads a block of others; they hold for those as well. */
static qn_node *citations_of(qn_builder *b, const qn_node *head, qn_span span)
{
    qn_node *citations = qn_build_list(b, (qn_span){span.source, span.begin, span.begin}, NULL);
    const qn_node *trailers = head == NULL ? NULL : head->kid[AST_CLAUSE_TRAILERS];
    for (uint32_t i = 0; trailers != NULL && i < trailers->count; i++) {
        if (trailers->kid[i]->kind == AST_CITATION) {
            citations = qn_build_append(b, citations, trailers->kid[i]);
        }
    }
    return citations;
}

/* A rule whose first line has clauses, and perhaps more of them indented below. */
qn_node *qn_build_rule_line(qn_builder *b, qn_node *line, qn_node *more, qn_span span)
{
    bool is_head = more != NULL && line != NULL && line->count == 1;
    qn_node *citations = citations_of(b, is_head ? line->kid[0] : NULL, span);
    return qn_build_node(b, AST_RULE, 0, span,
                         KIDS(NULL, NULL, citations, qn_build_concat(b, line, more)));
}

qn_node *qn_build_named(qn_node *rule, qn_node *name, qn_node *type, qn_span span)
{
    fill(rule, AST_RULE_NAME, name, span);
    return fill(rule, AST_RULE_TYPE, type, span);
}

/* A definition has the parts of a rule and its parameters behind them. */
qn_node *qn_build_define(qn_builder *b, qn_node *rule, qn_node *name, qn_node *parameters,
                         qn_node *type, qn_span span)
{
    if (rule == NULL) {
        return NULL;
    }
    return qn_build_node(
        b, AST_DEFINE, 0, span,
        KIDS(name, type, rule->kid[AST_RULE_TRAILERS], rule->kid[AST_RULE_BODY], parameters));
}
