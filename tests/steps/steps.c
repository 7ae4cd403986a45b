/*
 * What compiling and answering take, counted and not measured: for each file the branches of the
 * code that are entered, in the compiler and the runtime, and the bytes that are asked for.
 *
 *     steps FILE...               prints a line a file: steps, bytes
 *     steps --ask VALUES FILE...  the most steps that answering the first rule takes, with the
 *                                 first fact at 0, 1 and so on, below VALUES
 *
 * Built with COUNTED=1, so that the compiler of C calls __sanitizer_cov_trace_pc in each branch.
 * What the C library does, such as copying, is not counted; what it copies has been asked for.
 */
#include <stdbool.h>
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

/* Compiles and loads a file; NULL where it has mistakes. */
static qn_program *load(const char *path, uint64_t *bytes)
{
    const qn_compile_options options = {.read = read_whole,
                                        .memory = {.allocate = allocate, .context = bytes}};
    const qn_options plain = {.allocate = allocate, .context = bytes};
    qn_compilation *compilation = NULL;
    qn_program *program = NULL;
    size_t length = 0;
    if (qn_compile(path, &options, &compilation) != QN_OK) {
        (void)fprintf(stderr, "steps: %s: out of memory\n", path);
        exit(2);
    }
    const unsigned char *image = qn_compilation_image(compilation, &length);
    if (image != NULL) {
        (void)qn_program_load(image, length, &plain, &program, NULL);
    }
    qn_compilation_free(compilation);
    return program;
}

static void count(const char *path)
{
    uint64_t bytes = 0;
    steps = 0;
    qn_program *program = load(path, &bytes);
    bool is_sound = program != NULL;
    qn_program_free(program);
    printf("%llu %llu %s\n", (unsigned long long)steps, (unsigned long long)bytes,
           is_sound ? "program" : "mistakes");
}

static void count_answers(const char *path, int64_t values)
{
    uint64_t bytes = 0;
    uint64_t most = 0;
    int known = 0;
    qn_program *program = load(path, &bytes);
    qn_case *c = program == NULL ? NULL : qn_case_new(program);
    for (int64_t n = 0; n < values && c != NULL; n++) {
        qn_value value;
        (void)qn_case_set_integer(c, 0, n);
        steps = 0;
        known += qn_eval(c, 0, &value) == QN_OK && value.status == QN_KNOWN;
        most = steps > most ? steps : most;
    }
    qn_case_free(c);
    qn_program_free(program);
    printf("%llu %d %s\n", (unsigned long long)most, known, "known");
}

int main(int words, char **word)
{
    bool asks = words > 2 && strcmp(word[1], "--ask") == 0;
    for (int i = asks ? 3 : 1; i < words; i++) {
        if (asks) {
            count_answers(word[i], strtoll(word[2], NULL, 10));
        } else {
            count(word[i]);
        }
    }
    return 0;
}
