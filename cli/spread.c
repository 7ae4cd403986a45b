/*
 * Columns of answers as lines. See spread.h.
 */
#include "spread.h"

#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "decimal.h"
#include "result.h"

enum { NO_COIN = 255, DECIMALS_MAX = 18, DECIMALS_MORE = 4 };

/* ---- opening */

/* Years that are not whole have two parts, and no decimals here. */
qn_figure_form qn_spread_form(const qn_program *program, uint32_t rule)
{
    uint32_t row = program->tables.rule[rule].type;
    const qn_row_type *type = &program->tables.type[row];
    qn_figure_form form = {.least = type->decimals == NO_COIN ? 0 : (int32_t)type->decimals};
    qn_rational grid;
    int places = -1;
    if (type->class_ != QN_CLASS_Q &&
        qn_rational_div(qn_rational_from_i64(1), program->scale[row], &grid) == QN_ARITH_OK) {
        places = qn_decimal_places(grid);
    }
    form.decimals = places < 0 || places > DECIMALS_MAX ? form.least + DECIMALS_MORE : places;
    if (type->kind == QN_KIND_QUANTITY &&
        strcmp(qn_tables_string(&program->tables, type->unit), "years") == 0) {
        form.decimals = 0;
    }
    form.decimals = form.decimals > form.least ? form.decimals : form.least;
    return form;
}

/* What a choice or yes and no are called, as they are written. */
static bool open_names(qn_spread_rule *rule, const qn_program *program, const qn_row_type *type,
                       bool is_json, char separator)
{
    const qn_tables *t = &program->tables;
    const qn_row_choice *choice = type->kind == QN_KIND_CHOICE ? &t->choice[type->choice] : NULL;
    rule->names = choice != NULL ? choice->count : 2;
    rule->name = calloc(rule->names + 1, sizeof *rule->name);
    bool good = rule->name != NULL;
    for (size_t i = 0; good && i < rule->names; i++) {
        const char *word = is_json ? (i == 0 ? "false" : "true") : (i == 0 ? "no" : "yes");
        if (choice == NULL) {
            qn_page_put(&rule->name[i], word);
        } else {
            word = qn_tables_string(t, t->choice_value[choice->first + i].name);
            if (is_json) {
                qn_page_json_string(&rule->name[i], word);
            } else {
                qn_result_put_cell(&rule->name[i], word, strlen(word), separator);
            }
        }
        good = !rule->name[i].out_of_memory;
    }
    return good;
}

/* The members around the value of a result, as answer.c has them. */
static void put_members(qn_spread_rule *rule, const qn_program *program, const char *name,
                        const qn_row_type *type, bool is_first)
{
    const char *unit =
        type->kind == QN_KIND_PERCENT ? "%" : qn_tables_string(&program->tables, type->unit);
    qn_page_put(&rule->before, is_first ? "" : ", ");
    qn_page_json_string(&rule->before, name);
    qn_page_put(&rule->before, ": {\"status\": \"known\", \"value\": ");
    if (type->kind <= QN_KIND_QUANTITY && unit[0] != '\0') {
        qn_page_put(&rule->after, ", \"unit\": ");
        qn_page_json_string(&rule->after, unit);
    }
    qn_page_put(&rule->after, "}");
}

static bool open_rule(qn_spread *spread, const qn_program *program, size_t i, uint32_t number,
                      char separator)
{
    const qn_tables *t = &program->tables;
    const qn_row_type *type = &t->type[t->rule[number].type];
    qn_spread_rule *rule = &spread->rule[i];
    qn_answers *answer = &spread->answer[i];
    *answer = (qn_answers){.rule = (int32_t)number, .lane = QN_INT64};
    rule->kind = (qn_kind)type->kind;
    size_t widest = QN_FIGURE_SIZE;
    if (type->kind <= QN_KIND_QUANTITY) {
        rule->form = qn_spread_form(program, number);
        answer->decimals = rule->form.decimals;
    } else {
        answer->lane = QN_INT32;
    }
    if (type->kind == QN_KIND_CHOICE || type->kind == QN_KIND_BOOLEAN) {
        if (!open_names(rule, program, type, spread->is_json, separator)) {
            return false;
        }
        for (size_t k = 0; k < rule->names; k++) {
            widest = rule->name[k].length > widest ? rule->name[k].length : widest;
        }
    }
    if (spread->is_json) {
        put_members(rule, program, qn_tables_string(t, t->rule[number].name), type, i == 0);
    } else {
        qn_page_add(&rule->before, &separator, 1);
    }
    spread->width += rule->before.length + widest + rule->after.length;
    return !rule->before.out_of_memory && !rule->after.out_of_memory;
}

/* Whether answers of a kind come in columns and can be written from them. */
static bool is_plain(const qn_program *program, uint32_t rule)
{
    const qn_tables *t = &program->tables;
    uint32_t kind = t->type[t->rule[rule].type].kind;
    return kind <= QN_KIND_CHOICE || kind == QN_KIND_CLOCK;
}

qn_status qn_spread_open(qn_spread *spread, const qn_program *program, const uint32_t *rule,
                         size_t count, size_t rows, bool is_json, char separator)
{
    *spread = (qn_spread){.is_json = is_json, .width = QN_FIGURE_SIZE};
    for (size_t i = 0; i < count; i++) {
        if (!is_plain(program, rule[i])) {
            return QN_MISUSE;
        }
    }
    spread->rule = calloc(count + 1, sizeof *spread->rule);
    spread->answer = calloc(count + 1, sizeof *spread->answer);
    spread->worst = malloc(rows);
    bool good = spread->rule != NULL && spread->answer != NULL && spread->worst != NULL;
    for (size_t i = 0; i < count && good; i++) {
        spread->count = i + 1;
        good = open_rule(spread, program, i, rule[i], separator);
        spread->answer[i].values = good ? malloc(rows * sizeof(int64_t)) : NULL;
        spread->answer[i].status = good ? malloc(rows) : NULL;
        good = good && spread->answer[i].values != NULL && spread->answer[i].status != NULL;
    }
    return good ? QN_OK : QN_NO_MEMORY;
}

void qn_spread_close(qn_spread *spread)
{
    for (size_t i = 0; i < spread->count; i++) {
        qn_spread_rule *rule = &spread->rule[i];
        for (size_t k = 0; rule->name != NULL && k < rule->names; k++) {
            qn_page_clear(&rule->name[k]);
        }
        free(rule->name);
        qn_page_clear(&rule->before);
        qn_page_clear(&rule->after);
        free(spread->answer[i].values);
        free(spread->answer[i].status);
    }
    free(spread->rule);
    free(spread->answer);
    free(spread->worst);
    *spread = (qn_spread){0};
}

/* ---- rows */

/* The numbers of statuses rise with their gravity. In CSV those below an error are words without
 * more; in JSON all but a known answer have reasons. */
void qn_spread_sort(qn_spread *spread, size_t rows)
{
    uint8_t writable = spread->is_json ? QN_KNOWN : QN_CONFLICT;
    memset(spread->worst, 0, rows);
    for (size_t i = 0; i < spread->count; i++) {
        const uint8_t *status = spread->answer[i].status;
        for (size_t row = 0; row < rows; row++) {
            uint8_t grave = status[row] > writable ? status[row] : 0;
            spread->worst[row] = grave > spread->worst[row] ? grave : spread->worst[row];
        }
    }
}

static inline char *put_bytes(char *at, const qn_page *page)
{
    memcpy(at, page->bytes, page->length);
    return at + page->length;
}

/* A short text behind which something will be written. */
static inline char *put_short(char *at, const char *text, size_t length)
{
    memcpy(at, text, length);
    return at + length;
}

static char *put_quoted(char *at, char *(*put)(char *at, int32_t number), int32_t number,
                        bool is_json)
{
    *at = '"';
    at = put(at + is_json, number);
    *at = '"';
    return at + is_json;
}

static inline char *put_known(const qn_spread *spread, const qn_spread_rule *rule,
                              const qn_answers *answer, size_t row, char *at)
{
    if (rule->kind <= QN_KIND_QUANTITY) {
        return qn_figure_put(at, ((const int64_t *)answer->values)[row], rule->form);
    }
    int32_t number = ((const int32_t *)answer->values)[row];
    switch (rule->kind) {
    case QN_KIND_DATE:
        return put_quoted(at, qn_figure_put_day, number, spread->is_json);
    case QN_KIND_CLOCK:
        return put_quoted(at, qn_figure_put_clock, number, spread->is_json);
    default:
        return put_bytes(at, &rule->name[number]);
    }
}

char *qn_spread_put(const qn_spread *spread, size_t row, char *at, uint64_t *not_known)
{
    for (size_t i = 0; i < spread->count; i++) {
        const qn_spread_rule *rule = &spread->rule[i];
        const qn_answers *answer = &spread->answer[i];
        uint8_t status = answer->status[row];
        if (spread->is_json) {
            at = put_bytes(at, &rule->before);
        } else {
            *at++ = rule->before.bytes[0];
        }
        if (status == QN_KNOWN) {
            at = put_known(spread, rule, answer, row, at);
        } else {
            const char *word = qn_answer_status_name((qn_answer)status);
            at = put_short(at, word, strlen(word));
            ++*not_known;
        }
        if (spread->is_json) {
            at = put_bytes(at, &rule->after);
        }
    }
    if (spread->is_json) {
        *at++ = '}';
        *at++ = '}';
    }
    *at++ = '\n';
    return at;
}
