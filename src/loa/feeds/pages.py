"""The bytes of a web page as text and as a tree: the charset it names, the one it is in, no byline elements left in it."""

from __future__ import annotations

import re
from typing import Final

from lxml import etree, html

from loa.feeds.charsets import OWN, repair

MOST_BYTES: Final = 3 * 1024 * 1024
_META: Final = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_WRITER: Final = re.compile(
    r"(?:^|[\s_-])(?:author\w*|byline\w*|tac-?gia\w*|journalist|writer|reporter|nguoi-?viet|name-?author|signature|credit\w*|photographer)(?:$|[\s_-])",
    re.IGNORECASE,
)
_BESIDE: Final = re.compile(
    r"(?:^|[\s_-])(?:tin-?lien-?quan|lien-?quan|doc-?them|xem-?them|tin-?khac|tin-?moi|cung-?chuyen-?muc|box-?tin\w*|related\w*|relate|"
    r"relatednewsbox|relatedonebox|morenews|binh-?luan|comments?|tags?|share\w*|social\w*|breadcrumbs?|advert\w*|quang-?cao|audio-?box|poll)(?:$|[\s_-])",
    re.IGNORECASE,
)
_SHORT, _BOX = 150, 2_000
"""Letters that an element naming a writer, or a box beside the text, may hold; more is the article itself."""


def page_text(data: bytes, charset: str) -> str:
    """Return a page in Unicode: a byte order mark, UTF-8 that is valid, the charset named, in this order."""
    data = data[:MOST_BYTES]
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if error.start > len(data) - 4:
            return data.decode("utf-8-sig", "ignore")
    found = _META.search(data[:4_000])
    for name in (charset, found[1].decode("ascii", "replace") if found else ""):
        known = name.strip().lower().replace("_", "-")
        if known in OWN:
            return OWN[known](data.decode("latin-1"))
        try:
            if known:
                return data.decode(known, "replace")
        except LookupError:
            continue
    return data.decode("utf-8", "replace")


def page_tree(text: str) -> html.HtmlElement | None:
    """Return the tree of a page without scripts, writers and boxes beside the text; None where there is none."""
    try:
        tree = html.document_fromstring(
            text.replace("\x00", ""),
            parser=html.HTMLParser(encoding=None, remove_comments=True, remove_pis=True),
        )
    except (etree.ParserError, ValueError):
        return None
    return tree


def strip_tree(tree: html.HtmlElement) -> None:
    """Take out of the tree what names a writer and what only stands beside the article."""
    for element in list(tree.iter()):
        if (
            not isinstance(element.tag, str)
            or element.tag in {"html", "body", "head"}
            or element.getparent() is None
        ):
            continue
        named = " ".join(
            element.get(name, "") for name in ("class", "id", "rel", "itemprop", "type", "data-type")
        )
        if not named.strip():
            continue
        size = _holds(element)
        beside = size <= _BOX and element.tag not in {"article", "main"} and _BESIDE.search(named)
        if beside or (size <= _SHORT and _WRITER.search(named)):
            element.drop_tree()


def mended(*texts: str | None) -> list[str]:
    """Return texts of one page with letters mended where the text proves that they were read wrongly."""
    mend = repair([text for text in texts if text])
    return [mend(text) if text else "" for text in texts]


def _holds(element: html.HtmlElement) -> int:
    size = 0
    for text in element.itertext():
        size += len(text)
        if size > _BOX:
            break
    return size
