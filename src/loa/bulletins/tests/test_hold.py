"""What steering in the ledger does to a bulletin in its hold: the two always tell one story."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from loa.bulletins import actions
from loa.bulletins.models import Bulletin
from loa.delivery import schedule, worker
from loa.delivery.actions import cancel_dispatch, pause_dispatch, resume_dispatch
from loa.delivery.models import Attempt, Dispatch
from loa.lib import clock
from loa.notices.models import Notice
from tests.desk import Desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(desk: Desk) -> Bulletin:
    bulletin = desk.submitted()
    desk.release(bulletin)
    return bulletin


def both(bulletin: Bulletin) -> tuple[str, str]:
    bulletin.refresh_from_db()
    return bulletin.state, Dispatch.objects.get(thing=bulletin.thing).state


def wait(bulletin: Bulletin, **span: float) -> None:
    """Let both rooms look once after so long, the bulletins' clock first: it must not run ahead of the ledger."""
    assert bulletin.pk
    with time_machine.travel(clock.now() + timedelta(**span), tick=False):
        actions.run_due_times()
        schedule.tick()
        actions.run_due_times()


def test_it_is_sent_only_when_the_ledger_has_begun(held: Bulletin) -> None:
    with time_machine.travel(clock.now() + timedelta(seconds=16), tick=False):
        actions.run_due_times()
        assert both(held) == ("released", "planned")
        schedule.tick()
        actions.run_due_times()
    assert both(held) == ("sent", "sending")


def test_paused_in_the_hold_it_waits_and_is_sent_when_resumed(desk: Desk, held: Bulletin) -> None:
    dispatch = pause_dispatch(actor=desk.world.duty, dispatch=Dispatch.objects.get())
    wait(held, minutes=2)
    assert both(held) == ("released", "paused")
    resume_dispatch(actor=desk.world.duty, dispatch=dispatch)
    wait(held, minutes=3)
    assert both(held) == ("sent", "sending")


def test_resumed_too_late_it_is_missed_and_nothing_of_it_can_be_sent(desk: Desk, held: Bulletin) -> None:
    dispatch = pause_dispatch(actor=desk.world.duty, dispatch=Dispatch.objects.get())
    with time_machine.travel(clock.now() + timedelta(minutes=11), tick=False):
        resume_dispatch(actor=desk.world.duty, dispatch=dispatch)
    wait(held, minutes=11)
    assert both(held) == ("missed", "cancelled")
    assert held.releases.get().missed_because == "late"
    worker.drain()
    assert not Attempt.objects.exists()


def test_paused_in_the_hold_it_can_still_be_undone(desk: Desk, held: Bulletin) -> None:
    pause_dispatch(actor=desk.world.duty, dispatch=Dispatch.objects.get())
    actions.undo(actor=desk.world.approver, bulletin=held)
    assert both(held) == ("draft", "undone")


def test_cancelled_in_the_hold_it_is_missed_and_its_people_are_told(desk: Desk, held: Bulletin) -> None:
    cancel_dispatch(actor=desk.world.duty, dispatch=Dispatch.objects.get(), reason="sai địa bàn")
    wait(held, seconds=16)
    assert both(held) == ("missed", "cancelled")
    assert held.releases.get().missed_because == "cancelled"
    assert Notice.objects.filter(person=desk.world.editor.person, event="missed").exists()
    actions.send_for_release(actor=desk.world.editor, bulletin=held)
    desk.release(held)
    assert held.state == "released"


def test_cancelled_after_it_began_it_was_sent(desk: Desk, held: Bulletin) -> None:
    with time_machine.travel(clock.now() + timedelta(seconds=16), tick=False):
        schedule.tick()
        cancel_dispatch(actor=desk.world.duty, dispatch=Dispatch.objects.get())
        actions.run_due_times()
    assert both(held) == ("sent", "cancelled")


@pytest.mark.fault("R17")
def test_a_ledger_that_was_down_over_the_hold_misses_it_for_good(desk: Desk, held: Bulletin) -> None:
    wait(held, minutes=11)
    assert both(held) == ("missed", "cancelled")
    client = desk.world.client(desk.world.duty)
    dispatch = Dispatch.objects.get()
    assert client.post(f"/desk/dispatches/{dispatch.pk}/start/").status_code == 404
    assert "Gửi ngay" not in client.get(f"/desk/dispatches/{dispatch.pk}/").content.decode()
    shown = desk.world.client(desk.world.editor).get(f"/desk/bulletins/{held.pk}/").content.decode()
    assert "hệ thống chạy trễ quá 10 phút" in shown
