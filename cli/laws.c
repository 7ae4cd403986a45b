/*
 * Which declared law a citation names. See laws.h.
 */
#include "laws.h"

#include <string.h>

/* Can the byte be part of a word? Letters beyond ASCII are. */
static bool is_word(char byte)
{
    return (unsigned char)byte >= 0x80 || (byte >= '0' && byte <= '9') ||
           (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_';
}

uint32_t qn_laws_find(const qn_tables *t, const char *cite, size_t at)
{
    uint32_t found = QN_NONE_INDEX;
    size_t longest = 0;
    if (at > 0 && is_word(cite[at - 1])) {
        return found;
    }
    for (uint32_t i = 0; i < t->law_count; i++) {
        const char *key = qn_tables_string(t, t->law[i].key);
        size_t length = strlen(key);
        if (length > longest && strncmp(cite + at, key, length) == 0 &&
            !is_word(cite[at + length])) {
            found = i;
            longest = length;
        }
    }
    return found;
}

void qn_laws_mark(const qn_tables *t, const qn_row_clause *clause, bool *laws)
{
    for (uint32_t i = 0; i < clause->cite_count; i++) {
        const char *cite = qn_tables_string(t, t->entry[clause->first_cite + i].value);
        for (size_t at = 0; cite[at]; at++) {
            uint32_t law = qn_laws_find(t, cite, at);
            if (law != QN_NONE_INDEX) {
                laws[law] = true;
            }
        }
    }
}
