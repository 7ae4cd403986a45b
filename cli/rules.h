/*
 * A rule file or an image, from its path to a program that can be asked.
 *
 * Responsible for reading, compiling and loading, and for passing on what the compiler found.
 */
#ifndef QN_CLI_RULES_H
#define QN_CLI_RULES_H

#include "io.h"
#include "program.h"
#include "qanun.h"
#include "qanun_compile.h"

typedef struct qn_rules {
    const char *path; /* the caller's */
    qn_program *program;
    const qn_tables *tables;     /* of the program */
    qn_compilation *compilation; /* NULL where the file is an image */
    const unsigned char *image;  /* owned by the compilation, or by bytes */
    size_t image_length;
    char *bytes;    /* of an image file */
    bool no_memory; /* that is why it failed */
} qn_rules;

/* Loads rule text or an image, told apart by their first bytes. `LAW.qn+REFORM.qn` is a law with
 * reforms that are laid over it, unless there is a file of just that name. False where that failed:
 * then the sink has at least one error. What the compiler found in rules that can be run is
 * left in the compilation; with `looks_around` it finds, too, what no file beside uses. Either way
 * the caller ends with qn_rules_clear. */
bool qn_rules_load(const char *path, bool looks_around, qn_sink *sink, qn_rules *out);

/* Loads no more of one rule file than these rules of it need (qanun_compile.h). */
bool qn_rules_load_asked(const char *path, const char *const *asked, size_t count, qn_sink *sink,
                         qn_rules *out);

void qn_rules_clear(qn_rules *rules);

/* The same with the examples of the file beside it that ends in .qnt, if there is one. A path that
 * ends so stands for the rules and their examples in every verb. */
bool qn_rules_load_tested(const char *path, qn_sink *sink, qn_rules *out);

/* What a file of that path holds instead of what it holds on the disk, where it need not be. */
typedef struct qn_instead {
    const char *path;
    const char *bytes;
    size_t length;
} qn_instead;

/* The same with a file in the place of another. */
bool qn_rules_load_instead(const char *path, const qn_instead *instead, qn_sink *sink,
                           qn_rules *out);

/* leave.qnt of leave.qn, where the examples of these rules may stand; from malloc, NULL out of
 * memory. */
char *qn_rules_examples_path(const char *rules);

/* Whether a path ends in .qnt. */
bool qn_rules_are_examples(const char *path);

/* The same for rule text that is at hand, as if it stood in a file of that path; all that the
 * compiler finds goes to the sink. */
bool qn_rules_load_text(const char *path, const char *bytes, size_t length, qn_sink *sink,
                        qn_rules *out);

/* How many rules a program has of its own, or has changed. With a name: how many of those are the
 * file's. */
uint32_t qn_rules_count(const qn_tables *t, const char *name);

/* What came of files that were looked at together. */
typedef enum qn_together {
    QN_CLEAN, /* nothing at all is to be said of any of them */
    QN_FOUND, /* there are findings */
    QN_APART  /* no program came of them: each is to be looked at by itself */
} qn_together;

/* Compiles rule files together, so that what they share is read once, and asks about all their
 * cases. Unless they are apart, count holds how many rules each path has, behind them how many
 * findings were accepted in all, behind that two numbers a path: promises made, and proved; and how
 * many questions were not decided, which `tell` may add to the findings (proof.h). A clean result
 * is kept (kept.h), and found again while nothing that was read has changed. *found: the
 * compilation, which the caller frees, or NULL where the result was kept or there is none. */
qn_together qn_rules_check(char *const *path, size_t paths, unsigned tell, uint32_t *count,
                           qn_compilation **found);

/* True if the bytes begin like an image. */
bool qn_rules_is_image(const char *bytes, size_t length);

#endif
