"""Changes of the keyring itself: a key is added, a key is given up; the journal learns ids only."""

from __future__ import annotations

import fcntl
import os
import secrets
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction

from loa.journal import actions as journal
from loa.journal import heads, sealed
from loa.journal.actions import SYSTEM
from loa.journal.keyring import keyring
from loa.lib import clock
from loa.lib.crypt import SIGN, Key, Keyring
from loa.ops import home
from loa.ops.errors import OpsError

LINKS, OLD_LINKS = "links", "secret_key.old"
SETTLED = timedelta(hours=1)  # acts that began under the key before have ended by then


@dataclass(frozen=True, slots=True)
class State:
    """One key: what it does now, and how many values of which place lie under it."""

    key: Key
    says: str
    values: Mapping[str, int]


def from_environment() -> bool:
    """Say whether the keys come from LOA_KEYS, which no command can change."""
    return bool(os.environ.get("LOA_KEYS"))


def states() -> list[State]:
    """Return every key with what it does and what lies under it."""
    ring, lying = keyring(), values_by_place()
    return [
        State(
            key, _says(ring, key), {name: counts[key.id] for name, counts in lying.items() if counts[key.id]}
        )
        for key in ring.held()
    ]


def values_by_place() -> dict[str, Counter[str]]:
    """Return how many values lie under each key, place by place; signed heads are one of them."""
    lying = {place.name: Counter(place.count()) for place in sealed.places()}
    return lying | {"signed heads of the journal": _heads()}


def _heads() -> Counter[str]:
    file = heads.default_file()
    lines = file.read_text(encoding="ascii").splitlines() if file.exists() else []
    return Counter(line.partition('"signature": "')[2].partition(":")[0] for line in lines if line)


def _says(ring: Keyring, key: Key) -> str:
    if key.id == ring.writes_with(key.purpose):
        return "in use"
    return "begins later" if key.created > clock.now() else "reads only"


@contextmanager
def _alone() -> Iterator[None]:
    """Let one command at a time change the key file."""
    with (Path(settings.KEYRING_FILE).parent / "changing").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def add_key(purpose: str, *, begins: datetime | None = None) -> tuple[Keyring, Key]:
    """Add a key under which everything of the purpose is written from now on, or from `begins`.

    Running processes read the file again at their next act. Where LOA_KEYS holds the keys, nothing is written: the
    caller shows the new text.
    """
    with _alone(), transaction.atomic():
        before = keyring()
        ring = before.with_new_key(purpose, begins=begins)
        (made,) = (key for key in ring.held() if key.id not in before.ids())
        facts = {"purpose": purpose, "begins": made.created}
        journal.write(actor=SYSTEM, verb="ops.key_added", thing=f"ops.key:{made.id}", facts=facts)
        _save(ring)
    return ring, made


def add_link_key() -> None:
    """Sign links and sessions with a new key from the next start on; what the old one signed stays good.

    Raises: OpsError where LOA_SECRET_KEY holds it.
    """
    folder = _link_keys()
    with _alone(), transaction.atomic():
        journal.write(actor=SYSTEM, verb="ops.key_added", thing="ops.key:links", facts={"purpose": LINKS})
        old = folder / OLD_LINKS
        kept = [
            (folder / "secret_key").read_text().strip(),
            *(old.read_text().split() if old.exists() else []),
        ]
        home.write_private(old, "\n".join(dict.fromkeys(kept)) + "\n")
        home.write_private(folder / "secret_key", secrets.token_urlsafe(50))


def retire_link_keys() -> None:
    """Give up the older keys of links: what they signed is no longer good from the next start on. Raises: OpsError."""
    folder = _link_keys()
    with _alone(), transaction.atomic():
        journal.write(actor=SYSTEM, verb="ops.key_retired", thing="ops.key:links", facts={"purpose": LINKS})
        (folder / OLD_LINKS).unlink(missing_ok=True)


def _link_keys() -> Path:
    if os.environ.get("LOA_SECRET_KEY"):
        raise OpsError(
            "LOA_SECRET_KEY holds this key: set a new one, put the old one into LOA_SECRET_KEY_OLD, start every process again."
        )
    return Path(settings.KEYRING_FILE).parent


def retire_key(key_id: str, *, at_once: bool = False) -> Keyring:
    """Give up a key: what still lay under it, in an old backup too, can never be read again.

    Raises: OpsError while the key is in use, was so lately, or a value still lies under it; it says how to go on.
    """
    with _alone(), transaction.atomic():
        ring = keyring()
        found = {key.id: key for key in ring.held()}.get(key_id)
        if found is None:
            raise OpsError(f"There is no key {key_id}; the keys are {', '.join(sorted(ring.ids()))}.")
        _check_unused(ring, found, at_once=at_once)
        facts = {"purpose": found.purpose}
        journal.write(actor=SYSTEM, verb="ops.key_retired", thing=f"ops.key:{key_id}", facts=facts)
        left = ring.without(key_id)
        _save(left)
    return left


def _check_unused(ring: Keyring, key: Key, *, at_once: bool) -> None:
    in_use = {k.id: k for k in ring.held()}[ring.writes_with(key.purpose)]
    if key == in_use:
        raise OpsError(
            f"{key.id} is the key in use for “{key.purpose}”. Run `loa keys add --purpose {key.purpose}` and"
            " `loa keys rotate` first."
        )
    lying = {name: counts[key.id] for name, counts in values_by_place().items() if counts[key.id]}
    if lying:
        raise OpsError(f"{_named(key, lying)} {_advice(key)}")
    if not at_once and clock.now() - in_use.created < SETTLED:
        raise OpsError(
            f"{in_use.id} replaced {key.id} less than an hour ago; an act that began before may still write under the old"
            " key. Wait, or stop every process and add --at-once."
        )


def _named(key: Key, lying: Mapping[str, int]) -> str:
    counted = "; ".join(f"{count} in {name}" for name, count in sorted(lying.items()))
    return f"Values still lie under {key.id}: {counted}."


def _advice(key: Key) -> str:
    if key.purpose == SIGN:
        return "It proves those heads, so it must stay; an old signing key signs nothing new."
    lost = sum(Counter(place.stays())[key.id] for place in sealed.places())
    if lost:
        return (
            f"{lost} of them keep an address from being written to whose contact is gone; nobody can make them anew, so"
            f" {key.id} must stay. An old look-up key seals nothing new."
        )
    return f"Run `loa keys rotate --purpose {key.purpose}`, then this again."


def _save(ring: Keyring) -> None:
    if not from_environment():
        ring.save(str(settings.KEYRING_FILE))
