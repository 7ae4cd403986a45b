/*
 * The interview: a thousand random employees under the vacation law answer what they are asked, and
 * small programs whose questions are known.
 *
 * The outcomes that a question can have are found here by trying every possible answer, of dates
 * and lists a sample, through the public interface of the library alone. README.md has the median
 * of the questions, which must be the one that is measured here.
 */
#include "bounds.h"
#include "check.h"
#include "interview.h"
#include "qanun_compile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define LAW "rules/az/labour/vacation.qn"

enum {
    EMPLOYEES = 1000,
    EMPLOYEES_FEW = CHECK_FEWER(60, 12),
    FACTS_MAX = 128,
    TEXT_SIZE = 512,
    QUESTIONS_MAX = 40
};

/* ---- programs */

/* A program from the text of a file or of a test. */
typedef struct law {
    const char *text; /* NULL: read from the disk */
    qn_compilation *compilation;
    qn_program *program;
} law;

static qn_status read_file(void *context, const char *path, char **bytes, size_t *length)
{
    const char *text = ((law *)context)->text;
    enum { ROOM = 1 << 20 };
    *bytes = malloc(ROOM);
    if (!*bytes) {
        return QN_NO_MEMORY;
    }
    if (text) {
        *length = strlen(text);
        memcpy(*bytes, text, *length);
        return QN_OK;
    }
    FILE *file = fopen(path, "rb");
    if (!file) {
        free(*bytes);
        return QN_MISUSE;
    }
    *length = fread(*bytes, 1, ROOM, file);
    fclose(file);
    return QN_OK;
}

static bool open_law(law *x, const char *path, const char *text)
{
    size_t length = 0;
    *x = (law){.text = text};
    qn_compile_options options = {.read = read_file, .context = x};
    if (!CHECK_INT(qn_compile(path, &options, &x->compilation), QN_OK)) {
        return false;
    }
    const unsigned char *image = qn_compilation_image(x->compilation, &length);
    return CHECK(image != NULL) &&
           CHECK_INT(qn_program_load(image, length, NULL, &x->program, NULL), QN_OK);
}

static void close_law(law *x)
{
    qn_program_free(x->program);
    qn_compilation_free(x->compilation);
}

/* ---- what is open, seen from outside */

/* Writes what a rule's answer is, with bounds and with what it needs, but for one fact. */
static void write_outcome(qn_case *c, int32_t rule, const char *but, char out[TEXT_SIZE])
{
    qn_value value;
    qn_value low;
    qn_value high;
    char text[QN_VALUE_TEXT_SIZE] = "";
    char from[QN_VALUE_TEXT_SIZE] = "";
    char to[QN_VALUE_TEXT_SIZE] = "";
    qn_eval(c, rule, &value);
    qn_value_text(&value, text, sizeof text, NULL);
    if (qn_value_bound(&value, QN_LOW, &low) == QN_OK) {
        qn_value_text(&low, from, sizeof from, NULL);
    }
    if (qn_value_bound(&value, QN_HIGH, &high) == QN_OK) {
        qn_value_text(&high, to, sizeof to, NULL);
    }
    int used = snprintf(out, TEXT_SIZE, "%s %s..%s", text, from, to);
    const char *cause = qn_case_cause(c, rule, 0);
    for (int32_t i = 0; cause; cause = qn_case_cause(c, rule, ++i)) {
        if (strcmp(cause, but) != 0 && used < TEXT_SIZE) {
            used += snprintf(out + used, (size_t)(TEXT_SIZE - used), " %s", cause);
        }
    }
}

/* One day of each month from 2027, behind every decision, back to 1950. At most 55 days lie between
 * two of them, and no span of birth or hire that the rules treat alike is as short as that. */
static bool write_date(int32_t number, char *out, size_t size)
{
    int32_t month = 12 * 2028 - 1 - number;
    snprintf(out, size, "%d-%02d-%02d", month / 12, month % 12 + 1, 1 + number * 7 % 28);
    return month >= 12 * 1950;
}

/* No child, and for each year from 2026 back to 1984 one, two and three children born in it, and
 * one with a disability: so there are all numbers of children, on each side of each age. */
static bool write_children(int32_t number, char *out, size_t size)
{
    static const char *const pattern[] = {
        "[{birth_date: %d-06-15}]",
        "[{birth_date: %d-06-15}, {birth_date: %d-06-15}]",
        "[{birth_date: %d-06-15}, {birth_date: %d-06-15}, {birth_date: %d-06-15}]",
        "[{birth_date: %d-06-15, disabled: yes}]",
    };
    int year = 2026 - (number - 1) / 4;
    if (number == 0) {
        snprintf(out, size, "[]");
    } else {
        snprintf(out, size, pattern[(number - 1) % 4], year, year, year);
    }
    return year >= 1984;
}

/* No work on the list, works with and without the six months, and two at once. */
static bool write_listed_works(int32_t number, char *out, size_t size)
{
    static const char *const sample[] = {
        "[]",
        "[{list_days: 12, months_this_year: 5, months_in_all: 5}]",
        "[{list_days: 12, months_this_year: 6, months_in_all: 6}]",
        "[{list_days: 36, months_this_year: 12, months_in_all: 40}]",
        ("[{list_days: 6, months_this_year: 12, months_in_all: 12}, "
         "{list_days: 18, months_this_year: 3, months_in_all: 90}]"),
    };
    int32_t count = (int32_t)(sizeof sample / sizeof sample[0]);
    snprintf(out, size, "%s", sample[number < count ? number : 0]);
    return number < count;
}

/* The answer of that number among all possible ones of a fact, as text; of a set those of at most
 * one value, of dates and lists a sample. False where there are no more. */
static bool write_answer(const qn_program *program, int32_t fact, int32_t number, char *out,
                         size_t size)
{
    char range[QN_VALUE_TEXT_SIZE];
    long least;
    long most;
    qn_kind kind = qn_program_fact_info(program, fact).kind;
    int32_t choices = qn_program_fact_info(program, fact).choice_count;
    if (kind == QN_KIND_BOOLEAN) {
        snprintf(out, size, "%s", number ? "yes" : "no");
        return number < 2;
    }
    if (kind == QN_KIND_SET && number == choices) {
        snprintf(out, size, "(empty)");
        return true;
    }
    if (kind == QN_KIND_SET || kind == QN_KIND_CHOICE) {
        const char *name = qn_program_fact_choice(program, fact, number);
        snprintf(out, size, "%s", name ? name : "");
        return number < choices;
    }
    if (kind == QN_KIND_DATE) {
        return write_date(number, out, size);
    }
    if (kind == QN_KIND_LIST) {
        bool children = strcmp(qn_program_fact_info(program, fact).name, "children") == 0;
        return (children ? write_children : write_listed_works)(number, out, size);
    }
    qn_program_fact_range(program, fact, range, sizeof range, NULL);
    const char *in = strstr(range, " in ");
    if (!in || sscanf(in, " in %ld..=%ld", &least, &most) != 2) {
        return false;
    }
    snprintf(out, size, "%ld", least + number);
    return least + number <= most;
}

/* Do two possible answers to the question leave different things open? */
static bool can_matter(const qn_program *program, qn_case *c, int32_t rule, int32_t fact)
{
    const char *name = qn_program_fact_info(program, fact).name;
    char answer[TEXT_SIZE];
    char first[TEXT_SIZE] = "";
    char other[TEXT_SIZE] = "";
    bool matters = false;
    for (int32_t i = 0; !matters && write_answer(program, fact, i, answer, sizeof answer); i++) {
        CHECK_INT(qn_case_set_text(c, fact, answer, strlen(answer)), QN_OK);
        write_outcome(c, rule, name, i == 0 ? first : other);
        matters = i > 0 && strcmp(first, other) != 0;
    }
    qn_case_set_unknown(c, fact);
    return matters;
}

/* ---- employees */

/* What is true of an employee, as text, and the day of the decision. */
typedef struct employee {
    char answer[FACTS_MAX][TEXT_SIZE];
    char on[QN_VALUE_TEXT_SIZE];
} employee;

static int32_t draw(uint64_t *state, int32_t least, int32_t most)
{
    return least + (int32_t)(check_random(state) % (uint64_t)(most - least + 1));
}

/* Sets one answer, if the law has the fact. */
static void set_number(const qn_program *program, employee *e, const char *name, int32_t number)
{
    int32_t fact = qn_program_fact(program, name);
    if (CHECK(fact >= 0)) {
        snprintf(e->answer[fact], TEXT_SIZE, "%d", number);
    }
}

/* The same of a date; of the month any of the first 28 days. */
static void set_date(const qn_program *program, employee *e, const char *name, int32_t month,
                     int32_t day)
{
    int32_t fact = qn_program_fact(program, name);
    if (CHECK(fact >= 0)) {
        snprintf(e->answer[fact], TEXT_SIZE, "%d-%02d-%02d", month / 12, month % 12 + 1, day);
    }
}

/* Draws an employee: facts with a default have it three times in four, the months of birth and of
 * hire and the months of service fit to each other, and all else is as likely as any other. */
static void draw_employee(const qn_program *program, uint64_t *state, employee *e)
{
    for (int32_t i = 0; i < qn_program_fact_count(program); i++) {
        size_t length = 0;
        int32_t count = 0;
        qn_program_fact_default(program, i, e->answer[i], TEXT_SIZE, &length);
        if (length > 0 && draw(state, 1, 4) > 1) {
            continue;
        }
        while (write_answer(program, i, count, e->answer[i], TEXT_SIZE)) {
            count++;
        }
        write_answer(program, i, draw(state, 0, count - 1), e->answer[i], TEXT_SIZE);
    }
    int32_t now = draw(state, 12 * 2000, 12 * 2027 - 1);
    int32_t age = draw(state, 12 * 15 + 1, 12 * 70);
    int32_t service = draw(state, 0, age - 12 * 15 - 1);
    set_date(program, e, "birth_date", now - age, draw(state, 1, 28));
    set_date(program, e, "hire_date", now - service, 1);
    set_number(program, e, "earlier_service_elsewhere",
               draw(state, 0, 1) * draw(state, 0, age - 12 * 15 - 1 - service));
    snprintf(e->on, sizeof e->on, "%d-%02d-%02d", now / 12, now % 12 + 1, draw(state, 1, 28));
}

/* Interviews an employee. Returns how many questions it took. */
static int32_t interview(const qn_program *program, const employee *e, uint32_t rule)
{
    qn_interview x;
    bool asked[FACTS_MAX] = {false};
    int32_t questions = 0;
    qn_case *c = qn_case_new(program);
    qn_case_set_text(c, QN_TODAY, e->on, strlen(e->on));
    CHECK(qn_interview_begin(&x, program, c, &rule, 1));
    int32_t fact = qn_interview_next(&x);
    while (fact != QN_INTERVIEW_END && CHECK(fact >= 0) && CHECK(!asked[fact])) {
        if (!CHECK(can_matter(program, c, (int32_t)rule, fact))) {
            printf("asked in vain: %s\n", qn_program_fact_info(program, fact).name);
        }
        asked[fact] = true;
        questions++;
        CHECK_INT(qn_case_set_text(c, fact, e->answer[fact], strlen(e->answer[fact])), QN_OK);
        qn_interview_answered(&x, fact);
        fact = qn_interview_next(&x);
    }
    qn_interview_end(&x);
    qn_interview_clear(&x);

    char found[TEXT_SIZE];
    char wanted[TEXT_SIZE];
    write_outcome(c, (int32_t)rule, "", found);
    qn_case_reset(c);
    qn_case_set_text(c, QN_TODAY, e->on, strlen(e->on));
    for (int32_t i = 0; i < qn_program_fact_count(program); i++) {
        CHECK_INT(qn_case_set_text(c, i, e->answer[i], strlen(e->answer[i])), QN_OK);
    }
    write_outcome(c, (int32_t)rule, "", wanted);
    CHECK_TEXT(found, wanted);
    qn_case_free(c);
    return questions;
}

/* Checks that README.md has the sentence with these numbers. */
static void check_readme(int32_t median, int32_t facts)
{
    enum { ROOM = 1 << 16 };
    char sentence[TEXT_SIZE];
    char *readme = calloc(1, ROOM);
    FILE *file = fopen("README.md", "rb");
    snprintf(sentence, sizeof sentence, "%d of its %d questions", median, facts);
    if (CHECK(readme && file) && fread(readme, 1, ROOM - 1, file) > 0) {
        CHECK_TEXT(strstr(readme, sentence) ? sentence : "another number in README.md", sentence);
    }
    if (file) {
        fclose(file);
    }
    free(readme);
}

/* How many facts decide a rule, where nothing but the day is known. */
static int32_t count_questions(const qn_program *program, int32_t rule)
{
    qn_value value;
    qn_case *c = qn_case_new(program);
    qn_case_set_text(c, QN_TODAY, "2026-06-01", strlen("2026-06-01"));
    for (int32_t i = 0; i < qn_program_fact_count(program); i++) {
        qn_case_set_unknown(c, i);
    }
    qn_eval(c, rule, &value);
    int32_t count = 0;
    while (qn_case_cause(c, rule, count)) {
        count++;
    }
    qn_case_free(c);
    return count;
}

/* Interviews so many employees. */
static void ask_employees(int32_t employees)
{
    law vacation;
    int32_t count_of[QUESTIONS_MAX] = {0};
    int32_t total = 0;
    int32_t median = 0;
    uint64_t state = 20260101;
    static employee e;
    if (!open_law(&vacation, LAW, NULL)) {
        return;
    }
    int32_t rule = qn_program_rule(vacation.program, "vacation");
    int32_t facts = count_questions(vacation.program, rule);
    CHECK(qn_program_fact_count(vacation.program) <= FACTS_MAX && facts < QUESTIONS_MAX);
    for (int i = 0; i < employees; i++) {
        draw_employee(vacation.program, &state, &e);
        int32_t questions = interview(vacation.program, &e, (uint32_t)rule);
        CHECK(questions <= facts);
        count_of[questions]++;
        total += questions;
    }
    for (int32_t below = count_of[0]; below <= employees / 2; below += count_of[++median]) {
    }
    printf("%d employees: median %d of %d questions, %d in all\n", employees, median, facts, total);
    for (int32_t i = 0; i <= facts; i++) {
        printf("%s%d: %d", i ? ", " : "  questions: employees  ", i, count_of[i]);
    }
    printf("\n");
    if (employees == EMPLOYEES) {
        check_readme(median, facts);
    }
    close_law(&vacation);
}

static void test_few(void)
{
    ask_employees(EMPLOYEES_FEW);
}

static void test_thousand(void)
{
    ask_employees(EMPLOYEES);
}

/* ---- small programs */

/* Interviews about the rule `r` of a program whose text is given; answers come by the name of the
 * fact, "?" for one that is declined. Writes the names of the facts that were asked. */
static void ask_all(const char *text, const char *const (*answers)[2], size_t count, char *out,
                    size_t size)
{
    law small;
    qn_interview x;
    size_t used = 0;
    out[0] = '\0';
    if (!open_law(&small, "small.qn", text)) {
        return;
    }
    uint32_t rule = (uint32_t)qn_program_rule(small.program, "r");
    qn_case *c = qn_case_new(small.program);
    CHECK(qn_interview_begin(&x, small.program, c, &rule, 1));
    for (int32_t fact; (fact = qn_interview_next(&x)) != QN_INTERVIEW_END;) {
        const char *name =
            fact == QN_TODAY ? "today" : qn_program_fact_info(small.program, fact).name;
        const char *answer = "?";
        used += (size_t)snprintf(out + used, size - used, "%s%s", used ? " " : "", name);
        for (size_t i = 0; i < count; i++) {
            answer = strcmp(answers[i][0], name) == 0 ? answers[i][1] : answer;
        }
        if (answer[0] == '?') {
            qn_interview_decline(&x, fact);
        } else {
            CHECK_INT(qn_case_set_text(c, fact, answer, strlen(answer)), QN_OK);
            qn_interview_answered(&x, fact);
        }
    }
    qn_interview_clear(&x);
    qn_case_free(c);
    close_law(&small);
}

#define ASK(text, answers, out)                                                                    \
    ask_all(text, answers, sizeof answers / sizeof answers[0], out, sizeof out)

/* What is asked, in its order. */
static void test_order(void)
{
    char asked[TEXT_SIZE];
    static const char gated[] =
        "fact pay : AZN in 0..=1000\nfact served : years in 0..=50\n"
        "fact member : yes/no\nr : AZN\n    only when member \"no member\"\n"
        "    base pay\n    served 5.. → +10\n";
    static const char *const member[][2] = {{"member", "yes"}, {"pay", "1"}, {"served", "2"}};
    static const char *const stranger[][2] = {{"member", "no"}};
    ASK(gated, stranger, asked);
    CHECK_TEXT(asked, "member");
    ASK(gated, member, asked);
    CHECK_TEXT(asked, "member pay served");

    static const char dated[] = "fact a : yes/no\nr : integer\n    from 2020-01-01 → 1\n"
                                "    from 2024-01-01 → (if a then 2 else 3)\n";
    static const char *const before[][2] = {{"today", "2021-05-05"}};
    static const char *const after[][2] = {{"today", "2024-05-05"}, {"a", "no"}};
    ASK(dated, before, asked);
    CHECK_TEXT(asked, "today");
    ASK(dated, after, asked);
    CHECK_TEXT(asked, "today a");
}

/* Two facts of which none settles anything alone: asked while they may, and not once one of them is
 * declined, for then nothing comes of the other. */
static void test_joint(void)
{
    char asked[TEXT_SIZE];
    static const char text[] = "fact a : yes/no\nfact b : yes/no\n"
                               "r : yes/no = (a and b) or (not a and not b)\n";
    static const char *const both[][2] = {{"a", "yes"}, {"b", "no"}};
    static const char *const neither[][2] = {{"a", "?"}, {"b", "no"}};
    ASK(text, both, asked);
    CHECK_TEXT(asked, "a b");
    ASK(text, neither, asked);
    CHECK_TEXT(asked, "a");
}

/* A narrow band in a wide range is found, since it begins at a constant; a fact that is used but
 * never decides is not asked. */
static void test_narrow(void)
{
    char asked[TEXT_SIZE];
    static const char band[] = "fact pay : AZN in 0..=1000000\nfact other : yes/no\n"
                               "r : integer\n    base 1\n    pay 7777..7777.02 → 2\n";
    static const char *const pay[][2] = {{"pay", "7777.01"}};
    ASK(band, pay, asked);
    CHECK_TEXT(asked, "pay");

    static const char idle[] = "fact pay : AZN in 0..=100\nfact a : yes/no\nr : integer\n"
                               "    base 1\n    when a → 2\n    pay 200.. → 3\n";
    static const char *const a[][2] = {{"a", "no"}};
    ASK(idle, a, asked);
    CHECK_TEXT(asked, "a");
}

/* Every kind of fact has tries that the fact takes. */
static void test_tries(void)
{
    static const char text[] =
        "fact a : integer\nfact b : number in -1..=1\nfact c : percent\nfact d : AZN in 0..=5\n"
        "fact e : yes/no = no\nfact f : date\nfact g : one of x, y = x\nchoice w = p, q\n"
        "fact h : set of w = [p]\nfact i : text\nfact j : years in 0..=80\nfact k : AZN or none\n"
        "fact l : days in 1..=3 = 2\nr : integer = 3\n";
    law small;
    if (!open_law(&small, "small.qn", text)) {
        return;
    }
    qn_case *c = qn_case_new(small.program);
    for (int32_t fact = -1; fact < qn_program_fact_count(small.program); fact++) {
        qn_tries tries;
        int32_t which = fact < 0 ? QN_TODAY : fact;
        CHECK(qn_tries_make(small.program, which, &tries));
        CHECK(tries.count >= 2);
        for (size_t i = 0; i < tries.count; i++) {
            if (!CHECK_INT(
                    qn_case_set_text(c, which, qn_tries_text(&tries, i), tries.row[i].length),
                    QN_OK)) {
                printf("%s\n", qn_case_error(c)->text);
            }
        }
        qn_tries_clear(&tries);
    }
    qn_case_free(c);
    close_law(&small);
}

/* ---- a large program */

enum { MANY_FACTS = 80, MANY_RULES = 40, LARGE_SIZE = 1 << 16 };

/* Writes a program of many facts of each kind, and rules that use ten of them each. */
static void write_large(char out[LARGE_SIZE])
{
    static const char *const types[] = {"yes/no", "yes/no = no", "years in 0..=60 = 0",
                                        "AZN in 0..=100000", "date in 1990-01-01..=2030-12-31"};
    static const char *const tests[] = {"f%d", "not f%d", "f%d >= %d", "f%d > %d",
                                        "f%d > 20%d-05-01"};
    enum { TYPES = sizeof types / sizeof types[0] };
    uint64_t state = 7;
    size_t used = 0;
    for (int i = 0; i < MANY_FACTS; i++) {
        used +=
            (size_t)snprintf(out + used, LARGE_SIZE - used, "fact f%d : %s\n", i, types[i % TYPES]);
    }
    for (int i = 0; i < MANY_RULES; i++) {
        used += (size_t)snprintf(out + used, LARGE_SIZE - used, "r%d : AZN\n    base 5\n", i);
        for (int k = 0; k < 10; k++) {
            char test[TEXT_SIZE];
            int fact = draw(&state, 0, MANY_FACTS - 1);
            snprintf(test, sizeof test, tests[fact % TYPES], fact, draw(&state, 10, 29));
            used += (size_t)snprintf(out + used, LARGE_SIZE - used, "    when %s → +%d\n", test,
                                     draw(&state, 1, 500));
        }
    }
}

/* Interviews about all rules of a program, with answers by chance or none at all; the most steps
 * and the most seconds of the processor that one question took. */
static void ask_large(const qn_program *program, bool declines, uint64_t *steps, double *seconds)
{
    qn_interview x;
    uint32_t rule[MANY_RULES];
    uint64_t state = 11;
    qn_case *c = qn_case_new(program);
    for (uint32_t i = 0; i < MANY_RULES; i++) {
        rule[i] = i;
    }
    *steps = 0;
    *seconds = 0;
    CHECK(qn_interview_begin(&x, program, c, rule, MANY_RULES));
    for (int32_t fact = 0; fact != QN_INTERVIEW_END;) {
        uint64_t before = qn_bounds_steps_taken(c);
        clock_t begin = clock();
        fact = qn_interview_next(&x);
        double taken = (double)(clock() - begin) / CLOCKS_PER_SEC;
        *seconds = taken > *seconds ? taken : *seconds;
        before = qn_bounds_steps_taken(c) - before;
        *steps = before > *steps ? before : *steps;
        if (fact == QN_INTERVIEW_END) {
            break;
        }
        if (declines) {
            qn_interview_decline(&x, fact);
            continue;
        }
        const qn_tries *tries = qn_interview_tries(&x, fact);
        size_t at = (size_t)draw(&state, 0, (int32_t)tries->count - 1);
        CHECK_INT(qn_case_set_text(c, fact, qn_tries_text(tries, at), tries->row[at].length),
                  QN_OK);
        qn_interview_answered(&x, fact);
    }
    for (uint32_t i = 0; i < MANY_RULES && !declines; i++) {
        qn_value value;
        qn_eval(c, (int32_t)i, &value);
        CHECK_INT(value.status, QN_KNOWN);
    }
    qn_interview_clear(&x);
    qn_case_free(c);
}

/* No question of a program takes more steps than spec/ask.md says; how long that takes is told, but
 * fails nothing, as it depends on the machine. */
static void ask_in_time(const char *text, bool measured)
{
    enum { STEPS = 3 * 1000000 + 1000000 };
    law large;
    if (!open_law(&large, "large.qn", text)) {
        return;
    }
    for (int declines = 0; declines < 2; declines++) {
        uint64_t steps;
        double seconds;
        ask_large(large.program, declines, &steps, &seconds);
        CHECK(steps <= STEPS);
        if (measured) {
            printf("a question is chosen in at most %.3f s, %lu steps\n", seconds,
                   (unsigned long)steps);
        }
    }
    close_law(&large);
}

static char large_text[LARGE_SIZE];

static void test_large(void)
{
    write_large(large_text);
    ask_in_time(large_text, false);
}

static void test_large_in_time(void)
{
    write_large(large_text);
    ask_in_time(large_text, true);
}

/* Rules that take long are judged by once the others are settled, and asked about all the same. */
static void test_heavy(void)
{
    char asked[TEXT_SIZE];
    static const char text[] =
        "fact a : yes/no\nfact b : yes/no\nfact n : integer in 0..=5\nfact m : integer in 0..=9\n"
        "r : integer = (count of each d in days of (2000-01-01 through 2009-12-31) where "
        "(if a then day of d > n else day of d > m) : d)\n";
    static const char *const yes[][2] = {{"a", "yes"}, {"n", "2"}};
    ASK(text, yes, asked);
    CHECK_TEXT(asked, "a n");
}

/* With an argument it interviews all the employees, which takes long with sanitizers. */
int main(int count, char **word)
{
    static const check_case cases[] = {
        {"some employees", test_few}, {"order", test_order}, {"joint", test_joint},
        {"narrow", test_narrow},      {"tries", test_tries}, {"a large program", test_large},
        {"heavy", test_heavy},
    };
    static const check_case long_cases[] = {{"a thousand employees", test_thousand},
                                            {"a large program in time", test_large_in_time}};
    if (count > 1 && strcmp(word[1], "1000") == 0) {
        return check_run("interview", long_cases, 2);
    }
    return check_run("interview", cases, sizeof cases / sizeof cases[0]);
}
