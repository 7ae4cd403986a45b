/*
 * Citations cut into places: chapter 14 of spec/semantics.md.
 */
#include "reference.h"

#include <ctype.h>
#include <string.h>

static const char *trimmed(const char *text, size_t length)
{
    while (length > 0 && text[0] == ' ') {
        text++;
        length--;
    }
    while (length > 0 && text[length - 1] == ' ') {
        length--;
    }
    return pool_format("%.*s", (int)length, text);
}

static bool is_law(const char *name, const module *m)
{
    for (const decl *d = m->decls; d != NULL; d = d->next) {
        if (d->kind == D_LAW && strcmp(d->name, name) == 0) {
            return true;
        }
    }
    const decl *d = module_find(m, name);
    return d != NULL && d->kind == D_LAW;
}

/* Where the word begins that a figure stands in. */
static size_t word_begin(const char *part, size_t digit)
{
    while (digit > 0 && part[digit - 1] != ' ') {
        digit--;
    }
    return digit;
}

/* One part; `law` is that of the part before it, "" behind `;`. */
static ref_place *place_of(const char *part, const char **law, bool behind_comma, const module *m)
{
    size_t digit = strcspn(part, "0123456789");
    ref_place *p = NEW(ref_place);
    if (part[digit] == '\0') {
        bool names_law = is_law(part, m) || **law == '\0';
        *law = names_law ? part : *law;
        *p = names_law ? (ref_place){NULL, part, ""} : (ref_place){NULL, *law, part};
        return p;
    }
    const char *own = trimmed(part, digit);
    size_t cut = digit;
    if (!is_law(own, m) && word_begin(part, digit) < digit) {
        cut = word_begin(part, digit);
        own = trimmed(part, cut);
    }
    if (*own == '\0' || (behind_comma && !is_law(own, m))) {
        *p = (ref_place){NULL, *law, *own == '\0' ? trimmed(part + cut, strlen(part + cut)) : part};
        return p;
    }
    *law = own;
    *p = (ref_place){NULL, own, trimmed(part + cut, strlen(part + cut))};
    return p;
}

const ref_place *places_of(const char *citation, const module *m)
{
    const ref_place *all = NULL;
    const char *law = "", *at = citation;
    bool behind_comma = false;
    for (;;) {
        size_t length = strcspn(at, ",;");
        const char *part = trimmed(at, length);
        if (*part != '\0') {
            ref_place *p = place_of(part, &law, behind_comma, m);
            p->next = all;
            all = p;
        }
        if (at[length] == '\0') {
            return all;
        }
        behind_comma = at[length] == ',';
        law = behind_comma ? law : "";
        at += length + 1;
    }
}
