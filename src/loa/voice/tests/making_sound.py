"""Real sound and film files for the tests, made by code."""

from __future__ import annotations

import math
from array import array
from fractions import Fraction
from pathlib import Path

import av

RATE = 48000
KINDS = {  # name: container, encoder, options
    "mp3": ("mp3", "libmp3lame", {}),
    "aac": ("adts", "aac", {}),
    "m4a": ("ipod", "aac", {}),
    "wav": ("wav", "pcm_s16le", {}),
    "ogg": ("ogg", "vorbis", {"strict": "experimental"}),
    "opus": ("ogg", "libopus", {}),
    "flac": ("flac", "flac", {}),
}


def tone(seconds: float, hertz: float = 440.0, amplitude: float = 0.1) -> array[float]:
    return array(
        "f", (amplitude * math.sin(math.tau * hertz * at / RATE) for at in range(int(seconds * RATE)))
    )


def speechlike(seconds: float, amplitude: float = 0.3) -> array[float]:
    """Bursts with gaps and rare high peaks, harder to level than a tone."""
    samples = tone(seconds, 220.0, amplitude)
    for at in range(len(samples)):
        moment = at / RATE
        samples[at] *= 0.0 if moment % 0.4 > 0.28 else 0.4 + 0.6 * math.sin(moment * 9)
        if at % 24000 < 12:
            samples[at] = 0.95
    return samples


def write_sound(path: Path, kind: str, samples: array[float], *, title: str = "", options=None) -> Path:
    """Encode samples (one channel, 48 kHz) as two equal channels."""
    container_format, codec, more = KINDS[kind]
    with av.open(str(path), "w", format=container_format, options=options or {}) as container:
        if title:
            container.metadata["title"] = title
        stream = container.add_stream(codec, rate=RATE, layout="stereo", options=more)
        resampler = av.AudioResampler(
            format=stream.codec_context.format, layout="stereo", rate=RATE, frame_size=1024
        )
        frame = av.AudioFrame("flt", "mono", len(samples))
        frame.sample_rate, frame.pts, frame.time_base = RATE, 0, Fraction(1, RATE)
        frame.planes[0].update(samples.tobytes())
        for piece in [*resampler.resample(frame), *resampler.resample(None)]:
            container.mux(stream.encode(piece))
        container.mux(stream.encode(None))
    return path


def write_film(path: Path) -> Path:
    """Write an mp4 of a few grey pictures and a second of sound."""
    with av.open(str(path), "w", format="mp4") as container:
        picture = container.add_stream("mpeg4", rate=25)
        picture.width, picture.height, picture.pix_fmt = 64, 64, "yuv420p"
        for _ in range(5):
            frame = av.VideoFrame(64, 64, "yuv420p")
            container.mux(picture.encode(frame))
        container.mux(picture.encode(None))
    return path
