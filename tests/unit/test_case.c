/*
 * Cases through the public interface: facts of every kind, their refusals, and answers as text.
 */
#include <stdlib.h>
#include <string.h>

#include "assemble.h"
#include "check.h"

/* Whether the case was given a fact or an item, by what it says of its value. */
static bool is_given(const qn_case *c, int32_t place)
{
    qn_value value;
    return CHECK_INT(qn_case_fact(c, place, &value), QN_OK) && value.is_given;
}

/* One fact and one rule of each kind; each rule gives its fact. */
typedef struct world {
    assembler a;
    qn_program *program;
    qn_case *c;
} world;

static world w;

/* A fact NAME and a rule NAME_out that answers with it. */
static void add_fact(const char *name, uint32_t type, uint32_t low, uint32_t high, uint32_t preset,
                     uint32_t step)
{
    (void)assemble_fact(&w.a, name, type, low, high, preset, step);
}

static void add_rules(void)
{
    for (uint32_t i = 0; i < w.a.tables.fact_count; i++) {
        char name[64];
        const qn_row_fact *fact = &w.a.fact_rows[i];
        size_t length = strlen(qn_tables_string(&w.a.tables, fact->name));
        memcpy(name, qn_tables_string(&w.a.tables, fact->name), length);
        memcpy(name + length, "_out", 5);
        uint32_t reg = qn_tables_first_fact(&w.a.tables) + i;
        uint32_t rule = assemble_rule(&w.a, name, fact->type, NULL, 0);
        w.a.rule_rows[rule].result = reg;
    }
}

static void begin_world(void)
{
    static const char *const sectors[] = {"state", "oil", "private"};
    static const char *const days[] = {"saturday", "sunday"};
    assembler *a = &w.a;
    assemble_begin(a, 60);
    uint32_t none = ASSEMBLE_NONE;
    uint32_t years = assemble_type(a, QN_KIND_QUANTITY, QN_CLASS_I, 1, 12, "years");
    uint32_t money = assemble_type(a, QN_KIND_QUANTITY, QN_CLASS_I, 100, 1, "AZN");
    uint32_t percent = assemble_type(a, QN_KIND_PERCENT, QN_CLASS_I, 10000, 1, "");
    uint32_t leave = assemble_type(a, QN_KIND_QUANTITY, QN_CLASS_I, 1, 1, "calendar days");
    uint32_t hours = assemble_type(a, QN_KIND_QUANTITY, QN_CLASS_Q, 1, 60, "hours");
    uint32_t big = assemble_type(a, QN_KIND_NUMBER, QN_CLASS_W, 1, 1, "");
    uint32_t flag = assemble_type(a, QN_KIND_BOOLEAN, QN_CLASS_I, 1, 1, "");
    uint32_t date = assemble_type(a, QN_KIND_DATE, QN_CLASS_I, 1, 1, "");
    uint32_t text = assemble_type(a, QN_KIND_TEXT, QN_CLASS_I, 1, 1, "");
    uint32_t clock = assemble_type(a, QN_KIND_CLOCK, QN_CLASS_I, 1, 1, "");
    uint32_t sector = assemble_choice(a, QN_KIND_CHOICE, "sector", sectors, 3);
    uint32_t rest = assemble_choice(a, QN_KIND_SET, "weekday", days, 2);
    uint32_t any = assemble_ratio(a, 0, 1);
    uint32_t whole = assemble_ratio(a, 1, 1);
    uint32_t cent = assemble_ratio(a, 1, 100);
    uint32_t half = assemble_ratio(a, 1, 2);
    uint32_t zero = assemble_int(a, 0);
    uint32_t eighty_years = assemble_int(a, 960);
    uint32_t absent = assemble_status(a, QN_CLASS_I, QN_NONE, 0, "");
    add_fact("seniority", years, zero, eighty_years, none, whole);
    add_fact("half_years", years, none, none, none, half);
    add_fact("gross", money, zero, none, none, cent);
    add_fact("share", percent, none, none, none, cent);
    add_fact("leave", leave, none, none, none, whole);
    add_fact("hours", hours, none, none, none, any);
    add_fact("big", big, none, none, none, any);
    add_fact("merit", flag, none, none, zero, any);
    add_fact("hired", date, none, none, absent, any);
    w.a.fact_rows[w.a.tables.fact_count - 1].flags = QN_FACT_MAY_BE_NONE;
    add_fact("name", text, none, none, none, any);
    add_fact("other", text, none, none, none, any);
    add_fact("opens", clock, none, none, none, any);
    add_fact("sector", sector, none, none, none, any);
    add_fact("rest", rest, none, none, none, any);
    w.a.fact_rows[0].question = assemble_string(a, "How many years?");
    add_rules();
    uint32_t rule = assemble_rule(a, "same_name", flag, NULL, 0);
    uint32_t first = qn_tables_first_fact(&a->tables);
    (void)assemble_op(a, OP_EQ_I, 0, first + 9, first + 10, 0);
    w.a.rule_rows[rule].flags = QN_RULE_HIDDEN;
    w.program = assemble_load(a);
    w.c = w.program == NULL ? NULL : qn_case_new(w.program);
    CHECK(w.c != NULL);
}

static void end_world(void)
{
    qn_case_free(w.c);
    qn_program_free(w.program);
}

static int32_t fact(const char *name)
{
    return qn_program_fact(w.program, name);
}

static qn_status give(const char *name, const char *text)
{
    return qn_case_set_text(w.c, fact(name), text, strlen(text));
}

/* The answer of NAME_out. */
static const char *shown(const char *name)
{
    static char text[QN_VALUE_TEXT_SIZE];
    char rule[64];
    qn_value value;
    size_t length = strlen(name);
    memcpy(rule, name, length);
    memcpy(rule + length, "_out", 5);
    if (qn_eval(w.c, qn_program_rule(w.program, rule), &value) != QN_OK ||
        qn_value_text(&value, text, sizeof text, NULL) != QN_OK) {
        return "no answer";
    }
    return text;
}

static void test_accepted_texts(void)
{
    static const struct {
        const char *fact;
        const char *text;
        const char *shown;
    } rows[] = {
        {"seniority", "12", "12 years"},
        {"seniority", "12 years", "12 years"},
        {"seniority", "0", "0 years"},
        {"seniority", "80", "80 years"},
        {"seniority", "1 year", "1 years"},
        {"seniority", "24 months", "2 years"},
        {"seniority", "  7  years ", "7 years"},
        {"half_years", "61 years 6 months", "61 years 6 months"},
        {"half_years", "-1 years 6 months", "-1 years 6 months"},
        {"half_years", "-0 years 6 months", "-0 years 6 months"},
        {"half_years", "61.5", "61 years 6 months"},
        {"gross", "345.1", "345.10 AZN"},
        {"gross", "345.10 AZN", "345.10 AZN"},
        {"gross", "1_000_000", "1000000.00 AZN"},
        {"gross", "1e3", "1000.00 AZN"},
        {"share", "60%", "60%"},
        {"share", "22.5", "22.5%"},
        {"leave", "14 days", "14 calendar days"},
        {"leave", "2 weeks", "14 calendar days"},
        {"leave", "2 weeks 3 days", "17 calendar days"},
        {"hours", "7.5", "7.5 hours"},
        {"hours", "90 minutes", "1.5 hours"},
        {"big", "9007199254740993", "9007199254740993"},
        {"big", "-170141183460469231731687303715884105727",
         "-170141183460469231731687303715884105727"},
        {"merit", "yes", "yes"},
        {"merit", "false", "no"},
        {"hired", "2024-02-29", "2024-02-29"},
        {"hired", "none", "none"},
        {"name", "Əli", "Əli"},
        {"name", "", ""},
        {"opens", "22:00", "22:00"},
        {"opens", "00:05", "00:05"},
        {"opens", "24:00", "24:00"},
        {"sector", "oil", "oil"},
        {"rest", "sunday", "sunday"},
        {"rest", "[sunday, saturday]", "saturday, sunday"},
        {"rest", "[]", "(empty)"},
        {"rest", "", "(empty)"},
        {"sector", "unknown", "unknown"},
    };
    begin_world();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0] && w.c != NULL; i++) {
        if (!CHECK(give(rows[i].fact, rows[i].text) == QN_OK)) {
            CHECK_TEXT(qn_case_error(w.c)->text, rows[i].text);
        }
        CHECK_TEXT(shown(rows[i].fact), rows[i].shown);
    }
    end_world();
}

static void test_refused_texts(void)
{
    static const struct {
        const char *fact;
        const char *text;
        const char *error;
    } rows[] = {
        {"seniority", "twelve",
         "seniority: 'twelve' is not such a number; expected years in 0..=80"},
        {"seniority", "81", "seniority: '81' is out of range; expected years in 0..=80"},
        {"seniority", "-1", "seniority: '-1' is out of range; expected years in 0..=80"},
        {"seniority", "6 months",
         "seniority: '6 months' is not a whole number; expected years in 0..=80"},
        {"seniority", "12 days",
         "seniority: '12 days' is not such a number; expected years in 0..=80"},
        {"seniority", "1 month 1 year",
         "seniority: '1 month 1 year' is not such a number; expected years in 0..=80"},
        {"seniority", "1 year 1 month 1 month",
         "seniority: '1 year 1 month 1 month' is not such a number; expected years in 0..=80"},
        {"half_years", "0.1", "half_years: '0.1' is finer than 0.5; expected years"},
        {"gross", "10.005", "gross: '10.005' is finer than 0.01; expected AZN in 0.00.."},
        {"gross", "10 USD", "gross: '10 USD' is not such a number; expected AZN in 0.00.."},
        {"gross", "1,250.50",
         "gross: '1,250.50' is not such a number, since it has a comma; expected AZN in 0.00.."},
        {"gross",
         "5\xc2\xa0"
         "AZN",
         "gross: '5\xc2\xa0"
         "AZN' is not such a number, since it has a no-break space; expected AZN in 0.00.."},
        {"gross", "92233720368547758.08",
         "gross: '92233720368547758.08' has too many digits; expected AZN in 0.00.."},
        {"gross", "", "gross: '' is not such a number; expected AZN in 0.00.."},
        {"gross", "none", "gross: 'none' was given; expected AZN in 0.00.."},
        {"share", "0.001%", "share: '0.001%' is finer than 0.01; expected percent"},
        {"leave", "3 working days",
         "leave: '3 working days' is not such a number; expected calendar days"},
        {"big", "170141183460469231731687303715884105728",
         "big: '170141183460469231731687303715884105728' has too many digits; expected number"},
        {"big", "0.5", "big: '0.5' has too many decimals; expected number"},
        {"merit", "maybe", "merit: 'maybe' is neither yes nor no; expected yes/no"},
        {"hired", "2023-02-29",
         "hired: '2023-02-29' is a day that does not exist; expected date or none"},
        {"hired", "1.2.2023",
         "hired: '1.2.2023' is not a date, as 2023-06-01; expected date or none"},
        {"opens", "24:01", "opens: '24:01' is not a time of day, as 22:00; expected time"},
        {"opens", "9:00", "opens: '9:00' is not a time of day, as 22:00; expected time"},
        {"sector", "gas",
         "sector: 'gas' is none of its values; expected one of state, oil, private"},
        {"rest", "monday",
         "rest: 'monday' holds what is none of its values; expected set of saturday, sunday"},
    };
    begin_world();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0] && w.c != NULL; i++) {
        qn_case_reset(w.c);
        CHECK_INT(give(rows[i].fact, rows[i].text), QN_BAD_VALUE);
        CHECK_TEXT(qn_case_error(w.c)->text, rows[i].error);
        CHECK(!is_given(w.c, fact(rows[i].fact)));
    }
    end_world();
}

/* Whatever is accepted is shown in a form that is accepted, too, and means the same. */
static void test_random_texts(void)
{
    static const char *const words[] = {
        " ",      "0",    "1",      "12",    "6.5",        ".",     "-",       "+",
        "_",      "e3",   "E-1",    "%",     ":",          ",",     "[",       "]",
        "years",  "year", "months", "weeks", "days",       "hours", "minutes", "calendar days",
        "AZN",    "yes",  "no",     "none",  "2024-02-29", "22:00", "oil",     "saturday",
        "sunday", "Ə",    "\xff"};
    uint64_t random = 7;
    int accepted = 0;
    begin_world();
    for (int round = 0; round < 60000 && w.c != NULL; round++) {
        char text[128] = "";
        size_t length = 0;
        for (uint64_t k = check_random(&random) % 6; k < 6; k++) {
            const char *word = words[check_random(&random) % (sizeof words / sizeof words[0])];
            memcpy(text + length, word, strlen(word));
            length += strlen(word);
        }
        int32_t any = (int32_t)(check_random(&random) % (uint64_t)qn_program_fact_count(w.program));
        qn_status status = qn_case_set_text(w.c, any, text, length);
        if (status != QN_OK) {
            if (status != QN_BAD_VALUE) {
                CHECK_INT(status, QN_BAD_VALUE);
            }
            continue;
        }
        char first[QN_VALUE_TEXT_SIZE];
        char second[QN_VALUE_TEXT_SIZE];
        qn_value value;
        CHECK(qn_case_fact(w.c, any, &value) == QN_OK);
        CHECK(qn_value_text(&value, first, sizeof first, &length) == QN_OK);
        if (strchr(first, '/') != NULL && value.kind == QN_KIND_QUANTITY) {
            continue; /* a third of an hour, which no decimal can say */
        }
        CHECK_INT(qn_case_set_text(w.c, any, first, length), QN_OK);
        CHECK(qn_case_fact(w.c, any, &value) == QN_OK);
        CHECK(qn_value_text(&value, second, sizeof second, NULL) == QN_OK);
        CHECK_TEXT(second, first);
        accepted++;
    }
    CHECK(accepted > 5000);
    end_world();
}

/* The functions for one kind each, and their misuse. */
static void test_typed_setters(void)
{
    static const char *const both[] = {"sunday", "saturday"};
    static const char *const wrong[] = {"sunday", "gas"};
    begin_world();
    CHECK(qn_case_set_integer(w.c, fact("seniority"), 12) == QN_OK);
    CHECK_TEXT(shown("seniority"), "12 years");
    CHECK(qn_case_set_integer(w.c, fact("seniority"), 100) == QN_BAD_VALUE);
    CHECK_TEXT(shown("seniority"), "12 years");
    CHECK(qn_case_set_integer(w.c, fact("merit"), 1) == QN_BAD_VALUE);
    CHECK(qn_case_set_integer(w.c, fact("big"), INT64_MIN) == QN_OK);
    CHECK_TEXT(shown("big"), "-9223372036854775808");
    CHECK(qn_case_set_decimal(w.c, fact("gross"), "345.10", 6) == QN_OK);
    CHECK_TEXT(shown("gross"), "345.10 AZN");
    CHECK(qn_case_set_decimal(w.c, fact("gross"), "345,10", 6) == QN_BAD_VALUE);
    CHECK(qn_case_set_boolean(w.c, fact("merit"), true) == QN_OK);
    CHECK_TEXT(shown("merit"), "yes");
    CHECK(qn_case_set_boolean(w.c, fact("gross"), true) == QN_BAD_VALUE);
    CHECK(qn_case_set_date(w.c, fact("hired"), 2023, 6, 1) == QN_OK);
    CHECK_TEXT(shown("hired"), "2023-06-01");
    CHECK(qn_case_set_date(w.c, fact("hired"), 2023, 6, 31) == QN_BAD_VALUE);
    CHECK(qn_case_set_date(w.c, QN_TODAY, 2023, 6, 31) == QN_BAD_VALUE);
    CHECK_TEXT(qn_case_error(w.c)->text,
               "today: '2023-06-31' is a day that does not exist; expected a date");
    CHECK(qn_case_set_text(w.c, QN_TODAY, "5\0x", 3) == QN_BAD_VALUE);
    CHECK_TEXT(qn_case_error(w.c)->text,
               "today: '5?x' is not a date, as 2023-06-01; expected a date");
    char long_text[70];
    memset(long_text, '2', sizeof long_text);
    CHECK(qn_case_set_text(w.c, QN_TODAY, long_text, sizeof long_text) == QN_BAD_VALUE);
    CHECK(strstr(qn_case_error(w.c)->text, "2…' is not a date") != NULL);
    CHECK(qn_case_set_text(w.c, QN_TODAY, long_text, 60) == QN_BAD_VALUE); /* all of it is shown */
    CHECK(strstr(qn_case_error(w.c)->text, "2' is not a date") != NULL);
    CHECK(qn_case_set_text(w.c, fact("rest"), "saturday  , sunday", 18) == QN_OK);
    CHECK_TEXT(shown("rest"), "saturday, sunday");
    /* Two parts of one unit, which are one part written twice. */
    CHECK(qn_case_set_text(w.c, fact("seniority"), "2 years 3 years", 15) == QN_BAD_VALUE);
    CHECK(qn_case_set_text(w.c, fact("seniority"), "2 years 3 months", 16) == QN_BAD_VALUE);
    CHECK(qn_case_set_text(w.c, fact("seniority"), "2 years 12 months", 17) == QN_OK);
    CHECK_TEXT(shown("seniority"), "3 years");
    /* An empty member between two, and a comma behind what is given. */
    CHECK(qn_case_set_text(w.c, fact("rest"), "saturday, , sunday", 18) == QN_BAD_VALUE);
    CHECK(qn_case_set_text(w.c, fact("gross"), "12x,", 3) == QN_BAD_VALUE);
    CHECK(strstr(qn_case_error(w.c)->text, "is not such a number; ") != NULL);
    CHECK(qn_case_set_text(w.c, fact("hired"), long_text, 60) == QN_BAD_VALUE);
    CHECK(strstr(qn_case_error(w.c)->text, "2' is ") != NULL);
    CHECK(qn_case_set_text(w.c, QN_TODAY, "unknown", 7) == QN_OK);
    CHECK(qn_case_set_none(w.c, QN_TODAY) == QN_MISUSE);
    CHECK_TEXT(qn_case_error(w.c)->text, "the date of decision takes a date or unknown");
    CHECK(qn_case_set_date(w.c, QN_TODAY, 2023, 6, 30) == QN_OK);
    CHECK(qn_case_set_choice(w.c, fact("sector"), "oil") == QN_OK);
    CHECK_TEXT(shown("sector"), "oil");
    CHECK(qn_case_set_choice(w.c, fact("sector"), "gas") == QN_BAD_VALUE);
    CHECK(qn_case_set_set(w.c, fact("rest"), both, 2) == QN_OK);
    CHECK_TEXT(shown("rest"), "saturday, sunday");
    CHECK(qn_case_set_set(w.c, fact("rest"), wrong, 2) == QN_BAD_VALUE);
    CHECK_TEXT(shown("rest"), "saturday, sunday");
    CHECK(qn_case_set_set(w.c, fact("rest"), NULL, 0) == QN_OK);
    CHECK(qn_case_set_none(w.c, fact("hired")) == QN_OK);
    CHECK(qn_case_set_none(w.c, fact("gross")) == QN_BAD_VALUE);
    CHECK(qn_case_set_integer(w.c, -1, 1) == QN_MISUSE);
    CHECK(qn_case_set_integer(w.c, 999, 1) == QN_MISUSE);
    CHECK(qn_case_set_integer(NULL, 0, 1) == QN_MISUSE);
    CHECK(qn_case_set_text(w.c, 0, NULL, 0) == QN_MISUSE);
    end_world();
}

static void test_defaults(void)
{
    begin_world();
    int32_t merit = fact("merit");
    CHECK_TEXT(shown("merit"), "no");
    CHECK(!is_given(w.c, merit));
    CHECK(qn_case_set_boolean(w.c, merit, true) == QN_OK);
    CHECK(is_given(w.c, merit));
    CHECK_TEXT(shown("merit"), "yes");
    CHECK(qn_case_set_unknown(w.c, merit) == QN_OK);
    CHECK_TEXT(shown("merit"), "unknown");
    CHECK(qn_case_clear(w.c, merit) == QN_OK);
    CHECK_TEXT(shown("merit"), "no");
    CHECK_TEXT(shown("hired"), "none");
    CHECK(give("hired", "2024-01-01") == QN_OK);
    qn_value today;
    CHECK(qn_case_fact(w.c, QN_TODAY, &today) == QN_OK && today.status == QN_UNKNOWN);
    CHECK(qn_case_set_text(w.c, QN_TODAY, "2026-06-01", 10) == QN_OK);
    CHECK(qn_case_fact(w.c, QN_TODAY, &today) == QN_OK && today.status == QN_KNOWN);
    int year = 0;
    int month = 0;
    int day = 0;
    CHECK(qn_value_date(&today, &year, &month, &day) == QN_OK);
    CHECK(year == 2026 && month == 6 && day == 1);
    qn_case_reset(w.c);
    CHECK_TEXT(shown("hired"), "none");
    CHECK(!is_given(w.c, QN_TODAY));
    end_world();
}

/* Texts that the program does not have are the same exactly where their bytes are. */
static void test_texts(void)
{
    begin_world();
    qn_value same;
    bool yes = true;
    int32_t rule = qn_program_rule(w.program, "same_name");
    CHECK(give("name", "Leyla") == QN_OK && give("other", "Rauf") == QN_OK);
    CHECK(qn_eval(w.c, rule, &same) == QN_OK && qn_value_boolean(&same, &yes) == QN_OK && !yes);
    CHECK(give("other", "Leyla") == QN_OK);
    CHECK(qn_eval(w.c, rule, &same) == QN_OK && qn_value_boolean(&same, &yes) == QN_OK && yes);
    CHECK_TEXT(shown("other"), "Leyla");
    CHECK(give("name", "saturday") == QN_OK);
    CHECK_TEXT(shown("name"), "saturday");
    CHECK_TEXT(shown("other"), "Leyla");
    CHECK(qn_eval(w.c, rule, &same) == QN_OK && qn_value_boolean(&same, &yes) == QN_OK && !yes);
    CHECK(give("other", "saturday") == QN_OK);
    CHECK(qn_eval(w.c, rule, &same) == QN_OK && qn_value_boolean(&same, &yes) == QN_OK && yes);
    CHECK(qn_case_clear(w.c, fact("name")) == QN_OK);
    CHECK_TEXT(shown("name"), "unknown");
    end_world();
}

static void test_values(void)
{
    char text[16];
    size_t length = 0;
    int64_t number = 0;
    qn_value value;
    begin_world();
    CHECK(give("half_years", "61.5") == QN_OK && give("share", "60") == QN_OK);
    CHECK(qn_case_fact(w.c, fact("half_years"), &value) == QN_OK);
    CHECK_TEXT(value.unit, "years");
    CHECK(qn_value_decimal(&value, text, sizeof text, &length) == QN_OK);
    CHECK_TEXT(text, "61.5");
    CHECK(qn_value_integer(&value, &number) == QN_BAD_VALUE);
    CHECK(qn_value_text(&value, text, sizeof text, &length) == QN_NO_ROOM);
    CHECK_INT(length, strlen("61 years 6 months"));
    CHECK_TEXT(text, "61 years 6 mont");
    CHECK(qn_case_fact(w.c, fact("share"), &value) == QN_OK);
    CHECK_TEXT(value.unit, "%");
    CHECK(qn_value_integer(&value, &number) == QN_OK && number == 60);
    CHECK(qn_value_bound(&value, QN_LOW, &value) == QN_MISUSE);
    CHECK(qn_case_fact(w.c, fact("sector"), &value) == QN_OK);
    CHECK_TEXT(qn_value_choice(&value, 2), "private");
    CHECK(qn_value_choice(&value, 3) == NULL && qn_value_choice(&value, -1) == NULL);
    CHECK(qn_value_decimal(&value, text, sizeof text, NULL) == QN_MISUSE);
    /* Seniority is unknown and stands for its range. */
    CHECK(qn_eval(w.c, qn_program_rule(w.program, "seniority_out"), &value) == QN_OK);
    CHECK(value.status == QN_UNKNOWN && value.has_low && value.has_high);
    qn_value high;
    CHECK(qn_value_bound(&value, QN_HIGH, &high) == QN_OK);
    CHECK(qn_value_text(&high, text, sizeof text, NULL) == QN_OK);
    CHECK_TEXT(text, "80 years");
    int32_t rule = qn_program_rule(w.program, "seniority_out");
    CHECK_TEXT(qn_case_cause(w.c, rule, 0), "seniority");
    CHECK_TEXT(qn_case_cause(w.c, rule, 1), NULL);
    CHECK(qn_case_cause(w.c, qn_program_rule(w.program, "merit_out"), 0) == NULL);
    CHECK(qn_case_cause(w.c, 999, 0) == NULL && qn_case_cause(w.c, rule, -1) == NULL);
    CHECK(qn_eval(w.c, -1, &value) == QN_MISUSE && qn_eval(w.c, 999, &value) == QN_MISUSE);
    CHECK(qn_eval(w.c, qn_program_rule_count(w.program), &value) == QN_MISUSE);
    end_world();
}

/* An allocator that counts, and gives nothing while it is shut. */
typedef struct counter {
    bool shut;
    long requests;
    long blocks;
} counter;

static void *count_and_give(void *context, void *block, size_t old_size, size_t new_size)
{
    counter *k = context;
    (void)old_size;
    if (new_size == 0) {
        k->blocks--;
        free(block);
        return NULL;
    }
    k->requests++;
    if (k->shut) {
        return NULL;
    }
    void *given = realloc(block, new_size);
    k->blocks += block == NULL && given != NULL;
    return given;
}

/* Only texts are copied; nothing else asks for memory, and a text that cannot be copied changes
 * nothing. */
static void test_memory(void)
{
    begin_world();
    counter k = {.shut = false};
    qn_options options = {.allocate = count_and_give, .context = &k};
    qn_case *plain = w.c;
    CHECK(qn_case_new_with(w.program, &options, &w.c) == QN_OK);
    CHECK(give("name", "Leyla") == QN_OK);
    CHECK_INT(k.requests, 2);
    k.shut = true;
    CHECK_INT(give("name", "Rauf"), QN_NO_MEMORY);
    CHECK_TEXT(shown("name"), "Leyla");
    k.requests = 0;
    CHECK(give("name", "saturday") == QN_OK);
    CHECK(give("seniority", "12") == QN_OK && give("rest", "sunday") == QN_OK);
    for (int32_t rule = 0; rule < qn_program_rule_count(w.program); rule++) {
        qn_value value;
        CHECK(qn_eval(w.c, rule, &value) == QN_OK);
        (void)qn_case_cause(w.c, rule, 0);
    }
    qn_case_reset(w.c);
    CHECK_INT(k.requests, 0);
    qn_case *none = NULL;
    CHECK_INT(qn_case_new_with(w.program, &options, &none), QN_NO_MEMORY);
    CHECK(none == NULL);
    qn_case_free(w.c);
    CHECK_INT(k.blocks, 0);
    w.c = plain;
    end_world();
}

static void test_program(void)
{
    char text[64];
    begin_world();
    CHECK_TEXT(qn_version(), "0.1.0");
    CHECK_INT(qn_program_fact_info(w.program, fact("sector")).choice_count, 3);
    CHECK_TEXT(qn_program_fact_choice(w.program, fact("rest"), 1), "sunday");
    CHECK(qn_program_fact_choice(w.program, fact("rest"), 2) == NULL);
    CHECK_INT(qn_program_fact_info(w.program, fact("opens")).kind, QN_KIND_CLOCK);
    CHECK_TEXT(qn_program_fact_info(w.program, fact("seniority")).question, "How many years?");
    CHECK_TEXT(qn_program_fact_info(w.program, fact("gross")).question, "");
    CHECK(qn_program_fact_info(w.program, -1).question == NULL);
    CHECK(qn_program_rule_info(w.program, qn_program_rule(w.program, "same_name")).is_hidden);
    CHECK(!qn_program_rule_info(w.program, 0).is_hidden &&
          !qn_program_rule_info(w.program, -1).is_hidden);
    CHECK_TEXT(qn_program_rule_info(w.program, 0).unit, "years");
    CHECK_INT(qn_program_rule_info(w.program, 0).kind, QN_KIND_QUANTITY);
    CHECK(qn_program_rule_info(w.program, 999).name == NULL &&
          qn_program_fact_info(NULL, 0).name == NULL);
    CHECK(qn_program_rule(w.program, NULL) == -1 && qn_program_fact(NULL, "x") == -1);
    CHECK_INT(qn_program_fact_info(w.program, 99).kind, QN_KIND_COUNT);
    CHECK_TEXT(qn_program_fact_info(w.program, fact("leave")).unit, "calendar days");
    CHECK(qn_program_fact_info(w.program, fact("hired")).may_be_none);
    CHECK(qn_program_fact_default(w.program, fact("merit"), text, sizeof text, NULL) == QN_OK);
    CHECK_TEXT(text, "no");
    CHECK(qn_program_fact_default(w.program, fact("gross"), text, sizeof text, NULL) == QN_OK);
    CHECK_TEXT(text, "");
    CHECK(qn_program_fact_range(w.program, -1, text, sizeof text, NULL) == QN_MISUSE);
    end_world();
}

int main(void)
{
    static const check_case cases[] = {
        {"accepted texts", test_accepted_texts},
        {"refused texts", test_refused_texts},
        {"random texts", test_random_texts},
        {"typed setters", test_typed_setters},
        {"defaults", test_defaults},
        {"texts", test_texts},
        {"values", test_values},
        {"memory", test_memory},
        {"programs", test_program},
    };
    return check_run("case", cases, sizeof cases / sizeof cases[0]);
}
