"""Stations and run sheets on screen."""

import io
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from loa.channels.actions import open_account
from loa.delivery import worker
from loa.delivery.actions import open_dispatch
from loa.delivery.models import Receipt
from loa.delivery.plan import TargetPlan
from loa.delivery.testing import make_plan
from loa.files.models import StoredFile
from loa.journal.actions import SYSTEM
from loa.kinds.manual import actions
from loa.kinds.manual.models import Form, RunSheet, Station
from loa.kinds.manual.printing import sheet_url
from tests.world import make_area

STATION = {"form": "board", "name": "Bảng tin tổ 5", "keeper": "Tổ trưởng tổ dân phố 5"}


def page(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status, answer.content.decode()[:1500]
    return answer.content.decode()


def open_board(world, **changes):
    form = STATION | {"body": world.ward_a.pk, "area": world.group_area.pk} | changes
    return world.client(world.admin).post("/desk/stations/new/", form)


@pytest.mark.django_db
def test_a_station_is_opened_listed_and_closed(world):
    assert "Chưa có điểm phát nào" in page(world.client(world.admin), "/desk/stations/")
    assert open_board(world).status_code == 302
    shown = page(world.client(world.ward_officer), "/desk/stations/")
    assert "Tổ dân phố số 1" in shown
    assert "Tổ trưởng tổ dân phố 5" in shown
    station = Station.objects.get()
    assert world.client(world.admin).post(f"/desk/stations/{station.pk}/close/").status_code == 302
    assert "Bảng tin tổ 5" not in page(world.client(world.admin), "/desk/stations/")
    assert "Bảng tin tổ 5" in page(world.client(world.admin), "/desk/stations/?closed=on")


@pytest.mark.django_db
def test_a_station_is_found_by_name_without_marks_or_by_what_its_area_was_called(world):
    open_board(world, area=world.ward_a_area.pk)
    client = world.client(world.admin)
    for typed in ("bang tin", "TO TRUONG", "phường láng hạ"):
        assert "Bảng tin tổ 5" in page(client, f"/desk/stations/?q={typed}"), typed
    for typed in ("đài phát thanh", "Trúc Bạch"):
        assert "Không có dòng nào khớp" in page(client, f"/desk/stations/?q={typed}"), typed


@pytest.mark.django_db
def test_a_station_is_put_into_an_area_and_found_by_what_that_area_was_called(world):
    ward = make_area("00004", "Phường", "Ba Đình", "commune", world.city_area, "C1")
    answer = open_board(world, area="", place="P. Trúc Bạch, Q. Ba Đình")
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert "nay là Phường Ba Đình." in shown
    assert f'<option value="{ward.pk}" selected>' in shown
    assert 'value="Bảng tin tổ 5"' in shown, "what was typed elsewhere stays"
    assert not Station.objects.exists()
    assert open_board(world, area=ward.pk, place="").status_code == 302
    client = world.client(world.admin)
    for typed in ("phường trúc bạch", "Ba Đình"):
        assert "Bảng tin tổ 5" in page(client, f"/desk/stations/?q={typed}"), typed
    unknown = open_board(world, place="một cân cam").content.decode()
    assert "Không tìm thấy địa bàn này" in unknown


@pytest.mark.django_db
def test_a_second_station_of_the_same_name_is_refused_in_the_form(world):
    open_board(world)
    answer = open_board(world)
    assert answer.status_code == 422
    assert "cùng loại và cùng tên" in answer.content.decode()
    assert open_board(world, name="").status_code == 422


@pytest.mark.django_db
def test_strangers_find_no_station_and_colleagues_may_not_close_one(world):
    open_board(world)
    path = f"/desk/stations/{Station.objects.get().pk}/close/"
    page(world.client(world.stranger), path, 404)
    page(world.client(world.editor), path, 403)
    page(world.client(world.editor), "/desk/stations/new/", 403)
    assert "Bảng tin tổ 5" not in page(world.client(world.stranger), "/desk/stations/")


@pytest.mark.django_db
def test_twenty_stations_take_as_many_queries_as_one(world):
    client = world.client(world.admin)
    open_board(world)
    page(client, "/desk/stations/")
    with CaptureQueriesContext(connection) as one:
        page(client, "/desk/stations/")
    for n in range(19):
        open_board(world, name=f"Bảng {n}")
    with CaptureQueriesContext(connection) as many:
        page(client, "/desk/stations/")
    assert len(many) == len(one)


@pytest.fixture
def hand_out(world, keyring, transactional_db):
    """Send one message by the real ledger to as many boards of ward A."""

    def run(count):
        for n in range(count):
            actions.open_station(
                actor=world.admin,
                body=world.ward_a,
                area=world.ward_a_area,
                form=Form.BOARD,
                name=f"Bảng {n}",
            )
        account = open_account(
            actor=SYSTEM,
            body=world.ward_a,
            kind="manual",
            name="Bảng tin",
            mode="test",
            config={"form": "board"},
        )
        rule = {"areas": [world.ward_a_area.code], "forms": ["board"]}
        targets = (TargetPlan(account.pk, "main", "manual.stations", rule),)
        open_dispatch(actor=SYSTEM, plan=make_plan(account, count, targets=targets))
        worker.drain()
        return list(RunSheet.objects.order_by("pk"))

    return run


def test_an_officer_confirms_in_one_tap(world, hand_out):
    sheet = hand_out(1)[0]
    client = world.client(world.ward_officer)
    assert "phiếu thực hiện chờ xác nhận" in page(client, "/desk/")
    assert "Đã làm" in page(client, "/desk/sheets/")
    assert client.post(f"/desk/sheets/{sheet.pk}/confirm/", {"done": "yes"}).status_code == 302
    assert "Không có phiếu nào chờ xác nhận" in page(client, "/desk/sheets/")
    assert "đã đến nơi" in page(client, "/desk/sheets/?state=done")
    assert Receipt.objects.get().person == world.ward_officer.person
    assert "tự báo" in page(client, f"/desk/sheets/{sheet.pk}/")


def test_sheets_are_searched_sorted_and_taken_as_a_file(world, hand_out):
    first = hand_out(3)[0]
    client, title = world.client(world.ward_officer), first.payload["title"]
    for typed in ("bang 1", "Bảng 1 Láng", title):
        assert "Bảng 1" in page(client, f"/desk/sheets/?q={typed}"), typed
    assert "2 dòng" not in page(client, "/desk/sheets/?q=bang 1")
    assert "3 dòng" in page(client, "/desk/sheets/?q=Phường Láng Hạ")
    assert "Không có dòng nào khớp" in page(client, "/desk/sheets/?q=xe loa")
    for key in ("title", "form", "area_name", "word"):
        page(client, f"/desk/sheets/?sort={key}")
    lines = page(client, "/desk/sheets/?q=bang&sort=-station&export=csv").splitlines()
    assert [line.split(",")[1] for line in lines[1:4]] == ["Bảng 2", "Bảng 1", "Bảng 0"]


@pytest.mark.django_db
def test_where_no_sheet_waits_the_page_says_what_to_do_next(world):
    assert "/desk/sheets/?state=done" in page(world.client(world.ward_officer), "/desk/sheets/")


def test_who_may_not_confirm_is_told_and_strangers_see_no_sheet(world, hand_out):
    sheet = hand_out(1)[0]
    assert world.client(world.leader).post(f"/desk/sheets/{sheet.pk}/confirm/").status_code == 403
    assert world.client(world.stranger).post(f"/desk/sheets/{sheet.pk}/confirm/").status_code == 404
    page(world.client(world.stranger), f"/desk/sheets/{sheet.pk}/", 404)
    assert not Receipt.objects.exists()


def test_the_printed_sheet_leads_its_keeper_to_the_answer(world, hand_out):
    sheet = hand_out(1)[0]
    shown = page(world.client(world.ward_officer), f"/desk/sheets/{sheet.pk}/")
    assert "data:image/svg+xml" in shown
    assert sheet_url(sheet) in shown
    assert "Báo kết quả" in page(Client(), urlsplit(sheet_url(sheet)).path)


def photo():
    picture = io.BytesIO()
    Image.new("RGB", (8, 8), "green").save(picture, "JPEG")
    return SimpleUploadedFile("bang-tin.jpg", picture.getvalue(), "image/jpeg")


def test_its_keeper_answers_once_with_a_photo_and_a_second_answer_keeps_nothing(world, hand_out):
    path = urlsplit(sheet_url(hand_out(1)[0])).path
    answer = Client().post(path, {"done": "yes", "photo": photo()})
    assert answer.status_code == 302, answer.content.decode()[-1500:]
    receipt = Receipt.objects.get()
    assert (receipt.state, receipt.photo) == ("delivered", str(StoredFile.objects.get().pk))
    assert Client().post(path, {"done": "no", "photo": photo()}).status_code == 302
    assert Receipt.objects.get() == receipt
    assert StoredFile.objects.count() == 1


def test_a_kept_answer_is_taken_only_from_who_gave_it(world, hand_out):
    path = f"/desk/sheets/{hand_out(1)[0].pk}/"
    officer, json = world.client(world.ward_officer), {"Accept": "application/json"}
    shown = page(officer, path)
    mine = world.ward_officer.person.pk
    assert f'name="said_by" value="{mine}"' in shown
    assert Client().post(path, {"done": "yes", "said_by": mine}, headers=json).status_code in {302, 401}
    other = officer.post(path, {"done": "yes", "said_by": world.editor.person.pk}, headers=json)
    assert other.status_code == 422
    assert "do người khác ghi" in other.json()["errors"][0]
    assert not Receipt.objects.exists()
    for _again in range(2):
        assert officer.post(path, {"done": "yes", "said_by": mine}, headers=json).status_code == 204
    assert Receipt.objects.get().person == world.ward_officer.person


def test_twenty_sheets_take_as_many_queries_as_one(world, hand_out):
    client = world.client(world.ward_officer)
    hand_out(1)
    page(client, "/desk/sheets/")
    with CaptureQueriesContext(connection) as one:
        page(client, "/desk/sheets/")
    RunSheet.objects.bulk_create(
        RunSheet(
            delivery_id=10_000 + n,
            dispatch_id=1,
            station=Station.objects.get(),
            payload={},
            handed_at=s.handed_at,
        )
        for n in range(19)
        for s in RunSheet.objects.all()[:1]
    )
    with CaptureQueriesContext(connection) as many:
        assert "20 dòng" in page(client, "/desk/sheets/")
    assert len(many) == len(one)
