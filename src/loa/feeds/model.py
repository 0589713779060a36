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
