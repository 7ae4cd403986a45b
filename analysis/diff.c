/*
 * Two programs against each other. See diff.h.
 */
#include "diff.h"

#include <stdlib.h>
#include <string.h>

#include "date.h"
#include "quest.h"
#include "region.h"
#include "trace.h"
#include "value.h"

/* Ways of one rule that are told. */
enum { WAYS_MAX = 8, TRIES = 1500, OLD = 0, NEW = 1 };

/* What may be asked of the prover about one rule. */
enum { PATIENCE = 600 };
static const uint64_t usual_work = 400000;

/* What may tell one way from another: whether a clause that only one program has applies, or
 * whether a rule that is used answers differently. */
typedef struct mark {
    uint32_t world; /* of a clause; WORLDS for a rule */
    uint32_t row;   /* of the clause, or of the rule in the new program */
    uint32_t old_rule;
    qn_claim claim;
} mark;

enum { WORLDS = 2 };

/* sameness: one a rule of the new program, QN_SAME for those that are proved. */
typedef struct differ {
    qn_worlds worlds;
    qn_edges edges;
    const qn_diff_options *options;
    uint64_t work;
    uint32_t tries;
    uint8_t *sameness;
    uint32_t *old_of; /* one a rule of the new program: that of the old one, or QN_NONE_INDEX */
    uint8_t *matters;
    qn_claim link; /* what holds of facts whose types are not the same */
    bool out_of_memory;
} differ;

/* The rule in hand. has_claim: the prover knows it in both. seen: marks of the ways so far,
 * mark_count flags each. */
typedef struct subject {
    differ *d;
    uint32_t rule[WORLDS];
    bool has_claim;
    mark *mark;
    uint32_t marks;
    uint8_t *seen;
    size_t seen_count;
} subject;

static const qn_tables *tables_of(const differ *d, uint32_t world)
{
    return &d->worlds.program[world]->tables;
}

static const qn_row_rule *rule_of(const differ *d, uint32_t world, uint32_t rule)
{
    return &tables_of(d, world)->rule[rule];
}

static const qn_row_type *type_of(const differ *d, uint32_t world, uint32_t rule)
{
    return &tables_of(d, world)->type[rule_of(d, world, rule)->type];
}

static uint32_t type_number(const differ *d, uint32_t world, uint32_t type)
{
    return qn_numbering_type(d->worlds.numbering, d->worlds.program[world], type);
}

/* ---- answers */

/* The grid that a type stands on. */
static qn_wide under(const differ *d, uint32_t world, uint32_t rule)
{
    const qn_tables *t = tables_of(d, world);
    return qn_constant_slot(&t->constant[type_of(d, world, rule)->den]).w;
}

/* A known number of a rule, in base units. */
static bool number_of(const differ *d, uint32_t world, uint32_t rule, qn_rational *out)
{
    const qn_case *c = d->worlds.c[world];
    uint32_t reg = rule_of(d, world, rule)->result;
    qn_class class_ = (qn_class)(d->worlds.program[world]->class_of[reg] & QN_REGISTER_CLASS);
    *out = qn_slot_rational(c->slot[reg], class_);
    qn_rational den;
    return class_ == QN_CLASS_Q ||
           (qn_rational_make(under(d, world, rule), qn_wide_from_i64(1), &den) == QN_ARITH_OK &&
            qn_rational_div(*out, den, out) == QN_ARITH_OK);
}

/* NULL out of memory. */
static char *text_of(const qn_value *value)
{
    size_t length = 0;
    (void)qn_value_text(value, NULL, 0, &length);
    char *text = malloc(length + 1);
    if (text != NULL && qn_value_text(value, text, length + 1, NULL) != QN_OK) {
        text[0] = '\0';
    }
    return text;
}

static char *answer_text(differ *d, uint32_t world, uint32_t rule)
{
    qn_value value;
    (void)qn_eval(d->worlds.c[world], (int32_t)rule, &value);
    char *text = text_of(&value);
    d->out_of_memory |= text == NULL;
    return text;
}

/* Whether the cases in hand have the same answer in both programs. */
static bool answers_agree(differ *d, uint32_t old_rule, uint32_t new_rule)
{
    const uint32_t rule[WORLDS] = {old_rule, new_rule};
    qn_answer status[WORLDS];
    qn_rational number[WORLDS];
    for (uint32_t i = 0; i < WORLDS; i++) {
        qn_case_run(d->worlds.c[i], rule[i]);
        status[i] = (qn_answer)d->worlds.c[i]->status[rule_of(d, i, rule[i])->result];
    }
    if (status[OLD] != status[NEW] || status[OLD] != QN_KNOWN) {
        return status[OLD] == status[NEW];
    }
    if (qn_kind_is_number(type_of(d, OLD, old_rule)->kind)) {
        return number_of(d, OLD, old_rule, &number[OLD]) &&
               number_of(d, NEW, new_rule, &number[NEW]) &&
               qn_rational_equal(number[OLD], number[NEW]);
    }
    char *before = answer_text(d, OLD, old_rule);
    char *after = answer_text(d, NEW, new_rule);
    bool same = before == NULL || after == NULL || strcmp(before, after) == 0;
    free(before);
    free(after);
    return same;
}

/* What a unit counts: months, days, minutes, or what it is called. */
static const char *counted(const char *unit)
{
    static const char *const words[][2] = {
        {"year", "months"},       {"month", "months"},  {"working day", "working days"},
        {"calendar day", "days"}, {"day", "days"},      {"week", "days"},
        {"hour", "minutes"},      {"minute", "minutes"}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t length = strlen(words[i][0]);
        if (strncmp(unit, words[i][0], length) == 0 &&
            strcmp(unit + length + (unit[length] == 's'), "") == 0) {
            return words[i][1];
        }
    }
    return unit;
}

/* Whether answers of two types can be the same: numbers if they count the same. */
static bool kinds_match(const differ *d, uint32_t old_rule, uint32_t new_rule)
{
    const qn_row_type *a = type_of(d, OLD, old_rule);
    const qn_row_type *b = type_of(d, NEW, new_rule);
    const char *unit_a = qn_tables_string(tables_of(d, OLD), a->unit);
    const char *unit_b = qn_tables_string(tables_of(d, NEW), b->unit);
    if (qn_kind_is_number(a->kind) && qn_kind_is_number(b->kind)) {
        return strcmp(counted(unit_a), counted(unit_b)) == 0;
    }
    return a->kind == b->kind;
}

/* Whether formulas of the two results can be held against each other. */
static bool is_comparable(const differ *d, uint32_t old_rule, uint32_t new_rule)
{
    uint32_t kind = type_of(d, OLD, old_rule)->kind;
    switch (kind) {
    case QN_KIND_TEXT:
    case QN_KIND_LIST:
    case QN_KIND_RECORD:
    case QN_KIND_CHAIN:
        return false;
    case QN_KIND_CHOICE:
    case QN_KIND_SET:
        return type_number(d, OLD, rule_of(d, OLD, old_rule)->type) ==
               type_number(d, NEW, rule_of(d, NEW, new_rule)->type);
    default:
        return true;
    }
}

static qn_claim same_claim(differ *d, uint32_t old_rule, uint32_t new_rule)
{
    return qn_claim_same_beside(d->worlds.symbolic[OLD], rule_of(d, OLD, old_rule)->result,
                                under(d, OLD, old_rule), d->worlds.symbolic[NEW],
                                rule_of(d, NEW, new_rule)->result, under(d, NEW, new_rule));
}

/* ---- facts of two types */

/* Of a choice that has got or lost values: those that both have, by their names. */
static qn_claim choices_link(differ *d, const qn_input *in)
{
    const qn_tables *a = tables_of(d, OLD);
    const qn_tables *b = tables_of(d, NEW);
    uint32_t reg_a = qn_tables_first_fact(a) + in->fact[OLD];
    uint32_t reg_b = qn_tables_first_fact(b) + in->fact[NEW];
    const qn_row_choice *choice_a = &a->choice[a->type[a->fact[in->fact[OLD]].type].choice];
    uint32_t type_b = b->fact[in->fact[NEW]].type;
    qn_symbolic *s = d->worlds.symbolic[OLD];
    qn_claim any = qn_claim_not(s, qn_claim_always(s));
    for (uint32_t i = 0; i < choice_a->count; i++) {
        uint32_t name = a->choice_value[choice_a->first + i].name;
        int32_t other =
            qn_type_choice(b, type_b, qn_tables_string(a, name), qn_tables_string_length(a, name));
        if (other >= 0) {
            qn_slot x = {.i = i};
            qn_slot y = {.i = other};
            any = qn_claim_either(
                s, any,
                qn_claim_both(s, qn_claim_value(s, reg_a, QN_CLASS_I, x),
                              qn_claim_value(d->worlds.symbolic[NEW], reg_b, QN_CLASS_I, y)));
        }
    }
    qn_claim none = qn_claim_both(s, qn_claim_status(s, reg_a, QN_NONE),
                                  qn_claim_status(d->worlds.symbolic[NEW], reg_b, QN_NONE));
    return qn_claim_either(s, any, none);
}

/* A fact that both programs have, though not with the same type. */
static qn_claim input_link(differ *d, const qn_input *in)
{
    const qn_tables *t[WORLDS] = {tables_of(d, OLD), tables_of(d, NEW)};
    const qn_row_type *type[WORLDS];
    uint32_t reg[WORLDS];
    for (uint32_t i = 0; i < WORLDS; i++) {
        type[i] = &t[i]->type[t[i]->fact[in->fact[i]].type];
        reg[i] = qn_tables_first_fact(t[i]) + in->fact[i];
    }
    qn_symbolic *s = d->worlds.symbolic[OLD];
    bool is_number = qn_kind_is_number(type[OLD]->kind) && qn_kind_is_number(type[NEW]->kind);
    if (!in->is_plain || d->worlds.number[OLD][reg[OLD]] == d->worlds.number[NEW][reg[NEW]]) {
        return qn_claim_always(s);
    }
    if (type[OLD]->kind == QN_KIND_CHOICE && type[NEW]->kind == QN_KIND_CHOICE) {
        return choices_link(d, in);
    }
    if (!is_number) {
        return qn_claim_always(s);
    }
    return qn_claim_same_beside(s, reg[OLD], qn_constant_slot(&t[OLD]->constant[type[OLD]->den]).w,
                                d->worlds.symbolic[NEW], reg[NEW],
                                qn_constant_slot(&t[NEW]->constant[type[NEW]->den]).w);
}

static void link_inputs(differ *d)
{
    d->link = qn_claim_always(d->worlds.symbolic[OLD]);
    for (uint32_t i = 0; i < d->worlds.inputs; i++) {
        const qn_input *in = &d->worlds.input[i];
        if (d->matters[i] != 0 && in->fact[OLD] != QN_NONE_INDEX &&
            in->fact[NEW] != QN_NONE_INDEX) {
            d->link = qn_claim_both(d->worlds.symbolic[OLD], d->link, input_link(d, in));
        }
    }
}

/* ---- marks */

static bool strings_equal(const differ *d, uint32_t old_string, uint32_t new_string)
{
    return strcmp(qn_tables_string(tables_of(d, OLD), old_string),
                  qn_tables_string(tables_of(d, NEW), new_string)) == 0;
}

static bool days_equal(const differ *d, uint32_t old_reg, uint32_t new_reg)
{
    if (old_reg == QN_NONE_INDEX || new_reg == QN_NONE_INDEX) {
        return old_reg == new_reg;
    }
    return qn_constant_slot(&tables_of(d, OLD)->constant[old_reg]).i ==
           qn_constant_slot(&tables_of(d, NEW)->constant[new_reg]).i;
}

/* Whether a clause of the old program stands in the new one as it was. */
static bool clauses_equal(const differ *d, const qn_row_clause *a, const qn_row_clause *b)
{
    return a->kind == b->kind && strings_equal(d, a->left, b->left) &&
           strings_equal(d, a->text, b->text) && days_equal(d, a->from, b->from) &&
           days_equal(d, a->until, b->until);
}

static bool has_equal(const differ *d, uint32_t world, const qn_row_clause *clause, uint32_t rule)
{
    uint32_t other = world == OLD ? NEW : OLD;
    const qn_row_rule *row = rule_of(d, other, rule);
    for (uint32_t i = 0; i < row->clause_count; i++) {
        const qn_row_clause *one = &tables_of(d, other)->clause[row->first_clause + i];
        if (world == OLD ? clauses_equal(d, clause, one) : clauses_equal(d, one, clause)) {
            return true;
        }
    }
    return false;
}

static bool is_limit(const qn_row_clause *row)
{
    return row->kind == QN_CLAUSE_FLOOR || row->kind == QN_CLAUSE_CAP;
}

/* The clause applies and nothing overrides it; a floor or a cap has an effect, too. */
static bool applies(const differ *d, uint32_t world, uint32_t clause)
{
    const qn_case *c = d->worlds.c[world];
    const qn_row_clause *row = &tables_of(d, world)->clause[clause];
    qn_verdict verdict = qn_clause_verdict(c, clause);
    bool stands = verdict.status == QN_KNOWN && verdict.yes;
    for (uint32_t i = 0; i < row->over_count && stands; i++) {
        verdict = qn_clause_verdict(c, tables_of(d, world)->entry[row->first_over + i].value);
        stands = verdict.status != QN_KNOWN || !verdict.yes;
    }
    return stands && !(is_limit(row) && qn_trace_clause(c, clause).fate == QN_FATE_NO_EFFECT);
}

/* The same of all cases: what is limited has not come to a floor or cap without effect. */
static qn_claim applies_claim(const differ *d, uint32_t world, uint32_t clause)
{
    qn_symbolic *p = d->worlds.symbolic[world];
    const qn_tables *t = tables_of(d, world);
    const qn_row_clause *row = &t->clause[clause];
    const qn_row_rule *rule = &t->rule[row->rule];
    qn_claim claim = qn_claim_clause(p, clause);
    if (!is_limit(row) || row->value == QN_NONE_INDEX || row->type == QN_NONE_INDEX) {
        return claim;
    }
    bool is_rounded = rule->limited != QN_NONE_INDEX;
    uint32_t value = is_rounded ? rule->limited : rule->result;
    uint32_t type = is_rounded ? rule->limited_type : rule->type;
    qn_wide of_value = qn_constant_slot(&t->constant[t->type[type].den]).w;
    qn_wide of_limit = qn_constant_slot(&t->constant[t->type[row->type].den]).w;
    qn_claim idle = row->kind == QN_CLAUSE_FLOOR
                        ? qn_claim_less_beside(p, row->value, of_limit, p, value, of_value)
                        : qn_claim_less_beside(p, value, of_value, p, row->value, of_limit);
    return qn_claim_both(p, claim, qn_claim_not(p, idle));
}

static void add_mark(subject *s, mark m)
{
    mark *grown = realloc(s->mark, (s->marks + 1) * sizeof *grown);
    if (grown == NULL) {
        s->d->out_of_memory = true;
        return;
    }
    s->mark = grown;
    s->mark[s->marks++] = m;
}

static void mark_clauses(subject *s, uint32_t world)
{
    differ *d = s->d;
    const qn_row_rule *row = rule_of(d, world, s->rule[world]);
    for (uint32_t i = 0; i < row->clause_count; i++) {
        uint32_t clause = row->first_clause + i;
        if (!has_equal(d, world, &tables_of(d, world)->clause[clause], s->rule[1 - world])) {
            mark m = {.world = world, .row = clause};
            if (s->has_claim) {
                m.claim = applies_claim(d, world, clause);
            }
            add_mark(s, m);
        }
    }
}

/* Rules that the text names, and that are not the same. */
static void mark_uses(subject *s)
{
    differ *d = s->d;
    const qn_row_rule *row = rule_of(d, NEW, s->rule[NEW]);
    for (uint32_t i = 0; i < row->use_count; i++) {
        uint32_t use = tables_of(d, NEW)->entry[row->first_use + i].value;
        uint32_t old_use = d->old_of[use];
        if (d->sameness[use] == QN_SAME || old_use == QN_NONE_INDEX ||
            !kinds_match(d, old_use, use)) {
            continue;
        }
        mark m = {.world = WORLDS, .row = use, .old_rule = old_use};
        if (d->worlds.symbolic[OLD] != NULL) {
            qn_symbolic_add_rule(d->worlds.symbolic[OLD], old_use);
            qn_symbolic_add_rule(d->worlds.symbolic[NEW], use);
            m.claim = qn_claim_not(d->worlds.symbolic[OLD], same_claim(d, old_use, use));
        }
        add_mark(s, m);
    }
}

static bool is_marked(subject *s, const mark *m)
{
    return m->world < WORLDS ? applies(s->d, m->world, m->row)
                             : !answers_agree(s->d, m->old_rule, m->row);
}

/* ---- ways */

static bool is_unknown(const differ *d, uint32_t world, uint32_t rule)
{
    return d->worlds.c[world]->status[rule_of(d, world, rule)->result] == QN_UNKNOWN;
}

/* Whether the cases in hand differ, in a way that was not seen. */
static bool shows(void *context)
{
    subject *s = context;
    if (answers_agree(s->d, s->rule[OLD], s->rule[NEW]) || is_unknown(s->d, OLD, s->rule[OLD]) ||
        is_unknown(s->d, NEW, s->rule[NEW])) {
        return false;
    }
    for (size_t i = 0; i < s->seen_count; i++) {
        bool same = true;
        for (uint32_t k = 0; k < s->marks && same; k++) {
            same = is_marked(s, &s->mark[k]) == (s->seen[i * s->marks + k] != 0);
        }
        if (same) {
            return false;
        }
    }
    return true;
}

/* The marks of the cases in hand become those of a way that was seen. */
static bool see(subject *s)
{
    (void)answers_agree(s->d, s->rule[OLD], s->rule[NEW]); /* brings them up to date */
    uint8_t *grown = realloc(s->seen, (s->seen_count + 1) * (s->marks + 1));
    if (grown == NULL) {
        s->d->out_of_memory = true;
        return false;
    }
    s->seen = grown;
    for (uint32_t k = 0; k < s->marks; k++) {
        s->seen[s->seen_count * s->marks + k] = is_marked(s, &s->mark[k]);
    }
    s->seen_count++;
    return true;
}

/* All marks are as they were in a way that was seen. */
static qn_claim way_claim(const subject *s, size_t way)
{
    qn_symbolic *symbolic = s->d->worlds.symbolic[OLD];
    qn_claim all = qn_claim_always(symbolic);
    for (uint32_t k = 0; k < s->marks; k++) {
        qn_claim one = s->mark[k].claim;
        bool is_so = s->seen[way * s->marks + k] != 0;
        all = qn_claim_both(symbolic, all, is_so ? one : qn_claim_not(symbolic, one));
    }
    return all;
}

static void add_row(differ *d, qn_rows *rows, uint32_t row)
{
    uint32_t *grown = realloc(rows->row, (rows->count + 1) * sizeof *grown);
    if (grown == NULL) {
        d->out_of_memory = true;
        return;
    }
    rows->row = grown;
    rows->row[rows->count++] = row;
}

static void free_way(qn_way *way)
{
    free(way->witness);
    free(way->before);
    free(way->after);
    free(way->where);
    free(way->replaced.row);
    free(way->by.row);
    free(way->through.row);
}

/* What a clause gives as a text, or NULL out of memory. */
static char *clause_text(differ *d, uint32_t world, uint32_t clause)
{
    const qn_case *c = d->worlds.c[world];
    const qn_row_clause *row = &tables_of(d, world)->clause[clause];
    qn_value value = {.status = QN_NONE};
    if (row->value != QN_NONE_INDEX && row->type != QN_NONE_INDEX) {
        qn_case_value(c, row->type, (qn_answer)c->status[row->value], &c->slot[row->value], &value);
    }
    char *text = text_of(&value);
    d->out_of_memory |= text == NULL;
    return text;
}

/* A scale has more in it than its text says: its rows. */
static bool is_scale(const differ *d, uint32_t clause)
{
    static const char *const words[] = {"scale ", "amounts scale ", "whole scale "};
    const qn_tables *t = tables_of(d, NEW);
    const char *text = qn_tables_string(t, t->clause[clause].text);
    bool found = false;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        found = found || strncmp(text, words[i], strlen(words[i])) == 0;
    }
    return found;
}

static bool gives_other(differ *d, const uint32_t clause[])
{
    char *was = clause_text(d, OLD, clause[OLD]);
    char *is = clause_text(d, NEW, clause[NEW]);
    bool other = was != NULL && is != NULL && strcmp(was, is) != 0;
    free(was);
    free(is);
    return other;
}

static bool is_applied(const differ *d, uint32_t world, uint32_t clause)
{
    return tables_of(d, world)->clause[clause].kind != QN_CLAUSE_GATE &&
           qn_trace_clause(d->worlds.c[world], clause).fate == QN_FATE_APPLIED;
}

/* The duty whose rule it is, or QN_NONE_INDEX. */
static uint32_t duty_of(const qn_tables *t, uint32_t rule)
{
    for (uint32_t i = 0; i < t->duty_count; i++) {
        if (t->duty[i].rule == rule) {
            return i;
        }
    }
    return QN_NONE_INDEX;
}

/* Whether what a rule gives must have changed within its own clauses: both versions give a value,
 * and what the rule uses is the same. */
static bool changes_within(const subject *s)
{
    const differ *d = s->d;
    const qn_row_rule *row = rule_of(d, NEW, s->rule[NEW]);
    bool within = duty_of(tables_of(d, NEW), s->rule[NEW]) == QN_NONE_INDEX;
    for (uint32_t world = OLD; world < WORLDS; world++) {
        uint32_t result = rule_of(d, world, s->rule[world])->result;
        within = within && d->worlds.c[world]->status[result] == QN_KNOWN;
    }
    for (uint32_t i = 0; i < row->use_count && within; i++) {
        within = d->sameness[tables_of(d, NEW)->entry[row->first_use + i].value] == QN_SAME;
    }
    return within;
}

/* Where all clauses are written alike: those that apply in one version alone, as a row of a table
 * with other cells, and those that give something else, as a scale with other rates. */
static void name_rewritten(const subject *s, qn_way *way)
{
    differ *d = s->d;
    const qn_row_rule *row[] = {rule_of(d, OLD, s->rule[OLD]), rule_of(d, NEW, s->rule[NEW])};
    if (!changes_within(s)) {
        return;
    }
    for (uint32_t i = 0; i < row[OLD]->clause_count && i < row[NEW]->clause_count; i++) {
        const uint32_t clause[] = {row[OLD]->first_clause + i, row[NEW]->first_clause + i};
        bool was = is_applied(d, OLD, clause[OLD]);
        bool is = is_applied(d, NEW, clause[NEW]);
        bool other = was && is && is_scale(d, clause[NEW]) && gives_other(d, clause);
        if (other || (was && !is)) {
            add_row(d, &way->replaced, clause[OLD]);
        }
        if (other || (is && !was)) {
            add_row(d, &way->by, clause[NEW]);
        }
    }
}

/* Tells the way that was seen last, which the cases in hand show. */
static qn_way make_way(subject *s, const qn_quest *quest, const qn_witness *witness)
{
    differ *d = s->d;
    qn_way way = {.first_day = INT64_MIN};
    const uint8_t *seen = s->seen + (s->seen_count - 1) * s->marks;
    for (uint32_t k = 0; k < s->marks; k++) {
        const mark *m = &s->mark[k];
        if (seen[k] != 0) {
            add_row(d,
                    m->world == OLD   ? &way.replaced
                    : m->world == NEW ? &way.by
                                      : &way.through,
                    m->row);
        }
    }
    if (way.replaced.count + way.by.count + way.through.count == 0) {
        name_rewritten(s, &way);
    }
    way.before = answer_text(d, OLD, s->rule[OLD]);
    way.after = answer_text(d, NEW, s->rule[NEW]);
    way.witness = qn_worlds_text(&d->worlds, witness);
    d->out_of_memory |= way.witness == NULL;
    if (quest->has_claim && !d->options->is_brief) {
        qn_symbolic *symbolic = d->worlds.symbolic[OLD];
        qn_claim claim = qn_claim_both(symbolic, quest->claim, way_claim(s, s->seen_count - 1));
        way.where = qn_region_text(&d->worlds, claim, d->link, witness, d->matters, d->work,
                                   &way.first_day);
    }
    return way;
}

/* The search for a case in which the rule differs. */
static qn_quest quest_of(subject *s)
{
    differ *d = s->d;
    qn_quest quest = {.worlds = &d->worlds,
                      .edges = &d->edges,
                      .shows = shows,
                      .context = s,
                      .matters = d->matters,
                      .work = d->work,
                      .examples = d->tries,
                      .tries = d->tries};
    qn_symbolic *const *symbolic = d->worlds.symbolic;
    if (symbolic[OLD] != NULL && is_comparable(d, s->rule[OLD], s->rule[NEW]) &&
        qn_symbolic_add_rule(symbolic[OLD], s->rule[OLD]) &&
        qn_symbolic_add_rule(symbolic[NEW], s->rule[NEW])) {
        qn_claim differs = qn_claim_not(symbolic[OLD], same_claim(d, s->rule[OLD], s->rule[NEW]));
        quest.has_claim = true;
        quest.claim = differs;
    }
    return quest;
}

/* By the machine alone, which shows most differences at once, or, where that shows none, with the
 * prover. */
static qn_outcome find_briefly(const qn_quest *quest, qn_witness *witness, bool *is_smallest)
{
    qn_quest plain = *quest;
    plain.has_claim = false;
    qn_outcome found = qn_quest_find(&plain, witness, is_smallest);
    if (found == QN_SHOWN || !quest->has_claim) {
        return found;
    }
    plain = *quest;
    plain.is_any = true;
    return qn_quest_find(&plain, witness, is_smallest);
}

/* Looks for way after way; what came of the last look. */
static qn_outcome find_ways(subject *s, qn_way *way, size_t *ways)
{
    differ *d = s->d;
    qn_witness witness = qn_witness_make(&d->worlds);
    qn_quest quest = quest_of(s);
    qn_outcome found = QN_LEFT_OPEN;
    d->out_of_memory |= witness.reply == NULL;
    s->has_claim = quest.has_claim;
    if (duty_of(tables_of(d, NEW), s->rule[NEW]) == QN_NONE_INDEX && !d->options->is_brief) {
        mark_clauses(s, OLD);
        mark_clauses(s, NEW);
    }
    if (!d->options->is_brief) {
        mark_uses(s);
    }
    qn_claim differs = quest.claim;
    if (quest.has_claim) {
        quest.claim = qn_claim_both(d->worlds.symbolic[OLD], d->link, differs);
    }
    while (*ways < WAYS_MAX && !d->out_of_memory) {
        bool is_smallest = false;
        found = d->options->is_brief ? find_briefly(&quest, &witness, &is_smallest)
                                     : qn_quest_find(&quest, &witness, &is_smallest);
        if (found != QN_SHOWN || !see(s)) {
            break;
        }
        qn_quest plain = quest;
        plain.claim = differs;
        way[*ways] = make_way(s, &plain, &witness);
        way[(*ways)++].is_smallest = is_smallest;
        if (d->options->is_brief) {
            break;
        }
        if (quest.has_claim) {
            qn_symbolic *symbolic = d->worlds.symbolic[OLD];
            qn_claim seen = way_claim(s, s->seen_count - 1);
            quest.claim = qn_claim_both(symbolic, quest.claim, qn_claim_not(symbolic, seen));
        }
    }
    qn_witness_clear(&witness);
    return found;
}

/* ---- rules */

/* Whether both hold their answers in the same way. */
static bool has_one_type(const differ *d, uint32_t old_rule, uint32_t new_rule)
{
    return type_number(d, OLD, rule_of(d, OLD, old_rule)->type) ==
           type_number(d, NEW, rule_of(d, NEW, new_rule)->type);
}

/* Whether both are computed in the same way, which can be seen. */
static bool is_seen_to_be_same(const differ *d, uint32_t old_rule, uint32_t new_rule)
{
    uint32_t a = d->worlds.number[OLD][rule_of(d, OLD, old_rule)->result];
    uint32_t b = d->worlds.number[NEW][rule_of(d, NEW, new_rule)->result];
    return a == b && a != QN_NONE_INDEX && has_one_type(d, old_rule, new_rule);
}

static void compare(differ *d, qn_difference *difference, qn_way *way)
{
    subject s = {.d = d, .rule = {difference->old_rule, difference->new_rule}};
    memset(d->matters, 0, (size_t)d->worlds.inputs + 1);
    for (uint32_t i = 0; i < WORLDS; i++) {
        d->out_of_memory |= !qn_quest_inputs_of(&d->worlds, i, s.rule[i], d->matters);
    }
    d->out_of_memory |= !qn_worlds_focus(&d->worlds, d->matters);
    if (d->worlds.symbolic[OLD] != NULL) {
        link_inputs(d);
    }
    qn_outcome last = find_ways(&s, way, &difference->ways);
    difference->way = way;
    difference->has_more = difference->ways > 0 && last != QN_PROVED_NOT;
    if (difference->ways > 0) {
        difference->sameness = QN_DIFFERENT;
    } else {
        difference->sameness = last == QN_PROVED_NOT ? QN_SAME : QN_NOT_SETTLED;
    }
    if (difference->sameness == QN_SAME && has_one_type(d, s.rule[OLD], s.rule[NEW])) {
        d->out_of_memory |= !qn_worlds_unite(&d->worlds, rule_of(d, OLD, s.rule[OLD])->result,
                                             rule_of(d, NEW, s.rule[NEW])->result);
    }
    free(s.mark);
    free(s.seen);
}

static bool is_hidden(const qn_program *p, uint32_t rule)
{
    return (p->tables.rule[rule].flags & QN_RULE_HIDDEN) != 0;
}

/* A rule of the new program. */
static qn_difference compare_rule(differ *d, uint32_t rule, qn_way *way)
{
    qn_difference out = {.name = qn_program_rule_info(d->worlds.program[NEW], (int32_t)rule).name,
                         .duty = QN_NONE_INDEX,
                         .old_rule = d->old_of[rule],
                         .new_rule = rule,
                         .sameness = QN_SAME};
    if (out.old_rule == QN_NONE_INDEX) {
        out.sameness = QN_ONLY_NEW;
    } else if (!kinds_match(d, out.old_rule, rule)) {
        out.sameness = QN_OTHER_TYPE;
    } else if (is_seen_to_be_same(d, out.old_rule, rule)) {
        out.sameness = QN_SAME;
    } else {
        compare(d, &out, way);
    }
    return out;
}

static const char *duty_text(const qn_tables *t, uint32_t duty)
{
    return qn_tables_string(t, t->duty[duty].text);
}

/* How alike two duties are: 3 in the same words, 2 with the same message, 1 of one kind. */
static int likeness(const differ *d, const qn_row_duty *a, const qn_row_duty *b)
{
    if (strings_equal(d, a->text, b->text)) {
        return 3;
    }
    bool has_message = qn_tables_string(tables_of(d, OLD), a->message)[0] != '\0';
    return has_message && strings_equal(d, a->message, b->message) ? 2 : a->kind == b->kind;
}

/* The duty of the old program that each one of the new one was: the most alike that is left. */
static void match_duties(differ *d)
{
    const qn_tables *a = tables_of(d, OLD);
    const qn_tables *b = tables_of(d, NEW);
    bool *taken = calloc((size_t)a->duty_count + 1, sizeof *taken);
    d->out_of_memory |= taken == NULL;
    for (int least = 3; taken != NULL && least > 0; least--) {
        for (uint32_t i = 0; i < b->duty_count; i++) {
            for (uint32_t k = 0; k < a->duty_count; k++) {
                uint32_t *old = &d->old_of[b->duty[i].rule];
                if (*old == QN_NONE_INDEX && !taken[k] &&
                    likeness(d, &a->duty[k], &b->duty[i]) >= least) {
                    *old = a->duty[k].rule;
                    taken[k] = true;
                }
            }
        }
    }
    free(taken);
}

/* The rule of the old program that each rule of the new one was. */
static void match_rules(differ *d)
{
    for (uint32_t i = 0; i < tables_of(d, NEW)->rule_count; i++) {
        d->old_of[i] = QN_NONE_INDEX;
    }
    for (uint32_t i = 0; i < tables_of(d, OLD)->rule_count; i++) {
        uint32_t found =
            is_hidden(d->worlds.program[OLD], i)
                ? QN_NONE_INDEX
                : qn_worlds_rule(&d->worlds, d->options->rename, d->options->renames, i);
        if (found != QN_NONE_INDEX) {
            d->old_of[found] = i;
        }
    }
    match_duties(d);
}

static void tell_rule(differ *d, uint32_t rule, void (*tell)(void *, const qn_difference *),
                      void *context)
{
    qn_way way[WAYS_MAX] = {{0}};
    uint32_t duty = duty_of(tables_of(d, NEW), rule);
    d->sameness[rule] = QN_NOT_SETTLED;
    if (is_hidden(d->worlds.program[NEW], rule) && duty == QN_NONE_INDEX) {
        return;
    }
    qn_difference difference = compare_rule(d, rule, way);
    d->sameness[rule] = (uint8_t)difference.sameness;
    difference.duty = duty;
    if (duty != QN_NONE_INDEX) {
        difference.name = duty_text(tables_of(d, NEW), duty);
        difference.old_name =
            difference.old_rule == QN_NONE_INDEX
                ? NULL
                : duty_text(tables_of(d, OLD), duty_of(tables_of(d, OLD), difference.old_rule));
    }
    tell(context, &difference);
    for (size_t k = 0; k < difference.ways; k++) {
        free_way(&way[k]);
    }
}

/* Rules in the order of their code, which is behind that of all that they use. */
static int compare_code(const void *a, const void *b)
{
    const qn_row_rule *x = *(const qn_row_rule *const *)a;
    const qn_row_rule *y = *(const qn_row_rule *const *)b;
    if (x->first_code != y->first_code) {
        return x->first_code < y->first_code ? -1 : 1;
    }
    return x < y ? -1 : x > y;
}

static void tell_new(differ *d, void (*tell)(void *, const qn_difference *), void *context)
{
    const qn_tables *t = tables_of(d, NEW);
    const qn_row_rule **order = calloc((size_t)t->rule_count + 1, sizeof *order);
    d->out_of_memory |= order == NULL;
    for (uint32_t i = 0; order != NULL && i < t->rule_count; i++) {
        order[i] = &t->rule[i];
    }
    if (order != NULL) {
        qsort(order, t->rule_count, sizeof *order, compare_code);
    }
    bool goes_on = true;
    for (uint32_t i = 0; i < t->rule_count && goes_on && !d->out_of_memory; i++) {
        uint32_t rule = (uint32_t)(order[i] - t->rule);
        tell_rule(d, rule, tell, context);
        goes_on = !d->options->is_brief || d->sameness[rule] != QN_DIFFERENT;
    }
    free(order);
}

static void tell_old(const differ *d, void (*tell)(void *, const qn_difference *), void *context)
{
    const qn_program *p = d->worlds.program[OLD];
    for (uint32_t i = 0; i < p->tables.rule_count; i++) {
        uint32_t duty = duty_of(&p->tables, i);
        bool is_there = is_hidden(p, i) && duty == QN_NONE_INDEX;
        for (uint32_t k = 0; k < tables_of(d, NEW)->rule_count && !is_there; k++) {
            is_there = d->old_of[k] == i;
        }
        if (!is_there) {
            qn_difference gone = {.name = duty == QN_NONE_INDEX
                                              ? qn_program_rule_info(p, (int32_t)i).name
                                              : duty_text(&p->tables, duty),
                                  .duty = duty,
                                  .sameness = QN_ONLY_OLD,
                                  .old_rule = i,
                                  .new_rule = QN_NONE_INDEX};
            tell(context, &gone);
        }
    }
}

/* ---- facts */

/* Tells of a fact that is not declared as it was. */
static void tell_fact(const differ *d, const qn_input *in, void *context)
{
    enum { SIZE = 2000 };
    char text[WORLDS][2][SIZE] = {{""}};
    qn_fact_change change = {.name = in->name, .fact = {in->fact[OLD], in->fact[NEW]}};
    for (uint32_t i = 0; i < WORLDS; i++) {
        int32_t fact = (int32_t)in->fact[i];
        if (in->fact[i] != QN_NONE_INDEX) {
            (void)qn_program_fact_range(d->worlds.program[i], fact, text[i][0], SIZE, NULL);
            (void)qn_program_fact_default(d->worlds.program[i], fact, text[i][1], SIZE, NULL);
            change.range[i] = text[i][0];
            change.preset[i] = text[i][1];
        }
    }
    bool same = change.range[OLD] != NULL && change.range[NEW] != NULL &&
                strcmp(text[OLD][0], text[NEW][0]) == 0 && strcmp(text[OLD][1], text[NEW][1]) == 0;
    if (!same) {
        d->options->tell_fact(context, &change);
    }
}

bool qn_diff_has_name(const qn_program *program, const char *name)
{
    return qn_program_fact(program, name) >= 0 || qn_program_rule(program, name) >= 0;
}

bool qn_diff(const qn_program *before, const qn_program *after, const qn_diff_options *options,
             void (*tell)(void *context, const qn_difference *difference), void *context)
{
    differ d = {.options = options,
                .work = options->work > 0 ? options->work : usual_work,
                .tries = options->tries > 0 ? options->tries : TRIES};
    bool good = qn_worlds_init(&d.worlds, before, after, options->rename, options->renames,
                               QN_DAY_MIN, QN_DAY_MAX);
    d.sameness = calloc((size_t)after->tables.rule_count + 1, 1);
    d.old_of = calloc((size_t)after->tables.rule_count + 1, sizeof *d.old_of);
    d.matters = good ? calloc((size_t)d.worlds.inputs + 1, 1) : NULL;
    good = good && d.sameness != NULL && d.old_of != NULL && d.matters != NULL &&
           qn_edges_init(&d.edges, &d.worlds);
    if (good) {
        for (uint32_t i = 0; options->tell_fact != NULL && i < d.worlds.inputs; i++) {
            tell_fact(&d, &d.worlds.input[i], context);
        }
        match_rules(&d);
        tell_new(&d, tell, context);
        tell_old(&d, tell, context);
        good = !d.out_of_memory && !d.worlds.out_of_memory;
    }
    qn_edges_clear(&d.edges);
    free(d.sameness);
    free(d.old_of);
    free(d.matters);
    qn_worlds_clear(&d.worlds);
    return good;
}
