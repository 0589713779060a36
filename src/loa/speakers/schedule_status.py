"""How states of slots, kinds of rules and priorities look."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from loa.speakers.models import NoiseRule
from loa.speakers.rules.words import RuleKind, SlotState
from loa.web.status import Status
from loa_wire.words import Priority

SLOTS = {
    SlotState.DRAFT: Status("quiet", SlotState.DRAFT.label, "edit"),
    SlotState.WAITING: Status("wait", SlotState.WAITING.label),
    SlotState.APPROVED: Status("ok", SlotState.APPROVED.label),
    SlotState.ENDED: Status("quiet", SlotState.ENDED.label),
}
RULES = {
    RuleKind.LIMITS: Status("info", RuleKind.LIMITS.label, "adjustments-horizontal"),
    RuleKind.SPECIAL: Status("warn", RuleKind.SPECIAL.label, "flag"),
    RuleKind.MOURNING: Status("bad", RuleKind.MOURNING.label, "ban"),
}
PRIORITIES = {
    Priority.NORMAL: _("thông thường"),
    Priority.PRIORITY: _("ưu tiên"),
    Priority.EMERGENCY: _("khẩn cấp"),
}


def slot_status(state: str) -> Status:
    """Return how a slot's state looks."""
    return SLOTS[SlotState(state)]


def rule_status(rule: NoiseRule) -> Status:
    """Return how a rule's kind looks."""
    return RULES[RuleKind(rule.kind)]
