/*
 * Slips in a rule file. See slips.h.
 *
 * A figure that two rows share, the end of one and the beginning of the next, is one slip of both,
 * and so is a date on which one wording ends and another begins: changed in one place alone they
 * would leave a hole that the compiler sees. Where a slip gives no rules at all, it is no slip;
 * that is for whoever compiles it to see.
 */
#include "slips.h"

#include <stdlib.h>
#include <string.h>

enum { EDITS_MAX = 64, WORDS_MAX = 72, DIGITS_MAX = 60 };

/* scope: the band, table or scale in hand, in which equal ends of rows are one; or NULL. item: the
 * rule in hand, in which equal dates are one. */
typedef struct finder {
    qn_arena *arena;
    const qn_source *source;
    qn_slip *slip;
    uint32_t count;
    uint32_t room;
    const qn_node *scope;
    const qn_node *item;
    qn_edit edit[EDITS_MAX]; /* of the slip in hand */
    uint32_t edits;
} finder;

static void visit(finder *f, const qn_node *node);

/* ---- words and edits */

static const char *bytes(const finder *f)
{
    return f->source->bytes;
}

/* What stands in a span on one line, cut where it is long. NULL out of memory. */
static char *words_of(const finder *f, qn_span span)
{
    char *out = qn_arena_take(f->arena, WORDS_MAX + sizeof "…");
    size_t length = 0;
    uint32_t at = span.begin;
    for (; out != NULL && at < span.end; at++) {
        char c = bytes(f)[at];
        bool is_space = c == ' ' || c == '\n' || c == '\r' || c == '\t';
        if (is_space && (length == 0 || out[length - 1] == ' ')) {
            continue;
        }
        bool is_part = ((unsigned char)c & 0xC0U) == 0x80U; /* of a character */
        if (length >= WORDS_MAX - 4 && !is_part) {
            strcpy(out + length, "…");
            return out;
        }
        out[length++] = is_space ? ' ' : c;
    }
    while (out != NULL && length > 0 && out[length - 1] == ' ') {
        out[--length] = '\0';
    }
    return out;
}

static void add_edit(finder *f, qn_span span, const char *with)
{
    if (f->edits < EDITS_MAX && with != NULL) {
        f->edit[f->edits++] = (qn_edit){span, with};
    }
}

static int compare_edits(const void *a, const void *b)
{
    const qn_edit *x = a;
    const qn_edit *y = b;
    return (x->span.begin > y->span.begin) - (x->span.begin < y->span.begin);
}

/* Whether a slip is there that begins with the same change. */
static bool is_known(const finder *f)
{
    for (uint32_t i = 0; i < f->count; i++) {
        if (f->slip[i].edit[0].span.begin == f->edit[0].span.begin &&
            strcmp(f->slip[i].edit[0].with, f->edit[0].with) == 0) {
            return true;
        }
    }
    return false;
}

/* Whether no edit lies over another. */
static bool are_apart(const finder *f)
{
    for (uint32_t i = 1; i < f->edits; i++) {
        if (f->edit[i].span.begin < f->edit[i - 1].span.end) {
            return false;
        }
    }
    return true;
}

/* Keeps the edits in hand as a slip, unless it is there. */
static void add_slip(finder *f, qn_span span, const char *words, bool hides_name)
{
    qsort(f->edit, f->edits, sizeof *f->edit, compare_edits);
    if (f->edits > 0 && words != NULL && are_apart(f) && !is_known(f)) {
        qn_edit *kept = qn_arena_take_array(f->arena, f->edits, sizeof *kept);
        if (f->count == f->room) {
            size_t room = (size_t)f->room * 2 + 64;
            qn_slip *grown =
                qn_arena_grow(f->arena, f->slip, f->room * sizeof *grown, room * sizeof *grown);
            f->slip = grown != NULL ? grown : f->slip;
            f->room = grown != NULL ? (uint32_t)room : f->room;
        }
        if (kept != NULL && f->count < f->room) {
            memcpy(kept, f->edit, f->edits * sizeof *kept);
            f->slip[f->count++] = (qn_slip){.span = span,
                                            .words = words,
                                            .edit = kept,
                                            .edits = f->edits,
                                            .hides_name = hides_name};
        }
    }
    f->edits = 0;
}

/* `OLD` became `NEW`, behind which nothing or where it stands. */
static void add_change(finder *f, qn_span span, const char *old, const char *new, qn_span whole)
{
    bool is_all = whole.begin == span.begin && whole.end == span.end;
    const char *where = is_all ? NULL : words_of(f, whole);
    add_slip(f, span,
             is_all ? qn_arena_format(f->arena, "`%s` became `%s`", old, new)
                    : qn_arena_format(f->arena, "`%s` became `%s` in `%s`", old, new, where),
             false);
}

/* ---- figures */

/* The digits of a number without its point; how many stand behind it. 0 where there are too many.
 */
static uint32_t read_digits(const char *text, char *out, uint32_t *decimals)
{
    uint32_t count = 0;
    *decimals = 0;
    bool behind = false;
    for (; *text && count < DIGITS_MAX - 4; text++) {
        if (*text == '.') {
            behind = true;
        } else {
            out[count++] = *text;
            *decimals += behind;
        }
    }
    return *text ? 0 : count;
}

/* The digits with their point, without zeros that say nothing. */
static char *write_digits(qn_arena *arena, const char *digits, uint32_t count, uint32_t decimals)
{
    while (decimals > 0 && count > decimals && digits[count - 1] == '0') {
        decimals--;
        count--;
    }
    uint32_t whole = count - decimals;
    uint32_t zeros = 0;
    while (zeros + 1 < whole && digits[zeros] == '0') {
        zeros++;
    }
    return decimals == 0 ? qn_arena_format(arena, "%.*s", (int)(whole - zeros), digits + zeros)
                         : qn_arena_format(arena, "%.*s.%.*s", (int)(whole - zeros), digits + zeros,
                                           (int)decimals, digits + whole);
}

/* Adds so many at the end of some digits, in front of which there is a zero. */
static void add_to_digits(char *digits, uint32_t count, uint32_t more)
{
    for (uint32_t i = count; i-- > 0;) {
        uint32_t sum = (uint32_t)(digits[i] - '0') + more;
        digits[i] = (char)('0' + sum % 10);
        more = sum / 10;
    }
}

/* One more, of the whole part. */
static char *one_more(qn_arena *arena, const char *text)
{
    char digits[DIGITS_MAX] = "0";
    uint32_t decimals;
    uint32_t count = read_digits(text, digits + 1, &decimals);
    if (count == 0) {
        return NULL;
    }
    add_to_digits(digits, count + 1 - decimals, 1);
    return write_digits(arena, digits, count + 1, decimals);
}

/* A tenth more: eleven times as much, with one more decimal. */
static char *tenth_more(qn_arena *arena, const char *text)
{
    char digits[DIGITS_MAX] = "00";
    uint32_t decimals;
    uint32_t count = read_digits(text, digits + 1, &decimals);
    uint32_t carry = 0;
    if (count == 0 || strspn(digits, "0") == count + 1) {
        return NULL;
    }
    char once[DIGITS_MAX + 1] = "0";
    memcpy(once, digits, count + 1);
    once[count + 1] = '0'; /* ten times, and once more */
    for (uint32_t i = count + 2; i-- > 0;) {
        uint32_t sum =
            (uint32_t)(once[i] - '0') + (i > 0 ? (uint32_t)(once[i - 1] - '0') : 0) + carry;
        carry = sum / 10;
        digits[i] = (char)('0' + sum % 10);
    }
    return write_digits(arena, digits, count + 2, decimals + 1);
}

/* The same day of the next year; NULL for 29 February. */
static char *year_later(qn_arena *arena, const char *text)
{
    int year = atoi(text);
    return strcmp(text + 4, "-02-29") == 0 || year >= 9999
               ? NULL
               : qn_arena_format(arena, "%04d%s", year + 1, text + 4);
}

/* The number in a figure that may have a unit; NULL where it is none. */
static const qn_node *number_in(const qn_node *node)
{
    if (node != NULL && node->kind == AST_NEGATE) {
        return number_in(node->kid[AST_NEGATE_VALUE]);
    }
    if (node != NULL && node->kind == AST_QUANTITY) {
        return number_in(node->kid[AST_QUANTITY_VALUE]);
    }
    bool is_number = node != NULL && (node->kind == AST_NUMBER || node->kind == AST_PERCENT ||
                                      node->kind == AST_DATE);
    return is_number ? node : NULL;
}

/* What a figure becomes; NULL where nothing. */
static char *changed(qn_arena *arena, const qn_node *number)
{
    switch (number->kind) {
    case AST_PERCENT: {
        char *more = tenth_more(arena, number->text);
        return more == NULL ? NULL : qn_arena_format(arena, "%s%%", more);
    }
    case AST_DATE:
        return year_later(arena, number->text);
    default:
        return one_more(arena, number->text);
    }
}

/* A figure with its unit, after the change. */
static char *changed_words(const finder *f, const qn_node *figure, const qn_node *number,
                           const char *with)
{
    qn_span before = {figure->span.source, figure->span.begin, number->span.begin};
    qn_span behind = {figure->span.source, number->span.end, figure->span.end};
    char *last = words_of(f, behind);
    const char *gap = behind.begin < behind.end && bytes(f)[behind.begin] == ' ' ? " " : "";
    return qn_arena_format(f->arena, "%s%s%s%s", words_of(f, before), with, gap, last);
}

static bool same_text(const finder *f, qn_span a, qn_span b)
{
    return a.end - a.begin == b.end - b.begin &&
           memcmp(bytes(f) + a.begin, bytes(f) + b.begin, a.end - a.begin) == 0;
}

/* Edits all ends of ranges below a node that are written as the figure is. */
static void edit_ends(finder *f, const qn_node *node, const qn_node *figure, const char *with)
{
    for (uint32_t i = 0; i < node->count; i++) {
        const qn_node *kid = node->kid[i];
        const qn_node *number = node->kind == AST_RANGE ? number_in(kid) : NULL;
        if (number != NULL && same_text(f, kid->span, figure->span)) {
            add_edit(f, number->span, with);
        } else if (kid != NULL) {
            edit_ends(f, kid, figure, with);
        }
    }
}

/* Edits all dates below a node between which something holds, and which are written so. */
static void edit_dates(finder *f, const qn_node *node, const qn_node *date, const char *with)
{
    bool is_place = node->kind == AST_FROM || node->kind == AST_UNTIL ||
                    node->kind == AST_LEFT_INTERVAL || node->kind == AST_RANGE;
    for (uint32_t i = 0; i < node->count; i++) {
        const qn_node *kid = node->kid[i];
        if (is_place && kid != NULL && kid->kind == AST_DATE &&
            same_text(f, kid->span, date->span)) {
            add_edit(f, kid->span, with);
        } else if (kid != NULL) {
            edit_dates(f, kid, date, with);
        }
    }
}

/* A figure by one, a rate by a tenth, a date by a year. parent: in which it stands. */
static void change_figure(finder *f, const qn_node *parent, const qn_node *figure)
{
    const qn_node *number = number_in(figure);
    const char *with = number == NULL ? NULL : changed(f->arena, number);
    if (with == NULL) {
        return;
    }
    bool is_time = number->kind == AST_DATE &&
                   (parent->kind == AST_FROM || parent->kind == AST_UNTIL ||
                    parent->kind == AST_LEFT_INTERVAL || parent->kind == AST_RANGE);
    if (is_time && f->item != NULL) {
        edit_dates(f, f->item, number, with);
    } else if (parent->kind == AST_RANGE && f->scope != NULL) {
        edit_ends(f, f->scope, figure, with);
    } else {
        add_edit(f, number->span, with);
    }
    add_change(f, figure->span, words_of(f, figure->span), changed_words(f, figure, number, with),
               figure->span);
}

/* ---- words between two parts, and in front of one */

static bool is_word_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           ((unsigned char)c & 0x80U) != 0;
}

/* Where a word or a sign stands between two places; false where it does not. */
static bool find_word(const finder *f, uint32_t begin, uint32_t end, const char *word, qn_span *out)
{
    uint32_t length = (uint32_t)strlen(word);
    bool is_word = is_word_byte(word[0]);
    for (uint32_t at = begin; at + length <= end; at++) {
        bool is_cut = is_word && ((at > begin && is_word_byte(bytes(f)[at - 1])) ||
                                  (at + length < end && is_word_byte(bytes(f)[at + length])));
        if (memcmp(bytes(f) + at, word, length) == 0 && !is_cut) {
            *out = (qn_span){f->source->id, at, at + length};
            return true;
        }
    }
    return false;
}

/* Puts a word in the place of another between two places of a node. */
static void change_word(finder *f, const qn_node *node, uint32_t begin, uint32_t end,
                        const char *word, const char *with)
{
    qn_span span;
    if (find_word(f, begin, end, word, &span)) {
        add_edit(f, span, with);
        add_change(f, span, word, with, node->span);
    }
}

/* `and` for `or`, and the other way round, one at a time. */
static void change_links(finder *f, const qn_node *node)
{
    const char *word = node->kind == AST_AND ? "and" : "or";
    const char *with = node->kind == AST_AND ? "or" : "and";
    for (uint32_t i = 0; i + 1 < node->count; i++) {
        change_word(f, node, node->kid[i]->span.end, node->kid[i + 1]->span.begin, word, with);
    }
}

/* `<` for `<=`, and so on. */
static void change_comparison(finder *f, const qn_node *node)
{
    static const struct {
        uint8_t op;
        const char *sign;
        const char *with;
    } signs[] = {{AST_OP_LESS, "<", "<="},
                 {AST_OP_LESS_EQUAL, "<=", "<"},
                 {AST_OP_GREATER, ">", ">="},
                 {AST_OP_GREATER_EQUAL, ">=", ">"}};
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
        if (node->op == signs[i].op) {
            change_word(f, node, node->kid[AST_COMPARE_LEFT]->span.end,
                        node->kid[AST_COMPARE_RIGHT]->span.begin, signs[i].sign, signs[i].with);
        }
    }
}

/* The direction of a rounding. */
static void change_rounding(finder *f, const qn_node *node)
{
    const qn_node *value = node->kind == AST_ROUNDED ? node->kid[AST_ROUNDED_VALUE] : NULL;
    uint32_t begin = value != NULL ? value->span.end : node->span.begin;
    if (node->op == AST_OP_UP) {
        change_word(f, node, begin, node->span.end, "up", "down");
    } else if (node->op == AST_OP_DOWN) {
        change_word(f, node, begin, node->span.end, "down", "up");
    } else if (node->op == AST_OP_HALF_AWAY) {
        change_word(f, node, begin, node->span.end, "to", "down to");
    }
}

static void change_choice(finder *f, const qn_node *node)
{
    bool is_lesser = node->op == AST_OP_LESSER;
    change_word(f, node, node->span.begin, node->kid[AST_CHOOSE_LEFT]->span.begin,
                is_lesser ? "lesser" : "greater", is_lesser ? "greater" : "lesser");
}

static void leave_out_not(finder *f, const qn_node *node)
{
    qn_span span;
    const qn_node *value = node->kid[AST_NOT_VALUE];
    if (find_word(f, node->span.begin, value->span.begin, "not", &span)) {
        add_edit(f, span, "");
        add_slip(f, node->span,
                 qn_arena_format(f->arena, "`not` were left out in `%s`", words_of(f, node->span)),
                 false);
    }
}

/* ---- what is left out */

static void leave_out(finder *f, qn_span cut, qn_span shown, bool hides_name)
{
    add_edit(f, cut, "");
    add_slip(f, shown, qn_arena_format(f->arena, "`%s` were left out", words_of(f, shown)),
             hides_name);
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t';
}

/* ---- the sides of an edge */

/* The end of a range takes its figure in, or leaves it out. */
static void turn_high(finder *f, const qn_node *range)
{
    const qn_node *low = range->kid[AST_RANGE_LOW];
    const qn_node *high = range->kid[AST_RANGE_HIGH];
    uint32_t begin = low != NULL ? low->span.end : range->span.begin;
    bool is_included = (range->op & QN_HIGH_INCLUDED) != 0;
    qn_span sign = {f->source->id, begin, high->span.begin};
    if (is_included ? find_word(f, begin, high->span.begin, "..=", &sign)
                    : find_word(f, begin, high->span.begin, "..", &sign) ||
                          find_word(f, begin, high->span.begin, "under ", &sign)) {
        add_edit(f, sign, is_included ? ".." : "..=");
    }
}

/* The beginning of a range does: `5..` and `over 5`, `5..10` and `over 5..10`. */
static void turn_low(finder *f, const qn_node *range)
{
    const qn_node *low = range->kid[AST_RANGE_LOW];
    bool is_open = range->kid[AST_RANGE_HIGH] == NULL;
    qn_span front = {f->source->id, range->span.begin, low->span.begin};
    qn_span behind = {f->source->id, low->span.end, range->span.end};
    bool is_excluded = (range->op & QN_LOW_EXCLUDED) != 0;
    add_edit(f, front, is_excluded ? "" : "over ");
    if (is_open) {
        add_edit(f, behind, is_excluded ? ".." : "");
    }
}

/* Turns all ends of ranges below a node that are written as the figure is. */
static void turn_ends(finder *f, const qn_node *node, const qn_node *figure)
{
    for (uint32_t i = 0; i < node->count; i++) {
        const qn_node *kid = node->kid[i];
        bool is_end =
            node->kind == AST_RANGE && kid != NULL && same_text(f, kid->span, figure->span);
        if (is_end && i == AST_RANGE_LOW) {
            turn_low(f, node);
        } else if (is_end) {
            turn_high(f, node);
        } else if (kid != NULL) {
            turn_ends(f, kid, figure);
        }
    }
}

/* What is just at an edge goes with those on its other side. */
static void turn_edge(finder *f, const qn_node *range, const qn_node *figure)
{
    turn_ends(f, f->scope != NULL ? f->scope : range, figure);
    add_slip(f, figure->span,
             qn_arena_format(f->arena, "`%s` itself fell on the other side of its edge",
                             words_of(f, figure->span)),
             false);
}

/* One of several parts of a list, with the sign between it and another. */
static void leave_out_of_list(finder *f, const qn_node *list)
{
    for (uint32_t i = 0; list->kind == AST_LIST && list->count > 1 && i < list->count; i++) {
        qn_span cut = list->kid[i]->span;
        if (i > 0) {
            cut.begin = list->kid[i - 1]->span.end;
        } else {
            cut.end = list->kid[1]->span.begin;
        }
        add_edit(f, cut, "");
        add_slip(f, list->kid[i]->span,
                 qn_arena_format(f->arena, "`%s` were left out", words_of(f, list->kid[i]->span)),
                 false);
    }
}

/* The text of a clause or row without what stands behind its effect. */
static qn_span core_of(const qn_node *node, const qn_node *trailers)
{
    qn_span span = node->span;
    if (trailers != NULL && trailers->count > 0 && trailers->kid[0]->span.begin > span.begin) {
        span.end = trailers->kid[0]->span.begin;
    }
    return span;
}

/* A clause or a row, with the sign that parts it from another in its line. */
static void leave_out_line(finder *f, const qn_node *node, const qn_node *trailers, bool hides_name)
{
    qn_span cut = node->span;
    uint32_t at = cut.begin;
    while (at > 0 && is_space(bytes(f)[at - 1])) {
        at--;
    }
    if (at > 0 && bytes(f)[at - 1] == ';') {
        cut.begin = at - 1;
    } else {
        at = cut.end;
        while (at < f->source->length && is_space(bytes(f)[at])) {
            at++;
        }
        cut.end = bytes(f)[at] == ';' ? at + 1 : cut.end;
    }
    leave_out(f, cut, core_of(node, trailers), hides_name);
}

static void leave_out_overriding(finder *f, const qn_node *trailers)
{
    for (uint32_t i = 0; i < trailers->count; i++) {
        if (trailers->kid[i]->kind == AST_OVERRIDES || trailers->kid[i]->kind == AST_UNLESS) {
            leave_out(f, trailers->kid[i]->span, trailers->kid[i]->span, false);
        }
    }
}

/* ---- the walk */

static void visit_kids(finder *f, const qn_node *node)
{
    for (uint32_t i = 0; i < node->count; i++) {
        const qn_node *kid = node->kid[i];
        if (kid == NULL) {
            continue;
        }
        if (number_in(kid) != NULL) {
            change_figure(f, node, kid);
            if (node->kind == AST_RANGE) {
                turn_edge(f, node, kid);
            }
        } else {
            visit(f, kid);
        }
    }
}

/* The rows of a band are in its own scope, those of one written in one line each in that of the
 * rule. */
static void visit_in_scope(finder *f, const qn_node *node)
{
    const qn_node *outer = f->scope;
    f->scope = node;
    visit_kids(f, node);
    f->scope = outer;
}

static void visit_item(finder *f, const qn_node *node)
{
    const qn_node *outer = f->item;
    f->item = node;
    visit_in_scope(f, node);
    f->item = outer;
}

/* A range in a formula shares its ends with nothing. */
static void visit_alone(finder *f, const qn_node *node)
{
    const qn_node *outer = f->scope;
    f->scope = NULL;
    visit_kids(f, node);
    f->scope = outer;
}

/* A block whose rows stand below their subject has a scope of its own; any other is part of what it
 * stands in. */
static void visit_block(finder *f, const qn_node *node)
{
    const qn_node *left = node->kid[AST_BLOCK_LEFT];
    if (left != NULL && left->kind == AST_LEFT_SUBJECT) {
        visit_in_scope(f, node);
    } else {
        visit_kids(f, node);
    }
}

/* What can be a slip of the node as a whole. */
static void change_node(finder *f, const qn_node *node)
{
    switch (node->kind) {
    case AST_CLAUSE:
        leave_out_line(f, node, node->kid[AST_CLAUSE_TRAILERS], false);
        leave_out_overriding(f, node->kid[AST_CLAUSE_TRAILERS]);
        break;
    case AST_TABLE_ROW:
        leave_out_line(f, node, node->kid[AST_TABLE_ROW_TRAILERS], false);
        break;
    case AST_SCALE_ROW:
        leave_out_line(f, node, node->kid[AST_SCALE_ROW_TRAILERS], false);
        break;
    case AST_DATA_ROW:
        leave_out_line(f, node, node->kid[AST_DATA_ROW_TRAILERS], false);
        break;
    case AST_DUTY:
        leave_out_line(f, node, node->kid[AST_DUTY_TRAILERS], true);
        break;
    case AST_LEFT_MATCH:
        leave_out_of_list(f, node->kid[AST_LEFT_MATCH_VALUES]);
        break;
    case AST_GROUP_LINE:
        leave_out_of_list(f, node->kid[AST_GROUP_LINE_NAMES]);
        break;
    case AST_HAS:
        leave_out_of_list(f, node->kid[AST_HAS_VALUES]);
        break;
    case AST_IN:
        leave_out_of_list(f, node->kid[AST_IN_SET]);
        break;
    case AST_AND:
    case AST_OR:
        change_links(f, node);
        break;
    case AST_COMPARE:
        change_comparison(f, node);
        break;
    case AST_ROUNDED:
    case AST_MONTHS_ROUND:
        change_rounding(f, node);
        break;
    case AST_CHOOSE:
        change_choice(f, node);
        break;
    case AST_NOT:
        leave_out_not(f, node);
        break;
    default:
        break;
    }
}

/* The depth of a tree is bounded (ast.h). */
static void visit(finder *f, const qn_node *node)
{
    change_node(f, node);
    switch (node->kind) {
    case AST_RULE:
    case AST_DEFINE:
    case AST_GROUP:
    case AST_DUTY:
    case AST_AMENDS:
    case AST_DATA:
        visit_item(f, node);
        break;
    case AST_BLOCK:
        visit_block(f, node);
        break;
    case AST_TABLE:
    case AST_SCALE:
        visit_in_scope(f, node);
        break;
    case AST_IN:
        visit_alone(f, node);
        break;
    case AST_ROUNDED: /* its step is none of the figures of the law */
        if (node->kid[AST_ROUNDED_VALUE] != NULL) {
            visit(f, node->kid[AST_ROUNDED_VALUE]);
        }
        break;
    case AST_TYPE_MEASURE:
    case AST_TYPE_LIST:
    case AST_TYPE_ONE_OF:
    case AST_TYPE_AS_OF:
    case AST_PARAMETER:
    case AST_OVERRIDES:
        break;
    default:
        visit_kids(f, node);
        break;
    }
}

/* Whether an item of a file is law: what is declared, promised and tried is not. */
static bool is_law(const qn_node *item)
{
    switch (item->kind) {
    case AST_RULE:
    case AST_DEFINE:
    case AST_GROUP:
    case AST_DUTY:
    case AST_FOR_EACH:
    case AST_REFORM:
    case AST_DATA:
    case AST_WORKING_DAY:
    case AST_MONTHS_ROUND:
        return true;
    default:
        return false;
    }
}

static int compare_slips(const void *a, const void *b)
{
    const qn_slip *x = a;
    const qn_slip *y = b;
    if (x->span.begin != y->span.begin) {
        return x->span.begin < y->span.begin ? -1 : 1;
    }
    return strcmp(x->words, y->words);
}

bool qn_slips_find(qn_arena *arena, const qn_source *source, const qn_node *file, qn_slips *out)
{
    const qn_node *items = file->kid[AST_FILE_ITEMS];
    finder f = {.arena = arena, .source = source};
    for (uint32_t i = 0; i < items->count; i++) {
        if (is_law(items->kid[i])) {
            visit(&f, items->kid[i]);
        }
    }
    if (f.count > 0) {
        qsort(f.slip, f.count, sizeof *f.slip, compare_slips);
    }
    *out = (qn_slips){f.slip, f.count};
    return !arena->exhausted;
}

char *qn_slip_text(qn_arena *arena, const qn_source *source, const qn_slip *slip, size_t *length)
{
    size_t size = source->length + 1;
    for (uint32_t i = 0; i < slip->edits; i++) {
        size += strlen(slip->edit[i].with);
    }
    char *out = qn_arena_take(arena, size);
    uint32_t at = 0;
    *length = 0;
    for (uint32_t i = 0; out != NULL && i <= slip->edits; i++) {
        uint32_t to = i < slip->edits ? slip->edit[i].span.begin : source->length;
        memcpy(out + *length, source->bytes + at, to - at);
        *length += to - at;
        if (i < slip->edits) {
            size_t more = strlen(slip->edit[i].with);
            memcpy(out + *length, slip->edit[i].with, more);
            *length += more;
            at = slip->edit[i].span.end;
        }
    }
    return out;
}
