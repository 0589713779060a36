"""The life of a slot, what a second person approves, and who may be that person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from urllib.parse import urlsplit

from loa.lib.addresses import is_public
from loa.lib.ids import digest
from loa.speakers.rules.words import SlotState
from loa.units.rules.humans import Human

PROOF_LASTS = timedelta(minutes=5)
AHEAD = timedelta(days=7)
"""How far ahead relays are laid out as airings."""

SLOT_MOVES: Mapping[SlotState, frozenset[SlotState]] = {
    SlotState.DRAFT: frozenset({SlotState.WAITING, SlotState.ENDED}),
    SlotState.WAITING: frozenset({SlotState.DRAFT, SlotState.APPROVED, SlotState.ENDED}),
    SlotState.APPROVED: frozenset({SlotState.DRAFT, SlotState.ENDED}),
    SlotState.ENDED: frozenset(),
}
"""A change of an approved slot makes it a draft again: nothing sounds that nobody approved as it is."""
FINAL_SLOT = frozenset({SlotState.ENDED})


@dataclass(frozen=True, slots=True)
class Proof:
    """How the person at the screen proved to be that person, as the sign-in knows it."""

    second_factor: bool
    at: datetime

    def is_fresh(self, now: datetime) -> bool:
        """Say whether it is strong and recent enough to approve by."""
        return self.second_factor and now - self.at <= PROOF_LASTS


def is_second_person(person: Human, hands: Iterable[Human]) -> bool:
    """Say whether a person is another human than all who wrote what is approved."""
    return not any(person.is_same_as(hand) for hand in hands)


def content_hash(content: Mapping[str, object]) -> str:
    """Return the hash that a second person approves."""
    return digest(content)


def is_stream_address(text: str) -> bool:
    """Say whether a relay may be taken from this address: http or https, a public host, no name and password in it."""
    try:
        parts = urlsplit(text.strip())
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return False
    if parts.scheme not in {"http", "https"} or parts.username or parts.password or port == 0:
        return False
    try:
        return is_public(ip_address(host))
    except ValueError:
        last = host.rpartition(".")[2]
        return "." in host and not last.isdigit() and last not in {"local", "internal", "localhost", "lan"}
