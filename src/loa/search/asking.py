"""A question as the command line asks it: the same code as the page, under a person's rights or the operator's."""

from __future__ import annotations

from typing import Any

from loa.journal.actions import SYSTEM
from loa.search import actions, queries
from loa.search.errors import UnknownReader
from loa.search.queries import Answer, Pieces, Question
from loa.units import reach
from loa.units.access import Who
from loa.units.actor import Actor


def reader(login: str | None) -> Who:
    """Return who asks: the person with this address in the first post held today; without one the operator.

    Raises:
        UnknownReader: nobody with this address holds a post today.

    """
    if login is None:
        return SYSTEM
    posts = reach.active_posts().filter(person__email__iexact=login).select_related("person", "body")
    post = posts.order_by("pk").first()
    if post is None:
        raise UnknownReader(login=login)
    return Actor(person=post.person, post=post)


def answer(typed: str, *, login: str | None = None, kind: str | None = None) -> dict[str, Any]:
    """Return what is found as plain values. Raises: UnknownReader."""
    who = reader(login)
    question = Question(typed, {"kind": kind} if kind else {})
    reach = queries.reach_of(who)
    if kinds := queries.journalled(reach, question):
        actions.note_question(actor=who, typed=typed, kinds=kinds)
    return as_values(queries.search(who, question, reach))


def as_values(found: Answer) -> dict[str, Any]:
    """Return an answer as JSON can hold it; the marked places stand beside their text."""
    return {
        "total": None if found.is_withheld else found.total,
        "is_more": found.is_more,
        "is_ready": found.is_ready,
        "hits": [
            {
                "key": hit.key,
                "kind": hit.kind.kind,
                "title": hit.plain_title,
                "text": "".join(part for part, _found in hit.text),
                "marked": _marked([*hit.title, *hit.text]),
                "numbers": list(hit.paper.numbers),
                "source": hit.source,
                "at": hit.paper.at.isoformat() if hit.paper.at else None,
                "url": hit.url,
            }
            for hit in found.hits
        ],
        "facets": {
            facet: [{"key": value.key, "name": value.name, "count": value.count} for value in values]
            for facet, values in found.facets.items()
        },
    }


def _marked(pieces: Pieces) -> list[str]:
    return [part for part, is_found in pieces if is_found]
