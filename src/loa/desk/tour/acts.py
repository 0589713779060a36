"""The acts of the story, each by its sample account through the same actions that the screens use.

It must not find ways around a rule: who writes does not release, and a wrong date is refused here as anywhere.
"""

from __future__ import annotations

from loa.bulletins import actions, queries
from loa.bulletins.models import Bulletin, Release, Rendition, Submission
from loa.bulletins.queries.clashes import clashing
from loa.bulletins.queries.on_air import KIND
from loa.bulletins.rules.release import Proof
from loa.channels.models import Account, AccountState
from loa.desk.tour import story
from loa.desk.tour.story import Sample
from loa.lib import clock
from loa.units.actor import Actor
from loa.units.errors import UnknownThing
from loa.units.models import Area, Post
from loa.units.queries import area_name


def actor_of(sample: Sample) -> Actor:
    """Return a sample account acting as its post.

    Raises:
        UnknownThing: where no such sample account exists.

    """
    posts = Post.objects.filter(person__email=sample.email, person__is_sample=True, ended_at=None)
    post = posts.select_related("person", "body").first()
    if post is None:
        raise UnknownThing
    return Actor(post.person, post)


def write_bulletin() -> Bulletin:
    """Draft the message from its prepared form, confirm its facts and open it to the wards, as the city's editor."""
    editor, day = actor_of(story.EDITOR), story.spraying_day(clock.today())
    bulletin = actions.draft_from_template(actor=editor, key=story.TEMPLATE, values=story.values(day))
    core = queries.core_text(bulletin)
    text = story.with_place(core.body)
    actions.save(actor=editor, bulletin=bulletin, title=core.title, text=text, base_version=core.version)
    actions.configure(
        actor=editor,
        bulletin=bulletin,
        areas=[Area.objects.get(code=story.CITY_AREA)],
        accounts=_accounts(editor),
        source=story.SOURCE,
    )
    actions.lock_facts(actor=editor, bulletin=bulletin)
    return actions.open_to_wards(actor=editor, bulletin=bulletin)


def word_for_ward(bulletin: Bulletin, sample: Sample, *, careless: bool = False) -> Rendition:
    """Save a ward's own wording with a local line, for all of its channels; a careless ward writes the wrong day."""
    officer, day = actor_of(sample), story.spraying_day(clock.today())
    core = queries.core_text(bulletin)
    seat = area_name(Area.objects.get(code=story.WARDS[sample.ward or 0]))
    ward = seat[:1].lower() + seat[1:]
    said = story.wrong_day(day) if careless else day
    return actions.adapt(
        actor=officer,
        bulletin=bulletin,
        title=core.title,
        text=story.ward_wording(core.body, day, ward, said=said),
        local_lines=story.local_lines(ward),
        accounts=_accounts(officer),
    )


def ask_for_release(bulletin: Bulletin) -> Submission:
    """Put the bulletin before an approver, as the city's editor, typing the number of receivers on the screen."""
    count = queries.check(bulletin).audience.total
    return actions.send_for_release(actor=actor_of(story.EDITOR), bulletin=bulletin, typed_count=count)


def release(bulletin: Bulletin, seen_hash: str, proof: Proof | None) -> Release:
    """Release it as the second person over the hash that was seen.

    Whoever takes the tour again tells another hour than the correction of the tour before: the sample approver has
    read both.
    """
    return actions.release(
        actor=actor_of(story.APPROVER),
        bulletin=bulletin,
        seen_hash=seen_hash,
        proof=proof,
        clashes_seen=[found.other.pk for found in clashing(bulletin)],
    )


def correct(bulletin: Bulletin, proof: Proof | None) -> Release:
    """Correct the hour at once as the duty officer, to exactly those who got the first."""
    text = story.corrected(queries.core_text(bulletin).body)
    return actions.correct(
        actor=actor_of(story.DUTY), original=bulletin, text=text, reason=story.REASON, proof=proof
    )


def _accounts(actor: Actor) -> list[Account]:
    """Return the accounts of the actor's body in use; loudspeakers have a story of their own (`air`)."""
    rows = Account.objects.filter(body=actor.body, mode="live", state=AccountState.ACTIVE)
    return list(rows.exclude(kind=KIND))
