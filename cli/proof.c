/*
 * From what the prover tells to diagnostics. See proof.h.
 */
#include "proof.h"

#include <stdio.h>

#include "accept.h"

typedef struct proof {
    qn_compilation *compilation;
    const qn_tables *t;
} proof;

static bool find_span(const proof *p, const qn_place *place, qn_span *out)
{
    return place->source != QN_NONE_INDEX &&
           qn_compilation_place(p->compilation,
                                qn_tables_string(p->t, p->t->source[place->source].name),
                                place->line, place->column, out);
}

/* The case, and whether it is known to be the smallest. */
static void add_witness(qn_diagnostic *diagnostic, const qn_found *found)
{
    char text[2000];
    if (found->witness == NULL || found->witness[0] == '\0') {
        return;
    }
    (void)snprintf(text, sizeof text, "%s%s", found->witness,
                   found->is_smallest ? "" : " (not shown to be the smallest case)");
    qn_diagnostic_example(diagnostic, text);
}

static void add_found(void *context, const qn_found *found)
{
    const proof *p = context;
    qn_span span;
    if (!find_span(p, &found->place, &span)) {
        return;
    }
    qn_diagnostic *diagnostic =
        qn_compilation_find(p->compilation, found->code, span, found->arguments, found->argument);
    if (diagnostic != NULL && find_span(p, &found->beside, &span)) {
        qn_diagnostic_label(diagnostic, span, found->label);
    }
    if (diagnostic != NULL) {
        add_witness(diagnostic, found);
    }
}

bool qn_proof_add(qn_compilation *compilation, const qn_program *program, bool imported,
                  qn_proved *out)
{
    proof p = {compilation, &program->tables};
    const qn_prove_options options = {.imported = imported};
    return qn_prove(program, &options, add_found, &p, out);
}
