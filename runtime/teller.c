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

/* Where a clause stands among those of its rule: its step on the way to the value, then whether it
 * applied; and those that say nothing about the case behind them all. */
enum { RANKS = 14, BESIDE = RANKS };

/* An explanation on its way. serial: of the element that is told, 0 for none; nest: elements in
 * which we are; taken: rules that are being told for them; path: entries of the stack. */
typedef struct walk {
    qn_case *c;
    const qn_tables *t;
    qn_teller *teller;
    qn_telling (*visit)(void *context, const qn_step *step);
    void *context;
    bool is_over;
    bool has_causes; /* are told */
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
    uint64_t words = qn_ways_words(t) + t->rule_count;
    uint64_t bytes = t->rule_count + 3 * (uint64_t)t->clause_count;
    uint64_t size = aligned(sizeof(qn_teller)) + t->rule_count * (uint64_t)sizeof(qn_told_rule) +
                    aligned(words * sizeof(uint32_t)) + bytes;
    return size > SIZE_MAX / 4 ? SIZE_MAX : (size_t)size;
}

/* Marks the clauses of a rule whose code goes through something, and the rule where its own does.
 */
static void mark_goers(const qn_teller *x, const qn_tables *t, uint32_t rule)
{
    const qn_row_rule *row = &t->rule[rule];
    for (uint32_t i = row->first_code; i < row->first_code + row->code_count; i++) {
        if (qn_goes_through(qn_instruction_op(&t->instruction[i]))) {
            uint32_t site = t->place[i].site;
            uint32_t clause = site == QN_NONE_INDEX ? QN_NONE_INDEX : t->site[site].clause;
            *(clause == QN_NONE_INDEX ? &x->rule_goes[rule] : &x->clause_goes[clause]) = true;
        }
    }
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
        x->told = words + qn_ways_words(t);
        x->fate = (uint8_t *)(x->told + t->rule_count);
        x->rank = x->fate + t->clause_count;
        x->clause_goes = (bool *)(x->rank + t->clause_count);
        x->rule_goes = x->clause_goes + t->clause_count;
        for (uint32_t i = 0; t->sequence_count > 0 && i < t->rule_count; i++) {
            mark_goers(x, t, i);
        }
        x->is_ready = true;
    }
    return x;
}

/* ---- parts of steps */

static const char nothing[] = "";

/* Puts in a day, none if it is no day. */
static void put_day(const qn_case *c, int64_t day, qn_value *out)
{
    out->status = qn_date_is_valid(day) ? QN_KNOWN : QN_NONE;
    out->kind = QN_KIND_DATE;
    out->unit = nothing;
    out->program = c->program;
    out->form = QN_CLASS_I;
    out->number[0] = (uint64_t)day;
}

/* Puts in the day that a constant holds, if there is one. */
static void put_bound(const qn_case *c, uint32_t reg, qn_value *out)
{
    out->status = QN_NONE;
    if (reg != QN_NONE_INDEX) {
        put_day(c, c->slot[reg].i, out);
    }
}

static void put_place(const qn_tables *t, uint32_t source, uint32_t line, uint32_t column,
                      qn_step *step)
{
    bool is_there = source != QN_NONE_INDEX && line > 0;
    step->file = is_there ? qn_tables_string(t, t->source[source].name) : nothing;
    step->line = is_there ? (int32_t)line : 0;
    step->column = is_there ? (int32_t)column : 0;
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
    put_place(t, QN_NONE_INDEX, 0, 0, step);
    if (is_plain) { /* the case has the bytes of texts */
        qn_case_read_fact(c, row->fact, &step->value);
    } else {
        qn_case_value(c, row->type, (qn_answer)c->status[row->reg], &c->slot[row->reg],
                      &step->value);
        step->value.is_given = step->fact == QN_TODAY && qn_case_is_given(c, QN_TODAY);
    }
}

/* ---- telling */

/* What a step of another kind has said is left as it is. */
static void begin(walk *x, qn_step_kind kind, int32_t depth)
{
    x->step.kind = kind;
    x->step.depth = depth;
}

/* Tells the step; true where what stands below it is to be told. Nobody calls this when all is
 * over. */
static bool tell(walk *x)
{
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
        (void)qn_case_answer(x->c, rule, value);
        return;
    }
    qn_case_value(x->c, row->type, (qn_answer)x->c->status[row->result], &x->c->slot[row->result],
                  value);
    if (value->status == QN_FAILED && x->has_causes) {
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

/* Notes what became of each clause of a rule and where it stands; returns a bit for each rank that
 * one has. */
static uint32_t find_ranks(walk *x, const qn_rule_trace *trace)
{
    static const uint8_t step[QN_CLAUSE_KIND_COUNT] = {
        [QN_CLAUSE_GATE] = 0,      [QN_CLAUSE_BASE] = 1, [QN_CLAUSE_EXCEPTION] = 1,
        [QN_CLAUSE_OTHERWISE] = 1, [QN_CLAUSE_ADD] = 2,  [QN_CLAUSE_MULTIPLY] = 3,
        [QN_CLAUSE_FLOOR] = 4,     [QN_CLAUSE_CAP] = 5,  [QN_CLAUSE_ROUND] = 6};
    uint32_t end = trace->rule->first_clause + trace->rule->clause_count;
    uint32_t ranks = 0;
    for (uint32_t i = trace->rule->first_clause; i < end; i++) {
        uint32_t by;
        qn_clause_fate fate = qn_trace_fate(trace, i, &by);
        uint32_t rank = step[x->t->clause[i].kind] * 2U + (fate != QN_FATE_APPLIED);
        x->teller->fate[i] = (uint8_t)fate;
        x->teller->rank[i] = (uint8_t)rank;
        ranks |= 1U << rank;
    }
    return ranks;
}

/* Puts aside the clauses that say nothing about the case, where something applied: a row that does
 * not apply because another row under the same subject was chosen, and a version that is not in
 * force. */
static void put_beside(walk *x, const qn_row_rule *rule)
{
    const qn_row_clause *clause = &x->t->clause[rule->first_clause];
    const uint8_t *fate = x->teller->fate + rule->first_clause;
    uint8_t *rank = x->teller->rank + rule->first_clause;
    for (uint32_t i = 0; i < rule->clause_count; i++) {
        bool has_chosen = fate[i] == QN_FATE_APPLIED && clause[i].chosen != QN_NONE_INDEX;
        for (uint32_t k = 0; has_chosen && k < rule->clause_count; k++) {
            if (clause[k].chosen == clause[i].chosen && fate[k] == QN_FATE_NOT_APPLIED) {
                rank[k] = BESIDE;
            }
        }
        if (fate[i] == QN_FATE_NOT_APPLIED && !qn_clause_is_in_force(x->t, x->c, &clause[i])) {
            rank[i] = BESIDE;
        }
    }
}

/* Puts in the clause that made of another what its fate says. */
static void put_by(walk *x, const qn_rule_trace *trace, uint32_t clause)
{
    uint32_t by = QN_NONE_INDEX;
    qn_step *step = &x->step;
    step->by_left = step->by_text = nothing;
    if (step->fate == QN_FATE_OVERRIDDEN || step->fate == QN_FATE_REPLACED ||
        step->fate == QN_FATE_BARRED) {
        (void)qn_trace_fate(trace, clause, &by);
    }
    if (by != QN_NONE_INDEX) {
        step->by_left = qn_tables_string(x->t, x->t->clause[by].left);
        step->by_text = qn_tables_string(x->t, x->t->clause[by].text);
    }
    step->by = (int32_t)by; /* QN_NONE_INDEX becomes -1 */
}

/* Fills the step of a clause. */
static void put_clause(walk *x, const qn_rule_trace *trace, uint32_t clause)
{
    const qn_tables *t = x->t;
    const qn_row_clause *row = &t->clause[clause];
    qn_step *step = &x->step;
    step->fate = (qn_clause_fate)x->teller->fate[clause];
    step->status =
        step->fate == QN_FATE_UNDECIDED ? qn_clause_verdict(x->c, clause).status : QN_KNOWN;
    step->rule = (int32_t)row->rule;
    step->clause = (int32_t)clause;
    step->clause_kind = (qn_clause_kind)row->kind;
    step->text = qn_tables_string(t, row->text);
    step->left = qn_tables_string(t, row->left);
    step->label = qn_tables_string(t, row->label);
    step->note = qn_tables_string(t, row->note);
    put_by(x, trace, clause);
    step->value.status = QN_NONE;
    if (row->kind != QN_CLAUSE_GATE && row->value != QN_NONE_INDEX && row->type != QN_NONE_INDEX) {
        qn_case_value(x->c, row->type, (qn_answer)x->c->status[row->value], &x->c->slot[row->value],
                      &step->value);
    }
    put_bound(x->c, row->from, &step->from);
    put_bound(x->c, row->until, &step->until);
    put_place(t, row->source, row->line, row->column, step);
}

static void tell_sequences(walk *x, const qn_code_spot *spot, int32_t depth);

/* Tells a clause, what it cites, what it looked at, and what it goes through. */
static void tell_clause(walk *x, const qn_rule_trace *trace, uint32_t clause, int32_t depth)
{
    const qn_row_clause *row = &x->t->clause[clause];
    begin(x, QN_STEP_CLAUSE, depth);
    put_clause(x, trace, clause);
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
    if (x->teller->clause_goes[clause] && !x->is_over && qn_clause_is_in_force(x->t, x->c, row)) {
        qn_code_spot spot = qn_ways_spot(&x->teller->ways, row->rule);
        spot.clause = clause;
        tell_sequences(x, &spot, depth + 1);
    }
}

/* Tells the clauses of a rule that stand at a rank, in their order. */
static void tell_rank(walk *x, const qn_rule_trace *trace, uint32_t rank, int32_t depth)
{
    const uint8_t *ranks = x->teller->rank;
    uint32_t end = trace->rule->first_clause + trace->rule->clause_count;
    for (uint32_t i = trace->rule->first_clause; i < end && !x->is_over; i++) {
        if (ranks[i] == rank) {
            tell_clause(x, trace, i, depth);
        }
    }
}

/* Tells the clauses of a rule in the order in which its value is found, and what its own code goes
 * through. */
static void tell_clauses(walk *x, uint32_t rule, int32_t depth)
{
    enum { APPLIED = 0x1555, OTHERS = APPLIED << 1 };
    const qn_row_rule *row = &x->t->rule[rule];
    qn_rule_trace trace;
    qn_trace_rule(x->c, rule, &trace);
    uint32_t ranks = find_ranks(x, &trace);
    if ((ranks & APPLIED) != 0 && (ranks & OTHERS) != 0) {
        put_beside(x, row);
    }
    for (; ranks != 0; ranks &= ranks - 1) {
        tell_rank(x, &trace, (uint32_t)__builtin_ctz(ranks), depth);
    }
    if (x->teller->rule_goes[rule] && !x->is_over) {
        const qn_code_spot spot = qn_ways_spot(&x->teller->ways, rule);
        tell_sequences(x, &spot, depth);
    }
}

/* Tells the facts that a rule reads itself. */
static void tell_facts(walk *x, uint32_t rule, int32_t depth)
{
    const qn_row_rule *of = &x->t->rule[rule];
    for (uint32_t i = 0; i < of->read_count && !x->is_over; i++) {
        uint32_t fact = x->t->entry[of->first_read + i].value;
        const qn_row_fact *row = &x->t->fact[fact];
        begin(x, QN_STEP_READ, depth);
        x->step.text = qn_tables_string(x->t, row->name);
        x->step.left = nothing;
        x->step.rule = -1;
        x->step.fact = (int32_t)fact;
        x->step.is_changed = false;
        qn_case_read_fact(x->c, fact, &x->step.value);
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
    x->step.on.status = QN_NONE;
    if (qn_rule_is_reading(row) && x->c->status[row->on] == QN_KNOWN) {
        put_day(x->c, x->c->slot[row->on].i, &x->step.on);
    }
    put_place(x->t, row->source, row->line, row->column, &x->step);
    bool is_known = x->step.value.status == QN_KNOWN;
    if (!tell(x) || is_repeated) {
        return false;
    }
    if (!is_known && x->has_causes) {
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
    uint32_t region[QN_SEQUENCE_DEPTH_MAX];
    uint32_t count = qn_element_regions(x->c, sequence, region, QN_SEQUENCE_DEPTH_MAX);
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
              (top->is_inside && without_code) || qn_ways_is_inside(&x->teller->ways, used));
    }
    x->path = 0;
}

/* Tells the rules, which are there. */
static void explain(walk *x, const int32_t *rules, size_t count)
{
    x->t = x->c->tables;
    x->teller = qn_case_teller(x->c);
    x->elements_left = QN_EXPLAIN_ELEMENTS_ALL;
    x->nested_left = QN_EXPLAIN_NESTED_ALL;
    x->step.text = x->step.left = x->step.label = x->step.note = x->step.file = nothing;
    x->step.by_left = x->step.by_text = nothing;
    memset(x->teller->told, 0, x->t->rule_count * sizeof *x->teller->told);
    for (size_t i = 0; i < count && !x->is_over; i++) {
        tell_tree(x, (uint32_t)rules[i]);
    }
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
    walk x = {.c = c, .visit = visit, .context = context, .has_causes = true};
    explain(&x, rules, count);
    return QN_OK;
}

void qn_explain_without_causes(qn_case *c, const int32_t *rules, size_t count,
                               qn_telling (*visit)(void *context, const qn_step *step),
                               void *context)
{
    walk x = {.c = c, .visit = visit, .context = context};
    explain(&x, rules, count);
}
