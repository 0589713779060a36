"""Who may release what, on which hash, and after which hold (design.md, "Who releases")."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from loa.bulletins.rules.moves import MENDING
from loa.bulletins.rules.words import Mode, Priority
from loa.delivery.states import DispatchState
from loa.lib.ids import digest
from loa.units.rules.humans import Human

HOLD = timedelta(seconds=15)
LATEST = timedelta(minutes=10)
COUNTERSIGN_WITHIN = timedelta(hours=24)
PROOF_LASTS = timedelta(minutes=5)


class Ground(StrEnum):
    """Why a person may not release."""

    WROTE_IT = "wrote_it"
    NO_RIGHT = "no_right"
    NO_SECOND_FACTOR = "no_second_factor"
    STALE_SIGN_IN = "stale_sign_in"


@dataclass(frozen=True, slots=True)
class Proof:
    """How the person at the screen proved to be that person, as the sign-in knows it."""

    second_factor: bool
    at: datetime


def release_grounds(
    person: Human, hands: Iterable[Human], proof: Proof | None, *, has_right: bool, now: datetime
) -> list[Ground]:
    """Return every ground against this person releasing; empty when it is allowed.

    `hands` are all who wrote any version of what goes out, or asked for the release.
    """
    grounds = []
    if any(person.is_same_as(hand) for hand in hands):
        grounds.append(Ground.WROTE_IT)
    if not has_right:
        grounds.append(Ground.NO_RIGHT)
    return grounds + proof_grounds(proof, now)


def proof_grounds(proof: Proof | None, now: datetime) -> list[Ground]:
    """Return what is wrong with the sign-in: no second factor, or too long ago."""
    if proof is None or not proof.second_factor:
        return [Ground.NO_SECOND_FACTOR]
    return [Ground.STALE_SIGN_IN] if now - proof.at > PROOF_LASTS else []


def hold_for(priority: Priority, relation: str) -> timedelta:
    """Return how long a release waits for an undo: nothing for emergencies and for mending our own words."""
    return timedelta(0) if relation in MENDING or priority == Priority.EMERGENCY else HOLD


def due_at(priority: Priority, relation: str, send_at: datetime | None, now: datetime) -> datetime:
    """Return when sending begins."""
    ready = now + hold_for(priority, relation)
    return max(ready, send_at) if send_at else ready


def is_held_by_ledger(relation: str, send_at: datetime | None, now: datetime) -> bool:
    """Say whether the ledger itself keeps the hold.

    A set time waits here, so that everything is judged again when it comes. So does what replaces another: only when
    it goes out is the first one stopped, and who got the first is known.
    """
    return not relation and (send_at is None or send_at <= now)


def is_too_late(due: datetime, now: datetime) -> bool:
    """Say whether a set time has passed by more than ten minutes, so that a person must decide."""
    return now - due > LATEST


class AfterHold(StrEnum):
    """What becomes of a released bulletin when its hold is over."""

    SENT = "sent"
    MISSED = "missed"
    WAITS = "waits"


def after_hold(state: str, *, began: bool) -> AfterHold:
    """Return what a held bulletin is, by its dispatch: sent only once sending has begun, whatever happened after.

    A dispatch that was stopped or came too late before anything left means *missed*; a paused one, or one that the
    ledger has not started yet, goes on waiting.
    """
    if began:
        return AfterHold.SENT
    over = {DispatchState.MISSED, DispatchState.CANCELLED, DispatchState.UNDONE}
    return AfterHold.MISSED if state in over else AfterHold.WAITS


def release_hash(payload: Mapping[str, object]) -> str:
    """Return the hash an approver approves: text, audience, channels and time in one canonical form."""
    return digest(payload)


def changed_parts(old: Mapping[str, object], new: Mapping[str, object]) -> list[str]:
    """Return the names of the parts that differ, in order."""
    return sorted(part for part in old.keys() | new.keys() if old.get(part) != new.get(part))


@dataclass(frozen=True, slots=True)
class Counts:
    """How many an approver was shown: all, by account, and by chosen area (code)."""

    total: int
    accounts: Mapping[int, int]
    areas: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class CountChange:
    """One number that no longer stands for what was approved: "total" grew, or an "account" or "area" fell to 0."""

    what: str
    key: str
    before: int
    now: int


def count_changes(shown: Counts, now: Counts) -> list[CountChange]:
    """Return where the audience of today is wider than the one approved, or has lost a whole account or area.

    Single receivers who left in between are no change: they count as suppressed.
    """
    found = [CountChange("total", "", shown.total, now.total)] if now.total > shown.total else []
    lost_accounts = ((str(key), n) for key, n in shown.accounts.items() if n and not now.accounts.get(key))
    lost_areas = ((key, n) for key, n in shown.areas.items() if n and not now.areas.get(key))
    found += [CountChange("account", key, n, 0) for key, n in lost_accounts]
    return found + [CountChange("area", key, n, 0) for key, n in lost_areas]


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom a bulletin can reach: codes of areas, ids of accounts, languages and topics (none: every topic)."""

    areas: frozenset[str]
    accounts: frozenset[int]
    languages: frozenset[str]
    topics: frozenset[str] = frozenset()

    def is_within(self, other: Reach) -> bool:
        """Say whether it keeps or narrows the other's reach."""
        narrower_topics = (
            self.topics == other.topics or not other.topics or (self.topics and self.topics <= other.topics)
        )
        return (
            self.areas <= other.areas
            and self.accounts <= other.accounts
            and self.languages <= other.languages
            and bool(narrower_topics)
        )


def may_release_alone(relation: str, reach: Reach, original: Reach | None, *, on_prepared_form: bool) -> bool:
    """Say whether one officer may release: only a correction or withdrawal, prepared, no wider than what it mends."""
    return relation in MENDING and original is not None and on_prepared_form and reach.is_within(original)


def mark_needed(mode: Mode) -> str:
    """Return the words every form of a bulletin of this mode must begin with."""
    return {Mode.EXERCISE: "[DIỄN TẬP]", Mode.TEST: "[THỬ NGHIỆM]"}.get(mode, "")
