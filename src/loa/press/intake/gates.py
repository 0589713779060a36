"""Calls to the outside through the one safe door, by our name; each hop of a redirect is judged by the rules of its host.

It must not touch the database: the rules of the host that is asked go in, those of a host that a redirect leads to are
read there first and remembered here.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from typing import Final
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from loa.feeds.robots import EVERYTHING, NOTHING, Robots, read_robots
from loa.lib.border import BorderError, Permanent, Temporary
from loa.lib.safe_http import Policy, Response, SafeClient
from loa.lib.said import say
from loa.press.rules import polite

_MOST: Final = {"feed": 4 << 20, "sitemap": 16 << 20, "page": 3 << 20, "robots": 512 << 10}
_ACCEPT: Final = {
    "feed": "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5",
    "sitemap": "application/xml, text/xml, */*;q=0.5",
    "page": "text/html, application/xhtml+xml;q=0.9",
    "robots": "text/plain, */*;q=0.5",
}
SECONDS: Final = 20.0
_SECONDS_ON_THE_WAY, _LONGEST_REST = 5.0, 5.0
_MOST_KNOWN: Final = 500
_FORBIDDEN: Final = frozenset({"private_address", "bad_port", "bad_scheme", "bad_url"})


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be fetched: a source, the page of an item, or the robots.txt of a host."""

    kind: str
    id: int
    url: str
    host: str
    robots: str = ""
    etag: str = ""
    modified: str = ""


class NotAllowed(Permanent):
    """The rules of a host refuse an address; `elsewhere` is that host where a redirect led to it."""

    def __init__(self, elsewhere: str = "") -> None:
        if elsewhere:
            super().__init__("robots_elsewhere", say("robots.txt: {host}", host=elsewhere))
        else:
            super().__init__("robots", "robots.txt")


class NotKnown(Temporary):
    """The rules of a host cannot be had just now."""

    def __init__(self) -> None:
        super().__init__("robots_unknown", "robots.txt")


def policy(kind: str) -> Policy:
    """Return what a fetch may do: public addresses, and those that the settings list."""
    return Policy(
        listed=tuple(settings.PRESS_ADDRESSES),
        listed_ports=bool(settings.PRESS_ADDRESSES),
        redirects=3,
        max_bytes=_MOST[kind],
        cut=kind in {"page", "robots"},
        seconds=SECONDS,
    )


@lru_cache(maxsize=512)
def rules_of(robots: str) -> Robots:
    """Return the rules of a robots.txt as it is kept."""
    return read_robots(robots)


def rules_without(error: BorderError) -> str | None:
    """Return the rules of a host whose robots.txt failed so: one that is not there allows all; None where that says nothing."""
    status = error.facts.get("status")
    return EVERYTHING if isinstance(status, int) and 400 <= status < 500 and status != 429 else None


def check_rules(robots: str, url: str, *, elsewhere: str = "") -> None:
    """Raises: NotAllowed, NotKnown, where these rules do not let us fetch an address."""
    if not rules_of(robots).allows(url):
        raise NotAllowed(elsewhere) if robots != NOTHING else NotKnown


def read_rules(response: Response) -> str:
    """Return a robots.txt as it is kept."""
    return response.body.decode("utf-8", "replace").replace("\x00", "")


@dataclass(slots=True)
class Gates:
    """What hosts that redirects led to allow: the newest are remembered, for a day, an hour where it was not to be had."""

    known: dict[str, tuple[float, str]] = field(default_factory=dict)

    async def judge(self, asked: Asked, url: str) -> None:
        """Let a redirect lead on where the rules of its host allow it. Raises: NotAllowed, NotKnown."""
        place = urlsplit(url)
        elsewhere = "" if place.netloc == asked.host else place.netloc
        robots = await self._robots(place) if elsewhere else asked.robots
        check_rules(robots, url, elsewhere=elsewhere)

    async def _robots(self, place: SplitResult) -> str:
        kept_at, robots = self.known.get(place.netloc, (0.0, ""))
        age = polite.ROBOTS_AGE if robots != NOTHING else polite.ROBOTS_AGE_UNKNOWN
        if kept_at and time.monotonic() - kept_at < age.total_seconds():
            return robots
        robots = await _asked_robots(f"{place.scheme}://{place.netloc}/robots.txt")
        while len(self.known) >= _MOST_KNOWN:
            del self.known[next(iter(self.known))]
        self.known[place.netloc] = (time.monotonic(), robots)
        await asyncio.sleep(min(rules_of(robots).delay or settings.PRESS_HOST_SECONDS, _LONGEST_REST))
        return robots


async def call(asked: Asked, gates: Gates) -> Response:
    """Return what an address answers, asked conditionally. Raises: BorderError."""
    given = {"If-None-Match": asked.etag, "If-Modified-Since": asked.modified}
    onward = None if asked.kind == "robots" else partial(gates.judge, asked)
    async with SafeClient(policy(asked.kind), onward=onward) as client:
        return await client.get(
            asked.url, _headers(asked.kind) | {name: value for name, value in given.items() if value}
        )


async def _asked_robots(url: str) -> str:
    try:
        async with SafeClient(replace(policy("robots"), seconds=_SECONDS_ON_THE_WAY)) as client:
            return read_rules(await client.get(url, _headers("robots")))
    except BorderError as error:
        if error.code in _FORBIDDEN:
            raise
        found = rules_without(error)
        return NOTHING if found is None else found


def _headers(kind: str) -> dict[str, str]:
    return {"User-Agent": f"LoaBot/1.0 (+{settings.PUBLIC_URL})", "Accept": _ACCEPT[kind]}
