"""The loudspeakers' part of a bulletin: a sound that a person has listened to, and when it sounds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core.files import File
from django.db import transaction

from loa.bulletins.actions.drafting import configure, draft
from loa.bulletins.actions.moving import take, touch
from loa.bulletins.errors import NoSpeakers, SoundMoved
from loa.bulletins.models import Bulletin, OnAir
from loa.bulletins.queries.on_air import (
    Words,
    account_of,
    is_placed_anew,
    mending_moments,
    row_of,
    wants_sound,
    words_of,
)
from loa.bulletins.rules import moves
from loa.bulletins.rules.words import Relation
from loa.lib import clock
from loa.lib.text import squeeze
from loa.speakers.actions import sounds
from loa.speakers.actions.airing import heard
from loa.speakers.models import Sound
from loa.units import access
from loa.units.actor import Actor
from loa.units.permissions import Permission
from loa.units.queries import body_version
from loa.voice.engines import EspeakEngine

VALID_FOR = timedelta(days=3)
VOICE = next(iter(EspeakEngine.voices))


@transaction.atomic
def begin_on_air(*, actor: Actor, title: str, text: str, source: str, priority: str) -> Bulletin:
    """Start a bulletin for the loudspeakers of the actor's own body, over all of its area, for three days.

    Raises: RightMissing; NoSpeakers when the body has no such account in use.
    """
    account = account_of(actor.body)
    if account is None:
        raise NoSpeakers
    version = body_version(actor.body)
    until = clock.now() + VALID_FOR
    bulletin = draft(actor=actor, title=title, text=text, source=source, priority=priority, valid_until=until)
    areas = [version.seat_area] if version and version.seat_area else []
    return configure(actor=actor, bulletin=bulletin, accounts=[account], areas=areas)


@transaction.atomic
def speak(
    *, actor: Actor, title: str, text: str, source: str, priority: str, recording: File[bytes] | None = None
) -> Bulletin:
    """Begin a bulletin for the body's own loudspeakers with its sound: a recording, or read aloud; all of it or nothing.

    Raises: RightMissing, NoSpeakers; loa.voice.errors.BadSound, VoiceFailed and their kin.
    """
    bulletin = begin_on_air(actor=actor, title=title, text=text, source=source, priority=priority)
    if recording:
        take_recording(actor=actor, bulletin=bulletin, recording=recording)
    else:
        read_aloud(actor=actor, bulletin=bulletin)
    return bulletin


def read_aloud(*, actor: Actor, bulletin: Bulletin) -> Sound:
    """Have the bulletin read aloud; the sound waits for a person who listens to it.

    Raises: Moved, RightMissing; loa.voice.errors.VoiceFailed and its kin.
    """
    access.require(actor, Permission.BULLETINS_WRITE, body=bulletin.body)
    words = words_of(bulletin)
    sound = _read(actor, bulletin, words)
    _take_over(actor, bulletin, sound, words.hash)
    return sound


def _read(actor: Actor, bulletin: Bulletin, words: Words) -> Sound:
    return sounds.read_aloud(
        actor=actor,
        person=actor.person,
        body=bulletin.body,
        title=words.title,
        text=words.read,
        text_hash=words.hash,
        engine=EspeakEngine.key,
        reader=VOICE,
    )


def take_recording(*, actor: Actor, bulletin: Bulletin, recording: File[bytes]) -> Sound:
    """Take a recording as the bulletin's sound; a person says by hearing it that it says the same as the text.

    Raises: Moved, RightMissing; loa.voice.errors.BadSound and its kin.
    """
    access.require(actor, Permission.BULLETINS_WRITE, body=bulletin.body)
    words = words_of(bulletin)
    sound = sounds.take_recording(
        actor=actor,
        person=actor.person,
        body=bulletin.body,
        title=words.title,
        data=recording.read(),
        text_hash=words.hash,
    )
    _take_over(actor, bulletin, sound, words.hash)
    return sound


@transaction.atomic
def _take_over(actor: Actor, bulletin: Bulletin, sound: Sound, text_hash: str) -> None:
    taken = take(bulletin, moves.EDITABLE)
    access.require(actor, Permission.BULLETINS_WRITE, body=taken.body)
    row = row_of(taken)
    if (row.sound_id, row.text_hash) == (sound.pk, text_hash):
        return
    row.sound, row.text_hash = sound, text_hash
    row.save()
    touch(
        actor=actor, bulletin=taken, verb="bulletins.sound_chosen", part="channels", facts={"sound": sound.pk}
    )
    bulletin.refresh_from_db()


@transaction.atomic
def hear(*, actor: Actor, bulletin: Bulletin, sound_id: int) -> None:
    """Say that one has listened to the bulletin's sound; `sound_id` is the one that was played.

    Raises: RightMissing; SoundMoved when it is another one by now.
    """
    access.require(actor, Permission.BULLETINS_WRITE, body=bulletin.body)
    row = row_of(bulletin)
    if row.sound is None or row.sound.pk != sound_id:
        raise SoundMoved
    heard(actor=actor, sound=row.sound, person=actor.person)


@transaction.atomic
def choose_moments(
    *, actor: Actor, bulletin: Bulletin, moments: Iterable[datetime], special_reason: str = ""
) -> OnAir:
    """Say when the sound begins, in order; none means as soon as it is released.

    Raises: Moved, RightMissing.
    """
    taken = take(bulletin, moves.EDITABLE)
    access.require(actor, Permission.BULLETINS_WRITE, body=taken.body)
    row = row_of(taken)
    wanted = sorted(set(moments))
    reason = squeeze(special_reason)[:300]
    if (row.moments, row.special_reason, row.moments_chosen) != (wanted, reason, True):
        row.moments, row.special_reason, row.moments_chosen = wanted, reason, True
        row.save()
        facts = {"moments": len(wanted), "special": bool(reason)}
        touch(actor=actor, bulletin=taken, verb="bulletins.moments_chosen", part="time", facts=facts)
    bulletin.refresh_from_db()
    return row


def prepare_sound(*, actor: Actor, bulletin: Bulletin) -> None:
    """Have a correction or withdrawal for loudspeakers read aloud as it is drafted, without taking it off its prepared form."""
    if not wants_sound(bulletin):
        return
    words = words_of(bulletin)
    sound = _read(actor, bulletin, words)
    row = row_of(bulletin)
    row.sound, row.text_hash, row.moments_chosen = sound, words.hash, True
    row.special_reason = _why_beyond(bulletin)
    _place(bulletin, row)


def _place(bulletin: Bulletin, row: OnAir) -> None:
    """Let it sound at once or, at night and where it may not, at the next time it may; it is valid until then at least."""
    assert row.sound is not None
    row.moments = mending_moments(bulletin, row.sound)
    row.save()
    if row.moments and bulletin.valid_until and bulletin.valid_until <= row.moments[0]:
        bulletin.valid_until = row.moments[0] + VALID_FOR
        bulletin.save(update_fields=["valid_until"])


def _why_beyond(bulletin: Bulletin) -> str:
    """Return why a correction may pass the everyday limits: whoever heard the first must hear it."""
    code = bulletin.replaces.code if bulletin.replaces else ""
    return f"{Relation(bulletin.relation).label} {code}".strip()[:300]


def confirm_heard(*, actor: Actor, bulletin: Bulletin) -> None:
    """Note that who sends a correction alone has listened to its sound, inside that act: the page asks for it.

    Where it may not sound any more as it was laid down, it sounds at the next time it may.
    """
    row = row_of(bulletin)
    if row.sound is None:
        return
    heard(actor=actor, sound=row.sound, person=actor.person)
    if is_placed_anew(row):
        _place(bulletin, row)
