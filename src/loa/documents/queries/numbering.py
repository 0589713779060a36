"""Where a body's numbers come from, and which templates it uses."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from loa.documents.models import Document, Numbering, OfficeTemplate, Register
from loa.documents.rules import numbers
from loa.documents.rules.words import Side
from loa.units import access
from loa.units.models import Body
from loa.units.permissions import Permission


def numbering_of(body: Body, kind: str) -> Numbering | None:
    """Return the setting by which a body numbers a kind here; None where the number is typed as printed.

    The kind's own row counts before that for every kind; a row without a symbol takes the common one.
    """
    rows = {row.kind: row for row in Numbering.objects.filter(body=body, kind__in=["", kind])}
    found = rows.get(kind) or rows.get("")
    if found is None or not found.is_on:
        return None
    if not found.symbol and "" in rows:
        found.symbol = rows[""].symbol
    return found


def usual_symbol(document: Document, numbering: Numbering) -> str:
    """Return what usually follows the number of such a document at its issuer."""
    if document.copy_kind:
        return numbers.copy_symbol(document.form, document.copy_kind, numbering.symbol)
    return numbers.symbol(document.form, document.kind, numbering.symbol)


def of_issuer(issuer: Body) -> QuerySet[Document]:
    """Return the outgoing documents that a body signs, whoever drafted them."""
    own = Q(drafted_for=issuer) | Q(drafted_for__isnull=True, body=issuer)
    return Document.objects.filter(own, side=Side.OUTGOING)


def given_here(issuer: Body, form: str, kind: str, printed: str) -> bool:
    """Say whether a printed number belongs to a series that the body's own register gives."""
    found = numbering_of(issuer, kind)
    if found is None:
        return False
    registers = Register.objects.filter(body=issuer, side=Side.OUTGOING, kind=kind)
    given = {numbers.symbol(form, kind, found.symbol), *registers.values_list("symbol", flat=True)}
    return numbers.symbol_of(printed).casefold() in {symbol.casefold() for symbol in given if symbol}


def numberings_of(body: Body) -> list[Numbering]:
    """Return how a body numbers, the setting for every kind first."""
    return list(Numbering.objects.filter(body=body).order_by("kind"))


def templates_of(body: Body) -> list[OfficeTemplate]:
    """Return the docx files that a body uses, the one for every kind first."""
    rows = OfficeTemplate.objects.filter(body=body).select_related("file", "set_by")
    return list(rows.order_by("kind"))


def templates_visible_to(actor: access.Who) -> QuerySet[OfficeTemplate]:
    """Return the templates of bodies whose papers the actor issues."""
    return OfficeTemplate.objects.filter(body__in=access.body_ids_in_reach(actor, Permission.DOCUMENTS_ISSUE))


def access_template(actor: access.Who, template_id: object) -> OfficeTemplate:
    """Return a template of a body whose papers the actor issues.

    Raises:
        UnknownThing: for everybody else.

    """
    return access.access(templates_visible_to(actor).select_related("body"), actor, id=template_id, to=None)
