"""Bounces come in by a real IMAP server or a file: each once, marked after the commit, whatever breaks on the way."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from click.testing import CliRunner
from django.db import DatabaseError

from loa.channels import slots
from loa.delivery import folder
from loa.delivery.testing import states
from loa.journal.models import Entry
from loa.kinds.email import actions, health, reading, tasks
from loa.kinds.email.cli import mail
from loa.kinds.email.errors import BadMailbox, NotEmail, PasswordMissing
from loa.kinds.email.models import Bounce, Mailbox
from loa.kinds.email.tests import samples
from loa.kinds.email.tests.imap import PASSWORD, USER
from loa.lib import clock
from loa.units.errors import RightMissing
from tests.mailbox import free_port

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(world, account, imap):
    """Return a function that sets the account's mailbox at the server."""

    def run(**changes):
        given = {
            "host": "127.0.0.1",
            "port": imap.port,
            "security": "none",
            "username": USER,
            "password": PASSWORD,
        }
        return actions.set_mailbox(actor=world.admin, account=account, **(given | changes))

    return run


@pytest.fixture
def sent(account, subscribe, send):
    subscribe("an", "binh", "chi")
    return send(account, 3)


def test_what_came_back_is_taken_in_once_and_marked_as_read(place, imap, sent):
    dispatch, (one, two, _three) = sent
    place()
    imap.put(samples.postfix(one.sender, one.id), samples.away(two.sender, two.id), b"\0\xff\0")
    assert tasks.read_mailboxes(timestamp=0) == 3
    assert imap.flags() == [{"\\Seen"}] * 3
    assert reading.read_all() == 0
    imap.put(samples.exim(two.sender, two.id))
    assert reading.read_all() == 1
    folder.catch_up()
    assert states(dispatch) == {"accepted": 1, "failed": 2}
    assert sorted(Bounce.objects.values_list("kind", flat=True)) == ["hard", "hard", "reply", "unclear"]
    assert Mailbox.objects.get().polled_at is not None


def test_a_letter_is_marked_only_once_its_news_is_committed(place, imap, sent, monkeypatch):
    _dispatch, (one, two, _three) = sent
    box = place()
    imap.put(samples.postfix(one.sender, one.id), samples.postfix(two.sender, two.id))
    take_in, calls = reading.take_in, []

    def broken_at_the_second(raw, *, account):
        calls.append(raw)
        if len(calls) == 2:
            raise DatabaseError("mất điện")
        return take_in(raw, account=account)

    monkeypatch.setattr(reading, "take_in", broken_at_the_second)
    with pytest.raises(DatabaseError):
        reading.read_mailbox(box.pk)
    assert imap.flags() == [{"\\Seen"}, set()]
    monkeypatch.undo()
    assert reading.read_mailbox(box.pk) == 1
    assert Bounce.objects.count() == 2


def test_a_mailbox_that_counts_anew_is_read_anew_without_a_second_effect(place, imap, sent):
    _dispatch, (one, *_others) = sent
    box = place()
    imap.put(samples.postfix(one.sender, one.id))
    assert reading.read_mailbox(box.pk) == 1
    Mailbox.objects.update(uid_validity=7, last_uid=99)
    assert reading.read_mailbox(box.pk) == 1
    assert Bounce.objects.count() == 1


def test_one_reading_takes_in_so_many_and_the_next_goes_on(place, imap, sent, monkeypatch):
    monkeypatch.setattr(reading, "LETTERS", 2)
    box = place()
    imap.put(*(b"Subject: %d\r\n\r\n" % n for n in range(3)))
    assert [reading.read_mailbox(box.pk) for _n in range(3)] == [2, 1, 0]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"password": "sai"}, "login"),
        ({"port": None}, "connect"),
        ({"security": "tls"}, "tls"),
        ({"security": "starttls"}, "connect"),
    ],
)
def test_a_mailbox_that_cannot_be_read_says_why_and_is_told_after_an_hour(
    place,
    imap,
    monkeypatch,
    changes,
    problem,
):
    heard = []
    monkeypatch.setattr(slots, "_listeners", [heard.append])
    box = place(**({"port": free_port()} if "port" in changes else changes))
    assert reading.read_mailbox(box.pk) is None
    box.refresh_from_db()
    assert (box.problem, heard) == (problem, [])
    assert [finding.level for finding in health.mailboxes()] == ["warn"]
    for _n in range(2):
        with time_machine.travel(clock.now() + timedelta(hours=2), tick=True):
            reading.read_mailbox(box.pk)
    assert len({trouble.key for trouble in heard}) == 1
    assert "Thư live" in heard[0].title
    place()
    assert reading.read_mailbox(box.pk) == 0
    box.refresh_from_db()
    assert (box.failing_since, box.problem) == (None, "")
    assert [finding.level for finding in health.mailboxes()] == ["ok"]


@pytest.mark.allow_hosts(["127.0.0.1", "192.0.2.7"])
@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning"
)  # the refused socket is left to Python
def test_the_mailbox_of_an_exercise_cannot_lie_outside(world, open_mail):
    account = open_mail("exercise")
    given = {"host": "192.0.2.7", "port": 993, "security": "tls", "username": USER, "password": PASSWORD}
    box = actions.set_mailbox(actor=world.admin, account=account, **given)
    assert reading.read_mailbox(box.pk) is None
    box.refresh_from_db()
    assert box.problem == "connect"


@pytest.mark.parametrize(
    "wrong",
    [
        {"host": "imap.example.vn", "security": "none", "port": 143},
        {"host": "imap.example.vn", "security": "tls", "port": 22},
        {"host": "", "security": "tls"},
        {"host": "a b", "security": "tls"},
        {"username": "x\r\nA1 DELETE INBOX"},
        {"username": 'x" y'},
        {"security": "ssl3"},
    ],
)
def test_a_mailbox_that_cannot_work_or_is_not_safe_is_refused(place, wrong):
    with pytest.raises(BadMailbox):
        place(**wrong)


def test_only_who_manages_the_channel_sets_it_and_the_password_is_sealed(world, account, place):
    with pytest.raises(PasswordMissing):
        place(password="")
    box = place()
    assert PASSWORD not in box.password
    sealed = place(password="").password
    assert sealed == box.password
    assert Entry.objects.filter(verb="email.mailbox_set", thing=f"channels.account:{account.pk}").count() == 2
    given = {"host": "127.0.0.1", "port": 143, "security": "none", "username": USER, "password": PASSWORD}
    with pytest.raises(RightMissing):
        actions.set_mailbox(actor=world.editor, account=account, **given)
    actions.remove_mailbox(actor=world.admin, account=account)
    assert not Mailbox.objects.exists()
    assert Entry.objects.filter(verb="email.mailbox_removed").count() == 1


def test_another_kind_of_account_has_no_such_mailbox(world, account, place):
    account.kind = "website"
    with pytest.raises(NotEmail):
        place()


# -- the command -------------------------------------------------------------------------------------------


def test_a_message_on_standard_input_and_an_mbox_are_taken_in(account, sent, tmp_path):
    _dispatch, (one, two, _three) = sent
    piped = CliRunner().invoke(mail, ["bounces", "-"], input=samples.postfix(one.sender, one.id))
    assert (piped.exit_code, piped.output) == (0, "hard 1\n")
    box = tmp_path / "hop-thu"
    letters = [
        samples.postfix(one.sender, one.id),
        samples.qmail(two.sender, two.id),
        samples.person("x@y.vn", ""),
    ]
    box.write_bytes(b"".join(b"From x Mon\n" + raw + b"\n\n" for raw in letters))
    told = CliRunner().invoke(mail, ["bounces", str(box)])
    assert told.output == "hard 1, not_ours 1, repeated 1\n"
    told = CliRunner().invoke(mail, ["bounces", str(box), "--account", str(account.pk)])
    assert told.output == "repeated 2, unclear 1\n"
    assert CliRunner().invoke(mail, ["bounces", str(box), "--account", "99999"]).exit_code == 2
    assert Bounce.objects.count() == 3
