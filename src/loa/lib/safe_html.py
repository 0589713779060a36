"""The only HTML that may appear in a bulletin: a short list of tags, no script, no style, no picture, no frame.

It must not lay out or translate; what it returns is safe to print unescaped inside a page.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

import nh3

from loa.lib.text import nfc

_TEXT_TAGS = {"p", "br", "strong", "b", "em", "i", "u", "sub", "sup", "blockquote", "hr", "abbr", "span"}
_HEADINGS = {"h2", "h3", "h4"}
_LISTS = {"ul", "ol", "li", "dl", "dt", "dd"}
_TABLES = {"table", "caption", "thead", "tbody", "tr", "th", "td"}
TAGS = frozenset(_TEXT_TAGS | _HEADINGS | _LISTS | _TABLES | {"a"})
_ATTRIBUTES = {
    "a": {"href", "title"},
    "abbr": {"title"},
    "span": {"lang"},
    "p": {"lang"},
    "ol": {"start"},
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
}
_SCHEMES = {"http", "https", "mailto", "tel"}
_DROPPED_WITH_CONTENT = {"script", "style", "iframe", "object", "embed", "noscript", "template", "title"}
_BLOCKS = _HEADINGS | _TABLES | {"p", "blockquote", "ul", "ol", "dl", "dt", "dd", "hr", "div"}


def clean_html(html: str) -> str:
    """Return the HTML with only the allowed tags, attributes and link schemes, its text in NFC.

    Forbidden tags go but their text stays; scripts and styles go with what is inside them.
    """
    return nh3.clean(
        nfc(html),
        tags=set(TAGS),
        clean_content_tags=_DROPPED_WITH_CONTENT,
        attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer",
        strip_comments=True,
    )


def to_plain(html: str) -> str:
    """Return the words of the HTML as plain text: blocks on their own lines, list items with a dash.

    A link keeps its address in brackets when its words differ from it.
    """
    reader = _Plain()
    reader.feed(clean_html(html))
    reader.close()
    return reader.text()


class _Plain(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[str] = []
        self._href: str | None = None
        self._link_from = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "li":
            self._parts.append("\n- ")
        elif tag in {"td", "th"}:
            self._parts.append(" ")
        elif tag in {"br", "tr"}:
            self._parts.append("\n")
        elif tag in _BLOCKS:
            self._parts.append("\n\n")
        elif tag == "a":
            self._href, self._link_from = dict(attrs).get("href"), len(self._parts)

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._href:
            words = "".join(self._parts[self._link_from :]).strip()
            target = self._href.removeprefix("mailto:").removeprefix("tel:")
            if words != target:
                self._parts.append(f" ({target})")
            self._href = None
        elif tag in _BLOCKS - {"td", "th", "hr"}:
            self._parts.append("\n\n" if tag != "tr" else "")

    def handle_data(self, data: str) -> None:
        self._parts.append(re.sub(r"\s+", " ", data))

    def text(self) -> str:
        lines = (re.sub(r"[ \t]+", " ", line).strip() for line in "".join(self._parts).split("\n"))
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
