/*
 * Programs that no compiler writes and the verifier takes: compiled from text, changed in a row of
 * a table, written and read again. Whatever they answer, the direct way answers as the machine
 * does and a used case as a new one; and values, causes and explanations can be read.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cells.h"
#include "check.h"
#include "program.h"
#include "source.h"

enum { GIVEN = 4, ROUNDS = 3, SAID = 400 };

/* What is asked of one program: the facts of two rounds behind the one in which nothing is given,
 * and the rule whose answer in the last round is known from what was changed. */
typedef struct odd {
    const char *what;
    const char *text;
    void (*change)(qn_tables *t);
    const char *given[ROUNDS - 1][2 * GIVEN];
    const char *rule;
    const char *wanted;
} odd;

static const char counts[] =
    "entity item\n"
    "    pieces : integer in 0..=9\n"
    "    kept   : yes/no\n"
    "    amount : AZN in 0..=1000\n"
    "fact few   : list of item up to 3 = []\n"
    "fact spare : list of item up to 5\n"
    "fact plain : list of integer up to 3 in 0..=9\n"
    "fact wages : AZN over time in 0..=5000\n"
    "fact number : integer in 0..=3\n"
    "wage : AZN = wages\n"
    "most : integer = highest of plain\n"
    "ones  : integer = count of few where pieces = 1\n"
    "twos  : integer = count of each i in few where i.pieces = 1 and i.kept : i\n"
    "both  : integer = (count of few where pieces = 1) + (count of few where "
    "pieces = 2) * 10\n"
    "added : AZN = sum of few.amount\n"
    "spent : integer = 987654321\n"
    "some : AZN = sum of each i in first number of few : i.amount\n"
    "some_plain : integer = sum of each i in first number of plain : i\n"
    "on_days : integer = sum of each d in days of (2026-06-01 through "
    "2026-06-03) : on_first on d\n"
    "on_first : integer = if today < 2026-06-03 then ones else twos\n";

static const char texts[] =
    "entity item\n"
    "    pieces : integer in 0..=9\n"
    "    kept   : yes/no\n"
    "fact remark : text\n"
    "fact other  : text\n"
    "fact part   : list of item up to 1\n"
    "fact plain  : list of integer up to 3 in 0..=9\n"
    "fact number : integer in 0..=9\n"
    "said : text = remark\n"
    "same : yes/no = remark = other\n"
    "spent : integer = 987654321\n"
    "ten : integer = 10\n"
    "kept : yes/no = any of part where kept\n"
    "on_days : integer = sum of each d in days of (2026-06-01 through "
    "2026-06-03) : on_first on d\n"
    "on_first : integer = if (count of part where pieces = 0) = 1 and today "
    "< 2026-06-03 then number else 1\n"
    "most : integer = highest of plain\n";

static const char walks[] =
    "entity early\n"
    "    size : integer in 0..=9\n"
    "    flag : yes/no\n"
    "entity item\n"
    "    pieces : integer in 0..=9\n"
    "    kept   : yes/no\n"
    "fact items : list of item up to 3\n"
    "fact plain : list of early up to 3\n"
    "fact n     : integer in 0..=9\n"
    "fact wages : AZN over time in 0..=5000\n"
    "added : integer = sum of each k in 1..=3 : k * n\n"
    "pairs = each k in 1..=3 : {a: k * n, b: n}\n"
    "kept  = each i in items where i.kept : i\n"
    "wage : AZN = wages\n"
    "flags : integer = count of plain where flag\n"
    "pieces : integer = sum of items.pieces\n"
    "fact m : integer in 0..=9\n"
    "fact sure : yes/no\n"
    "limited : integer\n"
    "    base m\n"
    "    when sure → at least 8\n"
    "    when sure → at most 5\n"
    "firsts = (first of pairs).a otherwise 0\n"
    "fact feasts : list of date up to 3\n"
    "spanned : integer = count of each k in n..=m : k\n"
    "sixths = each i in items where 6 / i.pieces > 1 : i\n"
    "led : number exact = (last of (each f in (each i in items : {own: 6 / i.pieces, same: 1}) "
    "where ((last of (each k in 1..=3 : {own: k, same: 2, third: 3})).own "
    "otherwise 0) = 2 or sure : f)).own otherwise 0\n";

static const char workdays[] = "fact n : months in 0..=9\n"
                               "fact more : working days in 0..=9 = 3\n"
                               "define made(p : date) = {same: p, own: 2026-01-31 + n}\n"
                               "working day fine = made(2026-05-05).same > 2026-01-05\n"
                               "later : date = 2026-05-05 + more\n"
                               "spent : integer = 987654321\n"
                               "ones : integer = 1\n";

static const char elements[] =
    "entity part\n"
    "    n : integer in 0..=9\n"
    "entity item\n"
    "    k      : integer in 0..=9\n"
    "    amount : AZN in 0..=1000\n"
    "fact items : list of item up to 3\n"
    "fact parts : list of part up to 3\n"
    "for each p in parts\n"
    "    worth : integer = p.n * 2\n"
    "for each i in items\n"
    "    own : integer = i.k + (sum of each p in parts : p.worth * i.k)\n"
    "    cut : AZN = i.amount * 33.3%\n"
    "total : integer = sum of items.own\n"
    "cuts : AZN = sum of items.cut\n"
    "refused : integer = error \"the law refuses it\"\n";

static const char parts[] = "fact p : period in 2020-01-01..=2030-12-31\n"
                            "months_back : integer = count of complete months of p counted back\n";

/* As many loops in one another as there may be. */
#define LOOP(name) "(sum of each " name " in items : "
static const char loops[] =
    "entity item\n"
    "    k : integer in 0..=9\n"
    "    m : integer in 0..=9\n"
    "fact items : list of item up to 1\n"
    "deep : integer = " LOOP("a") LOOP("b") LOOP("c") LOOP("d") LOOP("e") LOOP("f") LOOP("g")
        LOOP("h") LOOP("i") LOOP("j") LOOP("l") LOOP("n") LOOP("o") LOOP("p") LOOP("q") LOOP("r")
            LOOP("s") LOOP("t") LOOP("u") LOOP("v") LOOP("w") LOOP("x") LOOP("y")
                LOOP("z") "z.k + z.m))))))))))))))))))))))))\n"
                          "two : integer = 2\n";

/* The list that a fact is while it is not given; the constant of a rule, which nothing else reads,
 * says where. */
static void set_preset(qn_tables *t, uint32_t fact, uint32_t first, uint32_t count)
{
    const qn_list list = {.first = first, .count = count};
    for (uint32_t i = 0; i < t->constant_count; i++) {
        if (t->constant[i].class_ == QN_CLASS_I &&
            qn_constant_slot(&t->constant[i]).i == 987654321) {
            qn_constant_set(&t->constant[i], QN_CLASS_I, (qn_slot){.i = qn_list_pack(list)});
            t->fact[fact].preset = i;
        }
    }
}

/* The text that a fact is while it is not given: one of those that a case may have, and none. */
static void is_a_text_of_cases(qn_tables *t)
{
    set_preset(t, 0, 0, t->string_count);
}

static void is_no_text(qn_tables *t)
{
    set_preset(t, 0, 7, 0);
}

static void is_a_record(qn_tables *t)
{
    t->fact[2].first_cell = t->fact[3].first_cell;
    t->fact[2].cell_count = 2;
    set_preset(t, 2, 0, t->fact[2].first_cell);
}

/* Elements are what the stage before gives. */
static void gives_its_source(qn_tables *t)
{
    for (uint32_t i = 0; i < t->sequence_count; i++) {
        if (t->sequence[i].kind == QN_SEQ_EACH) {
            t->sequence[i].b = QN_NONE_INDEX;
        }
    }
}

/* Of two numbers one has no end above and the other none below. */
static void has_half_ranges(qn_tables *t)
{
    for (uint32_t i = 0; i < t->fact_count; i++) {
        const char *name = t->text + t->string[t->fact[i].name];
        t->fact[i].high = strcmp(name, "n") == 0 ? QN_NONE_INDEX : t->fact[i].high;
        t->fact[i].low = strcmp(name, "m") == 0 ? QN_NONE_INDEX : t->fact[i].low;
    }
}

/* Values that hold from days on are given as a list of days. */
static void has_days_alone(qn_tables *t)
{
    uint32_t feasts = t->fact_count - 1;
    for (uint32_t i = 0; i < t->fact_count; i++) {
        if (t->fact[i].history != QN_NONE_INDEX) {
            t->fact[i].history = t->fact[feasts].type;
        }
    }
}

/* Floors limit by nothing that could be named. */
static void has_no_floors(qn_tables *t)
{
    for (uint32_t i = 0; i < t->clause_count; i++) {
        if (t->clause[i].kind == QN_CLAUSE_FLOOR) {
            t->clause[i].value = QN_NONE_INDEX;
        }
    }
}

/* Records are stored without what they have. */
static void stores_nothing(qn_tables *t)
{
    for (uint32_t i = 0; i < t->instruction_count; i++) {
        if (qn_instruction_op(&t->instruction[i]) == OP_STORE) {
            t->instruction[i].b = 0;
        }
    }
}

/* Records of three fields are stored without what they have. */
static void stores_nothing_of_three(qn_tables *t)
{
    for (uint32_t i = 0; i < t->instruction_count; i++) {
        if (qn_instruction_op(&t->instruction[i]) == OP_STORE && t->instruction[i].b == 3) {
            t->instruction[i].b = 0;
        }
    }
}

/* Records of three fields lie in the cells before those of records of two, and not behind them. */
static void stores_in_front(qn_tables *t)
{
    uint32_t last[4] = {0};
    for (uint32_t i = 0; i < t->instruction_count; i++) {
        if (qn_instruction_op(&t->instruction[i]) == OP_STORE && t->instruction[i].b <= 3) {
            last[t->instruction[i].b] = t->instruction[i].a;
        }
    }
    t->entry[last[3] + 2].value = t->entry[last[2] + 2].value;
    t->entry[last[2] + 2].value += 3 * t->entry[last[3] + 1].value;
}

/* What is read as a record is a number that anybody may give. */
static void reads_numbers_as_records(qn_tables *t)
{
    for (uint32_t i = 0; i < t->instruction_count; i++) {
        if (qn_instruction_op(&t->instruction[i]) == OP_LOAD) {
            t->instruction[i].a = qn_tables_first_fact(t) + 2;
        }
    }
    t->fact[2].high = QN_NONE_INDEX;
}

static void reads_any_numbers_as_records(qn_tables *t)
{
    reads_numbers_as_records(t);
    t->fact[2].low = QN_NONE_INDEX;
}

/* A record is read that lies in no cell. */
static void reads_records_nowhere(qn_tables *t)
{
    for (uint32_t i = 0; i < t->instruction_count; i++) {
        if (qn_instruction_op(&t->instruction[i]) == OP_LOAD) {
            t->instruction[i].a = t->rule[t->rule_count - 2].result;
        }
    }
}

/* What a fact over time is on a day is looked for in a list of days. */
static void reads_another_list(qn_tables *t)
{
    for (uint32_t i = 0; i < t->instruction_count; i++) {
        if (qn_instruction_op(&t->instruction[i]) == OP_AT) {
            t->instruction[i].b = qn_tables_first_fact(t) + t->fact_count - 1;
        }
    }
}

/* A record is read that begins one cell behind the one that was made. */
static void reads_the_next_record(qn_tables *t)
{
    for (uint32_t i = 0; i < t->instruction_count; i++) {
        if (qn_instruction_op(&t->instruction[i]) == OP_LOAD) {
            t->instruction[i].a = t->rule[t->rule_count - 1].result;
        }
    }
}

/* The days of a list lie in the cells of the fact over time before it: where its elements are, or
 * behind them. */
static void lies_in_history(qn_tables *t, uint32_t behind)
{
    for (uint32_t i = 0; i < t->fact_count; i++) {
        if (t->fact[i].history != QN_NONE_INDEX) {
            t->fact[t->fact_count - 1].first_cell = t->fact[i].first_cell + behind;
        }
    }
}

static void lies_among_elements(qn_tables *t)
{
    lies_in_history(t, 0);
}

static void lies_behind_elements(qn_tables *t)
{
    lies_in_history(t, 1000);
}

/* Nothing says what the elements are. */
static void has_no_types(qn_tables *t)
{
    for (uint32_t i = 0; i < t->sequence_count; i++) {
        t->sequence[i].type = QN_NONE_INDEX;
    }
}

static void shares_cells_of_early(qn_tables *t)
{
    t->fact[0].first_cell = t->fact[1].first_cell;
}

static void shares_cells_of_late(qn_tables *t)
{
    t->fact[1].first_cell = t->fact[0].first_cell;
}

/* What holds before the first day is what another fact is. */
static void begins_with_a_fact(qn_tables *t)
{
    for (uint32_t i = 0; i < t->instruction_count; i++) {
        if (qn_instruction_op(&t->instruction[i]) == OP_AT) {
            t->instruction[i].c = qn_tables_first_fact(t) + 2;
        }
    }
}

static void lies_in_another(qn_tables *t)
{
    set_preset(t, 0, t->fact[1].first_cell, 2);
}

static void lies_before_its_cells(qn_tables *t)
{
    uint32_t first = t->fact[0].first_cell;
    t->fact[0].first_cell = t->fact[1].first_cell;
    t->fact[1].first_cell = first;
    uint32_t count = t->fact[0].cell_count;
    t->fact[0].cell_count = t->fact[1].cell_count;
    t->fact[1].cell_count = count;
    set_preset(t, 0, first, 1);
}

static void lies_nowhere(qn_tables *t)
{
    set_preset(t, 0, INT32_MAX, 2);
}

/* The days from which values hold are called otherwise. */
static void has_no_days(qn_tables *t)
{
    for (uint32_t i = 0; i < t->field_count; i++) {
        if (strcmp(t->text + t->string[t->field[i].name], "from") == 0) {
            t->field[i].name = t->fact[0].name;
        }
    }
}

static bool is_inline(const qn_row_rule *rule)
{
    return (rule->flags & QN_RULE_INLINE) != 0 && rule->code_count > 0;
}

/* How many instructions a rule has from one that goes through a sequence on; 0 where it has none.
 */
static uint32_t count_from_total(const qn_tables *t, const qn_row_rule *rule)
{
    for (uint32_t i = 0; i < rule->code_count; i++) {
        if (qn_instruction_op(&t->instruction[rule->first_code + i]) == OP_TOTAL) {
            return rule->code_count - i;
        }
    }
    return 0;
}

/* A rule for elements begins behind what it goes through. */
static void begins_with_its_total(qn_tables *t)
{
    for (uint32_t r = 0; r < t->rule_count; r++) {
        qn_row_rule *rule = &t->rule[r];
        uint32_t count = count_from_total(t, rule);
        if (is_inline(rule) && count > 0) {
            rule->first_code += rule->code_count - count;
            rule->code_count = count;
        }
    }
}

/* A rule for elements within another one ends behind it. */
static void ends_behind_another(qn_tables *t)
{
    for (uint32_t r = 0; r < t->rule_count; r++) {
        const qn_row_rule *around = &t->rule[r];
        uint32_t end = around->first_code + around->code_count + 1;
        for (uint32_t k = 0; is_inline(around) && k < t->rule_count; k++) {
            qn_row_rule *rule = &t->rule[k];
            if (is_inline(rule) && rule->first_code > around->first_code &&
                rule->first_code < end - 1) {
                rule->code_count = end - rule->first_code;
            }
        }
    }
}

/* Numbers are rounded to a part of what is an error. */
static void rounds_by_an_error(qn_tables *t)
{
    uint32_t refused = QN_NONE_INDEX;
    for (uint32_t r = 0; r < t->rule_count; r++) {
        refused = strcmp(t->text + t->string[t->rule[r].name], "refused") == 0 ? t->rule[r].result
                                                                               : refused;
    }
    for (uint32_t i = 0; i < t->instruction_count; i++) {
        if (qn_instruction_op(&t->instruction[i]) == OP_ROUND_I) {
            t->entry[t->instruction[i].c + 1].value = refused;
        }
    }
}

/* What is left of a month is counted, too. */
static void counts_what_is_left(qn_tables *t)
{
    for (uint32_t i = 0; i < t->sequence_count; i++) {
        if (t->sequence[i].kind == QN_SEQ_PARTS) {
            t->sequence[i].flags &= ~(uint32_t)QN_SEQ_COMPLETE;
        }
    }
}

enum { MORE = 250, ROOM = 2000 };
static qn_row_entry many_entries[ROOM];

/* Puts the pool where it has room for more. */
static void move_entries(qn_tables *t)
{
    memcpy(many_entries, t->entry, t->entry_count * sizeof *t->entry);
    t->entry = many_entries;
}

/* The last rule for elements uses a rule for elements, which uses another, and so on. */
static void uses_many(qn_tables *t)
{
    static qn_row_rule rules[ROOM];
    uint32_t last = t->rule_count - 1;
    memcpy(rules, t->rule, t->rule_count * sizeof *rules);
    move_entries(t);
    for (uint32_t i = 0; i < MORE; i++) {
        rules[last + i].first_use = t->entry_count;
        rules[last + i].use_count = 1;
        rules[last + i + 1] = t->rule[last];
        rules[last + i + 1].first_clause = 0;
        rules[last + i + 1].clause_count = 0;
        many_entries[t->entry_count++].value = last + i + 1;
    }
    t->rule = rules;
    t->rule_count += MORE;
}

/* In the innermost of all loops something more is gone through: the value that a rule is. */
static void goes_deeper(qn_tables *t)
{
    static qn_row_sequence stages[ROOM];
    uint32_t results = qn_tables_first_result(t);
    uint32_t sum = 0;
    memcpy(stages, t->sequence, t->sequence_count * sizeof *stages);
    move_entries(t);
    while (qn_instruction_op(&t->instruction[sum]) != OP_ADD_I) {
        sum++;
    }
    stages[t->sequence_count] = (qn_row_sequence){.kind = QN_SEQ_GIVEN,
                                                  .source = QN_NONE_INDEX,
                                                  .inner = QN_NONE_INDEX,
                                                  .region = QN_NONE_INDEX,
                                                  .a = QN_NONE_INDEX,
                                                  .b = QN_NONE_INDEX,
                                                  .out = results + sum - 2,
                                                  .first_entry = t->entry_count,
                                                  .entry_count = 1,
                                                  .limit = 1,
                                                  .type = QN_NONE_INDEX,
                                                  .rule = QN_NONE_INDEX,
                                                  .clause = QN_NONE_INDEX};
    many_entries[t->entry_count++].value = t->rule[t->rule_count - 1].result;
    t->instruction[sum - 2] = (qn_row_instruction){.word = OP_PARAM};
    t->instruction[sum - 1] = (qn_row_instruction){.word = OP_TOTAL, .a = t->sequence_count};
    t->instruction[sum].a = results + sum - 1;
    t->instruction[sum].b = results + sum - 1;
    t->sequence = stages;
    t->sequence_count++;
}

static void lies_behind_elements_without_days(qn_tables *t)
{
    lies_in_history(t, 1000);
    has_no_days(t);
}

static void has_too_many(qn_tables *t)
{
    set_preset(t, 0, t->fact[0].first_cell, 4);
}

/* The cells of two facts lie over one another: the later one is found by none of its items. */
static void shares_cells(qn_tables *t)
{
    t->fact[1].first_cell = t->fact[0].first_cell;
}

static void shares_cells_behind(qn_tables *t)
{
    t->fact[2].first_cell = t->fact[1].first_cell + 3;
}

static void shares_cells_of_none(qn_tables *t)
{
    t->fact[0].first_cell = t->fact[1].first_cell;
    t->fact[0].cell_count = t->fact[1].cell_count;
    t->fact[0].type = t->fact[3].type; /* a number, which has no list */
    t->fact[0].preset = QN_NONE_INDEX;
}

static void has_no_cells(qn_tables *t)
{
    t->fact[0].cell_count = 1;
}

#define TWO_SPARE                                                                                  \
    {                                                                                              \
        "spare", "[{pieces: 1, kept: no, amount: 3}, {pieces: 2, kept: yes, amount: 4}]"           \
    }

static const odd odds[] = {
    {"a list that lies in the cells of another",
     counts,
     lies_in_another,
     {TWO_SPARE, TWO_SPARE},
     "both",
     "11"},
    {"a list that lies in the cells of another, for one",
     counts,
     lies_in_another,
     {{"spare", "[{pieces: 1, kept: yes, amount: 3}, {pieces: 1, kept: no, amount: 4}]"},
      {"spare", "[{pieces: 1, kept: yes, amount: 3}, {pieces: 1, kept: no, amount: 4}]"}},
     "twos",
     "1"},
    {"a list that lies in the cells of another, added up",
     counts,
     lies_in_another,
     {{"spare", "[]"}, TWO_SPARE},
     "added",
     "7.00 AZN"},
    {"a list that lies in the cells of another, on days",
     counts,
     lies_in_another,
     {{"spare", "[]"}, TWO_SPARE},
     "on_days",
     "2"},
    {"a list that lies before its cells",
     counts,
     lies_before_its_cells,
     {{"plain", "[1]"}, {"plain", "[2]"}},
     NULL,
     NULL},
    {"a list with more elements than it has room for",
     counts,
     has_too_many,
     {{"spare", "[]"}, TWO_SPARE},
     NULL,
     NULL},
    {"a list that lies nowhere",
     counts,
     lies_nowhere,
     {{"plain", "[1]"}, {"plain", "[2]"}},
     "most",
     "2"},
    {"a fact over time without days",
     counts,
     has_no_days,
     {{"plain", "[1]"}, {"plain", "[2]"}},
     "most",
     "2"},
    {"two lists in the same cells",
     counts,
     shares_cells,
     {{"spare", "[{pieces: 1, kept: no}]"}, {"spare", "[{pieces: 1, kept: no}]"}},
     "ones",
     "0"},
    {"two lists of which one lies in the middle of the other",
     counts,
     shares_cells_behind,
     {{"spare", "[{pieces: 1, kept: no}]"}, {"plain", "[2, 3]"}},
     NULL,
     NULL},
    {"a list in the cells of what is none",
     counts,
     shares_cells_of_none,
     {{"plain", "[1]"}, {"plain", "[2]"}},
     "most",
     "2"},
    {"a text that another fact may have",
     texts,
     is_a_text_of_cases,
     {{"other", "first"}, {"plain", "[2]", "number", "3"}},
     "most",
     "2"},
    {"a text that nobody has",
     texts,
     is_no_text,
     {{"other", "first"}, {"other", "second", "plain", "[3]"}},
     "most",
     "3"},
    {"a record that is there and not given",
     texts,
     is_a_record,
     {{"number", "4"}, {"number", "5"}},
     NULL,
     NULL},
    {"elements that are what the stage before gives",
     walks,
     gives_its_source,
     {{"items", "[{pieces: 2}]"}, {"n", "4", "items", "[{pieces: 2, kept: yes}]"}},
     "added",
     "6"},
    {"numbers between half ranges",
     walks,
     has_half_ranges,
     {{"n", "3"}, {"n", "4", "m", "6"}},
     "spanned",
     "3"},
    {"a fact over time of days alone",
     walks,
     has_days_alone,
     {{"n", "3"}, {"n", "4", "m", "6"}},
     "spanned",
     "3"},
    {"floors without a value",
     walks,
     has_no_floors,
     {{"n", "3", "sure", "yes"}, {"m", "4", "sure", "yes"}},
     "limited",
     "conflict"},
    {"records that have nothing",
     walks,
     stores_nothing,
     {{"m", "3"}, {"n", "4", "m", "6"}},
     "spanned",
     "3"},
    {"lists of two kinds in the same cells, the other way",
     walks,
     shares_cells_of_late,
     {{"items", "[{pieces: 2}]"}, {"items", "[{pieces: 2}, {pieces: 3}]"}},
     "pieces",
     "5"},
    {"elements of no type",
     walks,
     has_no_types,
     {{"items", "[{pieces: 2}]"}, {"n", "4", "items", "[{pieces: 2, kept: yes}]"}},
     "added",
     "24"},
    {"lists of two kinds in the same cells",
     walks,
     shares_cells_of_early,
     {{"plain", "[{size: 2}]"}, {"plain", "[{size: 2, flag: yes}]"}},
     "flags",
     "1"},
    {"a fact over time that begins with another fact",
     walks,
     begins_with_a_fact,
     {{"wages", "[900 from 2026-01-01]"}, {"wages", "[900 from 2026-07-01]", "n", "3"}},
     "wage",
     "0.03 AZN"},
    {"a fact over time that begins with a fact that is not given",
     walks,
     begins_with_a_fact,
     {{"wages", "[900 from 2026-07-01]"}, {"wages", "[900 from 2026-01-01]"}},
     "wage",
     "900.00 AZN"},
    {"elements of no type that fail",
     walks,
     has_no_types,
     {{"items", "[{pieces: 0}]"}, {"n", "2"}},
     "added",
     "12"},
    {"records that have nothing, beside others",
     walks,
     stores_nothing_of_three,
     {{"items", "[{pieces: 2}, {pieces: 0}]", "sure", "yes"},
      {"items", "[{pieces: 3}, {pieces: 2}]", "sure", "yes"}},
     "led",
     "3"},
    {"records that lie in front of others",
     walks,
     stores_in_front,
     {{"items", "[{pieces: 2}, {pieces: 0}]", "sure", "yes"},
      {"items", "[{pieces: 3}, {pieces: 2}]", "sure", "yes"}},
     "led",
     "3"},
    {"numbers that are read as records",
     walks,
     reads_numbers_as_records,
     {{"items", "[{pieces: 2, kept: yes}]"}, {"n", "7", "m", "9", "items", "[{pieces: 2}]"}},
     "spanned",
     "3"},
    {"any numbers that are read as records",
     walks,
     reads_any_numbers_as_records,
     {{"n", "-1"}, {"n", "7", "m", "9", "items", "[{pieces: 2}]"}},
     "spanned",
     "3"},
    {"a fact over time that is another list",
     walks,
     reads_another_list,
     {{"feasts", "[2026-01-05]"}, {"n", "7", "m", "9"}},
     "spanned",
     "3"},
    {"records that lie nowhere",
     workdays,
     reads_records_nowhere,
     {{"n", "2", "more", "unknown"}, {"n", "2"}},
     "ones",
     "1"},
    {"a record that is made of another one",
     workdays,
     reads_the_next_record,
     {{"n", "1"}, {"n", "2"}},
     "later",
     "2026-05-08"},
    {"days among the elements of a fact over time",
     walks,
     lies_among_elements,
     {{"feasts", "[2026-01-05, 2026-02-05]"},
      {"feasts", "[2026-02-05, 2026-01-05]", "n", "4", "m", "6"}},
     "spanned",
     "3"},
    {"days behind the elements of a fact over time",
     walks,
     lies_behind_elements,
     {{"feasts", "[2026-01-05, 2026-02-05]"},
      {"feasts", "[2026-02-05, 2026-01-05]", "n", "4", "m", "6"}},
     "spanned",
     "3"},
    {"days behind the elements of a fact over time without days",
     walks,
     lies_behind_elements_without_days,
     {{"feasts", "[2026-01-05, 2026-02-05]"},
      {"feasts", "[2026-02-05, 2026-01-05]", "n", "4", "m", "6"}},
     "spanned",
     "3"},
    {"rules for elements that begin behind what they go through",
     elements,
     begins_with_its_total,
     {{"items", "[{k: 2}]"},
      {"items", "[{k: 2, amount: 10}, {k: 3}]", "parts", "[{n: 4}, {n: 1}]"}},
     "total",
     "55"},
    {"rules for elements that end behind another",
     elements,
     ends_behind_another,
     {{"items", "[{k: 2}]"},
      {"items", "[{k: 2, amount: 10}, {k: 3}]", "parts", "[{n: 4}, {n: 1}]"}},
     "total",
     "55"},
    {"rules for elements in a long row",
     elements,
     uses_many,
     {{"items", "[{k: 2}]"}, {"items", "[{amount: 10}, {amount: 20}]"}},
     "cuts",
     "9.99 AZN"},
    {"numbers that are rounded by an error",
     elements,
     rounds_by_an_error,
     {{"items", "[{amount: 20}]"}, {"items", "[{amount: 10}]"}},
     "cuts",
     "error"},
    {"months that are counted back, of which a day is missing before the first one",
     parts,
     counts_what_is_left,
     {{"p", "2026-02-20 through 2026-03-30"}, {"p", "2026-03-01 through 2026-03-30"}},
     "months_back",
     "1"},
    {"loops in more loops than there may be",
     loops,
     goes_deeper,
     {{"items", "[]"}, {"items", "[{k: 1}]"}},
     "deep",
     "4"},
    {"a list without cells", counts, has_no_cells, {{"plain", "[1]"}, TWO_SPARE}, "ones", "0"},
};

/* The program of the changed tables, prepared as it is asked for. */
static qn_program *load_changed(const odd *o, qn_preparation preparation)
{
    qn_program *compiled = source_load(o->text);
    qn_program *program = NULL;
    unsigned char *bytes = NULL;
    size_t length = 0;
    qn_error error = {.text = ""};
    const qn_options options = {.preparation = preparation};
    if (compiled != NULL) {
        o->change(&compiled->tables);
        CHECK_INT(qn_image_write(&compiled->tables, NULL, &bytes, &length), QN_OK);
        (void)qn_program_load(bytes, length, &options, &program, &error);
        CHECK_TEXT(error.text, "");
        free(bytes);
    }
    qn_program_free(compiled);
    return program;
}

static void give(qn_case *c, const qn_program *program, const char *const *given)
{
    for (int i = 0; i < GIVEN && given[2 * i] != NULL; i++) {
        int32_t fact = qn_program_fact(program, given[2 * i]);
        const char *text = given[2 * i + 1];
        if (!CHECK_INT(qn_case_set_text(c, fact, text, strlen(text)), QN_OK)) {
            printf("  %s\n", qn_case_error(c)->text);
        }
    }
}

/* Gives what the lists of a case have, one by one, as far as it takes it; what came of that. */
static uint64_t touch(qn_case *c, const qn_program *program)
{
    static const char *const texts_of[] = {"2", "yes", "2026-01-05", "[]"};
    static const char *const names[] = {NULL,   "pieces", "kept",  "amount",
                                        "size", "from",   "value", "few"};
    uint64_t sum = 1;
    for (int32_t fact = 0; fact < qn_program_fact_count(program); fact++) {
        sum = sum * 31 + (uint64_t)qn_case_set_list(c, fact, 2);
        for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
            int32_t item = qn_case_item(c, fact, 1, names[i]);
            sum = sum * 31 + (uint64_t)(item >= 0);
            for (size_t k = 0; k < sizeof texts_of / sizeof texts_of[0]; k++) {
                sum = sum * 31 +
                      (uint64_t)qn_case_set_text(c, item, texts_of[k], strlen(texts_of[k]));
            }
            sum = sum * 31 + (uint64_t)qn_case_set_list(c, item, 1);
        }
    }
    return sum;
}

/* An answer, its ends and its causes. */
static void ask(qn_case *c, int32_t rule, char *said)
{
    char one[QN_VALUE_TEXT_SIZE];
    qn_value value;
    qn_value end;
    CHECK_INT(qn_eval(c, rule, &value), QN_OK);
    CHECK_INT(qn_value_text(&value, one, sizeof one, NULL), QN_OK);
    int length = snprintf(said, SAID, "%.100s Q0%d", one, (int)value.error);
    for (int side = QN_LOW; side <= QN_HIGH; side++) {
        if (qn_value_bound(&value, (qn_bound)side, &end) == QN_OK) {
            (void)qn_value_text(&end, one, sizeof one, NULL);
            length += snprintf(said + length, SAID - (size_t)length, " end %.60s", one);
        }
    }
    const char *cause = qn_case_cause(c, rule, 0);
    for (int i = 0; cause != NULL && i < 3; cause = qn_case_cause(c, rule, ++i)) {
        length += snprintf(said + length, SAID - (size_t)length, "; %.40s", cause);
    }
}

static qn_telling hear(void *context, const qn_step *step)
{
    char text[QN_VALUE_TEXT_SIZE];
    if (step->kind == QN_STEP_RULE || step->kind == QN_STEP_READ) {
        (void)qn_value_text(&step->value, text, sizeof text, NULL);
    }
    return ++*(int *)context < 2000 ? QN_TELL_ON : QN_TELL_NO_MORE;
}

/* The machine with a new case, with one that was used, and the direct way say the same. */
static void compare(const odd *o, const qn_program *program, qn_case *fresh, qn_case *const used[2],
                    int round)
{
    char said[SAID];
    char wanted[SAID];
    for (int32_t rule = 0; rule < qn_program_rule_count(program); rule++) {
        int told = 0;
        ask(fresh, rule, wanted);
        CHECK_INT(qn_explain(fresh, &rule, 1, hear, &told), QN_OK);
        for (int i = 0; i < 2; i++) {
            ask(used[i], rule, said);
            if (!CHECK_TEXT(said, wanted)) {
                printf("  %s: %s, round %d\n", o->what, qn_program_rule_info(program, rule).name,
                       round);
            }
            int steps = 0;
            CHECK_INT(qn_explain(used[i], &rule, 1, hear, &steps), QN_OK);
            CHECK_INT(steps, told);
        }
        CHECK(told > 0);
    }
}

static void begin_round(qn_case *c)
{
    qn_case_reset(c);
    CHECK_INT(qn_case_set_date(c, QN_TODAY, 2026, 6, 1), QN_OK);
}

static void try_round(const odd *o, qn_program *const both[2], qn_case *const used[2], int round)
{
    char said[SAID];
    qn_case *fresh = qn_case_new(both[0]);
    qn_case *const all[] = {fresh, used[0], used[1]};
    for (int i = 0; i < 3; i++) {
        begin_round(all[i]);
    }
    if (round + 1 == ROUNDS) {
        uint64_t touched = touch(fresh, both[0]);
        for (int i = 0; i < 2; i++) {
            CHECK(touch(used[i], both[i]) == touched);
        }
        compare(o, both[0], fresh, used, round);
        for (int i = 0; i < 3; i++) {
            begin_round(all[i]);
        }
    }
    for (int i = 0; i < 3 && round > 0; i++) {
        give(all[i], both[0], o->given[round - 1]);
    }
    compare(o, both[0], fresh, used, round);
    if (round + 1 == ROUNDS && o->rule != NULL) {
        qn_value value;
        CHECK_INT(qn_eval(fresh, qn_program_rule(both[0], o->rule), &value), QN_OK);
        CHECK_INT(qn_value_text(&value, said, sizeof said, NULL), QN_OK);
        if (!CHECK_TEXT(said, o->wanted)) {
            printf("  %s\n", o->what);
        }
    }
    qn_case_free(fresh);
}

static void test_odds(void)
{
    for (size_t k = 0; k < sizeof odds / sizeof odds[0]; k++) {
        qn_program *const both[2] = {load_changed(&odds[k], QN_PREPARE_NOTHING),
                                     load_changed(&odds[k], QN_PREPARE_ALL)};
        if (!CHECK(both[0] != NULL && both[1] != NULL)) {
            printf("  %s\n", odds[k].what);
            continue;
        }
        qn_case *const used[2] = {qn_case_new(both[0]), qn_case_new(both[1])};
        for (int round = 0; round < ROUNDS; round++) {
            try_round(&odds[k], both, used, round);
        }
        qn_case_free(used[0]);
        qn_case_free(used[1]);
        qn_program_free(both[0]);
        qn_program_free(both[1]);
    }
}

int main(void)
{
    static const check_case cases[] = {{"odd programs", test_odds}};
    return check_run("odd", cases, sizeof cases / sizeof cases[0]);
}
