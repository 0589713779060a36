"""Who learns when that a body has not answered: the body first, the sender to remind, others a day later (charter 11)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import RequestFactory

from loa.documents.actions import circulating, reminding
from loa.documents.circulation_items import today_items
from loa.documents.models import Circulation, Document
from loa.documents.queries import circulation as queries
from loa.documents.rules.circulation import Part
from loa.lib import clock
from loa.notices.models import Event, Notice
from loa.units import actions as units
from loa.units.actor import Actor
from loa.units.models import Grant, Role
from tests.papers import Office
from tests.world import make_actor

pytestmark = pytest.mark.django_db
NAMES = ("Ủy ban nhân dân xã Đông Hội", "Ủy ban nhân dân phường Láng Hạ")


@pytest.fixture
def late(office: Office) -> Document:
    """Return a document whose bodies are to answer; nobody did, and all were told."""
    document = office.issued(typed="12/KH-BTGDV")
    circulating.circulate(actor=office.world.clerk, document=document, part=Part.DIRECT)
    document.refresh_from_db()
    return document


def due_of(document: Document) -> datetime:
    return document.circulations.latest("sent_at").due_at or clock.now()


def page(office: Office, actor: Actor, path: str) -> str:
    return office.world.client(actor).get(path).content.decode()


def test_neither_sender_nor_leader_sees_the_other_silent_bodies_on_a_copy(
    office: Office, late: Document
) -> None:
    row = Circulation.objects.get(document=late, body=office.world.ward_a)
    with time_machine.travel(due_of(late) + timedelta(minutes=1), tick=False):
        reminding.run_silent()
        path = f"/desk/circulation/{row.pk}/"
        assert NAMES[0] in page(office, office.world.ward_officer, path)
        for actor in (office.world.clerk, office.world.leader):
            assert NAMES[0] not in page(office, actor, path)


def test_the_list_to_paste_is_for_who_may_send(office: Office, late: Document) -> None:
    path = f"/desk/circulation/of/{late.pk}/"
    assert NAMES[0] in page(office, office.world.clerk, path)
    assert NAMES[0] not in page(office, office.world.leader, path)


def test_a_reader_who_does_not_send_reads_of_lateness_a_day_after_the_body(
    office: Office, late: Document
) -> None:
    world = office.world
    matrix, copies = "/desk/circulation/matrix/", f"/desk/circulation/of/{late.pk}/copies/"
    with time_machine.travel(due_of(late) + timedelta(minutes=1), tick=False) as now:
        reminding.run_silent()
        assert queries.standing_of(late, world.clerk).late == 2
        assert queries.standing_of(late, world.leader).late == 0
        for path in (matrix, copies):
            assert "Quá hạn</span>" in page(office, world.clerk, path)
            assert "Quá hạn</span>" not in page(office, world.leader, path)
        for path in (f"{matrix}?state=late", f"{copies}?state=late"):
            assert (
                NAMES[0] not in page(office, world.leader, path).partition("<main")[2].partition("<tbody")[2]
            )
        now.shift(timedelta(hours=24, minutes=1))
        assert queries.standing_of(late, world.leader).late == 2
        assert "Quá hạn</span>" in page(office, world.leader, copies)


def test_silent_bodies_stand_among_what_is_to_be_done_not_among_what_is_broken(
    office: Office, late: Document
) -> None:
    with time_machine.travel(due_of(late) + timedelta(minutes=1), tick=False) as now:
        reminding.run_silent()
        now.shift(timedelta(hours=24, minutes=1))
        reminding.run_silent()
        request = RequestFactory().get("/desk/")
        request.actor = office.world.leader  # type: ignore[attr-defined]
        items = [item for item in today_items(request) if "im lặng" in str(item.label)]
        assert [(item.block, item.count) for item in items] == [("todo", 2)]


def test_the_superior_is_told_in_place_of_a_body_without_an_officer(office: Office) -> None:
    world, document = office.world, office.issued(typed="12/KH-BTGDV")
    sent = circulating.circulate(actor=world.clerk, document=document, bodies=[world.station])
    assert sent.untold == 0
    told = Notice.objects.filter(event=Event.CIRCULATED)
    assert {row.person for row in told} == {world.ward_officer.person, office.ward_clerk.person}


def test_a_body_for_which_nobody_can_be_told_is_counted_on_screen_and_never_shown_silent(
    office: Office,
) -> None:
    world, document = office.world, office.issued(typed="12/KH-BTGDV")
    Grant.objects.filter(post__body=world.ward_a).update(revoked_at=clock.now())
    answer = world.client(world.clerk).post(
        f"/desk/circulation/of/{document.pk}/send/",
        {"names": "trung tam van hoa phuong lang ha", "days": "2"},
        follow=True,
    )
    assert "1 đơn vị và cấp trên trực tiếp chưa có ai" in answer.content.decode()
    row = document.circulations.get()
    with time_machine.travel(row.due_at + timedelta(minutes=1), tick=False):
        assert reminding.run_silent() == 0
        make_actor("Đặng Thị Mới", world.station, Role.WARD_OFFICER)
        assert reminding.run_silent() == 1
    row.refresh_from_db()
    assert row.shown_silent_at is not None


def test_an_heir_that_carries_a_copy_gets_no_second_one_by_rule(office: Office) -> None:
    world, document = office.world, office.issued(typed="12/KH-BTGDV")
    circulating.circulate(actor=world.clerk, document=document, bodies=[world.ward_a, world.ward_b])
    into = units.NewBody("PM", "Ủy ban nhân dân phường Mới")
    new = units.merge_bodies(
        actor=world.admin, bodies=[world.ward_a, world.ward_b], into=into, on=clock.today()
    )
    again = circulating.circulate(actor=world.clerk, document=document, part=Part.DIRECT)
    assert (again.new, again.on_the_list) == (0, 2)
    assert {row.holder for row in document.circulations.all()} == {new}


def test_the_sender_sets_when_a_superior_is_told_and_never_sooner_than_a_day(office: Office) -> None:
    world = office.world
    document, client = office.issued(typed="12/KH-BTGDV"), world.client(world.clerk)
    where = f"/desk/circulation/of/{document.pk}/send/"
    typed = {"part": "direct", "days": "2", "names": ""}
    short = client.post(where, typed | {"silent_hours": "23"})
    assert short.status_code == 422
    assert not document.circulations.exists()
    client.post(where, typed | {"silent_hours": "48"})
    row = document.circulations.get(body=world.ward_a)
    told, sender = Notice.objects.filter(key__startswith="documents.escalated:"), world.leader
    with time_machine.travel(due_of(document) + timedelta(minutes=1), tick=False) as now:
        reminding.run_silent()
        assert "sau 48 giờ" in Notice.objects.filter(event=Event.SILENT)[0].title
        now.shift(timedelta(hours=25))
        reminding.run_silent()
        assert not told.exists()
        assert queries.standing_of(document, sender).late == 0
        now.shift(timedelta(hours=23, minutes=1))
        reminding.run_silent()
        assert told.exists()
        assert queries.standing_of(document, sender).late == 2
    row.refresh_from_db()
    assert row.shown_silent_at
    assert row.escalated_at == row.shown_silent_at + timedelta(hours=48, minutes=1)
