/*
 * One source of facts, and what is said of those that are refused.
 *
 * Responsible for: the place and the wording of findings about facts. Refuses to know: how facts
 * are written (facts.c, facts_json.c), and which values are allowed, which is the library's to say.
 */
#ifndef QN_CLI_GIVER_H
#define QN_CLI_GIVER_H

#include "diagnostic.h"
#include "io.h"
#include "qanun.h"
#include "report.h"

/* Where facts come from, and where findings go. */
typedef struct qn_giver {
    const qn_program *program;
    const qn_program *beside; /* whose facts are passed over that `program` has not; or NULL */
    qn_case *c;
    qn_sink *sink;
    const char *file; /* as findings name it */
    const char *bytes;
    size_t length;
    bool json;
    qn_cursor cursor;       /* in the bytes */
    qn_report_label opener; /* of a list or object that is not closed; its text is NULL if none */
} qn_giver;

/* Adds a finding whose message and help are the code's, with the two texts for {0} and {1}. Always
 * false. */
bool qn_giver_find(qn_giver *g, size_t at, size_t width, qn_code code, const char *first,
                   const char *second);

/* Says that a place takes other values than a list, an object or the like. Always false. */
bool qn_giver_refuse(qn_giver *g, int32_t place, size_t at, size_t width, const char *given);

/* Passes on what the library said of a value for a place. False where it refused it. */
bool qn_giver_check(qn_giver *g, int32_t place, qn_status status, size_t at, size_t width);

/* "did you mean `age`? ", where one of the fields of a record has nearly that name, and the names
 * of all of them. */
void qn_giver_put_fields(const qn_giver *g, int32_t record, const char *name, qn_page *help);

/* The same for the facts there are. */
void qn_giver_put_facts(const qn_giver *g, const char *name, qn_page *help);

#endif
