"""MQTT topics: down to a group or to one device, up from one device.

Nothing is ever retained: a retained play would sound on every new connection. Quality of service is 1 both ways.
"""

from __future__ import annotations

ROOT = "loa"
QOS = 1
UP_ALL = f"{ROOT}/u/+"
"""What the gateway subscribes to."""


def group(name: str) -> str:
    """Return the topic of a group's commands ("city", "b12" for body 12, "c7" for cluster 7)."""
    return f"{ROOT}/g/{name}"


def down(device: str) -> str:
    """Return the topic of what is meant for one device alone."""
    return f"{ROOT}/d/{device}"


def up(device: str) -> str:
    """Return the topic on which one device, and nobody else, publishes."""
    return f"{ROOT}/u/{device}"


def device_of(topic: str) -> str:
    """Return the device whose topic of words this is; empty for any other topic."""
    parts = topic.split("/")
    return parts[2] if len(parts) == 3 and parts[:2] == [ROOT, "u"] else ""
