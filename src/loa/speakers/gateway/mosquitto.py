"""mosquitto as our child: its configuration, written anew at each start, and its two files of rights, kept up to date."""

from __future__ import annotations

import contextlib
import os
import pwd
import re
import signal
import time
from collections.abc import Sequence
from pathlib import Path

import psutil
from django.conf import settings

from loa.speakers.gateway import rights
from loa.speakers.gateway.broker import Broker, own_password, raise_files, write
from loa.speakers.gateway.rights import Right
from loa.speakers.rules.broker import broker_digest
from loa_wire.signed import MOST_BYTES

PASSWORDS, TOPICS, STAMP, CONFIG, PID = "passwords", "topics", "stamp", "mosquitto.conf", "pid"
IN_FLIGHT = 2_000
"""Messages on their way to one client: the gateway answers a batch only once the database has it."""
QUEUED = 20_000
"""Messages kept for one client that is away; what is dropped beyond it, the ledger sends again and devices keep."""
STARTED_WITHIN = 10.0  # seconds
_CONFIG = """\
# Written by Loa at each start; changes here are lost. The settings are in docs/operations/broker.md.
listener {port} {host}
{tls}{user}allow_anonymous false
password_file {folder}/{passwords}
acl_file {folder}/{topics}
use_username_as_clientid true
retain_available false
persistence true
persistence_location {folder}/data/
autosave_interval 60
persistent_client_expiration 14d
max_inflight_messages {in_flight}
max_queued_messages {queued}
max_queued_bytes 67108864
max_packet_size {packet}
max_connections {connections}
queue_qos0_messages false
set_tcp_nodelay true
sys_interval 10
connection_messages false
log_dest stderr
log_type error
log_type warning
"""


def unprivileged() -> str:
    """Return the user that mosquitto becomes once it listens; empty where we are none but ourselves."""
    if os.geteuid() != 0:
        return ""
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "mosquitto" if "mosquitto" in known else "nobody"


def config(broker: Broker, connections: int) -> str:
    """Return mosquitto's configuration."""
    tls = ""
    if broker.tls:
        tls = f"certfile {settings.MQTT_TLS_CERTIFICATE}\nkeyfile {settings.MQTT_TLS_KEY}\ntls_version tlsv1.2\n"
    user = unprivileged()
    return _CONFIG.format(
        port=broker.port,
        host=broker.host or "0.0.0.0",  # noqa: S104  the operator asked for every address
        tls=tls,
        user=f"user {user}\n" if user else "",
        folder=broker.folder,
        passwords=PASSWORDS,
        topics=TOPICS,
        in_flight=IN_FLIGHT,
        queued=QUEUED,
        packet=MOST_BYTES + 1024,
        connections=connections,
    )


def prepare(broker: Broker, found: Sequence[Right]) -> list[str]:
    """Write everything that mosquitto reads; return the command that runs it."""
    owner = _owner()
    write_rights(broker, found)
    _make_folder(broker.folder / "data", owner)
    files = raise_files()
    place = broker.folder / CONFIG
    write(place, config(broker, max(16, files - 64)), owner)
    return [broker.program, "-c", str(place)]


def become(command: Sequence[str], broker: Broker) -> None:
    """Turn this process into mosquitto, so that whoever watches us watches the broker."""
    write(broker.folder / PID, str(os.getpid()))
    os.execv(command[0], list(command))  # noqa: S606  our own configuration


def write_rights(broker: Broker, found: Sequence[Right]) -> None:
    """Write who may connect and read what."""
    owner = _owner()
    _make_folder(broker.folder, owner)
    own = broker_digest(own_password())
    write(broker.folder / PASSWORDS, rights.passwords(found, own), owner)
    write(broker.folder / TOPICS, rights.topic_rights(found), owner)
    write(broker.folder / STAMP, rights.stamp(found))


def written(broker: Broker) -> str:
    """Return the stamp of the rights that were written last; empty where none were."""
    with contextlib.suppress(OSError):
        return (broker.folder / STAMP).read_text()
    return ""


def reload(broker: Broker) -> bool:
    """Have the running broker read its rights again; return False where it does not run, or is still starting."""
    with contextlib.suppress(OSError, ValueError, psutil.Error):
        number = int((broker.folder / PID).read_text())
        process = psutil.Process(number)
        if process.name().startswith(Path(broker.program).name[:15]) and _takes_hangups(process):
            os.kill(number, signal.SIGHUP)
            return True
    return False


def _takes_hangups(process: psutil.Process) -> bool:
    """Say whether the broker has come so far that SIGHUP does not end it: by the kernel's word, else by its age."""
    status = Path(f"/proc/{process.pid}/status")
    if not status.exists():
        return time.time() - process.create_time() > STARTED_WITHIN
    caught = re.search(r"^SigCgt:\s*([0-9a-f]+)$", status.read_text(), re.MULTILINE)
    return bool(caught and int(caught[1], 16) >> signal.SIGHUP - 1 & 1)


def _make_folder(folder: Path, owner: tuple[int, int] | None) -> None:
    """Make a folder that only the broker's user may enter."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if owner:
        os.chown(folder, *owner)


def _owner() -> tuple[int, int] | None:
    user = unprivileged()
    if not user:
        return None
    entry = pwd.getpwnam(user)
    return entry.pw_uid, entry.pw_gid
