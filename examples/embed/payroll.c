/*
 * A payroll: prints what employees receive, one a line of standard input, with a name, the sector
 * and the gross wage. One case serves them all, so that nothing is allocated between two of them.
 *
 *     qanun build rules/az/payslip.qn -o payslip.qnb
 *     cc payroll.c $(pkg-config --cflags --libs libqanun) -o payroll
 *     echo 'Leyla private_non_oil 3000' | ./payroll payslip.qnb 2026-06-01
 */
#include <qanun.h>
#include <stdio.h>
#include <string.h>

/* Gives a fact. False, with the reason on standard output, if it is refused. */
static bool give(qn_case *c, int32_t fact, const char *text)
{
    if (qn_case_set_text(c, fact, text, strlen(text)) == QN_OK) {
        return true;
    }
    printf("refused: %s\n", qn_case_error(c)->text);
    return false;
}

/* Prints the answer, and, where it is no value, why: "unknown: gross_wage". */
static bool print_answer(qn_case *c, int32_t rule)
{
    char text[QN_VALUE_TEXT_SIZE];
    qn_value answer;
    if (qn_eval(c, rule, &answer) != QN_OK ||
        qn_value_text(&answer, text, sizeof text, NULL) != QN_OK) {
        return false;
    }
    printf("%s", text);
    const char *cause = qn_case_cause(c, rule, 0);
    for (int32_t i = 0; cause != NULL; cause = qn_case_cause(c, rule, ++i)) {
        printf("%s %s", i == 0 ? ":" : ";", cause);
    }
    return puts("") >= 0;
}

/* Answers for each line. Names are looked up once, and the case is emptied in between. */
static bool print_wages(const qn_program *program, qn_case *c, const char *on)
{
    char name[64], sector[64], wage[64];
    int32_t sector_fact = qn_program_fact(program, "sector");
    int32_t wage_fact = qn_program_fact(program, "gross_wage");
    int32_t rule = qn_program_rule(program, "net_wage");
    while (scanf("%63s %63s %63s", name, sector, wage) == 3) {
        printf("%s: ", name);
        qn_case_reset(c);
        if (give(c, QN_TODAY, on) && give(c, sector_fact, sector) && give(c, wage_fact, wage) &&
            !print_answer(c, rule)) {
            return false;
        }
    }
    return true;
}

/* Reads the image and loads it; it is checked whole, so that a damaged one is refused here. */
static qn_program *load(const char *path)
{
    static unsigned char bytes[1 << 20];
    qn_program *program = NULL;
    qn_error error;
    FILE *image = fopen(path, "rb");
    size_t length = image ? fread(bytes, 1, sizeof bytes, image) : 0;
    if (image) {
        fclose(image);
    }
    if (qn_program_load(bytes, length, NULL, &program, &error) != QN_OK) {
        fprintf(stderr, "%s: %s\n", path, error.text);
    }
    return program;
}

int main(int count, char **word)
{
    if (count != 3) {
        fprintf(stderr, "usage: payroll payslip.qnb DATE < EMPLOYEES\n");
        return 2;
    }
    qn_program *program = load(word[1]);
    qn_case *c = qn_case_new(program);
    bool done = c && print_wages(program, c, word[2]);
    qn_case_free(c);
    qn_program_free(program);
    return done ? 0 : 1;
}
