/*
 * Rows of facts to rows of results: what one hand does with a block of records.
 *
 * Responsible for: cells into a case, results and refusals as text. A row that is refused has no
 * results and leaves nothing behind in the case. Refuses to know: files, threads and the order of
 * blocks.
 */
#ifndef QN_CLI_BATCH_H
#define QN_CLI_BATCH_H

#include "intake.h"
#include "join.h"
#include "run.h"

struct qn_hand;

/* Rows that were answered together: their answers and facts in columns, and the number that each
 * has among the records of its block. An odd one comes by itself. */
typedef struct qn_taken {
    const qn_answers *answer;
    const qn_column *input;
    size_t inputs;
    size_t count;
    const uint16_t *row;
    const uint8_t *is_odd;
    uint64_t first; /* number of the record that is 0 in `row`, from 0 in the block */
} qn_taken;

/* Who takes what rows come to, where it is not written. one: the case of the hand has the facts of
 * the row at hand. */
typedef struct qn_taker {
    void (*many)(struct qn_hand *hand, const qn_taken *taken);
    void (*one)(struct qn_hand *hand);
} qn_taker;

/* What all hands share. columns: of CSV. join: files of elements. beside: another version of the
 * law, whose facts are no slips, or NULL. taker: NULL writes results. */
typedef struct qn_rows_job {
    qn_run *run;
    const qn_program *beside;
    const qn_taker *taker;
    const char *mark; /* before the reason of what is refused, or NULL */
    qn_intake_form form;
    char separator;
    bool has_comma;  /* numbers have a decimal comma */
    bool is_json;    /* results are JSON Lines */
    bool has_date;   /* for rows that have none of their own */
    bool one_by_one; /* every row goes the plain way */
    const char *key; /* name of the column or member, or NULL */
    qn_columns columns;
    qn_join *join;
    size_t joins;
} qn_rows_job;

typedef struct qn_bulk qn_bulk;

/* One of them. out, refused: what comes of the block. bulk: what it has for many rows at once, or
 * NULL. A case of its own. */
typedef struct qn_hand {
    const qn_rows_job *batch;
    qn_bulk *bulk;
    qn_view view;
    qn_block block;
    qn_csv_record record;
    qn_csv_record element;
    char *copy;
    size_t copy_room;
    int32_t *given; /* facts that the row at hand has given */
    size_t given_count;
    uint64_t row;
    size_t begin; /* where the row at hand stands in the block, if it goes the plain way */
    size_t end;
    char *key;
    size_t key_length;
    size_t key_room;
    bool is_refused; /* the row at hand */
    qn_page out;
    qn_page refused;
    uint64_t cases;
    uint64_t rejected;
    uint64_t not_known; /* results */
    bool out_of_memory;
    void *context; /* of whoever takes what rows come to */
} qn_hand;

/* A hand with a case that has the facts and the date of the command line. False out of memory, or
 * where one of those facts is refused. */
bool qn_hand_open(qn_hand *hand, const qn_rows_job *batch, qn_sink *sink);
void qn_hand_close(qn_hand *hand);

/* Goes through the block. out and refused are emptied before. */
void qn_hand_work(qn_hand *hand);

/* Goes through the records of a block that are wanted, a byte each, once more, the plain way. */
void qn_hand_work_again(qn_hand *hand, const uint8_t *is_wanted);

/* The head of the results, and that of what is refused. */
void qn_batch_put_head(const qn_rows_job *batch, qn_page *page);
void qn_batch_put_refused_head(qn_page *page);

#endif
