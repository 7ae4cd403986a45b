/*
 * What the compiler found, from its data to reports. See findings.h.
 */
#include "findings.h"

#include <string.h>

#include "diagnostic.h"
#include "prove.h"
#include "source.h"

/* Where the texts of one report live. */
typedef struct maker {
    const qn_compilation *compilation; /* or NULL: then all spans are in the source */
    const qn_source *source;
    const char *path;
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
                        .spot = make_spot(m, diagnostic->span)};
    report.label = make_labels(m, diagnostic, &report.label_count);
    report.fix = make_fixes(m, diagnostic, &report.fix_count);
    sink->page->out_of_memory |= m->arena.exhausted;
    qn_sink_add(sink, &report);
}

/* Each diagnostic has an arena of its own, so that many need no more memory than one. */
static void add_all(maker *m, const qn_diagnostics *list, qn_sink *sink)
{
    for (const qn_diagnostic *one = list->first; one; one = one->next) {
        qn_arena_init(&m->arena, NULL, NULL);
        add_one(m, one, sink);
        qn_arena_clear(&m->arena);
    }
}

void qn_findings_add(const qn_compilation *compilation, const char *path, qn_sink *sink)
{
    maker m = {.compilation = compilation, .path = path};
    add_all(&m, qn_compilation_diagnostics(compilation), sink);
}

void qn_findings_add_source(const qn_source *source, const qn_diagnostics *list, qn_sink *sink)
{
    maker m = {.source = source, .path = source->name};
    add_all(&m, list, sink);
}

/* The text of a file that was compiled, or NULL. */
static const qn_source *find_source(const qn_compilation *compilation, const char *name)
{
    const qn_source *source = NULL;
    for (unsigned i = 0; compilation; i++) {
        source = qn_compilation_source(compilation, i);
        if (!source || strcmp(source->name, name) == 0) {
            break;
        }
    }
    return source;
}

/* Bytes of a line without its comment, and the spaces before it. */
static size_t written_length(const char *text, size_t length)
{
    bool quoted = false;
    size_t end = 0;
    for (size_t i = 0; i < length && (quoted || text[i] != '#'); i++) {
        quoted ^= text[i] == '"';
        end = text[i] == ' ' || text[i] == '\r' ? end : i + 1;
    }
    return end;
}

/* The spot from a column of a line to the end of what is written there. */
static qn_spot make_line_spot(const qn_compilation *compilation, const qn_tables *t,
                              const qn_place *place)
{
    const char *name = qn_tables_string(t, t->source[place->source].name);
    const qn_source *source = find_source(compilation, name);
    qn_spot spot = {.file = name,
                    .line = place->line,
                    .column = place->column,
                    .end_line = place->line,
                    .end_column = place->column,
                    .text = ""};
    if (!source) {
        return spot;
    }
    qn_span line = qn_source_line(source, place->line);
    spot.text = source->bytes + line.begin;
    spot.length = line.end - line.begin;
    spot.end = written_length(spot.text, spot.length);
    for (size_t i = 0, column = 1; i < spot.length; i++) {
        column += ((unsigned char)spot.text[i] & 0xC0) != 0x80 && i > 0;
        spot.begin = column <= place->column ? i : spot.begin;
        spot.end_column = i < spot.end ? column + 1 : spot.end_column;
    }
    spot.end = spot.end > spot.begin ? spot.end : spot.begin;
    return spot;
}

void qn_findings_add_found(const qn_compilation *compilation, const qn_tables *tables,
                           const qn_found *found, qn_sink *sink)
{
    static const qn_report_severity severities[] = {
        [QN_ERROR] = QN_REPORT_ERROR, [QN_WARNING] = QN_REPORT_WARNING, [QN_NOTE] = QN_REPORT_NOTE};
    maker m = {.compilation = compilation};
    qn_arena_init(&m.arena, NULL, NULL);
    const qn_diagnostic diagnostic = {.code = found->code,
                                      .argument_count = found->arguments,
                                      .argument = found->argument};
    const qn_diagnostic_row *row = qn_diagnostic_row_get(found->code);
    qn_page example = {0};
    if (found->witness && found->witness[0]) {
        qn_page_format(&example, "%s%s", found->witness,
                       found->is_smallest ? "" : " (not shown to be the smallest case)");
    }
    qn_report_label beside = {.text = fill(&m, &diagnostic, qn_label_template(found->label))};
    qn_report report = {.severity = severities[row->severity],
                        .code = row->name,
                        .message = fill(&m, &diagnostic, row->message),
                        .help = fill(&m, &diagnostic, row->help),
                        .example = qn_page_string(&example),
                        .spot = make_line_spot(compilation, tables, &found->place)};
    if (found->beside.source != QN_NONE_INDEX) {
        beside.spot = make_line_spot(compilation, tables, &found->beside);
        report.label = &beside;
        report.label_count = 1;
    }
    sink->page->out_of_memory |= m.arena.exhausted;
    qn_sink_add(sink, &report);
    qn_page_end(&example, sink->page);
    qn_arena_clear(&m.arena);
}
