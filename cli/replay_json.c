/*
 * A replay as JSON. See replay_show.h; replay.schema.json has the form.
 */
#include <string.h>

#include "answer.h"
#include "date.h"
#include "decimal.h"
#include "replay_show.h"

static void put_count(qn_page *page, const char *name, uint64_t number)
{
    qn_page_format(page, ", \"%s\": %llu", name, (unsigned long long)number);
}

/* A number with all its digits; a fraction without end as text, null where there are too many. */
static void put_number(qn_page *page, const char *name, const qn_replay_rule *rule, bool is_known,
                       qn_rational value)
{
    char text[QN_DECIMAL_TEXT_SIZE];
    size_t length;
    qn_page_format(page, ", \"%s\": ", name);
    if (is_known && !qn_decimal_is_finite(value) &&
        qn_decimal_format_fraction(value, text, sizeof text, &length)) {
        qn_page_json(page, text, length);
    } else {
        qn_sums_put(page, is_known, value, rule->least, QN_SUMS_PLAIN);
    }
}

/* What a sum is for a month and for a year, where that is known. */
static void put_periods(qn_page *page, const qn_replay_rule *rule, const qn_replay_figures *f)
{
    qn_rational value;
    if (f->is_known[2] && qn_replay_convert(rule, QN_PER_MONTH, f->change, &value)) {
        put_number(page, "change_per_month", rule, true, value);
    }
    if (f->is_known[2] && qn_replay_convert(rule, QN_PER_YEAR, f->change, &value)) {
        put_number(page, "change_per_year", rule, true, value);
    }
}

static void put_sum(qn_page *page, const qn_replay_rule *rule, const qn_tally_sum *sum)
{
    qn_replay_figures f;
    put_count(page, "known", sum->rows);
    put_count(page, "changed", sum->changed);
    if (rule->is_number) {
        qn_replay_figure(rule, sum, &f);
        put_count(page, "gain", sum->gain);
        put_count(page, "lose", sum->lose);
        put_number(page, "before", rule, f.is_known[0], f.before);
        put_number(page, "after", rule, f.is_known[1], f.after);
        put_number(page, "change", rule, f.is_known[2], f.change);
        put_number(page, "gained", rule, f.is_known[3], f.gained);
        put_number(page, "lost", rule, f.is_known[3], f.lost);
        put_periods(page, rule, &f);
    }
}

static void put_statuses(qn_page *page, const qn_replay *replay, size_t index)
{
    const qn_tally_rule *tally = &replay->tally.rule[index];
    const char *between = "";
    qn_page_put(page, ",\n   \"statuses\": [");
    for (int i = 0; i < QN_REPLAY_STATUSES; i++) {
        for (int k = 0; k < QN_REPLAY_STATUSES; k++) {
            if (tally->status[i][k] == 0) {
                continue;
            }
            qn_page_format(page, "%s{\"before\": \"%s\", \"after\": \"%s\", \"rows\": %llu",
                           between, qn_answer_status_name((qn_answer)i),
                           qn_answer_status_name((qn_answer)k),
                           (unsigned long long)tally->status[i][k]);
            if (replay->rule[index].is_number && (i == QN_KNOWN) != (k == QN_KNOWN)) {
                qn_rational had;
                bool is_known =
                    qn_amount_value(&tally->had[i][k], replay->rule[index].decimals, &had);
                put_number(page, "had", &replay->rule[index], is_known, had);
            }
            qn_page_put(page, "}");
            between = ", ";
        }
    }
    qn_page_put(page, "]");
}

static void put_groups(qn_page *page, const qn_replay *replay, size_t index)
{
    qn_page_put(page, ",\n   \"groups\": [");
    for (size_t i = 0; replay->bys > 0 && i < replay->tally.groups; i++) {
        const qn_tally_group *group = &replay->tally.group[i];
        qn_page_put(page, i > 0 ? ",\n    {\"by\": {" : "\n    {\"by\": {");
        for (size_t k = 0; k < replay->bys; k++) {
            qn_page_put(page, k > 0 ? ", " : "");
            qn_page_json_string(page, replay->by[k].name);
            qn_page_put(page, ": ");
            qn_page_json_string(page, group->label[k]);
        }
        qn_page_put(page, "}");
        put_count(page, "rows", group->rows);
        put_sum(page, &replay->rule[index], &group->sum[index]);
        qn_page_put(page, "}");
    }
    qn_page_put(page, "]");
}

/* A clause with its place. */
static void put_clause(qn_page *page, const qn_replay *replay, uint32_t found)
{
    const qn_tables *t = replay->causes.t[found % 2];
    const qn_row_clause *row = &t->clause[replay->causes.clause[found / 2].row[found % 2]];
    qn_page words = {0};
    qn_replay_put_clause(&words, replay, found);
    qn_page_put(page, "{\"rule\": ");
    qn_page_json_string(page, qn_replay_clause_rule(replay, found));
    qn_page_put(page, ", \"text\": ");
    qn_page_json_string(page, qn_page_string(&words));
    qn_page_format(page, ", \"line\": %u}", row->line);
    qn_page_end(&words, page);
}

static void put_clauses(qn_page *page, const qn_replay *replay, const qn_tally_way *way, int world)
{
    const char *between = "";
    qn_page_format(page, ", \"%s\": [", world == 0 ? "replaced" : "by");
    for (uint32_t i = 0; i < way->clauses; i++) {
        if ((int)(way->clause[i] % 2) == world) {
            qn_page_put(page, between);
            put_clause(page, replay, way->clause[i]);
            between = ", ";
        }
    }
    qn_page_put(page, "]");
}

static void put_ways(qn_page *page, const qn_replay *replay, size_t index)
{
    const qn_replay_rule *rule = &replay->rule[index];
    const qn_tally_rule *tally = &replay->tally.rule[index];
    qn_page_put(page, ",\n   \"ways\": ");
    if (tally->has_too_many_ways) {
        qn_page_put(page, "null");
        return;
    }
    qn_page_put(page, "[");
    for (size_t i = 0; i < tally->ways; i++) {
        const qn_tally_way *way = &tally->way[i];
        qn_page_format(page, "%s\n    {\"rows\": %llu", i > 0 ? "," : "",
                       (unsigned long long)way->rows);
        if (rule->is_number) {
            qn_rational change;
            put_count(page, "gain", way->gain);
            put_count(page, "lose", way->lose);
            put_number(page, "change", rule, qn_amount_value(&way->change, rule->decimals, &change),
                       change);
        }
        qn_page_put(page, ", \"first\": ");
        qn_page_json_string(page, way->key);
        put_clauses(page, replay, way, 0);
        put_clauses(page, replay, way, 1);
        qn_page_put(page, "}");
    }
    qn_page_put(page, "]");
}

static void put_most(qn_page *page, const qn_replay *replay, size_t index)
{
    const qn_tally_rule *tally = &replay->tally.rule[index];
    qn_page_put(page, ",\n   \"most\": [");
    for (size_t i = 0; i < tally->mosts; i++) {
        const qn_tally_row *row = &tally->most[i];
        qn_page_put(page, i > 0 ? ",\n    {\"key\": " : "\n    {\"key\": ");
        qn_page_json_string(page, row->key);
        qn_page_put(page, ", \"before\": ");
        qn_page_json_string(page, row->before);
        qn_page_put(page, ", \"after\": ");
        qn_page_json_string(page, row->after);
        put_number(page, "change", &replay->rule[index], true, row->change);
        qn_page_put(page, "}");
    }
    qn_page_put(page, "]");
}

static void put_rule(qn_page *page, const qn_replay *replay, size_t index)
{
    const qn_replay_rule *rule = &replay->rule[index];
    qn_tally_sum sum;
    qn_tally_total(&replay->tally, index, &sum);
    qn_page_put(page, "{\"rule\": ");
    qn_page_json_string(page, rule->name);
    qn_page_put(page, ", \"unit\": ");
    qn_page_json_string(page, rule->unit);
    put_sum(page, rule, &sum);
    put_statuses(page, replay, index);
    if (sum.changed > 0) {
        put_groups(page, replay, index);
        put_ways(page, replay, index);
        put_most(page, replay, index);
    }
    qn_page_put(page, "}");
}

static void put_lone(qn_page *page, const qn_replay *replay)
{
    static const char *const result[] = {"gone", "new", "another type"};
    qn_page_put(page, ",\n \"not_compared\": [");
    for (size_t i = 0; i < replay->lones; i++) {
        qn_page_put(page, i > 0 ? ", {\"rule\": " : "{\"rule\": ");
        qn_page_json_string(page, replay->lone[i].name);
        qn_page_format(page, ", \"result\": \"%s\"}", result[replay->lone[i].apart]);
    }
    qn_page_put(page, "]");
}

void qn_replay_put_json(qn_page *page, const qn_replay *replay)
{
    const qn_args *args = replay->run[0].args;
    char day[QN_DATE_TEXT_SIZE];
    qn_page_put(page, "{\"old\": ");
    qn_page_json_string(page, args->operand[0]);
    qn_page_put(page, ", \"new\": ");
    qn_page_json_string(page, args->operand[1]);
    if (replay->job[0].has_date) {
        qn_date_format(replay->run[0].on, day);
        qn_page_format(page, ", \"on\": \"%s\"", day);
    }
    put_count(page, "rows", replay->tally.rows);
    put_count(page, "rejected", replay->rows.course.rejected);
    put_count(page, "changed", replay->tally.changed);
    qn_page_format(page, ", \"digest\": \"%016llx\"", (unsigned long long)replay->digest);
    put_lone(page, replay);
    qn_page_put(page, ",\n \"rules\": [");
    for (size_t i = 0; i < replay->rules; i++) {
        qn_page_put(page, i > 0 ? ",\n  " : "\n  ");
        put_rule(page, replay, i);
    }
    qn_page_put(page, "]}\n");
}
