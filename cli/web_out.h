/*
 * A folder of files that is written beside the old one and put in its place at the end: whoever
 * reads it sees the old one or the new one, and where something goes wrong the old one stays whole.
 *
 * Responsible for: the folder beside, its end, and that nothing is replaced but what an earlier run
 * has made, which a file in it says. Refuses to know: what is written.
 */
#ifndef QN_CLI_WEB_OUT_H
#define QN_CLI_WEB_OUT_H

#include <stdbool.h>
#include <stddef.h>

/* The folder that is being written. wrong: what went wrong, or NULL. */
typedef struct qn_web_out {
    char *path;
    char *beside;
    const char *wrong;
} qn_web_out;

/* Makes the folder beside. NULL, or what is wrong: there is something else at its place, too. */
const char *qn_web_out_open(qn_web_out *out, const char *path);

/* Writes a file, and the folders on the way to it. A qn_web_take. */
bool qn_web_out_put(void *out, const char *path, const char *bytes, size_t length);

/* Puts the folder in its place, or takes it away: where something went wrong, or is_good is false.
 * NULL, or what went wrong. */
const char *qn_web_out_close(qn_web_out *out, bool is_good);

#endif
