/*
 * Answers every rule and every duty of the files below a folder for many people on one day.
 *
 *     replay totals RULES DAY FIRST    what all answers come to, a line a question
 *     replay answers RULES DAY FIRST   every answer
 *     replay costs RULES DAY FIRST     the microseconds that each question took in all
 *     replay facts RULES               the facts that rules or duties read
 *
 * RULES is a folder, or one file. The input has a person in each line, numbered from FIRST: facts
 * as NAME=VALUE, with tabs between them. Facts that no rule reads are passed over. Exit status 2:
 * something cannot be read.
 *
 * Each file is a program of its own, of which its own rules and duties are asked. Totals can be
 * added up over parts of the people: the digest is the sum of those of each person's answers, so
 * that the number of processes does not show.
 */
#include "answer.h"
#include "duty.h"
#include "files.h"
#include "rules.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* A rule of a file, or a duty, which is told by its message; duty: its row, or -1. */
typedef struct question {
    const char *name;
    int32_t rule;
    int32_t duty;
} question;

/* A file with one case. name_of_fact: where in the names of the corpus each of its facts is. */
typedef struct law {
    qn_rules rules;
    char *name; /* "az/labour/vacation" */
    qn_view view;
    size_t *name_of_fact;
    question *question;
    size_t question_count;
} law;

/* All files of a folder, with the names of all facts that they read, sorted. */
typedef struct corpus {
    qn_paths paths;
    law *law;
    size_t law_count;
    size_t question_count;
    const char **name;
    size_t name_count;
} corpus;

/* People as they are asked: the text of the input, and where the next one is in it. */
typedef struct crowd {
    char *text;
    char *next;
    size_t number; /* of the one that was read last */
    const char *day;
} crowd;

static void fail(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    exit(2);
}

static void *memory(void *block)
{
    if (!block) {
        fail("replay: no memory");
    }
    return block;
}

/* ---- the files */

static int by_text(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static int by_name(const void *left, const void *right)
{
    return strcmp(((const question *)left)->name, ((const question *)right)->name);
}

/* The rules that the file itself has, in the order of their names, and its duties. */
static void list_questions(law *x)
{
    const qn_tables *t = x->rules.tables;
    x->question = memory(calloc((size_t)t->rule_count + t->duty_count + 1, sizeof *x->question));
    for (uint32_t i = 0; i < t->rule_count; i++) {
        if (t->rule[i].source == 0 && !qn_program_rule_is_hidden(x->rules.program, (int32_t)i)) {
            x->question[x->question_count++] =
                (question){qn_tables_string(t, t->rule[i].name), (int32_t)i, -1};
        }
    }
    qsort(x->question, x->question_count, sizeof *x->question, by_name);
    for (uint32_t i = 0; i < t->duty_count; i++) {
        x->question[x->question_count++] = (question){qn_tables_string(t, t->duty[i].message),
                                                      (int32_t)t->duty[i].rule, (int32_t)i};
    }
}

/* "rules/az/tax/wage_tax.qn" in the folder "rules/az" is called "tax/wage_tax". */
static char *name_of(const char *path, const char *folder)
{
    size_t skip = strcmp(path, folder) == 0 ? 0 : strlen(folder);
    skip += path[skip] == '/' && skip > 0;
    char *name = memory(strdup(path + skip));
    name[strcspn(name, ".")] = '\0';
    return name;
}

static void open_law(law *x, const char *path, const char *folder)
{
    qn_page words = {0};
    qn_sink sink = {.page = &words};
    if (!qn_rules_load(path, false, &sink, &x->rules)) {
        fail("%s", qn_page_string(&words));
    }
    qn_page_clear(&words);
    x->name = name_of(path, folder);
    x->view = (qn_view){.program = x->rules.program,
                        .t = x->rules.tables,
                        .c = memory(qn_case_new(x->rules.program))};
    list_questions(x);
}

/* Gathers the names of the facts of all files, each once. */
static void list_names(corpus *all)
{
    size_t count = 0;
    for (size_t i = 0; i < all->law_count; i++) {
        count += all->law[i].rules.tables->fact_count;
    }
    all->name = memory(calloc(count + 1, sizeof *all->name));
    for (size_t i = 0; i < all->law_count; i++) {
        const qn_program *program = all->law[i].rules.program;
        for (int32_t k = 0; k < qn_program_fact_count(program); k++) {
            all->name[all->name_count++] = qn_program_fact_name(program, k);
        }
    }
    qsort(all->name, count, sizeof *all->name, by_text);
    all->name_count = 0;
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || strcmp(all->name[i], all->name[all->name_count - 1]) != 0) {
            all->name[all->name_count++] = all->name[i];
        }
    }
}

/* Where a name is among those of the corpus; name_count where it is not. */
static size_t find_name(const corpus *all, const char *name)
{
    const char **found = bsearch(&name, all->name, all->name_count, sizeof *all->name, by_text);
    return found ? (size_t)(found - all->name) : all->name_count;
}

/* A file without rules and duties, which only declares, asks nothing and reads nothing. */
static corpus open_corpus(const char *folder)
{
    corpus all = {0};
    qn_paths_add(&all.paths, folder);
    all.law = memory(calloc(all.paths.count + 1, sizeof *all.law));
    for (size_t i = 0; i < all.paths.count; i++) {
        law *x = &all.law[all.law_count];
        open_law(x, all.paths.path[i], folder);
        all.question_count += x->question_count;
        all.law_count += x->question_count > 0;
    }
    list_names(&all);
    for (size_t i = 0; i < all.law_count; i++) {
        const qn_program *program = all.law[i].rules.program;
        int32_t count = qn_program_fact_count(program);
        all.law[i].name_of_fact = memory(calloc((size_t)count + 1, sizeof(size_t)));
        for (int32_t k = 0; k < count; k++) {
            all.law[i].name_of_fact[k] = find_name(&all, qn_program_fact_name(program, k));
        }
    }
    return all;
}

static void close_corpus(corpus *all)
{
    for (size_t i = 0; i < all->law_count; i++) {
        law *x = &all->law[i];
        qn_case_free(x->view.c);
        free(x->question);
        free(x->name_of_fact);
        free(x->name);
        qn_rules_clear(&x->rules);
    }
    free(all->law);
    free(all->name);
    qn_paths_clear(&all->paths);
}

/* ---- people and days */

static crowd read_crowd(const char *day, const char *first)
{
    crowd all = {.number = strtoul(first, NULL, 10) - 1, .day = day};
    size_t length = 0;
    const char *wrong = qn_file_read("-", QN_FILE_IMAGE_MAX, &all.text, &length);
    if (wrong) {
        fail("the people: %s", wrong);
    }
    all.next = all.text;
    return all;
}

/* Cuts the next person's line into values, by the names of the corpus; NULL is not given. False
 * behind the last one. */
static bool next_person(crowd *all, const corpus *of, const char **value)
{
    if (*all->next == '\0') {
        return false;
    }
    all->number++;
    memset(value, 0, (of->name_count + 1) * sizeof *value);
    for (bool more = true; more;) {
        char *fact = all->next, *is = strpbrk(fact, "=\t\n");
        size_t length = is && *is == '=' ? strcspn(is, "\t\n") : 0;
        if (length == 0 || is[length] == '\0') {
            fail("person %zu: no line of NAME=VALUE: %.60s", all->number, fact);
        }
        more = is[length] == '\t';
        *is = is[length] = '\0';
        value[find_name(of, fact)] = is + 1;
        all->next = is + length + 1;
    }
    return true;
}

/* Gives the case one person's facts; a fact that is refused is a fault of who made the people. */
static void give_person(law *x, const char *const *value, size_t number)
{
    qn_case_reset(x->view.c);
    for (int32_t i = 0; i < qn_program_fact_count(x->rules.program); i++) {
        const char *text = value[x->name_of_fact[i]];
        if (text && qn_case_set_text(x->view.c, i, text, strlen(text)) != QN_OK) {
            fail("person %zu: %s: %s", number, qn_program_fact_name(x->rules.program, i),
                 qn_case_error(x->view.c)->text);
        }
    }
}

static void decide_on(law *x, const char *day)
{
    if (qn_case_set_text(x->view.c, QN_TODAY, day, strlen(day)) != QN_OK) {
        fail("%s: no day", day);
    }
}

/* Puts what the question is called: "az/labour/vacation base_vacation". */
static void print_name(const law *x, const question *of)
{
    printf(of->duty >= 0 ? "%s \"%s\"" : "%s %s", x->name, of->name);
}

/* Asks one question; the answer as a value, and as words: of one that is no value also why. */
static qn_value ask(law *x, const question *of, qn_page *words)
{
    qn_value answer = {0};
    words->length = 0;
    if (of->duty >= 0) {
        qn_duty duty = qn_duty_ask(&x->view, (uint32_t)of->duty);
        qn_page_put(words, qn_duty_finding_name(duty.finding));
        answer = duty.value;
    } else if (qn_eval(x->view.c, of->rule, &answer) != QN_OK) {
        fail("%s %s: not evaluated", x->name, of->name);
    } else if (answer.status == QN_KNOWN && answer.kind >= QN_KIND_RECORD) {
        qn_answer_put_json_value(words, &answer);
    } else {
        qn_answer_put_outcome(words, &x->view, (uint32_t)of->rule, &answer);
    }
    if (answer.status == QN_UNKNOWN) {
        qn_page_put(words, "; ");
        qn_answer_put_advice(words, &x->view, (uint32_t)of->rule, &answer);
    }
    if (words->out_of_memory) {
        fail("replay: no memory");
    }
    return answer;
}

/* What is done with a question, of which number counts all before it. */
typedef void visitor(void *context, law *x, const question *of, size_t number);

/* Visits every question for every person. */
static void go_through(corpus *all, crowd *people, visitor *visit, void *context)
{
    const char **value = memory(calloc(all->name_count + 1, sizeof *value));
    while (next_person(people, all, value)) {
        size_t number = 0;
        for (size_t i = 0; i < all->law_count; i++) {
            law *x = &all->law[i];
            give_person(x, value, people->number);
            decide_on(x, people->day);
            for (size_t k = 0; k < x->question_count; k++) {
                visit(context, x, &x->question[k], number++);
            }
        }
    }
    free(value);
}

/* ---- totals, costs */

/* What the answers of all people to one question on one day come to. sum: of numbers, to the
 * billionth, and of yes as 1. */
typedef struct total {
    uint64_t statuses[QN_FAILED + 1];
    uint64_t digest;
    __int128 sum;
    double seconds;
} total;

typedef struct adder {
    const crowd *people;
    qn_page words;
    total *total;
} adder;

/* FNV-1a, of the person's number and the words. */
static uint64_t digest_of(size_t number, const qn_page *words)
{
    uint64_t digest = UINT64_C(14695981039346656037) ^ number;
    for (size_t i = 0; i < words->length; i++) {
        digest = (digest ^ (unsigned char)words->bytes[i]) * UINT64_C(1099511628211);
    }
    return digest;
}

/* The number at the head of a text in billionths; what lies behind them is cut off. */
static __int128 billionths(const char *text)
{
    bool negative = *text == '-';
    __int128 number = 0;
    int places = -1; /* behind the point */
    for (text += negative; places < 9 && ((*text >= '0' && *text <= '9') || *text == '.'); text++) {
        number = *text == '.' ? number : number * 10 + (*text - '0');
        places += places >= 0 || *text == '.';
    }
    for (places = places < 0 ? 0 : places; places < 9; places++) {
        number *= 10;
    }
    return negative ? -number : number;
}

static void add_answer(void *context, law *x, const question *of, size_t number)
{
    adder *a = context;
    total *to = &a->total[number];
    bool yes = false;
    qn_value answer = ask(x, of, &a->words);
    to->statuses[answer.status]++;
    to->digest += digest_of(a->people->number, &a->words);
    if (answer.status == QN_KNOWN && answer.kind <= QN_KIND_QUANTITY) {
        to->sum += billionths(qn_page_string(&a->words));
    } else if (qn_value_boolean(&answer, &yes) == QN_OK && yes) {
        to->sum += 1000000000;
    }
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* What an answer needs that was not needed before it is told as its own cost. */
static void add_cost(void *context, law *x, const question *of, size_t number)
{
    adder *a = context;
    double began = seconds();
    a->total[number].statuses[ask(x, of, &a->words).status]++;
    a->total[number].seconds += seconds() - began;
}

static void print_total(const total *of)
{
    static const char *const names[] = {"known", "none", "unknown", "conflict", "error"};
    for (int i = 0; i <= QN_FAILED; i++) {
        if (of->statuses[i] > 0) {
            printf(" %s %" PRIu64, names[i], of->statuses[i]);
        }
    }
    __int128 size = of->sum < 0 ? -of->sum : of->sum;
    printf(" sum %s%" PRIu64 ".%09" PRIu64 " digest %016" PRIx64 "\n", of->sum < 0 ? "-" : "",
           (uint64_t)(size / 1000000000), (uint64_t)(size % 1000000000), of->digest);
}

static void totals(corpus *all, crowd *people, bool costs)
{
    adder a = {people, {0}, memory(calloc(all->question_count + 1, sizeof(total)))};
    go_through(all, people, costs ? add_cost : add_answer, &a);
    const total *of = a.total;
    for (size_t i = 0; i < all->law_count; i++) {
        for (size_t k = 0; k < all->law[i].question_count; k++, of++) {
            print_name(&all->law[i], &all->law[i].question[k]);
            if (costs) {
                printf(" %.0f\n", of->seconds * 1e6);
            } else {
                print_total(of);
            }
        }
    }
    qn_page_clear(&a.words);
    free(a.total);
}

/* ---- every answer */

static void tell_answer(void *context, law *x, const question *of, size_t number)
{
    (void)number;
    adder *a = context;
    ask(x, of, &a->words);
    printf("%zu ", a->people->number);
    print_name(x, of);
    printf(" = %s\n", qn_page_string(&a->words));
}

static void answers(corpus *all, crowd *people)
{
    adder a = {people, {0}, NULL};
    go_through(all, people, tell_answer, &a);
    qn_page_clear(&a.words);
}

/* ---- the command */

static int usage(void)
{
    fputs("usage: replay totals|answers|costs RULES DAY FIRST | facts RULES\n", stderr);
    return 2;
}

static void print_facts(const corpus *all)
{
    for (size_t i = 0; i < all->name_count; i++) {
        puts(all->name[i]);
    }
}

int main(int count, char **word)
{
    static const char *const verbs[] = {"facts", "totals", "costs", "answers"};
    size_t verb = 0;
    while (verb < 4 && (count < 2 || strcmp(word[1], verbs[verb]) != 0)) {
        verb++;
    }
    if (verb == 4 || count != (verb == 0 ? 3 : 5)) {
        return usage();
    }
    corpus all = open_corpus(word[2]);
    crowd people = verb == 0 ? (crowd){0} : read_crowd(word[3], word[4]);
    if (verb == 0) {
        print_facts(&all);
    } else if (verb < 3) {
        totals(&all, &people, verb == 2);
    } else {
        answers(&all, &people);
    }
    free(people.text);
    close_corpus(&all);
    return 0;
}
