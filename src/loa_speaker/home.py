"""The folder of a device: its secret in a file of its own (0600), its memory, its audio; one process at a time."""

from __future__ import annotations

import base64
import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from loa_speaker.errors import SpeakerError
from loa_wire.signed import SignKey


@dataclass(frozen=True, slots=True)
class Broker:
    """Where MQTT is spoken, and the password that the server gave this device alone."""

    url: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a device is, where its server stands, and the key that nobody else holds."""

    device: str
    cluster: str
    server: str
    key: SignKey
    broker: Broker | None = None


class Home:
    """One device's folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.secret = folder / "secret.json"
        self.memory = folder / "memory.sqlite3"
        self.audio = folder / "audio"

    def make(self) -> None:
        """Make the folder, readable by its owner alone."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def is_enrolled(self) -> bool:
        """Say whether an enrolment was completed here."""
        return bool(self._read().get("device"))

    def identity(self) -> Identity:
        """Return who this device is. Raises: SpeakerError(not_enrolled)."""
        raw = self._read()
        if not raw.get("device"):
            raise SpeakerError("not_enrolled", home=str(self.folder))
        mqtt = raw.get("mqtt")
        return Identity(
            device=raw["device"],
            cluster=raw["cluster"],
            server=raw["server"],
            key=SignKey.from_seed(raw["device"], base64.urlsafe_b64decode(raw["seed"])),
            broker=Broker(mqtt["url"], mqtt["password"]) if mqtt else None,
        )

    def seed(self) -> bytes:
        """Return the secret half of the device's key, made and kept at the first call: a second try enrols the same key."""
        raw = self._read()
        if "seed" not in raw:
            raw["seed"] = base64.urlsafe_b64encode(SignKey.generate("new").seed).decode()
            self.write(raw)
        return base64.urlsafe_b64decode(raw["seed"])

    def write(self, raw: dict[str, Any]) -> None:
        """Replace the secret file; whatever happens meanwhile, the old one or the new one stands whole."""
        draft = self.secret.with_suffix(".new")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(raw, file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.secret)
        sync_folder(self.folder)

    def _read(self) -> dict[str, Any]:
        try:
            raw: dict[str, Any] = json.loads(self.secret.read_text())
        except FileNotFoundError:
            return {}
        return raw

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Keep other processes out. Raises: SpeakerError(running)."""
        self.make()
        with (self.folder / "lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise SpeakerError("running", home=str(self.folder)) from error
            yield

    def is_running(self) -> bool:
        """Say whether a process works on this folder."""
        try:
            with self.lock():
                return False
        except SpeakerError:
            return True


def sync_folder(folder: Path) -> None:
    """Put a folder's names on the disk, so that a renamed file is there after power loss."""
    line = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(line)
    finally:
        os.close(line)
