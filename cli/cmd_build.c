/*
 * qanun build: writes the image of a program, which runs wherever its rules do.
 */
#include <string.h>

#include "digest.h"
#include "files.h"
#include "rules.h"
#include "verbs.h"

/* Writes the image and says how large it is, and its hash; to standard output only the image. */
static int write_image(const qn_rules *rules, const char *path, qn_io *io)
{
    if (strcmp(path, "-") == 0) {
        qn_page_add(&io->out, (const char *)rules->image, rules->image_length);
        return QN_EXIT_OK;
    }
    const char *wrong = qn_file_save(path, rules->image, rules->image_length);
    if (wrong) {
        qn_page_shown(&io->err, path);
        qn_page_format(&io->err, ": error: cannot be written: %s\n", wrong);
        return QN_EXIT_WRONG;
    }
    qn_page_shown(&io->out, path);
    char digest[QN_DIGEST_TEXT_SIZE];
    qn_digest(rules->image, rules->image_length, digest);
    qn_page_format(&io->out, ": %zu bytes, SHA-256 %s\n", rules->image_length, digest);
    return QN_EXIT_OK;
}

/* The verb. Warnings and findings that show in some cases only do not keep an image from being
 * written: an image answers such cases with a conflict, as its rules do. */
static int run_build(const qn_args *args, struct qn_io *io)
{
    const char *path = qn_args_value(args, QN_OPTION_OUTPUT);
    if (!path || !path[0]) {
        qn_page_put(&io->err,
                    "qanun build: say where to with `-o FILE.qnb`; see `qanun build --help`\n");
        return QN_EXIT_USAGE;
    }
    qn_rules rules;
    qn_sink sink = qn_sink_make(io, false);
    int status = QN_EXIT_WRONG;
    if (qn_rules_load(args->operand[0], false, &sink, &rules)) {
        status = write_image(&rules, path, io);
    }
    qn_sink_end(&sink);
    qn_rules_clear(&rules);
    return status;
}

static const qn_option options[] = {
    {QN_OPTION_OUTPUT, "output", 'o', false, "FILE.qnb", "the image; `-` is standard output"},
};

const qn_verb qn_verb_build = {
    .word = "build",
    .operands = "FILE -o FILE.qnb",
    .least = 1,
    .most = 1,
    .summary = "write the image of a program, to be run without its rules",
    .details =
        "Example:\n"
        "\n"
        "    qanun build leave.qn -o leave.qnb\n"
        "    qanun run leave.qnb vacation --fact seniority=7\n"
        "\n"
        "Whoever builds the same files gets the same image, byte for byte, and the same hash.\n"
        "An image is checked whole whenever it is loaded. Programs in C load it with\n"
        "qn_program_load. Until it is complete an older image stays in its place.\n",
    .option = options,
    .option_count = sizeof options / sizeof options[0],
    .run = run_build,
};
