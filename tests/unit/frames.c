/*
 * Arrow streams by hand: see frames.h. Each node that is exported is a block of its own, so that a
 * child that is moved away lives on, and the sanitizers see who forgets or uses what.
 */
#include "frames.h"

#include <stdlib.h>
#include <string.h>

/* What stands behind an exported node; at most one of the two is used. */
typedef struct node {
    frame_stream *stream;
    const void *buffers[FRAME_BUFFERS];
    struct ArrowSchema schema_child[FRAME_CHILDREN + 1];
    struct ArrowSchema *schema_children[FRAME_CHILDREN];
    struct ArrowArray array_child[FRAME_CHILDREN + 1];
    struct ArrowArray *array_children[FRAME_CHILDREN];
} node;

static node *make_node(frame_stream *s)
{
    node *n = calloc(1, sizeof *n);
    if (n == NULL) {
        abort();
    }
    n->stream = s;
    s->live++;
    return n;
}

static void release_schema(struct ArrowSchema *schema)
{
    node *n = schema->private_data;
    for (int64_t i = 0; i < FRAME_CHILDREN; i++) {
        struct ArrowSchema *child = n->schema_children[i];
        if (child != NULL && child->release != NULL) {
            child->release(child);
        }
    }
    if (schema->dictionary != NULL && schema->dictionary->release != NULL) {
        schema->dictionary->release(schema->dictionary);
    }
    n->stream->live--;
    schema->release = NULL;
    free(n);
}

static void export_schema(frame_stream *s, const frame *f, struct ArrowSchema *out)
{
    node *n = make_node(s);
    *out = (struct ArrowSchema){.format = f->format,
                                .name = f->name,
                                .flags = f->flags,
                                .n_children = f->n_children,
                                .children = n->schema_children,
                                .release = release_schema,
                                .private_data = n};
    for (int i = 0; i < FRAME_CHILDREN && f->children[i] != NULL; i++) {
        n->schema_children[i] = &n->schema_child[i];
        export_schema(s, f->children[i], n->schema_children[i]);
    }
    if (f->dictionary != NULL) {
        out->dictionary = &n->schema_child[FRAME_CHILDREN];
        export_schema(s, f->dictionary, out->dictionary);
    }
    struct ArrowSchema *first = n->schema_children[0];
    if ((f->odd & (FRAME_CHILD_MISSING | FRAME_CHILD_RELEASED)) != 0) {
        first->release(first);
        n->schema_children[0] = (f->odd & FRAME_CHILD_MISSING) != 0 ? NULL : first;
    }
    if ((f->odd & FRAME_DICTIONARY_RELEASED) != 0) {
        out->dictionary->release(out->dictionary);
    }
    out->children = (f->odd & FRAME_NO_CHILDREN) != 0 ? NULL : out->children;
}

static void release_array(struct ArrowArray *array)
{
    node *n = array->private_data;
    for (int64_t i = 0; i < FRAME_CHILDREN; i++) {
        struct ArrowArray *child = n->array_children[i];
        if (child != NULL && child->release != NULL) {
            child->release(child);
        }
    }
    if (array->dictionary != NULL && array->dictionary->release != NULL) {
        array->dictionary->release(array->dictionary);
    }
    n->stream->live--;
    array->release = NULL;
    free(n);
}

static void export_array(frame_stream *s, const frame *f, struct ArrowArray *out)
{
    node *n = make_node(s);
    memcpy(n->buffers, f->buffers, sizeof n->buffers);
    *out = (struct ArrowArray){.length = f->length,
                               .null_count = f->null_count,
                               .offset = f->offset,
                               .n_buffers = f->n_buffers,
                               .n_children = f->n_children,
                               .buffers = n->buffers,
                               .children = n->array_children,
                               .release = release_array,
                               .private_data = n};
    for (int i = 0; i < FRAME_CHILDREN && f->children[i] != NULL; i++) {
        n->array_children[i] = &n->array_child[i];
        export_array(s, f->children[i], n->array_children[i]);
    }
    if (f->dictionary != NULL) {
        out->dictionary = &n->array_child[FRAME_CHILDREN];
        export_array(s, f->dictionary, out->dictionary);
    }
    struct ArrowArray *first = n->array_children[0];
    if ((f->odd & (FRAME_CHILD_MISSING | FRAME_CHILD_RELEASED)) != 0) {
        first->release(first);
        n->array_children[0] = (f->odd & FRAME_CHILD_MISSING) != 0 ? NULL : first;
    }
    if ((f->odd & FRAME_DICTIONARY_RELEASED) != 0) {
        out->dictionary->release(out->dictionary);
    }
    out->children = (f->odd & FRAME_NO_CHILDREN) != 0 ? NULL : out->children;
    out->buffers = (f->odd & FRAME_NO_BUFFERS) != 0 ? NULL : out->buffers;
}

static int get_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out)
{
    frame_stream *s = stream->private_data;
    s->schemas++;
    if (s->schema_failure == 0 && s->schema != NULL) {
        export_schema(s, s->schema, out);
    }
    return s->schema_failure;
}

static int get_next(struct ArrowArrayStream *stream, struct ArrowArray *out)
{
    frame_stream *s = stream->private_data;
    out->release = NULL;
    if (s->next == FRAME_BATCHES || s->batches[s->next] == NULL) {
        return s->failure;
    }
    export_array(s, s->batches[s->next++], out);
    return 0;
}

static const char *get_last_error(struct ArrowArrayStream *stream)
{
    const frame_stream *s = stream->private_data;
    return s->words;
}

static void release_stream(struct ArrowArrayStream *stream)
{
    frame_stream *s = stream->private_data;
    s->live--;
    stream->release = NULL;
}

void frame_export(frame_stream *s, struct ArrowArrayStream *out)
{
    s->live++;
    *out = (struct ArrowArrayStream){.get_schema = get_schema,
                                     .get_next = get_next,
                                     .get_last_error = get_last_error,
                                     .release = release_stream,
                                     .private_data = s};
}
