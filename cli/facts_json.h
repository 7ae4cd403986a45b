/*
 * Facts of a JSON file: which value of the file is given to which place of a case.
 *
 * Responsible for: the forms of values in JSON. Refuses to know: files, names of facts (facts.c),
 * and what a value may be, which is the library's to say.
 */
#ifndef QN_CLI_FACTS_JSON_H
#define QN_CLI_FACTS_JSON_H

#include "giver.h"
#include "json.h"

/* Gives one JSON value to a place, with all that is in it; goes on behind what is refused. False if
 * anything was. */
bool qn_json_give(qn_giver *g, const qn_json *json, const qn_json_node *node, int32_t place);

#endif
