"""What the lists and registers show, each row with its names, in one query."""

from __future__ import annotations

from django.db.models import BooleanField, Case, CharField, Count, Exists, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, Concat, ExtractYear

from loa.clocks.models import Clock
from loa.documents.models import Document, Register
from loa.documents.queries.visible import READ, visible_to
from loa.documents.queries.waiting import THING
from loa.documents.rules.words import DocumentState, Side
from loa.lib import clock
from loa.units import access
from loa.units.lists import body_name_of


def list_documents(actor: access.Who, side: Side) -> QuerySet[Document]:
    """Return the visible documents of one side with `body_name`, `issuer_name`, `is_late`, `year`, and their officer."""
    late = Clock.objects.filter(thing=THING, stopped_at__isnull=True, due_at__lte=clock.now())
    rows = visible_to(actor).filter(side=side)
    return rows.select_related("officer__person", "register").annotate(
        body_name=body_name_of("body"),
        issuer_name=Coalesce(body_name_of("drafted_for"), body_name_of("body")),
        is_late=Case(When(Exists(late), then=True), default=False, output_field=BooleanField()),
        year=Coalesce(ExtractYear("dated"), ExtractYear("created_at")),
    )


def list_registers(actor: access.Who) -> QuerySet[Register]:
    """Return the registers of bodies in reach with `body_name` and how many of their numbers were `cancelled`."""
    rows = Register.objects.filter(body__in=access.body_ids_in_reach(actor, READ))
    gone = Q(documents__state__in=[DocumentState.DISCARDED, DocumentState.RETURNED])
    return rows.annotate(body_name=body_name_of("body"), cancelled=Count("documents", filter=gone))


def access_register(actor: access.Who, register_id: object) -> Register:
    """Return a register in reach.

    Raises:
        UnknownThing: for strangers.

    """
    return access.access(list_registers(actor), actor, id=register_id, to=None)


def entries_of(register: Register) -> QuerySet[Document]:
    """Return every number of a register in order, cancelled ones too."""
    rows = Document.objects.filter(register=register).select_related("officer__person", "register")
    return rows.annotate(
        body_name=body_name_of("body"),
        issuer_name=Coalesce(body_name_of("drafted_for"), body_name_of("body"), output_field=CharField()),
        is_late=Value(value=False, output_field=BooleanField()),
    ).order_by("serial")


def _label() -> Concat:
    """Return number and subject on one line."""
    number = Case(When(full_number="", then=Value("")), default=Concat("full_number", Value(" – ")))
    return Concat(number, "subject", output_field=CharField())


def answers_to_choose(document: Document) -> QuerySet[Document]:
    """Return the outgoing documents of a body that an incoming one may be linked to, the newest first."""
    rows = Document.objects.filter(body=document.body_id, side=Side.OUTGOING)
    rows = rows.exclude(state__in=[DocumentState.DISCARDED, DocumentState.RECALLED])
    return rows.annotate(label=_label()).order_by("-changed_at", "-pk")


def incoming_to_choose(body_id: int) -> QuerySet[Document]:
    """Return the incoming documents of a body that one of its own may carry out, each with `label`, the newest first."""
    rows = Document.objects.filter(body=body_id, side=Side.INCOMING)
    rows = rows.filter(state__in=[DocumentState.RECEIVED, DocumentState.DIRECTED, DocumentState.ANSWERED])
    return rows.annotate(label=_label()).order_by("-created_at", "-pk")
