/*
 * Stands in for sequence.c until the machine goes through sequences: they have no elements.
 */
#include "case.h"

uint8_t qn_sequence_begin(qn_case *c, uint32_t seq);
bool qn_sequence_next(qn_case *c, uint32_t seq, uint8_t *presence);

__attribute__((weak)) uint8_t qn_sequence_begin(qn_case *c, uint32_t seq)
{
    (void)c;
    (void)seq;
    return QN_KNOWN;
}

__attribute__((weak)) bool qn_sequence_next(qn_case *c, uint32_t seq, uint8_t *presence)
{
    (void)c;
    (void)seq;
    (void)presence;
    return false;
}
