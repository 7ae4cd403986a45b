/*
 * Findings on their way to a page. See io.h.
 */
#include "io.h"

#include <string.h>

/* Is the finding of a file that has its own turn? */
static bool is_told_elsewhere(const qn_sink *sink, const qn_report *report)
{
    return sink->files && strcmp(report->spot.file, sink->file) != 0 &&
           qn_paths_have(sink->files, report->spot.file);
}

/* How many were to be shown so far. */
static size_t count_all(const qn_sink *sink)
{
    return sink->errors + sink->warnings + sink->notes;
}

/* Counts a finding, and says how many of its sort went before it. */
static size_t count_one(qn_sink *sink, const qn_report *report)
{
    if (report->reason) {
        return sink->accepted++;
    }
    size_t before = count_all(sink);
    sink->errors += report->severity == QN_REPORT_ERROR;
    sink->warnings += report->severity == QN_REPORT_WARNING;
    sink->notes += report->severity == QN_REPORT_NOTE;
    return before;
}

/* Writes a finding where those of its sort go; `before`: how many of them went before it. */
static void put_one(qn_sink *sink, const qn_report *report, size_t before)
{
    qn_page *page =
        report->reason && sink->form == QN_SINK_JSON ? &sink->accepted_json : sink->page;
    switch (sink->form) {
    case QN_SINK_TEXT:
        qn_report_page(page, report, sink->colour);
        break;
    case QN_SINK_SARIF:
        qn_sarif_add(&sink->sarif, report, page);
        break;
    case QN_SINK_JSON:
        qn_page_put(page, before > 0       ? ",\n  "
                          : report->reason ? ",\n \"accepted\": [\n  "
                                           : "{\"diagnostics\": [\n  ");
        qn_report_json(page, report);
        break;
    }
}

void qn_sink_add(qn_sink *sink, const qn_report *report)
{
    if (report->reason && !sink->tells_accepted) {
        return;
    }
    if (is_told_elsewhere(sink, report)) {
        sink->elsewhere += report->reason == NULL;
        return;
    }
    size_t before = count_one(sink, report);
    if (before < QN_SINK_SHOWN_MAX) {
        put_one(sink, report, before);
    }
}

bool qn_sink_skip(qn_sink *sink)
{
    bool full = count_all(sink) >= QN_SINK_SHOWN_MAX;
    sink->errors += full;
    return full;
}

void qn_sink_add_file(qn_sink *sink, const char *file, const char *message, const char *help)
{
    qn_report report = {.code = "",
                        .message = message,
                        .help = help,
                        .example = "",
                        .spot = {.file = file, .text = ""}};
    qn_sink_add(sink, &report);
}

/* Closes the JSON object. */
static void end_json(qn_sink *sink, const char *more)
{
    qn_page_put(sink->page, count_all(sink) == 0 ? "{\"diagnostics\": []" : "\n]");
    qn_page_put(&sink->accepted_json, sink->accepted ? "\n ]" : "");
    qn_page_put(sink->page, qn_page_string(&sink->accepted_json));
    qn_page_put(sink->page, more);
    if (sink->undecided > 0) {
        qn_page_format(sink->page, ",\n \"undecided\": %zu", sink->undecided);
    }
    qn_page_put(sink->page, "}\n");
}

static void end_text(qn_sink *sink)
{
    size_t all = count_all(sink);
    if (all > QN_SINK_SHOWN_MAX) {
        qn_page_format(sink->page, "… and %zu more\n", all - QN_SINK_SHOWN_MAX);
    }
    qn_report_totals(sink->page, sink->errors, sink->warnings, sink->accepted);
    if (sink->undecided > 0) {
        qn_page_format(
            sink->page,
            "%zu question%s about all cases %s not decided; `qanun check --undecided` lists "
            "them\n",
            sink->undecided, sink->undecided == 1 ? "" : "s", sink->undecided == 1 ? "is" : "are");
    }
}

void qn_sink_end(qn_sink *sink)
{
    const char *more = sink->more ? qn_page_string(sink->more) : "";
    if (sink->form == QN_SINK_SARIF) {
        qn_sarif_end(&sink->sarif, more, sink->page);
    } else if (sink->form == QN_SINK_JSON) {
        end_json(sink, more);
    } else {
        end_text(sink);
    }
    qn_page_end(&sink->accepted_json, sink->page);
}

qn_sink qn_sink_make(qn_io *io, bool json)
{
    return (qn_sink){.page = json ? &io->out : &io->err,
                     .form = json ? QN_SINK_JSON : QN_SINK_TEXT,
                     .colour = io->err_colour};
}
