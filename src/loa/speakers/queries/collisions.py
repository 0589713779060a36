"""What meets at a body's clusters and waits for a person: two priority items, or a normal one without room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from loa.lib import clock
from loa.speakers.models import Airing
from loa.speakers.queries.board import Board, board_of
from loa.speakers.rules import collisions as rules
from loa.speakers.rules.calendar import Sounding
from loa.speakers.rules.collisions import Arranged
from loa.speakers.rules.words import AiringState
from loa.units.models import Body
from loa_wire.words import Priority

LOOK = 10
"""Days over which collisions are looked for: what finds no room must have somewhere to go."""
MOVABLE = (AiringState.PLANNED, AiringState.ORDERED)
"""States in which an airing that has not begun can still be moved; devices take the later order of the same play."""


@dataclass(frozen=True)
class Clash:
    """Airings that meet, what they would become one after the other, and where what finds no room could go."""

    items: list[Sounding]
    arranged: Arranged
    slot: Sounding | None
    later: dict[str, datetime]
    movable: frozenset[str]

    @property
    def key(self) -> str:
        """Return its name in a form."""
        return "-".join(str(item.airing) for item in sorted(self.items, key=lambda each: each.airing or 0))

    @property
    def needs_order(self) -> bool:
        """Say whether a person must say which priority item comes first."""
        return rules.needs_order(self.items)

    @property
    def urgent(self) -> list[Sounding]:
        """Return the priority items, the earliest first."""
        return [item for item in self.items if item.priority == Priority.PRIORITY]


def clashes_of(body: Body) -> list[Clash]:
    """Return what meets at a body's clusters in the coming days, the earliest first."""
    board = board_of(body, clock.today(), LOOK)
    coming = [item for item in board.soundings if item.end > clock.now()]
    return [clash_of(group, board, body) for group in rules.clashes(coming)]


def clash_of(group: list[Sounding], board: Board, body: Body, order: tuple[str, ...] = ()) -> Clash:
    """Return a group of airings with a proposal: one after the other within the slot in which the first begins."""
    slot = _slot_of(group, board)
    movable = frozenset(item.key for item in group if is_movable(item, body))
    fixed = [item for item in board.soundings if not item.is_slot and item.key not in movable]
    since = min(item.begin for item in group)
    until = slot.end if slot else max(item.end for item in group) + timedelta(hours=1)
    moved = [item for item in group if item.key in movable]
    arranged = rules.arrange(moved, since=since, until=until, fixed=fixed, order=order)
    later = {key: _later(key, group, board, slot) for key in arranged.left}
    return Clash(group, arranged, slot, {key: moment for key, moment in later.items() if moment}, movable)


def is_movable(item: Sounding, body: Body) -> bool:
    """Say whether an airing is the body's own and still to come, so that it can be moved."""
    return item.body == body.pk and item.state in MOVABLE and item.begin > clock.now()


def _slot_of(group: list[Sounding], board: Board) -> Sounding | None:
    first = min(group, key=lambda item: item.begin)
    return next(
        (each for each in board.soundings if each.is_slot and each.begin <= first.begin < each.end), None
    )


def _later(key: str, group: list[Sounding], board: Board, slot: Sounding | None) -> datetime | None:
    """Return where a thing without room would go: the same programme's next day with a gap that is long enough."""
    item = next(each for each in group if each.key == key)
    coming = sorted(
        (each for each in board.soundings if each.is_slot and slot and each.slot == slot.slot),
        key=lambda each: each.begin,
    )
    for each in coming:
        if slot and each.begin > slot.begin and not board.is_closed(each):
            standing = [
                other for other in board.soundings if not other.is_slot and other.clusters & item.clusters
            ]
            found = rules.gaps(each.begin, each.end, standing, item.length_ms, timedelta(minutes=1))
            if found:
                return found[0]
    return None


def airings_of(ids: list[int]) -> list[Airing]:
    """Return airings by their numbers, locked until the act is done."""
    return list(Airing.objects.select_for_update().filter(pk__in=ids).order_by("pk"))


@dataclass(frozen=True)
class ClashLine:
    """One airing of a clash as it is shown: where it would begin, whether it finds no room, where it could go instead."""

    item: Sounding
    begin: datetime | None
    later: datetime | None
    movable: bool


def clash_lines(body: Body) -> list[tuple[Clash, list[ClashLine]]]:
    """Return what meets at a body's clusters with its lines, in the order in which they would sound."""
    found = []
    for clash in clashes_of(body):
        begins = clash.arranged.begins
        lines = [
            ClashLine(item, begins.get(item.key), clash.later.get(item.key), item.key in clash.movable)
            for item in clash.items
        ]
        lines.sort(key=lambda line: (line.begin is None, line.begin or line.item.begin))
        found.append((clash, lines))
    return found
