/*
 * A rule file or an image to a program. See rules.h.
 */
#include "rules.h"

#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "findings.h"

/* The file that the command names, which has been read to see what it is. The compiler gets it when
 * it first asks for that path. */
typedef struct first_file {
    const char *path;
    char *bytes;
    size_t length;
} first_file;

bool qn_rules_is_image(const char *bytes, size_t length)
{
    return length >= 4 && memcmp(bytes, "QNB", 4) == 0;
}

/* A qn_read_file: what the compiler asks for, from the disk. */
static qn_status read_file(void *context, const char *path, char **bytes, size_t *length)
{
    first_file *first = context;
    if (first->bytes && strcmp(path, first->path) == 0) {
        *bytes = first->bytes;
        *length = first->length;
        first->bytes = NULL;
        return QN_OK;
    }
    if (strcmp(path, "-") == 0) {
        return QN_MISUSE;
    }
    const char *wrong = qn_file_read(path, QN_FILE_SOURCE_MAX, bytes, length);
    if (wrong) {
        return wrong == qn_file_no_memory ? QN_NO_MEMORY : QN_MISUSE;
    }
    return QN_OK;
}

/* Compiles, and hands the findings over. */
static bool compile(first_file *first, bool findings, qn_sink *sink, qn_rules *out)
{
    qn_compile_options options = {.read = read_file, .context = first};
    if (qn_compile(first->path, &options, &out->compilation) != QN_OK) {
        qn_sink_add_file(sink, first->path, qn_file_no_memory, "");
        out->no_memory = true;
        return false;
    }
    out->image = qn_compilation_image(out->compilation, &out->image_length);
    size_t before = sink->errors;
    if (findings || !out->image) {
        qn_findings_add(out->compilation, first->path, sink);
    }
    if (!out->image && sink->errors == before) {
        qn_sink_add_file(sink, first->path, "no program came of this file", "");
    }
    return out->image != NULL;
}

/* Makes a program of the image that is there. */
static bool open_image(const char *path, qn_sink *sink, qn_rules *out)
{
    qn_error error;
    if (qn_program_load(out->image, out->image_length, NULL, &out->program, &error) != QN_OK) {
        out->no_memory = error.code == QN_NO_MEMORY;
        qn_sink_add_file(sink, path, error.code == QN_NO_MEMORY ? qn_file_no_memory : error.text,
                         error.code == QN_BAD_IMAGE ? "build the image again from its rules" : "");
        return false;
    }
    out->tables = qn_program_tables(out->program);
    return true;
}

bool qn_rules_load_text(const char *path, const char *bytes, size_t length, qn_sink *sink,
                        qn_rules *out)
{
    first_file first = {.path = path, .bytes = malloc(length + 1), .length = length};
    *out = (qn_rules){.path = path};
    if (!first.bytes) {
        qn_sink_add_file(sink, path, qn_file_no_memory, "");
        out->no_memory = true;
        return false;
    }
    memcpy(first.bytes, bytes, length);
    first.bytes[length] = '\0';
    bool good = compile(&first, true, sink, out);
    free(first.bytes);
    return good && open_image(path, sink, out);
}

bool qn_rules_load(const char *path, bool findings, qn_sink *sink, qn_rules *out)
{
    first_file first = {.path = path};
    *out = (qn_rules){.path = path};
    const char *wrong = qn_file_read(path, QN_FILE_IMAGE_MAX, &first.bytes, &first.length);
    if (wrong) {
        qn_page message = {0};
        qn_page_format(&message, "cannot be read: %s", wrong);
        qn_sink_add_file(sink, path, qn_page_string(&message), "");
        qn_page_end(&message, sink->page);
        return false;
    }
    if (qn_rules_is_image(first.bytes, first.length)) {
        out->bytes = first.bytes;
        out->image = (const unsigned char *)first.bytes;
        out->image_length = first.length;
        if (first.length > QN_FILE_IMAGE_MAX) {
            qn_sink_add_file(sink, path, "this image is larger than 512 MiB", "");
            return false;
        }
    } else {
        bool good = compile(&first, findings, sink, out);
        free(first.bytes);
        if (!good) {
            return false;
        }
    }
    return open_image(path, sink, out);
}

void qn_rules_clear(qn_rules *rules)
{
    qn_program_free(rules->program);
    qn_compilation_free(rules->compilation);
    free(rules->bytes);
    *rules = (qn_rules){0};
}
