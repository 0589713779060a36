"""A board: everything that would sound at some clusters on some days, with the rules that hold there; what judgement looks at."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from loa.lib import clock
from loa.speakers.models import Airing, Cluster, Slot
from loa.speakers.queries.limits import limits_on, places_of, seat_place
from loa.speakers.rules import limits as rules
from loa.speakers.rules.calendar import Sounding, Times, local
from loa.speakers.rules.findings import Finding
from loa.speakers.rules.limits import Limits, Place
from loa.speakers.rules.words import AiringState, SlotKind, SlotState
from loa.units.models import Body
from loa_wire.words import Priority

SOUNDS = (SlotState.WAITING, SlotState.APPROVED)
LIVE = (AiringState.PLANNED, AiringState.ORDERED, AiringState.DONE)


@dataclass(frozen=True)
class Board:
    """What would sound at the places from one day to another, both included, and under which rules."""

    places: dict[int, Place]
    rules: list[Limits]
    soundings: list[Sounding]
    first: date
    last: date

    def judge(self, about: Collection[str] | None = None) -> list[Finding]:
        """Return what the plan breaks, of the soundings asked about."""
        return rules.judge(self.soundings, self.places, self.rules, about)

    def with_(self, *added: Sounding, without: Iterable[str] = ()) -> Board:
        """Return the board once these sound too and those of the given slots and airings (`slot:5`, `airing:7`) do not."""
        gone = set(without)
        kept = [item for item in self.soundings if origin(item) not in gone]
        return replace(self, soundings=[*kept, *added])

    def under(self, held: Iterable[Limits]) -> Board:
        """Return the board under other rules."""
        return replace(self, rules=list(held))

    def at(self, cluster: int) -> Board:
        """Return what of it one cluster hears."""
        heard = [item for item in self.soundings if cluster in item.clusters]
        return replace(self, soundings=heard, places={k: v for k, v in self.places.items() if k == cluster})

    def clusters_in(self, codes: Collection[str]) -> frozenset[int]:
        """Return the clusters in some areas (codes) or below; all where none is named."""
        return frozenset(
            key for key, place in self.places.items() if not codes or set(codes) & set(place.path)
        )

    def is_closed(self, item: Sounding) -> bool:
        """Say whether a sounding must be silent wherever it would be heard."""
        heard = [self.places[key] for key in item.clusters if key in self.places]
        return bool(heard) and all(rules.silence_of(item, place.path, self.rules) for place in heard)


def board_of(body: Body, first: date, days: int) -> Board:
    """Return the board of a body's clusters for some days; the body's seat stands for the clusters it lacks."""
    places = places_of(Cluster.objects.filter(body=body)) or {0: seat_place(body)}
    return _board(places, [body], first, first + timedelta(days=days - 1))


def board_of_bodies(bodies: Sequence[Body], first: date, days: int) -> Board:
    """Return the board of several bodies' clusters, as a rule of an area above them is judged."""
    places = places_of(Cluster.objects.filter(body__in=bodies))
    bare = [body for body in bodies if body.pk not in {place.body for place in places.values()}]
    places |= {-body.pk: replace(seat_place(body), id=-body.pk) for body in bare}
    return _board(places, bodies, first, first + timedelta(days=days - 1))


def _board(places: dict[int, Place], bodies: Sequence[Body], first: date, last: date) -> Board:
    empty = Board(places, limits_on([place.path for place in places.values()]), [], first, last)
    slots = Slot.objects.filter(body__in=bodies, state__in=SOUNDS).prefetch_related("areas")
    slots = slots.filter(from_date__lte=last).exclude(until_date__lt=first)
    found = [item for slot in slots for item in soundings_of(slot, empty)]
    return replace(empty, soundings=found + _airings(places, bodies, first, last))


def times_of(slot: Slot) -> Times:
    """Return when a slot sounds."""
    return Times(frozenset(slot.weekdays), slot.at, slot.minutes, slot.from_date, slot.until_date)


def soundings_of(
    slot: Slot, board: Board, areas: Collection[str] | None = None, times: Times | None = None
) -> list[Sounding]:
    """Return a slot's days on a board; `areas` (codes) and `times` stand for those it has not been saved with."""
    when = times or times_of(slot)
    codes = [area.code for area in slot.areas.all()] if areas is None else areas
    mine = {key for key, place in board.places.items() if place.body == slot.body_id}
    days = when.moments(board.first, board.last)
    return [
        Sounding(
            key=f"slot:{slot.pk or 0}:{begin:%Y-%m-%d}",
            title=slot.title,
            begin=begin,
            length_ms=when.minutes * 60_000,
            clusters=board.clusters_in(codes) & mine,
            priority=Priority(slot.priority),
            slot=slot.pk or 0,
            kind=SlotKind(slot.kind).value,
            state=slot.state,
            body=slot.body_id,
            repeats=when.from_date != when.until_date,
        )
        for begin in days
    ]


def _airings(places: dict[int, Place], bodies: Sequence[Body], first: date, last: date) -> list[Sounding]:
    since, until = local(first, time()), local(last + timedelta(days=1), time())
    rows = Airing.objects.filter(state__in=LIVE, starts_at__gte=since, starts_at__lt=until)
    heard = rows.filter(plays__cluster__in=[key for key in places if key > 0])
    found = (heard | rows.filter(body__in=bodies)).distinct().prefetch_related("plays")
    return [_sounding(airing, places) for airing in found.order_by("starts_at", "pk")]


def _sounding(airing: Airing, places: dict[int, Place]) -> Sounding:
    there = {play.cluster_id for play in airing.plays.all()}
    return Sounding(
        key=f"airing:{airing.pk}",
        title=airing.title,
        begin=airing.starts_at.astimezone(clock.HANOI),
        length_ms=airing.length_ms,
        clusters=frozenset(key for key, place in places.items() if _hears(key, place, airing, there)),
        priority=Priority(airing.priority),
        mends=airing.mends,
        place=airing.place,
        slot=airing.slot_id,
        airing=airing.pk,
        kind="relay" if airing.relay_url else "programme",
        state=airing.state,
        code=airing.code,
        body=airing.body_id,
    )


def _hears(key: int, place: Place, airing: Airing, there: set[int]) -> bool:
    """Say whether a place hears an airing: it has a play there, or none is laid out yet and the place is its body's."""
    return key in there if there and key > 0 else place.body == airing.body_id


def origin(item: Sounding) -> str:
    """Return the slot or airing that a sounding comes from."""
    return f"slot:{item.slot}" if item.is_slot else item.key


def day_of(moment: datetime) -> date:
    """Return the day of a moment where the clusters stand."""
    return moment.astimezone(clock.HANOI).date()
