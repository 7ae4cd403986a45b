/*
 * Arrow streams put together by hand, for tests: with slices, nulls and dictionaries where a test
 * wants them, and as wrong as it wants them. All that is exported is counted.
 */
#ifndef QN_TESTS_FRAMES_H
#define QN_TESTS_FRAMES_H

#include "qanun.h"

enum { FRAME_BUFFERS = 5, FRAME_CHILDREN = 14, FRAME_BATCHES = 4 };

/* What may be odd about a node when it is exported: its pointer to children or to buffers is not
 * there, its first child is not there, its first child or its dictionary is one that has been
 * released. */
enum {
    FRAME_NO_CHILDREN = 1,
    FRAME_NO_BUFFERS = 2,
    FRAME_CHILD_MISSING = 4,
    FRAME_CHILD_RELEASED = 8,
    FRAME_DICTIONARY_RELEASED = 16
};

/* A schema and an array in one. Buffers are the test's own. */
typedef struct frame {
    const char *format;
    const char *name;
    int64_t flags;
    int64_t length;
    int64_t null_count;
    int64_t offset;
    int64_t n_buffers;
    const void *buffers[FRAME_BUFFERS];
    int64_t n_children;
    const struct frame *children[FRAME_CHILDREN];
    const struct frame *dictionary;
    unsigned odd;
} frame;

/* What a stream gives, and what became of it. */
typedef struct frame_stream {
    const frame *schema;
    const frame *batches[FRAME_BATCHES];
    int next;
    int schema_failure; /* what get_schema returns */
    int failure;        /* what get_next returns behind the last batch */
    const char *words;
    int schemas; /* that get_schema has given */
    int live;    /* schemas, arrays and streams that are not released */
} frame_stream;

/* Begins a stream, which counts as live until it is released. */
void frame_export(frame_stream *s, struct ArrowArrayStream *out);

#endif
