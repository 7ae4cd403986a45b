/*
 * Markdown as HTML. See markdown.h.
 *
 * Blocks are found line by line, with a stack of open lists; within them one walk over the
 * characters finds code, emphasis and links. Emphasis in emphasis goes a few levels deep only.
 */
#include "markdown.h"

#include <string.h>

#include "html.h"

enum {
    LISTS_MAX = 6,
    INLINE_MAX = 6,
    HEADING_MAX = 6,
    REACH = 4096 /* bytes in which a mark must come again, so that no text takes long */
};

/* Some bytes of the text. */
typedef struct piece {
    const char *bytes;
    size_t length;
} piece;

/* A list that is open. */
typedef struct open_list {
    size_t indent;
    bool is_ordered;
} open_list;

/* One text. words: the paragraph, the item or the quotation that is being read. */
typedef struct writer {
    qn_page *page;
    const qn_markdown *how;
    piece rest;
    qn_page words;
    open_list list[LISTS_MAX];
    size_t lists;
    bool is_quote;
    bool has_heading;
} writer;

/* ---- within a block */

static void put_inline(writer *w, piece text, int depth);

/* Line by line, since a line end in a text from outside is shown as a strange sign. */
static void put_text(writer *w, piece text)
{
    while (text.length > 0) {
        size_t length = 0;
        qn_page words = {0};
        while (length < text.length && text.bytes[length] != '\n') {
            length++;
        }
        qn_page_add(&words, text.bytes, length);
        qn_html_put_words(w->page, &words);
        qn_page_put(w->page, length < text.length ? "\n" : "");
        length += length < text.length;
        text = (piece){text.bytes + length, text.length - length};
    }
}

/* Where a mark comes again, from a place on; the length where it does not. */
static size_t find(piece text, size_t from, const char *mark, size_t length)
{
    for (size_t i = from; i + length <= text.length; i++) {
        if (memcmp(text.bytes + i, mark, length) == 0) {
            return i;
        }
    }
    return text.length;
}

static piece part(piece text, size_t from, size_t to)
{
    return (piece){text.bytes + from, to - from};
}

/* The same, near; the length of the text where it does not come near enough. */
static size_t find_near(piece text, size_t from, const char *mark, size_t length)
{
    piece near = part(text, 0, text.length - from > REACH ? from + REACH : text.length);
    size_t found = find(near, from, mark, length);
    return found == near.length ? text.length : found;
}

/* How many of a byte a text begins with. */
static size_t count_of(piece text, char byte)
{
    size_t count = 0;
    while (count < text.length && text.bytes[count] == byte) {
        count++;
    }
    return count;
}

static bool is_letter(char byte)
{
    return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
           (byte >= 'A' && byte <= 'Z') || (unsigned char)byte >= 0x80;
}

/* `code` between equal runs of backticks; the bytes taken, 0 where it is none. */
static size_t put_code(writer *w, piece text, size_t at)
{
    size_t run = count_of(part(text, at, text.length), '`');
    size_t end = find_near(text, at + run, text.bytes + at, run);
    if (end == text.length) {
        return 0;
    }
    qn_page_put(w->page, "<code>");
    put_text(w, part(text, at + run, end));
    qn_page_put(w->page, "</code>");
    return end + run - at;
}

/* *emphasis* and **strong emphasis**; the bytes taken, 0 where it is none. */
static size_t put_emphasis(writer *w, piece text, size_t at, int depth)
{
    char mark[2] = {text.bytes[at], text.bytes[at]};
    bool is_strong = at + 1 < text.length && text.bytes[at + 1] == mark[0];
    size_t run = is_strong ? 2 : 1;
    bool in_word = mark[0] == '_' && at > 0 && is_letter(text.bytes[at - 1]);
    if (depth >= INLINE_MAX || in_word || at + run >= text.length || text.bytes[at + run] == ' ') {
        return 0;
    }
    size_t end = find_near(text, at + run, mark, run);
    if (end == text.length || text.bytes[end - 1] == ' ' || end == at + run) {
        return 0;
    }
    qn_page_put(w->page, is_strong ? "<strong>" : "<em>");
    put_inline(w, part(text, at + run, end), depth + 1);
    qn_page_put(w->page, is_strong ? "</strong>" : "</em>");
    return end + run - at;
}

/* The words of a link, with its address where there shall be one. */
static void put_linked(writer *w, piece words, piece target, int depth)
{
    qn_page address = {0};
    qn_page link = {0};
    qn_page_add(&address, target.bytes, target.length);
    bool linked = w->how->link(w->how->self, &link, qn_page_string(&address));
    if (linked) {
        qn_page_put(w->page, "<a href=\"");
        qn_page_put(w->page, qn_page_string(&link));
        qn_page_put(w->page, "\">");
    }
    put_inline(w, words, depth + 1);
    qn_page_put(w->page, linked ? "</a>" : "");
    qn_page_end(&link, w->page);
    qn_page_end(&address, w->page);
}

/* [words](address "title"), and ![words](address), of which the words are shown; the bytes taken.
 */
static size_t put_link(writer *w, piece text, size_t at, int depth)
{
    size_t begin = at + (text.bytes[at] == '!') + 1;
    if (depth >= INLINE_MAX || begin > text.length || text.bytes[begin - 1] != '[') {
        return 0;
    }
    size_t middle = find_near(text, begin, "](", 2);
    size_t end = middle < text.length ? find_near(text, middle, ")", 1) : text.length;
    if (end == text.length) {
        return 0;
    }
    piece target = part(text, middle + 2, end);
    size_t length = 0;
    while (length < target.length && target.bytes[length] != ' ') {
        length++;
    }
    if (text.bytes[at] == '!') {
        put_text(w, part(text, begin, middle));
    } else {
        put_linked(w, part(text, begin, middle), part(target, 0, length), depth);
    }
    return end + 1 - at;
}

/* <https://…>; the bytes taken, 0 where it is none. */
static size_t put_address(writer *w, piece text, size_t at)
{
    size_t end = find_near(text, at, ">", 1);
    piece target = end < text.length ? part(text, at + 1, end) : part(text, at, at);
    if (find(target, 0, "://", 3) == target.length || find(target, 0, " ", 1) < target.length) {
        return 0;
    }
    put_linked(w, target, target, INLINE_MAX - 1);
    return end + 1 - at;
}

/* What begins at a sign that may mean something; the bytes taken, 0 where it stands for itself. */
static size_t put_sign(writer *w, piece text, size_t at, int depth)
{
    switch (text.bytes[at]) {
    case '\\':
        if (at + 1 < text.length && !is_letter(text.bytes[at + 1]) && text.bytes[at + 1] != ' ') {
            put_text(w, part(text, at + 1, at + 2));
            return 2;
        }
        return 0;
    case '`':
        return put_code(w, text, at);
    case '*':
    case '_':
        return put_emphasis(w, text, at, depth);
    case '!':
    case '[':
        return put_link(w, text, at, depth);
    case '<':
        return put_address(w, text, at);
    default:
        return 0;
    }
}

static void put_inline(writer *w, piece text, int depth)
{
    qn_page *page = w->page;
    size_t begin = 0;
    for (size_t at = 0; at < text.length;) {
        qn_page made = {0};
        size_t taken = 0;
        if (memchr("\\`*_![<", text.bytes[at], 7)) {
            w->page = &made;
            taken = put_sign(w, text, at, depth);
            w->page = page;
        }
        if (taken > 0) {
            put_text(w, part(text, begin, at));
            qn_page_add(page, made.bytes, made.length);
            begin = at + taken;
        }
        at += taken > 0 ? taken : 1;
        qn_page_end(&made, page);
    }
    put_text(w, part(text, begin, text.length));
}

/* ---- blocks */

/* Ends the paragraph, the item or the quotation that is being read. */
static void end_words(writer *w)
{
    const char *element = w->is_quote ? "blockquote" : "p";
    if (w->words.length > 0) {
        piece text = {w->words.bytes, w->words.length};
        if (w->lists == 0) {
            qn_page_format(w->page, "<%s>%s", element, w->is_quote ? "<p>" : "");
        }
        put_inline(w, text, 0);
        if (w->lists == 0) {
            qn_page_format(w->page, "%s</%s>\n", w->is_quote ? "</p>" : "", element);
        }
    }
    w->page->out_of_memory |= w->words.out_of_memory;
    w->words.length = 0;
    w->is_quote = false;
}

/* Closes lists until so many are open. */
static void close_lists(writer *w, size_t left)
{
    end_words(w);
    while (w->lists > left) {
        qn_page_put(w->page, w->list[--w->lists].is_ordered ? "</li></ol>\n" : "</li></ul>\n");
    }
}

/* Takes the next line, without its end. False behind the last. */
static bool take_line(writer *w, piece *out)
{
    if (w->rest.length == 0) {
        return false;
    }
    const char *end = memchr(w->rest.bytes, '\n', w->rest.length);
    size_t length = end ? (size_t)(end - w->rest.bytes) : w->rest.length;
    *out = (piece){w->rest.bytes, length};
    out->length -= length > 0 && w->rest.bytes[length - 1] == '\r';
    w->rest = part(w->rest, length + (end != NULL), w->rest.length);
    return true;
}

static piece trimmed(piece line)
{
    size_t skip = count_of(line, ' ');
    line = part(line, skip, line.length);
    while (line.length > 0 && line.bytes[line.length - 1] == ' ') {
        line.length--;
    }
    return line;
}

static void put_heading(writer *w, piece text, size_t level)
{
    close_lists(w, 0);
    while (text.length > 0 && text.bytes[text.length - 1] == '#') {
        text.length--;
    }
    const char *element = w->how->is_flat ? "p" : "h2";
    qn_page_format(w->page, "<%s class=\"level%zu\">", element, level);
    put_inline(w, trimmed(text), 0);
    qn_page_format(w->page, "</%s>\n", element);
    w->has_heading = true;
}

/* "- ", "* ", "+ ", "12. ": the bytes up to the words of the item, 0 where it is none. */
static size_t item_mark(piece line, bool *is_ordered)
{
    size_t at = 0;
    while (at < line.length && line.bytes[at] >= '0' && line.bytes[at] <= '9') {
        at++;
    }
    *is_ordered =
        at > 0 && at < 10 && at < line.length && (line.bytes[at] == '.' || line.bytes[at] == ')');
    bool is_item =
        *is_ordered || (at == 0 && line.length > 0 && strchr("-*+", line.bytes[0]) != NULL);
    bool has_space = is_item && at + 1 < line.length && line.bytes[at + 1] == ' ';
    return has_space ? at + 2 : 0;
}

static void put_item(writer *w, piece text, size_t indent, bool is_ordered)
{
    end_words(w);
    while (w->lists > 0 && w->list[w->lists - 1].indent > indent) {
        close_lists(w, w->lists - 1);
    }
    bool is_next =
        w->lists > 0 && (w->list[w->lists - 1].indent + 2 > indent || w->lists == LISTS_MAX);
    if (is_next && w->list[w->lists - 1].is_ordered != is_ordered) {
        close_lists(w, w->lists - 1);
        is_next = false;
    }
    if (is_next) {
        qn_page_put(w->page, "</li>\n<li>");
    } else {
        w->list[w->lists++] = (open_list){indent, is_ordered};
        qn_page_put(w->page, is_ordered ? "<ol><li>" : "<ul><li>");
    }
    qn_page_add(&w->words, text.bytes, text.length);
}

/* A block between fences, as it is written. */
static void put_fenced(writer *w, piece fence)
{
    size_t run = count_of(fence, fence.bytes[0]);
    piece line;
    close_lists(w, 0);
    qn_page_put(w->page, "<pre><code>");
    while (take_line(w, &line)) {
        piece text = trimmed(line);
        if (text.length >= run && count_of(text, fence.bytes[0]) == text.length) {
            break;
        }
        put_text(w, line);
        qn_page_put(w->page, "\n");
    }
    qn_page_put(w->page, "</code></pre>\n");
}

/* Leaves a comment out, which begins in this line. */
static void skip_comment(writer *w, piece line)
{
    close_lists(w, 0);
    while (find(line, 0, "-->", 3) == line.length && take_line(w, &line)) {
    }
}

/* Is it a line of - and | and : below the head of a table? */
static bool is_rule_of_table(piece line)
{
    bool has_dash = false;
    bool has_bar = false;
    for (size_t i = 0; i < line.length; i++) {
        has_dash |= line.bytes[i] == '-';
        has_bar |= line.bytes[i] == '|';
        if (!strchr("-|: ", line.bytes[i])) {
            return false;
        }
    }
    return has_dash && has_bar;
}

/* The cells of a line of a table. */
static void put_cells(writer *w, piece line, const char *element)
{
    line = trimmed(line);
    line = part(line, count_of(line, '|') > 0, line.length);
    line.length -= line.length > 0 && line.bytes[line.length - 1] == '|';
    qn_page_put(w->page, "<tr>");
    for (size_t at = 0; at <= line.length;) {
        size_t end = find(line, at, "|", 1);
        qn_page_format(w->page, "<%s>", element);
        put_inline(w, trimmed(part(line, at, end)), 0);
        qn_page_format(w->page, "</%s>", element[1] == 'h' ? "th" : "td");
        at = end + 1;
    }
    qn_page_put(w->page, "</tr>\n");
}

/* A table, whose head is in hand; false where the next line says that it is none. */
static bool put_table(writer *w, piece head)
{
    piece before = w->rest;
    piece line;
    if (find(head, 0, "|", 1) == head.length || !take_line(w, &line) || !is_rule_of_table(line)) {
        w->rest = before;
        return false;
    }
    close_lists(w, 0);
    qn_page_put(w->page, "<table><thead>");
    put_cells(w, head, "th scope=\"col\"");
    qn_page_put(w->page, "</thead><tbody>\n");
    for (before = w->rest; take_line(w, &line) && find(line, 0, "|", 1) < line.length;
         before = w->rest) {
        put_cells(w, line, "td");
    }
    w->rest = before;
    qn_page_put(w->page, "</tbody></table>\n");
    return true;
}

/* A line of three or more - or * or _ alone. */
static bool is_break(piece text)
{
    return text.length >= 3 && strchr("-*_", text.bytes[0]) &&
           count_of(text, text.bytes[0]) == text.length;
}

/* A line = or - below a paragraph makes a heading of it. */
static bool put_underlined(writer *w, piece text)
{
    bool is_line = text.length > 0 && strchr("=-", text.bytes[0]) &&
                   count_of(text, text.bytes[0]) == text.length;
    if (!is_line || w->words.length == 0 || w->lists > 0 || w->is_quote) {
        return false;
    }
    qn_page words = w->words;
    w->words = (qn_page){0};
    put_heading(w, (piece){words.bytes, words.length}, text.bytes[0] == '=' ? 1 : 2);
    qn_page_end(&words, w->page);
    return true;
}

/* Words that go on with the paragraph, the item or the quotation. */
static void add_words(writer *w, piece text, bool is_quote)
{
    if (is_quote != w->is_quote) {
        close_lists(w, 0);
    }
    w->is_quote = is_quote;
    qn_page_put(&w->words, w->words.length > 0 ? "\n" : "");
    qn_page_add(&w->words, text.bytes, text.length);
}

/* One line, and those behind it that belong to what it begins. */
static void put_line(writer *w, piece line)
{
    bool is_ordered;
    piece text = trimmed(line);
    size_t indent = count_of(line, ' ');
    size_t level = count_of(text, '#');
    size_t mark = item_mark(text, &is_ordered);
    if (text.length == 0) {
        end_words(w);
    } else if (put_underlined(w, text)) {
        return;
    } else if (level > 0 && level <= HEADING_MAX &&
               (level == text.length || text.bytes[level] == ' ')) {
        put_heading(w, part(text, level, text.length), level);
    } else if (count_of(text, '`') >= 3 || count_of(text, '~') >= 3) {
        put_fenced(w, text);
    } else if (text.length >= 4 && memcmp(text.bytes, "<!--", 4) == 0) {
        skip_comment(w, text);
    } else if (is_break(text)) {
        close_lists(w, 0);
        qn_page_put(w->page, "<hr>\n");
    } else if (mark > 0) {
        put_item(w, part(text, mark, text.length), indent, is_ordered);
    } else if (text.bytes[0] == '>') {
        add_words(w, trimmed(part(text, 1, text.length)), true);
    } else if (w->words.length > 0 || !put_table(w, text)) {
        if (w->words.length == 0 && indent == 0) {
            close_lists(w, 0);
        }
        add_words(w, text, w->is_quote);
    }
}

bool qn_markdown_put(qn_page *page, const qn_markdown *how, const char *bytes, size_t length)
{
    writer w = {.page = page, .how = how, .rest = {bytes, length}};
    piece line;
    while (take_line(&w, &line)) {
        put_line(&w, line);
    }
    close_lists(&w, 0);
    qn_page_end(&w.words, page);
    return w.has_heading;
}
