/*
 * See used.h.
 */
#include "used.h"

#include <stdlib.h>

#include "ways.h"

size_t qn_used_list(const qn_tables *t, uint32_t rule, qn_used **out)
{
    uint32_t *words = calloc((size_t)qn_ways_words(t) + 1, sizeof *words);
    bool *listed = calloc((size_t)t->rule_count + 1, sizeof *listed);
    qn_used *list = calloc((size_t)t->rule_count + 1, sizeof *list);
    size_t count = 0;
    if (words && listed && list) {
        qn_ways ways;
        qn_ways_make(&ways, t, words);
        listed[rule] = true;
        list[count++] = (qn_used){.rule = rule};
        for (size_t i = 0; i < count; i++) {
            const qn_row_rule *row = &t->rule[list[i].rule];
            for (uint32_t k = 0; k < row->use_count; k++) {
                uint32_t used = t->entry[row->first_use + k].value;
                if (!listed[used] && !qn_ways_is_inside(&ways, used)) {
                    list[count++] = (qn_used){.rule = used, .depth = list[i].depth + 1};
                }
                listed[used] = true;
            }
        }
    } else {
        free(list);
        list = NULL;
    }
    free(words);
    free(listed);
    *out = list;
    return count;
}
