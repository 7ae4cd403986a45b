/*
 * Operations on registers that hold what they never should, in programs that the verifier takes:
 * numbers that are no dates, lists that lie elsewhere. Each gives the error that its row of
 * opcodes.def names, and reads nothing that is not there.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "assemble.h"
#include "case.h"
#include "cells.h"
#include "check.h"
#include "date.h"
#include "kernels.h"
#include "period.h"
#include "vm.h"

#define NO ASSEMBLE_NONE

static assembler a;
static uint32_t number;   /* a type of whole numbers */
static uint32_t constant; /* a register of 1 */

static void begin(void)
{
    assemble_begin(&a, 16);
    number = assemble_type(&a, QN_KIND_NUMBER, QN_CLASS_I, 1, 1, "");
    constant = assemble_int(&a, 1);
    (void)assemble_rule(&a, "r", number, NULL, 0);
}

/* What the rule begun last gives: the number, or minus the number of its error. */
static int64_t run(void)
{
    int64_t found = INT64_MIN;
    qn_program *program = assemble_load(&a);
    qn_case *c = program == NULL ? NULL : qn_case_new(program);
    qn_value value;
    if (CHECK(c != NULL) && CHECK_INT(qn_eval(c, 0, &value), QN_OK)) {
        found = value.status == QN_KNOWN    ? (int64_t)value.number[0]
                : value.status == QN_FAILED ? -value.error
                                            : INT64_MIN + (int64_t)value.status;
    }
    qn_case_free(c);
    qn_program_free(program);
    return found;
}

/* A region that says that every day is a working day. */
static uint32_t every_day(void)
{
    (void)assemble_op(&a, OP_REGION, 0, 2, 0, 0);
    uint32_t day = assemble_op(&a, OP_PARAM, 0, 0, 0, 0);
    uint32_t yes = assemble_op(&a, OP_EQ_I, 0, constant, constant, 0);
    return assemble_region(&a, day, yes);
}

static void test_working_days(void)
{
    enum { FAR = QN_SPAN_MAX + 1, LAST = QN_DAY_MAX, BEYOND = QN_DAY_MAX + 1 };
    static const struct {
        qn_op op;
        int64_t x;
        int64_t y;
        int64_t wanted;
    } rows[] = {
        {OP_WORK_ADD, 5, 3, 8},
        {OP_WORK_ADD, 5, -3, 2},
        {OP_WORK_ADD, 5, 0, 5},
        {OP_WORK_ADD, -1, 3, -QN_ERROR_DATE_RANGE},
        {OP_WORK_ADD, BEYOND, -3, -QN_ERROR_DATE_RANGE},
        {OP_WORK_ADD, 5, FAR, -QN_ERROR_DATE_RANGE},
        {OP_WORK_ADD, 5, -FAR, -QN_ERROR_DATE_RANGE},
        {OP_WORK_ADD, LAST, 1, -QN_ERROR_DATE_RANGE},
        {OP_WORK_ADD, 0, -1, -QN_ERROR_DATE_RANGE},
        {OP_WORK_COUNT, 5, 9, 4},
        {OP_WORK_COUNT, 9, 5, -4},
        {OP_WORK_COUNT, -1, 5, -QN_ERROR_DATE_RANGE},
        {OP_WORK_COUNT, 5, -1, -QN_ERROR_DATE_RANGE},
        {OP_WORK_COUNT, 5, BEYOND, -QN_ERROR_DATE_RANGE},
        {OP_WORK_SEEK, 5, 0, 5},
        {OP_WORK_SEEK, 5, 2, 6},
        {OP_WORK_SEEK, -1, 0, -QN_ERROR_DATE_RANGE},
        {OP_WORK_SEEK, BEYOND, 1, -QN_ERROR_DATE_RANGE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        begin();
        uint32_t x = assemble_int(&a, rows[i].x);
        uint32_t y = rows[i].op == OP_WORK_SEEK ? (uint32_t)rows[i].y : assemble_int(&a, rows[i].y);
        uint32_t region = every_day();
        (void)assemble_op(&a, rows[i].op, 0, x, y, region);
        CHECK_INT(run(), rows[i].wanted);
    }
}

/* A reading on what is no day is found each time, and remembered for no other. */
static void test_readings(void)
{
    static const int64_t days[] = {0, 5, QN_DAY_MAX, -1, INT64_C(1) << 40, INT64_MAX, -INT64_MAX};
    for (size_t i = 0; i < sizeof days / sizeof days[0]; i++) {
        begin();
        a.memo_rows[a.tables.memo_count++] = (qn_row_memo){.class_ = QN_CLASS_I};
        uint32_t day = assemble_int(&a, days[i]);
        uint32_t seven = assemble_int(&a, 7);
        for (int round = 0; round < 2; round++) {
            (void)assemble_op(&a, OP_RECALL, 0, day, 0, 1);
            uint32_t found = assemble_op(&a, OP_ADD_I, 0, seven, constant, 0);
            (void)assemble_op(&a, OP_KEEP, 0, found, day, 0);
        }
        CHECK_INT(run(), 8);
    }
}

/* Lists and chains at cells that are not theirs, or none. */
static void test_places(void)
{
    static const struct {
        qn_list list;
        int64_t wanted;
    } appended[] = {
        {{0, 0}, (INT64_C(10) << 32) + 1},   {{10, 1}, (INT64_C(10) << 32) + 2},
        {{10, 2}, -QN_ERROR_TOO_MANY_STEPS}, {{9, 1}, -QN_ERROR_OVERFLOW},
        {{11, 1}, -QN_ERROR_OVERFLOW},
    };
    for (size_t i = 0; i < sizeof appended / sizeof appended[0]; i++) {
        begin();
        uint32_t list = assemble_int(&a, qn_list_pack(appended[i].list));
        uint32_t room = assemble_list(&a, (const uint32_t[]){10, 2}, 2);
        (void)assemble_op(&a, OP_APPEND, 0, list, constant, room);
        CHECK_INT(run(), appended[i].wanted);
    }
    static const qn_list chains[] = {{0, 0}, {1 << 20, 1}, {0, 1 << 20}, {0, 1}};
    for (size_t i = 0; i < sizeof chains / sizeof chains[0]; i++) {
        begin();
        uint32_t chain = assemble_int(&a, qn_list_pack(chains[i]));
        (void)assemble_op(&a, OP_CHAIN_PART, 0, chain, QN_PERIOD_FIRST, 0);
        CHECK_INT(run(), -QN_ERROR_OVERFLOW);
    }
}

/* Rows under a subject that may be none, which ask nothing of it: with what bounds, and which goes
 * first. What is said while the subject is unknown holds whatever it turns out to be. */
static void check_rows(uint32_t bounded, uint32_t aux)
{
    static const char *const subjects[] = {"none", "0", "4", "10"};
    assemble_begin(&a, 16);
    number = assemble_type(&a, QN_KIND_NUMBER, QN_CLASS_I, 1, 1, "");
    uint32_t low = assemble_int(&a, 0);
    uint32_t high = assemble_int(&a, 10);
    uint32_t step = assemble_ratio(&a, 1, 1);
    uint32_t first = assemble_int(&a, 100);
    uint32_t second = assemble_int(&a, 200);
    uint32_t x = assemble_fact(&a, "x", number, low, high, NO, step);
    a.fact_rows[0].flags |= QN_FACT_MAY_BE_NONE;
    (void)assemble_rule(&a, "r", number, NULL, 0);
    uint32_t rows = ASSEMBLE_LIST(&a, (bounded & 1) != 0 ? low : NO, NO, 0, 0, NO,
                                  (bounded & 2) != 0 ? high : NO, NO, 0, 1, NO);
    uint32_t row = assemble_op(&a, OP_BAND, QN_CLASS_I | aux, x, rows, 2);
    uint32_t values = ASSEMBLE_LIST(&a, first, second, first);
    (void)assemble_op(&a, OP_PICK, QN_CLASS_I, row, values, 3);
    qn_program *program = assemble_load(&a);
    qn_case *c = program == NULL ? NULL : qn_case_new(program);
    qn_value open;
    qn_value value;
    if (CHECK(c != NULL) && CHECK_INT(qn_eval(c, 0, &open), QN_OK)) {
        for (size_t i = 0; i < sizeof subjects / sizeof *subjects; i++) {
            CHECK_INT(qn_case_set_text(c, 0, subjects[i], strlen(subjects[i])), QN_OK);
            CHECK_INT(qn_eval(c, 0, &value), QN_OK);
            CHECK(open.status == QN_UNKNOWN ||
                  (open.status == value.status &&
                   (open.status != QN_KNOWN || open.number[0] == value.number[0])));
        }
    }
    qn_case_free(c);
    qn_program_free(program);
}

static void test_rows_without_bounds(void)
{
    for (uint32_t bounded = 0; bounded < 4; bounded++) {
        check_rows(bounded, 0);
        check_rows(bounded, QN_AUX_FIRST_MATCH);
    }
}

/* Working days that ask for working days of each day are refused. */
static void test_walks_in_walks(void)
{
    begin();
    (void)assemble_op(&a, OP_REGION, 0, 6, 0, 0);
    uint32_t day = assemble_op(&a, OP_PARAM, 0, 0, 0, 0);
    uint32_t inner = every_day();
    (void)assemble_op(&a, OP_WORK_SEEK, 0, day, 0, inner);
    uint32_t yes = assemble_op(&a, OP_EQ_I, 0, constant, constant, 0);
    uint32_t outer = assemble_region(&a, day, yes);
    (void)assemble_op(&a, OP_WORK_SEEK, 0, constant, 0, outer);
    size_t length = 0;
    unsigned char *bytes = assemble_image(&a, &length);
    qn_program *program = NULL;
    qn_error error = {.text = ""};
    CHECK_INT(qn_program_load(bytes, length, NULL, &program, &error), QN_BAD_IMAGE);
    if (!CHECK(strstr(error.text, "too deep") != NULL)) {
        printf("    %s\n", error.text);
    }
    free(bytes);
}

int main(void)
{
    static const check_case cases[] = {{"working days", test_working_days},
                                       {"readings", test_readings},
                                       {"places", test_places},
                                       {"walks in walks", test_walks_in_walks},
                                       {"rows without bounds", test_rows_without_bounds}};
    return check_run("hostile", cases, sizeof cases / sizeof cases[0]);
}
