"""Two texts side by side: the engine is asked once, one comparison at a time; shared passages cost no more than length."""

from __future__ import annotations

import json
import subprocess

import pytest

from loa.press import comparing
from loa.press.rules.why import shared_runs

pytestmark = pytest.mark.django_db

ASKED = {
    "id": "1",
    "title": "Tin",
    "text": "chữ " * 40_000,
    "published_at": "2021-01-01T00:00:00+07:00",
    "source": "1",
}
SAID = {"verdict": "new", "why": "", "both": 0, "of_new": 0, "of_old": 0, "score": None, "figures_differ": False, "same_reprints": False, "same_story": False}  # fmt: skip


@pytest.fixture
def engine(monkeypatch, settings, tmp_path):
    """Stand in for the engine's process; say what it was given."""
    given = []

    def run(*args, **options):
        given.append(options["input"])
        return subprocess.CompletedProcess(args, 0, json.dumps(SAID), "")

    settings.HOME = tmp_path
    monkeypatch.setattr(subprocess, "run", run)
    return given


def test_two_texts_are_compared_once_and_cut(engine):
    first, second = ASKED | {"id": "once"}, ASKED | {"id": "2"}
    assert comparing.compare(first, second) == comparing.compare(first, second) == comparing.Verdict(**SAID)
    assert len(engine) == 1
    assert len(engine[0]) < 3 * comparing.MOST_LETTERS * 4


def test_while_one_comparison_runs_another_one_is_told_to_come_back(engine, monkeypatch):
    monkeypatch.setattr(comparing, "PATIENCE", 0)
    with comparing._turn() as is_ours:
        assert is_ours
        assert comparing.compare(ASKED | {"id": "busy"}, ASKED) is None
    assert comparing.compare(ASKED | {"id": "busy"}, ASKED)
    assert len(engine) == 1


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
