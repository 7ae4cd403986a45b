/*
 * Which row of a band or a table: chapter 9 of spec/semantics.md, section 2 of spec/unknown.md.
 */
#include "reference.h"

#include <limits.h>

val dates_hold(interval dates, val day)
{
    if (dates.from == LONG_MIN && dates.until == LONG_MAX) {
        return known_yes(true);
    }
    if (dates.from >= dates.until) {
        return known_yes(false);
    }
    return day->status == IS_KNOWN ? known_yes(dates.from <= day->day && day->day < dates.until)
                                   : day;
}

static val subject_matches(const qn_node *subject, const qn_node *values, scope *s)
{
    val x = eval(subject, s), found = known_yes(false);
    const type *t = type_of(subject, s);
    for (uint32_t i = 0; i < values->count; i++) {
        found = either(found, eval_matches(x, t, values->kid[i], s));
    }
    return found;
}

/* `found` has the row of each band that has been found already. */
val condition_value(const ref_condition *c, scope *s, val *found)
{
    val all = known_yes(true);
    for (; c != NULL; c = c->next) {
        val one;
        if (c->when != NULL) {
            one = eval(c->when, s);
        } else if (c->values != NULL) {
            one = subject_matches(c->subject, c->values, s);
        } else {
            if (found[c->band->index] == NULL) {
                found[c->band->index] = row_found(c->band, s);
            }
            val at = found[c->band->index];
            one = at->status == IS_KNOWN ? known_yes(at->day == c->row) : at;
        }
        all = both(all, c->is_negated ? negated(one) : one);
    }
    return all;
}

val row_holds(const band *b, const ref_row *r, scope *s)
{
    val holds = dates_hold(r->dates, s->law);
    for (int i = 0; i < b->subjects; i++) {
        if (r->cell[i] != NULL) {
            holds = both(holds, subject_matches(b->subject[i], r->cell[i], s));
        }
    }
    return both(holds, condition_value(r->conditions, s, NULL));
}

static val otherwise_row(const band *b)
{
    for (int i = 0; i < b->rows; i++) {
        if (b->row[i].is_otherwise) {
            return known_day(K_DATE, i);
        }
    }
    return known_day(K_DATE, -1);
}

static val first_match(const band *b, scope *s)
{
    val doubt = NULL;
    for (int i = 0; i < b->rows; i++) {
        val holds = row_holds(b, &b->row[i], s);
        if (is_yes(holds)) {
            return doubt != NULL ? doubt : known_day(K_DATE, i);
        }
        doubt = undecided(doubt, holds->status != IS_KNOWN ? holds : NULL);
    }
    return doubt != NULL ? doubt : known_day(K_DATE, -1);
}

val row_found(band *b, scope *s)
{
    if (b->is_first_match) {
        return first_match(b, s);
    }
    val doubt = NULL;
    int row = -1, count = 0;
    for (int i = 0; i < b->rows; i++) {
        if (b->row[i].is_otherwise) {
            continue;
        }
        val holds = row_holds(b, &b->row[i], s);
        if (is_yes(holds)) {
            row = i;
            count++;
        }
        doubt = undecided(doubt, holds->status != IS_KNOWN ? holds : NULL);
    }
    if (count > 1) {
        return conflict_of("rows");
    }
    if (doubt != NULL) {
        return doubt;
    }
    return count == 1 ? known_day(K_DATE, row) : otherwise_row(b);
}
