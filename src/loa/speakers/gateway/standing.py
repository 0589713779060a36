"""How the gateway stands, left where every process finds it: which broker, how many devices are connected."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.core.cache import cache

KEY = "speakers.gateway"
FRESH = 45  # seconds


@dataclass(frozen=True, slots=True)
class Standing:
    """What the leading gateway last said of itself."""

    broker: str
    at: str
    linked: bool
    connected: int


def leave(standing: Standing) -> None:
    """Say how it stands; it is believed for less than a minute."""
    cache.set(KEY, asdict(standing), FRESH)


def find() -> Standing | None:
    """Return how the gateway stands; None where none has said a word of late."""
    found = cache.get(KEY)
    return Standing(**found) if found else None
