/*
 * The plain way of a row. See row.h.
 */
#include "row.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "comma.h"
#include "date.h"
#include "facts.h"
#include "facts_json.h"
#include "json.h"
#include "result.h"
#include "utf8.h"

/* ---- what is refused */

void qn_batch_put_refused_head(qn_page *page)
{
    qn_page_put(page, "row,column,value,reason\n");
}

/* The row at hand is refused: a line for each cell that is wrong, or for the row. */
static void refuse(qn_hand *h, const char *column, const char *value, size_t length,
                   const char *reason)
{
    h->is_refused = true;
    qn_page_format(&h->refused, "%llu,", (unsigned long long)h->row);
    qn_result_put_cell(&h->refused, column, strlen(column), ',');
    qn_page_put(&h->refused, ",");
    qn_result_put_cell(&h->refused, value, length, ',');
    qn_page_put(&h->refused, ",");
    qn_page words = {0};
    qn_page_put(&words, h->batch->mark != NULL ? h->batch->mark : "");
    qn_page_put(&words, reason);
    qn_result_put_cell(&h->refused, words.bytes, words.length, ',');
    qn_page_end(&words, &h->refused);
    qn_page_put(&h->refused, "\n");
}

static const char *reason_of(const qn_hand *h, qn_status status)
{
    return status == QN_BAD_VALUE ? qn_case_error(h->view.c)->text : "it cannot stand here";
}

/* Whether a place took what it was given. */
static bool check(qn_hand *h, qn_status status, const char *column, const char *value,
                  size_t length)
{
    if (status == QN_OK) {
        return true;
    }
    h->out_of_memory |= status == QN_NO_MEMORY;
    refuse(h, column, value, length, reason_of(h, status));
    return false;
}

/* ---- cells */

/* Says what is wrong with the cell of a place, by its own name where it is of no column. */
static bool refuse_cell(qn_hand *h, int32_t place, const char *column, const qn_csv_field *cell,
                        const char *reason)
{
    char name[QN_VALUE_TEXT_SIZE] = "";
    if (column == NULL) {
        (void)qn_case_place_name(h->view.c, place, name, sizeof name, NULL);
    }
    refuse(h, column != NULL ? column : name, cell->text, cell->length, reason);
    return false;
}

/* Says that a cell is no text in UTF-8, and what it should be. */
static bool refuse_bytes(qn_hand *h, int32_t place, const char *column, const qn_csv_field *cell)
{
    char range[QN_VALUE_TEXT_SIZE] = "a date";
    char reason[QN_VALUE_TEXT_SIZE + 50];
    if (place != QN_TODAY) {
        (void)qn_program_fact_range(h->view.program, qn_case_declared(h->view.c, place), range,
                                    sizeof range, NULL);
    }
    (void)snprintf(reason, sizeof reason, "these bytes are not UTF-8; expected %s", range);
    return refuse_cell(h, place, column, cell, reason);
}

/* Turns the decimal commas of a cell into points, in a copy that the caller frees, NULL where there
 * is nothing to turn. What is wrong with it, or NULL. */
static const char *take_commas(qn_hand *h, int32_t place, qn_fact_info info, qn_csv_field cell,
                               char **out)
{
    bool is_many = info.is_over_time || info.kind == QN_KIND_LIST;
    qn_kind kind = info.kind == QN_KIND_LIST
                       ? qn_program_fact_info(h->view.program, info.element).kind
                       : info.kind;
    if (place == QN_TODAY || kind == QN_KIND_TEXT || (!is_many && kind > QN_KIND_QUANTITY)) {
        return NULL;
    }
    *out = malloc(cell.length + 1);
    if (*out == NULL) {
        h->out_of_memory = true;
        return NULL;
    }
    memcpy(*out, cell.text, cell.length);
    (*out)[cell.length] = '\0';
    return is_many ? qn_comma_take_each(*out, cell.length) : qn_comma_take(*out, cell.length);
}

/* Gives a place what a cell says; an empty one says nothing. column: its name, NULL for that of the
 * place. */
static bool give_cell(qn_hand *h, int32_t place, const char *column, qn_csv_field cell)
{
    qn_fact_info info = {.kind = QN_KIND_DATE};
    if (place != QN_TODAY) {
        info = qn_program_fact_info(h->view.program, qn_case_declared(h->view.c, place));
    }
    if (info.kind != QN_KIND_TEXT) {
        qn_csv_trim(&cell);
    }
    if (cell.length == 0) {
        return true;
    }
    if (qn_utf8_check(cell.text, cell.length) != cell.length) {
        return refuse_bytes(h, place, column, &cell);
    }
    char *turned = NULL;
    const char *wrong = h->batch->has_comma ? take_commas(h, place, info, cell, &turned) : NULL;
    if (wrong == NULL) {
        qn_status status = qn_facts_give_text(h->view.c, h->view.program, place,
                                              turned != NULL ? turned : cell.text, cell.length);
        h->out_of_memory |= status == QN_NO_MEMORY;
        wrong = status == QN_OK ? NULL : reason_of(h, status);
    }
    free(turned);
    return wrong == NULL || refuse_cell(h, place, column, &cell, wrong);
}

void qn_row_give_date(qn_hand *h)
{
    if (!h->batch->has_date) {
        (void)qn_case_set_unknown(h->view.c, QN_TODAY);
        return;
    }
    qn_ymd on = qn_date_to_ymd(h->batch->run->on);
    (void)qn_case_set_date(h->view.c, QN_TODAY, on.year, on.month, on.day);
}

/* What the row gives is taken away behind it. */
static void note(qn_hand *h, int32_t fact)
{
    h->given[h->given_count++] = fact;
}

static void take_away(qn_hand *h)
{
    for (size_t i = 0; i < h->given_count; i++) {
        if (h->given[i] == QN_TODAY) {
            qn_row_give_date(h);
        } else {
            (void)qn_case_clear(h->view.c, h->given[i]);
        }
    }
    h->given_count = 0;
}

/* ---- elements of another file */

/* Gives the fields of one element. */
static void give_element(qn_hand *h, const qn_join *join, size_t index)
{
    const qn_columns *columns = &join->columns;
    bool is_record = qn_program_fact_info(h->view.program,
                                          qn_program_fact_info(h->view.program, join->fact).element)
                         .field_count > 0;
    for (size_t i = 0; i < columns->count; i++) {
        if (columns->fact[i] == QN_COLUMN_IGNORED) {
            continue;
        }
        int32_t place =
            qn_case_item(h->view.c, join->fact, index, is_record ? columns->name[i] : NULL);
        (void)give_cell(h, place, NULL, h->element.field[i]);
    }
}

/* Reads a row of another file; false where it has another key. */
static bool read_element(qn_hand *h, const qn_join *join, int32_t row)
{
    size_t room = (size_t)join->row[row].length + 1;
    if (h->copy_room < room) {
        char *grown = realloc(h->copy, room);
        if (grown == NULL) {
            h->out_of_memory = true;
            return false;
        }
        h->copy = grown;
        h->copy_room = room;
    }
    if (!qn_join_read(join, row, h->copy, &h->element)) {
        h->out_of_memory = true;
        return false;
    }
    if (h->element.count != join->columns.count) {
        return false; /* the file has been cut short */
    }
    qn_csv_field *key = &h->element.field[join->columns.key];
    qn_csv_trim(key);
    return key->length == h->key_length && memcmp(key->text, h->key, key->length) == 0;
}

/* Gives a list the rows that have the key of the row at hand. */
static void give_joined(qn_hand *h, qn_join *join)
{
    int32_t first = qn_join_first(join, qn_join_hash(join, h->key, h->key_length));
    size_t count = 0;
    for (int32_t row = first; row != QN_JOIN_END; row = qn_join_next(join, row)) {
        if (read_element(h, join, row)) {
            qn_join_use(join, row);
            count++;
        }
    }
    if (qn_view_is_given(h->view.c, join->fact)) {
        refuse(h, qn_program_fact_info(h->view.program, join->fact).name, "", 0,
               "it is given twice, by the row and by a table");
        return;
    }
    note(h, join->fact);
    if (!check(h, qn_case_set_list(h->view.c, join->fact, count),
               qn_program_fact_info(h->view.program, join->fact).name, "", 0)) {
        return;
    }
    count = 0;
    for (int32_t row = first; row != QN_JOIN_END; row = qn_join_next(join, row)) {
        if (read_element(h, join, row)) {
            give_element(h, join, count++);
        }
    }
}

/* ---- rows */

void qn_row_keep_key(qn_hand *h, const char *text, size_t length)
{
    if (h->key_room < length + 1) {
        char *grown = realloc(h->key, length + 1);
        if (grown == NULL) {
            h->out_of_memory = true;
            return;
        }
        h->key = grown;
        h->key_room = length + 1;
    }
    memcpy(h->key, text, length);
    h->key[length] = '\0';
    h->key_length = length;
}

static void give_cells(qn_hand *h)
{
    const qn_columns *columns = &h->batch->columns;
    if (h->record.wrong != NULL || h->record.count != columns->count) {
        refuse(h, "", "", 0,
               h->record.wrong != NULL ? h->record.wrong
                                       : "it has more or fewer cells than the head has columns");
        return;
    }
    for (size_t i = 0; i < columns->count; i++) {
        if (i == columns->key) {
            qn_csv_field key = h->record.field[i];
            qn_csv_trim(&key);
            qn_row_keep_key(h, key.text, key.length);
        }
        if (columns->fact[i] != QN_COLUMN_IGNORED) {
            note(h, columns->fact[i]);
            (void)give_cell(h, columns->fact[i], columns->name[i], h->record.field[i]);
        }
    }
}

/* Tells what of a line of JSON was refused: the sink has it as a sentence. */
static void refuse_json(qn_hand *h, qn_page *told, const char *name, const char *value,
                        size_t width)
{
    size_t length = told->length;
    const char *line = qn_page_string(told);
    const char *end = memchr(line, '\n', length);
    const char *message = strstr(line, "]: ");
    length = end != NULL ? (size_t)(end - line) : length;
    if (message != NULL && message < line + length) {
        length -= (size_t)(message + 3 - line);
        line = message + 3;
    }
    char reason[400];
    (void)snprintf(reason, sizeof reason, "%.*s", (int)(length < sizeof reason ? length : 0), line);
    refuse(h, name, value, width, reason);
}

/* Gives the date of decision, once. */
static void give_day(qn_hand *h, const qn_giver *g, const qn_json_node *node)
{
    const char *text = g->bytes + node->at;
    for (size_t i = 0; i < h->given_count; i++) {
        if (h->given[i] == QN_TODAY) {
            refuse(h, node->name, text, node->width, "`on` and `today` are both the date");
            return;
        }
    }
    note(h, QN_TODAY);
    if (node->kind != QN_JSON_STRING) {
        refuse(h, node->name, text, node->width, "it is to be a date, as \"2023-06-01\"");
    } else {
        (void)check(h, qn_case_set_text(h->view.c, QN_TODAY, node->text, node->length), node->name,
                    node->text, node->length);
    }
}

/* Gives a member of a line. */
static void give_member(qn_hand *h, qn_giver *g, const qn_json *json, const qn_json_node *node)
{
    qn_page told = {0};
    qn_sink sink = {.page = &told, .form = QN_SINK_TEXT};
    int32_t fact =
        strcmp(node->name, "on") == 0 ? QN_TODAY : qn_program_fact(h->view.program, node->name);
    bool is_key = h->batch->key != NULL && strcmp(node->name, h->batch->key) == 0;
    if (strlen(node->name) != node->name_length) {
        refuse(h, node->name, "", 0, "it is no fact of these rules");
        return;
    }
    g->sink = &sink;
    if (is_key && (node->kind == QN_JSON_STRING || node->kind == QN_JSON_NUMBER)) {
        qn_row_keep_key(h, node->text, node->length);
    }
    bool is_beside = h->batch->beside != NULL && qn_program_fact(h->batch->beside, node->name) >= 0;
    if ((is_key || is_beside) && fact < 0 && fact != QN_TODAY) {
        return;
    }
    if (fact >= 0 && qn_view_is_given(h->view.c, fact)) {
        refuse(h, node->name, g->bytes + node->at, node->width,
               "--fact says the same for every row");
    } else if (fact == QN_TODAY) {
        give_day(h, g, node);
    } else if (fact < 0) {
        refuse(h, node->name, "", 0, "it is no fact of these rules");
    } else {
        note(h, fact);
        if (!qn_json_give(g, json, node, fact)) {
            refuse_json(h, &told, node->name, g->bytes + node->at, node->width);
        }
    }
    h->out_of_memory |= told.out_of_memory;
    qn_page_clear(&told);
}

static void give_line(qn_hand *h, char *bytes, size_t length)
{
    qn_json json;
    qn_json_error error;
    qn_json_status status = qn_json_read(bytes, length, &json, &error);
    if (status != QN_JSON_OK) {
        h->out_of_memory |= status == QN_JSON_NO_MEMORY;
        refuse(h, "", "", 0, status == QN_JSON_BAD ? error.message : "out of memory");
        return;
    }
    qn_giver g = {.program = h->view.program,
                  .c = h->view.c,
                  .file = "row",
                  .bytes = bytes,
                  .length = length,
                  .json = true};
    bool is_object = json.node->kind == QN_JSON_OBJECT;
    if (!is_object) {
        refuse(h, "", "", 0, "a row is one object, {\"name\": value, …}");
    }
    for (uint32_t i = 1; is_object && i < json.count; i = json.node[i].end) {
        give_member(h, &g, &json, &json.node[i]);
    }
    qn_json_clear(&json);
}

/* ---- the row */

static bool has_date(const qn_hand *h)
{
    qn_value today;
    return qn_case_fact(h->view.c, QN_TODAY, &today) == QN_OK && today.status == QN_KNOWN;
}

static void take(qn_hand *h, char *bytes, size_t length)
{
    bool is_csv = h->batch->form == QN_INTAKE_CSV;
    h->is_refused = false;
    h->key_length = 0;
    if (is_csv && !qn_csv_read(bytes, length, h->batch->separator, &h->record)) {
        h->out_of_memory = true;
        return;
    }
    if (is_csv ? h->record.count == 0 : strspn(bytes, " \t\r\n") >= length) {
        return;
    }
    if (is_csv) {
        give_cells(h);
    } else {
        give_line(h, bytes, length);
    }
    if (h->batch->key != NULL && h->key_length == 0 && !h->is_refused) {
        refuse(h, h->batch->key, "", 0, "the row has no key");
    }
    for (size_t i = 0; i < h->batch->joins && h->key_length > 0; i++) {
        give_joined(h, &h->batch->join[i]);
    }
    if (!h->is_refused && !has_date(h)) {
        refuse(h, "on", "", 0,
               h->batch->has_date ? "the row says that its date of decision is unknown"
                                  : "the row has no date of decision, and there is no --on");
    }
    h->cases++;
    h->rejected += h->is_refused;
    if (!h->is_refused && h->batch->taker != NULL) {
        h->batch->taker->one(h);
    } else if (!h->is_refused) {
        qn_result_put_row(h);
    }
    take_away(h);
}

void qn_row_take(qn_hand *h, size_t begin, size_t end)
{
    char behind = h->block.bytes[end];
    h->begin = begin;
    h->end = end;
    h->block.bytes[end] = '\0';
    take(h, h->block.bytes + begin, end - begin);
    h->block.bytes[end] = behind;
}
