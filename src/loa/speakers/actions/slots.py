"""Slots: written, put before a second person, approved over the hash of what they say, changed, ended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from loa.journal import actions as journal
from loa.lib import clock
from loa.lib.text import nfc
from loa.speakers.actions.relays import end_relays
from loa.speakers.drafts import unsaved_slot
from loa.speakers.errors import (
    NoReason,
    NoSpecialReason,
    NotProved,
    NotSecondPerson,
    SlotHashChanged,
    SlotMoved,
    SlotRefused,
)
from loa.speakers.models import Slot
from loa.speakers.queries.judging import judge_slot
from loa.speakers.queries.slots import content_hash
from loa.speakers.rules import findings, slots
from loa.speakers.rules.slots import Proof
from loa.speakers.rules.words import SlotState
from loa.speakers.streams import require_outside
from loa.units import access
from loa.units.actor import Actor
from loa.units.models import Area, Body, Person
from loa.units.permissions import Permission
from loa.units.rules.humans import Human

CHANGED = _("Khung giờ đã được sửa.")
SCHEDULE, RELEASE = Permission.SPEAKERS_SCHEDULE, Permission.SPEAKERS_RELEASE


def draft_slot(*, actor: Actor, body: Body, **content: Any) -> Slot:
    """Write a new slot of a body. Raises: RightMissing, BadDays, NoStream, SlotRefused."""
    with transaction.atomic():
        access.require(actor, SCHEDULE, body=body)
        slot = unsaved_slot(body=body, **content)
        _refuse_locks(slot, content.get("areas", ()))
        slot.made_by, slot.made_at, slot.hands = actor.person, clock.now(), [actor.person.pk]
        slot.save()
        slot.areas.set(content.get("areas", ()))
        journal.write(actor=actor, verb="speakers.slot_drafted", thing=slot.thing, facts=_facts(slot))
    return slot


def change_slot(*, actor: Actor, slot: Slot, version: int, **content: Any) -> Slot:
    """Give a slot other content; it becomes a draft and sounds no more until it is approved anew.

    `version` is the one that was shown.

    Raises: RightMissing, SlotMoved, BadDays, NoStream, SlotRefused.
    """
    with transaction.atomic():
        access.require(actor, SCHEDULE, body=slot.body)
        taken = _take(slot, SlotState.DRAFT, stays=True)
        if taken.version != version:
            raise SlotMoved
        was = taken.state
        changed = unsaved_slot(body=taken.body, slot=taken, **content)
        _refuse_locks(changed, content.get("areas", ()))
        _reopen(changed, actor)
        changed.save()
        changed.areas.set(content.get("areas", ()))
        end_relays(changed, str(CHANGED))
        facts = _facts(changed) | {"was": was}
        journal.write(actor=actor, verb="speakers.slot_changed", thing=changed.thing, facts=facts)
    return changed


def submit_slot(*, actor: Actor, slot: Slot) -> Slot:
    """Put a draft before a second person. Raises: RightMissing, SlotMoved, StreamInside, SlotRefused."""
    require_outside(slot.relay_url)  # not inside the transaction: a name server may be slow
    with transaction.atomic():
        access.require(actor, SCHEDULE, body=slot.body)
        taken = _take(slot, SlotState.WAITING)
        if taken.relay_url != slot.relay_url:
            raise SlotMoved
        _refuse_locks(taken, list(taken.areas.all()))
        taken.state, taken.reason = SlotState.WAITING, ""
        taken.hands = sorted({*taken.hands, actor.person.pk})
        taken.save(update_fields=["state", "reason", "hands"])
        journal.write(actor=actor, verb="speakers.slot_submitted", thing=taken.thing, facts=_facts(taken))
    return taken


def approve_slot(*, actor: Actor, slot: Slot, seen_hash: str, proof: Proof | None, exceeds: str = "") -> Slot:
    """Let a slot hold, by a second person over the hash of what it says; beyond a limit only with a reason (`exceeds`).

    Raises:
        RightMissing, SlotMoved: without the right; when it does not wait.
        NotProved, NotSecondPerson: when the sign-in is old, or the person wrote it.
        SlotHashChanged: when it is no longer what was shown.
        StreamInside: when a relay's name leads into a private network by now.
        SlotRefused: when it breaks what never passes.
        NoSpecialReason: when it goes beyond a limit without a reason.

    """
    require_outside(slot.relay_url)
    with transaction.atomic():
        acting = access.acting(actor, RELEASE, body=slot.body)
        taken = _take(slot, SlotState.APPROVED)
        if proof is None or not proof.is_fresh(clock.now()):
            raise NotProved
        if not slots.is_second_person(_human(actor.person), _hands(taken)):
            raise NotSecondPerson
        if content_hash(taken) != seen_hash:
            raise SlotHashChanged
        found = judge_slot(taken)
        _refuse(findings.locks(found))
        beyond = findings.stops(found)
        if beyond and not nfc(exceeds).strip():
            raise NoSpecialReason(reasons=[each.text for each in beyond])
        taken.state, taken.settled_hash = SlotState.APPROVED, seen_hash
        taken.approved_by, taken.approved_at = actor.person, clock.now()
        taken.exceeds = nfc(exceeds).strip()[:300] if beyond else ""
        taken.save()
        facts = {"hash": seen_hash, "beyond": sorted({each.ground.value for each in beyond})}
        facts |= {"reason": journal.masked(taken.exceeds)} if beyond else {}
        journal.write(actor=acting, verb="speakers.slot_approved", thing=taken.thing, facts=facts)
    return taken


def return_slot(*, actor: Actor, slot: Slot, reason: str) -> Slot:
    """Give what waits back to its writer. Raises: RightMissing, SlotMoved, NoReason."""
    with transaction.atomic():
        acting = access.acting(actor, RELEASE, body=slot.body)
        taken = _take(slot, SlotState.DRAFT)
        _say(taken, SlotState.DRAFT, reason)
        facts = {"reason": journal.masked(taken.reason)}
        journal.write(actor=acting, verb="speakers.slot_returned", thing=taken.thing, facts=facts)
    return taken


def end_slot(*, actor: Actor, slot: Slot, reason: str) -> Slot:
    """Let a slot hold no longer; what was already sent to the loudspeakers is cancelled by itself, airing by airing.

    Whoever writes slots of the body may do so, and whoever approves them.

    Raises: RightMissing, SlotMoved, NoReason.
    """
    with transaction.atomic():
        if not access.can(actor, RELEASE, body=slot.body):
            access.require(actor, SCHEDULE, body=slot.body)
        taken = _take(slot, SlotState.ENDED)
        _say(taken, SlotState.ENDED, reason)
        end_relays(taken, taken.reason)
        facts = {"reason": journal.masked(taken.reason)}
        journal.write(actor=actor, verb="speakers.slot_ended", thing=taken.thing, facts=facts)
    return taken


def _take(slot: Slot, to: SlotState, *, stays: bool = False) -> Slot:
    """Return the slot, locked, where it may move to a state (`stays`: or is there). Raises: SlotMoved."""
    taken = Slot.objects.select_for_update(of=("self",)).select_related("body").get(pk=slot.pk)
    state = SlotState(taken.state)
    if to not in slots.SLOT_MOVES[state] and not (stays and state == to):
        raise SlotMoved
    return taken


def _say(slot: Slot, state: SlotState, reason: str) -> None:
    slot.reason = nfc(reason).strip()[:300]
    if not slot.reason:
        raise NoReason
    slot.state = state
    slot.save(update_fields=["state", "reason"])


def _reopen(slot: Slot, actor: Actor) -> None:
    """Make a slot a draft of its new writer; the hands of what was approved before are settled."""
    hands = [] if slot.state == SlotState.APPROVED else slot.hands
    slot.hands = sorted({*hands, actor.person.pk})
    slot.state, slot.version = SlotState.DRAFT, slot.version + 1
    slot.made_by, slot.made_at = actor.person, clock.now()
    slot.approved_by, slot.approved_at, slot.settled_hash, slot.exceeds = None, None, "", ""


def _refuse_locks(slot: Slot, areas: Sequence[Area]) -> None:
    _refuse(findings.locks(judge_slot(slot, areas=[area.code for area in areas])))


def _refuse(found: list[findings.Finding]) -> None:
    if found:
        raise SlotRefused(reasons=[each.text for each in found])


def _hands(slot: Slot) -> list[Human]:
    people = Person.objects.filter(pk__in={*slot.hands, slot.made_by_id})
    return [_human(person) for person in people]


def _human(person: Person) -> Human:
    return Human(person.pk, person.phone)


def _facts(slot: Slot) -> dict[str, object]:
    return {
        "kind": slot.kind,
        "at": f"{slot.at:%H:%M}",
        "minutes": slot.minutes,
        "weekdays": list(slot.weekdays),
        "from": slot.from_date,
        "until": slot.until_date,
        "version": slot.version,
    }
