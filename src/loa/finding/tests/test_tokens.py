"""Texts are cut alike however they were typed, and every token knows its place."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loa.finding.tokens import pair, pairs, terms, tokens, words


def marked(text):
    return [token.marked for token in tokens(text)]


ALIKE = {
    "tone placement": ("hoà bình, thuý, khoẻ", "hòa bình, thúy, khỏe"),
    "decomposed letters": (unicodedata.normalize("NFD", "Đà Nẵng"), "Đà Nẵng"),
    "i and y": ("công ty, bác sỹ, quý", "công ti, bác sĩ, quí"),
    "capitals": ("HÀ NỘI", "hà nội"),
    "another letter for đ": ("QÐ-UBND", "QĐ-UBND"),
    "signs without width": ("tuyên\u200b gi\u00adáo", "tuyên giáo"),
    "thousands": ("1.200.000 liều", "1200000 liều"),
    "a leading zero": ("05/NQ-CP", "5/NQ-CP"),
    "long dashes": ("12–NQ/TU", "12-NQ/TU"),
}


@pytest.mark.parametrize("what", ALIKE)
def test_these_spellings_are_alike(what):
    one, two = ALIKE[what]
    assert [t for t in marked(one) if not t.isdigit()] == [t for t in marked(two) if not t.isdigit()]


@pytest.mark.parametrize(
    "number", ["1246/QĐ-UBND", "49/2024/NĐ-CP", "12-NQ/TU", "36-HD/VPTW", "22/2025/TT-BTTTT", "1246 /QĐ-UBND"]
)
def test_the_number_of_a_document_is_one_token_over_its_words(number):
    found = tokens(f"Thực hiện Quyết định số {number}, ngày")
    whole = [token for token in found if token.is_number_of_document]
    assert [token.marked for token in whole] == [number.replace(" ", "").lower()]
    assert [token.bare for token in words(found)][:5] == ["thuc", "hien", "quyet", "dinh", "so"]


def test_a_place_is_counted_in_the_source():
    text = unicodedata.normalize("NFD", "Ở Đà Nẵng")
    assert [text[token.start : token.end] for token in tokens(text)] == [
        unicodedata.normalize("NFD", word) for word in ("Ở", "Đà", "Nẵng")
    ]


def test_pairs_do_not_reach_over_the_end_of_a_sentence():
    assert [(a.bare, b.bare) for a, b in pairs(tokens("Hà Nội. Tuyên giáo"))] == [
        ("ha", "noi"),
        ("tuyen", "giao"),
    ]


TYPED = st.lists(
    st.sampled_from(["Đà", "hoà", "1246/QĐ-UBND", "1.200", "Covid-19", ". ", "\n", ", ", " ", "-", "xong.Hôm", "…", "e\u0301"])
    | st.text(max_size=3),
    max_size=20,
).map("".join)  # fmt: skip


@given(TYPED)
def test_the_short_way_of_a_document_gives_the_terms_of_its_tokens_and_pairs(text):
    found = tokens(text)
    two = list(pairs(found))
    marked = [token.marked for token in found] + [pair(a.marked, b.marked) for a, b in two]
    bare = [token.bare for token in found] + [pair(a.bare, b.bare) for a, b in two]
    assert terms(text) == (marked, bare)


@given(st.text(max_size=80))
def test_no_text_makes_it_fail_and_places_lie_inside(text):
    found = tokens(text)
    assert all(0 <= token.start < token.end <= len(text) for token in found)
    assert not any(char.isspace() for token in found for char in token.marked)
