"""A city's feed, and a short way to put a bulletin into it."""

import pytest
import time_machine
from django.test import Client

from loa.channels.actions import open_account
from loa.channels.contract import sample_core
from loa.journal.actions import SYSTEM
from loa.kinds.rss import actions
from loa.kinds.rss.kind import RssKind
from loa.lib import clock

CODE = "7K3M-Q2WT"


@pytest.fixture
def open_feed(world):
    def run(mode="live", name="Nguồn tin thành phố", body=None):
        return open_account(actor=SYSTEM, body=body or world.city, kind="rss", name=name, mode=mode)

    return run


@pytest.fixture
def feed(open_feed):
    return open_feed()


@pytest.fixture
def publish(feed):
    """Put a bulletin into the feed some seconds ago."""

    def run(code=CODE, account=feed, key=None, extra=None, ago=60, **changes):
        payload = RssKind().render(sample_core(account.mode)) | {"code": code}
        payload |= {"url": f"http://localhost:8000/b/{code}", "extra": extra or {}} | changes
        with time_machine.travel(clock.now().timestamp() - ago):
            return actions.publish(account_id=account.pk, key=key or f"loa-{code}", payload=payload)

    return run


@pytest.fixture
def read(feed):
    """Ask for a feed as a reader does."""

    def run(name="atom.xml", account=feed, query="", **headers):
        place = f"{account.pk}/" if account else ""
        return Client().get(f"/feeds/{place}{name}{query}", headers=headers)

    return run
