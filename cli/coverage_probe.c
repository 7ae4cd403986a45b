/*
 * Finding what there is to cover. See coverage_probe.h.
 */
#include "coverage_probe.h"

#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "case.h"
#include "clause.h"
#include "date.h"

/* One walk over a program. own: one a source, those whose law is counted. duty: one a string, names
 * of rules that are duties. made: one a rule, made for a promise. */
typedef struct finder {
    qn_coverage *out;
    const qn_rules *rules;
    const qn_tables *t;
    qn_view view;
    bool *own;
    bool *is_duty;
    bool *is_promise;
    uint32_t *result_of; /* one a register: the rule whose answer it is, or QN_NONE_INDEX */
    uint32_t *stack;     /* registers, for walks over conditions */
    uint32_t room;
    uint32_t rule;   /* in hand */
    uint32_t clause; /* in hand */
} finder;

/* What a register holds, for people: a name and a type; and how far apart two values of it are. */
typedef struct subject {
    const char *name;
    uint32_t type; /* or QN_NONE_INDEX: a day */
    qn_rational step;
    uint32_t fact; /* or QN_NONE_INDEX */
    bool is_day;   /* the date of decision, or that of a reading */
} subject;

static const char *string(const finder *f, uint32_t index)
{
    return qn_tables_string(f->t, index);
}

static const char *file_of(const finder *f, uint32_t source)
{
    return source == QN_NONE_INDEX ? f->rules->path : string(f, f->t->source[source].name);
}

static bool is_own(const finder *f, uint32_t source)
{
    return source != QN_NONE_INDEX && f->own[source];
}

/* ---- registers */

static bool is_constant(const finder *f, uint32_t reg)
{
    return reg < f->t->constant_count;
}

/* The instruction of a register; NULL where it has none. */
static const qn_row_instruction *instruction_of(const finder *f, uint32_t reg)
{
    uint32_t first = qn_tables_first_result(f->t);
    return reg >= first && reg - first < f->t->instruction_count ? &f->t->instruction[reg - first]
                                                                 : NULL;
}

static qn_rational constant_of(const finder *f, uint32_t reg)
{
    const qn_row_constant *row = &f->t->constant[reg];
    return qn_slot_rational(qn_constant_slot(row), (qn_class)row->class_);
}

/* How many steps of the grid make a step of a fact, or one of the unit of a duration. */
static qn_rational grid_step(const finder *f, uint32_t type, qn_rational of_unit)
{
    const qn_row_type *row = &f->t->type[type];
    qn_rational out = of_unit;
    qn_rational factor;
    if (qn_rational_div(constant_of(f, row->factor_num), constant_of(f, row->factor_den),
                        &factor) != QN_ARITH_OK ||
        qn_rational_mul(out, factor, &out) != QN_ARITH_OK ||
        qn_rational_mul(out, constant_of(f, row->den), &out) != QN_ARITH_OK) {
        return qn_rational_from_i64(1);
    }
    return out;
}

static bool read_fact(const finder *f, uint32_t fact, subject *out)
{
    const qn_row_fact *row = &f->t->fact[fact];
    bool counts = f->t->type[row->type].kind <= QN_KIND_QUANTITY;
    qn_rational one = qn_rational_from_i64(1);
    qn_rational step = constant_of(f, row->step);
    *out = (subject){.name = string(f, row->name),
                     .type = row->type,
                     .step = !counts                       ? one
                             : qn_rational_sign(step) == 0 ? one
                                                           : grid_step(f, row->type, step),
                     .fact = fact};
    return row->history == QN_NONE_INDEX;
}

/* How far apart two values of a type are that is no fact's: one of its unit where that is made of
 * smaller ones, as a year is, else a step of its grid. */
static qn_rational step_of_type(const finder *f, uint32_t type)
{
    qn_rational one = qn_rational_from_i64(1);
    const qn_row_type *row = &f->t->type[type];
    bool is_plain =
        row->kind != QN_KIND_QUANTITY ||
        qn_rational_cmp(constant_of(f, row->factor_num), constant_of(f, row->factor_den)) == 0;
    return is_plain ? one : grid_step(f, type, one);
}

/* The rule whose answer a register is, or that of a reading of it; NULL where it is none. */
static const qn_row_rule *answered_by(const finder *f, uint32_t reg)
{
    return f->result_of[reg] == QN_NONE_INDEX ? NULL : &f->t->rule[f->result_of[reg]];
}

/* A rule whose result a register is. */
static bool read_rule(const finder *f, uint32_t reg, subject *out)
{
    const qn_row_rule *row = answered_by(f, reg);
    if (!row || (row->flags & QN_RULE_HIDDEN) != 0) {
        return false;
    }
    *out = (subject){.name = string(f, row->name),
                     .type = row->type,
                     .step = step_of_type(f, row->type),
                     .fact = QN_NONE_INDEX};
    return true;
}

/* Something that the condition of the clause in hand looks at. */
static bool read_leaf(const finder *f, uint32_t reg, subject *out)
{
    const qn_row_clause *row = &f->t->clause[f->clause];
    for (uint32_t i = 0; f->clause != QN_NONE_INDEX && i < row->leaf_count; i++) {
        const qn_row_leaf *leaf = &f->t->leaf[row->first_leaf + i];
        if (leaf->reg == reg) {
            *out = (subject){.name = string(f, leaf->name),
                             .type = leaf->type,
                             .step = step_of_type(f, leaf->type),
                             .fact = QN_NONE_INDEX};
            return true;
        }
    }
    return false;
}

/* Is a register the date of decision, or the day on which the rule in hand is read? */
static bool is_day(const finder *f, uint32_t reg)
{
    return reg == qn_tables_today(f->t) || reg == f->t->rule[f->rule].on;
}

/* What a register holds; false where that has no name. */
static bool read_subject(const finder *f, uint32_t reg, subject *out)
{
    uint32_t first_fact = qn_tables_first_fact(f->t);
    uint32_t today = qn_tables_today(f->t);
    bool good;
    *out = (subject){.fact = QN_NONE_INDEX};
    if (is_constant(f, reg)) {
        return false;
    }
    if (reg >= first_fact && reg < today) {
        good = read_fact(f, reg - first_fact, out);
    } else if (reg == today) {
        *out = (subject){.name = "today",
                         .type = QN_NONE_INDEX,
                         .step = qn_rational_from_i64(1),
                         .fact = QN_NONE_INDEX};
        good = true;
    } else {
        good = read_rule(f, reg, out) || read_leaf(f, reg, out);
    }
    out->is_day = is_day(f, reg);
    const qn_row_instruction *row = instruction_of(f, reg);
    if (good && row && qn_instruction_op(row) == OP_DATE_SPAN && row->c == 12) {
        out->step = qn_rational_from_i64(12); /* whole years, counted in months */
    }
    return good;
}

/* A constant, as a value of the subject that is held against it. */
static bool put_constant(finder *f, const subject *s, uint32_t reg, qn_page *page)
{
    const qn_row_constant *row = &f->t->constant[reg];
    const qn_slot slot = qn_constant_slot(row);
    qn_value value;
    if (row->status != QN_KNOWN ||
        row->class_ != (s->type == QN_NONE_INDEX ? QN_CLASS_I : f->t->type[s->type].class_)) {
        return false;
    }
    if (s->type == QN_NONE_INDEX) {
        qn_ymd day = qn_date_to_ymd((qn_day)slot.i);
        qn_page_format(page, "%04d-%02d-%02d", (int)day.year, (int)day.month, (int)day.day);
        return true;
    }
    qn_case_value(f->view.c, s->type, QN_KNOWN, &slot, &value);
    qn_answer_put_value(page, &f->view, &value);
    return true;
}

/* ---- edges and dates */

/* The place of the clause in hand, or of the rule. */
static qn_cover_place place_here(const finder *f, qn_cover_kind kind)
{
    const qn_row_rule *rule = &f->t->rule[f->rule];
    const qn_row_clause *clause = f->clause == QN_NONE_INDEX ? NULL : &f->t->clause[f->clause];
    return (qn_cover_place){.kind = kind,
                            .file = file_of(f, clause ? clause->source : rule->source),
                            .line = clause ? clause->line : rule->line,
                            .column = clause ? clause->column : rule->column};
}

/* A key begins with where the rule is written: another reading of it has the same items. */
static void put_rule_key(const finder *f, qn_page *key)
{
    const qn_row_rule *rule = &f->t->rule[f->rule];
    qn_page_format(key, "%u:%s:", rule->source, string(f, rule->name));
}

/* The parts of an edge that a fact can reach in its range. */
static unsigned reachable(const finder *f, const subject *s, const qn_cover_probe *p)
{
    const qn_row_fact *row = s->fact == QN_NONE_INDEX ? NULL : &f->t->fact[s->fact];
    unsigned parts = 3;
    qn_rational beside;
    if (!row || (p->is_below ? qn_rational_add(p->bound, s->step, &beside)
                             : qn_rational_sub(p->bound, s->step, &beside)) != QN_ARITH_OK) {
        return parts;
    }
    qn_rational below = p->is_below ? p->bound : beside;
    qn_rational above = p->is_below ? beside : p->bound;
    if (row->low != QN_NONE_INDEX && qn_rational_cmp(below, constant_of(f, row->low)) < 0) {
        parts &= 2U;
    }
    if (row->high != QN_NONE_INDEX && qn_rational_cmp(above, constant_of(f, row->high)) > 0) {
        parts &= 1U;
    }
    return parts;
}

/* Do values of a type lie one behind the other? */
static bool has_order(const finder *f, uint32_t type)
{
    uint32_t kind = type == QN_NONE_INDEX ? QN_KIND_DATE : f->t->type[type].kind;
    return kind <= QN_KIND_QUANTITY || kind == QN_KIND_DATE || kind == QN_KIND_CLOCK ||
           kind == QN_KIND_SPAN;
}

/* Adds the edge at a constant, on whose side below the constant itself lies or not. */
static void add_edge(finder *f, uint32_t reg, uint32_t constant, bool is_below)
{
    subject s;
    qn_page key = {0};
    qn_page text = {0};
    qn_page value = {0};
    if (constant == QN_NONE_INDEX || !is_constant(f, constant) || !read_subject(f, reg, &s) ||
        !has_order(f, s.type) || !put_constant(f, &s, constant, &value)) {
        qn_page_end(&value, &f->out->words);
        return;
    }
    qn_cover_probe probe = {.what = QN_PROBE_EDGE,
                            .reg = reg,
                            .is_below = is_below,
                            .bound = constant_of(f, constant),
                            .step = s.step};
    qn_cover_place place = place_here(f, s.is_day ? QN_COVER_DATE : QN_COVER_EDGE);
    put_rule_key(f, &key);
    if (!s.is_day) {
        qn_page_format(&key, "%s:%d:", s.name, is_below);
        qn_page_format(&text, "%s %s ", s.name, is_below ? "up to and including" : "from");
    }
    qn_page_put(&key, qn_page_string(&value));
    qn_page_put(&text, qn_page_string(&value));
    qn_page_end(&value, &f->out->words);
    unsigned parts = reachable(f, &s, &probe);
    if (parts != 0) {
        qn_cover_add(f->out, &place, &key, &text, parts, &probe);
    }
    qn_page_end(&key, &f->out->words);
    qn_page_end(&text, &f->out->words);
}

/* A comparison of something with a constant. */
static void add_compared(finder *f, const qn_row_instruction *row)
{
    qn_op op = qn_instruction_op(row);
    bool less = op == OP_LT_I || op == OP_LT_W || op == OP_LT_Q;
    bool at_most = op == OP_LE_I || op == OP_LE_W || op == OP_LE_Q;
    if (!less && !at_most) {
        return;
    }
    if (is_constant(f, row->b)) { /* x < c, x <= c */
        add_edge(f, row->a, row->b, at_most);
    } else if (is_constant(f, row->a)) { /* c < x, c <= x */
        add_edge(f, row->b, row->a, less);
    }
}

/* ---- conditions */

/* Does a register hold the answer of another rule than that in hand? */
static bool is_of_another(const finder *f, uint32_t reg)
{
    return f->result_of[reg] != QN_NONE_INDEX && f->result_of[reg] != f->rule;
}

/* The instruction that makes a condition of others; NULL for whatever else a register holds. The
 * answer of another rule is a part by itself, however that was found. */
static const qn_row_instruction *logic_of(const finder *f, uint32_t reg)
{
    const qn_row_instruction *row = instruction_of(f, reg);
    qn_op op = row ? qn_instruction_op(row) : OP_PARAM;
    bool is_logic = op == OP_AND || op == OP_OR || op == OP_NOT || op == OP_AGREE;
    return is_logic && !is_of_another(f, reg) ? row : NULL;
}

/* Puts a register on the stack, unless it is there. */
static void push(finder *f, uint32_t reg, uint32_t *count)
{
    for (uint32_t i = 0; i < *count; i++) {
        if (f->stack[i] == reg) {
            return;
        }
    }
    if (*count < f->room && reg != QN_NONE_INDEX) {
        f->stack[(*count)++] = reg;
    }
}

/* Puts a condition on the stack with all that it is made of by `and`, `or` and `not`; how many. */
static uint32_t split_condition(finder *f, uint32_t reg)
{
    uint32_t count = 0;
    push(f, reg, &count);
    for (uint32_t i = 0; i < count; i++) {
        const qn_row_instruction *row = logic_of(f, f->stack[i]);
        if (row) {
            qn_op op = qn_instruction_op(row);
            push(f, row->a, &count);
            push(f, op == OP_AND || op == OP_OR ? row->b : QN_NONE_INDEX, &count);
        }
    }
    return count;
}

static bool is_atom(const finder *f, uint32_t reg)
{
    return !is_constant(f, reg) && !logic_of(f, reg);
}

/* "seniority < 5 years", "merit", where both sides have names. */
static bool put_atom(finder *f, uint32_t reg, qn_page *text)
{
    static const struct {
        qn_op op;
        const char *sign;
        const char *turned;
    } signs[] = {{OP_EQ_I, "=", "="},   {OP_EQ_W, "=", "="},   {OP_EQ_Q, "=", "="},
                 {OP_LT_I, "<", ">"},   {OP_LT_W, "<", ">"},   {OP_LT_Q, "<", ">"},
                 {OP_LE_I, "<=", ">="}, {OP_LE_W, "<=", ">="}, {OP_LE_Q, "<=", ">="},
                 {OP_HAS, "has", "in"}};
    const qn_row_instruction *row = instruction_of(f, reg);
    const qn_row_rule *rule = answered_by(f, reg);
    subject s;
    subject other;
    if (rule || read_subject(f, reg, &s)) {
        qn_page_put(text, rule ? string(f, rule->name) : s.name);
        return true;
    }
    for (size_t i = 0; row && i < sizeof signs / sizeof signs[0]; i++) {
        bool turned = is_constant(f, row->a);
        if (qn_instruction_op(row) != signs[i].op ||
            !read_subject(f, turned ? row->b : row->a, &s)) {
            continue;
        }
        uint32_t right = turned ? row->a : row->b;
        qn_page_format(text, "%s %s ", s.name, turned ? signs[i].turned : signs[i].sign);
        if (is_constant(f, right)) {
            return put_constant(f, &s, right, text);
        }
        if (read_subject(f, right, &other)) {
            qn_page_put(text, other.name);
            return true;
        }
    }
    if (row && qn_instruction_op(row) == OP_IS_NONE && read_subject(f, row->a, &s)) {
        qn_page_format(text, "%s is none", s.name);
        return true;
    }
    return false;
}

/* Is the comparison one with a day between which the clause holds? */
static bool is_in_force(const finder *f, uint32_t reg)
{
    const qn_row_instruction *row = instruction_of(f, reg);
    if (!row || (qn_instruction_op(row) != OP_LE_I && qn_instruction_op(row) != OP_LT_I)) {
        return false;
    }
    uint32_t of = is_constant(f, row->a) ? row->b : row->a;
    uint32_t bound = is_constant(f, row->a) ? row->a : row->b;
    return is_constant(f, bound) && is_day(f, of);
}

/* Adds both sides of one part of a condition. Those without a name are numbered. */
static void add_side(finder *f, uint32_t reg, uint32_t root, uint32_t number)
{
    qn_page key = {0};
    qn_page text = {0};
    qn_cover_place place = place_here(f, QN_COVER_CONDITION);
    qn_cover_probe probe = {.what = QN_PROBE_SIDE, .reg = reg, .root = root};
    if (!put_atom(f, reg, &text)) {
        text.length = 0;
        qn_page_format(&text, "part %u of %s", number,
                       f->clause == QN_NONE_INDEX || f->t->clause[f->clause].left == 0
                           ? "its condition"
                           : string(f, f->t->clause[f->clause].left));
    }
    put_rule_key(f, &key);
    qn_page_format(&key, "%u:%u:%s", place.line, place.column, qn_page_string(&text));
    qn_cover_add(f->out, &place, &key, &text, 3, &probe);
}

/* The edges of a condition and, where it has several parts, the sides of each. */
static void add_condition(finder *f, uint32_t reg, bool sides)
{
    uint32_t count = reg == QN_NONE_INDEX ? 0 : split_condition(f, reg);
    uint32_t asked = 0;
    for (uint32_t i = 0; i < count; i++) {
        asked += is_atom(f, f->stack[i]) && !is_in_force(f, f->stack[i]);
    }
    uint32_t number = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t atom = f->stack[i];
        const qn_row_instruction *row = instruction_of(f, atom);
        if (!is_atom(f, atom)) {
            continue;
        }
        if (row && !is_of_another(f, atom)) { /* else it is compared there */
            add_compared(f, row);
        }
        if (sides && asked > 1 && !is_in_force(f, atom)) {
            add_side(f, atom, reg, ++number);
        }
    }
}

/* ---- rows */

/* The BAND, FIRST or ONE that chooses the row of a clause. */
static const qn_row_instruction *choice_of(const finder *f, const qn_row_clause *clause)
{
    return clause->chosen == QN_NONE_INDEX ? NULL : instruction_of(f, clause->chosen);
}

/* The edges of a row of a band, and of what else its row asks. */
static void add_row_edges(finder *f, const qn_row_clause *clause)
{
    enum { LOW, HIGH, FLAGS, ROW, CONDITION, WIDTH };
    const qn_row_instruction *row = choice_of(f, clause);
    qn_op op = row ? qn_instruction_op(row) : OP_PARAM;
    if (op == OP_FIRST || op == OP_ONE) {
        if (clause->row < row->c) {
            add_condition(f, f->t->entry[row->b + clause->row].value, false);
        }
        return;
    }
    for (uint32_t i = 0; op == OP_BAND && i < row->c; i++) {
        const qn_row_entry *entry = &f->t->entry[row->b + i * WIDTH];
        if (entry[ROW].value != clause->row) {
            continue;
        }
        if (entry[LOW].value != entry[HIGH].value) { /* one figure is no order */
            add_edge(f, row->a, entry[LOW].value, (entry[FLAGS].value & QN_BAND_LOW_EXCLUDED) != 0);
            add_edge(f, row->a, entry[HIGH].value,
                     (entry[FLAGS].value & QN_BAND_HIGH_INCLUDED) != 0);
        }
        add_condition(f, entry[CONDITION].value, false);
    }
}

/* ---- clauses, articles, scales */

/* Does a value always stand in the way of this one in some case: has the rule exceptions? */
static bool has_exceptions(const finder *f)
{
    const qn_row_rule *rule = &f->t->rule[f->rule];
    for (uint32_t i = 0; i < rule->clause_count; i++) {
        if (f->t->clause[rule->first_clause + i].kind == QN_CLAUSE_EXCEPTION) {
            return true;
        }
    }
    return false;
}

/* Which parts a clause has: it may always apply, and nothing may override it. */
static unsigned parts_of(const finder *f, const qn_row_clause *row)
{
    bool is_value = row->kind == QN_CLAUSE_BASE || row->kind == QN_CLAUSE_OTHERWISE;
    bool is_limit = row->kind == QN_CLAUSE_FLOOR || row->kind == QN_CLAUSE_CAP;
    unsigned parts = 1;
    if (row->condition != QN_NONE_INDEX || is_limit || (is_value && has_exceptions(f))) {
        parts |= 2U;
    }
    return row->over_count > 0 ? parts | 4U : parts;
}

static void add_clause_item(finder *f, const qn_row_clause *row)
{
    qn_page key = {0};
    qn_page text = {0};
    bool is_row = row->chosen != QN_NONE_INDEX;
    qn_cover_place place = place_here(f, is_row ? QN_COVER_ROW : QN_COVER_CLAUSE);
    qn_cover_probe probe = {.what = QN_PROBE_CLAUSE, .reg = f->clause};
    qn_page_format(&key, "%u:%u:%u:%u", row->source, row->line, row->column,
                   is_row ? row->row : row->kind);
    if (row->kind == QN_CLAUSE_GATE) {
        qn_page_put(&text, string(f, row->left));
    } else {
        qn_clause_put_name(&text, f->t, f->clause);
    }
    qn_cover_add(f->out, &place, &key, &text, is_row ? 1U : parts_of(f, row), &probe);
}

static void add_articles(finder *f, const qn_row_clause *row)
{
    for (uint32_t i = 0; i < row->cite_count; i++) {
        qn_page key = {0};
        qn_page text = {0};
        const char *cite = string(f, f->t->entry[row->first_cite + i].value);
        qn_cover_place place = place_here(f, QN_COVER_ARTICLE);
        qn_cover_probe probe = {.what = QN_PROBE_APPLIED, .reg = f->clause};
        qn_page_format(&key, "%u:%s", row->source, cite);
        qn_page_put(&text, cite);
        qn_cover_add(f->out, &place, &key, &text, 1, &probe);
    }
}

/* The edges of scales: their code compares the amount with the end of each band. */
static void add_scales(finder *f)
{
    const qn_row_rule *rule = &f->t->rule[f->rule];
    for (uint32_t i = 0; i < rule->code_count; i++) {
        uint32_t at = rule->first_code + i;
        uint32_t site = f->t->place[at].site;
        const char *what = site == QN_NONE_INDEX ? "" : string(f, f->t->site[site].what);
        if (strncmp(what, "scale ", strlen("scale ")) == 0 ||
            strncmp(what, "whole scale ", strlen("whole scale ")) == 0 ||
            strncmp(what, "amounts scale ", strlen("amounts scale ")) == 0) {
            f->clause = f->t->site[site].clause;
            add_compared(f, &f->t->instruction[at]);
        }
    }
    f->clause = QN_NONE_INDEX;
}

static void add_duty(finder *f, const qn_row_duty *duty)
{
    qn_page key = {0};
    qn_page text = {0};
    qn_cover_place place = {QN_COVER_DUTY, file_of(f, duty->source), duty->line, duty->column};
    qn_cover_probe probe = {
        .what = QN_PROBE_SIDE, .reg = f->t->rule[duty->rule].result, .root = QN_NONE_INDEX};
    qn_page_format(&key, "%u:%u:%u", duty->source, duty->line, duty->column);
    qn_page_put(&text, string(f, duty->message ? duty->message : duty->text));
    qn_cover_add(f->out, &place, &key, &text, 3, &probe);
}

/* A rule with its clauses; one that is a duty is counted as such, and its clauses are not. */
static void add_rule(finder *f)
{
    const qn_row_rule *rule = &f->t->rule[f->rule];
    bool is_duty = f->is_duty[rule->name];
    bool any = false;
    for (uint32_t i = 0; i < rule->clause_count; i++) {
        f->clause = rule->first_clause + i;
        const qn_row_clause *row = &f->t->clause[f->clause];
        if (!is_own(f, row->source)) {
            continue;
        }
        any = true;
        if (!is_duty) {
            add_clause_item(f, row);
        }
        add_articles(f, row);
        add_condition(f, row->condition, true);
        if (row->value != QN_NONE_INDEX && row->type != QN_NONE_INDEX &&
            f->t->type[row->type].kind == QN_KIND_BOOLEAN) { /* the formula is a condition */
            add_condition(f, row->value, true);
        }
        add_row_edges(f, row);
    }
    f->clause = QN_NONE_INDEX;
    if (any) {
        add_scales(f);
    }
    for (uint32_t i = 0; i < f->t->duty_count; i++) {
        if (f->t->duty[i].rule == f->rule && is_own(f, f->t->duty[i].source)) {
            add_duty(f, &f->t->duty[i]);
        }
    }
}

/* Marks the files that are counted, and rules that are no law of their own. */
static void mark(finder *f)
{
    const qn_tables *t = f->t;
    for (uint32_t i = 0; i < t->rule_count; i++) {
        const qn_row_rule *row = &t->rule[i];
        if ((row->flags & (QN_RULE_HIDDEN | QN_RULE_IMPORTED)) == 0 &&
            row->source != QN_NONE_INDEX) {
            f->own[row->source] = true;
        }
    }
    for (uint32_t i = 0; i < t->duty_count; i++) {
        if (t->duty[i].source != QN_NONE_INDEX) {
            f->own[t->duty[i].source] = true;
        }
        f->is_duty[t->rule[t->duty[i].rule].name] = true;
    }
    for (uint32_t i = 0; i < qn_tables_register_count(t); i++) {
        f->result_of[i] = QN_NONE_INDEX;
    }
    for (uint32_t i = 0; i < t->rule_count; i++) {
        uint32_t result = t->rule[i].result;
        bool is_reading = (t->rule[i].flags & QN_RULE_HIDDEN) != 0;
        if (result >= t->constant_count && (!is_reading || f->result_of[result] == QN_NONE_INDEX)) {
            f->result_of[result] = i;
        }
    }
    for (uint32_t i = 0; i < t->promise_count; i++) {
        f->is_promise[t->promise[i].rule] = true;
    }
}

void qn_cover_find(qn_coverage *coverage, const qn_rules *rules)
{
    const qn_tables *t = rules->tables;
    finder f = {.out = coverage,
                .rules = rules,
                .t = t,
                .view = {.program = rules->program, .t = t},
                .clause = QN_NONE_INDEX,
                .room = 4096};
    f.view.c = qn_case_new(rules->program);
    f.own = calloc((size_t)t->source_count + 1, sizeof *f.own);
    f.is_duty = calloc((size_t)t->string_count + 1, sizeof *f.is_duty);
    f.is_promise = calloc((size_t)t->rule_count + 1, sizeof *f.is_promise);
    f.result_of = calloc((size_t)qn_tables_register_count(t) + 1, sizeof *f.result_of);
    f.stack = malloc(f.room * sizeof *f.stack);
    bool good = f.view.c && f.result_of && f.own && f.is_duty && f.is_promise && f.stack;
    if (good) {
        mark(&f);
    }
    for (f.rule = 0; good && f.rule < t->rule_count; f.rule++) {
        coverage->first_probe[f.rule] = coverage->probe_count;
        if (!f.is_promise[f.rule]) {
            add_rule(&f);
        }
    }
    coverage->first_probe[t->rule_count] = coverage->probe_count;
    coverage->out_of_memory |= !good;
    qn_case_free(f.view.c);
    free(f.own);
    free(f.is_duty);
    free(f.is_promise);
    free(f.result_of);
    free(f.stack);
}
