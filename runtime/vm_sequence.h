/*
 * The operations over sequences, cells and periods, which the machine calls: see vm_sequence.c.
 */
#ifndef QN_RUNTIME_VM_SEQUENCE_H
#define QN_RUNTIME_VM_SEQUENCE_H

#include "case.h"

/* Each gives the status of the instruction's register, and with QN_KNOWN its value. */

/* The status of the element that a sequence stands at; of a record, that is known, the gravest of
 * its fields, none being no matter. */
uint8_t qn_vm_fields_status(const qn_case *c, uint32_t seq);
/* COUNT to GATHER. */
uint8_t qn_vm_go_through(qn_case *c, const qn_row_instruction *row, qn_slot *out);

/* LOAD, STORE, APPEND, AT and CHAIN_PART. */
uint8_t qn_vm_run_cells(qn_case *c, const qn_row_instruction *row, qn_slot *out);

/* PERIOD, PERIOD_PART, SHARED and COVERS. */
uint8_t qn_vm_run_period(const qn_case *c, const qn_row_instruction *row, qn_slot *out);

#endif
