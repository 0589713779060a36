"""Which broker carries the messages: mosquitto as our child, amqtt for small sets where it is missing, or one of the city's own."""

from __future__ import annotations

import contextlib
import os
import resource
import shutil
import ssl
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings

from loa.lib.errors import DomainError
from loa.speakers.gateway.rights import GATEWAY
from loa.speakers.rules.broker import new_password

SMALL = 300
"""How many devices amqtt carries well; more need mosquitto."""
SPARE_FILES = 100
_PLACES = ("/usr/sbin", "/usr/local/sbin", "/usr/bin", "/usr/local/bin", "/opt/homebrew/sbin")


class Kind(StrEnum):
    """Kinds of broker."""

    MOSQUITTO = "mosquitto"
    AMQTT = "amqtt"
    ELSEWHERE = "elsewhere"


class NoBroker(DomainError):
    """The program that LOA_MOSQUITTO names is not there."""

    status = 500
    code = "speakers_no_broker"
    message = "LOA_MOSQUITTO names no program that can be run."


@dataclass(frozen=True)
class Broker:
    """Where the broker listens and how the gateway gets in."""

    kind: Kind
    host: str
    port: int
    tls: bool
    program: str = ""
    user: str = GATEWAY
    given_password: str = ""

    @cached_property
    def folder(self) -> Path:
        """Return where an own broker keeps its files."""
        return Path(settings.HOME) / "mqtt"

    @property
    def is_own(self) -> bool:
        """Say whether we start it."""
        return self.kind != Kind.ELSEWHERE

    @property
    def reached_at(self) -> str:
        """Return the address at which this machine reaches it."""
        return {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(self.host, self.host)  # noqa: S104

    def password(self) -> str:
        """Return the gateway's password: the address's, or our own, drawn once and kept where only we read."""
        return self.given_password if not self.is_own else own_password()

    def trust(self) -> ssl.SSLContext | None:
        """Return how its certificate is checked; our own broker's names the site, not this machine's loopback address."""
        if not self.tls:
            return None
        context = ssl.create_default_context()
        if self.is_own:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context


def choose() -> Broker:
    """Return the broker that the settings ask for. Raises: NoBroker."""
    if settings.MQTT_URL:
        parts = urlsplit(settings.MQTT_URL)
        tls = parts.scheme == "mqtts"
        return Broker(
            Kind.ELSEWHERE,
            parts.hostname or "",
            parts.port or (8883 if tls else 1883),
            tls,
            user=unquote(parts.username or GATEWAY),
            given_password=unquote(parts.password or ""),
        )
    host, _, port = settings.MQTT_LISTEN.rpartition(":")
    program = find_mosquitto()
    kind = Kind.MOSQUITTO if program else Kind.AMQTT
    return Broker(kind, host.strip("[]"), int(port), bool(settings.MQTT_TLS_CERTIFICATE), program)


def find_mosquitto() -> str:
    """Return mosquitto's path; empty where there is none or LOA_MOSQUITTO says `no`.

    Raises: NoBroker where LOA_MOSQUITTO names something else that cannot be run.
    """
    wanted = settings.MOSQUITTO
    if wanted == "no":
        return ""
    if wanted:
        found = shutil.which(wanted)
        if not found:
            raise NoBroker
        return found
    return shutil.which("mosquitto") or shutil.which("mosquitto", path=os.pathsep.join(_PLACES)) or ""


def own_password() -> str:
    """Return the gateway's password at our own broker, drawn when first asked for."""
    place = Path(settings.HOME) / "keys" / "mqtt_gateway"
    with contextlib.suppress(FileNotFoundError):
        return place.read_text().strip()
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    mine = place.with_name(f"{place.name}.{os.getpid()}")
    write(mine, new_password())
    with contextlib.suppress(FileExistsError):
        os.link(mine, place)  # of two that draw at once the first one's stands
    mine.unlink()
    return place.read_text().strip()


def write(path: Path, text: str, owner: tuple[int, int] | None = None) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    part = path.with_name(path.name + ".new")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        if owner:
            os.fchown(file.fileno(), *owner)
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def raise_files() -> int:
    """Let this process, and what it becomes, hold as many connections as the system allows; return how many."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard
