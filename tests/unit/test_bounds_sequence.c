/*
 * What is left open of sequences: bounds that are known, and one program against all cases.
 *
 * In the second test fields of a list, a number, a day and a fact over time are left out at random.
 * Whatever they turn out to be, each answer must be one that was open.
 */
#include <stdio.h>
#include <string.h>

#include "bounds_walk.h"
#include "case.h"
#include "check.h"
#include "qanun.h"
#include "source.h"

static const char law[] =
    "entity item\n"
    "    a : integer in 0..=3\n"
    "    b : yes/no\n"
    "    c : integer in 0..=2 = 1\n"
    "fact items : list of item up to 3\n"
    "fact n : integer in 0..=3\n"
    "fact d : date in 2026-03-01..=2026-03-04\n"
    "fact h : integer over time in 0..=2\n"
    "fact p : period\n"
    "fact away : period in 2020-01-01..=2029-12-31\n"
    "fact spells : list of period up to 3 in 2020-01-01..=2020-12-31\n"
    "wanted = count of items where b\n"
    "some = count of items where a < n\n"
    "total : integer = sum of items.a\n"
    "part : integer = sum of each x in items where x.b : x.a - 1\n"
    "least : integer = (lowest of items.a) otherwise 9\n"
    "most : integer = (highest of each x in items where x.b : x.a) otherwise 9\n"
    "every : yes/no = all of items where a > 0\n"
    "any_one : yes/no = any of items where b and a > 1\n"
    "head : integer = (first of (each x in items where x.b : x.a)) otherwise 9\n"
    "tail : integer = (last of (each x in items where x.b : x.a)) otherwise 9\n"
    "firsts : integer = sum of each x in first n of items : x.a\n"
    "lasts : integer = sum of each x in last n of items : x.a\n"
    "rest : integer = sum of each x in items after first n : x.a\n"
    "chosen : integer = sum of each x in first 2 of (each y in items where y.b : y) : x.a\n"
    "ended : integer = sum of each x in last 1 of (each y in items where y.b : y) : x.a\n"
    "behind : integer = sum of each x in (each y in items where y.b : y) after first 1 : x.a\n"
    "sorted_two : integer = sum of each x in first 2 of (items sorted by a descending) : x.a\n"
    "kinds = count of distinct (each x in items : x.a)\n"
    "nested = count of each x in items, i in 1..=x.a where x.b : i\n"
    "pairs = count of each x in items, y in items where x.a < y.a : y\n"
    "carried : integer = carry z = 1 through x in items : if x.b then z + x.a else x.c\n"
    "steps : integer = sum of each carry z = 0 through x in items : max(z, x.a)\n"
    "rising = count of each x in items where x.a > (previous of x).a otherwise 0 : x\n"
    "spot : integer = sum of each x in items : (rank of x in (items sorted by a)) otherwise 9\n"
    "day_count = count of each t in days of (2026-03-02 through max(d, 2026-03-02)) : t\n"
    "on_days : integer = sum of each t in days of (2026-03-01 through d) : h on t\n"
    "that_day : integer = h on d\n"
    "span : calendar days = length of (d through 2026-03-10)\n"
    "inside : yes/no = (2026-03-02 through 2026-03-10) has d\n"
    "met : calendar days = length of (overlap of (d through 2026-03-10) and\n"
    "    (2026-03-03 through 2026-03-20)) otherwise 0 days\n"
    "months_of_p = count of months of (2026-01-01 through d)\n"
    "p_long = length of p\n"
    "away_from = start of away\n"
    "away_to = end of away\n"
    "away_long = length of away\n"
    "away_days = count of days of away\n"
    "away_weeks = count of weeks of away\n"
    "away_2022 = length of (overlap of away and (2022-01-01 through\n"
    "    2022-12-31)) otherwise 0 days\n"
    "from_2022 = start of (overlap of away and (2022-01-01 through\n"
    "    2022-12-31)) otherwise 2022-02-01\n"
    "longest = (highest of each s in spells : length of s) otherwise 0 days\n"
    "in_chains = sum of each s in chains of spells : length of s\n"
    "chain_end = (lowest of each s in chains of spells : end of s) otherwise 2020-06-30\n"
    "either = length of (if n > 1 then (d through 2026-03-10) else (2026-01-01 onwards))\n"
    "chosen_a : integer = (first of (each x in items where x.b : x)).a otherwise 9\n";

/* ---- a case and its answers */

static void set(qn_case *c, const char *fact, const char *value)
{
    const qn_program *program = c->program;
    CHECK_INT(qn_case_set_text(c, qn_program_fact(program, fact), value, strlen(value)), QN_OK);
}

static void append_bound(char *text, size_t size, const qn_value *value, bool high)
{
    char number[QN_VALUE_TEXT_SIZE] = "";
    qn_value bound;
    size_t used = strlen(text);
    if (qn_value_bound(value, high ? QN_HIGH : QN_LOW, &bound) == QN_OK) {
        (void)qn_value_text(&bound, number, sizeof number, NULL);
    }
    (void)snprintf(text + used, size - used, "%s%s", high ? ".." : " ", number);
}

/* "3", "unknown 2..4", "unknown ..", with what is needed behind it. */
static const char *answer(qn_case *c, const char *rule)
{
    static char text[512];
    qn_value value;
    int32_t number = qn_program_rule(c->program, rule);
    if (!CHECK_INT(qn_eval(c, number, &value), QN_OK)) {
        return "";
    }
    (void)qn_value_text(&value, text, sizeof text, NULL);
    if (value.status == QN_UNKNOWN) {
        append_bound(text, sizeof text, &value, false);
        append_bound(text, sizeof text, &value, true);
    }
    for (int32_t k = 0; value.status == QN_UNKNOWN && qn_case_cause(c, number, k); k++) {
        size_t used = strlen(text);
        (void)snprintf(text + used, sizeof text - used, " %s", qn_case_cause(c, number, k));
    }
    return text;
}

/* ---- bounds that are known */

typedef struct known_bounds {
    const char *items; /* or NULL */
    const char *rule;
    const char *expected;
} known_bounds;

static const known_bounds known[] = {
    {NULL, "wanted", "unknown 0..3 items"},
    {NULL, "total", "unknown 0..9 items"},
    {NULL, "least", "unknown 0..9 items"},
    {NULL, "every", "unknown .. items"},
    {NULL, "carried", "unknown 0..10 items"},
    {"[{a: 2, b: yes}, {a: 3}]", "wanted", "unknown 1..2 items.b"},
    {"[{a: 2, b: yes}, {a: 3}]", "total", "5"},
    {"[{a: 2, b: yes}, {a: 3}]", "part", "unknown 1..3 items.b"},
    {"[{a: 2, b: yes}, {a: 3}]", "most", "unknown 2..3 items.b"},
    {"[{a: 2, b: yes}, {a: 3}]", "head", "2"},
    {"[{a: 2, b: yes}, {a: 3}]", "tail", "unknown 2..3 items.b"},
    {"[{a: 2, b: yes}, {a: 3}]", "any_one", "yes"},
    {"[{a: 2, b: yes}, {a: 3}]", "every", "yes"},
    {"[{a: 2, b: yes}, {a: 3}]", "chosen", "unknown 2..5 items.b"},
    {"[{a: 2, b: yes}, {a: 3}]", "ended", "unknown 0..5 items.b"},
    {"[{a: 2, b: yes}, {a: 3}]", "behind", "unknown 0..3 items.b"},
    {"[{a: 2, b: yes}, {a: 3}]", "firsts", "unknown 0..5 n"},
    {"[{a: 2}, {b: no}, {a: 0}]", "every", "no"},
    {"[{a: 2}, {b: no}, {a: 0}]", "least", "0"},
    {"[{a: 2}, {b: no}, {a: 0}]", "total", "unknown 2..5 items.a"},
    {"[{a: 2}, {b: no}, {a: 0}]", "kinds", "unknown 1..3 items.a"},
    {"[{a: 2}, {b: no}, {a: 0}]", "nested", "unknown 0..2 items.a items.b"},
    {"[{a: 2}, {b: no}, {a: 0}]", "rising", "unknown 1..2 items.a"},
    {"[{a: 2}, {b: no}, {a: 0}]", "steps", "unknown 6..8 items.a"},
    {NULL, "day_count", "unknown 1..3 d"},
    {NULL, "span", "unknown 7 calendar days..10 calendar days d"},
    {NULL, "inside", "unknown .. d"},
    {NULL, "met", "unknown 7 calendar days..8 calendar days d"},
    {NULL, "that_day", "unknown 0..2 d h"},
    {NULL, "on_days", "unknown 0..8 d h"},
    {NULL, "months_of_p", "unknown 1..4 d"},
    {NULL, "p_long", "unknown 1 calendar days.. p"},
    {NULL, "away_from", "unknown 2020-01-01..2029-12-31 away"},
    {NULL, "away_to", "unknown 2020-01-01..2029-12-31 away"},
    {NULL, "away_long", "unknown 1 calendar days..3653 calendar days away"},
    {NULL, "away_days", "unknown 0..3653 away"},
    {NULL, "away_weeks", "unknown 1..523 away"},
    {NULL, "away_2022", "unknown 0 calendar days..365 calendar days away"},
    {NULL, "from_2022", "unknown 2022-01-01..2022-12-31 away"},
    {NULL, "longest", "unknown 0 calendar days..366 calendar days spells"},
    {NULL, "in_chains", "unknown 0 calendar days..1098 calendar days spells"},
    {NULL, "chain_end", "unknown 2020-01-01..2020-12-31 spells"},
    {NULL, "either", "unknown 7 calendar days..69 calendar days d n"},
};

/* A rule and its answer. */
typedef struct expected {
    const char *rule;
    const char *answer;
} expected;

/* Whether rules of a law have these answers, up to a rule NULL; list: a fact that is given, or
 * NULL.
 */
static void expect_answers(const char *text, const char *list, const char *items,
                           const expected *wanted)
{
    qn_program *program = source_load(text);
    qn_case *c = qn_case_new(program);
    if (CHECK(c != NULL)) {
        if (list != NULL) {
            set(c, list, items);
        }
        for (; wanted->rule != NULL; wanted++) {
            CHECK_TEXT(answer(c, wanted->rule), wanted->answer);
        }
    }
    qn_case_free(c);
    qn_program_free(program);
}

/* What the elements of a list within an element are is declared by the field, also where the list
 * is not given. */
static void lists_in_elements(void)
{
    static const char text[] = "entity flat\n"
                               "    rooms : list of integer up to 5 in 3..=9\n"
                               "    n : integer in 0..=9\n"
                               "fact flats : list of flat up to 3\n"
                               "total = sum of each f in flats : sum of f.rooms\n"
                               "many = count of each f in flats, r in f.rooms : r\n";
    static const expected wanted[] = {
        {"total", "unknown 7..52 flats.rooms"},
        {"many", "unknown 2..7 flats.rooms"},
        {NULL, NULL},
    };
    expect_answers(text, "flats", "[{n: 1}, {rooms: [3, 4]}]", wanted);
}

/* A weekday that is sought beyond the calendar has no bound there. */
static void ends_of_the_calendar(void)
{
    static const char text[] = "fact late : date in 9999-12-20..=9999-12-31\n"
                               "fact early : date in 0001-01-01..=0001-01-10\n"
                               "after_it : date = first monday after late\n"
                               "from_it : date = first monday from late\n"
                               "through_it : date = last sunday through early\n";
    static const expected wanted[] = {
        {"after_it", "unknown 9999-12-27.. late"},
        {"from_it", "unknown 9999-12-20.. late"},
        {"through_it", "unknown ..0001-01-07 early"},
        {NULL, NULL},
    };
    expect_answers(text, NULL, NULL, wanted);
}

/* What is surely in a set decides whether two can be the same; days that are moved back have a
 * latest day; the months of a period may lack a day, which is an error, and end where it ends; of
 * the first none of some, nothing is looked at that could fail. */
static void open_edges(void)
{
    static const char text[] =
        "choice mark = red, green, blue\n"
        "fact either : yes/no\n"
        "fact some : set of mark = [red, green]\n"
        "fact two : set of mark = [red]\n"
        "fact three : set of mark = [green]\n"
        "fact lag : working days in -5..=-3\n"
        "fact a : date in 2020-01-01..=2020-01-10\n"
        "fact b : date in 2020-01-01..=2020-01-10\n"
        "fact begun : date in 2020-01-01..=2020-02-10\n"
        "fact any_end : date\n"
        "fact few : integer in 0..=0\n"
        "fact divided : integer in 0..=5\n"
        "working day d = weekday of d not in (saturday, sunday)\n"
        "same = (if either then some else two) = three\n"
        "moved : date = 2020-06-10 + lag\n"
        "ends : date = end of (a through b)\n"
        "parts : yes/no = (count of months of (begun through 2020-06-30)) > 0\n"
        "weeks_of : yes/no = (count of weeks of (begun through 2020-06-30)) > 0\n"
        "parts_to : yes/no = (count of months of (2020-01-31 through a + 90 days)) > 0\n"
        "from_28 : yes/no = (count of months of (2020-01-28 through a + 90 days)) > 0\n"
        "none_of = sum of each i in first few of (each k in 0..=3 where divided / k > 2 : k) : i\n"
        "last_start = start of (last of months of (2020-01-05 through any_end)) otherwise "
        "2020-01-05\n";
    static const expected wanted[] = {
        {"same", "no"},
        {"moved", "unknown 2020-06-03..2020-06-05 lag"},
        {"ends", "unknown 2020-01-01..2020-01-10 a b"},
        {"parts", "unknown .. begun"},
        {"weeks_of", "yes"},
        {"parts_to", "unknown .. a"},
        {"from_28", "yes"},
        {"none_of", "0"},
        {"last_start", "unknown 2020-01-05.. any_end"},
        {NULL, NULL},
    };
    expect_answers(text, NULL, NULL, wanted);
}

/* Working days that hang on what is not known: none of them moves a day beyond itself. And days,
 * of which one alone is in the calendar. */
static void moved_or_not(void)
{
    static const char text[] =
        "fact strike : date\n"
        "fact behind : working days in -3..=0\n"
        "fact ahead : working days in 0..=3\n"
        "fact past : calendar days in -5..=0\n"
        "working day d = weekday of d not in (saturday, sunday) and d ≠ strike\n"
        "dawn : date = 0001-01-01 + past\n"
        "earlier : date = 2020-06-10 + behind\n"
        "later : date = 2020-06-10 + ahead\n";
    static const expected wanted[] = {
        {"dawn", "unknown ..0001-01-01 past"},
        {"earlier", "unknown ..2020-06-10 behind strike"},
        {"later", "unknown 2020-06-10.. ahead strike"},
        {NULL, NULL},
    };
    expect_answers(text, NULL, NULL, wanted);
}

/* What has begun by the first of the days that can be meant holds before all of them, what begins
 * on the last may hold, and what begins behind it does not. */
static void value_on_open_day(void)
{
    static const char text[] = "fact pay : integer over time\n"
                               "fact day : date in 2024-01-01..=2024-01-10\n"
                               "paid = pay on day\n";
    static const expected wanted[] = {{"paid", "unknown 1..2 day"}, {NULL, NULL}};
    expect_answers(text, "pay",
                   "9 from 2023-01-01, 1 from 2024-01-01, 2 from 2024-01-10, 7 from 2024-01-11",
                   wanted);
}

/* So many numbers of which it is open which are there are looked at one by one, and not one more:
 * of those the same is said of each, as of the days of a period. Of these the first two are one
 * behind that which is known. */
static void one_by_one_or_alike(void)
{
    static const char text[] =
        "entity item\n"
        "    away : period in 2020-01-01..=2035-12-31\n"
        "fact items : list of item up to 3\n"
        "fact low : integer in 1..=4000\n"
        "fact high : integer in 1..=4001\n"
        "few = count of each k in 1..=low where k = 2 : k\n"
        "many = count of each k in 1..=high where k = 2 : k\n"
        "few_above = count of each k in low..=4000 where k = 2 : k\n"
        "many_above = count of each k in high..=4001 where k = 2 : k\n"
        "two_days = sum of first 2 of (each i in items, d in days of i.away : day of d)\n";
    static const expected wanted[] = {
        {"few", "unknown 0..1 low"},
        {"many", "unknown 0..4001 high"},
        {"few_above", "unknown 0..1 low"},
        {"many_above", "unknown 0..4001 high"},
        {"two_days", "unknown 1..32 items.away"},
        {NULL, NULL},
    };
    expect_answers(text, "items", "[{away: 2026-01-01 through 2026-01-01}, {}]", wanted);
}

/* The order of elements matters to their numbers and not to their sum. What is carried on over
 * more elements than are gone through stays as it is found; a list chosen of several is not what
 * some field declares. */
static void order_and_rounds(void)
{
    static const char text[] =
        "entity item\n"
        "    a : integer in 0..=9\n"
        "    b : integer in 0..=9\n"
        "entity pack\n"
        "    f1 : list of integer up to 5 in 3..=9\n"
        "    f2 : list of integer up to 5 in 3..=9\n"
        "    f3 : list of integer up to 5 in 3..=9\n"
        "    f4 : list of integer up to 5 in 3..=9\n"
        "    f5 : list of integer up to 5 in 3..=9\n"
        "    f6 : list of integer up to 5 in 3..=9\n"
        "    f7 : list of integer up to 5 in 3..=9\n"
        "    f8 : list of integer up to 5 in 3..=9\n"
        "fact packs : list of pack up to 2\n"
        "fact items : list of item up to 5\n"
        "fact l : list of integer up to 300 in 0..=9\n"
        "fact p : yes/no\n"
        "fact one_list : list of integer up to 5\n"
        "fact another : list of integer up to 5\n"
        "numbered = sum of (each i in items sorted by i.a : position of i * i.b)\n"
        "summed = sum of (each i in items sorted by i.b : i.a)\n"
        "top : integer = carry t = 0 through x in l : max(x, t)\n"
        "either = sum of (if p then one_list else another)\n";
    static const expected wanted[] = {
        {"numbered", "unknown 5..23 items.b"},       {"summed", "4"}, {"top", "unknown 0..9 l"},
        {"either", "unknown .. another one_list p"}, {NULL, NULL},
    };
    expect_answers(text, "items", "[{a: 3}, {a: 1, b: 5}]", wanted);
}

static void known_ones(void)
{
    qn_program *program = source_load(law);
    for (size_t i = 0; program != NULL && i < sizeof known / sizeof *known; i++) {
        qn_case *c = qn_case_new(program);
        if (known[i].items != NULL) {
            set(c, "items", known[i].items);
        }
        if (!CHECK_TEXT(answer(c, known[i].rule), known[i].expected)) {
            printf("    %s of %s\n", known[i].rule, known[i].items ? known[i].items : "nothing");
        }
        qn_case_free(c);
    }
    qn_program_free(program);
}

/* ---- all cases */

enum { CASES = 400, HOLES = 10, RULES = 60, COMPLETIONS = 2000 };

/* Each thing that can be given, as how many values it can have, and which it has; -1 leaves it out.
 * Three times a, b and c, then n, d and h, of which only the first value is drawn. */
enum { ITEM_FIELDS = 3, PLACE_N = 9, PLACE_D, PLACE_H, PLACES };

typedef struct drawn {
    int value[PLACES];
    int items;
} drawn;

static int choices(int place)
{
    static const int of_field[] = {4, 2, 3};
    if (place < PLACE_N) {
        return of_field[place % ITEM_FIELDS];
    }
    return place == PLACE_H ? 3 : 4;
}

static void add_field(char *text, size_t size, const char *name, const char *value)
{
    size_t used = strlen(text);
    bool first = used > 0 && text[used - 1] == '{';
    (void)snprintf(text + used, size - used, "%s%s: %s", first ? "" : ", ", name, value);
}

static void give_items(qn_case *c, const drawn *x)
{
    char text[200] = "[";
    for (int i = 0; i < x->items; i++) {
        strcat(text, i == 0 ? "{" : ", {");
        for (int f = 0; f < ITEM_FIELDS; f++) {
            int value = x->value[i * ITEM_FIELDS + f];
            char digit[] = {(char)('0' + value), '\0'};
            const char *word = f == 1 ? (value == 1 ? "yes" : "no") : digit;
            if (value >= 0) {
                add_field(text, sizeof text, f == 0 ? "a" : f == 1 ? "b" : "c", word);
            }
        }
        strcat(text, "}");
    }
    strcat(text, "]");
    set(c, "items", text);
}

static void give(qn_case *c, const drawn *x)
{
    char text[80];
    qn_case_reset(c);
    give_items(c, x);
    if (x->value[PLACE_N] >= 0) {
        (void)snprintf(text, sizeof text, "%d", x->value[PLACE_N]);
        set(c, "n", text);
    }
    if (x->value[PLACE_D] >= 0) {
        (void)snprintf(text, sizeof text, "2026-03-0%d", x->value[PLACE_D] + 1);
        set(c, "d", text);
    }
    if (x->value[PLACE_H] >= 0) {
        (void)snprintf(text, sizeof text, "[%d from 2026-01-01, %d from 2026-03-03]",
                       x->value[PLACE_H], 2 - x->value[PLACE_H]);
        set(c, "h", text);
    }
}

/* Whether an answer was open: the number lies between the ends; what was decided is the same. */
static bool was_open(const qn_value *open, const qn_value *found)
{
    qn_value end;
    if (open->status != QN_UNKNOWN) {
        return open->status == found->status &&
               (found->status != QN_KNOWN || open->number[0] == found->number[0]);
    }
    if (found->status != QN_KNOWN) {
        return true;
    }
    bool low = qn_value_bound(open, QN_LOW, &end) != QN_OK ||
               (int64_t)end.number[0] <= (int64_t)found->number[0];
    bool high = qn_value_bound(open, QN_HIGH, &end) != QN_OK ||
                (int64_t)end.number[0] >= (int64_t)found->number[0];
    return low && high;
}

static void check_completion(qn_case *c, const qn_value *open, const drawn *x)
{
    const qn_program *program = c->program;
    give(c, x);
    for (int32_t r = 0; r < qn_program_rule_count(program); r++) {
        qn_value found;
        (void)qn_eval(c, r, &found);
        if (!was_open(&open[r], &found)) {
            CHECK_TEXT(qn_program_rule_info(program, r).name, "an answer that was open");
        }
    }
}

/* Counts through all values of what was left out; false behind the last. */
static bool next_completion(const drawn *holes, drawn *x)
{
    for (int k = 0; k < PLACES; k++) {
        if (holes->value[k] >= 0 || (k < PLACE_N && k / ITEM_FIELDS >= holes->items)) {
            continue;
        }
        if (++x->value[k] < choices(k)) {
            return true;
        }
        x->value[k] = 0;
    }
    return false;
}

static drawn draw(uint64_t *random)
{
    drawn x = {.items = (int)(check_random(random) % 4)};
    int holes = 0;
    for (int k = 0; k < PLACES; k++) {
        bool left_out = holes < 4 && check_random(random) % 4 == 0;
        bool preset = k < PLACE_N && k % ITEM_FIELDS == 2; /* has a default: never unknown */
        x.value[k] = (int)(check_random(random) % (uint64_t)choices(k));
        if (left_out && !preset) {
            x.value[k] = -1;
            holes++;
        }
    }
    return x;
}

static void all_cases(void)
{
    qn_program *program = source_load(law);
    qn_case *open_case = qn_case_new(program);
    qn_case *c = qn_case_new(program);
    uint64_t random = 20;
    int32_t rules = program == NULL ? 0 : qn_program_rule_count(program);
    CHECK(rules > 20 && rules <= RULES);
    for (int i = 0; rules > 0 && i < CASES; i++) {
        qn_value open[RULES];
        drawn holes = draw(&random);
        drawn x = holes;
        give(open_case, &holes);
        for (int32_t r = 0; r < rules; r++) {
            CHECK_INT(qn_eval(open_case, r, &open[r]), QN_OK);
        }
        for (int k = 0; k < PLACES; k++) {
            x.value[k] = x.value[k] < 0 ? 0 : x.value[k];
        }
        int left = COMPLETIONS;
        do {
            check_completion(c, open, &x);
        } while (--left > 0 && next_completion(&holes, &x));
    }
    qn_case_free(c);
    qn_case_free(open_case);
    qn_program_free(program);
}

/* ---- where the steps run out */

/* Whether one of two answers leaves open all that the other does. */
static bool is_wider(const qn_value *wide, const qn_value *narrow)
{
    qn_value end;
    if (narrow->status != QN_UNKNOWN) {
        return was_open(wide, narrow);
    }
    bool is_inside = wide->status == QN_UNKNOWN;
    for (int side = QN_LOW; side <= QN_HIGH; side++) {
        if (qn_value_bound(wide, (qn_bound)side, &end) == QN_OK) {
            int64_t limit = (int64_t)end.number[0];
            bool has = qn_value_bound(narrow, (qn_bound)side, &end) == QN_OK;
            int64_t at = has ? (int64_t)end.number[0] : 0;
            is_inside = is_inside && has && (side == QN_LOW ? limit <= at : limit >= at);
        }
    }
    return is_inside;
}

/* Answers of all rules to what is drawn, with so many steps for each. */
static void answer_all(qn_case *c, const drawn *x, uint64_t steps, qn_value *out)
{
    qn_bounds_set_steps(c, steps);
    give(c, x);
    for (int32_t r = 0; r < qn_program_rule_count(c->program); r++) {
        CHECK_INT(qn_eval(c, r, &out[r]), QN_OK);
    }
}

static void fewer_steps(void)
{
    static const drawn some[] = {{{3, -1, 0, 1, -1, 1, 0, -1, 2, 2, -1, 1}, 3},
                                 {{-1, -1, 0, -1, 1, 1, 2, 0, 2, -1, 0, -1}, 3},
                                 {{0, 0, 0, -1, -1, 1, 0, 0, 0, 1, -1, 0}, 2}};
    enum { STEPS = 120 };
    qn_program *program = source_load(law);
    qn_case *all = qn_case_new(program);
    qn_case *few = qn_case_new(program);
    for (size_t i = 0; program != NULL && i < sizeof some / sizeof *some; i++) {
        static qn_value narrow[RULES];
        static qn_value wide[RULES];
        answer_all(all, &some[i], QN_BOUNDS_STEPS_MAX, narrow);
        for (uint64_t steps = 0; steps < STEPS; steps++) {
            answer_all(few, &some[i], steps, wide);
            for (int32_t r = 0; r < qn_program_rule_count(program); r++) {
                if (!is_wider(&wide[r], &narrow[r])) {
                    CHECK_TEXT(qn_program_rule_info(program, r).name, "wider with fewer steps");
                    printf("    of case %d with %d steps\n", (int)i, (int)steps);
                }
            }
        }
    }
    qn_case_free(few);
    qn_case_free(all);
    qn_program_free(program);
}

/* What a case answered before has no part in what it answers now: a case that is given one thing
 * after the other, against a new one each time. */
static const char reused_law[] =
    "fact numbers : list of integer up to 3\n"
    "fact dates : list of date up to 3\n"
    "fact spans : list of period up to 3\n"
    "fact d : number\n"
    "fact there : yes/no over time\n"
    "carried : number = carry z = 1 through x in numbers : z / d\n"
    "through_spans : number = (carry z = 0 through s in (chains of spans) :\n"
    "    (z + ((lowest of each e in dates where there : 0) otherwise 1 / d)))\n"
    "all_steps : number = sum of each carry z = 1 through x in numbers : z / d\n"
    "first_one : number = (first of each x in numbers where x > 1 : x / d) otherwise 9\n"
    "last_one : number = (last of each x in numbers : x / d) otherwise 9\n";

static void reused(void)
{
    static const char *const numbers[] = {"[1]", "unknown", "[1, unknown]", "[]", "[2, 1]"};
    static const char *const dates[] = {"[]", "[2024-01-07]", "unknown", "[2024-01-07, unknown]"};
    static const char *const spans[] = {"[unknown, unknown]", "unknown", "[]",
                                        "[2024-01-01 through 2024-02-01]"};
    static const char *const divisors[] = {"0", "unknown", "2"};
    qn_program *program = source_load(reused_law);
    qn_case *used = qn_case_new(program);
    uint64_t random = 7;
    for (int i = 0; program != NULL && i < 600; i++) {
        const char *given[] = {numbers[check_random(&random) % 5], dates[check_random(&random) % 4],
                               spans[check_random(&random) % 4],
                               divisors[check_random(&random) % 3]};
        static const char *const names[] = {"numbers", "dates", "spans", "d"};
        qn_case *fresh = qn_case_new(program);
        for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
            set(used, names[k], given[k]);
            set(fresh, names[k], given[k]);
        }
        for (int32_t r = 0; r < qn_program_rule_count(program); r++) {
            const char *rule = qn_program_rule_info(program, r).name;
            char wanted[512];
            (void)snprintf(wanted, sizeof wanted, "%s", answer(fresh, rule));
            if (!CHECK_TEXT(answer(used, rule), wanted)) {
                printf("    %s of %s, %s, %s, %s\n", rule, given[0], given[1], given[2], given[3]);
            }
        }
        qn_case_free(fresh);
    }
    qn_case_free(used);
    qn_program_free(program);
}

int main(void)
{
    static const check_case cases[] = {{"lists in elements", lists_in_elements},
                                       {"ends of the calendar", ends_of_the_calendar},
                                       {"what is open at an edge", open_edges},
                                       {"moved or not", moved_or_not},
                                       {"the value on an open day", value_on_open_day},
                                       {"one by one or alike", one_by_one_or_alike},
                                       {"order and rounds", order_and_rounds},
                                       {"bounds that are known", known_ones},
                                       {"all cases of what is left out", all_cases},
                                       {"where the steps run out", fewer_steps},
                                       {"a case that was used before", reused}};
    return check_run("bounds_sequence", cases, sizeof cases / sizeof *cases);
}
