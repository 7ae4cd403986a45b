/*
 * Rules that can be in conflict or in error, and for whom. See prover.h.
 */
#include "prover.h"

#include <stdlib.h>
#include <string.h>

#include "vm.h"

/* Whether the author's own words are the reason. */
static bool is_stated(const prover *p, const qn_cause *cause)
{
    bool is_refused = cause->site != QN_NONE_INDEX && p->refusal[cause->site] != 0;
    bool has_reason = cause->site != QN_NONE_INDEX && p->t->site[cause->site].reason != 0;
    return is_refused || (cause->code == 0 && has_reason);
}

/* Whether the status is the rule's own, or its reading's for an element, and not that of something
 * that it uses. */
static bool is_own_cause(const prover *p, uint32_t rule, const qn_cause *cause)
{
    uint32_t of = QN_NONE_INDEX;
    if (cause->clause != QN_NONE_INDEX) {
        of = p->t->clause[cause->clause].rule;
    } else if (cause->site != QN_NONE_INDEX) {
        of = p->t->site[cause->site].rule;
    }
    return of != QN_NONE_INDEX && (of == rule || of == p->element[rule].rule);
}

/* The cause of that number, from 0, of those of the status that are the rule's own, and nobody's
 * words; NULL behind the last. */
const qn_cause *qn_prover_cause(const prover *p, uint32_t rule, qn_answer status, uint32_t number)
{
    uint32_t count = 0;
    const qn_cause *list = qn_causes_find(p->worlds.c[0], rule, status, &count);
    for (uint32_t i = 0; i < count; i++) {
        if (!is_stated(p, &list[i]) && is_own_cause(p, rule, &list[i]) && number-- == 0) {
            return &list[i];
        }
    }
    return NULL;
}

/* Whether an input is a date for which no range is declared. */
static bool is_free_date(const prover *p, uint32_t input)
{
    const qn_row_fact *row = &p->t->fact[p->worlds.input[input].fact[0]];
    return p->worlds.input[input].is_plain && p->t->type[row->type].kind == QN_KIND_DATE &&
           row->low == QN_NONE_INDEX && row->high == QN_NONE_INDEX;
}

/* Whether the days of the case in hand are such as an error is told of. */
bool qn_prover_is_in_time(const prover *p)
{
    const qn_case *c = p->worlds.c[0];
    uint32_t today = qn_tables_today(p->t);
    if (c->status[today] == QN_KNOWN &&
        (c->slot[today].i < p->first_day || c->slot[today].i > p->last_day)) {
        return false;
    }
    for (uint32_t i = 0; i < p->worlds.inputs; i++) {
        const qn_reply *reply = &p->worlds.given.reply[i];
        if (p->matters[i] != 0 && reply->status == QN_KNOWN && is_free_date(p, i) &&
            (reply->value < QN_FIRST_DAY || reply->value > QN_LAST_DAY)) {
            return false;
        }
    }
    return true;
}

static bool shows_status(void *context)
{
    question *q = context;
    const qn_case *c = q->p->worlds.c[0];
    uint32_t reg = qn_prover_rule(q->p, q->rule)->result;
    qn_case_run(q->p->worlds.c[0], q->rule);
    qn_prover_see(q->p);
    return c->status[reg] == q->status && qn_prover_is_in_time(q->p) &&
           qn_prover_cause(q->p, q->rule, q->status, 0) != NULL;
}

/* The same for any status but a known one. */
static bool shows(question *q)
{
    bool is_absence = q->status == QN_NONE || q->status == QN_UNKNOWN;
    return is_absence ? qn_prover_shows_absence(q) : shows_status(q);
}

/* Keeps what the case in hand shows, and asks for the next. */
static bool look_on(void *context)
{
    static const qn_answer statuses[] = {QN_CONFLICT, QN_FAILED, QN_NONE, QN_UNKNOWN};
    sighting *s = context;
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++) {
        question q = {.p = s->p, .rule = s->rule, .status = statuses[i]};
        if (!s->is_seen[statuses[i]] && shows(&q)) {
            s->is_seen[statuses[i]] = true;
            qn_witness_copy(&s->p->worlds, &s->witness[statuses[i]], &s->p->worlds.given);
        }
    }
    return false;
}

/* Whether a register is an error that is chosen where there is no answer, or none that its type
 * takes: no clause applies, an amount lies outside its scale, a value outside the range of its
 * fact. What the author refuses, and law that had not begun, are not meant. */
static bool is_missing(const prover *p, uint32_t reg)
{
    if (reg >= p->t->constant_count || p->t->constant[reg].status != QN_FAILED) {
        return false;
    }
    uint32_t site = p->t->constant[reg].site;
    return site != QN_NONE_INDEX && p->t->site[site].code != 0 && p->refusal[site] == 0;
}

/* Whether an operation can be what makes a conflict or an error, other than by its operands. */
static bool is_origin(const prover *p, const qn_row_instruction *row, qn_answer status)
{
    qn_op op = qn_instruction_op(row);
    bool chooses = op == OP_SELECT || op == OP_OTHERWISE;
    if (status == QN_FAILED && chooses && (is_missing(p, row->b) || is_missing(p, row->c))) {
        return true;
    }
    if (status == QN_CONFLICT) {
        uint32_t ways = qn_instruction_aux(row) & (QN_AUX_SORTED | QN_AUX_FIRST_MATCH);
        return op == OP_RESOLVE || op == OP_ONE || op == OP_LIMIT || (op == OP_BAND && ways == 0);
    }
    return op == OP_DIV_Q || op == OP_WHOLE || op == OP_AGREE || op == OP_PICK ||
           op == OP_RESOLVE || op == OP_STORE || (op >= OP_DATE_MAKE && op <= OP_WORK_COUNT) ||
           (op >= OP_PERIOD && op <= OP_CHAIN_PART);
}

/* Whether an operation moves a day, maybe beyond the calendar: bounds do not foresee that, they
 * have no end there. */
static bool gives_day(const qn_row_instruction *row)
{
    qn_op op = qn_instruction_op(row);
    return op == OP_DATE_DAYS || op == OP_DATE_MONTHS || op == OP_DATE_EDGE || op == OP_DATE_SEEK ||
           op == OP_WORK_ADD || op == OP_WORK_SEEK;
}

/* Whether boxes leave the status open for an operation, where nothing is known of the case.
 * What is run by others, in loops, is not followed. */
static bool boxes_leave_open(const prover *p, const qn_row_instruction *row, uint32_t reg,
                             qn_answer status)
{
    const qn_case *c = p->worlds.blank[0];
    if ((p->program->class_of[reg] & QN_REGISTER_INSIDE) != 0) {
        return true;
    }
    if (c->status[reg] != QN_UNKNOWN) {
        return c->status[reg] == status;
    }
    qn_open open = qn_bounds_open(c, reg);
    bool may_leave_calendar =
        status == QN_FAILED && gives_day(row) && (!open.has_low || !open.has_high);
    return may_leave_calendar || (open.outcomes & (1U << status)) != 0;
}

/* Whether boxes know no least or no greatest number for an operation. */
static bool is_endless(const prover *p, uint32_t reg)
{
    const qn_case *c = p->worlds.blank[0];
    qn_open open = qn_bounds_open(c, reg);
    return c->status[reg] == QN_UNKNOWN && (!open.has_low || !open.has_high);
}

/* Whether the answer of a rule is open at one of some operations, where nothing is known: they are
 * those that can come to the status by themselves; with is_long, those that can come to more digits
 * than a number holds. */
static bool is_open_anywhere(const prover *p, const qn_row_rule *rule, qn_answer status,
                             bool is_long)
{
    qn_value value;
    bool is_run = false;
    for (uint32_t i = 0; i < rule->code_count; i++) {
        const qn_row_instruction *row = &p->t->instruction[rule->first_code + i];
        uint32_t reg = qn_tables_first_result(p->t) + rule->first_code + i;
        if (is_long ? p->is_long[reg] == 0 : !is_origin(p, row, status)) {
            continue;
        }
        if (!is_run) {
            (void)qn_eval(p->worlds.blank[0], (int32_t)(rule - p->t->rule), &value);
            is_run = true;
        }
        if (is_long ? is_endless(p, reg) : boxes_leave_open(p, row, reg, status)) {
            return true;
        }
    }
    return false;
}

/* Boxes are asked: they are exact where an answer is no, and instant. */
bool qn_prover_may_come_to(const prover *p, const qn_row_rule *rule, qn_answer status)
{
    return is_open_anywhere(p, rule, status, false) ||
           (status == QN_FAILED && is_open_anywhere(p, rule, status, true));
}

/* The days are such as an error is told of. */
qn_claim qn_prover_time_claim(prover *p)
{
    qn_symbolic *s = p->worlds.symbolic[0];
    uint32_t today = qn_tables_today(p->t);
    qn_claim claim = qn_claim_both(s, qn_claim_at_least(s, today, p->first_day),
                                   qn_claim_at_most(s, today, p->last_day));
    for (uint32_t i = 0; i < p->worlds.inputs; i++) {
        if (p->matters[i] != 0 && is_free_date(p, i)) {
            uint32_t reg = qn_tables_first_fact(p->t) + p->worlds.input[i].fact[0];
            qn_claim none = qn_claim_status(s, reg, QN_NONE);
            qn_claim in_time = qn_claim_both(s, qn_claim_at_least(s, reg, QN_FIRST_DAY),
                                             qn_claim_at_most(s, reg, QN_LAST_DAY));
            claim = qn_claim_both(s, claim, qn_claim_either(s, none, in_time));
        }
    }
    return claim;
}

/* Nothing that is read for the element beside the rule itself has the status, so that nobody is
 * told of what is told of that. */
static qn_claim readings_claim(prover *p, uint32_t rule, qn_answer status)
{
    qn_symbolic *s = p->worlds.symbolic[0];
    const qn_row_rule *outer = qn_prover_rule(p, rule);
    qn_claim claim = qn_claim_always(s);
    for (uint32_t i = 0; p->element[rule].rule != QN_NONE_INDEX && i < p->t->rule_count; i++) {
        const qn_row_rule *row = qn_prover_rule(p, i);
        bool is_read = (row->flags & QN_RULE_INLINE) != 0 && i != p->element[rule].rule &&
                       row->first_code >= outer->first_code &&
                       row->first_code - outer->first_code < outer->code_count;
        if (is_read && qn_symbolic_has(s, row->result)) {
            claim =
                qn_claim_both(s, claim, qn_claim_not(s, qn_claim_status(s, row->result, status)));
        }
    }
    return claim;
}

/* The rule has the status, and nothing that it uses has; what the author says in words is left
 * aside. */
qn_claim qn_prover_status_claim(prover *p, uint32_t rule, qn_answer status)
{
    qn_symbolic *s = p->worlds.symbolic[0];
    const qn_row_rule *row = qn_prover_rule(p, rule);
    uint32_t result = qn_prover_rule(p, qn_prover_clauses_of(p, rule))->result;
    qn_claim claim = qn_claim_both(s, qn_claim_status(s, result, status), qn_prover_time_claim(p));
    for (uint32_t i = 0; i < row->need_count; i++) {
        uint32_t need = p->t->entry[row->first_need + i].value;
        if ((qn_prover_rule(p, need)->flags & QN_RULE_INLINE) == 0) {
            qn_claim same = qn_claim_status(s, qn_prover_rule(p, need)->result, status);
            claim = qn_claim_both(s, claim, qn_claim_not(s, same));
        }
    }
    return qn_claim_both(s, claim, readings_claim(p, rule, status));
}

/* Where the formula that fails stands, or the clauses that are in conflict, in the order in which
 * they are written. What elements of lists are in conflict by, the cause does not say: the
 * registers hold it, now that the cause was found. */
static void place_status(const prover *p, const question *q, qn_found *io)
{
    const qn_cause *other = qn_prover_cause(p, q->rule, q->status, 1);
    uint32_t clash[2] = {QN_NONE_INDEX, other == NULL ? QN_NONE_INDEX : other->clause};
    const qn_cause *cause = qn_prover_cause(p, q->rule, q->status, 0);
    clash[0] = cause->clause;
    if (q->status == QN_CONFLICT && clash[0] == QN_NONE_INDEX &&
        p->element[q->rule].rule != QN_NONE_INDEX) {
        (void)qn_prover_find_clash(p, p->element[q->rule].rule, clash);
    }
    if (clash[1] != QN_NONE_INDEX && clash[1] < clash[0] && clash[0] != QN_NONE_INDEX) {
        uint32_t first = clash[1];
        clash[1] = clash[0];
        clash[0] = first;
    }
    if (clash[0] != QN_NONE_INDEX) {
        const qn_row_clause *row = &p->t->clause[clash[0]];
        io->place = (qn_place){row->source, row->line, row->column};
    } else if (cause->site != QN_NONE_INDEX && p->t->site[cause->site].line > 0) {
        const qn_row_site *site = &p->t->site[cause->site];
        io->place = (qn_place){site->source, site->line, site->column};
    }
    if (clash[0] != QN_NONE_INDEX && clash[1] != QN_NONE_INDEX) {
        const qn_row_clause *too = &p->t->clause[clash[1]];
        io->beside = (qn_place){too->source, too->line, too->column};
        io->label = QN_LABEL_THIS_ONE_TOO;
    }
}

/* Whether the conflict that is found first is one of a floor and a cap. */
static bool is_of_limits(const prover *p, uint32_t rule)
{
    const qn_cause *cause = qn_prover_cause(p, rule, QN_CONFLICT, 0);
    if (cause == NULL || cause->clause == QN_NONE_INDEX) {
        return false;
    }
    uint32_t kind = p->t->clause[cause->clause].kind;
    return kind == QN_CLAUSE_FLOOR || kind == QN_CLAUSE_CAP;
}

static const char narrow_it[] =
    "say what holds in such a case, with `if`, `when` or `only when`; or "
    "give the facts a narrower range";

/* Tells what the case in hand shows, with the words of an error. */
static void tell_status(prover *p, question *q, qn_witness *witness, bool is_smallest)
{
    static const struct {
        uint32_t number;
        const char *what;
        const char *help;
    } errors[] = {
#define QN_ERROR(number, name, what, help) {number, what, help},
#include "errors.def"
#undef QN_ERROR
    };
    const qn_cause *cause = qn_prover_cause(p, q->rule, q->status, 0);
    if (cause == NULL) {
        return;
    }
    uint32_t number = cause->code;
    qn_code code = q->status == QN_CONFLICT ? QN_Q0336 : QN_Q0338;
    qn_found found = qn_prover_found_at(p, code, q->rule, NULL);
    place_status(p, q, &found);
    if (q->status == QN_CONFLICT) {
        found.argument[1] = is_of_limits(p, q->rule)
                                ? "a cap lies below a floor"
                                : "clauses that apply at once give different values";
        found.arguments = 2;
    }
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
        if (errors[i].number == number) {
            found.argument[1] = errors[i].what;
            found.argument[2] = number == QN_ERROR_NO_SUCH_DATE ? errors[i].help : narrow_it;
            found.arguments = 3;
        }
    }
    char *text = qn_worlds_text(&p->worlds, witness);
    found.witness = text;
    found.is_smallest = is_smallest;
    qn_prover_keep(p, &found);
    free(text);
}

void qn_prover_ask_of_status(const sighting *seen, qn_answer status, qn_witness *witness)
{
    prover *p = seen->p;
    uint32_t rule = seen->rule;
    question context = {.p = p, .rule = rule, .status = status};
    bool is_smallest;
    if (!qn_prover_may_come_to(p, qn_prover_rule(p, rule), status)) {
        return;
    }
    qn_quest quest = qn_prover_quest(p, shows_status, &context);
    quest.start = seen->is_seen[status] ? &seen->witness[status] : NULL;
    quest.element = qn_prover_element(p, rule);
    if (qn_prover_take_in_whole(p, rule)) {
        quest.has_claim = true;
        quest.claim = qn_prover_status_claim(p, rule, status);
        qn_symbolic_set_refusals(p->worlds.symbolic[0], false);
    }
    qn_outcome outcome = qn_prover_ask(p, &quest, witness, &is_smallest);
    qn_found found = qn_prover_found_at(p, status == QN_CONFLICT ? QN_Q0336 : QN_Q0338, rule, NULL);
    if (outcome == QN_SHOWN) {
        (void)shows_status(&context);
        tell_status(p, &context, witness, is_smallest);
    } else if (outcome == QN_LEFT_OPEN) {
        qn_prover_tell_open(p, found);
    } else if (status == QN_FAILED && is_open_anywhere(p, qn_prover_rule(p, rule), status, true)) {
        p->out.open++;
        found.argument[1] = "numbers that may get too many digits";
        qn_prover_tell_open(p, found);
    }
    if (p->worlds.symbolic[0] != NULL) {
        qn_symbolic_set_refusals(p->worlds.symbolic[0], true);
    }
}

/* Tries cases near the edges of a rule. */
void qn_prover_explore(sighting *seen, qn_witness *witness)
{
    prover *p = seen->p;
    bool is_smallest;
    qn_quest quest = qn_prover_quest(p, look_on, NULL);
    quest.context = seen;
    quest.tries = p->tries;
    quest.steps = p->steps;
    (void)qn_quest_find(&quest, witness, &is_smallest);
}
