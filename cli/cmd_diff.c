/*
 * qanun diff: says rule by rule what two versions of a law answer differently, and for whom.
 *
 * Responsible for pairing files, for the layout of what analysis/diff.h tells, and for the exit
 * status. Refuses to know how a difference is found.
 */
#include <stdlib.h>
#include <string.h>

#include "clause.h"
#include "date.h"
#include "diff.h"
#include "files.h"
#include "io.h"
#include "revision.h"
#include "rules.h"
#include "verbs.h"

/* What has been told so far of all files. */
typedef struct telling {
    qn_page *page;
    bool json;
    const char *file; /* of the new law, or NULL where only one pair is compared */
    bool is_file_told;
    bool whole; /* imported rules, too, where they are not the same */
    const qn_tables *t[2];
    size_t told;
    size_t files; /* that only one side has */
    size_t facts; /* that are not declared as they were */
    size_t count[QN_OTHER_TYPE + 1];
} telling;

static const char *const names[] = {
    [QN_SAME] = "same",     [QN_DIFFERENT] = "different", [QN_NOT_SETTLED] = "not decided",
    [QN_ONLY_OLD] = "gone", [QN_ONLY_NEW] = "new",        [QN_OTHER_TYPE] = "another type"};

/* ---- text */

/* Whether the other version has a clause that is written in the same way among those that differ:
 * it differs in its days then. */
static bool is_written_alike(const telling *out, uint32_t clause, const qn_rows *other, int world)
{
    bool is_alike = false;
    for (uint32_t i = 0; i < other->count && !is_alike; i++) {
        qn_page one = {0};
        qn_page two = {0};
        qn_clause_put_name(&one, out->t[world], clause);
        qn_clause_put_name(&two, out->t[1 - world], other->row[i]);
        is_alike = strcmp(qn_page_string(&one), qn_page_string(&two)) == 0;
        qn_page_end(&one, out->page);
        qn_page_end(&two, out->page);
    }
    return is_alike;
}

static void put_clauses(telling *out, const qn_rows *rows, const qn_rows *other, int world)
{
    for (uint32_t i = 0; i < rows->count; i++) {
        const qn_row_clause *clause = &out->t[world]->clause[rows->row[i]];
        bool has_days = clause->from != QN_NONE_INDEX || clause->until != QN_NONE_INDEX;
        qn_page_put(out->page, i > 0 ? "; `" : "`");
        qn_clause_put_name(out->page, out->t[world], rows->row[i]);
        qn_page_put(out->page, "`");
        if (has_days && is_written_alike(out, rows->row[i], other, world)) {
            qn_page_put(out->page, " ");
            qn_clause_put_interval(out->page, out->t[world], clause);
        }
    }
}

/* Which clause took the place of which. */
static void put_cause(telling *out, const qn_way *way)
{
    if (way->replaced.count > 0 || way->by.count > 0) {
        qn_page_put(out->page, "      ");
        put_clauses(out, &way->by, &way->replaced, 1);
        qn_page_put(out->page, way->by.count == 0         ? ""
                               : way->replaced.count == 0 ? " is new"
                                                          : " in the place of ");
        put_clauses(out, &way->replaced, &way->by, 0);
        qn_page_put(out->page, way->by.count == 0 ? " does not apply any more\n" : "\n");
    }
    for (uint32_t i = 0; i < way->through.count; i++) {
        const qn_row_rule *rule = &out->t[1]->rule[way->through.row[i]];
        qn_page_format(out->page, "      through %s\n", qn_tables_string(out->t[1], rule->name));
    }
}

/* What was answered; of a duty whether it was kept. */
static const char *answer(const qn_difference *d, const char *text)
{
    if (d->duty == QN_NONE_INDEX || !text) {
        return text ? text : "";
    }
    return strcmp(text, "yes") == 0 ? "kept" : strcmp(text, "no") == 0 ? "broken" : text;
}

static void put_way(telling *out, const qn_difference *d, const qn_way *way)
{
    bool is_always = way->where && strcmp(way->where, "always") == 0;
    const char *nothing = is_always ? "in every case" : "all facts as they are by default";
    const char *witness = way->witness && way->witness[0] ? way->witness : nothing;
    qn_page_format(out->page, "    %s: %s → %s%s\n", witness, answer(d, way->before),
                   answer(d, way->after),
                   way->is_smallest ? "" : " (not shown to be the smallest case)");
    put_cause(out, way);
    if (is_always) {
        qn_page_put(out->page, "      whatever the case is, on every date\n");
    } else if (way->where) {
        qn_page_format(out->page, "      whenever: %s\n", way->where);
    }
}

/* The file before the first thing that is told of it. */
static void put_file(telling *out)
{
    if (out->file && !out->is_file_told) {
        qn_page_shown(out->page, out->file);
        qn_page_put(out->page, ":\n");
        out->is_file_told = true;
    }
}

/* What may be given for a fact, and its default. */
static void put_declared(telling *out, const qn_fact_change *change, int world)
{
    const char *preset = change->preset[world];
    qn_page_format(out->page, "%s%s%s", change->range[world], preset[0] ? " = " : "", preset);
}

static void put_fact(telling *out, const qn_fact_change *change)
{
    put_file(out);
    qn_page_format(out->page, "fact %s: ", change->name);
    if (!change->range[1]) {
        qn_page_put(out->page, "is there no more\n");
        return;
    }
    if (!change->range[0]) {
        qn_page_put(out->page, "is new, ");
        put_declared(out, change, 1);
    } else {
        put_declared(out, change, 0);
        qn_page_put(out->page, " → ");
        put_declared(out, change, 1);
    }
    qn_page_put(out->page, "\n");
}

static void put_text(telling *out, const qn_difference *d)
{
    static const char *const says[] = {
        [QN_DIFFERENT] = "differs",
        [QN_NOT_SETTLED] = "not decided: no difference was found, and none is ruled out",
        [QN_ONLY_OLD] = "is there no more",
        [QN_ONLY_NEW] = "is new",
        [QN_OTHER_TYPE] = "gives another kind of value"};
    put_file(out);
    qn_page_format(out->page, "%s: %s", d->name, says[d->sameness]);
    bool is_reworded = d->old_name && strcmp(d->old_name, d->name) != 0;
    qn_page_format(out->page, is_reworded ? ", it was `%s`\n" : "\n",
                   is_reworded ? d->old_name : "");
    for (size_t i = 0; i < d->ways; i++) {
        put_way(out, d, &d->way[i]);
    }
    if (d->has_more) {
        qn_page_put(out->page, "    there may be further ways, which were not looked for or not "
                               "decided\n");
    }
}

static void put_totals(telling *out)
{
    static const char *const says[] = {[QN_SAME] = "the same for every case on every date",
                                       [QN_DIFFERENT] = "different",
                                       [QN_NOT_SETTLED] = "not decided",
                                       [QN_ONLY_OLD] = "gone",
                                       [QN_ONLY_NEW] = "new",
                                       [QN_OTHER_TYPE] = "of another type"};
    bool first = true;
    for (int i = 0; i <= QN_OTHER_TYPE; i++) {
        if (out->count[i] > 0) {
            qn_page_format(out->page, "%s%zu rule%s %s", first ? "" : ", ", out->count[i],
                           out->count[i] == 1 ? "" : "s", says[i]);
            first = false;
        }
    }
    if (out->facts > 0) {
        qn_page_format(out->page, "%s%zu fact%s declared in another way", first ? "" : ", ",
                       out->facts, out->facts == 1 ? "" : "s");
        first = false;
    }
    qn_page_put(out->page, first ? "no rules\n" : "\n");
}

/* ---- JSON */

static void put_member(qn_page *page, const char *name, const char *text)
{
    qn_page_format(page, ", \"%s\": ", name);
    if (text) {
        qn_page_json_string(page, text);
    } else {
        qn_page_put(page, "null");
    }
}

static void put_json_clauses(telling *out, const char *name, const qn_rows *rows, int world)
{
    qn_page_format(out->page, ", \"%s\": [", name);
    for (uint32_t i = 0; i < rows->count; i++) {
        qn_page clause = {0};
        const qn_row_clause *row = &out->t[world]->clause[rows->row[i]];
        qn_clause_put_name(&clause, out->t[world], rows->row[i]);
        qn_page_put(out->page, i > 0 ? ", {\"text\": " : "{\"text\": ");
        qn_page_json_string(out->page, qn_page_string(&clause));
        qn_page_format(out->page, ", \"line\": %u}", row->line);
        qn_page_end(&clause, out->page);
    }
    qn_page_put(out->page, "]");
}

static void put_json_way(telling *out, const qn_way *way)
{
    qn_page_format(out->page, "{\"smallest\": %s", way->is_smallest ? "true" : "false");
    put_member(out->page, "case", way->witness);
    put_member(out->page, "before", way->before);
    put_member(out->page, "after", way->after);
    put_json_clauses(out, "replaced", &way->replaced, 0);
    put_json_clauses(out, "by", &way->by, 1);
    qn_page_put(out->page, ", \"through\": [");
    for (uint32_t i = 0; i < way->through.count; i++) {
        qn_page_put(out->page, i > 0 ? ", " : "");
        qn_page_json_string(out->page,
                            qn_tables_string(out->t[1], out->t[1]->rule[way->through.row[i]].name));
    }
    qn_page_put(out->page, "]");
    put_member(out->page, "where", way->where);
    char day[QN_DATE_TEXT_SIZE];
    if (way->first_day != INT64_MIN) {
        qn_date_format((qn_day)way->first_day, day);
    }
    put_member(out->page, "from", way->first_day == INT64_MIN ? NULL : day);
    qn_page_put(out->page, "}");
}

static void put_json_fact(telling *out, const qn_fact_change *change)
{
    qn_page_put(out->page, out->told > 0 ? ",\n  {\"fact\": " : "\n  {\"fact\": ");
    qn_page_json_string(out->page, change->name);
    if (out->file) {
        put_member(out->page, "file", out->file);
    }
    put_member(out->page, "before", change->range[0]);
    put_member(out->page, "default_before", change->preset[0]);
    put_member(out->page, "after", change->range[1]);
    put_member(out->page, "default_after", change->preset[1]);
    qn_page_put(out->page, "}");
}

static void put_json(telling *out, const qn_difference *d)
{
    const char *what = d->duty == QN_NONE_INDEX ? "rule" : "duty";
    qn_page_format(out->page, "%s\n  {\"%s\": ", out->told > 0 ? "," : "", what);
    qn_page_json_string(out->page, d->name);
    if (out->file) {
        put_member(out->page, "file", out->file);
    }
    put_member(out->page, "result", names[d->sameness]);
    qn_page_put(out->page, ", \"ways\": [");
    for (size_t i = 0; i < d->ways; i++) {
        qn_page_put(out->page, i > 0 ? ",\n    " : "\n    ");
        put_json_way(out, &d->way[i]);
    }
    qn_page_format(out->page, "], \"complete\": %s}", d->has_more ? "false" : "true");
}

/* ---- pairs of files */

/* A rule that another file has is told there; where only one pair is compared, if it changed. */
static bool is_told(const telling *out, const qn_difference *d)
{
    bool is_new = d->new_rule != QN_NONE_INDEX;
    const qn_row_rule *row = &out->t[is_new]->rule[is_new ? d->new_rule : d->old_rule];
    bool is_own = (row->flags & QN_RULE_IMPORTED) == 0;
    return is_own || (out->whole && d->sameness != QN_SAME);
}

/* A fact that another file declares is told there. */
static void tell_fact(void *context, const qn_fact_change *change)
{
    telling *out = context;
    int world = change->fact[1] != QN_NONE_INDEX;
    const qn_row_fact *row = &out->t[world]->fact[change->fact[world]];
    if (!out->whole && row->source != 0) {
        return;
    }
    if (out->json) {
        put_json_fact(out, change);
    } else {
        put_fact(out, change);
    }
    out->facts++;
    out->told++;
}

static void tell(void *context, const qn_difference *d)
{
    telling *out = context;
    if (!is_told(out, d)) {
        return;
    }
    out->count[d->sameness]++;
    if (out->json) {
        put_json(out, d);
    } else if (d->sameness != QN_SAME) {
        put_text(out, d);
    }
    out->told++;
}

/* Says which renaming is of nothing; where folders are compared, some file has it. */
static bool check_renames(const qn_diff_options *options, const qn_rules *before,
                          const qn_rules *after, const telling *out, qn_sink *sink)
{
    bool good = true;
    for (size_t i = 0; out->whole && i < options->renames; i++) {
        const qn_rename *one = &options->rename[i];
        bool has_old = qn_diff_has_name(before->program, one->from);
        if (!has_old || !qn_diff_has_name(after->program, one->to)) {
            qn_page message = {0};
            qn_page_format(&message, "there is no rule and no fact `%s`, as --rename has it",
                           has_old ? one->to : one->from);
            qn_sink_add_file(sink, has_old ? after->path : before->path, qn_page_string(&message),
                             "write --rename OLD=NEW with a name of either law");
            qn_page_end(&message, sink->page);
            good = false;
        }
    }
    return good;
}

/* Compares two programs; false where one of them cannot be made. */
static bool diff_pair(const char *before, const char *after, const qn_diff_options *options,
                      telling *out, qn_sink *sink)
{
    qn_rules old_rules;
    qn_rules new_rules = {0};
    bool good = qn_rules_load(before, false, sink, &old_rules);
    good &= qn_rules_load(after, false, sink, &new_rules);
    good = good && check_renames(options, &old_rules, &new_rules, out, sink);
    if (good) {
        out->t[0] = old_rules.tables;
        out->t[1] = new_rules.tables;
        out->page->out_of_memory |=
            !qn_diff(old_rules.program, new_rules.program, options, tell, out);
    }
    qn_rules_clear(&old_rules);
    qn_rules_clear(&new_rules);
    return good;
}

/* A rule file that only one of two folders has. */
static void tell_lone(telling *out, const char *path, bool is_new)
{
    if (out->json) {
        qn_page_put(out->page, out->told > 0 ? ",\n  {\"file\": " : "\n  {\"file\": ");
        qn_page_json_string(out->page, path);
        put_member(out->page, "result", is_new ? "new" : "gone");
        qn_page_put(out->page, "}");
    } else {
        qn_page_shown(out->page, path);
        qn_page_put(out->page, is_new ? ": this file is new\n" : ": this file is there no more\n");
    }
    out->files++;
    out->told++;
}

/* The path behind the folder that it lies in. */
static const char *behind(const char *path, const char *folder)
{
    size_t length = strlen(folder);
    const char *rest = strncmp(path, folder, length) == 0 ? path + length : path;
    return rest + strspn(rest, "/");
}

/* The path of a folder's that lies there under the same name, or NULL. */
static const char *find_path(const qn_paths *paths, const char *folder, const char *name)
{
    for (size_t i = 0; i < paths->count; i++) {
        if (strcmp(behind(paths->path[i], folder), name) == 0) {
            return paths->path[i];
        }
    }
    return NULL;
}

/* A reform is no law by itself: it is compared where it is laid over one. */
static bool is_reform(const char *path)
{
    char *bytes = NULL;
    size_t length = 0;
    bool found = false;
    if (qn_file_read(path, QN_FILE_SOURCE_MAX, &bytes, &length) == NULL) {
        found = strncmp(bytes, "reform ", 7) == 0 || strstr(bytes, "\nreform ") != NULL;
        free(bytes);
    }
    return found;
}

/* Compares what two folders have under the same names, but for reforms. */
static bool diff_folders(const char *before, const char *after, const qn_diff_options *options,
                         telling *out, qn_sink *sink)
{
    qn_paths old_paths = {0};
    qn_paths new_paths = {0};
    bool good = true;
    qn_paths_add(&old_paths, before);
    qn_paths_add(&new_paths, after);
    for (size_t i = 0; i < new_paths.count; i++) {
        const char *name = behind(new_paths.path[i], after);
        const char *old_path = find_path(&old_paths, before, name);
        out->file = name;
        out->is_file_told = false;
        if (is_reform(new_paths.path[i])) {
            continue;
        }
        if (old_path) {
            good &= diff_pair(old_path, new_paths.path[i], options, out, sink);
        } else {
            tell_lone(out, name, true);
        }
    }
    for (size_t i = 0; i < old_paths.count; i++) {
        const char *name = behind(old_paths.path[i], before);
        if (!find_path(&new_paths, after, name) && !is_reform(old_paths.path[i])) {
            tell_lone(out, name, false);
        }
    }
    out->page->out_of_memory |= old_paths.out_of_memory || new_paths.out_of_memory;
    qn_paths_clear(&old_paths);
    qn_paths_clear(&new_paths);
    return good;
}

/* ---- the verb */

/* Reads `OLD=NEW` words in place; false where one is something else. */
static bool read_renames(const qn_args *args, qn_rename *rename, size_t *count, char **copy,
                         qn_io *io)
{
    *count = 0;
    for (size_t i = 0; i < args->option_count; i++) {
        if (args->option[i].name != QN_OPTION_RENAME) {
            continue;
        }
        copy[*count] = strdup(args->option[i].value);
        char *sign = copy[*count] ? strchr(copy[*count], '=') : NULL;
        if (!sign || sign == copy[*count] || !sign[1]) {
            qn_page_put(&io->err, "qanun diff: `--rename` takes OLD=NEW, two names of one rule or "
                                  "fact\n");
            free(copy[*count]);
            return false;
        }
        *sign = '\0';
        rename[*count] = (qn_rename){copy[*count], sign + 1};
        ++*count;
    }
    return true;
}

static bool has_changed(const telling *out)
{
    size_t changed = out->files + out->facts;
    for (int i = QN_SAME + 1; i <= QN_OTHER_TYPE; i++) {
        changed += out->count[i];
    }
    return changed > 0;
}

/* Compares what the two operands stand for. */
static bool diff_operands(const qn_args *args, const qn_diff_options *options, telling *out,
                          qn_sink *sink)
{
    qn_revision before;
    qn_revision after;
    bool good = qn_revision_open(args->operand[0], sink, &before);
    good &= qn_revision_open(args->operand[1], sink, &after);
    if (good && qn_folder_is(before.path) && qn_folder_is(after.path)) {
        good = diff_folders(before.path, after.path, options, out, sink);
    } else if (good) {
        out->whole = true;
        good = diff_pair(before.path, after.path, options, out, sink);
    }
    qn_revision_close(&before);
    qn_revision_close(&after);
    return good;
}

/* Prints the answer, or where there is none why, in the form that was asked for. */
static int end_diff(const qn_args *args, telling *out, qn_page *answer, bool good, qn_sink *sink)
{
    bool fails = qn_args_value(args, QN_OPTION_FAIL_ON_CHANGE) && has_changed(out);
    if (good && out->json) {
        qn_page_put(answer, "\n]}\n");
    } else if (good) {
        put_totals(out);
    }
    if (!good || sink->form == QN_SINK_TEXT) {
        qn_sink_end(sink);
    }
    return good && !fails ? QN_EXIT_OK : QN_EXIT_WRONG;
}

static int run_diff(const qn_args *args, struct qn_io *io)
{
    qn_page answer = {0};
    telling out = {.page = &answer, .json = qn_args_is(args, QN_OPTION_FORMAT, "json")};
    qn_sink sink = qn_sink_make(io, out.json);
    size_t renames = 0;
    qn_rename *rename = calloc(args->option_count + 1, sizeof *rename);
    char **copy = calloc(args->option_count + 1, sizeof *copy);
    bool good = rename && copy;
    int status = QN_EXIT_USAGE;
    io->out.out_of_memory |= !good;
    if (good && read_renames(args, rename, &renames, copy, io)) {
        qn_diff_options options = {.rename = rename, .renames = renames, .tell_fact = tell_fact};
        qn_page_put(out.page, out.json ? "{\"rules\": [" : "");
        good = diff_operands(args, &options, &out, &sink);
        status = end_diff(args, &out, &answer, good, &sink);
        if (good || !out.json) {
            qn_page_add(&io->out, answer.bytes, answer.length);
        }
    }
    for (size_t i = 0; copy && i < renames; i++) {
        free(copy[i]);
    }
    free(copy);
    free(rename);
    qn_page_end(&answer, &io->out);
    return status;
}

static const qn_option options[] = {
    {QN_OPTION_FAIL_ON_CHANGE, "fail-on-change", 0, false, "",
     "exit with 1 unless every rule is proved to be the same"},
    {QN_OPTION_FORMAT, "format", 0, false, "text|json", "for people (the default) or programs"},
    {QN_OPTION_RENAME, "rename", 0, true, "OLD=NEW", "a rule or fact that has a new name"},
};

const qn_verb qn_verb_diff = {
    .word = "diff",
    .operands = "OLD NEW",
    .least = 2,
    .most = 2,
    .summary = "say what two versions of a law answer differently, and for whom",
    .details =
        "Example: save this beside the law of `qanun check --help` as proposal.qn\n"
        "\n"
        "    reform \"Three days\"\n"
        "        amends vacation from 2027-01-01\n"
        "            seniority 5..10 → +3\n"
        "\n"
        "and say\n"
        "\n"
        "    qanun diff leave.qn leave.qn+proposal.qn\n"
        "\n"
        "OLD and NEW are rule files, files with reforms laid over them, images, or folders,\n"
        "whose files are compared name by name. `HEAD~1:rules/leave.qn` is a file, or a\n"
        "folder, as a revision of the git repository has it.\n"
        "Each rule is either the same for every case on every date, which is proved, or it\n"
        "differs: then one smallest case is shown for each way in which it does, with the\n"
        "clauses that took the place of others; or it is not decided.\n",
    .option = options,
    .option_count = sizeof options / sizeof options[0],
    .run = run_diff,
};
