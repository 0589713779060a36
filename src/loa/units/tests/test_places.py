"""An area is found by what people call it: code, name of today, name of before, address; as of a day."""

from datetime import date

import pytest

from loa.journal.actions import SYSTEM
from loa.units import actions
from loa.units.models import Area, AreaLevel
from loa.units.places import Places
from loa.units.queries import area_versions

HALF, NOW, OLD = date(2025, 3, 1), date(2026, 3, 1), date(2022, 6, 1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def hanoi(db):
    actions.load_hanoi(actor=SYSTEM)


def places(day=NOW, **which):
    return Places(area_versions(day).filter(**which), day)


@pytest.mark.parametrize(
    ("typed", "name", "said"),
    [
        ("00004", "Phường Ba Đình", ""),
        ("Phường Ba Đình", "Phường Ba Đình", ""),
        ("p. ba dinh", "Phường Ba Đình", ""),
        ("Ba Đình", "Phường Ba Đình", ""),
        ("Ba Đình, Hà Nội", "Phường Ba Đình", ""),
        ("Hà Nội", "Thành phố Hà Nội", ""),
        (
            "P. Trúc Bạch, Q. Ba Đình",
            "Phường Ba Đình",
            "Phường Trúc Bạch, Quận Ba Đình, Thành phố Hà Nội nay là Phường Ba Đình.",
        ),
        (
            "trúc bạch",
            "Phường Ba Đình",
            "Phường Trúc Bạch, Quận Ba Đình, Thành phố Hà Nội nay là Phường Ba Đình.",
        ),
        (
            "so 5 pho chau long, phuong truc bach",
            "Phường Ba Đình",
            "Phường Trúc Bạch, Quận Ba Đình, Thành phố Hà Nội nay là Phường Ba Đình.",
        ),
    ],
)
def test_today_every_name_leads_to_the_ward_of_today(hanoi, typed, name, said):
    found = places().find(typed)
    assert str(found.area) == name
    assert found.said == said


def test_a_divided_commune_gives_its_default_and_says_so(hanoi):
    found = places().find("P. Láng Hạ, Q. Đống Đa")
    assert found.area.area.code == "00199"
    assert [row.area.code for row in found.parts] == ["00199", "00025", "00235"]
    assert "nay thuộc" in found.said
    assert str(found.parts[1]) in found.said


def test_names_that_fit_several_areas_are_named_and_none_is_chosen(hanoi):
    found = places().find("xã Phùng Xá")
    assert found.area is None
    assert {row.area.code for row in found.maybe} == {"10003", "10465"}
    assert "Hãy chọn trong danh sách" in found.said


@pytest.mark.parametrize(
    "typed", ["", " ", "Phường Bến Nghé, Quận 1, TPHCM", "một cân cam", "Quận Ba Đình, Hà Nội"]
)
def test_what_is_not_here_is_not_found(hanoi, typed):
    found = places().find(typed)
    assert found.area is None
    assert found.maybe == ()
    assert "Không tìm thấy" in found.said


def test_before_the_reform_an_old_commune_stands_for_itself(hanoi):
    found = places(HALF).find("P. Trúc Bạch, Q. Ba Đình")
    assert str(found.area) == "Phường Trúc Bạch"
    assert found.said == ""
    assert str(places(HALF).find("Q. Ba Đình").area) == "Quận Ba Đình"


def test_a_commune_that_ended_earlier_is_followed_to_the_day(hanoi):
    typed = "P. Nguyễn Trung Trực, Ba Đình"
    assert str(places(OLD).find(typed).area) == "Phường Nguyễn Trung Trực"
    assert str(places(HALF).find(typed).area) == "Phường Trúc Bạch"
    assert str(places(NOW).find(typed).area) == "Phường Ba Đình"


def test_a_name_of_today_means_nothing_before_its_time(hanoi):
    assert places(HALF, level=AreaLevel.COMMUNE).find("Phường Hồng Hà, Hà Nội").area is None


def test_an_area_out_of_reach_is_not_offered_nor_replaced_by_another(hanoi):
    reach = Places(area_versions(NOW).exclude(area__code="00004"), NOW)
    assert reach.find("P. Trúc Bạch, Q. Ba Đình").area is None


def test_a_later_merger_is_followed(hanoi):
    both = [Area.objects.get(code=code) for code in ("00004", "00008")]
    new = actions.NewArea("00008", "Phường", "Ba Đình – Ngọc Hà")
    actions.merge_areas(actor=SYSTEM, areas=both, into=new, on=date(2027, 1, 1), basis="Nghị quyết mẫu")
    after = date(2027, 2, 1)
    found = Places(area_versions(after), after).find("P. Trúc Bạch, Q. Ba Đình")
    assert str(found.area) == "Phường Ba Đình – Ngọc Hà"


def test_nothing_that_was_typed_is_kept_or_logged(hanoi, caplog):
    caplog.set_level("DEBUG", logger="loa")
    places().find("số 5 phố Châu Long, P. Trúc Bạch, Q. Ba Đình")
    assert "Châu Long" not in caplog.text


def test_many_questions_read_the_areas_once(hanoi, django_assert_num_queries):
    with django_assert_num_queries(2):
        known = places()
        for _time in range(20):
            known.find("P. Trúc Bạch, Q. Ba Đình")
