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
from loa.units.territory import PLACES, columns, places_meant

# A receiver is meant when a subscription of theirs lies on or below an area of the rule on that day, whatever its
# area was called when it was picked, in a language of the rule, with a topic in common (no topics on either side:
# all). Who had stopped by the moment is not meant.
_MEANT = f"""
    SELECT DISTINCT ON (contact.id) contact.id AS receiver, place.today_id AS area_id
    FROM audience_contact contact
    JOIN audience_subscriber subscriber ON subscriber.id = contact.subscriber_id
    JOIN audience_subscription subscription ON subscription.subscriber_id = subscriber.id
    JOIN {PLACES} ON subscription.area_id = place.area_id
      AND subscription.since >= place.since AND subscription.since < place.before
    WHERE contact.kind = %s AND contact.confirmed_at <= %s
      AND (subscriber.stopped_at IS NULL OR subscriber.stopped_at > %s)
      AND subscription.since <= %s AND (subscription.until IS NULL OR subscription.until > %s)
      AND (%s OR subscriber.language = ANY(%s))
      AND (%s OR subscription.topics = '{{}}' OR subscription.topics && %s::varchar[])
"""  # noqa: S608  a constant with places


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
        ranged = f"{sql} AND contact.id BETWEEN %s AND %s ORDER BY contact.id, place.today_id"
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
        places = columns(places_meant(rule.get("areas", ()), as_of.astimezone(HANOI).date()))
        return _MEANT, [*places, self.kind.value, *[as_of] * 4, not languages, languages, not topics, topics]
