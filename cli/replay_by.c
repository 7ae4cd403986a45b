/*
 * Groups of rows. See replay_by.h.
 *
 * A code is the number of a value of a choice, 0 or 1, the year of a date, a number on a grid of
 * DECIMALS, or the number of its band.
 */
#include "replay_by.h"

#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "decimal.h"
#include "figure.h"
#include "plain.h"

enum { DECIMALS = 6 };

/* ---- words */

/* Finds the fact in each version. The exit status that this leads to. */
static int find_fact(qn_replay_by *by, const qn_run *const run[])
{
    by->world = -1;
    for (int w = QN_REPLAY_WORLDS - 1; w >= 0; w--) {
        by->fact[w] = qn_program_fact(run[w]->rules.program, by->name);
        by->world = by->fact[w] >= 0 ? w : by->world;
    }
    if (by->world < 0) {
        return qn_run_refuse(run[0], "--by takes facts, and there is none called ", by->name, "");
    }
    by->program = run[by->world]->rules.program;
    qn_fact_info info = qn_program_fact_info(by->program, by->fact[by->world]);
    by->kind = info.kind;
    bool has_one = info.kind <= QN_KIND_CLOCK && info.kind != QN_KIND_SET;
    if (!has_one || info.is_over_time) {
        return qn_run_refuse(run[0], "--by takes facts that have one value each, not ", by->name,
                             "");
    }
    return QN_EXIT_OK;
}

static int add_fact(qn_replay_by *by, size_t *count, const qn_run *const run[], const char *name,
                    size_t length)
{
    if (*count == QN_REPLAY_BY_MAX) {
        return qn_run_refuse(run[0], "--by takes four facts at most; this is one more: ", name, "");
    }
    char *copy = strndup(name, length);
    if (copy == NULL) {
        run[0]->io->err.out_of_memory = true;
        return QN_EXIT_WRONG;
    }
    by[*count] = (qn_replay_by){.name = copy};
    return find_fact(&by[(*count)++], run);
}

/* Where one band begins, which is behind the one before it. */
static bool read_edge(qn_replay_by *by, const char *text, size_t length)
{
    qn_decimal number;
    int64_t edge;
    bool good = qn_decimal_parse(text, length, 0, &number) == QN_DECIMAL_OK &&
                number.places <= DECIMALS && qn_sums_floor(number.value, DECIMALS, &edge) &&
                (by->edges == 0 || by->edge[by->edges - 1] < edge);
    if (good) {
        by->edge[by->edges++] = edge;
    }
    return good;
}

/* Whether a part of what --by says names a fact, and is no number where a band begins. */
static bool is_name(const char *part)
{
    part += strspn(part, " ");
    return *part != '\0' && strchr("+-.0123456789", *part) == NULL;
}

/* The length of "500,1000,2000", up to the comma before a fact. */
static size_t edges_length(const char *words)
{
    size_t length = strcspn(words, ",");
    while (words[length] == ',' && !is_name(words + length + 1)) {
        length += 1 + strcspn(words + length + 1, ",");
    }
    return length;
}

/* "500,1000,2000". */
static int read_edges(qn_replay_by *by, const qn_run *run, const char *words)
{
    by->edge = calloc(strlen(words) + 1, sizeof *by->edge);
    if (by->edge == NULL) {
        run->io->err.out_of_memory = true;
        return QN_EXIT_WRONG;
    }
    bool good = by->kind <= QN_KIND_QUANTITY;
    const char *end = words + edges_length(words);
    for (const char *at = words; good && at <= end;) {
        at += strspn(at, " ");
        size_t length = strcspn(at, ",");
        good = read_edge(by, at, length);
        at += length + 1;
    }
    return good ? QN_EXIT_OK
                : qn_run_refuse(run,
                                "--by takes bands of a fact that is a number, as wage=500,1000 "
                                "with rising numbers; these are none: ",
                                words, "");
}

/* "sector,seniority", "wage=500,1000", or both: "sector,wage=500,1000,seniority". */
static int read_word(qn_replay_by *by, size_t *count, const qn_run *const run[], const char *word)
{
    int status = QN_EXIT_OK;
    for (const char *at = word; status == QN_EXIT_OK && at != NULL;) {
        size_t length = strcspn(at, ",=");
        status = add_fact(by, count, run, at, length);
        at += length;
        if (*at == '=' && status == QN_EXIT_OK) {
            status = read_edges(&by[*count - 1], run[0], at + 1);
            at += 1 + edges_length(at + 1);
        }
        at = *at == ',' ? at + 1 + strspn(at + 1, " ") : NULL;
    }
    return status;
}

int qn_replay_by_read(qn_replay_by by[QN_REPLAY_BY_MAX], size_t *count, const qn_run *const run[])
{
    const qn_args *args = run[0]->args;
    int status = QN_EXIT_OK;
    for (size_t i = 0; status == QN_EXIT_OK && i < args->option_count; i++) {
        if (args->option[i].name == QN_OPTION_BY) {
            status = read_word(by, count, run, args->option[i].value);
        }
    }
    return status;
}

void qn_replay_by_clear(qn_replay_by *by)
{
    free((char *)(uintptr_t)by->name);
    free(by->edge);
    *by = (qn_replay_by){0};
}

/* ---- codes */

/* The band of a number: 0 below the first edge. */
static int64_t band_of(const qn_replay_by *by, int64_t number)
{
    size_t low = 0;
    size_t high = by->edges;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        low = number >= by->edge[middle] ? middle + 1 : low;
        high = number >= by->edge[middle] ? high : middle;
    }
    return (int64_t)low;
}

/* The code of a number on the grid, or of what a column has. */
static int64_t code_of(const qn_replay_by *by, int64_t number)
{
    return by->edges > 0              ? band_of(by, number)
           : by->kind == QN_KIND_DATE ? qn_date_to_ymd((qn_day)number).year
                                      : number;
}

static int64_t code_of_text(qn_tally *tally, const qn_value *value)
{
    qn_page text = {0};
    qn_answer_put_written(&text, value);
    size_t number = qn_tally_text(tally, qn_page_string(&text));
    tally->out_of_memory |= text.out_of_memory;
    qn_page_clear(&text);
    return QN_TALLY_TEXT + (int64_t)number;
}

int64_t qn_replay_by_code(const qn_replay_by *by, qn_tally *tally, const qn_value *value)
{
    qn_rational place;
    int64_t number;
    if (value->status != QN_KNOWN) {
        return QN_TALLY_STATUS + (int64_t)value->status;
    }
    bool is_number = by->kind <= QN_KIND_QUANTITY;
    if (!qn_answer_place(value, &place) ||
        !qn_sums_floor(place, is_number ? DECIMALS : 0, &number)) {
        return code_of_text(tally, value);
    }
    return code_of(by, number);
}

/* What a column has at a place; lanes are those that gather.h has. */
static int64_t lane_at(const qn_column *column, size_t at)
{
    switch (column->lane) {
    case QN_UINT8:
        return ((const uint8_t *)column->values)[at];
    case QN_INT32:
        return ((const int32_t *)column->values)[at];
    default:
        return ((const int64_t *)column->values)[at];
    }
}

void qn_replay_by_columns(const qn_replay_by *by, const qn_taken *taken, int64_t preset,
                          int64_t *code)
{
    const qn_column *column = NULL;
    for (size_t i = 0; i < taken->inputs; i++) {
        bool is_it = taken->input[i].fact == by->fact[by->world] && taken->input[i].list < 0;
        column = is_it ? &taken->input[i] : column;
    }
    bool is_number = by->kind <= QN_KIND_QUANTITY;
    int32_t more = column != NULL && is_number ? DECIMALS - column->decimals : 0;
    int64_t factor = qn_plain_power[more > 0 ? more : 0];
    int64_t divisor = qn_plain_power[more < 0 ? -more : 0];
    int64_t origin = by->kind == QN_KIND_DATE ? QN_PLAIN_EPOCH : 0;
    for (size_t i = 0; i < taken->count; i++) {
        bool has = column != NULL &&
                   (column->present == NULL || (column->present[i / 8] >> i % 8 & 1) != 0);
        code[i] = has ? code_of(by, lane_at(column, i) * factor / divisor + origin) : preset;
    }
}

/* ---- labels */

static void put_number(qn_page *page, int64_t number)
{
    static const qn_figure_form form = {.decimals = DECIMALS};
    char text[QN_FIGURE_SIZE];
    qn_page_add(page, text, (size_t)(qn_figure_put_long(text, number, form) - text));
}

static void put_band(qn_page *page, const qn_replay_by *by, size_t band)
{
    if (band == 0) {
        qn_page_put(page, "below ");
        put_number(page, by->edge[0]);
        return;
    }
    put_number(page, by->edge[band - 1]);
    if (band < by->edges) {
        qn_page_put(page, "..");
        put_number(page, by->edge[band]);
    } else {
        qn_page_put(page, " and more");
    }
}

static void put_known(qn_page *page, const qn_replay_by *by, int64_t code)
{
    char text[QN_FIGURE_SIZE];
    switch (by->kind) {
    case QN_KIND_BOOLEAN:
        qn_page_put(page, code != 0 ? "yes" : "no");
        break;
    case QN_KIND_CHOICE:
        qn_page_put(page, qn_program_fact_choice(by->program, by->fact[by->world], (int32_t)code));
        break;
    case QN_KIND_DATE:
        qn_page_format(page, "%04lld", (long long)code);
        break;
    case QN_KIND_CLOCK:
        qn_page_add(page, text, (size_t)(qn_figure_put_clock(text, (int32_t)code) - text));
        break;
    default:
        put_number(page, code);
        break;
    }
}

void qn_replay_by_put(qn_page *page, const qn_replay_by *by, const qn_tally *tally, int64_t code)
{
    if (code >= QN_TALLY_STATUS) {
        qn_page_put(page, qn_answer_status_name((qn_answer)(code - QN_TALLY_STATUS)));
    } else if (code >= QN_TALLY_TEXT) {
        qn_page_put(page, tally->text[code - QN_TALLY_TEXT]);
    } else if (by->edges > 0) {
        put_band(page, by, (size_t)code);
    } else {
        put_known(page, by, code);
    }
}
