"""A mail server that refuses the account itself: the channel pauses, its keepers hear of it, letters wait."""

from __future__ import annotations

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from loa.channels import slots
from loa.channels.actions import open_account, resume_account, rotate_secret
from loa.channels.models import Account
from loa.channels.testing import installed
from loa.delivery import worker
from loa.delivery.actions import open_dispatch
from loa.delivery.models import Chunk
from loa.delivery.testing import make_plan, states
from loa.journal.models import Entry
from loa.kinds.email.kind import EmailKind
from loa.lib import clock
from tests.mailbox import Mailbox, free_port

pytestmark = pytest.mark.django_db(transaction=True)


class Guarded(Mailbox):
    """A mail server that takes letters from whoever knows the password, and from one sender only."""

    password, sender, asked = "moi", "tin@hanoi.example", 0

    def authenticate(self, _server, _session, _envelope, _mechanism, given):
        self.asked += 1
        return AuthResult(success=given.password == self.password.encode(), handled=False)

    async def handle_MAIL(self, _server, _session, envelope, address, options):
        if address != self.sender:
            return "550 5.7.1 sender not allowed"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"


@pytest.fixture
def server():
    box = Guarded(port=free_port())
    controller = Controller(
        box,
        hostname="127.0.0.1",
        port=box.port,
        authenticator=box.authenticate,
        auth_require_tls=False,
    )
    controller.start()
    yield box
    controller.stop()


@pytest.fixture
def heard(monkeypatch):
    troubles = []
    monkeypatch.setattr(slots, "_listeners", [*slots._listeners, troubles.append])
    return troubles


@pytest.fixture
def send(world, keyring, server, monkeypatch):
    """Return a function that opens an account and sends twelve letters through it."""

    def run(secret="moi", sender="tin@hanoi.example"):
        config = {"host": "127.0.0.1", "port": server.port, "security": "none", "sender": sender}
        account = open_account(
            actor=world.admin,
            body=world.city,
            kind="email",
            name="Thư của Ban",
            mode="test",
            config=config | {"username": "tin", "connections": 2},
            secret=secret,
        )
        dispatch = open_dispatch(actor=world.editor, plan=make_plan(account, 12))
        worker.drain()
        return Account.objects.get(pk=account.pk), dispatch

    monkeypatch.setattr(EmailKind, "retry_waits", (0.1, 0.1))
    with installed():
        yield run


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"secret": "cu"}, "smtp_account_535"),
        ({"sender": "la@hanoi.example"}, "smtp_account_550"),
    ],
)
@pytest.mark.fault("S14")
def test_the_account_pauses_its_keepers_are_told_once_and_every_letter_waits(send, server, heard, wrong, why):
    account, dispatch = send(**wrong)
    assert account.state == "paused"
    assert states(dispatch) == {"queued": 12}
    assert [(trouble.body, trouble.path) for trouble in heard] == [
        (account.body, f"/desk/channels/{account.pk}/")
    ]
    assert "“Thư của Ban”" in heard[0].title
    assert server.asked <= 4, "each of the two lines knocks once, in two ways"
    assert server.envelopes == []
    entry = Entry.objects.get(verb="channels.halted")
    assert entry.facts == {"why": why}


@pytest.mark.fault("S14")
def test_once_the_password_is_mended_and_the_channel_resumed_every_letter_arrives_once(world, send, server):
    account, dispatch = send(secret="cu")
    rotate_secret(actor=world.admin, account=account, secret="moi")
    resume_account(actor=world.admin, account=account)
    Chunk.objects.update(due_at=clock.now())
    worker.drain(horizon=3)
    assert states(dispatch) == {"accepted": 12}
    assert sorted(to for tos, _letter in server.envelopes for to in tos) == sorted(
        f"r{n}@example.test" for n in range(1, 13)
    )
