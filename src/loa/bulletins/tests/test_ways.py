"""Every way in which a right is held works on every screen: own, standing, delegated and not yet taken up."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from loa.bulletins import actions, queries
from loa.bulletins.actions import timing
from loa.bulletins.models import Bulletin, SetAside
from loa.bulletins.rules.words import Priority
from loa.journal.models import Entry
from loa.lib import clock
from loa.units.actor import Actor
from loa.units.permissions import Permission
from tests.desk import TEXT, TITLE, WARD, Desk
from tests.proof import prove
from tests.world import delegate

pytestmark = pytest.mark.django_db
BASE = "/desk/bulletins"
NAMED = f"{TEXT} Liên hệ ông Nguyễn Văn Hùng."


def mark_of(bulletin: Bulletin) -> str:
    return next(s.mark for s in queries.check(bulletin).stops if s.code.value == "private_person")


def judge(actor: Actor, bulletin: Bulletin) -> SetAside:
    return actions.set_aside(
        actor=actor, bulletin=bulletin, mark=mark_of(bulletin), kind="public_office", reason="Tổ trưởng"
    )


# -- who releases ------------------------------------------------------------------------------------------


def test_a_standing_approver_judges_the_marks_on_persons_and_releases(desk: Desk) -> None:
    desk.world.city.standing_approver = desk.world.stranger_approver.person
    desk.world.city.save()
    bulletin = desk.submitted(text=NAMED)
    standing = desk.world.stranger_approver
    assert queries.todo(standing).to_release == 1
    judge(standing, bulletin)
    desk.release(bulletin, standing)
    assert bulletin.state == "released"


@pytest.fixture
def deputy(desk: Desk) -> Actor:
    """Return somebody of another city to whom the release was passed on and who has not taken it up in the header."""
    acting = delegate(desk.world.approver, desk.world.stranger_approver, Permission.BULLETINS_RELEASE)
    return Actor(acting.person, acting.post)


def test_a_deputy_finds_judges_and_releases_without_changing_the_header(desk: Desk, deputy: Actor) -> None:
    draft = desk.draft()
    bulletin = desk.submitted(text=NAMED)
    assert queries.todo(deputy).to_release == 1
    assert set(queries.visible_to(deputy)) == {bulletin}, "what is still being written stays with its writers"
    assert draft not in queries.visible_to(deputy)
    client = desk.world.client(deputy)
    prove(client, deputy.person)
    assert "Xem để duyệt" in client.get(f"{BASE}/{bulletin.pk}/").content.decode()
    path = f"{BASE}/{bulletin.pk}/release/"
    given = {"mark": mark_of(bulletin), "kind": "consented", "reason": "Đã đồng ý", "back": "release"}
    assert "Bỏ qua chỗ này, có lý do" in client.get(path).content.decode()
    client.post(f"{BASE}/{bulletin.pk}/set-aside/", given)
    client.post(path, {"hash": bulletin.submissions.get().hash})
    bulletin.refresh_from_db()
    assert bulletin.state == "released"
    giver = str(desk.world.approver.person.pk)
    verbs = Entry.objects.filter(thing=bulletin.thing, on_behalf_of=giver).values_list("verb", flat=True)
    assert set(verbs) == {"bulletins.set_aside", "bulletins.released"}


def test_the_most_urgent_waits_first(desk: Desk) -> None:
    urgent = {
        "priority": Priority.EMERGENCY,
        "emergency_kind": "epidemic",
        "emergency_reason": "Ổ dịch lan nhanh, cần phun ngay",
        "valid_until": clock.now() + timedelta(hours=12),
    }
    for settings in ({}, {"priority": Priority.PRIORITY}, urgent):
        desk.submitted(**settings)
    waiting = [row.priority for row in queries.waiting_for_release(desk.world.approver)]
    assert waiting == ["emergency", "priority", "normal"]


# -- who words ---------------------------------------------------------------------------------------------


def test_the_issuer_words_one_of_its_own_channels_on_screen(desk: Desk) -> None:
    bulletin = desk.ready()
    client = desk.world.client(desk.world.editor)
    assert "Viết bản theo kênh" in client.get(f"{BASE}/{bulletin.pk}/").content.decode()
    form = {"channel": "email", "language": "vi", "title": TITLE, "text": WARD, "local_lines": ""}
    client.post(f"{BASE}/{bulletin.pk}/wording/", form)
    said = {form.account.pk: form.text for form in queries.outgoing(bulletin)}
    assert said[desk.email.pk] == WARD
    assert said[desk.website.pk] == TEXT
    assert set(bulletin.accounts.all()) == {desk.email, desk.website}


def test_no_button_leads_a_ward_outside_its_areas_to_a_refusal(desk: Desk) -> None:
    bulletin = desk.ready(areas=[desk.world.group_area])
    actions.open_to_wards(actor=desk.world.editor, bulletin=bulletin)
    officer = desk.world.ward_officer
    client = desk.world.client(officer)
    assert "Viết bản của đơn vị" not in client.get(f"{BASE}/{bulletin.pk}/").content.decode()
    assert client.get(f"{BASE}/{bulletin.pk}/wording/").status_code == 403
    assert queries.todo(officer).to_word == 0
    actions.configure(actor=desk.world.editor, bulletin=bulletin, areas=[desk.world.ward_a_area])
    assert client.get(f"{BASE}/{bulletin.pk}/wording/").status_code == 200
    assert queries.todo(officer).to_word == 1


# -- whose areas -------------------------------------------------------------------------------------------


def test_areas_that_another_chose_are_not_dropped_unseen(desk: Desk) -> None:
    bulletin = actions.draft(actor=desk.world.ward_officer, title=TITLE, text=TEXT)
    bulletin.areas.set([desk.world.ward_a_area, desk.world.ward_b_area])
    client = desk.world.client(desk.world.ward_officer)
    path = f"{BASE}/{bulletin.pk}/audience/"
    assert "Xã Đông Hội (ngoài phạm vi được giao)" in client.get(path).content.decode()
    form = {
        "source": "Kế hoạch 12",
        "priority": "normal",
        "cap_category": "Health",
        "cap_urgency": "Future",
        "cap_severity": "Minor",
        "cap_certainty": "Likely",
    }
    both = [desk.world.ward_a_area.pk, desk.world.ward_b_area.pk]
    client.post(path, form | {"areas": both})
    assert bulletin.areas.count() == 2
    assert "area_out_of_reach" in {
        s.code.value for s in queries.check(bulletin, writer=desk.world.ward_officer).stops
    }
    client.post(path, form | {"areas": both[:1]})
    assert list(bulletin.areas.all()) == [desk.world.ward_a_area]


# -- the clock ---------------------------------------------------------------------------------------------


def test_one_broken_bulletin_does_not_keep_the_others_waiting(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    at = clock.now() + timedelta(hours=1)
    broken, sound = desk.submitted(send_at=at), desk.submitted(send_at=at)
    for bulletin in (broken, sound):
        desk.release(bulletin)
    start = timing._send_now
    monkeypatch.setattr(  # something no check foresaw
        timing, "_send_now", lambda taken, row: 1 / 0 if taken == broken else start(taken, row)
    )
    with time_machine.travel(at, tick=False):
        assert actions.run_due_times() == 1
    sound.refresh_from_db()
    broken.refresh_from_db()
    assert (sound.state, broken.state) == ("sent", "released")
    assert "could not be carried on" in caplog.text
    monkeypatch.setattr(timing, "expire", lambda *, bulletin: 1 / 0 if bulletin == sound else None)
    other = desk.sent()
    with time_machine.travel(clock.now() + timedelta(days=9), tick=False):
        assert actions.run_expiry() == 1
    assert other.state == "sent"
