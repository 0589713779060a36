"""Texts are made speakable as the labelled readings say, and nothing is lost or invented on the way."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loa.voice.evaluate import exact, read_cases, wrong
from loa.voice.normalise import pieces, spoken
from loa.voice.reading.words import is_syllable, number, roman

CASES = read_cases()


def test_the_labelled_readings_come_out_to_the_letter():
    assert len(CASES) >= 300
    assert exact(CASES) >= 0.97, [(case.written, said) for case, said in wrong(CASES)]


def test_a_third_was_held_back_by_its_digest():
    held = sum(case.held for case in CASES)
    assert 0.25 < held / len(CASES) < 0.4


def test_the_written_pieces_are_the_text():
    assert [c.written for c in CASES if "".join(p.written for p in pieces(c.written)) != c.written] == []


def test_a_screen_can_show_what_will_be_said_differently():
    told = [
        (p.written, p.spoken.strip(), p.kind) for p in pieces("Họp lúc 19h30 ngày 5/9 tại TDP 3") if p.kind
    ]
    assert told == [
        ("19h30", "mười chín giờ ba mươi phút", "time"),
        ("5/9", "mùng năm tháng chín", "date"),
        ("TDP", "tổ dân phố", "abbreviation"),
        ("3", "ba", "number"),
    ]
    assert json.loads(json.dumps(told))


def test_what_is_speakable_stays_as_it_is():
    assert [case.spoken for case in CASES if spoken(case.spoken) != case.spoken] == []


@given(st.text(max_size=80))
@settings(max_examples=150, deadline=None)
def test_any_text_is_read_without_a_figure_left(text):
    assert not any(c in "0123456789" for c in spoken(text))


@given(st.text(alphabet="0123456789/.,-: hgTPQđ%kmIVX()\n", max_size=40))
@settings(max_examples=300, deadline=None)
def test_any_run_of_figures_and_signs_is_read_without_a_figure_left(text):
    assert not any(c in "0123456789" for c in spoken(text))


@pytest.mark.parametrize("run", ["1", "1.", "1/", "(", "a", "A", "ngày 5, ", "T2 - ", "đồng/hộ"])
def test_a_hostile_text_is_read_in_bounded_time(run):
    assert isinstance(spoken(run * 4000), str)


def test_numbers_are_northern():
    assert [number(n) for n in (4, 14, 24, 104, 124, 1_005)] == [
        "bốn",
        "mười bốn",
        "hai mươi tư",
        "một trăm linh bốn",
        "một trăm hai mươi tư",
        "một nghìn không trăm linh năm",
    ]


def test_roman_numbers_are_only_read_where_they_are_right():
    assert [roman(text) for text in ("IV", "XV", "XXI", "IIX", "VV", "")] == [4, 15, 21, 0, 0, 0]


def test_capitals_that_no_mouth_could_say_are_spelt():
    assert all(is_syllable(word) for word in ("TOÀN", "KHUYẾN", "GIẾNG", "Ý", "QUỐC", "NGHIỆP"))
    assert not any(is_syllable(word) for word in ("BOT", "VNPT", "KGB", "NGKH"))
