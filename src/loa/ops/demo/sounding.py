"""The exercise over the loudspeakers: ordered by two persons, proved by the devices, with what happened to seven of them."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet

from loa.bulletins.models import Bulletin
from loa.bulletins.rules.release import Proof as SignedIn
from loa.delivery.models import Dispatch
from loa.desk.tour import acts, air, story
from loa.lib import clock
from loa.ops.demo.clusters import Fleet
from loa.ops.demo.place import Place
from loa.ops.errors import OpsError
from loa.speakers.actions.silencing import silence
from loa.speakers.models import Cluster, Play, Proof
from loa.speakers.queries.silences import Scope
from loa.speakers.rules.proving import LATE_AFTER_MS
from loa.speakers.rules.reconcile import COLUMNS, SOUNDED
from loa.speakers.rules.words import OPEN_PLAYS, PlayState
from loa.units.models import Area
from loa_wire.words import Why

LASTS = timedelta(seconds=60)
"""How long the exercise may still begin: long enough for the cluster that comes back late; at its end the silenced one says why."""
PATIENCE = 240.0
AN_HOUR_MS, LATE_MS = 3_600_000, 15_000
QUEUED_S = 5.0
"""How long the proof of a cluster without network waited in the device, at least."""
HEARD_BEFORE = 3.0
"""Seconds of it that people hear before one cluster is cut off."""


@dataclass(frozen=True, slots=True)
class Sounded:
    """An exercise that was released, and how soon it was under way."""

    bulletin: Bulletin
    dispatch: Dispatch
    fleet: Fleet


def report(place: Place) -> dict[str, Any]:
    """Return what the simulator last said of itself; nothing before it has said a word."""
    path = place.devices / "report.json"
    return dict(json.loads(path.read_text())) if path.exists() else {}


def wait_until_up(place: Place) -> int:
    """Wait until the devices are connected and the wrong clock is mended; return how many are connected."""

    def up() -> bool:
        found = report(place)
        return bool(found) and found["is_up"] and "clock" in found["said"]["skewed"]

    _wait(up, "The simulated loudspeakers were not let in", place)
    return int(report(place)["up"])


def order(fleet: Fleet) -> Sounded:
    """Silence one cluster, then write the city's exercise, hear it and release it as the second person."""
    _silence(fleet.troubled["silenced"], "Diễn tập khi một cụm loa đang bị ngắt")
    editor = acts.actor_of(story.EDITOR)
    areas = [Area.objects.get(code=story.CITY_AREA)]
    bulletin = air.write(editor, story.CITY_EXERCISE, areas, lasts=LASTS)
    submission = air.ask_for_release(editor, bulletin)
    made = acts.release(bulletin, submission.hash, SignedIn(second_factor=True, at=clock.now()))
    if made.dispatch is None:
        raise OpsError("The exercise was not handed to the ledger.")
    return Sounded(bulletin, made.dispatch, fleet)


def cut_off(sounded: Sounded, place: Place) -> None:
    """Silence another cluster while it sounds."""
    _wait(
        lambda: "began" in report(place)["said"]["killed"], "The loudspeakers did not begin to sound", place
    )
    time.sleep(HEARD_BEFORE)
    _silence(sounded.fleet.troubled["killed"], "Diễn tập ngắt một cụm loa giữa chừng")


def _silence(cluster: Cluster, reason: str) -> None:
    """Press the kill switch over a cluster as the duty officer."""
    silence(actor=acts.actor_of(story.DUTY), scope=Scope(cluster=cluster), reason=reason)


def wait_until_proved(sounded: Sounded, place: Place) -> None:
    """Wait until every cluster but the one that is off has proved what it did."""

    def proved() -> bool:
        return plays_of(sounded).filter(state__in=OPEN_PLAYS).count() <= 1

    _wait(proved, "Not every cluster proved what it did", place)


def plays_of(sounded: Sounded) -> QuerySet[Play]:
    """Return the plays of the exercise."""
    return Play.objects.filter(airing__dispatch_id=sounded.dispatch.pk)


def figures(sounded: Sounded, place: Place) -> dict[str, Any]:
    """Return the sums of the exercise, how fast it was, and whether each trouble came out as it should."""
    plays = plays_of(sounded)
    counts = {word: Count("pk", filter=Q(state__in=states)) for word, states in COLUMNS.items()}
    late = Count("pk", filter=Q(state__in=SOUNDED, late_ms__gt=LATE_AFTER_MS))
    sums = plays.aggregate(ordered=Count("pk"), late=late, **counts)
    usual = plays.exclude(cluster__in=[each.pk for each in sounded.fleet.troubled.values()])
    times = usual.aggregate(ordered=Min("moment"), taken=Max("taken_at"), began=Max("started_at"))
    return {
        "broker": sounded.fleet.broker.value,
        "in_each_ward": sounded.fleet.each,
        **sums,
        **{f"last_{word}_s": _since(times["ordered"], times[word]) for word in ("taken", "began")},
        "outcomes": {name: bool(seen) for name, seen in outcomes(sounded, place).items()},
    }


def _since(ordered: datetime | None, moment: datetime | None) -> float | None:
    return round((moment - ordered).total_seconds(), 2) if ordered and moment else None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one cluster: whether that is as it should be, and the number that tells it (seconds, or times)."""

    cluster: Cluster
    is_right: bool
    number: float = 0.0

    def __bool__(self) -> bool:
        return self.is_right


def outcomes(sounded: Sounded, place: Place) -> Mapping[str, Outcome]:
    """Return what became of each cluster that something happened to."""
    told = report(place)
    found = {play.cluster_id: play for play in plays_of(sounded).prefetch_related("proofs")}
    judged = {}
    for name, cluster in sounded.fleet.troubled.items():
        play = found.get(cluster.pk)
        right, number = _JUDGES[name](play, told) if play else (False, 0.0)
        judged[name] = Outcome(cluster, right, number)
    return judged


_Told = dict[str, Any]


def _killed(play: Play, _told: _Told) -> tuple[bool, float]:
    return play.state == PlayState.PARTLY and play.why == Why.KILLED, play.heard_ms / 1000


def _silenced(play: Play, _told: _Told) -> tuple[bool, float]:
    return play.state == PlayState.NOT_PLAYED and play.why == Why.KILLED, 0.0


def _queued(play: Play, _told: _Told) -> tuple[bool, float]:
    waited = max((_waited(proof) for proof in play.proofs.all()), default=0.0)
    return play.state == PlayState.PLAYED and waited > QUEUED_S, waited


def _waited(proof: Proof) -> float:
    return (proof.received_at - proof.ended_at).total_seconds()


def _skewed(play: Play, told: _Told) -> tuple[bool, float]:
    mended = abs(told["offset"]) > AN_HOUR_MS
    return play.state == PlayState.PLAYED and mended and abs(
        play.late_ms
    ) < LATE_AFTER_MS, play.late_ms / 1000


def _replayed(play: Play, told: _Told) -> tuple[bool, float]:
    """Judge by the device's own count: what the line repeats within two minutes is not yet anybody's attack to the server."""
    refused = told["said"]["replayed"].count("refused")
    return play.state == PlayState.PLAYED and len(play.proofs.all()) == 1 and refused > 0, refused


def _late(play: Play, _told: _Told) -> tuple[bool, float]:
    return play.state == PlayState.PLAYED and play.late_ms > LATE_MS, play.late_ms / 1000


def _off(play: Play, _told: _Told) -> tuple[bool, float]:
    return play.state in {*OPEN_PLAYS, PlayState.UNKNOWN}, 0.0


_JUDGES: Mapping[str, Callable[[Play, _Told], tuple[bool, float]]] = {
    "killed": _killed,
    "silenced": _silenced,
    "queued": _queued,
    "skewed": _skewed,
    "replayed": _replayed,
    "late": _late,
    "off": _off,
}


def wrong(found: dict[str, Any]) -> list[str]:
    """Return what is not as it should be, in words."""
    named = [
        f"the cluster that was {name} did not come out so" for name, ok in found["outcomes"].items() if not ok
    ]
    parts = ("played", "partly", "not_played", "unknown", "waiting", "cancelled")
    if sum(found[part] for part in parts) != found["ordered"]:
        named.append("plays were lost")
    if (found["partly"], found["not_played"], found["unknown"] + found["waiting"]) != (1, 1, 1):
        named.append("other clusters than those chosen did not sound whole")
    return named


def _wait(ready: Callable[[], Any], trouble: str, place: Place) -> None:
    until = time.monotonic() + PATIENCE
    while not ready():
        if time.monotonic() > until:
            logs = place.home / "log"
            raise OpsError(f"{trouble} within {PATIENCE:.0f} s; see devices.log and up.log in {logs}.")
        time.sleep(0.1)
