"""What must be known before anything is put on air: what a proposal breaks, and where there is room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from loa.lib import clock
from loa.speakers.models import Airing, NoiseRule, Slot
from loa.speakers.queries.board import Board, board_of, board_of_bodies, day_of, soundings_of
from loa.speakers.queries.limits import limits_of
from loa.speakers.rules.calendar import Sounding, Times
from loa.speakers.rules.collisions import gaps
from loa.speakers.rules.findings import Finding, Weight
from loa.speakers.rules.words import SlotKind, SlotState
from loa.units.models import Area, AreaVersion, Body, BodyVersion
from loa.units.versions import in_force, latest, under
from loa_wire.words import Priority

LOOK = 14
"""Days over which a repeating slot is judged."""
KEY = "airing:0"
STEP = timedelta(minutes=1)


@dataclass(frozen=True)
class Proposal:
    """One thing that somebody wants to sound at a body's clusters, before it is saved.

    `areas` narrow it; none means all. `airing` is the one that it moves, and so does not meet.
    """

    body: Body
    begin: datetime
    length_ms: int
    title: str = ""
    priority: Priority = Priority.NORMAL
    mends: bool = False
    areas: tuple[Area, ...] = ()
    airing: int | None = None


def moved(airing: Airing, begin: datetime) -> Proposal:
    """Return an airing at another moment as a proposal."""
    return Proposal(
        body=airing.body,
        begin=begin,
        length_ms=airing.length_ms,
        title=airing.title,
        priority=Priority(airing.priority),
        mends=airing.mends,
        airing=airing.pk,
    )


def judge(proposal: Proposal) -> list[Finding]:
    """Return what a proposal breaks, weightiest first; a finding of weight LOCK must not be saved."""
    board = board_of(proposal.body, day_of(proposal.begin), 1)
    return board.with_(sounding(proposal, board), without=gone(proposal)).judge({KEY})


def sounding(proposal: Proposal, board: Board) -> Sounding:
    """Return what a proposal is on a board."""
    return Sounding(
        key=KEY,
        title=proposal.title,
        begin=proposal.begin.astimezone(clock.HANOI),
        length_ms=proposal.length_ms,
        clusters=board.clusters_in([area.code for area in proposal.areas]),
        priority=proposal.priority,
        mends=proposal.mends,
        airing=0,
        body=proposal.body.pk,
    )


def gone(proposal: Proposal) -> list[str]:
    """Return what would not sound any more in its place."""
    return [f"airing:{proposal.airing}"] if proposal.airing else []


def free_places(
    body: Body, length_ms: int, day: date, count: int, *, areas: tuple[Area, ...] = ()
) -> list[datetime]:
    """Return the next moments from a day on, none in the past, at which something of this length fits into an approved programme slot.

    Each lies behind what already stands in its slot and breaks nothing; at most `count`, at most one for each time of a slot.
    """
    board = board_of(body, day, LOOK)
    length, found = timedelta(milliseconds=length_ms), list[datetime]()
    wanted = board.clusters_in([area.code for area in areas])
    for slot in sorted(board.soundings, key=lambda item: item.begin):
        if len(found) >= count:
            break
        if is_open(slot) and wanted & slot.clusters:
            begin = _room(board, slot, length, wanted & slot.clusters)
            found += [begin] if begin else []
    return found


def is_open(item: Sounding) -> bool:
    """Say whether it is an approved programme that takes whatever fits in."""
    return (
        item.is_slot and item.kind == SlotKind.PROGRAMME and item.state == SlotState.APPROVED
    )  # a slot of one bulletin is that bulletin's


def _room(board: Board, slot: Sounding, length: timedelta, clusters: frozenset[int]) -> datetime | None:
    standing = [item for item in board.soundings if not item.is_slot and item.clusters & clusters]
    since = max(slot.begin, next_minute(clock.now()))
    for begin in gaps(since, slot.end, standing, int(length.total_seconds() * 1000), STEP):
        item = Sounding(KEY, "", begin, int(length.total_seconds() * 1000), clusters, airing=0)
        if not any(each.weight == Weight.LOCK for each in board.with_(item).judge({KEY})):
            return begin
    return None


def next_minute(moment: datetime) -> datetime:
    """Return the next whole minute where the clusters stand."""
    return (moment + STEP).replace(second=0, microsecond=0).astimezone(clock.HANOI)


# -- slots and rules --------------------------------------------------------------------------------------------


def judge_slot(
    slot: Slot, *, times: Times | None = None, areas: list[str] | None = None, board: Board | None = None
) -> list[Finding]:
    """Return what a slot breaks in its next fortnight, saved or not; `times` and `areas` (codes) stand for unsaved ones."""
    shown = board or board_for(slot, times)
    mine = soundings_of(slot, shown, areas, times)
    return shown.with_(*mine, without=[f"slot:{slot.pk or 0}"]).judge({item.key for item in mine})


def board_for(slot: Slot, times: Times | None = None) -> Board:
    """Return the board over which a slot is judged: from its first day that is not past."""
    begins = times.from_date if times else slot.from_date
    return board_of(slot.body, max(clock.today(), begins), LOOK)


@dataclass(frozen=True)
class Misfit:
    """An approved slot that would break something it does not break now."""

    slot: Slot
    findings: list[Finding]


def misfits(rule: NoiseRule, *, ends: NoiseRule | None = None) -> list[Misfit]:
    """Return which approved or waiting slots no longer fit once a rule holds, or (`ends`) one that holds is gone."""
    bodies = bodies_under(rule.area)
    board = board_of_bodies(bodies, max(clock.today(), rule.valid_from), LOOK)
    kept = [each for each in board.rules if not (ends and each.id == ends.pk)]
    after = board.under(kept if ends else [*kept, limits_of(rule)])
    slots = Slot.objects.filter(pk__in={item.slot for item in board.soundings if item.is_slot})
    found = []
    for slot in slots.order_by("body_id", "at", "pk"):
        keys = {item.key for item in board.soundings if item.is_slot and item.slot == slot.pk}
        now = {(each.ground, each.most) for each in board.judge(keys)}
        new = [each for each in after.judge(keys) if (each.ground, each.most) not in now]
        found += [Misfit(slot, new)] if new else []
    return found


def bodies_under(area: Area) -> list[Body]:
    """Return the bodies that keep slots or clusters and sit in an area or below it."""
    today = clock.today()
    path = latest(AreaVersion, today).filter(area=area).values_list("path", flat=True).first()
    seats = latest(AreaVersion, today).filter(under([path] if path else [])).values("area")
    seated = in_force(BodyVersion, today).filter(seat_area__in=seats).values("body")
    rows = Body.objects.filter(pk__in=seated)
    return list(
        (rows.filter(slots__isnull=False) | rows.filter(clusters__isnull=False)).distinct().order_by("pk")
    )
