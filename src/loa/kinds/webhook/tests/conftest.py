"""A webhook account that may call this machine, endpoints in it, and a listener."""

import pytest

from loa.channels.actions import open_account
from loa.journal.actions import SYSTEM
from loa.kinds.webhook import actions
from loa.kinds.webhook.tests.listener import Listener


@pytest.fixture
def listener():
    with Listener() as there:
        yield there


@pytest.fixture
def open_hooks(world, keyring):
    def run(mode="exercise", body=None, **config):
        return open_account(
            actor=SYSTEM, body=body or world.city, kind="webhook", name="Webhook", mode=mode, config=config
        )

    return run


@pytest.fixture
def hooks(open_hooks):
    return open_hooks()


@pytest.fixture
def register(world, hooks, listener):
    def run(path="/in", account=hooks, url="", **choice):
        return actions.register(
            actor=world.admin,
            account=account,
            organisation=f"Trung tâm {path}",
            url=url or listener.url(path),
            **choice,
        )

    return run
