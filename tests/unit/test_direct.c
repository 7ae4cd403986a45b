/*
 * The direct way to an answer, seen from outside: it is gone where all that a rule needs is known,
 * its answers are those of the machine, it follows facts and dates that change, and what it cannot
 * do is left to the machine. The corpus, with many rows, is the business of tests/columns.
 */
#include <stdio.h>
#include <string.h>

#include "case.h"
#include "check.h"
#include "compilation.h"
#include "direct.h"
#include "memory.h"
#include "source.h"
#include "vm.h"

static const char some_rules[] =
    "choice tongue = az, en, ru\n"
    "entity child\n"
    "    age : integer in 0..=60\n"
    "    paid : AZN in 0..=1000\n"
    "fact pay : AZN in 0..=1_000_000\n"
    "fact other : AZN in -1_000_000..=1_000_000\n"
    "fact sum_due : AZN\n"
    "fact service : years in 0..=80 = 3\n"
    "fact post : one of clerk, teacher, guard\n"
    "fact born : date in 1900-01-01..=2026-12-31\n"
    "fact staff : yes/no\n"
    "fact children : list of child up to 4\n"
    "fact numbers : list of integer up to 3\n"
    "fact great_pay : AZN in 0..=900_000_000_000 = 5\n"
    "fact speaks : set of tongue = az\n"
    "least_pay : AZN\n"
    "    from 2020-01-01 → 250\n"
    "    from 2023-01-01 → 345\n"
    "tax : AZN = pay * 14% rounded to 0.01\n"
    "tax_down : AZN = pay * 14% rounded down to 0.05\n"
    "tax_even : AZN = pay * 3.5% rounded half even to 0.01\n"
    "signed : AZN = other * 7% rounded to 0.01\n"
    "scaled : AZN\n"
    "    scale pay\n"
    "        ..200 → 3%\n"
    "        200.. → 10%\n"
    "paid_at_least : AZN = pay\n"
    "    at least least_pay\n"
    "per_year : AZN = pay / (service / 1 year) rounded to 0.01\n"
    "leave : days\n"
    "    only when staff \"not on the staff\"\n"
    "    base 21\n"
    "    service\n"
    "        5..10 → +2\n"
    "        10..  → +4\n"
    "    post teacher → at least 30\n"
    "    when young >= 2 → +3\n"
    "either : integer\n"
    "    when staff → 1\n"
    "    when not staff → 2\n"
    "young : integer = count of children where age < 18\n"
    "costly : yes/no = any of children where age < 18 and paid > 500 AZN\n"
    "grown : yes/no = all of each child in children : child.age >= 18\n"
    "in_all : AZN = sum of children.paid\n"
    "most_paid : AZN = highest of children.paid otherwise 0 AZN\n"
    "least_paid : AZN = lowest of children.paid otherwise 0 AZN\n"
    "small : integer = count of each n in numbers where n < 5 : n\n"
    "great : AZN = sum_due * 3\n"
    "later : date = born + 1 month\n"
    "band : integer\n"
    "    pay\n"
    "        ..10 → 1\n"
    "        10..20 → 2\n"
    "        20..30 → 3\n"
    "        30..40 → 4\n"
    "        40..50 → 5\n"
    "        50..60 → 6\n"
    "        60..70 → 7\n"
    "        70..80 → 8\n"
    "        80..90 → 9\n"
    "        90..1000 → 10\n"
    "        1000..1001 → 11\n"
    "        1001..1002 → 12\n"
    "        1002..5000 → 13\n"
    "        5000..999999 → 14\n"
    "        999999.. → 15\n"
    "senior : yes/no = service >= 2 years\n"
    "is_teacher : yes/no = post is teacher\n"
    "net : AZN = pay - tax - scaled\n"
    "mixed : yes/no = (staff or service >= 5 years or pay < 300 AZN) and\n"
    "    (post is teacher or not staff) and not (young = 2 and pay > 90 AZN)\n"
    "other_mixed : yes/no = (post is guard and not (staff or young >= 1)) or\n"
    "    (pay >= 200 AZN and pay < 400 AZN and service < 9 years)\n"
    "minors : integer = count of children where age >= 3 and age < 12\n"
    "elders : integer = count of children where not (age >= 3 and age < 12)\n"
    "free : integer = count of children where age < 18 and paid = 0 AZN\n"
    "dues : AZN\n"
    "    base pay * 22%\n"
    "    when staff\n"
    "        scale pay\n"
    "            ..200 → 22%\n"
    "            200.. → 15%\n"
    "all_dues : AZN = dues_paid + job_dues\n"
    "job_dues : AZN = pay * 0.5% rounded to 0.01\n"
    "dues_paid : AZN = dues rounded to 0.01\n"
    "bonus : AZN\n"
    "    base 100\n"
    "    when mixed → +20.50\n"
    "    when post is guard → +7\n"
    "    service\n"
    "        2..4 → +1\n"
    "        6.. → +3.30\n"
    "    when not staff → -40\n"
    "    when other_mixed → at least 130\n"
    "more : AZN = pay + 5 AZN\n"
    "per_child : AZN = pay * young\n"
    "great_tax : AZN = great_pay * 14.12% rounded to 0.01\n"
    "great_dues : AZN\n"
    "    scale great_pay\n"
    "        ..200 → 22%\n"
    "        200.. → 15%\n"
    "    at most 500000\n"
    "least : AZN = pay\n"
    "    at most other\n"
    "most : AZN = pay\n"
    "    at least other\n"
    "excess : AZN = other - 250 AZN\n"
    "    at least 20\n"
    "same : yes/no = pay = other\n"
    "below : yes/no = other < pay\n"
    "above : yes/no = other > tax\n"
    "chosen : AZN\n"
    "    base other\n"
    "    when staff → pay\n"
    "turned : AZN\n"
    "    base pay * 3\n"
    "    when mixed → other\n"
    "raised : AZN\n"
    "    base pay\n"
    "    when staff → +20\n"
    "    post guard → +7\n"
    "kept : AZN\n"
    "    base pay\n"
    "    when below → at least 300\n"
    "twice : AZN = bonus + tax\n"
    "pair : AZN = sum_due + other\n"
    "rest : AZN = sum_due - other\n"
    "speaks_az : yes/no = speaks has az\n"
    "in_order : integer = sum of each n in numbers : n * position of n\n";

static const char more_rules[] =
    "by_place : integer = sum of each x in children : x.age * position of x\n"
    "other_tongue : yes/no = speaks has (if staff then en else ru)\n"
    "ages : integer = (count of children where age < 3) + 10 * (count of children where age > 40)\n"
    "far_apart : yes/no = (pay >= 300 AZN or other < 0 AZN) and\n"
    "    not (other > 500 AZN and pay < 90 AZN)\n"
    "not_thrice : yes/no = other < pay * 3\n"
    "lifted : AZN = if staff then pay * 3 + other else other\n"
    "lowered : AZN = if staff then other else pay * 7 + 5 AZN\n"
    "both_paid : AZN = pay + other\n"
    "less : AZN = pay - (pay * 13% rounded to 0.01)\n"
    "granted : days\n"
    "    base 21\n"
    "    post clerk, guard → 25\n"
    "    service\n"
    "        ..1 → -1\n"
    "        3..7 → +2\n"
    "        7..20 → +5\n"
    "    when not staff and (young = 1 or young >= 3) → +4\n"
    "    post teacher → at least 26\n"
    "    at most 31\n";

/* All of them, joined in main: a string of C must not be as long. */
static char rules[sizeof some_rules + sizeof more_rules];

/* The same program without and with direct ways, and a case of each. */
typedef struct bench {
    qn_program *plain;
    qn_program *prepared;
    qn_case *machine;
    qn_case *direct;
} bench;

static qn_program *load(const char *text, qn_preparation preparation, memory *m)
{
    qn_program *program = NULL;
    qn_compilation *made = source_compile(text);
    size_t length = 0;
    const unsigned char *image = qn_compilation_image(made, &length);
    qn_options options = {.preparation = preparation};
    if (m != NULL) {
        options.allocate = memory_allocate;
        options.context = m;
    }
    CHECK(image != NULL);
    (void)qn_program_load(image, length, &options, &program, NULL);
    qn_compilation_free(made);
    return program;
}

static bool open_bench(bench *b)
{
    b->plain = load(rules, QN_PREPARE_NOTHING, NULL);
    b->prepared = load(rules, QN_PREPARE_ALL, NULL);
    b->machine = b->plain == NULL ? NULL : qn_case_new(b->plain);
    b->direct = b->prepared == NULL ? NULL : qn_case_new(b->prepared);
    return CHECK(b->machine != NULL && b->direct != NULL);
}

static void close_bench(bench *b)
{
    qn_case_free(b->machine);
    qn_case_free(b->direct);
    qn_program_free(b->plain);
    qn_program_free(b->prepared);
}

static int32_t fact(const bench *b, const char *name)
{
    return qn_program_fact(b->plain, name);
}

static int32_t rule(const bench *b, const char *name)
{
    return qn_program_rule(b->plain, name);
}

/* Facts in coins and so on, the same for both cases. */
static void give(const bench *b, const char *name, int64_t hundredths)
{
    char text[40];
    qn_case *const both[] = {b->machine, b->direct};
    int length = snprintf(text, sizeof text, "%s%lld.%02lld", hundredths < 0 ? "-" : "",
                          (long long)(hundredths < 0 ? -hundredths : hundredths) / 100,
                          (long long)(hundredths < 0 ? -hundredths : hundredths) % 100);
    for (int i = 0; i < 2; i++) {
        CHECK_INT(qn_case_set_decimal(both[i], fact(b, name), text, (size_t)length), QN_OK);
    }
}

static void give_rest(const bench *b, uint64_t random)
{
    static const char *const posts[] = {"clerk", "teacher", "guard"};
    qn_case *const both[] = {b->machine, b->direct};
    for (int i = 0; i < 2; i++) {
        qn_case *c = both[i];
        size_t children = random % 5;
        (void)qn_case_set_date(c, QN_TODAY, 2019 + (int)(random / 7 % 8), 1, 1);
        (void)qn_case_set_integer(c, fact(b, "service"), (int64_t)(random / 64 % 14));
        (void)qn_case_set_choice(c, fact(b, "post"), posts[random / 3 % 3]);
        (void)qn_case_set_date(c, fact(b, "born"), 2001, 1, 1 + (int)(random / 11 % 31));
        (void)qn_case_set_boolean(c, fact(b, "staff"), random / 128 % 3 != 0);
        (void)qn_case_set_list(c, fact(b, "children"), children);
        for (size_t k = 0; k < children; k++) {
            (void)qn_case_set_integer(c, qn_case_item(c, fact(b, "children"), k, "age"),
                                      (int64_t)(random / (k + 5) % 30));
            (void)qn_case_set_integer(c, qn_case_item(c, fact(b, "children"), k, "paid"),
                                      (int64_t)(random / (k + 9) % 1001));
        }
        (void)qn_case_set_list(c, fact(b, "numbers"), random / 17 % 4);
        for (size_t k = 0; k < random / 17 % 4; k++) {
            (void)qn_case_set_integer(c, qn_case_item(c, fact(b, "numbers"), k, NULL),
                                      (int64_t)(random / (k + 3) % 10));
        }
    }
}

/* Answers a rule; whether that was not left to the machine. */
static bool goes_directly(qn_case *c, int32_t asked, qn_value *out)
{
    uint32_t left = c->direct.left;
    CHECK_INT(qn_eval(c, asked, out), QN_OK);
    return c->direct.left == left;
}

/* Holds all rules of the two cases against each other, asked in an order that changes, and counts
 * those that went the direct way. */
static bool compare(const bench *b, uint64_t order, uint32_t *direct)
{
    uint32_t count = b->plain->tables.rule_count;
    bool are_same = true;
    for (uint32_t i = 0; i < count; i++) {
        int32_t asked = (int32_t)((i + order) % count);
        qn_value expected;
        qn_value value;
        qn_case *c = b->direct;
        (void)qn_eval(b->machine, asked, &expected);
        *direct += goes_directly(c, asked, &value);
        bool is_same = value.status == expected.status && value.error == expected.error &&
                       (value.status != QN_KNOWN || value.kind == QN_KIND_LIST ||
                        value.number[0] == expected.number[0]);
        if (!is_same) {
            printf("%s: %lld, by the machine %lld\n", qn_program_rule_info(b->plain, asked).name,
                   (long long)value.number[0], (long long)expected.number[0]);
        }
        are_same = are_same && is_same;
    }
    return are_same;
}

/* Edges of bands, halves of coins, days that months do not have, and all else by chance. */
static void test_same(void)
{
    static const int64_t edges[] = {0,     999,    1000,   1001,   1999,     2000,     9000,
                                    19999, 20000,  20001,  100000, 100100,   100199,   100200,
                                    3350,  499999, 500000, 357,    99999900, 100000000};
    bench b;
    uint64_t random = 88172645463325252U;
    uint32_t direct = 0;
    uint32_t asked = 0;
    if (!open_bench(&b)) {
        return;
    }
    for (int i = 0; i < 3000; i++) {
        uint64_t next = check_random(&random);
        bool is_edge = next % 3 == 0;
        give(&b, "pay",
             is_edge ? edges[next / 3 % (sizeof edges / sizeof edges[0])]
                     : (int64_t)(next / 3 % 100000001));
        give(&b, "other", (int64_t)(check_random(&random) % 200000001) - 100000000);
        give(&b, "sum_due", (int64_t)(check_random(&random) % 100000));
        give_rest(&b, check_random(&random));
        asked += b.plain->tables.rule_count;
        if (!CHECK(compare(&b, next, &direct))) {
            break;
        }
    }
    CHECK(direct > asked / 2);
    close_bench(&b);
}

static bool is_direct(const bench *b, const char *name)
{
    qn_value value;
    return goes_directly(b->direct, rule(b, name), &value);
}

/* What is open is open for those who need it, and no longer when it is given. */
static void test_open(void)
{
    bench b;
    qn_value value;
    if (!open_bench(&b)) {
        return;
    }
    CHECK(!is_direct(&b, "pair")); /* which has no way, asked first of all */
    CHECK_INT(qn_eval(b.direct, rule(&b, "pair"), &value), QN_OK);
    CHECK_INT(value.status, QN_UNKNOWN);
    CHECK(!is_direct(&b, "tax"));
    CHECK_INT(qn_eval(b.direct, rule(&b, "tax"), &value), QN_OK);
    CHECK_INT(value.status, QN_UNKNOWN);
    CHECK(value.has_low && value.has_high);
    give(&b, "pay", 10000);
    CHECK(is_direct(&b, "tax"));
    CHECK(is_direct(&b, "senior")); /* service has a default */
    CHECK(!is_direct(&b, "leave"));
    CHECK(!is_direct(&b, "paid_at_least")); /* the date is open */
    CHECK_INT(qn_case_set_unknown(b.direct, fact(&b, "pay")), QN_OK);
    CHECK(!is_direct(&b, "tax"));
    give_rest(&b, 128 + 1);
    CHECK(is_direct(&b, "leave"));
    CHECK(is_direct(&b, "young"));
    int32_t age = qn_case_item(b.direct, fact(&b, "children"), 0, "age");
    CHECK_INT(qn_case_set_unknown(b.direct, age), QN_OK);
    CHECK(!is_direct(&b, "young"));
    CHECK_INT(qn_case_set_integer(b.direct, age, 3), QN_OK);
    CHECK(is_direct(&b, "young"));
    qn_case_reset(b.direct);
    CHECK(!is_direct(&b, "young"));
    close_bench(&b);
}

/* A none, a conflict and an error are the machine's, and so is a number beyond 64 bits. */
static void test_left(void)
{
    bench b;
    qn_value value;
    uint32_t direct = 0;
    if (!open_bench(&b)) {
        return;
    }
    give(&b, "pay", 10000);
    give_rest(&b, 5);
    CHECK_INT(qn_case_set_boolean(b.direct, fact(&b, "staff"), false), QN_OK);
    CHECK(!is_direct(&b, "leave"));
    CHECK_INT(qn_eval(b.direct, rule(&b, "leave"), &value), QN_OK);
    CHECK_INT(value.status, QN_NONE);
    CHECK_TEXT(qn_case_cause(b.direct, rule(&b, "leave"), 0), "not on the staff");
    CHECK_INT(qn_case_set_integer(b.direct, fact(&b, "service"), 0), QN_OK);
    CHECK_INT(qn_eval(b.direct, rule(&b, "per_year"), &value), QN_OK);
    CHECK_INT(value.status, QN_FAILED);
    CHECK_INT(value.error, QN_ERROR_ZERO_DIVISOR);
    CHECK(qn_case_cause(b.direct, rule(&b, "tax"), 0) == NULL);
    give_rest(&b, 5);
    give(&b, "sum_due", INT64_MAX / 2);
    CHECK(compare(&b, 0, &direct));
    close_bench(&b);
}

/* What belongs to the date is found again for another one, also where a case goes back. */
static void test_dates(void)
{
    static const int years[] = {2023, 2021, 2026, 2019, 2022};
    bench b;
    uint32_t direct = 0;
    if (!open_bench(&b)) {
        return;
    }
    give(&b, "pay", 26000);
    CHECK_INT(qn_case_set_date(b.direct, QN_TODAY, 1, 1, 1), QN_OK); /* the day of number 0 */
    CHECK(!is_direct(&b, "paid_at_least"));
    for (size_t i = 0; i < sizeof years / sizeof years[0]; i++) {
        CHECK_INT(qn_case_set_date(b.machine, QN_TODAY, years[i], 5, 1), QN_OK);
        CHECK_INT(qn_case_set_date(b.direct, QN_TODAY, years[i], 5, 1), QN_OK);
        CHECK(compare(&b, i, &direct));
        CHECK(is_direct(&b, "paid_at_least") == (years[i] >= 2020));
    }
    close_bench(&b);
}

/* A rule that asks for nothing but whether a fact is none, itself or through another rule. */
static void test_none(void)
{
    static const char asks[] = "fact gone : date or none = none\n"
                               "fact left : date or none\n"
                               "is_gone : yes/no = gone is not none\n"
                               "has_left : yes/no = left is none\n"
                               "same : date = left\n"
                               "behind : integer = if same is none then 1 else 2\n";
    static const char *const names[] = {"is_gone", "has_left", "behind"};
    static const char *const given[] = {"unknown", "none", "2026-01-01"};
    qn_program *plain = load(asks, QN_PREPARE_NOTHING, NULL);
    qn_program *prepared = load(asks, QN_PREPARE_ALL, NULL);
    if (plain == NULL || prepared == NULL) {
        return;
    }
    qn_case *machine = qn_case_new(plain);
    qn_case *direct = qn_case_new(prepared);
    for (size_t i = 0; i < 9; i++) {
        const char *gone = given[i / 3];
        const char *left = given[i % 3];
        CHECK_INT(qn_case_set_text(machine, 0, gone, strlen(gone)), QN_OK);
        CHECK_INT(qn_case_set_text(direct, 0, gone, strlen(gone)), QN_OK);
        CHECK_INT(qn_case_set_text(machine, 1, left, strlen(left)), QN_OK);
        CHECK_INT(qn_case_set_text(direct, 1, left, strlen(left)), QN_OK);
        for (size_t k = 0; k < sizeof names / sizeof names[0]; k++) {
            char want[QN_VALUE_TEXT_SIZE], got[QN_VALUE_TEXT_SIZE];
            qn_value value;
            CHECK_INT(qn_eval(machine, qn_program_rule(plain, names[k]), &value), QN_OK);
            CHECK_INT(qn_value_text(&value, want, sizeof want, NULL), QN_OK);
            CHECK_INT(qn_eval(direct, qn_program_rule(prepared, names[k]), &value), QN_OK);
            CHECK_INT(qn_value_text(&value, got, sizeof got, NULL), QN_OK);
            CHECK_TEXT(got, want);
        }
    }
    qn_case_free(machine);
    qn_case_free(direct);
    qn_program_free(plain);
    qn_program_free(prepared);
}

/* What is asked of a fact and itself is as open as the fact (spec/unknown.md, section 2), though it
 * is the same whatever the fact is. */
static void test_itself(void)
{
    static const char asks[] = "fact x : integer in 0..=9\n"
                               "fact post : one of clerk, guard, cook\n"
                               "equal : yes/no = x = x\n"
                               "less : yes/no = x < x\n"
                               "nothing : integer = x - x\n"
                               "both : yes/no = x = 1 and x = 2\n"
                               "posts : yes/no = post is clerk and post is cook\n"
                               "now : yes/no = today = today\n";
    static const char *const known[] = {"yes", "no", "0", "no", "no", "yes"};
    for (int prepared = 0; prepared < 2; prepared++) {
        qn_program *program = load(asks, prepared != 0 ? QN_PREPARE_ALL : QN_PREPARE_NOTHING, NULL);
        qn_case *c = program == NULL ? NULL : qn_case_new(program);
        if (c == NULL) {
            return;
        }
        for (int given = 0; given < 2; given++) {
            if (given != 0) {
                CHECK_INT(qn_case_set_integer(c, 0, 1), QN_OK);
                CHECK_INT(qn_case_set_choice(c, 1, "guard"), QN_OK);
                CHECK_INT(qn_case_set_date(c, QN_TODAY, 2026, 1, 1), QN_OK);
            }
            for (int32_t rule = 0; rule < qn_program_rule_count(program); rule++) {
                char got[QN_VALUE_TEXT_SIZE];
                qn_value value;
                CHECK_INT(qn_eval(c, rule, &value), QN_OK);
                CHECK_INT(qn_value_text(&value, got, sizeof got, NULL), QN_OK);
                CHECK_TEXT(got, given != 0 ? known[rule] : "unknown");
            }
        }
        qn_case_free(c);
        qn_program_free(program);
    }
}

/* A question that all numbers of a fact answer alike is open without the fact all the same: an
 * error beside it counts then, and only then. */
static void test_settled(void)
{
    static const char asks[] =
        "entity item\n"
        "    pieces : integer in 1..=9\n"
        "fact items : list of item up to 4\n"
        "fact n : integer in 1..=9\n"
        "fact five : integer in 5..=5\n"
        "fact more : integer in 20..=30\n"
        "fact d : integer in 0..=3\n"
        "fails : yes/no = 1 / d > 5\n"
        "below : yes/no = n <= 1000 or fails\n"
        "above : yes/no = n > -5 or fails\n"
        "differs : yes/no = not n = 77 or fails\n"
        "between : yes/no = n < more or fails\n"
        "apart : yes/no = not n = more or fails\n"
        "smaller : yes/no = min(n, more) < 15 or fails\n"
        "times : yes/no = n * 0 = 0 or fails\n"
        "alone : yes/no = five = 5 or fails\n"
        "scaled : yes/no = n * 2 + 1 <= 100 or fails\n"
        "row : yes/no\n"
        "    table n        | d\n"
        "          0..=1000 | any        → yes\n"
        "          any      | 0..=(1/d)  → no\n"
        "          any      | any        → no\n"
        "element : yes/no = all of (each i in items : i.pieces <= 1000 or fails)\n"
        "how_many : yes/no = count of (each i in items where i.pieces <= 1000 or fails : i) = 1\n";
    for (int prepared = 0; prepared < 2; prepared++) {
        qn_program *program = load(asks, prepared != 0 ? QN_PREPARE_ALL : QN_PREPARE_NOTHING, NULL);
        qn_case *c = program == NULL ? NULL : qn_case_new(program);
        if (!CHECK(c != NULL)) {
            return;
        }
        CHECK_INT(qn_case_set_list(c, qn_program_fact(program, "items"), 1), QN_OK);
        CHECK_INT(qn_case_set_integer(c, qn_program_fact(program, "d"), 0), QN_OK);
        for (int given = 0; given < 2; given++) {
            if (given != 0) {
                CHECK_INT(qn_case_set_integer(c, qn_program_fact(program, "n"), 3), QN_OK);
                CHECK_INT(qn_case_set_integer(c, qn_program_fact(program, "five"), 5), QN_OK);
                CHECK_INT(qn_case_set_integer(c, qn_program_fact(program, "more"), 21), QN_OK);
                CHECK_INT(
                    qn_case_set_integer(
                        c, qn_case_item(c, qn_program_fact(program, "items"), 0, "pieces"), 3),
                    QN_OK);
            }
            for (int32_t rule = 1; rule < qn_program_rule_count(program); rule++) {
                qn_value value;
                bool yes = false;
                CHECK_INT(qn_eval(c, rule, &value), QN_OK);
                CHECK_INT(value.status, QN_KNOWN); /* all numbers of the fact leave it so */
                CHECK(qn_value_boolean(&value, &yes) == QN_OK && yes);
            }
        }
        qn_case_free(c);
        qn_program_free(program);
    }
}

/* A division of 31 bits by nearly as much as they hold. */
static void test_great_divisor(void)
{
    static const char asks[] =
        "fact pay : AZN in 0..=1000\n"
        "fact sure : yes/no\n"
        "far : AZN = (if sure then pay * 2 else max(pay - 300 AZN, 0 AZN) * 3) rounded up to "
        "20_000_000\n";
    static const struct {
        int64_t pay;
        bool sure;
        int64_t want;
    } row[] = {{0, true, 0}, {1, true, 20000000}, {300, false, 0}, {301, false, 20000000}};
    qn_program *program = load(asks, QN_PREPARE_ALL, NULL);
    qn_case *c = program == NULL ? NULL : qn_case_new(program);
    for (size_t i = 0; CHECK(c != NULL) && i < sizeof row / sizeof row[0]; i++) {
        qn_value value;
        CHECK_INT(qn_case_set_integer(c, 0, row[i].pay), QN_OK);
        CHECK_INT(qn_case_set_boolean(c, 1, row[i].sure), QN_OK);
        CHECK(goes_directly(c, 0, &value));
        CHECK_INT(value.status, QN_KNOWN);
        CHECK_INT(value.number[0], row[i].want); /* of whole units */
    }
    qn_case_free(c);
    qn_program_free(program);
}

/* Tables of few rows, for every case: where no row applies there is no value. What a row gives and
 * whether one applies are asked of the same numbers, each in its own way. */
static void test_tables(void)
{
    static const char asks[] =
        "fact a : integer in 0..=10\n"
        "fact b : integer in -3..=3 = 0\n"
        "single : number\n"
        "    table a | b\n"
        "        over 3 | any → a\n"
        "floored : number\n"
        "    table a | b\n"
        "        over 3 | over 1 → min(a, single)\n"
        "    at least 5\n"
        "double : integer\n"
        "    table a | b\n"
        "        over 3 | any → a + b\n"
        "        ..=1 | over 0 → 7\n"
        "alone : integer\n"
        "    table a | b\n"
        "        3..=5 | any → 4\n"
        "again : integer = (if a > 5 then alone else 0) + (if a > 3 then 1 else 2)\n";
    static const char *const names[] = {"single", "floored", "double", "alone", "again"};
    qn_program *program[2] = {load(asks, QN_PREPARE_NOTHING, NULL),
                              load(asks, QN_PREPARE_ALL, NULL)};
    qn_case *c[2];
    for (int way = 0; way < 2; way++) {
        c[way] = program[way] == NULL ? NULL : qn_case_new(program[way]);
        if (c[way] == NULL) {
            return;
        }
    }
    for (int64_t i = 0; i < 11 * 7; i++) {
        char answer[2][QN_VALUE_TEXT_SIZE];
        for (size_t k = 0; k < sizeof names / sizeof names[0]; k++) {
            for (int way = 0; way < 2; way++) {
                qn_value value;
                CHECK_INT(qn_case_set_integer(c[way], 0, i % 11), QN_OK);
                CHECK_INT(qn_case_set_integer(c[way], 1, i / 11 - 3), QN_OK);
                CHECK_INT(qn_eval(c[way], qn_program_rule(program[way], names[k]), &value), QN_OK);
                CHECK_INT(qn_value_text(&value, answer[way], sizeof answer[way], NULL), QN_OK);
                CHECK(k > 0 || (value.status == QN_FAILED) == (i % 11 <= 3));
            }
            CHECK_TEXT(answer[1], answer[0]);
        }
    }
    for (int way = 0; way < 2; way++) {
        qn_case_free(c[way]);
        qn_program_free(program[way]);
    }
}

/* Lesser and greater ones of numbers beside those that are 0 or 1, which are questions. */
static void test_lesser(void)
{
    static const char asks[] = "fact x : integer in 0..=9\n"
                               "fact y : integer in 0..=9\n"
                               "fact q : integer in 0..=1\n"
                               "r0 : integer = min(max(x, y), q)\n"
                               "r1 : integer = max(min(x, q), min(y, q))\n"
                               "r2 : integer = min(q, min(x, y))\n";
    qn_program *program = load(asks, QN_PREPARE_ALL, NULL);
    qn_case *c = program == NULL ? NULL : qn_case_new(program);
    for (int64_t i = 0; CHECK(c != NULL) && i < 200; i++) {
        const int64_t x = i % 10;
        const int64_t y = i / 10 % 10;
        const int64_t q = i / 100;
        const int64_t wanted[] = {(x > y ? x : y) < q ? 0 : q, x + y > 0 ? q : 0,
                                  x < q || y < q ? 0 : q};
        CHECK_INT(qn_case_set_integer(c, 0, x), QN_OK);
        CHECK_INT(qn_case_set_integer(c, 1, y), QN_OK);
        CHECK_INT(qn_case_set_integer(c, 2, q), QN_OK);
        for (int32_t rule = 0; rule < 3; rule++) {
            qn_value value;
            CHECK(goes_directly(c, rule, &value));
            CHECK_INT(value.status, QN_KNOWN);
            CHECK_INT(value.number[0], wanted[rule]);
        }
    }
    qn_case_free(c);
    qn_program_free(program);
}

/* So many rules that not all of them can be found in tables that are made when a program is
 * loaded. */
static void test_many_tables(void)
{
    enum { RULES = 150, LEAST = 200, TEXT_SIZE = RULES * 60 + 200 };
    static char asks[TEXT_SIZE];
    size_t used = (size_t)snprintf(asks, sizeof asks,
                                   "fact a : integer in 0..=15\nfact b : integer in 0..=15\n");
    for (int i = 0; i < RULES; i++) {
        used +=
            (size_t)snprintf(asks + used, sizeof asks - used,
                             "r%d : integer = min(a + b * %d, %d) * 2 + 1\n", i, i + 2, LEAST + i);
    }
    qn_program *program = load(asks, QN_PREPARE_ALL, NULL);
    qn_case *c = program == NULL ? NULL : qn_case_new(program);
    for (int64_t i = 0; CHECK(c != NULL) && i < 256; i += 51) {
        CHECK_INT(qn_case_set_integer(c, 0, i % 16), QN_OK);
        CHECK_INT(qn_case_set_integer(c, 1, i / 16), QN_OK);
        for (int32_t rule = 0; rule < RULES; rule++) {
            const int64_t sum = i % 16 + i / 16 * (rule + 2);
            qn_value value;
            CHECK(goes_directly(c, rule, &value));
            CHECK_INT(value.number[0], (sum < LEAST + rule ? sum : LEAST + rule) * 2 + 1);
        }
    }
    qn_case_free(c);
    qn_program_free(program);
}

/* A rule that asks whether something is none, beside one that is read on a working day, so that it
 * is not known which rules are gone before it. What is absent is seen all the same: -294.48% to a
 * whole hundred is -200%, of 6,004.80 AZN. */
static void test_absent(void)
{
    static const char asks[] =
        "fact part : percent in 0%..=300% = 300%\n"
        "fact gone : percent or none in 0%..=300%\n"
        "less : percent = 5.52% - part\n"
        "pay : AZN = 166.8 AZN * 36\n"
        "then_paid : AZN = pay on (today - 18 working days)\n"
        "due : AZN exact = (if gone is none then (less rounded toward zero to "
        "100) else (less * part + abs(part))) * then_paid\n";
    static const char *const answers[] = {"-12009.60 AZN", "-35034.40512 AZN"};
    for (int prepared = 0; prepared < 2; prepared++) {
        qn_program *program = load(asks, prepared != 0 ? QN_PREPARE_ALL : QN_PREPARE_NOTHING, NULL);
        qn_case *c = program == NULL ? NULL : qn_case_new(program);
        for (int given = 0; c != NULL && given < 2; given++) {
            const char *gone = given == 0 ? "none" : "2%";
            char got[QN_VALUE_TEXT_SIZE];
            qn_value value;
            CHECK_INT(qn_case_set_date(c, QN_TODAY, 2024, 1, 1), QN_OK);
            CHECK_INT(qn_case_set_text(c, 1, gone, strlen(gone)), QN_OK);
            CHECK_INT(qn_eval(c, qn_program_rule(program, "due"), &value), QN_OK);
            CHECK_INT(qn_value_text(&value, got, sizeof got, NULL), QN_OK);
            CHECK_TEXT(got, answers[given]);
        }
        qn_case_free(c);
        qn_program_free(program);
    }
}

/* The opposite of what is so for every number is so for none: no number of whole hundreds lies
 * between 1 and 99. */
static void test_opposites(void)
{
    static const char asks[] =
        "fact c : integer in 0..=1_000_000_000\n"
        "rounded_up : integer = c rounded up to 100\n"
        "never : yes/no = rounded_up in 1..=99\n"
        "halves : integer = c rounded up to 50\n"
        "always : yes/no = halves < 1 or 2 * halves > 98\n"
        "thirds : integer = c rounded down to 30\n"
        "neither : integer = if thirds >= 1 and 2 * thirds <= 58 then 1 else 2\n";
    static const char *const answers[] = {NULL, "no", NULL, "yes", NULL, "2"};
    qn_program *program = load(asks, QN_PREPARE_ALL, NULL);
    qn_case *c = program == NULL ? NULL : qn_case_new(program);
    for (int64_t number = 0; c != NULL && number < 1000; number += 33) {
        CHECK_INT(qn_case_set_integer(c, 0, number), QN_OK);
        for (int32_t rule = 1; rule < qn_program_rule_count(program); rule += 2) {
            char got[QN_VALUE_TEXT_SIZE];
            qn_value value;
            CHECK_INT(qn_eval(c, rule, &value), QN_OK);
            CHECK_INT(qn_value_text(&value, got, sizeof got, NULL), QN_OK);
            CHECK_TEXT(got, answers[rule]);
        }
    }
    qn_case_free(c);
    qn_program_free(program);
}

/* The first day of the calendar is a day like others: what follows from it is found. */
static void test_first_day(void)
{
    static const char dated[] = "r : date = date(year of today, 6, 12)\n";
    qn_program *prepared = load(dated, QN_PREPARE_ALL, NULL);
    if (prepared == NULL) {
        return;
    }
    qn_case *c = qn_case_new(prepared);
    qn_value value;
    int year, month, day;
    CHECK_INT(qn_case_set_date(c, QN_TODAY, 1, 1, 1), QN_OK);
    CHECK_INT(qn_eval(c, 0, &value), QN_OK);
    CHECK_INT(qn_value_date(&value, &year, &month, &day), QN_OK);
    CHECK_INT(year * 10000 + month * 100 + day, 10612);
    qn_case_free(c);
    qn_program_free(prepared);
}

/* Every operation of the list is in some way, so that it has been tried; but those that note where
 * 64 bits overflow: for such numbers the compiler takes more bits, and they have no way. */
static void test_operations(void)
{
    static const char *const names[] = {
#define QN_DIRECT_OP(name, value, sentence) #name, #name,
#define QN_DIRECT_TRY(name, goes_on, sentence) #name, #name,
#define QN_DIRECT_TURN(name, sentence) #name,
#include "direct_ops.def"
#undef QN_DIRECT_OP
#undef QN_DIRECT_TRY
#undef QN_DIRECT_TURN
    };
    bool is_there[QN_DIRECT_OP_COUNT] = {false};
    bench b;
    if (!open_bench(&b)) {
        return;
    }
    const qn_direct *d = b.prepared->direct;
    const qn_direct_step *end = (const qn_direct_step *)(const void *)d->constant;
    for (const qn_direct_step *s = d->step; s < end; s++) {
        is_there[s->op] = true;
    }
    for (size_t i = 0; i < QN_DIRECT_OP_COUNT; i++) {
        bool is_twin = i > 0 && strcmp(names[i], names[i - 1]) == 0; /* NAME_LAST */
        bool has_twin = i + 1 < QN_DIRECT_OP_COUNT && strcmp(names[i], names[i + 1]) == 0;
        bool is_checked = strstr(names[i], "_CHECKED") != NULL;
        if (!is_twin && !CHECK(is_there[i] || (has_twin && is_there[i + 1]) || is_checked)) {
            printf("%s is in no way\n", names[i]);
        }
    }
    close_bench(&b);
}

/* Whether a program is prepared is its loader's choice, and changes no answer. */
static void test_wanted(void)
{
    bench b;
    if (!open_bench(&b)) {
        return;
    }
    qn_program *usual = load(rules, QN_PREPARE_SMALL, NULL);
    CHECK(b.plain->direct == NULL);
    CHECK(b.prepared->direct != NULL);
    CHECK(usual != NULL && usual->direct != NULL);
    qn_program_free(usual);
    qn_compilation *made = source_compile(rules);
    size_t length = 0;
    const unsigned char *image = qn_compilation_image(made, &length);
    const qn_options careful = {.preparation = QN_PREPARE_SMALL, .profile = QN_PROFILE_HARDENED};
    qn_program *hardened = NULL;
    CHECK_INT(qn_program_load(image, length, &careful, &hardened, NULL), QN_OK);
    CHECK(hardened != NULL && hardened->direct == NULL);
    qn_program_free(hardened);
    qn_compilation_free(made);
    close_bench(&b);
}

/* Each request refused once: loading fails, and gives all back. */
static void test_no_memory(void)
{
    long failures = 0;
    for (long at = 0;; at++) {
        memory m = {.refused_at = at};
        qn_program *program = load(rules, QN_PREPARE_ALL, &m);
        CHECK((program == NULL) == m.refused);
        qn_program_free(program);
        CHECK_INT(m.live, 0);
        CHECK_INT(m.mistaken, 0);
        if (!m.refused) {
            break;
        }
        failures++;
    }
    CHECK(failures > 20);
}

int main(void)
{
    static const check_case cases[] = {
        {"same", test_same},           {"open", test_open},
        {"left", test_left},           {"dates", test_dates},
        {"none", test_none},           {"itself", test_itself},
        {"settled", test_settled},     {"great divisor", test_great_divisor},
        {"first day", test_first_day}, {"wanted", test_wanted},
        {"no memory", test_no_memory}, {"operations", test_operations},
        {"absent", test_absent},       {"tables", test_tables},
        {"lesser ones", test_lesser},  {"many tables", test_many_tables},
        {"opposites", test_opposites},
    };
    (void)snprintf(rules, sizeof rules, "%s%s", some_rules, more_rules);
    return check_run("direct", cases, sizeof cases / sizeof cases[0]);
}
