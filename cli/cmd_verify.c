/*
 * qanun verify: makes the decision of a receipt again, and says where it comes out otherwise.
 *
 * Responsible for: the form of a receipt that is read, what it was made by, and the wording of each
 * difference. Refuses to know: how a record is written (receipt.h) and compared (contrast.h).
 */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "contrast.h"
#include "facts.h"
#include "files.h"
#include "receipt.h"
#include "verbs.h"

/* More differences than this are not looked for. */
enum { DIFFERENCES_MAX = 20 };

/* A receipt on its way. The numbers are those of values of the JSON. */
typedef struct verifier {
    qn_run run;
    qn_sink sink;
    qn_giver giver; /* knows the places in the receipt */
    qn_page more;   /* members of the answer as JSON, beside the findings */
    char *bytes;
    qn_json json;
    uint32_t record;
    uint32_t rules;
    uint32_t given;
    uint32_t answer;
    bool is_same_image;
    size_t differences;
} verifier;

/* Adds an error at a value of the receipt. Always false. */
static bool find(verifier *v, const qn_json_node *node, const char *message, const char *help)
{
    qn_report report = {.code = "", .message = message, .help = help, .example = ""};
    report.spot = qn_spot_find(v->giver.file, v->giver.bytes, v->giver.length, node->at,
                               node->at + node->width, &v->giver.cursor);
    qn_sink_add(&v->sink, &report);
    return false;
}

/* The same for words that were put together, which are ended. */
static bool find_words(verifier *v, const qn_json_node *node, qn_page *words, const char *help)
{
    find(v, node, qn_page_string(words), help);
    qn_page_end(words, v->sink.page);
    return false;
}

/* ---- reading */

/* The member of that name of an object, which must be of that kind; 0, with an error, where it is
 * not there. */
static uint32_t get_member(verifier *v, uint32_t object, const char *name, qn_json_kind kind)
{
    static const char *const kinds[] = {"null",   "false",  "true",     "a number",
                                        "a text", "a list", "an object"};
    const qn_json_node *node = &v->json.node[object];
    uint32_t at = object + 1;
    for (uint32_t i = 0; i < node->count; i++, at = v->json.node[at].end) {
        const qn_json_node *member = &v->json.node[at];
        if (strcmp(member->name, name) == 0 && member->kind == kind) {
            return at;
        }
    }
    qn_page message = {0};
    qn_page_format(&message, "this is no receipt: there must be %s `%s` here", kinds[kind], name);
    find_words(v, node, &message, "give a file that `qanun run --receipt` has written");
    return 0;
}

/* Reads the date of decision. */
static bool read_date(verifier *v, uint32_t on)
{
    const qn_json_node *node = &v->json.node[on];
    return qn_date_parse(node->text, node->length, &v->run.on, NULL) == QN_DATE_OK ||
           find(v, node, "the date of decision is no date", "");
}

/* Whether the record has a form that is known here. */
static bool check_form(verifier *v)
{
    uint32_t form = get_member(v, v->record, "receipt", QN_JSON_NUMBER);
    const qn_json_node *node = &v->json.node[form];
    bool known = form > 0 && node->length == strlen(QN_RECEIPT_FORM) &&
                 memcmp(node->text, QN_RECEIPT_FORM, node->length) == 0;
    return known || (form > 0 && find(v, node, "this form of receipts is not known here",
                                      "verify it with the qanun that wrote it, or a newer one"));
}

/* Whether the record has the digest that the receipt tells. What was changed, if anything was, the
 * replay may show. False where the receipt has no digest. */
static bool check_digest(verifier *v)
{
    char digest[QN_DIGEST_TEXT_SIZE];
    uint32_t told = get_member(v, 0, "sha256", QN_JSON_STRING);
    if (told == 0) {
        return false;
    }
    if (!qn_receipt_digest(&v->json, v->record, digest)) {
        v->sink.page->out_of_memory = true;
        return false;
    }
    if (strcmp(v->json.node[told].text, digest) != 0) {
        qn_page message = {0};
        qn_page_format(&message, "the record is not as it was written: its SHA-256 is now %s",
                       digest);
        find_words(v, &v->json.node[told], &message, "");
    }
    return true;
}

/* Reads the receipt; the parts of the record that the replay begins with are found. */
static bool read_receipt(verifier *v, const char *path)
{
    v->giver = (qn_giver){.sink = &v->sink};
    if (!qn_facts_read(&v->giver, path, &v->bytes, &v->json)) {
        return false;
    }
    if (v->json.node[0].kind != QN_JSON_OBJECT) {
        return find(v, v->json.node, "this is no receipt: a receipt is one object",
                    "give a file that `qanun run --receipt` has written");
    }
    v->record = get_member(v, 0, "record", QN_JSON_OBJECT);
    if (v->record == 0 || !check_form(v) || !check_digest(v)) {
        return false;
    }
    v->rules = get_member(v, v->record, "rules", QN_JSON_LIST);
    v->given = get_member(v, v->record, "given", QN_JSON_OBJECT);
    v->answer = get_member(v, v->record, "answer", QN_JSON_OBJECT);
    uint32_t on = get_member(v, v->record, "on", QN_JSON_STRING);
    uint32_t qanun = get_member(v, v->record, "qanun", QN_JSON_STRING);
    return v->rules && v->given && v->answer && on && qanun && read_date(v, on);
}

/* ---- the program */

/* Do a path, and those that are laid over it behind a `+`, name files? A receipt may come from
 * anybody, and should not make us wait for what is none. */
static bool are_files(const char *path)
{
    struct stat info;
    bool good = stat(path, &info) == 0 && S_ISREG(info.st_mode);
    char *copy = good ? NULL : strdup(path);
    char *rest = NULL;
    for (char *part = copy ? strtok_r(copy, "+", &rest) : NULL; part;
         part = strtok_r(NULL, "+", &rest)) {
        good = stat(part, &info) == 0 && S_ISREG(info.st_mode);
        if (!good) {
            break;
        }
    }
    free(copy);
    return good;
}

/* The path of the program: that of the command line, or that of the receipt. NULL, with an error,
 * where there is none. */
static const char *find_program(verifier *v, uint32_t program)
{
    if (v->run.args->operand_count > 1) {
        return v->run.args->operand[1];
    }
    uint32_t file = get_member(v, program, "file", QN_JSON_STRING);
    const qn_json_node *node = &v->json.node[file];
    if (file > 0 && (strlen(node->text) != node->length || !are_files(node->text))) {
        find(v, node, "there is no file of this name here",
             "name the rules, or their image, behind the receipt");
        return NULL;
    }
    return file > 0 ? node->text : NULL;
}

/* Compares the images; one that is another may still give the same results. */
static void check_image(verifier *v, uint32_t told)
{
    char digest[QN_DIGEST_TEXT_SIZE];
    qn_digest(v->run.rules.image, v->run.rules.image_length, digest);
    v->is_same_image = strcmp(v->json.node[told].text, digest) == 0;
    if (!v->is_same_image) {
        qn_page message = {0};
        qn_page_put(&message, "this is not the program that decided: the SHA-256 of ");
        qn_page_shown(&message, v->run.rules.path);
        qn_page_format(&message, " is %s", digest);
        find_words(v, &v->json.node[told], &message,
                   "name the image that was kept, or the same rules under the same path; results "
                   "that this program gives otherwise follow");
    }
}

static bool load_program(verifier *v)
{
    uint32_t program = get_member(v, v->record, "program", QN_JSON_OBJECT);
    uint32_t told = program > 0 ? get_member(v, program, "sha256", QN_JSON_STRING) : 0;
    const char *path = told > 0 ? find_program(v, program) : NULL;
    if (!path || !qn_rules_load(path, false, &v->sink, &v->run.rules)) {
        return false;
    }
    check_image(v, told);
    return true;
}

/* ---- the replay */

/* Adds the rules of the list to those that were asked, each of which `is_asked` remembers. */
static bool add_rules(verifier *v, const qn_json_node *list, bool *is_asked)
{
    qn_run *r = &v->run;
    for (uint32_t i = v->rules + 1; i < list->end; i = v->json.node[i].end) {
        const qn_json_node *node = &v->json.node[i];
        bool is_name = node->kind == QN_JSON_STRING && strlen(node->text) == node->length;
        int32_t rule = is_name ? qn_program_rule(r->rules.program, node->text) : -1;
        if (rule < 0) {
            return find(v, node, "the program has no rule of this name", "");
        }
        if (is_asked[rule]) {
            return find(v, node, "this rule is named twice", "a receipt names each rule once");
        }
        is_asked[rule] = true;
        r->asked[r->asked_count++] = (uint32_t)rule;
    }
    return true;
}

/* Finds the rules that were asked. */
static bool choose_rules(verifier *v)
{
    qn_run *r = &v->run;
    const qn_json_node *list = &v->json.node[v->rules];
    bool *is_asked = calloc((size_t)qn_program_rule_count(r->rules.program) + 1, sizeof *is_asked);
    r->asked = calloc((size_t)list->count + 1, sizeof *r->asked);
    r->value = calloc((size_t)list->count + 1, sizeof *r->value);
    bool has_memory = r->asked && r->value && is_asked;
    v->sink.page->out_of_memory |= !has_memory;
    bool good = has_memory && add_rules(v, list, is_asked);
    free(is_asked);
    return good;
}

/* Makes the case that was decided. */
static bool make_case(verifier *v)
{
    qn_run *r = &v->run;
    r->view = (qn_view){.program = r->rules.program, .t = r->rules.tables};
    r->view.c = qn_case_new(r->rules.program);
    if (!r->view.c) {
        v->sink.page->out_of_memory = true;
        return false;
    }
    v->giver.program = r->rules.program;
    v->giver.c = r->view.c;
    qn_ymd on = qn_date_to_ymd(r->on);
    return qn_facts_give_object(&v->giver, &v->json, v->given) &&
           qn_case_set_date(r->view.c, QN_TODAY, on.year, on.month, on.day) == QN_OK;
}

/* Is it told elsewhere what differs there, or of another program no matter? */
static bool is_passed_over(const verifier *v, const char *place)
{
    return strcmp(place, "qanun") == 0 || strcmp(place, "program.file") == 0 ||
           strcmp(place, "program.sha256") == 0 ||
           (!v->is_same_image && strncmp(place, "answer.results", 14) != 0);
}

/* A value as the receipt or the replay has it; long ones are only called different. */
static void put_side(qn_page *page, const qn_json_node *node)
{
    static const char *const words[] = {[QN_JSON_NULL] = "null",
                                        [QN_JSON_FALSE] = "false",
                                        [QN_JSON_TRUE] = "true",
                                        [QN_JSON_LIST] = "a list",
                                        [QN_JSON_OBJECT] = "an object"};
    if (!node) {
        qn_page_put(page, "not there");
    } else if (node->kind == QN_JSON_NUMBER) {
        qn_page_add(page, node->text, node->length);
    } else if (node->kind == QN_JSON_STRING) {
        qn_page_put(page, "`");
        qn_page_shown(page, node->text);
        qn_page_put(page, "`");
    } else {
        qn_page_put(page, words[node->kind]);
    }
}

/* A qn_contrast_visit: says where the replay comes out otherwise. */
static bool tell(void *context, const char *place, const qn_json_node *was, const qn_json_node *is,
                 const qn_json_node *holder)
{
    verifier *v = context;
    if (is_passed_over(v, place)) {
        return true;
    }
    qn_page message = {0};
    qn_page_format(&message, "`%s` is ", place);
    put_side(&message, was);
    qn_page_put(&message, " in the receipt, and ");
    put_side(&message, is);
    qn_page_put(&message, " when it is decided again");
    find_words(v, was ? was : holder, &message, "");
    return ++v->differences < DIFFERENCES_MAX;
}

/* Compares the record with that of the replay. */
static bool compare(verifier *v)
{
    qn_json json;
    qn_json_error error;
    qn_page record = {0};
    bool adds_up = false;
    uint32_t end = v->json.node[v->answer].end;
    for (uint32_t i = v->answer + 1; i < end; i = v->json.node[i].end) {
        adds_up |= strcmp(v->json.node[i].name, "owed") == 0;
    }
    qn_receipt_put_record(&record, &v->run, adds_up);
    qn_json_status status = record.out_of_memory
                                ? QN_JSON_NO_MEMORY
                                : qn_json_read(record.bytes, record.length, &json, &error);
    bool good = status == QN_JSON_OK;
    if (good) {
        good = qn_contrast(&v->json, v->record, &json, 0, tell, v);
        qn_json_clear(&json);
    } else if (status == QN_JSON_BAD) {
        find(v, &v->json.node[v->given], "this decision is too large for a receipt", "");
    }
    v->sink.page->out_of_memory |= !good && status != QN_JSON_BAD;
    qn_page_clear(&record);
    return good;
}

/* ---- the verdict */

/* Who wrote it, where that is another version. */
static void put_version(qn_page *page, const char *version)
{
    if (strcmp(version, qn_version()) != 0) {
        qn_page_put(page, ", written by qanun ");
        qn_page_shown(page, version);
        qn_page_format(page, " and decided again by qanun %s", qn_version());
    }
}

static void put_verified(verifier *v)
{
    char on[QN_DATE_TEXT_SIZE];
    qn_page *page = v->sink.page;
    const char *version = v->json.node[get_member(v, v->record, "qanun", QN_JSON_STRING)].text;
    qn_date_format(v->run.on, on);
    qn_page_shown(page, v->giver.file);
    qn_page_format(page, ": verified: %zu result%s of %s", v->run.asked_count,
                   v->run.asked_count == 1 ? "" : "s", on);
    put_version(page, version);
    qn_page_put(page, "\n");
}

/* Reads the receipt and decides again. */
static void verify(verifier *v)
{
    bool good = read_receipt(v, v->run.args->operand[0]) && load_program(v) && choose_rules(v) &&
                make_case(v);
    if (good) {
        (void)qn_run_ask(&v->run);
        (void)compare(v);
    }
}

/* The verb. */
static int run_verify(const qn_args *args, struct qn_io *io)
{
    bool is_json = qn_args_is(args, QN_OPTION_FORMAT, "json");
    verifier v = {.run = {.verb = "verify", .args = args, .io = io},
                  .sink = {.page = &io->out,
                           .form = is_json ? QN_SINK_JSON : QN_SINK_TEXT,
                           .colour = io->out_colour}};
    v.sink.more = &v.more;
    verify(&v);
    bool is_verified = v.sink.errors == 0 && !io->out.out_of_memory;
    qn_page_format(&v.more, ",\n \"verified\": %s", is_verified ? "true" : "false");
    if (is_verified && !is_json) {
        put_verified(&v);
    }
    qn_sink_end(&v.sink);
    qn_page_end(&v.more, &io->out);
    qn_json_clear(&v.json);
    free(v.bytes);
    qn_run_clear(&v.run);
    return is_verified ? QN_EXIT_OK : QN_EXIT_WRONG;
}

static const qn_option options[] = {
    {QN_OPTION_FORMAT, "format", 0, false, "text|json", "for people (the default) or for programs"},
};

const qn_verb qn_verb_verify = {
    .word = "verify",
    .operands = "RECEIPT [FILE]",
    .least = 1,
    .most = 2,
    .summary = "make the decision of a receipt again, and compare",
    .details = "Without FILE the rules or the image are read that the receipt names. The record\n"
               "must be as it was written, the program the one that decided, and all that it\n"
               "says must come out the same again; else each difference is told, and the exit\n"
               "status is 1.\n"
               "\n"
               "Example: with leave.qn as `qanun check --help` has it,\n"
               "\n"
               "    qanun run leave.qn --fact seniority=7 --receipt r.json && qanun verify r.json\n"
               "\n"
               "ends by saying that r.json is verified.\n",
    .option = options,
    .option_count = sizeof options / sizeof options[0],
    .run = run_verify,
};
