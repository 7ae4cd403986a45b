/*
 * Numbers with decimal commas. See comma.h.
 */
#include "comma.h"

#include <stdbool.h>
#include <string.h>

static const char point_in_number[] = "a point stands in it, where numbers have a decimal comma";

static bool is_digit(char sign)
{
    return sign >= '0' && sign <= '9';
}

const char *qn_comma_take(char *text, size_t length)
{
    char *comma = memchr(text, ',', length);
    if (memchr(text, '.', length) != NULL) {
        return point_in_number;
    }
    /* Of two commas neither is turned: the refusal then shows the cell as it is written. */
    if (comma != NULL && memchr(comma + 1, ',', length - (size_t)(comma + 1 - text)) == NULL) {
        *comma = '.';
    }
    return NULL;
}

/* Whether the digits before a place are the day of a date. */
static bool is_behind_date(const char *text, size_t at)
{
    while (at > 0 && is_digit(text[at - 1])) {
        at--;
    }
    return at >= 2 && text[at - 1] == '-' && is_digit(text[at - 2]);
}

const char *qn_comma_take_each(char *text, size_t length)
{
    bool is_quoted = false;
    for (size_t i = 0; i < length; i++) {
        if (is_quoted && text[i] == '\\') {
            i++;
        } else if (text[i] == '"') {
            is_quoted = !is_quoted;
        }
        if (is_quoted || i == 0 || i + 1 >= length || !is_digit(text[i - 1]) ||
            !is_digit(text[i + 1])) {
            continue;
        }
        if (text[i] == '.') {
            return point_in_number;
        }
        if (text[i] == ',' && !is_behind_date(text, i)) {
            text[i] = '.';
        }
    }
    return NULL;
}
