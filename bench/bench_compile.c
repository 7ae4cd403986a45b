/*
 * How fast a rule file is read and how fast it is compiled to an image, in this process.
 *
 * Usage: bench_compile LABEL FILE. Prints the lines of the file and, in nanoseconds, the middle of
 * the times for its syntax tree alone and for everything up to the image.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "measure.h"
#include "parse.h"
#include "qanun_compile.h"

/* Repeats until this has passed, at least so often. */
#define TIME_ENOUGH 1000000000
enum { TIMES_LEAST = 3, TIMES_MOST = 1000 };

typedef struct rule_file {
    const char *path;
    const char *bytes;
    size_t length;
} rule_file;

/* Gives the compiler a copy, which it frees; files that it uses are read from the disk. */
static qn_status read_copy(void *context, const char *path, char **bytes, size_t *length)
{
    const rule_file *file = context;
    if (strcmp(path, file->path) != 0) {
        *bytes = access(path, R_OK) == 0 ? measure_read(path, length) : NULL;
        return *bytes != NULL ? QN_OK : QN_MISUSE;
    }
    *bytes = malloc(file->length + 1);
    *length = file->length;
    if (*bytes == NULL) {
        return QN_NO_MEMORY;
    }
    memcpy(*bytes, file->bytes, file->length);
    return QN_OK;
}

static bool parse(const rule_file *file)
{
    qn_arena arena;
    qn_diagnostics diagnostics;
    qn_source source;
    qn_arena_init(&arena, NULL, NULL);
    qn_diagnostics_init(&diagnostics, &arena);
    bool parsed =
        qn_source_init(&source, &arena, 0, "law.qn", file->bytes, file->length, &diagnostics) &&
        qn_parse(&arena, &source, &diagnostics) != NULL;
    qn_arena_clear(&arena);
    return parsed;
}

static bool compile(const rule_file *file)
{
    qn_compile_options options = {.read = read_copy, .context = (void *)(uintptr_t)file};
    qn_compilation *compilation = NULL;
    size_t length = 0;
    bool done = qn_compile(file->path, &options, &compilation) == QN_OK &&
                qn_compilation_image(compilation, &length) != NULL;
    qn_compilation_free(compilation);
    return done;
}

/* The middle of the times of some runs; false where one failed. */
static bool measure(bool (*run)(const rule_file *file), const rule_file *file, int64_t *out)
{
    static int64_t time[TIMES_MOST];
    size_t count = 0;
    int64_t spent = 0;
    while (count < TIMES_MOST && (count < TIMES_LEAST || spent < TIME_ENOUGH)) {
        int64_t begun = measure_spent();
        if (!run(file)) {
            return false;
        }
        time[count] = measure_spent() - begun;
        spent += time[count++];
    }
    *out = measure_median(time, count);
    return true;
}

static int64_t count_lines(const rule_file *file)
{
    int64_t lines = 0;
    for (size_t i = 0; i < file->length; i++) {
        lines += file->bytes[i] == '\n';
    }
    return lines;
}

int main(int count, char **arguments)
{
    if (count != 3) {
        fputs("usage: bench_compile LABEL FILE\n", stderr);
        return 2;
    }
    rule_file file = {.path = arguments[2]};
    char *bytes = measure_read(arguments[2], &file.length);
    file.bytes = bytes;
    int64_t parsing = 0;
    int64_t compiling = 0;
    bool done =
        bytes != NULL && measure(parse, &file, &parsing) && measure(compile, &file, &compiling);
    if (done) {
        measure_print_of(arguments[1], "lines", count_lines(&file));
        measure_print_of(arguments[1], "parse", parsing);
        measure_print_of(arguments[1], "compile", compiling);
    } else {
        fprintf(stderr, "%s does not compile\n", arguments[2]);
    }
    free(bytes);
    return done ? 0 : 1;
}
