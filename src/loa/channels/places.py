"""Receivers of kinds that write to nobody: the one place of an account where everybody may read (a page, a feed)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.utils.functional import Promise

from loa.channels.base import KeyRange, Rule
from loa.channels.models import Account, AccountState

_BITS = 4  # of a receiver's number, for the language


class OwnPlace:
    """The place of an account, once for every language: what stands there in two languages is two deliveries.

    The rule: {"account": id, "language": "vi"}. A receiver's number is the account's and the place of the language in
    settings.LANGUAGES, where a new language is added at the end.
    """

    of_account: ClassVar[bool] = True

    def __init__(self, key: str, kind: str, label: str | Promise) -> None:
        self.key = key
        self.kind = kind
        self.label = label

    def count(self, rule: Rule, as_of: datetime) -> int:
        """Return 1 when the account is in use, else 0."""
        del as_of
        asked = int(rule.get("account", 0))
        return Account.objects.filter(pk=asked, kind=self.kind, state=AccountState.ACTIVE).count()

    def plan(self, rule: Rule, as_of: datetime, *, size: int = 1000) -> list[KeyRange]:
        """Return the one range of one receiver."""
        del size
        place = _number(rule)
        return [KeyRange(place, place, 1)] if self.count(rule, as_of) else []

    def expand_sql(self, rule: Rule, as_of: datetime, low: int, high: int) -> tuple[str, list[Any]]:
        """Return the one row."""
        del as_of
        place = _number(rule)
        sql = "SELECT %s::bigint AS receiver, 0::bigint AS area_id WHERE %s BETWEEN %s AND %s"
        return sql, [place, place, low, high]

    def addresses(self, receivers: Iterable[int]) -> dict[int, str]:
        """Return the place's own name; nobody is written to."""
        return {receiver: f"{self.kind}:{receiver >> _BITS}" for receiver in receivers}

    def suppressed(self, receivers: Iterable[int]) -> set[int]:
        """Return nothing: a public place cannot ask to be spared."""
        del receivers
        return set()


def _number(rule: Rule) -> int:
    languages = [code for code, _name in settings.LANGUAGES]
    return int(rule.get("account", 0)) << _BITS | languages.index(rule.get("language", languages[0]))
