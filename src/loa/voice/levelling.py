"""Sound brought to one level and encoded, inside the process that has limits."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Final

import av
import av.error
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.filter import Graph

from loa.voice.decoding import Refused, Ruler, Sound, frames, measure

RATE: Final = 44100
BITS: Final = 64_000
LOUDEST: Final = -1.5
"""The true peak (dBTP) that the encoded file keeps below."""
_CEILING: Final = -2.0
"""Where the limiter begins; encoding adds a little to what it leaves."""
_NEAR: Final = 0.4
_TRIES: Final = 3
_STEPS: Final = 5
_PUSH: Final = 1.7
"""How much more than what is missing is given where a limiter takes part of it away."""
_OVERSAMPLED: Final = RATE * 4


def level_and_encode(source: Path, target: Path, level: float, longest_s: float | None = None) -> Sound:
    """Write `source` as mp3 at `level` LUFS to `target`; return what the written file measures.

    1. Measure the source. 2. Find the gain: what is missing, and more where the limiter takes some of it away.
    3. Encode, measure what was written, and where encoding moved level or peak, once or twice more with that known.
    """
    found = measure(source, longest_s)
    if found.silent:
        raise Refused("silent_sound")
    aim, ceiling = level, _CEILING
    draft = target.with_name(f"{target.name}.part")
    try:
        for _ in range(_TRIES):
            gain = aim - found.loudness_lufs
            if found.peak_db + gain > ceiling:
                gain = _gain_through_limiter(source, gain, ceiling, aim)
            _encode(source, draft, gain, ceiling)
            written = measure(draft)
            off, over = level - written.loudness_lufs, written.peak_db - LOUDEST
            if abs(off) <= _NEAR and over <= 0:
                break
            aim += off
            ceiling -= max(0.0, over + 0.2)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return written


def _gain_through_limiter(source: Path, gain: float, ceiling: float, level: float) -> float:
    for _ in range(_STEPS):
        ruler = Ruler()
        for frame in _levelled(frames(source), gain, ceiling):
            ruler.take(frame)
        ruler.take(None)
        off = level - ruler.loudness
        if abs(off) <= _NEAR / 2:
            break
        gain += off * _PUSH if off > 0 else off
    return gain


def _encode(source: Path, draft: Path, gain: float, ceiling: float) -> None:
    with av.open(
        str(draft),
        "w",
        format="mp3",
        options={"fflags": "+bitexact", "id3v2_version": "0", "write_id3v1": "0"},
    ) as container:
        stream = container.add_stream("libmp3lame", rate=RATE, layout="mono", format="s16p")
        stream.codec_context.bit_rate = BITS
        stream.codec_context.options = {"flags": "+bitexact", "abr": "0"}
        stream.codec_context.thread_count = 1
        for frame in _levelled(frames(source), gain, ceiling):
            _write(container, stream, frame)
        _write(container, stream, None)


def _write(container: OutputContainer, stream: AudioStream, frame: AudioFrame | None) -> None:
    for packet in stream.encode(frame):
        container.mux(packet)


def _levelled(source: Iterator[AudioFrame], gain: float, ceiling: float) -> Iterator[AudioFrame]:
    graph: Graph | None = None
    for frame in source:
        if graph is None:
            graph = _chain(frame, gain, ceiling)
        graph.push(frame)
        yield from _pulled(graph)
    if graph is not None:
        graph.push(None)
        yield from _pulled(graph)


def _pulled(graph: Graph) -> Iterator[AudioFrame]:
    while True:
        try:
            frame = graph.pull()
        except (av.error.BlockingIOError, av.error.EOFError):
            return
        assert isinstance(frame, AudioFrame)
        frame.pts = None
        yield frame


def _chain(frame: AudioFrame, gain: float, ceiling: float) -> Graph:
    """Mono, the gain, a limiter that sees the peaks between samples, the rate and form of the encoder."""
    graph = Graph()
    chain = [
        graph.add_abuffer(sample_rate=frame.sample_rate, format=frame.format.name, layout=frame.layout.name),
        graph.add("aformat", "sample_fmts=dbl:channel_layouts=mono"),
        graph.add("volume", f"{gain:.3f}dB:precision=double"),
        graph.add("aresample", str(_OVERSAMPLED)),
        graph.add("alimiter", f"limit={10 ** (ceiling / 20):.6f}:level=0:attack=2:release=60"),
        graph.add("aresample", str(RATE)),
        graph.add("aformat", f"sample_fmts=s16p:channel_layouts=mono:sample_rates={RATE}"),
        graph.add("asetnsamples", "n=1152:p=0"),
        graph.add("abuffersink"),
    ]
    for first, second in pairwise(chain):
        first.link_to(second)
    graph.configure()
    return graph
