/*
 * Which fact to ask next. See interview.h.
 */
#include "interview.h"

#include <stdlib.h>
#include <string.h>

#include "bounds.h"
#include "causes.h"
#include "date.h"
#include "decimal.h"

enum {
    TRIES_MAX = 2000, /* of all facts for one question */
    TRIES_MOST = 24,  /* of one fact */
    TRIES_LEAST = 4,
    STEPS_MAX = 1000000, /* that are taken for one choice, so that nobody waits for it */
    CHOICES_MAX = 3,     /* for one question, each by other results */
    TURNS_MAX = 4,       /* for one choice while nothing is found, each with as many steps */
    WIDTH_PARTS = 1000
};

/* No place in the lists. */
#define NOTHING SIZE_MAX

/* What is seen of the results that are open. */
typedef struct view {
    uint64_t mark;  /* equal for equal outcomes */
    uint64_t needs; /* facts to be asked that are needed */
    uint64_t open;  /* results */
    uint64_t width; /* of their bounds, in parts of WIDTH_PARTS of what it was */
} view;

/* What comes of asking a fact, on the average of its tries, each by its weight. */
typedef struct score {
    uint64_t needs;  /* questions that are left then */
    uint64_t open;   /* results that are open then */
    uint64_t width;  /* what is left of their bounds, in parts of WIDTH_PARTS */
    uint64_t weight; /* of all tries */
    bool changes;    /* some try changes what is open */
    bool differs;    /* two tries leave different things open */
} score;

/* Where a fact, or the date of decision, stands in the lists of an interview. */
static size_t index_of(const qn_interview *x, int32_t fact)
{
    return fact == QN_TODAY ? x->t->fact_count : (size_t)fact;
}

static int32_t fact_at(const qn_interview *x, size_t index)
{
    return index == x->t->fact_count ? QN_TODAY : (int32_t)index;
}

/* The bytes that hold a bit for each fact and the date of decision. */
static size_t needs_size(const qn_interview *x)
{
    return (size_t)x->t->fact_count / 8 + 1;
}

/* Does an open result need the fact at that place? Only then an answer can change it. */
static bool does_need(const qn_interview *x, size_t result, size_t index)
{
    const uint8_t *row = x->needs + result * needs_size(x);
    return x->result[result].is_open && (row[index / 8] >> (index % 8) & 1) != 0;
}

bool qn_interview_begin(qn_interview *x, const qn_program *program, qn_case *c,
                        const uint32_t *rules, size_t rule_count)
{
    const qn_tables *t = qn_program_tables(program);
    size_t count = (size_t)t->fact_count + 1;
    *x =
        (qn_interview){.program = program, .t = t, .c = c, .rule = rules, .rule_count = rule_count};
    x->standing = calloc(count, sizeof *x->standing);
    x->needed = calloc(count, sizeof *x->needed);
    x->counted = calloc(count, sizeof *x->counted);
    x->kept = calloc(count, sizeof *x->kept);
    x->tried = calloc(count, sizeof *x->tried);
    x->needs = calloc(rule_count + 1, needs_size(x));
    x->tries = calloc(count, sizeof *x->tries);
    x->result = calloc(rule_count + 1, sizeof *x->result);
    if (!x->standing || !x->needed || !x->counted || !x->kept || !x->tried || !x->needs ||
        !x->tries || !x->result) {
        x->out_of_memory = true;
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        int32_t fact = fact_at(x, i);
        qn_value value;
        (void)qn_case_fact(c, fact, &value);
        if (!value.is_given) {
            qn_case_set_unknown(c, fact);
        } else {
            x->standing[i] = value.status == QN_UNKNOWN ? QN_STANDING_DECLINED : QN_STANDING_GIVEN;
        }
    }
    return true;
}

void qn_interview_clear(qn_interview *x)
{
    for (size_t i = 0; x->tries && i <= x->t->fact_count; i++) {
        qn_tries_clear(&x->tries[i]);
    }
    free(x->standing);
    free(x->needed);
    free(x->counted);
    free(x->kept);
    free(x->tried);
    free(x->needs);
    free(x->result);
    free(x->tries);
    *x = (qn_interview){0};
}

void qn_interview_answered(qn_interview *x, int32_t fact)
{
    x->standing[index_of(x, fact)] = QN_STANDING_GIVEN;
}

void qn_interview_decline(qn_interview *x, int32_t fact)
{
    qn_case_set_unknown(x->c, fact);
    x->standing[index_of(x, fact)] = QN_STANDING_DECLINED;
}

void qn_interview_reopen(qn_interview *x, int32_t fact)
{
    qn_case_set_unknown(x->c, fact);
    qn_interview_resume(x, fact);
}

void qn_interview_resume(qn_interview *x, int32_t fact)
{
    x->standing[index_of(x, fact)] = QN_STANDING_OPEN;
}

qn_standing qn_interview_standing(const qn_interview *x, int32_t fact)
{
    return (qn_standing)x->standing[index_of(x, fact)];
}

const qn_tries *qn_interview_tries(qn_interview *x, int32_t fact)
{
    qn_tries *tries = &x->tries[index_of(x, fact)];
    if (!tries->row && !qn_tries_make(x->program, fact, tries)) {
        qn_tries_clear(tries);
        x->out_of_memory = true;
        return NULL;
    }
    return tries;
}

void qn_interview_end(qn_interview *x)
{
    for (uint32_t i = 0; i < x->t->fact_count; i++) {
        if (x->standing[i] == QN_STANDING_OPEN) {
            qn_case_clear(x->c, (int32_t)i);
        }
    }
}

/* ---- what is open */

/* Mixes bytes into a mark (FNV-1a, 64 bits). */
static void mix(uint64_t *mark, const void *bytes, size_t length)
{
    const unsigned char *at = bytes;
    for (size_t i = 0; i < length; i++) {
        *mark = (*mark ^ at[i]) * 0x100000001b3U;
    }
}

/* Mixes the text of a value; of a long one as much as fits, and its length. */
static void mix_value(uint64_t *mark, const qn_value *value)
{
    char text[QN_VALUE_TEXT_SIZE] = "";
    size_t length = 0;
    qn_value_text(value, text, sizeof text, &length);
    mix(mark, &length, sizeof length);
    mix(mark, text, strlen(text));
}

/* A number, or the number of a day. False for what is neither, or has no finite decimal. */
static bool read_number(const qn_value *value, qn_rational *out)
{
    char text[QN_VALUE_TEXT_SIZE];
    size_t length = 0;
    int year;
    int month;
    int day;
    qn_day number = 0;
    qn_decimal decimal;
    if (qn_value_date(value, &year, &month, &day) == QN_OK) {
        bool exists = qn_date_from_ymd(year, month, day, &number) == QN_DATE_OK;
        *out = qn_rational_from_i64(number);
        return exists;
    }
    if (qn_value_decimal(value, text, sizeof text, &length) != QN_OK ||
        qn_decimal_parse(text, length, 0, &decimal) != QN_DECIMAL_OK) {
        return false;
    }
    *out = decimal.value;
    return true;
}

/* Reads the bounds of an open result, and marks them. False if it does not have both. */
static bool read_width(const qn_value *value, qn_rational *width, uint64_t *mark)
{
    qn_value low;
    qn_value high;
    qn_rational bottom;
    qn_rational top;
    bool has_low = value->has_low && qn_value_bound(value, QN_LOW, &low) == QN_OK;
    bool has_high = value->has_high && qn_value_bound(value, QN_HIGH, &high) == QN_OK;
    mix(mark, has_low ? "l" : "-", 1);
    if (has_low) {
        mix_value(mark, &low);
    }
    mix(mark, has_high ? "h" : "-", 1);
    if (has_high) {
        mix_value(mark, &high);
    }
    return has_low && has_high && read_number(&low, &bottom) && read_number(&high, &top) &&
           qn_rational_sub(top, bottom, width) == QN_ARITH_OK;
}

/* A mark of one fact that is needed. They are added up, so that one can be left out again. */
static uint64_t mark_need(uint64_t fact)
{
    uint64_t mark = 0xcbf29ce484222325U;
    mix(&mark, &fact, sizeof fact);
    return mark;
}

/* Marks what a result is unknown, none, a conflict or an error for, and the facts that it needs in
 * `needed`. The fact at `but` is left out. */
static void mix_causes(qn_interview *x, uint32_t rule, qn_answer status, size_t but,
                       uint8_t *needed, uint64_t *mark)
{
    uint32_t count;
    uint64_t sum = 0;
    const qn_cause *cause = qn_causes_find(x->c, rule, status, &count);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t fact = cause[i].fact == QN_CAUSE_TODAY ? x->t->fact_count : cause[i].fact;
        if (status != QN_UNKNOWN || fact > x->t->fact_count) {
            mix(mark, &cause[i].site, sizeof cause[i].site);
            mix(mark, &cause[i].clause, sizeof cause[i].clause);
        } else if (fact != but) {
            sum += mark_need(fact);
            needed[fact] = 1;
        }
    }
    *mark += sum;
}

/* How much of a width is left, in parts of WIDTH_PARTS. */
static uint64_t parts_left(const qn_result *before, bool has_width, qn_rational width)
{
    qn_rational part;
    if (!before->has_width) {
        return has_width ? WIDTH_PARTS / 2 : WIDTH_PARTS;
    }
    bool good =
        has_width && qn_rational_sign(before->width) > 0 &&
        qn_rational_mul(width, qn_rational_from_i64(WIDTH_PARTS), &part) == QN_ARITH_OK &&
        qn_rational_div(part, before->width, &part) == QN_ARITH_OK &&
        qn_rational_round(part, qn_rational_from_i64(1), QN_ROUND_DOWN, &part) == QN_ARITH_OK &&
        qn_rational_cmp(part, qn_rational_from_i64(WIDTH_PARTS)) < 0;
    return good ? part.num.lo : WIDTH_PARTS;
}

/* Asks one result again. What is said of the fact at `but` does not count: that it is not needed
 * any more once it is given is nothing new. In *seen, what is added to it. */
static uint64_t look_at(qn_interview *x, size_t result, size_t but, view *seen)
{
    uint64_t mark = 0xcbf29ce484222325U;
    qn_value value;
    qn_rational width = qn_rational_from_i64(0);
    qn_eval(x->c, (int32_t)x->rule[result], &value);
    mix(&mark, &value.status, sizeof value.status);
    mix(&mark, &value.error, sizeof value.error);
    mix_value(&mark, &value);
    if (value.status == QN_UNKNOWN) {
        bool has_width = read_width(&value, &width, &mark);
        seen->open++;
        seen->width += parts_left(&x->result[result], has_width, width);
    }
    mix_causes(x, x->rule[result], value.status, but, x->counted, &mark);
    return mark;
}

/* Looks at the results that are judged and need the fact at `but`; the others are as they were. */
static view look(qn_interview *x, size_t but)
{
    view seen = {.mark = 0xcbf29ce484222325U};
    memcpy(x->counted, x->kept, (size_t)x->t->fact_count + 1);
    for (size_t i = 0; i < x->rule_count; i++) {
        if (!x->result[i].is_judged) {
            continue;
        }
        if (does_need(x, i, but)) {
            uint64_t mark = look_at(x, i, but, &seen);
            mix(&seen.mark, &mark, sizeof mark);
        } else {
            seen.open++;
            seen.width += WIDTH_PARTS;
        }
    }
    for (size_t i = 0; i <= x->t->fact_count; i++) {
        seen.needs += x->counted[i] && x->standing[i] == QN_STANDING_OPEN;
    }
    return seen;
}

/* The mark of what is open before the fact at `but` is given, and what the results need in `kept`
 * that do not need it. */
static uint64_t look_before(qn_interview *x, size_t but)
{
    uint64_t all = 0xcbf29ce484222325U;
    memset(x->kept, 0, (size_t)x->t->fact_count + 1);
    for (size_t i = 0; i < x->rule_count; i++) {
        if (!x->result[i].is_judged) {
            continue;
        }
        if (does_need(x, i, but)) {
            uint64_t mark = x->result[i].mark - mark_need(but);
            mix(&all, &mark, sizeof mark);
            continue;
        }
        for (size_t j = 0; j <= x->t->fact_count; j++) {
            x->kept[j] |= does_need(x, i, j);
        }
    }
    return all;
}

/* Asks a result as it stands now, and finds what it needs. */
static void begin_result(qn_interview *x, size_t index)
{
    qn_result *result = &x->result[index];
    uint8_t *needs = x->needs + index * needs_size(x);
    view seen = {0};
    qn_value value;
    uint64_t before = qn_bounds_steps_taken(x->c);
    uint64_t mark = 0;
    memset(needs, 0, needs_size(x));
    memset(x->counted, 0, (size_t)x->t->fact_count + 1);
    qn_eval(x->c, (int32_t)x->rule[index], &value);
    result->is_open = value.status == QN_UNKNOWN;
    result->is_judged = result->is_open;
    result->is_stuck = false;
    if (result->is_open) {
        result->has_width = read_width(&value, &result->width, &mark);
        result->mark = look_at(x, index, NOTHING, &seen);
    }
    for (size_t i = 0; i <= x->t->fact_count; i++) {
        needs[i / 8] |= (uint8_t)((x->counted[i] != 0) << (i % 8));
    }
    result->steps = qn_bounds_steps_taken(x->c) - before;
}

/* Asks all results as they stand now. True if any is open. */
static bool begin_question(qn_interview *x)
{
    bool any = false;
    for (size_t i = 0; i < x->rule_count; i++) {
        begin_result(x, i);
        any |= x->result[i].is_open;
    }
    return any;
}

/* ---- which question */

/* Gives the case a try. False if it does not take it. */
static bool give_try(qn_interview *x, int32_t fact, const qn_tries *tries, size_t index)
{
    return qn_case_set_text(x->c, fact, qn_tries_text(tries, index), tries->row[index].length) ==
           QN_OK;
}

/* Have so many steps been taken for this question that it is time to ask one? */
static bool is_late(const qn_interview *x)
{
    return qn_bounds_steps_taken(x->c) >= x->limit;
}

/* Tries a fact; at most so many of its tries, evenly chosen, and few where it is late. */
static score try_fact(qn_interview *x, size_t index, size_t most)
{
    int32_t fact = fact_at(x, index);
    const qn_tries *tries = qn_interview_tries(x, fact);
    uint64_t before = look_before(x, index);
    uint64_t first = 0;
    score sum = {0};
    size_t count = !tries ? 0 : tries->count < most ? tries->count : most;
    for (size_t i = 0; i < count && (i < TRIES_LEAST || !is_late(x)); i++) {
        size_t at = count == tries->count ? i : i * (tries->count - 1) / (count - 1);
        if (!give_try(x, fact, tries, at)) {
            continue;
        }
        uint64_t weight = tries->row[at].weight;
        view seen = look(x, index);
        sum.differs |= sum.weight > 0 && seen.mark != first;
        sum.changes |= seen.mark != before;
        first = sum.weight > 0 ? first : seen.mark;
        sum.needs += weight * seen.needs;
        sum.open += weight * seen.open;
        sum.width += weight * seen.width;
        sum.weight += weight;
    }
    qn_case_set_unknown(x->c, fact);
    return sum;
}

/* -1, 0 or 1 as the first average is less than, equal to or greater than the second. */
static int compare_averages(uint64_t a, uint64_t a_weight, uint64_t b, uint64_t b_weight)
{
    return qn_wide_cmp_products(qn_wide_from_i64((int64_t)a), qn_wide_from_i64((int64_t)b_weight),
                                qn_wide_from_i64((int64_t)b), qn_wide_from_i64((int64_t)a_weight));
}

/* Is the first the better question? Equal ones are not: the one that is declared first stays. */
static bool is_better(const score *a, const score *b)
{
    if (a->differs != b->differs) {
        return a->differs;
    }
    int order = compare_averages(a->needs, a->weight, b->needs, b->weight);
    order = order ? order : compare_averages(a->open, a->weight, b->open, b->weight);
    order = order ? order : compare_averages(a->width, a->weight, b->width, b->weight);
    return order < 0;
}

/* The candidates in their order: the date of decision, and then facts as they are declared. */
static size_t candidate_at(const qn_interview *x, size_t place)
{
    return place == 0 ? x->t->fact_count : place - 1;
}

static bool is_candidate(const qn_interview *x, size_t index)
{
    return x->needed[index] && x->standing[index] == QN_STANDING_OPEN;
}

/* What the results that are judged need. */
static void find_needed(qn_interview *x)
{
    for (size_t j = 0; j <= x->t->fact_count; j++) {
        x->needed[j] = 0;
        for (size_t i = 0; i < x->rule_count && !x->needed[j]; i++) {
            x->needed[j] = x->result[i].is_judged && does_need(x, i, j);
        }
    }
}

/* The steps that it takes to try each candidate once. */
static uint64_t count_steps(const qn_interview *x)
{
    uint64_t steps = 0;
    for (size_t i = 0; i < x->rule_count; i++) {
        for (size_t j = 0; x->result[i].is_judged && j <= x->t->fact_count; j++) {
            bool tried = x->standing[j] == QN_STANDING_OPEN && does_need(x, i, j);
            steps += tried ? x->result[i].steps : 0;
        }
    }
    return steps;
}

/* Leaves the result that takes most steps out of the judgement. False where it is the last one. */
static bool leave_out_one(qn_interview *x)
{
    size_t count = 0;
    size_t most = 0;
    for (size_t i = 0; i < x->rule_count; i++) {
        if (x->result[i].is_judged) {
            most = count++ == 0 || x->result[i].steps > x->result[most].steps ? i : most;
        }
    }
    if (count > 1) {
        x->result[most].is_judged = false;
    }
    return count > 1;
}

/* Chooses by which results the candidates are judged, so that all of them can be tried in time; and
 * says how often each may be tried. */
static size_t choose_judges(qn_interview *x)
{
    size_t candidates = 0;
    uint64_t steps = count_steps(x);
    while (steps > STEPS_MAX / TRIES_LEAST && leave_out_one(x)) {
        steps = count_steps(x);
    }
    find_needed(x);
    for (size_t i = 0; i <= x->t->fact_count; i++) {
        candidates += is_candidate(x, i);
    }
    uint64_t most = candidates ? TRIES_MAX / candidates : TRIES_MAX;
    uint64_t in_time = steps ? STEPS_MAX / steps : most;
    most = in_time < most ? in_time : most;
    most = most > TRIES_MOST ? TRIES_MOST : most;
    return most < TRIES_LEAST ? TRIES_LEAST : (size_t)most;
}

/* The first fact that a result needs of which nothing needed was declined: no such fact changes
 * anything alone, but together they settle the result, as `a` and `b` do in `a = b`. Where a list
 * was given and is needed, a part of it was declined. */
static int32_t find_joint(qn_interview *x)
{
    for (size_t i = 0; i < x->rule_count; i++) {
        uint64_t mark = 0;
        bool declined = false;
        memset(x->counted, 0, (size_t)x->t->fact_count + 1);
        if (x->result[i].is_open) {
            qn_value value;
            qn_eval(x->c, (int32_t)x->rule[i], &value);
            mix_causes(x, x->rule[i], value.status, NOTHING, x->counted, &mark);
        }
        for (size_t j = 0; j <= x->t->fact_count; j++) {
            declined |= x->counted[j] && x->standing[j] != QN_STANDING_OPEN;
        }
        for (size_t place = 0; !declined && place <= x->t->fact_count; place++) {
            size_t index = candidate_at(x, place);
            if (x->counted[index] && x->standing[index] == QN_STANDING_OPEN) {
                return fact_at(x, index);
            }
        }
    }
    return QN_INTERVIEW_END;
}

/* Is the candidate at that place the better question, and of equal ones the one that comes first?
 */
static bool goes_before(const score *a, size_t a_place, const score *b, size_t b_place)
{
    return is_better(a, b) || (a_place < b_place && !is_better(b, a));
}

/* Is it the candidate's turn? Those with few tries come first, so that where time is short as many
 * as can be are tried. */
static bool is_next(qn_interview *x, size_t index, bool few)
{
    if (!is_candidate(x, index) || x->tried[index] || is_late(x)) {
        return false;
    }
    const qn_tries *tries = qn_interview_tries(x, fact_at(x, index));
    return (tries && tries->count <= TRIES_LEAST) == few;
}

/* The best question, of those that have not been tried yet and whose tries change anything. */
static int32_t find_best(qn_interview *x, size_t most)
{
    size_t best = NOTHING;
    score best_score = {0};
    for (int few = 1; few >= 0; few--) {
        for (size_t place = 0; place <= x->t->fact_count; place++) {
            size_t index = candidate_at(x, place);
            if (!is_next(x, index, few == 1)) {
                continue;
            }
            score found = try_fact(x, index, most);
            x->tried[index] = 1;
            if (found.changes &&
                (best == NOTHING || goes_before(&found, place, &best_score, best))) {
                best = place;
                best_score = found;
            }
        }
    }
    return best == NOTHING ? QN_INTERVIEW_END : fact_at(x, candidate_at(x, best));
}

/* The same, with as many steps again and again, but not for ever, while nothing is found and not
 * all candidates have been tried. */
static int32_t find_in_turns(qn_interview *x, size_t most)
{
    int32_t best = QN_INTERVIEW_END;
    memset(x->tried, 0, (size_t)x->t->fact_count + 1);
    for (int i = 0; i < TURNS_MAX && best == QN_INTERVIEW_END && (i == 0 || is_late(x)); i++) {
        x->limit = qn_bounds_steps_taken(x->c) + STEPS_MAX;
        best = find_best(x, most);
    }
    memset(x->tried, 0, (size_t)x->t->fact_count + 1);
    return best;
}

/* Judges by the results that were left out, where nothing changes those that were judged. False
 * where there are none. */
static bool turn_to_others(qn_interview *x)
{
    bool any = false;
    for (size_t i = 0; i < x->rule_count; i++) {
        qn_result *result = &x->result[i];
        result->is_stuck |= result->is_judged;
        result->is_judged = result->is_open && !result->is_stuck;
        any |= result->is_judged;
    }
    return any;
}

int32_t qn_interview_next(qn_interview *x)
{
    int32_t best = QN_INTERVIEW_END;
    bool more = begin_question(x);
    for (int i = 0; i < CHOICES_MAX && more && best == QN_INTERVIEW_END; i++) {
        size_t tries = choose_judges(x);
        best = find_in_turns(x, tries);
        /* A few tries may miss what all of them find, as a narrow band. */
        best = best == QN_INTERVIEW_END ? find_best(x, SIZE_MAX) : best;
        more = best == QN_INTERVIEW_END && turn_to_others(x);
    }
    return best == QN_INTERVIEW_END ? find_joint(x) : best;
}
