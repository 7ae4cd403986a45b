/*
 * From what the prover tells to diagnostics. See proof.h.
 */
#include "proof.h"

#include <stdio.h>
#include <string.h>

#include "accept.h"

typedef struct proof {
    qn_compilation *compilation;
    const qn_program *program;
    const qn_tables *t;
} proof;

static bool find_span(const proof *p, const qn_place *place, qn_span *out)
{
    return place->source != QN_NONE_INDEX &&
           qn_compilation_place(p->compilation,
                                qn_tables_string(p->t, p->t->source[place->source].name),
                                place->line, place->column, out);
}

enum { WITNESS_SIZE = 2000 };

/* The case, and whether it is known to be the smallest. */
static void put_witness(const qn_found *found, char text[WITNESS_SIZE])
{
    const char *witness = found->witness[0] != '\0' ? found->witness : "every case";
    (void)snprintf(text, WITNESS_SIZE, "%s%s", witness,
                   found->is_smallest ? "" : " (not shown to be the smallest case)");
}

static void add_witness(qn_diagnostic *diagnostic, const qn_found *found)
{
    char text[WITNESS_SIZE];
    if (found->witness != NULL) {
        put_witness(found, text);
        qn_diagnostic_example(diagnostic, text);
    }
}

/* Whether a finding of the compiler's is of clauses or rows that hold at once. */
static bool tells_of_overlap(qn_code code)
{
    return code == QN_Q0301 || code == QN_Q0302 || code == QN_Q0306 || code == QN_Q0309 ||
           code == QN_Q0311;
}

/* Whether it is of a case, or a day, for which there is no row or version. */
static bool tells_of_gap(qn_code code)
{
    return code == QN_Q0307 || code == QN_Q0308 || code == QN_Q0316 || code == QN_Q0321 ||
           code == QN_Q0322;
}

/* Whether it says that a clause is to no purpose. */
static bool tells_of_clause(qn_code code)
{
    return code == QN_Q0310 || code == QN_Q0312 || code == QN_Q0313;
}

static bool is_told_in(const qn_diagnostic *first, qn_span span, bool (*tells)(qn_code))
{
    for (const qn_diagnostic *d = first; d; d = d->next) {
        if (tells(d->code) && d->span.source == span.source && d->span.begin >= span.begin &&
            d->span.begin <= span.end) {
            return true;
        }
    }
    return false;
}

/* An accepted finding has been told, too. */
static bool has_told(const proof *p, qn_span span, bool (*tells)(qn_code))
{
    const qn_diagnostics *list = qn_compilation_diagnostics(p->compilation);
    return is_told_in(list->first, span, tells) || is_told_in(list->first_accepted, span, tells);
}

/* From the name of a rule to its last clause in the same file. */
static bool find_rule(const proof *p, uint32_t rule, qn_span *out)
{
    const qn_row_rule *row = &p->t->rule[rule];
    qn_place last = {row->source, row->line, row->column};
    qn_span end;
    for (uint32_t i = 0; i < row->clause_count; i++) {
        const qn_row_clause *clause = &p->t->clause[row->first_clause + i];
        if (clause->source == last.source && clause->line >= last.line) {
            last = (qn_place){clause->source, clause->line, clause->column};
        }
    }
    if (!find_span(p, &(qn_place){row->source, row->line, row->column}, out) ||
        !find_span(p, &last, &end)) {
        return false;
    }
    out->end = end.end;
    return true;
}

/* Whether a case gives facts and a date alone, so that it can be given to `run`. */
static bool can_be_run(const proof *p, const char *example)
{
    while (example && *example) {
        size_t length = strcspn(example, "=");
        char name[200];
        bool is_date = strncmp(example, "on ", 3) == 0;
        size_t end = strcspn(example, " =");
        (void)snprintf(name, sizeof name, "%.*s", (int)(end < sizeof name ? end : 0), example);
        bool is_fact =
            example[length] == '=' && end + 1 == length && qn_program_fact(p->program, name) >= 0;
        if (!is_date && !is_fact) {
            return false;
        }
        const char *next = strstr(example, ", ");
        example = next ? next + 2 : NULL;
    }
    return true;
}

/* Gives the first finding of an overlap in a rule a case that can be run, if its own names what is
 * computed. */
static void show_runnable(const proof *p, const qn_diagnostic *first, qn_span rule,
                          const char *witness)
{
    for (const qn_diagnostic *d = first; d; d = d->next) {
        bool is_here = d->span.source == rule.source && d->span.begin >= rule.begin &&
                       d->span.begin <= rule.end;
        if (is_here && tells_of_overlap(d->code) && !can_be_run(p, d->example)) {
            qn_compilation_show(p->compilation, d, witness);
            return;
        }
    }
}

/* Whether the compiler has told the same, with more to say. */
static bool is_told(const proof *p, const qn_found *found, qn_span span)
{
    bool is_missing = found->code == QN_Q0338 && strcmp(found->argument[1], "no value") == 0;
    bool is_error = found->code == QN_Q0338 && !is_missing;
    qn_span rule;
    if (has_told(p, span, tells_of_clause)) {
        return true;
    }
    return !is_error && found->rule != QN_NONE_INDEX && find_rule(p, found->rule, &rule) &&
           has_told(p, rule, is_missing ? tells_of_gap : tells_of_overlap);
}

static void add_found(void *context, const qn_found *found)
{
    const proof *p = context;
    qn_span span;
    if (!find_span(p, &found->place, &span)) {
        return;
    }
    if (is_told(p, found, span)) {
        qn_span rule;
        if (found->code == QN_Q0336 && found->witness && find_rule(p, found->rule, &rule)) {
            char text[WITNESS_SIZE];
            put_witness(found, text);
            show_runnable(p, qn_compilation_diagnostics(p->compilation)->first, rule, text);
        }
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

bool qn_proof_add(qn_compilation *compilation, const qn_program *program, bool imported, bool open,
                  qn_proved *out)
{
    proof p = {compilation, program, &program->tables};
    const qn_prove_options options = {.imported = imported, .open = open};
    return qn_prove(program, &options, add_found, &p, out);
}
