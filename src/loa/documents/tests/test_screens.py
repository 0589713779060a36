"""The screens over plain HTTP: a document's whole way by forms, its lists, registers and comparisons."""

from __future__ import annotations

import io
from datetime import date, timedelta

import openpyxl
import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from loa.documents import actions
from loa.documents.models import Document
from loa.documents.rules.comparing import compare
from loa.lib import clock
from loa.units.actor import Actor
from tests.papers import SUBJECT, TEXT, Office
from tests.proof import prove

pytestmark = pytest.mark.django_db
BASE = "/desk/documents"


def post(client: Client, path: str, **data: object) -> str:
    answer = client.post(f"{BASE}/{path}", data)
    assert answer.status_code == 302, (path, answer.status_code, answer.content.decode()[:3000])
    return str(answer["Location"])


def page(client: Client, path: str) -> str:
    answer = client.get(f"{BASE}/{path}")
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode()


def proved(office: Office, actor: Actor) -> Client:
    client = office.world.client(actor)
    prove(client, actor.person)
    return client


def test_a_document_goes_its_whole_way_by_forms(office: Office) -> None:
    office.number_here()
    world = office.world
    editor, clerk, approver = (proved(office, who) for who in (world.editor, world.clerk, world.approver))
    received = office.received()
    typed = {"kind": "KẾ HOẠCH", "subject": SUBJECT, "text": TEXT, "urgency": "normal"}
    where = post(editor, f"{received.pk}/answer/", **typed, carries_out=[received.pk])
    draft = Document.objects.latest("pk")
    assert where == f"{BASE}/{draft.pk}/"
    assert "Soạn tiếp" in page(editor, f"{draft.pk}/")
    post(editor, f"{draft.pk}/ask/", bodies=[world.ward_a.pk])
    ward = proved(office, world.ward_officer)
    post(ward, f"{draft.pk}/comment/", kind="returned", text="Bổ sung thời hạn")
    assert "Bổ sung thời hạn" in page(editor, f"{draft.pk}/")
    changed = typed | {"text": f"{TEXT}\n\nHạn: 30/11.", "carries_out": [received.pk]}
    post(editor, f"{draft.pk}/edit/", **changed, version=1)
    post(editor, f"{draft.pk}/submit/")
    assert "Ký bản số 2" in page(approver, f"{draft.pk}/sign/")
    post(approver, f"{draft.pk}/sign/return/", reason="Sửa chữ")
    post(editor, f"{draft.pk}/submit/")
    post(approver, f"{draft.pk}/sign/", version=2)
    assert "KH-BTGDV" in page(clerk, f"{draft.pk}/issue/")
    post(clerk, f"{draft.pk}/issue/", dated="2026-12-01", symbol="KH-BTGDV")
    draft.refresh_from_db()
    received.refresh_from_db()
    assert (draft.state, draft.full_number, received.state) == ("issued", "01/KH-BTGDV", "answered")
    shown = page(clerk, f"{received.pk}/")
    assert f"{BASE}/{draft.pk}/" in shown
    post(clerk, f"{draft.pk}/recall/", reason="Ban hành nhầm")
    assert "Ban hành nhầm" in page(clerk, f"{draft.pk}/")


def test_a_new_version_is_put_forward_by_one_and_signed_by_another_by_forms(office: Office) -> None:
    issued, world = office.issued(typed="5/KH"), office.world
    clerk, approver = (proved(office, who) for who in (world.clerk, world.approver))
    assert "Xem bản mới để ký" not in page(approver, f"{issued.pk}/")
    post(clerk, f"{issued.pk}/reissue/", text=f"{TEXT} Thêm.", note="Bổ sung hạn")
    assert "Bản số 2 đang chờ ký" in page(clerk, f"{issued.pk}/")
    assert "Xem bản mới để ký" not in page(clerk, f"{issued.pk}/")
    assert "văn bản chờ ký" in approver.get("/desk/").content.decode()
    assert issued.subject in page(approver, "outgoing/?waits=sign")
    shown = page(approver, f"{issued.pk}/reissue/sign/")
    assert "Ký bản số 2" in shown
    assert "Bổ sung hạn" in shown
    assert "Thêm." in shown
    assert clerk.get(f"{BASE}/{issued.pk}/reissue/sign/").status_code == 403
    post(approver, f"{issued.pk}/reissue/return/", version=2, reason="Sai số")
    assert approver.get(f"{BASE}/{issued.pk}/reissue/sign/").status_code == 409
    assert "Nội dung, bản số 1" in page(clerk, f"{issued.pk}/")
    post(clerk, f"{issued.pk}/reissue/", text=f"{TEXT} Thêm nữa.", note="Bổ sung hạn")
    post(approver, f"{issued.pk}/reissue/sign/", version=3)
    assert "Nội dung, bản số 3" in page(clerk, f"{issued.pk}/")


def test_a_leader_directs_and_the_officer_finds_it_on_the_first_screen(office: Office) -> None:
    document = office.received()
    leader, editor = (proved(office, who) for who in (office.world.leader, office.world.editor))
    assert "văn bản đến chờ ý kiến chỉ đạo" in leader.get("/desk/").content.decode()
    due = clock.today() + timedelta(days=2)
    post(
        leader,
        f"{document.pk}/direct/",
        text="Tham mưu kế hoạch",
        officer=office.world.editor.post.pk,
        due_on=due.isoformat(),
    )
    assert "văn bản đến giao cho tôi" in editor.get("/desk/").content.decode()
    shown = page(editor, f"{document.pk}/")
    assert "Tham mưu kế hoạch" in shown
    assert shown.index("Soạn văn bản thực hiện") < shown.index("Lưu, không phải thực hiện")
    post(editor, f"{document.pk}/file/", reason="Đã báo cáo miệng")
    assert Document.objects.get(pk=document.pk).state == "filed"


def test_what_nobody_acted_on_is_the_first_line_of_what_is_broken(office: Office) -> None:
    document = office.received()
    with time_machine.travel(clock.now() + timedelta(days=5)):
        leader = proved(office, office.world.leader)
        assert "văn bản đến quá hạn, chưa xử lý" in leader.get("/desk/").content.decode()
        assert document.subject in page(leader, "incoming/?waits=late")
    assert "Chưa có văn bản đến" not in page(proved(office, office.world.leader), "incoming/")


def test_lists_find_without_marks_and_narrow_by_state_kind_year_and_body(office: Office) -> None:
    office.received(subject="Phòng chống sốt xuất huyết", dated=date(2026, 5, 1), kind="CHỈ THỊ")
    office.received(number="99/TB", subject="Lịch tiếp công dân", dated=date(2025, 5, 1), kind="THÔNG BÁO")
    reader = office.world.client(office.world.editor)
    found = page(reader, "incoming/?q=sot+xuat+huyet")
    assert "Phòng chống sốt xuất huyết" in found
    assert "Lịch tiếp công dân" not in found
    for query in ("kind=CHỈ THỊ", "year=2026", "state=received&q=chi+thi"):
        assert "Lịch tiếp công dân" not in page(reader, f"incoming/?{query}")
    assert "Lịch tiếp công dân" not in page(reader, f"incoming/?body={office.world.ward_a.pk}")
    book = reader.get(f"{BASE}/incoming/?export=xlsx").content
    cells = [cell.value for row in openpyxl.load_workbook(io.BytesIO(book)).active for cell in row]
    assert "Lịch tiếp công dân" in cells
    assert b"sot" not in reader.get(f"{BASE}/incoming/?export=csv").content


def test_drafts_for_another_body_are_counted_apart(office: Office) -> None:
    world = office.world
    office.draft(subject="Của mình")
    office.draft(actor=world.ward_officer, drafted_for=world.city, subject="Soạn cho cấp trên")
    reader = world.client(world.editor)
    apart = page(reader, "outgoing/?drafted=for")
    assert "Soạn cho cấp trên" in apart
    assert "Của mình" not in apart


def test_a_register_shows_its_numbers_in_order_and_the_cancelled_one(office: Office) -> None:
    office.number_here()
    first, second = office.issued(), actions.number(actor=office.world.clerk, document=office.signed())
    actions.discard(actor=office.world.clerk, document=second, reason="Không ban hành")
    third = office.issued()
    reader = office.world.client(office.world.editor)
    assert "Sổ văn bản đi: Kế hoạch" in page(reader, "registers/")
    shown = page(reader, f"registers/{first.register_id}/")
    places = [shown.index(row.full_number) for row in (first, second, third)]
    assert places == sorted(places)
    assert "Số đã hủy" in shown
    assert (
        office.world.client(office.world.stranger).get(f"{BASE}/registers/{first.register_id}/").status_code
        == 404
    )


def test_two_versions_are_compared_word_by_word(office: Office) -> None:
    draft = office.draft(text="Một đoạn giữ nguyên.\nHọp lúc 8 giờ ngày 01/12.")
    actions.save(
        actor=office.world.editor,
        document=draft,
        base_version=1,
        header_fields={},
        text="Một đoạn giữ nguyên.\nHọp lúc 9 giờ ngày 01/12.\nThêm đoạn.",
        note="Đổi giờ",
    )
    shown = page(office.world.client(office.world.editor), f"{draft.pk}/compare/?new=2")
    assert "bỏ: </span>8</del>" in shown
    assert "thêm: </span>9</ins>" in shown
    assert "2 đoạn khác nhau" in shown


def test_a_comparison_gives_both_texts_back() -> None:
    old, new = "a b c\n\nd e", "a x c\nd e f\ng"
    found = compare(old, new)

    def read(left_out: str) -> str:
        kept = ["".join(p.text for p in row.parts if p.kind != left_out) for row in found]
        return "\n".join(line for line in kept if line)

    assert read("added") == "a b c\nd e"
    assert read("removed") == new


def test_what_somebody_else_saved_is_not_overwritten(office: Office) -> None:
    draft = office.draft()
    client = office.world.client(office.world.editor)
    typed = {"kind": "KẾ HOẠCH", "subject": SUBJECT, "urgency": "normal"}
    post(client, f"{draft.pk}/edit/", **typed, text="Bản của người thứ nhất.", version=1)
    refused = client.post(
        f"{BASE}/{draft.pk}/edit/", {**typed, "text": "Bản của người thứ hai.", "version": 1}
    )
    assert refused.status_code == 409
    assert "bản mới hơn" in refused.content.decode()


def test_a_signature_asks_for_a_fresh_proof(office: Office) -> None:
    document = office.submitted()
    client = office.world.client(office.world.approver)
    assert client.post(f"{BASE}/{document.pk}/sign/", {"version": 1}).status_code == 302
    assert Document.objects.get(pk=document.pk).state == "signing"


@pytest.mark.parametrize("act", ["edit", "ask", "discard", "comment", "copy", "answer", "direct"])
def test_a_page_that_does_not_fit_the_state_says_so(office: Office, act: str) -> None:
    recalled = actions.recall(actor=office.world.clerk, document=office.issued(typed="5/KH"), reason="Nhầm")
    answer = office.world.client(office.world.clerk).get(f"{BASE}/{recalled.pk}/{act}/")
    assert answer.status_code in {403, 409}


def test_a_page_costs_the_same_however_much_was_said(office: Office) -> None:
    def cost(document: Document) -> int:
        client = office.world.client(office.world.editor)
        page(client, f"{document.pk}/")
        with CaptureQueriesContext(connection) as seen:
            page(client, f"{document.pk}/")
        return len(seen)

    one, many = office.draft(), office.draft()
    for draft, times in ((one, 1), (many, 12)):
        for n in range(times):
            actions.comment(actor=office.world.editor, document=draft, kind="comment", text=f"Ý {n}")
            actions.save(
                actor=office.world.editor,
                document=draft,
                base_version=n + 1,
                header_fields={},
                text=f"Bản {n}",
            )
            draft.refresh_from_db()
    assert cost(one) == cost(many)
