"""Asks the outside through the one safe door, as a reader that can be told off: by name, conditionally, within robots.txt.

It must not touch the database: what is known goes in, what came of it comes out as a value.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, TypeVar
from urllib.parse import urlsplit

from django.conf import settings

from loa.feeds.model import Feed, Sitemap
from loa.feeds.reading import PageReader, Reader
from loa.lib.border import BorderError, Permanent
from loa.lib.safe_http import Response
from loa.press.intake.drafts import Draft, of_article, of_entry, of_place
from loa.press.intake.gates import (
    Asked,
    Gates,
    NotAllowed,
    NotKnown,
    call,
    check_rules,
    read_rules,
    rules_of,
    rules_without,
)
from loa.press.rules import failures
from loa.press.rules.words import FetchOutcome

log = logging.getLogger(__name__)
T = TypeVar("T")
_INNER: Final = 2
"""Sitemaps of an index that are read in one go, the newest."""


@dataclass(slots=True)
class Answer:
    """What came of it; `why` is the code of what failed (`rules.failures`) with its facts, `retry_after` in seconds where the host asks for time.

    `led_to` is the host that answered in the end.
    """

    outcome: FetchOutcome
    why: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)
    status: int | None = None
    size: int = 0
    took_ms: int = 0
    etag: str = ""
    modified: str = ""
    drafts: list[Draft] = field(default_factory=list)
    entries: int = 0
    robots: str | None = None
    retry_after: float | None = None
    led_to: str = ""
    is_permanent: bool = False


class Asker:
    """Fetches many at once, reads them one by one; holds the child processes that read."""

    def __init__(self) -> None:
        self._reader, self._pages = Reader(), PageReader()
        self._one_by_one = threading.Lock()
        self._gates = Gates()

    def close(self) -> None:
        """End the child processes."""
        self._reader.close()
        self._pages.close()

    async def ask_all(self, asked: list[Asked]) -> list[Answer]:
        """Return the answers in order; hosts are different ones, so that all may be asked at once."""
        return list(await asyncio.gather(*(self._ask(one) for one in asked)))

    async def _ask(self, asked: Asked) -> Answer:
        begun = time.monotonic()
        try:
            if asked.kind != "robots":
                check_rules(asked.robots, asked.url)
            answer = await self._read(asked, await call(asked, self._gates))
        except BorderError as error:
            answer = _failed(asked, error)
        except Exception:
            log.exception("press: the answer of %s cannot be read", asked.host)
            answer = unreadable()
        answer.took_ms = round((time.monotonic() - begun) * 1000)
        return answer

    def _through(self, read: Callable[..., T], data: bytes, **given: str) -> T:
        """Have a child process read, one thing at a time."""
        with self._one_by_one:
            return read(data, **given)

    async def _read(self, asked: Asked, response: Response) -> Answer:
        """Read an answer in a thread: the child process may take its time."""
        told = Answer(FetchOutcome.TAKEN, status=response.status, size=len(response.body))
        told.led_to = urlsplit(response.url).netloc
        told.etag = response.headers.get("ETag", "")[:300]
        told.modified = response.headers.get("Last-Modified", "")[:100]
        if asked.kind == "robots":
            told.robots = read_rules(response)
        elif response.status == 304:
            told.outcome = FetchOutcome.UNCHANGED
        elif asked.kind == "feed":
            self._feed(told, await asyncio.to_thread(self._through, self._reader.read, response.body))
        elif asked.kind == "sitemap":
            await self._sitemap(told, asked, response)
        else:
            await self._page(told, asked, response)
        return told

    def _feed(self, told: Answer, feed: Feed) -> None:
        language = feed["language"] or ""
        told.entries = len(feed["entries"])
        told.drafts = [of_entry(entry, language) for entry in feed["entries"]]
        if feed["error"]:
            _refuse(told, feed["error"])

    async def _sitemap(self, told: Answer, asked: Asked, response: Response) -> None:
        found = await asyncio.to_thread(self._through, self._reader.read_sitemap, response.body)
        if found["error"]:
            _refuse(told, found["error"])
            return
        if found["sitemaps"]:
            told.etag = told.modified = ""  # an index stays the same while the sitemaps in it change
        robots = rules_of(asked.robots)
        inner = [link for link, _ in found["sitemaps"] if urlsplit(link).netloc == asked.host]
        places = list(found["places"])
        for link in [link for link in inner if robots.allows(link)][:_INNER]:
            await asyncio.sleep(min(robots.delay or settings.PRESS_HOST_SECONDS, 30))
            places += (await self._inner(asked, link))["places"]
        told.entries = len(places)
        told.drafts = [of_place(place) for place in places]

    async def _inner(self, asked: Asked, link: str) -> Sitemap:
        response = await call(replace(asked, url=link, etag="", modified=""), self._gates)
        return await asyncio.to_thread(self._through, self._reader.read_sitemap, response.body)

    async def _page(self, told: Answer, asked: Asked, response: Response) -> None:
        charset = (
            response.headers.get("Content-Type", "").partition("charset=")[2].split(";")[0].strip("\"' ")
        )
        article = await asyncio.to_thread(
            self._through, self._pages.read, response.body, link=response.url, charset=charset[:40]
        )
        told.entries = 1
        if article["error"]:
            _refuse(told, article["error"])
        else:
            told.drafts = [of_article(article, asked.url)]


def _failed(asked: Asked, error: BorderError) -> Answer:
    """Return the answer for a failure; a robots.txt that is not there allows all, one that cannot be had says nothing."""
    status, wait = error.facts.get("status"), error.facts.get("retry_after")
    why, facts = failures.of_call(error)
    told = Answer(FetchOutcome.FAILED, why, facts, is_permanent=isinstance(error, Permanent))
    told.status = status if isinstance(status, int) else None
    told.retry_after = wait if isinstance(wait, int | float) else None
    if asked.kind == "robots":
        told.robots = rules_without(error)
    if isinstance(error, NotAllowed | NotKnown):
        told.outcome = FetchOutcome.REFUSED
    return told


def unreadable() -> Answer:
    """Return what is kept of an answer that nobody foresaw: it failed, and is asked for again later."""
    return Answer(FetchOutcome.FAILED, failures.BROKEN)


def _refuse(told: Answer, sentence: str) -> None:
    told.outcome, told.why, told.is_permanent = FetchOutcome.FAILED, failures.of_reading(sentence), True
