/*
 * Target: rule text, facts and changes of the image that the text compiles to, all in one input.
 *
 * Three parts with a line of `%%` between them: the text; facts as JSON; changes, of eight bytes
 * each: which word of the image, and what it becomes. With no changes the answers must be the same
 * in both ways to run a program.
 */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "qanun_compile.h"

static const char name[] = "text.qn";
static const char border[] = "\n%%\n";

enum { BORDER = sizeof border - 1, PARTS = 3, CHANGE = 8, PATCHED_FROM = 16 };

enum { IMAGE, FACTS };

typedef struct part {
    const uint8_t *bytes;
    size_t size;
} part;

/* Splits an input; parts that are not there are empty. */
static void split(const uint8_t *data, size_t size, part parts[PARTS])
{
    size_t begin = 0;
    int count = 0;
    for (size_t i = 0; i + BORDER <= size && count + 1 < PARTS; i++) {
        if (memcmp(data + i, border, BORDER) == 0) {
            parts[count++] = (part){data + begin, i - begin};
            begin = i + BORDER;
            i = begin - 1;
        }
    }
    parts[count++] = (part){data + begin, size - begin};
    while (count < PARTS) {
        parts[count++] = (part){data + size, 0};
    }
}

static qn_status read_part(void *context, const char *path, char **bytes, size_t *length)
{
    const part *text = context;
    if (strcmp(path, name) != 0) {
        return QN_BAD_VALUE;
    }
    *bytes = malloc(text->size + 1);
    if (*bytes == NULL) {
        return QN_NO_MEMORY;
    }
    memcpy(*bytes, text->bytes, text->size);
    (*bytes)[text->size] = '\0';
    *length = text->size;
    return QN_OK;
}

/* The image of a text, from malloc, or NULL where it has mistakes. */
static uint8_t *compile(part *text, size_t *length)
{
    const qn_compile_options options = {.read = read_part, .context = text};
    qn_compilation *compilation = NULL;
    uint8_t *copy = NULL;
    if (qn_compile(name, &options, &compilation) != QN_OK) {
        fuzz_fail("a text does not compile, and not for what is in it");
    }
    const unsigned char *image = qn_compilation_image(compilation, length);
    if (image != NULL && (copy = malloc(*length)) != NULL) {
        memcpy(copy, image, *length);
    }
    qn_compilation_free(compilation);
    return copy;
}

static uint32_t get(const uint8_t *at)
{
    return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

/* Makes the changes, and mends the checksum; how many there were. */
static size_t patch(uint8_t *image, size_t length, part changes)
{
    size_t count = changes.size / CHANGE;
    for (size_t i = 0; i < count; i++) {
        const uint8_t *change = changes.bytes + i * CHANGE;
        size_t words = (length - PATCHED_FROM) / 4;
        memcpy(image + PATCHED_FROM + get(change) % words * 4, change + 4, 4);
    }
    fuzz_mend(image, length);
    return count;
}

/* The command answers all rules of the image for the facts, and shows what else it can of it. */
static void run(const uint8_t *image, size_t length, part facts)
{
    const char *const words[] = {fuzz_file(IMAGE, image, length),
                                 "--on",
                                 "2026-06-01",
                                 "--explain",
                                 "--owed",
                                 "--facts",
                                 fuzz_file(FACTS, facts.bytes, facts.size),
                                 NULL};
    static const char *const verbs[] = {"audit", "test", "dis"};
    const char *const image_alone[] = {words[0], NULL};
    fuzz_answer answer = fuzz_run("run", words);
    free(answer.out);
    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
        answer = fuzz_run(verbs[i], image_alone);
        free(answer.out);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    part parts[PARTS];
    size_t length = 0;
    split(data, size, parts);
    uint8_t *image = compile(&parts[0], &length);
    if (image != NULL) {
        size_t changes = patch(image, length, parts[2]);
        qn_status status = fuzz_try_image(image, length, QN_PREPARE_ALL, true);
        if (changes == 0 && status != QN_OK && status != QN_OVER_LIMIT) {
            fuzz_fail("the compiler has made an image that is not sound");
        }
        if (status != QN_OVER_LIMIT) {
            run(image, length, parts[1]);
        }
    }
    free(image);
    return 0;
}

/* Adds a change of the image, or changes one. */
static size_t mutate_changes(uint8_t *data, size_t size, size_t room, uint64_t *state)
{
    size_t count = size / CHANGE;
    size_t at = fuzz_draw(state, 2) == 0 || count == 0 ? count : fuzz_draw(state, count);
    if (at == count && room < size + CHANGE) {
        return size;
    }
    uint32_t word = (uint32_t)fuzz_draw(state, 1 << 14);
    uint32_t value = (uint32_t)fuzz_draw(state, fuzz_draw(state, 2) == 0 ? 64 : UINT32_MAX);
    memcpy(data + at * CHANGE, &word, sizeof word);
    memcpy(data + at * CHANGE + 4, &value, sizeof value);
    return at == count ? (count + 1) * CHANGE : size;
}

/* Changes one of the three parts, and moves what is behind it. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t room, unsigned seed)
{
    part parts[PARTS];
    uint64_t state = fuzz_seed(seed);
    split(data, size, parts);
    size_t chosen = (size_t)fuzz_draw(&state, PARTS);
    size_t begin = (size_t)(parts[chosen].bytes - data);
    size_t end = begin + parts[chosen].size;
    size_t rest = size - end;
    size_t most = room - begin - rest;
    uint8_t *copy = malloc(room + rest + 1);
    if (copy == NULL || most < parts[chosen].size) {
        free(copy);
        return size;
    }
    memcpy(copy, data + end, rest);
    size_t length = chosen == 2 ? mutate_changes(data + begin, end - begin, most, &state)
                                : fuzz_mutate_text(data + begin, end - begin, most, &state);
    memcpy(data + begin + length, copy, rest);
    free(copy);
    return begin + length + rest;
}
