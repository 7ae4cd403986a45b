/*
 * Answers one rule for one case; where the answer is open, says between which bounds it lies and
 * asks for what is needed; with --why, says what led to it. The image may be a stranger's: it is
 * loaded with hardened limits.
 *
 *     qanun build rules/az/payslip.qn -o payslip.qnb
 *     cc one_case.c $(pkg-config --cflags --libs libqanun) -o one_case
 *     ./one_case payslip.qnb net_wage 2026-06-01 --why sector=private_non_oil gross_wage=3000
 */
#include <qanun.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Loads the image in a file. NULL, with the reason on standard error, if it is none. */
static qn_program *load(const char *path)
{
    static const size_t most = (size_t)16 << 20;
    qn_options options;
    qn_error error = {QN_NO_MEMORY, "cannot be read"};
    qn_program *program = NULL;
    FILE *file = fopen(path, "rb");
    unsigned char *bytes = (unsigned char *)malloc(most);
    memset(&options, 0, sizeof options);
    options.profile = QN_PROFILE_HARDENED;
    if (file != NULL && bytes != NULL) {
        size_t length = fread(bytes, 1, most, file);
        qn_program_load(bytes, length, &options, &program, &error);
    }
    if (program == NULL) {
        fprintf(stderr, "%s: %s\n", path, error.text);
    }
    if (file != NULL) {
        fclose(file);
    }
    free(bytes);
    return program;
}

/* Gives one fact, "gross_wage=3000". */
static bool give(qn_case *c, const qn_program *program, const char *word)
{
    char name[100];
    size_t length = strcspn(word, "=");
    if (word[length] == 0 || length >= sizeof name) {
        fprintf(stderr, "%s: write NAME=VALUE\n", word);
        return false;
    }
    memcpy(name, word, length);
    name[length] = 0;
    const char *text = word + length + 1;
    int32_t fact = qn_program_fact(program, name);
    if (fact == -1) {
        fprintf(stderr, "%s: there is no such fact\n", name);
    } else if (qn_case_set_text(c, fact, text, strlen(text)) != QN_OK) {
        fprintf(stderr, "%s\n", qn_case_error(c)->text);
    } else {
        return true;
    }
    return false;
}

/* A bound of an open answer, if it has one. */
static void print_bound(const qn_value *answer, qn_bound side, const char *words)
{
    char text[QN_VALUE_TEXT_SIZE];
    qn_value bound;
    if (qn_value_bound(answer, side, &bound) == QN_OK &&
        qn_value_text(&bound, text, sizeof text, NULL) == QN_OK) {
        printf("%s %s", words, text);
    }
}

/* What stands behind an answer that is no value: reasons, or the questions for the facts. */
static void print_cause(const qn_program *program, const qn_value *answer, const char *cause)
{
    char range[2000];
    int32_t fact = qn_program_fact(program, cause);
    if (answer->status != QN_UNKNOWN || fact < 0) {
        printf("  %s\n", cause);
    } else if (qn_program_fact_range(program, fact, range, sizeof range, NULL) == QN_OK) {
        printf("  %s: %s\n    %s\n", cause, range, qn_program_fact_info(program, fact).question);
    }
}

/* A value, unless there is none, and what stands before it. */
static void print_value(const char *before, const qn_value *value)
{
    char text[QN_VALUE_TEXT_SIZE];
    if (value->status != QN_NONE && qn_value_text(value, text, sizeof text, NULL) == QN_OK) {
        printf("%s%s", before, text);
    }
}

/* One step of the reasons: rules, with the clauses that are part of their answers, what these looked
 * at and what they cite. What does not apply is left out with all that stands below it, and so are
 * the facts that stand below a rule: below its clauses they are told again. */
static qn_telling print_step(void *context, const qn_step *step)
{
    int indent = 2 * ((int)step->depth + 1);
    bool *is_in_clause = (bool *)context;
    switch (step->kind) {
    case QN_STEP_RULE:
        *is_in_clause = false;
        printf("%*s%s", indent, "", step->text);
        print_value(" = ", &step->value);
        puts(step->is_repeated ? ", see above" : "");
        return QN_TELL_ON;
    case QN_STEP_CLAUSE:
        *is_in_clause = true;
        if (step->fate != QN_FATE_APPLIED) {
            return QN_TELL_PAST;
        }
        printf("%*sline %d: %s%s%s", indent, "", (int)step->line, step->left,
               step->left[0] != 0 ? " -> " : "", step->text);
        print_value(" = ", &step->value);
        puts("");
        return QN_TELL_ON;
    case QN_STEP_READ:
        if (*is_in_clause) {
            printf("%*s%s", indent, "", step->text);
            print_value(" is ", &step->value);
            puts("");
        }
        return QN_TELL_ON;
    case QN_STEP_CITATION:
        printf("%*s[%s]\n", indent, "", step->text);
        return QN_TELL_ON;
    case QN_STEP_CAUSE:
    case QN_STEP_SEQUENCE:
    case QN_STEP_ELEMENT:
    default:
        return QN_TELL_PAST;
    }
}

static bool print_answer(qn_case *c, const qn_program *program, const char *name)
{
    char text[QN_VALUE_TEXT_SIZE];
    qn_value answer;
    int32_t rule = qn_program_rule(program, name);
    if (qn_eval(c, rule, &answer) != QN_OK ||
        qn_value_text(&answer, text, sizeof text, NULL) != QN_OK) {
        fprintf(stderr, "%s: there is no such rule\n", name);
        return false;
    }
    printf("%s = %s", name, text);
    print_bound(&answer, QN_LOW, ", not below");
    print_bound(&answer, QN_HIGH, ", not above");
    puts("");
    const char *cause = qn_case_cause(c, rule, 0);
    for (int32_t i = 0; cause != NULL; cause = qn_case_cause(c, rule, ++i)) {
        print_cause(program, &answer, cause);
    }
    return true;
}

int main(int count, char **word)
{
    if (count < 4 || !QN_VERSION_FITS()) {
        fprintf(stderr, "usage: one_case IMAGE RULE DATE [--why] [NAME=VALUE]...\nlibqanun %s\n",
                qn_version());
        return 2;
    }
    qn_program *program = load(word[1]);
    qn_case *c = qn_case_new(program);
    bool good = c != NULL && qn_case_set_text(c, QN_TODAY, word[3], strlen(word[3])) == QN_OK;
    bool says_why = count > 4 && strcmp(word[4], "--why") == 0;
    for (int i = says_why ? 5 : 4; good && i < count; i++) {
        good = give(c, program, word[i]);
    }
    good = good && print_answer(c, program, word[2]);
    if (good && says_why) {
        int32_t rule = qn_program_rule(program, word[2]);
        bool is_in_clause = false;
        qn_explain(c, &rule, 1, print_step, &is_in_clause);
    }
    qn_case_free(c);
    qn_program_free(program);
    return good ? 0 : 1;
}
