/*
 * What evaluating a program takes at most. See cost.h.
 */
#include "cost.h"

#include <inttypes.h>
#include <string.h>

#include "case.h"
#include "steps.h"

/* The bounds of a whole file. */
typedef struct cost {
    uint64_t steps; /* all rules, each once */
    uint32_t cells;
    size_t bytes; /* of one case, but for texts that it is given */
} cost;

/* Where the sum has no room it stays at the largest number, which is a bound as well. */
static uint64_t plus(uint64_t a, uint64_t b)
{
    return a > UINT64_MAX - b ? UINT64_MAX : a + b;
}

/* False when memory is out. Promises are never run, and take nothing. */
static bool find_cost(const qn_rules *rules, cost *out)
{
    const qn_tables *t = rules->tables;
    *out = (cost){.cells = rules->program->cell_count};
    for (uint32_t i = 0; i < t->rule_count; i++) {
        out->steps = plus(out->steps, rules->program->rule_steps[i]);
    }
    for (uint32_t i = 0; i < t->promise_count && out->steps < UINT64_MAX; i++) {
        out->steps -= rules->program->rule_steps[t->promise[i].rule];
    }
    qn_case *c = qn_case_new(rules->program);
    out->bytes = c ? c->size : 0;
    qn_case_free(c);
    return c != NULL;
}

/* "12,345" */
static void put_grouped(qn_page *page, uint64_t number)
{
    char digits[24];
    qn_page text = {0};
    qn_page_format(&text, "%" PRIu64, number);
    size_t length = text.length;
    size_t end = 0;
    for (size_t i = 0; i < length && end + 2 < sizeof digits; i++) {
        if (i > 0 && (length - i) % 3 == 0) {
            digits[end++] = ',';
        }
        digits[end++] = text.bytes[i];
    }
    digits[end] = '\0';
    qn_page_put(page, digits);
    qn_page_end(&text, page);
}

static bool is_listed(const qn_rules *rules, uint32_t rule)
{
    return (rules->tables->rule[rule].flags & QN_RULE_HIDDEN) == 0;
}

static uint64_t steps_of(const qn_rules *rules, uint32_t rule)
{
    return qn_program_rule_steps(rules->program, (int32_t)rule);
}

static void put_line(qn_page *page, const qn_rules *rules, uint32_t rule, const char *name)
{
    enum { WIDTH = 15 };
    qn_page steps = {0};
    put_grouped(&steps, steps_of(rules, rule));
    qn_page_pad(page, WIDTH - (long)steps.length);
    qn_page_put(page, qn_page_string(&steps));
    qn_page_put(page, "  ");
    qn_page_shown(page, name);
    qn_page_put(page, "\n");
    qn_page_end(&steps, page);
}

void qn_cost_put_text(qn_page *page, const qn_rules *rules)
{
    const qn_tables *t = rules->tables;
    cost whole;
    page->out_of_memory |= !find_cost(rules, &whole);
    qn_page_shown(page, rules->path);
    qn_page_put(page, ": at most ");
    put_grouped(page, whole.steps);
    qn_page_put(page, " steps for all rules; a case has ");
    put_grouped(page, whole.cells);
    qn_page_put(page, " cells in ");
    put_grouped(page, whole.bytes);
    qn_page_put(page, " bytes\n");
    for (uint32_t i = 0; i < t->rule_count; i++) {
        if (is_listed(rules, i)) {
            put_line(page, rules, i, qn_program_rule_info(rules->program, (int32_t)i).name);
        }
    }
    for (uint32_t i = 0; i < t->duty_count; i++) {
        put_line(page, rules, t->duty[i].rule, qn_tables_string(t, t->duty[i].text));
    }
}

/* An object of the lists `rules` and `duties`. */
static void put_json_steps(qn_page *page, const qn_rules *rules, uint32_t rule, const char *what,
                           const char *name)
{
    qn_page_format(page, "{\"%s\": ", what);
    qn_page_json_string(page, name);
    qn_page_format(page, ", \"steps\": %" PRIu64 "}", steps_of(rules, rule));
}

void qn_cost_put_json(qn_page *page, const qn_rules *rules)
{
    const qn_tables *t = rules->tables;
    const char *before = "\n    ";
    cost whole;
    page->out_of_memory |= !find_cost(rules, &whole);
    qn_page_put(page, "{\"file\": ");
    qn_page_json_string(page, rules->path);
    qn_page_format(page, ", \"steps\": %" PRIu64 ", \"cells\": %" PRIu32 ", \"bytes\": %zu,\n",
                   whole.steps, whole.cells, whole.bytes);
    qn_page_put(page, "   \"rules\": [");
    for (uint32_t i = 0; i < t->rule_count; i++) {
        if (is_listed(rules, i)) {
            qn_page_put(page, before);
            put_json_steps(page, rules, i, "rule",
                           qn_program_rule_info(rules->program, (int32_t)i).name);
            before = ",\n    ";
        }
    }
    qn_page_put(page, "],\n   \"duties\": [");
    for (uint32_t i = 0; i < t->duty_count; i++) {
        qn_page_put(page, i ? ",\n    " : "\n    ");
        put_json_steps(page, rules, t->duty[i].rule, "duty", qn_tables_string(t, t->duty[i].text));
    }
    qn_page_put(page, "]}");
}
