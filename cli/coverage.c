/*
 * Coverage of law. See coverage.h.
 *
 * A program has a row of CLAUSE for each reading of a clause: on another day, for an element. What
 * is counted is what is written, so that all rows of one place are one item. Probes say, for each
 * rule, which of its registers tell of which item; an answered case is looked at through them.
 */
#include "coverage.h"

#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "case.h"
#include "clause.h"
#include "coverage_probe.h"
#include "example.h"
#include "teller.h"

enum { BUCKETS = 4096, PART_ONE = 1, PART_TWO = 2, PART_THREE = 4 };

const char *qn_coverage_text(const qn_coverage *coverage, size_t text)
{
    return coverage->words.out_of_memory ? "" : coverage->words.bytes + text;
}

const char *qn_cover_kind_name(qn_cover_kind kind)
{
    static const char *const names[] = {"clauses", "rows",   "conditions", "band edges",
                                        "dates",   "duties", "articles"};
    return names[kind];
}

const char *qn_cover_part_name(qn_cover_kind kind, unsigned part)
{
    static const char *const names[QN_COVER_KINDS][QN_COVER_PARTS] = {
        {"applied", "not applied", "overridden"},
        {"applied", "", ""},
        {"yes", "no", ""},
        {"just below", "just above", ""},
        {"the day before", "the day itself", ""},
        {"met", "breached", ""},
        {"applied", "", ""}};
    return names[kind][part == PART_ONE ? 0 : part == PART_TWO ? 1 : 2];
}

unsigned qn_cover_size(unsigned parts)
{
    return (parts & 1) + ((parts >> 1) & 1) + ((parts >> 2) & 1);
}

unsigned qn_cover_counted(const qn_cover_item *item)
{
    return item->parts & ~item->never;
}

void qn_coverage_clear(qn_coverage *coverage)
{
    free(coverage->item);
    qn_page_clear(&coverage->words);
    free(coverage->bucket);
    free(coverage->probe);
    free(coverage->first_probe);
    free(coverage->stack);
    free(coverage->is_seen);
    free(coverage->later);
    *coverage = (qn_coverage){0};
}

/* ---- items */

/* Keeps words with a NUL behind them, and ends them. */
static size_t keep(qn_coverage *coverage, qn_page *words)
{
    size_t at = coverage->words.length;
    qn_page_add(&coverage->words, words->bytes, words->length);
    qn_page_add(&coverage->words, "", 1);
    qn_page_end(words, &coverage->words);
    return at;
}

/* FNV-1a. */
static uint32_t hash_of(const char *key)
{
    uint32_t hash = 2166136261U;
    for (; *key; key++) {
        hash = (hash ^ (unsigned char)*key) * 16777619U;
    }
    return hash % BUCKETS;
}

/* The item of a key, made if there is none; the key and the text are ended. */
static uint32_t find_item(qn_coverage *coverage, const qn_cover_place *place, qn_page *key,
                          qn_page *text, unsigned parts)
{
    const char *name = qn_page_string(key);
    uint32_t bucket = hash_of(name);
    uint32_t i = coverage->bucket[bucket];
    while (i != QN_NONE_INDEX &&
           (coverage->item[i].kind != place->kind ||
            strcmp(qn_coverage_text(coverage, coverage->item[i].key), name) != 0)) {
        i = coverage->item[i].next;
    }
    if (i != QN_NONE_INDEX) {
        coverage->item[i].parts |= parts;
        qn_page_end(key, &coverage->words);
        qn_page_end(text, &coverage->words);
        return i;
    }
    if (coverage->count == coverage->room) {
        uint32_t room = coverage->room * 2 + 256;
        qn_cover_item *grown = realloc(coverage->item, room * sizeof *grown);
        if (!grown) {
            coverage->out_of_memory = true;
            return QN_NONE_INDEX;
        }
        coverage->item = grown;
        coverage->room = room;
    }
    qn_page file = {0};
    qn_page_put(&file, place->file);
    coverage->item[coverage->count] = (qn_cover_item){.kind = place->kind,
                                                      .line = place->line,
                                                      .column = place->column,
                                                      .file = keep(coverage, &file),
                                                      .text = keep(coverage, text),
                                                      .key = keep(coverage, key),
                                                      .next = coverage->bucket[bucket],
                                                      .parts = parts};
    coverage->bucket[bucket] = coverage->count;
    return coverage->count++;
}

void qn_cover_add(qn_coverage *coverage, const qn_cover_place *place, qn_page *key, qn_page *text,
                  unsigned parts, const qn_cover_probe *probe)
{
    uint32_t item = find_item(coverage, place, key, text, parts);
    if (coverage->probe_count == coverage->probe_room) {
        uint32_t room = coverage->probe_room * 2 + 256;
        qn_cover_probe *grown = realloc(coverage->probe, room * sizeof *grown);
        if (!grown) {
            coverage->out_of_memory = true;
            return;
        }
        coverage->probe = grown;
        coverage->probe_room = room;
    }
    if (item != QN_NONE_INDEX) {
        coverage->probe[coverage->probe_count] = *probe;
        coverage->probe[coverage->probe_count++].item = item;
    }
}

void qn_coverage_init(qn_coverage *coverage, const qn_rules *rules, bool wants_alone)
{
    const qn_tables *t = rules->tables;
    size_t room = (size_t)t->rule_count + 1;
    *coverage =
        (qn_coverage){.bucket = malloc(BUCKETS * sizeof *coverage->bucket),
                      .first_probe = calloc(room, sizeof *coverage->first_probe),
                      .stack = calloc(room, sizeof *coverage->stack),
                      .is_seen = calloc(room, sizeof *coverage->is_seen),
                      .later = calloc((size_t)t->expectation_count + 1, sizeof *coverage->later),
                      .wants_alone = wants_alone};
    if (!coverage->bucket || !coverage->first_probe || !coverage->stack || !coverage->is_seen ||
        !coverage->later) {
        coverage->out_of_memory = true;
        return;
    }
    for (uint32_t i = 0; i < BUCKETS; i++) {
        coverage->bucket[i] = QN_NONE_INDEX;
    }
    qn_cover_find(coverage, rules);
}

/* ---- looking at a case */

/* Whether it shows what a limit does: one of a value that is not known may come to it or not. */
static bool is_seen_to_limit(const qn_case *c, const qn_row_clause *row)
{
    const qn_row_rule *rule = &c->tables->rule[row->rule];
    uint32_t value = rule->limited != QN_NONE_INDEX ? rule->limited : rule->result;
    bool is_limit = row->kind == QN_CLAUSE_FLOOR || row->kind == QN_CLAUSE_CAP;
    return !is_limit || (c->status[value] == QN_KNOWN &&
                         (row->value == QN_NONE_INDEX || c->status[row->value] == QN_KNOWN));
}

/* What became of a clause, as a part of its item. */
static unsigned part_of_clause(const qn_case *c, uint32_t clause)
{
    const qn_row_clause *row = &c->tables->clause[clause];
    qn_clause_fate fate = qn_trace_clause(c, clause).fate;
    switch (fate) {
    case QN_FATE_APPLIED:
        if (!is_seen_to_limit(c, row)) {
            return 0;
        }
        return row->kind == QN_CLAUSE_GATE ? PART_TWO : PART_ONE;
    case QN_FATE_FAILED:
        return PART_ONE;
    case QN_FATE_NOT_APPLIED:
    case QN_FATE_REPLACED:
        return PART_TWO;
    case QN_FATE_NO_EFFECT:
        return is_seen_to_limit(c, row) ? PART_TWO : 0;
    case QN_FATE_OVERRIDDEN:
        return PART_THREE;
    case QN_FATE_BARRED:
    case QN_FATE_UNDECIDED:
        break;
    }
    return 0;
}

/* On which side of an edge, and next to it, a value lies. */
static unsigned part_of_edge(const qn_case *c, const qn_cover_probe *p)
{
    qn_rational value;
    qn_rational off;
    if (c->status[p->reg] != QN_KNOWN) {
        return 0;
    }
    value = qn_slot_rational(c->slot[p->reg],
                             (qn_class)(c->program->class_of[p->reg] & QN_REGISTER_CLASS));
    if (qn_rational_sub(value, p->bound, &off) != QN_ARITH_OK) {
        return 0;
    }
    if (qn_rational_sign(off) == 0) {
        return p->is_below ? PART_ONE : PART_TWO;
    }
    bool above = qn_rational_sign(off) > 0;
    if (above != p->is_below) {
        return 0;
    }
    if (!above && qn_rational_sub(p->bound, value, &off) != QN_ARITH_OK) {
        return 0;
    }
    return qn_rational_cmp(off, p->step) > 0 ? 0 : above ? PART_TWO : PART_ONE;
}

/* What a probe sees in a case. */
static unsigned see(const qn_case *c, const qn_cover_probe *p)
{
    bool known;
    switch (p->what) {
    case QN_PROBE_CLAUSE:
        return part_of_clause(c, p->reg);
    case QN_PROBE_APPLIED:
        return part_of_clause(c, p->reg) & PART_ONE;
    case QN_PROBE_SIDE:
        known = c->status[p->reg] == QN_KNOWN;
        return !known ? 0 : (c->slot[p->reg].i != 0) != p->is_below ? PART_ONE : PART_TWO;
    case QN_PROBE_EDGE:
        return part_of_edge(c, p);
    }
    return 0;
}

/* Whether a register is known, and that. */
static bool is_known(const qn_case *c, uint32_t reg, bool yes)
{
    return c->status[reg] == QN_KNOWN && (c->slot[reg].i != 0) == yes;
}

/* Whether a condition hangs on one part of it: nothing beside it on the way up settles the whole,
 * no `no` of an `and` and no `yes` of an `or`. */
static bool decides_alone(const qn_case *c, uint32_t root, uint32_t reg)
{
    enum { ROOM = 64 };
    uint32_t stack[ROOM] = {root};
    uint32_t count = 1;
    uint32_t first = qn_tables_first_result(c->tables);
    while (count > 0 && stack[count - 1] != reg) {
        uint32_t at = stack[--count];
        const qn_row_instruction *row = at < first ? NULL : &c->tables->instruction[at - first];
        qn_op op = row ? qn_instruction_op(row) : OP_PARAM;
        bool is_pair = op == OP_AND || op == OP_OR;
        if ((op == OP_NOT || op == OP_AGREE || (is_pair && is_known(c, row->b, op == OP_AND))) &&
            count < ROOM) {
            stack[count++] = row->a;
        }
        if (is_pair && is_known(c, row->a, op == OP_AND) && count < ROOM) {
            stack[count++] = row->b;
        }
    }
    return count > 0;
}

/* Whether something that a probe may see has not been seen yet. */
static bool is_wanting(const qn_coverage *coverage, const qn_cover_probe *p)
{
    const qn_cover_item *item = &coverage->item[p->item];
    bool is_pair = coverage->wants_alone && item->kind == QN_COVER_CONDITION;
    return (item->parts & ~(is_pair ? item->seen & item->alone : item->seen)) != 0;
}

static void look_at_rule(qn_coverage *coverage, const qn_case *c, uint32_t rule)
{
    for (uint32_t i = coverage->first_probe[rule]; i < coverage->first_probe[rule + 1]; i++) {
        const qn_cover_probe *p = &coverage->probe[i];
        qn_cover_item *item = &coverage->item[p->item];
        if (is_wanting(coverage, p)) {
            unsigned seen = see(c, p) & item->parts;
            bool decides =
                seen != 0 && item->kind == QN_COVER_CONDITION && decides_alone(c, p->root, p->reg);
            item->seen |= seen;
            item->alone |= decides ? seen : 0;
        }
    }
}

/* Is something of a rule still to be seen? */
static bool is_open(const qn_coverage *coverage, uint32_t rule)
{
    bool open = false;
    for (uint32_t i = coverage->first_probe[rule]; i < coverage->first_probe[rule + 1] && !open;
         i++) {
        open = is_wanting(coverage, &coverage->probe[i]);
    }
    return open;
}

/* Looks at all rules below one but for those that are taken in for elements, whose registers hold
 * those of one element; says whether something of these is still to be seen. Without a case that
 * alone. */
static bool look_below(qn_coverage *coverage, const qn_tables *t, const qn_case *c, uint32_t rule)
{
    uint32_t count = 0;
    bool open = false;
    memset(coverage->is_seen, 0, t->rule_count);
    coverage->stack[count++] = rule;
    coverage->is_seen[rule] = 1;
    while (count > 0) {
        uint32_t next = coverage->stack[--count];
        const qn_row_rule *row = &t->rule[next];
        if ((row->flags & QN_RULE_INLINE) != 0) {
            open = open || is_open(coverage, next);
        } else if (c) {
            look_at_rule(coverage, c, next);
        }
        for (uint32_t i = 0; i < row->use_count; i++) {
            uint32_t used = t->entry[row->first_use + i].value;
            if (!coverage->is_seen[used]) {
                coverage->is_seen[used] = 1;
                coverage->stack[count++] = used;
            }
        }
    }
    return open;
}

/* A walk over what is explained, elements and all: of it only rules are looked at, and of their
 * clauses only what is gone through. */
typedef struct walk {
    qn_coverage *coverage;
    const qn_case *c;
    bool goes_in;   /* something of an element of the rule told last can still be seen */
    int32_t inside; /* how deep the outermost element is that is being told; -1 for none */
} walk;

/* Does a rule that is told for an element have anything below it that is told? */
static bool has_below(const qn_tables *t, const qn_row_rule *row)
{
    bool has = false;
    for (uint32_t i = 0; i < row->use_count && !has; i++) {
        has = (t->rule[t->entry[row->first_use + i].value].flags & QN_RULE_INLINE) != 0;
    }
    for (uint32_t i = 0; i < row->code_count && !has; i++) {
        has = qn_goes_through(qn_instruction_op(&t->instruction[row->first_code + i]));
    }
    return has;
}

/* Is something still to be seen of a rule that is told for the elements of another, at any depth?
 */
static bool is_open_inside(qn_coverage *coverage, const qn_tables *t, uint32_t rule)
{
    uint32_t count = 0;
    bool open = false;
    memset(coverage->is_seen, 0, t->rule_count);
    coverage->stack[count++] = rule;
    while (count > 0 && !open) {
        const qn_row_rule *row = &t->rule[coverage->stack[--count]];
        for (uint32_t i = 0; i < row->use_count && !open; i++) {
            uint32_t used = t->entry[row->first_use + i].value;
            if ((t->rule[used].flags & QN_RULE_INLINE) != 0 && !coverage->is_seen[used]) {
                coverage->is_seen[used] = 1;
                coverage->stack[count++] = used;
                open = is_open(coverage, used);
            }
        }
    }
    return open;
}

static qn_telling look_at_rule_step(walk *x, const qn_step *step)
{
    const qn_row_rule *row = &x->c->tables->rule[step->rule];
    if (step->is_repeated) {
        return QN_TELL_ON;
    }
    look_at_rule(x->coverage, x->c, (uint32_t)step->rule);
    if (x->inside >= 0) {
        return has_below(x->c->tables, row) ? QN_TELL_ON : QN_TELL_PAST;
    }
    x->goes_in = is_open_inside(x->coverage, x->c->tables, (uint32_t)step->rule);
    return QN_TELL_ON;
}

static qn_telling look_at_step(void *self, const qn_step *step)
{
    walk *x = self;
    bool is_element = step->kind == QN_STEP_ELEMENT;
    x->inside = is_element && x->inside < 0               ? step->depth
                : !is_element && step->depth <= x->inside ? -1
                                                          : x->inside;
    switch (step->kind) {
    case QN_STEP_RULE:
        return look_at_rule_step(x, step);
    case QN_STEP_SEQUENCE:
        return x->goes_in ? QN_TELL_ON : QN_TELL_PAST;
    default:
        return QN_TELL_ON;
    }
}

void qn_coverage_look(void *self, const qn_view *view, const qn_row_expectation *expected)
{
    qn_coverage *coverage = self;
    walk x = {coverage, view->c, false, -1};
    const int32_t rule = (int32_t)expected->rule;
    if (!coverage->out_of_memory && look_below(coverage, view->t, view->c, expected->rule)) {
        qn_explain_without_causes(view->c, &rule, 1, look_at_step, &x);
    }
}

void qn_coverage_look_first(void *self, const qn_view *view, const qn_row_expectation *expected)
{
    qn_coverage *coverage = self;
    uint64_t steps = view->c->steps - coverage->steps;
    if (!coverage->out_of_memory && look_below(coverage, view->t, view->c, expected->rule)) {
        uint32_t number = (uint32_t)(expected - view->t->expectation);
        coverage->later[coverage->later_count++] = (qn_cover_later){number, steps};
    }
    coverage->steps = view->c->steps;
}

/* By what they take, then in the order of the file. */
static int compare_later(const void *a, const void *b)
{
    const qn_cover_later *x = a;
    const qn_cover_later *y = b;
    int order = (x->steps > y->steps) - (x->steps < y->steps);
    return order != 0 ? order
                      : (x->expectation > y->expectation) - (x->expectation < y->expectation);
}

/* The example that has an expectation. */
static const qn_row_example *example_of(const qn_tables *t, uint32_t expectation)
{
    uint32_t low = 0;
    uint32_t high = t->example_count - 1;
    while (low < high) {
        uint32_t middle = high - (high - low) / 2;
        if (t->example[middle].first_expect <= expectation) {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    return &t->example[low];
}

/* Answers an expectation once more, if elements of its case can still show something. */
static void look_at_elements(qn_coverage *coverage, const qn_view *view, uint32_t expectation)
{
    const qn_row_expectation *expected = &view->t->expectation[expectation];
    if (look_below(coverage, view->t, NULL, expected->rule)) {
        const qn_row_example *example = example_of(view->t, expectation);
        coverage->out_of_memory |= qn_example_try(view, example, expected).no_memory;
        qn_coverage_look(coverage, view, expected);
    }
}

void qn_coverage_look_again(qn_coverage *coverage, const qn_rules *rules)
{
    const qn_tables *t = rules->tables;
    const qn_view view = {.program = rules->program, .t = t, .c = qn_case_new(rules->program)};
    coverage->out_of_memory |= !view.c;
    if (coverage->later_count > 0) {
        qsort(coverage->later, coverage->later_count, sizeof *coverage->later, compare_later);
    }
    for (uint32_t i = 0; i < coverage->later_count && !coverage->out_of_memory; i++) {
        look_at_elements(coverage, &view, coverage->later[i].expectation);
    }
    qn_case_free(view.c);
}
