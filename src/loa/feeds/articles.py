"""Read the article of a newspaper's page: title, text, when, where it says it stands. It runs inside a child process only.

The extractor is trafilatura; the rules beside it are for what pages in Viet Nam do otherwise: the lead ("sapo") that stands
apart from the text, dates in words, boxes of other articles. Who wrote an article is never looked for (charter 2).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final

import trafilatura
from lxml import html

from loa.feeds.charsets import unbroken
from loa.feeds.errors import BadFeed, NoArticle
from loa.feeds.markup import plain, whole
from loa.feeds.model import Article, no_article
from loa.feeds.moments import Moment, habits, read_moment
from loa.feeds.pages import mended, page_text, page_tree, strip_tree
from loa.feeds.tidy import tidy
from loa.lib.text import fold

_LEAST: Final = 80
"""Letters below which there is no article."""
_MOST_TEXT: Final = 200_000
_MOST_NODES: Final = 60_000
_LEAD: Final = re.compile(
    r"(?:^|[\s_-])(?:sapo|chapeau|lead|description|short-?intro|article-?summary|tom-?tat)(?:$|[\s_-])",
    re.IGNORECASE,
)
_WHEN: Final = re.compile(
    r"(?:^|[\s_-])(?:date\w*|time\w*|publish\w*|ngay\w*|thoi-?gian|meta|bread-?crumb-?time)(?:$|[\s_-])",
    re.IGNORECASE,
)
_DAY: Final = re.compile(
    r"\d{1,2}[-/.]\d{1,2}[-/.]\d{4}|\d{4}-\d{2}-\d{2}|ngày\s+\d{1,2}\s+tháng", re.IGNORECASE
)
_IN_LINK: Final = re.compile(
    r"/((?:19|20)\d\d)[/-]([01]?\d)[/-]([0-3]?\d)(?=\D)|[/-]((?:20)\d\d)([01]\d)([0-3]\d)\d{6,12}(?=\D|$)"
)
_PUBLISHED: Final = (
    "article:published_time",
    "og:published_time",
    "datepublished",
    "pubdate",
    "publishdate",
    "publish-date",
    "dc.date.issued",
    "dc.date",
    "date",
)
_UPDATED: Final = ("article:modified_time", "og:updated_time", "datemodified", "lastmod", "last-modified")
_KINDS: Final = frozenset(
    {"newsarticle", "article", "reportagenewsarticle", "blogposting", "liveblogposting", "webpage"}
)
_DASHES: Final = re.compile(r"\s+[|\-–—·»:]\s+")


def parse_article(data: bytes, *, link: str, charset: str = "") -> Article:
    """Return what a page tells, or why it holds no article."""
    try:
        text = page_text(data, charset)
        return _article(unbroken(text) or text, link)
    except BadFeed as error:
        return no_article(error.text)


def _article(text: str, link: str) -> Article:
    tree = page_tree(text)
    if tree is None or sum(1 for _ in tree.iter()) > _MOST_NODES:
        raise NoArticle
    metas, told = _metas(tree), _told(tree)
    found = _moments(tree, metas, told, link)
    lang = tree.get("lang") or metas.get("og:locale") or ""
    site = metas.get("og:site_name")
    title = _title(tree, metas, told, site)
    own = next((str(href) for href in tree.xpath("//link[@rel='canonical']/@href")), None) or metas.get(
        "og:url"
    )
    strip_tree(tree)
    title, body, site = mended(title, _body(tree, told, link, title or ""), site)
    title, body = tidy(plain(title), body[:_MOST_TEXT])
    if not title or len(body) < _LEAST:
        raise NoArticle
    return Article(
        title=title, text=body, link=whole(own, link), site=plain(site), language=lang[:2].lower() or None,
        published=_written(found[0]), published_sure=found[0].sure if found[0] else None,
        updated=_written(found[1]), updated_sure=found[1].sure if found[1] else None, error=None,
    )  # fmt: skip


def _metas(tree: html.HtmlElement) -> dict[str, str]:
    """Return what the head says, first word first; nothing about writers is read."""
    found: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower()
        content = (meta.get("content") or "").strip()
        if name and content and "author" not in name and "creator" not in name:
            found.setdefault(name, content[:2_000])
    return found


def _told(tree: html.HtmlElement) -> dict[str, Any]:
    """Return the article that the page describes in JSON-LD."""
    for script in tree.xpath("//script[@type='application/ld+json']"):
        try:
            given = json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):
            continue
        for thing in _things(given, 4):
            kinds = thing.get("@type")
            if {str(kind).lower() for kind in (kinds if isinstance(kinds, list) else [kinds])} & _KINDS:
                return thing
    return {}


def _things(given: Any, deep: int) -> Iterator[dict[str, Any]]:
    if isinstance(given, dict):
        yield given
        yield from _things(given.get("@graph"), deep - 1) if deep else ()
    elif isinstance(given, list) and deep:
        for thing in given[:50]:
            yield from _things(thing, deep - 1)


def _title(
    tree: html.HtmlElement, metas: dict[str, str], told: dict[str, Any], site: str | None
) -> str | None:
    heads = [text for head in list(tree.iter("h1"))[:3] if (text := plain(head.text_content()))]
    page = next((plain(head.text_content()) for head in tree.iter("title")), None)
    given = plain(metas.get("og:title")) or plain(_text(told.get("headline"))) or page
    if given is None:
        return heads[0] if heads else None
    if any(fold(head) in fold(given) and len(head) > 10 for head in heads):
        return next(head for head in heads if fold(head) in fold(given) and len(head) > 10)
    parts = _DASHES.split(given)
    if len(parts) > 1 and site and fold(parts[-1]) in {fold(site), fold(site).replace(" ", "")}:
        return given[: given.rindex(parts[-1])].rstrip(" |-–—·»:")
    return given


def _body(tree: html.HtmlElement, told: dict[str, Any], link: str, title: str) -> str:
    lead = _lead(tree)
    found = trafilatura.bare_extraction(
        tree, url=link, include_comments=False, include_tables=True, with_metadata=False, max_tree_size=None
    )
    text = str(getattr(found, "text", None) or "")
    if len(text) < _LEAST:
        text = _text(told.get("articleBody")) or text
    text = _without_head(text, title)
    if lead and fold(lead)[:60] not in fold(text):
        text = f"{lead}\n{text}"
    return text


def _without_head(text: str, title: str) -> str:
    """Drop the first lines that only repeat the title or the date."""
    lines = text.split("\n")
    while lines and (
        fold(lines[0]).strip() in fold(title) or (len(lines[0]) <= 60 and _DAY.search(lines[0]))
    ):
        del lines[0]
    return "\n".join(lines)


def _lead(tree: html.HtmlElement) -> str:
    """Return the lead that stands apart: what is named "sapo" and holds one short paragraph."""
    for element in tree.iter("h2", "h3", "p", "div", "strong"):
        if _LEAD.search(f"{element.get('class', '')} {element.get('id', '')}"):
            text = plain(element.text_content()) or ""
            if 30 <= len(text) <= 1_000:
                return text
    return ""


def _moments(
    tree: html.HtmlElement, metas: dict[str, str], told: dict[str, Any], link: str
) -> tuple[Moment | None, Moment | None]:
    """Return when the article was published and changed: as its head says, else as the page shows, else by its address."""
    known = habits([], is_vietnamese=".vn/" in f"{link}/" or (tree.get("lang") or "").startswith("vi"))
    given = [_text(told.get("datePublished")), *(metas.get(name) for name in _PUBLISHED)]
    first = next((moment for text in given if (moment := read_moment(text, None, known))), None)
    if first is None:
        shown = (moment for text in _shown(tree) if (moment := read_moment(text, None, known)))
        seen = next(shown, None)
        first = Moment(seen.at, min(seen.sure, 0.7)) if seen else None
    if first is None and (found := _IN_LINK.search(link)):
        day = "-".join(part.zfill(2) for part in found.groups() if part)
        guess = read_moment(day, None, known)
        first = Moment(guess.at, 0.4) if guess else None
    changed = [_text(told.get("dateModified")), *(metas.get(name) for name in _UPDATED)]
    return first, next((moment for text in changed if (moment := read_moment(text, None, known))), None)


def _shown(tree: html.HtmlElement) -> Iterator[str]:
    for element in list(tree.iter("time"))[:5]:
        yield element.get("datetime") or (element.text_content() or "")[:80]
    for number, element in enumerate(tree.iter("span", "div", "p", "li")):
        if number > 3_000:
            return
        named = f"{element.get('class', '')} {element.get('id', '')}"
        if _WHEN.search(named) and len(element) < 6:
            text = " ".join((element.text_content() or "")[:200].split())
            if len(text) <= 100 and _DAY.search(text):
                yield text


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def _written(moment: Moment | None) -> str | None:
    return moment.at.isoformat(timespec="seconds") if moment else None
