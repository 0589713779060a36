"""Tone placement: one style, nothing else touched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loa.lib.text import fold, nfc, place_tones


@pytest.mark.parametrize(
    ("text", "placed"),
    [
        ("hoà", "hòa"),
        ("khoẻ", "khỏe"),
        ("thuý", "thúy"),
        ("KHOẺ", "KHỎE"),
        ("Uỷ ban", "Ủy ban"),
        ("quý", "quý"),
        ("toàn", "toàn"),
        ("khuỷu", "khuỷu"),
        ("ngoài", "ngoài"),
        ("hòa", "hòa"),
    ],
)
def test_it_puts_the_mark_on_the_first_vowel_of_an_open_syllable(text: str, placed: str) -> None:
    assert place_tones(text) == placed


@given(st.text())
def test_it_keeps_length_and_letters_and_is_stable(text: str) -> None:
    placed = place_tones(text)
    assert len(placed) == len(nfc(text))
    assert fold(placed) == fold(nfc(text))
    assert place_tones(placed) == placed
