/*
 * The frame of a page. See web_frame.h.
 */
#include "web_frame.h"

#include <string.h>

#include "html.h"
#include "qanun.h"

/* The ways from every page, and the field in which one searches; the text has an id that no name of
 * a rule can have. */
static const char top[] =
    "<nav aria-label=\"Site\"><a href=\"" QN_WEB_ROOT "index.html\">Contents</a> "
    "<a href=\"" QN_WEB_ROOT "search.html\">Register</a> "
    "<a href=\"" QN_WEB_ROOT "open.html\">Open points</a></nav>\n"
    "<form role=\"search\" action=\"" QN_WEB_ROOT "search.html\"><label for=\"page-query\">Search"
    "</label> <input id=\"page-query\" name=\"q\" type=\"search\" autocomplete=\"off\">"
    "<button>Find</button></form>\n</header>\n<main id=\"page-text\">\n";

void qn_web_begin_page(qn_web_frame *frame, const char *title, const char *above)
{
    qn_page *page = &frame->page;
    qn_page full = {0};
    page->length = 0;
    qn_page_put(&full, title);
    if (strcmp(title, frame->site->title) != 0) {
        qn_page_format(&full, " – %s", frame->site->title);
    }
    qn_html_begin_linked(page, qn_page_string(&full), QN_WEB_ROOT);
    qn_page_put(page,
                "<a class=\"skip\" href=\"#page-text\">To the text</a>\n"
                "<header class=\"top\"><p class=\"site\"><a href=\"" QN_WEB_ROOT "index.html\">");
    qn_html_put(page, frame->site->title);
    qn_page_put(page, "</a></p>\n");
    qn_page_put(page, top);
    qn_page_put(page, above);
    qn_page_put(page, "<h1>");
    qn_html_put(page, title);
    qn_page_put(page, "</h1>\n");
    qn_page_end(&full, page);
}

/* How many folders a path leads through. */
static unsigned depth_of(const char *path)
{
    unsigned depth = 0;
    for (; *path; path++) {
        depth += *path == '/';
    }
    return depth;
}

/* The page with the way to the root where links begin with it. */
static void put_rooted(qn_page *out, const qn_page *page, unsigned depth)
{
    size_t begin = 0;
    while (begin < page->length) {
        const char *mark = memchr(page->bytes + begin, QN_WEB_ROOT[0], page->length - begin);
        size_t end = mark ? (size_t)(mark - page->bytes) : page->length;
        qn_page_add(out, page->bytes + begin, end - begin);
        for (unsigned i = 0; mark && i < depth; i++) {
            qn_page_put(out, "../");
        }
        begin = end + 1;
    }
}

bool qn_web_end_page(qn_web_frame *frame, const char *path)
{
    qn_page out = {0};
    qn_page_put(&frame->page, "</main>\n<footer><p>Made from the rules themselves by Qanun ");
    qn_html_put(&frame->page, qn_version());
    qn_page_put(&frame->page, ". Every example on these pages was tried when they were made.</p>"
                              "</footer>\n");
    qn_html_end(&frame->page);
    put_rooted(&out, &frame->page, depth_of(path));
    bool good = !out.out_of_memory && !frame->page.out_of_memory &&
                frame->take(frame->self, path, out.bytes, out.length);
    qn_page_clear(&out);
    return good;
}
