"""One part as it stands on an officer's phone: how far, until when, and the one step that a tap takes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from loa.tasks.models import Assignment
from loa.tasks.queries.days import Days
from loa.tasks.rules.moves import AT_WORK
from loa.tasks.rules.words import AssignmentState, Measure
from loa.tasks.status import due_status, part_status
from loa.web.status import Status

STEP = 10  # percent that one tap adds


@dataclass(frozen=True)
class Step:
    """What one tap reports: `name` and `value` are the form's field, `label` the button."""

    name: str
    value: int
    label: str


@dataclass(frozen=True)
class Card:
    """One part with its tap; `key` makes a tap that is sent twice one entry."""

    part: Assignment
    key: UUID
    due: Status
    state: Status
    step: Step | None
    can_receive: bool
    can_report: bool


def cards(parts: Iterable[Assignment], days: Days, *, may_report: bool) -> list[Card]:
    """Return parts as cards; without the right to report they have no buttons."""
    return [card_of(part, days, may_report=may_report) for part in parts]


def card_of(part: Assignment, days: Days, *, may_report: bool) -> Card:
    """Return one part as a card."""
    at_work = may_report and AssignmentState(part.state) in AT_WORK and part.task.state == "open"
    return Card(
        part=part,
        key=uuid4(),
        due=due_status(part, days),
        state=part_status(part),
        step=step_of(part) if at_work else None,
        can_receive=at_work and part.state == AssignmentState.ASSIGNED,
        can_report=at_work,
    )


def step_of(part: Assignment) -> Step | None:
    """Return the next step of a part: ten percent more, or the next milestone; none at the end."""
    if part.task.measure == Measure.MILESTONES:
        names = list(part.task.milestones)
        if part.milestone >= len(names):
            return None
        return Step("milestone", part.milestone + 1, _("Đạt mốc: %(name)s") % {"name": names[part.milestone]})
    if part.percent >= 100:
        return None
    return Step("percent", min(part.percent + STEP, 100), f"+{min(STEP, 100 - part.percent)} %")
