"""The register of clusters: adding, changing, closing, their neighbours, and following a reform of bodies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from django.db import IntegrityError, transaction

from loa.channels.models import Mode
from loa.journal import actions as journal
from loa.journal.actions import Author
from loa.lib import clock
from loa.lib.ids import digest
from loa.lib.text import fold, nfc, squeeze
from loa.speakers.actions.carrying import carry_plays
from loa.speakers.actions.devices import refresh
from loa.speakers.actions.dialects import settle_dialect
from loa.speakers.actions.enrolling import end_codes
from loa.speakers.actions.silencing import carry_silences
from loa.speakers.errors import BadSettings, ClusterClosed, ClusterInUse, CodeTaken, VolumeOutside
from loa.speakers.models import Cluster, Device, Neighbour
from loa.speakers.rules.foreign import Wrong, settings_of
from loa.speakers.rules.neighbours import Near
from loa.speakers.rules.words import Dialect
from loa.units import access
from loa.units.models import Area, Body, BodyChange
from loa.units.permissions import Permission

MANAGE = Permission.SPEAKERS_MANAGE
MOST = 100
AT_ONCE = 2_000
KEPT = ("device", "address")
"""What of a dialect the register says; kept in `Cluster.settings`."""


@dataclass(frozen=True)
class Said:
    """What the register says of a cluster."""

    code: str
    body: Body
    area: Area
    place: str
    latitude: float | None = None
    longitude: float | None = None
    model: str = ""
    volume: int = 60
    volume_min: int = 20
    volume_max: int = 90
    dialect: str = Dialect.LOA.value
    device: str = ""  # its number in another maker's dialect, and where it is reached
    address: str = ""

    @classmethod
    def of(cls, cluster: Cluster) -> Said:
        """Return what it says of a cluster now."""
        kept: dict[str, Any] = {name: str(cluster.settings.get(name, "")) for name in KEPT}
        return cls(
            **{field.name: getattr(cluster, field.name) for field in fields(cls) if field.name not in kept},
            **kept,
        )

    def mended(self) -> Said:
        """Return it with its words in order. Raises: VolumeOutside, BadSettings."""
        if not 0 <= self.volume_min <= self.volume <= self.volume_max <= MOST:
            raise VolumeOutside
        code, place, model = (nfc(squeeze(word)) for word in (self.code, self.place, self.model))
        kept: dict[str, Any] = dict.fromkeys(KEPT, "") | self._settings()
        return replace(self, code=code, place=place, model=model, **kept)

    def _settings(self) -> dict[str, str]:
        try:
            return settings_of(self.dialect, self.device.strip(), self.address.strip())
        except Wrong as wrong:
            raise BadSettings(str(wrong)) from wrong

    def columns(self) -> dict[str, Any]:
        """Return it as the table keeps it, with what a search looks in."""
        return {
            **{field.name: getattr(self, field.name) for field in fields(self) if field.name not in KEPT},
            "settings": self._settings(),
            "folded": fold(f"{self.code} {self.place}")[:260],
        }


@transaction.atomic
def add_cluster(*, actor: Author, said: Said, mode: str = Mode.LIVE) -> Cluster:
    """List a cluster under its body. Raises: RightMissing, CodeTaken, VolumeOutside, BadSettings."""
    access.require(actor, MANAGE, body=said.body)
    cluster = make(said, mode)
    journal.write(actor=actor, verb="speakers.cluster_added", thing=cluster.thing)
    return cluster


@transaction.atomic
def add_clusters(*, actor: Author, many: Sequence[Said], mode: str = Mode.LIVE) -> list[Cluster]:
    """List many clusters at once, all or none. Raises: RightMissing, CodeTaken, VolumeOutside."""
    for body in {said.body for said in many}:
        access.require(actor, MANAGE, body=body)
    now = clock.now()
    rows = [Cluster(mode=mode, opened_at=now, **said.mended().columns()) for said in many]
    try:
        with transaction.atomic():
            made = Cluster.objects.bulk_create(rows, AT_ONCE)
    except IntegrityError as error:
        raise CodeTaken from error
    ids = digest(sorted(cluster.pk for cluster in made))
    facts = {"new": len(made), "changed": 0, "same": 0, "digest": ids}
    journal.write(actor=actor, verb="speakers.clusters_imported", thing="speakers.fleet:all", facts=facts)
    return made


def make(said: Said, mode: str = Mode.LIVE) -> Cluster:
    """Make a cluster's row; part of an act that writes the journal. Raises: CodeTaken, VolumeOutside, BadSettings."""
    return settle_dialect(_kept(Cluster(mode=mode, opened_at=clock.now(), **said.mended().columns())))


@transaction.atomic
def change_cluster(*, actor: Author, cluster: Cluster, said: Said) -> Cluster:
    """Change what the register says of a cluster; its device is told what concerns it.

    Raises: RightMissing, ClusterClosed, CodeTaken, VolumeOutside, BadSettings, ClusterInUse.
    """
    row = open_row(cluster)
    _may_move(actor, row.body, said.body)
    changed = rewrite(row, said)
    if changed:
        journal.write(
            actor=actor, verb="speakers.cluster_changed", thing=row.thing, facts={"fields": changed}
        )
        refresh([row])
    return row


def rewrite(row: Cluster, said: Said) -> list[str]:
    """Write what a cluster is to be and return which fields that changed; part of an act that tells its device.

    Raises: CodeTaken, VolumeOutside, BadSettings, ClusterInUse.
    """
    before, after = Said.of(row), said.mended()
    changed = [
        field.name for field in fields(Said) if getattr(before, field.name) != getattr(after, field.name)
    ]
    for name, value in after.columns().items():
        setattr(row, name, value)
    if changed:
        settle_dialect(_kept(row))
    if "body" in changed:
        carry_silences([row], [before.body, after.body])
        carry_plays([row])
    return changed


@transaction.atomic
def close_cluster(*, actor: Author, cluster: Cluster) -> None:
    """Take a cluster without a device off the list; what it sounded stays counted.

    Raises: RightMissing, ClusterClosed, ClusterInUse.
    """
    row = open_row(cluster)
    access.require(actor, MANAGE, body=row.body)
    if Device.objects.filter(cluster=row, revoked_at__isnull=True).exists():
        raise ClusterInUse
    end_codes(row)
    Cluster.objects.filter(pk=row.pk).update(closed_at=clock.now())
    journal.write(actor=actor, verb="speakers.cluster_closed", thing=row.thing)


@transaction.atomic
def add_neighbour(*, actor: Author, cluster: Cluster, near: Near) -> Neighbour:
    """Note what stands near a cluster and when it wants quiet. Raises: RightMissing, ClusterClosed."""
    row = open_row(cluster)
    access.require(actor, MANAGE, body=row.body)
    made = Neighbour.objects.create(cluster=row, **_neighbour(near))
    _neighbours_changed(actor, row)
    return made


@transaction.atomic
def remove_neighbour(*, actor: Author, cluster: Cluster, neighbour_id: int) -> None:
    """Take a neighbour off; one that is gone already changes nothing. Raises: RightMissing, ClusterClosed."""
    row = open_row(cluster)
    access.require(actor, MANAGE, body=row.body)
    if Neighbour.objects.filter(cluster=row, pk=neighbour_id).delete()[0]:
        _neighbours_changed(actor, row)


def set_neighbours(row: Cluster, nears: Iterable[Near]) -> None:
    """Write all neighbours of a cluster anew; part of an act that tells its device."""
    row.neighbours.all().delete()
    Neighbour.objects.bulk_create([Neighbour(cluster=row, **_neighbour(near)) for near in nears])


def _neighbours_changed(actor: Author, row: Cluster) -> None:
    count = row.neighbours.count()
    journal.write(
        actor=actor, verb="speakers.neighbours_changed", thing=row.thing, facts={"neighbours": count}
    )
    refresh([row])


def follow_reform(actor: Author, change: BodyChange, heirs: Mapping[int, Body]) -> int:
    """Hand the clusters of closed bodies to the heir and tell their devices; return how many moved.

    Who carried a cluster when it sounded (`Play.body`) stays. A silence of the closed body goes on over each of its clusters. Safe to
    repeat.
    """
    rows = list(Cluster.objects.select_for_update().filter(body__in=heirs).order_by("pk"))
    for old, heir in heirs.items():
        own = [row for row in rows if row.body_id == old]
        if own:
            Cluster.objects.filter(pk__in=[row.pk for row in own]).update(body=heir)
            carry_silences(own, [*Body.objects.filter(pk=old), heir])
            carry_plays(own)
    if rows:
        refresh(rows)
        facts = {"clusters": len(rows), "digest": digest([row.pk for row in rows])}
        journal.write(
            actor=actor, verb="speakers.reform_followed", thing=f"units.bodychange:{change.pk}", facts=facts
        )
    return len(rows)


def open_row(cluster: Cluster) -> Cluster:
    """Return a cluster's row, held. Raises: ClusterClosed."""
    row = Cluster.objects.select_for_update(of=("self",)).select_related("body", "area").get(pk=cluster.pk)
    if row.closed_at:
        raise ClusterClosed
    return row


def _may_move(actor: Author, old: Body, new: Body) -> None:
    for body in {old, new}:
        access.require(actor, MANAGE, body=body)


def _kept(row: Cluster) -> Cluster:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise CodeTaken from error
    return row


def _neighbour(near: Near) -> dict[str, Any]:
    return {**asdict(near), "weekdays": list(near.weekdays)}
