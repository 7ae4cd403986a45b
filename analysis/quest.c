/*
 * Finding a case, and the smallest. See quest.h.
 */
#include "quest.h"

#include <stdlib.h>
#include <string.h>

#include "date.h"
#include "guess.h"

/* More months than there are days to lie between. */
enum { MONTHS_MANY = 12000 };

/* best: what was found, or is varied. trial: what is tried. some: the inputs that matter, in order;
 * the replies of others are what they were at first, so that a trial costs what matters to it,
 * however many facts there are. left: how many cases may yet be tried. was_possible: the prover has
 * found a case last, whether the machine shows it or not. */
typedef struct search {
    const qn_quest *q;
    qn_worlds *w;
    qn_witness *best;
    qn_witness trial;
    uint32_t *some;
    uint32_t count;
    uint64_t random;
    uint32_t left;
    bool was_possible;
} search;

static bool matters(const search *s, uint32_t input)
{
    return s->q->matters[input] != 0;
}

/* Notes which inputs matter. False out of memory. */
static bool find_some(search *s)
{
    s->some = calloc((size_t)s->w->inputs + 1, sizeof *s->some);
    for (uint32_t i = 0; s->some != NULL && i < s->w->inputs; i++) {
        if (matters(s, i)) {
            s->some[s->count++] = i;
        }
    }
    return s->some != NULL;
}

/* What matters, and the date. */
static void copy(const search *s, qn_witness *to, const qn_witness *from)
{
    for (uint32_t k = 0; k < s->count; k++) {
        to->reply[s->some[k]] = from->reply[s->some[k]];
    }
    to->reply[s->w->inputs] = from->reply[s->w->inputs];
}

/* Nothing is said in the end of what does not matter. */
static void clear_the_rest(search *s)
{
    for (uint32_t i = 0; i < s->w->inputs; i++) {
        if (!matters(s, i)) {
            s->best->reply[i] = (qn_reply){.status = QN_UNKNOWN};
        }
    }
}

/* Whether the trial shows it; then it is the best. */
static bool try_trial(search *s)
{
    if (!qn_worlds_apply_some(s->w, &s->trial, s->some, s->count) || !s->q->shows(s->q->context)) {
        return false;
    }
    copy(s, s->best, &s->trial);
    return true;
}

/* The same with one reply of the best changed. */
static bool try_reply(search *s, uint32_t input, qn_reply reply)
{
    copy(s, &s->trial, s->best);
    s->trial.reply[input] = reply;
    return try_trial(s);
}

static qn_reply value_reply(int64_t value)
{
    return (qn_reply){.status = QN_KNOWN, .value = value};
}

/* ---- by the machine */

/* An example's facts, and all others at their least. */
static bool try_example(search *s, uint32_t world, uint32_t expectation)
{
    copy(s, &s->trial, &s->w->least);
    s->trial.reply[s->w->inputs] = value_reply(s->w->last_day);
    qn_witness_take_example(s->w, world, expectation, &s->trial);
    return try_trial(s);
}

static bool try_examples(search *s)
{
    for (uint32_t k = 0; k < s->w->count; k++) {
        uint32_t count = s->w->program[k]->tables.expectation_count;
        for (uint32_t i = 0; i < count && s->left > 0; i++, s->left--) {
            if (try_example(s, k, i)) {
                return true;
            }
        }
    }
    return false;
}

static uint32_t below(search *s, uint32_t limit)
{
    s->random = s->random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(s->random >> 33) % limit;
}

/* One of the dates that matter, or the date of decision. */
static uint32_t any_day(search *s)
{
    uint32_t days = 0;
    for (uint32_t k = 0; k < s->count; k++) {
        days += qn_worlds_is_date(s->w, s->some[k]);
    }
    uint32_t wanted = below(s, days + 1);
    for (uint32_t k = 0; k < s->count; k++) {
        if (qn_worlds_is_date(s->w, s->some[k]) && wanted-- == 0) {
            return s->some[k];
        }
    }
    return s->w->inputs;
}

/* One of the last days of a month, and often the one that most years do not have. */
static qn_day some_long_day(search *s)
{
    static const uint8_t months[] = {1, 3, 5, 8, 10, 12};
    qn_day day = 0;
    if (below(s, 2) == 0) {
        (void)qn_date_from_ymd(2000 + 4 * (int64_t)below(s, 8), 2, 29, &day);
    } else {
        (void)qn_date_from_ymd(2000 + (int64_t)below(s, 30), months[below(s, sizeof months)], 31,
                               &day);
    }
    return day;
}

/* The number of months that is asked somewhere, or a number beyond all days. */
static int32_t some_months(search *s)
{
    const qn_edges_of_input *months = &s->q->edges->months;
    int64_t count = months->value[below(s, months->count)];
    return (int32_t)(count > MONTHS_MANY ? MONTHS_MANY : count);
}

/* Puts one date of the trial on such a day, and another so many months from it that its month is
 * too short for that number. */
static void part_by_long_months(search *s)
{
    uint32_t one = any_day(s);
    uint32_t other = any_day(s);
    qn_day day = some_long_day(s);
    qn_day found = 0;
    int32_t apart = some_months(s) * (below(s, 3) == 0 ? -1 : 1);
    if (one != other && qn_date_add_months(day, apart, QN_MONTHS_DOWN, &found) == QN_DATE_OK) {
        s->trial.reply[one] = value_reply(day);
        s->trial.reply[other] = value_reply(found);
    }
}

/* A day that lies so many months from another of the trial as is asked somewhere, or a day off. */
static bool vary_day(search *s, uint32_t input)
{
    const qn_edges_of_input *months = &s->q->edges->months;
    uint32_t other = below(s, 2) == 0 ? s->w->inputs : any_day(s);
    const qn_reply *from = &s->trial.reply[other];
    qn_day found = 0;
    if (months->count == 0 || other == input || !qn_worlds_is_date(s->w, other) ||
        from->status != QN_KNOWN) {
        return false;
    }
    int32_t apart = some_months(s);
    int32_t sign = other == s->w->inputs ? -1 : 1 - 2 * (int32_t)below(s, 2);
    if (qn_date_add_months((qn_day)from->value, sign * apart, QN_MONTHS_DOWN, &found) !=
        QN_DATE_OK) {
        return false;
    }
    s->trial.reply[input] = value_reply(found + (int64_t)below(s, 3) - 1);
    return true;
}

/* A list, a period or a set that is made up, or the least one. */
static void vary_text(search *s, uint32_t input)
{
    const char *text = below(s, 4) == 0 ? NULL
                                        : qn_guess(s->w, s->q->edges, &s->trial, input,
                                                   s->q->wants_long, &s->random);
    s->trial.reply[input] =
        text != NULL ? (qn_reply){.status = QN_KNOWN, .text = text} : qn_worlds_least(s->w, input);
}

/* Puts one of the values to try in the place of a reply of the trial. */
static void vary(search *s, uint32_t input)
{
    const qn_edges_of_input *of = &s->q->edges->of[input];
    if (qn_worlds_is_date(s->w, input) && below(s, 2) == 0 && vary_day(s, input)) {
        return;
    }
    if (of->count > 0) {
        s->trial.reply[input] = value_reply(of->value[below(s, of->count)]);
    } else if (input < s->w->inputs && !s->w->input[input].is_plain) {
        vary_text(s, input);
    } else if (input < s->w->inputs) {
        s->trial.reply[input] = qn_worlds_least(s->w, input);
    }
}

/* Puts the date of decision and every free date of the trial on one day that the quest has. */
static void begin_on_one_day(search *s)
{
    qn_reply day = value_reply(s->q->first_day +
                               (int64_t)below(s, (uint32_t)(s->q->last_day - s->q->first_day + 1)));
    for (uint32_t k = 0; k <= s->count; k++) {
        uint32_t i = k < s->count ? s->some[k] : s->w->inputs;
        if (qn_worlds_is_date(s->w, i) && s->trial.reply[i].value == s->w->first_day) {
            s->trial.reply[i] = day;
        }
    }
}

/* Something to start from: the least case, or what an example gives. */
static void start_trial(search *s)
{
    uint32_t world = below(s, s->w->count);
    uint32_t count = s->w->program[world]->tables.expectation_count;
    copy(s, &s->trial, &s->w->least);
    if (count > 0 && below(s, 4) > 0) {
        qn_witness_take_example(s->w, world, below(s, count), &s->trial);
    }
    if (s->q->last_day > 0 && below(s, 4) > 0) {
        begin_on_one_day(s);
    }
}

static uint64_t steps_taken(const search *s)
{
    uint64_t steps = 0;
    for (uint32_t i = 0; i < s->w->count; i++) {
        steps += s->w->c[i]->steps;
    }
    return steps;
}

/* Cases in which some inputs that matter have values at which answers are likely to change. */
static bool try_at_random(search *s)
{
    uint64_t begun = steps_taken(s);
    for (; s->left > 0; s->left--) {
        if (s->q->steps > 0 && steps_taken(s) - begun > s->q->steps) {
            return false;
        }
        start_trial(s);
        uint32_t one_in = 1 + below(s, 6);
        for (uint32_t k = 0; k < s->count; k++) {
            if (below(s, one_in) == 0) {
                vary(s, s->some[k]);
            }
        }
        if (matters(s, s->w->inputs) && below(s, one_in) == 0) {
            vary(s, s->w->inputs);
        }
        if (s->q->edges->asks_both_ways && s->q->edges->months.count > 0 && below(s, 4) == 0) {
            part_by_long_months(s);
        }
        if (try_trial(s)) {
            return true;
        }
    }
    return false;
}

/* ---- by the prover */

static uint32_t register_of(const search *s, uint32_t input)
{
    const qn_input *in = &s->w->input[input];
    const qn_tables *t = &s->w->program[in->home]->tables;
    return qn_tables_first_fact(t) + in->fact[in->home];
}

static qn_symbolic *symbolic_of(const search *s, uint32_t input)
{
    return s->w->symbolic[input == s->w->inputs ? 0 : s->w->input[input].home];
}

/* The default of an input as a row of constants, or NULL. */
static const qn_row_constant *preset_of(const search *s, uint32_t input)
{
    const qn_input *in = &s->w->input[input];
    const qn_tables *t = &s->w->program[in->home]->tables;
    uint32_t preset = t->fact[in->fact[in->home]].preset;
    return preset == QN_NONE_INDEX ? NULL : &t->constant[preset];
}

static int64_t whole_of(const qn_program *p, uint32_t reg, qn_slot slot)
{
    uint8_t c = p->class_of[reg] & QN_REGISTER_CLASS;
    return c == QN_CLASS_W ? qn_wide_to_i64(slot.w) : slot.i;
}

/* What an input that is a set has in the case of the prover, as text. */
static qn_reply set_reply(const search *s, uint32_t input, qn_slot slot)
{
    char text[1000] = "[]";
    qn_value value;
    const qn_input *in = &s->w->input[input];
    const qn_program *p = s->w->program[in->home];
    qn_case_value(s->w->c[in->home], p->tables.fact[in->fact[in->home]].type, QN_KNOWN, &slot,
                  &value);
    if (slot.i != 0) {
        (void)qn_value_text(&value, text, sizeof text, NULL);
    }
    const char *kept = qn_worlds_keep_text(s->w, text);
    return (qn_reply){.status = kept == NULL ? QN_UNKNOWN : QN_KNOWN, .text = kept};
}

/* Whether the reply of an input is its default; slot: what the prover's case has, of a status. */
static bool has_default(const search *s, uint32_t input, qn_answer status, qn_slot slot)
{
    const qn_input *in = &s->w->input[input];
    const qn_program *p = s->w->program[in->home];
    const qn_row_constant *preset = preset_of(s, input);
    const qn_reply *reply = &s->trial.reply[input];
    if (preset == NULL || in->has_two_defaults) {
        return false;
    }
    qn_slot usual = qn_constant_slot(preset);
    if (in->is_plain) {
        return reply->status == (qn_answer)preset->status &&
               (reply->status != QN_KNOWN ||
                whole_of(p, register_of(s, input), usual) == reply->value);
    }
    uint32_t kind = p->tables.type[p->tables.fact[in->fact[in->home]].type].kind;
    return kind == QN_KIND_SET && status == QN_KNOWN && preset->status == QN_KNOWN &&
           slot.i == usual.i;
}

/* The reply of an input in the case of the prover; what the prover leaves open stays as it is. */
static void take_reply(search *s, uint32_t input)
{
    qn_slot slot;
    const qn_input *in = &s->w->input[input];
    const qn_program *p = s->w->program[in->home];
    uint32_t reg = register_of(s, input);
    uint32_t kind = p->tables.type[p->tables.fact[in->fact[in->home]].type].kind;
    qn_answer status = qn_symbolic_value(symbolic_of(s, input), reg, &slot);
    if (status == QN_NONE) {
        s->trial.reply[input] = (qn_reply){.status = QN_NONE};
    } else if (status == QN_KNOWN && in->is_plain) {
        s->trial.reply[input] = value_reply(whole_of(p, reg, slot));
    } else if (status == QN_KNOWN && kind == QN_KIND_SET) {
        s->trial.reply[input] = set_reply(s, input, slot);
    }
    if (has_default(s, input, status, slot)) {
        s->trial.reply[input] = (qn_reply){.status = QN_UNKNOWN};
    }
}

/* What the prover's case has of the one element: of the record in its register, or of itself. */
static qn_answer field_of_element(void *context, uint32_t field, qn_slot *out)
{
    const search *s = context;
    const qn_program *p = s->w->program[0];
    uint32_t reg = s->q->element->reg;
    uint32_t first = qn_tables_first_result(&p->tables);
    qn_answer found = qn_symbolic_value(s->w->symbolic[0], reg, out);
    for (uint32_t i = reg - first; found == QN_UNKNOWN && i < p->tables.instruction_count; i++) {
        const qn_row_instruction *row = &p->tables.instruction[i];
        if (qn_instruction_op(row) == OP_LOAD && row->a == reg && row->b == field) {
            found = qn_symbolic_value(s->w->symbolic[0], first + i, out);
        }
    }
    return found;
}

/* A list of that one element. */
static void take_element(search *s)
{
    const qn_known_fields known = {field_of_element, s};
    uint32_t input = s->q->element->input;
    const char *text = qn_guess_one(s->w, s->q->edges, &s->trial, input, &s->random, &known);
    if (text != NULL) {
        s->trial.reply[input] = (qn_reply){.status = QN_KNOWN, .text = text};
    }
}

/* The case of the prover over that in hand; the machine says whether it shows it. */
static bool take_model(search *s)
{
    qn_slot day;
    const qn_tables *t = &s->w->program[0]->tables;
    for (uint32_t k = 0; k < s->count; k++) {
        take_reply(s, s->some[k]);
    }
    if (qn_symbolic_value(s->w->symbolic[0], qn_tables_today(t), &day) == QN_KNOWN) {
        s->trial.reply[s->w->inputs] = value_reply(day.i);
    }
    if (s->q->element != NULL) {
        take_element(s);
    }
    return try_trial(s);
}

/* Asks for a case of the claim that is also so; what is left open is taken from the best. */
static qn_outcome ask_prover(search *s, qn_claim also)
{
    qn_symbolic *first = s->w->symbolic[0];
    qn_claim both = qn_claim_both(first, s->q->claim, also);
    qn_decision found = qn_worlds_ask(s->w, both, s->q->work);
    if (found == QN_NEVER) {
        return QN_PROVED_NOT;
    }
    copy(s, &s->trial, s->best);
    s->was_possible = found == QN_POSSIBLE;
    return s->was_possible && take_model(s) ? QN_SHOWN : QN_LEFT_OPEN;
}

/* Whether the prover leaves open what the machine has found when it went through a sequence. */
static bool is_found_by_machine(const search *s, uint32_t world, uint32_t instruction)
{
    const qn_program *p = s->w->program[world];
    const qn_symbolic *symbolic = s->w->symbolic[world];
    uint32_t reg = qn_tables_first_result(&p->tables) + instruction;
    return qn_goes_through(qn_instruction_op(&p->tables.instruction[instruction])) &&
           (p->class_of[reg] & QN_REGISTER_INSIDE) == 0 && qn_symbolic_has(symbolic, reg) &&
           !qn_symbolic_is_exact(symbolic, reg) && s->w->c[world]->status[reg] == QN_KNOWN;
}

/* Asks once more where the prover's case was none for the machine, since it took what goes through
 * sequences to be anything: now as the machine has found it in that case. */
static qn_outcome ask_as_found(search *s)
{
    qn_claim also = qn_claim_always(s->w->symbolic[0]);
    bool is_any = false;
    for (uint32_t k = 0; k < s->w->count; k++) {
        const qn_program *p = s->w->program[k];
        uint32_t first = qn_tables_first_result(&p->tables);
        for (uint32_t i = 0; i < p->tables.instruction_count; i++) {
            if (is_found_by_machine(s, k, i)) {
                qn_class class_ = (qn_class)(p->class_of[first + i] & QN_REGISTER_CLASS);
                qn_slot found = s->w->c[k]->slot[first + i];
                also = qn_claim_both(s->w->symbolic[0], also,
                                     qn_claim_value(s->w->symbolic[k], first + i, class_, found));
                is_any = true;
            }
        }
    }
    return is_any && ask_prover(s, also) == QN_SHOWN ? QN_SHOWN : QN_LEFT_OPEN;
}

/* ---- shrinking by the machine */

/* Tries values that are nearer to `least`, halving the way to the best; it goes on while they show
 * it. */
static void halve(search *s, uint32_t input, int64_t least)
{
    int64_t failed = least - (least > s->best->reply[input].value ? -1 : 1);
    while (s->best->reply[input].value != least) {
        int64_t value = s->best->reply[input].value;
        int64_t middle = failed + (value - failed) / 2;
        if (middle == failed || middle == value) {
            return;
        }
        if (!try_reply(s, input, value_reply(middle))) {
            failed = middle;
        }
    }
}

static bool is_nearer(int64_t a, int64_t b)
{
    uint64_t x = a < 0 ? -(uint64_t)a : (uint64_t)a;
    uint64_t y = b < 0 ? -(uint64_t)b : (uint64_t)b;
    return x < y || (x == y && a > b);
}

static void shrink_value(search *s, uint32_t input)
{
    const qn_reply *reply = &s->best->reply[input];
    const qn_edges_of_input *of = &s->q->edges->of[input];
    bool is_day = input == s->w->inputs;
    qn_reply least = is_day ? value_reply(s->w->first_day) : qn_worlds_least(s->w, input);
    if (reply->status == QN_UNKNOWN || try_reply(s, input, least)) {
        return;
    }
    for (uint32_t i = 0; i < of->count; i++) {
        int64_t value = of->value[i];
        bool is_less = is_day ? value < reply->value : is_nearer(value, reply->value);
        if (reply->status == QN_KNOWN && is_less) {
            (void)try_reply(s, input, value_reply(value));
        }
    }
    if (reply->status == QN_KNOWN && (is_day || s->w->input[input].is_plain)) {
        halve(s, input, least.status == QN_KNOWN ? least.value : 0);
    }
}

/* Elements of a list are left out. */
static void shrink_list(search *s, uint32_t input)
{
    const qn_reply *reply = &s->best->reply[input];
    for (uint32_t i = 0; reply->status == QN_KNOWN && reply->text != NULL;) {
        const char *text = qn_guess_without(s->w, reply->text, i);
        if (text == NULL) {
            return;
        }
        i += !try_reply(s, input, (qn_reply){.status = QN_KNOWN, .text = text});
    }
}

/* The same so many months and days earlier, the date of decision and all dates that are given. */
static bool try_earlier(search *s, int32_t months, int32_t days)
{
    copy(s, &s->trial, s->best);
    for (uint32_t k = 0; k <= s->count; k++) {
        uint32_t i = k < s->count ? s->some[k] : s->w->inputs;
        qn_reply *reply = &s->trial.reply[i];
        qn_day day;
        if (!matters(s, i) || !qn_worlds_is_date(s->w, i) || reply->status != QN_KNOWN) {
            continue;
        }
        if (qn_date_add_months((qn_day)reply->value, -months, QN_MONTHS_DOWN, &day) != QN_DATE_OK ||
            day - days < s->w->first_day) {
            return false;
        }
        reply->value = day - days;
    }
    return try_trial(s);
}

/* Dates that lie so far from one another that none can be moved by itself: by centuries, by the 28
 * years after which the days of the week come again, and so on. */
static void shrink_days_together(search *s)
{
    static const int32_t months[] = {4800, 336, 48, 12, 1, 0};
    for (size_t i = 0; i < sizeof months / sizeof *months && matters(s, s->w->inputs); i++) {
        while (try_earlier(s, months[i], months[i] == 0)) {
        }
    }
}

static void shrink(search *s)
{
    for (uint32_t k = 0; k < s->count; k++) {
        uint32_t i = s->some[k];
        if (s->best->reply[i].status == QN_UNKNOWN) {
            continue;
        }
        if (!try_reply(s, i, qn_worlds_least(s->w, i))) {
            shrink_list(s, i);
        }
    }
    shrink_days_together(s);
    shrink_value(s, s->w->inputs);
    for (uint32_t k = 0; k < s->count; k++) {
        shrink_value(s, s->some[k]);
    }
}

/* ---- the smallest, by the prover */

/* What is settled so far, and whether every step was decided. */
typedef struct descent {
    search *s;
    qn_claim settled;
    bool is_proved;
} descent;

static qn_symbolic *first_symbolic(const descent *d)
{
    return d->s->w->symbolic[0];
}

static void settle(descent *d, qn_claim claim)
{
    d->settled = qn_claim_both(first_symbolic(d), d->settled, claim);
}

/* Whether there is a case with a claim besides what is settled. It is then the best. */
static bool improve(descent *d, qn_claim claim)
{
    qn_claim both = qn_claim_both(first_symbolic(d), d->settled, claim);
    qn_outcome found = ask_prover(d->s, both);
    d->is_proved &= found != QN_LEFT_OPEN;
    return found == QN_SHOWN;
}

/* The input has its default. */
static qn_claim is_default(const search *s, uint32_t input, const qn_row_constant *preset)
{
    qn_symbolic *symbolic = symbolic_of(s, input);
    uint32_t reg = register_of(s, input);
    if (preset->status != QN_KNOWN) {
        return qn_claim_status(symbolic, reg, (qn_answer)preset->status);
    }
    return qn_claim_value(symbolic, reg, (qn_class)preset->class_, qn_constant_slot(preset));
}

/* Whether the prover knows the input as what it is. */
static bool is_told(const search *s, uint32_t input)
{
    return qn_symbolic_is_exact(symbolic_of(s, input), register_of(s, input));
}

/* How many facts the best has away from their defaults, as far as the prover knows them. */
static int64_t count_given(const search *s)
{
    int64_t given = 0;
    for (uint32_t k = 0; k < s->count; k++) {
        uint32_t i = s->some[k];
        bool counts = preset_of(s, i) != NULL && is_told(s, i);
        given += counts && s->best->reply[i].status != QN_UNKNOWN;
    }
    return given;
}

/* As few facts away from their defaults as can be. */
static void settle_count(descent *d)
{
    search *s = d->s;
    qn_claim *away = malloc(((size_t)s->count + 1) * sizeof *away);
    size_t count = 0;
    for (uint32_t k = 0; away != NULL && k < s->count; k++) {
        uint32_t i = s->some[k];
        const qn_row_constant *preset = preset_of(s, i);
        if (preset != NULL && is_told(s, i)) {
            away[count++] = qn_claim_not(first_symbolic(d), is_default(s, i, preset));
        }
    }
    int64_t given = count_given(s);
    bool goes_on = away != NULL;
    while (goes_on && given > 0 &&
           improve(d, qn_claim_fewer(first_symbolic(d), away, count, given))) {
        int64_t left = count_given(s);
        goes_on = left < given;
        d->is_proved &= goes_on;
        given = goes_on ? left : given;
    }
    if (away != NULL) {
        settle(d, qn_claim_fewer(first_symbolic(d), away, count, given + 1));
    }
    free(away);
}

/* The register lies from `low` to `high`. */
static qn_claim between(qn_symbolic *symbolic, uint32_t reg, int64_t low, int64_t high)
{
    return qn_claim_both(symbolic, qn_claim_at_least(symbolic, reg, low),
                         qn_claim_at_most(symbolic, reg, high));
}

/* The earliest day. */
static void settle_day(descent *d)
{
    search *s = d->s;
    qn_symbolic *first = first_symbolic(d);
    uint32_t reg = qn_tables_today(&s->w->program[0]->tables);
    int64_t low = s->w->first_day;
    const qn_reply *day = &s->best->reply[s->w->inputs];
    bool ask_all = true; /* whether any earlier day will do; then the half before it */
    while (low < day->value) {
        int64_t high = ask_all ? day->value - 1 : low + (day->value - 1 - low) / 2;
        if (!improve(d, between(first, reg, low, high))) {
            low = high + 1;
        }
        ask_all = !ask_all;
    }
    settle(d, between(first, reg, day->value, day->value));
}

/* The input's number is nearer to 0 than `limit` is. */
static qn_claim nearer(qn_symbolic *symbolic, uint32_t reg, int64_t limit)
{
    int64_t size = limit < 0 ? -limit : limit;
    qn_claim within = between(symbolic, reg, 1 - size, size - 1);
    return limit < 0 ? qn_claim_either(symbolic, within, between(symbolic, reg, size, size))
                     : within;
}

/* Whether some value nearer to 0 will do is asked first, and then half of what is left. */
static void settle_number(descent *d, uint32_t input)
{
    search *s = d->s;
    qn_symbolic *symbolic = symbolic_of(s, input);
    uint32_t reg = register_of(s, input);
    const qn_reply *reply = &s->best->reply[input];
    int64_t low = 0; /* nothing is nearer to 0 than this */
    bool ask_all = true;
    while (reply->status == QN_KNOWN && reply->value != low) {
        int64_t size = reply->value < 0 ? -reply->value : reply->value;
        int64_t limit = ask_all ? reply->value : low + (size - low) / 2 + 1;
        if (!ask_all && limit >= size) {
            limit = reply->value;
        }
        if (!improve(d, nearer(symbolic, reg, limit))) {
            if (limit == reply->value) {
                break;
            }
            low = limit;
        }
        ask_all = !ask_all;
    }
    if (reply->status == QN_KNOWN) {
        settle(d, between(symbolic, reg, reply->value, reply->value));
    }
}

static void settle_input(descent *d, uint32_t input)
{
    search *s = d->s;
    const qn_input *in = &s->w->input[input];
    const qn_reply *reply = &s->best->reply[input];
    const qn_row_constant *preset = preset_of(s, input);
    if (!is_told(s, input) || (!in->is_plain && reply->status == QN_KNOWN)) {
        bool is_empty = reply->text != NULL && strcmp(reply->text, "[]") == 0;
        d->is_proved &= reply->status == QN_UNKNOWN || is_empty;
        return;
    }
    if (in->is_plain) {
        settle_number(d, input); /* which may come to the default */
    }
    if (reply->status == QN_UNKNOWN && preset != NULL) {
        settle(d, is_default(s, input, preset));
    }
}

/* Whether no case is smaller. */
static bool descend(search *s)
{
    descent d = {s, qn_claim_always(s->w->symbolic[0]), true};
    settle_count(&d);
    if (matters(s, s->w->inputs)) {
        settle_day(&d);
    }
    for (uint32_t k = 0; k < s->count; k++) {
        settle_input(&d, s->some[k]);
    }
    return d.is_proved;
}

/* ---- all */

/* Takes away what need not be said. */
static void trim(search *s)
{
    for (uint32_t k = 0; k <= s->count; k++) {
        uint32_t i = k < s->count ? s->some[k] : s->w->inputs;
        bool is_kept = i < s->w->inputs && s->w->input[i].has_two_defaults;
        if (s->best->reply[i].status != QN_UNKNOWN && !is_kept) {
            (void)try_reply(s, i, (qn_reply){.status = QN_UNKNOWN});
        }
    }
}

static qn_outcome look(search *s)
{
    const qn_quest *q = s->q;
    s->left = q->examples;
    qn_witness_be_least(s->w, &s->trial);
    if (q->start != NULL) {
        copy(s, &s->trial, q->start);
    }
    if (try_trial(s) || try_examples(s)) {
        return QN_SHOWN;
    }
    copy(s, s->best, &s->w->least);
    if (q->has_claim) {
        qn_outcome found = ask_prover(s, qn_claim_always(s->w->symbolic[0]));
        if (found == QN_LEFT_OPEN && s->was_possible) {
            found = ask_as_found(s);
        }
        if (found != QN_LEFT_OPEN) {
            return found;
        }
    }
    s->left = q->tries;
    return try_at_random(s) ? QN_SHOWN : QN_LEFT_OPEN;
}

qn_outcome qn_quest_find(const qn_quest *quest, qn_witness *witness, bool *is_smallest)
{
    search s = {.q = quest, .w = quest->worlds, .best = witness, .random = 20260101};
    s.trial = qn_witness_make(s.w);
    *is_smallest = false;
    if (s.trial.reply == NULL || !find_some(&s)) {
        s.w->out_of_memory = true;
        qn_witness_clear(&s.trial);
        return QN_LEFT_OPEN;
    }
    clear_the_rest(&s);
    qn_outcome found = look(&s);
    if (found == QN_SHOWN && !quest->is_any) {
        shrink(&s);
        *is_smallest = quest->has_claim && descend(&s);
        trim(&s);
        (void)qn_worlds_apply_some(s.w, witness, s.some, s.count);
    }
    qn_witness_clear(&s.trial);
    free(s.some);
    return found;
}

/* ---- what matters */

/* One program: whether rules and rows of SEQ were looked at, and what was found. */
typedef struct cone {
    const qn_worlds *w;
    const qn_tables *t;
    uint32_t world;
    uint8_t *fact;
    uint8_t *rule;
    bool today;
} cone;

static void look_at_register(cone *c, uint32_t reg)
{
    uint32_t first = qn_tables_first_fact(c->t);
    if (reg >= first && reg < qn_tables_today(c->t)) {
        c->fact[reg - first] = 1;
    } else if (reg == qn_tables_today(c->t)) {
        c->today = true;
    }
}

static void look_at_list(cone *c, uint32_t first, uint64_t count)
{
    for (uint64_t i = 0; i < count && first + i < c->t->entry_count; i++) {
        look_at_register(c, c->t->entry[first + i].value);
    }
}

/* The stages before one, too: each lies in a row before those that use it. */
static void look_at_sequence(cone *c, uint32_t sequence)
{
    while (sequence != QN_NONE_INDEX) {
        const qn_row_sequence *row = &c->t->sequence[sequence];
        look_at_register(c, row->a);
        look_at_register(c, row->b);
        look_at_list(c, row->first_entry, row->entry_count);
        if (row->inner != QN_NONE_INDEX) {
            look_at_sequence(c, row->inner);
        }
        for (uint32_t i = 0; row->kind == QN_SEQ_CHOICE && i < row->entry_count; i++) {
            look_at_sequence(c, c->t->entry[row->first_entry + i].value);
        }
        sequence = row->source;
    }
}

/* Some words of lists are numbers and no registers; an input too many does no harm. */
static void look_at_instruction(cone *c, const qn_row_instruction *row)
{
    qn_op op = qn_instruction_op(row);
    if (qn_goes_through(op)) {
        look_at_sequence(c, row->a);
    } else {
        look_at_register(c, row->a);
    }
    look_at_register(c, row->b);
    look_at_register(c, row->c);
    switch (op) {
    case OP_ROUND_I:
    case OP_ROUND_W:
        look_at_list(c, row->c, 3);
        break;
    case OP_BAND:
        look_at_list(c, row->b, (uint64_t)row->c * 5);
        break;
    case OP_FIRST:
    case OP_ONE:
    case OP_PICK:
        look_at_list(c, row->b, row->c);
        break;
    case OP_RESOLVE:
        look_at_list(c, row->b, 1 + 2 * (uint64_t)row->c);
        break;
    case OP_GATES:
        look_at_list(c, row->b, 2 * (uint64_t)row->c);
        break;
    case OP_STORE:
        look_at_list(c, row->a, 3 + (uint64_t)row->b);
        break;
    default:
        break;
    }
}

static void look_at_rule(cone *c, const qn_row_rule *row)
{
    look_at_register(c, row->result);
    for (uint32_t k = 0; k < row->code_count; k++) {
        look_at_instruction(c, &c->t->instruction[row->first_code + k]);
    }
}

/* A rule and all that it needs, whose rows may lie anywhere. todo: room for as many rules as there
 * are. */
static void look_at_rules(cone *c, uint32_t rule, uint32_t *todo)
{
    size_t count = 1;
    todo[0] = rule;
    c->rule[rule] = 1;
    while (count > 0) {
        const qn_row_rule *row = &c->t->rule[todo[--count]];
        look_at_rule(c, row);
        for (uint32_t k = 0; k < row->need_count; k++) {
            uint32_t need = c->t->entry[row->first_need + k].value;
            if (c->rule[need] == 0) {
                c->rule[need] = 1;
                todo[count++] = need;
            }
        }
    }
}

bool qn_quest_inputs_of(const qn_worlds *w, uint32_t world, uint32_t rule, uint8_t *found)
{
    const qn_tables *t = &w->program[world]->tables;
    cone c = {.w = w, .t = t, .world = world};
    c.fact = calloc((size_t)t->fact_count + 1, 1);
    c.rule = calloc((size_t)t->rule_count + 1, 1);
    uint32_t *todo = calloc((size_t)t->rule_count + 1, sizeof *todo);
    bool good = c.fact != NULL && c.rule != NULL && todo != NULL;
    if (good) {
        look_at_rules(&c, rule, todo);
        for (uint32_t i = 0; i < w->inputs; i++) {
            uint32_t fact = w->input[i].fact[world];
            found[i] |= fact != QN_NONE_INDEX && c.fact[fact] != 0;
        }
        found[w->inputs] |= c.today;
    }
    free(c.fact);
    free(c.rule);
    free(todo);
    return good;
}
