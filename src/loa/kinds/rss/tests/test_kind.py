"""Feeds as a channel: what a delivery puts in, and what an exercise never does."""

import asyncio

import pytest
from django.utils import timezone

from loa.channels.base import Message, Outcome, Outlet
from loa.channels.contract import sample_core, violations
from loa.kinds.rss.kind import FEED, RssConfig, RssKind
from loa.kinds.rss.models import Entry
from loa.kinds.rss.tests.conftest import CODE


def test_it_keeps_the_contract_of_a_kind():
    assert violations(RssKind()) == []


@pytest.mark.django_db(transaction=True)
def test_sending_twice_publishes_once_and_asking_finds_it(feed):
    kind = RssKind()
    outlet = Outlet(feed.pk, "rss", feed.name, "live", feed.body_id, "Thành phố Mẫu", RssConfig())
    message = Message(1, feed.pk, "live", "rss:1", kind.render(sample_core()), "vi")

    async def run():
        before = await kind.ask(outlet, message)
        twice = [r async for r in kind.send(outlet, [message, message])]
        return before, twice, await kind.ask(outlet, message)

    before, twice, after = asyncio.run(run())
    assert (before.state, before.temporary) == (Outcome.FAILED, True)
    assert {(r.state, r.provider_id) for r in [*twice, after]} == {
        (Outcome.DELIVERED, Entry.objects.get().uid)
    }


@pytest.mark.django_db
def test_a_second_delivery_of_the_same_words_changes_nothing_and_of_others_keeps_the_id(publish):
    first = publish()
    same = publish(key="loa-2")
    other = publish(key="loa-3", title="Bản sau")
    assert Entry.objects.count() == 1
    assert first.uid == same.uid == other.uid
    assert first.updated_at == same.updated_at < other.updated_at
    assert Entry.objects.get().keys == ["loa-" + CODE, "loa-2", "loa-3"]


@pytest.mark.django_db
def test_the_feed_is_one_receiver_while_the_account_is_in_use(feed):
    rule, now = {"account": feed.pk, "language": "vi"}, timezone.now()
    assert FEED.count(rule, now) == 1
    type(feed).objects.update(state="paused")
    assert FEED.plan(rule, now) == []


@pytest.mark.django_db
@pytest.mark.mission("N4")
def test_the_feed_of_an_exercise_or_a_test_is_nowhere(publish, read, open_feed):
    for mode in ("exercise", "test"):
        hidden = open_feed(mode, name=mode)
        publish(account=hidden)
        assert read(account=hidden).status_code == 404
    assert b"<entry" not in read(account=None).content


@pytest.mark.django_db
def test_a_site_without_a_feed_has_no_feed_and_no_other_form_is_known(read, feed):
    assert read("feed.xml").status_code == 404
    assert read(query="?area=KHONG").status_code == 404
    assert read(query="?topic=KHONG").status_code == 404
    type(feed).objects.update(kind="website")
    assert read(account=None).status_code == 404
