/*
 * Files that are read and written at once. See overwrite.h.
 *
 * Files are compared as the system knows them, so that ./leave.qn and a link are leave.qn, too.
 */
#include "overwrite.h"

#include <string.h>
#include <sys/stat.h>

typedef struct written {
    qn_option_name option;
    const char *word;
} written;

static const written outputs[] = {
    {QN_OPTION_OUTPUT, "-o"}, {QN_OPTION_REJECTED, "--rejected"}, {QN_OPTION_RECEIPT, "--receipt"},
    {QN_OPTION_SVG, "--svg"}, {QN_OPTION_CSV, "--csv"},           {QN_OPTION_HTML, "--html"},
};

/* The path in the value of an option that names a file to be read, or NULL. `ask -o` may go on with
 * the facts that it was given, and writes them anew; of rejected rows and rows, whose file need not
 * be named, rows.c takes care. */
static const char *path_read(const qn_args_option *option, qn_option_name writer)
{
    const char *equals = strchr(option->value, '=');
    switch (option->name) {
    case QN_OPTION_FACTS:
        return writer == QN_OPTION_OUTPUT ? NULL : option->value;
    case QN_OPTION_ROWS:
        return writer == QN_OPTION_REJECTED ? NULL : option->value;
    case QN_OPTION_TABLE:
        return equals != NULL ? equals + 1 : NULL;
    default:
        return NULL;
    }
}

/* Whether a path is the file; only what is a file at all can be lost. */
static bool is_file(const char *path, const struct stat *file)
{
    struct stat other;
    return stat(path, &other) == 0 && S_ISREG(other.st_mode) && other.st_dev == file->st_dev &&
           other.st_ino == file->st_ino;
}

/* Whether one of the files of LAW.qn+REFORM.qn is the file. */
static bool is_part(const char *operand, const struct stat *file)
{
    char part[4096];
    for (const char *begin = operand; *begin != '\0';) {
        size_t length = strcspn(begin, "+");
        if (length < sizeof part) {
            memcpy(part, begin, length);
            part[length] = '\0';
            if (is_file(part, file)) {
                return true;
            }
        }
        begin += length + (begin[length] == '+');
    }
    return is_file(operand, file);
}

/* Whether the command reads the file that an option names for writing. */
static bool is_read(const qn_args *args, qn_option_name writer, const char *path)
{
    struct stat file;
    if (strcmp(path, "-") == 0 || stat(path, &file) != 0 || !S_ISREG(file.st_mode)) {
        return false;
    }
    for (size_t i = 0; i < args->operand_count; i++) {
        if (is_part(args->operand[i], &file)) {
            return true;
        }
    }
    for (size_t i = 0; i < args->option_count; i++) {
        const char *read = path_read(&args->option[i], writer);
        if (read != NULL && is_file(read, &file)) {
            return true;
        }
    }
    return false;
}

bool qn_overwrites(const qn_verb *verb, const qn_args *args, qn_page *wrong)
{
    for (size_t i = 0; i < sizeof outputs / sizeof outputs[0]; i++) {
        const char *path = qn_args_value(args, outputs[i].option);
        if (path != NULL && path[0] != '\0' && is_read(args, outputs[i].option, path)) {
            qn_page_format(wrong, "qanun %s: %s would write over `", verb->word, outputs[i].word);
            qn_page_shown(wrong, path);
            qn_page_put(wrong, "`, which is read; name another file\n");
            return true;
        }
    }
    return false;
}
