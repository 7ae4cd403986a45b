/*
 * See one_case.h.
 */
#include "one_case.h"

#include <stdio.h>
#include <stdlib.h>

#include "measure.h"

/* Cases that are filled before they are evaluated, and then evaluated in a row. */
#define BLOCK 64
/* Persons of one repetition, and repetitions of which the middle one counts. */
#define PERSONS 65536
#define BLOCKS (PERSONS / BLOCK)
#define REPETITIONS 15

/* A job with its program and the numbers of its facts and rules. */
typedef struct bench {
    const one_case_job *job;
    qn_program *program;
    int32_t fact[ONE_CASE_FACTS];
    int32_t rule[ONE_CASE_RULES];
    size_t rules;
    int32_t open;
} bench;

/* Finds the facts and rules of the job by name. */
static bool find_names(bench *b)
{
    for (size_t i = 0; b->job->fact[i] != NULL; i++) {
        b->fact[i] = qn_program_fact(b->program, b->job->fact[i]);
        if (b->fact[i] < 0) {
            fprintf(stderr, "no fact %s\n", b->job->fact[i]);
            return false;
        }
    }
    for (b->rules = 0; b->job->rule[b->rules] != NULL; b->rules++) {
        b->rule[b->rules] = qn_program_rule(b->program, b->job->rule[b->rules]);
        if (b->rule[b->rules] < 0) {
            fprintf(stderr, "no rule %s\n", b->job->rule[b->rules]);
            return false;
        }
    }
    b->open = qn_program_fact(b->program, b->job->open);
    return b->open >= 0;
}

static bool begin(bench *b, const one_case_job *job, const char *image)
{
    size_t length = 0;
    char *bytes = measure_read(image, &length);
    qn_error error;
    *b = (bench){.job = job};
    if (bytes == NULL) {
        return false;
    }
    qn_status status = qn_program_load(bytes, length, NULL, &b->program, &error);
    free(bytes);
    if (status != QN_OK) {
        fprintf(stderr, "%s: %s\n", image, error.text);
        return false;
    }
    return find_names(b);
}

/* The date of decision and all facts of a person. */
static bool give(const bench *b, qn_case *c, size_t i)
{
    int year = 0;
    int month = 0;
    int day = 0;
    b->job->on(b->job->people, i, &year, &month, &day);
    return qn_case_set_date(c, QN_TODAY, year, month, day) == QN_OK &&
           b->job->give(c, b->fact, b->job->people, i);
}

/* "345.1" as 34510; text has at most two decimals. */
static int64_t hundredths(const char *text, size_t length)
{
    int64_t number = 0;
    size_t decimals = 0;
    bool behind = false;
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '.') {
            behind = true;
        } else if (text[i] != '-') {
            number = number * 10 + (text[i] - '0');
            decimals += behind;
        }
    }
    for (; decimals < 2; decimals++) {
        number *= 10;
    }
    return length > 0 && text[0] == '-' ? -number : number;
}

/* An answer in hundredths of its unit, ONE_CASE_ERROR for an error. False where it is neither. */
static bool read_answer(const qn_value *value, int64_t *out)
{
    char text[QN_VALUE_TEXT_SIZE];
    size_t length = 0;
    *out = ONE_CASE_ERROR;
    if (value->status == QN_FAILED) {
        return true;
    }
    if (qn_value_decimal(value, text, sizeof text, &length) != QN_OK) {
        return false;
    }
    *out = hundredths(text, length);
    return true;
}

/* Whether person i has the results that were found by hand. */
static bool check_person(const bench *b, qn_case *c, size_t i, const int64_t *expected)
{
    if (!give(b, c, i)) {
        fprintf(stderr, "person %zu: %s\n", i, qn_case_error(c)->text);
        return false;
    }
    for (size_t k = 0; k < b->rules; k++) {
        qn_value value;
        int64_t found = 0;
        if (qn_eval(c, b->rule[k], &value) != QN_OK || !read_answer(&value, &found) ||
            found != expected[k]) {
            fprintf(stderr, "person %zu: %s is %lld, by hand %lld\n", i, b->job->rule[k],
                    (long long)found, (long long)expected[k]);
            return false;
        }
    }
    return true;
}

/* Evaluates all rules of the job. */
static void answer(const bench *b, qn_case *c)
{
    qn_value value;
    for (size_t k = 0; k < b->rules; k++) {
        (void)qn_eval(c, b->rule[k], &value);
    }
}

bool one_case_check(const one_case_job *job, const char *image)
{
    bench b;
    bool equal = begin(&b, job, image);
    qn_case *c = qn_case_new(b.program);
    int64_t *expected = calloc(job->count, (b.rules + 1) * sizeof *expected);
    equal = equal && c != NULL && expected != NULL;
    if (equal) {
        job->by_hand(job->people, job->count, expected);
    }
    for (size_t i = 0; i < job->count && equal; i++) {
        equal = check_person(&b, c, i, expected + i * b.rules);
    }
    free(expected);
    qn_case_free(c);
    qn_program_free(b.program);
    return equal;
}

/* Takes a step of an explanation. The sum keeps the compiler from leaving it out. */
static qn_telling hear(void *context, const qn_step *step)
{
    uint64_t *sum = context;
    *sum += (uint64_t)step->fate + step->value.number[0];
    return QN_TELL_ON;
}

/* Why all rules of the job have their answers, in full. */
static uint64_t explain(const bench *b, qn_case *c)
{
    uint64_t sum = 0;
    (void)qn_explain(c, b->rule, b->rules, hear, &sum);
    return sum;
}

/* What all persons would take if each block of them took what the middle one did, in nanoseconds.
 */
typedef struct times {
    int64_t give;
    int64_t answer;
    int64_t explain;
} times;

/* What each block took. A block is so short that to ask for the time that this thread has had,
 * which is a call of the system, would count, and cost the caches besides; so it is the time that
 * went by, and the middle leaves out the blocks in which others had the processor. */
typedef struct block_times {
    int64_t give[BLOCKS];
    int64_t answer[BLOCKS];
    int64_t explain[BLOCKS];
} block_times;

/* Fills BLOCK cases, then evaluates them all, then explains them all. */
static bool run_block(const bench *b, qn_case **cases, int32_t open, size_t block, block_times *out)
{
    volatile uint64_t sink = 0;
    int64_t begun = measure_now();
    for (size_t i = 0; i < BLOCK; i++) {
        if (!b->job->give(cases[i], b->fact, b->job->people, (block * BLOCK + i) % b->job->count)) {
            return false;
        }
    }
    int64_t given = measure_now();
    for (size_t i = 0; i < BLOCK && open >= 0; i++) {
        (void)qn_case_set_unknown(cases[i], open);
    }
    int64_t ready = measure_now();
    for (size_t i = 0; i < BLOCK; i++) {
        answer(b, cases[i]);
    }
    int64_t answered = measure_now();
    for (size_t i = 0; i < BLOCK; i++) {
        sink = sink + explain(b, cases[i]);
    }
    out->give[block] = given - begun;
    out->answer[block] = answered - ready;
    out->explain[block] = measure_now() - answered;
    return true;
}

/* All persons, a block after the other; a fact is left out where `open` is not -1. */
static bool run_blocks(const bench *b, qn_case **cases, int32_t open, times *out)
{
    static block_times time;
    for (size_t i = 0; i < BLOCKS; i++) {
        if (!run_block(b, cases, open, i, &time)) {
            return false;
        }
    }
    out->give = measure_median(time.give, BLOCKS) * BLOCKS;
    out->answer = measure_median(time.answer, BLOCKS) * BLOCKS;
    out->explain = measure_median(time.explain, BLOCKS) * BLOCKS;
    return true;
}

/* One case that gets the facts of one person after the other and answers. */
static bool run_reused(const bench *b, qn_case *c, int64_t *out)
{
    int64_t begun = measure_spent();
    for (size_t i = 0; i < PERSONS; i++) {
        if (!b->job->give(c, b->fact, b->job->people, i % b->job->count)) {
            return false;
        }
        answer(b, c);
    }
    *out = measure_spent() - begun;
    return true;
}

static void print_share(const char *label, const char *what, int64_t *time)
{
    char name[80];
    (void)snprintf(name, sizeof name, "%s %s", label, what);
    measure_print(name, measure_median(time, REPETITIONS) * 100 / PERSONS);
}

/* The same rules by hand, over the same persons; out has room for their results. */
static int64_t run_by_hand(const bench *b, int64_t *out)
{
    int64_t begun = measure_spent();
    b->job->by_hand(b->job->people, PERSONS, out);
    return measure_spent() - begun;
}

/* The times of the repetitions, by what was done. */
enum { BY_HAND, FACTS_AND_RULES, FACTS, RULES, EXPLANATION, UNKNOWN, WAYS };
typedef int64_t table[WAYS][REPETITIONS];

/* Every way to run, one after the other, so that what disturbs one disturbs them all. The cases are
 * those of a block. */
static bool run_all(const bench *b, qn_case **cases, int64_t *out, size_t r, table time)
{
    times plain;
    times open;
    if (!run_reused(b, cases[0], &time[FACTS_AND_RULES][r]) || !run_blocks(b, cases, -1, &plain) ||
        !run_blocks(b, cases, b->open, &open)) {
        return false;
    }
    time[BY_HAND][r] = run_by_hand(b, out);
    time[FACTS][r] = plain.give;
    time[RULES][r] = plain.answer;
    time[EXPLANATION][r] = plain.answer + plain.explain;
    time[UNKNOWN][r] = open.answer;
    return true;
}

static void print_all(const char *label, table time)
{
    static const char *const names[] = {
        "by hand",     "facts and rules",       "facts alone",
        "rules alone", "rules and explanation", "rules, a fact unknown"};
    for (size_t i = 0; i < WAYS; i++) {
        print_share(label, names[i], time[i]);
    }
}

static bool measure_cases(const bench *b, qn_case **cases, const char *label)
{
    table time;
    int64_t *out = calloc(PERSONS, (b->rules + 1) * sizeof *out);
    bool done = out != NULL && b->job->count >= PERSONS;
    for (size_t r = 0; r < REPETITIONS && done; r++) {
        done = run_all(b, cases, out, r, time);
    }
    free(out);
    if (done) {
        print_all(label, time);
    }
    return done;
}

bool one_case_measure(const one_case_job *job, const char *image, const char *label)
{
    bench b;
    qn_case *cases[BLOCK] = {NULL};
    int year = 0;
    int month = 0;
    int day = 0;
    bool ready = begin(&b, job, image);
    job->on(job->people, 0, &year, &month, &day);
    for (size_t i = 0; i < BLOCK && ready; i++) {
        cases[i] = qn_case_new(b.program);
        ready = cases[i] != NULL && qn_case_set_date(cases[i], QN_TODAY, year, month, day) == QN_OK;
    }
    ready = ready && measure_cases(&b, cases, label);
    for (size_t i = 0; i < BLOCK; i++) {
        qn_case_free(cases[i]);
    }
    qn_program_free(b.program);
    return ready;
}
