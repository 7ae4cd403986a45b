/*
 * formula_date.c - formulas on dates: moving by days, months and working days, completed units,
 * parts and edges, the search for a weekday or a working day, spans of the day.
 *
 * Adding months can miss the day; `months round up` or `months round down` says what then. Where
 * neither is said, a result on which both agree is given, and an error only where they differ.
 *
 * The method is spec/semantics.md, chapter 7. What is constant is computed here with the functions
 * of the machine, so that it cannot differ; where that fails, an instruction fails in its place,
 * since an error counts only where its clause does.
 */
#include "compiler.h"

#include <string.h>

#include "date.h"

/* Bounds that hold for every pair of dates of the language. */
enum { MONTHS_MOST = 119988, DAYS_MOST = QN_DAY_MAX };

/* aux of operations on months: how a missing day is rounded. */
static unsigned months_aux(int months)
{
    unsigned mode = months == AST_OP_DOWN ? QN_MONTHS_DOWN
                    : months == AST_OP_UP ? QN_MONTHS_UP
                                          : QN_MONTHS_STRICT;
    return mode << QN_AUX_MODE_SHIFT;
}

/* The 64-bit register of a whole number: a day, a count, a yes or no. */
uint32_t qn_day_register(qn_scope *s, const qn_operand *x)
{
    return qn_register(&s->c->builder, x, QN_CLASS_I, qn_wide_from_i64(1));
}

/* A register that holds a day of the calendar. */
static qn_operand in_days(qn_scope *s, uint32_t reg, unsigned may)
{
    return qn_whole_register(s->c->date, reg, QN_DAY_MIN, QN_DAY_MAX, may);
}

/* A date that is always there; the failed operand, with a message, for anything else. */
qn_operand qn_date_value(qn_scope *s, const qn_node *node)
{
    qn_operand x = qn_present(s, qn_formula(s, node, s->c->date), node);
    return qn_give(s, x, s->c->date, node);
}

/* A type of a base unit under its usual name. */
const qn_type *qn_type_of_base(qn_scope *s, uint32_t base, int64_t factor, const char *unit)
{
    qn_dimension d = qn_dimension_of(base);
    qn_type type = *qn_type_of_dimension(s, &d);
    type.factor = qn_rational_from_i64(factor);
    type.unit = unit;
    return qn_type_new(s->c, &type);
}

/* ---- moving a date */

/* The 64-bit register of a whole number of base units; a number that may have parts is checked. */
bool qn_whole_count(qn_scope *s, const qn_node *at, qn_operand *x)
{
    const qn_type *type = x->type;
    *x = qn_whole(&s->c->builder, x);
    x->type = type;
    if (x->constant ? qn_rational_is_integer(x->low) && qn_wide_fits_i64(x->low.num)
                    : x->class_ == QN_CLASS_I)
        return true;
    qn_report(s, QN_Q0602, at, 3, "a whole number of units with a range", qn_type_words(s->c, type),
              "give the fact a range, such as `in 0..=100`, or round it");
    return false;
}

/* How many days so many days or months are, at least and at most; false where that is not known. */
static bool days_of_count(const qn_operand *count, int64_t *least, int64_t *most)
{
    enum { FURTHEST = 100000 };
    int64_t end[2];
    const qn_rational ends[2] = {count->low, count->high};
    bool months = qn_dimension_is(&count->type->dimension, QN_BASE_MONTH);
    if (!count->has_low || !count->has_high ||
        (!months && !qn_dimension_is(&count->type->dimension, QN_BASE_DAY)))
        return false;
    for (int i = 0; i < 2; i++) {
        if (!qn_rational_is_integer(ends[i]) || !qn_wide_fits_i64(ends[i].num))
            return false;
        end[i] = qn_wide_to_i64(ends[i].num);
        if (end[i] < -FURTHEST || end[i] > FURTHEST)
            return false;
    }
    *least = end[0];
    *most = end[1];
    if (months) { /* of 28 to 31 days, and twelve of 365 or 366; one more where one is rounded up */
        *least = end[0] / 12 * (end[0] < 0 ? 366 : 365) + end[0] % 12 * (end[0] < 0 ? 31 : 28) - 1;
        *most = end[1] / 12 * (end[1] < 0 ? 365 : 366) + end[1] % 12 * (end[1] < 0 ? 28 : 31) + 1;
    }
    return true;
}

/* Notes of a date that has been moved how far it lies from where it began, for the span of a period
 * between the two. */
static qn_operand moved_from(const qn_operand *date, const qn_operand *count, qn_operand moved)
{
    int64_t least, most;
    if (date->constant || !days_of_count(count, &least, &most))
        return moved;
    moved.relative = true;
    moved.from = date->relative ? date->from : date->reg;
    moved.least = (int32_t)(least + (date->relative ? date->least : 0));
    moved.most = (int32_t)(most + (date->relative ? date->most : 0));
    return moved;
}

static uint32_t working_region(qn_scope *s);

/* A date moved by a count of days, months or working days, whichever its unit says. The region
 * of working days must stand before the instruction, and is no part of what is blamed. */
qn_operand qn_date_moved(qn_scope *s, const qn_node *at, const qn_operand *date,
                         const qn_operand *count)
{
    qn_builder *b = &s->c->builder;
    const qn_dimension *d = &count->type->dimension;
    unsigned may = date->may | count->may | QN_MAY_FAIL;
    uint32_t day = qn_day_register(s, date), number = qn_day_register(s, count), reg;
    uint32_t region = qn_dimension_is(d, QN_BASE_WORKING_DAY) ? working_region(s) : 0;
    uint32_t blame = qn_blame(s, at);
    if (qn_dimension_is(d, QN_BASE_DAY))
        reg = qn_emit(b, OP_DATE_DAYS, 0, day, number, 0);
    else if (qn_dimension_is(d, QN_BASE_MONTH))
        reg = qn_emit(b, OP_DATE_MONTHS, months_aux(s->months), day, number, 0);
    else
        reg = qn_emit_new(b, OP_WORK_ADD, 0, day, number, region);
    b->blame = blame;
    return moved_from(date, count, in_days(s, reg, may));
}

/* A date and a duration that are both known now. */
static bool move_constant(qn_scope *s, const qn_operand *date, const qn_operand *count,
                          qn_operand *out)
{
    qn_day moved;
    if (!date->constant || !count->constant || !qn_wide_fits_i64(count->low.num))
        return false;
    qn_day day = (qn_day)qn_wide_to_i64(date->low.num);
    int64_t number = qn_wide_to_i64(count->low.num);
    qn_months mode = (qn_months)(months_aux(s->months) >> QN_AUX_MODE_SHIFT);
    qn_date_status status = QN_DATE_NO_SUCH_DAY;
    if (qn_dimension_is(&count->type->dimension, QN_BASE_DAY))
        status = qn_date_add_days(day, number, &moved);
    else if (qn_dimension_is(&count->type->dimension, QN_BASE_MONTH))
        status = qn_date_add_months(day, number, mode, &moved);
    if (status != QN_DATE_OK)
        return false;
    *out = qn_integer(&s->c->builder, s->c->date, moved);
    return true;
}

/* A date moved by one duration. Going back is moving by a negative count. */
static qn_operand plus_one(qn_scope *s, const qn_node *at, qn_operand date, const qn_node *term,
                           int sign)
{
    qn_operand count = qn_present(s, qn_formula(s, term, NULL), term), moved;
    if (qn_is_failed(&count) || qn_is_failed(&date))
        return qn_failed(s);
    const qn_dimension *d = &count.type->dimension;
    bool moves = count.type->kind == QN_KIND_QUANTITY &&
                 (qn_dimension_is(d, QN_BASE_DAY) || qn_dimension_is(d, QN_BASE_MONTH) ||
                  qn_dimension_is(d, QN_BASE_WORKING_DAY));
    if (!moves && sign < 0 && count.type->kind == QN_KIND_DATE) {
        const qn_node *first = at->kind == AST_SUM ? at->kid[0] : at;
        qn_report(s, QN_Q0617, term, 2, qn_node_source(s->c, term, 60),
                  qn_node_source(s->c, first, 60));
        return qn_failed(s);
    }
    if (!moves) {
        qn_report(s, QN_Q0611, term, 1, qn_type_words(s->c, count.type));
        return qn_failed(s);
    }
    if (sign < 0) {
        const qn_type *type = count.type;
        count = qn_negate(&s->c->builder, &count);
        count.type = type;
    }
    if (!qn_whole_count(s, term, &count))
        return qn_failed(s);
    if (move_constant(s, &date, &count, &moved))
        return moved;
    return qn_date_moved(s, at, &date, &count);
}

/* `1 year 1 month` is thirteen months; `2 months 10 days` are two steps. */
static bool is_of_one_dimension(qn_scope *s, const qn_node *duration)
{
    qn_scope quiet = *s;
    quiet.quiet = true;
    const qn_node *first = duration->kid[AST_DURATION_FIRST];
    const qn_node *second = duration->kid[AST_DURATION_SECOND];
    const qn_type *x = qn_type_of_measure(&quiet, first->kid[AST_QUANTITY_MEASURE]);
    const qn_type *y = qn_type_of_measure(&quiet, second->kid[AST_QUANTITY_MEASURE]);
    return qn_dimension_equal(&x->dimension, &y->dimension);
}

/* Parts of one dimension are one duration; others are added one after the other, as
 * spec/semantics.md, chapter 5 says. */
qn_operand qn_date_plus(qn_scope *s, const qn_node *at, qn_operand date, const qn_node *term,
                        int sign)
{
    date = qn_present(s, date, at->kind == AST_SUM ? at->kid[0] : at);
    if (term->kind != AST_DURATION || is_of_one_dimension(s, term))
        return plus_one(s, at, date, term, sign);
    date = plus_one(s, at, date, term->kid[AST_DURATION_FIRST], sign);
    return plus_one(s, at, date, term->kid[AST_DURATION_SECOND], sign);
}

/* ---- spans */

/* Completed months, or years, which are months divided by 12, cut. */
static qn_operand completed(qn_scope *s, const qn_node *node, const qn_operand *from,
                            const qn_operand *to)
{
    bool years = node->op == AST_OP_YEARS;
    qn_builder *b = &s->c->builder;
    uint32_t blame = qn_blame(s, node);
    uint32_t first = qn_day_register(s, from);
    uint32_t last = qn_day_register(s, to);
    uint32_t reg = qn_emit(b, OP_DATE_SPAN, months_aux(s->months), first, last, years ? 12 : 1);
    b->blame = blame;
    return qn_whole_register(years ? qn_type_of_base(s, QN_BASE_MONTH, 12, "years")
                                   : qn_type_of_base(s, QN_BASE_MONTH, 1, "months"),
                             reg, -MONTHS_MOST, MONTHS_MOST, from->may | to->may | QN_MAY_FAIL);
}

/* Days are what dates are made of: a difference. */
qn_operand qn_days_between(qn_scope *s, const qn_operand *from, const qn_operand *to)
{
    qn_operand r = qn_subtract(&s->c->builder, to, from);
    r.type = qn_type_of_base(s, QN_BASE_DAY, 1, "calendar days");
    return r;
}

/* Working days from the first date on, the second not counted. */
static qn_operand working_between(qn_scope *s, const qn_node *node, const qn_operand *from,
                                  const qn_operand *to)
{
    qn_builder *b = &s->c->builder;
    uint32_t left = qn_day_register(s, from), right = qn_day_register(s, to);
    uint32_t region = working_region(s), blame = qn_blame(s, node);
    uint32_t reg = qn_emit_new(b, OP_WORK_COUNT, 0, left, right, region);
    b->blame = blame;
    return qn_whole_register(qn_type_of_base(s, QN_BASE_WORKING_DAY, 1, "working days"), reg,
                             -DAYS_MOST, DAYS_MOST, from->may | to->may | QN_MAY_FAIL);
}

/* Reports what the grammar knows and this version does not compile. */
static qn_operand later(qn_scope *s, const qn_node *node)
{
    qn_report(s, QN_Q0908, node, 1, qn_node_words((qn_node_kind)node->kind));
    return qn_failed(s);
}

/* A span in the unit that it names. Hours and minutes lie between times of day. */
static qn_operand span(qn_scope *s, const qn_node *node)
{
    if (node->op == AST_OP_HOURS || node->op == AST_OP_MINUTES)
        return qn_formula_clock(s, node);
    qn_operand from = qn_date_value(s, node->kid[AST_SPAN_FROM]),
               to = qn_date_value(s, node->kid[AST_SPAN_TO]);
    if (qn_is_failed(&from) || qn_is_failed(&to))
        return qn_failed(s);
    switch (node->op) {
    case AST_OP_YEARS:
    case AST_OP_MONTHS:
        return completed(s, node, &from, &to);
    case AST_OP_DAYS:
        return qn_days_between(s, &from, &to);
    case AST_OP_WEEKS: {
        qn_operand days = qn_days_between(s, &from, &to);
        qn_operand seven = qn_integer(&s->c->builder, days.type, 7);
        qn_operand weeks = qn_divide(&s->c->builder, &days, &seven);
        weeks = qn_round(&s->c->builder, &weeks, QN_ROUND_TOWARD_ZERO, qn_rational_from_i64(1));
        weeks = qn_multiply(&s->c->builder, &weeks, &seven);
        weeks.type = qn_type_of_base(s, QN_BASE_DAY, 7, "weeks");
        return weeks;
    }
    case AST_OP_WORKING_DAYS:
        return working_between(s, node, &from, &to);
    case AST_OP_TIME:
        qn_report(s, QN_Q0614, node, 0);
        return qn_failed(s);
    default:
        return later(s, node);
    }
}

/* ---- parts and edges of a date */

/* Year, month and day of a date are numbers, its weekday is a value of a choice. DATE_PART
 * counts Monday as 1, the choice as 0. */
static qn_operand part(qn_scope *s, const qn_node *node)
{
    static const struct {
        int op;
        uint32_t part;
        int64_t low, high;
    } parts[] = {{AST_OP_YEAR, 0, 1, 9999},
                 {AST_OP_MONTH, 1, 1, 12},
                 {AST_OP_DAY, 2, 1, 31},
                 {AST_OP_WEEK, 4, 1, 53}};
    qn_builder *b = &s->c->builder;
    if (node->op == AST_OP_LENGTH || node->op == AST_OP_START || node->op == AST_OP_END)
        return qn_formula_period(s, node);
    if (node->op == AST_OP_HOUR || node->op == AST_OP_MINUTE)
        return qn_formula_clock(s, node);
    if (node->op == AST_OP_POSITION || node->op == AST_OP_PREVIOUS)
        return qn_formula_list(s, node);
    if (node->op == AST_OP_WEEKDAY) {
        qn_operand day = qn_date_value(s, node->kid[AST_PART_VALUE]);
        if (qn_is_failed(&day))
            return day;
        uint32_t reg = qn_emit(b, OP_DATE_PART, 0, qn_day_register(s, &day), 3, 0);
        reg = qn_emit(b, OP_SUB_I, 0, reg, qn_constant_i(b, 1), 0);
        return qn_whole_register(qn_weekday_type(s->c), reg, 0, 6, day.may);
    }
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (parts[i].op != node->op)
            continue;
        qn_operand day = qn_date_value(s, node->kid[AST_PART_VALUE]);
        if (qn_is_failed(&day))
            return day;
        uint32_t reg = qn_emit(b, OP_DATE_PART, 0, qn_day_register(s, &day), parts[i].part, 0);
        return qn_whole_register(s->c->integer, reg, parts[i].low, parts[i].high, day.may);
    }
    return later(s, node);
}

/* First and last days of months, years and weeks; DATE_EDGE numbers them in this order. The last
 * day of a week alone can fail. */
static qn_operand edge(qn_scope *s, const qn_node *node)
{
    static const char *const units[] = {"month", "year", "week"};
    qn_builder *b = &s->c->builder;
    const char *unit = node->kid[AST_EDGE_DAY_OF]->text;
    uint32_t last = node->op == AST_OP_LAST;
    qn_operand day = qn_date_value(s, node->kid[AST_EDGE_DAY_VALUE]);
    if (qn_is_failed(&day))
        return day;
    uint32_t which = 0;
    while (which < 3 && strcmp(unit, units[which]) != 0)
        which++;
    if (which == 3) {
        qn_report(s, QN_Q0602, node->kid[AST_EDGE_DAY_OF], 3, "`month`, `year` or `week`",
                  qn_arena_format(&s->c->arena, "`%s`", unit),
                  "first and last days are those of a month, a year or a week");
        return qn_failed(s);
    }
    uint32_t start = qn_day_register(s, &day), edge_number = 2 * which + last;
    if (which < 2 || !last)
        return in_days(s, qn_emit(b, OP_DATE_EDGE, 0, start, edge_number, 0), day.may);
    /* It has a place of its own to blame, so that it is not shared. */
    uint32_t blame = qn_blame(s, node);
    uint32_t reg = qn_emit_new(b, OP_DATE_EDGE, 0, start, edge_number, 0);
    b->blame = blame;
    return in_days(s, reg, day.may | QN_MAY_FAIL);
}

/* `date(year, month, day)`: an error of the case where there is no such day. */
static qn_operand make_date(qn_scope *s, const qn_node *node)
{
    const qn_node *arguments = node->kid[AST_CALL_ARGUMENTS];
    qn_builder *b = &s->c->builder;
    qn_operand x[3];
    unsigned may = QN_MAY_FAIL;
    for (uint32_t i = 0; i < 3; i++) {
        const qn_node *value = arguments->kid[i];
        x[i] = qn_present(s, qn_formula(s, value, s->c->integer), value);
        if (qn_is_failed(&x[i]))
            return x[i];
        if (!qn_type_is_plain(x[i].type)) {
            qn_report(s, QN_Q0606, value, 2, qn_type_words(s->c, x[i].type),
                      "year, month and day are whole numbers");
            return qn_failed(s);
        }
        if (!qn_whole_count(s, value, &x[i]))
            return qn_failed(s);
        may |= x[i].may;
    }
    qn_day day;
    if (x[0].constant && x[1].constant && x[2].constant &&
        qn_date_from_ymd(qn_wide_to_i64(x[0].low.num), qn_wide_to_i64(x[1].low.num),
                         qn_wide_to_i64(x[2].low.num), &day) == QN_DATE_OK)
        return qn_integer(b, s->c->date, day);
    uint32_t blame = qn_blame(s, node);
    uint32_t part[3];
    for (int i = 0; i < 3; i++)
        part[i] = qn_day_register(s, &x[i]);
    uint32_t reg = qn_emit(b, OP_DATE_MAKE, 0, part[0], part[1], part[2]);
    b->blame = blame;
    return in_days(s, reg, may);
}

/* ---- the search for a day */

/* The nearest day of a sort, looked for in a direction. Which days are working days is asked in
 * a region; a weekday is known to the machine. */
static qn_operand search(qn_scope *s, const qn_node *node)
{
    const qn_node *day_node = node->kid[AST_DAY_SEARCH_DAY];
    qn_builder *b = &s->c->builder;
    uint32_t direction = node->op == AST_OP_FROM ? 0 : node->op == AST_OP_THROUGH ? 1 : 2, reg;
    qn_operand day = qn_date_value(s, node->kid[AST_DAY_SEARCH_VALUE]);
    int64_t weekday = day_node->kind == AST_NAME
                          ? qn_choice_value(s->c, qn_weekday_type(s->c), day_node->text)
                          : 0;
    if (qn_is_failed(&day))
        return day;
    if (weekday < 0) {
        qn_report(s, QN_Q0505, day_node, 2, day_node->text,
                  qn_choice_words(s->c, qn_weekday_type(s->c)));
        return qn_failed(s);
    }
    uint32_t start = qn_day_register(s, &day);
    uint32_t region = day_node->kind == AST_NAME ? 0 : working_region(s);
    uint32_t blame = qn_blame(s, node);
    if (day_node->kind == AST_NAME)
        reg = qn_emit(b, OP_DATE_SEEK, 0, start, (uint32_t)weekday + 1, direction);
    else
        reg = qn_emit_new(b, OP_WORK_SEEK, 0, start, direction, region);
    b->blame = blame;
    return in_days(s, reg, day.may | QN_MAY_FAIL);
}

/* ---- working days */

/* The node that says what a working day is: this file's, or any file's of the program. */
static const qn_node *working_day(const qn_scope *s, qn_module **module)
{
    *module = s->module;
    if (s->module->working_day)
        return s->module->working_day;
    for (qn_module *m = s->c->modules; m; m = m->next)
        if (m->working_day) {
            *module = m;
            return m->working_day;
        }
    return NULL;
}

/* Monday to Friday: the weekday of the day is at most 5. */
static qn_operand monday_to_friday(qn_scope *s, uint32_t day)
{
    qn_builder *b = &s->c->builder;
    uint32_t weekday = qn_emit(b, OP_DATE_PART, 0, day, 3, 0);
    return qn_whole_register(s->c->boolean, qn_emit(b, OP_LE_I, 0, weekday, qn_constant_i(b, 5), 0),
                             0, 1, 0);
}

/* What a working day is cannot depend on itself, nor can a region stand within another of its rule.
 * Reports either; false if the region can be made. */
static bool is_open(qn_compiler *c, const qn_node *node)
{
    const qn_open_region *r = c->regions;
    while (r && r->working_day != node && r->owner != c->builder.current)
        r = r->outer;
    if (!r)
        return false;
    const char *name = r->working_day->kid[AST_WORKING_DAY_NAME]->text;
    if (!c->incomplete && r->working_day == node)
        qn_report_at(c, QN_Q0507, node->span, 2, "working day",
                     qn_arena_format(&c->arena, "working day %s → working day %s", name, name));
    else if (!c->incomplete)
        qn_report_at(c, QN_Q0908, r->working_day->span, 1,
                     "a `working day` that asks for the working days of another file");
    c->incomplete = true;
    return true;
}

/*
 * The region that tells whether a day is a working day, made once for each rule that needs it. What
 * it shares with nothing outside: instructions of the region have an epoch of their own.
 */
static uint32_t working_region(qn_scope *s)
{
    qn_builder *b = &s->c->builder;
    qn_instance *instance = s->instance;
    qn_module *module;
    const qn_node *node = working_day(s, &module);
    if (instance && instance->region != QN_NONE_INDEX && instance->region_day == node &&
        qn_loop_is_open(s->c, instance->region_loop))
        return instance->region;
    if (is_open(s->c, node))
        return 0;
    qn_open_region open = {.outer = s->c->regions, .working_day = node, .owner = b->current};
    if (node)
        s->c->regions = &open;
    uint32_t skip = qn_emit_new(b, OP_REGION, 0, 0, 0, 0), epoch = b->epoch;
    b->epoch = ++b->last_epoch;
    uint32_t first = qn_emit_new(b, OP_PARAM, 0, 0, 0, 0);
    qn_operand holds = monday_to_friday(s, first);
    if (node) {
        qn_local local = {.name = node->kid[AST_WORKING_DAY_NAME]->text,
                          .value = in_days(s, first, 0)};
        qn_scope inner = *s;
        inner.module = module;
        inner.locals = &local;
        inner.quiet = s->quiet || module->working_day_said;
        module->working_day_said = true;
        holds = qn_condition(&inner, node->kid[AST_WORKING_DAY_WHEN]);
    }
    if (holds.constant || holds.reg & QN_REG_MASK ||
        holds.reg < first) { /* it must be the region's */
        uint32_t reg = qn_day_register(s, &holds);
        holds.reg = qn_emit_new(b, OP_AND, 0, reg, qn_constant_i(b, 1), 0);
    }
    s->c->regions = open.outer;
    b->epoch = epoch;
    if (!instance) /* a definition that is only checked */
        return 0;
    uint32_t count = qn_builder_own_count(b, first);
    QN_ROW(b, instruction, skip)->a = count;
    qn_row_region row = {.first = first, .count = count, .result = holds.reg};
    instance->region = QN_APPEND(b, region, &row);
    instance->region_day = node;
    instance->region_loop = s->c->loop ? s->c->loop->number : 0;
    return instance->region;
}

void qn_working_day_check(qn_scope *s)
{
    (void)working_region(s);
}

qn_operand qn_formula_date(qn_scope *s, const qn_node *node, const qn_type *wanted)
{
    (void)wanted;
    switch (node->kind) {
    case AST_SPAN:
        return span(s, node);
    case AST_PART:
        return part(s, node);
    case AST_EDGE_DAY:
        return edge(s, node);
    case AST_DAY_SEARCH:
        return search(s, node);
    case AST_CALL:
        return make_date(s, node);
    case AST_OVERLAP:
    case AST_PERIOD:
        return qn_formula_period(s, node);
    default:
        return later(s, node);
    }
}
