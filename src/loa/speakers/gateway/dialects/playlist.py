"""Maker A: the whole playlist of a device, pushed as JSON and stored there; it answers with the state of its output.

The list is made by a JSON writer and goes over HTTPS; the originals glued it by hand into a plain address. A run that would pass midnight is
cut there by the device, so it is handed over in two parts.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from loa.speakers.gateway.dialects.base import UNREADABLE, Message, Order, Said, Unclear, Word

COMMAND, STATE, ASK_STATE = 4, 5, 20
PLAYLIST = 2
FILE, RELAY = 1, 2
ONCE = 1
PATH = "/device/command"
HERE = ZoneInfo("Asia/Ho_Chi_Minh")
_SAID = {1: None, 2: Said.SOUNDS, 3: Said.ENDED}


class Playlist:
    """The dialect of maker A."""

    key = "playlist"

    def put(self, device: str, orders: Sequence[Order], now: datetime) -> list[Message]:
        """Return the device's new list; what is over is left out."""
        items = [
            _item(part)
            for order in sorted(orders, key=lambda order: (order.starts_at, order.priority))
            if order.starts_at + timedelta(milliseconds=order.length_ms) > now
            for part in _days(order)
        ]
        return [_message(device, items)]

    def stop(self, device: str, now: datetime) -> list[Message]:
        """Return an empty list, which ends what sounds."""
        del now
        return [_message(device, [])]

    def ask(self) -> Message:
        """Return the question for the state of every device."""
        return Message(PATH, json.dumps({"DataType": ASK_STATE}).encode())

    def read(self, device: str, payload: bytes) -> list[Word]:
        """Return what the state of a device says, alone or in a list of all. Raises: Unclear."""
        try:
            raw = json.loads(payload)
            if isinstance(raw, list):
                raw = next(each for each in raw if str(each["DeviceID"]) == device)
            if raw["DataType"] != STATE or str(raw["DeviceID"]) != device:
                raise Unclear("not the state of this device")
            output, volume, song = (
                int(raw["AudioOutState"]),
                int(raw["Volume"]),
                str(raw.get("SongName") or ""),
            )
        except (*UNREADABLE, StopIteration) as error:
            raise Unclear(str(error)) from error
        return [Word(device, _SAID.get(output), _number(song), max(0, min(100, volume * 10)))]


def _message(device: str, items: list[dict[str, Any]]) -> Message:
    command = {
        "DeviceID": device,
        "CommandSend": {"PacketType": PLAYLIST, "Data": {"PlayList": items}},
    }
    whole = {"DataType": COMMAND, "Data": {"CommandItem_Ts": [command]}}
    return Message(PATH, json.dumps(whole, ensure_ascii=False).encode())


def _item(order: Order) -> dict[str, Any]:
    begin = order.starts_at.astimezone(HERE)
    end = begin + timedelta(milliseconds=order.length_ms)
    last = begin.replace(hour=23, minute=59, second=59, microsecond=0)
    end = min(end, last)
    return {
        "SongName": _name(order),
        "TimeStart": f"{begin:%H:%M:%S}",
        "TimeStop": f"{end:%H:%M:%S}",
        "DateStart": f"{begin:%Y-%m-%d}",
        "DateStop": f"{end:%Y-%m-%d}",
        "PlayType": RELAY if order.is_relay else FILE,
        "PlayRepeatType": ONCE,
    }


def _days(order: Order) -> Iterator[Order]:
    """Yield a relay day by day; a file that would pass midnight is given as one and is cut, for its second half is no file."""
    begin = order.starts_at.astimezone(HERE)
    midnight = (begin + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    end = begin + timedelta(milliseconds=order.length_ms)
    if end <= midnight or not order.is_relay:
        yield order
        return
    today = int((midnight - begin).total_seconds() * 1000)
    yield replace(order, length_ms=today)
    yield from _days(replace(order, starts_at=midnight, length_ms=order.length_ms - today))


def _name(order: Order) -> str:
    """Return the file's address with our number, by which the device's word is known again."""
    return f"{order.address}#{order.number}"


def _number(song: str) -> int:
    digits = song.rpartition("#")[2]
    return int(digits) if digits.isdecimal() and len(digits) < 19 else 0
