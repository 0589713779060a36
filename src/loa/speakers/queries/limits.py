"""Noise rules in force: which one holds for an area on a day, what devices must hold to, who may see and change them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.db.models.functions import Coalesce

from loa.lib import clock
from loa.speakers.models import Cluster, Neighbour, NoiseRule
from loa.speakers.queries.visible import READ
from loa.speakers.rules import limits as rules
from loa.speakers.rules.limits import Limits, Place, Quiet
from loa.speakers.rules.words import RuleKind
from loa.units import access
from loa.units.access import Who
from loa.units.lists import area_name_of
from loa.units.models import Area, AreaVersion, Body
from loa.units.permissions import Permission
from loa.units.queries import seats_of
from loa.units.versions import latest, latest_path
from loa.web.lists.filters import folded

Parts = tuple[tuple[tuple[int, int], ...], tuple[str, ...]]


def config_parts(area: Area, from_day: date, days: int) -> Parts:
    """Return what a device in an area must hold to: the first day's spans of silence in minutes, and closed days ("2026-12-01")."""
    path = path_of(area)
    return rules.config_parts(limits_on([path]), path, from_day, days)


def quiet_near(cluster: Cluster, days: Iterable[date]) -> list[tuple[int, int]]:
    """Return the spans in which neighbours of a cluster want quiet on all of some days; a neighbour without times is a note."""
    weekdays = {day.isoweekday() for day in days}
    spans = [
        rules.span_of(near.quiet_from, near.quiet_until)
        for near in cluster.neighbours.all()
        if not near.weekdays or weekdays <= set(near.weekdays)
    ]
    return [span for span in spans if span]


def rule_for(area: Area, day: date) -> Limits | None:
    """Return the noise rule that holds in an area on a day; None where only the night lock does."""
    path = path_of(area)
    return rules.holding(limits_on([path]), path, day)


def path_of(area: Area) -> tuple[str, ...]:
    """Return the codes of an area and those above it, the root first."""
    return paths_of([area])[area.pk]


def paths_of(areas: Iterable[Area]) -> dict[int, tuple[str, ...]]:
    """Return by id the codes of areas and those above each, the root first."""
    codes = {area.pk: area.code for area in areas}
    rows = latest(AreaVersion, clock.today()).filter(area__in=list(codes)).values_list("area", "path")
    found = {area: tuple(path.split("/")) for area, path in rows}
    return {pk: found.get(pk, (code,)) for pk, code in codes.items()}


def limits_on(paths: Iterable[tuple[str, ...]]) -> list[Limits]:
    """Return every rule, past and coming ones too, of the areas on some paths."""
    codes = {code for path in paths for code in path}
    return [limits_of(row) for row in NoiseRule.objects.filter(area__code__in=codes).select_related("area")]


def limits_of(row: NoiseRule) -> Limits:
    """Return a rule as judgement needs it."""
    return Limits(
        id=row.pk or 0,
        kind=RuleKind(row.kind),
        area=row.area.code,
        source=row.source,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        sessions=row.sessions_a_day,
        minutes=row.minutes_a_session,
        weekdays=frozenset(row.weekdays),
        quiet=rules.span_of(row.quiet_from, row.quiet_until),
    )


def places_of(clusters: QuerySet[Cluster]) -> dict[int, Place]:
    """Return clusters that stand as judgement needs them, with what is near them."""
    path = latest_path(AreaVersion, "area", clock.today())
    rows = clusters.filter(closed_at__isnull=True).select_related("area").annotate(path=path)
    found = list(rows.order_by("code"))
    near: dict[int, list[Quiet]] = {}
    for row in Neighbour.objects.filter(cluster__in=[each.pk for each in found]):
        quiet = Quiet(row.kind, row.name, row.quiet_from, row.quiet_until, frozenset(row.weekdays))
        near.setdefault(row.cluster_id, []).append(quiet)
    return {each.pk: _place(each, getattr(each, "path", None), near.get(each.pk, ())) for each in found}


def _place(cluster: Cluster, path: str | None, near: Iterable[Quiet]) -> Place:
    return Place(
        cluster.pk,
        cluster.code,
        tuple((path or cluster.area.code).split("/")),
        tuple(near),
        cluster.body_id,
        cluster.place,
    )


def seat_place(body: Body) -> Place:
    """Return the seat of a body without clusters in the place of one, so that its slots are judged all the same."""
    area = Area.objects.filter(pk__in=seats_of([body.pk]).values()).first()
    return Place(0, "", path_of(area) if area else (), (), body.pk)


def list_rules(actor: Who) -> QuerySet[NoiseRule]:
    """Return the rules that hold where the actor looks at loudspeakers, those of areas above included, with `area_name`."""
    paths = _paths_in_reach(actor)
    above = {code for path in paths for code in path.split("/")}
    inside = access.areas_in_reach(actor, READ)
    rows = NoiseRule.objects.filter(Q(area__code__in=above) | Q(area__in=inside)).select_related(
        "area", "made_by"
    )
    mine = Q(area__in=access.areas_in_reach(actor, Permission.SPEAKERS_MANAGE))
    return rows.annotate(
        area_name=area_name_of("area"),
        folded=folded("area_name", "source"),
        last=Coalesce("valid_until", date.max),
        is_mine=ExpressionWrapper(mine, output_field=BooleanField()),
    )


def _paths_in_reach(actor: Who) -> list[str]:
    heads = access.branches_in_reach(actor, READ)
    return list(
        latest(AreaVersion, clock.today()).filter(area__code__in=heads).values_list("path", flat=True)
    )
