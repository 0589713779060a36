"""Rights that change while the broker is starting: its start is not ended by the signal, and it reads them all the same."""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from loa.speakers.gateway import mosquitto, rights
from loa.speakers.gateway.bench.running import listening, wait_until
from loa.speakers.gateway.broker import Broker, Kind
from loa.speakers.gateway.process import Gateway

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("keyring")]
SLOW_BROKER = f"""\
#!{sys.executable}
import pathlib, signal, time
while not pathlib.Path("go").exists():
    time.sleep(0.02)
signal.signal(signal.SIGHUP, lambda *_: pathlib.Path("heard").touch())
pathlib.Path("ready").touch()
while True:
    time.sleep(0.02)
"""


@contextmanager
def slow_broker(folder, port):
    """Run a program of mosquitto's name that takes no signal until it is told to go on."""
    program = folder / "mosquitto"
    program.write_text(SLOW_BROKER)
    program.chmod(0o755)
    broker = Broker(Kind.MOSQUITTO, "127.0.0.1", port, tls=False, program=str(program))
    mosquitto.prepare(broker, [])
    process = subprocess.Popen([str(program)], cwd=folder)
    (broker.folder / mosquitto.PID).write_text(str(process.pid))
    try:
        yield broker, process
    finally:
        process.kill()
        process.wait()


def test_a_broker_that_is_starting_is_left_alone_and_told_once_it_listens(tmp_path, monkeypatch):
    found = [rights.Right("KA", "digest", ("loa/g/city",))]
    monkeypatch.setattr(rights, "list_rights", lambda: found)
    with listening() as port, slow_broker(tmp_path, port) as (broker, process):
        gateway = Gateway(broker)
        wait_until(lambda: (tmp_path / "mosquitto").name in _name_of(process), "it has begun")
        gateway._keep_rights()
        assert rights.stamp(found) == mosquitto.written(broker)
        assert process.poll() is None
        (tmp_path / "go").touch()
        wait_until((tmp_path / "ready").exists, "it listens")
        assert not (tmp_path / "heard").exists()
        gateway._keep_rights()
        wait_until((tmp_path / "heard").exists, "it reads its rights again")
        assert process.poll() is None


def _name_of(process):
    return Path(f"/proc/{process.pid}/comm").read_text()
