/*
 * Going the direct way: see direct.h.
 */
#include "direct.h"

#include <stddef.h>
#include <string.h>

#include "batch_kernels.h"
#include "kernels.h"
#include "limbs.h"

void qn_direct_begin(qn_case *c)
{
    const qn_direct *d = c->program->direct;
    int64_t *number = (int64_t *)(void *)c->slot;
    for (uint32_t i = 0; i < d->constant_count; i++) {
        number[d->constant[i].place] = d->constant[i].value;
    }
    c->direct.way = d->way;
    c->direct.shape = d->shape;
    c->direct.way_count = c->tables->rule_count;
    c->direct.open = QN_DIRECT_UNSEEN;
    c->direct.day = INT64_MIN;
}

static inline bool known_field(const qn_cells *cells, uint64_t cell, int64_t *out)
{
    *out = cells->slot[cell].i;
    return cells->status[cell] == QN_KNOWN;
}

static inline int64_t is_between(int64_t a, int64_t first, int64_t more)
{
    return (uint64_t)a - (uint64_t)first <= (uint64_t)more;
}

/* The base, and what the terms add that hold; without branches that depend on the case, of which
 * compilers make one of a choice. */
static inline int64_t sum_of_terms(const int64_t *r, const int64_t *term, uint32_t terms,
                                   int64_t base)
{
    uint64_t sum = (uint64_t)base;
    for (uint32_t i = 0; i < terms; i++, term += QN_TERM_SIZE) {
        int64_t holds = is_between(r[term[QN_TERM_PLACE]], term[QN_TERM_FIRST], term[QN_TERM_MORE]);
        sum += (uint64_t)-holds & (uint64_t)term[QN_TERM_VALUE];
    }
    return (int64_t)sum;
}

/* The last of questions that follow from one another. */
static inline int64_t asked(const int64_t *r, const int64_t *term, uint32_t terms)
{
    int64_t yes = 1;
    for (uint32_t i = 0; i < terms; i++, term += QN_TERM_SIZE) {
        yes = (yes ^ term[QN_TERM_VALUE]) &
              is_between(r[term[QN_TERM_PLACE]], term[QN_TERM_FIRST], term[QN_TERM_MORE]);
    }
    return yes;
}

/* What stands in a table for what the inputs are. */
static inline int64_t decided(const int64_t *r, const qn_direct_step *s)
{
    const int64_t *input = s->number;
    const int64_t *follows = input + s->mode * QN_INPUT_SIZE;
    const uint8_t *apart = (const uint8_t *)(follows + s->b);
    size_t at = 0;
    for (uint32_t i = 0; i < s->mode; i++, input += QN_INPUT_SIZE) {
        const uint64_t mask = (uint64_t)input[QN_INPUT_MASK];
        at += apart[(uint64_t)r[input[QN_INPUT_PLACE]] & mask];
        apart += mask + 1;
    }
    return follows[at];
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
    return begin[steps + first - 1]; /* the first step begins at `low` */
}

/* The upper half of a product. */
static inline int64_t high_product(int64_t a, int64_t factor)
{
    return (int64_t)limb_mul((uint64_t)a, (uint64_t)factor).hi;
}

/* What batch_fuse.h makes of rates (SCALE_D): of 32 bits without a sign until they are divided. */
static inline int64_t scaled(const int64_t *number, int64_t chosen, int64_t amount, int64_t factor)
{
    const int64_t *rate = number + 1 + (chosen != 0 ? 0 : 3);
    uint32_t b = (uint32_t)amount;
    int32_t excess = (int32_t)(b + (uint32_t)number[0]);
    uint32_t over = excess > 0 ? (uint32_t)excess : 0;
    uint32_t top = b * (uint32_t)rate[0] + over * (uint32_t)rate[1] + (uint32_t)rate[2];
    return high_product(top, factor);
}

/* The lesser (sign 1) or the greater (-1) of what was found and b, which is the first if nothing
 * was. */
static int64_t better_of(int64_t best, int64_t *found, int64_t b, int sign)
{
    bool is_next = *found == 0 || (sign > 0 ? b < best : b > best);
    *found = 1;
    return is_next ? b : best;
}

/* Which facts are open. */
static inline uint64_t find_open(const uint8_t *status, const uint8_t *bit, uint32_t count)
{
    uint64_t open = 0;
    for (uint32_t i = 0; i < count;) {
        uint64_t eight = 0;
        if (i + sizeof eight <= count) {
            memcpy(&eight, status + i, sizeof eight);
            if (eight == 0) { /* all QN_KNOWN */
                i += sizeof eight;
                continue;
            }
        }
        open |= (uint64_t)(status[i] != QN_KNOWN) << bit[i];
        i++;
    }
    return open;
}

/* Goes the way of the date, if that is another one than when it was gone last. */
static void follow_date(qn_case *c)
{
    const qn_direct_way *dated = &c->direct.way[c->tables->rule_count];
    const uint32_t today = qn_tables_today(c->tables);
    if (c->status[today] == QN_KNOWN && c->direct.day != c->slot[today].i) {
        c->direct.day = c->slot[today].i;
        (void)qn_direct_go(c, dated, NULL);
    }
}

qn_status qn_direct_look(qn_case *c, const qn_direct_way *way, qn_value *out)
{
    if ((c->direct.open & QN_DIRECT_UNSEEN) != 0) {
        const uint32_t facts = c->tables->fact_count;
        const uint32_t today = qn_tables_today(c->tables);
        c->direct.open = find_open(c->status + today - facts, c->program->direct->bit, facts + 1);
        follow_date(c);
        return qn_direct_eval(c, (uint32_t)(way - c->direct.way), out);
    }
    return qn_direct_leave(c, way, out);
}

qn_status qn_direct_answer(qn_case *c, const qn_direct_way *way, qn_value *out)
{
    const int64_t *r = (const int64_t *)(const void *)c->slot;
    memcpy(out, way->shape, offsetof(qn_value, c)); /* no texts: they are no answers of steps */
    out->c = c;
    out->number[0] = (uint64_t)r[way->place];
    return QN_OK;
}

qn_status qn_direct_leave(qn_case *c, const qn_direct_way *way, qn_value *out)
{
    c->direct.back = NULL;
    c->direct.left++;
    c->direct.round++; /* in the middle of a loop numbers of other answers may be half made */
    return qn_case_answer(c, (uint32_t)(way - c->program->direct->way), out);
}

/* ---- steps */

/* Of elements: that the steps from EACH on are done. */
#define STEPS_ARE_DONE ((qn_status)-1)

#define STEP(name)                                                                                 \
    static qn_status step_##name(const qn_direct_step *s, int64_t *r, int64_t last, qn_case *c,    \
                                 const qn_direct_way *way, qn_value *out)
#define GO_ON(found)                                                                               \
    s++;                                                                                           \
    return s->code(s, r, (found), c, way, out)
#define RUN_OP(name, value)                                                                        \
    STEP(name)                                                                                     \
    {                                                                                              \
        (void)last;                                                                                \
        const int64_t found = (value);                                                             \
        OUT = found;                                                                               \
        GO_ON(found);                                                                              \
    }
#define RUN_TRY(name, goes_on)                                                                     \
    STEP(name)                                                                                     \
    {                                                                                              \
        (void)last;                                                                                \
        int64_t made;                                                                              \
        if (__builtin_expect(!(goes_on), 0)) {                                                     \
            return qn_direct_leave(c, way, out);                                                   \
        }                                                                                          \
        OUT = made;                                                                                \
        GO_ON(made);                                                                               \
    }
#define OUT r[s->out]
#define B r[s->b]
#define C r[s->y]
#define X s->x
#define Y s->y

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

STEP(NO_WAY)
{
    (void)s;
    (void)r;
    (void)last;
    return qn_direct_leave(c, way, out);
}

STEP(BEFORE)
{
    (void)last;
    if (c->direct.answered[s->a] != c->direct.round) {
        c->direct.back = s;
        s += (int32_t)s->b;
    }
    GO_ON(0);
}

STEP(KEEP)
{
    (void)last;
    c->direct.answered[s->a] = c->direct.round;
    if (c->direct.back == NULL) {
        return qn_direct_answer(c, way, out);
    }
    s = c->direct.back;
    c->direct.back = NULL;
    GO_ON(0);
}

STEP(ANSWER)
{
    (void)s;
    (void)r;
    (void)last;
    return qn_direct_answer(c, way, out);
}

STEP(END)
{
    (void)s;
    (void)r;
    (void)last;
    (void)c;
    (void)way;
    (void)out;
    return QN_OK;
}

/* Whether a list lies where its fact has room for it, so that its fields do. */
static inline bool has_room(const int64_t *number, int64_t packed)
{
    return (uint64_t)packed - (uint64_t)number[QN_COUNT_LIST] <= (uint64_t)number[QN_COUNT_ROOM];
}

STEP(COUNT_ONE)
{
    const int64_t *number = s->number;
    const qn_slot *slot = c->cells.slot + number[QN_COUNT_CELL];
    const uint8_t *status = c->cells.status + number[QN_COUNT_CELL];
    int64_t count = 0;
    unsigned open = QN_KNOWN; /* which is 0 */
    (void)last;
    if (!has_room(number, r[s->a])) {
        return qn_direct_leave(c, way, out);
    }
    for (uint32_t left = (uint32_t)r[s->a]; left > 0; left--) {
        open |= *status;
        count += is_between(slot->i, number[QN_COUNT_FIRST], number[QN_COUNT_MORE]);
        slot += number[QN_COUNT_STRIDE];
        status += number[QN_COUNT_STRIDE];
    }
    if (open != QN_KNOWN) {
        return qn_direct_leave(c, way, out);
    }
    OUT = count;
    GO_ON(count);
}

STEP(COUNT_TWO)
{
    const int64_t *number = s->number;
    const int64_t apart = number[QN_COUNT_APART];
    const qn_slot *slot = c->cells.slot + number[QN_COUNT_CELL];
    const uint8_t *status = c->cells.status + number[QN_COUNT_CELL];
    int64_t count = 0;
    unsigned open = QN_KNOWN;
    (void)last;
    if (!has_room(number, r[s->a])) {
        return qn_direct_leave(c, way, out);
    }
    for (uint32_t left = (uint32_t)r[s->a]; left > 0; left--) {
        open |= status[0] | status[apart];
        count += is_between(slot->i, number[QN_COUNT_FIRST], number[QN_COUNT_MORE]) &
                 is_between(slot[apart].i, number[QN_COUNT_OTHER], number[QN_COUNT_OTHER_MORE]);
        slot += number[QN_COUNT_STRIDE];
        status += number[QN_COUNT_STRIDE];
    }
    if (open != QN_KNOWN) {
        return qn_direct_leave(c, way, out);
    }
    OUT = count;
    GO_ON(count);
}

/* A bit to each count: to multiply puts bit i, times 7 i, at the beginning of byte i, and, for
 * there are seven, no two at the same place. */
static inline uint64_t spread(uint64_t bits)
{
    return bits * 0x0002040810204081U & 0x0101010101010101U;
}

STEP(COUNT_ALL)
{
    const int64_t *number = s->number;
    const int64_t apart = number[QN_COUNT_ALL_APART];
    const uint64_t mask = (uint64_t)number[QN_COUNT_MASK];
    const uint64_t other_mask = (uint64_t)number[QN_COUNT_OTHER_MASK];
    const uint8_t *table = (const uint8_t *)(number + QN_COUNT_TABLE);
    const uint8_t *other = table + mask + 1;
    const qn_slot *slot = c->cells.slot + number[QN_COUNT_CELL];
    const uint8_t *status = c->cells.status + number[QN_COUNT_CELL];
    uint64_t counts = 0;
    unsigned open = QN_KNOWN;
    (void)last;
    if (!has_room(number, r[s->a])) {
        return qn_direct_leave(c, way, out);
    }
    for (uint32_t left = (uint32_t)r[s->a]; left > 0; left--) {
        open |= status[0] | status[apart];
        counts +=
            spread(table[(uint64_t)slot->i & mask] & other[(uint64_t)slot[apart].i & other_mask]);
        slot += number[QN_COUNT_STRIDE];
        status += number[QN_COUNT_STRIDE];
    }
    if (open != QN_KNOWN) {
        return qn_direct_leave(c, way, out);
    }
    for (uint32_t i = 0; i < s->mode; i++, counts >>= QN_COUNT_BITS) {
        r[number[QN_COUNT_PLACES + i]] = (int64_t)(counts & ((1U << QN_COUNT_BITS) - 1));
    }
    GO_ON(0);
}

/* A given list lies where its fact has room for it; any other is left to the machine. */
STEP(EACH)
{
    const qn_list list = qn_list_unpack(r[s->a]);
    (void)last;
    if (list.first != (uint32_t)((uint64_t)s->y >> 32) || list.count > s->out) {
        return qn_direct_leave(c, way, out);
    }
    for (uint32_t i = 0; i < list.count; i++) {
        c->direct.element.cell = (uint64_t)s->x + (uint64_t)i * (uint32_t)s->y;
        c->direct.element.position = i;
        qn_status status = s[1].code(s + 1, r, 0, c, way, out);
        if (status != STEPS_ARE_DONE) {
            return status; /* it was left to the machine */
        }
    }
    s += s->b;
    GO_ON(0);
}

STEP(NEXT)
{
    (void)s;
    (void)r;
    (void)last;
    (void)c;
    (void)way;
    (void)out;
    return STEPS_ARE_DONE;
}

qn_direct_code *qn_direct_find_code(qn_direct_op op)
{
    static qn_direct_code *const code[] = {
#define QN_DIRECT_OP(name, value, sentence) step_##name, step_##name##_LAST,
#define QN_DIRECT_TRY(name, goes_on, sentence) step_##name, step_##name##_LAST,
#define QN_DIRECT_TURN(name, sentence) step_##name,
#include "direct_ops.def"
#undef QN_DIRECT_OP
#undef QN_DIRECT_TRY
#undef QN_DIRECT_TURN
    };
    return code[op];
}
