/*
 * Cases in outline. See sketch.h.
 */
#include "sketch.h"

#include <string.h>

#include "case.h"
#include "date.h"
#include "value.h"
#include "vm.h"

/* Bytes of the text. */
typedef struct slice {
    const char *at;
    size_t length;
} slice;

static bool is_word(slice s, const char *word)
{
    return s.length == strlen(word) && memcmp(s.at, word, s.length) == 0;
}

/* A day as it is written, at the end of the text of a date or behind `on`. */
static bool read_day(slice text, qn_slot *out)
{
    qn_day day;
    size_t error_at;
    bool good = qn_date_parse(text.at, text.length, &day, &error_at) == QN_DATE_OK;
    out->i = good ? day : 0;
    return good;
}

/* A value of a type as messages tell it. */
static bool read_value(const qn_program *p, uint32_t type, slice text, qn_slot *out)
{
    const qn_tables *t = &p->tables;
    qn_rational number;
    *out = (qn_slot){.i = 0};
    switch (t->type[type].kind) {
    case QN_KIND_BOOLEAN:
        out->i = is_word(text, "yes");
        return is_word(text, "yes") || is_word(text, "no");
    case QN_KIND_CHOICE:
        out->i = qn_type_choice(t, type, text.at, text.length);
        return out->i >= 0;
    case QN_KIND_DATE:
        return read_day(text, out);
    default:
        return qn_kind_is_number(t->type[type].kind) &&
               qn_type_parse_number(t, type, text.at, text.length, &number) &&
               qn_type_encode(p, type, number, out) == QN_ENCODED;
    }
}

/* The register that a name of a fact or a rule stands for, with its type. */
static bool find_name(const qn_program *p, slice name, qn_sketch_part *out, uint32_t *type)
{
    const qn_tables *t = &p->tables;
    for (uint32_t i = 0; i < t->fact_count; i++) {
        if (is_word(name, qn_tables_string(t, t->fact[i].name))) {
            *type = t->fact[i].type;
            out->reg = qn_tables_first_fact(t) + i;
            out->rule = QN_NONE_INDEX;
            return true;
        }
    }
    for (uint32_t i = 0; i < t->rule_count; i++) {
        if ((t->rule[i].flags & QN_RULE_INLINE) == 0 &&
            is_word(name, qn_tables_string(t, t->rule[i].name))) {
            *type = t->rule[i].type;
            out->reg = t->rule[i].result;
            out->rule = i;
            return true;
        }
    }
    return false;
}

/* "NAME = VALUE" or "on DAY". */
static bool read_part(const qn_program *p, slice text, qn_sketch_part *out)
{
    static const char is[] = " = ";
    static const char on[] = "on ";
    uint32_t type;
    if (text.length > sizeof on - 1 && memcmp(text.at, on, sizeof on - 1) == 0) {
        *out = (qn_sketch_part){.reg = qn_tables_today(&p->tables), .rule = QN_NONE_INDEX};
        return read_day((slice){text.at + sizeof on - 1, text.length - (sizeof on - 1)},
                        &out->slot);
    }
    for (size_t i = 0; i + sizeof is - 1 < text.length; i++) {
        if (memcmp(text.at + i, is, sizeof is - 1) == 0) {
            size_t behind = i + sizeof is - 1;
            return find_name(p, (slice){text.at, i}, out, &type) &&
                   read_value(p, type, (slice){text.at + behind, text.length - behind}, &out->slot);
        }
    }
    return false;
}

/* The number of a part; false where it is too large. */
static bool read_number(const qn_program *p, qn_sketch_part *io)
{
    uint8_t c = p->class_of[io->reg] & QN_REGISTER_CLASS;
    bool fits = c == QN_CLASS_I || (c == QN_CLASS_W && qn_wide_fits_i64(io->slot.w));
    io->number = c == QN_CLASS_I ? io->slot.i : fits ? qn_wide_to_i64(io->slot.w) : 0;
    return fits;
}

void qn_sketch_read(qn_sketch *out, const qn_program *program, const char *text)
{
    static const char comma[] = ", ";
    *out = (qn_sketch){.program = program, .is_read = true, .is_whole = true};
    while (text != NULL) {
        const char *end = strstr(text, comma);
        slice part = {text, end != NULL ? (size_t)(end - text) : strlen(text)};
        bool has_room = out->parts < QN_SKETCH_PARTS;
        bool is_read = has_room && read_part(program, part, &out->part[out->parts]);
        out->is_read &= is_read;
        out->is_whole &= is_read && out->part[out->parts].rule == QN_NONE_INDEX &&
                         read_number(program, &out->part[out->parts]);
        out->parts += is_read;
        text = end != NULL ? end + sizeof comma - 1 : NULL;
    }
}

bool qn_sketch_claim(const qn_sketch *sketch, qn_symbolic *s, qn_claim *out)
{
    *out = qn_claim_always(s);
    for (uint32_t i = 0; i < sketch->parts; i++) {
        const qn_sketch_part *part = &sketch->part[i];
        qn_class c = (qn_class)(sketch->program->class_of[part->reg] & QN_REGISTER_CLASS);
        if (part->rule != QN_NONE_INDEX && !qn_symbolic_add_rule(s, part->rule)) {
            return false;
        }
        *out = qn_claim_both(s, *out, qn_claim_value(s, part->reg, c, part->slot));
    }
    return true;
}

bool qn_sketch_is_so(const qn_sketch *sketch, qn_case *c)
{
    for (uint32_t i = 0; i < sketch->parts; i++) {
        const qn_sketch_part *part = &sketch->part[i];
        qn_class class_ = (qn_class)(sketch->program->class_of[part->reg] & QN_REGISTER_CLASS);
        if (part->rule != QN_NONE_INDEX) {
            qn_case_run(c, part->rule);
        }
        if (c->status[part->reg] != QN_KNOWN ||
            !qn_rational_equal(qn_slot_rational(c->slot[part->reg], class_),
                               qn_slot_rational(part->slot, class_))) {
            return false;
        }
    }
    return true;
}
