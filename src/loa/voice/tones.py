"""Sounds made by code, so that nobody asks whose they are: the test tone and the chime before a bulletin."""

from __future__ import annotations

import math
import tempfile
import wave
from array import array
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from loa.voice.sound import Encoded, encode

_RATE: Final = 32000
_TEST: Final = ((440.0, 0.0, 1.2), (554.37, 1.2, 1.2), (440.0, 2.4, 1.2), (554.37, 3.6, 1.2))
_CHIME: Final = ((523.25, 0.0, 1.6), (659.26, 0.45, 1.6), (783.99, 0.9, 2.1))
GENTLE: Final = -23.0
"""Loudness of the test tone: it is heard at any hour at which a test may be, and must startle nobody."""


def test_tone(target: Path) -> Encoded:
    """Write the test tone: two notes by turns for five seconds, quieter than speech."""
    return _written(_mixed(_TEST, fading=False), target, GENTLE)


def opening(target: Path) -> Encoded:
    """Write the chime before a bulletin: three rising notes that die away."""
    return _written(_mixed(_CHIME, fading=True), target, GENTLE + 3)


def _mixed(notes: Iterable[tuple[float, float, float]], *, fading: bool) -> array[float]:
    """Add up notes (Hz, start, length in seconds), each with soft edges."""
    notes = list(notes)
    mixed = array("d", bytes(8 * int(_RATE * max(start + length for _, start, length in notes))))
    for hertz, start, length in notes:
        first, count = int(start * _RATE), int(length * _RATE)
        for at in range(min(count, len(mixed) - first)):
            moment = at / _RATE
            edge = min(1.0, moment / 0.02, (length - moment) / 0.08)
            fall = math.exp(-2.2 * moment) if fading else 1.0
            wave_form = math.sin(math.tau * hertz * moment) + 0.2 * math.sin(2 * math.tau * hertz * moment)
            mixed[first + at] += edge * fall * wave_form
    return mixed


def _written(mixed: array[float], target: Path, level: float) -> Encoded:
    most = max(abs(value) for value in mixed)
    samples = array("h", (round(value / most * 16000) for value in mixed))
    with tempfile.TemporaryDirectory(prefix="loa-voice-") as folder:
        plain = Path(folder, "tone.wav")
        with wave.open(str(plain), "wb") as sound:
            sound.setparams((1, 2, _RATE, 0, "NONE", ""))
            sound.writeframes(samples.tobytes())
        return encode(plain, target, level=level)
