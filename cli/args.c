/*
 * Words of the command line to options and operands. See args.h.
 */
#include "args.h"

#include <stdlib.h>
#include <string.h>

/* The row of the verb's table that a word with its dashes names, or NULL. *value is set to what
 * stands behind `=`, or NULL. */
static const qn_option *find_option(const qn_verb *verb, const char *word, const char **value)
{
    const char *equals = strchr(word, '=');
    size_t length = equals ? (size_t)(equals - word) : strlen(word);
    *value = equals ? equals + 1 : NULL;
    for (size_t i = 0; i < verb->option_count; i++) {
        const qn_option *option = &verb->option[i];
        bool is_long = word[1] == '-' && strlen(option->word) == length - 2 &&
                       strncmp(option->word, word + 2, length - 2) == 0;
        if (is_long || (length == 2 && option->letter && word[1] == option->letter)) {
            return option;
        }
    }
    return NULL;
}

/* Is the value one of the words that stand in the list with `|` between them? */
static bool is_among(const char *list, const char *value)
{
    size_t length = strlen(value);
    for (const char *word = list; word; word = strchr(word, '|')) {
        word += *word == '|';
        if (strncmp(word, value, length) == 0 && (word[length] == '|' || word[length] == '\0')) {
            return length > 0;
        }
    }
    return false;
}

/* Says what is wrong with an option; always false. */
static bool refuse(const qn_verb *verb, qn_page *wrong, const char *word, const char *why)
{
    qn_page_format(wrong, "qanun %s: ", verb->word);
    qn_page_shown(wrong, word);
    qn_page_format(wrong, " %s; see `qanun %s --help`\n", why, verb->word);
    return false;
}

/* Notes an option that the verb has, unless its value or a second one of it is refused. */
static bool add_option(const qn_verb *verb, const qn_option *option, const char *value,
                       qn_args *out, qn_page *wrong)
{
    if (strchr(option->value, '|') && !is_among(option->value, value)) {
        qn_page_format(wrong, "qanun %s: --%s takes %s, not `", verb->word, option->word,
                       option->value);
        qn_page_shown(wrong, value);
        qn_page_put(wrong, "`\n");
        return false;
    }
    if (!option->many && qn_args_value(out, option->name)) {
        qn_page_format(wrong, "qanun %s: --%s is given twice; see `qanun %s --help`\n", verb->word,
                       option->word, verb->word);
        return false;
    }
    out->option[out->option_count++] = (qn_args_option){option->name, value};
    return true;
}

/* Reads the option at word[*at], and the next word too where that is its value. */
static bool read_option(const qn_verb *verb, int count, char *const *word, int *at, qn_args *out,
                        qn_page *wrong)
{
    const char *value;
    const char *given = word[*at];
    const qn_option *option = find_option(verb, given, &value);
    if (!option) {
        return refuse(verb, wrong, given, "is no option of this verb");
    }
    if (!option->value[0]) {
        return value ? refuse(verb, wrong, given, "takes no value")
                     : add_option(verb, option, "", out, wrong);
    }
    if (!value && *at + 1 >= count) {
        return refuse(verb, wrong, given, "needs a value");
    }
    return add_option(verb, option, value ? value : word[++*at], out, wrong);
}

/* True if the number of operands fits the verb. */
static bool check_operands(const qn_verb *verb, const qn_args *args, qn_page *wrong)
{
    if (args->operand_count >= verb->least && args->operand_count <= verb->most) {
        return true;
    }
    qn_page_format(wrong, "usage: qanun %s %s; see `qanun %s --help`\n", verb->word, verb->operands,
                   verb->word);
    return false;
}

bool qn_args_read(const qn_verb *verb, int count, char *const *word, qn_args *out, qn_page *wrong)
{
    size_t room = count > 0 ? (size_t)count : 1;
    *out = (qn_args){.option = calloc(room, sizeof *out->option),
                     .operand = calloc(room, sizeof *out->operand)};
    if (!out->option || !out->operand) {
        wrong->out_of_memory = true;
        return false;
    }
    bool options_end = false;
    for (int i = 0; i < count; i++) {
        if (options_end || word[i][0] != '-' || word[i][1] == '\0') {
            out->operand[out->operand_count++] = word[i];
        } else if (strcmp(word[i], "--") == 0) {
            options_end = true;
        } else if (!read_option(verb, count, word, &i, out, wrong)) {
            return false;
        }
    }
    return check_operands(verb, out, wrong);
}

void qn_args_clear(qn_args *args)
{
    free(args->option);
    free(args->operand);
    *args = (qn_args){0};
}

const char *qn_args_value(const qn_args *args, qn_option_name name)
{
    for (size_t i = 0; i < args->option_count; i++) {
        if (args->option[i].name == name) {
            return args->option[i].value;
        }
    }
    return NULL;
}

bool qn_args_is(const qn_args *args, qn_option_name name, const char *value)
{
    const char *given = qn_args_value(args, name);
    return given && strcmp(given, value) == 0;
}

void qn_args_help(const qn_verb *verb, qn_page *out)
{
    qn_page_format(out, "usage: qanun %s %s\n\n%s\n\n", verb->word, verb->operands, verb->summary);
    for (size_t i = 0; i < verb->option_count; i++) {
        const qn_option *option = &verb->option[i];
        qn_page words = {0};
        qn_page_format(&words, "  --%s %s", option->word, option->value);
        if (option->letter) {
            qn_page_format(&words, ", -%c", option->letter);
        }
        qn_page_column(out, qn_page_string(&words), 30);
        qn_page_format(out, " %s\n", option->help);
        qn_page_end(&words, out);
    }
    qn_page_format(out, "%s%s", verb->option_count ? "\n" : "", verb->details);
}
