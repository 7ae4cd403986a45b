/*
 * Two versions over rows. See replay.h.
 */
#include "replay.h"

#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "decimal.h"
#include "digest.h"
#include "plain.h"
#include "result.h"
#include "row.h"
#include "scan.h"
#include "spread.h"

/* Statuses of an answer beside those of qn_answer: it is known, and stands among the odd ones; and
 * the row was not taken. */
enum { ODD = QN_UNFIT, NOT_TAKEN = 7 };

/* An answer that is no number of 64 bits: its place among others, if it has one, or its text. */
typedef struct odd_answer {
    bool is_placed;
    qn_rational place;
    size_t text;
} odd_answer;

/* What a version says of a block: of each rule, row by row, its status and its number, or the
 * number of an odd one. */
typedef struct answers {
    uint8_t *status;
    int64_t *number;
    odd_answer *odd;
    size_t odds;
    size_t odd_room;
    qn_page texts;
} answers;

/* What a hand has beside that of the course, which is the old version's. room: rows that there is
 * memory for; stored arrays have a stretch of it for each rule. */
typedef struct qn_replay_hand {
    qn_replay *replay;
    qn_hand *old;
    qn_hand other; /* of the new version */
    answers said[QN_REPLAY_WORLDS];
    int64_t *code[QN_REPLAY_BY_MAX];
    int64_t preset[QN_REPLAY_BY_MAX];
    size_t room;
    uint32_t *group;
    uint8_t *is_wanted; /* rows that change */
    uint8_t *differs;   /* one a rule and row */
    char *bytes;        /* of the block as it was read */
    size_t bytes_room;
    bool is_again; /* rows are taken once more */
    qn_cause_walk walk;
    qn_tally tally;
    uint64_t digest;
    qn_page line; /* of one row */
    bool out_of_memory;
} qn_replay_hand;

/* ---- which rules */

static const qn_program *program_of(const qn_replay *replay, int world)
{
    return replay->run[world].rules.program;
}

/* Of a value of the old version's choice the number in the new one. */
static bool map_choice(const qn_replay *replay, qn_replay_rule *rule)
{
    const qn_tables *t[] = {replay->run[0].rules.tables, replay->run[1].rules.tables};
    const qn_row_choice *row[QN_REPLAY_WORLDS];
    for (int w = 0; w < QN_REPLAY_WORLDS; w++) {
        row[w] = &t[w]->choice[t[w]->type[t[w]->rule[rule->rule[w]].type].choice];
    }
    rule->choices = row[0]->count;
    rule->choice = calloc(rule->choices + 1, sizeof *rule->choice);
    for (uint32_t i = 0; rule->choice != NULL && i < row[0]->count; i++) {
        const char *name = qn_tables_string(t[0], t[0]->choice_value[row[0]->first + i].name);
        rule->choice[i] = -1;
        for (uint32_t k = 0; k < row[1]->count; k++) {
            const char *other = qn_tables_string(t[1], t[1]->choice_value[row[1]->first + k].name);
            rule->choice[i] = strcmp(name, other) == 0 ? (int64_t)k : rule->choice[i];
        }
    }
    return rule->choice != NULL;
}

/* For how long an amount is, by its unit or as the command says. */
static qn_replay_per find_per(const qn_replay *replay, const char *unit)
{
    const char *per = strstr(unit, " per ");
    if (per == NULL) {
        return replay->per;
    }
    return strcmp(per, " per month") == 0  ? QN_PER_MONTH
           : strcmp(per, " per year") == 0 ? QN_PER_YEAR
                                           : QN_PER_ONCE;
}

/* The common grid of the numbers of both versions. */
static void find_grid(const qn_replay *replay, qn_replay_rule *rule)
{
    qn_figure_form form[QN_REPLAY_WORLDS];
    for (int w = 0; w < QN_REPLAY_WORLDS; w++) {
        form[w] = qn_spread_form(program_of(replay, w), rule->rule[w]);
        rule->decimals = form[w].decimals > rule->decimals ? form[w].decimals : rule->decimals;
        rule->least = form[w].least > rule->least ? form[w].least : rule->least;
    }
    for (int w = 0; w < QN_REPLAY_WORLDS; w++) {
        rule->factor[w] = qn_plain_power[rule->decimals - form[w].decimals];
    }
}

/* Takes in a rule that both have. */
static bool add_rule(qn_replay *replay, const char *name, const uint32_t row[])
{
    qn_rule_info info = qn_program_rule_info(program_of(replay, 1), (int32_t)row[1]);
    qn_replay_rule *rule = &replay->rule[replay->rules++];
    *rule = (qn_replay_rule){.name = name,
                             .unit = info.unit,
                             .kind = info.kind,
                             .rule = {row[0], row[1]},
                             .is_number = info.kind <= QN_KIND_QUANTITY,
                             .factor = {1, 1}};
    for (int w = 0; w < QN_REPLAY_WORLDS; w++) {
        replay->run[w].asked[replay->run[w].asked_count++] = row[w];
    }
    if (rule->is_number) {
        rule->per = find_per(replay, info.unit);
        find_grid(replay, rule);
    }
    return info.kind != QN_KIND_CHOICE || map_choice(replay, rule);
}

/* Compares a rule, or notes why it is not. False out of memory. */
static bool take_rule(qn_replay *replay, const char *name)
{
    int32_t row[QN_REPLAY_WORLDS];
    qn_rule_info info[QN_REPLAY_WORLDS];
    for (int w = 0; w < QN_REPLAY_WORLDS; w++) {
        row[w] = qn_program_rule(program_of(replay, w), name);
        info[w] = qn_program_rule_info(program_of(replay, w), row[w]);
    }
    bool is_one = row[0] >= 0 && row[1] >= 0 && info[0].kind == info[1].kind &&
                  strcmp(info[0].unit, info[1].unit) == 0;
    if (is_one) {
        const uint32_t rows[] = {(uint32_t)row[0], (uint32_t)row[1]};
        return add_rule(replay, name, rows);
    }
    replay->lone[replay->lones++] = (qn_replay_lone){name, row[1] < 0   ? QN_APART_OLD
                                                           : row[0] < 0 ? QN_APART_NEW
                                                                        : QN_APART_KIND};
    return true;
}

/* Every rule that an author has written in either version. */
static bool take_listed(qn_replay *replay)
{
    bool good = true;
    for (int w = QN_REPLAY_WORLDS - 1; w >= 0; w--) {
        const qn_program *program = program_of(replay, w);
        for (int32_t i = 0; i < qn_program_rule_count(program) && good; i++) {
            qn_rule_info info = qn_program_rule_info(program, i);
            bool is_lone = w == 1 || qn_program_rule(program_of(replay, 1), info.name) < 0;
            good = info.is_hidden || !is_lone || take_rule(replay, info.name);
        }
    }
    return good;
}

/* The rules that are named. The exit status that this leads to. */
static int take_named(qn_replay *replay)
{
    static const char *const why[] = {" is there no more in the new version",
                                      " is new: the old version has no such rule",
                                      " gives another kind of value in either version"};
    const qn_args *args = replay->run[0].args;
    for (size_t i = QN_REPLAY_WORLDS; i < args->operand_count; i++) {
        const char *name = args->operand[i];
        if (qn_program_rule(program_of(replay, 0), name) < 0 &&
            qn_program_rule(program_of(replay, 1), name) < 0) {
            return qn_run_refuse(&replay->run[0], "neither version has a rule ", name, "");
        }
        if (!take_rule(replay, name)) {
            replay->run[0].io->err.out_of_memory = true;
            return QN_EXIT_WRONG;
        }
        if (replay->lones > 0) {
            return qn_run_refuse(&replay->run[0], "the rule ", name, why[replay->lone[0].apart]);
        }
    }
    return QN_EXIT_OK;
}

int qn_replay_choose_rules(qn_replay *replay)
{
    const qn_args *args = replay->run[0].args;
    size_t most = args->operand_count;
    bool good = true;
    for (int w = 0; w < QN_REPLAY_WORLDS; w++) {
        most += replay->run[w].rules.tables->rule_count;
    }
    for (int w = 0; w < QN_REPLAY_WORLDS; w++) {
        replay->run[w].asked = calloc(most, sizeof *replay->run[w].asked);
        good = good && replay->run[w].asked != NULL;
    }
    replay->rule = calloc(most, sizeof *replay->rule);
    replay->lone = calloc(most, sizeof *replay->lone);
    good = good && replay->rule != NULL && replay->lone != NULL;
    if (good && args->operand_count > QN_REPLAY_WORLDS) {
        return take_named(replay);
    }
    good = good && take_listed(replay);
    replay->run[0].io->err.out_of_memory |= !good;
    return good ? QN_EXIT_OK : QN_EXIT_WRONG;
}

/* ---- what a version says */

static int world_of(const qn_replay_hand *r, const qn_hand *h)
{
    return h != r->old;
}

/* Notes an answer that is no number of 64 bits. */
static void keep_odd(qn_replay_hand *r, answers *said, size_t at, const odd_answer *odd)
{
    if (said->odds == said->odd_room) {
        size_t room = said->odd_room * 2 + 64;
        odd_answer *grown = realloc(said->odd, room * sizeof *grown);
        if (grown == NULL) {
            r->out_of_memory = true;
            return;
        }
        said->odd = grown;
        said->odd_room = room;
    }
    said->status[at] = ODD;
    said->number[at] = (int64_t)said->odds;
    said->odd[said->odds++] = *odd;
}

/* Notes what a column has, on the common grid. */
static void keep_number(qn_replay_hand *r, int world, size_t rule, size_t at, int64_t number)
{
    const qn_replay_rule *of = &r->replay->rule[rule];
    answers *said = &r->said[world];
    if (__builtin_mul_overflow(number, of->factor[world], &said->number[at])) {
        const odd_answer odd = {.is_placed = true, .place = qn_sums_number(number, of->decimals)};
        odd_answer scaled = odd;
        (void)qn_rational_mul(odd.place, qn_rational_from_i64(of->factor[world]), &scaled.place);
        keep_odd(r, said, at, &scaled);
    }
}

/* Notes a column of answers. */
static void keep_column(qn_replay_hand *r, int world, size_t rule, const qn_taken *taken)
{
    const qn_answers *answer = &taken->answer[rule];
    const int64_t *map = world == 0 ? r->replay->rule[rule].choice : NULL;
    size_t origin = rule * r->room + (size_t)taken->first;
    for (size_t i = 0; i < taken->count; i++) {
        if (taken->is_odd[i]) {
            continue;
        }
        size_t at = origin + taken->row[i];
        bool is_long = answer->lane == QN_INT64;
        int64_t number =
            is_long ? ((const int64_t *)answer->values)[i] : ((const int32_t *)answer->values)[i];
        bool is_known = answer->status[i] == QN_KNOWN;
        r->said[world].status[at] = answer->status[i];
        keep_number(r, world, rule, at, is_known && map != NULL ? map[number] : number);
    }
}

/* Notes the facts of --by that this version has. */
static void keep_codes(qn_replay_hand *r, int world, const qn_taken *taken)
{
    int64_t code[QN_SCAN_ROWS];
    for (size_t i = 0; i < r->replay->bys; i++) {
        if (r->replay->by[i].world != world) {
            continue;
        }
        qn_replay_by_columns(&r->replay->by[i], taken, r->preset[i], code);
        for (size_t k = 0; k < taken->count; k++) {
            r->code[i][taken->first + taken->row[k]] = code[k];
        }
    }
}

static void take_many(qn_hand *h, const qn_taken *taken)
{
    qn_replay_hand *r = h->context;
    int world = world_of(r, h);
    for (size_t i = 0; i < r->replay->rules; i++) {
        keep_column(r, world, i, taken);
    }
    keep_codes(r, world, taken);
}

/* Notes an answer of a case. */
static void keep_value(qn_replay_hand *r, int world, size_t rule, size_t at, const qn_value *value)
{
    const qn_replay_rule *of = &r->replay->rule[rule];
    answers *said = &r->said[world];
    odd_answer odd = {.text = said->texts.length};
    said->status[at] = (uint8_t)value->status;
    said->number[at] = 0;
    if (value->status != QN_KNOWN) {
        return;
    }
    odd.is_placed = of->choice == NULL && qn_answer_place(value, &odd.place);
    if (odd.is_placed && of->kind == QN_KIND_DATE) {
        odd.place = qn_rational_from_i64(qn_wide_to_i64(odd.place.num) - QN_PLAIN_EPOCH);
    } else if (!odd.is_placed) {
        qn_answer_put_written(&said->texts, value);
        qn_page_add(&said->texts, "", 1);
    }
    keep_odd(r, said, at, &odd);
}

/* The codes of the facts of --by that a case has, if they are this version's. */
static void read_codes(qn_replay_hand *r, int world, const qn_hand *h, int64_t *const code[],
                       size_t at)
{
    for (size_t i = 0; i < r->replay->bys; i++) {
        const qn_replay_by *by = &r->replay->by[i];
        qn_value value;
        if (by->world == world && qn_case_fact(h->view.c, by->fact[world], &value) == QN_OK) {
            code[i][at] = qn_replay_by_code(by, &r->tally, &value);
        }
    }
}

static void take_again(qn_replay_hand *r);

static void take_one(qn_hand *h)
{
    qn_replay_hand *r = h->context;
    int world = world_of(r, h);
    if (r->is_again && world == 0) {
        r->other.row = h->row;
        qn_row_take(&r->other, h->begin, h->end);
        return;
    }
    if (r->is_again) {
        take_again(r);
        return;
    }
    size_t row = (size_t)(h->row - h->block.first_row);
    for (size_t i = 0; i < r->replay->rules; i++) {
        qn_value value;
        (void)qn_eval(h->view.c, (int32_t)r->replay->rule[i].rule[world], &value);
        keep_value(r, world, i, i * r->room + row, &value);
    }
    read_codes(r, world, h, r->code, row);
}

static const qn_taker taker = {take_many, take_one};

/* ---- both together */

/* The number that a known answer is; false where it has no place. */
static bool place_of(const qn_replay_rule *rule, const answers *said, size_t at, qn_rational *out)
{
    if (said->status[at] == ODD) {
        *out = said->odd[said->number[at]].place;
        return said->odd[said->number[at]].is_placed;
    }
    *out = qn_sums_number(said->number[at], rule->decimals);
    return true;
}

/* The name of a choice that stands as a number, or the text of an odd answer. */
static const char *text_of(const qn_replay *replay, const qn_replay_rule *rule, const answers *said,
                           size_t at)
{
    if (said->status[at] == ODD) {
        return said->texts.bytes + said->odd[said->number[at]].text;
    }
    const qn_tables *t = replay->run[1].rules.tables;
    const qn_row_choice *choice = &t->choice[t->type[t->rule[rule->rule[1]].type].choice];
    return said->number[at] < 0
               ? ""
               : qn_tables_string(t, t->choice_value[choice->first + said->number[at]].name);
}

static bool is_known(uint8_t status)
{
    return status == QN_KNOWN || status == ODD;
}

/* Compares two known answers of which one at least is odd: below 0 where the new one is larger. */
static int compare_odd(const qn_replay_hand *r, size_t rule, size_t at)
{
    const qn_replay_rule *of = &r->replay->rule[rule];
    const answers *old = &r->said[0];
    const answers *new = &r->said[1];
    qn_rational x;
    qn_rational y;
    if (r->old->out_of_memory || old->texts.out_of_memory || new->texts.out_of_memory) {
        return 0;
    }
    if (of->choice == NULL && place_of(of, old, at, &x) && place_of(of, new, at, &y)) {
        return qn_rational_cmp(x, y);
    }
    return strcmp(text_of(r->replay, of, old, at), text_of(r->replay, of, new, at)) == 0 ? 0 : 1;
}

static void add_place(const qn_replay_rule *rule, const answers *said, size_t at, qn_amount *amount)
{
    qn_rational place;
    if (said->status[at] == QN_KNOWN) {
        qn_amount_add(amount, said->number[at]);
    } else if (place_of(rule, said, at, &place)) {
        qn_amount_add_off(amount, place);
    }
}

/* Adds the change of a row that gains. */
static void add_gain(const qn_replay_hand *r, const qn_replay_rule *rule, size_t at,
                     qn_amount *gained)
{
    int64_t change;
    qn_rational was;
    qn_rational is;
    bool is_plain = r->said[0].status[at] == QN_KNOWN && r->said[1].status[at] == QN_KNOWN;
    if (is_plain &&
        !__builtin_sub_overflow(r->said[1].number[at], r->said[0].number[at], &change)) {
        qn_amount_add(gained, change);
    } else if (place_of(rule, &r->said[0], at, &was) && place_of(rule, &r->said[1], at, &is)) {
        qn_amount_add_off(gained, is);
        qn_amount_add_off(gained, qn_rational_neg(was));
    }
}

/* Adds up a row in which both answers are known; whether it changes. */
static bool add_known(qn_replay_hand *r, size_t rule, size_t at, qn_tally_sum *sum)
{
    const qn_replay_rule *of = &r->replay->rule[rule];
    bool is_plain = r->said[0].status[at] == QN_KNOWN && r->said[1].status[at] == QN_KNOWN;
    int64_t was = r->said[0].number[at];
    int64_t is = r->said[1].number[at];
    int order = is_plain ? (was > is) - (was < is) : compare_odd(r, rule, at);
    sum->rows++;
    if (of->is_number) {
        add_place(of, &r->said[0], at, &sum->before);
        add_place(of, &r->said[1], at, &sum->after);
        sum->gain += order < 0;
        sum->lose += order > 0;
    }
    if (of->is_number && order < 0) {
        add_gain(r, of, at, &sum->gained);
    }
    return order != 0;
}

/* Adds up one row of one rule; whether it changes. */
static bool add_answer(qn_replay_hand *r, size_t rule, size_t at, qn_tally_sum *sum)
{
    uint8_t was = r->said[0].status[at];
    uint8_t is = r->said[1].status[at];
    qn_tally_rule *of = &r->tally.rule[rule];
    int before = is_known(was) ? QN_KNOWN : was;
    int after = is_known(is) ? QN_KNOWN : is;
    of->status[before][after]++;
    if (is_known(was) && is_known(is)) {
        return add_known(r, rule, at, sum);
    }
    if (r->replay->rule[rule].is_number && was != is) {
        add_place(&r->replay->rule[rule], &r->said[is_known(is)], at, &of->had[before][after]);
    }
    return before != after;
}

/* The group of a row; SIZE_MAX where there are too many, or memory is out. */
static size_t find_group(qn_replay_hand *r, size_t row)
{
    int64_t code[QN_REPLAY_BY_MAX] = {0};
    const char *label[QN_REPLAY_BY_MAX];
    qn_page words[QN_REPLAY_BY_MAX] = {{0}};
    for (size_t i = 0; i < r->replay->bys; i++) {
        code[i] = r->code[i][row];
    }
    size_t found = qn_tally_find_group(&r->tally, code);
    if (found != SIZE_MAX) {
        return found;
    }
    for (size_t i = 0; i < r->replay->bys; i++) {
        qn_replay_by_put(&words[i], &r->replay->by[i], &r->tally, code[i]);
        label[i] = qn_page_string(&words[i]);
    }
    found = qn_tally_add_group(&r->tally, code, label);
    for (size_t i = 0; i < r->replay->bys; i++) {
        qn_page_end(&words[i], &r->line);
    }
    return found;
}

/* Whether both versions have taken a row; by the first rule, for they take all or none. */
static bool is_taken(const qn_replay_hand *r, size_t row)
{
    return r->said[0].status[row] < NOT_TAKEN && r->said[1].status[row] < NOT_TAKEN;
}

/* Finds the group of each row. False where there are too many. */
static bool group_rows(qn_replay_hand *r, size_t rows)
{
    for (size_t row = 0; row < rows; row++) {
        if (is_taken(r, row)) {
            size_t group = find_group(r, row);
            if (group == SIZE_MAX) {
                return false;
            }
            r->group[row] = (uint32_t)group;
            r->tally.group[group].rows++;
            r->tally.rows++;
        }
    }
    return true;
}

/* Adds up all rows of a rule. */
static void add_rows(qn_replay_hand *r, size_t rule, size_t rows)
{
    for (size_t row = 0; row < rows; row++) {
        if (is_taken(r, row)) {
            size_t at = rule * r->room + row;
            qn_tally_sum *sum = &r->tally.group[r->group[row]].sum[rule];
            bool changes = add_answer(r, rule, at, sum);
            r->differs[at] = changes;
            r->is_wanted[row] |= changes;
            sum->changed += changes;
        }
    }
}

/* ---- rows that change */

/* The values of --by of a row, with something between them. */
static void put_labels(const qn_replay_hand *r, qn_page *page, const char *between, char separator)
{
    const qn_tally_group *group = &r->tally.group[r->group[r->old->row - r->old->block.first_row]];
    for (size_t i = 0; i < r->replay->bys; i++) {
        qn_page_put(page, i > 0 ? between : "");
        if (separator != '\0') {
            qn_result_put_cell(page, group->label[i], strlen(group->label[i]), separator);
        } else {
            qn_page_put(page, group->label[i]);
        }
    }
}

/* How the row at hand is called: by its key, or its number. */
static void put_key(const qn_replay_hand *r, qn_page *page, char separator)
{
    const qn_hand *h = r->old;
    if (h->batch->key == NULL) {
        qn_page_format(page, "%llu", (unsigned long long)h->row);
    } else if (separator != '\0') {
        qn_result_put_cell(page, h->key, h->key_length, separator);
    } else {
        qn_page_add(page, h->key, h->key_length);
    }
}

/* The change of a rule that is a number; false where it is none. */
static bool find_change(const qn_value value[], qn_rational place[], qn_rational *change)
{
    return value[0].kind <= QN_KIND_QUANTITY && value[0].status == QN_KNOWN &&
           value[1].status == QN_KNOWN && qn_answer_place(&value[0], &place[0]) &&
           qn_answer_place(&value[1], &place[1]) &&
           qn_rational_sub(place[1], place[0], change) == QN_ARITH_OK;
}

/* Writes a line for a rule that changes in the row at hand. */
static void put_line(qn_replay_hand *r, const qn_replay_rule *rule, const qn_value value[],
                     bool has_change, qn_rational change)
{
    qn_page *page = &r->line;
    const char separator[] = {r->old->batch->separator, '\0'};
    put_key(r, page, separator[0]);
    qn_page_put(page, separator);
    put_labels(r, page, separator, separator[0]);
    qn_page_put(page, r->replay->bys > 0 ? separator : "");
    qn_result_put_cell(page, rule->name, strlen(rule->name), separator[0]);
    for (int w = 0; w < QN_REPLAY_WORLDS; w++) {
        qn_page_put(page, separator);
        qn_result_put(page, &value[w], separator[0]);
    }
    qn_page_put(page, separator);
    if (has_change && qn_decimal_is_finite(change)) {
        qn_sums_put(page, true, change, rule->least, QN_SUMS_PLAIN);
    } else if (has_change) {
        char text[QN_DECIMAL_TEXT_SIZE];
        size_t length;
        if (qn_decimal_format_fraction(change, text, sizeof text, &length)) {
            qn_page_add(page, text, length);
        }
    }
    qn_page_put(page, "\n");
}

/* Notes a row that is among those affected most. */
static void keep_most(qn_replay_hand *r, size_t rule, const qn_value value[], qn_rational change)
{
    qn_tally_rule *tally = &r->tally.rule[rule];
    qn_tally_row row = {.row = r->old->row, .change = change, .size = qn_rational_abs(change)};
    qn_page words[4] = {{0}};
    if (!qn_tally_is_most(tally, row.size, row.row)) {
        return;
    }
    put_key(r, &words[0], '\0');
    qn_result_put(&words[1], &value[0], ',');
    qn_result_put(&words[2], &value[1], ',');
    put_labels(r, &words[3], ", ", '\0');
    row.key = (char *)(uintptr_t)qn_page_string(&words[0]);
    row.before = (char *)(uintptr_t)qn_page_string(&words[1]);
    row.after = (char *)(uintptr_t)qn_page_string(&words[2]);
    row.group = (char *)(uintptr_t)qn_page_string(&words[3]);
    qn_tally_add_most(&r->tally, tally, &row);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        qn_page_end(&words[i], &r->line);
    }
}

/* Counts a change in the bands of its rule. */
static void count_bands(qn_replay_hand *r, size_t rule, const qn_rational place[],
                        qn_rational change)
{
    int32_t decimals = r->replay->rule[rule].decimals;
    qn_tally_rule *tally = &r->tally.rule[rule];
    int64_t was;
    int64_t is;
    int64_t by;
    if (qn_sums_floor(place[0], decimals, &was) && qn_sums_floor(place[1], decimals, &is) &&
        qn_sums_floor(change, decimals, &by)) {
        qn_bands_add(&tally->change, by, 0);
        qn_bands_add(&tally->before, was, by);
        qn_bands_add(&tally->after, is, 0);
    }
}

/* Counts the way in which a rule changes in the row at hand. */
static void count_way(qn_replay_hand *r, size_t rule, bool has_change, qn_rational change)
{
    qn_case *const c[] = {r->old->view.c, r->other.view.c};
    qn_page key = {0};
    qn_cause_walk_go(&r->walk, c, r->replay->rule[rule].rule);
    put_key(r, &key, '\0');
    qn_tally_way way = {.clause = r->walk.found,
                        .clauses = r->walk.count,
                        .rows = 1,
                        .gain = has_change && qn_rational_sign(change) > 0,
                        .lose = has_change && qn_rational_sign(change) < 0,
                        .first = r->old->row,
                        .key = (char *)(uintptr_t)qn_page_string(&key)};
    int64_t number;
    if (has_change && qn_sums_floor(change, r->replay->rule[rule].decimals, &number) &&
        qn_rational_equal(qn_sums_number(number, r->replay->rule[rule].decimals), change)) {
        qn_amount_add(&way.change, number);
    } else if (has_change) {
        qn_amount_add_off(&way.change, change);
    }
    qn_tally_add_way(&r->tally, &r->tally.rule[rule], &way);
    qn_page_end(&key, &r->line);
}

/* One rule that changes in the row at hand. */
static void take_change(qn_replay_hand *r, size_t rule)
{
    const qn_replay_rule *of = &r->replay->rule[rule];
    qn_value value[QN_REPLAY_WORLDS];
    qn_rational place[QN_REPLAY_WORLDS];
    qn_rational change = qn_rational_from_i64(0);
    (void)qn_eval(r->old->view.c, (int32_t)of->rule[0], &value[0]);
    (void)qn_eval(r->other.view.c, (int32_t)of->rule[1], &value[1]);
    bool has_change = find_change(value, place, &change);
    if (has_change) {
        keep_most(r, rule, value, change);
        count_bands(r, rule, place, change);
    }
    count_way(r, rule, has_change, change);
    put_line(r, of, value, has_change, change);
}

/* Adds the lines of the row at hand to the digest of all, in which rows have no order. */
static void add_digest(qn_replay_hand *r)
{
    char text[QN_DIGEST_TEXT_SIZE];
    qn_digest(r->line.bytes, r->line.length, text);
    text[16] = '\0';
    r->digest += strtoull(text, NULL, 16);
}

/* A row that changes, whose facts both cases have. */
static void take_again(qn_replay_hand *r)
{
    size_t row = (size_t)(r->old->row - r->old->block.first_row);
    r->line.length = 0;
    for (size_t i = 0; i < r->replay->rules; i++) {
        if (r->differs[i * r->room + row]) {
            take_change(r, i);
        }
    }
    if (r->line.length > 0) {
        add_digest(r);
    }
    r->tally.changed++;
    r->tally.group[r->group[row]].changed++;
    if (r->replay->puts_rows) {
        qn_page_add(&r->old->out, r->line.bytes, r->line.length);
    }
}

/* ---- blocks */

/* Memory for the answers to so many rows. */
static bool make_room(qn_replay_hand *r, size_t rows)
{
    size_t rules = r->replay->rules + 1; /* none is asked, and rows are counted */
    if (rows <= r->room) {
        return true;
    }
    size_t room = rows + rows / 2;
    bool good = true;
    for (int w = 0; w < QN_REPLAY_WORLDS; w++) {
        free(r->said[w].status);
        free(r->said[w].number);
        r->said[w].status = malloc(rules * room);
        r->said[w].number = calloc(rules * room, sizeof *r->said[w].number);
        good = good && r->said[w].status != NULL && r->said[w].number != NULL;
    }
    for (size_t i = 0; i < r->replay->bys; i++) {
        free(r->code[i]);
        r->code[i] = calloc(room, sizeof *r->code[i]);
        good = good && r->code[i] != NULL;
    }
    free(r->group);
    free(r->is_wanted);
    free(r->differs);
    r->group = calloc(room, sizeof *r->group);
    r->is_wanted = malloc(room);
    r->differs = malloc(rules * room);
    r->room = good && r->group != NULL && r->is_wanted != NULL && r->differs != NULL ? room : 0;
    return r->room > 0;
}

/* Memory for a block, with the slack behind it. */
static bool make_bytes(char **bytes, size_t *room, size_t length)
{
    if (*room < length) {
        char *grown = realloc(*bytes, length);
        if (grown == NULL) {
            return false;
        }
        *bytes = grown;
        *room = length;
    }
    return true;
}

/* Gives both versions a block of their own, and keeps how it was read. */
static bool share_block(qn_replay_hand *r)
{
    const qn_block *block = &r->old->block;
    qn_block *copy = &r->other.block;
    size_t length = block->length + QN_SCAN_SLACK;
    if (!make_bytes(&copy->bytes, &copy->room, length) ||
        !make_bytes(&r->bytes, &r->bytes_room, length)) {
        return false;
    }
    memcpy(r->bytes, block->bytes, block->length);
    memcpy(copy->bytes, block->bytes, block->length);
    memset(copy->bytes + block->length, 0, QN_SCAN_SLACK);
    copy->length = block->length;
    copy->first_row = block->first_row;
    copy->rows = block->rows;
    return true;
}

/* Takes away what was said of the block before. */
static void begin(qn_replay_hand *r, size_t rows)
{
    size_t rules = r->replay->rules + 1;
    for (int w = 0; w < QN_REPLAY_WORLDS; w++) {
        memset(r->said[w].status, NOT_TAKEN, rules * r->room);
        r->said[w].odds = 0;
        r->said[w].texts.length = 0;
    }
    memset(r->differs, 0, rules * r->room);
    memset(r->is_wanted, 0, rows);
}

/* The end of the line that begins at a place of what was refused. */
static size_t line_end(const qn_page *page, size_t at)
{
    bool is_whole;
    return qn_csv_end(page->bytes, page->length, at, ',', &is_whole);
}

static uint64_t row_of(const qn_page *page, size_t at)
{
    return at < page->length ? strtoull(page->bytes + at, NULL, 10) : UINT64_MAX;
}

/* Puts what each version refused in the order of the rows, that of a row which both refused once;
 * how many rows that are is the count. */
static void join_refused(qn_replay_hand *r)
{
    qn_page *old = &r->old->refused;
    const qn_page *new = &r->other.refused;
    qn_page all = {0};
    size_t at[] = {0, 0};
    uint64_t last = 0;
    r->old->rejected = 0;
    while (at[0] < old->length || at[1] < new->length) {
        uint64_t row[] = {row_of(old, at[0]), row_of(new, at[1])};
        int w = row[1] < row[0];
        const qn_page *from = w == 0 ? old : new;
        size_t end = line_end(from, at[w]);
        bool is_twice = w == 1 && row[1] == last;
        if (!is_twice || all.length == 0) {
            r->old->rejected += row[w] != last;
            qn_page_add(&all, from->bytes + at[w], end - at[w]);
            last = row[w];
        }
        at[w] = end;
    }
    old->length = 0;
    qn_page_add(old, all.bytes, all.length);
    qn_page_end(&all, old);
}

/* Takes the rows that change once more. */
static void work_again(qn_replay_hand *r)
{
    qn_hand *h = r->old;
    uint64_t cases = h->cases;
    uint64_t rejected = h->rejected;
    memcpy(h->block.bytes, r->bytes, h->block.length);
    memcpy(r->other.block.bytes, r->bytes, h->block.length);
    r->is_again = true;
    qn_hand_work_again(h, r->is_wanted);
    r->is_again = false;
    h->cases = cases;
    h->rejected = rejected;
}

/* Compares what both said. */
static void compare(qn_replay_hand *r, size_t rows)
{
    if (!group_rows(r, rows) || r->tally.out_of_memory) {
        return;
    }
    for (size_t i = 0; i < r->replay->rules; i++) {
        add_rows(r, i, rows);
    }
    if (memchr(r->is_wanted, 1, rows) != NULL) {
        work_again(r);
    }
}

void qn_replay_work(qn_hand *h)
{
    qn_replay_hand *r = h->context;
    size_t rows = (size_t)h->block.rows + 1;
    h->out.length = h->refused.length = 0;
    if (r->out_of_memory || !make_room(r, rows) || !share_block(r)) {
        h->out_of_memory = true;
        return;
    }
    begin(r, rows);
    qn_hand_work(h);
    qn_hand_work(&r->other);
    join_refused(r);
    if (!h->out_of_memory && !r->other.out_of_memory) {
        compare(r, rows);
    }
    h->out_of_memory |= r->other.out_of_memory || r->out_of_memory || r->tally.out_of_memory ||
                        r->line.out_of_memory || r->said[0].texts.out_of_memory ||
                        r->said[1].texts.out_of_memory || h->out.out_of_memory;
}

/* ---- hands */

static bool open_hand(qn_replay *replay, size_t number, qn_sink *sink)
{
    qn_replay_hand *r = &replay->hand[number];
    r->replay = replay;
    r->old = &replay->rows.course.hand[number];
    bool good = qn_hand_open(r->old, &replay->job[0], sink) &&
                qn_hand_open(&r->other, &replay->job[1], sink);
    r->old->context = r->other.context = r;
    if (!good) {
        return false;
    }
    good = qn_cause_walk_open(&r->walk, &replay->causes) &&
           qn_tally_open(&r->tally, replay->bys, replay->rules);
    r->old->out_of_memory |= !good;
    for (int w = 0; w < QN_REPLAY_WORLDS && good; w++) {
        int64_t *preset[QN_REPLAY_BY_MAX];
        for (size_t i = 0; i < QN_REPLAY_BY_MAX; i++) {
            preset[i] = &r->preset[i];
        }
        read_codes(r, w, w == 0 ? r->old : &r->other, preset, 0);
    }
    return good;
}

bool qn_replay_open_hands(qn_replay *replay, qn_sink *sink)
{
    const qn_program *const program[] = {program_of(replay, 0), program_of(replay, 1)};
    qn_course *course = &replay->rows.course;
    for (int w = 0; w < QN_REPLAY_WORLDS; w++) {
        replay->job[w].taker = &taker;
    }
    course->hand = calloc(course->hands, sizeof *course->hand);
    replay->hand = calloc(course->hands, sizeof *replay->hand);
    bool good =
        course->hand != NULL && replay->hand != NULL && qn_causes_open(&replay->causes, program);
    replay->run[0].io->err.out_of_memory |= !good;
    for (size_t i = 0; i < course->hands && good; i++) {
        good = open_hand(replay, i, sink);
        replay->run[0].io->err.out_of_memory |=
            course->hand[i].out_of_memory || replay->hand[i].other.out_of_memory;
    }
    return good;
}

bool qn_replay_has_too_many_groups(const qn_replay *replay)
{
    bool has = replay->tally.has_too_many_groups;
    for (size_t i = 0; i < replay->rows.course.hands; i++) {
        has |= replay->hand[i].tally.has_too_many_groups;
    }
    return has;
}

bool qn_replay_join(qn_replay *replay)
{
    bool good = qn_tally_open(&replay->tally, replay->bys, replay->rules);
    for (size_t i = 0; good && i < replay->rows.course.hands; i++) {
        qn_tally_join(&replay->tally, &replay->hand[i].tally);
        replay->digest += replay->hand[i].digest;
        good = !replay->tally.out_of_memory;
    }
    if (good) {
        qn_tally_sort(&replay->tally);
    }
    return good;
}

static void clear_hand(qn_replay_hand *r)
{
    qn_hand_close(&r->other);
    for (int w = 0; w < QN_REPLAY_WORLDS; w++) {
        free(r->said[w].status);
        free(r->said[w].number);
        free(r->said[w].odd);
        qn_page_clear(&r->said[w].texts);
    }
    for (size_t i = 0; i < QN_REPLAY_BY_MAX; i++) {
        free(r->code[i]);
    }
    free(r->group);
    free(r->is_wanted);
    free(r->differs);
    free(r->bytes);
    qn_cause_walk_clear(&r->walk);
    qn_tally_clear(&r->tally);
    qn_page_clear(&r->line);
}

void qn_replay_clear(qn_replay *replay)
{
    for (size_t i = 0; replay->hand != NULL && i < replay->rows.course.hands; i++) {
        clear_hand(&replay->hand[i]);
    }
    free(replay->hand);
    qn_rows_clear(&replay->rows);
    for (size_t i = 0; i < replay->rules; i++) {
        free(replay->rule[i].choice);
    }
    for (size_t i = 0; i < QN_REPLAY_BY_MAX; i++) {
        qn_replay_by_clear(&replay->by[i]);
    }
    free(replay->rule);
    free(replay->lone);
    qn_causes_clear(&replay->causes);
    qn_tally_clear(&replay->tally);
    for (int w = 0; w < QN_REPLAY_WORLDS; w++) {
        qn_run_clear(&replay->run[w]);
    }
}

void qn_replay_put_head(const qn_replay *replay, qn_page *page)
{
    const qn_rows_job *job = &replay->job[0];
    const char separator[] = {job->separator, '\0'};
    const char *first = job->key != NULL ? job->key : "row";
    qn_result_put_cell(page, first, strlen(first), separator[0]);
    for (size_t i = 0; i < replay->bys; i++) {
        qn_page_put(page, separator);
        qn_result_put_cell(page, replay->by[i].name, strlen(replay->by[i].name), separator[0]);
    }
    qn_page_format(page, "%srule%sbefore%safter%schange\n", separator, separator, separator,
                   separator);
}
