/*
 * Citations on pages. See web_cite.h.
 */
#include "web_cite.h"

#include <string.h>

#include "html.h"

/* The bytes of the law with whose key a citation begins; the longest one, 0 for none. */
static size_t law_length(const qn_web_file *file, const char *cite)
{
    const size_t(*law)[2] = file->laws.row;
    size_t longest = 0;
    for (uint32_t i = 0; i < file->laws.count; i++) {
        const char *key = qn_web_text(file, law[i][0]);
        size_t length = strlen(key);
        bool is_whole = cite[length] == ' ' || cite[length] == '\0';
        if (length > longest && strncmp(cite, key, length) == 0 && is_whole) {
            longest = length;
        }
    }
    return longest;
}

/* Takes the next piece up to a comma. */
static void take(qn_web_cited *cited, const char *at)
{
    const char *comma = strchr(at, ',');
    at += strspn(at, " ");
    cited->article = at;
    cited->length = comma ? (size_t)(comma - at) : strlen(at);
    while (cited->length > 0 && at[cited->length - 1] == ' ') {
        cited->length--;
    }
    cited->next = comma ? comma + 1 : NULL;
}

qn_web_cited qn_web_cite_first(const qn_web_file *file, const char *cite)
{
    qn_web_cited cited = {.law = cite, .law_length = law_length(file, cite)};
    take(&cited, cite + cited.law_length);
    return cited;
}

void qn_web_cite_next(qn_web_cited *cited)
{
    take(cited, cited->next);
}

/* Some bytes as a part of an address; `other` where nothing is left of them. */
static void put_slug(qn_page *page, const char *bytes, size_t length, const char *other)
{
    qn_page words = {0};
    size_t before = page->length;
    qn_page_add(&words, bytes, length);
    qn_web_put_slug(page, qn_page_string(&words));
    qn_page_put(page, page->length == before ? other : "");
    qn_page_end(&words, page);
}

void qn_web_put_law_page(qn_page *page, const qn_web_cited *cited)
{
    qn_page_put(page, "laws/");
    put_slug(page, cited->law, cited->law_length, "other-sources");
    qn_page_put(page, ".html");
}

void qn_web_put_article_id(qn_page *page, const qn_web_cited *cited)
{
    put_slug(page, cited->article, cited->length, "as-a-whole");
}

/* One article, with its link. */
static void put_cited(qn_page *page, const qn_web_cited *cited, bool with_law)
{
    qn_page address = {0};
    qn_page words = {0};
    qn_page_put(&address, QN_WEB_ROOT);
    qn_web_put_law_page(&address, cited);
    qn_page_put(&address, "#");
    qn_web_put_article_id(&address, cited);
    qn_page_put(page, "<a href=\"");
    qn_web_put_link(page, qn_page_string(&address));
    qn_page_put(page, "\">");
    if (with_law && cited->law_length > 0) {
        qn_page_add(&words, cited->law, cited->law_length);
        qn_page_put(&words, cited->length > 0 ? " " : "");
    }
    qn_page_add(&words, cited->article, cited->length);
    qn_html_put_words(page, &words);
    qn_page_put(page, "</a>");
    qn_page_end(&address, page);
}

void qn_web_put_cite(qn_page *page, const qn_web_file *file, const char *cite)
{
    qn_web_cited cited = qn_web_cite_first(file, cite);
    put_cited(page, &cited, true);
    while (cited.next) {
        qn_web_cite_next(&cited);
        qn_page_put(page, ", ");
        put_cited(page, &cited, false);
    }
}
