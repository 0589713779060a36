"""Masking: what is hidden, what is left alone, what stops a release."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loa.language.masking import MASK_KINDS, mask, private_hits
from loa.lib.text import nfc

PIECES = st.sampled_from(
    [
        "ông ",
        "Nguyễn Văn A",
        " N.V.A",
        "bệnh nhân ",
        "17",
        ", 92",
        " và ",
        "BN 12",
        "0912 345 678",
        "001085012345",
        "29A-123.45",
        "STK ",
        "1234567890",
        "a.b@c.vn",
        " ở ",
        "số 5 ngõ 6 phố Huế",
        "[họ tên]",
        "Minh",
        " Anh",
        "chị hoa",
        "\n",
        ". ",
        "trần văn b",
        "_",
    ]
)
TEXTS = st.one_of(st.text(max_size=120), st.lists(PIECES, max_size=16).map("".join)).map(nfc)


def hidden(text: str) -> list[tuple[str, str]]:
    return [(span.kind, text[span.start : span.end]) for span in mask(text).spans]


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("Ông Nguyễn Văn An phản ánh.", [("name", "Nguyễn Văn An")]),
        ("Bà H. báo mất nước.", [("name", "H.")]),
        ("bệnh nhân 17 và bệnh nhân 21", [("patient_code", "17"), ("patient_code", "21")]),
        ("BN1034 xuất viện", [("patient_code", "BN1034")]),
        ("gọi 0912.345.678", [("phone", "0912.345.678")]),
        ("CCCD 001085012345", [("id_number", "001085012345")]),
        ("xe 29A-123.45", [("plate", "29A-123.45")]),
        ("STK 0011 0042 3456 7", [("bank_account", "0011 0042 3456 7")]),
        ("thư hoa.le@gmail.com", [("email", "hoa.le@gmail.com")]),
        ("trú tại số 15 ngõ 84 Chùa Láng", [("address", "số 15 ngõ 84 Chùa Láng")]),
        ("Tôi là T., xin giấu tên.", [("name", "T.")]),
        ("Ngày 3/9, Nguyễn Văn Bình bị bắt.", [("name", "Nguyễn Văn Bình")]),
        ("Bí thư Đảng ủy phường Nguyễn Hữu Tiệp chủ trì.", [("name", "Nguyễn Hữu Tiệp")]),
        ("Người phụ nữ tên Hà khai báo.", [("name", "Hà")]),
        ("Các cháu Lan, Hoa và Minh.", [("name", "Lan"), ("name", "Hoa"), ("name", "Minh")]),
        ("Ông Kidong Park họp với bà Angela Merkel.", [("name", "Kidong Park"), ("name", "Angela Merkel")]),
        ('Tài khoản Facebook "Linh Đan Bùi" tung tin.', [("name", "Linh Đan Bùi")]),
        ("L.V.H đột nhập số 41 phố Cầu Gỗ.", [("name", "L.V.H"), ("address", "số 41 phố Cầu Gỗ")]),
    ],
)
def test_it_hides_private_data(text: str, spans: list[tuple[str, str]]) -> None:
    assert hidden(text) == spans


@pytest.mark.parametrize(
    "text",
    [
        "Đường Nguyễn Trãi, phường Trần Hưng Đạo, Trường Tiểu học Lê Văn Tám.",
        "UBND phường Hoàng Mai và thành phố Hồ Chí Minh.",
        "Bệnh nhân 45 tuổi, ca mắc mới tăng 12 ca.",
        "Gọi 1022, 115 hoặc 1900 6036.",
        "Quyết định số 156/QĐ-UBND ngày 12/9/2026.",
        "Đoàn Thanh niên dọn vệ sinh ở phố Bà Triệu.",
        "Bảo tàng Phạm Huy Thông và vở kịch Lưu Bình - Dương Lễ.",
        "Hồ Trúc Bạch đầy nước, Thanh tra công bố Nghị định.",
        "CHƯƠNG II: PHẠM VI QUẢN LÝ, XỬ LÝ VI PHẠM HÀNH CHÍNH.",
        "Chị Công an phường và anh hùng lao động.",
        "Trưởng thôn Trung Quan họp tại P. Hai Bà Trưng.",
    ],
)
def test_it_leaves_public_words_alone(text: str) -> None:
    assert hidden(text) == []
    assert mask(text).text == text


def test_the_masked_text_says_what_was_there() -> None:
    assert mask("Chị Lê Thị Hoa, 0912 345 678").text == "Chị [họ tên], [điện thoại]"


def test_a_later_mention_by_the_given_name_is_hidden_too() -> None:
    assert mask("Ông Trần Quang Minh đến. Sau đó Minh về Hồ Chí Minh.").text == (
        "Ông [họ tên] đến. Sau đó [họ tên] về Hồ Chí Minh."
    )


def test_a_listed_hotline_and_an_office_line_are_no_hits() -> None:
    text = "Đường dây nóng 0967.301.616, văn phòng 024.3825.3536, tổng đài 1900 6036."
    assert private_hits(text) == []
    assert private_hits("Gọi 0912 345 678.", public_hotlines=["0912.345.678"]) == []


def test_a_person_with_a_number_is_a_hit() -> None:
    assert [span.kind for span in private_hits("Liên hệ bà Lê Thị Hoa, 0912 345 678, ubnd@hanoi.gov.vn")] == [
        "name",
        "phone",
    ]


def test_the_address_of_an_event_is_no_hit() -> None:
    assert private_hits("Địa chỉ: số 79 phố Đinh Tiên Hoàng, phường Hoàn Kiếm.") == []


@given(TEXTS)
def test_spans_lie_in_the_text_in_order_and_do_not_overlap(text: str) -> None:
    end = 0
    for span in mask(text).spans:
        assert end <= span.start < span.end <= len(text)
        assert span.kind in MASK_KINDS
        end = span.end


@given(TEXTS)
def test_masking_twice_changes_nothing(text: str) -> None:
    once = mask(text).text
    assert mask(once).text == once
