/*
 * Facts of one case, invented by what a program declares: see invent.h.
 */
#include "invent.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT = 256, ELEMENTS_MAX = 4, NAMES_MAX = 64 };

uint64_t chance_below(chance *c, uint64_t below)
{
    c->state += UINT64_C(0x9e3779b97f4a7c15);
    uint64_t mixed = (c->state ^ (c->state >> 32)) * UINT64_C(0xd6e8feb86659fd93);
    mixed = (mixed ^ (mixed >> 32)) * UINT64_C(0xd6e8feb86659fd93);
    return (mixed ^ (mixed >> 32)) % below;
}

static void hash_reply(hash *h, const qn_case *c, qn_status status)
{
    hash_number(h, status);
    hash_text(h, qn_case_error(c)->text);
}

/* A day as people meet it, or one at an end of the calendar; some months do not have it. */
static void invent_day(chance *by, int *year, int *month, int *day)
{
    static const int odd[] = {1, 4, 1600, 1900, 2000, 2100, 9999};
    *year = chance_below(by, 20) == 0 ? odd[chance_below(by, sizeof odd / sizeof odd[0])]
                                      : 1955 + (int)chance_below(by, 75);
    *month = 1 + (int)chance_below(by, 12);
    *day = 1 + (int)chance_below(by, chance_below(by, 10) == 0 ? 31 : 28);
}

void invent_today(qn_case *c, chance *by, hash *h)
{
    int year = 0;
    int month = 0;
    int day = 0;
    invent_day(by, &year, &month, &day);
    if (chance_below(by, 20) != 0) {
        year = 2015 + (int)chance_below(by, 15);
    }
    if (chance_below(by, 25) != 0) {
        hash_reply(h, c, qn_case_set_date(c, QN_TODAY, year, month, day));
    }
}

/* An end that is written, as far as differences of ends have room. */
static int64_t read_end(const char *text)
{
    const int64_t most = INT64_MAX / 4;
    int64_t end = strtoll(text, NULL, 10);
    return end > most ? most : end < -most ? -most : end;
}

/* The ends of "AZN in 0.00..=1000000.00", whole; usual ones where the text has none. */
static void find_ends(const char *range, int64_t *low, int64_t *high, bool *has_coin)
{
    const char *in = strstr(range, " in ");
    const char *to = in == NULL ? NULL : strstr(in, "..");
    *low = in == NULL ? -50 : read_end(in + 4);
    *high = to == NULL ? 3000 : read_end(to + (to[2] == '=' ? 3 : 2));
    *high = *high < *low ? *low + 1000 : *high;
    *has_coin = to != NULL && memchr(in, '.', (size_t)(to - in)) != NULL;
}

/* A number within its range most of the time, as text: at its ends, near nothing, anywhere. */
static void invent_number(chance *by, const char *range, char *text)
{
    int64_t low = 0;
    int64_t high = 0;
    bool has_coin = false;
    find_ends(range, &low, &high, &has_coin);
    uint64_t kind = chance_below(by, 16);
    int64_t top = kind < 12 && high > 5000 ? 5000 : high;
    int64_t number = top;
    if (kind == 15) {
        number = high + 1;
    } else if (kind > 1 && top > low) {
        number = low + (int64_t)chance_below(by, (uint64_t)top - (uint64_t)low + 1);
    } else if (kind == 0) {
        number = low;
    }
    int length = snprintf(text, TEXT, "%lld", (long long)number);
    if (has_coin && number < top && number >= 0) {
        (void)snprintf(text + length, TEXT - (size_t)length, ".%02d", (int)chance_below(by, 100));
    }
}

static qn_status give_number(qn_case *c, const qn_program *program, chance *by, int32_t place,
                             int32_t declared)
{
    char range[4 * TEXT];
    char text[TEXT];
    if (qn_program_fact_range(program, declared, range, sizeof range, NULL) != QN_OK) {
        range[0] = 0;
    }
    invent_number(by, range, text);
    return qn_case_set_decimal(c, place, text, strlen(text));
}

static qn_status give_set(qn_case *c, const qn_program *program, chance *by, int32_t place,
                          const qn_fact_info *info, int32_t declared)
{
    const char *names[NAMES_MAX];
    size_t count = 0;
    for (int32_t i = 0; i < info->choice_count && count < NAMES_MAX; i++) {
        if (chance_below(by, 3) == 0) {
            names[count++] = qn_program_fact_choice(program, declared, i);
        }
    }
    return qn_case_set_set(c, place, names, count);
}

static qn_status give_period(qn_case *c, chance *by, int32_t place)
{
    int year = 0;
    int month = 0;
    int day = 0;
    invent_day(by, &year, &month, &day);
    if (chance_below(by, 8) == 0) {
        return qn_case_set_period(c, place, year, month, day, 0, 0, 0);
    }
    int end_day = 1 + (int)chance_below(by, 28);
    int end_year = year + (int)chance_below(by, 3);
    return qn_case_set_period(c, place, year, month, day, end_year, 12, end_day);
}

static qn_status give_text(qn_case *c, chance *by, int32_t place)
{
    static const char *const texts[] = {"a", "Leyla", "m\xc9\x99zuniyy\xc9\x99t", "", "none of it"};
    const char *text = texts[chance_below(by, sizeof texts / sizeof texts[0])];
    return qn_case_set_text(c, place, text, strlen(text));
}

static qn_status give_clock(qn_case *c, chance *by, int32_t place)
{
    char text[TEXT];
    int hour = (int)chance_below(by, 24);
    int length = snprintf(text, sizeof text, "%02d:%02d", hour, (int)chance_below(by, 60));
    return qn_case_set_text(c, place, text, (size_t)length);
}

static void invent_list(qn_case *c, const qn_program *program, chance *by, int32_t place,
                        const qn_fact_info *info, hash *h)
{
    size_t most = info->limit < ELEMENTS_MAX ? (size_t)info->limit + 1 : ELEMENTS_MAX;
    size_t count = chance_below(by, most + 1);
    hash_reply(h, c, qn_case_set_list(c, place, count));
    const qn_fact_info element = qn_program_fact_info(program, info->element);
    for (size_t i = 0; i < count; i++) {
        for (int32_t k = 0; k < (element.field_count > 0 ? element.field_count : 1); k++) {
            int32_t declared = element.field_count > 0 ? qn_program_field(program, info->element, k)
                                                       : info->element;
            const char *name =
                element.field_count > 0 ? qn_program_fact_info(program, declared).name : NULL;
            int32_t item = qn_case_item(c, place, i, name);
            if (item >= 0) {
                invent_fact(c, program, by, item, declared, h);
            }
        }
    }
}

static qn_status give_scalar(qn_case *c, const qn_program *program, chance *by, int32_t place,
                             const qn_fact_info *info, int32_t declared)
{
    int year = 0;
    int month = 0;
    int day = 0;
    switch (info->kind) {
    case QN_KIND_BOOLEAN:
        return qn_case_set_boolean(c, place, chance_below(by, 2) == 0);
    case QN_KIND_DATE:
        invent_day(by, &year, &month, &day);
        return qn_case_set_date(c, place, year, month, day);
    case QN_KIND_CHOICE:
        return qn_case_set_choice(
            c, place,
            qn_program_fact_choice(program, declared,
                                   (int32_t)chance_below(by, (uint64_t)info->choice_count)));
    case QN_KIND_SET:
        return give_set(c, program, by, place, info, declared);
    case QN_KIND_TEXT:
        return give_text(c, by, place);
    case QN_KIND_CLOCK:
        return give_clock(c, by, place);
    case QN_KIND_PERIOD:
        return give_period(c, by, place);
    default:
        return give_number(c, program, by, place, declared);
    }
}

void invent_fact(qn_case *c, const qn_program *program, chance *by, int32_t place, int32_t declared,
                 hash *h)
{
    const qn_fact_info info = qn_program_fact_info(program, declared);
    uint64_t fate = chance_below(by, 24);
    if (fate == 0) {
        hash_reply(h, c, qn_case_set_unknown(c, place));
    } else if (fate == 1) {
        hash_reply(h, c, qn_case_clear(c, place));
    } else if (fate == 2) {
        hash_reply(h, c, qn_case_set_none(c, place));
    } else if (info.kind == QN_KIND_LIST || (info.is_over_time && fate < 16)) {
        invent_list(c, program, by, place, &info, h);
    } else {
        hash_reply(h, c, give_scalar(c, program, by, place, &info, declared));
    }
}
