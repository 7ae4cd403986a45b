/*
 * What a command says is to be swept: --over and --by.
 *
 * Responsible for: the words behind them, and the wording of what they refuse. Refuses to know:
 * what is asked along them (sweep.h).
 */
#ifndef QN_CLI_SWEEP_READ_H
#define QN_CLI_SWEEP_READ_H

#include "sweep.h"

/* Reads NAME, NAME=LOW..HIGH or NAME=LOW..=HIGH, with ` step STEP` behind it. The programs and
 * their cases are there. The exit status that it leads to. */
int qn_sweep_read_over(qn_sweep *s, const char *words);

/* Whether the words name the date of decision. */
bool qn_sweep_is_date(const char *words);

/* Reads NAME or NAME=VALUE,VALUE. The exit status that it leads to. */
int qn_sweep_read_by(qn_sweep *s, const char *words);

/* Makes a curve for each value of each fact of --by, and for each version. */
int qn_sweep_make_series(qn_sweep *s);

#endif
