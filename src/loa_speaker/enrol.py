"""Enrolment: the device makes its key, shows a one-time code, and learns who it is. No password exists before or after."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from loa_speaker import VERSION
from loa_speaker.clock import Clock, Pace
from loa_speaker.commands import read_keys
from loa_speaker.errors import SpeakerError
from loa_speaker.home import Home, Identity
from loa_speaker.store import Database, Store
from loa_speaker.web import Web, WebError
from loa_wire.commands import Command, Config
from loa_wire.errors import WireError
from loa_wire.judging import Seen
from loa_wire.signed import Purpose, SignKey, open_envelope, seal
from loa_wire.words import Ask

_LOCAL = {"127.0.0.1", "localhost", "::1"}
_DOUBT = 5_000  # milliseconds by which the server's clock may be wrong after a slow answer


def enrol(
    home: Home,
    server: str,
    code: str,
    *,
    serial: str = "",
    model: str = "",
    again: bool = False,
    plain: bool = False,
    ca: Path | None = None,
) -> Identity:
    """Enrol the device of a folder.

    1. Make and keep its key pair. 2. Show the code, signed by that key. 3. Keep what the server gave, the secret last, so
    that a folder is either enrolled whole or not at all.
    Raises: SpeakerError.
    """
    parts = urlsplit(server)
    if parts.scheme != "https" and not (parts.scheme == "http" and (plain or parts.hostname in _LOCAL)):
        raise SpeakerError("plain_http", server=server)
    with home.lock():
        if home.is_enrolled() and not again:
            raise SpeakerError("enrolled_already", home=str(home.folder), device=home.identity().device)
        if again:
            home.memory.unlink(missing_ok=True)
            home.secret.unlink(missing_ok=True)
        seed = home.seed()
        answer = ask(server, code, SignKey.from_seed("new", seed), serial=serial, model=model, ca=ca)
        try:
            keep(home, server, seed, answer)
        except (WireError, KeyError, TypeError, ValueError) as error:
            raise SpeakerError("bad_answer", server=server, detail=str(error)) from error
        return home.identity()


def request(code: str, key: SignKey, *, serial: str = "", model: str = "") -> bytes:
    """Return the envelope that asks to join by a code, signed by the key that it names."""
    told = {
        "code": code,
        "public": base64.urlsafe_b64encode(key.public).decode(),
        "serial": serial,
        "model": model,
        "firmware": VERSION,
    }
    return seal(Purpose.ENROL, told, key)


def ask(
    server: str, code: str, key: SignKey, *, serial: str = "", model: str = "", ca: Path | None = None
) -> dict[str, Any]:
    """Show a code to the server. Raises: SpeakerError."""
    told = request(code, key, serial=serial, model=model)
    clock = Clock(Pace())
    web = Web(server, key, clock.local, ca)
    try:
        return web.post_envelope("/device/enrol/", told)
    except WebError as error:
        if error.status == 403:
            raise SpeakerError("code_refused", text=str(error.facts.get("text", ""))) from error
        raise SpeakerError("unreachable", server=server, detail=str(error)) from error
    finally:
        web.close()


def keep(home: Home, server: str, seed: bytes, answer: dict[str, Any]) -> None:
    """Keep what an enrolment brought. Raises: WireError, KeyError, TypeError, ValueError where it makes no sense."""
    device = str(answer["device"])
    clock = Clock(Pace())
    clock.set(int(answer["now"]), _DOUBT)
    database = Database(home.memory)
    try:
        learn(database.store(device), device, answer, clock)
    finally:
        database.close()
    home.write(
        {
            "seed": base64.urlsafe_b64encode(seed).decode(),
            "device": device,
            "cluster": str(answer["cluster"]),
            "server": server,
            "mqtt": answer.get("mqtt"),
        }
    )


def learn(store: Store, device: str, answer: dict[str, Any], clock: Clock) -> None:
    """Write the server's keys, the groups and the config of an enrolment into a memory. Raises: WireError, KeyError."""
    keys = read_keys(answer["keys"])
    with store.change():
        store.put_fact("keys", answer["keys"])
        seen = Seen()
        for name, ask_ in (("groups", Ask.GROUPS), ("config", Ask.CONFIG)):
            command = Command.from_wire(open_envelope(Purpose.COMMAND, answer[name].encode(), keys))
            if command.ask != ask_ or command.group != f"d{device}":
                raise KeyError(name)
            value = (
                list(command.names("groups"))
                if ask_ == Ask.GROUPS
                else Config.from_wire(command.body).to_wire()
            )
            store.put_fact(name, value)
            store.put_last(command.group, ask_, command.seq)
            seen = seen.with_(command.seq) if command.seq else seen
        store.put_seen(f"d{device}", seen)
        if clock.pace.speed == 1:
            store.put_fact("clock", clock.save())
