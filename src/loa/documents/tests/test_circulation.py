"""Copies at bodies: sent by rule and by hand, acknowledged once per version, refused, called back, carried on by a reform."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction

from loa.clocks.rules import WorkCalendar, due
from loa.documents import actions, circulation_errors, errors
from loa.documents.actions import acknowledging, circulating, reminding
from loa.documents.models import Acknowledgement, Circulation, Document
from loa.documents.queries import circulation as queries
from loa.documents.queries.visible import visible_to
from loa.documents.rules.circulation import Part
from loa.documents.rules.words import CirculationState as State
from loa.journal.models import Entry
from loa.lib import clock
from loa.notices.models import Event, Notice
from loa.units import actions as units
from loa.units.actions.bodies import tell_due_changes
from loa.units.actor import Actor
from loa.units.errors import RightMissing
from loa.units.models import Body, Role
from tests.papers import TEXT, Office
from tests.world import make_actor, make_area, make_body

pytestmark = pytest.mark.django_db


def send(office: Office, document: Document | None = None, **more: object) -> Document:
    """Return an issued document that was sent to everybody below the city, or as asked."""
    document = document or office.issued(typed="12/KH-BTGDV")
    given = {"part": Part.BELOW} | more if "bodies" not in more else more
    circulating.circulate(actor=office.world.clerk, document=document, **given)
    document.refresh_from_db()
    return document


def copy_at(document: Document, body: Body) -> Circulation:
    return Circulation.objects.get(document=document, body=body)


def entries(verb: str) -> list[Entry]:
    return list(Entry.objects.filter(verb=f"documents.{verb}").order_by("pk"))


# -- sending --------------------------------------------------------------------------------------------------


def test_it_is_sent_by_rule_to_a_part_of_the_tree_and_by_hand_to_others(office: Office) -> None:
    world, document = office.world, office.issued(typed="12/KH-BTGDV")
    send(office, document, part=Part.DIRECT)
    assert {row.body for row in document.circulations.all()} == {world.ward_a, world.ward_b}
    send(office, document, bodies=[world.station])
    assert {row.body_id: row.rule for row in document.circulations.all()} == {
        world.ward_a.pk: "direct",
        world.ward_b.pk: "direct",
        world.station.pk: "",
    }
    assert not document.circulations.filter(body=world.stranger_body).exists()


def test_a_rule_can_be_narrowed_to_one_system(office: Office) -> None:
    document = send(office, system="service")
    assert [row.body for row in document.circulations.all()] == [office.world.station]


def test_a_body_on_the_list_gets_no_second_copy_and_one_row_stands_in_the_journal(office: Office) -> None:
    document = send(office)
    again = circulating.circulate(actor=office.world.clerk, document=document, part=Part.BELOW)
    assert (again.new, again.asked_again, again.on_the_list) == (0, 0, 3)
    assert [entry.facts["new"] for entry in entries("circulated")] == [3, 0]


def test_the_deadline_counts_working_days(office: Office) -> None:
    row = copy_at(send(office, days=3), office.world.ward_a)
    assert row.due_at == due(row.sent_at, days=3, calendar=WorkCalendar()).at


def test_only_an_issued_document_is_sent_and_only_by_who_may(office: Office) -> None:
    with pytest.raises(circulation_errors.NotIssued):
        send(office, office.signed())
    with pytest.raises(circulation_errors.NotIssued):
        send(office, office.received())
    document = office.issued(typed="12/KH-BTGDV")
    with pytest.raises(RightMissing):
        circulating.circulate(actor=office.world.editor, document=document, part=Part.BELOW)
    with pytest.raises(circulation_errors.NobodyChosen):
        circulating.circulate(
            actor=office.world.clerk, document=document, bodies=[office.world.stranger_body]
        )


def test_a_body_on_the_list_has_its_copy_and_not_what_went_before(office: Office) -> None:
    document, world = send(office, bodies=[office.world.ward_b]), office.world
    assert queries.received_of(world.other_ward_officer, document.pk) == copy_at(document, world.ward_b)
    for actor in (world.ward_officer, world.stranger):
        assert queries.received_of(actor, document.pk) is None
    assert document not in visible_to(world.other_ward_officer)


def test_officers_of_every_body_on_the_list_are_told_once(office: Office) -> None:
    send(office)
    told = Notice.objects.filter(event=Event.CIRCULATED).values_list("person", flat=True)
    world = office.world
    people = [world.ward_officer, world.other_ward_officer, office.ward_clerk]
    assert sorted(told) == sorted(actor.person.pk for actor in people)


# -- acknowledging --------------------------------------------------------------------------------------------


@pytest.mark.mission("M1")
def test_the_first_press_counts_and_the_second_changes_nothing(office: Office) -> None:
    document = send(office)
    row = copy_at(document, office.world.ward_a)
    acknowledging.acknowledge(actor=office.world.ward_officer, circulation=row, version=1)
    acknowledging.acknowledge(actor=office.ward_clerk, circulation=row, version=1)
    said = Acknowledgement.objects.get()
    assert (said.person, said.by_body, said.version) == (office.world.ward_officer.person, row.body, 1)
    assert (row.state, row.acknowledged_version) == (State.RECEIVED, 1)
    assert len(entries("acknowledged")) == 1


@pytest.mark.mission("N7")
def test_a_new_version_asks_again_and_the_old_one_is_refused(office: Office) -> None:
    document = send(office)
    row = copy_at(document, office.world.ward_a)
    acknowledging.acknowledge(actor=office.world.ward_officer, circulation=row, version=1)
    text = TEXT.replace("hai lần", "ba lần")
    office.reissued(document, text=text)
    row.refresh_from_db()
    assert (row.state, row.version, row.acknowledged_version) == (State.ARRIVED, 2, 1)
    other = copy_at(document, office.world.ward_b)
    with pytest.raises(circulation_errors.VersionReplaced, match="bản số 2"):
        acknowledging.acknowledge(actor=office.world.other_ward_officer, circulation=other, version=1)
    assert not Acknowledgement.objects.filter(circulation=other).exists()
    (changed,) = queries.changes_since_acknowledged(queries.versions_to_read(row))
    assert [(part.kind, part.text.strip()) for part in changed.parts if part.kind != "same"] == [
        ("removed", "hai"),
        ("added", "ba"),
    ]
    acknowledging.acknowledge(actor=office.world.ward_officer, circulation=row, version=2)
    assert list(row.acknowledgements.order_by("version").values_list("version", flat=True)) == [1, 2]
    assert [entry.facts["copies"] for entry in entries("asked_again")] == [3]


def test_a_version_that_never_was_is_not_acknowledged(office: Office) -> None:
    row = copy_at(send(office), office.world.ward_a)
    with pytest.raises(circulation_errors.CopyMoved):
        acknowledging.acknowledge(actor=office.world.ward_officer, circulation=row, version=2)


def test_only_the_body_itself_speaks_and_its_superior_only_while_it_has_no_officer(office: Office) -> None:
    document, world = send(office), office.world
    ward, station = copy_at(document, world.ward_a), copy_at(document, world.station)
    for actor in (world.clerk, world.duty, world.other_ward_officer, world.stranger):
        with pytest.raises(circulation_errors.NotForTheBody):
            acknowledging.acknowledge(actor=actor, circulation=ward, version=1)
    with pytest.raises(circulation_errors.NotForTheBody):
        acknowledging.acknowledge(actor=world.clerk, circulation=station, version=1)
    acknowledging.acknowledge(actor=world.ward_officer, circulation=station, version=1)
    assert station.acknowledgements.get().by_body == world.ward_a


def test_a_body_refuses_for_a_reason_and_may_take_it_back(office: Office) -> None:
    row, officer = copy_at(send(office), office.world.ward_a), office.world.ward_officer
    with pytest.raises(errors.NoReason):
        acknowledging.refuse(actor=officer, circulation=row, reason="  ")
    acknowledging.refuse(actor=officer, circulation=row, reason="Văn bản thiếu phụ lục")
    told = Notice.objects.get(event=Event.COPY_ANSWERED)
    assert (told.person, "phường Láng Hạ" in told.title) == (office.world.clerk.person, True)
    with pytest.raises(circulation_errors.CopyMoved):
        acknowledging.acknowledge(actor=officer, circulation=row, version=1)
    acknowledging.take_back_refusal(actor=officer, circulation=row)
    acknowledging.acknowledge(actor=officer, circulation=row, version=1)
    assert (row.state, row.reason) == (State.RECEIVED, "")


def test_work_goes_forward_along_the_codes(office: Office) -> None:
    row, officer = copy_at(send(office), office.world.ward_a), office.world.ward_officer
    with pytest.raises(circulation_errors.CopyMoved):
        acknowledging.advance(actor=officer, circulation=row, to=State.COMPLETED)
    acknowledging.acknowledge(actor=officer, circulation=row, version=1)
    for state in (State.ASSIGNED, State.IN_PROGRESS, State.COMPLETED):
        acknowledging.advance(actor=officer, circulation=row, to=state)
    assert (row.state, row.completed_at is not None) == (State.COMPLETED, True)
    with pytest.raises(circulation_errors.CopyMoved):
        acknowledging.advance(actor=officer, circulation=row, to=State.ASSIGNED)


def test_copies_are_called_back_and_each_body_answers(office: Office) -> None:
    document, world = send(office, part=Part.DIRECT), office.world
    first, second = copy_at(document, world.ward_a), copy_at(document, world.ward_b)
    acknowledging.refuse(actor=world.other_ward_officer, circulation=second, reason="Gửi nhầm")
    assert circulating.ask_recall(actor=world.clerk, document=document, reason="Ban hành nhầm bản") == 1
    first.refresh_from_db()
    with pytest.raises(errors.NoReason):
        acknowledging.answer_recall(actor=world.ward_officer, circulation=first, agrees=False)
    acknowledging.answer_recall(actor=world.ward_officer, circulation=first, agrees=True)
    assert first.state == State.RECALLED
    assert queries.received_of(world.ward_officer, document.pk) is None
    assert circulating.ask_again(actor=world.clerk, document=document) == 0


def test_recalling_a_document_asks_for_its_copies_back(office: Office) -> None:
    document = send(office, part=Part.DIRECT)
    actions.recall(actor=office.world.clerk, document=document, reason="Sai thẩm quyền")
    assert {row.state for row in document.circulations.all()} == {State.RECALL_ASKED}
    assert len(entries("recall_asked")) == 1


# -- silent bodies --------------------------------------------------------------------------------------------


def test_all_silent_bodies_are_reminded_in_one_act_and_not_again_within_hours(office: Office) -> None:
    document, world = send(office), office.world
    acknowledging.acknowledge(
        actor=world.ward_officer, circulation=copy_at(document, world.ward_a), version=1
    )
    done = reminding.remind(actor=world.clerk, document=document)
    assert done.bodies == 2
    told = Notice.objects.filter(event=Event.REMINDED)
    people = [
        world.ward_officer,
        world.other_ward_officer,
        office.ward_clerk,
    ]  # two speak for their ward's station
    assert {row.person for row in told} == {actor.person for actor in people}
    assert told[0].path == f"/v/{document.link}/"
    with pytest.raises(circulation_errors.RemindedJustNow):
        reminding.remind(actor=world.clerk, document=document)
    with time_machine.travel(clock.now() + timedelta(hours=4, minutes=1)):
        assert reminding.remind(actor=world.clerk, document=document).bodies == 2
    assert len(entries("reminded")) == 2


def test_nobody_is_reminded_where_all_answered(office: Office) -> None:
    document = send(office, bodies=[office.world.ward_b])
    row = copy_at(document, office.world.ward_b)
    acknowledging.acknowledge(actor=office.world.other_ward_officer, circulation=row, version=1)
    with pytest.raises(circulation_errors.NobodySilent):
        reminding.remind(actor=office.world.clerk, document=document)
    assert queries.silent_text(document, "https://loa.example.vn") == ""


def test_the_list_for_a_chat_group_names_bodies_deadline_and_link_alone(office: Office) -> None:
    document = send(office)
    text = queries.silent_text(document, "https://loa.example.vn")
    assert text.splitlines()[1:] == [
        "1. Trung tâm Văn hóa phường Láng Hạ",
        "2. Ủy ban nhân dân phường Láng Hạ",
        "3. Ủy ban nhân dân xã Đông Hội",
        f"https://loa.example.vn/v/{document.link}/",
    ]
    assert "bản số 1" in text
    assert document.subject not in text
    assert "Ngô Thị Phường" not in text


@pytest.mark.mission("M12", part=True)
def test_a_silent_body_is_told_a_day_before_its_superior(office: Office) -> None:
    document, world = send(office, part=Part.DIRECT), office.world
    row = copy_at(document, world.ward_a)
    acknowledging.acknowledge(
        actor=world.other_ward_officer, circulation=copy_at(document, world.ward_b), version=1
    )
    assert reminding.run_silent() == 0
    with time_machine.travel(row.due_at + timedelta(minutes=1), tick=False) as now:
        assert reminding.run_silent() == 1
        told = Notice.objects.filter(event=Event.SILENT)
        assert {n.person for n in told} == {world.ward_officer.person, office.ward_clerk.person}
        row.refresh_from_db()
        assert queries.silent_beside(row) == ["Ủy ban nhân dân phường Láng Hạ"]
        now.shift(timedelta(hours=24))
        assert reminding.run_silent() == 0
        now.shift(timedelta(minutes=1))
        assert reminding.run_silent() == 1
        assert reminding.run_silent() == 0
        superiors = {
            n.person for n in told.exclude(person__in=[world.ward_officer.person, office.ward_clerk.person])
        }
        assert superiors == {world.clerk.person, world.leader.person}
        assert list(queries.silent_told(world.leader)) == [row]


def test_the_database_refuses_to_go_to_the_superior_first(office: Office) -> None:
    row = copy_at(send(office), office.world.ward_a)
    with pytest.raises(IntegrityError, match="circulation_silent_told_first"), transaction.atomic():
        Circulation.objects.filter(pk=row.pk).update(escalated_at=clock.now())


# -- a reform -------------------------------------------------------------------------------------------------


def merge_three_wards(office: Office, document: Document) -> tuple[list[Body], Body]:
    """Send to three wards, one of which answers, then merge them into one; return the old ones and the new one."""
    world = office.world
    area = make_area("C1C", "Xã", "Xuân Canh", "commune", world.city_area, "C1")
    third = make_body("PC", "Ủy ban nhân dân xã Xuân Canh", area, superior=world.city)
    olds = [world.ward_a, world.ward_b, third]
    send(office, document, bodies=olds)
    acknowledging.acknowledge(
        actor=world.ward_officer, circulation=copy_at(document, world.ward_a), version=1
    )
    into = units.NewBody("PM", "Ủy ban nhân dân phường Mới")
    return olds, units.merge_bodies(actor=world.admin, bodies=olds, into=into, on=clock.today())


@pytest.mark.mission("N8", part=True)
def test_copies_follow_a_merger_and_totals_agree(office: Office) -> None:
    document = office.issued(typed="12/KH-BTGDV")
    olds, new = merge_three_wards(office, document)
    rows = document.circulations.order_by("pk")
    assert [row.body for row in rows] == olds
    assert {row.holder for row in rows} == {new}
    standing = queries.standing_of(document, office.world.clerk)
    assert (standing.total, standing.received, standing.waiting) == (3, 1, 2)
    officer = make_actor("Đặng Thị Mới", new, Role.WARD_OFFICER)
    waiting = queries.inbox(officer).filter(state=State.ARRIVED)
    assert waiting.count() == 2
    acknowledging.acknowledge(actor=officer, circulation=waiting[0], version=1)
    standing = queries.standing_of(document, office.world.clerk)
    assert (standing.total, standing.received, standing.waiting) == (3, 3, 0)
    assert set(Acknowledgement.objects.values_list("by_body", flat=True)) == {olds[0].pk, new.pk}
    assert [entry.facts["copies"] for entry in entries("copies_followed")] == [3]


def test_a_merger_of_a_later_day_is_followed_on_that_day(office: Office) -> None:
    world, document = office.world, send(office)
    day = clock.today() + timedelta(days=3)
    into = units.NewBody("PM", "Ủy ban nhân dân phường Mới")
    new = units.merge_bodies(actor=world.admin, bodies=[world.ward_a, world.ward_b], into=into, on=day)
    assert copy_at(document, world.ward_a).holder == world.ward_a
    tell_due_changes()
    assert copy_at(document, world.ward_a).holder == world.ward_a
    with time_machine.travel(clock.now() + timedelta(days=3)):
        tell_due_changes()
    assert {copy_at(document, body).holder for body in (world.ward_a, world.ward_b)} == {new}


def test_what_an_abolished_body_carried_goes_to_its_superior(office: Office) -> None:
    document = send(office)
    units.abolish_body(actor=office.world.admin, body=office.world.station, on=clock.today())
    assert copy_at(document, office.world.station).holder == office.world.ward_a


# -- at once --------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_hundred_presses_at_once_leave_exactly_one_row(office: Office) -> None:
    row = copy_at(send(office), office.world.ward_a)
    presses = [office.world.ward_officer, office.ward_clerk] * 100
    start, failures = Barrier(16), []

    def press(own: list[Actor]) -> None:
        start.wait()
        try:
            for actor in own:
                fresh = Circulation.objects.get(pk=row.pk)
                acknowledging.acknowledge(actor=actor, circulation=fresh, version=1)
        except Exception as error:  # noqa: BLE001  whatever went wrong is shown below
            failures.append(error)
        finally:
            connection.close()

    threads = [Thread(target=press, args=[presses[n::16]]) for n in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == []
    assert Acknowledgement.objects.count() == 1
    assert len(entries("acknowledged")) == 1


def replaced(office: Office, document: Document) -> Document:
    """Issue what replaces a document."""
    world = office.world
    new = actions.replace(actor=world.editor, original=document, reason="Đổi thời gian")
    signed = actions.sign(
        actor=world.approver, document=actions.submit(actor=world.editor, document=new), seen_version=1
    )
    return actions.issue(actor=world.clerk, document=signed, typed="15/KH-BTGDV")


def test_copies_of_a_replaced_document_wait_for_nothing_and_lead_to_the_new_one(office: Office) -> None:
    document, world = send(office), office.world
    row = copy_at(document, world.ward_a)
    with time_machine.travel(clock.now() + timedelta(days=10)):
        assert queries.count_waiting(world.ward_officer)["late"] == 2
        new = replaced(office, document)
        assert queries.count_waiting(world.ward_officer) == {"all": 0, "late": 0}
        assert queries.standing_of(document, world.clerk).waiting == 0
        assert reminding.run_silent() == 0
        with pytest.raises(circulation_errors.NobodySilent):
            reminding.remind(actor=world.clerk, document=document)
        with pytest.raises(circulation_errors.CopyMoved):
            acknowledging.acknowledge(actor=world.ward_officer, circulation=row, version=1)
        client, where = world.client(world.ward_officer), f"/desk/circulation/{row.pk}/"
        page = client.get(where).content.decode()
        assert "15/KH-BTGDV" in page
        assert "Xác nhận đã tiếp nhận" not in page
        assert f"/desk/documents/{new.pk}/" not in page
        assert document.subject not in client.get("/desk/circulation/").content.decode()
        send(office, new)
        assert f"/desk/documents/{new.pk}/" in client.get(where).content.decode()
