"""Two texts side by side: shared passages cost no more than length."""

from __future__ import annotations

from loa.press.rules.why import shared_runs


class Counted(str):
    """A word that counts how often it is compared."""

    __slots__ = ()
    asked = 0

    def __eq__(self, other: object) -> bool:
        Counted.asked += 1
        return str.__eq__(self, other)

    __hash__ = str.__hash__


def test_a_text_made_to_be_hard_to_compare_costs_no_more_than_its_length():
    words = [Counted("a" if n % 7 else f"b{n % 3}") for n in range(1500)]
    runs = shared_runs(words, words[::-1])
    assert runs
    assert Counted.asked < 1500 * 8 * 8, "comparisons of two words"


def test_shared_runs_are_found_where_they_stand_the_longest_first_choice():
    assert shared_runs([*"xabcdefy"], [*"abcdezabcdef"]) == [(1, 6, 6)]
    assert shared_runs([*"xabc"], [*"abcdezabcdef"]) == []
