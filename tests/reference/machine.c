/*
 * The product under test, and whether its answers are those of the reference. See machine.h.
 */
#include "machine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "case.h"
#include "qanun_compile.h"
#include "steps.h"

/* ---- loading */

typedef struct reader {
    const char *path, *text;
} reader;

static qn_status read_file(void *context, const char *path, char **bytes, size_t *length)
{
    const reader *r = context;
    FILE *in = NULL;
    if (r->text != NULL && strcmp(path, r->path) == 0) {
        *length = strlen(r->text);
        *bytes = malloc(*length + 1);
        memcpy(*bytes, r->text, *length + 1);
        return QN_OK;
    }
    in = fopen(path, "rb");
    if (in == NULL) {
        return QN_BAD_VALUE;
    }
    (void)fseek(in, 0, SEEK_END);
    long size = ftell(in);
    rewind(in);
    *bytes = malloc((size_t)(size < 0 ? 0 : size) + 1);
    *length = size < 0 ? 0 : fread(*bytes, 1, (size_t)size, in);
    (void)fclose(in);
    return QN_OK;
}

static void first_error(qn_compilation *compilation, machine *m)
{
    qn_message found;
    for (size_t i = 0; qn_compilation_message(compilation, i, &found) == QN_OK; i++) {
        if (found.severity == QN_ERROR) {
            m->message = pool_format("%s:%u:%u: %s %s", found.path, found.line, found.column,
                                     found.code, found.text);
            return;
        }
    }
}

static long ops[QN_OP_COUNT];

static void count_ops(const qn_program *p)
{
    for (uint32_t i = 0; i < p->tables.instruction_count; i++) {
        ops[qn_instruction_op(&p->tables.instruction[i])]++;
    }
}

void machine_reached(void)
{
    static const char *const names[] = {
#define QN_OP(name, ...) #name,
#include "opcodes.def"
#undef QN_OP
    };
    for (int i = 0; i < QN_OP_COUNT; i++) {
        printf("reached %ld op %s\n", ops[i], names[i]);
    }
    memset(ops, 0, sizeof ops);
}

bool machine_load(machine *m, const char *path, const char *text)
{
    static const qn_preparation preparation[WAYS] = {QN_PREPARE_NOTHING, QN_PREPARE_ALL};
    reader r = {path, text};
    qn_compile_options options = {.read = read_file, .context = &r};
    qn_compilation *compilation = NULL;
    *m = (machine){0};
    if (qn_compile(path, &options, &compilation) != QN_OK) {
        m->message = pool_format("%s cannot be compiled", path);
        return false;
    }
    const unsigned char *image = qn_compilation_image(compilation, &m->length);
    first_error(compilation, m);
    if (image != NULL) {
        m->image = malloc(m->length);
        memcpy(m->image, image, m->length);
    }
    qn_compilation_free(compilation);
    for (int w = 0; m->image != NULL && w < WAYS; w++) {
        const qn_options how = {.preparation = preparation[w]};
        qn_error error;
        if (qn_program_load(m->image, m->length, &how, &m->program[w], &error) != QN_OK) {
            m->message = pool_format("the image is refused: %s", error.text);
            return false;
        }
        m->c[w] = qn_case_new(m->program[w]);
    }
    if (m->image != NULL) {
        count_ops(m->program[0]);
    }
    return m->image != NULL;
}

void machine_free(machine *m)
{
    for (int w = 0; w < WAYS; w++) {
        qn_case_free(m->fresh[w]);
        qn_case_free(m->c[w]);
        qn_program_free(m->program[w]);
    }
    free(m->image);
    *m = (machine){0};
}

void machine_reset(machine *m, const char *on)
{
    for (int w = 0; w < WAYS; w++) {
        qn_case_reset(m->c[w]);
        qn_case_free(m->fresh[w]);
        m->fresh[w] = qn_case_new(m->program[w]);
        if (on != NULL) {
            (void)qn_case_set_text(m->c[w], QN_TODAY, on, strlen(on));
            (void)qn_case_set_text(m->fresh[w], QN_TODAY, on, strlen(on));
        }
    }
}

bool machine_has(const machine *m, const char *fact)
{
    return qn_program_fact(m->program[0], fact) >= 0;
}

bool machine_give(machine *m, const char *fact, const char *text)
{
    bool taken = true;
    for (int w = 0; w < WAYS; w++) {
        int32_t at = qn_program_fact(m->program[w], fact);
        taken = taken && at >= 0 && qn_case_set_text(m->c[w], at, text, strlen(text)) == QN_OK &&
                qn_case_set_text(m->fresh[w], at, text, strlen(text)) == QN_OK;
    }
    return taken;
}

/* ---- answers */

static const char *number_differs(val v, const type *t, const qn_value *q)
{
    char text[QN_VALUE_TEXT_SIZE];
    bool has_number = qn_value_fraction(q, text, sizeof text, NULL) == QN_OK;
    mpq_ptr n = pool_take(sizeof *n);
    mpq_init(n);
    if (!has_number || mpq_set_str(n, text, 10) != 0) {
        return "no number";
    }
    mpq_canonicalize(n);
    if (t->is_percent) { /* 60 is 60% */
        return mpq_equal(n, number_multiply(v->number, number_of(100, 1))) ? NULL
                                                                           : "another number";
    }
    return mpq_equal(n, number_divide(v->number, t->factor)) ? NULL : "another number";
}

static const char *date_differs(long day, int y, int m, int d)
{
    return day_of(y, m, d) == day ? NULL : "another day";
}

static const char *period_differs(val v, const qn_value *q)
{
    int y, m, d, end_y, end_m, end_d;
    bool has_end;
    if (qn_value_period(q, &y, &m, &d, &has_end, &end_y, &end_m, &end_d) != QN_OK) {
        return "no period";
    }
    if (has_end == v->is_open) {
        return "another end";
    }
    const char *why = date_differs(v->day, y, m, d);
    return why != NULL || v->is_open || v->last < v->day
               ? why
               : date_differs(v->last, end_y, end_m, end_d);
}

static const char *set_differs(val v, const type *t, const qn_value *q)
{
    for (int i = 0; i < t->choice->count; i++) {
        bool has = false;
        if (qn_value_has(q, i, &has) != QN_OK || has != ((v->mask >> i & 1) != 0)) {
            return "another set";
        }
    }
    return NULL;
}

static const char *record_differs(val v, const type *t, const qn_value *q)
{
    for (int i = 0; i < t->fields; i++) {
        qn_value own;
        const char *name = qn_value_field_name(q, i);
        if (name == NULL || qn_value_field(q, i, &own) != QN_OK) {
            return "a field is missing";
        }
        for (int k = 0; k < t->fields; k++) {
            const char *why = strcmp(t->field[k].name, name) == 0
                                  ? value_differs(v->field[k], t->field[k].type, &own)
                                  : NULL;
            if (why != NULL) {
                return pool_format("%s: %s", name, why);
            }
        }
    }
    return NULL;
}

typedef struct walk {
    const sequence *list;
    const type *type;
    size_t at;
    const char *why;
} walk;

static void visit(void *context, const qn_value *q)
{
    walk *w = context;
    if (w->why == NULL && w->at < w->list->count) {
        const char *why = value_differs(w->list->at[w->at].value, w->type->element, q);
        w->why = why != NULL ? pool_format("element %zu: %s", w->at + 1, why) : NULL;
    }
    w->at++;
}

static const char *list_differs(val v, const type *t, const qn_value *q)
{
    walk w = {v->list, t, 0, NULL};
    if (qn_value_each(q, visit, &w) != QN_OK) {
        return "no list";
    }
    return w.why != NULL ? w.why : w.at != v->list->count ? "another count" : NULL;
}

static const char *known_differs(val v, const type *t, const qn_value *q)
{
    int y, m, d;
    bool yes;
    char text[QN_VALUE_TEXT_SIZE];
    switch (t->kind) {
    case K_NUMBER:
        return number_differs(v, t, q);
    case K_BOOLEAN:
        return qn_value_boolean(q, &yes) == QN_OK && yes == (v->day != 0) ? NULL : "yes or no";
    case K_DATE:
        return qn_value_date(q, &y, &m, &d) == QN_OK ? date_differs(v->day, y, m, d) : "no date";
    case K_SET:
        return set_differs(v, t, q);
    case K_PERIOD:
    case K_CHAIN:
        return period_differs(v, q);
    case K_RECORD:
        return record_differs(v, t, q);
    case K_LIST:
        return list_differs(v, t, q);
    case K_CHOICE:
    case K_CLOCK:
        (void)qn_value_text(q, text, sizeof text, NULL);
        return strcmp(text, value_text(v, t)) == 0 ? NULL : "another value";
    default:
        return NULL;
    }
}

/* Where several errors met the product names more than what decided: then its number may be that of
 * another one. */
static bool has_code(val v, int code, bool are_several)
{
    if (are_several) {
        return true;
    }
    for (const cause *c = v->cause; c != NULL; c = c->next) {
        if (c->code == code) {
            return true;
        }
    }
    return false;
}

const char *value_differs(val v, const type *t, const qn_value *q)
{
    static const answer statuses[] = {IS_KNOWN, IS_NONE, IS_UNKNOWN, IS_CONFLICT, IS_ERROR};
    if (statuses[q->status] != v->status) {
        return "another status";
    }
    return v->status == IS_KNOWN ? known_differs(v, t, q) : NULL;
}

static const char *unit_differs(val v, const type *t, const qn_value *q)
{
    bool has_unit = v->status == IS_KNOWN && t->kind == K_NUMBER && q->kind == QN_KIND_QUANTITY;
    return has_unit && strcmp(q->unit, t->unit) != 0 ? pool_format("the unit %s", q->unit) : NULL;
}

/* The reasons of a none, all of them. */
static const char *reasons_differ(qn_case *c, int32_t rule, val v)
{
    int32_t i = 0;
    const cause *mine = v->cause;
    if (mine == NULL || mine->text == NULL) {
        return NULL;
    }
    for (; mine != NULL; mine = mine->next, i++) {
        const char *own = qn_case_cause(c, rule, i);
        /* A long one is cut. */
        const char *cut = own != NULL ? strstr(own, "…") : NULL;
        size_t length = cut != NULL ? (size_t)(cut - own) : strlen(mine->text) + 1;
        if (own == NULL || strncmp(own, mine->text, length) != 0) {
            return pool_format("the reason \"%s\", not \"%s\"", own != NULL ? own : "", mine->text);
        }
    }
    return qn_case_cause(c, rule, i) != NULL ? "more reasons" : NULL;
}

const char *machine_text(const qn_value *v)
{
    char text[4096];
    if (qn_value_text(v, text, sizeof text, NULL) != QN_OK) {
        return "(long)";
    }
    return v->status == QN_FAILED ? pool_format("error Q0%d", v->error) : pool_format("%s", text);
}

bool machine_agrees(machine *m, way w, int32_t rule, val expected, const type *t, const char **why)
{
    qn_value q;
    (void)qn_eval(m->c[w], rule, &q);
    /* What the plain run leaves open the open run may close: see promise.c. */
    if (expected->status == IS_UNKNOWN) {
        return true;
    }
    const char *found = value_differs(expected, t, &q);
    bool other = found == NULL && expected->status == IS_ERROR &&
                 !has_code(expected, q.error, qn_case_cause(m->c[w], rule, 1) != NULL);
    found = other ? "another error" : found;
    found = found != NULL ? found : unit_differs(expected, t, &q);
    found = found != NULL || expected->status != IS_NONE ? found
                                                         : reasons_differ(m->c[w], rule, expected);
    *why = found == NULL
               ? NULL
               : pool_format("the reference says %s, the %s %s (%s)", value_text(expected, t),
                             w == WAY_MACHINE ? "machine" : "direct way", machine_text(&q), found);
    return found == NULL;
}

/* ---- cases that were used before */

/* An answer with its bounds and its causes. */
static const char *all_said(qn_case *c, int32_t rule)
{
    qn_value q, end;
    const char *one = NULL;
    (void)qn_eval(c, rule, &q);
    const char *said = pool_format("%s", machine_text(&q));
    for (qn_bound side = QN_LOW; q.status == QN_UNKNOWN && side <= QN_HIGH; side++) {
        bool has_end = qn_value_bound(&q, side, &end) == QN_OK;
        said = pool_format("%s, %s", said, has_end ? machine_text(&end) : "no end");
    }
    for (int i = 0; (one = qn_case_cause(c, rule, i)) != NULL; i++) {
        said = pool_format("%s; %s", said, one);
    }
    return said;
}

bool machine_is_unmarked(machine *m, way w, int32_t rule, const char **why)
{
    const char *used = all_said(m->c[w], rule), *fresh = all_said(m->fresh[w], rule);
    bool same = strcmp(used, fresh) == 0;
    *why = same ? NULL
                : pool_format("a case that was used before says %s, and a new one %s", used, fresh);
    return same;
}

/* ---- bounds */

static number number_said(const type *t, const qn_value *q)
{
    char text[QN_VALUE_TEXT_SIZE];
    mpq_ptr n = pool_take(sizeof *n);
    mpq_init(n);
    if (qn_value_fraction(q, text, sizeof text, NULL) != QN_OK || mpq_set_str(n, text, 10) != 0) {
        return NULL;
    }
    mpq_canonicalize(n);
    return t->is_percent ? number_divide(n, number_of(100, 1)) : number_multiply(n, t->factor);
}

bool value_beyond(val v, const type *t, const qn_value *bound, int side)
{
    int y, m, d;
    if (t->kind == K_NUMBER) {
        number end = number_said(t, bound);
        return end != NULL && mpq_cmp(v->number, end) * side > 0;
    }
    if (t->kind == K_DATE && qn_value_date(bound, &y, &m, &d) == QN_OK) {
        long end = day_of(y, m, d);
        return ((v->day > end) - (v->day < end)) * side > 0;
    }
    return false;
}

/* ---- rules */

static bool is_duty_at(const qn_tables *t, const qn_row_duty *row, const decl *duty)
{
    qn_position at = qn_source_position(&duty->module->source, duty->node->span.begin);
    return row->line == at.line && row->column == at.column && row->source != QN_NONE_INDEX &&
           strcmp(qn_tables_string(t, t->source[row->source].name), duty->module->path) == 0;
}

int32_t machine_rule(const machine *m, const decl *rule)
{
    const qn_tables *t = &m->program[WAY_MACHINE]->tables;
    if (rule->kind == D_RULE) {
        return qn_program_rule(m->program[WAY_MACHINE], rule->name);
    }
    for (uint32_t i = 0; i < t->duty_count; i++) {
        if (is_duty_at(t, &t->duty[i], rule)) {
            return (int32_t)t->duty[i].rule;
        }
    }
    return -1;
}

static uint64_t steps_taken;

uint64_t machine_taken(void)
{
    return steps_taken;
}

bool machine_ways_agree(machine *m, int32_t rule, const char **why)
{
    qn_value by_machine, direct;
    uint64_t before = m->c[WAY_MACHINE]->steps;
    (void)qn_eval(m->c[WAY_MACHINE], rule, &by_machine);
    steps_taken += m->c[WAY_MACHINE]->steps - before;
    (void)qn_eval(m->c[WAY_DIRECT], rule, &direct);
    bool same = by_machine.status == direct.status && by_machine.error == direct.error &&
                (by_machine.status != QN_KNOWN ||
                 (by_machine.form == direct.form &&
                  memcmp(by_machine.number, direct.number, sizeof direct.number) == 0));
    same = same || strcmp(machine_text(&by_machine), machine_text(&direct)) == 0;
    *why = same ? NULL
                : pool_format("the machine says %s, the direct way %s", machine_text(&by_machine),
                              machine_text(&direct));
    return same;
}

bool machine_steps(machine *m, int32_t rule, const char **why)
{
    qn_case *c = m->c[WAY_MACHINE];
    uint64_t before = c->steps, bound = qn_program_rule_steps(m->program[WAY_MACHINE], rule);
    qn_case_run(c, (uint32_t)rule);
    uint64_t taken = c->steps - before;
    steps_taken += taken;
    *why = taken <= bound ? NULL
                          : pool_format("it takes %llu steps, at most %llu are foreseen",
                                        (unsigned long long)taken, (unsigned long long)bound);
    return taken <= bound;
}
