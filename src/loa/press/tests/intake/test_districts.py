"""Districts are named where the tree of the item's day has them: "quận Ba Đình" in 2021, none since July 2025."""

from datetime import UTC, date, datetime

import pytest

from loa.press.intake.drafts import made
from loa.press.intake.names import Names
from loa.press.intake.storing import Door
from loa.press.models import Item
from loa.press.queries.choices import area_choices
from loa.press.rules import naming
from loa.press.rules.districts import District, Districts
from loa.press.tests.intake.conftest import language
from loa.units.models import AreaVersion
from tests.world import make_area

FROM, UNTIL = date(2021, 1, 1), date(2025, 7, 1)
NAMES = {
    "001": ("Quận", "Ba Đình"), "002": ("Quận", "Hoàn Kiếm"), "017": ("Huyện", "Đông Anh"), "250": ("Huyện", "Mê Linh"),
    "269": ("Thị xã", "Sơn Tây"), "760": ("Quận", "1"), "761": ("Quận", "Hoàn"), "769": ("Thành phố", "Thủ Đức"),
}  # fmt: skip
TREE = Districts(District(code, kind, name, FROM, UNTIL) for code, (kind, name) in NAMES.items())


def named(title, *, day=date(2021, 9, 30), at_home=True):
    return sorted(TREE.named(naming.Told.of(title, ""), day, at_home=at_home))


@pytest.mark.parametrize(("title", "codes"), [
    ("Quận Ba Đình phong tỏa một tuyến phố", ["001"]),
    ("QUAN BA DINH PHONG TOA MOT TUYEN PHO", ["001"]),
    ("Người dân ở Q. Ba Đình và Q.Hoàn Kiếm xét nghiệm", ["001", "002"]),
    ("Dỡ chốt ở các quận Ba Đình, Hoàn Kiếm và huyện Đông Anh, Mê Linh", ["001", "002", "017", "250"]),
    ("Các quận, huyện Hoàn Kiếm, Đông Anh tiêm vắc-xin", ["002", "017"]),
    ("TX Sơn Tây và TP.Thủ Đức mở lại chợ", ["269", "769"]),
    ("Thị xã Sơn Tây, thành phố Thủ Đức mở lại chợ", ["269", "769"]),
    ("Quận 1 mở lại hàng quán ở trung tâm", ["760"]),
    ("Mỗi quận 1 điểm tiêm, từng quận 1 đội", []),
    ("Quận 10, quận 1.000 người, q 1 và h 1", []),
    ("Huyện Ba Đình, quận Đông Anh không có trong danh sách", []),
    ("Ba Đình, Đông Anh: tên phố, tên làng, tên người", []),
    ("Cấp huyện quan tâm, quân đội huyền thoại, thị xã và thành phố lớn", []),
    ("cac quan doi, huyen thoai, cap quan va thi xa dong anh em", []),
])  # fmt: skip
def test_a_kind_and_a_name_make_a_district(title, codes):
    assert named(title) == codes


def test_only_the_tree_of_the_day_counts_and_numbers_only_at_home():
    assert named("Quận Ba Đình", day=UNTIL) == named("Quận Ba Đình", day=date(2020, 12, 31)) == []
    assert named("Quận 1 và quận Ba Đình", at_home=False) == ["001"]


@pytest.mark.django_db
def test_an_item_of_the_day_is_counted_for_its_district_and_the_city_above(world, enter):
    district = make_area("C1Q", "Quận", "Tràng Thi", "district", world.city_area, "C1")
    AreaVersion.objects.filter(area=district).update(valid_until=UNTIL)
    door = Door(enter("https://bao.example.vn/rss"), Names(), language)
    for year in (2021, 2026):
        draft = made(f"https://bao.example.vn/{year}", "", "Quận Tràng Thi mở lại chợ", "", "Và phường Láng Hạ.", published=datetime(year, 2, 1, tzinfo=UTC), published_sure=1.0)  # fmt: skip
        door.store([draft])
    assert list(Item.objects.order_by("published_at").values_list("areas", flat=True)) == [
        ["C1", "C1A", "C1Q"],
        [],
    ]
    assert ("C1Q", "Quận Tràng Thi (cũ)") in area_choices()
