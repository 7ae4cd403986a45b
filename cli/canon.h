/*
 * The canonical form of JSON: one text for one value, however it is laid out.
 *
 * Responsible for: the form that spec/receipts.md defines, of which digests are made. Refuses to
 * know: what the value means. Numbers keep the digits that they are written with.
 */
#ifndef QN_CLI_CANON_H
#define QN_CLI_CANON_H

#include "json.h"
#include "page.h"

/* Puts the value with that number, and all that is in it: no space, the members of each object in
 * the order of the bytes of their names. */
void qn_canon_put(qn_page *page, const qn_json *json, uint32_t value);

#endif
