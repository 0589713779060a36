"""Areas and bodies on screen: any day, one unit through time, reforms with a check page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from loa.lib import clock
from loa.units import actions, errors
from loa.units.models import Area, AreaVersion, Body, BodyVersion
from tests.world import World, make_area, make_body

pytestmark = pytest.mark.django_db
BASIS = "Nghị quyết 1656/NQ-UBTVQH15"


def page(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, answer.content.decode()[:1500]
    return answer.content.decode()


def on() -> str:
    return (clock.today() - timedelta(days=5)).strftime("%d/%m/%Y")


def test_the_territory_is_shown_as_of_any_day(world: World) -> None:
    client = world.client(world.editor)
    assert "Phường Láng Hạ" in page(client, "/desk/areas/")
    assert "Đang xem ngày 01/01/2019" in page(client, "/desk/areas/?as_of=01/01/2019")
    assert "Phường Láng Hạ" not in page(client, "/desk/areas/?as_of=2019-01-01")
    assert "Phường Láng Hạ" in page(client, "/desk/areas/?as_of=khi-nao")
    assert "Tổ dân phố số 1" in page(client, f"/desk/areas/{world.ward_a_area.pk}/")
    page(client, "/desk/areas/999999/", 404)


def test_a_body_is_found_by_the_old_address_of_its_seat(world: World) -> None:
    ward = make_area("00004", "Phường", "Ba Đình", "commune", world.city_area, "C1")
    make_body("PBD", "Trạm Y tế số 4", ward, superior=world.city)
    client = world.client(world.editor)
    assert "1 dòng" in page(client, "/desk/bodies/?q=Phường Trúc Bạch")
    assert "0 dòng" in page(client, "/desk/bodies/?q=Trúc Bạch&as_of=01/06/2019")


def test_bodies_of_another_city_are_not_shown(world: World) -> None:
    client = world.client(world.editor)
    assert "Biển Xanh" not in page(client, "/desk/bodies/").split("<main")[1]
    page(client, f"/desk/bodies/{world.stranger_body.pk}/", 404)
    shown = page(client, f"/desk/bodies/{world.ward_a.pk}/")
    assert "Trung tâm Văn hóa phường Láng Hạ" in shown
    assert "Ngô Thị Phường" in shown


@pytest.mark.parametrize("act", ["new", "rename", "move", "merge", "split", "abolish"])
def test_only_who_manages_units_reforms_them(world: World, act: str) -> None:
    for kind, unit in (("areas", world.ward_a_area), ("bodies", world.ward_a)):
        path = f"/desk/{kind}/{unit.pk}/{act}/"
        page(world.client(world.editor), path, 403)
        page(world.client(world.admin), path)
    page(world.client(world.stranger), f"/desk/bodies/{world.ward_a.pk}/{act}/", 404)
    page(world.client(world.stranger), f"/desk/areas/{world.ward_a_area.pk}/{act}/", 403)


def test_a_merger_is_tried_out_shown_and_only_then_written(world: World) -> None:
    client, path = world.client(world.admin), f"/desk/areas/{world.ward_a_area.pk}/merge/"
    form = {"others": [world.ward_b_area.pk], "kind": "Phường", "name": "Đống Đa", "on": on(), "basis": BASIS}
    checked = client.post(path, form)
    assert checked.status_code == 200
    shown = checked.content.decode()
    assert "Phường Đống Đa" in shown
    assert "không còn" in shown
    assert "1 cơ quan đang đặt trụ sở" in shown
    assert not AreaVersion.objects.filter(name="Đống Đa").exists()
    assert 'value="Đống Đa"' in client.post(path, form | {"step": "edit"}).content.decode()
    assert client.post(path, form | {"step": "commit"}).status_code == 302
    shown = page(client, f"/desk/areas/{world.ward_a_area.pk}/")
    assert "Phường Đống Đa" in shown
    assert "Xã Đông Hội" in shown
    assert "sáp nhập địa bàn" in shown


def test_a_division_that_does_not_add_up_is_said_in_the_form(world: World) -> None:
    client, path = world.client(world.admin), f"/desk/areas/{world.ward_a_area.pk}/split/"
    wrong = client.post(
        path, {"parts": "A1; Phường; Bắc; 60\nA2; Phường; Nam; 60", "on": on(), "basis": BASIS}
    )
    assert wrong.status_code == 422
    assert "Tỷ lệ chia phải cộng đủ 100%" in wrong.content.decode()
    unread = client.post(path, {"parts": "chỉ có tên", "on": on(), "basis": BASIS})
    assert "Hãy ghi: mã; loại; tên" in unread.content.decode()
    foreign = client.post(
        path, {"parts": "A1; Phường; Bắc;;C1B\nA2; Phường; Nam", "on": on(), "basis": BASIS}
    )
    assert "Mã “C1B” không trực thuộc" in foreign.content.decode()
    good = {"parts": "A1; Phường; Bắc; 62,5\nA2; Phường; Nam; 37,5%", "on": on(), "basis": BASIS}
    assert client.post(path, good | {"step": "commit"}).status_code == 302
    assert Area.objects.filter(code__in=["A1", "A2"]).count() == 2


def test_a_division_says_which_groups_go_to_which_part(world: World) -> None:
    other = make_area("C1A-02", "Tổ dân phố", "số 2", "group", world.ward_a_area, "C1/C1A")
    client, path = world.client(world.admin), f"/desk/areas/{world.ward_a_area.pk}/split/"
    assert "C1A-01 (Tổ dân phố số 1), C1A-02 (Tổ dân phố số 2)" in page(client, path)
    lines = "C1A; Phường; Láng Hạ; 60\nC1S; Phường; Láng Trung; 40; C1A-01"
    form = {"parts": lines, "on": on(), "basis": BASIS}
    assert "Tổ dân phố số 1 (Phường Láng Trung)" in client.post(path, form).content.decode()
    assert client.post(path, form | {"step": "commit"}).status_code == 302
    parents = {
        group.code: AreaVersion.objects.get(area=group, valid_until=None).parent.code  # type: ignore[union-attr]
        for group in (world.group_area, other)
    }
    assert parents == {"C1A-01": "C1S", "C1A-02": "C1A"}
    twice = form | {"parts": "A1; Phường; Bắc;;C1A-02\nA2; Phường; Nam;;C1A-02"}
    assert "ghi ở hai dòng" in client.post(path, twice).content.decode()


def test_a_residential_group_is_added_renamed_moved_and_abolished(world: World) -> None:
    client = world.client(world.admin)
    form = {
        "level": "group",
        "kind": "Tổ dân phố",
        "name": "số 2",
        "code": "C1A-02",
        "on": on(),
        "basis": BASIS,
    }
    commit = {"on": on(), "basis": BASIS, "step": "commit"}
    client.post(f"/desk/areas/{world.ward_a_area.pk}/new/", form | commit)
    group = Area.objects.get(code="C1A-02")
    base = f"/desk/areas/{group.pk}"
    assert client.post(f"{base}/rename/", {"kind": "Tổ dân phố", "name": "số 3"} | commit).status_code == 302
    assert client.post(f"{base}/move/", {"parent": world.ward_b_area.pk} | commit).status_code == 302
    later = commit | {"on": clock.today().isoformat()}
    assert client.post(f"{base}/abolish/", later).status_code == 302
    assert "không tồn tại" in page(client, f"{base}/")


def test_bodies_are_founded_merged_and_abolished(world: World) -> None:
    client = world.client(world.admin)
    commit = {"on": on(), "basis": BASIS, "step": "commit"}
    new = {
        "name": "Mặt trận Tổ quốc phường Láng Hạ",
        "short_name": "MTTQ Láng Hạ",
        "code": "MT-PA",
        "system": "front",
        "form": "party",
        "seat_area": world.ward_a_area.pk,
    }
    assert client.post(f"/desk/bodies/{world.ward_a.pk}/new/", new | commit).status_code == 302
    front = Body.objects.get(code="MT-PA")
    assert client.post(f"/desk/bodies/{world.ward_a.pk}/new/", new | commit).status_code == 422
    today = commit | {"on": clock.today().isoformat()}
    merged = {
        "others": [front.pk],
        "name": "Khối đoàn thể Láng Hạ",
        "system": "front",
        "form": "party",
        "code": "",
        "short_name": "",
    }
    checked = client.post(f"/desk/bodies/{world.station.pk}/merge/", merged | today | {"step": "check"})
    assert "Khối đoàn thể Láng Hạ" in checked.content.decode()
    assert client.post(f"/desk/bodies/{world.station.pk}/merge/", merged | today).status_code == 302
    assert client.post(f"/desk/bodies/{world.ward_b.pk}/abolish/", today).status_code == 302
    assert BodyVersion.objects.get(body=world.ward_b).valid_until == clock.today()


def test_no_body_sits_in_a_residential_group(world: World) -> None:
    client, path = world.client(world.admin), f"/desk/bodies/{world.ward_a.pk}/new/"
    assert "Tổ dân phố số 1" not in page(client, path)
    with pytest.raises(errors.SeatWithoutAccounts):
        actions.move_body(
            actor=world.admin,
            body=world.station,
            superior=world.ward_a,
            seat_area=world.group_area,
            on=clock.today(),
        )


def test_a_committee_has_members_and_an_end(world: World) -> None:
    client = world.client(world.admin)
    form = {
        "name": "Ban Chỉ đạo phòng, chống dịch",
        "short_name": "",
        "code": "BCD",
        "system": "state",
        "form": "state",
        "seat_area": world.city_area.pk,
        "members": [world.ward_a.pk, world.ward_b.pk],
        "on": on(),
        "step": "commit",
    }
    path = f"/desk/bodies/{world.city.pk}/committee/"
    assert client.post(path, form).status_code == 422
    assert client.post(path, form | {"until": "31/12/2099"}).status_code == 302
    shown = page(client, f"/desk/bodies/{Body.objects.get(code='BCD').pk}/")
    assert "Ủy ban nhân dân xã Đông Hội" in shown


@pytest.mark.parametrize("path", ["/desk/areas/", "/desk/bodies/"])
def test_twenty_rows_take_as_many_queries_as_one(world: World, path: str) -> None:
    client = world.client(world.admin)
    page(client, path)
    with CaptureQueriesContext(connection) as few:
        page(client, path)
    for n in range(20):
        make_area(f"C1A-1{n}", "Tổ dân phố", f"số {n}", "group", world.ward_a_area, "C1/C1A")
        make_body(f"PA-{n}", f"Trường {n}", world.ward_a_area, superior=world.ward_a)
    with CaptureQueriesContext(connection) as many:
        page(client, path)
    assert len(many) == len(few)


def test_an_old_name_or_address_finds_the_area_of_the_day(world):
    make_area("00004", "Phường", "Ba Đình", "commune", world.city_area, "C1")
    client = world.client(world.admin)
    shown = client.get("/desk/areas/", {"q": "so 5 pho Chau Long, P. Truc Bach, Q. Ba Dinh"}).content.decode()
    assert "nay là Phường Ba Đình." in shown
    assert ">Phường Ba Đình</a>" in shown
    plain = client.get("/desk/areas/", {"q": "ba dinh"}).content.decode()
    assert ">Phường Ba Đình</a>" in plain
    assert "nay là" not in plain
    nothing = client.get("/desk/areas/", {"q": "P. Bến Nghé, Quận 1"}).content.decode()
    assert "Không có dòng nào khớp" in nothing
