"""What a release hands to the ledger: frozen contents, targets, and what the approver saw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from loa.channels.base import Rule
from loa.lib.ids import digest


@dataclass(frozen=True, slots=True)
class ContentPlan:
    """One rendered payload (JSON without floats). `key` names it within the plan ("email-vi")."""

    key: str
    kind: str
    language: str
    payload: Mapping[str, Any]

    @property
    def hash(self) -> str:
        """Return the digest of what will be sent."""
        return digest({"kind": self.kind, "language": self.language, "payload": self.payload})


@dataclass(frozen=True, slots=True)
class TargetPlan:
    """Through which account which content goes to whom.

    `rule` is the source's own ({"areas": […], "languages": […]}) or {"same_as": dispatch id}: exactly those whom an
    earlier dispatch reached through the same account and source; `source` still turns them into addresses. With
    "accounts": [ids] beside it, those reached through these accounts instead.
    """

    account_id: int
    content: str
    source: str
    rule: Rule


@dataclass(frozen=True, slots=True)
class DispatchPlan:
    """One release: the thing ("bulletins.bulletin:12"), the hash that two persons agreed on, what goes where.

    `priority` is normal, priority or emergency and decides the lane. `hold` is 15 seconds for an ordinary release, 0
    for emergencies, corrections and withdrawals. `approved_count` is the number of receivers that the approver saw,
    counted `as_of` that moment. Left out, `expires_at` follows from the lane and `confirm_by` from `expires_at`.
    """

    thing: str
    release_hash: str
    body_id: int
    mode: str
    priority: str
    contents: tuple[ContentPlan, ...]
    targets: tuple[TargetPlan, ...]
    approved_count: int
    as_of: datetime
    hold: int = 15
    planned_at: datetime | None = None
    expires_at: datetime | None = None
    confirm_by: datetime | None = None
    facts: Mapping[str, object] = field(default_factory=dict)
    """What the journal row keeps besides the ledger's own facts: ids, counts, digests."""
