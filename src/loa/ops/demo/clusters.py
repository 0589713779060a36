"""The demo's loudspeakers: clusters in every ward, each with a device that joined by the same act as a real one.

Whoever they are and where they stand is made up and says so. Their keys are made here and lie in one file that only its
owner can read; nobody but the simulator uses them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from math import cos, pi, radians, sin, sqrt
from pathlib import Path

from django.conf import settings

from loa.channels.actions import open_account
from loa.channels.models import LegalKind, Mode
from loa.desk.tour import acts, story
from loa.lib import clock
from loa.speakers.actions.clusters import Said, add_clusters
from loa.speakers.actions.joining import enrol_many
from loa.speakers.actions.slots import approve_slot, draft_slot, submit_slot
from loa.speakers.gateway.broker import Kind, choose
from loa.speakers.models import Cluster
from loa.speakers.queries.slots import content_hash
from loa.speakers.rules.slots import Proof
from loa.speakers.rules.words import SlotKind
from loa.units.actor import Actor
from loa.units.maps import ward_middle
from loa.units.models import Area, AreaLevel, Body
from loa.units.queries import area_versions, body_name
from loa_speaker.enrol import request
from loa_speaker.members import member_of, write_members
from loa_wire.signed import SignKey

MANY, FEW = 10, 2
"""Clusters in each ward with mosquitto, and with amqtt, which carries fewer connections."""
TROUBLES = ("killed", "silenced", "queued", "skewed", "replayed", "late", "off")
"""What happens to one cluster each: cut off while it sounds, cut off before, without network while it sounds, a wrong clock, old commands played to it
again, without network until late, never switched on. All else goes well."""
_MODEL = "mô phỏng"
_GOLDEN = pi * (3 - sqrt(5))


@dataclass(frozen=True, slots=True)
class Fleet:
    """The clusters, those that something happens to by name, and in which order their devices stand in the file."""

    broker: Kind
    each: int
    exercise: int
    live: int
    troubled: dict[str, Cluster]


def most_in_a_ward() -> int:
    """Return how many clusters each ward gets with the broker that is there."""
    return MANY if choose().kind == Kind.MOSQUITTO else FEW


def open_accounts() -> None:
    """Open the city's loudspeakers for exercises, and in the three wards of the story those for exercises and for real."""
    admin = acts.actor_of(story.ADMIN)
    _open(admin, admin.body, "Diễn tập loa truyền thanh thành phố", Mode.EXERCISE)
    for code in story.WARDS:
        ward = Body.objects.get(code=f"UB-{code}")
        name = body_name(ward).removeprefix("Ủy ban nhân dân ")
        _open(admin, ward, f"Loa truyền thanh {name}", Mode.LIVE)
        _open(admin, ward, f"Diễn tập loa truyền thanh {name}", Mode.EXERCISE)


def _open(admin: Actor, body: Body, name: str, mode: str) -> None:
    open_account(
        actor=admin, body=body, kind="speaker", name=name, mode=mode, legal_kind=LegalKind.STATION, config={}
    )


def keep_hours() -> None:
    """Give the three wards an hour of the working week, approved by a second person."""
    approver = acts.actor_of(story.APPROVER)
    for sample in story.WARD_OFFICERS:
        officer = acts.actor_of(sample)
        slot = draft_slot(
            actor=officer,
            body=officer.body,
            title="Thông tin của phường, xã",
            kind=SlotKind.PROGRAMME,
            at=time(17),
            minutes=15,
            weekdays=[1, 2, 3, 4, 5],
            from_date=clock.today(),
        )
        slot = submit_slot(actor=officer, slot=slot)
        proof = Proof(second_factor=True, at=clock.now())
        approve_slot(actor=approver, slot=slot, seen_hash=content_hash(slot), proof=proof)


def register(each: int) -> list[Cluster]:
    """List so many clusters for exercises in each ward and commune, and one for real use in each ward of the story."""
    admin = acts.actor_of(story.ADMIN)
    bodies = {body.code: body for body in Body.objects.filter(code__startswith="UB-")}
    communes = [(area, bodies[f"UB-{area.code}"]) for area in _communes()]
    usual = [_said(body, area, n) for area, body in communes for n in range(1, each + 1)]
    real = [_said(body, area, each + 1) for area, body in communes if area.code in story.WARDS]
    return [
        *add_clusters(actor=admin, many=usual, mode=Mode.EXERCISE),
        *add_clusters(actor=admin, many=real, mode=Mode.LIVE),
    ]


def _communes() -> list[Area]:
    rows = area_versions().filter(level=AreaLevel.COMMUNE).order_by("area__code")
    return [version.area for version in rows.select_related("area")]


def _said(body: Body, area: Area, number: int) -> Said:
    longitude, latitude = _position(area.code, number)
    return Said(
        code=f"{area.code}-{number:02}",
        body=body,
        area=area,
        place=f"Cột loa số {number} (mẫu)",
        latitude=latitude,
        longitude=longitude,
        model=_MODEL,
    )


def _position(code: str, number: int) -> tuple[float | None, float | None]:
    """Return a made-up place around the middle of a ward, as seeds lie in a sunflower."""
    middle = ward_middle(code)
    if middle is None:
        return None, None
    longitude, latitude, reach = middle
    out, turn = reach * 0.6 * sqrt(number / (MANY + 1)), number * _GOLDEN
    return (
        round(longitude + out * cos(turn) / cos(radians(latitude)), 5),
        round(latitude + out * sin(turn), 5),
    )


def enrol_devices(clusters: Sequence[Cluster], folder: Path) -> Fleet:
    """Let a device join each cluster and keep the devices for the simulator; the one that is never switched on stands last."""
    keys = {cluster.pk: SignKey.generate("new") for cluster in clusters}
    asked = {pk: request("", key, model=_MODEL) for pk, key in keys.items()}
    answers = enrol_many(actor=acts.actor_of(story.ADMIN), envelopes=asked)
    members = {pk: member_of(settings.PUBLIC_URL, keys[pk], answer) for pk, answer in answers.items()}
    troubled = _troubled(clusters)
    off = members.pop(troubled["off"].pk)
    folder.mkdir(mode=0o700, exist_ok=True)
    write_members([*members.values(), off], folder / "devices.json")
    devices = {name: answers[cluster.pk]["device"] for name, cluster in troubled.items()}
    (folder / "troubles.json").write_text(json.dumps(devices))
    live = sum(1 for cluster in clusters if cluster.mode == Mode.LIVE)
    exercise = len(clusters) - live
    return Fleet(choose().kind, round(exercise / len(_communes())), exercise, live, troubled)


def _troubled(clusters: Sequence[Cluster]) -> dict[str, Cluster]:
    """Choose a cluster for each trouble, in wards that the story does not play in."""
    first = [each for each in clusters if each.code.endswith("-01") and each.code[:-3] not in story.WARDS]
    return dict(zip(TROUBLES, first, strict=False))
