"""Read sitemaps: lists of pages, indexes of other sitemaps, news sitemaps, plain lists of addresses; packed or not.

Source: sitemaps.org protocol 0.9; Google's news extension. It runs inside the child process.
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from lxml import etree

from loa.feeds.errors import BadFeed, NoSitemap
from loa.feeds.markup import plain, whole
from loa.feeds.model import Place, Sitemap, no_sitemap
from loa.feeds.moments import Habits, Moment, habits, read_moment
from loa.feeds.opening import unpacked
from loa.feeds.trees import child_text, elements, local
from loa.lib.said import say

MOST_BYTES: Final = 16 * 1024 * 1024
MOST_READ: Final = 50_000
"""Pages of one sitemap, as the protocol allows."""
MOST_PLACES: Final = 2_000
_MOST_SITEMAPS: Final = 1_000
_LEFT_OUT: Final = "Sơ đồ trang quá dài: chỉ lấy {count} trang mới nhất."
_LINE: Final = re.compile(rb"\s*https?://[^\s<>]+\s*(?:\r?\n|$)")

_Seen = tuple[str, str | None, str | None, str | None, str | None]
"""Address, title, published, updated, language, all as written."""


def parse_sitemap(data: bytes) -> Sitemap:
    """Return the newest pages that a sitemap names and the sitemaps of an index, or why it gives nothing."""
    try:
        raw = unpacked(data, MOST_BYTES)
    except BadFeed as error:
        return no_sitemap(error.text)
    if _LINE.match(raw.removeprefix(b"\xef\xbb\xbf")):
        lines = raw[:MOST_BYTES].decode("utf-8-sig", "replace").split("\n")
        return _told(
            [(line.strip(), None, None, None, None) for line in lines[:MOST_READ] if line.strip()], []
        )
    pages: list[_Seen] = []
    maps: list[tuple[str, str | None]] = []
    for element in elements(raw, "url", "sitemap", most=MOST_BYTES):
        if len(pages) >= MOST_READ:
            break
        link = child_text(element, "loc")
        if link and local(element) == "url":
            pages.append((link, *_about(element)))
        elif link and len(maps) < _MOST_SITEMAPS:
            maps.append((link, child_text(element, "lastmod")))
    if not pages and not maps and b"urlset" not in raw[:4000] and b"sitemapindex" not in raw[:4000]:
        return no_sitemap(NoSitemap().text)
    return _told(pages, maps)


def _about(element: etree._Element) -> tuple[str | None, str | None, str | None, str | None]:
    news = next(element.iter("{*}news"), None)
    if news is None:
        return None, None, child_text(element, "lastmod"), None
    return (
        child_text(news, "title"),
        child_text(news, "publication_date"),
        child_text(element, "lastmod"),
        child_text(news, "language"),
    )


def _told(pages: list[_Seen], maps: list[tuple[str, str | None]]) -> Sitemap:
    dates = [date for page in pages for date in page[2:4] if date]
    known = habits(dates[:5_000], is_vietnamese=any(".vn/" in page[0] for page in pages[:20]))
    good = list(_places(pages, known))
    newest = heapq.nlargest(MOST_PLACES, enumerate(good), key=lambda at: (_when(at[1]), -at[0]))
    inner = [(link, _written(read_moment(date, None, known))) for raw, date in maps if (link := _page(raw))]
    return Sitemap(
        places=[place for _, place in newest],
        sitemaps=sorted(inner, key=lambda found: found[1] or "", reverse=True),
        error=None,
        note=say(_LEFT_OUT, count=MOST_PLACES) if len(good) > MOST_PLACES else None,
    )


def _places(pages: list[_Seen], known: Habits) -> Iterator[Place]:
    for raw, title, published, updated, language in pages:
        link = _page(raw)
        if link is None:
            continue
        first, last = read_moment(published, None, known), read_moment(updated, None, known)
        yield Place(
            link=link,
            title=plain(title),
            published=_written(first),
            published_sure=first.sure if first else None,
            updated=_written(last),
            updated_sure=last.sure if last else None,
            language=plain(language),
        )


def _page(raw: str) -> str | None:
    link = whole(raw, "")
    return link if link and link.lower().startswith(("http://", "https://")) else None


def _written(moment: Moment | None) -> str | None:
    return moment.at.isoformat(timespec="seconds") if moment else None


def _when(place: Place) -> float:
    written = place["published"] or place["updated"]
    return datetime.fromisoformat(written).timestamp() if written else 0.0
