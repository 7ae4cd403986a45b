/*
 * The calendar of date.h.
 *
 * Conversions work in years that begin on the first of March, so that the day which leap years add
 * is the last of its year and the months before it have a regular pattern. All sums fit in 64 bits.
 * It refuses to know which day it is.
 */
#include "date.h"

enum {
    DAYS_PER_YEAR = 365,
    DAYS_PER_4_YEARS = 1461,
    DAYS_PER_CENTURY = 36524,
    DAYS_PER_400_YEARS = 146097,
    /* From 0000-03-01, where the first year that begins in March starts, to 0001-01-01. */
    DAYS_BEFORE_EPOCH = 306,
    /* 2^32 / 1461, rounded up: of 4 * day + 3 it makes years of 365.25 days. */
    YEAR_FACTOR = 2939745,
    MONTHS_PER_YEAR = 12,
    DAYS_PER_WEEK = 7
};

/* The rule of 1582, applied to every year. */
bool qn_date_is_leap(int32_t year)
{
    return (year & 3) == 0 && (year % 100 != 0 || (year & 15) == 0);
}

int32_t qn_date_days_in_month(int32_t year, int32_t month)
{
    static const int8_t days[MONTHS_PER_YEAR] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (month < 1 || month > MONTHS_PER_YEAR) {
        return 0;
    }
    return days[month - 1] + (month == 2 && qn_date_is_leap(year));
}

/*
 * The day number of a date that exists. Counted from March, the five months' 153 days repeat: month
 * m (0 to 11) begins (153 m + 2) / 5 days after the first of March.
 */
static qn_day day_number(int32_t year, int32_t month, int32_t day)
{
    int32_t years = month > 2 ? year : year - 1;
    int32_t months = month > 2 ? month - 3 : month + 9;
    uint32_t century = (uint32_t)years / 100; /* the year 0 begins in March before 0001-01-01 */
    uint32_t before_year = DAYS_PER_4_YEARS * (uint32_t)years / 4 - century + century / 4;
    uint32_t before_month = (153 * (uint32_t)months + 2) / 5;
    return (int32_t)(before_year + before_month) + day - 1 - DAYS_BEFORE_EPOCH;
}

/* The arguments are wide, so that a number from a program is checked before it is narrowed. */
qn_date_status qn_date_from_ymd(int64_t year, int64_t month, int64_t day, qn_day *out)
{
    if (year < QN_YEAR_MIN || year > QN_YEAR_MAX) {
        return QN_DATE_OUT_OF_RANGE;
    }
    if (month < 1 || month > MONTHS_PER_YEAR || day < 1 ||
        day > qn_date_days_in_month((int32_t)year, (int32_t)month)) {
        return QN_DATE_NO_SUCH_DAY;
    }
    *out = day_number((int32_t)year, (int32_t)month, (int32_t)day);
    return QN_DATE_OK;
}

/*
 * The inverse of day_number: century, year of the century, month. Each is a division of a linear
 * form, and where the divisor is odd its rest comes with the same multiplication: by Neri and
 * Schneider, Euclidean affine functions and their application to calendar algorithms (2023).
 */
qn_ymd qn_date_to_ymd(qn_day day)
{
    uint32_t quarters = 4 * (uint32_t)(day + DAYS_BEFORE_EPOCH) + 3;
    uint32_t century = quarters / DAYS_PER_400_YEARS;
    uint32_t rest = quarters % DAYS_PER_400_YEARS / 4;
    uint64_t scaled = (uint64_t)YEAR_FACTOR * (4 * rest + 3); /* years in the upper 32 bits */
    uint32_t year = 100 * century + (uint32_t)(scaled >> 32);
    uint32_t of_year = (uint32_t)scaled / YEAR_FACTOR / 4;
    uint32_t months = 2141 * of_year + 1305; /* from March, in the upper 16 bits */
    int32_t month = (int32_t)(months >> 16);
    bool is_next = month >= 10; /* January and February */
    return (qn_ymd){.year = (int32_t)year + is_next,
                    .month = is_next ? month - 9 : month + 3,
                    .day = (int32_t)((months & 0xffff) / 2141) + 1};
}

/* The value of `count` digits; the caller has checked that they are digits. */
static int32_t digits_value(const char *text, size_t count)
{
    int32_t value = 0;
    for (size_t i = 0; i < count; i++) {
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

/* The offset of the first byte that breaks the form YYYY-MM-DD; QN_DATE_LENGTH if none does. */
static size_t form_breaks_at(const char *text, size_t length)
{
    size_t i = 0;
    while (i < length && i < QN_DATE_LENGTH) {
        bool is_hyphen = i == 4 || i == 7;
        if (is_hyphen ? text[i] != '-' : text[i] < '0' || text[i] > '9') {
            break;
        }
        i++;
    }
    return i;
}

/*
 * The form is checked for the whole text first, then the date. A year out of range is shown at the
 * year, a month at the month, a day at the day.
 */
qn_date_status qn_date_parse(const char *text, size_t length, qn_day *out, size_t *error_at)
{
    size_t ignored;
    size_t *at = error_at ? error_at : &ignored;
    *at = form_breaks_at(text, length);
    if (*at < QN_DATE_LENGTH || length != QN_DATE_LENGTH) {
        return QN_DATE_NOT_A_DATE;
    }
    int32_t year = digits_value(text, 4);
    int32_t month = digits_value(text + 5, 2);
    qn_date_status status = qn_date_from_ymd(year, month, digits_value(text + 8, 2), out);
    if (status == QN_DATE_OUT_OF_RANGE) {
        *at = 0;
    } else if (status == QN_DATE_NO_SUCH_DAY) {
        *at = month < 1 || month > MONTHS_PER_YEAR ? 5 : 8;
    }
    return status;
}

/* The value with leading zeros, in exactly `count` digits. */
static void write_digits(char *buffer, size_t count, int32_t value)
{
    for (size_t i = count; i-- > 0;) {
        buffer[i] = (char)('0' + value % 10);
        value /= 10;
    }
}

void qn_date_format(qn_day day, char *buffer)
{
    qn_ymd date = qn_date_to_ymd(day);
    write_digits(buffer, 4, date.year);
    buffer[4] = '-';
    write_digits(buffer + 5, 2, date.month);
    buffer[7] = '-';
    write_digits(buffer + 8, 2, date.day);
    buffer[QN_DATE_LENGTH] = '\0';
}

/* Day 0, 0001-01-01, is a Monday. */
qn_weekday qn_date_weekday(qn_day day)
{
    return (qn_weekday)(day % DAYS_PER_WEEK + 1);
}

/* A week belongs to the year in which its Thursday lies (ISO 8601). */
qn_iso_week qn_date_iso_week(qn_day day)
{
    /* 9999-12-31 is a Friday, so the Thursday is never beyond the calendar. */
    qn_day thursday = qn_date_week_first(day) + 3;
    int32_t year = qn_date_to_ymd(thursday).year;
    int32_t day_of_year = thursday - day_number(year, 1, 1);
    return (qn_iso_week){.year = year, .week = day_of_year / DAYS_PER_WEEK + 1};
}

/* The limits are taken from the day, not added to the count, which may be any 64-bit number. */
qn_date_status qn_date_add_days(qn_day day, int64_t count, qn_day *out)
{
    if (count < QN_DAY_MIN - day || count > QN_DAY_MAX - day) {
        return QN_DATE_OUT_OF_RANGE;
    }
    *out = (qn_day)(day + count);
    return QN_DATE_OK;
}

/* Months since January of the year 0. */
static int32_t month_number(qn_ymd date)
{
    return date.year * MONTHS_PER_YEAR + date.month - 1;
}

/*
 * Months are counted through from the year 0, so that a sum is one addition and the range one
 * comparison. What is too long for the target month is settled by the mode, from the exact sum: two
 * additions of one month are not the same as one of two.
 */
qn_date_status qn_date_add_months(qn_day day, int64_t months, qn_months mode, qn_day *out)
{
    const int64_t first = QN_YEAR_MIN * MONTHS_PER_YEAR;
    const int64_t last = QN_YEAR_MAX * MONTHS_PER_YEAR + MONTHS_PER_YEAR - 1;
    qn_ymd date = qn_date_to_ymd(day);
    int32_t start = month_number(date);
    if (months < first - start || months > last - start) {
        return QN_DATE_OUT_OF_RANGE;
    }
    int32_t target = start + (int32_t)months;
    int32_t year = target / MONTHS_PER_YEAR;
    int32_t month = target % MONTHS_PER_YEAR + 1;
    int32_t length = qn_date_days_in_month(year, month);
    if (date.day <= length) {
        *out = day_number(year, month, date.day);
        return QN_DATE_OK;
    }
    if (mode == QN_MONTHS_STRICT) {
        return QN_DATE_NO_SUCH_DAY;
    }
    /* A month that is too short is never the last of the calendar, so the day behind exists. */
    *out = day_number(year, month, length) + (mode == QN_MONTHS_UP);
    return QN_DATE_OK;
}

/*
 * Completed months for from <= to, by a mode that is not strict. The difference of the months is
 * either the answer or one too many.
 */
static int32_t months_forward(qn_day from, qn_day to, qn_months mode)
{
    int32_t months = month_number(qn_date_to_ymd(to)) - month_number(qn_date_to_ymd(from));
    qn_day reached = from;
    (void)qn_date_add_months(from, months, mode, &reached);
    return reached > to ? months - 1 : months;
}

/* Completed units of some months each; see qn_date_completed_months. */
static qn_date_status completed(qn_day from, qn_day to, qn_months mode, int32_t unit, int32_t *out)
{
    qn_day early = from < to ? from : to;
    qn_day late = from < to ? to : from;
    /* Down never reaches fewer months than up, so where they agree there is no doubt. */
    qn_months tried = mode == QN_MONTHS_STRICT ? QN_MONTHS_DOWN : mode;
    int32_t count = months_forward(early, late, tried) / unit;
    if (mode == QN_MONTHS_STRICT && months_forward(early, late, QN_MONTHS_UP) / unit != count) {
        return QN_DATE_NO_SUCH_DAY;
    }
    *out = from <= to ? count : -count;
    return QN_DATE_OK;
}

qn_date_status qn_date_completed_months(qn_day from, qn_day to, qn_months mode, int32_t *out)
{
    return completed(from, to, mode, 1, out);
}

qn_date_status qn_date_completed_years(qn_day from, qn_day to, qn_months mode, int32_t *out)
{
    return completed(from, to, mode, MONTHS_PER_YEAR, out);
}

/* The order of `to` and from + months, by a mode that is not strict. */
static int order_after_months(qn_day from, qn_day to, int64_t months, qn_months mode)
{
    qn_day reached = from;
    if (qn_date_add_months(from, months, mode, &reached) != QN_DATE_OK) {
        return months > 0 ? -1 : 1;
    }
    return (to > reached) - (to < reached);
}

/*
 * A negative span is compared through its positive mirror image, so that the answer is the same as
 * for the days the other way round, with the sign turned.
 */
qn_date_status qn_date_compare_months(qn_day from, qn_day to, int64_t months, qn_months mode,
                                      int *order)
{
    bool backward = to < from;
    qn_day early = backward ? to : from;
    qn_day late = backward ? from : to;
    /* The least number has no negative; it is beyond every span all the same. */
    int64_t count = backward ? (months == INT64_MIN ? INT64_MAX : -months) : months;
    int down = order_after_months(early, late, count, QN_MONTHS_DOWN);
    int up = order_after_months(early, late, count, QN_MONTHS_UP);
    if (mode == QN_MONTHS_STRICT && down != up) {
        return QN_DATE_NO_SUCH_DAY;
    }
    int result = mode == QN_MONTHS_UP ? up : down;
    *order = backward ? -result : result;
    return QN_DATE_OK;
}

qn_day qn_date_month_first(qn_day day)
{
    return day - qn_date_to_ymd(day).day + 1;
}

qn_day qn_date_month_last(qn_day day)
{
    qn_ymd date = qn_date_to_ymd(day);
    return day - date.day + qn_date_days_in_month(date.year, date.month);
}

qn_day qn_date_year_first(qn_day day)
{
    return day_number(qn_date_to_ymd(day).year, 1, 1);
}

qn_day qn_date_year_last(qn_day day)
{
    return day_number(qn_date_to_ymd(day).year, 12, 31);
}

qn_day qn_date_week_first(qn_day day)
{
    return day - day % DAYS_PER_WEEK;
}

/* Days from the day forward to the weekday, 0 to 6. */
static int32_t days_until(qn_day day, qn_weekday weekday)
{
    return ((int32_t)weekday - (int32_t)qn_date_weekday(day) + DAYS_PER_WEEK) % DAYS_PER_WEEK;
}

/* Days from the day back to the weekday, 0 to 6. */
static int32_t days_since(qn_day day, qn_weekday weekday)
{
    return ((int32_t)qn_date_weekday(day) - (int32_t)weekday + DAYS_PER_WEEK) % DAYS_PER_WEEK;
}

qn_date_status qn_date_weekday_from(qn_day day, qn_weekday weekday, qn_day *out)
{
    return qn_date_add_days(day, days_until(day, weekday), out);
}

qn_date_status qn_date_weekday_after(qn_day day, qn_weekday weekday, qn_day *out)
{
    int32_t count = days_until(day, weekday);
    return qn_date_add_days(day, count == 0 ? DAYS_PER_WEEK : count, out);
}

qn_date_status qn_date_weekday_through(qn_day day, qn_weekday weekday, qn_day *out)
{
    return qn_date_add_days(day, -days_since(day, weekday), out);
}

qn_date_status qn_date_weekday_before(qn_day day, qn_weekday weekday, qn_day *out)
{
    int32_t count = days_since(day, weekday);
    return qn_date_add_days(day, count == 0 ? -DAYS_PER_WEEK : -count, out);
}
