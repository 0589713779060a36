"""Silent bodies: reminded in one act, shown to themselves first, and a day or more later to their superior (charter 11)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from loa.documents.circulation_errors import NobodySilent, RemindedJustNow
from loa.documents.models import Circulation, Document
from loa.documents.queries import circulation as queries
from loa.documents.queries.speaking import ears_of, superiors_of
from loa.documents.rules import circulation as rules
from loa.documents.rules.moves import IN_FORCE
from loa.journal import actions as journal
from loa.journal.actions import SYSTEM, Author
from loa.lib import clock
from loa.notices.actions import notify
from loa.notices.models import Event
from loa.units import access
from loa.units.permissions import Permission
from loa.units.voices import people_with

SILENT_PAGE = "/desk/circulation/silent/"


@dataclass(frozen=True, slots=True)
class Reminded:
    """How many bodies were reminded now, how many a short while ago, and for how many of them nobody could be told."""

    bodies: int
    left_out: int
    untold: int


@transaction.atomic
def remind(*, actor: Author, document: Document) -> Reminded:
    """Remind every body that has not acknowledged the newest version, none more often than once in some hours.

    Officers of the bodies are told on the path that each of them chose; for a body without one, those of its superior.

    Raises:
        RightMissing: without the right to send for the document's body.
        NobodySilent: when every body answered.
        RemindedJustNow: when all silent ones were reminded a short while ago.

    """
    access.require(actor, Permission.DOCUMENTS_CIRCULATE, body=document.issuer)
    now = clock.now()
    rows = Circulation.objects.select_for_update().filter(queries.waiting(), document=document)
    silent = list(rows.order_by("pk"))
    if not silent:
        raise NobodySilent
    due = [row for row in silent if rules.may_be_reminded(row.reminded_at, now)]
    if not due:
        raise RemindedJustNow(int(rules.REMIND_EVERY.total_seconds() // 3600))
    Circulation.objects.filter(pk__in=[row.pk for row in due]).update(reminded_at=now)
    bodies = {row.holder_id for row in due}
    ears = ears_of(bodies)
    notify(
        people=ears.people,
        event=Event.REMINDED,
        key=f"documents.reminded:{document.pk}:{document.version}:{now:%Y%m%d%H%M%S}",
        title=_("Đề nghị đơn vị xác nhận đã tiếp nhận văn bản %(number)s") % {"number": document},
        path=queries.link_of(document, ""),
    )
    left_out = len(silent) - len(due)
    facts = {"copies": len(due), "left_out": left_out, "version": document.version}
    journal.write(actor=actor, verb="documents.reminded", thing=document.thing, facts=facts)
    return Reminded(len(bodies) - len(ears.deaf), left_out, len(ears.deaf))


def run_silent() -> int:
    """Show silent bodies to themselves, then, a day or more later, to their superiors; return how many copies were moved on."""
    now = clock.now()
    return show_silent(now) + escalate_silent(now)


@transaction.atomic
def show_silent(now: datetime) -> int:
    """Tell each body whose deadline passed that it is on the list of silent ones, and when the superior will be told.

    A body for which nobody can be told is not shown, and so its superior is not told of it either.
    """
    rows = list(_locked().filter(queries.late(now=now), shown_silent_at__isnull=True))
    deaf = ears_of({row.holder_id for row in rows}).deaf
    found = [row for row in rows if row.holder_id not in deaf]
    Circulation.objects.filter(pk__in=[row.pk for row in found]).update(shown_silent_at=now)
    for document, copies in _by_document(found):
        for lead in sorted({row.silent_lead for row in copies}):
            _tell_silent(document, [row for row in copies if row.silent_lead == lead], lead)
        facts = {"copies": len(copies), "version": document.version}
        journal.write(actor=SYSTEM, verb="documents.silent_shown", thing=document.thing, facts=facts)
    return len(found)


def _tell_silent(document: Document, copies: list[Circulation], lead: timedelta) -> None:
    words = {"number": document, "hours": lead // timedelta(hours=1)}
    notify(
        people=ears_of({row.holder_id for row in copies}).people,
        event=Event.SILENT,
        key=f"documents.silent:{document.pk}:{document.version}",
        title=_("Quá hạn: đơn vị chưa xác nhận văn bản %(number)s; sau %(hours)s giờ danh sách gửi cấp trên")
        % words,
        path=queries.link_of(document, ""),
    )


@transaction.atomic
def escalate_silent(now: datetime) -> int:
    """Tell the superiors of bodies that are still silent as long after they were shown so themselves as their sender set."""
    rows = _locked().filter(
        queries.waiting(), shown_silent_at__lt=queries.lead_before(now), escalated_at__isnull=True
    )
    found = list(rows)
    above = superiors_of({row.holder_id for row in found})
    told = [row for row in found if row.holder_id in above]
    Circulation.objects.filter(pk__in=[row.pk for row in told]).update(escalated_at=now)
    by_superior: dict[int, list[Circulation]] = defaultdict(list)
    for row in told:
        by_superior[above[row.holder_id]].append(row)
    for superior, copies in by_superior.items():
        _tell_superior(superior, copies, now)
    for document, copies in _by_document(told):
        facts = {"copies": len(copies), "version": document.version}
        journal.write(actor=SYSTEM, verb="documents.silent_escalated", thing=document.thing, facts=facts)
    return len(told)


def _tell_superior(superior: int, copies: list[Circulation], now: datetime) -> None:
    bodies = {row.holder_id for row in copies}
    notify(
        people=people_with([superior], Permission.DOCUMENTS_CIRCULATE, Permission.DOCUMENTS_DIRECT),
        event=Event.SILENT,
        key=f"documents.escalated:{superior}:{now:%Y%m%d%H%M%S}",
        title=_("%(n)s đơn vị trực thuộc quá hạn chưa xác nhận văn bản") % {"n": len(bodies)},
        path=SILENT_PAGE,
    )


def _locked() -> QuerySet[Circulation]:
    """Return the copies of documents in force, to be locked; what another act holds is looked at next time."""
    rows = Circulation.objects.select_for_update(of=("self",), skip_locked=True)
    return rows.filter(document__state__in=IN_FORCE).select_related("document").order_by("pk")


def _by_document(rows: Iterable[Circulation]) -> list[tuple[Document, list[Circulation]]]:
    found: dict[int, tuple[Document, list[Circulation]]] = {}
    for row in rows:
        found.setdefault(row.document_id, (row.document, []))[1].append(row)
    return list(found.values())
