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

/* What a function call came to. The calls that answer questions about a case return QN_OK also where
 * the answer is that something is unknown. */
typedef enum qn_status {
    QN_OK,
    QN_NO_MEMORY, /* the allocator gave nothing; the objects are as they were before the call */
    QN_MISUSE,    /* a NULL handle, an index out of range, a call that does not fit the type */
    QN_BAD_IMAGE, /* not an image, of another version, damaged or hostile */
    QN_BAD_VALUE, /* a value outside its fact's type, range, step or coin */
    QN_NO_ROOM    /* the caller's buffer is too short */
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
    QN_KIND_SET,      /* a set of the values of a choice */
    QN_KIND_TEXT,
    QN_KIND_CLOCK,    /* a time of day, in minutes since midnight */
    QN_KIND_COUNT
} qn_kind;

typedef struct qn_program qn_program;
typedef struct qn_case qn_case;

/* The allocator as one function that is also told the old size: new_size 0 frees, old_size 0
 * allocates. NULL members stand for the C library's. */
typedef struct qn_options {
    void *(*allocate)(void *context, void *block, size_t old_size, size_t new_size);
    void *context;
} qn_options;

/* Filled by functions that fail; text is a sentence in English. */
typedef struct qn_error {
    qn_status code;
    char text[200];
} qn_error;

#ifdef __cplusplus
}
#endif
#endif
