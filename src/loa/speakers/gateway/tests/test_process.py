"""The gateway as a real process: between a real broker, real devices and the ledger, killed in the middle of it."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection

from loa.lib import clock
from loa.speakers.actions.commanding import order
from loa.speakers.gateway import mosquitto, rights
from loa.speakers.gateway.bench.ground import make_devices
from loa.speakers.gateway.bench.running import (
    Fleet,
    fleet,
    gatewaying,
    is_linked,
    listening,
    listens,
    running,
    wait_until,
)
from loa.speakers.gateway.broker import choose
from loa.speakers.gateway.tests.conftest import needs_mosquitto
from loa.speakers.models import Command, CommandCopy
from loa_wire.words import Ask

pytestmark = [needs_mosquitto, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("keyring")]
DEVICES = 8
END_GATEWAYS = """
SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
 WHERE usename = current_user AND pid <> pg_backend_pid()
"""


@pytest.fixture
def devices():
    return make_devices(DEVICES)


@pytest.fixture
def port(devices) -> Iterator[int]:
    with listening() as port:
        yield port


@contextmanager
def brokering(port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Run mosquitto on what the database says, as `loa speakers broker` does."""
    broker = choose()
    process = subprocess.Popen(mosquitto.prepare(broker, rights.list_rights()), stderr=subprocess.DEVNULL)
    (broker.folder / mosquitto.PID).write_text(str(process.pid))
    try:
        wait_until(lambda: listens(port), "mosquitto listens")
        yield process
    finally:
        process.kill()
        process.wait()


def stop_dead(broker: subprocess.Popen[bytes]) -> None:
    """Kill the broker with -9, and go on once the gateway has noticed."""
    broker.kill()
    broker.wait()
    wait_until(lambda: not is_linked(), "the gateway lost the broker")


@contextmanager
def fleet_of(devices, port: int) -> Iterator[Fleet]:
    """Run the devices once the gateway is connected, so that it hears their first word."""
    wait_until(is_linked, "the gateway is back")
    with fleet(devices, port) as crowd:
        yield crowd


def tone(group: str = "city") -> Command:
    return order(ask=Ask.TONE, group=group, until=clock.now() + timedelta(minutes=10))


def is_answered(*commands: Command) -> bool:
    return not CommandCopy.objects.filter(command__in=commands, answered_at__isnull=True).exists()


def is_published(*commands: Command) -> bool:
    return not Command.objects.filter(
        pk__in=[each.pk for each in commands], published_at__isnull=True
    ).exists()


def obeyed(crowd: Fleet, command: Command) -> int:
    found: int = crowd.told()["obeyed"].get(f"{command.group_id} {command.seq}", 0)
    return found


@pytest.mark.fault("R05")
def test_what_a_killed_broker_had_queued_is_sent_again_and_obeyed_once(port, devices):
    with brokering(port) as broker, gatewaying():
        queued = [tone() for _ in range(20)]
        wait_until(lambda: is_published(*queued), "the broker was given all")
        stop_dead(broker)
        with brokering(port), fleet_of(devices, port) as crowd:
            wait_until(lambda: is_answered(*queued), "every device answered every command")
            assert {obeyed(crowd, each) for each in queued} == {DEVICES}
            later = tone()
            wait_until(lambda: is_answered(later), "a later command is answered")


@pytest.mark.fault("R05")
def test_commands_made_while_the_broker_is_dead_go_out_when_it_is_back(port, devices):
    with brokering(port) as broker, gatewaying(), fleet(devices, port) as crowd:
        stop_dead(broker)
        waiting = [tone(), tone(devices[0][1])]
        with brokering(port):
            wait_until(lambda: is_answered(*waiting), "every device answered")
        assert [obeyed(crowd, each) for each in waiting] == [DEVICES, 1]


@pytest.mark.fault("R05")
def test_another_gateway_takes_over_from_a_killed_one(port, devices):
    with brokering(port), fleet(devices, port) as crowd, gatewaying() as first, running("gateway"):
        before = tone()
        os.kill(first.pid, signal.SIGKILL)
        after = tone()
        wait_until(lambda: is_answered(before, after), "every device answered")
        with connection.cursor() as cursor:
            cursor.execute(END_GATEWAYS)
        last = tone()
        wait_until(lambda: is_answered(last), "the database's lines were cut, and taken up again")
        assert {obeyed(crowd, each) for each in (before, after, last)} == {DEVICES}
