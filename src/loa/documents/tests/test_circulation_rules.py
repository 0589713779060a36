"""What changed between two versions, how a rule is kept, which of several copies stands for all."""

from __future__ import annotations

from loa.documents.rules import circulation as rules
from loa.documents.rules.difference import difference
from loa.documents.rules.words import CirculationState as State


def shown(old: str, new: str) -> list[tuple[str, str]]:
    return [(piece.kind, piece.text.strip()) for piece in difference(old, new) if piece.kind != "same"]


def test_equal_texts_differ_in_nothing() -> None:
    assert difference("Một\nHai\n", "Một\n\nHai") == []


def test_a_changed_paragraph_is_shown_word_by_word() -> None:
    assert shown("Họp lúc 8 giờ ngày 3", "Họp lúc 9 giờ ngày 3") == [("removed", "8"), ("added", "9")]


def test_new_and_dropped_paragraphs_are_shown_whole() -> None:
    assert shown("Điều 1\nĐiều 2", "Điều 1\nĐiều 1a mới hẳn\nĐiều 2") == [("added", "Điều 1a mới hẳn")]
    assert shown("Điều 1\nBãi bỏ\nĐiều 2", "Điều 1\nĐiều 2") == [("removed", "Bãi bỏ")]


def test_far_from_a_change_only_an_ellipsis_is_kept() -> None:
    lines = [f"Đoạn {n}" for n in range(40)]
    pieces = difference("\n".join(lines), "\n".join([*lines[:20], "Chen vào giữa", *lines[20:]]))
    assert [piece.text.strip() for piece in pieces] == ["…", "Đoạn 19", "Chen vào giữa", "Đoạn 20", "…"]


def test_a_rule_is_kept_in_a_word_and_read_back() -> None:
    assert rules.rule_text("below", "party") == "below:party"
    assert rules.rule_in_words("below:party") == "Tất cả đơn vị cấp dưới – Đảng"
    assert rules.rule_in_words("") == "Chọn từng đơn vị"


def test_of_several_copies_the_one_that_still_waits_stands_for_all() -> None:
    assert rules.joined([State.COMPLETED, State.ARRIVED, State.RECEIVED]) == State.ARRIVED
    assert rules.joined([State.COMPLETED, State.RECEIVED]) == State.RECEIVED


def test_every_state_of_a_copy_has_its_place_in_the_order() -> None:
    assert {rules.joined([state]) for state in State} == set(State)
