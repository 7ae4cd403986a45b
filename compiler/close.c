/*
 * close.c - which name is meant by one that is not there, as far as letters can tell.
 *
 * Two names are close if few letters differ: case, dashes and the ending of a file count little. It
 * says nothing where nothing is close, rather than the least distant of what is there.
 */
#include "compiler.h"

#include <stdlib.h>
#include <string.h>

enum { LONGEST = 64, FOLDERS_TRIED = 8, FAR = 1000 };

static unsigned lower(char letter)
{
    unsigned char byte = (unsigned char)letter;
    return byte >= 'A' && byte <= 'Z' ? byte + 32u : byte;
}

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/* How many letters must be changed, put in or left out to make one of the other (Wagner and
 * Fischer); capital letters count as small ones. */
static unsigned distance(const char *a, size_t a_length, const char *b, size_t b_length)
{
    unsigned row[LONGEST + 1];
    if (a_length > LONGEST || b_length > LONGEST)
        return FAR;
    for (size_t j = 0; j <= b_length; j++)
        row[j] = (unsigned)j;
    for (size_t i = 1; i <= a_length; i++) {
        unsigned diagonal = row[0];
        row[0] = (unsigned)i;
        for (size_t j = 1; j <= b_length; j++) {
            unsigned changed = diagonal + (lower(a[i - 1]) != lower(b[j - 1]));
            diagonal = row[j];
            row[j] = least(changed, least(row[j], row[j - 1]) + 1);
        }
    }
    return row[b_length];
}

/* How far two close names may be apart: a letter of a short one, two of a long one. */
static unsigned reach(size_t length)
{
    return length < 3 ? 0 : length < 6 ? 1 : 2;
}

const char *qn_close_name(const qn_module *module, const char *name)
{
    size_t length = strlen(name);
    unsigned best = reach(length) + 1;
    const char *close = NULL;
    for (const qn_decl *d = module->first; d; d = d->next) {
        unsigned apart = distance(name, length, d->name, strlen(d->name));
        if (d->kind != QN_DECL_MISSING && apart < best) {
            best = apart;
            close = d->name;
        }
    }
    return close;
}

/* The length of the name of a rule file without its ending; 0 of any other file. */
static size_t stem_length(const char *file)
{
    static const char *const endings[] = {".qn", ".qn.md"};
    size_t length = strlen(file);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        size_t tail = strlen(endings[i]);
        if (length > tail && strcmp(file + length - tail, endings[i]) == 0)
            return length - tail;
    }
    return 0;
}

/* The closest rule file of a folder, by its name without ending; NULL where none is close. */
static const char *closest_in(qn_compiler *c, const char *folder, const char *name)
{
    char *names = c->options->list(c->options->context, folder);
    size_t length = strlen(name);
    unsigned best = reach(length) + 1;
    const char *close = NULL;
    for (const char *file = names; file && *file; file += strlen(file) + 1) {
        size_t stem = stem_length(file);
        unsigned apart = stem ? distance(name, length, file, stem) : FAR;
        if (apart < best) {
            best = apart;
            close = qn_arena_copy(&c->arena, file, stem);
        }
    }
    free(names);
    return close;
}

/* Only the last part of the name may be mistaken: folders are few, and known to their owner. */
const char *qn_close_file(qn_compiler *c, const char *user, const char *name)
{
    const char *slash = strrchr(name, '/'), *last = slash ? slash + 1 : name;
    size_t length = strlen(user);
    for (int i = 0; i < FOLDERS_TRIED && c->options->list; i++) {
        while (length && user[length - 1] != '/')
            length--;
        const char *folder = qn_arena_format(&c->arena, "%.*s%.*s", (int)length, user,
                                             (int)(last - name), name);
        const char *close = folder ? closest_in(c, folder, last) : NULL;
        if (close)
            return qn_arena_format(&c->arena, "%.*s%s", (int)(last - name), name, close);
        if (!length)
            break;
        length--;
    }
    return NULL;
}
