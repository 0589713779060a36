"""Tables from offices on screen: upload, preview, all rows or none."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from loa.audience.models import Subscriber
from loa.files.models import StoredFile
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


def test_a_row_that_the_act_refuses_is_named_and_nothing_is_written(world):
    client = world.client(world.admin)
    heads = ["Mã", "Tên", "Loại", "Trực thuộc", "Cấp"]
    good = ["C1A-08", "số 8", "Tổ dân phố", "C1A", "Tổ dân phố"]
    led = upload(client, "areas", heads, good, ["C1A-09", "số 9", "Tổ dân phố", "KHONG", "Tổ dân phố"])
    shown = text(client.post(led["Location"], {"on": "01/03/2026"}), 422)
    assert "Không tìm thấy mã này" in shown
    assert not Area.objects.filter(code="C1A-08").exists()


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
