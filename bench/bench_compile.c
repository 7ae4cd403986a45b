/*
 * How fast a rule file is read and how fast it is compiled to an image, in this process.
 *
 * Usage: bench_compile LABEL FILE. Prints the lines of the file, those of all files that are read
 * for it and, in nanoseconds, the middle of the times for its syntax tree alone and for everything
 * up to the image, and what each pass takes of that on average.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "compiler.h"
#include "parse.h"
#include "qanun_compile.h"
#include "timed.h"

/* Repeats until this has passed, at least so often. */
#define TIME_ENOUGH 1000000000
enum { TIMES_LEAST = 3, TIMES_MOST = 1000 };

/* The passes of a compilation, in their order. */
enum { TEXT, SYNTAX, FACTS, ORDER, RULES, EXAMPLES, FINDINGS, CODE, IMAGE, PASSES };
static const char *const pass_name[PASSES] = {"text",     "syntax",   "facts", "order", "rules",
                                              "examples", "findings", "code",  "image"};
static int64_t spent[PASSES];

TIMED_RESULT(spent[TEXT], bool, qn_source_init,
             (qn_source * source, qn_arena *arena, uint32_t id, const char *name, const char *bytes,
              size_t length, qn_diagnostics *diagnostics),
             (source, arena, id, name, bytes, length, diagnostics))
TIMED_RESULT(spent[SYNTAX], qn_node *, qn_parse,
             (qn_arena * arena, const qn_source *source, qn_diagnostics *diagnostics),
             (arena, source, diagnostics))
TIMED(spent[FACTS], qn_declare_all, (qn_compiler * c), (c))
TIMED(spent[ORDER], qn_order_all, (qn_compiler * c), (c))
TIMED(spent[RULES], qn_compile_rules, (qn_compiler * c), (c))
TIMED(spent[EXAMPLES], qn_compile_examples, (qn_compiler * c), (c))
TIMED(spent[FINDINGS], qn_check_citations, (qn_compiler * c), (c))
TIMED(spent[FINDINGS], qn_find_unused, (qn_compiler * c), (c))
TIMED(spent[FINDINGS], qn_find_doubled_figures, (qn_compiler * c), (c))
TIMED_RESULT(spent[CODE], bool, qn_builder_finish,
             (qn_builder * b, const uint32_t *order, uint32_t owners, uint32_t *first,
              uint32_t *count, qn_tables *out),
             (b, order, owners, first, count, out))
TIMED_RESULT(spent[IMAGE], qn_status, qn_image_write,
             (const qn_tables *tables, const qn_options *options, unsigned char **out,
              size_t *out_length),
             (tables, options, out, out_length))

typedef struct rule_file {
    const char *path;
    const char *bytes;
    size_t length;
    int64_t lines;
} rule_file;

/* Lines of the files that the compilation in hand has read. */
static int64_t lines_read;

static int64_t count_lines(const char *bytes, size_t length)
{
    int64_t lines = 0;
    for (size_t i = 0; i < length; i++) {
        lines += bytes[i] == '\n';
    }
    return lines;
}

/* A file that is used is read from the disk. */
static qn_status read_other(const char *path, char **bytes, size_t *length)
{
    *bytes = access(path, R_OK) == 0 ? measure_read(path, length) : NULL;
    if (*bytes == NULL) {
        return QN_MISUSE;
    }
    lines_read += count_lines(*bytes, *length);
    return QN_OK;
}

/* Gives the compiler a copy, which it frees. */
static qn_status read_copy(void *context, const char *path, char **bytes, size_t *length)
{
    const rule_file *file = context;
    if (strcmp(path, file->path) != 0) {
        return read_other(path, bytes, length);
    }
    *bytes = malloc(file->length + 1);
    *length = file->length;
    if (*bytes == NULL) {
        return QN_NO_MEMORY;
    }
    memcpy(*bytes, file->bytes, file->length);
    lines_read += file->lines;
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
    lines_read = 0;
    bool done = qn_compile(file->path, &options, &compilation) == QN_OK &&
                qn_compilation_image(compilation, &length) != NULL;
    qn_compilation_free(compilation);
    return done;
}

/* The middle of the times of some runs, and of each pass its share of one; false where one failed.
 */
static bool measure(bool (*run)(const rule_file *file), const rule_file *file, int64_t *out)
{
    static int64_t time[TIMES_MOST];
    size_t count = 0;
    int64_t whole = 0;
    memset(spent, 0, sizeof spent);
    while (count < TIMES_MOST && (count < TIMES_LEAST || whole < TIME_ENOUGH)) {
        int64_t begun = measure_spent();
        if (!run(file)) {
            return false;
        }
        time[count] = measure_spent() - begun;
        whole += time[count++];
    }
    for (int i = 0; i < PASSES; i++) {
        spent[i] /= (int64_t)count;
    }
    *out = measure_median(time, count);
    return true;
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
    file.lines = bytes == NULL ? 0 : count_lines(bytes, file.length);
    int64_t parsing = 0;
    int64_t compiling = 0;
    bool done =
        bytes != NULL && measure(parse, &file, &parsing) && measure(compile, &file, &compiling);
    if (done) {
        measure_print_of(arguments[1], "lines", file.lines);
        measure_print_of(arguments[1], "lines in all", lines_read);
        measure_print_of(arguments[1], "parse", parsing);
        measure_print_of(arguments[1], "compile", compiling);
        for (int i = 0; i < PASSES; i++) {
            measure_print_of(arguments[1], pass_name[i], spent[i]);
        }
    } else {
        fprintf(stderr, "%s does not compile\n", arguments[2]);
    }
    free(bytes);
    return done ? 0 : 1;
}
