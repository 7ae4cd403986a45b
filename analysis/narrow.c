/*
 * Narrower bounds, by halving what may yet be reached. See narrow.h.
 */
#include "narrow.h"

#include <stdlib.h>
#include <string.h>

#include "case.h"
#include "date.h"
#include "symbolic.h"

/* Of one question, in the prover's units; questions about one answer; and the farthest end that is
 * looked for where the language knows none. */
enum { WORK = 30000, QUESTIONS = 120 };
static const int64_t farthest = INT64_C(1) << 60;

struct qn_narrowing {
    const qn_program *program;
    qn_symbolic *symbolic; /* NULL before it is needed, and without a prover */
    uint8_t *facts;        /* one byte a fact: all of them matter */
    uint32_t left;         /* questions */
};

qn_narrowing *qn_narrowing_make(const qn_program *program)
{
    qn_narrowing *n = calloc(1, sizeof *n);
    size_t count = (size_t)program->tables.fact_count + 1;
    if (n != NULL) {
        n->program = program;
        n->facts = malloc(count);
    }
    if (n == NULL || n->facts == NULL) {
        free(n);
        return NULL;
    }
    memset(n->facts, 1, count);
    return n;
}

void qn_narrowing_free(qn_narrowing *n)
{
    if (n != NULL) {
        qn_symbolic_free(n->symbolic);
        free(n->facts);
        free(n);
    }
}

/* Takes in the rule for the case; false where nothing can be proved. */
static bool take_in(qn_narrowing *n, const qn_case *c, uint32_t rule)
{
    if (n->symbolic == NULL && qn_symbolic_is_there()) {
        n->symbolic = qn_symbolic_make(n->program, QN_DAY_MIN, QN_DAY_MAX);
    }
    if (n->symbolic == NULL) {
        return false;
    }
    qn_symbolic_focus(n->symbolic, true, n->facts);
    qn_symbolic_know(n->symbolic, c);
    n->left = QUESTIONS;
    return qn_symbolic_add_rule(n->symbolic, rule);
}

/* Whether the number surely lies nowhere from `at` on, in the direction of an end. */
static bool is_never(qn_narrowing *n, uint32_t reg, bool is_high, int64_t at)
{
    if (n->left == 0) {
        return false;
    }
    n->left--;
    qn_claim claim =
        is_high ? qn_claim_at_least(n->symbolic, reg, at) : qn_claim_at_most(n->symbolic, reg, at);
    return qn_symbolic_find(n->symbolic, claim, WORK) == QN_NEVER;
}

/* The end that is nearest to `other`, from `end` on, beyond which there is surely nothing. Both are
 * known; the same way up and down, with `end` the greater one or the lesser one. */
static int64_t move_end(qn_narrowing *n, uint32_t reg, bool is_high, int64_t end, int64_t other)
{
    int64_t step = is_high ? 1 : -1;
    if (!is_never(n, reg, is_high, end)) {
        return end;
    }
    int64_t never = end;  /* nothing lies here or beyond */
    int64_t open = other; /* something may */
    while ((never - open) * step > 1) {
        int64_t middle = open + (never - open) / 2;
        if (is_never(n, reg, is_high, middle)) {
            never = middle;
        } else {
            open = middle;
        }
    }
    return never - step;
}

/* The number of a bound on the grid, rounded inwards; false where there is none or it is too large.
 */
static bool read_bound(bool has, const uint64_t words[4], qn_rounding mode, int64_t *out)
{
    qn_rational bound;
    memcpy(&bound, words, sizeof bound);
    if (!has || qn_rational_round(bound, qn_rational_from_i64(1), mode, &bound) != QN_ARITH_OK ||
        !qn_wide_fits_i64(bound.num)) {
        return false;
    }
    *out = qn_wide_to_i64(bound.num);
    return *out >= -farthest && *out <= farthest;
}

static void write_bound(int64_t number, bool *has, uint64_t words[4])
{
    qn_rational bound = qn_rational_from_i64(number);
    *has = true;
    memcpy(words, &bound, sizeof bound);
}

static bool is_on_a_grid(const qn_program *p, uint32_t reg, const qn_value *value)
{
    uint8_t c = p->class_of[reg] & QN_REGISTER_CLASS;
    return c != QN_CLASS_Q && (value->kind <= QN_KIND_QUANTITY || value->kind == QN_KIND_DATE);
}

void qn_narrow(qn_narrowing *n, const qn_case *c, uint32_t rule, qn_value *io)
{
    uint32_t reg = n->program->tables.rule[rule].result;
    if (io->status != QN_UNKNOWN || !is_on_a_grid(n->program, reg, io) || !take_in(n, c, rule) ||
        !qn_symbolic_is_exact(n->symbolic, reg)) {
        return;
    }
    int64_t low = -farthest;
    int64_t high = farthest;
    bool has_low = read_bound(io->has_low, io->low, QN_ROUND_UP, &low);
    bool has_high = read_bound(io->has_high, io->high, QN_ROUND_DOWN, &high);
    low = has_low ? low : -farthest;
    high = has_high ? high : farthest;
    if (low > high) {
        return;
    }
    int64_t top = move_end(n, reg, true, high, low);
    int64_t bottom = move_end(n, reg, false, low, top);
    if (top != high && bottom <= top) {
        write_bound(top, &io->has_high, io->high);
    }
    if (bottom != low && bottom <= top) {
        write_bound(bottom, &io->has_low, io->low);
    }
}
