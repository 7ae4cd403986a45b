/*
 * What is added up. See tally.h.
 */
#include "tally.h"

#include <stdlib.h>
#include <string.h>

enum { GROUP_PLACES = 4096, FIRST_PLACES = 64 };

#define NO_PLACE UINT32_MAX

static char *copy_text(qn_tally *tally, const char *text)
{
    char *copy = strdup(text != NULL ? text : "");
    tally->out_of_memory |= copy == NULL;
    return copy;
}

/* A hash, going on with another number. */
static uint64_t hash_on(uint64_t hash, uint64_t number)
{
    hash = (hash ^ number) * UINT64_C(1099511628211);
    return hash ^ hash >> 29;
}

bool qn_tally_open(qn_tally *tally, size_t bys, size_t rules)
{
    *tally = (qn_tally){.bys = bys, .rules = rules, .last = SIZE_MAX};
    tally->rule = calloc(rules + 1, sizeof *tally->rule);
    tally->group = calloc(QN_TALLY_GROUPS_MAX, sizeof *tally->group);
    tally->group_place = malloc(GROUP_PLACES * sizeof *tally->group_place);
    if (tally->group_place != NULL) {
        memset(tally->group_place, 0xFF, GROUP_PLACES * sizeof *tally->group_place);
    }
    return tally->rule != NULL && tally->group != NULL && tally->group_place != NULL;
}

static void clear_row(qn_tally_row *row)
{
    free(row->key);
    free(row->before);
    free(row->after);
    free(row->group);
}

static void clear_ways(qn_tally_rule *rule)
{
    for (size_t i = 0; i < rule->ways; i++) {
        free(rule->way[i].clause);
        free(rule->way[i].key);
    }
    free(rule->way);
    free(rule->place);
    rule->way = NULL;
    rule->place = NULL;
    rule->ways = rule->way_room = rule->places = 0;
}

static void clear_rule(qn_tally_rule *rule)
{
    qn_bands_clear(&rule->change);
    qn_bands_clear(&rule->before);
    qn_bands_clear(&rule->after);
    for (size_t i = 0; i < rule->mosts; i++) {
        clear_row(&rule->most[i]);
    }
    clear_ways(rule);
}

void qn_tally_clear(qn_tally *tally)
{
    for (size_t i = 0; tally->rule != NULL && i < tally->rules; i++) {
        clear_rule(&tally->rule[i]);
    }
    for (size_t i = 0; i < tally->groups; i++) {
        for (size_t k = 0; k < tally->bys; k++) {
            free(tally->group[i].label[k]);
        }
        free(tally->group[i].sum);
    }
    for (size_t i = 0; i < tally->texts; i++) {
        free(tally->text[i]);
    }
    free(tally->text);
    free(tally->rule);
    free(tally->group);
    free(tally->group_place);
    *tally = (qn_tally){0};
}

/* ---- groups */

static uint32_t *group_place(const qn_tally *tally, const int64_t *code)
{
    uint64_t hash = 0;
    for (size_t i = 0; i < tally->bys; i++) {
        hash = hash_on(hash, (uint64_t)code[i]);
    }
    size_t place = hash % GROUP_PLACES;
    while (tally->group_place[place] != NO_PLACE &&
           memcmp(tally->group[tally->group_place[place]].code, code, tally->bys * sizeof *code) !=
               0) {
        place = (place + 1) % GROUP_PLACES;
    }
    return &tally->group_place[place];
}

size_t qn_tally_find_group(qn_tally *tally, const int64_t *code)
{
    if (tally->last != SIZE_MAX &&
        memcmp(tally->group[tally->last].code, code, tally->bys * sizeof *code) == 0) {
        return tally->last;
    }
    uint32_t found = *group_place(tally, code);
    tally->last = found == NO_PLACE ? tally->last : found;
    return found == NO_PLACE ? SIZE_MAX : found;
}

size_t qn_tally_add_group(qn_tally *tally, const int64_t *code, const char *const *label)
{
    tally->has_too_many_groups |= tally->groups == QN_TALLY_GROUPS_MAX;
    if (tally->has_too_many_groups) {
        return SIZE_MAX;
    }
    qn_tally_group *group = &tally->group[tally->groups];
    group->sum = calloc(tally->rules + 1, sizeof *group->sum);
    if (group->sum == NULL) {
        tally->out_of_memory = true;
        return SIZE_MAX;
    }
    memcpy(group->code, code, tally->bys * sizeof *code);
    for (size_t i = 0; i < tally->bys; i++) {
        group->label[i] = copy_text(tally, label[i]);
    }
    *group_place(tally, code) = (uint32_t)tally->groups;
    return tally->groups++;
}

size_t qn_tally_text(qn_tally *tally, const char *text)
{
    for (size_t i = 0; i < tally->texts; i++) {
        if (tally->text[i] != NULL && strcmp(tally->text[i], text) == 0) {
            return i;
        }
    }
    if (tally->texts % FIRST_PLACES == 0) {
        char **grown = realloc(tally->text, (tally->texts + FIRST_PLACES) * sizeof *grown);
        if (grown == NULL) {
            tally->out_of_memory = true;
            return 0;
        }
        tally->text = grown;
    }
    tally->text[tally->texts] = copy_text(tally, text);
    tally->has_too_many_groups |= tally->texts == QN_TALLY_GROUPS_MAX;
    return tally->texts++;
}

/* The group with these labels, whatever codes texts have here; made if there is none. */
static size_t group_of_labels(qn_tally *tally, const qn_tally_group *group)
{
    int64_t code[QN_REPLAY_BY_MAX];
    const char *label[QN_REPLAY_BY_MAX];
    for (size_t i = 0; i < tally->groups; i++) {
        bool same = true;
        for (size_t k = 0; k < tally->bys && same; k++) {
            same = strcmp(tally->group[i].label[k], group->label[k]) == 0;
        }
        if (same) {
            return i;
        }
    }
    for (size_t k = 0; k < tally->bys; k++) {
        code[k] = group->code[k];
        label[k] = group->label[k];
    }
    return qn_tally_add_group(tally, code, label);
}

static void join_sum(qn_tally_sum *sum, const qn_tally_sum *other)
{
    sum->rows += other->rows;
    sum->changed += other->changed;
    sum->gain += other->gain;
    sum->lose += other->lose;
    qn_amount_join(&sum->before, &other->before);
    qn_amount_join(&sum->after, &other->after);
    qn_amount_join(&sum->gained, &other->gained);
}

static void join_groups(qn_tally *tally, const qn_tally *other)
{
    for (size_t i = 0; i < other->groups && !tally->out_of_memory; i++) {
        size_t at = group_of_labels(tally, &other->group[i]);
        if (at == SIZE_MAX) {
            return;
        }
        tally->group[at].rows += other->group[i].rows;
        tally->group[at].changed += other->group[i].changed;
        for (size_t k = 0; k < tally->rules; k++) {
            join_sum(&tally->group[at].sum[k], &other->group[i].sum[k]);
        }
    }
}

void qn_tally_total(const qn_tally *tally, size_t rule, qn_tally_sum *out)
{
    *out = (qn_tally_sum){0};
    for (size_t i = 0; i < tally->groups; i++) {
        join_sum(out, &tally->group[i].sum[rule]);
    }
}

/* ---- rows that are affected most */

/* The larger change first, and of those that are as large the first row. */
static bool goes_before(qn_rational size, uint64_t row, const qn_tally_row *other)
{
    int order = qn_rational_cmp(size, other->size);
    return order != 0 ? order > 0 : row < other->row;
}

bool qn_tally_is_most(const qn_tally_rule *rule, qn_rational size, uint64_t row)
{
    return rule->mosts < QN_TALLY_MOST || goes_before(size, row, &rule->most[QN_TALLY_MOST - 1]);
}

void qn_tally_add_most(qn_tally *tally, qn_tally_rule *rule, const qn_tally_row *row)
{
    if (!qn_tally_is_most(rule, row->size, row->row)) {
        return;
    }
    if (rule->mosts == QN_TALLY_MOST) {
        clear_row(&rule->most[--rule->mosts]);
    }
    size_t at = rule->mosts++;
    for (; at > 0 && goes_before(row->size, row->row, &rule->most[at - 1]); at--) {
        rule->most[at] = rule->most[at - 1];
    }
    rule->most[at] = *row;
    rule->most[at].key = copy_text(tally, row->key);
    rule->most[at].before = copy_text(tally, row->before);
    rule->most[at].after = copy_text(tally, row->after);
    rule->most[at].group = copy_text(tally, row->group);
}

/* ---- ways */

static uint64_t hash_clauses(const uint32_t *clause, uint32_t count)
{
    uint64_t hash = count;
    for (uint32_t i = 0; i < count; i++) {
        hash = hash_on(hash, clause[i]);
    }
    return hash;
}

static uint32_t *way_place(const qn_tally_rule *rule, const qn_tally_way *way)
{
    size_t place = way->hash & (rule->places - 1);
    for (; rule->place[place] != NO_PLACE; place = (place + 1) & (rule->places - 1)) {
        const qn_tally_way *other = &rule->way[rule->place[place]];
        if (other->hash == way->hash && other->clauses == way->clauses &&
            memcmp(other->clause, way->clause, way->clauses * sizeof *way->clause) == 0) {
            break;
        }
    }
    return &rule->place[place];
}

/* Makes the table of hashes twice as large. */
static bool grow_places(qn_tally_rule *rule)
{
    size_t places = rule->places == 0 ? FIRST_PLACES : rule->places * 2;
    uint32_t *grown = malloc(places * sizeof *grown);
    if (grown == NULL) {
        return false;
    }
    memset(grown, 0xFF, places * sizeof *grown);
    free(rule->place);
    rule->place = grown;
    rule->places = places;
    for (size_t i = 0; i < rule->ways; i++) {
        *way_place(rule, &rule->way[i]) = (uint32_t)i;
    }
    return true;
}

static bool make_room(qn_tally_rule *rule)
{
    if (rule->ways == rule->way_room) {
        size_t room = rule->way_room * 2 + 16;
        qn_tally_way *grown = realloc(rule->way, room * sizeof *grown);
        if (grown == NULL) {
            return false;
        }
        rule->way = grown;
        rule->way_room = room;
    }
    return rule->places > rule->ways * 2 || grow_places(rule);
}

/* Notes a way that is new. */
static void add_new_way(qn_tally *tally, qn_tally_rule *rule, const qn_tally_way *way)
{
    qn_tally_way one = *way;
    one.key = copy_text(tally, way->key);
    one.clause = malloc((way->clauses + 1) * sizeof *one.clause);
    if (one.clause == NULL) {
        tally->out_of_memory = true;
        free(one.key);
        return;
    }
    memcpy(one.clause, way->clause, way->clauses * sizeof *one.clause);
    *way_place(rule, &one) = (uint32_t)rule->ways;
    rule->way[rule->ways++] = one;
}

static void join_way(qn_tally *tally, qn_tally_way *way, const qn_tally_way *other)
{
    if (other->first < way->first) {
        free(way->key);
        way->key = copy_text(tally, other->key);
        way->first = other->first;
    }
    way->rows += other->rows;
    way->gain += other->gain;
    way->lose += other->lose;
    qn_amount_join(&way->change, &other->change);
}

void qn_tally_add_way(qn_tally *tally, qn_tally_rule *rule, const qn_tally_way *way)
{
    qn_tally_way one = *way;
    one.hash = hash_clauses(way->clause, way->clauses);
    if (rule->has_too_many_ways) {
        return;
    }
    if (!make_room(rule)) {
        tally->out_of_memory = true;
        return;
    }
    uint32_t found = *way_place(rule, &one);
    if (found != NO_PLACE) {
        join_way(tally, &rule->way[found], &one);
    } else if (rule->ways < QN_TALLY_WAYS_MAX) {
        add_new_way(tally, rule, &one);
    } else {
        clear_ways(rule);
        rule->has_too_many_ways = true;
    }
}

/* ---- all together */

static void join_statuses(qn_tally_rule *rule, const qn_tally_rule *other)
{
    for (size_t i = 0; i < QN_REPLAY_STATUSES; i++) {
        for (size_t k = 0; k < QN_REPLAY_STATUSES; k++) {
            rule->status[i][k] += other->status[i][k];
            qn_amount_join(&rule->had[i][k], &other->had[i][k]);
        }
    }
}

static void join_rule(qn_tally *tally, qn_tally_rule *rule, const qn_tally_rule *other)
{
    join_statuses(rule, other);
    qn_bands_join(&rule->change, &other->change);
    qn_bands_join(&rule->before, &other->before);
    qn_bands_join(&rule->after, &other->after);
    tally->out_of_memory |=
        rule->change.out_of_memory || rule->before.out_of_memory || rule->after.out_of_memory;
    for (size_t i = 0; i < other->mosts; i++) {
        qn_tally_add_most(tally, rule, &other->most[i]);
    }
    if (other->has_too_many_ways) {
        clear_ways(rule);
        rule->has_too_many_ways = true;
    }
    for (size_t i = 0; i < other->ways; i++) {
        qn_tally_add_way(tally, rule, &other->way[i]);
    }
}

void qn_tally_join(qn_tally *tally, const qn_tally *other)
{
    tally->rows += other->rows;
    tally->changed += other->changed;
    tally->out_of_memory |= other->out_of_memory;
    tally->has_too_many_groups |= other->has_too_many_groups;
    join_groups(tally, other);
    for (size_t i = 0; i < tally->rules && !tally->out_of_memory; i++) {
        join_rule(tally, &tally->rule[i], &other->rule[i]);
    }
}

/* The place of a code among others. */
static int64_t rank_of(int64_t code)
{
    return code < QN_TALLY_TEXT || code >= QN_TALLY_STATUS ? code : QN_TALLY_TEXT;
}

static int by_codes(const void *a, const void *b)
{
    const qn_tally_group *x = a;
    const qn_tally_group *y = b;
    for (size_t i = 0; i < QN_REPLAY_BY_MAX && x->label[i] != NULL; i++) {
        int64_t left = rank_of(x->code[i]);
        int64_t right = rank_of(y->code[i]);
        int order = (left > right) - (left < right);
        order = order != 0 ? order : strcmp(x->label[i], y->label[i]);
        if (order != 0) {
            return order;
        }
    }
    return 0;
}

static int by_rows(const void *a, const void *b)
{
    const qn_tally_way *x = a;
    const qn_tally_way *y = b;
    int order = (y->rows > x->rows) - (y->rows < x->rows);
    if (order == 0) {
        order = (x->first > y->first) - (x->first < y->first);
    }
    return order;
}

void qn_tally_sort(qn_tally *tally)
{
    qsort(tally->group, tally->groups, sizeof *tally->group, by_codes);
    for (size_t i = 0; i < tally->rules; i++) {
        if (tally->rule[i].ways > 0) {
            qsort(tally->rule[i].way, tally->rule[i].ways, sizeof *tally->rule[i].way, by_rows);
        }
    }
}
