/*
 * Trials in four forms. See trials_out.h.
 */
#include "trials_out.h"

#include <string.h>

#include "html.h"

static const char *text(const qn_trials *trials, size_t at)
{
    return qn_trials_text(trials, at);
}

size_t qn_trials_sum(const qn_trials_out *out)
{
    return out->passed + out->failed + out->unconfirmed;
}

/* ---- text: failures only */

static void put_text(qn_trials_out *out, const qn_trials *trials, const qn_trial *t)
{
    qn_page_shown(out->page, text(trials, t->place));
    if (!t->example) {
        qn_page_format(out->page, ": %s\n", text(trials, t->refused));
        return;
    }
    qn_page_put(out->page, ": the example \"");
    qn_page_shown(out->page, text(trials, t->example));
    qn_page_format(out->page, "\" fails\n%s", text(trials, t->why));
}

/* ---- TAP */

/* Puts each line as a comment, which is what readers of TAP show beside a failure. */
static void put_comment(qn_page *page, const char *lines)
{
    for (const char *line = lines; *line; line = strchr(line, '\n') + 1) {
        qn_page_put(page, "# ");
        qn_page_add(page, line, (size_t)(strchr(line, '\n') - line) + 1);
    }
}

/* Puts what a line of TAP is about. A `#` in it would open a directive, as TODO or SKIP, and turn a
 * failure into none. */
static void put_description(qn_page *page, const char *words)
{
    for (; *words; words++) {
        qn_page_put(page, *words == '#' || *words == '\\' ? "\\" : "");
        qn_page_add(page, words, 1);
    }
}

/* A line of TAP, and a failure as comments below it. What is unconfirmed shows nothing yet, and is
 * told as skipped. */
static void put_tap(qn_trials_out *out, const qn_trials *trials, const qn_trial *t)
{
    qn_page words = {0};
    qn_page_shown(&words, text(trials, t->place));
    if (t->example) {
        qn_page_put(&words, " ");
        qn_page_shown(&words, text(trials, t->example));
        qn_page_format(&words, ": %s", text(trials, t->rule));
    } else {
        qn_page_format(&words, ": %s", text(trials, t->refused));
    }
    qn_page_format(out->page, "%sok %zu - ", t->passed ? "" : "not ", qn_trials_sum(out));
    put_description(out->page, qn_page_string(&words));
    qn_page_put(out->page, t->unconfirmed ? " # SKIP unconfirmed\n" : "\n");
    put_comment(out->page, text(trials, t->why));
    out->page->out_of_memory |= words.out_of_memory;
    qn_page_clear(&words);
}

/* ---- JUnit XML, as build servers read it */

static void put_attribute(qn_page *page, const char *name, const char *value)
{
    qn_page_format(page, " %s=\"", name);
    qn_html_put(page, value);
    qn_page_put(page, "\"");
}

/* Lines as text of an element, each with its end. */
static void put_lines(qn_page *page, const char *lines)
{
    qn_page line = {0};
    for (const char *end = strchr(lines, '\n'); end; lines = end + 1, end = strchr(lines, '\n')) {
        line.length = 0;
        qn_page_add(&line, lines, (size_t)(end - lines));
        qn_html_put(page, qn_page_string(&line));
        qn_page_put(page, "\n");
    }
    page->out_of_memory |= line.out_of_memory;
    qn_page_clear(&line);
}

/* "vacation: expected 23 days, got 21 days": what a report shows on one line. */
static void put_failure(qn_trials_out *out, const qn_trials *trials, const qn_trial *t)
{
    qn_page message = {0};
    qn_page_put(&out->suites, ">\n      <failure");
    if (t->refused) {
        qn_page_put(&message, text(trials, t->refused));
    } else {
        qn_page_format(&message, "%s: expected %s, got %s", text(trials, t->rule),
                       text(trials, t->expected), text(trials, t->got));
    }
    put_attribute(&out->suites, "message", qn_page_string(&message));
    qn_page_put(&out->suites, ">");
    put_lines(&out->suites, text(trials, t->why));
    qn_page_put(&out->suites, "</failure>\n    </testcase>\n");
    out->suites.out_of_memory |= message.out_of_memory;
    qn_page_clear(&message);
}

static void put_junit(qn_trials_out *out, const qn_trials *trials, const qn_trial *t,
                      const char *path)
{
    qn_page name = {0};
    qn_page_put(&name, t->example ? text(trials, t->example) : text(trials, t->refused));
    if (t->example) {
        qn_page_format(&name, ": %s (%s)", text(trials, t->rule), text(trials, t->place));
    }
    qn_page_put(&out->suites, "    <testcase");
    put_attribute(&out->suites, "classname", path);
    put_attribute(&out->suites, "name", qn_page_string(&name));
    if (t->unconfirmed) {
        qn_page_put(&out->suites, ">\n      <skipped message=\"unconfirmed\"/>\n    </testcase>\n");
    } else if (t->passed) {
        qn_page_put(&out->suites, "/>\n");
    } else {
        put_failure(out, trials, t);
    }
    out->suites.out_of_memory |= name.out_of_memory;
    qn_page_clear(&name);
}

/* ---- JSON */

/* One object of the list `examples`. */
static void put_json(qn_trials_out *out, const qn_trials *trials, const qn_trial *t)
{
    qn_page *page = out->page;
    qn_page_put(page, qn_trials_sum(out) == 1 ? "\n  {" : ",\n  {");
    if (t->example) {
        qn_page_put(page, "\"example\": ");
        qn_page_json_string(page, text(trials, t->example));
        qn_page_put(page, ", ");
    }
    qn_page_put(page, "\"at\": ");
    qn_page_json_string(page, text(trials, t->place));
    if (t->example) {
        qn_page_put(page, ", \"rule\": ");
        qn_page_json_string(page, text(trials, t->rule));
    }
    qn_page_format(page, ", \"passed\": %s", t->passed ? "true" : "false");
    qn_page_put(page, t->unconfirmed ? ", \"unconfirmed\": true" : "");
    if (t->example) {
        qn_page_put(page, ", \"expected\": ");
        qn_page_json_string(page, text(trials, t->expected));
    }
    if (t->refused) {
        qn_page_put(page, ", \"refused\": ");
        qn_page_json_string(page, text(trials, t->refused));
    } else {
        qn_page_format(page, ", \"got\": %s", text(trials, t->got_json));
    }
    if (t->why) {
        qn_page_put(page, ", \"why\": ");
        qn_page_json_string(page, text(trials, t->why));
    }
    qn_page_put(page, "}");
}

/* ---- all of them */

void qn_trials_begin(qn_trials_out *out)
{
    static const char *const heading[] = {
        "", "TAP version 13\n", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", "{\"examples\": ["};
    qn_page_put(out->page, heading[out->form]);
}

void qn_trials_put(qn_trials_out *out, const char *path, const qn_trials *trials)
{
    if (out->form == QN_TRIALS_JUNIT && trials->count > 0) {
        qn_page_put(&out->suites, "  <testsuite");
        put_attribute(&out->suites, "name", path);
        qn_page_format(&out->suites, " tests=\"%zu\" failures=\"%zu\" skipped=\"%zu\">\n",
                       trials->count, trials->failed, trials->unconfirmed);
    }
    for (size_t i = 0; i < trials->count; i++) {
        const qn_trial *t = &trials->row[i];
        out->unconfirmed += t->unconfirmed;
        out->passed += t->passed && !t->unconfirmed;
        out->failed += !t->passed;
        if (out->form == QN_TRIALS_TEXT && !t->passed) {
            put_text(out, trials, t);
        } else if (out->form == QN_TRIALS_TAP) {
            put_tap(out, trials, t);
        } else if (out->form == QN_TRIALS_JUNIT) {
            put_junit(out, trials, t, path);
        } else if (out->form == QN_TRIALS_JSON) {
            put_json(out, trials, t);
        }
    }
    if (out->form == QN_TRIALS_JUNIT && trials->count > 0) {
        qn_page_put(&out->suites, "  </testsuite>\n");
    }
    out->page->out_of_memory |= trials->words.out_of_memory;
}

void qn_trials_end(qn_trials_out *out, qn_page *more)
{
    size_t all = qn_trials_sum(out);
    switch (out->form) {
    case QN_TRIALS_TAP:
        qn_page_format(out->page, "1..%zu\n# ", all);
        break;
    case QN_TRIALS_JUNIT:
        qn_page_format(out->page, "<testsuites tests=\"%zu\" failures=\"%zu\" skipped=\"%zu\">\n",
                       all, out->failed, out->unconfirmed);
        qn_page_add(out->page, out->suites.bytes, out->suites.length);
        qn_page_end(&out->suites, out->page);
        qn_page_put(out->page, "</testsuites>\n");
        return;
    case QN_TRIALS_JSON:
        qn_page_put(out->page, "],\n ");
        if (more) {
            qn_page_add(out->page, more->bytes, more->length);
        }
        qn_page_format(out->page, "\"passed\": %zu, \"failed\": %zu, \"unconfirmed\": %zu}\n",
                       out->passed, out->failed, out->unconfirmed);
        return;
    case QN_TRIALS_TEXT:
        break;
    }
    qn_page_format(out->page, "%zu passed, %zu failed", out->passed, out->failed);
    if (out->unconfirmed > 0) {
        qn_page_format(out->page, ", %zu unconfirmed", out->unconfirmed);
    }
    qn_page_put(out->page, "\n");
}
