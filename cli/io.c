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

void qn_sink_add(qn_sink *sink, const qn_report *report)
{
    if (is_told_elsewhere(sink, report)) {
        sink->elsewhere++;
        return;
    }
    size_t before = sink->errors + sink->warnings;
    sink->errors += report->severity == QN_REPORT_ERROR;
    sink->warnings += report->severity == QN_REPORT_WARNING;
    if (before >= QN_SINK_SHOWN_MAX) {
        return;
    }
    if (sink->json) {
        qn_page_put(sink->page, before == 0 ? "{\"diagnostics\": [\n  " : ",\n  ");
        qn_report_json(sink->page, report);
    } else {
        qn_report_page(sink->page, report, sink->colour);
    }
}

bool qn_sink_skip(qn_sink *sink)
{
    bool full = sink->errors + sink->warnings >= QN_SINK_SHOWN_MAX;
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

void qn_sink_end(qn_sink *sink)
{
    size_t all = sink->errors + sink->warnings;
    if (sink->json) {
        qn_page_put(sink->page, all == 0 ? "{\"diagnostics\": []" : "\n]");
        qn_page_put(sink->page, sink->more ? qn_page_string(sink->more) : "");
        qn_page_put(sink->page, "}\n");
        return;
    }
    if (all > QN_SINK_SHOWN_MAX) {
        qn_page_format(sink->page, "… and %zu more\n", all - QN_SINK_SHOWN_MAX);
    }
    qn_report_totals(sink->page, sink->errors, sink->warnings);
}

qn_sink qn_sink_make(qn_io *io, bool json)
{
    return (qn_sink){.page = json ? &io->out : &io->err, .json = json, .colour = io->err_colour};
}
