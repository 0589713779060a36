"""Speech engines: one interface, espeak-ng always at hand, neural voices from folders that the operator names.

It must not load any of them: each runs as a child with limits.
"""

from __future__ import annotations

import json
import logging
import math
import os
import shutil
import wave
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, Protocol

from loa.lib.said import say
from loa.voice import espeak_process
from loa.voice.errors import NothingToSay, NoVoice, VoiceFailed
from loa.voice.limits import TimedOut, limited, own, run

_log = logging.getLogger(__name__)
LONGEST_TEXT: Final = 20_000
"""Characters that are read in one go: about an hour."""
FOLDERS: Final = "LOA_VOICES"


class Engine(Protocol):
    """Speaks Vietnamese words into a wav file."""

    @property
    def key(self) -> str:
        """Name it in settings and commands."""

    @property
    def label(self) -> str:
        """Name it on a screen."""

    @property
    def voices(self) -> Mapping[str, str]:
        """Return its voices, the usual one first: key and label."""

    def speak(self, text: str, voice: str, out_wav: Path) -> None:
        """Write the text, already normalised, as sound.

        Raises:
            NoVoice, NothingToSay, VoiceFailed: with words that say what to do.

        """


class EspeakEngine:
    """espeak-ng from a wheel; robotic, small and always there. Its library (GPL-3) lives in a process of its own."""

    key = "espeak"
    label = "espeak-ng"
    voices: Mapping[str, str] = {
        "vi": say("Giọng miền Bắc"),
        "vi-central": say("Giọng miền Trung"),
        "vi-south": say("Giọng miền Nam"),
    }

    def __init__(self, *, seconds: float = 60, words_a_minute: int = espeak_process.PACE) -> None:
        self._seconds = seconds
        self._pace = words_a_minute

    def speak(self, text: str, voice: str, out_wav: Path) -> None:
        """Write the text, already normalised, as sound."""
        _must_have(self, voice)
        command = own("loa.voice.espeak_process", voice, str(self._pace), str(out_wav))
        _spoken_by(command, text, self._seconds)
        _must_be_sound(out_wav)


class FolderEngine:
    """A voice in a folder with `voice.json`: a program that takes the text on standard input and gives a wav.

    `voice.json`: `label`; `program`, a list whose first entry is a path inside the folder or a program of the system;
    `voices` (key and label), `sample_rate`, `seconds`, `memory_mb` may be left out. In `program`, `{voice}` stands for
    the voice's key and `{out}` for the file to write; without `{out}` the wav is taken from standard output.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        told = _read_voice(self.folder)
        self.key = self.folder.name
        self.label: str = told["label"]
        self.voices: Mapping[str, str] = told.get("voices") or {"mac-dinh": self.label}
        self._program: list[str] = told["program"]
        self._rate: int | None = told.get("sample_rate")
        self._seconds: float = told.get("seconds", 300)
        self._memory: int = told.get("memory_mb", 4096)

    def speak(self, text: str, voice: str, out_wav: Path) -> None:
        """Write the text, already normalised, as sound."""
        _must_have(self, voice)
        program = self._command(voice, out_wav.resolve())
        said = _spoken_by(
            limited(program, self._memory, math.ceil(self._seconds)), text, self._seconds, self.folder
        )
        if not any("{out}" in word for word in self._program):
            out_wav.write_bytes(said)
        _must_be_sound(out_wav, self._rate)

    def _command(self, voice: str, out_wav: Path) -> list[str]:
        first, *rest = self._program
        inside = self.folder / first
        found = str(inside) if inside.is_file() else shutil.which(first)
        if found is None:
            raise VoiceFailed(
                say(
                    "Giọng đọc {label}: không tìm thấy chương trình {program}. Hãy xem lại voice.json.",
                    label=self.label,
                    program=first,
                )
            )
        return [found, *(word.replace("{voice}", voice).replace("{out}", str(out_wav)) for word in rest)]


def engines(*, strict: bool = False) -> dict[str, Engine]:
    """Return every engine by its key; folders of voices come from LOA_VOICES, split as PATH is.

    A folder that cannot be used is logged and left out, so that the other voices go on speaking.

    Raises:
        NoVoice: `strict`, and a folder holds no usable `voice.json` or has the name of another engine.

    """
    found: dict[str, Engine] = {EspeakEngine.key: EspeakEngine()}
    for folder in os.environ.get(FOLDERS, "").split(os.pathsep):
        try:
            if folder:
                _add(found, FolderEngine(Path(folder)))
        except NoVoice as error:
            if strict:
                raise
            _log.warning("%s: %s", FOLDERS, error)
    return found


def _add(found: dict[str, Engine], engine: Engine) -> None:
    if engine.key in found:
        raise NoVoice(say("Có hai giọng đọc cùng tên thư mục {key}.", key=engine.key))
    found[engine.key] = engine


_SHAPES: Final[Mapping[str, Callable[[Any], bool]]] = {
    "label": lambda v: isinstance(v, str) and bool(v),
    "program": lambda v: isinstance(v, list) and bool(v) and all(isinstance(word, str) for word in v),
    "voices": lambda v: v is None or (isinstance(v, dict) and all(isinstance(x, str) for x in v.values())),
    "sample_rate": lambda v: v is None or isinstance(v, int),
    "seconds": lambda v: v is None or (isinstance(v, int | float) and v > 0),
    "memory_mb": lambda v: v is None or (isinstance(v, int) and v > 0),
}
"""What `voice.json` may hold."""


def _read_voice(folder: Path) -> dict[str, Any]:
    try:
        told = json.loads((folder / "voice.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise NoVoice(
            say("Thư mục giọng đọc {folder} thiếu tệp voice.json đọc được.", folder=str(folder))
        ) from error
    for name, fits in _SHAPES.items():
        if not isinstance(told, dict) or not fits(told.get(name)):
            raise NoVoice(
                say("voice.json trong {folder}: mục {name} thiếu hoặc sai.", folder=str(folder), name=name)
            )
    return {name: value for name, value in told.items() if value is not None}


def _must_have(engine: Engine, voice: str) -> None:
    if voice not in engine.voices:
        raise NoVoice


def _spoken_by(command: list[str], text: str, seconds: float, folder: Path | None = None) -> bytes:
    if not text.strip():
        raise NothingToSay
    if len(text) > LONGEST_TEXT:
        raise NothingToSay(
            say("Nội dung dài quá {most} ký tự. Hãy chia thành nhiều bản tin.", most=LONGEST_TEXT)
        )
    try:
        ended = run(command, text.encode(), seconds, folder)
    except TimedOut as late:
        raise VoiceFailed(
            say(
                "Máy đọc chạy quá {seconds} giây nên đã dừng. Hãy chia ngắn nội dung.", seconds=round(seconds)
            )
        ) from late
    except OSError as error:
        raise VoiceFailed(complaint=str(error)) from error
    if ended.code:
        raise VoiceFailed(code=ended.code, complaint=ended.complaint)
    return ended.said


def _must_be_sound(path: Path, rate: int | None = None) -> None:
    try:
        with wave.open(str(path), "rb") as sound:
            right = sound.getnframes() > 0 and rate in {None, sound.getframerate()}
    except (OSError, EOFError, wave.Error) as error:
        raise VoiceFailed(complaint=str(error)) from error
    if not right:
        raise VoiceFailed
