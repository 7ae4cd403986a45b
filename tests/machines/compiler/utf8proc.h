/*
 * What the compiler asks of utf8proc, for machines that have no such library: tests/machines alone.
 *
 * Responsible for: the category, the width and the combining class of the characters of a table
 * that a program of this machine writes from the real library (letters.c). Refuses to know: normal
 * forms; all text is taken to be in its own, which is so for the programs that are compiled with
 * this.
 */
#ifndef QN_TESTS_UTF8PROC_H
#define QN_TESTS_UTF8PROC_H

#include <stdint.h>
#include <sys/types.h>

typedef int32_t utf8proc_int32_t;
typedef uint8_t utf8proc_uint8_t;
typedef ssize_t utf8proc_ssize_t;

typedef enum utf8proc_category_t {
#include "categories.h"
} utf8proc_category_t;

typedef struct utf8proc_property_t {
    utf8proc_category_t category;
    uint16_t combining_class;
    uint16_t decomp_seqindex;
    int width;
} utf8proc_property_t;

typedef enum utf8proc_option_t { UTF8PROC_STABLE = 1, UTF8PROC_COMPOSE = 2 } utf8proc_option_t;

utf8proc_ssize_t utf8proc_iterate(const utf8proc_uint8_t *bytes, utf8proc_ssize_t length,
                                  utf8proc_int32_t *character);
const utf8proc_property_t *utf8proc_get_property(utf8proc_int32_t character);
utf8proc_category_t utf8proc_category(utf8proc_int32_t character);
int utf8proc_charwidth(utf8proc_int32_t character);
utf8proc_ssize_t utf8proc_decompose(const utf8proc_uint8_t *bytes, utf8proc_ssize_t length,
                                    utf8proc_int32_t *buffer, utf8proc_ssize_t size,
                                    utf8proc_option_t options);
utf8proc_ssize_t utf8proc_reencode(utf8proc_int32_t *buffer, utf8proc_ssize_t length,
                                   utf8proc_option_t options);

#endif
