"""A city's alerts, and a short way to issue one."""

import pytest
import time_machine
from django.test import Client

from loa.channels.actions import open_account
from loa.channels.contract import sample_core
from loa.journal.actions import SYSTEM
from loa.kinds.cap import actions
from loa.kinds.cap.config import CapConfig
from loa.kinds.cap.kind import CapKind
from loa.lib import cap, clock

CODE = "7K3M-Q2WT"
CONFIG = CapConfig(sender="canhbao@example.vn", contact="024 3000 0000")


@pytest.fixture
def open_alerts(world):
    def run(mode="live", name="Cảnh báo thành phố", body=None):
        config = {"sender": CONFIG.sender, "contact": CONFIG.contact}
        return open_account(
            actor=SYSTEM, body=body or world.city, kind="cap", name=name, mode=mode, config=config
        )

    return run


@pytest.fixture
def account(open_alerts):
    return open_alerts()


@pytest.fixture
def issue(account):
    """Issue a bulletin some seconds ago."""

    def run(code=CODE, account=account, key=None, ago=60, **changes):
        payload = CapKind().render(sample_core(account.mode)) | {"code": code}
        payload |= {"url": f"http://localhost:8000/b/{code}"} | changes
        with time_machine.travel(clock.now().timestamp() - ago, tick=False):
            return actions.publish(
                account_id=account.pk, config=CONFIG, key=key or f"loa-{code}", payload=payload
            )

    return run


@pytest.fixture
def get():
    """Ask for a public address as a machine does."""

    def run(path, **headers):
        return Client().get(path, headers=headers)

    return run


def read(alert):
    """Return what the document of an issued alert says; whoever asks gets the same bytes, and they are valid."""
    answer = Client().get(f"/cap/{alert.account_id}/alerts/{alert.name}.xml")
    assert answer["Content-Type"] == "application/cap+xml; charset=utf-8"
    assert cap.check(answer.content).verdict in {cap.Verdict.ACCEPT, cap.Verdict.WARN}
    return cap.read_alert(answer.content)
