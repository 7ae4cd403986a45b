/*
 * The one file of a program is its text, whatever it is called: see source.h.
 */
#include "source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"

static const char name[] = "text.qn";

/* Gives the compiler a copy, which it frees. There is no other file. */
static qn_status read_text(void *context, const char *path, char **bytes, size_t *length)
{
    const char *const *text = context;
    if (strcmp(path, name) != 0) {
        return QN_BAD_VALUE;
    }
    *length = strlen(*text);
    *bytes = malloc(*length + 1);
    if (*bytes == NULL) {
        return QN_NO_MEMORY;
    }
    memcpy(*bytes, *text, *length + 1);
    return QN_OK;
}

qn_compilation *source_compile(const char *text)
{
    qn_compile_options options = {.read = read_text, .context = &text};
    qn_compilation *compilation = NULL;
    CHECK_INT(qn_compile(name, &options, &compilation), QN_OK);
    return compilation;
}

qn_program *source_load(const char *text)
{
    qn_compilation *compilation = source_compile(text);
    qn_program *program = NULL;
    const qn_options options = {.preparation = QN_PREPARE_NOTHING};
    qn_error error;
    size_t length = 0;
    if (compilation == NULL) {
        return NULL;
    }
    const unsigned char *image = qn_compilation_image(compilation, &length);
    if (!CHECK(image != NULL) ||
        !CHECK_INT(qn_program_load(image, length, &options, &program, &error), QN_OK)) {
        printf("  %.300s\n", text);
    }
    qn_compilation_free(compilation);
    return program;
}
