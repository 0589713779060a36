"""What a device does next, decided from what it knows and from nothing else: no clock is read here and nothing sounds.

The rules (TT 39/2020 and design.md §7): one sound at a time; an emergency breaks in at once and what it broke off goes
on where it still fits; among what is due the more urgent comes first and the rest waits until its latest moment;
nothing but an emergency or its correction sounds in quiet hours, whatever the server said.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace

from loa_speaker.plays import Entry, State
from loa_wire.commands import Config, Play
from loa_wire.guards import blocked, opens_at
from loa_wire.words import Priority, Why

LEAD = 300
"""Milliseconds before its moment at which a play is written down as begun, so that no slow disk delays it."""
PREPARE = 5_000
"""Milliseconds before its moment at which a play is made ready to sound."""
_RANK = {Priority.EMERGENCY: 0, Priority.PRIORITY: 1, Priority.NORMAL: 2}


@dataclass(frozen=True, slots=True)
class View:
    """All that a decision rests on. `absent` is why what nobody looked at did not sound; `held` why what is due has not begun."""

    now: int | None
    entries: Collection[Entry]
    config: Config
    ready: Callable[[Play], Why | None]
    sounding: Entry | None = None
    cut: tuple[int, Why | None] | None = None
    silent: Why | None = None
    held: Mapping[str, Why] = field(default_factory=dict)
    absent: Why = Why.MISSED


@dataclass(frozen=True, slots=True)
class Begin:
    """Sound this one, from where it stopped."""

    entry: Entry


@dataclass(frozen=True, slots=True)
class BreakOff:
    """Stop what sounds; something more urgent is ready."""

    entry: Entry


@dataclass(frozen=True, slots=True)
class End:
    """A play is over; `why` is what kept it from sounding whole, None where it sounded as ordered."""

    entry: Entry
    why: Why | None


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing to do before `until` (None: before something changes)."""

    until: int | None
    held: Mapping[str, Why] = field(default_factory=dict)


Step = Begin | BreakOff | End | Wait


def next_step(view: View) -> Step:
    """Decide.

    1. What sounds is silenced or cut. 2. What is too late ends. 3. The most urgent of what is due and can sound begins,
    or breaks in. 4. Otherwise wait for the next moment at which any of this can change.
    """
    now = view.now
    if now is None:
        return Wait(None)
    if (over := _sounding_over(view, now) or _too_late(view, now)) is not None:
        return over
    held: dict[str, Why] = {}
    for entry in sorted((each for each in view.entries if _is_due(each, now)), key=_urgency):
        step = _try(entry, view, now)
        if not isinstance(step, Why):
            return step
        held[entry.id] = step
    return Wait(_next_moment(view, now), held)


def _sounding_over(view: View, now: int) -> End | None:
    if view.sounding is None:
        return None
    if (silent := hushed(view.silent, view.sounding)) is not None:
        return End(view.sounding, silent)
    if view.cut is not None and now >= view.cut[0]:
        return End(view.sounding, view.cut[1])
    return None


def _too_late(view: View, now: int) -> End | None:
    for entry in view.entries:
        if entry.state == State.WAITING and now > _play(entry).latest:
            return End(entry, view.held.get(entry.id, view.absent))
        silent = hushed(view.silent, entry)
        if entry.state == State.BROKEN_OFF and (silent or now > last_resume(entry)):
            return End(entry, silent or Why.PREEMPTED)
    return None


def hushed(silent: Why | None, entry: Entry) -> Why | None:
    """Return what silences a play: the kill switch every one, the everyday mute none that may sound at night too."""
    play = _play(entry)
    if silent == Why.MUTED and (play.priority == Priority.EMERGENCY or play.mends):
        return None
    return silent


def last_resume(entry: Entry) -> int:
    """Return the last moment at which a play that was broken off may go on: it ends no later than it might have."""
    return _play(entry).latest + entry.heard


def rest(entry: Entry) -> Play:
    """Return what is left of a play, as a play."""
    play = _play(entry)
    return replace(play, length=max(play.length - entry.heard, 0)) if entry.heard else play


def _try(entry: Entry, view: View, now: int) -> Step | Why:
    """Return what a due play leads to, or what holds it up."""
    play, begin = rest(entry), max(now, _play(entry).at)
    if (silent := hushed(view.silent, entry)) is not None:
        return silent
    if entry.state == State.BROKEN_OFF:
        if view.sounding is not None:
            return Why.PREEMPTED
        return Begin(entry) if _fits(play, entry, begin, view) else End(entry, Why.PREEMPTED)
    return _hindrance(play, entry, begin, view) or _enter(play, entry, view)


def _hindrance(play: Play, entry: Entry, begin: int, view: View) -> Why | End | None:
    """Return what keeps a play from sounding even on a free stage."""
    if blocked(play, view.config, begin) is None:
        return view.ready(play)
    return End(entry, Why.NIGHT) if opens_at(play, view.config, begin) is None else Why.NIGHT


def _enter(play: Play, entry: Entry, view: View) -> Step | Why:
    """Begin where the stage is free, or break in."""
    if view.sounding is None:
        return Begin(entry)
    if play.priority == Priority.EMERGENCY and _play(view.sounding).priority != Priority.EMERGENCY:
        return BreakOff(view.sounding)
    return Why.PREEMPTED


def _fits(play: Play, entry: Entry, begin: int, view: View) -> bool:
    """Say whether the rest of a play can sound before quiet hours and before the next play."""
    if blocked(play, view.config, begin) is not None or view.ready(play) is not None:
        return False
    end = begin + play.length
    return all(
        other.id == entry.id or other.state != State.WAITING or not begin < _play(other).at < end
        for other in view.entries
    )


def _is_due(entry: Entry, now: int) -> bool:
    if entry.state == State.BROKEN_OFF:
        return True
    return entry.state == State.WAITING and _play(entry).at - LEAD <= now


def _urgency(entry: Entry) -> tuple[int, bool, int, str]:
    play = _play(entry)
    return _RANK[play.priority], entry.state == State.WAITING, play.at, play.id


def _next_moment(view: View, now: int) -> int | None:
    moments = [view.cut[0]] if view.cut else []
    for entry in view.entries:
        play = _play(entry)
        if entry.state == State.BROKEN_OFF:
            moments.append(last_resume(entry) + 1)
        elif entry.state == State.WAITING:
            moments += [play.at - PREPARE, play.at - LEAD, play.latest + 1]
            if _is_due(entry, now) and (opening := opens_at(play, view.config, now)) is not None:
                moments.append(opening)
    return min((moment for moment in moments if moment > now), default=None)


def _play(entry: Entry) -> Play:
    assert entry.play is not None, "only ordered plays are scheduled"
    return entry.play
