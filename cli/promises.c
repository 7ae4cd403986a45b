/*
 * Promises as findings. See promises.h.
 */
#include "promises.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "accept.h"
#include "promise.h"

/* What a question to the prover may cost, in its units: about half a second where it is all used
 * up. Cases that the machine tries besides. */
enum { WORK = 600000, TRIES = 500 };

static bool is_of_file(const qn_tables *t, const qn_row_promise *row, const char *name)
{
    return !name || (row->source != QN_NONE_INDEX &&
                     strcmp(qn_tables_string(t, t->source[row->source].name), name) == 0);
}

qn_promise_count qn_promises_count(const qn_tables *t, const uint8_t *verdict, const char *name)
{
    qn_promise_count count = {0};
    for (uint32_t i = 0; verdict && i < t->promise_count; i++) {
        if (is_of_file(t, &t->promise[i], name)) {
            count.made++;
            count.proved += verdict[i] == QN_VERDICT_PROVED;
            count.open += verdict[i] == QN_VERDICT_OPEN;
        }
    }
    return count;
}

/* The case that breaks a promise; one that is broken whatever the case is has none. */
static void add_example(qn_diagnostic *diagnostic, const qn_promise_answer *answer)
{
    char text[2000];
    if (answer->verdict == QN_VERDICT_REFUTED && answer->example[0] != '\0') {
        (void)snprintf(text, sizeof text, "%s%s", answer->example,
                       answer->is_smallest ? "" : " (not shown to be the smallest case)");
        qn_diagnostic_example(diagnostic, text);
    }
}

static void add_finding(qn_compilation *compilation, const qn_tables *t, const qn_row_promise *row,
                        const qn_promise_answer *answer)
{
    qn_span span;
    const char *argument = answer->text;
    qn_code code = answer->verdict == QN_VERDICT_REFUTED ? QN_Q0350 : QN_Q0351;
    bool is_placed =
        row->source != QN_NONE_INDEX &&
        qn_compilation_place(compilation, qn_tables_string(t, t->source[row->source].name),
                             row->line, row->column, &span);
    if (is_placed && code == QN_Q0351) {
        qn_compilation_leave_open(compilation, QN_Q0350, span);
    }
    qn_diagnostic *diagnostic =
        is_placed ? qn_compilation_find(compilation, code, span, 1, &argument) : NULL;
    if (diagnostic) {
        add_example(diagnostic, answer);
    }
}

bool qn_promises_add(qn_compilation *compilation, const qn_program *program, uint8_t **verdict)
{
    const qn_tables *t = qn_program_tables(program);
    qn_promise_answer *answer = calloc((size_t)t->promise_count + 1, sizeof *answer);
    *verdict = calloc((size_t)t->promise_count + 1, 1);
    bool good = answer && *verdict &&
                (t->promise_count == 0 || qn_promises_settle_all(program, WORK, TRIES, answer));
    for (uint32_t i = 0; answer && i < t->promise_count; i++) {
        if (good) {
            (*verdict)[i] = (uint8_t)answer[i].verdict;
        }
        if (good && answer[i].verdict != QN_VERDICT_PROVED) {
            add_finding(compilation, t, &t->promise[i], &answer[i]);
        }
        qn_promise_answer_clear(&answer[i]);
    }
    free(answer);
    return good;
}
