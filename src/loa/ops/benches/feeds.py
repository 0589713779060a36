"""Feeds read beside feedparser alone on the same bytes: the same entries, nothing that runs, how long.

With LOA_BENCH_DATA the feeds of that folder (`feeds/feeds_dev.jsonl.gz`), else constructed ones, whole and spoiled.
"""

from __future__ import annotations

import base64
import calendar
import gzip
import html
import io
import json
import os
import re
import time
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import feedparser

from loa.feeds.model import Feed
from loa.feeds.reading import Reader
from loa.lib.measure import Bench, Goal, Outcome, Plan, percentile

_ITEM = (
    "<item><title>Tin {n}: họp báo &amp; công bố</title><link>https://bao.vn/tin-{n}.html</link><guid>https://bao.vn/{n}</guid>"
    "<pubDate>Thu, 30 Sep 2021 10:{n:02}:00 +0700</pubDate><description>&lt;p onclick='x'&gt;Tóm tắt &lt;script&gt;1&lt;/script&gt;&lt;/p&gt;</description></item>"
)
_RUNS = re.compile(
    r"<(?:script|iframe|object|embed|style)|<[^>]*\son\w+\s*=|(?:href|src)\s*=\s*[\"']?\s*(?:javascript|data|vbscript):",
    re.IGNORECASE,
)


@dataclass
class Tally:
    """What was found: feeds, feeds with entries, agreeing ones, and where they differ."""

    feeds: int = 0
    with_entries: int = 0
    agreeing: int = 0
    same_count: int = 0
    unsafe: int = 0
    failed: int = 0
    ours: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    differing: list[str] = field(default_factory=list)

    def add(self, name: str, feed: Feed, found: Any) -> None:
        """Compare one feed with what feedparser alone made of it."""
        self.feeds += 1
        same_count = len(feed["entries"]) == len(found.entries)
        self.same_count += same_count
        self.unsafe += any(
            _RUNS.search(entry["summary"] or "") or _RUNS.search(entry["title"] or "")
            for entry in feed["entries"]
        )
        if found.entries:
            self.with_entries += 1
            self.failed += feed["error"] is not None
            agrees = same_count and all(
                _agree(mine, theirs) for mine, theirs in zip(feed["entries"], found.entries, strict=True)
            )
            self.agreeing += agrees
            if not agrees:
                self.differing.append(name)


def run(plan: Plan) -> Outcome:
    """Read every feed both ways."""
    folder = os.environ.get("LOA_BENCH_DATA")
    tally = Tally()
    with Reader() as reader:
        reader.read(b"")
        for name, data in _real(Path(folder) / "feeds") if folder else _constructed(plan.scaled(40)):
            began = time.perf_counter()
            feed = reader.read(data)
            between = time.perf_counter()
            found = _bare(data)
            tally.ours.append(between - began)
            tally.bare.append(time.perf_counter() - between)
            tally.add(name, feed, found)
    plan.say(
        f"{tally.feeds} feeds ({'labelled' if folder else 'constructed'}); differing: {', '.join(tally.differing) or 'none'}"
    )
    return _outcome(tally)


def _outcome(tally: Tally) -> Outcome:
    figures = {
        "agreement": tally.agreeing / tally.with_entries,
        "same_count": tally.same_count / tally.feeds,
        "failed": float(tally.failed),
        "unsafe": float(tally.unsafe),
        "slowest_s": max(tally.ours),
        "feedparser_ratio": sum(tally.ours) / sum(tally.bare),
    }
    lines = [
        ("feeds with entries that agree with feedparser", f"{tally.agreeing} of {tally.with_entries}"),
        ("the same number of entries", f"{tally.same_count} of {tally.feeds}"),
        ("feeds with entries that were refused", str(tally.failed)),
        ("feeds from which something that runs survived", str(tally.unsafe)),
        (
            "milliseconds a feed, 95 %; slowest",
            f"{1000 * percentile(tally.ours, 0.95):.0f}; {1000 * max(tally.ours):.0f}",
        ),
        ("time beside feedparser alone", f"{figures['feedparser_ratio']:.2f}"),
    ]
    return Outcome(dict(figures), lines)


def _agree(mine: Any, theirs: Any) -> bool:
    words = all(
        not theirs.get(name) or _words(mine[name] or "") == _words(theirs[name])
        for name in ("title", "link", "id")
    )
    times = all(
        not (parsed := dict.get(theirs, f"{name}_parsed"))
        or (
            mine[name] is not None
            and datetime.fromisoformat(mine[name]).timestamp() == calendar.timegm(parsed)
        )
        for name in ("published", "updated")
    )
    return words and times


def _words(text: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", text)).split())


def _bare(data: bytes) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return feedparser.parse(io.BytesIO(data))


def _real(folder: Path) -> Iterator[tuple[str, bytes]]:
    with gzip.open(folder / "feeds_dev.jsonl.gz", "rt", encoding="utf-8", newline="\n") as lines:
        for line in lines:
            row = json.loads(line)
            raw = row.get("xml_base64")
            yield row["id"], base64.b64decode(raw) if raw else row["xml"].encode()


def _constructed(count: int) -> Iterator[tuple[str, bytes]]:
    for number in range(count):
        items = "".join(_ITEM.format(n=item) for item in range(1 + number % 30))
        feed = f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Báo</title>{items}</channel></rss>'.encode()
        yield f"whole {number}", feed
        yield f"without its end {number}", feed[:-12]
        yield f"a lone ampersand {number}", feed.replace(b"https://bao.vn/tin", b"https://bao.vn/?a=1&b=2")
        yield f"control signs {number}", feed.replace(b"Tin", b"Tin\x0b")


BENCH = Bench(
    "feeds",
    "Feeds read in a child with limits, beside feedparser alone",
    run,
    (
        Goal("agreement", at_least=0.97),
        Goal("same_count", at_least=0.97),
        Goal("failed", at_most=0),
        Goal("unsafe", at_most=0),
        Goal("slowest_s", at_most=2),
    ),
    database=False,
)
