/*
 * Open outcomes of periods, of what lies in cells, and of what is made of sequences.
 *
 * Responsible for: that nothing which can come out is left out.
 * Refuses to know: elements; how many there can be is all that is taken from a sequence.
 */
#include "bounds_open.h"
#include "period.h"
#include "vm.h"

/* What may come out of elements that nobody has looked at. */
#define ANY_STATUS (QN_OPEN_KNOWN | QN_OPEN_NONE | QN_OPEN_CONFLICT | QN_OPEN_FAILED)

static qn_open any_of_register(const qn_case *c, uint32_t reg)
{
    return qn_open_any((qn_form)c->bounds->form[reg]);
}

static uint8_t operand_statuses(const qn_case *c, uint32_t a, uint32_t b)
{
    return qn_outcomes_gravest(qn_bounds_number(c, a).outcomes, qn_bounds_number(c, b).outcomes);
}

/* Periods with an end that is unknown are not followed: the operators give whatever they can. */
static qn_open period(const qn_case *c, const qn_row_instruction *i)
{
    qn_op op = qn_instruction_op(i);
    bool one = op == OP_PERIOD_PART || op == OP_CHAIN_PART ||
               (op == OP_PERIOD && i->c == QN_PERIOD_ENDLESS);
    uint8_t statuses = operand_statuses(c, i->a, one ? i->a : i->b);
    qn_open out = qn_open_any(QN_FORM_NUMBER);
    if (op == OP_COVERS) {
        out = qn_open_boolean(true, true);
    }
    if ((statuses & QN_OPEN_KNOWN) == 0) {
        out.outcomes = statuses;
        return out;
    }
    out.outcomes = QN_OPEN_KNOWN | statuses;
    if (op == OP_SHARED) {
        out.outcomes |= QN_OPEN_NONE;
    } else if (op != OP_COVERS) {
        out.outcomes |= QN_OPEN_FAILED;
    }
    return out;
}

/* No more elements than the last of its stages may give. */
static qn_open counted(const qn_case *c, const qn_row_instruction *i, int64_t low)
{
    return qn_open_integers(low, c->tables->sequence[i->a].limit);
}

static qn_open gone_through(const qn_case *c, const qn_row_instruction *i, uint32_t reg)
{
    qn_open out;
    switch (qn_instruction_op(i)) {
    case OP_ANY:
    case OP_ALL:
        out = qn_open_boolean(true, true);
        break;
    case OP_COUNT:
    case OP_GATHER:
        out = counted(c, i, 0);
        break;
    case OP_PLACE:
        out = counted(c, i, 1);
        break;
    default:
        out = any_of_register(c, reg);
        break;
    }
    out.outcomes = ANY_STATUS;
    return out;
}

qn_open qn_bounds_sequence(const qn_case *c, const qn_row_instruction *i, uint32_t reg)
{
    qn_open out = any_of_register(c, reg);
    switch (qn_instruction_op(i)) {
    case OP_PERIOD:
    case OP_PERIOD_PART:
    case OP_CHAIN_PART:
    case OP_SHARED:
    case OP_COVERS:
        return period(c, i);
    case OP_LOAD:
    case OP_STORE:
    case OP_APPEND:
    case OP_AT:
    case OP_PARAM:
        out.outcomes = ANY_STATUS;
        return out;
    default:
        return gone_through(c, i, reg);
    }
}
