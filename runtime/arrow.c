/*
 * Streams of answers over the Arrow C stream interface: see qanun.h.
 *
 * Responsible for: the life of a stream, and of what it is given and gives.
 * Refuses to know: what arrays look like (arrow_batch.c, arrow_out.c).
 */
#include "arrow.h"

#include <errno.h>
#include <string.h>

#include "case.h"
#include "value.h"

/* ---- shared */

qn_status qn_arrow_tell(qn_error *error, qn_status status, const char *const *parts)
{
    qn_text text = {.buffer = error->text, .size = sizeof error->text};
    for (size_t i = 0; parts[i] != NULL; i++) {
        qn_text_add_string(&text, parts[i]);
    }
    (void)qn_text_end(&text, NULL);
    error->code = status;
    return status;
}

void *qn_arrow_room_get(const qn_options *options, qn_arrow_room *room, size_t size)
{
    size = size == 0 ? 1 : size;
    if (room->size < size) {
        qn_arrow_room_free(options, room);
        room->block = qn_memory_take(options, size);
        room->size = room->block == NULL ? 0 : size;
    }
    return room->block;
}

void qn_arrow_room_free(const qn_options *options, qn_arrow_room *room)
{
    qn_memory_free(options, room->block, room->size);
    *room = (qn_arrow_room){0};
}

/* ---- the life of a stream */

/* Gives everything back but the input. */
static void end(qn_arrow_stream *s)
{
    qn_options options = s->options;
    qn_batch_free(s->batch);
    for (size_t i = 0; i < s->column_count; i++) {
        qn_arrow_room_free(&options, &s->column[i].name_room);
        qn_arrow_room_free(&options, &s->column[i].value_room);
        qn_arrow_room_free(&options, &s->column[i].map_room);
    }
    qn_memory_free(&options, s->column, s->column_room * sizeof *s->column);
    qn_memory_free(&options, s->input, s->column_room * sizeof *s->input);
    qn_memory_free(&options, s->answer, s->answer_room * sizeof *s->answer);
    qn_memory_free(&options, s->key, s->key_room * sizeof *s->key);
    qn_arrow_room_free(&options, &s->refused);
    qn_arrow_room_free(&options, &s->status);
    qn_memory_free(&options, s, s->size);
}

static void release_stream(struct ArrowArrayStream *out)
{
    qn_arrow_stream *s = out->private_data;
    if (s->in.release != NULL) {
        s->in.release(&s->in);
    }
    end(s);
    out->release = NULL;
}

/* What a stream that failed says of it. */
static const char *words_of(struct ArrowArrayStream *in)
{
    const char *text = in->get_last_error == NULL ? NULL : in->get_last_error(in);
    return text == NULL || text[0] == 0 ? "it does not say why" : text;
}

/* Ends the rows of a stream with an error. */
static int fail(qn_arrow_stream *s, qn_status status)
{
    if (status == QN_NO_MEMORY) {
        (void)QN_ARROW_TELL(&s->error, QN_NO_MEMORY, "there is no memory");
    }
    s->failure = status == QN_NO_MEMORY ? ENOMEM : EINVAL;
    return s->failure;
}

/* ---- calls of a stream */

static int get_schema(struct ArrowArrayStream *out, struct ArrowSchema *schema)
{
    qn_arrow_stream *s = out->private_data;
    struct ArrowSchema in = {0};
    schema->release = NULL;
    int failure = s->in.get_schema(&s->in, &in);
    if (failure != 0) {
        (void)QN_ARROW_TELL(&s->error, QN_BAD_VALUE, "the input: ", words_of(&s->in));
        return failure;
    }
    qn_status status = QN_BAD_VALUE;
    if (qn_arrow_has_fields(s, &in)) {
        status = qn_arrow_put_schema(s, &in, schema);
    } else {
        (void)QN_ARROW_TELL(&s->error, status, "the schema of the input has changed");
    }
    if (in.release != NULL) {
        in.release(&in);
    }
    return status == QN_OK ? 0 : fail(s, status);
}

/* Answers the rows of a record batch into one that has been begun. QN_OK, or a sentence. */
static qn_status answer(qn_arrow_stream *s, size_t rows)
{
    size_t row = 0;
    int32_t *refused =
        qn_arrow_room_get(&s->options, &s->refused, (rows == 0 ? 1 : rows) * sizeof *refused);
    if (refused == NULL) {
        return QN_NO_MEMORY;
    }
    if (rows == 0) {
        return QN_OK;
    }
    qn_status status = qn_batch_eval(s->batch, s->input, s->answer, rows, refused, &s->error);
    if (status != QN_OK && status != QN_BAD_VALUE) {
        return status;
    }
    qn_arrow_refuse_nulls(s, rows, refused);
    while (!s->keeps_refused && row < rows && refused[row] < 0) {
        row++;
    }
    if (!s->keeps_refused && row < rows) {
        qn_arrow_tell_refused(s, row, refused[row]);
        return QN_BAD_VALUE;
    }
    return QN_OK;
}

/* A record batch of answers for one of facts, which stays with the caller. */
static qn_status answer_batch(qn_arrow_stream *s, struct ArrowArray *in, struct ArrowArray *out)
{
    qn_status status = qn_arrow_resolve(s, in);
    if (status != QN_OK) {
        return status;
    }
    status = qn_arrow_begin_rows(s, in->length, out);
    if (status != QN_OK) {
        return status;
    }
    status = answer(s, (size_t)in->length);
    if (status != QN_OK) {
        out->release(out);
        return status;
    }
    s->error = (qn_error){0}; /* of rows that were refused, and are kept */
    qn_arrow_finish_rows(s, in->length, out);
    qn_arrow_move_keys(s, in, out);
    s->rows += (uint64_t)in->length;
    return QN_OK;
}

static int get_next(struct ArrowArrayStream *out, struct ArrowArray *array)
{
    qn_arrow_stream *s = out->private_data;
    struct ArrowArray in = {0};
    array->release = NULL;
    if (s->failure != 0) {
        return s->failure;
    }
    int failure = s->in.get_next(&s->in, &in);
    if (failure != 0) {
        (void)QN_ARROW_TELL(&s->error, QN_BAD_VALUE, "the input: ", words_of(&s->in));
        s->failure = failure;
        return failure;
    }
    if (in.release == NULL) {
        return 0; /* the end */
    }
    qn_status status = answer_batch(s, &in, array);
    in.release(&in);
    return status == QN_OK ? 0 : fail(s, status);
}

static const char *get_last_error(struct ArrowArrayStream *out)
{
    qn_arrow_stream *s = out->private_data;
    return s->error.code == QN_OK ? NULL : s->error.text;
}

/* ---- beginning */

/* What the stream does not forbid, and cannot do. */
static qn_status check_options(qn_arrow_stream *s, const qn_arrow_options *options)
{
    if (options->keeps_refused && options->no_status) {
        return QN_ARROW_TELL(&s->error, QN_MISUSE,
                             "rows that are refused can be kept only with columns of statuses");
    }
    if ((unsigned)options->others > QN_OTHERS_IGNORED) {
        return QN_ARROW_TELL(&s->error, QN_MISUSE, "`others` has a value that there is not");
    }
    s->keeps_refused = options->keeps_refused;
    s->has_status = !options->no_status;
    return QN_OK;
}

static qn_status prepare(qn_arrow_stream *s, const qn_arrow_options *options,
                         const struct ArrowSchema *schema)
{
    qn_status status = check_options(s, options);
    status = status == QN_OK ? qn_arrow_bind_answers(s, options) : status;
    status = status == QN_OK ? qn_arrow_bind(s, schema, options) : status;
    return status == QN_OK ? qn_batch_new(s->common, s->input, s->column_count, s->answer,
                                          s->answer_count, &s->batch, &s->error)
                           : status;
}

static qn_status begin(qn_case *common, const qn_arrow_options *options,
                       struct ArrowArrayStream *in, qn_arrow_stream **out, qn_error *error)
{
    struct ArrowSchema schema = {0};
    qn_arrow_stream *s = qn_memory_take(&common->program->options, sizeof *s);
    if (s == NULL) {
        return QN_NO_MEMORY;
    }
    *s = (qn_arrow_stream){.options = common->program->options,
                           .size = sizeof *s,
                           .program = common->program,
                           .common = common};
    if (in->get_schema(in, &schema) != 0) {
        end(s);
        return QN_ARROW_TELL(error, QN_BAD_VALUE, "the input: ", words_of(in));
    }
    qn_status status = prepare(s, options, &schema);
    if (schema.release != NULL) {
        schema.release(&schema);
    }
    if (status != QN_OK) {
        *error = s->error;
        end(s);
        return status;
    }
    s->error = (qn_error){0};
    *out = s;
    return QN_OK;
}

qn_status qn_eval_arrow_stream(qn_case *common, const qn_arrow_options *options,
                               struct ArrowArrayStream *in, struct ArrowArrayStream *out,
                               qn_error *error)
{
    static const qn_arrow_options as_ever = {0};
    qn_error unread;
    qn_arrow_stream *s = NULL;
    error = error == NULL ? &unread : error;
    if (out == NULL || out == in) {
        return QN_ARROW_TELL(error, QN_MISUSE, "there is no place for the stream of answers");
    }
    *out = (struct ArrowArrayStream){0};
    if (common == NULL || in == NULL || in->release == NULL || in->get_schema == NULL ||
        in->get_next == NULL) {
        return QN_ARROW_TELL(error, QN_MISUSE, "a case or a stream of facts is missing");
    }
    qn_status status = begin(common, options == NULL ? &as_ever : options, in, &s, error);
    if (status == QN_NO_MEMORY) {
        return QN_ARROW_TELL(error, QN_NO_MEMORY, "there is no memory for the stream");
    }
    if (status != QN_OK) {
        return status;
    }
    s->in = *in;
    in->release = NULL;
    *out = (struct ArrowArrayStream){.get_schema = get_schema,
                                     .get_next = get_next,
                                     .get_last_error = get_last_error,
                                     .release = release_stream,
                                     .private_data = s};
    return QN_OK;
}
