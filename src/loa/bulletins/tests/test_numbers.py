"""The number of receivers binds the approver: more, or a channel or area lost, is seen again before it goes out."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from loa.audience.actions import Arrival, Choice, erase_subscriber, import_subscribers
from loa.audience.models import Contact
from loa.bulletins import actions, queries
from loa.bulletins.errors import AudienceMoved, CountNotTyped, Voided
from loa.bulletins.models import Bulletin, Submission
from loa.delivery.models import Dispatch
from loa.lib import clock
from loa.units.errors import RightMissing
from loa.units.models import Area
from tests.desk import Desk
from tests.proof import prove

pytestmark = pytest.mark.django_db


def arrive(desk: Desk, area: Area, *names: str) -> None:
    """Let subscribers in as if they had been there before the request was made."""
    arrivals = [Arrival(f"{name}@example.vn", Choice([area])) for name in names]
    with time_machine.travel(clock.now() - timedelta(hours=1), tick=False):
        import_subscribers(actor=desk.world.editor, body=desk.world.city, arrivals=arrivals, basis="Phiếu 9")


def leave(desk: Desk, bulletin: Bulletin, *areas: Area) -> None:
    """Erase everybody of these areas, as each may ask at any moment."""
    rows = Contact.objects.filter(subscriber__subscriptions__area__in=areas).values_list("subscriber_id")
    for (subscriber,) in list(rows):
        erase_subscriber(actor=desk.world.editor, subscriber_id=subscriber)
    assert bulletin.submissions.filter(state="open").exists()


def test_what_was_shown_is_kept_by_account_and_area(desk: Desk) -> None:
    row = desk.submitted().submissions.get()
    assert row.audience_count == 4
    assert row.counts["accounts"] == {str(desk.email.pk): 3, str(desk.website.pk): 1}
    assert row.counts["areas"] == {"C1A": 2, "C1B": 1}


@pytest.mark.fault("S06")
def test_more_receivers_than_shown_are_not_released(desk: Desk) -> None:
    bulletin = desk.submitted()
    arrive(desk, desk.world.ward_a_area, "muon", "tre")
    with pytest.raises(AudienceMoved) as caught:
        desk.release(bulletin)
    assert caught.value.facts["changes"] == ["số nơi nhận tăng từ 4 lên 6"]
    assert not Dispatch.objects.exists()


@pytest.mark.fault("S06")
def test_an_area_that_lost_everybody_is_not_released(desk: Desk) -> None:
    bulletin = desk.submitted()
    leave(desk, bulletin, desk.world.ward_b_area)
    with pytest.raises(AudienceMoved) as caught:
        desk.release(bulletin)
    assert caught.value.facts["changes"] == ["địa bàn Xã Đông Hội không còn nơi nhận nào (trước đó 1)"]


@pytest.mark.fault("S06")
def test_an_account_that_lost_everybody_is_not_released(desk: Desk) -> None:
    bulletin = desk.submitted()
    leave(desk, bulletin, desk.world.ward_a_area, desk.world.ward_b_area)
    with pytest.raises(AudienceMoved) as caught:
        desk.release(bulletin)
    assert "kênh Thư của Ban không còn nơi nhận nào (trước đó 3)" in caught.value.facts["changes"]  # type: ignore[operator]


def test_one_who_left_holds_nothing_up(desk: Desk) -> None:
    bulletin = desk.submitted()
    first = Contact.objects.filter(subscriber__subscriptions__area=desk.world.ward_a_area).first()
    assert first
    erase_subscriber(actor=desk.world.editor, subscriber_id=first.subscriber_id)
    assert desk.release(bulletin).dispatch.approved_count == 3


@pytest.mark.fault("S06")
def test_an_approver_sees_the_new_number_with_one_tap_and_releases_with_another(desk: Desk) -> None:
    bulletin = desk.submitted()
    arrive(desk, desk.world.ward_a_area, "muon", "tre")
    client = desk.world.client(desk.world.approver)
    prove(client, desk.world.approver.person)
    path = f"/desk/bulletins/{bulletin.pk}"
    shown = client.get(f"{path}/release/").content.decode()
    assert "Số nơi nhận tăng từ 4 lên 6" in shown
    assert 'name="hash"' not in shown
    again = client.post(f"{path}/renew/")["Location"]
    shown = client.get(again).content.decode()
    assert "<dd>6</dd>" in shown
    client.post(f"{path}/release/", {"hash": bulletin.submissions.get(state="open").hash})
    assert Dispatch.objects.get().approved_count == 6
    first, second = Submission.objects.order_by("pk")
    assert (first.state, first.changes) == ("voided", ["numbers"])
    assert second.sent_by == first.sent_by == desk.world.editor.person


def test_only_the_numbers_can_be_renewed(desk: Desk) -> None:
    bulletin = desk.submitted()
    with pytest.raises(RightMissing):
        actions.renew(actor=desk.world.leader, bulletin=bulletin)
    Bulletin.objects.filter(pk=bulletin.pk).update(source="khác")
    with pytest.raises(Voided):
        actions.renew(actor=desk.world.approver, bulletin=bulletin)


def test_a_whole_city_is_typed_again(desk: Desk) -> None:
    bulletin = desk.ready(areas=[desk.world.city_area])
    actions.send_for_release(actor=desk.world.editor, bulletin=bulletin, typed_count=4)
    arrive(desk, desk.world.ward_a_area, "muon")
    with pytest.raises(CountNotTyped):
        actions.renew(actor=desk.world.approver, bulletin=bulletin)
    actions.renew(actor=desk.world.approver, bulletin=bulletin, typed_count=5)
    assert queries.release_page(bulletin, desk.world.approver).can_release


@pytest.mark.fault("S06")
def test_a_set_time_that_finds_more_is_missed(desk: Desk) -> None:
    at = clock.now() + timedelta(hours=2)
    bulletin = desk.submitted(send_at=at)
    desk.release(bulletin)
    arrive(desk, desk.world.ward_a_area, "muon")
    with time_machine.travel(at, tick=False):
        actions.run_due_times()
    bulletin.refresh_from_db()
    assert (bulletin.state, bulletin.releases.get().missed_because) == ("missed", "changed")
