"""What a change would do, before it is saved: its findings, 24 hours with it, the slots that a rule no longer lets hold."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from typing import Any

from loa.speakers.drafts import unsaved_rule, unsaved_slot
from loa.speakers.models import NoiseRule, Slot
from loa.speakers.queries.board import soundings_of
from loa.speakers.queries.dry_run import DryRun, compared, first_change
from loa.speakers.queries.judging import Misfit, board_for, bodies_under, judge_slot, misfits
from loa.speakers.rules.findings import Finding
from loa.units.models import Body


@dataclass(frozen=True)
class Preview:
    """What would be different: what is broken, and the 24 hours in which the change first shows."""

    findings: list[Finding]
    run: DryRun


@dataclass(frozen=True)
class RulePreview:
    """Which slots a rule no longer lets hold, and how many bodies it concerns."""

    misfits: list[Misfit]
    bodies: int


def preview_slot(*, body: Body, slot: Slot | None = None, **content: Any) -> Preview:
    """Return what a slot as typed would do. Raises: BadDays, NoStream."""
    drawn = unsaved_slot(body=body, slot=copy(slot) if slot else None, **content)
    codes = [area.code for area in content.get("areas", ())]
    before = board_for(drawn)
    mine = soundings_of(drawn, before, codes)
    after = before.with_(*mine, without=[f"slot:{drawn.pk or 0}"])
    found = judge_slot(drawn, areas=codes, board=before)
    return Preview(found, compared(before, after, first_change(before, after)))


def preview_waiting(slot: Slot) -> Preview:
    """Return what a saved slot does, as its second person sees it."""
    after = board_for(slot)
    mine = soundings_of(slot, after)
    before = after.with_(without=[f"slot:{slot.pk}"])
    with_it = before.with_(*mine)
    return Preview(judge_slot(slot, board=after), compared(before, with_it, first_change(before, with_it)))


def preview_rule(**content: Any) -> RulePreview:
    """Return what a rule as typed would do. Raises: BadDays, EmptyRule, NoReason."""
    rule = unsaved_rule(**content)
    return RulePreview(misfits(rule), len(bodies_under(rule.area)))


def preview_end(rule: NoiseRule) -> RulePreview:
    """Return what the end of a rule would do."""
    return RulePreview(misfits(rule, ends=rule), len(bodies_under(rule.area)))
