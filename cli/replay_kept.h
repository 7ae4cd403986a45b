/*
 * A replay whose figures are kept, so that a later one that finds others is noticed.
 *
 * Responsible for: the file of --baseline, what has moved since, and why it was kept. Refuses to
 * know: what the figures are.
 */
#ifndef QN_CLI_REPLAY_KEPT_H
#define QN_CLI_REPLAY_KEPT_H

#include "replay.h"

/* Holds the figures against those of the file, or with --accept keeps them there with the reason;
 * nothing without --baseline. Tells what has moved. The exit status that this leads to. */
int qn_replay_keep(qn_replay *replay);

#endif
