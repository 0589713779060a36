"""A city of clusters for a bench: devices that sign, one airing a day for each, what they tell after an outage."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connections

from loa.delivery.bench.ground import make_body
from loa.files.models import StoredFile
from loa.lib import clock
from loa.speakers.actions.commanding import ms, order
from loa.speakers.intake import Arrived
from loa.speakers.models import Airing, Cluster, Command, Device, Play, Sound
from loa.speakers.queries import groups
from loa.speakers.rules.words import PlayState
from loa.units.models import Area, Body, Person
from loa.units.rules import sort_key
from loa_wire import commands
from loa_wire.signed import Purpose, SignKey, seal
from loa_wire.tidings import Ack, Beat, Proof
from loa_wire.words import Ask, Doing, Outcome, Priority

LENGTH = 30_000
BATCH = 5_000


@dataclass
class City:
    """Clusters with their devices' keys, and airings that every cluster should have sounded."""

    body: Body
    airings: list[Airing]
    clusters: dict[str, int] = field(default_factory=dict)  # by the name of the device
    keys: list[SignKey] = field(default_factory=list)

    def proofs(self, *, twice: float, seed: int) -> list[Arrived]:
        """Return one proof of every play, some of them twice, in any order."""
        now, order_of = clock.now(), random.Random(seed)  # noqa: S311  an order, no secret
        told = [
            self._proof(key, n, airing, now) for key in self.keys for n, airing in enumerate(self.airings, 1)
        ]
        told += order_of.sample(told, round(len(told) * twice))
        order_of.shuffle(told)
        return told

    def _proof(self, key: SignKey, n: int, airing: Airing, now: datetime) -> Arrived:
        start = ms(airing.starts_at)
        proof = Proof(
            key.id,
            n,
            str(airing.pk),
            Outcome.PLAYED,
            start,
            start + LENGTH,
            LENGTH,
            60,
            start + LENGTH,
            airing.code,
            airing.version,
            "0" * 64,
        )
        return Arrived(key.id, seal(Purpose.TOLD, proof.to_wire(), key), now)

    def beats(self, n: int) -> list[Arrived]:
        """Return a heartbeat of every device."""
        now = clock.now()
        return [
            Arrived(
                key.id,
                seal(
                    Purpose.TOLD,
                    Beat(key.id, n, ms(now), Doing.IDLE, 60, 10**9, "1.0", 3).to_wire(),
                    key,
                ),
                now,
            )
            for key in self.keys
        ]

    def acks(self, command: Command) -> list[Arrived]:
        """Return every device's word that it took a command."""
        now = clock.now()
        return [
            Arrived(
                key.id,
                seal(
                    Purpose.TOLD,
                    Ack(key.id, command.group_id, command.seq, ms(now), taken=True).to_wire(),
                    key,
                ),
                now,
            )
            for key in self.keys
        ]

    def order(self, airing: Airing) -> Command:
        """Order one airing everywhere."""
        play = commands.Play(
            str(airing.pk),
            ms(airing.starts_at),
            LENGTH,
            ms(airing.latest_at),
            Priority.NORMAL,
            sha256="0" * 64,
            size=1,
        )
        until = clock.now() + timedelta(hours=1)
        return order(ask=Ask.PLAY, group=groups.CITY, body={"plays": [play.to_wire()]}, until=until)


def make_city(clusters: int, airings: int) -> City:
    """Fill the scratch copy: clusters with devices, and plays that wait for their proofs."""
    body, now = make_body(), clock.now()
    city = City(body, [])
    made = Cluster.objects.bulk_create(
        [
            Cluster(
                code=f"B{n:06d}",
                body=body,
                area=Area.objects.get(code="bench"),
                place="Ngõ",
                opened_at=now,
            )
            for n in range(clusters)
        ],
        batch_size=BATCH,
    )
    city.keys = [SignKey.generate(f"K{n:06d}") for n in range(clusters)]
    city.clusters = {key.id: cluster.pk for key, cluster in zip(city.keys, made, strict=True)}
    Device.objects.bulk_create(
        [
            Device(cluster=cluster, name=key.id, public_key=key.public, firmware="1.0", enrolled_at=now)
            for key, cluster in zip(city.keys, made, strict=True)
        ],
        batch_size=BATCH,
    )
    sound = _sound(body, now)
    city.airings = [_airing(sound, now - timedelta(hours=6, minutes=-30 * n)) for n in range(airings)]
    for airing in city.airings:
        Play.objects.bulk_create([_play(airing, cluster) for cluster in made], batch_size=BATCH)
    return city


def _play(airing: Airing, cluster: Cluster) -> Play:
    return Play(
        airing=airing,
        cluster=cluster,
        body=airing.body,
        moment=airing.starts_at,
        deadline_at=airing.latest_at,
        state=PlayState.ORDERED,
    )


def empty_proofs() -> None:
    """Take every proof away and have the plays wait again; only the owner may, and only in a scratch copy."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("TRUNCATE speakers_proof")
        cursor.execute("UPDATE speakers_play SET state = 'ordered'")
        cursor.execute("ANALYZE speakers_play, speakers_proof, speakers_device")


def _sound(body: Body, now: datetime) -> Sound:
    person = Person.objects.create(
        email="bench@example.vn", full_name="Đo", folded="do", sort_key=sort_key("Đo")
    )
    file = StoredFile.objects.create(
        sha256="0" * 64, size=1, mime="audio/mpeg", purpose="speakers.sound", created_at=now
    )
    return Sound.objects.create(
        body=body,
        title="Đo",
        file=file,
        sha256="0" * 64,
        size=1,
        length_ms=LENGTH,
        loudness=-16.0,
        origin="upload",
        made_by=person,
        made_at=now,
        heard_by=person,
        heard_at=now,
    )


def _airing(sound: Sound, moment: datetime) -> Airing:
    return Airing.objects.create(
        body=sound.body,
        sound=sound,
        title="Đo",
        source="bench",
        code="LOA-1",
        version=1,
        mode="live",
        priority=Priority.NORMAL.value,
        starts_at=moment,
        latest_at=moment + timedelta(minutes=15),
        length_ms=LENGTH,
        state="ordered",
        made_at=clock.now(),
    )
