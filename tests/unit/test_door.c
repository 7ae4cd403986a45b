/*
 * The door of a case, asked by text: each kind of fact with what it takes and what it refuses, and
 * calls with numbers that hardly fit.
 */
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "memory.h"
#include "qanun.h"
#include "source.h"

static const char text[] = //
    "fact p_from : period in 2026-01-01..\n"
    "fact p_until : period in ..=2026-12-31\n"
    "fact p_none : period\n"
    "fact t : text\n"
    "fact n : number in 0..=100\n"
    "fact wide : integer in 0..=1000000000000000000000000000000\n"
    "fact h : integer over time in 0..=9\n"
    "fact days_ : set of weekday\n"
    "fact words : list of text up to 40\n"
    "r = t = \"ab\"\n"
    "later = h on 2026-05-05\n";

typedef struct offer {
    const char *fact;
    const char *given;
    const char *said; /* part of the message, or of the text that is read back */
    bool refused;
} offer;

static const offer offers[] = {
    {"p_from", "2026-01-01 onwards", "2026-01-01 onwards", false},
    {"p_from", "2025-12-31 onwards", "is out of range; expected period in 2026-01-01..", true},
    {"p_from", "2025-12-31 through 2026-01-05", "is out of range", true},
    {"p_until", "2026-12-31 onwards", "2026-12-31 onwards", false},
    {"p_until", "2027-01-01 onwards", "is out of range", true},
    {"p_until", "2026-12-01 through 2027-01-01", "is out of range", true},
    {"p_until", "0001-01-01 through 2026-12-31", "0001-01-01 through 2026-12-31", false},
    {"p_none", "0001-01-01 onwards", "0001-01-01 onwards", false},
    {"t", "ab\"", "ab\"", false},
    {"words", "[\"ab\\\\\", \"c\\\"d\"]", "[\"ab\\\\\", \"c\\\"d\"]", false},
    {"words", "[\"none\", \"unknown\"]", "[\"none\", \"unknown\"]", false},
    {"n", "0.00000000000000000001", "is finer than 0.0001", true},
    {"n", "123456789012345678901234567890123456789012345", "has too many digits", true},
    {"n", "1e2", "100", false},
    {"n", "7,5", "is not", true},
    {"n", "7\tx", "'7?x' is not", true},
    {"n", "7\x7f", "'7?' is not", true},
    {"n", "7~", "'7~' is not", true},
    {"wide", "1000000000000000000000000000000", "1000000000000000000000000000000", false},
    {"wide", "1000000000000000000000000000001", "is out of range", true},
    {"h", "4", "4", false},
    {"h", "4 from 2026-01-01, 5 from 2026-05-05", "5", false},
    {"h", "4 from 2026-01-01, 5 from 2026-01-01", "is the day of two values", true},
    {"h", "12", "is out of range", true},
    {"days_", "[monday, friday]", "monday, friday", false},
    {"days_", "[monday, freeday]", "holds what is none of its values", true},
};

static qn_program *program;
static qn_case *c;

static void begin(void)
{
    program = source_load(text);
    c = program == NULL ? NULL : qn_case_new(program);
    if (CHECK(c != NULL)) {
        CHECK_INT(qn_case_set_date(c, QN_TODAY, 2026, 1, 1), QN_OK);
    }
}

static void end(void)
{
    qn_case_free(c);
    qn_program_free(program);
}

/* A fact as text, one over time as on 2026-05-05. */
static const char *read_back(const char *fact)
{
    static char said[QN_VALUE_TEXT_SIZE];
    qn_value value;
    bool over_time = strcmp(fact, "h") == 0;
    said[0] = '\0';
    CHECK_INT(over_time ? qn_eval(c, qn_program_rule(program, "later"), &value)
                        : qn_case_fact(c, qn_program_fact(program, fact), &value),
              QN_OK);
    CHECK_INT(qn_value_text(&value, said, sizeof said, NULL), QN_OK);
    return said;
}

static void test_offers(void)
{
    begin();
    for (size_t i = 0; c != NULL && i < sizeof offers / sizeof *offers; i++) {
        const offer *o = &offers[i];
        qn_status status =
            qn_case_set_text(c, qn_program_fact(program, o->fact), o->given, strlen(o->given));
        CHECK_INT(status, o->refused ? QN_BAD_VALUE : QN_OK);
        const char *said = status == QN_OK ? read_back(o->fact) : qn_case_error(c)->text;
        bool fits = o->refused ? strstr(said, o->said) != NULL : strcmp(said, o->said) == 0;
        if (!CHECK(fits)) {
            printf("    %s = %s: %s\n", o->fact, o->given, said);
        }
    }
    end();
}

/* Numbers as numbers. */
static void test_numbers(void)
{
    static const char many[] = "123456789012345678901234567890123456789012345";
    begin();
    if (c != NULL) {
        int32_t n = qn_program_fact(program, "n");
        CHECK_INT(qn_case_set_decimal(c, n, many, strlen(many)), QN_BAD_VALUE);
        CHECK(strstr(qn_case_error(c)->text, "has too many digits") != NULL);
        CHECK_INT(qn_case_set_decimal(c, n, "x", 1), QN_BAD_VALUE);
        CHECK(strstr(qn_case_error(c)->text, "is not a number") != NULL);
        CHECK_INT(qn_case_set_decimal(c, n, "1e-20", 5), QN_BAD_VALUE);
        CHECK_INT(qn_case_set_decimal(c, n, "1e2", 3), QN_OK);
        CHECK_TEXT(read_back("n"), "100");
        CHECK_INT(qn_case_set_decimal(c, qn_program_fact(program, "t"), "1", 1), QN_BAD_VALUE);
        CHECK_INT(qn_case_set_decimal(c, -5, "1", 1), QN_MISUSE);
        CHECK_INT(qn_case_set_decimal(c, n, NULL, 1), QN_MISUSE);
    }
    end();
}

/* A period has no end where all of it is 0, and one that is no day otherwise. */
static void test_ends(void)
{
    begin();
    if (c != NULL) {
        int32_t p = qn_program_fact(program, "p_none");
        CHECK_INT(qn_case_set_period(c, p, 2026, 1, 1, 0, 0, 0), QN_OK);
        CHECK_INT(qn_case_set_period(c, p, 2026, 1, 1, 0, 0, 5), QN_BAD_VALUE);
        CHECK_INT(qn_case_set_period(c, p, 2026, 1, 1, 0, 5, 0), QN_BAD_VALUE);
        CHECK_INT(qn_case_set_period(c, p, 2026, 1, 1, 5, 0, 0), QN_BAD_VALUE);
        CHECK_INT(qn_case_set_period(c, p, 2026, 1, 1, 2026, 1, 5), QN_OK);
    }
    end();
}

/* Each request for memory is refused while a list of texts is given: it says so, gives all back,
 * and the list is unknown. */
static void test_memory(void)
{
    static char list[2000] = "[";
    size_t used = 1;
    for (int i = 0; i < 40; i++) {
        used += (size_t)snprintf(list + used, sizeof list - used, "%s\"text\\\\%d\"",
                                 i == 0 ? "" : ", ", i);
    }
    list[used++] = ']';
    begin();
    qn_status status = QN_NO_MEMORY;
    for (long at = 0; program != NULL && status != QN_OK && at < 200; at++) {
        memory m = {.refused_at = -1};
        qn_options options = {.allocate = memory_allocate, .context = &m};
        qn_case *own = NULL;
        CHECK_INT(qn_case_new_with(program, &options, &own), QN_OK);
        m.refused_at = m.asked + at;
        status = qn_case_set_text(own, qn_program_fact(program, "words"), list, used);
        CHECK(status == (m.refused ? QN_NO_MEMORY : QN_OK));
        qn_value value;
        CHECK_INT(qn_case_fact(own, qn_program_fact(program, "words"), &value), QN_OK);
        CHECK_INT(value.status, m.refused ? QN_UNKNOWN : QN_KNOWN);
        qn_case_free(own);
        CHECK_INT(m.live, 0);
        CHECK_INT(m.mistaken, 0);
    }
    CHECK_INT(status, QN_OK);
    end();
}

/* What a fact takes is told as far as there is room, by whole names. */
static void test_many_names(void)
{
    static char many[6000];
    static char one[1200];
    size_t used = (size_t)snprintf(many, sizeof many, "fact x : one of ");
    for (int i = 0; i < 60; i++) {
        used += (size_t)snprintf(many + used, sizeof many - used, "%sname_%d_%040d",
                                 i == 0 ? "" : ", ", i, i);
    }
    (void)snprintf(many + used, sizeof many - used, "\nr = x is name_0_%040d\n", 0);
    (void)snprintf(one, sizeof one, "fact x : one of n%0230d, b\nr = x is b\n", 1);
    const struct {
        const char *program;
        bool is_cut;
    } cases[] = {{many, true}, {one, false}};
    for (size_t i = 0; i < 2; i++) {
        program = source_load(cases[i].program);
        c = program == NULL ? NULL : qn_case_new(program);
        if (CHECK(c != NULL)) {
            CHECK_INT(qn_case_set_text(c, 0, "other", 5), QN_BAD_VALUE);
            const char *said = qn_case_error(c)->text;
            CHECK(strncmp(said, "x: 'other' ", 11) == 0 && strlen(said) < sizeof(qn_error));
            if (!CHECK_INT(strstr(said, ", …") != NULL, cases[i].is_cut)) {
                printf("    %s\n", said);
            }
        }
        end();
    }
}

/* A cause names the field of an element, "children.age", as long as there is room for all such
 * names of the program; facts behind that are named alone. */
static void test_long_names(void)
{
    enum { LONG = 240, FIELDS = 50, LISTS = 50, ROOM = 40000 };
    static char many[ROOM];
    char name[LONG + 20];
    char field[LONG + 20];
    char both[2 * LONG + 40];
    size_t used = (size_t)snprintf(many, sizeof many, "entity item\n");
    for (int i = 0; i < FIELDS; i++) {
        used += (size_t)snprintf(many + used, sizeof many - used,
                                 "    a%0*d : integer in 0..=9 = 0\n", LONG, i);
    }
    used += (size_t)snprintf(many + used, sizeof many - used, "    v : integer in 0..=9\n");
    for (int i = 0; i < LISTS; i++) {
        used += (size_t)snprintf(many + used, sizeof many - used,
                                 "fact f%0*d : list of item up to 1\nr%d = sum of f%0*d.v\n", LONG,
                                 i, i, LONG, i);
    }
    program = source_load(many);
    c = program == NULL ? NULL : qn_case_new(program);
    (void)snprintf(field, sizeof field, "v");
    for (int i = 0; CHECK(c != NULL) && i < LISTS; i += LISTS - 1) {
        char rule[20];
        qn_value value;
        (void)snprintf(rule, sizeof rule, "r%d", i);
        (void)snprintf(name, sizeof name, "f%0*d", LONG, i);
        (void)snprintf(both, sizeof both, "%s.%s", name, field);
        CHECK_INT(qn_case_set_text(c, qn_program_fact(program, name), "[{}]", 4), QN_OK);
        CHECK_INT(qn_eval(c, qn_program_rule(program, rule), &value), QN_OK);
        CHECK_INT(value.status, QN_UNKNOWN);
        CHECK_TEXT(qn_case_cause(c, qn_program_rule(program, rule), 0), i == 0 ? both : name);
        CHECK(qn_case_cause(c, qn_program_rule(program, rule), 1) == NULL);
    }
    end();
}

/* However many fields of an element are missing, each is named. */
static void test_missing_fields(void)
{
    enum { FIELDS = 60 };
    static char many[FIELDS * 40 + 200];
    int named = 0;
    size_t used = (size_t)snprintf(many, sizeof many, "entity item\n");
    for (int i = 0; i < FIELDS; i++) {
        used +=
            (size_t)snprintf(many + used, sizeof many - used, "    a%d : integer in 0..=9\n", i);
    }
    (void)snprintf(many + used, sizeof many - used,
                   "fact rs : list of item up to 2\nkept = each r in rs : r\n");
    program = source_load(many);
    c = program == NULL ? NULL : qn_case_new(program);
    if (CHECK(c != NULL)) {
        qn_value value;
        CHECK_INT(qn_case_set_text(c, 0, "[{a1: 3}, {}]", 13), QN_OK);
        CHECK_INT(qn_eval(c, 0, &value), QN_OK);
        CHECK_INT(value.status, QN_UNKNOWN);
        while (qn_case_cause(c, 0, named) != NULL) {
            named++;
        }
        CHECK_INT(named, FIELDS);
        CHECK_TEXT(qn_case_cause(c, 0, 0), "rs.a0");
        CHECK_TEXT(qn_case_cause(c, 0, 1), "rs.a1");
    }
    end();
}

int main(void)
{
    static const check_case cases[] = {
        {"what each fact takes", test_offers},   {"numbers", test_numbers},
        {"ends of periods", test_ends},          {"without memory", test_memory},
        {"many names", test_many_names},         {"long names", test_long_names},
        {"missing fields", test_missing_fields},
    };
    return check_run("door", cases, sizeof cases / sizeof *cases);
}
