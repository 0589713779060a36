"""Which document a printed number means: other bodies enter the same one as văn bản đến, and numbers come again."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from loa.documents.models import Document
from loa.documents.queries.visible import visible_to
from loa.documents.rules.words import Side
from loa.units import access
from loa.units.models import Body
from loa.units.queries import body_name

_NAMED = 3  # candidates that a refusal names


def find_numbered(actor: access.Who, number: str, body: Body) -> list[Document]:
    """Return the document that a number means to a body, as far as the actor may know of it; several where it is open."""
    return nearest(visible_to(actor).filter(full_number__iexact=number).order_by("pk"), body)


def by_number(actor: access.Who, numbers: Iterable[str], body: Body) -> dict[str, list[Document]]:
    """Return the same for the numbers of a whole table, in one query."""
    found: dict[str, list[Document]] = {}
    for document in visible_to(actor).filter(full_number__in=set(numbers)).order_by("pk"):
        found.setdefault(document.full_number, []).append(document)
    return {number: nearest(documents, body) for number, documents in found.items()}


def nearest(documents: Iterable[Document], body: Body) -> list[Document]:
    """Return those that come first: what the body issued, what it received, what others issued, what they received."""
    ranked: dict[tuple[bool, bool], list[Document]] = {}
    for document in documents:
        rank = (document.body_id != body.pk, document.side != Side.OUTGOING)
        ranked.setdefault(rank, []).append(document)
    return ranked[min(ranked)] if ranked else []


def refusal(found: list[Document]) -> str:
    """Return why a number names no document, or which ones it could mean."""
    if not found:
        return _("Không tìm thấy văn bản có số này. Hãy kiểm tra số và ký hiệu.")
    names = "; ".join(_named(document) for document in found[:_NAMED])
    said = _(
        "Có nhiều văn bản mang số này: %(names)s. Hãy kiểm tra lại số, hoặc giao nhiệm vụ từ trang của văn bản cần dùng."
    )
    return said % {"names": names}


def _named(document: Document) -> str:
    day = f"{document.dated:%d/%m/%Y}" if document.dated else "–"
    owner = document.agency or body_name(document.body_id, short=True)
    return f"“{document.subject[:80]}” ({document.get_side_display()}, {owner}, {day})"
