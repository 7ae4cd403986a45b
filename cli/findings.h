/*
 * What the compiler found, from its data to reports.
 */
#ifndef QN_CLI_FINDINGS_H
#define QN_CLI_FINDINGS_H

#include "io.h"
#include "qanun_compile.h"

struct qn_diagnostics;
struct qn_source;

/* Adds each diagnostic of the compilation, and each that was accepted. `path` stands in for the
 * file of one that has none. */
void qn_findings_add(const qn_compilation *compilation, const char *path, qn_sink *sink);

/* The same for those that lie in the file of that name alone. */
void qn_findings_add_of(const qn_compilation *compilation, const char *path, qn_sink *sink);

/* The same for those that were added behind two others, one of them accepted; NULL for all. */
void qn_findings_add_behind(const qn_compilation *compilation, const char *path,
                            const struct qn_diagnostic *last,
                            const struct qn_diagnostic *last_accepted, qn_sink *sink);

/* To be called when all findings of a compilation are in, those that were made of its program among
 * them: adds what is to be said of acceptances that none of them needed. proved: see accept.h. */
void qn_findings_end(qn_compilation *compilation, const char *path, bool proved, qn_sink *sink);

/* A template of a message in general: what stands for a part of the program is three dots. */
void qn_findings_template(qn_page *page, const char *text);

/* The same for one source that was read without compiling it. */
void qn_findings_add_source(const struct qn_source *source, const struct qn_diagnostics *list,
                            qn_sink *sink);

#endif
