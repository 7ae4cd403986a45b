"""Reads a page of HTML as strictly as a browser is lax: what is wrong with it, and what it says.

Knows the elements that an explanation may have and nothing of rules.
"""
import html.parser
import re

VOID = {"meta", "br"}
# Each element, and the attributes that it may have beside id and class.
ELEMENTS = {
    "html": {"lang"}, "head": set(), "body": set(), "title": set(), "style": set(),
    "meta": {"charset", "name", "content", "http-equiv"}, "header": set(), "main": set(),
    "section": {"aria-labelledby"}, "h1": set(), "h2": set(), "h3": set(), "h4": set(), "h5": set(),
    "h6": set(), "p": set(), "a": {"href"}, "code": set(), "span": {"lang"}, "strong": set(),
    "b": set(), "br": set(), "time": {"datetime"}, "table": set(), "caption": set(), "thead": set(),
    "tbody": set(), "tr": set(), "th": {"scope"}, "td": {"colspan"}, "details": {"open"},
    "summary": set(), "div": {"tabindex"}, "figure": set(), "ul": set(), "li": set(), "dl": set(), "dt": set(), "dd": set(),
}
# Where an element must stand, for those that may not stand anywhere.
INSIDE = {"tr": {"thead", "tbody"}, "th": {"tr"}, "td": {"tr"}, "thead": {"table"},
          "tbody": {"table"}, "caption": {"table"}, "li": {"ul"}, "dt": {"dl", "div"}, "dd": {"dl", "div"},
          "summary": {"details"}, "head": {"html"}, "body": {"html"}, "title": {"head"},
          "meta": {"head"}, "style": {"head"}, "main": {"body"}}
BLOCKS = {"p", "table", "details", "section", "ul", "dl", "h1", "h2", "h3", "h4", "h5", "h6"}
NO_BLOCKS_IN = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "a", "code", "span", "strong", "caption"}


class Page(html.parser.HTMLParser):
    """wrong: what is wrong; text: what is read, one space between words; ids, targets: of links;
    count: how many elements of each kind; words: the text of each table cell."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.wrong, self.open, self.pieces = [], [], []
        self.ids, self.targets, self.count, self.scopes = [], [], {}, 0
        if not text.startswith("<!DOCTYPE html>\n"):
            self.wrong.append("no document type")
        if re.search(r"&(?!(amp|lt|gt|quot|#39);)", text.partition("<body>")[2]):
            self.wrong.append("an ampersand that is not escaped")
        if re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", text):
            self.wrong.append("a control character")
        self.feed(text)
        self.close()
        self.text = " ".join("".join(self.pieces).split())
        self.end()

    def handle_starttag(self, tag, attributes):
        if tag not in ELEMENTS:
            self.wrong.append(f"<{tag}> has no place on this page")
            return
        inside = self.open[-1] if self.open else ""
        if inside not in INSIDE.get(tag, {inside}):
            self.wrong.append(f"<{tag}> in <{inside}>")
        if tag in BLOCKS and NO_BLOCKS_IN & set(self.open) and inside != "summary":
            self.wrong.append(f"<{tag}> in {self.open}")
        self.count[tag] = self.count.get(tag, 0) + 1
        for name, value in attributes:
            self.attribute(tag, name, value)
        if tag not in VOID:
            self.open.append(tag)
        self.pieces.append(" " if tag in BLOCKS | {"td", "th", "tr", "br", "li", "dt", "dd"} else "")

    def attribute(self, tag, name, value):
        if name not in ELEMENTS[tag] | {"id", "class"}:
            self.wrong.append(f"<{tag} {name}>")
        if name == "id":
            self.ids.append(value)
        if name in ("href", "aria-labelledby"):
            self.targets.append(value[1:] if name == "href" else value)
            if name == "href" and value[:1] != "#":
                self.wrong.append(f"leads out of the page: {value}")
        self.scopes += name == "scope" and value in ("col", "row")

    def handle_endtag(self, tag):
        if not self.open or self.open[-1] != tag:
            self.wrong.append(f"</{tag}> closes {self.open[-1:]}")
            return
        self.open.pop()

    def handle_data(self, data):
        if self.open and self.open[-1] == "style":
            if "url(" in data or "@import" in data:
                self.wrong.append("the style loads something")
        elif "body" in self.open:
            self.pieces.append(data)

    def handle_comment(self, data):
        self.wrong.append(f"a comment: {data}")

    def end(self):
        """What can be judged only when all has been read."""
        self.wrong += [f"<{tag}> is not closed" for tag in self.open]
        self.wrong += [f"the id {one} stands twice" for one in set(self.ids)
                       if self.ids.count(one) > 1]
        self.wrong += [f"nothing has the id {one}" for one in set(self.targets) - set(self.ids)]
        self.wrong += [f"{self.count.get(tag, 0)} <{tag}>"
                       for tag in ("html", "head", "title", "body", "main", "h1", "style")
                       if self.count.get(tag) != 1]
        if self.scopes != self.count.get("th", 0):
            self.wrong.append("a heading of a table that does not say of what")
        if self.count.get("details", 0) != self.count.get("summary", 0):
            self.wrong.append("a step without its line")
