/*
 * Images: written, read back, and refused where they are damaged or hostile.
 */
#include <stdlib.h>
#include <string.h>

#include "assemble.h"
#include "case.h"
#include "check.h"

static assembler a;

/* A clause of the rule `r` with one of everything, and the rows that it points to. */
static void assemble_clause(uint32_t value, uint32_t condition, uint32_t looked_at)
{
    static const uint32_t here[] = {0};
    uint32_t text = assemble_string(&a, "LC 1");
    uint32_t cites = assemble_list(&a, &text, 1);
    a.source_rows[a.tables.source_count++] =
        (qn_row_source){.name = text,
                        .reviewed_from = assemble_day(&a, 2020, 1, 1),
                        .reviewed_until = ASSEMBLE_NONE};
    a.leaf_rows[a.tables.leaf_count++] = (qn_row_leaf){.reg = looked_at, .rule = ASSEMBLE_NONE};
    a.clause_rows[a.tables.clause_count++] =
        (qn_row_clause){.rule = 1,
                        .kind = QN_CLAUSE_EXCEPTION,
                        .condition = condition,
                        .chosen = ASSEMBLE_NONE,
                        .value = value,
                        .first_leaf = 0,
                        .leaf_count = 1,
                        .first_over = assemble_list(&a, here, 1),
                        .over_count = 1,
                        .first_cite = cites,
                        .cite_count = 1,
                        .left = text};
    a.rule_rows[1].clause_count = 1;
}

/* An example that gives x and expects r. */
static void assemble_example(uint32_t given, uint32_t expected)
{
    a.given_rows[a.tables.given_count++] = (qn_row_given){.fact = 0, .value = given};
    a.expectation_rows[a.tables.expectation_count++] = (qn_row_expectation){
        .rule = 1, .status = QN_KNOWN, .value = expected, .type = 0, .tolerance = QN_NONE_INDEX};
    a.example_rows[a.tables.example_count++] =
        (qn_row_example){.on = a.source_rows[0].reviewed_from, .given_count = 1, .expect_count = 1};
}

static uint32_t put_stage(qn_sequence_kind kind, uint32_t source, uint32_t out, uint32_t cells)
{
    uint32_t row = a.tables.sequence_count++;
    a.sequence_rows[row] = (qn_row_sequence){.kind = kind,
                                             .source = source,
                                             .inner = QN_NONE_INDEX,
                                             .region = QN_NONE_INDEX,
                                             .a = QN_NONE_INDEX,
                                             .b = QN_NONE_INDEX,
                                             .out = out,
                                             .limit = 12,
                                             .first_cell = 8 * row,
                                             .cell_count = cells,
                                             .type = QN_NONE_INDEX,
                                             .rule = QN_NONE_INDEX,
                                             .clause = QN_NONE_INDEX};
    return row;
}

/* A rule that carries a number through sorted sums, and stores some of it. */
static void assemble_sequence(uint32_t type, uint32_t low, uint32_t high)
{
    (void)assemble_rule(&a, "carried", type, NULL, 0);
    uint32_t x = assemble_op(&a, OP_PARAM, 0, 0, 0, 0);
    uint32_t opened = assemble_op(&a, OP_REGION, 0, 3, 0, 0);
    uint32_t sum = assemble_op(&a, OP_ADD_I, 0, x, x, 0);
    uint32_t stored = ASSEMBLE_LIST(&a, x, 4, 100, sum, x);
    uint32_t record = assemble_op(&a, OP_STORE, 0, stored, 2, 0);
    uint32_t loaded = assemble_op(&a, OP_LOAD, 0, record, 0, QN_NONE_INDEX);
    uint32_t region = assemble_region(&a, opened + 1, loaded);
    uint32_t y = assemble_op(&a, OP_PARAM, 0, 0, 0, 0);
    uint32_t carried = assemble_op(&a, OP_PARAM, 0, 0, 0, 0);
    uint32_t numbers = put_stage(QN_SEQ_NUMBERS, QN_NONE_INDEX, x, 0);
    a.sequence_rows[numbers].a = low;
    a.sequence_rows[numbers].b = high;
    uint32_t each = put_stage(QN_SEQ_EACH, numbers, loaded, 0);
    a.sequence_rows[each].region = region;
    a.sequence_rows[each].b = loaded;
    uint32_t sorted = put_stage(QN_SEQ_SORTED, each, y, 48);
    uint32_t carry = put_stage(QN_SEQ_CARRY, sorted, carried, 0);
    a.sequence_rows[carry].b = carried;
    a.sequence_rows[carry].first_entry = ASSEMBLE_LIST(&a, carried, low, y);
    a.sequence_rows[carry].entry_count = 3;
    (void)assemble_op(&a, OP_FOLD, 0, carry, carried, 0);
}

/* Facts of several kinds and rules with one operation of every shape that the verifier knows. */
static void assemble_small(void)
{
    static const char *const sectors[] = {"state", "oil", "private"};
    static const uint32_t needs[] = {0};
    assemble_begin(&a, 17);
    uint32_t number = assemble_type(&a, QN_KIND_NUMBER, QN_CLASS_I, 1, 1, "");
    uint32_t sector = assemble_choice(&a, QN_KIND_CHOICE, "sector", sectors, 3);
    uint32_t step = assemble_ratio(&a, 1, 1);
    uint32_t low = assemble_int(&a, 0);
    uint32_t high = assemble_int(&a, 80);
    uint32_t ten = assemble_int(&a, 10);
    uint32_t fifteen = assemble_int(&a, 15);
    uint32_t none = assemble_status(&a, QN_CLASS_I, QN_NONE, 0, "no entitlement");
    uint32_t x = assemble_fact(&a, "x", number, low, high, ASSEMBLE_NONE, step);
    uint32_t s = assemble_fact(&a, "s", sector, ASSEMBLE_NONE, ASSEMBLE_NONE, low, step);

    (void)assemble_rule(&a, "working", number, NULL, 0);
    uint32_t open = assemble_op(&a, OP_REGION, 0, 3, 0, 0);
    uint32_t day = assemble_op(&a, OP_PARAM, 0, 0, 0, 0);
    uint32_t weekday = assemble_op(&a, OP_DATE_PART, 0, day, 3, 0);
    uint32_t result = assemble_op(&a, OP_LT_I, 0, weekday, ten, 0);
    uint32_t region = assemble_region(&a, day, result);
    a.rule_rows[0].result = open;

    (void)assemble_rule(&a, "r", number, needs, 1);
    uint32_t band =
        ASSEMBLE_LIST(&a, low, ten, 0, 0, ASSEMBLE_NONE, ten, fifteen, 0, 1, ASSEMBLE_NONE);
    uint32_t row = assemble_op(&a, OP_BAND, QN_AUX_SORTED, x, band, 2);
    uint32_t values = ASSEMBLE_LIST(&a, ten, fifteen, none);
    uint32_t picked = assemble_op(&a, OP_PICK, 0, row, values, 3);
    uint32_t is_oil = assemble_op(&a, OP_EQ_I, 0, s, high, 0);
    uint32_t resolve = ASSEMBLE_LIST(&a, picked, is_oil, ten, is_oil, fifteen, 1, 1, 0);
    uint32_t chosen = assemble_op(&a, OP_RESOLVE, 0, 0, resolve, 2);
    uint32_t rounds = ASSEMBLE_LIST(&a, ten, fifteen, ten);
    uint32_t rounded = assemble_op(&a, OP_ROUND_I, 0, chosen, QN_ROUND_UP, rounds);
    (void)assemble_op(&a, OP_WORK_ADD, 0, x, rounded, region);
    assemble_clause(chosen, is_oil, x);
    assemble_example(ten, fifteen);
    assemble_sequence(number, low, ten);
}

/* Asks every rule for something, so that what the verifier let through is used. */
static void use_program(qn_program *program)
{
    char text[QN_VALUE_TEXT_SIZE];
    qn_case *c = qn_case_new(program);
    if (c == NULL) {
        return;
    }
    for (int32_t fact = 0; fact < qn_program_fact_count(program); fact++) {
        (void)qn_program_fact_range(program, fact, text, sizeof text, NULL);
        (void)qn_program_fact_default(program, fact, text, sizeof text, NULL);
        (void)qn_program_fact_info(program, fact).name;
        (void)qn_case_set_text(c, fact, "7", 1);
    }
    for (int round = 0; round < 2; round++) {
        for (int32_t rule = 0; rule < qn_program_rule_count(program); rule++) {
            qn_value value;
            if (qn_eval(c, rule, &value) == QN_OK) {
                (void)qn_value_text(&value, text, sizeof text, NULL);
            }
        }
        (void)qn_case_set_unknown(c, 0);
    }
    qn_case_free(c);
}

static void mend(unsigned char *bytes, size_t length)
{
    uint64_t sum = qn_image_checksum(bytes, length);
    for (int i = 0; i < QN_IMAGE_SUM_SIZE; i++) {
        bytes[QN_IMAGE_SUM_AT + i] = (unsigned char)(sum >> (8 * i));
    }
}

/* Loads and, if that succeeds, uses. Cases of a hundred megabytes, of which there are many, show no
 * more than small ones. */
static qn_status try_image(const unsigned char *bytes, size_t length)
{
    static const qn_options options = {.limits = {.case_bytes = (size_t)1 << 20}};
    qn_program *program = NULL;
    qn_status status = qn_program_load(bytes, length, &options, &program, NULL);
    if (status == QN_OK) {
        use_program(program);
        qn_program_free(program);
    }
    return status;
}

static void test_round_trip(void)
{
    assemble_small();
    qn_program *program = assemble_load(&a);
    if (program == NULL) {
        return;
    }
    size_t length = 0;
    size_t again_length = 0;
    unsigned char *again = NULL;
    unsigned char *bytes = assemble_image(&a, &length);
    CHECK(qn_image_write(qn_program_tables(program), NULL, &again, &again_length) == QN_OK);
    CHECK_INT(again_length, length);
    CHECK(again != NULL && memcmp(bytes, again, length) == 0);
    CHECK_INT(qn_program_fact_count(program), 2);
    CHECK_TEXT(qn_program_fact_info(program, 1).name, "s");
    CHECK_TEXT(qn_program_rule_info(program, 1).name, "r");
    CHECK_INT(qn_program_rule(program, "r"), 1);
    CHECK_INT(qn_program_rule(program, "q"), -1);
    CHECK_INT(qn_program_fact(program, "today"), QN_TODAY);
    use_program(program);
    free(again);
    free(bytes);
    qn_program_free(program);
}

/* Each byte takes its neighbours, the ends and every eighth value, not the same ones as the byte
 * before it. All values of all bytes, millions, are for tests/fuzz and the build for use. */
static bool is_tried(size_t at, unsigned value, unsigned kept)
{
    return value != kept && ((value + at) % 8 == 0 || value == 0 || value == 255 ||
                             value + 1 == kept || value == kept + 1);
}

/* Without a mended checksum no change passes; with it, nothing crashes or hangs. */
static void test_every_byte(void)
{
    assemble_small();
    size_t length = 0;
    unsigned char *bytes = assemble_image(&a, &length);
    size_t passed = 0;
    for (size_t i = 0; i < length; i++) {
        unsigned char kept = bytes[i];
        for (unsigned value = 0; value < 256; value++) {
            if (!is_tried(i, value, kept)) {
                continue;
            }
            bytes[i] = (unsigned char)value;
            CHECK(try_image(bytes, length) == QN_BAD_IMAGE);
            unsigned char sum[QN_IMAGE_SUM_SIZE];
            memcpy(sum, bytes + QN_IMAGE_SUM_AT, sizeof sum);
            mend(bytes, length);
            passed += try_image(bytes, length) == QN_OK;
            memcpy(bytes + QN_IMAGE_SUM_AT, sum, sizeof sum);
        }
        bytes[i] = kept;
    }
    CHECK(passed > 0);
    free(bytes);
}

static void test_every_length(void)
{
    assemble_small();
    size_t length = 0;
    unsigned char *bytes = assemble_image(&a, &length);
    for (size_t i = 0; i < length; i++) {
        /* A copy of the right size lets the address sanitizer see a read behind the end. */
        unsigned char *cut = malloc(i == 0 ? 1 : i);
        if (cut != NULL) {
            memcpy(cut, bytes, i);
            CHECK(try_image(cut, i) == QN_BAD_IMAGE);
            if (i > QN_IMAGE_SUM_AT + QN_IMAGE_SUM_SIZE) {
                mend(cut, i);
                CHECK(try_image(cut, i) == QN_BAD_IMAGE);
            }
        }
        free(cut);
    }
    free(bytes);
}

/* Several random words at once, chosen from those that are likely to mislead. */
static void test_random_words(void)
{
    static const uint32_t words[] = {
        0, 1, 2, 3, 5, 16, 17, 18, 19, 255, 0x7fffffff, 0x80000000, UINT32_MAX - 1, UINT32_MAX};
    assemble_small();
    size_t length = 0;
    unsigned char *bytes = assemble_image(&a, &length);
    unsigned char *copy = malloc(length);
    uint64_t random = 20260101;
    for (int round = 0; round < 30000 && copy != NULL; round++) {
        memcpy(copy, bytes, length);
        for (uint64_t k = check_random(&random) % 4; k < 4; k++) {
            size_t at = (size_t)(check_random(&random) % (length / 4 - 4) + 4) * 4;
            uint32_t word = words[check_random(&random) % (sizeof words / sizeof words[0])];
            for (unsigned i = 0; i < 4; i++) {
                copy[at + i] = (unsigned char)(word >> (8 * i));
            }
        }
        mend(copy, length);
        qn_status status = try_image(copy, length);
        if (status != QN_OK && status != QN_BAD_IMAGE && status != QN_OVER_LIMIT) {
            CHECK_INT(status, QN_BAD_IMAGE);
        }
    }
    CHECK(copy != NULL);
    free(copy);
    free(bytes);
}

/* Each must be refused: one change to a sound program, by the rule that it breaks. */
static void refuse_change(const char *why)
{
    size_t length = 0;
    unsigned char *bytes = assemble_image(&a, &length);
    qn_program *program = NULL;
    qn_error error = {.text = ""};
    CHECK(qn_program_load(bytes, length, NULL, &program, &error) == QN_BAD_IMAGE);
    CHECK(program == NULL);
    if (strstr(error.text, why) == NULL) {
        CHECK_TEXT(error.text, why);
    }
    free(bytes);
    assemble_small();
}

static void test_refusals(void)
{
    const char *operand = "an operand does not fit";
    assemble_small();
    a.instruction_rows[4].a = qn_tables_first_result(&a.tables) + 4; /* reads itself */
    refuse_change(operand);
    a.instruction_rows[5].a = qn_tables_first_result(&a.tables) + 1; /* reads inside a region */
    refuse_change(operand);
    a.instruction_rows[5].a = 0; /* another class */
    refuse_change(operand);
    a.instruction_rows[5].c = 0; /* an empty PICK */
    refuse_change(operand);
    a.instruction_rows[4].b = a.tables.entry_count; /* a list behind the pool */
    refuse_change(operand);
    a.instruction_rows[8].b = 9; /* no such rounding */
    refuse_change(operand);
    a.instruction_rows[9].word = OP_PARAM; /* which looks at nothing */
    refuse_change(operand);
    a.instruction_rows[1] = (qn_row_instruction){.word = OP_NOT}; /* a region of days without one */
    refuse_change(operand);
    a.instruction_rows[2] = (qn_row_instruction){.word = OP_REGION, .a = 1}; /* hides the result */
    refuse_change(operand);
    a.instruction_rows[2] = (qn_row_instruction){.word = OP_REGION, .a = 2}; /* out of its own */
    refuse_change(operand);
    a.entry_rows[a.rule_rows[1].first_need].value = 2; /* needs a rule that is not there */
    refuse_change("out of order");
    a.instruction_rows[9].word = QN_OP_COUNT;
    refuse_change(operand);
    a.instruction_rows[0].a = 100; /* a region behind the code */
    refuse_change("a region is not");
    a.instruction_rows[0].a = 5; /* a region behind its rule */
    refuse_change("");
    a.rule_rows[1].need_count = 0; /* reads what it does not need */
    refuse_change(operand);
    a.entry_rows[a.rule_rows[1].first_need].value = 1; /* needs itself */
    refuse_change("out of order");
    a.rule_rows[1].first_code = 1; /* shares an instruction */
    refuse_change("two rules");
    a.rule_rows[0].result = qn_tables_first_result(&a.tables) + 2; /* inside a region */
    refuse_change("does not have");
    a.rule_rows[0].limited = qn_tables_first_result(&a.tables) + 2; /* the same */
    refuse_change("does not have");
    a.rule_rows[0].limited = a.rule_rows[0].result; /* of no type */
    refuse_change("does not have");
    a.rule_rows[0].read_count = 1; /* reads a fact that is not there */
    a.entry_rows[a.rule_rows[0].first_read].value = a.tables.fact_count;
    refuse_change("");
    static qn_row_data given = {.entry_count = 1}; /* of what is no constant */
    const uint32_t fact = qn_tables_first_fact(&a.tables);
    given.first_entry = assemble_list(&a, &fact, 1);
    a.tables.data = &given;
    a.tables.data_count = 1;
    refuse_change("no constant");
    a.region_rows[0].result = 0;
    refuse_change("region");
    a.fact_rows[0].low = a.fact_rows[0].step; /* of another class */
    refuse_change("a fact has");
    a.constant_rows[a.fact_rows[0].step].w4 = 0; /* a denominator of 0 */
    refuse_change("lowest terms");
    static const char *const bad[] = {"\xff",
                                      "\x80",
                                      "\xc1\xbf",
                                      "\xc3",
                                      "\xe0\x9f\xbf",
                                      "\xed\xa0\x80",
                                      "\xf0\x8f\xbf\xbf",
                                      "\xf4\x90\x80\x80",
                                      "\xf5\x80\x80\x80",
                                      "\xe1\x80"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        a.law_rows[a.tables.law_count++].key = assemble_string(&a, bad[i]);
        refuse_change("UTF-8");
    }
    a.law_rows[a.tables.law_count++].key = assemble_string(
        &a,
        "\x7f\xc2\x80\xdf\xbf\xe0\xa0\x80\xed\x9f\xbf\xef\xbf\xbf\xf0\x90\x80\x80\xf4\x8f\xbf\xbf");
    qn_program_free(assemble_load(&a));
    assemble_small();
    a.clause_rows[0].condition = a.fact_rows[0].step; /* not a yes/no */
    refuse_change("a clause has");
    a.clause_rows[0].chosen = a.fact_rows[0].step; /* not a row */
    refuse_change("a clause has");
    a.clause_rows[0].value = a.fact_rows[0].step; /* not of its type */
    refuse_change("a clause has");
    a.clause_rows[0].rule = 0; /* another rule's */
    refuse_change("does not have");
    a.clause_rows[0].value = qn_tables_first_result(&a.tables) + 1; /* inside a region */
    refuse_change("does not have");
    a.clause_rows[0].leaf_count = 2; /* behind the table */
    refuse_change("out of range");
    a.entry_rows[a.clause_rows[0].first_over].value = 1; /* no such clause */
    refuse_change("a clause has");
    a.entry_rows[a.clause_rows[0].first_cite].value = a.tables.string_count;
    refuse_change("a clause has");
    a.leaf_rows[0].reg = a.fact_rows[0].step; /* another class */
    refuse_change("a condition looks");
    a.leaf_rows[0].reg = qn_tables_first_result(&a.tables) + 2; /* inside a region */
    refuse_change("does not have");
    a.source_rows[0].reviewed_from = a.fact_rows[0].step; /* no date */
    refuse_change("a date of review");
    a.example_rows[0].on = a.fact_rows[0].step; /* no date */
    refuse_change("the date of an example");
    a.given_rows[0].value = a.fact_rows[0].step; /* another class */
    refuse_change("a given value");
    a.expectation_rows[0].value = ASSEMBLE_NONE; /* known, but what */
    refuse_change("an expected value");
    a.expectation_rows[0].tolerance = a.fact_rows[0].low; /* of another class than a ratio */
    refuse_change("an expectation has");
    a.expectation_rows[0].because_count = 1;
    a.expectation_rows[0].first_because = a.clause_rows[0].first_over;
    a.entry_rows[a.clause_rows[0].first_over].value = a.tables.string_count;
    refuse_change("a clause has");
    a.type_rows[0].decimals = 200; /* no coin has so many digits */
    refuse_change("a type has");
    a.fact_rows[0].step = a.fact_rows[0].low; /* no ratio */
    refuse_change("a fact has");
    a.tables.place_count--;
    refuse_change("one place");
    a.type_rows[0].den = a.fact_rows[0].low; /* a grid of 1/0 */
    refuse_change("grid");
    uint32_t band = a.instruction_rows[4].b; /* sorted entries that overlap */
    a.entry_rows[band + 2].value = QN_BAND_HIGH_INCLUDED;
    refuse_change(operand);
}

/* An allocator that gives nothing from the n-th request on. */
typedef struct miser {
    long requests_left;
    long blocks;
} miser;

static void *give(void *context, void *block, size_t old_size, size_t new_size)
{
    miser *m = context;
    (void)old_size;
    if (new_size == 0) {
        m->blocks -= block != NULL;
        free(block);
        return NULL;
    }
    if (m->requests_left-- <= 0) {
        return NULL;
    }
    void *given = realloc(block, new_size);
    m->blocks += block == NULL && given != NULL;
    return given;
}

static void test_no_memory(void)
{
    assemble_small();
    size_t length = 0;
    unsigned char *bytes = assemble_image(&a, &length);
    for (long requests = 0; requests < 6; requests++) {
        miser m = {.requests_left = requests};
        qn_options options = {.allocate = give, .context = &m, .preparation = QN_PREPARE_NOTHING};
        qn_program *program = NULL;
        qn_error error = {.text = ""};
        qn_status status = qn_program_load(bytes, length, &options, &program, &error);
        CHECK_INT(status, requests < 2 ? QN_NO_MEMORY : QN_OK);
        CHECK((program != NULL) == (status == QN_OK));
        qn_case *c = program == NULL ? NULL : qn_case_new(program);
        CHECK((c != NULL) == (requests >= 3));
        qn_case_free(c);
        qn_program_free(program);
        CHECK_INT(m.blocks, 0);
    }
    free(bytes);
}

int main(void)
{
    static const check_case cases[] = {
        {"round trip", test_round_trip},     {"every byte", test_every_byte},
        {"every length", test_every_length}, {"random words", test_random_words},
        {"refusals", test_refusals},         {"no memory", test_no_memory},
    };
    return check_run("image", cases, sizeof cases / sizeof cases[0]);
}
