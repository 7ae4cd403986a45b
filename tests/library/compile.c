/*
 * A program of somebody else that has the compiler: compiles a rule text that lies in no file,
 * shows what is wrong with it, and asks the image of a sound one. In C99 and in C++.
 */
#include <qanun_compile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A qn_read_file: the one file is the text. */
static qn_status read_text(void *context, const char *path, char **bytes, size_t *length)
{
    const char *text = (const char *)context;
    if (strcmp(path, "law.qn") != 0) {
        return QN_MISUSE;
    }
    *length = strlen(text);
    *bytes = (char *)malloc(*length + 1);
    if (*bytes == NULL) {
        return QN_NO_MEMORY;
    }
    memcpy(*bytes, text, *length + 1);
    return QN_OK;
}

/* "law.qn:1:8: error[Q0210]: …", a line each. */
static void print_messages(qn_compilation *made)
{
    static const char *const severity[] = {"error", "warning", "note"};
    qn_message m;
    for (size_t i = 0; qn_compilation_message(made, i, &m) == QN_OK; i++) {
        printf("%s:%u:%u: %s[%s]: %s (%s)\n", m.path, (unsigned)m.line, (unsigned)m.column,
               severity[m.severity], m.code, m.text, m.help);
    }
}

/* Answers the rule `fee` for a wage. */
static void print_fee(const unsigned char *image, size_t length)
{
    char text[QN_VALUE_TEXT_SIZE];
    qn_value fee;
    qn_program *program = NULL;
    qn_case *c = NULL;
    if (qn_program_load(image, length, NULL, &program, NULL) == QN_OK &&
        (c = qn_case_new(program)) != NULL &&
        qn_case_set_integer(c, qn_program_fact(program, "wage"), 900) == QN_OK &&
        qn_eval(c, qn_program_rule(program, "fee"), &fee) == QN_OK &&
        qn_value_text(&fee, text, sizeof text, NULL) == QN_OK) {
        puts(text);
    }
    qn_case_free(c);
    qn_program_free(program);
}

static int compile(const char *text)
{
    qn_compile_options options;
    qn_compilation *made = NULL;
    size_t length = 0;
    memset(&options, 0, sizeof options);
    options.read = read_text;
    options.context = (void *)text;
    if (qn_compile("law.qn", &options, &made) != QN_OK) {
        return 1;
    }
    const unsigned char *image = qn_compilation_image(made, &length);
    print_messages(made);
    if (image != NULL) {
        print_fee(image, length);
    }
    qn_compilation_free(made);
    return 0;
}

int main(void)
{
    static char wrong[] = "fact wage : AZN in 0..=5000\nfee : AZN = wige * 2%\n";
    static char right[] = "fact wage : AZN in 0..=5000\nfee : AZN = wage * 2%\n";
    return QN_VERSION_FITS() ? compile(wrong) | compile(right) : 2;
}
