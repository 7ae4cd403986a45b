/*
 * accept.c - what the acceptances of a file cover, and which of them are needed.
 *
 * What an acceptance covers is found from the tree alone, when the file has been read: the tree is
 * gone when findings are made of the program. It knows nothing of what findings are about.
 */
#include "accept.h"

#include <stdlib.h>
#include <string.h>

#include "compiler.h"

/* What the prover finds, what is about acceptances, and what slips show of examples. */
enum {
    FIRST_PROVED = 330,
    LAST_PROVED = 359,
    FIRST_OWN = 360,
    LAST_OWN = 369,
    FIRST_OF_SLIPS = 370,
    LAST_OF_SLIPS = 379
};

/* The number of a code of check, 301 of Q0301; 0 of every other code. */
static int finding_number(qn_code code)
{
    const char *name = qn_diagnostic_row_get(code)->name;
    return strncmp(name, "Q03", 3) ? 0 : atoi(name + 1);
}

bool qn_is_acceptable(qn_code code)
{
    int number = finding_number(code);
    return number > 0 && (number < FIRST_OWN || number > LAST_OWN);
}

static bool is_proved(qn_code code)
{
    int number = finding_number(code);
    return number >= FIRST_PROVED && number <= LAST_PROVED;
}

bool qn_is_of_slips(qn_code code)
{
    int number = finding_number(code);
    return number >= FIRST_OF_SLIPS && number <= LAST_OF_SLIPS;
}

/* ---- what an acceptance covers */

static bool has(qn_span outer, qn_span inner)
{
    return outer.begin <= inner.begin && inner.begin < outer.end;
}

/* Whether an acceptance that stands in a node is about that alone. */
static bool is_covered(const qn_node *node)
{
    switch (node->kind) {
    case AST_RULE:
    case AST_DEFINE:
    case AST_BLOCK:
    case AST_TABLE:
    case AST_SCALE:
    case AST_FOR_EACH:
    case AST_AMENDS:
    case AST_EXAMPLE:
        return true;
    default:
        return false;
    }
}

/* The part of a node that has a place in it. A list has it if one of its parts has: its own place
 * ends with its last part. */
static const qn_node *part_with(const qn_node *node, qn_span span)
{
    for (uint32_t i = 0; i < node->count; i++) {
        const qn_node *part = node->kid[i];
        if (part && (part->kind == AST_LIST ? part_with(part, span) : NULL))
            return part;
        if (part && part->kind != AST_LIST && has(part->span, span))
            return part;
    }
    return NULL;
}

/* The duty or promise that stands above an acceptance and less far to the right, in the same list.
 */
static const qn_node *duty_above(const qn_module *m, const qn_node *items, qn_span span)
{
    const qn_node *above = NULL;
    for (uint32_t i = 0; i < items->count && items->kid[i]->span.begin < span.begin; i++)
        above = items->kid[i];
    bool is_below = above && (above->kind == AST_DUTY || above->kind == AST_PROMISE) &&
                    qn_source_position(&m->source, above->span.begin).column <
                        qn_source_position(&m->source, span.begin).column;
    return is_below ? above : NULL;
}

/* The innermost block in which an acceptance stands, or the duty below which it does; NULL at the
 * margin of the file. */
static const qn_node *innermost(const qn_module *m, qn_span span)
{
    const qn_node *items = m->file->kid[AST_FILE_ITEMS], *found = NULL;
    for (const qn_node *node = items; node; node = part_with(node, span))
        found = is_covered(node) ? node : found;
    if (found && found->kind != AST_FOR_EACH)
        return found;
    const qn_node *duty = duty_above(m, found ? found->kid[AST_FOR_EACH_ITEMS] : items, span);
    return duty ? duty : found;
}

/* Whether an item gives a name to what it declares; its first part is that name. */
static bool has_name(const qn_node *item)
{
    switch (item->kind) {
    case AST_LAW:
    case AST_UNIT:
    case AST_CURRENCY:
    case AST_CHOICE:
    case AST_GROUP:
    case AST_FACT:
    case AST_ENTITY:
    case AST_DATA:
    case AST_RULE:
    case AST_DEFINE:
    case AST_WORKING_DAY:
        return true;
    default:
        return false;
    }
}

/* The item of that name, in a `for each`, too; NULL where none has it. */
static const qn_node *named(const qn_node *items, const char *name)
{
    const qn_node *found = NULL;
    for (uint32_t i = 0; i < items->count && !found; i++) {
        const qn_node *item = items->kid[i];
        if (item->kind == AST_FOR_EACH)
            found = named(item->kid[AST_FOR_EACH_ITEMS], name);
        else if (has_name(item) && !strcmp(item->kid[0]->text, name))
            found = item;
    }
    return found;
}

static bool is_rule(const qn_node *node)
{
    return node->kind == AST_RULE || node->kind == AST_DEFINE || node->kind == AST_AMENDS;
}

/* The places of the rules of a file; with NULL they are only counted. */
static uint32_t list_rules(const qn_node *items, qn_span *out)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < items->count; i++) {
        const qn_node *item = items->kid[i];
        const qn_node *inner = item->kind == AST_FOR_EACH ? item->kid[AST_FOR_EACH_ITEMS]
                               : item->kind == AST_REFORM ? item->kid[AST_REFORM_AMENDS]
                                                          : NULL;
        if (inner)
            count += list_rules(inner, out ? out + count : NULL);
        else if (is_rule(item) && out)
            out[count++] = item->span;
        else
            count += is_rule(item);
    }
    return count;
}

/* Covers the file outside its rules. */
static void cover_file(qn_compiler *c, const qn_module *m, qn_acceptance *a)
{
    const qn_node *items = m->file->kid[AST_FILE_ITEMS];
    a->covers = (qn_span){m->source.id, 0, m->source.length + 1};
    uint32_t count = list_rules(items, NULL);
    qn_span *rule = qn_arena_take_array(&c->kept, count + 1, sizeof *rule);
    a->rule_count = rule ? list_rules(items, rule) : 0;
    a->rule = rule;
}

static bool is_line(const qn_node *node)
{
    return node->kind == AST_CLAUSE || node->kind == AST_TABLE_ROW || node->kind == AST_SCALE_ROW ||
           node->kind == AST_DATA_ROW || node->kind == AST_GROUP_LINE;
}

/* The last clause or row of a node that begins before a place. */
static const qn_node *line_above(const qn_node *node, uint32_t place)
{
    const qn_node *found = NULL;
    for (uint32_t i = 0; i < node->count; i++) {
        const qn_node *kid = node->kid[i];
        const qn_node *inner = NULL;
        if (kid && kid->span.begin < place)
            inner = is_line(kid) ? kid : line_above(kid, place);
        if (inner && (!found || inner->span.begin > found->span.begin))
            found = inner;
    }
    return found;
}

/* What an acceptance of slips reaches is a line, the one above it: where one slip is no matter,
 * others in the same block may be. */
static void narrow(const qn_node *at, qn_acceptance *a)
{
    const qn_node *line = line_above(at, a->span.begin);
    if (line)
        a->covers = line->span;
}

/* An acceptance for a name that is none covers nothing, which is said later. */
static void cover(qn_compiler *c, const qn_module *m, const qn_node *node, qn_acceptance *a)
{
    const qn_node *items = m->file->kid[AST_FILE_ITEMS];
    const qn_node *name = node->kid[AST_ACCEPT_NAME];
    const qn_node *at = name ? named(items, name->text) : innermost(m, node->span);
    if (at)
        a->covers = at->span;
    else if (!name)
        cover_file(c, m, a);
    if (at && !name && a->code != QN_CODE_COUNT && qn_is_of_slips(a->code))
        narrow(at, a);
}

/* ---- the acceptances of a file */

static char *keep(qn_compiler *c, const char *text)
{
    return qn_arena_copy(&c->kept, text, strlen(text));
}

static bool is_blank(const char *text)
{
    return !text[strspn(text, " \t")];
}

/* One that is mistaken accepts nothing. */
static void take(qn_compiler *c, const qn_module *m, const qn_node *node)
{
    qn_acceptance *a = qn_arena_take(&c->kept, sizeof *a);
    char *written = keep(c, node->kid[AST_ACCEPT_CODE]->text);
    char *reason = keep(c, node->kid[AST_ACCEPT_REASON]->text);
    qn_code code;
    if (!a || !written || !reason)
        return;
    bool good = qn_diagnostic_find(written, &code) && qn_is_acceptable(code) && !is_blank(reason);
    *a = (qn_acceptance){.code = good ? code : QN_CODE_COUNT,
                         .written = written,
                         .reason = reason,
                         .span = node->span,
                         .covers = {m->source.id, 0, 0}};
    cover(c, m, node, a);
    if (c->acceptances.last)
        c->acceptances.last->next = a;
    else
        c->acceptances.first = a;
    c->acceptances.last = a;
}

void qn_take_acceptances(qn_compiler *c, const qn_module *m)
{
    const qn_node *list = m->file->kid[AST_FILE_ACCEPTANCES];
    for (uint32_t i = 0; list && i < list->count; i++)
        take(c, m, list->kid[i]);
}

/* ---- mistakes in them */

/* Why a code cannot be accepted, and what to do. A code that was mistyped, or that is a mistake of
 * another kind, may stand for the finding that is nearest to it. */
static void report_code(qn_compiler *c, const qn_node *code, bool is_message, bool is_own)
{
    const char *close = qn_diagnostic_row_get(qn_close_finding(code->text))->name;
    if (is_own)
        qn_report_at(c, QN_Q0361, code->span, 3, code->text, "it is about acceptances",
                     "mend what it is about, or remove that acceptance");
    else if (is_message)
        qn_report_at(c, QN_Q0361, code->span, 3, code->text, "it is a mistake, and no finding",
                     qn_arena_format(&c->arena,
                                     "mend what it is about; the nearest finding that can be "
                                     "accepted is %s",
                                     close));
    else
        qn_report_at(c, QN_Q0361, code->span, 3, code->text, "there is no such message",
                     qn_arena_format(&c->arena, "did you mean %s?", close));
}

/* Only what check finds can be meant: everything else that is written is a slip. */
static void check_code(qn_compiler *c, const qn_node *code)
{
    qn_code found;
    bool is_message = qn_diagnostic_find(code->text, &found);
    if (!is_message || !qn_is_acceptable(found))
        report_code(c, code, is_message, is_message && finding_number(found) > 0);
}

static void check_name(qn_compiler *c, const qn_module *m, const qn_node *name)
{
    if (!name || named(m->file->kid[AST_FILE_ITEMS], name->text))
        return;
    const char *close = qn_close_name(m, name->text);
    if (close && !named(m->file->kid[AST_FILE_ITEMS], close))
        close = NULL;
    qn_report_at(c, QN_Q0362, name->span, 2, name->text,
                 close ? qn_arena_format(&c->arena, "did you mean `%s`?", close)
                       : "behind `for` stands the name of a rule, a fact or another declaration of "
                         "this file");
}

static void check_reason(qn_compiler *c, const qn_node *reason)
{
    if (is_blank(reason->text))
        qn_report_at(c, QN_Q0363, reason->span, 0);
}

/* A law that a reform is laid over is looked at by itself, too: what is accepted there may be gone
 * with the reform. */
static bool is_looked_at(const qn_compiler *c, const qn_module *m)
{
    return c->options->reform_count ? m->laid : qn_is_looked_at(c, m);
}

/* The files of a program are known now, and so is which of them are looked at. */
static void look_at(qn_compiler *c)
{
    for (qn_acceptance *a = c->acceptances.first; a; a = a->next)
        a->is_looked_at = is_looked_at(c, qn_module_of(c, a->span));
}

void qn_check_acceptances(qn_compiler *c)
{
    look_at(c);
    for (const qn_module *m = c->modules; m; m = m->next) {
        const qn_node *list = qn_is_own(c, m) ? m->file->kid[AST_FILE_ACCEPTANCES] : NULL;
        for (uint32_t i = 0; list && i < list->count; i++) {
            check_code(c, list->kid[i]->kid[AST_ACCEPT_CODE]);
            check_name(c, m, list->kid[i]->kid[AST_ACCEPT_NAME]);
            check_reason(c, list->kid[i]->kid[AST_ACCEPT_REASON]);
        }
    }
}

/* ---- asked for by findings */

static bool accepts(const qn_acceptance *a, qn_code code, qn_span span)
{
    if (a->code != code || a->covers.source != span.source || !has(a->covers, span))
        return false;
    for (uint32_t i = 0; i < a->rule_count; i++)
        if (has(a->rule[i], span))
            return false;
    return true;
}

const qn_acceptance *qn_acceptances_match(const qn_acceptances *list, qn_code code, qn_span span)
{
    qn_acceptance *found = NULL;
    for (qn_acceptance *a = list->first; a; a = a->next)
        if (accepts(a, code, span) &&
            (!found || a->covers.end - a->covers.begin < found->covers.end - found->covers.begin))
            found = a;
    if (found)
        found->matches++;
    return found;
}

/* ---- those that were not needed */

/* An acceptance may reach less far than the place where something is not decided, or farther. */
void qn_acceptances_leave_open(const qn_acceptances *list, qn_code code, qn_span span)
{
    for (qn_acceptance *a = list->first; a; a = a->next) {
        bool meets = a->covers.source == span.source && a->covers.begin < span.end &&
                     span.begin < a->covers.end;
        if (meets && (code == QN_CODE_COUNT || a->code == code || a->code == QN_Q0349))
            a->is_open = true;
    }
}

/* The line of an acceptance, with its end: what is taken away with it. */
static qn_span whole_line(const qn_source *source, qn_span span)
{
    qn_span line = qn_source_line(source, qn_source_position(source, span.begin).line);
    while (line.end < source->length && source->bytes[line.end] != '\n')
        line.end++;
    line.end += line.end < source->length;
    return line;
}

void qn_report_unused_acceptances(qn_compiler *c, bool proved)
{
    static const char within[] = "remove it",
                      at_margin[] = "remove it; one that is about a rule is indented below the "
                                    "rule, or names it: accept CODE for RULE because …";
    for (qn_acceptance *a = c->acceptances.first; a; a = a->next) {
        bool is_good = a->code != QN_CODE_COUNT && a->covers.end > a->covers.begin;
        bool is_decided =
            is_good && !qn_is_of_slips(a->code) && (!is_proved(a->code) || (proved && !a->is_open));
        if (is_decided && a->is_looked_at && !a->matches) {
            qn_diagnostic *d =
                qn_report_at(c, QN_Q0360, a->span, 2, a->written, a->rule ? at_margin : within);
            qn_diagnostic_fix(d, whole_line(qn_source_of(c, a->span), a->span), "");
        }
    }
}
