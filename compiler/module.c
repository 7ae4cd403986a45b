/*
 * module.c - files as modules: finding them, reading them once, and looking up their names.
 *
 * A module's name is its path. `use az/labour/leave` looks for az/labour/leave.qn, or .qn.md, from
 * the folder of the file that uses it, then from each folder above, then in the standard library.
 * Files are read through the caller's reader only.
 *
 * A file is parsed and its names are declared before the next is looked for; what the names mean
 * is the business of declare.c. See spec/language.md, chapter 15.
 */
#include "compiler.h"
#include "standard.h"

#include <stdlib.h>
#include <string.h>

#include "parse.h"

enum { QN_MODULES_MAX = 1000, QN_FOLDERS_ABOVE = 16, QN_FOLDERS_NAMED = 2 };

/* ---- names */

/* FNV-1a over a name. Names are short and their buckets are many, so that the bits need no
 * spreading. The order of the buckets is that in which share_names (reform.c) tells of names, and
 * so the same on every machine. */
static uint32_t hash_name(const char *name, size_t length)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)name[i]) * 16777619u;
    return hash;
}

static bool is_named(const qn_symbol *symbol, uint32_t hash, const char *name, size_t length)
{
    return symbol->hash == hash && !strncmp(symbol->name, name, length) && !symbol->name[length];
}

qn_decl *qn_module_find_part(const qn_module *module, const char *name, size_t length)
{
    if (!module->bucket_count)
        return NULL;
    uint32_t hash = hash_name(name, length);
    const qn_symbol *symbol = module->bucket[hash & (module->bucket_count - 1)];
    while (symbol && !is_named(symbol, hash, name, length))
        symbol = symbol->next;
    return symbol ? symbol->decl : NULL;
}

qn_decl *qn_module_find(qn_module *module, const char *name)
{
    return qn_module_find_part(module, name, strlen(name));
}

const char *qn_dotted_text(qn_compiler *c, const qn_node *name)
{
    if (name->kind == AST_NAME)
        return name->text;
    if (name->kind != AST_DOT)
        return qn_node_source(c, name, QN_NAME_MAX);
    const char *outer = qn_dotted_text(c, name->kid[AST_DOT_OF]);
    const char *text = qn_arena_format(&c->arena, "%s.%s", outer, name->kid[AST_DOT_NAME]->text);
    return text ? text : "";
}

qn_decl *qn_find(qn_module *module, const qn_node *name)
{
    if (name->kind == AST_NAME)
        return qn_module_find_part(module, name->text, name->length);
    if (name->kind != AST_DOT)
        return NULL;
    qn_decl *outer = qn_find(module, name->kid[AST_DOT_OF]);
    if (!outer || outer->kind != QN_DECL_MODULE || !outer->target)
        return NULL;
    return qn_module_find(outer->target, name->kid[AST_DOT_NAME]->text);
}

qn_decl *qn_find_text(qn_compiler *c, qn_module *module, const char *name)
{
    const char *dot = strrchr(name, '.');
    if (!dot)
        return qn_module_find(module, name);
    const char *outer = qn_arena_copy(&c->scratch, name, (size_t)(dot - name));
    qn_decl *decl = outer ? qn_find_text(c, module, outer) : NULL;
    bool within = decl && decl->kind == QN_DECL_MODULE && decl->target;
    return within ? qn_module_find(decl->target, dot + 1) : NULL;
}

/* True if another file of the program declares a fact or a rule of that name. */
static bool is_shared_name(const qn_compiler *c, const qn_decl *decl)
{
    for (qn_module *m = c->modules; m; m = m->next) {
        const qn_decl *other = m == decl->module ? NULL : qn_module_find(m, decl->name);
        if (other && other != decl && (other->kind == QN_DECL_FACT || other->kind == QN_DECL_RULE))
            return true;
    }
    return false;
}

bool qn_is_looked_at(const qn_compiler *c, const qn_module *module)
{
    return module == c->main || module->beside;
}

bool qn_is_own(const qn_compiler *c, const qn_module *module)
{
    return qn_is_looked_at(c, module) || module->laid;
}

const char *qn_public_name(qn_compiler *c, const qn_decl *decl)
{
    bool plain = qn_is_own(c, decl->module) || qn_module_find(c->main, decl->name) == decl;
    if (plain || !is_shared_name(c, decl))
        return decl->name;
    const char *name = qn_arena_format(&c->arena, "%s.%s", decl->module->stem, decl->name);
    return name ? name : "";
}

void qn_module_add_name(qn_compiler *c, qn_module *m, const char *name, qn_decl *decl)
{
    size_t length = strlen(name);
    qn_symbol *symbol =
        m->bucket_count ? qn_arena_take(&c->arena, sizeof *symbol + length + 1) : NULL;
    if (!symbol)
        return;
    symbol->hash = hash_name(name, length);
    symbol->decl = decl;
    memcpy(symbol->name, name, length + 1);
    qn_symbol **bucket = &m->bucket[symbol->hash & (m->bucket_count - 1)];
    symbol->next = *bucket;
    *bucket = symbol;
}

/* Makes a name stand for a declaration; reports one that stands for another already. */
static void name_add(qn_compiler *c, qn_module *m, const char *name, qn_decl *decl, qn_span span)
{
    qn_decl *old = qn_module_find(m, name);
    if (old == decl)
        return;
    if (old) {
        qn_diagnostic *said = qn_report_at(c, QN_Q0502, span, 1, name);
        if (old->module == m)
            qn_diagnostic_label(said, old->node->kid[0]->span, QN_LABEL_FIRST_HERE);
        return;
    }
    qn_module_add_name(c, m, name, decl);
}

/* Appends a declaration to the file, and makes its name, if it has one, stand for it; a name that
 * is taken is reported and goes on standing for what it stood for. NULL out of memory. */
static qn_decl *declare(qn_compiler *c, qn_module *m, qn_decl_kind kind, const char *name,
                        const qn_node *node, qn_span span)
{
    qn_decl *decl = qn_arena_take(&c->arena, sizeof *decl);
    if (!decl)
        return NULL;
    *decl =
        (qn_decl){.kind = kind, .name = name, .module = m, .node = node, .index = QN_NONE_INDEX};
    if (name)
        name_add(c, m, name, decl, span);
    if (m->last)
        m->last->next = decl;
    else
        m->first = decl;
    m->last = decl;
    return decl;
}

/* ---- finding and reading */

/* A module that is looked for, and where. */
typedef struct search {
    qn_compiler *c;
    const qn_node *path; /* as the `use` writes it */
    const char *name;    /* az/labour/leave */
    const char *folders; /* those that were looked into, as words */
    uint32_t folder_count;
} search;

/* The path of a module from a folder, whose slash is among the `length` bytes; NULL out of
 * memory. */
static char *path_in(const search *s, const char *folder, size_t length, const char *ending)
{
    return qn_arena_format(&s->c->arena, "%.*s%s%s", (int)length, folder, s->name, ending);
}

/* The parts of a `use` joined by slashes. */
static const char *use_path(qn_compiler *c, const qn_node *list)
{
    const char *path = "";
    for (uint32_t i = 0; i < list->count && path; i++)
        path = qn_arena_format(&c->arena, "%s%s%s", path, i ? "/" : "", list->kid[i]->text);
    return path ? path : "";
}

/* A file is known by its path as it was found: one that is reached on two ways is read twice. */
static qn_module *known(qn_compiler *c, const char *path)
{
    for (qn_module *m = c->modules; m; m = m->next)
        if (!strcmp(m->path, path))
            return m;
    return NULL;
}

/* az/labour/leave.qn is called `leave` by those who use it. */
static const char *stem_of(qn_compiler *c, const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *stem = slash ? slash + 1 : path;
    const char *dot = strstr(stem, ".qn");
    const char *copy = qn_arena_copy(&c->arena, stem, dot ? (size_t)(dot - stem) : strlen(stem));
    return copy ? copy : "";
}

/* A module with a copy of its bytes, behind all others of the program. It counts as loading
 * until its names are declared, which is how a circle of `use` is found. NULL out of memory. */
static qn_module *module_new(qn_compiler *c, const char *path, const char *bytes, size_t length)
{
    qn_module *m = qn_arena_take(&c->kept, sizeof *m);
    path = qn_arena_copy(&c->kept, path, strlen(path));
    if (!m || !path)
        return NULL;
    *m = (qn_module){.path = path, .stem = stem_of(c, path)};
    if (c->last_module)
        c->last_module->next = m;
    else
        c->modules = m;
    c->last_module = m;
    m->loading = true;
    bool sound = qn_source_init(&m->source, &c->kept, c->module_count++, path, bytes, length,
                                &c->diagnostics);
    m->failed = !sound;
    return m;
}

static void module_read(qn_compiler *c, qn_module *m);

/* Reads a file that is not known yet; NULL where there is none, and for one too many. */
static qn_module *module_open(qn_compiler *c, const char *path)
{
    char *bytes;
    size_t length;
    qn_status status = c->options->read(c->options->context, path, &bytes, &length);
    c->arena.exhausted = c->arena.exhausted || status == QN_NO_MEMORY;
    if (status != QN_OK)
        return NULL;
    c->too_many_files = c->too_many_files || c->module_count >= QN_MODULES_MAX;
    qn_module *m = c->too_many_files ? NULL : module_new(c, path, bytes, length);
    free(bytes);
    if (m)
        module_read(c, m);
    return m;
}

/* A file by its path, read if it is not known; NULL where there is none, and where the path
 * could not be made. */
static qn_module *module_try(qn_compiler *c, const char *path)
{
    if (!path)
        return NULL;
    qn_module *m = known(c, path);
    return m ? m : module_open(c, path);
}

static const char *standard_path(qn_compiler *c, const char *name)
{
    return qn_arena_format(&c->arena, "stdlib/%s.qn", name);
}

/* A module of the standard library, which is part of the compiler. */
static qn_module *module_standard(qn_compiler *c, const char *name)
{
    size_t length;
    const char *text = qn_standard_text(name, &length);
    if (!text)
        return NULL;
    const char *path = standard_path(c, name);
    qn_module *m = path ? known(c, path) : NULL;
    if (m || !path)
        return m;
    m = module_new(c, path, text, length);
    if (!m)
        return NULL;
    m->standard = true;
    module_read(c, m);
    return m;
}

/* Whether there is a file of that path. */
static bool is_there(qn_compiler *c, const char *path)
{
    char *bytes = NULL;
    size_t length;
    if (known(c, path))
        return true;
    qn_status status = c->options->read(c->options->context, path, &bytes, &length);
    c->arena.exhausted = c->arena.exhausted || status == QN_NO_MEMORY;
    if (status == QN_OK)
        free(bytes);
    return status == QN_OK;
}

/* Notes a folder as one that was looked into, for a message: the first few of them. */
static void note_folder(search *s, const char *folder, size_t length)
{
    if (s->folder_count++ >= QN_FOLDERS_NAMED)
        return;
    s->folders =
        qn_arena_format(&s->c->arena, "%s%s%.*s", s->folders ? s->folders : "",
                        s->folders ? ", " : "", length ? (int)length : 2, length ? folder : "./");
}

/* Looks in one folder, for a plain file and for one that is Markdown. Which of two is meant nobody
 * could tell. */
static qn_module *module_in(search *s, const char *folder, size_t length)
{
    qn_compiler *c = s->c;
    const char *plain = path_in(s, folder, length, ".qn");
    const char *literate = path_in(s, folder, length, ".qn.md");
    note_folder(s, folder, length);
    if (!plain || !literate)
        return NULL;
    qn_module *m = module_try(c, plain);
    if (!m)
        return module_try(c, literate);
    if (!m->twin_sought && is_there(c, literate))
        qn_report_at(c, QN_Q0963, s->path->span, 3, s->name, plain, literate);
    m->twin_sought = true;
    return m;
}

/* Looks in the folders above the one that relative paths begin in. */
static qn_module *module_above(search *s)
{
    const char *up = "";
    for (int i = 0; i < QN_FOLDERS_ABOVE; i++) {
        up = qn_arena_format(&s->c->arena, "../%s", up);
        qn_module *m = up ? module_in(s, up, strlen(up)) : NULL;
        if (m || !up)
            return m;
    }
    return NULL;
}

/* Whether no folder above the one that relative paths begin in has the module: it was looked for
 * there, and found in the standard library. */
static bool is_nowhere_above(const search *s)
{
    const char *path = standard_path(s->c, s->name);
    const qn_module *m = path ? known(s->c, path) : NULL;
    return m && m->sought_above;
}

/* Looks in the folder of the user and in those above it. A module of the standard library is in no
 * folder: what it uses must not be a file that happens to have that name. */
static qn_module *module_search(search *s, const qn_module *user)
{
    size_t length = strlen(user->path);
    if (user->standard)
        return module_standard(s->c, s->name);
    for (;;) {
        while (length && user->path[length - 1] != '/')
            length--;
        qn_module *m = module_in(s, user->path, length);
        if (m)
            return m;
        if (!length)
            break;
        length--;
    }
    bool above = user->path[0] != '/' && !is_nowhere_above(s);
    qn_module *m = above ? module_above(s) : NULL;
    if (m)
        return m;
    m = module_standard(s->c, s->name);
    if (m && above)
        m->sought_above = true;
    return m;
}

/* ---- what a file declares */

/* The names of a module, as many as a message bears. */
static const char *names_of(qn_compiler *c, const qn_module *m)
{
    const char *names = "";
    for (const qn_decl *d = m->first; d && names && strlen(names) < 200; d = d->next)
        names = qn_arena_format(&c->arena, "%s%s%s", names, *names ? ", " : "", d->name);
    return names ? names : "";
}

/* A name that a file does not have, with the one that is close to it or with all of them. */
static void report_no_name(qn_compiler *c, const qn_module *target, const qn_node *name,
                           const char *path)
{
    const char *close = qn_close_name(target, name->text);
    const char *names = names_of(c, target);
    const char *help = close    ? qn_arena_format(&c->arena, "it has `%s`", close)
                       : *names ? qn_arena_format(&c->arena, "its names are: %s", names)
                                : "it declares no names";
    qn_report_at(c, QN_Q0907, name->span, 3, path, name->text, help);
}

/* `use path (a, b)`: the names stand for what they stand for there. One that is missing is
 * declared as such, so that its uses stay silent. */
static void use_names(qn_compiler *c, qn_module *m, qn_module *target, const char *path,
                      const qn_node *names)
{
    for (uint32_t i = 0; i < names->count; i++) {
        const qn_node *name = names->kid[i];
        qn_decl *decl = qn_module_find(target, name->text);
        if (decl)
            name_add(c, m, name->text, decl, name->span);
        else if (!target->failed) {
            report_no_name(c, target, name, path);
            declare(c, m, QN_DECL_MISSING, name->text, name, name->span);
        }
    }
}

/* Where a file was looked for: "az/leave.qn and az/leave.qn.md, in ./, ../ and the folders above".
 */
static const char *where_words(const search *s)
{
    const char *words = qn_arena_format(
        &s->c->arena, "%s.qn and %s.qn.md, in %s%s", s->name, s->name, s->folders ? s->folders : "",
        s->folder_count > QN_FOLDERS_NAMED ? " and the folders above" : "");
    return words ? words : "";
}

/* Why the file of a `use` is not there. That there are too many is said once. */
static void report_no_file(const search *s, const qn_module *user, bool too_many_before)
{
    qn_compiler *c = s->c;
    if (c->too_many_files) {
        if (!too_many_before)
            qn_report_at(c, QN_Q0914, s->path->span, 1, s->name);
        return;
    }
    const char *close = qn_close_file(c, user->path, s->name);
    if (close)
        qn_report_at(c, QN_Q0973, s->path->span, 2, s->name, close);
    else
        qn_report_at(c, QN_Q0905, s->path->span, 2, s->name, where_words(s));
}

/* The files on the way from one that is being read to the one that uses it again. */
static const char *circle_words(qn_compiler *c, const qn_module *from, const qn_module *to)
{
    const char *words = to->path;
    for (const qn_module *m = from; m && m != to && words && strlen(words) < 300; m = m->user)
        words = qn_arena_format(&c->arena, "%s → %s", m->path, words);
    words = words ? qn_arena_format(&c->arena, "%s → %s", to->path, words) : NULL;
    return words ? words : "";
}

/* A file that uses one that is being read itself. Its names are declared as missing, so that their
 * uses stay silent. */
static void report_circle(qn_compiler *c, qn_module *m, const qn_module *target, const qn_node *use,
                          const char *path)
{
    const qn_node *names = use->kid[AST_USE_NAMES];
    if (m == target)
        qn_report_at(c, QN_Q0974, use->kid[AST_USE_PATH]->span, 1, path);
    else
        qn_report_at(c, QN_Q0906, use->kid[AST_USE_PATH]->span, 2, path,
                     circle_words(c, m, target));
    for (uint32_t i = 0; names && i < names->count; i++)
        declare(c, m, QN_DECL_MISSING, names->kid[i]->text, names->kid[i], names->kid[i]->span);
    if (!names)
        declare(c, m, QN_DECL_MISSING, target->stem, use, use->span);
}

/* `use path`, with or without names. A file that cannot be found, or that fails itself, makes
 * the one that uses it fail: too much would be unknown in it. */
static void use_module(qn_compiler *c, qn_module *m, const qn_node *use)
{
    const char *path = use_path(c, use->kid[AST_USE_PATH]);
    const qn_node *names = use->kid[AST_USE_NAMES];
    bool too_many_before = c->too_many_files;
    search s = {.c = c, .path = use->kid[AST_USE_PATH], .name = path};
    qn_module *target = module_search(&s, m);
    if (!target) {
        report_no_file(&s, m, too_many_before);
        m->failed = true;
        return;
    }
    if (target->loading) {
        report_circle(c, m, target, use, path);
        return;
    }
    m->failed = m->failed || target->failed;
    if (names) {
        use_names(c, m, target, path, names);
        return;
    }
    qn_decl *decl = declare(c, m, QN_DECL_MODULE, target->stem, use, use->span);
    if (decl)
        decl->target = target;
}

void qn_declare_missing(qn_compiler *c, qn_module *m, const qn_node *name)
{
    if (m->bucket_count)
        declare(c, m, QN_DECL_MISSING, name->text, name, name->span);
}

/* A file says once what a working day is. */
static void working_day(qn_compiler *c, qn_module *m, const qn_node *item)
{
    if (m->working_day)
        qn_report_at(c, QN_Q0802, item->span, 0);
    m->working_day = item;
}

static void later_version(qn_compiler *c, const qn_node *item)
{
    qn_report_at(c, QN_Q0908, item->span, 1, qn_node_words((qn_node_kind)item->kind));
}

/* `qanun 1` may begin a file; a later version has words that this one does not know. */
static void check_version(qn_compiler *c, const qn_module *m, const qn_node *item)
{
    if (item != m->file->kid[AST_FILE_ITEMS]->kid[0] || strcmp(item->text, "1") != 0)
        qn_report_at(c, QN_Q0913, item->span, 1, item->text);
}

/* What makes a name known as it stands, by the kind of the item; its first part is the name. */
static const struct {
    qn_node_kind item;
    qn_decl_kind kind;
} named_items[] = {{AST_LAW, QN_DECL_LAW},           {AST_UNIT, QN_DECL_UNIT},
                   {AST_CURRENCY, QN_DECL_CURRENCY}, {AST_CHOICE, QN_DECL_CHOICE},
                   {AST_GROUP, QN_DECL_GROUP},       {AST_FACT, QN_DECL_FACT},
                   {AST_RULE, QN_DECL_RULE},         {AST_DEFINE, QN_DECL_DEFINE},
                   {AST_ENTITY, QN_DECL_ENTITY},     {AST_DATA, QN_DECL_DATA}};

/* False for an item that declares no name of its own. */
static bool declare_named(qn_compiler *c, qn_module *m, const qn_node *item)
{
    for (size_t i = 0; i < sizeof named_items / sizeof *named_items; i++) {
        if ((int)named_items[i].item != item->kind)
            continue;
        declare(c, m, named_items[i].kind, item->kid[0]->text, item, item->kid[0]->span);
        return true;
    }
    return false;
}

/* A duty is a rule without a name of the file. */
static void declare_duty(qn_compiler *c, qn_module *m, const qn_node *duty, qn_each *each)
{
    const qn_node *rule = qn_duty_rule(c, duty);
    qn_decl *decl = rule ? declare(c, m, QN_DECL_RULE, NULL, rule, duty->span) : NULL;
    if (!decl)
        return;
    decl->name = rule->kid[AST_RULE_NAME]->text;
    decl->duty = duty;
    decl->each = each;
}

/* A promise is a rule without a name of the file, too: what it says is checked, and never run. */
static void declare_promise(qn_compiler *c, qn_module *m, const qn_node *promise)
{
    const qn_node *rule = qn_promise_rule(c, promise);
    qn_decl *decl = rule ? declare(c, m, QN_DECL_RULE, NULL, rule, promise->span) : NULL;
    if (!decl)
        return;
    decl->name = rule->kid[AST_RULE_NAME]->text;
    decl->promise = promise;
}

/* The rules of a `for each` have names of the file, each for all elements. */
static void for_each(qn_compiler *c, qn_module *m, const qn_node *node, qn_each *outer)
{
    const qn_node *items = node->kid[AST_FOR_EACH_ITEMS];
    qn_each *each = qn_arena_take(&c->arena, sizeof *each);
    if (!each)
        return;
    *each = (qn_each){.outer = outer, .node = node};
    for (uint32_t i = 0; i < items->count; i++) {
        const qn_node *item = items->kid[i];
        if (item->kind == AST_FOR_EACH) {
            for_each(c, m, item, each);
        } else if (item->kind == AST_RULE) {
            qn_decl *decl =
                declare(c, m, QN_DECL_RULE, item->kid[0]->text, item, item->kid[0]->span);
            if (decl)
                decl->each = each;
        } else if (item->kind == AST_DUTY) {
            declare_duty(c, m, item, each);
        }
    }
}

/* Keeps an item until all files are there. */
static void read_later(qn_compiler *c, qn_module *m, qn_node *item)
{
    if (!m->later)
        m->later = qn_node_new(&c->arena, AST_LIST, 0, item->span, 0, NULL);
    m->later = qn_node_append(&c->arena, m->later, item);
}

/* Takes an item of a file for what it is. Rows and types are made later, when all names of all
 * files are known; labels and examples are read then. */
static void declare_item(qn_compiler *c, qn_module *m, qn_node *item)
{
    if (declare_named(c, m, item))
        return;
    switch (item->kind) {
    case AST_USE:
        use_module(c, m, item);
        break;
    case AST_REVIEWED:
        if (m->reviewed)
            qn_report_at(c, QN_Q0509, item->span, 1, "`reviewed`");
        m->reviewed = item;
        break;
    case AST_VERSION:
        check_version(c, m, item);
        break;
    case AST_MONTHS_ROUND:
        if (m->months && m->months != item->op)
            qn_report_at(c, QN_Q0509, item->span, 1, "`months round`");
        m->months = item->op;
        break;
    case AST_WORKING_DAY:
        working_day(c, m, item);
        break;
    case AST_DUTY:
        declare_duty(c, m, item, NULL);
        break;
    case AST_PROMISE:
        declare_promise(c, m, item);
        break;
    case AST_FOR_EACH:
        for_each(c, m, item, NULL);
        break;
    case AST_EXAMPLE:
    case AST_EXAMPLES:
    case AST_LABELS:
    case AST_REFORM:
        read_later(c, m, item);
        break;
    default:
        later_version(c, item);
    }
}

/* What files say beside their rules is not looked at where only some rules are asked. */
static const qn_node *parse(qn_compiler *c, const qn_module *m)
{
    return c->may_be_narrow ? qn_parse_rules(&c->arena, &m->source, &c->diagnostics)
                            : qn_parse(&c->arena, &m->source, &c->diagnostics);
}

/* Parses a file and declares its names. One that cannot be parsed has no declarations, and
 * counts as failed. */
static void module_read(qn_compiler *c, qn_module *m)
{
    m->user = c->reading;
    c->reading = m;
    m->file = m->failed ? NULL : parse(c, m);
    m->failed = !m->file;
    if (m->file) {
        const qn_node *items = m->file->kid[AST_FILE_ITEMS];
        /* At least two buckets for each item, so that chains of names stay short. */
        m->bucket_count = 16;
        while (m->bucket_count < items->count * 2 && m->bucket_count < 1u << 24)
            m->bucket_count *= 2;
        m->bucket = qn_arena_take_array(&c->arena, m->bucket_count, sizeof *m->bucket);
        if (!m->bucket)
            m->bucket_count = 0;
        for (uint32_t i = 0; i < items->count && m->bucket; i++)
            declare_item(c, m, items->kid[i]);
        qn_take_acceptances(c, m);
    }
    m->loading = false;
    c->reading = m->user;
}

qn_module *qn_module_load(qn_compiler *c, const char *path)
{
    const char *copy = qn_arena_copy(&c->arena, path, strlen(path));
    return module_try(c, copy);
}

qn_module *qn_module_cases(qn_compiler *c, const char *path)
{
    qn_module *m = known(c, path);
    char *bytes;
    size_t length;
    if (m)
        return m;
    qn_status status = c->options->read(c->options->context, path, &bytes, &length);
    c->arena.exhausted = c->arena.exhausted || status == QN_NO_MEMORY;
    if (status != QN_OK)
        return NULL;
    m = module_new(c, path, bytes, length);
    free(bytes);
    if (!m)
        return NULL;
    qn_span nothing = {m->source.id, 0, 0};
    qn_node *items = qn_node_new(&c->arena, AST_LIST, 0, nothing, 0, NULL);
    qn_node *kids[2] = {items, NULL};
    m->file = items ? qn_node_new(&c->arena, AST_FILE, 0, nothing, 2, kids) : NULL;
    m->loading = false;
    m->row = QN_APPEND(&c->builder, source,
                       (&(qn_row_source){.name = qn_string(&c->builder, m->path),
                                         .reviewed_from = QN_NONE_INDEX,
                                         .reviewed_until = QN_NONE_INDEX}));
    return m;
}

qn_decl *qn_standard_currency(qn_compiler *c, const char *name)
{
    qn_module *m = module_standard(c, "currencies");
    return m ? qn_module_find(m, name) : NULL;
}
