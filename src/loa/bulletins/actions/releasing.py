"""Putting a bulletin before an approver, releasing it over the hash, returning it, undoing it in time."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from loa.bulletins.actions.clashing import note_clashes, require_clashes_seen
from loa.bulletins.actions.deadlines import answered, await_answer
from loa.bulletins.actions.dispatching import expires_at, hand_over, send, stop_replaced
from loa.bulletins.actions.moving import lock_original, move, take
from loa.bulletins.actions.telling import tell_approvers, tell_hands
from loa.bulletins.errors import (
    AudienceMoved,
    CountNotTyped,
    MayNotRelease,
    NeedsReason,
    PapersNotSeen,
    Stopped,
    Voided,
)
from loa.bulletins.models import Bulletin, Release, Submission
from loa.bulletins.queries.check import Check, check, reaches_a_whole_city, snapshot_of
from loa.bulletins.queries.counting import counts_of, moved_numbers, sentence_of
from loa.bulletins.queries.people import hands, human, releaser
from loa.bulletins.queries.screens import signature
from loa.bulletins.rules import release as rules
from loa.bulletins.rules.release import Ground, Proof
from loa.bulletins.rules.words import Priority, State, SubmissionState
from loa.delivery.actions import undo_dispatch
from loa.journal import actions as journal
from loa.lib import clock
from loa.lib.text import nfc
from loa.notices.models import Event
from loa.units import access
from loa.units.actor import Actor
from loa.units.errors import RightMissing
from loa.units.models import Person, Post
from loa.units.permissions import Permission


def send_for_release(*, actor: Actor, bulletin: Bulletin, typed_count: int | None = None) -> Submission:
    """Put the bulletin as it is now before an approver: frozen, hashed, with its audience counted.

    `typed_count` is the number of receivers typed by hand, asked for when a whole city is meant.

    Raises:
        Stopped: when something must be mended first; marks on persons do not count, the approver judges them.
        CountNotTyped: when a whole city is meant and the number is not the one on screen.
        Moved: when the bulletin is not being written.

    """
    with transaction.atomic():
        taken = take(bulletin, [State.DRAFT, State.RETURNED, State.MISSED])
        access.require(actor, Permission.BULLETINS_WRITE, body=taken.body)
        found = check(taken, writer=actor)
        _require_sendable(taken, found, typed_count)
        submission = submit(actor, taken, found)
        move(
            actor=actor,
            bulletin=taken,
            to=State.CHECKING,
            verb="bulletins.submitted",
            facts=_facts(submission),
        )
        note_clashes(taken)
        await_answer(actor=actor, bulletin=taken, submission=submission)
        tell_approvers(taken, submission, found.signers)
    bulletin.refresh_from_db()
    return submission


def submit(actor: Actor, bulletin: Bulletin, found: Check) -> Submission:
    """Freeze a check as the open request of a bulletin, inside the caller's transaction."""
    return _freeze(bulletin, found, actor.person, actor.post)


def renew(*, actor: Actor, bulletin: Bulletin, typed_count: int | None = None) -> Submission:
    """Put a request whose numbers moved before the approver again as it counts now; nothing that is said changes.

    An approver or a writer may do so; who asked for the release stays the same person.

    Raises:
        RightMissing: for everybody else.
        Voided: when more than the numbers changed; it names the parts.
        Stopped: when something must be mended first.
        CountNotTyped: when a whole city is meant and the number is not the one on screen.
        Moved: when it does not wait for a release.

    """
    with transaction.atomic():
        taken = take(bulletin, [State.CHECKING])
        acting = actor
        if not access.can(actor, Permission.BULLETINS_WRITE, body=taken.body):
            acting = acting_releaser(actor, taken)
        asked = taken.submissions.get(state=SubmissionState.OPEN)
        found = check(taken)
        if found.hash != asked.hash:
            raise Voided(rules.changed_parts(asked.snapshot, snapshot_of(found.payload)))
        _require_sendable(taken, found, typed_count)
        _close(asked, acting, SubmissionState.VOIDED, changes=["numbers"])
        row = _freeze(taken, found, asked.sent_by, asked.post)
        facts = _facts(row) | {"before": asked.audience_count}
        journal.write(actor=acting, verb="bulletins.renewed", thing=taken.thing, facts=facts)
    return row


def _require_sendable(bulletin: Bulletin, found: Check, typed_count: int | None) -> None:
    if found.stops_to_mend:
        raise Stopped(found.stops_to_mend)
    if reaches_a_whole_city(bulletin) and typed_count != found.audience.total:
        raise CountNotTyped(count=found.audience.total)


def _freeze(bulletin: Bulletin, found: Check, person: Person, post: Post) -> Submission:
    counts = counts_of(bulletin, found.audience)
    return Submission.objects.create(
        bulletin=bulletin,
        sent_by=person,
        post=post,
        at=clock.now(),
        hash=found.hash,
        snapshot=snapshot_of(found.payload),
        audience_as_of=found.audience.as_of,
        audience_count=counts.total,
        counts={"accounts": counts.accounts, "areas": counts.areas},
    )


def _close(
    submission: Submission, actor: Actor, state: SubmissionState, *, changes: Sequence[str] = ()
) -> None:
    submission.state, submission.changes = state, list(changes)
    submission.closed_by, submission.closed_at = actor.person, clock.now()
    submission.save(update_fields=["state", "changes", "closed_by", "closed_at"])


def release(
    *,
    actor: Actor,
    bulletin: Bulletin,
    seen_hash: str,
    proof: Proof | None,
    papers_seen: bool = False,
    clashes_seen: Collection[int] = (),
) -> Release:
    """Release a bulletin as the second person, over the hash that was on the screen.

    1. Right (own, delegated or as standing approver), second factor, fresh sign-in, and not one of its writers.
    2. What would go out now must hash to what was put before the approver and to `seen_hash`.
    3. The approver says to have looked at every PDF, in which no machine has read for names, and at every bulletin
       that contradicts this one (`clashes_seen`, their ids).
    4. One transaction writes the release, the dispatch with contents and audience, and the journal row; what is
       set for a time, and what replaces another after a hold, is handed over when it is due, after the same checks.
       What is replaced goes on until then.

    Raises:
        MayNotRelease: with the grounds.
        Voided, AudienceMoved: when anything changed since; they name the parts and the numbers.
        PapersNotSeen, ClashesNotSeen: when the approver has not confirmed to have seen them.
        Stopped: when something holds it back that nobody set aside.
        Moved: when it does not wait for a release.

    """
    with transaction.atomic():
        taken = take(bulletin, [State.CHECKING])
        acting = require_release(actor, taken, proof)
        _require_seen(taken, papers_seen=papers_seen, clashes_seen=clashes_seen)
        submission = taken.submissions.get(state=SubmissionState.OPEN)
        now = clock.now()
        due = rules.due_at(Priority(taken.priority), taken.relation, taken.send_at, now)
        if due <= now:
            stop_replaced(actor=acting, bulletin=taken)
        found = _as_approved(taken, submission, seen_hash, acting)
        row = approve(acting, taken, submission, found, now, due)
    bulletin.refresh_from_db()
    return row


def _require_seen(bulletin: Bulletin, *, papers_seen: bool, clashes_seen: Collection[int]) -> None:
    if bulletin.attachments.exists() and not papers_seen:
        raise PapersNotSeen
    require_clashes_seen(bulletin, clashes_seen)


def approve(
    acting: Actor, taken: Bulletin, submission: Submission, found: Check, now: datetime, due: datetime
) -> Release:
    """Write the release and hand it over, or let it wait for its time, inside the caller's transaction."""
    row = _write_release(acting, taken, submission, now, due)
    Submission.objects.filter(pk=submission.pk).update(
        state=SubmissionState.RELEASED, closed_by=acting.person, closed_at=now
    )
    clashes = [item.other.code for item in note_clashes(taken)]
    facts = _release_facts(row) | ({"clashes": clashes} if clashes else {})
    move(actor=acting, bulletin=taken, to=State.RELEASED, verb="bulletins.released", facts=facts)
    answered(actor=acting, bulletin=taken, outcome="released")
    if due <= now:
        send(actor=acting, found=found, release=row, at=now)
    elif rules.is_held_by_ledger(taken.relation, taken.send_at, now):
        hand_over(actor=acting, found=found, release=row, hold=int((due - now).total_seconds()))
    tell_hands(taken, Event.RELEASED, _("Đã duyệt phát: %(title)s"), key=f"released:{row.pk}")
    return row


def return_(*, actor: Actor, bulletin: Bulletin, reason: str) -> Submission:
    """Return a bulletin to its writers with a reason.

    Raises:
        NeedsReason: when the reason is blank.
        Moved: when it does not wait for a release.

    """
    if not reason.strip():
        raise NeedsReason
    with transaction.atomic():
        taken = take(bulletin, [State.CHECKING])
        acting = acting_releaser(actor, taken)
        submission = taken.submissions.get(state=SubmissionState.OPEN)
        submission.state, submission.reason = SubmissionState.RETURNED, nfc(reason).strip()[:500]
        submission.closed_by, submission.closed_at = acting.person, clock.now()
        submission.save(update_fields=["state", "reason", "closed_by", "closed_at"])
        move(
            actor=acting,
            bulletin=taken,
            to=State.RETURNED,
            verb="bulletins.returned",
            facts=_facts(submission),
        )
        answered(actor=acting, bulletin=taken, outcome="returned")
        title = _("Bị trả lại: %(title)s")
        tell_hands(taken, Event.RETURNED, title, key=f"returned:{submission.pk}")
    bulletin.refresh_from_db()
    return submission


def undo(*, actor: Actor, bulletin: Bulletin) -> Bulletin:
    """Take a release back before anything left: within the hold, or before its set time.

    The releaser and every writer of the body may do so; the bulletin is a draft again.

    Raises:
        HoldOver: when the hold has passed.
        Moved: when it is no longer held.

    """
    with transaction.atomic():
        taken = take(bulletin, [State.RELEASED])
        row = taken.releases.filter(undone_at__isnull=True).latest("at")
        if row.approver_id != actor.person.pk:
            access.require(actor, Permission.BULLETINS_WRITE, body=taken.body)
        if row.dispatch:
            undo_dispatch(actor=actor, dispatch=row.dispatch)
        Release.objects.filter(pk=row.pk).update(undone_at=clock.now())
        move(actor=actor, bulletin=taken, to=State.DRAFT, verb="bulletins.undone", facts={"release": row.pk})
    bulletin.refresh_from_db()
    return bulletin


def recall(*, actor: Actor, bulletin: Bulletin) -> Bulletin:
    """Take back an open request for release, to go on writing.

    Raises:
        Moved: when it does not wait for a release.

    """
    with transaction.atomic():
        taken = take(bulletin, [State.CHECKING])
        access.require(actor, Permission.BULLETINS_WRITE, body=taken.body)
        now = clock.now()
        taken.submissions.filter(state=SubmissionState.OPEN).update(
            state=SubmissionState.VOIDED, closed_by=actor.person, closed_at=now, changes=[]
        )
        move(actor=actor, bulletin=taken, to=State.DRAFT, verb="bulletins.recalled")
        answered(actor=actor, bulletin=taken, outcome="voided")
    bulletin.refresh_from_db()
    return bulletin


def acting_releaser(actor: Actor, bulletin: Bulletin) -> Actor:
    """Return the actor to release as: by own right, under a delegation that fits, or as standing approver.

    Raises:
        RightMissing: when none of these holds.

    """
    acting = releaser(bulletin, actor)
    if acting is None:
        raise RightMissing(permission=Permission.BULLETINS_RELEASE.value)
    return acting


def require_release(actor: Actor, bulletin: Bulletin, proof: Proof | None) -> Actor:
    """Refuse whoever may not release this bulletin; return the actor to act and be journalled as.

    Raises:
        MayNotRelease: with every ground.

    """
    acting = releaser(bulletin, actor)
    wrote = [human(person) for person in hands(bulletin)]
    grounds = rules.release_grounds(
        human(actor.person), wrote, proof, has_right=acting is not None, now=clock.now()
    )
    if grounds or acting is None:
        raise MayNotRelease(grounds)
    return acting


def holds_still(bulletin: Bulletin, row: Release) -> Ground | None:
    """Return why a release given earlier no longer holds: the approver lost the right since."""
    actor = Actor(row.approver, row.approver_post, row.on_behalf_of)
    holds = row.approver.is_active and releaser(bulletin, actor) is not None
    return None if holds else Ground.NO_RIGHT


def as_submitted(bulletin: Bulletin, submission: Submission, approver: str) -> Check:
    """Return the check of today against a request for release.

    What it replaces is locked first, so that it is judged as it will be when this goes out.

    Raises:
        Voided: when it differs from what was put before the approver.
        AudienceMoved: when it would reach more, or a whole account or area less, than the approver was shown.
        Stopped: when something holds it back that nobody set aside.

    """
    lock_original(bulletin)
    found = check(bulletin, approver=approver, as_of=submission.audience_as_of)
    if found.hash != submission.hash:
        raise Voided(rules.changed_parts(submission.snapshot, snapshot_of(found.payload)))
    if moved := moved_numbers(bulletin, submission, found.audience):
        raise AudienceMoved([sentence_of(change) for change in moved])
    if found.stops:
        raise Stopped(found.stops)
    return found


def _as_approved(bulletin: Bulletin, submission: Submission, seen_hash: str, acting: Actor) -> Check:
    if seen_hash != submission.hash:
        raise Voided([])
    return as_submitted(bulletin, submission, signature(acting.post))


def _write_release(
    acting: Actor, bulletin: Bulletin, submission: Submission, now: datetime, due: datetime
) -> Release:
    return Release.objects.create(
        bulletin=bulletin,
        submission=submission,
        author=submission.sent_by,
        approver=acting.person,
        approver_post=acting.post,
        on_behalf_of=acting.delegation,
        hash=submission.hash,
        mode=bulletin.mode,
        priority=bulletin.priority,
        at=now,
        due_at=due,
        expires_at=expires_at(bulletin, due),
    )


def _facts(submission: Submission) -> dict[str, object]:
    return {
        "submission": submission.pk,
        "hash": submission.hash,
        "receivers": submission.audience_count,
    }


def _release_facts(row: Release) -> dict[str, object]:
    papers = row.bulletin.attachments.count()
    return {
        "release": row.pk,
        "hash": row.hash,
        "kind": str(row.kind),
        "due_at": row.due_at.isoformat(),
        "papers_seen": papers,
    }
