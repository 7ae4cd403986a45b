/*
 * One case at a time over look-ups of many rows, as table.awk writes them, beside the same of few.
 *
 * Usage: bench_table SMALL ROWS LARGE ROWS, each an image. Prints, in hundredths of nanoseconds,
 * what a case takes from its facts to its answer over the large image: of a rule that looks nothing
 * up, of a band, of a table of one column and of one of three; and what each look-up adds to the
 * first, in the large image and in the small one. Then the same of sums over many keys, which look
 * up each or none: so little is a look-up that only many can be told from what else the machine
 * does. Large, small and nothing are measured in turns, so that this meets all of them. Ends with
 * an error where an answer is not that of the row.
 */
#include <stdio.h>
#include <stdlib.h>

#include "measure.h"
#include "qanun.h"

#define KEYS 99999999
/* As many cases as take so long, at most so many. */
#define TIME_ENOUGH 20000000
#define CASES_LEAST 64
#define CASES_MOST 65536
#define REPETITIONS 15
#define SEED 17
/* Keys of one case, where they are many. */
#define MANY 64

/* What is asked for; behind the first, what is measured beside what. */
enum { ALONE, BANDED, LISTED, MIXED, ALL_ALONE, ALL_BANDED, ALL_LISTED, RULES };
static const char *const rule_names[RULES] = {"alone",     "banded",     "listed",    "mixed",
                                              "all_alone", "all_banded", "all_listed"};
static const int beside[RULES] = {ALONE, ALONE, ALONE, ALONE, ALL_ALONE, ALL_ALONE, ALL_ALONE};

typedef struct asked {
    int32_t row;
    int32_t key;
    int32_t grade;
} asked;

typedef struct lookup {
    qn_program *program;
    qn_case *c;
    int32_t rule;
    int32_t key;
    int32_t place;
    int32_t grade;
    int32_t keys;
    int32_t rows;
    asked *asked;
    size_t cases;
} lookup;

/* How many look-ups a case makes. */
static size_t lookups(int kind)
{
    return beside[kind] == ALL_ALONE ? MANY : 1;
}

/* What is looked up so manieth in a case. */
static const asked *nth_asked(const lookup *l, int kind, size_t number, size_t nth)
{
    return &l->asked[(number * lookups(kind) + nth) % CASES_MOST];
}

/* Cases that fall into rows drawn by chance: somewhere into a band, onto the key of a table. */
static void draw(lookup *l, int kind)
{
    uint64_t state = SEED;
    int32_t width = (KEYS + 1) / l->rows;
    for (size_t i = 0; i < CASES_MOST; i++) {
        asked *a = &l->asked[i];
        a->row = measure_pick(&state, l->rows);
        a->key = (kind == MIXED ? a->row / 4 * 4 : a->row) * width;
        a->key += kind == BANDED || kind == ALL_BANDED ? measure_pick(&state, width) : 0;
        a->grade = measure_pick(&state, 5) + (a->row / 2 % 2 != 0 ? 5 : 0);
    }
}

static bool give_keys(const lookup *l, int kind, size_t number)
{
    bool given = qn_case_set_list(l->c, l->keys, MANY) == QN_OK;
    for (size_t i = 0; i < MANY && given; i++) {
        int32_t place = qn_case_item(l->c, l->keys, i, NULL);
        given = qn_case_set_integer(l->c, place, nth_asked(l, kind, number, i)->key) == QN_OK;
    }
    return given;
}

static bool give(const lookup *l, int kind, size_t number)
{
    static const char *const places[] = {"city", "village"};
    const asked *a = nth_asked(l, kind, number, 0);
    if (lookups(kind) > 1) {
        return give_keys(l, kind, number);
    }
    return qn_case_set_integer(l->c, l->key, a->key) == QN_OK &&
           qn_case_set_choice(l->c, l->place, places[a->row % 2]) == QN_OK &&
           qn_case_set_integer(l->c, l->grade, a->grade) == QN_OK;
}

/* Answers every case once; the sum of the answers keeps the compiler from leaving them out. */
static bool answer_all(const lookup *l, int kind, int64_t *sum)
{
    qn_value value;
    int64_t number = 0;
    *sum = 0;
    for (size_t i = 0; i < l->cases; i++) {
        if (!give(l, kind, i) || qn_eval(l->c, l->rule, &value) != QN_OK ||
            qn_value_integer(&value, &number) != QN_OK) {
            fprintf(stderr, "case %zu is not answered: %s\n", i, qn_case_error(l->c)->text);
            return false;
        }
        *sum += number;
    }
    return true;
}

/* What a look-up must give. */
static int64_t expect_one(const asked *a, int kind)
{
    return kind == ALONE ? a->key + 7 : kind == ALL_ALONE ? a->key : (int64_t)a->row * 7919 % 1000;
}

/* The sum that the answers must have. */
static int64_t expect(const lookup *l, int kind)
{
    int64_t sum = 0;
    for (size_t i = 0; i < l->cases * lookups(kind); i++) {
        sum += expect_one(nth_asked(l, kind, 0, i), kind);
    }
    return sum;
}

/* How long it takes to answer all; -1 where one has no answer. */
static int64_t spent(const lookup *l, int kind, int64_t *sum)
{
    int64_t begun = measure_spent();
    return answer_all(l, kind, sum) ? measure_spent() - begun : -1;
}

/* Sets how many cases there are. */
static bool choose_cases(lookup *l, int kind)
{
    int64_t sum = 0;
    int64_t time = 0;
    for (l->cases = CASES_LEAST; l->cases < CASES_MOST && time >= 0; l->cases *= 2) {
        time = spent(l, kind, &sum);
        if (time >= TIME_ENOUGH) {
            return true;
        }
    }
    return time >= 0;
}

/* Makes ready to ask a rule of its kind. */
static bool prepare(lookup *l, int kind)
{
    draw(l, kind);
    l->rule = qn_program_rule(l->program, rule_names[kind]);
    return choose_cases(l, kind);
}

/* What a case takes, in hundredths of nanoseconds; -1 where an answer is not that of its row. */
static int64_t time_of_case(const lookup *l, int kind)
{
    int64_t sum = 0;
    int64_t time = spent(l, kind, &sum);
    if (time >= 0 && sum != expect(l, kind)) {
        fprintf(stderr, "%s answers with other rows than it has\n", rule_names[kind]);
        return -1;
    }
    return time < 0 ? -1 : time * 100 / (int64_t)l->cases;
}

/* What is measured in turns: a rule that looks nothing up, and the look-up in both images. */
enum { NOTHING, SMALL, LARGE, TURNS };

static void print_medians(const lookup *large, int kind, int64_t time[TURNS][REPETITIONS])
{
    static int64_t added[REPETITIONS];
    static const char *const names[TURNS] = {"nothing", "small", "large"};
    char label[40];
    char what[40];
    (void)snprintf(label, sizeof label, "table %d", large->rows);
    for (int turn = SMALL; turn <= LARGE; turn++) {
        for (size_t r = 0; r < REPETITIONS; r++) {
            added[r] = time[turn][r] - time[NOTHING][r];
        }
        (void)snprintf(what, sizeof what, "%s %s added", rule_names[kind], names[turn]);
        measure_print_of(label, what, measure_median(added, REPETITIONS));
    }
    for (int turn = NOTHING; turn <= LARGE; turn++) {
        (void)snprintf(what, sizeof what, "%s %s", rule_names[kind], names[turn]);
        measure_print_of(label, what, measure_median(time[turn], REPETITIONS));
    }
}

/* `nothing` is the large image once more, so that both rules have their cases ready. */
static bool measure(lookup *nothing, lookup *small, lookup *large, int kind)
{
    static int64_t time[TURNS][REPETITIONS];
    if (!prepare(nothing, beside[kind]) || !prepare(small, kind) || !prepare(large, kind)) {
        return false;
    }
    for (size_t r = 0; r < REPETITIONS; r++) {
        time[NOTHING][r] = time_of_case(nothing, beside[kind]);
        time[SMALL][r] = time_of_case(small, kind);
        time[LARGE][r] = time_of_case(large, kind);
        if (time[NOTHING][r] < 0 || time[SMALL][r] < 0 || time[LARGE][r] < 0) {
            return false;
        }
    }
    print_medians(large, kind, time);
    return true;
}

static bool load(lookup *l, const char *image)
{
    size_t length = 0;
    qn_error error;
    const qn_options options = {.preparation = QN_PREPARE_ALL};
    char *bytes = measure_read(image, &length);
    bool loaded =
        bytes != NULL && qn_program_load(bytes, length, &options, &l->program, &error) == QN_OK;
    free(bytes);
    l->c = qn_case_new(l->program);
    l->key = qn_program_fact(l->program, "key");
    l->place = qn_program_fact(l->program, "place");
    l->grade = qn_program_fact(l->program, "grade");
    l->keys = qn_program_fact(l->program, "keys");
    l->asked = malloc(CASES_MOST * sizeof *l->asked);
    return loaded && l->c != NULL && l->asked != NULL;
}

static void release(lookup *l)
{
    free(l->asked);
    qn_case_free(l->c);
    qn_program_free(l->program);
}

int main(int count, char **arguments)
{
    bool is_usage = count == 5 && atoi(arguments[2]) > 0 && atoi(arguments[4]) > 0;
    if (!is_usage) {
        fputs("usage: bench_table SMALL ROWS LARGE ROWS\n", stderr);
        return 2;
    }
    lookup small = {.rows = atoi(arguments[2])};
    lookup large = {.rows = atoi(arguments[4])};
    lookup nothing = large;
    bool done =
        load(&small, arguments[1]) && load(&large, arguments[3]) && load(&nothing, arguments[3]);
    for (int kind = BANDED; kind < RULES && done; kind++) {
        done = kind == beside[kind] || measure(&nothing, &small, &large, kind);
    }
    release(&small);
    release(&large);
    release(&nothing);
    return done ? 0 : 1;
}
