/*
 * Why a rule has no known answer: see causes.h.
 *
 * Responsible for: which operands of each operation can be what a status comes from. A register is
 * visited once; what is still to be visited lies on a stack inside the case.
 * Refuses to know: the wording of answers.
 */
#include "causes.h"

#include <string.h>

#include "bounds_walk.h"
#include "trace.h"
#include "vm.h"
#include "vm_sequence.h"

/* Bytes for the names of fields; facts whose names do not fit are named alone. */
#define NAMES_MAX ((size_t)1 << 20)

/* seen: one byte a register, then one a sequence. stack: one entry a register. list: `capacity`
 * causes. name_at: for each fact where in names those of its fields begin, one behind the other, or
 * QN_NONE_INDEX. */
struct qn_causes {
    uint8_t *seen;
    uint32_t *stack;
    qn_cause *list;
    uint32_t *name_at;
    char *names;
    uint32_t register_count;
    uint32_t sequence_count;
    uint32_t capacity;
};

/* One search. wanted: the status whose causes are looked for. by_bounds: the plain run said
 * unknown, so that open outcomes count and not only decided ones; so it is where the wanted status
 * is unknown. depth: of the stack. found:
 * whether the register in hand has a cause behind it. is_spent: the steps for going through
 * sequences are used up. is_looking_on: registers of regions hold what the element in hand is made
 * of. */
typedef struct walk {
    qn_case *c;
    const qn_tables *t;
    qn_causes *s;
    uint32_t rule;
    qn_answer wanted;
    bool by_bounds;
    bool found;
    bool is_spent;
    bool is_looking_on;
    uint32_t depth;
    uint32_t count;
    uint32_t handed; /* a PARAM that was come to: a cause only where its stage leads to none */
} walk;

/* The record whose fields the cells of a fact hold, or NULL. */
static const qn_row_type *record_of(const qn_tables *t, const qn_row_fact *fact)
{
    const qn_row_type *type = &t->type[fact->type];
    if (fact->history != QN_NONE_INDEX || fact->cell_count == 0) {
        return NULL;
    }
    if (type->kind == QN_KIND_LIST) {
        type = &t->type[t->field[type->first_field].type];
    }
    return type->kind == QN_KIND_RECORD ? type : NULL;
}

/* Each register can be a cause, each clause can be one of a conflict, and each field of the
 * elements of a fact can be needed, of which none has more than there are cells. */
static size_t capacity_of(const qn_tables *t)
{
    uint64_t fields = 0;
    for (uint32_t k = 0; k < t->fact_count; k++) {
        const qn_row_type *record = record_of(t, &t->fact[k]);
        fields += record == NULL ? 0 : record->field_count;
    }
    fields = fields < QN_CELLS_MAX ? fields : QN_CELLS_MAX;
    return (size_t)qn_tables_register_count(t) + t->clause_count + (size_t)fields;
}

/* Where the names of the fields of a fact, whose elements are records, end that begin behind `used`
 * bytes; 0 where they do not all fit. */
static size_t end_of_names(const qn_tables *t, const qn_row_fact *fact, size_t used)
{
    const qn_row_type *record = record_of(t, fact);
    size_t length = strlen(qn_tables_string(t, fact->name));
    for (uint32_t k = 0; k < record->field_count; k++) {
        size_t more = strlen(qn_tables_string(t, t->field[record->first_field + k].name)) + 1;
        if (length + 1 + more > NAMES_MAX - used) {
            return 0;
        }
        used += length + 1 + more;
    }
    return used;
}

/* Writes the names of the fields of a fact, which fit. */
static void name_fields(const qn_tables *t, const qn_row_fact *fact, char *names)
{
    const qn_row_type *record = record_of(t, fact);
    const char *of_fact = qn_tables_string(t, fact->name);
    size_t length = strlen(of_fact);
    for (uint32_t k = 0; k < record->field_count; k++) {
        const char *of_field = qn_tables_string(t, t->field[record->first_field + k].name);
        size_t more = strlen(of_field) + 1;
        memcpy(names, of_fact, length);
        names[length] = '.';
        memcpy(names + length + 1, of_field, more);
        names += length + 1 + more;
    }
}

/* All names, and where those of each fact begin. How many bytes they have. Behind the first fact
 * whose names do not fit there are none. */
static size_t name_all(const qn_tables *t, char *names, uint32_t *name_at)
{
    size_t used = 0;
    bool is_full = false;
    for (uint32_t k = 0; k < t->fact_count; k++) {
        const qn_row_type *record = record_of(t, &t->fact[k]);
        bool has_names = record != NULL && record->field_count > 0 && !is_full;
        size_t behind = has_names ? end_of_names(t, &t->fact[k], used) : 0;
        is_full = is_full || (has_names && behind == 0);
        if (names != NULL && behind != 0) {
            name_fields(t, &t->fact[k], names + used);
        }
        if (name_at != NULL) {
            name_at[k] = behind == 0 ? QN_NONE_INDEX : (uint32_t)used;
        }
        used = behind == 0 ? used : behind;
    }
    return used;
}

size_t qn_causes_size(const qn_tables *tables)
{
    size_t registers = (size_t)qn_tables_register_count(tables) + tables->sequence_count;
    size_t each = sizeof(uint32_t) + 1;
    size_t causes = capacity_of(tables);
    if (causes > UINT32_MAX || causes > (SIZE_MAX / 4 - sizeof(qn_causes)) / sizeof(qn_cause) ||
        registers > SIZE_MAX / 4 / each) {
        return SIZE_MAX;
    }
    return sizeof(qn_causes) + causes * sizeof(qn_cause) + registers * each +
           tables->fact_count * sizeof(uint32_t) + name_all(tables, NULL, NULL);
}

qn_causes *qn_causes_place(const qn_tables *tables, void *memory)
{
    qn_causes *s = memory;
    s->register_count = qn_tables_register_count(tables);
    s->capacity = (uint32_t)capacity_of(tables);
    s->list = (qn_cause *)(void *)(s + 1);
    s->stack = (uint32_t *)(void *)(s->list + s->capacity);
    s->name_at = s->stack + s->register_count;
    s->seen = (uint8_t *)(s->name_at + tables->fact_count);
    s->sequence_count = tables->sequence_count;
    s->names = (char *)s->seen + s->register_count + s->sequence_count;
    (void)name_all(tables, s->names, s->name_at);
    return s;
}

static const char *name_of_site(const qn_tables *t, uint32_t site)
{
    const qn_row_site *row = &t->site[site];
    const char *reason = qn_tables_string(t, row->reason);
    return reason[0] != '\0' ? reason : qn_tables_string(t, row->what);
}

static const char *name_of_clause(const qn_tables *t, uint32_t clause)
{
    const qn_row_clause *row = &t->clause[clause];
    const char *left = qn_tables_string(t, row->left);
    return left[0] != '\0' ? left : qn_tables_string(t, row->text);
}

const char *qn_cause_name(const qn_tables *tables, const qn_cause *cause)
{
    if (cause->fact == QN_CAUSE_TODAY) {
        return "today";
    }
    if (cause->name != NULL) {
        return cause->name;
    }
    if (cause->fact != QN_NONE_INDEX) {
        return qn_tables_string(tables, tables->fact[cause->fact].name);
    }
    if (cause->clause != QN_NONE_INDEX) {
        return name_of_clause(tables, cause->clause);
    }
    return cause->site != QN_NONE_INDEX ? name_of_site(tables, cause->site) : "";
}

/* By code, then name; clauses of one name by their place. */
static int compare_causes(const qn_tables *t, const qn_cause *a, const qn_cause *b)
{
    if (a->code != b->code) {
        return a->code < b->code ? -1 : 1;
    }
    int order = strcmp(qn_cause_name(t, a), qn_cause_name(t, b));
    if (order != 0 || a->clause == b->clause) {
        return order;
    }
    return a->clause < b->clause ? -1 : 1;
}

/* Puts a cause where it belongs, unless it is there. */
static void add(walk *w, qn_cause cause)
{
    qn_cause *list = w->s->list;
    uint32_t at = w->count;
    while (at > 0 && compare_causes(w->t, &cause, &list[at - 1]) < 0) {
        at--;
    }
    w->found = true;
    if (w->count == w->s->capacity ||
        (at > 0 && compare_causes(w->t, &cause, &list[at - 1]) == 0)) {
        return;
    }
    memmove(&list[at + 1], &list[at], (w->count - at) * sizeof(qn_cause));
    list[at] = cause;
    w->count++;
}

static qn_cause blank(const walk *w)
{
    return (qn_cause){
        .status = w->wanted, .site = QN_NONE_INDEX, .clause = QN_NONE_INDEX, .fact = QN_NONE_INDEX};
}

/* Whether the wanted status can come from a register. */
static bool carries(const walk *w, uint32_t reg)
{
    if (w->c->status[reg] != QN_UNKNOWN) {
        return w->c->status[reg] == w->wanted;
    }
    if (!w->by_bounds) {
        return false;
    }
    qn_open open = qn_bounds_open(w->c, reg);
    return w->wanted == QN_UNKNOWN ? !qn_open_is_single(&open)
                                   : (open.outcomes & 1U << w->wanted) != 0;
}

/* Looks behind an operand later, if it can be the source. */
static void consider(walk *w, uint32_t reg)
{
    if (reg == QN_NONE_INDEX || !carries(w, reg)) {
        return;
    }
    w->found = true;
    if (w->s->seen[reg] == 0) {
        w->s->seen[reg] = 1;
        w->s->stack[w->depth++] = reg;
    }
}

/* Whether a register can have, or must have, this value. What is unknown and was not looked at by
 * bounds can have none. */
static bool may_be(const walk *w, uint32_t reg, int64_t value)
{
    if (w->c->status[reg] == QN_UNKNOWN && !w->by_bounds) {
        return false;
    }
    qn_open open = qn_bounds_open(w->c, reg);
    return qn_open_may_be(&open, value);
}

static bool must_be(const walk *w, uint32_t reg, int64_t value)
{
    if (w->c->status[reg] == QN_UNKNOWN && !w->by_bounds) {
        return false;
    }
    qn_open open = qn_bounds_open(w->c, reg);
    return qn_open_must_be(&open, value);
}

static uint32_t entry(const walk *w, uint32_t at)
{
    return w->t->entry[at].value;
}

static void consider_operands(walk *w, const qn_row_instruction *i)
{
    uint8_t reads = qn_bounds_operand_registers(qn_instruction_op(i));
    if ((reads & 1) != 0) {
        consider(w, i->a);
    }
    if ((reads & 2) != 0) {
        consider(w, i->b);
    }
    if ((reads & 4) != 0) {
        consider(w, i->c);
    }
}

static void consider_branches(walk *w, const qn_row_instruction *i)
{
    consider(w, i->a);
    if (may_be(w, i->a, 1)) {
        consider(w, i->b);
    }
    if (may_be(w, i->a, 0)) {
        consider(w, i->c);
    }
}

/* The statuses that a register can have, as a mask of QN_OPEN_ bits. */
static uint8_t outcomes_of(const walk *w, uint32_t reg)
{
    if (w->c->status[reg] != QN_UNKNOWN) {
        return (uint8_t)(1U << w->c->status[reg]);
    }
    return w->by_bounds ? qn_bounds_open(w->c, reg).outcomes : 0;
}

static void consider_otherwise(walk *w, const qn_row_instruction *i)
{
    uint8_t outcomes = outcomes_of(w, i->a);
    bool is_otherwise = qn_instruction_op(i) == OP_OTHERWISE;
    bool stands_in = (outcomes & QN_OPEN_NONE) != 0;
    if (!(is_otherwise && w->wanted == QN_NONE)) {
        consider(w, i->a);
    }
    if (is_otherwise ? stands_in : outcomes != QN_OPEN_NONE) {
        consider(w, i->b);
    }
}

/* A subject that leaves no doubt about any range is none of the facts that are needed. */
static void consider_band(walk *w, const qn_row_instruction *i)
{
    bool blind = outcomes_of(w, i->a) != QN_OPEN_KNOWN;
    bool doubt = w->wanted != QN_UNKNOWN || blind;
    for (uint32_t k = 0; k < i->c; k++) {
        uint32_t at = i->b + k * QN_BAND_WIDTH;
        consider(w, entry(w, at + QN_BAND_LOW));
        consider(w, entry(w, at + QN_BAND_HIGH));
        qn_holding holding = {.may = true};
        if (!blind) {
            holding = qn_bounds_band_holds(w->c, i, k);
        }
        doubt = doubt || holding.may != holding.must;
        if (holding.may) {
            consider(w, entry(w, at + QN_BAND_CONDITION));
        }
    }
    if (doubt) {
        consider(w, i->a);
    }
}

/* The conditions of a FIRST up to the one that is surely yes, or all those of a ONE. */
static void consider_conditions(walk *w, const qn_row_instruction *i)
{
    bool stops = qn_instruction_op(i) == OP_FIRST;
    for (uint32_t k = 0; k < i->c; k++) {
        uint32_t condition = entry(w, i->b + k);
        consider(w, condition);
        if (stops && must_be(w, condition, 1)) {
            return;
        }
    }
}

static void consider_rows(walk *w, const qn_row_instruction *i)
{
    consider(w, i->a);
    for (uint32_t k = 0; k < i->c; k++) {
        if (qn_bounds_pick_may_take(w->c, i, k)) {
            consider(w, entry(w, i->b + k));
        }
    }
}

/* A shut gate is the reason of a none; where one must be shut, nothing behind it counts. */
static void consider_gates(walk *w, const qn_row_instruction *i)
{
    bool shut = false;
    for (uint32_t k = 0; k < i->c; k++) {
        uint32_t gate = entry(w, i->b + 2 * k);
        consider(w, gate);
        if (w->wanted == QN_NONE && may_be(w, gate, 0)) {
            consider(w, entry(w, i->b + 2 * k + 1));
        }
        shut = shut || must_be(w, gate, 0);
    }
    if (!shut) {
        consider(w, i->a);
    }
}

/* The list of a RESOLVE. */
static uint32_t clause_condition(const walk *w, const qn_row_instruction *i, uint32_t k)
{
    return entry(w, i->b + 1 + 2 * k);
}

static uint32_t clause_value(const walk *w, const qn_row_instruction *i, uint32_t k)
{
    return entry(w, i->b + 2 + 2 * k);
}

/* Whether a clause that surely applies overrides the one of that number. */
static bool is_overridden(const walk *w, const qn_row_instruction *i, uint32_t under)
{
    uint32_t pairs = i->b + 1 + 2 * i->c;
    for (uint32_t k = 0; k < entry(w, pairs); k++) {
        uint32_t over = entry(w, pairs + 1 + 2 * k);
        if (entry(w, pairs + 2 + 2 * k) == under && must_be(w, clause_condition(w, i, over), 1)) {
            return true;
        }
    }
    return false;
}

static void consider_clauses(walk *w, const qn_row_instruction *i)
{
    bool may_be_default = true;
    for (uint32_t k = 0; k < i->c; k++) {
        uint32_t condition = clause_condition(w, i, k);
        may_be_default = may_be_default && may_be(w, condition, 0);
        if (is_overridden(w, i, k)) {
            continue;
        }
        consider(w, condition);
        if (may_be(w, condition, 1)) {
            consider(w, clause_value(w, i, k));
        }
    }
    if (may_be_default) {
        consider(w, entry(w, i->b));
    }
}

/* Runs an instruction again, now that nothing is recalled: then all registers of its region hold
 * what the last day, or element, was made of. */
static void run_again(walk *w, const qn_row_instruction *i)
{
    qn_vm_run(w->c, (uint32_t)(i - w->t->instruction), 1);
}

/* The register that an instruction writes. */
static uint32_t result_of(const walk *w, const qn_row_instruction *i)
{
    return qn_tables_first_result(w->t) + (uint32_t)(i - w->t->instruction);
}

/* Whether an instruction has just made that record, with the status in the register of the field.
 */
static bool has_made(const walk *w, uint32_t made, int64_t record, uint32_t field)
{
    return w->c->status[made] == QN_KNOWN && w->c->slot[made].i == record &&
           w->c->status[field] == w->wanted;
}

/* The first instruction behind the innermost region around one; NULL where it lies in none. Regions
 * stand behind those within them. */
static const qn_row_instruction *behind_region(const walk *w, const qn_row_instruction *i)
{
    uint32_t index = (uint32_t)(i - w->t->instruction);
    for (uint32_t k = 0; k < w->t->region_count; k++) {
        const qn_row_region *region = &w->t->region[k];
        if (index >= region->first && index - region->first < region->count) {
            return w->t->instruction + region->first + region->count;
        }
    }
    return NULL;
}

/* Goes to the element for which an instruction of a region has made a record, so that the registers
 * hold what it is made of: what goes through the elements stands behind the region, or, where they
 * are nested, behind that around it. A stage that must have all of them before it gives one is
 * passed over. */
static void go_to_record(walk *w, const qn_row_instruction *i, int64_t record, uint32_t field)
{
    const qn_row_instruction *end = w->t->instruction + w->t->instruction_count;
    uint32_t made = result_of(w, i);
    uint8_t presence = QN_KNOWN;
    i = behind_region(w, i);
    if (i == NULL || has_made(w, made, record, field)) {
        return;
    }
    while (i < end && !qn_goes_through(qn_instruction_op(i))) {
        i += qn_instruction_op(i) == OP_REGION ? 1 + i->a : 1;
    }
    for (uint32_t seq = i < end ? i->a : QN_NONE_INDEX; seq != QN_NONE_INDEX;
         seq = w->t->sequence[seq].source) {
        (void)qn_sequence_begin(w->c, seq);
        while (qn_sequence_next(w->c, seq, &presence)) {
            if (has_made(w, made, record, field)) {
                return;
            }
        }
    }
}

/* A region that was left with a status still has it in its registers. Where it is unknown what days
 * it would be asked of, all that it looks at counts. */
static void consider_region(walk *w, const qn_row_instruction *i)
{
    const qn_row_region *region = &w->t->region[i->c];
    uint32_t first = qn_tables_first_result(w->t) + region->first;
    consider_operands(w, i);
    if (!w->by_bounds) {
        if (w->c->status[result_of(w, i)] != QN_KNOWN) {
            run_again(w, i);
        }
        consider(w, region->result);
        return;
    }
    for (uint32_t k = 1; k < region->count; k++) {
        if (w->s->seen[first + k] == 0) {
            w->s->seen[first + k] = 1;
            w->s->stack[w->depth++] = first + k;
        }
    }
}

/* Looks behind a register of a region, whatever it holds now. */
static void push(walk *w, uint32_t reg)
{
    if (w->s->seen[reg] == 0) {
        w->s->seen[reg] = 1;
        w->s->stack[w->depth++] = reg;
    }
}

/* The name of the field by which a cell of a fact is declared, or NULL. */
static const char *name_of_cell(const walk *w, uint32_t fact, int64_t cell)
{
    const qn_row_type *record = record_of(w->t, &w->t->fact[fact]);
    uint32_t field = w->c->cells.field[cell];
    if (record == NULL || w->s->name_at[fact] == QN_NONE_INDEX || field < record->first_field ||
        field - record->first_field >= record->field_count) {
        return NULL;
    }
    const char *name = w->s->names + w->s->name_at[fact];
    size_t of_fact = strlen(qn_tables_string(w->t, w->t->fact[fact].name));
    for (uint32_t k = record->first_field; k < field; k++) {
        name += of_fact + 1 + strlen(qn_tables_string(w->t, w->t->field[k].name)) + 1;
    }
    return name;
}

/* The fact in whose cells a cell lies is what is unknown where the cell is, with the field. */
static void add_cell(walk *w, int64_t cell)
{
    for (uint32_t k = 0; k < w->t->fact_count; k++) {
        const qn_row_fact *row = &w->t->fact[k];
        if (cell >= row->first_cell && cell - row->first_cell < row->cell_count) {
            qn_cause cause = blank(w);
            cause.fact = k;
            cause.name = name_of_cell(w, k, cell);
            add(w, cause);
        }
    }
}

/* A list whose elements are not all given. */
static void consider_list(walk *w, uint32_t reg)
{
    consider(w, reg);
    if (w->wanted != QN_UNKNOWN || w->c->status[reg] != QN_KNOWN) {
        return;
    }
    qn_list list = qn_list_unpack(w->c->slot[reg].i);
    if (!qn_cells_have(&w->c->cells, list.first, list.count)) {
        return;
    }
    for (uint32_t k = 0; k < list.count; k++) {
        if (w->c->cells.status[list.first + k] == QN_UNKNOWN) {
            add_cell(w, list.first + k);
            return;
        }
    }
}

static void consider_cell(walk *w, const qn_row_instruction *i, int64_t record)
{
    if (qn_cells_have(&w->c->cells, record, (int64_t)i->b + 1) &&
        w->c->cells.status[record + i->b] == QN_UNKNOWN) {
        add_cell(w, record + i->b);
    }
}

/* What a STORE puts into a cell; QN_NONE_INDEX where it puts nothing there. */
static uint32_t stored_in(const walk *w, const qn_row_instruction *i, uint32_t cell)
{
    if (qn_instruction_op(i) != OP_STORE || i->b == 0) {
        return QN_NONE_INDEX;
    }
    uint32_t rows = entry(w, i->a + 1);
    uint32_t first = entry(w, i->a + 2);
    bool inside = cell >= first && (cell - first) / i->b < rows;
    return inside ? entry(w, i->a + 3 + (cell - first) % i->b) : QN_NONE_INDEX;
}

static void go_to_element(walk *w, uint32_t seq, bool fields);

/* The CARRY that hands a value on in a register, and the registers of its first and its next value;
 * QN_NONE_INDEX for any other register. */
static uint32_t carry_that_hands(const walk *w, uint32_t reg, uint32_t *first, uint32_t *next)
{
    for (uint32_t seq = 0; seq < w->t->sequence_count; seq++) {
        const qn_row_sequence *row = &w->t->sequence[seq];
        for (uint32_t k = 0; k + 2 < row->entry_count && row->kind == QN_SEQ_CARRY; k += 3) {
            if (entry(w, row->first_entry + k) == reg) {
                *first = entry(w, row->first_entry + k + 1);
                *next = entry(w, row->first_entry + k + 2);
                return seq;
            }
        }
    }
    return QN_NONE_INDEX;
}

/* What is stored as it has been carried on comes from the first element that made it so. */
static void consider_handed(walk *w, uint32_t reg)
{
    uint32_t first = QN_NONE_INDEX;
    uint32_t next = QN_NONE_INDEX;
    uint32_t carry = carry_that_hands(w, reg, &first, &next);
    if (carry != QN_NONE_INDEX) {
        go_to_element(w, carry, false);
        consider(w, next);
        if (carries(w, next)) {
            return;
        }
    }
    consider(w, reg);
}

/* What a field of a record that has been stored was found from, if it has the status: records stand
 * before the instruction that reads them, mostly not far. */
static void consider_stored_field(walk *w, const qn_row_instruction *i, int64_t record,
                                  uint32_t field)
{
    if (!qn_cells_have(&w->c->cells, record, (int64_t)field + 1) ||
        w->c->cells.status[record + field] != w->wanted) {
        return;
    }
    for (const qn_row_instruction *k = i; k != w->t->instruction;) {
        uint32_t reg = stored_in(w, --k, (uint32_t)record + field);
        if (reg != QN_NONE_INDEX) {
            go_to_record(w, k, record, reg);
            consider_handed(w, reg);
            return;
        }
    }
}

/* Whether the rule in hand runs the instruction, itself or by a rule that it needs; what other
 * rules have stored is none of its records, and hangs on what else the case was asked. */
static bool is_needed(const walk *w, const qn_row_instruction *i)
{
    const qn_schedule *schedule = &w->c->program->schedule[w->rule];
    size_t at = (size_t)(i - w->t->instruction);
    bool found = schedule->member_count == 0;
    for (uint32_t k = 0; k < schedule->member_count && !found; k++) {
        const qn_row_rule *rule = &w->t->rule[w->c->program->member[schedule->first_member + k]];
        found = at - rule->first_code < rule->code_count;
    }
    return found;
}

/* What a field of the records that lie from one cell to another was found from, where they have
 * been stored. The registers may hold what another element has left there: it is looked behind
 * them. */
static void consider_stores(walk *w, const qn_row_instruction *i, qn_open_whole records)
{
    uint32_t results = qn_tables_first_result(w->t);
    for (const qn_row_instruction *k = i; k != w->t->instruction;) {
        if (qn_instruction_op(--k) != OP_STORE || i->b >= k->b || !is_needed(w, k)) {
            continue;
        }
        int64_t first = entry(w, k->a + 2);
        int64_t cells = (int64_t)entry(w, k->a + 1) * k->b;
        if (first <= records.high && records.low < first + cells) {
            uint32_t reg = entry(w, k->a + 3 + i->b);
            (reg < results ? consider : push)(w, reg);
        }
    }
}

/* The field of a record that is unknown, or of all those that it can be. */
static void consider_field(walk *w, const qn_row_instruction *i)
{
    consider(w, i->a);
    if (w->wanted != QN_UNKNOWN) {
        if (w->c->status[i->a] == QN_KNOWN) {
            consider_stored_field(w, i, w->c->slot[i->a].i, i->b);
        }
        return;
    }
    if (w->c->status[i->a] == QN_KNOWN && !w->is_spent) {
        int64_t cell = w->c->slot[i->a].i;
        consider_cell(w, i, cell);
        consider_stores(w, i, (qn_open_whole){.low = cell, .high = cell});
        return;
    }
    qn_open record = qn_bounds_number(w->c, i->a);
    qn_open_whole ends = qn_open_whole_of(&record, 0, w->c->cells.count);
    if (!ends.has_low || !ends.has_high || w->is_spent) {
        /* one record of many, and not that at which the steps ran out */
        ends = (qn_open_whole){.high = w->c->cells.count, .has_low = true, .has_high = true};
    }
    consider_stores(w, i, ends);
    if (i->c == QN_NONE_INDEX) {
        return;
    }
    for (int64_t k = ends.low; k <= ends.high && k + i->b < w->c->cells.count; k++) {
        if (w->c->cells.field[k + i->b] == i->c) {
            consider_cell(w, i, k);
        }
    }
}

/* Whether a day can lie before the first of a list of days and values. */
static bool may_be_before(const walk *w, uint32_t day, qn_list list)
{
    const qn_cells *cells = &w->c->cells;
    if (list.count == 0 || !qn_cells_have(cells, list.first, list.count) ||
        cells->status[list.first] != QN_KNOWN ||
        !qn_cells_have(cells, cells->slot[list.first].i, 1)) {
        return true;
    }
    qn_open from = qn_bounds_cell(w->c, (uint32_t)cells->slot[list.first].i, QN_FORM_NUMBER);
    qn_open on = w->by_bounds ? qn_bounds_number(w->c, day) : qn_open_any(QN_FORM_NUMBER);
    return (on.outcomes & QN_OPEN_KNOWN) != 0 && qn_open_cmp(&on, QN_LOW, &from, QN_HIGH) < 0;
}

/* A fact over time is needed where its value before the first day is, and has no default. */
static void consider_history(walk *w, const qn_row_instruction *i)
{
    consider(w, i->a);
    consider_list(w, i->b);
    bool is_known = w->c->status[i->b] == QN_KNOWN;
    if (is_known && !may_be_before(w, i->a, qn_list_unpack(w->c->slot[i->b].i))) {
        return;
    }
    consider(w, i->c);
    if (is_known && w->wanted == QN_UNKNOWN && i->c < w->t->constant_count && carries(w, i->c)) {
        add_cell(w, qn_list_unpack(w->c->slot[i->b].i).first);
    }
}

/* What is listed for a STORE, and the value of an APPEND, whose status is the element's. */
static void consider_stored(walk *w, const qn_row_instruction *i)
{
    consider(w, entry(w, i->a));
    for (uint32_t k = 0; k < i->b; k++) {
        consider(w, entry(w, i->a + 3 + k));
    }
}

/* Over open outcomes each element is looked at when it is gone through; only where that takes too
 * many steps all that the region looks at counts. Else, what the stage takes from its region leads
 * to the cause; what else it holds, as the branches that were not taken, does not. */
static void consider_stage_region(walk *w, uint32_t index)
{
    const qn_row_region *region = &w->t->region[index];
    uint32_t first = qn_tables_first_result(w->t) + region->first;
    if (!w->by_bounds || !w->is_spent) {
        return;
    }
    for (uint32_t k = 0; k < region->count; k++) {
        push(w, first + k);
    }
}

/* What is noted of sequences in `seen`: that they were looked at; and of those that look at one
 * element after the other that they had none, since what they take them from could not be begun, or
 * none that matters. */
enum { LOOKED_AT = 1, EMPTY_HANDED };

/* All that a stage reads, unless it had nothing to read it for. Rows refer only to rows before
 * them, and not more deeply than the verifier lets them. */
static void consider_stage(walk *w, uint32_t seq)
{
    const qn_row_sequence *row = &w->t->sequence[seq];
    uint8_t *seen = &w->s->seen[w->s->register_count + seq];
    bool had_nothing = *seen == EMPTY_HANDED;
    if (*seen == LOOKED_AT) {
        return;
    }
    *seen = LOOKED_AT;
    if (row->source != QN_NONE_INDEX) {
        consider_stage(w, row->source);
    }
    if (had_nothing) {
        return;
    }
    if (row->inner != QN_NONE_INDEX) {
        consider_stage(w, row->inner);
    }
    if (row->region != QN_NONE_INDEX) {
        consider_stage_region(w, row->region);
    }
    if (row->kind == QN_SEQ_LIST) {
        consider_list(w, row->a);
    } else {
        consider(w, row->a);
    }
    consider(w, row->b);
    for (uint32_t k = 0; k < row->entry_count; k++) {
        if (row->kind == QN_SEQ_CHOICE) {
            consider_stage(w, entry(w, row->first_entry + k));
        } else {
            consider(w, entry(w, row->first_entry + k));
        }
    }
}

/* The CARRY that a sequence takes its elements from, or QN_NONE_INDEX. */
static uint32_t carry_behind(const walk *w, uint32_t seq)
{
    while (seq != QN_NONE_INDEX && w->t->sequence[seq].kind != QN_SEQ_CARRY) {
        seq = w->t->sequence[seq].source;
    }
    return seq;
}

/* Whether something that is carried on from the element in hand has the status. */
static bool is_carried(const walk *w, uint32_t carry)
{
    const qn_row_sequence *row = &w->t->sequence[carry];
    for (uint32_t k = 0; k + 2 < row->entry_count; k += 3) {
        if (w->c->status[entry(w, row->first_entry + k + 2)] == w->wanted) {
            return true;
        }
    }
    return false;
}

/* Whether a stage fails to begin only where what it takes its elements from does. */
static bool goes_by_elements(const walk *w, uint32_t seq)
{
    uint32_t kind = w->t->sequence[seq].kind;
    return kind == QN_SEQ_EACH || kind == QN_SEQ_CARRY || kind == QN_SEQ_NESTED;
}

/* Begins a sequence, or, where a stage must have all elements before it gives one, and one of them
 * failed, what it takes them from, so that the failing one can be sought. Where nothing can be
 * begun QN_NONE_INDEX. */
static uint32_t begin_what_can(walk *w, uint32_t seq)
{
    uint32_t behind = QN_NONE_INDEX;
    while (seq != QN_NONE_INDEX && qn_sequence_begin(w->c, seq) != QN_KNOWN) {
        if (behind != QN_NONE_INDEX && goes_by_elements(w, behind)) {
            w->s->seen[w->s->register_count + behind] = EMPTY_HANDED;
        }
        behind = seq;
        seq = w->t->sequence[seq].source;
    }
    return seq;
}

/* Where none of all elements has the status it comes from the end of them, and from nothing that
 * they are made of, or were left out for. */
static void pass_over_elements(walk *w, uint32_t seq)
{
    const qn_row_sequence *row = &w->t->sequence[seq];
    while (row->kind == QN_SEQ_EACH || row->kind == QN_SEQ_CARRY || row->kind == QN_SEQ_NESTED) {
        if (row->kind == QN_SEQ_NESTED) { /* an outer one that may lack can end it */
            pass_over_elements(w, row->inner);
            return;
        }
        w->s->seen[w->s->register_count + seq] = EMPTY_HANDED;
        if (row->kind == QN_SEQ_CARRY) {
            return;
        }
        seq = row->source;
        row = &w->t->sequence[seq];
    }
}

/* Goes to the first element that has the status, so that the registers hold what it comes from. */
static bool seek_element(walk *w, uint32_t wanted, bool fields)
{
    uint8_t presence = QN_KNOWN;
    uint32_t seq = begin_what_can(w, wanted);
    if (seq == QN_NONE_INDEX) {
        return false;
    }
    uint32_t out = w->t->sequence[seq].out;
    /* What is carried matters to an element of another stage only where it has that status. */
    uint32_t carry = seq == wanted && w->t->sequence[seq].kind != QN_SEQ_CARRY
                         ? QN_NONE_INDEX
                         : carry_behind(w, seq);
    fields = fields && seq == wanted;
    while (qn_sequence_next(w->c, seq, &presence)) {
        if (presence == w->wanted || w->c->status[out] == w->wanted ||
            (carry != QN_NONE_INDEX && is_carried(w, carry)) ||
            (fields && qn_vm_fields_status(w->c, seq) == (uint8_t)w->wanted)) {
            return true;
        }
    }
    if (seq == wanted) {
        pass_over_elements(w, seq);
    }
    return false;
}

/* Seeks the element; and, behind a CARRY, once more without the last step of what is carried, which
 * would hide what the element was made of: what has been carried on to it may come from an element
 * that a stage in between has left out. */
static void go_to_element(walk *w, uint32_t seq, bool fields)
{
    uint32_t carry = carry_behind(w, seq);
    if (!seek_element(w, seq, fields) || carry == QN_NONE_INDEX) {
        return;
    }
    bool is_passed_on = w->c->status[w->t->sequence[carry].out] == w->wanted;
    if (carry != seq && (is_passed_on || is_carried(w, carry))) {
        seq = carry;
        fields = false;
        (void)seek_element(w, seq, fields);
    }
    const qn_stage *stage = &w->c->stage[carry];
    w->c->held_given = stage->given - 1;
    w->c->held = stage;
    (void)seek_element(w, seq, fields);
    w->c->held = NULL;
}

/* What the fields of a record are found from, where a register has been given one that is stored.
 */
static void consider_record(walk *w, uint32_t reg)
{
    uint32_t first = qn_tables_first_result(w->t);
    if (reg == QN_NONE_INDEX || reg < first) {
        return;
    }
    const qn_row_instruction *i = &w->t->instruction[reg - first];
    if (qn_instruction_op(i) == OP_STORE) {
        consider_stored(w, i);
    }
}

/* The fields of given elements that have not been given. */
static void add_missing_fields(walk *w, uint32_t seq)
{
    const qn_row_sequence *row = &w->t->sequence[seq];
    uint8_t presence = QN_KNOWN;
    if (row->type == QN_NONE_INDEX || w->t->type[row->type].kind != QN_KIND_RECORD ||
        qn_sequence_begin(w->c, seq) != QN_KNOWN) {
        return;
    }
    while (qn_sequence_next(w->c, seq, &presence)) {
        if (w->c->status[row->out] != QN_KNOWN || qn_vm_fields_status(w->c, seq) == QN_KNOWN) {
            continue;
        }
        int64_t first = w->c->slot[row->out].i;
        for (uint32_t k = 0; k < w->t->type[row->type].field_count; k++) {
            if (w->c->cells.status[first + k] == QN_UNKNOWN &&
                w->c->cells.field[first + k] != QN_NONE_INDEX) {
                add_cell(w, first + k);
                w->found = true;
            }
        }
    }
}

/* Looks on while a sequence is gone through over open outcomes. values: whether what the last stage
 * gives matters, and not only that it gives something. */
typedef struct onlooker {
    qn_onlooker base;
    walk *w;
    uint32_t seq;
    bool values;
    bool fields; /* and the fields of what it gives */
} onlooker;

/* What a stage makes of its region for the element in hand. */
static void consider_found(onlooker *o, uint32_t seq)
{
    walk *w = o->w;
    const qn_row_sequence *row = &w->t->sequence[seq];
    bool is_element = true;
    switch ((qn_sequence_kind)row->kind) {
    case QN_SEQ_EACH:
        consider(w, row->a);
        is_element = row->a == QN_NONE_INDEX || may_be(w, row->a, 1);
        if (is_element && (o->values || seq != o->seq)) {
            consider(w, row->b);
        }
        if (is_element && o->fields) {
            consider_record(w, row->b);
        }
        break;
    case QN_SEQ_NESTED:
        consider_stage(w, row->inner);
        break;
    case QN_SEQ_CARRY:
        for (uint32_t k = 0; k < row->entry_count; k++) {
            consider(w, entry(w, row->first_entry + k));
        }
        consider(w, row->b);
        break;
    default:
        consider(w, row->b);
        break;
    }
}

static void visit(walk *w, uint32_t reg);

/* All that lies behind the element is visited at once, while the registers of the region hold what
 * it is made of; for the next one they are looked at anew. */
static void look_on(qn_onlooker *base, uint32_t seq)
{
    onlooker *o = (onlooker *)(void *)base;
    walk *w = o->w;
    const qn_row_region *region = &w->t->region[w->t->sequence[seq].region];
    uint32_t depth = w->depth;
    bool found = w->found;
    bool before = w->is_looking_on;
    consider_found(o, seq);
    found = found || w->found;
    w->is_looking_on = true;
    while (w->depth > depth) {
        visit(w, w->s->stack[--w->depth]);
    }
    w->is_looking_on = before;
    w->found = found;
    memset(w->s->seen + qn_tables_first_result(w->t) + region->first, 0, region->count);
    memset(w->s->seen + w->s->register_count, 0, w->s->sequence_count);
    (void)qn_bounds_spend(w->c, w->s->sequence_count / 16 + 1);
}

/* Takes all elements; what looks on does the work. */
static bool take_all(qn_taker *taker, const qn_open_element *element)
{
    (void)taker;
    (void)element;
    return true;
}

static void go_through(walk *w, const qn_row_instruction *i)
{
    onlooker o = {.base = {.region = look_on},
                  .w = w,
                  .seq = i->a,
                  .values = qn_instruction_op(i) != OP_COUNT,
                  .fields = qn_instruction_op(i) == OP_GATHER};
    qn_taker taker = {.take = take_all};
    qn_onlooker *before = w->c->bounds->onlooker;
    w->c->bounds->onlooker = &o.base;
    (void)qn_bounds_walk(w->c, i->a, true, &taker);
    w->c->bounds->onlooker = before;
    w->is_spent = w->is_spent || qn_bounds_is_spent(w->c);
}

/* The fields of the element in hand that have the status. */
static void consider_gathered(walk *w, const qn_row_instruction *i)
{
    const qn_row_sequence *row = &w->t->sequence[i->a];
    bool is_record = row->type != QN_NONE_INDEX && w->t->type[row->type].kind == QN_KIND_RECORD;
    if (!is_record || w->c->status[row->out] != QN_KNOWN) {
        return;
    }
    for (uint32_t k = 0; k < w->t->type[row->type].field_count; k++) {
        consider_stored_field(w, i, w->c->slot[row->out].i, k);
    }
}

/* What a FOLD, which is over a CARRY, gives where there was nothing to carry it through. */
static void consider_first_values(walk *w, const qn_row_instruction *fold)
{
    const qn_row_sequence *row = &w->t->sequence[fold->a];
    for (uint32_t k = 0; k + 2 < row->entry_count; k += 3) {
        if (entry(w, row->first_entry + k) == fold->b) {
            consider(w, entry(w, row->first_entry + k + 1));
        }
    }
}

static void consider_sequence(walk *w, const qn_row_instruction *i)
{
    bool fields = qn_instruction_op(i) == OP_GATHER;
    consider_operands(w, i);
    if (qn_instruction_op(i) == OP_FOLD) {
        consider_first_values(w, i);
    }
    if (fields && w->wanted == QN_UNKNOWN) {
        add_missing_fields(w, i->a);
    }
    if (!w->by_bounds) {
        go_to_element(w, i->a, fields);
        if (fields) {
            consider_gathered(w, i);
        }
    } else if (!w->is_spent) {
        go_through(w, i);
    }
    consider_stage(w, i->a);
}

static void consider_sources(walk *w, const qn_row_instruction *i)
{
    switch (qn_instruction_op(i)) {
    case OP_SELECT:
        consider_branches(w, i);
        break;
    case OP_OTHERWISE:
    case OP_UNLESS_NONE:
        consider_otherwise(w, i);
        break;
    case OP_BAND:
        consider_band(w, i);
        break;
    case OP_FIRST:
    case OP_ONE:
        consider_conditions(w, i);
        break;
    case OP_PICK:
        consider_rows(w, i);
        break;
    case OP_GATES:
        consider_gates(w, i);
        break;
    case OP_RESOLVE:
        consider_clauses(w, i);
        break;
    case OP_LIMIT:
        consider(w, i->a);
        if (w->wanted != QN_NONE) {
            consider_operands(w, i);
        }
        break;
    case OP_WORK_ADD:
    case OP_WORK_SEEK:
    case OP_WORK_COUNT:
        consider_region(w, i);
        break;
    case OP_KEEP:
        consider(w, i->a);
        break;
    case OP_LOAD:
        consider_field(w, i);
        break;
    case OP_STORE:
        consider_stored(w, i);
        break;
    case OP_AT:
        consider_history(w, i);
        break;
    default:
        if (qn_goes_through(qn_instruction_op(i))) {
            consider_sequence(w, i);
        } else {
            consider_operands(w, i);
        }
        break;
    }
}

static void add_clause(walk *w, uint32_t clause)
{
    qn_cause cause = blank(w);
    cause.clause = clause;
    add(w, cause);
}

/* The rule whose code an instruction is; every instruction has one. Rules that are taken in, whose
 * code lies within that of another, stand behind it. */
static const qn_row_rule *rule_of(const walk *w, uint32_t instruction)
{
    const qn_row_rule *rule = w->t->rule + w->t->rule_count - 1;
    while (instruction < rule->first_code || instruction - rule->first_code >= rule->code_count) {
        rule--;
    }
    return rule;
}

static int64_t row_number(const qn_row_clause *row)
{
    return row->row == QN_NONE_INDEX ? -1 : (int64_t)row->row;
}

/* Whether a clause can apply, and whether it must, by its own condition and the row that was
 * chosen.
 */
static bool may_apply(const walk *w, const qn_row_clause *row)
{
    if (row->condition != QN_NONE_INDEX && !may_be(w, row->condition, 1)) {
        return false;
    }
    return row->chosen == QN_NONE_INDEX ||
           (may_be(w, row->chosen, row_number(row)) &&
            qn_bounds_row_is_open(w->c, row->chosen, row_number(row)));
}

static bool must_apply(const walk *w, const qn_row_clause *row)
{
    return (row->condition == QN_NONE_INDEX || must_be(w, row->condition, 1)) &&
           (row->chosen == QN_NONE_INDEX || must_be(w, row->chosen, row_number(row)));
}

/* Whether a clause has this condition; one that always applies has none, where a RESOLVE has a yes.
 */
static bool has_condition(const walk *w, const qn_row_clause *row, uint32_t condition)
{
    return row->condition == condition ||
           (row->condition == QN_NONE_INDEX && condition < w->t->constant_count);
}

/* Noted in `seen`, beside whether a register was looked at, while it is looked for what a condition
 * is made of. */
enum { PART_OF_CONDITION = 2 };

static void note_part(const walk *w, uint32_t reg)
{
    w->s->seen[reg] |= PART_OF_CONDITION;
}

static bool is_part(const walk *w, uint32_t reg)
{
    return (w->s->seen[reg] & PART_OF_CONDITION) != 0;
}

/* The clauses of a kind of which an instruction asks for the row, where their own conditions are
 * parts of what it is a part of, too. Whether there are such. */
static bool add_rows_asked(walk *w, const qn_row_rule *rule, uint32_t kind,
                           const qn_row_instruction *i)
{
    bool found = false;
    bool asks_for_one = qn_instruction_op(i) == OP_ROW_IS;
    for (uint32_t k = rule->first_clause; k < rule->first_clause + rule->clause_count; k++) {
        const qn_row_clause *row = &w->t->clause[k];
        bool is_asked =
            row->kind == kind && row->chosen == i->a && (!asks_for_one || row->row == i->b);
        bool is_whole = row->condition == QN_NONE_INDEX || is_part(w, row->condition);
        if (is_asked && is_whole && may_apply(w, row)) {
            add_clause(w, k);
            found = true;
        }
    }
    return found;
}

/* The same for all that a condition is made of. Rows of one subject are one clause of a RESOLVE:
 * its condition is that any of them was chosen, and whatever holds for all of them. */
static bool add_rows_behind(walk *w, const qn_row_rule *rule, uint32_t kind, uint32_t condition)
{
    uint32_t results = qn_tables_first_result(w->t);
    bool found = false;
    note_part(w, condition);
    for (uint32_t reg = condition; reg >= results + rule->first_code; reg--) {
        const qn_row_instruction *i = &w->t->instruction[reg - results];
        qn_op op = qn_instruction_op(i);
        if (!is_part(w, reg)) {
            continue;
        }
        if (op == OP_ROW_IS || op == OP_IS_ROW || op == OP_PICK) {
            found = add_rows_asked(w, rule, kind, i) || found;
        } else if (op == OP_AND || op == OP_OR || op == OP_NOT) {
            note_part(w, i->a);
            note_part(w, op == OP_NOT ? i->a : i->b);
        }
    }
    for (uint32_t reg = 0; reg <= condition; reg++) {
        w->s->seen[reg] &= (uint8_t)~PART_OF_CONDITION;
    }
    return found;
}

/* The clauses of the rule behind an entry of its RESOLVE that applies: by their conditions, since
 * what they give may stand in another register, brought to one class. A rule has one RESOLVE for
 * its exceptions, one for what holds otherwise and one for roundings. */
static void add_clauses_of(walk *w, const qn_row_rule *rule, uint32_t condition)
{
    static const qn_clause_kind kinds[] = {QN_CLAUSE_EXCEPTION, QN_CLAUSE_OTHERWISE,
                                           QN_CLAUSE_ROUND};
    bool found = false;
    for (size_t kind = 0; kind < sizeof kinds / sizeof *kinds && !found; kind++) {
        for (uint32_t i = 0; i < rule->clause_count; i++) {
            const qn_row_clause *row = &w->t->clause[rule->first_clause + i];
            if (row->kind == kinds[kind] && row->chosen == QN_NONE_INDEX &&
                has_condition(w, row, condition)) {
                add_clause(w, rule->first_clause + i);
                found = true;
            }
        }
        found = add_rows_behind(w, rule, kinds[kind], condition) || found;
    }
}

static void add_resolve_conflict(walk *w, const qn_row_instruction *i)
{
    const qn_row_rule *rule = rule_of(w, (uint32_t)(i - w->t->instruction));
    for (uint32_t k = 0; k < i->c; k++) {
        if (may_be(w, clause_condition(w, i, k), 1) && !is_overridden(w, i, k)) {
            add_clauses_of(w, rule, clause_condition(w, i, k));
        }
    }
}

/* Whether the range of an entry may hold the subject. Of a subject that is unknown, and was not
 * looked at by bounds, the run knows no more than that a range without ends has it. */
static bool range_may_hold(const walk *w, const qn_row_instruction *i, uint32_t k)
{
    uint32_t at = i->b + k * QN_BAND_WIDTH;
    if (w->c->status[i->a] == QN_UNKNOWN && !w->by_bounds) {
        return entry(w, at + QN_BAND_LOW) == QN_NONE_INDEX &&
               entry(w, at + QN_BAND_HIGH) == QN_NONE_INDEX;
    }
    return qn_bounds_band_holds(w->c, i, k).may;
}

/* The rows of a BAND or ONE that hold at once. */
static bool row_may_hold(const walk *w, const qn_row_instruction *i, uint32_t row)
{
    if (qn_instruction_op(i) == OP_ONE) {
        return row < i->c && may_be(w, entry(w, i->b + row), 1);
    }
    for (uint32_t k = 0; k < i->c; k++) {
        uint32_t at = i->b + k * QN_BAND_WIDTH;
        uint32_t condition = entry(w, at + QN_BAND_CONDITION);
        if (entry(w, at + QN_BAND_ROW) == row && range_may_hold(w, i, k) &&
            (condition == QN_NONE_INDEX || may_be(w, condition, 1))) {
            return true;
        }
    }
    return false;
}

static void add_row_conflict(walk *w, const qn_row_instruction *i, uint32_t reg)
{
    for (uint32_t k = 0; k < w->t->clause_count; k++) {
        const qn_row_clause *row = &w->t->clause[k];
        if (row->chosen == reg && row_may_hold(w, i, row->row)) {
            add_clause(w, k);
        }
    }
}

/* An end of what a floor or cap can be, in base units: clauses stand on grids of their own. False
 * where there is none. */
static bool limit_end(const walk *w, const qn_row_clause *row, qn_bound side, qn_rational *out)
{
    qn_open open = qn_bounds_open(w->c, row->value);
    uint8_t class_ = w->c->program->class_of[row->value] & QN_REGISTER_CLASS;
    *out = side == QN_LOW ? open.low : open.high;
    if (row->type != QN_NONE_INDEX && class_ != QN_CLASS_Q) {
        (void)qn_rational_make(out->num, w->c->slot[w->t->type[row->type].den].w, out);
    }
    return side == QN_LOW ? open.has_low : open.has_high;
}

/* The statuses that a floor or cap can have where it limits, none where it cannot: it is of that
 * kind, may apply, and none takes its place. */
static uint8_t outcomes_of_limit(const walk *w, const qn_row_clause *row, uint32_t kind)
{
    if (row->kind != kind || row->value == QN_NONE_INDEX || !may_apply(w, row)) {
        return 0;
    }
    for (uint32_t k = 0; k < row->over_count; k++) {
        if (must_apply(w, &w->t->clause[entry(w, row->first_over + k)])) {
            return 0;
        }
    }
    return outcomes_of(w, row->value);
}

/* The number that the floors of a rule reach in any case, or below which its caps hold it. False
 * where it is none. */
static bool find_edge(const walk *w, const qn_row_rule *rule, uint32_t kind, qn_rational *edge)
{
    int sign = kind == QN_CLAUSE_FLOOR ? 1 : -1;
    bool found = false;
    for (uint32_t k = 0; k < rule->clause_count; k++) {
        const qn_row_clause *row = &w->t->clause[rule->first_clause + k];
        qn_rational end;
        if (outcomes_of_limit(w, row, kind) == QN_OPEN_KNOWN && must_apply(w, row) &&
            limit_end(w, row, sign > 0 ? QN_LOW : QN_HIGH, &end) &&
            (!found || qn_rational_cmp(end, *edge) * sign > 0)) {
            *edge = end;
            found = true;
        }
    }
    return found;
}

/* The floors that can be the highest, or the caps that can be the lowest. */
static void add_limits(walk *w, const qn_row_rule *rule, uint32_t kind)
{
    int sign = kind == QN_CLAUSE_FLOOR ? 1 : -1;
    qn_rational edge = {.den = {.lo = 1}};
    bool has_edge = find_edge(w, rule, kind, &edge);
    for (uint32_t k = 0; k < rule->clause_count; k++) {
        const qn_row_clause *row = &w->t->clause[rule->first_clause + k];
        qn_rational end;
        if ((outcomes_of_limit(w, row, kind) & QN_OPEN_KNOWN) != 0 &&
            (!has_edge || !limit_end(w, row, sign > 0 ? QN_HIGH : QN_LOW, &end) ||
             qn_rational_cmp(end, edge) * sign >= 0)) {
            add_clause(w, rule->first_clause + k);
        }
    }
}

/* The instruction itself is the cause. */
static void add_own(walk *w, const qn_row_instruction *i, uint32_t reg)
{
    uint32_t index = reg - qn_tables_first_result(w->t);
    qn_cause cause = blank(w);
    if (w->wanted == QN_CONFLICT && qn_instruction_op(i) == OP_RESOLVE) {
        add_resolve_conflict(w, i);
    } else if (w->wanted == QN_CONFLICT && qn_instruction_op(i) == OP_LIMIT) {
        add_limits(w, rule_of(w, index), QN_CLAUSE_FLOOR);
        add_limits(w, rule_of(w, index), QN_CLAUSE_CAP);
    } else if (w->wanted == QN_CONFLICT) {
        add_row_conflict(w, i, reg);
    }
    if (w->found) {
        return;
    }
    cause.site = w->t->place[index].site;
    if (w->wanted == QN_FAILED) {
        cause.code = w->c->status[reg] == QN_FAILED ? (uint32_t)w->c->slot[reg].i
                                                    : qn_bounds_open(w->c, reg).code;
        if (cause.code == 0) {
            return; /* it failed with something that was recalled, and is no cause itself */
        }
    }
    add(w, cause);
}

static void visit_constant(walk *w, uint32_t reg)
{
    qn_cause cause = blank(w);
    cause.site = w->t->constant[reg].site;
    if (cause.site == QN_NONE_INDEX && (w->wanted == QN_NONE || w->wanted == QN_UNKNOWN)) {
        return; /* no author's none, but what stands where nothing applies, or is not given */
    }
    if (cause.site != QN_NONE_INDEX && w->wanted == QN_FAILED) {
        cause.code = w->t->site[cause.site].code;
    }
    add(w, cause);
}

/* What is handed on comes from what its stage goes through, or, if it is carried, from its first
 * value. */
static void visit_handed(walk *w, uint32_t reg)
{
    uint32_t first = QN_NONE_INDEX;
    uint32_t next = QN_NONE_INDEX;
    w->handed = reg;
    if (carry_that_hands(w, reg, &first, &next) != QN_NONE_INDEX) {
        consider(w, first);
    }
}

static void visit(walk *w, uint32_t reg)
{
    uint32_t first = qn_tables_first_result(w->t);
    w->found = false;
    if (reg < w->t->constant_count) {
        visit_constant(w, reg);
    } else if (reg < first) {
        qn_cause cause = blank(w);
        cause.fact =
            reg == qn_tables_today(w->t) ? QN_CAUSE_TODAY : reg - qn_tables_first_fact(w->t);
        add(w, cause);
    } else {
        const qn_row_instruction *i = &w->t->instruction[reg - first];
        consider_sources(w, i);
        bool inside = (w->c->program->class_of[reg] & QN_REGISTER_INSIDE) != 0;
        bool ran = !inside || !w->by_bounds || (w->is_looking_on && carries(w, reg));
        if (w->found || !ran || w->wanted == QN_UNKNOWN) {
            return;
        }
        if (qn_instruction_op(i) == OP_PARAM) {
            visit_handed(w, reg);
        } else {
            add_own(w, i, reg);
        }
    }
}

/* What of a fact that the code reads is not known: all of it, or some of its cells. */
static void add_unknown_of(walk *w, uint32_t reg)
{
    uint32_t first = qn_tables_first_fact(w->t);
    if (reg < first || reg > qn_tables_today(w->t)) {
        return;
    }
    if (w->c->status[reg] == QN_UNKNOWN) {
        visit(w, reg);
        return;
    }
    if (reg == qn_tables_today(w->t)) {
        return;
    }
    const qn_row_fact *fact = &w->t->fact[reg - first];
    for (uint32_t k = 0; k < fact->cell_count; k++) {
        uint32_t cell = fact->first_cell + k;
        if (w->c->cells.status[cell] == QN_UNKNOWN && w->c->cells.field[cell] != QN_NONE_INDEX) {
            add_cell(w, cell);
        }
    }
}

/* Everything unknown that a rule's code reads, in instructions and in the stages of sequences. */
static void add_unknown_of_rule(walk *w, uint32_t rule)
{
    const qn_row_rule *row = &w->t->rule[rule];
    for (uint32_t k = 0; k < row->code_count; k++) {
        const qn_row_instruction *i = &w->t->instruction[row->first_code + k];
        uint8_t reads = qn_bounds_operand_registers(qn_instruction_op(i));
        const uint32_t operand[3] = {i->a, i->b, i->c};
        for (int o = 0; o < 3; o++) {
            if ((reads >> o & 1) != 0) {
                add_unknown_of(w, operand[o]);
            }
        }
    }
    for (uint32_t k = 0; k < w->t->sequence_count; k++) {
        const qn_row_sequence *seq = &w->t->sequence[k];
        if (seq->rule == rule && seq->a != QN_NONE_INDEX) {
            add_unknown_of(w, seq->a);
        }
        if (seq->rule == rule && seq->b != QN_NONE_INDEX) {
            add_unknown_of(w, seq->b);
        }
    }
}

/* The last resort for an unknown that none of the ways back has explained, since each of its parts
 * alone is decided by the others: all that is unknown in what the rule needs. */
static void add_all_unknown(walk *w, uint32_t rule)
{
    const qn_schedule *schedule = &w->c->program->schedule[rule];
    for (uint32_t k = 0; k < schedule->member_count; k++) {
        add_unknown_of_rule(w, w->c->program->member[schedule->first_member + k]);
    }
    if (schedule->member_count == 0) {
        add_unknown_of_rule(w, rule);
    }
    for (uint32_t k = 0; w->count == 0 && k <= w->t->fact_count; k++) {
        add_unknown_of(w, qn_tables_first_fact(w->t) + k);
    }
}

static void forget_handed(qn_case *c, uint32_t reg)
{
    const qn_tables *t = c->tables;
    uint32_t first = qn_tables_first_result(t);
    if (reg != QN_NONE_INDEX && reg >= first &&
        qn_instruction_op(&t->instruction[reg - first]) == OP_PARAM) {
        c->status[reg] = QN_UNKNOWN;
        c->bounds->open[reg - t->constant_count] = (qn_open){0};
    }
}

/* What stages hand on outside of regions: their elements, and what entries name. */
static void forget_stage(qn_case *c, const qn_row_sequence *row)
{
    forget_handed(c, row->out);
    for (uint32_t k = 0; k < row->entry_count && row->kind != QN_SEQ_CHOICE; k++) {
        forget_handed(c, c->tables->entry[row->first_entry + k].value);
    }
}

/* Registers of regions, and those in which elements are handed on, hold what the last element or
 * day has left, of an earlier case perhaps: as if none had been gone through. What is gone through
 * now puts in its own. */
static void forget_elements(qn_case *c)
{
    const qn_tables *t = c->tables;
    for (uint32_t k = 0; k < t->sequence_count; k++) {
        forget_stage(c, &t->sequence[k]);
    }
    for (uint32_t k = 0; k < t->region_count; k++) {
        uint32_t first = qn_tables_first_result(t) + t->region[k].first;
        memset(c->status + first, QN_UNKNOWN, t->region[k].count);
        memset(c->bounds->open + first - t->constant_count, 0,
               t->region[k].count * sizeof *c->bounds->open);
    }
}

const qn_cause *qn_causes_find(qn_case *c, uint32_t rule, qn_answer status, uint32_t *count)
{
    uint32_t result = c->tables->rule[rule].result;
    walk w = {.c = c,
              .t = c->tables,
              .s = c->causes,
              .rule = rule,
              .wanted = status,
              .handed = QN_NONE_INDEX,
              .by_bounds = c->status[result] == QN_UNKNOWN};
    c->bounds->steps_left = c->bounds->steps_most;
    c->bounds->onlooker = NULL;
    if ((c->program->class_of[result] & QN_REGISTER_INSIDE) == 0) { /* else one is in hand */
        forget_elements(c);
    }
    memset(c->causes->seen, 0, (size_t)c->causes->register_count + c->causes->sequence_count);
    if (status != QN_KNOWN) {
        consider(&w, result);
    }
    while (w.depth > 0) {
        visit(&w, c->causes->stack[--w.depth]);
    }
    if (status == QN_UNKNOWN && w.count == 0) {
        add_all_unknown(&w, rule);
    } else if (w.count == 0 && w.handed != QN_NONE_INDEX) {
        w.found = false;
        add_own(&w, &w.t->instruction[w.handed - qn_tables_first_result(w.t)], w.handed);
    }
    *count = w.count;
    return c->causes->list;
}
