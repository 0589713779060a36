"""What loudspeakers will sound of a bulletin, and what is still missing for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from loa.bulletins.models import Bulletin, OnAir, Text
from loa.bulletins.queries.texts import core_text, current_renditions
from loa.bulletins.rules import forms
from loa.bulletins.rules.stops import Stop, StopCode
from loa.bulletins.rules.words import Priority, RenditionState
from loa.channels.models import Account, AccountState, Mode
from loa.lib import clock
from loa.lib.ids import digest
from loa.speakers.models import Sound
from loa.speakers.queries.judging import Proposal
from loa.speakers.queries.locks import Locks
from loa.speakers.queries.wide import Room, bodies_carrying, judge_at, rooms_at
from loa.speakers.rules.findings import Finding, Weight
from loa.speakers.rules.words import SoundOrigin
from loa.units.models import Body
from loa.voice.normalise import pieces
from loa.voice.reading.model import Piece
from loa_wire.commands import Play
from loa_wire.words import Priority as WirePriority

KIND = "speaker"
PROPOSED = 6
LOOK = 14
"""Days in which a correction finds its time."""
DAYTIME = range(7, 21)
SPOKEN_MARKS = {"live": "", "exercise": "Đây là bản tin diễn tập.", "test": "Đây là bản tin thử nghiệm."}
"""What is said before an exercise or a test, so that nobody takes it for the real thing (charter 9)."""


@dataclass(frozen=True, slots=True)
class Words:
    """What is read aloud, and its digest."""

    title: str
    text: str
    mark: str = ""

    @property
    def read(self) -> str:
        """Return the mark, title and text as they are read, with a pause between."""
        said = f"{self.title.rstrip('.')}.\n{self.text}"
        return f"{self.mark}\n{said}\n{self.mark}" if self.mark else said

    @property
    def hash(self) -> str:
        """Return the digest by which a sound is known to say these words."""
        said = {"title": self.title, "text": self.text}
        return digest(said | ({"mark": self.mark} if self.mark else {}))


@dataclass(frozen=True, slots=True)
class AirPage:
    """What the step "Bản loa" shows."""

    words: Words
    row: OnAir
    spoken: Sequence[Piece]
    bodies: int
    places: Sequence[Room]
    findings: Sequence[Finding]
    to_say: str

    @property
    def sound(self) -> Sound | None:
        """Return the sound that says today's words."""
        return self.row.sound if self.row.text_hash == self.words.hash else None


def account_of(body: Body) -> Account | None:
    """Return the account under which a body speaks on its own loudspeakers, None where it has none in use."""
    held = Account.objects.filter(body=body, kind=KIND, mode=Mode.LIVE, state=AccountState.ACTIVE)
    return held.order_by("pk").first()


def wants_sound(bulletin: Bulletin) -> bool:
    """Say whether the bulletin goes out on loudspeakers."""
    return bulletin.accounts.filter(kind=KIND).exists()


def words_of(bulletin: Bulletin) -> Words:
    """Return what loudspeakers say: the body's own wording for them, else the core text."""
    text: Text = core_text(bulletin)
    mark = SPOKEN_MARKS[bulletin.mode]
    own = [
        row
        for row in current_renditions(bulletin)
        if (row.body_id, row.channel, row.language) == (bulletin.body_id, KIND, text.language)
        and row.state == RenditionState.ACCEPTED
    ]
    if own:
        return Words(own[0].title, forms.with_local_lines(own[0].text, own[0].local_lines), mark)
    return Words(text.title, text.body, mark)


def row_of(bulletin: Bulletin) -> OnAir:
    """Return the bulletin's row, an unsaved empty one where there is none."""
    found = OnAir.objects.filter(bulletin=bulletin).select_related("sound", "sound__file").first()
    return found or OnAir(bulletin=bulletin)


def air_page(bulletin: Bulletin) -> AirPage:
    """Return what the step shows: the words, the sound, when it may sound and what stands against it."""
    row, words = row_of(bulletin), words_of(bulletin)
    length = row.sound.length_ms if row.sound else 60_000
    bodies, areas = carriers(bulletin), tuple(bulletin.areas.all())
    places = rooms_at(bodies, length, clock.today(), PROPOSED, areas=areas)
    spoken = [piece for piece in pieces(words.read) if piece.written != piece.spoken]
    return AirPage(
        words, row, spoken, len(bodies), places, findings_of(bulletin, row), to_say_itself(bulletin, row)
    )


def carriers(bulletin: Bulletin) -> list[Body]:
    """Return the bodies whose loudspeakers would sound it; its own where no cluster stands in its areas yet."""
    return bodies_carrying(bulletin.areas.all()) or [bulletin.body]


def findings_of(bulletin: Bulletin, row: OnAir) -> list[Finding]:
    """Return what the chosen moments break."""
    if row.sound is None or not row.moments_chosen:
        return []
    moments = row.moments or [clock.now()]
    return [finding for moment in moments for finding in _judged(bulletin, row.sound, moment)]


def _judged(bulletin: Bulletin, sound: Sound, moment: datetime) -> list[Finding]:
    return judge_at(
        carriers(bulletin),
        Proposal(
            bulletin.body,
            moment,
            sound.length_ms,
            core_text(bulletin).title,
            WirePriority(bulletin.priority),
            mends=_mends(bulletin),
            areas=tuple(bulletin.areas.all()),
        ),
    )


def sound_stops(bulletin: Bulletin) -> list[Stop]:
    """Return what keeps the loudspeakers' part from going out."""
    if not wants_sound(bulletin):
        return []
    row, words = row_of(bulletin), words_of(bulletin)
    if row.sound is None:
        return [Stop(StopCode.NO_SOUND, step="air")]
    stops = []
    if row.text_hash != words.hash:
        stops.append(Stop(StopCode.SOUND_OLD, step="air"))
    elif row.sound.heard_by_id is None:
        stops.append(Stop(StopCode.SOUND_UNHEARD, step="air"))
    if not row.moments_chosen and bulletin.priority != Priority.EMERGENCY:
        stops.append(Stop(StopCode.NO_MOMENT, step="air"))
    now = clock.now()
    shown = [f"{each.astimezone(clock.HANOI):%H:%M %d/%m/%Y}" for each in row.moments if each < now]
    stops += [Stop(StopCode.MOMENT_PAST, quote=words, step="air") for words in shown]
    late = bulletin.valid_until
    stops += [
        Stop(StopCode.MOMENT_AFTER_END, quote=f"{each.astimezone(clock.HANOI):%H:%M %d/%m/%Y}", step="air")
        for each in row.moments
        if late and each >= late
    ]
    stops += _locked_elsewhere(bulletin, row)
    for finding in findings_of(bulletin, row):
        if finding.weight == Weight.LOCK:
            stops.append(Stop(StopCode.MOMENT_LOCKED, quote=finding.text, step="air"))
        elif finding.weight == Weight.STOP and not row.special_reason:
            stops.append(Stop(StopCode.MOMENT_SPECIAL, quote=finding.text, step="air"))
    return stops


def _locked_elsewhere(bulletin: Bulletin, row: OnAir) -> list[Stop]:
    """Return the moments at which a chosen area may not sound, whoever carries its clusters."""
    if row.sound is None or bulletin.priority == Priority.EMERGENCY:
        return []
    moments = row.moments or ([clock.now()] if row.moments_chosen else [])
    return [
        Stop(StopCode.MOMENT_LOCKED, quote=f"{moment.astimezone(clock.HANOI):%H:%M %d/%m/%Y}", step="air")
        for moment in moments
        if _is_locked_somewhere(bulletin, row.sound, moment)
    ]


def _is_locked_somewhere(bulletin: Bulletin, sound: Sound, moment: datetime) -> bool:
    locks = Locks()
    return any(
        locks.blocked_in(area, _as_play(moment, sound.length_ms)) is not None for area in bulletin.areas.all()
    )


def mending_moments(bulletin: Bulletin, sound: Sound) -> list[datetime]:
    """Return when a correction or withdrawal sounds: none, so at once, where it may; else the first time at which it may.

    That is the time of what it mends, the next room in a programme, or a full hour of the day, in this order. Everything else of it leaves at
    once, and what loudspeakers had still to sound of the original is taken out then.
    """
    if bulletin.priority == Priority.EMERGENCY or _may_sound(bulletin, sound, clock.now()):
        return []
    return next(([each] for each in _later(bulletin, sound) if _may_sound(bulletin, sound, each)), [])


def _may_sound(bulletin: Bulletin, sound: Sound, moment: datetime) -> bool:
    if _is_locked_somewhere(bulletin, sound, moment):
        return False
    return all(each.weight != Weight.LOCK for each in _judged(bulletin, sound, moment))


def _later(bulletin: Bulletin, sound: Sound) -> Iterator[datetime]:
    now, today = clock.now(), clock.today()
    if bulletin.replaces:
        yield from (each for each in sorted(row_of(bulletin.replaces).moments) if each > now)
    areas = tuple(bulletin.areas.all())
    rooms = rooms_at(carriers(bulletin), sound.length_ms, today, PROPOSED, areas=areas)
    yield from (room.begin for room in rooms)
    days = [today + timedelta(days=n) for n in range(LOOK)]
    hours = (datetime.combine(day, time(hour), clock.HANOI) for day in days for hour in DAYTIME)
    yield from (each for each in hours if each > now)


def moments_to_mend(bulletin: Bulletin) -> list[datetime]:
    """Return when a correction would sound if it were sent now; none means at once."""
    row = row_of(bulletin)
    if row.sound is None or not is_placed_anew(row):
        return row.moments
    return mending_moments(bulletin, row.sound)


def is_placed_anew(row: OnAir) -> bool:
    """Say whether a correction's moments are set anew as it is sent: it was to sound at once, or its time has passed."""
    return not row.moments or min(row.moments) < clock.now()


def settled_by_sending(bulletin: Bulletin) -> set[StopCode]:
    """Return what no longer holds a correction's sound back once one officer sends it: sending says it was heard and sets its moments anew."""
    row = row_of(bulletin)
    if row.sound is None:
        return set()
    anew = {StopCode.MOMENT_PAST, StopCode.MOMENT_LOCKED, StopCode.MOMENT_AFTER_END}
    return {StopCode.SOUND_UNHEARD} | (anew if is_placed_anew(row) else set())


def first_set_time(bulletin: Bulletin) -> datetime | None:
    """Return the earliest time that was set for it: its sending, or its first moment on loudspeakers."""
    moments = row_of(bulletin).moments if wants_sound(bulletin) else []
    return min(filter(None, [bulletin.send_at, *moments]), default=None)


def to_say_itself(bulletin: Bulletin, row: OnAir) -> str:
    """Return what a recording must say by itself before and after, as the machine would; nothing for the real thing."""
    recorded = row.sound is not None and row.sound.origin == SoundOrigin.UPLOAD
    return SPOKEN_MARKS[bulletin.mode] if recorded else ""


def _as_play(moment: datetime, length_ms: int) -> Play:
    at = int(moment.timestamp() * 1000)
    return Play("", at, length_ms, at, WirePriority.NORMAL, sha256="0" * 64)


def speaker_words(bulletin: Bulletin) -> Mapping[str, Any]:
    """Return what the speaker kind is told of the sound; it is shown, hashed and frozen like the rest."""
    row = row_of(bulletin)
    sound = row.sound
    if sound is None:
        return {}
    return {
        "version": core_text(bulletin).version,
        "sound": {"id": sound.pk, "sha256": sound.sha256, "length_ms": sound.length_ms},
        "moments": [moment.isoformat() for moment in sorted(row.moments)],
        "special_reason": row.special_reason,
    }


def _mends(bulletin: Bulletin) -> bool:
    return bulletin.priority == Priority.EMERGENCY and bool(bulletin.relation)
