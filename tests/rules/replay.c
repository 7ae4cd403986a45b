/*
 * Answers every rule and every duty of the files below a folder for many people on one day.
 *
 *     replay totals RULES DAY FIRST    what all answers come to, a line a question
 *     replay answers RULES DAY FIRST   every answer
 *     replay costs RULES DAY FIRST     the microseconds that each question took in all, and how
 * often replay facts RULES               the facts that rules or duties read
 *
 * RULES is a folder, or one file. The input has a person in each line, numbered from FIRST: facts
 * as NAME=VALUE, with tabs between them. Facts that no rule reads are passed over. Exit status 2:
 * something cannot be read.
 *
 * Each file is a program of its own, of which its own rules and duties are asked. Totals can be
 * added up over parts of the people: the digest is the sum of those of each person's answers, so
 * that the number of processes does not show. For totals a question is not asked again where all
 * facts that its answer hangs on are as they were for somebody before.
 */
#include "answer.h"
#include "corpus.h"
#include "duty.h"
#include "files.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* An answer as it is added up. */
typedef struct outcome {
    qn_answer status;
    uint64_t digest; /* of its words */
    int64_t sum;     /* the number in millionths, or yes as 1 */
} outcome;

/* An answer that is remembered by the facts that it hangs on. */
typedef struct memo {
    uint64_t key; /* 0: free */
    outcome outcome;
} memo;

enum { MEMOS = 256 }; /* of each question; a new one takes the place of an old one */

/* What the answers of all people to one question come to. */
typedef struct total {
    uint64_t statuses[QN_FAILED + 1];
    uint64_t digest;
    uint64_t asked;
    int64_t sum;
    double seconds;
    memo *memo;
} total;

/* One run. value, mark: of the person at hand, by the names of the corpus, the text of each fact or
 * NULL, and a digest of it. has: for each file the person whose facts its case has. */
typedef struct run {
    corpus all;
    const char *day;
    char *text; /* the input */
    char *next; /* the next line of it */
    size_t person;
    const char **value;
    uint64_t *mark;
    size_t *has;
    qn_page words; /* of the answer at hand */
    total *total;  /* one a question */
} run;

/* FNV-1a, going on from another digest. */
static uint64_t digest_on(uint64_t digest, const void *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        digest = (digest ^ ((const unsigned char *)bytes)[i]) * UINT64_C(1099511628211);
    }
    return digest;
}

static const uint64_t digest_of_nothing = UINT64_C(14695981039346656037);

/* ---- people */

/* Cuts the next person's line into facts. False behind the last one. */
static bool next_person(run *r)
{
    size_t count = r->all.name_count + 1;
    if (*r->next == '\0') {
        return false;
    }
    r->person++;
    memset(r->value, 0, count * sizeof *r->value);
    memset(r->mark, 0, count * sizeof *r->mark);
    for (bool more = true; more;) {
        char *fact = r->next, *is = strpbrk(fact, "=\t\n");
        size_t length = is && *is == '=' ? strcspn(is, "\t\n") : 0;
        if (length == 0 || is[length] == '\0') {
            fail("person %zu: no line of NAME=VALUE: %.60s", r->person, fact);
        }
        more = is[length] == '\t';
        *is = is[length] = '\0';
        size_t name = find_name(&r->all, fact);
        r->value[name] = is + 1;
        r->mark[name] = digest_on(digest_of_nothing, is + 1, length - 1);
        r->next = is + length + 1;
    }
    return true;
}

/* Gives a file's case the person's facts; one that is refused is a fault of who made the people. */
static void give_person(run *r, law *x)
{
    size_t *has = &r->has[x - r->all.law];
    if (*has == r->person) {
        return;
    }
    *has = r->person;
    qn_case_reset(x->view.c);
    for (int32_t i = 0; i < qn_program_fact_count(x->rules.program); i++) {
        const char *text = r->value[x->name_of_fact[i]];
        if (text && qn_case_set_text(x->view.c, i, text, strlen(text)) != QN_OK) {
            fail("person %zu: %s: %s", r->person, qn_program_fact_info(x->rules.program, i).name,
                 qn_case_error(x->view.c)->text);
        }
    }
    if (qn_case_set_text(x->view.c, QN_TODAY, r->day, strlen(r->day)) != QN_OK) {
        fail("%s: no day", r->day);
    }
}

/* ---- questions */

/* Puts what the question is called: "labour/vacation base_vacation". */
static void print_name(const law *x, const question *of)
{
    printf(of->duty >= 0 ? "%s \"%s\"" : "%s %s", x->name, of->name);
}

/* Asks one question; the answer as a value, and as words: of one that is no value also why. */
static qn_value ask(run *r, law *x, const question *of)
{
    qn_value answer = {0};
    qn_page *words = &r->words;
    words->length = 0;
    give_person(r, x);
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
        memory(NULL);
    }
    return answer;
}

/* What is done with a question, of which number counts all before it. */
typedef void visitor(run *r, law *x, const question *of, size_t number);

/* Visits every question for every person. */
static void go_through(run *r, visitor *visit)
{
    while (next_person(r)) {
        size_t number = 0;
        for (size_t i = 0; i < r->all.law_count; i++) {
            law *x = &r->all.law[i];
            for (size_t k = 0; k < x->question_count; k++) {
                visit(r, x, &x->question[k], number++);
            }
        }
    }
}

/* ---- totals, costs */

/* The number at the head of a text in millionths; what lies behind them is cut off. */
static int64_t millionths(const char *text)
{
    bool negative = *text == '-', point = false;
    int64_t number = 0, worth = 1000000;
    for (text += negative; ((*text >= '0' && *text <= '9') || *text == '.') && worth > 0; text++) {
        point |= *text == '.';
        if (*text != '.') {
            worth /= point ? 10 : 1;
            number = point ? number + worth * (*text - '0') : number * 10 + worth * (*text - '0');
        }
    }
    return negative ? -number : number;
}

static outcome find_outcome(run *r, law *x, const question *of)
{
    bool yes = false;
    qn_value answer = ask(r, x, of);
    outcome found = {answer.status, digest_on(digest_of_nothing, r->words.bytes, r->words.length),
                     0};
    if (answer.status == QN_KNOWN && answer.kind <= QN_KIND_QUANTITY) {
        found.sum = millionths(qn_page_string(&r->words));
    } else if (qn_value_boolean(&answer, &yes) == QN_OK && yes) {
        found.sum = 1000000;
    }
    return found;
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* What an answer needs that was not needed before is told as its own cost. */
static void add_answer(run *r, law *x, const question *of, size_t number)
{
    total *to = &r->total[number];
    uint64_t key = digest_of_nothing;
    for (size_t i = 0; i < of->read_count; i++) {
        key = digest_on(key, &r->mark[of->read[i]], sizeof *r->mark);
    }
    memo *known = &to->memo[key % MEMOS];
    if (known->key != key) {
        double began = seconds();
        *known = (memo){key, find_outcome(r, x, of)};
        to->seconds += seconds() - began;
        to->asked++;
    }
    to->statuses[known->outcome.status]++;
    to->digest += digest_on(known->outcome.digest, &r->person, sizeof r->person);
    to->sum += known->outcome.sum;
}

static void print_total(const total *of)
{
    static const char *const names[] = {"known", "none", "unknown", "conflict", "error"};
    for (int i = 0; i <= QN_FAILED; i++) {
        if (of->statuses[i] > 0) {
            printf(" %s %" PRIu64, names[i], of->statuses[i]);
        }
    }
    int64_t size = of->sum < 0 ? -of->sum : of->sum;
    printf(" sum %s%" PRId64 ".%06" PRId64 " digest %016" PRIx64 "\n", of->sum < 0 ? "-" : "",
           size / 1000000, size % 1000000, of->digest);
}

static void totals(run *r, bool costs)
{
    r->total = memory(calloc(r->all.question_count + 1, sizeof *r->total));
    for (size_t i = 0; i < r->all.question_count; i++) {
        r->total[i].memo = memory(calloc(MEMOS, sizeof *r->total[i].memo));
    }
    go_through(r, add_answer);
    total *of = r->total;
    for (size_t i = 0; i < r->all.law_count; i++) {
        for (size_t k = 0; k < r->all.law[i].question_count; k++, of++) {
            print_name(&r->all.law[i], &r->all.law[i].question[k]);
            if (costs) {
                printf(" %.0f %" PRIu64 "\n", of->seconds * 1e6, of->asked);
            } else {
                print_total(of);
            }
            free(of->memo);
        }
    }
    free(r->total);
}

/* ---- every answer */

static void tell_answer(run *r, law *x, const question *of, size_t number)
{
    (void)number;
    ask(r, x, of);
    printf("%zu ", r->person);
    print_name(x, of);
    printf(" = %s\n", qn_page_string(&r->words));
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

/* Makes ready for the people of the input, of whom the first has that number. */
static void read_people(run *r, const char *day, const char *first)
{
    size_t length = 0;
    const char *wrong = qn_file_read("-", QN_FILE_IMAGE_MAX, &r->text, &length);
    if (wrong) {
        fail("the people: %s", wrong);
    }
    r->day = day;
    r->next = r->text;
    r->person = strtoul(first, NULL, 10) - 1;
    r->value = memory(calloc(r->all.name_count + 1, sizeof *r->value));
    r->mark = memory(calloc(r->all.name_count + 1, sizeof *r->mark));
    r->has = memory(calloc(r->all.law_count + 1, sizeof *r->has));
}

static void clear(run *r)
{
    free(r->text);
    free(r->value);
    free(r->mark);
    free(r->has);
    qn_page_clear(&r->words);
    close_corpus(&r->all);
}

int main(int count, char **word)
{
    const char *verb = count > 1 ? word[1] : "";
    bool costs = strcmp(verb, "costs") == 0, facts = strcmp(verb, "facts") == 0;
    bool answers = strcmp(verb, "answers") == 0;
    if (!(costs || facts || answers || strcmp(verb, "totals") == 0) || count != (facts ? 3 : 5)) {
        return usage();
    }
    run r = {.all = open_corpus(word[2])};
    if (facts) {
        print_facts(&r.all);
    } else {
        read_people(&r, word[3], word[4]);
        if (answers) {
            go_through(&r, tell_answer);
        } else {
            totals(&r, costs);
        }
    }
    clear(&r);
    return 0;
}
