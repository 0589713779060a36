"""A city at work for the bench of the screens: Hanoi, the demo's people and channels, bulletins, one large dispatch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db import connections, transaction
from django.test import Client

from loa.bulletins import actions, queries
from loa.bulletins.models import Bulletin
from loa.bulletins.rules.release import Proof
from loa.channels.models import Account
from loa.delivery import schedule, store, work
from loa.delivery.models import Chunk, Dispatch
from loa.delivery.states import ChunkState
from loa.desk.tour import acts, story
from loa.desk.tour.story import Sample
from loa.lib import clock
from loa.lib.measure import Plan
from loa.notices.actions import notify
from loa.notices.models import Event
from loa.ops.demo import world
from loa.units.models import Area, Person

SUBSCRIBERS, BULLETINS = 5000, 60
NO_PORT = 9  # nothing is sent: the ledger is filled and left


@dataclass(frozen=True, slots=True)
class Ground:
    """What the bench asks about, and who asks."""

    editor: Client
    admin: Client
    person: Person
    draft: int
    dispatch: int


def make_ground(plan: Plan) -> Ground:
    """Fill the scratch copy through the rooms' own actions."""
    plan.say("loading Hanoi, people, channels and subscribers")
    world.load_units()
    world.load_cast("a password nobody types")
    world.open_channels(NO_PORT)
    world.load_subscribers(plan.scaled(SUBSCRIBERS, least=126))
    plan.say(f"writing {plan.scaled(BULLETINS, least=2)} bulletins, sending one")
    sent = acts.write_bulletin()
    acts.release(sent, acts.ask_for_release(sent).hash, Proof(second_factor=True, at=clock.now()))
    dispatch = _expand(sent)
    drafts = [_draft(number) for number in range(plan.scaled(BULLETINS, least=2) - 1)]
    _notices()
    _know_the_tables()
    editor = acts.actor_of(story.EDITOR)
    return Ground(signed_in(story.EDITOR), signed_in(story.ADMIN), editor.person, drafts[0].pk, dispatch.pk)


def client() -> Client:
    """Return a client whose requests come to the site's own host."""
    return Client(headers={"host": "localhost"})


def signed_in(sample: Sample) -> Client:
    """Return a client signed in as a sample account."""
    found = client()
    found.force_login(acts.actor_of(sample).person)
    return found


@transaction.atomic
def _draft(number: int) -> Bulletin:
    editor = acts.actor_of(story.EDITOR)
    bulletin = actions.draft_from_template(
        actor=editor, key=story.TEMPLATE, values=story.values(story.spraying_day(clock.today()))
    )
    core = queries.core_text(bulletin)
    actions.save(
        actor=editor,
        bulletin=bulletin,
        title=f"{core.title} – đợt {number + 1}",
        text=story.with_place(core.body),
        base_version=core.version,
    )
    actions.configure(
        actor=editor,
        bulletin=bulletin,
        areas=[Area.objects.get(code=story.CITY_AREA)],
        accounts=list(Account.objects.filter(body=editor.body)),
        source=story.SOURCE,
    )
    actions.lock_facts(actor=editor, bulletin=bulletin)
    return bulletin


def _expand(bulletin: Bulletin) -> Dispatch:
    """Let the hold be over and write every delivery; nothing leaves."""
    dispatch = Dispatch.objects.get(thing=f"bulletins.bulletin:{bulletin.pk}")
    began = clock.now() - timedelta(seconds=1)
    Dispatch.objects.filter(pk=dispatch.pk).update(starts_at=began, hold_until=began)
    schedule.start_due()
    while claim := store.claim("bench", store.lanes(urgent_only=False)):
        if claim.expanded is None:
            work.expand_chunk(claim)
        store.release(claim, state=ChunkState.DONE)
    assert not Chunk.objects.filter(dispatch=dispatch).exclude(state=ChunkState.DONE).exists()
    return dispatch


def _know_the_tables() -> None:
    """Have the server count its tables, as it does by itself within a minute of so many changes."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")
    connections["owner"].close()


def _notices() -> None:
    people = [acts.actor_of(sample).person for sample in (story.EDITOR, story.ADMIN)]
    for number in range(40):
        notify(
            people=people,
            event=Event.RETURNED,
            key=f"bench-{number}",
            title="Bản tin bị trả lại",
            path="/desk/",
        )
