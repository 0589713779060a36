"""What sounds at the clusters of several bodies at once, as the city's bulletin does: judged at each, told once; times that most have free."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from loa.lib import clock
from loa.speakers.models import Cluster
from loa.speakers.queries import judging
from loa.speakers.queries.board import Board, board_of_bodies, day_of
from loa.speakers.queries.judging import KEY, LOOK, STEP, Proposal
from loa.speakers.rules import limits
from loa.speakers.rules.calendar import Sounding
from loa.speakers.rules.common_times import Span, common, spans
from loa.speakers.rules.findings import Finding, Ground
from loa.units.models import Area, AreaVersion, Body
from loa.units.queries import body_names
from loa.units.versions import latest, under


@dataclass(frozen=True, slots=True)
class Room:
    """A moment at which something fits in; at how many of the bodies."""

    begin: datetime
    bodies: int
    of: int


def bodies_carrying(areas: Collection[Area]) -> list[Body]:
    """Return the bodies whose clusters stand in some areas or below; none where no area is named."""
    today = clock.today()
    paths = latest(AreaVersion, today).filter(area__in=areas).values_list("path", flat=True)
    inside = latest(AreaVersion, today).filter(under(paths)).values("area")
    clusters = Cluster.objects.filter(closed_at__isnull=True, area__in=inside)
    return list(Body.objects.filter(pk__in=clusters.values("body")).order_by("pk"))


def judge_at(bodies: Sequence[Body], proposal: Proposal) -> list[Finding]:
    """Return what a proposal breaks at the clusters of some bodies; of several, what is alike is told once with where it is so."""
    if len(bodies) == 1:
        return judging.judge(replace(proposal, body=bodies[0]))
    board = board_of_bodies(bodies, day_of(proposal.begin), 1)
    found = {
        body: own.with_(judging.sounding(proposal, own), without=judging.gone(proposal)).judge({KEY})
        for body, own in _split(board).items()
    }
    return _gathered(found)


def rooms_at(
    bodies: Sequence[Body], length_ms: int, day: date, count: int, *, areas: tuple[Area, ...] = ()
) -> list[Room]:
    """Return the next moments from a day on at which something of this length fits in at the clusters of more than half of the bodies."""
    if len(bodies) == 1:
        places = judging.free_places(bodies[0], length_ms, day, count, areas=areas)
        return [Room(begin, 1, 1) for begin in places]
    boards = _split(board_of_bodies(bodies, day, LOOK))
    codes = [area.code for area in areas]
    length, found = timedelta(milliseconds=length_ms), list[Room]()
    for n in range(LOOK):
        free = {key: _free(board, day + timedelta(days=n), codes) for key, board in boards.items()}
        for begin, those in common(free, len(bodies), length):
            open_ones = [key for key in those if not _is_locked(boards[key], begin, length_ms, codes)]
            if 2 * len(open_ones) > len(bodies):
                found.append(Room(begin, len(open_ones), len(bodies)))
        if len(found) >= count:
            break
    return found[:count]


def _split(board: Board) -> dict[int, Board]:
    """Return the board of each body alone, with the rules that concern it."""
    owners = {key: place.body for key, place in board.places.items()}
    heard: dict[int, list[Sounding]] = defaultdict(list)
    for item in board.soundings:
        for body in {owners[key] for key in item.clusters if key in owners}:
            heard[body].append(item)
    found = {}
    for body in dict.fromkeys(owners.values()):
        places = {key: place for key, place in board.places.items() if place.body == body}
        codes = {code for place in places.values() for code in place.path}
        rules = [rule for rule in board.rules if rule.area in codes]
        found[body] = replace(board, places=places, rules=rules, soundings=heard[body])
    return found


def _gathered(found: Mapping[int, list[Finding]]) -> list[Finding]:
    """Return one finding of each ground, the earliest, with the bodies at which it is so."""
    alike: dict[Ground, list[tuple[int, Finding]]] = defaultdict(list)
    for body, own in found.items():
        for each in own:
            alike[each.ground].append((body, each))
    names = body_names({body for rows in alike.values() for body, _each in rows})
    told = []
    for rows in alike.values():
        _body, first = min(rows, key=lambda row: (row[1].at, row[0]))
        bodies = tuple(sorted({names.get(body, "") for body, _each in rows}))
        told.append(replace(first, clusters=(), bodies=bodies, of=len(found)))
    return sorted(told, key=lambda each: (each.weight.value, each.at, each.ground))


def _free(board: Board, day: date, codes: Collection[str]) -> list[Span]:
    """Return the stretches of a day in which a body's programme slots have room at the clusters meant."""
    wanted, now = board.clusters_in(codes), judging.next_minute(clock.now())
    items = [item for item in board.soundings if item.day == day]
    standing = [item for item in items if not item.is_slot and item.clusters & wanted]
    slots = [item for item in items if judging.is_open(item) and item.clusters & wanted]
    return [span for slot in slots for span in spans(max(slot.begin, now), slot.end, standing, STEP)]


def _is_locked(board: Board, begin: datetime, length_ms: int, codes: Collection[str]) -> bool:
    wanted = board.clusters_in(codes)
    item = Sounding(KEY, "", begin, length_ms, wanted, airing=0)
    paths = {board.places[key].path for key in wanted}
    return any(limits.silence_of(item, path, board.rules) for path in paths)
