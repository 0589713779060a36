"""A list of subscribers names areas as offices do: codes, names of today, old names, addresses."""

import io

import pytest
from openpyxl import Workbook

from loa.audience.imports import SUBSCRIBER_COLUMNS, check_subscribers, import_list
from loa.audience.models import Subscriber
from loa.lib import tables
from tests.world import make_area

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("keyring")]


@pytest.fixture
def wards(world):
    for code, kind, name in [
        ("00004", "Phường", "Ba Đình"),
        ("00008", "Phường", "Ngọc Hà"),
        ("10003", "Xã", "Tây Phương"),
        ("10465", "Xã", "Hương Sơn"),
    ]:
        make_area(code, kind, name, "commune", world.city_area, "C1")


def read(*cells):
    book = Workbook()
    book.active.append(["Email", "Địa bàn"])
    for number, cell in enumerate(cells):
        book.active.append([f"nguoi{number}@example.vn", cell])
    data = io.BytesIO()
    book.save(data)
    return tables.read_table(data.getvalue(), "danh-sach.xlsx", columns=SUBSCRIBER_COLUMNS)


@pytest.mark.parametrize(
    ("cell", "codes"),
    [
        ("00004", {"00004"}),
        ("Phường Ba Đình", {"00004"}),
        ("Phường Ba Đình, Phường Ngọc Hà", {"00004", "00008"}),
        ("Ba Đình; Ngọc Hà", {"00004", "00008"}),
        ("P. Trúc Bạch, Q. Ba Đình", {"00004"}),
        ("P. Trúc Bạch, Q. Ba Đình; X. Phùng Xá, H. Mỹ Đức", {"00004", "10465"}),
        ("số 5 phố Châu Long, phường Trúc Bạch, Hà Nội", {"00004"}),
        ("P. Trúc Bạch, P. Ngọc Hà", {"00004", "00008"}),
        ("Láng Hạ, Đông Hội", {"C1A", "C1B"}),
    ],
)
def test_a_cell_leads_to_its_areas(world, wards, cell, codes):
    reading = read(cell)
    assert check_subscribers(world.editor, reading).ok
    import_list(actor=world.editor, body=world.city, basis="Phiếu 1", reading=reading)
    chosen = Subscriber.objects.get().subscriptions.values_list("area__code", flat=True)
    assert set(chosen) == codes


def test_an_old_name_that_fits_two_areas_is_asked_back(world, wards):
    checked = check_subscribers(world.editor, read("xã Phùng Xá"))
    (error,) = checked.errors
    assert (error.column, error.code) == ("areas", "unknown_areas")
    assert "Xã Tây Phương" in error.message
    assert "Xã Hương Sơn" in error.message


def test_a_place_out_of_reach_is_not_known(world, wards):
    checked = check_subscribers(world.ward_officer, read("P. Trúc Bạch, Q. Ba Đình"))
    assert [error.code for error in checked.errors] == ["unknown_areas"]
