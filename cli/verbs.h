/*
 * The verbs of the command, one a file.
 */
#ifndef QN_CLI_VERBS_H
#define QN_CLI_VERBS_H

#include "args.h"

extern const qn_verb qn_verb_check;
extern const qn_verb qn_verb_run;
extern const qn_verb qn_verb_verify;
extern const qn_verb qn_verb_sweep;
extern const qn_verb qn_verb_batch;
extern const qn_verb qn_verb_audit;
extern const qn_verb qn_verb_ask;
extern const qn_verb qn_verb_repl;
extern const qn_verb qn_verb_test;
extern const qn_verb qn_verb_diff;
extern const qn_verb qn_verb_replay;
extern const qn_verb qn_verb_doc;
extern const qn_verb qn_verb_build;
extern const qn_verb qn_verb_fmt;
extern const qn_verb qn_verb_dis;
extern const qn_verb qn_verb_explain;

#endif
