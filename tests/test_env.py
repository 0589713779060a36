"""Settings from the environment: what is no number is said, not tripped over."""

import os
from pathlib import Path

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


@pytest.mark.parametrize(
    "value", ["https://id.example.vn/realms/ha-noi", "http://127.0.0.1:8080/x", "http://localhost/", ""]
)
def test_a_sign_in_provider_speaks_tls_or_stands_on_this_machine(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("LOA_OIDC_ISSUER", value)
    assert env.issuer("LOA_OIDC_ISSUER") == value


@pytest.mark.parametrize(
    "value", ["http://id.example.vn", "id.example.vn", "https://", "https://id.example.vn/?a=1"]
)
def test_any_other_sign_in_provider_stops_the_start(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("LOA_OIDC_ISSUER", value)
    with pytest.raises(env.WrongSetting, match="LOA_OIDC_ISSUER"):
        env.issuer("LOA_OIDC_ISSUER")


def test_a_secret_comes_from_the_variable_the_named_file_or_the_home(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    kept, named = tmp_path / "kept", tmp_path / "named"
    kept.write_text("of the home\n")
    named.write_text("of the file\n")
    assert env.secret("LOA_X", kept) == "of the home"
    monkeypatch.setenv("LOA_X_FILE", str(named))
    assert env.secret("LOA_X", kept) == "of the file"
    monkeypatch.setenv("LOA_X", "given")
    assert env.secret("LOA_X", kept) == "given"


def test_there_are_as_many_cores_as_this_process_may_use():
    allowed = os.sched_getaffinity(0)
    assert env.cores() == len(allowed)
    os.sched_setaffinity(0, {min(allowed)})
    try:
        assert env.cores() == 1
    finally:
        os.sched_setaffinity(0, allowed)
