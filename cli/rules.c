/*
 * A rule file or an image to a program. See rules.h.
 */
#include "rules.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "absent.h"
#include "accept.h"
#include "compilation.h"
#include "diagnostic.h"
#include "files.h"
#include "findings.h"
#include "folder.h"
#include "heap.h"
#include "kept.h"
#include "promises.h"
#include "proof.h"

/* The file that the command names, which has been read to see what it is. The compiler gets it when
 * it first asks for that path. */
typedef struct first_file {
    const char *path;
    char *bytes;
    size_t length;
    qn_absent *absent; /* folders that were looked for meanwhile; or NULL */
    const qn_instead *instead;
} first_file;

/* A rule file with the reforms that are laid over it. */
typedef struct layers {
    const char *path;
    const char **reform;
    size_t count;
    bool looks_around;        /* what files beside it use counts, too */
    const char *const *asked; /* rules of the file, of which alone there is to be a program */
    size_t asked_count;
    char *examples; /* the file of its examples, from malloc, or NULL */
    const qn_instead *instead;
} layers;

/* Verbs answer few cases of a program, or many in columns. */
static const qn_options unprepared = {.preparation = QN_PREPARE_NOTHING};

bool qn_rules_is_image(const char *bytes, size_t length)
{
    return length >= 4 && memcmp(bytes, "QNB", 4) == 0;
}

/* A copy of what stands in the place of a file. */
static qn_status read_instead(const qn_instead *instead, char **bytes, size_t *length)
{
    *bytes = malloc(instead->length + 1);
    if (!*bytes) {
        return QN_NO_MEMORY;
    }
    memcpy(*bytes, instead->bytes, instead->length);
    (*bytes)[instead->length] = '\0';
    *length = instead->length;
    return QN_OK;
}

/* Few pages are touched for a short text: large ones would cost more than they save. */
static void widen_for(size_t length)
{
    enum { LENGTH_LARGE = 16 * 1024 };
    if (length >= LENGTH_LARGE) {
        qn_heap_widen();
    }
}

/* A qn_read_file: what the compiler asks for, from the disk. */
static qn_status read_file(void *context, const char *path, char **bytes, size_t *length)
{
    first_file *first = context;
    if (first->instead && strcmp(path, first->instead->path) == 0) {
        return read_instead(first->instead, bytes, length);
    }
    if (first->bytes && strcmp(path, first->path) == 0) {
        *bytes = first->bytes;
        *length = first->length;
        first->bytes = NULL;
        widen_for(*length);
        return QN_OK;
    }
    if (strcmp(path, "-") == 0 || (first->absent && qn_absent_has(first->absent, path))) {
        return QN_MISUSE;
    }
    const char *wrong = qn_file_read(path, QN_FILE_SOURCE_MAX, bytes, length);
    if (wrong) {
        if (first->absent) {
            qn_absent_note(first->absent, path);
        }
        return wrong == qn_file_no_memory ? QN_NO_MEMORY : QN_MISUSE;
    }
    widen_for(*length);
    return QN_OK;
}

/* A qn_list_folder: the names in a folder of the disk. */
static char *list_folder(void *context, const char *folder)
{
    (void)context;
    return qn_folder_names(*folder ? folder : ".");
}

/* Whether what keeps a program from being made is nothing but what can be none. */
static bool lacks_otherwise(const qn_compilation *made)
{
    bool lacks = false;
    for (const qn_diagnostic *d = qn_compilation_diagnostics(made)->first; d; d = d->next) {
        if (d->severity == QN_ERROR && d->code != QN_Q0705) {
            return false;
        }
        lacks |= d->code == QN_Q0705;
    }
    return lacks;
}

/* Says for whom it is none: of a second program, in which that is an error of the case. The files
 * are read once more; what cannot be read again, as standard input, has no case. */
static void show_absences(const first_file *first, qn_compile_options options, qn_compilation *made)
{
    first_file again = {.path = first->path};
    qn_compilation *presumed = NULL;
    qn_program *program = NULL;
    size_t length = 0;
    options.context = &again;
    options.presumes = true;
    options.looks_around = false;
    bool good = qn_compile(first->path, &options, &presumed) == QN_OK;
    const unsigned char *image = good ? qn_compilation_image(presumed, &length) : NULL;
    if (image && qn_program_load(image, length, &unprepared, &program, NULL) == QN_OK) {
        (void)qn_proof_show_absences(made, program);
    }
    qn_program_free(program);
    qn_compilation_free(presumed);
}

/* Compiles, and hands the findings over. */
static bool compile(first_file *first, const layers *over, bool findings, qn_sink *sink,
                    qn_rules *out)
{
    qn_compile_options options = {.read = read_file,
                                  .list = list_folder,
                                  .context = first,
                                  .reform = over->reform,
                                  .reform_count = over->count,
                                  .examples = over->examples,
                                  .looks_around = over->looks_around,
                                  .asked = over->asked,
                                  .asked_count = over->asked_count};
    qn_absent absent = {0};
    first->absent = &absent;
    qn_status status = qn_compile(first->path, &options, &out->compilation);
    first->absent = NULL;
    qn_absent_clear(&absent);
    if (status != QN_OK) {
        qn_sink_add_file(sink, first->path, qn_file_no_memory, "");
        out->no_memory = true;
        return false;
    }
    out->image = qn_compilation_image(out->compilation, &out->image_length);
    if (!out->image && over->looks_around && lacks_otherwise(out->compilation)) {
        show_absences(first, options, out->compilation);
    }
    size_t before = sink->errors;
    if (findings || !out->image) {
        qn_findings_add(out->compilation, first->path, sink);
    }
    if (!out->image && sink->errors == before) {
        qn_sink_add_file(sink, first->path, "no program came of this file", "");
    }
    return out->image != NULL;
}

/* Makes a program of the image that is there, unless the compiler has made one. */
static bool open_image(const char *path, qn_sink *sink, qn_rules *out)
{
    qn_error error;
    out->program = out->compilation ? qn_compilation_take_program(out->compilation) : NULL;
    if (!out->program && qn_program_load(out->image, out->image_length, &unprepared, &out->program,
                                         &error) != QN_OK) {
        out->no_memory = error.code == QN_NO_MEMORY;
        qn_sink_add_file(sink, path, error.code == QN_NO_MEMORY ? qn_file_no_memory : error.text,
                         error.code == QN_BAD_IMAGE ? "build the image again from its rules" : "");
        return false;
    }
    out->tables = qn_program_tables(out->program);
    return true;
}

bool qn_rules_load_text(const char *path, const char *bytes, size_t length, qn_sink *sink,
                        qn_rules *out)
{
    first_file first = {.path = path, .bytes = malloc(length + 1), .length = length};
    *out = (qn_rules){.path = path};
    if (!first.bytes) {
        qn_sink_add_file(sink, path, qn_file_no_memory, "");
        out->no_memory = true;
        return false;
    }
    memcpy(first.bytes, bytes, length);
    first.bytes[length] = '\0';
    const layers none = {.path = path};
    bool good = compile(&first, &none, true, sink, out);
    free(first.bytes);
    return good && open_image(path, sink, out);
}

/* The row of SOURCE that a file has; without a name, that of the first file. */
static uint32_t find_file(const qn_tables *t, const char *name)
{
    uint32_t row = 0;
    while (name && row < t->source_count &&
           strcmp(qn_tables_string(t, t->source[row].name), name) != 0) {
        row++;
    }
    return row;
}

/* A rule of another file is counted where the file, which is a reform then, has a clause of it. */
static bool is_counted(const qn_tables *t, const qn_row_rule *row, uint32_t file)
{
    bool counted = row->source == file;
    for (uint32_t i = 0; !counted && i < row->clause_count; i++) {
        counted = t->clause[row->first_clause + i].source == file;
    }
    return counted && (row->flags & QN_RULE_HIDDEN) == 0;
}

uint32_t qn_rules_count(const qn_tables *t, const char *name)
{
    uint32_t file = find_file(t, name);
    uint32_t count = 0;
    for (uint32_t i = 0; i < t->rule_count; i++) {
        bool own = !name && (t->rule[i].flags & (QN_RULE_HIDDEN | QN_RULE_IMPORTED)) == 0;
        count += own || is_counted(t, &t->rule[i], file);
    }
    return count;
}

/* A qn_read_file that notes what it reads. */
static qn_status read_and_note(void *context, const char *path, char **bytes, size_t *length)
{
    first_file none = {.path = path};
    qn_status status = read_file(&none, path, bytes, length);
    if (status != QN_NO_MEMORY) {
        bool is_there = status == QN_OK;
        qn_kept_note(context, path, is_there ? *bytes : NULL, is_there ? *length : 0);
    }
    return status;
}

/* What is counted of each path: its rules, and the promises that were made and proved; behind all
 * of them the findings that were accepted. */
static void count_all(const qn_compilation *made, const qn_tables *t, const uint8_t *verdict,
                      char *const *path, size_t paths, uint32_t *count)
{
    for (size_t i = 0; i < paths; i++) {
        count[i] = qn_rules_count(t, path[i]);
        qn_promise_count promises = qn_promises_count(t, verdict, path[i]);
        count[paths + 1 + 2 * i] = promises.made;
        count[paths + 2 + 2 * i] = promises.proved;
    }
    count[paths] = qn_compilation_diagnostics(made)->accepted_count;
}

/* Compiles all of them and asks about all cases; NULL where no program comes of them. */
static qn_compilation *compile_all(char *const *path, size_t paths, unsigned tell, uint32_t *count,
                                   qn_kept *kept)
{
    qn_compile_options options = {.read = read_and_note,
                                  .list = list_folder,
                                  .context = kept,
                                  .beside = (const char *const *)path + 1,
                                  .beside_count = paths - 1,
                                  .looks_around = true};
    qn_compilation *made = NULL;
    qn_program *program = NULL;
    size_t length = 0;
    qn_proved proved = {0};
    uint8_t *verdict = NULL;
    bool good = qn_compile(path[0], &options, &made) == QN_OK;
    const unsigned char *image = good ? qn_compilation_image(made, &length) : NULL;
    good = image && qn_program_load(image, length, &unprepared, &program, NULL) == QN_OK &&
           qn_proof_add(made, program, true, tell, &proved) &&
           qn_promises_add(made, program, &verdict);
    if (good) {
        qn_compilation_end_findings(made, true);
        count[3 * paths + 1] = proved.open;
        count_all(made, &program->tables, verdict, path, paths, count);
    } else {
        qn_compilation_free(made);
        made = NULL;
    }
    free(verdict);
    qn_program_free(program);
    return made;
}

/* Whether all can be read again and again, which a pipe cannot. */
static bool are_regular(char *const *path, size_t paths)
{
    struct stat info;
    for (size_t i = 0; i < paths; i++) {
        if (stat(path[i], &info) != 0 || !S_ISREG(info.st_mode)) {
            return false;
        }
    }
    return true;
}

qn_together qn_rules_check(char *const *path, size_t paths, unsigned tell, uint32_t *count,
                           qn_compilation **found)
{
    qn_kept kept = {0};
    *found = NULL;
    if (!are_regular(path, paths)) {
        return QN_APART;
    }
    if (tell == 0 && qn_kept_find(path, paths, count)) {
        return QN_CLEAN;
    }
    *found = compile_all(path, paths, tell, count, &kept);
    bool clean = *found && !qn_compilation_diagnostics(*found)->first;
    if (clean) {
        qn_kept_save(&kept, path, paths, count);
    }
    qn_kept_clear(&kept);
    return clean ? QN_CLEAN : *found ? QN_FOUND : QN_APART;
}

/* Says why a file cannot be read. */
static void complain(qn_sink *sink, const char *path, const char *wrong)
{
    qn_page message = {0};
    qn_page_format(&message, "cannot be read: %s", wrong);
    qn_sink_add_file(sink, path, qn_page_string(&message), "");
    qn_page_end(&message, sink->page);
}

/* Whether each file that is laid over the first can be read, and is text; the rest is said. */
static bool check_layers(const layers *over, qn_sink *sink)
{
    size_t before = sink->errors;
    for (size_t i = 0; i < over->count; i++) {
        char *bytes = NULL;
        size_t length = 0;
        const char *wrong =
            strcmp(over->reform[i], "-") == 0
                ? "standard input cannot be laid over a file"
                : qn_file_read(over->reform[i], QN_FILE_SOURCE_MAX, &bytes, &length);
        if (wrong) {
            complain(sink, over->reform[i], wrong);
        } else if (qn_rules_is_image(bytes, length)) {
            qn_sink_add_file(sink, over->reform[i], "an image cannot be laid over rules",
                             "name the file of the reform that it came from");
        }
        free(bytes);
    }
    return sink->errors == before;
}

/* Reads the first file and makes a program of it with what is laid over it. */
static bool load(const layers *over, qn_sink *sink, qn_rules *out)
{
    const char *path = over->path;
    first_file first = {.path = path, .instead = over->instead};
    const char *wrong = qn_file_read(path, QN_FILE_IMAGE_MAX, &first.bytes, &first.length);
    if (wrong) {
        complain(sink, path, wrong);
        return false;
    }
    if (qn_rules_is_image(first.bytes, first.length) && over->count > 0) {
        qn_sink_add_file(sink, path, "a reform cannot be laid over an image",
                         "name the rules that it came from");
        free(first.bytes);
        return false;
    }
    if (qn_rules_is_image(first.bytes, first.length)) {
        out->bytes = first.bytes;
        out->image = (const unsigned char *)first.bytes;
        out->image_length = first.length;
        if (first.length > QN_FILE_IMAGE_MAX) {
            qn_sink_add_file(sink, path, "this image is larger than 512 MiB", "");
            return false;
        }
    } else {
        bool good = check_layers(over, sink) && compile(&first, over, false, sink, out);
        free(first.bytes);
        if (!good) {
            return false;
        }
    }
    return open_image(path, sink, out);
}

/* Whether there is a file of just that name, `+` and all. */
static bool is_file(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0;
}

/* Cuts LAW+REFORM+REFORM into paths, in a copy that the caller frees with the list. False out of
 * memory. */
static bool cut(const char *path, char **copy, layers *out)
{
    size_t count = 0;
    for (const char *p = path; (p = strchr(p, '+')) != NULL; p++) {
        count++;
    }
    *copy = malloc(strlen(path) + 1);
    out->reform = malloc((count + 1) * sizeof *out->reform);
    if (!*copy || !out->reform) {
        return false;
    }
    memcpy(*copy, path, strlen(path) + 1);
    out->path = *copy;
    for (char *p = *copy; (p = strchr(p, '+')) != NULL;) {
        *p++ = '\0';
        out->reform[out->count++] = p;
    }
    return true;
}

/* ---- examples beside the rules */

static bool ends_in(const char *path, const char *ending)
{
    size_t length = strlen(path);
    size_t tail = strlen(ending);
    return length > tail && strcmp(path + length - tail, ending) == 0;
}

bool qn_rules_are_examples(const char *path)
{
    return ends_in(path, ".qnt");
}

/* The path with another ending in the place of its last `cut` bytes, from malloc; NULL where there
 * is no such file, and out of memory. */
static char *beside(const char *path, size_t cut, const char *ending)
{
    size_t length = strlen(path) - cut;
    char *out = malloc(length + strlen(ending) + 1);
    if (out) {
        memcpy(out, path, length);
        memcpy(out + length, ending, strlen(ending) + 1);
    }
    if (out && !is_file(out)) {
        free(out);
        out = NULL;
    }
    return out;
}

/* How much of a path of rules its ending is; 0 for every other path. */
static size_t ending_of(const char *rules)
{
    return ends_in(rules, ".qn.md") ? strlen(".qn.md") : ends_in(rules, ".qn") ? strlen(".qn") : 0;
}

char *qn_rules_examples_path(const char *rules)
{
    size_t length = strlen(rules) - ending_of(rules);
    char *out = malloc(length + sizeof ".qnt");
    if (out) {
        memcpy(out, rules, length);
        memcpy(out + length, ".qnt", sizeof ".qnt");
    }
    return out;
}

/* The file of the examples of some rules, or NULL. */
static char *examples_of(const layers *over)
{
    char *path = ending_of(over->path) > 0 ? qn_rules_examples_path(over->path) : NULL;
    bool is_there =
        path && ((over->instead && strcmp(path, over->instead->path) == 0) || is_file(path));
    if (!is_there) {
        free(path);
        path = NULL;
    }
    return path;
}

/* The rules that a path of examples stands for. */
static char *rules_of(const char *examples)
{
    char *plain = beside(examples, strlen(".qnt"), ".qn");
    return plain ? plain : beside(examples, strlen(".qnt"), ".qn.md");
}

/* Loads examples with the rules beside them. */
static bool load_examples(layers *over, qn_sink *sink, qn_rules *out)
{
    char *rules = rules_of(over->path);
    over->examples = malloc(strlen(over->path) + 1);
    if (!rules || !over->examples) {
        qn_sink_add_file(sink, over->path, "there are no rules beside these examples",
                         "name them as the file of the rules, with the ending .qnt");
        free(rules);
        return false;
    }
    memcpy(over->examples, over->path, strlen(over->path) + 1);
    over->path = rules;
    bool good = load(over, sink, out);
    free(rules);
    return good;
}

/* Loads a file with what is laid over it, and with its examples where they are wanted. */
static bool load_layers(layers *over, bool tested, qn_sink *sink, qn_rules *out)
{
    const char *path = over->path;
    char *copy = NULL;
    bool good;
    if (qn_rules_are_examples(path)) {
        good = load_examples(over, sink, out);
    } else if (strchr(path, '+') && !is_file(path) && !cut(path, &copy, over)) {
        qn_sink_add_file(sink, path, qn_file_no_memory, "");
        good = false;
    } else {
        over->examples = tested ? examples_of(over) : NULL;
        good = load(over, sink, out);
    }
    free(over->examples);
    free(over->reform);
    free(copy);
    return good;
}

bool qn_rules_load(const char *path, bool looks_around, qn_sink *sink, qn_rules *out)
{
    *out = (qn_rules){.path = path};
    layers over = {.path = path, .looks_around = looks_around};
    return load_layers(&over, false, sink, out);
}

bool qn_rules_load_tested(const char *path, qn_sink *sink, qn_rules *out)
{
    *out = (qn_rules){.path = path};
    layers over = {.path = path};
    return load_layers(&over, true, sink, out);
}

bool qn_rules_load_instead(const char *path, const qn_instead *instead, qn_sink *sink,
                           qn_rules *out)
{
    *out = (qn_rules){.path = path};
    layers over = {.path = path, .instead = instead};
    return load_layers(&over, true, sink, out);
}

bool qn_rules_load_asked(const char *path, const char *const *asked, size_t count, qn_sink *sink,
                         qn_rules *out)
{
    const layers alone = {.path = path, .asked = asked, .asked_count = count};
    *out = (qn_rules){.path = path};
    return load(&alone, sink, out);
}

void qn_rules_clear(qn_rules *rules)
{
    qn_program_free(rules->program);
    qn_compilation_free(rules->compilation);
    free(rules->bytes);
    *rules = (qn_rules){0};
}
