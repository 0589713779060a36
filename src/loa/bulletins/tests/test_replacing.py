"""What happens to the first message while another is to take its place, and to the one that came too late."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from loa.bulletins import actions, queries
from loa.bulletins.errors import NeedsTwoPersons, Stopped
from loa.bulletins.models import Bulletin, Correction
from loa.bulletins.rules.words import Relation
from loa.delivery import worker
from loa.delivery.models import Attempt, Dispatch, Target
from loa.kinds.website.models import PageVersion
from loa.lib import clock
from loa.notices.models import Notice
from tests.desk import RIGHT, Desk, proof, reach

pytestmark = pytest.mark.django_db


def sending(desk: Desk) -> Bulletin:
    """Return a bulletin that is going out: some have it, its dispatch is under way."""
    bulletin = desk.sent()
    reach(desk, bulletin)
    return bulletin


def superseding(desk: Desk, original: Bulletin, **settings: object) -> Bulletin:
    """Return what is to take the place of a bulletin, put before an approver."""
    draft = actions.supersede(
        actor=desk.world.editor, original=original, title="Lịch mới", text=RIGHT, reason="Đổi lịch"
    )
    if settings:
        actions.configure(actor=desk.world.editor, bulletin=draft, **settings)
    actions.lock_facts(actor=desk.world.editor, bulletin=draft)
    actions.send_for_release(actor=desk.world.editor, bulletin=draft)
    return draft


def withdraw(desk: Desk, original: Bulletin) -> Bulletin:
    row = actions.withdraw(actor=desk.world.duty, original=original, reason="Phát nhầm", proof=proof())
    return row.bulletin


def dispatch_of(bulletin: Bulletin) -> Dispatch:
    return Dispatch.objects.get(thing=bulletin.thing)


# -- the first goes on until the second goes out -----------------------------------------------------------


def test_the_first_goes_on_through_the_hold_of_what_replaces_it(desk: Desk) -> None:
    first = sending(desk)
    second = superseding(desk, first)
    desk.release(second)
    assert dispatch_of(first).state == "sending"
    assert not Dispatch.objects.filter(thing=second.thing).exists()
    desk.end_hold(second)
    first.refresh_from_db()
    assert (first.state, second.state) == ("superseded", "sent")
    assert (dispatch_of(first).state, dispatch_of(second).state) == ("cancelled", "sending")


def test_an_undone_replacement_leaves_the_first_as_it_was(desk: Desk) -> None:
    first = sending(desk)
    second = superseding(desk, first)
    desk.release(second)
    actions.undo(actor=desk.world.approver, bulletin=second)
    first.refresh_from_db()
    assert (first.state, second.state, dispatch_of(first).state) == ("sent", "draft", "sending")


def test_a_replacement_at_a_set_time_stops_the_first_only_then(desk: Desk) -> None:
    first = sending(desk)
    at = clock.now() + timedelta(hours=2)
    second = superseding(desk, first, send_at=at)
    desk.release(second)
    assert dispatch_of(first).state == "sending"
    with time_machine.travel(at, tick=False):
        actions.run_due_times()
    second.refresh_from_db()
    assert (second.state, dispatch_of(first).state) == ("sent", "cancelled")


def test_a_replacement_refused_at_its_time_leaves_the_first_going(desk: Desk) -> None:
    first = sending(desk)
    at = clock.now() + timedelta(hours=2)
    second = superseding(desk, first, send_at=at)
    desk.release(second)
    Bulletin.objects.filter(pk=second.pk).update(source="khác")
    with time_machine.travel(at, tick=False):
        actions.run_due_times()
    second.refresh_from_db()
    assert (second.state, dispatch_of(first).state) == ("missed", "sending")


def test_a_refused_correction_leaves_the_first_going(desk: Desk) -> None:
    first = sending(desk)
    draft = actions.draft_replacement(
        actor=desk.world.duty, original=first, relation=Relation.CORRECTION, text=RIGHT, reason="Nhầm ngày"
    )
    actions.configure(actor=desk.world.duty, bulletin=draft, source="Nguồn khác")
    with pytest.raises(NeedsTwoPersons):
        actions.release_alone(actor=desk.world.duty, bulletin=draft, proof=proof())
    named = f"{RIGHT} Liên hệ ông Nguyễn Văn Hùng."
    with pytest.raises(Stopped):
        actions.correct(actor=desk.world.duty, original=first, text=named, reason="Nhầm ngày", proof=proof())
    assert dispatch_of(first).state == "sending"


# -- two want the same place -------------------------------------------------------------------------------


def test_what_would_replace_a_withdrawn_bulletin_is_missed_and_its_people_are_told(desk: Desk) -> None:
    first = sending(desk)
    second = superseding(desk, first)
    desk.release(second)
    withdraw(desk, first)
    desk.end_hold(second)
    first.refresh_from_db()
    assert (first.state, second.state) == ("withdrawn", "missed")
    assert second.releases.get().missed_because == "replaced"
    assert not Dispatch.objects.filter(thing=second.thing).exists()
    assert Notice.objects.filter(person=desk.world.editor.person, event="missed").exists()
    assert Correction.objects.count() == 1


def test_an_approver_sees_that_the_first_is_gone_and_cannot_release(desk: Desk) -> None:
    first = sending(desk)
    second = superseding(desk, first)
    withdraw(desk, first)
    found = queries.release_page(second, desk.world.approver)
    assert not found.can_release
    assert {stop.code.value for stop in found.check.stops} == {"original_gone"}
    with pytest.raises(Stopped):
        desk.release(second)
    assert not Dispatch.objects.filter(thing=second.thing).exists()


# -- nobody has it yet -------------------------------------------------------------------------------------


def test_what_nobody_got_yet_is_withdrawn_in_public_and_sent_to_nobody(desk: Desk) -> None:
    first = desk.sent()
    withdrawal = withdraw(desk, first)
    first.refresh_from_db()
    assert (first.state, withdrawal.state, dispatch_of(first).state) == ("withdrawn", "sent", "cancelled")
    assert Correction.objects.get().original == first
    assert [t.account for t in Target.objects.filter(dispatch=dispatch_of(withdrawal))] == [desk.website]
    assert {row.code for row in queries.public()} == {first.code, withdrawal.code}


def test_without_a_public_page_it_stands_in_the_log_alone(desk: Desk) -> None:
    first = desk.sent(accounts=[desk.email])
    row = actions.correct(
        actor=desk.world.duty, original=first, text=RIGHT, reason="Nhầm ngày", proof=proof()
    )
    assert (row.dispatch, row.bulletin.state, first.state) == (None, "sent", "corrected")
    worker.drain()
    assert not Attempt.objects.exists()
    again = withdraw(desk, first)
    assert (again.releases.get().dispatch, Correction.objects.count()) == (None, 2)
    mended = withdraw(desk, row.bulletin)
    assert mended.releases.get().dispatch is None, "what nobody got is withdrawn from nobody"


def test_the_screen_says_that_nobody_is_told(desk: Desk) -> None:
    first = desk.sent()
    draft = actions.draft_replacement(
        actor=desk.world.duty, original=first, relation=Relation.WITHDRAWAL, text="", reason="Phát nhầm"
    )
    shown = desk.world.client(desk.world.duty).get(f"/desk/bulletins/{draft.pk}/mend/").content.decode()
    assert "Chưa nơi nào nhận bản trước" in shown
    assert "Phát ngay bản thu hồi" in shown


@pytest.mark.django_db(transaction=True)
def test_the_public_page_of_a_withdrawal_stands_though_nobody_got_the_first(desk: Desk) -> None:
    withdrawal = withdraw(desk, desk.sent())
    worker.drain()
    assert PageVersion.objects.get().page.code == withdrawal.code
