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

_PICKED = f"""
    JOIN {PLACES} ON subscription.area_id = place.area_id
      AND subscription.since >= place.since AND subscription.since < place.before
    WHERE subscription.since <= %s AND (subscription.until IS NULL OR subscription.until > %s)
      AND (%s OR subscription.topics = '{{}}' OR subscription.topics && %s::varchar[])
"""

# A receiver is meant when a subscription of theirs lies on or below an area of the rule on that day, whatever its
# area was called when it was picked, in a language of the rule, with a topic in common (no topics on either side:
# all). Who had stopped by the moment, or whose address had bounced, is not meant.
_MEANT = f"""
    SELECT DISTINCT ON (contact.id) contact.id AS receiver, place.today_id AS area_id
    FROM audience_contact contact
    JOIN audience_subscriber subscriber ON subscriber.id = contact.subscriber_id
    JOIN audience_subscription subscription ON subscription.subscriber_id = subscriber.id
    {_PICKED}
      AND contact.kind = %s AND contact.confirmed_at <= %s
      AND (subscriber.stopped_at IS NULL OR subscriber.stopped_at > %s)
      AND (%s OR subscriber.language = ANY(%s))
      AND NOT EXISTS (SELECT FROM audience_suppression held
                      WHERE held.kind = contact.kind AND held.lookup = contact.lookup AND held.since <= %s)
"""  # noqa: S608  a constant with places

# Whom another account already reaches is left out.
_NOT_ELSEWHERE = f"""
      AND NOT EXISTS (SELECT FROM audience_subscription subscription {_PICKED}
                      AND subscription.subscriber_id = subscriber.id)
"""


class SubscriberSource:
    """Everyone who confirmed a contact of one kind and whom the rule means.

    The rule: {"areas": [codes], "languages": [...], "topics": [...], "elsewhere": [codes]}; a missing or empty language
    or topic list means any, a missing or empty area list means nobody. Whom a rule with the areas of `elsewhere` means
    is left out: another account writes to them.
    """

    once_for_all_accounts = True

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
        languages = list(rule.get("languages", ()))
        picked = _picked(rule, rule.get("areas", ()), as_of)
        values = [*picked, self.kind.value, as_of, as_of, not languages, languages, as_of]
        if elsewhere := rule.get("elsewhere"):
            return _MEANT + _NOT_ELSEWHERE, [*values, *_picked(rule, elsewhere, as_of)]
        return _MEANT, values


def _picked(rule: Rule, areas: Iterable[str], as_of: datetime) -> list[Any]:
    """Return the values of `_PICKED`."""
    topics = list(rule.get("topics", ()))
    places = columns(places_meant(areas, as_of.astimezone(HANOI).date()))
    return [*places, as_of, as_of, not topics, topics]
