"""Endpoints as receivers: who chose areas, topics and a language that a bulletin has, and how each is addressed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar, Self

from django.utils.translation import gettext_lazy

from loa.channels.base import KeyRange, Rule
from loa.channels.ranges import count_of, ranges_of
from loa.journal.keyring import keyring
from loa.kinds.webhook import vault
from loa.kinds.webhook.models import Endpoint
from loa.lib import clock
from loa.lib.clock import HANOI
from loa.lib.crypt import Keyring
from loa.units.models import AreaVersion
from loa.units.versions import latest, under

# An endpoint is meant when it stood and chose so at the moment. A paused one is meant too and comes out as suppressed.
_MEANT = """
    SELECT endpoint.id AS receiver, 0::bigint AS area_id
    FROM webhook_endpoint endpoint JOIN webhook_choice choice ON choice.endpoint_id = endpoint.id
    WHERE endpoint.account_id = %s AND endpoint.opened_at <= %s
      AND (endpoint.closed_at IS NULL OR endpoint.closed_at > %s)
      AND choice.since <= %s AND (choice.until IS NULL OR choice.until > %s)
      AND (choice.areas = '{}' OR choice.areas && %s::varchar[])
      AND (%s OR choice.language = ANY(%s))
      AND (%s OR choice.topics = '{}' OR choice.topics && %s::varchar[])
"""


class Address(str):
    """The URL of an endpoint, with what a call to it needs: the keys that sign, the newest first, and its bad days."""

    __slots__ = ("failing_since", "keys")

    keys: tuple[bytes, ...]
    failing_since: datetime | None

    def __new__(cls, url: str, keys: tuple[bytes, ...], failing_since: datetime | None = None) -> Self:
        made = super().__new__(cls, url)
        made.keys, made.failing_since = keys, failing_since
        return made


class EndpointSource:
    """The endpoints of an account that the rule means.

    The rule: {"account": id, "areas": [codes], "languages": [...], "topics": [...]}; a missing or empty language or
    topic list means any, a missing or empty area list means only those who take every area.
    """

    key = "endpoints.webhook"
    label = gettext_lazy("Hệ thống nhận tin qua webhook")
    of_account: ClassVar[bool] = True

    def count(self, rule: Rule, as_of: datetime) -> int:
        """Return how many endpoints the rule means."""
        return count_of(*_meant(rule, as_of))

    def plan(self, rule: Rule, as_of: datetime, *, size: int = 1000) -> list[KeyRange]:
        """Return disjoint ranges of at most `size` endpoints, in order."""
        return ranges_of(*_meant(rule, as_of), size)

    def expand_sql(self, rule: Rule, as_of: datetime, low: int, high: int) -> tuple[str, list[Any]]:
        """Return the SELECT of `receiver, area_id` for one range, by receiver."""
        sql, places = _meant(rule, as_of)
        return f"{sql} AND endpoint.id BETWEEN %s AND %s ORDER BY endpoint.id", [*places, low, high]

    def addresses(self, receivers: Iterable[int]) -> dict[int, str]:
        """Return each address with its keys opened now; closed endpoints are left out."""
        rows = list(Endpoint.objects.filter(pk__in=list(receivers), closed_at__isnull=True))
        ring, now = keyring(), clock.now()
        return {row.pk: address_of(row, ring, now) for row in rows}

    def suppressed(self, receivers: Iterable[int]) -> set[int]:
        """Return those that were paused or closed."""
        asked = set(receivers)
        ready = Endpoint.objects.filter(pk__in=asked, closed_at__isnull=True, paused_at__isnull=True)
        return asked - set(ready.values_list("pk", flat=True))


def address_of(endpoint: Endpoint, ring: Keyring | None = None, now: datetime | None = None) -> Address:
    """Return where and how to call an endpoint; the old secret signs too while its time lasts."""
    until = endpoint.old_secret_until
    old = endpoint.old_secret if until and until > (now or clock.now()) else ""
    keys = vault.open_keys(ring or keyring(), endpoint.pk, endpoint.secret, old)
    return Address(endpoint.url, keys, endpoint.failing_since)


def _meant(rule: Rule, as_of: datetime) -> tuple[str, list[Any]]:
    languages, topics = list(rule.get("languages", ())), list(rule.get("topics", ()))
    areas = _areas_around(rule.get("areas", ()), as_of)
    places = [rule.get("account", 0), *[as_of] * 4, areas, not languages, languages, not topics, topics]
    return _MEANT, places


def _areas_around(codes: Iterable[str], as_of: datetime) -> list[str]:
    """Return the codes of the areas named, of all below them and of all above: who takes the city takes its wards."""
    versions = latest(AreaVersion, as_of.astimezone(HANOI).date())
    paths = list(versions.filter(area__code__in=list(codes)).values_list("path", flat=True))
    below = versions.filter(under(paths)).values_list("area__code", flat=True)
    return sorted({*below, *(code for path in paths for code in path.split("/"))})
