/*
 * The reader of JSON: RFC 8259 to the letter, and two names of one object may not be equal.
 *
 * Responsible for the form of a text, with the place of each error. Numbers stay text, so that no
 * amount passes through a double. Knows nothing of facts.
 */
#ifndef QN_CLI_JSON_H
#define QN_CLI_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    QN_JSON_DEPTH_MAX = 64,              /* lists and objects inside each other */
    QN_JSON_VALUES_MAX = 4000000,        /* values of one text */
    QN_JSON_SIZE_MAX = 256 * 1024 * 1024 /* bytes of one text */
};

typedef enum qn_json_kind {
    QN_JSON_NULL,
    QN_JSON_FALSE,
    QN_JSON_TRUE,
    QN_JSON_NUMBER,
    QN_JSON_STRING,
    QN_JSON_LIST,
    QN_JSON_OBJECT
} qn_json_kind;

/* Values stand in the order of the text: the first element of the list i is i + 1, and what follows
 * the value i and all that is in it is node[i].end. */
typedef struct qn_json_node {
    const char *text; /* number: as it is written; string: unescaped, with a NUL behind it */
    const char *name; /* of a member of an object, unescaped, with a NUL behind it; else NULL */
    uint32_t length;  /* of the text */
    uint32_t name_length;
    uint32_t at;      /* where the value begins in the input */
    uint32_t width;   /* bytes of the value in the input; 1 for a list or an object */
    uint32_t name_at; /* where the name begins, at its quotation mark */
    uint32_t count;   /* elements of a list, members of an object */
    uint32_t end;
    qn_json_kind kind;
} qn_json_node;

typedef struct qn_json {
    qn_json_node *node; /* node[0] is the whole value */
    uint32_t count;
    char *strings; /* what the unescaped texts point into */
} qn_json;

typedef enum qn_json_status { QN_JSON_OK, QN_JSON_BAD, QN_JSON_NO_MEMORY } qn_json_status;

typedef struct qn_json_error {
    size_t at;     /* offset in the input */
    size_t opened; /* where the list or object begins that the input does not close, or SIZE_MAX */
    const char *help; /* what to write, or "" */
    char message[160];
} qn_json_error;

/* Reads the text, which must stay alive as long as the result is used: numbers point into it. A
 * byte-order mark before it is passed over. On QN_JSON_BAD the error is filled; unless QN_JSON_OK
 * is returned there is nothing to clear. Never recursive; at most n log n steps for n bytes. */
qn_json_status qn_json_read(const char *bytes, size_t length, qn_json *out, qn_json_error *error);

void qn_json_clear(qn_json *json);

#endif
