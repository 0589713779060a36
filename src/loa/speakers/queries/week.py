"""A body's week as a calendar, a day as a run sheet, and which bodies a reader may choose."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from loa.lib import clock
from loa.speakers.models import Airing, Slot
from loa.speakers.queries.board import Board, board_of, soundings_of
from loa.speakers.queries.collisions import LOOK, MOVABLE, is_movable
from loa.speakers.queries.visible import READ
from loa.speakers.rules.calendar import STEP, Sounding, lanes, minute_of
from loa.speakers.rules.findings import Finding
from loa.speakers.rules.limits import holding
from loa.speakers.rules.words import RuleKind, SlotState
from loa.units import access
from loa.units.access import Who
from loa.units.actor import Actor
from loa.units.lists import bodies_to_choose
from loa.units.models import Body
from loa.units.permissions import Permission

FIRST, LAST = 5 * 60, 21 * 60
"""The hours of the sheet, in minutes: outside them nothing but an emergency sounds."""
MOST_LANES = 3


@dataclass(frozen=True)
class Block:
    """A slot or a lone airing on the sheet: row, rows, lane, whether nothing stands beside it; what fills it and can be moved; whether it can be moved itself."""

    item: Sounding
    row: int
    rows: int
    lane: int
    inside: list[tuple[Sounding, bool]]
    findings: list[Finding]
    movable: bool
    daily: bool
    silent: bool
    alone: bool

    @property
    def minute(self) -> int:
        """Return when it begins, in minutes since midnight."""
        return minute_of(self.item.begin.timetz().replace(tzinfo=None))


@dataclass(frozen=True)
class Day:
    """One column: its blocks, what stands outside the hours of the sheet, why the day is silent."""

    on: date
    blocks: list[Block]
    outside: list[Sounding]
    closed: str = ""
    lanes: int = 1
    is_today: bool = False


@dataclass(frozen=True)
class Week:
    """Seven days from a Monday."""

    first: date
    days: list[Day] = field(default_factory=list)

    @property
    def last(self) -> date:
        """Return the Sunday."""
        return self.first + timedelta(days=6)

    @property
    def before(self) -> date:
        """Return the Monday before."""
        return self.first - timedelta(days=7)

    @property
    def after(self) -> date:
        """Return the Monday after."""
        return self.first + timedelta(days=7)


def week_of(actor: Who, body: Body, day: date) -> Week:
    """Return the week of a day: what holds, what waits, what is being written."""
    first = day - timedelta(days=day.isoweekday() - 1)
    board = board_of(body, first, 7)
    drafts = Slot.objects.filter(body=body, state=SlotState.DRAFT, from_date__lte=first + timedelta(days=6))
    drafts = drafts.exclude(until_date__lt=first).prefetch_related("areas")
    written = [item for slot in drafts for item in soundings_of(slot, board)]
    shown = board.with_(*written)
    may = access.can(actor, Permission.SPEAKERS_SCHEDULE, body=body)
    daily = set(Slot.objects.filter(body=body, weekdays=[]).values_list("pk", flat=True))
    return Week(first, [_day(shown, body, first + timedelta(days=n), may, daily) for n in range(7)])


def _day(board: Board, body: Body, on: date, may: bool, daily: set[int]) -> Day:
    items = [item for item in board.soundings if item.day == on]
    slots = [item for item in items if item.is_slot]
    lone = [item for item in items if not item.is_slot and not any(slot.holds(item) for slot in slots)]
    placed = lanes([item for item in [*slots, *lone] if _fits(item)])
    blocks = [
        Block(
            item=item,
            row=(minute_of(item.begin.timetz().replace(tzinfo=None)) - FIRST) // STEP + 1,
            rows=max(-(-item.minutes // STEP), 1),
            lane=min(lane, MOST_LANES - 1),
            inside=[
                (other, may and is_movable(other, body))
                for other in items
                if item.is_slot and not other.is_slot and item.holds(other)
            ],
            findings=board.judge({item.key}),
            movable=may and (item.is_slot or is_movable(item, body)),
            daily=item.slot in daily and item.repeats,
            silent=board.is_closed(item),
            alone=not any(_meets(item, other) for other, _lane in placed if other is not item),
        )
        for item, lane in placed
    ]
    return Day(
        on,
        blocks,
        [item for item in items if not _fits(item)],
        _closed(board, on),
        min(max((lane for _item, lane in placed), default=0) + 1, MOST_LANES),
        on == clock.today(),
    )


def _meets(one: Sounding, other: Sounding) -> bool:
    return one.begin < other.end and other.begin < one.end


def _fits(item: Sounding) -> bool:
    begin = minute_of(item.begin.timetz().replace(tzinfo=None))
    return begin >= FIRST and begin + item.minutes <= LAST


def _closed(board: Board, on: date) -> str:
    """Return by which decision nothing sounds at any of the places on a day; empty for an ordinary one."""
    rules = {holding(board.rules, place.path, on) for place in board.places.values()}
    closing = [rule for rule in rules if rule and rule.kind == RuleKind.MOURNING]
    return closing[0].source if closing and len(closing) == len(rules) else ""


@dataclass(frozen=True)
class SheetLine:
    """One line of a run sheet: a slot, or what is to be aired; `of` is the slot it belongs to."""

    item: Sounding
    airing: Airing | None
    of: str = ""


def sheet_of(body: Body, day: date) -> list[SheetLine]:
    """Return a day in order: approved slots, and under each what is aired in it."""
    board = board_of(body, day, 1)
    items = [item for item in board.soundings if not item.is_slot or item.state == SlotState.APPROVED]
    ids = [item.airing for item in items if item.airing]
    airings = Airing.objects.select_related("slot").in_bulk(ids)
    slots = [item for item in items if item.is_slot and not board.is_closed(item)]
    lines = []
    for item in sorted(items, key=lambda each: (each.begin, not each.is_slot, each.key)):
        if item.is_slot and item not in slots:
            continue
        around = next((slot.title for slot in slots if not item.is_slot and slot.holds(item)), "")
        lines.append(SheetLine(item, airings.get(item.airing or 0), around))
    return lines


# -- whose week -------------------------------------------------------------------------------------------------


def bodies_of(actor: Who) -> QuerySet[Body]:
    """Return the bodies whose loudspeakers the actor may look at and that have any, or keep slots; each with `label`."""
    has = Q(clusters__isnull=False) | Q(slots__isnull=False)
    mine = Q(pk=actor.body.pk) if isinstance(actor, Actor) else Q()
    rows = bodies_to_choose(actor, READ)
    kept = Body.objects.filter(has | mine).values("pk")
    return rows.filter(pk__in=kept)


def body_asked(actor: Actor, typed: str) -> Body:
    """Return the body named in an address, else the actor's own. Raises: UnknownThing, RightMissing."""
    access.require(actor, READ)
    key = typed or str(actor.body.pk)
    return access.access(access.bodies_in_reach(actor, READ), actor, id=key, to=None, body_field="pk")


def own_clash(actor: Actor) -> int:
    """Return how many priority items of the actor's body meet another one in the coming days, without an order yet."""
    now = clock.now()
    rows = Airing.objects.filter(
        body=actor.body, state__in=MOVABLE, priority="priority", place=0, starts_at__gt=now
    )
    coming = rows.filter(starts_at__lt=now + timedelta(days=LOOK)).order_by("starts_at")
    met, end = 0, now
    for starts_at, length_ms in coming.values_list("starts_at", "length_ms"):
        met += starts_at < end
        end = max(end, starts_at + timedelta(milliseconds=length_ms))
    return met
