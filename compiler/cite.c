/*
 * cite.c - citations: which law and which places one names, and whether a file that cites the law
 * cites it well: every cited law is declared, and every figure other than 0 has its article.
 *
 * How a citation is cut into places is spec/semantics.md, chapter 14. Nothing here keeps a program
 * from running: what is found are warnings.
 */
#include "clause.h"

#include <string.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* ---- reading citations */

static const char *skip_spaces(const char *p)
{
    while (*p == ' ')
        p++;
    return p;
}

/* The length of a piece without the spaces at its end. */
static size_t trimmed(const char *begin, const char *end)
{
    while (end > begin && end[-1] == ' ')
        end--;
    return (size_t)(end - begin);
}

/* Whether the file has a law of that name, declared or taken over from another file. */
static bool is_law(qn_scope *s, const char *name, size_t length)
{
    const qn_decl *decl = qn_module_find_part(s->module, name, length);
    return decl && decl->kind == QN_DECL_LAW;
}

static void set_law(qn_citation *r, const char *law, size_t length)
{
    r->law = law;
    r->law_length = length;
}

/* The length of the longest words at the beginning that are the name of a law with a digit in it,
 * as `K1475 14` of the law K1475; 0 where there are none. */
static size_t law_with_digits(qn_scope *s, const char *begin, const char *end)
{
    size_t found = 0;
    bool digits = false;
    for (const char *p = begin; p <= end; p++) {
        size_t length = trimmed(begin, p);
        if (digits && (p == end || *p == ' ') && length > found && is_law(s, begin, length))
            found = length;
        digits = digits || (p < end && is_digit(*p));
    }
    return found;
}

/*
 * The law is a declared one whose name has digits, or what stands before the first digit. Where
 * that is no declared law and the figure is joined to letters, as in L1234-9, they belong to the
 * place; and where nothing else stands there, the law is the one before. Behind a comma words that
 * are no declared law belong to the place, as in `SSCBA 5(1), Schedule 11 paragraph 2`: only `;`
 * begins another law that nobody declares.
 */
static void split_part(qn_citation *r, const char *begin, const char *end)
{
    const char *digit = begin, *word;
    size_t numbered = law_with_digits(r->s, begin, end);
    if (numbered) {
        set_law(r, begin, numbered);
        r->place = skip_spaces(begin + numbered);
        r->place_length = trimmed(r->place, end);
        return;
    }
    while (digit < end && !is_digit(*digit))
        digit++;
    for (word = digit; word > begin && word[-1] != ' ';)
        word--;
    size_t words = trimmed(begin, digit), before = trimmed(begin, word);
    r->place = digit;
    if (r->law_length && words && !is_law(r->s, begin, words) && !is_law(r->s, begin, before)) {
        r->place = begin;
    } else if (digit == end) {
        set_law(r, begin, words);
    } else if (word < digit && (before || r->law_length) && !is_law(r->s, begin, words)) {
        r->place = word;
        if (before)
            set_law(r, begin, before);
    } else if (words) {
        set_law(r, begin, words);
    }
    r->place_length = trimmed(r->place, end);
}

void qn_citation_begin(qn_citation *r, qn_scope *s, const qn_node *citation)
{
    *r = (qn_citation){.s = s, .next = citation->text, .law = "", .place = ""};
}

bool qn_citation_next(qn_citation *r)
{
    const char *begin = skip_spaces(r->next), *end = begin;
    if (!*begin)
        return false;
    while (*end && *end != ',' && *end != ';')
        end++;
    if (r->ends_law)
        set_law(r, "", 0);
    split_part(r, begin, end);
    r->ends_law = *end == ';';
    r->next = *end ? end + 1 : end;
    return true;
}

/* ---- laws */

typedef struct citer {
    qn_scope *s;
    qn_module *module;
    bool laws;  /* the file declares laws, or takes them over from another */
    bool cites; /* and cites any */
} citer;

/* Warns of laws that the file does not declare. Places that share a law share the pointer to its
 * name, so that a law that several places of one citation belong to is reported once. */
static void check_citation(citer *k, const qn_node *citation)
{
    qn_citation r;
    const char *last = NULL;
    qn_citation_begin(&r, k->s, citation);
    while (qn_citation_next(&r)) {
        bool said = r.law == last;
        last = r.law;
        if (said || !r.law_length || !k->laws || is_law(k->s, r.law, r.law_length))
            continue;
        qn_report(k->s, QN_Q0304, citation, 1,
                  qn_arena_copy(&k->s->c->scratch, r.law, r.law_length));
    }
}

/* Warns of `l[0]`: brackets that stand directly behind a word and name no law are meant as the
 * number of an element. */
static void check_joined(citer *k, const qn_node *citation)
{
    const qn_source *source = qn_source_of(k->s->c, citation->span);
    uint32_t begin = citation->span.begin;
    if (source && begin > 0 && source->bytes[begin] == '[' && source->bytes[begin - 1] != ' ' &&
        is_digit(citation->text[0]))
        qn_report(k->s, QN_Q0325, citation, 1, citation->text);
}

/* Looks at every citation below a node, and notes that there is one. The depth of a tree is
 * bounded by the parser (QN_AST_DEPTH_MAX). */
static void walk(citer *k, const qn_node *node)
{
    if (node->kind == AST_CITATION) {
        k->cites = true;
        check_citation(k, node);
        check_joined(k, node);
    }
    for (uint32_t i = 0; i < node->count; i++) {
        const qn_node *part = node->kid[i];
        if (part && (part->count > 0 || part->kind == AST_CITATION))
            walk(k, part);
    }
}

static bool declares_laws(const qn_module *m)
{
    for (const qn_decl *d = m->first; d; d = d->next)
        if (d->kind == QN_DECL_LAW)
            return true;
    return false;
}

/* Whether a citation names a law that is known. */
static bool names_law(qn_scope *s, const qn_node *citation)
{
    qn_citation r;
    qn_citation_begin(&r, s, citation);
    while (qn_citation_next(&r))
        if (r.law_length && is_law(s, r.law, r.law_length))
            return true;
    return false;
}

/* Whether any citation below a node does. */
static bool knows_laws(qn_scope *s, const qn_node *node)
{
    if (!node)
        return false;
    if (node->kind == AST_CITATION && names_law(s, node))
        return true;
    for (uint32_t i = 0; i < node->count; i++)
        if (knows_laws(s, node->kid[i]))
            return true;
    return false;
}

/* ---- figures */

bool qn_has_citation(const qn_node *trailers)
{
    for (uint32_t i = 0; i < trailers->count; i++)
        if (trailers->kid[i]->kind == AST_CITATION)
            return true;
    return false;
}

/* Whether every digit is 0, however the figure is written. */
static bool is_zero(const qn_node *number)
{
    for (const char *p = number->text; *p; p++)
        if (is_digit(*p) && *p != '0')
            return false;
    return true;
}

/* A plain figure other than 0. */
static bool is_figure(const qn_node *value)
{
    if (value && value->kind == AST_QUANTITY)
        value = value->kid[AST_QUANTITY_VALUE];
    return value && (value->kind == AST_NUMBER || value->kind == AST_PERCENT) && !is_zero(value);
}

/* The step of a rounding is left out: it says how exact a value is, not how much. */
static bool gives_figure(const qn_node *effect)
{
    return effect && effect->op != AST_OP_ROUNDED && is_figure(effect->kid[AST_EFFECT_VALUE]);
}

/* A clause whose effect is a plain figure. */
static bool is_bare_figure(const qn_node *clause)
{
    return gives_figure(clause->kid[AST_CLAUSE_EFFECT]);
}

/* A row of a table that gives one: behind its arrow, or below a column that holds values. */
static bool row_has_figure(const qn_node *table, const qn_node *row)
{
    const qn_node *columns = table->kid[AST_TABLE_COLUMNS];
    const qn_node *cells = row->kid[AST_TABLE_ROW_CELLS];
    bool found = gives_figure(row->kid[AST_TABLE_ROW_EFFECT]);
    for (uint32_t i = 0; i < cells->count && i < columns->count && !found; i++) {
        const qn_node *column = columns->kid[i], *cell = cells->kid[i];
        bool dated = column->kind == AST_LEFT_INTERVAL && column->kid[AST_LEFT_INTERVAL_FROM];
        if ((dated || column->kind == AST_LEFT_MATCH) && cell->kind == AST_LIST && cell->count == 1)
            found = is_figure(cell->kid[0]);
    }
    return found;
}

/* A row of a scale that gives one, behind its arrow or in a column. */
static bool rate_has_figure(const qn_node *row)
{
    const qn_node *cells = row->kid[AST_SCALE_ROW_CELLS];
    bool found = gives_figure(row->kid[AST_SCALE_ROW_EFFECT]);
    for (uint32_t i = 0; i < cells->count && !found; i++)
        found = cells->kid[i]->kind == AST_LIST && cells->kid[i]->count == 1 &&
                is_figure(cells->kid[i]->kid[0]);
    return found;
}

/* Warns of each row of a scale or table that gives a figure and cites nothing. `rows_at` and
 * `trailers_at` are where such a node has its rows, and where they have their trailers. */
static void row_figures(citer *k, const qn_node *sheet, uint32_t rows_at, uint32_t trailers_at)
{
    const qn_node *list = sheet->kid[rows_at];
    for (uint32_t i = 0; i < list->count; i++) {
        const qn_node *row = list->kid[i];
        bool figure = sheet->kind == AST_SCALE ? rate_has_figure(row) : row_has_figure(sheet, row);
        if (figure && !qn_has_citation(row->kid[trailers_at]))
            qn_report(k->s, QN_Q0303, row, 0);
    }
}

/* Warns of each figure of a body that nothing cites for: neither its own line, nor its row, nor
 * what stands around it. A scale or table is judged row by row, since its rows may cite
 * different articles. Recursion is bounded by the parser. */
static void figures(citer *k, const qn_node *body, bool cited)
{
    for (uint32_t i = 0; i < body->count; i++) {
        const qn_node *line = body->kid[i];
        if (line->kind == AST_CLAUSE) {
            if (!cited && !qn_has_citation(line->kid[AST_CLAUSE_TRAILERS]) && is_bare_figure(line))
                qn_report(k->s, QN_Q0303, line->kid[AST_CLAUSE_EFFECT], 0);
        } else if (line->kind == AST_BLOCK) {
            figures(k, line->kid[AST_BLOCK_BODY],
                    cited || qn_has_citation(line->kid[AST_BLOCK_TRAILERS]));
        } else if (line->kind == AST_SCALE && !cited &&
                   !qn_has_citation(line->kid[AST_SCALE_TRAILERS])) {
            row_figures(k, line, AST_SCALE_ROWS, AST_SCALE_ROW_TRAILERS);
        } else if (line->kind == AST_TABLE && !cited &&
                   !qn_has_citation(line->kid[AST_TABLE_TRAILERS])) {
            row_figures(k, line, AST_TABLE_ROWS, AST_TABLE_ROW_TRAILERS);
        }
    }
}

/* A reform cites what it amends itself. */
static void reform_figures(citer *k, const qn_node *amends)
{
    for (uint32_t i = 0; i < amends->count; i++)
        figures(k, amends->kid[i]->kid[AST_AMENDS_BODY], false);
}

/* Walks the items of a file, but for those whose text has no bracket: they cite nothing. */
static void walk_items(citer *k, const qn_node *items)
{
    const char *text = k->module->source.bytes;
    for (uint32_t i = 0; i < items->count; i++) {
        qn_span span = items->kid[i]->span;
        if (memchr(text + span.begin, '[', span.end - span.begin))
            walk(k, items->kid[i]);
    }
}

/* A file that cites nothing at all is a sketch, and is not asked for the articles of its
 * figures. */
static void check_module(qn_compiler *c, qn_module *m)
{
    qn_scope s = {.c = c, .module = m};
    citer k = {.s = &s, .module = m, .laws = declares_laws(m) || knows_laws(&s, m->file)};
    const qn_node *items = m->file->kid[AST_FILE_ITEMS];
    walk_items(&k, items);
    for (uint32_t i = 0; i < items->count && k.cites; i++)
        if (items->kid[i]->kind == AST_RULE)
            figures(&k, items->kid[i]->kid[AST_RULE_BODY],
                    qn_has_citation(items->kid[i]->kid[AST_RULE_TRAILERS]));
        else if (items->kid[i]->kind == AST_REFORM)
            reform_figures(&k, items->kid[i]->kid[AST_REFORM_AMENDS]);
}

void qn_check_citations(qn_compiler *c)
{
    for (qn_module *m = c->modules; m; m = m->next)
        if (qn_is_own(c, m))
            check_module(c, m);
}
