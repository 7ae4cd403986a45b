/*
 * The characters of utf8proc.h, from the table that letters.c has written.
 */
#include "utf8proc.h"

#include <stddef.h>
#include <string.h>

static const utf8proc_property_t table[] = {
#include "letters.h"
};
static const utf8proc_property_t other = {.decomp_seqindex = UINT16_MAX, .width = 1};
enum { TABLE = sizeof table / sizeof table[0] };

/* How many bytes a character has that begins with this one; 0 for none. */
static int length_of(unsigned char first)
{
    return first < 0x80   ? 1
           : first < 0xc2 ? 0
           : first < 0xe0 ? 2
           : first < 0xf0 ? 3
           : first < 0xf5 ? 4
                          : 0;
}

utf8proc_ssize_t utf8proc_iterate(const utf8proc_uint8_t *bytes, utf8proc_ssize_t length,
                                  utf8proc_int32_t *character)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    *character = -1;
    int count = length > 0 ? length_of(bytes[0]) : 0;
    if (count == 0 || count > length) {
        return length > 0 ? -3 : 0;
    }
    uint32_t found = count == 1 ? bytes[0] : bytes[0] & (0xffU >> (count + 1));
    for (int i = 1; i < count; i++) {
        if ((bytes[i] & 0xc0) != 0x80) {
            return -3;
        }
        found = found << 6 | (bytes[i] & 0x3fU);
    }
    if (found < least[count] || found > 0x10ffff || (found >= 0xd800 && found < 0xe000)) {
        return -3;
    }
    *character = (utf8proc_int32_t)found;
    return count;
}

const utf8proc_property_t *utf8proc_get_property(utf8proc_int32_t character)
{
    return character >= 0 && character < TABLE ? &table[character] : &other;
}

utf8proc_category_t utf8proc_category(utf8proc_int32_t character)
{
    return utf8proc_get_property(character)->category;
}

int utf8proc_charwidth(utf8proc_int32_t character)
{
    return utf8proc_get_property(character)->width;
}

utf8proc_ssize_t utf8proc_decompose(const utf8proc_uint8_t *bytes, utf8proc_ssize_t length,
                                    utf8proc_int32_t *buffer, utf8proc_ssize_t size,
                                    utf8proc_option_t options)
{
    utf8proc_ssize_t count = 0;
    (void)options;
    for (utf8proc_ssize_t at = 0; at < length && count < size; count++) {
        utf8proc_ssize_t taken = utf8proc_iterate(bytes + at, length - at, &buffer[count]);
        if (taken <= 0) {
            return taken;
        }
        at += taken;
    }
    return count;
}

/* Writes a character in front of nothing; how many bytes. */
static size_t encode(uint32_t character, unsigned char *to)
{
    if (character < 0x80) {
        to[0] = (unsigned char)character;
        return 1;
    }
    size_t count = character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
    for (size_t i = count; i-- > 1; character >>= 6) {
        to[i] = (unsigned char)(0x80 | (character & 0x3f));
    }
    to[0] = (unsigned char)((0xf00U >> count) | character);
    return count;
}

/* In place: a character has at most as many bytes as its number. */
utf8proc_ssize_t utf8proc_reencode(utf8proc_int32_t *buffer, utf8proc_ssize_t length,
                                   utf8proc_option_t options)
{
    size_t made = 0;
    (void)options;
    for (utf8proc_ssize_t i = 0; i < length; i++) {
        unsigned char bytes[4];
        size_t count = encode((uint32_t)buffer[i], bytes);
        memcpy((unsigned char *)buffer + made, bytes, count);
        made += count;
    }
    return (utf8proc_ssize_t)made;
}
