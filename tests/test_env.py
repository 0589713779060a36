"""Settings from the environment: what is no number is said, not tripped over."""

import pytest

from config import env


@pytest.mark.parametrize("text", ["²", "x", "-1", "1.5", "", "70000"])
def test_what_is_no_whole_number_within_bounds_is_refused_in_words(monkeypatch, text):
    monkeypatch.setenv("LOA_TEST_PORT", text)
    with pytest.raises(env.WrongSetting, match="whole number"):
        env.number("LOA_TEST_PORT", 1, most=65535)


def test_a_number_is_read_and_its_default_holds_without_one(monkeypatch):
    monkeypatch.setenv("LOA_TEST_PORT", "8000")
    assert env.number("LOA_TEST_PORT", 1) == 8000
    monkeypatch.delenv("LOA_TEST_PORT")
    assert env.number("LOA_TEST_PORT", 1) == 1
