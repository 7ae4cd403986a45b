/*
 * Numbers with decimal commas in a cell, turned into such as the library reads.
 *
 * Responsible for: which comma of a cell belongs to a number. Refuses to know: facts and rows.
 */
#ifndef QN_CLI_COMMA_H
#define QN_CLI_COMMA_H

#include <stddef.h>

/* Both take a cell as it is written, and turn the commas of its numbers into points. What is wrong
 * with it, or NULL. A cell that is one number: */
const char *qn_comma_take(char *text, size_t length);

/* A cell of many values with commas between them, as a list or a fact over time: the comma of a
 * number stands between two digits, and behind no date. What stands in quotation marks is left. */
const char *qn_comma_take_each(char *text, size_t length);

#endif
