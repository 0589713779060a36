"""What is read of a feed, as it leaves the child process."""

from __future__ import annotations

from typing import TypedDict


class Entry(TypedDict):
    """One entry: `published` and `updated` are ISO 8601 with an offset, beside each how sure it is (0 to 1)."""

    id: str | None
    link: str | None
    title: str | None
    published: str | None
    updated: str | None
    summary: str | None
    published_sure: float | None
    updated_sure: float | None


class Feed(TypedDict):
    """A feed: `error` says why there is nothing, `note` what was left out."""

    title: str | None
    link: str | None
    language: str | None
    entries: list[Entry]
    error: str | None
    note: str | None


def nothing(error: str) -> Feed:
    """Return what is told of a file that gives no feed."""
    return Feed(title=None, link=None, language=None, entries=[], error=error, note=None)


class Place(TypedDict):
    """One page that a sitemap names; times as in an entry."""

    link: str
    title: str | None
    published: str | None
    published_sure: float | None
    updated: str | None
    updated_sure: float | None
    language: str | None


class Sitemap(TypedDict):
    """A sitemap: its pages, newest first, and the sitemaps that an index names, each with the time it changed."""

    places: list[Place]
    sitemaps: list[tuple[str, str | None]]
    error: str | None
    note: str | None


class Outline(TypedDict):
    """One subscription of an OPML file; `folders` are the headings above it, outermost first."""

    title: str | None
    feed: str
    site: str | None
    kind: str
    folders: list[str]


class Outlines(TypedDict):
    """An OPML file."""

    title: str | None
    outlines: list[Outline]
    error: str | None
    note: str | None


class Article(TypedDict):
    """What a page of a newspaper tells; it has no writer on purpose. `link` is the address it calls its own."""

    title: str | None
    text: str | None
    link: str | None
    site: str | None
    language: str | None
    published: str | None
    published_sure: float | None
    updated: str | None
    updated_sure: float | None
    error: str | None


def no_sitemap(error: str) -> Sitemap:
    """Return what is told of a file that gives no sitemap."""
    return Sitemap(places=[], sitemaps=[], error=error, note=None)


def no_outlines(error: str) -> Outlines:
    """Return what is told of a file that gives no OPML."""
    return Outlines(title=None, outlines=[], error=error, note=None)


def no_article(error: str) -> Article:
    """Return what is told of a page that gives no article."""
    return Article(
        title=None, text=None, link=None, site=None, language=None, published=None, published_sure=None,
        updated=None, updated_sure=None, error=error,
    )  # fmt: skip
