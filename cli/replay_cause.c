/*
 * Responsible clauses. See replay_cause.h.
 */
#include "replay_cause.h"

#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "case.h"
#include "clause.h"
#include "trace.h"
#include "value.h"
#include "ways.h"

enum { OLD = 1, NEW = 2 };

/* ---- what both versions have */

/* A clause, and the words by which it is known; or a rule, and its name. */
typedef struct named {
    char *name;
    uint32_t row;
    uint32_t rule; /* of a clause */
    int world;
} named;

static int by_name(const void *a, const void *b)
{
    const named *x = a;
    const named *y = b;
    int order = strcmp(x->name, y->name);
    order = order != 0 ? order : x->world - y->world;
    return order != 0 ? order : (x->row > y->row) - (x->row < y->row);
}

/* A clause by its rule, what it does, and how it is written. */
static char *name_clause(const qn_tables *t, uint32_t rule, uint32_t clause)
{
    qn_page name = {0};
    qn_page_format(&name, "%s %d ", qn_tables_string(t, t->rule[rule].name),
                   (int)t->clause[clause].kind);
    qn_clause_put_name(&name, t, clause);
    char *copy = name.out_of_memory ? NULL : strdup(qn_page_string(&name));
    qn_page_clear(&name);
    return copy;
}

/* All clauses of a version, behind those that are there. False out of memory. */
static bool name_clauses(const qn_tables *t, int world, named *list, size_t *count)
{
    for (uint32_t rule = 0; rule < t->rule_count; rule++) {
        const qn_row_rule *row = &t->rule[rule];
        for (uint32_t i = 0; i < row->clause_count; i++) {
            uint32_t clause = row->first_clause + i;
            char *name = name_clause(t, rule, clause);
            if (name == NULL) {
                return false;
            }
            list[(*count)++] = (named){name, clause, rule, world};
        }
    }
    return true;
}

/* Clauses of one name are one. */
static void number_clauses(qn_causes *causes, const named *list, size_t count)
{
    static const qn_cause_clause none = {{QN_NONE_INDEX, QN_NONE_INDEX},
                                         {QN_NONE_INDEX, QN_NONE_INDEX}};
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || strcmp(list[i - 1].name, list[i].name) != 0) {
            causes->clause[causes->clauses++] = none;
        }
        qn_cause_clause *clause = &causes->clause[causes->clauses - 1];
        int world = list[i].world;
        if (clause->row[world] == QN_NONE_INDEX) {
            clause->row[world] = list[i].row;
            clause->rule[world] = list[i].rule;
        }
        causes->clause_of[world][list[i].row] = causes->clauses - 1;
    }
}

static bool find_clauses(qn_causes *causes)
{
    size_t most = (size_t)causes->t[0]->clause_count + causes->t[1]->clause_count;
    named *list = calloc(most + 1, sizeof *list);
    causes->clause = calloc(most + 1, sizeof *causes->clause);
    size_t count = 0;
    bool good = list != NULL && causes->clause != NULL;
    for (int w = 0; w < QN_REPLAY_WORLDS && good; w++) {
        causes->clause_of[w] =
            calloc((size_t)causes->t[w]->clause_count + 1, sizeof *causes->clause_of[w]);
        good = causes->clause_of[w] != NULL && name_clauses(causes->t[w], w, list, &count);
    }
    if (good && count > 0) {
        qsort(list, count, sizeof *list, by_name);
        number_clauses(causes, list, count);
    }
    for (size_t i = 0; i < count; i++) {
        free(list[i].name);
    }
    free(list);
    return good;
}

/* Rules of one name are pairs, the first of it with the first. */
static void pair_rules(qn_causes *causes, named *list, size_t count)
{
    qsort(list, count, sizeof *list, by_name);
    for (size_t begin = 0, end; begin < count; begin = end) {
        size_t old = 0;
        for (end = begin; end < count && strcmp(list[begin].name, list[end].name) == 0; end++) {
            old += list[end].world == 0;
        }
        for (size_t i = 0; i < old && begin + old + i < end; i++) {
            uint32_t before = list[begin + i].row;
            uint32_t after = list[begin + old + i].row;
            causes->pair[0][before] = after;
            causes->pair[1][after] = before;
        }
    }
}

static bool find_pairs(qn_causes *causes)
{
    size_t most = (size_t)causes->t[0]->rule_count + causes->t[1]->rule_count;
    named *list = calloc(most + 1, sizeof *list);
    size_t count = 0;
    bool good = list != NULL;
    for (int w = 0; w < QN_REPLAY_WORLDS && good; w++) {
        const qn_tables *t = causes->t[w];
        causes->pair[w] = malloc(((size_t)t->rule_count + 1) * sizeof *causes->pair[w]);
        good = causes->pair[w] != NULL;
        for (uint32_t i = 0; i < t->rule_count && good; i++) {
            causes->pair[w][i] = QN_NONE_INDEX;
            list[count++] =
                (named){(char *)(uintptr_t)qn_tables_string(t, t->rule[i].name), i, i, w};
        }
    }
    if (good && count > 0) {
        pair_rules(causes, list, count);
    }
    free(list);
    return good;
}

static bool find_inside(qn_causes *causes, int world)
{
    const qn_tables *t = causes->t[world];
    uint32_t *words = calloc((size_t)qn_ways_words(t) + 1, sizeof *words);
    bool *inside = calloc((size_t)t->rule_count + 1, sizeof *inside);
    causes->is_inside[world] = inside;
    if (words != NULL && inside != NULL) {
        qn_ways ways;
        qn_ways_make(&ways, t, words);
        for (uint32_t i = 0; i < t->rule_count; i++) {
            inside[i] = qn_ways_is_inside(&ways, i);
        }
    }
    bool good = words != NULL && inside != NULL;
    free(words);
    return good;
}

bool qn_causes_open(qn_causes *causes, const qn_program *const program[QN_REPLAY_WORLDS])
{
    *causes = (qn_causes){.t = {&program[0]->tables, &program[1]->tables}};
    return find_clauses(causes) && find_pairs(causes) && find_inside(causes, 0) &&
           find_inside(causes, 1);
}

void qn_causes_clear(qn_causes *causes)
{
    free(causes->clause);
    for (int w = 0; w < QN_REPLAY_WORLDS; w++) {
        free(causes->clause_of[w]);
        free(causes->pair[w]);
        free(causes->is_inside[w]);
    }
    *causes = (qn_causes){0};
}

/* ---- the walk */

bool qn_cause_walk_open(qn_cause_walk *walk, const qn_causes *causes)
{
    size_t rules = (size_t)causes->t[0]->rule_count + causes->t[1]->rule_count + 1;
    *walk = (qn_cause_walk){.causes = causes};
    walk->stack = calloc(2 * rules, sizeof *walk->stack);
    walk->found = calloc((size_t)causes->clauses * 2 + 1, sizeof *walk->found);
    walk->applies = calloc((size_t)causes->clauses + 1, 1);
    bool good = walk->stack != NULL && walk->found != NULL && walk->applies != NULL;
    for (int w = 0; w < QN_REPLAY_WORLDS; w++) {
        walk->seen[w] = calloc((size_t)causes->t[w]->rule_count + 1, sizeof *walk->seen[w]);
        good = good && walk->seen[w] != NULL;
    }
    return good;
}

void qn_cause_walk_clear(qn_cause_walk *walk)
{
    free(walk->seen[0]);
    free(walk->seen[1]);
    free(walk->stack);
    free(walk->found);
    free(walk->applies);
    *walk = (qn_cause_walk){0};
}

/* Texts of values that have no order, or whose order is another one in either version. */
static bool is_same_text(const qn_value *a, const qn_value *b)
{
    qn_page x = {0};
    qn_page y = {0};
    qn_answer_put_written(&x, a);
    qn_answer_put_written(&y, b);
    bool same = x.length == y.length && (x.length == 0 || memcmp(x.bytes, y.bytes, x.length) == 0);
    qn_page_clear(&x);
    qn_page_clear(&y);
    return same;
}

bool qn_cause_is_same(const qn_value *a, const qn_value *b)
{
    qn_rational x;
    qn_rational y;
    if (a->status != QN_KNOWN || b->status != QN_KNOWN) {
        return a->status == b->status;
    }
    if (a->kind != b->kind || strcmp(a->unit, b->unit) != 0) {
        return false;
    }
    bool is_placed = a->kind != QN_KIND_CHOICE && qn_answer_place(a, &x) && qn_answer_place(b, &y);
    return is_placed ? qn_rational_equal(x, y) : is_same_text(a, b);
}

/* Whether a rule that both versions have answers otherwise. */
static bool differs(qn_case *const c[], uint32_t before, uint32_t after)
{
    qn_value was;
    qn_value is;
    (void)qn_eval(c[0], (int32_t)before, &was);
    (void)qn_eval(c[1], (int32_t)after, &is);
    return !qn_cause_is_same(&was, &is);
}

/* Whether a clause is part of the answer, or may be, where its condition is not known: an answer
 * can be known all the same. A gate is part of it where it bars. */
static bool takes_part(qn_case *c, uint32_t clause)
{
    qn_clause_fate fate = qn_trace_clause(c, clause).fate;
    if (fate == QN_FATE_UNDECIDED) {
        return true;
    }
    return c->tables->clause[clause].kind == QN_CLAUSE_GATE ? fate == QN_FATE_FAILED
                                                            : fate == QN_FATE_APPLIED;
}

/* Marks the clauses of a rule that are part of its answer, or with 0 takes all marks away. */
static void mark(qn_cause_walk *walk, qn_case *c, int world, uint32_t rule, uint8_t bit)
{
    const qn_row_rule *row = &walk->causes->t[world]->rule[rule];
    if (bit != 0) {
        qn_case_run(c, rule);
    }
    for (uint32_t i = 0; i < row->clause_count; i++) {
        uint32_t clause = row->first_clause + i;
        uint8_t *applies = &walk->applies[walk->causes->clause_of[world][clause]];
        *applies = bit == 0 ? 0 : takes_part(c, clause) ? (uint8_t)(*applies | bit) : *applies;
    }
}

/* Notes clauses of a rule that are marked for its version alone. */
static void collect(qn_cause_walk *walk, int world, uint32_t rule)
{
    const qn_row_rule *row = &walk->causes->t[world]->rule[rule];
    for (uint32_t i = 0; i < row->clause_count; i++) {
        uint32_t clause = walk->causes->clause_of[world][row->first_clause + i];
        if (walk->applies[clause] == (world == 0 ? OLD : NEW)) {
            walk->found[walk->count++] = 2 * clause + (uint32_t)world;
            walk->applies[clause] = 0; /* once */
        }
    }
}

static void look_at(qn_cause_walk *walk, qn_case *const c[], const uint32_t rule[])
{
    for (int w = 0; w < QN_REPLAY_WORLDS; w++) {
        if (rule[w] != QN_NONE_INDEX) {
            mark(walk, c[w], w, rule[w], w == 0 ? OLD : NEW);
        }
    }
    for (int w = 0; w < QN_REPLAY_WORLDS; w++) {
        if (rule[w] != QN_NONE_INDEX) {
            collect(walk, w, rule[w]);
        }
    }
    for (int w = 0; w < QN_REPLAY_WORLDS; w++) {
        if (rule[w] != QN_NONE_INDEX) {
            mark(walk, c[w], w, rule[w], 0);
        }
    }
}

/* Puts a rule of a version on the stack with its pair, unless it has been there, or its answers are
 * those of elements. */
static void push(qn_cause_walk *walk, int world, uint32_t rule, size_t *depth)
{
    uint32_t pair = walk->causes->pair[world][rule];
    if (walk->seen[world][rule] == walk->walk || walk->causes->is_inside[world][rule]) {
        return;
    }
    walk->seen[world][rule] = walk->walk;
    if (pair != QN_NONE_INDEX) {
        walk->seen[1 - world][pair] = walk->walk;
        if (walk->causes->is_inside[1 - world][pair]) {
            return;
        }
    }
    walk->stack[(*depth)++] = world == 0 ? rule : pair;
    walk->stack[(*depth)++] = world == 0 ? pair : rule;
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a;
    uint32_t y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

void qn_cause_walk_go(qn_cause_walk *walk, qn_case *const c[QN_REPLAY_WORLDS],
                      const uint32_t rule[QN_REPLAY_WORLDS])
{
    size_t depth = 0;
    walk->walk++;
    walk->count = 0;
    push(walk, 0, rule[0], &depth);
    while (depth > 0) {
        uint32_t at[] = {walk->stack[depth - 2], walk->stack[depth - 1]};
        depth -= 2;
        if (at[0] != QN_NONE_INDEX && at[1] != QN_NONE_INDEX && !differs(c, at[0], at[1])) {
            continue;
        }
        look_at(walk, c, at);
        for (int w = 0; w < QN_REPLAY_WORLDS; w++) {
            const qn_tables *t = walk->causes->t[w];
            for (uint32_t i = 0; at[w] != QN_NONE_INDEX && i < t->rule[at[w]].use_count; i++) {
                push(walk, w, t->entry[t->rule[at[w]].first_use + i].value, &depth);
            }
        }
    }
    qsort(walk->found, walk->count, sizeof *walk->found, by_number);
}
