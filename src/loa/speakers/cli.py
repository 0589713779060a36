"""`loa speakers`: the processes between the ledger and the loudspeakers."""

from __future__ import annotations

import signal
import threading

import click

from loa.speakers.gateway import embedded, mosquitto, process, rights
from loa.speakers.gateway.broker import Kind, choose


@click.group()
def speakers() -> None:
    """Run what stands between the ledger and the loudspeakers; `loa up` starts it by itself."""


@speakers.command()
def broker() -> None:
    """Run the broker alone; the database must answer.

    It is mosquitto where that is found, else the embedded one. With MQTT_URL there is nothing to run.
    """
    chosen = choose()
    if chosen.kind == Kind.ELSEWHERE:
        raise click.UsageError("MQTT_URL names a broker; there is none to run here.")
    if chosen.kind == Kind.MOSQUITTO:
        mosquitto.become(mosquitto.prepare(chosen, rights.list_rights()), chosen)
    embedded.run(chosen, _asked())


@speakers.command()
def gateway() -> None:
    """Run the gateway alone; database and broker may come and go."""
    process.run(_asked())


def _asked() -> threading.Event:
    asked = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: asked.set())
    return asked
