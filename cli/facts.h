/*
 * Facts from a JSON file and from the command line into a case.
 *
 * Responsible for the place and the wording of every fact that is refused. What a value may be is
 * the library's to say.
 */
#ifndef QN_CLI_FACTS_H
#define QN_CLI_FACTS_H

#include "args.h"
#include "giver.h"
#include "io.h"
#include "json.h"
#include "qanun.h"

/* Gives the case the facts of --facts FILE and then those of --fact NAME=VALUE, which go before
 * them. Goes on behind a fact that is refused, so that all of them are found in one run. False if
 * there was any: each is an error in the sink. */
bool qn_facts_give(const qn_program *program, qn_case *c, const qn_args *args, qn_sink *sink);

/* The same for one of two versions of a law: a fact that only the other has is passed over. */
bool qn_facts_give_beside(const qn_program *program, const qn_program *other, qn_case *c,
                          const qn_args *args, qn_sink *sink);

/* Reads a JSON file for a giver, whose places are then in it; what is no JSON is an error in its
 * sink. The caller frees *bytes and clears *json where that is true; else there is nothing to end.
 */
bool qn_facts_read(qn_giver *g, const char *path, char **bytes, qn_json *json);

/* Gives each member of the object that has that number in the JSON; goes on behind one that is
 * refused. False if there was any, or it is no object. */
bool qn_facts_give_object(qn_giver *g, const qn_json *json, uint32_t object);

/* Gives one fact, an item of a list, or QN_TODAY, from a word as people write it, in which sets may
 * stand in their brackets and texts in their quotation marks. What qn_case_set_text says. */
qn_status qn_facts_give_text(qn_case *c, const qn_program *program, int32_t fact, const char *text,
                             size_t length);

#endif
