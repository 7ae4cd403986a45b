/*
 * What all forms of a replay have, and the text. See replay_show.h.
 */
#include "replay_show.h"

#include <string.h>

#include "answer.h"
#include "clause.h"
#include "date.h"

enum { MONTHS = 12, WAYS_SHOWN = 5, GROUPS_SHOWN = 40 };

/* ---- for all forms */

void qn_replay_figure(const qn_replay_rule *rule, const qn_tally_sum *sum, qn_replay_figures *out)
{
    qn_rational zero = qn_rational_from_i64(0);
    *out = (qn_replay_figures){
        .sum = *sum, .before = zero, .after = zero, .change = zero, .gained = zero, .lost = zero};
    out->is_known[0] = qn_amount_value(&sum->before, rule->decimals, &out->before);
    out->is_known[1] = qn_amount_value(&sum->after, rule->decimals, &out->after);
    out->is_known[2] = out->is_known[0] && out->is_known[1] &&
                       qn_rational_sub(out->after, out->before, &out->change) == QN_ARITH_OK;
    out->is_known[3] = out->is_known[2] &&
                       qn_amount_value(&sum->gained, rule->decimals, &out->gained) &&
                       qn_rational_sub(out->change, out->gained, &out->lost) == QN_ARITH_OK;
}

bool qn_replay_changes(const qn_replay *replay, size_t rule)
{
    bool changes = false;
    for (size_t i = 0; i < replay->tally.groups && !changes; i++) {
        changes = replay->tally.group[i].sum[rule].changed > 0;
    }
    return changes;
}

void qn_replay_put_rule(qn_page *page, const qn_replay_rule *rule)
{
    qn_page_put(page, rule->name);
    if (rule->unit[0] != '\0') {
        qn_page_format(page, ", %s", rule->unit);
    }
}

void qn_replay_put_number(qn_page *page, const qn_replay_rule *rule, bool is_known,
                          qn_rational value, bool with_sign)
{
    qn_sums_put(page, is_known, value, rule->least, with_sign ? QN_SUMS_SIGNED : QN_SUMS_GROUPED);
}

bool qn_replay_convert(const qn_replay_rule *rule, qn_replay_per wanted, qn_rational value,
                       qn_rational *out)
{
    qn_rational months = qn_rational_from_i64(MONTHS);
    *out = value;
    if (rule->per == QN_PER_ONCE || rule->per == wanted) {
        return rule->per == wanted;
    }
    return (wanted == QN_PER_YEAR ? qn_rational_mul(value, months, out)
                                  : qn_rational_div(value, months, out)) == QN_ARITH_OK;
}

void qn_replay_put_clause(qn_page *page, const qn_replay *replay, uint32_t found)
{
    int world = (int)(found % 2);
    const qn_tables *t = replay->causes.t[world];
    uint32_t row = replay->causes.clause[found / 2].row[world];
    qn_clause_put_name(page, t, row);
}

const char *qn_replay_clause_rule(const qn_replay *replay, uint32_t found)
{
    int world = (int)(found % 2);
    const qn_tables *t = replay->causes.t[world];
    return qn_tables_string(t, t->rule[replay->causes.clause[found / 2].rule[world]].name);
}

void qn_replay_put_day(qn_page *page, const qn_replay *replay)
{
    char day[QN_DATE_TEXT_SIZE];
    if (replay->job[0].has_date) {
        qn_date_format(replay->run[0].on, day);
        qn_page_format(page, " on %s", day);
    }
}

/* ---- text */

static void put_count(qn_page *page, uint64_t number)
{
    char text[32];
    qn_page_put(page, qn_course_grouped(number, text));
}

/* Cells of a table for people, of which all but the first stand at the right. */
enum { CELLS_MAX = 12 };

typedef struct grid {
    qn_page text; /* cells with a NUL behind each */
    size_t cells; /* of a row */
    size_t count;
    size_t lefts;  /* columns that stand at the left */
    bool is_plain; /* the last cell has no width */
} grid;

static void end_cell(grid *g)
{
    qn_page_add(&g->text, "", 1);
    g->count++;
}

static void add_cell(grid *g, const char *words)
{
    qn_page_put(&g->text, words);
    end_cell(g);
}

static void add_count(grid *g, uint64_t number)
{
    put_count(&g->text, number);
    end_cell(g);
}

/* Puts the cells in columns, and ends them. */
static void put_grid(qn_page *page, grid *g)
{
    size_t width[CELLS_MAX] = {0};
    const char *text = qn_page_string(&g->text);
    const char *at = text;
    for (size_t i = 0; g->text.length > 0 && i < g->count; i++, at += strlen(at) + 1) {
        size_t wide = qn_page_width(at);
        size_t *of = &width[i % g->cells];
        *of = wide > *of ? wide : *of;
    }
    at = text;
    for (size_t i = 0; g->text.length > 0 && i < g->count; i++, at += strlen(at) + 1) {
        size_t column = i % g->cells;
        bool is_last = column + 1 == g->cells;
        long pad = (long)(width[column] - qn_page_width(at));
        qn_page_put(page, column == 0 ? "  " : "   ");
        qn_page_pad(page, column < g->lefts ? 0 : pad);
        qn_page_shown(page, at);
        qn_page_pad(page, column < g->lefts && !is_last ? pad : 0);
        qn_page_put(page, is_last ? "\n" : "");
    }
    qn_page_end(&g->text, page);
}

static void add_number(grid *g, const qn_replay_rule *rule, bool is_known, qn_rational value,
                       bool with_sign)
{
    if (rule->is_number) {
        qn_replay_put_number(&g->text, rule, is_known, value, with_sign);
    }
    end_cell(g);
}

static void add_figures(grid *g, const qn_replay_rule *rule, const qn_tally_sum *sum)
{
    qn_replay_figures f;
    qn_replay_figure(rule, sum, &f);
    add_count(g, sum->changed);
    if (rule->is_number) {
        add_count(g, sum->gain);
        add_count(g, sum->lose);
    } else {
        add_cell(g, "");
        add_cell(g, "");
    }
    add_number(g, rule, f.is_known[0], f.before, false);
    add_number(g, rule, f.is_known[1], f.after, false);
    add_number(g, rule, f.is_known[2], f.change, true);
}

static void add_head(grid *g, const char *first)
{
    static const char *const heads[] = {"rows changed", "gain",  "lose",
                                        "before",       "after", "change"};
    add_cell(g, first);
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        add_cell(g, heads[i]);
    }
}

/* All rules that change. */
static void put_rules(qn_page *page, const qn_replay *replay)
{
    grid g = {.cells = 7, .lefts = 1};
    size_t same = 0;
    add_head(&g, "rule");
    for (size_t i = 0; i < replay->rules; i++) {
        qn_tally_sum sum;
        if (!qn_replay_changes(replay, i)) {
            same++;
            continue;
        }
        qn_tally_total(&replay->tally, i, &sum);
        qn_replay_put_rule(&g.text, &replay->rule[i]);
        end_cell(&g);
        add_figures(&g, &replay->rule[i], &sum);
    }
    if (same < replay->rules) {
        put_grid(page, &g);
    } else {
        qn_page_end(&g.text, page);
    }
    if (same > 0) {
        qn_page_format(page, "  %zu rule%s the same in every row\n", same,
                       same == 1 ? " is" : "s are");
    }
}

/* What the change is for a month and for a year. */
static void put_cost(qn_page *page, const qn_replay *replay)
{
    for (size_t i = 0; i < replay->rules; i++) {
        const qn_replay_rule *rule = &replay->rule[i];
        qn_tally_sum sum;
        qn_replay_figures f;
        qn_rational month;
        qn_rational year;
        qn_tally_total(&replay->tally, i, &sum);
        qn_replay_figure(rule, &sum, &f);
        if (!rule->is_number || !qn_replay_changes(replay, i) || !f.is_known[2] ||
            !qn_replay_convert(rule, QN_PER_MONTH, f.change, &month) ||
            !qn_replay_convert(rule, QN_PER_YEAR, f.change, &year)) {
            continue;
        }
        qn_page_format(page, "  %s: ", rule->name);
        qn_replay_put_number(page, rule, true, month, true);
        qn_page_put(page, " a month, ");
        qn_replay_put_number(page, rule, true, year, true);
        qn_page_put(page, " a year\n");
    }
}

static void put_statuses(qn_page *page, const qn_replay *replay, size_t index)
{
    const qn_tally_rule *tally = &replay->tally.rule[index];
    for (int i = 0; i < QN_REPLAY_STATUSES; i++) {
        for (int k = 0; k < QN_REPLAY_STATUSES; k++) {
            if (i != k && tally->status[i][k] > 0) {
                qn_page_put(page, "  ");
                put_count(page, tally->status[i][k]);
                qn_page_format(page, " row%s: %s → %s\n", tally->status[i][k] == 1 ? "" : "s",
                               qn_answer_status_name((qn_answer)i),
                               qn_answer_status_name((qn_answer)k));
            }
        }
    }
}

static void put_groups(qn_page *page, const qn_replay *replay, size_t index)
{
    const qn_replay_rule *rule = &replay->rule[index];
    grid g = {.cells = 7 + replay->bys, .lefts = replay->bys};
    size_t shown = 0;
    if (replay->bys == 0) {
        return;
    }
    for (size_t i = 0; i < replay->bys; i++) {
        add_cell(&g, replay->by[i].name);
    }
    add_head(&g, "rows");
    for (size_t i = 0; i < replay->tally.groups && shown < GROUPS_SHOWN; i++, shown++) {
        const qn_tally_group *group = &replay->tally.group[i];
        for (size_t k = 0; k < replay->bys; k++) {
            add_cell(&g, group->label[k]);
        }
        add_count(&g, group->rows);
        add_figures(&g, rule, &group->sum[index]);
    }
    put_grid(page, &g);
    if (shown < replay->tally.groups) {
        qn_page_format(page, "  … and %zu more groups; --html and --format json have all\n",
                       replay->tally.groups - shown);
    }
}

/* The clauses of a way that one version has, one a line; those of other rules with their names. */
static void put_clauses(qn_page *page, const qn_replay *replay, const qn_replay_rule *rule,
                        const qn_tally_way *way, int world)
{
    for (uint32_t i = 0; i < way->clauses; i++) {
        const char *name = qn_replay_clause_rule(replay, way->clause[i]);
        bool is_own = strcmp(name, rule->name) == 0;
        qn_page words = {0};
        if ((int)(way->clause[i] % 2) == world) {
            qn_replay_put_clause(&words, replay, way->clause[i]);
            qn_page_format(page, "    %s  %s%s", world == 0 ? "no more" : "instead",
                           is_own ? "" : name, is_own ? "" : ": ");
            qn_page_shown(page, qn_page_string(&words));
            qn_page_put(page, "\n");
        }
        qn_page_end(&words, page);
    }
}

/* A way, with its clauses. */
static void put_way(qn_page *page, const qn_replay *replay, size_t index, const qn_tally_way *way)
{
    const qn_replay_rule *rule = &replay->rule[index];
    qn_rational change;
    bool is_known = qn_amount_value(&way->change, rule->decimals, &change);
    qn_page_put(page, "  ");
    put_count(page, way->rows);
    qn_page_format(page, " row%s", way->rows == 1 ? "" : "s");
    if (rule->is_number) {
        qn_page_put(page, ", ");
        qn_replay_put_number(page, rule, is_known, change, true);
    }
    qn_page_put(page, ", the first is ");
    qn_page_shown(page, way->key);
    qn_page_put(page, "\n");
    put_clauses(page, replay, rule, way, 0);
    put_clauses(page, replay, rule, way, 1);
    if (way->clauses == 0) {
        qn_page_put(page, "    the same clauses apply; they give something else\n");
    }
}

static void put_ways(qn_page *page, const qn_replay *replay, size_t index)
{
    const qn_tally_rule *tally = &replay->tally.rule[index];
    for (size_t i = 0; i < tally->ways && i < WAYS_SHOWN; i++) {
        put_way(page, replay, index, &tally->way[i]);
    }
    if (tally->ways > WAYS_SHOWN) {
        qn_page_format(page, "  … and %zu more ways; --html and --format json have them\n",
                       tally->ways - WAYS_SHOWN);
    }
    if (tally->has_too_many_ways) {
        qn_page_put(page, "  the clauses change in too many ways to be listed\n");
    }
}

static void put_most(qn_page *page, const qn_replay *replay, size_t index)
{
    const qn_replay_rule *rule = &replay->rule[index];
    const qn_tally_rule *tally = &replay->tally.rule[index];
    size_t groups = replay->bys > 0;
    grid g = {.cells = 4 + groups, .lefts = 1 + groups};
    if (tally->mosts == 0) {
        return;
    }
    add_cell(&g, "most affected");
    if (groups > 0) {
        add_cell(&g, "");
    }
    add_cell(&g, "before");
    add_cell(&g, "after");
    add_cell(&g, "change");
    for (size_t i = 0; i < tally->mosts; i++) {
        add_cell(&g, tally->most[i].key);
        if (groups > 0) {
            add_cell(&g, tally->most[i].group);
        }
        add_cell(&g, tally->most[i].before);
        add_cell(&g, tally->most[i].after);
        add_number(&g, rule, true, tally->most[i].change, true);
    }
    put_grid(page, &g);
}

/* What is not compared. */
static void put_lone(qn_page *page, const qn_replay *replay)
{
    static const char *const why[] = {"is there no more", "is new", "gives another kind of value"};
    for (size_t i = 0; i < replay->lones; i++) {
        qn_page_format(page, "%s: %s\n", replay->lone[i].name, why[replay->lone[i].apart]);
    }
}

static void put_detail(qn_page *page, const qn_replay *replay, size_t index)
{
    if (!qn_replay_changes(replay, index)) {
        return;
    }
    qn_page_put(page, "\n");
    qn_replay_put_rule(page, &replay->rule[index]);
    qn_page_put(page, "\n");
    put_statuses(page, replay, index);
    put_groups(page, replay, index);
    put_ways(page, replay, index);
    put_most(page, replay, index);
}

void qn_replay_put_text(qn_page *page, const qn_replay *replay)
{
    enum { DETAILS = 3 };
    size_t changed = 0;
    put_count(page, replay->tally.rows);
    qn_page_format(page, " row%s", replay->tally.rows == 1 ? "" : "s");
    qn_replay_put_day(page, replay);
    qn_page_put(page, ": ");
    put_count(page, replay->tally.changed);
    qn_page_put(page, " changed\n");
    put_lone(page, replay);
    put_rules(page, replay);
    put_cost(page, replay);
    for (size_t i = 0; i < replay->rules; i++) {
        changed += qn_replay_changes(replay, i);
    }
    for (size_t i = 0; i < replay->rules && changed <= DETAILS; i++) {
        put_detail(page, replay, i);
    }
    if (changed > DETAILS) {
        qn_page_put(page, "name rules behind the versions to see who is affected by which "
                          "clauses, or write --html FILE\n");
    }
}
