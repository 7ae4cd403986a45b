/*
 * Out of memory: whatever request for memory is refused while rules are compiled, an image is
 * loaded or a case is opened, the call says so, gives everything back and leaves its caller's
 * objects as they were.
 *
 * With the names of files as arguments it refuses each request for each of them, which takes long.
 */
#include "check.h"
#include "memory.h"
#include "qanun_compile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- files in memory */

/* What a compilation can read. */
typedef struct shelf {
    const char *path[3];
    const char *text[3];
    bool no_memory; /* for a second file */
} shelf;

static qn_status take_copy(const char *text, size_t length, char **bytes, size_t *out_length)
{
    *bytes = malloc(length + 1);
    *out_length = length;
    if (!*bytes) {
        return QN_NO_MEMORY;
    }
    memcpy(*bytes, text, length + 1);
    return QN_OK;
}

static qn_status read_shelf(void *context, const char *path, char **bytes, size_t *length)
{
    const shelf *s = context;
    for (size_t i = 0; i < 3 && s->path[i]; i++) {
        if (strcmp(path, s->path[i]) == 0) {
            return s->no_memory && i > 0 ? QN_NO_MEMORY
                                         : take_copy(s->text[i], strlen(s->text[i]), bytes, length);
        }
    }
    return QN_MISUSE;
}

/* A qn_read_file from the disk, for files of at most 64 KiB. */
static qn_status read_disk(void *context, const char *path, char **bytes, size_t *length)
{
    static char text[65536];
    (void)context;
    FILE *file = fopen(path, "rb");
    if (!file) {
        return QN_MISUSE;
    }
    size_t got = fread(text, 1, sizeof text - 1, file);
    (void)fclose(file);
    text[got] = '\0';
    return take_copy(text, got, bytes, length);
}

/* ---- compiling */

/* What a compilation comes to when nothing is refused. */
typedef struct outcome {
    unsigned char *image;
    size_t length;
    long asked;
} outcome;

/* Compiles; false if a status, an image or the account of the memory is wrong. */
static bool compile_once(const char *path, const qn_compile_options *options, memory *m,
                         const outcome *expected)
{
    qn_compilation *compilation = NULL;
    size_t length = 0;
    qn_status status = qn_compile(path, options, &compilation);
    bool good = status == (m->refused ? QN_NO_MEMORY : QN_OK) && (status == QN_OK) == !!compilation;
    if (compilation && expected) {
        const unsigned char *image = qn_compilation_image(compilation, &length);
        good = good && length == expected->length &&
               (length == 0 || memcmp(image, expected->image, length) == 0);
    }
    qn_compilation_free(compilation);
    return good && m->live == 0 && m->mistaken == 0;
}

/* The image from an allocator that refuses nothing, in a block of its own. */
static bool compile_well(const char *path, qn_compile_options *options, outcome *out)
{
    memory m = {.refused_at = -1};
    qn_compilation *compilation = NULL;
    options->memory.context = &m;
    *out = (outcome){.image = NULL};
    if (!CHECK_INT(qn_compile(path, options, &compilation), QN_OK)) {
        return false;
    }
    const unsigned char *image = qn_compilation_image(compilation, &out->length);
    out->image = malloc(out->length + 1);
    if (out->image && image) {
        memcpy(out->image, image, out->length);
    }
    out->asked = m.asked;
    qn_compilation_free(compilation);
    return CHECK(out->image != NULL) && CHECK_INT(m.live, 0) && CHECK_INT(m.mistaken, 0);
}

/* Refuses every step-th request, once and for good. */
static void refuse_each(const char *path, qn_compile_options options, long step)
{
    outcome expected;
    options.memory.allocate = memory_allocate;
    if (compile_well(path, &options, &expected)) {
        for (long at = 0; at <= expected.asked; at += step) {
            for (int for_good = 0; for_good < 2; for_good++) {
                memory m = {.refused_at = at, .for_good = for_good != 0};
                options.memory.context = &m;
                if (!CHECK(compile_once(path, &options, &m, &expected))) {
                    printf("  %s: request %ld%s\n", path, at, for_good ? " and all behind it" : "");
                }
            }
        }
    }
    free(expected.image);
}

/* A program with something of everything, the file that it uses, and one of mistakes. */
static const char law[] = "law Labour Code = \"The Labour Code\"\n"
                          "use tables (allowance)\n"
                          "reviewed from 2020-01-01 until 2030-01-01\n"
                          "choice grade = junior, senior, chief\n"
                          "fact post : grade\n"
                          "fact merits : set of grade = junior\n"
                          "fact wage : AZN in 0..=20000\n"
                          "fact years_served : years in 0..=60 = 0 \"How long?\"\n"
                          "fact hired : date or none\n"
                          "fact remark : text = \"none\"\n"
                          "define twice(x : AZN) : AZN = 2 * x\n"
                          "leave : calendar days\n"
                          "    base 21 [Labour Code 114]\n"
                          "    years_served\n"
                          "        5..10 → +2\n"
                          "        10..  → +4\n"
                          "    post chief → at least 30\n"
                          "late : calendar days\n"
                          "    until 2027-01-01 → 1\n"
                          "    from 2027-01-01 → 2\n"
                          "tax : AZN rounded to 0.01\n"
                          "    scale wage\n"
                          "        ..2500 → 14%\n"
                          "        2500.. → 25%\n"
                          "total : AZN = twice(tax) + (allowance otherwise 0 AZN)\n"
                          "later : calendar days = late on 2027-06-01\n"
                          "share : number = 1 / 3\n"
                          "asked : yes/no = merits has senior and hired is none\n"
                          "example \"a chief\"\n"
                          "    given post = chief, years_served = 7\n"
                          "    on 2026-06-01\n"
                          "    expect leave = 30 days\n"
                          "labels az\n"
                          "    leave = \"məzuniyyət\"\n";
static const char tables[] = "fact region : one of north, south\n"
                             "allowance : AZN\n"
                             "    only when region = north \"there is none in the south\"\n"
                             "    base 10\n";
static const char mistakes[] = "fact wage : AZN\n"
                               "fact wage : AZN\n"
                               "fact many : one of a, b\n"
                               "start : AZN = second + 1 day\n"
                               "second : AZN = third\n"
                               "third : AZN = second\n"
                               "missing : days = nothing + wage\n"
                               "choose : yes/no = many = c\n"
                               "tax : AZN\n"
                               "    scale wage\n"
                               "        ..2500 → 14%\n"
                               "        2000.. → 25%\n"
                               "gap : days\n"
                               "    wage\n"
                               "        0..10 → 1\n"
                               "        20..30 → 2\n";

static const shelf sound = {{"law.qn", "tables.qn"}, {law, tables}, false};

static qn_compile_options options_for(const shelf *s)
{
    return (qn_compile_options){
        .read = read_shelf, .context = (void *)(uintptr_t)s, .single_blocks = true};
}

static void every_request_of_a_program_is_refused(void)
{
    outcome expected;
    qn_compile_options options = options_for(&sound);
    options.memory.allocate = memory_allocate;
    CHECK(compile_well("law.qn", &options, &expected) && expected.length > 0);
    free(expected.image);
    refuse_each("law.qn", options, 1);
}

static void every_request_of_mistakes_is_refused(void)
{
    const shelf wrong = {{"law.qn"}, {mistakes}, false};
    outcome expected;
    qn_compile_options options = options_for(&wrong);
    options.memory.allocate = memory_allocate;
    CHECK(compile_well("law.qn", &options, &expected) && expected.length == 0);
    free(expected.image);
    refuse_each("law.qn", options, 1);
}

/* With the blocks as they are asked for in earnest, and where the reader is who finds none. */
static void large_blocks_and_files_are_refused(void)
{
    qn_compile_options options = options_for(&sound);
    options.single_blocks = false;
    refuse_each("law.qn", options, 1);
    shelf unread = sound;
    unread.no_memory = true;
    options.context = &unread;
    qn_compilation *compilation = NULL;
    memory m = {.refused_at = -1};
    options.memory = (qn_options){.allocate = memory_allocate, .context = &m};
    CHECK_INT(qn_compile("law.qn", &options, &compilation), QN_NO_MEMORY);
    CHECK(compilation == NULL && m.live == 0);
}

/* The programs that show each feature; some requests of each. */
static void some_requests_of_the_kept_programs_are_refused(void)
{
    static const char *const names[] = {
        "exactness",
        "step01",
        "step01_ranges",
        "step02",
        "step03",
        "step03_effects",
        "step04",
        "step04_conflicts",
        "step05",
        "step05_sets",
        "step06",
        "step06_numbers",
        "step07",
        "step07_time",
        "step09",
        "step09_cells",
        "step10",
        "step10_inverse",
        "step10_kinds",
        "step11",
        "step11_blocks",
        "step13",
        "step13_conditions",
        "step14",
        "step14_months",
        "step18",
        "step20",
        "modules/whole",
        "modules/chosen",
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char path[100];
        snprintf(path, sizeof path, "tests/lang/%s.qn", names[i]);
        refuse_each(path, (qn_compile_options){.read = read_disk, .single_blocks = true}, 29);
    }
}

/* ---- running */

/* The program of an image, or NULL, with an allocator that counts. */
static qn_program *load(const outcome *built, memory *m)
{
    qn_options options = {.allocate = memory_allocate, .context = m};
    qn_program *program = NULL;
    qn_error error = {.code = QN_OK};
    qn_status status = qn_program_load(built->image, built->length, &options, &program, &error);
    CHECK_INT(status, m->refused ? QN_NO_MEMORY : QN_OK);
    CHECK((program == NULL) == (status != QN_OK) && error.code == status);
    return program;
}

static bool build_law(outcome *built)
{
    qn_compile_options options = options_for(&sound);
    options.memory.allocate = memory_allocate;
    return compile_well("law.qn", &options, built) && CHECK(built->length > 0);
}

static void every_request_of_loading_is_refused(void)
{
    outcome built;
    memory whole = {.refused_at = -1};
    if (build_law(&built)) {
        qn_program_free(load(&built, &whole));
        CHECK(whole.asked > 1 && whole.live == 0);
        for (long at = 0; at < whole.asked * 2; at++) {
            memory m = {.refused_at = at / 2, .for_good = at % 2 != 0};
            qn_program_free(load(&built, &m));
            CHECK(m.refused && m.live == 0 && m.mistaken == 0);
        }
    }
    free(built.image);
}

/* Gives two texts; the case must hold the one that it took last, and be asked all the same. */
static void use_case(const qn_program *program, memory *m)
{
    qn_options options = {.allocate = memory_allocate, .context = m};
    qn_case *c = NULL;
    int32_t note = qn_program_fact(program, "remark"), rule = qn_program_rule(program, "asked");
    qn_status opened = qn_case_new_with(program, &options, &c);
    CHECK_INT(opened, m->refused ? QN_NO_MEMORY : QN_OK);
    CHECK((c == NULL) == m->refused);
    if (c) {
        qn_status first = qn_case_set_text(c, note, "abc", 3);
        qn_status second = qn_case_set_text(c, note, "a longer text", 13);
        char text[64] = "";
        size_t length = 0;
        qn_value value;
        CHECK((first == QN_OK && second == QN_OK) == !m->refused);
        CHECK(first == QN_OK || first == QN_NO_MEMORY);
        CHECK(second == QN_OK || second == QN_NO_MEMORY);
        CHECK_INT(qn_case_fact(c, note, &value), QN_OK);
        CHECK_INT(qn_value_text(&value, text, sizeof text, &length), QN_OK);
        CHECK_TEXT(text, second == QN_OK ? "a longer text" : first == QN_OK ? "abc" : "none");
        long asked = m->asked;
        CHECK_INT(qn_eval(c, rule, &value), QN_OK);
        CHECK_INT(value.status, QN_KNOWN);
        CHECK_INT(m->asked, asked);
    }
    qn_case_free(c);
    CHECK(m->live == 0 && m->mistaken == 0);
}

static void every_request_of_a_case_is_refused(void)
{
    outcome built;
    memory whole = {.refused_at = -1}, theirs = {.refused_at = -1};
    if (build_law(&built)) {
        qn_program *program = load(&built, &theirs);
        use_case(program, &whole);
        CHECK(whole.asked >= 3);
        for (long at = 0; at < whole.asked * 2; at++) {
            memory m = {.refused_at = at / 2, .for_good = at % 2 != 0};
            use_case(program, &m);
            CHECK(m.refused);
        }
        qn_program_free(program);
    }
    free(built.image);
}

static int given_count;
static char **given;

static void every_request_of_the_given_files_is_refused(void)
{
    for (int i = 0; i < given_count; i++) {
        refuse_each(given[i], (qn_compile_options){.read = read_disk, .single_blocks = true}, 1);
    }
}

int main(int count, char **arguments)
{
    static const check_case cases[] = {
        {"a program", every_request_of_a_program_is_refused},
        {"mistakes", every_request_of_mistakes_is_refused},
        {"large blocks and files", large_blocks_and_files_are_refused},
        {"kept programs", some_requests_of_the_kept_programs_are_refused},
        {"loading", every_request_of_loading_is_refused},
        {"cases", every_request_of_a_case_is_refused},
    };
    static const check_case files[] = {
        {"given files", every_request_of_the_given_files_is_refused}};
    given = arguments + 1;
    given_count = count - 1;
    return count > 1 ? check_run("faults", files, 1)
                     : check_run("faults", cases, sizeof cases / sizeof *cases);
}
