"""What a body says of its part and what the assigning body says of that."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from lxml import html

from loa.documents.errors import Secret
from loa.files.models import StoredFile
from loa.files.queries import open_file
from loa.journal.models import Entry
from loa.lib.errors import Forbidden
from loa.notices.models import Event, Notice
from loa.papers.reading.constructed import pdf
from loa.tasks import errors
from loa.tasks.actions import assigning, planning, reporting
from loa.tasks.files import Given
from loa.tasks.models import Progress, Task
from loa.tasks.queries.waiting import waiting_for
from loa.tasks.rules.words import AssignmentState, Measure, Part, TaskState
from loa.tasks.tests.making import accept_part, make_task, part_of, photo
from loa.units.models import Role
from loa.units.permissions import Permission
from loa.units.rules.humans import Human
from tests.papers import printed
from tests.world import World, delegate, make_actor

pytestmark = pytest.mark.usefixtures("keyring")


@pytest.mark.mission("M2")
def test_a_task_is_done_when_every_part_was_accepted_and_open_again_when_one_is_opened_again(
    world: World,
) -> None:
    task = make_task(world, world.ward_a, world.ward_b)
    accept_part(world, task, world.ward_a, world.ward_officer)
    task.refresh_from_db()
    assert task.state == TaskState.OPEN
    part = accept_part(world, task, world.ward_b, world.other_ward_officer)
    task.refresh_from_db()
    assert (task.state, part.percent, part.accepted_by) == (TaskState.DONE, 100, world.approver.person)
    reporting.reopen(actor=world.approver, assignment=part, reason="Thiếu biên bản của 2 cụm")
    task.refresh_from_db()
    part.refresh_from_db()
    assert (task.state, task.done_at) == (TaskState.OPEN, None)
    assert (part.state, part.percent, part.accepted_by) == (AssignmentState.RETURNED, 0, None)


@pytest.mark.mission("M2")
def test_who_handed_in_does_not_accept_nor_does_the_one_who_lent_the_right(world: World) -> None:
    task = make_task(world, world.city)
    giver = delegate(world.approver, world.editor, Permission.TASKS_ACCEPT)
    part = part_of(task, world.city)
    seen = reporting.hand_in(actor=world.editor, assignment=part, text="Đã xong.").pk
    with pytest.raises(errors.HandedIn):
        reporting.accept(actor=giver, assignment=part, seen=seen)
    with pytest.raises(IntegrityError, match="another person"), transaction.atomic():
        Progress.objects.create(
            assignment=part,
            kind="accepted",
            person=world.editor.person,
            post=world.editor.post,
            at=part.changed_at,
        )
    reporting.accept(actor=world.approver, assignment=part, seen=seen)


def test_two_accounts_of_one_phone_number_are_one_person_who_does_not_accept_their_own(world: World) -> None:
    task = make_task(world, world.ward_a)
    part = part_of(task, world.ward_a)
    seen = reporting.hand_in(actor=world.ward_officer, assignment=part, text="Đã xong.").pk
    assert waiting_for(world.approver).filter(pk=part.pk).exists()
    for actor, phone in ((world.ward_officer, "0912 345 678"), (world.approver, "+84912345678")):
        actor.person.phone = phone
        actor.person.save(update_fields=["phone"])
    assert not waiting_for(world.approver).filter(pk=part.pk).exists()
    with pytest.raises(errors.HandedIn):
        reporting.accept(actor=world.approver, assignment=part, seen=seen)
    word = {"assignment": part, "kind": "accepted", "at": part.changed_at}
    mine = {"person": world.approver.person, "post": world.approver.post}
    with pytest.raises(IntegrityError, match="another person"), transaction.atomic():
        Progress.objects.create(**word, **mine)
    world.approver.person.phone = "0912 345 679"
    world.approver.person.save(update_fields=["phone"])
    Progress.objects.create(**word, **mine)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("0912345678", "(+84) 912-345-678"),
        ("84912345678", "0912 345 678"),
        ("", ""),
        ("0912345678", "0912345679"),
    ],
)
def test_the_database_tells_two_people_apart_as_the_rule_does(world: World, one: str, other: str) -> None:
    people = (world.ward_officer.person, world.approver.person)
    for person, phone in zip(people, (one, other), strict=True):
        person.phone = phone
        person.save(update_fields=["phone"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT tasks_phone_of(%s) = tasks_phone_of(%s)", [person.pk for person in people])
        (same,) = cursor.fetchone()
    assert bool(same) == Human(1, one).is_same_as(Human(2, other))


def test_what_was_handed_in_after_the_page_was_opened_is_not_accepted_by_its_press(world: World) -> None:
    part = part_of(make_task(world, world.ward_a), world.ward_a)
    reporting.hand_in(actor=world.ward_officer, assignment=part, text="Đã lắp 12 cụm.")
    approver, path = world.client(world.approver), f"/desk/tasks/parts/{part.pk}/"
    page = html.fromstring(approver.get(path).content)
    (seen,) = page.xpath("//form[contains(@action, 'accept')]//input[@name='seen']/@value")
    reporting.return_(actor=world.approver, assignment=part, reason="Thiếu ảnh")
    newer = reporting.hand_in(actor=world.ward_officer, assignment=part, text="Chỉ lắp được 2 cụm.")
    assert approver.post(f"{path}accept/", {"seen": seen}).status_code == 409
    assert approver.post(f"{path}accept/").status_code == 409
    assert part_of(part.task, world.ward_a).state == AssignmentState.REPORTED
    approver.post(f"{path}accept/", {"seen": newer.pk})
    assert part_of(part.task, world.ward_a).state == AssignmentState.ACCEPTED


def test_a_returned_part_says_why_and_comes_back(world: World) -> None:
    task = make_task(world, world.ward_a)
    part = part_of(task, world.ward_a)
    reporting.report(actor=world.ward_officer, assignment=part, percent=60, text="Còn 5 cụm.")
    reporting.hand_in(actor=world.ward_officer, assignment=part, text="Xong.")
    with pytest.raises(errors.NoReason):
        reporting.return_(actor=world.approver, assignment=part, reason="  ")
    reporting.return_(actor=world.approver, assignment=part, reason="Thiếu ảnh")
    part.refresh_from_db()
    assert (part.state, part.percent, part.reported_at) == (AssignmentState.RETURNED, 60, None)
    assert Notice.objects.filter(event=Event.TASK_RETURNED, person=world.ward_officer.person).exists()
    entry = reporting.hand_in(actor=world.ward_officer, assignment=part, text="Đã bổ sung.", files=[photo()])
    reporting.accept(actor=world.approver, assignment=part, seen=entry.pk)
    assert list(part.entries.values_list("kind", flat=True)) == [
        "note",
        "evidence",
        "returned",
        "evidence",
        "accepted",
    ]


def test_a_draft_sent_twice_is_one_entry_with_one_set_of_files(world: World) -> None:
    task, key = make_task(world, world.ward_a), uuid4()
    part = part_of(task, world.ward_a)
    first = reporting.report(
        actor=world.ward_officer, assignment=part, percent=40, files=[photo()], client_key=key
    )
    again = reporting.report(
        actor=world.ward_officer, assignment=part, percent=40, files=[photo()], client_key=key
    )
    assert first == again
    assert part.entries.count() == first.files.count() == 1
    assert Entry.objects.filter(verb="tasks.reported").count() == 1
    other = make_task(world, world.ward_a)
    with pytest.raises(errors.KeyTaken):
        reporting.report(
            actor=world.ward_officer, assignment=part_of(other, world.ward_a), percent=1, client_key=key
        )


def test_a_draft_that_comes_again_after_acceptance_still_gets_the_same_answer(world: World) -> None:
    task, key = make_task(world, world.ward_a), uuid4()
    part = part_of(task, world.ward_a)
    sent = {"actor": world.ward_officer, "assignment": part, "text": "Xong.", "client_key": key}
    first = reporting.hand_in(**sent)
    reporting.accept(actor=world.approver, assignment=part, seen=first.pk)
    assert reporting.hand_in(**sent) == first


def test_evidence_is_words_or_a_file_and_a_file_where_the_task_asks_for_one(world: World) -> None:
    task = make_task(world, world.ward_a, needs_file=True)
    part = part_of(task, world.ward_a)
    with pytest.raises(errors.NoEvidence):
        reporting.hand_in(actor=world.ward_officer, assignment=part, text=" ")
    with pytest.raises(errors.NoFile):
        reporting.hand_in(actor=world.ward_officer, assignment=part, text="Đã xong.")
    entry = reporting.hand_in(actor=world.ward_officer, assignment=part, files=[photo()])
    stored = entry.files.get()
    assert stored.is_private
    assert open_file(stored)[:2] == b"\xff\xd8"


def test_evidence_that_is_marked_as_secret_is_refused_before_anything_is_stored(world: World) -> None:
    part = part_of(make_task(world, world.ward_a), world.ward_a)
    secret = Given("bao-cao.pdf", pdf.plain(printed(top=("TỐI MẬT",))))
    for act in (reporting.report, reporting.hand_in):
        with pytest.raises(Secret):
            act(actor=world.ward_officer, assignment=part, text="Xong.", files=[photo(), secret])
    assert not StoredFile.objects.exists()
    assert not part.entries.exists()
    plain = Given("bao-cao.pdf", pdf.plain(printed()))
    reporting.hand_in(actor=world.ward_officer, assignment=part, text="Xong.", files=[plain])
    assert StoredFile.objects.count() == 1


def test_milestones_make_the_percent_and_what_does_not_fit_is_refused(world: World) -> None:
    task = make_task(
        world, world.ward_a, measure=Measure.MILESTONES, milestones=["Khảo sát", "Lắp đặt", "Vận hành"]
    )
    part = part_of(task, world.ward_a)
    reporting.report(actor=world.ward_officer, assignment=part, milestone=2)
    part.refresh_from_db()
    assert (part.milestone, part.percent) == (2, 66)
    for wrong in ({"milestone": 4}, {"percent": 50}, {"milestone": -1}):
        with pytest.raises(errors.WrongMeasure):
            reporting.report(actor=world.ward_officer, assignment=part, **wrong)
    planning.change_task(actor=world.editor, task=task, milestones=["Khảo sát"])
    part.refresh_from_db()
    assert (part.milestone, part.percent) == (1, 100)


def test_taking_on_is_said_once_and_keeps_its_first_moment(world: World) -> None:
    task = make_task(world, world.ward_a)
    part = part_of(task, world.ward_a)
    reporting.acknowledge(actor=world.ward_officer, assignment=part)
    reporting.acknowledge(actor=world.ward_officer, assignment=part)
    assert Entry.objects.filter(verb="tasks.acknowledged").count() == part.entries.count() == 1


def test_only_the_carrying_body_reports_and_only_the_assigning_body_accepts(world: World) -> None:
    task = make_task(world, world.ward_a)
    part = part_of(task, world.ward_a)
    with pytest.raises(Forbidden):
        reporting.report(actor=world.other_ward_officer, assignment=part, percent=10)
    entry = reporting.hand_in(actor=world.ward_officer, assignment=part, text="Xong.")
    for actor in (world.ward_approver, world.editor, world.stranger_approver):
        with pytest.raises(Forbidden):
            reporting.accept(actor=actor, assignment=part, seen=entry.pk)


@pytest.mark.mission("M11")
def test_a_superior_reports_for_a_body_only_while_that_has_nobody_who_may_and_it_is_shown(
    world: World,
) -> None:
    task = make_task(world, world.ward_a, world.station)
    part = part_of(task, world.ward_a)
    for act in (reporting.acknowledge, reporting.report, reporting.hand_in):
        with pytest.raises(errors.NotForTheBody):
            act(
                actor=world.editor,
                assignment=part,
                **({} if act is reporting.acknowledge else {"text": "Xong."}),
            )
    city = world.client(world.editor)
    assert "Báo cáo hoàn thành</button>" not in city.get(f"/desk/work/{part.pk}/").content.decode()
    assert (
        city.post(f"/desk/work/{part.pk}/tap/", {"receive": "on", "client_key": uuid4()}).status_code == 403
    )
    empty = part_of(task, world.station)
    with pytest.raises(errors.NotForTheBody):
        reporting.report(actor=world.editor, assignment=empty, percent=10)  # its superior is the ward
    ward = world.client(world.ward_officer)
    assert "báo thay đơn vị" in ward.get(f"/desk/work/{empty.pk}/").content.decode()
    entry = reporting.hand_in(actor=world.ward_officer, assignment=empty, text="Đã phát 3 buổi.")
    assert entry.by_superior
    own = reporting.hand_in(actor=world.ward_officer, assignment=part, text="Xong.")
    assert not own.by_superior
    for path in (f"/desk/tasks/parts/{empty.pk}/", f"/desk/work/{empty.pk}/"):
        assert "cấp trên báo thay" in ward.get(path).content.decode()
    assert "cấp trên báo thay" not in ward.get(f"/desk/tasks/parts/{part.pk}/").content.decode()
    reporting.return_(actor=world.approver, assignment=empty, reason="Thiếu ảnh")
    make_actor("Đinh Thị Văn", world.station, Role.WARD_OFFICER)
    with pytest.raises(errors.NotForTheBody):
        reporting.hand_in(actor=world.ward_officer, assignment=empty, text="Đã bổ sung.")


def test_nothing_is_reported_on_a_draft_a_withdrawn_part_or_a_cancelled_task(world: World) -> None:
    draft = make_task(world, world.ward_a, opened=False)
    taken_back, cancelled = make_task(world, world.ward_a), make_task(world, world.ward_a)
    assigning.withdraw(actor=world.editor, assignment=part_of(taken_back, world.ward_a), reason="Giao nhầm")
    planning.cancel(actor=world.editor, task=cancelled, reason="Trùng nhiệm vụ khác")
    for task in (draft, taken_back, cancelled):
        with pytest.raises(errors.Moved):
            reporting.report(actor=world.ward_officer, assignment=part_of(task, world.ward_a), percent=10)
        with pytest.raises(errors.Moved):
            reporting.acknowledge(actor=world.ward_officer, assignment=part_of(task, world.ward_a))


def test_withdrawing_the_last_open_part_finishes_the_task_and_a_new_one_opens_it(world: World) -> None:
    task = make_task(world, world.ward_a, world.ward_b)
    accept_part(world, task, world.ward_a, world.ward_officer)
    assigning.withdraw(actor=world.editor, assignment=part_of(task, world.ward_b), reason="Không có loa")
    assert Task.objects.get(pk=task.pk).state == TaskState.DONE
    assigning.assign(actor=world.editor, task=task, bodies=[world.ward_b], part=Part.CO_UNIT)
    assert Task.objects.get(pk=task.pk).state == TaskState.OPEN
    assert part_of(task, world.ward_b).state == AssignmentState.ASSIGNED


def test_entries_stay_as_they_were_written(world: World) -> None:
    task = make_task(world, world.ward_a)
    part = part_of(task, world.ward_a)
    entry = reporting.report(actor=world.ward_officer, assignment=part, text="Đang làm")
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        Progress.objects.filter(pk=entry.pk).update(text="Đã làm xong từ lâu")
    with pytest.raises(IntegrityError, match="stays"), transaction.atomic():
        task.assignments.update(body=world.ward_b)
