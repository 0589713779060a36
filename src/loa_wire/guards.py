"""When nothing may sound: quiet hours and days of silence, the same on the server and on the device (design.md §7).

Only an emergency, or the correction of one, passes. A relay is a play like any other.
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from loa_wire.commands import Config, Play
from loa_wire.words import Priority, Why

_DAYS_AHEAD = 2  # no play lasts longer than a day


def passes(play: Play) -> bool:
    """Say whether a play sounds whatever the hour: an emergency, or the correction of one."""
    return play.priority == Priority.EMERGENCY or play.mends


def blocked(play: Play, config: Config, at: int | None = None) -> Why | None:
    """Return NIGHT when any second of the play, begun at its moment or at `at`, falls into a time of silence."""
    if passes(play):
        return None
    begin = _local(play.at if at is None else at, config)
    return (
        Why.NIGHT
        if silent_between(begin, begin + timedelta(milliseconds=max(play.length, 1)), config)
        else None
    )


def must_end_by(play: Play, config: Config, begun: int) -> int | None:
    """Return the moment at which a play that began must fall silent whatever its length; None where it may go on."""
    if passes(play):
        return None
    begin = _local(begun, config)
    if _is_silent(begin, config):
        return begun
    for edge in _edges(begin, {first for first, _last in config.quiet}):
        if _is_silent(edge, config):
            return _ms(edge)
    return None


def opens_at(play: Play, config: Config, at: int) -> int | None:
    """Return the first moment from `at` until the play's latest at which it may begin; None where there is none."""
    if blocked(play, config, at) is None:
        return at
    for edge in _edges(_local(at, config), {last for _first, last in config.quiet}):
        if _ms(edge) <= play.latest and blocked(play, config, _ms(edge)) is None:
            return _ms(edge)
    return None


def _edges(begin: datetime, minutes: set[int]) -> list[datetime]:
    """Return the moments after `begin` at which silence may begin or end: these minutes of the day, and midnight."""
    midnight = begin.replace(hour=0, minute=0, second=0, microsecond=0)
    edges = {midnight + timedelta(days=day, minutes=m) for day in range(_DAYS_AHEAD) for m in {0, *minutes}}
    return sorted(edge for edge in edges if edge > begin)


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def silent_between(begin: datetime, end: datetime, config: Config) -> bool:
    """Say whether any moment from `begin` until before `end` (local) lies in a time of silence."""
    moment = begin
    while moment < end:
        if _is_silent(moment, config):
            return True
        moment = min((moment + timedelta(minutes=1)).replace(second=0, microsecond=0), end)
    return False


def _is_silent(moment: datetime, config: Config) -> bool:
    if moment.date().isoformat() in config.closed:
        return True
    minute = moment.hour * 60 + moment.minute
    return any(_inside(minute, first, last) for first, last in config.quiet)


def _inside(minute: int, first: int, last: int) -> bool:
    if first <= last:
        return first <= minute < last
    return minute >= first or minute < last


def _local(ms: int, config: Config) -> datetime:
    return datetime.fromtimestamp(ms / 1000, timezone(timedelta(minutes=config.zone)))
