/*
 * From what the prover tells to diagnostics. See proof.h.
 */
#include "proof.h"

#include <stdio.h>
#include <string.h>

#include "accept.h"
#include "compilation.h"
#include "source.h"

/* Findings whose cases are made whole; more of them have those of the boxes. */
enum { OUTLINES_MAX = 200 };

typedef struct proof {
    qn_compilation *compilation;
    const qn_program *program;
    const qn_tables *t;
    qn_outline
        outline[OUTLINES_MAX]; /* of findings of the compiler's, whose cases are made whole */
    const qn_diagnostic *told[OUTLINES_MAX]; /* the finding of each; NULL when it has its case */
    size_t outlines;
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
    const char *nothing = found->is_by_default ? "all facts as they are by default" : "every case";
    const char *witness =
        found->witness == NULL || found->witness[0] == '\0' ? nothing : found->witness;
    (void)snprintf(text, WITNESS_SIZE, "%s%s", witness,
                   found->is_smallest ? "" : " (not shown to be the smallest case)");
}

static void add_witness(qn_diagnostic *diagnostic, const qn_found *found)
{
    char text[WITNESS_SIZE];
    if (found->witness != NULL) {
        put_witness(found, text);
        qn_diagnostic_example(diagnostic, text);
        diagnostic->is_shown = true;
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

/* Whether a finding begins in a span. */
static bool is_within(const qn_diagnostic *d, qn_span span)
{
    return d->span.source == span.source && d->span.begin >= span.begin &&
           d->span.begin <= span.end;
}

static bool is_told_in(const qn_diagnostic *first, qn_span span, bool (*tells)(qn_code))
{
    for (const qn_diagnostic *d = first; d; d = d->next) {
        if (tells(d->code) && is_within(d, span)) {
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

/* The rule that has the clauses: of one of a `for each` those are with its readings for elements.
 */
static const qn_row_rule *with_clauses(const qn_tables *t, const qn_row_rule *row)
{
    const qn_row_rule *found = row;
    for (uint32_t i = 0; row->clause_count == 0 && i < t->rule_count; i++) {
        const qn_row_rule *other = &t->rule[i];
        if ((other->flags & QN_RULE_INLINE) != 0 && other->name == row->name &&
            other->source == row->source && other->line == row->line &&
            other->clause_count > found->clause_count) {
            found = other;
        }
    }
    return found;
}

/* From the name of a rule to its last clause in the same file. */
static bool find_rule(const proof *p, uint32_t rule, qn_span *out)
{
    const qn_row_rule *row = with_clauses(p->t, &p->t->rule[rule]);
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

/* Whether the compiler has told the same, with more to say. */
static bool is_told(const proof *p, const qn_found *found, qn_span span)
{
    bool is_missing = found->code == QN_Q0338 && strcmp(found->argument[1], "no value") == 0;
    bool is_gap = is_missing || found->code == QN_Q0322;
    bool is_absence = found->code >= QN_Q0344 && found->code <= QN_Q0346;
    bool is_error = (found->code == QN_Q0338 && !is_missing) || is_absence;
    qn_span rule;
    if (!is_absence && has_told(p, span, tells_of_clause)) {
        return true;
    }
    return !is_error && found->rule != QN_NONE_INDEX && find_rule(p, found->rule, &rule) &&
           has_told(p, rule, is_gap ? tells_of_gap : tells_of_overlap);
}

/* ---- cases for what the compiler has found */

static void add_outline(proof *p, const qn_diagnostic *d, uint32_t rule, qn_answer status)
{
    bool is_base = status == QN_KNOWN && d->code == QN_Q0307; /* the row has no part in the value */
    if (p->outlines < OUTLINES_MAX) {
        const qn_source *source = qn_compilation_source(p->compilation, d->span.source);
        qn_position at = qn_source_position(source, d->span.begin);
        p->told[p->outlines] = d;
        p->outline[p->outlines++] =
            (qn_outline){.rule = rule,
                         .status = status,
                         .place = {p->t->rule[rule].source, is_base ? 0 : at.line, at.column},
                         .outline = d->example};
    }
}

/* The rule in which a finding is told, or QN_NONE_INDEX. */
static uint32_t rule_of(const proof *p, const qn_diagnostic *d)
{
    for (uint32_t i = 0; i < p->t->rule_count; i++) {
        qn_span span;
        if ((p->t->rule[i].flags & (QN_RULE_HIDDEN | QN_RULE_INLINE)) == 0 &&
            find_rule(p, i, &span) && is_within(d, span)) {
            return i;
        }
    }
    return QN_NONE_INDEX;
}

/* What the rule comes to in the case of a finding. A hole in a band may leave the base, or nothing.
 */
static void outline_finding(proof *p, const qn_diagnostic *d)
{
    bool is_overlap = tells_of_overlap(d->code) && d->code != QN_Q0306;
    bool is_gap = tells_of_gap(d->code);
    uint32_t rule = is_overlap || is_gap || d->code == QN_Q0306 ? rule_of(p, d) : QN_NONE_INDEX;
    if (rule == QN_NONE_INDEX || d->example == NULL) {
        return;
    }
    if (is_overlap || is_gap) {
        add_outline(p, d, rule, is_overlap ? QN_CONFLICT : QN_FAILED);
    }
    if (d->code == QN_Q0306 || d->code == QN_Q0307) {
        add_outline(p, d, rule, QN_KNOWN);
    }
}

/* A finding has its case. */
static void forget(proof *p, const qn_diagnostic *d)
{
    for (size_t i = 0; i < p->outlines; i++) {
        p->told[i] = p->told[i] == d ? NULL : p->told[i];
    }
}

/* Shows a finding of the compiler's with a case that can be run, unless it has got one. */
static void show(proof *p, const qn_found *found)
{
    char text[WITNESS_SIZE];
    size_t number = (size_t)(found->outline - p->outline);
    if (p->told[number] != NULL) {
        put_witness(found, text);
        qn_compilation_show(p->compilation, p->told[number], found->witness != NULL ? text : NULL);
    }
    forget(p, p->told[number]);
}

/* What is not found may yet be there: anywhere in the rule that was asked about. */
static void leave_open(const proof *p, const qn_found *found, qn_code code, qn_span span)
{
    qn_span rule;
    bool has_rule = found->rule != QN_NONE_INDEX && find_rule(p, found->rule, &rule);
    qn_compilation_leave_open(p->compilation, code, span);
    if (has_rule && rule.source == span.source) {
        qn_compilation_leave_open(p->compilation, code, rule);
    }
}

static void add_found(void *context, const qn_found *found)
{
    proof *p = context;
    qn_span span;
    if (found->outline != NULL) {
        show(p, found);
        return;
    }
    if (!find_span(p, &found->place, &span)) {
        return;
    }
    bool is_open = found->code == QN_Q0349;
    bool is_passed_over = is_open ? found->is_silent : is_told(p, found, span);
    if (is_open || is_passed_over) {
        leave_open(p, found, is_open ? found->about : found->code, span);
    }
    if (is_passed_over) {
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
                  unsigned tell, qn_proved *out)
{
    proof p = {.compilation = compilation, .program = program, .t = &program->tables};
    const qn_diagnostics *list = qn_compilation_diagnostics(compilation);
    for (const qn_diagnostic *d = list->first; d != NULL; d = d->next) {
        outline_finding(&p, d);
    }
    const qn_prove_options options = {.imported = imported,
                                      .open = (tell & QN_TELL_UNDECIDED) != 0,
                                      .none = (tell & QN_TELL_NONE) != 0,
                                      .outline = p.outline,
                                      .outlines = p.outlines};
    return qn_prove(program, &options, add_found, &p, out);
}

/* ---- for whom it is none */

/* Whether a site is that of a use that a finding tells of. */
static bool is_site_of(const proof *p, const qn_row_site *site, const qn_diagnostic *d)
{
    const qn_source *source = qn_compilation_source(p->compilation, d->span.source);
    if (source == NULL || site->code != QN_PRESUMED_CODE || site->source == QN_NONE_INDEX ||
        site->rule == QN_NONE_INDEX || (p->t->rule[site->rule].flags & QN_RULE_INLINE) != 0) {
        return false;
    }
    qn_position at = qn_source_position(source, d->span.begin);
    return site->line == at.line && site->column == at.column &&
           strcmp(qn_tables_string(p->t, p->t->source[site->source].name), source->name) == 0;
}

/* A definition that is called from several rules is one place and several sites. */
static void outline_use(proof *p, const qn_diagnostic *d)
{
    for (uint32_t i = 0; i < p->t->site_count && p->outlines < OUTLINES_MAX; i++) {
        const qn_row_site *site = &p->t->site[i];
        if (is_site_of(p, site, d)) {
            p->told[p->outlines] = d;
            p->outline[p->outlines++] =
                (qn_outline){.rule = site->rule,
                             .status = QN_FAILED,
                             .place = {site->source, site->line, site->column},
                             .is_use = true};
        }
    }
}

bool qn_proof_show_absences(qn_compilation *compilation, const qn_program *presumed)
{
    proof p = {.compilation = compilation, .program = presumed, .t = &presumed->tables};
    qn_proved none;
    const qn_diagnostics *list = qn_compilation_diagnostics(compilation);
    for (const qn_diagnostic *d = list->first; d != NULL; d = d->next) {
        if (d->code == QN_Q0705) {
            outline_use(&p, d);
        }
    }
    const qn_prove_options options = {
        .only_outlines = true, .outline = p.outline, .outlines = p.outlines};
    return p.outlines == 0 || qn_prove(presumed, &options, add_found, &p, &none);
}
