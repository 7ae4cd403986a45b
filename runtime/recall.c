/*
 * See recall.h.
 */
#include "recall.h"

#include "case.h"

#include <string.h>

/* Bytes of one part, so that what lies behind it is aligned. */
static size_t part(size_t count, size_t size)
{
    return (count * size + sizeof(qn_slot) - 1) / sizeof(qn_slot) * sizeof(qn_slot);
}

static size_t size_of_value(const qn_row_memo *row)
{
    return row->class_ == QN_CLASS_I ? sizeof(int64_t) : sizeof(qn_slot);
}

static size_t size_of_memo(const qn_row_memo *row)
{
    return part(QN_MEMO_DAYS, sizeof(uint64_t)) + part(QN_MEMO_DAYS, size_of_value(row)) +
           part(row->fact_count, sizeof(qn_slot)) + part(row->fact_count, 1);
}

size_t qn_recall_size(const qn_tables *tables)
{
    size_t size = part(tables->memo_count, sizeof(qn_memo));
    for (uint32_t i = 0; i < tables->memo_count; i++) {
        size_t more = size_of_memo(&tables->memo[i]);
        if (more > SIZE_MAX - size) {
            return SIZE_MAX;
        }
        size += more;
    }
    return size;
}

static void *take(unsigned char **at, size_t count, size_t size)
{
    void *taken = *at;
    *at += part(count, size);
    return taken;
}

/* Until it is refreshed a memo is of no epoch, and the facts are such as no case has. */
qn_memo *qn_recall_place(const qn_tables *tables, void *memory)
{
    unsigned char *at = memory;
    qn_memo *memos = take(&at, tables->memo_count, sizeof(qn_memo));
    for (uint32_t i = 0; i < tables->memo_count; i++) {
        const qn_row_memo *row = &tables->memo[i];
        qn_memo *memo = &memos[i];
        memo->stamp = take(&at, QN_MEMO_DAYS, sizeof(uint64_t));
        void *values = take(&at, QN_MEMO_DAYS, size_of_value(row));
        if (row->class_ == QN_CLASS_I) {
            memo->value.i = values;
        } else {
            memo->value.slot = values;
        }
        memo->fact = take(&at, row->fact_count, sizeof(qn_slot));
        memo->status = take(&at, row->fact_count, 1);
    }
    return memos;
}

/* Whether a list or a record may have other elements than before though its register is the same:
 * those that were given lie in the fact's own cells. */
static bool has_own_cells(const qn_tables *t, const qn_row_fact *fact, int64_t value)
{
    bool is_list = fact->history != QN_NONE_INDEX || t->type[fact->type].kind == QN_KIND_LIST;
    if (fact->cell_count == 0 || !is_list) {
        return fact->cell_count > 0;
    }
    qn_list list = qn_list_unpack(value);
    return list.count > 0 && list.first >= fact->first_cell &&
           list.first - fact->first_cell < fact->cell_count;
}

static bool same_value(qn_class class_, const qn_slot *a, const qn_slot *b)
{
    switch (class_) {
    case QN_CLASS_I:
        return a->i == b->i;
    case QN_CLASS_W:
        return qn_wide_equal(a->w, b->w);
    case QN_CLASS_Q:
    default:
        return qn_rational_equal(a->q, b->q);
    }
}

/* Whether a fact surely is what it was. A text that was given, and what lies in cells that were,
 * may be another one under the same number. */
static bool is_same(const qn_case *c, uint32_t fact, uint8_t status, const qn_slot *was)
{
    const qn_tables *t = c->tables;
    const qn_row_fact *row = &t->fact[fact];
    uint32_t reg = qn_tables_first_fact(t) + fact;
    qn_class class_ = (qn_class)(c->program->class_of[reg] & QN_REGISTER_CLASS);
    if (c->status[reg] != status || status != QN_KNOWN) {
        return c->status[reg] == status;
    }
    if (!same_value(class_, &c->slot[reg], was) || has_own_cells(t, row, was->i)) {
        return false;
    }
    return t->type[row->type].kind != QN_KIND_TEXT || was->i < t->string_count;
}

static bool is_current(const qn_case *c, const qn_row_memo *row, const qn_memo *memo)
{
    for (uint32_t i = 0; i < row->fact_count; i++) {
        uint32_t fact = c->tables->entry[row->first_fact + i].value;
        if (!is_same(c, fact, memo->status[i], &memo->fact[i])) {
            return false;
        }
    }
    return memo->epoch > 0;
}

/* Forgets all days by a new epoch; when there is no newer one, the hard way. */
static void forget(const qn_case *c, const qn_row_memo *row, qn_memo *memo)
{
    uint32_t first = qn_tables_first_fact(c->tables);
    if (memo->epoch == UINT32_MAX) {
        memset(memo->stamp, 0, QN_MEMO_DAYS * sizeof *memo->stamp);
        memo->epoch = 0;
    }
    memo->epoch++;
    for (uint32_t i = 0; i < row->fact_count; i++) {
        uint32_t reg = first + c->tables->entry[row->first_fact + i].value;
        memo->fact[i] = c->slot[reg];
        memo->status[i] = c->status[reg];
    }
}

void qn_recall_refresh(qn_case *c)
{
    for (uint32_t i = 0; i < c->tables->memo_count; i++) {
        const qn_row_memo *row = &c->tables->memo[i];
        if (!is_current(c, row, &c->memo[i])) {
            forget(c, row, &c->memo[i]);
        }
    }
}
