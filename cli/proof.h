/*
 * What the prover finds of a program, among what the compiler found of its files.
 */
#ifndef QN_CLI_PROOF_H
#define QN_CLI_PROOF_H

#include "prove.h"
#include "qanun_compile.h"

/* What is told where it is wanted: questions that are not decided, and rules that can be none. */
enum { QN_TELL_UNDECIDED = 1, QN_TELL_NONE = 2 };

/* Asks about all cases of a program that was compiled, and adds what is found to the diagnostics of
 * the compilation. imported: about the rules of the files that it uses, too. tell: what else is to
 * be added. False out of memory. */
bool qn_proof_add(qn_compilation *compilation, const qn_program *program, bool imported,
                  unsigned tell, qn_proved *out);

/* Adds to each error of the compilation that something can be none (Q0705) a case in which it is,
 * where one is found. presumed: the program of the same files in which such a use is an error of
 * the case. False out of memory. */
bool qn_proof_show_absences(qn_compilation *compilation, const qn_program *presumed);

#endif
