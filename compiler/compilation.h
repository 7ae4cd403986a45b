/*
 * compilation.h - what a compilation has besides what qanun_compile.h tells: its messages as data,
 * and its sources.
 *
 * For the command and the analysis, which lay messages out and add their own. Knows nothing of how
 * a compilation is made.
 */
#ifndef QN_COMPILATION_H
#define QN_COMPILATION_H

#include "diagnostic.h"
#include "qanun_compile.h"
#include "source.h"

/* The code of the errors that `presumes` puts in: no value (errors.def). */
enum { QN_PRESUMED_CODE = 404 };

/* The program of the image, if the compiler has looked at it already and only some rules were
 * asked; else NULL. It belongs to the caller, and has the allocator of the compilation. */
qn_program *qn_compilation_take_program(qn_compilation *compilation);

/* The messages in the order in which they arose. They belong to the compilation. */
const qn_diagnostics *qn_compilation_diagnostics(const qn_compilation *compilation);

/* The source with that number, as spans name it, or NULL. */
const qn_source *qn_compilation_source(const qn_compilation *compilation, unsigned index);

#endif
