/*
 * Mapped files. See mapped.h.
 */
#include "mapped.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* All that are open, for the handler of a signal, which can be given nothing else. */
static qn_mapped *volatile opened;

/* Puts a page of zeros where the file has none any more, and lets whoever reads it go on. What lies
 * in no file of ours ends the process, as it would have. */
static void fill_gap(int number, siginfo_t *info, void *context)
{
    int before = errno;
    uintptr_t at = (uintptr_t)info->si_addr;
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    (void)context;
    for (qn_mapped *mapped = opened; mapped != NULL; mapped = mapped->next) {
        if (at - (uintptr_t)mapped->bytes < mapped->length) {
            int file = open("/dev/zero", O_RDONLY | O_CLOEXEC);
            void *filled =
                mmap((void *)(at / page * page), page, PROT_READ, MAP_PRIVATE | MAP_FIXED, file, 0);
            mapped->is_cut = 1;
            (void)close(file);
            errno = before;
            if (filled != MAP_FAILED) {
                return;
            }
        }
    }
    (void)signal(number, SIG_DFL);
}

static void watch(void)
{
    struct sigaction action = {.sa_flags = SA_SIGINFO};
    action.sa_sigaction = fill_gap;
    (void)sigemptyset(&action.sa_mask);
    (void)sigaction(SIGBUS, &action, NULL);
}

const char *qn_mapped_open(qn_mapped *out, const char *path)
{
    struct stat info;
    *out = (qn_mapped){0};
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        return strerror(errno);
    }
    const char *wrong = fstat(file, &info) != 0 ? strerror(errno)
                        : S_ISREG(info.st_mode) ? NULL
                                                : "it is no file that can be read twice";
    if (wrong == NULL && info.st_size > 0) {
        void *bytes = mmap(NULL, (size_t)info.st_size, PROT_READ, MAP_PRIVATE, file, 0);
        wrong = bytes == MAP_FAILED ? strerror(errno) : NULL;
        if (wrong == NULL) {
            out->bytes = bytes;
            out->length = (size_t)info.st_size;
            out->next = opened;
            opened = out;
            watch();
        }
    }
    close(file);
    return wrong;
}

void qn_mapped_close(qn_mapped *mapped)
{
    if (mapped->bytes == NULL) {
        return;
    }
    if (opened == mapped) {
        opened = mapped->next;
    }
    for (qn_mapped *before = opened; before != NULL; before = before->next) {
        if (before->next == mapped) {
            before->next = mapped->next;
        }
    }
    munmap((void *)(uintptr_t)mapped->bytes, mapped->length);
    *mapped = (qn_mapped){0};
}
