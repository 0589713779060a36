"""The keyring: what is sealed opens only with its key, for its row, untouched."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loa.lib.crypt import DATA, LOOKUP, SIGN, KeyFileError, KeyMissing, Keyring, RecordKey, Tampered

RING = Keyring.generate()


@given(st.text(), st.text(max_size=20))
def test_it_opens_what_it_sealed_for_the_same_row(text: str, about: str) -> None:
    token = RING.encrypt(text, about=about)
    assert token.startswith("k1:")
    assert RING.decrypt(token, about=about) == text


def test_the_same_text_is_never_sealed_alike_twice() -> None:
    assert RING.encrypt("0912345678", about="1") != RING.encrypt("0912345678", about="1")


@pytest.mark.fault("A22")
def test_it_refuses_a_value_moved_to_another_row() -> None:
    token = RING.encrypt("0912345678", about="contact:1")
    with pytest.raises(Tampered):
        RING.decrypt(token, about="contact:2")


@given(st.data())
def test_it_refuses_a_value_with_any_character_changed(data: st.DataObject) -> None:
    token = RING.encrypt("Nguyễn Văn A", about="1")
    place = data.draw(st.integers(3, len(token) - 2))
    other = "A" if token[place] != "A" else "B"
    with pytest.raises(Tampered):
        RING.decrypt(token[:place] + other + token[place + 1 :], about="1")


@pytest.mark.parametrize("token", ["", "k1", "k1:", "k1:%%%", "k1:QUJD", "k1:é"])
def test_it_refuses_a_malformed_value(token: str) -> None:
    with pytest.raises(Tampered):
        RING.decrypt(token, about="1")


def test_it_names_the_key_that_is_missing() -> None:
    token = RING.with_new_key(DATA).encrypt("x", about="1")
    with pytest.raises(KeyMissing) as caught:
        RING.decrypt(token, about="1")
    assert caught.value.facts == {"key_id": "k2"}
    assert RING.missing(["k2", "k1", "h9"]) == ["h9", "k2"]


def test_rotation_moves_old_values_to_the_new_key_and_leaves_new_ones() -> None:
    old = RING.encrypt("x", about="1")
    newer = RING.with_new_key(DATA)
    assert newer.needs_rotation(old)
    moved = newer.reencrypt(old, about="1")
    assert moved.startswith("k2:")
    assert not newer.needs_rotation(moved)
    assert newer.reencrypt(moved, about="1") == moved
    assert newer.decrypt(old, about="1") == newer.decrypt(moved, about="1") == "x"


def test_look_ups_meet_for_equal_values_of_the_same_field_only() -> None:
    assert RING.lookup("0912345678", field="phone") == RING.lookup("0912345678", field="phone")
    assert RING.lookup("0912345678", field="phone") != RING.lookup("0912345678", field="id")
    assert RING.lookup("0912345678", field="phone") != RING.lookup("0912345679", field="phone")


def test_look_ups_under_an_old_key_are_still_found_while_keys_rotate() -> None:
    old = RING.lookup("a@b.vn", field="email")
    newer = RING.with_new_key(LOOKUP)
    assert newer.lookup_all("a@b.vn", field="email") == [newer.lookup("a@b.vn", field="email"), old]
    assert newer.needs_rotation(old)


def test_destroying_a_records_key_destroys_its_data_only() -> None:
    first, second = RecordKey.generate(), RecordKey.generate()
    wrapped = RING.wrap_key(first, about="person:1")
    token = first.encrypt("phản ánh", about="note:7")
    assert RING.unwrap_key(wrapped, about="person:1").decrypt(token, about="note:7") == "phản ánh"
    with pytest.raises(Tampered):
        second.decrypt(token, about="note:7")
    with pytest.raises(Tampered):
        RING.unwrap_key(wrapped, about="person:2")


def test_a_wrapped_key_cannot_be_opened_as_a_value() -> None:
    wrapped = RING.wrap_key(RecordKey.generate(), about="1")
    with pytest.raises(Tampered):
        RING.decrypt(wrapped, about="1")


def test_wrapped_keys_rotate() -> None:
    key = RecordKey.generate()
    wrapped = RING.wrap_key(key, about="1")
    newer = RING.with_new_key(DATA)
    moved = newer.rewrap_key(wrapped, about="1")
    assert moved.startswith("k2:")
    assert newer.unwrap_key(moved, about="1").raw == key.raw


def test_a_dropped_key_makes_its_values_unreadable() -> None:
    token = RING.encrypt("x", about="1")
    with pytest.raises(KeyMissing):
        RING.without("k1").decrypt(token, about="1")
    with pytest.raises(KeyMissing, match="data"):
        RING.without("k1").encrypt("x", about="1")


def test_keys_do_not_show_in_repr() -> None:
    secret = json.loads(RING.text())["keys"][0]["key"]
    assert secret not in repr(RING)
    assert repr(RING) == "Keyring(k1, h1, s1)"
    assert repr(RecordKey.generate()) == "RecordKey(…)"


def test_it_signs_with_the_newest_key_and_verifies_with_all() -> None:
    newer = RING.with_new_key(SIGN)
    assert newer.signing_key().id == "s2"
    assert set(newer.verify_keys()) == {"s1", "s2"}


def test_a_saved_file_is_private_and_reads_back(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    RING.save(str(path))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    again = Keyring.load(str(path))
    assert again.decrypt(RING.encrypt("x", about="1"), about="1") == "x"
    assert list(tmp_path.iterdir()) == [path]


def test_it_reads_the_environment_before_the_file() -> None:
    assert Keyring.load("/nowhere", env=RING.text()).ids() == {"k1", "h1", "s1"}


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_it_refuses_a_file_that_others_can_read_and_says_what_to_do(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "keys.json"
    RING.save(str(path))
    path.chmod(mode)
    with pytest.raises(KeyFileError, match=f"chmod 600 {path}"):
        Keyring.load(str(path))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        "null",
        '{"keys":[{}]}',
        '{"keys":[{"id":"k1","purpose":"x","created":"2026-01-01","key":""}]}',
    ],
)
def test_it_refuses_a_malformed_file(tmp_path: Path, text: str) -> None:
    path = tmp_path / "keys.json"
    path.write_text(text)
    path.chmod(0o600)
    with pytest.raises(KeyFileError, match="không đúng dạng"):
        Keyring.load(str(path))


def test_it_refuses_doubled_ids() -> None:
    entry = json.loads(RING.text())["keys"][0]
    with pytest.raises(KeyFileError, match="trùng mã"):
        Keyring.load(None, env=json.dumps({"keys": [entry, entry]}))


def test_it_says_when_no_keys_are_configured_or_the_file_is_gone(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match="Chưa khai báo khóa"):
        Keyring.load()
    with pytest.raises(KeyFileError, match="Không thấy tệp khóa"):
        Keyring.load(str(tmp_path / "none.json"))
    with pytest.raises(KeyFileError, match="Không ghi được"):
        RING.save(str(tmp_path / "none" / "keys.json"))
