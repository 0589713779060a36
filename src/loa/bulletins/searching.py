"""Bulletins as search takes them in: what of each is read, and the tokens by which `visible_to` lets a reader know of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from loa.bulletins.models import Bulletin, Text
from loa.bulletins.queries.desk import OPEN, areas_of, visible_to
from loa.bulletins.queries.people import bodies_to_release
from loa.bulletins.rules import moves
from loa.bulletins.rules.words import State
from loa.search.slots import Paper, Searchable
from loa.units import access
from loa.units.access import Who
from loa.units.actor import Actor
from loa.units.models import Body
from loa.units.permissions import Permission


def _rows() -> QuerySet[Bulletin]:
    return Bulletin.objects.exclude(state=State.DISCARDED)


def _papers(rows: QuerySet[Bulletin]) -> Iterator[Paper]:
    """Yield what is searched of each bulletin: its number and its newest text in every language."""
    found = list(rows.prefetch_related("areas", "topics"))
    texts: dict[int, dict[str, Text]] = defaultdict(dict)
    newest = Text.objects.filter(bulletin__in=found).order_by("bulletin_id", "language", "-version")
    for text in newest.distinct("bulletin_id", "language"):
        texts[text.bulletin_id][text.language] = text
    for bulletin in found:
        own = [
            texts[bulletin.pk][language] for language in bulletin.languages if language in texts[bulletin.pk]
        ]
        others = [part for text in own[1:] for part in (text.title, text.body)]
        yield Paper(
            id=bulletin.pk,
            title=own[0].title if own else bulletin.code,
            text="\n".join([*(text.body for text in own[:1]), *others]),
            access=_tokens_of(bulletin),
            numbers=[bulletin.code],
            at=bulletin.sent_at or bulletin.created_at,
            source=f"body:{bulletin.body_id}",
            areas=[area.code for area in bulletin.areas.all()],
            topics=[topic.code for topic in bulletin.topics.all()],
            note=State(bulletin.state).label,
        )


def _tokens_of(bulletin: Bulletin) -> set[str]:
    """Return the tokens of a bulletin, one for each way in `loa.bulletins.queries.desk.visible_to`."""
    found = {f"body:{bulletin.body_id}"}
    if bulletin.state != State.DRAFT:
        found.add(f"release:{bulletin.body_id}")
    if bulletin.state in moves.PUBLIC or (bulletin.open_to_wards and bulletin.state in OPEN):
        found |= {f"area:{area.pk}" for area in bulletin.areas.all()}
    return found


def _tokens(actor: Who) -> set[str] | None:
    """Return the tokens of a reader; None for one who reads the bulletins of every body."""
    bodies = set(access.bodies_in_reach(actor, Permission.BULLETINS_READ).values_list("pk", flat=True))
    if len(bodies) == Body.objects.count():
        return None
    if not isinstance(actor, Actor):
        return {f"body:{pk}" for pk in bodies}
    standing = Body.objects.filter(standing_approver=actor.person).values_list("pk", flat=True)
    own = {f"body:{pk}" for pk in {*bodies, *standing}}
    to_release = {f"release:{pk}" for pk in bodies_to_release(actor)}
    return own | to_release | {f"area:{pk}" for pk in areas_of(actor).values_list("area", flat=True)}


BULLETINS = Searchable(
    kind="bulletins.bulletin",
    label=_("Bản tin"),
    symbol="speakerphone",
    rows=_rows,
    papers=_papers,
    visible_to=visible_to,
    tokens=_tokens,
    url=lambda pk: f"/desk/bulletins/{pk}/",
)
