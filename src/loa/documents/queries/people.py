"""Who wrote a document, who may sign it, who may be given it."""

from __future__ import annotations

from django.db.models import QuerySet

from loa.clocks.models import Clock
from loa.documents.models import Document, Version
from loa.documents.rules.signing import wrote_it
from loa.units.lists import labelled_posts
from loa.units.models import Body, Person, Post
from loa.units.permissions import Permission
from loa.units.queries import holders_of
from loa.units.reach import active_posts
from loa.units.rules.humans import Human


def human(person: Person) -> Human:
    """Return a person as far as telling two accounts of one human being apart needs it."""
    return Human(person.pk, person.phone)


def hands(document: Document) -> list[Person]:
    """Return everybody who wrote any version, whoever began it first."""
    wrote = Version.objects.filter(document=document).values("created_by")
    people = Person.objects.filter(pk__in=wrote) | Person.objects.filter(pk=document.created_by_id)
    return sorted(people.distinct(), key=lambda person: (person.pk != document.created_by_id, person.pk))


def signers_of(document: Document, body: Body | None = None) -> list[Post]:
    """Return the posts that may sign it for its issuer, or for a body above; nobody who wrote in it."""
    wrote = [human(person) for person in hands(document)]
    posts = holders_of(Permission.DOCUMENTS_SIGN, body=body or document.issuer)
    return [post for post in posts if not wrote_it(human(post.person), wrote)]


def officers_of(body: Body) -> QuerySet[Post]:
    """Return the posts held now in a body, each with `label`, by name."""
    return labelled_posts(active_posts().filter(body=body))


def who_may_direct(_waits: Clock, body: Body) -> list[Person]:
    """Return who may write a direction; it is the same for every document of the body."""
    return [post.person for post in holders_of(Permission.DOCUMENTS_DIRECT, body=body)]


def who_carries_out(waits: Clock, body: Body) -> list[Person]:
    """Return the officer of the newest direction; above, those who direct there."""
    document = _document(waits)
    if body.pk == document.body_id and document.officer:
        return [document.officer.person]
    return who_may_direct(waits, body)


def who_may_sign(waits: Clock, body: Body) -> list[Person]:
    """Return who may sign what waits."""
    return [post.person for post in signers_of(_document(waits), body)]


def _document(waits: Clock) -> Document:
    rows = Document.objects.select_related("body", "drafted_for", "officer__person")
    return rows.get(pk=waits.thing.partition(":")[2])
