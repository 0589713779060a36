"""Secrets that their provider renews: in time, one renewal at a time, and a refusal parks what waits."""

import threading
from datetime import timedelta

import pytest
from django.db import connections

from loa.channels import queries, renewing, slots
from loa.channels.actions import open_account
from loa.channels.models import Account
from loa.channels.testing import Receiver, installed
from loa.journal.actions import SYSTEM
from loa.journal.models import Entry
from loa.lib import clock

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.fault("S14")]
BEFORE = timedelta(hours=6)


@pytest.fixture
def provider(keyring):
    with installed(), Receiver() as receiver:
        yield receiver


def make(world, receiver, *, ends_in=timedelta(hours=5)):
    return open_account(
        actor=SYSTEM,
        body=world.city,
        kind="loopback_renewed",
        name="Kênh có khóa",
        mode="test",
        config={"url": receiver.url},
        secret="first",
        secret_expires_at=clock.now() + ends_in,
    )


def secret_of(account):
    return queries.outlet(Account.objects.get(pk=account.pk)).secret


def test_twenty_at_once_renew_a_secret_once(world, provider):
    provider.delay = 0.2
    account = make(world, provider)
    together, done = threading.Barrier(20), []

    def at_once():
        together.wait(30)
        done.append(renewing.renew(account.pk, BEFORE))
        connections.close_all()

    threads = [threading.Thread(target=at_once) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert provider.renewed == ["first"], "a token that is used twice is refused"
    assert sorted(done) == [False] * 19 + [True]
    assert secret_of(account) == "first+"
    entry = Entry.objects.get(verb="channels.secret_renewed")
    assert "first" not in str(entry.facts)


def test_it_is_renewed_before_its_end_and_not_earlier(world, provider):
    early, due = make(world, provider, ends_in=timedelta(hours=7)), None
    assert renewing.run_due() == 0
    Account.objects.filter(pk=early.pk).update(secret_expires_at=clock.now() + timedelta(hours=5))
    assert renewing.run_due() == 1
    due = Account.objects.get(pk=early.pk)
    assert due.secret_expires_at > clock.now() + timedelta(hours=24)
    assert renewing.run_due() == 0


def test_a_provider_that_refuses_halts_the_account_and_its_keepers_are_told_once(
    world, provider, monkeypatch
):
    told = []
    monkeypatch.setattr(slots, "_listeners", [told.append])
    provider.renewed.append("first")  # somebody used it already
    account = make(world, provider)
    assert renewing.run_due() == renewing.run_due() == 0
    account.refresh_from_db()
    assert account.state == "paused"
    assert [trouble.body for trouble in told] == [world.city]
    assert secret_of(account) == "first"


def test_a_provider_that_is_away_is_asked_again(world, provider):
    account = make(world, provider)
    Account.objects.filter(pk=account.pk).update(config={"url": "http://127.0.0.1:9/in"})
    assert renewing.run_due() == 0
    account.refresh_from_db()
    assert account.state == "active"
    Account.objects.filter(pk=account.pk).update(config={"url": provider.url})
    assert renewing.run_due() == 1


def test_a_renewal_whose_process_dies_leaves_no_lock(world, provider):
    account = make(world, provider)

    def dies():
        with renewing._alone(account.pk) as alone:
            assert alone
            connections.close_all()  # as the server sees a process that is gone
        connections.close_all()

    thread = threading.Thread(target=dies)
    thread.start()
    thread.join(30)
    assert renewing.run_due() == 1
