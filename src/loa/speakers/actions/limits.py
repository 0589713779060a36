"""Noise rules: laying one down, ending one, and Hanoi's limits of 2021 as the default of its own copy."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction

from loa.journal import actions as journal
from loa.journal.actions import SYSTEM, Author
from loa.lib import clock
from loa.lib.text import nfc
from loa.speakers.drafts import unsaved_rule
from loa.speakers.errors import NoReason, RuleEnded
from loa.speakers.models import NoiseRule
from loa.speakers.rules import hanoi
from loa.speakers.rules.words import RuleKind
from loa.units import access
from loa.units.actor import Actor
from loa.units.models import AreaLevel, AreaVersion
from loa.units.permissions import Permission
from loa.units.versions import in_force

MANAGE = Permission.SPEAKERS_MANAGE


@transaction.atomic
def add_rule(*, actor: Actor, **content: Any) -> NoiseRule:
    """Lay down what holds in an area and below from a day on (see `unsaved_rule`).

    Whoever answers for devices there listens to the entry and sends them their new configuration.

    Raises: RightMissing, BadDays, EmptyRule, NoReason.
    """
    rule = unsaved_rule(**content)
    access.require(actor, MANAGE, area=rule.area)
    rule.made_by = actor.person
    rule.save()
    facts = {"area": rule.area.code, "kind": rule.kind, "from": rule.valid_from, "until": rule.valid_until}
    journal.write(
        actor=actor, verb="speakers.limits_added", thing=f"speakers.noiserule:{rule.pk}", facts=facts
    )
    return rule


@transaction.atomic
def end_rule(*, actor: Actor, rule: NoiseRule, last_day: date, reason: str) -> NoiseRule:
    """Let a rule hold until a day, included; what is already past stays as it was.

    Raises: RightMissing, NoReason, RuleEnded.
    """
    access.require(actor, MANAGE, area=rule.area)
    if not nfc(reason).strip():
        raise NoReason
    until = last_day + timedelta(days=1)
    if last_day < clock.today() or until <= rule.valid_from:
        raise RuleEnded
    open_rows = NoiseRule.objects.filter(pk=rule.pk, valid_until=rule.valid_until)
    if not open_rows.update(valid_until=until):
        raise RuleEnded
    facts = {"area": rule.area.code, "last_day": last_day, "reason": journal.masked(reason)}
    journal.write(
        actor=actor, verb="speakers.limits_ended", thing=f"speakers.noiserule:{rule.pk}", facts=facts
    )
    rule.refresh_from_db()
    return rule


@transaction.atomic
def lay_hanoi_limits(*, actor: Author = SYSTEM) -> int:
    """Lay down Hanoi's limits of 2021 where its areas are known and nobody has laid down any there; return how many rules."""
    today = clock.today()
    root = in_force(AreaVersion, today).filter(area__code=hanoi.ROOT, parent=None).first()
    if root is None:
        return 0
    below = in_force(AreaVersion, today).filter(path__startswith=f"{root.path}/")
    if NoiseRule.objects.filter(area__in=[*below.values_list("area", flat=True), root.area_id]).exists():
        return 0
    wards = below.filter(level=AreaLevel.COMMUNE, kind=hanoi.URBAN).values_list("area_id", flat=True)
    made = NoiseRule.objects.bulk_create(
        [_hanoi(root.area_id, hanoi.EVERYWHERE), *(_hanoi(area, hanoi.IN_WARDS) for area in wards)]
    )
    facts = {"rules": len(made), "source": "QĐ 1246/QĐ-UBND"}
    journal.write(actor=actor, verb="speakers.limits_loaded", thing=f"units.area:{hanoi.ROOT}", facts=facts)
    return len(made)


def _hanoi(area_id: int, given: hanoi.Given) -> NoiseRule:
    return NoiseRule(
        area_id=area_id,
        kind=RuleKind.LIMITS,
        source=hanoi.SOURCE,
        valid_from=hanoi.SINCE,
        sessions_a_day=given.sessions,
        minutes_a_session=given.minutes,
        weekdays=list(given.weekdays),
        quiet_from=hanoi.QUIET[0],
        quiet_until=hanoi.QUIET[1],
        made_at=clock.now(),
    )
