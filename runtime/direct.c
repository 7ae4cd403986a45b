/*
 * Going the direct way: see direct.h.
 */
#include "direct.h"

#include <stddef.h>
#include <string.h>

#include "batch_kernels.h"
#include "date.h"
#include "kernels.h"

/* For what is called once a case: it leaves what is called often its registers. */
#define QN_APART __attribute__((noinline))

void qn_direct_begin(qn_case *c)
{
    const qn_direct *d = c->program->direct;
    int64_t *number = (int64_t *)(void *)c->slot;
    for (uint32_t i = 0; i < d->constant_count; i++) {
        number[d->constant[i].place] = d->constant[i].value;
    }
    c->direct.day = QN_DAY_MIN - 1; /* what follows from the date has not been found for any day */
}

/* Begins to go through a list: at its first element, or behind NEXT where there is none. A given
 * list lies where its fact has room for it; false for any other. */
static inline bool begin_walk(qn_walk_on *w, const qn_direct_step **s, int64_t packed)
{
    qn_list list = qn_list_unpack(packed);
    const qn_direct_step *each = *s;
    w->begin = each;
    w->cell = (uint64_t)each->x;
    w->stride = (uint32_t)each->y;
    w->count = list.count;
    w->left = list.count;
    *s += list.count == 0 ? each->b : 0;
    return list.first == (uint32_t)((uint64_t)each->y >> 32) && list.count <= each->out;
}

static inline bool known_field(const qn_cells *cells, uint64_t cell, int64_t *out)
{
    *out = cells->slot[cell].i;
    return cells->status[cell] == QN_KNOWN;
}

static inline const qn_direct_step *next_of(qn_walk_on *w, const qn_direct_step *s)
{
    w->cell += w->stride;
    w->left--;
    return w->left == 0 ? s : w->begin;
}

/* The last step of a few that a has reached, without branches that depend on it. */
static inline int64_t last_step_of(const int64_t *step, uint32_t steps, int64_t before, int64_t a)
{
    for (uint32_t k = 0; k < steps; k++, step += 2) {
        before = a >= step[0] ? step[1] : before;
    }
    return before;
}

/*
 * Many steps: in front of them stand how far the numbers of an index are from one another, as a
 * power of two, the first of these numbers, and how many they are; then, for each, how many steps
 * begin at or below it, and one more; then where the steps begin, and last their values. What lies
 * between two numbers of the index is searched, and mostly nothing does.
 */
static inline int64_t search_steps(const int64_t *table, uint32_t steps, int64_t before, int64_t a)
{
    uint32_t shift = (uint32_t)table[0];
    int64_t low = table[1];
    uint64_t count = (uint64_t)table[2];
    const int64_t *index = table + 3;
    const int64_t *begin = index + count + 1;
    uint64_t at = a < low ? 0 : ((uint64_t)a - (uint64_t)low) >> shift;
    at = at < count ? at : count - 1;
    int64_t first = a < low ? 0 : index[at];
    int64_t rest = index[at + 1] - first;
    if (a < low) {
        return before;
    }
    while (rest > 0) {
        int64_t half = rest / 2;
        bool reached = begin[first + half] <= a;
        first = reached ? first + half + 1 : first;
        rest = reached ? rest - half - 1 : half;
    }
    return first == 0 ? before : begin[steps + first - 1];
}

/* Only used where there are products of 128 bits. */
static inline int64_t high_product(int64_t a, int64_t factor, uint32_t shift)
{
#if QN_HAS_INT128
    return (int64_t)(uint64_t)(((qn_uint128)(uint64_t)a * (uint64_t)factor) >> shift);
#else
    return (a + factor) >> (shift & 63);
#endif
}

/* The lesser (sign 1) or the greater (-1) of what was found and b, which is the first if nothing
 * was. */
static int64_t better_of(int64_t best, int64_t *found, int64_t b, int sign)
{
    bool is_next = *found == 0 || (sign > 0 ? b < best : b > best);
    *found = 1;
    return is_next ? b : best;
}

/* Which facts are open, and that nothing has been answered for them. */
static QN_APART void look(qn_case *c, const qn_direct *d)
{
    const uint8_t *status = c->status + qn_tables_first_fact(c->tables);
    int64_t today = c->slot[qn_tables_today(c->tables)].i;
    uint32_t count = c->tables->fact_count + 1;
    c->direct.open = 0;
    for (uint32_t i = 0; i < count;) {
        uint64_t eight = 0;
        if (i + sizeof eight <= count) {
            memcpy(&eight, status + i, sizeof eight);
            if (eight == 0) { /* all QN_KNOWN */
                i += sizeof eight;
                continue;
            }
        }
        c->direct.open |= (uint64_t)(status[i] != QN_KNOWN) << d->bit[i];
        i++;
    }
    if (c->direct.day != today && status[count - 1] == QN_KNOWN) {
        qn_value none;
        c->direct.day = today;
        (void)qn_direct_answer(c, c->tables->rule_count, &none);
    }
    if (++c->direct.round == 0) {
        memset(c->direct.answered, 0, c->tables->rule_count * sizeof *c->direct.answered);
        c->direct.round = 1;
    }
    c->direct.is_looked = true;
}

/* Each step ends by finding the next one, so that the processor learns what follows which: half the
 * time of a loop around a switch. Both compilers can jump to what stands in a table, which is no
 * part of the standard. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpedantic"
#define GO_ON                                                                                      \
    s++;                                                                                           \
    goto *label[s->op]
#define RUN_OP(name, value)                                                                        \
    name:                                                                                          \
    last = (value);                                                                                \
    OUT = last;                                                                                    \
    GO_ON;
#define RUN_TRY(name, goes_on)                                                                     \
    name:                                                                                          \
    if (__builtin_expect(!(goes_on), 0)) {                                                         \
        return false;                                                                              \
    }                                                                                              \
    last = made;                                                                                   \
    OUT = last;                                                                                    \
    GO_ON;
#define OUT r[s->out]
#define B r[s->b]
#define C r[s->y]
#define X s->x
#define Y s->y

bool qn_direct_answer(qn_case *c, uint32_t rule, qn_value *out)
{
    static const void *const label[] = {
#define QN_DIRECT_OP(name, value, sentence) &&name, &&name##_LAST,
#define QN_DIRECT_TRY(name, goes_on, sentence) &&name, &&name##_LAST,
#define QN_DIRECT_TURN(name, sentence) &&name,
#include "direct_ops.def"
#undef QN_DIRECT_OP
#undef QN_DIRECT_TRY
#undef QN_DIRECT_TURN
    };
    const qn_direct *d = c->program->direct;
    int64_t *r = (int64_t *)(void *)c->slot;
    const qn_direct_step *s = d->step + d->first_step[rule];
    int64_t last = 0; /* in a register: its address is not to be taken */
    int64_t made = 0;
    goto *label[s->op];
#define QN_DIRECT_TURN(name, sentence)
#define A r[s->a]
#define QN_DIRECT_OP(name, value, sentence) RUN_OP(name, value)
#define QN_DIRECT_TRY(name, goes_on, sentence) RUN_TRY(name, goes_on)
#include "direct_ops.def"
#undef A
#undef QN_DIRECT_OP
#undef QN_DIRECT_TRY
#define A last
#define QN_DIRECT_OP(name, value, sentence) RUN_OP(name##_LAST, value)
#define QN_DIRECT_TRY(name, goes_on, sentence) RUN_TRY(name##_LAST, goes_on)
#include "direct_ops.def"
#undef A
#undef QN_DIRECT_OP
#undef QN_DIRECT_TRY
#undef QN_DIRECT_TURN
BEGIN:
    if (!c->direct.is_looked) {
        look(c, d);
    }
    if ((c->direct.open & (uint64_t)X) != 0) {
        return false;
    }
    c->direct.back = NULL;
    s += c->direct.answered[s->a] == c->direct.round ? s->b : 0;
    GO_ON;
BEFORE:
    if (c->direct.answered[s->a] != c->direct.round) {
        c->direct.back = s;
        s += (int32_t)s->b;
    }
    GO_ON;
DONE:
    c->direct.answered[s->a] = c->direct.round;
    s = c->direct.back != NULL ? c->direct.back : s;
    c->direct.back = NULL;
    GO_ON;
EACH:
    if (!begin_walk(&c->direct.on, &s, r[s->a])) {
        return false;
    }
    GO_ON;
NEXT:
    s = next_of(&c->direct.on, s);
    GO_ON;
ANSWER:
    memcpy(out, &d->shape[s->b], offsetof(qn_value, low));
    out->number[0] = (uint64_t)r[s->a];
    out->c = c;
END:
    return true;
NO_WAY:
    return false;
}
#undef OUT
#undef B
#undef C
#undef X
#undef Y
#undef GO_ON
#undef RUN_OP
#undef RUN_TRY
#pragma GCC diagnostic pop
