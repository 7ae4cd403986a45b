/*
 * Where code stands. See ways.h.
 */
#include "ways.h"

static bool is_inline(const qn_row_rule *row)
{
    return (row->flags & QN_RULE_INLINE) != 0;
}

/* Lets the number at a place of a heap sink to where it belongs. */
static void sink(const qn_tables *t, uint32_t *numbers, uint32_t at, uint32_t count,
                 bool (*is_before)(const qn_tables *t, uint32_t a, uint32_t b))
{
    for (uint32_t next = 2 * at + 1; next < count; next = 2 * at + 1) {
        next += next + 1 < count && is_before(t, numbers[next], numbers[next + 1]);
        if (!is_before(t, numbers[at], numbers[next])) {
            return;
        }
        uint32_t kept = numbers[at];
        numbers[at] = numbers[next];
        numbers[next] = kept;
        at = next;
    }
}

/* Heapsort: n log n steps whatever the numbers are, and no memory. */
void qn_ways_sort(const qn_tables *t, uint32_t *numbers, uint32_t count,
                  bool (*is_before)(const qn_tables *t, uint32_t a, uint32_t b))
{
    for (uint32_t i = count / 2; i > 0; i--) {
        sink(t, numbers, i - 1, count, is_before);
    }
    for (uint32_t i = count; i > 1; i--) {
        uint32_t last = numbers[i - 1];
        numbers[i - 1] = numbers[0];
        numbers[0] = last;
        sink(t, numbers, 0, i - 1, is_before);
    }
}

/* Regions lie in one another as their instructions say, no deeper than QN_REGION_DEPTH_MAX. */
static void find_regions(qn_ways *x)
{
    uint32_t open[QN_REGION_DEPTH_MAX];
    uint32_t depth = 0;
    for (uint32_t i = 0; i < x->t->instruction_count; i++) {
        const qn_row_instruction *row = &x->t->instruction[i];
        while (depth > 0 && i - open[depth - 1] >= x->t->instruction[open[depth - 1] - 1].a) {
            depth--;
        }
        x->region[i] = depth > 0 ? open[depth - 1] : QN_NONE_INDEX;
        if (qn_instruction_op(row) == OP_REGION) { /* no more of them than there is room for */
            open[depth++] = i + 1;
        }
    }
}

/* The rule in whose code another lies comes first. */
static bool stands_before(const qn_tables *t, uint32_t a, uint32_t b)
{
    const qn_row_rule *x = &t->rule[a];
    const qn_row_rule *y = &t->rule[b];
    if (x->first_code != y->first_code) {
        return x->first_code < y->first_code;
    }
    return x->code_count != y->code_count ? x->code_count > y->code_count : a < b;
}

/* All inline rules that have code, those in whose code others lie before these. */
static void list_inline(qn_ways *x)
{
    for (uint32_t i = 0; i < x->t->rule_count; i++) {
        if (is_inline(&x->t->rule[i]) && x->t->rule[i].code_count > 0) {
            x->taken[x->taken_count++] = i;
        }
    }
    qn_ways_sort(x->t, x->taken, x->taken_count, stands_before);
}

/* Keeps of the list those that stand in a region and lie in no other rule of the same region. */
static void keep_outermost(qn_ways *x)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < x->t->instruction_count; i++) {
        x->parent[i] = QN_NONE_INDEX;
    }
    for (uint32_t i = 0; i < x->taken_count; i++) {
        const qn_row_rule *row = &x->t->rule[x->taken[i]];
        uint32_t region = x->region[row->first_code];
        uint32_t around = x->parent[row->first_code];
        bool within = around != QN_NONE_INDEX && x->region[x->t->rule[around].first_code] == region;
        for (uint32_t k = 0; k < row->code_count; k++) {
            x->parent[row->first_code + k] = x->taken[i];
        }
        if (!within && region != QN_NONE_INDEX) {
            x->taken[kept++] = x->taken[i];
        }
    }
    x->taken_count = kept;
}

uint64_t qn_ways_words(const qn_tables *t)
{
    return 2 * (uint64_t)t->instruction_count + t->rule_count + t->sequence_count;
}

void qn_ways_make(qn_ways *ways, const qn_tables *t, uint32_t *words)
{
    *ways = (qn_ways){.t = t,
                      .region = words,
                      .parent = words + t->instruction_count,
                      .taken = words + 2 * (size_t)t->instruction_count,
                      .passed = words + 2 * (size_t)t->instruction_count + t->rule_count};
    find_regions(ways);
    list_inline(ways);
    keep_outermost(ways);
}

/* Of a rule without code, which gives what another register has, that register says where. */
bool qn_ways_is_inside(const qn_ways *ways, uint32_t rule)
{
    const qn_tables *t = ways->t;
    const qn_row_rule *row = &t->rule[rule];
    if (!is_inline(row)) {
        return false;
    }
    if (row->code_count > 0) {
        return ways->region[row->first_code] != QN_NONE_INDEX;
    }
    uint32_t first = qn_tables_first_result(t);
    return row->result >= first &&
           (ways->region[row->result - first] != QN_NONE_INDEX ||
            qn_instruction_op(&t->instruction[row->result - first]) == OP_PARAM);
}

qn_code_spot qn_ways_spot(const qn_ways *ways, uint32_t rule)
{
    const qn_row_rule *row = &ways->t->rule[rule];
    return (qn_code_spot){rule, QN_NONE_INDEX,
                          is_inline(row) ? ways->region[row->first_code] : QN_NONE_INDEX};
}

uint32_t qn_ways_first_taken(const qn_ways *ways, uint32_t instruction)
{
    uint32_t low = 0;
    uint32_t high = ways->taken_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (ways->t->rule[ways->taken[middle]].first_code < instruction) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* Whether a clause, or the rule alone, is to be named for an instruction of the spot. */
static bool is_at(const qn_ways *ways, const qn_code_spot *spot, uint32_t instruction)
{
    const qn_tables *t = ways->t;
    uint32_t site = t->place[instruction].site;
    uint32_t clause = site == QN_NONE_INDEX ? QN_NONE_INDEX : t->site[site].clause;
    uint32_t parent = ways->parent[instruction];
    bool of_rule =
        clause != QN_NONE_INDEX ||
        (is_inline(&t->rule[spot->rule]) ? parent == spot->rule : parent == QN_NONE_INDEX);
    return ways->region[instruction] == spot->region && clause == spot->clause && of_rule;
}

uint32_t qn_ways_base(const qn_tables *t, uint32_t sequence)
{
    while (t->sequence[sequence].kind == QN_SEQ_EACH) {
        sequence = t->sequence[sequence].source;
    }
    return sequence;
}

/* Whether an instruction only asks if a value is among some that stand in the rules. */
static bool is_lookup(const qn_tables *t, const qn_row_instruction *row)
{
    const qn_row_sequence *base = &t->sequence[qn_ways_base(t, row->a)];
    qn_op op = qn_instruction_op(row);
    bool written =
        base->kind == QN_SEQ_GIVEN || (base->kind == QN_SEQ_LIST && base->a < t->constant_count);
    return written && (op == OP_ANY || op == OP_PLACE);
}

bool qn_ways_sees_all(const qn_row_sequence *row)
{
    return row->kind == QN_SEQ_SORTED || row->kind == QN_SEQ_LAST || row->kind == QN_SEQ_SPLIT ||
           row->kind == QN_SEQ_CHAINS;
}

/* Whether a rule is taken in for each element of a sequence, by its region or one within it. */
static bool takes_in(const qn_ways *ways, uint32_t sequence)
{
    uint32_t region = ways->t->sequence[sequence].region;
    if (region == QN_NONE_INDEX) {
        return false;
    }
    const qn_row_region *row = &ways->t->region[region];
    uint32_t next = qn_ways_first_taken(ways, row->first);
    return next < ways->taken_count &&
           ways->t->rule[ways->taken[next]].first_code - row->first < row->count;
}

/* The stage below one that sees all elements before it gives the first, if rules are taken in
 * there: it is told for itself, since their registers are not those of the element given. */
static uint32_t hidden_below(const qn_ways *ways, uint32_t sequence)
{
    const qn_tables *t = ways->t;
    bool hidden = false;
    while (sequence != QN_NONE_INDEX) {
        if (hidden && takes_in(ways, sequence)) {
            return sequence;
        }
        hidden |= qn_ways_sees_all(&t->sequence[sequence]);
        sequence = t->sequence[sequence].source;
    }
    return QN_NONE_INDEX;
}

/* What a list that is the result of a rule is called: as its only clause has it, or by its name. */
static const char *result_text(const qn_tables *t, const qn_row_rule *rule)
{
    return qn_tables_string(t, rule->clause_count == 1 ? t->clause[rule->first_clause].text
                                                       : rule->name);
}

qn_passage_walk qn_ways_begin(qn_ways *ways, const qn_code_spot *spot)
{
    const qn_row_rule *rule = &ways->t->rule[spot->rule];
    qn_passage_walk walk = {.spot = *spot,
                            .number = ++ways->walks,
                            .next = rule->first_code,
                            .end = rule->first_code + rule->code_count,
                            .below = QN_NONE_INDEX};
    if (spot->region != QN_NONE_INDEX) {
        uint32_t end = spot->region + ways->t->instruction[spot->region - 1].a;
        walk.next = walk.next < spot->region ? spot->region : walk.next;
        walk.end = walk.end > end ? end : walk.end;
    }
    return walk;
}

/* The way of an instruction. */
static qn_passage way_of(const qn_ways *ways, const qn_passage_walk *walk, uint32_t instruction)
{
    const qn_tables *t = ways->t;
    const qn_row_instruction *row = &t->instruction[instruction];
    uint32_t site = t->place[instruction].site;
    qn_passage way = {.sequence = row->a, .is_result = qn_instruction_op(row) == OP_GATHER};
    way.text = way.is_result           ? result_text(t, &t->rule[walk->spot.rule])
               : site != QN_NONE_INDEX ? qn_tables_string(t, t->site[site].what)
                                       : qn_tables_string(t, t->sequence[row->a].text);
    return way;
}

/* An average goes through its sequence twice, and that is told once. */
bool qn_ways_next(qn_ways *ways, qn_passage_walk *walk, qn_passage *out)
{
    const qn_tables *t = ways->t;
    if (walk->below != QN_NONE_INDEX) {
        *out = (qn_passage){walk->below, qn_tables_string(t, t->sequence[walk->below].text), false};
        walk->below = QN_NONE_INDEX;
        return true;
    }
    while (walk->next < walk->end) {
        uint32_t instruction = walk->next++;
        const qn_row_instruction *row = &t->instruction[instruction];
        if (!qn_goes_through(qn_instruction_op(row)) || ways->passed[row->a] == walk->number ||
            !is_at(ways, &walk->spot, instruction)) {
            continue;
        }
        ways->passed[row->a] = walk->number;
        if (!is_lookup(t, row)) {
            walk->below = hidden_below(ways, row->a);
            *out = way_of(ways, walk, instruction);
            return true;
        }
    }
    return false;
}

bool qn_ways_gives(const qn_ways *ways, uint32_t sequence, uint32_t reg)
{
    while (sequence != QN_NONE_INDEX && ways->t->sequence[sequence].out != reg) {
        sequence = ways->t->sequence[sequence].source;
    }
    return sequence != QN_NONE_INDEX;
}
