/*
 * Programs that no compiler wrote: sound ones of which one word was changed, so that numbers stand
 * where lists, records and chains should. The verifier takes them, for which cells a register names
 * is seen only when it is read; what comes of it is an error, or not known, and never something
 * that is not there.
 *
 * The fact n is a whole number; put in the place of a register it makes a list, a record or a chain
 * of any cells that a row of the table names.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "case.h"
#include "check.h"
#include "qanun.h"
#include "source.h"

static const char text[] = //
    "entity item\n"
    "    v : integer in 0..=9\n"
    "    w : number in 0..=9 step 0.5\n"
    "    g : yes/no\n"
    "    k : list of integer up to 2 in 0..=9\n"
    "    gone : period\n"
    "entity day_value\n"
    "    from_day : date in 2025-01-01..=2025-12-31\n"
    "    amount   : integer in 0..=9\n"
    "fact n : integer in -9000000000000000000..=9000000000000000000\n"
    "fact b : yes/no\n"
    "fact d : date in 2026-01-01..=2026-01-31\n"
    "fact l : list of integer up to 3 in 0..=9\n"
    "fact m : list of integer up to 3 in -9..=9\n"
    "fact q : list of integer up to 3 in 0..=1000000000000000000000000000000\n"
    "fact ps : list of period up to 3\n"
    "fact p : period\n"
    "fact rs : list of item up to 2\n"
    "fact h : integer over time in 0..=9\n"
    "fact hd : integer over time in 0..=9 = 2\n"
    "fact since : list of day_value up to 2\n"
    "fact k : yes/no\n"
    "fact o : list of integer up to 3 in 0..=9\n"
    "fact above : date in 2026-01-01..\n"
    "fact far : integer in 1000000..=1000000\n"
    "fact top : integer in 9000000000000000000..=9000000000000000000\n"
    "fact remark : text\n"
    "plain = sum of l\n"
    "some = sum of each i in l where b : i\n"
    "halves = sum of each i in q where b : i\n"
    "field = sum of rs.v\n"
    "one_field = (first of rs).v otherwise 7\n"
    "chosen_field = (first of (each r in rs where r.g : r)).v otherwise 7\n"
    "on_a_day = h on 2026-01-05\n"
    "on_that_day = h on d\n"
    "long = sum of each c in chains of ps : length of c\n"
    "days_of_it = count of each c in chains of ps, e in days of c : e\n"
    "days_of_some = count of each c in chains of ps, e in days of c where e = d : e\n"
    "before = sum of each i in l : (previous of i) otherwise 0\n"
    "in_order = sum of first 2 of (each i in l sorted by i descending : i)\n"
    "final = sum of last 2 of l\n"
    "different = count of distinct l\n"
    "shown = each i in l : i + 1\n"
    "weeks_of_it = count of weeks of p\n"
    "months_of_it = count of months of p\n"
    "years_back = count of complete years of p counted back\n"
    "months_back = count of complete months of p counted back\n"
    "sorted_twice = sum of each i in (each j in l sorted by j : j) : (sum of first 1 of\n"
    "    (each k in m sorted by k : k))\n"
    "sorted_wide = sum of each i in (each j in l sorted by j : j) : (sum of first 1 of\n"
    "    (each k in q sorted by k : k))\n"
    "different_sorted = count of distinct (each i in l : (sum of first 1 of\n"
    "    (each k in q sorted by k : k)) + i)\n"
    "different_narrow = count of distinct (each i in l : (sum of first 1 of\n"
    "    (each k in m sorted by k : k)) + i)\n"
    "different_wide = count of distinct (each i in q : (sum of first 1 of\n"
    "    (each k in m sorted by k : k)) + i)\n"
    "before_sorted = sum of each j in l : ((previous of j) otherwise 0) + (sum of first 1 of\n"
    "    (each k in q sorted by k : k))\n"
    "which : integer\n"
    "    base 0\n"
    "    when b → 1\n"
    "split_sorted : number = sum of each s in (split 10 over rs by v to 1) : s +\n"
    "    (sum of first 1 of (each k in l sorted by k : k))\n"
    "best : number\n"
    "    several apply → the largest\n"
    "    x: when b → 0.5\n"
    "    when n > 0 → 1\n"
    "    when n > 100 → 1000000000000000000000000000000\n"
    "    when n > 1000 → 7 overrides x\n"
    "dated : integer\n"
    "    from 2020-01-01 → 1\n"
    "    from 2025-01-01 → 2\n"
    "either = sum of (if b then l else [5])\n"
    "failing : integer\n"
    "    when k → error \"no\"\n"
    "    otherwise → 3\n"
    "both = (any of each i in 1..=2, j in (if i = 2 then l else o) : if b then j > 8 else j > 0) "
    "or\n"
    "    failing > 5\n"
    "picked : list of integer\n"
    "    n\n"
    "        ..5 → l\n"
    "        5.. → o\n"
    "by_row = sum of picked\n"
    "kept_by_all = sum of each r in rs, j in r.k : j\n"
    "from_default = hd on d\n"
    "twice = sum of [top + far, 5]\n"
    "gone_for : period\n"
    "    base 2026-01-01 through 2026-01-02\n"
    "    when b → (first of rs).gone\n"
    "kept : number = sum of split 10 over rs by v to 1\n";

/* What is changed: a row of SEQ of that kind, or an instruction of that operation, of the rule; in
 * it the register a or b becomes n or another one, or another word becomes `value`. */
typedef enum { OF_SEQ, OF_CODE, OF_CLAUSE, OF_LEAF } table;
typedef enum { A, B, CELLS, LIMIT, TYPE, FLAGS, FIRST_CELL, FROM, LINE, REG, STEP, C } which_word;

/* Which cells n names: `first` and `count` behind the first cell of a fact, or of none. With count
 * -1 the number `first` itself, for a record; with LACKS n is not given. */
typedef struct cells {
    const char *fact;
    int64_t first;
    int64_t count;
} cells;

typedef struct change {
    const char *rule;
    table table;
    int kind;
    which_word word;
    int64_t value; /* or IS_N */
    int64_t limit; /* of the row of SEQ, if it is another, or SAME */
    cells n;
    bool knows_all; /* b and d are given */
    const char *expected;
} change;

#define IS_N INT64_MIN
#define IS_NAMED (INT64_MIN + 1) /* of the fact, the rule or the operation that n.fact says */
#define SAME (-1)
#define LACKS (-2)

static qn_program *program;
static qn_tables t;

static bool is_of_rule(uint32_t rule, const char *name)
{
    return rule != QN_NONE_INDEX && strcmp(qn_tables_string(&t, t.rule[rule].name), name) == 0;
}

/* The row of SEQ, or NULL. */
static qn_row_sequence *find_sequence(const change *x)
{
    for (uint32_t i = 0; i < t.sequence_count; i++) {
        if ((int)t.sequence[i].kind == x->kind && is_of_rule(t.sequence[i].rule, x->rule)) {
            return &t.sequence[i];
        }
    }
    return NULL;
}

static qn_row_instruction *find_instruction(const change *x)
{
    for (uint32_t r = 0; r < t.rule_count; r++) {
        for (uint32_t i = 0; is_of_rule(r, x->rule) && i < t.rule[r].code_count; i++) {
            qn_row_instruction *found = &t.instruction[t.rule[r].first_code + i];
            if ((int)qn_instruction_op(found) == x->kind) {
                return found;
            }
        }
    }
    return NULL;
}

/* A word of the last clause of the rule, or of what it reads. */
static uint32_t *clause_word(const change *x)
{
    int32_t rule = qn_program_rule(program, x->rule);
    qn_row_clause *clause = &t.clause[t.rule[rule].first_clause + t.rule[rule].clause_count - 1];
    switch (x->word) {
    case TYPE:
        return &clause->type;
    case FROM:
        return &clause->from;
    case LINE:
        return &clause->line;
    default:
        return &t.leaf[clause->first_leaf].reg;
    }
}

static uint32_t *word_of(const change *x)
{
    if (x->table == OF_CLAUSE || x->table == OF_LEAF) {
        return clause_word(x);
    }
    if (x->table == OF_CODE) {
        qn_row_instruction *i = find_instruction(x);
        return i == NULL ? NULL : x->word == A ? &i->a : x->word == B ? &i->b : &i->c;
    }
    qn_row_sequence *s = find_sequence(x);
    if (s == NULL) {
        return NULL;
    }
    switch (x->word) {
    case A:
        return &s->a;
    case B:
        return &s->b;
    case CELLS:
        return &s->cell_count;
    case LIMIT:
        return &s->limit;
    case TYPE:
        return &s->type;
    case FLAGS:
        return &s->flags;
    case STEP: /* the numerator of the constant b */
        return &t.constant[s->b].w0;
    case FIRST_CELL:
    default:
        return &s->first_cell;
    }
}

/* The first cell of the last stage of the rule that sorts. */
static uint32_t first_sorted(const change *x)
{
    uint32_t found = 0;
    for (uint32_t i = 0; i < t.sequence_count; i++) {
        if (t.sequence[i].kind == QN_SEQ_SORTED && is_of_rule(t.sequence[i].rule, x->rule)) {
            found = t.sequence[i].first_cell;
        }
    }
    return found;
}

/* The register of a fact, of what a rule gives, or of the BAND of the rule that is changed. */
static uint32_t register_named(const change *x)
{
    int32_t fact = qn_program_fact(program, x->n.fact);
    if (fact >= 0) {
        return qn_tables_first_fact(&t) + (uint32_t)fact;
    }
    if (strcmp(x->n.fact, "BAND") != 0) {
        return t.rule[qn_program_rule(program, x->n.fact)].result;
    }
    const change band = {.rule = x->rule, .kind = OP_BAND};
    return qn_tables_first_result(&t) + (uint32_t)(find_instruction(&band) - t.instruction);
}

/* The word that is put into the place. */
static uint32_t new_word(const change *x)
{
    uint32_t n = (uint32_t)qn_program_fact(program, "n");
    if (x->word == FROM) {
        return t.fact[n].low;
    }
    if (x->word == FIRST_CELL) {
        return first_sorted(x) + (uint32_t)x->value;
    }
    if (x->word == TYPE && x->value == IS_NAMED) {
        return t.fact[qn_program_fact(program, x->n.fact)].type;
    }
    return x->value == IS_N       ? qn_tables_first_fact(&t) + n
           : x->value == IS_NAMED ? register_named(x)
                                  : (uint32_t)x->value;
}

/* The program with the change, or NULL after a failed check. */
static qn_program *load_changed(const change *x)
{
    unsigned char *bytes = NULL;
    size_t length = 0;
    qn_program *changed = NULL;
    qn_error error = {.text = ""};
    const qn_options options = {.preparation = QN_PREPARE_NOTHING};
    uint32_t *changing = word_of(x);
    if (!CHECK(changing != NULL)) {
        printf("    %s has none\n", x->rule);
        return NULL;
    }
    uint32_t was = *changing;
    uint32_t limit = x->limit != SAME ? find_sequence(x)->limit : 0;
    if (x->limit != SAME) {
        find_sequence(x)->limit = (uint32_t)x->limit;
    }
    *changing = new_word(x);
    CHECK(qn_image_write(&t, NULL, &bytes, &length) == QN_OK);
    if (!CHECK_INT(qn_program_load(bytes, length, &options, &changed, &error), QN_OK)) {
        printf("    %s, word %d: %s\n", x->rule, (int)x->word, error.text);
    }
    *changing = was;
    if (x->limit != SAME) {
        find_sequence(x)->limit = limit;
    }
    free(bytes);
    return changed;
}

static void give(qn_case *c, const char *fact, const char *value)
{
    int32_t at = qn_program_fact(c->program, fact);
    if (!CHECK_INT(qn_case_set_text(c, at, value, strlen(value)), QN_OK)) {
        printf("    %s\n", qn_case_error(c)->text);
    }
}

static int64_t number_of(const change *x)
{
    const cells *n = &x->n;
    bool has_fact = n->fact != NULL && x->value != IS_NAMED;
    int32_t fact = has_fact ? qn_program_fact(program, n->fact) : -1;
    int64_t first = n->first + (fact < 0 ? 0 : (int64_t)t.fact[fact].first_cell);
    return n->count < 0 ? first : first * ((int64_t)1 << 32) + n->count;
}

static void give_all(qn_case *c, const change *x)
{
    char number[40];
    (void)qn_case_set_date(c, QN_TODAY, 2026, 1, 1);
    (void)snprintf(number, sizeof number, "%lld", (long long)number_of(x));
    if (x->n.count != LACKS) {
        give(c, "n", number);
    }
    give(c, "l", "[1, 2, 2]");
    give(c, "m", "[-5, 7, 9]");
    give(c, "q", "[1, 2, 3]");
    give(c, "p", "2026-01-01 through 2026-03-10");
    give(c, "ps", "[2026-01-01 through 2026-01-05, 2026-01-08 through 2026-01-08]");
    give(c, "rs", "[{v: 4, w: 0.5, k: [1]}, {v: 5, w: 1}]");
    give(c, "h", "3 from 2020-01-01, 4 from 2026-01-03");
    give(c, "hd", "3 from 2026-01-03");
    give(c, "since", "[{amount: 6}]");
    give(c, "k", x->n.fact != NULL && strcmp(x->n.fact, "failing") == 0 ? "yes" : "no");
    give(c, "o", "[1, 2]");
    if (x->knows_all) {
        give(c, "b", "yes");
        give(c, "d", "2026-01-05");
    }
}

static void append_end(char *said, size_t size, const qn_value *value, qn_bound side)
{
    char number[QN_VALUE_TEXT_SIZE] = "";
    size_t used = strlen(said);
    qn_value end;
    if (qn_value_bound(value, side, &end) == QN_OK) {
        CHECK_INT(qn_value_text(&end, number, sizeof number, NULL), QN_OK);
    }
    (void)snprintf(said + used, size - used, "%s%s", side == QN_LOW ? " " : "..", number);
}

/* "5", "error 401", "unknown n b", "unknown 0..5 b". */
static const char *answer(qn_case *c, int32_t rule)
{
    static char said[3 * QN_VALUE_TEXT_SIZE + 200];
    qn_value value;
    CHECK_INT(qn_eval(c, rule, &value), QN_OK);
    CHECK_INT(qn_value_text(&value, said, QN_VALUE_TEXT_SIZE, NULL), QN_OK);
    if (value.status == QN_FAILED) {
        (void)snprintf(said, sizeof said, "error %d", (int)value.error);
    }
    if (value.has_low || value.has_high) {
        append_end(said, sizeof said, &value, QN_LOW);
        append_end(said, sizeof said, &value, QN_HIGH);
    }
    for (int32_t i = 0; value.status == QN_UNKNOWN && qn_case_cause(c, rule, i) != NULL; i++) {
        size_t used = strlen(said);
        (void)snprintf(said + used, sizeof said - used, " %s", qn_case_cause(c, rule, i));
    }
    return said;
}

static const change changes[] = {
    {"plain", OF_SEQ, QN_SEQ_LIST, A, IS_N, SAME, {"l", 0, 3}, true, "5"},
    {"plain", OF_SEQ, QN_SEQ_LIST, A, IS_N, SAME, {NULL, 1 << 20, 1}, true, "error 401"},
    {"plain", OF_SEQ, QN_SEQ_LIST, A, IS_N, SAME, {"q", 0, 1}, true, "error 401"},
    {"some", OF_SEQ, QN_SEQ_LIST, A, IS_N, SAME, {NULL, 1 << 20, 1}, true, "error 401"},
    {"some", OF_SEQ, QN_SEQ_LIST, A, IS_N, SAME, {NULL, 1 << 20, 1}, false, "error 401"},
    {"some", OF_SEQ, QN_SEQ_LIST, A, IS_N, SAME, {"q", 0, 1}, false, "error 401"},
    {"some", OF_SEQ, QN_SEQ_LIST, A, IS_N, SAME, {"l", 0, 3}, false, "unknown 0..5 b"},
    {"halves", OF_SEQ, QN_SEQ_LIST, A, IS_N, SAME, {"l", 0, 3}, false, "error 401"},
    {"one_field", OF_CODE, OP_LOAD, A, IS_N, SAME, {NULL, -1, -1}, true, "error 401"},
    {"one_field", OF_CODE, OP_LOAD, A, IS_N, SAME, {NULL, 1 << 20, -1}, true, "error 401"},
    {"one_field", OF_CODE, OP_LOAD, A, IS_N, SAME, {"q", 0, -1}, true, "error 401"},
    {"chosen_field", OF_CODE, OP_LOAD, A, IS_N, SAME, {"q", 0, -1}, false, "error 401"},
    {"on_a_day", OF_CODE, OP_AT, B, IS_N, SAME, {NULL, 1 << 20, 1}, true, "error 401"},
    {"on_a_day", OF_CODE, OP_AT, B, IS_N, SAME, {"q", 0, 1}, true, "error 401"},
    {"on_a_day", OF_CODE, OP_AT, B, IS_N, SAME, {"h", 0, 2}, true, "4"},
    {"on_a_day", OF_CODE, OP_AT, B, IS_N, SAME, {"h", 3, 1}, true, "unknown h"},
    {"on_a_day", OF_CODE, OP_AT, B, IS_N, SAME, {NULL, 0, 0}, true, "unknown l"},
    {"on_that_day", OF_CODE, OP_AT, B, IS_N, SAME, {NULL, 1 << 20, 1}, false, "unknown d"},
    {"on_that_day", OF_CODE, OP_AT, B, IS_N, SAME, {"q", 0, 1}, false, "unknown d"},
    {"on_that_day", OF_CODE, OP_AT, B, IS_N, SAME, {"h", 0, 2}, false, "unknown 3..4 d"},
    {"on_that_day", OF_CODE, OP_AT, B, IS_N, SAME, {"h", 1, 5}, false, "unknown d h"},
    {"on_that_day", OF_CODE, OP_AT, B, IS_N, SAME, {NULL, 0, 0}, false, "unknown d l"},
    {"on_that_day", OF_CODE, OP_AT, B, IS_N, SAME, {"l", 0, 1}, false, "2"},
    {"long", OF_CODE, OP_CHAIN_PART, A, IS_N, SAME, {NULL, 0, 0}, true, "error 401"},
    {"long", OF_CODE, OP_CHAIN_PART, A, IS_N, SAME, {"l", 0, 200}, true, "error 401"},
    {"long", OF_CODE, OP_CHAIN_PART, A, IS_N, SAME, {"q", 0, 1}, true, "error 401"},
    {"days_of_it", OF_SEQ, QN_SEQ_CHAINED, A, IS_N, SAME, {NULL, 1 << 20, 1}, true, "error 401"},
    {"days_of_it", OF_SEQ, QN_SEQ_CHAINED, A, IS_N, SAME, {NULL, 0, 60000}, true, "error 401"},
    {"days_of_it", OF_SEQ, QN_SEQ_CHAINED, A, IS_N, SAME, {"q", 0, 1}, true, "error 401"},
    {"days_of_it", OF_SEQ, QN_SEQ_CHAINED, A, IS_N, SAME, {"ps", 2, 1}, true, "error 401"},
    {"days_of_it", OF_SEQ, QN_SEQ_CHAINED, A, IS_N, SAME, {NULL, 0, 0}, true, "0"},
    {"days_of_it", OF_SEQ, QN_SEQ_CHAINED, A, IS_N, SAME, {"ps", 0, 2}, true, "12"},
    {"weeks_of_it", OF_SEQ, QN_SEQ_PARTS, A, IS_N, SAME, {NULL, 100, 201}, true, "15"},
    {"weeks_of_it",
     OF_SEQ,
     QN_SEQ_PARTS,
     A,
     IS_N,
     SAME,
     {NULL, 5000000, 5000100},
     true,
     "error 408"},
    {"weeks_of_it",
     OF_SEQ,
     QN_SEQ_PARTS,
     A,
     IS_N,
     SAME,
     {NULL, 3652050, 3652100},
     true,
     "error 408"},
    {"weeks_of_it", OF_SEQ, QN_SEQ_PARTS, A, IS_N, SAME, {NULL, 200, 101}, true, "0"},
    {"months_of_it",
     OF_SEQ,
     QN_SEQ_PARTS,
     A,
     IS_N,
     SAME,
     {NULL, 3652050, 3652100},
     true,
     "error 408"},
    {"months_of_it",
     OF_SEQ,
     QN_SEQ_PARTS,
     A,
     IS_N,
     SAME,
     {NULL, 5000000, 5000100},
     true,
     "error 408"},
    {"months_of_it", OF_SEQ, QN_SEQ_PARTS, A, IS_N, SAME, {NULL, 0, 41}, true, "2"},
    {"months_of_it", OF_SEQ, QN_SEQ_PARTS, A, IS_N, SAME, {NULL, 3652047, 3652059}, true, "1"},
    {"years_back", OF_SEQ, QN_SEQ_PARTS, A, IS_N, SAME, {NULL, 100, 0x80000000}, true, "error 414"},
    {"years_back", OF_SEQ, QN_SEQ_PARTS, A, IS_N, SAME, {NULL, 100, 3700001}, true, "error 408"},
    {"years_back", OF_SEQ, QN_SEQ_PARTS, A, IS_N, SAME, {NULL, 0, 731}, true, "2"},
    {"months_back", OF_SEQ, QN_SEQ_PARTS, A, IS_N, SAME, {NULL, 0, 41}, true, "1"},
    {"months_back",
     OF_SEQ,
     QN_SEQ_PARTS,
     A,
     IS_N,
     SAME,
     {NULL, 3652050, 3652060},
     true,
     "error 408"},
    {"weeks_of_it", OF_SEQ, QN_SEQ_PARTS, FLAGS, QN_SEQ_BACKWARDS, SAME, {NULL, 0, 0}, true, "10"},
    {"weeks_of_it",
     OF_SEQ,
     QN_SEQ_PARTS,
     FLAGS,
     QN_SEQ_BACKWARDS | 1 << QN_SEQ_WEEKDAY_SHIFT,
     SAME,
     {NULL, 0, 0},
     true,
     "11"},
    {"in_order", OF_SEQ, QN_SEQ_SORTED, CELLS, 8, 2, {NULL, 0, 0}, true, "error 410"},
    {"in_order", OF_SEQ, QN_SEQ_SORTED, CELLS, 0, 0, {NULL, 0, 0}, true, "error 410"},
    {"sorted_twice", OF_SEQ, QN_SEQ_SORTED, FIRST_CELL, 0, SAME, {NULL, 0, 0}, true, "-15"},
    {"sorted_twice", OF_SEQ, QN_SEQ_SORTED, FIRST_CELL, -6, SAME, {NULL, 0, 0}, true, "error 401"},
    {"sorted_twice", OF_SEQ, QN_SEQ_SORTED, FIRST_CELL, -7, SAME, {NULL, 0, 0}, true, "error 401"},
    {"sorted_wide", OF_SEQ, QN_SEQ_SORTED, FIRST_CELL, 0, SAME, {NULL, 0, 0}, true, "error 401"},
    {"different_sorted", OF_SEQ, QN_SEQ_DISTINCT, FIRST_CELL, 0, SAME, {NULL, 0, 0}, true, "0"},
    {"different_narrow", OF_SEQ, QN_SEQ_DISTINCT, FIRST_CELL, 0, SAME, {NULL, 0, 0}, true, "3"},
    {"different_narrow", OF_SEQ, QN_SEQ_DISTINCT, FIRST_CELL, 2, SAME, {NULL, 0, 0}, true, "3"},
    {"different_wide", OF_SEQ, QN_SEQ_DISTINCT, FIRST_CELL, 0, SAME, {NULL, 0, 0}, true, "3"},
    {"before_sorted", OF_SEQ, QN_SEQ_BEFORE, FIRST_CELL, 0, SAME, {NULL, 0, 0}, true, "error 401"},
    {"kept", OF_SEQ, QN_SEQ_SPLIT, STEP, 0, SAME, {NULL, 0, 0}, true, "error 402"},
    {"split_sorted", OF_SEQ, QN_SEQ_SPLIT, FIRST_CELL, 0, SAME, {NULL, 0, 0}, true, "error 401"},
    {"final", OF_SEQ, QN_SEQ_LAST, CELLS, 1, 1, {NULL, 0, 0}, true, "error 410"},
    {"final", OF_SEQ, QN_SEQ_LAST, CELLS, 0, 0, {NULL, 0, 0}, true, "error 410"},
    {"different", OF_SEQ, QN_SEQ_DISTINCT, CELLS, 2, 1, {NULL, 0, 0}, true, "error 410"},
    {"different", OF_SEQ, QN_SEQ_DISTINCT, CELLS, 0, 0, {NULL, 0, 0}, true, "error 410"},
    {"long", OF_SEQ, QN_SEQ_CHAINS, CELLS, 2, 1, {NULL, 0, 0}, true, "error 410"},
    {"plain", OF_SEQ, QN_SEQ_LIST, LIMIT, 0, SAME, {NULL, 0, 0}, true, "error 410"},
    {"shown",
     OF_SEQ,
     QN_SEQ_EACH,
     TYPE,
     QN_NONE_INDEX,
     SAME,
     {NULL, 0, 0},
     true,
     "[unknown, unknown, unknown]"},
    {"best",
     OF_CLAUSE,
     0,
     LINE,
     0,
     SAME,
     {NULL, 2000, -1},
     true,
     "1000000000000000000000000000000"},
    {"best",
     OF_CLAUSE,
     0,
     TYPE,
     QN_NONE_INDEX,
     SAME,
     {NULL, 2000, -1},
     true,
     "1000000000000000000000000000000"},
    {"best", OF_LEAF, 0, REG, IS_N, SAME, {NULL, 50, -1}, true, "1"},
    {"dated", OF_CLAUSE, 0, FROM, 0, SAME, {NULL, 50, -1}, true, "2"},
    {"dated", OF_CLAUSE, 0, TYPE, QN_NONE_INDEX, SAME, {NULL, 50, -1}, true, "2"},
    {"both", OF_SEQ, QN_SEQ_LIST, A, IS_N, SAME, {"l", 0, 3}, false, "unknown b"},
    {"both", OF_SEQ, QN_SEQ_LIST, A, IS_N, SAME, {NULL, 1 << 20, 1}, false, "unknown b"},
    {"both", OF_SEQ, QN_SEQ_LIST, A, IS_N, SAME, {NULL, 1 << 20, 1}, true, "error 401"},
    {"both", OF_SEQ, QN_SEQ_LIST, A, IS_N, SAME, {"q", 0, 1}, false, "unknown b"},
    {"both", OF_SEQ, QN_SEQ_LIST, A, IS_N, SAME, {"q", 0, 1}, true, "error 401"},
    {"both", OF_SEQ, QN_SEQ_LIST, A, IS_NAMED, SAME, {"failing", 0, 0}, false, "unknown b"},
    {"both", OF_SEQ, QN_SEQ_LIST, A, IS_NAMED, SAME, {"failing", 0, 0}, true, "error 412"},
    {"by_row", OF_SEQ, QN_SEQ_CHOICE, A, IS_NAMED, SAME, {"BAND", 4, -1}, true, "5"},
    {"by_row", OF_SEQ, QN_SEQ_CHOICE, A, IS_NAMED, SAME, {"BAND", 5, -1}, true, "3"},
    {"by_row",
     OF_SEQ,
     QN_SEQ_CHOICE,
     A,
     IS_NAMED,
     SAME,
     {"BAND", 0, LACKS},
     true,
     "unknown 0..8 n"},
    {"kept_by_all", OF_CODE, OP_LOAD, C, QN_NONE_INDEX, SAME, {NULL, 0, 0}, true, "unknown rs.k"},
    {"one_field", OF_CODE, OP_LOAD, A, IS_N, SAME, {NULL, 0, LACKS}, true, "unknown 4..5 n"},
    {"one_field", OF_CODE, OP_LOAD, A, IS_NAMED, SAME, {"above", 0, 0}, true, "unknown 0..9 above"},
    {"one_field",
     OF_CODE,
     OP_LOAD,
     A,
     IS_NAMED,
     SAME,
     {"far", 0, 0},
     true,
     "unknown 0..9 far rs.g rs.gone rs.k"},
    {"on_that_day", OF_CODE, OP_AT, B, IS_N, SAME, {"m", 0, 1}, false, "unknown d m"},
    {"from_default", OF_CODE, OP_AT, B, IS_N, SAME, {"hd", 0, 1}, false, "unknown 2..3 d"},
    {"from_default", OF_CODE, OP_AT, B, IS_NAMED, SAME, {"since", 0, 0}, false, "unknown 2..6 d"},
    {"twice", OF_CODE, OP_ADD_I, B, IS_NAMED, SAME, {"top", 0, 0}, true, "18000000000000000005"},
    {"gone_for", OF_CLAUSE, 0, TYPE, IS_NAMED, SAME, {"remark", 0, 0}, false, "unknown b rs.gone"},
    {"either", OF_SEQ, QN_SEQ_CHOICE, A, IS_N, SAME, {NULL, -1, -1}, true, "0"},
    {"either", OF_SEQ, QN_SEQ_CHOICE, A, IS_N, SAME, {NULL, 1, -1}, true, "5"},
    {"either", OF_SEQ, QN_SEQ_CHOICE, A, IS_N, SAME, {NULL, 2, -1}, true, "0"},
};

/* Every step has what its kind needs. */
static qn_telling hear(void *context, const qn_step *step)
{
    int *steps = context;
    ++*steps;
    CHECK(step->text != NULL && step->depth >= 0 && step->depth < 100);
    CHECK(step->kind != QN_STEP_CLAUSE || (step->file != NULL && step->line >= 0));
    return QN_TELL_ON;
}

static void check_change(const change *x)
{
    qn_program *changed = load_changed(x);
    qn_case *c = changed == NULL ? NULL : qn_case_new(changed);
    if (c != NULL) {
        give_all(c, x);
        if (!CHECK_TEXT(answer(c, qn_program_rule(changed, x->rule)), x->expected)) {
            printf("    %s, line %ld\n", x->rule, (long)(x - changes));
        }
        int steps = 0;
        int32_t rule = qn_program_rule(changed, x->rule);
        CHECK_INT(qn_explain(c, &rule, 1, hear, &steps), QN_OK);
        CHECK(steps > 0);
    }
    qn_case_free(c);
    qn_program_free(changed);
}

static void every_change(void)
{
    program = source_load(text);
    if (program != NULL) {
        t = *qn_program_tables(program);
        for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
            check_change(&changes[i]);
        }
    }
    qn_program_free(program);
}

/* Limits whose product no number holds are too many steps. */
static void huge_limits(void)
{
    program = source_load("r = count of each i in 1..=3, j in 1..=3, k in 1..=3 : i + j + k\n");
    if (program == NULL) {
        return;
    }
    unsigned char *bytes = NULL;
    size_t length = 0;
    qn_program *changed = NULL;
    qn_error error = {.text = ""};
    t = *qn_program_tables(program);
    for (uint32_t i = 0; i < t.sequence_count; i++) {
        t.sequence[i].limit = UINT32_MAX;
    }
    CHECK(qn_image_write(&t, NULL, &bytes, &length) == QN_OK);
    CHECK_INT(qn_program_load(bytes, length, NULL, &changed, &error), QN_BAD_IMAGE);
    if (!CHECK(strstr(error.text, "steps") != NULL)) {
        printf("    %s\n", error.text);
    }
    free(bytes);
    qn_program_free(program);
}

int main(void)
{
    static const check_case cases[] = {{"words that are others", every_change},
                                       {"huge limits", huge_limits}};
    return check_run("changed", cases, sizeof cases / sizeof *cases);
}
