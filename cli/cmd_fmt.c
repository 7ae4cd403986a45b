/*
 * qanun fmt: writes rule files in their one form.
 */
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "findings.h"
#include "folder.h"
#include "format.h"
#include "rules.h"
#include "verbs.h"

/* What is done with the one form of a file. */
typedef enum purpose {
    PURPOSE_WRITE, /* it takes the place of the file */
    PURPOSE_SHOW,  /* it is printed */
    PURPOSE_CHECK  /* it is compared */
} purpose;

/* One run of the verb. */
typedef struct formatter {
    qn_io *io;
    purpose purpose;
    qn_sink sink;   /* for files that cannot be formatted */
    size_t changed; /* files that are, or were, in another form */
} formatter;

/* Tells of a file that something is wrong with; the message has a place for the reason. */
static void complain(formatter *f, const char *path, const char *message, const char *why)
{
    qn_page page = {0};
    qn_page_format(&page, message, why);
    qn_sink_add_file(&f->sink, path, qn_page_string(&page), "");
    qn_page_end(&page, f->sink.page);
}

/* Puts the text where it belongs; names files whose form was another. */
static void deliver(formatter *f, const char *path, const char *text, size_t length,
                    bool is_changed)
{
    bool from_input = strcmp(path, "-") == 0;
    if (f->purpose == PURPOSE_SHOW || (from_input && f->purpose == PURPOSE_WRITE)) {
        qn_page_add(&f->io->out, text, length);
        return;
    }
    if (!is_changed) {
        return;
    }
    f->changed++;
    if (f->purpose == PURPOSE_WRITE) {
        const char *wrong = qn_file_save(path, text, length);
        if (wrong) {
            complain(f, path, "cannot be written: %s", wrong);
            return;
        }
    }
    qn_page_shown(&f->io->out, path);
    qn_page_put(&f->io->out, f->purpose == PURPOSE_WRITE ? ": formatted\n" : ": other form\n");
}

/* Formats the bytes of a file; the arena holds all that is made of them. */
static void format_bytes(formatter *f, const char *path, const char *bytes, size_t length,
                         qn_arena *arena)
{
    qn_source source;
    qn_diagnostics found;
    const char *text = NULL;
    size_t text_length = 0;
    qn_format_status status = QN_FORMAT_REFUSED;
    qn_diagnostics_init(&found, arena);
    if (qn_source_init(&source, arena, 0, path, bytes, length, &found)) {
        status = qn_format(arena, &source, &found, &text, &text_length);
    }
    if (arena->exhausted) {
        qn_sink_add_file(&f->sink, path, "out of memory", "");
    } else if (status == QN_FORMAT_OK) {
        deliver(f, path, text, text_length,
                text_length != length || memcmp(text, bytes, length) != 0);
    } else if (status == QN_FORMAT_UNFAITHFUL) {
        qn_sink_add_file(&f->sink, path, "formatting would change what the file says",
                         "the file is left as it is: please report this mistake of qanun");
    } else {
        qn_findings_add_source(&source, &found, &f->sink);
    }
}

/* Reads and formats one file, in an arena of its own so that many files take no more memory. */
static void format_file(formatter *f, const char *path)
{
    char *bytes = NULL;
    size_t length = 0;
    const char *wrong = qn_file_read(path, QN_FILE_SOURCE_MAX, &bytes, &length);
    if (wrong) {
        complain(f, path, "cannot be read: %s", wrong);
        return;
    }
    if (qn_rules_is_image(bytes, length)) {
        qn_sink_add_file(&f->sink, path, "this is an image", "format the rules that it came from");
    } else {
        qn_arena arena;
        qn_arena_init(&arena, NULL, NULL);
        format_bytes(f, path, bytes, length, &arena);
        qn_arena_clear(&arena);
    }
    free(bytes);
}

static int run_fmt(const qn_args *args, struct qn_io *io)
{
    bool shows = qn_args_value(args, QN_OPTION_STDOUT) != NULL;
    bool checks = qn_args_value(args, QN_OPTION_CHECK) != NULL;
    if (shows && checks) {
        qn_page_put(&io->err,
                    "qanun fmt: say either --stdout or --check; see `qanun fmt --help`\n");
        return QN_EXIT_USAGE;
    }
    formatter f = {.io = io, .sink = qn_sink_make(io, false)};
    f.purpose = shows ? PURPOSE_SHOW : checks ? PURPOSE_CHECK : PURPOSE_WRITE;
    qn_paths paths = {.takes_examples = true};
    for (size_t i = 0; i < args->operand_count; i++) {
        qn_paths_add(&paths, args->operand[i]);
    }
    io->err.out_of_memory |= paths.out_of_memory;
    for (size_t i = 0; i < paths.count; i++) {
        format_file(&f, paths.path[i]);
    }
    qn_paths_clear(&paths);
    qn_sink_end(&f.sink);
    return f.sink.errors > 0 || (checks && f.changed > 0) ? QN_EXIT_WRONG : QN_EXIT_OK;
}

static const qn_option options[] = {
    {QN_OPTION_CHECK, "check", 0, false, "", "write nothing; name the files in another form"},
    {QN_OPTION_STDOUT, "stdout", 0, false, "", "print the one form and leave the files alone"},
};

const qn_verb qn_verb_fmt = {
    .word = "fmt",
    .operands = "FILE…",
    .least = 1,
    .most = (size_t)-1,
    .summary = "write rule files in their one form",
    .details =
        "Example:\n"
        "\n"
        "    printf 'fact age:years\\nfee base 5;age 18..->+2' | qanun fmt -\n"
        "\n"
        "prints\n"
        "\n"
        "    fact age : years\n"
        "    fee base 5; age 18.. → +2\n"
        "\n"
        "A folder stands for every .qn and .qn.md file below it, `-` for standard input, whose\n"
        "form is printed. Only spaces, blank lines and arrows change, never what a rule says; a\n"
        "file with mistakes is left alone. With --check the exit status is 1 where a file has\n"
        "another form.\n",
    .option = options,
    .option_count = sizeof options / sizeof options[0],
    .run = run_fmt,
};
