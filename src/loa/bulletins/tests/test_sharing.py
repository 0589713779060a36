"""What leaves the desk by hand: who is told to post the newer form, and what the forms say."""

from __future__ import annotations

from datetime import timedelta

import pytest

from loa.bulletins import actions
from loa.bulletins.errors import NotOut
from loa.bulletins.models import Bulletin
from loa.lib import clock
from loa.notices.models import Event, Notice
from loa.units.actor import Actor
from tests.desk import RIGHT, Desk, proof, reach

pytestmark = pytest.mark.django_db


@pytest.fixture
def shared(desk: Desk) -> Bulletin:
    bulletin = desk.sent()
    reach(desk, bulletin)
    actions.share_in_group(actor=desk.world.ward_officer, bulletin=bulletin)
    return bulletin


def correct(desk: Desk, original: Bulletin, text: str = RIGHT) -> Bulletin:
    given = {"actor": desk.world.duty, "original": original, "text": text, "proof": proof()}
    return actions.correct(**given, reason="Ghi nhầm ngày").bulletin  # type: ignore[arg-type]


def told(actor: Actor) -> list[str]:
    rows = Notice.objects.filter(person=actor.person, event=Event.CORRECTED, is_urgent=True)
    return list(rows.order_by("pk").values_list("path", flat=True))


def test_who_passed_it_on_is_told_the_moment_its_correction_is_sent(desk: Desk, shared: Bulletin) -> None:
    correction = correct(desk, shared)
    assert told(desk.world.ward_officer) == [f"/desk/bulletins/{correction.pk}/share/"]
    assert told(desk.world.other_ward_officer) == []


def test_the_second_correction_reaches_who_passed_on_the_first(desk: Desk, shared: Bulletin) -> None:
    first = correct(desk, shared)
    actions.share_in_group(actor=desk.world.other_ward_officer, bulletin=first)
    second = correct(desk, shared, RIGHT.replace("06/9", "07/9"))
    path = f"/desk/bulletins/{second.pk}/share/"
    assert told(desk.world.ward_officer)[-1] == path
    assert told(desk.world.other_ward_officer) == [path]


def test_who_left_is_replaced_by_those_who_confirm_for_the_body(desk: Desk, shared: Bulletin) -> None:
    officer = desk.world.ward_officer
    officer.person.is_active = False
    officer.person.save(update_fields=["is_active"])
    heir = desk.world.ward_approver
    officer.post.person = heir.person
    officer.post.save(update_fields=["person"])
    correction = correct(desk, shared)
    assert told(officer) == []
    assert told(heir) == [f"/desk/bulletins/{correction.pk}/share/"]


def test_a_replacement_that_is_still_held_tells_nobody_yet(desk: Desk, shared: Bulletin) -> None:
    newer = actions.supersede(
        actor=desk.world.editor, original=shared, title="Bản thay", text=RIGHT, reason="Dời ngày"
    )
    actions.lock_facts(actor=desk.world.editor, bulletin=newer)
    actions.configure(actor=desk.world.editor, bulletin=newer, valid_until=clock.now() + timedelta(days=2))
    actions.send_for_release(actor=desk.world.editor, bulletin=newer)
    desk.release(newer)
    assert told(desk.world.ward_officer) == []
    desk.end_hold(newer)
    assert told(desk.world.ward_officer) == [f"/desk/bulletins/{newer.pk}/share/"]


def test_a_draft_cannot_be_said_to_have_been_passed_on(desk: Desk) -> None:
    with pytest.raises(NotOut):
        actions.share_in_group(actor=desk.world.ward_officer, bulletin=desk.ready())
