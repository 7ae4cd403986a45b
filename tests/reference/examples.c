/*
 * The examples of a file as cases: chapter 15 of spec/language.md. What they expect is not looked
 * at, since the two evaluators are held against each other.
 */
#include "cases.h"

#include <string.h>

void instance_give(instance *c, const decl *fact, const char *text)
{
    int at = 0;
    while (at < c->facts && c->fact[at].fact != fact) {
        at++;
    }
    if (at < FACTS_MOST && fact != NULL) {
        c->fact[at] = (giving){fact, text};
        c->facts += at == c->facts;
    }
}

decl *find_fact(const char *name)
{
    const char *dot = strrchr(name, '.');
    name = dot != NULL ? dot + 1 : name;
    decl *d = module_find(the_program->main, name);
    for (module *m = the_program->modules; (d == NULL || d->kind != D_FACT) && m != NULL;
         m = m->next) {
        d = module_find(m, name);
    }
    return d != NULL && d->kind == D_FACT ? d : NULL;
}

/* A value as it is written in the example; a text without its quotation marks. */
static const char *value_written(const qn_node *n)
{
    return n->kind == AST_STRING ? n->text : source_text(the_program->main, n);
}

static void give_bindings(instance *c, const qn_node *bindings)
{
    for (uint32_t i = 0; bindings != NULL && i < bindings->count; i++) {
        const qn_node *b = bindings->kid[i];
        decl *fact = find_fact(source_text(the_program->main, b->kid[AST_BINDING_NAME]));
        instance_give(c, fact, value_written(b->kid[AST_BINDING_VALUE]));
    }
}

static void set_day(instance *c, const qn_node *date)
{
    scope s = {.module = the_program->main, .months = the_program->main->months};
    val v = eval(date, &s);
    c->on = v->status == IS_KNOWN ? day_written(v->day) : NULL;
}

/* A row of a table of cases below the names of its columns. */
static void give_row(instance *c, const qn_node *names, const qn_node *row)
{
    const qn_node *columns = names->kid[AST_CASE_ROW_CELLS], *cells = row->kid[AST_CASE_ROW_CELLS];
    for (uint32_t i = 0; i < columns->count && i < cells->count; i++) {
        const qn_node *cell = cells->kid[i];
        const char *name = source_text(the_program->main, columns->kid[i]);
        bool is_empty = cell->kind == AST_OUTCOME && cell->op != AST_OP_UNKNOWN;
        if (strcmp(name, "on") == 0 && !is_empty) {
            set_day(c, cell);
        } else if (!is_empty) {
            instance_give(c, find_fact(name),
                          cell->kind == AST_OUTCOME ? "unknown" : value_written(cell));
        }
    }
}

static void visit_example(const qn_node *example, void (*visit)(const instance *c))
{
    static instance base, own;
    const qn_node *lines = example->kid[AST_EXAMPLE_LINES], *columns = NULL;
    base = (instance){.where = pool_format("%s: example \"%s\"", the_program->main->path,
                                           example->kid[AST_EXAMPLE_TITLE]->text)};
    for (uint32_t i = 0; i < lines->count; i++) {
        const qn_node *line = lines->kid[i];
        if (line->kind == AST_GIVEN) {
            give_bindings(&base, line->kid[AST_GIVEN_BINDINGS]);
        } else if (line->kind == AST_DECIDED_ON) {
            set_day(&base, line->kid[AST_DECIDED_ON_DATE]);
        }
    }
    for (uint32_t i = 0; i < lines->count; i++) {
        const qn_node *line = lines->kid[i];
        own = base;
        if (line->kind == AST_EXPECT) {
            give_bindings(&own, line->kid[AST_EXPECT_BINDINGS]);
            visit(&own);
        } else if (line->kind == AST_CASE_ROW && columns != NULL) {
            give_row(&own, columns, line);
            visit(&own);
        } else if (line->kind == AST_CASE_ROW) {
            columns = line;
        }
    }
}

void examples_each(void (*visit)(const instance *c))
{
    const qn_node *items = the_program->main->file->kid[AST_FILE_ITEMS];
    for (uint32_t i = 0; i < items->count; i++) {
        if (items->kid[i]->kind == AST_EXAMPLE) {
            visit_example(items->kid[i], visit);
        }
    }
}
