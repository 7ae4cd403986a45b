/*
 * Whether a command would write over a file that it reads: a law, a table of people.
 *
 * Responsible for comparing what options write with what the command reads. Reads no file itself.
 */
#ifndef QN_CLI_OVERWRITE_H
#define QN_CLI_OVERWRITE_H

#include "args.h"

/* True, with one line in `wrong`, where an option of the verb names a file that is read. */
bool qn_overwrites(const qn_verb *verb, const qn_args *args, qn_page *wrong);

#endif
