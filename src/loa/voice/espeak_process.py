"""The process in which espeak-ng lives: text on standard input, a wav file out; the only place that loads its library."""

from __future__ import annotations

import ctypes
import os
import sys
import wave
from pathlib import Path
from typing import Any, Final

from loa.voice.limits import limit

PACE: Final = 125
"""espeak's "words a minute"; in Vietnamese about the 3.6 syllables a second of a calm announcer."""
MEGABYTES: Final = 512
_SECONDS: Final = 60
_SYNCHRONOUS: Final = 2
_UTF8: Final = 1
_RATE_PARAMETER: Final = 1
_NAMES: Final = {"vi": "vi", "vi-central": "vi-vn-x-central", "vi-south": "vi-vn-x-south"}
_TAKES: Final = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


class Failed(Exception):
    """The library is missing or refuses."""


def speak(text: str, voice: str, pace: int, out: Path) -> None:
    """Speak into a wav file.

    Raises:
        Failed: with what the library said.

    """
    library, rate = _library()
    if library.espeak_SetVoiceByName(_NAMES[voice].encode()):
        raise Failed(f"espeak-ng has no voice {voice}")
    library.espeak_SetParameter(_RATE_PARAMETER, pace, 0)
    with wave.open(str(out), "wb") as sound:
        sound.setparams((1, 2, rate, 0, "NONE", ""))

        def take(samples: Any, count: int, _events: Any) -> int:
            if samples and count:
                sound.writeframes(ctypes.string_at(samples, count * 2))
            return 0

        kept = _TAKES(take)  # the library holds no reference of its own
        library.espeak_SetSynthCallback(kept)
        data = text.encode()
        if library.espeak_Synth(data, len(data) + 1, 0, 0, 0, _UTF8, None, None):
            raise Failed("espeak-ng did not speak")
        library.espeak_Synchronize()


def _library() -> tuple[Any, int]:
    import espeakng_loader  # noqa: PLC0415  loaded under the limits, here alone

    library = ctypes.CDLL(espeakng_loader.get_library_path())
    library.espeak_Synth.argtypes = [
        ctypes.c_char_p,
        ctypes.c_size_t,
        ctypes.c_uint,
        ctypes.c_int,
        ctypes.c_uint,
        ctypes.c_uint,
        ctypes.c_void_p,
        ctypes.c_void_p,
    ]
    os.chdir(Path(espeakng_loader.get_data_path()).parent)  # the library takes no long path
    rate = library.espeak_Initialize(_SYNCHRONOUS, 0, b".", 0)
    if rate <= 0:
        raise Failed("espeak-ng found no data")
    return library, rate


def main() -> None:
    """Speak what stands on standard input: voice, pace and file are the arguments."""
    limit(MEGABYTES, _SECONDS)
    voice, pace, out = sys.argv[1:]
    try:
        speak(sys.stdin.buffer.read().decode(), voice, int(pace), Path(out).resolve())
    except Failed as failed:
        sys.exit(str(failed))


if __name__ == "__main__":
    main()
