"""The checks of this room: the index of this host is whole, followed, and not far behind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from loa.lib import clock
from loa.lib.health import Check, Finding, fail, ok, warn
from loa.search import outbox, places
from loa.search.models import HostState, IndexState
from loa.search.outbox import Place

SILENT_AFTER = timedelta(seconds=30)
MANY_WAITING = 5000


def index() -> Iterator[Finding]:
    """Check that the index of this host follows the database."""
    row = IndexState.objects.filter(host=places.host()).first()
    if row is None or not places.current():
        yield warn("search", "this host has no index yet", "start `loa up`, or `loa index`")
    elif row.alive_at is None or clock.now() - row.alive_at > SILENT_AFTER:
        yield fail("search", "nothing keeps the index of this host", "start `loa up`, or `loa index`")
    elif row.state == HostState.REBUILDING:
        yield warn(
            "search", f"rebuilding: {row.done} of {row.total}", "wait; the old index answers until then"
        )
    elif (left := outbox.waiting(Place(row.xid, row.row))) > MANY_WAITING:
        yield warn("search", f"{left} changes wait", "see what the log says about `index`")
    else:
        yield ok("search", f"{row.documents} documents, {left} changes wait")


CHECKS: list[Check] = [index]
