/*
 * Formulas of dates, periods, exact spans and times of day: chapters 7 and 13 of
 * spec/semantics.md.
 */
#include "reference.h"

#include <stdlib.h>
#include <string.h>

enum {
    NO_SUCH_DATE = 407,
    OUT_OF_CALENDAR = 408,
    NOT_WHOLE = 409,
    TOO_MANY_STEPS = 410,
    BACKWARDS = 413,
    NO_END = 414,
    DAYS_LOOKED_AT = 400000,
    MIDNIGHT = 1440
};

/* ---- types */

static const type *span_type(const qn_node *n, scope *s)
{
    switch (n->op) {
    case AST_OP_DAYS:
        return type_unit(U_DAY, 1, "calendar days");
    case AST_OP_WEEKS:
        return type_unit(U_DAY, 7, "weeks");
    case AST_OP_MONTHS:
        return type_unit(U_MONTH, 1, "months");
    case AST_OP_YEARS:
        return type_unit(U_MONTH, 12, "years");
    case AST_OP_HOURS:
        return type_unit(U_MINUTE, 60, "hours");
    case AST_OP_MINUTES:
        return type_unit(U_MINUTE, 1, "minutes");
    case AST_OP_WORKING_DAYS:
        return type_unit(U_WORKING_DAY, 1, "working days");
    default:
        (void)s;
        return type_plain(K_SPAN);
    }
}

static bool is_clocks(const qn_node *n, scope *s)
{
    const type *t = type_of(n, s);
    return t != NULL && t->kind == K_CLOCKS;
}

static const type *part_type(const qn_node *n, scope *s)
{
    switch (n->op) {
    case AST_OP_WEEKDAY:
        return type_weekday();
    case AST_OP_START:
    case AST_OP_END:
        return type_plain(K_DATE);
    case AST_OP_LENGTH:
        return is_clocks(n->kid[0], s) ? type_unit(U_MINUTE, 60, "hours")
                                       : type_unit(U_DAY, 1, "calendar days");
    default:
        return type_integer();
    }
}

const type *type_date(const qn_node *n, scope *s)
{
    switch (n->kind) {
    case AST_PERIOD: {
        const type *t = type_of(n->kid[AST_PERIOD_START], s);
        return type_plain(t != NULL && t->kind == K_CLOCK ? K_CLOCKS : K_PERIOD);
    }
    case AST_SPAN:
        return span_type(n, s);
    case AST_PART:
        return part_type(n, s);
    case AST_OVERLAP:
        return is_clocks(n->kid[0], s) ? type_unit(U_MINUTE, 60, "hours") : type_plain(K_PERIOD);
    default:
        return type_plain(K_DATE);
    }
}

/* ---- working days */

static const module *working_module(const module *own)
{
    if (own->working_day != NULL) {
        return own;
    }
    for (const module *m = the_program->modules; m != NULL; m = m->next) {
        if (m->working_day != NULL) {
            return m;
        }
    }
    return NULL;
}

static val is_working(long day, scope *s)
{
    const module *m = working_module(s->module);
    if (m == NULL) {
        return known_yes(day % 7 < 5);
    }
    scope own = {.module = (module *)(uintptr_t)m,
                 .months = m->months,
                 .reading = s->reading,
                 .law = s->reading->today};
    const char *name = m->working_day->kid[AST_WORKING_DAY_NAME]->text;
    scope inner = scope_with(&own, name, type_plain(K_DATE), known_day(K_DATE, day), NULL, 0);
    return eval(m->working_day->kid[AST_WORKING_DAY_WHEN], &inner);
}

/* The n-th working day in a direction, looking at the day `from` first. */
static val nth_working(long from, long n, long step, const char *text, scope *s)
{
    long day = from;
    reach(step > 0 ? REACHED_WORKING_FORWARD : REACHED_WORKING_BACK);
    for (long looked = 0;; looked++, day += step) {
        if (day < 0 || day > LAST_DAY) {
            return error_of(OUT_OF_CALENDAR, text);
        }
        if (looked == DAYS_LOOKED_AT) {
            return error_of(TOO_MANY_STEPS, text);
        }
        val works = is_working(day, s);
        if (works->status != IS_KNOWN) {
            return works;
        }
        n -= is_yes(works);
        if (n == 0) {
            return known_day(K_DATE, day);
        }
    }
}

static val working_between(long a, long b, const char *text, scope *s)
{
    long low = a < b ? a : b, high = a < b ? b : a, count = 0;
    if (high - low > DAYS_LOOKED_AT) {
        return error_of(TOO_MANY_STEPS, text);
    }
    reach(REACHED_WORKING_BETWEEN);
    for (long day = low; day < high; day++) {
        val works = is_working(day, s);
        if (works->status != IS_KNOWN) {
            return works;
        }
        count += is_yes(works);
    }
    return known_number(number_of(a <= b ? count : -count, 1));
}

/* ---- moving a date */

static val plus_days(long day, long n, const char *text)
{
    long moved = day + n;
    if (moved >= 0 && moved <= LAST_DAY) {
        return known_day(K_DATE, moved);
    }
    reach(REACHED_DAY_OUTSIDE);
    return error_of(OUT_OF_CALENDAR, text);
}

static val plus_months(long day, long n, const char *text, int mode)
{
    long moved = 0;
    int wrong = day_add_months(day, n, mode, &moved);
    if (wrong == 0 && moved > LAST_DAY) {
        wrong = OUT_OF_CALENDAR;
    }
    return wrong != 0 ? error_of(wrong, text) : known_day(K_DATE, moved);
}

static val move(val date, val amount, int base, const char *text, scope *s)
{
    val whole = whole_number(amount, text), grave = graver(date, whole);
    if (grave != NULL) {
        return grave;
    }
    long n = number_long(whole->number);
    if (base == U_MONTH) {
        return plus_months(date->day, n, text, s->months);
    }
    if (base == U_DAY) {
        return plus_days(date->day, n, text);
    }
    long step = n < 0 ? -1 : 1;
    return n == 0 ? date : nth_working(date->day + step, labs(n), step, text, s);
}

/* A duration in two parts is added part by part. */
val add_to_date(const qn_node *amount, int op, val date, scope *s)
{
    const char *text = source_text(s->module, amount);
    uint32_t parts = amount->kind == AST_DURATION ? 2 : 1;
    for (uint32_t i = 0; i < parts; i++) {
        const qn_node *part = parts == 2 ? amount->kid[i] : amount;
        const type *t = type_of(part, s);
        val v = eval(part, s);
        if (v->status == IS_KNOWN && op == AST_OP_SUBTRACT) {
            v = known_number(number_subtract(number_of(0, 1), v->number));
        }
        date = move(date, v, t->dimensions > 0 ? t->dimension[0].base : U_DAY, text, s);
    }
    return date;
}

/* ---- from one date to another */

static val count_between(const qn_node *n, val a, val b, scope *s)
{
    long count = 0;
    int wrong = 0;
    switch (n->op) {
    case AST_OP_DAYS:
        count = b->day - a->day;
        break;
    case AST_OP_WEEKS:
        count = (b->day - a->day) / 7 * 7;
        break;
    case AST_OP_MONTHS:
        wrong = months_between(a->day, b->day, s->months, &count);
        break;
    case AST_OP_YEARS:
        wrong = years_between(a->day, b->day, s->months, &count);
        count *= 12;
        break;
    default:
        return working_between(a->day, b->day, source_text(s->module, n), s);
    }
    return wrong != 0 ? error_of(wrong, source_text(s->module, n))
                      : known_number(number_of(count, 1));
}

static long clock_length(long a, long b)
{
    return b < a ? b - a + MIDNIGHT : b - a;
}

static val eval_span(const qn_node *n, scope *s)
{
    val a = eval(n->kid[AST_SPAN_FROM], s), b = eval(n->kid[AST_SPAN_TO], s);
    val grave = graver(a, b);
    if (grave != NULL) {
        return grave;
    }
    if (n->op == AST_OP_HOURS || n->op == AST_OP_MINUTES) {
        return known_number(number_of(clock_length(a->day, b->day), 1));
    }
    if (n->op != AST_OP_TIME) {
        return count_between(n, a, b, s);
    }
    struct value *v = NEW(struct value);
    v->kind = K_SPAN;
    v->day = a->day;
    v->last = b->day;
    v->mode = s->months;
    v->text = source_text(s->module, n);
    return v;
}

/* ---- exact spans */

static int mirrored(int op)
{
    switch (op) {
    case AST_OP_LESS:
        return AST_OP_GREATER;
    case AST_OP_LESS_EQUAL:
        return AST_OP_GREATER_EQUAL;
    case AST_OP_GREATER:
        return AST_OP_LESS;
    case AST_OP_GREATER_EQUAL:
        return AST_OP_LESS_EQUAL;
    default:
        return op;
    }
}

static val span_against_months(val span, int op, long n, const char *text)
{
    const int modes[2] = {span->mode == 0 ? AST_OP_DOWN : span->mode,
                          span->mode == 0 ? AST_OP_UP : span->mode};
    val found[2];
    for (int i = 0; i < 2; i++) {
        val end = plus_months(span->day, n, text, modes[i]);
        if (end->status != IS_KNOWN) {
            return end;
        }
        found[i] = compare(op, known_day(K_DATE, span->last), end);
    }
    bool same = is_yes(found[0]) == is_yes(found[1]);
    reach(same ? REACHED_SPAN_MONTHS : REACHED_SPAN_REFUSED);
    return same ? found[0] : error_of(NO_SUCH_DATE, text);
}

val span_compare(val span, int op, const qn_node *amount, bool is_right, scope *s)
{
    const type *t = type_of(amount, s);
    val v = whole_number(eval(amount, s), source_text(s->module, amount));
    val grave = graver(span, v);
    if (grave != NULL) {
        return grave;
    }
    op = is_right ? mirrored(op) : op;
    if (t->dimension[0].base == U_DAY) {
        reach(REACHED_SPAN_DAYS);
        return compare(op, known_number(number_of(span->last - span->day, 1)), v);
    }
    return span_against_months(span, op, number_long(v->number), span->text);
}

/* ---- parts, edges, searches */

static long week_number(long day)
{
    long y, m, d, thursday = day - day % 7 + 3;
    day_parts(thursday > LAST_DAY ? LAST_DAY : thursday, &y, &m, &d);
    return (thursday - day_of(y, 1, 1)) / 7 + 1;
}

static val part_of_period(const qn_node *n, val p, const char *text)
{
    if (n->op == AST_OP_START) {
        return known_day(K_DATE, p->day);
    }
    if (p->is_open) {
        reach(REACHED_NO_END);
        return error_of(NO_END, text);
    }
    if (n->op == AST_OP_END) {
        return p->last < 0 ? error_of(OUT_OF_CALENDAR, text) : known_day(K_DATE, p->last);
    }
    long length = p->last - p->day + 1;
    if (p->kind == K_CHAIN) {
        length = 0;
        for (size_t i = 0; i < p->list->count; i++) {
            length += p->list->at[i].value->last - p->list->at[i].value->day + 1;
        }
    }
    return known_number(number_of(length, 1));
}

static val eval_part(const qn_node *n, scope *s)
{
    val v = eval(n->kid[0], s);
    long y, m, d;
    if (v->status != IS_KNOWN) {
        return v;
    }
    switch (n->op) {
    case AST_OP_START:
    case AST_OP_END:
        return part_of_period(n, v, source_text(s->module, n));
    case AST_OP_LENGTH:
        return v->kind == K_CLOCKS ? known_number(number_of(v->last, 1))
                                   : part_of_period(n, v, source_text(s->module, n));
    case AST_OP_WEEKDAY:
        return known_day(K_CHOICE, v->day % 7);
    case AST_OP_HOUR:
        return known_number(number_of(v->day / 60, 1));
    case AST_OP_MINUTE:
        return known_number(number_of(v->day % 60, 1));
    case AST_OP_WEEK:
        return known_number(number_of(week_number(v->day), 1));
    default:
        day_parts(v->day, &y, &m, &d);
    }
    return known_number(number_of(n->op == AST_OP_YEAR ? y : n->op == AST_OP_MONTH ? m : d, 1));
}

static val eval_edge(const qn_node *n, scope *s)
{
    val v = eval(n->kid[AST_EDGE_DAY_VALUE], s);
    const char *of = n->kid[AST_EDGE_DAY_OF]->text;
    bool is_first = n->op == AST_OP_FIRST;
    long y, m, d;
    if (v->status != IS_KNOWN) {
        return v;
    }
    if (strcmp(of, "week") == 0) {
        return plus_days(v->day - v->day % 7, is_first ? 0 : 6, source_text(s->module, n));
    }
    day_parts(v->day, &y, &m, &d);
    if (strcmp(of, "year") == 0) {
        return known_day(K_DATE, is_first ? day_of(y, 1, 1) : day_of(y, 12, 31));
    }
    return known_day(K_DATE, day_of(y, m, is_first ? 1 : month_length(y, m)));
}

static val eval_search(const qn_node *n, scope *s)
{
    val v = eval(n->kid[AST_DAY_SEARCH_VALUE], s);
    const qn_node *wanted = n->kid[AST_DAY_SEARCH_DAY];
    const char *text = source_text(s->module, n);
    if (v->status != IS_KNOWN) {
        return v;
    }
    long step = n->op == AST_OP_THROUGH ? -1 : 1, day = v->day + (n->op == AST_OP_AFTER);
    if (wanted->kind != AST_NAME) {
        return nth_working(day, 1, step, text, s);
    }
    long weekday = choice_find(type_weekday()->choice, wanted->text);
    while (day >= 0 && day <= LAST_DAY && day % 7 != weekday) {
        day += step;
    }
    return plus_days(day, 0, text);
}

/* ---- periods */

static val clocks(val a, val b)
{
    struct value *v = NEW(struct value);
    v->kind = K_CLOCKS;
    v->day = a->day;
    v->last = clock_length(a->day, b->day);
    return v;
}

static val eval_period(const qn_node *n, scope *s)
{
    val a = eval(n->kid[AST_PERIOD_START], s);
    if (n->op == AST_OP_ONWARDS) {
        return a->status == IS_KNOWN ? known_period(a->day, 0, true) : a;
    }
    val b = eval(n->kid[AST_PERIOD_END], s), grave = graver(a, b);
    if (grave != NULL) {
        return grave;
    }
    if (a->kind == K_CLOCK) {
        return clocks(a, b);
    }
    long last = n->op == AST_OP_TO ? b->day - 1 : b->day;
    if (last >= a->day - 1) {
        return known_period(a->day, last, false);
    }
    reach(REACHED_BACKWARDS);
    return error_of(BACKWARDS, source_text(s->module, n));
}

/* What two spans of the day have in common, on any day after day. */
static long clocks_in_common(val a, val b)
{
    long sum = 0;
    for (long k = -1; k <= 1; k++) {
        long from = b->day + k * MIDNIGHT, to = from + b->last;
        long low = a->day > from ? a->day : from;
        long high = a->day + a->last < to ? a->day + a->last : to;
        sum += high > low ? high - low : 0;
    }
    return sum;
}

static val eval_overlap(const qn_node *n, scope *s)
{
    bool of_clocks = is_clocks(n->kid[0], s);
    const type *period = type_plain(K_PERIOD);
    val a = of_clocks ? eval(n->kid[0], s) : eval_as(n->kid[0], period, s);
    val b = of_clocks ? eval(n->kid[1], s) : eval_as(n->kid[1], period, s);
    val grave = graver(a, b);
    if (grave != NULL) {
        return grave;
    }
    if (of_clocks) {
        return known_number(number_of(clocks_in_common(a, b), 1));
    }
    long first = a->day > b->day ? a->day : b->day;
    bool is_open = a->is_open && b->is_open;
    long last = a->is_open || (!b->is_open && b->last < a->last) ? b->last : a->last;
    return !is_open && last < first ? none_for(NULL) : known_period(first, last, is_open);
}

val eval_date(const qn_node *n, scope *s)
{
    switch (n->kind) {
    case AST_PERIOD:
        return eval_period(n, s);
    case AST_SPAN:
        return eval_span(n, s);
    case AST_PART:
        return eval_part(n, s);
    case AST_EDGE_DAY:
        return eval_edge(n, s);
    case AST_DAY_SEARCH:
        return eval_search(n, s);
    default:
        return eval_overlap(n, s);
    }
}
