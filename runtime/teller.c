/*
 * Why rules have their answers, told step by step: see teller.h and, for what is told, qanun.h.
 *
 * A rule is told with its clauses; then those that it uses, down to the last one, with a stack that
 * the case has. What a clause goes through is told with its elements, for which other rules may
 * have been read, which go through sequences in turn: these functions call each other, never deeper
 * than QN_EXPLAIN_NEST_MAX elements and TAKEN_MAX rules.
 */
#include "teller.h"

#include <string.h>

#include "date.h"
#include "trace.h"

/* Rules that are taken in for elements are told no deeper in one another than this. */
enum { TAKEN_MAX = 200 };

/* In qn_teller.told: the rule was told, and not for an element. */
#define TOLD (1U << 31)

/* In qn_teller.fate, beside the qn_clause_fate: the clause says nothing about the case; it goes
 * through a sequence. */
enum { FATE = 0xf, FATE_BESIDE = 0x10, FATE_GOES_THROUGH = 0x20 };

/* An explanation on its way. serial: of the element that is told, 0 for none; nest: elements in
 * which we are; taken: rules that are being told for them; path: entries of the stack. */
typedef struct walk {
    qn_case *c;
    const qn_tables *t;
    qn_teller *teller;
    qn_telling (*visit)(void *context, const qn_step *step);
    void *context;
    bool is_over;
    uint32_t serial;
    uint32_t last_serial;
    uint32_t elements_left; /* of rules and clauses */
    uint32_t nested_left;   /* of what is gone through for an element */
    uint32_t nest;
    uint32_t taken;
    uint32_t path;
    qn_step step;
} walk;

/* ---- the memory of a case */

static uint64_t aligned(uint64_t size)
{
    return (size + 7) / 8 * 8;
}

size_t qn_teller_size(const qn_tables *t)
{
    uint64_t words = qn_ways_words(t) + qn_reads_words(t) + t->rule_count;
    uint64_t size = aligned(sizeof(qn_teller)) + t->rule_count * (uint64_t)sizeof(qn_told_rule) +
                    aligned(words * sizeof(uint32_t)) + t->clause_count;
    return size > SIZE_MAX / 4 ? SIZE_MAX : (size_t)size;
}

qn_teller *qn_case_teller(qn_case *c)
{
    const qn_tables *t = c->tables;
    qn_teller *x = c->teller;
    if (!x->is_ready) {
        unsigned char *rest = (unsigned char *)x + aligned(sizeof(qn_teller));
        x->path = (qn_told_rule *)(void *)rest;
        uint32_t *words = (uint32_t *)(void *)(x->path + t->rule_count);
        qn_ways_make(&x->ways, t, words);
        words += qn_ways_words(t);
        qn_reads_make(&x->reads, t, words);
        x->told = words + qn_reads_words(t);
        x->fate = (uint8_t *)(x->told + t->rule_count);
        x->is_ready = true;
    }
    return x;
}

/* ---- parts of steps */

void qn_step_blank(qn_step *step, qn_step_kind kind, int32_t depth)
{
    static const char nothing[] = "";
    qn_value *const values[] = {&step->value, &step->on,    &step->from,
                                &step->until, &step->first, &step->last};
    memset(step, 0, sizeof *step);
    step->kind = kind;
    step->depth = depth;
    step->text = step->left = step->label = step->note = step->file = nothing;
    step->by_left = step->by_text = nothing;
    step->rule = step->fact = step->clause = step->by = -1;
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        values[i]->status = QN_NONE;
        values[i]->unit = nothing;
    }
}

/* Puts in a day, if it is one. */
static void put_day(const qn_case *c, int64_t day, qn_value *out)
{
    if (qn_date_is_valid(day)) {
        *out = (qn_value){.status = QN_KNOWN,
                          .kind = QN_KIND_DATE,
                          .unit = "",
                          .program = c->program,
                          .form = QN_CLASS_I,
                          .number = {(uint64_t)day}};
    }
}

static void put_bound(const qn_case *c, uint32_t reg, qn_value *out)
{
    if (reg != QN_NONE_INDEX) {
        put_day(c, qn_constant_slot(&c->tables->constant[reg]).i, out);
    }
}

static void put_place(const qn_tables *t, uint32_t source, uint32_t line, uint32_t column,
                      qn_step *step)
{
    if (source != QN_NONE_INDEX && line > 0) {
        step->file = qn_tables_string(t, t->source[source].name);
        step->line = (int32_t)line;
        step->column = (int32_t)column;
    }
}

void qn_step_read_leaf(const qn_case *c, uint32_t leaf, qn_step *step)
{
    const qn_tables *t = c->tables;
    const qn_row_leaf *row = &t->leaf[leaf];
    bool is_fact = row->fact != QN_NONE_INDEX;
    bool is_plain = is_fact && row->reg == qn_tables_first_fact(t) + row->fact;
    step->text = qn_tables_string(t, row->name);
    step->left = qn_tables_string(t, row->row);
    step->rule = (int32_t)row->rule; /* QN_NONE_INDEX becomes -1 */
    step->fact = row->reg == qn_tables_today(t) ? QN_TODAY : (int32_t)row->fact;
    step->is_changed = is_fact && !is_plain;
    if (is_plain) { /* the case has the bytes of texts */
        (void)qn_case_fact(c, step->fact, &step->value);
    } else {
        qn_leaf_trace trace = qn_trace_leaf(c, leaf);
        qn_case_value(c, row->type, trace.status, &trace.slot, &step->value);
        step->value.is_given = step->fact == QN_TODAY && qn_case_is_given(c, QN_TODAY);
    }
}

/* ---- telling */

static void begin(walk *x, qn_step_kind kind, int32_t depth)
{
    qn_step_blank(&x->step, kind, depth);
}

/* Tells the step; true where what stands below it is to be told. */
static bool tell(walk *x)
{
    if (x->is_over) {
        return false;
    }
    qn_telling wish = x->visit(x->context, &x->step);
    x->is_over = wish == QN_TELL_NO_MORE;
    return wish == QN_TELL_ON;
}

/* The answer of a rule; of one that is taken in for an element that is what its register holds now.
 */
static void put_answer(walk *x, uint32_t rule, bool is_inside)
{
    const qn_row_rule *row = &x->t->rule[rule];
    qn_value *value = &x->step.value;
    if (!is_inside) {
        qn_case_run(x->c, rule);
        (void)qn_eval(x->c, (int32_t)rule, value);
        return;
    }
    qn_case_value(x->c, row->type, (qn_answer)x->c->status[row->result], &x->c->slot[row->result],
                  value);
    if (value->status == QN_FAILED) {
        uint32_t count = 0;
        const qn_cause *cause = qn_causes_find(x->c, rule, QN_FAILED, &count);
        value->error = count > 0 ? (int)cause->code : 0;
    }
}

/* Tells why the answer of a rule is not known. */
static void tell_causes(walk *x, uint32_t rule, int32_t depth)
{
    uint32_t count = 0;
    const qn_cause *cause = qn_case_find_causes(x->c, (int32_t)rule, &count);
    for (uint32_t i = 0; i < count && !x->is_over; i++) {
        bool is_today = cause[i].fact == QN_CAUSE_TODAY;
        begin(x, QN_STEP_CAUSE, depth);
        x->step.text = qn_cause_name(x->t, &cause[i]);
        x->step.fact = is_today ? QN_TODAY : (int32_t)cause[i].fact;
        x->step.clause = (int32_t)cause[i].clause;
        (void)tell(x);
    }
}

/* ---- the clauses of a rule */

/* Notes what became of each clause of a rule; returns how many applied. */
static uint32_t find_fates(walk *x, const qn_row_rule *rule)
{
    uint8_t *fate = x->teller->fate + rule->first_clause;
    uint32_t applied = 0;
    for (uint32_t i = 0; i < rule->clause_count; i++) {
        fate[i] = (uint8_t)qn_trace_clause(x->c, rule->first_clause + i).fate;
        applied += fate[i] == QN_FATE_APPLIED;
    }
    return applied;
}

/* Marks the clauses that say nothing about the case, where something applied: a row that does not
 * apply because another row under the same subject was chosen, and a version that is not in force.
 */
static void mark_beside(walk *x, const qn_row_rule *rule)
{
    const qn_row_clause *clause = &x->t->clause[rule->first_clause];
    uint8_t *fate = x->teller->fate + rule->first_clause;
    for (uint32_t i = 0; i < rule->clause_count; i++) {
        bool has_chosen = fate[i] == QN_FATE_APPLIED && clause[i].chosen != QN_NONE_INDEX;
        for (uint32_t k = 0; has_chosen && k < rule->clause_count; k++) {
            if (clause[k].chosen == clause[i].chosen && fate[k] == QN_FATE_NOT_APPLIED) {
                fate[k] |= FATE_BESIDE;
            }
        }
        if (fate[i] == QN_FATE_NOT_APPLIED && !qn_clause_is_in_force(x->t, x->c, &clause[i])) {
            fate[i] |= FATE_BESIDE;
        }
    }
}

/* Marks the clauses whose code goes through something; true where the rule's own does. */
static bool mark_goers(walk *x, const qn_row_rule *rule)
{
    bool any = false;
    for (uint32_t i = 0; x->t->sequence_count > 0 && i < rule->code_count; i++) {
        uint32_t at = rule->first_code + i;
        if (!qn_goes_through(qn_instruction_op(&x->t->instruction[at]))) {
            continue;
        }
        uint32_t site = x->t->place[at].site;
        if (site != QN_NONE_INDEX && x->t->site[site].clause != QN_NONE_INDEX) {
            x->teller->fate[x->t->site[site].clause] |= FATE_GOES_THROUGH;
        } else {
            any = true;
        }
    }
    return any;
}

/* Fills the step of a clause. */
static void put_clause(walk *x, const qn_row_clause *row, uint32_t clause)
{
    const qn_tables *t = x->t;
    qn_step *step = &x->step;
    qn_clause_trace trace = qn_trace_clause(x->c, clause);
    step->rule = (int32_t)row->rule;
    step->clause = (int32_t)clause;
    step->by = (int32_t)trace.by; /* QN_NONE_INDEX becomes -1 */
    step->clause_kind = (qn_clause_kind)row->kind;
    step->fate = trace.fate;
    step->status = trace.condition;
    step->text = qn_tables_string(t, row->text);
    step->left = qn_tables_string(t, row->left);
    step->label = qn_tables_string(t, row->label);
    step->note = qn_tables_string(t, row->note);
    if (trace.by != QN_NONE_INDEX) {
        step->by_left = qn_tables_string(t, t->clause[trace.by].left);
        step->by_text = qn_tables_string(t, t->clause[trace.by].text);
    }
    if (row->kind != QN_CLAUSE_GATE && row->value != QN_NONE_INDEX && row->type != QN_NONE_INDEX) {
        qn_case_value(x->c, row->type, trace.status, &trace.slot, &step->value);
    }
    put_bound(x->c, row->from, &step->from);
    put_bound(x->c, row->until, &step->until);
    put_place(t, row->source, row->line, row->column, step);
}

static void tell_sequences(walk *x, const qn_code_spot *spot, int32_t depth);

/* Tells a clause, what it cites, what it looked at, and what it goes through. */
static void tell_clause(walk *x, const qn_code_spot *of_rule, uint32_t clause, int32_t depth)
{
    const qn_row_clause *row = &x->t->clause[clause];
    bool goes_through = (x->teller->fate[clause] & FATE_GOES_THROUGH) != 0;
    begin(x, QN_STEP_CLAUSE, depth);
    put_clause(x, row, clause);
    if (!tell(x)) {
        return;
    }
    for (uint32_t i = 0; i < row->cite_count && !x->is_over; i++) {
        begin(x, QN_STEP_CITATION, depth + 1);
        x->step.text = qn_tables_string(x->t, x->t->entry[row->first_cite + i].value);
        (void)tell(x);
    }
    for (uint32_t i = 0; i < row->leaf_count && !x->is_over; i++) {
        begin(x, QN_STEP_READ, depth + 1);
        qn_step_read_leaf(x->c, row->first_leaf + i, &x->step);
        (void)tell(x);
    }
    if (goes_through && !x->is_over && qn_clause_is_in_force(x->t, x->c, row)) {
        qn_code_spot spot = {of_rule->rule, clause, of_rule->region};
        tell_sequences(x, &spot, depth + 1);
    }
}

/* Where a clause stands: its step on the way to the value, then whether it applied. */
static uint32_t rank_of(uint32_t kind, uint8_t fate)
{
    static const uint8_t step[QN_CLAUSE_KIND_COUNT] = {
        [QN_CLAUSE_GATE] = 0,      [QN_CLAUSE_BASE] = 1, [QN_CLAUSE_EXCEPTION] = 1,
        [QN_CLAUSE_OTHERWISE] = 1, [QN_CLAUSE_ADD] = 2,  [QN_CLAUSE_MULTIPLY] = 3,
        [QN_CLAUSE_FLOOR] = 4,     [QN_CLAUSE_CAP] = 5,  [QN_CLAUSE_ROUND] = 6};
    return step[kind] * 2U + ((fate & FATE) != QN_FATE_APPLIED);
}

/* Tells the clauses of a rule in the order in which its value is found, and what its own code goes
 * through. */
static void tell_clauses(walk *x, uint32_t rule, int32_t depth)
{
    enum { RANKS = 14 };
    const qn_row_rule *row = &x->t->rule[rule];
    const qn_code_spot spot = qn_ways_spot(&x->teller->ways, rule);
    if (find_fates(x, row) > 0) {
        mark_beside(x, row);
    }
    bool goes_through = mark_goers(x, row);
    for (uint32_t rank = 0; rank < RANKS; rank++) {
        for (uint32_t i = 0; i < row->clause_count && !x->is_over; i++) {
            uint32_t clause = row->first_clause + i;
            uint8_t fate = x->teller->fate[clause];
            if ((fate & FATE_BESIDE) == 0 && rank_of(x->t->clause[clause].kind, fate) == rank) {
                tell_clause(x, &spot, clause, depth);
            }
        }
    }
    if (goes_through && !x->is_over) {
        tell_sequences(x, &spot, depth);
    }
}

/* Tells the facts that a rule reads itself. */
static void tell_facts(walk *x, uint32_t rule, int32_t depth)
{
    qn_reads *reads = &x->teller->reads;
    qn_reads_find(reads, rule);
    for (uint32_t i = 0; i < reads->count && !x->is_over; i++) {
        const qn_row_fact *row = &x->t->fact[reads->fact[i]];
        begin(x, QN_STEP_READ, depth);
        x->step.text = qn_tables_string(x->t, row->name);
        x->step.fact = (int32_t)reads->fact[i];
        (void)qn_case_fact(x->c, x->step.fact, &x->step.value);
        put_place(x->t, row->source, row->line, row->column, &x->step);
        (void)tell(x);
    }
}

/* Tells a rule up to those that it uses; false where nobody wants to hear what stands below it. */
static bool tell_rule(walk *x, uint32_t rule, int32_t depth, bool is_inside, bool is_repeated)
{
    const qn_row_rule *row = &x->t->rule[rule];
    begin(x, QN_STEP_RULE, depth);
    put_answer(x, rule, is_inside);
    x->step.text = qn_tables_string(x->t, row->name);
    x->step.rule = (int32_t)rule;
    x->step.is_repeated = is_repeated;
    x->step.is_own = (row->flags & QN_RULE_INLINE) != 0;
    if (row->on != QN_NONE_INDEX && x->c->status[row->on] == QN_KNOWN) {
        put_day(x->c, x->c->slot[row->on].i, &x->step.on);
    }
    put_place(x->t, row->source, row->line, row->column, &x->step);
    bool is_known = x->step.value.status == QN_KNOWN;
    if (!tell(x) || is_repeated) {
        return false;
    }
    if (!is_known) {
        tell_causes(x, rule, depth + 1);
    }
    if (!x->is_over) {
        tell_facts(x, rule, depth + 1);
    }
    if (!x->is_over) {
        tell_clauses(x, rule, depth + 1);
    }
    return !x->is_over;
}

/* ---- what is read for an element alone */

/* Where it is noted that a rule has been told: one and the same reading may be taken in twice. */
static uint32_t *told_at(const walk *x, uint32_t rule)
{
    uint32_t same = x->t->rule[rule].same;
    return &x->teller->told[same == QN_NONE_INDEX ? rule : same];
}

static uint32_t region_of(const walk *x, const qn_row_rule *row)
{
    return row->code_count > 0 ? x->teller->ways.region[row->first_code] : QN_NONE_INDEX;
}

/* Tells a rule that was taken in for the element and, below it, those that it takes in itself for
 * the same element; each once. */
static void tell_taken(walk *x, uint32_t rule, int32_t depth)
{
    const qn_row_rule *row = &x->t->rule[rule];
    uint32_t *told = told_at(x, rule);
    if ((*told & ~TOLD) == x->serial || x->taken == TAKEN_MAX || x->is_over) {
        return;
    }
    *told = (*told & TOLD) | x->serial;
    x->taken++;
    bool wanted = tell_rule(x, rule, depth, true, false);
    for (uint32_t i = 0; wanted && i < row->use_count; i++) {
        uint32_t used = x->t->entry[row->first_use + i].value;
        const qn_row_rule *other = &x->t->rule[used];
        if ((other->flags & QN_RULE_INLINE) != 0 &&
            (other->code_count == 0 || region_of(x, other) == region_of(x, row))) {
            tell_taken(x, used, depth + 1);
        }
    }
    x->taken--;
}

/* Tells the rules that a rule takes in for each element of a region. */
static void tell_region(walk *x, const qn_row_rule *rule, uint32_t region, int32_t depth)
{
    const qn_ways *ways = &x->teller->ways;
    uint32_t end = rule->first_code + rule->code_count;
    for (uint32_t i = qn_ways_first_taken(ways, region); i < ways->taken_count; i++) {
        const qn_row_rule *taken = &x->t->rule[ways->taken[i]];
        if (taken->first_code - region >= x->t->instruction[region - 1].a || x->is_over) {
            return;
        }
        if (ways->region[taken->first_code] == region && taken->first_code >= rule->first_code &&
            taken->first_code + taken->code_count <= end) {
            tell_taken(x, ways->taken[i], depth);
        }
    }
}

/* Whether a rule without code gives what a stage of the sequence or one of its regions has. */
static bool is_of_element(const walk *x, const qn_row_rule *row, uint32_t sequence,
                          const uint32_t *region, uint32_t count)
{
    uint32_t first = qn_tables_first_result(x->t);
    uint32_t within =
        row->result >= first ? x->teller->ways.region[row->result - first] : QN_NONE_INDEX;
    for (uint32_t i = 0; within != QN_NONE_INDEX && i < count; i++) {
        if (region[i] == within) {
            return true;
        }
    }
    return qn_ways_gives(&x->teller->ways, sequence, row->result);
}

/* Tells the rules without code that the rule takes in for each element. */
static void tell_codeless(walk *x, const qn_row_rule *rule, uint32_t sequence,
                          const uint32_t *region, uint32_t count, int32_t depth)
{
    for (uint32_t i = 0; i < rule->use_count && !x->is_over; i++) {
        uint32_t used = x->t->entry[rule->first_use + i].value;
        const qn_row_rule *other = &x->t->rule[used];
        if ((other->flags & QN_RULE_INLINE) != 0 && other->code_count == 0 &&
            is_of_element(x, other, sequence, region, count)) {
            tell_taken(x, used, depth);
        }
    }
}

/* Tells what belongs to the element at which a sequence is: rules, and what is gone through. */
static void tell_below_element(walk *x, const qn_code_spot *spot, uint32_t sequence, int32_t depth)
{
    uint32_t region[QN_EXPLAIN_NEST_MAX];
    uint32_t count = qn_element_regions(x->c, sequence, region, QN_EXPLAIN_NEST_MAX);
    const qn_row_rule *rule = &x->t->rule[spot->rule];
    uint32_t outer = x->serial;
    x->serial = ++x->last_serial;
    x->nest++;
    for (uint32_t i = 0; i < count; i++) {
        tell_region(x, rule, region[i], depth);
    }
    tell_codeless(x, rule, sequence, region, count, depth);
    for (uint32_t i = 0; i < count && !x->is_over; i++) {
        qn_code_spot inner = {spot->rule, spot->clause, region[i]};
        tell_sequences(x, &inner, depth);
    }
    x->nest--;
    x->serial = outer;
}

/* Tells the elements of a sequence. */
static void tell_elements(walk *x, const qn_code_spot *spot, uint32_t sequence, uint64_t count,
                          int32_t depth)
{
    uint32_t *left = x->nest > 0 ? &x->nested_left : &x->elements_left;
    uint64_t most = count < QN_EXPLAIN_ELEMENTS_MAX ? count : QN_EXPLAIN_ELEMENTS_MAX;
    uint8_t presence = QN_KNOWN;
    if (x->nest == QN_EXPLAIN_NEST_MAX || most == 0 || *left == 0) {
        return;
    }
    (void)qn_sequence_begin(x->c, sequence);
    for (uint64_t number = 1;
         number <= most && *left > 0 && !x->is_over && qn_sequence_next(x->c, sequence, &presence);
         number++) {
        --*left;
        begin(x, QN_STEP_ELEMENT, depth);
        x->step.number = number;
        qn_step_take_element(x->c, sequence, presence, &x->step);
        if (tell(x)) {
            tell_below_element(x, spot, sequence, depth + 1);
        }
    }
}

/* Tells the sequences that the code at a spot goes through. */
static void tell_sequences(walk *x, const qn_code_spot *spot, int32_t depth)
{
    qn_ways *ways = &x->teller->ways;
    qn_passage_walk all = qn_ways_begin(ways, spot);
    qn_passage way;
    while (!x->is_over && qn_ways_next(ways, &all, &way)) {
        begin(x, QN_STEP_SEQUENCE, depth);
        qn_step_go_through(x->c, &way, &x->step);
        uint64_t count = x->step.count;
        if (tell(x)) {
            tell_elements(x, spot, way.sequence, count, depth + 1);
        }
    }
}

/* ---- the tree of rules */

/* Tells a rule, unless that is done with elements, and puts it on the stack if what it uses is to
 * be told. */
static void enter(walk *x, uint32_t rule, int32_t depth, bool is_inside)
{
    uint32_t *told = told_at(x, rule);
    bool is_new = (*told & TOLD) == 0;
    *told |= TOLD;
    bool wanted = is_inside ? is_new : tell_rule(x, rule, depth, false, !is_new);
    if (wanted) {
        x->teller->path[x->path++] =
            (qn_told_rule){.rule = rule, .depth = depth, .is_inside = is_inside};
    }
}

/* Tells a rule and all that it uses. Each goes on the stack once. */
static void tell_tree(walk *x, uint32_t rule)
{
    enter(x, rule, 0, false);
    while (x->path > 0 && !x->is_over) {
        qn_told_rule *top = &x->teller->path[x->path - 1];
        const qn_row_rule *row = &x->t->rule[top->rule];
        if (top->next == row->use_count) {
            x->path--;
            continue;
        }
        uint32_t used = x->t->entry[row->first_use + top->next++].value;
        const qn_row_rule *other = &x->t->rule[used];
        bool without_code = (other->flags & QN_RULE_INLINE) != 0 && other->code_count == 0;
        enter(x, used, top->depth + !top->is_inside,
              qn_ways_is_inside(&x->teller->ways, used) || (top->is_inside && without_code));
    }
    x->path = 0;
}

qn_status qn_explain(qn_case *c, const int32_t *rules, size_t count,
                     qn_telling (*visit)(void *context, const qn_step *step), void *context)
{
    bool fits = c != NULL && visit != NULL && (rules != NULL || count == 0);
    for (size_t i = 0; fits && i < count; i++) {
        fits = rules[i] >= 0 && (uint32_t)rules[i] < c->tables->rule_count;
    }
    if (!fits) {
        return QN_MISUSE;
    }
    walk x = {.c = c,
              .t = c->tables,
              .teller = qn_case_teller(c),
              .visit = visit,
              .context = context,
              .elements_left = QN_EXPLAIN_ELEMENTS_ALL,
              .nested_left = QN_EXPLAIN_NESTED_ALL};
    memset(x.teller->told, 0, x.t->rule_count * sizeof *x.teller->told);
    for (size_t i = 0; i < count && !x.is_over; i++) {
        tell_tree(&x, (uint32_t)rules[i]);
    }
    return QN_OK;
}
