/*
 * Target: rule text, compiled, loaded and asked, and formatted.
 *
 * What holds of every text: an image or a message comes of it; the image is sound; the direct way
 * answers as the machine does; and what `fmt` makes of it stays as it is, and compiles to as much.
 */
#include <stdlib.h>
#include <string.h>

#include "format.h"
#include "fuzz.h"
#include "qanun_compile.h"

static const char name[] = "text.qn";

/* What is compiled; there is no other file. */
typedef struct content {
    const char *bytes;
    size_t length;
} content;

static qn_status read_content(void *context, const char *path, char **bytes, size_t *length)
{
    const content *text = context;
    if (strcmp(path, name) != 0) {
        return QN_BAD_VALUE;
    }
    *bytes = malloc(text->length + 1);
    if (*bytes == NULL) {
        return QN_NO_MEMORY;
    }
    memcpy(*bytes, text->bytes, text->length);
    (*bytes)[text->length] = '\0';
    *length = text->length;
    return QN_OK;
}

static qn_compilation *compile(const content *text)
{
    const qn_compile_options options = {.read = read_content, .context = (void *)(uintptr_t)text};
    qn_compilation *compilation = NULL;
    if (qn_compile(name, &options, &compilation) != QN_OK) {
        fuzz_fail("a text does not compile, and not for what is in it");
    }
    return compilation;
}

/* Reads all messages; whether one of them is an error. */
static bool has_errors(qn_compilation *compilation)
{
    bool found = false;
    qn_message message;
    for (size_t i = 0; qn_compilation_message(compilation, i, &message) == QN_OK; i++) {
        found |= message.severity == QN_ERROR;
        if (message.text[0] == '\0' || message.code[0] != 'Q') {
            fuzz_fail("a message says nothing");
        }
    }
    return found;
}

static qn_program *load(const unsigned char *image, size_t length, qn_preparation preparation)
{
    const qn_options options = {.limits = fuzz_limits, .preparation = preparation};
    qn_program *program = NULL;
    qn_status status = qn_program_load(image, length, &options, &program, NULL);
    if (status != QN_OK && status != QN_OVER_LIMIT) {
        fuzz_fail("the compiler has made an image that is not sound");
    }
    return program;
}

/* Asks what was compiled; whether there was an image. */
static bool try_program(const content *text)
{
    size_t length = 0;
    qn_compilation *compilation = compile(text);
    const unsigned char *image = qn_compilation_image(compilation, &length);
    bool wrong = has_errors(compilation);
    if (image == NULL && !wrong) { /* what is found of sound rules may be an error, too */
        fuzz_fail("there is neither an image nor an error");
    }
    qn_program *plain = image == NULL ? NULL : load(image, length, QN_PREPARE_NOTHING);
    qn_program *direct = plain == NULL ? NULL : load(image, length, QN_PREPARE_ALL);
    if (direct != NULL) {
        fuzz_use(plain, true);
        fuzz_compare(direct, plain);
    }
    qn_program_free(direct);
    qn_program_free(plain);
    qn_compilation_free(compilation);
    return image != NULL;
}

/* Formats into the arena; NULL where the text does not parse. */
static const char *format(qn_arena *arena, const char *bytes, size_t length, size_t *out_length)
{
    qn_source source;
    qn_diagnostics diagnostics;
    const char *out = NULL;
    qn_diagnostics_init(&diagnostics, arena);
    if (qn_source_init(&source, arena, 0, name, bytes, length, &diagnostics) &&
        qn_format(arena, &source, &diagnostics, &out, out_length) == QN_FORMAT_UNFAITHFUL) {
        fuzz_fail("what is formatted would say something else");
    }
    return out;
}

static void try_format(const content *text, bool compiles)
{
    qn_arena arena;
    content once = {.length = 0};
    size_t length = 0;
    qn_arena_init(&arena, NULL, NULL);
    once.bytes = format(&arena, text->bytes, text->length, &once.length);
    if (once.bytes != NULL) {
        const char *twice = format(&arena, once.bytes, once.length, &length);
        if (twice == NULL || length != once.length || memcmp(twice, once.bytes, length) != 0) {
            fuzz_fail("what is formatted does not stay as it is");
        }
        if (compiles && !try_program(&once)) {
            fuzz_fail("what is formatted does not compile any more");
        }
    }
    qn_arena_clear(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *copy = malloc(size + 1); /* a text from elsewhere has a NUL behind it */
    if (copy == NULL) {
        return 0;
    }
    memcpy(copy, data, size);
    copy[size] = '\0';
    const content text = {.bytes = copy, .length = size};
    try_format(&text, try_program(&text));
    free(copy);
    return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t room, unsigned seed)
{
    uint64_t state = fuzz_seed(seed);
    return fuzz_mutate_text(data, size, room, &state);
}
