"""Which posts the claims of a sign-in provider stand for, by a mapping that an administrator wrote.

It knows neither people nor bodies of the database: a body is a code here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from loa.units.models import Role
from loa.units.permissions import Permission
from loa.units.rules.roles import permissions_of

LONGEST_CLAIM = 200
_OVER_PEOPLE = frozenset({Permission.PEOPLE_CONFIRM, Permission.PEOPLE_MANAGE})


class BadClaimMap(ValueError):
    """The mapping cannot be read; the message says where and what is wanted."""


@dataclass(frozen=True, slots=True)
class ClaimRule:
    """One value of the claim and the post it stands for."""

    value: str
    body: str
    role: Role
    title: str


@dataclass(frozen=True, slots=True)
class ClaimMap:
    """Where the values stand in the claims (a dotted path) and what each stands for."""

    claim: str
    rules: tuple[ClaimRule, ...]


@dataclass(frozen=True, slots=True)
class Claimed:
    """What claims come to: the rules that fit, each post once, and the values that no rule knows."""

    posts: tuple[ClaimRule, ...]
    unknown: tuple[str, ...]


def default_roles() -> frozenset[Role]:
    """Return the roles that claims may give unless the mapping names others: none with a right over people."""
    return frozenset(role for role in Role if _OVER_PEOPLE.isdisjoint(permissions_of(role)))


def read_map(given: Mapping[str, Any]) -> ClaimMap:
    """Return the mapping from its file's content.

    Raises:
        BadClaimMap: for a role outside the allowed ones, or anything that is missing or unknown.

    """
    if unknown := set(given) - {"claim", "allow", "post"}:
        raise BadClaimMap(f"unknown: {', '.join(sorted(unknown))}; known are claim, allow, post")
    claim, rows = given.get("claim"), given.get("post")
    if not isinstance(claim, str) or not claim:
        raise BadClaimMap('claim: name the claim that holds the groups, such as "groups"')
    if not isinstance(rows, list) or not rows:
        raise BadClaimMap("post: write at least one [[post]] with value, body, role and title")
    allowed = _allowed(given.get("allow"))
    return ClaimMap(claim, tuple(_rule(place, row, allowed) for place, row in enumerate(rows, start=1)))


def posts_of(claims: Mapping[str, Any], known: ClaimMap) -> Claimed:
    """Return which posts the claims stand for; of two values for one post the first in the mapping counts."""
    held = _values(claims, known.claim)
    fitting: dict[tuple[str, Role], ClaimRule] = {}
    for rule in known.rules:
        if rule.value in held:
            fitting.setdefault((rule.body, rule.role), rule)
    values = {rule.value for rule in known.rules}
    return Claimed(tuple(fitting.values()), tuple(value for value in held if value not in values))


def _values(claims: Mapping[str, Any], path: str) -> list[str]:
    """Return the values at a dotted path: a list of texts, or one text; a name with dots in it counts as it is."""
    found: Any = claims.get(path)
    if found is None:
        found = claims
        for part in path.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
    several = found if isinstance(found, list) else [found]
    return list(dict.fromkeys(value for value in several if isinstance(value, str) and value))


def _allowed(given: object) -> frozenset[Role]:
    if given is None:
        return default_roles()
    if not isinstance(given, list) or not all(role in Role.values for role in given):
        raise BadClaimMap(f"allow: a list of roles out of {', '.join(Role.values)}")
    return frozenset(Role(role) for role in given)


def _rule(place: int, row: object, allowed: frozenset[Role]) -> ClaimRule:
    names = ("value", "body", "role", "title")
    if not isinstance(row, dict) or set(row) != set(names):
        raise BadClaimMap(f"post {place}: give exactly value, body, role and title")
    texts = {name: row[name] for name in names}
    if not all(isinstance(text, str) and text.strip() for text in texts.values()):
        raise BadClaimMap(f"post {place}: value, body, role and title are texts")
    if len(texts["value"]) > LONGEST_CLAIM or len(texts["title"]) > 120:
        raise BadClaimMap(f"post {place}: value has at most {LONGEST_CLAIM} characters, title at most 120")
    if texts["role"] not in {role.value for role in allowed}:
        raise BadClaimMap(
            f"post {place}: role {texts['role']} is not allowed; "
            f"allowed are {', '.join(sorted(allowed))} (set allow to change this)"
        )
    return ClaimRule(texts["value"], texts["body"], Role(texts["role"]), texts["title"])
