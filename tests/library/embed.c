/*
 * A program of somebody else: asks an image for one rule, with nothing but the installed header and
 * library, in C99. The driver gives it the image of tests/lang/step02.qn.
 */
#include <qanun.h>
#include <stdio.h>

/* An image of the test is far smaller than this. */
static unsigned char bytes[1 << 20];

static int answer(qn_program *program)
{
    char text[QN_VALUE_TEXT_SIZE];
    qn_value value;
    int wrong = 1;
    qn_case *c = qn_case_new(program);
    if (c != NULL && qn_case_set_integer(c, qn_program_fact(program, "seniority"), 12) == QN_OK &&
        qn_case_set_choice(c, qn_program_fact(program, "category"), "executive") == QN_OK &&
        qn_case_set_date(c, QN_TODAY, 2023, 6, 1) == QN_OK &&
        qn_eval(c, qn_program_rule(program, "vacation"), &value) == QN_OK &&
        qn_value_text(&value, text, sizeof text, NULL) == QN_OK) {
        wrong = puts(text) < 0;
    }
    qn_case_free(c);
    return wrong;
}

int main(int count, char **word)
{
    qn_program *program = NULL;
    qn_error error;
    FILE *image = count == 2 ? fopen(word[1], "rb") : NULL;
    if (image == NULL) {
        return 2;
    }
    size_t length = fread(bytes, 1, sizeof bytes, image);
    fclose(image);
    if (qn_program_load(bytes, length, NULL, &program, &error) != QN_OK) {
        fprintf(stderr, "%s\n", error.text);
        return 1;
    }
    int wrong = answer(program);
    qn_program_free(program);
    return wrong;
}
