/*
 * Asks programs for everything that the library tells of invented cases, and prints a hash of it
 * for each program, which is the same on every machine, by every compiler and in every thread.
 *
 *     answers CASES ROWS SEED THREADS IMAGE...
 *
 * Of each case: what was said to its facts, every rule's answer in all the ways of reading it, its
 * bounds, its causes, and the explanation; then a batch of ROWS rows in lanes of every width. With
 * THREADS more than one the program is shared, each thread does all of it, and exits with 1 where
 * two hashes differ. A line an image: HASH, cases, evaluations, things hashed, name.
 */
#include "invent.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT = 4096, THREADS_MAX = 64, EXPLAINED_ONE_IN = 3, LANES_OUT = 4 };

/* What every thread does, with a program that it shares. */
typedef struct task {
    const qn_program *program;
    uint64_t cases;
    size_t rows;
    uint64_t seed;
    hash result;
    uint64_t evaluations;
    const char *failure;
} task;

/* ---- values */

static void hash_value(hash *h, const qn_value *value, int depth);

/* What the elements of a list go into. */
typedef struct elements {
    hash *h;
    int depth;
} elements;

static void hash_element(void *context, const qn_value *element)
{
    const elements *to = context;
    hash_value(to->h, element, to->depth + 1);
}

static void hash_parts(hash *h, const qn_value *value, int depth)
{
    int day[6] = {0};
    bool flag = false;
    hash_number(h, qn_value_date(value, &day[0], &day[1], &day[2]));
    hash_number(
        h, qn_value_period(value, &day[0], &day[1], &day[2], &flag, &day[3], &day[4], &day[5]));
    hash_number(h, flag);
    for (int i = 0; i < 6; i++) {
        hash_number(h, day[i]);
    }
    for (int32_t i = 0; depth < 3 && qn_value_field_name(value, i) != NULL; i++) {
        qn_value field;
        hash_text(h, qn_value_field_name(value, i));
        if (qn_value_field(value, i, &field) == QN_OK) {
            hash_value(h, &field, depth + 1);
        }
    }
    elements to = {.h = h, .depth = depth};
    hash_number(h, (int64_t)qn_value_count(value));
    if (depth < 3) {
        hash_number(h, qn_value_each(value, hash_element, &to));
    }
    for (int32_t i = 0; qn_value_choice(value, i) != NULL; i++) {
        flag = false;
        hash_number(h, qn_value_has(value, i, &flag));
        hash_number(h, flag);
    }
}

/* A text, with what became of writing it. */
static void hash_written(hash *h, const char *text, qn_status status, size_t length)
{
    hash_number(h, status);
    if (status == QN_OK) {
        hash_text(h, text);
        hash_number(h, (int64_t)length);
    }
}

static void hash_value(hash *h, const qn_value *value, int depth)
{
    char text[TEXT];
    size_t length = 0;
    int64_t whole = 0;
    bool flag = false;
    qn_status status = QN_OK;
    hash_number(h, value->status);
    hash_number(h, value->error);
    hash_number(h, value->kind);
    hash_text(h, value->unit);
    status = qn_value_text(value, text, sizeof text, &length);
    hash_written(h, text, status, length);
    if (value->status != QN_KNOWN) {
        return;
    }
    status = qn_value_decimal(value, text, sizeof text, &length);
    hash_written(h, text, status, length);
    status = qn_value_fraction(value, text, sizeof text, &length);
    hash_written(h, text, status, length);
    hash_number(h, qn_value_integer(value, &whole));
    hash_number(h, whole);
    hash_number(h, qn_value_boolean(value, &flag));
    hash_number(h, flag);
    hash_parts(h, value, depth);
}

static void hash_bounds(hash *h, const qn_value *value)
{
    qn_value bound;
    if (value->has_low && qn_value_bound(value, QN_LOW, &bound) == QN_OK) {
        hash_value(h, &bound, 0);
    }
    if (value->has_high && qn_value_bound(value, QN_HIGH, &bound) == QN_OK) {
        hash_value(h, &bound, 0);
    }
}

/* ---- explanations */

/* What a value of a step is read as: it may be none of a kind that is of no interest. */
static void hash_told(hash *h, const qn_value *value)
{
    hash_number(h, value->status);
    if (value->status == QN_KNOWN) {
        hash_value(h, value, 2);
    }
}

static void hash_clause(hash *h, const qn_step *step)
{
    hash_text(h, step->left);
    hash_text(h, step->label);
    hash_text(h, step->note);
    hash_number(h, step->clause_kind);
    hash_number(h, step->fate);
    hash_number(h, step->status);
    hash_number(h, step->clause);
    hash_number(h, step->by);
    hash_text(h, step->by_left);
    hash_text(h, step->by_text);
    hash_told(h, &step->value);
    hash_told(h, &step->from);
    hash_told(h, &step->until);
}

static void hash_sequence(hash *h, const qn_step *step)
{
    hash_text(h, step->label);
    hash_number(h, step->status);
    hash_number(h, step->is_chosen);
    hash_number(h, step->is_result);
    hash_number(h, (int64_t)step->count);
    hash_number(h, (int64_t)step->of);
    hash_number(h, (int64_t)step->undecided);
    hash_number(h, (int64_t)step->yes);
    hash_told(h, &step->value);
    hash_told(h, &step->first);
    hash_told(h, &step->last);
}

static void hash_read(hash *h, const qn_step *step)
{
    hash_text(h, step->left);
    hash_number(h, step->rule);
    hash_number(h, step->fact);
    hash_number(h, step->is_changed);
    hash_told(h, &step->value);
}

static void hash_rule(hash *h, const qn_step *step)
{
    hash_text(h, step->file);
    hash_number(h, step->line);
    hash_number(h, step->column);
    hash_number(h, step->is_repeated);
    hash_number(h, step->is_own);
    hash_told(h, &step->value);
    hash_told(h, &step->on);
}

static qn_telling hash_step(void *context, const qn_step *step)
{
    hash *h = context;
    hash_number(h, step->kind);
    hash_number(h, step->depth);
    if (step->kind != QN_STEP_ELEMENT) {
        hash_text(h, step->text);
    }
    switch (step->kind) {
    case QN_STEP_RULE:
        hash_rule(h, step);
        break;
    case QN_STEP_CAUSE:
        hash_number(h, step->fact);
        hash_number(h, step->clause);
        break;
    case QN_STEP_CLAUSE:
        hash_clause(h, step);
        break;
    case QN_STEP_READ:
        hash_read(h, step);
        break;
    case QN_STEP_SEQUENCE:
        hash_sequence(h, step);
        break;
    case QN_STEP_ELEMENT:
        hash_number(h, (int64_t)step->number);
        hash_number(h, step->status);
        hash_told(h, &step->value);
        hash_told(h, &step->from);
        break;
    case QN_STEP_CITATION:
        break;
    }
    return QN_TELL_ON;
}

/* ---- cases */

static void ask(task *t, qn_case *c, int32_t rule)
{
    qn_value value;
    hash_number(&t->result, qn_eval(c, rule, &value));
    hash_value(&t->result, &value, 0);
    hash_bounds(&t->result, &value);
    t->evaluations++;
    for (int32_t i = 0; qn_case_cause(c, rule, i) != NULL; i++) {
        hash_text(&t->result, qn_case_cause(c, rule, i));
    }
}

static void ask_all(task *t, qn_case *c, bool explains)
{
    for (int32_t rule = 0; rule < qn_program_rule_count(t->program); rule++) {
        if (qn_program_rule_info(t->program, rule).is_hidden) {
            continue;
        }
        ask(t, c, rule);
        if (explains) {
            hash_number(&t->result, qn_explain(c, &rule, 1, hash_step, &t->result));
        }
    }
}

static bool run_cases(task *t)
{
    chance by = {.state = t->seed};
    qn_case *c = qn_case_new(t->program);
    for (uint64_t i = 0; c != NULL && i < t->cases; i++) {
        qn_case_reset(c);
        invent_today(c, &by, &t->result);
        for (int32_t fact = 0; fact < qn_program_fact_count(t->program); fact++) {
            invent_fact(c, t->program, &by, fact, fact, &t->result);
        }
        ask_all(t, c, i % EXPLAINED_ONE_IN == 0);
    }
    qn_case_free(c);
    return c != NULL;
}

/* ---- a batch */

/* Room for the answers of all rules that a batch can answer. */
typedef struct room {
    qn_answers *answer;
    int64_t (*values)[2]; /* of one answer after the other */
    uint8_t *status;
    size_t count;
} room;

static bool make_room(qn_case *common, const qn_program *program, size_t rows, room *out)
{
    size_t rules = (size_t)qn_program_rule_count(program);
    *out = (room){.answer = calloc(rules + 1, sizeof(qn_answers)),
                  .values = calloc(rules * rows + 1, sizeof *out->values),
                  .status = calloc(rules * rows + 1, 1)};
    if (out->answer == NULL || out->values == NULL || out->status == NULL) {
        return false;
    }
    static const qn_lane lanes[LANES_OUT] = {QN_INT64, QN_INT32, QN_INT128, QN_INT16};
    for (int32_t rule = 0; rule < (int32_t)rules; rule++) {
        qn_batch *batch = NULL;
        qn_answers *answer = &out->answer[out->count];
        const bool is_money = strcmp(qn_program_rule_info(program, rule).unit, "AZN") == 0;
        *answer = (qn_answers){
            .rule = rule, .lane = lanes[rule % LANES_OUT], .decimals = is_money ? 2 : 0};
        answer->values = out->values + out->count * rows;
        answer->status = out->status + out->count * rows;
        bool can = !qn_program_rule_info(program, rule).is_hidden &&
                   qn_batch_new(common, NULL, 0, answer, 1, &batch, NULL) == QN_OK;
        qn_batch_free(batch);
        out->count += can;
    }
    return true;
}

static void free_room(room *r)
{
    free(r->answer);
    free(r->values);
    free(r->status);
}

static int64_t number_at(const qn_answers *answer, size_t row)
{
    switch (answer->lane) {
    case QN_INT16:
        return ((const int16_t *)answer->values)[row];
    case QN_INT32:
        return ((const int32_t *)answer->values)[row];
    case QN_INT64:
        return ((const int64_t *)answer->values)[row];
    default:
        return ((const int64_t *)answer->values)[2 * row] ^
               ((const int64_t *)answer->values)[2 * row + 1];
    }
}

static void hash_answers(task *t, const room *r, const int32_t *refused)
{
    for (size_t i = 0; i < r->count; i++) {
        for (size_t row = 0; row < t->rows; row++) {
            hash_number(&t->result, number_at(&r->answer[i], row));
            hash_byte(&t->result, r->answer[i].status[row]);
        }
    }
    for (size_t row = 0; row < t->rows; row++) {
        hash_number(&t->result, refused[row]);
    }
    t->evaluations += r->count * t->rows;
}

static bool run_rows(task *t, qn_case *common)
{
    chance by = {.state = t->seed + 1};
    invented columns;
    room r;
    qn_batch *batch = NULL;
    int32_t *refused = calloc(t->rows + 1, sizeof *refused);
    bool is_well = invent_columns(common, t->program, &by, t->rows, &columns);
    is_well = make_room(common, t->program, t->rows, &r) && is_well && refused != NULL;
    if (is_well && r.count > 0) {
        qn_error error = {.code = QN_OK};
        is_well = qn_batch_new(common, columns.column, columns.count, r.answer, r.count, &batch,
                               &error) == QN_OK;
        if (is_well) {
            hash_number(&t->result,
                        qn_batch_eval(batch, columns.column, r.answer, t->rows, refused, &error));
            hash_answers(t, &r, refused);
        }
        qn_batch_free(batch);
    }
    free(refused);
    free_room(&r);
    invented_free(&columns);
    return is_well;
}

static void *run_task(void *context)
{
    task *t = context;
    t->result = HASH_BEGIN;
    if (!run_cases(t)) {
        t->failure = "no case could be made";
        return NULL;
    }
    qn_case *common = qn_case_new(t->program);
    if (common == NULL || qn_case_set_date(common, QN_TODAY, 2026, 6, 15) != QN_OK ||
        (t->rows > 0 && !run_rows(t, common))) {
        t->failure = "no batch could be made";
    }
    qn_case_free(common);
    return NULL;
}

/* ---- programs */

static void *read_file(const char *path, size_t *length)
{
    FILE *file = fopen(path, "rb");
    void *bytes = NULL;
    if (file != NULL && fseek(file, 0, SEEK_END) == 0) {
        *length = (size_t)ftell(file);
        rewind(file);
        bytes = malloc(*length + 1);
        if (bytes != NULL && fread(bytes, 1, *length, file) != *length) {
            free(bytes);
            bytes = NULL;
        }
    }
    if (file != NULL) {
        (void)fclose(file);
    }
    return bytes;
}

/* All that the program declares. */
static void hash_program(hash *h, const qn_program *program)
{
    char text[TEXT];
    size_t length = 0;
    qn_status status = QN_OK;
    for (int32_t fact = 0; fact < qn_program_fact_count(program); fact++) {
        const qn_fact_info info = qn_program_fact_info(program, fact);
        hash_text(h, info.name);
        hash_text(h, info.unit);
        hash_text(h, info.question);
        hash_number(h, info.kind);
        hash_number(h, qn_program_fact(program, info.name));
        status = qn_program_fact_range(program, fact, text, sizeof text, &length);
        hash_written(h, text, status, length);
        status = qn_program_fact_default(program, fact, text, sizeof text, &length);
        hash_written(h, text, status, length);
    }
    for (int32_t rule = 0; rule < qn_program_rule_count(program); rule++) {
        hash_text(h, qn_program_rule_info(program, rule).name);
        hash_number(h, qn_program_rule(program, qn_program_rule_info(program, rule).name));
    }
}

/* Runs the task in so many threads; NULL, or what went wrong. Leaves the first one's outcome. */
static const char *run_threads(task *t, size_t threads)
{
    task each[THREADS_MAX];
    pthread_t thread[THREADS_MAX];
    size_t started = 0;
    const char *failure = NULL;
    for (; started < threads; started++) {
        each[started] = *t;
        if (pthread_create(&thread[started], NULL, run_task, &each[started]) != 0) {
            failure = "no thread could be started";
            break;
        }
    }
    for (size_t i = 0; i < started; i++) {
        (void)pthread_join(thread[i], NULL);
        failure = each[i].failure != NULL ? each[i].failure : failure;
        if (each[i].result.sum != each[0].result.sum) {
            failure = "two threads have different hashes";
        }
    }
    *t = each[0];
    t->evaluations *= threads;
    return failure;
}

/* A line of the image's hash, or, on standard error, what is wrong; false then. */
static bool run_image(const char *path, task *t, size_t threads)
{
    size_t length = 0;
    qn_error error = {.text = "it cannot be read"};
    qn_program *program = NULL;
    const qn_options options = {.preparation = QN_PREPARE_ALL};
    void *bytes = read_file(path, &length);
    if (bytes == NULL || qn_program_load(bytes, length, &options, &program, &error) != QN_OK) {
        (void)fprintf(stderr, "answers: %s: %s\n", path, error.text);
        free(bytes);
        return false;
    }
    free(bytes);
    t->program = program;
    t->evaluations = 0;
    const char *failure = run_threads(t, threads);
    hash h = t->result;
    hash_program(&h, program);
    qn_program_free(program);
    if (failure != NULL) {
        (void)fprintf(stderr, "answers: %s: %s\n", path, failure);
        return false;
    }
    const char *name = strrchr(path, '/');
    (void)printf("%016llx %llu %llu %llu %s\n", (unsigned long long)h.sum,
                 (unsigned long long)t->cases, (unsigned long long)t->evaluations,
                 (unsigned long long)h.counted, name == NULL ? path : name + 1);
    return true;
}

int main(int count, char **words)
{
    if (count < 6) {
        (void)fprintf(stderr, "usage: answers CASES ROWS SEED THREADS IMAGE...\n");
        return 2;
    }
    size_t threads = (size_t)strtoull(words[4], NULL, 10);
    threads = threads < 1 ? 1 : threads > THREADS_MAX ? THREADS_MAX : threads;
    int status = 0;
    for (int i = 5; i < count; i++) {
        task t = {.cases = strtoull(words[1], NULL, 10),
                  .rows = (size_t)strtoull(words[2], NULL, 10),
                  .seed = strtoull(words[3], NULL, 10)};
        status |= run_image(words[i], &t, threads) ? 0 : 1;
    }
    return status;
}
