/*
 * What stages of sequences put into registers. See stages.h.
 */
#include "stages.h"

#include "sequence.h"

/* What the elements of a stage that takes them from nowhere else are declared as, or NULL. */
static const qn_row_field *field_of(const qn_tables *t, const qn_row_sequence *stage)
{
    uint32_t first = qn_tables_first_fact(t);
    bool is_fact = stage->kind == QN_SEQ_LIST && stage->a >= first && stage->a < qn_tables_today(t);
    const qn_row_fact *fact = is_fact ? &t->fact[stage->a - first] : NULL;
    bool is_list =
        fact != NULL && fact->history == QN_NONE_INDEX && t->type[fact->type].kind == QN_KIND_LIST;
    return is_list ? &t->field[t->type[fact->type].first_field] : NULL;
}

/* Several stages may write one register: those that pass on what others put there, and where one of
 * several lists is chosen. */
const qn_row_field *qn_element_field(const qn_tables *t, uint32_t reg)
{
    const qn_row_field *found = NULL;
    for (uint32_t i = 0; i < t->sequence_count; i++) {
        const qn_row_sequence *stage = &t->sequence[i];
        bool passes_on = stage->source != QN_NONE_INDEX || stage->kind == QN_SEQ_CHOICE;
        if (stage->out != reg || passes_on) {
            continue;
        }
        const qn_row_field *one = field_of(t, stage);
        if (one == NULL || (found != NULL && found != one)) {
            return NULL;
        }
        found = one;
    }
    return found;
}

const qn_row_field *qn_loaded_field(const qn_tables *t, const qn_row_instruction *load)
{
    bool is_given = load->c != QN_NONE_INDEX && qn_element_field(t, load->a) != NULL;
    return is_given ? &t->field[load->c] : NULL;
}
