/*
 * Blocks. See batch.h.
 */
#include "batch.h"

#include <stdlib.h>
#include <string.h>

#include "bulk.h"
#include "facts.h"
#include "row.h"

static size_t end_of(const qn_hand *h, size_t at)
{
    bool is_whole;
    if (h->batch->form == QN_INTAKE_CSV) {
        return qn_csv_end(h->block.bytes, h->block.length, at, h->batch->separator, &is_whole);
    }
    const char *end = memchr(h->block.bytes + at, '\n', h->block.length - at);
    return end != NULL ? (size_t)(end - h->block.bytes) + 1 : h->block.length;
}

/* Rows the plain way; is_wanted: one a row, or NULL for every row. */
static void work_plainly(qn_hand *h, const uint8_t *is_wanted)
{
    for (size_t at = 0; at < h->block.length && !h->out_of_memory; h->row++) {
        size_t end = end_of(h, at);
        if (is_wanted == NULL || is_wanted[h->row - h->block.first_row] != 0) {
            qn_row_take(h, at, end);
        }
        at = end;
    }
}

void qn_hand_work_again(qn_hand *h, const uint8_t *is_wanted)
{
    h->row = h->block.first_row;
    work_plainly(h, is_wanted);
}

void qn_hand_work(qn_hand *h)
{
    h->out.length = 0;
    h->refused.length = 0;
    h->row = h->block.first_row;
    if (h->bulk != NULL) {
        qn_bulk_work(h);
    } else {
        work_plainly(h, NULL);
    }
    h->out_of_memory |= h->out.out_of_memory || h->refused.out_of_memory;
}

bool qn_hand_open(qn_hand *h, const qn_rows_job *batch, qn_sink *sink)
{
    qn_run *r = batch->run;
    *h = (qn_hand){.batch = batch, .view = {.program = r->rules.program, .t = r->rules.tables}};
    h->view.c = qn_case_new(r->rules.program);
    h->given = calloc((size_t)r->rules.tables->fact_count + batch->columns.count + batch->joins + 2,
                      sizeof *h->given);
    qn_row_keep_key(h, "", 0);
    if (h->view.c == NULL || h->given == NULL || h->out_of_memory) {
        h->out_of_memory = true;
        return false;
    }
    qn_row_give_date(h);
    if (!qn_facts_give_beside(r->rules.program, batch->beside, h->view.c, r->args, sink)) {
        return false;
    }
    h->out_of_memory = !qn_bulk_open(h, sink);
    return !h->out_of_memory;
}

void qn_hand_close(qn_hand *h)
{
    qn_bulk_close(h);
    qn_case_free(h->view.c);
    qn_csv_clear(&h->record);
    qn_csv_clear(&h->element);
    qn_page_clear(&h->out);
    qn_page_clear(&h->refused);
    free(h->block.bytes);
    free(h->copy);
    free(h->given);
    free(h->key);
    *h = (qn_hand){0};
}
