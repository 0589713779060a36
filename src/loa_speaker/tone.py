"""The test tone: three seconds of 1 kHz, made here so that it needs no network."""

from __future__ import annotations

import array
import math
import wave
from pathlib import Path

LENGTH = 3_000
"""Milliseconds."""
_RATE, _PITCH, _LOUD = 16_000, 1_000, 12_000


def tone_file(folder: Path) -> Path:
    """Return the file of the test tone, made at the first call."""
    path = folder / "tone.wav"
    if not path.exists():
        samples = array.array(
            "h",
            (
                round(_LOUD * math.sin(2 * math.pi * _PITCH * n / _RATE))
                for n in range(_RATE * LENGTH // 1000)
            ),
        )
        with wave.open(str(path), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(_RATE)
            file.writeframes(samples.tobytes())
    return path
