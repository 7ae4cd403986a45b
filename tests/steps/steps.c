/*
 * What compiling takes, counted and not measured: for each file the branches of the code that are
 * entered, in the compiler and the runtime, and the bytes that are asked for.
 *
 *     steps FILE...          prints a line a file: steps, bytes
 *
 * Built with COUNTED=1, so that the compiler of C calls __sanitizer_cov_trace_pc in each branch.
 * What the C library does, such as copying, is not counted; what it copies has been asked for.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "qanun_compile.h"

static uint64_t steps;

void __sanitizer_cov_trace_pc(void);

__attribute__((no_sanitize_coverage)) void __sanitizer_cov_trace_pc(void)
{
    steps++;
}

/* A qn_options allocator that counts what it gives. */
static void *allocate(void *context, void *block, size_t old_size, size_t new_size)
{
    uint64_t *bytes = context;
    (void)old_size;
    if (new_size == 0) {
        free(block);
        return NULL;
    }
    *bytes += new_size;
    return realloc(block, new_size);
}

/* A qn_read_file that reads a file of this machine. */
static qn_status read_whole(void *context, const char *path, char **bytes, size_t *length)
{
    FILE *file = fopen(path, "rb");
    (void)context;
    if (file == NULL || fseek(file, 0, SEEK_END) != 0) {
        return QN_MISUSE;
    }
    long size = ftell(file);
    rewind(file);
    *bytes = malloc((size_t)size + 1);
    *length = *bytes == NULL ? 0 : fread(*bytes, 1, (size_t)size, file);
    (void)fclose(file);
    return *bytes == NULL ? QN_NO_MEMORY : QN_OK;
}

static void count(const char *path)
{
    uint64_t bytes = 0;
    const qn_compile_options options = {.read = read_whole,
                                        .memory = {.allocate = allocate, .context = &bytes}};
    qn_compilation *compilation = NULL;
    size_t length = 0;
    steps = 0;
    if (qn_compile(path, &options, &compilation) != QN_OK) {
        (void)fprintf(stderr, "steps: %s: out of memory\n", path);
        exit(2);
    }
    const unsigned char *image = qn_compilation_image(compilation, &length);
    if (image != NULL) {
        const qn_options plain = {.allocate = allocate, .context = &bytes};
        qn_program *program = NULL;
        (void)qn_program_load(image, length, &plain, &program, NULL);
        qn_program_free(program);
    }
    qn_compilation_free(compilation);
    printf("%llu %llu %s\n", (unsigned long long)steps, (unsigned long long)bytes,
           image != NULL ? "program" : "mistakes");
}

int main(int files, char **path)
{
    for (int i = 1; i < files; i++) {
        count(path[i]);
    }
    return 0;
}
