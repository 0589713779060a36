"""What a mapping of claims to posts may say, and what comes of claims."""

from __future__ import annotations

from typing import Any

import pytest

from loa.units.models import Role
from loa.units.rules.claims import BadClaimMap, default_roles, posts_of, read_map

EDITS = {"value": "p/bien-tap", "body": "P1", "role": "editor", "title": "Biên tập viên"}
SIGNS = {"value": "p/duyet", "body": "P1", "role": "approver", "title": "Phó Chủ tịch"}


def mapping(*rows: dict[str, Any], claim: str = "groups", **more: Any) -> dict[str, Any]:
    return {"claim": claim, "post": list(rows), **more}


def test_each_value_that_a_rule_knows_is_a_post_and_the_others_are_named() -> None:
    found = posts_of(
        {"groups": ["khac", "p/duyet", "p/bien-tap", "p/duyet"]}, read_map(mapping(EDITS, SIGNS))
    )
    assert [(post.body, post.role) for post in found.posts] == [("P1", Role.EDITOR), ("P1", Role.APPROVER)]
    assert found.unknown == ("khac",)


@pytest.mark.parametrize(
    ("claim", "claims"),
    [
        ("realm_access.roles", {"realm_access": {"roles": ["p/duyet"]}}),
        ("https://ha-noi.vn/nhom", {"https://ha-noi.vn/nhom": ["p/duyet"]}),
        ("unit", {"unit": "p/duyet"}),
    ],
)
def test_the_claim_may_lie_deeper_or_be_one_text(claim: str, claims: dict[str, Any]) -> None:
    assert len(posts_of(claims, read_map(mapping(SIGNS, claim=claim))).posts) == 1


@pytest.mark.parametrize(
    "claims", [{}, {"groups": None}, {"groups": 7}, {"groups": [{"name": "p/duyet"}, ""]}]
)
def test_claims_of_another_shape_give_no_post(claims: dict[str, Any]) -> None:
    assert posts_of(claims, read_map(mapping(SIGNS))).posts == ()


def test_two_values_for_one_post_give_it_once() -> None:
    rows = [EDITS, EDITS | {"value": "p/tin-bai"}]
    found = posts_of({"groups": ["p/tin-bai", "p/bien-tap"]}, read_map(mapping(*rows)))
    assert [post.value for post in found.posts] == ["p/bien-tap"]


def test_no_right_over_people_comes_by_claims_unless_it_is_named() -> None:
    assert {Role.ADMINISTRATOR, Role.LEADER}.isdisjoint(default_roles())
    admin = EDITS | {"role": "administrator"}
    with pytest.raises(BadClaimMap, match="role administrator is not allowed"):
        read_map(mapping(admin))
    assert read_map(mapping(admin, allow=["administrator"])).rules[0].role == Role.ADMINISTRATOR


def test_a_named_list_also_narrows() -> None:
    with pytest.raises(BadClaimMap, match="post 2: role approver"):
        read_map(mapping(EDITS, SIGNS, allow=["editor"]))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "claim:"),
        ({"claim": "groups"}, "post:"),
        ({"claim": "groups", "post": []}, "post:"),
        (mapping(EDITS, extra=1), "unknown: extra"),
        (mapping(EDITS, allow=["boss"]), "allow:"),
        (mapping({"value": "x"}), "post 1: give exactly"),
        (mapping(EDITS | {"title": " "}), "post 1: value, body"),
        (mapping(EDITS | {"value": "x" * 201}), "at most 200"),
        (mapping(EDITS | {"role": "boss"}), "role boss"),
    ],
)
def test_a_wrong_mapping_is_refused_with_the_place(given: dict[str, Any], said: str) -> None:
    with pytest.raises(BadClaimMap, match=said):
        read_map(given)
