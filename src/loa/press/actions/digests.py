"""The digest of the day: each person's choice of topics, and telling them once a morning."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from loa.journal import actions as journal
from loa.journal.actions import SYSTEM
from loa.lib import clock
from loa.lib.clock import HANOI
from loa.notices.actions import Saying, notify_each
from loa.notices.models import Event
from loa.press.models import DigestWish
from loa.press.queries import digests
from loa.units.access import require
from loa.units.actor import Actor
from loa.units.permissions import Permission


@transaction.atomic
def choose_topics(*, actor: Actor, topics: Iterable[str]) -> DigestWish:
    """Keep which topics the actor wants to read of; none ends the digest. Raises: RightMissing."""
    require(actor, Permission.PRESS_LISTEN)
    wanted = sorted(set(topics))
    wish, _made = DigestWish.objects.update_or_create(person=actor.person, defaults={"topics": wanted})
    thing = f"units.person:{actor.person_key}"
    journal.write(actor=actor, verb="press.digest_chosen", thing=thing, facts={"topics": wanted})
    return wish


@transaction.atomic
def run_digests(moment: datetime | None = None) -> int:
    """Tell everybody who chose topics what the day before had of them; return how many were told.

    A person is told once a day, on the path chosen for the event; who may no longer listen is told nothing.
    """
    day = ((moment or clock.now()).astimezone(HANOI) - timedelta(days=1)).date()
    wishes = digests.wishes_that_may_be_met()
    sizes = digests.sizes_of(day)
    sayings = []
    for wish in wishes:
        stories = digests.size_for(sizes, wish.topics)
        if stories:
            facts = {"n": stories, "day": f"{day:%d/%m}"}
            title = _("Điểm tin ngày %(day)s: %(n)s chùm tin thuộc chủ đề đã chọn") % facts
            path = f"/desk/newsroom/digest/?day={day.isoformat()}"
            sayings.append(Saying([wish.person], f"press.digest:{day.isoformat()}", title, path))
    told = notify_each(event=Event.PRESS_DIGEST, sayings=sayings)
    if told:
        facts = {"day": day.isoformat(), "people": told}
        journal.write(actor=SYSTEM, verb="press.digest_told", thing=f"press.digest:{day:%Y%m%d}", facts=facts)
    return told
