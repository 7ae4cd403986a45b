/*
 * Sequences: every stage and every operation that goes through one, over programs put together by
 * hand; random ones against a second evaluator that knows nothing of the machine.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "assemble.h"
#include "case.h"
#include "check.h"
#include "period.h"
#include "steps.h"
#include "vm.h"

#define NONE QN_NONE_INDEX

/* A program with one rule after the other; every test begins a new one. */
static assembler a;
static qn_program *program;
static qn_case *c;
static uint32_t number;
static uint32_t ratio;
static uint32_t next_cell;

static void begin(void)
{
    assemble_begin(&a, 120);
    number = assemble_type(&a, QN_KIND_NUMBER, QN_CLASS_I, 1, 1, "");
    ratio = assemble_type(&a, QN_KIND_NUMBER, QN_CLASS_Q, 1, 1, "");
    next_cell = 0;
}

static bool load(void)
{
    program = assemble_load(&a);
    c = program == NULL ? NULL : qn_case_new(program);
    return CHECK(c != NULL);
}

static void end(void)
{
    qn_case_free(c);
    qn_program_free(program);
    c = NULL;
    program = NULL;
}

static uint32_t rule(const char *name)
{
    return assemble_rule(&a, name, number, NULL, 0);
}

static uint32_t param(qn_class class_)
{
    return assemble_op(&a, OP_PARAM, class_, 0, 0, 0);
}

/* A new row of SEQ. What is written as 0 is absent: register 0 is a constant that no row here
 * reads, and the first row no source; both are one more than they are. */
static uint32_t stage(qn_row_sequence row)
{
    row.source--;
    row.inner--;
    row.region--;
    row.a--;
    row.b--;
    row.limit = row.limit == 0 ? 100 : row.limit;
    row.type = row.rule = row.clause = NONE;
    row.first_cell = next_cell;
    next_cell += row.cell_count;
    a.sequence_rows[a.tables.sequence_count] = row;
    return a.tables.sequence_count++;
}

#define STAGE(...) stage((qn_row_sequence){__VA_ARGS__})

/* A row that takes its elements from another and gives them in the same register. */
static uint32_t over(qn_sequence_kind kind, uint32_t source, uint32_t x)
{
    return STAGE(.kind = kind, .source = source + 1, .a = x + 1,
                 .out = a.sequence_rows[source].out);
}

/* The given values: a row GIVEN, in a register of its own. */
static uint32_t given(const uint32_t *regs, uint32_t count)
{
    uint32_t first = assemble_list(&a, regs, count);
    uint32_t out = param(QN_CLASS_I);
    return STAGE(.kind = QN_SEQ_GIVEN, .out = out, .first_entry = first, .entry_count = count);
}

static uint32_t given_integers(const int64_t *values, uint32_t count)
{
    uint32_t regs[20];
    for (uint32_t i = 0; i < count; i++) {
        regs[i] = assemble_int(&a, values[i]);
    }
    return given(regs, count);
}

#define GIVEN(...)                                                                                 \
    given_integers((const int64_t[]){__VA_ARGS__},                                                 \
                   (uint32_t)(sizeof((const int64_t[]){__VA_ARGS__}) / sizeof(int64_t)))

static uint32_t use(qn_op op, uint32_t seq)
{
    return assemble_op(&a, op, 0, seq, 0, 0);
}

/* A region around what follows; close it with end_region. */
static uint32_t begin_region(void)
{
    return assemble_op(&a, OP_REGION, 0, 1, 0, 0);
}

static uint32_t end_region(uint32_t opened)
{
    uint32_t first = opened - qn_tables_first_result(&a.tables) + 1;
    uint32_t count = a.tables.instruction_count - first;
    a.instruction_rows[first - 1].a = count;
    a.region_rows[a.tables.region_count] =
        (qn_row_region){.first = first, .count = count, .result = opened + count};
    return a.tables.region_count++;
}

/* What a rule gives: its number, or 1000000 + the status * 1000 + the code. */
static int64_t answer(const char *name)
{
    int32_t r = qn_program_rule(program, name);
    uint64_t before = c->steps;
    qn_case_run(c, (uint32_t)r);
    uint32_t reg = c->tables->rule[r].result;
    uint8_t status = c->status[reg];
    CHECK(c->steps - before <= qn_program_rule_steps(program, r));
    if (status == QN_KNOWN) {
        return c->slot[reg].i;
    }
    return 1000000 + status * 1000 + (status == QN_FAILED ? c->slot[reg].i : 0);
}

#define UNDECIDED(status) (1000000 + (status)*1000)
#define ERROR(code) (1000000 + QN_FAILED * 1000 + (code))

/* Goes through a sequence from outside and writes it down: 3 5? for a second element that may be
 * one, ! for what is undecided at the end. */
static const char *walk(uint32_t seq)
{
    static char text[400];
    uint8_t presence = 0;
    size_t used = 0;
    text[0] = '\0';
    (void)qn_sequence_begin(c, seq);
    while (qn_sequence_next(c, seq, &presence) && used < 300) {
        uint32_t out = c->tables->sequence[seq].out;
        if (c->status[out] == QN_KNOWN) {
            used += (size_t)snprintf(text + used, 60, "%lld", (long long)c->slot[out].i);
        } else {
            used += (size_t)snprintf(text + used, 60, "s%d", c->status[out]);
        }
        used += (size_t)snprintf(text + used, 60, presence == QN_KNOWN ? " " : "?%d ", presence);
    }
    const qn_stage *s = &c->stage[seq];
    if (s->status != QN_KNOWN) {
        (void)snprintf(text + used, 60, "!%d %d", s->status, s->code);
    } else if (used > 0) {
        text[used - 1] = '\0';
    }
    return text;
}

static void test_simple_stages(void)
{
    begin();
    uint32_t two = assemble_int(&a, 2);
    uint32_t minus = assemble_int(&a, -1);
    uint32_t five = assemble_int(&a, 5);
    uint32_t unknown = assemble_status(&a, QN_CLASS_I, QN_UNKNOWN, 0, "");
    uint32_t days = assemble_int(&a, qn_period_pack((qn_period){.first = 10, .last = 12}));
    uint32_t empty = assemble_int(&a, qn_period_pack((qn_period){.first = 10, .last = 9}));
    uint32_t open = assemble_int(&a, qn_period_pack((qn_period){3652050, QN_PERIOD_OPEN}));
    (void)rule("r");
    uint32_t list = GIVEN(3, 1, 2, 3, 1);
    uint32_t out = param(QN_CLASS_I);
    uint32_t numbers = STAGE(.kind = QN_SEQ_NUMBERS, .a = two + 1, .b = five + 1, .out = out);
    uint32_t few =
        STAGE(.kind = QN_SEQ_NUMBERS, .a = two + 1, .b = five + 1, .out = out, .limit = 3);
    uint32_t nobody = STAGE(.kind = QN_SEQ_NUMBERS, .a = two + 1, .b = unknown + 1, .out = out);
    uint32_t down = STAGE(.kind = QN_SEQ_NUMBERS, .a = five + 1, .b = two + 1, .out = out);
    uint32_t each_day = STAGE(.kind = QN_SEQ_DAYS, .a = days + 1, .out = out);
    uint32_t no_day = STAGE(.kind = QN_SEQ_DAYS, .a = empty + 1, .out = out);
    uint32_t endless = STAGE(.kind = QN_SEQ_DAYS, .a = open + 1, .out = out);
    uint32_t first = over(QN_SEQ_FIRST, list, two);
    uint32_t none = over(QN_SEQ_FIRST, list, minus);
    uint32_t rest = over(QN_SEQ_REST, list, two);
    uint32_t all = over(QN_SEQ_REST, list, minus);
    uint32_t open_first = over(QN_SEQ_FIRST, list, unknown);
    uint32_t distinct = over(QN_SEQ_DISTINCT, list, NONE);
    a.sequence_rows[distinct].cell_count = 200;
    uint32_t own = param(QN_CLASS_I);
    uint32_t last = STAGE(.kind = QN_SEQ_LAST, .source = list + 1, .a = two + 1, .out = own,
                          .limit = 5, .cell_count = 5);
    uint32_t sorted =
        STAGE(.kind = QN_SEQ_SORTED, .source = list + 1, .out = own, .limit = 5, .cell_count = 20);
    uint32_t back = STAGE(.kind = QN_SEQ_SORTED, .source = list + 1, .out = own, .limit = 5,
                          .flags = QN_SEQ_BACKWARDS, .cell_count = 20);
    uint32_t names = ASSEMBLE_LIST(&a, list, numbers, sorted);
    uint32_t chosen = STAGE(.kind = QN_SEQ_CHOICE, .a = two + 1, .out = own, .first_entry = names,
                            .entry_count = 3);
    uint32_t nothing = STAGE(.kind = QN_SEQ_CHOICE, .a = five + 1, .out = own, .first_entry = names,
                             .entry_count = 3);
    const uint32_t all_of_them[] = {list,    numbers, few,  nobody, down,   each_day,   no_day,
                                    endless, first,   none, rest,   all,    open_first, distinct,
                                    last,    sorted,  back, chosen, nothing};
    for (size_t i = 0; i < sizeof all_of_them / sizeof *all_of_them; i++) {
        (void)use(OP_COUNT, all_of_them[i]);
    }
    if (load()) {
        (void)answer("r");
        CHECK_TEXT(walk(list), "3 1 2 3 1");
        CHECK_TEXT(walk(numbers), "2 3 4 5");
        CHECK_TEXT(walk(few), "2 3 4 !4 410");
        CHECK_TEXT(walk(nobody), "!2 0");
        CHECK_TEXT(walk(down), "");
        CHECK_TEXT(walk(each_day), "10 11 12");
        CHECK_TEXT(walk(no_day), "");
        CHECK_TEXT(walk(endless), "3652050 3652051 3652052 3652053 3652054 3652055 3652056 3652057 "
                                  "3652058 !4 408");
        CHECK_TEXT(walk(first), "3 1");
        CHECK_TEXT(walk(none), "");
        CHECK_TEXT(walk(rest), "2 3 1");
        CHECK_TEXT(walk(all), "3 1 2 3 1");
        CHECK_TEXT(walk(open_first), "!2 0");
        CHECK_TEXT(walk(distinct), "3 1 2");
        CHECK_TEXT(walk(last), "3 1");
        CHECK_TEXT(walk(sorted), "1 1 2 3 3");
        CHECK_TEXT(walk(back), "3 3 2 1 1");
        CHECK_TEXT(walk(chosen), "1 1 2 3 3");
        CHECK_TEXT(walk(nothing), "");
        CHECK_TEXT(walk(list), "3 1 2 3 1");
    }
    end();
}

/* Elements with conditions: `values` where `conditions` hold; either may be a status. */
static uint32_t doubtful(const uint32_t *values, const uint32_t *conditions, uint32_t count)
{
    uint32_t what = given(values, count);
    uint32_t first = assemble_list(&a, conditions, count);
    uint32_t at = param(QN_CLASS_I);
    uint32_t opened = begin_region();
    uint32_t row = assemble_op(&a, OP_PICK, 0, at, first, count);
    uint32_t region = end_region(opened);
    uint32_t number_of = assemble_list(&a, &at, 1);
    return STAGE(.kind = QN_SEQ_EACH, .source = what + 1, .region = region + 1, .a = row + 1,
                 .out = a.sequence_rows[what].out, .first_entry = number_of, .entry_count = 1);
}

static const qn_op users[] = {OP_COUNT, OP_TOTAL, OP_ANY,  OP_ALL,   OP_LEAST,
                              OP_MOST,  OP_HEAD,  OP_TAIL, OP_PLACE, OP_GATHER};
static const char *const user_names[] = {"count", "total", "any",  "all",   "least",
                                         "most",  "head",  "tail", "place", "gather"};
enum { USERS = sizeof users / sizeof *users };

/* One element as the second evaluator knows it. */
typedef struct element {
    int64_t value;
    uint8_t status;
    uint8_t presence; /* QN_KNOWN: surely there */
    bool absent;
} element;

static uint8_t worse(uint8_t x, uint8_t y)
{
    return x > y ? x : y;
}

/* Of two of which one alone may decide. */
static uint8_t open_of(uint8_t x, uint8_t y)
{
    return x == QN_UNKNOWN || y == QN_UNKNOWN ? QN_UNKNOWN : worse(x, y);
}

/* What an operation makes of elements, said as plainly as opcodes.def does. */
static int64_t expected(qn_op op, const element *e, uint32_t count, int64_t wanted)
{
    int64_t n = 0, sum = 0, least = INT64_MAX, most = INT64_MIN, last = 0, place = 0;
    uint8_t presences = 0, all = 0, grave = 0, doubt = 0, last_status = QN_NONE, undecided = 0;
    uint8_t may_be = 0, shift = 0;
    bool yes = false, no = false, placed = false;
    int64_t head = UNDECIDED(QN_NONE);
    for (uint32_t i = 0; i < count; i++) {
        if (e[i].absent) {
            continue;
        }
        uint8_t s = worse(e[i].presence, e[i].status);
        if (n++ == 0) {
            head = s == QN_KNOWN ? e[i].value : UNDECIDED(s);
        }
        presences = worse(presences, e[i].presence);
        all = worse(all, s);
        grave = worse(grave, worse(e[i].presence, e[i].status > QN_NONE ? e[i].status : 0));
        sum += e[i].value;
        least = e[i].value < least ? e[i].value : least;
        most = e[i].value > most ? e[i].value : most;
        yes = yes || (s == QN_KNOWN && e[i].value != 0);
        no = no || (s == QN_KNOWN && e[i].value == 0);
        bool counts = op == OP_ANY ? e[i].value != 0 : e[i].value == 0;
        uint8_t open = open_of(e[i].presence, e[i].status);
        undecided = open_of(undecided, e[i].status != QN_KNOWN || counts ? open : 0);
        if (e[i].presence == QN_KNOWN) {
            doubt = 0;
            last = e[i].value;
            last_status = e[i].status;
        } else {
            doubt = worse(doubt, e[i].presence);
        }
        bool same = e[i].status == QN_KNOWN && e[i].value == wanted;
        if (!placed && same && e[i].presence == QN_KNOWN) {
            placed = true;
            place = n;
            may_be = worse(may_be, shift);
        } else if (!placed) {
            may_be = worse(may_be, same ? e[i].presence : e[i].status);
            shift = worse(shift, e[i].presence);
        }
    }
    switch (op) {
    case OP_COUNT:
        return presences == 0 ? n : UNDECIDED(presences);
    case OP_GATHER:
        return grave == 0 ? n : UNDECIDED(grave);
    case OP_TOTAL:
        return all == 0 ? sum : UNDECIDED(all);
    case OP_ANY:
        return yes ? 1 : undecided == 0 ? 0 : UNDECIDED(undecided);
    case OP_ALL:
        return no ? 0 : undecided == 0 ? 1 : UNDECIDED(undecided);
    case OP_LEAST:
    case OP_MOST:
        return all != 0         ? UNDECIDED(all)
               : n == 0         ? UNDECIDED(QN_NONE)
               : op == OP_LEAST ? least
                                : most;
    case OP_HEAD:
        return head;
    case OP_TAIL:
        doubt = worse(doubt, last_status);
        return doubt == 0 ? last : UNDECIDED(doubt);
    default:
        return may_be != 0 && !(placed && may_be == 0) ? UNDECIDED(may_be)
               : placed                                ? place
                                                       : UNDECIDED(QN_NONE);
    }
}

/* Up to five elements of few values and all statuses, gone through by every operation. */
static void test_statuses(void)
{
    uint64_t random = 20261122;
    for (int round = 0; round < 400; round++) {
        element e[5];
        uint32_t values[5];
        uint32_t conditions[5];
        uint32_t count = (uint32_t)(check_random(&random) % 6);
        begin();
        uint32_t two = assemble_int(&a, 2);
        for (uint32_t i = 0; i < count; i++) {
            uint64_t dice = check_random(&random);
            e[i].value = (int64_t)(dice % 3);
            e[i].status = (uint8_t)(dice / 16 % 12 < 8 ? 0 : dice / 16 % 12 - 7);
            e[i].presence = (uint8_t)(dice / 256 % 12 < 8 ? 0 : dice / 256 % 12 - 7);
            e[i].absent = e[i].presence == 0 && dice / 4096 % 3 == 0;
            values[i] = e[i].status == 0
                            ? assemble_int(&a, e[i].value)
                            : assemble_status(&a, QN_CLASS_I, (qn_answer)e[i].status, 0, "");
            conditions[i] = e[i].presence == 0
                                ? assemble_int(&a, !e[i].absent)
                                : assemble_status(&a, QN_CLASS_I, (qn_answer)e[i].presence, 0, "");
            e[i].value = e[i].status == 0 ? e[i].value : 0;
        }
        if (count == 0) {
            values[0] = conditions[0] = two;
        }
        for (uint32_t k = 0; k < USERS; k++) {
            (void)rule(user_names[k]);
            uint32_t seq = count == 0 ? given(values, 0) : doubtful(values, conditions, count);
            (void)assemble_op(&a, users[k], 0, seq, users[k] == OP_PLACE ? two : 0, 0);
        }
        if (load()) {
            for (uint32_t k = 0; k < USERS; k++) {
                if (!CHECK_INT(answer(user_names[k]), expected(users[k], e, count, 2))) {
                    printf("round %d, %s of %u:", round, user_names[k], count);
                    for (uint32_t i = 0; i < count; i++) {
                        printf(" %lld/%d/%d/%d", (long long)e[i].value, e[i].status, e[i].presence,
                               e[i].absent);
                    }
                    printf("\n");
                }
            }
        }
        end();
    }
}

static uint32_t packed(int32_t first, int32_t last)
{
    return assemble_int(&a, qn_period_pack((qn_period){.first = first, .last = last}));
}

/* The parts of a period as `first-last`, days counted from its first one. */
static void check_parts(qn_period period, uint32_t flags, const char *parts)
{
    char text[300] = "";
    size_t used = 0;
    uint8_t presence = 0;
    begin();
    uint32_t p = packed(period.first, period.last);
    (void)rule("r");
    uint32_t out = param(QN_CLASS_I);
    uint32_t seq = STAGE(.kind = QN_SEQ_PARTS, .a = p + 1, .flags = flags, .out = out);
    (void)use(OP_COUNT, seq);
    if (load()) {
        (void)answer("r");
        (void)qn_sequence_begin(c, seq);
        while (used < 250 && qn_sequence_next(c, seq, &presence)) {
            qn_period part = qn_period_unpack(c->slot[out].i);
            used += (size_t)snprintf(text + used, 30, "%d-%d ", part.first - period.first,
                                     part.last - period.first);
        }
        if (c->stage[seq].status != QN_KNOWN) {
            (void)snprintf(text + used, 30, "!%d ", c->stage[seq].code);
            used = strlen(text);
        }
        text[used > 0 ? used - 1 : 0] = '\0';
        CHECK_TEXT(text, parts);
    }
    end();
}

static void test_parts(void)
{
    enum { DOWN = 1 << QN_SEQ_MONTHS_SHIFT, UP = 2 << QN_SEQ_MONTHS_SHIFT };
    int32_t jan = 738885; /* 2024-01-01, a Monday */
    qn_period q = {jan, jan + 90};
    check_parts(q, QN_PART_MONTHS, "0-30 31-59 60-90");
    check_parts((qn_period){jan + 9, jan + 50}, QN_PART_MONTHS, "0-30 31-41");
    check_parts((qn_period){jan + 9, jan + 50}, QN_PART_MONTHS | QN_SEQ_COMPLETE, "0-30");
    check_parts((qn_period){jan + 9, jan + 50}, QN_PART_MONTHS | QN_SEQ_BACKWARDS, "11-41 0-10");
    check_parts((qn_period){jan + 9, jan + 50}, QN_PART_MONTHS | QN_SEQ_BACKWARDS | QN_SEQ_COMPLETE,
                "11-41");
    check_parts((qn_period){jan + 30, jan + 80}, QN_PART_MONTHS, "!407");
    check_parts((qn_period){jan + 30, jan + 80}, QN_PART_MONTHS | DOWN, "0-28 29-50");
    check_parts((qn_period){jan + 30, jan + 80}, QN_PART_MONTHS | UP, "0-29 30-50");
    check_parts((qn_period){jan + 30, jan + 40}, QN_PART_MONTHS, "0-10");
    check_parts((qn_period){jan, jan + 15}, QN_PART_WEEKS, "0-6 7-13 14-15");
    check_parts((qn_period){jan, jan + 15}, QN_PART_WEEKS | QN_SEQ_BACKWARDS, "9-15 2-8 0-1");
    check_parts((qn_period){jan + 2, jan + 15}, QN_PART_WEEKS | 1 << QN_SEQ_WEEKDAY_SHIFT,
                "0-4 5-11 12-13");
    check_parts((qn_period){jan + 2, jan + 15},
                QN_PART_WEEKS | 1 << QN_SEQ_WEEKDAY_SHIFT | QN_SEQ_COMPLETE, "5-11");
    check_parts((qn_period){jan, jan + 730}, QN_PART_YEARS, "0-365 366-730");
    check_parts((qn_period){jan, jan - 1}, QN_PART_YEARS, "");
    check_parts((qn_period){jan, QN_PERIOD_OPEN}, QN_PART_YEARS | QN_SEQ_BACKWARDS, "!414");
}

static void test_stages_over_others(void)
{
    begin();
    uint32_t one = assemble_int(&a, 1);
    uint32_t ten = assemble_int(&a, 10);
    uint32_t three = assemble_int(&a, 3);
    uint32_t periods[] = {packed(20, 25), packed(1, 5),   packed(4, 9),
                          packed(9, 8),   packed(11, 12), packed(10, 10)};
    uint32_t amount = assemble_ratio(&a, 10, 1);
    uint32_t odd = assemble_ratio(&a, 1001, 100);
    uint32_t step = assemble_ratio(&a, 1, 10);
    uint32_t zero = assemble_ratio(&a, 0, 1);
    uint32_t weights[] = {assemble_ratio(&a, 1, 1), assemble_ratio(&a, 1, 1),
                          assemble_ratio(&a, 1, 1)};
    uint32_t nothing[] = {zero, zero};
    (void)rule("chains");
    uint32_t list = given(periods, 6);
    uint32_t chain = param(QN_CLASS_I);
    uint32_t opened = begin_region();
    uint32_t length = assemble_op(&a, OP_CHAIN_PART, 0, chain, QN_PERIOD_DAYS, 0);
    uint32_t region = end_region(opened);
    uint32_t chains = STAGE(.kind = QN_SEQ_CHAINS, .source = list + 1, .out = chain, .limit = 6,
                            .cell_count = 12);
    uint32_t lengths = STAGE(.kind = QN_SEQ_EACH, .source = chains + 1, .region = region + 1,
                             .b = length + 1, .out = length);
    (void)use(OP_COUNT, lengths);
    (void)rule("all");
    list = given(periods, 6);
    chain = param(QN_CLASS_I);
    uint32_t wide = STAGE(.kind = QN_SEQ_CHAINS, .source = list + 1, .a = ten + 1, .out = chain,
                          .limit = 6, .cell_count = 12);
    uint32_t joined = assemble_op(&a, OP_HEAD, 0, wide, 0, 0);
    (void)assemble_op(&a, OP_CHAIN_PART, 0, joined, QN_PERIOD_DAYS, 0);

    (void)rule("nested");
    uint32_t x = param(QN_CLASS_I);
    uint32_t outer = STAGE(.kind = QN_SEQ_NUMBERS, .a = one + 1, .b = three + 1, .out = x);
    opened = begin_region();
    uint32_t twice = assemble_op(&a, OP_ADD_I, 0, x, x, 0);
    uint32_t y = param(QN_CLASS_I);
    region = end_region(opened);
    uint32_t inner = STAGE(.kind = QN_SEQ_NUMBERS, .a = x + 1, .b = twice + 1, .out = y);
    uint32_t nested = STAGE(.kind = QN_SEQ_NESTED, .source = outer + 1, .inner = inner + 1,
                            .region = region + 1, .out = y);
    (void)use(OP_TOTAL, nested);

    (void)rule("carry");
    uint32_t source = GIVEN(1, 2, 3, 4);
    uint32_t carried = param(QN_CLASS_I);
    uint32_t other = param(QN_CLASS_I);
    opened = begin_region();
    uint32_t sum = assemble_op(&a, OP_ADD_I, 0, carried, a.sequence_rows[source].out, 0);
    region = end_region(opened);
    uint32_t triples = ASSEMBLE_LIST(&a, carried, ten, sum, other, one, carried);
    uint32_t carry = STAGE(.kind = QN_SEQ_CARRY, .source = source + 1, .region = region + 1,
                           .b = other + 1, .out = other, .first_entry = triples, .entry_count = 6);
    (void)assemble_op(&a, OP_FOLD, 0, carry, carried, 0);

    (void)rule("before");
    source = GIVEN(5, 7, 4);
    uint32_t before = param(QN_CLASS_I);
    uint32_t entry = assemble_list(&a, &before, 1);
    uint32_t pairs =
        STAGE(.kind = QN_SEQ_BEFORE, .source = source + 1, .cell_count = 1,
              .out = a.sequence_rows[source].out, .first_entry = entry, .entry_count = 1);
    uint32_t befores =
        STAGE(.kind = QN_SEQ_EACH, .source = pairs + 1, .b = before + 1, .out = before);
    (void)use(OP_COUNT, befores);

    (void)rule("split");
    uint32_t first = assemble_list(&a, weights, 3);
    uint32_t w = param(QN_CLASS_Q);
    uint32_t share = param(QN_CLASS_Q);
    source = STAGE(.kind = QN_SEQ_GIVEN, .out = w, .first_entry = first, .entry_count = 3);
    uint32_t split = STAGE(.kind = QN_SEQ_SPLIT, .source = source + 1, .a = amount + 1,
                           .b = step + 1, .out = share, .limit = 3, .cell_count = 12);
    uint32_t unfit = STAGE(.kind = QN_SEQ_SPLIT, .source = source + 1, .a = odd + 1, .b = step + 1,
                           .out = share, .limit = 3, .cell_count = 12);
    first = assemble_list(&a, nothing, 2);
    source = STAGE(.kind = QN_SEQ_GIVEN, .out = w, .first_entry = first, .entry_count = 2);
    uint32_t nobody = STAGE(.kind = QN_SEQ_SPLIT, .source = source + 1, .a = amount + 1,
                            .b = step + 1, .out = share, .limit = 3, .cell_count = 12);
    (void)use(OP_COUNT, split);
    (void)use(OP_COUNT, unfit);
    (void)use(OP_COUNT, nobody);
    if (load()) {
        CHECK_INT(answer("chains"), 2);
        CHECK_TEXT(walk(lengths), "12 6");
        CHECK_INT(answer("all"), 18);
        CHECK_INT(answer("nested"), 1 + 2 + 2 + 3 + 4 + 3 + 4 + 5 + 6);
        CHECK_TEXT(walk(nested), "1 2 2 3 4 3 4 5 6");
        CHECK_INT(answer("carry"), 20);
        CHECK_TEXT(walk(carry), "10 11 13 16");
        CHECK_INT(answer("before"), 3);
        CHECK_TEXT(walk(befores), "s1 5 7");
        CHECK_INT(answer("split"), ERROR(402));
        CHECK_TEXT(walk(unfit), "!4 409");
        uint8_t presence = 0;
        static const int64_t tenths[] = {34, 33, 33};
        (void)qn_sequence_begin(c, split);
        for (int i = 0; i < 3 && CHECK(qn_sequence_next(c, split, &presence)); i++) {
            qn_rational want;
            (void)qn_rational_make(qn_wide_from_i64(tenths[i]), qn_wide_from_i64(10), &want);
            CHECK(qn_rational_equal(c->slot[share].q, want));
        }
    }
    end();
}

static void test_cells(void)
{
    begin();
    uint32_t four = assemble_int(&a, 4);
    uint32_t seven = assemble_int(&a, 7);
    uint32_t empty = assemble_int(&a, 0);
    uint32_t half = assemble_ratio(&a, 1, 2);
    uint32_t none = assemble_status(&a, QN_CLASS_I, QN_NONE, 0, "");
    uint32_t wild = assemble_int(&a, INT64_MAX);
    (void)rule("store");
    uint32_t row = ASSEMBLE_LIST(&a, four, 3, 0, seven, half);
    uint32_t record = assemble_op(&a, OP_STORE, 0, row, 2, 0);
    (void)assemble_op(&a, OP_LOAD, 0, record, 0, NONE);
    (void)rule("class");
    record = assemble_op(&a, OP_STORE, 0, row, 2, 0);
    (void)assemble_op(&a, OP_LOAD, 0, record, 1, NONE);
    (void)rule("wild");
    (void)assemble_op(&a, OP_LOAD, 0, wild, 0, NONE);
    (void)rule("append");
    uint32_t room = ASSEMBLE_LIST(&a, 6, 2);
    uint32_t list = assemble_op(&a, OP_APPEND, 0, empty, seven, room);
    list = assemble_op(&a, OP_APPEND, 0, list, none, room);
    uint32_t out = param(QN_CLASS_I);
    uint32_t seq = STAGE(.kind = QN_SEQ_LIST, .a = list + 1, .out = out);
    (void)use(OP_COUNT, seq);
    (void)rule("full");
    list = assemble_op(&a, OP_APPEND, 0, empty, seven, room);
    list = assemble_op(&a, OP_APPEND, 0, list, seven, room);
    (void)assemble_op(&a, OP_APPEND, 0, list, seven, room);
    if (load()) {
        CHECK_INT(answer("store"), 7);
        CHECK_INT(answer("class"), ERROR(401));
        CHECK_INT(answer("wild"), ERROR(401));
        CHECK_INT(answer("append"), 2);
        CHECK_TEXT(walk(seq), "7 s1");
        CHECK_INT(answer("full"), ERROR(410));
    }
    end();
}

/* One change to a sound program that the verifier must not let through. */
static void refuse(const char *why)
{
    size_t length = 0;
    unsigned char *bytes = assemble_image(&a, &length);
    qn_program *loaded = NULL;
    qn_error error = {.text = ""};
    CHECK(qn_program_load(bytes, length, NULL, &loaded, &error) == QN_BAD_IMAGE);
    if (strstr(error.text, why) == NULL) {
        CHECK_TEXT(error.text, why);
    }
    qn_program_free(loaded);
    free(bytes);
}

/* A rule that counts the sorted sums of two numbers. */
static void assemble_sums(void)
{
    begin();
    uint32_t one = assemble_int(&a, 1);
    uint32_t four = assemble_int(&a, 4);
    (void)rule("r");
    uint32_t x = param(QN_CLASS_I);
    uint32_t source = STAGE(.kind = QN_SEQ_NUMBERS, .a = one + 1, .b = four + 1, .out = x);
    uint32_t opened = begin_region();
    uint32_t sum = assemble_op(&a, OP_ADD_I, 0, x, one, 0);
    uint32_t region = end_region(opened);
    uint32_t out = param(QN_CLASS_I);
    uint32_t each = STAGE(.kind = QN_SEQ_EACH, .source = source + 1, .region = region + 1,
                          .b = sum + 1, .out = sum);
    uint32_t sorted =
        STAGE(.kind = QN_SEQ_SORTED, .source = each + 1, .out = out, .cell_count = 400);
    (void)use(OP_COUNT, sorted);
}

static void test_refusals(void)
{
    static const char *const shape = "has not what its kind needs";
    static const char *const reads = "reads or writes what it may not";
    assemble_sums();
    if (load()) {
        CHECK_INT(answer("r"), 4);
    }
    end();
    a.sequence_rows[0].source = 0; /* numbers come from nobody */
    refuse(shape);
    assemble_sums();
    a.sequence_rows[1].source = 2; /* behind itself */
    refuse(shape);
    assemble_sums();
    a.sequence_rows[2].cell_count = 399;
    refuse(shape);
    assemble_sums();
    a.sequence_rows[0].out = 0; /* writes a constant */
    refuse(reads);
    assemble_sums();
    a.sequence_rows[2].out = a.sequence_rows[1].b; /* writes what the source does not give */
    a.sequence_rows[1].out = a.sequence_rows[0].out;
    refuse(reads);
    assemble_sums();
    a.sequence_rows[2].limit = 100000000;
    refuse(shape);
    assemble_sums();
    a.region_rows[0].count = 2;
    refuse("a region is not");
    assemble_sums();
    a.instruction_rows[2].word = OP_COUNT; /* goes through what it belongs to */
    a.instruction_rows[2].a = 0;
    a.instruction_rows[2].b = 0;
    refuse(reads);
    assemble_sums();
    a.sequence_rows[0].out = a.sequence_rows[0].out + 5; /* behind who uses it */
    refuse("");
    assemble_sums();
    a.sequence_rows[0].limit = a.sequence_rows[1].limit = 4000000;
    a.sequence_rows[2].limit = 100;
    a.instruction_rows[1].a = 1;
    for (int i = 0; i < 70; i++) {
        (void)over(QN_SEQ_DISTINCT, a.tables.sequence_count - 1, NONE);
        a.sequence_rows[a.tables.sequence_count - 1].cell_count = 200;
    }
    (void)use(OP_COUNT, a.tables.sequence_count - 1);
    refuse("nested too deeply");
}

int main(void)
{
    static const check_case cases[] = {
        {"simple stages", test_simple_stages},
        {"statuses", test_statuses},
        {"parts", test_parts},
        {"stages over others", test_stages_over_others},
        {"cells", test_cells},
        {"refusals", test_refusals},
    };
    return check_run("sequence", cases, sizeof cases / sizeof cases[0]);
}
