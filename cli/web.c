/*
 * The law as a site. See web.h.
 */
#include "web.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "utf8.h"
#include "web_file.h"
#include "workers.h"

/* ---- what is kept */

const char *qn_web_text(const qn_web_file *file, size_t text)
{
    return text == 0 || file->words.out_of_memory ? "" : file->words.bytes + text;
}

size_t qn_web_keep(qn_web_file *file, const char *text)
{
    if (file->words.length == 0) {
        qn_page_add(&file->words, "", 1); /* so that 0 is no place of any text */
    }
    size_t at = file->words.length;
    if (text[0]) {
        qn_page_add(&file->words, text, strlen(text) + 1);
    }
    return text[0] ? at : 0;
}

size_t qn_web_keep_page(qn_web_file *file, qn_page *text)
{
    size_t at = qn_web_keep(file, qn_page_string(text));
    qn_page_end(text, &file->words);
    return at;
}

void *qn_web_add(qn_web_file *file, qn_web_rows *rows, size_t size)
{
    if (rows->count == rows->room) {
        uint32_t room = rows->room * 2 + 16;
        void *grown = realloc(rows->row, room * size);
        if (!grown) {
            file->out_of_memory = true;
            return NULL;
        }
        rows->row = grown;
        rows->room = room;
    }
    void *row = (char *)rows->row + rows->count++ * size;
    memset(row, 0, size);
    return row;
}

const qn_web_file *qn_web_find(const qn_web *site, const char *path)
{
    size_t low = 0;
    size_t high = site->paths.count;
    for (; low < high && strcmp(site->paths.path[low], path) != 0; low++) {
    }
    return low < high ? &site->file[low] : NULL;
}

/* ---- names and addresses */

void qn_web_put_spaced(qn_page *page, const char *name, size_t length, bool is_title)
{
    for (size_t i = 0; i < length;) {
        qn_glyph glyph = qn_utf8_glyph(name + i, length - i);
        char capital[2] = {(char)(name[i] - 'a' + 'A'), '\0'};
        bool is_small = name[i] >= 'a' && name[i] <= 'z';
        qn_page words = {0};
        qn_page_add(&words, glyph.bytes, glyph.length);
        qn_page_put(page, is_title && i == 0 && is_small ? capital
                          : name[i] == '_'               ? " "
                                                         : qn_page_string(&words));
        qn_page_end(&words, page);
        i += glyph.taken;
    }
}

static bool is_plain(char byte)
{
    return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
           (byte >= 'A' && byte <= 'Z') || byte == '_' || byte == '.';
}

void qn_web_put_slug(qn_page *page, const char *text)
{
    size_t length = strlen(text);
    size_t before = page->length;
    for (size_t i = 0; i < length;) {
        qn_glyph glyph = qn_utf8_glyph(text + i, length - i);
        bool is_letter = (unsigned char)text[i] >= 0x80 && glyph.width > 0;
        if (is_plain(text[i]) || is_letter) {
            qn_page_add(page, glyph.bytes, glyph.length);
        } else if (page->length > before && page->bytes[page->length - 1] != '-') {
            qn_page_put(page, "-");
        }
        i += glyph.taken;
    }
    while (page->length > before && page->bytes[page->length - 1] == '-') {
        page->length--;
    }
}

void qn_web_put_link(qn_page *page, const char *text)
{
    for (; *text; text++) {
        bool is_kept = is_plain(*text) || *text == '-' || *text == '/' || *text == '#' ||
                       strncmp(text, QN_WEB_ROOT, 1) == 0;
        qn_page_format(page, is_kept ? "%c" : "%%%02X", (unsigned char)*text);
    }
}

void qn_web_put_rules_page(qn_page *page, const char *stem)
{
    qn_page_put(page, QN_WEB_ROOT "rules/");
    qn_web_put_link(page, stem);
    qn_page_put(page, ".html");
}

void qn_web_put_fact_page(qn_page *page, const char *stem, const char *name)
{
    qn_page_put(page, QN_WEB_ROOT "facts/");
    qn_web_put_link(page, stem);
    qn_page_put(page, "/");
    qn_web_put_link(page, name);
    qn_page_put(page, ".html");
}

/* ---- all files */

/* "az/labour/vacation" of rules/az/labour/vacation.qn.md, where rules is the folder; from malloc.
 */
static char *make_stem(const char *folder, const char *path)
{
    size_t skip = strlen(folder);
    if (strncmp(path, folder, skip) != 0 || strcmp(path, folder) == 0) {
        const char *last = strrchr(path, '/');
        skip = last ? (size_t)(last - path) : 0;
    }
    path += skip;
    path += strspn(path, "/");
    size_t length = strlen(path);
    static const char *const endings[] = {".md", ".qn"};
    for (size_t i = 0; i < 2; i++) {
        size_t end = strlen(endings[i]);
        if (length > end && memcmp(path + length - end, endings[i], end) == 0) {
            length -= end;
        }
    }
    return strndup(path, length);
}

/* Whoever is told of a file that has been tested. */
static void look_at_file(void *self, const qn_suite_file *tested, const qn_rules *rules)
{
    qn_web *site = self;
    qn_web_file *file = &site->file[tested - site->suite.file];
    if (tested->trials.failed > 0) {
        file->has_failed = true;
        return;
    }
    qn_web_file_find(site, file, tested, rules);
}

bool qn_web_read(qn_web *site)
{
    qn_paths_add(&site->paths, site->folder);
    site->file = calloc(site->paths.count + 1, sizeof *site->file);
    if (!site->file || site->paths.out_of_memory) {
        return false;
    }
    bool good = true;
    for (size_t i = 0; i < site->paths.count; i++) {
        site->file[i].path = site->paths.path[i];
        site->file[i].stem = make_stem(site->folder, site->paths.path[i]);
        good = good && site->file[i].stem;
    }
    site->suite.paths = &site->paths;
    site->suite.covers = true;
    site->suite.hands = QN_WORKERS;
    site->suite.look = look_at_file;
    site->suite.self = site;
    good = good && qn_suite_run(&site->suite);
    for (size_t i = 0; i < site->paths.count; i++) {
        const qn_web_file *file = &site->file[i];
        good = good && !file->out_of_memory && !file->words.out_of_memory &&
               !file->body.out_of_memory && !file->facts.out_of_memory &&
               !file->prose.out_of_memory;
    }
    return good;
}

static void clear_file(qn_web_file *file)
{
    qn_web_rows *rows[] = {&file->entries, &file->edges,  &file->clauses,
                           &file->points,  &file->chunks, &file->laws};
    qn_page *pages[] = {&file->words, &file->body, &file->facts, &file->prose};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        free(rows[i]->row);
    }
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        qn_page_clear(pages[i]);
    }
    free(file->stem);
}

void qn_web_clear(qn_web *site)
{
    for (size_t i = 0; site->file && i < site->paths.count; i++) {
        clear_file(&site->file[i]);
    }
    free(site->file);
    qn_suite_clear(&site->suite);
    qn_paths_clear(&site->paths);
}
