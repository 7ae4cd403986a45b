/*
 * What loading says to images that somebody has changed, as a hash that is the same on every
 * machine: each byte set to several values, with its checksum mended, and not.
 *
 *     verdicts STRIDE IMAGE...
 *
 * Every STRIDE-th byte is changed. Nothing is evaluated: what is accepted is looked at by others.
 * A line an image: HASH, tried, accepted, name.
 */
#include "../hash.h"
#include "program.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What is laid over a byte: its neighbours, its sign, nothing and all. */
static const unsigned char slips[] = {0x01, 0x02, 0x04, 0x80, 0xff};
enum { SLIPS = sizeof slips };

typedef struct tally {
    hash result;
    unsigned long long tried;
    unsigned long long accepted;
} tally;

static void mend(unsigned char *bytes, size_t length)
{
    uint64_t sum = qn_image_checksum(bytes, length);
    for (unsigned i = 0; i < QN_IMAGE_SUM_SIZE; i++) {
        bytes[QN_IMAGE_SUM_AT + i] = (unsigned char)(sum >> (8 * i));
    }
}

static void judge(tally *t, const unsigned char *bytes, size_t length)
{
    const qn_options options = {.preparation = QN_PREPARE_NOTHING};
    qn_error error = {.text = ""};
    qn_program *program = NULL;
    qn_status status = qn_program_load(bytes, length, &options, &program, &error);
    hash_number(&t->result, status);
    hash_text(&t->result, error.text);
    t->tried++;
    t->accepted += status == QN_OK;
    qn_program_free(program);
}

static void judge_changes(tally *t, unsigned char *bytes, size_t length, size_t stride)
{
    unsigned char sum[QN_IMAGE_SUM_SIZE];
    memcpy(sum, bytes + QN_IMAGE_SUM_AT, sizeof sum);
    for (size_t at = 0; at < length; at += stride) {
        const unsigned char kept = bytes[at];
        for (size_t i = 0; i < SLIPS; i++) {
            bytes[at] = kept ^ slips[i];
            mend(bytes, length);
            judge(t, bytes, length);
            memcpy(bytes + QN_IMAGE_SUM_AT, sum, sizeof sum);
        }
        bytes[at] = (unsigned char)~kept;
        judge(t, bytes, length);
        bytes[at] = kept;
    }
}

/* Images that end early. */
static void judge_lengths(tally *t, unsigned char *bytes, size_t length, size_t stride)
{
    for (size_t end = QN_IMAGE_SUM_AT + QN_IMAGE_SUM_SIZE; end < length; end += stride) {
        unsigned char *cut = malloc(end);
        if (cut != NULL) {
            memcpy(cut, bytes, end);
            mend(cut, end);
            judge(t, cut, end);
        }
        free(cut);
    }
}

static bool judge_image(const char *path, size_t stride)
{
    tally t = {.result = HASH_BEGIN};
    unsigned char *bytes = NULL;
    size_t length = 0;
    FILE *file = fopen(path, "rb");
    if (file != NULL && fseek(file, 0, SEEK_END) == 0) {
        length = (size_t)ftell(file);
        rewind(file);
        bytes = malloc(length + 1);
    }
    bool is_read = bytes != NULL && length > QN_IMAGE_SUM_AT + QN_IMAGE_SUM_SIZE &&
                   fread(bytes, 1, length, file) == length;
    if (is_read) {
        judge_changes(&t, bytes, length, stride);
        judge_lengths(&t, bytes, length, stride);
        const char *name = strrchr(path, '/');
        (void)printf("%016llx %llu %llu %s\n", (unsigned long long)t.result.sum, t.tried,
                     t.accepted, name == NULL ? path : name + 1);
    } else {
        (void)fprintf(stderr, "verdicts: %s: it cannot be read\n", path);
    }
    if (file != NULL) {
        (void)fclose(file);
    }
    free(bytes);
    return is_read;
}

int main(int count, char **words)
{
    size_t stride = count < 3 ? 0 : (size_t)strtoull(words[1], NULL, 10);
    if (stride == 0) {
        (void)fprintf(stderr, "usage: verdicts STRIDE IMAGE...\n");
        return 2;
    }
    int status = 0;
    for (int i = 2; i < count; i++) {
        status |= judge_image(words[i], stride) ? 0 : 1;
    }
    return status;
}
