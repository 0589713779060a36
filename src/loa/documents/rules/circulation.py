"""Who comes onto a list by which rule, when a body may be reminded and shown as silent: pure decisions.

It must not read the database.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loa.documents.rules import moves
from loa.documents.rules.words import SILENT_LEAD, CirculationState
from loa.units.models import System
from loa.web import formats

DAYS = 2  # working days to acknowledge, where the sender names no other number
MOST_DAYS = 60
REMIND_EVERY = timedelta(hours=4)  # a body is reminded no more often, whoever presses
LEAST_HOURS = SILENT_LEAD // timedelta(hours=1)  # from telling a silent body to telling its superior
MOST_HOURS = 30 * 24

WAITING = CirculationState.ARRIVED
ASKABLE = frozenset({WAITING, *(old for old, new in moves.COPY_MOVES.items() if WAITING in new)})
"""The copies that a new version asks again; one that is being called back, or was given back, stays as it is."""
RECEIVED = frozenset(
    {
        CirculationState.RECEIVED,
        CirculationState.ASSIGNED,
        CirculationState.IN_PROGRESS,
        CirculationState.COMPLETED,
    }
)
CALLED_BACK = frozenset(
    {CirculationState.RECALL_ASKED, CirculationState.RECALLED, CirculationState.RECALL_REFUSED}
)
STEPS = (CirculationState.ASSIGNED, CirculationState.IN_PROGRESS, CirculationState.COMPLETED)
"""What the holder may say of its work once it has acknowledged."""


class Part(models.TextChoices):
    """A part of the tree that a rule puts onto a list, seen from the sender."""

    DIRECT = "direct", gettext_lazy("Các đơn vị trực thuộc trực tiếp")
    BELOW = "below", gettext_lazy("Tất cả đơn vị cấp dưới")
    COMMUNES = "communes", gettext_lazy("Tất cả đơn vị ở xã, phường")


def rule_text(part: str, system: str = "", under: str = "") -> str:
    """Return how a rule is kept with the copies it made; empty for bodies picked by hand."""
    return f"{part}:{system}:{under[:160]}".rstrip(":") if part else ""


def rule_in_words(rule: str) -> str:
    """Return a kept rule in the reader's language."""
    part, system, under = (*rule.split(":", 2), "", "")[:3]
    if part not in Part.values:
        return _("Chọn từng đơn vị")
    named = str(System(system).label) if system in System.values else ""
    return " – ".join(word for word in (str(Part(part).label), named, under) if word)


def next_steps(state: CirculationState) -> list[CirculationState]:
    """Return what a holder may say next of a copy that it acknowledged."""
    return [step for step in STEPS if step in moves.COPY_MOVES[state]]


def steps_of_status(now: CirculationState, told: CirculationState) -> tuple[CirculationState, ...]:
    """Return the moves by which a copy follows what its body says in a message; none where no move leads there.

    Work on a document says that it was received. Only the sender asks for a copy back, and a new version asks again.
    """
    if told == CirculationState.RECALL_ASKED or (told == WAITING and now != CirculationState.REFUSED):
        return ()
    if now == WAITING and told in STEPS:
        return (CirculationState.RECEIVED, told)
    return (told,) if told in moves.COPY_MOVES[now] else ()


def may_be_reminded(reminded_at: datetime | None, now: datetime) -> bool:
    """Say whether the last reminder is long enough ago."""
    return reminded_at is None or reminded_at <= now - REMIND_EVERY


def lead_of(hours: int) -> timedelta:
    """Return how much later than a silent body its superior is told; never less than a day (charter 11)."""
    return max(timedelta(hours=hours), SILENT_LEAD)


def paste_list(bodies: Sequence[str], *, version: int, due_at: datetime | None, address: str) -> str:
    """Return the text for a chat group: bodies that have not acknowledged, the deadline, the link; no person, no title."""
    head = (
        _("Đề nghị các đơn vị sau xác nhận đã tiếp nhận văn bản (bản số %(n)s), hạn %(when)s:")
        % {"n": version, "when": formats.moment_text(due_at)}
        if due_at
        else _("Đề nghị các đơn vị sau xác nhận đã tiếp nhận văn bản (bản số %(n)s):") % {"n": version}
    )
    lines = [f"{n}. {name}" for n, name in enumerate(bodies, start=1)]
    return "\n".join([head, *lines, address])


def joined(states: Iterable[CirculationState]) -> CirculationState:
    """Return the one state that stands for all copies a body carries of a document: what still waits comes first."""
    return min(states, key=_ORDER.index)


_ORDER = [
    CirculationState.RECALL_ASKED,
    CirculationState.ARRIVED,
    CirculationState.REFUSED,
    CirculationState.RECEIVED,
    CirculationState.ASSIGNED,
    CirculationState.IN_PROGRESS,
    CirculationState.COMPLETED,
    CirculationState.RECALL_REFUSED,
    CirculationState.RECALLED,
]
