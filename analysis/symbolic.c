/*
 * Rules as formulas, and questions about them to the prover. See symbolic.h.
 */
#include "state.h"

#include "case.h"
#include "refusals.h"
#include "vm.h"

#include <stdlib.h>
#include <string.h>

/* What one question may cost, in the prover's units, which do not depend on the machine. */
enum { WORK = 2000000 };

/* Products take longer than is counted: with them a question may cost less by this factor. And what
 * no question may take in milliseconds, whatever is counted. */
enum { PRODUCTS_COST = 20, TIME = 60000 };

bool qn_symbolic_is_there(void)
{
    return qn_z3_load();
}

qn_term *qn_symbolic_bits(qn_symbolic *s)
{
    static qn_term lost[QN_SET_MAX];
    qn_term *bits = malloc(QN_SET_MAX * sizeof *bits);
    qn_proof *p = s->proof;
    if (bits != NULL && p->blocks == p->block_room) {
        size_t room = p->block_room * 2 + 16;
        qn_term **grown = realloc(p->block, room * sizeof *grown);
        if (grown == NULL) {
            free(bits);
            bits = NULL;
        } else {
            p->block = grown;
            p->block_room = room;
        }
    }
    if (bits == NULL) {
        p->out_of_memory = true;
        return lost;
    }
    p->block[p->blocks++] = bits;
    return bits;
}

/* ---- constants and facts */

/* Whether an error is one that the author states, or that there was no law yet. */
static bool is_refusal(const qn_symbolic *s, const qn_row_constant *row)
{
    return row->site != QN_NONE_INDEX && s->refusal[row->site] != 0;
}

static qn_symbol constant_symbol(const qn_symbolic *s, const qn_row_constant *row)
{
    const qn_formulas *f = &s->f;
    qn_slot slot = qn_constant_slot(row);
    if (row->status == QN_UNKNOWN) {
        return qn_symbol_any(f, (qn_class)row->class_);
    }
    qn_symbol x = qn_symbol_number(f, f->zero);
    if (row->status == QN_KNOWN && row->class_ == QN_CLASS_I) {
        x.number = qn_f_number(f, slot.i);
    } else if (row->status == QN_KNOWN && row->class_ == QN_CLASS_W) {
        x.number = qn_f_number_wide(f, slot.w);
    } else if (row->class_ == QN_CLASS_Q) {
        x = qn_symbol_ratio(f, qn_f_number_wide(f, slot.q.num), qn_f_number_wide(f, slot.q.den));
    }
    x.none = row->status == QN_NONE ? f->yes : f->no;
    x.conflict = row->status == QN_CONFLICT ? f->yes : f->no;
    x.failed = row->status != QN_FAILED ? f->no : is_refusal(s, row) ? s->proof->refusal : f->yes;
    return x;
}

void qn_symbolic_require(qn_symbolic *s, qn_term condition)
{
    if (condition != s->f.yes) {
        Z3_solver_assert(s->f.z3, s->proof->solver, condition);
    }
}

/* The number that a constant holds on its grid; false where there is none, or it is no whole
 * number.
 */
static bool read_end(const qn_symbolic *s, uint32_t reg, qn_term *out)
{
    if (reg == QN_NONE_INDEX) {
        return false;
    }
    const qn_row_constant *row = &s->t->constant[reg];
    qn_rational end = qn_slot_rational(qn_constant_slot(row), (qn_class)row->class_);
    *out = qn_f_number_wide(&s->f, end.num);
    return qn_rational_is_integer(end);
}

/* The step of a fact on the grid of its type; false where every number of the grid may be given. */
static bool read_step(const qn_symbolic *s, const qn_row_fact *row, qn_term *out)
{
    qn_rational step = qn_constant_slot(&s->t->constant[row->step]).q;
    if (qn_rational_mul(step, s->program->scale[row->type], &step) != QN_ARITH_OK ||
        !qn_rational_is_integer(step) || qn_rational_sign(step) <= 0) {
        return false;
    }
    *out = qn_f_number_wide(&s->f, step.num);
    return true;
}

/* A number of class I or W between what is declared, on the step. */
static void require_range(qn_symbolic *s, const qn_row_fact *row, qn_term number)
{
    const qn_formulas *f = &s->f;
    qn_term end;
    qn_term step;
    if (read_end(s, row->low, &end)) {
        qn_symbolic_require(s, qn_f_at_most(f, end, number));
    }
    if (read_end(s, row->high, &end)) {
        qn_symbolic_require(s, qn_f_at_most(f, number, end));
    }
    if (read_step(s, row, &step)) {
        qn_symbolic_require(s, qn_f_same(f, qn_f_rest(f, number, step), f->zero));
    }
}

/* The values that a type of class I has. */
static void require_type(qn_symbolic *s, const qn_row_type *type, qn_term number)
{
    const qn_formulas *f = &s->f;
    switch (type->kind) {
    case QN_KIND_DATE:
        qn_symbolic_require(s, qn_f_between(f, number, QN_DAY_MIN, QN_DAY_MAX));
        break;
    case QN_KIND_CLOCK:
        qn_symbolic_require(s, qn_f_between(f, number, 0, 1440));
        break;
    case QN_KIND_CHOICE:
        if (type->choice != QN_NONE_INDEX) {
            qn_symbolic_require(
                s, qn_f_between(f, number, 0, (int64_t)s->t->choice[type->choice].count - 1));
        }
        break;
    default:
        break;
    }
}

/* A set holds any of its choice's values. */
static qn_symbol any_set(qn_symbolic *s, const qn_row_type *type)
{
    qn_symbol x = qn_symbol_number(&s->f, NULL);
    qn_term *bits = qn_symbolic_bits(s);
    uint32_t count = type->choice == QN_NONE_INDEX ? 0 : s->t->choice[type->choice].count;
    for (uint32_t i = 0; i < QN_SET_MAX; i++) {
        bits[i] = i < count ? qn_f_any_answer(&s->f) : s->f.no;
    }
    x.bit = bits;
    return x;
}

static bool is_open_kind(uint32_t kind)
{
    return kind == QN_KIND_LIST || kind == QN_KIND_RECORD || kind == QN_KIND_PERIOD ||
           kind == QN_KIND_CHAIN || kind == QN_KIND_SPAN;
}

/* A fact as anything that may be given. */
static qn_symbol fact_symbol(qn_symbolic *s, const qn_row_fact *row)
{
    const qn_formulas *f = &s->f;
    const qn_row_type *type = &s->t->type[row->type];
    qn_symbol x;
    if (is_open_kind(type->kind) || row->history != QN_NONE_INDEX || type->class_ == QN_CLASS_Q) {
        x = qn_symbol_any(f, (qn_class)type->class_);
        x.conflict = f->no;
        x.failed = f->no;
        x.none = (row->flags & QN_FACT_MAY_BE_NONE) != 0 ? x.none : f->no;
        return x;
    }
    if (type->kind == QN_KIND_BOOLEAN) {
        x = qn_symbol_answer(f, qn_f_any_answer(f));
    } else if (type->kind == QN_KIND_SET) {
        x = any_set(s, type);
    } else {
        x = qn_symbol_number(f, qn_f_any_number(f));
        require_type(s, type, x.number);
        require_range(s, row, x.number);
    }
    if ((row->flags & QN_FACT_MAY_BE_NONE) != 0) {
        x.none = qn_f_any_answer(f);
    }
    return x;
}

qn_symbol qn_symbolic_given(qn_symbolic *s, const qn_row_field *field)
{
    const qn_row_fact row = {.type = field->type,
                             .low = field->low,
                             .high = field->high,
                             .preset = field->preset,
                             .step = field->step,
                             .flags = field->flags,
                             .history = QN_NONE_INDEX};
    return fact_symbol(s, &row);
}

/* ---- one symbol for what is computed in the same way */

/* The symbol that a value number has, zeroed where it has none yet; NULL without numbers. */
static qn_symbol *numbered(qn_symbolic *s, uint32_t reg)
{
    qn_proof *p = s->proof;
    uint32_t number = s->number != NULL ? s->number[reg] : QN_NONE_INDEX;
    if (number == QN_NONE_INDEX) {
        return NULL;
    }
    if (number >= p->numbered_room) {
        size_t room = p->numbered_room * 2 > number ? p->numbered_room * 2 : (size_t)number + 1024;
        qn_symbol *grown = realloc(p->numbered, room * sizeof *grown);
        if (grown == NULL) {
            p->out_of_memory = true;
            return NULL;
        }
        memset(grown + p->numbered_room, 0, (room - p->numbered_room) * sizeof *grown);
        p->numbered = grown;
        p->numbered_room = room;
    }
    return &p->numbered[number];
}

/* Each register is made once between two resets. */
static void set_symbol(qn_symbolic *s, uint32_t reg, const qn_symbol *symbol)
{
    s->symbol[reg] = *symbol;
    s->made[s->made_count++] = reg;
}

static void keep(qn_symbolic *s, uint32_t reg, qn_symbol symbol)
{
    qn_symbol *same = numbered(s, reg);
    set_symbol(s, reg, &symbol);
    if (same != NULL) {
        *same = symbol;
    }
}

/* Whether the register has a symbol already, by its number. */
static bool is_kept(qn_symbolic *s, uint32_t reg)
{
    const qn_symbol *same = numbered(s, reg);
    if (same == NULL || !same->is_there) {
        return false;
    }
    set_symbol(s, reg, same);
    return true;
}

/* ---- making */

/* Of a fact that another program has, too, what this one declares must hold as well. */
static void make_fact(qn_symbolic *s, uint32_t fact, const uint8_t *facts)
{
    uint32_t reg = qn_tables_first_fact(s->t) + fact;
    const qn_row_fact *row = &s->t->fact[fact];
    bool is_text = s->t->type[row->type].kind == QN_KIND_TEXT; /* each program has its own */
    if (is_text || (facts != NULL && facts[fact] == 0)) {
        qn_symbol any =
            is_text ? qn_symbol_any(&s->f, QN_CLASS_I) : s->open[s->t->type[row->type].class_];
        set_symbol(s, reg, &any);
        return;
    }
    if (!is_kept(s, reg)) {
        keep(s, reg, fact_symbol(s, row));
        return;
    }
    if (s->symbol[reg].exact && s->symbol[reg].number != NULL) {
        require_range(s, row, s->symbol[reg].number);
    }
    if ((row->flags & QN_FACT_MAY_BE_NONE) == 0) {
        qn_symbolic_require(s, qn_f_opposite(&s->f, s->symbol[reg].none));
    }
}

/* Facts and the date. facts: as for qn_symbolic_focus, or NULL for all. */
static void make_inputs(qn_symbolic *s, const uint8_t *facts)
{
    const qn_tables *t = s->t;
    for (int i = 0; i <= QN_CLASS_Q; i++) {
        s->open[i] = qn_symbol_any(&s->f, (qn_class)i);
    }
    for (uint32_t i = 0; i < t->fact_count; i++) {
        make_fact(s, i, facts);
    }
    uint32_t reg = qn_tables_today(t);
    if (!is_kept(s, reg)) {
        keep(s, reg, qn_symbol_number(&s->f, qn_f_any_number(&s->f)));
    }
    qn_symbolic_require(s, qn_f_between(&s->f, s->symbol[reg].number, s->first_day, s->last_day));
}

static qn_proof *make_proof(void)
{
    qn_proof *p = calloc(1, sizeof *p);
    if (p != NULL && !qn_formulas_init(&p->f)) {
        free(p);
        p = NULL;
    }
    if (p != NULL) {
        p->calendar.f = &p->f;
        p->refusal = qn_f_any_answer(&p->f);
        p->solver = Z3_mk_simple_solver(p->f.z3);
        Z3_solver_inc_ref(p->f.z3, p->solver);
    }
    return p;
}

static void forget_model(qn_proof *p)
{
    if (p->model != NULL) {
        Z3_model_dec_ref(p->f.z3, p->model);
    }
    p->model = NULL;
}

static void leave_proof(qn_proof *p)
{
    if (p == NULL || --p->users > 0) {
        return;
    }
    forget_model(p);
    Z3_solver_dec_ref(p->f.z3, p->solver);
    for (size_t i = 0; i < p->blocks; i++) {
        free(p->block[i]);
    }
    free(p->block);
    free(p->numbered);
    qn_calendar_clear(&p->calendar);
    qn_formulas_clear(&p->f);
    free(p);
}

qn_symbolic *qn_symbolic_make_beside(qn_symbolic *other, const qn_program *program,
                                     const uint32_t *number, int64_t first_day, int64_t last_day)
{
    qn_symbolic *s = calloc(1, sizeof *s);
    qn_proof *p = other != NULL ? other->proof : make_proof();
    if (p != NULL) {
        p->users++;
    }
    if (s == NULL || p == NULL) {
        leave_proof(p);
        free(s);
        return NULL;
    }
    s->program = program;
    s->t = &program->tables;
    s->proof = p;
    s->f = p->f;
    s->number = number;
    s->symbol = calloc(qn_tables_register_count(s->t), sizeof *s->symbol);
    s->added = calloc((size_t)s->t->rule_count + 1, 1);
    s->made = calloc(qn_tables_register_count(s->t), sizeof *s->made);
    s->refusal = qn_refusals_find(s->t);
    if (s->symbol == NULL || s->made == NULL || s->added == NULL || s->refusal == NULL) {
        qn_symbolic_free(s);
        return NULL;
    }
    for (uint32_t i = 0; i < s->t->constant_count; i++) {
        s->symbol[i] = constant_symbol(s, &s->t->constant[i]);
    }
    s->first_day = first_day;
    s->last_day = last_day;
    make_inputs(s, NULL);
    return s;
}

qn_symbolic *qn_symbolic_make(const qn_program *program, int64_t first_day, int64_t last_day)
{
    return qn_symbolic_make_beside(NULL, program, NULL, first_day, last_day);
}

static void forget_all(qn_proof *p)
{
    forget_model(p);
    Z3_solver_reset(p->f.z3, p->solver);
    for (size_t i = 0; i < p->blocks; i++) {
        free(p->block[i]);
    }
    p->blocks = 0;
    if (p->numbered != NULL) {
        memset(p->numbered, 0, p->numbered_room * sizeof *p->numbered);
    }
    qn_calendar_clear(&p->calendar);
    p->calendar = (qn_calendar){.f = &p->f};
    *p->f.has_products = false;
}

void qn_symbolic_focus(qn_symbolic *s, bool is_first, const uint8_t *facts)
{
    if (is_first) {
        forget_all(s->proof);
    }
    for (uint32_t i = 0; i < s->made_count; i++) {
        s->symbol[s->made[i]] = (qn_symbol){0};
    }
    s->made_count = 0;
    s->known = NULL;
    memset(s->added, 0, s->t->rule_count);
    make_inputs(s, facts);
}

/* What a register holds in a case. */
static qn_symbol known_symbol(const qn_symbolic *s, const qn_case *c, uint32_t reg)
{
    qn_row_constant row = {.status = c->status[reg],
                           .class_ = s->program->class_of[reg] & QN_REGISTER_CLASS,
                           .site = QN_NONE_INDEX};
    if (row.status == QN_KNOWN) {
        qn_constant_set(&row, (qn_class)row.class_, c->slot[reg]);
    }
    return constant_symbol(s, &row);
}

void qn_symbolic_fix(qn_symbolic *s, const qn_case *c)
{
    uint32_t first = qn_tables_first_fact(s->t);
    for (uint32_t reg = first; reg <= qn_tables_today(s->t); reg++) {
        if (c->status[reg] != QN_UNKNOWN) {
            s->symbol[reg] = known_symbol(s, c, reg);
        }
    }
}

void qn_symbolic_take_bounds(qn_symbolic *s, qn_case **blank)
{
    s->blank = blank;
}

void qn_symbolic_know(qn_symbolic *s, const qn_case *c)
{
    qn_symbolic_fix(s, c);
    s->known = c;
}

/* Whether what an operation gives is taken from a case. */
static bool is_known(const qn_symbolic *s, uint32_t reg)
{
    return s->known != NULL && s->known->status[reg] != QN_UNKNOWN &&
           (s->program->class_of[reg] & QN_REGISTER_INSIDE) == 0;
}

void qn_symbolic_free(qn_symbolic *s)
{
    if (s != NULL) {
        leave_proof(s->proof);
        free(s->symbol);
        free(s->made);
        free(s->added);
        free(s->refusal);
        free(s);
    }
}

/* The rule's own instructions; regions, which are run by others, are passed over, but for those in
 * which an instruction lies, if one is given. */
static void add_code(qn_symbolic *s, uint32_t rule, uint32_t inside)
{
    const qn_row_rule *row = &s->t->rule[rule];
    uint32_t first = qn_tables_first_result(s->t);
    uint32_t end = row->first_code + row->code_count;
    s->rule = rule;
    for (uint32_t i = row->first_code; i < end; i++) {
        const qn_row_instruction *instruction = &s->t->instruction[i];
        if (s->symbol[first + i].is_there) {
            /* taken in before, without this region */
        } else if (is_known(s, first + i)) {
            qn_symbol known = known_symbol(s, s->known, first + i);
            set_symbol(s, first + i, &known);
        } else if (!is_kept(s, first + i)) {
            keep(s, first + i, qn_symbolic_operation(s, instruction, first + i));
        }
        bool is_region = qn_instruction_op(instruction) == OP_REGION;
        if (is_region && (inside <= i || inside - i > instruction->a)) {
            i += instruction->a;
        }
    }
}

/* Rules need only rules that lie before them, so that a stack as deep as there are rules is enough.
 */
bool qn_symbolic_add_rule(qn_symbolic *s, uint32_t rule)
{
    qn_stretch *stack = malloc(((size_t)s->t->rule_count + 1) * sizeof *stack);
    size_t depth = 0;
    if (stack == NULL) {
        return false;
    }
    stack[0] = (qn_stretch){rule, 0};
    for (depth = s->added[rule] != 0 ? 0 : 1; depth > 0;) {
        qn_stretch *top = &stack[depth - 1];
        const qn_row_rule *row = &s->t->rule[top->first];
        if (top->count == row->need_count) {
            if (s->added[top->first] == 0) {
                add_code(s, top->first, 0);
            }
            s->added[top->first] = 1;
            depth--;
            continue;
        }
        uint32_t need = s->t->entry[row->first_need + top->count++].value;
        if (s->added[need] == 0) {
            stack[depth++] = (qn_stretch){need, 0};
        }
    }
    free(stack);
    return !s->proof->out_of_memory && !s->proof->calendar.out_of_memory;
}

bool qn_symbolic_add_element(qn_symbolic *s, uint32_t rule, uint32_t instruction)
{
    if (!qn_symbolic_add_rule(s, rule)) {
        return false;
    }
    add_code(s, rule, instruction);
    return !s->proof->out_of_memory && !s->proof->calendar.out_of_memory;
}

bool qn_symbolic_has(const qn_symbolic *s, uint32_t reg)
{
    return s->symbol[reg].is_there;
}

bool qn_symbolic_is_exact(const qn_symbolic *s, uint32_t reg)
{
    return s->symbol[reg].exact;
}

/* ---- claims */

static qn_claim claim(qn_term term)
{
    return (qn_claim){(const void *)term};
}

static qn_term term_of(qn_claim a)
{
    return (qn_term)(uintptr_t)a.term;
}

qn_claim qn_claim_status(qn_symbolic *s, uint32_t reg, qn_answer status)
{
    const qn_symbol *x = &s->symbol[reg];
    switch (status) {
    case QN_KNOWN:
        return claim(qn_symbol_is_known(&s->f, x));
    case QN_NONE:
        return claim(x->none);
    case QN_CONFLICT:
        return claim(x->conflict);
    case QN_FAILED:
        return claim(x->failed);
    case QN_UNKNOWN:
    default:
        return claim(s->f.no);
    }
}

qn_claim qn_claim_yes(qn_symbolic *s, uint32_t reg)
{
    const qn_symbol *x = &s->symbol[reg];
    return claim(qn_f_both(&s->f, qn_symbol_is_known(&s->f, x), qn_symbol_yes(&s->f, x)));
}

qn_claim qn_claim_value(qn_symbolic *s, uint32_t reg, qn_class c, qn_slot value)
{
    const qn_formulas *f = &s->f;
    const qn_symbol *x = &s->symbol[reg];
    qn_rational number = qn_slot_rational(value, c);
    qn_symbol is =
        qn_symbol_ratio(f, qn_f_number_wide(f, number.num), qn_f_number_wide(f, number.den));
    if (c != QN_CLASS_Q) {
        is.over = NULL;
    }
    return claim(qn_f_both(f, qn_symbol_is_known(f, x), qn_symbols_equal(f, x, &is)));
}

qn_claim qn_claim_same(qn_symbolic *s, uint32_t a, uint32_t b)
{
    return claim(qn_symbols_agree(&s->f, &s->symbol[a], &s->symbol[b]));
}

/* The number of a register as a share of `under` parts, so that those on two grids can be held
 * against each other. */
static qn_symbol as_ratio(qn_symbolic *s, uint32_t reg, qn_wide under)
{
    qn_symbol x = s->symbol[reg];
    if (x.over == NULL && x.bit == NULL && x.yes == NULL) {
        x.over = qn_f_number_wide(&s->f, under);
    }
    return x;
}

qn_claim qn_claim_same_beside(qn_symbolic *s, uint32_t a, qn_wide under_a, qn_symbolic *other,
                              uint32_t b, qn_wide under_b)
{
    if (qn_wide_equal(under_a, under_b) && s->symbol[a].over == NULL &&
        other->symbol[b].over == NULL) {
        return claim(qn_symbols_agree(&s->f, &s->symbol[a], &other->symbol[b]));
    }
    qn_symbol x = as_ratio(s, a, under_a);
    qn_symbol y = as_ratio(other, b, under_b);
    return claim(qn_symbols_agree(&s->f, &x, &y));
}

qn_claim qn_claim_less_beside(qn_symbolic *s, uint32_t a, qn_wide under_a, qn_symbolic *other,
                              uint32_t b, qn_wide under_b)
{
    const qn_formulas *f = &s->f;
    qn_symbol x = as_ratio(s, a, under_a);
    qn_symbol y = as_ratio(other, b, under_b);
    qn_term known = qn_f_both(f, qn_symbol_is_known(f, &x), qn_symbol_is_known(f, &y));
    return claim(qn_f_both(f, known, qn_symbols_less(f, &x, &y)));
}

qn_claim qn_claim_at_least(qn_symbolic *s, uint32_t reg, int64_t number)
{
    const qn_formulas *f = &s->f;
    const qn_symbol *x = &s->symbol[reg];
    qn_term more = qn_f_at_most(f, qn_f_number(f, number), qn_symbol_to_number(f, x));
    return claim(qn_f_both(f, qn_symbol_is_known(f, x), more));
}

qn_claim qn_claim_at_most(qn_symbolic *s, uint32_t reg, int64_t number)
{
    const qn_formulas *f = &s->f;
    const qn_symbol *x = &s->symbol[reg];
    qn_term less = qn_f_at_most(f, qn_symbol_to_number(f, x), qn_f_number(f, number));
    return claim(qn_f_both(f, qn_symbol_is_known(f, x), less));
}

qn_claim qn_claim_always(qn_symbolic *s)
{
    return claim(s->f.yes);
}

qn_claim qn_claim_either(qn_symbolic *s, qn_claim a, qn_claim b)
{
    return claim(qn_f_either(&s->f, term_of(a), term_of(b)));
}

qn_claim qn_claim_fewer(qn_symbolic *s, const qn_claim *list, size_t count, int64_t limit)
{
    const qn_formulas *f = &s->f;
    qn_term sum = f->zero;
    for (size_t i = 0; i < count; i++) {
        sum = qn_f_plus(f, sum, qn_f_choose(f, term_of(list[i]), f->one, f->zero));
    }
    return claim(qn_f_less(f, sum, qn_f_number(f, limit)));
}

qn_claim qn_claim_both(qn_symbolic *s, qn_claim a, qn_claim b)
{
    return claim(qn_f_both(&s->f, term_of(a), term_of(b)));
}

qn_claim qn_claim_not(qn_symbolic *s, qn_claim a)
{
    return claim(qn_f_opposite(&s->f, term_of(a)));
}

qn_claim qn_claim_condition(qn_symbolic *s, uint32_t clause)
{
    const qn_row_clause *row = &s->t->clause[clause];
    qn_claim holds = qn_claim_always(s);
    if (row->condition != QN_NONE_INDEX) {
        holds = qn_claim_yes(s, row->condition);
    }
    if (row->chosen != QN_NONE_INDEX) {
        qn_slot own = {.i = row->row == QN_NONE_INDEX ? -1 : (int64_t)row->row};
        holds = qn_claim_both(s, holds, qn_claim_value(s, row->chosen, QN_CLASS_I, own));
    }
    return holds;
}

qn_claim qn_claim_clause(qn_symbolic *s, uint32_t clause)
{
    const qn_row_clause *row = &s->t->clause[clause];
    qn_claim stands = qn_claim_condition(s, clause);
    for (uint32_t i = 0; i < row->over_count; i++) {
        uint32_t over = s->t->entry[row->first_over + i].value;
        stands = qn_claim_both(s, stands, qn_claim_not(s, qn_claim_condition(s, over)));
    }
    return stands;
}

void qn_symbolic_set_refusals(qn_symbolic *s, bool are_errors)
{
    s->proof->refusals_aside = !are_errors;
}

/* ---- the prover */

/* Conditions of days that have been taken apart since are asserted first. */
static void assert_calendar(qn_symbolic *s)
{
    qn_calendar *calendar = &s->proof->calendar;
    for (size_t i = 0; i < calendar->conditions; i++) {
        qn_symbolic_require(s, calendar->condition[i]);
    }
    calendar->conditions = 0;
}

/* The prover takes longer to be told its limits than to answer most questions, so that it is told
 * those that have changed alone. */
static void limit_work(qn_symbolic *s, uint64_t work)
{
    uint64_t units = work == 0 ? WORK : work;
    units = *s->f.has_products ? units / PRODUCTS_COST + 1 : units;
    units = units > UINT32_MAX ? UINT32_MAX : units;
    if (s->proof->units == units) {
        return;
    }
    s->proof->units = units;
    Z3_params params = Z3_mk_params(s->f.z3);
    Z3_params_inc_ref(s->f.z3, params);
    Z3_params_set_uint(s->f.z3, params, Z3_mk_string_symbol(s->f.z3, "rlimit"), (unsigned)units);
    Z3_params_set_uint(s->f.z3, params, Z3_mk_string_symbol(s->f.z3, "timeout"), TIME);
    Z3_solver_set_params(s->f.z3, s->proof->solver, params);
    Z3_params_dec_ref(s->f.z3, params);
}

qn_decision qn_symbolic_find(qn_symbolic *s, qn_claim asked, uint64_t work)
{
    qn_term term = term_of(asked);
    forget_model(s->proof);
    assert_calendar(s);
    if (term == s->f.no) {
        return QN_NEVER;
    }
    limit_work(s, work);
    Z3_solver_push(s->f.z3, s->proof->solver);
    Z3_solver_assert(s->f.z3, s->proof->solver, term);
    qn_term refusal = s->proof->refusal;
    Z3_solver_assert(s->f.z3, s->proof->solver,
                     s->proof->refusals_aside ? qn_f_opposite(&s->f, refusal) : refusal);
    Z3_lbool found = Z3_solver_check(s->f.z3, s->proof->solver);
    if (found == Z3_L_TRUE) {
        s->proof->model = Z3_solver_get_model(s->f.z3, s->proof->solver);
        Z3_model_inc_ref(s->f.z3, s->proof->model);
    }
    Z3_solver_pop(s->f.z3, s->proof->solver, 1);
    if (found == Z3_L_UNDEF) {
        return QN_NOT_DECIDED;
    }
    return found == Z3_L_TRUE ? QN_POSSIBLE : QN_NEVER;
}

/* A term in the last case, made whole where the case leaves it open. */
static qn_term in_case(const qn_symbolic *s, qn_term term)
{
    qn_term value = NULL;
    return Z3_model_eval(s->f.z3, s->proof->model, term, true, &value) ? value : NULL;
}

static bool is_yes(const qn_symbolic *s, qn_term term)
{
    qn_term value = in_case(s, term);
    return value != NULL && Z3_get_bool_value(s->f.z3, value) == Z3_L_TRUE;
}

/* A whole number of the case. */
static bool read_number(const qn_symbolic *s, qn_term term, int64_t *out)
{
    qn_term found = in_case(s, term);
    return found != NULL && qn_f_is_number(&s->f, found, out);
}

/* The bits of a set. */
static int64_t read_set(const qn_symbolic *s, const qn_term *bit)
{
    uint64_t mask = 0;
    for (uint32_t i = 0; i < QN_SET_MAX; i++) {
        mask |= is_yes(s, bit[i]) ? UINT64_C(1) << i : 0;
    }
    return (int64_t)mask;
}

static bool read_value(const qn_symbolic *s, const qn_symbol *x, qn_class c, qn_slot *out)
{
    int64_t number;
    int64_t over = 1;
    if (x->yes != NULL || x->bit != NULL) {
        out->i = x->yes != NULL ? is_yes(s, x->yes) : read_set(s, x->bit);
        return true;
    }
    if (!read_number(s, x->number, &number) ||
        (x->over != NULL && !read_number(s, x->over, &over))) {
        return false;
    }
    if (c == QN_CLASS_Q) {
        return qn_rational_make(qn_wide_from_i64(number), qn_wide_from_i64(over), &out->q) ==
               QN_ARITH_OK;
    }
    if (c == QN_CLASS_W) {
        out->w = qn_wide_from_i64(number);
    } else {
        out->i = number;
    }
    return true;
}

qn_answer qn_symbolic_value(const qn_symbolic *s, uint32_t reg, qn_slot *out)
{
    const qn_symbol *x = &s->symbol[reg];
    if (s->proof->model == NULL || !x->exact) {
        return QN_UNKNOWN;
    }
    if (is_yes(s, x->failed) || is_yes(s, x->conflict) || is_yes(s, x->none)) {
        return is_yes(s, x->failed) ? QN_FAILED : is_yes(s, x->none) ? QN_NONE : QN_CONFLICT;
    }
    qn_class c = (qn_class)(s->program->class_of[reg] & QN_REGISTER_CLASS);
    return read_value(s, x, c, out) ? QN_KNOWN : QN_UNKNOWN;
}
