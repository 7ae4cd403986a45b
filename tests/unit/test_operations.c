/*
 * Programs that no compiler writes: operations of the machine put together by chance, each over
 * registers of its class. Whatever the verifier lets pass, the machine, the columns of a batch with
 * each set of kernels, and the ways of a prepared program answer alike, row by row.
 */
#include <stdlib.h>
#include <string.h>

#include "assemble.h"
#include "batch_kernels.h"
#include "batch_state.h"
#include "check.h"
#include "given.h"
#include "rational.h"

enum { CONSTANTS = 77, RULES = 3, CODE = 9, ROWS = 20, FACTS = 9, LONG = 66, POOL = 200 };
enum { TRIALS = CHECK_FEWER(1500, 150) };
enum { DECIMALS = 3, EPOCH = 719162 };

typedef enum kind { NO, I, W, Q, X, N, LIST, COUNT, RG, SQ } kind;

static const struct {
    uint8_t operand[3];
    uint8_t result;
} shape[] = {
#define QN_OP(name, a, b, c, result, synopsis, sentence) {{a, b, c}, result},
#include "opcodes.def"
#undef QN_OP
};

/* What a fact is, and what it may be: its type, its column's numbers, and what a column adds. */
typedef struct fact {
    qn_kind kind;
    int64_t low;
    int64_t high;
    int64_t add;
    bool may_be_absent;
    bool is_common; /* no column: the batch's case has it, or nothing */
} fact;

static const fact facts[FACTS] = {
    {QN_KIND_INTEGER, -3, 6, 0, false, false},
    {QN_KIND_INTEGER, 0, 4000000000, 0, false, false},
    {QN_KIND_INTEGER, -INT64_MAX, INT64_MAX, 0, false, false},
    {QN_KIND_INTEGER, 1, 9, 0, true, false},
    {QN_KIND_BOOLEAN, 0, 1, 0, true, false},
    {QN_KIND_DATE, 700000, 750000, EPOCH, false, false},
    {QN_KIND_INTEGER, 0, 120, 0, false, false},
    {QN_KIND_INTEGER, 0, 100, 0, true, true},
    {QN_KIND_INTEGER, 0, 100, 0, false, true},
};

static assembler a;
static uint64_t state;
static uint32_t reg_of[3][CONSTANTS + FACTS + 1 + RULES * CODE + 2]; /* registers of each class */
static uint32_t regs[3];
static uint32_t sorted[3][4]; /* constants of each class that rise */
static uint32_t one_wide;

static uint32_t draw(uint32_t below)
{
    return (uint32_t)(check_random(&state) >> 33) % below;
}

/* ---- a program */

static uint32_t note(uint32_t class_, uint32_t reg)
{
    reg_of[class_][regs[class_]++] = reg;
    return reg;
}

static void add_constants(void)
{
    static const int64_t numbers[] = {-2, 1,  7,    100,        0,      -1,
                                      3,  12, 1000, 4000000000, 737000, INT64_MAX};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        uint32_t one = note(QN_CLASS_I, assemble_int(&a, numbers[i]));
        uint32_t wide = note(QN_CLASS_W, assemble_wide(&a, numbers[i]));
        uint32_t ratio = note(QN_CLASS_Q, assemble_ratio(&a, numbers[i], i % 3 == 1 ? 1 : 4));
        if (i < 4) {
            sorted[QN_CLASS_I][i] = one;
            sorted[QN_CLASS_W][i] = wide;
            sorted[QN_CLASS_Q][i] = ratio;
            one_wide = numbers[i] == 1 ? wide : one_wide;
        }
    }
    (void)note(QN_CLASS_Q, assemble_ratio(&a, 1, 3));
    (void)note(QN_CLASS_Q, assemble_ratio(&a, -22, INT64_MAX));
    uint32_t vast = assemble_wide(&a, 0);
    const qn_slot most = {.w = {.lo = 5, .hi = 9}};
    qn_constant_set(&a.constant_rows[note(QN_CLASS_W, vast)], QN_CLASS_W, most);
    for (uint32_t c = QN_CLASS_I; c <= QN_CLASS_Q; c++) {
        (void)note(c, assemble_status(&a, (qn_class)c, QN_NONE, 0, "none"));
        (void)note(c, assemble_status(&a, (qn_class)c, QN_FAILED, 0, "wrong"));
    }
}

static void add_facts(uint32_t whole)
{
    static const char *const names[FACTS] = {"n",   "large", "huge",   "pieces", "yes",
                                             "day", "share", "absent", "common"};
    uint32_t boolean = assemble_type(&a, QN_KIND_BOOLEAN, QN_CLASS_I, 1, 1, "");
    uint32_t date = assemble_type(&a, QN_KIND_DATE, QN_CLASS_I, 1, 1, "");
    uint32_t step = assemble_ratio(&a, 0, 1);
    uint32_t low[FACTS];
    uint32_t high[FACTS];
    for (uint32_t i = 0; i < FACTS; i++) {
        low[i] = facts[i].kind == QN_KIND_BOOLEAN ? ASSEMBLE_NONE : assemble_int(&a, facts[i].low);
        high[i] =
            facts[i].kind == QN_KIND_BOOLEAN ? ASSEMBLE_NONE : assemble_int(&a, facts[i].high);
    }
    for (uint32_t i = 0; i < FACTS; i++) {
        uint32_t type = facts[i].kind == QN_KIND_BOOLEAN ? boolean
                        : facts[i].kind == QN_KIND_DATE  ? date
                                                         : whole;
        (void)note(QN_CLASS_I,
                   assemble_fact(&a, names[i], type, low[i], high[i], ASSEMBLE_NONE, step));
    }
}

/* One of the registers of a class, the last ones as often as all others. */
static uint32_t choose(uint32_t class_)
{
    uint32_t last = regs[class_] < 8 ? regs[class_] : 8;
    uint32_t at = draw(2) == 0 ? regs[class_] - 1 - draw(last) : draw(regs[class_]);
    return reg_of[class_][at];
}

/* The same, or often none. */
static uint32_t perhaps(uint32_t class_)
{
    return draw(2) == 0 ? ASSEMBLE_NONE : choose(class_);
}

static uint32_t number_of(qn_op op, uint32_t operand)
{
    static const uint32_t spans[] = {0, 1, 12};
    switch (op) {
    case OP_ROUND_I:
    case OP_ROUND_W:
    case OP_ROUND_Q:
        return draw(QN_ROUND_TOWARD_ZERO + 1);
    case OP_DATE_SPAN:
        return spans[draw(3)];
    case OP_DATE_PART:
        return draw(5);
    case OP_DATE_EDGE:
        return draw(6);
    case OP_DATE_SEEK:
        return operand == 1 ? QN_MONDAY + draw(7) : draw(3);
    default:
        return draw(3);
    }
}

static void push(uint32_t *word, uint32_t *count, uint32_t value)
{
    word[(*count)++] = value;
}

/* Entries of a band: those that are sorted lie between constants that rise. */
static void push_band(uint32_t *word, uint32_t *count, uint32_t class_, uint32_t entries,
                      bool is_sorted)
{
    for (uint32_t i = 0; i < entries; i++) {
        push(word, count,
             is_sorted ? (i == 0 ? ASSEMBLE_NONE : sorted[class_][i - 1]) : perhaps(class_));
        push(word, count,
             is_sorted ? (i + 1 == entries ? ASSEMBLE_NONE : sorted[class_][i]) : perhaps(class_));
        push(word, count, is_sorted ? QN_BAND_LOW_EXCLUDED | QN_BAND_HIGH_INCLUDED : draw(4));
        push(word, count, draw(4));
        push(word, count, is_sorted || draw(3) != 0 ? ASSEMBLE_NONE : choose(QN_CLASS_I));
    }
}

static void push_clauses(uint32_t *word, uint32_t *count, uint32_t class_, uint32_t entries)
{
    push(word, count, choose(class_));
    for (uint32_t i = 0; i < entries; i++) {
        push(word, count, choose(QN_CLASS_I));
        push(word, count, choose(class_));
    }
    uint32_t pairs = entries < 2 ? 0 : draw(3);
    push(word, count, pairs);
    for (uint32_t i = 0; i < pairs; i++) {
        push(word, count, draw(entries));
        push(word, count, draw(entries));
    }
}

/* The list of an operation, whose number of entries is drawn: its place in the pool. */
static uint32_t list_of(qn_op op, uint32_t class_, uint32_t *entries, bool is_sorted)
{
    uint32_t word[5 * LONG];
    uint32_t count = 0;
    bool is_long = op != OP_BAND && a.tables.entry_count < POOL / 3 && draw(20) == 0;
    *entries = is_long ? LONG : (op == OP_PICK) + draw(4);
    switch (op) {
    case OP_BAND:
        push_band(word, &count, class_, *entries, is_sorted);
        break;
    case OP_RESOLVE:
        *entries = is_long ? LONG - 1 : *entries;
        push_clauses(word, &count, class_, *entries);
        break;
    case OP_ROUND_I:
    case OP_ROUND_W:
        for (uint32_t i = 0; i < 3; i++) {
            push(word, &count, choose(op == OP_ROUND_I ? QN_CLASS_I : QN_CLASS_W));
        }
        break;
    case OP_GATES:
        for (uint32_t i = 0; i < *entries; i++) {
            push(word, &count, choose(QN_CLASS_I));
            push(word, &count, choose(class_));
        }
        break;
    default:
        for (uint32_t i = 0; i < *entries; i++) {
            push(word, &count, choose(op == OP_PICK ? class_ : QN_CLASS_I));
        }
        break;
    }
    return assemble_list(&a, word, count);
}

/* Whether an operation is one of those that are put together here. */
static bool is_wanted(qn_op op)
{
    switch (op) {
    case OP_REGION:
    case OP_PARAM:
    case OP_RECALL:
    case OP_KEEP:
    case OP_LOOKUP:
    case OP_LOAD:
    case OP_STORE:
    case OP_APPEND:
    case OP_AT:
    case OP_CHAIN_PART:
        return false;
    default:
        return shape[op].operand[0] != SQ && shape[op].operand[2] != RG;
    }
}

static void add_operation(void)
{
    qn_op op = (qn_op)draw(QN_OP_COUNT);
    while (!is_wanted(op)) {
        op = (qn_op)draw(QN_OP_COUNT);
    }
    uint32_t class_ = draw(3);
    bool has_class = shape[op].result == X;
    bool is_sorted = op == OP_BAND && draw(2) == 0;
    uint32_t operand[3] = {0};
    uint32_t entries = 0;
    for (uint32_t i = 0; i < 3; i++) {
        has_class |= shape[op].operand[i] == X;
    }
    for (uint32_t i = 0; i < 3; i++) {
        switch ((kind)shape[op].operand[i]) {
        case I:
        case W:
        case Q:
            operand[i] = choose(shape[op].operand[i] - I);
            break;
        case X:
            operand[i] = choose(class_);
            break;
        case N:
            operand[i] = number_of(op, i);
            break;
        case LIST:
            operand[i] = list_of(op, class_, &entries, is_sorted);
            break;
        case COUNT:
            operand[i] = entries;
            break;
        default:
            break;
        }
    }
    uint32_t aux = has_class ? class_ : 0;
    if (op == OP_DATE_MONTHS || op == OP_DATE_SPAN) {
        aux |= draw(3) << QN_AUX_MODE_SHIFT;
    } else if (op == OP_BAND) {
        aux |= (is_sorted ? (uint32_t)QN_AUX_SORTED : 0) |
               (draw(2) == 0 ? (uint32_t)QN_AUX_FIRST_MATCH : 0);
    }
    uint32_t out = assemble_op(&a, op, aux, operand[0], operand[1], operand[2]);
    (void)note(shape[op].result == X ? class_ : (uint32_t)shape[op].result - I, out);
}

/* What the answer of a rule is copied from is one of the registers that are not constants. */
static void add_rules(const uint32_t *type)
{
    static const char *const names[RULES] = {"first", "second", "third"};
    const uint32_t needs[RULES] = {0, 1, 2};
    for (uint32_t i = 0; i < RULES; i++) {
        uint32_t rule = assemble_rule(&a, names[i], type[0], needs, i);
        if (i == 0) { /* 1 over what is different in each row */
            uint32_t whole = assemble_op(&a, OP_RATIO_I, 0, choose(QN_CLASS_I), one_wide, 0);
            (void)note(QN_CLASS_Q, whole);
            (void)note(QN_CLASS_Q, assemble_op(&a, OP_DIV_Q, 0, sorted[QN_CLASS_Q][1], whole, 0));
        }
        for (uint32_t k = 0; k < CODE && a.tables.entry_count < POOL; k++) {
            add_operation();
        }
        uint32_t class_ = draw(3);
        uint32_t from = choose(class_);
        uint32_t out = assemble_op(&a, OP_MAX, class_, from, from, 0);
        (void)note(class_, out);
        a.rule_rows[rule].type = type[class_];
    }
}

static void invent(void)
{
    assemble_begin(&a, CONSTANTS);
    memset(regs, 0, sizeof regs);
    const uint32_t type[3] = {
        [QN_CLASS_I] = assemble_type(&a, QN_KIND_INTEGER, QN_CLASS_I, 1, 1, ""),
        [QN_CLASS_W] = assemble_type(&a, QN_KIND_NUMBER, QN_CLASS_W, 1, 1, ""),
        [QN_CLASS_Q] = assemble_type(&a, QN_KIND_NUMBER, QN_CLASS_Q, 1, 1, "")};
    add_constants();
    add_facts(type[QN_CLASS_I]);
    (void)note(QN_CLASS_I, qn_tables_today(&a.tables));
    add_rules(type);
}

/* ---- rows */

typedef struct table {
    int64_t number[FACTS][ROWS];
    uint8_t present[FACTS][ROWS / 8 + 1];
    qn_column column[FACTS];
    size_t columns;
} table;

static int64_t draw_number(const fact *f)
{
    uint32_t how = draw(4);
    uint64_t span = (uint64_t)f->high - (uint64_t)f->low + 1;
    int64_t middle = f->low > 0 ? f->low : 0;
    return how == 0   ? f->low
           : how == 1 ? f->high
           : how == 2 ? (int64_t)((uint64_t)middle + draw((uint32_t)(span > 1000 ? 1000 : span)) %
                                                         ((uint64_t)f->high - (uint64_t)middle + 1))
                      : (int64_t)((uint64_t)f->low + (span == 0 ? 0 : check_random(&state) % span));
}

static void fill(table *t)
{
    memset(t, 0, sizeof *t);
    for (uint32_t i = 0; i < FACTS; i++) {
        const fact *f = &facts[i];
        for (uint32_t row = 0; row < ROWS; row++) {
            bool is_there = !f->may_be_absent || draw(4) != 0;
            t->number[i][row] = draw_number(f) - f->add;
            t->present[i][row / 8] |= (uint8_t)(is_there << row % 8);
        }
        if (!f->is_common) {
            t->column[t->columns++] =
                (qn_column){.fact = (int32_t)i,
                            .list = -1,
                            .lane = QN_INT64,
                            .may_be_absent = f->may_be_absent,
                            .values = t->number[i],
                            .present = f->may_be_absent ? t->present[i] : NULL};
        }
    }
}

static void give(qn_case *c, const table *t, uint32_t row)
{
    for (uint32_t i = 0; i < FACTS; i++) {
        const qn_slot slot = {.i = facts[i].is_common ? 50 : t->number[i][row] + facts[i].add};
        qn_offer o;
        bool is_there = facts[i].is_common ? !facts[i].may_be_absent
                                           : (t->present[i][row / 8] >> row % 8 & 1) != 0;
        if (!is_there) {
            CHECK_INT(qn_case_clear(c, (int32_t)i), QN_OK);
        } else if (CHECK(qn_offer_begin(c, (int32_t)i, "", 0, &o))) {
            qn_offer_put(&o, QN_KNOWN, &slot, true);
        }
    }
    CHECK_INT(qn_case_set_date(c, QN_TODAY, 2026, 6, 15), QN_OK);
}

/* What a column of answers has of a value: its status, and a number of that many decimals. */
static uint8_t expected_of(const qn_value *value, qn_class class_, int32_t decimals, qn_wide *out)
{
    qn_slot slot;
    *out = (qn_wide){0};
    if (value->status != QN_KNOWN) {
        return (uint8_t)value->status;
    }
    memcpy(&slot, value->number, sizeof slot);
    qn_rational number = qn_slot_rational(slot, class_);
    for (int32_t i = 0; i < decimals; i++) {
        if (qn_rational_mul(number, qn_rational_from_i64(10), &number) != QN_ARITH_OK) {
            return QN_UNFIT;
        }
    }
    if (!qn_rational_is_integer(number)) {
        return QN_UNFIT;
    }
    *out = number.num;
    return QN_KNOWN;
}

typedef struct expectation {
    uint8_t status[RULES][ROWS];
    qn_wide number[RULES][ROWS];
} expectation;

/* Asks the machine, and holds the prepared program against it. */
static void expect(qn_case *machine, qn_case *direct, const table *t, expectation *e)
{
    for (uint32_t row = 0; row < ROWS; row++) {
        give(machine, t, row);
        give(direct, t, row);
        for (int32_t rule = 0; rule < RULES; rule++) {
            qn_value value;
            qn_value other;
            qn_class class_ = (qn_class)a.type_rows[a.rule_rows[rule].type].class_;
            CHECK_INT(qn_eval(machine, rule, &value), QN_OK);
            CHECK_INT(qn_eval(direct, rule, &other), QN_OK);
            CHECK_INT(other.status, value.status);
            CHECK_INT(other.error, value.error);
            CHECK(value.status != QN_KNOWN ||
                  memcmp(value.number, other.number, class_ == QN_CLASS_I ? 8 : 16) == 0);
            e->status[rule][row] = expected_of(&value, class_, class_ == QN_CLASS_I ? 0 : DECIMALS,
                                               &e->number[rule][row]);
        }
    }
}

/* Answers all rows with a set of kernels; false where there is no such set. */
static bool compare(qn_case *common, const table *t, const expectation *e, int kernels)
{
    qn_batch *batch = NULL;
    qn_answers asked[RULES];
    uint64_t number[RULES][2 * ROWS];
    uint8_t status[RULES][ROWS];
    qn_error error;
    for (int32_t rule = 0; rule < RULES; rule++) {
        bool is_whole = a.type_rows[a.rule_rows[rule].type].class_ == QN_CLASS_I;
        asked[rule] = (qn_answers){.rule = rule,
                                   .lane = QN_INT128,
                                   .decimals = is_whole ? 0 : DECIMALS,
                                   .values = number[rule],
                                   .status = status[rule]};
    }
    if (qn_kernels_of(kernels) == NULL ||
        !CHECK_INT(qn_batch_new(common, t->column, t->columns, asked, RULES, &batch, &error),
                   QN_OK)) {
        return false;
    }
    qn_batch_clear(batch);
    CHECK(qn_batch_prepare(batch, kernels));
    error.text[0] = 0;
    (void)qn_batch_eval(batch, t->column, asked, ROWS, NULL, &error);
    CHECK_TEXT(error.text, "");
    bool is_same = true;
    for (uint32_t i = 0; i < RULES * ROWS && is_same; i++) {
        uint32_t rule = i / ROWS;
        uint32_t row = i % ROWS;
        const qn_wide *wanted = &e->number[rule][row];
        is_same = CHECK_INT(status[rule][row], e->status[rule][row]) &&
                  CHECK_INT(number[rule][2 * row], wanted->lo) &&
                  CHECK_INT(number[rule][2 * row + 1], (uint64_t)wanted->hi);
    }
    qn_batch_free(batch);
    return is_same;
}

static qn_program *load(qn_preparation way)
{
    size_t length = 0;
    unsigned char *bytes = assemble_image(&a, &length);
    qn_program *program = NULL;
    qn_error error = {.text = ""};
    const qn_options options = {.preparation = way};
    (void)qn_program_load(bytes, length, &options, &program, &error);
    CHECK_TEXT(error.text, "");
    free(bytes);
    return program;
}

static void try_one(uint64_t seed)
{
    static table t;
    static expectation e;
    state = seed * UINT64_C(0x9E3779B97F4A7C15) + 1;
    invent();
    fill(&t);
    qn_program *program = load(QN_PREPARE_NOTHING);
    qn_program *prepared = load(QN_PREPARE_ALL);
    qn_case *machine = program == NULL ? NULL : qn_case_new(program);
    qn_case *common = program == NULL ? NULL : qn_case_new(program);
    qn_case *direct = prepared == NULL ? NULL : qn_case_new(prepared);
    if (CHECK(machine != NULL && common != NULL && direct != NULL)) {
        expect(machine, direct, &t, &e);
        CHECK_INT(qn_case_set_integer(common, FACTS - 1, 50), QN_OK);
        CHECK_INT(qn_case_set_date(common, QN_TODAY, 2026, 6, 15), QN_OK);
        for (int kernels = 0; compare(common, &t, &e, kernels); kernels++) {
        }
    }
    qn_case_free(direct);
    qn_case_free(common);
    qn_case_free(machine);
    qn_program_free(prepared);
    qn_program_free(program);
}

static void test_operations(void)
{
    for (uint64_t seed = 1; seed <= TRIALS; seed++) {
        try_one(seed);
    }
}

int main(void)
{
    static const check_case cases[] = {{"operations", test_operations}};
    return check_run("operations", cases, sizeof cases / sizeof cases[0]);
}
