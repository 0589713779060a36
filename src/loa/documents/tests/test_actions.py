"""The acts of the room: what each does, refuses, and leaves on record."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection, transaction
from django.db.utils import DatabaseError, IntegrityError
from django.test.utils import CaptureQueriesContext

from loa.clocks.models import Clock
from loa.clocks.rules import WorkCalendar, due
from loa.documents import actions, errors
from loa.documents.actions import Content
from loa.documents.models import Document, Register, Version
from loa.documents.queries.visible import visible_to
from loa.documents.queries.waiting import to_sign, without_action
from loa.documents.rules.deadlines import CARRY_OUT, DIRECT, SIGN
from loa.journal.models import Entry
from loa.lib import clock
from loa.notices.models import Event, Notice
from loa.units.actor import Actor
from loa.units.errors import RightMissing, UnknownThing
from loa.units.permissions import Permission
from tests.papers import SUBJECT, TEXT, Office
from tests.world import delegate

pytestmark = pytest.mark.django_db


def running(document: Document, purpose: str) -> bool:
    return Clock.objects.filter(thing=document.thing, purpose=purpose, stopped_at__isnull=True).exists()


# -- incoming -------------------------------------------------------------------------------------------------


def test_received_documents_are_numbered_in_order_of_arrival(office: Office) -> None:
    first, second = office.received(), office.received(number="13/KH-UBND")
    assert (first.serial, second.serial) == (1, 2)
    assert first.state == "received"
    assert running(first, DIRECT)


def test_the_same_number_of_the_same_agency_is_asked_about(office: Office) -> None:
    first = office.received()
    with pytest.raises(errors.AlreadyReceived):
        office.received()
    assert Register.objects.get().last == first.serial
    known = {"full_number": first.full_number, "agency": first.agency, "subject": "Bản gửi lại"}
    again = actions.receive(
        actor=office.world.clerk,
        body=office.world.city,
        header_fields=known,
        content=Content(TEXT),
        again=True,
    )
    assert again.serial == 2


def test_a_direction_names_its_officer_who_is_told_and_has_a_day(office: Office) -> None:
    document, day = office.received(), clock.today() + timedelta(days=3)
    row = actions.direct(
        actor=office.world.leader,
        document=document,
        text="Tham mưu kế hoạch",
        officer=office.world.editor.post,
        due_on=day,
    )
    document.refresh_from_db()
    assert (document.state, document.officer, document.due_on) == ("directed", row.officer, day)
    assert not running(document, DIRECT)
    assert running(document, CARRY_OUT)
    assert Notice.objects.get(person=office.world.editor.person).path == f"/desk/documents/{document.pk}/"


def test_a_direction_without_a_day_runs_out_after_ten_working_days(office: Office) -> None:
    document = office.directed()
    waits = Clock.objects.get(thing=document.thing, purpose=CARRY_OUT)
    assert waits.due_at == due(waits.started_at, days=10, calendar=WorkCalendar()).at
    with time_machine.travel(waits.due_at + timedelta(minutes=1)):
        assert list(without_action(office.world.leader)) == [document]


def test_a_direction_is_refused_without_words_for_others_and_for_the_past(office: Office) -> None:
    document, leader = office.received(), office.world.leader
    officer = office.world.editor.post
    with pytest.raises(errors.NoContent):
        actions.direct(actor=leader, document=document, text=" ", officer=officer)
    with pytest.raises(errors.NotOfTheBody):
        actions.direct(actor=leader, document=document, text="Xử lý", officer=office.world.ward_officer.post)
    with pytest.raises(errors.DayPassed):
        actions.direct(
            actor=leader,
            document=document,
            text="Xử lý",
            officer=officer,
            due_on=clock.today() - timedelta(days=1),
        )
    with pytest.raises(RightMissing):
        actions.direct(actor=office.world.clerk, document=document, text="Xử lý", officer=officer)


def test_an_issued_answer_answers_what_it_carries_out(office: Office) -> None:
    document = office.directed()
    answer = office.issued(typed="05/KH-BTG", carries_out=[document])
    document.refresh_from_db()
    assert document.state == "answered"
    assert list(document.carried_out_by.all()) == [answer]


def test_an_answer_found_later_is_linked_by_the_officer(office: Office) -> None:
    answer, document = office.issued(typed="05/KH-BTG"), office.directed()
    actions.link_answer(actor=office.world.editor, document=document, answer=answer)
    document.refresh_from_db()
    assert document.state == "answered"


def test_a_document_is_filed_or_sent_back_only_with_a_reason(office: Office) -> None:
    first, second = office.received(), office.received(number="2/KH")
    with pytest.raises(errors.NoReason):
        actions.file_away(actor=office.world.leader, document=first, reason=" ")
    filed = actions.file_away(actor=office.world.leader, document=first, reason="Để biết")
    back = actions.send_back(actor=office.world.clerk, document=second, reason="Gửi nhầm nơi")
    assert (filed.state, back.state, back.serial) == ("filed", "returned", 2)
    assert not running(filed, DIRECT)


# -- outgoing -------------------------------------------------------------------------------------------------


def test_saving_writes_a_version_only_where_something_differs(office: Office) -> None:
    draft, editor = office.draft(), office.world.editor
    known = {"kind": "KẾ HOẠCH", "subject": SUBJECT}
    with pytest.raises(errors.NothingChanged):
        actions.save(actor=editor, document=draft, base_version=1, header_fields=known, text=TEXT)
    saved = actions.save(
        actor=editor, document=draft, base_version=1, header_fields=known, text=f"{TEXT}\n\nThêm."
    )
    assert saved.version == 2
    assert [row.number for row in saved.versions.all()] == [1, 2]
    with pytest.raises(errors.NewerVersion):
        actions.save(actor=editor, document=draft, base_version=1, header_fields=known, text="Khác")


def test_asked_bodies_see_the_draft_and_may_comment(office: Office) -> None:
    world, draft = office.world, office.draft()
    assert not visible_to(world.ward_officer).filter(pk=draft.pk).exists()
    asked = actions.ask_comments(actor=world.editor, document=draft, bodies=[world.ward_a])
    assert visible_to(world.ward_officer).filter(pk=draft.pk).exists()
    assert not visible_to(world.other_ward_officer).filter(pk=draft.pk).exists()
    made = actions.comment(actor=world.ward_officer, document=asked, kind="returned", text="Bổ sung kinh phí")
    assert (made.version, made.body) == (1, world.ward_a)
    assert Notice.objects.filter(person=world.ward_officer.person).count() == 1
    with pytest.raises(UnknownThing):
        actions.comment(actor=world.other_ward_officer, document=asked, kind="agreed")


def test_nobody_signs_what_he_wrote_under_whichever_account(office: Office) -> None:
    world, document = office.world, office.submitted()
    for person in (world.editor.person, world.approver.person):
        person.phone = "+84 912 345 678" if person == world.editor.person else "0912345678"
        person.save(update_fields=["phone"])
    with pytest.raises(errors.WroteIt):
        actions.sign(actor=world.approver, document=document, seen_version=1)
    with pytest.raises(RightMissing):
        actions.sign(actor=world.editor, document=document, seen_version=1)
    assert actions.sign(actor=world.leader, document=document, seen_version=1).state == "signed"


def test_a_signature_is_over_the_version_that_was_seen(office: Office) -> None:
    document = office.submitted()
    with pytest.raises(errors.NewerVersion):
        actions.sign(actor=office.world.approver, document=document, seen_version=2)
    assert running(document, SIGN)


def test_a_signature_by_delegation_says_so(office: Office) -> None:
    deputy = delegate(office.world.approver, office.world.clerk, Permission.DOCUMENTS_SIGN)
    document = office.submitted()
    signed = actions.sign(actor=deputy, document=document, seen_version=1)
    assert (signed.authority, signed.signer) == ("tuq", "Đỗ Thị Thư")


def test_whoever_signs_stands_in_the_header_whatever_name_was_typed(office: Office) -> None:
    world = office.world
    typed = {"signer": "Lê Thị Mẫu", "signer_title": "Chủ tịch"}
    signed = office.signed(**typed)
    assert (signed.signer, signed.signer_title) == (
        world.approver.person.full_name,
        world.approver.post.title,
    )
    named = office.signed(signer=world.approver.person.full_name, signer_title="Chủ tịch / Phó Chủ tịch")
    assert named.signer_title == "Chủ tịch / Phó Chủ tịch"


def test_a_returned_draft_carries_what_must_be_changed(office: Office) -> None:
    document = office.submitted()
    back = actions.return_draft(actor=office.world.approver, document=document, reason="Sửa thời hạn")
    assert (back.state, back.comments.get().text) == ("draft", "Sửa thời hạn")
    assert not running(back, SIGN)
    assert Notice.objects.filter(person=office.world.editor.person).exists()


def test_where_the_body_numbers_elsewhere_the_printed_number_is_kept(office: Office) -> None:
    with pytest.raises(errors.NumberMissing):
        office.issued()
    document = Document.objects.get()
    issued = actions.issue(actor=office.world.clerk, document=document, typed=" 45-KH/BTGDV ")
    assert (issued.full_number, issued.register, issued.serial) == ("45-KH/BTGDV", None, None)


def test_own_numbers_run_by_kind_and_year_without_a_gap(office: Office) -> None:
    office.number_here()
    plans = [office.issued() for _ in range(2)]
    notice = office.issued(kind="THÔNG BÁO")
    assert [row.full_number for row in (*plans, notice)] == ["01/KH-BTGDV", "02/KH-BTGDV", "01/TB-BTGDV"]
    with pytest.raises(errors.NumberFromRegister):
        office.issued(typed="9/KH")
    assert office.world.city.registers.get(kind="KẾ HOẠCH").last == 2


def test_a_cancelled_number_stays_and_is_not_given_again(office: Office) -> None:
    office.number_here()
    first = actions.number(actor=office.world.clerk, document=office.signed())
    gone = actions.discard(actor=office.world.clerk, document=first, reason="Không ban hành nữa")
    assert (gone.state, gone.serial) == ("discarded", 1)
    assert office.issued().serial == 2
    again = actions.restore(actor=office.world.editor, document=gone)
    with pytest.raises(errors.KindFixed):
        actions.save(
            actor=office.world.editor,
            document=again,
            base_version=1,
            header_fields={"kind": "THÔNG BÁO"},
            text=TEXT,
        )


def test_a_new_document_supersedes_the_old_one_when_it_is_issued(office: Office) -> None:
    office.number_here()
    old = office.issued()
    new = actions.replace(actor=office.world.editor, original=old, reason="Đổi thời gian")
    assert Document.objects.get(pk=old.pk).state == "issued"
    new = actions.submit(actor=office.world.editor, document=new)
    new = actions.sign(actor=office.world.approver, document=new, seen_version=1)
    actions.issue(actor=office.world.clerk, document=new)
    old.refresh_from_db()
    assert (old.state, old.reason) == ("superseded", "Đổi thời gian")
    with pytest.raises(errors.Moved):
        actions.recall(actor=office.world.clerk, document=old, reason="Sai")


def test_a_document_is_recalled_with_its_reason_and_number(office: Office) -> None:
    office.number_here()
    issued = office.issued()
    recalled = actions.recall(actor=office.world.clerk, document=issued, reason="Ban hành nhầm")
    assert (recalled.state, recalled.reason, recalled.serial) == ("recalled", "Ban hành nhầm", 1)


def put_forward(office: Office, document: Document, text: str = f"{TEXT} Hết.") -> Document:
    note = "Sửa lỗi chính tả"
    base = document.version
    return actions.propose_version(
        actor=office.world.clerk, document=document, base_version=base, note=note, text=text
    )


def test_a_new_version_is_in_force_only_once_a_second_person_signed_it(office: Office) -> None:
    world, issued = office.world, office.issued(typed="5/KH")
    put = put_forward(office, issued)
    assert (put.version, put.state, running(put, SIGN)) == (1, "issued", True)
    assert list(to_sign(world.approver)) == [put]
    for actor in (world.clerk, world.editor):
        with pytest.raises(RightMissing):
            actions.reissue(actor=actor, document=put, seen_version=2)
    passed_on = delegate(world.approver, world.clerk, Permission.DOCUMENTS_SIGN)
    with pytest.raises(errors.WroteIt):
        actions.reissue(actor=passed_on, document=put, seen_version=2)
    with pytest.raises(errors.NewerVersion):
        actions.reissue(actor=world.approver, document=put, seen_version=1)
    newer = actions.reissue(actor=world.approver, document=put, seen_version=2)
    assert (newer.version, newer.full_number, running(newer, SIGN)) == (2, "5/KH", False)
    with pytest.raises(errors.Moved):
        actions.reissue(actor=world.approver, document=newer, seen_version=2)


def test_a_new_version_that_a_signer_returns_never_comes_into_force(office: Office) -> None:
    world = office.world
    put = put_forward(office, office.issued(typed="5/KH"))
    kept = actions.return_version(actor=world.approver, document=put, seen_version=2, reason="Sai số")
    assert (kept.version, kept.state, list(to_sign(world.approver))) == (1, "issued", [])
    with pytest.raises(errors.Moved):
        actions.reissue(actor=world.approver, document=kept, seen_version=2)
    again = put_forward(office, kept, f"{TEXT} Bản khác.")
    assert actions.reissue(actor=world.approver, document=again, seen_version=3).version == 3


def test_what_is_drafted_for_a_body_above_is_signed_and_numbered_there(office: Office) -> None:
    world = office.world
    office.number_here()
    draft = office.draft(actor=world.ward_officer, drafted_for=world.city)
    sent = actions.submit(actor=world.ward_officer, document=draft)
    with pytest.raises(RightMissing):
        actions.sign(actor=world.ward_approver, document=sent, seen_version=1)
    signed = actions.sign(actor=world.approver, document=sent, seen_version=1)
    with pytest.raises(RightMissing):
        actions.issue(actor=office.ward_clerk, document=signed)
    issued = actions.issue(actor=world.clerk, document=signed)
    assert (issued.body, issued.register and issued.register.body) == (world.ward_a, world.city)
    with pytest.raises(UnknownThing):
        office.draft(actor=world.editor, drafted_for=world.ward_a)


def test_copies_are_numbered_apart_from_what_they_copy(office: Office) -> None:
    office.number_here()
    original = office.issued()
    copied = actions.copy(actor=office.world.editor, original=original, copy_kind="sao_luc")
    copied = actions.submit(actor=office.world.editor, document=copied)
    copied = actions.sign(actor=office.world.approver, document=copied, seen_version=1)
    assert actions.issue(actor=office.world.clerk, document=copied).full_number == "01/SL-BTGDV"
    with pytest.raises(errors.Moved):
        actions.copy(actor=office.world.editor, original=office.draft(), copy_kind="sao_y")


def taken_in(actor: Actor, number: str, day: date = date(2026, 11, 20), **more: object) -> Document:
    known = {"full_number": number, "kind": "KẾ HOẠCH", "subject": SUBJECT, "dated": day}
    given = {"header_fields": known, "content": Content(TEXT)} | more
    return actions.take_in_signed(actor=actor, body=actor.body, **given)


def test_a_signed_document_is_taken_in_once_for_its_issuer_and_year(office: Office) -> None:
    world = office.world
    taken_in(world.clerk, "12/KH-UBND")
    with pytest.raises(errors.AlreadyTakenIn):
        taken_in(world.clerk, "12/kh-ubnd")
    assert taken_in(world.clerk, "12/KH-UBND", date(2025, 11, 20)).pk
    assert taken_in(office.ward_clerk, "12/KH-UBND").pk
    assert taken_in(world.clerk, "12/KH-UBND", again=True).pk


def test_a_number_of_a_series_that_is_given_here_is_not_taken_in(office: Office) -> None:
    office.number_here()
    for again in (False, True):
        with pytest.raises(errors.NumberOfRegister):
            taken_in(office.world.clerk, "07/KH-BTGDV", again=again)
    assert taken_in(office.world.clerk, "07/KH-UBND").full_number == "07/KH-UBND"
    assert office.issued().full_number == "01/KH-BTGDV"


def test_what_a_body_above_signed_is_taken_in_by_who_issues_for_it(office: Office) -> None:
    with pytest.raises(RightMissing):
        taken_in(office.ward_clerk, "12/KH-UBND", drafted_for=office.world.city)


# -- what the database itself refuses ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE documents_version SET text = 'khác'",
        "DELETE FROM documents_version",
        "DELETE FROM documents_document",
        "UPDATE documents_comment SET text = 'khác'",
        "TRUNCATE documents_register CASCADE",
    ],
)
def test_the_application_may_not_change_what_was_written(office: Office, statement: str) -> None:
    draft = office.draft()
    actions.comment(actor=office.world.editor, document=draft, kind="comment", text="Xem lại")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Version.objects.get(document=draft).text == TEXT


def test_a_given_number_cannot_be_changed_even_past_the_actions(office: Office) -> None:
    office.number_here()
    issued = office.issued()
    rows = Document.objects.filter(pk=issued.pk)
    for change in ({"serial": 7}, {"full_number": "7/KH"}, {"register": None, "serial": None}, {"kind": "X"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)
    for last in (0, 5):
        with pytest.raises(IntegrityError), transaction.atomic():
            Register.objects.filter(pk=issued.register_id).update(last=last)


def test_every_act_leaves_one_row_about_its_document(office: Office) -> None:
    issued = office.issued(typed="5/KH")
    verbs = Entry.objects.filter(thing=issued.thing).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == [
        "documents.drafted",
        "documents.submitted",
        "documents.signed",
        "documents.issued",
    ]


def test_any_number_of_bodies_is_asked_in_as_many_queries_as_one(office: Office) -> None:
    world, counts = office.world, []
    for bodies in ([world.ward_a], [world.ward_a, world.ward_b, world.station]):
        draft = office.draft()
        with CaptureQueriesContext(connection) as seen:
            actions.ask_comments(actor=world.editor, document=draft, bodies=bodies)
        counts.append(len(seen))
    assert counts[0] == counts[1]
    told = Notice.objects.filter(event=Event.DOCUMENT_COMMENTS, path__endswith=f"/{draft.pk}/")
    assert {notice.person for notice in told} >= {
        world.ward_officer.person,
        world.other_ward_officer.person,
    }
