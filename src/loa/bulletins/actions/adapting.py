"""A body's own wording of the message, checked against the locked facts, and marks set aside by name."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from loa.bulletins.actions.moving import take, touch
from loa.bulletins.errors import NeedsReason, NotMarked, WrongGround
from loa.bulletins.models import Bulletin, Rendition, SetAside
from loa.bulletins.queries.check import PERSONAL, check, rendition_marks
from loa.bulletins.queries.marks import fact_stops, locked_facts
from loa.bulletins.queries.people import hands, human, may_adapt, releaser
from loa.bulletins.queries.texts import core_text
from loa.bulletins.rules import moves
from loa.bulletins.rules.stops import Stop, kinds_for, without_set_aside
from loa.bulletins.rules.words import RenditionState, SetAsideKind
from loa.channels.models import Account
from loa.journal import actions as journal
from loa.lib import clock
from loa.lib.text import nfc
from loa.units import access
from loa.units.actor import Actor
from loa.units.errors import RightMissing
from loa.units.models import Body
from loa.units.permissions import Permission


def adapt(
    *,
    actor: Actor,
    bulletin: Bulletin,
    title: str,
    text: str,
    local_lines: str = "",
    body: Body | None = None,
    channel: str = "",
    language: str = "vi",
    accounts: Iterable[Account] = (),
) -> Rendition:
    """Save a body's wording for its channels and return it, accepted or refused with the places marked.

    1. The wording with its local lines is compared with the locked facts; marks set aside before do not count.
    2. A missing, changed or contradicting fact makes the rendition *refused*: it is kept and stops the release.
    3. `channel` is a kind of channel, blank for all of the body's; `accounts` are own accounts to send through.

    Raises:
        RightMissing: when the bulletin is not open to wards, or the body lies outside its areas or the actor's reach.
        Moved: when the bulletin can no longer be edited.

    """
    own = body or actor.body
    with transaction.atomic():
        taken = take(bulletin, moves.EDITABLE)
        _require_adapting(actor, taken, own)
        rendition = _write(actor, taken, own, channel, language, title, text, local_lines)
        taken.accounts.add(*[account for account in accounts if account.body_id == own.pk])
        _note(actor, taken, rendition)
    bulletin.refresh_from_db()
    return rendition


def _note(actor: Actor, bulletin: Bulletin, row: Rendition) -> None:
    """Count the edit and write the journal row: accepted or refused, never the wording."""
    refused = row.state == RenditionState.REFUSED
    touch(
        actor=actor,
        bulletin=bulletin,
        verb="bulletins.rendition_refused" if refused else "bulletins.adapted",
        part="renditions",
        facts={
            "body": row.body_id,
            "channel": row.channel,
            "language": row.language,
            "rendition": row.version,
            "stops": sum(problem["severity"] == "stop" for problem in row.problems),
        },
    )


@transaction.atomic
def set_aside(*, actor: Actor, bulletin: Bulletin, mark: str, kind: str, reason: str) -> SetAside:
    """Judge one mark to be no obstacle, by name and with a reason; every approver sees it.

    A mark on a person is set aside only by somebody who may release the bulletin and did not write in it
    (charter 10); a mark on a fact also by who writes or adapts it. Setting aside does not void a request.

    Raises:
        NotMarked: when nothing carries this mark now.
        NeedsReason: when the reason is blank.
        WrongGround: when a mark of this kind is not set aside on such a ground.
        RightMissing: when the actor may not judge this mark.

    """
    taken = take(bulletin, moves.EDITABLE)
    stop = next((s for s in check(taken).stops if s.mark == mark), None)
    if stop is None:
        raise NotMarked
    if not reason.strip():
        raise NeedsReason
    if kind not in kinds_for(stop.code):
        raise WrongGround
    acting = _judging(actor, taken, stop)
    row = SetAside.objects.create(
        bulletin=taken,
        code=stop.code.value,
        kind=SetAsideKind(kind),
        mark=mark,
        quote=stop.quote[:200],
        reason=nfc(reason).strip()[:300],
        person=actor.person,
        at=clock.now(),
    )
    _accept_mended(taken)
    journal.write(
        actor=acting,
        verb="bulletins.set_aside",
        thing=taken.thing,
        facts={"mark": mark[:16], "kind": row.kind, "stop": stop.code.value},
    )
    return row


def _require_adapting(actor: Actor, bulletin: Bulletin, body: Body) -> None:
    if not may_adapt(actor, bulletin, body):
        raise RightMissing(permission=Permission.BULLETINS_ADAPT.value)


def _judging(actor: Actor, bulletin: Bulletin, stop: Stop) -> Actor:
    """Return the actor to judge a mark as; who may release judges, by whatever way the release is theirs."""
    acting = releaser(bulletin, actor)
    if stop.code in PERSONAL:
        wrote = any(human(actor.person).is_same_as(human(person)) for person in hands(bulletin))
        acting = None if wrote else acting
    elif acting is None and _writes_in(actor, bulletin):
        acting = actor
    if acting is None:
        raise RightMissing(permission=Permission.BULLETINS_RELEASE.value)
    return acting


def _writes_in(actor: Actor, bulletin: Bulletin) -> bool:
    return access.can(actor, Permission.BULLETINS_WRITE, body=bulletin.body) or may_adapt(
        actor, bulletin, actor.body
    )


def _write(
    actor: Actor,
    bulletin: Bulletin,
    body: Body,
    channel: str,
    language: str,
    title: str,
    text: str,
    local_lines: str,
) -> Rendition:
    core = core_text(bulletin)
    key = {"bulletin": bulletin, "body": body, "channel": channel, "language": language}
    last = Rendition.objects.filter(**key).order_by("-version").first()
    row = Rendition(
        **key,
        version=last.version + 1 if last else 1,
        text_version=core.version,
        title=" ".join(nfc(title).split())[:200],
        text=nfc(text).replace("\r\n", "\n").strip(),
        local_lines=nfc(local_lines).replace("\r\n", "\n").strip(),
        author=actor.person,
        at=clock.now(),
    )
    _judge(row, bulletin)
    row.save()
    return row


def _judge(row: Rendition, bulletin: Bulletin) -> None:
    core = core_text(bulletin)
    marked = rendition_marks(row, core, locked_facts(bulletin, core))
    put_aside = list(SetAside.objects.filter(bulletin=bulletin).values_list("mark", flat=True))
    row.problems = [item.as_json() for item in marked]
    left = without_set_aside(fact_stops("", marked), put_aside)
    row.state = RenditionState.REFUSED if left else RenditionState.ACCEPTED


def _accept_mended(bulletin: Bulletin) -> None:
    """Accept the renditions whose last stop was just set aside."""
    newest = Rendition.objects.filter(bulletin=bulletin).order_by("body", "channel", "language", "-version")
    for row in newest.distinct("body", "channel", "language"):
        if row.state == RenditionState.REFUSED:
            _judge(row, bulletin)
            row.save(update_fields=["state", "problems"])
