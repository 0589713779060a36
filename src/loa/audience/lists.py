"""What the room's screens count and list: areas with their receivers, totals, and rows without a clear address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.contrib.postgres.aggregates import StringAgg
from django.db import connection
from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Count,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Concat, TruncDate
from django.utils.translation import get_language, ngettext

from loa.audience import rules, vault
from loa.audience.models import Contact, ContactKind, Language, Subscriber, Subscription
from loa.audience.queries import has_bounced, in_reach, list_topics, visible_to
from loa.audience.sources import SubscriberSource
from loa.lib import clock
from loa.units import access
from loa.units.access import Who
from loa.units.models import AreaVersion, Topic
from loa.units.permissions import Permission
from loa.units.territory import PLACES, columns, places_today
from loa.units.totals import looked_up
from loa.units.versions import in_force, latest
from loa.web.formats import number_text

ACTIVE = Q(stopped_at__isnull=True, contacts__confirmed_at__isnull=False, is_bounced=False)
_PICKED = Q(subscriptions__until__isnull=True)


@dataclass(frozen=True)
class Totals:
    """How many subscribers the actor may count, each once."""

    active: int
    waiting: int
    stopped: int
    bounced: int
    languages: Mapping[str, int]
    topics: list[tuple[Topic, int]]


def totals(actor: Who) -> Totals:
    """Return the counts over everything in the actor's reach, in two queries; no topic picked means all of them."""
    topics = list(list_topics())
    any_topic = Q(subscriptions__topics=[])
    counts = {
        f"t_{n}": Count(
            "pk",
            filter=ACTIVE & _PICKED & (Q(subscriptions__topics__contains=[topic.code]) | any_topic),
            distinct=True,
        )
        for n, topic in enumerate(topics)
    }
    found = (
        visible_to(actor)
        .annotate(is_bounced=has_bounced())
        .aggregate(
            active=Count("pk", filter=ACTIVE, distinct=True),
            waiting=Count(
                "pk", filter=Q(stopped_at__isnull=True, contacts__confirmed_at__isnull=True), distinct=True
            ),
            stopped=Count("pk", filter=Q(stopped_at__isnull=False), distinct=True),
            bounced=Count("pk", filter=Q(stopped_at__isnull=True, is_bounced=True), distinct=True),
            **{
                f"l_{code}": Count("pk", filter=ACTIVE & Q(language=code), distinct=True) for code in Language
            },
            **counts,
        )
    )
    return Totals(
        active=found["active"],
        waiting=found["waiting"],
        stopped=found["stopped"],
        bounced=found["bounced"],
        languages={str(code.label): found[f"l_{code}"] for code in Language},
        topics=[(topic, found[f"t_{n}"]) for n, topic in enumerate(topics)],
    )


def areas_with_counts(actor: Who) -> QuerySet[AreaVersion]:
    """Return today's areas in reach with `receivers` and, by language, `in_vi` and `in_en`.

    Who picked an area that was merged or divided since counts where it lies today.
    """
    rows = _count_by_area()
    areas = access.areas_in_reach(actor, Permission.AUDIENCE_READ)
    return (
        in_force(AreaVersion, clock.today())
        .filter(area__in=areas)
        .select_related("area")
        .annotate(
            receivers=looked_up({area: everyone for area, everyone, _vi, _en in rows}),
            in_vi=looked_up({area: vi for area, _everyone, vi, _en in rows}),
            in_en=looked_up({area: en for area, _everyone, _vi, en in rows}),
        )
    )


_BY_AREA = f"""
    SELECT place.today_id, count(DISTINCT subscriber.id),
      count(DISTINCT subscriber.id) FILTER (WHERE subscriber.language = 'vi'),
      count(DISTINCT subscriber.id) FILTER (WHERE subscriber.language = 'en')
    FROM audience_subscription subscription
    JOIN audience_subscriber subscriber ON subscriber.id = subscription.subscriber_id
    JOIN {PLACES} ON subscription.area_id = place.area_id
      AND subscription.since >= place.since AND subscription.since < place.before
    WHERE subscription.until IS NULL AND subscriber.stopped_at IS NULL
      AND EXISTS (SELECT 1 FROM audience_contact contact
                  WHERE contact.subscriber_id = subscriber.id AND contact.confirmed_at IS NOT NULL
                    AND NOT EXISTS (SELECT FROM audience_suppression held
                                    WHERE held.kind = contact.kind AND held.lookup = contact.lookup))
    GROUP BY place.today_id
"""  # noqa: S608  a constant with places


def _count_by_area() -> list[tuple[int, int, int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(_BY_AREA, columns(places_today(clock.today())))
        return [(area, everyone, vi, en) for area, everyone, vi, en in cursor.fetchall()]


def count_subscriptions(actor: Who, until: date) -> dict[tuple[int, date], int]:
    """Return how many subscriptions held at the end of a day, by area and the day on which the area was picked.

    A subscriber who picked two areas counts in both, so that parts add up through every reform.
    """
    end = datetime.combine(until + timedelta(days=1), time(), tzinfo=clock.HANOI)
    held = Subscription.objects.filter(
        Q(until__isnull=True) | Q(until__gte=end),
        Q(subscriber__stopped_at__isnull=True) | Q(subscriber__stopped_at__gte=end),
        in_reach(actor, Permission.AUDIENCE_READ),
        since__lt=end,
        subscriber__in=Contact.objects.filter(confirmed_at__lt=end).values("subscriber"),
    )
    rows = held.annotate(day=TruncDate("since", tzinfo=clock.HANOI)).values("area_id", "day")
    return {(row["area_id"], row["day"]): row["n"] for row in rows.annotate(n=Count("pk")).order_by()}


def concerned_by_reform(codes: Sequence[str]) -> str:
    """Return the sentence that says how many subscribers a reform of these areas takes along, empty for none."""
    moved = sum(SubscriberSource(kind).count({"areas": codes}, clock.now()) for kind in ContactKind)
    words = ngettext(
        "%(n)s người nhận tin đang đăng ký các địa bàn này; sau thay đổi vẫn nhận tin theo địa bàn mới.",
        "%(n)s người nhận tin đang đăng ký các địa bàn này; sau thay đổi vẫn nhận tin theo địa bàn mới.",
        moved,
    )
    return words % {"n": number_text(moved)} if moved else ""


def _topic_name() -> str:
    """Return the column that holds the names in the reader's language."""
    return "name_en" if get_language() == "en" else "name_vi"


def list_masked(actor: Who) -> QuerySet[Subscriber]:
    """Return the visible subscribers with `areas_text`, `topics_text`, `is_confirmed`, `is_bounced`; addresses come masked."""
    names = latest(AreaVersion, clock.today()).filter(area=OuterRef("area"))
    name = Subquery(names.annotate(full=Concat("kind", Value(" "), "name")).values("full")[:1])
    picked = Subscription.objects.filter(subscriber=OuterRef("pk"), until__isnull=True)
    areas = picked.annotate(words=name).order_by().values("subscriber")
    codes = Subquery(picked.order_by("pk").values("topics")[:1])
    place = Func(OuterRef("topic_codes"), F("code"), function="array_position", output_field=IntegerField())
    topics = Topic.objects.annotate(place=place, one=Value(1)).filter(place__isnull=False).order_by()
    contact = Contact.objects.filter(subscriber=OuterRef("pk"))
    return (
        visible_to(actor)
        .annotate(
            areas_text=Subquery(areas.annotate(all=StringAgg("words", ", ")).values("all")[:1]),
            topic_codes=codes,
            sealed=Subquery(contact.values("value")[:1]),
            reached_by=Subquery(contact.values("kind")[:1]),
            is_confirmed=Exists(contact.filter(confirmed_at__isnull=False)),
            is_bounced=has_bounced(),
        )
        .annotate(
            topics_text=Subquery(
                topics.values("one").annotate(all=StringAgg(_topic_name(), ", ")).values("all")[:1],
                output_field=CharField(),
            ),
            is_stopped=Case(
                When(stopped_at__isnull=False, then=True), default=False, output_field=BooleanField()
            ),
        )
    )


def masked(subscriber: Subscriber) -> str:
    """Return the address of a row of `list_masked` as staff see it."""
    sealed = getattr(subscriber, "sealed", None)
    if not sealed:
        return ""
    kind = ContactKind(subscriber.reached_by)  # type: ignore[attr-defined]  # annotated
    return rules.masked_contact(kind, vault.unseal(subscriber.key, subscriber.pk, sealed))


def find_by_address(actor: Who, address: str) -> Subscriber | None:
    """Return the visible subscriber behind an address that its owner named, if there is one.

    Raises: BadContact.
    """
    value = rules.normal_contact(ContactKind.EMAIL, address)
    lookups = vault.lookups(ContactKind.EMAIL, value)
    return visible_to(actor).filter(contacts__lookup__in=lookups).first()
