"""Beside the text: SMS parts, spoken form and length, short forms, long sentences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loa.language.numbers import read_words, spell_number
from loa.language.readability import find_abbreviations, readability
from loa.language.sms import SmsCount, sms_parts, unmarked
from loa.language.spoken import spoken_seconds, spoken_text


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", SmsCount("gsm7", 0, 0, 160)),
        ("a" * 160, SmsCount("gsm7", 160, 1, 160)),
        ("a" * 161, SmsCount("gsm7", 161, 2, 153)),
        ("a" * 306, SmsCount("gsm7", 306, 2, 153)),
        ("€" * 80, SmsCount("gsm7", 160, 1, 160)),
        ("a" * 152 + "€" + "a" * 152, SmsCount("gsm7", 306, 3, 153)),
        ("ạ" * 70, SmsCount("ucs2", 70, 1, 70)),
        ("ạ" * 71, SmsCount("ucs2", 71, 2, 67)),
        ("ạ" + "🙂" * 35, SmsCount("ucs2", 71, 2, 67)),
    ],
)
def test_it_counts_the_parts_of_a_message(text: str, count: SmsCount) -> None:
    assert sms_parts(text) == count


def test_one_accented_letter_takes_a_part_from_160_to_70() -> None:
    assert sms_parts("a" * 100).parts == 1
    assert sms_parts("a" * 99 + "ố").parts == 2


def test_the_unmarked_preview_fits_gsm_and_names_the_words_at_risk() -> None:
    preview = unmarked("Cấm xe, nghỉ học, 38°C – “Đường Láng”")
    assert preview.text == 'Cam xe, nghi hoc, 38 do C - "Duong Lang"'
    assert sms_parts(preview.text).encoding == "gsm7"
    assert {word for word, _ in preview.risks} == {"cấm", "nghỉ", "đường"}


@given(st.integers(min_value=0, max_value=10**13))
def test_a_number_spelled_out_reads_back_as_itself(number: int) -> None:
    assert read_words(spell_number(number)) == number


def test_numbers_are_spelled_as_they_are_said() -> None:
    assert [spell_number(n) for n in (0, 10, 15, 21, 105, 2026, -4)] == [
        "không",
        "mười",
        "mười lăm",
        "hai mươi mốt",
        "một trăm linh năm",
        "hai nghìn không trăm hai mươi sáu",
        "âm bốn",
    ]


def test_the_spoken_form_has_no_figures_left() -> None:
    text = "UBND phường: 7h30 thứ Bảy 05/9/2026, 1,5 triệu đồng, 37,5°C, gọi 1022, QĐ số 156/QĐ-UBND."
    spoken = spoken_text(text)
    assert not any(c.isdigit() for c in spoken)
    assert (
        "bảy giờ ba mươi phút thứ bảy ngày mùng năm tháng chín năm hai nghìn không trăm hai mươi sáu"
        in spoken
    )
    assert "một không hai hai" in spoken


def test_figures_take_longer_than_they_look() -> None:
    assert spoken_seconds("Gọi 0912345678") > 2 * spoken_seconds("Gọi ngay nhé")
    assert spoken_seconds("một hai ba bốn", rate=2) == 2.0


def test_a_rate_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="rate"):
        spoken_seconds("một", rate=0)


def test_unexplained_short_forms_are_listed_once() -> None:
    text = "TTPVHCC mở cửa. Trung tâm Phục vụ (TTPV) ở phường. TTPVHCC và UBND. BCH (Ban Chỉ huy) họp."
    assert [found.text for found in find_abbreviations(text)] == ["TTPVHCC"]


def test_a_heading_in_capitals_is_no_short_form() -> None:
    assert find_abbreviations("THÔNG BÁO TẠM NGỪNG CẤP NƯỚC\nNội dung như sau.") == []


def test_long_sentences_are_marked() -> None:
    measured = readability("Ngắn thôi. " + "dài " * 40 + ".")
    assert (measured.sentences, [s.syllables for s in measured.long_sentences]) == (2, [40])
