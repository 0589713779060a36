"""When loudspeakers may sound: which limit holds where on a day, and what a plan breaks of it.

Whether a moment is silent is judged by `loa_wire.guards` over the very configuration that a device gets, so that server and device
cannot differ.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from loa.lib.clock import HANOI
from loa.speakers.rules.calendar import Sounding, local, merged, minute_of
from loa.speakers.rules.findings import Finding, Ground
from loa.speakers.rules.words import NeighbourKind, RuleKind
from loa_wire.commands import Config, Play
from loa_wire.guards import blocked

NIGHT = (21 * 60, 5 * 60)
"""The lock that holds everywhere, whatever an area's rules say; nothing but an emergency passes it (charter 9)."""
GAP = timedelta(minutes=5)
"""What follows within this time belongs to the same session."""
_ORDER = list(RuleKind)
_DAY = 1440


@dataclass(frozen=True, slots=True)
class Limits:
    """One noise rule as judgement needs it; `quiet` in minutes since midnight."""

    id: int
    kind: RuleKind
    area: str
    source: str
    valid_from: date
    valid_until: date | None = None
    sessions: int | None = None
    minutes: int | None = None
    weekdays: frozenset[int] = frozenset()
    quiet: tuple[int, int] | None = None

    def holds_on(self, day: date) -> bool:
        """Say whether it is in force on the day."""
        return self.valid_from <= day and (self.valid_until is None or day < self.valid_until)


@dataclass(frozen=True, slots=True)
class Quiet:
    """What stands near a cluster and wants quiet, between two times of day or at all times."""

    kind: str
    name: str
    since: time | None = None
    until: time | None = None
    weekdays: frozenset[int] = frozenset()

    def is_disturbed(self, item: Sounding) -> bool:
        """Say whether the sound falls into its time."""
        if self.weekdays and item.day.isoweekday() not in self.weekdays:
            return False
        if self.since is None or self.until is None:
            return True
        begin, end = local(item.day, self.since), local(item.day, self.until)
        return item.begin < end and begin < item.end


@dataclass(frozen=True, slots=True)
class Place:
    """A cluster as judgement needs it: its code, the codes of its areas from the root down, its neighbours."""

    id: int
    code: str
    path: tuple[str, ...]
    neighbours: tuple[Quiet, ...] = ()
    body: int = 0
    name: str = field(default="", compare=False)


def holding(rules: Iterable[Limits], path: Sequence[str], day: date) -> Limits | None:
    """Return the rule that holds for a place on a day: of the latest kind, then of the nearest area, then the newest."""
    near = {code: depth for depth, code in enumerate(path)}
    held = [rule for rule in rules if rule.area in near and rule.holds_on(day)]
    return max(
        held,
        key=lambda rule: (_ORDER.index(rule.kind), near[rule.area], rule.valid_from, rule.id),
        default=None,
    )


def quiet_spans(rule: Limits | None) -> tuple[tuple[int, int], ...]:
    """Return the times of silence of a day under a rule: the night lock always, and what the rule adds."""
    return spans_of(_minutes(NIGHT) | (_minutes(rule.quiet) if rule and rule.quiet else frozenset()))


def config_parts(
    rules: Collection[Limits], path: Sequence[str], from_day: date, days: int
) -> tuple[tuple[tuple[int, int], ...], tuple[str, ...]]:
    """Return what a device must hold to by itself for some days: the first one's spans of silence in minutes, and the closed days.

    A device knows one set of spans: it is told anew every day before 05:00, while the night lock, always among them, holds anyhow.
    """
    days_on = [from_day + timedelta(days=n) for n in range(max(days, 1))]
    held = [holding(rules, path, day) for day in days_on]
    closed = [rule is not None and rule.kind == RuleKind.MOURNING for rule in held]
    spans = quiet_spans(None if closed[0] else held[0])
    return spans, tuple(day.isoformat() for day, is_closed in zip(days_on, closed, strict=True) if is_closed)


def spans_of(minutes: frozenset[int]) -> tuple[tuple[int, int], ...]:
    """Return minutes of the day as spans from … until, one that passes midnight as a single one."""
    if len(minutes) == _DAY:
        return ((0, _DAY),)
    starts = sorted(m for m in minutes if (m - 1) % _DAY not in minutes)
    ends = {m: next(m + n for n in range(1, _DAY + 1) if (m + n) % _DAY not in minutes) for m in starts}
    return tuple((m, ends[m] if ends[m] <= _DAY else ends[m] % _DAY) for m in starts)


def _minutes(span: tuple[int, int]) -> frozenset[int]:
    first, last = span
    if first <= last:
        return frozenset(range(first, last))
    return frozenset(range(first, _DAY)) | frozenset(range(last))


# -- judging a plan -------------------------------------------------------------------------------------------


def judge(
    plan: Collection[Sounding],
    places: Mapping[int, Place],
    rules: Collection[Limits],
    about: Collection[str] | None = None,
) -> list[Finding]:
    """Return what a plan breaks, weightiest first; `about` (keys) leaves out what concerns only the rest of the plan.

    The plan is everything that would sound at the places on the days concerned. Emergencies are neither judged nor counted.
    """
    heard = [item for item in plan if not item.is_emergency]
    asked = [item for item in heard if about is None or item.key in about]
    found = [*_silences(asked, places, rules), *_overlaps(asked, heard)]
    found += _counts({item.day for item in asked}, heard, places, rules, {item.key for item in asked})
    found += _neighbours(asked, places)
    everywhere = {place.code for place in places.values()}
    return [
        replace(each, clusters=()) if everywhere <= {*each.clusters} else each for each in collected(found)
    ]


def collected(found: Iterable[Finding]) -> list[Finding]:
    """Return the findings without repetition, each told once with its first moment and all its clusters."""
    first: dict[tuple[object, ...], Finding] = {}
    for each in sorted(found, key=lambda one: (one.at, one.clusters)):
        length = each.n if each.ground == Ground.MINUTES else 0
        key = (each.ground, each.source, each.other, length, each.title)
        first[key] = first[key].with_more(each) if key in first else each
    return sorted(first.values(), key=lambda one: (one.weight.value, one.at, one.ground))


def silence_of(item: Sounding, path: Sequence[str], rules: Collection[Limits]) -> Ground | None:
    """Return why a sound must be silent at a place, by the configuration that a device there holds that day."""
    if item.is_emergency:
        return None
    spans, closed = config_parts(rules, path, item.day, 1)
    at = int(item.begin.timestamp() * 1000)
    play = Play("judged", at, item.length_ms, at, item.priority, sha256="0" * 64, mends=item.mends)
    if blocked(play, Config(quiet=spans, closed=closed)) is None:
        return None
    if closed:
        return Ground.CLOSED
    return Ground.NIGHT if blocked(play, Config(quiet=(NIGHT,))) else Ground.QUIET


def _silences(
    asked: Iterable[Sounding], places: Mapping[int, Place], rules: Collection[Limits]
) -> Iterator[Finding]:
    for item in asked:
        if item.end.astimezone(HANOI) > local(item.day + timedelta(days=1), time()):
            yield Finding(Ground.MIDNIGHT, item.begin, title=item.title)
        for path, codes in _by_path(item.clusters, places).items():
            ground = silence_of(item, path, rules)
            if ground is None:
                continue
            rule = holding(rules, path, item.day)
            yield Finding(
                ground,
                item.begin,
                title=item.title,
                source=rule.source if rule and ground != Ground.NIGHT else "",
                span=rule.quiet if rule and ground == Ground.QUIET else None,
                clusters=codes,
                skipped=ground == Ground.CLOSED and item.repeats,
            )


def _counts(
    days: Iterable[date],
    heard: Collection[Sounding],
    places: Mapping[int, Place],
    rules: Collection[Limits],
    asked: Collection[str],
) -> Iterator[Finding]:
    """Judge weekdays, sessions and minutes, once for clusters of one area at which the same sounds."""
    for day in days:
        items = [item for item in heard if item.day == day]
        alike: dict[tuple[tuple[str, ...], tuple[str, ...]], list[Place]] = defaultdict(list)
        for place in places.values():
            keys = tuple(sorted(item.key for item in items if place.id in item.clusters))
            if any(key in asked for key in keys):
                alike[place.path, keys].append(place)
        for (path, keys), there in alike.items():
            rule = holding(rules, path, day)
            if rule is None or rule.kind == RuleKind.MOURNING:
                continue
            codes = tuple(sorted(place.code for place in there if place.code))
            yield from _day_counts(rule, [item for item in items if item.key in keys], codes, asked)


def _day_counts(
    rule: Limits, items: list[Sounding], codes: tuple[str, ...], asked: Collection[str]
) -> Iterator[Finding]:
    ours = min((item for item in items if item.key in asked), key=lambda item: item.begin)
    if rule.weekdays and ours.day.isoweekday() not in rule.weekdays:
        yield Finding(Ground.WEEKDAY, ours.begin, title=ours.title, source=rule.source, clusters=codes)
    sessions = merged(items, GAP)
    if rule.sessions is not None and len(sessions) > rule.sessions:
        yield Finding(
            Ground.SESSIONS,
            ours.begin,
            source=rule.source,
            n=len(sessions),
            most=rule.sessions,
            clusters=codes,
        )
    for session in sessions:
        length = max(item.end for item in session) - session[0].begin
        minutes = -(-int(length.total_seconds() * 1000) // 60_000)
        if rule.minutes is not None and minutes > rule.minutes and any(item.key in asked for item in session):
            yield Finding(
                Ground.MINUTES,
                session[0].begin,
                source=rule.source,
                n=minutes,
                most=rule.minutes,
                clusters=codes,
            )


def _overlaps(asked: Collection[Sounding], heard: Collection[Sounding]) -> Iterator[Finding]:
    """Yield slots that meet, and things that meet; what lies in a programme slot meets it by right."""
    for item in asked:
        for other in heard:
            if other.key == item.key or not item.meets(other):
                continue
            if item.is_slot and other.is_slot:
                yield Finding(Ground.SLOTS_MEET, max(item.begin, other.begin), other=other.title)
            elif (not item.is_slot and not other.is_slot) or (
                "relay" in (item.kind, other.kind) and item.slot != other.slot
            ):
                yield Finding(Ground.OVERLAP, max(item.begin, other.begin), other=other.title)


def _neighbours(asked: Iterable[Sounding], places: Mapping[int, Place]) -> Iterator[Finding]:
    for item in asked:
        for place in (places[key] for key in item.clusters if key in places):
            for near in place.neighbours:
                if near.is_disturbed(item):
                    kind = NeighbourKind(near.kind).label
                    yield Finding(
                        Ground.NEIGHBOUR,
                        item.begin,
                        title=item.title,
                        other=f"{near.name} ({kind})",
                        clusters=(place.code,),
                    )


def _by_path(clusters: Iterable[int], places: Mapping[int, Place]) -> dict[tuple[str, ...], tuple[str, ...]]:
    paths: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for key in clusters:
        if place := places.get(key):
            paths[place.path].append(place.code)
    return {path: tuple(sorted(code for code in codes if code)) for path, codes in paths.items()}


def span_of(since: time | None, until: time | None) -> tuple[int, int] | None:
    """Return quiet hours as minutes since midnight."""
    return (minute_of(since), minute_of(until)) if since is not None and until is not None else None


def moments_of(plan: Iterable[Sounding], since: datetime, until: datetime) -> list[Sounding]:
    """Return what sounds between two moments, in order."""
    return sorted(
        (item for item in plan if item.begin < until and item.end > since),
        key=lambda item: (item.begin, not item.is_slot, item.key),
    )
