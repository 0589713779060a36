"""Accounts for notifications, browsers that turned them on, and a push service on this machine."""

import pytest

from loa.audience.actions import Choice
from loa.channels.actions import open_account
from loa.journal.actions import SYSTEM
from loa.kinds.webpush import actions, queries
from loa.kinds.webpush.tests.service import Browser, Service
from loa.kinds.webpush.tests.stub import play_google

CONTACT = "thongbao@example.vn"


@pytest.fixture
def service():
    with Service() as there:
        yield there


@pytest.fixture
def open_push(world, keyring):
    def run(mode="live", body=None, name="Thông báo", **config):
        return open_account(
            actor=SYSTEM,
            body=body or world.city,
            kind="webpush",
            name=name,
            mode=mode,
            config={"contact": CONTACT} | config,
        )

    return run


@pytest.fixture
def google(monkeypatch):
    """Play the push service that browsers prove their subscription at."""
    with Service() as there:
        play_google(monkeypatch, there)
        yield there


@pytest.fixture
def live(open_push):
    return open_push()


@pytest.fixture
def join(world, live, google):
    """Return a function by which a browser turns notifications on; its owner lives in ward A unless told otherwise."""

    def run(browser, areas=None, **choice):
        given = browser.subscription(queries.offered_key())
        return actions.join(
            body=world.city, given=given, choice=Choice(areas or [world.ward_a_area], **choice)
        )

    return run


@pytest.fixture
def browsers(join):
    """Return the browsers of five people, by their contacts."""
    made = [Browser(str(n)) for n in range(5)]
    return {join(browser).pk: browser for browser in made}
