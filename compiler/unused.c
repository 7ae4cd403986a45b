/*
 * unused.c - facts that nothing uses, and definitions that nothing calls, of a file that has rules
 * of its own. A file of facts alone is there for others, and is left alone.
 *
 * Whether something is used is seen by its name in the trees of all files of the compilation. What
 * one file declares another may use that is not compiled with it; so the files beside and below are
 * looked at, as texts, before anything is said, and where they cannot be seen nothing is.
 */
#include "compiler.h"

#include <stdlib.h>
#include <string.h>

/* How many files are looked at beside the one in hand, and how deep their folders may lie. */
enum { FILES_MAX = 200, FOLDERS_UP = 4, FOLDERS_DOWN = 4 };

/* ---- in the compilation */

/* Parts of a file that name what they do not use. The name of a declaration is no use of it. */
static bool is_no_use(const qn_node *node, uint32_t kid)
{
    return node->kind == AST_LABELS || node->kind == AST_EXAMPLE || node->kind == AST_EXAMPLES ||
           node->kind == AST_USE ||
           ((node->kind == AST_FACT || node->kind == AST_DEFINE) && kid == 0);
}

/* Marks what the names of a tree stand for. A name that a parameter hides marks it all the same.
 * The depth of a tree is bounded by the parser. */
static void mark(qn_module *m, const qn_node *node)
{
    if (!node)
        return;
    if (node->kind == AST_NAME || node->kind == AST_DOT) {
        qn_decl *decl = qn_find(m, node);
        if (decl)
            decl->mentioned = true;
    }
    for (uint32_t i = 0; i < node->count; i++)
        if (!is_no_use(node, i))
            mark(m, node->kid[i]);
}

static bool has_rules(const qn_module *m)
{
    for (const qn_decl *d = m->first; d; d = d->next)
        if (d->kind == QN_DECL_RULE)
            return true;
    return false;
}

static bool is_candidate(const qn_decl *d)
{
    return (d->kind == QN_DECL_FACT || d->kind == QN_DECL_DEFINE) && !d->mentioned && !d->failed;
}

/* ---- in the files beside it */

/* The search among files: for each candidate whether its name was met. */
typedef struct search {
    qn_compiler *c;
    const char *own;
    qn_decl **decl;
    bool *met;
    uint32_t count;
    uint32_t files;
} search;

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           (unsigned char)c >= 0x80;
}

/* Whether a text has a word; the text ends with a NUL. */
static bool has_word(const char *text, const char *word)
{
    size_t length = strlen(word);
    for (const char *at = strstr(text, word); at; at = strstr(at + 1, word))
        if ((at == text || !is_letter(at[-1])) && !is_letter(at[length]))
            return true;
    return false;
}

static void look_into(search *f, const char *path)
{
    char *bytes = NULL;
    size_t length = 0;
    if (!strcmp(path, f->own) || f->files++ >= FILES_MAX ||
        f->c->options->read(f->c->options->context, path, &bytes, &length) != QN_OK)
        return;
    char *text = qn_arena_copy(&f->c->scratch, bytes, length);
    for (uint32_t i = 0; text && i < f->count; i++)
        f->met[i] = f->met[i] || has_word(text, f->decl[i]->name);
    free(bytes);
}

static bool ends_with(const char *name, const char *end)
{
    size_t length = strlen(name), tail = strlen(end);
    return length > tail && !strcmp(name + length - tail, end);
}

static bool is_rule_file(const char *name)
{
    return ends_with(name, ".qn") || ends_with(name, ".qn.md");
}

static char *names_in(const search *f, const char *folder)
{
    return f->c->options->list(f->c->options->context, folder);
}

/* Whether rule files stand in a folder itself. */
static bool has_rule_files(const search *f, const char *folder)
{
    char *names = names_in(f, folder);
    bool found = false;
    for (const char *name = names; name && *name && !found; name += strlen(name) + 1)
        found = is_rule_file(name);
    free(names);
    return found;
}

/* Looks into the files of a folder and of those below it, which have no dot in their names. */
static void look_below(search *f, const char *folder, int depth)
{
    char *names = names_in(f, folder);
    for (const char *name = names; name && *name && f->files < FILES_MAX;
         name += strlen(name) + 1) {
        const char *path = qn_arena_format(&f->c->scratch, "%s%s", folder, name);
        const char *inner = qn_arena_format(&f->c->scratch, "%s%s/", folder, name);
        if (path && is_rule_file(name))
            look_into(f, path);
        else if (inner && depth < FOLDERS_DOWN && !strchr(name, '.'))
            look_below(f, inner, depth + 1);
    }
    free(names);
}

/* The folder that holds all that belongs together: upwards as far as rule files stand. */
static const char *common_folder(const search *f)
{
    size_t length = strlen(f->own), found;
    while (length && f->own[length - 1] != '/')
        length--;
    found = length;
    for (int i = 0; i < FOLDERS_UP && length > 1; i++) {
        for (length--; length && f->own[length - 1] != '/';)
            length--;
        const char *above = qn_arena_copy(&f->c->scratch, f->own, length);
        if (!above || !has_rule_files(f, above))
            break;
        found = length;
    }
    return qn_arena_copy(&f->c->scratch, f->own, found);
}

/* ---- the file in hand */

static uint32_t candidates(const qn_module *m, qn_decl **out)
{
    uint32_t count = 0;
    for (qn_decl *d = m->first; d; d = d->next)
        if (is_candidate(d)) {
            if (out)
                out[count] = d;
            count++;
        }
    return count;
}

static void find_in_module(qn_compiler *c, const qn_module *m)
{
    search f = {.c = c, .own = m->path, .count = candidates(m, NULL)};
    if (!f.count || !c->options->list)
        return;
    f.decl = qn_arena_take_array(&c->scratch, f.count, sizeof *f.decl);
    f.met = qn_arena_take_array(&c->scratch, f.count, sizeof *f.met);
    const char *folder = common_folder(&f);
    if (!f.decl || !f.met || !folder)
        return;
    (void)candidates(m, f.decl);
    look_below(&f, folder, 0);
    for (uint32_t i = 0; i < f.count && f.files < FILES_MAX; i++)
        if (!f.met[i])
            qn_report_at(c, f.decl[i]->kind == QN_DECL_FACT ? QN_Q0317 : QN_Q0318,
                         f.decl[i]->node->kid[0]->span, 1, f.decl[i]->name);
    qn_arena_reset(&c->scratch);
}

/* Where a mistake stands, its words may be the use that is missing. */
void qn_find_unused(qn_compiler *c)
{
    if (qn_has_mistakes(c) || !c->options->looks_around)
        return;
    for (qn_module *m = c->modules; m; m = m->next)
        if (m->file)
            mark(m, m->file);
    for (qn_module *m = c->modules; m; m = m->next)
        if (qn_is_own(c, m) && has_rules(m))
            find_in_module(c, m);
}
