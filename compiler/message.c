/*
 * message.c - reporting from the compiler: gathers the arguments of a message, and names types and
 * pieces of source in words. The templates are in diagnostics.def.
 */
#include "compiler.h"

#include <stdarg.h>
#include <string.h>

bool qn_is_out_of_memory(const qn_compiler *c)
{
    return c->kept.exhausted || c->arena.exhausted || c->scratch.exhausted || c->builder.failed;
}

/* Fills the places of a message's template in their order. A text that could not be made, for
 * want of memory, is empty: the status says so anyhow. NULL where the message is not kept. */
static qn_diagnostic *add(qn_compiler *c, qn_code code, qn_span span, uint32_t count, va_list list)
{
    const char *argv[QN_ARGUMENT_MAX];
    for (uint32_t i = 0; i < count && i < QN_ARGUMENT_MAX; i++) {
        const char *text = va_arg(list, const char *);
        argv[i] = text ? text : "";
    }
    return qn_diagnostic_add(&c->diagnostics, code, span, count, argv);
}

void qn_report(qn_scope *s, qn_code code, const qn_node *at, uint32_t count, ...)
{
    va_list list;
    if (s->quiet)
        return;
    va_start(list, count);
    add(s->c, code, at->span, count, list);
    va_end(list);
}

qn_diagnostic *qn_report_at(qn_compiler *c, qn_code code, qn_span span, uint32_t count, ...)
{
    va_list list;
    va_start(list, count);
    qn_diagnostic *diagnostic = add(c, code, span, count, list);
    va_end(list);
    return diagnostic;
}

const char *qn_type_words(qn_compiler *c, const qn_type *type)
{
    const char *words = NULL;
    switch (type->kind) {
    case QN_KIND_NUMBER:
        return "a number";
    case QN_KIND_INTEGER:
        return "a whole number";
    case QN_KIND_PERCENT:
        return "a percentage";
    case QN_KIND_QUANTITY:
        words = qn_type_is_amount(type)
                    ? qn_arena_format(&c->scratch, "an amount in %s", type->unit)
                    : type->unit;
        break;
    case QN_KIND_BOOLEAN:
        return "yes or no";
    case QN_KIND_DATE:
        return "a date";
    case QN_KIND_CHOICE:
        words = qn_arena_format(&c->scratch, "a choice of %s", qn_choice_words(c, type));
        break;
    case QN_KIND_SET:
        words = qn_arena_format(&c->scratch, "a set of %s", qn_choice_words(c, type));
        break;
    case QN_KIND_TEXT:
        return "a text";
    case QN_KIND_CLOCK:
        return "a time of day";
    case QN_KIND_PERIOD:
        return "a period";
    case QN_KIND_CHAIN:
        return "a chain of periods";
    case QN_KIND_RECORD:
        words = type->record->name
                    ? qn_arena_format(&c->scratch, "an element `%s`", type->record->name)
                    : "a record `{…}`";
        break;
    case QN_KIND_LIST:
        return "a list";
    case QN_KIND_SPAN:
        return "an exact span of time";
    case QN_KIND_COUNT:
        break;
    }
    return words ? words : "";
}

/* What check finds does not keep a program from running. */
static bool is_finding(const qn_diagnostic *d)
{
    return !strncmp(qn_diagnostic_row_get(d->code)->name, "Q03", 3);
}

/* Beyond its limit the list counts messages without keeping them, so that their codes cannot be
 * looked at: so many are taken for mistakes. */
bool qn_has_mistakes(const qn_compiler *c)
{
    if (c->diagnostics.error_count > QN_DIAGNOSTIC_LIMIT)
        return true;
    for (const qn_diagnostic *d = c->diagnostics.first; d; d = d->next)
        if (d->severity == QN_ERROR && !is_finding(d))
            return true;
    return false;
}

const qn_module *qn_module_of(const qn_compiler *c, qn_span span)
{
    const qn_module *m = c->modules;
    while (m && m->source.id != span.source)
        m = m->next;
    return m;
}

const qn_source *qn_source_of(const qn_compiler *c, qn_span span)
{
    const qn_module *m = qn_module_of(c, span);
    return m ? &m->source : NULL;
}

static bool is_white(char byte)
{
    return byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t';
}

/* Copies bytes with one space for each run of white space, and none at the beginning, as long as
 * there is room for them. Returns the end of the copy, and moves *at behind what was copied. */
static char *copy_spaced(const char **at, const char *end, char *to, const char *room)
{
    const char *begin = to, *from = *at;
    for (; from < end && to < room; from++) {
        char next = *from;
        if ((unsigned char)next > ' ' || !is_white(next))
            *to++ = next;
        else if (to > begin && to[-1] != ' ') /* a cut may leave one space at the end */
            *to++ = ' ';
    }
    *at = from;
    return to;
}

const char *qn_node_source(qn_compiler *c, const qn_node *node, size_t limit)
{
    const qn_source *source = qn_source_of(c, node->span);
    if (!source || node->span.end < node->span.begin)
        return "";
    size_t length = node->span.end - node->span.begin, most = length < limit ? length : limit;
    const char *at = source->bytes + node->span.begin, *end = at + length;
    char *text = qn_arena_take(&c->scratch, most + 4);
    if (!text)
        return "";
    char *to = copy_spaced(&at, end, text, text + most);
    if (at < end) { /* cut before a character, not within one */
        while (to > text && ((unsigned char)to[-1] & 0xc0) == 0x80)
            to--;
        to -= to > text && (unsigned char)to[-1] >= 0x80;
        memcpy(to, "…", 4);
    }
    return text;
}
