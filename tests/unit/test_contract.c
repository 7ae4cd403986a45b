/*
 * The contract of the public functions that give facts and read values, for every kind with every
 * function: what fits, what is refused with which status, and that what is refused changes nothing.
 * What each value becomes as text is the business of other tests.
 */
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "qanun.h"
#include "source.h"

static const char rules[] = "entity child\n"
                            "    age : integer in 0..=30\n"
                            "    name : text\n"
                            "choice day = saturday, sunday\n"
                            "fact number : integer in -9..=9\n"
                            "fact staff  : yes/no\n"
                            "fact born   : date\n"
                            "fact post   : one of clerk, guard\n"
                            "fact rest   : set of day\n"
                            "fact leave  : period\n"
                            "fact remark : text\n"
                            "fact children : list of child up to 3\n"
                            "fact pay    : AZN over time\n"
                            "fact service : years step 0.5\n"
                            "number_of : integer = number\n"
                            "third : number exact = number / 3\n"
                            "huge : number = (1_000_000_000_000 * 1_000_000_000_000) * number\n"
                            "missing : integer\n"
                            "    only when staff \"not this time\"\n"
                            "    base 1\n"
                            "failing : number = 1 / number rounded to 1\n"
                            "ages = each c in children : c.age\n"
                            "joined = each p in chains of [leave] : p\n";

enum { NUMBER, STAFF, BORN, POST, REST, LEAVE, REMARK, CHILDREN, PAY, SERVICE, FACTS };

static qn_program *program;
static qn_case *c;

static bool open_world(void)
{
    program = source_load(rules);
    c = program == NULL ? NULL : qn_case_new(program);
    return CHECK(c != NULL);
}

static void close_world(void)
{
    qn_case_free(c);
    qn_program_free(program);
}

/* A text that fits each fact. */
static const char *const fitting[FACTS] = {
    "7",          "yes",
    "2024-02-29", "guard",
    "saturday",   "2024-01-01 through 2024-01-31",
    "a note",     "[{age: 3, name: \"A\"}]",
    "900",        "3 years",
};

static void give_all(void)
{
    for (int32_t fact = 0; fact < FACTS; fact++) {
        CHECK_INT(qn_case_set_text(c, fact, fitting[fact], strlen(fitting[fact])), QN_OK);
    }
}

/* ---- reading */

/* What the functions that read return, one a function. */
enum { DECIMAL, FRACTION, INTEGER, BOOLEAN, DATE, PERIOD, HAS, EACH, FIELD, READERS };

typedef struct readings {
    qn_status status[READERS];
    size_t visited;
} readings;

static void visit(void *context, const qn_value *element)
{
    size_t *visited = context;
    *visited += element != NULL;
}

static readings read_every_way(const qn_value *value)
{
    char text[QN_VALUE_TEXT_SIZE];
    int part[6];
    bool yes = false;
    int64_t integer = 0;
    qn_value inner;
    readings r = {.visited = 0};
    r.status[DECIMAL] = qn_value_decimal(value, text, sizeof text, NULL);
    r.status[FRACTION] = qn_value_fraction(value, text, sizeof text, NULL);
    r.status[INTEGER] = qn_value_integer(value, &integer);
    r.status[BOOLEAN] = qn_value_boolean(value, &yes);
    r.status[DATE] = qn_value_date(value, &part[0], &part[1], &part[2]);
    r.status[PERIOD] =
        qn_value_period(value, &part[0], &part[1], &part[2], &yes, &part[3], &part[4], &part[5]);
    r.status[HAS] = qn_value_has(value, 0, &yes);
    r.status[EACH] = qn_value_each(value, visit, &r.visited);
    r.status[FIELD] = qn_value_field(value, 0, &inner);
    return r;
}

/* Only the readers of the mask fit the value; all others refuse it. */
static void check_readers(const qn_value *value, unsigned fits, const char *what)
{
    readings r = read_every_way(value);
    for (int reader = 0; reader < READERS; reader++) {
        if (!CHECK_INT(r.status[reader], (fits >> reader & 1) != 0 ? QN_OK : QN_MISUSE)) {
            printf("  %s, reader %d\n", what, reader);
        }
    }
}

static const unsigned readers_of[FACTS] = {
    [NUMBER] = 1U << DECIMAL | 1U << FRACTION | 1U << INTEGER,
    [STAFF] = 1U << BOOLEAN,
    [BORN] = 1U << DATE,
    [POST] = 0,
    [REST] = 1U << HAS,
    [LEAVE] = 1U << PERIOD,
    [REMARK] = 0,
    [CHILDREN] = 1U << EACH,
    [PAY] = 1U << EACH,
    [SERVICE] = 1U << DECIMAL | 1U << FRACTION | 1U << INTEGER,
};

static void test_readers(void)
{
    qn_value value;
    if (!open_world()) {
        return;
    }
    for (int32_t fact = 0; fact < FACTS; fact++) {
        CHECK_INT(qn_case_fact(c, fact, &value), QN_OK);
        CHECK_INT(value.status, QN_UNKNOWN);
        check_readers(&value, 0, "an unknown fact");
        CHECK_INT(qn_value_count(&value), 0);
    }
    give_all();
    for (int32_t fact = 0; fact < FACTS; fact++) {
        CHECK_INT(qn_case_fact(c, fact, &value), QN_OK);
        CHECK_INT(value.status, QN_KNOWN);
        check_readers(&value, readers_of[fact], fitting[fact]);
        CHECK_INT(qn_value_count(&value), fact == CHILDREN || fact == PAY);
        CHECK_TEXT(qn_value_choice(&value, 1), fact == POST   ? "guard"
                                               : fact == REST ? "sunday"
                                                              : NULL);
        CHECK_TEXT(qn_value_choice(&value, 2), NULL);
        CHECK_TEXT(qn_value_choice(&value, -1), NULL);
    }
    close_world();
}

/* A value that nobody made, as of a variable that was only declared, and no value at all. */
static void test_no_value(void)
{
    char text[QN_VALUE_TEXT_SIZE] = "as before";
    for (int kind = 0; kind < QN_KIND_COUNT; kind++) {
        qn_value blank = {.status = QN_KNOWN, .kind = (qn_kind)kind};
        readings r = read_every_way(&blank);
        CHECK_INT(qn_value_text(&blank, text, sizeof text, NULL), QN_MISUSE);
        CHECK_INT(r.status[DECIMAL], QN_MISUSE);
        CHECK_INT(r.status[FRACTION], QN_MISUSE);
        CHECK_INT(r.status[INTEGER], QN_MISUSE);
        CHECK_INT(r.status[PERIOD], QN_MISUSE);
        CHECK_INT(r.status[EACH], QN_MISUSE);
        CHECK_INT(r.status[FIELD], QN_MISUSE);
        CHECK_TEXT(qn_value_choice(&blank, 0), NULL);
        CHECK_TEXT(qn_value_field_name(&blank, 0), NULL);
        CHECK_INT(qn_value_count(&blank), 0);
    }
    check_readers(NULL, 0, "no value");
    CHECK_INT(qn_value_text(NULL, text, sizeof text, NULL), QN_MISUSE);
    CHECK_TEXT(text, "as before");
    CHECK_TEXT(qn_value_choice(NULL, 0), NULL);
    CHECK_TEXT(qn_value_field_name(NULL, 0), NULL);
    CHECK_INT(qn_value_count(NULL), 0);
}

/* Each place for a result, in turn, is missing. */
static void test_no_result(void)
{
    qn_value value;
    int part[6] = {-1, -1, -1, -1, -1, -1};
    bool yes = true;
    if (!open_world()) {
        return;
    }
    give_all();
    CHECK_INT(qn_case_fact(c, NUMBER, NULL), QN_MISUSE);
    CHECK_INT(qn_case_fact(c, NUMBER, &value), QN_OK);
    CHECK_INT(qn_value_text(&value, NULL, 1, NULL), QN_MISUSE);
    CHECK_INT(qn_value_decimal(&value, NULL, 1, NULL), QN_MISUSE);
    CHECK_INT(qn_value_fraction(&value, NULL, 1, NULL), QN_MISUSE);
    CHECK_INT(qn_value_integer(&value, NULL), QN_MISUSE);
    CHECK_INT(qn_value_bound(&value, QN_LOW, NULL), QN_MISUSE);
    CHECK_INT(qn_value_bound(NULL, QN_LOW, &value), QN_MISUSE);
    CHECK_INT(qn_case_fact(c, STAFF, &value), QN_OK);
    CHECK_INT(qn_value_boolean(&value, NULL), QN_MISUSE);
    CHECK_INT(qn_case_fact(c, REST, &value), QN_OK);
    CHECK_INT(qn_value_has(&value, 0, NULL), QN_MISUSE);
    CHECK_INT(qn_value_has(&value, -1, &yes), QN_MISUSE);
    CHECK_INT(qn_value_has(&value, 64, &yes), QN_MISUSE);
    CHECK(yes);
    CHECK(qn_value_has(&value, 63, &yes) == QN_OK && !yes); /* the last that a set could have */
    CHECK_INT(qn_case_fact(c, BORN, &value), QN_OK);
    CHECK_INT(qn_value_date(&value, NULL, part, part), QN_MISUSE);
    CHECK_INT(qn_value_date(&value, part, NULL, part), QN_MISUSE);
    CHECK_INT(qn_value_date(&value, part, part, NULL), QN_MISUSE);
    CHECK_INT(qn_case_fact(c, LEAVE, &value), QN_OK);
    for (int left_out = 0; left_out < 7; left_out++) {
        int *at[6];
        for (int i = 0; i < 6; i++) {
            at[i] = i == left_out ? NULL : &part[i];
        }
        CHECK_INT(qn_value_period(&value, at[0], at[1], at[2], left_out == 6 ? NULL : &yes, at[3],
                                  at[4], at[5]),
                  QN_MISUSE);
    }
    for (int i = 0; i < 6; i++) {
        CHECK_INT(part[i], -1);
    }
    CHECK_INT(qn_case_fact(c, CHILDREN, &value), QN_OK);
    CHECK_INT(qn_value_each(&value, NULL, NULL), QN_MISUSE);
    close_world();
}

/* ---- numbers that do not fit */

static qn_answer ask(const char *rule, qn_value *out)
{
    CHECK_INT(qn_eval(c, qn_program_rule(program, rule), out), QN_OK);
    return out->status;
}

static void test_numbers(void)
{
    char text[QN_VALUE_TEXT_SIZE] = "";
    int64_t integer = -5;
    size_t length = 0;
    qn_value value;
    if (!open_world()) {
        return;
    }
    CHECK_INT(qn_case_set_integer(c, NUMBER, 7), QN_OK);
    CHECK_INT(qn_case_set_boolean(c, STAFF, false), QN_OK);
    CHECK_INT(ask("third", &value), QN_FAILED); /* it has no finite decimal, but a fraction */
    CHECK_INT(value.error, 403);
    CHECK_INT(qn_value_integer(&value, &integer), QN_BAD_VALUE);
    CHECK_INT(qn_value_decimal(&value, text, sizeof text, NULL), QN_BAD_VALUE);
    CHECK_INT(qn_value_fraction(&value, text, 3, &length), QN_NO_ROOM);
    CHECK_INT(length, 3);
    CHECK_INT(qn_value_fraction(&value, NULL, 0, &length), QN_NO_ROOM);
    CHECK_INT(qn_value_fraction(&value, text, 4, &length), QN_OK);
    CHECK_TEXT(text, "7/3");
    CHECK_INT(ask("huge", &value), QN_KNOWN);
    CHECK_INT(qn_value_integer(&value, &integer), QN_BAD_VALUE);
    CHECK_INT(qn_value_decimal(&value, text, sizeof text, NULL), QN_OK);
    CHECK_TEXT(text, "7000000000000000000000000");
    CHECK_INT(integer, -5);
    CHECK_INT(ask("missing", &value), QN_NONE);
    check_readers(&value, 0, "none");
    CHECK_INT(qn_case_set_integer(c, NUMBER, 0), QN_OK);
    CHECK_INT(ask("failing", &value), QN_FAILED);
    check_readers(&value, 0, "an error");
    close_world();
}

/* ---- lists that follow from others */

/* The last element that was visited, and how many were. */
typedef struct visited {
    qn_status status;
    int64_t age;
    int day[6];
    bool has_end;
    size_t count;
} visited;

static void read_age(void *context, const qn_value *element)
{
    visited *v = context;
    v->status = qn_value_integer(element, &v->age);
    v->count++;
}

static void read_days(void *context, const qn_value *element)
{
    visited *v = context;
    CHECK_INT(element->kind, QN_KIND_CHAIN);
    v->status = qn_value_period(element, &v->day[0], &v->day[1], &v->day[2], &v->has_end,
                                &v->day[3], &v->day[4], &v->day[5]);
    v->count++;
}

static void test_lists(void)
{
    static const int days[] = {2024, 1, 1, 2024, 1, 31};
    visited ages = {.count = 0};
    visited joined = {.count = 0};
    qn_value value;
    if (!open_world()) {
        return;
    }
    give_all();
    CHECK_INT(ask("ages", &value), QN_KNOWN);
    check_readers(&value, 1U << EACH, "a list that a rule makes");
    CHECK_INT(qn_value_each(&value, read_age, &ages), QN_OK);
    CHECK_INT(ages.count, 1);
    CHECK_INT(ages.status, QN_OK);
    CHECK_INT(ages.age, 3);
    CHECK_INT(ask("joined", &value), QN_KNOWN);
    CHECK_INT(qn_value_each(&value, read_days, &joined), QN_OK);
    CHECK_INT(joined.count, 1);
    CHECK_INT(joined.status, QN_OK);
    CHECK(joined.has_end);
    for (int i = 0; i < 6; i++) {
        CHECK_INT(joined.day[i], days[i]);
    }
    close_world();
}

/* ---- giving */

enum { SETTERS = 8 };

static qn_status set(int setter, qn_case *of, int32_t place)
{
    static const char *const names[] = {"sunday"};
    switch (setter) {
    case 0:
        return qn_case_set_integer(of, place, 5);
    case 1:
        return qn_case_set_decimal(of, place, "5", 1);
    case 2:
        return qn_case_set_boolean(of, place, false);
    case 3:
        return qn_case_set_date(of, place, 2025, 5, 5);
    case 4:
        return qn_case_set_choice(of, place, "clerk");
    case 5:
        return qn_case_set_set(of, place, names, 1);
    case 6:
        return qn_case_set_period(of, place, 2025, 5, 5, 2025, 5, 6);
    default:
        return qn_case_set_list(of, place, 2);
    }
}

/* Of each fact the setters that fit it. */
static const unsigned setters_of[FACTS] = {
    [NUMBER] = 1 << 0 | 1 << 1,
    [STAFF] = 1 << 2,
    [BORN] = 1 << 3,
    [POST] = 1 << 4,
    [REST] = 1 << 5,
    [LEAVE] = 1 << 6,
    [REMARK] = 0,
    [CHILDREN] = 1 << 7,
    [PAY] = 1 << 0 | 1 << 1 | 1 << 7,
    [SERVICE] = 1 << 0 | 1 << 1,
};

/* The text of what a case holds for a fact. */
static void read_fact(int32_t fact, char text[QN_VALUE_TEXT_SIZE])
{
    qn_value value;
    CHECK_INT(qn_case_fact(c, fact, &value), QN_OK);
    CHECK_INT(qn_value_text(&value, text, QN_VALUE_TEXT_SIZE, NULL), QN_OK);
}

static void check_setter(int32_t fact, int setter)
{
    char before[QN_VALUE_TEXT_SIZE];
    char after[QN_VALUE_TEXT_SIZE];
    give_all();
    read_fact(fact, before);
    qn_status status = set(setter, c, fact);
    bool fits = (setters_of[fact] >> setter & 1) != 0;
    read_fact(fact, after);
    if (!CHECK_INT(status, fits ? QN_OK : QN_BAD_VALUE) ||
        !CHECK((strcmp(before, after) != 0) == fits) ||
        !CHECK_INT(qn_case_error(c)->code, status) ||
        !CHECK((qn_case_error(c)->text[0] == '\0') == fits)) {
        printf("  fact %d, setter %d: %s, then %s: %s\n", (int)fact, setter, before, after,
               qn_case_error(c)->text);
    }
}

static void test_setters(void)
{
    if (!open_world()) {
        return;
    }
    for (int32_t fact = 0; fact < FACTS; fact++) {
        for (int setter = 0; setter < SETTERS; setter++) {
            check_setter(fact, setter);
        }
    }
    close_world();
}

/* Numbers that are no fact's and no item's. */
static void test_no_place(void)
{
    static const int32_t bad[] = {-1, FACTS, FACTS + 1, INT32_MIN, 1 << 29, 1 << 30, INT32_MAX};
    char text[QN_VALUE_TEXT_SIZE];
    if (!open_world()) {
        return;
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        qn_value value;
        for (int setter = 0; setter < SETTERS; setter++) {
            CHECK_INT(set(setter, c, bad[i]), QN_MISUSE);
        }
        CHECK_INT(qn_case_set_text(c, bad[i], "5", 1), QN_MISUSE);
        CHECK_INT(qn_case_set_none(c, bad[i]), QN_MISUSE);
        CHECK_INT(qn_case_set_unknown(c, bad[i]), QN_MISUSE);
        CHECK_INT(qn_case_clear(c, bad[i]), QN_MISUSE);
        CHECK_INT(qn_case_fact(c, bad[i], &value), QN_MISUSE);
        CHECK_INT(qn_case_item(c, bad[i], 0, NULL), -1);
        CHECK_INT(qn_case_declared(c, bad[i]), -1);
        CHECK_INT(qn_case_place_name(c, bad[i], text, sizeof text, NULL), QN_MISUSE);
    }
    close_world();
}

static void test_no_case(void)
{
    char text[QN_VALUE_TEXT_SIZE];
    qn_value value;
    for (int setter = 0; setter < SETTERS; setter++) {
        CHECK_INT(set(setter, NULL, NUMBER), QN_MISUSE);
    }
    CHECK_INT(qn_case_set_text(NULL, NUMBER, "5", 1), QN_MISUSE);
    CHECK_INT(qn_case_set_none(NULL, NUMBER), QN_MISUSE);
    CHECK_INT(qn_case_set_unknown(NULL, NUMBER), QN_MISUSE);
    CHECK_INT(qn_case_clear(NULL, NUMBER), QN_MISUSE);
    CHECK_INT(qn_case_fact(NULL, NUMBER, &value), QN_MISUSE);
    CHECK_INT(qn_case_item(NULL, CHILDREN, 0, "age"), -1);
    CHECK_INT(qn_case_declared(NULL, NUMBER), -1);
    CHECK_INT(qn_case_place_name(NULL, NUMBER, text, sizeof text, NULL), QN_MISUSE);
    CHECK(qn_case_error(NULL) == NULL);
    CHECK_TEXT(qn_case_cause(NULL, 0, 0), NULL);
    CHECK_INT(qn_eval(NULL, 0, &value), QN_MISUSE);
    qn_case_reset(NULL);
    qn_case_free(NULL);
}

/* Texts that are missing, and an item whose list was given anew. */
static void test_texts_and_items(void)
{
    static const char *const none[] = {NULL};
    if (!open_world()) {
        return;
    }
    give_all();
    CHECK_INT(qn_case_set_text(c, REMARK, NULL, 3), QN_MISUSE);
    CHECK_INT(qn_case_set_decimal(c, NUMBER, NULL, 3), QN_MISUSE);
    CHECK_INT(qn_case_set_choice(c, POST, NULL), QN_MISUSE);
    CHECK_INT(qn_case_set_set(c, REST, NULL, 1), QN_MISUSE);
    CHECK_INT(qn_case_set_set(c, REST, none, 1), QN_MISUSE);
    CHECK_INT(qn_case_set_set(c, REST, NULL, 0), QN_OK);
    CHECK_INT(qn_case_set_list(c, CHILDREN, 4), QN_BAD_VALUE);
    CHECK_INT(qn_case_set_list(c, CHILDREN, 2), QN_OK);
    int32_t age = qn_case_item(c, CHILDREN, 1, "age");
    CHECK(age >= 0);
    CHECK_INT(qn_case_item(c, CHILDREN, 2, "age"), -1);
    CHECK_INT(qn_case_item(c, CHILDREN, SIZE_MAX, "age"), -1);
    CHECK_INT(qn_case_item(c, CHILDREN, 0, "ag"), -1);
    CHECK_INT(qn_case_item(c, CHILDREN, 0, NULL), -1);
    CHECK_INT(qn_case_item(c, NUMBER, 0, "age"), -1);
    CHECK_INT(qn_case_item(c, age, 0, "age"), -1);
    CHECK_INT(qn_case_set_integer(c, age, 30), QN_OK);
    CHECK_INT(qn_case_set_integer(c, age, 31), QN_BAD_VALUE);
    CHECK_INT(qn_case_set_list(c, CHILDREN, 1), QN_OK);
    CHECK_INT(qn_case_set_integer(c, age, 5), QN_MISUSE);
    CHECK_INT(qn_case_declared(c, age), -1);
    close_world();
}

/* What a fact becomes by a text, or with what words the text is refused. */
static const struct {
    int32_t fact;
    const char *text;
    const char *becomes;
    const char *refused;
} texts[] = {
    {STAFF, "true", "yes", NULL},
    {STAFF, "yes", "yes", NULL},
    {STAFF, "false", "no", NULL},
    {STAFF, "Yes", NULL, "is neither yes nor no"},
    {BORN, "2024-02-29", "2024-02-29", NULL},
    {BORN, "2023-02-29", NULL, "is a day that does not exist"},
    {BORN, "29.02.2024", NULL, "is not a date, as 2023-06-01"},
    {POST, "clerk", "clerk", NULL},
    {POST, "cler", NULL, "is none of its values"},
    {REST, "[ sunday , saturday ]", "saturday, sunday", NULL},
    {REST, "(empty)", "(empty)", NULL},
    {REST, "[]", "(empty)", NULL},
    {REST, "saturday,", NULL, "holds what is none of its values"},
    {NUMBER, " -3 ", "-3", NULL},
    {NUMBER, "1,5", NULL, "since it has a comma"},
    {NUMBER,
     "1\xc2\xa0"
     "000",
     NULL, "since it has a no-break space"},
    {NUMBER, "seven", NULL, "is not such a number"},
    {NUMBER, "10", NULL, "-9..=9"},
    {LEAVE, "2024-01-01 to 2024-02-01", "2024-01-01 through 2024-01-31", NULL},
    {LEAVE, "2024-01-01 onwards", "2024-01-01 onwards", NULL},
    {LEAVE, "2024-01-01", NULL, "is no period"},
    {LEAVE, "2024-01-01 through", NULL, "is no period"},
    {LEAVE, "2024-01-01 onwards 2024-01-02", NULL, "is no period"},
    {LEAVE, "2024-01-01 throughout 2024-01-02", NULL, "is no period"},
    {LEAVE, "2024-01-02 through 2024-01-01", NULL, "ends before it begins"},
    {LEAVE, "2024-01-01 to 2024-01-01", NULL, "ends before it begins"},
    {LEAVE, "2023-02-29 onwards", NULL, "has a day that does not exist"},
    {LEAVE, "2023-02-01 through 2023-02-29", NULL, "has a day that does not exist"},
    {LEAVE, "{start: 2024-01-01, end: 2024-01-31}", "2024-01-01 through 2024-01-31", NULL},
    {LEAVE, "{end: none, start: 2024-01-01}", "2024-01-01 onwards", NULL},
    {LEAVE, "{start: 2024-01-01, end: null}", "2024-01-01 onwards", NULL},
    {LEAVE, "{start: 2024-01-01}", NULL, "is no period"},
    {LEAVE, "{end: 2024-01-01}", NULL, "is no period"},
    {LEAVE, "{start: none, end: 2024-01-01}", NULL, "is no period"},
    {LEAVE, "{start: 2024-01-01, begin: 2024-01-31}", NULL, "is no period"},
    {LEAVE, "{start: 2024-01-01, end}", NULL, "is no period"},
    {LEAVE, "{end: 2024-01-01, end: 2024-01-31}", NULL, "is no period"},
    {LEAVE, "{start: 2024-01-01, end: 2024-01-31, end: none}", NULL, "is no period"},
    {LEAVE, "{start: 2024-01-01, start: 2024-01-02, end: none}", NULL, "is no period"},
    {LEAVE, "{start: 2024-01-01 x, end: 2024-01-31}", NULL, "is no period"},
    {LEAVE, "{start: 2023-02-29, end: 2024-01-31}", NULL, "has a day that does not exist"},
    {LEAVE, "{start: 2024-01-31, end: 2024-01-01}", NULL, "ends before it begins"},
    {SERVICE, "2 years 6 months", "2 years 6 months", NULL},
    {SERVICE, "-2 years 6 months", "-2 years 6 months", NULL},
    {SERVICE, "30 months", "2 years 6 months", NULL},
    {SERVICE, "2 years -6 months", NULL, "is not such a number"},
    {SERVICE, "2 years 6.5.5 months", NULL, "is not such a number"},
    {SERVICE, "6 months 2 years", NULL, "is not such a number"},
    {SERVICE, "2 years 6", NULL, "is not such a number"},
    {SERVICE, "2 years 6 months 1 day", NULL, "is not such a number"},
    {SERVICE, "2 days", NULL, "is not such a number"},
};

static void test_texts(void)
{
    if (!open_world()) {
        return;
    }
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        char before[QN_VALUE_TEXT_SIZE];
        char after[QN_VALUE_TEXT_SIZE];
        give_all();
        read_fact(texts[i].fact, before);
        qn_status status = qn_case_set_text(c, texts[i].fact, texts[i].text, strlen(texts[i].text));
        read_fact(texts[i].fact, after);
        bool is_taken = texts[i].becomes != NULL;
        bool is_right = CHECK_INT(status, is_taken ? QN_OK : QN_BAD_VALUE) &&
                        CHECK_TEXT(after, is_taken ? texts[i].becomes : before) &&
                        CHECK(is_taken || strstr(qn_case_error(c)->text, texts[i].refused) != NULL);
        if (!is_right) {
            printf("  \"%s\": %s\n", texts[i].text, qn_case_error(c)->text);
        }
    }
    close_world();
}

/* Programs without what they need, and numbers that are no fact's and no field's. */
static void test_programs(void)
{
    qn_program *none = NULL;
    qn_case *made = NULL;
    if (!open_world()) {
        return;
    }
    CHECK_INT(qn_version_number(), QN_VERSION_NUMBER);
    CHECK_INT(qn_program_load(NULL, 100, NULL, &none, NULL), QN_MISUSE);
    CHECK_INT(qn_program_load("", 0, NULL, NULL, NULL), QN_MISUSE);
    CHECK_INT(qn_case_new_with(NULL, NULL, &made), QN_MISUSE);
    CHECK_INT(qn_case_new_with(program, NULL, NULL), QN_MISUSE);
    CHECK(none == NULL && made == NULL);
    CHECK_INT(qn_program_fact_count(NULL), 0);
    CHECK_INT(qn_program_rule_count(NULL), 0);
    CHECK_INT(qn_program_fact(NULL, "number"), -1);
    CHECK_INT(qn_program_fact(program, NULL), -1);
    CHECK_INT(qn_program_rule(NULL, "third"), -1);
    CHECK_INT(qn_program_rule(program, NULL), -1);
    CHECK_INT(qn_program_rule(program, "thir"), -1);
    CHECK_TEXT(qn_program_fact_choice(program, -1, 0), NULL);
    CHECK_TEXT(qn_program_fact_choice(program, NUMBER, 0), NULL);
    CHECK_TEXT(qn_program_fact_choice(program, POST, 1), "guard");
    CHECK_TEXT(qn_program_fact_choice(program, POST, -1), NULL);
    CHECK_TEXT(qn_program_fact_choice(program, POST, 2), NULL);
    int32_t child = qn_program_fact_info(program, CHILDREN).element;
    CHECK_TEXT(qn_program_fact_info(program, qn_program_field(program, child, 0)).name, "age");
    CHECK_INT(qn_program_field(program, child, -1), -1);
    CHECK_INT(qn_program_field(program, child, 2), -1);
    CHECK_INT(qn_program_field(program, NUMBER, 0), -1);
    CHECK_INT(qn_program_field(program, -1, 0), -1);
    CHECK_INT(qn_program_field(program, INT32_MAX, 0), -1);
    CHECK_INT(qn_program_fact_info(program, INT32_MAX).kind, QN_KIND_COUNT);
    CHECK_INT(qn_program_rule_info(program, -1).kind, QN_KIND_COUNT);
    int32_t facts = qn_program_fact_count(program); /* one behind the last */
    char text[QN_VALUE_TEXT_SIZE];
    CHECK_INT(qn_program_fact_info(program, facts).kind, QN_KIND_COUNT);
    CHECK_INT(qn_program_fact_range(program, facts, text, sizeof text, NULL), QN_MISUSE);
    CHECK_INT(qn_program_rule_info(program, qn_program_rule_count(program)).kind, QN_KIND_COUNT);
    close_world();
}

static const check_case cases[] = {
    {"every reader of every kind", test_readers},
    {"no value", test_no_value},
    {"no place for the result", test_no_result},
    {"numbers that do not fit", test_numbers},
    {"lists that follow from others", test_lists},
    {"every setter of every kind", test_setters},
    {"no such place", test_no_place},
    {"no case", test_no_case},
    {"texts and items", test_texts_and_items},
    {"texts as people write them", test_texts},
    {"programs", test_programs},
};

int main(void)
{
    return check_run("contract", cases, sizeof cases / sizeof *cases);
}
