/*
 * The formatter: texts with their one form, kept files with theirs, and what holds of every program
 * of the repository, in its own layout and in others that say the same.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "files.h"
#include "folder.h"
#include "layouts.h"

/* The whole file, or an empty text after a failed check. */
static layout read_file(const char *path)
{
    char *bytes = NULL;
    size_t length = 0;
    if (!CHECK_TEXT(qn_file_read(path, QN_FILE_SOURCE_MAX, &bytes, &length), NULL)) {
        printf("%s\n", path);
        return layout_text("", 0);
    }
    layout whole = layout_text(bytes, length);
    free(bytes);
    return whole;
}

/* Checks that the text has the form, which is its own form. */
static bool check_form(const char *name, layout whole, const char *form)
{
    layout once;
    layout twice;
    bool holds = CHECK_INT(layout_format(whole.bytes, whole.length, &once), QN_FORMAT_OK);
    holds = CHECK_TEXT(once.bytes, form) && holds;
    holds = CHECK_INT(layout_format(once.bytes, once.length, &twice), QN_FORMAT_OK) && holds;
    holds = CHECK_TEXT(twice.bytes, once.bytes) && holds;
    if (!holds) {
        printf("  (%s)\n", name);
    }
    free(once.bytes);
    free(twice.bytes);
    return holds;
}

/* ---- texts with their form */

typedef struct formed_text {
    const char *written;
    const char *formed;
} formed_text;

static void check_forms(const formed_text *forms, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        layout written = layout_text(forms[i].written, strlen(forms[i].written));
        check_form(forms[i].written, written, forms[i].formed);
        free(written.bytes);
    }
}

static void test_spaces(void)
{
    static const formed_text forms[] = {
        {"", ""},
        {"\n\n \n", ""},
        {"a:days=1+2", "a : days = 1 + 2\n"},
        {"a   =   b  *  c/d\n", "a = b * c / d\n"},
        {"a = (1 / 4) month per year * (1/x) * (1/2+1)\n",
         "a = (1/4) month per year * (1 / x) * (1 / 2 + 1)\n"},
        {"a = - b - - c\n", "a = -b - -c\n"},
        {"a : yes / no = yes\n", "a : yes/no = yes\n"},
        {"a = min ( b,c )\n", "a = min(b, c)\n"},
        {"a = b has(c,d) and not(e)\n", "a = b has (c, d) and not (e)\n"},
        {"a = x . y . f ( z )\n", "a = x.y.f(z)\n"},
        {"a = {b:1 , c : [ ]}\n", "a = {b: 1, c: []}\n"},
        {"a = b in 1 .. 2 and c in ..=3 and d in 4 ..",
         "a = b in 1..2 and c in ..=3 and d in 4..\n"},
        {"a base 1;at   least 3 ; b: when c is   not none->-1\n",
         "a base 1; at least 3; b: when c is not none → -1\n"},
        {"a = b>=1 or b≤2 or b≠3\n", "a = b >= 1 or b ≤ 2 or b ≠ 3\n"},
        {"use a / b ( c,d )\n", "use a/b (c, d)\n"},
        {"define f( x:AZN ):AZN=x\n", "define f(x : AZN) : AZN = x\n"},
        {"a = 1_000 + 22.5%*b\n", "a = 1_000 + 22.5% * b\n"},
    };
    check_forms(forms, sizeof forms / sizeof forms[0]);
}

static void test_blocks(void)
{
    static const formed_text forms[] = {
        {"a\n base 1\n\n\n\n when b\n  c 1..2->+3\n", "a\n    base 1\n\n    when b\n"
                                                      "        c 1..2 → +3\n"},
        {"a\n              table b|c\n               1|2->3",
         "a\n    table b | c\n          1 | 2 → 3\n"},
        {"a\n   table unique b|c\n    1|22->3\n",
         "a\n    table unique b | c\n                 1 | 22 → 3\n"},
        {"a\n l:scale b|from 2026-01-01\n   ..5|1%\n   5..|22%\n",
         "a\n    l: scale b | from 2026-01-01\n        ..5    | 1%\n        5..    | 22%\n"},
        {"group a of b[LC 1]\n c,d until 2026-01-16\n eeeeeee from 2026-01-16[LC 2]\n",
         "group a of b                    [LC 1]\n"
         "    c, d      until 2026-01-16\n"
         "    eeeeeee   from 2026-01-16   [LC 2]\n"},
        {"for each c in d\n a=1\n bbb:days=2\n",
         "for each c in d\n    a   = 1\n    bbb : days = 2\n"},
        {"a\n b\n  1..2->3\n  accept   Q0301   because\"x\"#y\n  22..3->4\n"
         "require a\n    accept Q0333 because \"z\"\naccept Q0303 for  a because \"\"\n",
         "a\n    b\n        1..2  → 3\n        accept Q0301 because \"x\"  #y\n"
         "        22..3 → 4\nrequire a\n    accept Q0333 because \"z\"\n"
         "accept Q0303 for a because \"\"\n"},
    };
    check_forms(forms, sizeof forms / sizeof forms[0]);
}

static void test_columns(void)
{
    static const formed_text forms[] = {
        {"fact a:years\nfact bbb:days\n\nfact c:years\n",
         "fact a   : years\nfact bbb : days\n\nfact c : years\n"},
        {"fact a:years\"x\"\nfact b:date or none=none\"y\"\nfact c:days\n",
         "fact a : years                 \"x\"\n"
         "fact b : date or none = none   \"y\"\n"
         "fact c : days\n"},
        {"law ə=\"x\"\nlaw 法律=\"y\"\n", "law ə    = \"x\"\nlaw 法律 = \"y\"\n"},
        {"a:days[LC 1]\n base 1[LC 2]\n b 1..2->+22[LC 3; CC 2003-06-17]note\"n\"\n"
         " c 1..2->4 note\"m\"\n",
         "a : days           [LC 1]\n"
         "    base 1         [LC 2]\n"
         "    b 1..2 → +22   [LC 3; CC 2003-06-17]   note \"n\"\n"
         "    c 1..2 → 4     note \"m\"\n"},
    };
    check_forms(forms, sizeof forms / sizeof forms[0]);
}

/* ---- kept files */

/* Each NAME.ugly has NAME.fine beside it. */
static void test_kept_files(void)
{
    static const char *const names[] = {"comments", "everything", "scripts", "signs",
                                        "tables",   "wraps",      "duties"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char path[100];
        snprintf(path, sizeof path, "tests/lang/format/%s.ugly", names[i]);
        layout ugly = read_file(path);
        snprintf(path, sizeof path, "tests/lang/format/%s.fine", names[i]);
        layout fine = read_file(path);
        check_form(path, ugly, fine.bytes);
        free(ugly.bytes);
        free(fine.bytes);
    }
}

/* ---- other layouts of the same program */

/* Checks a program that formats to `form` in other layouts, of which that number is the first. */
static void check_layouts(const char *path, layout form, size_t first, uint64_t *state)
{
    static const unsigned ways[] = {WAY_INDENT, WAY_TRAIL,  WAY_BLANK, WAY_CRLF,
                                    WAY_BOM,    WAY_NO_END, WAY_WIDE,  WAY_ALL};
    enum { WAYS = sizeof ways / sizeof ways[0] };
    for (size_t i = 0; i < CHECK_FEWER(WAYS, 1); i++) {
        unsigned way = ways[(first + i) % WAYS];
        layout other = layout_other(form, way, state);
        if (!check_form(path, other, form.bytes)) {
            printf("  way %u\n", way);
        }
        free(other.bytes);
    }
}

/* ---- every program of the repository */

static void find_programs(qn_paths *paths)
{
    qn_paths_add(paths, "rules");
    qn_paths_add(paths, "stdlib");
    qn_paths_add(paths, "tests");
    CHECK(!paths->out_of_memory);
}

static void test_programs(void)
{
    qn_paths paths = {0};
    uint64_t state = 20260116;
    size_t formatted = 0;
    find_programs(&paths);
    for (size_t i = 0; i < paths.count; i++) {
        layout whole = read_file(paths.path[i]);
        layout form;
        qn_format_status status = layout_format(whole.bytes, whole.length, &form);
        if (status == QN_FORMAT_OK) {
            formatted++;
            check_form(paths.path[i], whole, form.bytes);
            check_layouts(paths.path[i], form, i, &state);
        } else if (!CHECK_INT(status, QN_FORMAT_REFUSED)) {
            printf("  %s\n", paths.path[i]);
        }
        free(whole.bytes);
        free(form.bytes);
    }
    CHECK(formatted >= 150);
    qn_paths_clear(&paths);
}

/* ---- programs that nobody wrote */

/* Some lines of a text left out, doubled or indented otherwise; most are still programs. */
static layout shake(layout whole, uint64_t *state)
{
    layout out = layout_text("", 0);
    for (size_t at = 0; at < whole.length;) {
        const char *line = whole.bytes + at;
        size_t length = strcspn(line, "\n");
        uint64_t fate = check_random(state) % 60;
        if (fate == 2) {
            layout_append(&out, "    ", 1 + check_random(state) % 4);
        } else if (fate == 3) {
            layout_append(&out, "# odd\n", 6);
        }
        for (uint64_t copies = fate == 0 ? 0 : fate == 1 ? 2 : 1; copies > 0; copies--) {
            layout_append(&out, line, length);
            layout_append(&out, fate == 4 ? "# end\n" : "\n", fate == 4 ? 6 : 1);
        }
        at += length + 1;
    }
    return out;
}

/* What is still a program has a form, and that is its own form. */
static void test_shaken_programs(void)
{
    qn_paths paths = {0};
    uint64_t state = 7;
    size_t formatted = 0;
    find_programs(&paths);
    for (int round = 0; round < CHECK_FEWER(6, 1); round++) {
        for (size_t i = 0; i < paths.count; i++) {
            layout whole = read_file(paths.path[i]);
            layout shaken = shake(whole, &state);
            layout form;
            if (layout_format(shaken.bytes, shaken.length, &form) == QN_FORMAT_OK) {
                formatted++;
                check_form(paths.path[i], shaken, form.bytes);
            } else if (!CHECK_INT(form.length, 0)) {
                printf("  %s\n", paths.path[i]);
            }
            free(whole.bytes);
            free(shaken.bytes);
            free(form.bytes);
        }
    }
    CHECK(formatted >= 300);
    qn_paths_clear(&paths);
}

/* ---- what is refused */

static void test_refused(void)
{
    static const char *const texts[] = {"a = ",       "a\n  b",    "fact\n", "a = 1 )\n",
                                        "\tbase 1\n", "a = \"x\n", "\xFF\n", "a = 1\r"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        layout form;
        CHECK_INT(layout_format(texts[i], strlen(texts[i]), &form), QN_FORMAT_REFUSED);
        free(form.bytes);
    }
}

/* ---- size and memory */

/* Columns are bounded, so the form of long lines and long tables grows as they do. */
static void test_long_texts(void)
{
    static const char row[] = "  1111111111111111111111111111111111111111111111111111,1|2->3\n";
    layout longest = layout_text("", 0);
    layout_append(&longest, "a\n table b", strlen("a\n table b"));
    for (int i = 0; i < 3000; i++) {
        layout_append(&longest, "|b", 2);
    }
    layout_append(&longest, "\n", 1);
    for (int i = 0; i < 300; i++) {
        layout_append(&longest, row, strlen(row));
    }
    layout form;
    CHECK_INT(layout_format(longest.bytes, longest.length, &form), QN_FORMAT_OK);
    CHECK(form.length > longest.length && form.length < longest.length * 2);
    free(longest.bytes);
    free(form.bytes);
}

/* Fails every allocation after the first `left`. */
static void *allocate_some(void *left, void *old, size_t old_size, size_t new_size)
{
    (void)old_size;
    if (new_size == 0) {
        free(old);
        return NULL;
    }
    return (*(int *)left)-- > 0 ? realloc(old, new_size) : NULL;
}

/* With ever more memory: no text and no message, until it is enough. */
static void test_memory(void)
{
    layout whole = read_file("rules/az/labour/vacation.qn");
    qn_format_status status = QN_FORMAT_NO_MEMORY;
    for (int chunks = 0; status == QN_FORMAT_NO_MEMORY && chunks < 100; chunks++) {
        qn_arena arena;
        qn_source source;
        qn_diagnostics diagnostics;
        const char *form = NULL;
        size_t length = 0;
        int left = chunks;
        qn_arena_init(&arena, allocate_some, &left);
        qn_diagnostics_init(&diagnostics, &arena);
        if (qn_source_init(&source, &arena, 0, "t", whole.bytes, whole.length, &diagnostics)) {
            status = qn_format(&arena, &source, &diagnostics, &form, &length);
        }
        CHECK((form != NULL) == (status == QN_FORMAT_OK));
        CHECK_INT(diagnostics.error_count, 0);
        qn_arena_clear(&arena);
    }
    CHECK_INT(status, QN_FORMAT_OK);
    free(whole.bytes);
}

static const check_case cases[] = {
    {"spaces", test_spaces},           {"blocks", test_blocks},
    {"columns", test_columns},         {"kept files", test_kept_files},
    {"every program", test_programs},  {"programs that nobody wrote", test_shaken_programs},
    {"what is refused", test_refused}, {"long texts", test_long_texts},
    {"memory", test_memory},
};

int main(void)
{
    return check_run("format", cases, sizeof cases / sizeof cases[0]);
}
