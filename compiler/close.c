/*
 * close.c - which name is meant by one that is not there, as far as letters can tell.
 *
 * Two names are close if few letters differ: case, dashes and the ending of a file count little. It
 * says nothing where nothing is close, rather than the least distant of what is there.
 */
#include "compiler.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST = 64, FOLDERS_TRIED = 8, FAR = 1000 };

static unsigned lower(char letter)
{
    unsigned char byte = (unsigned char)letter;
    return byte >= 'A' && byte <= 'Z' ? byte + 32u : byte;
}

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/* How many letters must be changed, put in or left out to make one of the other (Wagner and
 * Fischer); capital letters count as small ones. */
static unsigned distance(const char *a, size_t a_length, const char *b, size_t b_length)
{
    unsigned row[LONGEST + 1];
    if (a_length > LONGEST || b_length > LONGEST)
        return FAR;
    for (size_t j = 0; j <= b_length; j++)
        row[j] = (unsigned)j;
    for (size_t i = 1; i <= a_length; i++) {
        unsigned diagonal = row[0];
        row[0] = (unsigned)i;
        for (size_t j = 1; j <= b_length; j++) {
            unsigned changed = diagonal + (lower(a[i - 1]) != lower(b[j - 1]));
            diagonal = row[j];
            row[j] = least(changed, least(row[j], row[j - 1]) + 1);
        }
    }
    return row[b_length];
}

/* How far two close names may be apart: a letter of a short one, two of a long one. */
static unsigned reach(size_t length)
{
    return length < 3 ? 0 : length < 6 ? 1 : 2;
}

/* A letter of another script, and the Latin one that it is taken for. */
typedef struct lookalike {
    const char *letter;
    char latin;
} lookalike;

static const lookalike lookalikes[] = {
    {"а", 'a'}, {"е", 'e'}, {"о", 'o'}, {"р", 'p'}, {"с", 'c'}, {"у", 'y'}, {"х", 'x'}, {"і", 'i'},
    {"ј", 'j'}, {"ѕ", 's'}, {"һ", 'h'}, {"ԁ", 'd'}, {"А", 'A'}, {"В", 'B'}, {"Е", 'E'}, {"К", 'K'},
    {"М", 'M'}, {"Н", 'H'}, {"О", 'O'}, {"Р", 'P'}, {"С", 'C'}, {"Т", 'T'}, {"У", 'Y'}, {"Х", 'X'},
    {"І", 'I'}, {"Ѕ", 'S'}, {"ο", 'o'}, {"Α", 'A'}, {"Β", 'B'}, {"Ε", 'E'}, {"Ζ", 'Z'}, {"Η", 'H'},
    {"Ι", 'I'}, {"Κ", 'K'}, {"Μ", 'M'}, {"Ν", 'N'}, {"Ο", 'O'}, {"Ρ", 'P'}, {"Τ", 'T'}, {"Υ", 'Y'},
    {"Χ", 'X'}, {"ә", '@'}, {"ə", '@'}, {"Ә", '#'}, {"Ə", '#'},
};

/* How a name looks: its letters, those of other scripts as the Latin ones; `looks` has room for as
 * many bytes as the name. */
static void look_of(const char *name, char *looks)
{
    for (; *name; looks++) {
        size_t i = 0, count = sizeof lookalikes / sizeof *lookalikes;
        if (!(*name & 0x80)) {
            *looks = *name++;
            continue;
        }
        while (i < count && strncmp(name, lookalikes[i].letter, 2) != 0)
            i++;
        *looks = i < count ? lookalikes[i].latin : *name;
        name += i < count ? 2 : 1;
    }
    *looks = '\0';
}

/* A name that looks the same, and is written with letters of another script; or NULL. */
static const char *same_look(const qn_module *module, const char *name)
{
    char looks[LONGEST + 1], other[LONGEST + 1];
    if (strlen(name) > LONGEST)
        return NULL;
    look_of(name, looks);
    for (const qn_decl *d = module->first; d; d = d->next) {
        if (d->kind == QN_DECL_MISSING || strlen(d->name) > LONGEST || !strcmp(d->name, name))
            continue;
        look_of(d->name, other);
        if (!strcmp(looks, other))
            return d->name;
    }
    return NULL;
}

const char *qn_close_name(const qn_module *module, const char *name)
{
    size_t length = strlen(name);
    unsigned best = reach(length) + 1;
    const char *close = NULL;
    for (const qn_decl *d = module->first; d; d = d->next) {
        unsigned apart = distance(name, length, d->name, strlen(d->name));
        if (d->kind != QN_DECL_MISSING && apart < best) {
            best = apart;
            close = d->name;
        }
    }
    return close;
}

/* How far the figures of two codes are apart. */
static unsigned number_apart(const char *a, const char *b)
{
    int apart = atoi(a + strcspn(a, "0123456789")) - atoi(b + strcspn(b, "0123456789"));
    return (unsigned)abs(apart);
}

qn_code qn_close_finding(const char *written)
{
    size_t length = strlen(written);
    unsigned best = UINT_MAX, best_number = UINT_MAX;
    qn_code close = QN_Q0301;
    for (int code = 0; code < QN_CODE_COUNT; code++) {
        const char *name = qn_diagnostic_row_get((qn_code)code)->name;
        unsigned apart = distance(written, length, name, strlen(name));
        unsigned number = number_apart(written, name);
        if (qn_is_acceptable((qn_code)code) &&
            (apart < best || (apart == best && number < best_number))) {
            best = apart;
            best_number = number;
            close = (qn_code)code;
        }
    }
    return close;
}

/* The length of the name of a rule file without its ending; 0 of any other file. */
static size_t stem_length(const char *file)
{
    static const char *const endings[] = {".qn", ".qn.md"};
    size_t length = strlen(file);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        size_t tail = strlen(endings[i]);
        if (length > tail && strcmp(file + length - tail, endings[i]) == 0)
            return length - tail;
    }
    return 0;
}

/* The closest rule file of a folder, by its name without ending; NULL where none is close. The file
 * that asks, if it lies in the folder, is called `own`. */
static const char *closest_in(qn_compiler *c, const char *folder, const char *own, const char *name)
{
    char *names = c->options->list(c->options->context, folder);
    size_t length = strlen(name);
    unsigned best = reach(length) + 1;
    const char *close = NULL;
    for (const char *file = names; file && *file; file += strlen(file) + 1) {
        size_t stem = stem_length(file);
        bool same = stem == length && !memcmp(name, file, length); /* a folder of that name */
        same = same || !strcmp(file, own);
        unsigned apart = stem && !same ? distance(name, length, file, stem) : FAR;
        if (apart < best) {
            best = apart;
            close = qn_arena_copy(&c->arena, file, stem);
        }
    }
    free(names);
    return close;
}

/* Only the last part of the name may be mistaken: folders are few, and known to their owner. */
const char *qn_close_file(qn_compiler *c, const char *user, const char *name)
{
    const char *slash = strrchr(name, '/'), *last = slash ? slash + 1 : name;
    const char *own = strrchr(user, '/') ? strrchr(user, '/') + 1 : user;
    size_t length = strlen(user);
    for (int i = 0; i < FOLDERS_TRIED && c->options->list; i++) {
        while (length && user[length - 1] != '/')
            length--;
        const char *folder =
            qn_arena_format(&c->arena, "%.*s%.*s", (int)length, user, (int)(last - name), name);
        const char *close = folder ? closest_in(c, folder, own, last) : NULL;
        if (close)
            return qn_arena_format(&c->arena, "%.*s%s", (int)(last - name), name, close);
        if (!length)
            break;
        length--;
    }
    return NULL;
}

/* ---- names that are not known */

/* The name under which a file that has `name` is used here: `leave`. NULL where none has it. */
static const qn_decl *home_of(const qn_module *module, const char *name)
{
    for (const qn_decl *d = module->first; d; d = d->next)
        if (d->kind == QN_DECL_MODULE && d->target && qn_module_find(d->target, name))
            return d;
    return NULL;
}

/* The `use` with names in brackets whose file would be called so; NULL where there is none. */
static const qn_node *use_of(const qn_module *module, const char *stem)
{
    const qn_node *items = module->file->kid[AST_FILE_ITEMS];
    for (uint32_t i = 0; i < items->count; i++) {
        const qn_node *use = items->kid[i];
        const qn_node *path = use->kind == AST_USE ? use->kid[AST_USE_PATH] : NULL;
        if (path && use->kid[AST_USE_NAMES] && !strcmp(path->kid[path->count - 1]->text, stem))
            return use;
    }
    return NULL;
}

/* What to do where `stem.name` is written and nothing is called `stem`. */
static const char *stem_help(const qn_scope *s, const char *stem, const char *name)
{
    qn_arena *arena = &s->c->arena;
    if (qn_module_find(s->module, name))
        return qn_arena_format(arena, "write `%s`, which is known here by itself", name);
    if (use_of(s->module, stem))
        return qn_arena_format(arena,
                               "`use` with names in brackets makes those known alone: write `%s`, "
                               "and add it there",
                               name);
    return qn_arena_format(arena, "write `use path/to/%s` for the file %s.qn at the beginning",
                           stem, stem);
}

/* `leave.vacation` where `leave` is a file, or should be one; false where it is neither. */
static bool report_dotted(qn_scope *s, const qn_node *name)
{
    qn_compiler *c = s->c;
    const qn_node *outer = name->kid[AST_DOT_OF], *last = name->kid[AST_DOT_NAME];
    const qn_decl *decl = qn_find(s->module, outer);
    const char *stem = qn_dotted_text(c, outer);
    if (decl && decl->kind == QN_DECL_MODULE && decl->target) {
        const char *close = qn_close_name(decl->target, last->text);
        const char *help = close ? qn_arena_format(&c->arena, "it has `%s.%s`", stem, close)
                                 : "see the file for its names, or take the name over from another";
        qn_report(s, QN_Q0907, last, 3, stem, last->text, help);
        return true;
    }
    if (decl || outer->kind != AST_NAME)
        return false;
    qn_report(s, QN_Q0975, outer, 2, stem, stem_help(s, stem, last->text));
    return true;
}

/* Three capital letters, as the currencies of ISO 4217 have. */
static bool is_currency(const char *name)
{
    return strlen(name) == 3 && strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 3;
}

/* Whether a name is a value of a choice that a fact or a rule of the module has. */
static bool is_value(const qn_scope *s, const char *name)
{
    if (qn_choice_value(s->c, qn_weekday_type(s->c), name) >= 0)
        return true;
    for (const qn_decl *d = s->module->first; d; d = d->next) {
        const qn_type *type = d->type;
        if (type && type->kind == QN_KIND_CHOICE && qn_choice_value(s->c, type, name) >= 0)
            return true;
    }
    return false;
}

/* The word of this language for one of others, and of laws; NULL for any other word. */
static const char *foreign_value(const char *name)
{
    static const char *const words[][2] = {
        {"true", "yes"},     {"True", "yes"},     {"false", "no"},   {"False", "no"},
        {"null", "none"},    {"None", "none"},    {"nil", "none"},   {"since", "from"},
        {"nothing", "none"}, {"before", "until"}, {"while", "when"}, {"whenever", "when"},
        {"now", "today"}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (!strcmp(words[i][0], name))
            return words[i][1];
    return NULL;
}

/* The element of a list round a formula that has a field of this name; NULL where none has. */
static const qn_local *element_with(const qn_scope *s, const char *field)
{
    const qn_local *local = s->locals;
    while (local && !(local->name && local->value.type->kind == QN_KIND_RECORD &&
                      qn_record_find(local->value.type, field)))
        local = local->outer;
    return local;
}

/* The fact, a list, whose elements have a field of this name; NULL where none has. */
static const qn_decl *list_with(const qn_scope *s, const char *field)
{
    for (const qn_decl *d = s->module->first; d; d = d->next) {
        const qn_type *type = d->kind == QN_DECL_FACT ? d->type : NULL;
        if (type && type->kind == QN_KIND_LIST && type->element->kind == QN_KIND_RECORD &&
            qn_record_find(type->element, field))
            return d;
    }
    return NULL;
}

const char *qn_field_help(const qn_scope *s, const char *text)
{
    const qn_local *element = element_with(s, text);
    const qn_decl *list = element ? NULL : list_with(s, text);
    if (element)
        return qn_arena_format(&s->c->arena, "it is a field of the element: write `%s.%s`",
                               element->name, text);
    return list ? qn_arena_format(&s->c->arena,
                                  "it is a field of the elements of `%s`: write `%s.%s`, or `x.%s` "
                                  "of one of them",
                                  list->name, list->name, text, text)
                : NULL;
}

/* Help for a single word that means something else; NULL where none is known. */
static const char *word_help(const qn_scope *s, const char *text)
{
    qn_arena *arena = &s->c->arena;
    const char *value = foreign_value(text), *alike = same_look(s->module, text);
    if (value)
        return qn_arena_format(arena, "write `%s`", value);
    if (alike)
        return qn_arena_format(arena,
                               "`%s` looks the same, but one of the two has a letter of another "
                               "alphabet, as a Cyrillic one: type both anew",
                               alike);
    const char *field = qn_field_help(s, text);
    if (field)
        return field;
    if (is_value(s, text))
        return qn_arena_format(arena,
                               "it is a value, and stands behind what has it: `x is %s`, or of "
                               "several `x in (%s, …)`",
                               text, text);
    return NULL;
}

void qn_report_not_known(qn_scope *s, const qn_node *name)
{
    qn_compiler *c = s->c;
    const char *text = qn_dotted_text(c, name);
    const char *close = name->kind == AST_NAME ? qn_close_name(s->module, text) : NULL;
    const char *else_help = "write a rule of that name, or take it over with `use`";
    const char *help = name->kind == AST_NAME ? word_help(s, text) : NULL;
    if (help) {
        qn_report(s, QN_Q0501, name, 2, text, help);
        return;
    }
    if (close)
        help =
            qn_arena_format(&c->arena, "did you mean `%s`? Else declare it with `fact %s : …`, %s",
                            close, text, else_help);
    else if (name->kind == AST_NAME && is_currency(text))
        help =
            qn_arena_format(&c->arena,
                            "a unit stands behind a figure, as 5 %s, or as a type behind a colon, "
                            "`fee : %s = …`",
                            text, text);
    else
        help = qn_arena_format(&c->arena, "declare it with `fact %s : …`, %s", text, else_help);
    qn_report(s, QN_Q0501, name, 2, text, help);
}

void qn_report_unknown(qn_scope *s, const qn_node *name)
{
    if (qn_diagnostics_are_full(&s->c->diagnostics)) {
        qn_report(s, QN_Q0501, name, 2, qn_dotted_text(s->c, name), "");
        return;
    }
    const qn_decl *home = name->kind == AST_NAME ? home_of(s->module, name->text) : NULL;
    if (home)
        qn_report(s, QN_Q0976, name, 2, name->text, home->name);
    else if (name->kind != AST_DOT || !report_dotted(s, name))
        qn_report_not_known(s, name);
}

bool qn_report_elsewhere(qn_scope *s, const qn_node *word)
{
    const qn_decl *home = home_of(s->module, word->text);
    if (home)
        qn_report(s, QN_Q0976, word, 2, word->text, home->name);
    return home;
}
