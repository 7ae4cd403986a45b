/*
 * Target: facts as JSON, JSON Lines, CSV and tables of elements, given to the command.
 *
 * The first byte says which: `j` JSON for `run`, `l` JSON Lines, `c` CSV, `d` CSV with decimal
 * commas, `t` a table of elements; what follows is the file. What holds of every input: rows that
 * are answered many at once come to the same bytes as those that are answered one by one.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

static const char law[] =
    "fact seniority : years in 0..=80\n"
    "fact pay : AZN in 0..=1000000\n"
    "fact category : one of general, executive = general\n"
    "fact merit : yes/no = no\n"
    "fact hired : date or none\n"
    "fact share : percent in 0..=100% = 50%\n"
    "fact rest : set of weekday = saturday, sunday\n"
    "fact remark : text = \"none\"\n"
    "fact begins : hours in 0..=24 = 9\n"
    "fact away : period\n"
    "fact count_of : integer in -5..=9_000_000_000 = 1\n"
    "entity child\n"
    "    age : years in 0..=30\n"
    "    disabled : yes/no = no\n"
    "    schools : list of text up to 3\n"
    "fact children : list of child up to 4\n"
    "fact jobs : list of AZN up to 5\n"
    "fact earned : AZN over time\n"
    "vacation : calendar days\n"
    "    base 21\n"
    "    category executive → 30\n"
    "    seniority 5..10 → +2\n"
    "    when (count of children where age < 14) > 1 → +2\n"
    "    when merit → at least 46\n"
    "double_pay : AZN = 2 * pay * share rounded to 0.01\n"
    "served : yes/no = hired is none or hired < 2020-02-29\n"
    "jobs_pay : AZN = sum of jobs\n"
    "late : yes/no = begins > 22 hours or rest has monday or remark = \"late\"\n"
    "absent : calendar days = length of away\n"
    "more : integer = count_of * 3\n";

enum { LAW, FACTS, BULK, REFUSED, TABLE };

/* A law with a mistake would have every input refused, and nothing tried. */
static void check_law(void)
{
    static bool is_checked;
    const char *const words[] = {fuzz_file(LAW, law, sizeof law - 1), "vacation", "--on",
                                 "2026-06-01", NULL};
    if (!is_checked) {
        fuzz_answer answer = fuzz_run("run", words);
        if (answer.status != 0) {
            (void)fprintf(stderr, "%s", answer.out);
            fuzz_fail("the law of the target has a mistake");
        }
        free(answer.out);
        is_checked = true;
    }
}

static void free_answer(fuzz_answer *answer)
{
    free(answer->out);
}

static void run_json(const uint8_t *data, size_t size)
{
    const char *const words[] = {fuzz_file(LAW, law, sizeof law - 1),
                                 "--on",
                                 "2026-06-01",
                                 "--explain",
                                 "--format",
                                 size % 2 == 0 ? "json" : "text",
                                 "--facts",
                                 fuzz_file(FACTS, data, size),
                                 NULL};
    fuzz_answer answer = fuzz_run("run", words);
    if (answer.length == 0) {
        fuzz_fail("there is no answer");
    }
    free_answer(&answer);
}

/* Runs a batch over the facts; the results, and in *refused the rows that were rejected. */
static char *run_batch(const char *const *more, bool is_one_by_one, char **refused)
{
    const char *words[32] = {fuzz_file(LAW, law, sizeof law - 1),
                             "vacation",
                             "double_pay",
                             "served",
                             "jobs_pay",
                             "late",
                             "more",
                             "--on",
                             "2026-06-01",
                             "--threads",
                             "1",
                             "--output",
                             fuzz_file(BULK, "", 0),
                             "--rejected",
                             fuzz_file(REFUSED, "", 0)};
    size_t count = 15;
    size_t length = 0;
    while (*more != NULL) {
        words[count++] = *more++;
    }
    words[count] = is_one_by_one ? "--one-by-one" : NULL;
    fuzz_answer answer = fuzz_run("batch", words);
    free_answer(&answer);
    *refused = fuzz_file_text(REFUSED, &length);
    return fuzz_file_text(BULK, &length);
}

/* Both ways over the same rows. */
static void compare_ways(const char *const *more)
{
    char *refused[2];
    char *out[2];
    for (int i = 0; i < 2; i++) {
        out[i] = run_batch(more, i != 0, &refused[i]);
    }
    if (strcmp(out[0], out[1]) != 0) {
        fuzz_fail("rows together come to something else than one by one");
    }
    if (strcmp(refused[0], refused[1]) != 0) {
        fuzz_fail("rows together are refused otherwise than one by one");
    }
    for (int i = 0; i < 2; i++) {
        free(out[i]);
        free(refused[i]);
    }
}

/* The elements of children for three rows. */
static void run_table(const uint8_t *data, size_t size)
{
    static const char rows[] = "id,seniority,pay\n1,7,10.50\n2,8,3\n3,90,1\n";
    char table[80] = "children=";
    strcat(table, fuzz_file(TABLE, data, size));
    const char *const more[] = {
        "--facts", fuzz_file(FACTS, rows, sizeof rows - 1), "--key", "id", "--table", table, NULL};
    compare_ways(more);
}

static void run_rows(const uint8_t *data, size_t size, const char *form, const char *decimal)
{
    const char *const more[] = {"--facts",   fuzz_file(FACTS, data, size),
                                "--from",    form,
                                "--ignore",  "id",
                                "--decimal", decimal,
                                NULL};
    compare_ways(more);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) {
        return 0;
    }
    check_law();
    switch (data[0]) {
    case 'l':
        run_rows(data + 1, size - 1, "jsonl", "point");
        break;
    case 'c':
        run_rows(data + 1, size - 1, "csv", "point");
        break;
    case 'd':
        run_rows(data + 1, size - 1, "csv", "comma");
        break;
    case 't':
        run_table(data + 1, size - 1);
        break;
    default:
        run_json(data + 1, size - 1);
        break;
    }
    return 0;
}

/* The first byte stays, but for one mutant in a few. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t room, unsigned seed)
{
    uint64_t state = fuzz_seed(seed);
    if (size == 0) {
        return 0;
    }
    if (fuzz_draw(&state, 200) == 0) {
        data[0] = (uint8_t) "jlcdt"[fuzz_draw(&state, 5)];
    }
    return 1 + fuzz_mutate_text(data + 1, size - 1, room - 1, &state);
}
