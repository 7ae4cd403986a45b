/*
 * --over and --by. See sweep_read.h.
 */
#include "sweep_read.h"
#include "case.h"

#include <stdlib.h>
#include <string.h>

#include "facts.h"
#include "value.h"

enum { HOUR = 60, WEEK = 7, YEAR = 12 };

static int refuse(const qn_sweep *s, const char *before, const char *word, const char *after)
{
    return qn_run_refuse(&s->run[0], before, word, after);
}

/* ---- names */

static bool is_word(const char *words, size_t length, const char *word)
{
    return strlen(word) == length && strncmp(words, word, length) == 0;
}

static bool names_date(const char *words, size_t length)
{
    return is_word(words, length, "date") || is_word(words, length, "on") ||
           is_word(words, length, "today");
}

bool qn_sweep_is_date(const char *words)
{
    return names_date(words, strcspn(words, "="));
}

/* Finds a fact in each version; the first that has it is *home. */
static int find_fact(qn_sweep *s, const char *option, const char *name, int32_t fact[],
                     uint32_t *home)
{
    *home = QN_SWEEP_WORLDS;
    for (uint32_t i = s->worlds; i-- > 0;) {
        fact[i] = qn_program_fact(s->run[i].rules.program, name);
        *home = fact[i] != -1 ? i : *home;
    }
    if (*home == QN_SWEEP_WORLDS) {
        return refuse(s, "there is no fact ", name,
                      "; `qanun run FILE --needs` lists those that "
                      "matter");
    }
    for (uint32_t i = 0; i < s->worlds; i++) {
        if (fact[i] >= 0 && qn_case_is_given(s->run[i].view.c, fact[i])) {
            qn_page after = {0};
            qn_page_format(&after, " goes through its values; leave out the one that is given");
            int status = refuse(s, option, name, qn_page_string(&after));
            qn_page_end(&after, &s->run[0].io->err);
            return status;
        }
    }
    return QN_EXIT_OK;
}

/* ---- a range */

/* The words of a range. */
typedef struct range_words {
    const char *low;
    size_t low_length;
    const char *high;
    size_t high_length;
    bool has_high; /* `..=`: the high end belongs to it */
    const char *step;
} range_words;

/* Takes blanks off both ends of words. */
static void trim(const char **words, size_t *length)
{
    while (*length > 0 && (*words)[0] == ' ') {
        ++*words;
        --*length;
    }
    while (*length > 0 && (*words)[*length - 1] == ' ') {
        --*length;
    }
}

/* Cuts `LOW..HIGH step STEP`; false where there is no `..`. */
static bool cut(const char *words, range_words *out)
{
    const char *step = strstr(words, " step ");
    const char *dots = strstr(words, "..");
    size_t end = step ? (size_t)(step - words) : strlen(words);
    *out = (range_words){.step = step ? step + strlen(" step ") : NULL};
    if (!dots || (size_t)(dots - words) >= end) {
        return false;
    }
    out->low = words;
    out->low_length = (size_t)(dots - words);
    out->has_high = dots[2] == '=';
    out->high = dots + 2 + out->has_high;
    out->high_length = end - (size_t)(out->high - words);
    trim(&out->low, &out->low_length);
    trim(&out->high, &out->high_length);
    return true;
}

/* A number in the unit of the fact as one on its grid. */
static bool on_grid(const qn_sweep *s, qn_rational number, int64_t *out)
{
    const qn_run *r = &s->run[s->axis.home];
    qn_slot slot;
    if (qn_type_encode(r->rules.program, s->axis.type, number, &slot) != QN_ENCODED) {
        return false;
    }
    qn_rational whole =
        qn_slot_rational(slot, (qn_class)r->rules.tables->type[s->axis.type].class_);
    bool good = qn_rational_is_integer(whole) && qn_wide_fits_i64(whole.num);
    *out = good ? qn_wide_to_i64(whole.num) : 0;
    return good;
}

/* The number of a text that the case has taken. */
static bool read_number(const qn_sweep *s, const char *text, int64_t *out)
{
    qn_rational number;
    qn_value value;
    qn_day day;
    if (s->axis.kind == QN_KIND_DATE) {
        bool good = qn_date_parse(text, strlen(text), &day, NULL) == QN_DATE_OK;
        *out = good ? day : 0;
        return good;
    }
    if (s->axis.kind == QN_KIND_CLOCK) {
        qn_slot slot;
        bool good = qn_case_fact(s->run[s->axis.home].view.c, s->axis.fact[s->axis.home], &value) ==
                        QN_OK &&
                    value.kind == QN_KIND_CLOCK;
        memcpy(&slot, value.number, sizeof slot);
        *out = slot.i;
        return good;
    }
    return qn_type_parse_number(s->run[s->axis.home].rules.tables, s->axis.type, text, strlen(text),
                                &number) &&
           on_grid(s, number, out);
}

/* One end of a range, which must be a value that the fact takes. */
static int read_end(qn_sweep *s, const char *words, size_t length, int64_t *out)
{
    const qn_run *r = &s->run[s->axis.home];
    int32_t fact = s->axis.fact[s->axis.home];
    char *text = strndup(words, length);
    if (!text) {
        s->out_of_memory = true;
        return QN_EXIT_WRONG;
    }
    bool good = qn_facts_give_text(r->view.c, r->rules.program, fact, text, length) == QN_OK &&
                read_number(s, text, out);
    int status = QN_EXIT_OK;
    if (!good) {
        qn_page after = {0};
        const char *why = qn_case_error(r->view.c)->text;
        qn_page_put(&after, why[0] ? "; " : "");
        qn_page_shown(&after, why);
        status = refuse(s, "--over cannot go to ", text, qn_page_string(&after));
        qn_page_end(&after, &r->io->err);
    }
    if (fact != QN_TODAY) {
        (void)qn_case_clear(r->view.c, fact);
    }
    free(text);
    return status;
}

/* The whole number that a register of constants holds. */
static bool read_constant(const qn_tables *t, uint32_t reg, int64_t *out)
{
    if (reg == QN_NONE_INDEX || t->constant[reg].status != QN_KNOWN) {
        return false;
    }
    qn_rational number =
        qn_slot_rational(qn_constant_slot(&t->constant[reg]), (qn_class)t->constant[reg].class_);
    if (!qn_rational_is_integer(number) || !qn_wide_fits_i64(number.num)) {
        return false;
    }
    *out = qn_wide_to_i64(number.num);
    return true;
}

/* The row of the swept fact. */
static const qn_row_fact *fact_row(const qn_sweep *s)
{
    return &s->run[s->axis.home].rules.tables->fact[s->axis.fact[s->axis.home]];
}

/* The end that is declared for the fact; the words name none. */
static int read_declared(qn_sweep *s, bool is_high, int64_t *out)
{
    bool is_fact = s->axis.fact[s->axis.home] != QN_TODAY;
    uint32_t reg = !is_fact ? QN_NONE_INDEX : is_high ? fact_row(s)->high : fact_row(s)->low;
    if (read_constant(s->run[s->axis.home].rules.tables, reg, out)) {
        return QN_EXIT_OK;
    }
    return refuse(s, "say from where to where, as --over NAME=LOW..HIGH, for ", s->axis.name, "");
}

/* ---- a step */

/* The least step that values of the fact have. */
static int64_t least_step(const qn_sweep *s)
{
    int64_t step = 1;
    if (!qn_kind_is_number((uint32_t)s->axis.kind)) {
        return 1;
    }
    const qn_tables *t = s->run[s->axis.home].rules.tables;
    uint32_t reg = fact_row(s)->step;
    qn_rational number =
        qn_slot_rational(qn_constant_slot(&t->constant[reg]), (qn_class)t->constant[reg].class_);
    return on_grid(s, number, &step) && step > 0 ? step : 1;
}

/* `2 weeks`, `month`: how many, and of what; the unit is what stands behind the digits. */
static int64_t read_count(const char *words, const char **unit)
{
    char *end = NULL;
    int64_t count = words[0] >= '0' && words[0] <= '9' ? strtoll(words, &end, 10) : 1;
    *unit = end ? end + strspn(end, " ") : words;
    return count > 0 && count < 100000 ? count : 0;
}

static bool is_unit(const char *unit, const char *word)
{
    size_t length = strlen(word);
    return strncmp(unit, word, length) == 0 &&
           (unit[length] == '\0' || (unit[length] == 's' && unit[length + 1] == '\0'));
}

static bool read_date_step(qn_sweep *s, const char *words)
{
    const char *unit;
    int64_t count = read_count(words, &unit);
    bool by_months = is_unit(unit, "month") || is_unit(unit, "year");
    if (by_months) {
        s->axis.months = (int32_t)(count * (is_unit(unit, "year") ? YEAR : 1));
    } else {
        s->axis.step = count * (is_unit(unit, "week") ? WEEK : 1);
    }
    return count > 0 && (by_months || is_unit(unit, "day") || is_unit(unit, "week"));
}

static bool read_clock_step(qn_sweep *s, const char *words)
{
    const char *unit;
    int64_t count = read_count(words, &unit);
    s->axis.step = count * (is_unit(unit, "hour") ? HOUR : 1);
    return count > 0 && (is_unit(unit, "hour") || is_unit(unit, "minute"));
}

static bool read_number_step(qn_sweep *s, const char *words)
{
    qn_rational number;
    const qn_tables *t = s->run[s->axis.home].rules.tables;
    return qn_type_parse_number(t, s->axis.type, words, strlen(words), &number) &&
           on_grid(s, number, &s->axis.step) && s->axis.step > 0 &&
           s->axis.step % least_step(s) == 0;
}

static int read_step(qn_sweep *s, const char *words)
{
    s->axis.step = least_step(s);
    bool good = !words                          ? true
                : s->axis.kind == QN_KIND_DATE  ? read_date_step(s, words)
                : s->axis.kind == QN_KIND_CLOCK ? read_clock_step(s, words)
                                                : read_number_step(s, words);
    return good ? QN_EXIT_OK
                : refuse(s, "--over cannot go by steps of ", words,
                         s->axis.kind == QN_KIND_DATE
                             ? "; write days, weeks, months or years, as 1 month"
                             : "; a step is as long as those of the fact, or several of them");
}

/* ---- --over */

/* Which values lie from low to high, both included. */
static int count_values(qn_sweep *s, int64_t low, int64_t high)
{
    int32_t months = 0;
    s->axis.low = low;
    if (low > high || high - low < 0) {
        return refuse(s, "there is no value between the ends of --over ", s->axis.name,
                      "; the lower end stands first, and without `=` the higher one is left out");
    }
    if (s->axis.months == 0) {
        s->axis.count = (uint64_t)(high - low) / (uint64_t)s->axis.step + 1;
    } else {
        (void)qn_date_completed_months((qn_day)low, (qn_day)high, QN_MONTHS_DOWN, &months);
        s->axis.count = (uint64_t)(months / s->axis.months) + 1;
    }
    return QN_EXIT_OK;
}

/* What kind the values of the fact are; the case is then put on a line. */
static int take_kind(qn_sweep *s)
{
    int32_t fact = s->axis.fact[s->axis.home];
    qn_fact_info info = {.kind = QN_KIND_DATE};
    if (fact != QN_TODAY) {
        info = qn_program_fact_info(s->run[s->axis.home].rules.program, fact);
    }
    s->axis.kind = info.kind;
    s->axis.type = info.kind == QN_KIND_DATE ? QN_NONE_INDEX : fact_row(s)->type;
    if (!qn_kind_is_number((uint32_t)info.kind) && info.kind != QN_KIND_DATE &&
        info.kind != QN_KIND_CLOCK) {
        return refuse(s, "only numbers, dates and times of day lie on a line, not ", s->axis.name,
                      "; `--by` shows each value of a choice, or yes and no");
    }
    return QN_EXIT_OK;
}

/* Reads the range; without words it is that of the fact. */
static int read_range(qn_sweep *s, const char *words)
{
    range_words range = {0};
    int64_t low = 0;
    int64_t high = 0;
    if (words && !cut(words, &range)) {
        return refuse(s, "--over takes NAME=LOW..HIGH, as seniority=0..40, not ", words, "");
    }
    int status = read_step(s, range.step);
    if (status == QN_EXIT_OK) {
        status = range.low_length > 0 ? read_end(s, range.low, range.low_length, &low)
                                      : read_declared(s, false, &low);
    }
    if (status == QN_EXIT_OK) {
        status = range.high_length > 0 ? read_end(s, range.high, range.high_length, &high)
                                       : read_declared(s, true, &high);
    }
    if (status != QN_EXIT_OK) {
        return status;
    }
    bool is_left_out = range.high_length > 0 && !range.has_high;
    return count_values(s, low, high - (is_left_out ? least_step(s) : 0));
}

/* The words before the sign `=`, or all; the caller frees them. */
static char *copy_name(qn_sweep *s, const char *words)
{
    char *name = strndup(words, strcspn(words, "="));
    s->out_of_memory |= !name;
    return name;
}

/* Finds what is swept: a fact, or the date of decision. */
static int find_axis(qn_sweep *s, const char *name)
{
    qn_sweep_axis *axis = &s->axis;
    if (names_date(name, strlen(name))) {
        axis->name = "date";
        axis->fact[0] = axis->fact[1] = QN_TODAY;
        return QN_EXIT_OK;
    }
    int status = find_fact(s, "--over ", name, axis->fact, &axis->home);
    if (status == QN_EXIT_OK) {
        axis->name =
            qn_program_fact_info(s->run[axis->home].rules.program, axis->fact[axis->home]).name;
    }
    return status;
}

int qn_sweep_read_over(qn_sweep *s, const char *words)
{
    const char *sign = strchr(words, '=');
    char *name = copy_name(s, words);
    int status = name ? find_axis(s, name) : QN_EXIT_WRONG;
    free(name);
    status = status == QN_EXIT_OK ? take_kind(s) : status;
    return status == QN_EXIT_OK ? read_range(s, sign ? sign + 1 : NULL) : status;
}

/* ---- --by */

/* Adds a value, unless the fact does not take it. */
static int add_value(qn_sweep *s, qn_sweep_by *by, uint32_t home, const char *words, size_t length)
{
    const qn_run *r = &s->run[home];
    trim(&words, &length);
    char *value = strndup(words, length);
    char **grown = realloc(by->value, (by->count + 1) * sizeof *grown);
    by->value = grown ? grown : by->value;
    if (!value || !grown) {
        free(value);
        s->out_of_memory = true;
        return QN_EXIT_WRONG;
    }
    by->value[by->count++] = value;
    int status = QN_EXIT_OK;
    if (qn_facts_give_text(r->view.c, r->rules.program, by->fact[home], value, length) != QN_OK) {
        qn_page after = {0};
        qn_page_put(&after, ": ");
        qn_page_shown(&after, qn_case_error(r->view.c)->text);
        status = refuse(s, "--by cannot take ", value, qn_page_string(&after));
        qn_page_end(&after, &r->io->err);
    }
    (void)qn_case_clear(r->view.c, by->fact[home]);
    return status;
}

/* Adds each value that the fact can have. */
static int add_all_values(qn_sweep *s, qn_sweep_by *by, uint32_t home)
{
    const qn_program *program = s->run[home].rules.program;
    qn_fact_info info = qn_program_fact_info(program, by->fact[home]);
    int status = QN_EXIT_OK;
    if (info.kind == QN_KIND_BOOLEAN) {
        status = add_value(s, by, home, "no", 2);
        return status == QN_EXIT_OK ? add_value(s, by, home, "yes", 3) : status;
    }
    if (info.kind != QN_KIND_CHOICE) {
        return refuse(s, "say which values, as --by NAME=VALUE,VALUE, for ", by->name, "");
    }
    for (int32_t i = 0; status == QN_EXIT_OK && i < info.choice_count; i++) {
        const char *name = qn_program_fact_choice(program, by->fact[home], i);
        status = add_value(s, by, home, name, strlen(name));
    }
    return status;
}

/* Adds the values that the words list, with commas between them. */
static int add_values(qn_sweep *s, qn_sweep_by *by, uint32_t home, const char *words)
{
    int status = QN_EXIT_OK;
    for (const char *at = words; status == QN_EXIT_OK && at;) {
        size_t length = strcspn(at, ",");
        status = add_value(s, by, home, at, length);
        at = at[length] ? at + length + 1 : NULL;
    }
    return status;
}

int qn_sweep_read_by(qn_sweep *s, const char *words)
{
    const char *sign = strchr(words, '=');
    uint32_t home;
    if (s->bys == QN_SWEEP_BY_MAX) {
        return refuse(s, "too many facts to draw curves by: at most four, not ", words, "");
    }
    qn_sweep_by *by = &s->by[s->bys];
    char *name = copy_name(s, words);
    if (!name) {
        return QN_EXIT_WRONG;
    }
    int status = find_fact(s, "--by ", name, by->fact, &home);
    if (status == QN_EXIT_OK) {
        s->bys++;
        by->name = by->fact[home] == QN_TODAY
                       ? "today"
                       : qn_program_fact_info(s->run[home].rules.program, by->fact[home]).name;
        bool is_twice = strcmp(by->name, s->axis.name) == 0;
        for (size_t i = 0; i + 1 < s->bys; i++) {
            is_twice |= strcmp(by->name, s->by[i].name) == 0;
        }
        status = is_twice || by->fact[home] == QN_TODAY
                     ? refuse(s, "--by takes another fact than ", name, "")
                 : sign ? add_values(s, by, home, sign + 1)
                        : add_all_values(s, by, home);
    }
    free(name);
    return status;
}

/* ---- curves */

/* What a curve is called: the values of its facts, and its version. */
static char *name_series(const qn_sweep *s, const qn_sweep_series *series)
{
    static const char *const versions[] = {"old", "new"};
    const qn_view *view = &s->run[series->world].view;
    qn_page name = {0};
    for (size_t i = 0; i < s->bys; i++) {
        const qn_sweep_by *by = &s->by[i];
        int32_t fact = by->fact[series->world];
        bool is_choice =
            fact >= 0 && qn_program_fact_info(view->program, fact).kind == QN_KIND_CHOICE;
        const char *value = by->value[series->value[i]];
        qn_page_put(&name, i > 0 ? ", " : "");
        if (is_choice && s->bys == 1) {
            qn_page_shown(&name, qn_view_choice(view, view->t->fact[fact].type, value));
        } else {
            qn_page_shown(&name, qn_view_name(view, by->name));
            qn_page_put(&name, " ");
            qn_page_shown(&name, value);
        }
    }
    if (s->worlds > 1) {
        qn_page_put(&name, s->bys > 0 ? ", " : "");
        qn_page_put(&name, versions[series->world]);
    } else if (s->bys == 0) {
        qn_page_shown(&name, qn_view_name(view, s->rule_name));
    }
    char *copy = name.out_of_memory ? NULL : strdup(qn_page_string(&name));
    qn_page_clear(&name);
    return copy;
}

int qn_sweep_make_series(qn_sweep *s)
{
    size_t all = 1;
    for (size_t i = 0; i < s->bys; i++) {
        all *= s->by[i].count;
        if (all * s->worlds > QN_SWEEP_SERIES_MAX) {
            return refuse(s, "more than 24 curves cannot be told apart; take fewer values of ",
                          s->by[i].name, "");
        }
    }
    for (size_t k = 0; k < all * s->worlds; k++) {
        qn_sweep_series *series = &s->series[s->series_count++];
        size_t rest = k / s->worlds;
        series->world = (uint32_t)(k % s->worlds);
        for (size_t i = s->bys; i-- > 0; rest /= s->by[i].count) {
            series->value[i] = rest % s->by[i].count;
        }
        series->name = name_series(s, series);
        s->out_of_memory |= !series->name;
    }
    return s->out_of_memory ? QN_EXIT_WRONG : QN_EXIT_OK;
}
