/*
 * Verbs of the command within this process, and files that are nowhere but in memory.
 */
#define _GNU_SOURCE /* memfd_create */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz.h"
#include "io.h"
#include "verbs.h"

enum { SLOTS = 6, WORDS_MAX = 32 };

static int files[SLOTS];

const char *fuzz_file(int slot, const void *data, size_t size)
{
    static char paths[SLOTS][64];
    if (paths[slot][0] == '\0') {
        files[slot] = memfd_create("qanun", MFD_CLOEXEC);
        (void)snprintf(paths[slot], sizeof paths[slot], "/proc/self/fd/%d", files[slot]);
    }
    if (ftruncate(files[slot], 0) != 0 || pwrite(files[slot], data, size, 0) != (ssize_t)size) {
        perror("fuzz: a file in memory");
        exit(2);
    }
    return paths[slot];
}

char *fuzz_file_text(int slot, size_t *length)
{
    off_t end = lseek(files[slot], 0, SEEK_END);
    char *text = end < 0 ? NULL : malloc((size_t)end + 1);
    if (text == NULL || pread(files[slot], text, (size_t)end, 0) != (ssize_t)end) {
        fuzz_fail("a file in memory cannot be read");
    }
    text[end] = '\0';
    *length = (size_t)end;
    return text;
}

static const qn_verb *find_verb(const char *word)
{
    static const qn_verb *const verbs[] = {&qn_verb_run,   &qn_verb_batch, &qn_verb_verify,
                                           &qn_verb_check, &qn_verb_test,  &qn_verb_audit,
                                           &qn_verb_dis};
    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
        if (strcmp(verbs[i]->word, word) == 0) {
            return verbs[i];
        }
    }
    fuzz_fail("there is no such verb");
}

/* What was printed, errors first, as main prints it. */
static void take_text(fuzz_answer *answer, const qn_io *io)
{
    answer->length = io->err.length + io->out.length;
    answer->out = malloc(answer->length + 1);
    if (answer->out == NULL || io->out.out_of_memory || io->err.out_of_memory) {
        fuzz_fail("out of memory");
    }
    if (io->err.length > 0) {
        memcpy(answer->out, io->err.bytes, io->err.length);
    }
    if (io->out.length > 0) {
        memcpy(answer->out + io->err.length, io->out.bytes, io->out.length);
    }
    answer->out[answer->length] = '\0';
}

fuzz_answer fuzz_run(const char *verb, const char *const *word)
{
    char *words[WORDS_MAX];
    int count = 0;
    for (; word[count] != NULL && count < WORDS_MAX; count++) {
        words[count] = strdup(word[count]);
    }
    qn_io io = {.out_colour = false};
    qn_args args;
    fuzz_answer answer = {.status = QN_EXIT_USAGE};
    const qn_verb *found = find_verb(verb);
    if (qn_args_read(found, count, words, &args, &io.err)) {
        answer.status = found->run(&args, &io);
    }
    qn_args_clear(&args);
    take_text(&answer, &io);
    if (answer.status < QN_EXIT_OK || answer.status > QN_EXIT_UNKNOWN) {
        fuzz_fail("a verb ends with a status that it has not");
    }
    if (answer.status == QN_EXIT_USAGE) {
        (void)fprintf(stderr, "%s", answer.out);
        fuzz_fail("the words of a verb do not fit");
    }
    qn_page_clear(&io.out);
    qn_page_clear(&io.err);
    qn_page_clear(&io.last);
    for (int i = 0; i < count; i++) {
        free(words[i]);
    }
    return answer;
}
