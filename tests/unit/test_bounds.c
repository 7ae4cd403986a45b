/*
 * What is left open while facts are unknown, what is still needed, and why, in programs put
 * together by hand: the leave and the fee of the language tour, and one small rule for each
 * operator.
 */
#include <stdio.h>
#include <string.h>

#include "assemble.h"
#include "bounds.h"
#include "case.h"
#include "causes.h"
#include "check.h"
#include "date.h"
#include "period.h"
#include "trace.h"

/* A program with one case. Types: whole numbers, ratios, yes/no and dates. */
typedef struct bench {
    assembler a;
    uint32_t whole;
    uint32_t ratio;
    uint32_t boolean;
    uint32_t date;
    uint32_t any_step;
    qn_program *program;
    qn_case *c;
} bench;

static void begin(bench *b)
{
    assemble_begin(&b->a, 90);
    b->whole = assemble_type(&b->a, QN_KIND_INTEGER, QN_CLASS_I, 1, 1, "");
    b->ratio = assemble_type(&b->a, QN_KIND_NUMBER, QN_CLASS_Q, 1, 1, "");
    b->boolean = assemble_type(&b->a, QN_KIND_BOOLEAN, QN_CLASS_I, 1, 1, "");
    b->date = assemble_type(&b->a, QN_KIND_DATE, QN_CLASS_I, 1, 1, "");
    b->any_step = assemble_ratio(&b->a, 0, 1);
}

static void load(bench *b)
{
    b->program = assemble_load(&b->a);
    b->c = b->program == NULL ? NULL : qn_case_new(b->program);
    CHECK(b->c != NULL);
}

static void end(bench *b)
{
    qn_case_free(b->c);
    qn_program_free(b->program);
}

static uint32_t fact_from(bench *b, const char *name, int64_t low, int64_t high)
{
    uint32_t low_constant = assemble_int(&b->a, low);
    uint32_t high_constant = assemble_int(&b->a, high);
    return assemble_fact(&b->a, name, b->whole, low_constant, high_constant, ASSEMBLE_NONE,
                         b->any_step);
}

static uint32_t plain_fact(bench *b, const char *name, uint32_t type)
{
    return assemble_fact(&b->a, name, type, ASSEMBLE_NONE, ASSEMBLE_NONE, ASSEMBLE_NONE,
                         b->any_step);
}

static uint32_t rule(bench *b, const char *name, uint32_t type)
{
    return assemble_rule(&b->a, name, type, NULL, 0);
}

static uint32_t op(bench *b, qn_op code, uint32_t aux, uint32_t x, uint32_t y, uint32_t z)
{
    return assemble_op(&b->a, code, aux, x, y, z);
}

static void append(char *text, size_t size, const char *more)
{
    size_t used = strlen(text);
    (void)snprintf(text + used, size - used, "%s", more);
}

static void append_end(char *text, size_t size, const qn_value *value, bool high)
{
    char number[QN_VALUE_TEXT_SIZE] = "";
    qn_value bound;
    if (qn_value_bound(value, high ? QN_HIGH : QN_LOW, &bound) == QN_OK) {
        (void)qn_value_text(&bound, number, sizeof number, NULL);
    }
    append(text, size, number);
}

/* The answer with what it needs or where it comes from: "46", "unknown 30..36 (seniority)", "none
 * (reason)", "error 402". */
static const char *answer(bench *b, const char *name)
{
    static char text[600];
    qn_value value;
    int32_t number = qn_program_rule(b->program, name);
    if (qn_eval(b->c, number, &value) != QN_OK) {
        return "no answer";
    }
    (void)qn_value_text(&value, text, sizeof text, NULL);
    if (value.has_low || value.has_high) {
        append(text, sizeof text, " ");
        append_end(text, sizeof text, &value, false);
        append(text, sizeof text, "..");
        append_end(text, sizeof text, &value, true);
    }
    uint32_t count = 0;
    const qn_cause *cause = qn_causes_find(b->c, (uint32_t)number, value.status, &count);
    for (uint32_t k = 0; k < count; k++) {
        char code[16] = "";
        if (cause[k].code != 0) {
            (void)snprintf(code, sizeof code, " %u", (unsigned)cause[k].code);
        }
        append(text, sizeof text, code);
        append(text, sizeof text, " ");
        append(text, sizeof text, qn_cause_name(&b->program->tables, &cause[k]));
    }
    return text;
}

static void set(bench *b, const char *fact, const char *value)
{
    CHECK(qn_case_set_text(b->c, qn_program_fact(b->program, fact), value, strlen(value)) == QN_OK);
}

static uint32_t clause(bench *b, qn_clause_kind kind, uint32_t condition, uint32_t value,
                       const char *left)
{
    qn_tables *t = &b->a.tables;
    uint32_t row = t->clause_count++;
    qn_row_rule *owner = &b->a.rule_rows[t->rule_count - 1];
    owner->first_clause = owner->clause_count == 0 ? row : owner->first_clause;
    owner->clause_count++;
    b->a.clause_rows[row] = (qn_row_clause){.rule = t->rule_count - 1,
                                            .kind = kind,
                                            .condition = condition,
                                            .chosen = QN_NONE_INDEX,
                                            .value = value,
                                            .type = QN_NONE_INDEX,
                                            .left = assemble_string(&b->a, left),
                                            .source = QN_NONE_INDEX};
    return row;
}

/* Step 2 of the tour: base_vacation, seniority_vacation, vacation. */
static void begin_leave(bench *b)
{
    static const char *const categories[] = {"general", "executive", "agricultural", "medical"};
    begin(b);
    assembler *a = &b->a;
    uint32_t category = assemble_choice(a, QN_KIND_CHOICE, "category", categories, 4);
    uint32_t zero = assemble_int(a, 0);
    uint32_t one = assemble_int(a, 1);
    uint32_t three = assemble_int(a, 3);
    uint32_t none = assemble_status(a, QN_CLASS_I, QN_NONE, 0, "");
    uint32_t all_there_is =
        assemble_status(a, QN_CLASS_I, QN_NONE, 0, "Article 120 gives all there is");
    uint32_t five = assemble_int(a, 5);
    uint32_t ten = assemble_int(a, 10);
    uint32_t fifteen = assemble_int(a, 15);
    uint32_t days[] = {assemble_int(a, 21), assemble_int(a, 30), assemble_int(a, 46)};
    uint32_t added[] = {assemble_int(a, 2), assemble_int(a, 4), assemble_int(a, 6), zero};
    uint32_t seniority = fact_from(b, "seniority", 0, 80);
    uint32_t kind = plain_fact(b, "category", category);
    uint32_t merit = assemble_fact(a, "special_merit", b->boolean, ASSEMBLE_NONE, ASSEMBLE_NONE,
                                   zero, b->any_step);

    uint32_t base = rule(b, "base_vacation", b->whole);
    uint32_t band = op(b, OP_BAND, 0, kind,
                       ASSEMBLE_LIST(a, one, three, QN_BAND_HIGH_INCLUDED, 0, ASSEMBLE_NONE), 1);
    uint32_t listed = op(b, OP_IS_ROW, 0, band, 0, 0);
    uint32_t value = op(b, OP_RESOLVE, 0, 0, ASSEMBLE_LIST(a, days[0], listed, days[1], 0), 1);
    uint32_t floor = op(b, OP_SELECT, 0, merit, days[2], none);
    (void)op(b, OP_LIMIT, 0, value, floor, none);
    (void)clause(b, QN_CLAUSE_BASE, ASSEMBLE_NONE, days[0], "base");
    (void)clause(b, QN_CLAUSE_EXCEPTION, listed, days[1], "category");
    (void)clause(b, QN_CLAUSE_FLOOR, merit, days[2], "when special_merit");

    uint32_t more = rule(b, "seniority_vacation", b->whole);
    uint32_t rows = ASSEMBLE_LIST(a, five, ten, 0, 0, ASSEMBLE_NONE, ten, fifteen,
                                  QN_BAND_HIGH_INCLUDED, 1, ASSEMBLE_NONE, fifteen, ASSEMBLE_NONE,
                                  QN_BAND_LOW_EXCLUDED, 2, ASSEMBLE_NONE);
    uint32_t row = op(b, OP_BAND, 0, seniority, rows, 3);
    uint32_t plus = op(b, OP_PICK, 0, row, assemble_list(a, added, 4), 4);
    uint32_t sum = op(b, OP_ADD_I, 0, zero, plus, 0);
    uint32_t gate = op(b, OP_NOT, 0, merit, 0, 0);
    (void)op(b, OP_SELECT, 0, gate, sum, all_there_is);
    uint32_t more_result = a->rule_rows[more].result;
    (void)clause(b, QN_CLAUSE_GATE, gate, ASSEMBLE_NONE, "not special_merit");

    const uint32_t needs[] = {base, more};
    (void)assemble_rule(a, "vacation", b->whole, needs, 2);
    uint32_t rest = op(b, OP_OTHERWISE, 0, more_result, zero, 0);
    (void)op(b, OP_ADD_I, 0, a->rule_rows[base].result, rest, 0);
    load(b);
}

static void leave_of_the_tour(void)
{
    static bench b;
    begin_leave(&b);
    set(&b, "seniority", "12");
    set(&b, "category", "executive");
    CHECK_TEXT(answer(&b, "vacation"), "34");
    set(&b, "seniority", "unknown");
    CHECK_TEXT(answer(&b, "vacation"), "unknown 30..36 seniority");
    set(&b, "category", "unknown");
    CHECK_TEXT(answer(&b, "vacation"), "unknown 21..36 category seniority");
    set(&b, "category", "general");
    set(&b, "special_merit", "yes");
    CHECK_TEXT(answer(&b, "vacation"), "46");
    CHECK_TEXT(answer(&b, "seniority_vacation"), "none Article 120 gives all there is");
    set(&b, "special_merit", "unknown");
    CHECK_TEXT(answer(&b, "vacation"), "unknown 21..52 seniority special_merit");
    CHECK_TEXT(answer(&b, "seniority_vacation"), "unknown 0..6 seniority special_merit");
    CHECK_TEXT(answer(&b, "base_vacation"), "unknown 21..46 special_merit");
    end(&b);
}

static void fates_of_the_tour(void)
{
    static bench b;
    begin_leave(&b);
    set(&b, "category", "executive");
    CHECK_TEXT(answer(&b, "base_vacation"), "30");
    CHECK_INT(qn_trace_clause(b.c, 0).fate, QN_FATE_REPLACED);
    CHECK_INT(qn_trace_clause(b.c, 0).by, 1);
    CHECK_INT(qn_trace_clause(b.c, 1).fate, QN_FATE_APPLIED);
    CHECK_INT(qn_trace_clause(b.c, 1).slot.i, 30);
    CHECK_INT(qn_trace_clause(b.c, 2).fate, QN_FATE_NOT_APPLIED);
    set(&b, "special_merit", "yes");
    CHECK_TEXT(answer(&b, "base_vacation"), "46");
    CHECK_TEXT(answer(&b, "seniority_vacation"), "none Article 120 gives all there is");
    CHECK_INT(qn_trace_clause(b.c, 2).fate, QN_FATE_APPLIED);
    CHECK_INT(qn_trace_clause(b.c, 3).fate, QN_FATE_FAILED);
    set(&b, "category", "unknown");
    CHECK_TEXT(answer(&b, "base_vacation"), "46");
    CHECK_INT(qn_trace_clause(b.c, 1).fate, QN_FATE_UNDECIDED);
    end(&b);
}

/* Step 4: a base of 100, 80 in the state sector, 50 for the disabled; overrides says whether the
 * last overrides the one before. */
static void begin_fee(bench *b, bool overrides)
{
    static const char *const sectors[] = {"state", "oil", "private"};
    begin(b);
    assembler *a = &b->a;
    uint32_t type = assemble_choice(a, QN_KIND_CHOICE, "sector", sectors, 3);
    uint32_t zero = assemble_int(a, 0);
    uint32_t fees[] = {assemble_int(a, 100), assemble_int(a, 80), assemble_int(a, 50)};
    uint32_t sector = plain_fact(b, "sector", type);
    uint32_t disabled = plain_fact(b, "disabled", b->boolean);
    (void)rule(b, "fee", b->whole);
    uint32_t is_state = op(b, OP_EQ_I, 0, sector, zero, 0);
    uint32_t list = overrides
                        ? ASSEMBLE_LIST(a, fees[0], is_state, fees[1], disabled, fees[2], 1, 1, 0)
                        : ASSEMBLE_LIST(a, fees[0], is_state, fees[1], disabled, fees[2], 0);
    (void)op(b, OP_RESOLVE, 0, 0, list, 2);
    (void)clause(b, QN_CLAUSE_BASE, ASSEMBLE_NONE, fees[0], "base");
    (void)clause(b, QN_CLAUSE_EXCEPTION, is_state, fees[1], "sector state");
    uint32_t over = clause(b, QN_CLAUSE_EXCEPTION, disabled, fees[2], "when disabled");
    a->clause_rows[over - 1].first_over = ASSEMBLE_LIST(a, over);
    a->clause_rows[over - 1].over_count = overrides;
    load(b);
}

static void fee_of_the_tour(void)
{
    static bench b;
    begin_fee(&b, true);
    CHECK_TEXT(answer(&b, "fee"), "unknown 50..100 disabled sector");
    set(&b, "sector", "state");
    CHECK_TEXT(answer(&b, "fee"), "unknown 50..80 disabled");
    set(&b, "disabled", "yes");
    CHECK_TEXT(answer(&b, "fee"), "50");
    CHECK_INT(qn_trace_clause(b.c, 1).fate, QN_FATE_OVERRIDDEN);
    CHECK_INT(qn_trace_clause(b.c, 1).by, 2);
    set(&b, "sector", "unknown");
    CHECK_TEXT(answer(&b, "fee"), "50");
    set(&b, "disabled", "no");
    CHECK_TEXT(answer(&b, "fee"), "unknown 80..100 sector");
    end(&b);
}

/* Without overriding, a clause that can only meet a contradicting one is no answer. */
static void fee_with_conflict(void)
{
    static bench b;
    begin_fee(&b, false);
    set(&b, "sector", "state");
    CHECK_TEXT(answer(&b, "fee"), "unknown 80..80 disabled");
    set(&b, "disabled", "yes");
    CHECK_TEXT(answer(&b, "fee"), "conflict sector state when disabled");
    set(&b, "sector", "unknown");
    CHECK_TEXT(answer(&b, "fee"), "unknown 50..50 sector");
    end(&b);
}

/* Facts x in 2..5, y in -3..4, z without a range, q a ratio in 1/2..3/2. */
typedef struct numbers {
    bench b;
    uint32_t x;
    uint32_t y;
    uint32_t z;
    uint32_t q;
    uint32_t constant[8];
} numbers;

static void begin_numbers(numbers *n)
{
    bench *b = &n->b;
    begin(b);
    for (uint32_t k = 0; k < 8; k++) {
        n->constant[k] = assemble_int(&b->a, (int64_t)k);
    }
    uint32_t low = assemble_ratio(&b->a, 1, 2);
    uint32_t high = assemble_ratio(&b->a, 3, 2);
    n->x = fact_from(b, "x", 2, 5);
    n->y = fact_from(b, "y", -3, 4);
    n->z = plain_fact(b, "z", b->whole);
    n->q = assemble_fact(&b->a, "q", b->ratio, low, high, ASSEMBLE_NONE, b->any_step);
}

/* A rule of whole numbers with one operation. */
static void put_rule(numbers *n, const char *name, qn_op code, uint32_t x, uint32_t y)
{
    (void)rule(&n->b, name, n->b.whole);
    (void)op(&n->b, code, 0, x, y, 0);
}

static void whole_arithmetic(void)
{
    static numbers n;
    bench *b = &n.b;
    begin_numbers(&n);
    put_rule(&n, "add", OP_ADD_I, n.x, n.y);
    put_rule(&n, "sub", OP_SUB_I, n.x, n.y);
    put_rule(&n, "mul", OP_MUL_I, n.x, n.y);
    put_rule(&n, "open", OP_ADD_I, n.x, n.z);
    put_rule(&n, "neg", OP_NEG, n.y, 0);
    put_rule(&n, "abs", OP_ABS, n.y, 0);
    put_rule(&n, "min", OP_MIN, n.x, n.z);
    put_rule(&n, "max", OP_MAX, n.x, n.constant[4]);
    put_rule(&n, "most", OP_MAX, n.x, n.constant[7]);
    put_rule(&n, "nothing", OP_MUL_I, n.z, n.constant[0]);
    load(b);
    CHECK_TEXT(answer(b, "add"), "unknown -1..9 x y");
    CHECK_TEXT(answer(b, "sub"), "unknown -2..8 x y");
    CHECK_TEXT(answer(b, "mul"), "unknown -15..20 x y");
    CHECK_TEXT(answer(b, "open"), "unknown x z");
    CHECK_TEXT(answer(b, "neg"), "unknown -4..3 y");
    CHECK_TEXT(answer(b, "abs"), "unknown 0..4 y");
    CHECK_TEXT(answer(b, "min"), "unknown ..5 x z");
    CHECK_TEXT(answer(b, "max"), "unknown 4..5 x");
    CHECK_TEXT(answer(b, "most"), "7");
    CHECK_TEXT(answer(b, "nothing"), "0");
    set(b, "x", "3");
    CHECK_TEXT(answer(b, "add"), "unknown 0..7 y");
    end(b);
}

static void ratio_arithmetic(void)
{
    static numbers n;
    bench *b = &n.b;
    begin_numbers(&n);
    uint32_t one = assemble_wide(&b->a, 1);
    uint32_t step = assemble_ratio(&b->a, 1, 4);
    (void)rule(b, "quotient", b->ratio);
    uint32_t x = op(b, OP_RATIO_I, 0, n.x, one, 0);
    uint32_t quotient = op(b, OP_DIV_Q, 0, x, n.q, 0);
    (void)rule(b, "reverse", b->ratio);
    uint32_t y = op(b, OP_RATIO_I, 0, n.y, one, 0);
    uint32_t reverse = op(b, OP_DIV_Q, 0, n.q, y, 0);
    (void)rule(b, "rounded", b->ratio);
    uint32_t twice = op(b, OP_MUL_Q, 0, n.q, n.q, 0);
    uint32_t rounded = op(b, OP_ROUND_Q, 0, twice, QN_ROUND_UP, step);
    (void)rule(b, "whole", b->ratio);
    uint32_t whole = op(b, OP_WHOLE, 0, n.q, 0, 0);
    CHECK(quotient != 0 && reverse != 0 && rounded != 0 && whole != 0);
    load(b);
    CHECK_TEXT(answer(b, "quotient"), "unknown 4/3..10 q x");
    CHECK_TEXT(answer(b, "reverse"), "unknown q y");
    CHECK_TEXT(answer(b, "rounded"), "unknown 0.25..2.25 q");
    CHECK_TEXT(answer(b, "whole"), "unknown 0.5..1.5 q");
    set(b, "y", "0");
    CHECK_TEXT(answer(b, "reverse"), "error 402 ");
    set(b, "q", "1.5");
    CHECK_TEXT(answer(b, "whole"), "error 409 ");
    end(b);
}

/* 10^30 on the declared end of a ratio: the square of an end has no room. */
static void overflow_opens_an_end(void)
{
    static bench b;
    begin(&b);
    uint32_t zero = assemble_ratio(&b.a, 0, 1);
    uint32_t big = assemble_ratio(&b.a, INT64_MAX, 1);
    uint32_t f = assemble_fact(&b.a, "f", b.ratio, zero, big, ASSEMBLE_NONE, b.any_step);
    (void)rule(&b, "square", b.ratio);
    uint32_t square = op(&b, OP_MUL_Q, 0, f, f, 0);
    uint32_t fourth = op(&b, OP_MUL_Q, 0, square, square, 0);
    (void)op(&b, OP_MAX, QN_CLASS_Q, fourth, zero, 0);
    (void)rule(&b, "sum", b.ratio);
    uint32_t sum = op(&b, OP_MUL_Q, 0, f, f, 0);
    uint32_t twice = op(&b, OP_ADD_Q, 0, sum, sum, 0);
    uint32_t four = op(&b, OP_ADD_Q, 0, twice, twice, 0);
    (void)op(&b, OP_ADD_Q, 0, four, four, 0);
    load(&b);
    CHECK_TEXT(answer(&b, "square"), "unknown 0.. f");
    CHECK_TEXT(answer(&b, "sum"), "unknown 0.. f");
    end(&b);
}

static void comparisons_and_logic(void)
{
    static numbers n;
    bench *b = &n.b;
    begin_numbers(&n);
    put_rule(&n, "sure", OP_LT_I, n.constant[1], n.x);
    put_rule(&n, "never", OP_LE_I, n.x, n.constant[1]);
    put_rule(&n, "open", OP_LT_I, n.x, n.y);
    put_rule(&n, "apart", OP_EQ_I, n.x, n.constant[7]);
    put_rule(&n, "touch", OP_EQ_I, n.x, n.y);
    (void)rule(b, "and", b->boolean);
    uint32_t never = op(b, OP_LE_I, 0, n.x, n.constant[1], 0);
    uint32_t open = op(b, OP_LT_I, 0, n.x, n.z, 0);
    (void)op(b, OP_AND, 0, open, never, 0);
    (void)rule(b, "or", b->boolean);
    uint32_t sure = op(b, OP_LT_I, 0, n.constant[1], n.x, 0);
    uint32_t maybe = op(b, OP_LT_I, 0, n.x, n.z, 0);
    (void)op(b, OP_OR, 0, maybe, sure, 0);
    (void)rule(b, "both", b->boolean);
    uint32_t left = op(b, OP_LT_I, 0, n.x, n.constant[4], 0);
    uint32_t right = op(b, OP_LT_I, 0, n.constant[1], n.x, 0);
    (void)op(b, OP_AND, 0, left, right, 0);
    load(b);
    CHECK_TEXT(answer(b, "sure"), "1");
    CHECK_TEXT(answer(b, "never"), "0");
    CHECK_TEXT(answer(b, "open"), "unknown 0..1 x y");
    CHECK_TEXT(answer(b, "apart"), "0");
    CHECK_TEXT(answer(b, "touch"), "unknown 0..1 x y");
    CHECK_TEXT(answer(b, "and"), "no");
    CHECK_TEXT(answer(b, "or"), "yes");
    CHECK_TEXT(answer(b, "both"), "unknown x");
    end(b);
}

/* A branch that cannot be taken is neither in the bounds nor needed. */
static void branches(void)
{
    static numbers n;
    bench *b = &n.b;
    begin_numbers(&n);
    uint32_t refused = assemble_status(&b->a, QN_CLASS_I, QN_FAILED, 412, "refused");
    uint32_t none = assemble_status(&b->a, QN_CLASS_I, QN_NONE, 0, "nothing due");
    (void)rule(b, "taken", b->whole);
    uint32_t sure = op(b, OP_LT_I, 0, n.constant[1], n.x, 0);
    (void)op(b, OP_SELECT, 0, sure, n.y, n.z);
    (void)rule(b, "open", b->whole);
    uint32_t open = op(b, OP_LT_I, 0, n.x, n.constant[4], 0);
    (void)op(b, OP_SELECT, 0, open, n.constant[7], n.constant[3]);
    (void)rule(b, "same", b->whole);
    uint32_t again = op(b, OP_LT_I, 0, n.x, n.constant[4], 0);
    (void)op(b, OP_SELECT, 0, again, n.constant[7], n.constant[7]);
    (void)rule(b, "may_fail", b->whole);
    uint32_t third = op(b, OP_LT_I, 0, n.x, n.constant[4], 0);
    uint32_t risky = op(b, OP_SELECT, 0, third, refused, n.constant[3]);
    (void)rule(b, "fails", b->whole);
    uint32_t fourth = op(b, OP_LT_I, 0, n.x, n.constant[4], 0);
    (void)op(b, OP_SELECT, 0, fourth, refused, refused);
    (void)rule(b, "none", b->whole);
    uint32_t fifth = op(b, OP_LT_I, 0, n.x, n.constant[4], 0);
    uint32_t maybe = op(b, OP_SELECT, 0, fifth, none, none);
    (void)rule(b, "stand_in", b->whole);
    uint32_t sixth = op(b, OP_LT_I, 0, n.x, n.constant[4], 0);
    uint32_t absent = op(b, OP_SELECT, 0, sixth, none, n.constant[3]);
    (void)op(b, OP_OTHERWISE, 0, absent, n.constant[3], 0);
    (void)rule(b, "absent", b->boolean);
    uint32_t seventh = op(b, OP_LT_I, 0, n.x, n.constant[4], 0);
    uint32_t either = op(b, OP_SELECT, 0, seventh, none, none);
    (void)op(b, OP_IS_NONE, 0, either, 0, 0);
    CHECK(risky != maybe);
    load(b);
    CHECK_TEXT(answer(b, "taken"), "unknown -3..4 y");
    CHECK_TEXT(answer(b, "open"), "unknown 3..7 x");
    CHECK_TEXT(answer(b, "same"), "7");
    CHECK_TEXT(answer(b, "may_fail"), "unknown 3..3 x");
    CHECK_TEXT(answer(b, "fails"), "error 412 refused");
    CHECK_TEXT(answer(b, "none"), "none nothing due");
    CHECK_TEXT(answer(b, "stand_in"), "3");
    CHECK_TEXT(answer(b, "absent"), "yes");
    end(b);
}

/* Rows of x in 2..5: what of them is open, and whether none can hold. */
static void bands(void)
{
    static numbers n;
    bench *b = &n.b;
    assembler *a = &b->a;
    begin_numbers(&n);
    uint32_t *k = n.constant;
    uint32_t flag = plain_fact(b, "flag", b->boolean);
    uint32_t closed = QN_BAND_HIGH_INCLUDED;
    uint32_t values = ASSEMBLE_LIST(a, k[1], k[2], k[3], k[7]);
    (void)rule(b, "tiled", b->whole); /* 0..=3, 4..=5: neighbours on the grid */
    uint32_t row = op(b, OP_BAND, 0, n.x,
                      ASSEMBLE_LIST(a, k[0], k[3], closed, 0, ASSEMBLE_NONE, k[4], k[5], closed, 1,
                                    ASSEMBLE_NONE),
                      2);
    (void)op(b, OP_PICK, 0, row, values, 4);
    (void)rule(b, "hole", b->whole); /* 0..3, 4..: three is left out */
    row = op(
        b, OP_BAND, 0, n.x,
        ASSEMBLE_LIST(a, k[0], k[3], 0, 0, ASSEMBLE_NONE, k[4], ASSEMBLE_NONE, 0, 1, ASSEMBLE_NONE),
        2);
    (void)op(b, OP_PICK, 0, row, values, 4);
    (void)rule(b, "overlap", b->whole); /* 0..=4, 4..=5 */
    row = op(b, OP_BAND, 0, n.x,
             ASSEMBLE_LIST(a, k[0], k[4], closed, 0, ASSEMBLE_NONE, k[4], k[5], closed, 1,
                           ASSEMBLE_NONE),
             2);
    (void)op(b, OP_PICK, 0, row, values, 4);
    (void)rule(b, "first", b->whole); /* the same by first match, and a row that is never reached */
    row = op(b, OP_BAND, QN_AUX_FIRST_MATCH, n.x,
             ASSEMBLE_LIST(a, k[0], k[4], closed, 0, ASSEMBLE_NONE, k[4], k[5], closed, 1,
                           ASSEMBLE_NONE, k[2], k[3], closed, 2, ASSEMBLE_NONE),
             3);
    (void)op(b, OP_PICK, 0, row, values, 4);
    (void)rule(b, "conditional", b->whole); /* 0..=5 if flag */
    row = op(b, OP_BAND, 0, n.x, ASSEMBLE_LIST(a, k[0], k[5], closed, 0, flag), 1);
    (void)op(b, OP_PICK, 0, row, ASSEMBLE_LIST(a, k[1], k[2]), 2);
    load(b);
    CHECK_TEXT(answer(b, "tiled"), "unknown 1..2 x");
    CHECK_TEXT(answer(b, "hole"), "unknown 1..7 x");
    CHECK_TEXT(answer(b, "overlap"), "unknown 1..2 x");
    CHECK_TEXT(answer(b, "first"), "unknown 1..2 x");
    CHECK_TEXT(answer(b, "conditional"), "unknown 1..2 flag");
    qn_open open = qn_bounds_open(b->c, b->program->tables.rule[2].result);
    CHECK_INT(open.outcomes, QN_OPEN_KNOWN | QN_OPEN_CONFLICT);
    open = qn_bounds_open(b->c, b->program->tables.rule[3].result);
    CHECK_INT(open.outcomes, QN_OPEN_KNOWN);
    set(b, "x", "2");
    CHECK_TEXT(answer(b, "conditional"), "unknown 1..2 flag");
    end(b);
}

/* FIRST looks at conditions up to the first that is surely yes, ONE at all. */
static void tables(void)
{
    static numbers n;
    bench *b = &n.b;
    assembler *a = &b->a;
    begin_numbers(&n);
    uint32_t *k = n.constant;
    uint32_t p = plain_fact(b, "p", b->boolean);
    uint32_t r = plain_fact(b, "r", b->boolean);
    (void)rule(b, "first", b->whole);
    uint32_t sure = op(b, OP_LT_I, 0, k[1], n.x, 0);
    uint32_t row = op(b, OP_FIRST, 0, 0, ASSEMBLE_LIST(a, p, sure, r), 3);
    (void)op(b, OP_PICK, 0, row, ASSEMBLE_LIST(a, k[1], k[2], k[3], k[7]), 4);
    (void)rule(b, "one", b->whole);
    row = op(b, OP_ONE, 0, 0, ASSEMBLE_LIST(a, p, r), 2);
    (void)op(b, OP_PICK, 0, row, ASSEMBLE_LIST(a, k[1], k[2], k[3]), 3);
    (void)rule(b, "is_second", b->boolean);
    row = op(b, OP_ONE, 0, 0, ASSEMBLE_LIST(a, p, r), 2);
    (void)op(b, OP_ROW_IS, 0, row, 1, 0);
    load(b);
    CHECK_TEXT(answer(b, "first"), "unknown 1..2 p");
    CHECK_TEXT(answer(b, "one"), "unknown 1..3 p r");
    set(b, "p", "yes");
    CHECK_TEXT(answer(b, "one"), "unknown 1..1 r");
    CHECK_TEXT(answer(b, "is_second"), "unknown r");
    set(b, "r", "yes");
    CHECK_TEXT(answer(b, "one"), "conflict ");
    set(b, "p", "no");
    CHECK_TEXT(answer(b, "one"), "2");
    CHECK_TEXT(answer(b, "is_second"), "yes");
    end(b);
}

static void limits(void)
{
    static numbers n;
    bench *b = &n.b;
    begin_numbers(&n);
    uint32_t *k = n.constant;
    uint32_t none = assemble_status(&b->a, QN_CLASS_I, QN_NONE, 0, "");
    uint32_t p = plain_fact(b, "p", b->boolean);
    (void)rule(b, "floor", b->whole);
    (void)op(b, OP_LIMIT, 0, n.y, k[3], none);
    (void)rule(b, "fixed", b->whole);
    (void)op(b, OP_LIMIT, 0, n.y, k[7], none);
    (void)rule(b, "perhaps", b->whole);
    uint32_t floor = op(b, OP_SELECT, 0, p, k[7], none);
    (void)op(b, OP_LIMIT, 0, n.x, floor, none);
    (void)rule(b, "crossing", b->whole);
    uint32_t cap = op(b, OP_SELECT, 0, p, k[3], k[6]);
    (void)op(b, OP_LIMIT, 0, k[7], k[4], cap);
    (void)rule(b, "higher", b->whole);
    uint32_t other = op(b, OP_SELECT, 0, p, k[3], none);
    (void)op(b, OP_HIGHER, 0, other, n.x, 0);
    load(b);
    CHECK_TEXT(answer(b, "floor"), "unknown 3..4 y");
    CHECK_TEXT(answer(b, "fixed"), "7");
    CHECK_TEXT(answer(b, "perhaps"), "unknown 2..7 p x");
    CHECK_TEXT(answer(b, "crossing"), "unknown 4..6 p");
    CHECK_TEXT(answer(b, "higher"), "unknown 2..5 p x");
    set(b, "p", "yes");
    CHECK_TEXT(answer(b, "crossing"), "conflict ");
    CHECK_TEXT(answer(b, "higher"), "unknown 3..5 x");
    end(b);
}

/* Sets: what is certainly in and what is possibly in. Choices: one bit a value. */
static void choices_and_sets(void)
{
    static const char *const names[] = {"a", "b", "c"};
    static bench b;
    begin(&b);
    assembler *a = &b.a;
    uint32_t choice = assemble_choice(a, QN_KIND_CHOICE, "letter", names, 3);
    uint32_t letters = assemble_choice(a, QN_KIND_SET, "letters", names, 3);
    uint32_t k[4];
    for (uint32_t i = 0; i < 4; i++) {
        k[i] = assemble_int(a, (int64_t)i);
    }
    uint32_t p = plain_fact(&b, "p", b.boolean);
    uint32_t s = plain_fact(&b, "s", letters);
    (void)rule(&b, "pair", letters); /* {a} or {a, b}: a surely, b perhaps */
    uint32_t pair = op(&b, OP_SELECT, 0, p, k[1], k[3]);
    (void)rule(&b, "has_a", b.boolean);
    b.a.rule_rows[1].need_count = 1;
    b.a.rule_rows[1].first_need = ASSEMBLE_LIST(a, 0);
    (void)op(&b, OP_HAS, 0, pair, k[1], 0);
    (void)rule(&b, "has_b", b.boolean);
    b.a.rule_rows[2].need_count = 1;
    b.a.rule_rows[2].first_need = ASSEMBLE_LIST(a, 0);
    (void)op(&b, OP_HAS, 0, pair, k[2], 0);
    (void)rule(&b, "s_has", b.boolean);
    (void)op(&b, OP_HAS, 0, s, k[2], 0);
    (void)rule(&b, "letter", choice); /* a or c, never b */
    uint32_t letter = op(&b, OP_SELECT, 0, p, k[0], k[2]);
    (void)rule(&b, "is_b", b.boolean);
    b.a.rule_rows[5].need_count = 1;
    b.a.rule_rows[5].first_need = ASSEMBLE_LIST(a, 4);
    (void)op(&b, OP_EQ_I, 0, letter, k[1], 0);
    load(&b);
    CHECK_TEXT(answer(&b, "pair"), "unknown p");
    CHECK_TEXT(answer(&b, "has_a"), "yes");
    CHECK_TEXT(answer(&b, "has_b"), "unknown p");
    CHECK_TEXT(answer(&b, "s_has"), "unknown s");
    CHECK_TEXT(answer(&b, "letter"), "unknown p");
    CHECK_TEXT(answer(&b, "is_b"), "no");
    end(&b);
}

static void dates(void)
{
    static bench b;
    begin(&b);
    assembler *a = &b.a;
    uint32_t from = assemble_day(a, 2023, 1, 30);
    uint32_t to = assemble_day(a, 2023, 3, 31);
    uint32_t born_on = assemble_day(a, 2000, 6, 15);
    uint32_t one = assemble_int(a, 1);
    uint32_t ten = assemble_int(a, 10);
    uint32_t d = assemble_fact(a, "d", b.date, from, to, ASSEMBLE_NONE, b.any_step);
    uint32_t today = qn_tables_today(&a->tables);
    uint32_t down = QN_MONTHS_DOWN << QN_AUX_MODE_SHIFT;
    (void)rule(&b, "days", b.date);
    (void)op(&b, OP_DATE_DAYS, 0, d, ten, 0);
    (void)rule(&b, "months", b.date);
    (void)op(&b, OP_DATE_MONTHS, down, d, one, 0);
    (void)rule(&b, "strict", b.date);
    (void)op(&b, OP_DATE_MONTHS, 0, d, one, 0);
    (void)rule(&b, "age", b.whole);
    (void)op(&b, OP_DATE_SPAN, down, born_on, d, 12);
    (void)rule(&b, "span", b.whole);
    (void)op(&b, OP_DATE_SPAN, down, born_on, d, 1);
    (void)rule(&b, "year", b.whole);
    (void)op(&b, OP_DATE_PART, 0, d, 0, 0);
    (void)rule(&b, "weekday", b.whole);
    (void)op(&b, OP_DATE_PART, 0, d, 3, 0);
    (void)rule(&b, "edge", b.date);
    (void)op(&b, OP_DATE_EDGE, 0, d, 1, 0);
    (void)rule(&b, "tomorrow", b.date);
    (void)op(&b, OP_DATE_DAYS, 0, today, one, 0);
    (void)rule(&b, "until", b.date);
    (void)op(&b, OP_MIN, 0, today, d, 0);
    (void)rule(&b, "open_age", b.whole);
    (void)op(&b, OP_DATE_SPAN, down, born_on, today, 12);
    (void)rule(&b, "past", b.boolean);
    (void)op(&b, OP_LT_I, 0, d, today, 0);
    load(&b);
    CHECK_TEXT(answer(&b, "days"), "unknown 2023-02-09..2023-04-10 d");
    CHECK_TEXT(answer(&b, "months"), "unknown 2023-02-28..2023-04-30 d");
    CHECK_TEXT(answer(&b, "strict"), "unknown 2023-03-01..2023-04-30 d");
    CHECK_TEXT(answer(&b, "age"), "264");
    CHECK_TEXT(answer(&b, "span"), "unknown 271..273 d");
    CHECK_TEXT(answer(&b, "year"), "2023");
    CHECK_TEXT(answer(&b, "weekday"), "unknown 1..7 d");
    CHECK_TEXT(answer(&b, "edge"), "unknown 2023-01-31..2023-03-31 d");
    CHECK_TEXT(answer(&b, "tomorrow"), "unknown today");
    CHECK_TEXT(answer(&b, "past"), "unknown d today");
    CHECK_TEXT(answer(&b, "until"), "unknown ..2023-03-31 d today");
    CHECK_TEXT(answer(&b, "open_age"), "unknown today");
    CHECK(qn_case_set_date(b.c, QN_TODAY, 2023, 4, 1) == QN_OK);
    CHECK_TEXT(answer(&b, "past"), "yes");
    CHECK_TEXT(answer(&b, "tomorrow"), "2023-04-02");
    end(&b);
}

/* Gates that are shut are all named, and hide what lies behind them. */
static void gates(void)
{
    static numbers n;
    bench *b = &n.b;
    begin_numbers(&n);
    uint32_t late = assemble_status(&b->a, QN_CLASS_I, QN_NONE, 0, "too late");
    uint32_t early = assemble_status(&b->a, QN_CLASS_I, QN_NONE, 0, "too early");
    uint32_t p = plain_fact(b, "p", b->boolean);
    uint32_t r = plain_fact(b, "r", b->boolean);
    (void)rule(b, "gated", b->whole);
    (void)op(b, OP_GATES, 0, n.x, ASSEMBLE_LIST(&b->a, p, late, r, early), 2);
    (void)rule(b, "more", b->whole);
    uint32_t gated = b->a.rule_rows[0].result;
    b->a.rule_rows[1].first_need = ASSEMBLE_LIST(&b->a, 0);
    b->a.rule_rows[1].need_count = 1;
    uint32_t sum = op(b, OP_ADD_I, 0, gated, n.y, 0);
    (void)op(b, OP_UNLESS_NONE, 0, gated, sum, 0);
    load(b);
    CHECK_TEXT(answer(b, "gated"), "unknown 2..5 p r x");
    CHECK_TEXT(answer(b, "more"), "unknown -1..9 p r x y");
    set(b, "p", "no");
    CHECK_TEXT(answer(b, "gated"), "none too late");
    CHECK_TEXT(answer(b, "more"), "none too late");
    set(b, "r", "no");
    CHECK_TEXT(answer(b, "gated"), "none too early too late");
    set(b, "p", "yes");
    set(b, "r", "yes");
    CHECK_TEXT(answer(b, "gated"), "unknown 2..5 x");
    end(b);
}

/* A clause for a row of the band in `chosen`. */
static void row_clause(bench *b, uint32_t chosen, uint32_t row, uint32_t value, const char *left)
{
    uint32_t index = clause(b, QN_CLAUSE_EXCEPTION, ASSEMBLE_NONE, value, left);
    b->a.clause_rows[index].chosen = chosen;
    b->a.clause_rows[index].row = row;
}

/* A conflict names the rows, the clauses, or the floor and the cap that contradict each other. */
static void conflicts_name_clauses(void)
{
    static numbers n;
    bench *b = &n.b;
    begin_numbers(&n);
    uint32_t *k = n.constant;
    uint32_t p = plain_fact(b, "p", b->boolean);
    (void)rule(b, "rows", b->whole);
    uint32_t row = op(b, OP_BAND, 0, n.x,
                      ASSEMBLE_LIST(&b->a, k[0], k[4], 0, 0, ASSEMBLE_NONE, k[3], k[6], 0, 1,
                                    ASSEMBLE_NONE, k[6], k[7], 0, 2, ASSEMBLE_NONE),
                      3);
    (void)op(b, OP_PICK, 0, row, ASSEMBLE_LIST(&b->a, k[1], k[2], k[3], k[0]), 4);
    row_clause(b, row, 0, k[1], "x 0..4");
    row_clause(b, row, 1, k[2], "x 3..6");
    row_clause(b, row, 2, k[3], "x 6..7");
    (void)rule(b, "limit", b->whole);
    uint32_t none = assemble_status(&b->a, QN_CLASS_I, QN_NONE, 0, "");
    uint32_t floor = op(b, OP_SELECT, 0, p, k[6], none);
    (void)op(b, OP_LIMIT, 0, n.x, floor, k[5]);
    (void)clause(b, QN_CLAUSE_FLOOR, p, k[6], "at least 6");
    (void)clause(b, QN_CLAUSE_CAP, ASSEMBLE_NONE, k[5], "at most 5");
    load(b);
    set(b, "x", "3");
    set(b, "p", "yes");
    CHECK_TEXT(answer(b, "rows"), "conflict x 0..4 x 3..6");
    CHECK_TEXT(answer(b, "limit"), "conflict at least 6 at most 5");
    set(b, "x", "unknown");
    CHECK_TEXT(answer(b, "limit"), "conflict at least 6 at most 5");
    set(b, "x", "2");
    CHECK_TEXT(answer(b, "rows"), "1");
    end(b);
}

/* An error names the place of the operation that failed, or the author's words; several are sorted
 * by their code. */
static void errors_name_places(void)
{
    static bench b;
    begin(&b);
    assembler *a = &b.a;
    uint32_t one = assemble_ratio(a, 1, 1);
    uint32_t refused = assemble_status(a, QN_CLASS_Q, QN_FAILED, 412, "no answer");
    uint32_t q = plain_fact(&b, "q", b.ratio);
    (void)rule(&b, "share", b.ratio);
    uint32_t quotient = op(&b, OP_DIV_Q, 0, one, q, 0);
    uint32_t place = quotient - qn_tables_first_result(&a->tables);
    a->place_rows[place].site = a->tables.site_count;
    a->site_rows[a->tables.site_count++] = (qn_row_site){.what = assemble_string(a, "1 / q"),
                                                         .rule = QN_NONE_INDEX,
                                                         .clause = QN_NONE_INDEX,
                                                         .source = QN_NONE_INDEX};
    (void)op(&b, OP_ADD_Q, 0, refused, quotient, 0);
    load(&b);
    set(&b, "q", "0");
    CHECK_TEXT(answer(&b, "share"), "error 402 1 / q 412 no answer");
    set(&b, "q", "2");
    CHECK_TEXT(answer(&b, "share"), "error 412 no answer");
    set(&b, "q", "unknown");
    CHECK_TEXT(answer(&b, "share"), "error 412 no answer");
    end(&b);
}

/* The region of working days: those whose number in the week is below that of `rest`. */
static uint32_t works_before(bench *b, uint32_t rest)
{
    (void)op(b, OP_REGION, 0, 3, 0, 0);
    uint32_t param = op(b, OP_PARAM, 0, 0, 0, 0);
    uint32_t weekday = op(b, OP_DATE_PART, 0, param, 3, 0);
    return assemble_region(&b->a, param, op(b, OP_LT_I, 0, weekday, rest, 0));
}

/* Working days: exact at the ends where the region looks at nothing unknown; else the ends are as
 * many days away as there are working days at least, and what the region looks at is needed. */
static void working_days(void)
{
    static bench b;
    begin(&b);
    assembler *a = &b.a;
    uint32_t from = assemble_day(a, 2024, 1, 1);
    uint32_t to = assemble_day(a, 2024, 1, 31);
    uint32_t five = assemble_int(a, 5);
    uint32_t minus_five = assemble_int(a, -5);
    uint32_t six = assemble_int(a, 6);
    uint32_t d = assemble_fact(a, "d", b.date, from, to, ASSEMBLE_NONE, b.any_step);
    uint32_t rest = fact_from(&b, "rest", 1, 7);
    (void)rule(&b, "due", b.date);
    uint32_t region = works_before(&b, rest);
    (void)op(&b, OP_WORK_ADD, 0, d, five, region);
    (void)rule(&b, "before", b.date);
    region = works_before(&b, rest);
    (void)op(&b, OP_WORK_ADD, 0, d, minus_five, region);
    (void)rule(&b, "count", b.whole);
    region = works_before(&b, six);
    (void)op(&b, OP_WORK_COUNT, 0, from, d, region);
    load(&b);
    CHECK_TEXT(answer(&b, "due"), "unknown 2024-01-06.. d rest");
    CHECK_TEXT(answer(&b, "before"), "unknown ..2024-01-26 d rest");
    CHECK_TEXT(answer(&b, "count"), "unknown 0..22 d");
    set(&b, "rest", "6");
    CHECK_TEXT(answer(&b, "due"), "unknown 2024-01-08..2024-02-07 d");
    set(&b, "rest", "unknown");
    set(&b, "d", "2024-01-12");
    CHECK_TEXT(answer(&b, "due"), "unknown 2024-01-17.. rest");
    CHECK_TEXT(answer(&b, "count"), "9");
    set(&b, "rest", "6");
    CHECK_TEXT(answer(&b, "due"), "2024-01-19");
    end(&b);
}

/* A period that is computed as a number keeps what its two days can be: both numbers begin on one
 * day, and the greatest that there is has no end. */
static void periods_computed(void)
{
    static bench b;
    enum { FIRST = 1000, LAST = 1004 };
    begin(&b);
    uint32_t least = assemble_int(&b.a, qn_period_pack((qn_period){.first = FIRST, .last = LAST}));
    uint32_t few = fact_from(&b, "few", 0, 3);
    uint32_t many = fact_from(&b, "many", 0, QN_PERIOD_OPEN - LAST);
    uint32_t endless = fact_from(&b, "endless", QN_PERIOD_OPEN - LAST, QN_PERIOD_OPEN - LAST);
    const uint32_t added[] = {few, many, endless};
    static const char *const name[] = {"short", "long", "open"};
    for (size_t k = 0; k < 3; k++) {
        (void)rule(&b, name[k], b.whole);
        uint32_t sum = op(&b, OP_ADD_I, 0, least, added[k], 0);
        (void)op(&b, OP_PERIOD_PART, 0, sum, QN_PERIOD_DAYS, 0);
    }
    load(&b);
    CHECK_TEXT(answer(&b, "short"), "unknown 5..8 few");
    CHECK_TEXT(answer(&b, "long"), "unknown 5.. many");
    CHECK_TEXT(answer(&b, "open"), "error 414 ");
    end(&b);
}

/* One value that the register has no room for stays open. */
static void no_whole_number(void)
{
    static bench b;
    begin(&b);
    uint32_t third = assemble_ratio(&b.a, 1, 3);
    uint32_t one = assemble_wide(&b.a, 1);
    uint32_t q = assemble_fact(&b.a, "q", b.ratio, third, third, ASSEMBLE_NONE, b.any_step);
    (void)rule(&b, "grid", b.whole);
    (void)op(&b, OP_GRID_I, 0, q, one, 0);
    load(&b);
    CHECK_TEXT(answer(&b, "grid"), "unknown 1/3..1/3 q");
    end(&b);
}

/* Whatever two facts turn out to be, the answer lies in the bounds that stood while they were
 * unknown, and an answer that was given then stays. */
static void answers_lie_in_bounds(void)
{
    static numbers n;
    bench *b = &n.b;
    assembler *a = &b->a;
    begin_numbers(&n);
    uint32_t *k = n.constant;
    (void)rule(b, "mixed", b->whole);
    uint32_t product = op(b, OP_MUL_I, 0, n.x, n.y, 0);
    uint32_t list =
        ASSEMBLE_LIST(a, k[0], k[3], 0, 0, ASSEMBLE_NONE, k[3], k[5], 0, 1, ASSEMBLE_NONE);
    uint32_t row = op(b, OP_BAND, 0, n.x, list, 2);
    uint32_t chosen = op(b, OP_PICK, 0, row, ASSEMBLE_LIST(a, k[6], product, n.y), 3);
    uint32_t less = op(b, OP_LT_I, 0, n.y, n.x, 0);
    uint32_t branch = op(b, OP_SELECT, 0, less, chosen, k[7]);
    (void)op(b, OP_SUB_I, 0, branch, n.y, 0);
    load(b);
    qn_value whole;
    CHECK(qn_eval(b->c, 0, &whole) == QN_OK && whole.has_low && whole.has_high);
    qn_value low;
    qn_value high;
    int64_t least = 0;
    int64_t most = 0;
    CHECK(qn_value_bound(&whole, QN_LOW, &low) == QN_OK && qn_value_integer(&low, &least) == QN_OK);
    CHECK(qn_value_bound(&whole, QN_HIGH, &high) == QN_OK &&
          qn_value_integer(&high, &most) == QN_OK);
    for (int64_t x = 2; x <= 5; x++) {
        for (int64_t y = -3; y <= 4; y++) {
            qn_value value;
            int64_t number = 0;
            CHECK(qn_case_set_integer(b->c, 0, x) == QN_OK);
            CHECK(qn_case_set_integer(b->c, 1, y) == QN_OK);
            CHECK(qn_eval(b->c, 0, &value) == QN_OK);
            CHECK(qn_value_integer(&value, &number) == QN_OK);
            CHECK(least <= number && number <= most);
        }
    }
    end(b);
}

int main(void)
{
    static const check_case cases[] = {
        {"leave_of_the_tour", leave_of_the_tour},
        {"fates_of_the_tour", fates_of_the_tour},
        {"fee_of_the_tour", fee_of_the_tour},
        {"fee_with_conflict", fee_with_conflict},
        {"whole_arithmetic", whole_arithmetic},
        {"ratio_arithmetic", ratio_arithmetic},
        {"overflow_opens_an_end", overflow_opens_an_end},
        {"comparisons_and_logic", comparisons_and_logic},
        {"branches", branches},
        {"bands", bands},
        {"tables", tables},
        {"limits", limits},
        {"choices_and_sets", choices_and_sets},
        {"dates", dates},
        {"gates", gates},
        {"conflicts_name_clauses", conflicts_name_clauses},
        {"errors_name_places", errors_name_places},
        {"working_days", working_days},
        {"periods_computed", periods_computed},
        {"no_whole_number", no_whole_number},
        {"answers_lie_in_bounds", answers_lie_in_bounds},
    };
    return check_run("bounds", cases, sizeof cases / sizeof cases[0]);
}
