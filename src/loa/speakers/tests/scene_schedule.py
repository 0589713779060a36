"""A ward with two clusters and what is on air there, for the tests of the schedule."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from loa.files.models import StoredFile
from loa.lib import clock
from loa.speakers.actions.slots import approve_slot, draft_slot, submit_slot
from loa.speakers.models import Airing, Cluster, Play, Slot, Sound
from loa.speakers.queries.slots import content_hash
from loa.speakers.rules.calendar import local
from loa.speakers.rules.slots import Proof
from loa.speakers.rules.words import SoundOrigin
from loa.units.actor import Actor
from loa.units.models import Area, Body
from tests.world import World

MINUTE = 60_000


def tomorrow(weeks: int = 0) -> date:
    """Return the next Monday after today."""
    today = clock.today()
    return today + timedelta(days=8 - today.isoweekday() + 7 * weeks)


def at(day: date, text: str) -> datetime:
    """Return a moment where the clusters stand."""
    return local(day, time.fromisoformat(text))


def make_cluster(code: str, body: Body, area: Area, **given: Any) -> Cluster:
    """List a cluster."""
    return Cluster.objects.create(
        code=code, body=body, area=area, place=f"Cột {code}", opened_at=clock.now(), **given
    )


def make_clusters(world: World) -> list[Cluster]:
    """List one cluster of ward A at its seat and one in its residential group."""
    return [
        make_cluster("LH-01", world.ward_a, world.ward_a_area),
        make_cluster("LH-02", world.ward_a, world.group_area),
    ]


def content(**given: Any) -> dict[str, Any]:
    """Return what a slot says: every working day at 17:00 for 15 minutes."""
    return {
        "title": "Bản tin chiều",
        "kind": "programme",
        "at": time(17),
        "minutes": 15,
        "weekdays": [1, 2, 3, 4, 5],
        "from_date": clock.today(),
    } | given


def fresh() -> Proof:
    """Return a strong proof of just now."""
    return Proof(second_factor=True, at=clock.now())


def approved(world: World, *, approver: Actor | None = None, exceeds: str = "", **given: Any) -> Slot:
    """Return a slot of ward A that its second person approved."""
    slot = draft_slot(actor=world.ward_officer, body=world.ward_a, **content(**given))
    submit_slot(actor=world.ward_officer, slot=slot)
    slot.refresh_from_db()
    return approve_slot(
        actor=approver or world.ward_approver,
        slot=slot,
        seen_hash=content_hash(slot),
        proof=fresh(),
        exceeds=exceeds,
    )


def make_sound(world: World, minutes: float = 5) -> Sound:
    """Return a sound that somebody listened to."""
    file = StoredFile.objects.first() or StoredFile.objects.create(
        name="a.mp3",
        mime="audio/mpeg",
        size=1,
        sha256="a" * 64,
        purpose="speakers.sound",
        body=world.ward_a,
        created_at=clock.now(),
    )
    return Sound.objects.create(
        body=world.ward_a,
        title="Bản thu",
        file=file,
        sha256="a" * 64,
        size=1,
        length_ms=int(minutes * MINUTE),
        loudness=-16.0,
        origin=SoundOrigin.UPLOAD,
        made_by=world.ward_officer.person,
        made_at=clock.now(),
        heard_by=world.ward_officer.person,
        heard_at=clock.now(),
    )


def make_airing(
    world: World, begin: datetime, minutes: float = 5, clusters: list[Cluster] | None = None, **given: Any
) -> Airing:
    """Lay out one airing of ward A with its plays."""
    title = given.pop("title", "Phun thuốc muỗi")
    airing = Airing.objects.create(
        **{
            "body": world.ward_a,
            "sound": make_sound(world, minutes),
            "title": title,
            "source": f"test:{title}",
            "code": "ABC123",
            "version": 1,
            "mode": "live",
            "priority": "normal",
            "starts_at": begin,
            "latest_at": begin + timedelta(minutes=2),
            "length_ms": int(minutes * MINUTE),
            "state": "ordered",
            "made_at": clock.now(),
        }
        | given
    )
    there = Cluster.objects.filter(body=world.ward_a) if clusters is None else clusters
    Play.objects.bulk_create(
        Play(
            airing=airing,
            cluster=cluster,
            body=world.ward_a,
            moment=begin,
            deadline_at=begin + timedelta(minutes=minutes + 4),
            state="ordered",
        )
        for cluster in there
    )
    return airing
