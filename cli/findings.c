/*
 * What the compiler found, from its data to reports. See findings.h.
 */
#include "findings.h"

#include <string.h>

#include "accept.h"
#include "compilation.h"
#include "diagnostic.h"
#include "source.h"

/* Where the texts of one report live. */
typedef struct maker {
    const qn_compilation *compilation; /* or NULL: then all spans are in the source */
    const qn_source *source;
    const char *path;
    const char *only; /* what lies in other files is passed over; or NULL */
    qn_arena arena;
} maker;

/* The spot of a span; one that goes over several lines is shown to the end of its first. */
static qn_spot make_spot(const maker *m, qn_span span)
{
    const qn_source *source =
        m->compilation ? qn_compilation_source(m->compilation, span.source) : m->source;
    if (!source) {
        return (qn_spot){.file = m->path, .text = ""};
    }
    qn_position begin = qn_source_position(source, span.begin);
    qn_position end = qn_source_position(source, span.end);
    qn_span line = qn_source_line(source, begin.line);
    size_t length = line.end - line.begin;
    size_t from = span.begin > line.begin ? span.begin - line.begin : 0;
    size_t to = span.end > line.begin ? span.end - line.begin : 0;
    return (qn_spot){.file = source->name,
                     .line = begin.line,
                     .column = begin.column,
                     .end_line = end.line,
                     .end_column = end.column,
                     .text = source->bytes + line.begin,
                     .length = length,
                     .begin = from < length ? from : length,
                     .end = to < length ? to : length};
}

/* A template with its arguments, in the arena; "" where memory is out, which the arena remembers.
 */
static const char *fill(maker *m, const qn_diagnostic *diagnostic, const char *text)
{
    const char *filled = qn_diagnostic_fill(diagnostic, text, &m->arena);
    return filled ? filled : "";
}

/* The labels of a diagnostic; fewer than there are only where memory is out. */
static const qn_report_label *make_labels(maker *m, const qn_diagnostic *diagnostic, size_t *count)
{
    size_t all = 0;
    for (const qn_label *label = diagnostic->label; label; label = label->next) {
        all++;
    }
    qn_report_label *made = qn_arena_take_array(&m->arena, all, sizeof *made);
    *count = 0;
    for (const qn_label *label = diagnostic->label; made && label; label = label->next) {
        made[(*count)++] = (qn_report_label){make_spot(m, label->span),
                                             fill(m, diagnostic, qn_label_template(label->text))};
    }
    return made;
}

/* The changes that would mend it. */
static const qn_report_label *make_fixes(maker *m, const qn_diagnostic *diagnostic, size_t *count)
{
    size_t all = 0;
    for (const qn_fix *fix = diagnostic->fix; fix; fix = fix->next) {
        all++;
    }
    qn_report_label *made = qn_arena_take_array(&m->arena, all, sizeof *made);
    *count = 0;
    for (const qn_fix *fix = diagnostic->fix; made && fix; fix = fix->next) {
        made[(*count)++] = (qn_report_label){make_spot(m, fix->span), fix->replacement};
    }
    return made;
}

/* Makes a report of a diagnostic and hands it to the sink, which writes it at once. */
static void add_one(maker *m, const qn_diagnostic *diagnostic, qn_sink *sink)
{
    static const qn_report_severity severities[] = {
        [QN_ERROR] = QN_REPORT_ERROR, [QN_WARNING] = QN_REPORT_WARNING, [QN_NOTE] = QN_REPORT_NOTE};
    const qn_diagnostic_row *row = qn_diagnostic_row_get(diagnostic->code);
    qn_report report = {.severity = severities[diagnostic->severity],
                        .code = row->name,
                        .message = fill(m, diagnostic, row->message),
                        .help = fill(m, diagnostic, row->help),
                        .example = diagnostic->example ? diagnostic->example : "",
                        .is_shown = diagnostic->is_shown,
                        .spot = make_spot(m, diagnostic->span)};
    if (diagnostic->acceptance) {
        report.reason = diagnostic->acceptance->reason;
        report.accepted_at = make_spot(m, diagnostic->acceptance->span);
    }
    report.label = make_labels(m, diagnostic, &report.label_count);
    report.fix = make_fixes(m, diagnostic, &report.fix_count);
    sink->page->out_of_memory |= m->arena.exhausted;
    qn_sink_add(sink, &report);
}

/* Whether a diagnostic lies in the one file that is asked about, if there is one. */
static bool is_asked_for(const maker *m, const qn_diagnostic *one)
{
    const qn_source *source =
        m->only ? qn_compilation_source(m->compilation, one->span.source) : NULL;
    return !m->only || (source && strcmp(source->name, m->only) == 0);
}

/* Each diagnostic has an arena of its own, so that many need no more memory than one. */
static void add_all(maker *m, const qn_diagnostic *first, qn_sink *sink)
{
    for (const qn_diagnostic *one = first; one; one = one->next) {
        if (!is_asked_for(m, one)) {
            continue;
        }
        qn_arena_init(&m->arena, NULL, NULL);
        add_one(m, one, sink);
        qn_arena_clear(&m->arena);
    }
}

void qn_findings_add_of(const qn_compilation *compilation, const char *path, qn_sink *sink)
{
    maker m = {.compilation = compilation, .path = path, .only = path};
    const qn_diagnostics *list = qn_compilation_diagnostics(compilation);
    add_all(&m, list->first, sink);
    add_all(&m, list->first_accepted, sink);
}

void qn_findings_add(const qn_compilation *compilation, const char *path, qn_sink *sink)
{
    maker m = {.compilation = compilation, .path = path};
    const qn_diagnostics *list = qn_compilation_diagnostics(compilation);
    add_all(&m, list->first, sink);
    add_all(&m, list->first_accepted, sink);
}

void qn_findings_add_behind(const qn_compilation *compilation, const char *path,
                            const qn_diagnostic *last, const qn_diagnostic *last_accepted,
                            qn_sink *sink)
{
    maker m = {.compilation = compilation, .path = path};
    const qn_diagnostics *list = qn_compilation_diagnostics(compilation);
    add_all(&m, last ? last->next : list->first, sink);
    add_all(&m, last_accepted ? last_accepted->next : list->first_accepted, sink);
}

void qn_findings_end(qn_compilation *compilation, const char *path, bool proved, qn_sink *sink)
{
    maker m = {.compilation = compilation, .path = path};
    const qn_diagnostics *list = qn_compilation_diagnostics(compilation);
    const qn_diagnostic *last = list->last;
    qn_compilation_end_findings(compilation, proved);
    add_all(&m, last ? last->next : list->first, sink);
}

void qn_findings_add_source(const qn_source *source, const qn_diagnostics *list, qn_sink *sink)
{
    maker m = {.source = source, .path = source->name};
    add_all(&m, list->first, sink);
}

void qn_findings_template(qn_page *page, const char *text)
{
    while (*text) {
        bool is_part = text[0] == '{' && text[1] >= '0' && text[1] <= '9' && text[2] == '}';
        qn_page_add(page, is_part ? "…" : text, is_part ? strlen("…") : 1);
        text += is_part ? 3 : text[0] == '{' && text[1] == '{' ? 2 : 1;
    }
}
