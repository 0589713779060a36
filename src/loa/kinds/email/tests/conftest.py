"""A live account whose letters go to a real SMTP server, and subscribers who get them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from loa.audience.actions import Arrival, Choice, import_subscribers
from loa.channels.actions import open_account
from loa.channels.models import Account
from loa.delivery import worker
from loa.delivery.actions import open_dispatch
from loa.delivery.models import Dispatch
from loa.delivery.plan import TargetPlan
from loa.delivery.testing import make_plan
from loa.journal.actions import SYSTEM
from loa.kinds.email.tests.imap import imap
from tests.mailbox import Mailbox, free_port

__all__ = ["imap"]


@dataclass
class Letter:
    """One letter as the receiving server saw it: who is told when it does not arrive, to whom, its Message-ID."""

    sender: str
    to: str
    id: str


@dataclass
class Receiver(Mailbox):
    """The server that takes the letters in."""

    seen: list[Letter] = field(default_factory=list)
    refuses: dict[str, str] = field(default_factory=dict)

    async def handle_RCPT(
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if answer := self.refuses.get(address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        answer = await super().handle_DATA(server, session, envelope)
        self.seen.append(Letter(envelope.mail_from, envelope.rcpt_tos[0], self.letters[-1]["Message-ID"]))
        return answer


@pytest.fixture
def receiver():
    box = Receiver(port=free_port())
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    yield box
    controller.stop()


@pytest.fixture
def open_mail(world, keyring, receiver):
    """Return a function that opens an e-mail account whose bounces come back to us."""

    def run(mode: str = "live", **more: Any) -> Account:
        config = {
            "host": "127.0.0.1",
            "port": receiver.port,
            "security": "none",
            "sender": "tin@hanoi.example",
        }
        config |= {"bounce_address": "trave@thu.hanoi.example", "connections": 2}
        given = {"body": world.city, "kind": "email", "name": f"Thư {mode}", "mode": mode}
        return open_account(actor=world.admin, config=config | more, **given)

    return run


@pytest.fixture
def account(open_mail):
    return open_mail()


@pytest.fixture
def subscribe(world, keyring):
    """Return a function that brings in subscribers of ward A."""

    def run(*names: str) -> None:
        arrivals = [Arrival(f"{name}@nhacungcap.example", Choice([world.ward_a_area])) for name in names]
        import_subscribers(actor=world.editor, body=world.city, arrivals=arrivals, basis="Phiếu 01")

    return run


@pytest.fixture
def send(world, receiver):
    """Return a function that sends one message to all subscribers and returns its dispatch and letters."""

    def run(account: Account, count: int) -> tuple[Dispatch, list[Letter]]:
        before = len(receiver.seen)
        targets = (TargetPlan(account.pk, "main", "subscribers.email", {"areas": ["C1A"]}),)
        dispatch = open_dispatch(actor=SYSTEM, plan=make_plan(account, count, targets=targets))
        worker.drain()
        return dispatch, sorted(receiver.seen[before:], key=lambda letter: letter.to)

    return run
