"""The demo's newspapers: their feeds served on this machine, a port each; the product reads and groups them as any others."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from loa.desk.tour import acts, story
from loa.lib import clock
from loa.ops.errors import OpsError
from loa.press.actions.signals import find_signals
from loa.press.models import Item, Signal, Story
from loa.press.sample import ITEMS, feeds
from loa.press.sample.subscribing import subscribe as subscribe_to
from loa.units.models import Area

PATIENCE = 180.0  # seconds until everything was read and grouped, the engine's first compiling included


@dataclass(frozen=True, slots=True)
class Heard:
    """What the product made of the newspapers."""

    items: int
    reprints: int
    stories: int
    signals: int


@contextmanager
def published(now: datetime) -> Iterator[Mapping[str, str]]:
    """Serve every feed as it stands at a moment, until the block ends; give their addresses by short name."""
    servers = {name: _server(data) for name, data in feeds(now).items()}
    for server in servers.values():
        Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield {name: f"http://127.0.0.1:{server.server_port}/tin.xml" for name, server in servers.items()}
    finally:
        for server in servers.values():
            server.shutdown()
            server.server_close()


def _server(data: bytes) -> ThreadingHTTPServer:
    class Feed(BaseHTTPRequestHandler):
        """Gives one feed, and no robots.txt."""

        def do_GET(self) -> None:
            found = self.path == "/tin.xml"
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", "application/rss+xml; charset=utf-8")
            self.send_header("Content-Length", str(len(data) if found else 0))
            self.end_headers()
            self.wfile.write(data if found else b"")

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    return ThreadingHTTPServer(("127.0.0.1", 0), Feed)


def subscribe(addresses: Mapping[str, str]) -> None:
    """Have the product read them; it begins at once, beside what else the demo does."""
    subscribe_to(acts.actor_of(story.EDITOR), Area.objects.get(code=story.CITY_AREA), addresses)


def hear() -> Heard:
    """Wait until everything was read and grouped, then look for signals at the hour that has just ended.

    Raises: OpsError when the product does not hear the newspapers.
    """
    until = time.monotonic() + PATIENCE
    while Item.objects.filter(is_sample=True, story__isnull=False).count() < ITEMS:
        if time.monotonic() > until:
            raise OpsError(f"Of the sample newspapers' {ITEMS} items {Item.objects.count()} were taken in.")
        time.sleep(0.2)
    find_signals(clock.now())
    stories = Story.objects.filter(items__gt=0)
    reprints = sum(row.items - row.articles for row in stories)
    return Heard(Item.objects.count(), reprints, stories.count(), Signal.objects.count())
