/*
 * What the formulas of a rule go through. See explain_sequence.h.
 */
#include "explain_sequence.h"

#include <stdlib.h>
#include <string.h>

#include "case.h"
#include "kernels.h"

/* ---- where code stands */

/* The rule in whose code another lies comes first. */
static int compare_places(const void *left, const void *right)
{
    const qn_taken_in *a = left;
    const qn_taken_in *b = right;
    if (a->first != b->first) {
        return a->first < b->first ? -1 : 1;
    }
    if (a->count != b->count) {
        return a->count > b->count ? -1 : 1;
    }
    return (a->rule > b->rule) - (a->rule < b->rule);
}

static int compare_regions(const void *left, const void *right)
{
    const qn_taken_in *a = left;
    const qn_taken_in *b = right;
    if (a->region != b->region) {
        return a->region < b->region ? -1 : 1;
    }
    return compare_places(left, right);
}

/* The innermost region of each instruction: of those that have it the shortest. */
static void find_regions(qn_ways *x)
{
    const qn_tables *t = x->t;
    for (uint32_t i = 0; i < t->instruction_count; i++) {
        x->region[i] = x->parent[i] = QN_NONE_INDEX;
    }
    for (uint32_t i = 0; i < t->region_count; i++) {
        const qn_row_region *row = &t->region[i];
        for (uint32_t k = row->first; k < row->first + row->count; k++) {
            uint32_t other = x->region[k];
            if (other == QN_NONE_INDEX || t->region[other].count > row->count) {
                x->region[k] = i;
            }
        }
    }
}

/* All inline rules that have code, those in whose code others lie before these. */
static void list_inline(qn_ways *x)
{
    for (uint32_t i = 0; i < x->t->rule_count; i++) {
        const qn_row_rule *row = &x->t->rule[i];
        if ((row->flags & QN_RULE_INLINE) != 0 && row->code_count > 0) {
            x->taken[x->taken_count++] =
                (qn_taken_in){x->region[row->first_code], row->first_code, row->code_count, i};
        }
    }
    qsort(x->taken, x->taken_count, sizeof *x->taken, compare_places);
}

/* Keeps of the list those that stand in a region and lie in no other rule of the same region. */
static void keep_outermost(qn_ways *x)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < x->taken_count; i++) {
        qn_taken_in one = x->taken[i];
        uint32_t around = x->parent[one.first];
        bool within =
            around != QN_NONE_INDEX && x->region[x->t->rule[around].first_code] == one.region;
        for (uint32_t k = one.first; k < one.first + one.count; k++) {
            x->parent[k] = one.rule;
        }
        if (!within && one.region != QN_NONE_INDEX) {
            x->taken[kept++] = one;
        }
    }
    x->taken_count = kept;
    qsort(x->taken, x->taken_count, sizeof *x->taken, compare_regions);
}

/* A region takes in what regions within it do. Before each stands the instruction that skips it. */
static void mark_takers(qn_ways *x)
{
    for (uint32_t i = 0; i < x->taken_count; i++) {
        uint32_t region = x->taken[i].region;
        while (region != QN_NONE_INDEX && !x->takes_in[region]) {
            uint32_t first = x->t->region[region].first;
            x->takes_in[region] = true;
            region = first > 0 ? x->region[first - 1] : QN_NONE_INDEX;
        }
    }
}

static bool goes_through(const qn_row_instruction *row)
{
    qn_op op = qn_instruction_op(row);
    return op >= OP_COUNT && op <= OP_GATHER;
}

static void list_users(qn_ways *x)
{
    for (uint32_t i = 0; i < x->t->instruction_count; i++) {
        if (goes_through(&x->t->instruction[i])) {
            x->user[x->user_count++] = i;
        }
    }
}

bool qn_ways_init(qn_ways *ways, const qn_tables *t)
{
    size_t codes = (size_t)t->instruction_count + 1;
    *ways = (qn_ways){.t = t,
                      .region = malloc(codes * sizeof *ways->region),
                      .parent = malloc(codes * sizeof *ways->parent),
                      .user = malloc(codes * sizeof *ways->user),
                      .takes_in = calloc((size_t)t->region_count + 1, sizeof *ways->takes_in),
                      .taken = calloc((size_t)t->rule_count + 1, sizeof *ways->taken)};
    bool good = ways->region && ways->parent && ways->user && ways->takes_in && ways->taken;
    if (good) {
        find_regions(ways);
        list_inline(ways);
        keep_outermost(ways);
        mark_takers(ways);
        list_users(ways);
    }
    return good;
}

void qn_ways_clear(qn_ways *ways)
{
    free(ways->region);
    free(ways->parent);
    free(ways->user);
    free(ways->takes_in);
    free(ways->taken);
    *ways = (qn_ways){0};
}

/* Of a rule without code, which gives what another register has, that register says where. */
bool qn_ways_is_inside(const qn_ways *ways, uint32_t rule)
{
    const qn_tables *t = ways->t;
    const qn_row_rule *row = &t->rule[rule];
    if ((row->flags & QN_RULE_INLINE) == 0) {
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

const qn_taken_in *qn_ways_taken(const qn_ways *ways, uint32_t region, uint32_t *count)
{
    uint32_t low = 0;
    uint32_t high = ways->taken_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (ways->taken[middle].region < region) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    *count = 0;
    while (low + *count < ways->taken_count && ways->taken[low + *count].region == region) {
        ++*count;
    }
    return ways->taken + low;
}

/* ---- which sequences there are */

/* Whether a clause, or the rule alone, is to be named for an instruction of the spot. */
static bool is_at(const qn_ways *ways, const qn_code_spot *spot, uint32_t instruction)
{
    const qn_tables *t = ways->t;
    uint32_t site = t->place[instruction].site;
    uint32_t clause = site == QN_NONE_INDEX ? QN_NONE_INDEX : t->site[site].clause;
    uint32_t parent = ways->parent[instruction];
    bool inlined = (t->rule[spot->rule].flags & QN_RULE_INLINE) != 0;
    bool of_rule =
        clause != QN_NONE_INDEX || (inlined ? parent == spot->rule : parent == QN_NONE_INDEX);
    return ways->region[instruction] == spot->region && clause == spot->clause && of_rule;
}

/* The stage behind those that only map and choose, where elements come from. */
static uint32_t base_of(const qn_tables *t, uint32_t sequence)
{
    while (t->sequence[sequence].kind == QN_SEQ_EACH) {
        sequence = t->sequence[sequence].source;
    }
    return sequence;
}

/* Whether an instruction only asks if a value is among some that stand in the rules. */
static bool is_lookup(const qn_tables *t, const qn_row_instruction *row)
{
    const qn_row_sequence *base = &t->sequence[base_of(t, row->a)];
    qn_op op = qn_instruction_op(row);
    bool written =
        base->kind == QN_SEQ_GIVEN || (base->kind == QN_SEQ_LIST && base->a < t->constant_count);
    return written && (op == OP_ANY || op == OP_PLACE);
}

/* Whether an instruction of the spot goes through a sequence in a way that is worth telling. */
static bool is_told(const qn_ways *ways, const qn_code_spot *spot, uint32_t instruction)
{
    return is_at(ways, spot, instruction) &&
           !is_lookup(ways->t, &ways->t->instruction[instruction]);
}

/* Whether the same sequence has been found before: an average goes through it twice. */
static bool is_found(const qn_ways *ways, const qn_code_spot *spot, uint32_t first, uint32_t user)
{
    const qn_row_instruction *code = ways->t->instruction;
    for (uint32_t i = first; i < user; i++) {
        if (code[ways->user[i]].a == code[ways->user[user]].a && is_at(ways, spot, ways->user[i])) {
            return true;
        }
    }
    return false;
}

/* The first of the instructions that go through sequences which does not stand before another. */
static uint32_t first_user(const qn_ways *ways, uint32_t instruction)
{
    uint32_t low = 0;
    uint32_t high = ways->user_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (ways->user[middle] < instruction) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static bool sees_all_first(const qn_row_sequence *row)
{
    return row->kind == QN_SEQ_SORTED || row->kind == QN_SEQ_LAST || row->kind == QN_SEQ_SPLIT ||
           row->kind == QN_SEQ_CHAINS;
}

/* Whether a rule is taken in for each element of a sequence. */
static bool takes_in(const qn_ways *ways, uint32_t sequence)
{
    uint32_t region = ways->t->sequence[sequence].region;
    return region != QN_NONE_INDEX && ways->takes_in[region];
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
        hidden |= sees_all_first(&t->sequence[sequence]);
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

bool qn_ways_sequence(const qn_ways *ways, const qn_code_spot *spot, uint32_t index, qn_way *out)
{
    const qn_tables *t = ways->t;
    const qn_row_rule *rule = &t->rule[spot->rule];
    uint32_t first = first_user(ways, rule->first_code);
    uint32_t end = first_user(ways, rule->first_code + rule->code_count);
    for (uint32_t i = first; i < end; i++) {
        uint32_t instruction = ways->user[i];
        if (!is_told(ways, spot, instruction) || is_found(ways, spot, first, i)) {
            continue;
        }
        uint32_t through = t->instruction[instruction].a;
        uint32_t below = hidden_below(ways, through);
        uint32_t site = t->place[instruction].site;
        if (index == 0) {
            out->is_result = qn_instruction_op(&t->instruction[instruction]) == OP_GATHER;
            out->sequence = through;
            out->text = out->is_result          ? result_text(t, rule)
                        : site != QN_NONE_INDEX ? qn_tables_string(t, t->site[site].what)
                                                : qn_tables_string(t, t->sequence[through].text);
            return true;
        }
        if (index == 1 && below != QN_NONE_INDEX) {
            *out = (qn_way){below, qn_tables_string(t, t->sequence[below].text), false};
            return true;
        }
        index -= 1U + (below != QN_NONE_INDEX);
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

/* Adds the region of a stage. */
static uint32_t add_region(uint32_t *region, uint32_t count, uint32_t room, uint32_t added)
{
    if (added != QN_NONE_INDEX && count < room) {
        region[count++] = added;
    }
    return count;
}

uint32_t qn_ways_regions(const qn_ways *ways, const qn_case *c, uint32_t sequence, uint32_t *region,
                         uint32_t room)
{
    uint32_t waiting[QN_SEQUENCE_DEPTH_MAX];
    uint32_t waiting_count = 1;
    uint32_t count = 0;
    waiting[0] = sequence;
    while (waiting_count > 0) {
        uint32_t number = waiting[--waiting_count];
        const qn_row_sequence *row = &ways->t->sequence[number];
        bool chosen = row->kind == QN_SEQ_CHOICE && c->stage[number].next >= 0;
        if (sees_all_first(row)) {
            continue;
        }
        count = add_region(region, count, room, row->region);
        if (row->source != QN_NONE_INDEX && waiting_count < QN_SEQUENCE_DEPTH_MAX) {
            waiting[waiting_count++] = row->source;
        }
        if (row->inner != QN_NONE_INDEX && waiting_count < QN_SEQUENCE_DEPTH_MAX) {
            waiting[waiting_count++] = row->inner;
        }
        if (chosen && waiting_count < QN_SEQUENCE_DEPTH_MAX) {
            waiting[waiting_count++] = (uint32_t)c->stage[number].next;
        }
    }
    return count;
}

/* ---- what a sequence is */

/* The value that a register holds, as one of the type of a stage. */
static qn_value value_at(const qn_view *view, const qn_row_sequence *row, uint32_t reg)
{
    qn_value value;
    qn_case_value(view->c, row->type, (qn_answer)view->c->status[reg], &view->c->slot[reg], &value);
    return value;
}

/* The stage whose condition chooses the elements, QN_NONE_INDEX where none does or where it stands
 * in another sequence. */
static uint32_t filter_of(const qn_tables *t, uint32_t sequence)
{
    while (sequence != QN_NONE_INDEX && t->sequence[sequence].kind == QN_SEQ_EACH) {
        if (t->sequence[sequence].a != QN_NONE_INDEX) {
            return sequence;
        }
        sequence = t->sequence[sequence].source;
    }
    return QN_NONE_INDEX;
}

/* What an element is called: a day, a week, a chain. */
static const char *noun_of(const qn_tables *t, uint32_t sequence)
{
    static const char *const parts[QN_PART_UNIT_COUNT] = {"week", "month", "year"};
    for (;;) {
        const qn_row_sequence *row = &t->sequence[sequence];
        switch ((qn_sequence_kind)row->kind) {
        case QN_SEQ_DAYS:
        case QN_SEQ_CHAINED:
            return "day";
        case QN_SEQ_CHAINS:
            return "chain";
        case QN_SEQ_PARTS:
            return (row->flags & QN_SEQ_UNIT) < QN_PART_UNIT_COUNT ? parts[row->flags & QN_SEQ_UNIT]
                                                                   : "element";
        case QN_SEQ_EACH:
        case QN_SEQ_FIRST:
        case QN_SEQ_LAST:
        case QN_SEQ_REST:
        case QN_SEQ_SORTED:
        case QN_SEQ_DISTINCT:
        case QN_SEQ_BEFORE:
        case QN_SEQ_CARRY:
            sequence = row->source;
            break;
        case QN_SEQ_NESTED:
            sequence = row->inner;
            break;
        default:
            return "element";
        }
    }
}

/* Adds the number in a register to a sum of its class. False where there is no room. */
static bool add_to(qn_class cls, const qn_slot *x, qn_slot *sum)
{
    switch (cls) {
    case QN_CLASS_I:
        return qn_kernel_add_i(sum->i, x->i, &sum->i) == 0;
    case QN_CLASS_W:
        return qn_kernel_fits(qn_wide_add(sum->w, x->w, &sum->w)) == 0;
    case QN_CLASS_Q:
    default:
        return qn_kernel_arith(qn_rational_add(sum->q, x->q, &sum->q)) == 0;
    }
}

static qn_slot zero_of(qn_class cls)
{
    qn_slot zero = {.i = 0};
    if (cls == QN_CLASS_W) {
        zero.w = qn_wide_from_i64(0);
    } else if (cls == QN_CLASS_Q) {
        zero.q = qn_rational_from_i64(0);
    }
    return zero;
}

/* Counts one element. */
static void count_element(qn_told_sequence *told, const qn_view *view, const qn_row_sequence *row,
                          uint8_t presence, qn_slot *sum)
{
    const qn_case *c = view->c;
    qn_class cls = (qn_class)(view->program->class_of[row->out] & QN_REGISTER_CLASS);
    bool known = presence == QN_KNOWN && c->status[row->out] == QN_KNOWN;
    if (told->count == 0) {
        told->first = value_at(view, row, row->out);
    }
    told->last = value_at(view, row, row->out);
    told->unsure += presence != QN_KNOWN;
    told->yes += known && told->is_yes_no && c->slot[row->out].i != 0;
    told->has_sum = told->has_sum && known && add_to(cls, &c->slot[row->out], sum);
    told->count++;
}

qn_told_sequence qn_told_sequence_of(const qn_view *view, const qn_way *way)
{
    qn_case *c = view->c;
    uint32_t sequence = way->sequence;
    const qn_row_sequence *row = &view->t->sequence[sequence];
    bool typed = row->type != QN_NONE_INDEX;
    uint32_t kind = typed ? view->t->type[row->type].kind : QN_KIND_COUNT;
    uint32_t filter = filter_of(view->t, sequence);
    uint8_t presence = QN_KNOWN;
    /* What is carried on the way is no part of a sum. */
    bool is_carried = view->t->sequence[base_of(view->t, sequence)].kind == QN_SEQ_CARRY;
    qn_told_sequence told = {.sequence = sequence,
                             .text = way->text,
                             .is_result = way->is_result,
                             .has_sum = kind <= QN_KIND_QUANTITY && !is_carried,
                             .is_yes_no = kind == QN_KIND_BOOLEAN,
                             .noun = noun_of(view->t, sequence)};
    qn_slot sum = zero_of((qn_class)(view->program->class_of[row->out] & QN_REGISTER_CLASS));
    (void)qn_sequence_begin(c, sequence);
    while (typed && qn_sequence_next(c, sequence, &presence)) {
        count_element(&told, view, row, presence, &sum);
    }
    told.status = (qn_answer)c->stage[sequence].status;
    told.has_sum &= told.status == QN_KNOWN && told.count > 0;
    if (told.has_sum) {
        qn_case_value(c, row->type, QN_KNOWN, &sum, &told.sum);
    }
    if (filter != QN_NONE_INDEX) {
        told.has_from = true;
        told.from = c->stage[view->t->sequence[filter].source].given;
    }
    return told;
}

qn_told_element qn_told_element_at(const qn_view *view, uint32_t sequence, uint64_t number,
                                   uint8_t presence)
{
    const qn_tables *t = view->t;
    const qn_row_sequence *row = &t->sequence[sequence];
    const qn_row_sequence *base = &t->sequence[base_of(t, sequence)];
    qn_told_element told = {.number = number, .sure = presence == QN_KNOWN};
    told.value = value_at(view, row, row->out);
    bool apart = base != row && base->kind != QN_SEQ_NESTED && base->type != QN_NONE_INDEX &&
                 base->out != row->out && view->c->status[base->out] == QN_KNOWN;
    if (apart) {
        told.drawn = value_at(view, base, base->out);
        told.has_drawn =
            told.drawn.kind != told.value.kind || told.drawn.number[0] != told.value.number[0];
    }
    return told;
}
