"""Subscribers as receivers: the ledger asks how many a rule means, and expands them inside the database."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from loa.audience import vault
from loa.audience.models import Contact, ContactKind, Suppression
from loa.channels.base import KeyRange, Rule
from loa.channels.ranges import count_of, ranges_of
from loa.lib.clock import HANOI
from loa.units.models import AreaVersion
from loa.units.versions import latest, under

# A receiver is meant when a subscription of theirs lies on or below an area of the rule, in a language of the
# rule, with a topic in common (no topics on either side: all). Who had stopped by the moment is not meant.
_MEANT = """
    SELECT DISTINCT ON (contact.id) contact.id AS receiver, subscription.area_id AS area_id
    FROM audience_contact contact
    JOIN audience_subscriber subscriber ON subscriber.id = contact.subscriber_id
    JOIN audience_subscription subscription ON subscription.subscriber_id = subscriber.id
    WHERE contact.kind = %s AND contact.confirmed_at <= %s
      AND (subscriber.stopped_at IS NULL OR subscriber.stopped_at > %s)
      AND subscription.since <= %s AND (subscription.until IS NULL OR subscription.until > %s)
      AND subscription.area_id = ANY(%s)
      AND (%s OR subscriber.language = ANY(%s))
      AND (%s OR subscription.topics = '{}' OR subscription.topics && %s::varchar[])
"""


class SubscriberSource:
    """Everyone who confirmed a contact of one kind and whom the rule means.

    The rule: {"areas": [codes], "languages": [...], "topics": [...]}; a missing or empty language or topic list
    means any, a missing or empty area list means nobody.
    """

    def __init__(self, kind: ContactKind) -> None:
        self.kind = kind
        self.key = f"subscribers.{kind.value}"
        self.label = _("Người đăng ký nhận tin")

    def count(self, rule: Rule, as_of: datetime) -> int:
        """Return how many receivers the rule means."""
        return count_of(*self._meant(rule, as_of))

    def plan(self, rule: Rule, as_of: datetime, *, size: int = 1000) -> list[KeyRange]:
        """Return disjoint ranges of at most `size` receivers, in order."""
        return ranges_of(*self._meant(rule, as_of), size)

    def expand_sql(self, rule: Rule, as_of: datetime, low: int, high: int) -> tuple[str, list[Any]]:
        """Return the SELECT of `receiver, area_id` for one range, by receiver."""
        sql, places = self._meant(rule, as_of)
        ranged = f"{sql} AND contact.id BETWEEN %s AND %s ORDER BY contact.id, subscription.area_id"
        return f"SELECT receiver, area_id FROM ({ranged}) meant ORDER BY receiver", [*places, low, high]  # noqa: S608

    def addresses(self, receivers: Iterable[int]) -> dict[int, str]:
        """Return each address, decrypted now; erased receivers are left out."""
        rows = Contact.objects.filter(pk__in=list(receivers), kind=self.kind).values_list(
            "pk", "subscriber_id", "subscriber__key", "value"
        )
        return {pk: vault.unseal(key, subscriber, value) for pk, subscriber, key, value in rows}

    def suppressed(self, receivers: Iterable[int]) -> set[int]:
        """Return those who stopped, bounced, complained or were erased since the list was frozen."""
        asked = set(receivers)
        live = Contact.objects.filter(
            pk__in=asked, subscriber__stopped_at__isnull=True, confirmed_at__isnull=False
        )
        blocked = Suppression.objects.filter(kind=self.kind).values("lookup")
        return asked - set(live.exclude(lookup__in=blocked).values_list("pk", flat=True))

    def _meant(self, rule: Rule, as_of: datetime) -> tuple[str, list[Any]]:
        languages, topics = list(rule.get("languages", ())), list(rule.get("topics", ()))
        areas = _areas_below(rule.get("areas", ()), as_of)
        places = [self.kind.value, *[as_of] * 4, areas, not languages, languages, not topics, topics]
        return _MEANT, places


def _areas_below(codes: Iterable[str], as_of: datetime) -> list[int]:
    """Return the ids of the areas named and of all below them, abolished ones by their last place."""
    versions = latest(AreaVersion, as_of.astimezone(HANOI).date())
    paths = versions.filter(area__code__in=list(codes)).values_list("path", flat=True)
    return list(versions.filter(under(paths)).order_by("area_id").values_list("area_id", flat=True))
