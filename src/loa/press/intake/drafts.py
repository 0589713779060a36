"""What came in, before it is an item: made of an entry of a feed, a page of a sitemap, an article, a row of a file."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from loa.feeds.links import canonical, openable
from loa.feeds.model import Article, Entry, Place
from loa.feeds.tidy import tidy
from loa.lib.safe_html import to_plain

_LINK: Final = re.compile(r"</?a\b[^>]*>")
MOST_TITLE, MOST_SUMMARY, MOST_TEXT = 500, 5_000, 200_000


@dataclass(frozen=True, slots=True)
class Draft:
    """One item on its way in: words in the kept form, no writer. `publisher` is a name that only files give."""

    link: str
    entry: str
    title: str
    summary: str
    text: str
    published: datetime | None = None
    published_sure: float = 0.0
    updated: datetime | None = None
    updated_sure: float = 0.0
    language: str = ""
    publisher: str = ""
    from_page: bool = False

    @property
    def canonical(self) -> str:
        """Return the one form of its address, "" where it has none."""
        return canonical(self.link) or ""

    def digest(self) -> str:
        """Return the digest of its words."""
        return words_digest(self.title, self.summary, self.text)


def words_digest(title: str, summary: str, text: str) -> str:
    """Return the digest by which a changed wording is noticed."""
    return hashlib.sha256(f"{title}\x1f{summary}\x1f{text}".encode()).hexdigest()


def key_of(link: str, source_id: int, entry: str) -> str:
    """Return the key of an item: its one address, or source and id where it has none of its own; "" without both."""
    address = canonical(link) or ""
    named = f"{source_id}\n{entry}" if entry and not _is_page(address) else address
    return hashlib.sha256(named.encode()).hexdigest() if named else ""


def entry_key(source_id: int, entry: str) -> str:
    """Return the key of a source's own id, "" where it gives none."""
    return hashlib.sha256(f"{source_id}\n{entry}".encode()).hexdigest() if entry else ""


def whole(written: str) -> str:
    """Return what can be stored of a text that is no prose: without NUL and halves of letters."""
    return written.encode("utf-8", "replace").decode().replace("\x00", "")


def made(link: str, entry: str, title: str, summary: str, text: str) -> Draft:
    """Return a draft with its words in the kept form, none longer than is kept."""
    link, entry = whole(link), whole(entry)
    heading, body = tidy(title, text)
    lead = tidy("", summary)[1]
    return Draft(
        (openable(link) or "")[:1000],
        entry[:1000],
        heading[:MOST_TITLE],
        "" if lead == body else lead[:MOST_SUMMARY],
        body[:MOST_TEXT],
    )


def of_entry(entry: Entry, language: str) -> Draft:
    """Return the draft of an entry of a feed."""
    summary = to_plain(_LINK.sub("", entry["summary"] or ""))
    draft = made(entry["link"] or "", entry["id"] or "", entry["title"] or "", summary, "")
    return replace(
        draft,
        published=_moment(entry["published"]),
        published_sure=entry["published_sure"] or 0.0,
        updated=_moment(entry["updated"]),
        updated_sure=entry["updated_sure"] or 0.0,
        language=whole(language)[:2].lower(),
    )


def of_place(place: Place) -> Draft:
    """Return the draft of a page that a sitemap names; without a title its page has to be read."""
    draft = made(place["link"], "", place["title"] or "", "", "")
    return replace(
        draft,
        published=_moment(place["published"]),
        published_sure=place["published_sure"] or 0.0,
        updated=_moment(place["updated"]),
        updated_sure=place["updated_sure"] or 0.0,
    )


def of_article(article: Article, link: str) -> Draft:
    """Return the draft of a page; the address it calls its own counts only on the same site, and no front page."""
    own = whole(article["link"] or "")
    same = _is_page(canonical(own) or "") and _site(own) == _site(link)
    return replace(
        made(own if same else link, "", article["title"] or "", "", article["text"] or ""),
        published=_moment(article["published"]),
        published_sure=article["published_sure"] or 0.0,
        updated=_moment(article["updated"]),
        updated_sure=article["updated_sure"] or 0.0,
        language=whole(article["language"] or ""),
        from_page=True,
    )


def _is_page(address: str) -> bool:
    """Tell whether an address in its one form leads into a site: some papers give their front page for everything."""
    return bool(address.partition("://")[2].partition("/")[2]) or "?" in address


def _site(link: str) -> str:
    return (canonical(link) or "").split("/")[2] if canonical(link) else ""


def _moment(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written) if written else None
