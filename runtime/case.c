/*
 * Cases: what is known of one person or event, and the answers that follow.
 *
 * Responsible for: the life of a case, when which rule is evaluated, and what a rule's answer is at
 * the door (bounds of what is unknown, decimals without an end).
 * Refuses to know: how a fact is checked and read from text (given.c), what operations do (vm.c).
 */
#include "case.h"

#include <string.h>

#include "direct.h"
#include "profile.h"
#include "teller.h"
#include "value.h"
#include "vm.h"

/* Everything in the block of a case begins at a multiple of this. */
#define ALIGNMENT 16

/* Where the parts of a case lie in its block. */
typedef struct case_plan {
    size_t slot;
    size_t text;
    size_t memo;
    size_t bounds;
    size_t causes;
    size_t teller;
    size_t status;
    size_t given;
    size_t evaluated;
    size_t dated;
    size_t answered;
    size_t walk;
    size_t mark;
    size_t stage;
    size_t cell_slot;
    size_t cell_field;
    size_t cell_status;
    size_t cell_class;
    size_t cell_given;
    size_t size; /* SIZE_MAX where it cannot be counted */
    bool is_counted;
} case_plan;

/* Sets aside `count` elements. */
static void plan_part(case_plan *plan, size_t *at, size_t count, size_t element)
{
    size_t bytes = 0;
    size_t end = 0;
    bool is_product = !__builtin_mul_overflow(count, element, &bytes);
    bool is_sum = !__builtin_add_overflow(plan->size, bytes, &end);
    *at = plan->size;
    plan->is_counted &= is_product & is_sum & (end < SIZE_MAX - ALIGNMENT);
    plan->size = (end + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

/* All parts of a case in one block, those with the strictest alignment first. */
static void plan_case(const qn_program *program, case_plan *plan)
{
    const qn_tables *t = &program->tables;
    size_t registers = qn_tables_register_count(t);
    size_t cells = program->cell_count;
    size_t direct = program->direct == NULL ? 0 : program->direct->slots;
    size_t answered = program->direct == NULL ? 0 : t->rule_count;
    size_t head = 0;
    *plan = (case_plan){.is_counted = true};
    plan_part(plan, &head, 1, sizeof(qn_case));
    plan_part(plan, &plan->slot, registers + direct, sizeof(qn_slot));
    plan_part(plan, &plan->cell_slot, cells, sizeof(qn_slot));
    plan_part(plan, &plan->memo, qn_recall_size(t), 1);
    plan_part(plan, &plan->text, t->fact_count, sizeof(qn_given_text));
    plan_part(plan, &plan->stage, t->sequence_count, sizeof(qn_stage));
    plan_part(plan, &plan->answered, answered, sizeof(uint64_t));
    plan_part(plan, &plan->cell_field, cells, sizeof(uint32_t));
    plan_part(plan, &plan->bounds, qn_bounds_size(t), 1);
    plan_part(plan, &plan->causes, qn_causes_size(t), 1);
    plan_part(plan, &plan->teller, qn_teller_size(t), 1);
    plan_part(plan, &plan->status, registers, 1);
    plan_part(plan, &plan->given, (size_t)t->fact_count + 1, 1);
    plan_part(plan, &plan->walk, t->rule_count, sizeof(qn_walk));
    plan_part(plan, &plan->evaluated, t->rule_count, 1);
    plan_part(plan, &plan->dated, t->rule_count, 1);
    plan_part(plan, &plan->mark, program->most_clauses, 1);
    plan_part(plan, &plan->cell_status, cells, 1);
    plan_part(plan, &plan->cell_class, cells, 1);
    plan_part(plan, &plan->cell_given, cells, 1);
    plan->size = plan->is_counted ? plan->size : SIZE_MAX;
}

/* The cells of constant lists: a list of rows is for each row the record, and behind all these the
 * values of the rows. */
static void load_data(qn_case *c, const qn_row_data *data)
{
    for (uint32_t i = 0; i < data->entry_count; i++) {
        uint32_t reg = c->tables->entry[data->first_entry + i].value;
        uint32_t cell = data->first_cell + i;
        c->cells.slot[cell] = c->slot[reg];
        c->cells.status[cell] = c->status[reg];
        c->cells.class_[cell] = c->program->class_of[reg] & QN_REGISTER_CLASS;
    }
}

/* Cells are unknown until they get a value. */
static void load_cells(qn_case *c)
{
    memset(c->cells.status, QN_UNKNOWN, c->cells.count);
    for (uint32_t i = 0; i < c->cells.count; i++) {
        c->cells.field[i] = QN_NONE_INDEX;
    }
    for (uint32_t i = 0; i < c->tables->data_count; i++) {
        load_data(c, &c->tables->data[i]);
    }
}

/* Fills in the registers that never change. Results are unknown until they are evaluated, so that
 * no register holds a value that nobody wrote. */
static void load_constants(qn_case *c)
{
    const qn_tables *t = c->tables;
    for (uint32_t i = 0; i < t->constant_count; i++) {
        c->slot[i] = qn_constant_slot(&t->constant[i]);
        c->status[i] = (uint8_t)t->constant[i].status;
    }
    uint32_t first = qn_tables_first_fact(t);
    memset(c->status + first, QN_UNKNOWN, qn_tables_register_count(t) - first);
}

size_t qn_case_size(const qn_program *program)
{
    case_plan plan;
    plan_case(program, &plan);
    return plan.size;
}

qn_case *qn_case_new(const qn_program *program)
{
    qn_case *c = NULL;
    (void)qn_case_new_with(program, program == NULL ? NULL : &program->options, &c);
    return c;
}

qn_status qn_case_new_with(const qn_program *program, const qn_options *options, qn_case **out)
{
    case_plan plan;
    if (program == NULL || out == NULL) {
        return QN_MISUSE;
    }
    *out = NULL;
    qn_limits limits = qn_limits_of(options);
    plan_case(program, &plan);
    if (plan.size > limits.case_bytes) {
        return QN_OVER_LIMIT;
    }
    unsigned char *block = plan.is_counted ? qn_memory_take(options, plan.size) : NULL;
    if (block == NULL) {
        return QN_NO_MEMORY;
    }
    memset(block, 0, plan.size);
    qn_case *c = (qn_case *)(void *)block;
    c->tables = &program->tables;
    c->program = program;
    c->size = plan.size;
    if (options != NULL) {
        c->options = *options;
    }
    c->slot = (qn_slot *)(void *)(block + plan.slot);
    c->text_rows = (qn_given_text *)(void *)(block + plan.text);
    c->text = c->text_rows;
    c->text_room = c->tables->fact_count;
    c->text_bytes_max = limits.text_bytes;
    c->status = block + plan.status;
    c->given = block + plan.given;
    c->evaluated = block + plan.evaluated;
    c->dated = block + plan.dated;
    c->direct.answered = (uint64_t *)(void *)(block + plan.answered);
    c->walk = (qn_walk *)(void *)(block + plan.walk);
    c->mark = block + plan.mark;
    c->stage = (qn_stage *)(void *)(block + plan.stage);
    c->cells = (qn_cells){.slot = (qn_slot *)(void *)(block + plan.cell_slot),
                          .field = (uint32_t *)(void *)(block + plan.cell_field),
                          .status = block + plan.cell_status,
                          .class_ = block + plan.cell_class,
                          .given = block + plan.cell_given,
                          .count = program->cell_count};
    c->memo = qn_recall_place(c->tables, block + plan.memo);
    c->bounds = qn_bounds_place(c->tables, block + plan.bounds);
    c->causes = qn_causes_place(c->tables, block + plan.causes);
    c->teller = (qn_teller *)(void *)(block + plan.teller);
    load_constants(c);
    load_cells(c);
    if (program->direct != NULL) {
        qn_direct_begin(c);
    }
    qn_case_reset(c);
    *out = c;
    return QN_OK;
}

void qn_case_free(qn_case *c)
{
    if (c == NULL) {
        return;
    }
    qn_options options = c->options;
    for (uint32_t i = 0; i < c->text_count; i++) {
        qn_memory_free(&options, c->text[i].bytes, c->text[i].length + 1);
    }
    if (c->text != c->text_rows) {
        qn_memory_free(&options, c->text, c->text_room * sizeof *c->text);
    }
    qn_memory_free(&options, c, c->size);
}

/* What qn_case_visit notes of a rule: on its way means that its needs are being visited. */
enum { NOT_VISITED, VISITED, ON_THE_WAY };

/* The walk is depth first with a stack of its own. A rule is put on it once, so that it ends even
 * where rules without code should name each other in a circle, and never needs more room than there
 * are rules. */
void qn_case_visit(qn_case *c, uint32_t rule, uint8_t *done,
                   void (*visit)(qn_case *c, uint32_t rule))
{
    const qn_tables *t = c->tables;
    uint32_t depth = 0;
    if (done[rule] != NOT_VISITED) {
        return;
    }
    done[rule] = ON_THE_WAY;
    c->walk[depth++] = (qn_walk){.rule = rule};
    while (depth > 0) {
        qn_walk *top = &c->walk[depth - 1];
        const qn_row_rule *row = &t->rule[top->rule];
        if (top->next == row->need_count) {
            visit(c, top->rule);
            done[top->rule] = VISITED;
            depth--;
            continue;
        }
        uint32_t need = t->entry[row->first_need + top->next++].value;
        if (done[need] == NOT_VISITED) {
            done[need] = ON_THE_WAY;
            c->walk[depth++] = (qn_walk){.rule = need};
        }
    }
}

static void run_rule(qn_case *c, uint32_t rule)
{
    const qn_row_rule *row = &c->tables->rule[rule];
    qn_vm_run(c, row->first_code, row->code_count);
}

/* Spans that are collected before they are run. */
#define STRETCHES_AT_ONCE 16

typedef struct stretch_list {
    qn_stretch stretch[STRETCHES_AT_ONCE];
    uint32_t count;
} stretch_list;

static void add_stretch(qn_case *c, stretch_list *list, qn_stretch stretch)
{
    if (list->count == STRETCHES_AT_ONCE) {
        qn_vm_run_stretches(c, list->stretch, list->count);
        list->count = 0;
    }
    list->stretch[list->count++] = stretch;
}

/* The code of a rule: all of it for a new date of decision, later only what facts can change. */
static void add_code(qn_case *c, stretch_list *list, uint32_t rule)
{
    const qn_row_rule *row = &c->tables->rule[rule];
    const qn_schedule *schedule = &c->program->schedule[rule];
    if (c->dated[rule] == 0) {
        c->dated[rule] = 1;
        add_stretch(c, list, (qn_stretch){.first = row->first_code, .count = row->code_count});
        return;
    }
    for (uint32_t i = 0; i < schedule->stretch_count; i++) {
        add_stretch(c, list, c->program->stretch[schedule->first_stretch + i]);
    }
}

/* Runs the members of a schedule that are not up to date. */
static void run_members(qn_case *c, const qn_schedule *schedule)
{
    const uint32_t *member = c->program->member + schedule->first_member;
    stretch_list list;
    list.count = 0;
    for (uint32_t i = 0; i < schedule->member_count; i++) {
        if (c->evaluated[member[i]] == NOT_VISITED) {
            c->evaluated[member[i]] = VISITED;
            add_code(c, &list, member[i]);
        }
    }
    qn_vm_run_stretches(c, list.stretch, list.count);
}

/* Forgets what followed from the date of decision if it is another one than when something was
 * evaluated last. */
static void look_at_date(qn_case *c)
{
    uint32_t reg = qn_tables_today(c->tables);
    if (c->status[reg] != c->today_status || c->slot[reg].i != c->today) {
        c->today_status = c->status[reg];
        c->today = c->slot[reg].i;
        memset(c->dated, 0, c->tables->rule_count);
    }
}

void qn_case_start_recalling(qn_case *c)
{
    c->is_recalling = c->is_used;
}

void qn_case_stop_recalling(qn_case *c)
{
    c->is_recalling = false;
}

void qn_case_run(qn_case *c, uint32_t rule)
{
    const qn_schedule *schedule = &c->program->schedule[rule];
    if (c->evaluated[rule] != NOT_VISITED || (c->tables->rule[rule].flags & QN_RULE_INLINE) != 0) {
        return; /* an inline rule is evaluated with the one around it */
    }
    if (!c->is_used) {
        look_at_date(c);
        qn_recall_refresh(c);
        c->is_used = true;
    }
    qn_case_start_recalling(c);
    if (schedule->member_count > 0) {
        run_members(c, schedule);
    } else {
        qn_case_visit(c, rule, c->evaluated, run_rule);
    }
    qn_case_stop_recalling(c);
}

/* Puts in the bytes of a text that is the case's own. */
static void find_own_text(const qn_case *c, int64_t number, qn_value *value)
{
    int64_t row = number - c->tables->string_count;
    if (row >= 0 && row < c->text_count) {
        value->text = c->text[row].bytes;
        value->text_length = value->text == NULL ? 0 : c->text[row].length;
    }
}

/* A known value of class I that is no text, of a program that has the shapes of its types. */
static void copy_shape(const qn_case *c, const qn_value *shape, int64_t number, qn_value *out)
{
    memcpy(out, shape, offsetof(qn_value, low));
    out->c = (qn_case *)c;
    out->number[0] = (uint64_t)number;
    out->text = NULL;
    out->text_length = 0;
}

void qn_case_value(const qn_case *c, uint32_t type, qn_answer status, const qn_slot *slot,
                   qn_value *out)
{
    if (c->direct.shape != NULL && status == QN_KNOWN) {
        const qn_value *shape = &c->direct.shape[type];
        if (shape->form == QN_CLASS_I && shape->kind != QN_KIND_TEXT) {
            copy_shape(c, shape, slot->i, out);
            return;
        }
    }
    qn_value_fill(c->program, type, status, slot, out);
    /* To read a value changes nothing of a case but where its sequences are. */
    out->c = (qn_case *)c;
    if (status == QN_KNOWN && out->kind == QN_KIND_TEXT && out->text == NULL) {
        find_own_text(c, slot->i, out);
    }
}

/* The sequence whose elements are those of the list that a rule is, or QN_NONE_INDEX. */
static uint32_t rule_sequence(const qn_tables *t, uint32_t rule)
{
    const qn_row_rule *row = &t->rule[rule];
    for (uint32_t i = row->code_count; i > 0; i--) {
        const qn_row_instruction *code = &t->instruction[row->first_code + i - 1];
        if (qn_instruction_op(code) == OP_GATHER) {
            return code->a;
        }
    }
    return QN_NONE_INDEX;
}

void qn_case_result(qn_case *c, uint32_t rule, qn_value *out)
{
    const qn_row_rule *row = &c->tables->rule[rule];
    qn_case_value(c, row->type, (qn_answer)c->status[row->result], &c->slot[row->result], out);
    if (out->kind == QN_KIND_LIST) {
        out->sequence = rule_sequence(c->tables, rule);
    }
}

/* What is open where the plain run could not decide. */
static void refine(qn_case *c, uint32_t rule, qn_value *out)
{
    qn_refined refined = {.status = QN_UNKNOWN};
    qn_bounds_refine(c, rule, &refined);
    qn_case_value(c, c->tables->rule[rule].type, refined.status, &refined.value, out);
    out->has_low = refined.has_low;
    out->has_high = refined.has_high;
    memcpy(out->low, &refined.low, sizeof out->low);
    memcpy(out->high, &refined.high, sizeof out->high);
}

/* The number of the error that comes first where several met. */
static int first_error(qn_case *c, uint32_t rule)
{
    uint32_t count = 0;
    const qn_cause *cause = qn_causes_find(c, rule, QN_FAILED, &count);
    return count == 0 ? 0 : (int)cause[0].code;
}

/* Whether a known value is one that need not be looked at: 64 bits of a type that has no number
 * without an end. */
static bool is_surely_finite(const qn_case *c, const qn_value *value)
{
    return value->form == QN_CLASS_I && c->program->finite[value->type] != 0;
}

qn_status qn_case_answer(qn_case *c, uint32_t rule, qn_value *out)
{
    const qn_row_rule *row = &c->tables->rule[rule];
    if (c->evaluated[rule] == NOT_VISITED) {
        qn_case_run(c, rule);
    }
    if (c->status[row->result] == QN_UNKNOWN) {
        refine(c, rule, out);
    } else {
        qn_case_result(c, rule, out);
    }
    if (out->status == QN_FAILED) {
        out->error = first_error(c, rule);
    } else if (out->status == QN_KNOWN && !is_surely_finite(c, out)) {
        bool fits = qn_value_fits(out);
        if (!fits || !qn_value_is_finite(out)) {
            out->status = QN_FAILED;
            out->error = fits ? QN_ERROR_NOT_FINITE : QN_ERROR_OVERFLOW;
        }
    }
    return QN_OK;
}

/* Asked for every person: what does the work is called last, so that nothing has to be kept. Of a
 * program that has ways every rule has one. A number below 0 is a great one without a sign. */
qn_status qn_eval(qn_case *c, int32_t rule, qn_value *out)
{
    if (c == NULL || out == NULL) {
        return QN_MISUSE;
    }
    if ((uint32_t)rule < c->direct.way_count) {
        return qn_direct_eval(c, (uint32_t)rule, out);
    }
    return (uint32_t)rule < c->tables->rule_count ? qn_case_answer(c, (uint32_t)rule, out)
                                                  : QN_MISUSE;
}

const qn_cause *qn_case_find_causes(qn_case *c, int32_t rule, uint32_t *count)
{
    qn_value value;
    *count = 0;
    if (qn_eval(c, rule, &value) != QN_OK || value.status == QN_KNOWN ||
        value.error == QN_ERROR_NOT_FINITE) {
        return NULL;
    }
    if (c->status[c->tables->rule[rule].result] == QN_KNOWN) {
        return NULL; /* at most its own unit is too small for it */
    }
    return qn_causes_find(c, (uint32_t)rule, value.status, count);
}

const char *qn_case_cause(qn_case *c, int32_t rule, int32_t index)
{
    uint32_t count = 0;
    const qn_cause *cause = qn_case_find_causes(c, rule, &count);
    if (index < 0 || (uint32_t)index >= count) {
        return NULL;
    }
    return qn_cause_name(c->tables, &cause[index]);
}

/* The date of decision as a value: it has no type of its own. */
static void read_today(const qn_case *c, qn_value *out)
{
    uint32_t reg = qn_tables_today(c->tables);
    *out = (qn_value){.status = (qn_answer)c->status[reg],
                      .kind = QN_KIND_DATE,
                      .unit = "",
                      .program = c->program,
                      .form = QN_CLASS_I};
    memcpy(out->number, &c->slot[reg], sizeof out->number);
}

bool qn_case_is_given(const qn_case *c, int32_t place)
{
    if (place == QN_TODAY) {
        return c->given[c->tables->fact_count] != 0;
    }
    if (place >= 0 && (uint32_t)place < c->tables->fact_count) {
        return c->given[place] != 0;
    }
    return qn_cells_have_item(&c->cells, place) && c->cells.given[(uint32_t)place - QN_ITEM] != 0;
}

void qn_case_read_fact(const qn_case *c, uint32_t fact, qn_value *out)
{
    const qn_row_fact *row = &c->tables->fact[fact];
    uint32_t reg = qn_tables_first_fact(c->tables) + fact;
    uint32_t type = row->history == QN_NONE_INDEX ? row->type : row->history;
    qn_case_value(c, type, (qn_answer)c->status[reg], &c->slot[reg], out);
    out->is_given = c->given[fact] != 0;
}

/* Reads a fact, an item or the date; false where there is none of that number. */
static bool read_fact(const qn_case *c, int32_t place, qn_value *out)
{
    if (place == QN_TODAY) {
        read_today(c, out);
        return true;
    }
    if (place >= 0 && (uint32_t)place < c->tables->fact_count) {
        qn_case_read_fact(c, (uint32_t)place, out);
        return true;
    }
    if (!qn_cells_have_item(&c->cells, place)) {
        return false;
    }
    uint32_t cell = (uint32_t)place - QN_ITEM;
    qn_case_value(c, c->tables->field[c->cells.field[cell]].type, (qn_answer)c->cells.status[cell],
                  &c->cells.slot[cell], out);
    return true;
}

qn_status qn_case_fact(const qn_case *c, int32_t place, qn_value *out)
{
    if (c == NULL || out == NULL || !read_fact(c, place, out)) {
        return QN_MISUSE;
    }
    out->is_given = qn_case_is_given(c, place);
    return QN_OK;
}

const qn_error *qn_case_error(const qn_case *c)
{
    return c == NULL ? NULL : &c->error;
}
