"""Telling staff what a document asks of them (`loa.notices`), inside the act that caused it."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from loa.documents.models import Comment, Direction, Document
from loa.documents.queries.people import hands, signers_of
from loa.documents.rules.words import Urgency
from loa.notices.actions import notify
from loa.notices.models import Event
from loa.units.models import Body, Person
from loa.units.permissions import Permission
from loa.units.queries import holders_of
from loa.units.voices import people_with


def path_of(document: Document) -> str:
    """Return the address of a document on the desk."""
    return f"/desk/documents/{document.pk}/"


def tell_directed(document: Document, direction: Direction) -> None:
    """Tell the officer what a leader directed."""
    _tell(
        document,
        [direction.officer.person],
        Event.DOCUMENT_DIRECTED,
        _("Được giao xử lý: %(subject)s"),
        key=f"direction:{direction.pk}",
    )


def tell_signers(document: Document) -> None:
    """Tell everybody who may sign that a document waits."""
    people = [post.person for post in signers_of(document)]
    title = _("Trình ký: %(subject)s")
    _tell(document, people, Event.DOCUMENT_TO_SIGN, title, key=f"sign:{_turn(document)}")


def tell_clerks(document: Document) -> None:
    """Tell the issuer's clerks that a signed document waits for its number."""
    people = [p.person for p in holders_of(Permission.DOCUMENTS_ISSUE, body=document.issuer)]
    title = _("Đã ký, chờ ban hành: %(subject)s")
    _tell(document, people, Event.DOCUMENT_TO_ISSUE, title, key=f"issue:{_turn(document)}")


def tell_asked(document: Document, bodies: Iterable[Body]) -> None:
    """Tell those who draft in the bodies that were asked for comments, each once for a version."""
    _tell(
        document,
        people_with([body.pk for body in bodies], Permission.DOCUMENTS_DRAFT),
        Event.DOCUMENT_COMMENTS,
        _("Xin ý kiến dự thảo: %(subject)s"),
        key=f"asked:{document.pk}:{document.version}",
    )


def tell_hands(document: Document, comment: Comment) -> None:
    """Tell everybody who wrote in it that a signer returned it."""
    title = _("Trả lại để sửa: %(subject)s")
    _tell(document, hands(document), Event.DOCUMENT_RETURNED, title, key=f"returned:{comment.pk}")


def _turn(document: Document) -> str:
    """Return a name for this turn of a document: one that comes back to the same desk is told of again."""
    return f"{document.pk}:{document.changed_at.timestamp():.0f}"


def _tell(document: Document, people: Iterable[Person], event: Event, title: str, *, key: str) -> None:
    notify(
        people=people,
        event=event,
        key=f"documents.{key}",
        title=title % {"subject": document.subject},
        path=path_of(document),
        urgent=document.urgency in {Urgency.VERY_URGENT, Urgency.FLASH},
    )
