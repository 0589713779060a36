"""What runs on a bulletin while it waits for somebody: the deadline, its rule, and who may act."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from loa.bulletins.models import Bulletin, Release
from loa.bulletins.queries.people import hands, human, possible_approvers
from loa.clocks import queries as clocks
from loa.clocks.models import Clock
from loa.clocks.slots import words_of
from loa.lib import clock
from loa.units.models import Body, Person
from loa.units.permissions import Permission
from loa.units.queries import holders_of


@dataclass(frozen=True, slots=True)
class Waiting:
    """One running deadline as a screen shows it."""

    words: str
    rule: str
    is_late: bool


def waiting_on(bulletin: Bulletin) -> Sequence[Waiting]:
    """Return the deadlines that run on a bulletin, each with its rule."""
    rows = clocks.clocks_of([bulletin.thing]).filter(stopped_at__isnull=True)
    now = clock.now()
    return [Waiting(words_of(row.purpose), row.rule_in_words, row.due_at <= now) for row in rows]


def who_may_answer(waits: Clock, body: Body) -> list[Person]:
    """Return who may release what waits: those of its own body first asked, those above when they are called."""
    bulletin = _bulletin(waits)
    if body == bulletin.body:
        return [post.person for post in possible_approvers(bulletin)]
    wrote = [human(person) for person in hands(bulletin)]
    posts = holders_of(Permission.BULLETINS_RELEASE, body=body)
    return [p.person for p in posts if not any(human(p.person).is_same_as(hand) for hand in wrote)]


def who_may_countersign(waits: Clock, body: Body) -> list[Person]:
    """Return who may countersign: everybody with the right but the officer who sent it."""
    sent = Release.objects.select_related("approver").filter(bulletin=_bulletin(waits)).latest("at")
    posts = holders_of(Permission.BULLETINS_COUNTERSIGN, body=body)
    return [p.person for p in posts if not human(p.person).is_same_as(human(sent.approver))]


def _bulletin(waits: Clock) -> Bulletin:
    return Bulletin.objects.select_related("body").get(pk=waits.thing.partition(":")[2])
