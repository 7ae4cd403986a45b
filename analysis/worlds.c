/*
 * Programs that are asked together. See worlds.h.
 */
#include "worlds.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "date.h"
#include "value.h"

/* PATIENCE: what may be asked about one rule. */
enum { TEXT_MAX = 2000, PATIENCE = 1500 };

/* The status of what a case was to be given and could not have: no reply is the same. */
enum { NOT_GIVEN = QN_FAILED + 1 };

/* ---- inputs */

static const char *fact_name(const qn_program *p, uint32_t fact)
{
    return qn_tables_string(&p->tables, p->tables.fact[fact].name);
}

static const char *renamed(const qn_rename *rename, size_t renames, const char *name)
{
    for (size_t i = 0; i < renames; i++) {
        if (strcmp(rename[i].from, name) == 0) {
            return rename[i].to;
        }
    }
    return name;
}

/* Whether the values of a fact are whole numbers of 64 bits. */
static bool is_plain(const qn_program *p, uint32_t fact)
{
    const qn_row_fact *row = &p->tables.fact[fact];
    const qn_row_type *type = &p->tables.type[row->type];
    bool is_value = qn_kind_is_number(type->kind) || type->kind == QN_KIND_BOOLEAN ||
                    type->kind == QN_KIND_DATE || type->kind == QN_KIND_CHOICE ||
                    type->kind == QN_KIND_CLOCK;
    return is_value && type->class_ != QN_CLASS_Q && row->history == QN_NONE_INDEX;
}

static int compare_inputs(const void *a, const void *b)
{
    return strcmp(((const qn_input *)a)->name, ((const qn_input *)b)->name);
}

static void add_inputs_of_first(qn_worlds *w)
{
    const qn_program *p = w->program[0];
    for (uint32_t i = 0; i < p->tables.fact_count; i++) {
        w->input[w->inputs++] = (qn_input){
            .name = fact_name(p, i), .fact = {i, QN_NONE_INDEX}, .is_plain = is_plain(p, i)};
    }
}

/* The inputs that a program would have by itself, in the order of their names. */
static qn_input *inputs_by_name(const qn_program *p)
{
    uint32_t count = p->tables.fact_count;
    qn_input *list = calloc((size_t)count + 1, sizeof *list);
    for (uint32_t i = 0; list != NULL && i < count; i++) {
        list[i] = (qn_input){.name = fact_name(p, i),
                             .fact = {QN_NONE_INDEX, i},
                             .home = 1,
                             .is_plain = is_plain(p, i)};
    }
    if (list != NULL) {
        qsort(list, count, sizeof *list, compare_inputs);
    }
    return list;
}

/* What the second program has under the same name is one input with it. Of its own those that
 * are not found have it as their home. False where memory is out. */
static bool add_inputs_of_second(qn_worlds *w, const qn_rename *rename, size_t renames)
{
    uint32_t old = w->inputs;
    uint32_t count = w->program[1]->tables.fact_count;
    qn_input *own = inputs_by_name(w->program[1]);
    for (uint32_t i = 0; own != NULL && i < old; i++) {
        const qn_input wanted = {.name = renamed(rename, renames, w->input[i].name)};
        qn_input *found = bsearch(&wanted, own, count, sizeof *own, compare_inputs);
        if (found != NULL) {
            w->input[i].fact[1] = found->fact[1];
            w->input[i].is_plain &= found->is_plain;
            found->home = 0;
        }
    }
    for (uint32_t i = 0; own != NULL && i < count; i++) {
        if (own[i].home != 0) {
            w->input[w->inputs++] = own[i];
        }
    }
    free(own);
    return own != NULL;
}

uint32_t qn_worlds_rule(const qn_worlds *w, const qn_rename *rename, size_t renames, uint32_t rule)
{
    const char *name = qn_program_rule_info(w->program[0], (int32_t)rule).name;
    int32_t found = qn_program_rule(w->program[1], renamed(rename, renames, name));
    return found < 0 ? QN_NONE_INDEX : (uint32_t)found;
}

static qn_reply find_least(qn_worlds *w, uint32_t input);

/* ---- making */

/* The default of a fact in words, "" where it has none. */
static void default_text(const qn_program *p, uint32_t fact, char *text, size_t size)
{
    text[0] = '\0';
    (void)qn_program_fact_default(p, (int32_t)fact, text, size, NULL);
}

static void compare_defaults(qn_worlds *w)
{
    char first[TEXT_MAX];
    char second[TEXT_MAX];
    for (uint32_t i = 0; i < w->inputs; i++) {
        qn_input *in = &w->input[i];
        if (in->fact[0] != QN_NONE_INDEX && in->fact[1] != QN_NONE_INDEX) {
            default_text(w->program[0], in->fact[0], first, sizeof first);
            default_text(w->program[1], in->fact[1], second, sizeof second);
            in->has_two_defaults = strcmp(first, second) != 0;
        }
    }
}

/* Facts are one where they are one input. One program alone is held against nothing. */
static bool number_registers(qn_worlds *w, uint32_t world)
{
    if (w->count == 1) {
        return true;
    }
    const qn_tables *t = &w->program[world]->tables;
    uint32_t *identity = calloc((size_t)t->fact_count + 1, sizeof *identity);
    if (w->number[world] == NULL) {
        w->number[world] = calloc(qn_tables_register_count(t), sizeof *w->number[world]);
    }
    for (uint32_t i = 0; identity != NULL && i < w->inputs; i++) {
        if (w->input[i].fact[world] != QN_NONE_INDEX) {
            identity[w->input[i].fact[world]] = i;
        }
    }
    bool good = identity != NULL && w->number[world] != NULL &&
                qn_numbering_add(w->numbering, w->program[world], identity,
                                 world > 0 ? w->united : NULL, w->number[world]);
    free(identity);
    return good;
}

/* The example of each expectation. */
static bool find_examples(qn_worlds *w, uint32_t world)
{
    const qn_tables *t = &w->program[world]->tables;
    w->example[world] = calloc((size_t)t->expectation_count + 1, sizeof *w->example[world]);
    for (uint32_t i = 0; w->example[world] != NULL && i < t->example_count; i++) {
        for (uint32_t k = 0; k < t->example[i].expect_count; k++) {
            w->example[world][t->example[i].first_expect + k] = i;
        }
    }
    return w->example[world] != NULL;
}

/* The input of each fact. */
static bool number_inputs(qn_worlds *w)
{
    for (uint32_t k = 0; k < w->count; k++) {
        w->input_of[k] =
            calloc((size_t)w->program[k]->tables.fact_count + 1, sizeof *w->input_of[k]);
        for (uint32_t i = 0; w->input_of[k] != NULL && i < w->inputs; i++) {
            if (w->input[i].fact[k] != QN_NONE_INDEX) {
                w->input_of[k][w->input[i].fact[k]] = i;
            }
        }
        if (w->input_of[k] == NULL) {
            return false;
        }
    }
    return true;
}

static bool open_world(qn_worlds *w, uint32_t world)
{
    w->c[world] = qn_case_new(w->program[world]);
    return w->c[world] != NULL && find_examples(w, world) && number_registers(w, world);
}

/* Without a prover there is none, which is no failure. */
static bool open_prover(qn_worlds *w)
{
    for (uint32_t i = 0; qn_symbolic_is_there() && i < w->count; i++) {
        w->symbolic[i] =
            qn_symbolic_make_beside(i > 0 ? w->symbolic[0] : NULL, w->program[i],
                                    w->count > 1 ? w->number[i] : NULL, w->first_day, w->last_day);
        if (w->symbolic[i] == NULL) {
            return false;
        }
    }
    return true;
}

bool qn_worlds_init(qn_worlds *w, const qn_program *first, const qn_program *second,
                    const qn_rename *rename, size_t renames, int64_t first_day, int64_t last_day)
{
    *w = (qn_worlds){.count = second == NULL ? 1 : 2,
                     .program = {first, second},
                     .first_day = first_day,
                     .last_day = last_day};
    size_t room = (size_t)first->tables.fact_count + 1;
    room += second == NULL ? 0 : second->tables.fact_count;
    w->input = calloc(room, sizeof *w->input);
    w->numbering = qn_numbering_make();
    if (w->input == NULL || w->numbering == NULL) {
        return false;
    }
    add_inputs_of_first(w);
    if (second != NULL) {
        if (!add_inputs_of_second(w, rename, renames)) {
            return false;
        }
        compare_defaults(w);
    }
    qsort(w->input, w->inputs, sizeof *w->input, compare_inputs);
    w->given = qn_witness_make(w);
    bool good = w->given.reply != NULL && number_inputs(w);
    for (uint32_t i = 0; good && i < w->count; i++) {
        good = open_world(w, i);
    }
    w->least = qn_witness_make(w);
    good = good && w->least.reply != NULL;
    for (uint32_t i = 0; good && i < w->inputs; i++) {
        w->least.reply[i] = find_least(w, i);
    }
    if (good) {
        w->least.reply[w->inputs] = (qn_reply){.status = QN_KNOWN, .value = w->first_day};
    }
    return good && open_prover(w);
}

void qn_worlds_take_bounds(qn_worlds *w)
{
    for (uint32_t i = 0; i < w->count && w->symbolic[i] != NULL; i++) {
        qn_symbolic_take_bounds(w->symbolic[i], &w->blank[i]);
    }
}

qn_decision qn_worlds_ask(qn_worlds *w, qn_claim claim, uint64_t work)
{
    if (w->symbolic[0] == NULL || w->patience <= 0) {
        return QN_NOT_DECIDED;
    }
    qn_decision found = qn_symbolic_find(w->symbolic[0], claim, work);
    w->patience -= found == QN_NOT_DECIDED ? QN_OPEN_COST : QN_ASKED_COST;
    return found;
}

bool qn_worlds_unite(qn_worlds *w, uint32_t first, uint32_t second)
{
    uint32_t count = qn_tables_register_count(&w->program[1]->tables);
    if (w->united == NULL) {
        w->united = malloc(count * sizeof *w->united);
        for (uint32_t i = 0; w->united != NULL && i < count; i++) {
            w->united[i] = QN_NONE_INDEX;
        }
    }
    if (w->united == NULL) {
        return false;
    }
    w->united[second] = w->number[0][first];
    return number_registers(w, 1);
}

bool qn_worlds_focus(qn_worlds *w, const uint8_t *matters)
{
    w->patience = PATIENCE;
    for (uint32_t k = 0; k < w->count && w->symbolic[k] != NULL; k++) {
        uint8_t *facts = calloc((size_t)w->program[k]->tables.fact_count + 1, 1);
        if (facts == NULL) {
            return false;
        }
        for (uint32_t i = 0; i < w->inputs; i++) {
            if (w->input[i].fact[k] != QN_NONE_INDEX) {
                facts[w->input[i].fact[k]] = matters[i];
            }
        }
        qn_symbolic_focus(w->symbolic[k], k == 0, facts);
        free(facts);
    }
    return true;
}

void qn_worlds_clear(qn_worlds *w)
{
    for (uint32_t i = QN_WORLDS_MAX; i-- > 0;) {
        qn_symbolic_free(w->symbolic[i]);
        qn_case_free(w->c[i]);
        qn_case_free(w->blank[i]);
        free(w->number[i]);
        free(w->example[i]);
        free(w->input_of[i]);
    }
    qn_worlds_forget_texts(w, 0);
    free(w->text);
    free(w->united);
    free(w->input);
    qn_witness_clear(&w->given);
    qn_witness_clear(&w->least);
    qn_numbering_free(w->numbering);
    *w = (qn_worlds){0};
}

/* ---- cases */

qn_witness qn_witness_make(const qn_worlds *w)
{
    qn_witness made = {calloc((size_t)w->inputs + 1, sizeof *made.reply)};
    for (uint32_t i = 0; made.reply != NULL && i <= w->inputs; i++) {
        made.reply[i].status = QN_UNKNOWN;
    }
    return made;
}

void qn_witness_copy(const qn_worlds *w, qn_witness *to, const qn_witness *from)
{
    memcpy(to->reply, from->reply, ((size_t)w->inputs + 1) * sizeof *to->reply);
}

void qn_witness_clear(qn_witness *witness)
{
    free(witness->reply);
    witness->reply = NULL;
}

/* The number that a constant holds, rounded to a whole one; false where there is none. */
static bool read_end(const qn_tables *t, uint32_t reg, qn_rounding mode, int64_t *out)
{
    if (reg == QN_NONE_INDEX) {
        return false;
    }
    const qn_row_constant *row = &t->constant[reg];
    qn_rational end = qn_slot_rational(qn_constant_slot(row), (qn_class)row->class_);
    qn_rational whole;
    if (qn_rational_round(end, qn_rational_from_i64(1), mode, &whole) != QN_ARITH_OK ||
        !qn_wide_fits_i64(whole.num)) {
        return false;
    }
    *out = qn_wide_to_i64(whole.num);
    return true;
}

/* The number of the grid within the declared range that is nearest to 0. */
static int64_t nearest_to_zero(const qn_tables *t, const qn_row_fact *row)
{
    int64_t low = INT64_MIN;
    int64_t high = INT64_MAX;
    bool has_low = read_end(t, row->low, QN_ROUND_UP, &low);
    bool has_high = read_end(t, row->high, QN_ROUND_DOWN, &high);
    if (t->type[row->type].kind == QN_KIND_DATE && !has_low) {
        return QN_DAY_MIN;
    }
    if (has_low && low > 0) {
        return low;
    }
    return has_high && high < 0 ? high : 0;
}

/* Memory of texts: thousands are made up for one question. */
typedef struct qn_text_block {
    struct qn_text_block *before;
    size_t used;
    size_t size;
    char bytes[];
} qn_text_block;

enum { TEXT_BLOCK = 16384 };

static char *take_bytes(qn_worlds *w, size_t size)
{
    qn_text_block *block = w->last_block;
    if (block == NULL || block->size - block->used < size) {
        size_t room = size > TEXT_BLOCK ? size : TEXT_BLOCK;
        block = malloc(sizeof *block + room);
        if (block == NULL) {
            return NULL;
        }
        block->before = w->last_block;
        block->used = 0;
        block->size = room;
        w->last_block = block;
    }
    block->used += size;
    return block->bytes + block->used - size;
}

static bool has_room_for_text(qn_worlds *w)
{
    if (w->texts < w->texts_room) {
        return true;
    }
    size_t room = 2 * w->texts_room + 16;
    char **grown = realloc(w->text, room * sizeof *grown);
    if (grown == NULL) {
        return false;
    }
    w->text = grown;
    w->texts_room = room;
    return true;
}

const char *qn_worlds_keep_text(qn_worlds *w, const char *text)
{
    size_t size = strlen(text) + 1;
    char *kept = has_room_for_text(w) ? take_bytes(w, size) : NULL;
    if (kept == NULL) {
        w->out_of_memory = true;
        return NULL;
    }
    memcpy(kept, text, size);
    w->text[w->texts++] = kept;
    return kept;
}

/* Gives the memory of the last text back, and its block if it was the first there. */
static void forget_last_text(qn_worlds *w)
{
    qn_text_block *block = w->last_block;
    block->used = (size_t)(w->text[--w->texts] - block->bytes);
    if (block->used == 0) {
        w->last_block = block->before;
        free(block);
    }
}

void qn_worlds_forget_texts(qn_worlds *w, size_t first)
{
    while (w->texts > first) {
        forget_last_text(w);
    }
    w->is_given = false;
}

/* Whether both programs hold the values of an input in the same way. */
static bool is_one_grid(const qn_worlds *w, const qn_input *in, uint32_t world)
{
    if (world == in->home) {
        return true;
    }
    uint32_t a = qn_tables_first_fact(&w->program[in->home]->tables) + in->fact[in->home];
    uint32_t b = qn_tables_first_fact(&w->program[world]->tables) + in->fact[world];
    return w->number[in->home][a] == w->number[world][b];
}

static qn_reply plain_reply(const qn_row_constant *row)
{
    qn_slot slot = qn_constant_slot(row);
    qn_wide value = row->class_ == QN_CLASS_I ? qn_wide_from_i64(slot.i) : slot.w;
    bool fits = row->class_ != QN_CLASS_Q && qn_wide_fits_i64(value);
    return (qn_reply){.status = fits ? QN_KNOWN : QN_UNKNOWN, .value = qn_wide_to_i64(value)};
}

/* What a constant is as a reply; not given where the two programs would not mean the same by it. */
static qn_reply constant_reply(qn_worlds *w, uint32_t world, uint32_t input, uint32_t reg)
{
    const qn_input *in = &w->input[input];
    const qn_tables *t = &w->program[world]->tables;
    qn_reply reply = {.status = QN_UNKNOWN};
    if (reg == QN_NONE_INDEX || !is_one_grid(w, in, world)) {
        return reply;
    }
    const qn_row_constant *row = &t->constant[reg];
    if (row->status != QN_KNOWN) {
        reply.status = (qn_answer)row->status;
        return reply;
    }
    if (in->is_plain) {
        return plain_reply(row);
    }
    char text[TEXT_MAX];
    qn_value value;
    qn_slot slot = qn_constant_slot(row);
    qn_case_value(w->c[world], t->fact[in->fact[world]].type, QN_KNOWN, &slot, &value);
    if (qn_value_text(&value, text, sizeof text, NULL) == QN_OK) {
        reply.text = qn_worlds_keep_text(w, strcmp(text, "(empty)") == 0 ? "[]" : text);
        reply.status = reply.text == NULL ? QN_UNKNOWN : QN_KNOWN;
    }
    return reply;
}

static qn_reply find_least(qn_worlds *w, uint32_t input)
{
    const qn_input *in = &w->input[input];
    const qn_tables *t = &w->program[in->home]->tables;
    const qn_row_fact *row = &t->fact[in->fact[in->home]];
    uint32_t kind = t->type[row->type].kind;
    if (in->has_two_defaults) {
        return constant_reply(w, in->home, input, row->preset);
    }
    if (row->preset != QN_NONE_INDEX) {
        return (qn_reply){.status = QN_UNKNOWN};
    }
    if (in->is_plain) {
        return (qn_reply){.status = QN_KNOWN, .value = nearest_to_zero(t, row)};
    }
    if (kind == QN_KIND_LIST || kind == QN_KIND_SET) {
        return (qn_reply){.status = QN_KNOWN, .text = "[]"};
    }
    if (kind == QN_KIND_TEXT && row->history == QN_NONE_INDEX) {
        return (qn_reply){.status = QN_KNOWN, .text = ""};
    }
    return (qn_reply){.status = QN_UNKNOWN};
}

qn_reply qn_worlds_least(qn_worlds *w, uint32_t input)
{
    return w->least.reply[input];
}

bool qn_worlds_is_date(const qn_worlds *w, uint32_t input)
{
    if (input == w->inputs) {
        return true;
    }
    const qn_input *in = &w->input[input];
    const qn_tables *t = &w->program[in->home]->tables;
    return in->is_plain && t->type[t->fact[in->fact[in->home]].type].kind == QN_KIND_DATE;
}

void qn_witness_be_least(qn_worlds *w, qn_witness *out)
{
    qn_witness_copy(w, out, &w->least);
}

/* What some rows of GIVEN give. */
static void take_given(qn_worlds *w, uint32_t world, uint32_t first, uint32_t count, qn_witness *io)
{
    const qn_tables *t = &w->program[world]->tables;
    for (uint32_t k = 0; k < count; k++) {
        const qn_row_given *given = &t->given[first + k];
        uint32_t input = w->input_of[world][given->fact];
        io->reply[input] = constant_reply(w, world, input, given->value);
    }
}

void qn_witness_take_example(qn_worlds *w, uint32_t world, uint32_t expectation, qn_witness *io)
{
    const qn_tables *t = &w->program[world]->tables;
    const qn_row_expectation *expect = &t->expectation[expectation];
    const qn_row_example *row = &t->example[w->example[world][expectation]];
    take_given(w, world, row->first_given, row->given_count, io);
    take_given(w, world, expect->first_given, expect->given_count, io);
    if (row->on != QN_NONE_INDEX) {
        io->reply[w->inputs].value = qn_constant_slot(&t->constant[row->on]).i;
    }
}

static bool replies_are_same(const qn_reply *a, const qn_reply *b)
{
    return a->status == b->status &&
           (a->status != QN_KNOWN || (a->value == b->value && a->text == b->text));
}

void qn_worlds_reply_text(qn_worlds *w, uint32_t input, const qn_reply *reply, char *buffer,
                          size_t size)
{
    qn_value value;
    if (input == w->inputs) {
        qn_date_format((qn_day)reply->value, buffer);
        return;
    }
    const qn_input *in = &w->input[input];
    if (reply->status != QN_KNOWN || !in->is_plain) {
        (void)snprintf(buffer, size, "%s",
                       reply->status == QN_NONE    ? "none"
                       : reply->status != QN_KNOWN ? "unknown"
                       : reply->text == NULL       ? ""
                                                   : reply->text);
        return;
    }
    const qn_program *p = w->program[in->home];
    uint32_t type = p->tables.fact[in->fact[in->home]].type;
    qn_slot slot = {.i = reply->value};
    if (p->tables.type[type].class_ == QN_CLASS_W) {
        slot.w = qn_wide_from_i64(reply->value);
    }
    qn_value_make(p, type, QN_KNOWN, slot, &value);
    (void)qn_value_text(&value, buffer, size, NULL);
}

static bool give(qn_worlds *w, uint32_t world, uint32_t input, const qn_reply *reply)
{
    char text[TEXT_MAX];
    qn_case *c = w->c[world];
    uint32_t fact = w->input[input].fact[world];
    if (fact == QN_NONE_INDEX) {
        return true;
    }
    if (reply->status == QN_UNKNOWN) {
        return (w->input[input].has_two_defaults ? qn_case_set_unknown(c, (int32_t)fact)
                                                 : qn_case_clear(c, (int32_t)fact)) == QN_OK;
    }
    if (reply->status == QN_NONE) {
        return qn_case_set_none(c, (int32_t)fact) == QN_OK;
    }
    qn_worlds_reply_text(w, input, reply, text, sizeof text);
    return qn_case_set_text(c, (int32_t)fact, text, strlen(text)) == QN_OK;
}

static bool give_today(qn_worlds *w, const qn_reply *reply)
{
    bool good = true;
    qn_ymd day = qn_date_to_ymd((qn_day)reply->value);
    for (uint32_t k = 0; k < w->count; k++) {
        good &= reply->status == QN_KNOWN
                    ? qn_case_set_date(w->c[k], QN_TODAY, day.year, day.month, day.day) == QN_OK
                    : qn_case_set_unknown(w->c[k], QN_TODAY) == QN_OK;
    }
    return good;
}

/* One reply, unless it is the one that was given last. */
static bool apply_one(qn_worlds *w, uint32_t input, const qn_reply *reply)
{
    if (w->is_given && replies_are_same(&w->given.reply[input], reply)) {
        return true;
    }
    bool good = input < w->inputs || give_today(w, reply);
    for (uint32_t k = 0; input < w->inputs && k < w->count; k++) {
        good &= give(w, k, input, reply);
    }
    w->given.reply[input] = *reply;
    if (!good) {
        w->given.reply[input].status = (qn_answer)NOT_GIVEN;
    }
    return good;
}

bool qn_worlds_apply(qn_worlds *w, const qn_witness *witness)
{
    bool good = true;
    for (uint32_t i = 0; i <= w->inputs && (good || !w->is_given); i++) {
        good &= apply_one(w, i, &witness->reply[i]);
    }
    w->is_given = true;
    return good;
}

bool qn_worlds_apply_some(qn_worlds *w, const qn_witness *witness, const uint32_t *some,
                          uint32_t count)
{
    if (!w->is_given) {
        return qn_worlds_apply(w, witness);
    }
    bool good = true;
    for (uint32_t i = 0; i < count && good; i++) {
        good = apply_one(w, some[i], &witness->reply[some[i]]);
    }
    return good && apply_one(w, w->inputs, &witness->reply[w->inputs]);
}

char *qn_worlds_text(qn_worlds *w, const qn_witness *witness)
{
    char one[TEXT_MAX];
    size_t length = 0;
    char *text = calloc(1, 1);
    for (uint32_t i = 0; text != NULL && i <= w->inputs; i++) {
        const qn_reply *reply = &witness->reply[i];
        if (reply->status == QN_UNKNOWN) {
            continue;
        }
        qn_worlds_reply_text(w, i, reply, one, sizeof one);
        const char *before = length > 0 ? ", " : "";
        const char *name = i == w->inputs ? "on" : w->input[i].name;
        const char *is = i == w->inputs ? " " : " = ";
        size_t room = strlen(before) + strlen(name) + strlen(is) + strlen(one) + 1;
        char *grown = realloc(text, length + room);
        if (grown == NULL) {
            free(text);
            return NULL;
        }
        text = grown;
        length += (size_t)snprintf(text + length, room, "%s%s%s%s", before, name, is, one);
    }
    return text;
}
