/*
 * Answers three rules of an image for one person: cc example.c $(pkg-config --cflags --libs libqanun)
 * It is made, by `qanun build example.qn -o example.qnb`, of
 *
 *     entity child
 *         age : years in 0..=30
 *     fact wage     : AZN in 0..=100000
 *     fact hired    : date
 *     fact post     : one of clerk, teacher
 *     fact children : list of child up to 20
 *     leave : days
 *         base 21
 *         post teacher -> 30
 *     allowance : AZN
 *         only when wage < 2000 "the family earns enough"
 *         base 40 AZN * (count of children where age < 18)
 *     bonus : AZN = if hired < 2020-01-01 then wage * 10% else 0 AZN
 */
#include <qanun.h>
#include <stdio.h>

static char bytes[1 << 20];

static void show(qn_case *c, int32_t rule, const char *name)
{
    static const char *const status[] = {"known", "none", "unknown", "conflict", "failed"};
    char text[QN_VALUE_TEXT_SIZE];
    qn_value answer;
    const char *cause;
    if (qn_eval(c, rule, &answer) != QN_OK ||
        qn_value_text(&answer, text, sizeof text, NULL) != QN_OK) {
        printf("%s: there is no such rule\n", name);
        return;
    }
    printf("%s: %s, %s\n", name, status[answer.status], text);
    for (int32_t i = 0; (cause = qn_case_cause(c, rule, i)) != NULL; i++) {
        printf("  %s\n", cause);
    }
}

int main(int count, char **word)
{
    qn_program *p = NULL;
    qn_error error;
    FILE *image = count == 2 ? fopen(word[1], "rb") : NULL;
    size_t length = image == NULL ? 0 : fread(bytes, 1, sizeof bytes, image);
    if (qn_program_load(bytes, length, NULL, &p, &error) != QN_OK) {
        fprintf(stderr, "%s\n", error.text);
        return 1;
    }
    qn_case *c = qn_case_new(p);
    int32_t children = qn_program_fact(p, "children");
    if (qn_case_set_date(c, QN_TODAY, 2026, 6, 1) != QN_OK ||
        qn_case_set_choice(c, qn_program_fact(p, "post"), "teacher") != QN_OK ||
        qn_case_set_decimal(c, qn_program_fact(p, "wage"), "2150.40", 7) != QN_OK ||
        qn_case_set_list(c, children, 2) != QN_OK ||
        qn_case_set_integer(c, qn_case_item(c, children, 0, "age"), 3) != QN_OK ||
        qn_case_set_integer(c, qn_case_item(c, children, 1, "age"), 20) != QN_OK) {
        fprintf(stderr, "%s\n", c == NULL ? "out of memory" : qn_case_error(c)->text);
        return 1;
    }
    show(c, qn_program_rule(p, "leave"), "leave");
    show(c, qn_program_rule(p, "allowance"), "allowance");
    show(c, qn_program_rule(p, "bonus"), "bonus");
    qn_case_set_date(c, qn_program_fact(p, "hired"), 2018, 3, 1);
    show(c, qn_program_rule(p, "bonus"), "bonus");
    qn_case_free(c);
    qn_program_free(p);
    return 0;
}
