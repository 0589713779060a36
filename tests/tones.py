"""A sound made by code, for tests that need a real file and nobody's recording."""

from __future__ import annotations

import math
import tempfile
import wave
from array import array
from pathlib import Path

from loa.voice.sound import Encoded, encode

RATE = 32_000


def chime(target: Path, seconds: float = 3.0) -> Encoded:
    """Write a tone of 440 Hz that comes and goes, as it would go on air."""
    samples = array(
        "h",
        (
            round(12_000 * math.sin(math.tau * 440 * n / RATE) * (1 + math.sin(math.tau * n / RATE)) / 2)
            for n in range(int(seconds * RATE))
        ),
    )
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder, "tone.wav")
        with wave.open(str(plain), "wb") as sound:
            sound.setparams((1, 2, RATE, 0, "NONE", ""))
            sound.writeframes(samples.tobytes())
        return encode(plain, target)
