"""Maker B: schedules over MQTT with a heartbeat every minute; of several, a lower priority is refused while a higher one is on.

An envelope is {Id, Time, Sender, Message}. The device keeps its schedule through a crash, and drops files after their time.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from loa.speakers.gateway.dialects.base import UNREADABLE, Message, Order, Said, Unclear, Word

BEAT, SCHEDULE, STOP = 10, 20, 21
COMMANDS, STATES = "device/{}/command", "device/{}/status"
"""Where a device reads, and where it alone writes."""
HERE = ZoneInfo("Asia/Ho_Chi_Minh")
SENDER = "loa"
_SAID = {0: Said.HAS_IT, 1: Said.SOUNDS, 2: Said.ENDED, 3: Said.REFUSED}


class Groups:
    """The dialect of maker B."""

    key = "groups"

    def put(self, device: str, orders: Sequence[Order], now: datetime) -> list[Message]:
        """Return the schedule of a device, the most urgent first, so that it is not refused for one below it."""
        rows = [
            _schedule(order)
            for order in sorted(orders, key=lambda order: (order.priority, order.starts_at))
            if order.starts_at + timedelta(milliseconds=order.length_ms) > now
        ]
        return [_message(device, SCHEDULE, {"Schedules": rows}, now)]

    def stop(self, device: str, now: datetime) -> list[Message]:
        """Return the word that ends everything."""
        return [_message(device, STOP, {"Schedules": []}, now)]

    def read(self, device: str, payload: bytes) -> list[Word]:
        """Return what a heartbeat says of the device and of the schedule that is on. Raises: Unclear."""
        try:
            raw = json.loads(payload)
            message = raw["Message"]
            if isinstance(message, str):  # some put the message into the envelope as text
                message = json.loads(message)
            if raw["Id"] != BEAT or str(raw["Sender"]) != device:
                raise Unclear("not a heartbeat of this device")
            volume, schedule, state = (
                int(message["Vl1"]),
                int(message.get("Scid") or 0),
                int(message.get("Scst") or 0),
            )
        except UNREADABLE as error:
            raise Unclear(str(error)) from error
        said = _SAID.get(state) if schedule > 0 else None
        return [Word(device, said, schedule if said else 0, max(0, min(100, volume)))]


def device_of(topic: str) -> str:
    """Return the device whose topic of words this is; empty for any other topic."""
    parts = topic.split("/")
    return parts[1] if len(parts) == 3 and topic == STATES.format(parts[1]) else ""


def _message(device: str, what: int, message: dict[str, Any], now: datetime) -> Message:
    envelope = {"Id": what, "Time": int(now.timestamp()), "Sender": SENDER, "Message": message}
    return Message(COMMANDS.format(device), json.dumps(envelope, ensure_ascii=False).encode())


def _schedule(order: Order) -> dict[str, Any]:
    begin = order.starts_at.astimezone(HERE)
    end = order.starts_at + timedelta(milliseconds=order.length_ms)
    midnight = begin.replace(hour=0, minute=0, second=0, microsecond=0)
    return {
        "id": order.number,
        "from": int(order.starts_at.timestamp()),
        "to": int(end.timestamp()),
        "isActive": True,
        "isDaily": False,
        "days": [],
        "times": [int((begin - midnight).total_seconds())],
        "idleTime": 0,
        "loops": 1,
        "duration": -(-order.length_ms // 1000),
        "songs": [order.address],
        "priority": order.priority,
        "fullScreen": False,
    }
