/*
 * The command for a test that runs it thousands of times: one process that has started, and that
 * answers each command line in a copy of itself.
 *
 * To start a program under the sanitizers takes many times as long as to answer a case. The copies
 * are made before anything of the command has run, each is a process of its own that ends as the
 * command does, and the sanitizers watch it to its end, leaks included.
 *
 * Reads requests from descriptor 3 and writes to descriptor 4 what waitpid() says of each. A
 * request is a `request` and behind it the folder and the words, each with its NUL, and then the
 * standard input. What the command prints goes where this process prints. Ends where the requests
 * end.
 *
 * The words `--leak` and `--overrun` are faults, for the test that they are seen.
 */
/* For dl_iterate_phdr. */
#define _GNU_SOURCE
#define main qanun_main
int qanun_main(int count, char **word);
#include "main.c"
#undef main

#include <dlfcn.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/wait.h>

static void give_up(const char *why)
{
    perror(why);
    _exit(2);
}

#ifdef __SANITIZE_ADDRESS__
#include <link.h>
#include <sanitizer/lsan_interface.h>
#include <sys/mman.h>

/* The command has no globals that change, so nothing may be reachable from them alone; most of its
 * 9 megabytes of data are what the sanitizers say of places, in which to look for pointers takes
 * longer than all else that a copy does. */
const char *__lsan_default_options(void);
const char *__lsan_default_options(void)
{
    return "use_globals=0";
}

/* Of sanitizer/allocator_interface.h, which not every compiler brings. */
int __sanitizer_install_malloc_and_free_hooks(void (*taken)(const volatile void *, size_t),
                                              void (*freed)(const volatile void *));

enum { HUGE = 1 << 21 }; /* bytes, of a large page */

/* The prover writes to every page of tables of 8 megabytes, of which a short check has eight. Most
 * of its time is spent in asking for these pages; in large ones, which many systems give only where
 * somebody wants them, a third less. */
static void want_large_pages(const volatile void *block, size_t size)
{
    uintptr_t first = ((uintptr_t)block + HUGE - 1) / HUGE * HUGE;
    uintptr_t end = ((uintptr_t)block + size) / HUGE * HUGE;
    if (first < end) {
        (void)madvise((void *)first, end - first, MADV_HUGEPAGE);
    }
}

static void leave_it(const volatile void *block)
{
    (void)block;
}

/* A copy of what a library has in its globals. */
typedef struct globals {
    struct globals *next;
    size_t size;
    char bytes[];
} globals;

/* The part of a library that is only read once it is loaded, so that nothing is held there. */
static ElfW(Addr) end_of_fixed(const struct dl_phdr_info *of, const ElfW(Phdr) * part)
{
    for (int i = 0; i < of->dlpi_phnum; i++) {
        const ElfW(Phdr) *fixed = &of->dlpi_phdr[i];
        if (fixed->p_type == PT_GNU_RELRO && fixed->p_vaddr == part->p_vaddr) {
            return part->p_vaddr + fixed->p_memsz;
        }
    }
    return part->p_vaddr;
}

/* What a library holds in its globals is not lost. These are the ones that hold something. Their
 * globals are copied to where the sanitizer looks anyhow: for each place that is told to it, it
 * reads once more what is mapped where, which takes as long as the rest of its search. */
static int copy_globals(struct dl_phdr_info *of, size_t size, void *list)
{
    (void)size;
    bool holds = strstr(of->dlpi_name, "/libc.so") || strstr(of->dlpi_name, "/libstdc++.so") ||
                 strstr(of->dlpi_name, "/libz3.so");
    for (int i = 0; holds && i < of->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &of->dlpi_phdr[i];
        if (part->p_type == PT_LOAD && (part->p_flags & PF_W) != 0) {
            ElfW(Addr) first = end_of_fixed(of, part);
            size_t count = part->p_vaddr + part->p_memsz - first;
            globals *copy = malloc(sizeof *copy + count);
            if (copy == NULL) {
                give_up("serve: no copy");
            }
            *copy = (globals){.next = *(globals **)list, .size = count};
            __builtin_memcpy(copy->bytes, (const char *)of->dlpi_addr + first, count);
            *(globals **)list = copy;
        }
    }
    return 0;
}

static void check_leaks(void)
{
    globals *volatile list = NULL;
    dl_iterate_phdr(copy_globals, (void *)&list);
    __lsan_do_leak_check();
}
#else
static void check_leaks(void)
{
}
#endif

enum { REQUESTS = 3, REPLIES = 4 };

/* What a request begins with: bytes of folder and words, and of standard input or INHERITED. That
 * is at most what a pipe takes before somebody reads it. */
typedef struct request {
    uint32_t words;
    uint32_t input;
} request;

static const uint32_t inherited = UINT32_MAX;

/* One command line. */
typedef struct job {
    request asked;
    char *bytes; /* folder, words and input */
    char **word; /* the first is the folder; NULL behind the last */
    int count;
} job;

/* Reads so many bytes; false at the end of the requests. */
static bool receive(void *to, size_t length)
{
    for (size_t have = 0; have < length;) {
        ssize_t count = read(REQUESTS, (char *)to + have, length - have);
        if (count <= 0) {
            return false;
        }
        have += (size_t)count;
    }
    return true;
}

static bool next_job(job *j)
{
    if (!receive(&j->asked, sizeof j->asked)) {
        return false;
    }
    size_t length = j->asked.words + (j->asked.input == inherited ? 0 : j->asked.input);
    j->bytes = malloc(length + 1);
    j->word = calloc((size_t)j->asked.words + 1, sizeof *j->word);
    if (!j->bytes || !j->word || !receive(j->bytes, length)) {
        give_up("serve: no request");
    }
    j->count = 0;
    for (char *at = j->bytes; at < j->bytes + j->asked.words; at += strlen(at) + 1) {
        j->word[j->count++] = at;
    }
    return true;
}

/* Makes the bytes of the request the standard input. */
static void give_input(const job *j)
{
    int end[2];
    if (j->asked.input == inherited) {
        return;
    }
    if (pipe(end) != 0 ||
        write(end[1], j->bytes + j->asked.words, j->asked.input) != (ssize_t)j->asked.input ||
        dup2(end[0], STDIN_FILENO) < 0) {
        give_up("serve: no standard input");
    }
    close(end[0]);
    close(end[1]);
}

/* The faults that a test asks for. */
static int misbehave(const char *how)
{
    char *volatile lost = malloc(8);
    if (strcmp(how, "--overrun") == 0) {
        lost[strlen(how)] = 'x';
        free(lost);
    }
    lost = NULL;
    return 0;
}

/* Ends as a process does, but that the sanitizers do not prepare for libraries that are unloaded.
 */
static _Noreturn void end(int status)
{
    fflush(NULL);
    check_leaks();
    _exit(status);
}

/* The copy: becomes the command, and ends as it does, or with this process. */
static _Noreturn void answer(const job *j)
{
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || chdir(j->word[0]) != 0) {
        give_up(j->word[0]);
    }
    give_input(j);
    close(REQUESTS);
    close(REPLIES);
    const char *first = j->count > 1 ? j->word[1] : "";
    bool faulty = strcmp(first, "--leak") == 0 || strcmp(first, "--overrun") == 0;
    end(faulty ? misbehave(first) : qanun_main(j->count, j->word));
}

/* Serves to the end. The prover is loaded for all of the copies; where there is none, they say so.
 */
int main(void)
{
    (void)dlopen("libz3.so.4", RTLD_NOW | RTLD_LOCAL);
#ifdef __SANITIZE_ADDRESS__
    (void)__sanitizer_install_malloc_and_free_hooks(want_large_pages, leave_it);
#endif
    for (job j = {0}; next_job(&j);) {
        int status = 0;
        pid_t copy = fork();
        if (copy == 0) {
            answer(&j);
        }
        if (copy < 0 || waitpid(copy, &status, 0) != copy ||
            write(REPLIES, &status, sizeof status) != sizeof status) {
            give_up("serve: no answer");
        }
        free(j.bytes);
        free(j.word);
    }
    _exit(0);
}
