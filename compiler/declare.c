/*
 * declare.c - what declarations mean: types and units, choices and their values, facts with their
 * ranges and defaults, laws, labels, reviewed dates. Rows are made when they are first needed, so
 * that a program holds only the facts that it uses, beside those of its own file.
 *
 * Types are spec/semantics.md, chapters 1 and 2, facts spec/language.md, chapter 2. A type is made
 * once and shared: whoever compares types compares what they are, not where they stand.
 */
#include "compiler.h"

#include <stdlib.h>
#include <string.h>

#include "date.h"
#include "decimal.h"

static const qn_rational zero = {.num = {0, 0}, .den = {1, 0}};

/* All that tells types apart. The unit as it is written counts: `days` and `calendar days` are
 * held alike, and written differently. */
static bool same_type(const qn_type *a, const qn_type *b)
{
    return a->kind == b->kind && a->bare == b->bare && a->failed == b->failed &&
           a->exact == b->exact && a->choice == b->choice && a->element == b->element &&
           a->record == b->record && a->limit == b->limit && a->first_field == b->first_field &&
           qn_dimension_equal(&a->dimension, &b->dimension) &&
           qn_rational_equal(a->factor, b->factor) && qn_rational_equal(a->coin, b->coin) &&
           !strcmp(a->unit, b->unit);
}

/* Choices, lists and records have no unit of their own, and there may be thousands of them. */
static uint32_t type_hash(const qn_type *type)
{
    const uint64_t words[] = {(uint64_t)type->kind,
                              type->choice,
                              type->limit,
                              type->first_field,
                              (uintptr_t)type->element,
                              (uintptr_t)type->record,
                              type->factor.num.lo};
    return qn_hash(words, sizeof words) ^ qn_hash(type->unit, strlen(type->unit));
}

/* Equal types are one, so that a program of many clauses has few types. */
const qn_type *qn_type_new(qn_compiler *c, const qn_type *type)
{
    uint32_t hash = type_hash(type), at;
    if (!qn_index_begin(&c->builder, &c->type_index, hash, &at))
        return &c->spare;
    const qn_type **types = c->types.rows;
    for (; c->type_index.slot[at].number; at = (at + 1) & (c->type_index.capacity - 1))
        if (same_type(types[c->type_index.slot[at].number - 1], type))
            return types[c->type_index.slot[at].number - 1];
    qn_type *copy = qn_arena_take(&c->arena, sizeof *copy);
    const char *unit = qn_arena_copy(&c->arena, type->unit, strlen(type->unit));
    if (!copy || !unit)
        return &c->spare;
    *copy = *type;
    copy->unit = unit;
    uint32_t number = qn_append(&c->builder, &c->types, sizeof copy, &copy);
    if (c->builder.failed)
        return &c->spare;
    qn_index_store(&c->type_index, at, hash, number);
    return copy;
}

/* A type without dimensions. A percentage is held as its hundredth, so that 1/100 is its factor. */
static const qn_type *simple_type(qn_compiler *c, qn_kind kind, const char *unit)
{
    qn_type type = {.kind = kind, .factor = qn_rational_from_i64(1), .unit = unit, .coin = zero};
    if (kind == QN_KIND_PERCENT)
        qn_rational_make(qn_wide_from_i64(1), qn_wide_from_i64(100), &type.factor);
    return qn_type_new(c, &type);
}

bool qn_types_init(qn_compiler *c)
{
    qn_type bare = {
        .kind = QN_KIND_NUMBER, .bare = true, .factor = qn_rational_from_i64(1), .unit = ""};
    qn_type failed = bare;
    failed.failed = true;
    failed.bare = false;
    c->spare = failed;
    c->unknown = qn_type_new(c, &failed);
    c->bare = qn_type_new(c, &bare);
    c->number = simple_type(c, QN_KIND_NUMBER, "");
    c->integer = simple_type(c, QN_KIND_INTEGER, "");
    c->percent = simple_type(c, QN_KIND_PERCENT, "%");
    c->boolean = simple_type(c, QN_KIND_BOOLEAN, "");
    c->date = simple_type(c, QN_KIND_DATE, "");
    c->text = simple_type(c, QN_KIND_TEXT, "");
    c->clock = simple_type(c, QN_KIND_CLOCK, "");
    c->period = simple_type(c, QN_KIND_PERIOD, "");
    c->chain = simple_type(c, QN_KIND_CHAIN, "");
    c->span = simple_type(c, QN_KIND_SPAN, "");
    return !qn_is_out_of_memory(c);
}

/* ---- choices */

/* The place of a value among the names in their order. */
typedef struct named_value {
    uint32_t name, number;
} named_value;

/* Equal strings have one number, so that the order of the numbers brings them together. */
static int compare_names(const void *left, const void *right)
{
    const named_value *a = left, *b = right;
    if (a->name != b->name)
        return a->name < b->name ? -1 : 1;
    return (a->number > b->number) - (a->number < b->number);
}

/* A value that is listed twice. */
static void check_values(qn_compiler *c, uint32_t first, const qn_node *values)
{
    named_value *list = qn_arena_take_array(&c->scratch, values->count + 1, sizeof *list);
    if (!list || c->builder.failed)
        return;
    for (uint32_t i = 0; i < values->count; i++)
        list[i] = (named_value){QN_ROW(&c->builder, choice_value, first + i)->name, i};
    qsort(list, values->count, sizeof *list, compare_names);
    for (uint32_t i = 1; i < values->count; i++) {
        const qn_node *value = values->kid[list[i].number];
        const qn_node *old = values->kid[list[i - 1].number];
        if (list[i].name != list[i - 1].name)
            continue;
        const qn_node *name = value->kind == AST_CHOICE_VALUE ? value->kid[0] : value;
        qn_diagnostic_label(qn_report_at(c, QN_Q0502, value->span, 1, qn_dotted_text(c, name)),
                            old->span, QN_LABEL_FIRST_HERE);
    }
}

/* A row for a choice and one for each of its values, in their order, which numbers them from 0.
 * Reports values that are listed twice. */
static uint32_t choice_row(qn_compiler *c, const char *name, const qn_node *values)
{
    qn_row_choice row = {.name = qn_string(&c->builder, name),
                         .first = c->builder.choice_value.count,
                         .count = values->count};
    for (uint32_t i = 0; i < values->count; i++) {
        const qn_node *value = values->kid[i];
        const char *text = value->kind == AST_CHOICE_VALUE ? value->kid[AST_CHOICE_VALUE_NAME]->text
                                                           : qn_dotted_text(c, value);
        QN_APPEND(&c->builder, choice_value,
                  &(qn_row_choice_value){.name = qn_string(&c->builder, text)});
    }
    check_values(c, row.first, values);
    return QN_APPEND(&c->builder, choice, &row);
}

/* The type of the values of a choice, or of sets of them; the row tells choices apart, so that
 * two `one of` with the same words are two types. */
static const qn_type *choice_type(qn_compiler *c, qn_kind kind, uint32_t row)
{
    qn_type type = {
        .kind = kind, .factor = qn_rational_from_i64(1), .unit = "", .coin = zero, .choice = row};
    return qn_type_new(c, &type);
}

const qn_type *qn_decl_choice(qn_compiler *c, qn_decl *decl)
{
    if (!decl->ready) {
        decl->ready = true;
        decl->index = choice_row(c, decl->name, decl->node->kid[AST_CHOICE_VALUES]);
        decl->type = choice_type(c, QN_KIND_CHOICE, decl->index);
    }
    return decl->type;
}

const qn_type *qn_weekday_type(qn_compiler *c)
{
    static const char *const names[] = {"monday", "tuesday",  "wednesday", "thursday",
                                        "friday", "saturday", "sunday"};
    if (c->weekday)
        return c->weekday;
    qn_row_choice row = {.name = qn_string(&c->builder, "weekday"),
                         .first = c->builder.choice_value.count,
                         .count = 7};
    for (int i = 0; i < 7; i++)
        QN_APPEND(&c->builder, choice_value,
                  &(qn_row_choice_value){.name = qn_string(&c->builder, names[i])});
    uint32_t index = QN_APPEND(&c->builder, choice, &row);
    c->weekday = choice_type(c, QN_KIND_CHOICE, index);
    return c->weekday;
}

/* A string of the program that is being built; it moves when another is added. */
static const char *built_string(const qn_compiler *c, uint32_t index)
{
    const uint32_t *at = c->builder.string.rows;
    return c->builder.failed ? "" : (const char *)c->builder.text.rows + at[index];
}

/* Choices are short; a value is looked for from the first on. */
int64_t qn_choice_value(qn_compiler *c, const qn_type *type, const char *name)
{
    const qn_row_choice *row = QN_ROW(&c->builder, choice, type->choice);
    for (uint32_t i = 0; i < row->count; i++) {
        const qn_row_choice_value *value = QN_ROW(&c->builder, choice_value, row->first + i);
        if (!strcmp(built_string(c, value->name), name))
            return i;
    }
    return -1;
}

const char *qn_choice_name(qn_compiler *c, const qn_type *type, int64_t number)
{
    const qn_row_choice *row = QN_ROW(&c->builder, choice, type->choice);
    if (number < 0 || number >= row->count)
        return "";
    return built_string(c, QN_ROW(&c->builder, choice_value, row->first + (uint32_t)number)->name);
}

/* As many as a message bears. */
const char *qn_choice_words(qn_compiler *c, const qn_type *type)
{
    const qn_row_choice *row = QN_ROW(&c->builder, choice, type->choice);
    const char *words = "";
    for (uint32_t i = 0; i < row->count && words && strlen(words) < 200; i++) {
        const qn_row_choice_value *value = QN_ROW(&c->builder, choice_value, row->first + i);
        words = qn_arena_format(&c->scratch, "%s%s%s", words, i ? ", " : "",
                                built_string(c, value->name));
    }
    return words ? words : "";
}

/* ---- units */

static const struct {
    const char *name;
    uint32_t base;
    int64_t factor;
} time_units[] = {
    {"day", QN_BASE_DAY, 1},        {"days", QN_BASE_DAY, 1},     {"week", QN_BASE_DAY, 7},
    {"weeks", QN_BASE_DAY, 7},      {"month", QN_BASE_MONTH, 1},  {"months", QN_BASE_MONTH, 1},
    {"year", QN_BASE_MONTH, 12},    {"years", QN_BASE_MONTH, 12}, {"minute", QN_BASE_MINUTE, 1},
    {"minutes", QN_BASE_MINUTE, 1}, {"hour", QN_BASE_MINUTE, 60}, {"hours", QN_BASE_MINUTE, 60}};

/* A unit of time. `working` makes working days of days and weeks; of other units it says
 * nothing. */
static bool time_unit(const qn_node *word, qn_type *out)
{
    for (size_t i = 0; i < sizeof time_units / sizeof *time_units; i++) {
        if (strcmp(time_units[i].name, word->text) != 0)
            continue;
        bool working = word->op == AST_OP_WORKING && time_units[i].base == QN_BASE_DAY;
        out->dimension =
            qn_dimension_of(working ? (uint32_t)QN_BASE_WORKING_DAY : time_units[i].base);
        out->factor = qn_rational_from_i64(time_units[i].factor);
        return true;
    }
    return false;
}

/* The base unit of a declared unit or currency, numbered when it is first met: the declaration,
 * not its letters, makes a unit. */
static uint32_t declared_base(qn_compiler *c, qn_decl *decl)
{
    if (decl->index == QN_NONE_INDEX)
        decl->index =
            QN_BASE_DECLARED + qn_append(&c->builder, &c->declared_units, sizeof decl, &decl);
    return decl->index;
}

/* A unit or currency that the file knows, or a currency of the standard library. False for any
 * other name; a currency brings its coin. */
static bool declared_unit(qn_scope *s, const qn_node *word, qn_type *out)
{
    qn_decl *decl = qn_find_text(s->c, s->module, word->text);
    if (!decl)
        decl = qn_standard_currency(s->c, word->text);
    if (!decl || (decl->kind != QN_DECL_UNIT && decl->kind != QN_DECL_CURRENCY))
        return false;
    out->dimension = qn_dimension_of(declared_base(s->c, decl));
    if (decl->kind == QN_DECL_CURRENCY)
        out->coin = qn_number_of_text(s, decl->node->kid[AST_CURRENCY_STEP]);
    return true;
}

/* The unit that is meant where capital and small letters are exchanged, Days or azn; or NULL. */
static const char *other_case(qn_scope *s, const char *word)
{
    static const char *const units[] = {"days",   "weeks",   "months",  "years", "hours", "minutes",
                                        "day",    "week",    "month",   "year",  "hour",  "date",
                                        "number", "integer", "percent", "text"};
    size_t length = strlen(word);
    char *text = qn_arena_copy(&s->c->arena, word, length);
    for (size_t i = 0; text && i < length; i++)
        text[i] = text[i] >= 'A' && text[i] <= 'Z' ? (char)(text[i] - 'A' + 'a') : text[i];
    for (size_t i = 0; text && i < sizeof units / sizeof *units; i++)
        if (!strcmp(units[i], text))
            return units[i];
    for (size_t i = 0; text && i < length; i++)
        text[i] = text[i] >= 'a' && text[i] <= 'z' ? (char)(text[i] - 'a' + 'A') : text[i];
    return text && length == 3 && strcmp(text, word) != 0 && qn_standard_currency(s->c, text)
               ? text
               : NULL;
}

/* The entity whose name the word is with another ending: child for children; or NULL. */
static const qn_decl *entity_of(const qn_scope *s, const char *word)
{
    for (const qn_decl *d = s->module->first; d; d = d->next) {
        size_t length = strlen(d->name);
        if (d->kind == QN_DECL_ENTITY && length >= 3 && strlen(word) <= length + 3 &&
            !strncmp(d->name, word, length))
            return d;
    }
    return NULL;
}

/* What to do about a word that is no unit: the types that other languages call by it, or a list. */
static const char *unit_help(qn_scope *s, const char *word)
{
    static const char *const types[][2] = {{"boolean", "yes/no"}, {"bool", "yes/no"},
                                           {"int", "integer"},    {"string", "text"},
                                           {"str", "text"},       {"char", "text"},
                                           {"float", "number"},   {"double", "number"},
                                           {"decimal", "number"}, {"real", "number"},
                                           {"money", "AZN"},      {"amount", "AZN"},
                                           {"sum", "AZN"},        {"fraction", "number"},
                                           {"manat", "AZN"},      {"percentage", "percent"},
                                           {"enum", "one of …"},  {"time", "hours"},
                                           {"datetime", "date"}};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (!strcmp(types[i][0], word))
            return qn_arena_format(&s->c->arena, "write `%s`", types[i][1]);
    const char *other = other_case(s, word);
    const qn_decl *decl = other ? NULL : entity_of(s, word);
    if (other || decl)
        return qn_arena_format(&s->c->arena, "write `%s`", other ? other : decl->name);
    return qn_arena_format(
        &s->c->arena,
        "declare it with `unit %s` or `currency %s rounds to 0.01`, or write days, "
        "months, AZN, percent, number, integer, date, yes/no, text or `one of …`",
        word, word);
}

/* One word of a unit; reports one that is none. */
static bool unit_word(qn_scope *s, const qn_node *word, qn_type *out)
{
    *out = (qn_type){.kind = QN_KIND_QUANTITY, .factor = qn_rational_from_i64(1), .coin = zero};
    if (time_unit(word, out) || declared_unit(s, word, out))
        return true;
    qn_decl *decl = qn_module_find(s->module, word->text);
    if (!decl && qn_report_elsewhere(s, word))
        return false;
    bool is_value = decl && (decl->kind == QN_DECL_FACT || decl->kind == QN_DECL_RULE) &&
                    !entity_of(s, word->text);
    if (!decl || decl->kind != QN_DECL_MISSING)
        qn_report(s, QN_Q0506, word, 2, word->text,
                  is_value ? "write `*` before it if it is multiplied; as a type, one such as "
                             "days, AZN, number or date"
                           : unit_help(s, word->text));
    return false;
}

/* `1 year` is counted in years. */
static const char *plural(const char *word)
{
    static const char *const words[][2] = {{"day", "days"},     {"week", "weeks"},
                                           {"month", "months"}, {"year", "years"},
                                           {"hour", "hours"},   {"minute", "minutes"}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (!strcmp(words[i][0], word))
            return words[i][1];
    return word;
}

/* "calendar days", "AZN per month": as it is written, single spaces between. */
static const char *measure_text(qn_compiler *c, const qn_node *measure)
{
    const char *text = "";
    for (uint32_t i = 0; i < measure->count && text; i++) {
        const qn_node *word = measure->kid[i];
        const char *which = word->op == AST_OP_CALENDAR  ? "calendar "
                            : word->op == AST_OP_WORKING ? "working "
                                                         : "";
        text = qn_arena_format(&c->scratch, "%s%s%s%s", text, i ? " per " : "", which,
                               i ? word->text : plural(word->text));
    }
    return text ? text : "";
}

/* The first word is multiplied by the inverse of each that stands behind a `per`. */
static const qn_type *make_measure(qn_scope *s, const qn_node *measure)
{
    qn_type type, word;
    if (!unit_word(s, measure->kid[0], &type))
        return s->c->unknown;
    for (uint32_t i = 1; i < measure->count; i++) {
        if (!unit_word(s, measure->kid[i], &word))
            return s->c->unknown;
        qn_dimension_multiply(&type.dimension, &word.dimension, -1, &type.dimension);
        qn_rational_div(type.factor, word.factor, &type.factor);
        /* An amount per month is no amount: it is not rounded to a coin. */
        type.coin = zero;
    }
    type.unit = measure_text(s->c, measure);
    return qn_type_new(s->c, &type);
}

/* A unit of one word means the same all over a file, and few words are units. */
const qn_type *qn_type_of_measure(qn_scope *s, const qn_node *measure)
{
    const qn_node *word = measure->kid[0];
    qn_met_unit *met = &s->c->met_unit[qn_hash(word->text, word->length) % QN_UNITS_MET];
    if (measure->count > 1)
        return make_measure(s, measure);
    if (met->type && met->module == s->module && met->op == word->op &&
        !strcmp(met->word, word->text))
        return met->type;
    const qn_type *type = make_measure(s, measure);
    if (!type->failed)
        *met = (qn_met_unit){s->module, word->text, word->op, type};
    return type;
}

/* The declaration behind a base unit; only for those from QN_BASE_DECLARED on. */
static const qn_decl *unit_decl(const qn_compiler *c, uint32_t base)
{
    return ((qn_decl *const *)c->declared_units.rows)[base - QN_BASE_DECLARED];
}

/* The usual name of a base unit, one or many, and its size. */
static const char *base_name(qn_compiler *c, uint32_t base, bool many, int64_t *factor)
{
    *factor = base == QN_BASE_MINUTE ? 60 : 1;
    switch (base) {
    case QN_BASE_MONTH:
        return many ? "months" : "month";
    case QN_BASE_DAY:
        return many ? "calendar days" : "day";
    case QN_BASE_WORKING_DAY:
        return many ? "working days" : "working day";
    case QN_BASE_MINUTE:
        return many ? "hours" : "hour";
    default:
        break;
    }
    return unit_decl(c, base)->name;
}

/* The coin of a currency; 0 for any other base unit. */
static qn_rational base_coin(qn_scope *s, uint32_t base)
{
    if (base < QN_BASE_DECLARED || unit_decl(s->c, base)->kind != QN_DECL_CURRENCY)
        return zero;
    return qn_number_of_text(s, unit_decl(s->c, base)->node->kid[AST_CURRENCY_STEP]);
}

/* Adds the words of the powers of one sign to a text, and their sizes to the factor: "AZN", then
 * " per month". */
static const char *dimension_words(qn_scope *s, const qn_dimension *d, int sign, const char *text,
                                   qn_rational *factor)
{
    for (uint32_t i = 0; i < d->count && text; i++) {
        int32_t power = d->factor[i].power * sign;
        for (int32_t k = 0; k < power && text; k++) {
            int64_t size;
            const char *name = base_name(s->c, d->factor[i].base, sign > 0, &size);
            text = qn_arena_format(&s->c->scratch, "%s%s%s", text,
                                   sign < 0 ? " per "
                                   : *text  ? " times "
                                            : "",
                                   name);
            if (sign > 0)
                qn_rational_mul(*factor, qn_rational_from_i64(size), factor);
            else
                qn_rational_div(*factor, qn_rational_from_i64(size), factor);
        }
    }
    return text ? text : "";
}

const qn_type *qn_type_of_dimension(qn_scope *s, const qn_dimension *dimension)
{
    if (dimension->count == 0)
        return s->c->number;
    qn_type type = {.kind = QN_KIND_QUANTITY,
                    .dimension = *dimension,
                    .factor = qn_rational_from_i64(1),
                    .coin = zero};
    type.unit = dimension_words(s, dimension, 1, "", &type.factor);
    /* Nothing stands before `per`. */
    if (!*type.unit)
        type.unit = "1";
    type.unit = dimension_words(s, dimension, -1, type.unit, &type.factor);
    if (dimension->count == 1 && dimension->factor[0].power == 1)
        type.coin = base_coin(s, dimension->factor[0].base);
    return qn_type_new(s->c, &type);
}

/* ---- types of declarations */

/* The types that are one word: those of the language, then a choice that the file knows; NULL
 * for what must be a unit. */
static const qn_type *word_type(qn_scope *s, const qn_node *measure)
{
    const qn_compiler *c = s->c;
    const char *word = measure->kid[0]->text;
    if (measure->count != 1 || measure->kid[0]->op)
        return NULL;
    if (!strcmp(word, "percent"))
        return c->percent;
    if (!strcmp(word, "number"))
        return c->number;
    if (!strcmp(word, "integer"))
        return c->integer;
    if (!strcmp(word, "date"))
        return c->date;
    if (!strcmp(word, "text"))
        return c->text;
    if (!strcmp(word, "period"))
        return s->c->period;
    if (!strcmp(word, "weekday"))
        return qn_weekday_type(s->c);
    qn_decl *decl = qn_find_text(s->c, s->module, word);
    if (decl && decl->kind == QN_DECL_ENTITY)
        return qn_decl_entity(s->c, decl);
    return decl && decl->kind == QN_DECL_CHOICE ? qn_decl_choice(s->c, decl) : NULL;
}

/* A word or a unit, and `exact`, which only says that an amount is not rounded to its coin. */
static const qn_type *measure_type(qn_scope *s, const qn_node *node)
{
    const qn_node *measure = node->kid[AST_TYPE_MEASURE_MEASURE];
    const qn_type *type = word_type(s, measure);
    if (!type)
        type = qn_type_of_measure(s, measure);
    if (node->op != AST_OP_EXACT || type->failed)
        return type;
    qn_type exact = *type;
    exact.exact = true;
    return qn_type_new(s->c, &exact);
}

/* `set of CHOICE`. A set is held as one number, a bit a value, so that a choice of more than 62
 * has none. */
static const qn_type *set_type(qn_scope *s, const qn_node *node)
{
    const qn_node *name = node->kid[AST_TYPE_SET_CHOICE];
    const qn_type *choice = NULL;
    qn_decl *decl = qn_find(s->module, name);
    if (decl && decl->kind == QN_DECL_CHOICE)
        choice = qn_decl_choice(s->c, decl);
    else if (!decl && !strcmp(name->text, "weekday"))
        choice = qn_weekday_type(s->c);
    if (!choice) {
        qn_report_unknown(s, name);
        return s->c->unknown;
    }
    uint32_t count = QN_ROW(&s->c->builder, choice, choice->choice)->count;
    if (count > 62) {
        qn_report(s, QN_Q0912, node, 2, qn_dotted_text(s->c, name),
                  qn_arena_format(&s->c->arena, "%u", count));
        return s->c->unknown;
    }
    return choice_type(s->c, QN_KIND_SET, choice->choice);
}

/* `one of a, b` is a choice of its own, though another may name the same words. */
static const qn_type *one_of_type(qn_scope *s, const qn_node *node, const char *name)
{
    uint32_t row = choice_row(s->c, name ? name : "", node->kid[AST_TYPE_ONE_OF_VALUES]);
    return choice_type(s->c, QN_KIND_CHOICE, row);
}

/* `list of ELEMENT up to N`, N 100 where it is not said. */
static const qn_type *list_of(qn_scope *s, const qn_node *node, const char *name)
{
    const qn_node *written = node->kid[AST_TYPE_LIST_LIMIT];
    const qn_type *element = qn_type_of_node(s, node->kid[AST_TYPE_LIST_ELEMENT], name);
    qn_rational limit = qn_rational_from_i64(QN_LIST_USUAL);
    if (written)
        limit = qn_number_of_text(s, written);
    if (element->failed)
        return element;
    if (!qn_rational_is_integer(limit) || qn_rational_sign(limit) <= 0 ||
        qn_rational_cmp(limit, qn_rational_from_i64(QN_CELLS_MAX)) > 0) {
        qn_report(s, QN_Q0915, written, 1, written->text);
        return s->c->unknown;
    }
    return qn_list_type(s->c, element, (uint32_t)qn_wide_to_i64(limit.num));
}

/* `or none`, `over time`, `as of` and `owed by` are no part of a type: the fact or the rule knows
 * them, and a rule may be none whatever its type says. */
const qn_type *qn_type_of_node(qn_scope *s, const qn_node *node, const char *name)
{
    switch (node->kind) {
    case AST_TYPE_MEASURE:
        return measure_type(s, node);
    case AST_TYPE_YES_NO:
        return s->c->boolean;
    case AST_TYPE_ONE_OF:
        return one_of_type(s, node, name);
    case AST_TYPE_SET:
        return set_type(s, node);
    case AST_TYPE_LIST:
        return list_of(s, node, name);
    case AST_TYPE_OR_NONE:
    case AST_TYPE_OVER_TIME:
    case AST_TYPE_AS_OF:
    case AST_TYPE_OWED:
        return qn_type_of_node(s, node->kid[0], name);
    default:
        qn_report(s, QN_Q0908, node, 1, qn_node_words((qn_node_kind)node->kind));
        return s->c->unknown;
    }
}

/* ---- facts */

/* Months and days are counted: a fact in them is whole unless it says otherwise. */
static bool counts_whole_units(const qn_type *type)
{
    const qn_dimension *d = &type->dimension;
    return qn_dimension_is(d, QN_BASE_MONTH) || qn_dimension_is(d, QN_BASE_DAY) ||
           qn_dimension_is(d, QN_BASE_WORKING_DAY);
}

/* Whether something stands behind `per`: such a fact is as fine as a plain number. */
static bool is_rate(const qn_type *type)
{
    for (uint32_t i = 0; i < type->dimension.count; i++)
        if (type->dimension.factor[i].power < 0)
            return true;
    return false;
}

/* 1 / 10^places */
static qn_rational decimal_step(unsigned places)
{
    qn_rational step = qn_rational_from_i64(1);
    while (places--)
        qn_rational_div(step, qn_rational_from_i64(10), &step);
    return step;
}

/* The step of a fact in its unit: whole, the coin's, four decimals or two; 0 for no step. */
static qn_rational step_of(qn_scope *s, const qn_type *type, const qn_node *written)
{
    if (written)
        return qn_number_of_text(s, written);
    if (!qn_type_is_number(type))
        return zero;
    if (type->kind == QN_KIND_INTEGER)
        return qn_rational_from_i64(1);
    if (type->kind != QN_KIND_QUANTITY || is_rate(type))
        return decimal_step(4);
    if (counts_whole_units(type))
        return qn_rational_from_i64(1);
    return qn_type_is_amount(type) ? type->coin : decimal_step(2);
}

/* The ends of a declared range, each where there is one. */
typedef struct fact_ends {
    qn_operand low, high;
    bool has_low, has_high;
} fact_ends;

/* The range of a fact: the declared ends, and what its register can hold where there is none. Facts
 * that count or choose are held in 64 bits, other numbers without a range in 128; an integer has
 * the range of the language, and is held in 128 bits at need. */
static void fact_range(qn_operand *x, const fact_ends *ends)
{
    const qn_wide widest = {.lo = UINT64_MAX, .hi = INT64_MAX};
    bool narrow = !qn_type_is_number(x->type) || x->type->kind == QN_KIND_INTEGER ||
                  (x->type->kind == QN_KIND_QUANTITY && counts_whole_units(x->type));
    qn_rational limit;
    qn_rational_make(narrow ? qn_wide_from_i64(INT64_MAX) : widest, x->den, &limit);
    if (x->type->kind == QN_KIND_INTEGER)
        limit = qn_rational_from_wide(widest);
    x->has_low = x->has_high = true;
    x->low = ends->has_low ? ends->low.low : qn_rational_neg(limit);
    x->high = ends->has_high ? ends->high.low : limit;
}

/* Yes/no, choices and dates have a range by their nature. */
static void natural_range(const qn_builder *b, qn_operand *x, const fact_ends *ends)
{
    int64_t high;
    if (x->type->kind == QN_KIND_BOOLEAN)
        high = 1;
    else if (x->type->kind == QN_KIND_CHOICE)
        high = (int64_t)QN_ROW(b, choice, x->type->choice)->count - 1;
    else if (x->type->kind == QN_KIND_DATE && !ends->has_low && !ends->has_high)
        high = QN_DAY_MAX;
    else
        return;
    x->low = zero;
    x->high = qn_rational_from_i64(high);
}

/* Whether every value of the range, on the grid, is at most `limit` from 0. */
static bool fits_register(const qn_operand *x, int64_t limit)
{
    qn_rational low, high, most = qn_rational_from_i64(limit);
    return qn_rational_mul(x->low, qn_rational_from_wide(x->den), &low) == QN_ARITH_OK &&
           qn_rational_mul(x->high, qn_rational_from_wide(x->den), &high) == QN_ARITH_OK &&
           qn_rational_cmp(qn_rational_abs(low), most) <= 0 &&
           qn_rational_cmp(qn_rational_abs(high), most) <= 0;
}

/* One end of a declared range; an end that is excluded moves one step inwards. */
static bool range_limit(qn_scope *s, const qn_node *range, const qn_type *type, qn_rational step,
                        bool upper, qn_operand *out)
{
    const qn_node *end = range->kid[upper ? AST_RANGE_HIGH : AST_RANGE_LOW];
    if (!end)
        return false;
    *out = qn_constant_formula(s, end, type);
    bool excluded = upper ? !(range->op & QN_HIGH_INCLUDED) : (range->op & QN_LOW_EXCLUDED) != 0;
    if (!out->constant)
        return false;
    if (excluded) {
        qn_rational move = qn_type_is_number(type) ? step : qn_rational_from_i64(1);
        if (qn_type_is_number(type))
            qn_rational_mul(move, type->factor, &move);
        if (upper)
            qn_rational_sub(out->low, move, &out->low);
        else
            qn_rational_add(out->low, move, &out->low);
        out->high = out->low;
        out->den = out->low.den;
    }
    return true;
}

/* A default that is written as one value or as the values of a set. */
static qn_operand default_value(qn_scope *s, const qn_type *type, const qn_node *list)
{
    if (type->kind != QN_KIND_SET)
        return qn_constant_formula(s, list->kid[0], type);
    int64_t mask = 0;
    for (uint32_t i = 0; i < list->count; i++) {
        const qn_node *value = list->kid[i];
        if (value->kind == AST_LIST_VALUE) {
            qn_operand set = qn_constant_formula(s, value, type);
            mask |= qn_wide_to_i64(set.low.num);
            continue;
        }
        int64_t number = qn_choice_value(s->c, type, qn_dotted_text(s->c, value));
        if (number < 0)
            qn_report(s, QN_Q0505, value, 2, qn_dotted_text(s->c, value),
                      qn_choice_words(s->c, type));
        else
            mask |= INT64_C(1) << number;
    }
    return qn_integer(&s->c->builder, type, mask);
}

/* A number that is given for a fact must lie on its step. */
static bool on_step(const qn_operand *value, const qn_type *type, qn_rational step)
{
    qn_rational steps;
    if (qn_rational_is_zero(step) || !qn_type_is_number(type))
        return true;
    return qn_rational_div(value->low, type->factor, &steps) == QN_ARITH_OK &&
           qn_rational_div(steps, step, &steps) == QN_ARITH_OK && qn_rational_is_integer(steps);
}

/* Reports a default that could not be given for the fact: one outside its range, or between its
 * steps. */
static void check_default(qn_scope *s, const qn_node *node, const qn_operand *fact,
                          const qn_operand *value, qn_rational step)
{
    if (!value->constant)
        return;
    bool inside =
        qn_rational_cmp(value->low, fact->low) >= 0 && qn_rational_cmp(value->low, fact->high) <= 0;
    if (!inside)
        qn_report(s, QN_Q0608, node->kid[AST_FACT_DEFAULT], 1, "the range of the fact");
    else if (!on_step(value, fact->type, step))
        qn_report(s, QN_Q0608, node->kid[AST_FACT_DEFAULT], 1, "the steps of the fact");
}

/* Whether the type of a fact or a field is qualified so: each qualifier stands round the others. */
static bool is_qualified(const qn_node *type, qn_node_kind kind)
{
    while (type->kind == AST_TYPE_OR_NONE || type->kind == AST_TYPE_OVER_TIME) {
        if (type->kind == kind)
            return true;
        type = type->kid[0];
    }
    return false;
}

/* The default `[]`, which is all that a list can have. */
static qn_operand empty_list(qn_scope *s, const char *name, const qn_node *list)
{
    const qn_node *value = list->kid[0];
    if (list->count == 1 && value->kind == AST_LIST_VALUE &&
        value->kid[AST_LIST_VALUE_ITEMS]->count == 0)
        return qn_integer(&s->c->builder, s->c->integer, 0);
    qn_report(s, QN_Q0616, list, 2, name, "a list can only have the default []");
    return qn_failed(s);
}

/* The register of the default, a none or a value; QN_NONE_INDEX where there is none, or where it
 * is mistaken, which has been reported. */
static uint32_t preset(qn_scope *s, qn_decl *decl, const qn_operand *fact, qn_rational step)
{
    const qn_node *list = decl->node->kid[AST_FACT_DEFAULT];
    qn_builder *b = &s->c->builder;
    if (!list)
        return QN_NONE_INDEX;
    qn_operand value;
    if (list->kind == AST_NONE || (list->count && list->kid[0]->kind == AST_NONE)) {
        qn_row_site site = {.what = qn_string(b, decl->name),
                            .rule = QN_NONE_INDEX,
                            .clause = QN_NONE_INDEX,
                            .source = decl->module->row};
        if (!(fact->may & QN_MAY_BE_NONE))
            qn_report(s, QN_Q0616, list, 2, decl->name, "it cannot be none");
        value = qn_status_constant(b, fact->type, QN_NONE, qn_site_add(b, &site));
    } else if (fact->type->kind == QN_KIND_LIST) {
        value = empty_list(s, decl->name, list);
    } else {
        value = default_value(s, fact->type, list);
        check_default(s, decl->node, fact, &value, step);
        if (!value.constant)
            return QN_NONE_INDEX;
        /* One that cannot be held has been reported. */
        qn_rational held;
        if (qn_rational_mul(value.low, qn_rational_from_wide(fact->den), &held) != QN_ARITH_OK ||
            !qn_rational_is_integer(held))
            return QN_NONE_INDEX;
    }
    return qn_register(b, &value, fact->class_, fact->den);
}

/* An end of a range that no value of the fact can have moves inwards to one that it can; one that
 * has no room with the decimals of the fact, to the last number that has. */
static void onto_step(qn_operand *end, qn_wide den, qn_rounding mode, bool present)
{
    const qn_wide most = {.lo = UINT64_MAX, .hi = INT64_MAX};
    qn_rational grid, scaled;
    if (!present || qn_rational_make(qn_wide_from_i64(1), den, &grid) != QN_ARITH_OK)
        return;
    if (qn_rational_mul(end->low, qn_rational_from_wide(den), &scaled) == QN_ARITH_OK) {
        qn_rational_round(end->low, grid, mode, &end->low);
    } else {
        bool below = qn_rational_sign(end->low) < 0;
        qn_rational_make(below ? qn_wide_neg(most) : most, den, &end->low);
    }
    end->high = end->low;
    end->den = end->low.den;
}

/* Reads a range, and puts its ends onto the grid of the fact; reports one that holds nothing. */
static void read_ends(qn_scope *s, const qn_node *range, const qn_operand *x, qn_rational step,
                      fact_ends *out)
{
    out->has_low = range && range_limit(s, range, x->type, step, false, &out->low);
    out->has_high = range && range_limit(s, range, x->type, step, true, &out->high);
    if (out->has_low && out->has_high && qn_rational_cmp(out->low.low, out->high.low) > 0)
        qn_report(s, QN_Q0609, range, 0);
    onto_step(&out->low, x->den, QN_ROUND_UP, out->has_low);
    onto_step(&out->high, x->den, QN_ROUND_DOWN, out->has_high);
}

/* The registers that the row of a fact or a field names: ends of its range, its default. */
typedef struct declared_rows {
    uint32_t type, low, high, preset, step, flags, question;
} declared_rows;

static declared_rows rows_of(qn_scope *s, qn_decl *decl, const fact_ends *ends, qn_rational step)
{
    qn_builder *b = &s->c->builder;
    const qn_operand *x = &decl->operand;
    const qn_node *question = decl->node->kid[AST_FACT_QUESTION];
    return (declared_rows){
        .type = qn_type_row(b, x->type, x->class_, x->den),
        .low = ends->has_low ? qn_register(b, &ends->low, x->class_, x->den) : QN_NONE_INDEX,
        .high = ends->has_high ? qn_register(b, &ends->high, x->class_, x->den) : QN_NONE_INDEX,
        .preset = preset(s, decl, x, step),
        .step = qn_constant_q(b, step),
        .flags = x->may & QN_MAY_BE_NONE ? QN_FACT_MAY_BE_NONE : 0,
        .question = question ? qn_string(b, question->text) : 0,
    };
}

/* A fact over time is held as the list of its values: a register of its own kind, behind which
 * AT finds the value of a day. */
static uint32_t history_type(qn_scope *s, const qn_decl *decl)
{
    if (!decl->over_time)
        return QN_NONE_INDEX;
    const qn_type *type = qn_history_type(s->c, &decl->operand);
    return qn_type_row(&s->c->builder, type, QN_CLASS_I, qn_wide_from_i64(1));
}

/* The row of a fact, behind which its register is known. Its default is read here, when the
 * range is known. */
static void fact_row(qn_scope *s, qn_decl *decl, const fact_ends *ends, qn_rational step)
{
    qn_builder *b = &s->c->builder;
    const qn_node *node = decl->node;
    qn_position at =
        qn_source_position(&decl->module->source, node->kid[AST_FACT_NAME]->span.begin);
    declared_rows rows = rows_of(s, decl, ends, step);
    uint32_t history = history_type(s, decl);
    const qn_type *held = decl->over_time ? qn_history_type(s->c, &decl->operand) : decl->type;
    uint64_t cells = qn_cells_of(s, node, held);
    qn_row_fact row = {
        .name = qn_string(b, qn_public_name(s->c, decl)),
        .type = rows.type,
        .low = rows.low,
        .high = rows.high,
        .preset = rows.preset,
        .step = rows.step,
        .flags = rows.flags,
        .question = rows.question,
        .source = decl->module->row,
        .line = at.line,
        .column = at.column,
        .history = history,
        .first_cell = qn_cells_take(s, node, cells),
        .cell_count = (uint32_t)cells,
    };
    decl->index = QN_APPEND(b, fact, &row);
    decl->operand.reg = QN_REG_FACT | decl->index;
    decl->preset = rows.preset;
}

/* The row of a field of an entity; it has no register, but a cell in each record. */
static qn_row_field field_row(qn_scope *s, qn_decl *decl, const fact_ends *ends, qn_rational step)
{
    declared_rows rows = rows_of(s, decl, ends, step);
    return (qn_row_field){
        .name = qn_string(&s->c->builder, decl->name),
        .type = rows.type,
        .low = rows.low,
        .high = rows.high,
        .preset = rows.preset,
        .step = rows.step,
        .flags = rows.flags,
        .question = rows.question,
    };
}

/* A fact whose type is mistaken has no row: it is a constant of the failed type, so that its uses
 * stay silent. */
static void fact_fail(qn_decl *decl)
{
    decl->failed = true;
    decl->operand.constant = decl->operand.has_low = decl->operand.has_high = true;
    decl->operand.low = decl->operand.high = zero;
}

/* What a range behind a type is about: of a list its elements, of a period its days. */
static const qn_type *ranged_type(const qn_compiler *c, const qn_type *type)
{
    if (type->kind == QN_KIND_LIST)
        type = type->element;
    return type->kind == QN_KIND_PERIOD ? c->date : type;
}

/* A list with a range or a step has elements of its own kind. */
static const qn_type *list_in_range(qn_scope *s, const qn_type *type, const qn_node *node)
{
    const qn_node *range = node->kid[AST_FACT_RANGE], *step_node = node->kid[AST_FACT_STEP];
    qn_operand x = {.type = ranged_type(s->c, type), .den = qn_wide_from_i64(1)};
    fact_ends ends;
    if (type->kind != QN_KIND_LIST || (!range && !step_node))
        return type;
    qn_rational step = step_of(s, x.type, step_node), grid;
    if (qn_rational_mul(step, x.type->factor, &grid) == QN_ARITH_OK && !qn_rational_is_zero(grid))
        x.den = grid.den;
    read_ends(s, range, &x, step, &ends);
    fact_range(&x, &ends);
    natural_range(&s->c->builder, &x, &ends);
    x.class_ = fits_register(&x, INT64_MAX) ? QN_CLASS_I : QN_CLASS_W;
    qn_row_field row = *QN_ROW(&s->c->builder, field, type->first_field);
    x.type = type->element;
    row.type = qn_type_row(&s->c->builder, x.type, x.class_, x.den);
    row.low =
        ends.has_low ? qn_register(&s->c->builder, &ends.low, x.class_, x.den) : QN_NONE_INDEX;
    row.high =
        ends.has_high ? qn_register(&s->c->builder, &ends.high, x.class_, x.den) : QN_NONE_INDEX;
    row.step = qn_constant_q(&s->c->builder, step);
    qn_type own = *type;
    own.first_field = QN_APPEND(&s->c->builder, field, &row);
    own.exact = true; /* no other list is of this type */
    return qn_type_new(s->c, &own);
}

/* The entity of which a fact would hold one record, by itself or in a field of its elements; NULL
 * where there is none. Records are given as elements of lists. */
static const qn_type *record_alone(const qn_type *type, bool is_element)
{
    if (type->kind == QN_KIND_LIST)
        return type->element ? record_alone(type->element, true) : NULL;
    if (type->kind != QN_KIND_RECORD || !is_element)
        return type->kind == QN_KIND_RECORD ? type : NULL;
    for (uint32_t i = 0; type->record && i < type->record->count; i++) {
        const qn_type *found = record_alone(type->record->field[i].value.type, false);
        if (found)
            return found;
    }
    return NULL;
}

/* Type, grid, range and row of a fact or a field: spec/language.md, chapter 2. That of a fact goes
 * to its table, that of a field to its entity. */
static void fact_make(qn_compiler *c, qn_decl *decl, qn_row_field *of_field)
{
    qn_scope s = {.c = c, .module = decl->module, .constant = true};
    const qn_node *node = decl->node, *step_node = node->kid[AST_FACT_STEP];
    const qn_node *type_node = node->kid[AST_FACT_TYPE];
    const qn_type *type = qn_type_of_node(&s, type_node, decl->name);
    qn_operand *x = &decl->operand;
    type = list_in_range(&s, type, node);
    decl->type = type;
    *x = (qn_operand){.type = type, .den = qn_wide_from_i64(1), .site = QN_NONE_INDEX};
    const qn_type *alone = of_field ? NULL : record_alone(type, false);
    if (alone)
        qn_report(&s, QN_Q0979, type_node, 1, alone->record->name);
    if (type->failed || alone) {
        fact_fail(decl);
        return;
    }
    /* A step behind a list is that of its elements: the list itself is on no grid. */
    bool is_list = type->kind == QN_KIND_LIST;
    qn_rational step = step_of(&s, type, is_list ? NULL : step_node), grid = step;
    if (step_node && qn_rational_sign(qn_number_of_text(&s, step_node)) <= 0)
        qn_report(&s, QN_Q0615, step_node, 0);
    if (!qn_rational_is_zero(step)) {
        qn_rational_mul(step, type->factor, &grid);
        /* The grid of a fact in base units, whose multiples it can have. */
        x->den = grid.den;
        x->grain = qn_grain_of(grid);
    }
    fact_ends ends = {0};
    if (!is_list) {
        x->type = ranged_type(c, type);
        read_ends(&s, node->kid[AST_FACT_RANGE], x, step, &ends);
    }
    fact_range(x, &ends);
    natural_range(&c->builder, x, &ends);
    x->type = type;
    x->class_ = fits_register(x, INT64_MAX) ? QN_CLASS_I : QN_CLASS_W;
    if (is_qualified(type_node, AST_TYPE_OR_NONE))
        x->may |= QN_MAY_BE_NONE;
    decl->over_time = is_qualified(type_node, AST_TYPE_OVER_TIME);
    if (of_field)
        *of_field = field_row(&s, decl, &ends, step);
    else
        fact_row(&s, decl, &ends, step);
}

void qn_field_make(qn_compiler *c, qn_decl *decl, qn_row_field *row)
{
    decl->ready = true;
    fact_make(c, decl, row);
}

qn_rational qn_usual_step(qn_scope *s, const qn_type *type)
{
    return step_of(s, type, NULL);
}

const qn_operand *qn_fact_operand(qn_compiler *c, qn_decl *decl)
{
    if (!decl->ready) {
        decl->ready = true;
        fact_make(c, decl, NULL);
    }
    return &decl->operand;
}

/* ---- sources, laws, labels */

/* One date of `reviewed`, as a constant; QN_NONE_INDEX where the file does not say it. */
static uint32_t reviewed_date(qn_compiler *c, qn_module *m, uint32_t part)
{
    qn_scope s = {.c = c, .module = m, .constant = true};
    int64_t day;
    if (!m->reviewed || !m->reviewed->kid[part] || !qn_fixed_date(&s, m->reviewed->kid[part], &day))
        return QN_NONE_INDEX;
    return qn_constant_i(&c->builder, day);
}

/* Reports a review that ends before it begins. Dates that are mistaken themselves have been
 * reported. */
static void check_reviewed(qn_compiler *c, qn_module *m)
{
    qn_scope s = {.c = c, .module = m, .constant = true, .quiet = true};
    int64_t from, until;
    if (m->reviewed && m->reviewed->kid[AST_REVIEWED_FROM] &&
        qn_fixed_date(&s, m->reviewed->kid[AST_REVIEWED_FROM], &from) &&
        qn_fixed_date(&s, m->reviewed->kid[AST_REVIEWED_UNTIL], &until) && from >= until)
        qn_report_at(c, QN_Q0801, m->reviewed->span, 0);
}

/* The row of a file; its dates are filled in when they have been read. */
static void source_row(qn_compiler *c, qn_module *m)
{
    m->row = QN_APPEND(&c->builder, source,
                       (&(qn_row_source){.name = qn_string(&c->builder, m->path),
                                         .reviewed_from = QN_NONE_INDEX,
                                         .reviewed_until = QN_NONE_INDEX}));
    uint32_t from = reviewed_date(c, m, AST_REVIEWED_FROM);
    uint32_t until = reviewed_date(c, m, AST_REVIEWED_UNTIL);
    check_reviewed(c, m);
    QN_ROW(&c->builder, source, m->row)->reviewed_from = from;
    QN_ROW(&c->builder, source, m->row)->reviewed_until = until;
}

static void law_row(qn_compiler *c, const qn_decl *decl)
{
    qn_row_law row = {.key = qn_string(&c->builder, decl->name),
                      .title = qn_string(&c->builder, decl->node->kid[AST_LAW_TITLE]->text)};
    QN_APPEND(&c->builder, law, &row);
}

/* The label of a field of an entity: child.age. */
static void check_field_label(qn_scope *s, const qn_node *name, qn_decl *entity)
{
    const qn_node *field = name->kid[AST_DOT_NAME];
    const qn_type *type = qn_decl_entity(s->c, entity);
    if (type->kind == QN_KIND_RECORD && !qn_record_find(type, field->text))
        qn_report(s, QN_Q0917, field, 3, entity->name, field->text, qn_field_words(s->c, type));
}

/* The values that the type of a rule names itself, `one of a, b`; NULL where it names none. They
 * are read as they are written: a choice is made of them when the rule is compiled. */
static const qn_node *own_values(const qn_decl *rule)
{
    const qn_node *type = rule->node->kid[AST_RULE_TYPE];
    while (type && (type->kind == AST_TYPE_OR_NONE || type->kind == AST_TYPE_AS_OF ||
                    type->kind == AST_TYPE_OWED))
        type = type->kid[0];
    return type && type->kind == AST_TYPE_ONE_OF ? type->kid[AST_TYPE_ONE_OF_VALUES] : NULL;
}

/* A label of a value must name one of those of the rule. */
static void check_own_value(qn_scope *s, const qn_node *name, const qn_node *values)
{
    const qn_node *value = name->kid[AST_DOT_NAME];
    const char *words = "";
    for (uint32_t i = 0; i < values->count && words; i++) {
        if (!strcmp(values->kid[i]->text, value->text))
            return;
        if (strlen(words) < 200)
            words = qn_arena_format(&s->c->scratch, "%s%s%s", words, i ? ", " : "",
                                    values->kid[i]->text);
    }
    qn_report(s, QN_Q0505, name, 2, value->text, words ? words : "");
}

/* A label names what the file knows, a value of a choice, category.executive, or a field of an
 * entity. */
static void check_label(qn_scope *s, const qn_node *name)
{
    const qn_decl *decl = qn_find(s->module, name);
    qn_decl *outer = name->kind == AST_DOT ? qn_find(s->module, name->kid[AST_DOT_OF]) : NULL;
    const qn_type *type = NULL;
    const qn_node *own = outer && outer->kind == QN_DECL_RULE ? own_values(outer) : NULL;
    if (decl)
        return;
    if (outer && outer->kind == QN_DECL_ENTITY) {
        check_field_label(s, name, outer);
        return;
    }
    if (own) {
        check_own_value(s, name, own);
        return;
    }
    if (outer && outer->kind == QN_DECL_CHOICE)
        type = qn_decl_choice(s->c, outer);
    else if (outer && outer->kind == QN_DECL_FACT)
        type = qn_fact_operand(s->c, outer)->type;
    if (!type || (type->kind != QN_KIND_CHOICE && type->kind != QN_KIND_SET))
        qn_report_not_known(s, name);
    else if (qn_choice_value(s->c, type, name->kid[AST_DOT_NAME]->text) < 0)
        qn_report(s, QN_Q0505, name, 2, name->kid[AST_DOT_NAME]->text, qn_choice_words(s->c, type));
}

/* One name has one label in a language. */
static void check_label_once(qn_compiler *c, const qn_node *labels, const qn_node *line)
{
    const char *name = qn_dotted_text(c, line->kid[AST_LABEL_NAME]);
    const char *key =
        qn_arena_format(&c->scratch, "%s %s", labels->kid[AST_LABELS_LANGUAGE]->text, name);
    uint32_t number = key ? qn_string(&c->builder, key) : 0, at;
    uint32_t hash = qn_hash(&number, sizeof number);
    if (!key || !qn_index_begin(&c->builder, &c->label_index, hash, &at))
        return;
    for (; c->label_index.slot[at].number; at = (at + 1) & (c->label_index.capacity - 1))
        if (c->label_index.slot[at].number - 1 == number) {
            qn_report_at(c, QN_Q0502, line->kid[AST_LABEL_NAME]->span, 1, name);
            return;
        }
    qn_index_store(&c->label_index, at, hash, number);
}

/* A row for each label of a language; one of a name that is not known is reported. */
static void label_rows(qn_compiler *c, qn_module *m, const qn_node *labels)
{
    const qn_node *lines = labels->kid[AST_LABELS_LINES];
    qn_scope s = {.c = c, .module = m};
    for (uint32_t i = 0; i < lines->count; i++) {
        const qn_node *line = lines->kid[i], *question = line->kid[AST_LABEL_QUESTION];
        check_label(&s, line->kid[AST_LABEL_NAME]);
        check_label_once(c, labels, line);
        qn_builder *b = &c->builder;
        qn_row_label row = {
            .language = qn_string(b, labels->kid[AST_LABELS_LANGUAGE]->text),
            .name = qn_string(b, qn_dotted_text(c, line->kid[AST_LABEL_NAME])),
            .text = qn_string(b, line->kid[AST_LABEL_TITLE]->text),
            .question = question ? qn_string(b, question->text) : 0,
        };
        QN_APPEND(b, label, &row);
    }
}

/* Files of the standard library have no row of their own. Only facts of files that are looked
 * at get a row unasked. */
static void declare_module(qn_compiler *c, qn_module *m)
{
    if (!m->standard)
        source_row(c, m);
    for (qn_decl *d = m->first; d && !qn_is_out_of_memory(c); d = d->next) {
        if (d->kind == QN_DECL_LAW)
            law_row(c, d);
        if (d->kind == QN_DECL_FACT && qn_is_looked_at(c, m))
            qn_fact_operand(c, d);
    }
    for (uint32_t i = 0; m->later && i < m->later->count; i++)
        if (m->later->kid[i]->kind == AST_LABELS)
            label_rows(c, m, m->later->kid[i]);
}

/* In the order in which the files were found, which is that of the table of sources. */
void qn_declare_all(qn_compiler *c)
{
    for (qn_module *m = c->modules; m && !qn_is_out_of_memory(c); m = m->next)
        declare_module(c, m);
}
