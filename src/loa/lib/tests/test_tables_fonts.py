"""Old fonts: what was typed in TCVN3 or VNI comes out right; good Unicode is never touched."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loa.lib.tables.charset import Survey, share_of_syllables, to_unicode
from loa.lib.tables.legacy import from_tcvn3, from_vni
from loa.lib.tables.syllables import is_syllable

# Hand-written: what a screen shows when the font is missing.
TCVN3 = [
    ("Céng hoµ x· héi chñ nghÜa ViÖt Nam", "Cộng hoà xã hội chủ nghĩa Việt Nam"),
    ("§éc lËp - Tù do - H¹nh phóc", "Độc lập - Tự do - Hạnh phúc"),
    ("Uû ban nh©n d©n ph\xadêng", "Uỷ ban nhân dân phường"),
    ("NguyÔn ThÞ H\xad¬ng", "Nguyễn Thị Hương"),
    ("§µo V¨n ¸nh", "Đào Văn Ánh"),
    ("Bïi Quèc Kh¸nh", "Bùi Quốc Khánh"),
]
VNI = [
    ("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam", "Cộng hòa xã hội chủ nghĩa Việt Nam"),
    ("Ñoäc laäp - Töï do - Haïnh phuùc", "Độc lập - Tự do - Hạnh phúc"),
    ("UÛY BAN NHAÂN DAÂN PHÖÔØNG", "ỦY BAN NHÂN DÂN PHƯỜNG"),
    ("Nguyeãn Thò Höông", "Nguyễn Thị Hương"),
    ("Buøi Quoác Khaùnh", "Bùi Quốc Khánh"),
]
UNICODE = [
    "á0â",  # letters alone are no words of an old font
    "Lê Thành Công", "Hà", "Tú", "Phã", "Hồ Tây", "Đà Nẵng", "José Martí", "Café", "Müller", "Zürich, Köln",
    "30°C", "5m²", "½ lít", "10 µg", "«xin chào»", "SONY®", "© 2021", "Pháp à la carte", "naïve", "Bä",
]  # fmt: skip
SYLLABLES = [
    "Nguyễn",
    "Thị",
    "Hương",
    "Trần",
    "Quốc",
    "Khánh",
    "phường",
    "xã",
    "Ủy",
    "ban",
    "nhân",
    "dân",
    "Đắk",
    "Lắk",
    "quý",
    "khuỷu",
    "nghiêng",
    "thuở",
    "giếng",
    "Lê",
    "Công",
    "Hà",
]


@pytest.mark.parametrize(("typed", "meant"), TCVN3)
def test_it_reads_tcvn3(typed: str, meant: str) -> None:
    survey = Survey.of(text for text, _ in TCVN3)
    assert to_unicode(typed, survey, survey) == (meant, "tcvn3")


@pytest.mark.parametrize(("typed", "meant"), VNI)
def test_it_reads_vni(typed: str, meant: str) -> None:
    survey = Survey.of(text for text, _ in VNI)
    assert to_unicode(typed, survey, survey) == (meant, "vni")


@pytest.mark.parametrize("text", UNICODE)
def test_it_leaves_unicode_alone(text: str) -> None:
    survey = Survey.of(UNICODE)
    assert to_unicode(text, survey, survey) == (text, "unicode")


@given(
    st.lists(
        st.lists(st.sampled_from(SYLLABLES), min_size=1, max_size=5).map(" ".join), min_size=1, max_size=8
    )
)
def test_no_column_of_good_vietnamese_is_ever_changed(texts: list[str]) -> None:
    survey = Survey.of(texts)
    assert [to_unicode(text, survey, survey)[0] for text in texts] == texts


def test_a_name_in_unicode_survives_beside_a_column_of_old_fonts() -> None:
    names = Survey.of(["Lê Công", "Trần Thị Mộng", "Bïi Quèc Kh¸nh"])
    sheet = Survey.of(["Lê Công", "Trần Thị Mộng", *(text for text, _ in TCVN3)])
    assert to_unicode("Lê Công", names, sheet) == ("Lê Công", "unicode")


def test_a_text_that_reads_either_way_follows_a_column_all_in_the_old_font() -> None:
    column = Survey.of(["Cã", "Kh«ng", *(text for text, _ in TCVN3)])
    assert to_unicode("Cã", column, column) == ("Có", "tcvn3")


def test_capitals_come_back_only_among_capitalised_words() -> None:
    survey = Survey.of(text for text, _ in TCVN3)
    assert to_unicode("TrÇn ¸nh", survey, survey)[0] == "Trần Ánh"
    assert to_unicode("trÇn ¸nh s¸ng", survey, survey)[0] == "trần ánh sáng"


@pytest.mark.parametrize(("convert", "text"), [(from_tcvn3, "abc 123 -"), (from_vni, "Trang 12, kho hang")])
def test_plain_letters_mean_themselves_in_every_font(convert: object, text: str) -> None:
    assert callable(convert)
    assert convert(text) == text


@pytest.mark.parametrize(
    "word", ["nghiêng", "khuỷu", "quyển", "Đắk", "giếng", "yểm", "ngoằn", "Thuở", "gì", "rượu"]
)
def test_it_knows_a_syllable(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["Müller", "café", "Cậc̣", "ngốch", "bàc", "wế", "zürich", ""])
def test_it_knows_what_is_no_syllable(word: str) -> None:
    assert not is_syllable(word)


def test_the_share_counts_only_words_with_marks() -> None:
    assert share_of_syllables("abc xyz") == 1.0
    assert share_of_syllables("Hà Müller") == 0.5
