"""A new version under the number of an issued document: put forward by one person, signed off by another.

What was put forward is a version with a number above the document's own. It is nobody's word yet: recipients, exports and
prints go by the document's own version. A signer's "returned" on its number puts it away.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db import transaction
from django.db.models import Max

from loa.documents.actions import deadlines, telling
from loa.documents.actions.circulating import ask_again
from loa.documents.actions.drafting import say
from loa.documents.actions.moving import reasoned, take, touch
from loa.documents.actions.versions import Upload, check_base, content_after, write_version
from loa.documents.errors import Moved, NewerVersion, WroteIt
from loa.documents.models import Document, Version
from loa.documents.queries.people import hands, human
from loa.documents.queries.proposed import proposed_of
from loa.documents.rules.deadlines import SIGN
from loa.documents.rules.signing import wrote_it
from loa.documents.rules.words import CommentKind, DocumentState
from loa.units import access
from loa.units.actor import Actor
from loa.units.permissions import Permission


@transaction.atomic
def propose_version(
    *,
    actor: Actor,
    document: Document,
    base_version: int,
    note: str,
    text: str = "",
    name: str = "",
    data: bytes = b"",
    beside: Sequence[Upload] = (),
    keep: Collection[str] | None = None,
) -> Document:
    """Put a new version of an issued document before its signers, with the reason; what is in force stays as it is.

    `beside` are further files, `keep` those of the version in force that stay beside it (all, where nothing is said).

    Raises:
        Moved, NewerVersion, NoReason, NoContent, Secret, RightMissing: nothing was stored then.

    """
    taken = take(document, [DocumentState.ISSUED])
    access.require(actor, Permission.DOCUMENTS_ISSUE, body=taken.issuer)
    why = reasoned(note)
    check_base(taken, base_version)
    base = taken.versions.get(number=base_version)
    content = content_after(
        actor=actor, document=taken, base=base, text=text, name=name, data=data, beside=beside, keep=keep
    )
    last = taken.versions.aggregate(last=Max("number"))["last"]
    made = write_version(actor=actor, document=taken, content=content, number=last + 1, note=why)
    facts = {"version": made.number}
    put = touch(actor=actor, document=taken, verb="documents.version_proposed", facts=facts)
    deadlines.stop(actor=actor, document=put, purpose=SIGN, outcome="replaced")
    deadlines.await_signature(actor=actor, document=put)
    telling.tell_signers(put)
    return put


@transaction.atomic
def reissue(*, actor: Actor, document: Document, seen_version: int) -> Document:
    """Sign off the version that was put forward and seen; from then on it is the document's, and bodies are asked again.

    Raises:
        WroteIt: for whoever wrote any version, under whichever account.
        Moved: when nothing waits; NewerVersion: when another version waits now.
        RightMissing: without the right over the issuer, own or passed on.

    """
    taken, acts, waits = _waiting(actor, document, seen_version)
    if wrote_it(human(acts.person), [human(person) for person in hands(taken)]):
        raise WroteIt
    deadlines.stop(actor=acts, document=taken, purpose=SIGN, outcome="done")
    reissued = touch(
        actor=acts,
        document=taken,
        verb="documents.reissued",
        facts={"version": waits.number},
        version=waits.number,
    )
    ask_again(actor=acts, document=reissued)
    return reissued


@transaction.atomic
def return_version(*, actor: Actor, document: Document, seen_version: int, reason: str) -> Document:
    """Send a version that was put forward back to its writer, with what is wrong; the document stays as it is.

    Raises: Moved, NewerVersion, NoReason, RightMissing.
    """
    taken, acts, waits = _waiting(actor, document, seen_version)
    made = say(acts, taken, CommentKind.RETURNED, reasoned(reason), version=waits.number)
    deadlines.stop(actor=acts, document=taken, purpose=SIGN, outcome="returned")
    facts = {"comment": made.pk, "version": waits.number}
    returned = touch(actor=acts, document=taken, verb="documents.returned", facts=facts)
    telling.tell_hands(returned, made)
    return returned


def _waiting(actor: Actor, document: Document, seen_version: int) -> tuple[Document, Actor, Version]:
    """Return the locked document, whom the actor acts as, and the version that waits, which is the one that was seen."""
    taken = take(document, [DocumentState.ISSUED])
    acts = access.acting(actor, Permission.DOCUMENTS_SIGN, body=taken.issuer)
    waits = proposed_of(taken)
    if waits is None:
        raise Moved(state=taken.state)
    if waits.number != seen_version:
        raise NewerVersion(version=waits.number)
    return taken, acts, waits
