/*
 * Binary digits of numbers, from what they are computed of. See digits.h.
 *
 * A ratio n / d has at most `size` digits before the point, and d at most `below`, so that n has at
 * most size + below. Of a product both are added, of a sum they are those of cross-multiplication,
 * and a copy has those of what may be copied.
 */
#include "digits.h"

#include <stdlib.h>

#include "stages.h"

/* What a number holds; what a fact without a range is taken to be at most, 10^15 in its unit. */
enum { SMALL = 63, ROOM = 127, UNDECLARED = 50 };

typedef struct digits {
    int32_t size;
    int32_t below;
} digits;

/* of: one a register; what is computed lies behind what it is computed of. */
typedef struct lookout {
    const qn_program *program;
    const qn_tables *t;
    digits *of;
} lookout;

static qn_class class_of(const lookout *l, uint32_t reg)
{
    return (qn_class)(l->program->class_of[reg] & QN_REGISTER_CLASS);
}

static int32_t room_of(qn_class c)
{
    return c == QN_CLASS_I ? SMALL : ROOM;
}

/* 0 of 0, 1 of 1, 2 of 2 and 3, and so on. */
static int32_t count_digits(qn_wide value)
{
    qn_wide size = value.hi < 0 ? qn_wide_neg(value) : value;
    uint64_t rest = size.hi != 0 ? (uint64_t)size.hi : size.lo;
    int32_t count = size.hi != 0 ? 64 : 0;
    for (; rest != 0; rest >>= 1) {
        count++;
    }
    return count;
}

/* The digits of a denominator, none of 1. */
static int32_t count_below(qn_wide den)
{
    return qn_wide_cmp(den, qn_wide_from_i64(1)) == 0 ? 0 : count_digits(den);
}

static digits of_rational(qn_rational value)
{
    int32_t size = count_digits(value.num) - count_digits(value.den) + 1;
    return (digits){size > 0 ? size : 0, count_below(value.den)};
}

static digits of_constant(const lookout *l, uint32_t reg)
{
    return of_rational(qn_slot_rational(qn_constant_slot(&l->t->constant[reg]), class_of(l, reg)));
}

static digits most(digits a, digits b)
{
    return (digits){a.size > b.size ? a.size : b.size, a.below > b.below ? a.below : b.below};
}

static digits product(digits a, digits b)
{
    return (digits){a.size + b.size, a.below + b.below};
}

/* 1 over it: no greater than its denominator. */
static digits inverse(digits a)
{
    return (digits){a.below, a.size + a.below};
}

static digits sum(digits a, digits b)
{
    return (digits){most(a, b).size + 1, a.below + b.below};
}

/* Of what is given of a type, between two ends or without any. */
static digits of_given(const lookout *l, uint32_t type_row, uint32_t low, uint32_t high,
                       uint32_t reg)
{
    const qn_row_type *type = &l->t->type[type_row];
    if (type->kind > QN_KIND_QUANTITY || low == QN_NONE_INDEX || high == QN_NONE_INDEX) {
        int32_t grid = count_below(qn_constant_slot(&l->t->constant[type->den]).w);
        int32_t room = room_of(class_of(l, reg));
        return (digits){UNDECLARED + grid < room ? UNDECLARED + grid : room, 0};
    }
    return most(of_constant(l, low), of_constant(l, high));
}

/* Of anything. */
static digits of_anything(const lookout *l, uint32_t reg)
{
    return (digits){room_of(class_of(l, reg)), class_of(l, reg) == QN_CLASS_Q ? ROOM : 0};
}

/* Of a field of an element that is given, or of the element itself. */
static digits of_field(const lookout *l, const qn_row_field *field, uint32_t reg)
{
    return field != NULL ? of_given(l, field->type, field->low, field->high, reg)
                         : of_anything(l, reg);
}

/* Of one of the elements of a sequence; what a stage makes of its region may lie behind the
 * register.
 */
static digits of_element(const lookout *l, uint32_t sequence, uint32_t reg)
{
    uint32_t out = l->t->sequence[sequence].out;
    return out < reg ? l->of[out] : of_anything(l, reg);
}

/* Of so many elements together: denominators come from every one of them. */
static digits of_total(const lookout *l, uint32_t sequence, uint32_t reg)
{
    digits one = of_element(l, sequence, reg);
    int32_t count = count_digits(qn_wide_from_i64((int64_t)l->t->sequence[sequence].limit));
    return (digits){one.size + count, one.below == 0 ? 0 : ROOM};
}

static bool is_copied(qn_op op)
{
    switch (op) {
    case OP_WIDEN:
    case OP_NEG:
    case OP_ABS:
    case OP_MIN:
    case OP_MAX:
    case OP_WHOLE:
    case OP_SELECT:
    case OP_OTHERWISE:
    case OP_PICK:
    case OP_RESOLVE:
    case OP_GATES:
    case OP_UNLESS_NONE:
    case OP_HIGHER:
    case OP_LOWER:
    case OP_LIMIT:
        return true;
    default:
        return false;
    }
}

/* The same with one more register, if it can be one that is copied. */
static digits with(const lookout *l, digits all, uint32_t operand, uint32_t reg)
{
    bool is_one = operand < reg &&
                  (class_of(l, operand) == class_of(l, reg) || class_of(l, operand) == QN_CLASS_I);
    return is_one ? most(all, l->of[operand]) : all;
}

/* What a copy of one of several registers has. */
static digits of_copy(const lookout *l, const qn_row_instruction *row, uint32_t reg)
{
    const uint32_t operand[] = {row->a, row->b, row->c};
    qn_op op = qn_instruction_op(row);
    uint32_t entries = op == OP_RESOLVE ? 1 + 2 * row->c : op == OP_PICK ? row->c : 0;
    digits all = {0, 0};
    for (size_t i = 0; i < sizeof operand / sizeof *operand && entries == 0; i++) {
        all = with(l, all, operand[i], reg);
    }
    for (uint32_t i = 0; i < entries; i++) {
        all = with(l, all, l->t->entry[row->b + i].value, reg);
    }
    return all;
}

/* round(n * m / d) * s by the list of the operation. */
static digits of_rounding(const lookout *l, const qn_row_instruction *row)
{
    const qn_row_entry *list = l->t->entry + row->c;
    digits scaled = product(l->of[row->a], l->of[list[0].value]);
    int32_t size = scaled.size - l->of[list[1].value].size + 2;
    return (digits){(size > 0 ? size : 1) + l->of[list[2].value].size, 0};
}

static digits of_operation(const lookout *l, const qn_row_instruction *row, uint32_t reg)
{
    static const digits nothing = {0, 0};
    digits a = row->a < reg ? l->of[row->a] : nothing;
    digits b = row->b < reg ? l->of[row->b] : nothing;
    qn_op op = qn_instruction_op(row);
    switch (op) {
    case OP_RATIO_I:
    case OP_RATIO_W:
        return (digits){a.size > b.size ? a.size - b.size + 1 : 1, b.size};
    case OP_GRID_I:
    case OP_GRID_W:
        return (digits){a.size + b.size, 0};
    case OP_ADD_I:
    case OP_ADD_W:
    case OP_ADD_Q:
    case OP_SUB_I:
    case OP_SUB_W:
    case OP_SUB_Q:
        return sum(a, b);
    case OP_MUL_I:
    case OP_MUL_W:
    case OP_MUL_Q:
        return product(a, b);
    case OP_DIV_Q:
        return product(a, inverse(b));
    case OP_ROUND_I:
    case OP_ROUND_W:
        return of_rounding(l, row);
    case OP_ROUND_Q:
        return (digits){most(a, l->of[row->c]).size + 1, l->of[row->c].below};
    case OP_PARAM:
        return of_field(l, qn_element_field(l->t, reg), reg);
    case OP_LOAD:
        return of_field(l, qn_loaded_field(l->t, row), reg);
    case OP_COUNT:
        return (digits){count_digits(qn_wide_from_i64((int64_t)l->t->sequence[row->a].limit)), 0};
    case OP_TOTAL:
        return of_total(l, row->a, reg);
    case OP_LEAST:
    case OP_MOST:
    case OP_HEAD:
    case OP_TAIL:
        return of_element(l, row->a, reg);
    default:
        return is_copied(op) ? of_copy(l, row, reg) : of_anything(l, reg);
    }
}

static digits of_register(const lookout *l, uint32_t reg)
{
    const qn_tables *t = l->t;
    if (reg < t->constant_count) {
        return of_constant(l, reg);
    }
    if (reg < qn_tables_today(t)) {
        uint32_t fact = reg - qn_tables_first_fact(t);
        return of_given(l, t->fact[fact].type, t->fact[fact].low, t->fact[fact].high, reg);
    }
    uint32_t first = qn_tables_first_result(t);
    return reg < first ? (digits){SMALL, 0} : of_operation(l, &t->instruction[reg - first], reg);
}

/* Where it is a number at all, it has room. */
static digits cut(digits one, qn_class c)
{
    int32_t room = room_of(c);
    int32_t below = one.below < ROOM ? one.below : ROOM;
    return (digits){one.size < room ? one.size : room, below};
}

uint8_t *qn_digits_find(const qn_program *program)
{
    uint32_t count = qn_tables_register_count(&program->tables);
    lookout l = {program, &program->tables, calloc((size_t)count + 1, sizeof *l.of)};
    uint8_t *found = calloc((size_t)count + 1, 1);
    for (uint32_t reg = 0; l.of != NULL && found != NULL && reg < count; reg++) {
        digits one = of_register(&l, reg);
        found[reg] = class_of(&l, reg) == QN_CLASS_Q && one.size + one.below > ROOM;
        l.of[reg] = cut(one, class_of(&l, reg));
    }
    if (l.of == NULL) {
        free(found);
        found = NULL;
    }
    free(l.of);
    return found;
}
