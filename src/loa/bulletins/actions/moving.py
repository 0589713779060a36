"""The two helpers under every act: take the bulletin for writing, and move it to another state."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db.models import F

from loa.bulletins.actions.deadlines import answered
from loa.bulletins.errors import Moved
from loa.bulletins.models import Bulletin, Submission
from loa.bulletins.rules import moves
from loa.bulletins.rules.words import State, SubmissionState
from loa.journal import actions as journal
from loa.journal.actions import Author
from loa.lib import clock


def take(bulletin: Bulletin, states: Iterable[State] | None = None) -> Bulletin:
    """Return the bulletin as it is now, locked until the transaction ends.

    Raises:
        Moved: when it is in none of the wanted states.

    """
    taken = Bulletin.objects.select_for_update(of=("self",)).select_related("body").get(pk=bulletin.pk)
    if states is not None and State(taken.state) not in set(states):
        raise Moved(state=taken.state)
    return taken


def lock_original(bulletin: Bulletin) -> None:
    """Hold what this bulletin replaces as it stands until the transaction ends; always after the bulletin itself."""
    Bulletin.objects.select_for_update(of=("self",)).filter(replacements=bulletin).first()


def move(
    *, actor: Author, bulletin: Bulletin, to: State, verb: str, facts: Mapping[str, object] | None = None
) -> Bulletin:
    """Move a bulletin along the table and write the journal row.

    Raises:
        Moved: when the table has no such move, or another transaction was first.

    """
    old = State(bulletin.state)
    now = clock.now()
    changed = moves.can_move(old, to) and Bulletin.objects.filter(pk=bulletin.pk, state=old).update(
        state=to, changed_at=now
    )
    if not changed:
        raise Moved(state=bulletin.state)
    bulletin.state, bulletin.changed_at = to, now
    journal.write(
        actor=actor,
        verb=verb,
        thing=bulletin.thing,
        facts={"from": old.value, "to": to.value, **(facts or {})},
    )
    return bulletin


def touch(
    *,
    actor: Author,
    bulletin: Bulletin,
    verb: str,
    part: str,
    facts: Mapping[str, object] | None = None,
    keeps_form: bool = False,
) -> None:
    """Count one edit: raise the version, void an open request for release, and write the journal row.

    A returned, missed or submitted bulletin becomes a draft again, since what was judged is no longer there. Any edit
    takes a correction off its prepared form, but one that only narrows whom it reaches (`keeps_form`).
    """
    now = clock.now()
    voided = Submission.objects.filter(bulletin=bulletin, state=SubmissionState.OPEN).update(
        state=SubmissionState.VOIDED, closed_at=now, changes=[part]
    )
    old = State(bulletin.state)
    Bulletin.objects.filter(pk=bulletin.pk).update(
        version=F("version") + 1,
        changed_at=now,
        state=State.DRAFT,
        on_prepared_form=bulletin.on_prepared_form and keeps_form,
    )
    bulletin.refresh_from_db(fields=["version", "changed_at", "state", "on_prepared_form"])
    noted = {"version": bulletin.version, "part": part, "voided": voided, **(facts or {})}
    if old != State.DRAFT:
        noted |= {"from": old.value, "to": State.DRAFT.value}
    journal.write(actor=actor, verb=verb, thing=bulletin.thing, facts=noted)
    if voided:
        answered(actor=actor, bulletin=bulletin, outcome="voided")
