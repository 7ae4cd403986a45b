"""The law as a site: every page is sound HTML that can be read without a script, every link leads
somewhere, what stands in it is what the rules say, no text of a file becomes markup, and an old site
is replaced whole or not at all.

Beside what is checked here, `tidy` and a browser are asked where they are installed."""
import collections
import glob
import html.parser
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import urllib.parse

import command

WORK = os.path.join(command.ROOT, "build", "sites")
VOID = {"meta", "link", "input", "br", "hr", "path", "line", "rect", "circle"}
DRAWN = {"svg", "title", "desc", "style", "path", "line", "rect", "circle", "text", "g", "tspan"}
ELEMENTS = VOID | DRAWN | {
    "html", "head", "body", "script", "header", "nav", "main", "footer", "section", "div", "form",
    "label", "button", "a", "p", "h1", "h2", "h3", "h4", "span", "b", "strong", "em", "code", "pre",
    "ul", "ol", "li", "dl", "dt", "dd", "table", "thead", "tbody", "tr", "th", "td", "details",
    "summary", "figure", "figcaption", "blockquote"}
INSIDE = {"tr": {"thead", "tbody"}, "th": {"tr"}, "td": {"tr"}, "thead": {"table"},
          "tbody": {"table"}, "li": {"ul", "ol"}, "dt": {"dl"}, "dd": {"dl"},
          "summary": {"details"}, "figcaption": {"figure"}, "script": {"head"}, "main": {"body"}}
TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f"


class Page(html.parser.HTMLParser):
    """One page: wrong, what is wrong with it; ids; links; text."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.wrong, self.open, self.pieces = [], [], []
        self.ids, self.links, self.headings, self.first_link = [], [], [], None
        self.labelled, self.fields, self.count = set(), set(), collections.Counter()
        if not text.startswith('<!DOCTYPE html>\n<html lang="en">'):
            self.wrong.append("no document type, or no language")
        if re.search(r"&(?!(amp|lt|gt|quot|#39);)", text.partition("<body>")[2]):
            self.wrong.append("an ampersand that is not escaped")
        if re.search(f"[\x00-\x09\x0b-\x1f\x7f-\x9f{TURNING}]", text):
            self.wrong.append("a sign that no page may hold")
        self.feed(text)
        self.close()
        self.text = " ".join("".join(self.pieces).split())
        self.judge()

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        inside = self.open[-1] if self.open else ""
        if tag not in ELEMENTS:
            self.wrong.append(f"<{tag}> has no place here")
        if inside not in INSIDE.get(tag, {inside}):
            self.wrong.append(f"<{tag}> in <{inside}>")
        if "p" in self.open and tag in {"p", "div", "ul", "ol", "table", "section", "pre"}:
            self.wrong.append(f"<{tag}> in a paragraph")
        if tag == "a" and "a" in self.open:
            self.wrong.append("a link in a link")
        if tag == "th" and values.get("scope") not in ("col", "row"):
            self.wrong.append("a heading of a table without its scope")
        if tag == "nav" and not values.get("aria-label"):
            self.wrong.append("a <nav> without a name")
        if tag == "svg" and (values.get("role") != "img" or not values.get("aria-labelledby")):
            self.wrong.append("a drawing without a name")
        if any(name.startswith("on") for name in values):
            self.wrong.append(f"<{tag}> with a script")
        self.count[tag] += 1
        self.pieces.append(" " if tag in {"td", "th", "li", "p", "div", "dd", "h2", "h3"} else "")
        if "id" in values:
            self.ids.append(values["id"])
        if tag in ("a", "link", "script"):
            self.links.append(values.get("href", values.get("src", "")))
            self.first_link = self.first_link or (values.get("href") if tag == "a" else None)
        if tag == "label":
            self.labelled.add(values.get("for"))
        if tag == "input":
            self.fields.add(values.get("id"))
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}> without its beginning")

    def handle_data(self, data):
        self.pieces.append(data)

    def judge(self):
        """What can be said at the end."""
        twice = [name for name, count in collections.Counter(self.ids).items() if count > 1]
        steps = [b - a for a, b in zip([0] + self.headings, self.headings)]
        landmarks = [tag for tag in ("header", "main", "footer", "h1") if self.count[tag] != 1]
        self.wrong += [f"{self.open} not closed"] if self.open else []
        self.wrong += [f"ids twice: {twice}"] if twice else []
        self.wrong += [f"headings leave a level out: {self.headings}"] if max(steps) > 1 else []
        self.wrong += [f"not once: {landmarks}"] if landmarks else []
        self.wrong += ["no way past the head"] if self.first_link != "#page-text" else []
        self.wrong += ["a field without a label"] if self.fields - self.labelled else []


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


def pages(site):
    """Each page by its path in the site."""
    found = glob.glob(os.path.join(site, "**", "*.html"), recursive=True)
    return {os.path.relpath(path, site): Page(read(path)) for path in sorted(found)}


def contents(folder):
    """All files of a folder, as they are."""
    return {os.path.relpath(os.path.join(where, name), folder): open(os.path.join(where, name), "rb").read()
            for where, _, names in os.walk(folder) for name in names}


def broken(site, made):
    """Links that lead nowhere."""
    lost = []
    for path, page in made.items():
        for link in page.links:
            address, _, fragment = link.partition("#")
            if re.match(r"(https?://|mailto:)", link):
                continue
            target = os.path.normpath(os.path.join(os.path.dirname(path), urllib.parse.unquote(address)))
            target = path if not address else target
            if not os.path.isfile(os.path.join(site, target)):
                lost.append((path, link))
            elif fragment and urllib.parse.unquote(fragment) not in made[target].ids:
                lost.append((path, link))
    return lost


def doc(folder, site, *more, qanun=command.NORMAL):
    return command.call(["doc", folder, "-o", site, *more], qanun=qanun)


def sound(report, name, site):
    made = pages(site)
    wrong = {path: page.wrong for path, page in made.items() if page.wrong}
    report.check(f"{name}: every page is sound", made and not wrong, str(wrong)[:600])
    lost = broken(site, made)
    report.check(f"{name}: every link leads somewhere", not lost, str(lost[:5]))
    return made


def corpus(report):
    """The whole law."""
    site = os.path.join(WORK, "law")
    status, out, err = doc("rules", site)
    report.check("the law is published", (status, err) == (0, "") and "files published" in out, (out, err))
    before = contents(site)
    status, _, err = doc("rules", site)
    report.check("twice the same bytes", (status, err) == (0, "") and contents(site) == before, err)
    made = sound(report, "the law", site)
    covered = json.loads(command.call(["test", "--coverage", "--format", "json", "rules"],
                                      qanun=command.NORMAL)[1])["coverage"]
    index = made["index.html"].text
    report.check("the figure is that of the tests", f"cover {covered['percent']}% of the law" in index, index[:300])
    texts = " ".join(page.text for path, page in made.items() if path.startswith("laws/"))
    lost = sorted({part.strip() for item in covered["items"] if item["kind"] == "articles"
                   for part in item["text"].split(",") if part.strip().split()[-1] not in texts})
    report.check("every article that is cited has its place", not lost, str(lost[:5]))
    for source in sorted(glob.glob(os.path.join(command.ROOT, "rules", "**", "*.qn"), recursive=True)):
        stem = os.path.relpath(source, os.path.join(command.ROOT, "rules"))[:-3]
        rules = re.findall(r"^([a-z_0-9]+) (?:: .*)?=? ?.*$", read(source), re.M)
        declared = re.findall(r"^fact (\w+)", read(source), re.M)
        page = made[f"rules/{stem}.html"]
        named = re.findall(r"^(\w+)\s*(?::|=)\s", read(source), re.M)
        lost = [name for name in named if name not in page.ids] + \
               [name for name in declared if f"facts/{stem}/{name}.html" not in made]
        report.check(f"{stem}: every rule and fact has its place", rules is not None and not lost, str(lost))
    vacation = made["rules/az/labour/vacation.html"].text
    for words in ("from 17 June 2003, before 16 January 2026", "when age is 16 to under 18 at least 35",
                  "else there is none: “Articles 118 to 121 set the whole length”",
                  "Used by", "when merits has special merit"):
        report.check(f"vacation says: {words}", words in vacation, "")
    report.check("charts are drawn", made["rules/az/tax/wage_tax.html"].count["svg"] >= 3, "")
    return site


WORDS = """# The leave of a small law.
law LC = "Labour Code"

# How long somebody has served.
fact seniority : years in 0..=80   "How many years?"
fact category  : one of general, executive
fact parts : list of AZN
choice colour = red, green

vacation : days                    [LC 114]
    base 21                        note "whole days"
    category executive → 30        [LC 114.2, 114.3]
    seniority
        ..5   → 20
        5..10 → +2
        10..  → +4                 from 2020-01-16
    at most 40 until 2021-01-01

fee : AZN
    only when seniority >= 2 years and not (category in (executive))  "too short"
    base 10
    when seniority < 5 years → none "nothing yet"
    otherwise → error "not seen"

for each p in parts
    doubled : AZN = p * 2

table_of_both : integer
    table seniority | category
        ..10 | general   → 1
        ..10 | executive → 2
        10.. | any       → 3

require seniority <= 60 years  "nobody serves so long"  [LC 9]
always vacation >= 20 days     [LC 1; LC 2]

example "five years"
    on 2026-01-01
    given seniority = 5, category = general
    expect vacation = 23 days
    expect vacation = 20 days given seniority = 4
"""


def small(report):
    """A file with something of each kind."""
    folder = os.path.join(WORK, "small")
    write(os.path.join(folder, "leave.qn"), WORDS)
    site = os.path.join(WORK, "small-site")
    status, _, err = doc(folder, site, "--title", "A & B", qanun=command.CHECKED)
    if status != 0:
        report.check("a small law is published", False, err)
        return
    made = sound(report, "a small law", site)
    page = made["rules/leave.html"]
    for words in ("A & B", "The leave of a small law.", "when seniority is under 5", "when seniority is 5 to under 10",
                  "when seniority is 10 or more", "when category is executive 30", "Note: whole days",
                  "only when seniority is at least 2 years and not (category is one of (executive))",
                  "else there is none: “too short”", "none “nothing yet”", "not settled: “not seen”",
                  "for each p in parts", "p × 2", "Required: seniority is at most 60 years",
                  "from 16 January 2020", "Nobody serves so long", "Promise, LC 1; LC 2"):
        report.check(f"in words: {words}", words in page.text, page.text[:1500])
    for name in ("vacation", "vacation.LC-114", "vacation.LC-114.2", "fee", "doubled", "colour",
                 "seniority", "duty-nobody-serves-so-long", "promise-LC-1-LC-2"):
        report.check(f"an address: {name}", name in page.ids, str(page.ids))
    law = made["laws/LC.html"]
    report.check("articles stand in order", law.ids[2:] == ["1", "2", "9", "114", "114.2", "114.3"], str(law.ids))
    fact = made["facts/leave/seniority.html"].text
    report.check("a fact has its page", all(words in fact for words in (
        "How many years?", "years in 0..=80", "Used by", "How long somebody has served.")), fact)
    found = made["open.html"].text
    report.check("notes and open points", all(words in found for words in (
        "whole days", "not settled: “not seen”")), found)


LITERATE = """# Article 114

The *basic* leave is **21** days; see [the other](other.qn) and [the web](https://example.org/a?b=1&c=2).

| years | days |
|-------|------|
| 1     | 21   |

- one
- two
  1. inner

> quoted

```qanun
law LC = "Labour Code"
fact seniority : years in 0..=80
vacation : days
    base 21 [LC 114]
```

<!-- hidden: secret -->
From five years on it is longer, `as here`.

```qanun more
    seniority 5.. → +2 [LC 116]
```

The end.
"""


STEPS = """fact amount : AZN in 0..=1000000
fee : AZN
    base 1
    when amount > 345.10 and amount < 771.35 → 2
    when amount >= 771.35 → 3
example "nothing"
    on 2026-01-01
    expect fee = 1 AZN given amount = 0
"""


def closer(report):
    """A chart of the part of a long line in which something changes names the very places."""
    folder, site = os.path.join(WORK, "steps"), os.path.join(WORK, "steps-site")
    write(os.path.join(folder, "steps.qn"), STEPS)
    status, _, err = doc(folder, site)
    report.check("steps are published", (status, err) == (0, ""), err)
    page = read(os.path.join(site, "rules", "steps.html"))
    report.check("a chart has its steps where they are",
                 "fee: from 0.00 on 1.00; from 345.11 on 2.00; from 771.35 on 3.00." in page,
                 re.findall("<desc.*?</desc>", page))


# A rule that takes long, and so is asked at few round days. YEARS: how long.
SLOW = """fact start : date in 1900-01-01..=2099-12-31
mondays : integer = count of each d in days of (start to start + YEARS years) where weekday of d is monday : d
fee : integer
    base mondays - mondays
    when mondays > 0
        start
            1917-03-08..1931-10-21 → 1
            1931-10-21..1952-05-03 → 2
            1952-05-03..1977-09-30 → 3
            1977-09-30..2003-02-11 → 4
            2003-02-11..           → 5
example "long ago"
    on 2026-01-01
    expect fee = 0 given start = 1900-01-01
"""


def exact(report):
    """Of a rule that takes long a chart names the very days, or there is none."""
    for years, wanted in (("8", ["from 1900-01-01 on 0", "from 1917-03-08 on 1", "from 1931-10-21 on 2", "from 1952-05-03 on 3",
                                 "from 1977-09-30 on 4", "from 2003-02-11 on 5"]),
                          ("120", [])):
        folder, site = os.path.join(WORK, "slow"), os.path.join(WORK, "slow-site")
        write(os.path.join(folder, "slow.qn"), SLOW.replace("YEARS", years))
        status, _, err = doc(folder, site)
        report.check("a rule that takes long is published", (status, err) == (0, ""), err)
        page = read(os.path.join(site, "rules", "slow.html"))
        report.equal(f"no chart names a wrong day: {years} years", wanted, re.findall(r"from [-0-9]+ on \d", page))


def literate(report):
    folder = os.path.join(WORK, "text")
    write(os.path.join(folder, "leave.qn.md"), LITERATE)
    write(os.path.join(folder, "other.qn"), "other_rule : integer = 1\n")
    site = os.path.join(WORK, "text-site")
    status, _, err = doc(folder, site, qanun=command.CHECKED)
    report.check("a file of Markdown is published", status == 0, err)
    made = sound(report, "a file of Markdown", site)
    page = made["rules/leave.html"]
    report.check("its text is there", all(words in page.text for words in (
        "The basic leave is 21 days", "quoted", "inner", "as here", "The end.")), page.text)
    report.check("and its comments are not", "secret" not in page.text, page.text)
    report.check("links are kept", "https://example.org/a?b=1&c=2" in page.links and "../rules/other.html" in page.links,
                 str(page.links))
    report.check("the text stands above the articles of the law",
                 "The basic leave is 21 days" in made["laws/LC.html"].text, made["laws/LC.html"].text)


BAD = "<script>alert(1)</script> \"' & \u202e\u2066 </title> <img src=x onerror=y>"


def hostile(report):
    """Whatever stands in a file is text."""
    told = BAD.replace('"', '\\"')
    folder = os.path.join(WORK, "hostile")
    write(os.path.join(folder, "bad.qn"), f"""# {BAD}
law LC = "{told}"
# {BAD} `</code><b>` [a](javascript:alert(1)) [b](data:text/html,x) <https://a b"c>
fact f : integer in 0..=9 = 1  "{told}"
r : integer [LC 1<b>2]
    only when f > 0 "{told}"
    base 1  note "{told}"
require f < 9 "{told}" [LC <i>]
example "{told}"
    on 2020-01-01
    expect r = 1 given f = 2
labels az
    r = "{told}"
""")
    write(os.path.join(folder, "text.qn.md"), f"""# {BAD}

{BAD} [x](javascript:alert(1)) ![y](z) <b>bold</b> [[[[ **a _b_ ``

| {BAD} | b |
|---|---|
| <td> |

```html
{BAD}
```

```qanun
s : integer = 2
```
""")
    site = os.path.join(WORK, "hostile-site")
    status, _, err = doc(folder, site, "--title", BAD, qanun=command.CHECKED)
    report.check("hostile text is published", status == 0, err)
    made = sound(report, "hostile text", site)
    report.check("no script but one's own", all(page.count["script"] == 1 for page in made.values()), "")
    links = [link for page in made.values() for link in page.links]
    report.check("no link runs a script", not [link for link in links if re.match("(?i)(javascript|data):", link)], "")
    deep = "*" * 3000 + "[" * 60000 + "`" * 3001 + "_a " * 9000
    write(os.path.join(folder, "text.qn.md"), deep + "\n\n```qanun\ns : integer = 2\n```\n")
    status, _, err = doc(folder, site, qanun=command.CHECKED)
    report.check("signs without end", status == 0, err)
    sound(report, "signs without end", site)


def replaced(report):
    """What may be replaced, and when."""
    folder = os.path.join(WORK, "small")
    away = os.path.join(WORK, "away")
    site = os.path.join(away, "site")
    write(os.path.join(site, "precious.txt"), "mine")
    status, _, err = doc(folder, site)
    report.check("a folder of somebody is left alone", status == 1 and "something else" in err and
                 contents(site) == {"precious.txt": b"mine"} and os.listdir(away) == ["site"], err)
    shutil.rmtree(site)
    os.mkdir(site)
    report.check("an empty folder is taken", doc(folder, site)[0] == 0 and os.path.isfile(f"{site}/index.html"), "")
    write(os.path.join(site, "rules", "stale.html"), "old")
    report.check("a site is replaced whole", doc(folder, site + "/")[0] == 0 and
                 not os.path.exists(f"{site}/rules/stale.html"), "")
    before = contents(site)
    bad = os.path.join(WORK, "wrong")
    write(os.path.join(bad, "leave.qn"), WORDS)
    write(os.path.join(bad, "bad.qn"), "a : days\n    base 21 AZN\n")
    status, out, err = doc(bad, site)
    said = command.call(["check", os.path.join(bad, "bad.qn")], qanun=command.NORMAL)[1].splitlines()[0]
    report.check("a law with errors is not published", status == 1 and said in err and not out and
                 contents(site) == before and os.listdir(away) == ["site"], err)
    write(os.path.join(bad, "bad.qn"), 'a : integer = 1\nexample "no"\n    expect a = 2\n')
    status, _, err = doc(bad, site)
    report.check("nor one whose examples fail", status == 1 and "examples fail" in err and
                 contents(site) == before, err)
    full = lambda: (signal.signal(signal.SIGXFSZ, signal.SIG_IGN),
                    resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000)))
    done = subprocess.run([command.NORMAL, "doc", folder, "-o", site], cwd=command.ROOT, preexec_fn=full,
                          capture_output=True, text=True, check=False)
    report.check("a full disk leaves the old site whole", done.returncode == 1 and "cannot be written" in done.stderr and
                 contents(site) == before and os.listdir(away) == ["site"], done.stderr)
    os.symlink(site, os.path.join(away, "link"))
    report.check("a link is not followed", doc(folder, os.path.join(away, "link"))[0] == 1 and
                 contents(site) == before, "")
    status, _, err = doc(os.path.join(WORK, "nothing"), os.path.join(WORK, "none-site"))
    report.check("a folder that is not there", status == 1 and err and not os.path.exists(f"{WORK}/none-site"), err)
    os.makedirs(os.path.join(WORK, "empty"), exist_ok=True)
    status, _, err = doc(os.path.join(WORK, "empty"), os.path.join(WORK, "none-site"))
    report.check("a folder without rules", status == 1 and "no rule file" in err, err)
    status, _, err = command.call(["doc", folder])
    report.check("where to must be said", status == 2 and "-o FOLDER" in err, err)


def luminance(colour):
    parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    parts = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(report, site):
    """Every colour of text on every ground, light and dark."""
    roots = re.findall(r":root\{(.*?)\}", read(os.path.join(site, "style.css")), re.S)
    report.check("two sets of colours", len(roots) == 2, str(len(roots)))
    for theme, root in zip(("light", "dark"), roots):
        colour = dict(re.findall(r"--(\w+):(#[0-9a-f]{6})", root))
        for ink in ("ink", "dim", "link", "key", "figure", "text", "cite"):
            for ground in ("paper", "shade", "mark"):
                high, low = sorted((luminance(colour[ink]), luminance(colour[ground])), reverse=True)
                ratio = (high + 0.05) / (low + 0.05)
                report.check(f"{theme}: {ink} on {ground}", ratio >= 4.5, f"{ratio:.2f}")


def skip(what, why):
    """What is not there is named, and counts as nothing."""
    print(f"skipped: sites: {what}: {why}", flush=True)


def tidied(report, site):
    """A second opinion on HTML."""
    if not shutil.which("tidy"):
        skip("tidy", "it is not installed")
        return
    some = sorted(glob.glob(os.path.join(site, "**", "*.html"), recursive=True))
    done = subprocess.run(["tidy", "-q", "-e", "--fix-style-tags", "no", *some], capture_output=True,
                          text=True, check=False)
    known = r'<title> proprietary attribute "id"|<style> tag|trimming empty'  # of drawings
    wrong = [line for line in done.stderr.splitlines() if "Warning" in line or "Error" in line]
    wrong = [line for line in wrong if not re.search(known, line)]
    report.check("tidy has nothing to say", not wrong, "\n".join(wrong[:5]))


def searched(report, site):
    """The register is searched in a browser."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if not browser:
        skip("a browser", "chromium is not installed")
        return
    done = subprocess.run([browser, "--headless=new", "--no-sandbox", "--disable-gpu",
                           f"--user-data-dir={WORK}/browser", "--virtual-time-budget=5000", "--dump-dom",
                           f"file://{site}/search.html?q=Məzuniyyət vacation"], capture_output=True,
                          text=True, check=False, timeout=300)
    found = re.search(r"(\d+) of (\d+) found", done.stdout)
    shown = len(re.findall(r"<li>", done.stdout))
    report.check("the register is searched", found and 0 < int(found[1]) == shown < int(found[2]), done.stdout[:300])


def run(report):
    shutil.rmtree(WORK, ignore_errors=True)
    os.makedirs(WORK)
    small(report)
    closer(report)
    exact(report)
    literate(report)
    hostile(report)
    replaced(report)
    site = corpus(report)
    contrast(report, site)
    tidied(report, site)
    searched(report, site)
