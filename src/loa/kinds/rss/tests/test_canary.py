"""A feed is read back through the public address: its own id and that of its newest entry must stand there."""

import pytest

from loa.channels.contract import sample_core
from loa.kinds.rss import actions, queries
from loa.kinds.rss.kind import RssKind

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_feed_arrives_empty_and_with_its_newest_entry_and_fails_where_that_is_missing(fly, monkeypatch):
    run = fly("rss")
    assert (run.state, run.reason) == ("arrived", "")
    payload = RssKind().render(sample_core())
    actions.publish(account_id=run.account_id, key="loa-1", payload=payload)
    assert fly("rss", account=run.account).state == "arrived"
    assert queries.read_feed(run.account_id, queries.Wanted()).entries[0].keys == ["loa-1"], (
        "it left no entry"
    )
    monkeypatch.setattr("loa.kinds.rss.views.read_feed", _read_an_old_feed)
    stale = fly("rss", account=run.account)
    assert (stale.state, stale.code) == ("failed", "entry_missing")


def _read_an_old_feed(account_id, wanted):
    """Answer like a cache that never asks again."""
    feed = queries.read_feed(account_id, wanted)
    feed.entries.clear()
    return feed
