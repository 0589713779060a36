"""The loudspeakers' part of the story: an exercise that is written, read aloud, heard, and released by a second person.

It exercises an emergency, for nothing else may sound at any hour (charter 9), at clusters that serve exercises alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from loa.bulletins import actions, queries
from loa.bulletins.models import Bulletin, Submission
from loa.bulletins.queries.on_air import KIND
from loa.bulletins.rules.words import EmergencyKind, Mode, Priority
from loa.channels.models import Account, AccountState
from loa.desk.tour import story
from loa.desk.tour.story import Spoken
from loa.lib import clock
from loa.units.actor import Actor
from loa.units.errors import UnknownThing
from loa.units.models import Area


def account_of(actor: Actor) -> Account:
    """Return the account by which the actor's body speaks over loudspeakers in exercises. Raises: UnknownThing."""
    rows = Account.objects.filter(body=actor.body, kind=KIND, mode=Mode.EXERCISE, state=AccountState.ACTIVE)
    account = rows.order_by("pk").first()
    if account is None:
        raise UnknownThing
    return account


def write(actor: Actor, spoken: Spoken, areas: Sequence[Area], *, lasts: timedelta) -> Bulletin:
    """Take the three steps of whoever speaks: the text, hearing it, the moment, which is as soon as it is released."""
    bulletin = actions.draft(
        actor=actor,
        title=spoken.title,
        text=spoken.text,
        mode=Mode.EXERCISE,
        source=story.EXERCISE_SOURCE,
        priority=Priority.EMERGENCY,
        emergency_kind=EmergencyKind.SAFETY,
        emergency_reason=story.EXERCISE_REASON,
        valid_until=clock.now() + lasts,
    )
    actions.configure(actor=actor, bulletin=bulletin, areas=areas, accounts=[account_of(actor)])
    actions.lock_facts(actor=actor, bulletin=bulletin)
    sound = actions.read_aloud(actor=actor, bulletin=bulletin)
    actions.hear(actor=actor, bulletin=bulletin, sound_id=sound.pk)
    actions.choose_moments(actor=actor, bulletin=bulletin, moments=[])
    return bulletin


def ask_for_release(actor: Actor, bulletin: Bulletin) -> Submission:
    """Put it before an approver; where a whole city is meant, the number of clusters is typed."""
    count = queries.check(bulletin).audience.total
    return actions.send_for_release(actor=actor, bulletin=bulletin, typed_count=count)
