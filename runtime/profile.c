/*
 * See profile.h.
 */
#include "profile.h"

#include <stdio.h>

#include "case.h"
#include "steps.h"

enum { MEGABYTE = 1 << 20 };

/* The hardened ones are for images and facts of people who are not trusted: they leave room for
 * every file of the law that comes with Qanun, twice. */
static const qn_limits profiles[] = {
    [QN_PROFILE_DEFAULT] = {SIZE_MAX, SIZE_MAX, SIZE_MAX, UINT64_MAX},
    [QN_PROFILE_HARDENED] = {16 * (size_t)MEGABYTE, 64 * (size_t)MEGABYTE, MEGABYTE, 2000000000},
};

static size_t chosen(size_t own, size_t of_profile)
{
    return own == 0 ? of_profile : own;
}

qn_limits qn_limits_of(const qn_options *options)
{
    if (options == NULL) {
        return profiles[QN_PROFILE_DEFAULT];
    }
    bool is_default = options->profile == QN_PROFILE_DEFAULT;
    const qn_limits *base = &profiles[is_default ? QN_PROFILE_DEFAULT : QN_PROFILE_HARDENED];
    const qn_limits *own = &options->limits;
    return (qn_limits){.image_bytes = chosen(own->image_bytes, base->image_bytes),
                       .case_bytes = chosen(own->case_bytes, base->case_bytes),
                       .text_bytes = chosen(own->text_bytes, base->text_bytes),
                       .rule_steps = own->rule_steps == 0 ? base->rule_steps : own->rule_steps};
}

/* Says in the error, if there is one, what is more than the limit. */
static qn_status refuse(qn_error *error, const char *what, const char *name, uint64_t limit)
{
    if (error != NULL) {
        error->code = QN_OVER_LIMIT;
        (void)snprintf(error->text, sizeof error->text, what, name, (unsigned long long)limit);
    }
    return QN_OVER_LIMIT;
}

qn_status qn_limits_check_image(size_t length, const qn_options *options, qn_error *error)
{
    qn_limits limits = qn_limits_of(options);
    if (length <= limits.image_bytes) {
        return QN_OK;
    }
    return refuse(error, "the compiled program%s has more than the %llu bytes that are allowed", "",
                  limits.image_bytes);
}

/* The first rule that may take more steps, with all that it needs, or -1. Rules whose needs are not
 * listed take those of all, which are counted once. */
static int32_t find_long_rule(const qn_program *program, uint64_t limit)
{
    const qn_tables *t = &program->tables;
    uint64_t all = 0;
    for (uint32_t i = 0; i < t->rule_count; i++) {
        uint64_t own = program->rule_steps[i];
        all = own > UINT64_MAX - all ? UINT64_MAX : all + own;
    }
    for (uint32_t i = 0; i < t->rule_count; i++) {
        bool is_listed = program->schedule[i].member_count > 0;
        if ((is_listed ? qn_program_rule_steps(program, (int32_t)i) : all) > limit) {
            return (int32_t)i;
        }
    }
    return -1;
}

qn_status qn_limits_check_program(const qn_program *program, qn_error *error)
{
    qn_limits limits = qn_limits_of(&program->options);
    if (qn_case_size(program) > limits.case_bytes) {
        return refuse(error, "a case%s takes more than the %llu bytes that are allowed", "",
                      limits.case_bytes);
    }
    int32_t rule =
        limits.rule_steps == UINT64_MAX ? -1 : find_long_rule(program, limits.rule_steps);
    if (rule < 0) {
        return QN_OK;
    }
    return refuse(error, "the rule `%.200s` may take more than the %llu steps that are allowed",
                  qn_tables_string(&program->tables, program->tables.rule[rule].name),
                  limits.rule_steps);
}
