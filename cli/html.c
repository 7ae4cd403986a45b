/*
 * Pages of HTML. See html.h.
 */
#include "html.h"

#include <string.h>

#include "qanun.h"
#include "utf8.h"

/* What stands for a byte that has a meaning in HTML, or NULL. */
static const char *entity(char byte)
{
    switch (byte) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

void qn_html_put(qn_page *page, const char *string)
{
    size_t length = strlen(string);
    for (size_t at = 0; at < length;) {
        qn_glyph glyph = qn_utf8_glyph(string + at, length - at);
        const char *escaped = entity(string[at]);
        if (escaped) {
            qn_page_put(page, escaped);
        } else {
            qn_page_add(page, glyph.bytes, glyph.length);
        }
        at += glyph.taken;
    }
}

void qn_html_put_words(qn_page *page, qn_page *words)
{
    qn_html_put(page, qn_page_string(words));
    qn_page_end(words, page);
}

/* A closed step is opened on paper by browsers that can; each step is open until it is closed. */
static const char style[] =
    ":root{color-scheme:light dark;--ink:#1a1a1a;--paper:#fff;--dim:#5c5c5c;--line:#c8c8c8;"
    "--shade:#f3f4f6;--link:#0b4f9e;--warn:#8a4b00}\n"
    "@media (prefers-color-scheme:dark){:root{--ink:#e8e8e8;--paper:#16181b;--dim:#a8a8a8;"
    "--line:#44484e;--shade:#20242a;--link:#8fbfff;--warn:#ffc266}}\n"
    "body{margin:0 auto;max-width:72rem;padding:1.5rem;color:var(--ink);background:var(--paper);"
    "font:1rem/1.5 system-ui,sans-serif;overflow-wrap:anywhere}\n"
    "h1{font-size:1.6rem;margin:0}h2{font-size:1.25rem;margin:1.75rem 0 .5rem}\n"
    "a{color:var(--link)}code,.formula{font-family:ui-monospace,monospace;font-size:.9em}\n"
    "table{border-collapse:collapse;width:100%;margin:.25rem 0 .75rem}\n"
    "caption{text-align:left;color:var(--dim);font-size:.85rem}\n"
    "th,td{border:1px solid var(--line);padding:.25rem .5rem;text-align:left;vertical-align:top}\n"
    "thead th{background:var(--shade)}th{font-weight:600}\n"
    "details{border-left:3px solid var(--line);margin:.5rem 0;padding-left:.75rem}\n"
    "summary{cursor:pointer}summary>*{display:inline;font-size:1rem;font-weight:400}\n"
    ":target{outline:2px solid var(--link);outline-offset:2px}\n"
    ".aside td{color:var(--dim)}.place,.more{color:var(--dim);font-size:.85rem;margin:.15rem 0}\n"
    ".elements{list-style:none;margin:.25rem 0;padding-left:.75rem}\n"
    ".source td{border:0;padding:0 .5rem;white-space:pre-wrap}.source td:nth-child(2)"
    "{color:var(--dim);text-align:right}.some,.none{background:var(--shade)}"
    ".source p{margin:0 0 .25rem 1rem;font-size:.85rem}\n"
    ".n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}"
    ".wide{overflow-x:auto}.wide table{overflow-wrap:normal}.wide .clause{min-width:16rem}\n"
    "@media screen and (max-width:56rem){.wide table{font-size:.85rem}"
    ".wide th,.wide td{padding:.2rem .35rem}}\n"
    ".charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(30rem,100%),1fr));"
    "gap:1rem;margin:1rem 0}.charts figure{margin:0;break-inside:avoid;overflow-x:auto}.charts "
    "svg{min-width:32rem}\n"
    ".figures{display:flex;flex-wrap:wrap;gap:.75rem 2.5rem;margin:1rem 0}.figures dt{font-weight:"
    "400;color:var(--dim);font-size:.85rem}.figures dd{margin:0;font-size:1.35rem;"
    "font-variant-numeric:tabular-nums}.bar{width:6rem;height:.75rem;fill:var(--link)}\n"
    ".warning{color:var(--warn)}dt{font-weight:600}dd{margin:0 0 .5rem 1.5rem}\n"
    "@media "
    "print{:root{color-scheme:light;--ink:#000;--paper:#fff;--dim:#333;--line:#888;--shade:#fff;--"
    "link:#000;"
    "--warn:#000}body{max-width:none;padding:0;font-size:10pt}a{text-decoration:none}"
    "summary{list-style:none}details::details-content{display:block;content-visibility:visible;"
    "block-size:auto}tr{break-inside:avoid}h2,summary{break-after:avoid}"
    "thead{display:table-header-group}}\n";

/* All up to the title. policy: what else than nothing may be loaded. */
static void put_head(qn_page *page, const char *title, const char *policy)
{
    qn_page_put(page,
                "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ");
    qn_page_put(page, policy);
    qn_page_put(page, "\">\n"
                      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                      "<meta name=\"generator\" content=\"Qanun ");
    qn_html_put(page, qn_version());
    qn_page_put(page, "\">\n<title>");
    qn_html_put(page, title);
    qn_page_put(page, "</title>\n");
}

void qn_html_begin(qn_page *page, const char *title)
{
    put_head(page, title, "style-src 'unsafe-inline'");
    qn_page_put(page, "<style>\n");
    qn_page_put(page, style);
    qn_page_put(page, "</style>\n</head>\n<body>\n");
}

void qn_html_begin_linked(qn_page *page, const char *title, const char *root)
{
    put_head(page, title, "style-src 'self' 'unsafe-inline'; script-src 'self'");
    qn_page_format(page,
                   "<link rel=\"stylesheet\" href=\"%sstyle.css\">\n"
                   "<script src=\"%ssearch.js\" defer></script>\n</head>\n<body>\n",
                   root, root);
}

void qn_html_end(qn_page *page)
{
    qn_page_put(page, "</body>\n</html>\n");
}
