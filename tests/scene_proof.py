"""Clusters with devices that sign, airings and plays, for the tests of what devices tell."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from loa.files.models import StoredFile
from loa.lib import clock
from loa.speakers.actions.commanding import ms, order
from loa.speakers.intake import Answer, Arrived
from loa.speakers.models import Airing, Cluster, Command, Device, Play, Sound
from loa.speakers.queries import groups
from loa.speakers.rules.words import PlayState
from loa.units.models import Area, Body, Person
from loa_wire import commands
from loa_wire.signed import Keys, Purpose, SignKey, open_envelope, seal
from loa_wire.tidings import Ack, Beat, Proof, Tidings
from loa_wire.words import Ask, Doing, Outcome, Priority

_numbers = count(1)


@dataclass
class Pole:
    """A cluster with the device in it, which signs what it tells."""

    cluster: Cluster
    device: Device
    key: SignKey
    told: int = 0
    kept: list[Arrived] = field(default_factory=list)

    def says(self, message: Tidings, at: datetime | None = None, *, key: SignKey | None = None) -> Arrived:
        """Return the envelope of a message as it arrives on the device's own topic."""
        envelope = seal(Purpose.TOLD, message.to_wire(), key or self.key)
        return Arrived(self.device.name, envelope, at or clock.now())

    def beat(self, n: int, at: datetime | None = None, *, ahead: int = 0, **settings: Any) -> Arrived:
        """Return a heartbeat; the device's own clock may be so many milliseconds ahead."""
        at = at or clock.now()
        facts = {
            "at": ms(at) + ahead,
            "doing": Doing.IDLE,
            "volume": 60,
            "free": 10**9,
            "firmware": "1.0",
            "offset": 3,
        }
        return self.says(Beat(self.device.name, n, **(facts | settings)), at)

    def ack(self, command: Command, why: str = "", at: datetime | None = None) -> Arrived:
        """Return the word on a command: taken, or refused with a reason."""
        at = at or clock.now()
        return self.says(Ack(self.device.name, command.group_id, command.seq, ms(at), not why, why), at)

    def proof(
        self,
        play: Play | str,
        outcome: Outcome = Outcome.PLAYED,
        *,
        n: int = 0,
        start: datetime | None = None,
        at: datetime | None = None,
        why: str = "",
        heard: int = 30_000,
    ) -> Arrived:
        """Return the proof of a play."""
        self.told += 1
        began = start or (play.moment if isinstance(play, Play) else clock.now())
        ended = began + timedelta(milliseconds=heard)
        ref = str(play.airing_id) if isinstance(play, Play) else play
        message = Proof(
            self.device.name,
            n or self.told,
            ref,
            outcome,
            ms(began),
            ms(ended),
            heard,
            60,
            ms(at or ended),
            why=why,
        )
        return self.says(message, at or ended)


def make_pole(body: Body, area: Area, code: str = "") -> Pole:
    """Make a cluster of a body with an enrolled device."""
    number = next(_numbers)
    cluster = Cluster.objects.create(
        code=code or f"CL-{number:04d}", body=body, area=area, place=f"Ngõ {number}", opened_at=clock.now()
    )
    key = SignKey.generate(f"K{number:06d}")
    device = Device.objects.create(
        cluster=cluster, name=key.id, public_key=key.public, firmware="1.0", enrolled_at=clock.now()
    )
    return Pole(cluster, device, key)


def make_sound(body: Body, person: Person, length_ms: int = 30_000) -> Sound:
    """Make a recording that somebody heard."""
    number, now = next(_numbers), clock.now()
    digest = f"{number:064x}"
    file = StoredFile.objects.create(
        sha256=digest, size=1000, mime="audio/mpeg", purpose="speakers.sound", created_at=now
    )
    return Sound.objects.create(
        body=body, title="Thông báo cắt điện", file=file, sha256=digest, size=1000, length_ms=length_ms,
        loudness=-16.0, origin="upload", made_by=person, made_at=now, heard_by=person, heard_at=now,
    )  # fmt: skip


def make_airing(sound: Sound, moment: datetime, *, minutes_late: int = 15, **settings: Any) -> Airing:
    """Make an airing at a moment, already ordered."""
    facts: dict[str, Any] = {"state": "ordered", "mode": "live", "priority": Priority.NORMAL.value}
    return Airing.objects.create(
        body=sound.body, sound=sound, title=sound.title, source=f"bulletins.bulletin:{next(_numbers)}",
        code="LOA-1", version=1, starts_at=moment, latest_at=moment + timedelta(minutes=minutes_late),
        length_ms=sound.length_ms, made_at=clock.now(), **(facts | settings),
    )  # fmt: skip


def make_play(airing: Airing, pole: Pole, state: str = PlayState.ORDERED, delivery_id: int = 0) -> Play:
    """Make the play of an airing at a cluster."""
    return Play.objects.create(
        airing=airing, cluster=pole.cluster, body=airing.body, delivery_id=delivery_id, moment=airing.starts_at,
        deadline_at=airing.latest_at + timedelta(milliseconds=airing.length_ms, seconds=90), state=state,
    )  # fmt: skip


def order_plays(body: Body, *airings: Airing) -> Command:
    """Order airings at all clusters of a body, as the desk does."""
    plays = [
        commands.Play(
            str(each.pk), ms(each.starts_at), each.length_ms, ms(each.latest_at), Priority(each.priority),
            sha256="0" * 64, size=1000,
        )
        for each in airings
    ]  # fmt: skip
    until = max(each.latest_at for each in airings)
    return order(
        ask=Ask.PLAY,
        group=groups.of_body(body),
        body={"plays": [each.to_wire() for each in plays]},
        until=until,
    )


def opened(answer: Answer, keys: Keys) -> commands.Command:
    """Return the command of an answer whose signature is the server's."""
    return commands.Command.from_wire(open_envelope(Purpose.COMMAND, answer.envelope, keys))
