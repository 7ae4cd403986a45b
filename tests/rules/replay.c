/*
 * Answers every rule and every duty of a program for many people on several days.
 *
 *     replay totals IMAGE PEOPLE DAY…        what all their answers come to, a line a rule and day
 *     replay answers IMAGE PEOPLE COUNT DAY… every answer of the first COUNT people
 *     replay compare OLD NEW PEOPLE DAY…     where the answers of two programs differ, and for whom
 *
 * PEOPLE has a person in each line: facts as NAME=VALUE, with tabs between them. Facts that a
 * program does not have are passed over. Exit status 1: the answers differ; 2: something cannot be
 * read.
 */
#include "duty.h"
#include "qanun.h"
#include "view.h"

#include <gmp.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_SIZE = 16384, IMAGE_SIZE_MAX = 1 << 26 };

/* A program with one case, and what is asked of it: rules that are shown, then duties. */
typedef struct law {
    unsigned char *image;
    qn_program *program;
    qn_case *c;
    qn_view view;
    size_t count;
    struct question {
        const char *name;
        int32_t rule;
        int32_t duty; /* or -1 */
    } * questions;
} law;

/* All of PEOPLE, cut into lines by NUL. */
typedef struct people {
    char *text;
    size_t length;
} people;

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

static char *read_all(const char *path, size_t *length)
{
    FILE *file = fopen(path, "rb");
    char *text = memory(malloc(IMAGE_SIZE_MAX));
    if (!file) {
        fail("%s: cannot be read", path);
    }
    *length = fread(text, 1, IMAGE_SIZE_MAX - 1, file);
    text[*length] = '\0';
    fclose(file);
    return text;
}

/* ---- programs */

static int by_name(const void *left, const void *right)
{
    return strcmp(((const struct question *)left)->name, ((const struct question *)right)->name);
}

/* The rules that are for listing, and the duties by their messages, each sort in the order of
 * names. */
static void list_questions(law *x)
{
    int32_t rules = qn_program_rule_count(x->program);
    uint32_t duties = x->view.t->duty_count;
    x->questions = memory(calloc((size_t)rules + duties + 1, sizeof *x->questions));
    for (int32_t i = 0; i < rules; i++) {
        if (!qn_program_rule_is_hidden(x->program, i)) {
            x->questions[x->count++] =
                (struct question){qn_program_rule_name(x->program, i), i, -1};
        }
    }
    qsort(x->questions, x->count, sizeof *x->questions, by_name);
    for (uint32_t i = 0; i < duties; i++) {
        const char *message = qn_tables_string(x->view.t, x->view.t->duty[i].message);
        x->questions[x->count++] = (struct question){message, -1, (int32_t)i};
    }
}

static law open_law(const char *path)
{
    law x = {0};
    size_t length = 0;
    qn_error error = {0};
    x.image = (unsigned char *)read_all(path, &length);
    if (qn_program_load(x.image, length, NULL, &x.program, &error) != QN_OK) {
        fail("%s: %s", path, error.text);
    }
    x.c = memory(qn_case_new(x.program));
    x.view = (qn_view){.program = x.program, .t = qn_program_tables(x.program), .c = x.c};
    list_questions(&x);
    return x;
}

static void close_law(law *x)
{
    free(x->questions);
    qn_case_free(x->c);
    qn_program_free(x->program);
    free(x->image);
}

/* ---- people and days */

static people read_people(const char *path)
{
    people all = {0};
    all.text = read_all(path, &all.length);
    for (size_t i = 0; i < all.length; i++) {
        if (all.text[i] == '\n') {
            all.text[i] = '\0';
        }
    }
    return all;
}

static const char *next_person(const people *all, const char *person)
{
    const char *next = person ? person + strlen(person) + 1 : all->text;
    return next < all->text + all->length ? next : NULL;
}

/* Gives the case one person's facts; a fact that is refused is a fault of who made the people. */
static void give_person(law *x, const char *person, size_t number)
{
    qn_case_reset(x->c);
    for (const char *at = person; *at != '\0';) {
        char name[128];
        size_t length = strcspn(at, "\t");
        size_t name_length = strcspn(at, "=");
        if (name_length >= length || name_length >= sizeof name) {
            fail("person %zu: no NAME=VALUE: %.*s", number, (int)length, at);
        }
        memcpy(name, at, name_length);
        name[name_length] = '\0';
        int32_t fact = qn_program_fact(x->program, name);
        if (fact >= 0 &&
            qn_case_set_text(x->c, fact, at + name_length + 1, length - name_length - 1) != QN_OK) {
            fail("person %zu: %s: %s", number, name, qn_case_error(x->c)->text);
        }
        at += length + (at[length] == '\t');
    }
}

static void decide_on(law *x, const char *day)
{
    if (qn_case_set_text(x->c, QN_TODAY, day, strlen(day)) != QN_OK) {
        fail("%s: no day", day);
    }
}

/* ---- answers as text */

/* A text that is cut where it is full. */
typedef struct text {
    size_t length;
    char bytes[TEXT_SIZE];
} text;

static void put(text *out, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(out->bytes + out->length, TEXT_SIZE - out->length, format, arguments);
    va_end(arguments);
    size_t room = TEXT_SIZE - 1 - out->length;
    out->length += (size_t)length < room ? (size_t)length : room;
}

static void put_element(void *context, const qn_value *element)
{
    text *out = context;
    char buffer[QN_VALUE_TEXT_SIZE];
    int32_t fields = qn_value_field_count(element);
    for (int32_t i = 0; i < fields; i++) {
        qn_value field;
        qn_value_field(element, i, &field);
        qn_value_text(&field, buffer, sizeof buffer, NULL);
        put(out, "%s%s: %s", i == 0 ? "{" : ", ", qn_value_field_name(element, i), buffer);
    }
    if (fields == 0) {
        qn_value_text(element, buffer, sizeof buffer, NULL);
        put(out, "%s", buffer);
    }
    put(out, fields > 0 ? "} " : " ");
}

/* The answer as people read it, behind one that is no value why. */
static void put_answer(law *x, int32_t rule, const qn_value *answer, text *out)
{
    char buffer[QN_VALUE_TEXT_SIZE];
    out->length = 0;
    out->bytes[0] = '\0';
    if (answer->status == QN_KNOWN && answer->kind == QN_KIND_LIST) {
        qn_value_each(answer, put_element, out);
        return;
    }
    qn_value_text(answer, buffer, sizeof buffer, NULL);
    put(out, "%s", buffer);
    for (int32_t i = 0; i < qn_case_cause_count(x->c, rule); i++) {
        put(out, "%s%s", i == 0 ? ": " : "; ", qn_case_cause(x->c, rule, i));
    }
}

/* Asks one question; the answer as a value, and as text. */
static qn_value ask(law *x, const struct question *question, text *out)
{
    qn_value answer = {0};
    if (question->duty >= 0) {
        qn_duty duty = qn_duty_ask(&x->view, (uint32_t)question->duty);
        out->length = 0;
        put(out, "%s", qn_duty_finding_name(duty.finding));
        return duty.value;
    }
    if (qn_eval(x->c, question->rule, &answer) != QN_OK) {
        fail("%s: not evaluated", question->name);
    }
    put_answer(x, question->rule, &answer, out);
    return answer;
}

/* ---- totals */

/* What the answers of all people to one question come to. */
typedef struct total {
    uint64_t statuses[QN_FAILED + 1];
    uint64_t digest;
    mpq_t sum; /* of numbers, and of yes as 1 */
} total;

/* FNV-1a, of the text and the NUL behind it. */
static uint64_t digest_of(uint64_t digest, const text *answer)
{
    for (size_t i = 0; i <= answer->length; i++) {
        digest = (digest ^ (unsigned char)answer->bytes[i]) * UINT64_C(1099511628211);
    }
    return digest;
}

static void add(total *to, const qn_value *answer, const text *words)
{
    char number[256];
    bool yes = false;
    to->statuses[answer->status]++;
    to->digest = digest_of(to->digest, words);
    if (answer->status != QN_KNOWN) {
        return;
    }
    if (qn_value_boolean(answer, &yes) == QN_OK) {
        snprintf(number, sizeof number, "%d", yes);
    } else if (qn_value_fraction(answer, number, sizeof number, NULL) != QN_OK) {
        return;
    }
    mpq_t value;
    mpq_init(value);
    mpq_set_str(value, number, 10);
    mpq_add(to->sum, to->sum, value);
    mpq_clear(value);
}

static void print_total(const char *day, const struct question *question, const total *of)
{
    static const char *const names[QN_FAILED + 1] = {"known", "none", "unknown", "conflict",
                                                     "error"};
    printf("%s %s%s%s", day, question->duty >= 0 ? "\"" : "", question->name,
           question->duty >= 0 ? "\"" : "");
    for (int i = 0; i <= QN_FAILED; i++) {
        if (of->statuses[i] > 0) {
            printf(" %s %" PRIu64, names[i], of->statuses[i]);
        }
    }
    gmp_printf(" sum %Qd digest %016" PRIx64 "\n", of->sum, of->digest);
}

static void totals(const char *image, const people *all, char **days, int day_count)
{
    static text words;
    law x = open_law(image);
    size_t cells = x.count * (size_t)day_count;
    total *sums = memory(calloc(cells, sizeof *sums));
    for (size_t i = 0; i < cells; i++) {
        sums[i].digest = UINT64_C(14695981039346656037);
        mpq_init(sums[i].sum);
    }
    size_t number = 0;
    for (const char *one = NULL; (one = next_person(all, one)) != NULL;) {
        give_person(&x, one, ++number);
        for (int day = 0; day < day_count; day++) {
            decide_on(&x, days[day]);
            for (size_t i = 0; i < x.count; i++) {
                qn_value answer = ask(&x, &x.questions[i], &words);
                add(&sums[(size_t)day * x.count + i], &answer, &words);
            }
        }
    }
    for (size_t i = 0; i < cells; i++) {
        print_total(days[i / x.count], &x.questions[i % x.count], &sums[i]);
        mpq_clear(sums[i].sum);
    }
    free(sums);
    close_law(&x);
}

static void answers(const char *image, const people *all, size_t count, char **days, int day_count)
{
    static text words;
    law x = open_law(image);
    size_t number = 0;
    for (const char *one = NULL; number < count && (one = next_person(all, one)) != NULL;) {
        give_person(&x, one, ++number);
        for (int day = 0; day < day_count; day++) {
            decide_on(&x, days[day]);
            for (size_t i = 0; i < x.count; i++) {
                ask(&x, &x.questions[i], &words);
                printf("%zu %s %s = %s\n", number, days[day], x.questions[i].name, words.bytes);
            }
        }
    }
    close_law(&x);
}

/* ---- two programs */

/* Where two programs answer one question differently on one day. */
typedef struct difference {
    uint64_t count;
    size_t first; /* the first person, from 1 */
    char *was;
    char *is;
} difference;

static void note_difference(difference *to, size_t number, const text *was, const text *is)
{
    if (to->count++ == 0) {
        to->first = number;
        to->was = memory(strdup(was->bytes));
        to->is = memory(strdup(is->bytes));
    }
}

/* The question of the same sort and name in another program; NULL where there is none. */
static const struct question *find_question(const law *in, const struct question *like)
{
    for (size_t i = 0; i < in->count; i++) {
        const struct question *one = &in->questions[i];
        if ((one->duty >= 0) == (like->duty >= 0) && strcmp(one->name, like->name) == 0) {
            return one;
        }
    }
    return NULL;
}

/* Prints and forgets the differences; the exit status. */
static int print_differences(const law *x, char **days, size_t cells, difference *found)
{
    int status = 0;
    for (size_t i = 0; i < cells; i++) {
        if (found[i].count > 0) {
            status = 1;
            printf("%s %s: %" PRIu64 " differ, the first is person %zu: %s -> %s\n",
                   days[i / x->count], x->questions[i % x->count].name, found[i].count,
                   found[i].first, found[i].was, found[i].is);
        }
        free(found[i].was);
        free(found[i].is);
    }
    return status;
}

static int compare(const char *old_image, const char *new_image, const people *all, char **days,
                   int day_count)
{
    static text was, is;
    law old = open_law(old_image), new = open_law(new_image);
    size_t cells = new.count *(size_t)day_count, number = 0;
    difference *found = memory(calloc(cells + 1, sizeof *found));
    const struct question **same = memory(calloc(new.count + 1, sizeof *same));
    for (size_t i = 0; i < new.count; i++) {
        same[i] = find_question(&old, &new.questions[i]);
    }
    for (const char *one = NULL; (one = next_person(all, one)) != NULL;) {
        give_person(&old, one, ++number);
        give_person(&new, one, number);
        for (int day = 0; day < day_count; day++) {
            decide_on(&old, days[day]);
            decide_on(&new, days[day]);
            for (size_t i = 0; i < new.count; i++) {
                if (!same[i]) {
                    continue;
                }
                ask(&old, same[i], &was);
                ask(&new, &new.questions[i], &is);
                if (strcmp(was.bytes, is.bytes) != 0) {
                    note_difference(&found[(size_t)day * new.count + i], number, &was, &is);
                }
            }
        }
    }
    int status = print_differences(&new, days, cells, found);
    free(same);
    free(found);
    close_law(&old);
    close_law(&new);
    return status;
}

int main(int count, char **word)
{
    int status = 0;
    if (count >= 5 && strcmp(word[1], "totals") == 0) {
        people all = read_people(word[3]);
        totals(word[2], &all, word + 4, count - 4);
        free(all.text);
    } else if (count >= 6 && strcmp(word[1], "answers") == 0) {
        people all = read_people(word[3]);
        answers(word[2], &all, strtoul(word[4], NULL, 10), word + 5, count - 5);
        free(all.text);
    } else if (count >= 6 && strcmp(word[1], "compare") == 0) {
        people all = read_people(word[4]);
        status = compare(word[2], word[3], &all, word + 5, count - 5);
        free(all.text);
    } else {
        fail("usage: replay totals IMAGE PEOPLE DAY… | answers IMAGE PEOPLE COUNT DAY… | "
             "compare OLD NEW PEOPLE DAY…");
    }
    return status;
}
