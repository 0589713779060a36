"""One emergency to ten thousand loudspeakers: from release until the database has the last signed word.

Beside it a bare script on the same broker, with the same devices, the same envelope and the same checks, while every device goes on beating
once a minute. Broker, gateway, database and devices are real processes on one machine.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import psutil
from django.conf import settings

from loa.lib import clock
from loa.lib.measure import Bench, Goal, Outcome, Plan, in_turn, median, ratio
from loa.speakers.actions.commanding import next_seq, order, signing_key
from loa.speakers.gateway.bench.ground import make_devices
from loa.speakers.gateway.bench.running import Fleet, brokering, fleet, gatewaying, listening
from loa.speakers.gateway.broker import choose
from loa.speakers.models import Command, CommandCopy
from loa_wire import commands
from loa_wire.commands import Play
from loa_wire.signed import Purpose, SignKey, seal
from loa_wire.words import Ask, Priority

DEVICES = 10_000
SETTLE = 3.0  # seconds in which what the last round left behind is done
LOOK, PATIENCE = 0.1, 120.0
GROUP = "city"


def run(plan: Plan) -> Outcome:
    """Measure both in turn, and what broker and gateway hold in memory."""
    number = plan.scaled(DEVICES, least=20)
    devices = make_devices(number)
    with listening() as port, brokering(port) as broker, fleet(devices, port) as crowd:
        plan.say(f"{number:,} devices connected to {choose().kind}")
        trial = Trial(number, devices, broker, crowd)
        times = in_turn({"bare": trial.bare, "loa": trial.loa}, plan)
        lost, doubled = trial.lost(), trial.doubled()
    figures = {
        "broker_ratio": ratio(times["loa"], times["bare"]),
        "last_ack_s": median(times["loa"]),
        "mb_per_1000": trial.megabytes / number * 1000,
        "lost": float(lost),
        "doubled": float(doubled),
    }
    lines = [
        ("from release to the last signed word in the database", f"{median(times['loa']):.2f} s"),
        ("the bare script, no database", f"{median(times['bare']):.2f} s"),
        ("signed words taken in", f"{number / median(times['loa']):,.0f} a second"),
        ("heartbeats meanwhile", f"{number / 60:,.0f} a second"),
        (f"broker and gateway in memory, {number:,} connected", f"{trial.megabytes:.0f} MB"),
    ]
    return Outcome({name: round(value, 3) for name, value in figures.items()}, lines)


class Trial:
    """The two ways, again and again, on one broker."""

    def __init__(
        self,
        number: int,
        devices: list[tuple[SignKey, str]],
        broker: subprocess.Popen[bytes],
        crowd: Fleet,
    ) -> None:
        self.number = number
        self.devices = devices
        self.broker = broker
        self.crowd = crowd
        self.ordered: list[Command] = []
        self.megabytes = 0.0

    def loa(self) -> float:
        """Return the seconds from the act until no copy is without an answer."""
        with gatewaying() as gateway:
            self._alarm()  # a gateway that runs has heard every device within a minute and has its key ready
            time.sleep(SETTLE)
            took = self._alarm()
            self.megabytes = max(self.megabytes, _megabytes(self.broker.pid) + _megabytes(gateway.pid))
        return took

    def _alarm(self) -> float:
        began = time.monotonic()
        command = order(ask=Ask.PLAY, group=GROUP, body=_body(), until=_until(), urgent=True)
        self.ordered.append(command)
        waiting = CommandCopy.objects.filter(command=command, answered_at__isnull=True)
        while waiting.exists():
            if time.monotonic() > began + PATIENCE:
                raise TimeoutError(f"{waiting.count()} devices gave no answer")
            time.sleep(LOOK)
        return time.monotonic() - began

    def bare(self) -> float:
        """Return the seconds of the bare script."""
        chosen = choose()
        seq, now = next_seq(GROUP), clock.now()
        message = commands.Command(
            Ask.PLAY, GROUP, seq, _ms(now), _ms(now) - 5_000, _ms(_until()), (), _body()
        )
        facts = {
            "host": "127.0.0.1",
            "port": chosen.port,
            "user": chosen.user,
            "password": chosen.password(),
            "group": GROUP,
            "seq": seq,
            "settle": SETTLE,
            "envelope": seal(Purpose.COMMAND, message.to_wire(), signing_key()).hex(),
            "public": {key.id: key.public.hex() for key, _ in self.devices},
        }
        place = Path(settings.HOME) / "bare.json"
        place.write_text(json.dumps(facts))
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(item for item in sys.path if item)}
        command = [sys.executable, "-m", "loa.speakers.gateway.bench.bare", str(place)]
        return float(subprocess.check_output(command, env=environment))  # noqa: S603  our own program

    def lost(self) -> int:
        """Return how many devices did not obey, or whose word the database lacks."""
        without = CommandCopy.objects.filter(command__in=self.ordered).exclude(taken=True).count()
        obeyed: dict[str, int] = self.crowd.told()["obeyed"]
        return without + sum(max(0, self.number - obeyed.get(_name(each), 0)) for each in self.ordered)

    def doubled(self) -> int:
        """Return how often a device obeyed twice."""
        obeyed: dict[str, int] = self.crowd.told()["obeyed"]
        return sum(max(0, obeyed.get(_name(each), 0) - self.number) for each in self.ordered)


def _name(command: Command) -> str:
    return f"{command.group_id} {command.seq}"


def _body() -> dict[str, Any]:
    at = _ms(clock.now()) + 3_000
    play = Play("1", at, 45_000, at + 600_000, Priority.EMERGENCY, "KC-01", 1, "ab" * 32, 360_000)
    return {"plays": [play.to_wire()]}


def _until() -> Any:
    return clock.now() + timedelta(minutes=30)


def _ms(moment: Any) -> int:
    return int(moment.timestamp() * 1000)


def _megabytes(pid: int) -> float:
    return float(psutil.Process(pid).memory_info().rss) / 2**20


BENCH = Bench(
    "speakers",
    "One emergency to ten thousand loudspeakers, until the last signed word is stored",
    run,
    (
        Goal("broker_ratio", at_most=1.3),
        Goal("lost", at_most=0),
        Goal("doubled", at_most=0),
    ),
)
