/*
 * The course of a batch: blocks of rows from the input to hands that work side by side, and what
 * they write to the output, in the order of the rows.
 *
 * Responsible for: threads, order, progress. Refuses to know: what a row comes to (batch.h), and
 * words of the command.
 */
#ifndef QN_CLI_COURSE_H
#define QN_CLI_COURSE_H

#include <signal.h>
#include <time.h>

#include "batch.h"
#include "outlet.h"

enum {
    QN_COURSE_HANDS_MAX = 64,
    QN_COURSE_LINES_TOLD = 20 /* of what is refused, on standard error */
};

/* All but what stands behind `begun` is the caller's to fill. told: lines on standard error. */
typedef struct qn_course {
    const qn_rows_job *batch;
    void (*work)(qn_hand *hand); /* what a hand does with its block */
    qn_io *io;
    qn_intake in;
    qn_outlet out;
    qn_outlet refused;
    bool tells_refused; /* on standard error, and not to `refused` */
    qn_hand *hand;
    size_t hands;
    const volatile sig_atomic_t *stopped; /* not 0 where a signal wants an end */
    bool shows_progress;
    struct timespec begun;
    double shown;   /* seconds after that at which progress was told */
    uint64_t given; /* bytes of the input that are done */
    uint64_t cases;
    uint64_t rejected;
    uint64_t not_known;
    uint64_t told;
} qn_course;

/* Goes through all blocks; false where it had to end before. */
bool qn_course_run(qn_course *course);

/* Shows that all is done, where progress is shown. */
void qn_course_end(qn_course *course);

/* Whether a second file was cut short while it was read: what was found in it is worth nothing
 * then. That is said. */
bool qn_course_is_cut(const qn_rows_job *batch, qn_io *io);

/* "qanun: PATH: WRONG"; always false. */
bool qn_course_say(qn_io *io, const char *path, const char *wrong);

/* "1,000,000", in a buffer. */
const char *qn_course_grouped(uint64_t number, char buffer[32]);

#endif
