"""Sending an issued document to bodies, asking again for a new version, calling it back; copies follow a reform."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from loa.clocks.queries import calendar_for
from loa.clocks.rules import due
from loa.documents.actions.moving import reasoned, take
from loa.documents.circulation_errors import NobodyChosen, NothingToRecall, NotIssued
from loa.documents.models import Circulation, Document
from loa.documents.queries import circulation as queries
from loa.documents.queries.speaking import ears_of
from loa.documents.rules import circulation as rules
from loa.documents.rules import moves
from loa.documents.rules.words import CirculationState, DocumentState, Side
from loa.journal import actions as journal
from loa.journal.actions import Author
from loa.lib import clock
from loa.lib.ids import digest
from loa.notices.actions import notify
from loa.notices.models import Event
from loa.units import access
from loa.units.models import Body, BodyChange, BodyVersion
from loa.units.permissions import Permission
from loa.units.queries import body_name, body_version

# One row for every body of a list; a body that is on the list already, or carries a closed body's copy, gets no other.
INSERT = """
INSERT INTO documents_circulation
       (document_id, body_id, holder_id, state, version, rule, sent_at, asked_at, due_at, silent_lead, reason)
SELECT %s, chosen.body_id, chosen.body_id, 1, %s, %s, %s, %s, %s, %s, '' FROM ({chosen}) AS chosen
 WHERE NOT EXISTS (SELECT FROM documents_circulation AS carried
                    WHERE carried.document_id = %s AND carried.holder_id = chosen.body_id)
    ON CONFLICT (document_id, body_id) DO NOTHING
RETURNING body_id
"""
# Locked in one order, so that two acts over many copies never wait for each other in a ring.
ASK = """
UPDATE documents_circulation
   SET state = 1, version = %s, asked_at = %s, due_at = %s, reason = '', completed_at = NULL,
       reminded_at = NULL, shown_silent_at = NULL, escalated_at = NULL
 WHERE id IN (SELECT id FROM documents_circulation
               WHERE document_id = %s AND version < %s AND state = ANY(%s) ORDER BY id FOR UPDATE)
   AND version < %s
RETURNING holder_id
"""


@dataclass(frozen=True, slots=True)
class Sent:
    """What one sending did: bodies that came onto the list, copies asked again for the newest version, bodies without an ear."""

    new: int
    asked_again: int
    on_the_list: int
    due_at: datetime
    untold: int


@transaction.atomic
def circulate(
    *,
    actor: Author,
    document: Document,
    part: str = "",
    system: str = "",
    under: Body | None = None,
    bodies: Sequence[Body] = (),
    days: int = rules.DAYS,
    silent_hours: int = rules.LEAST_HOURS,
) -> Sent:
    """Put the bodies that a rule names (`under` one body alone), and those picked by hand, onto the document's list and ask them for its newest version.

    A body that is on the list already, or took over from one that is, gets no second copy; the deadline counts working days of the sender's area.
    The superior of a late body that is new on the list is told `silent_hours` after the body.

    Raises:
        RightMissing: without the right to send for the document's body.
        NotIssued: for anything but an issued document of the body itself.
        NobodyChosen: when nobody else stands behind rule and list today.

    """
    access.require(actor, Permission.DOCUMENTS_CIRCULATE, body=document.issuer)
    kept = _issued(document)
    chosen = _chosen(kept, part, system, under, bodies)
    if not chosen.exists():
        raise NobodyChosen
    now, rule = clock.now(), rules.rule_text(part, system, body_name(under) if under else "")
    due_at = _due_at(kept, now, days)
    new = _insert(kept, chosen, rule, now, due_at, rules.lead_of(silent_hours))
    again = _ask(kept, now, due_at)
    facts: dict[str, object] = {
        "rule": rule,
        "new": len(new),
        "asked_again": len(again),
        "version": kept.version,
    }
    facts |= {"due_at": due_at, "silent_hours": silent_hours, "bodies_digest": digest(sorted(new))}
    journal.write(actor=actor, verb="documents.circulated", thing=kept.thing, facts=facts)
    return Sent(len(new), len(again), kept.circulations.count(), due_at, _tell(kept, [*new, *again]))


@transaction.atomic
def ask_again(*, actor: Author, document: Document, days: int = rules.DAYS) -> int:
    """Ask every body on the list for a new version; return how many copies that is.

    Called by the act that made the version, inside its transaction and after it checked the right. A copy being
    called back stays as it is.

    Raises: NotIssued.
    """
    kept = _issued(document)
    now = clock.now()
    due_at = _due_at(kept, now, days)
    holders = _ask(kept, now, due_at)
    if holders:
        _tell(kept, holders)
        facts = {"copies": len(holders), "version": kept.version, "due_at": due_at}
        journal.write(actor=actor, verb="documents.asked_again", thing=kept.thing, facts=facts)
    return len(holders)


@transaction.atomic
def ask_recall(*, actor: Author, document: Document, reason: str) -> int:
    """Ask every body that carries a copy to give it back, for a reason; return how many were asked.

    Raises: RightMissing, NoReason, NothingToRecall.
    """
    access.require(actor, Permission.DOCUMENTS_CIRCULATE, body=document.issuer)
    if not (asked := call_back(actor=actor, document=document, reason=reasoned(reason))):
        raise NothingToRecall
    return asked


@transaction.atomic
def call_back(*, actor: Author, document: Document, reason: str) -> int:
    """Ask for the copies back inside an act that checked the right; return how many bodies' copies that is."""
    said = reason[:300]
    from_states = [old for old, new in moves.COPY_MOVES.items() if CirculationState.RECALL_ASKED in new]
    rows = Circulation.objects.select_for_update().filter(document=document, state__in=from_states)
    found = dict(rows.order_by("pk").values_list("pk", "holder_id"))
    if not found:
        return 0
    Circulation.objects.filter(pk__in=found).update(state=CirculationState.RECALL_ASKED, reason=said)
    facts = {"copies": len(found), "reason": journal.masked(said)}
    journal.write(actor=actor, verb="documents.recall_asked", thing=document.thing, facts=facts)
    notify(
        people=ears_of(set(found.values())).people,
        event=Event.CIRCULATED,
        key=f"documents.recall:{document.pk}:{clock.now():%Y%m%d%H%M%S}",
        title=_("Bên gửi đề nghị thu hồi văn bản %(number)s") % {"number": document},
        path=queries.link_of(document, ""),
    )
    return len(found)


# -- steps ----------------------------------------------------------------------------------------------------


def _issued(document: Document) -> Document:
    """Return the document locked, with its link made once. Raises: NotIssued."""
    kept = take(document)
    if kept.side != Side.OUTGOING or kept.state != DocumentState.ISSUED:
        raise NotIssued
    if kept.link is None:
        kept.link = secrets.token_urlsafe(15)
        kept.save(update_fields=["link"])
    return kept


def _chosen(
    document: Document, part: str, system: str, head: Body | None, bodies: Sequence[Body]
) -> QuerySet[BodyVersion]:
    offered = queries.bodies_to_send_to(document.issuer).order_by()
    by_rule = queries.bodies_by_rule(document.issuer, part, system, head).values("body") if part else None
    by_hand = Q(body__in=[body.pk for body in bodies])
    return offered.filter(by_hand if by_rule is None else by_hand | Q(body__in=by_rule))


def _insert(
    document: Document,
    chosen: QuerySet[BodyVersion],
    rule: str,
    now: datetime,
    due_at: datetime,
    lead: timedelta,
) -> list[int]:
    select, given = chosen.values("body_id").query.sql_with_params()
    values = [document.pk, document.version, rule, now, now, due_at, lead, *given, document.pk]
    with connection.cursor() as cursor:
        cursor.execute(INSERT.format(chosen=select), values)
        return [body for (body,) in cursor.fetchall()]


def _ask(document: Document, now: datetime, due_at: datetime) -> list[int]:
    version, states = document.version, [state.value for state in rules.ASKABLE]
    with connection.cursor() as cursor:
        cursor.execute(ASK, [version, now, due_at, document.pk, version, states, version])
        return [holder for (holder,) in cursor.fetchall()]


def _due_at(document: Document, now: datetime, days: int) -> datetime:
    seat = body_version(document.issuer)
    calendar = calendar_for(seat.seat_area if seat else None, clock.today())
    return due(now, days=days, calendar=calendar).at


def _tell(document: Document, bodies: Sequence[int]) -> int:
    """Tell the officers of these bodies, once per version; return for how many bodies nobody could be told."""
    ears = ears_of(set(bodies))
    words = {"number": document, "n": document.version}
    again = _("Văn bản %(number)s có bản số %(n)s, chờ đơn vị xác nhận đã tiếp nhận") % words
    first = _("Có văn bản %(number)s gửi đến, chờ đơn vị xác nhận đã tiếp nhận") % words
    notify(
        people=ears.people,
        event=Event.CIRCULATED,
        key=f"documents.circulated:{document.pk}:{document.version}",
        title=again if document.version > 1 else first,
        path=queries.link_of(document, ""),
    )
    return len(ears.deaf)


# -- a reform -------------------------------------------------------------------------------------------------


@transaction.atomic
def follow_reform(actor: Author, change: BodyChange, heirs: Mapping[int, Body]) -> int:
    """Hand what closed bodies carry to the body that took over, with its history; return how many copies that is.

    Whom a document was sent to (`body`) never changes, so totals before and after agree; only who carries it moves. An heir
    is shown as silent itself before its superior is (charter 11). Safe to repeat.
    """
    moved = 0
    for old, heir in heirs.items():
        own = Circulation.objects.filter(holder=old)
        own.filter(queries.waiting()).update(shown_silent_at=None, escalated_at=None)
        moved += own.update(holder=heir)
    if moved:
        facts = {
            "copies": moved,
            "olds": sorted(heirs),
            "heirs": sorted({heir.pk for heir in heirs.values()}),
        }
        journal.write(
            actor=actor, verb="documents.copies_followed", thing=f"units.bodychange:{change.pk}", facts=facts
        )
    return moved
