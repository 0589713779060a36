"""Sound files measured, checked, brought to one level and encoded once.

Decoding happens in a process of its own (`sound_process`) with limits; this module only asks and never decodes.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from loa.lib.said import say
from loa.voice import errors
from loa.voice.engines import Engine
from loa.voice.limits import TimedOut, own, run
from loa.voice.normalise import spoken
from loa.voice.sniff import mp3_seconds

LEVEL: Final = -16.0
"""Loudness (LUFS, EBU R128) of everything that goes on air: speech over loudspeakers outdoors; the true peak stays below −1.5 dBTP.

Measured as the one channel it is. Broadcast's −23 is too quiet for amplifiers of the trade that are set once and left.
"""
_NO_STOP: Final = re.compile(r"(?<![.,;:!?\n])\n")
"""A line that ends without a sign, such as a heading: an engine would read on without a breath."""
_SECONDS: Final = {"measure": 30.0, "encode": 60.0}
_SECONDS_A_MEGABYTE: Final = {"measure": 10.0, "encode": 60.0}
"""What a file may take: on one idle core an hour of sound is measured in 10 s and encoded in about 2 minutes."""
_ERRORS: Final = {
    error.code: error
    for error in (errors.NotSound, errors.HasPicture, errors.Broken, errors.TooLong, errors.Silent)
}


@dataclass(frozen=True, slots=True)
class Measured:
    """What a sound file holds, decoded to its end."""

    seconds: float
    codec: str
    rate: int
    channels: int
    loudness_lufs: float
    peak_db: float
    silent: bool


@dataclass(frozen=True, slots=True)
class Encoded:
    """A file as it goes on air, named by its digest; `seconds` counts its frames."""

    path: Path
    sha256: str
    seconds: float
    bytes: int
    loudness_lufs: float


def measure(path: Path) -> Measured:
    """Decode a file to its end and say what it holds.

    Raises:
        BadSound: it is no sound, a film, or damaged.

    """
    return Measured(**_ask("measure", path))


def check_upload(path: Path, *, longest_s: float, most_bytes: int) -> Measured:
    """Say what an uploaded file holds, or why it cannot go on air.

    Raises:
        BadSound: too large, of no accepted kind, a film, damaged, too long or silent; the words say what to do.

    """
    size = path.stat().st_size
    if size > most_bytes:
        raise errors.TooLarge(
            say(
                "Tệp nặng {size} MB, vượt mức {most} MB. Hãy xuất lại dạng mp3 64–128 kbit/s rồi gửi lại.",
                size=_megabytes(size),
                most=_megabytes(most_bytes),
            )
        )
    try:
        found = Measured(**_ask("measure", path, longest_s=longest_s))
    except errors.TooLong as error:
        raise errors.TooLong(
            say(
                "Tệp dài hơn {most}. Hãy cắt ngắn hoặc chia thành nhiều bản tin rồi gửi lại.",
                most=_length(longest_s),
            ),
            **error.facts,
        ) from error
    if found.silent:
        raise errors.Silent
    return found


def encode(source: Path, target: Path) -> Encoded:
    """Write a sound file as it goes on air: one channel, one level, mp3 of constant 64 kbit/s at 44.1 kHz.

    The same source gives the same bytes. `target` appears whole or not at all.

    Raises:
        BadSound: the source cannot be used.

    """
    told = _ask("encode", source, target=str(target), level=LEVEL)
    data = target.read_bytes()
    return Encoded(
        target,
        hashlib.sha256(data).hexdigest(),
        round(mp3_seconds(target), 3),
        len(data),
        told["loudness_lufs"],
    )


def speak_to_file(text: str, engine: Engine, voice: str, target: Path) -> Encoded:
    """Write a Vietnamese text as spoken sound: made speakable, spoken by an engine, levelled and encoded.

    Raises:
        NothingToSay: the text has no words.
        NoVoice, VoiceFailed: the engine has no such voice, or gave no sound.

    """
    words = spoken(text)
    if not any(c.isalnum() for c in words):
        raise errors.NothingToSay
    with tempfile.TemporaryDirectory(prefix="loa-voice-") as folder:
        said = Path(folder, "said.wav")
        engine.speak(_NO_STOP.sub(".\n", words), voice, said)
        return encode(said, target)


def _ask(do: str, source: Path, **more: Any) -> dict[str, Any]:
    """Have the other process do one thing; a refusal, a crash or a child without end becomes an error in words."""
    allowed = _SECONDS[do] + _SECONDS_A_MEGABYTE[do] * source.stat().st_size / 1_000_000
    request = {"do": do, "source": str(source), "seconds": math.ceil(allowed), **more}
    try:
        ended = run(own("loa.voice.sound_process"), json.dumps(request).encode(), allowed)
    except TimedOut as late:
        raise errors.TooSlow from late
    if ended.code:
        raise errors.Broken(complaint=ended.complaint)
    told: dict[str, Any] = json.loads(ended.said)
    if refused := told.pop("refused", None):
        raise _ERRORS[refused](**told)
    return told


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f}".rstrip("0").rstrip(".").replace(".", ",")


def _length(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    if not minutes:
        return say("{n} giây", n=rest)
    return say("{n} phút {s} giây", n=minutes, s=rest) if rest else say("{n} phút", n=minutes)
