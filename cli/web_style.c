/*
 * The look of a site. See web_style.h. Texts and their grounds have a contrast of at least 4.5 to
 * 1, which the tests compute from the colours below.
 */
#include "web_style.h"

static const char colours[] =
    ":root{color-scheme:light dark;--ink:#1b1f24;--paper:#ffffff;--dim:#565d66;--line:#d3d7dc;"
    "--shade:#f4f5f7;--link:#0b4f9e;--key:#5b2a86;--figure:#8a3b00;--text:#14602f;--cite:#0b4f9e;"
    "--mark:#fff3cd}\n"
    "@media screen and (prefers-color-scheme:dark){:root{--ink:#e6e8eb;--paper:#16181b;"
    "--dim:#a6adb6;--line:#3b4047;--shade:#1f2328;--link:#8fbfff;--key:#d3a6f5;--figure:#ffb077;"
    "--text:#86d69f;--cite:#8fbfff;--mark:#3d3413}}\n";

static const char text[] =
    "*{box-sizing:border-box}html{scroll-padding-top:1rem}\n"
    "body{margin:0;color:var(--ink);background:var(--paper);"
    "font:1rem/1.55 system-ui,-apple-system,\"Segoe UI\",\"Noto Sans\",sans-serif;"
    "overflow-wrap:break-word}\n"
    "h1,h2,h3,.law,.site{font-family:Charter,\"Bitstream Charter\",\"Noto Serif\",Georgia,serif}\n"
    "h1{font-size:2.1rem;line-height:1.2;margin:.2rem 0 .75rem}\n"
    "h2{font-size:1.45rem;line-height:1.3;margin:2.75rem 0 .75rem;padding-bottom:.3rem;"
    "border-bottom:1px solid var(--line)}\n"
    "h3{font-size:1.2rem;line-height:1.3;margin:0 0 .25rem}\n"
    "h4{font-size:.8rem;letter-spacing:.04em;text-transform:uppercase;color:var(--dim);"
    "margin:.75rem 0 .35rem;font-weight:600}\n"
    "p{margin:.4rem 0}ul,ol{padding-left:1.4rem;margin:.4rem 0}\n"
    "a{color:var(--link);text-underline-offset:.15em;text-decoration-thickness:1px}\n"
    "a:hover{text-decoration-thickness:2px}\n"
    ":focus-visible{outline:3px solid var(--link);outline-offset:2px;border-radius:2px}\n"
    ":target{background:var(--mark)}section:target{background:none;outline:2px solid var(--link);"
    "outline-offset:.75rem}\n"
    "code,pre{font-family:ui-monospace,\"DejaVu Sans Mono\",\"Noto Sans Mono\",monospace}\n"
    "code{font-size:.9em}\n"
    "pre{background:var(--shade);border-left:3px solid var(--line);padding:.7rem .9rem;"
    "margin:.4rem 0;white-space:pre;overflow-x:auto;font-size:.84rem;line-height:1.5;tab-size:4}\n"
    "pre code{font-size:inherit}pre a{color:inherit;text-decoration-color:var(--line)}\n"
    ".k{color:var(--key)}.n{color:var(--figure)}.s{color:var(--text)}.c{color:var(--cite)}"
    ".o{color:var(--dim);font-style:italic}\n";

static const char frame[] =
    ".skip{position:absolute;left:-999rem;background:var(--paper);padding:.5rem 1rem;z-index:1}"
    ".skip:focus{left:.5rem;top:.5rem}\n"
    ".top,main,footer{max-width:84rem;margin:0 auto;padding:0 1.5rem}\n"
    ".top{display:flex;flex-wrap:wrap;gap:.5rem 2rem;align-items:center;padding-top:1rem;"
    "padding-bottom:1rem;border-bottom:3px double var(--line)}\n"
    ".site{font-weight:600;font-size:1.1rem;margin:0 auto 0 0}.site a{color:inherit;"
    "text-decoration:none}\n"
    ".top nav a{margin-right:1rem}\n"
    ".top form{display:flex;gap:.4rem;align-items:center}\n"
    "input,button{font:inherit;color:var(--ink);background:var(--paper);border:1px solid "
    "var(--dim);border-radius:3px;padding:.25rem .6rem;max-width:100%}\n"
    "input{width:12rem}button{background:var(--shade);cursor:pointer}\n"
    "main{padding-top:1.5rem;padding-bottom:2rem;min-height:60vh}\n"
    "footer{border-top:1px solid var(--line);color:var(--dim);font-size:.85rem;padding-top:.75rem;"
    "padding-bottom:2rem}\n"
    ".kicker,.meta,.label,.dim,.links,.covered,.comment{color:var(--dim)}\n"
    ".kicker{margin:0;font-size:.9rem}.meta,.links,.covered,figcaption{font-size:.9rem}\n"
    ".links b{font-weight:600}.lead{font-size:1.15rem;max-width:46rem}\n"
    ".comment{max-width:60rem}.label{font-size:1rem;margin:0}.question{font-size:1.15rem}\n"
    ".here{font-weight:400;text-decoration:none;color:var(--dim);padding:0 .3rem}\n"
    ".contents{font-size:.92rem;margin:1rem 0;padding:.6rem 1rem;background:var(--shade)}\n"
    ".contents ul{columns:15rem;list-style:none;padding:0;margin:0}"
    ".contents li{break-inside:avoid;padding:.12rem 0}.articles ul{columns:6.5rem}\n"
    ".rule,.other,.article{margin:1.5rem 0 2rem;padding-top:1.25rem;border-top:1px solid "
    "var(--line)}.article{border:0;padding:0}\n"
    "h2+.rule,h2+.other,.law+.rule{border-top:0;padding-top:0}\n"
    ".pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,30rem),1fr));"
    "gap:0 2rem;align-items:start}.pair>*{min-width:0}\n"
    ".law{max-width:46rem;font-size:1.08rem;line-height:1.6}"
    ".law h2{border:0;margin-bottom:.4rem}.law p.level1,.law p.level2,.law p.level3"
    "{font-weight:600}h2.level2{font-size:1.3rem}h2.level3,h2.level4,h2.level5,h2.level6"
    "{font-size:1.15rem}\n"
    "blockquote{margin:.6rem 0;padding-left:1rem;border-left:3px solid var(--line)}\n";

static const char tables[] =
    "table{border-collapse:collapse;width:100%;font-size:.95rem;margin:.35rem 0 .75rem}\n"
    "th,td{text-align:left;vertical-align:top;padding:.4rem .75rem .4rem 0;border-bottom:1px solid "
    "var(--line)}th{font-weight:600}tbody th{font-weight:400}\n"
    "thead th{font-size:.85rem;color:var(--dim);border-bottom:2px solid var(--line)}\n"
    ".cite{color:var(--dim);white-space:normal}.cite "
    "a{white-space:nowrap}.number{text-align:right}\n"
    ".note,.days{display:block;color:var(--dim);font-size:.88rem}\n"
    "td ul{margin:0;padding-left:1.1rem}\n"
    "details{margin:.4rem 0}summary{cursor:pointer;color:var(--link)}"
    "details>table,details>ul{margin-left:0}\n"
    "figure{margin:1rem 0}figure svg{display:block;width:100%;max-width:48rem;height:auto}\n"
    "figcaption{color:var(--dim)}\n"
    "dt{font-weight:600;margin-top:.6rem}dd{margin:0 0 .4rem 0}\n"
    ".register,.files{list-style:none;padding:0}.register li,.files li,.points li"
    "{padding:.35rem 0}.register li{border-bottom:1px solid var(--line)}\n"
    ".files{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,24rem),1fr));"
    "gap:.25rem 2rem}.files .comment{font-size:.92rem;margin:.1rem 0}\n"
    "[hidden]{display:none}\n"
    "@media (max-width:40rem){.top,main,footer{padding-left:1rem;padding-right:1rem}"
    "h1{font-size:1.7rem}h2{font-size:1.3rem}.top "
    "form{width:100%}input{flex:1;width:auto;min-width:0}\n"
    ".clauses thead,details table thead,.article thead,.laws "
    "thead{position:absolute;left:-999rem}\n"
    ".clauses tr,details tr,.article tr,.laws tr{display:block;padding:.4rem 0;border-bottom:1px "
    "solid "
    "var(--line)}\n"
    ".clauses :is(th,td),details :is(th,td),.article :is(th,td){display:block;border:0;"
    "padding:.1rem 0}\n"
    ".clauses tbody th,details tbody th,.article tbody th{font-weight:600}\n"
    ".laws :is(th,td){border:0;padding:0}.laws tbody th{display:block}.laws td{display:inline;"
    "color:var(--dim);padding-right:1rem}.laws .number::before{content:\"articles: \"}\n"
    "figure{overflow-x:auto}figure svg{min-width:34rem}}\n"
    "@media print{.top nav,.top form,.contents,.skip,.here{display:none}body{font-size:10pt}"
    "main,.top,footer{max-width:none;padding:0}a{color:inherit;text-decoration:none}"
    "pre{border:1px solid "
    "var(--line);background:none;white-space:pre-wrap}h2,h3,h4{break-after:avoid}"
    "tr,figure,pre{break-inside:avoid}thead{display:table-header-group}"
    "details::details-content{display:block;content-visibility:visible;block-size:auto}}\n";

static const char script[] =
    "\"use strict\";\n"
    "const list = [...document.querySelectorAll(\".register li\")];\n"
    "const found = document.getElementById(\"page-found\");\n"
    "const field = document.getElementById(\"page-query\");\n"
    "const plain = (text) => text.toLocaleLowerCase().normalize(\"NFKD\")\n"
    "    .replace(/[\\u0300-\\u036f]/g, \"\").replace(/_/g, \" \");\n"
    "const texts = list.map((item) => plain(item.textContent));\n"
    "function show() {\n"
    "    const words = plain(field.value).split(/\\s+/).filter(Boolean);\n"
    "    let count = 0;\n"
    "    list.forEach((item, i) => {\n"
    "        item.hidden = !words.every((word) => texts[i].includes(word));\n"
    "        count += item.hidden ? 0 : 1;\n"
    "    });\n"
    "    found.textContent = words.length ? `${count} of ${list.length} found` : \"\";\n"
    "}\n"
    "if (found) {\n"
    "    field.value = new URLSearchParams(location.search).get(\"q\") || \"\";\n"
    "    field.addEventListener(\"input\", show);\n"
    "    show();\n"
    "}\n";

void qn_web_put_style(qn_page *page)
{
    static const char *const parts[] = {colours, text, frame, tables};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        qn_page_put(page, parts[i]);
    }
}

void qn_web_put_script(qn_page *page)
{
    qn_page_put(page, script);
}
