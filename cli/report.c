/*
 * Messages to people about rules and facts. See report.h.
 */
#include "report.h"

#include <string.h>

#include "utf8.h"

/* Columns of a source line that are shown; how many may stand before the caret with the line shown
 * from its start, and how many do where it is not. */
enum { SHOWN_WIDTH = 100, SHOWN_BEFORE = 80, CUT_BEFORE = 40, NUMBER_WIDTH = 5 };

static const char *const severity_names[] = {"error", "warning", "note"};
static const char *const severity_colours[] = {"\x1b[1;31m", "\x1b[1;33m", "\x1b[1;36m"};
static const char colour_bold[] = "\x1b[1m";
static const char colour_dim[] = "\x1b[2m";
static const char colour_off[] = "\x1b[0m";

/* Characters of valid UTF-8; of other bytes some number not above theirs. */
static size_t count_characters(const char *bytes, size_t length)
{
    size_t count = 0;
    for (size_t i = 0; i < length; i++) {
        count += ((unsigned char)bytes[i] & 0xC0) != 0x80;
    }
    return count;
}

/* The bytes of the line that begins here, without its end. */
static size_t line_length(const char *bytes, size_t length)
{
    const char *newline = length ? memchr(bytes, '\n', length) : NULL;
    size_t found = newline ? (size_t)(newline - bytes) : length;
    return found > 0 && bytes[found - 1] == '\r' ? found - 1 : found;
}

/* Moves the cursor on to a place in the text. */
static void advance(qn_cursor *cursor, const char *bytes, size_t to)
{
    if (to < cursor->at) {
        *cursor = (qn_cursor){0};
    }
    for (; cursor->at < to; cursor->at++) {
        char byte = bytes[cursor->at];
        cursor->characters += ((unsigned char)byte & 0xC0) != 0x80;
        if (byte == '\n') {
            cursor->line++;
            cursor->start = cursor->at + 1;
            cursor->characters = 0;
        }
    }
}

qn_spot qn_spot_find(const char *file, const char *bytes, size_t length, size_t begin, size_t end,
                     qn_cursor *cursor)
{
    advance(cursor, bytes, begin < length ? begin : length);
    size_t start = cursor->start;
    size_t line = cursor->line + 1;
    qn_spot spot = {.file = file, .line = line, .end_line = line, .text = bytes + start};
    spot.length = line_length(bytes + start, length - start);
    spot.begin = begin - start < spot.length ? begin - start : spot.length;
    spot.end = end - start < spot.length ? end - start : spot.length;
    spot.column = 1 + cursor->characters;
    spot.end_column = spot.column + count_characters(spot.text + spot.begin, spot.end - spot.begin);
    return spot;
}

/* The start of the character before this offset, which is not 0. */
static size_t character_before(const char *bytes, size_t at)
{
    size_t start = at - 1;
    while (start > 0 && at - start < 4 && ((unsigned char)bytes[start] & 0xC0) == 0x80) {
        start--;
    }
    return start;
}

/* Where to begin showing the line, so that the spot is seen; 0 unless the line is very long. */
static size_t window_start(const qn_spot *spot)
{
    size_t start = spot->begin;
    size_t cut = start;
    size_t width = 0;
    while (start > 0 && width <= SHOWN_BEFORE) {
        start = character_before(spot->text, start);
        width += qn_utf8_glyph(spot->text + start, spot->length - start).width;
        cut = width <= CUT_BEFORE ? start : cut;
    }
    return width <= SHOWN_BEFORE ? 0 : cut;
}

/* Puts what is seen of bytes start..end, as far as `room` columns reach. Returns the offset at
 * which it stopped. */
static size_t put_glyphs(qn_page *page, const qn_spot *spot, size_t start, size_t room)
{
    size_t at = start;
    while (at < spot->length) {
        qn_glyph glyph = qn_utf8_glyph(spot->text + at, spot->length - at);
        if (glyph.width > room) {
            break;
        }
        room -= glyph.width;
        qn_page_add(page, glyph.bytes, glyph.length);
        at += glyph.taken;
    }
    return at;
}

static void put_colour(qn_page *page, bool colour, const char *code)
{
    if (colour) {
        qn_page_put(page, code);
    }
}

/* Puts the source line, and returns where it begins and ends to be shown. */
static void put_source(qn_page *page, const qn_spot *spot, bool colour, size_t *start, size_t *stop)
{
    put_colour(page, colour, colour_dim);
    if (spot->is_word) {
        qn_page_format(page, "%*s |", NUMBER_WIDTH, "");
    } else {
        qn_page_format(page, "%*zu |", NUMBER_WIDTH, spot->line);
    }
    put_colour(page, colour, colour_off);
    *start = window_start(spot);
    qn_page_put(page, spot->length == 0 ? "" : *start > 0 ? " …" : " ");
    *stop = put_glyphs(page, spot, *start, SHOWN_WIDTH);
    qn_page_put(page, *stop < spot->length ? "…\n" : "\n");
}

/* Puts the carets under the spot, and what is said of it. */
static void put_carets(qn_page *page, const qn_spot *spot, const char *said, size_t start,
                       size_t stop, const char *paint, bool colour)
{
    size_t end = spot->end < stop ? spot->end : stop;
    size_t before = qn_utf8_width(spot->text + start, spot->begin - start) + (start > 0);
    size_t under =
        end > spot->begin ? qn_utf8_width(spot->text + spot->begin, end - spot->begin) : 0;
    put_colour(page, colour, colour_dim);
    qn_page_format(page, "%*s |", NUMBER_WIDTH, "");
    put_colour(page, colour, colour_off);
    qn_page_pad(page, (long)before + 1);
    put_colour(page, colour, paint);
    for (size_t i = 0; i < (under ? under : 1); i++) {
        qn_page_put(page, "^");
    }
    if (said[0]) {
        qn_page_put(page, " ");
        qn_page_shown(page, said);
    }
    put_colour(page, colour, colour_off);
    qn_page_put(page, "\n");
}

/* "leave.qn:9:9". */
static void put_place(qn_page *page, const qn_spot *spot)
{
    qn_page_shown(page, spot->file);
    if (spot->line > 0 && !spot->is_word) {
        qn_page_format(page, ":%zu:%zu", spot->line, spot->column);
    }
}

/* A line with its heading, or nothing where nothing is said. */
static void put_line(qn_page *page, const char *heading, const char *said)
{
    if (said[0]) {
        qn_page_put(page, heading);
        qn_page_shown(page, said);
        qn_page_put(page, "\n");
    }
}

/* Shows the spot of a message and those of its labels. A label in another file is headed by its
 * place; one on the line shown last gets its carets under it. */
static void put_spots(qn_page *page, const qn_report *report, bool colour)
{
    const qn_spot *last = &report->spot;
    const char *paint = severity_colours[report->severity];
    size_t start;
    size_t stop;
    put_source(page, last, colour, &start, &stop);
    put_carets(page, last, "", start, stop, paint, colour);
    for (size_t i = 0; i < report->label_count; i++) {
        const qn_spot *spot = &report->label[i].spot;
        bool same_file = strcmp(spot->file, last->file) == 0;
        if (!same_file) {
            qn_page_put(page, "   ");
            put_place(page, spot);
            qn_page_put(page, "\n");
        }
        if (!same_file || spot->line != last->line || spot->begin < start || spot->begin > stop) {
            put_source(page, spot, colour, &start, &stop);
        }
        put_carets(page, spot, report->label[i].text, start, stop, paint, colour);
        last = spot;
    }
}

/* "leave.qn:9:9: error[Q0301]: two rows of this band overlap" */
static void put_head(qn_page *page, const qn_report *report, bool colour)
{
    put_colour(page, colour, colour_bold);
    put_place(page, &report->spot);
    qn_page_put(page, ": ");
    put_colour(page, colour, report->reason ? colour_dim : severity_colours[report->severity]);
    qn_page_put(page, report->reason ? "accepted" : severity_names[report->severity]);
    if (report->code[0]) {
        qn_page_format(page, "[%s]", report->code);
    }
    put_colour(page, colour, colour_off);
    put_line(page, ": ", report->message);
}

/* Why a finding was accepted, and where. */
static void put_acceptance(qn_page *page, const qn_report *report)
{
    qn_page_put(page, "   because: ");
    qn_page_shown(page, report->reason);
    qn_page_put(page, " (");
    put_place(page, &report->accepted_at);
    qn_page_put(page, ")\n");
}

const char *qn_report_severity_name(qn_report_severity severity)
{
    return severity_names[severity];
}

void qn_report_page(qn_page *page, const qn_report *report, bool colour)
{
    put_head(page, report, colour);
    if (report->reason) {
        put_acceptance(page, report);
        return;
    }
    if (report->spot.line > 0) {
        put_spots(page, report, colour);
    }
    put_line(page, "   for example: ", report->example);
    put_line(page, "   help: ", report->help);
}

/* The members of a JSON object that tell a place. */
static void put_json_place(qn_page *page, const qn_spot *spot)
{
    qn_page_put(page, "\"file\": ");
    qn_page_json_string(page, spot->file);
    if (spot->line > 0) {
        qn_page_format(
            page, ", \"line\": %zu, \"column\": %zu, \"end\": {\"line\": %zu, \"column\": %zu}",
            spot->line, spot->column, spot->end_line, spot->end_column);
    }
}

/* A member whose value is a string, left out where that is empty. */
static void put_json_member(qn_page *page, const char *name, const char *value)
{
    if (value[0]) {
        qn_page_format(page, ", \"%s\": ", name);
        qn_page_json_string(page, value);
    }
}

/* A list of places, each with its text under the name that fits; left out where it is empty. */
static void put_json_list(qn_page *page, const char *name, const char *text_name,
                          const qn_report_label *list, size_t count)
{
    if (count == 0) {
        return;
    }
    qn_page_format(page, ", \"%s\": [", name);
    for (size_t i = 0; i < count; i++) {
        qn_page_put(page, i ? ", {" : "{");
        put_json_place(page, &list[i].spot);
        qn_page_format(page, ", \"%s\": ", text_name);
        qn_page_json_string(page, list[i].text);
        qn_page_put(page, "}");
    }
    qn_page_put(page, "]");
}

/* Whether a part of a case begins here, "seniority = 10 years" or "on 2026-07-01": behind a comma
 * the values of a fact over time may go on. */
static bool begins_part(const char *text)
{
    size_t word = strcspn(text, " ,");
    bool is_day = strncmp(text, "on ", 3) == 0 && text[3] >= '0' && text[3] <= '9';
    return is_day || strncmp(text + word, " = ", 3) == 0;
}

/* How long the first part of a case is: to a comma that stands in no brackets and before another
 * part, or to what is said of the case. */
static size_t part_length(const char *text)
{
    int depth = 0;
    size_t length = 0;
    for (; text[length] != '\0'; length++) {
        depth += text[length] == '[' || text[length] == '{';
        depth -= text[length] == ']' || text[length] == '}';
        bool is_comma = strncmp(text + length, ", ", 2) == 0 && begins_part(text + length + 2);
        if (depth == 0 && (is_comma || strncmp(text + length, " (", 2) == 0)) {
            break;
        }
    }
    return length;
}

/* A case as words for `run`: "--fact", "seniority=10 years", "--on", "2026-07-01". */
static void put_run(qn_page *page, const char *example)
{
    static const char is[] = " = ";
    static const char on[] = "on ";
    const char *between = "";
    qn_page_put(page, ", \"run\": [");
    for (size_t length; (length = part_length(example)) > 0;
         example += length + (example[length] == ',' ? 2 : 0)) {
        bool is_day = strncmp(example, on, sizeof on - 1) == 0;
        const char *sign = strstr(example, is);
        qn_page word = {0};
        if (!is_day && (sign == NULL || sign >= example + length)) {
            break; /* "every case", or "all facts as they are by default" */
        }
        if (is_day) {
            qn_page_add(&word, example + sizeof on - 1, length - (sizeof on - 1));
        } else {
            qn_page_add(&word, example, (size_t)(sign - example));
            qn_page_put(&word, "=");
            sign += sizeof is - 1;
            qn_page_add(&word, sign, (size_t)(example + length - sign));
        }
        qn_page_format(page, "%s\"%s\", ", between, is_day ? "--on" : "--fact");
        qn_page_json_string(page, qn_page_string(&word));
        page->out_of_memory |= word.out_of_memory;
        qn_page_clear(&word);
        between = ", ";
    }
    qn_page_put(page, "]");
}

void qn_report_json(qn_page *page, const qn_report *report)
{
    qn_page_format(page, "{\"severity\": \"%s\"", severity_names[report->severity]);
    put_json_member(page, "code", report->code);
    qn_page_put(page, ", ");
    put_json_place(page, &report->spot);
    put_json_member(page, "message", report->message);
    put_json_member(page, "example", report->example);
    if (report->is_shown) {
        put_run(page, report->example);
    }
    put_json_member(page, "help", report->help);
    put_json_list(page, "labels", "message", report->label, report->label_count);
    put_json_list(page, "fixes", "replacement", report->fix, report->fix_count);
    if (report->reason) {
        put_json_member(page, "reason", report->reason);
        qn_page_put(page, ", \"acceptance\": {");
        put_json_place(page, &report->accepted_at);
        qn_page_put(page, "}");
    }
    qn_page_put(page, "}");
}

/* Puts a count and what is counted, behind a comma where it is not the first. */
static void put_total(qn_page *page, size_t count, const char *what, bool *begun)
{
    if (count > 0) {
        qn_page_format(page, "%s%zu %s", *begun ? ", " : "", count, what);
        *begun = true;
    }
}

void qn_report_totals(qn_page *page, size_t errors, size_t warnings, size_t accepted)
{
    bool begun = false;
    put_total(page, errors, errors == 1 ? "error" : "errors", &begun);
    put_total(page, warnings, warnings == 1 ? "warning" : "warnings", &begun);
    put_total(page, accepted, "accepted", &begun);
    qn_page_put(page, begun ? "\n" : "");
}
