/*
 * How a duty stands in a case. See duty.h.
 */
#include "duty.h"

#include <string.h>

#include "case.h"
#include "clause.h"
#include "sequence.h"

/* The clause that a rule has for the breach: the only one with a condition. */
static const qn_row_clause *find_exception(const qn_tables *t, uint32_t rule)
{
    const qn_row_rule *row = &t->rule[rule];
    for (uint32_t i = 0; i < row->clause_count; i++) {
        if (t->clause[row->first_clause + i].kind == QN_CLAUSE_EXCEPTION) {
            return &t->clause[row->first_clause + i];
        }
    }
    return NULL;
}

/* The clause of a duty. One that holds for each element has its clauses in the reading of its rule
 * for one element, which has the same name and is a part of it. */
static const qn_row_clause *find_clause(const qn_tables *t, uint32_t rule)
{
    const qn_row_rule *row = &t->rule[rule];
    const qn_row_clause *found = find_exception(t, rule);
    for (uint32_t i = 0; !found && i < row->use_count; i++) {
        uint32_t used = t->entry[row->first_use + i].value;
        bool reading =
            (t->rule[used].flags & QN_RULE_INLINE) != 0 && t->rule[used].name == row->name;
        found = reading ? find_exception(t, used) : NULL;
    }
    return found;
}

qn_duty qn_duty_ask(const qn_view *view, uint32_t duty)
{
    static const qn_finding findings[] = {QN_DUTY_BREACHED, QN_DUTY_NONE, QN_DUTY_UNKNOWN,
                                          QN_DUTY_CONFLICT, QN_DUTY_ERROR};
    qn_duty out = {.row = &view->t->duty[duty]};
    bool met = false;
    qn_eval(view->c, (int32_t)out.row->rule, &out.value);
    qn_value_boolean(&out.value, &met);
    out.finding = met ? QN_DUTY_MET : findings[out.value.status];
    out.clause = find_clause(view->t, out.row->rule);
    return out;
}

const char *qn_duty_finding_name(qn_finding finding)
{
    static const char *const names[QN_DUTY_FINDINGS] = {"met",     "breached", "none",
                                                        "unknown", "conflict", "error"};
    return names[finding];
}

bool qn_duty_is_in_force(const qn_view *view, const qn_duty *duty)
{
    return !duty->clause || qn_clause_is_in_force(view->t, view->c, duty->clause);
}

bool qn_duty_is_for_each(const qn_duty *duty)
{
    return duty->row->breakers != QN_NONE_INDEX;
}

/* The sequence that the last such operation of a rule goes through, outside all regions; or
 * QN_NONE_INDEX. */
static uint32_t find_sequence(const qn_view *view, uint32_t rule, qn_op op)
{
    const qn_row_rule *row = &view->t->rule[rule];
    const uint8_t *class_of = view->program->class_of + qn_tables_first_result(view->t);
    for (uint32_t i = row->first_code + row->code_count; i > row->first_code; i--) {
        const qn_row_instruction *code = &view->t->instruction[i - 1];
        if (qn_instruction_op(code) == op && (class_of[i - 1] & QN_REGISTER_INSIDE) == 0) {
            return code->a;
        }
    }
    return QN_NONE_INDEX;
}

/* A walk through a sequence: what surely is in it is visited and counted. */
typedef struct walk {
    const qn_view *view;
    uint32_t sequence;
    uint32_t type; /* of its elements, where they are visited */
    void (*visit)(void *context, const qn_value *element);
    void *context;
} walk;

/* Shows the element at hand to the visitor, if there is one. */
static void show(const walk *w, uint32_t out)
{
    qn_case *c = w->view->c;
    qn_value element;
    if (w->visit) {
        qn_case_value(c, w->type, (qn_answer)c->status[out], &c->slot[out], &element);
        w->visit(w->context, &element);
    }
}

/* Goes through it; how many elements it surely has. *open: there may be more. */
static uint64_t go_through(const walk *w, bool *open)
{
    qn_case *c = w->view->c;
    uint8_t presence;
    uint64_t count = 0;
    if (w->sequence == QN_NONE_INDEX || qn_sequence_begin(c, w->sequence) != QN_KNOWN) {
        *open = true;
        return 0;
    }
    *open = false;
    while (qn_sequence_next(c, w->sequence, &presence)) {
        if (presence == QN_KNOWN) {
            count++;
            show(w, w->view->t->sequence[w->sequence].out);
        } else {
            *open = true;
        }
    }
    *open |= c->stage[w->sequence].status != QN_KNOWN;
    return count;
}

/* What the elements of a list are; QN_NONE_INDEX where the type is no list. */
static uint32_t element_type(const qn_tables *t, uint32_t type)
{
    const qn_row_type *row = &t->type[type];
    bool list = row->kind == QN_KIND_LIST && row->field_count == 1;
    return list ? t->field[row->first_field].type : QN_NONE_INDEX;
}

qn_duty_elements qn_duty_visit(const qn_view *view, const qn_duty *duty,
                               void (*visit)(void *context, const qn_value *element), void *context)
{
    uint32_t breakers = duty->row->breakers;
    qn_duty_elements out = {0};
    qn_value value;
    bool open;
    qn_eval(view->c, (int32_t)duty->row->rule, &value);
    walk all = {.view = view, .sequence = find_sequence(view, duty->row->rule, OP_ALL)};
    out.all = go_through(&all, &open);
    out.all_known = !open;
    qn_eval(view->c, (int32_t)breakers, &value);
    walk broken = {.view = view,
                   .sequence = find_sequence(view, breakers, OP_GATHER),
                   .type = element_type(view->t, view->t->rule[breakers].type),
                   .context = context};
    broken.visit = broken.type == QN_NONE_INDEX ? NULL : visit;
    out.broken = go_through(&broken, &out.open);
    return out;
}

/* Puts a place with the names in it as the view has them: "shifts[3]" of "shifts[3].day". */
static void put_names(qn_page *page, const qn_view *view, char *place)
{
    char *end = strrchr(place, ']');
    if (!end) {
        return;
    }
    end[1] = '\0';
    for (char *name = place; *name;) {
        char *bracket = name + strcspn(name, "[");
        size_t rest = strcspn(bracket, ".");
        char first = *bracket;
        *bracket = '\0';
        qn_page_shown(page, qn_view_name(view, name));
        *bracket = first;
        qn_page_add(page, bracket, rest + (bracket[rest] == '.'));
        name = bracket + rest + (bracket[rest] == '.');
    }
}

void qn_duty_put_place(qn_page *page, const qn_view *view, const qn_value *element)
{
    char place[QN_VALUE_TEXT_SIZE];
    int64_t cell = (int64_t)element->number[0];
    bool given = element->status == QN_KNOWN && element->kind == QN_KIND_RECORD && cell >= 0 &&
                 cell < view->c->cells.count &&
                 qn_cells_have_item(&view->c->cells, (int32_t)(QN_ITEM + (uint32_t)cell));
    if (given && qn_case_place_name(view->c, (int32_t)(QN_ITEM + (uint32_t)cell), place,
                                    sizeof place, NULL) == QN_OK) {
        put_names(page, view, place);
    }
}
