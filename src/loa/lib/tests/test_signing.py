"""Signatures: over the same value always the same bytes, and nothing else passes."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loa.lib.canonical import canonical
from loa.lib.ids import digest, new_id
from loa.lib.signing import BadSignature, SigningKey, verify, verify_key, verify_value

scalars = st.none() | st.booleans() | st.integers() | st.text()
values = st.recursive(
    scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=10
)


@pytest.fixture(scope="module")
def key() -> SigningKey:
    return SigningKey.generate("hn-1")


@given(value=values)
def test_it_verifies_what_it_signed_and_names_the_key(key: SigningKey, value: object) -> None:
    assert verify_value({"hn-1": key.public()}, value, key.sign_value(value)) == "hn-1"


def test_it_refuses_a_changed_text_an_unknown_key_and_a_foreign_signature(key: SigningKey) -> None:
    keys = {"hn-1": key.public()}
    signature = key.sign(b"tin")
    stranger = SigningKey.generate("hn-1")
    for data, signed in [
        (b"tim", signature),
        (b"tin", "hn-2" + signature[4:]),
        (b"tin", stranger.sign(b"tin")),
    ]:
        with pytest.raises(BadSignature):
            verify(keys, data, signed)


@pytest.mark.parametrize("signature", ["", ":", "hn-1:", "hn-1:!!!", "hn-1:AAAA", "không"])
def test_it_refuses_a_malformed_signature(key: SigningKey, signature: str) -> None:
    with pytest.raises(BadSignature):
        verify({"hn-1": key.public()}, b"tin", signature)


def test_it_reads_a_public_key_back_from_text(key: SigningKey) -> None:
    assert verify_key("hn-1", key.public().text()) == key.public()
    with pytest.raises(BadSignature):
        verify_key("hn-1", "AAAA")


def test_a_key_does_not_show_its_seed(key: SigningKey) -> None:
    assert repr(key.seed) not in repr(key)


def test_it_writes_one_form_whatever_the_order() -> None:
    assert canonical({"b": [1, "ế"], "a": None}) == '{"a":null,"b":[1,"ế"]}'.encode()
    assert canonical({"b": 1, "a": 2}) == canonical({"a": 2, "b": 1})


def test_it_writes_days_times_ids_and_decimals_as_text() -> None:
    moment = datetime(2026, 1, 5, 3, 0, tzinfo=UTC)
    value = {"d": date(2026, 1, 5), "m": moment, "u": UUID(int=1), "n": Decimal("1.50")}
    assert canonical(value) == (
        b'{"d":"2026-01-05","m":"2026-01-05T03:00:00Z","n":"1.50","u":"00000000-0000-0000-0000-000000000001"}'
    )


@pytest.mark.parametrize(
    "value", [1.5, {1, 2}, datetime.fromisoformat("2026-01-05T03:00"), {1: "a"}, b"x", object()]
)
def test_it_refuses_values_without_one_written_form(value: object) -> None:
    with pytest.raises(TypeError):
        canonical(value)


def test_the_digest_follows_the_value_not_its_order() -> None:
    assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})
    assert len(digest([])) == 64


def test_new_ids_are_version_7_distinct_and_sort_by_time() -> None:
    made = [new_id() for _ in range(1000)]
    assert {i.version for i in made} == {7}
    assert len(set(made)) == 1000
    assert [i.int >> 80 for i in made] == sorted(i.int >> 80 for i in made)
