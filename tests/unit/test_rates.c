/*
 * Rates of amounts in columns, at the ends of what 32 bits hold, and questions that are one:
 * against the same by hand, with the kernels of each processor, and with few rows and many. What is
 * divided here is beyond 31 bits for the greatest amounts, and for one rule beyond 32.
 */
#include <stdio.h>
#include <string.h>

#include "batch_kernels.h"
#include "batch_state.h"
#include "check.h"
#include "qanun.h"
#include "source.h"

static const char rules[] = "fact pay : AZN in 0..=1_952_257\n"
                            "fact exempt : yes/no\n"
                            "tax : AZN = pay * 21%\n"
                            "double_tax : AZN = pay * 43%\n"
                            "some_tax : AZN\n"
                            "    base pay * 21%\n"
                            "    when exempt → 5.5\n"
                            "scaled : AZN\n"
                            "    base pay * 3%\n"
                            "    when exempt\n"
                            "        scale pay\n"
                            "            ..200 → 3%\n"
                            "            200.. → 10%\n"
                            "all_of_it : AZN = scaled + tax\n"
                            "left : AZN = pay - all_of_it\n"
                            "is_between : yes/no = pay >= 100 AZN and pay < 200 AZN\n"
                            "is_outside : yes/no = not (pay >= 100 AZN and pay < 200 AZN)\n"
                            "is_one : yes/no = pay = 5 AZN or pay = 5.01 AZN\n"
                            "is_either : yes/no = pay = 5 AZN or pay > 1_000_000\n"
                            "is_never : yes/no = exempt and pay > 7 and pay < 3\n";

enum { TOP = 195225700, ROWS = 150, RULES = 11 };

static const char *const names[RULES] = {"tax",       "double_tax", "some_tax",   "scaled",
                                         "all_of_it", "left",       "is_between", "is_outside",
                                         "is_one",    "is_either",  "is_never"};

/* Hundredths of a number of ten thousandths, halves rounded up. */
static int64_t rounded(int64_t number)
{
    return (number + 50) / 100;
}

/* What the rules say of an amount in hundredths, by hand. */
static void by_hand(int64_t pay, bool exempt, int64_t *out)
{
    int64_t over = pay > 20000 ? pay - 20000 : 0;
    out[0] = rounded(pay * 21);
    out[1] = rounded(pay * 43);
    out[2] = exempt ? 550 : out[0];
    out[3] = rounded(exempt ? (pay - over) * 3 + over * 10 : pay * 3);
    out[4] = out[3] + out[0];
    out[5] = pay - out[4];
    out[6] = pay >= 10000 && pay < 20000;
    out[7] = !out[6];
    out[8] = pay == 500 || pay == 501;
    out[9] = pay == 500 || pay > 100000000;
    out[10] = 0;
}

/* Amounts about where something changes: a bound, a half, 31 bits of what a rate makes of them. */
static int32_t amount(size_t row)
{
    static const int32_t about[] = {2,         500,       10000,    20000,  49941480,
                                    102261126, 100000000, 99882960, TOP - 8};
    return about[row / 16 % 9] + (int32_t)(row % 16) - (row / 16 % 9 == 0 ? 2 : 8);
}

static void compare(qn_program *program, int kernels, size_t rows)
{
    int32_t pay[ROWS];
    int8_t exempt[ROWS];
    int64_t number[RULES][ROWS];
    uint8_t status[RULES][ROWS];
    qn_answers asked[RULES];
    qn_batch *batch = NULL;
    qn_error error;
    for (size_t i = 0; i < rows; i++) {
        pay[i] = amount(i + (rows < ROWS ? 130 : 0));
        exempt[i] = i % 3 == 0;
    }
    const qn_column columns[] = {{.fact = qn_program_fact(program, "pay"),
                                  .list = -1,
                                  .lane = QN_INT32,
                                  .decimals = 2,
                                  .values = pay},
                                 {.fact = qn_program_fact(program, "exempt"),
                                  .list = -1,
                                  .lane = QN_INT8,
                                  .values = exempt}};
    for (size_t k = 0; k < RULES; k++) {
        asked[k] = (qn_answers){.rule = qn_program_rule(program, names[k]),
                                .lane = QN_INT64,
                                .decimals = k < 6 ? 2 : 0,
                                .values = number[k],
                                .status = status[k]};
    }
    qn_case *common = qn_case_new(program);
    CHECK_INT(qn_batch_new(common, columns, 2, asked, RULES, &batch, &error), QN_OK);
    if (batch != NULL) {
        qn_batch_clear(batch);
        CHECK(qn_batch_prepare(batch, kernels));
        CHECK_INT(qn_batch_eval(batch, columns, asked, rows, NULL, &error), QN_OK);
        for (size_t k = 0; k < RULES; k++) {
            CHECK(!batch->output[k].is_alone);
        }
    }
    for (size_t i = 0; i < rows && batch != NULL; i++) {
        int64_t wanted[RULES];
        by_hand(pay[i], exempt[i] != 0, wanted);
        for (size_t k = 0; k < RULES; k++) {
            CHECK_INT(status[k][i], QN_KNOWN);
            CHECK_INT(number[k][i], wanted[k]);
        }
    }
    qn_batch_free(batch);
    qn_case_free(common);
}

static void test_rates(void)
{
    qn_program *program = source_load(rules);
    CHECK(program != NULL);
    for (int kernels = 0; program != NULL && qn_kernels_of(kernels) != NULL; kernels++) {
        compare(program, kernels, ROWS);
        compare(program, kernels, 64);
        compare(program, kernels, 5);
    }
    qn_program_free(program);
}

int main(void)
{
    static const check_case cases[] = {{"rates", test_rates}};
    return check_run("rates", cases, sizeof cases / sizeof cases[0]);
}
