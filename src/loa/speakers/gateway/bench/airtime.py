"""How exactly scheduled plays begin: a thousand of them on real device programs, while the city's other devices beat and answer commands.

The device program is the product's own (`loa-speaker simulate`): it decodes the file, signs its proofs, and runs its schedule by its own
clock. The error is the proof's start against the promised moment, as the database has it.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import subprocess
import sys
import time
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from loa.delivery.bench.ground import make_body
from loa.lib import clock
from loa.lib.measure import Bench, Goal, Outcome, Plan, median, percentile
from loa.speakers.actions.commanding import ms, order, signing_key
from loa.speakers.gateway.bench.ground import PASSWORD, make_devices
from loa.speakers.gateway.bench.running import brokering, fleet, gatewaying, listening, wait_until
from loa.speakers.models import Command, CommandCopy, Proof
from loa_wire.commands import Config, Play
from loa_wire.signed import SignKey
from loa_wire.words import Ask, Priority

PLAYING, MOMENTS = 100, 10
OTHERS = 2_000
APART = 4.0  # seconds between two moments
LEAD = 20.0  # seconds from the order to the first moment
LENGTH = 1_000
LOAD_EVERY = 1.0


def run(plan: Plan) -> Outcome:
    """Order the plays, load everything until the last has begun, and read the proofs."""
    playing = plan.scaled(PLAYING, least=3)
    devices = make_devices(playing + plan.scaled(OTHERS, least=10))
    with (
        listening() as port,
        brokering(port),
        fleet(devices[playing:], port),
        gatewaying(),
        simulated(devices[:playing], port) as folder,
    ):
        sound = _sound(folder / "audio")
        plan.say(f"{playing} device programs and {len(devices) - playing:,} others connected")
        first = clock.now().replace(microsecond=0) + timedelta(seconds=LEAD)
        moments = {str(n + 1): first + timedelta(seconds=APART * n) for n in range(MOMENTS)}
        commands = _order(moments, sound, first)
        commands += _load(list(moments.values())[-1] + timedelta(milliseconds=LENGTH))
        wanted = playing * MOMENTS
        wait_until(lambda: Proof.objects.count() >= wanted, f"{wanted} proofs")
        waiting = CommandCopy.objects.filter(command__in=commands, answered_at__isnull=True)
        wait_until(lambda: not waiting.exists(), "every device answered every command")
    errors = [
        abs((started - moments[ref]).total_seconds() * 1000)
        for ref, started in Proof.objects.values_list("airing_ref", "started_at")
    ]
    outcomes = Proof.objects.exclude(outcome="played").count()
    lines = [
        (f"{len(errors):,} plays began, median error", f"{median(errors):.0f} ms"),
        ("the worst", f"{max(errors):.0f} ms"),
        ("not played whole", str(outcomes)),
        ("commands to all devices meanwhile", f"{len(commands) - 1}, all answered"),
    ]
    return Outcome({"p99_ms": round(percentile(errors, 0.99), 1), "not_whole": float(outcomes)}, lines)


def _order(moments: dict[str, datetime], sound: tuple[str, int], first: datetime) -> list[Command]:
    sha256, size = sound
    plays = [
        Play(ref, ms(at), LENGTH, ms(at) + 60_000, Priority.NORMAL, "DO-1", 1, sha256, size)
        for ref, at in moments.items()
    ]
    body = {"plays": [each.to_wire() for each in plays]}
    return [order(ask=Ask.PLAY, group=f"b{make_body().pk}", body=body, until=first + timedelta(hours=1))]


def _load(until: datetime) -> list[Command]:
    """Have every device obey a command each second, as long as plays begin."""
    commands = []
    while clock.now() < until:
        commands.append(
            order(ask=Ask.VOLUME, group="city", body={"volume": 60}, until=clock.now() + timedelta(minutes=5))
        )
        time.sleep(LOAD_EVERY)
    return commands


@contextmanager
def simulated(devices: list[tuple[SignKey, str]], port: int) -> Iterator[Path]:
    """Run the device program for these devices, and go on once all are connected; gives its folder."""
    folder = Path(settings.HOME) / "simulated"
    (folder / "audio").mkdir(parents=True)
    _sound(folder / "audio")
    identities = folder / "identities.json"
    identities.write_text(json.dumps([_member(key, group, port) for key, group in devices]))
    command = [sys.executable, "-m", "loa_speaker.cli", "simulate", "--json", "--identities", str(identities)]
    told = folder / "told"
    with told.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603  our own program
            [*command, "--folder", str(folder)],
            stdout=output,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(item for item in sys.path if item)},
        )
    try:
        wait_until(lambda: '"connected"' in told.read_text(), "the device programs are connected")
        yield folder
    finally:
        process.kill()
        process.wait()


def _member(key: SignKey, group: str, port: int) -> dict[str, object]:
    server = signing_key()
    return {
        "device": key.id,
        "cluster": group,
        "server": "",
        "seed": base64.urlsafe_b64encode(key.seed).decode(),
        "mqtt": {"url": f"mqtt://127.0.0.1:{port}", "password": PASSWORD},
        "keys": {server.id: base64.urlsafe_b64encode(server.public).decode()},
        "groups": ["city", f"b{make_body().pk}", group],
        "config": Config(quiet=()).to_wire(),
    }


def _sound(folder: Path) -> tuple[str, int]:
    """Put a second of silence where the devices look for it; return its hash and size."""
    part = folder.parent / "sound.wav"
    with wave.open(str(part), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(bytes(2 * 16 * LENGTH))
    data = part.read_bytes()
    sha256 = hashlib.sha256(data).hexdigest()
    part.replace(folder / sha256)
    return sha256, len(data)


BENCH = Bench(
    "airtime",
    "How exactly a thousand scheduled plays begin while the city's devices are busy",
    run,
    (Goal("p99_ms", at_most=250), Goal("not_whole", at_most=0)),
)
