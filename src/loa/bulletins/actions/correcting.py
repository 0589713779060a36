"""Mending what was said: correct, withdraw, supersede, and the countersignature after one officer's release."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from loa.bulletins.actions.clashing import note_clashes
from loa.bulletins.actions.deadlines import await_countersign, countersigned
from loa.bulletins.actions.dispatching import expires_at, send, stop_replaced
from loa.bulletins.actions.drafting import draft, write_text
from loa.bulletins.actions.facts import confirm_found
from loa.bulletins.actions.moving import move, take
from loa.bulletins.actions.on_air import confirm_heard, prepare_sound
from loa.bulletins.actions.releasing import submit
from loa.bulletins.actions.telling import tell_correction
from loa.bulletins.errors import MayNotRelease, NeedsReason, NeedsTwoPersons, Stopped
from loa.bulletins.models import Bulletin, Release, SetAside, Submission, Template
from loa.bulletins.queries.audience import reach_of
from loa.bulletins.queries.check import Check, check
from loa.bulletins.queries.people import human
from loa.bulletins.queries.screens import signature
from loa.bulletins.queries.texts import core_text, current_text, current_texts
from loa.bulletins.rules import moves
from loa.bulletins.rules import release as rules
from loa.bulletins.rules.placeholders import fill
from loa.bulletins.rules.release import Ground, Proof
from loa.bulletins.rules.stops import StopCode
from loa.bulletins.rules.words import Priority, Relation, ReleaseKind, State, SubmissionState
from loa.channels.models import Account, AccountState
from loa.journal import actions as journal
from loa.lib import clock
from loa.lib.text import nfc
from loa.units import access
from loa.units.actor import Actor
from loa.units.models import Area
from loa.units.permissions import Permission
from loa.units.queries import body_name

VALID_AT_LEAST = timedelta(hours=24)
_PARTS = {Relation.CORRECTION: "correction", Relation.WITHDRAWAL: "withdrawal"}


def correct(
    *,
    actor: Actor,
    original: Bulletin,
    text: str,
    reason: str,
    proof: Proof | None,
    title: str = "",
    translations: Mapping[str, str] | None = None,
) -> Release:
    """Correct a sent bulletin at once, on the prepared form, to exactly those who got it.

    `text` is the whole message as it should have been, `translations` the same in the original's other languages;
    `title` replaces the prepared title.

    Raises:
        MayNotRelease: without the right to correct or a second factor.
        NeedsReason, Stopped, NeedsTwoPersons, Moved: see `draft_replacement` and `release_alone`.

    """
    _require_mending(actor, original, proof)
    bulletin = draft_replacement(
        actor=actor,
        original=original,
        relation=Relation.CORRECTION,
        text=text,
        reason=reason,
        title=title,
        translations=translations,
    )
    return _at_once(actor, original, bulletin, proof)


def withdraw(*, actor: Actor, original: Bulletin, reason: str, proof: Proof | None) -> Release:
    """Withdraw a sent bulletin at once, on the prepared form, telling exactly those who got it.

    Raises:
        MayNotRelease, NeedsReason, Stopped, NeedsTwoPersons, Moved: see `correct`.

    """
    _require_mending(actor, original, proof)
    bulletin = draft_replacement(
        actor=actor, original=original, relation=Relation.WITHDRAWAL, text="", reason=reason
    )
    return _at_once(actor, original, bulletin, proof)


def supersede(*, actor: Actor, original: Bulletin, title: str, text: str, reason: str) -> Bulletin:
    """Draft a bulletin that takes the place of a sent one; it is new, so two persons release it.

    Raises:
        NeedsReason, Moved: see `draft_replacement`.

    """
    return draft_replacement(
        actor=actor, original=original, relation=Relation.SUPERSEDING, text=text, reason=reason, title=title
    )


@transaction.atomic
def draft_replacement(
    *,
    actor: Actor,
    original: Bulletin,
    relation: Relation,
    text: str,
    reason: str,
    title: str = "",
    translations: Mapping[str, str] | None = None,
    areas: Iterable[Area] | None = None,
    accounts: Iterable[Account] | None = None,
) -> Bulletin:
    """Draft what corrects, withdraws or supersedes a sent bulletin: same audience, channels, priority and mode.

    Corrections and withdrawals are put on the prepared form of the original's template (a general one otherwise).
    `translations` are the right texts in the original's other languages; a language without one is told in the first.
    `areas` and `accounts` keep to some of the original's; accounts that cannot send now are left out.

    Raises:
        NeedsReason: when the reason, which is published, is blank.
        Moved: when the original is not out, or was withdrawn or superseded already.

    """
    if not reason.strip():
        raise NeedsReason
    first = take(original, moves.REPLACEABLE)
    right = Permission.BULLETINS_WRITE if relation == Relation.SUPERSEDING else Permission.BULLETINS_CORRECT
    access.require(actor, right, body=first.body)
    words = (
        {"title": title, "text": text}
        if relation == Relation.SUPERSEDING
        else on_form(first, relation, text=text, reason=reason, title=title)
    )
    bulletin = _same_settings(actor, first, relation, reason, words)
    _same_reach(first, bulletin, areas, accounts)
    if relation in _PARTS:
        _translate(actor, bulletin, first, translations or {})
        prepare_sound(actor=actor, bulletin=bulletin)
    _carry_over(first, bulletin)
    return bulletin


def on_form(
    original: Bulletin, relation: Relation, *, text: str, reason: str, title: str = "", language: str = "vi"
) -> dict[str, str]:
    """Return title and text of a correction or withdrawal as the prepared form words it."""
    template = original.template or Template.objects.filter(key="event").get()
    texts = template.texts.get(language) or template.texts["vi"]
    part = _PARTS[relation]
    sent = timezone.localtime(original.sent_at, clock.HANOI) if original.sent_at else None
    values = {
        "cơ quan": body_name(original.body),
        "mã bản tin gốc": original.code,
        "giờ phát gốc": date_format(sent, "H:i d/m/Y") if sent else "",
        "lý do": nfc(reason).strip().rstrip("."),
        "nội dung đúng": nfc(text).strip(),
        "tiêu đề gốc": (current_text(original, language) or core_text(original)).title,
    }
    prepared_title = texts[f"{part}_title"] if original.template else _general_title(relation, language)
    return {
        "title": (title.strip() or fill(prepared_title, values))[:200],
        "text": fill(texts[part].strip(), values),
    }


def _general_title(relation: Relation, language: str) -> str:
    with translation.override(language):
        return {
            Relation.CORRECTION: _("Đính chính: {tiêu đề gốc}"),
            Relation.WITHDRAWAL: _("Thu hồi: {tiêu đề gốc}"),
        }[relation]


def release_alone(*, actor: Actor, bulletin: Bulletin, proof: Proof | None) -> Release:
    """Release a prepared correction or withdrawal as one officer; approvers are told at once.

    Sending of the original stops in the same transaction: where the correction is refused, the original goes on.
    Facts of the corrected text are confirmed by this act, under this name. Another officer countersigns within 24
    hours.

    Raises:
        MayNotRelease: without the right to correct or a second factor.
        NeedsTwoPersons: when it left the prepared form, or reaches more than the original did.
        Stopped: when something holds it back; a newly named person needs the second person.

    """
    _require_mending(actor, bulletin, proof)
    with transaction.atomic():
        taken = take(bulletin, [State.DRAFT])
        original = take(taken.replaces, moves.REPLACEABLE) if taken.replaces else None
        alone = rules.may_release_alone(
            taken.relation,
            reach_of(taken),
            reach_of(original) if original else None,
            on_prepared_form=taken.on_prepared_form,
        )
        if not alone:
            raise NeedsTwoPersons
        stop_replaced(actor=actor, bulletin=taken)
        confirm_found(actor, taken)
        confirm_heard(actor=actor, bulletin=taken)
        found = check(taken, approver=signature(actor.post))
        left = [stop for stop in found.stops if stop.code != StopCode.NO_SIGNER]
        if left:
            raise Stopped(left)
        row = _release_alone(actor, taken, found)
        tell_correction(taken, row)
    bulletin.refresh_from_db()
    return row


@transaction.atomic
def countersign(*, actor: Actor, release: Release) -> Release:
    """Confirm, as another officer, what one officer corrected or withdrew.

    Raises:
        MayNotRelease: for the officer who sent it, under whichever account.
        RightMissing: without the right to countersign.

    """
    row = (
        Release.objects.select_for_update(of=("self",))
        .select_related("bulletin__body", "approver")
        .get(pk=release.pk)
    )
    access.require(actor, Permission.BULLETINS_COUNTERSIGN, body=row.bulletin.body)
    if human(actor.person).is_same_as(human(row.approver)):
        raise MayNotRelease([Ground.WROTE_IT])
    if row.countersigned_by_id is None:
        now = clock.now()
        Release.objects.filter(pk=row.pk).update(countersigned_by=actor.person, countersigned_at=now)
        row.countersigned_by, row.countersigned_at = actor.person, now
        late = bool(row.countersign_due_at and now > row.countersign_due_at)
        facts = {"release": row.pk, "late": late}
        journal.write(actor=actor, verb="bulletins.countersigned", thing=row.bulletin.thing, facts=facts)
        countersigned(actor=actor, bulletin=row.bulletin)
    return row


def _at_once(actor: Actor, original: Bulletin, bulletin: Bulletin, proof: Proof | None) -> Release:
    row = release_alone(actor=actor, bulletin=bulletin, proof=proof)
    original.refresh_from_db()
    return row


def _require_mending(actor: Actor, bulletin: Bulletin, proof: Proof | None) -> None:
    """Refuse without the right or a second factor; how long ago the sign-in was does not matter here.

    Sixty seconds to a correction leave no room for signing in again.
    """
    grounds = []
    if not access.can(actor, Permission.BULLETINS_CORRECT, body=bulletin.body):
        grounds.append(Ground.NO_RIGHT)
    if proof is None or not proof.second_factor:
        grounds.append(Ground.NO_SECOND_FACTOR)
    if grounds:
        raise MayNotRelease(grounds)


def _still_held_back(original: Bulletin, now: datetime) -> datetime | None:
    """Return the moment before which newsrooms hold the original back, if it lies ahead."""
    return original.embargo_until if original.embargo_until and original.embargo_until > now else None


def _same_settings(
    actor: Actor, original: Bulletin, relation: Relation, reason: str, words: dict[str, str]
) -> Bulletin:
    now = clock.now()
    names = (
        "source",
        "priority",
        "cap_category",
        "cap_event",
        "cap_urgency",
        "cap_severity",
        "cap_certainty",
    )
    bulletin = draft(
        actor=actor,
        body=original.body,
        mode=original.mode,
        template=original.template,
        language=original.languages[0],
        right=Permission.BULLETINS_WRITE
        if relation == Relation.SUPERSEDING
        else Permission.BULLETINS_CORRECT,
        valid_until=_until(original, now),
        embargo_until=_still_held_back(original, now),
        emergency_kind=original.emergency_kind,
        emergency_reason=original.emergency_reason,
        **{name: getattr(original, name) for name in names},
        **words,
    )
    bulletin.replaces, bulletin.relation, bulletin.reason = original, relation, nfc(reason).strip()[:500]
    bulletin.on_prepared_form = relation in _PARTS
    bulletin.save(update_fields=["replaces", "relation", "reason", "on_prepared_form"])
    return bulletin


def _same_reach(
    original: Bulletin,
    bulletin: Bulletin,
    areas: Iterable[Area] | None,
    accounts: Iterable[Account] | None,
) -> None:
    """Reach whom the original reached, or fewer; what cannot send now must not keep the rest from being told."""
    same_areas, usable = original.areas.all(), original.accounts.filter(state=AccountState.ACTIVE)
    if areas is not None:
        same_areas = same_areas.filter(pk__in=[area.pk for area in areas])
    if accounts is not None:
        usable = usable.filter(pk__in=[account.pk for account in accounts])
    bulletin.areas.set(same_areas)
    bulletin.accounts.set(usable)
    bulletin.topics.set(original.topics.all())


def _translate(actor: Actor, bulletin: Bulletin, original: Bulletin, translations: Mapping[str, str]) -> None:
    """Word it in the original's other languages: a withdrawal in all, a correction in those with a right text."""
    relation = Relation(bulletin.relation)
    for language in list(current_texts(original))[1:]:
        text = translations.get(language, "")
        if text.strip() or relation == Relation.WITHDRAWAL:
            said = on_form(original, relation, text=text, reason=bulletin.reason, language=language)
            write_text(
                actor=actor, bulletin=bulletin, language=language, title=said["title"], body=said["text"]
            )


def _until(original: Bulletin, now: datetime) -> datetime:
    """Return how long a correction is valid, to the minute: as long as the original, but a day at least."""
    longest = (now + VALID_AT_LEAST).replace(second=0, microsecond=0)
    if original.priority == Priority.EMERGENCY or original.valid_until is None:
        return longest
    return max(original.valid_until.replace(second=0, microsecond=0), longest)


def _carry_over(original: Bulletin, bulletin: Bulletin) -> None:
    """Keep what was set aside about persons in the original: the same words need no second judgement."""
    rows: Iterable[SetAside] = SetAside.objects.filter(bulletin=original)
    SetAside.objects.bulk_create(
        [
            SetAside(
                bulletin=bulletin,
                code=row.code,
                kind=row.kind,
                mark=row.mark,
                quote=row.quote,
                reason=row.reason,
                person_id=row.person_id,
                at=row.at,
            )
            for row in rows
        ]
    )


def _release_alone(actor: Actor, bulletin: Bulletin, found: Check) -> Release:
    now = clock.now()
    submission = submit(actor, bulletin, found)
    row = Release.objects.create(
        bulletin=bulletin,
        submission=submission,
        kind=ReleaseKind.ONE_OFFICER,
        author=actor.person,
        approver=actor.person,
        approver_post=actor.post,
        on_behalf_of=actor.delegation,
        hash=found.hash,
        mode=bulletin.mode,
        priority=bulletin.priority,
        at=now,
        due_at=now,
        expires_at=expires_at(bulletin, now),
        countersign_due_at=now + rules.COUNTERSIGN_WITHIN,
    )
    await_countersign(actor=actor, bulletin=bulletin, release=row)
    Submission.objects.filter(pk=submission.pk).update(
        state=SubmissionState.RELEASED, closed_by=actor.person, closed_at=now
    )
    facts = {"release": row.pk, "hash": row.hash, "kind": str(row.kind), "replaces": bulletin.replaces_id}
    if clashes := [item.other.code for item in note_clashes(bulletin)]:
        facts["clashes"] = clashes
    move(actor=actor, bulletin=bulletin, to=State.RELEASED, verb="bulletins.released", facts=facts)
    send(actor=actor, found=found, release=row, at=now)
    return row
