/*
 * compiler.h - what the parts of the compiler share: modules, declarations, rules being compiled,
 * and the surroundings in which a formula is understood.
 *
 * The way of a rule: modules.c finds files and names, declare.c gives facts and choices their rows,
 * order.c puts rules behind what they use, clause.c flattens a body into clauses, rule.c brings
 * them into the order in which a value is found, formula.c (with formula_*.c) understands formulas
 * and emits them through the builder, example.c does the examples.
 */
#ifndef QN_COMPILER_H
#define QN_COMPILER_H

#include "accept.h"
#include "arena.h"
#include "ast.h"
#include "builder.h"
#include "cells.h"
#include "diagnostic.h"
#include "qanun_compile.h"
#include "source.h"
#include "type.h"

typedef struct qn_module qn_module;
typedef struct qn_decl qn_decl;
typedef struct qn_reading qn_reading;
typedef struct qn_instance qn_instance;

typedef enum qn_decl_kind {
    QN_DECL_FACT,
    QN_DECL_RULE,
    QN_DECL_DEFINE,
    QN_DECL_CHOICE,
    QN_DECL_GROUP,
    QN_DECL_UNIT,
    QN_DECL_CURRENCY,
    QN_DECL_LAW,
    QN_DECL_ENTITY,
    QN_DECL_FIELD, /* of an entity: no name of the file */
    QN_DECL_DATA,
    QN_DECL_MODULE,
    QN_DECL_MISSING /* taken over from a file that has no such name, which has been said */
} qn_decl_kind;

/* A name of a module. What is taken over by name from another module has one too, which stands
 * for that module's declaration. */
typedef struct qn_symbol {
    struct qn_symbol *next; /* in its bucket */
    qn_decl *decl;
    uint32_t hash; /* of its name */
    char name[];   /* here, and not where it was written, so that a search goes one way less */
} qn_symbol;

/* A `for each`, which may stand in another. element: the type of what it goes through, once known.
 */
typedef struct qn_each {
    struct qn_each *outer;
    const qn_node *node;
    const qn_type *element;
} qn_each;

/* What a file declares. */
struct qn_decl {
    qn_decl *next; /* in the order of the file */
    qn_decl_kind kind;
    uint8_t state;  /* of order.c: 0 not seen, 1 on the way, 2 in order */
    bool ready;     /* facts and choices: their row is there */
    bool failed;    /* its own mistake has been reported: uses stay silent */
    bool said;      /* rules of a `for each`: they have been understood once */
    bool over_time; /* facts: their register holds the list of their values */
    bool amended;   /* by a reform: the node is a copy */
    bool mentioned; /* its name stands in some file, for a use of it */
    bool left_out;  /* nobody asks for it, and it uses rules of other files that nobody uses */
    const char *name;
    qn_module *module; /* where it was declared, not where it is used */
    const qn_node *node;
    uint32_t index;         /* fact and choice: its row; unit and currency: its base unit */
    const qn_type *type;    /* facts; groups: the set type of the choice */
    qn_operand operand;     /* facts */
    uint32_t preset;        /* facts: the constant that is their default, or QN_NONE_INDEX */
    int64_t begins;         /* rules: the day before which they have no value, 0 for none */
    const qn_node *duty;    /* rules: the duty that they say is kept, or NULL */
    const qn_node *promise; /* rules: the promise that they say is kept, or NULL */
    struct qn_each *each;   /* rules: the `for each` in which they stand, or NULL */
    qn_instance *instance;
    qn_module *target; /* of a `use` */
};

/* A file of the program, or of the standard library. Its source and path are kept for messages
 * after the compilation; the tree and the declarations are not. */
struct qn_module {
    qn_module *next;
    const char *path; /* as messages show it */
    const char *stem; /* the last part of its name: vacation */
    qn_source source;
    const qn_node *file;
    qn_node *later; /* LIST of its items that are read when all files are there; NULL for none */
    qn_symbol **bucket;
    uint32_t bucket_count;
    qn_decl *first, *last;
    const qn_node *working_day;
    int months; /* AST_OP_UP, AST_OP_DOWN, or 0 */
    bool cites; /* a clause of it cites something */
    bool failed, loading, standard;
    const qn_module *user; /* the file that asked for it first, while it is read */
    bool sought_above;     /* in the standard library: no folder above the first has such a file */
    bool twin_sought;      /* another file of the same name has been looked for */
    bool laid;             /* over the main file: it holds a reform */
    bool examples;         /* laid over it, but with nothing than examples of it */
    bool beside;           /* the main file: what it declares is looked at like that of it */
    bool working_day_said; /* its mistakes have been reported */
    const qn_node *reviewed;
    uint32_t row; /* of the table of sources */
};

/* Cells of a record that is made where a node stands. A list is emitted anew for each of its users,
 * and its records lie in the same cells for all of them: they are the same elements. */
typedef struct qn_stored {
    struct qn_stored *next;
    const qn_node *node;
    uint32_t first;
    uint64_t count;
} qn_stored;

/* A rule read on one date: today, or the D of `RULE on D`. */
struct qn_instance {
    qn_instance *next;
    qn_decl *decl;
    const qn_decl *duty; /* of a hidden one that finds what breaks a duty */
    qn_operand today;
    uint32_t law_day; /* of `as of`: the register of the day whose clauses hold, or QN_NONE_INDEX */
    const qn_instance *carrier; /* of a date that has to be computed, else NULL */
    uint32_t owner;
    uint32_t row;
    bool busy, done, failed;
    bool dated; /* its value depends on the date of decision */
    qn_operand result;
    qn_growing uses; /* rows of the rules that it names */
    qn_growing
        needs; /* rows of the rules whose registers it reads: those, and others behind them */
    const qn_instance *source; /* whose register its result is, where that is another's */
    struct qn_instance *host;  /* whose code takes this one in, or NULL */
    qn_growing facts;          /* rows of the facts that it looks at itself */
    uint32_t visited;          /* for walks over what is used */
    uint32_t region;           /* of its working day, or QN_NONE_INDEX */
    uint32_t region_loop;      /* the number of the loop in which that stands, 0 for none */
    uint32_t code;             /* how many instructions it has */
    bool is_long;              /* it goes through a sequence */
    bool walks;                /* it goes from one working day to another */
    qn_stored *stored;         /* records of the list that it is, for whoever reads it so */
    const qn_node
        *region_day; /* what said there what a working day is; NULL for Monday to Friday */
};

/* A parameter, the day of a working-day condition, or what a sequence goes through. Without a name,
 * the element whose fields can be named alone. position: from 0; before: the element before it. */
typedef struct qn_local {
    const struct qn_local *outer;
    const char *name;
    qn_operand value;
    const qn_operand *position;
    const qn_operand *before;
    bool grows; /* a list that is carried: `L and x` puts x behind it, in the cells from first_cell
                 */
    uint32_t first_cell;
} qn_local;

/* The number of the element, of at most `limit`, in each loop round a formula. */
typedef struct qn_numbered {
    const struct qn_numbered *outer;
    qn_operand number;
    uint32_t limit;
} qn_numbered;

/* Code that is run once for each element of a sequence, while it is being emitted. */
typedef struct qn_open_loop {
    const struct qn_open_loop *outer;
    uint32_t number;      /* that of no other */
    uint32_t skip, first; /* the instruction that opens it, and the one behind that */
    uint32_t epoch;       /* of what stands round it */
    bool is_memo;         /* a reading that is remembered: it is run once for each element, too */
} qn_open_loop;

/* A working day whose condition is being understood, on the stack of who does it. */
typedef struct qn_open_region {
    const struct qn_open_region *outer;
    const qn_node *working_day;
    uint32_t owner; /* of its instructions */
} qn_open_region;

/* What a word means as a unit in a file. */
typedef struct qn_met_unit {
    const qn_module *module;
    const char *word;
    uint8_t op; /* of its node */
    const qn_type *type;
} qn_met_unit;

enum { QN_UNITS_MET = 64 };

typedef struct qn_compiler {
    qn_arena kept;    /* for what is asked for later: modules with their sources, diagnostics */
    qn_arena arena;   /* for what lasts until the image is made */
    qn_arena scratch; /* for what lasts as long as one rule is being compiled */
    qn_builder builder;
    qn_diagnostics diagnostics;
    qn_acceptances acceptances;
    const qn_compile_options *options; /* while the compilation lasts */
    qn_module *modules, *last_module, *main;
    const qn_module *reading; /* the innermost of the files whose names are being declared */
    uint32_t module_count;
    bool may_be_narrow;        /* only some rules are asked: see `asked` of the options */
    bool is_narrow;            /* and they are rules of the first file */
    bool too_many_files;       /* one more than a program may have was asked for */
    qn_growing declared_units; /* declarations (pointers), numbered from QN_BASE_DECLARED */
    uint32_t next_owner;
    qn_growing owners;   /* instances (pointers), by their numbers from 1 on */
    qn_growing order;    /* instances (pointers) in the order in which they were finished */
    qn_growing sequence; /* declarations of rules and definitions, each behind what it uses */
    bool too_deep;       /* rules are read on other dates too many deep, which has been said */
    bool incomplete;     /* a rule could not be understood: there must be no image */
    uint32_t inlined;    /* definitions taken in so far */
    uint32_t nesting;    /* rules being compiled within one another */
    const qn_open_region *regions; /* the innermost */
    const qn_open_loop *loop;      /* the innermost of the rule that is being compiled */
    uint32_t last_loop;            /* number */
    qn_reading *readings;          /* all, of all rules */
    uint32_t last_walk;
    uint32_t *fact_walk;            /* of each fact the last walk over examples that met it */
    uint32_t fact_walks;            /* how many facts have a place there */
    const struct qn_memo_of *memos; /* whose readings the rows of MEMO have */
    uint64_t cells;                 /* taken so far, of every case */
    qn_growing records;             /* pointers to those that `{…}` makes */
    qn_growing types;               /* pointers to those that are no constants of the language */
    qn_index type_index;
    qn_met_unit met_unit[QN_UNITS_MET];
    qn_index label_index; /* strings "language name" */
    const qn_type *number, *integer, *percent, *boolean, *date, *text, *clock, *period, *chain,
        *span, *bare, *unknown;
    qn_type spare;          /* the failed type again, for when memory is out */
    const qn_type *weekday; /* made when it is first met */
} qn_compiler;

/* The surroundings of a formula. */
/* A name that is surely there: presence.c. */
typedef struct qn_presence {
    const struct qn_presence *outer;
    const qn_node *node;
    const char *text;
    const struct qn_local *local;
    const qn_decl *decl;
    const qn_node *gate; /* whose condition asks for it, or NULL where it is a condition around */
} qn_presence;

typedef struct qn_scope {
    qn_compiler *c;
    qn_module *module;
    qn_instance *instance; /* whose instructions are being emitted; NULL in constants */
    qn_operand today;
    const qn_local *locals;
    const qn_presence *present; /* names that cannot be none here */
    const qn_node *gate;     /* the condition of the gate that is understood or presumed, or NULL */
    qn_growing *relied;      /* names that it takes to be there because other gates ask, or NULL */
    bool falls_back;         /* the first side of an `otherwise`: it relies on no other gate */
    const qn_type *elements; /* what the elements of the sequence are wanted as, or NULL */
    qn_stored **stored;      /* the records of one list, however often it is emitted; or NULL */
    const qn_local *filtered;   /* the element that a `where` is about and names; or NULL */
    const qn_node *filter;      /* that `where` */
    const char *drawn;          /* what the elements of the sequence will be named, or NULL */
    const qn_numbered *numbers; /* of the loops round it */
    const qn_reading *reading;  /* in which rules are taken in, or NULL */
    const qn_operand *law_day;  /* of `as of`: on which the clauses are read, or NULL for today */
    int months;                 /* how a missing day is rounded: AST_OP_UP, AST_OP_DOWN or 0 */
    bool constant;              /* only constants are allowed */
    bool quiet;                 /* what is wrong has been said where the definition stands */
    const qn_operand *inverse;  /* scales give the amount that leads to this, or NULL */
    qn_growing *leaves;         /* rows of what is looked at, or NULL */
    uint32_t depth;             /* nested definitions and dates */
    uint32_t rule_row, clause_row; /* for sites */
} qn_scope;

/* The most elements that a rule may go through itself, whatever it needs. */
#define QN_RULE_TURNS_MAX UINT64_C(100000000)

enum { QN_NESTING_MAX = 64, QN_INLINED_MAX = 20000 };

/* Whether a request for memory was refused. What has been built since is incomplete, so that
 * whoever goes through a list of things to understand stops; qn_compile then returns QN_NO_MEMORY.
 */
bool qn_is_out_of_memory(const qn_compiler *c);

/* ---- messages (message.c) */

/* Reports at a node, unless the scope is quiet. The arguments are `count` strings, in the order
 * of the template's places; NULL is the empty string. */
void qn_report(qn_scope *s, qn_code code, const qn_node *at, uint32_t count, ...);
/* The same at a span, in every scope; to be given labels and an example. NULL where it is not
 * kept, which the functions that take a diagnostic allow. */
qn_diagnostic *qn_report_at(qn_compiler *c, qn_code code, qn_span span, uint32_t count, ...);
/* Whether something has been reported for which there can be no program: other than findings. */
bool qn_has_mistakes(const qn_compiler *c);
/* "calendar days", "an amount in AZN", "yes or no": what people call a type. */
const char *qn_type_words(qn_compiler *c, const qn_type *type);
/* A node's source text, line ends made spaces, cut at `limit` bytes. */
const char *qn_node_source(qn_compiler *c, const qn_node *node, size_t limit);
/* The module in which a span lies: not always that of the rule, which a reform may have amended.
 * NULL where there is none. */
const qn_module *qn_module_of(const qn_compiler *c, qn_span span);
/* The file in which a span lies; NULL where no module has it. */
const qn_source *qn_source_of(const qn_compiler *c, qn_span span);

/* ---- modules (module.c) */

/* Loads the file and all that it uses; NULL where it cannot be read or parsed. */
qn_module *qn_module_load(qn_compiler *c, const char *path);
/* What a single name stands for in a file, declared there or taken over; NULL where it is not
 * known. */
qn_decl *qn_module_find(qn_module *module, const char *name);
/* The same of a name that has so many bytes and need not end there. */
qn_decl *qn_module_find_part(const qn_module *module, const char *name, size_t length);
/* What a NAME or a dotted name stands for, or NULL. */
qn_decl *qn_find(qn_module *module, const qn_node *name);
/* The same for a name as text: "leave.vacation". */
qn_decl *qn_find_text(qn_compiler *c, qn_module *module, const char *name);
/* Makes a name that is not known, which has been said, stand for nothing. */
void qn_declare_missing(qn_compiler *c, qn_module *module, const qn_node *name);
/* How a fact or rule is called from outside: by its name, or as `module.name` where another file
 * has one of that name. */
const char *qn_public_name(qn_compiler *c, const qn_decl *decl);
/* The text of a name, dots included. */
const char *qn_dotted_text(qn_compiler *c, const qn_node *name);
/* A file of cases as a module without declarations, so that messages find its lines; NULL where it
 * cannot be read. */
qn_module *qn_module_cases(qn_compiler *c, const char *path);
/* The module of a currency that no file declares; NULL where there is none. */
qn_decl *qn_standard_currency(qn_compiler *c, const char *name);

/* Makes a name that is free in a file stand for a declaration of another. */
void qn_module_add_name(qn_compiler *c, qn_module *module, const char *name, qn_decl *decl);
/* Whether what a file declares is looked at for its own sake: it is the main one or stands beside
 * it. */
bool qn_is_looked_at(const qn_compiler *c, const qn_module *module);
/* The same, or it is laid over the main one. */
bool qn_is_own(const qn_compiler *c, const qn_module *module);

/* ---- names that are close to a mistaken one (close.c) */

/* A name of the file that is nearly `name`, or NULL. */
const char *qn_close_name(const qn_module *module, const char *name);
/* Reports a name that is not known in the scope's file: it may be one of a file that is used. */
/* Says that a name is not known, with the one that is close to it. */
void qn_report_not_known(qn_scope *s, const qn_node *name);
/* What to write for a name that is a field of elements here; NULL where it is none. */
const char *qn_field_help(const qn_scope *s, const char *text);
void qn_report_unknown(qn_scope *s, const qn_node *name);
/* Reports a word only if a file that is used has that name; false where none has. */
bool qn_report_elsewhere(qn_scope *s, const qn_node *word);
/* What a `use` in the file `user` could name instead of `name`, of which there is no file; NULL
 * where nothing is close or folders cannot be listed. */
const char *qn_close_file(qn_compiler *c, const char *user, const char *name);

/* ---- reforms (reform.c) */

/* Reads the files that are laid over the main one. */
void qn_reforms_load(qn_compiler *c);
/* Amends the rules that they name, before anything is understood. */
void qn_reforms_apply(qn_compiler *c);

/* ---- declarations (declare.c) */

/* Makes the rows that do not depend on any rule: sources, laws, labels, and the facts of the
 * main file. */
void qn_declare_all(qn_compiler *c);
/* The types that every program has; false out of memory. */
bool qn_types_init(qn_compiler *c);
/* The one type that is equal to `type`, copied into the arena if it is new. The failed type when
 * memory is out, never NULL. */
const qn_type *qn_type_new(qn_compiler *c, const qn_type *type);
/* The type that a node names. */
const qn_type *qn_type_of_node(qn_scope *s, const qn_node *node, const char *name);
/* The unit that a MEASURE names; the failed type, with a message, where there is none. */
const qn_type *qn_type_of_measure(qn_scope *s, const qn_node *measure);
/* The type of a product of units, shown in the usual ones. */
const qn_type *qn_type_of_dimension(qn_scope *s, const qn_dimension *dimension);
/* The choice monday … sunday, made when it is first asked for. */
const qn_type *qn_weekday_type(qn_compiler *c);
/* The row of a fact, made when it is first used. */
const qn_operand *qn_fact_operand(qn_compiler *c, qn_decl *decl);
/* The number of a value of a choice, or -1. */
int64_t qn_choice_value(qn_compiler *c, const qn_type *type, const char *name);
/* The name of a value of a choice, "" where there is none; valid until a string is added. */
const char *qn_choice_name(qn_compiler *c, const qn_type *type, int64_t number);
/* "general, executive, medical" */
const char *qn_choice_words(qn_compiler *c, const qn_type *type);
/* The type of a declared choice; its rows are made with it. */
const qn_type *qn_decl_choice(qn_compiler *c, qn_decl *decl);
/* The row of a field, whose declaration has no name of its own in the file. Its entity adds it to
 * the table, with its other fields. */
void qn_field_make(qn_compiler *c, qn_decl *decl, qn_row_field *row);
/* The step, in its unit, of a fact or an element of that type which says none. */
qn_rational qn_usual_step(qn_scope *s, const qn_type *type);

/* ---- entities, lists and their cells (entity.c) */

enum { QN_LIST_USUAL = 100, QN_HISTORY_MAX = 1000 };

/* A field of a record: what its name stands for, and where it lies. `value` has no register. */
typedef struct qn_field {
    const char *name;
    qn_operand value;
    uint32_t row; /* of the table of fields */
} qn_field;

/* What the elements of a list are made of: an entity, or the fields that `{a: 1, b: 2}` names. */
struct qn_record {
    const char *name; /* of the entity, or NULL */
    qn_field *field;
    uint32_t count;
};

/* The type of an entity; its rows are made with it. */
const qn_type *qn_decl_entity(qn_compiler *c, qn_decl *decl);
/* The type of records with these fields, whose values have the classes in which they are stored. */
const qn_type *qn_record_type(qn_compiler *c, const qn_field *field, uint32_t count);
/* Lists of at most `limit` elements. */
const qn_type *qn_list_type(qn_compiler *c, const qn_type *element, uint32_t limit);
/* What a fact over time holds: at most QN_HISTORY_MAX records of a day and a value. */
const qn_type *qn_history_type(qn_compiler *c, const qn_operand *value);
/* "age, disabled" */
const char *qn_field_words(qn_compiler *c, const qn_type *type);
/* The field of that name, or NULL. */
const qn_field *qn_record_find(const qn_type *type, const char *name);
/* How many cells a value of the type of the node needs beside its own; 0 where lists lie too deep
 * in one another, which is then said. */
uint64_t qn_cells_of(qn_scope *s, const qn_node *node, const qn_type *type);
/* The first of the cells of what is stored at the node: the same for one list, and none where it is
 * only checked. A place for the records of a new list; NULL out of memory. */
uint32_t qn_cells_to_store(qn_scope *s, const qn_node *node, uint64_t count);
qn_stored **qn_stored_new(qn_scope *s);
/* The first of so many cells of their own; reports at the node where there are too many. */
uint32_t qn_cells_take(qn_scope *s, const qn_node *node, uint64_t count);
/* Whether a dotted name is a field of a `data` list; whether x is among its values. */
bool qn_is_data_field(qn_scope *s, const qn_node *node);
qn_operand qn_in_data(qn_scope *s, const qn_operand *x, const qn_node *node);
/* The constant list of a `data`, as an operand that holds it. */
const qn_operand *qn_data_operand(qn_compiler *c, qn_decl *decl);

/* ---- formulas (formula.c, formula_date.c, formula_clock.c) */

/* Understands a formula and emits it. `wanted` says what type is expected, where that helps to tell
 * names of a choice, or is NULL. Never fails: a mistake is reported and has the failed type. */
qn_operand qn_formula(qn_scope *s, const qn_node *node, const qn_type *wanted);
/* The same where yes or no is needed. */
qn_operand qn_condition(qn_scope *s, const qn_node *node);
/* Gives a value to a place of a type: a bare number takes its unit. */
qn_operand qn_give(qn_scope *s, qn_operand x, const qn_type *type, const qn_node *at);
/* A value where none is not possible; reports where it is. */
qn_operand qn_present(qn_scope *s, qn_operand x, const qn_node *at);
/* Reports what can be none, with a value of its type that could hold then. */
void qn_report_absence(qn_scope *s, const qn_type *type, const qn_node *at);
/* What stands for a formula that has been reported: it fits every place, and nothing more is
 * said of it. */
qn_operand qn_failed(const qn_scope *s);
bool qn_is_failed(const qn_operand *x);
/* The formulas of spec/semantics.md, chapter 7; any other kind of node is reported. */
qn_operand qn_formula_date(qn_scope *s, const qn_node *node, const qn_type *wanted);
/* Understands a group, and what a working day is, for their mistakes alone. */
void qn_group_check(qn_scope *s, qn_decl *group);
void qn_working_day_check(qn_scope *s);
/* Times of day: the length of a span, the overlap of two. */
qn_operand qn_formula_clock(qn_scope *s, const qn_node *node);
/* `date` moved by the duration `term`, forwards for sign 1 and back for -1; `at` is blamed where
 * there is no such day. */
qn_operand qn_date_plus(qn_scope *s, const qn_node *at, qn_operand date, const qn_node *term,
                        int sign);
/* The parameter of that name, or NULL. */
const qn_local *qn_local_find(const qn_scope *s, const char *name);
/* Rounds a value by a ROUNDED node, in the unit in which the value is written. */
qn_operand qn_rounded(qn_scope *s, qn_operand x, const qn_node *node);
/* Warns, at a node, of a value that is rounded to a step and was rounded to a finer one before
 * (twice.c). `source` is the name that it has, or NULL. */
void qn_find_rounded_twice(qn_scope *s, const qn_node *at, const qn_node *source,
                           const qn_operand *x, qn_rounding mode, qn_rational step);
/* `inverse of RULE at V`. */
qn_operand qn_inverse(qn_scope *s, const qn_node *node);
/* What the formulas on dates share with exact spans: a date that is always there, the 64-bit
 * register of a whole number, a date moved by a count of days, months or working days, the days
 * between two dates; and a base unit under its usual name. A count must be whole: false, with a
 * message, where it may have parts. */
qn_operand qn_date_value(qn_scope *s, const qn_node *node);
uint32_t qn_day_register(qn_scope *s, const qn_operand *x);
qn_operand qn_date_moved(qn_scope *s, const qn_node *at, const qn_operand *date,
                         const qn_operand *count);
qn_operand qn_days_between(qn_scope *s, const qn_operand *from, const qn_operand *to);
bool qn_whole_count(qn_scope *s, const qn_node *at, qn_operand *x);
const qn_type *qn_type_of_base(qn_scope *s, uint32_t base, int64_t factor, const char *unit);
/* True if x lies in a RANGE node's bounds, or equals a value. */
qn_operand qn_matches(qn_scope *s, const qn_operand *x, const qn_node *value);
/* The same for any of a list of values and ranges. */
qn_operand qn_matches_any(qn_scope *s, const qn_operand *x, const qn_node *list);
/* x OP y for operands of one type and unit; op is that of COMPARE. */
qn_operand qn_relate(qn_scope *s, int op, const qn_operand *x, const qn_operand *y);
/* One end of a range, in the unit of its subject. */
qn_operand qn_range_end(qn_scope *s, const qn_operand *subject, const qn_node *end);
/* A constant formula of a type, for ranges, defaults and examples. */
qn_operand qn_constant_formula(qn_scope *s, const qn_node *node, const qn_type *type);
/* A fixed date as a day number; false with a message otherwise. */
bool qn_fixed_date(qn_scope *s, const qn_node *node, int64_t *out);
/* What a whole figure without a unit is in base units, where it takes the unit of a type: nearly
 * all ends of bands are that. False for anything else, which takes the long way. */
bool qn_bare_value(const qn_type *type, const qn_node *node, qn_rational *out);
/* The number that a figure writes; 0, with a message, where it cannot be held. */
qn_rational qn_number_of_text(qn_scope *s, const qn_node *node);
/* Marks the place that fails if the instructions that follow do. */
uint32_t qn_blame(qn_scope *s, const qn_node *node);

/* ---- exact spans of time (span.c) */

/* What a span is compared by: its dates, and how a missing day is rounded where it is written. It
 * is that of an operand which has its register. */
typedef struct qn_length {
    qn_operand from, to;
    int months; /* AST_OP_UP, AST_OP_DOWN, or 0 */
    const qn_node *node;
    uint32_t reg;
} qn_length;

/* `time from A to B`; a value that is an exact span, written so or by the name of one. */
bool qn_is_time(const qn_node *node);
bool qn_is_span(const qn_operand *x);
/* A formula, or an exact span: as a side of a comparison, without a register; as a subject or the
 * value of a rule, with one in which it can be shown. */
qn_operand qn_side(qn_scope *s, const qn_node *node, const qn_type *wanted);
qn_operand qn_subject(qn_scope *s, const qn_node *node);
/* Its dates, where the operand is the span itself; NULL, with a message, for what was made from
 * it, such as a choice between two. */
const qn_length *qn_span_dates(qn_scope *s, const qn_operand *x, const qn_node *at);
/* A comparison of which one side, or both, is a span. */
qn_operand qn_compare_span(qn_scope *s, const qn_node *node, const qn_operand *x,
                           const qn_operand *y);
/* `span in RANGE`, `span not in RANGE`; whether a span lies in a RANGE node's bounds, or is exactly
 * so long. */
qn_operand qn_span_in(qn_scope *s, const qn_operand *x, const qn_node *node);
qn_operand qn_span_matches(qn_scope *s, const qn_operand *x, const qn_node *value);

/* ---- sequences (stream.c, aggregate.c, period.c) */

/* How a list that no register holds is gone through: a formula, and where it was understood. */
typedef struct qn_recipe {
    qn_scope scope;
    const qn_node *node;
    const qn_type *element; /* to which elements are given, or NULL; and where */
    const qn_node *given_at;
    qn_decl *each;          /* a rule in a `for each`: its value for each element */
    const qn_type *empty;   /* of `[]`: what it would hold */
    const qn_operand *held; /* a list in cells, whose elements are given to another type; or NULL */
    bool body;              /* the node is a rule or a definition, whose clauses give the list */
    struct qn_stream
        *fresh; /* what was emitted for its type, until it is used; and in which loop */
    uint32_t loop;
} qn_recipe;

/* A sequence that has been emitted: its last stage, what an element is while it is gone through,
 * and the unit of what it goes through, days to years, or NULL. */
typedef struct qn_stream {
    uint32_t seq;
    uint32_t limit;
    qn_operand element;
    const qn_type *per;
    uint32_t chain; /* the register of the chain whose days it gives, or 0 */
} qn_stream;

/* Emits the stages of a sequence, anew at each call. False, with a message, for anything else. */
bool qn_stream_of(qn_scope *s, const qn_node *node, qn_stream *out);
/* The same for the elements of a value that is a list. */
bool qn_stream_of_value(qn_scope *s, const qn_operand *list, const qn_node *at, qn_stream *out);
/* True for what makes a sequence, whatever its parts are. */
bool qn_is_sequence_node(const qn_node *node);
/* A sequence as a value: its recipe. Its elements are understood once, for their type; those that
 * `[]` does not have are of the type that is wanted there, NULL for none. */
qn_operand qn_list_formula(qn_scope *s, const qn_node *node, const qn_type *wanted);
/* The result of a rule that is a list. */
qn_operand qn_gather(qn_scope *s, const qn_operand *list, const qn_node *at);
qn_operand qn_gather_stream(qn_scope *s, const qn_stream *stream, const qn_node *at);
/* Aggregates, first and last of, positions and ranks, carry, split: one value. */
qn_operand qn_formula_list(qn_scope *s, const qn_node *node);
/* Whether x is an element of a sequence. */
qn_operand qn_is_element(qn_scope *s, const qn_operand *x, const qn_node *list);
/* Whether a set holds a value of its choice. */
qn_operand qn_holds_value(qn_scope *s, const qn_operand *set, const qn_operand *value);
/* A record of named values: {due: d, amount: a}. */
qn_operand qn_record_value(qn_scope *s, const qn_node *node);
/* The same where an element of an entity is wanted; a record that has been made, as an element
 * (element.c). */
bool qn_is_entity(const qn_type *type);
qn_operand qn_element_value(qn_scope *s, const qn_node *node, const qn_type *entity);
bool qn_becomes_element(const qn_type *from, const qn_type *to);
qn_operand qn_as_element(qn_scope *s, const qn_operand *record, const qn_type *entity,
                         const qn_node *at);
/* A field of a record, or what stands for it for each element of a list. */
qn_operand qn_field_of(qn_scope *s, const qn_operand *record, const qn_node *name);
/* Takes for granted what a condition says of names being there, where it is yes, or no. */
void qn_presume(qn_scope *s, const qn_node *condition, bool holds);
/* Whether a name cannot be none here. */
bool qn_is_presumed(qn_scope *s, const qn_node *node);
/* Whether a name is a rule that a `for each` has for elements like this one. */
bool qn_is_rule_of(qn_scope *s, const qn_operand *record, const char *name);

/* Code for each element: what is emitted between open and close is run when the sequence asks for
 * it. The region's row, or QN_NONE_INDEX where nothing was emitted. */
/* Whether what stands in the loop of that number, 0 for none, can be seen from here. */
bool qn_loop_is_open(const qn_compiler *c, uint32_t number);
void qn_loop_open(qn_scope *s, qn_open_loop *loop);
uint32_t qn_loop_close(qn_scope *s, qn_open_loop *loop);

/* A reading of a rule on a day, whose value is remembered: its code stands between the two
 * (memo.c). Begins one if `plain`, the rule on the date of decision, is dear enough, and it is
 * surely a matter of the day and of facts alone; else does nothing, and so does the end of one that
 * was not begun. */
typedef struct qn_open_memo {
    qn_open_loop loop;
    uint32_t day; /* its register */
    bool begun;
} qn_open_memo;
void qn_memo_begin(qn_scope *s, const qn_instance *plain, const qn_operand *day,
                   qn_open_memo *memo);
/* `result` becomes what all can read. */
void qn_memo_end(qn_scope *s, const qn_instance *plain, qn_open_memo *memo, qn_operand *result);

/* Periods: their parts, and what two of them share. */
qn_operand qn_formula_period(qn_scope *s, const qn_node *node);
/* From the first to the last day of a chain, its gaps included. */
qn_operand qn_chain_as_period(qn_scope *s, const qn_operand *chain);
/* Whether a period has a day or another period; whether two of them have a day in common. */
qn_operand qn_covers(qn_scope *s, const qn_operand *p, const qn_operand *x, bool overlaps,
                     const qn_node *at);

/* ---- readings (reading.c) */

/*
 * How a rule reads others whose answer it cannot share: on a date that it has found, with facts
 * changed, for an element of a list. What depends on that is taken into its own code, once for each
 * place from which it can be seen.
 */
const qn_reading *qn_reading_on(qn_scope *s, const qn_operand *day);
const qn_reading *qn_reading_with(qn_scope *s, const qn_reading *base, qn_decl *fact,
                                  const qn_operand *value);
const qn_reading *qn_reading_for(qn_scope *s, qn_each *each, const qn_local *local);
/* What a rule gives in the reading of the scope. */
qn_operand qn_read_in(qn_scope *s, qn_decl *decl, const qn_node *at);
/* What a rule gives in a reading: its own, or the one that all share where that is the same. */
qn_operand qn_read(qn_scope *s, qn_decl *decl, const qn_reading *reading, const qn_node *at);
/* The recipe of a rule that is a list, in a reading or, with NULL, as it is. */
qn_operand qn_read_list(qn_scope *s, qn_decl *decl, const qn_reading *reading, const qn_node *at);
/* The value that a reading gives a fact, or NULL; the local that stands for its element. */
const qn_operand *qn_reading_change(const qn_reading *reading, const qn_decl *fact);
const qn_local *qn_reading_element(const qn_reading *reading, const qn_each *each);
const qn_operand *qn_reading_today(const qn_reading *reading);
/* Every element of a `for each`, as a sequence; the local stands for one. */
bool qn_each_stream(qn_scope *s, qn_each *each, qn_stream *out, qn_local *local);
/* `RULE with (FACT = E)`. */
qn_operand qn_formula_with(qn_scope *s, const qn_node *node);
/* What lies outside the range of a fact or a field is an error of the case. */
qn_operand qn_within_range(qn_scope *s, const qn_node *at, qn_operand x, const qn_operand *fact);
/* The value of a fact, today's where it is one over time; on a day. */
qn_operand qn_fact_on(qn_scope *s, qn_decl *decl, const qn_operand *day, const qn_node *at);

/* ---- rules (order.c, clause.c, rule.c) */

/* Puts rules and definitions behind what they use; reports circles. */
void qn_order_all(qn_compiler *c);
/* The instance of a rule on a date, compiled. */
qn_instance *qn_instance_get(qn_scope *s, qn_decl *decl, const qn_operand *today,
                             const qn_instance *carrier, const qn_node *at);
/* Compiles every rule of the main file, and whatever those use; understands definitions, groups
 * and the working day of that file for their mistakes. */
void qn_compile_rules(qn_compiler *c);
/* The body of a rule or a definition as one value. */
qn_operand qn_body(qn_scope *s, const qn_node *rule, qn_instance *own);
/* Notes that the current rule uses another. */
void qn_uses(qn_scope *s, const qn_instance *used);
/* The same where only its text is read anew: no register of it. */
void qn_mentions(qn_scope *s, const qn_instance *used);
/* Notes that the current rule looks at a fact. */
void qn_note_fact(qn_scope *s, const qn_decl *decl);
/* Notes that it looks at the facts that another looks at itself. */
void qn_note_facts_of(qn_scope *s, const qn_instance *used);
/* The date of decision, as every rule sees it that is not read on another date. */
qn_operand qn_base_today(const qn_compiler *c);
/* Notes that a rule reads registers of another. */
void qn_needs(qn_compiler *c, qn_instance *user, const qn_instance *used);
/* A rule within the code of another, which is being compiled; NULL out of memory. */
qn_instance *qn_instance_inline(qn_scope *s, qn_decl *decl, const qn_operand *today);
/* Fills its row when its body has been emitted, from the instruction `first` on. */
void qn_instance_close(qn_compiler *c, qn_instance *instance, uint32_t first);
/* The rule whose code is being emitted, whatever it takes in. */
qn_instance *qn_host(qn_instance *instance);
/* A hidden rule without clauses, for the date of a reading. */
qn_instance *qn_instance_hidden(qn_scope *s, const char *name);
/* What is emitted from now on belongs to it. */
void qn_instance_enter(qn_compiler *c, qn_instance *instance);
/* Puts it behind everything that it uses, and fills its row. */
void qn_instance_finish(qn_compiler *c, qn_instance *instance);
/* Notes that the current rule looks at the date of decision. */
void qn_note_date(qn_scope *s);
/* today in [from, until); INT64_MIN and INT64_MAX stand for no end. */
qn_operand qn_in_force(qn_scope *s, int64_t from, int64_t until);
/* Notes in s->leaves, which must not be NULL, that something is looked at: a fact or a rule by
 * its row (QN_NONE_INDEX for neither), with the values of a row that it was held against, or "".
 * Equal ones are kept once. */
void qn_leaf_add(qn_scope *s, const char *name, const qn_operand *x, uint32_t fact, uint32_t rule,
                 const char *row);

/* ---- duties (duty.c) */

/* A duty as a rule that is yes where it is kept; NULL out of memory. */
const qn_node *qn_duty_rule(qn_compiler *c, const qn_node *duty);
/* `require hours <= 8`, and what is said of a breach. */
const char *qn_duty_text(qn_compiler *c, const qn_node *duty);
const char *qn_duty_message(const qn_node *duty);

/* ---- accepted findings (accept.c) */

/* Takes those of a file that has been read. */
void qn_take_acceptances(qn_compiler *c, const qn_module *m);
/* Reports mistakes in them, when all files and their names are there. */
void qn_check_acceptances(qn_compiler *c);
/* Reports those that no finding needed; proved: those of the prover are in. */
void qn_report_unused_acceptances(qn_compiler *c, bool proved);
/* The code of the finding that is nearest to a word, by its letters and its number. */
qn_code qn_close_finding(const char *written);

/* ---- promises (promise.c) */

/* What a promise says as a rule: for `always` and `never` whether its condition is so, for `rises`
 * and `falls` the value that does; none where its `when` is not so. NULL out of memory. */
const qn_node *qn_promise_rule(qn_compiler *c, const qn_node *promise);
/* The promises of a file as rows, in its order; what is wrong with them is reported. */
void qn_compile_promises(qn_compiler *c, const qn_module *m);
/* What a rule gives on the date of decision, NULL where it has not been compiled (order.c). */
const qn_instance *qn_instance_of(const qn_compiler *c, const qn_decl *decl);

/* ---- examples (example.c) */

/* The examples of the main file as rows; the command runs them. */
void qn_compile_examples(qn_compiler *c);

/* Warns of figures without a citation and of laws that are not declared (cite.c). */
void qn_check_citations(qn_compiler *c);

/* Warns of figures that stand in two rules (figure.c). */
void qn_find_doubled_figures(qn_compiler *c);
/* Warns of facts and definitions that nothing uses (unused.c). */
void qn_find_unused(qn_compiler *c);

#endif
