/*
 * The proleptic Gregorian calendar of chapter 7 of spec/semantics.md: days are counted from
 * 0001-01-01, which is 0.
 */
#include "reference.h"

#include <stdio.h>

enum { NO_SUCH_DATE = 407, OUT_OF_RANGE = 408 };

static bool is_leap(long year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

long month_length(long year, long month)
{
    static const long length[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap(year) ? 29 : length[month - 1];
}

long day_of(long year, long month, long day)
{
    long before = year - 1;
    long days = 365 * before + before / 4 - before / 100 + before / 400;
    for (long m = 1; m < month; m++) {
        days += month_length(year, m);
    }
    return days + day - 1;
}

void day_parts(long day, long *year, long *month, long *dom)
{
    long y = day / 366 + 1;
    while (y < 9999 && day_of(y + 1, 1, 1) <= day) {
        y++;
    }
    long m = 1, rest = day - day_of(y, 1, 1);
    while (rest >= month_length(y, m)) {
        rest -= month_length(y, m++);
    }
    *year = y;
    *month = m;
    *dom = rest + 1;
}

long day_text(const char *text)
{
    long y = 1, m = 1, d = 1;
    (void)sscanf(text, "%4ld-%2ld-%2ld", &y, &m, &d);
    return day_of(y, m, d);
}

const char *day_written(long day)
{
    long y, m, d;
    day_parts(day, &y, &m, &d);
    return pool_format("%04ld-%02ld-%02ld", y, m, d);
}

int day_add_months(long d, long n, int mode, long *out)
{
    long y, m, dom;
    day_parts(d, &y, &m, &dom);
    long index = 12 * y + m - 1 + n, year = index / 12, month = index % 12 + 1;
    if (index < 12 || year > 9999) {
        reach(REACHED_MONTH_OUTSIDE);
        return OUT_OF_RANGE;
    }
    long length = month_length(year, month);
    if (dom <= length) {
        reach(REACHED_MONTH_HAS_DAY);
        *out = day_of(year, month, dom);
        return 0;
    }
    reach(mode == 0           ? REACHED_MONTH_REFUSED
          : mode == AST_OP_UP ? REACHED_MONTH_UP
                              : REACHED_MONTH_DOWN);
    if (mode == 0) {
        return NO_SUCH_DATE;
    }
    *out = day_of(year, month, length) + (mode == AST_OP_UP);
    return 0;
}

/* The greatest m for which a + m months is not after b, with a rounding; a is not after b. */
static long completed(long a, long b, int mode)
{
    long y, m, d, year, month, dom, moved = 0;
    day_parts(a, &y, &m, &d);
    day_parts(b, &year, &month, &dom);
    long count = 12 * (year - y) + month - m;
    int wrong = day_add_months(a, count, mode, &moved);
    return wrong == 0 && moved <= b ? count : count - 1;
}

/* With a rounding, and one for both where there is none; `parts` months make what is counted. */
static int count_completed(long a, long b, int mode, long parts, long *out)
{
    long sign = b < a ? -1 : 1, from = b < a ? b : a, to = b < a ? a : b;
    long down = completed(from, to, mode == 0 ? AST_OP_DOWN : mode) / parts;
    long up = completed(from, to, mode == 0 ? AST_OP_UP : mode) / parts;
    *out = sign * down;
    reach(down != up ? REACHED_COMPLETED_REFUSED
          : sign < 0 ? REACHED_COMPLETED_BACK
                     : REACHED_COMPLETED);
    return down == up ? 0 : NO_SUCH_DATE;
}

int months_between(long a, long b, int mode, long *out)
{
    return count_completed(a, b, mode, 1, out);
}

int years_between(long a, long b, int mode, long *out)
{
    return count_completed(a, b, mode, 12, out);
}
