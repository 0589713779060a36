"""Staff are told once, on the path they chose, and a letter is never doubled."""

import threading
from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine
from django.db import OperationalError

from loa.notices import actions, queries, worker
from loa.notices.models import Digest, Event, Notice, Path

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 1, 5, 5, 0, tzinfo=UTC)  # 12:00 in Ha Noi, a Monday


def tell(*actors, event=Event.RELEASE_ASKED, key="bulletin:1", **more):
    return actions.notify(
        people=[a.person for a in actors],
        event=event,
        key=key,
        title="Có bản tin chờ duyệt",
        path="/desk/",
        **more,
    )


def test_one_event_is_told_once(world):
    assert tell(world.approver) == 1
    assert tell(world.approver) == 0
    assert queries.count_open(world.approver) == 1


def test_nobody_sees_the_notices_of_another(world):
    tell(world.approver)
    assert list(queries.list_open(world.editor)) == []


def test_somebody_else_cannot_put_a_notice_away(world):
    tell(world.approver)
    assert actions.clear_notices(actor=world.editor, ids=[Notice.objects.get().pk]) == 0
    assert queries.count_open(world.approver) == 1


def test_who_left_is_told_nothing(world):
    world.approver.person.is_active = False
    assert tell(world.approver) == 0


def test_a_letter_leaves_once_and_names_the_matter(world, mailbox):
    with time_machine.travel(NOON):
        tell(world.approver, world.editor)
        assert actions.run_due_mail() == 2
        assert actions.run_due_mail() == 0
    assert sorted(to for to, _ in mailbox.envelopes) == sorted(
        [[world.approver.person.email], [world.editor.person.email]]
    )
    assert mailbox.letters[0]["Subject"] == "[Loa] Có bản tin chờ duyệt"


@pytest.mark.fault("A11")
def test_a_title_of_two_lines_is_one_line_of_a_letter(world, mailbox):
    with time_machine.travel(NOON):
        actions.notify(
            people=[world.approver.person],
            event=Event.RETURNED,
            key="x",
            title="Phun thuốc\r\nBcc: ai@example.vn",
        )
        assert actions.run_due_mail() == 1
    assert mailbox.letters[0]["Subject"] == "[Loa] Phun thuốc Bcc: ai@example.vn"


def test_a_letter_that_cannot_be_written_keeps_nobody_elses_back(world, mailbox):
    with time_machine.travel(NOON):
        tell(world.editor, world.approver)
        Notice.objects.filter(person=world.editor.person).update(title="hai\ndòng")
        assert actions.run_due_mail() == 1
        assert actions.run_due_mail() == 0
    assert [to for to, _ in mailbox.envelopes] == [[world.approver.person.email]]


@pytest.mark.parametrize("trouble", [ValueError, OSError, OperationalError])
def test_the_worker_goes_on_whatever_went_wrong(monkeypatch, trouble):
    stop = threading.Event()
    turns = []

    def fails():
        turns.append(1)
        if len(turns) == 2:
            stop.set()
        raise trouble

    monkeypatch.setattr(worker, "EVERY", 0)
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)
    monkeypatch.setattr(actions, "run_due_mail", fails)
    worker.run(stop)
    assert len(turns) == 2


def test_a_notice_put_away_is_not_mailed_any_more(world, mailbox):
    with time_machine.travel(NOON):
        tell(world.approver)
        actions.clear_notices(actor=world.approver, ids=[Notice.objects.get().pk])
        assert actions.run_due_mail() == 0


def test_a_daily_digest_collects_what_happened_into_one_letter(world, mailbox):
    actions.choose_paths(actor=world.approver, choices={Event.RELEASE_ASKED: Path.DAILY})
    with time_machine.travel(NOON):
        tell(world.approver, key="bulletin:1")
        tell(world.approver, key="bulletin:2")
        assert actions.run_due_mail() == 0
    with time_machine.travel(NOON + timedelta(hours=20)):
        assert actions.run_due_mail() == 1
    assert mailbox.letters[0]["Subject"] == "[Loa] Tổng hợp: 2 việc"
    assert Digest.objects.get().count == 2


def test_quiet_hours_of_ones_own_hold_a_letter_back(world, mailbox):
    actions.choose_paths(actor=world.approver, choices={}, quiet=(time(11), time(13)))
    with time_machine.travel(NOON):
        tell(world.approver)
        assert actions.run_due_mail() == 0
    with time_machine.travel(NOON + timedelta(hours=1)):
        assert actions.run_due_mail() == 1


def test_telling_many_takes_as_many_queries_as_telling_one(world, django_assert_num_queries):
    with django_assert_num_queries(4):
        tell(world.approver, key="a")
    with django_assert_num_queries(4):
        tell(world.editor, world.duty, world.leader, world.admin, world.clerk, key="b")
