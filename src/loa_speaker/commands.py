"""What each command makes a device do. Everything here is written inside the one transaction that obeys the command.

A handler reads the whole body before it changes anything, and returns what to do once the transaction is on the disk.
"""

from __future__ import annotations

import base64
import binascii
import functools
from collections.abc import Callable, Mapping
from typing import Protocol

from loa_speaker.stage import Stage
from loa_speaker.tone import LENGTH as TONE
from loa_speaker.wings import Host
from loa_wire.commands import Command, Config, Play
from loa_wire.errors import WireError
from loa_wire.guards import blocked
from loa_wire.signed import Keys
from loa_wire.words import Ask, Priority, Why

MOST_PLAYS = 5_000
"""How many plays may wait on one device: weeks of a full schedule."""
After = Callable[[], object]


class Obeying(Host, Protocol):
    """What commands need of a device."""

    stage: Stage

    def reload(self) -> None:
        """Read config, keys, groups and silence anew from the memory."""

    def hear_time(self, beat: int, now: int) -> None:
        """Take the server's clock from the answer to a heartbeat."""

    def hear_receipt(self, numbers: tuple[int, ...]) -> None:
        """Drop the proofs that the server has stored."""

    def sound_tone(self) -> None:
        """Sound the test tone."""


def _play(device: Obeying, command: Command) -> After:
    plays = command.plays()
    if len(device.stage.entries) + len(plays) > MOST_PLAYS:
        raise WireError(Why.LIMIT, "plays")
    device.stage.order(plays, command.made, command.group)
    return device.stage.wake


def _cancel(device: Obeying, command: Command) -> After:
    device.stage.cancel(command.names("plays"), command.made)
    return device.stage.wake


def _kill(device: Obeying, command: Command) -> After:
    device.store.put_killed(command.group, command.flag("on"))
    return device.reload


def _mute(device: Obeying, command: Command) -> After:
    device.store.put_fact("muted", command.flag("on"))
    return device.reload


def _volume(device: Obeying, command: Command) -> After:
    volume = command.number("volume", 100)
    if not device.config.volume_min <= volume <= device.config.volume_max:
        raise WireError(Why.LIMIT, "volume")
    device.store.put_fact("volume", volume)
    return device.reload


def _tone(device: Obeying, _command: Command) -> After:
    now = device.clock.best()
    sound = Play("tone", now, TONE, now, Priority.NORMAL, sha256="0" * 64)
    busy = Why.PREEMPTED if device.stage.is_busy else None
    if why := device.silent() or busy or blocked(sound, device.config):
        raise WireError(why)
    return device.sound_tone


def _config(device: Obeying, command: Command) -> After:
    config = Config.from_wire(command.body)
    device.store.put_fact("config", config.to_wire())
    if config.volume != device.config.volume:
        device.store.put_fact("volume", None)
    return device.reload


def _groups(device: Obeying, command: Command) -> After:
    groups = command.names("groups")
    device.store.put_fact("groups", list(groups))
    device.stage.cancel_foreign({*groups, f"d{device.name}"})
    return device.reload


def _keys(device: Obeying, command: Command) -> After:
    raw = command.body.get("keys")
    read_keys(raw)
    device.store.put_fact("keys", raw)
    return device.reload


def _time(device: Obeying, command: Command) -> After:
    return functools.partial(device.hear_time, command.number("beat", 1 << 62), command.number("now"))


def _receipt(device: Obeying, command: Command) -> After:
    device.hear_receipt(command.numbers("got"))
    return _nothing


def _nothing() -> None:
    return


ASKS: Mapping[Ask, Callable[[Obeying, Command], After]] = {
    Ask.PLAY: _play,
    Ask.CANCEL: _cancel,
    Ask.KILL: _kill,
    Ask.MUTE: _mute,
    Ask.VOLUME: _volume,
    Ask.TONE: _tone,
    Ask.CONFIG: _config,
    Ask.GROUPS: _groups,
    Ask.KEYS: _keys,
    Ask.TIME: _time,
    Ask.RECEIPT: _receipt,
}


def read_keys(raw: object) -> Keys:
    """Read the server's public keys. Raises: WireError(unreadable)."""
    if not isinstance(raw, dict) or not raw:
        raise WireError(Why.UNREADABLE, "keys")
    try:
        return _made_ready(
            tuple(sorted((str(name), base64.urlsafe_b64decode(key)) for name, key in raw.items()))
        )
    except (ValueError, TypeError, AttributeError, binascii.Error) as error:
        raise WireError(Why.UNREADABLE, "keys") from error


@functools.lru_cache(maxsize=64)
def _made_ready(raw: tuple[tuple[str, bytes], ...]) -> Keys:
    """Return keys ready to check with; the devices of one process share them."""
    return Keys(dict(raw))
