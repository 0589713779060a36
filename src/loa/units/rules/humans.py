"""Telling two accounts of one human being apart from two people, where a second person is asked for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Human:
    """A person as far as telling two accounts of one human being apart needs it."""

    id: int
    phone: str = ""

    def is_same_as(self, other: Human) -> bool:
        """Say whether both are one human being: the same account or the same phone number."""
        mine = _digits(self.phone)
        return self.id == other.id or (bool(mine) and mine == _digits(other.phone))


def _digits(phone: str) -> str:
    digits = "".join(c for c in phone if c.isdigit())
    return "0" + digits.removeprefix("84") if digits.startswith("84") else digits
