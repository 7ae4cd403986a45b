/*
 * libqanun: evaluates verified programs compiled from Qanun rule files. Needs only the C library,
 * reads no file, no clock and no environment, and allocates nothing while it evaluates.
 *
 * One program may be shared by any number of threads; a case belongs to one thread at a time.
 * Every function that can fail returns a qn_status; a NULL handle is refused with QN_MISUSE.
 */
#ifndef QANUN_H
#define QANUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define QN_API __attribute__((visibility("default")))
#else
#define QN_API
#endif

#define QN_VERSION_MAJOR 0
#define QN_VERSION_MINOR 1
#define QN_VERSION_PATCH 0
#define QN_VERSION_NUMBER (QN_VERSION_MAJOR * 1000000 + QN_VERSION_MINOR * 1000 + QN_VERSION_PATCH)

/* What a function call came to. The calls that answer questions about a case return QN_OK also
 * where the answer is that something is unknown. */
typedef enum qn_status {
    QN_OK,        /* 0 */
    QN_NO_MEMORY, /* the allocator gave nothing; the objects are as they were before the call */
    QN_MISUSE,    /* a NULL handle, an index out of range, a call that does not fit the type */
    QN_BAD_IMAGE, /* not an image, of another version, damaged or hostile */
    QN_BAD_VALUE, /* a value outside its fact's type, range, step or coin */
    QN_NO_ROOM,   /* the caller's buffer is too short */
    QN_OVER_LIMIT /* more than the limits of the options allow; see qn_limits */
} qn_status;

/* The five answers. The order is that of gravity: where several meet, the last wins. */
typedef enum qn_answer { QN_KNOWN, QN_NONE, QN_UNKNOWN, QN_CONFLICT, QN_FAILED } qn_answer;

typedef enum qn_kind {
    QN_KIND_NUMBER,   /* a plain number */
    QN_KIND_INTEGER,  /* a whole number */
    QN_KIND_PERCENT,  /* a share, written with % */
    QN_KIND_QUANTITY, /* a number with a unit */
    QN_KIND_BOOLEAN,  /* yes or no */
    QN_KIND_DATE,
    QN_KIND_CHOICE,
    QN_KIND_SET, /* a set of the values of a choice */
    QN_KIND_TEXT,
    QN_KIND_CLOCK,  /* a time of day, in minutes since midnight */
    QN_KIND_PERIOD, /* from a first to a last day, both included */
    QN_KIND_CHAIN,  /* periods that touch or lie near each other, as one */
    QN_KIND_RECORD, /* an entity: fields with names */
    QN_KIND_LIST,   /* elements of one kind, in their order */
    QN_KIND_SPAN,   /* how long it is from a date to another: years, months and days */
    QN_KIND_COUNT
} qn_kind;

typedef struct qn_program qn_program;
typedef struct qn_case qn_case;

/* By how much a program is trusted: the default has no limits but those of the language, by which
 * every rule ends; the hardened one is for images and facts of strangers. */
typedef enum qn_profile { QN_PROFILE_DEFAULT, QN_PROFILE_HARDENED } qn_profile;

/* What a program and its cases may take at most; 0 stands for the profile's limit. */
typedef struct qn_limits {
    size_t image_bytes;  /* of an image; hardened: 16 MiB */
    size_t case_bytes;   /* of a case without its texts, known when its program is loaded; 64 MiB */
    size_t text_bytes;   /* of all texts that a case is given, together; 1 MiB */
    uint64_t rule_steps; /* of a rule with all that it needs, as `qanun check --cost` counts them,
                            known when its program is loaded; 2,000,000,000 */
} qn_limits;

/*
 * Whether loading a program also prepares it: finds for its rules the shortest way to an answer
 * when all facts that it needs are known. Such answers come several times as fast, and are the
 * same. It takes about a tenth of a microsecond and a hundred bytes an instruction, and every case
 * of the program is larger by a few numbers a rule.
 */
typedef enum qn_preparation {
    QN_PREPARE_SMALL, /* programs that are prepared in less than a millisecond, and none that are
                         loaded with QN_PROFILE_HARDENED */
    QN_PREPARE_NOTHING,
    QN_PREPARE_ALL
} qn_preparation;

/* What a program and its cases work with; all but what is wanted may be 0. The allocator is one
 * function that is also told the old size: new_size 0 frees, old_size 0 allocates. NULL stands for
 * the C library's. */
typedef struct qn_options {
    void *(*allocate)(void *context, void *block, size_t old_size, size_t new_size);
    void *context;
    qn_profile profile;
    qn_limits limits;
    qn_preparation preparation; /* of a program; of a case it means nothing */
} qn_options;

/* Filled by functions that fail; text is a sentence in English. */
typedef struct qn_error {
    qn_status code;
    char text[400];
} qn_error;

/* Stands for the date of decision where a fact is asked for. */
#define QN_TODAY (-2)

/* Room for the text of any value but a set and a text, with its NUL. */
#define QN_VALUE_TEXT_SIZE 320

/* The version of the library that the program runs with, "0.1.0" and 1000. Never fail. */
QN_API const char *qn_version(void);
QN_API int32_t qn_version_number(void);

/* Whether that library fits the header that the program was compiled with: it is as new or newer,
 * and of the same major number; while that is 0, of the same minor number, too. */
#define QN_VERSION_FITS()                                                                          \
    (qn_version_number() >= QN_VERSION_NUMBER &&                                                   \
     qn_version_number() / 1000000 == QN_VERSION_MAJOR &&                                          \
     (QN_VERSION_MAJOR > 0 || qn_version_number() / 1000 == QN_VERSION_NUMBER / 1000))

/*
 * Programs. A program never changes, so that any number of threads may use it at once. Pointers to
 * text that these functions return belong to the program, end in a NUL, and live as long as it.
 */

/*
 * Reads an image, as `qanun build` writes it, checks all of it, and keeps a copy: the bytes may go
 * when the call returns. options may be NULL; it is copied. error may be NULL. The program belongs
 * to the caller. QN_BAD_IMAGE, QN_OVER_LIMIT, QN_NO_MEMORY or QN_MISUSE leave *out NULL.
 */
QN_API qn_status qn_program_load(const void *bytes, size_t length, const qn_options *options,
                                 qn_program **out, qn_error *error);

/* Ends a program after all its cases; NULL is allowed. */
QN_API void qn_program_free(qn_program *program);

/* How many facts and rules there are: they are numbered from 0. Rules include hidden ones, which
 * the compiler made. 0 for NULL. */
QN_API int32_t qn_program_fact_count(const qn_program *program);
QN_API int32_t qn_program_rule_count(const qn_program *program);

/* The number of a fact or a rule by its name, or -1. QN_TODAY for the fact "today". */
QN_API int32_t qn_program_fact(const qn_program *program, const char *name);
QN_API int32_t qn_program_rule(const qn_program *program, const char *name);

/* What is declared of a fact. Of a number out of range: name, unit and question NULL, the kind
 * QN_KIND_COUNT, the element -1, and the rest 0. */
typedef struct qn_fact_info {
    const char *name;     /* "" for the elements of a list */
    const char *unit;     /* as it is written, "" where there is none */
    const char *question; /* that asks for it, "" where its author wrote none */
    qn_kind kind;         /* of a fact over time: of its values */
    int32_t choice_count; /* values that a choice has, or that a set can hold; 0 for others */
    int32_t element;      /* by which number the elements of a list, or the entries of a fact over
                             time, are declared; -1 for others */
    int32_t limit;        /* how many of them there can be; 0 for others */
    int32_t field_count;  /* of elements that are records; 0 for others */
    bool may_be_none;     /* it can be given as none */
    bool is_over_time;    /* it is given as entries, each from a day on */
} qn_fact_info;

QN_API qn_fact_info qn_program_fact_info(const qn_program *program, int32_t fact);

/* What is declared of a rule. Of a number out of range: name and unit NULL, the kind QN_KIND_COUNT.
 */
typedef struct qn_rule_info {
    const char *name;
    const char *unit; /* as it is written, "" where there is none */
    qn_kind kind;
    bool is_hidden; /* the compiler made it; it is not for listing */
} qn_rule_info;

QN_API qn_rule_info qn_program_rule_info(const qn_program *program, int32_t rule);

/* The name of a value of a fact that is a choice or a set, from 0; NULL out of range. */
QN_API const char *qn_program_fact_choice(const qn_program *program, int32_t fact, int32_t value);

/*
 * What may be given for a fact, as in "years in 0..=80", "one of state, private" or "yes/no", and
 * its default as text, "" where it has none. Written with a NUL; *length, if not NULL, gets the
 * bytes before it, or, with QN_NO_ROOM, the bytes that there would have been.
 */
QN_API qn_status qn_program_fact_range(const qn_program *program, int32_t fact, char *buffer,
                                       size_t size, size_t *length);
QN_API qn_status qn_program_fact_default(const qn_program *program, int32_t fact, char *buffer,
                                         size_t size, size_t *length);

/*
 * Lists, records and facts over time. What the elements of a list are, and what the fields of a
 * record, is declared like a fact, by a number that is no fact's; all functions above that take the
 * number of a fact take such a number too. A fact over time is declared as what its values are; it
 * is given as a list of records of `from`, a date, and `value`. The numbers of elements are in
 * qn_fact_info; this gives that of a field of a record, from 0; -1 out of range.
 */
QN_API int32_t qn_program_field(const qn_program *program, int32_t declared, int32_t index);

/*
 * Cases. A case holds what is known of one person or event; one thread at a time may use it. All
 * memory is taken when it is made, but for texts, which are copied when they are given.
 */

/* A case in which every fact has its default and the rest is unknown, the date of decision too,
 * with the program's options. The program must outlive it. The case belongs to the caller; NULL
 * where memory is out. */
QN_API qn_case *qn_case_new(const qn_program *program);

/* The same with options of its own, which are copied; NULL stands for such as are 0. *out is NULL
 * unless the call returns QN_OK; else QN_NO_MEMORY, QN_OVER_LIMIT or QN_MISUSE. */
QN_API qn_status qn_case_new_with(const qn_program *program, const qn_options *options,
                                  qn_case **out);

/* Ends a case; NULL is allowed. */
QN_API void qn_case_free(qn_case *c);

/* Takes all facts and the date of decision away again. */
QN_API void qn_case_reset(qn_case *c);

/*
 * Giving facts. Each of these checks the value against the fact's type, declared range and step,
 * and refuses one of another type or outside them with QN_BAD_VALUE, whereupon the case is as
 * before and qn_case_error tells why. QN_MISUSE: a NULL text, or no such fact, as with
 * the -1 that stands for an unknown name. QN_NO_MEMORY and QN_OVER_LIMIT come of texts alone.
 * Numbers are in the unit in which the fact is declared; 60 is 60%. Lengths are without a NUL.
 *
 * Wherever a fact is named, an item of a list can be: see qn_case_item. One value for a fact over
 * time means always.
 */
QN_API qn_status qn_case_set_integer(qn_case *c, int32_t fact, int64_t value);

/* Decimal text, as "345.10", "-3" or "1.5e3", kept to the last digit. */
QN_API qn_status qn_case_set_decimal(qn_case *c, int32_t fact, const char *text, size_t length);

QN_API qn_status qn_case_set_boolean(qn_case *c, int32_t fact, bool value);

/* A day of the proleptic Gregorian calendar, for a fact that is a date or for QN_TODAY. */
QN_API qn_status qn_case_set_date(qn_case *c, int32_t fact, int year, int month, int day);

/* The value of a choice by its name. */
QN_API qn_status qn_case_set_choice(qn_case *c, int32_t fact, const char *name);

/* The values that a set holds, each once or more often; names may be NULL where count is 0. */
QN_API qn_status qn_case_set_set(qn_case *c, int32_t fact, const char *const *names, size_t count);

/*
 * Any fact from text as people write it: "14 days", "61 years 6 months", "345.10 AZN", "60%",
 * "yes", "2023-06-01", "22:00", "executive", "saturday, sunday", "2026-02-02 through 2026-02-06",
 * "2026-02-02 onwards"; a number alone is in the declared unit. A list is its elements with commas
 * between them, in brackets if wanted, "[{age: 3}, {age: 9, disabled: yes}]"; a fact over time
 * "900 from 2024-01-01, 1200 from 2026-03-15". For facts that are no texts "unknown" takes the fact
 * away, and "none" says that it is absent. Where an element is refused, or memory is out in the
 * midst of a list, the list is taken away.
 */
QN_API qn_status qn_case_set_text(qn_case *c, int32_t fact, const char *text, size_t length);

/* Both days belong to the period, which does not end before it begins. An end of 0, 0, 0 stands for
 * none: the period goes on. */
QN_API qn_status qn_case_set_period(qn_case *c, int32_t fact, int year, int month, int day,
                                    int end_year, int end_month, int end_day);

/*
 * Makes a list of so many elements, or gives a fact over time so many entries. Elements that are
 * records have the defaults of their fields; what has none is unknown until it is given. More
 * elements than the list can have are refused. A fact over time is unknown until each of its
 * entries has its day; they may be given in any order, and no two of them for one day.
 */
QN_API qn_status qn_case_set_list(qn_case *c, int32_t fact, size_t count);

/*
 * The place of a field of an element, both counted from 0, of a list that was made with
 * qn_case_set_list or by text; field is NULL for an element that is no record. It stands for a fact
 * in all calls that give or read one, until the list that it is of is given anew or taken away. -1
 * where there is none. A list in a record is a place that again has items.
 */
QN_API int32_t qn_case_item(qn_case *c, int32_t fact, size_t index, const char *field);

/* What a place is called, "children[2].age"; elements are counted from 1 there. Buffers as for
 * qn_program_fact_range. */
QN_API qn_status qn_case_place_name(const qn_case *c, int32_t place, char *buffer, size_t size,
                                    size_t *length);

/* How a place is declared: the number of its fact or of its field; -1 for no place. */
QN_API int32_t qn_case_declared(const qn_case *c, int32_t place);

/* Says that a fact is absent, where it may be. */
QN_API qn_status qn_case_set_none(qn_case *c, int32_t fact);

/* Takes a fact away, its default too: it is unknown. */
QN_API qn_status qn_case_set_unknown(qn_case *c, int32_t fact);

/* Takes a fact away, so that its default stands, if it has one. */
QN_API qn_status qn_case_clear(qn_case *c, int32_t fact);

/* Why the last call that gives this case something failed; QN_OK and no text where it did not.
 * Never NULL but for a NULL case. Good until the next such call. */
QN_API const qn_error *qn_case_error(const qn_case *c);

/*
 * An answer. To be read with the functions below while its program lives, and, if it is a text, a
 * record or a list, as long as its case has the facts that it had. Copying it is free.
 */
typedef struct qn_value {
    qn_answer status;
    qn_kind kind;
    const char *unit; /* as it is written, "" where there is none, "%" for a percentage */
    int error;        /* with QN_FAILED the number of the error, as 401; else 0 */
    bool has_low;     /* with QN_UNKNOWN: if the answer is a number, it is not below its bound; */
    bool has_high;    /* not above that bound. It may yet be none, a conflict or an error */
    bool is_given;    /* of a fact: the case was given it, so that it is not its default */
    /* What follows is for the library only. */
    const qn_program *program;
    uint32_t type;
    uint32_t form;
    uint32_t sequence;
    qn_case *c;
    uint64_t number[4];
    uint64_t low[4];
    uint64_t high[4];
    const char *text;
    size_t text_length;
} qn_value;

/*
 * Answers a rule for the facts and the date that the case holds, and what it needs on the way;
 * asked again without a change it costs next to nothing. QN_OK whatever the answer's status;
 * QN_MISUSE, and *out as it was, where there is no such rule.
 */
QN_API qn_status qn_eval(qn_case *c, int32_t rule, qn_value *out);

/*
 * Why the rule's answer is not a known value: its causes as text, from 0 on, and NULL behind the
 * last, as for a known one. For an unknown answer the names of the facts still needed ("today" for
 * the date); for a none its reasons; for a conflict the clauses, for an error the formulas, as they
 * are written. Sorted, none twice. The texts belong to the case and are good until it is changed.
 * Evaluates the rule if need be.
 */
QN_API const char *qn_case_cause(qn_case *c, int32_t rule, int32_t index);

/* What the case holds for a fact or for QN_TODAY: as given, its default, or unknown; is_given tells
 * which. For a fact over time that is a list of its entries by their days. */
QN_API qn_status qn_case_fact(const qn_case *c, int32_t fact, qn_value *out);

/*
 * The text of a value as people read it: "34 calendar days", "345.10 AZN", "60%", "61 years 6
 * months", "yes", "2023-06-01", "executive", "saturday, sunday"; for a status other than known its
 * name: "none", "unknown", "conflict", "error". Buffers as for qn_program_fact_range.
 */
QN_API qn_status qn_value_text(const qn_value *value, char *buffer, size_t size, size_t *length);

/* The number alone, in its unit: "34", "345.10", "60", "61.5". QN_MISUSE for what is no known
 * number; QN_BAD_VALUE where it has no finite decimal. */
QN_API qn_status qn_value_decimal(const qn_value *value, char *buffer, size_t size, size_t *length);

/* The number alone as a fraction in lowest terms, "125/21"; "7" where it is whole. */
QN_API qn_status qn_value_fraction(const qn_value *value, char *buffer, size_t size,
                                   size_t *length);

/* A bound of an unknown answer as a known value; QN_MISUSE where there is none. */
typedef enum qn_bound { QN_LOW, QN_HIGH } qn_bound;

QN_API qn_status qn_value_bound(const qn_value *value, qn_bound side, qn_value *out);

/* A known number that is whole in its unit. QN_MISUSE for others, QN_BAD_VALUE where it is not
 * whole or has more than 64 bits. */
QN_API qn_status qn_value_integer(const qn_value *value, int64_t *out);

QN_API qn_status qn_value_boolean(const qn_value *value, bool *out);
QN_API qn_status qn_value_date(const qn_value *value, int *year, int *month, int *day);

/* The days of a known period, both included; of a chain the first of its first period and the last
 * of its last. *has_end is false, and the second day nothing, where it has no end. */
QN_API qn_status qn_value_period(const qn_value *value, int *year, int *month, int *day,
                                 bool *has_end, int *end_year, int *end_month, int *end_day);

/* The name of a field of a known record, from 0, NULL behind the last and for other values; and its
 * value, which may be none or unknown. */
QN_API const char *qn_value_field_name(const qn_value *value, int32_t field);
QN_API qn_status qn_value_field(const qn_value *value, int32_t field, qn_value *out);

/*
 * Visits each element of a known list in turn. An element that is a record can be read during the
 * visit. The visitor must not change the case nor ask it for rules. QN_MISUSE for other values.
 */
QN_API qn_status qn_value_each(const qn_value *value,
                               void (*visit)(void *context, const qn_value *element),
                               void *context);

/* How many elements a known list has, 0 for other values. */
QN_API size_t qn_value_count(const qn_value *value);

/* Whether a known set holds the value of that number of its choice. */
QN_API qn_status qn_value_has(const qn_value *value, int32_t choice, bool *out);

/* The name of that number of the choice of a value that is a choice or a set; NULL out of range. */
QN_API const char *qn_value_choice(const qn_value *value, int32_t choice);

/*
 * Explanations. Why a rule has its answer is a tree: the rule, what became of each of its clauses
 * and why, what it read, and below it the rules that it uses, in the same way.
 */

/* What a clause does, in the order in which a value is found. */
typedef enum qn_clause_kind {
    QN_CLAUSE_GATE,      /* only when */
    QN_CLAUSE_BASE,      /* base, from D, = */
    QN_CLAUSE_EXCEPTION, /* a conditional value */
    QN_CLAUSE_OTHERWISE, /* the value when no other value clause applies */
    QN_CLAUSE_ADD,
    QN_CLAUSE_MULTIPLY,
    QN_CLAUSE_FLOOR,
    QN_CLAUSE_CAP,
    QN_CLAUSE_ROUND,
    QN_CLAUSE_KIND_COUNT
} qn_clause_kind;

/* What became of it. */
typedef enum qn_clause_fate {
    QN_FATE_APPLIED,     /* it is part of the answer; a gate lets through */
    QN_FATE_NOT_APPLIED, /* its condition is no */
    QN_FATE_FAILED,      /* a gate whose condition is no */
    QN_FATE_OVERRIDDEN,  /* it would apply, but the clause `by` overrides it */
    QN_FATE_REPLACED,    /* a value in whose place the value of the clause `by` stands */
    QN_FATE_NO_EFFECT,   /* a floor or cap whose condition holds and that changes nothing */
    QN_FATE_BARRED,      /* its rule is none by the gate `by`, or has no value to work on */
    QN_FATE_UNDECIDED /* its condition is not known; a floor or cap: or whether it has an effect */
} qn_clause_fate;

typedef enum qn_step_kind {
    QN_STEP_RULE,     /* a rule and its answer */
    QN_STEP_CAUSE,    /* below a rule that is not known: a cause, as qn_case_cause has it */
    QN_STEP_CLAUSE,   /* below a rule: one of its clauses */
    QN_STEP_CITATION, /* below a clause: what it cites */
    QN_STEP_READ,     /* below a clause: what its condition looked at, a fact, a rule or the date;
                         below a rule: a fact that it reads in its conditions and its formulas */
    QN_STEP_SEQUENCE, /* below a clause, a rule that is a list or an element: a list, the days of a
                         period or the like that it goes through */
    QN_STEP_ELEMENT   /* below a sequence: an element; below it the rules that are read for it
                         alone, and the sequences that are gone through for it */
} qn_step_kind;

/* A step of the tree. A step stands below the last one before it that is less deep. It has what is
 * said here of its kind, with -1, "", 0, false or none where there is no such thing, and all else
 * is left from other steps and means nothing. Numbers of rules, facts and clauses, and texts,
 * belong to the program, but the texts of causes to the case until it is changed. */
typedef struct qn_step {
    qn_step_kind kind;
    int32_t depth;     /* 0 for a rule asked for */
    const char *text;  /* the name of a rule, or of what is read; the effect of a clause, and the
                          formula of a sequence, as they are written; a citation; a cause */
    const char *left;  /* the left side of a clause, as it is written; the range or values that
                          what is read is held against by a condition */
    const char *label; /* of a clause; of a sequence what an element is, as "day" or "element" */
    const char *note;  /* of a clause */
    const char *file;  /* where a rule, a clause or a fact stands: of these and of what is read, */
    int32_t line;      /* from 1, */
    int32_t column;    /* and the character in it, from 1 */
    int32_t rule;      /* of a rule, of one that is read, and of a clause that of its rule */
    int32_t fact;      /* of what is read, and of a cause, that is needed; QN_TODAY for the date */
    int32_t clause;    /* of a clause, and of a cause, that is in conflict */
    int32_t by;        /* of a clause the one that made of it what `fate` says, */
    const char *by_left; /* its left side, */
    const char *by_text; /* and its effect */
    qn_clause_kind clause_kind;
    qn_clause_fate fate;
    qn_answer status;   /* of the condition of a clause; of a sequence known, or why it could not be
                           gone through to its end; of an element known, or why it may be none */
    bool is_repeated;   /* a rule that has been told before: nothing stands below it */
    bool is_own;        /* a rule that is read otherwise than everybody reads it: with facts
                           changed, on a day that is computed, for an element */
    bool is_changed;    /* a fact that is read otherwise than the case has it */
    bool is_chosen;     /* a condition has chosen the elements of a sequence, out of `of` */
    bool is_result;     /* a sequence whose elements are those of its rule */
    qn_value value;     /* the answer of a rule; what a clause gives, adds, multiplies by or limits
                           to; what is read; an element; the sum of the elements of a sequence */
    qn_value on;        /* the day on which a rule is read that is read on a day of its own */
    qn_value from;      /* the first day on which a clause can apply; what an element came of */
    qn_value until;     /* the first day on which a clause can apply no more */
    qn_value first;     /* of the elements of a sequence, */
    qn_value last;      /* and the last one */
    uint64_t number;    /* of an element, from 1 */
    uint64_t count;     /* of the elements of a sequence, all of them */
    uint64_t of;        /* how many there were for a condition to choose from */
    uint64_t undecided; /* how many of them may be none */
    uint64_t yes;       /* of elements that are yes and no, how many are a known yes */
} qn_step;

/* What a visitor wants to hear next. */
typedef enum qn_telling {
    QN_TELL_ON,     /* all that follows */
    QN_TELL_PAST,   /* nothing that stands below this step, and all that follows */
    QN_TELL_NO_MORE /* nothing */
} qn_telling;

/*
 * Tells why rules have their answers, to a visitor, step by step, each before what stands below it:
 * of a rule its causes; the facts that it reads; its clauses in the order in which a value is
 * found, those that applied first; and the rules that it uses. Each rule is told once; where it is
 * used again it is only named. Left out, where anything applied, are rows of a band or a table of
 * which another row was chosen, and clauses that are not in force. Of one sequence at most 1000
 * elements are told, 10,000 in all, and of those that are gone through for an element 1000 in all.
 *
 * Evaluates the rules if need be. A step is good during its visit. The visitor must not change the
 * case nor ask it for rules; for causes only of a rule while that is visited. Allocates nothing.
 * QN_OK, also where the visitor wants to hear no more; QN_MISUSE, before any visit, where one of
 * the rules is none.
 */
QN_API qn_status qn_explain(qn_case *c, const int32_t *rules, size_t count,
                            qn_telling (*visit)(void *context, const qn_step *step), void *context);

/*
 * Many cases at once. A batch answers rules for rows whose facts stand in columns, about a thousand
 * rows at a time, one operation over a column after the other: the answers are those of qn_eval for
 * each row, to the last digit. It starts no threads: a batch belongs to one of them at a time, and
 * several may each have one of the same program.
 */

/* How the values of a column lie in memory, in the machine's order of bytes. */
typedef enum qn_lane {
    QN_INT8,
    QN_INT16,
    QN_INT32,
    QN_INT64,
    QN_UINT8,
    QN_UINT16,
    QN_UINT32,
    QN_INT128, /* two's complement, the low 8 bytes first */
    QN_BIT,    /* one bit a row, the lowest of a byte first: yes and no */
    QN_LANE_COUNT
} qn_lane;

/* What a number of a column means, by the kind of its fact or rule:
 *   numbers         the number in the unit in which it is declared, times 10 to the `decimals`
 *   yes and no      1 and 0
 *   dates           days since 1970-01-01
 *   choices         the number of the value, from 0, as qn_program_fact_choice has it
 *   sets            a mask, the first value of the choice in the lowest bit
 *   times of day    minutes since midnight
 * Texts, periods, records, facts over time and lists within lists do not come in columns. */

/* A column of facts. */
typedef struct qn_column {
    int32_t fact; /* a fact, or QN_TODAY; for what elements have, the field or the element, by the
                     number that qn_program_field or qn_fact_info have for it */
    int32_t list; /* for what elements have, the fact that is their list; else -1 */
    qn_lane lane;
    int32_t decimals;   /* 0 to 18; 0 where the kind is no number */
    bool may_be_absent; /* there is a `present` */
    size_t first;       /* the number in `values` and `present` of what belongs to row 0, or, of
                           what elements have, to the element that `values` of the list calls 0 */
    const void *values; /* of a list where the elements of each row begin, and one more: QN_INT32
                           or QN_INT64, that never fall */
    const uint8_t *present; /* one bit a row or element, the lowest of a byte first; NULL: all are.
                              What is absent is as if it were not given: it has its default or is
                              unknown */
    const int32_t *choice;  /* NULL, or of a choice the numbers that those of the column stand for;
                               to qn_batch_new only whether it is NULL matters */
    size_t choice_count;    /* how many these are; -1 among them stands for no value */
} qn_column;

/* What a byte of qn_answers.status says beside a qn_answer. */
enum {
    QN_REFUSED = 5, /* a fact of the row was refused */
    QN_UNFIT = 6    /* it is known, but no number of so few bits or decimals */
};

/* A column of answers, which the caller has room for: `values` for each row in the lane, 0 where
 * the answer is not known, and `status` for each row. Of sets, QN_INT64. */
typedef struct qn_answers {
    int32_t rule;
    qn_lane lane;
    int32_t decimals;
    void *values;
    uint8_t *status;
} qn_answers;

typedef struct qn_batch qn_batch;

/*
 * Prepares a batch: which columns there will be, in what lanes, and which rules are asked for.
 * Pointers in them are not looked at. `common` has what all rows share: facts that are no column,
 * and the date of decision if that is none. It belongs to the batch until qn_batch_free, and has
 * its own facts again then. All memory is taken here, by the options of the case. QN_MISUSE with
 * a sentence in *error: what cannot be a column, or two for one fact; QN_NO_MEMORY. *out is NULL
 * then.
 */
QN_API qn_status qn_batch_new(qn_case *common, const qn_column *columns, size_t column_count,
                              const qn_answers *answers, size_t answer_count, qn_batch **out,
                              qn_error *error);

/*
 * Answers for rows 0 to rows - 1. The columns are those of qn_batch_new, in their order, with
 * pointers now. A row with a value that its fact does not take (qn_case_set_ tells which) is
 * refused: its answers are QN_REFUSED, all other rows have theirs, and the call gives QN_BAD_VALUE,
 * with the first such row in *error. refused: for each row the number of the first column that was
 * refused, or -1; NULL where that is not wanted. QN_MISUSE: a pointer is missing, or where elements
 * begin falls; nothing is written then. Takes no memory.
 */
QN_API qn_status qn_batch_eval(qn_batch *batch, const qn_column *columns, const qn_answers *answers,
                               size_t rows, int32_t *refused, qn_error *error);

/* Ends a batch, not its case; NULL is allowed. */
QN_API void qn_batch_free(qn_batch *batch);

/*
 * Data frames and databases. pyarrow, pandas, Polars, DuckDB and others hand their columns over in
 * the structures of the Arrow C data and stream interfaces, without a copy. They are declared here
 * as Arrow declares them, unless a header has done so before.
 */
#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE

#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE 2
#define ARROW_FLAG_MAP_KEYS_SORTED 4

struct ArrowSchema {
    const char *format;
    const char *name;
    const char *metadata;
    int64_t flags;
    int64_t n_children;
    struct ArrowSchema **children;
    struct ArrowSchema *dictionary;
    void (*release)(struct ArrowSchema *);
    void *private_data;
};

struct ArrowArray {
    int64_t length;
    int64_t null_count;
    int64_t offset;
    int64_t n_buffers;
    int64_t n_children;
    const void **buffers;
    struct ArrowArray **children;
    struct ArrowArray *dictionary;
    void (*release)(struct ArrowArray *);
    void *private_data;
};

#endif

#ifndef ARROW_C_STREAM_INTERFACE
#define ARROW_C_STREAM_INTERFACE

struct ArrowArrayStream {
    int (*get_schema)(struct ArrowArrayStream *, struct ArrowSchema *out);
    int (*get_next)(struct ArrowArrayStream *, struct ArrowArray *out);
    const char *(*get_last_error)(struct ArrowArrayStream *);
    void (*release)(struct ArrowArrayStream *);
    void *private_data;
};

#endif

/* What becomes of a column that is no fact, no date of decision and no key. */
typedef enum qn_others {
    QN_OTHERS_REFUSED, /* the call fails: it may be a slip */
    QN_OTHERS_KEPT,    /* it is a key, too */
    QN_OTHERS_IGNORED
} qn_others;

/* How a stream is answered; what is wanted as ever may be 0. Nothing of it is needed after the
 * call. */
typedef struct qn_arrow_options {
    const int32_t *rules;    /* in the order of their columns; NULL: all that are not hidden and can
                                come in columns */
    size_t rule_count;       /* 0 where rules is NULL */
    const char *const *keys; /* names of columns that are let through as they are, before the
                                answers; a column of facts may be one as well */
    size_t key_count;
    qn_others others;
    bool keeps_refused; /* a row that is refused has the status "refused"; else it ends the stream
                           with an error that names the row, the column and the value */
    bool no_status;     /* no columns of statuses: null stands for all that is not known */
} qn_arrow_options;

/*
 * Makes *out the stream of answers for the rows of *in: a record batch for each of its own, which
 * is read and answered when it is asked for. Columns of *in go by their names: a fact, or `on` or
 * `today` for the date of decision; null says nothing, like what is absent in a qn_column.
 *   numbers           integers, or decimal128 with at most 18 digits behind the point
 *   yes and no        bool, 1 and 0, or "yes" and "no" as text, plain or in a dictionary
 *   dates             date32 or date64
 *   choices           names as text, plain or in a dictionary
 *   sets              integers, as masks
 *   lists             list, large_list or fixed_size_list; of struct where elements are records
 * Floating point is refused, for no amount comes in it exactly.
 *
 * The answers of a rule have its name. Numbers are int64 where they are whole, else decimal128 with
 * the digits of the coin or those that the numbers of the rule have; the unit is in the metadata of
 * the field, under "unit". Choices are a dictionary, dates date32, yes and no bool, sets a mask and
 * times of day minutes as int64. What is not known is null. Beside them stands RULE.status, a
 * dictionary: known, none, unknown, conflict, error, refused, and unfit for QN_UNFIT.
 *
 * QN_OK moves *in into *out: it is released with it, and in->release is NULL. The case belongs to
 * *out until that is released, and lives longer; so does the program. A record batch belongs to who
 * gets it, and may outlive all else, on any thread; of the input it holds the keys, and the rest is
 * released before it is handed over. Memory is taken by the options of the program, which must
 * stand as long as a record batch does. A stream belongs to one thread at a time.
 *
 * Any other status leaves *in to the caller, out->release NULL, and a sentence in *error: QN_MISUSE
 * where columns or options do not fit, QN_BAD_VALUE where *in gives no sound schema, QN_NO_MEMORY.
 * Later failures are those of the stream, after which it gives no rows: EINVAL for a row that is
 * refused and for arrays that are not as Arrow has them, ENOMEM, or what *in returned;
 * get_last_error says why. options and error may be NULL.
 */
QN_API qn_status qn_eval_arrow_stream(qn_case *common, const qn_arrow_options *options,
                                      struct ArrowArrayStream *in, struct ArrowArrayStream *out,
                                      qn_error *error);

#ifdef __cplusplus
}
#endif
#endif
