"""Who wrote a bulletin, who may release it, who may mend it alone."""

from __future__ import annotations

from loa.bulletins.models import Bulletin, Rendition, Text
from loa.bulletins.rules.release import Human
from loa.units.models import Person, Post
from loa.units.permissions import Permission
from loa.units.queries import holders_of, posts_of
from loa.units.reach import active_delegations


def human(person: Person) -> Human:
    """Return a person as far as telling two accounts of one human being apart needs it."""
    return Human(person.pk, person.phone)


def hands(bulletin: Bulletin) -> list[Person]:
    """Return everybody who wrote any version of what goes out, its author first."""
    ids = {bulletin.author_id}
    ids |= set(Text.objects.filter(bulletin=bulletin).values_list("author_id", flat=True))
    ids |= set(Rendition.objects.filter(bulletin=bulletin).values_list("author_id", flat=True))
    ids |= set(bulletin.submissions.filter(state="open").values_list("sent_by_id", flat=True))
    people = Person.objects.filter(pk__in=ids)
    return sorted(people, key=lambda person: (person.pk != bulletin.author_id, person.pk))


def approvers_of(bulletin: Bulletin) -> list[Post]:
    """Return the posts that hold the right to release for this body now, own or delegated, nearest body first."""
    posts = holders_of(Permission.BULLETINS_RELEASE, body=bulletin.body)
    given = active_delegations().filter(giver__in=posts).select_related("receiver__person")
    received = [d.receiver for d in given if d.allows(Permission.BULLETINS_RELEASE)]
    return [*posts, *received]


def possible_approvers(bulletin: Bulletin) -> list[Post]:
    """Return the posts that may release this bulletin now, nearest body first, then the standing approver.

    Nobody who wrote in it is among them, under whichever account.
    """
    wrote = [human(person) for person in hands(bulletin)]
    posts = approvers_of(bulletin)
    if standing := bulletin.body.standing_approver:
        posts += list(posts_of(standing)[:1])
    fitting = [p for p in posts if not any(human(p.person).is_same_as(hand) for hand in wrote)]
    return list({post.person_id: post for post in reversed(fitting)}.values())[::-1]
