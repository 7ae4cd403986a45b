/*
 * What the compiler found, from its data to reports.
 */
#ifndef QN_CLI_FINDINGS_H
#define QN_CLI_FINDINGS_H

#include "io.h"
#include "program.h"
#include "qanun_compile.h"

struct qn_diagnostics;
struct qn_found;
struct qn_source;

/* Adds each diagnostic of the compilation. `path` stands in for the file of one that has none. */
void qn_findings_add(const qn_compilation *compilation, const char *path, qn_sink *sink);

/* The same for one source that was read without compiling it. */
void qn_findings_add_source(const struct qn_source *source, const struct qn_diagnostics *list,
                            qn_sink *sink);

/* Something that was found of a program, whose text the compilation has; an image has none. */
void qn_findings_add_found(const qn_compilation *compilation, const qn_tables *tables,
                           const struct qn_found *found, qn_sink *sink);

#endif
