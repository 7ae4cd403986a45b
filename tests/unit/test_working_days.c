/*
 * Working days by the pattern of a week, from a day on another one, with days off and a day that is
 * worked instead, against a list of the working days of some months: adding is going along the
 * list, counting is a difference of places. The machine does neither.
 */
#include "qanun.h"

#include <stdio.h>

#include "calendar.h"
#include "case.h"
#include "check.h"
#include "source.h"

enum { FIRST_YEAR = 2023, DAYS = 3 * 365, WEEK = 7, REACH = 30 };

/* The facts and rules of the program, in its order. */
enum { A, B, N, FIRST_WEEK, SECOND_WEEK, CHANGE, OFF, NEXT_OFF, WORKED };
enum { MOVED, FROM, AFTER, THROUGH, COUNT };

static const char program_text[] =
    "fact a : date\n"
    "fact b : date\n"
    "fact n : working days in -400..=400\n"
    "fact first_week : set of weekday\n"
    "fact second_week : set of weekday\n"
    "fact change : date\n"
    "fact off : date\n"
    "fact next_off : date\n"
    "fact worked : date\n"
    "working day d = d is worked or (d not in (off, next_off) and\n"
    "    (if d < change then first_week has weekday of d else second_week has weekday of d))\n"
    "moved = a + n\n"
    "from_a = first working day from a\n"
    "after_a = next working day after a\n"
    "through_a = last working day through a\n"
    "days_at_work = working days from a to b\n";

static const char *const weekdays[WEEK] = {"monday", "tuesday",  "wednesday", "thursday",
                                           "friday", "saturday", "sunday"};

/* What a working day is: patterns are bits, Monday the lowest; days are counted from FIRST_YEAR. */
typedef struct pattern {
    unsigned first_week, second_week;
    int change, off, next_off, worked;
} pattern;

/* The working days in their order, and how many there are before each day. */
typedef struct working_list {
    int count;
    int day[DAYS];
    int before[DAYS + 1];
} working_list;

static void fill_list(working_list *l, const pattern *p)
{
    int weekday = 6; /* 2023-01-01 is a Sunday */
    l->count = 0;
    for (int day = 0; day < DAYS; day++) {
        unsigned week = day < p->change ? p->first_week : p->second_week;
        bool works = (week >> weekday & 1) != 0 && day != p->off && day != p->next_off;
        l->before[day] = l->count;
        if (works || day == p->worked) {
            l->day[l->count++] = day;
        }
        weekday = weekday == 6 ? 0 : weekday + 1;
    }
    l->before[DAYS] = l->count;
}

/* A day as the library takes it, along the months of the calendar. */
static void give_day(qn_case *c, int fact, int day)
{
    int year = FIRST_YEAR, month = 1;
    while (day >= calendar_length(year, month)) {
        day -= calendar_length(year, month);
        year += month == 12;
        month = month == 12 ? 1 : month + 1;
    }
    CHECK_INT(qn_case_set_date(c, fact, year, month, day + 1), QN_OK);
}

/* The day that a rule gives, counted as here; -1 where it gives none. */
static int day_of(qn_case *c, int rule)
{
    qn_value v;
    int year = 0, month = 0, day = 0, count = 0;
    if (qn_eval(c, rule, &v) != QN_OK || qn_value_date(&v, &year, &month, &day) != QN_OK) {
        return -1;
    }
    for (int y = FIRST_YEAR; y < year; y++) {
        count += calendar_length(y, 2) == 29 ? 366 : 365;
    }
    for (int m = 1; m < month; m++) {
        count += calendar_length(year, m);
    }
    return count + day - 1;
}

static void give_week(qn_case *c, int fact, unsigned week)
{
    const char *names[WEEK];
    size_t count = 0;
    for (int i = 0; i < WEEK; i++) {
        if (week >> i & 1) {
            names[count++] = weekdays[i];
        }
    }
    CHECK_INT(qn_case_set_set(c, fact, names, count), QN_OK);
}

static void give_pattern(qn_case *c, const pattern *p)
{
    give_week(c, FIRST_WEEK, p->first_week);
    give_week(c, SECOND_WEEK, p->second_week);
    give_day(c, CHANGE, p->change);
    give_day(c, OFF, p->off);
    give_day(c, NEXT_OFF, p->next_off);
    give_day(c, WORKED, p->worked);
}

/* d + n: the place of the first working day behind d, or at d for going back, and n - 1 more. */
static int expected_moved(const working_list *l, int day, int n)
{
    return n == 0 ? day : n > 0 ? l->day[l->before[day + 1] + n - 1] : l->day[l->before[day] + n];
}

static void check_moves(qn_case *c, const working_list *l, int day)
{
    bool right = true;
    for (int n = -REACH; n <= REACH; n++) {
        CHECK_INT(qn_case_set_integer(c, N, n), QN_OK);
        right = right && day_of(c, MOVED) == expected_moved(l, day, n);
    }
    CHECK(right);
    CHECK_INT(day_of(c, FROM), l->day[l->before[day]]);
    CHECK_INT(day_of(c, AFTER), l->day[l->before[day + 1]]);
    CHECK_INT(day_of(c, THROUGH), l->day[l->before[day + 1] - 1]);
}

static void check_counts(qn_case *c, const working_list *l, int day)
{
    for (int other = day - 20; other <= day + 80; other += 3) {
        qn_value v;
        int64_t count = 999;
        give_day(c, B, other);
        CHECK(qn_eval(c, COUNT, &v) == QN_OK && qn_value_integer(&v, &count) == QN_OK);
        CHECK_INT(count, l->before[other] - l->before[day]);
    }
}

/* Around the change of the year to 2024 and its 29 February. */
static void check_pattern(qn_case *c, const pattern *p)
{
    static working_list list;
    fill_list(&list, p);
    give_pattern(c, p);
    for (int day = 364; day < 364 + 66; day++) {
        give_day(c, A, day);
        check_moves(c, &list, day);
        if (day % 5 == 0) {
            check_counts(c, &list, day);
        }
    }
}

static void patterns_agree_with_a_list(void)
{
    static const pattern patterns[] = {
        {0x1f, 0x1f, 0, 365, 366, 370},   /* Monday to Friday, New Year off, a Saturday worked */
        {0x3f, 0x1f, 400, 365, 370, 0},   /* six days, then five */
        {0x1f, 0x0f, 396, 424, 425, 371}, /* then four; around 29 February */
        {0x7f, 0x7f, 0, 400, 401, 0},     /* every day */
        {0x4f, 0x71, 380, 365, 366, 375}, /* Sunday to Thursday, then a broken week */
        {0x01, 0x10, 410, 365, 379, 365}, /* one day a week; a day off that is worked */
        {0x55, 0x2a, 395, 370, 371, 372}, /* every other day */
    };
    qn_program *program = source_load(program_text);
    qn_case *c = program ? qn_case_new(program) : NULL;
    for (size_t i = 0; c && i < sizeof patterns / sizeof patterns[0]; i++) {
        check_pattern(c, &patterns[i]);
    }
    qn_case_free(c);
    qn_program_free(program);
}

static void check_error(qn_case *c, int rule, int error)
{
    qn_value v;
    CHECK_INT(qn_eval(c, rule, &v), QN_OK);
    CHECK_INT(v.status, QN_FAILED);
    CHECK_INT(v.error, error);
}

/* Where nobody ever works the search ends; where the calendar ends, too. */
static void a_search_ends(void)
{
    const pattern never = {.first_week = 0, .second_week = 0, .worked = 300};
    qn_program *program = source_load(program_text);
    qn_case *c = program ? qn_case_new(program) : NULL;
    if (c) {
        give_pattern(c, &never);
        give_day(c, A, 400);
        CHECK_INT(qn_case_set_integer(c, N, 1), QN_OK);
        check_error(c, MOVED, 410);
        check_error(c, FROM, 410);
        CHECK_INT(day_of(c, THROUGH), 300);
        CHECK_INT(qn_case_set_date(c, A, 9999, 12, 31), QN_OK);
        check_error(c, MOVED, 408);
        check_error(c, AFTER, 408);
        CHECK_INT(qn_case_set_date(c, A, 1, 1, 1), QN_OK);
        check_error(c, THROUGH, 408);
    }
    qn_case_free(c);
    qn_program_free(program);
}

static void count_known_element(void *context, const qn_value *element)
{
    *(int *)context += element->status == QN_KNOWN;
}

/* Who reads the elements of a list has all steps for it, however few the rules have left. */
static void elements_have_steps_of_their_own(void)
{
    static const char text[] = "fact starts : list of date up to 3\n"
                               "working day d = weekday of d not in (saturday, sunday)\n"
                               "ends = each s in starts : next working day after s\n";
    static const char days[] = "2026-06-05, 2026-06-06";
    qn_program *program = source_load(text);
    qn_case *c = qn_case_new(program);
    qn_value value;
    int known = 0;
    CHECK_INT(qn_case_set_text(c, qn_program_fact(program, "starts"), days, sizeof days - 1),
              QN_OK);
    CHECK_INT(qn_eval(c, qn_program_rule(program, "ends"), &value), QN_OK);
    c->walk_steps = 0;
    CHECK_INT(qn_value_each(&value, count_known_element, &known), QN_OK);
    CHECK_INT(known, 2);
    qn_case_free(c);
    qn_program_free(program);
}

int main(void)
{
    static const check_case cases[] = {
        {"patterns agree with a list", patterns_agree_with_a_list},
        {"a search ends", a_search_ends},
        {"elements have steps of their own", elements_have_steps_of_their_own},
    };
    return check_run("working days", cases, sizeof cases / sizeof cases[0]);
}
