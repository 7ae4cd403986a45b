/*
 * The reference evaluator: what a program means, written down once more from spec/ as plainly as
 * possible. It walks the syntax tree, holds numbers as GMP fractions, and knows neither ranges, nor
 * bytecode, nor anything of the compiler behind the parser.
 *
 * All memory comes from a pool that is freed whole when a case, or a program, is done with, so that
 * nothing here is ever given back and every value can be shared.
 */
#ifndef QN_REFERENCE_H
#define QN_REFERENCE_H

#include <gmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ast.h"
#include "source.h"

/* ---- memory (pool.c) */

void *pool_take(size_t size); /* zeroed */
uint64_t pool_taken(void);    /* bytes, since the beginning: a measure of what was done */
char *pool_format(const char *format, ...) __attribute__((format(printf, 1, 2)));
void pool_init(void); /* makes GMP take its memory from the pool, too */
/* Whether what is taken from now on is kept with the program; returns what was so before. */
bool pool_keep(bool keep);
void pool_clear(bool kept);

#define NEW(type) ((type *)pool_take(sizeof(type)))
#define NEW_ARRAY(type, count) ((type *)pool_take(sizeof(type) * ((size_t)(count) + 1)))

/* A table from pointers to pointers; starts zeroed. */
typedef struct map {
    const void **key;
    void **value;
    size_t count, room;
} map;
void *map_get(const map *m, const void *key);
void map_put(map *m, const void *key, void *value);

/* ---- numbers (number.c): immutable fractions */

typedef mpq_srcptr number;

number number_of(long n, long d);
number number_text(const char *decimal);
number number_add(number a, number b);
number number_subtract(number a, number b);
number number_multiply(number a, number b);
number number_divide(number a, number b); /* b is not 0 */
bool number_is_whole(number a);
bool number_fits(number a); /* chapter 6: 127 bits above and below */
bool number_is_finite(number a);
number number_round(number a, int mode, number step); /* mode: AST_OP_HALF_AWAY … */
long number_long(number a);                           /* a whole number; held within ±10^15 */
number number_floor(number a);

/* ---- what was reached (reached.c) */

enum {
#define REACHED(name, what) REACHED_##name,
#include "reached.def"
#undef REACHED
    REACHED_COUNT
};
void reach(int what);
void reach_nodes(const qn_node *n);
/* Prints a line `reached WHAT COUNT` for everything, and begins anew. */
void reached_print(void);

/* ---- types (type.c) */

typedef enum ref_kind {
    K_NUMBER,
    K_BOOLEAN,
    K_DATE,
    K_CLOCK,
    K_CHOICE,
    K_SET,
    K_TEXT,
    K_PERIOD,
    K_CHAIN,
    K_RECORD,
    K_LIST,
    K_SPAN,  /* an exact span of time */
    K_CLOCKS /* a span of times of day */
} ref_kind;

/* Base units: the first four; behind them currencies and units that are declared. */
enum { U_MONTH, U_DAY, U_WORKING_DAY, U_MINUTE, U_DECLARED, DIMENSIONS = 8 };

typedef struct choice {
    const char **name;
    int count;
} choice;

typedef struct type type;
typedef struct decl decl;
typedef struct module module;
typedef struct scope scope;

typedef struct field {
    const char *name;
    const type *type;
    const qn_node *node; /* FIELD or FACT: range, step and default; NULL of a written record */
    module *module;
} field;

struct type {
    ref_kind kind;
    struct {
        int base, power;
    } dimension[DIMENSIONS]; /* in the order of the bases; the rest 0 */
    int dimensions;
    number factor;    /* of the unit as it is written */
    const char *unit; /* as it is written, "" of plain numbers */
    bool is_bare, is_percent, is_integer, is_exact;
    number coin;          /* of a plain currency, else NULL */
    const choice *choice; /* of choices and sets */
    const type *element;  /* of lists */
    const field *field;   /* of records */
    int fields;
    const decl *entity; /* of records that an entity declares */
    const type *inner;  /* of what stands round a type: see fact_type */
    bool over_time, or_none;
};

const type *type_plain(ref_kind kind);
const type *type_number(void);
const type *type_integer(void);
const type *type_percent(void);
const type *type_bare(void);
const type *type_weekday(void);
const type *type_list(const type *element);
const type *type_unit(int base, long factor, const char *name);
const type *type_written(const qn_node *node, module *m); /* of a TYPE_… node */
const type *type_measure(const qn_node *node, module *m);
const type *type_product(const type *a, const type *b, bool divides);
const type *type_meet(const type *a, const type *b); /* the type of two that meet */
bool type_is_plain(const type *t);
const field *type_field(const type *t, const char *name);
int choice_find(const choice *c, const char *name); /* -1 if it is none */

/* The type of a formula; NULL where it is a name that has none without a wanted choice. */
const type *type_of(const qn_node *n, scope *s);
const type *type_wanted(const qn_node *n, const type *wanted, scope *s);
/* Of the elements of a sequence, which may be a RANGE or a set. */
const type *type_element(const qn_node *n, scope *s);
const type *rule_type(decl *rule);
const type *fact_type(decl *fact);
const type *entity_type(decl *entity);

/* ---- values (value.c) */

typedef enum answer { IS_KNOWN, IS_NONE, IS_UNKNOWN, IS_CONFLICT, IS_ERROR } answer;

/* Why something is not known: a reason, a fact, a clause, or an error with its code. Sorted. */
typedef struct cause {
    const struct cause *next;
    int code;
    const char *text;
} cause;

typedef struct sequence sequence;
typedef const struct value *val;

struct value {
    answer status;
    const cause *cause;
    ref_kind kind;
    number number; /* numbers, in base units */
    long day;      /* dates; clocks in minutes; yes/no; choices; the first of a period */
    long last;     /* of a period; without end where is_open */
    bool is_open;
    int mode;      /* of a span: its rounding */
    uint64_t mask; /* sets */
    const char *text;
    const sequence *list; /* lists, and the periods of chains */
    val *field;           /* records */
    const void *identity; /* an element of an entity is itself */
    const type *record;
};

typedef struct ref_element {
    val value;
    val presence; /* NULL where it is surely there, else why that is open */
} ref_element;

struct sequence {
    ref_element *at;
    size_t count;
    val end;     /* NULL where it ends there, else why that is open */
    val begin;   /* why it could not even be begun, or NULL; then that is its end, too */
    size_t sure; /* so many of the first are known to be surely there */
};

val known_number(number n);
val known_yes(bool yes);
val known_day(ref_kind kind, long day);
val known_mask(uint64_t mask);
val known_text(const char *text);
val known_period(long first, long last, bool is_open);
val known_list(const sequence *list);
val none_for(const char *reason);
val unknown_for(const char *fact);
val conflict_of(const char *clause);
val error_of(int code, const char *text);

bool is_yes(val v);
bool is_no(val v);
/* Of several the gravest, with the causes of all that are as grave; NULL where all are known. */
val gravest(const val *all, size_t count);
val graver(val a, val b); /* either may be NULL, which is known; so may be the answer */
/* The same where one of both alone can decide: what is unknown leaves open whether the other
 * counts. */
val undecided(val a, val b);
/* Whether something graver has gone before something unknown since the last call, from where it
 * goes on as `before` says. Where that was so a completed case may be answered otherwise. */
bool masked_since(bool before);
val both(val a, val b); /* and */
val either(val a, val b);
val negated(val a);
bool same_value(val a, val b);
int compare_values(val a, val b); /* of one ordered kind */
sequence *sequence_new(size_t room);
void sequence_add(sequence *s, val value, val presence);

/* ---- days (day.c) */

enum { LAST_DAY = 3652058 };
long day_of(long year, long month, long day);
void day_parts(long day, long *year, long *month, long *dom);
long month_length(long year, long month);
long day_text(const char *text);
const char *day_written(long day);
/* d + n months with a rounding (AST_OP_UP, _DOWN, 0): a code of an error, or 0. */
int day_add_months(long d, long n, int mode, long *out);
int months_between(long a, long b, int mode, long *out);
int years_between(long a, long b, int mode, long *out);

/* ---- programs (program.c) */

typedef enum decl_kind {
    D_FACT,
    D_RULE,
    D_DUTY,
    D_DEFINE,
    D_CHOICE,
    D_GROUP,
    D_UNIT,
    D_CURRENCY,
    D_LAW,
    D_ENTITY,
    D_DATA,
    D_MODULE
} decl_kind;

/* A `for each` and those round it. */
typedef struct each {
    const qn_node *node;
    module *module;
    struct each *outer;
} each;

typedef struct clauses clauses;

struct decl {
    decl_kind kind;
    const char *name;
    module *module;
    const qn_node *node;
    const each *each; /* of rules of elements */
    decl *next;
    module *target; /* of a module */
    int base;       /* of a unit or a currency */
    const choice *choice;
    const type *type;
    bool is_typing; /* its type is being found */
    int absence;    /* whether a rule can be none: 1 it can, -1 it cannot, 0 nobody has asked */
    clauses *clauses;
};

typedef struct symbol {
    struct symbol *next;
    const char *name;
    decl *decl;
} symbol;

struct module {
    module *next;
    const char *path;
    bool is_standard;
    qn_source source;
    const qn_node *file;
    symbol *symbols;
    decl *decls; /* in the order of the file, the last first */
    const qn_node *working_day;
    int months;
};

typedef struct program {
    module *modules, *main;
    map types;    /* of formulas, by their nodes */
    map declared; /* types as written, by their nodes */
    map texts;    /* of nodes as they are written */
    map names;    /* what names stand for, by their nodes */
    int bases;    /* units there are */
    const char *base_name[2000];
    const char *refused; /* what cannot be evaluated, or NULL */
    bool is_giving;      /* a fact is being given: nothing of its text is kept */
} program;

extern program *the_program; /* one at a time */

/* Reads a file and all that it uses; NULL, with a message on standard error, if it cannot. */
program *program_load(const char *path);
decl *module_find(const module *m, const char *name);
decl *find_dotted(const module *m, const qn_node *name);
const char *source_text(const module *m, const qn_node *n);
decl *standard_currency(const char *name);
/* A text as a file of its own, for facts that are given; all are forgotten together. */
const qn_node *parse_text(const char *text);
void forget_texts(void);

/* ---- readings and scopes (scope.c) */

/* What a rule is read with: the date, the facts that are changed, the elements round it. */
typedef struct change {
    const struct change *next;
    const decl *fact;
    val value;
} change;

typedef struct reading {
    struct reading *next;
    val today;
    const change *changes;
    const struct binding *elements; /* of the `for each` in which the reader stands */
    map memo;                       /* answers, by declaration */
    map masked;                     /* those on the way to which something unknown was masked */
    map calls;                      /* struct call, what definitions gave, by declaration */
} reading;

/* A name within a formula. One without a name stands for the fields of its element. */
typedef struct binding {
    const struct binding *next;
    const char *name;
    const type *type;
    val value;
    const sequence *through; /* what is gone through, */
    size_t index;            /* and where in it */
    const each *each;        /* of a `for each` */
} binding;

struct scope {
    module *module;
    int months;
    const binding *names;
    const char *generator; /* the name that a key behind `sorted by` may use, or NULL */
    const type *generated;
    reading *reading;
    val law;     /* the day on which clauses are held against their dates */
    val inverse; /* what `inverse of` asks the scale of the rule for, or NULL */
};

enum { READINGS = 4096 };

typedef struct entry {
    long from;
    val value;
} entry;

/* The case in hand. */
typedef struct ref_given {
    map facts;   /* decl to val; of a fact over time to entries */
    map entries; /* decl to an array of entry, sorted, its count in entry_count */
    map entry_count;
    reading *first; /* that of the case itself */
    reading *readings[READINGS];
} ref_given;

extern ref_given the_case;

void case_reset(val today);
reading *case_reading(val today, const change *changes, const binding *elements);
scope scope_of(decl *d, reading *r);
scope scope_with(const scope *s, const char *name, const type *t, val value,
                 const sequence *through, size_t index);
val fact_value(const decl *fact, reading *r, val day);
/* Gives a fact from text, as people write it; false where this notation is not read. */
bool case_give(decl *fact, const char *text);

/* ---- formulas */

val eval(const qn_node *n, scope *s);                   /* formula.c */
val eval_as(const qn_node *n, const type *t, scope *s); /* given to a type */
val given_to(val v, const type *from, const type *to);  /* numbers, chains, records */
val eval_range(val x, const type *xt, const qn_node *range, scope *s);
val eval_matches(val x, const type *xt, const qn_node *value, scope *s);
bool eval_two(const qn_node *a, const qn_node *b, scope *s, val *va, val *vb, const type **t);
val compare(int op, val a, val b);
val add_numbers(val a, val b, int op, const char *text);
val whole_number(val v, const char *text);
val eval_name(const qn_node *n, const type *wanted, scope *s); /* name.c */
const type *type_name(const qn_node *n, const type *wanted, scope *s);
val rule_read(decl *rule, const scope *s);
const binding *each_names(const each *e);
val field_of(val record, const type *t, const char *name, const scope *s);
const type *type_field_of(const type *t, const char *name, const scope *s);
val eval_date(const qn_node *n, scope *s); /* formula_date.c */
const type *type_date(const qn_node *n, scope *s);
val add_to_date(const qn_node *amount, int op, val date, scope *s);
val span_compare(val span, int op, const qn_node *amount, bool is_right, scope *s);
val eval_list(const qn_node *n, scope *s); /* formula_list.c */
const type *type_list_formula(const qn_node *n, scope *s);
sequence *sequence_of(const qn_node *n, scope *s);
sequence *chains_of(const sequence *periods, long across);
sequence *parts_of(const qn_node *n, scope *s); /* parts.c */
val group_mask(const decl *group, const scope *s);

/* ---- rules */

typedef struct ref_clause ref_clause;
typedef struct band band;

/* `when C`, a subject with values, or a row of a band. */
typedef struct ref_condition {
    const struct ref_condition *next;
    const qn_node *when;    /* a formula, or */
    const qn_node *subject; /* what is held against */
    const qn_node *values;  /* these; or */
    band *band;             /* a row of a band */
    int row;
    bool is_negated;
} ref_condition;

typedef struct interval {
    long from, until; /* LONG_MIN and LONG_MAX where there is none */
} interval;

typedef struct ref_row {
    const qn_node **cell; /* a list of values for each subject; NULL for `any` */
    interval dates;
    const ref_condition *conditions;
    bool is_otherwise;
} ref_row;

struct band {
    band *next;
    int index;
    const qn_node **subject;
    int subjects;
    ref_row *row;
    int rows;
    bool is_first_match;
};

typedef enum clause_kind {
    IS_GATE,
    IS_BASE,
    IS_EXCEPTION,
    IS_OTHERWISE,
    IS_ADDITION,
    IS_MULTIPLICATION,
    IS_FLOOR,
    IS_CAP,
    IS_ROUNDING
} clause_kind;

/* A flat clause. What it gives is a formula, a column of a scale, none, or an error. */
struct ref_clause {
    clause_kind kind;
    const qn_node *formula;
    const qn_node *scale;
    int column; /* of the scale; -1 where the rates stand behind arrows */
    bool is_none, is_error;
    const char *reason;
    const ref_condition *conditions;
    interval dates;
    band *band;
    int row;                        /* -1 for none */
    const struct ref_place *places; /* that are cited */
    const char *label;
    const qn_node *line;
    const char *text;
    const struct mark *marks;    /* the lines round it */
    const qn_node *const *names; /* what it says that it overrides */
    int names_count;
    bool *overrides; /* for each clause of the rule */
};

/* A place that is cited, of a law. */
typedef struct ref_place {
    const struct ref_place *next;
    const char *law, *at;
} ref_place;

typedef struct mark {
    const struct mark *next;
    const qn_node *line;
} mark;

struct clauses {
    ref_clause *at;
    int count, room;
    band *bands;
    int bands_count;
    int several; /* AST_OP_LARGEST, AST_OP_SMALLEST, or 0 */
};

const clauses *clauses_of(decl *d); /* clauses.c */

/* What became of a clause, and which ones have made it so: see spec/c-api.md. */
typedef enum ref_fate {
    FATE_APPLIED,
    FATE_NOT_APPLIED,
    FATE_FAILED,
    FATE_OVERRIDDEN,
    FATE_REPLACED,
    FATE_NO_EFFECT,
    FATE_BARRED,
    FATE_UNDECIDED
} ref_fate;

typedef struct ref_told {
    const ref_clause *clause;
    ref_fate fate;
    bool *by;          /* for each clause of the rule: it may be named as the one that did it */
    bool is_in_force;  /* the date lies in its interval, or is not known */
    bool is_open;      /* there is no answer in which a limit could have an effect */
    bool is_by_bounds; /* a limit that applies, of which only bounds can say what became of it */
    bool is_behind;   /* a limit of what is none, where only the whole answer is known to be open */
    val value;        /* what it gives; NULL where that is not told */
    const type *type; /* of what it gives */
} ref_told;

/* One for each clause of a rule, in their order (fate.c). */
ref_told *rule_told(decl *rule, reading *r);
const ref_place *places_of(const char *citation, const module *m);
val scale_value(const ref_clause *c, const type *rule, scope *s); /* scale.c */
const type *scale_type(const ref_clause *c, scope *s);
const type *scale_subject_type(decl *rule);
val eval_inverse(const qn_node *n, scope *s);
val row_found(band *b, scope *s); /* band.c: a row's number as a day, -1 for none */
val row_holds(const band *b, const ref_row *r, scope *s);
val condition_value(const ref_condition *c, scope *s, val *found);
val dates_hold(interval dates, val day);
val rule_value(decl *rule, reading *r); /* rule.c */
/* Whether that was so on the way to the answer of a rule of the case (see masked_since). */
bool rule_is_masked(decl *rule);
/* Looks also at what the answer does not need, so that nothing is masked unseen. */
extern bool looks_at_all;
val duty_value(decl *duty, scope *s); /* name.c: over all elements, of one in a `for each` */
val call_value(decl *define, const qn_node *arguments, scope *s);
val result_of(val v, const type *t); /* as a result that is asked for */
val body_value(decl *d, scope *s);

/* ---- what a value looks like, for people */
const char *value_text(val v, const type *t);

#endif
