"""Areas, bodies and people from tables: all rows or none, each refusal names its cell."""

from __future__ import annotations

import io

import pytest
from openpyxl import Workbook

from loa.lib import tables
from loa.lib.errors import Forbidden
from loa.lib.tables import Column, TableReading
from loa.units import actions, errors, queries
from loa.units.models import Area, Body, Invitation, Person, Role
from tests.world import World, make_area

PEOPLE = ["STT", "Họ và tên", "Email", "SĐT", "Đơn vị", "Chức vụ", "Vai trò", "Từ ngày"]
GOOD = [1, "Nguyễn Thị Hoa", "hoa@p.example.vn", "0912345678", "PA", "Công chức", "Văn thư", "01/02/2026"]


def read(columns: tuple[Column, ...], *rows: list[object]) -> TableReading:
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(["DANH SÁCH TRÍCH NGANG"])
    for row in rows:
        page.append(row)
    data = io.BytesIO()
    book.save(data)
    return tables.read_table(data.getvalue(), "danh-sach.xlsx", columns=columns)


def people(*rows: list[object]) -> TableReading:
    return read(actions.PEOPLE_COLUMNS, PEOPLE, *rows)


def test_people_come_in_with_posts_and_links(world: World) -> None:
    second = [
        2,
        "Trần Văn Bình",
        "binh@p.example.vn",
        "",
        "Ủy ban nhân dân xã Đông Hội",
        "Chủ tịch",
        "Người duyệt",
        "",
    ]
    imported = actions.import_people(actor=world.admin, reading=people(GOOD, second))
    assert imported.count == 2
    assert [one.post.role for one in imported.invited if one.post] == [Role.CLERK, Role.APPROVER]
    assert [one.post.body for one in imported.invited if one.post] == [world.ward_a, world.ward_b]
    assert all(actions.find_invitation(one.token).person == one.person for one in imported.invited)


def test_one_wrong_row_keeps_everybody_out_and_names_its_cells(world: World) -> None:
    wrong = [2, "Ai Đó", world.editor.person.email, "", "Sở Không Có", "Cán bộ", "Văn thư", ""]
    with pytest.raises(errors.NotImportable) as refused:
        actions.import_people(actor=world.admin, reading=people(GOOD, wrong))
    reading = refused.value.facts["reading"]
    assert isinstance(reading, TableReading)
    assert {(error.row, error.column) for error in reading.errors} == {(4, "body"), (4, "email")}
    assert not Person.objects.filter(email="hoa@p.example.vn").exists()
    assert not Invitation.objects.exists()


def test_a_body_out_of_reach_reads_as_unknown(world: World) -> None:
    checked = actions.check_people(world.stranger, people(GOOD))
    assert [error.code for error in checked.errors] == ["unknown_body"]
    foreign = [1, "Lạ", "la@p.example.vn", "", "TPK", "Cán bộ", "Văn thư", ""]
    assert [error.code for error in actions.check_people(world.admin, people(foreign)).errors] == [
        "unknown_body"
    ]


def test_a_name_that_fails_late_undoes_the_rows_before_it(world: World) -> None:
    late = [2, "x" * 200, "dai@p.example.vn", "", "PA", "Cán bộ", "Văn thư", ""]
    with pytest.raises(errors.NotImportable) as refused:
        actions.import_people(actor=world.admin, reading=people(GOOD, late))
    reading = refused.value.facts["reading"]
    assert isinstance(reading, TableReading)
    assert [error.row for error in reading.errors] == [4]
    assert not Person.objects.filter(email="hoa@p.example.vn").exists()


def test_a_table_read_with_other_columns_is_refused(world: World) -> None:
    with pytest.raises(errors.NotImportable):
        actions.import_bodies(actor=world.admin, reading=people(GOOD))


def test_residential_groups_come_in_under_their_ward(world: World) -> None:
    head = ["Mã", "Tên", "Loại", "Trực thuộc", "Cấp"]
    rows = [
        ["C1A-02", "số 2", "Tổ dân phố", "C1A", "tổ dân phố"],
        ["C1A-03", "số 3", "Tổ dân phố", "C1A", "TDP"],
    ]
    reading = read(actions.AREA_COLUMNS, head, *rows)
    assert actions.import_areas(actor=world.admin, reading=reading).count == 2
    below = queries.area_versions().filter(parent=world.ward_a_area)
    assert {row.area.code for row in below} == {"C1A-01", "C1A-02", "C1A-03"}
    with pytest.raises(errors.NotImportable):
        actions.import_areas(actor=world.admin, reading=reading)


def test_an_area_under_a_parent_that_does_not_exist_undoes_all(world: World) -> None:
    head = ["Mã", "Tên", "Loại", "Trực thuộc", "Cấp"]
    rows = [["C1A-02", "số 2", "Tổ dân phố", "C1A", "TDP"], ["C1A-03", "số 3", "Tổ dân phố", "C1Z", "TDP"]]
    with pytest.raises(errors.NotImportable) as refused:
        actions.import_areas(actor=world.admin, reading=read(actions.AREA_COLUMNS, head, *rows))
    reading = refused.value.facts["reading"]
    assert isinstance(reading, TableReading)
    assert [(error.row, error.column) for error in reading.errors] == [(4, "parent")]
    assert not Area.objects.filter(code="C1A-02").exists()


def test_bodies_come_in_under_one_another(world: World) -> None:
    head = ["Mã cơ quan", "Tên cơ quan", "Viết tắt", "Cấp trên", "Địa bàn", "Khối"]
    rows = [
        ["SYT", "Sở Y tế", "SYT", "TP", "C1", "Chính quyền"],
        ["CDC", "Trung tâm Kiểm soát bệnh tật", "", "Sở Y tế", "C1", "Sự nghiệp"],
    ]
    reading = read(actions.BODY_COLUMNS, head, *rows)
    assert actions.import_bodies(actor=world.admin, reading=reading).count == 2
    assert queries.superiors(Body.objects.get(code="CDC"))[0].code == "SYT"


def test_a_body_seated_in_a_residential_group_is_named_with_its_cell(world: World) -> None:
    head = ["Mã cơ quan", "Tên cơ quan", "Viết tắt", "Cấp trên", "Địa bàn", "Khối"]
    row = ["TDP1", "Chi hội tổ dân phố số 1", "", "PA", world.group_area.code, "Mặt trận – đoàn thể"]
    with pytest.raises(errors.NotImportable) as refused:
        actions.import_bodies(actor=world.admin, reading=read(actions.BODY_COLUMNS, head, row))
    reading = refused.value.facts["reading"]
    assert isinstance(reading, TableReading)
    (found,) = reading.errors
    assert (found.column, found.code) == ("seat", "seat_without_accounts")
    assert "tổ dân phố" in found.message


def test_a_colleague_without_the_right_imports_nothing(world: World) -> None:
    head = ["Mã", "Tên", "Loại", "Trực thuộc", "Cấp"]
    reading = read(actions.AREA_COLUMNS, head, ["C1A-02", "số 2", "Tổ dân phố", "C1A", "TDP"])
    with pytest.raises(Forbidden):
        actions.import_areas(actor=world.editor, reading=reading)
    assert not Area.objects.filter(code="C1A-02").exists()


def test_areas_and_seats_may_be_named_by_an_old_name_or_an_address(world: World) -> None:
    ward = make_area("00004", "Phường", "Ba Đình", "commune", world.city_area, "C1")
    heads = ["Mã", "Tên", "Loại", "Trực thuộc", "Cấp"]
    group = ["00004-01", "số 1", "Tổ dân phố", "P. Trúc Bạch, Q. Ba Đình", "Tổ dân phố"]
    actions.import_areas(actor=world.admin, reading=read(actions.AREA_COLUMNS, heads, group))
    assert Area.objects.get(code="00004-01").versions.get().parent == ward
    heads = ["Mã", "Tên cơ quan", "Cấp trên", "Địa bàn", "Hệ thống"]
    body = ["BDX", "Ủy ban nhân dân phường Ba Đình", "TP", "phường Ba Đình", "Chính quyền"]
    actions.import_bodies(actor=world.admin, reading=read(actions.BODY_COLUMNS, heads, body))
    assert Body.objects.get(code="BDX").versions.get().seat_area == ward


def test_an_area_that_is_not_clear_is_refused(world: World) -> None:
    heads = ["Mã", "Tên", "Loại", "Trực thuộc", "Cấp"]
    group = ["X-01", "số 1", "Tổ dân phố", "xã Tân Tiến", "Tổ dân phố"]
    with pytest.raises(errors.NotImportable):
        actions.import_areas(actor=world.admin, reading=read(actions.AREA_COLUMNS, heads, group))
    assert not Area.objects.filter(code="X-01").exists()
