/*
 * Kept figures. See replay_kept.h.
 *
 * The file is one JSON object: the `form`, the `reasons` in the order in which they were given, and
 * the `replay` as --format json has it. The names of the versions and
 * the lines of clauses are no figures.
 */
#include "replay_kept.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "contrast.h"
#include "files.h"
#include "json.h"
#include "replay_show.h"

#define FORM "1"

enum { MOVED_SHOWN = 20, VALUE_SHOWN = 60 };

/* A file that is kept. reasons, replay: nodes of it, 0 where it is no such file. */
typedef struct kept_file {
    char *bytes;
    qn_json json;
    bool is_read;
    uint32_t reasons;
    uint32_t replay;
} kept_file;

/* What has moved. */
typedef struct moved {
    qn_page *page;
    size_t count;
} moved;

static int say(const qn_replay *replay, const char *path, const char *wrong)
{
    (void)qn_course_say(replay->run[0].io, path, wrong);
    return QN_EXIT_WRONG;
}

static uint32_t find_member(const qn_json *json, const char *name)
{
    for (uint32_t i = 1; i < json->count; i = json->node[i].end) {
        if (strcmp(json->node[i].name, name) == 0) {
            return i;
        }
    }
    return 0;
}

/* Whether what was read is what this command writes. */
static bool is_sound(kept_file *kept)
{
    const qn_json *json = &kept->json;
    if (json->node[0].kind != QN_JSON_OBJECT) {
        return false;
    }
    uint32_t form = find_member(json, "form");
    kept->reasons = find_member(json, "reasons");
    kept->replay = find_member(json, "replay");
    return form != 0 && json->node[form].kind == QN_JSON_STRING &&
           strcmp(json->node[form].text, FORM) == 0 && kept->reasons != 0 &&
           json->node[kept->reasons].kind == QN_JSON_LIST && kept->replay != 0 &&
           json->node[kept->replay].kind == QN_JSON_OBJECT;
}

/* Reads the file. The exit status that this leads to. */
static int read_kept(const qn_replay *replay, const char *path, kept_file *kept)
{
    qn_json_error error;
    size_t length;
    const char *wrong = qn_file_read(path, QN_JSON_SIZE_MAX, &kept->bytes, &length);
    if (wrong != NULL) {
        return say(replay, path, wrong);
    }
    qn_json_status status = length > QN_JSON_SIZE_MAX
                                ? QN_JSON_BAD
                                : qn_json_read(kept->bytes, length, &kept->json, &error);
    kept->is_read = status == QN_JSON_OK;
    if (status == QN_JSON_NO_MEMORY) {
        replay->run[0].io->err.out_of_memory = true;
        return QN_EXIT_WRONG;
    }
    return kept->is_read && is_sound(kept)
               ? QN_EXIT_OK
               : say(replay, path, "it keeps no figures of a replay; --accept writes such a file");
}

static void clear_kept(kept_file *kept)
{
    if (kept->is_read) {
        qn_json_clear(&kept->json);
    }
    free(kept->bytes);
}

/* A value as it is shown, if it is short. */
static void put_value(qn_page *page, const qn_json_node *node)
{
    char text[VALUE_SHOWN + 1];
    if (node == NULL) {
        qn_page_put(page, "not there");
        return;
    }
    if (node->kind > QN_JSON_STRING || node->length > VALUE_SHOWN) {
        qn_page_put(page, node->kind == QN_JSON_LIST ? "a list" : "something longer");
        return;
    }
    if (node->kind < QN_JSON_NUMBER) {
        static const char *const words[] = {"null", "false", "true"};
        qn_page_put(page, words[node->kind]);
        return;
    }
    memcpy(text, node->text, node->length);
    text[node->length] = '\0';
    qn_page_shown(page, text);
}

/* Whether a place has no figure: the names of the versions, and the lines of clauses, which move
 * with every comment. */
static bool is_no_figure(const char *place)
{
    static const char line[] = ".line";
    size_t length = strlen(place);
    return strcmp(place, "old") == 0 || strcmp(place, "new") == 0 ||
           (length >= sizeof line && strcmp(place + length - (sizeof line - 1), line) == 0);
}

/* One figure that is not as it was kept. */
static bool tell_moved(void *context, const char *place, const qn_json_node *was,
                       const qn_json_node *is, const qn_json_node *holder)
{
    moved *m = context;
    (void)holder;
    if (is_no_figure(place)) {
        return true;
    }
    if (m->count++ < MOVED_SHOWN) {
        qn_page_shown(m->page, place);
        qn_page_put(m->page, ": ");
        put_value(m->page, was);
        qn_page_put(m->page, " → ");
        put_value(m->page, is);
        qn_page_put(m->page, "\n");
    }
    return true;
}

/* Finds what has moved since. False out of memory. */
static bool compare(const kept_file *kept, qn_page *now, moved *m)
{
    qn_json json;
    qn_json_error error;
    size_t length = now->length;
    if (qn_json_read(qn_page_string(now), length, &json, &error) != QN_JSON_OK) {
        return false;
    }
    uint32_t replay = find_member(&json, "replay");
    bool good = replay != 0 && qn_contrast(&kept->json, kept->replay, &json, replay, tell_moved, m);
    qn_json_clear(&json);
    return good;
}

/* The file as it is to be: with the reasons that it has, and one more. */
static void put_file(qn_page *page, const qn_replay *replay, const kept_file *kept,
                     const char *reason)
{
    const char *between = "";
    qn_page_put(page, "{\"form\": \"" FORM "\",\n\"reasons\": [");
    if (kept->reasons != 0) {
        const qn_json_node *node = kept->json.node;
        for (uint32_t i = kept->reasons + 1; i < node[kept->reasons].end; i = node[i].end) {
            qn_page_put(page, between);
            qn_page_json(page, node[i].text != NULL ? node[i].text : "", node[i].length);
            between = ",\n  ";
        }
    }
    if (reason != NULL) {
        qn_page_put(page, between);
        qn_page_json_string(page, reason);
    }
    qn_page_put(page, "],\n\"replay\": ");
    qn_replay_put_json(page, replay);
    qn_page_put(page, "}\n");
}

/* Tells what has moved since it was kept. The exit status. */
static int hold_against(const qn_replay *replay, const char *path)
{
    kept_file kept = {0};
    qn_page now = {0};
    qn_page *last = &replay->run[0].io->last;
    moved m = {.page = last};
    if (access(path, F_OK) != 0) {
        return say(replay, path, "there are no figures yet; --accept REASON keeps these");
    }
    int status = read_kept(replay, path, &kept);
    if (status == QN_EXIT_OK) {
        put_file(&now, replay, &kept, NULL);
        bool good = compare(&kept, &now, &m);
        last->out_of_memory |= !good || now.out_of_memory;
        status = good && m.count == 0 ? QN_EXIT_OK : QN_EXIT_WRONG;
    }
    if (m.count > MOVED_SHOWN) {
        qn_page_format(last, "… and %zu more\n", m.count - MOVED_SHOWN);
    }
    if (m.count > 0) {
        qn_page_format(last, "%zu figure%s moved since ", m.count,
                       m.count == 1 ? " has" : "s have");
        qn_page_shown(last, path);
        qn_page_put(last, " was kept; if that is right, --accept REASON keeps these\n");
    }
    qn_page_clear(&now);
    clear_kept(&kept);
    return status;
}

/* Keeps the figures. The exit status. */
static int accept(const qn_replay *replay, const char *path, const char *reason)
{
    kept_file kept = {0};
    qn_page page = {0};
    int status = access(path, F_OK) == 0 && !qn_file_is_device(path)
                     ? read_kept(replay, path, &kept)
                     : QN_EXIT_OK;
    if (status == QN_EXIT_OK) {
        put_file(&page, replay, &kept, reason);
        const char *wrong =
            page.out_of_memory ? qn_file_no_memory : qn_file_save(path, page.bytes, page.length);
        status = wrong != NULL ? say(replay, path, wrong) : QN_EXIT_OK;
    }
    qn_page_clear(&page);
    clear_kept(&kept);
    return status;
}

int qn_replay_keep(qn_replay *replay)
{
    const qn_args *args = replay->run[0].args;
    const char *path = qn_args_value(args, QN_OPTION_BASELINE);
    const char *reason = qn_args_value(args, QN_OPTION_ACCEPT);
    return path == NULL     ? QN_EXIT_OK
           : reason == NULL ? hold_against(replay, path)
                            : accept(replay, path, reason);
}
