/*
 * rule.c - the value of a rule from its clauses, always in one order: gates, value, additions,
 * multiplications, floors, caps, rounding. The order in which the clauses are written has no
 * meaning.
 *
 * Clauses that exclude each other, the rows of one band with one effect, are gathered into one
 * contribution; every other clause is a contribution of its own.
 *
 * The method is spec/semantics.md, chapter 10; what conflicts and how errors of clauses meet is
 * spec/unknown.md, section 3. Every value is emitted whether it will count or not: the choice
 * between them is made when the program runs.
 */
#include "clause.h"
#include "stream.h"

#include <stdlib.h>
#include <string.h>

#include "date.h"
#include "decimal.h"

/*
 * What applies together: a condition, and the value that it then gives. Of the rows of a band the
 * value is right for every row, since the rows that are not meant give a neutral one; `row` tells
 * them apart where that must be known.
 */
typedef struct contribution {
    qn_operand condition; /* without the row */
    qn_operand value;
    const bool *rows;        /* of a band: which of its rows are meant, the last for none of them */
    const qn_clause *clause; /* one of its clauses, for overriding and dates */
    uint32_t number;         /* of that clause */
    const char *text;        /* of that clause, where they are put in order by it */
    const qn_node *at;
} contribution;

/* A rule whose value is being put together. Once `failed` is set, a message has been given or
 * memory is out, and nothing is emitted any more that must make sense. */
typedef struct assembly {
    qn_scope *s;
    qn_builder *b;
    qn_body_parts parts;
    const qn_node *rule;
    const qn_type *type;
    const char *name;
    bool failed;
    qn_growing lists;    /* of a rule that is a list: the rows of SEQ that its clauses give */
    qn_stream list;      /* one of them */
    bool own;            /* clauses are recorded for explanations */
    qn_operand limited;  /* what limits have left, where it is rounded then; without a type else */
    bool coin_by_clause; /* some clauses round themselves, so each of the others is rounded alone */
} assembly;

static uint32_t clause_count(const assembly *a)
{
    return a->parts.clauses.count;
}

static qn_clause *clause_at(const assembly *a, uint32_t i)
{
    return QN_CLAUSE(&a->parts, i);
}

static qn_operand truth(const assembly *a, bool value)
{
    return qn_integer(a->b, a->s->c->boolean, value);
}

/* ---- what a clause gives */

/* Understands the value of a clause once; its type is not yet that of the rule. */
static const qn_operand *raw_value(assembly *a, qn_clause *clause)
{
    qn_scope s = *a->s;
    if (clause->valued)
        return &clause->given;
    clause->valued = true;
    s.leaves = NULL;
    s.clause_row = clause->index;
    qn_presume_holdings(&s, clause->holds);
    if (clause->scale && s.inverse)
        clause->given = qn_scale_inverse(&s, clause->scale, clause->column);
    else if (clause->scale)
        clause->given = qn_scale_value(&s, clause->scale, clause->column);
    else
        clause->given =
            a->type ? qn_formula(&s, clause->value, a->type) : qn_subject(&s, clause->value);
    if (qn_is_failed(&clause->given))
        a->failed = true;
    return &clause->given;
}

/* The node to blame for a value; the line itself where it gives none. */
static const qn_node *value_node(const qn_clause *clause)
{
    return clause->value ? clause->value : clause->scale ? clause->scale : clause->node;
}

/* The place of a node as the reason of a status; `clause` is its row, or QN_NONE_INDEX. */
static uint32_t site_at(const assembly *a, const qn_node *node, uint32_t code, const char *what,
                        const char *reason, uint32_t clause)
{
    qn_position at = {0, 0};
    const qn_module *module = qn_module_of(a->s->c, node->span);
    if (module)
        at = qn_source_position(&module->source, node->span.begin);
    qn_row_site row = {.code = code,
                       .what = qn_string(a->b, what),
                       .reason = qn_string(a->b, reason),
                       .rule = a->s->rule_row,
                       .clause = clause,
                       .source = module ? module->row : a->s->module->row,
                       .line = at.line,
                       .column = at.column};
    return qn_site_add(a->b, &row);
}

/* What a clause is to blame for: a none with its reason (code 0), or an error. */
static uint32_t status_site(const assembly *a, const qn_clause *clause, uint32_t code)
{
    return site_at(a, clause->node, code, qn_node_source(a->s->c, clause->node, 120),
                   clause->reason, clause->index);
}

/* An amount of the law that is finer than the coin is a mistake. Only figures are looked at:
 * what a formula gives may be finer, and is rounded. */
static void check_coin(assembly *a, const qn_operand *x, const qn_node *at)
{
    qn_rational coins;
    char coin[QN_DECIMAL_TEXT_SIZE];
    bool literal = at->kind == AST_NUMBER ||
                   (at->kind == AST_QUANTITY && at->kid[AST_QUANTITY_VALUE]->kind == AST_NUMBER);
    if (!x->constant || !literal || !qn_type_is_amount(a->type) || a->type->exact)
        return;
    if (qn_rational_div(x->low, a->type->coin, &coins) == QN_ARITH_OK &&
        !qn_rational_is_integer(coins)) {
        qn_decimal_format(a->type->coin, 0, coin, sizeof coin, NULL);
        qn_report(a->s, QN_Q0613, at, 2, a->type->unit, coin);
        a->failed = true;
    }
}

static qn_operand round_alone(assembly *a, qn_operand value);

/* A list that a clause gives is a sequence of its own; the value of the clause is its number among
 * those of the rule. */
static qn_operand list_value(assembly *a, const qn_operand *x, const qn_node *at)
{
    qn_stream stream;
    const qn_type *element = a->type->element;
    bool sound = qn_stream_of_value(a->s, x, at, &stream);
    if (sound && stream.element.type != element)
        sound = qn_convert(a->s, at, element, NULL, &stream);
    /* Numbers of several lists may be held in several ways, and as ratios in one. */
    if (sound && clause_count(a) > 1 && qn_type_is_number(element)) {
        qn_operand ratio = {.type = element, .class_ = QN_CLASS_Q, .den = qn_wide_from_i64(1)};
        sound = qn_convert(a->s, at, element, &ratio, &stream);
    }
    if (!sound) {
        a->failed = true;
        return qn_failed(a->s);
    }
    uint32_t limit = a->list.limit > stream.limit ? a->list.limit : stream.limit;
    if (!a->lists.count)
        a->list = stream;
    a->list.limit = limit;
    qn_widen_element(&a->list.element, &stream.element);
    qn_append(a->b, &a->lists, sizeof stream.seq, &stream.seq);
    qn_operand number = qn_integer(a->b, a->type, a->lists.count - 1);
    return number;
}

/* What a clause gives, in the type of the rule, or of a factor where it multiplies. Only a value
 * may be none: what changes a value must be there. */
static qn_operand clause_value(assembly *a, qn_clause *clause)
{
    const qn_node *at = value_node(clause);
    if (clause->effect == AST_OP_NONE)
        return qn_status_constant(a->b, a->type, QN_NONE, status_site(a, clause, 0));
    if (clause->effect == AST_OP_ERROR)
        return qn_status_constant(a->b, a->type, QN_FAILED, status_site(a, clause, 412));
    qn_operand x = *raw_value(a, clause);
    if (qn_is_failed(&x))
        return x;
    if (clause->effect != AST_OP_VALUE)
        x = qn_present(a->s, x, at);
    if (clause->effect == AST_OP_MULTIPLY) {
        bool plain = qn_type_is_plain(x.type);
        if (!plain && !qn_is_failed(&x))
            qn_report(a->s, QN_Q0602, at, 3, "a plain number or a percentage",
                      qn_type_words(a->s->c, x.type), "multiply by a number, such as 200%");
        a->failed = a->failed || !plain;
        return x;
    }
    if (a->type->kind == QN_KIND_LIST && x.type->kind == QN_KIND_LIST)
        return list_value(a, &x, at);
    x = qn_give(a->s, x, a->type, at);
    clause->given = x;
    check_coin(a, &x, at);
    if (qn_is_failed(&x))
        a->failed = true;
    else if (a->coin_by_clause && at->kind != AST_ROUNDED)
        clause->given = x = round_alone(a, x); /* explanations tell what it comes to */
    return x;
}

/* ---- conditions and overriding */

/* What must hold for a clause beside its row: conditions and dates. */
static qn_operand clause_condition(assembly *a, qn_clause *clause, qn_growing *leaves)
{
    qn_operand holds = qn_holdings(a->s, clause->holds, leaves);
    qn_operand dates = qn_in_force(a->s, clause->from, clause->until);
    if (qn_is_failed(&holds)) {
        a->failed = true;
        return holds;
    }
    return qn_and(a->b, &dates, &holds);
}

/* The band of a clause, inside the blocks round both. */
static void band_compile(assembly *a, qn_clause *clause)
{
    qn_scope s = *a->s;
    qn_presume_holdings(&s, clause->holds);
    qn_band_compile(&s, clause->band);
}

/* Whether a clause applies, its row included, whoever overrides it. */
static qn_operand applies(assembly *a, qn_clause *clause)
{
    if (!clause->band)
        return clause->condition;
    band_compile(a, clause);
    if (clause->band->failed || qn_is_failed(&clause->condition)) {
        a->failed = true;
        return qn_failed(a->s);
    }
    qn_operand row = qn_band_row_holds(a->s, clause->band, clause->row);
    return qn_and(a->b, &clause->condition, &row);
}

/* A clause applies and none of the clauses that override it does; exceptions among those are left
 * out where RESOLVE will know of them. */
static qn_operand stands_but_for(assembly *a, qn_clause *clause, bool resolved)
{
    qn_operand r = applies(a, clause);
    const uint32_t *over = clause->overriders.rows;
    for (uint32_t i = 0; i < clause->overriders.count && !qn_is_failed(&r); i++) {
        if (resolved && clause_at(a, over[i])->kind == QN_CLAUSE_EXCEPTION)
            continue;
        qn_operand other = applies(a, clause_at(a, over[i]));
        if (qn_is_failed(&other))
            return other;
        other = qn_not(a->b, &other);
        r = qn_and(a->b, &r, &other);
    }
    return r;
}

/* Whether a clause counts: spec/semantics.md, chapter 10. */
static qn_operand stands(assembly *a, qn_clause *clause)
{
    return stands_but_for(a, clause, false);
}

/* ---- contributions */

/* Whether two clauses differ in their row at most, so that one instruction can choose between
 * them. */
static bool same_group(const qn_clause *x, const qn_clause *y)
{
    return x->band == y->band && x->kind == y->kind && x->holds == y->holds && x->from == y->from &&
           x->until == y->until;
}

/* Rows of one band with one effect: chosen by the row, with a neutral value for other rows. The
 * value for no row is the last; an `otherwise` gives it, since no row is what it stands for. */
static contribution gather_rows(assembly *a, uint32_t first, const qn_operand *neutral)
{
    qn_clause *lead = clause_at(a, first);
    qn_band *band = lead->band;
    uint32_t rows = band->rows.count;
    qn_arena *arena = &a->s->c->scratch;
    qn_operand *values = qn_arena_take_array(arena, rows + 1, sizeof *values);
    qn_operand **list = qn_arena_take_array(arena, rows + 1, sizeof *list);
    bool *meant = qn_arena_take_array(arena, rows + 1, sizeof *meant);
    contribution k = {.condition = lead->condition,
                      .rows = meant,
                      .clause = lead,
                      .number = first,
                      .at = value_node(lead)};
    if (!values || !meant || !list) {
        a->failed = a->b->failed = true;
        return k;
    }
    for (uint32_t i = 0; i <= rows; i++) {
        values[i] = *neutral;
        list[i] = &values[i];
    }
    for (uint32_t i = first; i < clause_count(a); i++) {
        qn_clause *clause = clause_at(a, i);
        if (clause->gathered || !same_group(clause, lead))
            continue;
        uint32_t at = QN_BAND_ROW(band, clause->row)->otherwise ? rows : clause->row;
        clause->gathered = true;
        values[at] = clause_value(a, clause);
        meant[at] = true;
    }
    if (a->failed)
        return k;
    k.value = qn_pick(a->b, &band->chosen, list, rows + 1);
    k.value.type = values[0].type;
    return k;
}

/* The condition of a contribution, with the rows that are meant: nothing more to ask where all
 * are, whether any was found where only `otherwise` is missing, else a yes or no for each row. */
static qn_operand full_condition(assembly *a, const contribution *k)
{
    uint32_t rows = k->rows ? k->clause->band->rows.count : 0, others = 0;
    qn_operand yes = truth(a, true), no = truth(a, false), there = yes;
    if (!k->rows)
        return k->condition;
    const qn_operand *chosen = &k->clause->band->chosen;
    for (uint32_t i = 0; i < rows; i++) {
        others += !k->rows[i] && !QN_BAND_ROW(k->clause->band, i)->otherwise;
    }
    if (others) {
        qn_operand **list = qn_arena_take_array(&a->s->c->scratch, rows + 1, sizeof *list);
        for (uint32_t i = 0; list && i <= rows; i++)
            list[i] = k->rows[i] ? &yes : &no;
        if (list)
            there = qn_pick(a->b, chosen, list, rows + 1);
        there.type = yes.type;
    } else {
        uint32_t reg = qn_emit(a->b, OP_IS_ROW, 0, chosen->reg, 0, 0);
        there = qn_whole_register(yes.type, reg, 0, 1, chosen->may);
        no = qn_not(a->b, &there);
        if (k->rows[rows]) /* any row and none: what is left is the status of the finding */
            there = qn_or(a->b, &there, &no);
    }
    return qn_and(a->b, &k->condition, &there);
}

/* All contributions of a kind; `neutral` is what changes nothing. A clause that is overridden
 * has no condition left, but for the exceptions among which RESOLVE chooses: it knows who
 * overrides whom, so their conditions are what they are. */
static void gather(assembly *a, qn_clause_kind kind, const qn_operand *neutral, qn_growing *out)
{
    for (uint32_t i = 0; i < clause_count(a); i++) {
        qn_clause *clause = clause_at(a, i);
        if (clause->kind != kind || clause->gathered)
            continue;
        contribution k = {.clause = clause, .number = i, .at = value_node(clause)};
        if (clause->band) {
            band_compile(a, clause);
            if (clause->band->failed) {
                a->failed = true;
                continue;
            }
        }
        if (clause->band && !clause->band->split && !clause->band->applies) {
            k = gather_rows(a, i, neutral);
        } else {
            clause->gathered = true;
            k.value = clause_value(a, clause);
            bool resolved = kind == QN_CLAUSE_EXCEPTION && !a->parts.several;
            k.condition = stands_but_for(a, clause, resolved);
            if (clause->band && clause->band->applies)
                clause->condition = applies(a, clause); /* what an explanation tells of it */
        }
        qn_append(a->b, out, sizeof k, &k);
    }
}

#define AT(list, i) (&((contribution *)(list)->rows)[i])

/* ---- the value: base, exceptions, otherwise */

/* An error of the rule as a whole, with what it says. */
static qn_operand reasoned(const assembly *a, uint32_t code, const char *reason)
{
    uint32_t site = site_at(a, a->rule, code, a->name, reason, QN_NONE_INDEX);
    return qn_status_constant(a->b, a->type, QN_FAILED, site);
}

/* A day as it is written; "" out of memory. */
static const char *day_text(const assembly *a, int64_t day)
{
    char text[QN_DATE_TEXT_SIZE];
    qn_date_format((qn_day)day, text);
    const char *copy = qn_arena_format(&a->s->c->scratch, "%s", text);
    return copy ? copy : "";
}

/* Kinds that give a value, where others change one. */
static bool is_value_kind(qn_clause_kind kind)
{
    return kind == QN_CLAUSE_BASE || kind == QN_CLAUSE_EXCEPTION || kind == QN_CLAUSE_OTHERWISE;
}

/* Whether the rule has a clause of a kind, be it one that never stands. */
static bool has_kind(const assembly *a, qn_clause_kind kind)
{
    for (uint32_t i = 0; i < clause_count(a); i++)
        if (clause_at(a, i)->kind == kind)
            return true;
    return false;
}

/* The days from which on, and before which, some base gives a value; of a rule without bases any
 * clause with a value, its rows too. With `all` of any rule such a clause, but for those beside
 * bases that no day begins or ends: they except from them. */
static void value_dates(const assembly *a, bool all, int64_t *from, int64_t *until)
{
    bool bases = has_kind(a, QN_CLAUSE_BASE);
    *from = INT64_MAX;
    *until = INT64_MIN;
    for (uint32_t i = 0; i < clause_count(a); i++) {
        const qn_clause *clause = clause_at(a, i);
        bool beside = bases && clause->kind != QN_CLAUSE_BASE;
        int64_t begin = clause->from, end = clause->until;
        if (!is_value_kind(clause->kind) || (beside && !all))
            continue;
        if (clause->band) {
            const qn_band_row *row = QN_BAND_ROW(clause->band, clause->row);
            begin = row->from > begin ? row->from : begin;
            end = row->until < end ? row->until : end;
        }
        if (begin < *from && !(beside && begin == INT64_MIN))
            *from = begin;
        if (end > *until && !(beside && end == INT64_MAX))
            *until = end;
    }
}

/* The value r between two days, where there are such; outside them Q0405, which names the day. */
static qn_operand within_days(assembly *a, qn_operand r, int64_t from, int64_t until)
{
    qn_arena *arena = &a->s->c->scratch;
    if (until != INT64_MAX && until != INT64_MIN) {
        qn_operand after = reasoned(
            a, 405,
            qn_arena_format(arena, "%s has no value from %s on", a->name, day_text(a, until)));
        qn_operand still = qn_in_force(a->s, INT64_MIN, until);
        r = qn_select(a->b, &still, &r, &after);
    }
    if (from != INT64_MIN && from != INT64_MAX) {
        qn_operand before = reasoned(
            a, 405,
            qn_arena_format(arena, "%s has no value before %s", a->name, day_text(a, from)));
        qn_operand already = qn_in_force(a->s, from, INT64_MAX);
        r = qn_select(a->b, &already, &r, &before);
    }
    return r;
}

/* The error where no clause gives a value: Q0404, or Q0405 with the date where that is the
 * reason. Where a clause that is no base gave a value before the first base, its day is told. */
static qn_operand no_value(assembly *a)
{
    int64_t from, until, first, last;
    qn_operand r = reasoned(a, 404,
                            qn_arena_format(&a->s->c->scratch,
                                            "%s has no value: none of its clauses "
                                            "applies",
                                            a->name));
    value_dates(a, false, &from, &until);
    value_dates(a, true, &first, &last);
    r = within_days(a, r, from, until);
    if (first < from || last > until)
        r = within_days(a, r, first < from ? first : INT64_MIN, last > until ? last : INT64_MAX);
    r.type = a->type;
    return r;
}

static qn_operand choose(assembly *a, const qn_growing *list, const qn_operand *rest);

/* What is given where neither base nor exception applies: an `otherwise`, else 0 where something
 * is added to it, else the error. A rule that cannot have a value at all is refused. */
static qn_operand fallback(assembly *a)
{
    qn_growing list = {0};
    bool any_value = false, any_addition = false;
    for (uint32_t i = 0; i < clause_count(a); i++) {
        any_value = any_value || is_value_kind(clause_at(a, i)->kind);
        any_addition = any_addition || clause_at(a, i)->kind == QN_CLAUSE_ADD;
    }
    if (!any_value && any_addition)
        return qn_integer(a->b, a->type, 0);
    if (!any_value) {
        qn_report(a->s, QN_Q0706, a->rule->kid[AST_RULE_NAME], 1, a->name);
        a->failed = true;
        return qn_failed(a->s);
    }
    qn_operand r = no_value(a);
    gather(a, QN_CLAUSE_OTHERWISE, &r, &list);
    return a->failed ? r : choose(a, &list, &r);
}

/* By the day on which they begin, then as they are written. */
static int compare_bases(const void *left, const void *right)
{
    const contribution *x = left, *y = right;
    if (x->clause->from != y->clause->from)
        return x->clause->from < y->clause->from ? -1 : 1;
    return (x->number > y->number) - (x->number < y->number);
}

/* The five words of BAND for a piece: its days, which are a half-open range, its number, and its
 * condition where somebody may override it. */
static void timeline_entry(assembly *a, qn_growing *words, const contribution *k, uint32_t row)
{
    const qn_clause *c = k->clause;
    bool overridden = c->overriders.count > 0;
    uint32_t entry[5] = {
        c->from == INT64_MIN ? QN_NONE_INDEX : qn_constant_i(a->b, c->from),
        c->until == INT64_MAX ? QN_NONE_INDEX : qn_constant_i(a->b, c->until), 0, row,
        overridden ? qn_register(a->b, &k->condition, QN_CLASS_I, qn_wide_from_i64(1))
                   : QN_NONE_INDEX};
    for (int i = 0; i < 5; i++)
        qn_append(a->b, words, sizeof entry[i], &entry[i]);
}

/* Several bases are one timeline: a band over the date of decision. */
static qn_operand timeline(assembly *a, qn_growing *bases, const qn_operand *rest)
{
    uint32_t count = bases->count;
    qn_growing words = {0};
    qn_operand **list = qn_arena_take_array(&a->s->c->scratch, count + 1, sizeof *list);
    qn_operand last = *rest;
    bool sorted = true;
    if (!list)
        return *rest;
    for (uint32_t i = 0; i < count; i++) {
        const qn_clause *c = AT(bases, i)->clause;
        list[i] = &AT(bases, i)->value;
        timeline_entry(a, &words, AT(bases, i), i);
        sorted = sorted && !c->overriders.count &&
                 (i == 0 || AT(bases, i - 1)->clause->until <= c->from);
    }
    list[count] = &last;
    qn_note_date(a->s);
    uint32_t blame = qn_blame(a->s, a->rule->kid[AST_RULE_NAME]);
    uint32_t today = qn_register(a->b, a->s->law_day ? a->s->law_day : &a->s->today, QN_CLASS_I,
                                 qn_wide_from_i64(1));
    uint32_t reg = qn_emit_new(a->b, OP_BAND, sorted ? QN_AUX_SORTED : 0u, today,
                               qn_pool(a->b, words.rows, words.count), count);
    a->b->blame = blame;
    for (uint32_t i = 0; i < count; i++) {
        qn_clause *c = clause_at(a, AT(bases, i)->number);
        c->chosen = reg;
        c->version = i;
    }
    qn_operand row =
        qn_whole_register(a->s->c->integer, reg, -1, (int64_t)count, sorted ? 0 : QN_MAY_CONFLICT);
    qn_operand value = qn_pick(a->b, &row, list, count + 1);
    value.type = a->type;
    return value;
}

/* A version whose dates lie outside those of its block holds on no day: it has no place in a
 * timeline, whose pieces are in order. */
static void drop_dateless(qn_growing *bases)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < bases->count; i++)
        if (AT(bases, i)->clause->from < AT(bases, i)->clause->until)
            *AT(bases, kept++) = *AT(bases, i);
    bases->count = kept;
}

/* The value before any exception: the base, or the piece of the timeline for the day, or what
 * holds otherwise. */
static qn_operand base_value(assembly *a)
{
    qn_growing bases = {0};
    qn_operand rest = fallback(a);
    gather(a, QN_CLAUSE_BASE, &rest, &bases);
    if (a->failed || !bases.count)
        return rest;
    drop_dateless(&bases);
    if (!bases.count)
        return rest;
    qsort(bases.rows, bases.count, sizeof(contribution), compare_bases);
    if (!a->s->quiet)
        qn_find_double_versions(&a->parts, a->name);
    if (bases.count > 1)
        return timeline(a, &bases, &rest);
    qn_operand value = qn_select(a->b, &AT(&bases, 0)->condition, &AT(&bases, 0)->value, &rest);
    value.type = a->type;
    return value;
}

/* Appends who of the list overrides whom: pairs of places in it; returns how many. */
static uint32_t override_pairs(assembly *a, const qn_growing *list, qn_growing *words)
{
    uint32_t pairs = 0;
    uint32_t *place = qn_arena_take_array(&a->s->c->scratch, clause_count(a) + 1, sizeof *place);
    for (uint32_t i = 0; place && i < list->count; i++)
        place[AT(list, i)->number] = i + 1;
    for (uint32_t i = 0; place && i < list->count; i++) {
        const qn_growing *over = &AT(list, i)->clause->overriders;
        for (uint32_t k = 0; k < over->count; k++) {
            uint32_t at = place[((uint32_t *)over->rows)[k]];
            uint32_t pair[2] = {at - 1, i};
            if (!at)
                continue;
            qn_append(a->b, words, sizeof pair[0], &pair[0]);
            qn_append(a->b, words, sizeof pair[1], &pair[1]);
            pairs++;
        }
    }
    return pairs;
}

/* Several exceptions: RESOLVE knows who overrides whom. */
static qn_operand resolve(assembly *a, const qn_growing *list, const qn_operand *base)
{
    uint32_t count = list->count, pairs = 0;
    qn_arena *arena = &a->s->c->scratch;
    qn_operand **values = qn_arena_take_array(arena, count + 1, sizeof *values);
    uint32_t *regs = qn_arena_take_array(arena, count + 1, sizeof *regs);
    qn_operand last = *base;
    qn_growing words = {0};
    if (!values || !regs)
        return *base;
    values[0] = &last;
    for (uint32_t i = 0; i < count; i++)
        values[i + 1] = &AT(list, i)->value;
    qn_operand r = qn_unify(a->b, values, count + 1, regs);
    r.type = a->type;
    qn_append(a->b, &words, sizeof regs[0], &regs[0]);
    for (uint32_t i = 0; i < count; i++) {
        qn_operand holds = full_condition(a, AT(list, i));
        uint32_t condition = qn_register(a->b, &holds, QN_CLASS_I, qn_wide_from_i64(1));
        r.may |= holds.may;
        qn_append(a->b, &words, sizeof condition, &condition);
        qn_append(a->b, &words, sizeof regs[i + 1], &regs[i + 1]);
    }
    uint32_t pair_place = qn_append(a->b, &words, sizeof pairs, &pairs);
    pairs = override_pairs(a, list, &words);
    ((uint32_t *)words.rows)[pair_place] = pairs;
    uint32_t blame = qn_blame(a->s, a->rule->kid[AST_RULE_NAME]);
    r.may |= QN_MAY_CONFLICT;
    r.reg = qn_emit_new(a->b, OP_RESOLVE, (unsigned)r.class_, 0,
                        qn_pool(a->b, words.rows, words.count), count);
    a->b->blame = blame;
    return r;
}

/* The contribution that applies, or the rest; two with different values are a conflict. */
static qn_operand choose(assembly *a, const qn_growing *list, const qn_operand *rest)
{
    if (!list->count)
        return *rest;
    if (list->count > 1)
        return resolve(a, list, rest);
    qn_operand r = qn_select(a->b, &AT(list, 0)->condition, &AT(list, 0)->value, rest);
    r.type = a->type;
    return r;
}

/* `several apply → the largest`: of all exceptions that apply, else the base. What is none is
 * passed over, but where all that apply are none, none is the answer. */
static qn_operand largest(assembly *a, const qn_growing *list, const qn_operand *base)
{
    qn_op op = a->parts.several == AST_OP_LARGEST ? OP_HIGHER : OP_LOWER;
    qn_operand none = qn_status_constant(a->b, a->type, QN_NONE, QN_NONE_INDEX), r = none;
    qn_operand any = truth(a, false);
    bool some_none = false;
    if (!qn_type_is_number(a->type) && a->type->kind != QN_KIND_DATE) {
        const char *sort =
            a->parts.several == AST_OP_LARGEST ? "the largest of" : "the smallest of";
        qn_report(a->s, QN_Q0708, value_node(AT(list, 0)->clause), 3, a->name,
                  qn_type_words(a->s->c, a->type), sort);
        a->failed = true;
        return *base;
    }
    for (uint32_t i = 0; i < list->count; i++) {
        qn_operand holds = full_condition(a, AT(list, i));
        qn_operand value = qn_select(a->b, &holds, &AT(list, i)->value, &none);
        some_none = some_none || (AT(list, i)->value.may & QN_MAY_BE_NONE);
        any = qn_or(a->b, &any, &holds);
        r = i ? qn_limit_join(a->b, op, &r, &value) : value;
        r.type = a->type;
    }
    r = some_none ? qn_select(a->b, &any, &r, base) : qn_otherwise(a->b, &r, base);
    r.type = a->type;
    return r;
}

/* Whether this is the rule as its file has it, so that what is found in it is told once; and its
 * exceptions go before each other only as they say. */
static bool is_decided_once(const assembly *a)
{
    const qn_instance *i = a->s->instance;
    return a->own && i && i->decl && !i->decl->each && !a->s->locals && !a->s->law_day &&
           !a->parts.several && !a->s->quiet && a->s->today.reg == QN_REG_TODAY &&
           qn_is_own(a->s->c, a->s->module);
}

/* What is found in the clauses once their values are known. */
static void find_in_rule(assembly *a)
{
    qn_instance *i = a->s->instance;
    if (!a->own || !i || !i->decl || a->s->quiet || a->s->today.reg != QN_REG_TODAY)
        return;
    i->decl->begins = qn_first_day(&a->parts);
    if (!is_decided_once(a))
        return;
    qn_find_days_without_version(&a->parts, a->name);
    qn_find_early_versions(&a->parts);
}

/* Steps 1 to 3 of spec/semantics.md, chapter 10. */
static qn_operand value_of_rule(assembly *a)
{
    qn_growing list = {0};
    qn_operand base = base_value(a);
    gather(a, QN_CLAUSE_EXCEPTION, &base, &list);
    if (!a->failed)
        find_in_rule(a);
    if (a->failed || !list.count)
        return base;
    if (is_decided_once(a))
        qn_find_clashes(&a->parts);
    return a->parts.several ? largest(a, &list, &base) : choose(a, &list, &base);
}

/* ---- additions, multiplications, limits, rounding */

/* Only numbers can be added to, multiplied, limited or rounded; dates and clocks can be limited. */
static bool check_kind(assembly *a, qn_clause_kind kind, const char *verb, bool dates_too)
{
    bool fits = qn_type_is_number(a->type) || (dates_too && a->type->kind == QN_KIND_DATE);
    for (uint32_t i = 0; i < clause_count(a) && !fits; i++) {
        if (clause_at(a, i)->kind != kind)
            continue;
        qn_report(a->s, QN_Q0708, value_node(clause_at(a, i)), 3, a->name,
                  qn_type_words(a->s->c, a->type), verb);
        a->failed = true;
        return false;
    }
    return true;
}

/* A sum can overflow on the way in one order and not in another. So that the order of the clauses
 * has no meaning even there, they are taken in the order of their texts (spec/semantics.md, chapter
 * 10). */
static int compare_texts(const void *left, const void *right)
{
    const contribution *x = left, *y = right;
    int cmp = strcmp(x->text, y->text);
    return cmp ? cmp : (x->number > y->number) - (x->number < y->number);
}

/* Puts contributions into the order of their clauses' texts, cut at 400 bytes; equal ones stay
 * as written. */
static void sort_by_text(const assembly *a, qn_growing *list)
{
    for (uint32_t i = 0; i < list->count && list->count > 1; i++)
        AT(list, i)->text = qn_node_source(a->s->c, AT(list, i)->clause->node, 400);
    if (list->count > 1)
        qsort(list->rows, list->count, sizeof(contribution), compare_texts);
}

/* Applies every clause of a kind that stands, one after another; one that does not stand brings
 * what changes nothing. Each is blamed for its own step. */
static qn_operand
with_each(assembly *a, qn_operand value, qn_clause_kind kind, const qn_operand *neutral,
          qn_operand (*step)(qn_builder *, const qn_operand *, const qn_operand *))
{
    qn_growing list = {0};
    gather(a, kind, neutral, &list);
    sort_by_text(a, &list);
    for (uint32_t i = 0; i < list.count && !a->failed; i++) {
        const contribution *k = AT(&list, i);
        qn_operand change = qn_select(a->b, &k->condition, &k->value, neutral);
        uint32_t blame = qn_blame(a->s, k->at);
        value = step(a->b, &value, &change);
        a->b->blame = blame;
        value.type = a->type;
    }
    return value;
}

/* Step 5: what is added has the unit of the rule; 0 changes nothing. */
static qn_operand with_additions(assembly *a, qn_operand value)
{
    qn_operand zero = qn_integer(a->b, a->type, 0);
    if (!check_kind(a, QN_CLAUSE_ADD, "added to", false))
        return value;
    return with_each(a, value, QN_CLAUSE_ADD, &zero, qn_add);
}

/* Step 6: a factor has no unit; 1 changes nothing. */
static qn_operand with_factors(assembly *a, qn_operand value)
{
    qn_operand one = qn_integer(a->b, a->s->c->number, 1);
    if (!check_kind(a, QN_CLAUSE_MULTIPLY, "multiplied with", false))
        return value;
    return with_each(a, value, QN_CLAUSE_MULTIPLY, &one, qn_multiply);
}

/* Each floor or cap on its own, where there is only one sort of them. One that does not apply
 * limits the value to itself, so that an error of the value is one whatever the condition. */
static qn_operand with_one_sort(assembly *a, qn_operand value, const qn_growing *list, bool floor)
{
    for (uint32_t i = 0; i < list->count; i++) {
        const contribution *k = AT(list, i);
        qn_operand limit = qn_select(a->b, &k->condition, &k->value, &value);
        value = floor ? qn_greater(a->b, &value, &limit) : qn_lesser(a->b, &value, &limit);
        value.type = a->type;
    }
    return value;
}

/* The tightest of the limits that apply; none where none does. */
static qn_operand tightest(assembly *a, const qn_growing *list, qn_op op)
{
    qn_operand none = qn_status_constant(a->b, a->type, QN_NONE, QN_NONE_INDEX), r = none;
    for (uint32_t i = 0; i < list->count; i++) {
        qn_operand limit = qn_select(a->b, &AT(list, i)->condition, &AT(list, i)->value, &none);
        r = i ? qn_limit_join(a->b, op, &r, &limit) : limit;
        r.type = a->type;
    }
    return r;
}

/* Floors and caps. Where there are both, LIMIT compares them, since a floor above a cap is a
 * conflict whatever the value is; where there is one sort only, no conflict is possible. */
static qn_operand with_limits(assembly *a, qn_operand value)
{
    qn_growing floors = {0}, caps = {0};
    bool floors_too = has_kind(a, QN_CLAUSE_FLOOR), caps_too = has_kind(a, QN_CLAUSE_CAP);
    qn_operand none = qn_status_constant(a->b, a->type, QN_NONE, QN_NONE_INDEX);
    const qn_operand *neutral = floors_too && caps_too ? &none : &value;
    if (!check_kind(a, QN_CLAUSE_FLOOR, "a floor for", true) ||
        !check_kind(a, QN_CLAUSE_CAP, "a cap for", true))
        return value;
    gather(a, QN_CLAUSE_FLOOR, neutral, &floors);
    gather(a, QN_CLAUSE_CAP, neutral, &caps);
    if (a->failed)
        return value;
    if (!caps.count || !floors.count)
        return with_one_sort(a, value, floors.count ? &floors : &caps, floors.count != 0);
    qn_operand low = tightest(a, &floors, OP_HIGHER), high = tightest(a, &caps, OP_LOWER);
    uint32_t blame = qn_blame(a->s, a->rule->kid[AST_RULE_NAME]);
    value = qn_limit(a->b, &value, &low, &high);
    a->b->blame = blame;
    value.type = a->type;
    return value;
}

/* Whether clauses round themselves. A rounding that is written as the last step of a formula
 * replaces the coin's for what that clause gives, where nothing is added to it and nothing
 * multiplied. */
static bool rounds_by_clause(const assembly *a)
{
    bool any = false;
    for (uint32_t i = 0; i < clause_count(a); i++) {
        const qn_clause *c = clause_at(a, i);
        bool always = c->from == INT64_MIN && c->until == INT64_MAX && !c->holds;
        if (c->kind == QN_CLAUSE_ADD || c->kind == QN_CLAUSE_MULTIPLY ||
            (c->kind == QN_CLAUSE_ROUND && always))
            return false;
        any = any || (is_value_kind(c->kind) && c->value && c->value->kind == AST_ROUNDED);
    }
    return any;
}

/* Whether what the rule gives is rounded to the coin where it says nothing else. */
static bool has_coin(const assembly *a)
{
    return !a->s->inverse && qn_type_is_amount(a->type) && !a->type->exact;
}

/* Rounds an amount to its coin, half away from zero; anything else is left alone, and so is what
 * `inverse of` looks for, which must be exact. */
static qn_operand round_to_coin(assembly *a, qn_operand value)
{
    if (!has_coin(a))
        return value;
    const qn_node *name = a->rule->kid[AST_RULE_NAME];
    uint32_t blame = qn_blame(a->s, name);
    qn_find_rounded_twice(a->s, name, NULL, &value, QN_ROUND_HALF_AWAY, a->type->coin);
    value = qn_round(a->b, &value, QN_ROUND_HALF_AWAY, a->type->coin);
    a->b->blame = blame;
    value.type = a->type;
    return value;
}

/* What roundings have made of a value, of which they hide no conflict and no error, even where it
 * is open whether they apply. */
static qn_operand with_status(const assembly *a, qn_operand value, qn_operand rounded)
{
    qn_operand first = value;
    if (value.constant || !(value.may & (QN_MAY_FAIL | QN_MAY_CONFLICT)))
        return rounded;
    first.may |= QN_MAY_BE_NONE; /* which is passed on before anything is asked of the other */
    qn_operand r = qn_unless_none(a->b, &first, &rounded);
    r.may &= (uint8_t)(value.may | rounded.may);
    return r;
}

/* What a clause gives that does not round itself, where others of its rule do: rounded to the coin,
 * unless a `rounded` clause stands, which rounds the exact value. */
static qn_operand round_alone(assembly *a, qn_operand value)
{
    qn_operand rounded = round_to_coin(a, value);
    bool is_open = false;
    for (uint32_t i = 0; i < clause_count(a) && !a->failed && has_coin(a); i++) {
        if (clause_at(a, i)->kind != QN_CLAUSE_ROUND)
            continue;
        qn_operand condition = stands(a, clause_at(a, i));
        a->failed = a->failed || qn_is_failed(&condition);
        if (a->failed)
            break;
        is_open = is_open || !condition.constant;
        rounded = qn_select(a->b, &condition, &value, &rounded);
    }
    if (!a->failed && value.may & QN_MAY_BE_NONE) /* which stays none, whatever the condition is */
        rounded = qn_unless_none(a->b, &value, &rounded);
    else if (!a->failed && is_open)
        rounded = with_status(a, value, rounded);
    rounded.type = value.type;
    return rounded;
}

/* Clauses that only round, and the coin's rounding where none of them applies. Each rounds the
 * exact value, so that none rounds what another has rounded. */
static qn_operand with_roundings(assembly *a, qn_operand value)
{
    qn_operand exact = value;
    qn_growing list = {0};
    const qn_clause *before = NULL;
    bool is_open = false;
    if (!a->coin_by_clause)
        value = round_to_coin(a, value);
    for (uint32_t i = 0; i < clause_count(a) && !a->failed; i++) {
        qn_clause *c = clause_at(a, i);
        if (c->kind != QN_CLAUSE_ROUND)
            continue;
        if (before && before->until > c->from && c->until > before->from && !before->holds &&
            !c->holds)
            qn_report(a->s, QN_Q0707, c->node, 1, a->name);
        before = c;
        contribution k = {.clause = c, .number = i, .at = c->node};
        k.value = qn_rounded(a->s, exact, c->value);
        k.condition = stands(a, c);
        if (qn_is_failed(&k.value) || qn_is_failed(&k.condition)) {
            a->failed = true;
            return value;
        }
        is_open = is_open || !k.condition.constant;
        qn_append(a->b, &list, sizeof k, &k);
    }
    value = choose(a, &list, &value);
    return is_open && !a->failed ? with_status(a, exact, value) : value;
}

/* ---- gates */

/* The gates of a rule. `words` has for each the register of its condition and that of its none. */
typedef struct gates {
    qn_growing words;
    qn_operand open, none; /* of the last */
    uint32_t count;
} gates;

/* Adds a gate, and notes in the value what the gate may be. False where the gate is mistaken. */
static bool gate_add(assembly *a, qn_clause *c, qn_operand *value, gates *g)
{
    qn_operand open = c->given, dates = stands(a, c), settled = *value;
    if (qn_is_failed(&open) || qn_is_failed(&dates))
        return false;
    qn_operand elsewhere = qn_not(a->b, &c->condition);
    c->given = qn_or(a->b, &open, &elsewhere); /* what an explanation tells of it */
    dates = qn_not(a->b, &dates); /* on other days, or overridden, the gate does not count */
    g->open = qn_or(a->b, &open, &dates);
    g->none = qn_status_constant(a->b, a->type, QN_NONE, status_site(a, c, 0));
    uint32_t pair[2] = {qn_register(a->b, &g->open, QN_CLASS_I, qn_wide_from_i64(1)), 0};
    qn_settle(a->b, &settled);
    pair[1] = qn_register(a->b, &g->none, settled.class_, settled.den);
    qn_append(a->b, &g->words, sizeof pair[0], &pair[0]);
    qn_append(a->b, &g->words, sizeof pair[1], &pair[1]);
    value->may |= g->open.may;
    g->count++;
    return true;
}

/* The value where every gate is open, else a none. One gate is a choice between the two; several
 * are one GATES, which joins the reasons of all that are closed. */
static qn_operand behind_gates(assembly *a, qn_operand value)
{
    gates g = {.count = 0};
    for (uint32_t i = 0; i < clause_count(a); i++) {
        qn_clause *c = clause_at(a, i);
        if (c->kind == QN_CLAUSE_GATE && !gate_add(a, c, &value, &g))
            return qn_failed(a->s);
    }
    if (!g.count)
        return value;
    if (g.count == 1) {
        value = qn_select(a->b, &g.open, &value, &g.none);
        value.type = a->type;
        return value;
    }
    qn_operand r = value;
    qn_settle(a->b, &r);
    r.constant = r.none_constant = false;
    r.may |= QN_MAY_BE_NONE;
    r.reg = qn_emit_new(a->b, OP_GATES, (unsigned)r.class_, r.reg,
                        qn_pool(a->b, g.words.rows, g.words.count), g.count);
    return r;
}

/* ---- the type of a rule that names none */

/* That of what it gives; where clauses differ in their unit, the first by its name, so that the
 * order of the clauses has no meaning here either. */
static const qn_type *inferred_type(assembly *a)
{
    const qn_type *bare = NULL, *found = NULL;
    static const qn_clause_kind kinds[] = {QN_CLAUSE_BASE, QN_CLAUSE_EXCEPTION, QN_CLAUSE_OTHERWISE,
                                           QN_CLAUSE_ADD,  QN_CLAUSE_FLOOR,     QN_CLAUSE_CAP};
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds && !found; k++)
        for (uint32_t i = 0; i < clause_count(a); i++) {
            qn_clause *c = clause_at(a, i);
            if (c->kind != kinds[k] || (!c->value && !c->scale))
                continue;
            const qn_operand *x = raw_value(a, c);
            if (qn_is_failed(x))
                return x->type;
            if (x->type->bare)
                bare = a->s->c->number;
            else if (!found || strcmp(x->type->unit, found->unit) < 0)
                found = x->type;
        }
    if (found) /* what happens to be whole is no promise of the rule */
        return found->kind == QN_KIND_INTEGER ? a->s->c->number : found;
    if (!bare)
        qn_report(a->s, QN_Q0706, a->rule->kid[AST_RULE_NAME], 1, a->name);
    return bare ? bare : a->s->c->unknown;
}

/* ---- a rule that is an exact span */

/* Its one formula, as it is: whatever another clause would do with it, there is no span left that
 * could be compared. */
static qn_operand span_of_rule(assembly *a)
{
    qn_clause *c = clause_at(a, 0);
    bool plain = clause_count(a) == 1 && c->kind == QN_CLAUSE_BASE && c->from == INT64_MIN &&
                 c->until == INT64_MAX;
    if (!plain)
        qn_report(a->s, QN_Q0715, a->rule->kid[AST_RULE_NAME], 1, a->name);
    else if (qn_span_dates(a->s, raw_value(a, c), c->value))
        return *raw_value(a, c);
    a->failed = true;
    return qn_failed(a->s);
}

/* ---- the whole */

/* Behind a gate that always stands there what it asks for is granted. */
static void presume_gates(assembly *a)
{
    for (uint32_t i = 0; i < clause_count(a); i++) {
        const qn_clause *c = clause_at(a, i);
        bool always = !c->holds && !c->band && c->from == INT64_MIN && c->until == INT64_MAX &&
                      !c->overriders.count;
        a->s->gate = c->value;
        if (c->kind == QN_CLAUSE_GATE && always)
            qn_presume(a->s, c->value, true);
    }
    a->s->gate = NULL;
}

/* The condition of a gate. All gates are asked, whatever the others say; but one that can only be
 * read where another holds does not fail where what it reads is none: that is for the other to say.
 */
static qn_operand gate_condition(assembly *a, const qn_scope *around, const qn_clause *c)
{
    qn_growing relied = {0};
    qn_scope s = *around, plain = *around;
    s.gate = c->value;
    s.relied = &relied;
    plain.present = NULL;
    plain.leaves = NULL;
    qn_operand open = qn_condition(&s, c->value);
    const qn_node **names = relied.rows;
    for (uint32_t i = 0; i < relied.count && !qn_is_failed(&open); i++) {
        qn_operand x = qn_formula(&plain, names[i], NULL);
        qn_operand absent = qn_is_none(a->b, a->s->c->boolean, &x);
        open = qn_or(a->b, &absent, &open);
    }
    return open;
}

/* Conditions, dates and gates of all clauses, understood before any value. What a condition
 * looks at is recorded with the clause. */
static void understand_conditions(assembly *a)
{
    presume_gates(a);
    for (uint32_t i = 0; i < clause_count(a); i++) {
        qn_clause *c = clause_at(a, i);
        qn_growing leaves = {0};
        qn_scope s = *a->s;
        s.clause_row = c->index;
        s.leaves = a->own ? &leaves : NULL;
        assembly inner = *a;
        inner.s = &s;
        if (c->kind == QN_CLAUSE_GATE) {
            c->given = gate_condition(a, &s, c);
            c->valued = true;
        }
        c->condition = clause_condition(&inner, c, a->own ? &leaves : NULL);
        a->failed =
            a->failed || inner.failed || (c->kind == QN_CLAUSE_GATE && qn_is_failed(&c->given));
        if (a->own)
            qn_clause_leaves(a->s, c, &leaves);
    }
}

/* True if something else than exceptions gives a value: then a row need not be there for every
 * case. */
static bool has_rest(const assembly *a)
{
    for (uint32_t i = 0; i < clause_count(a); i++)
        if (clause_at(a, i)->kind == QN_CLAUSE_BASE || clause_at(a, i)->kind == QN_CLAUSE_OTHERWISE)
            return true;
    return false;
}

/* Makes every row of the band of a clause a contribution of its own. */
static void split(const qn_clause *c)
{
    if (c->band)
        c->band->split = true;
}

/* A band is split where one of its rows overrides a clause or is overridden: its rows do not
 * stand or fall together any more. Also tells each band what there is beside it. */
static void split_overridden(assembly *a)
{
    bool rest = has_rest(a);
    for (uint32_t i = 0; i < clause_count(a); i++) {
        qn_clause *c = clause_at(a, i);
        if (c->band) {
            c->band->split = false;
            c->band->covered = rest || c->kind != QN_CLAUSE_EXCEPTION || c->holds != NULL;
            c->band->several = a->parts.several != 0;
        }
    }
    for (uint32_t i = 0; i < clause_count(a); i++) {
        const qn_clause *c = clause_at(a, i);
        const uint32_t *over = c->overriders.rows;
        if (c->overriders.count)
            split(c);
        for (uint32_t k = 0; k < c->overriders.count; k++)
            split(clause_at(a, over[k]));
    }
}

/* Notes what floors and caps have left, which shows whether one of them was reached: what is
 * rounded behind them may lie on either side. */
static qn_operand note_limited(assembly *a, qn_operand value)
{
    if (has_kind(a, QN_CLAUSE_FLOOR) || has_kind(a, QN_CLAUSE_CAP))
        a->limited = value;
    return value;
}

/* Keeps that beside the code of the rule, if it was rounded since. */
static void keep_limited(assembly *a, const qn_instance *own, const qn_operand *value)
{
    qn_operand limited = a->limited;
    bool rounded = limited.constant && value->constant
                       ? qn_rational_cmp(limited.low, value->low) != 0
                       : limited.constant != value->constant || limited.reg != value->reg;
    if (a->failed || !limited.type || limited.none_constant || !rounded)
        return;
    qn_settle(a->b, &limited);
    uint32_t type = qn_type_row(a->b, a->type, limited.class_, limited.den);
    qn_row_rule *row = QN_ROW(a->b, rule, own->row);
    row->limited = limited.reg;
    row->limited_type = type;
}

/* The order in which a value is found, step by step. A value that is none stays none, whatever
 * has been computed from it on the way. */
static qn_operand assemble(assembly *a)
{
    a->coin_by_clause = rounds_by_clause(a);
    qn_operand value = value_of_rule(a), found = value;
    if (a->failed)
        return qn_failed(a->s);
    value = with_additions(a, value);
    if (!a->failed)
        value = with_factors(a, value);
    if (!a->failed)
        value = with_limits(a, value);
    if (!a->failed)
        value = with_roundings(a, note_limited(a, value));
    if (!a->failed && a->type->kind == QN_KIND_INTEGER) {
        uint32_t blame = qn_blame(a->s, a->rule->kid[AST_RULE_NAME]);
        value = qn_whole(a->b, &value);
        a->b->blame = blame;
    }
    if (a->failed)
        return qn_failed(a->s);
    qn_grain grain = value.grain; /* what was rounded since is none any more */
    value = qn_unless_none(a->b, &found, &value);
    value.grain = grain;
    value.type = a->type;
    value = behind_gates(a, value);
    return value;
}

/* The type that a rule writes; NULL where it writes none, and where scales are turned round,
 * since they give an amount then. */
static const qn_type *declared_type(assembly *a)
{
    const qn_node *node = a->s->inverse ? NULL : a->rule->kid[AST_RULE_TYPE];
    return node ? qn_type_of_node(a->s, node, a->name) : NULL;
}

/* `as of E`: the clauses are those of the law on that day, in the place of today. False where E is
 * mistaken. */
static bool law_day(assembly *a, qn_operand *day)
{
    for (const qn_node *type = a->rule->kid[AST_RULE_TYPE]; type; type = type->kid[0]) {
        if (type->kind == AST_TYPE_AS_OF) {
            const qn_node *date = type->kid[AST_TYPE_AS_OF_DATE];
            *day = qn_present(a->s, qn_formula(a->s, date, a->s->c->date), date);
            *day = qn_give(a->s, *day, a->s->c->date, date);
            a->s->law_day = day;
            return !qn_is_failed(day);
        }
        if (type->kind != AST_TYPE_OWED && type->kind != AST_TYPE_OR_NONE)
            break;
    }
    return true;
}

/* The sequence that the clauses of a rule give: the only one, or the one that its value names. */
static bool stream_of_rule(assembly *a, qn_operand *value, qn_stream *out)
{
    qn_builder *b = a->b;
    *out = a->list;
    if (value->constant && a->lists.count) {
        out->seq = ((uint32_t *)a->lists.rows)[qn_wide_to_i64(value->low.num)];
        return true;
    }
    if (a->lists.count == 0) /* always none, or an error */
        return false;
    qn_row_sequence row = qn_stage_row(a->s, QN_SEQ_CHOICE, a->rule, a->list.limit);
    row.a = qn_whole_reg(a->s, value);
    row.first_entry = qn_pool(b, a->lists.rows, a->lists.count);
    row.entry_count = a->lists.count;
    out->element = qn_parameter(a->s, &a->list.element);
    out->seq = qn_stage_add(a->s, a->rule, &row, &out->element);
    return true;
}

/* How one of several exceptions is chosen, for explanations. */
static void note_several(const assembly *a, const qn_instance *own)
{
    qn_row_rule *row = QN_ROW(a->b, rule, own->row);
    if (a->parts.several)
        row->flags |= a->parts.several == AST_OP_LARGEST ? QN_RULE_LARGEST : QN_RULE_SMALLEST;
}

/* Prepares the clauses of a body: conditions are understood before the type is known, values behind
 * it, since names of a choice need the type. */
static bool begin(assembly *a, const qn_instance *own)
{
    a->s->leaves = NULL;
    a->type = declared_type(a);
    qn_flatten(&a->parts, a->rule);
    if (a->parts.failed || (a->type && a->type->failed))
        return false;
    a->failed = !qn_link_overrides(&a->parts);
    if (own) {
        qn_clause_rows(&a->parts, own);
        note_several(a, own);
    }
    split_overridden(a);
    understand_conditions(a);
    if (a->failed)
        return false;
    if (!a->type)
        a->type = inferred_type(a);
    return !a->type->failed;
}

static assembly assembly_of(qn_scope *s, const qn_node *rule, const qn_instance *own)
{
    return (assembly){.s = s,
                      .b = &s->c->builder,
                      .parts = {.s = s},
                      .rule = rule,
                      .name = rule->kid[AST_RULE_NAME]->text,
                      .own = own != NULL};
}

bool qn_body_stream(qn_scope *s, const qn_node *rule, qn_stream *out)
{
    qn_scope inner = *s;
    qn_operand day;
    assembly a = assembly_of(&inner, rule, NULL);
    if (!law_day(&a, &day) || !begin(&a, NULL))
        return false;
    qn_operand value = assemble(&a);
    return !a.failed && stream_of_rule(&a, &value, out);
}

/* What a list gives as a result: how many elements it has. A list that is always none or an error
 * is that. */
static qn_operand gathered(assembly *a, qn_operand value)
{
    qn_stream stream;
    if (a->failed || !stream_of_rule(a, &value, &stream))
        return value;
    qn_operand count = qn_gather_stream(a->s, &stream, a->rule);
    count.type = a->type;
    count.may |= value.may;
    return count;
}

/* `own` is the rule whose clauses are recorded for explanations; NULL for a definition and for an
 * inverse, whose clauses belong to no rule's rows. */
qn_operand qn_body(qn_scope *s, const qn_node *rule, qn_instance *own)
{
    qn_scope inner = *s;
    qn_operand day;
    assembly a = assembly_of(&inner, rule, own);
    if (!law_day(&a, &day) || !begin(&a, own))
        return qn_failed(s);
    if (own && inner.law_day)
        own->law_day = qn_whole_reg(&inner, &day);
    qn_operand value = a.type->kind == QN_KIND_SPAN ? span_of_rule(&a) : assemble(&a);
    if (a.type->kind == QN_KIND_LIST)
        value = gathered(&a, value);
    if (own) {
        qn_clause_rows_finish(&a.parts, own);
        keep_limited(&a, own, &value);
    }
    return a.failed ? qn_failed(s) : value;
}
