"""Making sounds: read aloud from a text, or taken from a recording; encoded once, stored under their hash."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from django.db import transaction

from loa.files.actions import store_file
from loa.journal import actions as journal
from loa.journal.actions import Author
from loa.lib import clock
from loa.speakers.files import SOUND
from loa.speakers.models import Sound
from loa.speakers.rules.words import SoundOrigin
from loa.units.models import Body, Person
from loa.voice import sound as voice
from loa.voice.engines import engines
from loa.voice.sound import Encoded

LONGEST_S = 45 * 60
"""The longest session that any rule in force allows (QĐ 1246/2021 of Hanoi, rural districts)."""
MOST_BYTES = 60 * 1024 * 1024


def read_aloud(
    *,
    actor: Author,
    person: Person,
    body: Body,
    title: str,
    text: str,
    text_hash: str,
    engine: str,
    reader: str,
) -> Sound:
    """Have a machine read a text; the same text by the same voice gives the sound that is there already.

    Raises: loa.voice.errors.NothingToSay, NoVoice, VoiceFailed.
    """
    known = Sound.objects.filter(
        body=body, origin=SoundOrigin.SPEECH, text_hash=text_hash, engine=engine, voice=reader
    )
    if (found := known.order_by("-pk").first()) is not None:
        return found

    def make(target: Path) -> Encoded:
        return voice.speak_to_file(text, engines()[engine], reader, target)

    return _keep(
        make,
        actor=actor,
        sound=Sound(
            body=body,
            title=title[:200],
            origin=SoundOrigin.SPEECH,
            engine=engine,
            voice=reader,
            text=text,
            text_hash=text_hash,
            made_by=person,
        ),
    )


def take_recording(
    *, actor: Author, person: Person, body: Body, title: str, data: bytes, text_hash: str
) -> Sound:
    """Check and encode an uploaded recording.

    Raises: loa.voice.errors.BadSound and what stands below it, in words that say what to do.
    """

    def make(target: Path) -> Encoded:
        source = target.with_name("upload")
        source.write_bytes(data)
        voice.check_upload(source, longest_s=LONGEST_S, most_bytes=MOST_BYTES)
        return voice.encode(source, target)

    return _keep(
        make,
        actor=actor,
        sound=Sound(
            body=body, title=title[:200], origin=SoundOrigin.UPLOAD, text_hash=text_hash, made_by=person
        ),
    )


def _keep(make: Callable[[Path], Encoded], *, actor: Author, sound: Sound) -> Sound:
    """Make the file outside any transaction of its own, then store file and row together."""
    with tempfile.TemporaryDirectory(prefix="loa-sound-") as folder:
        target = Path(folder, "sound.mp3")
        made = make(target)
        data = target.read_bytes()
    with transaction.atomic():
        sound.file = store_file(actor=actor, name="sound.mp3", data=data, purpose=SOUND, body=sound.body)
        sound.sha256 = made.sha256
        sound.size = made.bytes
        sound.length_ms = round(made.seconds * 1000)
        sound.loudness = made.loudness_lufs
        sound.made_at = clock.now()
        sound.save()
        facts = {"sha256": sound.sha256, "ms": sound.length_ms, "origin": sound.origin}
        journal.write(actor=actor, verb="speakers.sound_made", thing=sound.thing, facts=facts)
    return sound
