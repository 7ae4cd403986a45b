/*
 * Numbers, days and times as text. See figure.h.
 */
#include "figure.h"

#include "date.h"
#include "plain.h"

enum { MINUTES_AN_HOUR = 60 };

char *qn_figure_put_long(char *at, int64_t number, qn_figure_form form)
{
    char reversed[QN_FIGURE_SIZE];
    uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    int32_t places = form.decimals;
    size_t count = 0;
    for (; places > form.least && rest % 10 == 0; places--) {
        rest /= 10;
    }
    for (int32_t i = 0; rest != 0 || i <= places; i++) {
        if (i == places && places > 0) {
            reversed[count++] = '.';
        }
        reversed[count++] = (char)('0' + rest % 10);
        rest /= 10;
    }
    *at = '-';
    at += number < 0;
    while (count > 0) {
        *at++ = reversed[--count];
    }
    return at;
}

char *qn_figure_put_day(char *at, int32_t day)
{
    qn_ymd ymd = qn_date_to_ymd(day + QN_PLAIN_EPOCH);
    uint64_t digits = qn_figure_digits((uint32_t)(ymd.year * 10000 + ymd.month * 100 + ymd.day)) +
                      UINT64_C(0x3030303030303030);
    qn_figure_store(at, digits);
    at[4] = '-';
    qn_figure_store(at + 5, digits >> 32);
    at[7] = '-';
    qn_figure_store(at + 8, digits >> 48);
    return at + QN_DATE_LENGTH;
}

char *qn_figure_put_clock(char *at, int32_t minute)
{
    qn_figure_store(at, qn_figure_digits((uint32_t)(minute / MINUTES_AN_HOUR * 1000 +
                                                    minute % MINUTES_AN_HOUR)) >>
                                24 |
                            UINT64_C(0x3030303030));
    at[2] = ':';
    return at + 5;
}
