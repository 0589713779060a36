"""Codes that people copy by hand: what they mistype is mended or refused, never taken for another code."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loa.lib.codes import ALPHABET, BadCode, code_for, hide_codes, new_code, normalise_code

codes = st.binary(min_size=1, max_size=16).map(code_for)


def test_it_groups_by_four_and_avoids_letters_that_look_alike() -> None:
    for _ in range(200):
        assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}", new_code())


def test_it_gives_the_same_code_for_the_same_bytes() -> None:
    assert code_for("bản tin".encode()) == code_for("bản tin".encode())
    assert code_for(b"a") != code_for(b"b")


@given(codes)
def test_it_reads_back_what_it_gave(code: str) -> None:
    assert normalise_code(code) == code


@given(codes)
def test_it_mends_case_dashes_and_look_alikes(code: str) -> None:
    typed = code.lower().replace("-", " – ").replace("0", "o").replace("1", "l")
    assert normalise_code(typed) == code


@pytest.mark.parametrize(
    ("keys", "telex"), [("DD", "Đ"), ("AA", "Â"), ("AS", "Á"), ("EEJ", "Ệ"), ("AW", "Ă")]
)
def test_it_mends_what_a_telex_keyboard_made_of_the_keys(keys: str, telex: str) -> None:
    code = next(c for c in (code_for(str(i).encode()) for i in range(200_000)) if c.startswith(keys))
    assert normalise_code(code.replace(keys, telex, 1)) == code


@given(codes, st.integers(0, 7), st.sampled_from(ALPHABET))
def test_it_notices_every_single_wrong_character(code: str, place: int, wrong: str) -> None:
    letters = list(code.replace("-", ""))
    if letters[place] == wrong:
        return
    letters[place] = wrong
    with pytest.raises(BadCode):
        normalise_code("".join(letters))


@given(codes, st.integers(0, 7), st.integers(0, 7))
def test_it_notices_every_swap_of_two_characters(code: str, one: int, other: int) -> None:
    letters = list(code.replace("-", ""))
    if letters[one] == letters[other]:
        return
    letters[one], letters[other] = letters[other], letters[one]
    with pytest.raises(BadCode):
        normalise_code("".join(letters))


@pytest.mark.parametrize("typed", ["", "7K3M", "7K3M-Q2W", "7K3M-Q2W!", "phường", "٣٣٣٣٣٣٣٣", "U" * 8])
def test_it_refuses_what_cannot_be_a_code(typed: str) -> None:
    with pytest.raises(BadCode):
        normalise_code(typed)


def test_it_gives_longer_codes_on_request() -> None:
    code = new_code(12)
    assert len(code) == 14
    assert normalise_code(code.lower(), 12) == code


def test_a_code_in_a_text_is_blotted_out_and_nothing_else() -> None:
    code = new_code()
    while code.replace("-", "").isdigit():
        code = new_code()
    text = f"bản tin số {code}, phát lúc 7H30 05-09-2027, xe 29AA-3170"
    hidden = hide_codes(text)
    assert code not in hidden
    assert hidden == text.replace(code, "·" * len(code))
