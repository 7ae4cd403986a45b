/*
 * Sequences: every stage and every operation that goes through one, over programs put together by
 * hand; random ones against a second evaluator that knows nothing of the machine.
 */
#include <stdio.h>
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

/* A new row of SEQ. What is written as 0 is absent: register 0 is a constant that no row here reads,
 * and the first row no source; both are one more than they are. */
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
    return STAGE(.kind = kind, .source = source + 1, .a = x + 1, .out = a.sequence_rows[source].out);
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
    a.instruction_rows[first - 1].a = count + 1;
    a.region_rows[a.tables.region_count] =
        (qn_row_region){.first = first, .count = count, .result = opened + count};
    return a.tables.region_count++;
}

/* What a rule gives: its number, or 1000000 + the status * 1000 + the code. */
static int64_t answer(const char *name)
{
    int32_t r = qn_program_rule(program, name);
    qn_case_run(c, (uint32_t)r);
    uint32_t reg = c->tables->rule[r].result;
    uint8_t status = c->status[reg];
    CHECK(c->steps <= qn_program_rule_steps(program, r) * 2 + 1000000);
    if (status == QN_KNOWN) {
        return c->slot[reg].i;
    }
    return 1000000 + status * 1000 + (status == QN_FAILED ? c->slot[reg].i : 0);
}

#define UNDECIDED(status) (1000000 + (status) * 1000)
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
    uint32_t few = STAGE(.kind = QN_SEQ_NUMBERS, .a = two + 1, .b = five + 1, .out = out, .limit = 3);
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
    uint32_t last = STAGE(.kind = QN_SEQ_LAST, .source = list + 1, .a = two + 1, .out = own, .limit = 5,
                          .cell_count = 5);
    uint32_t sorted = STAGE(.kind = QN_SEQ_SORTED, .source = list + 1, .out = own, .limit = 5,
                            .cell_count = 20);
    uint32_t back = STAGE(.kind = QN_SEQ_SORTED, .source = list + 1, .out = own, .limit = 5,
                          .flags = QN_SEQ_BACKWARDS, .cell_count = 20);
    uint32_t names = ASSEMBLE_LIST(&a, list, numbers, sorted);
    uint32_t chosen = STAGE(.kind = QN_SEQ_CHOICE, .a = two + 1, .out = own, .first_entry = names,
                            .entry_count = 3);
    uint32_t nothing = STAGE(.kind = QN_SEQ_CHOICE, .a = five + 1, .out = own, .first_entry = names,
                             .entry_count = 3);
    const uint32_t all_of_them[] = {list, numbers, few, nobody, down, each_day, no_day, endless,
                                    first, none, rest, all, open_first, distinct, last, sorted,
                                    back, chosen, nothing};
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

int main(void)
{
    static const check_case cases[] = {
        {"simple stages", test_simple_stages},
    };
    return check_run("sequence", cases, sizeof cases / sizeof cases[0]);
}
