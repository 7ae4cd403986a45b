/*
 * qanun test: tries the examples of rule files.
 */
#include <string.h>

#include "answer.h"
#include "example.h"
#include "explain.h"
#include "folder.h"
#include "rules.h"
#include "verbs.h"

typedef enum form { FORM_TEXT, FORM_TAP, FORM_JSON } form;

/* One run of the verb. */
typedef struct tester {
    qn_io *io;
    form form;
    qn_sink sink; /* for files that do not compile */
    size_t passed;
    size_t failed;
    qn_rules rules;
    qn_view view;
} tester;

/* An expectation with its example, and what came of it. */
typedef struct trial {
    const qn_row_example *example;
    const qn_row_expectation *expected;
    qn_tried tried;
} trial;

/* A string of the program that is being tested. */
static const char *string(const tester *x, uint32_t index)
{
    return qn_tables_string(x->rules.tables, index);
}

/* "leave.qn:12:5", the place of the expectation. */
static void put_place(const tester *x, const trial *t, qn_page *page)
{
    uint32_t source = t->expected->source;
    qn_page_shown(page, source == QN_NONE_INDEX ? x->rules.path
                                                : string(x, x->rules.tables->source[source].name));
    qn_page_format(page, ":%u:%u", t->expected->line, t->expected->column);
}

/* What was expected, what came, and why: lines that belong under a failure. */
static void put_failure(tester *x, const trial *t, qn_page *page)
{
    const char *rule = string(x, x->rules.tables->rule[t->expected->rule].name);
    bool known = t->expected->status == QN_KNOWN;
    qn_page_format(page, "  expected  %s%s", rule, known ? " = " : "   ");
    qn_example_put_expected(page, &x->view, t->expected);
    qn_page_put(page, "\n");
    if (t->tried.bad_fact) {
        qn_page_put(page, "  but       ");
        qn_page_shown(page, qn_case_error(x->view.c)->text);
        qn_page_put(page, "\n");
        return;
    }
    qn_page why = {0};
    qn_explain_put_text(&why, &x->view, &t->expected->rule, 1);
    qn_page_put_lines(page, qn_page_string(&why), "  got       ");
    page->out_of_memory |= why.out_of_memory;
    qn_page_clear(&why);
}

/* As text only failures are shown. */
static void put_text(tester *x, const trial *t)
{
    qn_page *page = &x->io->out;
    if (t->tried.passed) {
        return;
    }
    put_place(x, t, page);
    qn_page_put(page, ": the example \"");
    qn_page_shown(page, string(x, t->example->name));
    qn_page_put(page, "\" fails\n");
    put_failure(x, t, page);
}

/* Puts each line as a comment, which is what readers of TAP show beside a failure. */
static void put_comment(qn_page *page, const char *text)
{
    for (const char *line = text; *line; line = strchr(line, '\n') + 1) {
        qn_page_put(page, "# ");
        qn_page_add(page, line, (size_t)(strchr(line, '\n') - line) + 1);
    }
}

/* Puts what a line of TAP is about. A `#` in it would open a directive, as TODO or SKIP, and turn a
 * failure into none. */
static void put_description(qn_page *page, const char *text)
{
    for (; *text; text++) {
        qn_page_put(page, *text == '#' || *text == '\\' ? "\\" : "");
        qn_page_add(page, text, 1);
    }
    qn_page_put(page, "\n");
}

/* A line of TAP, and a failure as comments below it. */
static void put_tap(tester *x, const trial *t)
{
    qn_page *page = &x->io->out;
    qn_page detail = {0};
    put_place(x, t, &detail);
    qn_page_put(&detail, " ");
    qn_page_shown(&detail, string(x, t->example->name));
    qn_page_format(&detail, ": %s", string(x, x->rules.tables->rule[t->expected->rule].name));
    qn_page_format(page, "%sok %zu - ", t->tried.passed ? "" : "not ", x->passed + x->failed);
    put_description(page, qn_page_string(&detail));
    detail.length = 0;
    if (!t->tried.passed) {
        put_failure(x, t, &detail);
        put_comment(page, qn_page_string(&detail));
    }
    page->out_of_memory |= detail.out_of_memory;
    qn_page_clear(&detail);
}

/* One object of the list `examples`. */
static void put_json(tester *x, const trial *t)
{
    qn_page *page = &x->io->out;
    qn_page text = {0};
    qn_page_put(page, x->passed + x->failed == 1 ? "\n  {\"example\": " : ",\n  {\"example\": ");
    qn_page_json_string(page, string(x, t->example->name));
    qn_page_put(page, ", \"at\": ");
    put_place(x, t, &text);
    qn_page_json_string(page, qn_page_string(&text));
    qn_page_put(page, ", \"rule\": ");
    qn_page_json_string(page, string(x, x->rules.tables->rule[t->expected->rule].name));
    qn_page_format(page, ", \"passed\": %s, \"expected\": ", t->tried.passed ? "true" : "false");
    text.length = 0;
    qn_example_put_expected(&text, &x->view, t->expected);
    qn_page_json_string(page, qn_page_string(&text));
    if (t->tried.bad_fact) {
        qn_page_put(page, ", \"refused\": ");
        qn_page_json_string(page, qn_case_error(x->view.c)->text);
    } else {
        qn_page_put(page, ", \"got\": ");
        qn_answer_put_json(page, &x->view, t->expected->rule, &t->tried.value);
    }
    qn_page_put(page, "}");
    page->out_of_memory |= text.out_of_memory;
    qn_page_clear(&text);
}

/* Tries an expectation, counts it and shows it in the form that is wanted. */
static void try_one(tester *x, const qn_row_example *example, const qn_row_expectation *expected)
{
    static void (*const put[])(tester *, const trial *) = {put_text, put_tap, put_json};
    trial t = {example, expected, qn_example_try(&x->view, example, expected)};
    if (t.tried.no_memory) {
        x->io->err.out_of_memory = true;
        return;
    }
    x->passed += t.tried.passed;
    x->failed += !t.tried.passed;
    put[x->form](x, &t);
}

/* A failure that no expectation tells of: its place, and why. */
static void put_other(tester *x, const char *place, const char *why)
{
    qn_page *page = &x->io->out;
    x->failed++;
    if (x->form == FORM_JSON) {
        qn_page_put(page, x->passed + x->failed == 1 ? "\n  {\"at\": " : ",\n  {\"at\": ");
        qn_page_json_string(page, place);
        qn_page_format(page, ", \"passed\": false, \"refused\": \"%s\"}", why);
        return;
    }
    if (x->form == FORM_TAP) {
        qn_page text = {0};
        qn_page_format(page, "not ok %zu - ", x->passed + x->failed);
        qn_page_shown(&text, place);
        qn_page_format(&text, ": %s", why);
        put_description(page, qn_page_string(&text));
        page->out_of_memory |= text.out_of_memory;
        qn_page_clear(&text);
        return;
    }
    qn_page_shown(page, place);
    qn_page_format(page, ": %s\n", why);
}

/* An example that expects nothing tests nothing, which its author will not have meant. */
static void put_idle(tester *x, const qn_row_example *example)
{
    qn_page place = {0};
    bool known = example->source != QN_NONE_INDEX;
    qn_page_put(&place,
                known ? string(x, x->rules.tables->source[example->source].name) : x->rules.path);
    qn_page_format(&place, ":%u", example->line);
    put_other(x, qn_page_string(&place), "this example expects nothing; add `expect RULE = VALUE`");
    x->io->out.out_of_memory |= place.out_of_memory;
    qn_page_clear(&place);
}

/* Tries every expectation of every example, in the order of the file. */
static void test_program(tester *x)
{
    const qn_tables *t = x->rules.tables;
    x->view = (qn_view){.program = x->rules.program, .t = t};
    x->view.c = qn_case_new(x->rules.program);
    if (!x->view.c) {
        x->io->err.out_of_memory = true;
        return;
    }
    for (uint32_t i = 0; i < t->example_count; i++) {
        if (t->example[i].expect_count == 0) {
            put_idle(x, &t->example[i]);
        }
        for (uint32_t j = 0; j < t->example[i].expect_count; j++) {
            try_one(x, &t->example[i], &t->expectation[t->example[i].first_expect + j]);
        }
    }
    qn_case_free(x->view.c);
}

/* The last line; the end of the list in JSON. */
static void put_totals(tester *x)
{
    qn_page *page = &x->io->out;
    if (x->form == FORM_JSON) {
        qn_page_format(page, "],\n \"passed\": %zu, \"failed\": %zu}\n", x->passed, x->failed);
        return;
    }
    if (x->form == FORM_TAP) {
        qn_page_format(page, "1..%zu\n# ", x->passed + x->failed);
    }
    qn_page_format(page, "%zu passed, %zu failed\n", x->passed, x->failed);
}

/* Tests the files in turn. The sink tells of those that do not compile. */
static void test_files(tester *x, const qn_paths *paths)
{
    static const char *const heading[] = {"", "TAP version 13\n", "{\"examples\": ["};
    qn_page_put(&x->io->out, heading[x->form]);
    x->sink.files = paths;
    for (size_t i = 0; i < paths->count; i++) {
        x->sink.file = paths->path[i];
        if (qn_rules_load(paths->path[i], false, &x->sink, &x->rules)) {
            test_program(x);
        } else if (x->form == FORM_TEXT) {
            x->failed++; /* the sink says it all */
        } else {
            put_other(x, paths->path[i], "this file cannot be tested");
        }
        qn_rules_clear(&x->rules);
    }
    put_totals(x);
    qn_sink_end(&x->sink);
}

/* The verb. */
static int run_test(const qn_args *args, struct qn_io *io)
{
    tester x = {.io = io, .sink = qn_sink_make(io, false)};
    x.form = qn_args_is(args, QN_OPTION_FORMAT, "tap")    ? FORM_TAP
             : qn_args_is(args, QN_OPTION_FORMAT, "json") ? FORM_JSON
                                                          : FORM_TEXT;
    qn_paths paths = {0};
    for (size_t i = 0; i < args->operand_count; i++) {
        qn_paths_add(&paths, args->operand[i]);
    }
    io->err.out_of_memory |= paths.out_of_memory;
    test_files(&x, &paths);
    qn_paths_clear(&paths);
    if (x.passed + x.failed == 0) {
        qn_page_put(&io->err, "qanun test: there is no example in what was named\n");
    }
    return x.failed > 0 || x.sink.errors > 0 ? QN_EXIT_WRONG : QN_EXIT_OK;
}

static const qn_option options[] = {
    {QN_OPTION_FORMAT, "format", 0, false, "text|tap|json", "for people, harnesses or programs"},
};

const qn_verb qn_verb_test = {
    .word = "test",
    .operands = "FILE…",
    .least = 1,
    .most = (size_t)-1,
    .summary = "try the examples of rule files",
    .details = "A folder stands for every .qn and .qn.md file below it.\n"
               "\n"
               "Example: add this to leave.qn\n"
               "\n"
               "    example \"seven years of service\"\n"
               "        given seniority = 7\n"
               "        expect vacation = 23 days\n"
               "\n"
               "and say\n"
               "\n"
               "    qanun test leave.qn\n"
               "\n"
               "It prints `1 passed, 0 failed`. An example that fails is shown with what came\n"
               "instead and why; then the exit status is 1.\n",
    .option = options,
    .option_count = sizeof options / sizeof options[0],
    .run = run_test,
};
