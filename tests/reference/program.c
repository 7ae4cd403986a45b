/*
 * The files of a program: reading them with the compiler's parser, and what their names stand for.
 * Chapter 15 of spec/language.md. Of the compiler only the parser and the texts of the standard
 * library are used.
 */
#include "reference.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parse.h"
#include "standard.h"

program *the_program;

static qn_arena arena, given_arena;
static qn_diagnostics diagnostics, given_diagnostics;

/* ---- names */

decl *module_find(const module *m, const char *name)
{
    for (const symbol *s = m->symbols; s != NULL; s = s->next) {
        if (strcmp(s->name, name) == 0) {
            return s->decl;
        }
    }
    return NULL;
}

decl *find_dotted(const module *m, const qn_node *name)
{
    if (name->kind == AST_NAME) {
        return module_find(m, name->text);
    }
    if (name->kind != AST_DOT) {
        return NULL;
    }
    decl *outer = find_dotted(m, name->kid[AST_DOT_OF]);
    bool is_module = outer != NULL && outer->kind == D_MODULE;
    return is_module ? module_find(outer->target, name->kid[AST_DOT_NAME]->text) : NULL;
}

static void name_add(module *m, const char *name, decl *d)
{
    symbol *s = NEW(symbol);
    *s = (symbol){m->symbols, name, d};
    m->symbols = s;
}

static decl *declare(module *m, decl_kind kind, const char *name, const qn_node *node)
{
    decl *d = NEW(decl);
    d->kind = kind;
    d->name = name;
    d->module = m;
    d->node = node;
    d->next = m->decls;
    m->decls = d;
    name_add(m, name, d);
    return d;
}

/* ---- files */

static const qn_node *parse_source(qn_source *source, const char *name, const char *bytes,
                                   size_t length)
{
    static uint32_t id;
    if (!qn_source_init(source, &arena, id++, name, bytes, length, &diagnostics)) {
        return NULL;
    }
    return qn_parse(&arena, source, &diagnostics);
}

const qn_node *parse_text(const char *text)
{
    qn_source source;
    bool reads =
        qn_source_init(&source, &given_arena, 0, "given", text, strlen(text), &given_diagnostics);
    return reads ? qn_parse(&given_arena, &source, &given_diagnostics) : NULL;
}

void forget_texts(void)
{
    qn_arena_clear(&given_arena);
    qn_arena_init(&given_arena, NULL, NULL);
    qn_diagnostics_init(&given_diagnostics, &given_arena);
}

/* As it is written, but for spaces and line ends, of which one stands for several. */
static char *squeezed(const char *begin, size_t length)
{
    char *text = pool_take(length + 1);
    size_t used = 0;
    for (size_t i = 0; i < length; i++) {
        bool is_space = begin[i] == ' ' || begin[i] == '\n' || begin[i] == '\r';
        if (!is_space) {
            text[used++] = begin[i];
        } else if (used > 0 && text[used - 1] != ' ') {
            text[used++] = ' ';
        }
    }
    return text;
}

const char *source_text(const module *m, const qn_node *n)
{
    if (the_program->is_giving) {
        return "what is given";
    }
    char *text = map_get(&the_program->texts, n);
    if (text == NULL) {
        bool before = pool_keep(true);
        text = squeezed(m->source.code + n->span.begin, n->span.end - n->span.begin);
        map_put(&the_program->texts, n, text);
        (void)pool_keep(before);
    }
    return text;
}

static char *file_bytes(const char *path, size_t *length)
{
    FILE *in = fopen(path, "rb");
    if (in == NULL) {
        return NULL;
    }
    (void)fseek(in, 0, SEEK_END);
    long size = ftell(in);
    rewind(in);
    char *bytes = pool_take((size_t)(size < 0 ? 0 : size) + 1);
    *length = size < 0 ? 0 : fread(bytes, 1, (size_t)size, in);
    (void)fclose(in);
    return bytes;
}

static void read_items(module *m);

static module *module_of(const char *path, const char *bytes, size_t length, bool is_standard)
{
    module *m = NEW(module);
    m->path = path;
    m->is_standard = is_standard;
    m->next = the_program->modules;
    the_program->modules = m;
    m->file = parse_source(&m->source, path, bytes, length);
    if (m->file == NULL) {
        the_program->refused = pool_format("%s does not parse", path);
        return m;
    }
    read_items(m);
    return m;
}

static module *module_at(const char *path)
{
    for (module *m = the_program->modules; m != NULL; m = m->next) {
        if (strcmp(m->path, path) == 0) {
            return m;
        }
    }
    size_t length = 0;
    char *bytes = file_bytes(path, &length);
    return bytes == NULL ? NULL : module_of(path, bytes, length, false);
}

static module *module_standard(const char *name)
{
    const char *path = pool_format("stdlib/%s.qn", name);
    for (module *m = the_program->modules; m != NULL; m = m->next) {
        if (m->is_standard && strcmp(m->path, path) == 0) {
            return m;
        }
    }
    size_t length = 0;
    const char *text = qn_standard_text(name, &length);
    return text == NULL ? NULL : module_of(path, text, length, true);
}

/* In the folder of the file that uses it, then in each above, then in the standard library. */
static module *module_search(const module *user, const char *name)
{
    size_t length = user->is_standard ? 0 : strlen(user->path);
    while (length > 0) {
        while (length > 0 && user->path[length - 1] != '/') {
            length--;
        }
        const char *stem = pool_format("%.*s%s", (int)length, user->path, name);
        module *m = module_at(pool_format("%s.qn", stem));
        m = m != NULL ? m : module_at(pool_format("%s.qn.md", stem));
        if (m != NULL) {
            return m;
        }
        length -= length > 0;
    }
    return module_standard(name);
}

static void use(module *m, const qn_node *node)
{
    const qn_node *path = node->kid[AST_USE_PATH], *names = node->kid[AST_USE_NAMES];
    const char *name = path->kid[0]->text, *last = name;
    for (uint32_t i = 1; i < path->count; i++) {
        last = path->kid[i]->text;
        name = pool_format("%s/%s", name, last);
    }
    module *target = module_search(m, name);
    if (target == NULL || target->file == NULL) {
        the_program->refused = pool_format("%s uses %s, which is not there", m->path, name);
        return;
    }
    if (names == NULL) {
        decl *d = NEW(decl);
        d->kind = D_MODULE;
        d->target = target;
        name_add(m, last, d);
    }
    for (uint32_t i = 0; names != NULL && i < names->count; i++) {
        decl *d = module_find(target, names->kid[i]->text);
        if (d != NULL) {
            name_add(m, names->kid[i]->text, d);
        }
    }
}

static int base_new(const char *name)
{
    int base = the_program->bases++;
    the_program->base_name[base] = name;
    return base;
}

/* A duty has no name that a formula could use. */
static decl *declare_duty(module *m, const qn_node *node)
{
    decl *d = NEW(decl);
    *d = (decl){.kind = D_DUTY, .name = "a duty", .module = m, .node = node, .next = m->decls};
    m->decls = d;
    return d;
}

static void read_each(module *m, const qn_node *node, const each *outer)
{
    each *e = NEW(each);
    *e = (each){node, m, (each *)(uintptr_t)outer};
    const qn_node *items = node->kid[AST_FOR_EACH_ITEMS];
    for (uint32_t i = 0; i < items->count; i++) {
        if (items->kid[i]->kind == AST_RULE) {
            declare(m, D_RULE, items->kid[i]->kid[AST_RULE_NAME]->text, items->kid[i])->each = e;
        } else if (items->kid[i]->kind == AST_DUTY) {
            declare_duty(m, items->kid[i])->each = e;
        } else if (items->kid[i]->kind == AST_FOR_EACH) {
            read_each(m, items->kid[i], e);
        }
    }
}

/* The kind of what a node declares; -1 for what has no name. */
static int declares(const qn_node *item)
{
    static const struct {
        int node, decl;
    } kinds[] = {{AST_FACT, D_FACT},     {AST_RULE, D_RULE},         {AST_DEFINE, D_DEFINE},
                 {AST_CHOICE, D_CHOICE}, {AST_GROUP, D_GROUP},       {AST_UNIT, D_UNIT},
                 {AST_LAW, D_LAW},       {AST_CURRENCY, D_CURRENCY}, {AST_ENTITY, D_ENTITY},
                 {AST_DATA, D_DATA}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (kinds[i].node == item->kind) {
            return kinds[i].decl;
        }
    }
    return -1;
}

static void read_item(module *m, const qn_node *item)
{
    int kind = declares(item);
    if (kind >= 0) {
        decl *d = declare(m, (decl_kind)kind, item->kid[0]->text, item);
        bool is_unit = kind == D_UNIT || kind == D_CURRENCY;
        d->base = is_unit ? base_new(d->name) : 0;
    } else if (item->kind == AST_USE) {
        use(m, item);
    } else if (item->kind == AST_DUTY) {
        (void)declare_duty(m, item);
    } else if (item->kind == AST_FOR_EACH) {
        read_each(m, item, NULL);
    } else if (item->kind == AST_MONTHS_ROUND) {
        m->months = item->op;
    } else if (item->kind == AST_WORKING_DAY) {
        m->working_day = item;
    } else if (item->kind == AST_REFORM) {
        the_program->refused = "a reform";
    }
}

static void read_items(module *m)
{
    const qn_node *items = m->file->kid[AST_FILE_ITEMS];
    for (uint32_t i = 0; i < items->count; i++) {
        read_item(m, items->kid[i]);
    }
}

decl *standard_currency(const char *name)
{
    module *m = module_standard("currencies");
    decl *d = m == NULL ? NULL : module_find(m, name);
    return d != NULL && d->kind == D_CURRENCY ? d : NULL;
}

program *program_load(const char *path)
{
    if (arena.chunk != NULL) {
        qn_arena_clear(&arena);
    }
    qn_arena_init(&arena, NULL, NULL);
    qn_diagnostics_init(&diagnostics, &arena);
    the_program = NEW(program);
    the_program->bases = U_DECLARED;
    the_program->main = module_at(path);
    if (the_program->main == NULL) {
        the_program->refused = "no such file";
    }
    return the_program;
}
