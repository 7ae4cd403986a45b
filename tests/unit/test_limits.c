/*
 * Limits: at one less than what a program takes it is refused, at exactly that it is not; and what
 * the profiles are for.
 */
#include <stdio.h>
#include <string.h>

#include "case.h"
#include "check.h"
#include "profile.h"
#include "qanun_compile.h"
#include "source.h"
#include "steps.h"

static const char law[] = "fact remark : text\n"
                          "fact other : text\n"
                          "fact worked : list of integer up to 200\n"
                          "total : integer = sum of each w in worked : w\n"
                          "twice : integer = total * 2\n";

/* An image and what it needs, as the program says that has no limits. */
typedef struct subject {
    qn_compilation *compilation;
    const unsigned char *image;
    size_t length;
    size_t case_bytes;
    uint64_t steps;
} subject;

static bool make_subject(subject *s, const char *text)
{
    const qn_options options = {.preparation = QN_PREPARE_NOTHING};
    qn_program *program = NULL;
    *s = (subject){.compilation = source_compile(text)};
    s->image = qn_compilation_image(s->compilation, &s->length);
    if (!CHECK(s->image != NULL) ||
        !CHECK_INT(qn_program_load(s->image, s->length, &options, &program, NULL), QN_OK)) {
        qn_compilation_free(s->compilation);
        return false;
    }
    s->case_bytes = qn_case_size(program);
    for (int32_t i = 0; i < qn_program_rule_count(program); i++) {
        uint64_t steps = qn_program_rule_steps(program, i);
        s->steps = steps > s->steps ? steps : s->steps;
    }
    qn_program_free(program);
    return true;
}

/* Loads under these limits; the text of the error has this in it, if it is refused. */
static void expect_load(const subject *s, qn_limits limits, qn_status status, const char *said)
{
    qn_options options = {.limits = limits};
    qn_program *program = NULL;
    qn_error error = {.code = QN_OK};
    CHECK_INT(qn_program_load(s->image, s->length, &options, &program, &error), status);
    CHECK((program != NULL) == (status == QN_OK));
    CHECK_INT(error.code, status);
    if (!CHECK(status == QN_OK || strstr(error.text, said) != NULL)) {
        CHECK_TEXT(error.text, said);
    }
    qn_program_free(program);
}

static void test_programs(void)
{
    subject s;
    if (!make_subject(&s, law)) {
        return;
    }
    expect_load(&s, (qn_limits){0}, QN_OK, "");
    expect_load(&s, (qn_limits){.image_bytes = s.length}, QN_OK, "");
    expect_load(&s, (qn_limits){.image_bytes = s.length - 1}, QN_OVER_LIMIT,
                "the compiled program");
    expect_load(&s, (qn_limits){.case_bytes = s.case_bytes}, QN_OK, "");
    expect_load(&s, (qn_limits){.case_bytes = s.case_bytes - 1}, QN_OVER_LIMIT, "a case takes");
    expect_load(&s, (qn_limits){.rule_steps = s.steps}, QN_OK, "");
    expect_load(&s, (qn_limits){.rule_steps = s.steps - 1}, QN_OVER_LIMIT, "the rule `twice`");
    qn_compilation_free(s.compilation);
}

static qn_status give(qn_case *c, const qn_program *program, const char *fact, const char *text)
{
    return qn_case_set_text(c, qn_program_fact(program, fact), text, strlen(text));
}

/* Texts count together, equal ones once, and one that is taken away no more. */
static void test_texts(void)
{
    qn_program *program = source_load(law);
    qn_options options = {.limits = {.text_bytes = 5}};
    qn_case *c = NULL;
    if (!CHECK_INT(qn_case_new_with(program, &options, &c), QN_OK)) {
        qn_program_free(program);
        return;
    }
    CHECK_INT(give(c, program, "remark", "six by"), QN_OVER_LIMIT);
    CHECK(strstr(qn_case_error(c)->text, "limit") != NULL);
    CHECK_INT(give(c, program, "remark", "five!"), QN_OK);
    CHECK_INT(give(c, program, "other", "five!"), QN_OK);
    CHECK_INT(give(c, program, "other", "1"), QN_OVER_LIMIT);
    CHECK_INT(qn_case_set_unknown(c, qn_program_fact(program, "remark")), QN_OK);
    CHECK_INT(qn_case_set_unknown(c, qn_program_fact(program, "other")), QN_OK);
    CHECK_INT(give(c, program, "other", "1"), QN_OK);
    qn_case_reset(c);
    CHECK_INT(give(c, program, "remark", "again"), QN_OK);
    qn_case_free(c);
    options.limits = (qn_limits){.case_bytes = qn_case_size(program) - 1};
    CHECK_INT(qn_case_new_with(program, &options, &c), QN_OVER_LIMIT);
    CHECK(c == NULL);
    qn_program_free(program);
}

/* Rules of which each goes through a list within lists, and needs the one before. */
enum { SLOW_RULES = 40 };

static void write_slow(char *out, size_t size)
{
    int used = snprintf(out, size, "fact rows : list of integer up to 300\nr0 : integer = 0\n");
    for (int i = 1; i < SLOW_RULES; i++) {
        used += snprintf(
            out + used, size - (size_t)used,
            "r%d : integer = r%d + (sum of each a in rows : (sum of each b in rows : (sum of "
            "each c in rows : a * b * c)))\n",
            i, i - 1);
    }
}

/* Where rules need so many others that these are not listed, all rules count, each once. */
static void test_unlisted(void)
{
    static char slow[SLOW_RULES * 200];
    subject s;
    write_slow(slow, sizeof slow);
    if (!make_subject(&s, slow)) {
        return;
    }
    expect_load(&s, (qn_limits){.rule_steps = s.steps}, QN_OK, "");
    expect_load(&s, (qn_limits){.rule_steps = s.steps - 1}, QN_OVER_LIMIT, "may take more");
    qn_compilation_free(s.compilation);
}

/* The hardened profile is the stricter one in each limit, and gives way to limits of one's own. */
static void test_profiles(void)
{
    qn_limits usual = qn_limits_of(NULL);
    qn_options options = {.profile = QN_PROFILE_HARDENED};
    qn_limits hardened = qn_limits_of(&options);
    CHECK(hardened.image_bytes < usual.image_bytes && hardened.case_bytes < usual.case_bytes);
    CHECK(hardened.text_bytes < usual.text_bytes && hardened.rule_steps < usual.rule_steps);
    options.limits.rule_steps = UINT64_MAX;
    CHECK(qn_limits_of(&options).rule_steps == UINT64_MAX);
    CHECK(qn_limits_of(&options).image_bytes == hardened.image_bytes);
    options.profile = (qn_profile)7; /* what nobody knows is not trusted */
    CHECK(qn_limits_of(&options).image_bytes == hardened.image_bytes);
    static char slow[SLOW_RULES * 200];
    write_slow(slow, sizeof slow);
    qn_compilation *compilation = source_compile(slow);
    size_t length = 0;
    const unsigned char *image = qn_compilation_image(compilation, &length);
    qn_program *program = NULL;
    options = (qn_options){.profile = QN_PROFILE_HARDENED};
    CHECK_INT(qn_program_load(image, length, &options, &program, NULL), QN_OVER_LIMIT);
    CHECK_INT(qn_program_load(image, length, NULL, &program, NULL), QN_OK);
    qn_program_free(program);
    qn_compilation_free(compilation);
}

/* A list as long as one may be has all the cells that a program may have. */
static void test_longest_list(void)
{
    qn_program *program = source_load("fact numbers : list of integer up to 4000000\n"
                                      "how_many = count of numbers\n");
    qn_case *c = program == NULL ? NULL : qn_case_new(program);
    qn_value value;
    int64_t count = 0;
    if (CHECK(c != NULL)) {
        CHECK_INT(qn_case_set_text(c, 0, "[7, 8]", 6), QN_OK);
        CHECK_INT(qn_eval(c, 0, &value), QN_OK);
        CHECK_INT(qn_value_integer(&value, &count), QN_OK);
        CHECK_INT(count, 2);
    }
    qn_case_free(c);
    qn_program_free(program);
}

int main(void)
{
    static const check_case cases[] = {{"programs", test_programs},
                                       {"longest list", test_longest_list},
                                       {"texts", test_texts},
                                       {"profiles", test_profiles},
                                       {"unlisted", test_unlisted}};
    return check_run("limits", cases, sizeof cases / sizeof cases[0]);
}
