"""The managing screens through HTTP: what is shown to whom, and each act from its form."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from lxml import html
from openpyxl import load_workbook

from loa.files.models import StoredFile
from loa.journal.models import Entry
from loa.lib import clock
from loa.tasks import tables
from loa.tasks.actions import assigning, handing, planning, reporting
from loa.tasks.models import HandOver, Programme, Task, TaskGroup
from loa.tasks.rules.words import AssignmentState, Measure, Origin, TaskState
from loa.tasks.tests.making import accept_part, make_programme, make_task, part_of, photo
from loa.web.today import items
from tests.world import World, make_body

pytestmark = pytest.mark.usefixtures("keyring")
BASE = "/desk/tasks/"


def test_a_programme_is_made_filled_and_given_out_from_the_screen(world: World) -> None:
    client = world.client(world.editor)
    client.post(f"{BASE}programmes/new/", {"name": "Loa số", "code": "CT02", "year": 2026})
    programme = Programme.objects.get()
    home = f"{BASE}programmes/{programme.pk}/"
    span = {"starts_on": "2026-01-01", "ends_on": "31/12/2026"}
    client.post(f"{home}groups/new/", {"name": "Lắp đặt"} | span)
    says = {
        "title": "Lắp 10 cụm",
        "group": TaskGroup.objects.get().pk,
        "origin": Origin.PLANNED,
        "due_on": "2026-06-30",
        "measure": Measure.MILESTONES,
        "milestones": "Khảo sát\n\nLắp đặt",
        "every": "month",
    }
    answer = client.post(f"{home}tasks/new/", says)
    task = Task.objects.get()
    assert answer.url == f"{BASE}{task.pk}/assign/"
    assert (task.code, task.milestones, task.repeats) == (
        "CT02/26-001",
        ["Khảo sát", "Lắp đặt"],
        "FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1",
    )
    client.post(f"{BASE}{task.pk}/change/", says | {"title": "Lắp 12 cụm"})
    client.post(f"{BASE}{task.pk}/occurrences/", {"horizon": "2026-08-31"})
    assert Task.objects.filter(series=task).count() == 2
    client.post(f"{home}start/")
    assert set(Task.objects.values_list("state", "title")) == {(TaskState.OPEN, "Lắp 12 cụm")}
    assert "0/3" in client.get(home).content.decode()
    client.post(f"{home}close/")
    copied = client.post(f"{home}copy/", {"year": 2027})
    assert copied.status_code == 302
    assert list(Programme.objects.order_by("year").values_list("year", "state")) == [
        (2026, "closed"),
        (2027, "draft"),
    ]


def test_the_number_of_bodies_is_shown_before_they_are_given_anything(world: World) -> None:
    for n in range(30):
        make_body(f"X{n}", f"Ủy ban nhân dân xã số {n}", world.ward_a_area, superior=world.city)
    task, client = make_task(world, opened=False), world.client(world.editor)
    wish = {"rule": "below", "part": "lead", "names": "", "due_on": ""}
    page = client.post(f"{BASE}{task.pk}/assign/", wish).content.decode()
    assert "Giao cho 32 đơn vị" in page
    assert not task.assignments.exists()
    assert client.post(f"{BASE}{task.pk}/assign/", wish | {"confirmed": 31}).status_code == 200
    assert not task.assignments.exists(), "the number changed since it was shown"
    client.post(f"{BASE}{task.pk}/assign/", wish | {"confirmed": 32})
    assert task.assignments.count() == 32


def test_bodies_are_named_without_marks_and_unclear_lines_are_shown(world: World) -> None:
    task, client = make_task(world, opened=False), world.client(world.editor)
    wish = {"rule": "hand", "part": "co_unit", "names": "dong hoi\nlang ha\nPA-VH\nxã Lạ"}
    answer = client.post(f"{BASE}{task.pk}/assign/", wish)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "“lang ha” có 2 đơn vị" in page
    assert "“xã Lạ”: không có đơn vị này" in page
    wish |= {"names": "dong hoi\nPA-VH\npa"}
    assert "Giao cho 3 đơn vị" in client.post(f"{BASE}{task.pk}/assign/", wish).content.decode()
    client.post(f"{BASE}{task.pk}/assign/", wish | {"confirmed": 3, "rule": "communes"})
    assert not task.assignments.exists()


def test_evidence_is_accepted_in_one_tap_and_returned_with_a_reason(world: World) -> None:
    task = make_task(world, world.ward_a, world.ward_b)
    approver = world.client(world.approver)
    for body, officer in ((world.ward_a, world.ward_officer), (world.ward_b, world.other_ward_officer)):
        reporting.hand_in(actor=officer, assignment=part_of(task, body), text="Đã kiểm tra.", files=[photo()])
    queue = approver.get(f"{BASE}to-accept/").content.decode()
    assert queue.count("Kiểm tra cụm loa") >= 2
    one, two = part_of(task, world.ward_a), part_of(task, world.ward_b)
    page = approver.get(f"{BASE}parts/{one.pk}/").content.decode()
    assert "Biên bản kiểm tra" in page
    assert "anh.jpg" in page
    sent = {"text": "Tốt", "seen": one.entries.get().pk}
    assert approver.post(f"{BASE}parts/{one.pk}/accept/", sent).url == f"{BASE}to-accept/"
    assert approver.post(f"{BASE}parts/{two.pk}/return/", {"reason": " "}).status_code == 422
    approver.post(f"{BASE}parts/{two.pk}/return/", {"reason": "Thiếu ảnh"})
    assert [part_of(task, b).state for b in (world.ward_a, world.ward_b)] == ["accepted", "returned"]
    assert (
        "Thiếu ảnh" in world.client(world.other_ward_officer).get(f"{BASE}parts/{two.pk}/").content.decode()
    )
    approver.post(f"{BASE}parts/{one.pk}/reopen/", {"reason": "Xem lại số liệu"})
    assert part_of(task, world.ward_a).state == AssignmentState.RETURNED


def test_today_counts_what_waits_for_the_approver_but_not_what_they_handed_in(
    world: World, rf: object
) -> None:
    task = make_task(world, world.ward_a)
    reporting.hand_in(actor=world.ward_officer, assignment=part_of(task, world.ward_a), text="Xong.")
    request = rf.get("/desk/")  # type: ignore[attr-defined]
    request.actor = world.approver
    assert [(line.count, line.url) for line in items(request)["todo"] if "tasks" in line.url] == [
        (1, f"{BASE}to-accept/")
    ]
    request.actor = world.ward_approver
    assert not [line for line in items(request)["todo"] if "to-accept" in line.url]


def test_a_ward_sees_its_own_part_and_not_what_other_wards_report(world: World) -> None:
    task = make_task(world, world.ward_a, world.ward_b)
    joint = make_task(world, world.ward_a, title="Việc chung")
    assigning.assign(actor=world.editor, task=joint, bodies=[world.ward_b], part="co_unit")
    entry = reporting.report(
        actor=world.other_ward_officer,
        assignment=part_of(task, world.ward_b),
        text="Đang vướng",
        files=[photo()],
    )
    ward = world.client(world.ward_officer)
    page = ward.get(f"{BASE}{task.pk}/").content.decode()
    assert "Láng Hạ" in page
    assert "Đông Hội" not in page
    assert ward.get(f"{BASE}parts/{part_of(task, world.ward_b).pk}/").status_code == 404
    assert ward.get(f"/files/{entry.files.get().pk}/").status_code == 404
    assert "Đông Hội" in ward.get(f"{BASE}{joint.pk}/").content.decode()
    stranger = world.client(world.stranger)
    assert stranger.get(f"{BASE}{task.pk}/").status_code == 404
    assert "Kiểm tra cụm loa" not in stranger.get(BASE).content.decode()


def test_a_draft_is_seen_by_nobody_but_the_assigning_body(world: World) -> None:
    task = make_task(world, world.ward_a, opened=False)
    ward, editor = world.client(world.ward_officer), world.client(world.editor)
    assert ward.get(f"{BASE}{task.pk}/").status_code == 404
    editor.post(f"{BASE}{task.pk}/open/")
    assert ward.get(f"{BASE}{task.pk}/").status_code == 200


def test_parts_are_changed_taken_back_and_given_an_officer(world: World) -> None:
    task = make_task(world, world.ward_a)
    part = part_of(task, world.ward_a)
    editor, ward = world.client(world.editor), world.client(world.ward_officer)
    editor.post(f"{BASE}parts/{part.pk}/change/", {"part": "co_unit", "due_on": "2030-01-01"})
    ward.post(f"{BASE}parts/{part.pk}/officer/", {"officer": world.ward_officer.post.pk})
    part.refresh_from_db()
    assert (part.part, part.due_on, part.officer) == ("co_unit", date(2030, 1, 1), world.ward_officer.post)
    editor.post(f"{BASE}parts/{part.pk}/withdraw/", {"reason": "Giao nhầm"})
    assert part_of(task, world.ward_a).state == AssignmentState.WITHDRAWN


def test_work_is_passed_on_taken_and_finished_from_the_screen(world: World) -> None:
    task = make_task(world, world.ward_a)
    assigning.assign(actor=world.editor, task=task, bodies=[world.ward_b], part="co_unit")
    giver, taker = world.client(world.ward_officer), world.client(world.other_ward_officer)
    wish = {"giver": world.ward_a.pk, "taker": world.ward_b.pk, "what": "Gửi danh sách cụm loa", "due": 2}
    giver.post(f"{BASE}{task.pk}/hand-over/", wish)
    passed = HandOver.objects.get()
    home = f"{BASE}hand-overs/{passed.pk}/"
    assert "2 ngày làm việc" in taker.get(home).content.decode()
    assert giver.post(f"{home}take/").status_code == 403
    taker.post(f"{home}take/")
    taker.post(f"{home}finish/")
    passed.refresh_from_db()
    assert passed.state == "done"


def test_a_table_goes_out_edited_comes_in_is_checked_and_written(world: World) -> None:
    programme = make_programme(world)
    planning.create_task(
        actor=world.editor, group=programme.groups.get(), title="Rà soát", due_on=date(2026, 6, 30)
    )
    client, home = world.client(world.editor), f"{BASE}programmes/{programme.pk}/"
    book = load_workbook(BytesIO(client.get(f"{home}table.xlsx").content))
    page = book.worksheets[0]
    place = next(cell for row in page.iter_rows() for cell in row if cell.value == "Rà soát")
    place.value = "Rà soát toàn bộ"

    def send() -> str:
        out = BytesIO()
        book.save(out)
        return client.post(f"{home}table/", {"table": SimpleUploadedFile("b.xlsx", out.getvalue())}).url

    check = send()
    assert "Rà soát toàn bộ" not in client.get(home).content.decode()
    assert "Ghi 1 nhiệm vụ" in client.get(check).content.decode()
    assert client.post(check).url == home
    assert Task.objects.get().title == "Rà soát toàn bộ"
    assert client.get(check).status_code == 404, "the file is gone once it was brought in"
    place.value = "Lần nữa"
    stale = send()
    assert client.post(stale).status_code == 422
    assert "sau khi xuất bảng" in client.get(stale).content.decode()
    marked = load_workbook(BytesIO(client.get(f"{stale}errors/").content)).worksheets[0]
    assert any("sau khi xuất bảng" in str(cell.value) for row in marked.iter_rows() for cell in row)
    assert world.client(world.stranger).get(stale).status_code == 404
    StoredFile.objects.filter(erased_at=None).update(created_at=clock.now() - tables.KEPT_FOR * 2)
    assert tables.erase_left() == 1


def test_the_same_form_sent_twice_makes_one_task(world: World) -> None:
    client = world.client(world.editor)
    says = {"title": "Việc gấp", "origin": Origin.SUDDEN, "due_on": "2030-01-01", "measure": "percent"}
    for _n in range(2):
        client.post(f"{BASE}new/", says | {"idempotency_key": "mot-khoa-du-dai-cho-ca-hai-lan"})
    assert Task.objects.count() == 1
    task = Task.objects.get()
    client.post(f"{BASE}{task.pk}/cancel/", {"reason": "Trùng"})
    client.post(f"{BASE}{task.pk}/reopen/", {"reason": "Cần làm"})
    assert Task.objects.get().state == TaskState.OPEN


def test_lists_narrow_to_late_waiting_and_what_came_up(world: World) -> None:
    make_task(world, world.ward_a, title="Trễ hạn", due_on=date(2020, 1, 1))
    waiting = make_task(world, world.ward_a, title="Đợi xem")
    accept_part(world, make_task(world, world.ward_a, title="Xong rồi"), world.ward_a, world.ward_officer)
    reporting.hand_in(actor=world.ward_officer, assignment=part_of(waiting, world.ward_a), text="Xong.")
    client = world.client(world.editor)

    def found(query: str) -> set[str]:
        page = client.get(f"{BASE}?{query}").content.decode()
        return {title for title in ("Trễ hạn", "Đợi xem", "Xong rồi") if f">{title}<" in page}

    assert found("state=late") == {"Trễ hạn"}
    assert found("state=waiting") == {"Đợi xem"}
    assert found("state=done") == {"Xong rồi"}
    assert found("origin=came_up&q=tre") == {"Trễ hạn"}


def test_every_number_of_a_programme_and_a_task_opens_a_list_that_counts_the_same(world: World) -> None:
    programme = make_programme(world)
    group = programme.groups.get()
    for title, says in {
        "Xong": {},
        "Trễ": {"due_on": date(2020, 1, 1)},
        "Phát sinh": {"origin": "ad_hoc"},
        "Đang soạn": {"opened": False},
    }.items():
        make_task(world, world.ward_a, world.ward_b, title=title, group=group, **{"origin": "planned"} | says)
    done, draft = Task.objects.get(title="Xong"), Task.objects.get(title="Đang soạn")
    for body, officer in ((world.ward_a, world.ward_officer), (world.ward_b, world.other_ward_officer)):
        accept_part(world, done, body, officer)
    late = part_of(Task.objects.get(title="Trễ"), world.ward_a)
    reporting.hand_in(actor=world.ward_officer, assignment=late, text="Xong.")
    client = world.client(world.editor)

    def numbers(path: str, where: str) -> list[tuple[int, int]]:
        page = html.fromstring(client.get(path).content)
        links = [a for a in page.xpath(where) if re.search(r"\d", a.text_content())]
        said = [int(re.findall(r"\d+", a.text_content())[-1]) for a in links]
        return [
            (n, client.get(a.get("href")).context["list"].total) for n, a in zip(said, links, strict=True)
        ]

    found = numbers(
        f"{BASE}programmes/{programme.pk}/", "//*[@id='groups']//td//a[contains(@href, '?group=')]"
    )
    assert found == [(2, 2), (1, 1), (1, 1)], "done of all, what came up, late"
    page = client.get(f"{BASE}programmes/{programme.pk}/")
    for name, count in (("planned", 2), ("came_up", 1), ("waiting", 1)):
        assert client.get(page.context[f"{name}_url"]).context["list"].total == count
    assert page.context["found"].waiting == 1
    for task, counts in ((draft, [(2, 2)]), (done, [(2, 2)])):
        assert numbers(f"{BASE}{task.pk}/", "//*[@id='parts']//p/a[contains(@href, '&state=')]") == counts


def test_addresses_of_lists_that_went_away_lead_to_the_one_that_stands(world: World) -> None:
    task = make_task(world, world.ward_a)
    client = world.client(world.editor)
    parts = client.get(f"{BASE}{task.pk}/parts/?state=assigned", follow=True)
    assert "Láng Hạ" in parts.content.decode()
    assert f'class="loa-back" href="{BASE}{task.pk}/"' in parts.content.decode()
    assert parts.redirect_chain == [(f"/desk/work/rows/?state=assigned&task={task.pk}", 302)]
    tasks = client.get("/desk/work/tasks/?origin=ad_hoc", follow=True)
    assert tasks.redirect_chain == [(f"{BASE}?origin=ad_hoc&state=given", 302)]
    assert tasks.context["list"].total == 1


def test_what_a_task_waits_for_is_chosen_and_a_circle_is_said(world: World) -> None:
    one, two = make_task(world, title="Khảo sát"), make_task(world, title="Lắp đặt")
    client = world.client(world.editor)
    client.post(f"{BASE}{two.pk}/order/", {"after": [one.pk]})
    assert "Khảo sát" in client.get(f"{BASE}{two.pk}/").content.decode()
    answer = client.post(f"{BASE}{one.pk}/order/", {"after": [two.pk]})
    assert answer.status_code == 422
    assert Entry.objects.filter(verb="tasks.order_set").count() == 1


def test_refusals_of_a_hand_over_keep_the_reason(world: World) -> None:
    task = make_task(world, world.ward_a, world.ward_b)
    passed = [
        handing.hand_over(
            actor=world.ward_officer, task=task, giver=world.ward_a, taker=world.ward_b, what=what, due=1
        )
        for what in ("Một", "Hai")
    ]
    world.client(world.other_ward_officer).post(
        f"{BASE}hand-overs/{passed[0].pk}/refuse/", {"reason": "Không thuộc địa bàn"}
    )
    world.client(world.ward_officer).post(
        f"{BASE}hand-overs/{passed[1].pk}/call-back/", {"reason": "Đã tự làm"}
    )
    assert list(HandOver.objects.order_by("pk").values_list("state", "reason")) == [
        ("refused", "Không thuộc địa bàn"),
        ("called_back", "Đã tự làm"),
    ]
