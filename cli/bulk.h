/*
 * The way of many rows at once: their cells into columns, which the library answers, and the
 * answers as text.
 *
 * Responsible for: the course of it, and which rows go it. Every row that is not as plain as can
 * be, or has an answer that needs words, goes the plain way (row.h), in its turn; what comes of a
 * block is the same to the last byte. Refuses to know: files and threads.
 */
#ifndef QN_CLI_BULK_H
#define QN_CLI_BULK_H

#include "batch.h"

/* Gets a hand ready, whose `bulk` stays NULL where its rows cannot go this way: what is asked does
 * not come in columns, or every row goes the plain way by wish. False out of memory. */
bool qn_bulk_open(qn_hand *hand, qn_sink *sink);
void qn_bulk_close(qn_hand *hand);

/* Goes through the block of a hand that is ready. */
void qn_bulk_work(qn_hand *hand);

#endif
