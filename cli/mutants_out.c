/*
 * Mutants as text and JSON. See mutants_out.h.
 */
#include "mutants_out.h"

#include "coverage_out.h"
#include "mutants.h"

static unsigned share_of(const qn_mutant_sum *sum)
{
    return qn_coverage_tenths((unsigned)sum->noticed, (unsigned)(sum->noticed + sum->survived));
}

/* "leave.qn: 38 of 40 mutants noticed, 95.0%; 1 accepted; 2 that change no answer" */
static void put_text(qn_page *page, const char *path, const qn_mutant_sum *sum)
{
    unsigned tenths = share_of(sum);
    qn_page_shown(page, path);
    qn_page_format(page, "%s%zu of %zu mutants noticed, %u.%u%%", path[0] ? ": " : "", sum->noticed,
                   sum->noticed + sum->survived, tenths / 10, tenths % 10);
    if (sum->accepted > 0) {
        qn_page_format(page, "; %zu accepted", sum->accepted);
    }
    if (sum->equal > 0) {
        qn_page_format(page, "; %zu more change no answer", sum->equal);
    }
    qn_page_put(page, "\n");
}

/* The members of an object, without its braces. */
static void put_json(qn_page *page, const qn_mutant_sum *sum)
{
    unsigned tenths = share_of(sum);
    qn_page_format(page,
                   "\"noticed\": %zu, \"survived\": %zu, \"accepted\": %zu, \"equal\": %zu, "
                   "\"percent\": %u.%u",
                   sum->noticed, sum->survived, sum->accepted, sum->equal, tenths / 10,
                   tenths % 10);
}

/* One file, and its line in the answer. */
static void tell_file(const qn_mutating *how, const char *path, qn_sink *sink, qn_page *more,
                      qn_mutant_sum *all)
{
    qn_mutant_sum sum;
    sink->file = path;
    if (!qn_mutants_run(path, how->hands, how->shows, sink, &sum)) {
        return;
    }
    qn_mutants_add(all, &sum);
    if (!how->as_json) {
        put_text(sink->page, path, &sum);
        return;
    }
    qn_page_put(more, more->length > 0 ? ",\n  {\"file\": " : ",\n \"files\": [\n  {\"file\": ");
    qn_page_json_string(more, path);
    qn_page_put(more, ", ");
    put_json(more, &sum);
    qn_page_put(more, "}");
}

/* Ends the answer with the sums. */
static void tell_sums(const qn_mutating *how, qn_sink *sink, qn_page *more,
                      const qn_mutant_sum *all)
{
    if (how->as_json) {
        qn_page_put(more, more->length > 0 ? "],\n \"mutants\": {"
                                           : ",\n \"files\": [],\n \"mutants\": {");
        put_json(more, all);
        qn_page_put(more, "}");
        sink->more = more;
        qn_sink_end(sink);
    } else if (how->paths->count > 1) {
        put_text(sink->page, "", all);
    }
}

int qn_mutants_tell(const qn_mutating *how, qn_io *io)
{
    qn_mutant_sum all = {0};
    qn_page more = {0};
    qn_sink sink = {.page = &io->out,
                    .form = how->as_json ? QN_SINK_JSON : QN_SINK_TEXT,
                    .colour = io->out_colour,
                    .tells_accepted = how->as_json || how->lists_accepted,
                    .files = how->paths};
    for (size_t i = 0; i < how->paths->count; i++) {
        tell_file(how, how->paths->path[i], &sink, &more, &all);
    }
    tell_sums(how, &sink, &more, &all);
    qn_page_end(&more, &io->out);
    unsigned tenths = share_of(&all);
    if (tenths < how->least) {
        qn_page_format(&io->err,
                       "qanun test: %u.%u%% of the mutants are noticed, and %u.%u%% is asked\n",
                       tenths / 10, tenths % 10, how->least / 10, how->least % 10);
    }
    return sink.errors > 0 || tenths < how->least ? QN_EXIT_WRONG : QN_EXIT_OK;
}
