"""Circulation on screen: two taps at most, a link that shows strangers nothing, the matrix and its file."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta

import openpyxl
import pytest
from django.db import connection
from django.test import Client

from loa.documents.actions import acknowledging, circulating
from loa.documents.models import Acknowledgement, Circulation, Document
from loa.documents.rules.circulation import Part
from loa.lib import clock
from loa.units import actions as units
from loa.units.models import BodyVersion
from tests.papers import TEXT, Office

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(office: Office) -> Document:
    document = office.issued(typed="12/KH-BTGDV")
    circulating.circulate(actor=office.world.clerk, document=document, part=Part.BELOW)
    document.refresh_from_db()
    return document


def copy_at(document: Document, body: object) -> Circulation:
    return Circulation.objects.get(document=document, body=body)


def plain(answer: object) -> str:
    """Return a page without what changes with every request."""
    text = answer.content.decode()  # type: ignore[attr-defined]
    return re.sub(r'(nonce|name="csrfmiddlewaretoken" value|value|content)="[^"]*"', "", text)


# -- the link -------------------------------------------------------------------------------------------------


def test_strangers_see_the_same_page_for_every_token_and_nothing_of_the_document(
    office: Office, sent: Document
) -> None:
    real, wrong = Client().get(f"/v/{sent.link}/"), Client().get("/v/khong-co-van-ban/")
    assert real.status_code == wrong.status_code == 200
    assert plain(real).replace(sent.link, "T") == plain(wrong).replace("khong-co-van-ban", "T")
    for secret in (sent.subject, sent.full_number, "Láng Hạ"):
        assert secret not in real.content.decode()
    assert f"next=/v/{sent.link}/".replace("/", "%2F") in real.content.decode()


def test_an_officer_of_the_list_acknowledges_behind_the_link_in_one_tap(
    office: Office, sent: Document
) -> None:
    client = office.world.client(office.world.ward_officer)
    page = client.get(f"/v/{sent.link}/")
    assert "Xác nhận đã tiếp nhận (bản số 1)" in page.content.decode()
    row = page.context["copy"]
    answer = client.post(f"/desk/circulation/{row.pk}/acknowledge/", {"version": "1", "from": "copy"})
    assert answer.headers["Location"] == f"/desk/circulation/{row.pk}/"
    assert Acknowledgement.objects.get().circulation == row


def test_officers_of_other_bodies_meet_the_same_answer_as_for_no_document(office: Office) -> None:
    document = office.issued(typed="13/KH-BTGDV")
    circulating.circulate(actor=office.world.clerk, document=document, bodies=[office.world.ward_b])
    document.refresh_from_db()
    for actor in (office.world.ward_officer, office.world.stranger):
        client = office.world.client(actor)
        assert client.get(f"/v/{document.link}/").status_code == 404
        assert client.get("/v/khong-co/").status_code == 404


def test_the_sender_lands_on_the_list_of_the_document(office: Office, sent: Document) -> None:
    answer = office.world.client(office.world.clerk).get(f"/v/{sent.link}/")
    assert answer.headers["Location"] == f"/desk/circulation/of/{sent.pk}/"


# -- the officer's list ---------------------------------------------------------------------------------------


def test_one_tap_on_the_list_settles_a_copy_and_it_leaves_the_list(office: Office, sent: Document) -> None:
    client, row = office.world.client(office.world.other_ward_officer), copy_at(sent, office.world.ward_b)
    assert f"/desk/circulation/{row.pk}/acknowledge/" in client.get("/desk/circulation/").content.decode()
    answer = client.post(f"/desk/circulation/{row.pk}/acknowledge/", {"version": "1"}, follow=True)
    assert "Đã xác nhận tiếp nhận bản số 1" in answer.content.decode()
    assert sent.subject not in answer.content.decode()
    assert sent.subject in client.get("/desk/circulation/?state=received").content.decode()


def test_an_old_version_is_refused_with_a_sentence_and_the_new_one_shows_its_changes(
    office: Office, sent: Document
) -> None:
    client, row = office.world.client(office.world.other_ward_officer), copy_at(sent, office.world.ward_b)
    client.post(f"/desk/circulation/{row.pk}/acknowledge/", {"version": "1"})
    text = TEXT.replace("hai lần", "ba lần")
    office.reissued(sent, text=text)
    late = client.post(f"/desk/circulation/{row.pk}/acknowledge/", {"version": "1"})
    assert late.status_code == 409
    assert "đã có bản số 2" in late.content.decode()
    page = client.get(f"/desk/circulation/{row.pk}/").content.decode()
    assert re.search(r"<del>.*hai</del>", page)
    assert re.search(r"<ins>.*ba</ins>", page)


def test_opening_a_copy_the_list_or_the_link_writes_nothing(office: Office, sent: Document) -> None:
    def rows() -> list[object]:
        with connection.cursor() as cursor:
            found = []
            for table in (
                "documents_circulation",
                "documents_acknowledgement",
                "journal_entry",
                "notices_notice",
            ):
                cursor.execute(f"SELECT count(*), md5(string_agg(t::text, '' ORDER BY id)) FROM {table} AS t")
                found += cursor.fetchall()
            return found

    client, row = office.world.client(office.world.ward_officer), copy_at(sent, office.world.ward_a)
    before = rows()
    for path in ("/desk/circulation/", f"/desk/circulation/{row.pk}/", f"/v/{sent.link}/", "/desk/"):
        assert client.get(path).status_code == 200
    assert rows() == before


# -- the sender's screens -------------------------------------------------------------------------------------


def test_every_count_of_a_document_opens_the_rows_it_was_counted_from(office: Office, sent: Document) -> None:
    row = copy_at(sent, office.world.ward_a)
    acknowledging.acknowledge(actor=office.world.ward_officer, circulation=row, version=1)
    acknowledging.refuse(
        actor=office.world.other_ward_officer, circulation=copy_at(sent, office.world.ward_b), reason="Nhầm"
    )
    client = office.world.client(office.world.clerk)
    standing = client.get(f"/desk/circulation/of/{sent.pk}/").context["standing"]
    for state in ("", "received", "waiting", "refused", "late"):
        page = client.get(f"/desk/circulation/of/{sent.pk}/copies/?state={state}")
        assert page.context["list"].total == getattr(standing, state or "total"), state


def test_a_clerk_sends_reminds_and_reads_the_list_to_paste(office: Office) -> None:
    document = office.issued(typed="12/KH-BTGDV")
    client = office.world.client(office.world.clerk)
    page = client.get(f"/desk/circulation/of/{document.pk}/send/").content.decode()
    assert "Tất cả đơn vị cấp dưới (3)" in page
    client.post(f"/desk/circulation/of/{document.pk}/send/", {"part": "below", "days": "2"})
    answer = client.post(f"/desk/circulation/of/{document.pk}/remind/", follow=True).content.decode()
    assert "Đã nhắc 3 đơn vị" in answer
    assert "2. Ủy ban nhân dân phường Láng Hạ" in answer
    again = client.post(f"/desk/circulation/of/{document.pk}/remind/")
    assert again.status_code == 422


def test_bodies_are_pasted_by_name_and_unclear_lines_are_shown(office: Office) -> None:
    world, document = office.world, office.issued(typed="12/KH-BTGDV")
    client, path = world.client(world.clerk), f"/desk/circulation/of/{document.pk}/send/"
    answer = client.post(path, {"names": "dong hoi\nlang ha\nxã Lạ", "days": "2"})
    assert answer.status_code == 422
    assert "“lang ha” có 2 đơn vị" in answer.content.decode()
    assert "“xã Lạ”: không có đơn vị này" in answer.content.decode()
    client.post(path, {"names": "dong hoi", "under": world.ward_a.pk, "days": "2"})
    rows = {row.body_id: row.rule for row in document.circulations.all()}
    rule = "below::Ủy ban nhân dân phường Láng Hạ"
    assert rows == {world.ward_a.pk: rule, world.station.pk: rule, world.ward_b.pk: rule}
    page = client.get(f"/desk/circulation/of/{document.pk}/copies/").content.decode()
    assert "Tất cả đơn vị cấp dưới – Ủy ban nhân dân phường Láng Hạ" in page


def test_a_committee_is_not_offered_as_a_receiver(office: Office) -> None:
    world, document = office.world, office.issued(typed="12/KH-BTGDV")
    BodyVersion.objects.filter(body=world.ward_b).update(
        is_committee=True, valid_until=clock.today() + timedelta(days=9)
    )
    answer = world.client(world.clerk).post(
        f"/desk/circulation/of/{document.pk}/send/", {"names": "dong hoi", "days": "2"}
    )
    assert answer.status_code == 422


def test_an_empty_matrix_says_what_to_do_and_a_narrow_one_how_to_widen_it(office: Office) -> None:
    client = office.world.client(office.world.clerk)
    assert "chọn “Gửi – nhận”" in client.get("/desk/circulation/matrix/").content.decode()
    assert "Bỏ bớt điều kiện" in client.get("/desk/circulation/matrix/?q=khong").content.decode()


def test_the_matrix_shows_each_body_in_a_word_and_filters(office: Office, sent: Document) -> None:
    acknowledging.acknowledge(
        actor=office.world.ward_officer, circulation=copy_at(sent, office.world.ward_a), version=1
    )
    client = office.world.client(office.world.clerk)
    page = client.get("/desk/circulation/matrix/")
    (line,) = page.context["matrix"].lines
    assert (line.standing.total, line.standing.received, line.standing.waiting) == (3, 1, 2)
    words = re.findall(r'loa-tone-\w+">.*?<span>([^<]+)</span>', page.content.decode())
    assert words.count("Đã tiếp nhận") == 1
    assert words.count("Chờ xác nhận") == 2
    assert client.get("/desk/circulation/matrix/?state=refused").context["matrix"].lines == []
    narrow = client.get(f"/desk/circulation/matrix/?under={office.world.ward_a.pk}&q=12/KH").context["matrix"]
    assert [line.standing.total for line in narrow.lines] == [2]
    assert len(client.get("/desk/circulation/matrix/?since=sai&kind=la&q=khong").context["matrix"].lines) == 0


def test_what_a_merged_body_carries_stands_in_one_cell(office: Office, sent: Document) -> None:
    world = office.world
    into = units.NewBody("PM", "Ủy ban nhân dân phường Mới")
    units.merge_bodies(actor=world.admin, bodies=[world.ward_a, world.ward_b], into=into, on=clock.today())
    (line,) = world.client(world.clerk).get("/desk/circulation/matrix/").context["matrix"].lines
    assert line.standing.total == 3
    assert sorted(cell.copies for cell in line.cells if cell) == [1, 2]


def test_all_receipts_leave_as_a_table(office: Office, sent: Document) -> None:
    client = office.world.client(office.world.clerk)
    text = b"".join(client.get("/desk/circulation/matrix/csv/")).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0][0] == "Số, ký hiệu"
    assert {row[4] for row in rows[1:4]} == {
        "Ủy ban nhân dân phường Láng Hạ",
        "Ủy ban nhân dân xã Đông Hội",
        "Trung tâm Văn hóa phường Láng Hạ",
    }
    assert {(row[0], row[1], row[6]) for row in rows[1:4]} == {("12/KH-BTGDV", "Kế hoạch", "đã đến")}
    assert "Đỗ Thị Thư" in rows[-1][0]
    data = b"".join(client.get("/desk/circulation/matrix/xlsx/"))
    page = openpyxl.load_workbook(io.BytesIO(data)).active
    assert page.max_row == 6
    narrow = b"".join(client.get("/desk/circulation/matrix/csv/?state=received")).decode()
    assert narrow.count("\r\n") == 3
    assert client.get("/desk/circulation/matrix/pdf/").status_code == 404
