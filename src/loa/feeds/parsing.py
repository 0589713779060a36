"""Read the bytes of one feed. It runs inside the child process only: what it calls may fail, hang or swell."""

from __future__ import annotations

import io
import re
import time
import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import feedparser

from loa.feeds import jsonfeed
from loa.feeds.charsets import readable, repair
from loa.feeds.errors import BadFeed, NoFeed
from loa.feeds.markup import plain, safe_summary, whole
from loa.feeds.model import Entry, Feed, nothing
from loa.feeds.moments import Habits, Moment, habits, read_moment
from loa.feeds.opening import open_feed
from loa.lib.said import say

_LEFT_OUT: Final = "Nguồn tin quá dài: chỉ đọc {count} tin đầu."
_OF_VIET_NAM: Final = re.compile("[ăđơưĂĐƠƯ\u1ea0-\u1ef9]")
_CDF: Final = re.compile(rb"<channel[\s>]", re.IGNORECASE)
_SITE: Final = re.compile(r"https?://[^/]*\.vn(?:[:/]|$)", re.IGNORECASE)
_TIMES: Final = ("published", "updated")
_MOST_ID: Final = 4_000


def parse(data: bytes) -> Feed:
    """Return what a feed holds, or why it gives nothing."""
    try:
        opened = open_feed(data)
        if not opened.data.strip():
            raise NoFeed
        found = jsonfeed.read(opened.data) if jsonfeed.is_json(opened.data) else _read(readable(opened.data))
    except BadFeed as error:
        return nothing(error.text)
    feed = _told(*found)
    if opened.cut:
        feed["note"] = say(_LEFT_OUT, count=len(feed["entries"]))
    return feed


def _read(data: bytes) -> tuple[Mapping[str, Any], Sequence[Mapping[str, Any]]]:
    """Let feedparser read the bytes: always from a stream, since it would open what looks like an address or a path."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = feedparser.parse(io.BytesIO(data), sanitize_html=False, resolve_relative_uris=False)
    if not (found.entries or found.get("version") or _CDF.search(data)):
        raise NoFeed
    return found.feed, found.entries


def _told(feed: Mapping[str, Any], entries: Sequence[Mapping[str, Any]]) -> Feed:
    mend = repair(_texts(feed, entries))
    base = whole(feed.get("link"), "") or ""
    dates = [str(_own(entry, name) or "") for entry in entries for name in _TIMES]
    known = habits(dates, is_vietnamese=_is_vietnamese(feed, entries, mend))
    return Feed(
        title=plain(mend(feed.get("title") or "")),
        link=base or None,
        language=plain(feed.get("language")),
        entries=[_entry(entry, base, known, mend) for entry in entries],
        error=None,
        note=None,
    )


def _entry(entry: Mapping[str, Any], base: str, known: Habits, mend: Callable[[str], str]) -> Entry:
    moments = {name: _moment(entry, name, known) for name in _TIMES}
    detail = entry.get("summary_detail") or {}
    near = whole(detail.get("base"), base) or base
    return Entry(
        id=_id(entry.get("id")),
        link=whole(entry.get("link"), base),
        title=plain(mend(entry.get("title") or "")),
        published=_written(moments["published"]),
        updated=_written(moments["updated"]),
        summary=safe_summary(mend(entry.get("summary") or ""), near),
        published_sure=_sure(moments["published"]),
        updated_sure=_sure(moments["updated"]),
    )


def _id(written: str | None) -> str | None:
    """Return an id as it is; one that no feed needs is none, since cut it might be another's."""
    return written if written and len(written) <= _MOST_ID else None


def _moment(entry: Mapping[str, Any], name: str, known: Habits) -> Moment | None:
    written, parsed = _own(entry, name), _own(entry, f"{name}_parsed")
    return read_moment(written, parsed if isinstance(parsed, time.struct_time) else None, known)


def _own(entry: Mapping[str, Any], name: str) -> Any:
    """Return what the entry itself gives; feedparser would lend a time of another name."""
    return dict.get(entry, name)  # type: ignore[call-overload]


def _written(moment: Moment | None) -> str | None:
    return moment.at.isoformat(timespec="seconds") if moment else None


def _sure(moment: Moment | None) -> float | None:
    return moment.sure if moment else None


def _texts(feed: Mapping[str, Any], entries: Sequence[Mapping[str, Any]]) -> list[str]:
    texts = [feed.get("title")]
    texts += [entry.get(name) for entry in entries[:50] for name in ("title", "summary")]
    return [text for text in texts if isinstance(text, str)]


def _is_vietnamese(
    feed: Mapping[str, Any], entries: Sequence[Mapping[str, Any]], mend: Callable[[str], str]
) -> bool:
    """Say whether anything speaks for a feed of Viet Nam: its language, its addresses, its letters, +0700 beside it."""
    if str(feed.get("language") or "").lower().startswith("vi"):
        return True
    links = [feed.get("link"), *(entry.get("link") for entry in entries[:20])]
    if any(_SITE.match(link) for link in links if isinstance(link, str)):
        return True
    if any(len(_OF_VIET_NAM.findall(mend(text))) > 2 for text in _texts(feed, entries)):
        return True
    return any("+0700" in str(_own(entry, name)) for entry in entries for name in _TIMES)
