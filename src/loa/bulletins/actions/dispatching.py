"""Handing a released bulletin to the ledger, and moving what it replaces."""

from __future__ import annotations

from datetime import datetime, timedelta

from loa.bulletins.actions.issuing import keep_issued
from loa.bulletins.actions.moving import lock_original, move
from loa.bulletins.actions.telling import tell_sharers
from loa.bulletins.models import Bulletin, Correction, Release
from loa.bulletins.queries.audience import first_dispatch
from loa.bulletins.queries.check import Check
from loa.bulletins.queries.texts import core_text
from loa.bulletins.rules import moves
from loa.bulletins.rules.words import Priority, Relation, State
from loa.delivery.actions import open_dispatch, stop_dispatch
from loa.delivery.models import Dispatch
from loa.delivery.plan import ContentPlan, DispatchPlan, TargetPlan
from loa.delivery.states import State as Delivered
from loa.journal.actions import Author

TRIES_LAST = timedelta(hours=72)
_ENDINGS = {
    Relation.CORRECTION: Delivered.SUPERSEDED,
    Relation.WITHDRAWAL: Delivered.WITHDRAWN,
    Relation.SUPERSEDING: Delivered.SUPERSEDED,
}
_VERBS = {
    Relation.CORRECTION: "bulletins.corrected",
    Relation.WITHDRAWAL: "bulletins.withdrawn",
    Relation.SUPERSEDING: "bulletins.superseded",
}


def plan_of(found: Check, release: Release, *, hold: int) -> DispatchPlan:
    """Return the frozen contents and targets of a check that was approved; equal payloads are one content.

    Small audiences go first: the public pages stand before the first of thousands of letters leaves.
    Who got the first in a language that a correction does not have gets it in its first language, at once.
    """
    contents: dict[str, ContentPlan] = {}
    key_of: dict[tuple[int, str], str] = {}
    for form in found.forms:
        key = f"{form.account.kind}-{form.language}-{form.hash[:12]}"
        contents.setdefault(key, ContentPlan(key, form.account.kind, form.language, form.payload))
        key_of[form.account.pk, form.language] = key
    first = found.bulletin.languages[0]
    targets = tuple(
        TargetPlan(
            share.account.pk,
            key_of.get((share.account.pk, share.language)) or key_of[share.account.pk, first],
            share.source,
            share.rule,
        )
        for share in sorted(found.audience.shares, key=lambda share: share.count)
        if share.count
    )
    used = {target.content for target in targets}
    return DispatchPlan(
        thing=found.bulletin.thing,
        release_hash=release.hash,
        body_id=found.bulletin.body_id,
        mode=found.bulletin.mode,
        priority=found.bulletin.priority,
        contents=tuple(item for key, item in contents.items() if key in used),
        targets=targets,
        approved_count=found.audience.total,
        as_of=found.audience.as_of,
        hold=hold,
        expires_at=min(release.expires_at, release.due_at + TRIES_LAST),
        facts={"release": release.pk, "bulletin": found.bulletin.code},
    )


def hand_over(*, actor: Author, found: Check, release: Release, hold: int) -> Dispatch:
    """Keep what is issued, open the dispatch of a release and note it there, inside the caller's transaction."""
    keep_issued(found=found, release=release)
    dispatch = open_dispatch(actor=actor, plan=plan_of(found, release, hold=hold))
    Release.objects.filter(pk=release.pk).update(dispatch=dispatch)
    release.dispatch = dispatch
    return dispatch


def send(*, actor: Author, found: Check, release: Release, at: datetime) -> None:
    """Hand a release over without a hold and count it as sent, inside the caller's transaction.

    A correction or withdrawal that nobody needs to be told of has no dispatch: it stands in the public log alone.
    """
    facts: dict[str, object] = {}
    if found.audience.total or found.bulletin.relation not in moves.MENDING:
        facts["dispatch"] = hand_over(actor=actor, found=found, release=release, hold=0).pk
    mark_sent(actor=actor, bulletin=found.bulletin, at=at, facts=facts)


def stop_replaced(*, actor: Author, bulletin: Bulletin) -> None:
    """Send nothing more of what this bulletin replaces, so that "those who got the first" is a fixed set.

    Part of the transaction in which the replacement goes out: where that fails, the first goes on.
    """
    lock_original(bulletin)
    dispatch_id = first_dispatch(bulletin)
    if dispatch_id is not None:
        dispatch = Dispatch.objects.get(pk=dispatch_id)
        stop_dispatch(actor=actor, dispatch=dispatch, ending=_ENDINGS[Relation(bulletin.relation)])


def mark_sent(
    *, actor: Author, bulletin: Bulletin, at: datetime, facts: dict[str, object] | None = None
) -> Bulletin:
    """Move a bulletin to *sent* and, when it replaces another, move that one and write the public log.

    Whoever passed the replaced one on by hand is told in the same moment.
    """
    Bulletin.objects.filter(pk=bulletin.pk).update(sent_at=at)
    bulletin.sent_at = at
    move(actor=actor, bulletin=bulletin, to=State.SENT, verb="bulletins.sent", facts=facts)
    if bulletin.relation and bulletin.replaces_id:
        _replace(actor, bulletin, at)
    return bulletin


def _replace(actor: Author, bulletin: Bulletin, at: datetime) -> None:
    relation = Relation(bulletin.relation)
    original = Bulletin.objects.select_for_update(of=("self",)).get(replacements=bulletin)
    old, new = core_text(original), core_text(bulletin)
    row = Correction.objects.create(
        original=original,
        bulletin=bulletin,
        kind=relation,
        mode=bulletin.mode,
        old_title=old.title,
        old_text=old.body,
        new_title=new.title,
        new_text=new.body,
        reason=bulletin.reason,
        at=at,
        seconds_to_correct=max(0, int((at - (original.sent_at or at)).total_seconds())),
    )
    move(
        actor=actor,
        bulletin=original,
        to=moves.OUTCOME[relation],
        verb=_VERBS[relation],
        facts={"by": bulletin.code, "correction": row.pk, "seconds": row.seconds_to_correct},
    )
    tell_sharers(original, row)


def expires_at(bulletin: Bulletin, due: datetime) -> datetime:
    """Return when the bulletin ceases to be valid; an unset end is three days, an emergency's at most one."""
    longest = due + (timedelta(hours=24) if bulletin.priority == Priority.EMERGENCY else TRIES_LAST)
    return bulletin.valid_until or longest
