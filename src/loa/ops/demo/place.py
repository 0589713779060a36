"""Where the demo keeps its copy: a data folder of its own, which alone it may empty.

It must not import the settings: the folder has to be named before anything reads them.
"""

from __future__ import annotations

import os
import secrets
import shutil
import socket
from dataclasses import dataclass
from pathlib import Path

from config import paths
from loa.ops.errors import OpsError

MARK = "this-is-a-demo"
_OF_REAL_COPIES = (
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "MQTT_URL",
    "MQTT_TLS_CERTIFICATE",
    "MQTT_TLS_KEY",
)


@dataclass(frozen=True, slots=True)
class Place:
    """The demo's data folder, and the file that tells how it went."""

    home: Path
    result: Path

    @property
    def letters(self) -> Path:
        """Return the log of what the mail receiver took in."""
        return self.home / "letters.jsonl"

    @property
    def devices(self) -> Path:
        """Return where the simulated loudspeakers keep what they know."""
        return self.home / "devices"

    @property
    def log(self) -> Path:
        """Return what `loa up` of the demo says."""
        return self.home / "log" / "up.log"


def enter() -> Place:
    """Point this process and its children at the demo's copy: LOA_HOME/demo, else var/demo of the checkout."""
    given = "LOA_HOME" in os.environ
    home = paths.home()
    home = home if (home / MARK).exists() else home / "demo"
    for name in _OF_REAL_COPIES:
        os.environ.pop(name, None)
    os.environ |= {"LOA_HOME": str(home), "LOA_DEMO": "yes"}
    return Place(home, (home if given else paths.ROOT / "var" / "demo") / "result.json")


def choose_key() -> None:
    """Choose the signing key before any process reads its settings, so that all sign alike; `empty` keeps it."""
    os.environ.setdefault("LOA_SECRET_KEY", secrets.token_urlsafe(50))


def choose_broker() -> None:
    """Choose where this copy's broker listens: on this machine alone, beside whatever broker it has."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        at = f"127.0.0.1:{probe.getsockname()[1]}"
    os.environ |= {"MQTT_LISTEN": at, "MQTT_PUBLIC_URL": f"mqtt://{at}"}


def empty(place: Place) -> None:
    """Begin anew: remove what an earlier demo left and nothing else.

    Raises: OpsError when the folder holds something that no demo made.
    """
    home = place.home
    if home.exists() and any(home.iterdir()) and not (home / MARK).exists():
        raise OpsError(
            f"{home} holds data that no demo made, so it is left alone. Move it away or set LOA_HOME."
        )
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    home.chmod(0o755)
    (home / MARK).write_text("Everything in this folder is made up; `loa demo run` removes it.\n")
    (home / "keys").mkdir(mode=0o700)
    with os.fdopen(os.open(home / "keys" / "secret_key", os.O_CREAT | os.O_WRONLY, 0o600), "w") as file:
        file.write(os.environ["LOA_SECRET_KEY"])
    place.result.parent.mkdir(parents=True, exist_ok=True)
    place.result.unlink(missing_ok=True)
