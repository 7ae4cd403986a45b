/*
 * Findings as SARIF 2.1.0. See sarif.h; the numbers of sections are those of the standard.
 */
#include "sarif.h"

#include <string.h>

#include "findings.h"
#include "qanun.h"

static const char schema[] =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/* ---- places */

/* Whether a byte stands for itself in the path of a URI (RFC 3986, without `:` and sub-delims). */
static bool is_plain(unsigned char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || (byte != 0 && strchr("-._~/", byte) != NULL);
}

/* 3.4.3: a path as a URI, relative where the path is. */
static void put_uri(qn_page *page, const char *path)
{
    qn_page_put(page, path[0] == '/' ? "\"file://" : "\"");
    for (; *path; path++) {
        if (is_plain((unsigned char)*path)) {
            qn_page_add(page, path, 1);
        } else {
            qn_page_format(page, "%%%02X", (unsigned)(unsigned char)*path);
        }
    }
    qn_page_put(page, "\"");
}

static void put_artifact(qn_page *page, const qn_spot *spot)
{
    qn_page_put(page, "\"artifactLocation\": {\"uri\": ");
    put_uri(page, spot->file);
    qn_page_put(page, "}");
}

/* 3.30: the column behind the piece ends it, as in a spot. */
static void put_region(qn_page *page, const char *name, const qn_spot *spot)
{
    qn_page_format(page,
                   "\"%s\": {\"startLine\": %zu, \"startColumn\": %zu, \"endLine\": %zu, "
                   "\"endColumn\": %zu}",
                   name, spot->line, spot->column, spot->end_line, spot->end_column);
}

/* 3.28: a location without its braces; of a file as a whole it has no region. */
static void put_location(qn_page *page, const qn_spot *spot)
{
    qn_page_put(page, "\"physicalLocation\": {");
    put_artifact(page, spot);
    if (spot->line > 0) {
        qn_page_put(page, ", ");
        put_region(page, "region", spot);
    }
    qn_page_put(page, "}");
}

/* ---- results */

static void put_text(qn_page *page, const char *name, const char *text)
{
    qn_page_format(page, "\"%s\": {\"text\": ", name);
    qn_page_json_string(page, text);
    qn_page_put(page, "}");
}

/* 3.27.11: what is wrong, a case that shows it and what to do, a line each. */
static void put_message(qn_page *page, const qn_report *report)
{
    qn_page text = {0};
    qn_page_put(&text, report->message);
    if (report->example[0]) {
        qn_page_put(&text, "\nfor example: ");
        qn_page_put(&text, report->example);
    }
    if (report->help[0]) {
        qn_page_put(&text, "\nhelp: ");
        qn_page_put(&text, report->help);
    }
    put_text(page, "message", qn_page_string(&text));
    qn_page_end(&text, page);
}

/* 3.27.22: the further places. */
static void put_related(qn_page *page, const qn_report *report)
{
    for (size_t i = 0; i < report->label_count; i++) {
        qn_page_put(page, i ? ", {" : ",\n    \"relatedLocations\": [{");
        put_location(page, &report->label[i].spot);
        qn_page_put(page, ", ");
        put_text(page, "message", report->label[i].text);
        qn_page_put(page, "}");
    }
    qn_page_put(page, report->label_count ? "]" : "");
}

/* 3.56: one change of a file, with all that is replaced in it. */
static void put_change(qn_page *page, const qn_report *report, size_t first)
{
    const char *file = report->fix[first].spot.file;
    bool begun = false;
    qn_page_put(page, "{");
    put_artifact(page, &report->fix[first].spot);
    qn_page_put(page, ", \"replacements\": [");
    for (size_t i = first; i < report->fix_count; i++) {
        if (strcmp(report->fix[i].spot.file, file) != 0) {
            continue;
        }
        qn_page_put(page, begun ? ", {" : "{");
        put_region(page, "deletedRegion", &report->fix[i].spot);
        qn_page_put(page, ", ");
        put_text(page, "insertedContent", report->fix[i].text);
        qn_page_put(page, "}");
        begun = true;
    }
    qn_page_put(page, "]}");
}

/* Whether a fix is the first in its file. */
static bool is_first_in_file(const qn_report *report, size_t index)
{
    for (size_t i = 0; i < index; i++) {
        if (strcmp(report->fix[i].spot.file, report->fix[index].spot.file) == 0) {
            return false;
        }
    }
    return true;
}

/* 3.27.30: all changes together mend it, so that they are one fix. */
static void put_fixes(qn_page *page, const qn_report *report)
{
    for (size_t i = 0; i < report->fix_count; i++) {
        if (is_first_in_file(report, i)) {
            qn_page_put(page, i ? ", " : ",\n    \"fixes\": [{\"artifactChanges\": [");
            put_change(page, report, i);
        }
    }
    qn_page_put(page, report->fix_count ? "]}]" : "");
}

/* 3.27.23: where one result of a run can be suppressed, each says whether it is. */
static void put_suppressions(qn_page *page, const qn_report *report)
{
    qn_page_put(page, ",\n    \"suppressions\": [");
    if (report->reason) {
        qn_page_put(page, "{\"kind\": \"inSource\", \"location\": {");
        put_location(page, &report->accepted_at);
        qn_page_put(page, "}, \"justification\": ");
        qn_page_json_string(page, report->reason);
        qn_page_put(page, "}");
    }
    qn_page_put(page, "]");
}

/* The number of a message among those that occur. */
static size_t rule_index(qn_sarif *sarif, qn_code code)
{
    size_t index = 0;
    while (index < sarif->rule_count && sarif->rule[index] != code) {
        index++;
    }
    if (index == sarif->rule_count) {
        sarif->rule[sarif->rule_count++] = code;
    }
    return index;
}

/* What is said of a file that cannot be read has no code. */
static void put_rule_of(qn_sarif *sarif, const char *name, qn_page *page)
{
    qn_code code;
    if (qn_diagnostic_find(name, &code)) {
        qn_page_format(page, "\"ruleId\": \"%s\", \"ruleIndex\": %zu, ", name,
                       rule_index(sarif, code));
    }
}

/* The beginning of the log, up to its first result. */
static void begin(qn_sarif *sarif, qn_page *page)
{
    if (sarif->result_count == 0) {
        qn_page_format(page,
                       "{\"$schema\": \"%s\",\n \"version\": \"2.1.0\",\n \"runs\": [{\n"
                       "  \"columnKind\": \"unicodeCodePoints\",\n  \"results\": [",
                       schema);
    }
}

void qn_sarif_add(qn_sarif *sarif, const qn_report *report, qn_page *page)
{
    begin(sarif, page);
    qn_page_put(page, sarif->result_count++ ? ",\n   {" : "\n   {");
    put_rule_of(sarif, report->code, page);
    qn_page_format(page, "\"level\": \"%s\",\n    ", qn_report_severity_name(report->severity));
    put_message(page, report);
    qn_page_put(page, ",\n    \"locations\": [{");
    put_location(page, &report->spot);
    qn_page_put(page, "}]");
    put_related(page, report);
    put_fixes(page, report);
    put_suppressions(page, report);
    qn_page_put(page, "}");
}

/* ---- the tool */

/* A template as words; `instead` where it is nothing but the place of an argument. */
static void put_template(qn_page *page, const char *name, const char *text, const char *instead)
{
    qn_page words = {0};
    bool is_bare = strspn(text, "{}0123456789") == strlen(text);
    qn_findings_template(&words, is_bare ? instead : text);
    put_text(page, name, qn_page_string(&words));
    qn_page_end(&words, page);
}

/* 3.49: what is said of a message in general, as `qanun explain` does. */
static void put_rule(qn_page *page, qn_code code)
{
    static const qn_report_severity severities[] = {
        [QN_ERROR] = QN_REPORT_ERROR, [QN_WARNING] = QN_REPORT_WARNING, [QN_NOTE] = QN_REPORT_NOTE};
    const qn_diagnostic_row *row = qn_diagnostic_row_get(code);
    qn_page_format(page, "{\"id\": \"%s\",\n     ", row->name);
    put_template(page, "shortDescription", row->message, row->explanation);
    qn_page_put(page, ",\n     ");
    put_template(page, "fullDescription", row->explanation, row->message);
    qn_page_put(page, ",\n     ");
    put_template(page, "help", row->help, row->explanation);
    qn_page_format(page, ",\n     \"defaultConfiguration\": {\"level\": \"%s\"}}",
                   qn_report_severity_name(severities[row->severity]));
}

void qn_sarif_end(qn_sarif *sarif, const char *properties, qn_page *page)
{
    begin(sarif, page);
    qn_page_put(page, "],\n  \"tool\": {\"driver\": {\"name\": \"qanun\", \"version\": ");
    qn_page_json_string(page, qn_version());
    qn_page_put(page, ", \"rules\": [");
    for (size_t i = 0; i < sarif->rule_count; i++) {
        qn_page_put(page, i ? ",\n    " : "\n    ");
        put_rule(page, sarif->rule[i]);
    }
    qn_page_put(page, "]}}");
    if (properties && properties[0]) {
        qn_page_format(page, ",\n  \"properties\": {%s}", properties + 1);
    }
    qn_page_put(page, "}]}\n");
}
