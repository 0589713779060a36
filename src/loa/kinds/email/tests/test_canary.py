"""An e-mail account writes to itself; its letter is told from every other, and its arrival by who reads the mailbox."""

import pytest

from loa.channels.models import CanaryRun
from loa.kinds.email import actions, canary, reading
from loa.kinds.email.kind import EmailKind
from loa.kinds.email.models import Bounce
from loa.kinds.email.tests.imap import PASSWORD, USER
from tests.mailbox import free_port

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def config(mailbox):
    return {"host": "127.0.0.1", "port": mailbox.port, "security": "none", "sender": "tin@hanoi.example"}


def test_the_letter_goes_to_the_account_itself_and_says_what_it_is(fly, config, mailbox):
    run = fly("email", mode="exercise", **config)
    assert (run.state, run.reason) == ("accepted", "")
    assert run.finished_at, "nobody reads the mailbox back, so nothing is awaited"
    ((receivers, letter),) = mailbox.envelopes
    assert receivers == ["tin@hanoi.example"]
    assert "DIỄN TẬP" in letter["Subject"]
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["List-Unsubscribe"] is None
    assert run.token in letter["Message-ID"]


def test_a_reader_of_the_mailbox_tells_that_it_arrived(fly, config, mailbox, monkeypatch):
    monkeypatch.setattr(EmailKind, "reads_back", lambda _kind, _outlet: True)
    run = fly("email", **config)
    assert (run.state, run.finished_at) == ("accepted", None)
    (letter,) = mailbox.letters
    assert not canary.arrived(run.account_id + 1, letter), "another account's mailbox proves nothing"
    del letter[canary.HEADER]
    assert not canary.arrived(run.account_id, letter)
    letter[canary.HEADER] = f"{run.account_id} {run.token}"
    assert canary.arrived(run.account_id, letter)
    assert CanaryRun.objects.get(pk=run.pk).state == "arrived"


def test_the_mailbox_of_what_comes_back_brings_the_letter_home(world, fly, config, mailbox, imap):
    bounced = config | {"bounce_address": "trave@hanoi.example"}
    account = fly("email", **bounced).account
    place = {"host": "127.0.0.1", "port": imap.port, "security": "none"}
    actions.set_mailbox(actor=world.admin, account=account, username=USER, password=PASSWORD, **place)
    run = fly("email", account=account)
    assert (run.state, run.finished_at) == ("accepted", None)
    receivers, letter = mailbox.envelopes[-1]
    assert receivers == ["trave@hanoi.example"]
    imap.put(letter.as_bytes())
    assert reading.read_all() == 1
    assert CanaryRun.objects.get(pk=run.pk).state == "arrived"
    assert not Bounce.objects.exists()


def test_a_server_that_does_not_answer_fails_the_test(fly, config):
    run = fly("email", **config | {"port": free_port()})
    assert (run.state, run.code) == ("failed", "smtp_down")
