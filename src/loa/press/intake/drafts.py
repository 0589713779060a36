"""What came in, before it is an item: made of an entry of a feed, a page of a sitemap, an article, a row of a file."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from loa.feeds.links import both, canonical
from loa.feeds.model import Article, Entry, Place
from loa.feeds.tidy import tidy
from loa.lib.safe_html import to_plain

_LINK: Final = re.compile(r"</?a\b[^>]*>")
MOST_LINK, MOST_TITLE, MOST_SUMMARY, MOST_TEXT = 1_000, 500, 5_000, 200_000


@dataclass(frozen=True, slots=True)
class Draft:
    """One item on its way in: words in the kept form, no writer.

    `address` is the one form of `link`, "" where it has none; `publisher` is a name that only files give.
    """

    link: str
    address: str
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

    def key(self, source_id: int) -> str:
        """Return the key of its item: its one address, or source and id where it has none of its own; "" without both."""
        if self.entry and not _is_page(self.address):
            return entry_key(source_id, self.entry)
        return self.page_key()

    def page_key(self) -> str:
        """Return the key of its one address, "" where it has none."""
        return hashlib.sha256(self.address.encode()).hexdigest() if self.address else ""

    def digest(self) -> str:
        """Return the digest of its words."""
        return words_digest(self.title, self.summary, self.text)


def words_digest(title: str, summary: str, text: str) -> str:
    """Return the digest by which a changed wording is noticed."""
    return hashlib.sha256(f"{title}\x1f{summary}\x1f{text}".encode()).hexdigest()


def entry_key(source_id: int, entry: str) -> str:
    """Return the key of a source's own id, "" where it gives none."""
    return hashlib.sha256(f"{source_id}\n{entry}".encode()).hexdigest() if entry else ""


def whole(written: str) -> str:
    """Return what can be stored of a text that is no prose: without NUL and halves of letters."""
    return written.encode("utf-8", "replace").decode().replace("\x00", "")


def made(link: str, entry: str, title: str, summary: str, text: str, **told: Any) -> Draft:
    """Return a draft with its words in the kept form, none longer than is kept."""
    opened, address = both(whole(link))
    if opened and len(opened) > MOST_LINK:
        opened = opened[:MOST_LINK]
        address = canonical(opened)
    heading, body = tidy(title, text)
    lead = tidy("", summary)[1] if summary else ""
    return Draft(
        opened or "",
        address or "",
        whole(entry)[:1000],
        heading[:MOST_TITLE],
        "" if lead == body else lead[:MOST_SUMMARY],
        body[:MOST_TEXT],
        **told,
    )


def of_entry(entry: Entry, language: str) -> Draft:
    """Return the draft of an entry of a feed."""
    summary = to_plain(_LINK.sub("", entry["summary"] or ""))
    return made(
        entry["link"] or "",
        entry["id"] or "",
        entry["title"] or "",
        summary,
        "",
        published=_moment(entry["published"]),
        published_sure=entry["published_sure"] or 0.0,
        updated=_moment(entry["updated"]),
        updated_sure=entry["updated_sure"] or 0.0,
        language=whole(language)[:2].lower(),
    )


def of_place(place: Place) -> Draft:
    """Return the draft of a page that a sitemap names; without a title its page has to be read."""
    return made(
        place["link"],
        "",
        place["title"] or "",
        "",
        "",
        published=_moment(place["published"]),
        published_sure=place["published_sure"] or 0.0,
        updated=_moment(place["updated"]),
        updated_sure=place["updated_sure"] or 0.0,
    )


def of_article(article: Article, link: str) -> Draft:
    """Return the draft of a page; the address it calls its own counts only on the same site, and no front page."""
    own = whole(article["link"] or "")
    same = _is_page(canonical(own) or "") and _site(own) == _site(link)
    return made(
        own if same else link,
        "",
        article["title"] or "",
        "",
        article["text"] or "",
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
