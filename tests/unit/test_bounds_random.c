/*
 * Open outcomes against all cases: programs made at random, in which some facts are unknown.
 * Whatever these facts turn out to be, each register must have an outcome that was open.
 */
#include <stdio.h>

#include "assemble.h"
#include "bounds.h"
#include "case.h"
#include "check.h"
#include "date.h"
#include "vm.h"

enum { PROGRAMS = CHECK_FEWER(4000, 800), INSTRUCTIONS = 32, FACTS = 8, POOL = 96 };

/* Registers that an instruction may read, by what they hold. */
typedef struct bag {
    uint32_t reg[POOL];
    uint32_t count;
} bag;

typedef struct maker {
    assembler a;
    uint64_t random;
    bag number;
    bag ratio;
    bag boolean;
    bag row;
    bag date;
    bag gate_none;
    bag trouble;
    bag choice;
    bag set;
    uint32_t region;
    uint32_t year;
} maker;

static uint32_t below(maker *m, uint32_t limit)
{
    return (uint32_t)(check_random(&m->random) % limit);
}

static void put(bag *b, uint32_t reg)
{
    if (b->count < POOL) {
        b->reg[b->count++] = reg;
    }
}

/* Any register of the bag, the later ones more often. */
static uint32_t any(maker *m, const bag *b)
{
    uint32_t back = below(m, b->count);
    uint32_t other = below(m, b->count);
    return b->reg[b->count - 1 - (back < other ? back : other)];
}

static uint32_t op(maker *m, qn_op code, uint32_t aux, uint32_t x, uint32_t y, uint32_t z)
{
    return assemble_op(&m->a, code, aux, x, y, z);
}

static void make_facts(maker *m)
{
    assembler *a = &m->a;
    uint32_t whole = assemble_type(a, QN_KIND_INTEGER, QN_CLASS_I, 1, 1, "");
    uint32_t boolean = assemble_type(a, QN_KIND_BOOLEAN, QN_CLASS_I, 1, 1, "");
    uint32_t date = assemble_type(a, QN_KIND_DATE, QN_CLASS_I, 1, 1, "");
    uint32_t step = assemble_ratio(a, 0, 1);
    uint32_t ends[] = {assemble_int(a, 0), assemble_int(a, 3), assemble_int(a, -2),
                       assemble_int(a, 2)};
    uint32_t day = assemble_day(a, 2024, 1, 29);
    uint32_t last = assemble_day(a, 2024, 2, 1);
    static const char *const names[] = {"a", "b", "c"};
    uint32_t choice = assemble_choice(a, QN_KIND_CHOICE, "letter", names, 3);
    uint32_t set = assemble_choice(a, QN_KIND_SET, "letters", names, 3);
    for (int64_t k = 0; k < 3; k++) {
        put(&m->choice, assemble_int(a, k));
        put(&m->set, assemble_int(a, k + 1));
    }
    for (int64_t k = -3; k <= 5; k++) {
        put(&m->number, assemble_int(a, k));
        put(&m->ratio, assemble_ratio(a, k, 2));
    }
    put(&m->number, assemble_status(a, QN_CLASS_I, QN_NONE, 0, "none"));
    put(&m->trouble, assemble_status(a, QN_CLASS_I, QN_FAILED, 412, "refused"));
    put(&m->trouble, assemble_status(a, QN_CLASS_I, QN_CONFLICT, 0, "conflict"));
    put(&m->gate_none, assemble_status(a, QN_CLASS_I, QN_NONE, 0, "gate"));
    m->year = assemble_int(a, 2023);
    put(&m->date, assemble_day(a, 2023, 12, 31));
    put(&m->date, assemble_day(a, 2020, 2, 29));
    put(&m->number, assemble_fact(a, "x", whole, ends[0], ends[1], ASSEMBLE_NONE, step));
    put(&m->number, assemble_fact(a, "y", whole, ends[2], ends[3], ASSEMBLE_NONE, step));
    put(&m->number, assemble_fact(a, "n", whole, ends[0], ends[1], ASSEMBLE_NONE, step));
    a->fact_rows[2].flags = QN_FACT_MAY_BE_NONE;
    put(&m->boolean,
        assemble_fact(a, "p", boolean, ASSEMBLE_NONE, ASSEMBLE_NONE, ASSEMBLE_NONE, step));
    put(&m->boolean,
        assemble_fact(a, "q", boolean, ASSEMBLE_NONE, ASSEMBLE_NONE, ASSEMBLE_NONE, step));
    put(&m->date, assemble_fact(a, "d", date, day, last, ASSEMBLE_NONE, step));
    put(&m->choice,
        assemble_fact(a, "c", choice, ASSEMBLE_NONE, ASSEMBLE_NONE, ASSEMBLE_NONE, step));
    put(&m->set, assemble_fact(a, "s", set, ASSEMBLE_NONE, ASSEMBLE_NONE, ASSEMBLE_NONE, step));
    (void)assemble_rule(a, "result", whole, NULL, 0);
}

/* Working days are Monday to Thursday. */
static void make_region(maker *m)
{
    (void)op(m, OP_REGION, 0, 3, 0, 0);
    uint32_t param = op(m, OP_PARAM, 0, 0, 0, 0);
    uint32_t weekday = op(m, OP_DATE_PART, 0, param, 3, 0);
    uint32_t result = op(m, OP_LT_I, 0, weekday, m->number.reg[8], 0);
    m->region = assemble_region(&m->a, param, result);
}

static void make_arithmetic(maker *m)
{
    static const qn_op two[] = {OP_ADD_I, OP_SUB_I,     OP_MIN,         OP_MAX, OP_HIGHER,
                                OP_LOWER, OP_OTHERWISE, OP_UNLESS_NONE, OP_NEG, OP_ABS};
    qn_op code = two[below(m, sizeof two / sizeof two[0])];
    bool single = code == OP_NEG || code == OP_ABS;
    uint32_t x = any(m, &m->number);
    uint32_t y = single ? 0 : any(m, &m->number);
    put(&m->number, op(m, code, 0, x, y, 0));
}

/* A product of small constants, so that nothing overflows however long the program is. */
static void make_product(maker *m)
{
    uint32_t small = m->number.reg[below(m, 9)];
    put(&m->number, op(m, OP_MUL_I, 0, any(m, &m->number), small, 0));
}

static void make_limit(maker *m)
{
    put(&m->number, op(m, OP_LIMIT, 0, any(m, &m->number), any(m, &m->number), any(m, &m->number)));
}

static void make_comparison(maker *m)
{
    static const qn_op codes[] = {OP_EQ_I, OP_LT_I, OP_LE_I};
    put(&m->boolean, op(m, codes[below(m, 3)], 0, any(m, &m->number), any(m, &m->number), 0));
}

static void make_logic(maker *m)
{
    static const qn_op codes[] = {OP_AND, OP_OR, OP_NOT};
    uint32_t which = below(m, 3);
    uint32_t other = which == 2 ? 0 : any(m, &m->boolean);
    put(&m->boolean, op(m, codes[which], 0, any(m, &m->boolean), other, 0));
}

static void make_test(maker *m)
{
    switch (below(m, 3)) {
    case 0:
        put(&m->boolean, op(m, OP_IS_NONE, 0, any(m, &m->number), 0, 0));
        break;
    case 1:
        if (m->row.count > 0) {
            put(&m->boolean, op(m, OP_ROW_IS, 0, any(m, &m->row), below(m, 3), 0));
        }
        break;
    default:
        if (m->row.count > 0) {
            put(&m->boolean, op(m, OP_IS_ROW, 0, any(m, &m->row), 0, 0));
        }
        break;
    }
}

/* What may be chosen: a number, and now and then an error or a conflict. */
static uint32_t any_choice(maker *m)
{
    return any(m, below(m, 8) == 0 ? &m->trouble : &m->number);
}

static void make_select(maker *m)
{
    put(&m->number, op(m, OP_SELECT, 0, any(m, &m->boolean), any_choice(m), any_choice(m)));
}

/* Three entries; their bounds are mostly constants, and any numbers at times. */
static void make_band(maker *m)
{
    uint32_t words[15];
    for (uint32_t k = 0; k < 3; k++) {
        bool odd = below(m, 6) == 0;
        words[5 * k] = odd ? any(m, &m->number) : m->number.reg[below(m, 9)];
        words[5 * k + 1] = odd ? QN_NONE_INDEX : m->number.reg[below(m, 9)];
        words[5 * k + 2] = below(m, 4);
        words[5 * k + 3] = below(m, 8) == 0 ? 0 : k;
        words[5 * k + 4] = below(m, 2) == 0 ? QN_NONE_INDEX : any(m, &m->boolean);
    }
    uint32_t aux = below(m, 2) == 0 ? QN_AUX_FIRST_MATCH : 0;
    put(&m->row, op(m, OP_BAND, aux, any(m, &m->number), assemble_list(&m->a, words, 15), 3));
}

static void make_table(maker *m)
{
    uint32_t words[3] = {any(m, &m->boolean), any(m, &m->boolean), any(m, &m->boolean)};
    qn_op code = below(m, 2) == 0 ? OP_FIRST : OP_ONE;
    put(&m->row, op(m, code, 0, 0, assemble_list(&m->a, words, 3), 3));
}

static void make_pick(maker *m)
{
    if (m->row.count > 0) {
        uint32_t words[4];
        for (uint32_t k = 0; k < 4; k++) {
            words[k] = any_choice(m);
        }
        uint32_t list = assemble_list(&m->a, words, 4);
        put(&m->number, op(m, OP_PICK, 0, any(m, &m->row), list, 4));
    }
}

static void make_resolve(maker *m)
{
    static const uint32_t pairs[3][7] = {{0}, {1, 1, 0}, {3, 2, 1, 1, 0, 2, 0}};
    static const uint32_t lengths[3] = {1, 3, 7};
    uint32_t words[14];
    uint32_t which = below(m, 3);
    words[0] = any(m, &m->number);
    for (uint32_t k = 0; k < 3; k++) {
        words[1 + 2 * k] = any(m, &m->boolean);
        words[2 + 2 * k] = any_choice(m);
    }
    for (uint32_t k = 0; k < lengths[which]; k++) {
        words[7 + k] = pairs[which][k];
    }
    uint32_t list = assemble_list(&m->a, words, 7 + lengths[which]);
    put(&m->number, op(m, OP_RESOLVE, 0, 0, list, 3));
}

static void make_gates(maker *m)
{
    uint32_t words[4] = {any(m, &m->boolean), m->gate_none.reg[0], any(m, &m->boolean),
                         m->gate_none.reg[0]};
    uint32_t list = assemble_list(&m->a, words, 4);
    put(&m->number, op(m, OP_GATES, 0, any(m, &m->number), list, 2));
}

static void make_ratio(maker *m)
{
    static const qn_op codes[] = {OP_ADD_Q, OP_SUB_Q, OP_DIV_Q};
    uint32_t half = m->ratio.reg[below(m, 9)];
    switch (below(m, 4)) {
    case 0:
        put(&m->ratio, op(m, OP_ROUND_Q, 0, any(m, &m->ratio), below(m, 5), half));
        break;
    case 1:
        put(&m->ratio, op(m, OP_WHOLE, 0, any(m, &m->ratio), 0, 0));
        break;
    case 2:
        put(&m->boolean, op(m, OP_LT_Q, 0, any(m, &m->ratio), any(m, &m->ratio), 0));
        break;
    default:
        put(&m->ratio, op(m, codes[below(m, 3)], 0, any(m, &m->ratio), any(m, &m->ratio), 0));
        break;
    }
}

static void make_date(maker *m)
{
    uint32_t mode = below(m, 3) << QN_AUX_MODE_SHIFT;
    uint32_t small = m->number.reg[below(m, 9)];
    switch (below(m, 7)) {
    case 0:
        put(&m->date, op(m, OP_DATE_DAYS, 0, any(m, &m->date), any(m, &m->number), 0));
        break;
    case 1:
        put(&m->date, op(m, OP_DATE_MONTHS, mode, any(m, &m->date), small, 0));
        break;
    case 2:
        put(&m->number, op(m, OP_DATE_SPAN, mode, any(m, &m->date), any(m, &m->date),
                           (uint32_t[]){0, 1, 12}[below(m, 3)]));
        break;
    case 3:
        put(&m->number, op(m, OP_DATE_PART, 0, any(m, &m->date), 1 + below(m, 4), 0));
        break;
    case 4:
        put(&m->date, op(m, OP_DATE_EDGE, 0, any(m, &m->date), below(m, 6), 0));
        break;
    case 5:
        put(&m->date, op(m, OP_DATE_SEEK, 0, any(m, &m->date), 1 + below(m, 7), below(m, 3)));
        break;
    default:
        put(&m->boolean, op(m, OP_LT_I, 0, any(m, &m->date), any(m, &m->date), 0));
        break;
    }
}

static void make_choice(maker *m)
{
    uint32_t condition = any(m, &m->boolean);
    switch (below(m, 5)) {
    case 0:
        put(&m->choice, op(m, OP_SELECT, 0, condition, any(m, &m->choice), any(m, &m->choice)));
        break;
    case 1:
        put(&m->set, op(m, OP_SELECT, 0, condition, any(m, &m->set), any(m, &m->set)));
        break;
    case 2:
        put(&m->boolean, op(m, OP_HAS, 0, any(m, &m->set), any(m, &m->set), 0));
        break;
    case 3:
        put(&m->boolean, op(m, OP_EQ_I, 0, any(m, &m->set), any(m, &m->set), 0));
        break;
    default:
        put(&m->boolean, op(m, OP_EQ_I, 0, any(m, &m->choice), any(m, &m->choice), 0));
        break;
    }
}

/* Rows for some of the values of a choice. */
static void make_choice_band(maker *m)
{
    uint32_t low = m->choice.reg[below(m, 2)];
    uint32_t high = m->choice.reg[2];
    uint32_t condition = below(m, 2) == 0 ? QN_NONE_INDEX : any(m, &m->boolean);
    const uint32_t words[10] = {low,  high, below(m, 4),           0, condition,
                                high, high, QN_BAND_HIGH_INCLUDED, 1, QN_NONE_INDEX};
    uint32_t list = assemble_list(&m->a, words, 10);
    put(&m->row, op(m, OP_BAND, 0, any(m, &m->choice), list, 2));
}

static void make_working_day(maker *m)
{
    uint32_t small = m->number.reg[below(m, 9)];
    switch (below(m, 4)) {
    case 0:
        put(&m->date, op(m, OP_WORK_ADD, 0, any(m, &m->date), small, m->region));
        break;
    case 1:
        put(&m->date, op(m, OP_WORK_SEEK, 0, any(m, &m->date), below(m, 3), m->region));
        break;
    case 2:
        put(&m->date, op(m, OP_DATE_MAKE, 0, m->year, any(m, &m->number), any(m, &m->number)));
        break;
    default:
        put(&m->number,
            op(m, OP_WORK_COUNT, 0, m->date.reg[below(m, 3)], m->date.reg[below(m, 3)], m->region));
        break;
    }
}

static void make_program(maker *m, uint64_t seed)
{
    static void (*const makers[])(maker *) = {
        make_arithmetic, make_product, make_limit, make_comparison,  make_logic,       make_test,
        make_select,     make_band,    make_table, make_pick,        make_resolve,     make_gates,
        make_ratio,      make_date,    make_date,  make_choice_band, make_working_day, make_choice};
    m->random = seed;
    m->number.count = m->ratio.count = m->boolean.count = 0;
    m->row.count = m->date.count = m->gate_none.count = m->trouble.count = 0;
    m->choice.count = m->set.count = 0;
    assemble_begin(&m->a, 60);
    make_facts(m);
    make_region(m);
    uint32_t one = m->a.type_rows[0].den;
    for (uint32_t k = 0; k < 2; k++) {
        uint32_t fact = qn_tables_first_fact(&m->a.tables) + k;
        put(&m->ratio, op(m, OP_RATIO_I, 0, fact, one, 0));
    }
    while (m->a.tables.instruction_count < INSTRUCTIONS) {
        makers[below(m, sizeof makers / sizeof makers[0])](m);
    }
    put(&m->number, op(m, OP_ADD_I, 0, any(m, &m->number), m->number.reg[3], 0));
}

/* Whether the outcome that a register has was open. Regions keep what they had last. */
static bool was_open(const qn_case *c, uint32_t reg, const qn_open *open)
{
    if ((c->program->class_of[reg] & QN_REGISTER_INSIDE) != 0) {
        return true;
    }
    if ((open->outcomes & 1U << c->status[reg]) == 0) {
        return false;
    }
    if (c->status[reg] != QN_KNOWN) {
        return true;
    }
    if (open->form == QN_FORM_CHOICE || open->form == QN_FORM_SET) {
        return qn_open_may_be(open, c->slot[reg].i);
    }
    qn_class cls = (qn_class)(c->program->class_of[reg] & QN_REGISTER_CLASS);
    qn_rational value = qn_slot_rational(c->slot[reg], cls);
    return (!open->has_low || qn_rational_cmp(open->low, value) <= 0) &&
           (!open->has_high || qn_rational_cmp(open->high, value) >= 0);
}

static const int64_t fact_low[FACTS] = {0, -2, 0, 0, 0, 0, 0, 0};
static const int64_t fact_count[FACTS] = {4, 5, 5, 2, 2, 4, 3, 8}; /* n: 4 is none */

/* The values of the set that has the lowest bit for the first. */
static qn_status give_set(qn_case *c, int32_t fact, int64_t bits)
{
    static const char *const names[] = {"a", "b", "c"};
    const char *held[3];
    size_t count = 0;
    for (uint32_t k = 0; k < 3; k++) {
        if ((bits >> k & 1) != 0) {
            held[count++] = names[k];
        }
    }
    return qn_case_set_set(c, fact, held, count);
}

static qn_status give(qn_case *c, uint32_t fact, int64_t value)
{
    static const char *const names[] = {"a", "b", "c"};
    int32_t index = (int32_t)fact;
    switch (fact) {
    case 2:
        return value == 4 ? qn_case_set_none(c, index) : qn_case_set_integer(c, index, value);
    case 3:
    case 4:
        return qn_case_set_boolean(c, index, value != 0);
    case 5:
        return value == 3 ? qn_case_set_date(c, index, 2024, 2, 1)
                          : qn_case_set_date(c, index, 2024, 1, 29 + (int)value);
    case 6:
        return qn_case_set_choice(c, index, names[value]);
    case 7:
        return give_set(c, index, value);
    default:
        return qn_case_set_integer(c, index, fact_low[fact] + value);
    }
}

/* Gives the facts of the mask the values that the number stands for; false when all have been. */
static bool give_all(qn_case *c, uint32_t mask, int64_t number)
{
    bool taken = true;
    for (uint32_t fact = 0; fact < FACTS; fact++) {
        if ((mask >> fact & 1) != 0) {
            taken = taken && give(c, fact, number % fact_count[fact]) == QN_OK;
            number /= fact_count[fact];
        }
    }
    return taken && number == 0;
}

/* Says what went wrong, for whoever has to find it. */
static void report(const qn_case *c, uint32_t instruction, const qn_open *open)
{
    const qn_row_instruction *i = &c->tables->instruction[instruction];
    uint32_t reg = qn_tables_first_result(c->tables) + instruction;
    printf("instruction %u, operation %u (%u %u %u): status %u, number %lld; open: %x\n",
           (unsigned)instruction, (unsigned)qn_instruction_op(i), (unsigned)i->a, (unsigned)i->b,
           (unsigned)i->c, (unsigned)c->status[reg], (long long)c->slot[reg].i,
           (unsigned)open->outcomes);
}

/* The registers whose outcome was not open, over all cases; 0 is right. */
static uint32_t count_escapes(qn_case *c, uint32_t unknown, const qn_open *open)
{
    uint32_t first = qn_tables_first_result(c->tables);
    uint32_t escapes = 0;
    for (int64_t number = 0; give_all(c, unknown, number); number++) {
        qn_case_run(c, 0);
        for (uint32_t k = 0; k < c->tables->instruction_count; k++) {
            if (!was_open(c, first + k, &open[k])) {
                report(c, k, &open[k]);
                escapes++;
            }
        }
    }
    return escapes;
}

/* Runs the rule with everything unknown in the mask, and keeps what was open then, a register each.
 * False where the plain run came to an error or a conflict: it stays with these even where a fact
 * could still make them irrelevant, since they go before unknown. */
static bool look(qn_case *c, uint32_t unknown, qn_open *open)
{
    qn_refined refined;
    uint32_t first = qn_tables_first_result(c->tables);
    bool decided = false;
    for (uint32_t fact = 0; fact < FACTS; fact++) {
        bool is_unknown = (unknown >> fact & 1) != 0;
        if ((is_unknown ? qn_case_set_unknown(c, (int32_t)fact) : give(c, fact, 1)) != QN_OK) {
            return false;
        }
    }
    qn_case_run(c, 0);
    qn_bounds_refine(c, 0, &refined);
    for (uint32_t k = 0; k < c->tables->instruction_count; k++) {
        open[k] = qn_bounds_open(c, first + k);
        decided = decided || c->status[first + k] > QN_UNKNOWN;
    }
    return !decided;
}

/* The facts that are needed, as a mask. */
static uint32_t needs_of(qn_case *c)
{
    uint32_t count = 0;
    uint32_t mask = 0;
    const qn_cause *cause = qn_causes_find(c, 0, QN_UNKNOWN, &count);
    for (uint32_t k = 0; k < count; k++) {
        mask |= cause[k].fact < FACTS ? 1U << cause[k].fact : 0;
    }
    return mask;
}

/* With all that was needed given, and nothing else, the answer is there. */
static bool needs_are_enough(qn_case *c, uint32_t needs)
{
    qn_refined refined;
    for (int64_t number = 0; give_all(c, needs, number); number++) {
        qn_case_run(c, 0);
        refined.status = (qn_answer)c->status[c->tables->rule[0].result];
        if (refined.status == QN_UNKNOWN) {
            qn_bounds_refine(c, 0, &refined);
        }
        if (refined.status == QN_UNKNOWN) {
            return false;
        }
    }
    return true;
}

/* Takes everything in the mask away again. */
static void forget(qn_case *c, uint32_t unknown)
{
    for (uint32_t fact = 0; fact < FACTS; fact++) {
        if ((unknown >> fact & 1) != 0) {
            (void)qn_case_set_unknown(c, (int32_t)fact);
        }
    }
}

/* looked_at: how many programs were worth it. */
static uint32_t escapes_of(maker *m, uint64_t seed, uint32_t *looked_at)
{
    qn_open open[INSTRUCTIONS + 8];
    uint32_t escapes = 0;
    make_program(m, seed);
    uint32_t unknown = below(m, 1U << FACTS) & below(m, 1U << FACTS);
    unknown |= 1U << below(m, FACTS);
    qn_program *program = assemble_load(&m->a);
    qn_case *c = program == NULL ? NULL : qn_case_new(program);
    if (!CHECK(c != NULL)) {
        return 1;
    }
    if (look(c, unknown, open)) {
        uint32_t needs = needs_of(c);
        CHECK(needs_are_enough(c, needs));
        forget(c, unknown);
        escapes = count_escapes(c, unknown, open);
        (*looked_at)++;
    }
    qn_case_free(c);
    qn_program_free(program);
    return escapes;
}

static void every_outcome_was_open(void)
{
    static maker m;
    uint32_t looked_at = 0;
    for (uint64_t seed = 1; seed <= PROGRAMS; seed++) {
        uint32_t escapes = escapes_of(&m, seed * 0x9e3779b97f4a7c15U, &looked_at);
        if (!check_int(escapes, 0, "outcomes that were not open", __FILE__, __LINE__)) {
            printf("seed %u\n", (unsigned)seed);
            return;
        }
    }
    CHECK(looked_at > PROGRAMS / 4);
}

int main(void)
{
    static const check_case cases[] = {{"every_outcome_was_open", every_outcome_was_open}};
    return check_run("bounds_random", cases, sizeof cases / sizeof cases[0]);
}
