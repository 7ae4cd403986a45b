/*
 * The machine: runs instructions of a verified program over the registers of a case.
 *
 * Responsible for: every operation of opcodes.def, as its row says it.
 * Refuses to know: which rules need which, names, text. It trusts the code, and allocates nothing.
 */
#ifndef QN_RUNTIME_VM_H
#define QN_RUNTIME_VM_H

#include "case.h"

/* The most days that one WORK_ operation looks at, more than a thousand years, and the most that it
 * may cost, in instructions and entries of their lists. Beyond either it fails with TOO_MANY_STEPS.
 * The first is part of the language; the second only keeps a program that is one great definition
 * of a working day from running for minutes. */
#define QN_WORK_DAYS_MAX 400000
#define QN_WORK_STEPS_MAX 100000000

/* The numbers of errors.def. */
typedef enum qn_error_code {
#define QN_ERROR(number, name, what, help) QN_ERROR_##name = number,
#include "errors.def"
#undef QN_ERROR
} qn_error_code;

/* Runs `count` instructions from `first` on. What they read must have been run before. */
void qn_vm_run(qn_case *c, uint32_t first, uint32_t count);

/* Runs one stretch after the other. */
void qn_vm_run_stretches(qn_case *c, const qn_stretch *stretch, uint32_t stretches);

#endif
