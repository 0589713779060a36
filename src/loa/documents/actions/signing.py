"""Sign-off by a second person, over the version that was seen."""

from __future__ import annotations

from django.db import transaction

from loa.documents.actions import deadlines, telling
from loa.documents.actions.drafting import say
from loa.documents.actions.moving import folded_of, move, reasoned, take
from loa.documents.actions.versions import check_base
from loa.documents.errors import WroteIt
from loa.documents.models import Document
from loa.documents.queries.people import hands, human
from loa.documents.rules.deadlines import SIGN
from loa.documents.rules.signing import wrote_it
from loa.documents.rules.words import Authority, CommentKind, DocumentState
from loa.lib.text import squeeze
from loa.units import access
from loa.units.actor import Actor
from loa.units.permissions import Permission


@transaction.atomic
def sign(*, actor: Actor, document: Document, seen_version: int) -> Document:
    """Sign off the version that was seen; whoever signs did not write it, and stands in its header from then on.

    Raises:
        WroteIt: for its writers, under whichever account.
        NewerVersion: when another version is there now.
        RightMissing: without the right over the issuer, own or passed on.

    """
    taken = take(document, [DocumentState.SIGNING])
    acts = access.acting(actor, Permission.DOCUMENTS_SIGN, body=taken.issuer)
    check_base(taken, seen_version)
    if wrote_it(human(acts.person), [human(person) for person in hands(taken)]):
        raise WroteIt
    authority = taken.authority
    if not authority and acts.delegation:
        authority = Authority(acts.delegation.kind)
    title = taken.signer_title if _is_named(taken, acts) else ""
    taken.signer = acts.person.full_name
    deadlines.stop(actor=acts, document=taken, purpose=SIGN, outcome="done")
    moved = move(
        actor=acts,
        document=taken,
        to=DocumentState.SIGNED,
        verb="documents.signed",
        facts={"version": taken.version},
        authority=authority,
        signer=taken.signer,
        signer_title=title or acts.post.title,
        folded=folded_of(taken),
    )
    telling.tell_clerks(moved)
    return moved


def _is_named(document: Document, acts: Actor) -> bool:
    """Say whether the header names whoever signs, or nobody; the title that was typed belongs to that name."""
    return squeeze(document.signer).casefold() in {"", squeeze(acts.person.full_name).casefold()}


@transaction.atomic
def return_draft(*, actor: Actor, document: Document, reason: str) -> Document:
    """Return a document to its writers with what must be changed: by a signer before signing, by a clerk before issue."""
    taken = take(document, [DocumentState.SIGNING, DocumentState.SIGNED])
    is_signing = taken.state == DocumentState.SIGNING
    right = Permission.DOCUMENTS_SIGN if is_signing else Permission.DOCUMENTS_ISSUE
    acts = access.acting(actor, right, body=taken.issuer)
    made = say(acts, taken, CommentKind.RETURNED, reasoned(reason))
    deadlines.stop(actor=acts, document=taken, purpose=SIGN, outcome="returned")
    moved = move(
        actor=acts,
        document=taken,
        to=DocumentState.DRAFT,
        verb="documents.returned",
        facts={"comment": made.pk, "version": taken.version},
    )
    telling.tell_hands(moved, made)
    return moved
