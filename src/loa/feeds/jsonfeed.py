"""Read a JSON Feed into the shape in which feedparser gives the others. Source: jsonfeed.org version 1 and 1.1."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from loa.feeds.errors import NoFeed
from loa.feeds.opening import MOST_ENTRIES

_ENCODINGS: Final = ("utf-8-sig", "utf-16")


def is_json(data: bytes) -> bool:
    """Say whether the bytes can only be JSON."""
    start = data[:100].removeprefix(b"\xef\xbb\xbf").replace(b"\x00", b"").removeprefix(b"\xff\xfe").lstrip()
    return start.startswith((b"{", b"["))


def read(data: bytes) -> tuple[Mapping[str, Any], list[Mapping[str, Any]]]:
    """Return the feed and its entries.

    Raises: NoFeed when it is no JSON Feed.
    """
    try:
        found = json.loads(_text(data), strict=False)
    except (ValueError, RecursionError) as error:
        raise NoFeed from error
    if not isinstance(found, dict) or not isinstance(found.get("items"), list):
        raise NoFeed
    feed = {
        "title": _string(found.get("title")),
        "link": _string(found.get("home_page_url")) or _string(found.get("feed_url")),
        "language": _string(found.get("language")),
    }
    return feed, [_entry(item) for item in found["items"][:MOST_ENTRIES] if isinstance(item, dict)]


def _entry(item: Mapping[str, Any]) -> Mapping[str, Any]:
    text = (
        _string(item.get("summary")) or _string(item.get("content_html")) or _string(item.get("content_text"))
    )
    return {
        "id": _string(item.get("id")),
        "link": _string(item.get("url")) or _string(item.get("external_url")),
        "title": _string(item.get("title")),
        "published": _string(item.get("date_published")),
        "updated": _string(item.get("date_modified")),
        "summary": text,
    }


def _string(value: object) -> str | None:
    """Return text or number as text: some writers give numbers for ids."""
    if isinstance(value, str):
        return value or None
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _text(data: bytes) -> str:
    for encoding in _ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("utf-8", "replace")
