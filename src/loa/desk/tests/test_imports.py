"""Tables from offices on screen: upload, preview, all rows or none."""

import io
from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html
from openpyxl import Workbook, load_workbook

from loa.audience.models import Subscriber
from loa.desk.imports import work
from loa.files.models import StoredFile
from loa.lib import clock
from loa.units.models import Area, Body, Person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("keyring")]

PEOPLE = ["STT", "Họ và tên", "Email", "SĐT", "Đơn vị", "Chức vụ", "Vai trò"]
HOA = [1, "Nguyễn Thị Hoa", "hoa@p.example.vn", "0912345678", "PA", "Công chức", "Văn thư"]


def book(*rows):
    made = Workbook()
    for row in (["DANH SÁCH"], *rows):
        made.active.append(row)
    out = io.BytesIO()
    made.save(out)
    return SimpleUploadedFile("danh-sach.xlsx", out.getvalue())


def upload(client, kind, *rows):
    return client.post(f"/desk/import/{kind}/", {"table": book(*rows)})


def text(answer, status=200):
    assert answer.status_code == status, answer.content.decode()[:1500]
    return answer.content.decode()


def test_people_come_in_after_a_preview_and_their_links_are_shown_once(world):
    client = world.client(world.admin)
    led = upload(client, "people", PEOPLE, HOA)
    assert led.status_code == 302, led.content.decode().split("loa-errors")[1][:600]
    shown = text(client.get(led["Location"]))
    assert "Nguyễn Thị Hoa" in shown
    assert "Nhập 1 dòng" in shown
    assert not Person.objects.filter(email=HOA[2]).exists()
    done = text(client.post(led["Location"], {"step": "commit"}))
    assert "/invitation/" in done
    assert Person.objects.get(email=HOA[2]).full_name == "Nguyễn Thị Hoa"
    assert StoredFile.objects.get().erased_at
    assert client.get(led["Location"]).status_code == 404


def test_one_wrong_row_keeps_all_out_and_the_file_comes_back_with_its_errors(world):
    client = world.client(world.admin)
    wrong = [2, "Ai Đó", world.editor.person.email, "", "Sở Không Có", "Cán bộ", "Văn thư"]
    led = upload(client, "people", PEOPLE, HOA, wrong)
    shown = text(client.get(led["Location"]))
    assert "Chưa nhập dòng nào" in shown
    assert "Không có cơ quan này" in shown
    assert "đã có tài khoản" in shown
    text(client.post(led["Location"], {"step": "commit"}), 422)
    assert not Person.objects.filter(email=HOA[2]).exists()
    file = client.get(f"{led['Location']}errors/")
    cells = [cell.value for row in load_workbook(io.BytesIO(file.content)).active.iter_rows() for cell in row]
    assert "Lỗi" in cells


def test_what_is_no_table_is_said_in_the_form(world):
    client = world.client(world.admin)
    for data in (b"", b"\x00\x01\x02", b"<html><table></table></html>"):
        answer = client.post("/desk/import/people/", {"table": SimpleUploadedFile("a.xlsx", data)})
        assert "loa-errors" in text(answer, 422)
    assert "Chưa nhập “Tệp bảng”" in text(client.post("/desk/import/people/", {}), 422)
    assert not StoredFile.objects.exists()


def test_only_who_may_brings_in_and_nobody_takes_anothers_file(world):
    led = upload(world.client(world.admin), "people", PEOPLE, HOA)
    assert world.client(world.editor).get("/desk/import/people/").status_code == 403
    assert world.client(world.editor).get(led["Location"]).status_code == 403
    assert world.client(world.stranger).get("/desk/import/areas/").status_code == 403
    assert world.client(world.admin).get("/desk/import/planets/").status_code == 404
    assert world.client(world.admin).get(led["Location"].replace("people", "areas")).status_code == 404


def test_areas_and_bodies_come_in(world):
    client = world.client(world.admin)
    heads = ["Mã", "Tên", "Loại", "Trực thuộc", "Cấp"]
    led = upload(client, "areas", heads, ["C1A-07", "số 7", "Tổ dân phố", "C1A", "Tổ dân phố"])
    assert client.post(led["Location"], {"on": "01/03/2026"}).status_code == 302
    assert Area.objects.filter(code="C1A-07").exists()
    heads = ["Mã", "Tên cơ quan", "Cấp trên", "Địa bàn", "Hệ thống"]
    led = upload(client, "bodies", heads, ["MT1", "Mặt trận Láng Hạ", "PA", "C1A", "Mặt trận – đoàn thể"])
    assert "Chưa nhập “Có hiệu lực từ ngày”" in text(client.post(led["Location"], {"on": ""}), 422)
    assert client.post(led["Location"], {"on": "01/03/2026"}).status_code == 302
    assert Body.objects.filter(code="MT1").exists()


AREAS = ["Mã", "Tên", "Loại", "Trực thuộc", "Cấp"]
BODIES = ["Mã", "Tên cơ quan", "Cấp trên", "Địa bàn", "Hệ thống"]


def error_cells(client, path):
    sheet = load_workbook(io.BytesIO(client.get(path).content)).active
    return [str(row[-1].value) for row in sheet.iter_rows() if row[-1].value]


def test_every_wrong_parent_is_named_before_anything_is_asked_and_in_the_error_file(world):
    client = world.client(world.admin)
    led = upload(
        client,
        "areas",
        AREAS,
        ["C1A-08", "số 8", "Tổ dân phố", "C1A", "Tổ dân phố"],
        ["C1A-09", "số 9", "Tổ dân phố", "KHONG", "Tổ dân phố"],
        ["C2A", "Lạ", "Phường", "C2", "Xã, phường, thị trấn"],
        ["C1B", "Đông Hội", "Phường", "C1", "Xã, phường, thị trấn"],
    )
    shown = text(client.get(led["Location"]))
    assert shown.count("Không tìm thấy mã này trong phạm vi quản lý") == 2, "unknown, and another city's"
    assert "Dòng 6" in shown, "the code in use"
    assert len(error_cells(client, f"{led['Location']}errors/")) == 4  # with the head
    text(client.post(led["Location"], {"on": "01/03/2026"}), 422)
    assert not Area.objects.filter(code="C1A-08").exists()


def test_every_row_that_the_act_refuses_is_named_and_stands_in_the_error_file(world):
    client = world.client(world.admin)
    led = upload(
        client,
        "areas",
        AREAS,
        ["C1A-08", "số 8", "Tổ dân phố", "C1A", "Tổ dân phố"],
        ["C1A-09", "số 9", "Phường", "C1A", "Xã, phường, thị trấn"],
        ["C1A-10", "số 10", "Phường", "C1A", "Xã, phường, thị trấn"],
    )
    assert "Chưa nhập dòng nào" not in text(client.get(led["Location"]))
    refused = text(client.post(led["Location"], {"on": "01/03/2026"}), 422)
    assert "Dòng 4" in refused
    assert "Dòng 5" in refused
    assert not Area.objects.filter(code="C1A-08").exists()
    link = html.fromstring(refused).xpath("//a[contains(@href, 'errors/')]/@href")[0]
    assert len(error_cells(client, link)) == 3  # with the head
    assert not Area.objects.filter(code="C1A-08").exists(), "the file was made by trying, nothing was written"
    assert not StoredFile.objects.get().erased_at


def test_units_hang_under_rows_above_them(world):
    client = world.client(world.admin)
    led = upload(
        client,
        "areas",
        AREAS,
        ["C1D", "Mới", "Phường", "C1", "Xã, phường, thị trấn"],
        ["C1D-01", "số 1", "Tổ dân phố", "C1D", "Tổ dân phố"],
    )
    assert client.post(led["Location"], {"on": "01/03/2026"}).status_code == 302
    led = upload(
        client,
        "bodies",
        BODIES,
        ["PD", "Ủy ban nhân dân phường Mới", "TP", "C1D", "Chính quyền"],
        ["PD-VH", "Trung tâm Văn hóa phường Mới", "Ủy ban nhân dân phường Mới", "C1D", "Sự nghiệp"],
        ["PD-YT", "Trạm Y tế phường Mới", "PD", "C1D", "Sự nghiệp"],
    )
    assert client.post(led["Location"], {"on": "01/03/2026"}).status_code == 302
    assert Body.objects.filter(code__startswith="PD").count() == 3


def test_a_superior_out_of_reach_is_an_error_of_its_row_and_no_refused_page(world):
    client = world.client(world.admin)
    led = upload(
        client,
        "bodies",
        BODIES,
        ["LA1", "Phòng Lạ", "TPK", "C1A", "Chính quyền"],
        ["LA2", "Phòng Quen", "PA", "KHONG", "Chính quyền"],
    )
    shown = text(client.get(led["Location"]))
    assert shown.count("Không tìm thấy mã này") == 2
    text(client.post(led["Location"], {"on": "01/03/2026"}), 422)


def test_many_units_take_no_more_questions_each_than_few(world):
    def cost(first, count):
        rows = [
            [f"X{n}", f"Cơ quan thứ {n}", "PA", "C1A", "Chính quyền"] for n in range(first, first + count)
        ]
        led = upload(world.client(world.admin), "bodies", BODIES, *rows)
        with CaptureQueriesContext(connection) as seen:
            world.client(world.admin).get(led["Location"])
        return len(seen)

    assert cost(100, 30) == cost(200, 2)


def test_a_table_that_nobody_brings_in_is_erased_after_a_day_with_its_name(world):
    client = world.client(world.editor)
    led = upload(client, "subscribers", ["Email", "Phường, xã"], ["ba.tam@example.vn", "Láng Hạ"])
    stored = StoredFile.objects.get()
    assert "danh-sach" not in stored.name, "the name of a list may name a person"
    assert work.run_erase_left() == 0
    with time_machine.travel(clock.now() + timedelta(hours=25)):
        assert world.client(world.editor).get(led["Location"]).status_code == 404
        assert work.run_erase_left() == 1
        assert work.run_erase_left() == 0
    stored.refresh_from_db()
    assert stored.erased_at
    assert (stored.name, stored.wrapped_key, stored.sha256) == ("", "", "")


def test_columns_read_in_english_with_the_heading_a_table_bears(world):
    client = world.client(world.admin)
    client.cookies["django_language"] = "en"
    shown = text(client.get("/desk/import/areas/"))
    assert "<strong>Code</strong>" in shown
    assert "heading in the table: “Mã”" in shown
    led = upload(client, "areas", AREAS, ["C1A-08", "số 8", "Tổ dân phố", "C1A", "Tổ dân phố"])
    assert ">Code</th>" in text(client.get(led["Location"])).replace(" ", "")


def test_subscribers_come_in_with_the_paper_that_holds_their_consent(world):
    client = world.client(world.editor)
    heads = ["Email", "Phường, xã", "Chủ đề", "Ngôn ngữ"]
    led = upload(client, "subscribers", heads, ["ba.tam@example.vn", "Láng Hạ; Đông Hội", "Y tế", ""])
    assert "Chưa nhập “Văn bản đồng ý”" in text(client.post(led["Location"], {"body": world.city.pk}), 422)
    given = {"body": world.city.pk, "basis": "Phiếu đăng ký tháng 3"}
    done = client.post(led["Location"], given, follow=True)
    assert "Đã nhập 1 người" in text(done)
    assert Subscriber.objects.get().subscriptions.count() == 2
    led = upload(client, "subscribers", heads, ["ong.tu@example.vn", "Phường Lạ", "", ""])
    assert "Không có địa bàn “Phường Lạ”" in text(client.get(led["Location"]))
