/*
 * What a program and its cases may take at most.
 *
 * Responsible for: the limits of the profiles, which of them hold, and whether a loaded program
 * keeps within them. Refuses to know: the bounds of the language, which hold for every program
 * (steps.h, cells.h, vm.h).
 */
#ifndef QN_RUNTIME_PROFILE_H
#define QN_RUNTIME_PROFILE_H

#include "program.h"

/* The limits that hold: each is the one of the options or, where that is 0, of their profile.
 * options may be NULL. */
qn_limits qn_limits_of(const qn_options *options);

/* Whether an image of that length may be read. QN_OK, or QN_OVER_LIMIT and error says why. */
qn_status qn_limits_check_image(size_t length, const qn_options *options, qn_error *error);

/* Whether a verified program may be used by its own options: what its rules take, each with all
 * that it needs, and what a case takes. The same statuses. Linear in the size of the program. */
qn_status qn_limits_check_program(const qn_program *program, qn_error *error);

#endif
