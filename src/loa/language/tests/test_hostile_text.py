"""Text made to make patterns run away must still be finished; pytest's time limit is the judge."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loa.language.copies import Original, compare_copy
from loa.language.facts import find_facts
from loa.language.masking import mask
from loa.language.readability import readability
from loa.language.renditions import check_rendition
from loa.language.sms import sms_parts

SIZE = 100_000
SEEDS = [
    "1 ",
    "N.",
    "Nguyễn ",
    "hai ",
    "ngày 5, ",
    "số 5/",
    "x@A-",
    "7h30 - ",
    "BN 1, ",
    "các phường A, ",
    "tôi là T. ",
    "1 tỷ 2 triệu ",
    "ngõ 5, ",
    "ngày 2-3/9, ",
    "anh Lan và Hoa, ",
]
LOCKED = find_facts("Phun thuốc lúc 7h30 ngày 5/9/2026 tại phường Láng, gọi 1022.")


def read_all(text: str) -> None:
    find_facts(text)
    mask(text)
    readability(text)
    sms_parts(text)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_hundred_kilobytes_of_one_pattern_are_finished(seed: str) -> None:
    text = (seed * (SIZE // len(seed) + 1))[:SIZE]
    read_all(text)


def test_a_hostile_rendition_is_finished() -> None:
    check_rendition(LOCKED, "ngày 5/9, 7h30 " * (SIZE // 15), core="Phun thuốc lúc 7h30 ngày 5/9/2026.")


@pytest.mark.parametrize(
    "seed", ["xin chao moi nguoi khac ", "a. ", "a@", "[10:10] a: ", "bit.ly/x ", ":\n", "0 "]
)
def test_a_hostile_paste_is_finished(seed: str) -> None:
    ours = [Original("a a a a", "a " * 4000), Original("Lời chào", "xin chao moi nguoi " * 600)]
    compare_copy((seed * (SIZE // len(seed)))[: SIZE // 5], ours)


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from([*SEEDS, "\n", "đến ", "từ ", "%", "00"]), min_size=1, max_size=6))
def test_long_mixed_patterns_are_finished(seeds: list[str]) -> None:
    piece = "".join(seeds)
    read_all((piece * (SIZE // len(piece) + 1))[: SIZE // 5])
