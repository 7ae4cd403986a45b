/*
 * Compiles rule files, and writes for each the hash of its image, or its first message.
 *
 *     images FILE...
 */
#include "../hash.h"
#include "qanun_compile.h"

#include <stdio.h>
#include <stdlib.h>

/* A qn_read_file. */
static qn_status read_file(void *context, const char *path, char **bytes, size_t *length)
{
    (void)context;
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return QN_MISUSE;
    }
    qn_status status = QN_MISUSE;
    if (fseek(file, 0, SEEK_END) == 0) {
        *length = (size_t)ftell(file);
        rewind(file);
        *bytes = malloc(*length + 1);
        status = *bytes == NULL                               ? QN_NO_MEMORY
                 : fread(*bytes, 1, *length, file) == *length ? QN_OK
                                                              : QN_MISUSE;
    }
    (void)fclose(file);
    return status;
}

static bool compile_file(const char *path)
{
    const qn_compile_options options = {.read = read_file};
    qn_compilation *made = NULL;
    size_t length = 0;
    if (qn_compile(path, &options, &made) != QN_OK) {
        (void)fprintf(stderr, "images: %s: out of memory\n", path);
        return false;
    }
    qn_message message;
    const unsigned char *image = qn_compilation_image(made, &length);
    hash h = HASH_BEGIN;
    hash_bytes(&h, image, length);
    for (size_t i = 0; qn_compilation_message(made, i, &message) == QN_OK; i++) {
        hash_text(&h, message.code);
        hash_text(&h, message.text);
        hash_text(&h, message.help);
        hash_number(&h, message.line);
        hash_number(&h, message.column);
    }
    (void)printf("%016llx %zu %s\n", (unsigned long long)h.sum, length, path);
    qn_compilation_free(made);
    return image != NULL;
}

int main(int count, char **words)
{
    bool are_well = true;
    for (int i = 1; i < count; i++) {
        are_well = compile_file(words[i]) && are_well;
    }
    return are_well ? 0 : 1;
}
