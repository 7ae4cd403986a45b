/*
 * The insides of a stream of answers over the Arrow interfaces: see qanun.h.
 *
 * Responsible for: what the files of the stream share. Refuses to know: how rows are answered.
 */
#ifndef QN_RUNTIME_ARROW_H
#define QN_RUNTIME_ARROW_H

#include "program.h"

/* ---- formats */

/* The kinds of formats that differ in how they become a column. */
typedef enum qn_arrow_family {
    QN_ARROW_INTEGER,
    QN_ARROW_FLOAT,
    QN_ARROW_DECIMAL,
    QN_ARROW_BOOL,
    QN_ARROW_TEXT,
    QN_ARROW_DATE,  /* days */
    QN_ARROW_MILLI, /* days as milliseconds */
    QN_ARROW_LIST,
    QN_ARROW_FIXED_LIST,
    QN_ARROW_STRUCT,
    QN_ARROW_NULL, /* nothing but nulls */
    QN_ARROW_OTHER
} qn_arrow_family;

/* A format string, taken apart. */
typedef struct qn_arrow_format {
    qn_arrow_family family;
    qn_lane lane;     /* of values, of texts and lists where they begin: QN_INT32 or QN_INT64 */
    bool is_wide;     /* integers of 64 bits without a sign */
    bool is_view;     /* texts of 16 bytes that say where the rest is */
    bool is_exact;    /* a decimal of 128 bits with 0 to 18 digits behind the point */
    int32_t decimals; /* of a decimal */
    int64_t width;    /* elements of each list of fixed size */
    const char *name; /* as Arrow calls it */
} qn_arrow_format;

qn_arrow_format qn_arrow_format_of(const char *format);

/* ---- columns */

/* How values of a column come to the batch. */
typedef enum qn_arrow_way {
    QN_ARROW_AS_IS,   /* as they lie */
    QN_ARROW_MAPPED,  /* as they lie, numbers of a dictionary, each with its number in the choice */
    QN_ARROW_WIDENED, /* from 64 bits without a sign to 128 */
    QN_ARROW_TO_DAYS, /* from milliseconds */
    QN_ARROW_BY_NAME, /* from text to the number of the name */
    QN_ARROW_BY_NUMBER, /* from a dictionary of "yes" and "no" */
    QN_ARROW_COUNTED,   /* where the elements of a list begin */
    QN_ARROW_REBASED    /* the same, counted anew since elements are written anew */
} qn_arrow_way;

/* Memory that is kept for the next batch, and grows. */
typedef struct qn_arrow_room {
    void *block;
    size_t size;
} qn_arrow_room;

typedef struct qn_arrow_name {
    const char *text;
    size_t length;
} qn_arrow_name;

/* A column of the input, or a field of the elements of one, as the stream knows it. list: the
 * number of the column of its list. field: the child of the struct that elements are, -1 where they
 * are none. What stands behind the empty line is of the record batch in hand. */
typedef struct qn_arrow_column {
    const char *name;       /* of the column */
    const char *field_name; /* "children.age" is the column, a point and this; "" for none */
    int64_t top;
    int64_t field;
    bool is_element;
    size_t list;
    qn_arrow_way way;
    qn_arrow_format format; /* of the values of a dictionary, that of the values */
    qn_lane index;          /* of a dictionary */
    bool is_nullable;
    bool has_records;    /* of a list: its elements are records */
    bool has_null_items; /* of a list: it has no elements, or nulls */
    int32_t declared;
    qn_kind kind;
    const qn_arrow_name *names; /* that a text can have */
    int32_t name_count;
    qn_arrow_room name_room;
    qn_arrow_room value_room;
    qn_arrow_room map_room;

    const struct ArrowArray *array;
    int64_t first; /* where in its buffers the value of row 0, or of the first element, stands */
} qn_arrow_column;

/* ---- the stream */

typedef struct qn_arrow_stream {
    qn_options options;
    size_t size;
    const qn_program *program;
    qn_case *common;
    struct ArrowArrayStream in;
    qn_batch *batch;
    int64_t child_count; /* of a record batch of the input */
    qn_arrow_column *column;
    qn_column *input; /* what the batch gets of it */
    size_t column_count;
    size_t column_room;
    qn_answers *answer;
    size_t answer_count;
    size_t answer_room;
    int64_t *key; /* children of the input that are let through */
    size_t key_count;
    size_t key_room;
    bool keeps_refused;
    bool has_status;
    qn_arrow_room refused;
    qn_arrow_room status;
    uint64_t rows; /* of the batches that have been answered */
    int failure;   /* what ended the stream, or 0 */
    qn_error error;
} qn_arrow_stream;

/* Puts the parts of a sentence, to a NULL, together, and returns the status. */
qn_status qn_arrow_tell(qn_error *error, qn_status status, const char *const *parts);
#define QN_ARROW_TELL(error, status, ...)                                                          \
    qn_arrow_tell((error), (status), (const char *const[]){__VA_ARGS__, NULL})

/* Memory of at least that size; what was in it is lost. NULL where there is none. */
void *qn_arrow_room_get(const qn_options *options, qn_arrow_room *room, size_t size);
void qn_arrow_room_free(const qn_options *options, qn_arrow_room *room);

/* Finds for the columns of the input what they are: fills columns, inputs and keys. QN_OK, or a
 * sentence in the stream's error. arrow_schema.c */
qn_status qn_arrow_bind(qn_arrow_stream *s, const struct ArrowSchema *schema,
                        const qn_arrow_options *options);

/* Finds which rules are asked for, and in which lanes they come. arrow_out.c */
qn_status qn_arrow_bind_answers(qn_arrow_stream *s, const qn_arrow_options *options);

/* Whether a name is that of a column of answers or statuses. arrow_out.c */
bool qn_arrow_is_taken(const qn_arrow_stream *s, const char *name);

/* Whether a schema has as many fields as the one that was bound. arrow_schema.c */
bool qn_arrow_has_fields(const qn_arrow_stream *s, const struct ArrowSchema *schema);

/* Points the inputs to the arrays of a record batch; makes what does not lie as it is wanted.
 * QN_OK, QN_BAD_VALUE for arrays that are not sound, QN_NO_MEMORY. arrow_batch.c */
qn_status qn_arrow_resolve(qn_arrow_stream *s, const struct ArrowArray *batch);

/* Refuses rows with records that are null as a whole: the number of the column goes to `refused`,
 * and the status to the answers. arrow_batch.c */
void qn_arrow_refuse_nulls(const qn_arrow_stream *s, size_t rows, int32_t *refused);

/* Whether one of the records of a list of a row is. arrow_batch.c */
bool qn_arrow_has_null_record(const qn_arrow_column *c, int64_t row);

/* Says which row was refused, for which column and value. arrow_show.c */
void qn_arrow_tell_refused(qn_arrow_stream *s, size_t row, int32_t column);

/* The text of that number of an array of texts, which are sound; false where it is null or the
 * array is not as Arrow has it. arrow_batch.c */
bool qn_arrow_text(const qn_arrow_format *format, const struct ArrowArray *array, int64_t at,
                   qn_arrow_name *out);

/* Whether there is a value at that place of the buffers of an array. */
static inline bool qn_arrow_has(const struct ArrowArray *array, int64_t at)
{
    const uint8_t *bits = array->null_count == 0 ? NULL : array->buffers[0];
    return bits == NULL || (bits[at / 8] >> at % 8 & 1) != 0;
}

/* The integer at that place of values in that lane, of at most 64 bits. arrow_batch.c */
int64_t qn_arrow_integer(const void *values, qn_lane lane, int64_t at);

/* The schema of the answers, with the fields of keys moved out of that of the input. QN_OK or
 * QN_NO_MEMORY. arrow_out.c */
qn_status qn_arrow_put_schema(const qn_arrow_stream *s, struct ArrowSchema *in,
                              struct ArrowSchema *out);

/* Makes a record batch of so many rows with room for answers: the stream's answers point into it.
 * The keys are put in afterwards. QN_OK or QN_NO_MEMORY. arrow_out.c */
qn_status qn_arrow_begin_rows(qn_arrow_stream *s, int64_t rows, struct ArrowArray *out);

/* Says which answers are null. arrow_out.c */
void qn_arrow_finish_rows(const qn_arrow_stream *s, int64_t rows, struct ArrowArray *out);

/* Moves the keys of the input into the record batch. arrow_out.c */
void qn_arrow_move_keys(const qn_arrow_stream *s, struct ArrowArray *in, struct ArrowArray *out);

#endif
