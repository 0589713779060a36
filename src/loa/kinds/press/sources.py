"""Newsrooms as receivers: who chose areas, topics and a language that a release has, and where each is written to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy

from loa.channels.base import KeyRange, Rule
from loa.channels.ranges import count_of, ranges_of
from loa.journal.keyring import keyring
from loa.kinds.press import vault
from loa.kinds.press.models import Newsroom
from loa.lib.clock import HANOI
from loa.units.models import AreaVersion
from loa.units.versions import latest, under

# A newsroom is meant when it stood and chose so at the moment. One that stopped since comes out as suppressed.
_MEANT = """
    SELECT newsroom.id AS receiver, 0::bigint AS area_id
    FROM pressroom_newsroom newsroom JOIN pressroom_choice choice ON choice.newsroom_id = newsroom.id
    WHERE newsroom.account_id = %s AND newsroom.opened_at <= %s
      AND (newsroom.stopped_at IS NULL OR newsroom.stopped_at > %s)
      AND choice.since <= %s AND (choice.until IS NULL OR choice.until > %s)
      AND (choice.areas = '{}' OR choice.areas && %s::varchar[])
      AND (%s OR choice.language = ANY(%s))
      AND (%s OR choice.topics = '{}' OR choice.topics && %s::varchar[])
"""


class NewsroomSource:
    """The newsrooms of an account that the rule means.

    The rule: {"account": id, "areas": [codes], "languages": [...], "topics": [...]}; a missing or empty language or
    topic list means any, a missing or empty area list means only those who take every area.
    """

    key = "newsrooms.press"
    label = gettext_lazy("Tòa soạn báo chí")
    of_account: ClassVar[bool] = True

    def count(self, rule: Rule, as_of: datetime) -> int:
        """Return how many newsrooms the rule means."""
        return count_of(*_meant(rule, as_of))

    def plan(self, rule: Rule, as_of: datetime, *, size: int = 1000) -> list[KeyRange]:
        """Return disjoint ranges of at most `size` newsrooms, in order."""
        return ranges_of(*_meant(rule, as_of), size)

    def expand_sql(self, rule: Rule, as_of: datetime, low: int, high: int) -> tuple[str, list[Any]]:
        """Return the SELECT of `receiver, area_id` for one range, by receiver."""
        sql, places = _meant(rule, as_of)
        return f"{sql} AND newsroom.id BETWEEN %s AND %s ORDER BY newsroom.id", [*places, low, high]

    def addresses(self, receivers: Iterable[int]) -> dict[int, str]:
        """Return each editorial address, opened now."""
        ring = keyring()
        rows = Newsroom.objects.filter(pk__in=list(receivers)).values_list("pk", "address")
        return {pk: vault.unseal(pk, token, ring) for pk, token in rows}

    def suppressed(self, receivers: Iterable[int]) -> set[int]:
        """Return those that stopped, by themselves or by an officer."""
        stopped = Newsroom.objects.filter(pk__in=list(receivers), stopped_at__isnull=False)
        return set(stopped.values_list("pk", flat=True))


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
