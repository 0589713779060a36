"""How a rule is kept, which of several copies stands for all."""

from __future__ import annotations

from loa.documents.rules import circulation as rules
from loa.documents.rules.words import CirculationState as State


def test_a_rule_is_kept_in_a_word_and_read_back() -> None:
    assert rules.rule_text("below", "party") == "below:party"
    assert rules.rule_in_words("below:party") == "Tất cả đơn vị cấp dưới – Đảng"
    assert (
        rules.rule_in_words(rules.rule_text("below", "", "Quận A: cũ"))
        == "Tất cả đơn vị cấp dưới – Quận A: cũ"
    )
    assert rules.rule_in_words("") == "Chọn từng đơn vị"


def test_of_several_copies_the_one_that_still_waits_stands_for_all() -> None:
    assert rules.joined([State.COMPLETED, State.ARRIVED, State.RECEIVED]) == State.ARRIVED
    assert rules.joined([State.COMPLETED, State.RECEIVED]) == State.RECEIVED


def test_every_state_of_a_copy_has_its_place_in_the_order() -> None:
    assert {rules.joined([state]) for state in State} == set(State)
