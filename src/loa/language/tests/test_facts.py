"""Facts: what is found, with which value, and what is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loa.language.facts import KINDS, find_facts
from loa.language.masking import private_hits
from loa.lib.text import nfc

PIECES = st.sampled_from(
    [
        "ngày 5/9",
        "7h30",
        " đến ",
        "từ ",
        "phường Láng",
        ", ",
        "1.500.000 đồng",
        "0912 345 678",
        "số 156/QĐ-UBND",
        "5",
        " ",
        "tổ 5",
        "thứ Hai",
        "bảy giờ ba mươi",
        "cấp 8",
        "-",
        "/",
        "âm lịch",
        "tháng Giêng",
        "(",
        ".",
        "\n",
        "Ngõ 4 Phố Huế",
        "1022 ",
        "gọi ",
    ]
)
TEXTS = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=20).map("".join)).map(nfc)


def values(text: str, **options: object) -> list[tuple[str, str]]:
    return [(fact.kind, fact.value) for fact in find_facts(text, **options)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("ngày 05/09/2026", "2026-09-05"),
        ("ngày 5 tháng 9 năm 2026", "2026-09-05"),
        ("ngày năm tháng chín", "--09-05"),
        ("thứ Bảy, 05/9/2026", "2026-09-05 T7"),
        ("mùng 7 tháng Ba âm lịch", "L--03-07"),
        ("rằm tháng Bảy", "L--07-15"),
        ("trong tháng 9/2026", "2026-09"),
        ("quý III/2026", "2026-Q3"),
        ("Quý 3 năm 2026", "2026-Q3"),
        ("mùng 3 Tết", "L--01-03"),
        ("lịch tiêm T9/2026", "2026-09"),
        ("hạn chót: 30-11", "--11-30"),
    ],
)
def test_it_reads_a_date_in_any_wording(text: str, value: str) -> None:
    assert values(text) == [("date", value)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("lúc 7h30", "07:30"),
        ("lúc 07:30", "07:30"),
        ("lúc 7 giờ 30 phút", "07:30"),
        ("lúc bảy giờ rưỡi", "07:30"),
        ("lúc 7 giờ 30 tối", "19:30"),
        ("lúc 9 giờ kém 15", "08:45"),
        ("lúc 12 giờ đêm", "00:00"),
        ("lúc 12 giờ trưa", "12:00"),
        ("5 giờ 30 chiều", "17:30"),
        ("sáu rưỡi chiều", "18:30"),
        ("lúc 3:15 PM", "15:15"),
    ],
)
def test_it_reads_a_time_in_any_wording(text: str, value: str) -> None:
    assert values(text) == [("time", value)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.500.000 đồng", "1500000 đồng"),
        ("1,5 triệu đồng", "1500000 đồng"),
        ("một triệu năm trăm nghìn đồng", "1500000 đồng"),
        ("1 triệu 500 nghìn đồng", "1500000 đồng"),
        ("38 độ C", "38 °c"),
        ("gió cấp 8", "8 cấp"),
        ("trong 2 giờ", "2 giờ"),
        ("sau 2 giờ", "2 giờ"),
        ("trong 48h", "48 giờ"),
        ("1 tỷ 200 triệu đồng", "1200000000 đồng"),
        ("2 triệu rưỡi", "2500000 đồng"),
        ("500.000 VNĐ", "500000 đồng"),
        ("0,6 mg/l", "0.6 mg/l"),
        ("bớt 2 bước", "2 bước"),
        ("cao 1m7", "1.7 m"),
    ],
)
def test_it_reads_an_amount_in_any_wording(text: str, value: str) -> None:
    assert values(text) == [("amount", value)]


def test_a_range_is_two_facts_with_the_month_and_unit_of_both() -> None:
    assert values("từ ngày 5 đến ngày 7/9/2026") == [("date", "2026-09-05"), ("date", "2026-09-07")]
    assert values("từ 35 đến 38°C") == [("amount", "35 °c"), ("amount", "38 °c")]


def test_a_range_by_dash_keeps_its_month_and_unit() -> None:
    assert values("ngày 02-03/9/2026") == [("date", "2026-09-02"), ("date", "2026-09-03")]
    assert values("gió cấp 6-7") == [("amount", "6 cấp"), ("amount", "7 cấp")]
    assert values("phạt 1 - 2 triệu đồng") == [("amount", "1000000 đồng"), ("amount", "2000000 đồng")]
    assert values("8g-9g15") == [("time", "08:00"), ("time", "09:15")]


def test_each_half_of_the_day_keeps_its_own_part() -> None:
    assert values("sáng 6h30, chiều 17h") == [("time", "06:30"), ("time", "17:00")]


@pytest.mark.parametrize(
    "place",
    ["hẻm 45/12 Trần Phú", "Trường Mầm non 10-10", "ngõ 12, ngách 3 phố Chùa Bộc", "đường Vành đai 2,5"],
)
def test_a_place_is_found_whole(place: str) -> None:
    assert [fact.text for fact in find_facts(f"Ngập sâu ở {place}.")] == [place]


@pytest.mark.parametrize(
    "text", ["Ồn thì báo 1022 ngay.", "Cổng 1022 tiếp nhận.", "1022 là tổng đài của thành phố."]
)
def test_a_short_number_is_one_where_it_is_said_to_be_called(text: str) -> None:
    assert values(text) == [("phone", "1022")]
    assert values("Có 1022 hộ; xe buýt số 115.") == [("amount", "1022 hộ")]


def test_the_ends_of_a_range_are_marked() -> None:
    assert [fact.edge for fact in find_facts("từ 7h đến 11h30")] == ["from", "to"]


def test_text_without_marks_gives_the_same_kinds() -> None:
    text = "Tam ngung cap nuoc tu 8h den 17h ngay 10/10/2026 tai phuong Lang. Tong dai 19006036."
    assert [kind for kind, _ in values(text)] == ["time", "time", "date", "place", "phone"]


def test_a_list_shares_its_kind_word() -> None:
    assert values("các phường Láng, Kim Liên và Đống Đa") == [
        ("place", "phường láng"),
        ("place", "phường kim liên"),
        ("place", "phường đống đa"),
    ]


def test_known_areas_are_found_without_a_kind_word() -> None:
    assert values("Mưa lớn ở Ba Đình", areas=["Ba Đình"]) == [("place", "ba đình")]
    assert values("Mưa lớn ở Ba Đình") == []


@pytest.mark.parametrize(
    "text",
    [
        "Trực 24/7, theo phương châm 4 tại chỗ.",
        "Tỷ số 3-1, tỷ lệ 1/500, 6/8 tổ máy.",
        "Điều 5 và khoản 2 Điều 7 của Luật.",
        "Ứng dụng phiên bản 2.1.6, thông điệp 5K.",
        "Đây là lần thứ hai, không phải lần thứ ba.",
        "Ngày mai trời mưa, hôm nay trời nắng.",
    ],
)
def test_it_leaves_alone_what_only_looks_like_a_fact(text: str) -> None:
    assert values(text) == []


def test_a_fact_names_its_kind_in_vietnamese() -> None:
    assert [fact.label for fact in find_facts("7h ngày 8 tháng 3 âm lịch")] == ["Giờ", "Ngày âm lịch"]


@given(TEXTS)
def test_facts_lie_in_the_text_in_order_and_do_not_overlap(text: str) -> None:
    end = 0
    for fact in find_facts(text):
        assert end <= fact.start < fact.end <= len(text)
        assert text[fact.start : fact.end] == fact.text
        assert fact.kind in KINDS
        assert fact.value
        end = fact.end


@pytest.mark.parametrize("code", ["2H6B-8FSR", "7H4D-287R", "6G56-VDVE", "FPSW-18XE"])
def test_the_code_of_a_bulletin_is_no_time_and_no_amount(code: str) -> None:
    found = find_facts(f"Đính chính bản tin số {code} phát lúc 7h30.")
    assert [fact.text for fact in found] == ["7h30"]


@pytest.mark.parametrize("code", ["61KY-4342", "29AA-3178"])
def test_the_code_of_a_bulletin_is_no_number_plate(code: str) -> None:
    assert private_hits(f"Thu hồi bản tin số {code}.") == []
