/*
 * Loading the prover. See z3_calls.h.
 */
#include "z3_calls.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

qn_z3_calls qn_z3;

static const char library[] = "libz3.so.4";
static bool is_loaded;

/* Finds one function; false where the library has none of that name. */
static bool find(void *handle, const char *name, void *call, size_t size)
{
    void *found = dlsym(handle, name);
    memcpy(call, &found, size);
    return found != NULL;
}

/* The library stays as long as the process. QANUN_PROVER=none does without it. */
static void load(void)
{
    const char *asked = getenv("QANUN_PROVER");
    bool is_refused = asked != NULL && strcmp(asked, "none") == 0;
    void *handle = is_refused ? NULL : dlopen(library, RTLD_NOW | RTLD_LOCAL);
    is_loaded = handle != NULL;
#define QN_Z3_FIND(name)                                                                           \
    is_loaded = is_loaded && find(handle, "Z3_" #name, &qn_z3.name, sizeof qn_z3.name);
    QN_Z3_CALLS(QN_Z3_FIND)
#undef QN_Z3_FIND
}

bool qn_z3_load(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    (void)pthread_once(&once, load);
    return is_loaded;
}
