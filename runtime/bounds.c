/*
 * What can still come out while facts are unknown: see bounds.h and spec/unknown.md.
 *
 * Responsible for: the state that a case keeps, the forms in which open values are held, the run
 * over the code of the rules, and what it makes of an answer.
 * Refuses to know: the operators (the other files bounds_*.c).
 */
#include "bounds.h"

#include "bounds_open.h"
#include "bounds_walk.h"
#include "period.h"
#include "sequence.h"
#include "sequence_stage.h"

#include <string.h>

/* The parts of the state, in this order: state, open, row_first, rows, form, looked. */
typedef struct layout {
    size_t open;
    size_t row_first;
    size_t rows;
    size_t form;
    size_t looked;
    size_t end;
} layout;

/* All flags for rows together, or SIZE_MAX. */
static size_t count_rows(const qn_tables *t)
{
    size_t sum = 0;
    for (uint32_t k = 0; k < t->instruction_count; k++) {
        size_t rows = qn_bounds_row_count(t, &t->instruction[k]);
        if (rows > UINT32_MAX - 1 - sum) {
            return SIZE_MAX;
        }
        sum += rows;
    }
    return sum;
}

/* Puts `count` things of `size` bytes behind *end, which stays SIZE_MAX once it cannot be counted.
 */
static void append(size_t *end, size_t count, size_t size, size_t *at)
{
    size_t bytes = 0;
    *at = *end;
    bool is_over = __builtin_mul_overflow(count, size, &bytes);
    is_over |= __builtin_add_overflow(*end, bytes, end);
    *end = is_over ? SIZE_MAX : *end;
}

static void lay_out(const qn_tables *t, layout *l)
{
    size_t unit = _Alignof(qn_open);
    size_t registers = qn_tables_register_count(t);
    l->end = (sizeof(qn_bounds) + unit - 1) / unit * unit;
    append(&l->end, registers - t->constant_count, sizeof(qn_open), &l->open);
    append(&l->end, registers + 1, sizeof(uint32_t), &l->row_first);
    append(&l->end, count_rows(t), 1, &l->rows);
    append(&l->end, registers, 1, &l->form);
    append(&l->end, t->rule_count, 1, &l->looked);
}

size_t qn_bounds_size(const qn_tables *tables)
{
    layout l;
    lay_out(tables, &l);
    return l.end;
}

/* The form of what an instruction makes, as far as it makes nothing else. */
static qn_form form_made(const qn_row_instruction *i)
{
    qn_op op = qn_instruction_op(i);
    return op == OP_PERIOD || op == OP_SHARED ? QN_FORM_PERIOD : QN_FORM_NUMBER;
}

static void place_rows(const qn_tables *t, qn_bounds *b)
{
    uint32_t first = qn_tables_first_result(t);
    uint32_t next = 0;
    for (uint32_t r = 0; r <= first; r++) {
        b->row_first[r] = 0;
    }
    for (uint32_t k = 0; k < t->instruction_count; k++) {
        uint32_t rows = qn_bounds_row_count(t, &t->instruction[k]);
        b->form[first + k] = (uint8_t)(rows == 0 ? form_made(&t->instruction[k]) : QN_FORM_ROW);
        next += rows;
        b->row_first[first + k + 1] = next;
    }
}

/* A choice of more values than a mask has bits is held as an interval of their places. */
static qn_form form_of_type(const qn_tables *t, uint32_t type)
{
    if (type == QN_NONE_INDEX) {
        return QN_FORM_NUMBER;
    }
    const qn_row_type *row = &t->type[type];
    switch ((qn_kind)row->kind) {
    case QN_KIND_SET:
        return QN_FORM_SET;
    case QN_KIND_TEXT:
        return QN_FORM_TEXT;
    case QN_KIND_PERIOD:
        return QN_FORM_PERIOD;
    case QN_KIND_CHAIN:
        return QN_FORM_CHAIN;
    case QN_KIND_CHOICE:
        return t->choice[row->choice].count <= 64 ? QN_FORM_CHOICE : QN_FORM_NUMBER;
    default:
        return QN_FORM_NUMBER;
    }
}

/* Gives a register a form unless it has one already. Constants have none: one may be a number here
 * and a choice there, and takes the form of whoever reads it. */
static void tell_form(qn_bounds *b, uint32_t reg, uint8_t form)
{
    if (reg != QN_NONE_INDEX && reg >= b->constant_count && form != QN_FORM_ROW &&
        b->form[reg] == QN_FORM_NUMBER) {
        b->form[reg] = form;
    }
}

static void seed_forms(const qn_tables *t, qn_bounds *b)
{
    for (uint32_t k = 0; k < t->fact_count; k++) {
        uint32_t type = t->fact[k].history == QN_NONE_INDEX ? t->fact[k].type : t->fact[k].history;
        tell_form(b, qn_tables_first_fact(t) + k, (uint8_t)form_of_type(t, type));
    }
    for (uint32_t k = 0; k < t->rule_count; k++) {
        tell_form(b, t->rule[k].result, (uint8_t)form_of_type(t, t->rule[k].type));
    }
    for (uint32_t k = 0; k < t->clause_count; k++) {
        tell_form(b, t->clause[k].value, (uint8_t)form_of_type(t, t->clause[k].type));
    }
    for (uint32_t k = 0; k < t->leaf_count; k++) {
        tell_form(b, t->leaf[k].reg, (uint8_t)form_of_type(t, t->leaf[k].type));
    }
}

/* Two registers that hold values of one type. */
static void tie_forms(qn_bounds *b, uint32_t a, uint32_t other)
{
    tell_form(b, a, b->form[other]);
    tell_form(b, other, b->form[a]);
}

/* The value of a fact over time on a day. */
static void tie_history(const qn_tables *t, qn_bounds *b, uint32_t reg, uint32_t list)
{
    uint32_t fact = qn_tables_fact_in(t, list);
    if (fact != QN_NONE_INDEX) {
        tell_form(b, reg, (uint8_t)form_of_type(t, t->fact[fact].type));
    }
}

/* The elements of a list that is a fact. */
static void tie_list(const qn_tables *t, qn_bounds *b, uint32_t out, uint32_t list)
{
    uint32_t fact = qn_tables_fact_in(t, list);
    if (fact != QN_NONE_INDEX) {
        const qn_row_type *type = &t->type[t->fact[fact].type];
        if (type->kind == QN_KIND_LIST) {
            tell_form(b, out, (uint8_t)form_of_type(t, t->field[type->first_field].type));
        }
    }
}

/* The result of a choice and each thing that it chooses from hold values of one type. */
static void tie_operands(const qn_tables *t, qn_bounds *b, uint32_t reg,
                         const qn_row_instruction *i)
{
    const qn_row_entry *list = t->entry + i->b;
    switch (qn_instruction_op(i)) {
    case OP_SELECT:
        tie_forms(b, reg, i->b);
        tie_forms(b, reg, i->c);
        break;
    case OP_OTHERWISE:
    case OP_UNLESS_NONE:
        tie_forms(b, reg, i->a);
        tie_forms(b, reg, i->b);
        break;
    case OP_GATES:
    case OP_KEEP:
        tie_forms(b, reg, i->a);
        break;
    case OP_EQ_I:
        tie_forms(b, i->a, i->b);
        break;
    case OP_HAS:
        tell_form(b, i->a, QN_FORM_SET);
        tell_form(b, i->b, QN_FORM_SET);
        break;
    case OP_PERIOD_PART:
        tell_form(b, i->a, QN_FORM_PERIOD);
        break;
    case OP_CHAIN_PART:
        tell_form(b, i->a, QN_FORM_CHAIN);
        break;
    case OP_COVERS:
        tell_form(b, i->a, QN_FORM_PERIOD);
        tell_form(b, i->b, i->c == QN_COVERS_DAY ? QN_FORM_NUMBER : QN_FORM_PERIOD);
        break;
    case OP_SHARED:
        tell_form(b, i->a, QN_FORM_PERIOD);
        tell_form(b, i->b, QN_FORM_PERIOD);
        break;
    case OP_PICK:
        for (uint32_t k = 0; k < i->c; k++) {
            tie_forms(b, reg, list[k].value);
        }
        break;
    case OP_RESOLVE:
        tie_forms(b, reg, list[0].value);
        for (uint32_t k = 0; k < i->c; k++) {
            tie_forms(b, reg, list[2 + 2 * (size_t)k].value);
        }
        break;
    case OP_LOAD:
        if (i->c != QN_NONE_INDEX) {
            tell_form(b, reg, (uint8_t)form_of_type(t, t->field[i->c].type));
        }
        break;
    case OP_AT:
        tie_forms(b, reg, i->c);
        tie_history(t, b, reg, i->b);
        break;
    case OP_LEAST:
    case OP_MOST:
    case OP_HEAD:
    case OP_TAIL:
        tie_forms(b, reg, t->sequence[i->a].out);
        break;
    case OP_FOLD:
        tie_forms(b, reg, i->b);
        break;
    case OP_PLACE:
        tie_forms(b, i->b, t->sequence[i->a].out);
        break;
    default:
        break;
    }
}

/* What comes into the register of a stage from elsewhere. */
static void tie_stage(const qn_tables *t, qn_bounds *b, const qn_row_sequence *row)
{
    const qn_row_entry *list = t->entry + row->first_entry;
    if (row->type != QN_NONE_INDEX) {
        tell_form(b, row->out, (uint8_t)form_of_type(t, row->type));
    }
    switch ((qn_sequence_kind)row->kind) {
    case QN_SEQ_LIST:
        tie_list(t, b, row->out, row->a);
        return;
    case QN_SEQ_GIVEN:
        for (uint32_t k = 0; k < row->entry_count; k++) {
            tie_forms(b, row->out, list[k].value);
        }
        return;
    case QN_SEQ_CHOICE:
        for (uint32_t k = 0; k < row->entry_count; k++) {
            tie_forms(b, row->out, t->sequence[list[k].value].out);
        }
        return;
    case QN_SEQ_NESTED:
        tie_forms(b, row->out, t->sequence[row->inner].out);
        return;
    case QN_SEQ_CARRY:
        for (uint32_t k = 0; k + 2 < row->entry_count; k += 3) {
            tie_forms(b, list[k].value, list[k + 1].value);
            tie_forms(b, list[k].value, list[k + 2].value);
        }
        tie_forms(b, row->out, row->b);
        return;
    case QN_SEQ_BEFORE:
        tie_forms(b, list[0].value, t->sequence[row->source].out);
        break;
    case QN_SEQ_DAYS:
        tell_form(b, row->a, QN_FORM_PERIOD);
        return;
    case QN_SEQ_PARTS:
        tell_form(b, row->a, QN_FORM_PERIOD);
        tell_form(b, row->out, QN_FORM_PERIOD);
        return;
    case QN_SEQ_CHAINED:
        tell_form(b, row->a, QN_FORM_CHAIN);
        return;
    case QN_SEQ_CHAINS:
        tell_form(b, t->sequence[row->source].out, QN_FORM_PERIOD);
        tell_form(b, row->out, QN_FORM_CHAIN);
        return;
    case QN_SEQ_EACH:
        if (row->b != QN_NONE_INDEX) {
            tie_forms(b, row->out, row->b);
            return;
        }
        break;
    default:
        break;
    }
    if (row->source != QN_NONE_INDEX) {
        tie_forms(b, row->out, t->sequence[row->source].out);
    }
}

/* Types stand at facts, rules, clauses and leaves; from there they spread along the code, back from
 * results to operands, and forth again. */
static void spread_forms(const qn_tables *t, qn_bounds *b)
{
    uint32_t first = qn_tables_first_result(t);
    for (int round = 0; round < 2; round++) {
        for (uint32_t k = 0; k < t->sequence_count; k++) {
            tie_stage(t, b, &t->sequence[k]);
        }
        for (uint32_t k = t->instruction_count; k > 0; k--) {
            tie_operands(t, b, first + k - 1, &t->instruction[k - 1]);
        }
        for (uint32_t k = 0; k < t->instruction_count; k++) {
            tie_operands(t, b, first + k, &t->instruction[k]);
        }
    }
}

qn_bounds *qn_bounds_place(const qn_tables *tables, void *memory)
{
    layout l;
    lay_out(tables, &l);
    unsigned char *bytes = memory;
    qn_bounds *b = memory;
    b->open = (qn_open *)(void *)(bytes + l.open);
    b->row_first = (uint32_t *)(void *)(bytes + l.row_first);
    b->rows = bytes + l.rows;
    b->form = bytes + l.form;
    b->looked = bytes + l.looked;
    b->constant_count = tables->constant_count;
    b->rule_count = tables->rule_count;
    b->work = 0;
    b->steps_most = QN_BOUNDS_STEPS_MAX;
    for (uint32_t r = 0; r < qn_tables_first_result(tables); r++) {
        b->form[r] = QN_FORM_NUMBER;
    }
    place_rows(tables, b);
    seed_forms(tables, b);
    spread_forms(tables, b);
    qn_bounds_reset(b);
    return b;
}

uint64_t qn_bounds_steps_taken(const qn_case *c)
{
    return c->steps + c->bounds->work;
}

void qn_bounds_set_steps(qn_case *c, uint64_t steps)
{
    c->bounds->steps_most = steps;
}

void qn_bounds_reset(qn_bounds *bounds)
{
    memset(bounds->looked, 0, bounds->rule_count);
    bounds->has_givens = false;
}

static qn_class class_of(const qn_case *c, uint32_t reg)
{
    return (qn_class)(c->program->class_of[reg] & QN_REGISTER_CLASS);
}

/* Whether a form has the ends of an interval of numbers and nothing else. */
static bool is_plain(uint8_t form)
{
    return form == QN_FORM_NUMBER || form == QN_FORM_TEXT || form == QN_FORM_ROW;
}

/* An open outcome that was found in one form, in another: one value stays one value, several become
 * all. */
static qn_open change_form(const qn_open *open, qn_form form)
{
    bool plain = is_plain(open->form);
    qn_open out = qn_open_any(form);
    if (plain && is_plain((uint8_t)form)) {
        out = *open;
        out.form = (uint8_t)form;
    } else if (plain && form == QN_FORM_PERIOD) {
        out = qn_bounds_unpacked(open);
    } else if (open->form == QN_FORM_PERIOD && form == QN_FORM_NUMBER) {
        out = qn_bounds_packed(open);
    } else if (plain && qn_open_is_value(open)) {
        out = qn_open_value(form, QN_CLASS_I, (qn_slot){.i = qn_wide_to_i64(open->low.num)});
    }
    out.outcomes = open->outcomes;
    out.code = open->code;
    return out;
}

qn_open qn_bounds_operand(const qn_case *c, uint32_t reg, qn_form form)
{
    qn_answer status = (qn_answer)c->status[reg];
    if (status == QN_KNOWN) {
        return qn_open_value(form, class_of(c, reg), c->slot[reg]);
    }
    if (status != QN_UNKNOWN) {
        return qn_open_status(form, status);
    }
    if (reg < c->tables->constant_count) {
        return qn_open_any(form);
    }
    const qn_open *open = &c->bounds->open[reg - c->tables->constant_count];
    return open->form == form ? *open : change_form(open, form);
}

qn_open qn_bounds_number(const qn_case *c, uint32_t reg)
{
    return qn_bounds_operand(c, reg, QN_FORM_NUMBER);
}

qn_open qn_bounds_open(const qn_case *c, uint32_t reg)
{
    return qn_bounds_operand(c, reg, (qn_form)c->bounds->form[reg]);
}

#define READS_NO 0
#define READS_I 1
#define READS_W 1
#define READS_Q 1
#define READS_X 1
#define READS_N 0
#define READS_LIST 0
#define READS_COUNT 0
#define READS_RG 0
#define READS_SQ 0
static const uint8_t operand_registers[QN_OP_COUNT] = {
#define QN_OP(name, a, b, c, result, synopsis, sentence)                                           \
    [OP_##name] = READS_##a | READS_##b << 1 | READS_##c << 2,
#include "opcodes.def"
#undef QN_OP
};

uint8_t qn_bounds_operand_registers(qn_op op)
{
    return operand_registers[op];
}

/* Holds numbers between the declared ends, which are known, as far as there are any. */
static void hold_between(const qn_case *c, uint32_t low, uint32_t high, qn_open *numbers)
{
    if (low != QN_NONE_INDEX) {
        numbers->low = qn_bounds_number(c, low).low;
        numbers->has_low = true;
    }
    if (high != QN_NONE_INDEX) {
        numbers->high = qn_bounds_number(c, high).low;
        numbers->has_high = true;
    }
}

/* The numbers that a kind has where no range is declared. */
static qn_open whole_kind(qn_kind kind, uint32_t choice_count)
{
    switch (kind) {
    case QN_KIND_BOOLEAN:
        return qn_open_integers(0, 1);
    case QN_KIND_CHOICE:
        return qn_open_integers(0, (int64_t)choice_count - 1);
    default:
        return qn_open_any(QN_FORM_NUMBER);
    }
}

qn_open qn_bounds_declared(const qn_case *c, uint32_t type, uint32_t low, uint32_t high,
                           uint32_t flags, qn_form form)
{
    const qn_tables *t = c->tables;
    const qn_row_type *row = &t->type[type];
    uint32_t values = row->choice == QN_NONE_INDEX ? 0 : t->choice[row->choice].count;
    qn_open open = qn_open_any(form);
    if (row->kind == QN_KIND_PERIOD) {
        qn_open days = qn_open_any(QN_FORM_NUMBER);
        hold_between(c, low, high, &days);
        open = qn_bounds_given_period(&days);
        open = form == QN_FORM_PERIOD ? open : change_form(&open, form);
    } else if (form == QN_FORM_CHOICE || form == QN_FORM_SET) {
        open.mask = values >= 64 ? UINT64_MAX : ((uint64_t)1 << values) - 1;
    } else if (form == QN_FORM_NUMBER) {
        open = whole_kind((qn_kind)row->kind, values);
        hold_between(c, low, high, &open);
    }
    open.outcomes |= (flags & QN_FACT_MAY_BE_NONE) != 0 ? QN_OPEN_NONE : 0;
    return open;
}

/* What an unknown fact can be. Of one over time the register has all values with their days. */
static qn_open open_fact(const qn_case *c, uint32_t fact)
{
    const qn_row_fact *row = &c->tables->fact[fact];
    qn_form form = (qn_form)c->bounds->form[qn_tables_first_fact(c->tables) + fact];
    if (row->history != QN_NONE_INDEX) {
        return qn_open_any(form);
    }
    return qn_bounds_declared(c, row->type, row->low, row->high, row->flags, form);
}

/* Facts and the date of decision as far as they are unknown, once until one of them changes. */
static void open_givens(qn_case *c)
{
    const qn_tables *t = c->tables;
    qn_open *open = c->bounds->open;
    if (c->bounds->has_givens) {
        return;
    }
    c->bounds->has_givens = true;
    for (uint32_t k = 0; k < t->fact_count; k++) {
        if (c->status[qn_tables_first_fact(t) + k] == QN_UNKNOWN) {
            open[k] = open_fact(c, k);
        }
    }
    open[t->fact_count] = qn_open_any(QN_FORM_NUMBER);
}

static qn_open run_one(qn_case *c, const qn_row_instruction *i, uint32_t reg)
{
    switch (qn_instruction_op(i)) {
    case OP_EQ_I:
    case OP_LT_I:
    case OP_LE_I:
    case OP_EQ_W:
    case OP_LT_W:
    case OP_LE_W:
    case OP_EQ_Q:
    case OP_LT_Q:
    case OP_LE_Q:
    case OP_HAS:
        return qn_bounds_compare(c, i);
    case OP_AND:
    case OP_OR:
    case OP_NOT:
        return qn_bounds_logic(c, i);
    case OP_HIGHER:
    case OP_LOWER:
    case OP_LIMIT:
        return qn_bounds_limit(c, i);
    case OP_SELECT:
    case OP_OTHERWISE:
    case OP_IS_NONE:
    case OP_AGREE:
    case OP_RESOLVE:
    case OP_GATES:
    case OP_UNLESS_NONE:
    case OP_KEEP:
        return qn_bounds_choose(c, i, reg);
    case OP_BAND:
    case OP_FIRST:
    case OP_ONE:
    case OP_ROW_IS:
    case OP_IS_ROW:
    case OP_PICK:
        return qn_bounds_rows(c, i, reg);
    case OP_DATE_MAKE:
    case OP_DATE_DAYS:
    case OP_DATE_MONTHS:
    case OP_DATE_SPAN:
    case OP_DATE_PART:
    case OP_DATE_EDGE:
    case OP_DATE_SEEK:
        return qn_bounds_date(c, i);
    case OP_WORK_ADD:
    case OP_WORK_SEEK:
    case OP_WORK_COUNT:
        return qn_bounds_work(c, i, reg);
    case OP_PERIOD:
    case OP_PERIOD_PART:
    case OP_CHAIN_PART:
    case OP_SHARED:
    case OP_COVERS:
        return qn_bounds_of_period(c, i);
    case OP_LOAD:
    case OP_STORE:
    case OP_APPEND:
    case OP_AT:
        return qn_bounds_cells(c, i, reg);
    default:
        return qn_goes_through(qn_instruction_op(i)) ? qn_bounds_sequence(c, i, reg)
                                                     : qn_bounds_arithmetic(c, i);
    }
}

/* Registers that somebody else writes have no outcome before that. */
static void open_params(qn_case *c, const qn_row_rule *row)
{
    uint32_t first = qn_tables_first_result(c->tables);
    for (uint32_t k = row->first_code; k < row->first_code + row->code_count; k++) {
        uint32_t reg = first + k;
        if (c->status[reg] == QN_UNKNOWN) {
            c->bounds->open[reg - c->tables->constant_count] =
                qn_bounds_anything((qn_form)c->bounds->form[reg]);
        }
    }
}

void qn_bounds_look_at(qn_case *c, uint32_t first, uint32_t count)
{
    const qn_tables *t = c->tables;
    uint32_t register_of_first = qn_tables_first_result(t);
    for (uint32_t k = first; k < first + count; k++) {
        const qn_row_instruction *i = &t->instruction[k];
        uint32_t reg = register_of_first + k;
        if (qn_instruction_op(i) == OP_REGION) {
            k += i->a;
        } else if (qn_instruction_op(i) == OP_LOOKUP && c->status[reg + 1 + i->c] != QN_UNKNOWN) {
            k += i->c; /* the row is decided; what was passed over is as it was */
        } else if (c->status[reg] == QN_UNKNOWN && qn_instruction_op(i) != OP_PARAM) {
            c->bounds->open[reg - t->constant_count] = run_one(c, i, reg);
        }
    }
}

/* Runs the code of a rule over open outcomes. What the plain run decided stays as it is; regions
 * are run by those that go through sequences. */
static void look_at_rule(qn_case *c, uint32_t rule)
{
    const qn_row_rule *row = &c->tables->rule[rule];
    if ((row->flags & QN_RULE_INLINE) == 0) {
        c->bounds->steps_left = c->bounds->steps_most;
        c->bounds->work += row->code_count;
        c->bounds->onlooker = NULL;
        open_params(c, row);
        qn_bounds_look_at(c, row->first_code, row->code_count);
    }
}

/* An outcome of one value as that value. False where the class has no room for it. */
static bool single_slot(const qn_open *open, qn_class cls, qn_slot *out)
{
    if (open->form == QN_FORM_CHOICE) {
        out->i = 0;
        while ((open->mask >> out->i & 1) == 0) {
            out->i++;
        }
        return true;
    }
    if (open->form == QN_FORM_SET) {
        out->i = (int64_t)open->mask;
        return true;
    }
    if (open->form == QN_FORM_PERIOD) {
        qn_open packed = qn_bounds_packed(open);
        out->i = qn_wide_to_i64(packed.low.num);
        return true;
    }
    bool whole = qn_rational_is_integer(open->low);
    if (cls == QN_CLASS_Q) {
        out->q = open->low;
        return true;
    }
    if (cls == QN_CLASS_W) {
        out->w = open->low.num;
        return whole;
    }
    out->i = qn_wide_to_i64(open->low.num);
    return whole && qn_wide_fits_i64(open->low.num);
}

static qn_answer status_of_single(const qn_open *open)
{
    for (int k = QN_KNOWN; k <= QN_FAILED; k++) {
        if (open->outcomes == 1U << k) {
            return (qn_answer)k;
        }
    }
    return QN_UNKNOWN;
}

void qn_bounds_put(qn_case *c, uint32_t reg, const qn_open *open)
{
    qn_slot slot = {.i = 0};
    if (qn_open_is_single(open) && open->outcomes != 0) {
        bool known = open->outcomes == QN_OPEN_KNOWN;
        if (!known || single_slot(open, class_of(c, reg), &slot)) {
            qn_case_put(c, reg, (uint8_t)status_of_single(open), &slot);
            return;
        }
    }
    c->status[reg] = QN_UNKNOWN;
    c->slot[reg].i = 0;
    c->bounds->open[reg - c->tables->constant_count] = *open;
}

static bool is_measured(qn_kind kind)
{
    return kind <= QN_KIND_QUANTITY || kind == QN_KIND_DATE || kind == QN_KIND_CLOCK ||
           kind == QN_KIND_SPAN;
}

/* The ends of what may be known. */
static void tell_ends(const qn_open *open, qn_kind kind, qn_refined *out)
{
    if (!is_measured(kind) || (open->outcomes & QN_OPEN_KNOWN) == 0) {
        return;
    }
    out->low = open->low;
    out->high = open->high;
    out->has_low = open->has_low;
    out->has_high = open->has_high;
}

void qn_bounds_refine(qn_case *c, uint32_t rule, qn_refined *out)
{
    const qn_tables *t = c->tables;
    const qn_row_rule *row = &t->rule[rule];
    *out = (qn_refined){.status = QN_UNKNOWN};
    open_givens(c);
    qn_case_visit(c, rule, c->bounds->looked, look_at_rule);
    qn_open open = qn_bounds_open(c, row->result);
    if (qn_open_is_single(&open)) {
        out->status = status_of_single(&open);
    }
    if (out->status == QN_KNOWN && !single_slot(&open, class_of(c, row->result), &out->value)) {
        out->status = QN_UNKNOWN;
    }
    if (out->status == QN_UNKNOWN) {
        tell_ends(&open, (qn_kind)t->type[row->type].kind, out);
    }
}

bool qn_bounds_has(const qn_case *c, uint32_t rule)
{
    return c->bounds->looked[rule] != 0 && (c->tables->rule[rule].flags & QN_RULE_INLINE) == 0;
}
