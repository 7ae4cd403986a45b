/*
 * The formatter over programs at random: a few declarations of the corpus beside each other, in any
 * layout. The form is a program with the same tree, and its own form.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "files.h"
#include "folder.h"
#include "layouts.h"

enum { TRIPS = CHECK_FEWER(100000, 5000), ITEMS_MOST = 20000, TOGETHER = 3, LONGEST = 400 };

/* Declarations of the corpus: from a line that begins at the margin up to the next such line. */
static layout item[ITEMS_MOST];
static size_t items;

/* ---- the declarations of the corpus */

static bool begins_item(const char *line)
{
    return line[0] != '\0' && line[0] != ' ' && line[0] != '#' && line[0] != '\n';
}

static bool is_sound(const char *bytes, size_t length)
{
    layout form;
    bool sound = layout_format(bytes, length, &form) == QN_FORMAT_OK && form.length > 0;
    free(form.bytes);
    return sound;
}

static void add_item(const char *bytes, size_t length)
{
    if (length > 0 && length <= LONGEST && items < ITEMS_MOST && is_sound(bytes, length)) {
        item[items++] = layout_text(bytes, length);
    }
}

static void add_items(const char *bytes)
{
    const char *first = bytes;
    for (const char *line = bytes; *line != '\0';) {
        const char *next = strchr(line, '\n');
        next = next != NULL ? next + 1 : line + strlen(line);
        if (begins_item(next) || *next == '\0') {
            add_item(first, (size_t)(next - first));
            first = next;
        }
        line = next;
    }
}

static void find_items(void)
{
    qn_paths paths = {0};
    qn_paths_add(&paths, "rules");
    qn_paths_add(&paths, "stdlib");
    qn_paths_add(&paths, "tests/lang");
    for (size_t i = 0; i < paths.count; i++) {
        char *bytes = NULL;
        size_t length = 0;
        bool is_text = strstr(paths.path[i], ".qn.md") == NULL;
        if (is_text && qn_file_read(paths.path[i], QN_FILE_SOURCE_MAX, &bytes, &length) == NULL) {
            add_items(bytes);
        }
        free(bytes);
    }
    CHECK(!paths.out_of_memory && items > 1000);
    qn_paths_clear(&paths);
}

/* ---- trees */

static bool same_text(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* Whether two trees are the same but for their places. */
static bool same_tree(const qn_node *a, const qn_node *b)
{
    if (a == NULL || b == NULL) {
        return a == b;
    }
    bool same =
        a->kind == b->kind && a->op == b->op && a->count == b->count && same_text(a->text, b->text);
    for (uint32_t i = 0; same && i < a->count; i++) {
        same = same_tree(a->kid[i], b->kid[i]);
    }
    return same;
}

typedef struct parsed {
    qn_arena arena;
    qn_source source;
    qn_diagnostics diagnostics;
    const qn_node *file;
} parsed;

/* The file is NULL where it does not parse. */
static void parse(parsed *p, layout text)
{
    qn_arena_init(&p->arena, NULL, NULL);
    qn_diagnostics_init(&p->diagnostics, &p->arena);
    p->file = NULL;
    if (qn_source_init(&p->source, &p->arena, 0, "t.qn", text.bytes, text.length,
                       &p->diagnostics)) {
        p->file = qn_parse(&p->arena, &p->source, &p->diagnostics);
    }
}

static bool same_program(layout a, layout b)
{
    parsed left, right;
    parse(&left, a);
    parse(&right, b);
    bool same = left.file != NULL && same_tree(left.file, right.file);
    qn_arena_clear(&left.arena);
    qn_arena_clear(&right.arena);
    return same;
}

/* ---- trips */

static bool is_own_form(layout form)
{
    layout again;
    bool own = layout_format(form.bytes, form.length, &again) == QN_FORMAT_OK &&
               strcmp(again.bytes, form.bytes) == 0;
    free(again.bytes);
    return own;
}

/* There and back with a program of a few declarations; false where two of them do not go together.
 */
static bool make_trip(uint64_t *state)
{
    layout whole = layout_text("", 0), form;
    uint64_t count = 1 + check_random(state) % TOGETHER;
    for (uint64_t i = 0; i < count; i++) {
        layout one = item[check_random(state) % items];
        layout_append(&whole, one.bytes, one.length);
    }
    layout other = layout_other(whole, (unsigned)(check_random(state) % (WAY_ALL + 1)), state);
    bool is_program = layout_format(other.bytes, other.length, &form) == QN_FORMAT_OK;
    if (is_program && !CHECK(same_program(other, form) && is_own_form(form))) {
        printf("%s\n", other.bytes);
    }
    free(whole.bytes);
    free(other.bytes);
    free(form.bytes);
    return is_program;
}

static void test_trips(void)
{
    uint64_t state = 20260117;
    long made = 0, refused = 0;
    find_items();
    while (items > 0 && made < TRIPS && refused < TRIPS) {
        if (make_trip(&state)) {
            made++;
        } else {
            refused++;
        }
    }
    CHECK_INT(made, TRIPS);
    for (size_t i = 0; i < items; i++) {
        free(item[i].bytes);
    }
}

int main(void)
{
    static const check_case cases[] = {{"there and back", test_trips}};
    return check_run("formats", cases, sizeof cases / sizeof cases[0]);
}
